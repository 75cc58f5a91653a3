"""Tables in: the form of each cell, the heading, the dialects a spreadsheet writes. Nothing here knows an agency."""

from __future__ import annotations

import csv
import io
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import comes_in_as_typed
from hypothesis import given, settings
from hypothesis import strategies as st

from isoaudit.errors import TableError
from isoaudit.tables import Column, Table, code, day, number, one_of, past_day, read_table, team, text
from isoaudit.wording import labels

TODAY = date(2026, 6, 18)
LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="\u037e")
TEXTS = st.text(LETTERS | st.sampled_from(list(' ";,\n\t')), max_size=30)
TEXTS = TEXTS.filter(lambda typed: not typed.lstrip().startswith("=") and comes_in_as_typed(typed))


def table(path: Path, content: str | bytes, *columns: Column) -> Table:
    """``content`` written to a file and read against the columns."""
    path = path / "bảng.csv" if path.is_dir() else path
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path, columns, TODAY)


def codes(read: Table) -> list[str]:
    """The codes of what is wrong, in the order found."""
    return [found.code for found in read.faults.problems()]


def cell(tmp_path: Path, value: str, parser: Any) -> tuple[Any, list[str]]:
    """What a parser makes of one cell, and what it refuses."""
    line = io.StringIO()
    csv.writer(line).writerows([["x", "other"], [value, "."]])
    read = table(tmp_path, line.getvalue(), Column("x", parser), Column("other", text))
    return read.rows[0].values["x"], codes(read)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-06-18", "2026-06-18"),
        ("2026-6-8", "2026-06-08"),
        ("18/6/2026", "2026-06-18"),
        ("08/06/2026", "2026-06-08"),
        ("8.6.2026", "2026-06-08"),
        ("8-6-2026", "2026-06-08"),
        ("29/02/2024", "2024-02-29"),
        ("  18/6/2026 ", "2026-06-18"),
        ("", None),
    ],
)
def test_a_day_is_read_day_first_or_iso(tmp_path: Path, value: str, expected: str | None) -> None:
    """05/7/2026 is the fifth of July (Decree 30/2020, Annex I, II.4), never the seventh of May."""
    assert cell(tmp_path, value, day) == (expected, [])


@pytest.mark.parametrize(
    "value", ["29/02/2026", "13/13/2026", "0/6/2026", "18/6/85", "2026/06/18", "18 6 2026", "0000-01-01", "18/6/2026 ạ"]
)
def test_what_is_no_day_is_refused(tmp_path: Path, value: str) -> None:
    assert cell(tmp_path, value, day) == (None, ["TABLE_005"])


def test_a_past_day_may_be_today_and_not_tomorrow(tmp_path: Path) -> None:
    assert cell(tmp_path, "18/6/2026", past_day) == ("2026-06-18", [])
    assert cell(tmp_path, "19/6/2026", past_day)[1] == ["TABLE_006"]


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from("/.-"), st.booleans())
def test_every_day_written_the_vietnamese_way_is_that_day(
    tmp_path_factory: pytest.TempPathFactory, on: date, sign: str, zeros: bool
) -> None:
    written = (
        f"{on.day:02d}{sign}{on.month:02d}{sign}{on.year}" if zeros else f"{on.day}{sign}{on.month}{sign}{on.year}"
    )
    assert cell(tmp_path_factory.getbasetemp(), written, day) == (on.isoformat(), [])


@pytest.mark.parametrize(("value", "expected"), [("0", 0), ("007", 7), ("379", 379), ("", None)])
def test_a_number_is_read(tmp_path: Path, value: str, expected: int | None) -> None:
    assert cell(tmp_path, value, number) == (expected, [])


@pytest.mark.parametrize("value", ["1.5", "1,5", "-1", "1e3", "1 000", "1234567890", "mười", "٣"])
def test_what_is_no_number_is_refused(tmp_path: Path, value: str) -> None:
    assert cell(tmp_path, value, number) == (None, ["TABLE_012"])


@pytest.mark.parametrize("value", ["00123", "99-STP", "a", "A" * 31])
def test_a_code_is_kept_as_typed(tmp_path: Path, value: str) -> None:
    """No leading zero is lost, no case changed."""
    assert cell(tmp_path, value, code) == (value, [])


@pytest.mark.parametrize("value", ["A" * 32, "-A", "a b", "Ơ1", "a.b", "a/b", "..", "nul", "Com1", "a\nb", "PRN"])
def test_a_code_that_cannot_name_a_folder_is_refused(tmp_path: Path, value: str) -> None:
    assert cell(tmp_path, value, code)[1] == ["TABLE_010"]


VOCABULARIES = ("level", "kind", "obligation", "qms_status", "mode", "occasion", "verdict", "grade")
WORDS = [(name, known, words) for name in VOCABULARIES for known, words in labels()[name].items()]


@pytest.mark.parametrize(("vocabulary", "known", "words"), WORDS)
def test_a_vocabulary_is_read_by_code_and_by_label_in_any_case(
    tmp_path: Path, vocabulary: str, known: str, words: str
) -> None:
    for value in (known, words, words.upper(), f" {words.title()} ", words.replace(" ", "  ")):
        assert cell(tmp_path, value, one_of(vocabulary)) == (known, []), value
        assert cell(tmp_path, unicodedata.normalize("NFD", value), one_of(vocabulary)) == (known, []), value


def test_a_word_outside_the_vocabulary_is_refused_with_all_that_can_be_written(tmp_path: Path) -> None:
    read = table(tmp_path, "verdict,x\ntốt,1\n", Column("verdict", one_of("verdict")))
    assert codes(read) == ["TABLE_004"]
    assert all(word in str(read.faults.problems()[0]) for word in labels()["verdict"].values())


def test_a_team_keeps_its_order_and_its_roles(tmp_path: Path) -> None:
    members, refused = cell(tmp_path, " Lương Quốc Bảo (Trưởng đoàn);Phạm Văn An; ; Nông Thu Trang ( thu_ky )", team)
    assert not refused
    assert [(m["name"], m["role"]) for m in members] == [
        ("Lương Quốc Bảo", "truong_doan"),
        ("Phạm Văn An", "thanh_vien"),
        ("Nông Thu Trang", "thu_ky"),
    ]


@pytest.mark.parametrize("value", ["A (cố vấn)", "(trưởng đoàn)", "A (thư ký) B", "A ((thư ký))"])
def test_a_member_without_a_known_role_is_refused(tmp_path: Path, value: str) -> None:
    assert cell(tmp_path, value, team)[1] == ["INSPECTION_004"]


def test_rows_are_counted_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    """Empty rows count, the lines inside one quoted cell do not."""
    read = table(tmp_path, 'x,y\n"một\n\nhai",1\n\n,\nba,2\n', Column("x", text), Column("y", text))
    assert [(row.place.row, str(row.place)) for row in read.rows] == [(2, "bảng.csv, dòng 2"), (5, "bảng.csv, dòng 5")]
    assert read.rows[0].values["x"] == "một\n\nhai"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_end_as_any_system_ends_them(tmp_path: Path, end: str) -> None:
    """The last is what Excel calls "CSV (Macintosh)"; inside a cell a line ends in one way."""
    read = table(tmp_path, end.join(["x,y", "một,1", '"hai', 'ba",2', ""]), Column("x", text), Column("y", text))
    assert [row.place.row for row in read.rows] == [2, 3]
    assert read.rows[0].values == {"x": "một", "y": "1"}
    assert end == "\r" or read.rows[1].values == {"x": "hai\nba", "y": "2"}


def test_short_rows_are_filled_and_long_ones_refused(tmp_path: Path) -> None:
    read = table(tmp_path, "x,y\n1\n1,2,,\n1,2,3\n", Column("x", text), Column("y", text))
    assert [row.values for row in read.rows] == [{"x": "1", "y": ""}, {"x": "1", "y": "2"}]
    assert [(p.code, p.where) for p in read.faults.problems()] == [("TABLE_009", "bảng.csv, dòng 4")]


def test_a_column_not_in_the_file_is_not_in_the_row(tmp_path: Path) -> None:
    """What a file says nothing of is left as it is; an empty cell says "nothing"."""
    read = table(tmp_path, "y,z\n1,\n", Column("x", text), Column("y", text), Column("z", text))
    assert read.rows[0].values == {"y": "1", "z": ""}


def test_required_columns_and_cells(tmp_path: Path) -> None:
    columns = Column("x", text, required=True), Column("y", text, required=True)
    assert codes(table(tmp_path, "x\n1\n", *columns)) == ["TABLE_001"]
    assert codes(table(tmp_path, "x,y\n1, \n", *columns)) == ["TABLE_003"]


def test_headings_are_read_in_any_case_and_unknown_ones_are_warned_of(tmp_path: Path) -> None:
    read = table(tmp_path, " TÊN  cơ quan ,Evidence,Cột lạ,\nA,B,C,\n", Column("name", text), Column("evidence", text))
    assert read.rows[0].values == {"name": "A", "evidence": "B"}
    assert not read.faults.problems()
    assert len(read.warnings) == 1
    assert "«Cột lạ»" in read.warnings[0]


@pytest.mark.parametrize(("known", "expected"), [("code", "code"), ("agency", "agency")])
def test_ma_heads_the_codes_of_whatever_the_table_lists(tmp_path: Path, known: str, expected: str) -> None:
    assert table(tmp_path, "Mã,z\n00123,\n", Column(known, text)).rows[0].values == {expected: "00123"}


@pytest.mark.parametrize("letter", [chr(c) for c in (*range(0x20), *range(0x7F, 0xA0)) if c not in (0x09, 0x0A)])
def test_every_control_character_is_refused(tmp_path: Path, letter: str) -> None:
    read = table(tmp_path, f'x,y\n"a{letter}b",1\n', Column("x", text), Column("y", text))
    assert codes(read) == ["TABLE_007"]
    assert f"U+{ord(letter):04X}" in str(read.faults.problems()[0])


@pytest.mark.parametrize("letter", ["\ufffe", "\uffff"])
def test_what_no_word_document_can_hold_is_refused(tmp_path: Path, letter: str) -> None:
    """Else it is kept, and the draft letter of the inspection can never be made."""
    assert codes(table(tmp_path, f"x,y\na{letter}b,1\n", Column("x", text), Column("y", text))) == ["TABLE_007"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "FILE_004"),
        (b"\xef\xbb\xbf\r\n \r\n", "FILE_004"),
        ("x,y\nê,1\n".encode("cp1258"), "FILE_006"),
        (b"PK\x03\x04\x14\x00\x06\x00\xff\xfe", "SHEET_003"),
        (b'x,y\n"1,2\n', "TABLE_013"),
        (b'x,y\n"1"a,2\n', "TABLE_013"),
    ],
)
def test_what_is_no_table_is_refused_whole(tmp_path: Path, data: bytes, expected: str) -> None:
    with pytest.raises(TableError) as refused:
        table(tmp_path, data, Column("x", text), Column("y", text))
    assert [found.code for found in refused.value.problems] == [expected]


def test_a_file_that_is_absent_or_a_folder(tmp_path: Path) -> None:
    for path, expected in ((tmp_path / "không có.csv", "FILE_001"), (tmp_path, "FILE_002")):
        with pytest.raises(TableError) as refused:
            read_table(path, [Column("x", text)], TODAY)
        assert [found.code for found in refused.value.problems] == [expected]


def test_a_greek_question_mark_does_not_split_a_cell(tmp_path: Path) -> None:
    """Its normal form is the semicolon that Excel separates cells with."""
    read = table(tmp_path, "x;y\na\u037eb;1\n", Column("x", text), Column("y", text))
    assert (codes(read), [row.values for row in read.rows]) == ([], [{"x": "a;b", "y": "1"}])


@settings(deadline=None)
@given(
    rows=st.lists(st.lists(TEXTS, min_size=3, max_size=3), max_size=5),
    delimiter=st.sampled_from(",;\t"),
    form=st.sampled_from(["NFC", "NFD"]),
    end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig"]),
)
def test_what_any_spreadsheet_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[list[str]],
    delimiter: str,
    form: Any,
    end: str,
    encoding: str,
) -> None:
    """Whatever the separator, the line ends, the byte order mark and the normal form: the same text, NFC."""
    content = io.StringIO(newline="")
    writer = csv.writer(content, delimiter=delimiter, lineterminator=end)
    writer.writerows([["a", "b", "c"], *rows])
    path = tmp_path_factory.getbasetemp() / "any.csv"
    written = unicodedata.normalize(form, content.getvalue())
    read = table(path, written.encode(encoding), *(Column(name, text) for name in "abc"))
    kept = [[unicodedata.normalize("NFC", value).strip() for value in row] for row in rows]
    assert not read.faults.problems()
    assert [list(row.values.values()) for row in read.rows] == [row for row in kept if any(row)]
