"""The journal: entries are only ever added, one writer at a time, all of what is said or nothing."""

from __future__ import annotations

import hashlib
import json
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isoaudit.errors import StoreError
from isoaudit.journal.state import State
from isoaudit.journal.store import Draft, Journal, Writer, entry_id, fingerprint, heads
from isoaudit.model import Entry

WRITER = Writer("trang", "máy xách tay 1", "2026-06-18T15:45:00+07:00")
COLUMNS = ("id", "prev", "base", "at", "author", "device", "kind", "subject", "payload")
SUBJECT = "2026-99-STP-TS/D36-1-a-01"
PROCESSES, ROUNDS = 4, 6


def new(folder: Path) -> Journal:
    """An empty journal."""
    return Journal(folder / "programme.db", folder / "files", create=True)


def opened(folder: Path) -> Journal:
    """The journal of a folder, as another process would open it."""
    return Journal(folder / "programme.db", folder / "files")


def say(journal: Journal, *payloads: dict[str, Any], base: Sequence[str] | None = None) -> list[Entry]:
    """Say something of the one subject, having seen all that was said of it, or ``base``."""
    said = []
    for payload in payloads:
        with journal.writing() as transaction:
            seen = State(transaction.entries()).about("answer", SUBJECT).base() if base is None else tuple(base)
            said += transaction.append([Draft("answer", SUBJECT, payload, seen)], WRITER)
    return said


def rows(folder: Path) -> list[dict[str, str]]:
    """What the database file really holds."""
    connection = sqlite3.connect(folder / "programme.db")
    try:
        found = connection.execute(f"SELECT {', '.join(COLUMNS)} FROM entries").fetchall()
    finally:
        connection.close()
    return [dict(zip(COLUMNS, row, strict=True)) for row in found]


def canonical(value: object) -> str:
    """Canonical JSON as the format says, written down once more."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


# what an entry is


def test_an_id_is_the_sha256_of_the_canonical_json_of_all_the_rest(tmp_path: Path) -> None:
    say(
        new(tmp_path),
        {"verdict": "conforming"},
        {"note": 'Đã xem sổ «A» & \\ " \n \U0001f600', "z": 1, "a": [None, True]},
    )
    kept = rows(tmp_path)
    assert len(kept) == 2
    for row in kept:
        parsed = row | {name: json.loads(row[name]) for name in ("prev", "base", "payload")}
        del parsed["id"]
        assert row["id"] == hashlib.sha256(canonical(parsed).encode()).hexdigest()
        assert all(row[name] == canonical(parsed[name]) for name in ("prev", "base", "payload"))


def test_the_id_of_an_entry_never_changes_with_a_release() -> None:
    """A journal of this year must be verifiable in ten: this id was worked out once, with sha256sum."""
    fields = {
        "prev": ["aa", "bb"],
        "base": [],
        "at": "2026-06-18T15:45:00+07:00",
        "author": "trang",
        "device": "máy 1",
        "kind": "answer",
        "subject": "2026-99-STP-TS/D36-1-đ-01",
        "payload": {"verdict": "nonconforming", "evidence": [{"text": "Sổ số 5"}]},
    }
    expected = "170e9cc05fb4c18ca3d0f97e8a20a8f045288e722c8730cc1ba109e79ab30437"
    assert entry_id(fields) == entry_id({**fields, "id": "x"}) == expected


@pytest.mark.parametrize("field", [name for name in COLUMNS if name != "id"])
def test_an_id_covers_every_field(field: str) -> None:
    fields: dict[str, Any] = dict.fromkeys(COLUMNS, "a") | {"prev": [], "base": [], "payload": {}}
    other = {"prev": ["x"], "base": ["x"], "payload": {"x": 1}}.get(field, "b")
    assert entry_id(fields) != entry_id({**fields, field: other})


def test_prev_names_the_last_entry_and_base_what_was_seen_of_the_subject(tmp_path: Path) -> None:
    journal = new(tmp_path)
    with journal.writing() as transaction:
        first, second = transaction.append(
            [Draft("table", "procedures", {"rows": 93}), Draft("answer", SUBJECT, {"note": "1"})], WRITER
        )
        assert transaction.append([], WRITER) == []
    (third,) = say(journal, {"note": "2"})
    assert (first.prev, first.base) == ((), ())
    assert (second.prev, second.base) == ((first.id,), ())
    assert (third.prev, third.base) == ((second.id,), (second.id,))
    assert opened(tmp_path).entries() == [first, second, third]
    assert (third.author, third.device, third.at) == (WRITER.author, WRITER.device, WRITER.at)


def test_entries_come_after_those_they_were_sealed_upon(tmp_path: Path) -> None:
    """Whatever order their ids, which are random, give them in the file."""
    journal = new(tmp_path)
    with journal.writing() as transaction:
        added = transaction.append([Draft("answer", SUBJECT, {"note": str(i)}) for i in range(60)], WRITER)
    assert [row["id"] for row in rows(tmp_path)] != [entry.id for entry in added]
    assert journal.entries() == added


def test_a_journal_with_two_branches_has_one_order_and_two_heads(tmp_path: Path) -> None:
    """Two copies that were worked on apart, their entries put together: every copy reads them in the same order."""
    journal = new(tmp_path)
    root = say(journal, {"note": "gốc"})[0]
    left = say(journal, {"note": "trái"}, {"note": "trái 2"})
    right = sealed(root, "phải")
    assert journal.join([right]) == 1
    read = journal.entries()
    assert [entry.id for entry in read if entry.id != right.id] == [root.id, *(entry.id for entry in left)]
    assert heads(read) == tuple(sorted([left[-1].id, right.id]))
    mark = "-".join(head[:16].upper() for head in sorted([left[-1].id, right.id]))
    assert fingerprint(read) == mark
    assert not journal.verify()
    (joined,) = say(journal, {"note": "chung"})
    assert joined.prev == tuple(sorted([left[-1].id, right.id]))
    assert heads(journal.entries()) == (joined.id,)


def sealed(root: Entry, note: str) -> Entry:
    """An entry of another copy, written after ``root`` was seen."""
    fields: dict[str, Any] = {"prev": [root.id], "base": [root.id], "payload": {"note": note}}
    fields |= {
        "at": "2026-06-18T16:00:00+07:00",
        "author": "bảo",
        "device": "máy 2",
        "kind": "answer",
        "subject": SUBJECT,
    }
    return Entry(id=entry_id(fields), **fields)


@settings(deadline=None, max_examples=60)
@given(note=st.text(st.characters(exclude_categories=["Cs"])), number=st.integers(), truth=st.booleans())
def test_what_is_said_is_read_back_as_said(
    tmp_path_factory: pytest.TempPathFactory, note: str, number: int, truth: bool
) -> None:
    folder = tmp_path_factory.getbasetemp() / "said"
    if not folder.exists():
        folder.mkdir()
        new(folder)
    journal = opened(folder)
    payload = {"note": note, "number": number, "list": [truth, None, {note: note}]}
    (entry,) = say(journal, payload, base=())
    assert next(e for e in journal.entries() if e.id == entry.id).payload == payload
    assert not journal.verify()


# the file it stands in


def test_the_database_is_one_file_written_through_to_the_disk(tmp_path: Path) -> None:
    """A copied WAL database loses what its two other files hold; EXTRA (3) survives a power cut after the commit."""
    journal = new(tmp_path)
    say(journal, {"note": "1"})
    for again in (journal, opened(tmp_path)):
        with again.writing() as transaction:
            ask = transaction._connection.exec_driver_sql
            assert ask("PRAGMA journal_mode").scalar() == "delete"
            assert ask("PRAGMA synchronous").scalar() == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["files", "programme.db"]
    assert (tmp_path / "programme.db").read_bytes()[18:20] == b"\x01\x01"  # 2: WAL


def test_a_database_another_program_left_in_wal_becomes_one_file_again(tmp_path: Path) -> None:
    journal = new(tmp_path)
    say(journal, {"note": "1"})
    connection = sqlite3.connect(tmp_path / "programme.db")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()
    say(opened(tmp_path), {"note": "2"})
    assert len(rows(tmp_path)) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["files", "programme.db"]
    assert (tmp_path / "programme.db").read_bytes()[18:20] == b"\x01\x01"


def test_reading_and_verifying_leave_the_file_as_it_is(tmp_path: Path) -> None:
    say(new(tmp_path), {"note": "1"})
    before = (tmp_path / "programme.db").read_bytes()
    journal = opened(tmp_path)
    assert not journal.verify()
    assert len(journal.entries()) == 1
    assert (tmp_path / "programme.db").read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 4096, b"SQLite format 3\x00" + b"\xff" * 5000, b"code,name\n" * 400]
)
def test_a_file_that_is_no_journal_is_refused(tmp_path: Path, content: bytes) -> None:
    new(tmp_path)
    (tmp_path / "programme.db").write_bytes(content)
    journal = opened(tmp_path)
    for act in (journal.entries, journal.verify, lambda: say(journal, {"note": "1"})):
        with pytest.raises(StoreError) as refused:
            act()
        assert [found.code for found in refused.value.problems] == ["STORE_001"]
    assert (tmp_path / "programme.db").read_bytes() == content


def test_a_missing_journal_is_refused_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as refused:
        opened(tmp_path)
    assert [found.code for found in refused.value.problems] == ["PROGRAMME_001"]
    assert not list(tmp_path.iterdir())


def test_an_unreadable_entry_is_named_when_read(tmp_path: Path) -> None:
    journal = new(tmp_path)
    (entry,) = say(journal, {"note": "1"})
    connection = sqlite3.connect(tmp_path / "programme.db")
    with connection:
        connection.execute("UPDATE entries SET payload = '{'")
    connection.close()
    with pytest.raises(StoreError) as refused:
        journal.entries()
    (found,) = refused.value.problems
    assert (found.code, found.where) == ("STORE_002", f"mục {entry.id[:12]}")
    assert SUBJECT in found.what


# all or nothing


def test_what_fails_on_the_way_is_not_written(tmp_path: Path) -> None:
    journal = new(tmp_path)
    say(journal, {"note": "1"})
    before = (tmp_path / "programme.db").read_bytes()
    with pytest.raises(ZeroDivisionError), journal.writing() as transaction:
        transaction.append([Draft("answer", SUBJECT, {"note": "2"})], WRITER)
        assert len(transaction.entries()) == 2
        raise ZeroDivisionError
    assert (tmp_path / "programme.db").read_bytes() == before
    assert len(say(journal, {"note": "3"})) == 1


SLOW_WRITER = """
import sys
from pathlib import Path
from isoaudit.journal.store import Draft, Journal, Writer
folder = Path(sys.argv[1])
journal = Journal(folder / "programme.db", folder / "files")
drafts = [Draft("answer", f"2026-99-STP-TS/{i}", {"note": "x" * 20_000}) for i in range(400)]
with journal.writing() as transaction:
    transaction.append(drafts, Writer("trang", "máy 1", "2026-06-18T15:45:00+07:00"))
    print("written", flush=True)
    sys.stdin.read()
"""


def test_a_writer_killed_in_mid_transaction_leaves_the_journal_as_it_was(tmp_path: Path) -> None:
    """Killed as by a power cut, with eight megabytes of its entries already in the file."""
    journal = new(tmp_path)
    said = say(journal, {"note": "1"}, {"note": "2"})
    before = (tmp_path / "programme.db").read_bytes()
    with subprocess.Popen(
        [sys.executable, "-P", "-c", SLOW_WRITER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"written\n"
        process.kill()
        process.wait()
    assert (tmp_path / "programme.db-journal").is_file()
    assert (tmp_path / "programme.db").stat().st_size > 4_000_000
    again = opened(tmp_path)
    assert not again.verify()
    assert again.entries() == said
    assert (tmp_path / "programme.db").read_bytes() == before
    assert not (tmp_path / "programme.db-journal").exists()
    (after,) = say(again, {"note": "3"})
    assert after.prev == (said[-1].id,)


RIVAL = """
import sys, time
from pathlib import Path
from isoaudit.journal.state import State
from isoaudit.journal.store import Draft, Journal, Writer
folder, name, rounds = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
journal = Journal(folder / "programme.db", folder / "files")
print("ready", flush=True)
sys.stdin.readline()
for i in range(rounds):
    with journal.writing() as transaction:
        base = State(transaction.entries()).about("answer", "one/subject").base()
        time.sleep(0.02)  # long enough for the others to come between
        transaction.append([Draft("answer", "one/subject", {"note": f"{name} {i}"}, base)], Writer(name, name, str(i)))
"""


def test_writers_in_four_processes_never_fork_the_chain(tmp_path: Path) -> None:
    """One head, one line of entries, nothing lost, no edit that did not see the one before it."""
    journal = new(tmp_path)
    rivals = [
        subprocess.Popen(
            [sys.executable, "-P", "-c", RIVAL, str(tmp_path), f"máy {i}", str(ROUNDS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONUTF8": "1"},
        )
        for i in range(PROCESSES)
    ]
    for rival in rivals:
        assert rival.stdout is not None
        assert rival.stdout.readline() == b"ready\n"
    for rival in rivals:
        assert rival.stdin is not None
        rival.stdin.write(b"go\n")
        rival.stdin.flush()
    for rival in rivals:
        _, complaint = rival.communicate(timeout=120)
        assert rival.returncode == 0, complaint.decode()
    entries = journal.entries()
    assert len(entries) == len(rows(tmp_path)) == PROCESSES * ROUNDS
    assert {entry.payload["note"] for entry in entries} == {
        f"máy {p} {i}" for p in range(PROCESSES) for i in range(ROUNDS)
    }
    assert heads(entries) == (entries[-1].id,)
    assert [entry.prev for entry in entries] == [(), *((entry.id,) for entry in entries[:-1])]
    assert not State(entries).conflicts("answer", "one/subject")
    assert not journal.verify()


# kept files


def test_a_file_is_kept_under_its_sha256_and_only_once(tmp_path: Path) -> None:
    journal = new(tmp_path)
    data = random.Random(1).randbytes(5000)
    with journal.writing() as transaction:
        name = transaction.keep(data)
        kept = tmp_path / "files" / name
        before = kept.stat().st_mtime_ns
        assert transaction.keep(data) == name
    assert name == hashlib.sha256(data).hexdigest()
    assert kept.read_bytes() == data
    assert kept.stat().st_mtime_ns == before
    assert [path.name for path in (tmp_path / "files").iterdir()] == [name]
