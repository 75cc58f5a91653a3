"""The tables of a journal, alike in every database it may stand in."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, MetaData, Table, Text

from isoaudit.journal.sealing import COLUMNS

METADATA = MetaData()
_TEXT = Text().with_variant(Text(collation="C"), "postgresql")
"""Compared byte by byte, as SQLite does: subjects are read from one to another."""

# No row number: every column is covered by the hash, so a change anywhere is seen.
ENTRIES = Table(
    "entries",
    METADATA,
    Column("id", _TEXT, primary_key=True),
    *(Column(name, _TEXT, nullable=False) for name in COLUMNS if name not in ("id", "edit")),
    Column("edit", _TEXT, nullable=False, server_default=""),
    sqlite_with_rowid=False,
)
BY_SUBJECT = Index("entries_by_subject", ENTRIES.c.kind, ENTRIES.c.subject)
BY_EDIT = Index(
    "entries_by_edit",
    ENTRIES.c.edit,
    sqlite_where=ENTRIES.c.edit != "",
    postgresql_where=ENTRIES.c.edit != "",
)
HEADS = Table(
    "heads",
    METADATA,
    Column("ids", _TEXT, nullable=False),
    Column("entries", BigInteger, nullable=False),
)
"""Derived, one row: the entries nothing was sealed upon yet, as JSON, and how many entries there are.

It is written with every entry, so that nobody reads all of them to add one; ``verify`` works it out anew.
"""

CUT = MetaData()
CUTS = Table("cuts", CUT, Column("entry", _TEXT, primary_key=True), sqlite_with_rowid=False)
"""In a pack alone, in no whole journal: the entries at which it was cut. See :mod:`isoaudit.journal.cuts`."""
