"""The journal: entries are only ever added, each sealed by a hash over what stood before it.

An entry's id is the SHA-256 of its canonical JSON. ``prev`` names the last entries of this copy, so a changed
or deleted entry breaks every seal after it. Files are kept beside the database, named by their SHA-256.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from sys import intern
from typing import Any

from sqlalchemy import (
    URL,
    Column,
    Connection,
    LargeBinary,
    MetaData,
    RowMapping,
    Select,
    Table,
    Text,
    cast,
    create_engine,
    event,
    func,
    select,
)
from sqlalchemy.exc import DatabaseError

from isoaudit.errors import Problem, StoreError, problem
from isoaudit.files import keep_private, make_folder, read_bounded, write_whole
from isoaudit.model import Entry

_METADATA = MetaData()
# No row number and no index: every column is covered by the hash, so a change anywhere is seen.
_ENTRIES = Table(
    "entries",
    _METADATA,
    Column("id", Text, primary_key=True),
    *(
        Column(name, Text, nullable=False)
        for name in ("prev", "base", "at", "author", "device", "kind", "subject", "payload")
    ),
    sqlite_with_rowid=False,
)
FINGERPRINT_LENGTH = 16
_PORTION = 10_000
_ROWS = 1000  # read at a time


@dataclass(frozen=True, slots=True)
class Draft:
    """What is about to be said on a subject, by somebody who had seen ``base``."""

    kind: str
    subject: str
    payload: dict[str, Any]
    base: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, where and when (ISO 8601 with offset); no rule reads it, clocks order nothing."""

    author: str
    device: str
    at: str


def entry_id(fields: dict[str, Any]) -> str:
    """SHA-256 of an entry's canonical JSON, its id left out."""
    return hashlib.sha256(_canonical({k: v for k, v in fields.items() if k != "id"}).encode()).hexdigest()


_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


class Journal:
    """The entries of one programme (``programme.db``) and its files (``files/``)."""

    def __init__(self, database: Path, files: Path, *, create: bool = False) -> None:
        self.database, self.files = database, files
        if not create and not database.is_file():
            raise StoreError(problem("PROGRAMME_001", str(database.parent)))
        self._engine = create_engine(
            URL.create("sqlite", database=str(database)), connect_args={"timeout": 30, "isolation_level": None}
        )
        event.listen(self._engine, "connect", _settle)
        if create:
            make_folder(files)
            keep_private(database)
            with self._open() as connection:
                _METADATA.create_all(connection)

    @contextmanager
    def _open(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except (DatabaseError, UnicodeDecodeError) as error:
            raise StoreError(problem("STORE_001", str(self.database), reason=_reason(error))) from None

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """One writer at a time: what is read inside is still true when it is written; all of it, or nothing."""
        with suppress(OSError):  # whether it can be written is seen below
            keep_private(self.database)
        with self._open() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield Transaction(connection, self.files)
            connection.commit()

    def entries(self) -> list[Entry]:
        """All entries, each after those it was sealed upon."""
        with self._open() as connection:
            return _read(connection)

    def entries_but(self, kind: str) -> list[Entry]:
        """All entries of other kinds, each after those on the same subject that its writer had seen."""
        with self._open() as connection:
            return _in_order(_read_all(connection, select(_ENTRIES).where(_ENTRIES.c.kind != kind)), _base)

    def entries_between(self, kind: str, first: str, last: str) -> list[Entry]:
        """The entries of a kind whose subject is from ``first`` to ``last``, in the order of :meth:`entries_but`."""
        with self._open() as connection:
            about = _ENTRIES.c.subject.between(first, last)
            return _in_order(_read_all(connection, select(_ENTRIES).where(_ENTRIES.c.kind == kind, about)), _base)

    def verify(self) -> list[Problem]:
        """Every entry whose content, or whose forerunner, is not what was sealed, and every file that changed."""
        with self._open() as connection:
            states = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            if states != ["ok"]:
                return [problem("STORE_001", str(self.database), reason="cấu trúc tệp bị hỏng")]
            known = set(connection.execute(select(_as_bytes(_ENTRIES.c.id))).scalars())
            if not known:
                return [problem("STORE_008", str(self.database))]
            files: set[str] = set()
            problems: list[Problem] = []
            for entry in _loosely(connection):
                problems += _check_entry(entry, known)
                if entry["kind"] == "file":
                    files.add(str(entry["subject"]))
        for sha256 in sorted(files):
            problems += _check_file(self.files / sha256)
        return problems


class Transaction:
    """The journal while one writer holds it; nobody else can add to it meanwhile."""

    def __init__(self, connection: Connection, files: Path) -> None:
        self._connection, self._files = connection, files
        self._entries: list[Entry] | None = None

    def entries(self) -> list[Entry]:
        """All entries, each after those it was sealed upon."""
        if self._entries is None:
            self._entries = _read(self._connection)
        return self._entries

    def append(self, drafts: Iterable[Draft], writer: Writer) -> list[Entry]:
        """Seal the drafts onto the journal in the order given."""
        seal = heads(self.entries())
        added = []
        for draft in drafts:
            fields: dict[str, Any] = {
                "prev": sorted(seal),
                "base": sorted(draft.base),
                "at": writer.at,
                "author": writer.author,
                "device": writer.device,
                "kind": draft.kind,
                "subject": draft.subject,
                "payload": draft.payload,
            }
            id = entry_id(fields)
            added.append(Entry(id=id, **{**fields, "prev": tuple(fields["prev"]), "base": tuple(fields["base"])}))
            seal = (id,)
        for part in _parts(added):
            self._connection.execute(_ENTRIES.insert(), [_row(entry) for entry in part])
        self._entries = [*self.entries(), *added]
        return added

    def keep(self, data: bytes) -> str:
        """Keep a file unaltered, named by its SHA-256; whole or not at all."""
        sha256 = hashlib.sha256(data).hexdigest()
        target = self._files / sha256
        if not target.exists():
            write_whole(target, data)
        return sha256


def _parts(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    """Entries in portions, so that the rows of very many are never held at once."""
    return (entries[start : start + _PORTION] for start in range(0, len(entries), _PORTION))


def heads(entries: Iterable[Entry]) -> tuple[str, ...]:
    """The entries nothing was sealed upon yet: the fingerprint of the journal is made of them."""
    last: dict[str, None] = {}
    for entry in entries:
        for forerunner in entry.prev:
            last.pop(forerunner, None)
        last[entry.id] = None
    return tuple(sorted(last))


def fingerprint(entries: Sequence[Entry]) -> str:
    """A short mark of the journal's present state, to be printed: it stays findable as entries are added."""
    return "-".join(head[:FINGERPRINT_LENGTH].upper() for head in heads(entries))


def _settle(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA journal_mode=DELETE")  # WAL is three files: copying one of them loses data
    connection.execute("PRAGMA synchronous=EXTRA")


def _row(entry: Entry) -> dict[str, str]:
    row = {name: getattr(entry, name) for name in ("id", "at", "author", "device", "kind", "subject")}
    return row | {"prev": _ids(entry.prev), "base": _ids(entry.base), "payload": _canonical(entry.payload)}


def _ids(ids: Iterable[str]) -> str:
    """The canonical JSON of ids, which are hexadecimal: nothing in them is to be escaped."""
    return "[" + ",".join(f'"{id}"' for id in ids) + "]"


def _read(connection: Connection) -> list[Entry]:
    return _in_order(_read_all(connection, select(_ENTRIES)), _prev)


def _read_all(connection: Connection, wanted: Select[Any]) -> list[Entry]:
    return [_entry(row) for row in connection.execute(wanted).mappings()]


def _entry(row: RowMapping) -> Entry:
    try:
        parsed = {name: json.loads(row[name]) for name in ("prev", "base", "payload")}
        if not all(isinstance(value, str) for value in row.values()):
            raise TypeError
    except (json.JSONDecodeError, TypeError):
        where, subject = f"mục {str(row['id'])[:12]}", f"{row['kind']} {row['subject']}"
        raise StoreError(problem("STORE_002", where, subject=subject, at=row["at"])) from None
    said = {name: intern(row[name]) for name in ("at", "author", "device", "kind")}
    prev, base = tuple(parsed["prev"]), tuple(parsed["base"])
    return Entry(id=row["id"], prev=prev, base=base, subject=row["subject"], payload=parsed["payload"], **said)


_prev, _base = attrgetter("prev"), attrgetter("base")


def _in_order(said: Sequence[Entry], forerunners: Callable[[Entry], tuple[str, ...]]) -> list[Entry]:
    """Entries sorted so that each follows its forerunners; among equals by id, so that every copy agrees."""
    entries = {entry.id: entry for entry in said}
    waiting = {id: sum(p in entries for p in forerunners(entry)) for id, entry in entries.items()}
    followers: dict[str, list[str]] = {}
    for id, entry in entries.items():
        for forerunner in forerunners(entry):
            followers.setdefault(forerunner, []).append(id)
    ready = sorted((id for id, count in waiting.items() if not count), reverse=True)
    ordered = []
    while ready:
        id = ready.pop()
        ordered.append(entries[id])
        freed = []
        for follower in followers.get(id, ()):
            waiting[follower] -= 1
            if not waiting[follower]:
                freed.append(follower)
        ready.extend(sorted(freed, reverse=True))
    return ordered


def _as_bytes(column: Column[str]) -> Any:
    """A column as bytes, so that damaged text can be read too."""
    return cast(column, LargeBinary)


def _reason(error: DatabaseError | UnicodeDecodeError) -> str:
    known = {"locked": "chương trình khác đang ghi", "readonly": "không có quyền ghi", "full": "đĩa đã đầy"}
    said = str(error.orig) if isinstance(error, DatabaseError) else ""
    return next(
        (words for sign, words in known.items() if sign in said), "tệp bị hỏng hoặc không phải dữ liệu isoaudit"
    )


def _loosely(connection: Connection) -> Iterator[dict[str, Any]]:
    """All rows as far as they can be read, one by one."""
    columns = list(_ENTRIES.columns)
    bytes_and_types = [f(column) for column in columns for f in (_as_bytes, func.typeof)]
    for row in connection.execution_options(yield_per=_ROWS).execute(select(*bytes_and_types)):
        yield _loose(dict(zip((c.name for c in columns), row[::2], strict=True)), row[1::2])


def _loose(row: dict[str, Any], types: Sequence[str]) -> dict[str, Any]:
    """A row as far as it can be read: a damaged column stays as text that matches no seal."""
    if set(types) != {"text"}:
        row = {**row, "payload": b"!"}
    texts = {k: v.decode("utf-8", "replace") if isinstance(v, bytes) else str(v) for k, v in row.items()}
    for name in ("prev", "base", "payload"):
        try:
            value = json.loads(texts[name])
        except json.JSONDecodeError:
            continue
        # Text that is not the canonical form was not written by us: leave it, so that the seal breaks.
        if _canonical(value) == texts[name]:
            texts[name] = value
    return texts


def _check_entry(entry: dict[str, Any], known: set[bytes]) -> Iterator[Problem]:
    where = f"mục {entry['id'][:12]}"
    if entry_id(entry) != entry["id"]:
        yield problem("STORE_002", where, subject=f"{entry['kind']} {entry['subject']}", at=entry["at"])
    elif isinstance(entry["prev"], list):
        for forerunner in entry["prev"]:
            if str(forerunner).encode() not in known:
                yield problem("STORE_003", where, missing=forerunner[:12])


def _check_file(path: Path) -> Iterator[Problem]:
    try:
        data = read_bounded(path)
    except (OSError, ValueError):  # no such file, or a name no file can have
        yield problem("STORE_004", str(path))
        return
    if hashlib.sha256(data).hexdigest() != path.name:
        yield problem("STORE_005", str(path))
