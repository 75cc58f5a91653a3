"""What the start page says to do: the button or field that it has, in place of the command of a terminal."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest
from test_start import VISIT
from test_words import COMMAND, commands, foreign, rendered

from isoaudit.desk.inspections.changes import cancel, restore
from isoaudit.errors import CATALOGUE, IsoAuditError
from isoaudit.journal.programme import Programme
from isoaudit.start.remedies import here, on_page, place_of
from isoaudit.start.year_book import YearBook
from isoaudit.wording import labels

TOOL = runpy.run_path(str(Path(__file__).parent.parent / "tools" / "list_places.py"))
ELSEWHERE: dict[str, str] = TOOL["NOT_THERE"]
"""Commands that the page has no button for, and whose they are."""
LABELS = {
    words
    for table, texts in labels().items()
    if table.startswith(("start_", "visit_", "review_")) and table.partition("_")[2] in (
        "tab", "section", "record", "field", "action", "table", "change"
    )
    for words in texts.values()
} | set(labels()["act"].values()) | {labels()["start_action"]["record_next"].format(act="…")}  # fmt: skip
NAMED = re.compile(r"(?:nút|ở ô|mục|chọn|bấm|thẻ) «([^»]+)»")
QUOTED = re.compile(r"«isoaudit ([^»]+)»|\bisoaudit ([a-z-]+(?: [a-z-]+)?)")


def told(words: str) -> list[str]:
    """The commands that a text names."""
    return [quoted or bare for quoted, bare in QUOTED.findall(words)]


@pytest.mark.parametrize("code", CATALOGUE)
def test_no_command_that_the_page_has_is_left_in_what_it_says_to_do(code: str) -> None:
    shown = on_page(rendered(code))
    assert not [command for command in told(shown.remedy) if place_of(command)], shown.remedy
    assert foreign(shown.remedy) == []
    assert not re.search(r"ở ở|bằng thẻ|lệnh (?:nút|thẻ)|  |ghi bấm", shown.remedy), shown.remedy


@pytest.mark.parametrize("table", ["start_command", "start_option", "start_remedy"])
def test_what_a_remedy_tells_to_press_is_called_so_on_the_page(table: str) -> None:
    named = {name for words in labels()[table].values() for name in NAMED.findall(words)}
    if table == "start_option":
        named = set(labels()[table].values())
    assert named and not {name for name in named if not any(there.startswith(name) for there in LABELS)}


def test_every_command_has_its_place_on_the_page_or_is_known_to_have_none() -> None:
    typed = {" ".join(path) for path in commands()}
    leaves = {one for one in typed if one and not any(other.startswith(f"{one} ") for other in typed)}
    assert {one for one in leaves if not place_of(one)} == set(ELSEWHERE) and all(ELSEWHERE.values())
    assert leaves <= set(TOOL["commands"]()) <= typed
    assert not {key.partition(" --")[0] for key in labels()["start_command"]} - typed


def test_the_table_of_places_in_the_docs_is_what_the_program_has() -> None:
    page = TOOL["PAGE"].read_text(encoding="utf-8")
    assert TOOL["with_places"](page) == page, "run: python tools/list_places.py"
    rows = re.findall(r"^\| `([a-z -]+)` \| (.+) \|$", page, re.MULTILINE)
    assert [command for command, _ in rows] == list(TOOL["commands"]()) and len(rows) > 80


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Xem bằng lệnh «isoaudit inspections list».", "Xem ở thẻ 2."),
        (
            "Nếu xóa nhầm: «isoaudit inspections restore 2026-SNV-TS».",
            "Nếu xóa nhầm: bấm nút «Khôi phục» của cuộc kiểm tra 2026-SNV-TS ở thẻ 2.",
        ),
        (
            "Hủy việc sau trước: isoaudit record decided 2026-X-TS --take-back --note \"LÝ DO\". Rồi ghi lại lệnh này.",
            "Hủy việc sau trước: bấm nút «Hủy việc ghi nhầm» của cuộc kiểm tra 2026-X-TS ở thẻ 2. Rồi làm lại.",
        ),
        ("Nhập (isoaudit agencies import TỆP) rồi chạy lại.", "Nhập (thẻ 3, mục «Danh sách cơ quan») rồi làm lại."),
        ("Ghi họ tên ở «--reader».", "Ghi họ tên ở ô «Người đọc lại»."),
        ("Chạy «isoaudit verify».", "Vào thẻ 1, mục «Sao lưu», nút «Soát dữ liệu của năm»."),
        ("Chạy «isoaudit doctor».", "Chạy «isoaudit doctor»."),
        ("Cài lại isoaudit rồi chạy lại.", "Cài lại isoaudit rồi chạy lại."),
    ],
)  # fmt: skip
def test_a_command_is_told_as_what_there_is_to_press(words: str, shown: str) -> None:
    assert here(words) == shown


def test_what_is_refused_on_the_page_names_its_button_and_says_nothing_of_the_form(programme: Path) -> None:
    """Circular 26/2014, Article 37.2.a: minutes are not signed before there is a decision."""
    cancel(Programme(programme), [VISIT], "Cơ quan giải thể.")
    book = YearBook(programme)
    with pytest.raises(IsoAuditError) as refused:
        book.do("record_next", {"id": VISIT, "act": "decided", "on": "2026-06-01", "number": "1/QĐ"}, edit="a")
    (one,) = refused.value.problems
    assert one.code == "CHANGE_001" and not one.in_form
    assert one.remedy == "Nếu vẫn tiến hành kiểm tra: bấm «Khôi phục» ở cuộc kiểm tra ấy."
    restore(Programme(programme), [VISIT])
    with pytest.raises(IsoAuditError) as refused:
        book.do("other_act", {"id": VISIT, "act": "announced", "on": "2026-06-15"}, edit="b")
    assert {one.code for one in refused.value.problems} == {"ACT_002"}
    assert all("«Ghi việc khác»" in one.remedy and not COMMAND.search(one.remedy) for one in refused.value.problems)


def test_what_the_page_has_no_button_for_stays_as_it_is() -> None:
    lost = on_page(rendered("TRUST_001"))
    assert lost.remedy == rendered("TRUST_001").remedy and "isoaudit" in lost.remedy
