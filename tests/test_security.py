"""Folders and files of others: nothing in them is executed, followed, waited for, or left readable."""

from __future__ import annotations

import importlib.metadata
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import rarely, run_isoaudit

from isoaudit import environment, programs
from isoaudit.errors import ChecklistError, RunError
from isoaudit.files import alone, is_link, keep_private, make_folder, read_bounded, write_whole
from isoaudit.journal.checklists import LAW, read_law
from isoaudit.journal.programme import Programme
from isoaudit.runs.edited import sha256
from isoaudit.runs.results import Stamp
from isoaudit.work.out import last_fingerprint

ONE = "99-STP"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="rights, pipes and links are otherwise on Windows")
TRAP = "import sys\nwith open({marker!r}, 'a') as file:\n    file.write(f'{{__name__}} {{sys.orig_argv}}\\n')\n"


def run_in(folder: Path, *args: object, **environ: str) -> subprocess.CompletedProcess[str]:
    """The installed command, started in a folder, with these variables set; an empty one is not there."""
    script = Path(sys.executable).with_name("isoaudit")
    return subprocess.run(
        [str(script), *map(str, args)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env={name: value for name, value in {**os.environ, "COLUMNS": "200", **environ}.items() if value},
        timeout=300,
    )


@pytest.fixture
def trapped(programme: Path, tmp_path: Path) -> Iterator[Path]:
    """A programme full of modules named as those that are installed; afterwards none of them was imported."""
    marker = tmp_path / "imported"
    names = {*sys.stdlib_module_names, *importlib.metadata.packages_distributions()}
    named = {"json", "docx", "pandas", "isoaudit", "ipykernel_launcher", "great_expectations", "papermill", "nbformat"}
    assert named <= names and len(names) > 300
    for folder in (programme, programme / "notebooks", programme / "out", programme / "checklists"):
        folder.mkdir(exist_ok=True)
        for name in filter(str.isidentifier, names):
            (folder / f"{name}.py").write_text(TRAP.format(marker=str(marker)), encoding="utf-8")
    yield programme
    assert not marker.exists(), marker.read_text(encoding="utf-8")


COMMANDS = (
    "status",
    "verify",
    "doctor",
    "agencies list",
    "agencies export --output a.xlsx",
    "inspectors list",
    "inspections list",
    "answers export --output b.xlsx",
    "answers import b.xlsx",
    "finding list 99-STP",
    "checklist check",
    "template check {templates}/notice.docx",
    "document check {templates}/notice.docx",
    "trust notebooks/findings.ipynb",
    "record decided --all --on 1/6/2026 --number 1/QĐ --issuer CCT --signer An",
    "letters",
    "paper minutes 99-STP",
    "init ../a-new-one --authority X --year 2026",
    "backup ../stick.zip",
    "restore ../stick.zip ../again",
    "files list",
    "archive 99-STP -o ../ho-so.zip",
    "answers settle 99-STP",
    "history 99-STP",
    "notebooks check",
    "paper plan",
    "finding reword 99-STP KPH01 --text A --why B",
    "run findings",
    "run findings --force --engine kernel",
)


ONE_AFTER_THE_OTHER = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from isoaudit import cli
for words in json.loads(sys.argv[2]):
    sys.argv[:] = ["isoaudit", *words]
    sys.stderr.write("\\0")
    try:
        cli.run()
    except SystemExit:
        pass
"""
"""Commands one after the other in a process that looks for modules where the script does: one start for many."""
STARTED = ("status", "run findings", "run findings --force --engine kernel")
"""Those that are started one by one, as a person does: what starts no process, and what starts each sort of one."""


def test_no_command_imports_anything_of_the_folder_it_is_started_in(trapped: Path) -> None:
    templates = Path(environment.__file__).parent / "papers" / "templates"
    places = [str(Path(sys.executable).parent), *(place for place in sys.path if Path(place).is_absolute())]
    together = [command.format(templates=templates) for command in COMMANDS if command not in STARTED]
    arguments = map(json.dumps, (places, [command.split() for command in together]))
    done = subprocess.run(
        [sys.executable, "-P", "-c", ONE_AFTER_THE_OTHER, *arguments],
        capture_output=True, text=True, cwd=trapped, timeout=300, encoding="utf-8",
    )  # fmt: skip
    said = dict(zip(together, done.stderr.split("\0")[1:], strict=True))
    said |= {command: run_in(trapped, *command.split()).stderr for command in STARTED}
    # What is refused in words was looked at; a command that is not understood would prove nothing.
    misunderstood = ("Traceback", "chưa lường trước", "Xem cách dùng")
    assert {command: words for command, words in said.items() if any(one in words for one in misunderstood)} == {}
    assert (trapped / "out" / f"2026-{ONE}-TS" / "findings.html").is_file()


@pytest.mark.parametrize("place", rarely(["notebooks", "out"]))
def test_nor_of_the_folders_within_a_programme(trapped: Path, place: str) -> None:
    done = run_in(trapped / place, "-C", trapped, "run", "findings", ONE)
    assert done.returncode in (0, 1), done.stderr
    assert (trapped / "out" / f"2026-{ONE}-TS" / "findings.html").is_file()


@pytest.mark.parametrize("engine", ["fork", "kernel"])
def test_a_notebook_does_not_import_what_lies_beside_it(programme: Path, engine: str) -> None:
    if sys.platform == "win32" and engine == "fork":
        pytest.skip("there is no fork server on Windows")
    path = programme / "notebooks" / "findings.ipynb"
    add_cell(path, "import beside_it")
    for folder in (programme, path.parent):
        (folder / "beside_it.py").write_text("", encoding="utf-8")
    assert run_in(programme, "trust", path).returncode == 0
    done = run_in(path.parent, "-C", programme, "run", "findings", ONE, "--engine", engine)
    assert "ModuleNotFoundError: No module named 'beside_it'" in done.stderr


def test_papermills_own_command_imports_nothing_of_the_current_folder(trapped: Path) -> None:
    out = trapped / "out" / f"2026-{ONE}-TS"
    run_in(trapped, "run", "findings", ONE)
    done = subprocess.run(
        [Path(sys.executable).with_name("papermill"), "--engine", "isoaudit-fork", trapped / "notebooks/findings.ipynb"]
        + [trapped / "made.ipynb", "-p", "case", out / "case.json", "-p", "out", out],
        cwd=trapped,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr


def test_a_program_in_the_current_folder_is_not_taken_for_libreoffice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in programs.OFFICE.commands:
        (tmp_path / name).write_text("#!/bin/sh\n", encoding="utf-8")
        (tmp_path / name).chmod(0o700)
    monkeypatch.chdir(tmp_path)
    for path in (os.pathsep, ".", str(tmp_path)):
        monkeypatch.setenv("PATH", path)
        assert programs.find(programs.OFFICE) is None


def add_cell(path: Path, source: str) -> None:
    """Change a notebook as somebody does who has no JupyterLab."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = {
        "cell_type": "code",
        "id": "added",
        "source": source,
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }
    notebook["cells"].insert(2, cell)
    path.write_text(json.dumps(notebook), encoding="utf-8")


@POSIX
@pytest.mark.parametrize(
    "name",
    [
        "out",
        "files",
        "programme.db",
        "programme.db-journal",
        "out/2026-99-STP-TS",
        "out/.lock",
        "out/index.html",
        "out/papers",
    ],
)
def test_a_link_in_a_programme_is_refused_and_nothing_is_written_through_it(
    programme: Path, tmp_path: Path, name: str
) -> None:
    there = tmp_path / "elsewhere"
    link = programme / name
    if link.exists():
        link.rename(there)
    else:
        link.parent.mkdir(exist_ok=True)
        there.mkdir()
        (there / ".findings.html.12345678.tmp").write_bytes(b"not ours")
        (there / "notice.docx").write_bytes(b"not ours")
    link.symlink_to(there)
    before = tree(there)
    for command in ("run findings", "letters", "paper minutes 99-STP"):
        done = run_isoaudit("-C", programme, *command.split())
        assert done.returncode == 2
        assert f"{link}: là liên kết" in done.stderr
    assert tree(there) == before


def tree(path: Path) -> dict[str, bytes]:
    """Every file below a folder, or the file."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return {str(file): file.read_bytes() for file in files}


@POSIX
def test_a_link_in_the_place_of_a_file_is_replaced_and_one_of_a_folder_known(tmp_path: Path) -> None:
    aim, link = tmp_path / "aim", tmp_path / "link"
    aim.write_bytes(b"as it was")
    link.symlink_to(aim)
    write_whole(link, b"ours")
    assert (aim.read_bytes(), link.read_bytes(), is_link(link)) == (b"as it was", b"ours", False)
    nowhere = tmp_path / "nowhere"
    nowhere.symlink_to(tmp_path / "not there")
    assert is_link(nowhere)
    with pytest.raises(RunError, match="liên kết"):
        make_folder(nowhere)
    (tmp_path / ".lock").symlink_to(aim)
    with pytest.raises(RunError, match="liên kết"), alone(tmp_path):
        pass
    assert aim.read_bytes() == b"as it was"


@POSIX
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: path.symlink_to("/dev/zero")])
@pytest.mark.parametrize("name", ["isoaudit.toml", "checklists/law.yaml", "checklists/dieu-36.yaml", "agencies.csv"])
def test_a_pipe_a_folder_or_a_device_for_a_file_is_refused_at_once(
    programme: Path, name: str, make: Callable[[Path], None]
) -> None:
    path = programme / name
    path.unlink(missing_ok=True)
    make(path)
    commands = {"isoaudit.toml": "status", "agencies.csv": "agencies import agencies.csv"}
    done = run_isoaudit(*commands.get(name, "checklist check").split(), cwd=programme)
    assert done.returncode == 2
    assert f"{path.name}: không đọc được tệp" in done.stderr


@POSIX
def test_a_pipe_for_the_lock_of_a_folder_is_refused_at_once(programme: Path) -> None:
    """faults B4: opening it to write would wait for a reader for ever."""
    (programme / "out").mkdir(exist_ok=True)
    (programme / "out" / ".lock").unlink(missing_ok=True)
    os.mkfifo(programme / "out" / ".lock")
    done = run_in(programme, "letters")
    assert done.returncode == 2
    assert "không phải tệp" in done.stderr


READERS = (
    "inspectors import PIPE",
    "inspections import PIPE",
    "answers import PIPE",
    "samples import PIPE",
    "checklist check PIPE",
    "notebooks check PIPE",
    "template check PIPE --as notice",
    "document check PIPE",
    "trust PIPE",
    "record plan_approved --all --on 5/1/2026 --file PIPE",
)


@POSIX
@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".docx", ".ipynb", ".yaml"])
def test_no_command_waits_for_a_pipe_that_is_given_as_a_file(programme: Path, tmp_path: Path, suffix: str) -> None:
    """faults B4: opening it would wait for ever."""
    pipe = tmp_path / f"notice{suffix}"
    os.mkfifo(pipe)
    for command in READERS:
        done = run_isoaudit("-C", programme, *(pipe if word == "PIPE" else word for word in command.split()))
        assert done.returncode == 2, command
        assert pipe.name in done.stderr and "chưa lường trước" not in done.stderr, command


@POSIX
def test_a_pipe_among_what_was_made_or_is_run_is_no_hang(programme: Path) -> None:
    out = programme / "out" / f"2026-{ONE}-TS"
    out.mkdir(parents=True)
    for path in (
        *(out / name for name in ("written.json", "findings.stamp.json", "notice.pdf", "findings.ipynb")),
        out.parent / "run.json",
        out.parent / "gate.json",
        out.parent / ".gate-answer",
    ):
        os.mkfifo(path)
    assert run_isoaudit("-C", programme, "letters", ONE).returncode in (0, 1)
    assert last_fingerprint(Programme(programme)) == ""
    assert Stamp.read(out / "findings.stamp.json") == Stamp()
    with pytest.raises(OSError, match="không phải tệp"):
        sha256(out / "findings.ipynb")
    for folder in ("notebooks", "templates", "checklists"):
        os.mkfifo(programme / folder / f"pipe{'.docx' if folder == 'templates' else '.ipynb'}")
    for command in ("notebooks list", "notebooks check", "checklist check", "doctor", f"letters {ONE}"):
        assert run_isoaudit("-C", programme, *command.split()).returncode in (0, 1, 2)


def test_reading_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"12345")
    assert read_bounded(path, 3) == b"1234"
    with pytest.raises(OSError, match="không phải tệp"):
        read_bounded(tmp_path)


def open_to_others(folder: Path) -> list[str]:
    """What others may read, or reach, in a folder."""
    return [str(path) for path in (folder, *folder.rglob("*")) if stat.S_IMODE(path.lstat().st_mode) & 0o077]


@POSIX
def test_what_holds_evidence_is_its_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    script = Path(sys.executable).with_name("isoaudit")
    folder = tmp_path / "năm"
    table = tmp_path / "agencies.csv"
    table.write_text("code,name,level,kind,obligation\n1,Sở A,tinh,co_quan_chuyen_mon,bat_buoc\n", encoding="utf-8")
    visits = tmp_path / "inspections.csv"
    visits.write_text(
        "agency,mode,from,to,period_from,period_to\n1,by_record,2026-09-01,2026-09-30,2025-07-01,2026-08-31\n"
    )
    (tmp_path / "umask.sh").write_text('umask 0\nexec "$@"\n')
    for args in (
        ["init", str(folder), "--authority", "Chi cục X tỉnh Y", "--year", "2026"],
        ["-C", str(folder), "agencies", "import", str(table)],
        ["-C", str(folder), "inspections", "import", str(visits)],
        ["-C", str(folder), "answers", "export"],
        ["-C", str(folder), "run", "findings"],
    ):
        subprocess.run(["sh", str(tmp_path / "umask.sh"), str(script), *args], check=False, capture_output=True)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert (folder / "out" / "index.html").is_file()
    evidence = ("programme.db", "files", "out", "isoaudit.toml", "ket-qua-2026.xlsx")
    assert [path for name in evidence for path in open_to_others(folder / name)] == []


@POSIX
def test_what_is_written_anew_in_an_older_programme_is_closed(programme: Path, tmp_path: Path) -> None:
    for path in (programme, *programme.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    table = tmp_path / "t.csv"
    table.write_text("code,name\n1,Lê An\n", encoding="utf-8")
    assert run_in(programme, "inspectors", "import", table).returncode == 0
    assert run_in(programme, "letters").returncode in (0, 1)
    assert open_to_others(programme / "programme.db") == []
    assert [path for path in open_to_others(programme / "out") if path != str(programme / "out")] == []
    new = tmp_path / "new"
    keep_private(new)
    assert open_to_others(new) == []


# What is strange two at a time, of two that cannot hide each other: each way takes a run of either engine.
STRANGE = {
    "warnings are errors, no bytecode, no locale": {
        "PYTHONWARNINGS": "error",
        "LC_ALL": "C",
        "LANG": "C",
        "PYTHONDONTWRITEBYTECODE": "1",
    },
    "home cannot be written, not even UTF-8": {
        "HOME": os.devnull,
        "XDG_DATA_HOME": "",
        "JUPYTER_DATA_DIR": "",
        "IPYTHONDIR": "",
        "LC_ALL": "POSIX",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONIOENCODING": "ascii",
    },
}


@POSIX
@pytest.mark.parametrize("variables", STRANGE.values(), ids=STRANGE.keys())
def test_strange_surroundings_change_nothing_and_draw_no_english(programme: Path, variables: dict[str, str]) -> None:
    for command in ("status", "run findings 99-STP", "run findings 99-STP --force --engine kernel", "letters 99-STP"):
        done = run_in(programme, *command.split(), **variables)
        assert done.returncode in (0, 1), f"{command}: {done.stderr}"
        assert "cuộc kiểm tra" in done.stdout or "Sở Tư pháp" in done.stdout
        assert "Warning" not in done.stderr and "warn" not in done.stderr
        assert "\N{REPLACEMENT CHARACTER}" not in done.stdout + done.stderr


def test_the_surroundings_of_children(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given = os.pathsep.join(["", ".", str(tmp_path), "below"])
    monkeypatch.setattr(os, "environ", {**os.environ, "PYTHONPATH": given, "PYTHONWARNINGS": "error"})
    monkeypatch.setattr(sys, "warnoptions", ["error"])
    environment.settle_for_children()
    assert os.environ["PYTHONPATH"] == str(tmp_path)
    assert os.environ["PYTHONSAFEPATH"] == "1"
    assert "PYTHONWARNINGS" not in os.environ and sys.warnoptions == []


def test_settings_that_are_no_file_are_a_problem_with_a_place(tmp_path: Path) -> None:
    (tmp_path / LAW).mkdir()
    with pytest.raises(ChecklistError) as refused:
        read_law(tmp_path / LAW)
    assert [p.code for p in refused.value.problems] == ["FILE_002"]
