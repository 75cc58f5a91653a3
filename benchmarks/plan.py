"""What a plan of the country costs: proposed, written, read again and checked.

``python benchmarks/plan.py``: 480 bodies of the provinces and the communes of ``communes-2025.csv``, 3,801 in all, each
of them obliged (a decision of a province may say so), so that all are weighed, drawn and written.
"""

from __future__ import annotations

import csv
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from measuring import COMMUNES, isoaudit, machine, table

from isoaudit.desk.plan import Asked, checked, export_proposed, proposed
from isoaudit.journal.programme import Programme

T = TypeVar("T")
COLUMNS = ("code", "name", "level", "kind", "obligation", "qms_status", "last_on_site")


def register(path: Path) -> int:
    """The register as a table; how many bodies."""
    with COMMUNES.open(encoding="utf-8") as file:
        communes = [
            (row["commune_code"], f"UBND {row['commune_name']}, {row['province_name']}") for row in csv.DictReader(file)
        ]
    rows = [(f"S{n:03}", f"Sở số {n}", "tinh", "co_quan_chuyen_mon") for n in range(3_801 - len(communes))]
    rows += [(code, name, "xa", "ubnd_cap_xa") for code, name in communes]
    with path.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file).writerow
        write(COLUMNS)
        for number, row in enumerate(rows):
            year = "" if number % 7 == 0 else 2020 + number % 6
            write((*row, "bat_buoc", "chua_xay_dung" if number % 11 == 0 else "da_cong_bo", year))
    return len(rows)


def _processor() -> float:
    """Seconds of the processor that this process and the commands it started have taken."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def timed(what: str, work: Callable[[], T], rows: list[tuple[str, str]]) -> T:
    """Do something and note how long it took."""
    started, processor = time.perf_counter(), _processor()
    made = work()
    seconds, own = time.perf_counter() - started, _processor() - processor
    rows.append((what, f"{seconds:.2f} s ({own:.2f} s of the processor)"))
    return made


def main() -> None:
    """Measure and print the table."""
    print(machine())
    found: list[tuple[str, str]] = []
    with tempfile.TemporaryDirectory() as place:
        folder, book = Path(place) / "nam-2026", Path(place) / "de-xuat.xlsx"
        isoaudit("init", folder, "--authority", "Chi cục X", "--year", 2026)
        number = register(Path(place) / "register.csv")
        isoaudit("-C", folder, "agencies", "import", Path(place) / "register.csv")
        programme = Programme(folder)
        made = timed(f"proposed, {number:,} bodies", lambda: proposed(programme, Asked()), found)
        timed("its workbook", lambda: export_proposed(made, programme, book), found)
        timed("the list read again and checked", lambda: checked(programme, book), found)
        command = ("-C", folder, "plan", "propose", "-o", Path(place) / "lenh.xlsx")
        timed("the command «plan propose -o», start-up included", lambda: isoaudit(*command), found)
        timed("imported", lambda: isoaudit("-C", folder, "inspections", "import", book), found)
        timed("the year checked", lambda: checked(programme), found)
    unit = 1 if sys.platform == "darwin" else 1024
    found.append(("most memory", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20:.0f} MiB"))
    print(table(("what", "seen"), found))


if __name__ == "__main__":
    main()
