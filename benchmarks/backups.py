"""What a backup costs: the demo, and a year with many scans; with and without a password, back again, checked.

``python benchmarks/backups.py DEMO [MEGABYTES]``: the folder of a demo that was made, and how many megabytes of scans
the large year keeps (1,000).
"""

from __future__ import annotations

import hashlib
import random
import shutil
import sys
import tempfile
from pathlib import Path

from measuring import SCRIPT, machine, table, watched

from isoaudit.journal.programme import Programme, writer
from isoaudit.journal.store import Draft

_SCAN = 5_000_000


def with_scans(demo: Path, folder: Path, megabytes: int) -> Path:
    """A copy of the demo that keeps so many megabytes of scans, each of 5 MB and like no other."""
    shutil.copytree(demo, folder)
    programme = Programme(folder)
    drafts = []
    for number in range(megabytes * 10**6 // _SCAN):
        data = b"%PDF-1.4 " + random.Random(number).randbytes(_SCAN - 9)
        payload = {"name": f"scan{number:04}.pdf", "size": len(data), "mime": "application/pdf"}
        drafts.append(Draft("file", programme.journal.keep(data), payload))
        assert drafts[-1].subject == hashlib.sha256(data).hexdigest()
    with programme.journal.writing() as transaction:
        transaction.append(drafts, writer())
    return folder


def main() -> None:
    """Measure and print a table."""
    demo, megabytes = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        (place / "p").write_text("con meo treo cay cau", encoding="utf-8")
        years = {"demo": demo, f"{megabytes} MB of scans": with_scans(demo, place / "large", megabytes)}
        for name, year in years.items():
            for words, given in (("", ()), (", with a password", ("--password-file", place / "p"))):
                stick, again = place / "stick.zip", place / "again"
                steps = {
                    "backup": ("-C", year, "backup", stick, *given),
                    "backup --check": ("backup", stick, "--check", *given),
                    "restore": ("restore", stick, again, *given),
                }
                for step, command in steps.items():
                    seen = watched(SCRIPT, *command)
                    rows.append([f"{step}, {name}{words}", f"{seen.seconds:.1f} s", f"{seen.alone:.0f} MiB"])
                    print(*rows[-1], sep="; ", file=sys.stderr)
                rows.append([f"the file, {name}{words}", f"{stick.stat().st_size / 1e6:.1f} MB", ""])
                stick.unlink()
                shutil.rmtree(again)
    print(machine(), table(("what", "seen", "memory"), rows), sep="\n\n")


main()
