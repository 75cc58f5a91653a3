"""Write the bad workbooks of tests/example-files/negative: python tools/make_bad_workbooks.py

Each is made from its XML, since no program that writes good workbooks would write these. The archives hold no day and,
but for the bombs, no compression, so the same bytes come out everywhere.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from raw_workbook import (
    HEAD,
    MAIN,
    OFFICE,
    PACKAGE,
    TYPE,
    Parts,
    Rows,
    Xml,
    archive,
    book,
    changed,
    formula,
    number,
    parts,
    sheet,
    typed,
)

NEGATIVE = Path(__file__).parent.parent / "tests" / "example-files" / "negative"

AGENCIES = ["code", "name", "level", "kind", "obligation"]
HEALTH = ["99-SYT", "Sở Y tế", "tinh", "co_quan_chuyen_mon", "bat_buoc"]
BUILDING = ["99-SXD", "Sở Xây dựng", "tinh", "co_quan_chuyen_mon", "bat_buoc"]
INSPECTIONS = ["agency", "mode", "round", "from", "to", "team"]
ANSWERS = ["inspection", "criterion", "verdict", "evidence", "examined_on"]
INSPECTORS = ["code", "name", "position", "graduated_on"]
HOA = ["KT-11", "Trần Thị Hoa", "Chuyên viên", ""]
STP = "2026-99-STP-TS"


def agencies(*rows: Sequence[object]) -> dict[str, Rows]:
    """A register of one sheet."""
    return {"Danh sách": [AGENCIES, *rows]}


def answers(*rows: Sequence[object]) -> dict[str, Rows]:
    """Answers on one sheet, named as an office names it."""
    return {"Sở Tư pháp": [ANSWERS, *rows]}


def inspections(*rows: Sequence[object]) -> dict[str, Rows]:
    """Inspections on one sheet."""
    return {"Kế hoạch": [INSPECTIONS, *rows]}


def inspectors(*rows: Sequence[object]) -> dict[str, Rows]:
    """Inspectors on one sheet."""
    return {"Người kiểm tra": [INSPECTORS, *rows]}


def of_agency_cells() -> dict[str, bytes]:
    """Registers that can be read, with cells that cannot be taken."""
    day = number("46191", 1)
    return {
        "agencies/formula-on-a-sheet.xlsx": book(agencies([HEALTH[0], formula("B9", "Sở Y tế"), *HEALTH[2:]])),
        "agencies/formula-in-the-heading.xlsx": book(
            {"Danh sách": [[formula('"code"', "code"), *AGENCIES[1:]], HEALTH]}
        ),
        "agencies/broken-reference.xlsx": book(agencies(HEALTH, [BUILDING[0], typed("e", "#REF!"), *BUILDING[2:]])),
        "agencies/error-of-a-lookup.xlsx": book(agencies([*HEALTH[:2], typed("e", "#N/A"), *HEALTH[3:]])),
        "agencies/code-a-day.xlsx": book(agencies([day, *HEALTH[1:]])),
        "agencies/code-a-long-number.xlsx": book(agencies([number("1.23456789012345E+40"), *HEALTH[1:]])),
        "agencies/code-with-a-fraction.xlsx": book(agencies([number("99.01"), *HEALTH[1:]])),
        "agencies/name-true.xlsx": book(agencies([HEALTH[0], HEALTH[1], typed("b", "1"), *HEALTH[3:]])),
        "agencies/control-character-as-excel-escapes-it.xlsx": book(
            agencies([HEALTH[0], "Sở_x0007_ Y tế", *HEALTH[2:]])
        ),
        "agencies/surrogate-as-excel-escapes-it.xlsx": book(agencies([HEALTH[0], "Sở_xD800_ Y tế", *HEALTH[2:]])),
        "agencies/words-unknown.xlsx": book(agencies([*HEALTH[:2], "vùng", "phòng", "tùy"], HEALTH)),
        "agencies/two-sheets-one-wrong.xlsx": book(
            {"Cấp tỉnh": [AGENCIES, HEALTH], "Cấp xã": [AGENCIES, ["99/1", "UBND xã A", "xa", "ubnd_cap_xa", ""]]}
        ),
        "agencies/same-code-on-two-sheets.xlsx": book({"Một": [AGENCIES, HEALTH], "Hai": [AGENCIES, BUILDING, HEALTH]}),
        "agencies/column-missing-on-the-second-sheet.xlsx": book(
            {"Một": [AGENCIES, HEALTH], "Hai": [[AGENCIES[0], *AGENCIES[2:]], [BUILDING[0], *BUILDING[2:]]]}
        ),
        "agencies/no-sheet-with-a-heading.xlsx": book({"Bìa": [["Danh sách cơ quan"]], "Ghi chú": [["Năm 2026"]]}),
        "agencies/cells-merged-across.xlsx": book(
            {"Danh sách": sheet([AGENCIES, ["99-SYT", "Sở Y tế"]], '<mergeCells><mergeCell ref="B2:E2"/></mergeCells>')}
        ),
    }


def of_other_cells() -> dict[str, bytes]:
    """Likewise answers, inspections and inspectors."""
    long, day = "Đã xem hồ sơ. " * 2400, number("46191", 1)
    return {
        "answers/text-too-long.xlsx": archive(parts(answers([STP, "D36-1-a-01", "conforming", long])), packed=True),
        "answers/verdicts-as-offices-say-them.xlsx": book(
            answers([STP, "D36-1-a-01", "Đạt"], [STP, "D36-1-a-02", "ok"])
        ),
        "answers/day-of-the-year-3000.xlsx": book(answers([STP, "D36-1-a-01", "conforming", "", number("401769", 1)])),
        "answers/day-a-plain-number.xlsx": book(answers([STP, "D36-1-a-01", "conforming", "", number("46191")])),
        "answers/day-that-excel-cannot-count.xlsx": book(
            answers([STP, "D36-1-a-01", "conforming", "", number("99999999", 1)])
        ),
        "answers/day-before-all-days.xlsx": book(answers([STP, "D36-1-a-01", "conforming", "", number("-5", 1)])),
        "answers/criterion-twice-over-two-sheets.xlsx": book(
            {"Chị Trang": [ANSWERS, [STP, "D36-1-a-01", "conforming"]], "Anh Bảo": [ANSWERS, [STP, "D36-1-a-01", "x"]]}
        ),
        "answers/inspection-unknown-on-a-sheet.xlsx": book(
            answers([STP, "D36-1-a-01", "conforming"], ["2026-X", "D36-1-a-01"])
        ),
        "answers/formula-as-evidence.xlsx": book(answers([STP, "D36-1-a-01", "conforming", formula("1+1", "2")])),
        "answers/formula-without-a-value.xlsx": book(
            answers([STP, "D36-1-a-01", Xml('<c r="{at}"><f>Sheet2!A1</f></c>')])
        ),
        "answers/only-a-heading-that-is-wrong.xlsx": book({"Kết quả": [["Phiếu", "Ghi"]]}),
        "answers/all-sheets-empty.xlsx": book({"Một": [], "Hai": []}),
        "inspections/team-with-unknown-role.xlsx": book(inspections(["99-STP", "on_site", "", "", "", "A (cố vấn)"])),
        "inspections/ends-the-day-before.xlsx": book(
            inspections(["99-STP", "on_site", number("2"), number("46192", 1), day])
        ),
        "inspections/agency-and-form-unknown.xlsx": book(inspections(["99-KHONG", "on_site"], ["99-STP", "từ xa"])),
        "inspections/division-by-zero.xlsx": book(inspections(["99-STP", "on_site", typed("e", "#DIV/0!")])),
        "inspectors/name-and-code-wrong.xlsx": book(inspectors(["KT-09", "Lương Quốc Bảo"], ["KT 11", "Trần Thị Hoa"])),
        "inspectors/graduated-in-words.xlsx": book(inspectors([*HOA[:3], "khóa 2010"])),
        "inspectors/code-twice-on-a-sheet.xlsx": book(inspectors(HOA, ["KT-11", "Lê Văn Sơn"])),
        "inspectors/cells-merged.xlsx": book(
            {"Người": sheet([INSPECTORS, HOA[:2]], '<mergeCells><mergeCell ref="B2:D2"/></mergeCells>')}
        ),
    }


# --- archives and XML


def with_part(sheets: Mapping[str, Rows | str], name: str, data: str | bytes, kind: str, relation: str) -> bytes:
    """A workbook with one more part, declared and linked as Excel does it."""
    made = parts(sheets)
    target = name.removeprefix("xl/")
    made = changed(
        made, "[Content_Types].xml", "</Types>", f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'
    )
    made = changed(
        made,
        "xl/_rels/workbook.xml.rels",
        "</Relationships>",
        f'<Relationship Id="rId500" Type="{relation}" Target="{target}"/></Relationships>',
    )
    return archive({**made, name: data})


def of_active_content() -> dict[str, bytes]:
    """Macros, and links to other files."""
    vba, link = "application/vnd.ms-office.vbaProject", "http://schemas.microsoft.com/office/2006/relationships"
    external = (
        f'{HEAD}<externalLink xmlns="{MAIN}" xmlns:r="{OFFICE}"><externalBook r:id="rId1"><sheetNames>'
        '<sheetName val="Trang1"/></sheetNames></externalBook></externalLink>'
    )
    connections = (
        f'{HEAD}<connections xmlns="{MAIN}"><connection id="1" name="web" type="4" refreshedVersion="6">'
        '<webPr url="http://example.invalid/"/></connection></connections>'
    )
    macro_book = changed(
        parts(inspections(["99-STP", "on_site"])),
        "[Content_Types].xml",
        f"{TYPE}.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    macro_sheet = f'{HEAD}<xm:macrosheet xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"/>'
    return {
        "agencies/macro.xlsx": with_part(
            agencies(HEALTH), "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0", vba, f"{link}/vbaProject"
        ),
        "answers/macro-sheet-of-excel-4.xlsx": with_part(
            answers([STP, "D36-1-a-01", "conforming"]),
            "xl/macrosheets/sheet1.xml",
            macro_sheet,
            "application/vnd.ms-excel.macrosheet+xml",
            f"{link}/xlMacrosheet",
        ),
        "inspections/macro-workbook-renamed.xlsx": archive(macro_book),
        "agencies/link-to-another-file.xlsx": with_part(
            agencies(HEALTH),
            "xl/externalLinks/externalLink1.xml",
            external,
            f"{TYPE}.externalLink+xml",
            f"{OFFICE}/externalLink",
        ),
        "answers/connection-to-the-web.xlsx": with_part(
            answers([STP, "D36-1-a-01", "conforming"]),
            "xl/connections.xml",
            connections,
            f"{TYPE}.connections+xml",
            f"{OFFICE}/connections",
        ),
    }


def of_entities() -> dict[str, bytes]:
    """XML that declares entities: to read files of the machine, or to grow without end."""
    declared = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/hostname">]>\n'
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    one = parts(agencies(HEALTH))
    two = parts(answers([STP, typed("s", "0"), "conforming"]))
    shared = f'{HEAD}{declared}<sst xmlns="{MAIN}"><si><t>&secret;</t></si></sst>'
    three = parts(inspections(["99-STP", "on_site"]))
    four = parts(inspectors(HOA))
    wide = (
        str(four["xl/worksheets/sheet1.xml"])
        .replace("UTF-8", "UTF-16")
        .replace("<worksheet", f"{declared}<worksheet", 1)
    )
    return {
        "agencies/entity-in-a-sheet.xlsx": archive(
            changed(one, "xl/worksheets/sheet1.xml", "<worksheet", f"{declared}<worksheet")
        ),
        "answers/entity-in-the-texts.xlsx": archive({**two, "xl/sharedStrings.xml": shared}),
        "inspections/billion-laughs.xlsx": archive(
            changed(three, "xl/workbook.xml", "<workbook", f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>\n<workbook')
        ),
        "inspectors/entity-in-utf-16.xlsx": archive({**four, "xl/worksheets/sheet1.xml": wide.encode("utf-16")}),
    }


def of_other_kinds() -> dict[str, bytes]:
    """Files of other programs, named .xlsx."""
    word = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types"/>',
        "word/document.xml": f'{HEAD}<w:document xmlns:w="x"/>',
    }
    slides = {"[Content_Types].xml": word["[Content_Types].xml"], "ppt/presentation.xml": f"{HEAD}<p/>"}
    binary: Parts = {"[Content_Types].xml": word["[Content_Types].xml"], "xl/workbook.bin": b"\x83\x01\x00"}
    calc = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": f"{HEAD}<office/>"}
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    return {
        "agencies/word-document.xlsx": archive(word),
        "agencies/opendocument.xlsx": archive(calc),
        "inspections/slides.xlsx": archive(slides),
        "inspectors/binary-workbook.xlsx": archive(binary),
        "answers/archive-of-texts.xlsx": archive({"đọc tôi.txt": "Kết quả kiểm tra"}),
        "inspectors/archive-of-nothing.xlsx": b"PK\x05\x06" + bytes(18),
        "answers/pdf.xlsx": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n%%EOF\n",
        "agencies/old-excel.xlsx": old,
        "answers/with-a-password.xlsx": old + "EncryptedPackage".encode("utf-16-le"),
    }


def of_broken_archives() -> dict[str, bytes]:
    """Archives cut short, altered, encrypted, or that lie about their size."""
    good, filled = book(agencies(HEALTH)), book(answers([STP, "D36-1-a-01", "conforming"]))
    at = good.index(b"Danh s") if b"Danh s" in good else 0
    central = good.rindex(b"PK\x01\x02")
    encrypted = bytearray(book(inspections(["99-STP", "on_site"])))
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = encrypted.index(sign)
        encrypted[place + offset] |= 1
    method = bytearray(book(inspectors(HOA)))
    for sign, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        place = method.rindex(sign)
        method[place + offset] = 99
    return {
        "agencies/cut-short.xlsx": good[: len(good) // 2],
        "inspectors/first-bytes-only.xlsx": good[:4],
        "agencies/one-byte-altered.xlsx": good[:at] + b"X" + good[at + 1 :],
        "inspections/directory-of-zeros.xlsx": good[:central] + bytes(len(good) - central),
        "inspections/encrypted-part.xlsx": bytes(encrypted),
        "inspectors/unknown-compression.xlsx": bytes(method),
        "answers/parts-that-overlap.xlsx": _twice(filled),
    }


def _twice(data: bytes) -> bytes:
    """The archive with its last entry listed a second time."""
    end = data.rindex(b"PK\x05\x06")
    start = data.rindex(b"PK\x01\x02")
    entry = data[start:end]
    count, size, offset = struct.unpack("<HII", data[end + 10 : end + 20])
    tail = struct.pack("<HHHHIIH", 0, 0, count + 1, count + 1, size + len(entry), offset, 0)
    return data[:end] + entry + b"PK\x05\x06" + tail


def of_bombs() -> dict[str, bytes]:
    """Small files that grow when they are opened."""
    spaces = parts(agencies(HEALTH))
    text = str(spaces["xl/worksheets/sheet1.xml"])
    grown = archive(
        {**spaces, "xl/worksheets/sheet1.xml": text.replace("<sheetData>", " " * 15_000_000 + "<sheetData>")},
        packed=True,
    )
    liar = bytearray(book(answers([STP, "D36-1-a-01", "conforming"])))
    place = liar.rindex(b"PK\x01\x02")
    liar[place + 24 : place + 28] = struct.pack("<I", 4_000_000_000)
    wide = '<row><c r="XFD1" t="inlineStr"><is><t>x</t></is></c></row>' * 6200
    plan = parts(inspections(["99-STP", "on_site"]))
    table = str(plan["xl/worksheets/sheet1.xml"])
    many = parts(agencies())
    sheets = '<sheet name="x" sheetId="1" r:id="rId1"/>' * 10_000
    head = f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    return {
        "agencies/bomb-of-spaces.xlsx": grown,
        "answers/size-that-lies.xlsx": bytes(liar),
        "inspections/bomb-of-wide-rows.xlsx": archive(
            {
                **plan,
                "xl/worksheets/sheet1.xml": table[: table.index('<row r="2"')] + wide + "</sheetData></worksheet>",
            },
            packed=True,
        ),
        "agencies/ten-thousand-empty-sheets.xlsx": archive(
            {
                **many,
                "xl/workbook.xml": f"{head}<sheets>{sheets}</sheets></workbook>",
                "xl/worksheets/sheet1.xml": sheet([]),
            },
            packed=True,
        ),
    }


def of_wrong_xml() -> dict[str, bytes]:
    """Parts that are absent, no XML, or that name what is not there."""
    good, place = parts(agencies(HEALTH)), "xl/worksheets/sheet1.xml"
    asked, plan, people = (
        parts(answers([STP, "D36-1-a-01"])),
        parts(inspections(["99-STP", "on_site"])),
        parts(inspectors(HOA)),
    )

    two = parts({"Một": [ANSWERS, [STP, "D36-1-a-01"]], "Hai": [ANSWERS, [STP, "D36-1-a-02"]]})

    def without(content: Parts, name: str) -> bytes:
        return archive({key: value for key, value in content.items() if key != name})

    return {
        "agencies/sheet-absent.xlsx": without(good, place),
        "agencies/workbook-absent.xlsx": without(good, "xl/workbook.xml"),
        "inspectors/links-absent.xlsx": without(people, "xl/_rels/workbook.xml.rels"),
        "inspections/no-sheets.xlsx": archive(parts({})),
        "agencies/sheet-no-xml.xlsx": archive({**good, place: "Danh sách cơ quan"}),
        "answers/sheet-cut-short.xlsx": archive({**asked, place: str(asked[place])[:-30]}),
        "inspections/workbook-no-xml.xlsx": archive({**plan, "xl/workbook.xml": "<workbook><sheets>"}),
        "inspectors/workbook-of-bytes.xlsx": archive({**people, "xl/workbook.xml": bytes(range(1, 200))}),
        "inspectors/surrogate-in-a-name.xlsx": archive(changed(people, place, "Trần Thị Hoa", "Trần &#xD800; Hoa")),
        "answers/null-in-a-text.xlsx": archive(changed(two, place.replace("1", "2"), "D36-1-a-02", "D36&#0;")),
        "inspections/two-parts-of-one-name.xlsx": archive({**plan, "xl/Workbook.xml": plan["xl/workbook.xml"]}),
        "inspections/styles-no-xml.xlsx": archive({**plan, "xl/styles.xml": "<styleSheet"}),
        "answers/shared-text-that-is-not-there.xlsx": book(answers([STP, typed("s", "7"), "conforming"])),
        "answers/shared-text-no-number.xlsx": book(
            answers([STP, typed("s", "bảy"), "conforming"]),
            {"xl/sharedStrings.xml": f'{HEAD}<sst xmlns="{MAIN}"><si><t>x</t></si></sst>'},
        ),
        "agencies/cell-beyond-the-last-column.xlsx": archive(changed(good, place, '"B2"', '"ZZZZZ2"')),
        "agencies/row-beyond-the-last.xlsx": archive(changed(good, place, 'row r="2"', 'row r="99999999999"')),
        "inspectors/cell-without-a-number.xlsx": archive(changed(people, place, '"B2"', '"BB"')),
        "inspections/number-no-number.xlsx": book(inspections(["99-STP", "on_site", number("mười")])),
    }


MAKERS: tuple[Callable[[], dict[str, bytes]], ...] = (
    of_agency_cells,
    of_other_cells,
    of_active_content,
    of_entities,
    of_other_kinds,
    of_broken_archives,
    of_bombs,
    of_wrong_xml,
)


def workbooks() -> dict[str, bytes]:
    """Every bad workbook by its place in the folder of bad files."""
    return {name: data for make in MAKERS for name, data in make().items()}


if __name__ == "__main__":
    for name, data in workbooks().items():
        (NEGATIVE / name).write_bytes(data)
    print(f"{len(workbooks())} workbooks, the largest of {max(map(len, workbooks().values()))} bytes")
