"""Rows of the database as entries, each checked against its id; and the heads that are kept beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from sys import intern
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, literal, select

from isoaudit.errors import Problem, StoreError, problem
from isoaudit.files import parse_json
from isoaudit.journal.sealing import COLUMNS, Ids, id_of_row
from isoaudit.journal.tables import ENTRIES, HEADS
from isoaudit.model import Entry

_ROWS = 1000  # read at a time
_NAMED = 500  # ids in one question
_Part = TypeVar("_Part")


def portions(all_: Sequence[_Part], size: int) -> Iterator[Sequence[_Part]]:
    """A sequence in portions, so that the rows of very many are never held at once."""
    return (all_[start : start + size] for start in range(0, len(all_), size))


def read_entries(connection: Connection, old: bool, *wanted: ColumnElement[bool]) -> list[Entry]:
    """The entries that fit, each checked against its id. Raises StoreError with all that are not what was sealed."""
    edit = literal("").label("edit") if old else ENTRIES.c.edit
    fitting = select(*(ENTRIES.c[name] for name in COLUMNS[:-1]), edit).where(*wanted)
    entries: list[Entry] = []
    problems: list[Problem] = []
    for row in connection.execute(fitting, execution_options={"yield_per": _ROWS}):
        entry = entry_of_row(row)
        if entry:
            entries.append(entry)
        else:
            problems.append(changed_entry(row._asdict()))
    if problems:
        raise StoreError(problems)
    return entries


def present(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Those of these ids that are ids of entries."""
    here: set[str] = set()
    for part in portions(sorted(ids), _NAMED):
        here.update(connection.execute(select(ENTRIES.c.id).where(ENTRIES.c.id.in_(part))).scalars())
    return here


def entry_of_row(row: Sequence[Any]) -> Entry | None:
    """The entry of a row; nothing where the row is not what was sealed."""
    id, prev, base, at, author, device, kind, subject, payload, edit = row
    if not all(isinstance(value, str) for value in row) or id_of_row(row) != id:
        return None
    try:
        forerunners, seen, fields = parse_json(prev), parse_json(base), parse_json(payload)
    except ValueError:
        return None
    words = intern(at), intern(author), intern(device), intern(kind)
    return Entry(id, tuple(forerunners), tuple(seen), *words, subject, fields, edit)


def changed_entry(row: Mapping[str, Any]) -> Problem:
    """The problem of a row that is not what was sealed, whatever stands in it."""
    subject = f"{shown(row['kind'])} {shown(row['subject'])}"
    return problem("STORE_002", place(shown(row["id"])), subject=subject, at=shown(row["at"]))


def shown(value: object) -> str:
    """A value of a row in a message, also where damage made bytes of it."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def place(id: str) -> str:
    """How a message names an entry."""
    return f"mục {id[:12]}"


def kept_heads(connection: Connection, where: str) -> tuple[str, int]:
    """The heads, as JSON, and the number of entries, as they were written with the last of them."""
    rows = connection.execute(select(HEADS)).all()
    try:
        ((ids, entries),) = rows
        if not all(isinstance(id, str) for id in parse_json(ids)):
            raise TypeError
    except (ValueError, TypeError):
        raise StoreError(problem("STORE_010", where)) from None
    return ids, entries


def heads_of_all(connection: Connection) -> tuple[Ids, int]:
    """The heads and the number of entries, from all of them."""
    ids: set[str] = set()
    forerunners: set[str] = set()
    for id, prev in connection.execute(select(ENTRIES.c.id, ENTRIES.c.prev)):
        ids.add(id)
        forerunners.update(parse_json(prev))
    return tuple(sorted(ids - forerunners)), len(ids)
