"""Cells that say «as above»: nt, như trên, a ditto mark. Each is read as what stands above it, and that is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from isoaudit.errors import excerpt
from isoaudit.tables.cells import Raw
from isoaudit.tables.columns.headings import Heading
from isoaudit.wording import count

_MARKS = frozenset(("nt", "-nt-", "- nt -", "n.t", "như trên", "-như trên-", "(như trên)", "”", "″", "〃", "-”-"))
"""A straight quotation mark alone is none: it may be all that somebody typed."""


@dataclass(slots=True)
class Ditto:
    """Looks at the rows of one sheet in their order; a mark below nothing stays as it is."""

    heading: Heading
    _above: dict[int, str] = field(default_factory=dict)
    _read: Counter[tuple[int, str]] = field(default_factory=Counter)

    def read(self, cells: Sequence[Raw]) -> Sequence[Raw]:
        """A row in which each mark is what stands above it."""
        return [self._cell(at, raw) for at, raw in enumerate(cells)]

    def _cell(self, at: int, raw: Raw) -> Raw:
        text = raw.strip() if isinstance(raw, str) else ""
        if text.casefold() not in _MARKS:
            self._above[at] = text or self._above.get(at, "")
            return raw
        if not self._above.get(at):
            return raw
        self._read[at + 1, text] += 1
        return self._above[at]

    def notes(self, place: str) -> Iterator[str]:
        """What was read so, a sentence for each column and mark."""
        for (at, typed), cells in self._read.items():
            words = self.heading.words(at) if at <= len(self.heading.titles) else ""
            yield f"{place}, cột «{excerpt(words)}»: {count(cells)} ô «{typed}» lấy như ô ở trên."
