"""How long the figures of a year take, and how much memory: the process that builds them is watched from outside.

``python benchmarks/year_report.py [INSPECTIONS ...]``, else 80 and 3,801 inspections as in ``benchmarks/actions.py``.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from actions import answered
from measuring import SCRIPT, machine, table, watched

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
            built = watched(sys.executable, "-c", _BUILD, folder, used)
            sheet = watched(SCRIPT, "-C", folder, "year")
            paper = watched(SCRIPT, "-C", folder, "paper", "november_report")
            commands = [f"{one.seconds:.1f} s, {one.together:.0f} MiB" for one in (sheet, paper)]
            of_core = used.read_text().strip()
            lines.append(
                [f"{size:,}", f"{built.seconds:.1f} s", f"{of_core} s", f"{built.together:.0f} MiB", *commands]
            )
    print(machine())
    headings = ("Inspections", "The figures of a year", "of a core", "Memory", "`year`", "`paper november_report`")
    print(table(headings, lines))


if __name__ == "__main__":
    main()
