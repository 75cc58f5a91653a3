"""Whether corrective action is effective, as a sheet: of a workbook of its own, or beside those of the answers.

Each row shows an earlier finding, what the agency did, and this year's finding at the same criterion; what was seen of
it is filled in (Circular 26/2014, Article 37.2.d).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from isoaudit.model import Case, Effect
from isoaudit.rules.effects import effects_by_subject, same_criterion
from isoaudit.tables.cells import Column, one_of, person, text
from isoaudit.tables.days import past_day
from isoaudit.tables.files.sheets import EFFECTS
from isoaudit.tables.several import entry_ids
from isoaudit.tables.workbooks.filled_beside import MARK, BesideField, add_filled_beside
from isoaudit.tables.workbooks.writing import Lists, new_book, packed, refuse_too_long
from isoaudit.wording import date_short, label

EFFECT_COLUMNS = (
    Column("inspection", text, required=True),
    Column("of", text, required=True, title="earlier_inspection"),
    Column("criterion", text, required=True),
    Column("outcome", one_of("effect_outcome"), values="effect_outcome", title="effect", wanted=True),
    Column("reason", text, title="effect_reason"),
    Column("examiner", person, title="inspector"),
    Column("on", past_day, title="examined_on"),
    Column("seen", entry_ids),
)
FOR_READING = ("Cơ quan", "Điểm đã nêu", "Hành động khắc phục", "Cuộc kiểm tra này, cùng tiêu chí")
"""The headings of what is only to be read."""


_BY_NAME = {column.name: column.heading for column in EFFECT_COLUMNS}
_FIELDS = (
    BesideField("inspection", _BY_NAME["inspection"], 20),
    BesideField("", FOR_READING[0], 24),
    BesideField("of", _BY_NAME["of"], 20),
    BesideField("criterion", _BY_NAME["criterion"], 13),
    *(BesideField("", heading, width) for heading, width in zip(FOR_READING[1:], (40, 34, 34), strict=True)),
    BesideField("outcome", _BY_NAME["outcome"], 16, entry=True),
    BesideField("reason", _BY_NAME["reason"], 36, entry=True),
    BesideField("examiner", _BY_NAME["examiner"], 18, entry=True),
    BesideField("on", _BY_NAME["on"], 12, entry=True),
    BesideField("seen", _BY_NAME["seen"], 18),
)


def effects_workbook(cases: Sequence[Case]) -> bytes:
    """A workbook of this one sheet. Raises TableError when a text is longer than a cell can hold (TABLE_015)."""
    book = new_book()
    lists = Lists(book)
    add_effects(book, cases, lists)
    lists.finish()
    return packed(book)


def add_effects(book: Workbook, cases: Sequence[Case], lists: Lists) -> Worksheet | None:
    """Add the sheet to a workbook; none where nothing is to be looked at again. Raises TableError (TABLE_015)."""
    rows = [row for case in cases for row in _rows(case)]
    if not rows:
        return None
    refuse_too_long((f"{row[0]}, {row[2]}", f.heading, t) for row in rows for f, t in zip(_FIELDS, row, strict=True))
    how = (
        "Ghi vào ô trắng: hiệu lực (chọn trong danh sách) và lý do. Nhập ở trang bắt đầu (thẻ 3, mục «Hiệu lực khắc "
        "phục của lần trước») hoặc bằng «isoaudit effects import»."
    )
    about = ("Hiệu lực khắc phục các điểm đã nêu ở lần kiểm tra trước", how)
    return add_filled_beside(book, lists, EFFECTS, about, _FIELDS, rows, "effect_outcome")


def _rows(case: Case) -> Iterator[tuple[str, ...]]:
    said, this_year = effects_by_subject(case), same_criterion(case)
    for one in case.carried:
        effect = said.get((one.inspection, one.criterion))
        found = this_year.get(one.criterion)
        yield (
            case.inspection.id,
            case.agency.name,
            one.inspection,
            one.criterion,
            ": ".join(filter(None, (one.finding.code, one.finding.gap))),
            "\n".join(filter(None, (label("action_stage", one.stage), one.action))),
            "\n".join(filter(None, (found.code, found.gap))) if found else "",
            *_entered(effect),
        )


def _entered(effect: Effect | None) -> tuple[str, ...]:
    """What was said of it; of several statements that nobody decided between nothing."""
    if effect is None:
        return ("", "", "", "", "")
    outcome = label("effect_outcome", effect.outcome) if effect.outcome else ""
    return (outcome, effect.reason, effect.examiner, date_short(effect.on) if effect.on else "", _seen(effect))


def _seen(effect: Effect) -> str:
    return " ".join(head[:MARK] for head in effect.heads)
