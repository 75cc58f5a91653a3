"""Spoilt files of every kind through every command that reads one: answered in our words, in bounded time and memory.

``python tests/fuzz_commands.py 3000`` tries so many, in processes of a hundred each, and prints what each kind took and
every fault with its seed; ``--first SEED`` begins there, ``--only KIND`` tries one kind, ``--seeds FOLDER`` takes the
files of a folder as originals too. A seed and a kind make the same files each time. test_fuzz_commands.py tries some.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import mutations
import text_mutations
from conftest import run_isoaudit
from hand_typed import PAPERS
from record_bench import BY_RECORD, ON_SITE, OPEN, agree, make

from isoaudit import cli
from isoaudit.desk.exports import export_agencies, export_answers, export_inspections, export_inspectors
from isoaudit.journal.programme import Programme

SECONDS, MEGABYTES = 10.0, 500
"""What one command may take of the processor, and of memory."""
A_BATCH = 100
OLD = Path(__file__).parent / "example-files" / "positive" / "agencies" / "old-excel-as-offices-have-it.xls"
Words = tuple[object, ...]
TABLES = ("agencies", "inspectors", "inspections", "answers", "samples")
READING: tuple[Words, ...] = (
    *(("status",), ("status", ON_SITE, "--json"), ("agencies", "list"), ("inspectors", "list"), ("inspections", "list")),
    *(("history", ON_SITE), ("finding", "list", ON_SITE), ("letters", ON_SITE), ("letters", BY_RECORD), ("verify",)),
    *(("paper", "minutes", ON_SITE), ("paper", "plan"), ("paper", "inspection_decision", "--all"), ("notebooks", "list")),
    *(("checklist", "check"), ("checklist", "list"), ("doctor",), ("verify", "--json"), ("answers", "export", OPEN)),
    *(("record", "announced", BY_RECORD, "--on", "2026-09-01"), ("finding", "reword", ON_SITE, "KPH01", "--text", "Thiếu sổ.", "--why", "a")),
)  # fmt: skip
"""Commands on a programme that read what lies in it."""


@dataclass(frozen=True, slots=True)
class Bench:
    """A programme to be copied, and good files by what they are: ``docx``, ``agencies``, ``yaml`` and so on."""

    folder: Path
    good: dict[str, list[bytes]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where one try happens: a copy of the programme, and a folder for files beside it."""

    programme: Path
    beside: Path
    bench: Bench
    random: Random

    def good(self, kind: str) -> bytes:
        return self.random.choice(self.bench.good[kind])

    def file(self, data: bytes, *endings: str) -> Path:
        """A file beside the programme; one in ten has a name nobody expects."""
        name = "tệp" if self.random.random() < 0.9 else self.random.choice(NAMES)
        path = self.beside / (name + self.random.choice(endings or ("",)))
        path.write_bytes(data)
        return path


@dataclass(frozen=True, slots=True)
class Try:
    """What was spoilt, and the commands that read it; ``mend`` puts it back, after which the programme is whole."""

    how: str
    commands: list[Words]
    mend: Callable[[], object] | None = lambda: None
    """None where the journal itself was spoilt."""


@dataclass(slots=True)
class Seen:
    """What came of one seed."""

    seed: int
    kind: str
    how: str = ""
    seconds: float = 0
    megabytes: float = 0
    statuses: list[int] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class TooLong(BaseException):
    """A command took longer than it may."""


NAMES = (
    *("năm {2026}", "{{ 7*7 }}", "%s%n", "a\nb", "\x1b[31m", "x" * 240, "\u202egpj", "'\"", "$(id)", " ", "con"),
    os.fsdecode(b"t\xe1\xba\xffp"),
)

# --- the kinds ------------------------------------------------------------------------------------------------------


def word(place: Place) -> Try:
    random = place.random
    how, data = mutations.mutated(place.good("docx"), random)
    return Try(how, _read_as_word(place, place.file(data, ".docx", ".docx", ".docm", ".doc", ".DOCX")))


def _read_as_word(place: Place, path: Path) -> list[Words]:
    kind = place.random.choice(("notice", "minutes", "plan", "file_index"))
    return [
        ("document", "check", path),
        ("template", "check", path, "--as", kind),
        ("record", "minutes_signed", ON_SITE, "--on", "2026-06-15", "--file", path),
    ]


def office_template(place: Place) -> Try:
    paper, command = place.random.choice(
        (("notice", ("letters", ON_SITE)), ("minutes", ("paper", "minutes", ON_SITE)), ("plan", ("paper", "plan")))
    )
    shipped = resources.files("isoaudit.papers").joinpath("templates", f"{paper}.docx").read_bytes()
    how, data = mutations.mutated(shipped, place.random)
    return _in_place(place, place.programme / "templates" / f"{paper}.docx", data, f"{paper}: {how}", command)


def table(place: Place) -> Try:
    random = place.random
    kind = random.choice(TABLES)
    data = place.good(kind)
    if data.startswith(b"PK"):
        how, data = mutations.mutated(data, random)
    elif data.startswith(b"\xd0\xcf"):
        change = random.choice((mutations.bytes_flipped, mutations.bytes_cut, mutations.bytes_repeated))
        how, data = change.__name__, change(data, random)
    else:
        how, data = text_mutations.mutated(data, random)
    as_of = ("--as-of", "2026-07-01") if kind == "agencies" and random.random() < 0.3 else ()
    path = place.file(data, ".xlsx", ".xls", ".csv", ".xlsm", ".txt")
    return Try(f"{kind}: {how}", [(kind, "import", path, *as_of), ("status",), (kind, "list")][: random.choice((1, 3))])


def checklist_file(place: Place) -> Try:
    name = place.random.choice(("dieu-36.yaml", "law.yaml"))
    path = place.programme / "checklists" / name
    how, data = text_mutations.mutated(path.read_bytes(), place.random)
    (place.beside / name).write_bytes(data)
    done = _in_place(place, path, data, f"{name}: {how}", ("checklist", "check"))
    imported = ("inspections", "import", place.file(place.bench.good["inspections"][-1], ".csv"))
    return Try(done.how, [("checklist", "check", place.beside / name), imported, *done.commands], done.mend)


def settings(place: Place) -> Try:
    path = place.programme / "isoaudit.toml"
    how, data = text_mutations.mutated(path.read_bytes(), place.random)
    return _in_place(place, path, data, how)


def notebook(place: Place) -> Try:
    name = place.random.choice(("findings", "year", "compare"))
    path = place.programme / "notebooks" / f"{name}.ipynb"
    how, data = text_mutations.mutated(path.read_bytes(), place.random)
    foreign = place.file(data, ".ipynb")
    commands: list[Words] = [
        ("notebooks", "check", foreign),
        ("notebooks", "list"),
        ("trust", foreign, "--show"),
        ("trust", foreign),
    ]
    if data != path.read_bytes():
        commands.insert(0, ("run", name, *([ON_SITE] if name == "findings" else [])))  # nobody trusts it yet: not run
    path.write_bytes(data)
    return Try(f"{name}: {how}", commands)


def database(place: Place) -> Try:
    random = place.random
    path = place.programme / "programme.db"
    data = path.read_bytes()
    how, change = random.choice(list(_ON_DATABASES.items()))
    change(path, data, random)
    return Try(how, random.sample(READING, 3), None)


def kept_file(place: Place) -> Try:
    path = place.random.choice(sorted((place.programme / "files").iterdir()))
    data = path.read_bytes()
    if data.startswith(b"PK"):
        how, data = mutations.mutated(data, place.random)
    else:
        how, data = text_mutations.mutated(data, place.random)
    return _in_place(place, path, data, how, ("verify",), ("document", "check", path))


def output(place: Place) -> Try:
    found = [p for p in sorted(place.programme.joinpath("out").rglob("*")) if p.is_file() and p.suffix != ".html"]
    path = place.random.choice([p for p in found if p.suffix == ".json"] * 3 + found)
    data = path.read_bytes()
    if data.startswith(b"PK"):
        how, data = mutations.mutated(data, place.random)
    else:
        how, data = text_mutations.mutated(data or b"a\n", place.random)
    run: Words = ("run", "findings", ON_SITE)
    more = run if place.random.random() < 0.15 else ("letters",)
    return _in_place(place, path, data, f"{path.relative_to(place.programme)}: {how}", more)


def recorded(place: Place) -> Try:
    """Junk said to be what was signed or received."""
    random = place.random
    start = random.choice(
        (b"%PDF-1.7\n", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"", b"<html>")
    )
    path = place.file(
        start + random.randbytes(random.choice((0, 10, 50_000))), ".pdf", ".jpg", ".png", ".docx", ".doc", "", ".zip"
    )
    said = ("--on", "2026-06-15", "--file", path)
    act = random.choice(("minutes_signed", "announced", "notice_issued", "report_received", "decided"))
    return Try(f"{act} {path.suffix}", [("record", act, ON_SITE, *said), ("status", ON_SITE)])


def renamed(place: Place) -> Try:
    """A good file of another kind, a bomb, nothing, or no file at all where one is expected."""
    random = place.random
    how = random.choice(("another kind", "another kind", "bomb", "no file", "empty"))
    if how == "no file":
        how, path = _no_file(place)
    else:
        data = {"bomb": lambda: bomb(random.choice(sorted(BOMBS))), "empty": lambda: b""}.get(
            how, lambda: place.good(random.choice(sorted(place.bench.good)))
        )()
        path = place.file(data, ".docx", ".xlsx", ".csv", ".yaml", ".ipynb", ".xls", ".odt", ".zip", "")
    kind = random.choice(TABLES)
    others: list[Words] = [
        (kind, "import", path),
        ("checklist", "check", path),
        ("notebooks", "check", path),
        ("trust", path, "--show"),
        ("-C", path, "status"),
        ("init", path, "--authority", "Sở A", "--year", 2026),
        ("answers", "export", ON_SITE, "--output", path),
    ]
    return Try(f"{how} {path.suffix}", random.sample([*_read_as_word(place, path), *others], 4))


KINDS: dict[str, Callable[[Place], Try]] = {
    "word": word,
    "table": table,
    "checklist": checklist_file,
    "settings": settings,
    "notebook": notebook,
    "database": database,
    "kept file": kept_file,
    "output": output,
    "recorded": recorded,
    "renamed": renamed,
    "office template": office_template,
}


def _in_place(place: Place, path: Path, data: bytes, how: str, *commands: Words) -> Try:
    """A file of the programme is spoilt; the commands that surely read it, and two others."""
    good = path.read_bytes() if path.exists() else None
    path.write_bytes(data)

    def mend() -> None:
        path.unlink(missing_ok=True)
        if good is not None:
            path.write_bytes(good)

    return Try(how, [*commands, *place.random.sample(READING, 2)], mend)


def _no_file(place: Place) -> tuple[str, Path]:
    how = place.random.choice(("folder", "pipe", "link to itself", "link to a device", "missing", "too long"))
    path = place.beside / ("x" * 300 if how == "too long" else "tệp.docx")
    if how == "folder":
        path.mkdir()
    elif how == "pipe":
        os.mkfifo(path)
    elif how.startswith("link"):
        path.symlink_to(path if how == "link to itself" else "/dev/zero")
    return how, path


BOMBS = {
    "docx": ("word/document.xml", b"<w:p/>"),
    "docx text": ("word/document.xml", b" "),
    "xlsx": ("xl/worksheets/sheet1.xml", b"<row/>"),
    "xlsx text": ("xl/styles.xml", b" "),
}


@cache
def bomb(name: str) -> bytes:
    """An Office file of which one part is 200 MB, a thousand times what it takes packed."""
    part, filling = BOMBS[name]
    kind = name.partition(" ")[0]
    parts = mutations.unpacked(_word("công văn") if kind == "docx" else _workbook())
    end = parts[part].rindex(b"</") if b"</" in parts[part] else len(parts[part])
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for other, data in parts.items():
            info = zipfile.ZipInfo(other)
            info.compress_type = zipfile.ZIP_DEFLATED
            with package.open(info, "w") as into:
                into.write(data[:end] if other == part else data)
                if other == part:
                    for _ in range(200):
                        into.write(filling * (1_000_000 // len(filling)))
                    into.write(data[end:])
    return stream.getvalue()


def _workbook() -> bytes:
    from openpyxl import Workbook

    book, stream = Workbook(), io.BytesIO()
    book.active.append(["Mã", "Tên cơ quan"])
    book.save(stream)
    return stream.getvalue()


def _word(name: str) -> bytes:
    stream = io.BytesIO()
    PAPERS[name]().save(stream)
    return stream.getvalue()


# --- databases ------------------------------------------------------------------------------------------------------


def _bytes(change: mutations.Mutator) -> Callable[[Path, bytes, Random], None]:
    return lambda path, data, random: (path.write_bytes(change(data, random)), None)[1]


def _sql(*statements: str) -> Callable[[Path, bytes, Random], None]:
    def carry_out(path: Path, _: bytes, random: Random) -> None:
        with sqlite3.connect(path) as connection:
            for statement in statements:
                column = random.choice(("id", "kind", "subject", "prev", "body", "edit", "by", "at"))
                value = random.choice((*text_mutations.VALUES[:40], b"\xff\xfe", 7, None, 1.5))
                try:
                    connection.execute(
                        statement.format(column=column, row=random.randrange(20)), (value,) * statement.count("?")
                    )
                except sqlite3.Error:
                    continue  # no such column, or what it may not hold
        connection.close()

    return carry_out


_ON_DATABASES: dict[str, Callable[[Path, bytes, Random], None]] = {
    "bytes flipped": _bytes(mutations.bytes_flipped),
    "bytes cut": _bytes(mutations.bytes_cut),
    "bytes repeated": _bytes(mutations.bytes_repeated),
    "another file": _bytes(lambda _, random: random.choice((b"", b"SQLite format 3\x00", random.randbytes(9000), bytes(9000)))),
    "values": _sql("update entries set {column} = ? where id = (select id from entries limit 1 offset {row})"),
    "all values": _sql("update entries set {column} = ?"),
    "rows gone": _sql("delete from entries where id = (select id from entries limit 1 offset {row})"),
    "all rows gone": _sql("delete from entries"),
    "heads": _sql("update heads set ids = ?"),
    "number": _sql("update heads set entries = ?"),
    "no heads": _sql("delete from heads"),
    "two heads": _sql("insert into heads select * from heads"),
    "no table": _sql("drop table entries"),
    "no table of heads": _sql("drop table heads"),
    "table renamed": _sql("alter table entries rename to entry"),
    "column gone": _sql("alter table entries drop column {column}"),
    "column more": _sql("alter table entries add column more text"),
    "trigger": _sql("create trigger t after insert on entries begin delete from entries; end"),
    "view": _sql("drop table heads", "create view heads as select 1 as ids, 2 as entries"),
    "index gone": _sql("drop index entries_by_subject"),
    "version": _sql("pragma user_version = 99"),
    "write-ahead log": lambda path, _, random: (path.with_name("programme.db-wal").write_bytes(random.randbytes(5000)), None)[1],
    "hot journal": lambda path, _, random: (path.with_name("programme.db-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + random.randbytes(5000)), None)[1],
    "a folder": lambda path, *_: (path.unlink(), path.mkdir(), None)[2],
}  # fmt: skip


# --- one try --------------------------------------------------------------------------------------------------------


def make_bench(folder: Path, seeds: Path | None = None) -> Bench:
    """The programme: an inspection agreed, a file kept, everything made once; and the good files."""
    programme = Programme(make(folder / "năm 2026"))
    agree(programme, ON_SITE)
    kept = folder / "quyết định.docx"
    kept.write_bytes(_word("quyết định"))
    for words in (
        ("record", "decided", ON_SITE, "--on", "2026-06-01", "--number", "41/QĐ-CCTĐC", "--file", kept, "--correct"),
        ("run", "findings", ON_SITE, BY_RECORD),
        ("paper", "minutes", ON_SITE),
    ):
        done = run_isoaudit("-C", programme.folder, *words)
        assert done.returncode < 2, done.stderr
    good = {
        "docx": [_word(name) for name in ("quyết định", "công văn", "báo cáo")],
        "agencies": [(folder / "agencies.csv").read_bytes(), OLD.read_bytes()],
        "inspections": [(folder / "inspections.csv").read_bytes()],
        "answers": [(folder / "answers.csv").read_bytes()],
        "inspectors": ["code,name,unit\nKT-01,Lương Quốc Bảo,Sở\n".encode()],
        "samples": [b"agency,dossier,received,due,returned\n99-STP,H99.05-260302-0014,2/3/2026,9/3/2026,9/3/2026\n"],
        "yaml": [(programme.folder / "checklists" / "dieu-36.yaml").read_bytes()],
        "notebook": [(programme.folder / "notebooks" / "findings.ipynb").read_bytes()],
    }
    templates = resources.files("isoaudit.papers").joinpath("templates")
    good["docx"] += [templates.joinpath(f"{name}.docx").read_bytes() for name in ("notice", "minutes", "plan")]
    good["docx"] += [path.read_bytes() for path in sorted((programme.folder / "out").rglob("*.docx"))]
    for number, export in enumerate((export_agencies, export_inspectors, export_inspections)):
        export(programme, folder / f"{number}.xlsx")
        good[TABLES[number]].insert(0, (folder / f"{number}.xlsx").read_bytes())
    export_answers(programme, [ON_SITE], folder / "answers.xlsx")
    good["answers"].insert(0, (folder / "answers.xlsx").read_bytes())
    for path in sorted(seeds.rglob("*")) if seeds else ():
        kind = {".docx": "docx", ".xlsx": "agencies", ".csv": "agencies"}.get(path.suffix)
        if kind:
            good["inspectors" if "numbering" in path.name or "spacing" in path.name else kind].append(path.read_bytes())
    return Bench(programme.folder, good)


def attempt(seed: int, bench: Bench, folder: Path, kind: str = "", apart: bool | None = None) -> Seen:
    """Spoil what the seed says, run the commands, and say what was wrong; ``folder`` is empty and is used up."""
    random = Random(seed)
    kind = kind or list(KINDS)[seed % len(KINDS)]
    seen = Seen(seed, kind)
    place = Place(folder / "năm 2026", folder, bench, random)
    shutil.copytree(bench.folder, place.programme)
    tried = KINDS[kind](place)
    seen.how = tried.how
    for words in tried.commands:
        _command(("-C", place.programme, *words), seen, apart)
    if tried.mend is not None:
        tried.mend()
        if _command(("-C", place.programme, "verify"), seen, apart) != 0:
            seen.faults.append("the programme is not whole afterwards")
    return seen


def _command(words: Words, seen: Seen, apart: bool | None) -> int:
    """Run one command within its bounds, and note what is wrong with what it does."""
    said = " ".join(str(word).rpartition("/")[2] for word in words[2:])
    raised: list[str] = []
    tell = cli._unforeseen
    status, wrong = -1, []
    forget_peak()
    start = time.process_time()
    try:
        with (
            bounded(),
            patch.object(cli, "_unforeseen", lambda error: (raised.append(_where(error)), tell(error))[1]),
        ):
            done = run_isoaudit(*words, apart=apart)
        status = done.returncode
        if "chưa lường trước" in done.stdout + done.stderr:
            wrong.append(f"unforeseen: {''.join(raised) or done.stderr[-300:]}")
        if "Warning" in done.stderr:
            wrong.append(f"a warning of a library: {done.stderr[-300:]}")
        elif raised and not wrong:
            wrong.append(f"no command says it: {raised[0]}")
        if status not in (0, 1, 2):
            wrong.append(f"status {status}")
        if status == 2 and not done.stderr.strip() and "--json" not in words:
            wrong.append("not done, and nothing said")
    except TooLong as error:
        wrong.append(f"over {SECONDS} s: {_where(error)}")
    except Exception as error:
        wrong.append(f"raised: {_where(error)}")
    seen.seconds = max(seen.seconds, time.process_time() - start)
    peak = memory("VmHWM")
    seen.megabytes = max(seen.megabytes, peak)
    if peak > MEGABYTES:
        wrong.append(f"{peak:.0f} MB, {memory('VmRSS'):.0f} MB afterwards")
    seen.statuses.append(status)
    seen.faults += [f"{said}: {fault}" for fault in wrong]
    return status


def _where(error: BaseException) -> str:
    """What was raised, and the last places it came through."""
    places = [f"{Path(one.filename).name}:{one.lineno}" for one in traceback.extract_tb(error.__traceback__)]
    return f"{type(error).__name__}: {str(error)[:200]} ({' '.join(places[-7:])})"


@contextmanager
def bounded() -> Iterator[None]:
    """Raise TooLong once the processor worked too long."""

    def stop(*_: Any) -> None:
        raise TooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def memory(name: str) -> float:
    """What the kernel counts for this process, in megabytes: ``VmRSS`` now, ``VmHWM`` at most."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))


def forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


# --- thousands ------------------------------------------------------------------------------------------------------


def _batch(arguments: argparse.Namespace) -> None:
    """Try the seeds of one batch and print a line of JSON for each."""
    import faulthandler

    good = {
        name: [Path(path).read_bytes() for path in paths]
        for name, paths in json.loads(arguments.bench.read_text()).items()
    }
    bench = Bench(arguments.bench.parent / "năm 2026", good)
    for seed in range(arguments.first, arguments.first + arguments.files):
        print(json.dumps({"began": seed}), flush=True)
        faulthandler.dump_traceback_later(180, exit=True)
        with tempfile.TemporaryDirectory() as folder:
            seen = attempt(seed, bench, Path(folder), arguments.only, apart=False)
        print(json.dumps(asdict(seen)), flush=True)
    faulthandler.cancel_dump_traceback_later()


def _all(arguments: argparse.Namespace) -> int:
    """Try all seeds, batch by batch, and print what each kind took and each fault."""
    found: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        bench = make_bench(Path(folder), arguments.seeds)
        paths: dict[str, list[str]] = defaultdict(list)
        for name, many in bench.good.items():
            for number, data in enumerate(many):
                paths[name].append(str(Path(folder) / f"{name}-{number}"))
                Path(paths[name][-1]).write_bytes(data)
        index = Path(folder) / "bench.json"
        index.write_text(json.dumps(paths))
        at, end = arguments.first, arguments.first + arguments.files
        while at < end:
            number = min(A_BATCH, end - at)
            words = [
                sys.executable,
                __file__,
                str(number),
                "--first",
                str(at),
                "--bench",
                str(index),
                "--only",
                arguments.only,
            ]
            done = subprocess.run(words, capture_output=True, text=True)
            lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
            found += (news := [line for line in lines if "kind" in line])
            for one in news:
                for fault in one["faults"]:
                    print(f"seed {one['seed']} {one['kind']} ({one['how']}): {fault}", flush=True)
            at += number
            if done.returncode:
                last = lines[-1]["began"] if lines and "began" in lines[-1] else at
                print(f"seed {last}: the process ended: {done.stderr[-1500:]}", flush=True)
                found.append(
                    {"seed": last, "kind": "ended", "seconds": 0, "megabytes": 0, "statuses": [], "faults": ["ended"]}
                )
                at = last + 1
    print(
        "| kind | files | commands | refused | slowest, s | most memory, MB | faults |\n|---|---|---|---|---|---|---|"
    )
    for kind in [*KINDS, "ended"]:
        these = [one for one in found if one["kind"] == kind]
        if these:
            statuses = [status for one in these for status in one["statuses"]]
            numbers = (len(these), len(statuses), statuses.count(2), f"{max(one['seconds'] for one in these):.1f}")
            more = (f"{max(one['megabytes'] for one in these):.0f}", sum(bool(one["faults"]) for one in these))
            print(f"| {kind} |", " | ".join(map(str, (*numbers, *more))), "|")
    return any(one["faults"] for one in found)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=int)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--only", default="", choices=["", *KINDS])
    parser.add_argument("--seeds", type=Path)
    parser.add_argument("--bench", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    os.environ.setdefault("JUPYTER_DATA_DIR", tempfile.mkdtemp())
    if arguments.bench:
        _batch(arguments)
        return 0
    return _all(arguments)


if __name__ == "__main__":
    sys.exit(main())
