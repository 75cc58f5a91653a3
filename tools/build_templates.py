"""Build the Word templates of the letters: ``python tools/build_templates.py`` writes ``isoaudit/templates/*.docx``.

The text of a letter stands in ``notice.txt`` and ``correction_request.txt`` beside this script; values, lists and the
choice between variants come from ``isoaudit/documents.py``. Layout: Decree 30/2020/NĐ-CP, Annex I; each style is set
once, in :data:`STYLES`, with its clause.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell

from isoaudit.files import write_whole
from isoaudit.render import pack

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "isoaudit" / "templates"
FONT = "Times New Roman"
LEFT_COLUMN, RIGHT_COLUMN = 68, 92
"""Letterhead, mm: the Quốc hiệu at 12 pt bold is 88 mm long and must stay on one line."""
MOTTO = 55.5
"""Length of the Tiêu ngữ at 13 pt bold, mm."""
FINDING_COLUMNS = (11, 62, 46, 41)
BLANK = "\u00a0" * 7
"""An open place in the number and the date."""

Kind = Literal["notice", "correction_request"]
CENTER, JUSTIFY, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT
TITLES: dict[Kind, str] = {
    "notice": "Thông báo kết quả kiểm tra",
    "correction_request": "Công văn kết quả kiểm tra qua hồ sơ, báo cáo",
}


@dataclass(frozen=True)
class Style:
    """A paragraph style; lengths in mm, spacing in pt."""

    name: str
    size: float = 14
    bold: bool = False
    italic: bool = False
    align: WD_ALIGN_PARAGRAPH = LEFT
    first_line: float = 0
    indent: float = 0
    """Left and right."""
    before: float = 0
    after: float = 0
    keep_next: bool = False
    line: bool = False
    """A drawn line: an empty, very low paragraph with a border above."""


STYLES = (
    Style("Draft Mark", bold=True),
    Style("Header Page Number", align=CENTER),  # I.7: 13-14, centred in the top margin
    Style("Parent Office", 12, align=CENTER),  # II.2.b: 12-13, not bold
    Style("Issuing Office", 12, bold=True, align=CENTER),  # II.2.b: 12-13, bold
    Style("Issuing Office Line", 4, indent=23, before=3, line=True),  # II.2.b: a third to a half of the name
    Style("National Title", 12, bold=True, align=CENTER),  # II.1.a: 12-13
    Style("National Motto", 13, bold=True, align=CENTER),  # II.1.b: 13-14
    Style("National Motto Line", 4, indent=(RIGHT_COLUMN - MOTTO) / 2, before=3, line=True),  # II.1.b: full
    Style("Paper Number", 13, align=CENTER, before=4),  # II.3.b: 13
    Style("Place And Date", 13, italic=True, align=CENTER, before=4),  # II.4: 13-14, italic
    Style("Dispatch Subject", 13, align=CENTER, before=6, indent=2),  # II.5.b: 12-13, 6 pt below the number
    Style("Addressee", align=CENTER, before=18, after=12),  # II.9.d
    Style("Paper Type", bold=True, align=CENTER, before=18),  # II.5.b: 13-14, bold
    Style("Paper Subject", bold=True, align=CENTER, indent=4, keep_next=True),
    Style("Paper Subject Line", 4, indent=52, before=3, after=14, line=True),  # II.5.b: a third to a half
    Style("Legal Ground", italic=True, align=JUSTIFY, first_line=12.7, after=6),  # II.6.a: italic
    Style("Letter Body", align=JUSTIFY, first_line=12.7, after=6),  # II.6.e: 1 or 1.27 cm, at least 6 pt
    Style("Lead In", align=JUSTIFY, first_line=12.7, after=6, keep_next=True),
    Style("Closing Sentence", align=JUSTIFY, first_line=12.7, after=14, keep_next=True),
    Style("Section Heading", bold=True, align=JUSTIFY, first_line=12.7, before=6, after=6, keep_next=True),
    Style("Table Heading", 13, bold=True, align=CENTER, before=3, after=3, keep_next=True),
    Style("Table Text", 13, before=3, after=3),
    Style("Table Number", 13, align=CENTER, before=3, after=3),
    Style("After Table", 4, after=2),
    Style("Recipients Label", 12, bold=True, italic=True),  # II.9.d: 12, bold, italic
    Style("Recipients", 11),  # II.9.d: 11
    Style("Signature Title", bold=True, align=CENTER),  # II.7.đ: 13-14, bold
    Style("Signer Name", bold=True, align=CENTER, before=78),
)


def build(kind: Kind) -> bytes:
    """The template of one kind of letter, the same bytes each time."""
    document = docx.Document()
    _strip(document)
    _styles(document)
    _page(document)
    _header_areas(document)
    for line in (HERE / f"{kind}.txt").read_text(encoding="utf-8").splitlines():
        _line(document, line)
    stream = io.BytesIO()
    document.save(stream)
    with zipfile.ZipFile(stream) as package:
        parts = {info.filename: package.read(info) for info in package.infolist()}
    return pack({**parts, "docProps/core.xml": _core(TITLES[kind])})


def _line(document: Document, line: str) -> None:
    """One line of a letter's text: a comment, a table, a condition, or a style and its paragraph."""
    if line.startswith("@"):
        name, _, rest = line[1:].partition(" ")
        {"letterhead": _letterhead, "findings": _findings, "signature": _signature}[name](document, rest)
    elif line.startswith("{%p"):
        document.add_paragraph(line, style="Letter Body")
    elif not line.startswith("#"):
        style, _, text = line.partition(":")
        document.add_paragraph(text.strip(), style=style)


# --- the document around the text ---------------------------------------------------------------------------------


def _strip(document: Document) -> None:
    """Leave out what python-docx's own template brings and a letter does not need."""
    for holder in (document.part.package, document.part):
        for key, relation in list(holder.rels.items()):
            if relation.reltype.rsplit("/", 1)[-1] in (
                "thumbnail",
                "extended-properties",
                "stylesWithEffects",
                "webSettings",
                "fontTable",
                "theme",
                "customXml",
                "numbering",
            ):
                del holder.rels[key]
    styles = document.styles.element
    for element in list(styles):
        if element.tag != qn("w:style") or element.get(qn("w:styleId")) not in (
            "Normal",
            "DefaultParagraphFont",
            "TableNormal",
            "NoList",
        ):
            styles.remove(element)
    settings = document.settings.element
    for element in list(settings):
        settings.remove(element)
    settings.extend(parse_xml(_SETTINGS))


_SETTINGS = f"""<w:settings {nsdecls("w")}>
<w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/>
<w:compat><w:doNotExpandShiftReturn/>
<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>
<w:themeFontLang w:val="vi-VN"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>"""


def _core(title: str) -> bytes:
    """Core properties without author or clock."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        f"<dc:title>{title}</dc:title><dc:language>vi-VN</dc:language></cp:coreProperties>"
    ).encode()


def _styles(document: Document) -> None:
    defaults = f"""<w:docDefaults {nsdecls("w")}><w:rPrDefault><w:rPr>
<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/><w:color w:val="000000"/>
<w:sz w:val="28"/><w:szCs w:val="28"/><w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="vi-VN"/></w:rPr></w:rPrDefault>
<w:pPrDefault><w:pPr><w:widowControl/><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>
</w:pPrDefault></w:docDefaults>"""
    document.styles.element.insert(0, parse_xml(defaults))
    normal = document.styles["Normal"].element
    for tag in ("w:rPr", "w:pPr"):
        for element in normal.findall(qn(tag)):
            normal.remove(element)
    for style in STYLES:
        _add_style(document, style)


def _add_style(document: Document, style: Style) -> None:
    made = document.styles.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(made, ParagraphStyle)
    made.quick_style = True
    made.font.size, made.font.bold, made.font.italic = Pt(style.size), style.bold, style.italic
    form = made.paragraph_format
    form.alignment, form.keep_with_next = style.align, style.keep_next
    form.first_line_indent = Mm(style.first_line)
    form.left_indent = form.right_indent = Mm(style.indent)
    form.space_before, form.space_after = Pt(style.before), Pt(style.after)
    if style.line:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(style.size)
        border = parse_xml(
            f'<w:pBdr {nsdecls("w")}><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
        )
        made.element.get_or_add_pPr().insert_element_before(border, "w:spacing", "w:ind", "w:jc")


def _page(document: Document) -> None:
    """A4; margins within 20-25, 20-25, 30-35, 15-20 mm (I.1, I.3)."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
    section.left_margin = Mm(30)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True


def _header_areas(document: Document) -> None:
    """DỰ THẢO in a frame above page 1, the page number above the others (I.7)."""
    section = document.sections[0]
    first = section.first_page_header.paragraphs[0]
    first.style = "Draft Mark"
    frame = first.add_run("\u00a0DỰ THẢO\u00a0")._r.get_or_add_rPr()
    frame.append(parse_xml(f'<w:bdr {nsdecls("w")} w:val="single" w:sz="8" w:space="2" w:color="000000"/>'))
    number = section.header.paragraphs[0]
    number.style = "Header Page Number"
    number._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>2</w:t></w:r></w:fldSimple>'))


def _fill(cell: _Cell, *paragraphs: tuple[str, str]) -> None:
    """Paragraphs of a cell; its first, empty one is used."""
    (style, text), *rest = paragraphs
    cell.paragraphs[0].style = style
    cell.paragraphs[0].add_run(text)
    for style, text in rest:
        cell.add_paragraph(text, style=style)


def _table(document: Document, rows: int, widths: Iterable[int], *, borders: bool, padding: float) -> Table:
    """A table of fixed column widths (mm) whose rows do not break over pages."""
    widths = tuple(widths)
    table: Table = document.add_table(rows, len(widths))
    table.autofit = False
    properties = table._tbl.tblPr
    for element in properties.findall(qn("w:tblW")) + properties.findall(qn("w:tblLook")):
        properties.remove(element)
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    drawn = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for edge in edges)
    side = round(padding * 56.7)
    for xml in (
        f'<w:tblW {nsdecls("w")} w:w="{round(sum(widths) * 56.7)}" w:type="dxa"/>',
        f'<w:tblInd {nsdecls("w")} w:w="0" w:type="dxa"/>',
        f"<w:tblBorders {nsdecls('w')}>{drawn}</w:tblBorders>" if borders else "",
        f'<w:tblLayout {nsdecls("w")} w:type="fixed"/>',
        f'<w:tblCellMar {nsdecls("w")}><w:left w:w="{side}" w:type="dxa"/><w:right w:w="{side}" w:type="dxa"/>'
        "</w:tblCellMar>",
    ):
        if xml:
            properties.append(parse_xml(xml))
    for layout in properties.findall(qn("w:tblLayout"))[:-1]:
        properties.remove(layout)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    return table


# --- the tables of a letter -----------------------------------------------------------------------------------------


def _letterhead(document: Document, subject: str) -> None:
    """Who, the Quốc hiệu, number, place and date; a công văn has its subject below the number (II.5.b)."""
    table = _table(document, 2, (LEFT_COLUMN, RIGHT_COLUMN), borders=False, padding=0)
    _fill(
        table.cell(0, 0),
        ("Parent Office", "{{ parent_office }}"),
        ("Issuing Office", "{{ issuing_office }}"),
        ("Issuing Office Line", ""),
    )
    _fill(
        table.cell(0, 1),
        ("National Title", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("National Motto", "Độc lập - Tự do - Hạnh phúc"),
        ("National Motto Line", ""),
    )
    number = ("Paper Number", f"Số:{BLANK}/{{{{ number_symbol }}}}")
    _fill(table.cell(1, 0), number, *([("Dispatch Subject", subject)] if subject else []))
    _fill(table.cell(1, 1), ("Place And Date", f"{{{{ place }}}}, ngày{BLANK}tháng{BLANK}năm {{{{ letter_year }}}}"))


def _findings(document: Document, headings: str) -> None:
    """The table of findings: its heading row repeats; a row keeps together unless it is very long."""
    table = _table(document, 8, FINDING_COLUMNS, borders=True, padding=1.5)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, text in zip(table.rows[0].cells, ("TT", *headings.split(" | ")), strict=True):
        _fill(cell, ("Table Heading", text))
    marks = {1: "for row in nonconformities", 2: "if row.long", 4: "else", 6: "endif", 7: "endfor"}
    for number, mark in marks.items():
        _fill(table.rows[number].cells[0], ("Table Text", f"{{%tr {mark} %}}"))
    styles = ("Table Number", "Table Text", "Table Text", "Table Text")
    fields = ("{{ row.number }}", "{{ row.text }}", "{{ row.basis }}", "{{ row.remedy }}")
    for number in (3, 5):
        for cell, style, text in zip(table.rows[number].cells, styles, fields, strict=True):
            _fill(cell, (style, text))
    properties = table.rows[3]._tr.get_or_add_trPr()  # kept together, a row over a page loses text in LibreOffice
    properties.remove(properties.find(qn("w:cantSplit")))


def _signature(document: Document, _: str) -> None:
    """Who gets it, and who signs, side by side and never on two pages (II.7, II.9)."""
    table = _table(document, 1, (80, 80), borders=False, padding=0)
    _fill(
        table.cell(0, 0),
        ("Recipients Label", "Nơi nhận:"),
        ("Recipients", "{%p for text in recipients %}"),
        ("Recipients", "- {{ text }};"),
        ("Recipients", "{%p endfor %}"),
        ("Recipients", "- Lưu: VT, {{ drafter }}."),
    )
    _fill(table.cell(0, 1), ("Signature Title", "{{ signature_title }}"), ("Signer Name", "{{ signer_name }}"))


def main() -> int:
    """Write both templates."""
    for kind in TITLES:
        write_whole(TARGET / f"{kind}.docx", build(kind))
    return 0


if __name__ == "__main__":
    sys.exit(main())
