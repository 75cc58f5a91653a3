"""The index of one year: a cache beside the journal, made again where it is missing, older or damaged.

SQLite's FTS5 holds the words folded by :func:`isoaudit.wording.searching.fold`. What is said anew is taken in
inspection by inspection; a letter is read once.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

from isoaudit.files import keep_private
from isoaudit.journal.programme import OF_INSPECTIONS, Programme, by_agency
from isoaudit.journal.state import State
from isoaudit.model import Entry, Inspection
from isoaudit.wording.searching import Term, words_of
from isoaudit.work.search.statements import Said, files_of, said_in, said_in_file

_FORMAT = "1"
_MOST_NEW = 2000  # entries; of more the whole index is made anew, which is quicker
_FEW = 50  # inspections that are read one by one
_PATIENCE = 60.0  # seconds another process is waited for that makes the index
_TABLES = """
CREATE TABLE known (format TEXT NOT NULL, heads TEXT NOT NULL);
CREATE TABLE said (id INTEGER PRIMARY KEY, inspection TEXT NOT NULL, agency TEXT NOT NULL, name TEXT NOT NULL,
  kind TEXT NOT NULL, place TEXT NOT NULL, text TEXT NOT NULL, file TEXT NOT NULL);
CREATE INDEX said_in ON said (inspection);
CREATE VIRTUAL TABLE words USING fts5 (folded, tokenize = "unicode61 remove_diacritics 2");
"""
_ROW = "inspection, agency, name, kind, place, text, file"


def rows_with(
    programme: Programme, terms: Sequence[Term], agency: str = "", kinds: Collection[str] = ()
) -> list[tuple[str, ...]]:
    """The rows that hold all terms, as the journal stands, in the order of inspections.

    A row is the id of the inspection, code and name of the agency, kind, place, text, SHA-256 of the file. Raises
    StoreError where the journal cannot be read.
    """
    for path in _places(programme.folder):
        for damaged in (False, True):
            if damaged:
                with suppress(OSError):
                    Path(path).unlink(missing_ok=True)
            try:
                with closing(_current(programme, path)) as connection:
                    return _asked(connection, terms, agency, kinds)
            except (sqlite3.OperationalError, OSError):  # read-only, no room, held by another: the next place
                break
            except sqlite3.DatabaseError:  # damaged: once more, from nothing
                continue
    raise AssertionError("there is always room in memory")


def _places(folder: Path) -> Iterator[str]:
    """Where the index may lie: beside the journal, in the cache of the user, in memory."""
    yield str(folder / "out" / ".search" / "index.db")
    own = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME")
    with suppress(RuntimeError):  # nobody's home
        cache = Path(own) if own and Path(own).is_absolute() else Path.home() / ".cache"
        name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
        yield str(cache / "isoaudit" / "search" / f"{name}.db")
    yield ":memory:"


def _current(programme: Programme, path: str) -> sqlite3.Connection:
    """The index at a path, brought up to the journal."""
    if path != ":memory:":
        Path(path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        keep_private(Path(path))
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    try:
        _bring_up(programme, connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _bring_up(programme: Programme, connection: sqlite3.Connection) -> None:
    """Take in what was said since; who comes while another process does it waits and finds it done."""
    heads = " ".join(sorted(programme.journal.heads()))
    if _known(connection) == heads:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        before = _known(connection)
        heads = " ".join(sorted(programme.journal.heads()))
        if before != heads:
            with programme.journal.reading():
                _take_in(programme, connection, before)
            connection.execute("DELETE FROM known")
            connection.execute("INSERT INTO known VALUES (?, ?)", (_FORMAT, heads))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _known(connection: sqlite3.Connection) -> str | None:
    """The heads of the journal the index was made of; nothing: it holds nothing, or is of another version."""
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if "known" not in there:
        return None
    row = connection.execute("SELECT format, heads FROM known").fetchone()
    return row[1] if row and row[0] == _FORMAT else None


def _take_in(programme: Programme, connection: sqlite3.Connection, before: str | None) -> None:
    entries = programme.journal.since(before.split(), _MOST_NEW) if before is not None else None
    touched = _touched(programme, entries) if entries is not None else None
    if touched is not None and len(touched) <= _FEW:
        for id in sorted(touched):
            state = programme.state_about([id], OF_INSPECTIONS)
            files = programme.journal.entries_telling("file", f'"issued":"{id}/')
            state.take_in(files)
            _replace(programme, connection, state, id, _issued(files))
        return
    for name in ("known", "said", "words"):
        connection.execute(f"DROP TABLE IF EXISTS {name}")
    for statement in _TABLES.strip().split(";\n"):
        connection.execute(statement)
    state = programme.register()
    issued = _issued(programme.journal.entries_of("file"))
    for id in sorted((*state.inspections, *state.not_held)):
        state.take_in(programme.journal.entries_below(("answer",), [id]))
        _replace(programme, connection, state, id, issued)
        state.forget_answers(id)


def _touched(programme: Programme, entries: Iterable[Entry]) -> set[str]:
    """The inspections of which something may read otherwise after these entries."""
    of_agency = by_agency(programme.journal.subjects("inspection"))
    found: set[str] = set()
    for entry in entries:
        if entry.kind in (*OF_INSPECTIONS, "inspection"):
            found.add(entry.subject.partition("/")[0])
        elif entry.kind == "agency":
            found.update(of_agency.get(entry.subject, ()))
        elif entry.kind == "file" and entry.payload.get("issued"):
            found.add(str(entry.payload["issued"]).partition("/")[0])
    return found


def _issued(files: Iterable[Entry]) -> dict[str, str]:
    return {str(e.payload["issued"]): e.subject for e in files if e.payload.get("issued")}


def _replace(
    programme: Programme, connection: sqlite3.Connection, state: State, id: str, issued: dict[str, str]
) -> None:
    """Put what stands of an inspection in the place of what stood; of one that was removed nothing stands."""
    inspection = state.known(id)
    files = files_of(state, inspection, issued) if inspection else {}
    rows = connection.execute("SELECT id, file FROM said WHERE inspection = ?", (id,)).fetchall()
    gone = [row for row, file in rows if file not in files]
    for row in gone:
        connection.execute("DELETE FROM said WHERE id = ?", (row,))
        connection.execute("DELETE FROM words WHERE rowid = ?", (row,))
    if inspection is None:
        return
    name = state.agencies[inspection.agency].name
    connection.execute("UPDATE said SET name = ? WHERE inspection = ?", (name, id))
    _add(connection, inspection, name, said_in(state, inspection))
    there = {file for _, file in rows}
    lacking = {sha256 for sha256 in files if sha256 not in there and not state.fields("file", sha256)}
    state.take_in(programme.journal.entries_about("file", lacking))
    for sha256, place in files.items():
        if sha256 in there:
            connection.execute("UPDATE said SET place = ? WHERE inspection = ? AND file = ?", (place, id, sha256))
            continue
        kept = state.fields("file", sha256)
        texts = said_in_file(programme, sha256, place, str(kept.get("name", "")), str(kept.get("mime", "")))
        _add(connection, inspection, name, texts)


def _add(connection: sqlite3.Connection, inspection: Inspection, name: str, texts: Iterable[Said]) -> None:
    for one in texts:
        if folded := " ".join(words_of(one.text)):
            row = (inspection.id, inspection.agency, name, one.kind, one.place, one.text, one.file)
            made = connection.execute(f"INSERT INTO said ({_ROW}) VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            connection.execute("INSERT INTO words (rowid, folded) VALUES (?, ?)", (made.lastrowid, folded))


def _asked(
    connection: sqlite3.Connection, terms: Sequence[Term], agency: str, kinds: Collection[str]
) -> list[tuple[str, ...]]:
    wanted = " ".join(f'"{" ".join(term.words)}"{"*" if term.begins else ""}' for term in terms)
    question = f"SELECT {_ROW} FROM said WHERE id IN (SELECT rowid FROM words WHERE words MATCH ?)"
    given = [wanted]
    if agency:
        question += " AND agency = ?"
        given.append(agency)
    if kinds:
        question += f" AND kind IN ({', '.join('?' * len(kinds))})"
        given += kinds
    return connection.execute(f"{question} ORDER BY inspection, id", given).fetchall()
