# Needs Python 3.11 or later, make and pip. Everything is made in .venv; nothing else is installed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := demo/an-binh-2026
# Processes that run tests; one more than there are processors uses the time in which one waits.
WORKERS ?= 2

# What Python compiles is kept, else each of the thousands of processes of a test run compiles it again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test test-all check check-style check-types check-types-win32 check-layers format bench kit kit-try lock clean
help:
	@echo "make demo   the example programme, with the page to open"
	@echo "make test   the tests; make test T=tests/test_store.py for some of them"
	@echo "make test-all  the tests with thousands of cases and many kills: hours"
	@echo "make format  put the style right"
	@echo "make check  style, types, layers, checklists"
	@echo "make bench  the measured figures (benchmarks/)"
	@echo "make kit KIT=folder  the folder for a USB stick: installs without a network"
	@echo "make kit-try KIT=folder  install from it, without a network, into an empty account"
	@echo "make clean  remove $(VENV) and the demo"

$(VENV)/.run: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "isoaudit needs Python 3.11 or later")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

# The demo is derived and made anew each time.
demo: $(VENV)/.run
	rm -rf $(DEMO) $(DEMO)-2025
	@mkdir -p $(dir $(DEMO))
	$(BIN)/isoaudit demo $(DEMO)
	@echo
	@echo "Open in a browser: $(CURDIR)/$(DEMO)/out/index.html"
	@echo "What agencies reported of their corrective action: $(CURDIR)/$(DEMO)/out/actions.html"
	@echo "An inspection at the office, as at 11 o'clock, in the form: $(BIN)/isoaudit -C $(DEMO) open 2026-99-SCT-TS"
	@command -v soffice >/dev/null || command -v libreoffice >/dev/null || \
		echo "Optional: the letters are Word documents; to read them here: apt-get install libreoffice-writer fonts-liberation2"

test: $(VENV)/.dev
	@command -v chromium >/dev/null || echo "Optional, for the tests of the pages: apt-get install chromium"
	@command -v soffice >/dev/null || echo "Optional, for the tests of printed letters and saved workbooks: apt-get install libreoffice-writer libreoffice-calc poppler-utils fonts-liberation2"
	$(BIN)/pytest -n $(WORKERS) $(T)

test-all: $(VENV)/.dev
	ISOAUDIT_KILL_ROUNDS=40 $(BIN)/pytest -n 2 -m "" --hypothesis-profile nightly $(T)

# In this order; with "make -j2 check" the two that take longest run side by side.
check: check-style check-types check-types-win32 check-layers

check-style: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check-types: $(VENV)/.dev
	$(BIN)/mypy

check-types-win32: $(VENV)/.dev
	$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32

check-layers: $(VENV)/.dev
	$(BIN)/lint-imports
	$(BIN)/isoaudit checklist check

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev
	$(PYTHON) -m venv $(VENV)/ploomber
	$(VENV)/ploomber/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/journal.py
	$(BIN)/python benchmarks/afternoon.py
	$(BIN)/python benchmarks/acts_book.py
	$(BIN)/python benchmarks/evidence.py
	$(BIN)/python benchmarks/saying.py
	$(BIN)/python benchmarks/replies.py
	$(BIN)/python benchmarks/actions.py
	$(BIN)/python benchmarks/plan.py
	$(BIN)/python benchmarks/year_report.py
	$(BIN)/python benchmarks/on_site.py --large
	$(BIN)/python benchmarks/engines.py
	$(BIN)/python benchmarks/engines.py --scale
	PLOOMBER_STATS_ENABLED=false $(VENV)/ploomber/bin/python benchmarks/ploomber.py --leaks

# The folder for a USB stick; then it is installed from, without a network, by each Python of this machine.
KIT ?= kit
kit: $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[kit]'
	$(BIN)/python tools/build_kit.py $(KIT)

kit-try: $(VENV)/.run
	$(BIN)/python tools/try_kit.py $(KIT)

# Versions only: no address of a registry belongs into the repository.
lock: $(VENV)/.dev
	$(BIN)/python -m pip list --format=freeze --exclude isoaudit --exclude pip --exclude setuptools > constraints.txt

clean:
	rm -rf $(VENV) demo
