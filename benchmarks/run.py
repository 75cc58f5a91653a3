"""The measured claims: ``make bench``. Each figure is a median over rounds, the rounds interleaved.

Prints a table for benchmarks/results.md with the machine and the versions.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

from measuring import EXAMPLE, SCRIPT, country, isoaudit, machine, prepare, table, watched

from isoaudit.journal.programme import Cases, Programme
from isoaudit.papers.in_folder import find_template
from isoaudit.papers.pdf import to_pdf
from isoaudit.papers.render import render_docx
from isoaudit.papers.values import letter
from isoaudit.programs import OFFICE, find
from isoaudit.rules.findings import judge, of_kind

JUDGE = """
import sys
from pathlib import Path
from isoaudit import gate
from isoaudit.journal.programme import Cases, Programme
with gate.start() as judging:
    workspace = Programme(Path(sys.argv[1]))
    judging.ask(Cases(workspace, workspace.register()))
    gate = judging.answer()
assert gate.inspections == int(sys.argv[2]), gate.inspections
"""


def judged(folder: Path, number: int, rounds: int) -> tuple[float, float, float]:
    """Seconds from start-up to the finding over a whole programme (median), and peak memory as :func:`watched`."""
    runs = [watched(sys.executable, "-c", JUDGE, folder, number) for _ in range(rounds)]
    return statistics.median(r.seconds for r in runs), max(r.alone for r in runs), max(r.together for r in runs)


def tables_and_gate(home: Path, rounds: int, *, scale: bool) -> list[tuple[str, str, str]]:
    """Import and gate of a province, and with ``scale`` of the country."""
    found = []
    for number, rows, most_import, most_gate in ((80, "4,000", "2 s", "6 s"), (3801, "190,050", "20 s, 1 GB", "60 s")):
        if number > 80 and not scale:
            continue
        runs = []
        for turn in range(rounds if number == 80 else 1):
            folder = country(home / f"{number}-{turn}" / "programme", number, 50)
            runs.append(watched(SCRIPT, "-C", folder, "answers", "import", folder.parent / "answers.csv"))
        seconds, memory = statistics.median(run.seconds for run in runs), max(run.alone for run in runs)
        found.append(
            (f"import of {number} x 50 answers ({rows} rows of CSV)", f"{seconds:.2f} s, {memory:.0f} MiB", most_import)
        )
        seconds, alone, together = judged(folder, number, rounds if number == 80 else 1)
        words = f"{seconds:.1f} s; {alone:.0f} MiB, with the process that judges {together:.0f} MiB"
        found.append((f"gate of {number} x 50 answers, start-up included", words, most_gate))
    return found


def one_letter(programme: Path) -> Callable[[], float]:
    """Seconds for the letter with the most findings closest to five, context and .docx."""
    workspace = Programme(programme)
    cases = list(Cases(workspace, workspace.register()))
    pairs = [(case, judge(case)) for case in cases]
    case, result = min(pairs, key=lambda pair: abs(len(of_kind(pair[1], "nonconformity")) - 5))
    out = workspace.out / case.inspection.id

    def once() -> float:
        started = time.perf_counter()
        drafted = letter(case, result)
        render_docx(find_template(drafted.template, out), drafted.context)
        return time.perf_counter() - started

    return once


def letters_as_pdf(home: Path, programme: Path, number: int = 80) -> float:
    """Seconds for so many letters as PDF, LibreOffice's start included; some letters count twice."""
    isoaudit("-C", programme, "letters")
    copies = []
    for place, draft in enumerate(islice(cycle(sorted(programme.glob("out/*/notice.docx"))), number)):
        copies.append(home / "pdf" / str(place) / draft.name)
        copies[-1].parent.mkdir(parents=True)
        shutil.copyfile(draft, copies[-1])
    started = time.perf_counter()
    printed = to_pdf(copies)
    seconds = time.perf_counter() - started
    assert len(printed.made) == number, printed.problems
    return seconds


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--skip-demo", action="store_true")
    options.add_argument("--skip-scale", action="store_true", help="leave out the 3,801 inspections of the country")
    chosen = options.parse_args()
    rows: list[tuple[str, str, str]] = []
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        helps: list[float] = []
        letters: list[float] = []
        measured = prepare(home / "letters")
        isoaudit("-C", measured, "answers", "import", EXAMPLE / "answers.csv")
        once = one_letter(measured)
        first = once()
        for _ in range(chosen.rounds):
            helps.append(isoaudit("--help"))
            letters += [once() for _ in range(20)]
        rows.append(("`isoaudit --help`", f"{statistics.median(helps):.3f} s", "0.3 s"))
        rows += tables_and_gate(home, chosen.rounds, scale=not chosen.skip_scale)
        first_words = f"{statistics.median(letters) * 1000:.1f} ms (the first {first * 1000:.0f} ms)"
        rows.append(("one letter, about five findings", first_words, "25 ms"))
        if find(OFFICE):
            rows.append(("80 letters as PDF, two LibreOffices", f"{letters_as_pdf(home, measured):.1f} s", "15 s"))
        if not chosen.skip_demo:
            run = watched(SCRIPT, "demo", home / "demo")
            rows.append(("demo: 80 inspections from empty folder to index", f"{run.seconds:.0f} s", "-"))
            rows.append(("its peak memory: the command alone", f"{run.alone:.0f} MiB", "-"))
            rows.append(("its peak memory: with two notebooks at once", f"{run.together:.0f} MiB", "-"))
    print(machine() + "\n")
    print(table(("what", "measured", "figure asked"), rows))


if __name__ == "__main__":
    main()
