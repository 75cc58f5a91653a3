"""The journal: entries are only ever added, each sealed by a hash over what stood before it.

An entry's id is the SHA-256 of its canonical JSON. ``prev`` names the last entries of this copy, so a changed
or deleted entry breaks every seal after it. Every entry that is read is checked against its id, and their number
against the one kept beside the heads. Files are kept in a folder, named by their SHA-256.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, and_, func, select
from sqlalchemy.exc import DatabaseError

from isoaudit.errors import Problem, StoreError, problem
from isoaudit.files import keep_private, make_folder, write_whole
from isoaudit.journal.cuts import cuts
from isoaudit.journal.databases import OnWait, database_of
from isoaudit.journal.rows import changed_entry, heads_of_all, kept_heads, portions, present, read_entries
from isoaudit.journal.sealing import (
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
from isoaudit.journal.transaction import HAS_EDIT, NAMED, Transaction, refuse_other
from isoaudit.journal.verifying import verify_entries, verify_file
from isoaudit.model import Entry

__all__ = ["FINGERPRINT_LENGTH", "Draft", "Ids", "Journal", "Transaction", "Writer", "entry_id", "fingerprint", "heads",
           "mark", "refuse_other", "sealed"]  # fmt: skip

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
        self._held = threading.local()
        """The connection that this thread reads by while it asks several questions."""
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
    def reading(self) -> Iterator[None]:
        """Ask all that this thread asks within by one connection: to open one costs as much as ten questions."""
        if self._holds():
            yield
            return
        with self._reading() as connection:
            self._held.connection = connection
            try:
                yield
            finally:
                self._held.connection = None

    def _holds(self) -> Connection | None:
        return getattr(self._held, "connection", None)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """A connection to read by, once the number of entries was found to be the one kept."""
        if held := self._holds():
            with self._explained():
                yield held
            return
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
        if held := self._holds():
            with self._explained():
                return self._heads(held)
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
        about = [and_(ENTRIES.c.kind == kind, ENTRIES.c.subject.in_(part)) for part in portions(wanted, NAMED)]
        return self._about(*about)

    def entries_between(self, kind: str, first: str, last: str) -> list[Entry]:
        """The entries of a kind whose subject is from ``first`` to ``last``, in the order of :meth:`entries_but`."""
        subject = ENTRIES.c.subject  # PostgreSQL takes no BETWEEN of texts that say how they are compared
        return self._about(and_(ENTRIES.c.kind == kind, subject >= first, subject <= last))

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

    def since(self, heads: Iterable[str], most: int) -> list[Entry] | None:
        """The entries that came after ``heads`` were the last ones; nothing where they may be more than ``most``.

        It goes from the last entries back along the seals, so that old ones are not read; where copies were joined,
        some that were there already may be among them.
        """
        known, found = set(heads), dict[str, Entry]()
        with self._reading() as connection:
            waiting = set(self._heads(connection)) - known
            while waiting:
                parts = portions(sorted(waiting), NAMED)
                entries = [one for part in parts for one in self._read(connection, ENTRIES.c.id.in_(part))]
                found |= {entry.id: entry for entry in entries}
                if len(found) > most:
                    return None
                waiting = {id for entry in entries for id in entry.prev} - known - found.keys()
        return list(found.values())

    def begins(self, stem: str) -> bool:
        """Whether the id of an entry begins so: a mark names a state that this journal has or had."""
        wanted = select(ENTRIES.c.id).where(ENTRIES.c.id >= stem, ENTRIES.c.id < f"{stem}g").limit(1)
        with self._reading() as connection:
            return connection.execute(wanted).first() is not None

    def entry_of(self, edit: str) -> Entry | None:
        """The entry that the edit of a client became; nothing where it was not sent before."""
        found = self._about(and_(ENTRIES.c.edit == edit, HAS_EDIT)) if edit else []
        return min(found, key=lambda entry: entry.id, default=None)

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
            before = kept_heads(connection, self.where)
            transaction = Transaction(connection, self.where, self.keep)
            yield transaction
            transaction.read_back()
            after = kept_heads(connection, self.where)
            self._database.commit(connection, self.on_wait)
        if self._vouched == before:
            self._vouched = after  # what was added was read back: nothing must be counted again

    def write(self, judge: Callable[[Ids], _Judged], write: Callable[[Transaction, _Judged], _Written]) -> _Written:
        """Judge what is to be written before anybody is kept waiting, then write it.

        ``judge`` is given the heads it judges upon, and is asked again if somebody has written meanwhile; where others
        never stop writing, the last time while they wait. It must not write.
        """
        for _ in range(_ATTEMPTS):
            with self.reading():
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


def _literal(text: str) -> str:
    """A text none of whose signs is a pattern."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
