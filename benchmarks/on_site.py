"""The form on site as an inspector sees it: opened, typed into, its kernel killed, a photo added, the minutes made.

``python benchmarks/on_site.py [--rounds 3] [--edits 200] [--large] [--skip-demo]``: on the example's programme, and
with ``--large`` in a journal of 200,000 entries. Needs Chromium. Beside the seconds of the clock stand those of the
processor: other work on the machine makes the first longer, the second hardly.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from evidence import HEIGHT, WIDTH, photo
from measuring import EXAMPLE, SCRIPT, country, isoaudit, machine, prepare, table
from playwright.sync_api import BrowserContext, Page, sync_playwright

from isoaudit.visit.book import VisitBook

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
READY = ".isoaudit-form[data-ready=true]"
PATIENCE = 120_000
_BOX = "[data-record='{}'] [data-field=evidence] [data-row] textarea"
_SHOW = """(record) => {
  for (const tab of document.querySelectorAll(".isoaudit-form [role=tab]")) {
    tab.click();
    const found = document.querySelector(`.isoaudit-form [data-record="${record}"]`);
    if (!found || found.closest("[hidden]")) continue;
    for (let at = found.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
    return;
  }
}"""
Row = list[str]


class Opened:
    """``isoaudit open`` with a page of it."""

    def __init__(self, folder: Path, inspection: str, context: BrowserContext) -> None:
        self.began, used = time.monotonic(), browser_seconds()
        command = [str(SCRIPT), "-C", str(folder), "open", inspection, "--no-browser"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        assert self.process.stdout
        said = self.process.stdout.readline() + self.process.stdout.readline()
        self.url = re.findall(r"http://\S+", said)[0]
        self.answered = time.monotonic() - self.began
        self.page = context.new_page()
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.page.goto(self.url)
        self.page.wait_for_selector(READY, timeout=PATIENCE)
        self.usable = time.monotonic() - self.began
        command_, server, kernel = (seconds_of(p) for p in (self.here(), self.server(), self.kernel()))
        self.processor = {"command": command_, "server": server, "kernel": kernel, "browser": browser_seconds() - used}

    def here(self) -> psutil.Process:
        """The command's process."""
        return psutil.Process(self.process.pid)

    def server(self) -> psutil.Process:
        """The process of JupyterLab."""
        return next(p for p in self.here().children() if "isoaudit.lab" in p.cmdline())

    def kernel(self) -> psutil.Process:
        """The kernel's process."""
        living = [p for p in self.server().children() if p.status() != psutil.STATUS_ZOMBIE]
        return next(p for p in living if "ipykernel_launcher" in p.cmdline())

    def end(self) -> None:
        """Close the page, then Ctrl-C."""
        self.page.close()
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=60)


def seconds_of(process: psutil.Process) -> float:
    """Seconds of the processor that a process took itself."""
    times = process.cpu_times()
    return float(times.user + times.system)


def browser_seconds() -> float:
    """Seconds of the processor that the browser's processes took, which are those below this one."""
    total = 0.0
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            if "chrom" in process.name():
                total += seconds_of(process)
    return total


@contextmanager
def opened(folder: Path, inspection: str, context: BrowserContext) -> Iterator[Opened]:
    """The form, open as long as this lasts."""
    form = Opened(folder, inspection, context)
    try:
        yield form
    finally:
        form.end()


def criteria(page: Page) -> list[str]:
    """The records of the questions."""
    found: list[str] = page.locator("[data-record^='answer/']").evaluate_all("all => all.map(el => el.dataset.record)")
    return list(dict.fromkeys(found))


def reload(form: Opened) -> float:
    """Seconds from a reload to usable, the kernel living."""
    began = time.monotonic()
    form.page.reload(wait_until="commit")
    form.page.wait_for_selector(READY, timeout=PATIENCE)
    return time.monotonic() - began


def edits(form: Opened, number: int) -> tuple[list[float], float]:
    """Milliseconds from sending to acknowledged of so many edits, and those of the kernel's processor for each."""
    page, took = form.page, []
    records = criteria(page)
    used = seconds_of(form.kernel())
    for turn in range(number):
        record = records[turn % min(len(records), 5)]
        saved = int(page.locator(READY).get_attribute("data-saved") or 0)
        page.evaluate(_SHOW, record)
        page.locator(_BOX.format(record)).first.fill(f"Đã xem {turn} hồ sơ tại bộ phận Một cửa ngày 15/6/2026")
        page.keyboard.press("Control+s")
        page.wait_for_function(
            "([root, saved]) => Number(document.querySelector(root).dataset.saved) > saved", arg=[READY, saved]
        )
        took.append(float(page.locator(READY).get_attribute("data-latency") or 0))
    return took, 1000 * (seconds_of(form.kernel()) - used) / number


def killed(form: Opened, turn: int) -> float:
    """Seconds from the kernel's death in mid-word to everything written."""
    page = form.page
    record = criteria(page)[0]
    page.evaluate(_SHOW, record)
    page.locator(_BOX.format(record)).first.fill(f"Trước khi dừng {turn}")
    began = time.monotonic()
    form.kernel().kill()
    page.keyboard.type(" và sau khi dừng", delay=20)
    page.wait_for_function(
        "!Object.keys(localStorage).some(key => /^isoaudit:[0-9a-f]{12}:[^:]+$/.test(key))", timeout=PATIENCE
    )
    page.wait_for_selector(f"{READY}[data-pending='0']", timeout=PATIENCE)
    return time.monotonic() - began


def add_photo(form: Opened, path: Path) -> tuple[float, float]:
    """Seconds until a photo of 48 million pixels is shown as kept, and MB that the kernel took at most meanwhile."""
    page, kernel = form.page, form.kernel()
    record = criteria(page)[1]
    page.evaluate(_SHOW, record)
    Path(f"/proc/{kernel.pid}/clear_refs").write_text("5")
    before = memory(kernel.pid, "VmRSS")
    began = time.monotonic()
    page.locator(f"[data-record='{record}'] [data-field=files] input[multiple]").set_input_files(path)
    warning = page.locator(f"[data-record='{record}'] .warning button").first
    figure = page.locator(f"[data-record='{record}'] figure[data-file] img").first
    warning.or_(figure).first.wait_for(timeout=PATIENCE)
    if warning.count():
        warning.click()
    figure.wait_for(timeout=PATIENCE)
    return time.monotonic() - began, memory(kernel.pid, "VmHWM") - before


def memory(pid: int, name: str) -> float:
    """MB of a process (Linux)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith(f"{name}:"))


def minutes(form: Opened) -> float | None:
    """Seconds from the button to the link of the minutes; nothing where they cannot be made yet."""
    page = form.page
    page.evaluate(_SHOW, "paper/minutes")
    start = page.locator("[data-action=make_minutes]").first
    if start.get_attribute("aria-disabled"):
        return None
    start.click()
    with suppress(Exception):
        page.locator("[data-asking=make_minutes] [data-act]").click(timeout=1000)
    began = time.monotonic()
    page.locator(".made a").first.wait_for(timeout=PATIENCE)
    return time.monotonic() - began


def median(values: list[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def measured(folder: Path, inspection: str, context: BrowserContext, rounds: int, number: int) -> Iterator[Row]:
    """The rows of one programme."""
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    usable, answered, processor = [], [], []
    for _ in range(rounds - 1):
        with opened(folder, inspection, context) as form:
            usable.append(form.usable)
    with opened(folder, inspection, context) as form:
        usable.append(form.usable)
        answered.append(form.answered)
        processor.append(form.processor)
        spent = "; ".join(f"{name} {seconds:.1f}" for name, seconds in form.processor.items())
        yield ["`isoaudit open` to usable", f"{median(usable):.1f} s (all: {words(usable)})", spent + " s", "6 s"]
        drawn = form.page.locator(READY).get_attribute("data-drawn")
        yield [f"{len(criteria(form.page))} criteria drawn", f"{drawn} ms", "", "500 ms"]
        again = [reload(form) for _ in range(rounds)]
        yield ["reload, kernel living", f"{median(again):.1f} s (all: {words(again)})", "", "3 s"]
        took, each = edits(form, number)
        p99 = statistics.quantiles(took, n=100)[98]
        yield [f"edit acknowledged, {number} edits", f"median {median(took):.0f} ms, p99 {p99:.0f} ms, most "
               f"{max(took):.0f} ms", f"kernel {each:.0f} ms", "50 ms, p99 150 ms"]  # fmt: skip
        yield from others(form, rounds)
    away = [url for url in asked if not re.match(r"(http://127\.0\.0\.1:\d+/|data:|blob:)", url)]
    yield ["requests, those to elsewhere", f"{len(asked)}, {len(away)}", "", "0"]


def others(form: Opened, rounds: int) -> Iterator[Row]:
    """A killed kernel, a photo, the minutes."""
    lost = [killed(form, turn) for turn in range(rounds)]
    yield ["kernel killed to all written", f"{median(lost):.1f} s (all: {words(lost)})", "", "5 s"]
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "photo.jpg"
        photo(path, WIDTH * HEIGHT)
        used = seconds_of(form.kernel())
        seconds, most = add_photo(form, path)
        spent = f"kernel {seconds_of(form.kernel()) - used:.1f} s"
        size = path.stat().st_size / 1e6
    yield [f"photo of 48 MP ({size:.0f} MB) kept and shown", f"{seconds:.1f} s, {most:.0f} MB", spent, "3 s, 300 MB"]
    used = seconds_of(form.kernel())
    made = minutes(form)
    spent = f"kernel {seconds_of(form.kernel()) - used:.1f} s"
    yield ["minutes made at a button", "not complete" if made is None else f"{made:.1f} s", spent, "3 s"]


def words(values: list[float]) -> str:
    """Seconds in a row."""
    return ", ".join(f"{value:.1f}" for value in values)


def complete(folder: Path) -> str:
    """An inspection on site whose minutes can be made."""
    from isoaudit.journal.programme import Programme
    from isoaudit.visit.minutes import why_not_made

    state = Programme(folder).register()
    on_site = [one.id for one in state.inspections.values() if one.mode == "on_site"]
    return next((id for id in on_site if not why_not_made(VisitBook(folder, id)._shown.now)), on_site[0])


def programmes(base: Path, chosen: argparse.Namespace) -> Iterator[tuple[str, Path, str]]:
    """Name, folder and inspection of each programme that is measured."""
    if not chosen.skip_demo:
        folder = prepare(base / "demo")
        isoaudit("-C", folder, "answers", "import", EXAMPLE / "answers.csv")
        yield "the example", folder, complete(folder)
    if chosen.large:
        folder = country(base / "large" / "year", 3801, 50)
        isoaudit("-C", folder, "answers", "import", base / "large" / "answers.csv")
        agency = (base / "large" / "agencies.csv").read_text(encoding="utf-8").splitlines()[1900].partition(",")[0]
        yield "a journal of 200,000 entries", folder, f"2026-{agency}-TS"


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--edits", type=int, default=200)
    options.add_argument("--large", action="store_true")
    options.add_argument("--skip-demo", action="store_true")
    chosen = options.parse_args()
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        os.environ["XDG_STATE_HOME"] = str(Path(place) / "state")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, OFFLINE])
        for name, folder, inspection in programmes(Path(place), chosen):
            context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
            context.set_default_timeout(PATIENCE)
            rows = list(measured(folder, inspection, context, chosen.rounds, chosen.edits))
            load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
            print(f"\n{name}; load of the machine {load}\n", flush=True)
            print(table(("what", "seen", "of the processor", "asked"), rows), flush=True)
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
