"""What is filled in at one finding of a reply form: each cell by the rules of tables, and which day it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from isoaudit.errors import excerpt
from isoaudit.tables.cells import Cell, CellFaults, Column, Place, Raw, Unfit, one_of, read_cell, text, word_key
from isoaudit.tables.days import day
from isoaudit.wording import date_short, label
from isoaudit.wording.form_marks import CHOOSE

_DAY_OF = {"done": "done_on", "proposed": "due_on"}
_COLUMNS = {
    **{name: Column(name, text) for name in ("cause", "correction", "action", "responsible", "evidence")},
    "status": Column("status", one_of("reply_status"), values="reply_status"),
    **{name: Column(name, day) for name in ("day", "done_on", "due_on")},
}
Placed = Sequence[tuple[int, Raw]]
"""What the columns of one name hold, each with its position from 1."""


@dataclass(slots=True)
class ReplyCells:
    """Reads the cells of a form of an inspection of a year."""

    year: int
    taken: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def notes(self) -> Iterator[str]:
        """How words of the agency's own were understood."""
        for column, typed, meant in self.taken:
            yield f"cột «{column}»: đã hiểu «{excerpt(typed)}» là «{meant}»."

    def read(
        self, row: Place, code: str, answers: Mapping[str, Placed]
    ) -> tuple[dict[str, str], list[tuple[int, str]]]:
        """The fields of a reply that could be read, and at which column what could not, in words."""
        fields: dict[str, str] = {}
        unread: list[tuple[int, str]] = []
        for name, placed in answers.items():
            said = [(at, raw) for at, raw in placed if not _is_empty(raw, name)]
            values = [self._value(row, name, at, raw, unread) for at, raw in said]
            kept = [value for value in values if value]
            if len(set(kept)) == 1 and len(kept) == len(said):
                fields[name] = kept[0]
            elif kept:
                shown = "; ".join(f"«{excerpt(value)}»" for value in kept)
                unread.append((said[0][0], f"có hai cột «{label('reply_field', name)}» ghi khác nhau: {shown}"))
        self._place_day(fields, unread, [at for at, _ in answers.get("day", ())])
        return fields, unread

    def _value(self, row: Place, name: str, at: int, raw: Raw, unread: list[tuple[int, str]]) -> str | None:
        title = label("reply_field", name)
        faults = CellFaults()
        cell = Cell(row, at, title, date(self.year, 12, 31), faults, self.taken)
        value: str | None = read_cell(raw, _COLUMNS[name], cell)
        for _, fault in faults.placed:
            shown = raw.fields.get("value", "") if isinstance(raw, Unfit) else raw
            beside = f" «{excerpt(shown)}»" if shown and excerpt(shown) not in fault.what else ""
            unread.append((at, f"{fault.what.rstrip('.')}{beside}"))
        return value

    @staticmethod
    def _place_day(fields: dict[str, str], unread: list[tuple[int, str]], at: Sequence[int]) -> None:
        """Put the day of the common column where the status says it belongs; without a status nobody knows."""
        on = fields.pop("day", "")
        if not on:
            return
        name = _DAY_OF.get(fields.get("status", ""))
        title, shown = label("reply_field", "day"), date_short(date.fromisoformat(on))
        if name is None:
            unread.append((at[0], f"«{title}» ghi {shown} nhưng chưa rõ «{label('reply_field', 'status')}»"))
        elif fields.setdefault(name, on) != on:
            del fields[name]
            unread.append((at[0], f"«{title}» ghi {shown}, «{label('reply_field', name)}» ghi khác"))


def _is_empty(raw: Raw, name: str) -> bool:
    if isinstance(raw, Unfit):
        return False
    return not raw.strip() or (name == "status" and word_key(raw) == word_key(CHOOSE))
