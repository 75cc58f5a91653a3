"""The measured claims: ``make bench``. Each figure is a median over rounds, the rounds interleaved.

Prints a table for benchmarks/results.md with the machine and the versions.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import psutil

from isoaudit.config import shipped
from isoaudit.documents import letter
from isoaudit.findings import expected, judge, of_kind
from isoaudit.render import find_template, render_docx
from isoaudit.workspace import Workspace

EXAMPLE = shipped("examples") / "an-binh-2026"
AUTHORITY = "Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình"


def isoaudit(*args: object) -> float:
    """Seconds the installed command takes; it must not end with status 2."""
    script = Path(sys.executable).with_name("isoaudit")
    started = time.perf_counter()
    done = subprocess.run([str(script), *map(str, args)], capture_output=True, text=True)
    seconds = time.perf_counter() - started
    if done.returncode == 2:
        raise SystemExit(done.stderr)
    return seconds


def watched(*command: object) -> tuple[float, float, float]:
    """Seconds of a command; peak memory in MiB of it alone, and of all its processes, looked at 10 times a second."""
    started = time.perf_counter()
    process = psutil.Popen([*map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    alone = together = 0.0
    while process.poll() is None:
        sizes = [_resident(one) for one in (process, *process.children(recursive=True))]
        alone, together = max(alone, sizes[0]), max(together, sum(sizes))
        time.sleep(0.1)
    if process.returncode:
        raise SystemExit(f"failed: {' '.join(map(str, command))}")
    return time.perf_counter() - started, alone, together


def _resident(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss) / 2**20
    except psutil.NoSuchProcess:
        return 0.0


def prepare(folder: Path) -> Path:
    """A programme with register and inspections, no answers yet."""
    isoaudit("init", folder, "--authority", AUTHORITY, "--year", 2026)
    isoaudit("-C", folder, "agencies", "import", EXAMPLE / "agencies.csv")
    isoaudit("-C", folder, "inspections", "import", EXAMPLE / "inspections.csv")
    return folder


def country(folder: Path, number: int) -> Path:
    """A programme of that many communes with an inspection each, and beside it ``answers.csv``, 50 conforming each."""
    isoaudit("init", folder, "--authority", AUTHORITY, "--year", 2026)
    names = [f"99-{90000 + n}" for n in range(number)]
    agencies = [f"{name},UBND xã Số {n},xa,ubnd_cap_xa,khuyen_khich,da_cong_bo" for n, name in enumerate(names)]
    tables = {
        "agencies": ["code,name,level,kind,obligation,qms_status", *agencies],
        "inspections": ["agency,mode,from,to", *(f"{name},on_site,2026-06-01,2026-06-30" for name in names)],
    }
    for name, lines in tables.items():
        table = folder.parent / f"{name}.csv"
        table.write_text("\n".join(lines), encoding="utf-8")
        isoaudit("-C", folder, name, "import", table)
    workspace = Workspace(folder)
    state = workspace.state()
    case = workspace.case(state, next(iter(state.inspections.values())))
    criteria = [criterion.id for criterion in expected(case)][:50]
    lines = ["agency,criterion,verdict,evidence,inspector,examined_on"]
    lines += [
        f"{name},{c},conforming,Đã xem hồ sơ số {n} tại Văn phòng HĐND và UBND,Lương Quốc Bảo,2026-06-18"
        for name in names
        for n, c in enumerate(criteria)
    ]
    (folder.parent / "answers.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder


JUDGE = """
import sys
from pathlib import Path
from isoaudit import quality
from isoaudit.workspace import Workspace
with quality.start() as judging:
    workspace = Workspace(Path(sys.argv[1]))
    state = workspace.state()
    gate = judging.judge([workspace.case(state, i) for i in state.inspections_by_name()])
assert gate.inspections == int(sys.argv[2]), gate.inspections
"""


def judged(folder: Path, number: int, rounds: int) -> tuple[float, float, float]:
    """Seconds from start-up to the finding over a whole programme (median), and peak memory as :func:`watched`."""
    runs = [watched(sys.executable, "-c", JUDGE, folder, number) for _ in range(rounds)]
    return statistics.median(run[0] for run in runs), max(run[1] for run in runs), max(run[2] for run in runs)


def tables_and_gate(home: Path, rounds: int, *, scale: bool) -> list[tuple[str, str, str]]:
    """Import and gate of a province, and with ``scale`` of the country."""
    script = Path(sys.executable).with_name("isoaudit")
    found = []
    for number, rows, most_import, most_gate in ((80, "4,000", "2 s", "6 s"), (3801, "190,050", "20 s, 1 GB", "60 s")):
        if number > 80 and not scale:
            continue
        runs = []
        for turn in range(rounds if number == 80 else 1):
            folder = country(home / f"{number}-{turn}" / "programme", number)
            runs.append(watched(script, "-C", folder, "answers", "import", folder.parent / "answers.csv"))
        seconds, memory = statistics.median(run[0] for run in runs), max(run[1] for run in runs)
        found.append(
            (f"import of {number} x 50 answers ({rows} rows of CSV)", f"{seconds:.2f} s, {memory:.0f} MiB", most_import)
        )
        seconds, alone, together = judged(folder, number, rounds if number == 80 else 1)
        words = f"{seconds:.1f} s; {alone:.0f} MiB, with the process that judges {together:.0f} MiB"
        found.append((f"gate of {number} x 50 answers, start-up included", words, most_gate))
    return found


def one_letter(programme: Path) -> Callable[[], float]:
    """Seconds for the letter with the most findings closest to five, context and .docx."""
    workspace = Workspace(programme)
    state = workspace.state()
    cases = [workspace.case(state, i) for i in state.inspections_by_name()]
    pairs = [(case, judge(case)) for case in cases]
    case, result = min(pairs, key=lambda pair: abs(len(of_kind(pair[1], "nonconformity")) - 5))
    out = workspace.out / case.inspection.id

    def once() -> float:
        started = time.perf_counter()
        drafted = letter(case, result)
        render_docx(find_template(drafted.template, out), drafted.context)
        return time.perf_counter() - started

    return once


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
        if not chosen.skip_demo:
            script = Path(sys.executable).with_name("isoaudit")
            seconds, command, together = watched(script, "demo", home / "demo")
            rows.append(("demo: 80 inspections from empty folder to index", f"{seconds:.0f} s", "-"))
            rows.append(("its peak memory: the command alone", f"{command:.0f} MiB", "-"))
            rows.append(("its peak memory: with two notebooks at once", f"{together:.0f} MiB", "-"))
    packages = (
        "papermill",
        "nbconvert",
        "ipykernel",
        "docxtpl",
        "great_expectations",
        "pandas",
        "sqlalchemy",
        "pydantic",
    )
    print(f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores; ", end="")
    print(", ".join(f"{name} {version(name)}" for name in packages))
    print("\n| what | measured | figure asked |\n|---|---|---|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
