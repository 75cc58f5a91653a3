"""The one visual system of all papers: page, styles, header; Decree 30/2020/NĐ-CP, Annex I, clause by clause.

A change of style is made here once: ``python tools/build_templates.py`` brings it into every template.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle

FONT = "Times New Roman"
LEFT_COLUMN, RIGHT_COLUMN = 68, 92
"""Letterhead, mm: the Quốc hiệu at 12 pt bold is 88 mm long and must stay on one line."""
ISSUING_LINES = (8, 11, 15, 20, 26)
"""Lengths of the line below who issues, mm; which one says ``issuing_line`` of the paper."""
MOTTO = 55.5
"""Length of the Tiêu ngữ at 13 pt bold, mm."""
STRONG = "Strong Lead"
"""The character style of ``**Điều 1.**``."""

CENTER, JUSTIFY, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT


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
    leading: float = 0
    """From line to line, pt; 0: as the type wants it."""
    outline: bool = False
    """A heading to whoever moves about in the file: in Word's navigation pane, a screen reader, a PDF's bookmarks."""


STYLES = (
    Style("Draft Mark", bold=True),
    Style("Header Page Number", align=CENTER),  # I.7: 13-14, centred in the top margin
    Style("Parent Office", 12, align=CENTER),  # II.2.b: 12-13, not bold
    Style("Issuing Office", 12, bold=True, align=CENTER),  # II.2.b: 12-13, bold
    # II.2.b: a third to a half of the name
    *(
        Style(f"Issuing Office Line {mm}", 4, indent=(LEFT_COLUMN - mm) / 2, before=3, line=True)
        for mm in ISSUING_LINES
    ),
    Style("National Title", 12, bold=True, align=CENTER),  # II.1.a: 12-13
    Style("National Motto", 13, bold=True, align=CENTER),  # II.1.b: 13-14
    Style("National Motto Line", 4, indent=(RIGHT_COLUMN - MOTTO) / 2, before=3, line=True),  # II.1.b: full
    Style("Paper Number", 13, align=CENTER, before=4),  # II.3.b: 13
    Style("Place And Date", 13, italic=True, align=CENTER, before=4),  # II.4: 13-14, italic
    Style("Dispatch Subject", 13, align=CENTER, before=6, indent=2),  # II.5.b: 12-13, 6 pt below the number
    Style("Addressee", align=CENTER, before=18, after=12),  # II.9.d
    Style("Addressee Opening", indent=30, before=18, keep_next=True),  # II.9.d: several have a line each
    Style("Addressee List", indent=40, after=2),
    Style("After Addressees", 4, after=8),
    Style("Paper Type", bold=True, align=CENTER, before=18, keep_next=True),  # II.5.b: 13-14, bold
    Style("Paper Subject", bold=True, align=CENTER, indent=4, keep_next=True),
    Style("Paper Subject Line", 4, indent=52, before=3, after=14, line=True),  # II.5.b: a third to a half
    Style("Attached To", italic=True, align=CENTER, indent=4, keep_next=True),  # III.1.c: 13-14, italic
    Style("Issuing Authority", bold=True, align=CENTER, after=12, keep_next=True),  # model letters 1.2, 1.3
    Style("Decides", bold=True, align=CENTER, before=10, after=10, keep_next=True),
    Style("Legal Ground", italic=True, align=JUSTIFY, first_line=12.7, after=6),  # II.6.a: italic
    Style("Letter Body", align=JUSTIFY, first_line=12.7, after=6),  # II.6.e: 1 or 1.27 cm, at least 6 pt
    Style("Lead In", align=JUSTIFY, first_line=12.7, after=6, keep_next=True),
    Style("Closing Sentence", align=JUSTIFY, first_line=12.7, after=12, keep_next=True),
    Style(
        "Section Heading", bold=True, align=JUSTIFY, first_line=12.7, before=6, after=6, keep_next=True, outline=True
    ),
    Style("Annex Label", bold=True, align=CENTER, keep_next=True, outline=True),  # III.1.b: 14, bold
    Style("Annex Title", bold=True, align=CENTER, indent=4, keep_next=True),  # III.1.c: 13-14, bold
    Style("Section Break", 1),
    Style("Table Heading", 13, bold=True, align=CENTER, before=3, after=3, keep_next=True),
    Style("Table Group", 13, bold=True, before=3, after=3, keep_next=True),
    Style("Table Text", 13, before=3, after=3),
    Style("Table Number", 13, align=CENTER, before=3, after=3),
    # Long tables of minutes and of the programme of a visit, which would else be read over twice the pages.
    Style("Compact Table Heading", 12, bold=True, align=CENTER, before=2, after=2, keep_next=True),
    Style("Compact Table Group", 12, bold=True, before=2, after=2, keep_next=True),
    Style("Compact Table Text", 12, before=2, after=2),
    Style("Compact Table Number", 12, align=CENTER, before=2, after=2),
    Style("Small Table Heading", 11, bold=True, align=CENTER, before=2, after=2, keep_next=True),
    Style("Small Table Text", 11, before=2, after=2),
    Style("Small Table Group", 11, bold=True, before=2, after=2, keep_next=True),
    Style("Small Table Writing", 11, after=2, leading=20),  # handwriting takes 7 mm
    Style("Small Table Number", 11, align=CENTER, before=2, after=2),
    Style("After Table", 4, after=2),
    Style("Recipients Label", 12, bold=True, italic=True),  # II.9.d: 12, bold, italic
    Style("Recipients Label Below", 12, bold=True, italic=True, before=12, keep_next=True),
    Style("Recipients", 11),  # II.9.d: 11
    Style("Signature Title", bold=True, align=CENTER, keep_next=True),  # II.7.đ: 13-14, bold
    Style("Signature Note", 12, italic=True, align=CENTER, keep_next=True),
    Style("Signer Name", bold=True, align=CENTER, before=68),
    Style("Signer Name Below Note", bold=True, align=CENTER, before=56),
    Style("Signer Without Seal", bold=True, align=CENTER, before=20),
)
ARTICLES = {"Letter Body": "Article", "Lead In": "Article Lead In", "Closing Sentence": "Article Closing"}
"""What a paragraph is that begins with ``**Điều 1.**``: as those of running text, and a heading besides."""
STYLES += tuple(replace(style, name=ARTICLES[style.name], outline=True) for style in STYLES if style.name in ARTICLES)


def prepare(document: Document) -> None:
    """Make of python-docx's own document an empty paper."""
    _strip(document)
    _styles(document)
    page(document.sections[0])
    _header_areas(document)


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
    strong: Any = document.styles.add_style(STRONG, WD_STYLE_TYPE.CHARACTER)
    strong.font.bold = True


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
    if style.leading:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(style.leading)
    properties = made.element.get_or_add_pPr()
    if style.outline:
        level = parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="0"/>')
        properties.insert_element_before(level, "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange")
    if style.line:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(style.size)
        border = parse_xml(
            f'<w:pBdr {nsdecls("w")}><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
        )
        properties.insert_element_before(border, "w:spacing", "w:ind", "w:jc")


def page(section: Any) -> None:
    """A4; margins within 20-25, 20-25, 30-35, 15-20 mm (I.1, I.3); its pages are numbered from 1 (I.7, III.1.đ)."""
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
    section.left_margin = Mm(30)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    for old in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(old)
    margins = section._sectPr.find(qn("w:pgMar"))
    margins.addnext(parse_xml(f'<w:pgNumType {nsdecls("w")} w:start="1"/>'))


def landscape(section: Any) -> None:
    """The page on its side; the margin for binding stays at the left."""
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)


def _header_areas(document: Document) -> None:
    """DỰ THẢO in a frame above page 1 while it is one; the page number above the others (I.7)."""
    section = document.sections[0]
    header = section.first_page_header
    header.paragraphs[0].style = "Draft Mark"
    header.paragraphs[0].add_run("{%p if draft %}")
    mark = header.add_paragraph(style="Draft Mark")
    frame = mark.add_run("\u00a0DỰ THẢO\u00a0")._r.get_or_add_rPr()
    frame.append(parse_xml(f'<w:bdr {nsdecls("w")} w:val="single" w:sz="8" w:space="2" w:color="000000"/>'))
    header.add_paragraph("{%p else %}", style="Draft Mark")
    header.add_paragraph("", style="Draft Mark")
    header.add_paragraph("{%p endif %}", style="Draft Mark")
    number = section.header.paragraphs[0]
    number.style = "Header Page Number"
    number._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>2</w:t></w:r></w:fldSimple>'))
