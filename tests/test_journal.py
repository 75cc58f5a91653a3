"""What a journal is on both databases: the heads kept, edits written once, copies joined, several writers at once."""

from __future__ import annotations

import itertools
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from postgresql import new_database, server

from isoaudit.errors import Problem, StoreError
from isoaudit.journal import databases
from isoaudit.journal.sealing import row_of
from isoaudit.journal.store import Draft, Journal, Writer, heads, sealed
from isoaudit.model import Entry

WRITER = Writer("trang", "máy 1", "2026-06-18T15:45:00+07:00")
SUBJECT = "2026-99-STP-TS/D36-1-a-01"
_numbers = itertools.count()
New = Callable[[], Journal]


@pytest.fixture(scope="session")
def socket() -> Iterator[str]:
    """A PostgreSQL server."""
    with server() as folder:
        yield folder


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def new(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> New:
    """Makes empty journals, each in a database of its own."""
    socket = request.getfixturevalue("socket") if request.param == "postgresql" else ""

    def make() -> Journal:
        name = f"{request.param}-{os.getpid()}-{next(_numbers)}"
        folder = tmp_path_factory.mktemp(name)
        place = new_database(socket, name) if socket else folder / "programme.db"
        return Journal(place, folder / "files", create=True)

    return make


def again(journal: Journal) -> Journal:
    """The journal as another process opens it."""
    return Journal(journal.database, journal.files)


def say(journal: Journal, *drafts: Draft) -> list[Entry]:
    """Append drafts in one transaction."""
    with journal.writing() as transaction:
        return transaction.append(drafts, WRITER)


def note(text: str, subject: str = SUBJECT, **fields: Any) -> Draft:
    """An answer that has a note."""
    return Draft("answer", subject, {"note": text}, **fields)


def codes(act: Callable[[], object]) -> list[str]:
    """The codes of the problems that an act is refused with."""
    with pytest.raises(StoreError) as refused:
        act()
    return [found.code for found in refused.value.problems]


def do(journal: Journal, *statements: str) -> None:
    """Change the database behind the journal's back."""
    with journal._database.engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.commit()


# the heads


def test_the_heads_are_kept_with_every_entry(new: New) -> None:
    journal = new()
    assert journal.heads() == ()
    first, second = say(journal, note("1"), note("2"))
    assert again(journal).heads() == (second.id,)
    (third,) = say(again(journal), note("3"))
    assert (second.prev, third.prev) == ((first.id,), (second.id,))
    assert journal.heads() == heads(journal.entries()) == (third.id,)
    assert not journal.verify()


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE heads SET entries = entries + 1", "STORE_009"),
        ("UPDATE heads SET ids = '[]'", "STORE_010"),
        ("UPDATE heads SET ids = 'x'", "STORE_010"),
        ("DELETE FROM heads", "STORE_010"),
    ],
)
def test_verifying_works_the_heads_out_anew(new: New, statement: str, code: str) -> None:
    journal = new()
    say(journal, note("1"), note("2"))
    do(journal, statement)
    try:
        found = [problem.code for problem in again(journal).verify()]
    except StoreError as error:
        found = [problem.code for problem in error.problems]
    assert found == [code]


def test_a_last_entry_that_is_cut_off_is_missed(new: New) -> None:
    """Nothing was sealed upon it: only the heads tell."""
    journal = new()
    last = say(journal, note("1"), note("2"))[-1]
    do(journal, f"DELETE FROM entries WHERE id = '{last.id}'")
    assert [found.code for found in again(journal).verify()] == ["STORE_009"]


# what is read


def test_only_what_is_asked_for_is_read_and_that_is_vouched_for(new: New) -> None:
    journal = new()
    one, other = "2026-99-STP-TS", "2026-99-STP-TS2"
    kept = say(
        journal,
        note("1", f"{one}/a"),
        note("2", f"{other}/a"),
        note("100% _", f"{one}/b"),
        Draft("act", f"{one}/decided", {"number": "41/QĐ"}),
        Draft("agency", "99-STP", {"name": "Sở Tư pháp"}),
    )
    assert {e.id for e in journal.entries_below(("answer",), [one])} == {kept[0].id, kept[2].id}
    assert {e.id for e in journal.entries_below(("answer", "act"), [other, one])} == {e.id for e in kept[:4]}
    assert journal.entries_about("act", [f"{one}/decided", "khác"]) == [kept[3]]
    assert journal.entries_of("agency") == [kept[4]]
    assert journal.entries_but("answer") == sorted(kept[3:], key=lambda entry: entry.id)
    assert journal.subjects("answer") == sorted([f"{one}/a", f"{one}/b", f"{other}/a"])
    assert journal.entries_telling("act", '"number":"', "4", "1", "/") == [kept[3]]
    assert journal.entries_telling("act", "1", "4") == []
    assert journal.entries_telling("answer", "100% _") == [kept[2]]
    assert journal.entries_telling("answer", "1%_") == []

    do(journal, f"UPDATE entries SET payload = '{{\"note\":\"9\"}}' WHERE id = '{kept[1].id}'")
    assert journal.entries_of("agency") == [kept[4]], "what was changed is not read"
    assert codes(lambda: again(journal).entries_below(("answer",), [other])) == ["STORE_002"]
    do(journal, f"DELETE FROM entries WHERE id = '{kept[1].id}'")
    assert codes(lambda: again(journal).entries_of("agency")) == ["STORE_009"]


# what is written


def test_an_edit_sent_twice_is_written_once(new: New) -> None:
    journal = new()
    first = say(journal, note("1", edit="a"), note("2"), note("1", edit="a"))
    assert first[0] == first[2] != first[1]
    assert say(again(journal), note("3"), note("1", edit="a"))[1] == first[0]
    assert [e.edit for e in journal.entries()] == ["a", "", ""]
    assert journal.entries()[0] == first[0]
    assert codes(lambda: say(journal, note("khác", edit="a"))) == ["STORE_015"]
    assert len(journal.entries()) == 3
    assert not journal.verify()


def test_an_edit_id_is_covered_by_the_hash(new: New) -> None:
    journal = new()
    say(journal, note("1", edit="a"), note("2"))
    for statement in ("UPDATE entries SET edit = 'b' WHERE edit = 'a'", "UPDATE entries SET edit = 'b'"):
        do(journal, statement)
        assert "STORE_002" in [found.code for found in again(journal).verify()]


def test_what_was_judged_upon_other_heads_is_judged_again(new: New) -> None:
    journal = new()
    judged = []

    def judge(upon: tuple[str, ...]) -> Draft:
        judged.append(upon)
        if len(judged) == 1:
            say(again(journal), note("xen vào"))
        return note(f"{len(judged)}")

    (entry,) = journal.write(judge, lambda transaction, draft: transaction.append([draft], WRITER))
    assert (len(judged), entry.payload, entry.prev) == (2, {"note": "2"}, judged[1])


def test_who_never_finds_a_quiet_moment_is_judged_while_the_others_wait(new: New) -> None:
    journal = new()
    judged = []

    def judge(_: tuple[str, ...]) -> Draft:
        judged.append(len(judged))
        if len(judged) <= 5:
            say(again(journal), note(f"khác {len(judged)}"))
        return note("cuối")

    (entry,) = journal.write(judge, lambda transaction, draft: transaction.append([draft], WRITER))
    assert len(judged) == 6
    assert journal.heads() == (entry.id,)


# joining


@st.composite
def copies(draw: st.DrawFn) -> list[list[Entry]]:
    """Journals that grew apart from one beginning, some of them joined on the way."""
    grown = [sealed([Draft("programme", "programme", {"year": 2026})], (), WRITER) for _ in range(3)]
    numbers = itertools.count()
    for copy, other, edit in draw(
        st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.booleans()), max_size=12)
    ):
        if other < 3:
            have = {entry.id for entry in grown[copy]}
            grown[copy] += [entry for entry in grown[other] if entry.id not in have]
        number = next(numbers)
        draft = note(str(number), f"x/{number % 2}", edit=f"e{number}" if edit else "")
        base = heads(entry for entry in grown[copy] if entry.subject == draft.subject)
        grown[copy] += sealed([replace(draft, base=base)], heads(grown[copy]), WRITER)
    return grown


@settings(
    deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(grown=copies(), order=st.permutations([0, 1, 2]))
def test_joining_is_the_union_in_any_order_and_again(new: New, grown: list[list[Entry]], order: list[int]) -> None:
    union = {entry.id: entry for entries in grown for entry in entries}
    journal, other = new(), new()
    for number in (*order, order[0]):
        journal.join(grown[number])
    other.join(union.values())
    assert other.join(journal.entries()) == journal.join(other.entries()) == 0
    assert {entry.id: entry for entry in journal.entries()} == union
    assert journal.entries() == other.entries()
    assert journal.heads() == other.heads() == heads(union.values())
    assert not journal.verify()


def test_what_is_not_sealed_or_has_lost_its_forerunner_is_not_joined(new: New) -> None:
    entries = say(new(), note("1"), note("2"), note("3"))
    journal = new()
    changed = replace(entries[1], payload={"note": "9"})
    assert codes(lambda: journal.join([entries[0], changed])) == ["STORE_002"]
    assert codes(lambda: journal.join([entries[0], entries[2]])) == ["STORE_003"]
    assert journal.entries() == []
    assert journal.join(reversed(entries)) == 3


def test_after_joining_one_more_entry_has_both_heads(new: New) -> None:
    journal = new()
    (root,) = say(journal, note("gốc"))
    (left,) = say(journal, note("trái"))
    (right,) = sealed([note("phải")], (root.id,), WRITER)
    assert journal.join([right]) == 1
    assert journal.heads() == tuple(sorted([left.id, right.id]))
    (both,) = say(journal, note("chung"))
    assert both.prev == tuple(sorted([left.id, right.id]))


# several writers

RIVAL = """
import sys
from pathlib import Path
from isoaudit.journal.store import Draft, Journal, Writer
place, files, name, rounds = sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
journal = Journal(place if "://" in place else Path(place), files)
print("ready", flush=True)
sys.stdin.readline()
for number in range(rounds):
    def judge(upon):
        seen = journal.entries_about("answer", ["one/subject"])
        base = (seen[-1].id,) if seen else ()
        return Draft("answer", "one/subject", {"note": f"{name} {number}"}, base, f"{name}-{number}")
    added = journal.write(judge, lambda transaction, draft: transaction.append([draft], Writer(name, name, "")))
    print(added[0].id, flush=True)
"""


def test_four_writers_at_once_lose_nothing_that_was_acknowledged(new: New) -> None:
    """One chain of seals; no entry that did not see the one before it."""
    journal, rounds = new(), 8
    rivals = [
        subprocess.Popen(
            [sys.executable, "-P", "-c", RIVAL, str(journal.database), str(journal.files), f"may{number}", str(rounds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONUTF8": "1"},
            text=True,
        )
        for number in range(4)
    ]
    for rival in rivals:
        assert rival.stdout is not None
        assert rival.stdout.readline() == "ready\n"
    for rival in rivals:
        assert rival.stdin is not None
        rival.stdin.write("go\n")
        rival.stdin.flush()
    acknowledged: list[str] = []
    for rival in rivals:
        out, complaint = rival.communicate(timeout=240)
        assert rival.returncode == 0, complaint
        acknowledged += out.split()
    entries = again(journal).entries()
    assert len(entries) == len(acknowledged) == 4 * rounds
    assert {entry.id for entry in entries} == set(acknowledged)
    assert [entry.prev for entry in entries] == [(), *((entry.id,) for entry in entries[:-1])]
    assert [entry.base for entry in entries] == [entry.prev for entry in entries]
    assert not journal.verify()


def test_who_is_waited_for_is_said_and_nothing_is_called_damaged(new: New, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "NOTICE_AFTER", 0.2)
    monkeypatch.setattr(databases, "PATIENCE", 0.5)
    journal = new()
    said: list[Problem] = []
    waiting = again(journal)
    waiting.on_wait = said.append
    with journal.writing():
        assert codes(lambda: say(waiting, note("1"))) == ["STORE_011"]
    assert [found.code for found in said] == ["STORE_011"]
    if sys.platform == "linux":
        assert "tiến trình" in said[0].what
    assert say(waiting, note("1"))


# an older database

BEFORE = (
    "CREATE TABLE entries (\n\tid TEXT NOT NULL, \n\tprev TEXT NOT NULL, \n\tbase TEXT NOT NULL, \n\tat TEXT NOT NULL, "
    "\n\tauthor TEXT NOT NULL, \n\tdevice TEXT NOT NULL, \n\tkind TEXT NOT NULL, \n\tsubject TEXT NOT NULL, "
    "\n\tpayload TEXT NOT NULL, \n\tPRIMARY KEY (id)\n)\n WITHOUT ROWID\n"
)
"""As the release before made it."""


@pytest.fixture
def older(tmp_path: Path) -> tuple[Journal, list[Entry]]:
    """A journal made before heads were kept, and what is in it."""
    entries = sealed([note("1"), note("2"), note("3")], (), WRITER)
    with closing(sqlite3.connect(tmp_path / "programme.db")) as connection, connection:
        connection.execute(BEFORE)
        for entry in entries:
            row = {name: value for name, value in row_of(entry).items() if name != "edit"}
            connection.execute(f"INSERT INTO entries ({', '.join(row)}) VALUES ({', '.join('?' * 9)})", [*row.values()])
    (tmp_path / "files").mkdir()
    return Journal(tmp_path / "programme.db", tmp_path / "files"), entries


def test_an_older_database_is_read_as_it_is_and_renewed_by_the_first_entry(
    older: tuple[Journal, list[Entry]], tmp_path: Path
) -> None:
    journal, entries = older
    before = (tmp_path / "programme.db").read_bytes()
    assert journal.entries() == entries
    assert journal.heads() == (entries[-1].id,)
    assert not journal.verify()
    assert (tmp_path / "programme.db").read_bytes() == before
    added = say(journal, note("4", edit="a"))
    assert again(journal).entries() == entries + added
    assert again(journal).heads() == (added[-1].id,)
    assert not journal.verify()


# what was added to the database


@pytest.fixture
def in_sqlite(tmp_path: Path) -> Journal:
    """A journal in a file."""
    return Journal(tmp_path / "programme.db", tmp_path / "files", create=True)


DELETES = (
    "CREATE TRIGGER forget AFTER INSERT ON entries WHEN new.kind = 'act' "
    "BEGIN DELETE FROM entries WHERE id = new.id; END"
)


def test_a_trigger_that_deletes_is_noticed_when_it_acts_and_when_verifying(in_sqlite: Journal) -> None:
    say(in_sqlite, note("1"))
    do(in_sqlite, DELETES)
    assert codes(lambda: say(in_sqlite, Draft("act", "x/decided", {"on": "2026-06-01"}))) == ["STORE_014"]
    assert len(in_sqlite.entries()) == 1
    found = in_sqlite.verify()
    assert [problem.code for problem in found] == ["STORE_013"]
    assert "forget" in found[0].what


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW more AS SELECT 1",
        "CREATE TABLE more (a)",
        "DROP INDEX entries_by_subject",
        "ALTER TABLE heads ADD COLUMN more TEXT",
        "DROP TABLE heads",
    ],
)
def test_what_is_not_as_isoaudit_made_it_is_named(in_sqlite: Journal, statement: str) -> None:
    say(in_sqlite, note("1"))
    do(in_sqlite, statement)
    assert "STORE_013" in [problem.code for problem in again(in_sqlite).verify()]


def test_statistics_that_another_program_collected_are_no_change(in_sqlite: Journal) -> None:
    say(in_sqlite, note("1"))
    do(in_sqlite, "ANALYZE")
    assert not in_sqlite.verify()


def test_a_trigger_on_the_server_is_noticed_too(socket: str, tmp_path: Path) -> None:
    journal = Journal(new_database(socket, f"trigger-{os.getpid()}"), tmp_path / "files", create=True)
    do(
        journal,
        "CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "CREATE TRIGGER forget BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION forget()",
    )
    assert codes(lambda: say(journal, note("1"))) == ["STORE_014"]
    assert "forget" in [problem.what for problem in journal.verify() if problem.code == "STORE_013"][0]


# where the database is


def test_a_database_that_has_a_journal_is_not_begun_again(socket: str, tmp_path: Path) -> None:
    url = new_database(socket, f"twice-{os.getpid()}")
    Journal(url, tmp_path / "files", create=True)
    assert codes(lambda: Journal(url, tmp_path / "files", create=True)) == ["STORE_018"]


def test_no_password_is_in_a_message(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://trang:BiMat123@/isoaudit?host={tmp_path}"
    with pytest.raises(StoreError) as refused:
        Journal(url, tmp_path / "files").heads()
    assert [found.code for found in refused.value.problems] == ["STORE_019"]
    assert "BiMat123" not in str(refused.value)


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite:///x.db", "không phải", "postgresql://x/y"])
def test_what_is_no_address_of_postgresql_is_refused(tmp_path: Path, url: str) -> None:
    assert codes(lambda: Journal(url, tmp_path / "files")) == ["STORE_016"]
