"""SIGKILL at random moments: every inspection is whole or is made again, nothing is half-written, nothing hangs."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import kills
import pytest
from conftest import AUTHORITY, run_isoaudit
from kills import ROUNDS, SEED, Command, Whole

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork server and no SIGKILL")

FEW = {"parent": (0, 1), "worker": (1,), "server": (0,), "gate": (0,), "tracker": (1,)}
"""The rounds of an ordinary run, with other dice each time; the odd ones are over files of yesterday."""


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme with answers, never run."""
    folder = tmp_path_factory.mktemp("kill") / "chương trình"
    run_isoaudit("init", folder, "--authority", AUTHORITY, "--year", 2026)
    shutil.copyfile(kills.EXAMPLE / "isoaudit.toml", folder / "isoaudit.toml")
    for name in ("agencies", "inspectors", "inspections", "answers"):
        done = run_isoaudit("-C", folder, name, "import", kills.cut_down(f"{name}.csv", folder.parent))
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def first(before: Path) -> tuple[Path, Whole]:
    """The same programme once it was run, and what that run made."""
    folder = Path(shutil.copytree(before, before.parent / "đã chạy"))
    return folder, kills.undisturbed(folder)


@pytest.fixture(scope="module")
def changed(first: tuple[Path, Whole]) -> Path:
    """Then every inspection got another answer: all that lies in ``out`` is of yesterday."""
    folder = Path(shutil.copytree(first[0], first[0].parent / "ghi thêm"))
    table = folder.parent / "more.csv"
    rows = [
        f"{id},D36-1-a-01,nonconforming,Đã xem sổ ngày 02/7/2026.,Thiếu 03 quy trình.,," for id in kills.INSPECTIONS
    ]
    table.write_text("\n".join(["inspection,criterion,verdict,evidence,gap,grade,note", *rows]), encoding="utf-8")
    done = run_isoaudit("-C", folder, "answers", "import", table)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def second(changed: Path) -> Whole:
    """What an undisturbed run makes of the changed programme."""
    return kills.undisturbed(Path(shutil.copytree(changed, changed.parent / "chạy lại")))


def rounds(target: str) -> list[tuple[str, int]]:
    return [(target, number) for number in (range(ROUNDS) if ROUNDS else FEW[target])]


@pytest.mark.parametrize(
    ("target", "number"), [pair for target in FEW for pair in rounds(target)], ids=lambda value: str(value)
)
def test_what_is_killed_costs_nothing_that_was_made(
    target: str, number: int, first: tuple[Path, Whole], before: Path, changed: Path, second: Whole, tmp_path: Path
) -> None:
    dice = kills.dice_of(target, number)
    stale = bool(number % 2)  # over files of yesterday, or into an empty folder
    whole = second if stale else first[1]
    folder = Path(shutil.copytree(changed if stale else before, tmp_path / "chương trình"))
    moment = dice.random() * whole.seconds
    command = Command("-C", folder, "run", "findings", "--workers", 2)
    killed = kills.kill_once(command, target, moment, dice)
    told = f"seed {SEED}, round {number}: {killed or f'nothing was killed ({target}, {moment:.2f} s)'}"
    allowed = [whole, first[1]] if stale else [whole]
    try:
        status, said = command.ended()
        left = command.left()
        assert not left, (told, left)
        wrong = list(kills.half_written(folder, *allowed))
        assert not wrong, (told, wrong)
        if target in ("worker", "server", "tracker"):
            assert (status, kills.made(folder)) == (whole.status, whole.made), (told, said)
            assert {o["status"] for o in kills.outcomes(folder).values()} == {"ran"}, (told, said)
            if not kills.drafts_of_files(folder):
                return
        elif target == "gate" and killed:
            assert (status, "great_expectations dừng đột ngột" in said) == (2, True), (told, said)
        kept = {id for id in kills.INSPECTIONS if kills.stamped(folder, id, whole)}
        again = kills.undisturbed(folder)
        assert (again.status, again.made) == (whole.status, whole.made), told
        assert {id for id, o in kills.outcomes(folder).items() if o["status"] == "skipped"} == kept, told
        assert not kills.drafts_of_files(folder), told
    finally:
        command.kill_all()
