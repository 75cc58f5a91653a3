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
from isoaudit.findings import judge, of_kind
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


def demo(folder: Path) -> tuple[float, float, float]:
    """Seconds of the demo; peak memory in MiB of the command, and of all its processes, looked at 10 times a second."""
    script = Path(sys.executable).with_name("isoaudit")
    started = time.perf_counter()
    command = psutil.Popen([str(script), "demo", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    alone = together = 0.0
    while command.poll() is None:
        sizes = [_resident(process) for process in (command, *command.children(recursive=True))]
        alone, together = max(alone, sizes[0]), max(together, sum(sizes))
        time.sleep(0.1)
    if command.returncode:
        raise SystemExit("the demo failed")
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


def full_answers(folder: Path) -> Path:
    """80 x 50 conforming answers: the 50 criteria that apply by record and to a commune or not alike, in order."""
    state = Workspace(folder).state()
    criteria = [
        c.id for p in Workspace(folder).pinned(next(iter(state.inspections.values()))) for c in p.checklist.criteria
    ]
    table = folder.parent / "answers-80x50.csv"
    lines = ["inspection,criterion,verdict,evidence"]
    lines += [
        f"{i},{c},conforming,Đã xem hồ sơ số {n}"
        for i in sorted(state.inspections)
        for n, c in enumerate(criteria[:50])
    ]
    table.write_text("\n".join(lines), encoding="utf-8")
    return table


def one_letter(programme: Path) -> Callable[[], float]:
    """Seconds for the letter with the most findings closest to five, context and .docx."""
    workspace = Workspace(programme)
    state = workspace.state()
    cases = [workspace.case(state, i) for i in state.inspections_by_name()]
    pairs = [(case, judge(case)) for case in cases if not case.refused]
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
    chosen = options.parse_args()
    rows: list[tuple[str, str, str]] = []
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        helps, imports, letters = [], [], []
        measured = prepare(home / "letters")
        isoaudit("-C", measured, "answers", "import", EXAMPLE / "answers.csv")
        once = one_letter(measured)
        first = once()
        for number in range(chosen.rounds):
            helps.append(isoaudit("--help"))
            programme = prepare(home / f"import-{number}")
            imports.append(isoaudit("-C", programme, "answers", "import", full_answers(programme)))
            letters += [once() for _ in range(20)]
        rows.append(("`isoaudit --help`", f"{statistics.median(helps):.3f} s", "0.3 s"))
        rows.append(("import of 80 x 50 answers", f"{statistics.median(imports):.2f} s", "2 s"))
        first_words = f"{statistics.median(letters) * 1000:.1f} ms (the first {first * 1000:.0f} ms)"
        rows.append(("one letter, about five findings", first_words, "25 ms"))
        if not chosen.skip_demo:
            seconds, command, together = demo(home / "demo")
            rows.append(("demo: 80 inspections from empty folder to index", f"{seconds:.0f} s", "-"))
            rows.append(("its peak memory: the command alone", f"{command:.0f} MiB", "-"))
            rows.append(("its peak memory: with two notebooks at once", f"{together:.0f} MiB", "-"))
    packages = ("papermill", "nbconvert", "ipykernel", "docxtpl", "pandas", "sqlalchemy", "pydantic")
    print(f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores; ", end="")
    print(", ".join(f"{name} {version(name)}" for name in packages))
    print("\n| what | measured | figure asked |\n|---|---|---|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
