"""Secretary A16: a command works from any folder inside the programme, and says where to go from above it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from conftest import AUTHORITY, Run

from isoaudit.journal import places
from isoaudit.journal.places import programme_above, programmes_below


@pytest.fixture
def inside(programme: Path) -> Path:
    folder = programme / "out" / "2026-99-STP-TS"
    folder.mkdir(parents=True)
    return folder


def test_a_command_finds_the_programme_above_and_says_which(isoaudit: Run, programme: Path, inside: Path) -> None:
    expected = isoaudit("status", cwd=programme)
    assert "Thư mục làm việc" not in expected.stderr
    for folder in (inside, inside.parent, programme / "files"):
        done = isoaudit("status", cwd=folder)
        assert done.stdout == expected.stdout
        assert done.stderr == f"Thư mục làm việc: {programme}\n"
    assert isoaudit("-C", programme, "status", cwd=inside).stderr == ""


def test_files_named_on_the_command_line_are_those_of_the_current_folder(
    isoaudit: Run, programme: Path, inside: Path
) -> None:
    (inside / "thêm.csv").write_text("code,name\nKT-01,Lương Quốc Bảo\n", encoding="utf-8")
    assert isoaudit("inspectors", "import", "thêm.csv", cwd=inside).returncode == 0
    assert "Lương Quốc Bảo" in isoaudit("inspectors", "list", cwd=programme).stdout


@pytest.mark.parametrize(
    "command", ["verify", "checklist list", "notebooks list", "doctor", "run findings", "paper plan"]
)
def test_every_command_does(isoaudit: Run, programme: Path, inside: Path, command: str) -> None:
    here, there = (isoaudit(*command.split(), cwd=folder) for folder in (programme, inside))
    assert here.returncode == there.returncode
    if command not in ("doctor", "run findings", "paper plan"):
        assert here.stdout.replace(str(programme), "") == there.stdout.replace(str(programme), "")
    assert not [path.name for path in inside.iterdir() if path.is_dir()]


def test_an_exact_folder_is_not_looked_above_of(isoaudit: Run, inside: Path) -> None:
    done = isoaudit("-C", inside, "status")
    assert done.returncode == 2 and "không phải thư mục làm việc" in done.stderr


def test_from_above_the_programmes_below_are_named(isoaudit: Run, programme: Path) -> None:
    done = isoaudit("status", cwd=programme.parent)
    assert done.returncode == 2
    assert f"ngay bên dưới có: {programme.name}." in done.stderr
    assert f'isoaudit -C "{programme.name}"' in done.stderr
    assert isoaudit("-C", programme.name, "status", cwd=programme.parent).returncode == 0
    empty = programme.parent / "trống"
    empty.mkdir()
    assert "ngay bên dưới" not in isoaudit("status", cwd=empty).stderr
    assert programmes_below(programme.parent / "không có") == []


@pytest.mark.parametrize("command", ["init", "demo", "restore"])
def test_no_programme_is_made_inside_another(isoaudit: Run, programme: Path, tmp_path: Path, command: str) -> None:
    target = programme / "out" / "sâu" / "mới"
    words: dict[str, tuple[object, ...]] = {
        "init": ("init", target, "--authority", AUTHORITY, "--year", 2026),
        "demo": ("demo", target),
        "restore": ("restore", tmp_path / "b.zip", target),
    }
    if command == "restore":
        assert isoaudit("-C", programme, "backup", tmp_path / "b.zip").returncode == 0
    done = isoaudit(*words[command])
    assert done.returncode == 2 and f"nằm bên trong thư mục làm việc {programme}" in done.stderr, done.stderr
    assert not target.parent.exists()


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="POSIX")
def test_settings_that_another_user_put_above_are_not_followed(
    isoaudit: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a folder many may write to, anybody could name their own database; git calls it dubious ownership."""
    (tmp_path / "isoaudit.toml").write_text('database = "postgresql+psycopg://x@evil/y"\n', encoding="utf-8")
    work = tmp_path / "của tôi"
    work.mkdir()
    assert programme_above(work) == tmp_path
    mine = os.geteuid()
    monkeypatch.setattr(places.os, "geteuid", lambda: mine + 1)
    assert programme_above(work) is None
    done = isoaudit("status", cwd=work)
    assert done.returncode == 2 and "không phải thư mục làm việc" in done.stderr
    assert isoaudit("init", work / "2026", "--authority", AUTHORITY, "--year", 2026).returncode == 0


def test_the_search_ends_where_another_disk_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "isoaudit.toml").touch()
    work = tmp_path / "a" / "b"
    work.mkdir(parents=True)
    real = Path.stat

    def stat(path: Path, **given: bool) -> os.stat_result:
        seen = real(path, **given)
        other = path == tmp_path / "a"
        return os.stat_result((*seen[:2], seen.st_dev + 1, *seen[3:])) if other else seen

    assert programme_above(work) == tmp_path
    monkeypatch.setattr(Path, "stat", stat)
    assert programme_above(work) is None


def test_a_current_folder_that_was_removed_is_no_programme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert programme_above(Path()) is None
