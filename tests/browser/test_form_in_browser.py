"""The form in a real browser through a real JupyterLab; what is asserted lies in the book, not on the screen.

Needs Chromium; without it these tests are skipped, except where CI is set. One server, one kernel and one page for the
file; each test takes trees of its own.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import socket
import subprocess
import sys
import time
import unicodedata
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from form_book import BROKEN, FORBIDDEN, Orchard
from nbformat import write
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

TREES = 64
TOKEN = "tests"
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
        living = [child for child in children if child.status() != psutil.STATUS_ZOMBIE]
        return [child for child in living if "ipykernel" in " ".join(child.cmdline())][-1]

    def another_kernel(self, old: int) -> bool:
        """Whether a kernel runs that is not the old one."""
        with contextlib.suppress(IndexError, psutil.NoSuchProcess):
            return self.kernel().pid != old
        return False

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


def figure(text: str) -> None:
    """Say what was measured; it decides nothing."""
    sys.stdout.write(f"{text}\n")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """One JupyterLab for the file."""
    lab = Lab(tmp_path_factory.mktemp("vườn"))
    yield lab.wait()
    lab.end()


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser profile; what it asks outside of the machine is noted."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    context.set_default_timeout(12_000)
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
    page.wait_for_function(
        "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'", timeout=40_000
    )
    page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_selector(READY, timeout=30_000)


@pytest.fixture(scope="module")
def page(context: BrowserContext, lab: Lab) -> Page:
    """The tab that the tests share."""
    return open_form(context, lab)


def tree(page: Page, number: int) -> Locator:
    """A record, in sight."""
    go(page, "trees")
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
    expect(tree(page, 1).locator("[data-field=why] textarea")).to_have_value("Chín sớm")
    assert len(lab.book.entries("tree/1")) <= 2, "an answer is one statement"


def settled(page: Page) -> None:
    """Until nothing waits in the browser."""
    page.wait_for_selector(".isoaudit-form[data-pending='0']")


def outbox(page: Page, ending: str = "") -> dict[str, Any]:
    """What the browser keeps."""
    kept = page.evaluate("key => localStorage.getItem(key)", f"isoaudit:test:orchard{ending}")
    return dict(json.loads(kept or "{}"))


def test_keys_of_the_notebook_leave_it_whole(page: Page, lab: Lab) -> None:
    tree(page, 2).locator("input[value=green]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    for key in ("d", "d", "m", "b", "x", "y", "0", "0", "a", "Shift+Enter", "Control+s"):
        page.keyboard.press(key)
    until(lambda: said(lab, "tree/2").get("colour") == "red", page=page)
    cells = page.evaluate("jupyterapp.shell.currentWidget.content.model.cells.length")
    kind = page.evaluate("jupyterapp.shell.currentWidget.content.model.cells.get(0).type")
    assert (cells, kind) == (1, "code")
    expect(page.locator(READY)).to_have_count(1)


def test_a_kernel_killed_in_mid_edit_loses_no_text(page: Page, lab: Lab) -> None:
    box = tree(page, 3).locator("[data-field=note] textarea")
    box.press_sequentially("một ")
    old = lab.kernel()
    old.kill()
    box.press_sequentially("hai ba bốn")
    until(lambda: lab.another_kernel(old.pid), 20, page)
    with contextlib.suppress(Exception):
        page.locator(".jp-Dialog .jp-mod-accept").click(timeout=1500)
    begun = time.monotonic()
    run(page)
    until(lambda: said(lab, "tree/3").get("note") == "một hai ba bốn", 20, page)
    figure(f"kernel back and everything written after {time.monotonic() - begun:.1f} s")
    assert page.evaluate("document.activeElement.closest('[data-record]')?.dataset.record") == "tree/3"
    page.keyboard.type(" năm")
    until(lambda: said(lab, "tree/3").get("note") == "một hai ba bốn năm", page=page)
    assert lab.book.values()["tree/3"].conflict == ()


def test_what_had_no_answer_is_kept_and_sent_again_once(page: Page, lab: Lab) -> None:
    settled(page)  # what an earlier test left in the browser
    kernel = lab.kernel()
    kernel.suspend()
    try:
        tree(page, 4).locator("[data-field=note] textarea").fill("gõ khi không có trả lời")
        page.wait_for_selector(".save-state[data-state=offline]")
        assert [edit["record"] for edit in outbox(page).values()] == ["tree/4"]
        assert said(lab, "tree/4") == {}
        page.reload()
    finally:
        kernel.resume()
    run(page)
    until(lambda: said(lab, "tree/4").get("note") == "gõ khi không có trả lời", page=page)
    settled(page)
    assert len(lab.book.entries("tree/4")) == 1, "sent many times, written once"


def test_a_refused_edit_keeps_its_text(page: Page, lab: Lab) -> None:
    record = tree(page, 5)
    record.locator("[data-field=note] textarea").fill(f"điều {FORBIDDEN}")
    page.wait_for_selector("[data-record='tree/5'][data-state=refused]")
    page.reload()
    run(page)
    record = tree(page, 5)
    expect(record.locator("[data-field=note] textarea")).to_have_value(f"điều {FORBIDDEN}")
    expect(record).to_have_attribute("data-state", "refused")
    expect(record.locator(".refusal")).to_be_visible()
    assert said(lab, "tree/5") == {} and len(outbox(page, ":refused")) == 1
    record.locator("[data-field=note] textarea").fill("điều khác")
    until(lambda: said(lab, "tree/5").get("note") == "điều khác", page=page)
    settled(page)
    assert outbox(page, ":refused") == {}


def test_a_fault_leaves_the_edit_in_the_outbox_and_shows_no_traceback(page: Page, lab: Lab) -> None:
    record = tree(page, 6)
    record.locator("[data-field=note] textarea").fill(BROKEN)
    page.wait_for_selector("[data-record='tree/6'][data-state=refused]")
    assert [edit["fields"]["note"] for edit in outbox(page).values()] == [BROKEN]
    shown = record.inner_text()
    assert "broken on purpose" not in shown and "Traceback" not in shown
    record.locator("[data-field=note] textarea").fill("lành")
    until(lambda: said(lab, "tree/6").get("note") == "lành", page=page)
    settled(page)


def test_what_another_wrote_meanwhile_is_shown_beside_and_a_person_decides(page: Page, lab: Lab) -> None:
    record = tree(page, 7)
    record.locator("input[value=green]").check()
    until(lambda: said(lab, "tree/7"), page=page)
    page.wait_for_timeout(1200)  # the refresh after a save is past
    lab.book.write("tree/7", {"colour": "red", "why": "người khác"}, "other-7", lab.book.values()["tree/7"].base)
    record.locator("[data-field=note] textarea").fill("của tôi")
    page.wait_for_selector("[data-record='tree/7'][data-state=conflict]")
    assert len(lab.book.values()["tree/7"].conflict) == 2, "both statements are in the book"
    expect(record.locator(".alternative")).to_have_count(2)
    record.locator("[data-take='1']").click()
    until(lambda: not lab.book.values()["tree/7"].conflict, page=page)
    assert said(lab, "tree/7")["why"] == "người khác"
    page.wait_for_selector("[data-record='tree/7'][data-state=done]")
    expect(record.locator("input[value=red]")).to_be_checked()


def test_two_files_at_once_arrive_whole(page: Page, lab: Lab) -> None:
    files = {f"ảnh {n}.jpg": os.urandom(size) for n, size in enumerate((2_500_000, 1_048_576))}
    payload = [{"name": name, "mimeType": "image/jpeg", "buffer": data} for name, data in files.items()]
    record = tree(page, 8)
    record.locator("[data-field=files] input[multiple]").set_input_files(payload)
    record.locator(".warning button").first.click()
    hashes = {hashlib.sha256(data).hexdigest(): (name, len(data), "tree/8", 1) for name, data in files.items()}
    until(lambda: set(said(lab, "tree/8").get("files", [])) == set(hashes), 20, page)
    assert {name: kept for name, kept in lab.book.kept().items() if kept[2] == "tree/8"} == hashes
    for name in hashes:
        assert hashlib.sha256((lab.folder / "kept" / name).read_bytes()).hexdigest() == name
    assert list((lab.folder / "parts").iterdir()) == []
    expect(record.locator("figure[data-file]")).to_have_count(2)
    record.locator("figure[data-file] button").first.click()
    until(lambda: len(said(lab, "tree/8")["files"]) == 1, page=page)
    record.locator("[data-field=files] input[multiple]").set_input_files([payload[0] | {"buffer": b""}])
    expect(record.locator(".upload")).to_contain_text("tệp trống")


PASTE = """async (el) => {
  const blob = await (await fetch(PNG)).blob();
  const transfer = new DataTransfer();
  transfer.items.add(new File([blob], "image.png", { type: "image/png" }));
  el.dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }));
}"""
PNG = "data:image/png;base64," + (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def test_a_pasted_picture_is_kept(page: Page, lab: Lab) -> None:
    record = tree(page, 9)
    record.locator("[data-field=note] textarea").evaluate(PASTE.replace("PNG)", json.dumps(PNG) + ")", 1))
    until(lambda: said(lab, "tree/9").get("files") or record.locator(".warning button").count(), page=page)
    if record.locator(".warning button").count():
        record.locator(".warning button").first.click()
    kept = until(lambda: said(lab, "tree/9").get("files"), page=page)
    name = lab.book.kept()[kept[0]][0]
    assert name.startswith("Ảnh dán") and name.endswith(".png")
    expect(record.locator("figure img")).to_have_count(1)


def test_of_two_tabs_one_writes(page: Page, lab: Lab, context: BrowserContext) -> None:
    other = open_form(context, lab)
    other.wait_for_selector(".other-tab:not([hidden])")
    assert other.evaluate("document.querySelector('.isoaudit-form .page-body').inert")
    other.locator(".take-over").click()
    page.wait_for_selector(".other-tab:not([hidden])")
    tree(other, 10).locator("[data-field=note] textarea").fill("ở thẻ thứ hai")
    until(lambda: said(lab, "tree/10").get("note") == "ở thẻ thứ hai", page=other)
    settled(other)
    other.close()
    page.wait_for_selector(".other-tab", state="hidden")
    page.wait_for_selector("[data-record='tree/10'][data-state=empty]")
    expect(tree(page, 10).locator("[data-field=note] textarea")).to_have_value("ở thẻ thứ hai")


def test_decomposed_letters_are_composed_in_the_book_not_under_the_caret(page: Page, lab: Lab) -> None:
    typed = unicodedata.normalize("NFD", "Quả đã chín hẳn")
    box = tree(page, 11).locator("[data-field=note] textarea")
    box.focus()
    page.keyboard.insert_text(typed)
    until(lambda: said(lab, "tree/11").get("note") == unicodedata.normalize("NFC", typed), page=page)
    settled(page)
    expect(box).to_have_value(typed)
    page.keyboard.type("!")
    until(lambda: said(lab, "tree/11").get("note", "").endswith("hẳn!"), page=page)


def test_composing_vietnamese_is_never_disturbed(page: Page, lab: Lab, context: BrowserContext) -> None:
    box = tree(page, 12).locator("[data-field=note] textarea")
    box.focus()
    keys = context.new_cdp_session(page)
    for text in ("t", "ti", "tie", "tiê", "tiêu"):
        keys.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
        page.wait_for_timeout(40)
    lab.book.write("tree/12", {"note": "người khác"}, "other-12", [])
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(1500)
    keys.send("Input.insertText", {"text": "tiêu"})
    page.keyboard.type(" chín")
    expect(box).to_have_value("tiêu chín")
    page.wait_for_selector("[data-record='tree/12'][data-state=conflict]")
    assert [head["fields"]["note"] for head in lab.book.entries("tree/12")] == ["người khác", "tiêu"]
    record = tree(page, 12)
    record.locator("[data-take='2']").click()
    until(lambda: said(lab, "tree/12").get("note") == "tiêu chín", page=page)
    settled(page)
    expect(box).to_have_value("tiêu chín")
    expect(record).not_to_have_attribute("data-state", "refused")


def test_what_is_typed_while_both_are_shown_is_put_aside_where_the_other_is_chosen(page: Page, lab: Lab) -> None:
    record = tree(page, 16)
    box = record.locator("[data-field=note] textarea")
    lab.book.write("tree/16", {"note": "người khác"}, "other-16", [])
    box.fill("tôi")
    page.wait_for_selector("[data-record='tree/16'][data-state=conflict]")
    box.press("End")
    page.keyboard.type(" thêm")
    record.locator("[data-take='1']").click()
    page.wait_for_selector("[data-record='tree/16'][data-state=refused]")
    expect(box).to_have_value("tôi thêm")
    assert said(lab, "tree/16")["note"] == "người khác"
    record.locator(".refusal button").first.click()
    until(lambda: said(lab, "tree/16").get("note") == "tôi thêm", page=page)
    settled(page)


def test_tab_stops_of_an_unanswered_record(page: Page) -> None:
    tree(page, 13).locator("summary").focus()
    stops = 0
    while page.evaluate("document.activeElement.closest('[data-record]')?.dataset.record") == "tree/13" and stops < 20:
        stops += 1
        page.keyboard.press("Tab")
    figure(f"Tab stops of an unanswered record: {stops}")
    assert 1 < stops <= 5
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "the focus is seen"


def go(page: Page, group: str) -> None:
    """Show a tab."""
    page.locator(f"[role=tab][data-group={group}]").click()


def test_a_head_with_days_times_lists(page: Page, lab: Lab) -> None:
    go(page, "sheet")
    head = page.locator("[data-record=head]")
    for name, typed in (("place", "Vườn A"), ("day", "5/7/2026"), ("hour", "8h30"), ("people", "An\nBình\n")):
        head.locator(f"[data-field={name}] :is(input[type=text], textarea)").fill(typed)
    head.locator("[data-field=weather] select").select_option("dry")
    head.locator("[data-field=fenced] input").check()
    expected = {"place": "Vườn A", "day": "2026-07-05", "hour": "08 giờ 30 phút", "weather": "dry"}
    expected |= {"fenced": True, "people": ["An", "Bình"]}  # type: ignore[dict-item]
    until(lambda: said(lab, "head") == expected, page=page)
    expect(head.locator("[data-field=day] input[type=text]")).to_have_value("05/7/2026")
    head.locator("[data-field=day] input[type=text]").fill("31/6/2026")
    head.locator("[data-field=place] input").focus()
    expect(head.locator("[data-field=day] .remark")).to_be_visible()
    until(lambda: said(lab, "head")["day"] == "31/6/2026", page=page)  # the book judges; the form loses nothing


def test_a_row_of_a_table_is_added(page: Page, lab: Lab) -> None:
    go(page, "sheet")
    page.locator("[data-add='basket/']").click()
    page.keyboard.type("giỏ mây")
    page.wait_for_timeout(1300)
    assert said(lab, "basket/giỏ mây") == {}, "not while its name is being typed"
    page.keyboard.press("Tab")
    page.keyboard.type("1/7/2026")
    until(lambda: said(lab, "basket/giỏ mây").get("picked") == "2026-07-01", page=page)
    settled(page)
    row = page.locator("tr[data-record='basket/giỏ mây']")
    expect(row).to_have_count(1)
    row.locator("[data-field=weight] input").fill("3 kg")
    until(lambda: said(lab, "basket/giỏ mây").get("weight") == "3 kg", page=page)


def test_actions_ask_and_say_what_came_of_it(page: Page, lab: Lab) -> None:
    go(page, "deeds")
    page.locator("[data-action=count]").click()
    until(lambda: ("count", {"tree": "all"}) in lab.book.deeds(), page=page)
    link = page.locator(".made a").get_attribute("href")
    assert page.request.get(f"{lab.url}{link}?token={TOKEN}").text() == "quả"
    page.locator("[data-action=sell]").click()
    page.locator("[data-asking=sell] input").fill("1 đồng")
    page.reload()
    run(page)
    expect(page.locator("[data-asking=sell] input"), "what is typed for a button is kept").to_have_value("1 đồng")
    expect(page.locator(".made a"), "and what came of the one before").to_have_count(1)
    assert [name for name, _ in lab.book.deeds() if name == "sell"] == []
    page.locator("[data-act=sell]").click()
    until(lambda: ("sell", {"price": "1 đồng"}) in lab.book.deeds(), page=page)
    page.locator("[data-action=burn]").click(force=True)  # which a person may try
    assert [name for name, _ in lab.book.deeds() if name == "burn"] == []
    go(page, "trees")


def test_rows_members_and_who_wrote(page: Page, lab: Lab) -> None:
    page.locator(".writer").select_option("Lương Quốc Bảo")
    page.locator(".mine-first").check()
    first = page.locator("section[data-section=row-1] [data-record]").first.get_attribute("data-record")
    assert first == "tree/2", "the chosen member's part comes first"
    record = tree(page, 14)
    record.locator("input[value=spotted]").check()
    record.locator("[data-row='0'] [data-field=text] textarea").fill("một quả")
    record.locator("[data-row='0'] [data-field=where] select").select_option("low")
    record.locator("[data-field=seen] > button").click()
    page.keyboard.type("hai quả")
    seen = [{"text": "một quả", "where": "low", "by": ""}, {"text": "hai quả", "where": "", "by": ""}]
    until(lambda: said(lab, "tree/14").get("seen") == seen, page=page)
    assert said(lab, "tree/14")["writer"] == "Lương Quốc Bảo"
    record.locator("[data-row='0'] .away").click()
    until(lambda: said(lab, "tree/14").get("seen") == seen[1:], page=page)
    record.locator("[data-field=colour] button").click()
    until(lambda: said(lab, "tree/14").get("colour") == "", page=page)
    page.locator(".mine-first").uncheck()
    page.locator(".writer").select_option("")


def test_nothing_that_lacks_is_taken_as_done(page: Page) -> None:
    record = tree(page, 15)
    record.locator("input[value=red]").check()
    expect(record.locator("[data-field=why].needed")).to_have_count(1)
    page.wait_for_selector("[data-record='tree/15'][data-state=incomplete]")
    record.locator("[data-field=why] textarea").fill("nắng")
    page.wait_for_selector("[data-record='tree/15'][data-state=done]")
    page.locator(".next").click()
    place = page.evaluate("document.activeElement.closest('[data-record]').dataset.record")
    assert place == "tree/16"


def test_two_keys_put_in_a_wording_and_tab_goes_from_blank_to_blank(page: Page, lab: Lab) -> None:
    record = tree(page, 40)
    record.locator("input[value=red]").check()
    box = record.locator("[data-field=why] textarea")
    box.focus()
    page.keyboard.press("F2")
    page.keyboard.press("Enter")
    selected = "() => { const b = document.activeElement; return b.value.slice(b.selectionStart, b.selectionEnd); }"
    assert page.evaluate(selected) == "{số quả}", "what fits the colour chosen comes first"
    for key, blank in (("03", "{tổng số quả}"), ("12", "{ngày hái}")):
        page.keyboard.type(key)
        page.keyboard.press("Tab")
        assert page.evaluate(selected) == blank
    page.keyboard.type("05/7/2026")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('[data-field]').dataset.field") != "why", "Tab leads away"
    text = "Còn 03/12 quả chín sớm, hái ngày 05/7/2026."
    until(lambda: said(lab, "tree/40").get("why") == text, page=page)


def test_wordings_are_narrowed_without_tone_marks_and_left_by_escape(page: Page, lab: Lab) -> None:
    record = tree(page, 41)
    record.locator("input[value=red]").check()
    box = record.locator("[data-field=seen] [data-row='0'] textarea")
    box.fill("Gốc ẩm.")
    page.keyboard.press("F2")
    panel = record.locator("[data-field=seen] .phrases")
    options = panel.locator("[role=option]")
    expect(options).to_have_count(3)
    page.keyboard.type("DAT kho")
    assert [text.split(":")[-1].strip() for text in options.all_text_contents()] == ["Đất ở {tên luống} khô."]
    page.keyboard.type(" không có")
    expect(options).to_have_count(0)
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(box).to_have_value("Gốc ẩm.")
    page.keyboard.press("F2")
    page.keyboard.type("luong")
    page.keyboard.press("Enter")
    page.keyboard.type("luống 4")
    page.locator(".isoaudit-form h2").first.click()
    text = "Gốc ẩm. Đất ở luống 4 khô."
    until(lambda: [row["text"] for row in said(lab, "tree/41").get("seen", [])] == [text], page=page)
    box.focus()
    page.keyboard.press("Control+End")
    record.locator("[data-field=seen] [data-row='0'] .phrase-opener").click()
    options.nth(2).click()
    expect(box, "a mouse does it too").to_have_value(re.compile(r"Cành \{số cành\} có sâu\.$"))
    page.keyboard.type("2")
    settled(page)


def test_axe_finds_nothing_in_the_open_list_of_wordings(page: Page) -> None:
    from axe_playwright_python.sync_playwright import Axe

    box = tree(page, 42).locator("[data-field=seen] [data-row='0'] textarea")
    box.focus()
    for theme in ("true", "false"):
        page.evaluate("theme => { document.body.dataset.jpThemeLight = theme; }", theme)
        page.keyboard.press("F2")
        found = Axe().run(page, context=".isoaudit-form").response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found] == []
        page.keyboard.press("Escape")
    page.evaluate("document.body.dataset.jpThemeLight = 'true'")


def test_axe_finds_nothing_and_nothing_goes_outside(page: Page, lab: Lab) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for group in ("trees", "sheet", "deeds"):
        go(page, group)
        found = Axe().run(page, context=".isoaudit-form").response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found] == []
    go(page, "trees")
    page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    contrast = {"runOnly": ["color-contrast"]}
    found = Axe().run(page, context=".isoaudit-form", options=contrast).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found] == []
    page.evaluate("document.body.dataset.jpThemeLight = 'true'")
    root = page.locator(".isoaudit-form")
    figure(f"{TREES} records drawn after {root.get_attribute('data-drawn')} ms")
    figure(f"last edit acknowledged after {root.get_attribute('data-latency')} ms")
    outside = page.evaluate("performance.getEntriesByType('resource').map(e => e.name)")
    assert [name for name in outside if not name.startswith((lab.url, "data:", "blob:"))] == []
