"""Notebooks that misbehave, through the real command: each is named with its cell, and everything else is done."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import get_args

import nbformat
import pytest
from conftest import AUTHORITY, run_isoaudit
from kills import Command

from isoaudit.runs.job import Engine
from isoaudit.runs.trust import trust

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


@pytest.fixture(scope="module")
def of_yesterday(communes: Path) -> Path:
    """A copy in which one inspection was run."""
    folder = Path(shutil.copytree(communes, communes.with_name("hôm qua")))
    assert run_isoaudit("-C", folder, "run", "findings", WELL).returncode == 0
    assert names(folder, WELL) == FILES
    return folder


def with_cells(programme: Path, cells: Mapping[str, str]) -> dict[str, int]:
    """Put a cell for each inspection before the last of the office's notebook; the number of each as people count."""
    path = programme / "notebooks" / "findings.ipynb"
    notebook = nbformat.read(path, as_version=4)
    before = len(notebook.cells) - 1
    new = [nbformat.v4.new_code_cell(f"if '{id}' in out:\n    {source}") for id, source in cells.items()]
    notebook.cells[before:before] = new
    nbformat.write(notebook, path)
    trust(path)
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


def spoil(programme: Path, change: Callable[[nbformat.NotebookNode], object]) -> None:
    """Change the office's notebook as a whole."""
    path = programme / "notebooks" / "findings.ipynb"
    notebook = nbformat.read(path, as_version=4)
    change(notebook)
    nbformat.write(notebook, path)
    trust(path)


def _foreign(notebook: nbformat.NotebookNode) -> None:
    notebook.metadata.kernelspec = {"name": "ir", "display_name": "R", "language": "R"}
    notebook.metadata.language_info = {"name": "R"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda n: n.cells.insert(3, nbformat.v4.new_code_cell("x = = 1")), ("ô số 5 dừng", "SyntaxError")),
        (_foreign, ("cần nhân «ir»", "chọn nhân Python 3")),
        (lambda n: n.cells.pop(), ("không lập findings.json", "Giữ ô cuối")),
        (lambda n: n.cells.insert(-1, nbformat.v4.new_code_cell("raise SystemExit")), ("lệnh thoát",)),
    ],
    ids=["syntax", "another-language", "writes-nothing", "exits"],
)
def test_a_notebook_spoilt_as_a_whole_leaves_no_paper_of_yesterday(
    of_yesterday: Path, tmp_path: Path, change: Callable[[nbformat.NotebookNode], object], words: tuple[str, ...]
) -> None:
    """What an earlier run made would be taken for what this one says."""
    own = Path(shutil.copytree(of_yesterday, tmp_path / "bản sao"))
    folder = own / "out" / WELL
    spoil(own, change)
    done = run_isoaudit("-C", own, "run", "findings", WELL)
    assert done.returncode == 1
    (line,) = [line for line in done.stderr.splitlines() if line.startswith(f"- {WELL}")]
    assert all(word in line for word in words), line
    assert not names(own, WELL) & {"findings.html", "findings.json", "notice.docx"}
    assert json.loads((folder / "findings.stamp.json").read_text(encoding="utf-8"))["inputs"] == ""


def test_a_file_in_the_place_of_a_folder(own: Path) -> None:
    (own / "out").mkdir()
    (own / "out" / inspection(1)).write_text("tệp", encoding="utf-8")
    done = run_isoaudit("-C", own, "run", "findings", inspection(1), WELL)
    assert done.returncode == 1
    (line,) = [line for line in done.stderr.splitlines() if line.startswith(f"- {inspection(1)}")]
    assert "không ghi được (đã có tệp cùng tên)" in line
    assert names(own, WELL) == FILES
    shutil.rmtree(own / "out")
    (own / "out").write_text("tệp", encoding="utf-8")
    done = run_isoaudit("-C", own, "run", "findings", WELL)
    assert done.returncode == 2
    assert "out: không ghi được (đã có tệp cùng tên)" in done.stderr


FULL = 'mount -t tmpfs -o size=200k tmpfs "$1/out" && shift && exec "$@"'
"""In a name space of its own, the folder ``out`` on a disk of 200 KB."""


def test_a_full_disk_is_named_and_leaves_nothing_half_written(own: Path) -> None:
    (own / "out").mkdir()
    keep = own.parent / "kept"
    script = Path(sys.executable).with_name("isoaudit")
    shell = f"{FULL.replace('exec ', '')}; status=$?; cp -a '{own}/out' '{keep}'; exit $status"
    command = ["unshare", "-rm", "sh", "-c", shell, "sh", own, script, "-C", own, "run", "findings", "--workers", "2"]
    try:
        done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=300)
    except FileNotFoundError:
        pytest.skip("unshare is not installed: apt-get install util-linux")
    if "unshare:" in done.stderr or "mount:" in done.stderr:
        pytest.skip(f"this system lets nobody mount a small disk: {done.stderr.strip()}")
    assert "Traceback" not in done.stderr
    assert done.returncode in (1, 2)
    assert "đĩa đã đầy" in done.stderr
    left = [path for path in keep.rglob("*") if path.name.endswith((".tmp", ".part.ipynb"))]
    assert not left
    for path in keep.rglob("*.json"):
        json.loads(path.read_bytes())
    for path in keep.rglob("*.html"):
        assert path.read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert run_isoaudit("-C", own, "run", "findings", WELL).returncode == 0, "with room again, all is made"


@pytest.mark.parametrize("engine", get_args(Engine))
def test_no_job_outlives_a_killed_command(own: Path, engine: Engine) -> None:
    started = own / "started"
    with_cells(own, {WELL: f"open({str(started)!r}, 'w').close()\n    while True: pass"})
    command = Command("-C", own, "run", "findings", WELL, "--engine", engine)
    try:
        until = time.monotonic() + 120
        while not started.exists() and time.monotonic() < until:
            time.sleep(0.1)
        assert started.exists()
        command.process.kill()
        command.ended()
        assert not command.left()
    finally:
        command.kill_all()


def test_one_command_at_a_time_writes_to_out(own: Path) -> None:
    """It removes what killed ones left half-written, which another one at work would miss."""
    fcntl = pytest.importorskip("fcntl")
    folder = own / "out" / WELL
    folder.mkdir(parents=True)
    left = [own / "out" / ".run.json.0a1b2c3d.tmp", folder / ".findings.html.0a1b2c3d.tmp", folder / ".part.ipynb"]
    for path in left:
        path.write_text("nửa", encoding="utf-8")
    with (own / "out" / ".lock").open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        for command in (("run", "findings"), ("letters",), ("paper", "plan")):
            done = run_isoaudit("-C", own, *command)
            assert done.returncode == 2
            assert "đang có một lệnh khác" in done.stderr
    assert all(path.exists() for path in left)
    assert run_isoaudit("-C", own, "letters", WELL).returncode == 0
    assert not [path for path in left if path.exists()]
