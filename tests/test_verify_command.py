"""``isoaudit verify``: whatever is changed behind the journal's back is named, and never met with a traceback.

One programme is made once; every test changes a copy of it, as somebody with an editor for SQLite, a disk that
fails, or a person who wants another result would.
"""

from __future__ import annotations

import itertools
import json
import random
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from conftest import AGENCIES, AUTHORITY, INSPECTIONS, run_isoaudit

from isoaudit import cli
from isoaudit.desk import import_agencies, import_answers, import_inspections
from isoaudit.errors import IsoAuditError, StoreError
from isoaudit.journal.new_programme import init
from isoaudit.journal.programme import Programme
from isoaudit.journal.store import Draft, Journal, Writer, entry_id, sealed
from isoaudit.model import Entry
from isoaudit.rules.findings import fingerprint as case_fingerprint

COLUMNS = ("id", "prev", "base", "at", "author", "device", "kind", "subject", "payload")
WRITER = Writer("trang", "máy 1", "2026-06-18T15:45:00+07:00")
UNFORESEEN = "lý do chưa lường trước"
INTACT = "Dữ liệu còn nguyên vẹn."
ANSWERS = (
    "agency,criterion,verdict,evidence,gap,note\n"
    "99-STP,D36-1-a-01,conforming,Đã xem danh mục,,\n"
    "99-STP,D36-1-a-02,not_applicable,,,Không có TTHC bãi bỏ\n"
    "99-90001,D36-1-a-01,nonconforming,Danh mục số 5,Thiếu 03 TTHC,\n"
)


def take(folder: Path, read: Callable[[Programme, Path], object], text: str) -> None:
    """Import a table given as text."""
    table = folder.parent / "bảng.csv"
    table.write_text(text, encoding="utf-8")
    read(Programme(folder), table)


def replay(entries: list[Entry], folder: Path, change: Callable[[int, Draft], Draft] = lambda _, draft: draft) -> None:
    """Write a journal that says the same, or ``change``, every id worked out anew: a forger with isoaudit at hand."""
    (folder / "programme.db").unlink()
    journal = Journal(folder / "programme.db", folder / "files", create=True)
    ids: dict[str, str] = {}
    for number, old in enumerate(entries):
        draft = Draft(old.kind, old.subject, old.payload, tuple(ids[id] for id in old.base))
        with journal.writing() as transaction:
            (new,) = transaction.append([change(number, draft)], WRITER)
        ids[old.id] = new.id


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme with a register, a rename, inspections, pinned checklists and answers; nobody changes it.

    Its clock stands still and its writer has one name, so that its bytes are the same in every run.
    """
    folder = tmp_path_factory.mktemp("verify") / "năm 2026"
    init(folder, AUTHORITY, 2026)
    take(folder, import_agencies, AGENCIES)
    take(folder, import_inspections, INSPECTIONS)
    take(folder, import_agencies, AGENCIES.replace("Chi cục Kiểm lâm", "Chi cục Kiểm lâm tỉnh An Bình"))
    take(folder, import_answers, ANSWERS)
    replay(Programme(folder).journal.entries(), folder)
    return folder


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    """A copy of the programme, to be changed."""
    return Path(shutil.copytree(whole, tmp_path / "bản sao"))


@contextmanager
def database(folder: Path) -> Iterator[sqlite3.Connection]:
    """The database in an editor; what is done is saved."""
    connection = sqlite3.connect(folder / "programme.db")
    connection.execute("PRAGMA synchronous=OFF")  # a forger is in a hurry
    try:
        with connection:
            yield connection
    finally:
        connection.close()


def entries(folder: Path) -> list[Entry]:
    """What the journal says."""
    return Programme(folder).journal.entries()


def verify(folder: Path, *args: str) -> tuple[int, list[dict[str, str]]]:
    """The installed command's exit status and the problems it names."""
    done = run_isoaudit("-C", folder, "verify", "--json", *args)
    assert UNFORESEEN not in done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout)["problems"] if done.returncode < 2 else []


def pinned(path: Path) -> str:
    """How a kept checklist is named: what it is, and where (secretary A19)."""
    return f"Phiếu kiểm tra dùng khi mở cuộc kiểm tra: «dieu-36.yaml» ({path})"


def named(folder: Path) -> list[tuple[str, str]]:
    """The problems that verifying finds, in process: code and place. What cannot be read at all is a problem too."""
    try:
        return [(found.code, found.where) for found in Programme(folder).verify()]
    except IsoAuditError as error:
        return [(found.code, found.where) for found in error.problems]


def place(id: str) -> str:
    """How an entry is named."""
    return f"mục {id[:12]}"


# nothing changed


def test_an_intact_programme_gets_its_mark(whole: Path) -> None:
    done = run_isoaudit("-C", whole, "verify")
    mark = entries(whole)[-1].id[:16].upper()
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{INTACT} Dấu hiện tại: {mark}\n", "")
    as_data = run_isoaudit("-C", whole, "verify", "--json")
    assert (as_data.returncode, json.loads(as_data.stdout)) == (
        0,
        {"problems": [], "fingerprint": mark, "is_pack": False},
    )


def test_what_is_no_programme_is_said_to_be_none(tmp_path: Path) -> None:
    done = run_isoaudit("-C", tmp_path, "verify")
    assert (done.returncode, done.stdout) == (2, "")
    assert "không phải thư mục làm việc của isoaudit" in done.stderr


# an entry changed


def other_letter(text: str, choose: random.Random) -> str:
    """The text with one character replaced by another one."""
    spot = choose.randrange(len(text))
    letter = choose.choice([c for c in "0123456789abcdefgxyzA Đ.\"'[{" if c != text[spot]])
    return text[:spot] + letter + text[spot + 1 :]


CHANGES: dict[str, Callable[[str, random.Random], str]] = {
    "another letter": other_letter,
    "a space after it": lambda text, _: text + " ",
    "a letter less": lambda text, _: text[:-1],
    "the other case": lambda text, _: text.swapcase(),
    "NUL for its first letter": lambda text, _: "\0" + text[1:],
    "nothing": lambda _, __: "",
}


@pytest.mark.parametrize("change", list(CHANGES))
@pytest.mark.parametrize("column", COLUMNS)
def test_a_change_in_any_column_of_any_entry_names_the_entry(copy: Path, column: str, change: str) -> None:
    choose = random.Random(f"{column} {change}")
    said = entries(copy)
    assert {e.kind for e in said} == {"programme", "agency", "inspection", "file", "answer"}
    for entry in said:
        with database(copy) as open_:
            (old,) = open_.execute(f"SELECT {column} FROM entries WHERE id = ?", [entry.id]).fetchone()
            new = CHANGES[change](old, choose)
            open_.execute(f"UPDATE entries SET {column} = ? WHERE id = ?", [new, entry.id])
        id = new if column == "id" else entry.id
        assert old == new or ("STORE_002", place(id)) in named(copy), (entry.kind, entry.subject)
        with database(copy) as open_:
            open_.execute(f"UPDATE entries SET {column} = ? WHERE id = ?", [old, id])
    assert named(copy) == []


@pytest.mark.parametrize("column", ["payload", "id"])
def test_the_command_names_the_changed_entry(copy: Path, column: str) -> None:
    entry = next(e for e in entries(copy) if e.payload.get("gap") == "Thiếu 03 TTHC")
    new = {"payload": "replace(payload, '03', '02')", "id": "'x' || substr(id, 2)"}
    with database(copy) as open_:
        open_.execute(f"UPDATE entries SET {column} = {new[column]} WHERE id = ?", [entry.id])
    done = run_isoaudit("-C", copy, "verify")
    assert done.returncode == 1
    id = "x" + entry.id[1:] if column == "id" else entry.id
    line = f"- mục {id[:12]}: nội dung đã bị thay đổi (answer 2026-99-90001-HS/D36-1-a-01, ghi lúc {WRITER.at})."
    assert line in done.stderr
    assert INTACT not in done.stdout


@pytest.mark.parametrize("column", COLUMNS)
def test_a_column_stored_as_another_type_is_not_accepted_unless_it_reads_the_same(copy: Path, column: str) -> None:
    """One bit of a row's header makes bytes of its text; the entry must not fall out of the state unnoticed."""
    said, mark = entries(copy), Programme(copy).fingerprint()
    with database(copy) as open_:
        open_.execute(f"UPDATE entries SET {column} = CAST({column} AS BLOB) WHERE kind = 'answer'")
    found = named(copy)
    assert found or (entries(copy), Programme(copy).fingerprint()) == (said, mark)
    assert {code for code, _ in found} <= {"STORE_001", "STORE_002", "STORE_003"}


def test_an_answer_hidden_by_another_type_of_its_kind_is_named_by_the_command(copy: Path) -> None:
    with database(copy) as open_:
        open_.execute("UPDATE entries SET kind = CAST(kind AS BLOB) WHERE subject LIKE '%-HS/D36-1-a-01'")
    assert verify(copy)[0] == 1


def test_two_entries_that_changed_places_are_both_named(copy: Path) -> None:
    first, second = [e.id for e in entries(copy) if e.kind == "answer"][:2]
    with database(copy) as open_:
        for old, new in ((first, "x"), (second, first), ("x", second)):
            open_.execute("UPDATE entries SET id = ? WHERE id = ?", [new, old])
    assert {("STORE_002", place(first)), ("STORE_002", place(second))} <= set(named(copy))


def test_nothing_is_made_of_a_changed_journal(copy: Path) -> None:
    """No letter leaves the office on a result that was changed."""
    with database(copy) as open_:
        open_.execute("UPDATE entries SET payload = replace(payload, 'nonconforming', 'conforming')")
    for command in (("letters",), ("run", "findings")):
        done = run_isoaudit("-C", copy, *command)
        assert done.returncode == 2
        assert "nội dung đã bị thay đổi (answer 2026-99-90001-HS/D36-1-a-01" in done.stderr
    assert {path.name for path in (copy / "out").rglob("*")} == {".lock"}


# an entry deleted


def test_a_deleted_entry_is_missed_by_the_one_that_was_sealed_upon_it(copy: Path) -> None:
    said = entries(copy)
    for gone, after in zip(said, said[1:], strict=False):
        with database(copy) as open_:
            row = open_.execute("SELECT * FROM entries WHERE id = ?", [gone.id]).fetchone()
            open_.execute("DELETE FROM entries WHERE id = ?", [gone.id])
        assert named(copy) == [("STORE_003", place(after.id)), ("STORE_009", str(copy / "programme.db"))]
        with database(copy) as open_:
            open_.execute(f"INSERT INTO entries VALUES ({', '.join('?' * len(row))})", row)
    with database(copy) as open_:
        open_.execute("DELETE FROM entries WHERE id = ?", [said[3].id])
    code, problems = verify(copy)
    assert (code, [p["code"] for p in problems]) == (1, ["STORE_003", "STORE_009"])
    assert said[3].id[:12] in problems[0]["what"]


def test_a_cut_off_end_is_found_by_the_mark_printed_before(copy: Path) -> None:
    said = entries(copy)
    mark = Programme(copy).fingerprint()
    with database(copy) as open_:
        open_.execute("DELETE FROM entries WHERE id = ?", [said[-1].id])
    assert [code for code, _ in named(copy)] == ["STORE_009"]
    with database(copy) as open_:  # a forger who knows what is kept beside the entries
        open_.execute("UPDATE heads SET entries = entries - 1, ids = ?", [json.dumps([said[-2].id])])
    code, problems = verify(copy, "--fingerprint", mark)
    assert (code, [p["code"] for p in problems]) == (1, ["STORE_006"])
    assert mark in problems[0]["what"]


def test_a_journal_emptied_of_everything_is_not_intact(copy: Path) -> None:
    """Every programme begins with an entry that names it."""
    with database(copy) as open_:
        open_.execute("DELETE FROM entries")
    assert named(copy) != []


# marks on paper


def test_a_mark_printed_earlier_stays_valid_as_entries_are_added(copy: Path) -> None:
    marks = [Programme(copy).fingerprint()]
    for verdict in ("conforming", "observation", "conforming"):
        take(copy, import_answers, f"agency,criterion,verdict,gap\n99-STP,D36-1-a-03,{verdict},Chưa rõ\n")
        marks.append(Programme(copy).fingerprint())
    assert len(set(marks)) == 4
    for mark in marks:
        assert Programme(copy).verify(mark) == []
    done = run_isoaudit("-C", copy, "verify", "--fingerprint", marks[0])
    assert done.returncode == 0
    assert f"Dấu {marks[0]} khớp với dữ liệu." in done.stdout


def test_a_mark_may_be_typed_as_it_comes(whole: Path) -> None:
    mark = Programme(whole).fingerprint()
    for typed in (
        mark.lower(),
        "-".join(mark[i : i + 4] for i in range(0, 16, 4)),
        f" {mark[:8]} {mark[8:].lower()}",
        mark[:8],
    ):
        assert Programme(whole).verify(typed) == [], typed
    assert verify(whole, "--fingerprint", "-".join((mark[:8].lower(), mark[8:]))) == (0, [])


def test_the_fingerprint_of_a_working_paper_is_a_mark_too(whole: Path) -> None:
    workspace = Programme(whole)
    state = workspace.state()
    for inspection in state.inspections.values():
        mark = case_fingerprint(workspace.case(state, inspection))
        assert workspace.verify(mark) == workspace.verify(mark[:12].upper()) == []


@pytest.mark.parametrize("mark", ["", "A1B2C3", "A1B2-C3D", "XYZ12345", "12345678 dấu", "１２３４５６７８"])
def test_what_cannot_be_a_mark_is_said_to_be_none(whole: Path, mark: str) -> None:
    with pytest.raises(StoreError) as refused:
        Programme(whole).verify(mark)
    assert [found.code for found in refused.value.problems] == ["STORE_007"]


def test_the_mark_of_a_journal_with_two_heads_is_found(copy: Path) -> None:
    """Two laptops joined: the mark names both ends."""
    first = entries(copy)[0]
    other = sealed([Draft("agency", "99-STP", {"standard": "2015"})], (first.id,), WRITER)
    Programme(copy).journal.join(other)
    workspace = Programme(copy)
    mark = workspace.fingerprint()
    assert mark.count("-") == 1
    assert workspace.verify(mark) == []
    first, last = mark.split("-")
    assert [p.code for p in workspace.verify(f"{first}-{last[::-1]}")] == ["STORE_006"]


def test_the_command_refuses_a_malformed_and_an_unknown_mark(whole: Path) -> None:
    malformed = run_isoaudit("-C", whole, "verify", "--fingerprint", "dấu")
    assert malformed.returncode == 2
    assert "dấu «dấu» viết sai" in malformed.stderr
    mark = Programme(whole).fingerprint()
    wrong = mark[:-1] + ("0" if mark[-1] != "0" else "1")
    unknown = run_isoaudit("-C", whole, "verify", "--fingerprint", wrong)
    assert unknown.returncode == 1
    assert f"không có trạng thái nào ứng với dấu {wrong}" in unknown.stderr
    assert INTACT not in unknown.stdout + malformed.stdout


@pytest.mark.parametrize(
    ("forged", "lie"), [(0, {"authority": "Chi cục khác"}), (-1, {"verdict": "conforming", "gap": "", "note": "Đủ"})]
)
def test_history_rewritten_with_all_seals_is_found_by_the_old_mark(
    copy: Path, forged: int, lie: dict[str, Any]
) -> None:
    """Every id worked out anew from a changed entry on: the seals hold, the marks on paper do not."""
    said = entries(copy)
    forged %= len(said)

    def change(number: int, draft: Draft) -> Draft:
        payload = {**draft.payload, **lie} if number == forged else draft.payload
        return Draft(draft.kind, draft.subject, payload, draft.base)

    replay(said, copy, change)
    assert named(copy) == []
    for number in {0, len(said) // 2, len(said) - 1}:
        found = [problem.code for problem in Programme(copy).verify(said[number].id[:16])]
        assert found == ([] if number < forged else ["STORE_006"])
    code, problems = verify(copy, "--fingerprint", said[-1].id[:16].upper())
    assert (code, [p["code"] for p in problems]) == (1, ["STORE_006"])


# a kept file changed


def test_one_byte_changed_anywhere_in_a_kept_file_names_the_file(copy: Path) -> None:
    """The checklists pinned when an inspection was opened are such files."""
    kept = sorted((copy / "files").iterdir())
    pins = {pin.sha256 for i in Programme(copy).state().inspections.values() for pin in i.checklists}
    assert pins <= {path.name for path in kept}
    choose = random.Random(1)
    for path in kept:
        data = path.read_bytes()
        for spot in (0, len(data) - 1, *(choose.randrange(len(data)) for _ in range(20))):
            path.write_bytes(data[:spot] + bytes([data[spot] ^ (1 << choose.randrange(8))]) + data[spot + 1 :])
            assert named(copy) == [("STORE_005", pinned(path))], spot
        for other in (b"", data[:-1], data + b"\n"):
            path.write_bytes(other)
            assert named(copy) == [("STORE_005", pinned(path))]
        path.write_bytes(data)
    assert named(copy) == []


def test_the_command_names_a_changed_and_a_missing_file(copy: Path) -> None:
    (path,) = (copy / "files").iterdir()
    path.write_bytes(path.read_bytes().replace(b"nonconforming", b"conforming", 1))
    code, problems = verify(copy)
    assert (code, [p["code"] for p in problems]) == (1, ["STORE_005"])
    path.unlink()
    done = run_isoaudit("-C", copy, "verify")
    assert done.returncode == 1
    assert f"- {pinned(path)}: tệp bị thiếu." in done.stderr


def test_a_folder_in_place_of_a_kept_file_is_a_missing_file(copy: Path) -> None:
    (path,) = (copy / "files").iterdir()
    path.unlink()
    path.mkdir()
    assert named(copy) == [("STORE_004", pinned(path))]


# the database file damaged


def as_command(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """What the installed command does, in this process: its exit status and all it prints."""
    monkeypatch.setattr(sys, "argv", ["isoaudit", "-C", str(folder), "verify"])
    with pytest.raises(SystemExit) as stopped:
        cli.run()
    printed = capsys.readouterr()
    assert isinstance(stopped.value.code, int)
    return stopped.value.code, printed.out + printed.err


def content(folder: Path) -> Any:
    """All that is in the table, the types included; None when it cannot be read."""
    connection = sqlite3.connect(folder / "programme.db")
    try:
        columns = ", ".join(f"CAST({c} AS BLOB), typeof({c})" for c in COLUMNS)
        return sorted(connection.execute(f"SELECT {columns} FROM entries").fetchall(), key=repr)
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return None
    finally:
        connection.close()


def judge_damage(
    folder: Path, before: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> tuple[int, str]:
    """Verify a damaged database: no traceback, no bewilderment, and what changed is never called intact."""
    after = content(folder)
    code, printed = as_command(folder, capsys, monkeypatch)
    assert "Traceback" not in printed
    assert UNFORESEEN not in printed, printed
    assert code in (0, 1, 2)
    assert (code == 0) == (INTACT in printed)
    assert code != 0 or after == before, "what was changed is called intact"
    return code, printed


@pytest.mark.parametrize("seed", range(60))
def test_random_damage_to_the_database_is_never_accepted_in_silence(
    copy: Path, seed: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Flipped bits, overwritten bytes, a lost sector: it is named, unless it hit what no entry uses."""
    choose = random.Random(seed)
    path = copy / "programme.db"
    before, data = content(copy), bytearray(path.read_bytes())
    spot = choose.randrange(len(data))
    if seed % 3 == 0:
        data[spot] ^= 1 << choose.randrange(8)
    elif seed % 3 == 1:
        data[spot : spot + 4] = choose.randbytes(4)
    else:
        data[spot : spot + 512] = bytes(min(512, len(data) - spot))
    path.write_bytes(data)
    judge_damage(copy, before, capsys, monkeypatch)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_database_cut_off_is_refused(
    copy: Path, share: float, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy to a memory stick that was pulled out too early."""
    path = copy / "programme.db"
    before, data = content(copy), path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    code, _ = judge_damage(copy, before, capsys, monkeypatch)
    assert code != 0


def test_an_entry_lost_by_one_wrong_byte_of_its_page_is_not_called_intact(
    copy: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The count of a page's rows, one lower: the last row is gone, which nothing was sealed upon."""
    last = max(entry.id for entry in entries(copy))
    fields = {"prev": [entries(copy)[-1].id], "base": [], "kind": "note", "subject": "x", **asdict(WRITER)}
    note = next(n for n in itertools.count() if entry_id({**fields, "payload": {"note": n}}) > last)
    with Programme(copy).journal.writing() as transaction:
        (entry,) = transaction.append([Draft("note", "x", {"note": note})], WRITER)
    assert entry.id > last
    path = copy / "programme.db"
    before, data = content(copy), bytearray(path.read_bytes())
    size = int.from_bytes(data[16:18], "big")
    row = b"x" + f'{{"note":{note}}}'.encode()  # subject and content: the indexes hold the subject alone
    (leaf,) = (at for at in range(size, len(data), size) if data[at] == 10 and row in data[at : at + size])
    data[leaf + 4] -= 1
    path.write_bytes(data)
    judge_damage(copy, before, capsys, monkeypatch)


def test_a_flipped_bit_in_the_name_of_the_table_is_refused_in_words(
    copy: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite's own complaint then quotes what is no text any more."""
    path = copy / "programme.db"
    before, data = content(copy), path.read_bytes()
    start = data.index(b"tableentriesentries")
    for spot in range(start, start + 40, 7):
        path.write_bytes(data[:spot] + bytes([data[spot] ^ 0x80]) + data[spot + 1 :])
        code, _ = judge_damage(copy, before, capsys, monkeypatch)
        assert code == 2, spot
