"""The installed console script: every command of it once, in a process of its own.

Elsewhere commands run in the process of the tests (``conftest.run_isoaudit``). Here is shown what that leaves out: the
script is there, each command finds in a fresh Python what it imports, its streams are UTF-8 whatever the locale says,
its exit status arrives, and it says the same as in the process of the tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from conftest import AGENCIES, AUTHORITY, INSPECTIONS, Run, run_isoaudit

from isoaudit.cli.commands import main

AGENCY, INSPECTION = "99-STP", "2026-99-STP-TS"
ANSWERS = """\
agency,criterion,verdict,evidence,gap,examined_on
99-STP,D36-1-a-01,không phù hợp,Đã xem danh mục ngày 15/6/2026.,Thiếu 02 TTHC.,15/6/2026
"""
TABLES = {
    "agencies": AGENCIES,
    "inspections": INSPECTIONS,
    "inspectors": "code,name\nKT-01,Lương Quốc Bảo\n",
    "answers": ANSWERS,
    "samples": "agency,dossier\n99-STP,H99.05-260302-0014\n",
}
SAYS = {
    "agencies list": ("agencies", "list"),
    "inspectors list": ("inspectors", "list", "--json"),
    "inspections list": ("inspections", "list"),
    "finding list": ("finding", "list", INSPECTION),
    "status": ("status", "--on", "2026-07-01"),
    "actions": ("actions", "--on", "2026-07-01"),
    "year": ("year", "--as-of", "2026-11-30"),
    "score": ("score", "--as-of", "2026-11-30"),
    "checklist check": ("checklist", "check"),
    "checklist list": ("checklist", "list"),
    "wording list": ("wording", "list", "D36-1-a-01"),
    "wording add": ("wording", "add", f"{INSPECTION}/D36-1-a-01"),
    "checklist import": ("checklist", "import", "không có.xlsx"),
    "notebooks list": ("notebooks", "list", "--json"),
    "notebooks check": ("notebooks", "check"),
    "trust": ("trust", "notebooks/findings.ipynb", "--show"),
    "guide": ("guide", "van-thu", "--no-browser"),
    "history": ("history", INSPECTION),
    "search": ("search", "ho so"),
    "settings list": ("settings", "list"),
    "answers settle": ("answers", "settle", INSPECTION, "--json"),
    "document check": ("document", "check", "không có.docx"),
    "template check": ("template", "check", "không có.docx"),
    "verify": ("verify",),
    "letters": ("letters", INSPECTION),
    "review-letters": ("review-letters", "--json"),
    "issue": ("issue", INSPECTION, "--no-pdf"),
    "numbers": ("numbers",),
    "restore": ("restore", "không có.zip", "mới"),
    "files list": ("files", "list"),
    "files open": ("files", "open", INSPECTION),
    "files copy": ("files", "copy", "không có", "--output", "ra"),
    "finding withdraw": ("finding", "withdraw", INSPECTION, "KPH1", "--why", "Đã giải trình."),
    "finding restore": ("finding", "restore", INSPECTION, "KPH1", "--why", "Đã giải trình."),
    "finding reword": ("finding", "reword", INSPECTION, "KPH1", "--text", "Thiếu.", "--why", "Đã giải trình."),
    "carry": ("carry", "không có"),
    "effects export": ("effects", "export"),
    "effects import": ("effects", "import", "không có.xlsx"),
    "plan propose": ("plan", "propose", "--seed", "7"),
    "plan check": ("plan", "check"),
    "plan duties": ("plan", "duties", "--as-of", "2026-07-01"),
    "procedures import": ("procedures", "import", "không có.xlsx"),
    "procedures compare": ("procedures", "compare"),
    "instruments import": ("instruments", "import", "không có.xlsx"),
    "instruments list": ("instruments", "list"),
    "rollout import": ("rollout", "import", "không có.xlsx"),
    "rollout show": ("rollout", "show"),
    "rollout list": ("rollout", "list"),
    "rollout remove": ("rollout", "remove", "CT-00000000", "--why", "Nhập nhầm."),
    "instruments remove": ("instruments", "remove", "1/2026/NĐ-CP", "--why", "Nhập nhầm."),
    "open": ("open", "99-90001", "--no-browser"),
    "receive": ("receive", INSPECTION),
    "review export": ("review", "export", "--output", "ra-review.xlsx"),
    "review import": ("review", "import", "không có.xlsx"),
    "record": ("record", "không có việc này", INSPECTION),
    "inspections cancel": ("inspections", "cancel", "không có", "--why", "Thiên tai."),
    "inspections postpone": ("inspections", "postpone", "không có", "--to", "1/12/2026", "--why", "Thiên tai."),
    "inspections change": ("inspections", "change", INSPECTION, "--form", "tại trụ sở", "--why", "Thiên tai."),
    "inspections remove": ("inspections", "remove", "không có", "--why", "Nhập nhầm."),
    "inspections restore": ("inspections", "restore", INSPECTION),
    "agencies remove": ("agencies", "remove", AGENCY, "--why", "Nhập nhầm."),
    "inspectors remove": ("inspectors", "remove", "KT-99", "--why", "Nhập nhầm."),
}
"""Commands that write nothing here: what they say can be compared."""
WRITES = {
    **{f"{name} import": (name, "import", f"{name}.csv") for name in TABLES},
    **{f"{name} export": (name, "export", "--output", f"ra-{name}.xlsx") for name in TABLES if name != "samples"},
    "paper": ("paper", "plan"),
    "settings export": ("settings", "export", "--output", "ra-settings.xlsx"),
    "settings import": ("settings", "import", "ra-settings.xlsx", "--dry-run"),
    "checklist annex": ("checklist", "annex"),
    "checklist export": ("checklist", "export", "-o", "ra-checklist.xlsx"),
    "record export": ("record", "export", "--output", "ra-record.xlsx"),
    "record import": ("record", "import", "record.csv"),
    "backup": ("backup", ".."),
    "pack": ("pack", INSPECTION, "-o", "../goi"),
    "archive": ("archive", INSPECTION, "-o", "../ho-so.zip"),
    "merge": ("merge", "../goi"),
}
OTHERWISE = {
    "init": "test_a_year_from_nothing",
    "run": "test_run.py, which is run on the wheel too",
    "start": "tests/browser/test_start_in_browser.py",
    "shortcut": "test_start.py",
    "demo": "test_demo.py; that its inputs are all in the wheel, .ci/run compares",
    "doctor": "test_doctor_speaks_of_this_installation",
}


def commands(group: click.Group = main, before: str = "") -> Iterator[str]:
    """The names of all commands there are."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        if not isinstance(command, click.Group) or command.get_params(click.Context(command))[:-1]:
            yield f"{before}{name}"


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme made by the script alone, with every table taken in and given out."""
    folder = tmp_path_factory.mktemp("installed") / "năm 2026"
    assert run_isoaudit("init", folder, "--authority", AUTHORITY, "--year", 2026, apart=True).returncode == 0
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    acts = f"Cuộc kiểm tra,Việc,Ngày\n{INSPECTION},Ban hành quyết định kiểm tra,1/6/2026\n"
    (folder / "record.csv").write_text(acts, encoding="utf-8")
    return folder


def test_every_command_is_started_here() -> None:
    assert set(commands()) == {*SAYS, *WRITES, *OTHERWISE}


@pytest.mark.parametrize("name", WRITES)
def test_a_year_from_nothing(year: Path, name: str) -> None:
    done = run_isoaudit(*WRITES[name], cwd=year, apart=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout
    if name.endswith("export"):
        assert (year / WRITES[name][-1]).read_bytes().startswith(b"PK")


@pytest.mark.parametrize("name", SAYS)
def test_the_script_says_what_the_command_says_in_this_process(year: Path, isoaudit: Run, name: str) -> None:
    apart = isoaudit(*SAYS[name], cwd=year, apart=True)
    here = isoaudit(*SAYS[name], cwd=year, apart=False)
    assert (apart.returncode, apart.stdout, apart.stderr) == (here.returncode, here.stdout, here.stderr)
    assert apart.stdout or apart.stderr


def test_doctor_speaks_of_this_installation(tmp_path: Path) -> None:
    done = run_isoaudit("doctor", cwd=tmp_path, apart=True)
    assert done.returncode in (0, 1) and done.stdout


def test_what_is_said_is_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    script = shutil.which("isoaudit", path=str(Path(sys.executable).parent))
    assert script
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    done = subprocess.run(
        [script, "-C", str(tmp_path), "status"], capture_output=True, env={**environment, "LC_ALL": "C"}
    )
    assert done.returncode == 2
    assert "thư mục" in done.stderr.decode("utf-8").casefold()
