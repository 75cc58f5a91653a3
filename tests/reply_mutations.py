"""Reply forms as agencies send them back: filled in, then moved, merged, renamed and typed otherwise.

A :class:`Filled` is what a person sees, a heading and rows, with what is true of it. Each mutator changes what is seen
and, where it says something else now, what is true. ``drawn`` makes one of a seeded ``random.Random``; it is then
written as a workbook or as a Word document.
"""

from __future__ import annotations

import copy
import io
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

import docx
import openpyxl
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from isoaudit.wording import label, table_words
from isoaudit.wording.form_marks import identity

PROGRAMME, INSPECTION = "ab" * 32, "2026-99-STP-TS"
NAMES = ("code", "finding", "basis", "cause", "correction", "action", "status", "day", "responsible", "evidence")
TEXTS = ("cause", "correction", "action", "responsible", "evidence")
_WORDS = "chưa phân công rà soát quy trình đã ban hành văn bản tập huấn cán bộ một cửa cập nhật".replace(" ", "\n")
_HIDES = {"day": ("done_on", "due_on"), "status": ("status", "done_on", "due_on")}
"""What cannot be known where a column cannot be read."""


@dataclass
class Filled:
    """A form as it is seen, and what is true of it."""

    above: list[str]
    heading: list[str]
    rows: list[list[Any]]
    names: list[str]
    """Of each column; empty: of none of the form."""
    truth: dict[str, dict[str, str]]
    """By code: what the agency says."""
    never: set[tuple[str, str]] = field(default_factory=set)
    """What can be said of nothing for certain any more."""
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Rows and columns, from 0 within the rows: first row and column, last row and column."""
    below: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    def column(self, name: str) -> int:
        """Where a column stands."""
        return self.names.index(name)


def filled(random: Random) -> Filled:
    """A form with two to six findings, each text of it unlike all others."""
    codes = [f"KPH {n:02d}" for n in range(1, random.randint(3, 7))]
    truth: dict[str, dict[str, str]] = {}
    rows: list[list[Any]] = []
    for number, code in enumerate(codes):
        there = [name for name in TEXTS if random.random() < 0.85]
        said = {name: f"{' '.join(random.sample(_WORDS.split(), 6))} {name[:2]}{number}" for name in there}
        status = random.choice(("done", "proposed"))
        day = date(2026, 10, 1) + timedelta(days=random.randrange(90))
        truth[code] = {**said, "status": status, "done_on" if status == "done" else "due_on": day.isoformat()}
        shown = {**said, "code": code, "finding": f"{code}. Hồ sơ số {number} quá hạn.", "basis": "Điểm d khoản 1"}
        shown |= {"status": label("reply_status", status), "day": f"{day.day:02d}/{day.month:02d}/{day.year}"}
        rows.append([shown.get(name, "") for name in NAMES])
    above = ["PHIẾU HÀNH ĐỘNG KHẮC PHỤC", "Cơ quan: Sở Tư pháp", identity(PROGRAMME, INSPECTION)]
    return Filled(above, [label("reply_field", name) for name in NAMES], rows, list(NAMES), truth)


def _code_of(form: Filled, row: int) -> str:
    return str(form.rows[row][form.column("finding")]).partition(".")[0]


def rows_moved(form: Filled, random: Random) -> None:
    """The rows stand in another order."""
    random.shuffle(form.rows)


def columns_moved(form: Filled, random: Random) -> None:
    """The columns stand in another order, each with its heading."""
    order = random.sample(range(len(form.names)), len(form.names))
    form.names, form.heading = [form.names[n] for n in order], [form.heading[n] for n in order]
    form.rows = [[row[n] for n in order] for row in form.rows]


def column_added(form: Filled, random: Random) -> None:
    """A column of the agency's own stands among the others."""
    at = random.randint(0, len(form.names))
    form.names.insert(at, "")
    form.heading.insert(at, random.choice(("Ghi chú", "TT", "Phòng phụ trách kiểm soát", "Kinh phí", "")))
    for n, row in enumerate(form.rows):
        row.insert(at, random.choice(("", f"{n + 1}", f"Ý kiến khác {n}")))


def column_dropped(form: Filled, random: Random) -> None:
    """A column that was only to be read, or one of the answers, is gone with all that stood in it."""
    name = random.choice(("basis", "finding", "responsible", "evidence", "cause"))
    if name not in form.names or (name == "finding" and "code" not in form.names):
        return
    at = form.column(name)
    for columns in (form.names, form.heading, *form.rows):
        del columns[at]
    for said in form.truth.values():
        said.pop(name, None)


def headings_reworded(form: Filled, random: Random) -> None:
    """The headings are in words that offices use, with signs and brackets."""
    for at, name in enumerate(form.names):
        if name and random.random() < 0.5:
            words = random.choice((form.heading[at], *table_words()["reply"].get(name, ())))
            form.heading[at] = random.choice(("{}", "{}:", "{} (nếu có)", "{}*", "  {} ")).format(
                random.choice((words, words.upper(), words.capitalize()))
            )


def heading_unknown(form: Filled, random: Random) -> None:
    """A heading says what nobody knows: nothing below it can be read."""
    at = random.randrange(len(form.names))
    name = form.names[at]
    form.heading[at] = random.choice(("Cột khác", "Xử lý nội bộ của phòng", "Nội dung", ""))
    if name in ("code", "finding") and "code_lost" in form.done:
        return
    hidden = _HIDES.get(name, (name,))
    form.never |= {(code, one) for code in form.truth for one in hidden}
    form.names[at] = ""


def codes_typed(form: Filled, random: Random) -> None:
    """Codes as people type them."""
    at = form.column("code") if "code" in form.names else None
    for row in form.rows if at is not None else ():
        number = str(row[at])[-2:]
        if number.isdecimal():
            row[at] = random.choice(
                (f"kph{number}", f"KPH-{int(number)}", f"KPH {int(number)}.", f"Kph  {number}", f"KPH–{number}")
            )


def code_lost(form: Filled, random: Random) -> None:
    """A code is gone, or is of no finding: the finding still says which it is, or contradicts it."""
    if not {"code", "finding"} <= set(form.names) or {"finding_lost", "row_twice", "merged_down"} & set(form.done):
        return
    row = random.randrange(len(form.rows))
    code = _code_of(form, row)
    form.rows[row][form.column("code")] = typed = random.choice(("", "?", "KPH 88", "KPH 01, KPH 02"))
    if typed:
        form.never |= {(code, name) for name in form.truth.get(code, {})}


def finding_lost(form: Filled, random: Random) -> None:
    """The agency took the words of its findings away."""
    if (
        "finding" in form.names
        and "code" in form.names
        and "code_lost" not in form.done
        and "row_twice" not in form.done
    ):
        for row in form.rows:
            row[form.column("finding")] = ""


def days_typed(form: Filled, random: Random) -> None:
    """Days as people and programs write them."""
    for row in form.rows if "day" in form.names else ():
        text = row[form.column("day")]
        if found := re.match("([0-9]{2})/([0-9]{2})/([0-9]{4})", text if isinstance(text, str) else ""):
            day, month, year = map(int, found.groups())
            signs = [f"{day}/{month}/{year}", f"{day}.{month}.{year}", f"{year}-{month:02d}-{day:02d}"]
            real = [date(year, month, day)] if month > 2 else []  # 31/02 is none
            words = f"ngày {day:02d} tháng {month:02d} năm {year}"
            row[form.column("day")] = random.choice([*signs, words, f"{day}-{month}-{year}", *real])


def day_vague(form: Filled, random: Random) -> None:
    """A day that is none."""
    if "day" in form.names and "row_twice" not in form.done:
        row = random.randrange(len(form.rows))
        form.rows[row][form.column("day")] = random.choice(("trong tháng 12", "31/02/2026", "quý IV", "x"))
        form.never |= {(_code(form, row), name) for name in ("done_on", "due_on")}


def _code(form: Filled, row: int) -> str:
    """The code that a row is truly of."""
    for name in ("finding", "code"):
        if name in form.names and (text := str(form.rows[row][form.column(name)])):
            return f"KPH {''.join(sign for sign in text.partition('.')[0] if sign.isdigit())[:2]:0>2}"
    return ""


def status_typed(form: Filled, random: Random) -> None:
    """The status in other words of one meaning."""
    ways = {
        label("reply_status", "done"): ("Đã thực hiện", "ĐÃ THỰC HIỆN", "đã hoàn thành", "đã thực hiện xong."),
        label("reply_status", "proposed"): ("Đề xuất", "ĐỀ XUẤT", "đề xuất thực hiện"),
    }
    for row in form.rows if "status" in form.names else ():
        if (text := row[form.column("status")]) in ways:
            row[form.column("status")] = random.choice(ways[text])


def status_vague(form: Filled, random: Random) -> None:
    """A status that is none of the two: then nobody knows which day stands beside it."""
    if "status" in form.names and "row_twice" not in form.done:
        row = random.randrange(len(form.rows))
        form.rows[row][form.column("status")] = random.choice(("đang thực hiện", "Chọn", "x", "đã thực hiện; đề xuất"))
        form.never |= {(_code(form, row), name) for name in ("status", "done_on", "due_on")}


def row_twice(form: Filled, random: Random) -> None:
    """A finding stands twice, the second time with something else."""
    if "action" in form.names and "code" in form.names:
        row = random.randrange(len(form.rows))
        copy = list(form.rows[row])
        if random.random() < 0.6 and copy[form.column("action")]:
            copy[form.column("action")] = "một hành động khác hẳn"
            form.never.add((_code(form, row), "action"))
        form.rows.insert(random.randint(0, len(form.rows)), copy)


def merged_across(form: Filled, random: Random) -> None:
    """Two cells beside each other are merged: nobody knows which of them what stands there belongs to."""
    row, at = random.randrange(len(form.rows)), random.randrange(len(form.names) - 1)
    if "row_twice" in form.done or {"code", "finding", ""} & set(form.names[at : at + 2]):
        return
    form.merged.append((row, at, row, at + 1))
    form.rows[row][at] = form.rows[row][at] or form.rows[row][at + 1]
    form.rows[row][at + 1] = ""
    code = _code(form, row)
    for name in form.names[at : at + 2]:
        more = _HIDES.get(name, (name,))
        form.never |= {(code, one) for one in more}


def merged_down(form: Filled, random: Random) -> None:
    """What is said of one finding is said of the next one too."""
    name = random.choice(TEXTS)
    if name not in form.names or len(form.rows) < 2 or form.merged or "row_twice" in form.done:
        return
    row = random.randrange(len(form.rows) - 1)
    first, second = _code(form, row), _code(form, row + 1)
    at = form.column(name)
    if not form.rows[row][at]:
        return
    form.merged.append((row, at, row + 1, at))
    form.rows[row + 1][at] = ""
    if first in form.truth and second in form.truth and name in form.truth[first]:
        form.truth[second][name] = form.truth[first][name]


def rows_between(form: Filled, random: Random) -> None:
    """Empty rows and rows of a group among the others."""
    if not form.merged:
        for _ in range(random.randint(1, 3)):
            row: list[Any] = [""] * len(form.names)
            row[random.choice((0, 0, len(row) - 1))] = random.choice(("", "", "Phòng Hành chính", "II. NHÓM KHÁC"))
            form.rows.insert(random.randint(0, len(form.rows)), row)


def decomposed(form: Filled, random: Random) -> None:
    """Letters and their marks apart, as macOS writes them."""
    _each(form, lambda text: unicodedata.normalize("NFD", text))


def invisible(form: Filled, random: Random) -> None:
    """Spaces and signs that nobody sees."""
    _each(
        form,
        lambda text: text.replace(" ", random.choice((" ", "\u00a0", "  "))) + random.choice(("", "\u200b", " ", "\n")),
    )


def _each(form: Filled, change: Callable[[str], str]) -> None:
    form.above, form.heading = [change(text) for text in form.above], [change(text) for text in form.heading]
    form.rows = [[change(cell) if isinstance(cell, str) and cell else cell for cell in row] for row in form.rows]


def above_changed(form: Filled, random: Random) -> None:
    """Other lines above the table; the line with the mark stands elsewhere."""
    form.above.insert(0, "SỞ TƯ PHÁP TỈNH AN BÌNH")
    random.shuffle(form.above)


def identity_changed(form: Filled, random: Random) -> None:
    """The mark is gone, mistyped, or there are two: then the form is of nobody's."""
    kept = [text for text in form.above if "STP" not in text]
    other = identity(PROGRAMME, "2026-99-SNV-TS")
    mistyped = identity(PROGRAMME, INSPECTION).replace("STP", "SNV")
    form.above = random.choice((kept, [*kept, mistyped], [*form.above, other]))


def signed_below(form: Filled, random: Random) -> None:
    """Who signs stands below the table."""
    form.below = ["An Bình, ngày 05 tháng 11 năm 2026", "GIÁM ĐỐC", "Nguyễn Văn Ba"]


LATER = (merged_across, merged_down)  # the cells must not move any more
MUTATORS = (
    rows_moved, columns_moved, column_added, column_dropped, headings_reworded, heading_unknown, codes_typed, code_lost,
    finding_lost, days_typed, day_vague, status_typed, status_vague, row_twice, rows_between, decomposed, invisible,
    above_changed, identity_changed, signed_below,
)  # fmt: skip


def drawn(random: Random) -> Filled:
    """A form with one to five changes; ``done`` names them."""
    form = filled(random)
    for mutate in (*random.sample(MUTATORS, random.randint(1, 4)), *random.sample(LATER, random.randint(0, 1))):
        mutate(form, random)
        form.done.append(mutate.__name__)
    return form


def as_workbook(form: Filled, random: Random) -> bytes:
    """The form as an .xlsx file."""
    book = openpyxl.Workbook()
    sheet = book.active
    left = random.choice((1, 1, 2))
    for text in form.above:
        sheet.append([text])
    top = sheet.max_row + random.choice((1, 2)) if form.above else 1
    for at, text in enumerate(form.heading):
        sheet.cell(top, left + at).value = text or None
    for n, row in enumerate(form.rows, start=top + 1):
        for at, value in enumerate(row):
            cell = sheet.cell(n, left + at)
            cell.value = None if value == "" else value
            if isinstance(value, date):
                cell.number_format = random.choice(("dd/mm/yyyy", "d-mmm-yy", "yyyy-mm-dd"))
            elif isinstance(value, str) and value:
                cell.data_type = "s"
    for first, start, last, end in form.merged:
        sheet.merge_cells(
            start_row=top + 1 + first, end_row=top + 1 + last, start_column=left + start, end_column=left + end
        )
    for n, text in enumerate(form.below, start=top + len(form.rows) + 2):
        sheet.cell(n, left + len(form.names) - 1).value = text
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_document(form: Filled, random: Random) -> bytes:
    """The form as a .docx file, its cells in content controls, tracked insertions and many runs."""
    document = docx.Document()
    for text in form.above:
        document.add_paragraph(text)
    table = document.add_table(1, len(form.names))
    for cell, text in zip(table.rows[0].cells, form.heading, strict=True):
        cell.text = text
    for row in form.rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            _write(cell, f"{value.day}/{value.month}/{value.year}" if isinstance(value, date) else value, random)
    for first, start, last, end in form.merged:
        table.cell(1 + first, start).merge(table.cell(1 + last, end))
    if not form.merged and random.random() < 0.2:
        split(table, random.randint(1, len(form.rows)))
    for element in (table._tbl, *(row._tr for row in table.rows)):
        if random.random() < 0.15:
            _in_control(element)
    for text in form.below:
        document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def split(table: Any, at: int) -> None:
    """Two tables of one, as Ctrl+Shift+Enter in Word does: the second has no heading."""
    second = copy.deepcopy(table._tbl)
    for row in second.findall(qn("w:tr"))[:at]:
        second.remove(row)
    for row in table._tbl.findall(qn("w:tr"))[at:]:
        table._tbl.remove(row)
    between = OxmlElement("w:p")
    table._tbl.addnext(between)
    between.addnext(second)


def _write(cell: Any, text: str, random: Random) -> None:
    paragraph = cell.paragraphs[0]
    pieces = [text] if random.random() < 0.6 else [text[:3], text[3:]]
    for piece in filter(None, pieces):
        run = paragraph.add_run(piece)._r
        way = random.random()
        if way < 0.15:
            _in_control(run)
        elif way < 0.25:
            inserted = OxmlElement("w:ins")
            inserted.set(qn("w:author"), "a")
            inserted.set(qn("w:id"), "1")
            run.addprevious(inserted)
            inserted.append(run)
    if random.random() < 0.1:
        gone = OxmlElement("w:del")
        gone.append(OxmlElement("w:r"))
        text_gone = OxmlElement("w:delText")
        text_gone.text = "lời đã xóa"
        gone[0].append(text_gone)
        paragraph._p.append(gone)


def _in_control(element: Any) -> None:
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    control.append(OxmlElement("w:sdtPr"))
    control.append(content)
    element.addprevious(control)
    content.append(element)
