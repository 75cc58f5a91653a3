"""The kit for a USB stick: installs offline, refuses damaged files, keeps the old version; batch files by rule."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from uv import find_uv_bin

sys.path.append(str(Path(__file__).resolve().parent.parent / "tools"))
from build_kit import checksums

KIT = Path(__file__).resolve().parent.parent / "tools" / "kit"
BATCH = sorted(KIT.glob("*.bat"))
WINDOWS = sys.platform == "win32"
pytestmark = pytest.mark.skipif(WINDOWS, reason="cai-dat.sh is for Linux")


def small_wheel(folder: Path, version: str, body: str) -> None:
    """A program named isoaudit that needs nothing, so that the installer itself is tried without a download."""
    info = f"isoaudit-{version}.dist-info"
    with zipfile.ZipFile(folder / f"isoaudit-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr("isoaudit_small.py", f"def run():\n    {body}\n")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: isoaudit\nVersion: {version}\n")
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/entry_points.txt", "[console_scripts]\nisoaudit = isoaudit_small:run\n")
        wheel.writestr(f"{info}/RECORD", "")


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
    assert "Đã cài xong" in first.stdout
    broken = install(small_kit(tmp_path / "hai", "2.0", "raise SystemExit(3)"), home)
    assert broken.returncode == 1
    assert "Bản cũ" in broken.stderr
    assert subprocess.check_output([starter], text=True) == "first\n"
    kept = starter.parent / "của-tôi.txt"
    kept.write_text("x")
    assert install(tmp_path / "một", home, "--remove").returncode == 0
    assert not starter.exists()
    assert kept.exists()


def test_damaged_wheel_is_refused(tmp_path: Path) -> None:
    """Nothing is installed from a kit of which a file differs from its checksum."""
    kit = small_kit(tmp_path / "kit", "1.0", "print('x')")
    wheel = next((kit / "wheels").iterdir())
    wheel.write_bytes(wheel.read_bytes() + b"x")
    refused = install(kit, tmp_path)
    assert refused.returncode == 1
    assert wheel.name in refused.stderr
    assert not (tmp_path / ".local").exists()


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
    """CRLF, ASCII, quoted paths, labels that exist, no administrator and no network."""
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
    assert "exit /b 1" in text
    assert "exit /b %CODE%" in text


def test_there_are_batch_files() -> None:
    """The rule above has something to judge."""
    assert [path.name for path in BATCH] == ["CAI-DAT.bat", "GO-BO.bat"]
