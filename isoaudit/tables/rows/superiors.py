"""The superior bodies that a list of agencies tells without a column: by number, dash or group, or behind the name.

«5.1 Chi cục Kiểm lâm» below «5 Sở Nông nghiệp và Môi trường», «- Chi cục Kiểm lâm» below it, «UBND phường An Hòa» in
the group «Thành phố Sa Đéc», «Chi cục Kiểm lâm (thuộc Sở Nông nghiệp và Môi trường)».
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from isoaudit.tables.cells import Raw, word_key
from isoaudit.tables.columns.headings import Heading, is_ordinal
from isoaudit.tables.rows.besides import is_a_body, is_a_place
from isoaudit.wording import count, label, name_key
from isoaudit.wording.abbreviations import stands_for
from isoaudit.wording.agency_kinds import kind_of_name
from isoaudit.wording.grouping import few

_OF, _NAME = "parent", "name"
_DASH = re.compile(r"\s*[-–—+•*]\s*(?=\S)")
_BODY = r"(?:Sở|UBND|Ủy ban nhân dân|Ban|Văn phòng|Thanh tra)\s.+"
_BEHIND = (
    re.compile(rf"(.+?)\s*\((?:(?:trực )?thuộc\s+)?({_BODY})\)", re.IGNORECASE),
    re.compile(rf"(.+?),?\s+(?:-\s*)?(?:trực )?thuộc\s+({_BODY})", re.IGNORECASE),
    re.compile(r"(.+?)\s+[-–]\s+(Sở\s.+)", re.IGNORECASE),
)
_ALONE = re.compile(rf"(?:(?:trực )?thuộc:?\s+)?({_BODY})", re.IGNORECASE)
_SUBORDINATE = ("chi_cuc", "don_vi_su_nghiep")
"""Kinds that have a superior body; «Ban Quản lý … - Sở …» may be one body of two names."""


def told_behind(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Part names from the superior bodies behind them, where no two agencies come to be called alike; what was done."""
    parted = []
    for values in rows:
        name = values.get(_NAME)
        found = next(filter(None, (form.fullmatch(name) for form in _BEHIND)), None) if name else None
        if found and not values.get(_OF) and kind_of_name(found[1]) in _SUBORDINATE:
            parted.append((values, found[1].strip(), found[2].strip()))
    names = Counter(word_key(values[_NAME]) for values in rows if values.get(_NAME))
    names.update(word_key(name) for _, name, _ in parted)
    told = []
    for values, name, above in parted:
        if names[word_key(name)] == 1:
            values[_NAME], values[_OF] = name, above
            told.append(f"«{name}» thuộc «{above}»")
    return told


def told_beside(rows: Sequence[dict[str, Any]]) -> list[str]:
    """The superior bodies that stand alone in another column, «Sở Y tế» among notes; what was done."""
    whole: dict[str, str] = {}
    """Each superior body as it is written, by its name in the list where that is written out."""
    told = []
    for values in rows:
        name = values.get(_NAME)
        if not name or values.get(_OF):
            continue
        texts = (" ".join(text.split()) for text in (values.get("others") or {}).values())
        above = {found[1] for text in texts if (found := _ALONE.fullmatch(text)) and is_a_body(found[1])}
        if len(above) == 1 and kind_of_name(name) in _SUBORDINATE:
            (short,) = above
            if short not in whole:
                meant = [other for row in rows if (other := row.get(_NAME)) and stands_for(short, other)]
                whole[short] = meant[0] if len(meant) == 1 else short
            values[_OF] = whole[short]
            told.append(f"«{name}» thuộc «{values[_OF]}»")
    return told


@dataclass(slots=True)
class Superiors:
    """Looks at the rows of one sheet of agencies in their order."""

    heading: Heading
    columns: Collection[str]
    """The names of the columns that the table may have."""
    _told: list[dict[str, Any]] = field(default_factory=list)
    """The rows whose superior body was told by number, dash or group."""
    _names: int = field(init=False)
    """The column of names, from 1; 0: there is none, or another says what they belong to."""
    _numbers: int = field(init=False)
    _named: dict[str, str] = field(default_factory=dict)
    _undashed: str = ""
    """The last name without a dash before it, in this group."""
    _rows: list[dict[str, Any]] = field(default_factory=list)
    _of_places: list[dict[str, Any]] = field(default_factory=list)
    """The rows of which only the place is told in whose group they stand."""

    def __post_init__(self) -> None:
        where = self.heading.where()
        may = _OF in self.columns and _OF not in where
        self._names = where.get(_NAME, 0) if may else 0
        self._numbers = next((n for n, title in enumerate(self.heading.titles, 1) if is_ordinal(title)), 0)

    def read(self, cells: Sequence[Raw], values: dict[str, Any], group: str) -> None:
        """Say in the values of a row the body that its number or its dash stands under, or else its group names."""
        name = values.get(_NAME)
        if not self._names or not name:
            return
        self._rows.append(values)
        number = _text(cells, self._numbers).strip(" .)").replace(",", ".")
        above = self._named.get(number.rpartition(".")[0])
        if _DASH.match(_text(cells, self._names)):
            above = above or self._undashed
        else:
            self._undashed = name
        if not above and is_a_place(group):
            above = group
            self._of_places.append(values)
        elif not above and is_a_body(group) and kind_of_name(name) in _SUBORDINATE:
            above = group
        if above:
            values[_OF] = above
            self._told.append(values)
        if number:
            self._named[number] = name

    def notes(self, place: str) -> Iterator[str]:
        """What was taken by number, by dash or from behind a name, in sentences; that is parted now."""
        self._place_is_its_committee()
        by_group = [f"«{values[_NAME]}» thuộc «{values[_OF]}»" for values in self._told]
        for told, how in (
            (by_group, "số thứ tự, gạch đầu dòng, tên nhóm"),
            (told_behind(self._rows), "phần ghi sau tên"),
            (told_beside(self._rows), "nội dung ghi ở cột khác"),
        ):
            if told:
                yield (
                    f"{place}: {count(len(told))} cơ quan chưa ghi «{label('column', _OF)}»: lấy theo {how} "
                    f"({few(told, 3)}); nếu không đúng thì thêm cột ấy rồi nhập lại."
                )

    def _place_is_its_committee(self) -> None:
        """Call the place of a group by its people's committee where that is in the list: «Huyện Đại Từ», UBND of it."""
        names = [row[_NAME] for row in self._rows if row.get(_NAME)]
        above = [name for name in names if kind_of_name(name) != "ubnd_cap_xa"] if self._of_places else []
        meant = {place: _committee_of(place, above) for place in {values[_OF] for values in self._of_places}}
        for values in self._of_places:
            values[_OF] = meant[values[_OF]]


def _committee_of(place: str, names: Sequence[str]) -> str:
    """The people's committee of a place as a list names it, once; the place as it stands where it does not."""
    found = [name for name in names if _are_alike(name, f"UBND {place}")]
    return found[0] if len(found) == 1 else place


def _are_alike(one: str, other: str) -> bool:
    """Whether two names are of one body: UBND TP. Sông Công, UBND thành phố Sông Công."""
    return name_key(one) == name_key(other) or stands_for(one, other) or stands_for(other, one)


def _text(cells: Sequence[Raw], at: int) -> str:
    raw = cells[at - 1] if 0 < at <= len(cells) else ""
    return raw if isinstance(raw, str) else ""
