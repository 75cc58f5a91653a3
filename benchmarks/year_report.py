"""How long the figures of a year take, and how much memory: the process that builds them is watched from outside.

``python benchmarks/year_report.py [INSPECTIONS ...]``, else 80 and 3,801 inspections as in ``benchmarks/actions.py``.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from actions import answered
from measuring import machine, table, watched

_BUILD = """
import os
import sys
from datetime import date
from pathlib import Path
from isoaudit.journal.programme import Programme
from isoaudit.work.year_report import report_of
report_of(Programme(Path(sys.argv[1])), date(2026, 11, 30))
used = os.times()
print(f"{used.user + used.system:.1f}", file=open(sys.argv[2], "w"))
"""


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [80, 3801]
    lines = []
    with tempfile.TemporaryDirectory(prefix="isoaudit-") as base:
        for size in sizes:
            folder = answered(Path(base) / str(size) / "year", size).folder
            used = Path(base) / "used"
            found = watched(sys.executable, "-c", _BUILD, folder, used)
            lines.append(
                [f"{size:,}", f"{found.seconds:.1f} s", f"{used.read_text().strip()} s", f"{found.together:.0f} MiB"]
            )
    print(machine())
    print(table(("Inspections", "The figures of a year", "of a core", "Memory"), lines))


if __name__ == "__main__":
    main()
