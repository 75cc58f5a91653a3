"""``isoaudit open`` in a real browser that can reach nothing but this machine.

Needs Chromium; without it these tests are skipped, except where CI is set. What the figures are is printed (``-s``).
"""

from __future__ import annotations

import hashlib
import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import psutil
import pytest
from conftest import AGENCIES, AUTHORITY, INSPECTIONS, run_isoaudit
from nbformat.v4 import new_code_cell, new_notebook
from opened import Opened, figure
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and /proc of Linux")
AGENCY, INSPECTION = "99-STP", "2026-99-STP-TS"
PATIENCE = 60_000
PROBE = """
import os
import anywidget, traitlets
class Probe(anywidget.AnyWidget):
    _esm = '''
    export default { render({ model, el }) {
      el.innerHTML = "<input type=radio id=radio><textarea id=text></textarea><p id=said></p>";
      const said = el.querySelector("#said");
      const show = () => { said.textContent = `${model.get("pid")} ${model.get("told")} ${model.get("heard")}`; };
      model.on("change:heard", show);
      const text = el.querySelector("#text");
      text.addEventListener("input", () => { model.set("typed", text.value); model.save_changes(); });
      show();
    } }'''
    pid = traitlets.Int().tag(sync=True)
    told = traitlets.Unicode().tag(sync=True)
    typed = traitlets.Unicode().tag(sync=True)
    heard = traitlets.Unicode().tag(sync=True)
    @traitlets.observe("typed")
    def _heard(self, change): self.heard = change.new
Probe(pid=os.getpid(), told=inspection)
"""


def write_probe(path: Path) -> None:
    """A notebook to be opened that shows the number of its kernel's process and its parameter."""
    cells = [
        new_code_cell("programme = None\ninspection = None", metadata={"tags": ["parameters"]}),
        new_code_cell(PROBE),
    ]
    about = {"isoaudit": {"title": "Biểu thử", "of": "inspection", "when": "opened"}}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path.write_text(nbformat.writes(new_notebook(cells=cells, metadata={**about, "kernelspec": kernel})), "utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A programme whose notebook of an inspection is the probe, trusted; what ``open`` keeps lies beside it."""
    above = tmp_path_factory.mktemp("mở")
    folder = above / "năm 2026"
    assert run_isoaudit("init", folder, "--authority", AUTHORITY, "--year", 2026).returncode == 0
    for name, text in (("agencies", AGENCIES), ("inspections", INSPECTIONS)):
        (above / f"{name}.csv").write_text(text, encoding="utf-8")
        assert run_isoaudit("-C", folder, name, "import", above / f"{name}.csv").returncode == 0
    notebook = folder / "notebooks" / "inspection.ipynb"
    write_probe(notebook)
    assert run_isoaudit("-C", folder, "trust", notebook).returncode == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(above / "state"))
        yield folder


@pytest.fixture(scope="module")
def opened(folder: Path) -> Iterator[Opened]:
    opened = Opened(folder, AGENCY)
    yield opened
    if opened.process.poll() is None:
        opened.end()


@pytest.fixture
def page(browser: Browser, opened: Opened) -> Iterator[Page]:
    """The page of the inspection, shown; every address that it asked for was on this machine."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.accept()))
    page.goto(opened.url)
    expect(page.locator("#said")).to_contain_text(INSPECTION, timeout=PATIENCE)
    yield page
    context.close()
    away = [url for url in asked if not re.match(rf"(http://127\.0\.0\.1:{opened.port}/|data:|blob:)", url)]
    assert len(asked) > 10 and not away and not dialogs


def kernel_of(page: Page) -> int:
    return int(page.locator("#said").inner_text().split()[0])


def test_the_form_is_there_without_a_click(page: Page, opened: Opened) -> None:
    figure("open to usable", opened.began)
    assert page.title() == "Sở Tư pháp"
    page.screenshot(path=os.environ.get("ISOAUDIT_PICTURE", os.devnull), type="png")
    for hidden in (".jp-InputArea", ".jp-NotebookPanel-toolbar", "#jp-menu-panel", ".jp-SideBar", ".jp-OutputPrompt"):
        expect(page.locator(hidden).locator("visible=true"), hidden).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert "vi" in page.evaluate("document.documentElement.lang").lower()


def test_reload(page: Page) -> None:
    kernel, began = kernel_of(page), time.monotonic()
    page.reload(wait_until="commit")
    expect(page.locator("#said")).to_contain_text(INSPECTION, timeout=PATIENCE)
    figure("reload to usable", began)
    assert kernel_of(page) == kernel


def test_keys_of_the_lab_do_nothing(page: Page, folder: Path) -> None:
    page.locator("#radio").focus()
    for key in ("Escape", "d", "d", "x", "b", "0", "0", "Control+s", "Control+Shift+c", "Shift+Enter"):
        page.keyboard.press(key)
    page.locator("#text").click(button="right")
    page.wait_for_timeout(500)
    expect(page.locator("#said")).to_be_visible()
    expect(page.locator(".jp-Dialog, .lm-Menu, .jp-ModalCommandPalette").locator("visible=true")).to_have_count(0)
    expect(page.locator(".jp-Cell")).to_have_count(3)


def test_the_widget_speaks_with_the_kernel(page: Page) -> None:
    page.locator("#text").fill("Đã xem")
    expect(page.locator("#said")).to_contain_text("Đã xem")


def test_a_killed_kernel_comes_back(page: Page) -> None:
    kernel, began = kernel_of(page), time.monotonic()
    page.evaluate(
        "new MutationObserver(() => { window.seen ||= document.querySelector('.jp-Dialog')?.checkVisibility() })"
        ".observe(document.body, { childList: true })"
    )
    os.kill(kernel, signal.SIGKILL)
    expect(page.locator("#said")).not_to_contain_text(str(kernel), timeout=PATIENCE)
    expect(page.locator("#said")).to_contain_text(INSPECTION, timeout=PATIENCE)
    figure("kernel killed to usable", began)
    assert not page.evaluate("window.seen")
    expect(page.locator(".jp-Dialog")).to_have_count(0)
    page.locator("#text").fill("Còn nguyên")
    expect(page.locator("#said")).to_contain_text("Còn nguyên")


def test_what_is_typed_while_the_cells_run_again_is_held(page: Page) -> None:
    """The probe stands for a form that puts the cursor back; the keys go nowhere until then."""
    page.locator("#text").focus()
    page.evaluate("document.querySelector('#text').id = 'old'")
    os.kill(kernel_of(page), signal.SIGKILL)
    typed = ""
    while page.locator("#old").count() and len(typed) < 2000:
        typed += "a"
        page.keyboard.type("a")
    page.keyboard.type("bcd")
    page.locator("#text").wait_for(timeout=PATIENCE)
    page.locator("#text").focus()
    page.keyboard.type("ef")
    expect(page.locator("#text")).to_have_value(re.compile("^a*bcdef$"))


def test_what_an_input_method_writes_meanwhile_is_held(page: Page) -> None:
    """No key tells of it: what is composed goes into the box that has the cursor, or nowhere."""
    page.locator("#text").focus()
    page.evaluate("document.querySelector('#text').id = 'old'")
    os.kill(kernel_of(page), signal.SIGKILL)
    typed = ""
    while page.locator("#old").count() and len(typed) < 2000:
        typed += "ậ"
        page.keyboard.insert_text("ậ")
    while not page.locator("#text").count() and len(typed) < 2000:
        typed += "ệ"
        page.keyboard.insert_text("ệ")
    page.keyboard.insert_text("ữ")
    page.locator("#text").focus()
    page.keyboard.type("ef")
    expect(page.locator("#text")).to_have_value(re.compile("^ậ*ệ*ữef$"))


def test_what_is_held_outlives_a_reload(page: Page) -> None:
    """The server may die, too, while the cells run again: then nothing is drawn until the page is loaded anew."""
    page.evaluate("sessionStorage.setItem('isoaudit:held', 'giữ lại')")
    page.reload(wait_until="commit")
    expect(page.locator("#said")).to_contain_text(INSPECTION, timeout=PATIENCE)
    page.locator("#text").focus()
    expect(page.locator("#text")).to_have_value("giữ lại")
    assert page.evaluate("sessionStorage.getItem('isoaudit:held')") is None


def test_the_token_is_on_no_command_line(page: Page, opened: Opened) -> None:
    processes = [opened.server(), *opened.server().children(recursive=True)]
    assert len(processes) > 1
    assert not [p for p in processes if opened.token in " ".join(p.cmdline())]


def test_what_others_may_not_read(folder: Path, opened: Opened) -> None:
    state = folder.parent / "state"
    [kept] = state.rglob("state.json")
    assert opened.token in kept.read_text()
    assert kept.stat().st_mode & 0o777 == 0o600 and kept.parent.stat().st_mode & 0o777 == 0o700


def test_the_notebook_stays_as_prepared(page: Page, folder: Path) -> None:
    path = folder / "out" / INSPECTION / "inspection.ipynb"
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    page.locator("#text").fill("x")
    page.keyboard.press("Control+s")
    page.wait_for_timeout(500)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    cells = nbformat.read(path, as_version=4).cells
    assert len(cells) == 3 and not any(cell.metadata.deletable or cell.metadata.editable for cell in cells)


def test_a_second_open_finds_the_first(opened: Opened, folder: Path, page: Page) -> None:
    second = Opened(folder, AGENCY)
    assert second.status() == 0
    assert second.said.startswith("Đang mở sẵn") and second.url == opened.url
    assert opened.process.poll() is None
    expect(page.locator("#said")).to_be_visible()


def test_a_killed_server_is_opened_again_at_its_port(folder: Path, opened: Opened, page: Page) -> None:
    kernel = kernel_of(page)
    server = opened.server()
    server.kill()
    assert opened.status() == 1
    psutil.wait_procs([psutil.Process(kernel)] if psutil.pid_exists(kernel) else [], timeout=10)
    assert not psutil.pid_exists(kernel)
    expect(page.locator(".isoaudit-message")).to_be_visible(timeout=PATIENCE)
    began = time.monotonic()
    again = Opened(folder, AGENCY)
    try:
        assert again.url == opened.url
        expect(page.locator("#said")).not_to_contain_text(str(kernel), timeout=PATIENCE)
        expect(page.locator("#said")).to_contain_text(INSPECTION, timeout=PATIENCE)
        figure("server opened again to usable in the old page", began)
        expect(page.locator(".isoaudit-message")).to_be_hidden(timeout=PATIENCE)
        server, kernels = again.server(), again.server().children()
        assert kernels and again.end() == 0
        assert not server.is_running() and not any(one.is_running() for one in kernels)
    finally:
        if again.process.poll() is None:
            again.end()
