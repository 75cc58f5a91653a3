"""Cells that hold several things: codes, earlier names, ids of entries, texts."""

from __future__ import annotations

import re

from isoaudit.tables.cells import Cell, code, codes, word_key
from isoaudit.wording import read_day


def codes_of(value: str, cell: Cell) -> list[str]:
    """Codes separated by semicolons or commas."""
    parts = [part.strip() for part in re.split("[;,]", value) if part.strip()]
    return [read for part in parts if (read := code(part, cell))]


def former_names(value: str, cell: Cell) -> list[dict[str, str]]:
    """Earlier names of a body, a line each: "trước 01/7/2025: Sở A [cấp tỉnh; Cơ quan chuyên môn cấp tỉnh]"."""
    found = []
    for line in filter(None, map(str.strip, value.split("\n"))):
        until, _, rest = line.removeprefix("trước ").partition(":")
        name, _, last = rest.rpartition("[")
        level, _, kind = last.removesuffix("]").partition(";")
        day_ = read_day(until.strip())
        codes_ = {"level": codes("level").get(word_key(level)), "kind": codes("kind").get(word_key(kind))}
        if day_ is None or not name.strip() or not all(codes_.values()):
            cell.refuse("TABLE_024", value=line)
            continue
        found.append({"until": day_.isoformat(), "name": name.strip()} | {f: str(c) for f, c in codes_.items()})
    return found


def entry_ids(value: str, cell: Cell) -> list[str]:
    """Beginnings of ids of entries, as a workbook of answers carries them."""
    ids = value.lower().split()
    if any(not re.fullmatch("[0-9a-f]{16,64}", id) for id in ids):
        cell.refuse("TABLE_019")
        return []
    return ids


def texts(value: str, cell: Cell) -> list[str]:
    """Texts separated by semicolons, in the order given."""
    return [part for part in (part.strip() for part in value.split(";")) if part]
