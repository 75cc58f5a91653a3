"""The journal while one writer holds it: what is added is sealed upon what stands there, and read back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import Connection, and_, literal_column, select

from isoaudit.errors import StoreError, problem
from isoaudit.journal.cuts import add_cuts, has_cuts, may_be_missing
from isoaudit.journal.rows import heads_of_all, kept_heads, place, portions, present, read_entries
from isoaudit.journal.sealing import (
    COLUMNS,
    Draft,
    Ids,
    Writer,
    by_base,
    by_prev,
    heads,
    ids_text,
    in_order,
    row_of,
    sealed,
)
from isoaudit.journal.tables import ENTRIES, HEADS
from isoaudit.model import Entry

NAMED = 500  # subjects, or ids, in one question
_PORTION = 10_000


class Transaction:
    """The journal while one writer holds it; nobody else can add to it meanwhile."""

    def __init__(self, connection: Connection, where: str, keep: Callable[[bytes], str]) -> None:
        self._connection, self._where = connection, where
        self.keep = keep
        """Keep a file: :meth:`isoaudit.journal.store.Journal.keep`."""
        self._added, self._is_pack = list[Entry](), False

    def heads(self) -> Ids:
        """The entries nothing was sealed upon yet."""
        return tuple(json.loads(kept_heads(self._connection, self._where)[0]))

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
        for draft in wanted:
            if draft.edit:
                refuse_other(draft, by_edit[draft.edit])
        return [by_edit[draft.edit] if draft.edit else next(fresh) for draft in wanted]

    def _by_edit(self, edits: Iterable[str]) -> dict[str, Entry]:
        """The entry of each edit id; where two copies were sent the same edit before they were joined, one of them."""
        return {
            entry.edit: entry
            for part in portions(sorted(set(edits)), NAMED)
            for entry in sorted(
                read_entries(self._connection, False, ENTRIES.c.edit.in_(part), HAS_EDIT), key=lambda e: e.id
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
        for part in portions(self._added, NAMED):
            wanted = {entry.id: tuple(row_of(entry).values()) for entry in part}
            columns = [ENTRIES.c[name] for name in COLUMNS]
            rows = self._connection.execute(select(*columns).where(ENTRIES.c.id.in_(wanted)))
            if wanted != {row.id: tuple(row) for row in rows}:
                raise StoreError(problem("STORE_014", self._where))
        if self._is_pack and self.heads() != heads_of_all(self._connection)[0]:
            raise StoreError(problem("STORE_014", self._where))
        if self._added and not self._is_pack:
            kept = set(self.heads())
            last = {entry.id for entry in self._added} - {id for entry in self._added for id in entry.prev}
            if not last <= kept:
                raise StoreError(problem("STORE_014", self._where))


HAS_EDIT = ENTRIES.c.edit != literal_column("''")
"""Said in so many words, or no database finds its index of the edits."""


def refuse_other(draft: Draft, entry: Entry) -> None:
    """Refuse a draft that says something else than the entry its edit became before. Raises StoreError (STORE_015)."""
    if (draft.kind, draft.subject, draft.payload) != (entry.kind, entry.subject, entry.payload):
        raise StoreError(problem("STORE_015", place(entry.id), value=draft.edit))
