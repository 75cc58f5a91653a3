"""The kit for a USB stick: installs offline, refuses damaged files, keeps the old version; batch files by rule."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from uv import find_uv_bin

sys.path.append(str(Path(__file__).resolve().parent.parent / "tools"))
from build_kit import PYTHONS, SYSTEMS, NotBuilt, System, checksums, drop_links, suffices

KIT = Path(__file__).resolve().parent.parent / "tools" / "kit"
BATCH = sorted(KIT.glob("*.bat"))
WINDOWS = sys.platform == "win32"
SMALL = """
import sys
from pathlib import Path
def run():
    if "shortcut" in sys.argv:
        line = f'Exec="{{sys.executable}}" -m isoaudit_small -C "{{sys.argv[2]}}" start'
        (Path.home() / "Isoaudit.desktop").write_text(line)
    {body}
if __name__ == "__main__":
    run()
"""
pytestmark = pytest.mark.skipif(WINDOWS, reason="cai-dat.sh is for Linux")


def small_wheel(folder: Path, version: str, body: str) -> None:
    """A program named isoaudit that needs nothing, so that the installer itself is tried without a download."""
    info = f"isoaudit-{version}.dist-info"
    with zipfile.ZipFile(folder / f"isoaudit-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr("isoaudit_small.py", SMALL.format(body=body))
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: isoaudit\nVersion: {version}\n")
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/entry_points.txt", "[console_scripts]\nisoaudit = isoaudit_small:run\n")
        wheel.writestr(f"{info}/RECORD", "")


def empty_wheel(folder: Path, name: str) -> None:
    """A wheel of that name in which nothing lies."""
    with zipfile.ZipFile(folder / name, "w") as wheel:
        wheel.writestr("other-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: other\nVersion: 1.0\n")
        wheel.writestr("other-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n")
        wheel.writestr("other-1.0.dist-info/RECORD", "")


def small_kit(kit: Path, version: str, body: str) -> Path:
    """A kit of that one wheel, with its checksums."""
    (kit / "wheels").mkdir(parents=True)
    (kit / "uv" / "linux").mkdir(parents=True)
    shutil.copy2(find_uv_bin(), kit / "uv" / "linux" / "uv")
    (kit / "requirements").mkdir()
    series = f"{sys.version_info.major}.{sys.version_info.minor}"
    (kit / "requirements" / f"linux-{series}.txt").write_text("# nothing\n", encoding="utf-8")
    small_wheel(kit / "wheels", version, body)
    for name in ("install.py", "cai-dat.sh"):
        (kit / name).write_bytes((KIT / name).read_bytes())
    checksums(kit)
    return kit


def install(kit: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run install.py in an empty home."""
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-B", str(kit / "install.py"), *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, env=environment, timeout=60)


def test_upgrade_failure_and_removal(tmp_path: Path) -> None:
    """A kit that fails leaves the version before it working; removal leaves the user's files."""
    home = tmp_path / "nhà của tôi"
    home.mkdir()
    starter = home / ".local/share/isoaudit/isoaudit"
    first = install(small_kit(tmp_path / "một", "1.0", "print('first')"), home)
    assert first.returncode == 0, first.stderr
    assert "Bước 4/4" in first.stdout and "Đã cài xong" in first.stdout
    broken = install(small_kit(tmp_path / "hai", "2.0", "raise SystemExit(3)"), home)
    assert broken.returncode == 1
    assert "Bản cũ" in broken.stderr
    assert subprocess.check_output([starter], text=True) == "first\n"
    kept = [starter.parent / "của-tôi.txt", home / "isoaudit" / "nam-2026" / "isoaudit.toml", home / "khác.desktop"]
    kept[1].parent.mkdir()
    for path in kept:
        path.write_text("x")
    assert install(tmp_path / "một", home, "--remove").returncode == 0
    assert sorted(path for path in home.rglob("*") if path.is_file()) == sorted(kept)


def test_the_shortcut_of_the_first_version_starts_the_second(tmp_path: Path) -> None:
    """It opens a folder of the user, not the stick; the versions before are not kept."""
    home = tmp_path / "nhà"
    home.mkdir()
    install(small_kit(tmp_path / "một", "1.0", "print('first')"), home)
    program, module, name, *words = shlex.split((home / "Isoaudit.desktop").read_text().removeprefix("Exec="))
    assert words == ["-C", str(home / "isoaudit"), "start"]
    assert (home / "isoaudit").is_dir()
    second = install(small_kit(tmp_path / "hai", "2.0", "print('second')"), home)
    assert second.returncode == 0, second.stderr
    assert subprocess.check_output([program, module, name], text=True) == "second\n"
    folder = home / ".local/share/isoaudit"
    assert sorted(path.name for path in folder.iterdir()) == ["isoaudit", "program", "uv"]


def test_killed_between_its_two_renames(tmp_path: Path) -> None:
    """The next installation, even one that fails, gives the old version back."""
    home = tmp_path / "nhà"
    home.mkdir()
    install(small_kit(tmp_path / "một", "1.0", "print('first')"), home)
    folder = home / ".local/share/isoaudit"
    (folder / "program").rename(folder / "program.old")
    install(small_kit(tmp_path / "hai", "2.0", "raise SystemExit(3)"), home)
    assert subprocess.check_output([folder / "isoaudit"], text=True) == "first\n"


def test_damaged_wheel_is_refused(tmp_path: Path) -> None:
    """Nothing is installed from a kit of which a file differs from its checksum."""
    kit = small_kit(tmp_path / "kit", "1.0", "print('x')")
    wheel = next((kit / "wheels").iterdir())
    wheel.write_bytes(wheel.read_bytes() + b"x")
    refused = install(kit, tmp_path)
    assert refused.returncode == 1
    assert wheel.name in refused.stderr
    assert not (tmp_path / ".local").exists()


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_a_wheel_that_one_target_lacks_is_seen_while_building(tmp_path: Path, system: System, python: str) -> None:
    """One that is there for the other system, or another Python, does not do."""
    kit, series = small_kit(tmp_path / "kit", "1.0", "print('x')"), ".".join(python.split(".")[:2])
    (kit / "requirements" / f"{system.name}-{series}.txt").write_text("other==1.0\n", encoding="utf-8")
    tag = f"cp{series.replace('.', '')}"
    (other,) = (one for one in SYSTEMS if one is not system)
    empty_wheel(kit / "wheels", f"other-1.0-{tag}-{tag}-{other.platforms[0]}.whl")
    empty_wheel(kit / "wheels", f"other-1.0-cp310-cp310-{system.platforms[0]}.whl")
    with pytest.raises(NotBuilt, match="other"):
        suffices(system, python, kit)
    empty_wheel(kit / "wheels", f"other-1.0-{tag}-{tag}-{system.platforms[0]}.whl")
    suffices(system, python, kit)


def test_a_machine_the_kit_is_not_for_is_told_so(tmp_path: Path) -> None:
    kit = small_kit(tmp_path / "kit", "1.0", "print('x')")
    shutil.rmtree(kit / "requirements")
    (kit / "requirements").mkdir()
    refused = install(kit, tmp_path)
    assert refused.returncode == 1
    assert "Bộ cài không có phần cho máy này" in refused.stderr


@pytest.mark.parametrize("starter", [*BATCH, KIT / "cai-dat.sh"], ids=lambda path: path.name)
@pytest.mark.parametrize(
    ("version", "fits"),
    [((3, 8, 10), 0), ((3, 11, 4), 0), ((3, 11, 5), 1), ((3, 12, 0), 1), ((3, 13, 9), 1), ((3, 14, 0), 0)],
)
def test_only_a_python_the_wheels_are_for_is_taken(starter: Path, version: tuple[int, ...], fits: int) -> None:
    """The very expression of the starter; soupsieve wants 3.11.5, and there are no wheels for 3.14."""
    (expression,) = re.findall(r"sys\.exit\((.+?)\)['\"]", starter.read_text(encoding="utf-8"))
    python = SimpleNamespace(version_info=(*version, "final", 0))
    assert eval(expression, {"sys": python}) is not bool(fits)


@pytest.mark.parametrize("batch", BATCH, ids=lambda path: path.name)
def test_batch_file_by_rule(batch: Path) -> None:
    """CRLF, ASCII, quoted paths below %~dp0, labels that exist, no administrator, no network; each end is told."""
    raw = batch.read_bytes()
    text = raw.decode("ascii")
    assert raw.count(b"\n") == raw.count(b"\r\n") > 0
    lines = text.split("\r\n")
    assert max(map(len, lines)) < 200
    labels = {line[1:].strip() for line in lines if line.startswith(":")}
    assert set(re.findall(r"goto (\w+)", text)) <= labels
    for line in lines:
        for used in re.finditer(r"%(?:HERE|CHECK)%", line):
            assert line[: used.start()].count('"') % 2 == 1, line
    assert not re.search(r"\b(runas|setx|reg|net|sc|curl|powershell|bitsadmin|https?)\b", text, re.IGNORECASE)
    # The stick has another letter on each machine, and may be opened over a network.
    assert not re.search(r"\b[A-Za-z]:[\\/]|\\\\|%CD%|\b(cd|pushd)\b", text)
    assert re.findall(r"(\S)\bpython\\", text) == ["%", "%"]
    calls = [number for number, line in enumerate(lines) if '%install.py"' in line]
    assert len(calls) == 3
    for call in calls:
        assert lines[call + 1].strip() == "goto done", lines[call]
    at_done = lines[lines.index(":done") + 1 :]
    assert at_done[:3] == ['set "CODE=%ERRORLEVEL%"', "pause", "exit /b %CODE%"]
    assert [lines[n - 1] for n, line in enumerate(lines) if line.startswith("exit")] == ["pause", "pause"]
    for asked in (line for line in lines if "%CHECK%" in line):
        assert re.search(r"(&& \(|\|\| goto missing)$", asked), asked


def test_the_batch_files_differ_only_in_what_is_asked() -> None:
    install_lines, remove_lines = (batch.read_text(encoding="ascii").splitlines() for batch in BATCH)
    assert [line.replace(" --remove", "") for line in remove_lines] == install_lines
    assert sum("--remove" in line for line in remove_lines) == 3


def test_a_python_in_the_kit_has_no_links_and_is_found(tmp_path: Path) -> None:
    """A stick in FAT holds none; the name with the series stays, and the starter takes it before any other."""
    kit = tmp_path / "kit"
    programs = kit / "python" / "linux" / "bin"
    programs.mkdir(parents=True)
    for name, text in (("python3.13", '#!/bin/sh\n[ "$1" = -c ] || echo "beside $2"\n'), ("python3.13-config", "")):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    (programs / "python3").symlink_to("python3.13")
    shutil.copy2(KIT / "cai-dat.sh", kit)
    drop_links(kit)
    assert sorted(path.name for path in programs.iterdir()) == ["python3.13", "python3.13-config"]
    assert subprocess.check_output(["sh", kit / "cai-dat.sh"], text=True) == f"beside {kit}/install.py\n"


def test_there_are_batch_files() -> None:
    """The rule above has something to judge."""
    assert [path.name for path in BATCH] == ["CAI-DAT.bat", "GO-BO.bat"]
