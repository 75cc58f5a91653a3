"""`document check`: every rule of decree-30.toml has a paper with that fault and no other; good papers have none."""

from __future__ import annotations

import copy
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from random import Random
from typing import Any

import docx
import pytest
from builders import case
from conftest import Run
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from hand_typed import ALIGN, CHI_CUC, MC, PAPERS, SO, centred, drawn, in_boxes, paragraphs, write
from hypothesis import given, settings
from hypothesis import strategies as st

from isoaudit.errors import DocumentError, IsoAuditError
from isoaudit.papers.decree30 import Report, check
from isoaudit.papers.decree30.check import PROPERTIES
from isoaudit.papers.decree30.rules import decree
from isoaudit.papers.render import write_letter
from isoaudit.rules.findings import judge

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


def titled_dispatch(document: Any) -> None:
    title_ = centred(document, "CÔNG VĂN", 14, bold=True, before=12)
    line(document, "Kính gửi:")._p.addprevious(title_._p)


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
    "all.blanks": ("công văn", text("1. Tình", "1. Tình hình áp dụng  Hệ thống quản lý chất lượng.")),
    "all.signs": ("công văn", text("1. Tình", "1. Tình hình áp dụng ,duy trì Hệ thống quản lý chất lượng.")),
    "page_number.present": ("quyết định", numbers_away),
    "page_number.above": ("quyết định", numbers_below),
    "page_number.first": ("công văn", numbers_on_first),
    "page_number.arabic": ("công văn", roman_pages),
    "page_number.upright": ("kế hoạch", one_run("2", italic=True)),
    "national_title.present": ("quyết định", without("CỘNG HÒA")),
    "national_title.right": ("quyết định", swap_columns),
    "national_title.text": ("quyết định", text("CỘNG HÒA", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM")),
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
    "kind.dispatch": ("công văn", titled_dispatch),
    "subject.present": ("kế hoạch", without("Kiểm tra Hệ thống")),
    "subject.line": ("tờ trình", no_line_below("Về việc")),
    "dispatch_subject.present": ("công văn", without("V/v")),
    "dispatch_subject.word": ("công văn", text("V/v", "Về việc báo cáo áp dụng Hệ thống quản lý chất lượng")),
    "dispatch_subject.gap": ("công văn", changed("V/v", lambda p: setattr(p.paragraph_format, "space_before", Pt(0)))),
    "addressee.present": ("tờ trình", without("Kính gửi")),
    "addressee.colon": ("tờ trình", text("Kính gửi", "Kính gửi Ủy ban nhân dân tỉnh An Bình")),
    "addressee.one": ("công văn", single_addressee),
    "addressee.several": ("tờ trình", text("Kính gửi", "Kính gửi: Sở Tư pháp, Sở Nội vụ, Sở Tài chính")),
    "addressee_list.ends": ("công văn", text("- Sở Tư pháp;", "- Sở Tư pháp,")),
    "grounds.ends": ("kế hoạch", text("Căn cứ Quyết định số 12", "Căn cứ Luật Thanh tra năm 2022;")),
    "grounds.place": ("kế hoạch", ahead),
    "grounds.full": ("kế hoạch", no_grounds_day),
    "grounds.law": (
        "quyết định",
        text("Căn cứ Luật", "Căn cứ Luật Thanh tra số 11/2022/QH15 ngày 14 tháng 11 năm 2022;"),
    ),
    "authority.present": ("quyết định", without("CHI CỤC TRƯỞNG CHI CỤC")),
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
    "signature_title.before": ("công văn", text("KT. GIÁM ĐỐC", "TM. GIÁM ĐỐC")),
    "signature_title.below": ("công văn", text("KT. GIÁM ĐỐC", "TL. GIÁM ĐỐC")),
    "signature_title.deputy": ("kế hoạch", text("GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")),
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


def of_paper(paper: str) -> list[str]:
    """The rules that a change of this paper breaks."""
    changes = {name: WRONG.get(name) or look(name) for name in RULES}
    return [name for name, change in changes.items() if change and change[0] == paper]


@pytest.mark.parametrize("seed", range(40))
def test_of_two_faults_in_one_paper_none_is_missed(seed: int, tmp_path: Path) -> None:
    """Of different blocks: a fault may take away the place of another in its own."""
    random = Random(seed)
    paper = random.choice(["quyết định", "công văn", "kế hoạch", "tờ trình"])
    names = [name for name in of_paper(paper) if name not in HIDING]
    first = random.choice(names)
    second = random.choice([name for name in names if not set(RULES[name].blocks) & set(RULES[first].blocks)])
    document = PAPERS[paper]()
    for name in (first, second):
        change = WRONG.get(name) or look(name)
        assert change
        change[1](document)
    found = {deviation.rule for deviation in checked(document, tmp_path).deviations}
    assert {first, second} <= found, (paper, first, second, found)


HIDING = {name for name in RULES if name.endswith((".present", ".place", ".right", ".row", ".same_row"))}
"""What moves or takes away a block, so that the rules of others have nothing to judge."""


OTHERWISE = [
    ("kế hoạch", "An Bình", "An Bình, ngày 05/01/2026", "date.form"),
    ("kế hoạch", "An Bình", "An Bình, 05.01.2026", "date.form"),
    ("kế hoạch", "An Bình", "An Bình, tháng 01 năm 2026", "date.form"),
    ("kế hoạch", "Số:", "05/KH-SKHCN", "number.word"),
    ("kế hoạch", "Nơi nhận", "Nơi gửi:", "recipients_label.text"),
    ("tờ trình", "Số:", "Số: 05/TTR-SKHCN", "number.kind"),
    ("kế hoạch", "CỘNG HÒA", "CỘNG HÒA XÃ HỘI CHỦ NGĨA VIỆT NAM", "national_title.text"),
    ("kế hoạch", "CỘNG HÒA", "CỘNG HÒA XÃ HỘI  CHỦ NGHĨA VIỆT NAM", "national_title.text"),
    ("kế hoạch", "Độc lập", "Độc lập - Tự do - Hạnh  phúc", "motto.text"),
    ("tờ trình", "Kính gửi", "Kính gởi Ủy ban nhân dân tỉnh An Bình", "addressee.colon"),
    ("tờ trình", "Kính gửi", "Kính gửi: Sở Tư pháp và Sở Nội vụ", "addressee.several"),
    ("công văn", "Kính gửi:", "Kính gửi: - Sở Y tế;", "addressee.several"),
    ("công văn", "PHÓ GIÁM ĐỐC", "CHÁNH VĂN PHÒNG", "signature_title.below"),
    ("công văn", "PHÓ GIÁM ĐỐC", "", "signature_title.below"),
    ("công văn", "KT. GIÁM ĐỐC", "TL. PHÓ GIÁM ĐỐC", "signature_title.before"),
    ("công văn", "KT. GIÁM ĐỐC", "KT. SỞ KHOA HỌC VÀ CÔNG NGHỆ", "signature_title.before"),
    ("công văn", "KT. GIÁM ĐỐC", "TUQ. CHỦ TỊCH", "signature_title.below"),
    ("công văn", "KT. GIÁM ĐỐC", "TM. ỦY BAN NHÂN DÂN", "signature_title.below"),
    ("công văn", "1. Tình", "1. Tình hình áp dụng.Đề nghị cơ quan báo cáo.", "all.signs"),
    ("công văn", "1. Tình", "1. Tình hình áp dụng ( đến nay) .", "all.signs"),
]


@pytest.mark.parametrize(("paper", "start", "new", "rule"), OTHERWISE, ids=[case_[2] for case_ in OTHERWISE])
def test_what_is_written_otherwise_is_said_to_be_that(
    paper: str, start: str, new: str, rule: str, tmp_path: Path
) -> None:
    """Not that it is missing."""
    document = PAPERS[paper]()
    retype(line(document, start), new)
    found = {deviation.rule for deviation in checked(document, tmp_path).deviations}
    assert rule in found and not any(name.endswith(".present") for name in found), found


@pytest.mark.parametrize(
    "titles",
    [
        ("TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG"),
        ("TL. GIÁM ĐỐC", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"),
        ("TL. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG", "PHÓ VĂN PHÒNG"),
        ("TUQ. CHI CỤC TRƯỞNG CHI CỤC TIÊU CHUẨN", "ĐO LƯỜNG CHẤT LƯỢNG", "TRƯỞNG PHÒNG QUẢN LÝ CHẤT LƯỢNG"),
        ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ("TM. UBND", "CHỦ TỊCH"),
        ("TM. ĐOÀN KIỂM TRA", "TRƯỞNG ĐOÀN"),
        ("TM. BAN CHỈ ĐẠO", "KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN THƯỜNG TRỰC", "CHÁNH VĂN PHÒNG"),
        ("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"),
        ("Q. GIÁM ĐỐC",),
        ("KT. CHI CỤC TRƯỞNG", "PHÓ CHI CỤC TRƯỞNG PHỤ TRÁCH"),
    ],
    ids=" / ".join,
)
def test_who_may_sign_for_whom(titles: tuple[str, ...], tmp_path: Path) -> None:
    """Decree 30/2020, Annex I, II.7.b and c; Article 13."""
    document = PAPERS["công văn"]()
    retype(line(document, "KT. GIÁM ĐỐC"), titles[0])
    last = line(document, "PHÓ GIÁM ĐỐC")
    for title_ in titles[1:]:
        new = copy.deepcopy(last._p)
        last._p.addprevious(new)
        retype(Paragraph(new, document._body), title_)
    drop(last)
    assert checked(document, tmp_path).deviations == ()


@pytest.mark.parametrize(
    "named",
    [
        "Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh",
        "Sở Văn hóa, Thể thao và Du lịch",
        "Phòng Quản lý chất lượng, Chi cục Tiêu chuẩn Đo lường Chất lượng",
        "Ông Nguyễn Văn An, Giám đốc Sở Tư pháp",
        "Ủy ban nhân dân các xã, phường",
    ],
)
def test_one_addressee_with_a_comma_in_its_name_is_one(named: str, tmp_path: Path) -> None:
    document = PAPERS["tờ trình"]()
    retype(line(document, "Kính gửi"), f"Kính gửi: {named}")
    assert checked(document, tmp_path).deviations == ()


def test_every_wrong_paper_is_for_a_rule_there_is() -> None:
    assert set(WRONG) <= set(RULES)
    assert not [name for name in WRONG if look(name) and name not in ("page_number.upright",)]


@pytest.mark.parametrize("paper", PAPERS)
def test_a_good_paper_typed_by_hand_is_fine(paper: str, tmp_path: Path) -> None:
    found = checked(PAPERS[paper](), tmp_path)
    assert found.deviations == ()
    assert found.kind.split(",")[0] == paper


# --- good papers in other clothes -----------------------------------------------------------------------------------


def tabbed(document: Any) -> None:
    """The letterhead and the end typed with tabs instead of tables."""
    for table, rows in ((document.tables[0], 4), (document.tables[-1], 6)):
        cells = [[p for row in table.rows for p in row.cells[column].paragraphs] for column in (0, 1)]
        for number in range(rows):
            paragraph = write(document, "", align="left", first=0, after=0)
            table._tbl.addprevious(paragraph._p)
            for column in cells:
                if number < len(column):
                    for run in column[number].runs:
                        paragraph._p.append(copy.deepcopy(run._r))
                if column is cells[0]:
                    paragraph.add_run("\t")
        table._tbl.getparent().remove(table._tbl)


def test_a_letterhead_typed_with_tabs_is_read(tmp_path: Path) -> None:
    document = PAPERS["tờ trình"]()
    for row in document.tables[0].rows:
        for cell in row.cells:
            for paragraph in [p for p in cell.paragraphs if not p.runs]:
                drop(paragraph)
    tabbed(document)
    found = checked(document, tmp_path)
    assert {deviation.rule for deviation in found.deviations} <= {"motto.line", "issuing.line"}, found.deviations
    line(document, "UBND TỈNH").runs[0].font.size = Pt(15)
    assert "parent.size" in {deviation.rule for deviation in checked(document, tmp_path).deviations}


def test_a_letterhead_whose_columns_are_both_centred_by_tabs_is_read(tmp_path: Path) -> None:
    document = PAPERS["tờ trình"]()
    tabbed(document)
    for paragraph in document.paragraphs:
        if "\t" in paragraph.text and not paragraph.text.startswith("\t"):
            paragraph.runs[0].text = "\t" + paragraph.runs[0].text
    found = {deviation.rule for deviation in checked(document, tmp_path).deviations}
    assert not found & {"issuing.present", "number.present", "parent.present"}, found
    typed = write(document, "\t__________\t______________________", align="left", first=0, after=0)
    motto = next(paragraph for paragraph in document.paragraphs if "Độc lập" in paragraph.text)
    motto._p.addnext(typed._p)
    assert "motto.line" not in {deviation.rule for deviation in checked(document, tmp_path).deviations}


def test_below_the_kind_of_a_paper_nothing_belongs_to_a_tabbed_letterhead(tmp_path: Path) -> None:
    """A căn cứ has a day as the head has; the subject of a decision begins with "Về việc" as that of a công văn."""
    document = PAPERS["quyết định"]()
    tabbed(document)
    found = {deviation.rule for deviation in checked(document, tmp_path).deviations}
    assert found == {"issuing.line"}, "which is too short for a name on one line"


def styled(document: Any) -> None:
    """The body's form said by a style on a style, the font by the theme, nothing directly."""
    base = document.styles.add_style("Thân", 1)
    base.font.size = Pt(14)
    base.element.get_or_add_rPr().insert(
        0, parse_xml(f'<w:rFonts {nsdecls("w")} w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"/>')
    )
    base.paragraph_format.alignment = ALIGN["both"]
    leaf = document.styles.add_style("Thân văn bản", 1)
    leaf.base_style = base
    leaf.paragraph_format.first_line_indent, leaf.paragraph_format.space_after = Mm(12.7), Pt(6)
    for start in ("Thực hiện", "1. Tình hình", "2. Kết quả"):
        old = line(document, start)
        new = document.add_paragraph(old.text, style="Thân văn bản")
        old._p.addprevious(new._p)
        drop(old)


@pytest.mark.parametrize(("font", "wrong"), [("Times New Roman", set()), ("Cambria", {"all.font"})])
def test_styles_on_styles_and_theme_fonts_are_followed(font: str, wrong: set[str], tmp_path: Path) -> None:
    document = PAPERS["công văn"]()
    styled(document)
    theme = next(r.target_part for r in document.part.rels.values() if r.reltype.endswith("/theme"))
    blob = re.sub(rb'(<a:minorFont>\s*<a:latin typeface=")[^"]*', rb"\g<1>" + font.encode(), theme.blob)
    assert blob.count(font.encode())
    theme._blob = blob
    found = checked(document, tmp_path)
    assert {deviation.rule for deviation in found.deviations} == wrong, found.deviations
    assert sum(deviation.count for deviation in found.deviations) == (3 if wrong else 0)


def test_a_style_overrides_what_it_is_based_on_and_two_kinds_of_styles_take_bold_back(tmp_path: Path) -> None:
    """ECMA-376, 17.7.2 and 17.7.3: the leaf wins; bold said by a paragraph style and a character style is not bold."""
    document = PAPERS["công văn"]()
    styled(document)
    base, leaf = document.styles["Thân"], document.styles["Thân văn bản"]
    base.font.name, leaf.font.name = "Arial", "Times New Roman"
    base.paragraph_format.first_line_indent = Mm(5)
    assert checked(document, tmp_path).deviations == ()
    leaf.font.bold = True
    assert {deviation.rule for deviation in checked(document, tmp_path).deviations} == {"body.weight"}
    character = document.styles.add_style("Nhấn", 2)
    character.font.bold = True
    line(document, "Thực hiện").runs[0].style = character
    assert checked(document, tmp_path).deviations == ()


def test_no_space_between_paragraphs_of_one_style_is_seen(tmp_path: Path) -> None:
    document = PAPERS["công văn"]()
    styled(document)
    form = document.styles["Thân văn bản"].element.get_or_add_pPr()
    form.insert_element_before(OxmlElement("w:contextualSpacing"), "w:ind", "w:jc")
    assert {deviation.rule for deviation in checked(document, tmp_path).deviations} == {"all.font", "body.gap"}


def test_text_in_content_controls_is_read_and_deleted_text_is_not(tmp_path: Path) -> None:
    document = PAPERS["công văn"]()
    paragraph = line(document, "1. Tình hình")
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
    paragraph._p.addprevious(control)
    control[0].append(paragraph._p)
    gone = parse_xml(f"<w:del {nsdecls('w')} w:id='1' w:author='a'><w:r><w:t> điều 5 </w:t></w:r></w:del>")
    paragraph._p.append(gone)
    assert checked(document, tmp_path).deviations == ()
    for run in paragraph.runs:
        run.font.name = "Arial"
    assert {deviation.rule for deviation in checked(document, tmp_path).deviations} == {"all.font"}


def test_a_letterhead_in_the_header_of_the_first_page_is_read(tmp_path: Path) -> None:
    document = PAPERS["công văn"]()
    document.sections[0].first_page_header._element.insert(0, document.tables[0]._tbl)
    assert checked(document, tmp_path).deviations == ()


def split_by_word(document: Any) -> None:
    """Runs in pieces with ids of revisions, spelling marks, bookmarks, smart tags: as Word leaves an edited letter."""
    for number, run in enumerate(list(document.element.body.iter(qn("w:r")))):
        texts = run.findall(qn("w:t"))
        if len(texts) != 1 or len(texts[0].text or "") < 4:
            continue
        rest = copy.deepcopy(run)
        middle = len(texts[0].text) // 2
        rest.find(qn("w:t")).text, texts[0].text = texts[0].text[middle:], texts[0].text[:middle]
        for one in (texts[0], rest.find(qn("w:t"))):
            one.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.set(qn("w:rsidR"), "00A1B2C3")
        run.addnext(rest)
        mark = parse_xml(f'<w:proofErr {nsdecls("w")} w:type="spellStart"/>')
        book = parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="{number}" w:name="b{number}"/>')
        run.addnext(mark if number % 2 else book)
        if number % 3 == 0:
            tag = parse_xml(f'<w:smartTag {nsdecls("w")} w:uri="x" w:element="place"/>')
            rest.addprevious(tag)
            tag.append(rest)


def controlled(document: Any) -> None:
    """Content controls around runs, as forms have them."""
    for run in list(document.element.body.iter(qn("w:r")))[::2]:
        control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr><w:alias w:val='a'/></w:sdtPr><w:sdtContent/></w:sdt>")
        run.addprevious(control)
        control[1].append(run)


def as_wps(document: Any) -> None:
    """East Asian fonts, hints, languages and grids as WPS writes them; switches as 0 and 1."""
    for form in document.element.body.iter(qn("w:rPr")):
        fonts = form.find(qn("w:rFonts"))
        if fonts is not None:
            for slot in ("eastAsia", "cs"):
                fonts.set(qn(f"w:{slot}"), "SimSun")
            fonts.set(qn("w:hint"), "default")
        form.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="vi-VN" w:eastAsia="zh-CN"/>'))
        for name in ("b", "i"):
            switch = form.find(qn(f"w:{name}"))
            if switch is not None:
                switch.set(qn("w:val"), "0" if switch.get(qn("w:val")) in ("0", "false") else "1")
    document.sections[0]._sectPr.append(parse_xml(f'<w:docGrid {nsdecls("w")} w:linePitch="360"/>'))


@pytest.mark.parametrize("clothe", [split_by_word, controlled, as_wps], ids=lambda clothe: clothe.__name__)
@pytest.mark.parametrize("paper", PAPERS)
def test_a_good_paper_of_another_maker_is_fine(paper: str, clothe: Change, tmp_path: Path) -> None:
    document = PAPERS[paper]()
    clothe(document)
    assert checked(document, tmp_path).deviations == ()


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("how", ["vml", "shape"])
@pytest.mark.parametrize("paper", PAPERS)
def test_a_letterhead_in_text_boxes_is_read(paper: str, how: str, apart: bool, tmp_path: Path) -> None:
    """Old letterheads of Word: two boxes side by side, hung on one paragraph or on two."""
    document = PAPERS[paper]()
    in_boxes(document, document.tables[0], how, apart)
    found = checked(document, tmp_path)
    assert (found.deviations, found.kind.split(",")[0]) == ((), paper)
    for element in document.element.body.iter(qn("w:t")):
        if element.text in (SO, CHI_CUC):
            element.text = element.text.capitalize()
        elif (element.text or "").startswith("CỘNG HÒA"):
            element.text = element.text.replace("HÒA", "HOÀ")
    wrong = {deviation.rule for deviation in checked(document, tmp_path).deviations}
    assert {"national_title.text"} < wrong
    assert wrong <= {"national_title.text", "issuing.letters", "issuing.line", "parent.letters"}


@pytest.mark.parametrize("how", ["vml", "shape"])
def test_the_end_of_a_paper_in_text_boxes_is_read(how: str, tmp_path: Path) -> None:
    document = PAPERS["công văn"]()
    in_boxes(document, document.tables[-1], how)
    assert checked(document, tmp_path).deviations == ()
    for element in document.element.body.iter(qn("w:t")):
        element.text = (element.text or "").replace("- Như trên;", "- Sở Y tế;")
    assert {deviation.rule for deviation in checked(document, tmp_path).deviations} == {"recipients.first"}


def test_a_row_taken_away_by_a_tracked_change_is_not_read(tmp_path: Path) -> None:
    document = PAPERS["biên bản"]()
    row = document.tables[1].rows[1]
    row.cells[1].paragraphs[0].runs[0].font.name = "Arial"
    assert {deviation.rule for deviation in checked(document, tmp_path).deviations} == {"all.font"}
    row._tr.get_or_add_trPr().append(parse_xml(f'<w:del {nsdecls("w")} w:id="1" w:author="a"/>'))
    assert checked(document, tmp_path).deviations == ()


@pytest.mark.parametrize(
    "tags", [("customXml",), ("sdt", "sdtContent"), ("smartTag",), ("ins",), ("Alternate", "Choice")]
)
@pytest.mark.parametrize("what", ["p", "tr", "tc", "tbl"])
def test_what_word_wraps_is_read_as_if_it_stood_alone(tags: tuple[str, ...], what: str, tmp_path: Path) -> None:
    document = PAPERS["kế hoạch"]()
    for element in list(document.element.body.iter(qn(f"w:{what}"))):
        at = element.getparent()
        place = at.index(element)
        for tag in tags:
            mc = {"Alternate": "AlternateContent"}.get(tag, tag)
            new = parse_xml(f"<mc:{mc} {MC}/>") if tags[0] == "Alternate" else OxmlElement(f"w:{tag}")
            at.insert(place, new) if at is element.getparent() else at.append(new)
            at = new
        at.append(element)
    assert checked(document, tmp_path).deviations == ()


def test_a_gutter_is_margin_too(tmp_path: Path) -> None:
    document = PAPERS["công văn"]()
    document.sections[0].gutter = Mm(8)
    assert [d.found for d in checked(document, tmp_path).deviations] == ["lề trái 38,0 mm"]


def test_letters_that_word_numbers_are_not_the_vietnamese_ones(tmp_path: Path) -> None:
    """a, b, c, d, e: Word knows no đ. The label is nowhere in the text."""
    document = PAPERS["quyết định"]()
    numbering = document.part.numbering_part.element
    abstract = (
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="91"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1)"/></w:lvl></w:abstractNum>'
    )
    numbering.insert(0, parse_xml(abstract))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="91"/></w:num>'))
    for letter in "abcdđe":
        paragraph = line(document, f"{letter}) ")
        retype(paragraph, paragraph.text[3:])
        paragraph._p.get_or_add_pPr().insert(
            0, parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="91"/></w:numPr>')
        )
    found = checked(document, tmp_path)
    assert [(d.rule, d.found) for d in found.deviations] == [
        ("point.sequence", "điểm e sau điểm d"),
        ("point.sequence", "dùng chữ «f»"),
    ]


def test_a_first_line_made_by_a_tab_is_measured(tmp_path: Path) -> None:
    document = PAPERS["công văn"]()
    paragraph = line(document, "1. Tình hình")
    paragraph.paragraph_format.first_line_indent = Mm(0)
    paragraph.runs[0].text = "\t" + paragraph.runs[0].text
    assert checked(document, tmp_path).deviations == ()
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(20))
    assert [d.found for d in checked(document, tmp_path).deviations] == ["chữ đầu dòng cách lề 2 cm"]


@pytest.mark.parametrize(
    ("text_", "letters"),
    [("abcdđeghiklmnopqrstuvxy", True), ("aăâbcdđeê", True), ("abde", False), ("abcdeg", False), ("abb", False)],
)
def test_the_vietnamese_alphabet_of_points(text_: str, letters: bool, tmp_path: Path) -> None:
    document = PAPERS["quyết định"]()
    first = line(document, "a) ")
    for letter in "bcdđe":
        drop(line(document, f"{letter}) "))
    for letter in text_:
        new = write(document, f"{letter}) Thành viên của Đoàn kiểm tra;")
        first._p.addprevious(new._p)
    drop(first)
    assert checked(document, tmp_path).fine is letters


def test_an_open_draft_is_fine(tmp_path: Path) -> None:
    document = PAPERS["kế hoạch"]()
    retype(line(document, "Số:"), "Số:\u00a0\u00a0\u00a0\u00a0/KH-SKHCN")
    retype(line(document, "An Bình"), "An Bình, ngày\u00a0\u00a0\u00a0 tháng …… năm 2026")
    mark = write(document, "DỰ THẢO", 14, bold=True, align="left", first=0)
    document.element.body.insert(0, mark._p)
    drop(line(document, "Lê Văn Sáng"))
    assert checked(document, tmp_path).deviations == ()


def test_what_stands_in_many_places_is_said_once(tmp_path: Path) -> None:
    document = PAPERS["kế hoạch"]()
    for paragraph in paragraphs(document):
        for run in paragraph.runs:
            run.font.name = "Arial"
    (said,) = checked(document, tmp_path).deviations
    assert (said.rule, said.found) == ("all.font", "phông chữ Arial")
    assert said.count > 30


@pytest.mark.parametrize(("length", "fine"), [(55, True), (30, False), (75, False)])
@pytest.mark.parametrize("paper", ["quyết định", "công văn", "báo cáo"])
def test_the_length_of_a_drawn_line_is_measured(paper: str, length: int, fine: bool, tmp_path: Path) -> None:
    """A shape, a line of old Word, a border: each has its length."""
    document = PAPERS[paper]()
    how = {"quyết định": "shape", "công văn": "vml", "báo cáo": "border"}[paper]
    old = line(document, "Độc lập")._p.getnext()
    new = drawn(document.tables[0].rows[0].cells[1], length, how, 90.2)
    old.getparent().replace(old, new._p)
    assert {deviation.rule for deviation in checked(document, tmp_path).deviations} == (
        set() if fine else {"motto.line"}
    )


def test_our_own_letters_are_fine(tmp_path: Path) -> None:
    """The two templates, with and without nonconformities, and for a body that has no system yet."""
    lines = "D36-1-a-01|nonconforming|thấy|thiếu\nD36-1-dd-01|observation|thấy|cần xem"
    inspected = [
        case(text_, mode=mode, **more)
        for mode in ("on_site", "by_record")
        for text_, more in (
            (lines, {}),
            ("D36-1-a-01|conforming|đã xem|", {}),
            (lines, {"qms_status": "chua_xay_dung"}),
        )
    ]
    for number, given_ in enumerate(inspected):
        out = tmp_path / str(number)
        out.mkdir()
        write_letter(given_, judge(given_), out)
        found = check(out / "notice.docx")
        assert found.deviations == (), found
        assert found.kind == ("thông báo" if given_.inspection.mode == "on_site" else "công văn")


def test_a_paper_that_went_through_libreoffice_is_measured_alike(tmp_path: Path, soffice: Callable[..., None]) -> None:
    """.docx to .odt and back: other styles, other lists, other lines; the same answer."""
    for name, make in PAPERS.items():
        make().save(str(tmp_path / f"{name}.docx"))
    wrong = PAPERS["kế hoạch"]()
    line(wrong, "1. Đánh giá").paragraph_format.first_line_indent = Mm(5)
    line(wrong, "KẾ HOẠCH").runs[0].font.italic = True
    wrong.save(str(tmp_path / "sai.docx"))
    for kind, files, folder in (("odt", "*.docx", "odt"), ("docx", "odt/*.odt", "back")):
        soffice(kind, tmp_path / folder, *sorted(tmp_path.glob(files)))
    for name in PAPERS:
        assert check(tmp_path / "back" / f"{name}.docx").deviations == (), name
    found = check(tmp_path / "back" / "sai.docx")
    assert {deviation.rule for deviation in found.deviations} == {"body.first_line", "kind.italic"}, found.deviations


# --- any file at all ------------------------------------------------------------------------------------------------


def only_a_table() -> Any:
    document = docx.Document()
    document.add_table(3, 3)
    return document


def only_an_appendix() -> Any:
    document = docx.Document()
    centred(document, "PHỤ LỤC", 14, bold=True)
    return document


def nested() -> Any:
    document = docx.Document()
    cell = document.add_table(1, 1).rows[0].cells[0]
    for _ in range(20):
        cell = cell.add_table(1, 1).rows[0].cells[0]
    cell.text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    return document


@pytest.mark.parametrize("make", [docx.Document, only_a_table, only_an_appendix, nested])
def test_a_document_without_a_paper_in_it_is_answered(make: Callable[[], Any], tmp_path: Path) -> None:
    found = checked(make(), tmp_path)
    assert not found.fine
    assert all(deviation.clause.startswith("Nghị định số 30/2020/NĐ-CP, Phụ lục") for deviation in found.deviations)


def test_five_hundred_pages(tmp_path: Path) -> None:
    document = PAPERS["kế hoạch"]()
    target = line(document, "Trên đây là Kế hoạch")._p
    clauses = [line(document, start)._p for start in ("II. NỘI DUNG", "1. Đánh giá", "2. Bảo đảm")]
    for _ in range(2000):
        for clause in clauses:
            target.addprevious(copy.deepcopy(clause))
    assert checked(document, tmp_path).deviations == ()


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=80) | st.sampled_from(
    [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: /",
        "Số: 5/",
        "Nơi nhận:",
        "- Lưu: VT",
        "V/v",
        "Điều 1.",
        "a)",
        "1.",
        "./.",
        "Kính gửi:",
        "Căn cứ ",
        "QUYẾT ĐỊNH",
        "QUYẾT ĐỊNH:",
        "Phụ lục",
        "(Kèm theo",
        "TM. ỦY BAN",
        "\t",
        "ngày tháng năm",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXTS, st.booleans(), st.sampled_from(["center", "both"])), max_size=25), st.booleans())
def test_any_text_gets_an_answer(lines: list[tuple[str, bool, str]], in_table: bool) -> None:
    document = docx.Document()
    holder = document.add_table(1, 2).rows[0].cells[0] if in_table else document
    for said, bold, align in lines:
        write(holder, said, bold=bold, align=align)
    with tempfile.TemporaryDirectory() as folder:
        for deviation in checked(document, Path(folder)).deviations:
            assert deviation.found and deviation.wanted and len(deviation.quote) < 100


def repacked(path: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """A copy of a good paper whose parts were changed."""
    with zipfile.ZipFile(path) as package:
        parts = {info.filename: package.read(info) for info in package.infolist()}
    change(parts)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    path.write_bytes(stream.getvalue())
    return path


def entity(parts: dict[str, bytes]) -> None:
    parts["word/document.xml"] = b'<!DOCTYPE d [<!ENTITY a "b">]>' + parts["word/document.xml"].partition(b"?>")[2]


def bomb(parts: dict[str, bytes]) -> None:
    parts["word/media/a.xml"] = b"<a>" + b" " * 30_000_000 + b"</a>"


def content_type(old: bytes, new: bytes) -> Callable[[dict[str, bytes]], object]:
    def change(parts: dict[str, bytes]) -> None:
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(old, new)

    return change


def relation(old: bytes, new: bytes) -> Callable[[dict[str, bytes]], object]:
    def change(parts: dict[str, bytes]) -> None:
        parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(old, new)

    return change


def strict(parts: dict[str, bytes]) -> None:
    ours, theirs = b"schemas.openxmlformats.org/officeDocument/2006", b"purl.oclc.org/ooxml/officeDocument"
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(ours, theirs)


MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
PACKED: dict[str, tuple[str, Callable[[dict[str, bytes]], object]]] = {
    "entities": ("DOCUMENT_004", entity),
    "bomb": ("DOCUMENT_004", bomb),
    "broken XML": ("DOCUMENT_003", lambda parts: parts.update({"word/document.xml": b"<w:document"})),
    "no main part": ("DOCUMENT_003", lambda parts: parts.pop("word/document.xml")),
    "no body": (
        "DOCUMENT_003",
        lambda parts: parts.update({"word/document.xml": f"<w:document {nsdecls('w')}/>".encode()}),
    ),
    "header of no type": ("DOCUMENT_003", content_type(b"/word/header1.xml", b"/wrd/header1.xml")),
    "header of another type": ("DOCUMENT_003", content_type(b"header+xml", b"footer+xml")),
    "styles of no type": ("DOCUMENT_003", content_type(b"wordprocessingml.styles+xml", b"wordprocessingml.other+xml")),
    "settings of no type": ("DOCUMENT_003", content_type(b"/word/settings.xml", b"/word/other.xml")),
    "header that is another part": (
        "DOCUMENT_003",
        lambda parts: parts.update({"word/header1.xml": parts["word/styles.xml"]}),
    ),
    "header outside": (
        "DOCUMENT_003",
        relation(b'Target="header1.xml"', b'Target="header1.xml" TargetMode="External"'),
    ),
    "header of no relationship": ("DOCUMENT_003", relation(b"/relationships/header", b"/relationships/image")),
    "macro part": ("DOCUMENT_001", lambda parts: parts.update({"word/vbaProject.bin": b"x"})),
    "macros": ("DOCUMENT_001", content_type(MAIN, b"application/vnd.ms-word.document.macroEnabled.main+xml")),
    "a workbook": (
        "DOCUMENT_001",
        lambda parts: [parts.update({n.replace("word/", "xl/"): parts.pop(n)}) for n in list(parts)],
    ),
    "strict": ("DOCUMENT_001", strict),
}


@pytest.mark.parametrize("name", PACKED)
def test_a_file_that_is_no_readable_paper_is_refused(name: str, tmp_path: Path) -> None:
    code, change = PACKED[name]
    path = tmp_path / "a.docx"
    PAPERS["tờ trình"]().save(str(path))
    with pytest.raises(DocumentError) as caught:
        check(repacked(path, change))
    assert [found.code for found in caught.value.problems] == [code]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "DOCUMENT_001"),
        (b"%PDF-1.7", "DOCUMENT_001"),
        (b"{\\rtf1", "DOCUMENT_001"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "DOCUMENT_002"),
        (b"PK\x03\x04 and no more", "DOCUMENT_003"),
        ("Kính gửi".encode(), "DOCUMENT_001"),
    ],
)
def test_bytes_of_another_kind_are_refused(data: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    with pytest.raises(DocumentError) as caught:
        check(path)
    assert [found.code for found in caught.value.problems] == [code]


@pytest.mark.parametrize("kind", ["notice", "correction_request"])
def test_a_template_is_no_paper(kind: str) -> None:
    with pytest.raises(DocumentError) as caught:
        check(Path(str(resources.files("isoaudit.papers").joinpath("templates", f"{kind}.docx"))))
    assert [found.code for found in caught.value.problems] == ["DOCUMENT_005"]


@pytest.mark.parametrize("said", ["{{ 7*7 }}", "{{ config }}", "{% if x %}", "{{ ''.__class__ }}", "{{ 'agency' }}"])
def test_a_text_that_only_looks_like_a_mark_is_text(said: str, tmp_path: Path) -> None:
    """Braces in what an agency wrote name no field of a template."""
    document = PAPERS["công văn"]()
    retype(line(document, "2. Kết quả"), f"2. Kết quả ghi trên trang thông tin điện tử là «{said}».")
    assert checked(document, tmp_path).deviations == ()


def test_a_file_cut_anywhere_never_breaks_the_program(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    PAPERS["tờ trình"]().save(str(path))
    whole = path.read_bytes()
    for end in range(0, len(whole), len(whole) // 40):
        path.write_bytes(whole[:end])
        with pytest.raises(IsoAuditError):
            check(path)


STRANGE = ["abc", "-1", "99999999999999", "", "1.5cm", "1e9", "\u0663"]


@pytest.mark.parametrize("value", STRANGE)
def test_strange_values_in_the_file_are_no_values(value: str, tmp_path: Path) -> None:
    """Sizes, indents, list levels, page sizes written by a broken program: read as not there, never a crash."""
    path = tmp_path / "a.docx"
    PAPERS["báo cáo"]().save(str(path))

    def change(parts: dict[str, bytes]) -> None:
        for name in ("word/document.xml", "word/numbering.xml", "word/styles.xml", "word/settings.xml"):
            attributes = rb'(w:(?:val|w|h|left|right|top|before|line|firstLine|start|abstractNumId|ilvl)=")\d+'
            parts[name] = re.sub(attributes, rb"\g<1>" + value.encode(), parts[name])

    assert check(repacked(path, change)).file


# --- the command ----------------------------------------------------------------------------------------------------


def test_the_command_says_all_files_and_all_deviations(isoaudit: Run, tmp_path: Path) -> None:
    good, bad = tmp_path / "tốt.docx", tmp_path / "sai.docx"
    PAPERS["kế hoạch"]().save(str(good))
    document = PAPERS["kế hoạch"]()
    for rule in ("page.left", "number.two_digits"):
        (WRONG[rule][1])(document)
    document.save(str(bad))
    done = isoaudit("document", "check", good, bad)
    assert done.returncode == 1
    assert done.stderr == ""
    first, second, *rest = done.stdout.splitlines()
    assert first == f"{good} (kế hoạch, phụ lục): đúng thể thức ở những điểm đã soát."
    assert second == f"{bad} (kế hoạch, phụ lục): 2 chỗ chưa đúng thể thức."
    assert rest == [
        "- Trang giấy: lề trái 25,0 mm; quy định: cách mép trái 30-35 mm "
        "(Nghị định số 30/2020/NĐ-CP, Phụ lục I, Mục I.3).",
        "- Số, ký hiệu «Số: 5/KH-SKHCN»: ghi «Số: 5»; quy định: số nhỏ hơn 10 ghi thêm số 0 phía trước "
        "(Nghị định số 30/2020/NĐ-CP, Phụ lục I, Mục II.3.c).",
    ]
    assert isoaudit("document", "check", good).returncode == 0


def test_a_remark_does_not_make_a_paper_wrong(isoaudit: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    document = PAPERS["công văn"]()
    WRONG["text.date"][1](document)
    document.save(str(path))
    done = isoaudit("document", "check", path)
    assert done.returncode == 0
    assert "- Lưu ý: Khoản «1. Tình hình áp dụng tính đến ngày 5/3/2026" in done.stdout


def test_an_unreadable_file_does_not_hide_the_others(isoaudit: Run, tmp_path: Path) -> None:
    good, old = tmp_path / "tốt.docx", tmp_path / "cũ.doc"
    PAPERS["tờ trình"]().save(str(good))
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    done = isoaudit("document", "check", old, good, tmp_path / "không có.docx")
    assert done.returncode == 2
    assert "tờ trình" in done.stdout
    assert "kiểu cũ (.doc)" in done.stderr and "không tìm thấy tệp" in done.stderr


def test_json(isoaudit: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    document = PAPERS["tờ trình"]()
    WRONG["body.closing"][1](document)
    document.save(str(path))
    done = isoaudit("document", "check", path, tmp_path / "b.docx", "--json")
    assert done.returncode == 2
    said = json.loads(done.stdout)
    assert [problem["code"] for problem in said["problems"]] == ["FILE_001"]
    (report,) = said["documents"]
    assert (report["file"], report["kind"], report["fine"]) == (str(path), "tờ trình", False)
    assert [(d["rule"], d["part"], d["found"]) for d in report["deviations"]] == [
        ("body.closing", "Nội dung", "kết thúc bằng «nh.»")
    ]


# --- the rules as data ----------------------------------------------------------------------------------------------


def test_each_rule_names_a_property_blocks_and_a_place_in_the_decree() -> None:
    raw = resources.files("isoaudit.papers.decree30").joinpath("decree-30.toml").read_text(encoding="utf-8")
    assert len(RULES) == len(decree().rules)
    assert raw.count("[[rule]]  # ") == len(RULES), "a rule without its evidence"
    for rule in decree().rules:
        assert rule.property in PROPERTIES, rule.id
        assert set(rule.blocks) <= {*decree().labels, "every"}, rule.id
        assert re.match(r"Phụ lục (I|II|III), (Mục [IVX]+|Mẫu 1)", rule.clause), rule.id
        assert set(rule.only) | set(rule.not_for) <= {*decree().kinds, "CV", "khac", ""}, rule.id
    unread = re.findall(r"\[\[rule\]\]  # from[^\n]*\nid = \"([^\"]+)\"", raw)
    assert unread and all(RULES[name].note for name in unread)


def test_every_property_is_used() -> None:
    assert set(PROPERTIES) == {rule.property for rule in decree().rules}
