"""What it costs to take in lists of procedures, lay them side by side and read them with every case.

``python benchmarks/procedures.py [BODIES ROWS DECLARED EACH]``, else 300 bodies with an inspection each, a published
list of 20,000 rows (a province has some 2,000), and 120 of the bodies with a declared list of 350.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from measuring import country, isoaudit, machine, table

from isoaudit.desk.rollout.procedures import import_declared, import_published
from isoaudit.desk.rollout.procedures_compared import compared
from isoaudit.journal.programme import Programme, today

T = TypeVar("T")
FIELDS = 40


def published(path: Path, rows: int) -> None:
    """A list as the national database gives it, most of it of the communes' level."""
    with path.open("w", encoding="utf-8") as file:
        file.write("Mã TTHC,Tên TTHC,Lĩnh vực,Cấp thực hiện,Cơ quan thực hiện\n")
        for number in range(rows):
            whose = "Cấp xã,UBND cấp xã" if number % 5 == 0 and number < 2_500 else f"Cấp tỉnh,Cơ quan {number % 40}"
            name = f"Cấp giấy phép hoạt động của cơ sở số {number}"
            file.write(f"1.{number:06},{name},Lĩnh vực {number % FIELDS},{whose}\n")


def declared(path: Path, rows: int) -> None:
    """A list of a commune: of every fiftieth row the code is missing, of every seventieth the name is another."""
    with path.open("w", encoding="utf-8") as file:
        file.write("Mã TTHC,Tên TTHC,Mã quy trình\n")
        for number in range(0, rows * 5, 5):
            code = "" if number % 250 == 0 else f"1.{number:06}"
            name = f"Cấp giấy phép hoạt động của cơ sở số {number}{' mới' if number % 350 == 0 else ''}"
            file.write(f"{code},{name},QT-{number:04}\n")


def timed(what: str, work: Callable[[], T], rows: list[tuple[str, str]]) -> T:
    """Do something and note how long it took."""
    started, processor = time.perf_counter(), time.process_time()
    made = work()
    seconds, own = time.perf_counter() - started, time.process_time() - processor
    rows.append((what, f"{seconds:.2f} s ({own:.2f} s of the processor)"))
    return made


def main() -> None:
    """Measure and print the table."""
    bodies, number, declaring, each = map(int, sys.argv[1:5] or ("300", "20000", "120", "350"))
    print(machine())
    found: list[tuple[str, str]] = []
    with tempfile.TemporaryDirectory() as place:
        base = Path(place)
        folder = country(base / "year", bodies, 0)
        programme = Programme(folder)
        codes = list(programme.lists().agencies)[:declaring]
        published(base / "published.csv", number)
        declared(base / "declared.csv", each)
        id = next(iter(programme.lists().inspections))
        timed("a case before there are lists", lambda: _case(programme, id), found)
        timed(f"take in {number:,} published rows", lambda: import_published(programme, base / "published.csv"), found)
        day = today()

        def take_in() -> None:
            for code in codes:
                import_declared(programme, base / "declared.csv", code, on=day)

        timed(f"take in {declaring} declared lists of {each}", take_in, found)
        timed("a case, as a form reads it after each edit", lambda: _case(programme, id), found)
        timed("compare one agency", lambda: compared(programme, codes[:1], day), found)
        timed(f"compare all {declaring}", lambda: compared(programme, (), day), found)
        seconds = isoaudit("-C", folder, "procedures", "compare", "-o", base / "all.xlsx")
        found.append(("isoaudit procedures compare -o, with its start", f"{seconds:.2f} s"))
        state = programme.state()
        timed(
            f"the cases of all {bodies}", lambda: [programme.case(state, i) for i in state.inspections.values()], found
        )
        timed("verify", programme.verify, found)
    print(table(("What", "Time"), found))


def _case(programme: Programme, id: str) -> object:
    state, (inspection,) = programme.about([id])
    return programme.case(state, inspection)


if __name__ == "__main__":
    main()
