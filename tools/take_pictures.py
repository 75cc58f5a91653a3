"""Take the pictures of docs/pictures/ again, from a demo made for them. The workbook's is not among them.

    .venv/bin/python tools/take_pictures.py
    .venv/bin/python tools/take_pictures.py form    (only those of the form on site and of the review)
    .venv/bin/python tools/take_pictures.py screens    (all but those of papers)

Needs Chromium, LibreOffice Writer, poppler-utils and fonts-liberation2.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright
from pypdf import PdfReader

from isoaudit.demo import UNDER_WAY, before_run
from isoaudit.papers.kinds import PaperKind, kinds
from isoaudit.review.book import ReviewBook

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
sys.path.insert(0, str(ROOT / "tests"))

from conftest import CHROMIUM, CHROMIUM_FLAGS  # noqa: E402

PAGES = {
    "index.png": ("index.html", 1366, 1000),
    "gate.png": ("gate.html", 1366, 1000),
    "status.png": ("status.html", 1366, 1000),
    "year.png": ("year.html", 1366, 768),
    "working-paper.png": ("2026-99-90014-TS/findings.html", 1100, 1500),
}
"""Page of ``out``, width and height of the window."""
FORM = {
    "form-prepare.png": ("prepare", ""),
    "form-questions.png": ("questions", "answer/D36-1-d-06"),
    "form-samples.png": ("samples", ""),
    "form-meeting.png": ("meeting", ""),
    "form-minutes.png": ("minutes", ""),
}
"""Tab of the form of the inspection under way, and the record at the top of the window; nothing: the first."""
REVIEWED, TYPED_BY = "2026-99-90018-TS", "Nguyễn Đình Phước"
"""The inspection whose corrective action is reviewed, and by whom."""
NOTICES = {"form-notices.png": ("papers", "")}
REPLIES: Sequence[Mapping[str, str]] = (
    {
        "status": "done",
        "cause": "Lĩnh vực đất đai mới chuyển về xã, chưa phân công người soạn quy trình",
        "correction": "Đã ban hành 04 quy trình còn thiếu",
        "action": "Phân công công chức địa chính soát danh mục TTHC vào tuần đầu mỗi quý",
        "done_on": "2026-08-28",
        "responsible": "Công chức địa chính",
        "evidence": "Quyết định số 58/QĐ-UBND ngày 28/8/2026",
    },
    {
        "status": "done",
        "correction": "Đã hướng dẫn lại 04 quy trình",
        "done_on": "2026-08-21",
        "responsible": "Văn phòng HĐND và UBND",
        "evidence": "Biên bản họp ngày 21/8/2026",
    },
    {
        "status": "proposed",
        "cause": "Chưa rõ cách đánh giá rủi ro",
        "action": "Tập huấn, lập lại bảng rủi ro lĩnh vực hộ tịch",
        "due_on": "2026-10-30",
        "responsible": "Công chức tư pháp - hộ tịch",
    },
)
"""What the agency reports of the first findings."""
REVIEWS: Sequence[Mapping[str, str]] = (
    {"outcome": "accepted", "on": "2026-09-15"},
    {
        "outcome": "not_accepted",
        "reason": "Chưa xác định nguyên nhân, nên lần sửa đổi sau vẫn có thể không hướng dẫn.",
        "on": "2026-09-15",
    },
)
HERE = "Asia/Ho_Chi_Minh"
TYPED = ("Phùng Văn Chính", "01/24 hồ sơ lấy mẫu lĩnh vực hóa chất trả quá hạn 02 ngày làm việc.")
"""Who types what in the record that is shown."""
UNDER_THE_BAR = """record => {
    record.closest('[data-section] > details').open = true;
    record.style.scrollMarginTop = '120px';
    record.scrollIntoView();
}"""
WITHOUT_FOLDER = "said => (said.textContent = said.textContent.split(', /')[0])"
"""The folder of this very run is no part of a picture."""
EXAMPLES = {"year": "", "round": "2", "on_site": "2026-99-90014-TS", "by_record": "2026-99-90008-HS"}
"""The round or inspection whose papers are shown."""
ON_REVIEW = {"not_accepted": "2026-99-CCKL-TS", "review_notice": "2026-99-90012-TS"}
"""Whose corrective action was reviewed in the demo as these papers say."""
WHOLE = {
    "thong-bao-15-kph.png": ("notice", "2026-99-90014-TS"),
    "thong-bao-khong-kph.png": ("notice", "2026-99-STP-TS"),
    "thong-bao-so-ky.png": ("notice", "2026-99-SXD-TS"),
    "cong-van-de-nghi.png": ("correction_request", "2026-99-SNV-HS"),
    "cong-van-chua-xay-dung.png": ("correction_request", "2026-99-90019-HS"),
    "paper-minutes-whole.png": ("minutes", "2026-99-90004-TS"),
}
"""Papers shown with all their pages."""
_SHADES, _FIRST, _SHEET, _EDGE, _GREY = 16, (546, 772), (583, 825), 6, 150


def main() -> None:
    """Make the demo and take every picture."""
    os.environ["LOGNAME"] = "thu-ky"  # who types, in the journal and in the pictures
    with tempfile.TemporaryDirectory() as folder:
        demo = Path(folder) / "demo"
        if sys.argv[1:] == ["form"]:
            before_run(demo)
            of_form(demo, Path(folder))
            of_review(demo, Path(folder))
            return
        isoaudit("demo", demo)
        of_pages(demo / "out")
        of_start(demo, Path(folder))
        of_form(demo, Path(folder))
        of_review(demo, Path(folder))
        if sys.argv[1:] == ["screens"]:
            return
        for kind in kinds().values():
            name = f"paper-{kind.key.replace('_', '-')}.png"
            saved(pages(printed(demo, kind.key, example_of(kind)), *_FIRST)[0], name)
        for name, (key, of) in WHOLE.items():
            saved(side_by_side(pages(printed(demo, key, of), *_SHEET)), name)


def example_of(kind: PaperKind) -> str:
    """Of which round or inspection the first page of a paper is shown; nothing: of the year."""
    if kind.scope != "inspection":
        return EXAMPLES[kind.scope]
    if kind.key in ON_REVIEW:
        return ON_REVIEW[kind.key]
    return EXAMPLES["by_record" if kind.form == "by_record" else "on_site"]


def isoaudit(*args: object) -> str:
    """What the command says on standard output."""
    command = [Path(sys.executable).with_name("isoaudit"), *args]
    done = subprocess.run([*map(str, command)], capture_output=True, text=True)
    if done.returncode == 2:
        raise SystemExit(done.stderr)
    return done.stdout


def of_pages(out: Path) -> None:
    """The pages people open, as Chromium shows their beginning."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_FLAGS)
        for name, (page, width, height) in PAGES.items():
            tab = browser.new_page(viewport={"width": width, "height": height})
            tab.goto((out / page).as_uri())
            tab.screenshot(path=str(PICTURES / name))
            saved(Image.open(PICTURES / name).convert("RGB"), name)
        browser.close()


def of_start(demo: Path, state: Path) -> None:
    """The start page: the year at a glance, then an inspection that is late, with its buttons."""
    with shown(demo, state, "start") as tab:
        tab.locator(".bar .quiet-text").evaluate(WITHOUT_FOLDER)
        late = tab.locator("[data-record^='inspection/']").first.get_attribute("data-record") or ""
        take(tab, {"start.png": ("year", ""), "start-inspections.png": ("inspections", late)})


def of_form(demo: Path, state: Path) -> None:
    """The form as ``open`` shows it on a laptop; what ``open`` keeps lies in ``state``."""
    with shown(demo, state, UNDER_WAY) as tab:
        type_something(tab)
        take(tab, FORM)


def of_review(demo: Path, state: Path) -> None:
    """The review of corrective action, half done."""
    book = ReviewBook(demo, REVIEWED)
    replies = [record.id for part in book.page().sections for record in part.records if record.id.startswith("reply/")]
    with tempfile.TemporaryDirectory() as folder:
        scan = Path(folder) / "quyet-dinh.jpg"
        Image.new("RGB", (1240, 1754), "white").save(scan)
        file = book.keep(scan, "Quyết định số 58/QĐ-UBND.jpg", record=replies[0])
    for record, said in zip(replies, REPLIES, strict=False):
        files = [file.sha256] if record == replies[0] else []
        book.say(record, {**said, "files": files}, edit=f"picture-{record}", base=(), at="")
    reviews = [record.replace("reply/", "review/", 1) for record in replies]
    for record, said in zip(reviews, REVIEWS, strict=False):
        book.say(record, {**said, "reviewer": TYPED_BY}, edit=f"picture-{record}", base=(), at="")
    with shown(demo, state, REVIEWED, "--review") as tab:
        tab.locator(".isoaudit-form select.writer").select_option(label=TYPED_BY)
        take(tab, {"form-reports.png": ("reports", replies[0]), "form-review.png": ("review", reviews[1]), **NOTICES})


@contextmanager
def shown(demo: Path, state: Path, *words: str) -> Iterator[Page]:
    """The page that ``open``, or ``start`` where that is the word, shows on a laptop."""
    command_words = words if words == ("start",) else ("open", *words)
    command = [str(Path(sys.executable).with_name("isoaudit")), "-C", str(demo), *command_words, "--no-browser"]
    env = {**os.environ, "XDG_STATE_HOME": str(state), "LOCALAPPDATA": str(state)}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True, encoding="utf-8") as opened:
        assert opened.stdout
        said = opened.stdout.readline() + opened.stdout.readline()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_FLAGS)
                tab = browser.new_page(viewport={"width": 1366, "height": 768}, locale="vi-VN", timezone_id=HERE)
                tab.goto(re.findall(r"http://\S+", said)[0])
                tab.locator(".isoaudit-form[data-ready=true]").wait_for(timeout=60_000)
                yield tab
                browser.close()
        finally:
            opened.terminate()  # ends as Ctrl-C does, also where that is ignored


def take(tab: Page, pictures: Mapping[str, tuple[str, str]]) -> None:
    """A picture of each tab of the form, of the record at the top where one is named."""
    for name, (group, record) in pictures.items():
        tab.locator(f"[role=tab][data-group={group}]").click()
        tab.wait_for_timeout(500)  # what scrolls
        if record:
            tab.locator(f'[data-record="{record}"]').evaluate(UNDER_THE_BAR)
        tab.wait_for_timeout(500)
        tab.screenshot(path=str(PICTURES / name))
        saved(Image.open(PICTURES / name).convert("RGB"), name)


def type_something(tab: Page) -> None:
    """A member corrects one gap, so that the bar says that it was saved."""
    member, gap = TYPED
    tab.locator(".isoaudit-form select.writer").select_option(label=member)
    tab.locator("[role=tab][data-group=questions]").click()
    record = tab.locator(f'[data-record="{FORM["form-questions.png"][1]}"]')
    record.evaluate(UNDER_THE_BAR)
    record.locator("textarea[data-key=gap]").fill(gap)
    tab.locator(".isoaudit-form[data-pending='0']:not([data-saved='0'])").wait_for(timeout=60_000)


def printed(demo: Path, key: str, of: str) -> Path:
    """A paper of the demo as PDF."""
    whose = ["--round", of] if of.isdigit() else [of] if of else []
    said = isoaudit("-C", demo, "paper", key, *whose, "--pdf")
    made = said.partition(".docx")[0]  # what may follow says that it is a draft
    return Path(f"{made}.pdf")


def pages(pdf: Path, width: int, height: int) -> list[Image.Image]:
    """Each page in shades of grey; of pages on their side ``width`` is the height."""
    on_side = float(PdfReader(pdf).pages[0].mediabox.width) > float(PdfReader(pdf).pages[0].mediabox.height)
    width, height = (height, width) if on_side else (width, height)
    with tempfile.TemporaryDirectory() as folder:
        size = ["-scale-to-x", str(width), "-scale-to-y", str(height)]
        subprocess.run(["pdftoppm", "-gray", *size, "-png", str(pdf), f"{folder}/page"], check=True)
        return [Image.open(path).convert("L") for path in sorted(Path(folder).iterdir())]


def side_by_side(sheets: list[Image.Image]) -> Image.Image:
    """Up to three pages beside each other, the others below."""
    across = min(3, len(sheets))
    step_x, step_y = _SHEET[0] + _EDGE, _SHEET[1] + _EDGE
    whole = Image.new("L", (across * step_x + _EDGE, -(-len(sheets) // across) * step_y + _EDGE), _GREY)
    for number, sheet in enumerate(sheets):
        whole.paste(sheet, (_EDGE + number % across * step_x, _EDGE + number // across * step_y))
    return whole


def saved(image: Image.Image, name: str) -> None:
    image.quantize(_SHADES if image.mode == "L" else 64).save(PICTURES / name, optimize=True)


if __name__ == "__main__":
    main()
