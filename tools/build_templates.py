"""Build the Word templates of all papers, ``isoaudit/papers/templates/*.docx``: ``python tools/build_templates.py``.

The text of a paper stands in ``papers/KIND.txt`` beside this script, what several share in ``papers/parts``; values,
lists and the choice between variants come from ``isoaudit/papers/values``; styles from ``word_styles.py``. A line is:

- ``# …``: a comment;
- ``{%p … %}``: a condition or a loop over the paragraphs that follow;
- ``Style: text``: a paragraph; ``**…**`` is bold, ``\\n`` a new line in it, ``~`` a space that holds together;
- ``@part NAME``: the lines of ``parts/NAME.txt``;
- ``@letterhead [subject]``, ``@letterhead_minutes``, ``@letterhead_list``: the head of a paper, of minutes, of a list;
- ``@signature``, ``@sign_alone [words]``, ``@two_signatures``: the end of a paper;
- ``@landscape``, as the first line: the pages lie on their sides;
- ``@annex``: what follows is an annex, with page numbers of its own;
- ``@table [for …] | widths``: a table, and in the lines that begin with ``|`` its heading and its rows (see _table_of).
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from copy import deepcopy
from html import escape
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from word_styles import ARTICLES, ISSUING_LINES, LEFT_COLUMN, RIGHT_COLUMN, STRONG, landscape, prepare

from isoaudit.files import write_whole
from isoaudit.model import PaperName
from isoaudit.papers.kinds import PaperKind, kinds
from isoaudit.papers.render import pack
from isoaudit.wording import labels
from isoaudit.wording.form_marks import CHOOSE

HERE = Path(__file__).resolve().parent / "papers"
TARGET = HERE.parent.parent / "isoaudit" / "papers" / "templates"
BLANK = "\u00a0……"
"""An open place in the number and the date, as those in the text; it does not begin a line."""


def build(name: PaperName) -> bytes:
    """The template of one kind of paper, the same bytes each time."""
    document = docx.Document()
    prepare(document)
    _write(document, _lines_of(HERE / f"{name}.txt"))
    stream = io.BytesIO()
    document.save(stream)
    with zipfile.ZipFile(stream) as package:
        parts = {info.filename: package.read(info) for info in package.infolist()}
    return pack({**parts, "docProps/core.xml": _core(kinds()[name])})


def _lines_of(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("@part "):
            yield from _lines_of(HERE / "parts" / f"{line.removeprefix('@part ')}.txt")
        elif not line.startswith("#"):
            yield line


def _write(document: Document, lines: Iterable[str]) -> None:
    waiting = list(lines)
    while waiting:
        line = waiting.pop(0)
        if line.startswith("@table"):
            rows = []
            while waiting and waiting[0].startswith("|"):
                rows.append(waiting.pop(0))
            _table_of(document, line.removeprefix("@table").strip(), rows)
        elif line == "@landscape":
            landscape(document.sections[0])
        elif line.startswith("@"):
            name, _, rest = line[1:].partition(" ")
            _PARTS[name](document, rest)
        elif line.startswith("{%p"):
            document.add_paragraph(line, style="Letter Body")
        else:
            style, _, text = line.partition(":")
            text = text.strip()
            style = ARTICLES.get(style, style) if text.startswith("**Điều ") else style
            _runs(document.add_paragraph(style=style), text)


def _runs(paragraph: Paragraph, text: str) -> None:
    text = text.replace("\\n", "\n").replace("~", "\u00a0")
    for part in re.split(r"(\*\*.*?\*\*)", text):
        if part.startswith("**"):
            paragraph.add_run(part.strip("*"), style=STRONG)
        elif part:
            paragraph.add_run(part)


def _core(kind: PaperKind) -> bytes:
    """What the template is and what its fields were drawn from, without author or clock; a paper has its own."""
    drawn = f"Các trường của mẫu này được rút ra từ {kind.law} Thông tư số 26/2014/TT-BKHCN"
    if kind.official:
        drawn += (
            f"; không tìm được nội dung biểu mẫu chính thức ({kind.official}, Phụ lục I Thông tư). Cơ quan thay bằng "
            "biểu mẫu chính thức khi có, giữ các trường trong dấu ngoặc nhọn."
        )
    else:
        drawn += " và thể thức tại Nghị định số 30/2020/NĐ-CP; pháp luật không quy định biểu mẫu riêng."
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        f"<dc:title>{escape(kind.name)}</dc:title><dc:description>{escape(drawn)}</dc:description>"
        "<dc:language>vi-VN</dc:language></cp:coreProperties>"
    ).encode()


# --- tables -----------------------------------------------------------------------------------------------------------


def _fill(cell: _Cell, *paragraphs: tuple[str, str]) -> None:
    """Paragraphs of a cell; its first, empty one is used."""
    (style, text), *rest = paragraphs
    cell.paragraphs[0].style = style
    _runs(cell.paragraphs[0], text)
    for style, text in rest:
        _runs(cell.add_paragraph(style=style), text)


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


def _table_of(document: Document, arguments: str, rows: list[str]) -> None:
    """A table with a heading row that repeats: ``for row in rows | 11 62 46 41``, or without ``for`` rows as written.

    The first line below is the heading, the next the row; ``^`` centres a cell, ``_`` leaves room to write by hand,
    ``@name`` is a list of the labels of a vocabulary. ``|= text`` is a row over all columns for those rows that have a
    ``heading``. A loop's row keeps together unless it is very long (``row.long``): kept together, a row over the page
    loses text in LibreOffice. ``small`` after the widths is type of 11 pt, ``compact`` of 12.
    """
    loop, _, form = arguments.rpartition("|")
    sizes = form.split()
    size = "".join(f"{word.capitalize()} " for word in sizes if word.isalpha())
    widths = [int(width) for width in sizes if width.isdigit()]
    assert sum(widths) == _text_width(document), arguments
    heading, *below = rows
    table = _table(document, 1, widths, borders=True, padding=1.5)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, text in zip(table.rows[0].cells, _cells(heading), strict=True):
        _fill(cell, (f"{size}Table Heading", text))
    if not loop.strip():
        for line in below:
            _row(table, _cells(line), size)
        return
    group = [line.removeprefix("|=").strip() for line in below if line.startswith("|=")]
    (line,) = [line for line in below if not line.startswith("|=")]
    _mark(table, loop.strip())
    if group:
        _mark(table, "if row.heading")
        made = _row(table, [""] * len(widths), size)
        _fill(made.cells[0].merge(made.cells[-1]), (f"{size}Table Group", group[0]))
        _mark(table, "elif row.long")
    else:
        _mark(table, "if row.long")
    open_row = _row(table, _cells(line), size)._tr.get_or_add_trPr()
    open_row.remove(open_row.find(qn("w:cantSplit")))
    _mark(table, "else")
    _row(table, _cells(line), size)
    _mark(table, "endif")
    _mark(table, "endfor")


_CELLS = {"^": "Number", "_": "Writing"}


def _cells(line: str) -> list[str]:
    return [text.strip() for text in re.split(r" \|(?=[ ^_@]|$)", line.removeprefix("|"))]


def _row(table: Table, texts: list[str], size: str) -> Any:
    """A further row, as wide as the first."""
    first = table.rows[0]._tr
    row = table.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, model, text in zip(row.cells, first.tc_lst, texts, strict=True):
        cell._tc.get_or_add_tcPr().append(deepcopy(model.tcPr.find(qn("w:tcW"))))
        for old in cell._tc.tcPr.findall(qn("w:tcW"))[:-1]:
            cell._tc.tcPr.remove(old)
        kind = _CELLS.get(text[:1], "Text")
        _fill(cell, (f"{size}Table {kind}", "" if text.startswith("@") else text.lstrip("^_").strip()))
        if text.startswith("@"):
            cell.paragraphs[0]._p.append(_list_of(text[1:]))
    return row


def _list_of(vocabulary: str) -> Any:
    """A list from which one label of a vocabulary is chosen: a content control, without id since rows are repeated."""
    items = "".join(f'<w:listItem w:displayText="{text}" w:value="{text}"/>' for text in labels()[vocabulary].values())
    return parse_xml(
        f'<w:sdt {nsdecls("w")}><w:sdtPr><w:tag w:val="{vocabulary}"/><w:showingPlcHdr/><w:dropDownList>{items}'
        f"</w:dropDownList></w:sdtPr><w:sdtContent><w:r><w:t>{CHOOSE}</w:t></w:r></w:sdtContent></w:sdt>"
    )


def _text_width(document: Document) -> int:
    """Between the margins, mm."""
    section: Any = document.sections[0]
    return round((section.page_width - section.left_margin - section.right_margin) / Mm(1))


def _mark(table: Table, mark: str) -> None:
    row = _row(table, [""] * len(table.columns), "")
    row.cells[0].paragraphs[0].add_run(f"{{%tr {mark} %}}")


# --- the parts every paper is put together from ---------------------------------------------------------------------

_NUMBER = f"Số:{BLANK}/{{{{ number_symbol }}}}"
_PLACE_AND_DATE = f"{{{{ place }}}}, ngày{BLANK} tháng{BLANK} năm\u00a0{{{{ letter_year }}}}"


def _letterhead(document: Document, subject: str) -> None:
    """Who, the Quốc hiệu, number, place and date; a công văn has its subject below the number (II.5.b)."""
    table = _heads(document)
    number = ("Paper Number", _NUMBER)
    _fill(table.cell(1, 0), number, *([("Dispatch Subject", subject)] if subject else []))
    _fill(table.rows[1].cells[-1], ("Place And Date", _PLACE_AND_DATE))


def _letterhead_minutes(document: Document, _: str) -> None:
    """The same without place and date: minutes say when in their text (model letter 1.9)."""
    table = _heads(document)
    _fill(table.cell(1, 0), ("Paper Number", _NUMBER))
    _fill(table.rows[1].cells[-1], ("Place And Date", ""))


def _letterhead_list(document: Document, _: str) -> None:
    """The same without a number."""
    table = _heads(document)
    _fill(table.cell(1, 0), ("Paper Number", ""))
    _fill(table.rows[1].cells[-1], ("Place And Date", _PLACE_AND_DATE))


def _heads(document: Document) -> Table:
    between = _text_width(document) - LEFT_COLUMN - RIGHT_COLUMN
    widths = (LEFT_COLUMN, between, RIGHT_COLUMN) if between else (LEFT_COLUMN, RIGHT_COLUMN)
    table = _table(document, 2, widths, borders=False, padding=0)
    _fill(
        table.cell(0, 0),
        ("Parent Office", "{%p if parent_office %}"),
        ("Parent Office", "{{ parent_office }}"),
        ("Parent Office", "{%p endif %}"),
        ("Issuing Office", "{{ issuing_office }}"),
        *_issuing_line(),
    )
    _fill(
        table.rows[0].cells[-1],
        ("National Title", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("National Motto", "Độc lập - Tự do - Hạnh phúc"),
        ("National Motto Line", ""),
    )
    return table


def _issuing_line() -> Iterator[tuple[str, str]]:
    """The line below the name, of the length the paper says: the marks of Word cannot make a length of a number."""
    for number, length in enumerate(ISSUING_LINES):
        last = number == len(ISSUING_LINES) - 1
        choice = "else" if last else f'{"elif" if number else "if"} issuing_line == "{length}"'
        yield "Issuing Office", f"{{%p {choice} %}}"
        yield f"Issuing Office Line {length}", ""
    yield "Issuing Office", "{%p endif %}"


def _signature(document: Document, _: str) -> None:
    """Who gets it, and who signs, side by side and never on two pages (II.7, II.9)."""
    table = _table(document, 1, (80, 80), borders=False, padding=0)
    _fill(table.cell(0, 0), ("Recipients Label", "Nơi nhận:"), *_RECIPIENTS)
    _fill(table.cell(0, 1), ("Signature Title", "{{ signature_title }}"), ("Signer Name", "{{ signer_name }}"))


_RECIPIENTS = (
    ("Recipients", "{%p for text in recipients %}"),
    ("Recipients", "- {{ text }};"),
    ("Recipients", "{%p endfor %}"),
    ("Recipients", "- Lưu: {{ filed }}."),
)


def _sign_alone(document: Document, words: str) -> None:
    """One signature without Nơi nhận."""
    half = _text_width(document) // 2
    table = _table(document, 1, (half, half), borders=False, padding=0)
    _fill(table.cell(0, 0), ("Recipients", ""))
    _fill(
        table.cell(0, 1),
        ("Signature Title", words),
        ("Signature Note", "(Ký, ghi rõ họ tên)"),
        ("Signer Without Seal", ""),
    )


def _two_signatures(document: Document, _: str) -> None:
    """The agency and the leader of the team (Circular 26/2014, Article 37.2.b), and who gets it (model letter 1.9).

    Nơi nhận is in the row of the signatures, so that it never stands alone on a last page.
    """
    table = _table(document, 1, (80, 80), borders=False, padding=0)
    _fill(
        table.cell(0, 0),
        ("Signature Title", "ĐẠI DIỆN CƠ QUAN"),
        ("Signature Title", "CHỊU SỰ KIỂM TRA"),
        ("Signature Note", "(Ký, ghi rõ họ tên, chức vụ, đóng dấu)"),
        ("Signer Name Below Note", ""),
        ("Recipients Label Below", "Nơi nhận:"),
        *_RECIPIENTS,
    )
    _fill(
        table.cell(0, 1),
        ("Signature Title", "{{ signature_title }}"),
        ("Signature Note", "{% if signer_name %}(Ký){% else %}(Ký, ghi rõ họ tên){% endif %}"),
        ("Signer Name Below Note", "{{ signer_name }}"),
    )


def _annex(document: Document, _: str) -> None:
    """A new section with the same headers: its pages are numbered from 1 again (III.1.đ)."""
    paragraph = document.add_paragraph(style="Section Break")
    paragraph._p.get_or_add_pPr().append(deepcopy(document.element.body.sectPr))


_PARTS = {
    "letterhead": _letterhead,
    "letterhead_minutes": _letterhead_minutes,
    "letterhead_list": _letterhead_list,
    "signature": _signature,
    "sign_alone": _sign_alone,
    "two_signatures": _two_signatures,
    "annex": _annex,
}


def main() -> int:
    """Write all templates."""
    for name in kinds():
        write_whole(TARGET / f"{name}.docx", build(name))
    return 0


if __name__ == "__main__":
    sys.exit(main())
