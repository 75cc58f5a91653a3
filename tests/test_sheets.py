"""Workbooks in: every cell as text at its place, and hostile files refused before a cell is read."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from isoaudit.errors import TableError
from isoaudit.office import archive
from isoaudit.tables import Column, day, is_workbook, read_table, text
from isoaudit.tables.cells import Raw, Unfit
from isoaudit.tables.files.sheets import GUIDE, LISTS, column_number, read_sheets, refuse_foreign

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
BESIDE, FORMULA = Unfit("TABLE_016"), Unfit("TABLE_014")


def parts(
    rows: str = '<row r="1"><c r="A1"><v>1</v></c></row>', after: str = "", strings: str = "", **also: str
) -> dict[str, str]:
    """The parts of a workbook of one sheet «Trang»; ``also`` replaces some, ``sheet="..."`` being the whole sheet."""
    made = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATED}"><sheets>'
        '<sheet name="Trang" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{RELATED}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{RELATED}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
        f'<Relationship Id="rId3" Type="{RELATED}/styles" Target="styles.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
        '<numFmt numFmtId="165" formatCode="00000"/><numFmt numFmtId="166" formatCode="&quot;99-&quot;000"/>'
        '<numFmt numFmtId="167" formatCode="00\\-000;[Red]0"/><numFmt numFmtId="168" formatCode="0&quot; TTHC&quot;"/>'
        '<numFmt numFmtId="169" formatCode="#,##0&quot; đ&quot;"/>'
        '<numFmt numFmtId="170" formatCode="[$-42A]000"/><numFmt numFmtId="171" formatCode="&quot;KTV-&quot;General"/>'
        '<numFmt numFmtId="172" formatCode="0;0;0;&quot;99-&quot;@"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="22"/><xf numFmtId="20"/>'
        '<xf numFmtId="166"/><xf numFmtId="167"/><xf numFmtId="168"/><xf numFmtId="169"/>'
        '<xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="172"/><xf numFmtId="9"/><xf numFmtId="10"/>'
        '</cellXfs><dxfs><dxf><numFmt numFmtId="0" formatCode="dd"/></dxf></dxfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><dimension ref="A1"/><sheetData>{rows}</sheetData>'
        f"{after}</worksheet>",
    }
    return made | also


def packed(content: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, said in content.items():
            archive.writestr(name, said)
    return out.getvalue()


def rows(data: bytes) -> dict[int, list[Raw]]:
    """The rows of the first sheet by number."""
    return dict(read_sheets("bảng.xlsx", data)[0].rows)


def cell(xml: str, strings: str = "") -> Raw:
    """What one cell is read as."""
    found = rows(packed(parts(f'<row r="1">{xml}<c r="B1"><v>1</v></c></row>', strings=strings)))
    return found[1][0]


def refused(data: bytes) -> list[str]:
    """The codes by which a file is refused whole, reading it to the end."""
    with pytest.raises(TableError) as error:
        for sheet in read_sheets("bảng.xlsx", data):
            for _ in sheet.rows:
                pass
    for found in error.value.problems:
        assert found.where == "bảng.xlsx"
        assert len(str(found)) < 500
    return [found.code for found in error.value.problems]


# --- cells


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ('<c r="A1"><v>99001</v></c>', "99001"),
        ('<c r="A1"><v>3.0</v></c>', "3"),
        ('<c r="A1"><v>1E+2</v></c>', "100"),
        ('<c r="A1"><v>-0.5</v></c>', "-0.5"),
        ('<c r="A1"><v>0.30000000000000004</v></c>', "0.3"),
        ('<c r="A1"><v>123456789012345678</v></c>', "1.23456789012346e+17"),
        ('<c r="A1" s="2"><v>123</v></c>', "00123"),
        ('<c r="A1" s="2"><v>1234567</v></c>', "1234567"),
        ('<c r="A1" s="1"><v>46191</v></c>', "18/06/2026"),
        ('<c r="A1" s="1"><v>46191.354166666664</v></c>', "18/06/2026 08:30"),
        ('<c r="A1" s="3"><v>46191.0</v></c>', "18/06/2026"),
        ('<c r="A1" s="3"><v>46191.99999999999</v></c>', "19/06/2026"),
        ('<c r="A1" s="1"><v>59</v></c>', "28/02/1900"),
        ('<c r="A1" s="1"><v>61</v></c>', "01/03/1900"),
        ('<c r="A1" s="4"><v>0.3125</v></c>', "07:30"),
        ('<c r="A1" s="1"><v>2958465.9</v></c>', "31/12/9999 21:36"),
        ('<c r="A1" s="1"><v>2958466</v></c>', "2958466"),
        ('<c r="A1" s="1"><v>99999999</v></c>', "99999999"),
        ('<c r="A1" s="1"><v>-3</v></c>', "-3"),
        ('<c r="A1" t="d"><v>2026-06-18</v></c>', "18/06/2026"),
        ('<c r="A1" t="d"><v>2026-06-18T08:30:00</v></c>', "18/06/2026 08:30"),
        ('<c r="A1" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="A1" t="b"><v>0</v></c>', "FALSE"),
        ('<c r="A1" t="str"><v>chữ</v></c>', "chữ"),
        ('<c r="A1" t="s"><v>1</v></c>', "hai"),
        ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> =1+1 </t></is></c>', " =1+1 "),
        ('<c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>đậm</t></r><r><t>, nhạt</t></r></is></c>', "đậm, nhạt"),
        ('<c r="A1" t="inlineStr"><is><t>Đông</t><rPh sb="0" eb="1"><t>đoong</t></rPh></is></c>', "Đông"),
        ('<c r="A1" t="inlineStr"><v>1.0</v><is><t>1.</t></is></c>', "1."),
        ('<c r="A1" t="inlineStr"><is><r><t>1</t></r><r><t>.</t></r></is><v>7</v></c>', "1."),
        ('<c r="A1"><v>1</v><is><t>2</t></is></c>', "1"),
        ('<c r="a1" t="inlineStr"><is><t>chữ nhỏ</t></is></c>', "chữ nhỏ"),
        ('<c r="A1" t="d"><v>08:30:00</v></c>', "08:30"),
        ('<c r="A1" t="d"><v>1899-12-31T08:30:00Z</v></c>', "08:30"),
        ('<c r="A1" s="5"><v>7</v></c>', "99-007"),
        ('<c r="A1" s="5"><v>12345</v></c>', "99-12345"),
        ('<c r="A1" s="5"><v>7.5</v></c>', "7.5"),
        ('<c r="A1" s="6"><v>12345</v></c>', "12-345"),
        ('<c r="A1" s="6"><v>7</v></c>', "00-007"),
        ('<c r="A1" s="7"><v>93</v></c>', "93 TTHC"),
        ('<c r="A1" s="8"><v>1234</v></c>', "1234"),
        ('<c r="A1" s="9"><v>7</v></c>', "007"),
        ('<c r="A1" s="10"><v>7</v></c>', "KTV-7"),
        ('<c r="A1" s="11" t="s"><v>1</v></c>', "99-hai"),
        ('<c r="A1" s="11" t="inlineStr"><is><t>A1</t></is></c>', "99-A1"),
        ('<c r="A1" s="12"><v>0.95</v></c>', "95%"),
        ('<c r="A1" s="13"><v>0.955</v></c>', "95.50%"),
        ('<c r="A1" t="inlineStr"><is><t>a_x000D_\nb</t></is></c>', "a\r\nb"),
        ('<c r="A1" t="inlineStr"><is><t>_x005F_x0041_ _x0041_ _x41_</t></is></c>', "_x0041_ A _x41_"),
        ('<c r="A1" t="inlineStr"><is><t>a_x0007_b</t></is></c>', "a\x07b"),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', FORMULA),
        ('<c r="A1" t="str"><f>A2&amp;""</f><v>x</v></c>', FORMULA),
        ('<c r="A1"><f t="shared" si="0"/><v>2</v></c>', FORMULA),
        ('<c r="A1" t="e"><v>#N/A</v></c>', Unfit("TABLE_018", {"value": "#N/A"})),
        ('<c r="A1" t="e"><f>A2</f><v>#REF!</v></c>', Unfit("TABLE_018", {"value": "#REF!"})),
        ('<c r="A1" s="99"><v>46191</v></c>', "46191"),
        ('<c r="A1" s="1"/>', ""),
        ('<c r="A1" t="s"><v></v></c>', ""),
    ],
)
def test_a_cell_is_what_a_person_sees(xml: str, expected: Raw) -> None:
    """Also: the date formats of differential and of cell styles do not make a number a date."""
    assert cell(xml, strings="<si><t>một</t></si><si><t>hai</t></si>") == expected


def test_shared_strings_are_joined_unescaped_and_without_how_they_are_pronounced() -> None:
    strings = (
        "<si><r><t>một</t></r><r><t xml:space='preserve'> hai</t></r></si><si/>"
        "<si><t>Đông</t><rPh sb='0' eb='1'><t>đoong</t></rPh><phoneticPr fontId='1'/></si>"
        "<si><t>_x005F_x0041__x0041_</t></si>"
    )
    said = "".join(f'<c t="s"><v>{number}</v></c>' for number in range(4))
    found = rows(packed(parts(f"<row>{said}</row>", strings=strings)))
    assert found == {1: ["một hai", "", "Đông", "_x0041_A"]}


def test_dates_since_1904() -> None:
    book = parts('<row><c s="1"><v>44729</v></c></row>')
    book["xl/workbook.xml"] = book["xl/workbook.xml"].replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    assert rows(packed(book)) == {1: ["18/06/2026"]}


@given(st.dates(date(1900, 3, 1), date(9999, 12, 31)))
def test_every_day_comes_back_as_that_day(on: date) -> None:
    book = Workbook()
    book.active.append([on, "."])
    out = io.BytesIO()
    book.save(out)
    assert rows(out.getvalue())[1][0] == f"{on:%d/%m}/{on.year:04d}"


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_every_whole_number_comes_back(number: int) -> None:
    assert cell(f'<c r="A1"><v>{number}</v></c>') == str(number)


def test_rows_are_numbered_as_the_spreadsheet_counts_them() -> None:
    """Empty rows count and are left out, hidden ones are read, what is empty at the end of a row is cut."""
    found = rows(
        packed(
            parts(
                '<row r="2"><c r="B2"><v>1</v></c><c r="D2" t="inlineStr"><is><t/></is></c></row>'
                '<row r="4"><c r="A4" t="inlineStr"><is><t> </t></is></c></row><row r="5"/>'
                '<row r="7" hidden="1"><c><v>2</v></c><c r="C7"><v>3</v></c></row><row><c><v>4</v></c></row>'
            )
        )
    )
    assert found == {2: ["", "1"], 7: ["2", "", "3"], 8: ["4"]}


@pytest.mark.parametrize(("letters", "number"), [("A", 1), ("Z", 26), ("AA", 27), ("XFD", 16384), ("ÁA", 0), ("", 0)])
def test_columns_are_numbered(letters: str, number: int) -> None:
    assert column_number(letters) == number


# --- merged cells


def merged(*ranges: str) -> str:
    return "<mergeCells>" + "".join(f'<mergeCell ref="{r}"/>' for r in ranges) + "</mergeCells>"


def grid(*lines: str) -> str:
    """Rows of text, cells separated by ``|``."""
    said = ""
    for line in lines:
        cells = "".join(f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>' for text in line.split("|"))
        said += f"<row>{cells}</row>"
    return said


def test_a_name_merged_over_rows_stands_in_each_of_them() -> None:
    found = rows(packed(parts(grid("mã|tên", "1|Sở", "2|", "3|", "4|khác"), merged("B2:B4"))))
    assert found == {1: ["mã", "tên"], 2: ["1", "Sở"], 3: ["2", "Sở"], 4: ["3", "Sở"], 5: ["4", "khác"]}


def test_a_name_merged_over_rows_makes_no_row_of_an_empty_one() -> None:
    assert list(rows(packed(parts(grid("1|Sở", "2|", "|", "4|"), merged("B1:B3"))))) == [1, 2, 4]


def test_what_is_merged_with_the_cell_on_its_left_is_unfit() -> None:
    found = rows(packed(parts(grid("Danh sách||", "1|2|3", "4||6", "7|8|9"), merged("A1:C1", "A3:B4"))))
    assert found == {
        1: ["Danh sách", BESIDE, BESIDE],
        2: ["1", "2", "3"],
        3: ["4", BESIDE, "6"],
        4: ["4", BESIDE, "9"],
    }


def test_a_merged_title_does_no_harm_and_a_merged_cell_of_the_table_is_named(tmp_path: Path) -> None:
    """And a heading of two rows is one of the second."""
    path = tmp_path / "bảng.xlsx"
    lines = ("DANH SÁCH||", "mã|kết quả|", "|tên|cấp", "1|Sở|tỉnh", "Các xã||", "2|Xã|")
    path.write_bytes(packed(parts(grid(*lines), merged("A1:C1", "A2:A3", "B2:C2", "A5:C5"))))
    read = read_table(path, [Column("code", text), Column("name", text), Column("level", text)], date(2026, 6, 18))
    assert [row.values for row in read.rows][::2] == [
        {"code": "1", "name": "Sở", "level": "tỉnh"},
        {"code": "2", "name": "Xã", "level": ""},
    ]
    assert [p.where for p in read.faults.problems()] == [f"bảng.xlsx, trang «Trang», ô {c}5" for c in "BC"]


def test_a_formula_in_a_merged_cell_is_a_formula_in_every_row() -> None:
    found = rows(packed(parts("<row><c><f>1</f></c></row><row><c/><c><v>1</v></c></row>", merged("A1:A2"))))
    assert found == {1: [FORMULA], 2: [FORMULA, "1"]}


# --- sheets


def test_sheets_come_in_their_order_without_charts_and_what_only_programs_show() -> None:
    book = Workbook()
    book.active.title = "Hai"
    for name, state in (("Ẩn", "hidden"), ("Rất ẩn", "veryHidden"), (LISTS, "hidden"), (GUIDE, "visible")):
        book.create_sheet(name).sheet_state = state
    book.create_sheet("Một", 0)
    book.create_chartsheet("Biểu đồ")
    out = io.BytesIO()
    book.save(out)
    assert [sheet.name for sheet in read_sheets("x", out.getvalue())] == ["Một", "Hai", "Ẩn"]


def test_a_visible_sheet_of_lists_is_read() -> None:
    book = Workbook()
    book.active.title = LISTS
    out = io.BytesIO()
    book.save(out)
    assert [sheet.name for sheet in read_sheets("x", out.getvalue())] == [LISTS]


def test_a_strict_workbook_with_prefixes_and_names_in_other_case_is_read() -> None:
    book = parts(grid("một|hai"))
    strict = book.pop("xl/worksheets/sheet1.xml").replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
    for tag in ("worksheet", "sheetData", "row", "c", "is", "t"):
        strict = (
            strict.replace(f"<{tag}>", f"<x:{tag}>")
            .replace(f"</{tag}>", f"</x:{tag}>")
            .replace(f"<{tag} ", f"<x:{tag} ")
        )
    book["xl/Worksheets/Sheet1.xml"] = strict.replace("xmlns=", "xmlns:x=")
    assert rows(packed(book)) == {1: ["một", "hai"]}


def test_xml_in_utf_16_is_read() -> None:
    book: dict[str, Any] = parts(grid("một"))
    book["xl/worksheets/sheet1.xml"] = (
        '<?xml version="1.0" encoding="UTF-16"?>' + book["xl/worksheets/sheet1.xml"]
    ).encode("utf-16")
    assert rows(packed(book)) == {1: ["một"]}


def test_what_openpyxl_warns_of_or_fails_on_is_read_all_the_same() -> None:
    """Extensions, conditions, properties of other programs: nothing there is ours."""
    book = parts(
        grid("một"), after='<conditionalFormatting sqref="?"><cfRule type="x"/></conditionalFormatting><extLst/>'
    )
    book["docProps/core.xml"] = "<cp:coreProperties xmlns:cp='x'><created>hôm qua</created></cp:coreProperties>"
    assert rows(packed(book)) == {1: ["một"]}


# --- hostile files


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"%PDF-1.7\n", "SHEET_001"),
        (b"\x89PNG\r\n\x1a\n", "SHEET_001"),
        (b"\xff\xd8\xff\xe0", "SHEET_001"),
        (b"{\\rtf1\\ansi", "SHEET_001"),
        (b"\xef\xbb\xbf<!DOCTYPE html>", "SHEET_001"),
        (b"\r\n<HTML xmlns:x='urn:schemas-microsoft-com:office:excel'>", "SHEET_001"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "SHEET_001"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "SHEET_002"),
        (b"\x09\x08\x10\x00\x00\x06\x05\x00", "SHEET_002"),
    ],
)
def test_another_kind_of_file_is_named(head: bytes, expected: str) -> None:
    for read in (refuse_foreign, read_sheets):
        with pytest.raises(TableError) as error:
            read("bảng.csv", head + b"\0" * 600)
        assert [found.code for found in error.value.problems] == [expected]


@pytest.mark.parametrize("data", [b"", b"code,name\n", "mã;tên".encode("utf-16"), b"PK,1\n", b"BZ,<x>\n"])
def test_a_table_is_no_other_kind_of_file(data: bytes) -> None:
    refuse_foreign("bảng.csv", data)
    assert not is_workbook(data)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"word/document.xml": "<x/>"}, "Word"),
        ({"ppt/presentation.xml": "<x/>"}, "PowerPoint"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, ".ods"),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, ".odt"),
        ({"Index/Document.iwa": "x"}, "Numbers"),
        ({"xl/workbook.bin": "x"}, ".xlsb"),
        ({"readme.txt": "x"}, "ZIP"),
        ({}, "ZIP"),
    ],
)
def test_another_kind_of_archive_is_named(content: dict[str, str], kind: str) -> None:
    with pytest.raises(TableError) as error:
        read_sheets("bảng.xlsx", packed(content))
    assert error.value.problems[0].code == "SHEET_001"
    assert kind in error.value.problems[0].what


def without(name: str) -> dict[str, str]:
    return {part: said for part, said in parts().items() if part != name}


def flagged(data: bytes, offset: int, value: int) -> bytes:
    """An archive with two bytes of the first local and the first central header replaced."""
    changed = bytearray(data)
    for magic, at in ((b"PK\x03\x04", offset), (b"PK\x01\x02", offset + 2)):
        start = changed.index(magic) + at
        changed[start : start + 2] = struct.pack("<H", value)
    return bytes(changed)


BROKEN: dict[str, Callable[[], bytes]] = {
    "cut": lambda: packed(parts())[:-30],
    "only a beginning": lambda: b"PK\x03\x04\x14\x00\x06\x00\xff\xfe",
    "wrong checksum": lambda: packed(parts(), zipfile.ZIP_STORED).replace(b"sheetData", b"sheetdata", 1),
    "encrypted": lambda: flagged(packed(parts()), 6, 1),
    "unknown compression": lambda: flagged(packed(parts()), 8, 99),
    "bzip2": lambda: packed(parts(), zipfile.ZIP_BZIP2),
    "no sheet": lambda: packed(without("xl/worksheets/sheet1.xml")),
    "no workbook": lambda: packed(without("xl/workbook.xml")),
    "part twice": lambda: packed({**parts(), "XL/workbook.xml": "<x/>"}),
    "not well-formed": lambda: packed(parts("<row><c></row>")),
    "empty part": lambda: packed({**parts(), "xl/workbook.xml": ""}),
    "unknown encoding": lambda: packed({**parts(), "xl/workbook.xml": '<?xml version="1.0" encoding="utf-7"?><x/>'}),
    "row too far": lambda: packed(parts('<row r="1048577"><c><v>1</v></c></row>')),
    "row twice": lambda: packed(parts('<row r="2"/><row r="2"/>')),
    "rows out of order": lambda: packed(parts('<row r="3"/><row r="2"/>')),
    "row of no number": lambda: packed(parts('<row r="x"/>')),
    "cell too far": lambda: packed(parts('<row><c r="ZZZZ9999999"/></row>')),
    "column too far": lambda: packed(parts('<row><c r="XFE1"/></row>')),
    "cell twice": lambda: packed(parts('<row><c r="A1"/><c r="A1"/></row>')),
    "no such string": lambda: packed(parts('<row><c t="s"><v>0</v></c></row>')),
    "last string": lambda: packed(parts('<row><c t="s"><v>-1</v></c></row>', strings="<si><t>x</t></si>")),
    "no number": lambda: packed(parts("<row><c><v>x</v></c></row>")),
    "infinite": lambda: packed(parts("<row><c><v>1e999</v></c></row>")),
    "no date": lambda: packed(parts('<row><c t="d"><v>hôm qua</v></c></row>')),
    "no style": lambda: packed(parts('<row><c s="x"><v>1</v></c></row>')),
    "no range": lambda: packed(parts(after=merged("A1:"))),
    "range upside down": lambda: packed(parts(after=merged("B2:A1"))),
    "range too far": lambda: packed(parts(after=merged("A1:XFE1"))),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_what_is_broken_is_refused(fault: str) -> None:
    """Never an error of :mod:`zipfile` or of expat, and never a part of the rows without a word."""
    assert refused(BROKEN[fault]()) == ["SHEET_003"]


def test_a_password_on_a_part_is_named() -> None:
    with pytest.raises(TableError) as error:
        read_sheets("bảng.xlsx", BROKEN["encrypted"]())
    assert "mật khẩu" in error.value.problems[0].what


def test_any_byte_may_be_wrong() -> None:
    """Whatever is damaged: the rows, or a refusal in words."""
    data = packed(parts(grid("một|hai", "ba|bốn"), merged("A1:A2"), strings="<si><t>x</t></si>"))
    for position in range(0, len(data), 3):
        damaged = data[:position] + bytes([data[position] ^ 0xFF]) + data[position + 1 :]
        try:
            for sheet in read_sheets("x", damaged):
                list(sheet.rows)
        except TableError as error:
            assert error.problems


def overlapping() -> bytes:
    """An archive whose central directory names one compressed part twice."""
    data = packed({**parts(), "xl/a.xml": "<x/>" + " " * 1000, "xl/b.xml": "<x/>" + " " * 1000})
    first, second = data.index(b"xl/a.xml") - 30, data.index(b"xl/b.xml") - 30
    at = data.rindex(b"xl/b.xml") - 4
    assert data[at : at + 4] == struct.pack("<I", second)
    return data[:at] + struct.pack("<I", first) + data[at + 4 :]


BOMBS: dict[str, Callable[[], bytes]] = {
    "one part": lambda: packed({**parts(), "xl/media/image1.png": b"\0" * 11_000_000}),
    "overlapping": overlapping,
    "many parts": lambda: packed({**parts(), **{f"xl/{n}.bin": "" for n in range(10_001)}}),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_a_bomb_is_refused_before_it_is_unpacked(kind: str) -> None:
    data = BOMBS[kind]()
    tracemalloc.start()
    assert refused(data) == ["SHEET_004"]
    assert tracemalloc.get_traced_memory()[1] < 30_000_000
    tracemalloc.stop()


def test_many_parts_that_unpack_to_too_much_are_refused() -> None:
    """None of them is a bomb alone."""
    noise = bytes(range(256)) * 400 + b"\0" * 9_000_000
    assert refused(packed({**parts(), **{f"xl/media/{n}.png": noise for n in range(23)}})) == ["SHEET_004"]


@pytest.mark.parametrize(
    "content",
    [
        {"xl/vbaProject.bin": "x"},
        {"xl/macrosheets/sheet1.xml": "<x/>"},
        {
            "[Content_Types].xml": parts()["[Content_Types].xml"].replace(
                TYPES + ".sheet", "application/vnd.ms-excel.sheet.macroEnabled"
            )
        },
        {"xl/_rels/workbook.xml.rels": parts()["xl/_rels/workbook.xml.rels"].replace("/styles", "/vbaProject")},
        {"xl/_rels/workbook.xml.rels": parts()["xl/_rels/workbook.xml.rels"].replace("/styles", "/xlMacrosheet")},
    ],
)
def test_macros_are_refused(content: dict[str, str]) -> None:
    assert refused(packed({**parts(), **content})) == ["SHEET_005"]


def relation(kind: str, target: str = "file:///C:/x.xlsx", mode: str = "External") -> str:
    return (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATED}/{kind}" '
        f'Target="{target}" TargetMode="{mode}"/></Relationships>'
    )


@pytest.mark.parametrize(
    "content",
    [
        {"xl/externalLinks/externalLink1.xml": "<x/>"},
        {"xl/connections.xml": "<x/>"},
        {"xl/queryTables/queryTable1.xml": "<x/>"},
        {"xl/khác/_rels/a.xml.rels": relation("externalLink", "../b.xml", "Internal")},
        {"xl/khác/_rels/a.xml.rels": relation("oleObject")},
        {"xl/khác/_rels/a.xml.rels": relation("image")},
    ],
)
def test_links_to_other_files_are_refused(content: dict[str, str]) -> None:
    assert refused(packed({**parts(), **content})) == ["SHEET_006"]


def test_a_link_to_a_page_is_no_link_to_a_file() -> None:
    book = {
        **parts(grid("một")),
        "xl/worksheets/_rels/sheet1.xml.rels": relation("hyperlink", "https://angiang.example/"),
    }
    assert rows(packed(book)) == {1: ["một"]}


def test_macros_and_links_are_both_named() -> None:
    assert refused(packed({**parts(), "xl/vbaProject.bin": "x", "xl/connections.xml": "<x/>"})) == [
        "SHEET_005",
        "SHEET_006",
    ]


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "part", ["[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/x.bin", "xl/x.vml"]
)
def test_entities_are_refused_in_every_part_and_encoding(part: str, encoding: str) -> None:
    """The ``.bin`` is XML by its content type, by which programs read it."""
    book: dict[str, str | bytes] = {**parts()}
    override = f'<Override PartName="/xl/x.bin" ContentType="{TYPES}.worksheet+xml"/>'
    book["[Content_Types].xml"] = parts()["[Content_Types].xml"].replace("</Types>", override + "</Types>")
    named = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}.get(encoding, encoding)
    content = f'<?xml version="1.0" encoding="{named}"?>{LAUGHS}' + str(book.get(part, "<x>&b;</x>"))
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    book[part] = mark + content.encode(encoding)
    assert refused(packed(book)) == ["SHEET_007"]


def test_a_drawing_of_comments_that_is_no_xml_does_no_harm() -> None:
    """Excel itself writes such."""
    assert rows(packed({**parts(grid("một")), "xl/drawings/vmlDrawing1.vml": "<xml><br></xml>"})) == {1: ["một"]}


@pytest.mark.parametrize("said", ['< c a = " 1 "', "<x><br></x>", "<!DOCTYPE html><p>", "không"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_what_only_begins_like_xml_is_not_read_as_xml(said: str, encoding: str) -> None:
    """Custom properties hold whatever an add-in writes; Excel does not read them either."""
    book: dict[str, str | bytes] = {**parts(grid("một")), "xl/customProperty1.bin": said.encode(encoding)}
    assert rows(packed(book)) == {1: ["một"]}


def test_a_picture_may_declare_a_document_type() -> None:
    """Drawing programs write one into every SVG, and no program reads it here."""
    svg = '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd"><svg/>'
    types = parts()["[Content_Types].xml"].replace(
        "</Types>", '<Default Extension="svg" ContentType="image/svg+xml"/></Types>'
    )
    assert rows(packed({**parts(grid("một")), "[Content_Types].xml": types, "xl/media/image1.svg": svg})) == {
        1: ["một"]
    }


def test_a_sheet_in_a_part_that_is_no_xml_is_refused() -> None:
    """The relationship leads to it, so it would be read: no error of expat, and no rows of what nobody looked at."""
    book: dict[str, str | bytes] = {**parts(grid("một"))}
    book["xl/worksheets/sheet1.bin"] = book.pop("xl/worksheets/sheet1.xml")
    relations = "xl/_rels/workbook.xml.rels"
    book[relations] = parts()[relations].replace("sheet1.xml", "sheet1.bin")
    assert refused(packed(book)) == ["SHEET_003"]


HEAVY: dict[str, Callable[[], dict[str, str]]] = {
    "the whole sheet in one range": lambda: parts(grid("một"), merged("A1:XFD1048576")),
    "one cell at the end of each row": lambda: parts(
        "".join(f'<row r="{n}"><c r="XFD{n}"><v>{n}</v></c></row>' for n in range(1, 60_000))
    ),
    "wide ranges over each other": lambda: parts(grid("một"), merged(*["A1:XFD1"] * 50_000)),
    "rows far apart": lambda: parts('<row r="1"><c><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>'),
    "many styles": lambda: (
        parts(grid("một"))
        | {
            "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs>'
            + '<xf numFmtId="14"/>' * 400_000
            + "</cellXfs></styleSheet>"
        }
    ),
    "deep": lambda: parts(grid("một"), "<a>" * 300_000 + "</a>" * 300_000),
    "many attributes": lambda: parts(grid("một"), "<a " + " ".join(f'a{n}="{n}"' for n in range(100_000)) + "/>"),
}


@pytest.mark.parametrize("kind", HEAVY)
def test_what_is_made_to_be_slow_is_not(kind: str) -> None:
    """In seconds: the rows, or a refusal."""
    data = packed(HEAVY[kind]())
    start = time.process_time()
    try:
        for sheet in read_sheets("x", data):
            for _ in sheet.rows:
                pass
    except TableError as error:
        assert [found.code for found in error.problems] == ["SHEET_004"]
    assert time.process_time() - start < 6


def test_more_cells_than_any_list_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """However small the file; the limit is lowered here, for the test to be quick."""
    monkeypatch.setitem(archive._MOST_TAGS, "workbook", 1_000)
    assert refused(packed(parts("<row>" + "<c/>" * 1_000 + "</row>"))) == ["SHEET_004"]
    assert rows(packed(parts("<row>" + "<c/>" * 800 + "<c><v>1</v></c></row>")))


def test_ten_thousand_sheets_are_read_in_seconds() -> None:
    book = parts()
    numbers = range(2, 9_000)
    book["xl/workbook.xml"] = book["xl/workbook.xml"].replace(
        "</sheets>", "".join(f'<sheet name="T{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers) + "</sheets>"
    )
    book["xl/_rels/workbook.xml.rels"] = book["xl/_rels/workbook.xml.rels"].replace(
        "</Rel",
        "".join(f'<Relationship Id="r{n}" Type="{RELATED}/worksheet" Target="worksheets/s{n}.xml"/>' for n in numbers)
        + "</Rel",
    )
    data = packed(book | {f"xl/worksheets/s{n}.xml": book["xl/worksheets/sheet1.xml"] for n in numbers})
    start = time.process_time()
    assert sum(len(list(sheet.rows)) for sheet in read_sheets("x", data)) == 8_999
    assert time.process_time() - start < 10


def test_many_rows_take_little_memory(tmp_path: Path) -> None:
    """Rows are read as they are asked for."""
    said = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}" t="s"><v>0</v></c></row>' for n in range(1, 30_001)
    )
    sheets = read_sheets("x", packed(parts(said, strings="<si><t>một</t></si>")))
    del said
    tracemalloc.start()
    assert sum(1 for _ in sheets[0].rows) == 30_000
    assert tracemalloc.get_traced_memory()[1] < 3_000_000
    tracemalloc.stop()


def test_a_table_of_a_workbook_is_read_like_one_of_a_text_file(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["Mã", "Thành lập từ ngày"])
    book.active.append([99001, date(2025, 7, 1)])
    path = tmp_path / "bảng.csv"  # what it is called does not matter
    book.save(path)
    read = read_table(path, [Column("code", text), Column("valid_from", day)], date(2026, 6, 18))
    assert [row.values for row in read.rows] == [{"code": "99001", "valid_from": "2025-07-01"}]
