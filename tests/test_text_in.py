"""One door for text: what tables hold is put right where that is certain, and refused at its cell where not."""

from __future__ import annotations

import io
import re
import time
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from random import Random
from unittest.mock import patch

import pytest
from builders import comes_in_as_typed
from conftest import run_isoaudit
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import GradientFill
from test_charsets import WRITERS

from isoaudit.desk import import_agencies, import_answers, import_inspections, import_inspectors
from isoaudit.desk.registers.agencies import AGENCY_COLUMNS
from isoaudit.errors import TableError
from isoaudit.journal.programme import Programme
from isoaudit.tables import Table, cleaned, read_table
from isoaudit.tables.charsets import Unreadable, decode
from isoaudit.tables.old_text import is_lost, is_mixed, look_at, reread, with_d
from isoaudit.wording import label, labels, name_key, synonyms

HEADING = ["Mã", "Tên cơ quan", "Cấp", "Loại cơ quan", "Đối tượng"]
REST = ["tinh", "co_quan_chuyen_mon", "bat_buoc"]
TODAY = date(2026, 12, 31)


def workbook(path: Path, *rows: Sequence[object]) -> Path:
    """A workbook of one sheet."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


def of_names(path: Path, *names: str, heading: Sequence[str] = HEADING) -> Table:
    """A register of bodies with these names, read from a workbook."""
    rows = [[f"99-{number}", name, *REST] for number, name in enumerate(names)]
    return read_table(workbook(path / "bảng.xlsx", heading, *rows), AGENCY_COLUMNS, TODAY)


def names_of(table: Table) -> list[object]:
    """The names read, when nothing was refused."""
    assert not table.faults.placed, table.faults.problems()
    return [row.values["name"] for row in table.rows]


NAMES = ["Sở Tư pháp", "Sở Lao động - Thương binh và Xã hội", "Sở Khoa học và Công nghệ"]
SHOWN: dict[str, Callable[[str], str]] = {
    "tcvn3": lambda text: WRITERS["tcvn3"][0](text).decode("latin-1"),
    "vni": lambda text: WRITERS["vni"][0](text).decode("latin-1"),
    "read as Windows-1252": lambda text: "".join(
        bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode()
    ),
    "read as Latin-1": lambda text: text.encode().decode("latin-1"),
    "read as Windows-1258": lambda text: "".join(
        bytes([byte]).decode("cp1258", "ignore") or chr(byte) for byte in text.encode()
    ),
}
"""How Vietnamese is shown that was typed with an old font, or read in a wrong encoding."""


@pytest.mark.parametrize("how", SHOWN)
def test_names_in_a_wrong_encoding_within_a_workbook_are_put_right_and_that_is_said(how: str, tmp_path: Path) -> None:
    table = of_names(tmp_path, *map(SHOWN[how], NAMES), "UBND phường Đức Thịnh", "Sở Y tế")
    assert names_of(table) == [*NAMES, "UBND phường Đức Thịnh", "Sở Y tế"]
    (said,) = table.warnings
    assert "3 ô" in said and "xem lại" in said


@pytest.mark.parametrize("how", ["tcvn3", "vni"])
def test_a_whole_table_typed_with_an_old_font_is_read_heading_and_all(how: str, tmp_path: Path) -> None:
    heading = [SHOWN[how](words) for words in HEADING]
    assert names_of(of_names(tmp_path, *map(SHOWN[how], [*NAMES, "Số Không"]), heading=heading)) == [*NAMES, "Số Không"]


def test_a_tcvn3_sheet_saved_as_csv_utf_8_is_converted(tmp_path: Path) -> None:
    lines = [",".join(HEADING), *(",".join(["99-1", SHOWN["tcvn3"](name), *REST]) for name in NAMES[:1])]
    (path := tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    assert names_of(read_table(path, AGENCY_COLUMNS, TODAY)) == NAMES[:1]


@pytest.mark.parametrize("foreign", ["José Müller", "Citroën", "Guðrún Ægisdóttir", "5 ± 2 m²", "25°C × 3", "São Tomé"])
def test_words_of_other_languages_stay(foreign: str, tmp_path: Path) -> None:
    assert names_of(of_names(tmp_path, foreign, "Sở Tư pháp")) == [foreign, "Sở Tư pháp"]


@pytest.mark.parametrize(
    "text", ["ĐÃ CÔNG BỐ", "UBND XÃ…", "“XÃ”", "XÃ – PHƯỜNG", "ĐÃ\u00a0CÓ", "«chả cá»", "MÃ SỐ", "Âu Cơ"]
)
def test_good_text_is_not_taken_for_rubbish(text: str) -> None:
    assert reread(text) == text and not is_lost(text)


ELSEWHERE = ["Sở Tư pháp tỉnh An Bình".encode().decode(codec) for codec in ("mac-roman", "cp437")]
"""What UTF-8 becomes in the encodings of old Macintoshes and of DOS; letters shown as boxes; nothing left."""
ELSEWHERE += ["S□ T□ pháp", "?? ???"]


@pytest.mark.parametrize(
    "text",
    [
        "S? T? pháp",
        "Th?c hi?n",
        "ng??i",
        "?ng",
        "S\ufffd",
        "Äá»‘i tÆ°á»£ng",
        "Quyáº Ä‘á»",
        "S□ T□ pháp",
        "?? ???",
        *ELSEWHERE,
    ],
)
def test_lost_letters_are_refused_at_their_cell(text: str, tmp_path: Path) -> None:
    table = of_names(tmp_path, "Sở Y tế", text)
    assert [(p.code, p.where.rpartition(" ")[2]) for p in table.faults.problems()] == [("TABLE_022", "B3")]


@pytest.mark.parametrize(
    "text",
    [
        "Có không?",
        "Đã làm gì ?",
        "Có 5S?",
        "Theo QĐ?",
        "http://a.vn/x?y=1",
        "Chưa?Rồi",
        "??",
        "Có□ Không□",
        "5 µm, 3×4, «Đạt»và",
    ],
)
def test_a_question_is_no_lost_letter(text: str, tmp_path: Path) -> None:
    assert names_of(of_names(tmp_path, text)) == [text]


def test_one_cell_in_a_column_of_unicode_is_converted_where_its_words_prove_it(tmp_path: Path) -> None:
    table = of_names(tmp_path, "Sở Y tế", SHOWN["tcvn3"]("Sở Xây dựng"), "Trà Vinh", "Hòa Bình", "Sở Nội vụ")
    assert names_of(table) == ["Sở Y tế", "Sở Xây dựng", "Trà Vinh", "Hòa Bình", "Sở Nội vụ"]


@pytest.mark.parametrize("word", ["Së A", "X· A", "X©y"])
def test_one_word_that_proves_no_encoding_is_refused_at_its_cell(word: str, tmp_path: Path) -> None:
    table = of_names(tmp_path, word)
    assert [(p.code, p.where.rpartition(" ")[2]) for p in table.faults.problems()] == [("TABLE_021", "B2")]


@pytest.mark.parametrize("pasted", ["C«ng nghÖ tØnh An B×nh", "Coâng ngheä tænh An Bình"])
def test_a_cell_half_in_unicode_and_half_in_an_old_encoding_is_refused(pasted: str, tmp_path: Path) -> None:
    table = of_names(tmp_path, f"Sở Khoa học và {pasted}", "Dự án của Zürich và São Tomé ở xã Ô Môn")
    assert [(p.code, p.where.rpartition(" ")[2]) for p in table.faults.problems()] == [("TABLE_021", "B2")]


def test_a_code_is_read_as_it_looks(tmp_path: Path) -> None:
    """Word makes long dashes of short ones; А may be typed with a Russian keyboard."""
    rows = [[code, f"Sở {code}", *REST] for code in ("99–A1", "99‑A2", "99−A3", "99-\u0410" + "4")]
    table = read_table(workbook(tmp_path / "a.xlsx", HEADING, *rows), AGENCY_COLUMNS, TODAY)
    assert [row.values["code"] for row in table.rows] == ["99-A1", "99-A2", "99-A3", "99-A4"]


def test_an_empty_letter_is_a_space(tmp_path: Path) -> None:
    assert names_of(of_names(tmp_path, "Sở\u2800Tư\u2009pháp")) == ["Sở Tư pháp"]


def test_hidden_signs_are_removed_and_said_once_with_a_number(tmp_path: Path) -> None:
    table = of_names(
        tmp_path, "UBND\u200b xã A\ufeff", "Sở\u00ad Y tế", "\u2060Sở\u200e A", heading=["\u200bMã", *HEADING[1:]]
    )
    assert names_of(table) == ["UBND xã A", "Sở Y tế", "Sở A"]
    assert table.warnings == ["bảng.xlsx: 4 ô có ký tự ẩn, đã bỏ."]


def test_letters_that_look_alike_are_read_as_meant(tmp_path: Path) -> None:
    table = of_names(tmp_path, "UBND phường Ðông Kiều", "Chi cục Kiểm lâm\u3000số ２", "Sở Vаn hоá")
    assert names_of(table) == ["UBND phường Đông Kiều", "Chi cục Kiểm lâm số 2", "Sở Van hoá"]
    assert len(table.warnings) == 3


def test_ð_stays_in_a_word_that_is_not_vietnamese() -> None:
    assert with_d("Guðrún, Ðối tượng, QÐ-UBND") == "Guðrún, Đối tượng, QĐ-UBND"


def test_no_cell_reads_the_other_way_round_than_it_is_shown(tmp_path: Path) -> None:
    assert [p.code for p in of_names(tmp_path, "Sở \u202eABC").faults.problems()] == ["TABLE_007"]


@given(st.text(max_size=40))
def test_cleaning_what_is_clean_changes_nothing(typed: str) -> None:
    once = cleaned(typed)
    assert cleaned(once) == once == unicodedata.normalize("NFC", once)


# --- names


SAME = [
    "Trần Văn Hòa",
    "Trần  Văn Hoà",
    "TRẦN VĂN HÒA",
    "Trần\u00a0Văn\u200b Hòa",
    " trần văn hoà ",
    "Trần Văn Hòa\ufeff",
]
ALIKE = [
    ("Thuỷ", "Thủy"),
    ("Đông - Nam", "Ðông–Nam"),
    ("Hoè", "Hòe"),
    ("Sở A‑B", "Sở A-B"),
    ("Khoẻ", "Khỏe"),
    ("Аn", "an"),
]


def test_one_name_spelled_otherwise_has_one_key() -> None:
    assert len(set(map(name_key, SAME))) == 1
    assert len(set(map(name_key, (unicodedata.normalize("NFD", name) for name in SAME)))) == 1
    for one, other in ALIKE:
        assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Hoa", "Hòa"), ("Tuân", "Tuấn"), ("Lan", "Lân"), ("Dung", "Đung"), ("An B", "An")]
)
def test_other_names_have_other_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_two_people_of_one_name_are_refused_however_it_is_spelled(programme: Path, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ["Mã", "Họ và tên"], *([f"K-{n}", name] for n, name in enumerate(SAME[:4])))
    with pytest.raises(TableError) as error:
        import_inspectors(Programme(programme), path)
    assert [p.code for p in error.value.problems] == ["INSPECTOR_001"] * 3


def test_an_inspected_body_may_be_spelled_better_but_not_renamed(programme: Path, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", HEADING, ["99-STP", "Sở  Tư Pháp", *REST])
    assert import_agencies(Programme(programme), path).changed == 1
    path = workbook(tmp_path / "b.xlsx", HEADING, ["99-STP", "Sở Tư phap", *REST])
    with pytest.raises(TableError, match="99-STP đã có cuộc kiểm tra"):
        import_agencies(Programme(programme), path)


def test_a_team_and_who_answered_are_spelled_as_listed(programme: Path, tmp_path: Path) -> None:
    people = workbook(tmp_path / "a.xlsx", ["Mã", "Họ và tên"], ["K-1", "Trần Văn Hòa"])
    import_inspectors(Programme(programme), people)
    team = "TRẦN VĂN HOÀ (trưởng đoàn); Lê\u00a0Thủy (thư ký); Lê Thuỷ"
    rows = [["Mã cơ quan", "Hình thức", "Đoàn kiểm tra"], ["99-CCKL", "Tại trụ sở", team]]
    done = import_inspections(Programme(programme), workbook(tmp_path / "b.xlsx", *rows))
    assert [w for w in done.warnings if "có 2 lần trong Đoàn" in w]
    assert not [w for w in done.warnings if "Trần Văn Hòa» không có" in w]
    rows = [["Mã cơ quan", "Mã tiêu chí", "Kết quả", "Người kiểm tra"], ["99-CCKL", "D36-1-a-01", "Đạt", "lê  thuỷ"]]
    done = import_answers(Programme(programme), workbook(tmp_path / "c.xlsx", *rows))
    state = Programme(programme).state()
    (inspection,) = state.of_agency("99-CCKL")
    assert [member.name for member in inspection.team] == ["Trần Văn Hòa", "Lê Thủy", "Lê Thủy"]
    assert [answer.inspector for answer in state.answers(inspection.id)] == ["Lê Thủy"]
    assert not [w for w in done.warnings if "không có trong Đoàn" in w]


# --- the table in the file


def test_the_row_of_column_numbers_is_passed_over_and_a_row_of_codes_is_not(tmp_path: Path) -> None:
    row = ["99-1", "Sở A", *REST]
    printed = [
        "A B 1 2 3",
        "a b c d e",
        "(a) (b) (1) (2) (3)",
        "I II III IV V",
        "[1] [2] [3] [4] [5]",
        "1. 2. 3. 4. 5.",
    ]
    printed += ["(1) (2) (3) (4) (5)", "1 2 3 4=2+3 5=4/3", "01 02 03 04 05", "① ② ③ ④ ⑤"]
    for numbers in (range(1, 6), range(1, 4), *map(str.split, printed)):
        table = read_table(workbook(tmp_path / "a.xlsx", HEADING, numbers, row), AGENCY_COLUMNS, TODAY)
        assert names_of(table) == ["Sở A"]
        assert [warning for warning in table.warnings if "đánh số các cột" in warning]
    for codes in ([1, 3], ["A", "C"], ["I", "V"]):
        table = read_table(workbook(tmp_path / "a.xlsx", HEADING, [*codes, *REST], row), AGENCY_COLUMNS, TODAY)
        assert [r.values["code"] for r in table.rows] == [str(codes[0]), "99-1"]


@pytest.mark.parametrize("sign", ",;\t|")
def test_a_title_above_a_csv_does_not_hide_its_heading(sign: str, tmp_path: Path) -> None:
    lines = ["DANH SÁCH CƠ QUAN, NĂM 2026", "", sign.join(HEADING), sign.join(["99-1", "Sở A", *REST])]
    (path := tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    assert names_of(read_table(path, AGENCY_COLUMNS, TODAY)) == ["Sở A"]


def test_a_heading_with_marks_is_known_and_an_unknown_one_is_named(tmp_path: Path) -> None:
    table = of_names(
        tmp_path, "Sở A", heading=["Mã (*)", "Tên cơ quan (1)", "CẤP:", "Loại\ncơ quan*", "Ðối\u00a0tượng"]
    )
    assert names_of(table) == ["Sở A"]
    units = [
        "Mã cơ quan",
        "Tên cơ quan [tên đầy đủ]",
        "Cấp¹",
        "Loại cơ quan (2)",
        "Đối tượng\n(bắt buộc, khuyến khích)",
    ]
    assert names_of(of_names(tmp_path, "Sở A", heading=units)) == ["Sở A"]
    problems = of_names(tmp_path, "Sở A", heading=["STT", "Chỗ ABC", *HEADING[2:]]).faults.problems()
    assert [p.code for p in problems] == ["TABLE_001", "TABLE_026"]
    assert "không nhận ra: «Chỗ ABC»" in str(problems[0])
    for found in problems:
        assert "«Chỗ ABC»" in str(found) and "«Tên cơ quan»" in str(found)
        assert not any(code in str(found) for code in ("code", "name", "level"))


@pytest.mark.parametrize("vocabulary", synonyms())
def test_each_synonym_means_one_thing_and_no_label_is_one(vocabulary: str) -> None:
    meant = {name_key(text): code for code, texts in synonyms()[vocabulary].items() for text in texts}
    assert len(meant) == sum(map(len, synonyms()[vocabulary].values()))
    assert set(meant.values()) <= labels()[vocabulary].keys()
    assert not meant.keys() & {name_key(label(vocabulary, code)) for code in labels()[vocabulary]}


@given(data=st.data())
def test_a_table_in_any_mixture_of_accepted_spellings_is_the_plain_one(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    def spelled(text: str) -> str:
        spell = data.draw(
            st.sampled_from((str.upper, str.title, lambda t: f"\u200b {t}\u00a0", lambda t: t.replace(" ", "  ")))
        )
        return data.draw(st.sampled_from((text, spell(text))))

    def word(vocabulary: str, code: str) -> str:
        return spelled(data.draw(st.sampled_from([code, label(vocabulary, code), *synonyms()[vocabulary][code]])))

    row = ["99-1", "Sở A", word("level", "xa"), word("kind", "chi_cuc"), word("obligation", "khuyen_khich")]
    path = workbook(tmp_path_factory.getbasetemp() / "mixture.xlsx", list(map(spelled, HEADING)), row)
    (read,) = read_table(path, AGENCY_COLUMNS, TODAY).rows
    assert read.values == {
        "code": "99-1",
        "name": "Sở A",
        "level": "xa",
        "kind": "chi_cuc",
        "obligation": "khuyen_khich",
    }


def test_earlier_names_go_to_another_programme_and_back(programme: Path, tmp_path: Path) -> None:
    renamed = workbook(tmp_path / "a.xlsx", HEADING, ["99-STP", "Sở Nội chính; [mới]", *REST])
    import_agencies(Programme(programme), renamed, as_of=date(2026, 7, 1))
    assert run_isoaudit("-C", programme, "agencies", "export", "--output", tmp_path / "b.xlsx").returncode == 0
    other = tmp_path / "khác"
    assert run_isoaudit("init", other, "--authority", "Chi cục A", "--year", 2027).returncode == 0
    import_agencies(Programme(other), tmp_path / "b.xlsx")
    kept = Programme(programme).lists().agencies["99-STP"].former
    assert [former.name for former in kept] == ["Sở Tư pháp"]
    assert Programme(other).lists().agencies["99-STP"].former == kept
    assert import_agencies(Programme(programme), tmp_path / "b.xlsx").changed == 0
    path = workbook(tmp_path / "c.xlsx", [*HEADING, "Tên trước đây"], ["99-STP", "Sở Nội chính; [mới]", *REST, ""])
    assert import_agencies(Programme(other), path).changed == 0, "an empty cell takes no history away"
    said = "trước 01/7/2026: Sở B [cấp tỉnh; Chi cục]"
    path = workbook(tmp_path / "d.xlsx", [*HEADING, "Tên trước đây"], ["99-STP", "Sở Nội chính; [mới]", *REST, said])
    with pytest.raises(TableError) as error:
        import_agencies(Programme(other), path)
    assert [p.code for p in error.value.problems] == ["AGENCY_005"]


# --- Excel before 2007


OLD = Path(__file__).parent / "example-files" / "positive" / "agencies" / "old-excel-as-offices-have-it.xls"


@pytest.mark.parametrize(
    ("part", "code"),
    [("EncryptedPackage", "SHEET_002"), ("WordDocument", "SHEET_001"), ("_VBA_PROJECT_CUR", "SHEET_005")],
)
def test_an_old_file_with_a_password_of_word_or_with_macros_is_refused(part: str, code: str, tmp_path: Path) -> None:
    (path := tmp_path / "a.xls").write_bytes(OLD.read_bytes() + part.encode("utf-16-le"))
    with pytest.raises(TableError) as error:
        read_table(path, AGENCY_COLUMNS, TODAY)
    assert [p.code for p in error.value.problems] == [code]


def test_an_old_file_reads_as_the_same_file_of_today(tmp_path: Path) -> None:
    """Both were saved by LibreOffice from one workbook: codes by format, merged cells, days, a row of numbers."""
    today = OLD.with_name("saved-by-libreoffice.xlsx")
    old, new = (read_table(path, AGENCY_COLUMNS, TODAY) for path in (OLD, today))
    assert [row.values for row in old.rows] == [row.values for row in new.rows]
    assert "công thức" in old.warnings[0] and not any("công thức" in warning for warning in new.warnings)


def test_a_workbook_with_prefixed_elements_is_read(tmp_path: Path) -> None:
    """As WPS and other programs write it."""
    data = workbook(tmp_path / "a.xlsx", HEADING, ["99-1", "Sở A", *REST]).read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("xl/worksheets/"):
                part = re.sub(rb"<(/?)(?=\w)", rb"<\1x:", part).replace(b"xmlns=", b"xmlns:x=")
            target.writestr(name, part)
    assert names_of(read_table(tmp_path / "b.xlsx", AGENCY_COLUMNS, TODAY)) == ["Sở A"]


# --- the copy to mend only helps


def refusal_of(programme: Path, path: Path) -> str:
    """What is said of a workbook whose B2 is empty."""
    done = run_isoaudit("-C", programme, "agencies", "import", path)
    assert done.returncode == 2
    assert "ô B2: ô «Tên cơ quan» để trống" in done.stderr
    return done.stderr


def test_a_heading_merged_at_its_end_and_a_gradient_cost_no_refusal(programme: Path, tmp_path: Path) -> None:
    book = Workbook()
    for row in (HEADING, ["99-9", None, *REST]):
        book.active.append(row)
    book.active.merge_cells("E1:F1")
    book.active["B2"].fill = GradientFill(stop=("FF0000", "00FF00"))
    book.save(path := tmp_path / "a.xlsx")
    assert "được đánh dấu trong «a - cần sửa.xlsx»" in refusal_of(programme, path)


@pytest.mark.parametrize(
    "error", [AttributeError("x"), IndexError("x"), OSError(36, "x"), UnicodeEncodeError("ascii", "x", 0, 1, "x")]
)
def test_whatever_making_the_copy_raises_costs_only_the_copy(error: Exception, programme: Path, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", HEADING, ["99-9", None, *REST])
    with (
        patch("isoaudit.tables.workbooks.marking.load_workbook", side_effect=error),
        patch("isoaudit.tables.workbooks.marking._load", side_effect=error),
    ):
        assert "đánh dấu" in refusal_of(programme, path)
    assert [p.name for p in tmp_path.glob("a*")] == ["a.xlsx"]


def test_a_name_of_240_bytes_has_a_copy_with_a_shorter_one(programme: Path, tmp_path: Path) -> None:
    path = workbook(tmp_path / f"{'ắ' * 78}.xlsx", HEADING, ["99-9", None, *REST])
    refusal_of(programme, path)
    (copy,) = [p for p in tmp_path.glob("*.xlsx") if p != path]
    assert copy.stem.endswith(" - cần sửa")


# --- time


def seconds(work: Callable[[int], object], size: int) -> float:
    """The least time of three."""
    found = []
    for _ in range(3):
        start = time.process_time()
        work(size)
        found.append(time.process_time() - start)
    return min(found)


def unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable):
        decode(data)


FOREIGN: dict[str, Callable[[int], object]] = {
    "a mixed text": lambda n: is_mixed("nghÖ đ " * n),
    "lines": lambda n: is_lost("a─" * n + "? " * n),
    "a run of letters in no encoding": lambda n: unreadable(b"code,name\n\xe1\xba," + b"a" * n),
    "old words": lambda n: look_at("Së " * n),
    "one old word": lambda n: look_at("ë" * n),
    "rubbish": lambda n: reread("Ã¡" * n + "Ã"),
    "question marks": lambda n: is_lost("a?" * n + "?" * n),
    "Ð": lambda n: with_d("Ð" * n),
    "signs": lambda n: cleaned("\u200bа９a\u00a0" * n),
    "a name": lambda n: name_key.__wrapped__("à- " * n),
    "an old file": lambda n: decode("Së T­ ph¸p, tØnh; Së Khoa häc\n".encode("latin-1") * (n // 20)),
}


@pytest.mark.parametrize("what", FOREIGN)
def test_foreign_text_costs_time_by_its_length(what: str) -> None:
    """Ten times the text, some ten times the time: a square would be a hundred."""
    work = FOREIGN[what]
    assert seconds(work, 20_000) < 40 * max(seconds(work, 2_000), 0.001)


def test_spoilt_signs_never_cost_an_unforeseen_error(tmp_path: Path) -> None:
    random = Random(11)
    signs = "Ã á»º°Æ¡Ä‘?\ufffdÐë­·\u200bаổST9"
    for _ in range(200):
        text = "".join(random.choices(signs, k=random.randrange(1, 12)))
        assert isinstance(reread(text), str | None) and isinstance(is_lost(text), bool)
        comes_in_as_typed(text)
        look_at(text)
