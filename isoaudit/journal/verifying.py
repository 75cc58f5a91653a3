"""Whether anything was changed behind the program's back: in the entries, the heads, the database, the kept files."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from isoaudit.errors import Problem, StoreError, problem
from isoaudit.files import is_absent, parse_json, read_bounded, reason
from isoaudit.journal.cuts import KIND, cuts, left_out
from isoaudit.journal.databases import Database
from isoaudit.journal.rows import changed_entry, entry_of_row, kept_heads, place, shown
from isoaudit.journal.sealing import COLUMNS


def verify_entries(database: Database, connection: Connection) -> tuple[list[Problem], list[str]]:
    """What is wrong with the database and its entries; and the names of the files they keep, to be verified as well.

    Where the database itself is broken, or holds no entry, no file is named.
    """
    problems = database.damage(connection)
    if any(damage.code == "STORE_001" for damage in problems):
        return problems, []
    old = database.is_old(connection)
    seen = _Verification()
    for row in database.rows(connection, COLUMNS[:-1] if old else COLUMNS):
        seen.look_at((*row, "") if old else row)
    if not seen.ids:
        return [*problems, problem("STORE_008", database.where)], []
    cut = cuts(connection)
    problems += [*seen.problems, *seen.missing(left_out(cut, seen.packs))]
    problems += [problem("STORE_003", database.where, missing=id[:12]) for id in sorted(cut - seen.packs.keys())]
    if not old:
        problems += seen.other_than(kept_heads(connection, database.where), database.where)
    return problems, sorted(seen.files)


class _Verification:
    """What was seen of the entries while all of them are verified."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.files: set[str] = set()
        self.problems: list[Problem] = []
        self.packs: dict[str, dict[str, Any]] = {}
        self._after: dict[str, list[str]] = {}

    def look_at(self, row: Sequence[Any]) -> None:
        """Check one row, whatever is in it."""
        fields = dict(zip(COLUMNS, row, strict=True))
        id = shown(fields["id"])
        self.ids.add(id)
        if fields["kind"] == "file":
            self.files.add(shown(fields["subject"]))
        entry = entry_of_row(row)
        if entry is None:
            self.problems.append(changed_entry(fields))
            return
        if entry.kind == KIND:
            self.packs[id] = entry.payload
        for forerunner in entry.prev:
            self._after.setdefault(forerunner, []).append(id)

    def missing(self, left: Collection[str]) -> Iterator[Problem]:
        """The forerunners that are not there, less those ``left`` out of a pack."""
        for forerunner, after in self._after.items():
            if forerunner not in self.ids and forerunner not in left:
                yield from (problem("STORE_003", place(id), missing=forerunner[:12]) for id in after)

    def other_than(self, kept: tuple[str, int], where: str) -> Iterator[Problem]:
        """Where number or heads are not those that were kept; the heads only where all entries are whole."""
        ids, entries = kept
        if entries != len(self.ids):
            yield problem("STORE_009", where, found=len(self.ids), expected=entries)
        elif not self.problems and set(parse_json(ids)) != self.ids - self._after.keys():
            yield problem("STORE_010", where)


def verify_file(path: Path) -> Iterator[Problem]:
    """Whether a kept file is there and is still what its name, its SHA-256, says."""
    try:
        read_kept(path)
    except StoreError as error:
        yield from error.problems


def read_kept(path: Path) -> bytes:
    """The bytes of a kept file. Raises StoreError: what is not as it was kept is never read for it (STORE_005)."""
    try:
        data = read_bounded(path)
    except ValueError:  # a name no file can have
        raise StoreError(problem("STORE_004", str(path))) from None
    except OSError as error:
        raise StoreError(_not_read(path, error)) from None
    if hashlib.sha256(data).hexdigest() != path.name:
        raise StoreError(problem("STORE_005", str(path)))
    return data


def _not_read(path: Path, error: OSError) -> Problem:
    """Why a kept file could not be read: only one that is not there is to be restored."""
    if is_absent(error):
        return problem("STORE_004", str(path))
    return problem("FILE_002", str(path), reason=reason(error))
