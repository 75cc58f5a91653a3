"""Agencies of one name in a list: two wards «Phường 1» of two cities are told apart by the place each stands in.

Papers are addressed by name alone, so the name itself must say which body is meant: UBND Phường 1, thành phố Sa Đéc.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from isoaudit.desk.intake.body_names import body_key
from isoaudit.desk.intake.judging import Desk
from isoaudit.tables import Row
from isoaudit.tables.rows.besides import is_a_place
from isoaudit.wording import count
from isoaudit.wording.grouping import few

_COMMITTEE = re.compile(r"^(?:UBND|Ủy ban nhân dân)\s+", re.IGNORECASE)
_SHORT = ((re.compile(r"^TP\.?\s*", re.IGNORECASE), "thành phố "), (re.compile(r"^TX\.?\s*", re.IGNORECASE), "thị xã "))
_KIND = re.compile(r"^(?:thành phố|thị xã|huyện|quận)\b", re.IGNORECASE)


def told_apart(desk: Desk) -> list[Row]:
    """The rows of a list; of several without codes and of one name each has the place it stands in behind its name.

    Where rows of one name stand in no place or in the same, they stay alike: which body is meant nobody can tell.
    """
    alike: dict[str, list[int]] = {}
    for at, row in enumerate(desk.table.rows):
        if row.values.get("name") and "code" not in row.values:
            alike.setdefault(body_key(row.values["name"]), []).append(at)
    rows = list(desk.table.rows)
    told = []
    for several in (several for several in alike.values() if len(several) > 1):
        places = [_place(rows[at]) for at in several]
        if not all(places) or len(set(map(body_key, places))) < len(places):
            continue
        for at, place in zip(several, places, strict=True):
            name = f"{rows[at].values['name']}, {place}"
            rows[at] = replace(rows[at], values=rows[at].values | {"name": name})
            told.append(f"«{name}»")
    if told:
        desk.done.warnings.append(
            f"{desk.table.path.name}: {count(len(told))} cơ quan trùng tên, đã ghi thêm địa bàn vào tên để phân biệt "
            f"({few(told, 3)})."
        )
    return rows


def _place(row: Row) -> str:
    """The place a row stands in, as it is written within a name; empty: the row says none."""
    return next((_within_a_name(text) for text in _said(row) if is_a_place(text)), "")


def _said(row: Row) -> Iterator[str]:
    others: Sequence[str] = tuple((row.values.get("others") or {}).values())
    for text in (row.values.get("parent") or "", row.section, row.outer, *others):
        yield _COMMITTEE.sub("", " ".join(text.split()))


def _within_a_name(place: str) -> str:
    for short, whole in _SHORT:
        place = short.sub(whole, place)
    return _KIND.sub(lambda kind: kind[0].lower(), place).strip(" .:")
