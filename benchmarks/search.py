"""What a search costs: the index made, nothing new, one answer more; and its size.

``python benchmarks/search.py [BODIES [ANSWERS]]``, else 80 bodies with an inspection each; ANSWERS: how many criteria
of each are answered, else all.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from measuring import country, isoaudit, machine, table

from isoaudit.journal.programme import Programme, writer
from isoaudit.journal.store import Draft
from isoaudit.work.search.years import Found, search


def main() -> None:
    """Measure and print the table."""
    bodies, answers = int((sys.argv[1:] or ["80"])[0]), int(sys.argv[2]) if sys.argv[2:] else None
    print(machine())
    found: list[tuple[str, str]] = []

    def timed(what: str, work: Callable[[], Found]) -> None:
        started, processor = time.perf_counter(), time.process_time()
        total = work().total
        seconds, own = time.perf_counter() - started, time.process_time() - processor
        found.append((what, f"{seconds:.2f} s ({own:.2f} s of the processor), {total:,} found"))

    with tempfile.TemporaryDirectory() as place:
        folder = country(Path(place) / "year", bodies, answers)
        isoaudit("-C", folder, "answers", "import", folder.parent / "answers.csv")
        programme = Programme(folder)
        timed("the index made", lambda: search(programme, "ho so"))
        timed("nothing new: two words", lambda: search(programme, "ho so"))
        timed("nothing new: a word that is not there", lambda: search(programme, "khongcotunay"))
        id = next(iter(programme.lists().inspections))
        subject = f"{id}/D36-1-a-01"
        with programme.journal.writing() as transaction:
            base = programme.state_about([id]).about("answer", subject).base()
            draft = Draft("answer", subject, {"verdict": "observation", "gap": "Sổ mượn xyz."}, base)
            transaction.append([draft], writer())
        timed("after one answer more", lambda: search(programme, "so muon xyz"))
        found.append(("isoaudit search, with its start", f"{isoaudit('-C', folder, 'search', 'xyz muon'):.2f} s"))
        size = (programme.out / ".search" / "index.db").stat().st_size
        found.append(("size of the index", f"{size / 1e6:.1f} MB"))
    print(table(("What", "Seen"), found))


if __name__ == "__main__":
    main()
