"""Workbooks out: tables and answers as XLSX files that a person fills in and :mod:`isoaudit.tables.reading` reads.

The same content gives the same bytes. Every text is written as text: what begins with ``=`` is never computed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from isoaudit.model import REQUIRED, Answer, Case, Criterion, Inspection, Wording, joined
from isoaudit.rules.findings import applies, expected, qms_not_built
from isoaudit.rules.prepared import prepared, reported_lines
from isoaudit.tables.cells import FOR_READING, Column
from isoaudit.tables.files.sheets import EFFECTS, GUIDE, LISTS, WORDINGS
from isoaudit.tables.workbooks.effects import add_effects
from isoaudit.tables.workbooks.wordings import add_wordings
from isoaudit.tables.workbooks.writing import (
    FONT,
    LINE,
    Lists,
    fit_row,
    for_print,
    new_book,
    packed,
    protect,
    put,
    refuse_too_long,
    sheet_name,
)
from isoaudit.wording import date_short, in_team, label, labels, point_name, sentence
from isoaudit.wording.statements import side_by_side

_NEW_POINT = Border(LINE, LINE, Side("medium", "1F3864"), LINE)
_MISSING = PatternFill("solid", fgColor="FFF2CC", bgColor="FFF2CC")
_LONGEST_MESSAGE = 250
"""Characters of an input message; Excel takes 255."""

_GUIDE_COLUMNS = (
    ("Trang", 20),
    ("Cơ quan chịu sự kiểm tra", 46),
    ("Hình thức", 22),
    ("Thời gian", 28),
    ("Thành phần Đoàn", 58),
    ("Tiêu chí chưa có kết quả", 16),
)


def table_workbook(title: str, columns: Sequence[Column], rows: Sequence[Mapping[str, str]]) -> bytes:
    """A list as a workbook of one sheet: a heading that stays in view, drop-downs, everything text.

    ``rows`` hold the texts of the columns by name. Raises TableError when a text is longer than a cell can hold
    (TABLE_015); a control character, which no noun holds, raises openpyxl's IllegalCharacterError.
    """
    texts = [(f"{title}, dòng {n}", c.heading, row.get(c.name, "")) for n, row in enumerate(rows, 2) for c in columns]
    refuse_too_long(texts)
    book = new_book()
    sheet = book.create_sheet(sheet_name(title, set()))
    lists = Lists(book)
    for position, column in enumerate(columns, start=1):
        letter = get_column_letter(position)
        put(sheet.cell(1, position), column.heading, "heading")
        for number, row in enumerate(rows, start=2):
            put(sheet.cell(number, position), row.get(column.name, ""), "entry")
        longest = max((len(line) for row in rows for line in row.get(column.name, "").split("\n")), default=0)
        sheet.column_dimensions[letter].width = min(max(longest / 1.2 + 2, len(column.heading) / 2 + 4, 9), 36)
        sheet.column_dimensions[letter].number_format = "@"
        if column.values:
            choice = lists.choice(tuple(labels()[column.values].values()))
            choice.add(f"{letter}2:{letter}1048576")
            sheet.add_data_validation(choice)
    for number, row in enumerate(rows, start=2):
        fit_row(sheet, number, [row.get(column.name, "") for column in columns])
    fit_row(sheet, 1, [column.heading for column in columns])
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
    for_print(sheet, heading=1, footer=title)
    lists.finish()
    return packed(book)


@dataclass(frozen=True, slots=True)
class _Field:
    """A column of the sheet of an inspection."""

    name: str
    """Of the column of a table of answers; empty: only to be read."""
    heading: str
    width: float
    entry: bool = False


def _answer_field(name: str, width: float, entry: bool = True) -> _Field:
    return _Field(name, label("column", name), width, entry)


_FIELDS = (
    _answer_field("inspection", 18, entry=False),
    _answer_field("criterion", 12, entry=False),
    *(_Field("", heading, width) for heading, width in zip(FOR_READING, (16, 32, 36), strict=True)),
    _answer_field("verdict", 13),
    _answer_field("evidence", 34),
    _answer_field("gap", 30),
    _answer_field("note", 20),
    _answer_field("grade", 9),
    _answer_field("inspector", 15),
    _answer_field("examined_on", 11),
    _answer_field("seen", 18, entry=False),
)
_HIDDEN = ("inspection", "seen")
"""What only a program reads: which inspection a row is of, and which entries its answer rested on when it went out."""
_MARK = 16  # digits of an entry's id; as many as on paper
_LETTERS = {field.name: get_column_letter(n) for n, field in enumerate(_FIELDS, start=1) if field.name}
_LAST = get_column_letter(len(_FIELDS))
_HEADING = 4
"""The row of the heading; who is inspected, when and by whom stands above."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A criterion in the sheet of an inspection."""

    criterion: Criterion
    point: str
    """The point of Article 36 in words, and the annex it is from."""
    opens: bool
    """Whether it is the first of its point."""
    wanted: bool
    """Whether it is missing as long as it has no verdict."""
    answer: Answer
    prepared: tuple[str, ...] = ()
    """What lists, last days and the agency say before it is answered."""


def answers_workbook(cases: Sequence[Case], wordings: Sequence[Wording] = ()) -> bytes:
    """What inspectors fill in: a guide, and a sheet for each inspection with its criteria in the order of Article 36;
    where earlier findings are to be looked at again, a sheet of these; last the wordings for what is asked.

    What was answered stands there already. Only the cells of the answers can be changed (no password). Raises
    TableError when a text is longer than a cell can hold (TABLE_015); nouns hold no control characters.
    """
    refuse_too_long(text for case in cases for text in _texts(case))
    book = new_book()
    guide = book.create_sheet(GUIDE)
    taken = {
        GUIDE.casefold(),
        LISTS.casefold(),
        EFFECTS.casefold(),
        WORDINGS.casefold(),
        "history",
    }  # the last is Excel's own
    several = {code for code, number in Counter(case.agency.code for case in cases).items() if number > 1}
    lists = Lists(book)
    sheets = []
    for case in cases:
        wish = case.inspection.id if case.agency.code in several else case.agency.code
        sheet = book.create_sheet(sheet_name(wish, taken))
        _fill_in(sheet, case, lists)
        sheets.append(sheet)
    looked_at = add_effects(book, cases, lists)
    asked = dict.fromkeys(id for case in cases for id in criteria_asked(case))
    offered = add_wordings(book, wordings, list(asked))
    _write_guide(guide, cases, sheets, has_effects=looked_at is not None, has_wordings=offered)
    lists.finish()
    return packed(book)


def _texts(case: Case) -> Iterator[tuple[str, str, str]]:
    for answer in case.answers:
        where = f"cuộc kiểm tra {case.inspection.id}, tiêu chí {answer.criterion}"
        for name, text in _said(answer).items():
            yield where, label("column", name), text


def _said(answer: Answer) -> dict[str, str]:
    """An answer as its cells say it, by column."""
    return {
        "verdict": label("verdict", answer.verdict) if answer.verdict else "",
        "evidence": joined(evidence.text for evidence in answer.evidence),
        "gap": answer.gap,
        "note": answer.note,
        "grade": label("grade", answer.grade) if answer.grade else "",
        "inspector": answer.inspector,
        "examined_on": date_short(answer.examined_on) if answer.examined_on else "",
        "seen": " ".join(head[:_MARK] for head in answer.heads),
    }


def _entries(case: Case) -> Iterator[_Entry]:
    """The criteria to be answered and those answered besides, then the annexes."""
    wanted = {criterion.id for criterion in expected(case)}
    answers = {answer.criterion: answer for answer in case.answers}
    beside = {"scope_said": prepared(case), "reported_said": reported_lines(case)}
    before = ""
    for pinned in sorted(case.checklists, key=lambda p: p.checklist.annex):
        annex = pinned.checklist.annex
        for criterion in pinned.checklist.criteria:
            offered = annex and applies(criterion, case.agency, case.inspection) and not qms_not_built(case)
            if criterion.id in wanted or criterion.id in answers or offered:
                point = f"{label('point', criterion.point)} ({point_name(criterion.point)})"
                point = f"{pinned.checklist.title}: {point}" if annex else point
                empty = Answer(inspection=case.inspection.id, criterion=criterion.id)
                answer = answers.get(criterion.id, empty)
                said = {label(of, "heading"): lines.get(criterion.id, ()) for of, lines in beside.items()}
                told = tuple(f"{heading}: {' '.join(lines)}" for heading, lines in said.items() if lines)
                yield _Entry(criterion, point, point != before, criterion.id in wanted, answer, told)
                before = point


def criteria_asked(case: Case) -> list[str]:
    """The ids of the criteria that the sheet of an inspection has a row of."""
    return [entry.criterion.id for entry in _entries(case)]


def _fill_in(sheet: Worksheet, case: Case, lists: Lists) -> None:
    put(sheet["B1"], f"Phiếu kiểm tra: {case.agency.name}", "title")
    put(sheet["B2"], _facts(case.inspection), "plain")
    entries = list(_entries(case))
    # Above the heading: below it would be read as a criterion.
    nothing = "" if entries else ". Không có tiêu chí nào cần ghi kết quả."
    put(sheet["B3"], f"Đoàn kiểm tra: {_team(case.inspection) or 'chưa ghi'}{nothing}", "plain")
    for position, field in enumerate(_FIELDS, start=1):
        put(sheet.cell(_HEADING, position), field.heading, "heading" if field.entry else "heading to read")
        sheet.column_dimensions[get_column_letter(position)].width = field.width
    for name in _HIDDEN:
        sheet.column_dimensions[_LETTERS[name]].hidden = True
    fit_row(sheet, _HEADING, [field.heading for field in _FIELDS])
    for row, entry in enumerate(entries, start=_HEADING + 1):
        _write_entry(sheet, row, entry)
    last = _HEADING + len(entries)
    if entries:
        _add_choices(sheet, case, lists, last)
        _add_messages(sheet, entries, last)
        _show_missing(sheet, entries)
    sheet.freeze_panes = f"E{_HEADING + 1}"
    sheet.auto_filter.ref = f"A{_HEADING}:{_LAST}{max(last, _HEADING + 1)}"
    protect(sheet)
    for_print(sheet, heading=_HEADING, footer=case.agency.name)


def _facts(inspection: Inspection) -> str:
    facts = [f"Cuộc kiểm tra {inspection.id}", f"hình thức: {label('mode', inspection.mode)}"]
    if days := _days(inspection.from_, inspection.to):
        facts.append(f"thời gian: {days}")
    if period := _days(inspection.period_from, inspection.period_to):
        facts.append(f"thời kỳ kiểm tra: {period}")
    return "; ".join(facts)


def _days(first: date | None, last: date | None) -> str:
    if first == last:
        return date_short(first) if first else ""
    parts = [f"từ {date_short(first)}"] if first else []
    return " ".join([*parts, f"đến {date_short(last)}"] if last else parts)


def _team(inspection: Inspection) -> str:
    return "; ".join(map(in_team, inspection.team))


def _write_entry(sheet: Worksheet, row: int, entry: _Entry) -> None:
    criterion, answer = entry.criterion, entry.answer
    disputed = [f"Chưa thống nhất, các kết quả đã ghi: {side_by_side(answer.disputed)}"] if answer.disputed else []
    caution = [f"Chú ý: {criterion.caution}"] if criterion.caution else []
    looked_for = [*disputed, *entry.prepared, *criterion.look_for, *caution]
    texts = [answer.inspection, criterion.id, entry.point, criterion.question, "\n".join(f"• {t}" for t in looked_for)]
    texts += _said(answer).values()
    for position, (field, text) in enumerate(zip(_FIELDS, texts, strict=True), start=1):
        style = "entry" if field.entry else "to read"
        if field.heading == FOR_READING[0] and not entry.opens:
            style = "repeated"
        cell = sheet.cell(row, position)
        put(cell, text, style)
        if entry.opens:
            cell.border = _NEW_POINT
    fit_row(sheet, row, texts)


def _add_choices(sheet: Worksheet, case: Case, lists: Lists, last: int) -> None:
    for name in ("verdict", "grade"):
        choice = lists.choice(tuple(labels()[name].values()))
        choice.add(f"{_LETTERS[name]}{_HEADING + 1}:{_LETTERS[name]}{last}")
        sheet.add_data_validation(choice)
    if names := tuple(dict.fromkeys(member.name for member in case.inspection.team)):
        choice = lists.choice(names, others=True)
        choice.add(f"{_LETTERS['inspector']}{_HEADING + 1}:{_LETTERS['inspector']}{last}")
        sheet.add_data_validation(choice)


def _add_messages(sheet: Worksheet, entries: Sequence[_Entry], last: int) -> None:
    """What to write, shown when a cell is chosen."""
    rows: dict[str, list[int]] = {}
    for row, entry in enumerate(entries, start=_HEADING + 1):
        rows.setdefault(entry.criterion.gap_hint, []).append(row)
    messages = [(hint, " ".join(f"{_LETTERS['gap']}{row}" for row in where)) for hint, where in rows.items()]
    evidence, day = (f"{_LETTERS[n]}{_HEADING + 1}:{_LETTERS[n]}{last}" for n in ("evidence", "examined_on"))
    messages.append(("Ghi hồ sơ, số liệu đã xem, điều đã nghe, đã quan sát. Xuống dòng: Alt + Enter.", evidence))
    messages.append(("Ghi ngày như 18/6/2026.", day))
    for text, where in messages:
        short = text if len(text) <= _LONGEST_MESSAGE else text[: _LONGEST_MESSAGE - 1].rstrip() + "…"
        message = DataValidation(promptTitle="Cách ghi", prompt=short, showInputMessage=True, allow_blank=True)
        message.sqref = MultiCellRange(where)
        sheet.add_data_validation(message)


def _show_missing(sheet: Worksheet, entries: Sequence[_Entry]) -> None:
    """Colour what an answer still lacks: the verdict, and what :data:`REQUIRED` asks of each verdict."""
    numbered = list(enumerate(entries, start=_HEADING + 1))
    verdict = f"${_LETTERS['verdict']}{{row}}"
    _colour(sheet, "verdict", [row for row, entry in numbered if entry.wanted], f"LEN(TRIM({verdict}))=0")
    for name in ("evidence", "gap", "note"):
        need = ",".join(f'{verdict}="{label("verdict", v)}"' for v, fields in REQUIRED.items() if name in fields)
        # What a photo proves is there, although no text says so.
        rows = [row for row, e in numbered if _said(e.answer)[name] or not e.answer.carries(name)]
        _colour(sheet, name, rows, f"AND(OR({need}),LEN(TRIM(${_LETTERS[name]}{{row}}))=0)")


def _colour(sheet: Worksheet, name: str, rows: Sequence[int], formula: str) -> None:
    """Colour the cells of a column in which a formula holds; ``{row}`` in it is the row of the cell."""
    if rows:
        where = " ".join(f"{_LETTERS[name]}{first}:{_LETTERS[name]}{last}" for first, last in _runs(rows))
        sheet.conditional_formatting.add(where, FormulaRule(formula=[formula.format(row=rows[0])], fill=_MISSING))


def _runs(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Ascending numbers as runs, first and last of each."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs


def _write_guide(
    guide: Worksheet, cases: Sequence[Case], sheets: Sequence[Worksheet], *, has_effects: bool, has_wordings: bool
) -> None:
    put(guide["A1"], "Hướng dẫn ghi kết quả kiểm tra", "title")
    lines = list(_guidance(has_effects=has_effects, has_wordings=has_wordings))
    for number, text in enumerate(lines, start=1):
        put(guide.cell(number + 1, 1), f"{number}. {text}", "plain")
    heading = len(lines) + 3
    for position, (text, width) in enumerate(_GUIDE_COLUMNS, start=1):
        put(guide.cell(heading, position), text, "heading")
        guide.column_dimensions[get_column_letter(position)].width = width
    fit_row(guide, heading, [text for text, _ in _GUIDE_COLUMNS])
    for row, (case, sheet) in enumerate(zip(cases, sheets, strict=True), start=heading + 1):
        days = _days(case.inspection.from_, case.inspection.to)
        texts = (sheet.title, case.agency.name, label("mode", case.inspection.mode), days, _team(case.inspection))
        for position, text in enumerate(texts, start=1):
            put(guide.cell(row, position), text, "to read")
        fit_row(guide, row, texts)
        link = guide.cell(row, 1)
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"{quote_sheetname(sheet.title)}!B1")
        link.font = Font(name=FONT, size=11, color="0563C1", underline="single")
        wanted = [n for n, entry in enumerate(_entries(case), start=_HEADING + 1) if entry.wanted]
        cell = guide.cell(row, len(texts) + 1)
        put(cell, "", "count")
        parts = [f"{quote_sheetname(sheet.title)}!F{first}:F{last}" for first, last in _runs(wanted)]
        cell.value = "=" + "+".join(f"COUNTBLANK({part})" for part in parts) if parts else 0
    guide.sheet_view.tabSelected = True
    protect(guide)
    for_print(guide, heading=heading, footer="Hướng dẫn ghi kết quả kiểm tra")


def _guidance(*, has_effects: bool, has_wordings: bool) -> Iterator[str]:
    """How the workbook is filled in, a line each."""
    said: dict[tuple[Literal["evidence", "gap", "note"], ...], list[str]] = {}
    for verdict, fields in REQUIRED.items():
        if fields:
            said.setdefault(fields, []).append(label("verdict", verdict))
    yield "Mỗi trang là một cuộc kiểm tra; chọn trang ở danh sách dưới đây hoặc ở cạnh dưới màn hình."
    yield "Chỉ ghi vào ô trắng, từ cột «Kết quả» trở đi. Ô xám chỉ để đọc."
    yield f"Kết quả: chọn trong danh sách của ô ({', '.join(labels()['verdict'].values())})."
    for fields, verdicts in said.items():
        needed = " và ".join(f"«{label('column', name)}»" for name in fields)
        yield f"{sentence(', '.join(verdicts))}: ghi thêm {needed}."
    yield "Ô vàng: còn thiếu; ghi xong thì hết vàng."
    yield "Bằng chứng: ghi hồ sơ, số liệu đã xem, điều đã nghe, đã quan sát; xuống dòng bằng Alt + Enter."
    if has_effects:
        yield f"Trang «{EFFECTS}»: các điểm của lần kiểm tra trước; ghi có hiệu lực hay không và lý do."
    if has_wordings:
        yield f"Trang «{WORDINGS}»: câu mẫu của từng tiêu chí; chép sang rồi điền chỗ trống trong ngoặc nhọn."
    yield "Không ghi bí mật nhà nước, không ghi họ tên và thông tin riêng của công dân."
    yield "Không đổi tên cột, không gộp ô. Ghi xong thì lưu (.xlsx) và gửi cho thư ký Đoàn kiểm tra."
