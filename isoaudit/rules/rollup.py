"""The inspections of a year added up: by the unit that inspects, the superior body, the block of the register. Pure.

Source 003: a province in which the districts inspect the communes is told unit by unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from isoaudit.model import Agency, Mode
from isoaudit.rules.register_figures import BLOCKS
from isoaudit.rules.status import StatusRow
from isoaudit.wording import label, name_key, sort_key
from isoaudit.wording.codes import code_key

By = Literal["unit", "parent", "block"]
"""What they are added up by."""
BYS: tuple[By, ...] = get_args(By)
_NO_PARENT = "chưa ghi cơ quan cấp trên"


@dataclass(frozen=True, slots=True)
class RollUp:
    """One unit, superior body or block with its inspections that stand; each figure is of ids."""

    key: str
    """Code of the unit or the body, or the block; empty: the programme's own office, or no body."""
    words: str
    inspections: tuple[str, ...]
    on_site: tuple[str, ...]
    by_record: tuple[str, ...]
    late: tuple[str, ...]
    nothing_left: tuple[str, ...]
    """Those in which nothing is left to be done."""


def rolled_up(rows: Iterable[StatusRow], by: By, agencies: Mapping[str, Agency]) -> list[RollUp]:
    """The rows by unit, superior body or block; those that are not carried out are left out.

    ``agencies``: the register, by code. A superior body is named by its code or its name; two writings of one are one.
    Blocks stand in the order of the reports, everything else in the order of its words, what has no name last.
    """
    parents = _Parents(agencies)
    groups: dict[tuple[str, str], list[StatusRow]] = {}
    for row in (row for row in rows if row.stands):
        key = {"unit": (row.unit, row.unit_name), "block": (row.block, label("block", row.block))}.get(by)
        groups.setdefault(key or parents.of(row.parent), []).append(row)
    order = {block: number for number, block in enumerate(BLOCKS)} if by == "block" else {}
    found = sorted(groups, key=lambda one: (order.get(one[0], 0), one[1] == _NO_PARENT, sort_key(one[1]), one[0]))  # type: ignore[call-overload]
    return [_of(*one, groups[one]) for one in found]


class _Parents:
    """Superior bodies, each by one key and one name however it is written."""

    def __init__(self, agencies: Mapping[str, Agency]) -> None:
        self._by_code = {code_key(code): (code, agency.name) for code, agency in agencies.items()}
        self._by_name = {name_key(agency.name): (code, agency.name) for code, agency in agencies.items()}
        self._others: dict[str, tuple[str, str]] = {}

    def of(self, written: str) -> tuple[str, str]:
        if not written:
            return "", _NO_PARENT
        known = self._by_code.get(code_key(written)) or self._by_name.get(name_key(written))
        return known or self._others.setdefault(name_key(written), (written, written))


def _of(key: str, words: str, rows: Iterable[StatusRow]) -> RollUp:
    several = sorted(rows, key=lambda row: row.inspection)

    def form(mode: Mode) -> tuple[str, ...]:
        return tuple(row.inspection for row in several if row.mode == mode)

    return RollUp(
        key=key,
        words=words,
        inspections=tuple(row.inspection for row in several),
        on_site=form("on_site"),
        by_record=form("by_record"),
        late=tuple(row.inspection for row in several if row.late),
        nothing_left=tuple(row.inspection for row in several if not row.next),
    )
