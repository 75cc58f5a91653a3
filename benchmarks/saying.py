"""What it costs to say one thing in the form: judged, written, on the disk, in the journal of a large year.

``python benchmarks/saying.py [INSPECTIONS ANSWERS TIMES]``, else 3,801 inspections of 50 answers each, about 200,000
entries with the registers, and 400 times. Asked for: median 50 ms, 99 of 100 within 150 ms.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from measuring import country, isoaudit, machine, table

from isoaudit.desk.answers.saying import Said, say_answer, say_point, say_sample, say_visit
from isoaudit.journal.programme import Programme
from isoaudit.rules.findings import expected


def statements(book: Programme, id: str, times: int) -> Iterator[tuple[str, Callable[[], Said]]]:
    """What is said one after the other, as a form says it: whole records, each upon what was seen last."""
    state, (inspection,) = book.about([id])
    criteria = [criterion.id for criterion in expected(book.case(state, inspection))]

    def base(kind: str, about: str) -> tuple[str, ...]:
        return book.state_about([id]).about(kind, f"{id}/{about}" if about else id).base()

    for number in range(times):
        about = criteria[number % len(criteria)]
        rows = [{"text": f"Xem {number} hồ sơ", "ground": "record", "source": "Sổ theo dõi", "department": "Một cửa"}]
        fields = {"verdict": "nonconforming", "evidence": rows, "gap": f"{number} hồ sơ trễ hạn", "inspector": "A"}
        seen = base("answer", about)
        yield "an answer", lambda a=about, f=fields, s=seen, n=number: say_answer(book, id, a, f, edit=f"a{n}", base=s)
        if number % 10 == 0:
            yield (
                "a sample",
                lambda n=number: say_sample(
                    book, id, f"H{n}", {"field": "Đất đai", "due": "01/6/2026"}, edit=f"s{n}", base=[]
                ),
            )
            yield (
                "a point",
                lambda n=number: say_point(book, id, "1.a", {"present": f"Đã xem {n}"}, edit=f"p{n}", base=None),
            )
            yield (
                "the head",
                lambda n=number: say_visit(book, id, {"opinion": f"Nhất trí {n}"}, edit=f"v{n}", base=None),
            )


def main() -> None:
    """Measure and print the table."""
    number, answers, times = map(int, sys.argv[1:4] or ("3801", "50", "400"))
    print(machine())
    with tempfile.TemporaryDirectory() as place:
        base = Path(place)
        folder = country(base / "year", number, answers)
        isoaudit("-C", folder, "answers", "import", base / "answers.csv")
        book = Programme(folder)
        agency = (base / "agencies.csv").read_text(encoding="utf-8").splitlines()[number // 2].partition(",")[0]
        taken: dict[str, list[float]] = {}
        spent: dict[str, list[float]] = {}
        for name, say in statements(book, f"2026-{agency}-TS", times):
            started, used = time.perf_counter(), time.process_time()
            assert say().written
            taken.setdefault(name, []).append(1000 * (time.perf_counter() - started))
            spent.setdefault(name, []).append(1000 * (time.process_time() - used))
        heads = [
            f"one of {book.journal.number():,} entries",
            "median, ms",
            "p99, ms",
            "most, ms",
            "of the processor, ms",
        ]
        print(table(heads, (
            [name, f"{statistics.median(ms):.1f}", f"{statistics.quantiles(ms, n=100)[98]:.1f}", f"{max(ms):.1f}",
             f"{statistics.median(spent[name]):.1f}"]
            for name, ms in taken.items()
        )))  # fmt: skip


if __name__ == "__main__":
    main()
