"""`document check`: every rule of decree-30.toml has a paper with that fault and no other; good papers have none."""

from __future__ import annotations

import copy
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from conftest import absent
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from hand_typed import ALIGN, PAPERS, centred, paragraphs, write
from hypothesis import given, settings
from hypothesis import strategies as st

from isoaudit.errors import CATALOGUE, DocumentError, IsoAuditError
from isoaudit.findings import judge
from isoaudit.layout import Report, check
from isoaudit.layout.check import PROPERTIES
from isoaudit.layout.rules import decree
from isoaudit.render import write_letter

RULES = {rule.id: rule for rule in decree().rules}
Change = Callable[[Any], object]


def checked(document: Any, folder: Path) -> Report:
    """What is said of a document once it is saved."""
    path = folder / "văn bản.docx"
    document.save(str(path))
    return check(path)


def line(document: Any, start: str) -> Paragraph:
    """The first paragraph that is a text, else the first that begins with it."""
    found: list[Paragraph] = list(paragraphs(document))
    exact = [p for p in found if p.text == start]
    return (exact or [p for p in found if p.text.startswith(start)])[0]


def retype(paragraph: Paragraph, text: str) -> None:
    """Another text in the form of the first run."""
    for run in paragraph.runs[1:]:
        run._r.getparent().remove(run._r)
    paragraph.runs[0].text = text


def drop(paragraph: Paragraph) -> None:
    """Take a paragraph away; its cell keeps one."""
    parent = paragraph._p.getparent()
    if parent.tag == qn("w:tc") and len(parent.findall(qn("w:p"))) == 1:
        parent.append(OxmlElement("w:p"))
    parent.remove(paragraph._p)


# --- one wrong paper for each rule ----------------------------------------------------------------------------------

BLOCKS = {
    "national_title": ("quyết định", "CỘNG HÒA"),
    "motto": ("quyết định", "Độc lập"),
    "parent": ("quyết định", "SỞ KHOA"),
    "issuing": ("kế hoạch", "SỞ KHOA"),
    "number": ("quyết định", "Số:"),
    "date": ("quyết định", "An Bình"),
    "kind": ("quyết định", "QUYẾT ĐỊNH"),
    "subject": ("quyết định", "Về việc"),
    "dispatch_subject": ("công văn", "V/v"),
    "addressee": ("tờ trình", "Kính gửi"),
    "grounds": ("kế hoạch", "Căn cứ Thông tư"),
    "heading": ("kế hoạch", "I. MỤC"),
    "part_heading": ("kế hoạch", "Phần I"),
    "signature_title": ("kế hoạch", "GIÁM ĐỐC"),
    "signer": ("kế hoạch", "Lê Văn Sáng"),
    "recipients_label": ("kế hoạch", "Nơi nhận:"),
    "recipients": ("kế hoạch", "- Các sở"),
    "appendix_label": ("kế hoạch", "Phụ lục I"),
    "appendix_title": ("kế hoạch", "DANH SÁCH CƠ QUAN"),
    "appendix_note": ("kế hoạch", "(Kèm theo Kế hoạch"),
    "page_number": ("kế hoạch", "2"),
}


def look(name: str) -> tuple[str, Change] | None:
    """The change that breaks a rule on how one block looks, by the rule's own values; None for other rules."""
    rule = RULES[name]
    if len(rule.blocks) != 1 or rule.blocks[0] not in BLOCKS:
        return None
    paper, start = BLOCKS[rule.blocks[0]]
    values = rule.values

    def change(document: Any) -> None:
        paragraph = line(document, start)
        if rule.property == "align":
            paragraph.alignment = ALIGN["left"]
        elif rule.property == "letters":
            upper = values["value"] == "normal"
            retype(paragraph, paragraph.text.upper() if upper else paragraph.text.capitalize())
        for run in paragraph.runs:
            if rule.property == "size":
                run.font.size = Pt(values["max"] + 1)
            elif rule.property == "bold":
                run.font.bold = not values["value"]
            elif rule.property == "italic":
                run.font.italic = not values["value"]

    return (paper, change) if rule.property in ("size", "bold", "italic", "letters", "align") else None


def changed(start: str, change: Callable[[Paragraph], object]) -> Change:
    return lambda document: change(line(document, start))


def text(start: str, new: str) -> Change:
    return lambda document: retype(line(document, start), new)


def without(start: str) -> Change:
    return lambda document: drop(line(document, start))


def margin(side: str, mm: float) -> Change:
    return lambda document: setattr(document.sections[0], f"{side}_margin", Mm(mm))


def wide(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(215.9), Mm(279.4)


def lying(document: Any) -> None:
    document.add_section()
    last = document.sections[-1]
    last.orientation, last.page_width, last.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)


def numbers_away(document: Any) -> None:
    drop_children(document.sections[0].header.paragraphs[0])


def drop_children(paragraph: Paragraph) -> None:
    for run in list(paragraph.runs):
        run._r.getparent().remove(run._r)


def numbers_below(document: Any) -> None:
    section = document.sections[0]
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    for element in list(header._p):
        footer._p.append(element)


def numbers_on_first(document: Any) -> None:
    document.sections[0].different_first_page_header_footer = False


def roman_pages(document: Any) -> None:
    document.sections[0]._sectPr.append(parse_xml(f'<w:pgNumType {nsdecls("w")} w:fmt="upperRoman"/>'))


def swap_columns(document: Any) -> None:
    for row in document.tables[0].rows:
        first, second = row.cells
        form = second._tc.tcPr
        assert form is not None
        row._tr.remove(second._tc)
        first._tc.addprevious(second._tc)


def no_line_below(start: str) -> Change:
    def change(document: Any) -> None:
        following = line(document, start)._p.getnext()
        following.getparent().remove(following)

    return change


def line_typed(start: str, signs: str) -> Change:
    def change(document: Any) -> None:
        following = Paragraph(line(document, start)._p.getnext(), document._body)
        retype(following, signs)

    return change


def spaced(start: str, lines: float) -> Change:
    return changed(start, lambda p: setattr(p.paragraph_format, "line_spacing", lines))


def row_below(document: Any) -> None:
    table = document.tables[0]
    row = copy.deepcopy(table.rows[1]._tr)
    table._tbl.append(row)
    for cell in (table.rows[1].cells[1], table.rows[2].cells[0]):
        for paragraph in cell.paragraphs:
            drop_children(paragraph)


def moved_up(start: str, target: str) -> Change:
    return lambda document: line(document, target)._p.addprevious(line(document, start)._p)


def second_row(document: Any) -> None:
    table = document.tables[-1]
    row = copy.deepcopy(table.rows[0]._tr)
    table._tbl.append(row)
    for cell in (table.rows[0].cells[1], table.rows[1].cells[0]):
        for paragraph in list(cell.paragraphs)[1:]:
            drop(paragraph)
        drop_children(cell.paragraphs[0])


def signature_left(document: Any) -> None:
    cells = document.tables[1].rows[0].cells if len(document.tables) > 1 else []
    left, right = cells
    for paragraph in list(left.paragraphs):
        right._tc.append(paragraph._p)
    for paragraph in list(right.paragraphs)[: len(right.paragraphs) - 4]:
        left._tc.append(paragraph._p)


def one_signature(document: Any) -> None:
    cell = document.tables[-1].rows[0].cells[0]
    for paragraph in list(cell.paragraphs)[1:]:
        drop(paragraph)
    drop_children(cell.paragraphs[0])


def single_addressee(document: Any) -> None:
    for start in ("- Sở Tư pháp;", "- Sở Nội vụ;"):
        drop(line(document, start))


def no_title(document: Any) -> None:
    subject = line(document, "Kiểm tra Hệ thống")
    for paragraph in (Paragraph(subject._p.getnext(), document._body), subject, line(document, "KẾ HOẠCH")):
        drop(paragraph)


def no_signature(document: Any) -> None:
    for start in ("GIÁM ĐỐC", "Lê Văn Sáng"):
        drop(line(document, start))


def no_recipients(document: Any) -> None:
    for start in ("Nơi nhận:", "- UBND tỉnh", "- Các sở", "- Lưu"):
        drop(line(document, start))


def with_date(document: Any) -> None:
    centred(document.tables[0].rows[1].cells[1], "An Bình, ngày 15 tháng 6 năm 2026", 13, italic=True)


def no_grounds_day(document: Any) -> None:
    retype(line(document, "Căn cứ Quyết định số 12"), "Căn cứ Quyết định số 12/QĐ-UBND của Ủy ban nhân dân tỉnh.")


def ahead(document: Any) -> None:
    write(document, "")
    line(document, "KẾ HOẠCH")._p.addprevious(line(document, "Căn cứ Thông tư")._p)


def no_gap(document: Any) -> None:
    for start in ("1. Tình hình", "2. Kết quả"):
        form = line(document, start).paragraph_format
        form.space_before = form.space_after = Pt(0)


def font_of(start: str, name: str) -> Change:
    return changed(start, lambda p: setattr(p.runs[0].font, "name", name))


def one_run(start: str, **values: Any) -> Change:
    def change(document: Any) -> None:
        for run in line(document, start).runs:
            for name, value in values.items():
                setattr(run.font, name, value)

    return change


HAND = "để các cơ quan, đơn vị chủ động"
WRONG: dict[str, tuple[str, Change]] = {
    "page.paper": ("công văn", wide),
    "page.orientation": ("quyết định", lying),
    "page.top": ("công văn", margin("top", 15)),
    "page.bottom": ("công văn", margin("bottom", 30)),
    "page.left": ("công văn", margin("left", 25)),
    "page.right": ("công văn", margin("right", 10)),
    "all.font": ("công văn", font_of("1. Tình hình", "Arial")),
    "all.colour": ("công văn", lambda d: setattr(line(d, "1. Tình").runs[0].font.color, "rgb", RGBColor(255, 0, 0))),
    "page_number.present": ("quyết định", numbers_away),
    "page_number.above": ("quyết định", numbers_below),
    "page_number.first": ("công văn", numbers_on_first),
    "page_number.arabic": ("công văn", roman_pages),
    "page_number.upright": ("kế hoạch", one_run("2", italic=True)),
    "national_title.present": ("quyết định", without("CỘNG HÒA")),
    "national_title.right": ("quyết định", swap_columns),
    "national_title.text": ("quyết định", text("CỘNG HÒA", "CỘNG HOÀ XÃ HỘI CHỦ NGHỈA VIỆT NAM")),
    "motto.present": ("kế hoạch", without("Độc lập")),
    "motto.text": ("quyết định", text("Độc lập", "Độc lập – Tự do – Hạnh phúc")),
    "motto.line": ("kế hoạch", line_typed("Độc lập", "-----------------------")),
    "motto.order": ("công văn", moved_up("Độc lập", "CỘNG HÒA")),
    "motto.spacing": ("quyết định", spaced("Độc lập", 1.5)),
    "issuing.present": ("kế hoạch", lambda d: [drop(line(d, s)) for s in ("SỞ KHOA", "UBND TỈNH")]),
    "issuing.line": ("báo cáo", no_line_below("QUYẾT ĐỊNH SỐ 41")),
    "issuing.spacing": ("quyết định", spaced("SỞ KHOA", 1.5)),
    "number.present": ("công văn", without("Số:")),
    "number.word": ("quyết định", text("Số:", "Số 41/QĐ-CCTĐC")),
    "number.slash": ("quyết định", text("Số:", "Số: 41-QĐ-CCTĐC")),
    "number.two_digits": ("kế hoạch", text("Số:", "Số: 5/KH-SKHCN")),
    "number.blanks": ("kế hoạch", text("Số:", "Số: 05/KH - SKHCN")),
    "number.letters": ("kế hoạch", text("Số:", "Số: 05/KH-Skhcn")),
    "number.kind": ("kế hoạch", text("Số:", "Số: 05/TB-SKHCN")),
    "number.no_cv": ("công văn", text("Số:", "Số: 05/CV-SKHCN")),
    "number.drafter": ("công văn", text("Số:", "Số: 05/SKHCN")),
    "number.same_row": ("kế hoạch", row_below),
    "date.present": ("kế hoạch", without("An Bình")),
    "date.absent": ("biên bản", with_date),
    "date.form": ("kế hoạch", text("An Bình", "An Bình ngày 05 tháng 01 năm 2026")),
    "date.zero": ("kế hoạch", text("An Bình", "An Bình, ngày 5 tháng 01 năm 2026")),
    "date.no_zero": ("kế hoạch", text("An Bình", "An Bình, ngày 05 tháng 07 năm 2026")),
    "title.present": ("kế hoạch", no_title),
    "subject.present": ("kế hoạch", without("Kiểm tra Hệ thống")),
    "subject.line": ("tờ trình", no_line_below("Về việc")),
    "dispatch_subject.present": ("công văn", without("V/v")),
    "dispatch_subject.word": ("công văn", text("V/v", "Về việc báo cáo áp dụng Hệ thống quản lý chất lượng")),
    "dispatch_subject.gap": ("công văn", changed("V/v", lambda p: setattr(p.paragraph_format, "space_before", Pt(0)))),
    "addressee.present": ("tờ trình", without("Kính gửi")),
    "addressee.colon": ("tờ trình", text("Kính gửi", "Kính gửi Ủy ban nhân dân tỉnh An Bình")),
    "addressee.one": ("công văn", single_addressee),
    "addressee_list.ends": ("công văn", text("- Sở Tư pháp;", "- Sở Tư pháp,")),
    "grounds.ends": ("kế hoạch", text("Căn cứ Quyết định số 12", "Căn cứ Luật Thanh tra năm 2022;")),
    "grounds.place": ("kế hoạch", ahead),
    "grounds.full": ("kế hoạch", no_grounds_day),
    "grounds.law": (
        "quyết định",
        text("Căn cứ Luật", "Căn cứ Luật Thanh tra số 11/2022/QH15 ngày 14 tháng 11 năm 2022;"),
    ),
    "decides.present": ("quyết định", without("QUYẾT ĐỊNH:")),
    "decides.text": ("quyết định", text("QUYẾT ĐỊNH:", "Quyết định:")),
    "body.size": ("công văn", one_run("Thực hiện", size=Pt(12))),
    "body.same_size": ("công văn", one_run("1. Tình hình", size=Pt(13))),
    "body.upright": ("công văn", one_run("1. Tình hình", italic=True)),
    "body.weight": ("công văn", one_run("Thực hiện", bold=True)),
    "body.letters": ("công văn", lambda d: retype(line(d, "1. Tình"), line(d, "1. Tình").text.upper())),
    "body.align": ("công văn", changed("Thực hiện", lambda p: setattr(p, "alignment", ALIGN["left"]))),
    "body.first_line": (
        "công văn",
        changed("Thực hiện", lambda p: setattr(p.paragraph_format, "first_line_indent", Mm(7))),
    ),
    "body.gap": ("công văn", no_gap),
    "body.spacing": ("công văn", spaced("Thực hiện", 1.8)),
    "article.bold": ("quyết định", one_run("Điều 3. ", bold=False)),
    "article.dot": ("quyết định", lambda d: setattr(line(d, "Điều 2. ").runs[0], "text", "Điều 2: ")),
    "article.word": ("quyết định", lambda d: setattr(line(d, "Điều 2. ").runs[0], "text", "ĐIỀU 2. ")),
    "article.sequence": ("quyết định", lambda d: setattr(line(d, "Điều 3. ").runs[0], "text", "Điều 4. ")),
    "clause.dot": (
        "công văn",
        lambda d: retype(line(d, "1. Tình"), "1) Tình hình áp dụng Hệ thống quản lý chất lượng."),
    ),
    "clause.sequence": ("công văn", lambda d: retype(line(d, "2. Kết quả"), "3. Kết quả khắc phục tại cơ quan.")),
    "point.bracket": ("quyết định", text("b) ", "b. Thư ký: công chức của Chi cục;")),
    "point.sequence": ("quyết định", text("đ) ", "e) Thành viên thứ ba: công chức của Chi cục;")),
    "body.closing": ("tờ trình", text("Kính trình", "Kính trình Ủy ban nhân dân tỉnh xem xét, quyết định.")),
    "citation.first": ("công văn", text("1. Tình", "1. Tình hình theo Nghị định số 61/2018/NĐ-CP tại cơ quan.")),
    "citation.mention": ("công văn", text("1. Tình", "1. Tình hình theo Quyết định số 82/QĐ-UBND tại cơ quan.")),
    "citation.law": ("công văn", text("1. Tình", "1. Việc thực hiện Luật Thanh tra số 11/2022/QH15.")),
    "citation.clause": ("công văn", text("2. Kết", "2. Kết quả theo Khoản 2 Điều 37 Thông tư số 26/2014/TT-BKHCN.")),
    "citation.article": ("công văn", text("2. Kết", "2. Kết quả theo khoản 2 điều 37 Thông tư số 26/2014/TT-BKHCN.")),
    "citation.date": (
        "kế hoạch",
        text("Căn cứ Quyết định số 12", "Căn cứ Quyết định số 12/QĐ-UBND ngày 3 tháng 02 năm 2025 của UBND tỉnh."),
    ),
    "text.date": ("công văn", text("1. Tình", "1. Tình hình áp dụng tính đến ngày 5/3/2026 tại cơ quan, đơn vị.")),
    "signature.present": ("kế hoạch", no_signature),
    "signature.right": ("kế hoạch", signature_left),
    "signature.two": ("biên bản", one_signature),
    "signature_title.short": ("công văn", text("KT. GIÁM ĐỐC", "KT GIÁM ĐỐC")),
    "signer.academic": ("kế hoạch", text("Lê Văn Sáng", "TS. Lê Văn Sáng")),
    "recipients.present": ("kế hoạch", no_recipients),
    "recipients_label.text": ("kế hoạch", text("Nơi nhận:", "Nơi nhận")),
    "recipients_label.row": ("tờ trình", second_row),
    "recipients.dash": ("kế hoạch", text("- Các sở", "+ Các sở, ngành;")),
    "recipients.ends": ("kế hoạch", text("- Các sở", "- Các sở, ngành.")),
    "recipients.archive": ("kế hoạch", text("- Lưu", "- Lưu VT, TĐC.")),
    "recipients.first": ("công văn", without("- Như trên;")),
    "appendix_label.roman": ("kế hoạch", text("Phụ lục II", "Phụ lục 2")),
    "appendix_label.numbered": ("kế hoạch", text("Phụ lục II", "Phụ lục")),
}


@pytest.mark.parametrize("name", RULES)
def test_each_rule_is_broken_by_a_paper_that_breaks_no_other(name: str, tmp_path: Path) -> None:
    case = WRONG.get(name) or look(name)
    assert case, "a rule without a wrong paper"
    paper, change = case
    document = PAPERS[paper]()
    change(document)
    found = checked(document, tmp_path)
    assert {deviation.rule for deviation in found.deviations} == {name}, found.deviations
    assert found.fine is RULES[name].note


def test_every_wrong_paper_is_for_a_rule_there_is() -> None:
    assert set(WRONG) <= set(RULES)
    assert not [name for name in WRONG if look(name) and name not in ("page_number.upright",)]


@pytest.mark.parametrize("paper", PAPERS)
def test_a_good_paper_typed_by_hand_is_fine(paper: str, tmp_path: Path) -> None:
    found = checked(PAPERS[paper](), tmp_path)
    assert found.deviations == ()
    assert found.kind.split(",")[0] == paper
