"""The form in a real browser through a real JupyterLab; what is asserted lies in the book, not on the screen.

Needs Chromium; without it these tests are skipped, except where CI is set. One server, one kernel and one page for the
file; each test takes trees of its own.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from conftest import CHROMIUM, CHROMIUM_FLAGS, absent
from form_book import Orchard
from nbformat import write
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

TREES = 64
TOKEN = "tests"
OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
READY = ".isoaudit-form[data-ready=true]"
CELL = """\
import sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from form_book import Orchard
from isoaudit.form.widget import Form
Form(Orchard(Path({folder!r}), {trees}), Path({folder!r}) / "parts")
"""


class Lab:
    """A JupyterLab with a notebook that shows the form."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.book = Orchard(folder, TREES)
        cell = CELL.format(tests=str(Path(__file__).parents[1]), folder=str(folder), trees=TREES)
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        write(new_notebook(cells=[new_code_cell(cell)], metadata=kernel), folder / "form.ipynb")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        settings = self.folder / "settings" / "@jupyterlab" / "notebook-extension"
        settings.mkdir(parents=True, exist_ok=True)
        (settings / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}', encoding="utf-8")
        own = {"JUPYTER_CONFIG_DIR": "config", "JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "ws"}
        env = os.environ | {name: str(self.folder / place) for name, place in own.items()} | {"JUPYTER_TOKEN": TOKEN}
        words = ["--no-browser", "--ip=127.0.0.1", f"--port={self.port}", "--ServerApp.port_retries=0", "--allow-root"]
        words += [f"--ServerApp.root_dir={self.folder}", "--LabApp.expose_app_in_browser=True"]
        with (self.folder / "lab.log").open("ab") as log:
            return subprocess.Popen([sys.executable, "-m", "jupyterlab", *words], env=env, stdout=log, stderr=log)

    def wait(self) -> Lab:
        """Until the server answers."""
        address = f"{self.url}/api/status?token={TOKEN}"
        until(lambda: _answers(address), 40)
        return self

    def kernel(self) -> psutil.Process:
        """The kernel's process."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        return [child for child in children if "ipykernel" in " ".join(child.cmdline())][-1]

    def end(self) -> None:
        """Stop the server and its kernels."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        self.process.terminate()
        self.process.wait(20)
        for child in children:
            with contextlib.suppress(psutil.NoSuchProcess):
                child.kill()


def _answers(address: str) -> bool:
    with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=1):
        return True
    return False


def until(seen: Callable[[], Any], seconds: float = 10, page: Page | None = None) -> Any:
    """Ask again until something is seen; the page goes on meanwhile."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := seen():
            return found
        page.wait_for_timeout(30) if page else time.sleep(0.05)
    raise AssertionError("not seen in time")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """One JupyterLab for the file."""
    lab = Lab(tmp_path_factory.mktemp("vườn"))
    yield lab.wait()
    lab.end()


@pytest.fixture(scope="module")
def offline_browser() -> Iterator[Browser]:
    """Chromium that reaches 127.0.0.1 and nothing else."""
    if not CHROMIUM.exists():
        absent("Chromium", "chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=[*CHROMIUM_FLAGS, OFFLINE])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def context(offline_browser: Browser) -> Iterator[BrowserContext]:
    """A browser profile; what it asks outside of the machine is noted."""
    context = offline_browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    context.set_default_timeout(30_000)
    yield context
    context.close()


def open_form(context: BrowserContext, lab: Lab) -> Page:
    """A tab with the form."""
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{lab.url}/doc/tree/form.ipynb?token={TOKEN}&reset")
    run(page)
    return page


def run(page: Page) -> None:
    """Run the notebook, as the launcher's plugin does, and wait for the form."""
    page.wait_for_function("window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'")
    page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_selector(READY)


@pytest.fixture(scope="module")
def page(context: BrowserContext, lab: Lab) -> Page:
    """The tab that the tests share."""
    return open_form(context, lab)


def tree(page: Page, number: int) -> Locator:
    """A record, in sight."""
    page.evaluate("() => document.querySelectorAll('.isoaudit-form section > details').forEach(d => d.open = true)")
    return page.locator(f".isoaudit-form [data-record='tree/{number}']")


def said(lab: Lab, record: str) -> dict[str, Any]:
    """What a record says in the book; nothing while it is not written."""
    value = lab.book.values().get(record)
    return dict(value.fields) if value else {}


def test_an_edit_is_saved_and_comes_back(page: Page, lab: Lab) -> None:
    record = tree(page, 1)
    record.locator("input[value=red]").check()
    record.locator("[data-field=why] textarea").fill("Chín sớm")
    until(lambda: said(lab, "tree/1").get("why") == "Chín sớm", page=page)
    page.wait_for_selector(".isoaudit-form[data-pending='0']")
    assert page.evaluate("localStorage.getItem('isoaudit:test:orchard')") is None
    page.reload()
    run(page)
    assert tree(page, 1).locator("[data-field=why] textarea").input_value() == "Chín sớm"
    assert len(lab.book.entries("tree/1")) <= 2, "an answer is one statement"
