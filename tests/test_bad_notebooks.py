"""Notebooks that misbehave, through the real command: each is named with its cell, and everything else is done."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import nbformat
import pytest
from conftest import AUTHORITY, run_isoaudit
from kills import Command

from isoaudit.worker import Engine

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and /dev/full")

WELL = "2026-99-90000-TS"
FILES = {"case.json", "findings.ipynb", "findings.html", "findings.json", "notice.docx"}
FAULTS: dict[str, tuple[str, str]] = {
    "exits": ("import sys; sys.exit()", "lệnh thoát"),
    "exits-3": ("import sys; sys.exit(3)", "lệnh thoát"),
    "asks": ("input('Tên?')", "chờ người"),
    "asks-password": ("import getpass; getpass.getpass()", "chờ người"),
    "leaves": ("import os; os._exit(0)", "đột ngột"),
    "kills-its-group": ("import os; os.killpg(0, 9)", "đột ngột"),
    "loops": ("while True: pass", "quá thời gian"),
    "disk-full": ("import pathlib; pathlib.Path('/dev/full').write_text('x' * 10**6)", "đĩa đã đầy"),
    "prints": ("for n in range(300): print('x' * 100_000)", "in ra"),
}
"""What the cell does, and a word of what is said of it."""
HARMLESS = {
    "leaves-a-process": "import subprocess; subprocess.Popen(['sleep', '600'])",
    "leaves-a-fork": "import os, time\n    os.fork() or time.sleep(600)",
}
"""What must not keep the run waiting, nor be there afterwards."""


def inspection(number: int) -> str:
    """The id of the inspection of the ``number``-th commune."""
    return f"2026-99-{90000 + number}-TS"


@pytest.fixture(scope="module")
def communes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme of communes that have no system: a letter each, without a single answer."""
    folder = tmp_path_factory.mktemp("bad") / "chương trình"
    run_isoaudit("init", folder, "--authority", AUTHORITY, "--year", 2026)
    numbers = range(90000, 90000 + 1 + len(FAULTS) + len(HARMLESS))
    tables = {
        "agencies": "code,name,level,kind,obligation,qms_status",
        "inspections": "agency,mode,from,to",
    }
    for name, head in tables.items():
        more = "UBND xã Số {0},xa,ubnd_cap_xa,khuyen_khich,chua_xay_dung"
        line = "99-{0}," + (more if name == "agencies" else "on_site,2026-06-17,2026-06-17")
        table = folder.parent / f"{name}.csv"
        table.write_text("\n".join([head, *(line.format(number) for number in numbers)]), encoding="utf-8")
        done = run_isoaudit("-C", folder, name, "import", table)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def own(communes: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    return Path(shutil.copytree(communes, tmp_path / "bản sao"))


def with_cells(programme: Path, cells: Mapping[str, str]) -> dict[str, int]:
    """Put a cell for each inspection before the last of the office's notebook; the number of each as people count."""
    path = programme / "notebooks" / "findings.ipynb"
    notebook = nbformat.read(path, as_version=4)
    before = len(notebook.cells) - 1
    new = [nbformat.v4.new_code_cell(f"if '{id}' in out:\n    {source}") for id, source in cells.items()]
    notebook.cells[before:before] = new
    nbformat.write(notebook, path)
    injected = 1  # papermill adds a cell after that of the parameters
    return {id: before + injected + number for number, id in enumerate(cells, start=1)}


def outcomes(programme: Path) -> dict[str, dict[str, str]]:
    """``run.json`` by inspection."""
    record = json.loads((programme / "out" / "run.json").read_text(encoding="utf-8"))
    return {outcome["inspection"]: outcome for outcome in record["outcomes"]}


def names(programme: Path, id: str) -> set[str]:
    """What lies in the folder of an inspection for people."""
    return {path.name for path in (programme / "out" / id).iterdir()} & FILES


@pytest.mark.parametrize("engine", get_args(Engine))
def test_each_fault_costs_its_inspection_and_names_the_cell(own: Path, engine: Engine) -> None:
    bad = dict(zip(map(inspection, range(1, 1 + len(FAULTS))), FAULTS, strict=True))
    good = dict(zip(map(inspection, range(1 + len(FAULTS), 1 + len(FAULTS) + len(HARMLESS))), HARMLESS, strict=True))
    sources = {id: FAULTS[name][0] for id, name in bad.items()} | {id: HARMLESS[name] for id, name in good.items()}
    cells = with_cells(own, sources)
    command = Command("-C", own, "run", "findings", "--engine", engine, "--timeout", 10, "--workers", 2)
    status, said = command.ended(300)
    try:
        assert status == 1
        assert not command.left(), "what a notebook started is still there"
        record = outcomes(own)
        for id, name in bad.items():
            assert record[id]["status"] == "failed", name
            for line in (record[id]["reason"], next(line for line in said.splitlines() if line.startswith(f"- {id}"))):
                assert f"ô số {cells[id]} " in line and FAULTS[name][1] in line, (name, line)
            assert "Error" not in record[id]["reason"], name
            assert not names(own, id) & {"findings.html", "findings.json", "notice.docx"}, name
        for id in (WELL, *good):
            assert (record[id]["status"], names(own, id)) == ("ran", FILES), id
    finally:
        command.kill_all()
