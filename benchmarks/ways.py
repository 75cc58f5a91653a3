"""Ways to run the same notebooks, interleaved in one run on the same cases, and the whole run at three sizes.

``python benchmarks/engines.py [--rounds N] [--cases K]`` compares the ways; ``--scale`` runs 80, 800 and 3,801
inspections from start-up to the index. Both print tables for benchmarks/results.md.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from measuring import EXAMPLE, SCRIPT, country, isoaudit, machine, prepare, table, watched

from isoaudit.journal.programme import Cases, Programme
from isoaudit.runs import batch
from isoaudit.runs.job import Engine, Job, make_ready
from isoaudit.runs.kinds import CASE, FINDINGS
from isoaudit.work.run import Manner, job_of, kind_of

PLOOMBER = Path(sys.prefix) / "ploomber" / "bin" / "python", Path(__file__).with_name("ploomber.py")
"""Its own environment: where it is installed, papermill loads it, and it loads pyplot, in every process of ours."""
_ROUND_OF_STOCK = 3
"""Inspections in a round of a slow way: each takes seconds."""


def jobs_of(programme: Path, number: int) -> list[Job]:
    """The jobs of the first inspections that have a letter."""
    workspace = Programme(programme)
    kind = kind_of(workspace, FINDINGS)
    cases = [case for case in Cases(workspace, workspace.register()) if len(case.answers) > 30]
    return [job_of(case, kind, workspace.out, Manner(), None) for case in cases[:number]]


def stock(jobs: Sequence[Job]) -> None:
    """What a user does today: papermill's command, then nbconvert's, for each inspection."""
    tools = Path(sys.executable).parent
    for job in jobs:
        case, made = job.out / CASE, job.out / job.kind.notebook
        for command in (
            [tools / "papermill", "--no-progress-bar", job.kind.path, made, "-p", "case", case, "-p", "out", job.out],
            [tools / "jupyter-nbconvert", "--to", "html", made],
        ):
            subprocess.run([*map(str, command)], check=True, capture_output=True)


def api(jobs: Sequence[Job]) -> None:
    """papermill and nbconvert as libraries, a kernel for each inspection."""
    import nbformat
    import papermill
    from nbconvert import HTMLExporter

    exporter = HTMLExporter()
    for job in jobs:
        made = job.out / job.kind.notebook
        parameters = {"case": str(job.out / CASE), "out": str(job.out)}
        papermill.execute_notebook(str(job.kind.path), str(made), parameters=parameters, progress_bar=False)
        page, _ = exporter.from_notebook_node(nbformat.read(made, as_version=4))
        (job.out / job.kind.page).write_text(page, encoding="utf-8")


def ploomber(jobs: Sequence[Job]) -> None:
    """ploomber-engine: all notebooks in one process, without a kernel; nbconvert's page for each."""
    order = [[str(job.kind.path), str(job.out), CASE, job.kind.notebook, job.kind.page] for job in jobs]
    environment = {**os.environ, "PLOOMBER_STATS_ENABLED": "false"}  # it sends statistics otherwise
    subprocess.run([*map(str, PLOOMBER)], input=json.dumps(order).encode(), env=environment, check=True)


def ours(engine: Engine, workers: int) -> Callable[[Sequence[Job]], None]:
    """isoaudit's own way, its processes already started."""

    def run(jobs: Sequence[Job]) -> None:
        outcomes = batch.run(jobs, workers, do=batch.locally(engine), force=True)
        assert all(outcome.status == "ran" for outcome in outcomes), outcomes

    return run


def functions(jobs: Sequence[Job]) -> None:
    """The cells of the notebook as plain calls in this process, each result drawn as its page would be: no notebook."""
    import IPython.display

    cells = [c for c in json.loads(jobs[0].kind.path.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"]
    code = [_shown("".join(cell["source"])) for cell in cells if "parameters" not in cell["metadata"].get("tags", ())]
    shown: list[str] = []
    show = lambda value: shown.append(value._repr_html_()) if hasattr(value, "_repr_html_") else None  # noqa: E731
    before, IPython.display.display = IPython.display.display, show
    try:
        for job in jobs:
            names = {"case": str(job.out / CASE), "out": str(job.out), "show__": show}
            for cell in code:
                exec(cell, names)  # the shipped notebook
    finally:
        IPython.display.display = before
    assert len(shown) >= 10 * len(jobs)


def _shown(source: str):  # type: ignore[no-untyped-def]  # a code object
    """A cell compiled so that its last expression is shown, as a notebook does."""
    import ast

    tree = ast.parse(source)
    if isinstance(tree.body[-1], ast.Expr):
        last = tree.body[-1]
        tree.body[-1] = ast.Expr(ast.Call(ast.Name("show__", ast.Load()), [last.value], []))
    return compile(ast.fix_missing_locations(tree), "cell", "exec")


def compared(home: Path, cases: int, rounds: int) -> list[list[str]]:
    """Seconds per inspection of each way: medians of rounds that take turns."""
    programme = prepare(home / "programme")
    isoaudit("-C", programme, "answers", "import", EXAMPLE / "answers.csv")
    ways: list[tuple[str, Callable[[Sequence[Job]], None], int]] = [
        ("papermill's and nbconvert's commands, in a loop", stock, _ROUND_OF_STOCK),
        ("papermill and nbconvert as libraries", api, _ROUND_OF_STOCK),
        ("ploomber-engine, one process, start-up included", ploomber, cases),
        ("isoaudit, a kernel each, 2 workers", ours("kernel", 2), _ROUND_OF_STOCK * 2),
        ("isoaudit, forked, 1 worker", ours("fork", 1), cases),
        ("isoaudit, forked, 2 workers", ours("fork", 2), cases),
        ("the functions alone, no notebook, no page", functions, cases),
    ]
    all_jobs = jobs_of(programme, cases)
    make_ready("fork")
    seconds: dict[str, list[float]] = {words: [] for words, _, _ in ways}
    for turn in range(rounds + 1):
        for words, run, number in ways:
            jobs = [replace(job, out=home / "rounds" / str(turn) / job.subject) for job in all_jobs[:number]]
            for job in jobs:
                job.out.mkdir(parents=True)
                (job.out / CASE).write_bytes(job.case)
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                started = time.perf_counter()
                run(jobs)
                taken = (time.perf_counter() - started) / len(jobs)
            shutil.rmtree(home / "rounds")
            if turn:  # the first is to warm up
                seconds[words].append(taken)
    medians = {words: statistics.median(found) for words, found in seconds.items()}
    slowest, alone = medians[ways[0][0]], medians[ways[-1][0]]
    return [
        [words, f"{each:.3f}", f"{slowest / each:.1f}x", f"{each / alone:.2f}", f"{number} x {rounds}"]
        for (words, _, number), each in zip(ways, medians.values(), strict=True)
    ]


def at_scale(home: Path, sizes: Sequence[int]) -> list[list[str]]:
    """The whole command from start-up to the index, at each size."""
    found: list[list[str]] = []
    first = 0.0
    for size in sizes:
        programme = country(home / str(size) / "programme", size)
        isoaudit("-C", programme, "answers", "import", programme.parent / "answers.csv")
        run = watched(SCRIPT, "-C", programme, "run", "findings", "--workers", 2)
        letters = len(list(programme.glob("out/*/notice.docx")))
        assert letters == size, f"{letters} letters of {size}"
        disk = sum(path.stat().st_size for path in programme.glob("out/**/*") if path.is_file()) / 2**20
        each = run.seconds / size
        first = first or each
        found.append(
            [
                f"{size:,}",
                f"{run.seconds:.1f}",
                f"{each:.3f}",
                f"{each / first:.2f}",
                f"{run.alone:.0f}",
                f"{run.largest:.0f}",
                f"{disk:.0f}, {disk / size:.2f} each",
            ]
        )
        print(found[-1], file=sys.stderr, flush=True)
        shutil.rmtree(programme.parent)
    return found


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--cases", type=int, default=20)
    options.add_argument("--scale", action="store_true", help="the whole run at three sizes, instead")
    options.add_argument("--sizes", type=int, nargs="+", default=[80, 800, 3801])
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        print(machine() + "\n")
        if chosen.scale:
            headings = (
                "inspections",
                "s",
                "s each",
                "against the first",
                "MiB command",
                "MiB largest other",
                "MiB made",
            )
            print(table(headings, at_scale(Path(scratch), chosen.sizes)))
        else:
            headings = ("way", "s per inspection", "against the first", "against the last", "inspections x rounds")
            print(table(headings, compared(Path(scratch), chosen.cases, chosen.rounds)))


if __name__ == "__main__":
    main()
