"""What the journal costs: an entry at two sizes, commands about one inspection and about all of a large year.

``python benchmarks/journal.py [INSPECTIONS ANSWERS]``, else 3,801 inspections of 50 answers each.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from measuring import SCRIPT, country, isoaudit, machine, table, watched

from isoaudit.journal.store import Draft, Journal, Writer, sealed

SIZES = (2_000, 200_000)
_ENTRIES = 40
_RUNS = 3
_WRITER = Writer("trang", "máy 1", "2026-06-18T15:45:00+07:00")


def appending(folder: Path, size: int) -> float:
    """Median seconds for one entry, written and acknowledged, in a journal of so many entries."""
    folder.mkdir()
    journal = Journal(folder / "programme.db", folder / "files", create=True)
    subjects = [f"2026-99-{number // 50:05}-TS/D36-{number % 50}" for number in range(size)]
    payload = {"verdict": "conforming", "evidence": [{"text": "Đã xem hồ sơ số 5 tại Văn phòng"}]}
    journal.join(sealed((Draft("answer", subject, payload) for subject in subjects), (), _WRITER))
    taken = []
    for number in range(_ENTRIES):
        subject = subjects[number * 997 % size]
        started = time.perf_counter()
        with journal.writing() as transaction:
            base = tuple(entry.id for entry in transaction.entries_about("answer", subject))
            transaction.append([Draft("answer", subject, {"note": str(number)}, base, f"{size}-{number}")], _WRITER)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def commands(folder: Path, id: str, agency: str) -> Iterator[tuple[str, tuple[object, ...]]]:
    """What is measured of a large year, each with its name; numbers make what is written differ from run to run."""
    yield f"status {id}", ("status", id)
    for number in range(_RUNS):
        yield "answers export ID", ("answers", "export", id, "--output", folder.parent / f"{number}.xlsx")
    yield "agencies list", ("agencies", "list")
    yield "inspections list", ("inspections", "list")
    for number in range(_RUNS):
        yield "record decided ID", ("record", "decided", id, "--on", "1/6/2026", "--correct", "--note", f"lần {number}")
    yield "paper minutes ID", ("paper", "minutes", id)
    yield "letters ID", ("letters", id)
    yield "status", ("status",)
    yield "verify", ("verify",)


def main() -> None:
    """Measure and print the tables."""
    number, answers = map(int, sys.argv[1:3] or ("3801", "50"))
    print(machine())
    with tempfile.TemporaryDirectory() as place:
        base = Path(place)
        rows = [[f"{size:,}", f"{1000 * appending(base / str(size), size):.1f} ms"] for size in SIZES]
        print(table(["entries", "one more, median"], rows))
        folder = country(base / "year", number, answers)
        isoaudit("-C", folder, "answers", "import", base / "answers.csv")
        agency = (base / "agencies.csv").read_text(encoding="utf-8").splitlines()[number // 2].partition(",")[0]
        id = f"2026-{agency}-TS"
        isoaudit("-C", folder, "record", "decided", id, "--on", "1/6/2026", "--number", "41/QĐ", "--signer", "A")
        isoaudit("-C", folder, "record", "announced", id, "--on", "2/6/2026")
        found: dict[str, list[tuple[float, float]]] = {}
        for name, arguments in commands(folder, id, agency):
            for _ in range(1 if "ID" in name else _RUNS):
                done = watched(SCRIPT, "-C", folder, *arguments)
                found.setdefault(name, []).append((done.seconds, done.alone))
        print(table([f"{number:,} inspections of {answers} answers", "seconds, median", "MiB, most"], (
            [name, f"{statistics.median(s for s, _ in runs):.2f}", f"{max(m for _, m in runs):.0f}"]
            for name, runs in found.items()
        )))  # fmt: skip


if __name__ == "__main__":
    main()
