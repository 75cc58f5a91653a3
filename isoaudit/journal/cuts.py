"""A pack: a part of a journal that a team takes along, with the seal of what stays behind kept as ids.

The entry of kind ``pack`` at which a part was cut is sealed upon every entry of the part that nothing in it was sealed
upon, so nothing can be taken out of it. Its ``missing`` names the forerunners that were left out: these, and no others,
may be missing in a pack. The table ``cuts`` tells a pack from a whole journal, in which nothing may be missing: who
deletes an entry of a whole journal and calls it a pack is told so by every command.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, select

from isoaudit.journal.rows import read_entries
from isoaudit.journal.sealing import Draft, Ids, Writer, heads, sealed
from isoaudit.journal.tables import CUT, CUTS, ENTRIES
from isoaudit.model import Entry

KIND = "pack"


def cut_at(entries: Collection[Entry], of: Ids, inspections: Iterable[str], name: str, by: Writer) -> Entry:
    """The entry at which these entries are cut from a journal whose last entries are ``of``."""
    here = {entry.id for entry in entries}
    named = {id for entry in entries for id in (*entry.prev, *entry.base)} | set(of)
    payload = {"inspections": sorted(inspections), "missing": sorted(named - here)}
    (entry,) = sealed([Draft(KIND, name, payload)], tuple({*of, *heads(entries)}), by)
    return entry


def has_cuts(connection: Connection) -> bool:
    """Whether a journal is a pack."""
    return inspect(connection).has_table(CUTS.name)


def cuts(connection: Connection) -> frozenset[str]:
    """The entries at which a journal was cut; none: it is whole."""
    return frozenset(connection.execute(select(CUTS.c.entry)).scalars()) if has_cuts(connection) else frozenset()


def add_cuts(connection: Connection, ids: Iterable[str]) -> None:
    """Note in a journal at which entries it, or what was joined to it, was cut."""
    CUT.create_all(connection)
    if new := sorted(set(ids) - cuts(connection)):
        connection.execute(CUTS.insert(), [{"entry": id} for id in new])


def left_out(cut: Iterable[str], packs: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """The ids of what may be missing; ``packs``: what the entries of kind ``pack`` say, by their ids."""
    said = (packs.get(id, {}).get("missing") for id in cut)
    return {str(id) for ids in said if isinstance(ids, list) for id in ids}


def may_be_missing(connection: Connection, given: Mapping[str, Entry], cut: frozenset[str]) -> set[str]:
    """What may be missing in a pack once the given entries are in it, of another that was cut at ``cut``."""
    mine = cuts(connection)
    entries = [*read_entries(connection, False, ENTRIES.c.id.in_(mine)), *given.values()]
    return left_out(mine | cut, {entry.id: entry.payload for entry in entries if entry.kind == KIND})


def is_pack(database: Path | str) -> bool:
    """Whether a journal is a pack; nobody is waited for, and what cannot be read is none."""
    if not isinstance(database, Path):
        return False
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=0)) as connection:
            return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (CUTS.name,)).fetchone())
    except (sqlite3.Error, ValueError):
        return False
