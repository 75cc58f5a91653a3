"""The book of acts: which columns it has, and the workbook in which văn thư keeps it.

A sheet a stage of the procedure, a row an inspection; of each act as many cells as it has fields. Below the headings
that are read by people a hidden row names each column in full, and that row is what reading goes by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from isoaudit.model import ActKind, Inspection
from isoaudit.rules.acts import RULES
from isoaudit.rules.in_force import ON_LETTERS
from isoaudit.tables.cells import Column, one_of, text
from isoaudit.tables.days import day
from isoaudit.tables.workbooks.writing import FONT, LINE, fit_row, for_print, new_book, packed, put, refuse_too_long
from isoaudit.wording import date_short, label
from isoaudit.wording.rounds import round_words

STAGES: tuple[tuple[str, tuple[ActKind, ...]], ...] = (
    ("Kế hoạch, báo cáo", ("plan_approved", "ad_hoc_required", "requested", "report_received", "reminded")),
    ("Quyết định", ("decided", "decision_amended", "programme_made")),
    ("Tại trụ sở", ("announced", "minutes_agreed", "minutes_signed", "minutes_unsigned", "team_reported")),
    (
        "Thông báo, khắc phục",
        (
            *("notice_issued", "correction_requested", "correction_reminded"),
            *("correction_reported", "review_notified", "not_accepted"),
        ),
    ),
    ("Đính chính, thu hồi", ON_LETTERS),
    ("Báo cáo UBND", ("results_reported", "december_reported")),
)
"""The sheets, and the acts of each in the order of Circular 26/2014."""
MOST = 9
"""Times one act has cells in a row; of one that happened more often the last ones stand there."""
DAYS = ("on", "arrived_on", "reply_by")
SEEN = "seen"
_ASKS = ("requested", "correction_requested", "letter_replaced")
_WIDTHS = {"number": 17, "on": 11, "arrived_on": 11, "reply_by": 11, "signer": 18, "issuer": 22, "file": 18, "note": 16}
_WIDTHS["about"] = 17
_LONG = ("about", "number", "on", "signer", "issuer", "arrived_on", "reply_by", "file", "note")


@dataclass(frozen=True, slots=True)
class Slot:
    """The cells of one act in a row: an act that happens several times has some, numbered from 1."""

    act: ActKind
    time: int = 0
    """Which of several times; 0: it happens once."""

    @property
    def code(self) -> str:
        """What it is known by in a workbook."""
        return f"{self.act}_{self.time}" if self.time else self.act

    @property
    def heading(self) -> str:
        """What a person reads above it."""
        return f"{label('act', self.act)} ({self.time})" if self.time > 1 else label("act", self.act)

    def column(self, name: str) -> str:
        """The column of one of its fields."""
        return f"{self.code} {name}"


def fields_of(act: ActKind) -> tuple[str, ...]:
    """The fields of an act that the book has a cell for; ``record`` takes the rarer ones too."""
    paper = RULES[act].paper
    if not paper:
        return ("on", "note")
    if paper == "minutes":
        return ("on", "signer", "file", "note") if act == "minutes_unsigned" else ("on", "file", "note")
    if paper == "incoming":
        return ("number", "on", "arrived_on", *(("issuer",) if RULES[act].ad_hoc else ()), "file", "note")
    about = ("about",) if act in ON_LETTERS else ()
    return (*about, "number", "on", "signer", "issuer", *(("reply_by",) if act in _ASKS else ()), "file", "note")


def slots_of(act: ActKind, times: int = MOST) -> tuple[Slot, ...]:
    """The cells an act has in a row."""
    return tuple(Slot(act, time) for time in range(1, times + 1)) if RULES[act].several else (Slot(act),)


def _columns() -> Iterator[Column]:
    yield Column("inspection", text, title="Cuộc kiểm tra")
    yield Column("agency_code", text, title="Mã cơ quan")
    yield Column("round", text)
    yield Column("mode", one_of("mode"), values="mode")
    yield Column("act", one_of("act"), title="Việc")
    for name in _LONG:
        yield Column(name, day if name in DAYS else text, title=label("act_field", name))
    yield Column(SEEN, text)
    for slot in (slot for _, acts in STAGES for act in acts for slot in slots_of(act)):
        for name in fields_of(slot.act):
            title = f"{slot.heading}: {label('act_field', name).lower()}"
            yield Column(slot.column(name), day if name in DAYS else text, title=title)


COLUMNS = tuple(_columns())
"""Of both forms: a row an act (``act`` and its fields), and a row an inspection (the columns of the slots)."""
SLOTS = tuple(slot for _, acts in STAGES for act in acts for slot in slots_of(act))


@dataclass(frozen=True, slots=True)
class Line:
    """An inspection in the book."""

    inspection: Inspection
    agency: str
    """Its name."""
    shown: Mapping[Slot, Mapping[str, str]]
    """What is recorded: the fields of each act, days as ISO text, of a file its name."""
    open: frozenset[ActKind]
    """The acts that the law allows next."""
    later: Mapping[ActKind, tuple[tuple[ActKind, ...], ...]] = field(default_factory=dict)
    """Of acts that are not allowed yet: those that must come before; of each pair one is enough."""
    seen: str = ""
    """What reading compares with: of which programme the row is, on which entries its cells rest."""


_HEAD = (("Cuộc kiểm tra", 19), ("Cơ quan", 28), ("Đợt", 8), ("Thời gian", 13))
_GROUPS, _NAMES, _CODES = 4, 5, 6
"""The rows of the headings: of the acts, of their fields, and the hidden one."""
_FIRST = _CODES + 1
_GREY, _WHITE, _RECORDED = "D9D9D9", "FFFFFF", "E8F1E4"
_PAGE = 176
"""Units of column width on a page of A4 landscape at the scale below."""
_SCALE = 60
_NEW_ACT = Border(Side("medium", "7F7F7F"), LINE, LINE, LINE)
_GRID = Border(LINE, LINE, LINE, LINE)


def acts_workbook(authority: str, year: int, lines: Sequence[Line]) -> bytes:
    """The book of a year. Raises TableError when a text is longer than a cell can hold (TABLE_015)."""
    refuse_too_long(
        (line.inspection.id, label("act_field", name), text)
        for line in lines
        for fields in line.shown.values()
        for name, text in fields.items()
    )
    book = new_book()
    _add_styles(book)
    where: dict[ActKind, tuple[str, str]] = {}
    sheets = []
    for title, acts in STAGES:
        rows = [line for line in lines if any(fits(act, line.inspection) for act in acts)]
        slots = [slot for act in acts for slot in _needed(act, rows)]
        if rows and slots:
            sheet = book.create_sheet(title)
            columns = _columns_of(slots)
            where |= {slot.act: (title, get_column_letter(columns[slot]["on"])) for slot in reversed(slots)}
            sheets.append((sheet, rows, columns))
    for sheet, rows, columns in sheets:
        _fill_in(sheet, f"{authority}, năm {year}", rows, columns, where)
    return packed(book)


def _add_styles(book: Workbook) -> None:
    plain, top = Font(name=FONT, size=11), Alignment(vertical="top", wrap_text=True)
    for name, colour in (("later", _GREY), ("free", _WHITE), ("recorded", _RECORDED)):
        fill = PatternFill("solid", fgColor=colour)
        for kind, form in (("text", "@"), ("day", "dd/mm/yyyy")):
            style = NamedStyle(f"{name} {kind}", plain, fill, _GRID, top, number_format=form)
            book.add_named_style(style)


def fits(act: ActKind, inspection: Inspection) -> bool:
    """Whether an act belongs to an inspection of this form and occasion."""
    rule = RULES[act]
    return inspection.mode in rule.forms and (inspection.occasion == "ad_hoc" or not rule.ad_hoc)


def _needed(act: ActKind, rows: Sequence[Line]) -> tuple[Slot, ...]:
    """The cells of an act in a sheet: those that are filled, and one more where it can happen again."""
    if not any(fits(act, line.inspection) for line in rows):
        return ()
    most = max((slot.time for line in rows for slot in line.shown if slot.act == act), default=0)
    return slots_of(act, min(most + 1, MOST))


def _columns_of(slots: Sequence[Slot]) -> dict[Slot, dict[str, int]]:
    """Where the fields of each act stand, columns from 1."""
    position = len(_HEAD)
    found: dict[Slot, dict[str, int]] = {}
    for slot in slots:
        found[slot] = {name: position + n for n, name in enumerate(fields_of(slot.act), start=1)}
        position += len(found[slot])
    return found


def _fill_in(
    sheet: Worksheet,
    whose: str,
    rows: Sequence[Line],
    columns: Mapping[Slot, Mapping[str, int]],
    where: Mapping[ActKind, tuple[str, str]],
) -> None:
    last = max(position for names in columns.values() for position in names.values())
    put(sheet.cell(1, 1), f"SỔ GHI VIỆC: {sheet.title.upper()}", "title")
    put(sheet.cell(2, 1), f"{whose}. Ô xanh: đã ghi; ô trắng: ghi được; ô xám: chưa đến lượt hoặc không dùng.", "plain")
    _write_headings(sheet, columns, last)
    for number, line in enumerate(rows, start=_FIRST):
        _write_row(sheet, number, line, columns, last)
        put(sheet.cell(number, last + 1), f"{line.seen} n={len(rows)}", "plain")
    for slot, names in columns.items():
        _turn_white(sheet, rows, slot, names, where)
    sheet.freeze_panes = sheet.cell(_FIRST, 3)
    for_print(sheet, heading=_NAMES, footer=f"{whose} - {sheet.title}")
    sheet.print_title_rows = f"{_GROUPS}:{_NAMES}"
    sheet.print_title_cols = f"A:{get_column_letter(2)}"
    sheet.sheet_properties.pageSetUpPr.fitToPage = False
    sheet.page_setup.scale = _SCALE
    sheet.print_area = f"A1:{get_column_letter(last)}{_FIRST + len(rows) - 1}"
    for column in _breaks(sheet, columns):
        sheet.col_breaks.append(Break(id=column))


def _write_headings(sheet: Worksheet, columns: Mapping[Slot, Mapping[str, int]], last: int) -> None:
    for position, (heading, width) in enumerate(_HEAD, start=1):
        put(sheet.cell(_GROUPS, position), heading, "heading")
        put(sheet.cell(_NAMES, position), "", "heading")
        sheet.merge_cells(start_row=_GROUPS, end_row=_NAMES, start_column=position, end_column=position)
        sheet.column_dimensions[get_column_letter(position)].width = width
    put(sheet.cell(_CODES, 1), "Cuộc kiểm tra", "plain")
    titles = {column.name: column.heading for column in COLUMNS}
    for slot, names in columns.items():
        first, end = min(names.values()), max(names.values())
        for name, position in names.items():
            put(sheet.cell(_GROUPS, position), slot.heading if position == first else "", "heading")
            put(sheet.cell(_NAMES, position), _short(slot, name), "heading")
            put(sheet.cell(_CODES, position), titles[slot.column(name)], "plain")
            sheet.column_dimensions[get_column_letter(position)].width = _WIDTHS[name]
        sheet.merge_cells(start_row=_GROUPS, end_row=_GROUPS, start_column=first, end_column=end)
        for row in (_GROUPS, _NAMES):
            sheet.cell(row, first).border = _NEW_ACT
    put(sheet.cell(_CODES, last + 1), SEEN, "plain")
    sheet.row_dimensions[_CODES].hidden = True
    sheet.column_dimensions[get_column_letter(last + 1)].hidden = True
    sheet.row_dimensions[_GROUPS].height = 32
    sheet.row_dimensions[_NAMES].height = 32


def _short(slot: Slot, name: str) -> str:
    if slot.act == "minutes_unsigned":
        return {"signer": "Người chứng kiến", "note": "Lý do"}.get(name, label("act_field", name))
    return label("act_field", name)


def _write_row(sheet: Worksheet, number: int, line: Line, columns: Mapping[Slot, Mapping[str, int]], last: int) -> None:
    inspection = line.inspection
    days = " - ".join(date_short(d) for d in dict.fromkeys((inspection.from_, inspection.to)) if d)
    texts = [inspection.id, line.agency, round_words(inspection.round), days, *[""] * (last - len(_HEAD))]
    for position, words in enumerate(texts[: len(_HEAD)], start=1):
        put(sheet.cell(number, position), words, "to read")
    for slot, names in columns.items():
        shown = line.shown.get(slot)
        look = "recorded" if shown else "free" if slot.act in line.open and _next(line, slot) else "later"
        for name, position in names.items():
            value = shown.get(name, "") if shown else ""
            _put(sheet.cell(number, position), name, value, look)
            texts[position - 1] = "" if name in DAYS else value
        sheet.cell(number, min(names.values())).border = _NEW_ACT
    fit_row(sheet, number, texts)


def _next(line: Line, slot: Slot) -> bool:
    """Whether it is the next of an act that can happen several times."""
    return slot.time < 2 or Slot(slot.act, slot.time - 1) in line.shown


def _put(cell: Cell, name: str, value: str, look: str) -> None:
    if name in DAYS:
        cell.style = f"{look} day"
        if value:
            cell.value = date.fromisoformat(value)
            cell.number_format = "dd/mm/yyyy"
    else:
        put(cell, value, f"{look} text")


def _turn_white(
    sheet: Worksheet,
    rows: Sequence[Line],
    slot: Slot,
    names: Mapping[str, int],
    where: Mapping[ActKind, tuple[str, str]],
) -> None:
    """Make grey cells white as soon as the days of what must come before are filled in, on whichever sheet they are."""
    if slot.time > 1:
        return
    by_need: dict[tuple[tuple[ActKind, ...], ...], list[int]] = {}
    for number, line in enumerate(rows, start=_FIRST):
        if slot not in line.shown and slot.act in line.later:
            by_need.setdefault(line.later[slot.act], []).append(number)
    letters = [get_column_letter(position) for position in (min(names.values()), max(names.values()))]
    for need, numbers in by_need.items():
        said = [[where[act] for act in either if act in where] for either in need]
        if not all(said):
            continue
        tests = (" + ".join(_count(title, letter, numbers[0]) for title, letter in places) for places in said)
        formula = "AND(" + ",".join(f"({test})>0" for test in tests) + ")"
        cells = " ".join(f"{letters[0]}{first}:{letters[1]}{end}" for first, end in _runs(numbers))
        white = PatternFill("solid", fgColor=_WHITE, bgColor=_WHITE)
        sheet.conditional_formatting.add(cells, FormulaRule(formula=[formula], fill=white))


def _count(title: str, letter: str, row: int) -> str:
    """How many rows of a sheet say a day of this row's inspection: rows may have been moved."""
    sheet = quote_sheetname(title)
    span = f"{_FIRST}:${{}}$2000"
    ids, days = (f"{sheet}!${column}${span.format(column)}" for column in ("A", letter))
    return f'COUNTIFS({ids},$A{row},{days},"<>")'


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Rows in a row, each as its first and last."""
    first = before = numbers[0]
    for number in numbers[1:]:
        if number != before + 1:
            yield first, before
            first = number
        before = number
    yield first, before


def _breaks(sheet: Worksheet, columns: Mapping[Slot, Mapping[str, int]]) -> Iterator[int]:
    """The columns after which a printed page ends, so that no act is cut in two."""
    repeated = sum(width for _, width in _HEAD[:2])
    used = float(sum(width for _, width in _HEAD))
    for names in columns.values():
        width = sum(_WIDTHS[name] for name in names)
        if used + width > _PAGE and used > repeated:
            yield min(names.values()) - 1
            used = repeated
        used += width
