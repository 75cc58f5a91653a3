"""The journal: entries are only ever added, each sealed by a hash over what stood before it.

An entry's id is the SHA-256 of its canonical JSON. ``prev`` names the last entries of this copy, so a changed
or deleted entry breaks every seal after it. Every entry that is read is checked against its id, and their number
against the one kept beside the heads. Files are kept in a folder, named by their SHA-256.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, and_, func, literal_column, select
from sqlalchemy.exc import DatabaseError

from isoaudit.errors import Problem, StoreError, problem
from isoaudit.files import keep_private, make_folder, write_whole
from isoaudit.journal.cuts import add_cuts, cuts, has_cuts, may_be_missing
from isoaudit.journal.databases import OnWait, database_of
from isoaudit.journal.rows import changed_entry, heads_of_all, kept_heads, place, portions, present, read_entries
from isoaudit.journal.sealing import (
    COLUMNS,
    FINGERPRINT_LENGTH,
    Draft,
    Ids,
    Writer,
    by_base,
    by_prev,
    entry_id,
    fingerprint,
    heads,
    id_of_row,
    ids_text,
    in_order,
    mark,
    row_of,
    sealed,
)
from isoaudit.journal.tables import ENTRIES, HEADS
from isoaudit.journal.verifying import verify_entries, verify_file
from isoaudit.model import Entry

__all__ = ["FINGERPRINT_LENGTH", "Draft", "Ids", "Journal", "Transaction", "Writer", "entry_id", "fingerprint", "heads",
           "mark", "sealed"]  # fmt: skip

_PORTION = 10_000
_NAMED = 500  # subjects, or ids, in one question
_ATTEMPTS = 5
_Judged = TypeVar("_Judged")
_Written = TypeVar("_Written")


class Journal:
    """The entries of one programme, in ``programme.db`` or at the URL of a PostgreSQL database; and its files."""

    def __init__(self, database: Path | str, files: Path, *, create: bool = False) -> None:
        self.database, self.files = database, files
        if not create and isinstance(database, Path) and not database.is_file():
            raise StoreError(problem("PROGRAMME_001", str(database.parent)))
        self._database = database_of(database)
        self._vouched: tuple[str, int] | None = None
        self.on_wait: OnWait = lambda _: None
        """Told who is waited for, when writing has to wait for seconds."""
        if create:
            make_folder(files)
            if isinstance(database, Path):
                keep_private(database)
            with self._explained():
                self._database.create()
            with self._open() as connection:
                connection.execute(HEADS.insert(), {"ids": "[]", "entries": 0})
                connection.commit()

    @property
    def where(self) -> str:
        """How a message names the database."""
        return self._database.where

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (DatabaseError, UnicodeDecodeError) as error:
            raise StoreError(self._database.reason(error)) from None

    @contextmanager
    def _open(self) -> Iterator[Connection]:
        with self._explained(), self._database.engine.connect() as connection:
            self._database.wait(connection, self.on_wait)
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """A connection to read by, once the number of entries was found to be the one kept."""
        with self._open() as connection:
            if not self._database.is_old(connection):
                kept = kept_heads(connection, self.where)
                if kept != self._vouched:
                    # One statement: between two, another writer could add entries, and the two numbers would differ.
                    number = select(func.count()).select_from(ENTRIES).scalar_subquery()
                    ids, entries, counted = connection.execute(select(HEADS.c.ids, HEADS.c.entries, number)).one()
                    if entries != counted:
                        raise StoreError(problem("STORE_009", self.where, found=counted, expected=entries))
                    self._vouched = ids, entries
            yield connection

    # reading

    def heads(self) -> Ids:
        """The entries nothing was sealed upon yet; read at the same cost however many there are."""
        with self._open() as connection:
            return self._heads(connection)

    def _heads(self, connection: Connection) -> Ids:
        if self._database.is_old(connection):
            return heads_of_all(connection)[0]
        return tuple(json.loads(kept_heads(connection, self.where)[0]))

    def number(self) -> int:
        """How many entries there are; read at the same cost however many."""
        with self._open() as connection:
            old = self._database.is_old(connection)
            return heads_of_all(connection)[1] if old else kept_heads(connection, self.where)[1]

    def known(self, ids: Iterable[str]) -> set[str]:
        """Those of these ids that are ids of entries here."""
        with self._open() as connection:
            return present(connection, ids)

    def entries(self) -> list[Entry]:
        """All entries, each after those it was sealed upon."""
        with self._reading() as connection:
            return in_order(self._read(connection), by_prev)

    def entries_but(self, kind: str) -> list[Entry]:
        """All entries of other kinds, each after those on the same subject that its writer had seen."""
        return self._about(ENTRIES.c.kind != kind)

    def entries_of(self, *kinds: str) -> list[Entry]:
        """All entries of these kinds, in the order of :meth:`entries_but`."""
        return self._about(ENTRIES.c.kind.in_(kinds))

    def entries_about(self, kind: str, subjects: Iterable[str]) -> list[Entry]:
        """The entries of a kind on just these subjects, in the order of :meth:`entries_but`."""
        wanted = sorted(set(subjects))
        about = [and_(ENTRIES.c.kind == kind, ENTRIES.c.subject.in_(part)) for part in portions(wanted, _NAMED)]
        return self._about(*about)

    def entries_between(self, kind: str, first: str, last: str) -> list[Entry]:
        """The entries of a kind whose subject is from ``first`` to ``last``, in the order of :meth:`entries_but`."""
        return self._about(and_(ENTRIES.c.kind == kind, ENTRIES.c.subject.between(first, last)))

    def entries_below(self, kinds: Sequence[str], stems: Iterable[str]) -> list[Entry]:
        """The entries of these kinds whose subject is ``stem/…``, in the order of :meth:`entries_but`."""
        bounds = [(f"{stem}/", f"{stem}{chr(ord('/') + 1)}") for stem in stems]
        return self._about(
            *(
                and_(ENTRIES.c.kind == kind, ENTRIES.c.subject >= first, ENTRIES.c.subject < after)
                for first, after in bounds
                for kind in kinds
            )
        )

    def entries_telling(self, kind: str, *texts: str) -> list[Entry]:
        """All entries on the subjects of which one entry has these texts, in this order, somewhere in its JSON."""
        pattern = "%".join(["", *(_literal(text) for text in texts), ""])
        naming = and_(ENTRIES.c.kind == kind, ENTRIES.c.payload.like(pattern, escape="\\"))
        with self._reading() as connection:
            subjects = connection.execute(select(ENTRIES.c.subject).where(naming).distinct()).scalars().all()
        return self.entries_about(kind, subjects)

    def subjects(self, kind: str) -> list[str]:
        """The subjects of a kind that anything was said of, sorted; their entries are not read."""
        wanted = select(ENTRIES.c.subject).where(ENTRIES.c.kind == kind).distinct().order_by(ENTRIES.c.subject)
        with self._reading() as connection:
            return list(connection.execute(wanted).scalars())

    def _about(self, *wanted: ColumnElement[bool]) -> list[Entry]:
        """The entries that fit one of several conditions, each condition a question of its own."""
        entries: list[Entry] = []
        with self._reading() as connection:
            for condition in wanted:
                entries += self._read(connection, condition)
        return in_order(entries, by_base)

    def _read(self, connection: Connection, *wanted: ColumnElement[bool]) -> list[Entry]:
        return read_entries(connection, self._database.is_old(connection), *wanted)

    # writing

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """One writer at a time: what is read inside is still true when it is written; all of it, or nothing.

        What was written is read back before it is acknowledged. Raises StoreError: STORE_011 when another writer does
        not end, STORE_012 when nothing can be written, STORE_014 when what was written is not there.
        """
        if isinstance(self.database, Path):
            with suppress(OSError):  # the lock below fails, in words, where nothing can be written
                keep_private(self.database)
        with self._open() as connection:
            self._database.lock(connection, self.on_wait)
            if self._database.is_old(connection):
                ids, entries = heads_of_all(connection)
                self._database.renew(connection)
                connection.execute(HEADS.insert(), {"ids": ids_text(ids), "entries": entries})
            transaction = Transaction(connection, self)
            yield transaction
            transaction.read_back()
            self._database.commit(connection, self.on_wait)

    def write(self, judge: Callable[[Ids], _Judged], write: Callable[[Transaction, _Judged], _Written]) -> _Written:
        """Judge what is to be written before anybody is kept waiting, then write it.

        ``judge`` is given the heads it judges upon, and is asked again if somebody has written meanwhile; where others
        never stop writing, the last time while they wait. It must not write.
        """
        for _ in range(_ATTEMPTS):
            upon = self.heads()
            judged = judge(upon)
            with self.writing() as transaction:
                if transaction.heads() == upon:
                    return write(transaction, judged)
        with self.writing() as transaction:
            return write(transaction, judge(transaction.heads()))

    def keep(self, data: bytes) -> str:
        """Keep a file unaltered, named by its SHA-256; whole or not at all, and on the disk when this returns."""
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.files / sha256
        if not target.exists():
            write_whole(target, data)
            if os.name == "posix":  # elsewhere a folder cannot be opened
                folder = os.open(self.files, os.O_RDONLY)
                try:
                    os.fsync(folder)
                finally:
                    os.close(folder)
        return sha256

    def join(self, entries: Iterable[Entry], cut: Iterable[str] = ()) -> int:
        """Add the entries of another copy that are not here yet: the union of both journals; how many were new.

        Both copies come to the same, whichever is joined into which, and joining again adds nothing. Kept files are
        copied by whoever joins. ``cut``: where the other is a pack, :meth:`cuts` of it; an empty journal becomes a pack
        by that. Raises StoreError, and adds nothing, where an entry is not what was sealed (STORE_002) or one that it
        names as its forerunner is in neither (STORE_003), unless this is a pack and it was left out.
        """
        given = {entry.id: entry for entry in entries}
        changed = [entry for entry in given.values() if id_of_row(tuple(row_of(entry).values())) != entry.id]
        if changed:
            raise StoreError(changed_entry(row_of(entry)) for entry in changed)
        with self.writing() as transaction:
            return transaction.add_missing(given, frozenset(cut))

    def cuts(self) -> frozenset[str]:
        """The entries of kind ``pack`` at which this was cut from a larger journal; none: it is whole."""
        with self._open() as connection:
            return cuts(connection)

    # copies

    def copy_to(self, path: Path) -> None:
        """Copy the database as it is at one moment to a new file, while others may write to it.

        What they wrote in part is not in the copy. Raises StoreError: BACKUP_010 where it stands on a server.
        """
        with self._open() as connection:
            self._database.copy(connection, path)

    def close(self) -> None:
        """Let go of the database's file; it is opened again when something is asked."""
        self._database.engine.dispose()

    # verifying

    def verify_entries(self) -> tuple[list[Problem], list[str]]:
        """As :meth:`verify`, of the database alone; and the SHA-256 of each file it keeps."""
        with self._open() as connection:
            return verify_entries(self._database, connection)

    def verify(self) -> list[Problem]:
        """Every entry whose content, or whose forerunner, is not what was sealed, and every file that changed.

        Also what was added to the database itself, such as a trigger, and kept heads that are not those of the entries.
        """
        problems, files = self.verify_entries()
        return [*problems, *(changed for sha256 in files for changed in verify_file(self.files / sha256))]


class Transaction:
    """The journal while one writer holds it; nobody else can add to it meanwhile."""

    def __init__(self, connection: Connection, journal: Journal) -> None:
        self._connection, self._journal = connection, journal
        self._added, self._is_pack = list[Entry](), False

    def heads(self) -> Ids:
        """The entries nothing was sealed upon yet."""
        return tuple(json.loads(kept_heads(self._connection, self._journal.where)[0]))

    def entries(self) -> list[Entry]:
        """All entries, each after those it was sealed upon."""
        return in_order(read_entries(self._connection, False), by_prev)

    def entries_about(self, kind: str, subject: str) -> list[Entry]:
        """What was said of one subject, each entry after those that its writer had seen."""
        wanted = and_(ENTRIES.c.kind == kind, ENTRIES.c.subject == subject)
        return in_order(read_entries(self._connection, False, wanted), by_base)

    def append(self, drafts: Iterable[Draft], writer: Writer) -> list[Entry]:
        """Seal the drafts onto the journal in the order given; of one whose edit id is there, the entry that is there.

        Raises StoreError (STORE_015) where an edit id comes again with another content.
        """
        wanted = list(drafts)
        by_edit = self._by_edit(draft.edit for draft in wanted if draft.edit)
        first = {draft.edit: draft for draft in reversed(wanted)}
        new = [d for d in wanted if not d.edit or (d.edit not in by_edit and first[d.edit] is d)]
        entries = sealed(new, self.heads(), writer) if new else []
        self._insert(entries)
        by_edit |= {entry.edit: entry for entry in entries if entry.edit}
        fresh = iter(entry for entry in entries if not entry.edit)
        return [_same(draft, by_edit[draft.edit]) if draft.edit else next(fresh) for draft in wanted]

    def _by_edit(self, edits: Iterable[str]) -> dict[str, Entry]:
        """The entry of each edit id; where two copies were sent the same edit before they were joined, one of them."""
        return {
            entry.edit: entry
            for part in portions(sorted(set(edits)), _NAMED)
            for entry in sorted(
                read_entries(self._connection, False, ENTRIES.c.edit.in_(part), _HAS_EDIT), key=lambda e: e.id
            )
        }

    def add_missing(self, given: dict[str, Entry], cut: frozenset[str] = frozenset()) -> int:
        """Add entries of another copy, by their ids; see :meth:`Journal.join`."""
        named = {*given, *(id for entry in given.values() for id in (*entry.prev, *entry.base))}
        here = present(self._connection, named)
        new = [entry for id, entry in given.items() if id not in here]
        self._is_pack = has_cuts(self._connection) or bool(cut and not self.heads())
        there = here | given.keys() | (may_be_missing(self._connection, given, cut) if self._is_pack else set())
        absent = [(entry.id, id) for entry in new for id in (*entry.prev, *entry.base) if id not in there]
        if absent:
            raise StoreError(problem("STORE_003", place(id), missing=missing[:12]) for id, missing in absent)
        self._insert(new)
        if self._is_pack:
            add_cuts(self._connection, cut)
            self._connection.execute(HEADS.update().values(ids=ids_text(heads_of_all(self._connection)[0])))
        return len(new)

    def _insert(self, entries: Sequence[Entry]) -> None:
        if not entries:
            return
        for part in portions(entries, _PORTION):
            self._connection.execute(ENTRIES.insert(), [row_of(entry) for entry in part])
        now = {"ids": ids_text(heads(entries, self.heads())), "entries": HEADS.c.entries + len(entries)}
        self._connection.execute(HEADS.update().values(now))
        self._added += entries

    def read_back(self) -> None:
        """See whether everything that was added is there. Raises StoreError (STORE_014)."""
        for part in portions(self._added, _NAMED):
            wanted = {entry.id: tuple(row_of(entry).values()) for entry in part}
            columns = [ENTRIES.c[name] for name in COLUMNS]
            rows = self._connection.execute(select(*columns).where(ENTRIES.c.id.in_(wanted)))
            if wanted != {row.id: tuple(row) for row in rows}:
                raise StoreError(problem("STORE_014", self._journal.where))
        if self._is_pack and self.heads() != heads_of_all(self._connection)[0]:
            raise StoreError(problem("STORE_014", self._journal.where))
        if self._added and not self._is_pack:
            kept = set(self.heads())
            last = {entry.id for entry in self._added} - {id for entry in self._added for id in entry.prev}
            if not last <= kept:
                raise StoreError(problem("STORE_014", self._journal.where))

    def keep(self, data: bytes) -> str:
        """Keep a file: :meth:`Journal.keep`."""
        return self._journal.keep(data)


_HAS_EDIT = ENTRIES.c.edit != literal_column("''")
"""Said in so many words, or no database finds its index of the edits."""


def _same(draft: Draft, entry: Entry) -> Entry:
    """The entry that a draft became when it was sent before. Raises StoreError (STORE_015)."""
    if (draft.kind, draft.subject, draft.payload) != (entry.kind, entry.subject, entry.payload):
        raise StoreError(problem("STORE_015", place(entry.id), value=draft.edit))
    return entry


def _literal(text: str) -> str:
    """A text none of whose signs is a pattern."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
