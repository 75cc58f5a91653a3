"""The databases a journal may stand in, SQLite or PostgreSQL; what differs between them is here and nowhere else."""

from __future__ import annotations

import os
import re
import sqlite3
import sys
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    LargeBinary,
    cast,
    create_engine,
    func,
    inspect,
    make_url,
    select,
)
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.schema import CreateIndex, CreateTable

from isoaudit.errors import Problem, StoreError, problem
from isoaudit.journal.sealing import COLUMNS
from isoaudit.journal.tables import BY_EDIT, BY_SUBJECT, CUT, ENTRIES, HEADS, METADATA

NOTICE_AFTER = 2.0
"""Seconds after which it is said who is waited for."""
PATIENCE = 30.0
"""Seconds after which waiting for another writer ends."""
_ROWS = 1000  # read at a time
OnWait = Callable[[Problem], None]


class Database(Protocol):
    """A database as the journal needs it."""

    engine: Engine
    where: str
    """How a message names it; no password is in it."""

    def create(self) -> None:
        """Make the tables. Raises StoreError where a journal is there already."""

    def wait(self, connection: Connection, on_wait: OnWait) -> None:
        """Wait until it can be read."""

    def lock(self, connection: Connection, on_wait: OnWait) -> None:
        """Begin a transaction that alone may write. Raises StoreError (STORE_011) after :data:`PATIENCE` seconds."""

    def commit(self, connection: Connection, on_wait: OnWait) -> None:
        """End that transaction, what was written being kept."""

    def is_old(self, connection: Connection) -> bool:
        """Whether it was made before entries had edit ids and the heads were kept."""

    def renew(self, connection: Connection) -> None:
        """Give an old one what is missing, all but the row of the heads."""

    def copy(self, connection: Connection, path: Path) -> None:
        """Copy all of it, as it is at one moment, to a new file."""

    def damage(self, connection: Connection) -> list[Problem]:
        """What is wrong with the database itself, or was added to it."""

    def rows(self, connection: Connection, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """All rows as far as they can be read, one by one: texts, or bytes where they are no text."""

    def reason(self, error: DatabaseError | UnicodeDecodeError) -> Problem:
        """A fault of the database in words."""


class Sqlite:
    """One file on this machine's disk."""

    def __init__(self, path: Path) -> None:
        self.path, self.where = path, str(path)
        self.engine = create_engine(
            URL.create("sqlite", database=str(path)), connect_args={"timeout": NOTICE_AFTER, "isolation_level": None}
        )

    def create(self) -> None:
        with self.engine.connect() as connection:
            METADATA.create_all(connection)

    def wait(self, connection: Connection, on_wait: OnWait) -> None:
        # WAL is three files, and a copy of one of them loses data. Asking for this reads the file, too.
        self._patiently(connection, "PRAGMA journal_mode=DELETE", on_wait)
        connection.exec_driver_sql("PRAGMA synchronous=EXTRA")

    def lock(self, connection: Connection, on_wait: OnWait) -> None:
        self._patiently(connection, "BEGIN IMMEDIATE", on_wait)

    def commit(self, connection: Connection, on_wait: OnWait) -> None:
        self._patiently(connection, "COMMIT", on_wait)  # readers are waited for
        connection.commit()

    def _patiently(self, connection: Connection, statement: str, on_wait: OnWait) -> None:
        """Carry out what may have to wait for another program; after a while it is said for which."""
        busy = "PRAGMA busy_timeout={}"
        connection.exec_driver_sql(busy.format(int(NOTICE_AFTER * 1000)))
        try:
            connection.exec_driver_sql(statement)
        except OperationalError as error:
            if not _is(error, *_LOCKED):
                raise
            on_wait(problem("STORE_011", self.where, who=_writers(self.path)))
            connection.exec_driver_sql(busy.format(int((PATIENCE - NOTICE_AFTER) * 1000)))
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql(busy.format(int(PATIENCE * 1000)))

    def is_old(self, connection: Connection) -> bool:
        if not connection.info.get("is_new"):  # asked again and again, and none becomes old
            connection.info["is_new"] = inspect(connection).has_table(HEADS.name)
        return not connection.info["is_new"]

    def renew(self, connection: Connection) -> None:
        connection.exec_driver_sql(_ADD_EDIT)
        METADATA.create_all(connection)
        for index in (BY_SUBJECT, BY_EDIT):
            index.create(connection, checkfirst=True)

    def copy(self, connection: Connection, path: Path) -> None:
        """By SQLite's own backup, within one reading transaction: a writer then waits, for as long as copying takes."""
        connection.exec_driver_sql("BEGIN")
        connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")  # from here on nothing else is seen
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)
        try:
            with closing(sqlite3.connect(path)) as target:
                source.backup(target)
        except sqlite3.Error as error:
            why = next((said for sign, said in _NOT_DONE.items() if error.sqlite_errorname.startswith(sign)), "")
            words = why or "không chép được dữ liệu ra tệp tạm"
            raise StoreError(problem("STORE_012", str(path), reason=words)) from None
        connection.exec_driver_sql("ROLLBACK")

    def damage(self, connection: Connection) -> list[Problem]:
        states = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        if states != ["ok"]:
            return [problem("STORE_001", self.where, reason="cấu trúc tệp bị hỏng")]
        present = _schema(connection)
        expected = min(_schemas(), key=lambda schema: len(schema.items() ^ present.items()))
        strange = sorted(name for name in expected.keys() | present.keys() if expected.get(name) != present.get(name))
        return [problem("STORE_013", self.where, what=", ".join(strange))] if strange else []

    def rows(self, connection: Connection, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        wanted = [
            part for name in columns for part in (cast(ENTRIES.c[name], LargeBinary), func.typeof(ENTRIES.c[name]))
        ]
        for row in connection.execution_options(yield_per=_ROWS).execute(select(*wanted)):
            texts = zip(row[::2], row[1::2], strict=True)
            yield tuple(_text(value) if type_ == "text" else value for value, type_ in texts)

    def reason(self, error: DatabaseError | UnicodeDecodeError) -> Problem:
        if _is(error, *_LOCKED):
            return problem("STORE_011", self.where, who=_writers(self.path))
        for name, reason in _NOT_DONE.items():
            if _is(error, name):
                return problem("STORE_012", self.where, reason=reason)
        return problem("STORE_001", self.where, reason="tệp bị hỏng hoặc không phải dữ liệu isoaudit")


def _is(error: Exception, *names: str) -> bool:
    """Whether SQLite calls a fault by one of these names, or by a longer one that begins so."""
    return getattr(getattr(error, "orig", None), "sqlite_errorname", "").startswith(names)


_LOCKED = ("SQLITE_BUSY", "SQLITE_LOCKED")
_NOT_DONE = {
    "SQLITE_READONLY_DBMOVED": "thư mục làm việc đã bị đổi tên, chuyển đi, hoặc tệp dữ liệu đã bị thay bằng tệp khác",
    "SQLITE_READONLY": "không có quyền ghi",
    "SQLITE_PERM": "không có quyền ghi",
    "SQLITE_AUTH": "không có quyền ghi",
    "SQLITE_FULL": "đĩa đã đầy",
    "SQLITE_IOERR": "lỗi đĩa, mất kết nối tới ổ đĩa trên mạng, hoặc hết hạn mức được cấp",
    "SQLITE_CANTOPEN": "không có quyền đọc tệp, hoặc không có quyền ghi vào thư mục chứa tệp",
    "SQLITE_PROTOCOL": "ổ đĩa này không giữ được khóa tệp",
    "SQLITE_NOLFS": "ổ đĩa này không chứa được tệp lớn",
    "SQLITE_NOMEM": "máy không đủ bộ nhớ",
    "SQLITE_INTERRUPT": "bị ngắt giữa chừng",
}
"""What is wrong around the file and not in it: the data are as they were."""
_ADD_EDIT = "ALTER TABLE entries ADD COLUMN edit TEXT DEFAULT '' NOT NULL"


def _text(value: bytes) -> str | bytes:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value


def _schema(connection: Connection) -> dict[str, str]:
    """What was ever created in a database, by kind and name; statistics that other programs collect left out."""
    rows = connection.exec_driver_sql(
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    )
    return {f"{type_} {name}": f"{table} {_plain(sql)}" for type_, name, table, sql in rows}


def _plain(sql: str | None) -> str:
    return re.sub(r"\s*([(),])\s*", r"\1", " ".join((sql or "").split()))


@cache
def _schemas() -> tuple[dict[str, str], ...]:
    """What a database may hold: made now; a pack; made before edit ids and not written to since; that one renewed."""
    now = create_engine("sqlite://")
    with now.connect() as connection:
        METADATA.create_all(connection)
        made_now = _schema(connection)
        CUT.create_all(connection)
        pack = _schema(connection)
    as_made = str(CreateTable(ENTRIES).compile(now))
    before = create_engine("sqlite://")
    with before.connect() as connection:
        connection.exec_driver_sql(re.sub(r",\s*edit TEXT DEFAULT '' NOT NULL", "", as_made))
        made_before = _schema(connection)
        connection.exec_driver_sql(_ADD_EDIT)
        connection.exec_driver_sql(str(CreateTable(HEADS).compile(before)))
        for index in (BY_SUBJECT, BY_EDIT):
            connection.execute(CreateIndex(index))
        renewed = _schema(connection)
    return made_now, pack, made_before, renewed


def _writers(path: Path) -> str:
    """Who has locked a file, where the system tells: ``isoaudit (tiến trình 4711)``.

    Somebody else who writes; else who reads, for a writer waits until all have read; else this process itself.
    """
    locked: dict[tuple[bool, str], list[str]] = {}
    if sys.platform == "linux":
        try:
            inode = path.stat().st_ino
            for line in Path("/proc/locks").read_text(encoding="utf-8").splitlines():
                fields = line.split()
                if fields[1] == "POSIX" and fields[5].rpartition(":")[2] == str(inode):
                    name = Path("/proc", fields[4], "comm").read_text(encoding="utf-8").strip()
                    of = fields[4] != str(os.getpid()), fields[3]
                    locked.setdefault(of, []).append(f"{name} (tiến trình {fields[4]})")
        except (OSError, IndexError):
            pass
    found = (locked.get(of) for of in ((True, "WRITE"), (True, "READ"), (False, "WRITE")))
    return ", ".join(dict.fromkeys(next(filter(None, found), []))) or "chương trình khác"


class Postgresql:
    """A database on a server, for an office whose secretaries write at once."""

    def __init__(self, url: str) -> None:
        try:
            parsed = make_url(url)
            if parsed.drivername != "postgresql+psycopg":
                raise ArgumentError
            self.where = parsed.render_as_string(hide_password=True)
            self.engine = create_engine(parsed, connect_args={"connect_timeout": 10})
        except (ArgumentError, ValueError):
            raise StoreError(problem("STORE_016", "isoaudit.toml")) from None
        except ModuleNotFoundError:
            raise StoreError(problem("STORE_017", self.where)) from None
        weakref.finalize(self, self.engine.dispose)  # else its connections stay open until the program ends

    def create(self) -> None:
        with self.engine.begin() as connection:
            if inspect(connection).has_table(ENTRIES.name):
                raise StoreError(problem("STORE_018", self.where))
            METADATA.create_all(connection)

    def wait(self, connection: Connection, on_wait: OnWait) -> None:
        """Readers wait for nobody."""

    def commit(self, connection: Connection, on_wait: OnWait) -> None:
        connection.commit()

    def lock(self, connection: Connection, on_wait: OnWait) -> None:
        if not self._try_lock(connection, NOTICE_AFTER):
            on_wait(problem("STORE_011", self.where, who=_sessions(connection)))
            if not self._try_lock(connection, PATIENCE - NOTICE_AFTER):
                raise StoreError(problem("STORE_011", self.where, who=_sessions(connection)))
        connection.exec_driver_sql("SET LOCAL synchronous_commit = on")

    def _try_lock(self, connection: Connection, seconds: float) -> bool:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(seconds * 1000)}")
        try:
            with connection.begin_nested():
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_KEY})")
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", "") != _LOCK_NOT_AVAILABLE:
                raise
            return False
        return True

    def is_old(self, connection: Connection) -> bool:
        return False

    def renew(self, connection: Connection) -> None:
        raise NotImplementedError  # no journal in PostgreSQL is older than edit ids

    def copy(self, connection: Connection, path: Path) -> None:
        raise StoreError(problem("BACKUP_010", self.where))

    def damage(self, connection: Connection) -> list[Problem]:
        strange = connection.exec_driver_sql(_STRANGE).scalars().all()
        return [problem("STORE_013", self.where, what=", ".join(strange))] if strange else []

    def rows(self, connection: Connection, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        wanted = select(*(ENTRIES.c[name] for name in columns))
        for row in connection.execute(wanted, execution_options={"yield_per": _ROWS}):
            yield tuple(row)

    def reason(self, error: DatabaseError | UnicodeDecodeError) -> Problem:
        state = getattr(error.orig, "sqlstate", None) if isinstance(error, DatabaseError) else None
        if state in ("53100", "53200"):
            return problem("STORE_012", self.where, reason="máy chủ hết đĩa hoặc bộ nhớ")
        if state in ("42501", "25006"):
            return problem("STORE_012", self.where, reason="không có quyền ghi")
        if state == "42P01":
            return problem("STORE_001", self.where, reason="không phải dữ liệu isoaudit")
        words = next((words for sign, words in _SERVER_FAULTS.items() if (state or "").startswith(sign)), "")
        return problem("STORE_019", self.where, reason=words or (f"mã lỗi {state}" if state else _NOT_REACHED))


_KEY = "hashtextextended('isoaudit ' || current_schema(), 0)"
"""One lock for each schema of a database: each may hold the journal of another year."""
_NAMES = ", ".join(f"'{name}'" for name in COLUMNS)
_LOCK_NOT_AVAILABLE = "55P03"
_NOT_REACHED = "không kết nối được, hoặc mất kết nối"
_SERVER_FAULTS = {
    "08": _NOT_REACHED,
    "28": "sai tài khoản hoặc mật khẩu",
    "3D000": "không có cơ sở dữ liệu này",
    "3F000": "không có schema này",
    "53300": "đã có quá nhiều kết nối",
    "57P": "máy chủ đang dừng hoặc đang khởi động",
    "40": "có người khác ghi cùng lúc",
    "22": "dữ liệu có ký tự không chứa được",
}
"""The server's states (SQLSTATE), or the classes they begin with, in words."""
_STRANGE = f"""
SELECT 'trigger ' || t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
 WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace AND c.relname IN ('entries', 'heads')
UNION ALL
SELECT 'rule ' || rulename FROM pg_rules
 WHERE schemaname = current_schema() AND tablename IN ('entries', 'heads')
UNION ALL
SELECT 'event trigger ' || evtname FROM pg_event_trigger WHERE evtenabled <> 'D'
UNION ALL
SELECT 'column ' || table_name || '.' || column_name FROM information_schema.columns
 WHERE table_schema = current_schema() AND table_name IN ('entries', 'heads')
   AND column_name NOT IN ({_NAMES}, 'ids', 'entries')
UNION ALL
SELECT 'row security ' || c.relname FROM pg_class c
 WHERE c.relnamespace = current_schema()::regnamespace AND c.relname IN ('entries', 'heads')
   AND (c.relrowsecurity OR c.relkind <> 'r')
ORDER BY 1
"""


def _sessions(connection: Connection) -> str:
    """Who holds the lock: user, machine, program."""
    rows = connection.exec_driver_sql(
        "SELECT a.usename, coalesce(host(a.client_addr), 'máy chủ'), a.pid FROM pg_locks l JOIN pg_stat_activity a "
        "USING (pid) WHERE l.locktype = 'advisory' AND l.granted AND l.database = "
        "(SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    return ", ".join(f"{user} ({host}, tiến trình {pid})" for user, host, pid in rows) or "chương trình khác"


def database_of(place: Path | str) -> Database:
    """The database at a path or a URL. Raises StoreError where the URL is none, or its driver is not installed."""
    return Sqlite(place) if isinstance(place, Path) else Postgresql(place)
