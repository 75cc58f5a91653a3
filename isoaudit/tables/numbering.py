"""Numbers of rows that tell what belongs to what: «5.1» below «5» is a body of the body above it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from isoaudit.tables.cells import Raw
from isoaudit.tables.headings import Heading, is_ordinal
from isoaudit.wording import count, label
from isoaudit.wording.grouping import few

_OF, _NAME = "parent", "name"


@dataclass(slots=True)
class Numbering:
    """The superior bodies of one sheet of agencies that its numbers tell, where no column names them."""

    heading: Heading
    columns: Collection[str]
    """The names of the columns that the table may have."""
    told: list[str] = field(default_factory=list)
    _at: int = field(init=False)
    """The column of numbers, from 1; 0: there is none, or it tells nothing."""
    _named: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        where = self.heading.where()
        may = _OF in self.columns and _OF not in where and _NAME in where
        numbers = (n for n, title in enumerate(self.heading.titles, 1) if is_ordinal(title))
        self._at = next(numbers, 0) if may else 0

    def read(self, cells: Sequence[Raw], values: dict[str, Any]) -> None:
        """Say in the values of a row the body that its number stands under, if any; that of the nearest such number."""
        raw = cells[self._at - 1] if 0 < self._at <= len(cells) else ""
        number = raw.strip(" .)").replace(",", ".") if isinstance(raw, str) else ""
        name = values.get(_NAME)
        if not number or not name:
            return
        if above := self._named.get(number.rpartition(".")[0]):
            values[_OF] = above
            self.told.append(f"{number} «{name}» thuộc «{above}»")
        self._named[number] = name

    def notes(self, place: str) -> Iterator[str]:
        """What was taken by number, in a sentence."""
        if self.told:
            yield (
                f"{place}: {count(len(self.told))} cơ quan chưa ghi «{label('column', _OF)}»: lấy theo số thứ tự "
                f"({few(self.told, 3)}); nếu không đúng thì thêm cột ấy rồi nhập lại."
            )
