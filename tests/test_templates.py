"""The packaged Word templates: made by their script, laid out as Decree 30/2020/NĐ-CP, Annex I, asks."""

from __future__ import annotations

import importlib.util
import io
import sys
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import docx
import pytest
from builders import case
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.table import Table
from lxml import etree

from isoaudit.papers.kinds import kinds
from isoaudit.papers.render import write_letter
from isoaudit.rules.findings import judge

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "isoaudit" / "papers" / "templates"
KINDS = tuple(kinds())
ON_SIDE = ("checklist", "reply_form", "report_outline")
"""All of it is a table (I.2); the part of each member is a section as annexes are."""
LETTERS = ("notice", "correction_request")


def opened(kind: str) -> Any:
    return docx.Document(str(TEMPLATES / f"{kind}.docx"))


def script() -> ModuleType:
    if str(ROOT / "tools") not in sys.path:
        sys.path.insert(0, str(ROOT / "tools"))
    spec = importlib.util.spec_from_file_location("build_templates", ROOT / "tools" / "build_templates.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("kind", KINDS)
def test_committed_templates_are_what_the_script_builds(kind: str) -> None:
    made = zipfile.ZipFile(io.BytesIO(script().build(kind)))
    with made, zipfile.ZipFile(TEMPLATES / f"{kind}.docx") as committed:
        assert committed.namelist() == made.namelist()
        for name in made.namelist():
            one, other = (etree.tostring(etree.fromstring(p.read(name)), method="c14n") for p in (made, committed))
            assert one == other, name


@pytest.mark.parametrize("kind", KINDS)
def test_page(kind: str) -> None:
    """Decree 30/2020, Annex I, I.1-I.4, I.7: A4, margins, font, page number in the top margin but not on page 1."""
    document = opened(kind)
    section = document.sections[0]
    sides = [round(x.mm) for x in (section.page_width, section.page_height)]
    assert sides == ([297, 210] if kind in ON_SIDE else [210, 297])
    assert 20 <= round(section.top_margin.mm) <= 25
    assert 20 <= round(section.bottom_margin.mm) <= 25
    assert 30 <= round(section.left_margin.mm) <= 35
    assert 15 <= round(section.right_margin.mm) <= 20
    assert section.different_first_page_header_footer
    number = section.header.paragraphs[0]
    assert 'w:instr="PAGE"' in number._p.xml
    assert number.style.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert 13 <= number.style.font.size.pt <= 14
    assert "PAGE" not in section.first_page_header._element.xml
    marks = [paragraph.text.strip() for paragraph in section.first_page_header.paragraphs]
    assert marks == ["{%p if draft %}", "DỰ THẢO", "{%p else %}", "", "{%p endif %}"]
    fonts = document.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:rFonts')}")
    assert set(fonts.attrib.values()) == {"Times New Roman"}
    assert len(fonts.attrib) == 4


# name of the style: sizes allowed, bold, italic, centred (Decree 30/2020, Annex I, table V)
ELEMENTS = {
    "Parent Office": (12, 13, False, False, True),
    "Issuing Office": (12, 13, True, False, True),
    "National Title": (12, 13, True, False, True),
    "National Motto": (13, 14, True, False, True),
    "Paper Number": (13, 13, False, False, True),
    "Place And Date": (13, 14, False, True, True),
    "Paper Type": (13, 14, True, False, True),
    "Paper Subject": (13, 14, True, False, True),
    "Dispatch Subject": (12, 13, False, False, True),
    "Legal Ground": (13, 14, False, True, False),
    "Letter Body": (13, 14, False, False, False),
    "Section Heading": (13, 14, True, False, False),
    "Signature Title": (13, 14, True, False, True),
    "Signer Name": (13, 14, True, False, True),
    "Recipients Label": (12, 12, True, True, False),
    "Recipients": (11, 11, False, False, False),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ELEMENTS)
def test_elements(kind: str, name: str) -> None:
    """Decree 30/2020, Annex I, II.1-II.9: size, bold, italic, centred."""
    smallest, largest, bold, italic, centred = ELEMENTS[name]
    style = opened(kind).styles[name]
    assert smallest <= style.font.size.pt <= largest
    assert (style.font.bold, style.font.italic) == (bold, italic)
    assert (style.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER) is centred


@pytest.mark.parametrize("kind", KINDS)
def test_body_paragraphs(kind: str) -> None:
    """Decree 30/2020, Annex I, II.6.e: justified, first line 1 or 1.27 cm, at least 6 pt, up to 1.5 lines."""
    form = opened(kind).styles["Letter Body"].paragraph_format
    assert form.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert round(form.first_line_indent.cm, 2) == 1.27
    assert form.space_before.pt + form.space_after.pt >= 6
    assert form.line_spacing is None or 1 <= form.line_spacing <= 1.5


def used(document: Any) -> set[str]:
    """Names of the styles the document's paragraphs use, tables included."""
    ids = {e.get(qn("w:val")) for e in document.element.iter(qn("w:pStyle"))}
    return {style.name for style in document.styles if style.style_id in ids}


@pytest.mark.parametrize("kind", KINDS)
def test_every_paragraph_has_a_style_and_none_is_formatted_by_hand(kind: str) -> None:
    """A change of layout is made once, in a style."""
    document = opened(kind)
    for paragraph in document.element.body.iter(qn("w:p")):
        form = paragraph.find(qn("w:pPr"))
        if "{%tr" not in "".join(paragraph.itertext()) and "".join(paragraph.itertext()):
            assert form is not None
            assert {e.tag for e in form} <= {qn("w:pStyle"), qn("w:sectPr")}
    by_hand = [e.tag for form in document.element.body.iter(qn("w:rPr")) for e in form if e.tag != qn("w:rStyle")]
    assert not by_hand
    assert {"National Motto Line", *(f"Issuing Office Line {mm}" for mm in (8, 11, 15, 20, 26))} <= used(document)


@pytest.mark.parametrize(
    ("line", "above", "least", "most"),
    [
        ("National Motto Line", 92, 0.55, 0.65),
        ("Issuing Office Line 8", 68, 0.11, 0.12),
        ("Issuing Office Line 26", 68, 0.38, 0.39),
        ("Paper Subject Line", 160, 1 / 3, 0.5),
    ],
)
def test_lines(line: str, above: int, least: float, most: float) -> None:
    """Decree 30/2020, Annex I, II.1.b, II.2.b, II.5.b: drawn; as long as the motto, or a third to a half of the text.
    Shares of the column's width: the motto at 13 pt bold is 55.5 of 92 mm long."""
    style = opened("notice").styles[line]
    form = style.paragraph_format
    length = above - form.left_indent.mm - form.right_indent.mm
    assert least <= length / above <= most
    assert style.element.find(f".//{qn('w:pBdr')}/{qn('w:top')}").get(qn("w:val")) == "single"


@pytest.mark.parametrize("kind", LETTERS)
def test_tables_fit_the_page_and_rows_keep_together(kind: str, tmp_path: Path) -> None:
    """The heading row repeats; rows keep together, but one longer than a page may break."""
    text = f"D36-1-a-01|nonconforming|{'Rất dài ' * 150}|a\nD36-2-d-01|nonconforming|B|b"
    given = case(text, mode="on_site" if kind == "notice" else "by_record")
    write_letter(given, judge(given), tmp_path)
    letter: Any = docx.Document(str(tmp_path / "notice.docx"))
    letterhead, findings, signature = letter.tables
    for table in (letterhead, findings, signature):
        assert round(sum(column.width.mm for column in table.columns)) == 160
    heading, first, second = findings.rows
    assert heading._tr.find(f".//{qn('w:tblHeader')}") is not None
    assert [row._tr.find(f".//{qn('w:cantSplit')}") is None for row in (heading, first, second)] == [False, True, False]


SIGNED = ("{{ signature_title }}", "NGƯỜI LẬP", ">THÀNH VIÊN<", "THỦ TRƯỞNG CƠ QUAN")


@pytest.mark.parametrize("kind", KINDS)
def test_the_signature_stays_with_the_last_sentence(kind: str) -> None:
    document = opened(kind)
    blocks = list(document.iter_inner_content())
    (place,) = [i for i, b in enumerate(blocks) if isinstance(b, Table) and any(mark in b._tbl.xml for mark in SIGNED)]
    closing, signature = blocks[place - 1], blocks[place]
    assert closing.text.endswith("./.") or kind == "file_index"  # a list is no paper with an end
    assert closing.style.paragraph_format.keep_with_next
    assert signature.rows[0]._tr.find(f".//{qn('w:cantSplit')}") is not None
    assert document.styles["Section Heading"].paragraph_format.keep_with_next


@pytest.mark.parametrize("kind", KINDS)
def test_every_table_has_a_heading_row_that_repeats_and_fits_the_page(kind: str) -> None:
    for table in opened(kind).tables:
        width = round(sum(column.width.mm for column in table.columns))
        assert width in ((246, 247) if kind in ON_SIDE else (160,))
        if table._tbl.tblPr.find(qn("w:tblBorders")) is not None:
            assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None


@pytest.mark.parametrize("kind", KINDS)
def test_each_section_numbers_its_pages_from_one_and_has_the_same_headers(kind: str) -> None:
    """Decree 30/2020, Annex I, III.1.đ: an annex has page numbers of its own."""
    sections = list(opened(kind).element.body.iter(qn("w:sectPr")))
    assert len(sections) == 1 + (ROOT / "tools" / "papers" / f"{kind}.txt").read_text(encoding="utf-8").count("@annex")
    parts = (ROOT / "tools" / "papers" / f"{kind}.txt").read_text(encoding="utf-8")
    assert ("Annex Title" in parts or kind == "checklist") == (len(sections) > 1)
    for section in sections:
        assert section.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
        assert section.find(qn("w:titlePg")) is not None
        assert len(section.findall(qn("w:headerReference"))) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_its_properties_say_what_its_fields_were_drawn_from(kind: str) -> None:
    """domain-facts.md, d: the official forms were not found, and a template must not pass for one."""
    with zipfile.ZipFile(TEMPLATES / f"{kind}.docx") as package:
        said = package.read("docProps/core.xml").decode()
    of = kinds()[kind]  # type: ignore[index]
    assert f"<dc:title>{of.name}</dc:title>" in said
    assert f"rút ra từ {of.law} Thông tư số 26/2014/TT-BKHCN" in said
    assert ("không tìm được nội dung biểu mẫu chính thức" in said) == bool(of.official)
    assert of.official in said


def test_the_forms_of_the_circular_are_those_that_were_not_found() -> None:
    """Circular 26/2014, Articles 34.1.b, 35.2, 37.2.b."""
    official = {key: kind.official for key, kind in kinds().items() if kind.official}
    assert official == {
        "plan": "Mẫu 19. KHKT",
        "inspection_decision": "Mẫu 20. QĐKT",
        "minutes": "Mẫu 21. BBKT",
    }
