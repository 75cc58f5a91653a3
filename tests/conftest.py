"""Fixtures: the command as a user runs it, and a small programme made with it."""

from __future__ import annotations

import gc
import io
import os
import shutil
import signal
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
import warm_gate
from hypothesis import settings

from isoaudit.imports import jsonschema_without_addresses

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LONGEST = (
    "security", "cluster", "gate", "demo", "start_in_browser", "form_kills", "visit_in_browser", "kill",
    "bad_notebooks", "open_in_browser", "guides_by_role", "form_in_browser", "kinds", "engine", "layout", "run",
    "workbooks", "review_in_browser", "corrective_faults", "issue", "acts_book", "template_check", "settings_book",
    "statements", "docs_commands", "guide", "trust", "workspace", "exports", "merge", "pdf", "backup", "gate_page",
    "pages_in_browser", "demo_in_browser", "outline_altered", "issue_request", "checklist_book", "three_years",
    "changes", "start_others", "fuzz_commands", "word_fuzz", "papers_measured", "papers_pages", "start_buttons",
    "papers", "without_posix", "verify_command", "second_reading", "000", "001", "002", "003", "004",
    "corrective_joints", "actions_in_browser", "issued_kept", "successors", "templates", "start",
    "issue_correction", "findings", "evidence", "named", "sheets", "archive", "strangers", "status_page",
    "journal", "search", "letters_after", "asking", "next_steps", "reply_form",
)  # fmt: skip
"""The test files that take longest, which begin first: the last to begin would be waited for alone."""

AUTHORITY = "Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình"
Run = Callable[..., "subprocess.CompletedProcess[str]"]

AGENCIES = """\
code,name,level,kind,obligation,qms_status,standard,declaration,procedures,last_on_site
99-STP,Sở Tư pháp,tinh,co_quan_chuyen_mon,bat_buoc,da_cong_bo,2015,Quyết định số 325/QĐ ngày 23/11/2025,93,
99-CCKL,Chi cục Kiểm lâm,tinh,chi_cuc,bat_buoc,da_cong_bo,2015,Quyết định số 439/QĐ ngày 21/11/2025,68,
99-90001,UBND phường Đông Kiều,xa,ubnd_cap_xa,khuyen_khich,da_cong_bo,2015,Quyết định số 82/QĐ ngày 28/10/2025,379,
99-90019,UBND xã Vĩnh Tường Hạ,xa,ubnd_cap_xa,khuyen_khich,chua_xay_dung,,,331,
"""
INSPECTIONS = """\
agency,mode,round,from,to,period_from,period_to,team
99-STP,on_site,1,2026-06-15,2026-06-15,2025-07-01,2026-06-15,Lương Quốc Bảo (trưởng đoàn); Nông Thu Trang (thư ký)
99-90001,by_record,,2026-09-01,2026-09-30,2025-07-01,2026-08-31,
"""


jsonschema_without_addresses()  # before any test file imports nbformat
settings.register_profile("ci", max_examples=100, deadline=None)  # how long a case takes says how busy the machine is
settings.register_profile("nightly", max_examples=1000, deadline=None)
settings.load_profile("ci")
"""``make test-all`` takes the second; a test whose cases are costly asks for :func:`cases`."""


def cases(few: int, many: int) -> int:
    """How many cases a test takes: few in ``make test``, many in ``make test-all``."""
    return many if settings.get_current_profile_name() == "nightly" else few


def rarely(values: Iterable[object], often: int = 1) -> list[object]:
    """Cases of one kind for ``parametrize``: the first few run in ``make test``, all of them in ``make test-all``."""
    return [
        value if number < often else pytest.param(value, marks=pytest.mark.slow) for number, value in enumerate(values)
    ]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the files by :data:`LONGEST`."""
    first = {f"test_{name}.py": place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: first.get(item.path.name, len(first)))


def pytest_collection_finish() -> None:
    """Spare the garbage collector the thousands of tests and all that they import: a twentieth of the time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def own_trust_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Jupyter's trust store of the tests, not of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_DATA_DIR", str(tmp_path_factory.mktemp("jupyter")))
        yield


@pytest.fixture(scope="session", autouse=True)
def gate_is_warm() -> Iterator[None]:
    """What judges the year in this process has great_expectations loaded once for all of them; see `warm_gate`."""
    from isoaudit.gate import judging

    with pytest.MonkeyPatch.context() as patch:
        if sys.platform != "win32":
            patch.setattr(judging, "COMMAND", warm_gate.Command(judging.COMMAND, _as_at_first))
        yield


OWN_PROCESS = ("demo",)
"""Commands that always have a process of their own."""
_SERVED: dict[str, str] = {}
"""The environment in which the fork server of this process was started, if it was: it stays as that was."""


def run_isoaudit(*args: object, cwd: Path | None = None, apart: bool | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command and check what holds for every one: no traceback reaches a user.

    It runs in this process, with its streams, directory, environment and signal handlers put back afterwards: starting
    Python takes longer than most commands. What the command keeps between two calls it keeps by content. In a process
    of its own, by the installed console script, runs one of OWN_PROCESS or what is asked for ``apart``, and a ``run``
    that the fork server of this process would not serve as its own; that the script does the same is shown by
    test_installed.py, of ``run`` by test_run.py.
    """
    words = [str(arg) for arg in args]
    if apart is None:
        command = _command_of(words)
        apart = command in OWN_PROCESS or (command == "run" and not _served(words))
    done = _apart(words, cwd) if apart else _here(words, cwd)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def _served(words: list[str]) -> bool:
    """Whether a ``run`` finds the fork server of this process as one of its own would be.

    It takes seconds to warm up and serves all runs. Kernels and machines of a cluster are no business of it.
    """
    return _as_at_first() and not {"--engine", "--scheduler"} & set(words)


def _as_at_first() -> bool:
    """Whether the environment is the one that whatever serves many tests was started in.

    But for :data:`PLACES` and what each command sets for its children (:mod:`isoaudit.environment`).
    """
    usual = PLACES | {"PYTHONSAFEPATH": "1", "NODEFAULTCURRENTDIRECTORYINEXEPATH": "1"}
    now = {name: value for name, value in os.environ.items() if (name, value) not in usual.items()}
    now.pop("PYTEST_CURRENT_TEST", None)
    if not _SERVED:
        _SERVED.update(now)
    return now == _SERVED


def _command_of(words: list[str]) -> str:
    """The name of the command in a command line."""
    after_programme = words[2:] if words[:1] == ["-C"] else words
    return next((word for word in after_programme if not word.startswith("-")), "")


PLACES = {"PYTHONUTF8": "1", "COLUMNS": "200"}


def _apart(words: list[str], cwd: Path | None) -> subprocess.CompletedProcess[str]:
    script = Path(sys.executable).with_name("isoaudit")
    return subprocess.run(
        [str(script), *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, **PLACES},
        timeout=600,
    )


def _here(words: list[str], cwd: Path | None) -> subprocess.CompletedProcess[str]:
    from isoaudit import cli

    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)]
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    environment, mask = dict(os.environ), os.umask(0o022)
    try:
        with (
            patch.dict(os.environ, PLACES),
            patch.object(sys, "argv", ["isoaudit", *words]),
            patch.object(sys, "path", [*sys.path]),
            patch.object(sys, "warnoptions", [*sys.warnoptions]),
            warnings.catch_warnings(),
            patch.object(sys, "stdin", io.StringIO()),
            chdir(cwd or Path.cwd()),
            redirect_stdout(streams[0]),
            redirect_stderr(streams[1]),
            pytest.raises(SystemExit) as end,
        ):
            cli.run()
    finally:
        os.umask(mask)
        for number, handler in handlers.items():
            if signal.getsignal(number) is not handler:
                signal.signal(number, handler)
    assert dict(os.environ) == environment, "the command leaves the environment as it was"
    out, err = (stream.buffer.getvalue().decode("utf-8").replace("\r\n", "\n") for stream in streams)  # type: ignore
    return subprocess.CompletedProcess(["isoaudit", *words], end.value.code, out, err)


@pytest.fixture
def isoaudit() -> Run:
    """The command: ``isoaudit("verify")`` gives what it said and its exit status."""
    return run_isoaudit


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of :func:`programme`, which each test has a copy of."""
    folder = tmp_path_factory.mktemp("made-once") / "năm 2026"
    assert run_isoaudit("init", folder, "--authority", AUTHORITY, "--year", 2026).returncode == 0
    for name, text in (("agencies", AGENCIES), ("inspections", INSPECTIONS)):
        table = folder.with_name(f"{name}.csv")
        table.write_text(text, encoding="utf-8")
        done = run_isoaudit("-C", folder, name, "import", table)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def programme(made_once: Path, tmp_path: Path) -> Path:
    """A programme folder with a register of four bodies and two inspections (2026-99-STP-TS, 2026-99-90001-HS)."""
    return Path(shutil.copytree(made_once, tmp_path / made_once.name))


Copied = Callable[[Path], Path]


def _copies(make: Callable[[Path], object], factory: pytest.TempPathFactory) -> Copied:
    """What ``make`` makes in a folder, made once for all processes of this test run; gives copies of it.

    Two processes that come at the same time both make it, and the first to end is believed.
    """
    mine = factory.getbasetemp()
    for_all = mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine
    once = for_all / f"once-{make.__name__}"
    if not once.exists():
        made = factory.mktemp(make.__name__) / "once"
        make(made)
        with suppress(OSError):  # another process was faster
            made.rename(once)

    def copied(folder: Path) -> Path:
        return Path(shutil.copytree(once, folder))

    return copied


@pytest.fixture(scope="session")
def example_answered(tmp_path_factory: pytest.TempPathFactory) -> Copied:
    """The example province with its answers, before anything happened: ``example_answered(folder)`` is a copy."""
    from isoaudit.demo import with_answers

    return _copies(with_answers, tmp_path_factory)


@pytest.fixture(scope="session")
def example_told(tmp_path_factory: pytest.TempPathFactory) -> Copied:
    """The demo as at 11 o'clock, not run: ``example_told(folder)`` is a copy, without the year before."""
    from isoaudit.demo import before_run

    return _copies(before_run, tmp_path_factory)


CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",  # it reaches this machine and nothing else
]


def absent(tool: str, package: str) -> None:
    """Skip for want of a tool, naming the command that installs it; in CI nothing is skipped for that."""
    reason = f"{tool} is not installed: apt-get install {package}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window; what a test expects of a page may come late on a busy machine."""
    if not CHROMIUM.exists():
        absent("Chromium", "chromium")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=60_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def soffice(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., None]:
    """LibreOffice with one profile for all tests: ``soffice("pdf", into, *files)`` converts many files at one start."""
    if not shutil.which("soffice"):
        absent("soffice", "libreoffice-writer libreoffice-calc")
    profile = f"-env:UserInstallation={tmp_path_factory.mktemp('soffice').as_uri()}"

    def convert(kind: str, into: Path, *files: Path) -> None:
        command = ["soffice", "--headless", profile, "--convert-to", kind, "--outdir", str(into), *map(str, files)]
        subprocess.run(command, capture_output=True, timeout=240, check=True)

    return convert


@pytest.fixture
def printed(tmp_path: Path, soffice: Callable[..., None]) -> Callable[[Path], list[str]]:
    """A Word document as the text of its printed pages, through LibreOffice."""
    if not shutil.which("pdftotext"):
        absent("pdftotext", "poppler-utils")

    def pages(document: Path) -> list[str]:
        soffice("pdf", tmp_path, document)
        pdf = tmp_path / f"{document.stem}.pdf"
        done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True)
        return done.stdout.split("\f")[:-1]

    return pages
