"""Papers as an office types them: no styles of ours, direct formatting, a table without borders for the letterhead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from lxml import etree

ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
VML = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
DRAWING = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
SO, CHI_CUC = "SỞ KHOA HỌC VÀ CÔNG NGHỆ", "CHI CỤC TIÊU CHUẨN ĐO LƯỜNG CHẤT LƯỢNG"
CIRCULAR = (
    "Thông tư số 26/2014/TT-BKHCN ngày 10 tháng 10 năm 2014 của Bộ trưởng Bộ Khoa học và Công nghệ quy định chi tiết "
    "thi hành Quyết định số 19/2014/QĐ-TTg ngày 05 tháng 3 năm 2014 của Thủ tướng Chính phủ"
)
LAW = "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025"
LONG = (
    "để các cơ quan, đơn vị chủ động bố trí thời gian, chuẩn bị hồ sơ, tài liệu và phân công công chức làm việc với "
    "Đoàn kiểm tra theo đúng quy định"
)


def write(holder: Any, text: str, size: float = 14, bold: bool = False, italic: bool = False, **form: Any) -> Any:
    """A paragraph at the end of a document or cell, formatted by hand."""
    paragraph = holder.add_paragraph()
    shape = paragraph.paragraph_format
    shape.alignment = ALIGN[form.get("align", "both")]
    shape.first_line_indent = Mm(form.get("first", 12.7))
    shape.space_before, shape.space_after = Pt(form.get("before", 0)), Pt(form.get("after", 6))
    shape.line_spacing = form.get("spacing", 1.0)
    if text:
        run = paragraph.add_run(text)
        run.font.name, run.font.size, run.font.bold, run.font.italic = "Times New Roman", Pt(size), bold, italic
    return paragraph


def centred(holder: Any, text: str, size: float, bold: bool = False, italic: bool = False, **form: Any) -> Any:
    """A centred paragraph without indent or space."""
    return write(holder, text, size, bold, italic, **{"align": "center", "first": 0, "after": 0, **form})


def drawn(holder: Any, length: float, how: str, width: float = 0) -> Any:
    """A line drawn below a block, ``length`` mm long: ``border``, ``vml``, ``shape`` or ``typed``."""
    if how == "typed":
        return centred(holder, "_" * round(length / (13 / 2 * 25.4 / 72)), 13)
    paragraph = centred(holder, "", 13)
    if how == "border":
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm((width - length) / 2)
        xml = f'<w:pBdr {nsdecls("w")}><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
        paragraph._p.get_or_add_pPr().insert_element_before(parse_xml(xml), "w:spacing", "w:ind", "w:jc")
        return paragraph
    if how == "vml":
        points = length / 25.4 * 72
        xml = (
            f"<w:pict {nsdecls('w')} {VML}><v:line id='l' style='position:absolute' from='40pt,2pt' "
            f"to='{40 + points:.1f}pt,2pt'/></w:pict>"
        )
    else:
        xml = (
            f"<w:drawing {nsdecls('w')} {DRAWING}><wp:anchor distT='0' distB='0' distL='0' distR='0' simplePos='0' "
            "relativeHeight='2' behindDoc='0' locked='0' layoutInCell='1' allowOverlap='1'><wp:simplePos x='0' y='0'/>"
            "<wp:positionH relativeFrom='column'><wp:posOffset>700000</wp:posOffset></wp:positionH>"
            "<wp:positionV relativeFrom='paragraph'><wp:posOffset>20000</wp:posOffset></wp:positionV>"
            f"<wp:extent cx='{round(length * 36000)}' cy='0'/><wp:effectExtent l='0' t='0' r='0' b='0'/><wp:wrapNone/>"
            "<wp:docPr id='1' name='Line 1'/><wp:cNvGraphicFramePr/><a:graphic>"
            "<a:graphicData uri='http://schemas.microsoft.com/office/word/2010/wordprocessingShape'><wps:wsp>"
            f"<wps:cNvCnPr/><wps:spPr><a:xfrm><a:off x='0' y='0'/><a:ext cx='{round(length * 36000)}' cy='0'/></a:xfrm>"
            "<a:prstGeom prst='line'><a:avLst/></a:prstGeom><a:ln w='9525'><a:solidFill><a:srgbClr val='000000'/>"
            "</a:solidFill></a:ln></wps:spPr><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
        )
    run = paragraph.add_run()
    run._r.append(parse_xml(xml))
    return paragraph


def columns(document: Any, rows: int, left: float, right: float) -> Any:
    """A table without borders."""
    table = document.add_table(rows, 2)
    table.autofit = False
    for column, width in zip(table.columns, (left, right), strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, (left, right), strict=True):
            cell.width = Mm(width)
    return table


def clear(cell: Any) -> None:
    """Take away the empty paragraph a new cell begins with."""
    cell._tc.remove(cell.paragraphs[0]._p)


def page(document: Any) -> None:
    """A4, margins, page number above all pages but the first."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
    section.left_margin = Mm(30)
    section.different_first_page_header_footer = True
    header = section.header
    number = header.paragraphs[0]
    number.alignment = ALIGN["center"]
    for kind, code in (("begin", ""), ("", "PAGE"), ("separate", ""), ("text", "2"), ("end", "")):
        run = number.add_run()
        run.font.name, run.font.size = "Times New Roman", Pt(13)
        if kind in ("begin", "separate", "end"):
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:t" if kind else "w:instrText")
            element.text = code
        run._r.append(element)


def letterhead(
    document: Any, parent: str, issuing: tuple[str, ...], number: str, date: str, how: str, subject: str = ""
) -> None:
    """Two columns; number and date in a row of their own."""
    table = columns(document, 2, 66, 94)
    left, right = table.rows[0].cells
    if parent:
        centred(left, parent, 12)
    for text in issuing:
        centred(left, text, 12, bold=True)
    drawn(left, 24, how, 62.2)
    centred(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True)
    centred(right, "Độc lập - Tự do - Hạnh phúc", 13, bold=True)
    drawn(right, 56, how, 90.2)
    left, right = table.rows[1].cells
    centred(left, number, 13)
    if subject:
        centred(left, subject, 12, before=6)
    if date:
        centred(right, date, 13, italic=True)
    for row in table.rows:
        for cell in row.cells:
            if len(cell.paragraphs) > 1:
                clear(cell)


def title(document: Any, kind: str, subject: str, how: str, length: float = 50) -> None:
    """The kind of paper, its subject and the line below."""
    centred(document, kind, 14, bold=True, before=12)
    centred(document, subject, 14, bold=True)
    if length:
        drawn(document, length, how, 160)


def ending(document: Any, recipients: tuple[str, ...], titles: tuple[str, ...], name: str) -> None:
    """Nơi nhận beside the signature."""
    left, right = columns(document, 1, 80, 80).rows[0].cells
    write(left, "Nơi nhận:", 12, bold=True, italic=True, align="left", first=0, after=0)
    for text in recipients:
        write(left, text, 11, align="left", first=0, after=0)
    for text in titles:
        centred(right, text, 14, bold=True)
    for _ in range(4):
        centred(right, "", 14)
    centred(right, name, 14, bold=True)
    clear(left)
    clear(right)


def decision() -> Any:
    """Quyết định (model 1.2), with an appendix of its own."""
    document = docx.Document()
    page(document)
    letterhead(document, SO, (CHI_CUC,), "Số: 41/QĐ-CCTĐC", "An Bình, ngày 02 tháng 6 năm 2026", "shape")
    title(document, "QUYẾT ĐỊNH", "Về việc kiểm tra Hệ thống quản lý chất lượng đợt 1 năm 2026", "shape")
    centred(document, "CHI CỤC TRƯỞNG " + CHI_CUC, 14, bold=True, before=6, after=6)
    for text in (f"{LAW};", f"Căn cứ {CIRCULAR};", "Theo đề nghị của Trưởng phòng Quản lý chất lượng."):
        write(document, text, italic=True)
    centred(document, "QUYẾT ĐỊNH:", 14, bold=True, before=6, after=6)
    for number, text in (
        (1, "Kiểm tra Hệ thống quản lý chất lượng tại 12 cơ quan (danh sách tại Phụ lục kèm theo)"),
        (2, f"Đoàn kiểm tra có nhiệm vụ thông báo lịch làm việc trước 05 ngày làm việc {LONG}"),
    ):
        paragraph = write(document, f"Điều {number}. ", bold=True)
        run = paragraph.add_run(f"{text}.")
        run.font.name, run.font.size = "Times New Roman", Pt(14)
    write(document, "1. Đoàn kiểm tra gồm các thành viên sau đây:")
    for letter, text in (
        ("a", "Trưởng đoàn"),
        ("b", "Thư ký"),
        ("c", "Thành viên thứ nhất"),
        ("d", "Thành viên thứ hai"),
        ("đ", "Thành viên thứ ba"),
        ("e", "Thành viên thứ tư"),
    ):
        write(document, f"{letter}) {text}: công chức của Chi cục;")
    write(document, "2. Thời kỳ kiểm tra theo điểm a khoản 1 Điều 33 Thông tư số 26/2014/TT-BKHCN.")
    paragraph = write(document, "Điều 3. ", bold=True)
    run = paragraph.add_run(
        "Quyết định này có hiệu lực kể từ ngày ký. Trưởng phòng Quản lý chất lượng và các ông, bà có tên tại Điều 1 "
        "chịu trách nhiệm thi hành Quyết định này./."
    )
    run.font.name, run.font.size = "Times New Roman", Pt(14)
    ending(
        document, ("- Như Điều 3;", "- Sở KH&CN (để b/c);", "- Lưu: VT, QLCL."), ("CHI CỤC TRƯỞNG",), "Hoàng Đình Khải"
    )
    document.add_page_break()
    centred(document, "Phụ lục", 14, bold=True)
    centred(document, "DANH SÁCH CƠ QUAN ĐƯỢC KIỂM TRA", 14, bold=True)
    centred(document, "(Kèm theo Quyết định số 41/QĐ-CCTĐC ngày 02 tháng 6 năm 2026)", 14, italic=True)
    schedule(document)
    return document


def schedule(document: Any) -> None:
    """A table with borders."""
    table = document.add_table(2, 3, style="Table Grid")
    for row, texts in zip(table.rows, (("TT", "Cơ quan", "Ngày"), ("1", "Sở Tư pháp", "15/6/2026")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            centred(cell, text, 13)
            clear(cell)


def dispatch() -> Any:
    """Công văn (model 1.5) to several, its number and date open."""
    document = docx.Document()
    page(document)
    letterhead(
        document,
        "UBND TỈNH AN BÌNH",
        (SO,),
        "Số:       /SKHCN-TĐC",
        "An Bình, ngày      tháng 6 năm 2026",
        "vml",
        "V/v đề nghị báo cáo việc áp dụng Hệ thống quản lý chất lượng năm 2026",
    )
    write(document, "Kính gửi:", align="left", first=30, before=12)
    for text in ("- Sở Tư pháp;", "- Sở Nội vụ;", "- Ủy ban nhân dân các xã, phường."):
        write(document, text, align="left", first=50)
    write(
        document,
        f"Thực hiện {CIRCULAR}, Sở Khoa học và Công nghệ đề nghị các cơ quan, đơn vị báo cáo một số nội dung sau đây:",
    )
    write(
        document, "1. Tình hình xây dựng, áp dụng, duy trì và cải tiến Hệ thống quản lý chất lượng tại cơ quan, đơn vị."
    )
    write(document, "2. Kết quả thực hiện hành động khắc phục theo khoản 2 Điều 37 Thông tư số 26/2014/TT-BKHCN.")
    write(document, f"Báo cáo gửi về Sở Khoa học và Công nghệ trước ngày 10 tháng 8 năm 2026 {LONG}./.")
    ending(
        document,
        ("- Như trên;", "- UBND tỉnh (để b/c);", "- Lưu: VT, TĐC."),
        ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
        "Nguyễn Thị Bích Hạnh",
    )
    return document


def plan() -> Any:
    """Kế hoạch (model 1.4) in parts and clauses, with two appendices."""
    document = docx.Document()
    page(document)
    letterhead(document, "UBND TỈNH AN BÌNH", (SO,), "Số: 05/KH-SKHCN", "An Bình, ngày 05 tháng 01 năm 2026", "typed")
    title(document, "KẾ HOẠCH", "Kiểm tra Hệ thống quản lý chất lượng tại các cơ quan hành chính năm 2026", "typed")
    write(document, f"Căn cứ {CIRCULAR};", italic=True)
    write(document, "Căn cứ Quyết định số 12/QĐ-UBND ngày 03 tháng 02 năm 2025 của Ủy ban nhân dân tỉnh.", italic=True)
    write(document, f"Sở Khoa học và Công nghệ ban hành Kế hoạch kiểm tra năm 2026 {LONG}, cụ thể như sau:")
    centred(document, "Phần I", 14, bold=True, before=6)
    centred(document, "QUY ĐỊNH CHUNG", 14, bold=True, after=6)
    for heading in ("I. MỤC ĐÍCH, YÊU CẦU", "II. NỘI DUNG KIỂM TRA"):
        write(document, heading, bold=True)
        write(document, f"1. Đánh giá đúng thực trạng áp dụng Hệ thống quản lý chất lượng {LONG}.")
        write(document, "2. Bảo đảm khách quan, đúng pháp luật.")
    write(document, "Trên đây là Kế hoạch kiểm tra năm 2026 của Sở Khoa học và Công nghệ./.")
    ending(document, ("- UBND tỉnh (để b/c);", "- Các sở, ngành;", "- Lưu: VT, TĐC."), ("GIÁM ĐỐC",), "Lê Văn Sáng")
    for number, name in (("I", "DANH SÁCH CƠ QUAN"), ("II", "LỊCH KIỂM TRA")):
        document.add_page_break()
        centred(document, f"Phụ lục {number}", 14, bold=True)
        centred(document, name, 14, bold=True)
        centred(document, "(Kèm theo Kế hoạch số 05/KH-SKHCN ngày 05 tháng 01 năm 2026)", 14, italic=True)
        schedule(document)
    return document


def proposal() -> Any:
    """Tờ trình (model 1.4) to one body."""
    document = docx.Document()
    page(document)
    letterhead(document, "UBND TỈNH AN BÌNH", (SO,), "Số: 17/TTr-SKHCN", "An Bình, ngày 29 tháng 12 năm 2025", "border")
    title(document, "TỜ TRÌNH", "Về việc phê duyệt Kế hoạch kiểm tra Hệ thống quản lý chất lượng năm 2026", "border")
    centred(document, "Kính gửi: Ủy ban nhân dân tỉnh An Bình", 14, before=12, after=12)
    write(document, f"Thực hiện {CIRCULAR}, Sở Khoa học và Công nghệ kính trình Ủy ban nhân dân tỉnh như sau:")
    write(document, "1. Sự cần thiết", bold=True)
    write(document, f"Việc ban hành Kế hoạch là cần thiết {LONG}.")
    write(document, "2. Nội dung trình", bold=True)
    write(document, "- Số cơ quan được kiểm tra tại trụ sở là 24 cơ quan, qua hồ sơ là 48 cơ quan.")
    write(document, "Kính trình Ủy ban nhân dân tỉnh xem xét, quyết định./.")
    ending(document, ("- Như trên;", "- Lưu: VT, TĐC."), ("GIÁM ĐỐC",), "Lê Văn Sáng")
    return document


def report() -> Any:
    """Báo cáo (model 1.4) of the team: its own heading, its own numbers; a list numbered by Word."""
    document = docx.Document()
    page(document)
    letterhead(
        document,
        CHI_CUC,
        ("ĐOÀN KIỂM TRA THEO", "QUYẾT ĐỊNH SỐ 41/QĐ-CCTĐC"),
        "Số: 07/BC-ĐKT",
        "An Bình, ngày 23 tháng 6 năm 2026",
        "border",
    )
    title(document, "BÁO CÁO", "Kết quả kiểm tra Hệ thống quản lý chất lượng tại Sở Tư pháp", "border")
    write(document, f"Thực hiện {CIRCULAR}, Đoàn kiểm tra báo cáo kết quả kiểm tra tại Sở Tư pháp như sau:")
    write(document, "I. KẾT QUẢ ĐẠT ĐƯỢC", bold=True)
    for text in ("Cơ quan đã công bố Hệ thống quản lý chất lượng.", f"Các quy trình được rà soát {LONG}."):
        numbered(document, write(document, text))
    write(document, "Đoàn kiểm tra trân trọng báo cáo./.")
    ending(document, ("- Chi cục trưởng (để b/c);", "- Lưu: VT, ĐKT."), ("TRƯỞNG ĐOÀN",), "Lương Quốc Bảo")
    return document


def numbered(document: Any, paragraph: Any) -> None:
    """Number a paragraph by Word: «1.», «2.»; its indents are those typed."""
    numbering = document.part.numbering_part.element
    if not numbering.findall(f"{qn('w:num')}[@{qn('w:numId')}='90']"):
        abstract = (
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:multiLevelType w:val="singleLevel"/>'
            '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/>'
            '<w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum>'
        )
        numbering.insert(0, parse_xml(abstract))
        numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    form = paragraph._p.get_or_add_pPr()
    form.insert_element_before(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="90"/></w:numPr>'),
        "w:pBdr",
        "w:spacing",
        "w:ind",
        "w:jc",
    )
    paragraph.paragraph_format.left_indent = Mm(0)


def minutes() -> Any:
    """Biên bản: no place and date at its head, two signatures."""
    document = docx.Document()
    page(document)
    letterhead(document, CHI_CUC, ("ĐOÀN KIỂM TRA THEO", "QUYẾT ĐỊNH SỐ 41/QĐ-CCTĐC"), "Số: 03/BB-ĐKT", "", "vml")
    title(document, "BIÊN BẢN KIỂM TRA", "Hệ thống quản lý chất lượng tại Sở Tư pháp", "vml", 0)
    write(
        document, f"Hồi 08 giờ 00 phút ngày 15 tháng 6 năm 2026, tại trụ sở Sở Tư pháp, Đoàn kiểm tra làm việc {LONG}:"
    )
    write(document, "I. THÀNH PHẦN", bold=True)
    write(document, "1. Đoàn kiểm tra:")
    write(document, "- Ông Lương Quốc Bảo, Trưởng đoàn;")
    write(document, "- Bà Nông Thu Trang, Thư ký.")
    write(document, "II. KẾT QUẢ KIỂM TRA", bold=True)
    schedule(document)
    write(
        document,
        f"Biên bản lập thành 02 bản, mỗi bên giữ 01 bản {LONG}. Kết thúc hồi 16 giờ 30 phút cùng ngày./.",
        before=6,
    )
    left, right = columns(document, 1, 80, 80).rows[0].cells
    for cell, titles, name in (
        (left, ("ĐẠI DIỆN CƠ QUAN ĐƯỢC KIỂM TRA", "GIÁM ĐỐC"), "Triệu Văn Sơn"),
        (right, ("TM. ĐOÀN KIỂM TRA", "TRƯỞNG ĐOÀN"), "Lương Quốc Bảo"),
    ):
        for text in titles:
            centred(cell, text, 13, bold=True)
        centred(cell, "(ký, ghi rõ họ tên)", 13, italic=True)
        for _ in range(3):
            centred(cell, "", 13)
        centred(cell, name, 13, bold=True)
        clear(cell)
    return document


PAPERS: dict[str, Callable[[], Any]] = {
    "quyết định": decision,
    "công văn": dispatch,
    "kế hoạch": plan,
    "tờ trình": proposal,
    "báo cáo": report,
    "biên bản": minutes,
}


def paragraphs(document: Any) -> Iterator[Any]:
    """All paragraphs, those of tables and of the header too."""
    for element in document.element.body.iter(qn("w:p")):
        yield docx.text.paragraph.Paragraph(element, document._body)
    yield from document.sections[0].header.paragraphs


MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def text_box(blocks: list[Any], left: float, width: float, how: str) -> Any:
    """A run with a text box of these paragraphs or tables, ``left`` and ``width`` in mm: ``vml`` or ``shape``."""
    vml = (
        f"<w:pict {nsdecls('w')} {VML}><v:shape style='position:absolute;margin-left:{left / 25.4 * 72:.1f}pt;"
        f"width:{width / 25.4 * 72:.1f}pt;height:80pt'><v:textbox><w:txbxContent/></v:textbox></v:shape></w:pict>"
    )
    shape = (
        f"<mc:AlternateContent {MC} {nsdecls('w')} {DRAWING} {VML}><mc:Choice Requires='wps'><w:drawing><wp:anchor "
        "distT='0' distB='0' distL='0' distR='0' simplePos='0' relativeHeight='2' behindDoc='0' locked='0' "
        "layoutInCell='1' allowOverlap='1'><wp:simplePos x='0' y='0'/><wp:positionH relativeFrom='column'>"
        f"<wp:posOffset>{round(left * 36000)}</wp:posOffset></wp:positionH><wp:positionV relativeFrom='paragraph'>"
        f"<wp:posOffset>0</wp:posOffset></wp:positionV><wp:extent cx='{round(width * 36000)}' cy='900000'/>"
        "<wp:wrapNone/><wp:docPr id='9' name='Text Box 9'/><a:graphic><a:graphicData uri='http://schemas.microsoft.com/office/word/"
        "2010/wordprocessingShape'><wps:wsp><wps:cNvSpPr txBox='1'/><wps:spPr><a:prstGeom prst='rect'/></wps:spPr>"
        "<wps:txbx><w:txbxContent/></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor>"
        f"</w:drawing></mc:Choice><mc:Fallback>{vml}</mc:Fallback></mc:AlternateContent>"
    )
    run = OxmlElement("w:r")
    run.append(parse_xml(vml if how == "vml" else shape))
    for inner in run.iter(qn("w:txbxContent")):
        inner.extend([parse_xml(etree.tostring(block)) for block in blocks])
    return run


def in_boxes(document: Any, table: Any, how: str, apart: bool = False) -> None:
    """A table of two columns as two text boxes; ``apart``: each hangs on a paragraph of its own."""
    anchor = centred(document, "", 13)
    table._tbl.addprevious(anchor._p)
    for column, (left, width) in enumerate(((-5, 70), (65, 98))):
        held = [p._p for row in table.rows for p in row.cells[column].paragraphs]
        anchor._p.append(text_box(held, left, width, how))
        if apart and column == 0:
            other = centred(document, "", 13)
            anchor._p.addnext(other._p)
            anchor = other
    table._tbl.getparent().remove(table._tbl)
