"""Build the folder for a USB stick: wheels for Linux and Windows, uv, a Python, installers, guides (``make kit``).

What each system and Python needs is worked out by uv from pyproject.toml and constraints.txt: the versions are those
that are tested here. A Python for who has none is fetched where the maker of the kit can reach it.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from uv import find_uv_bin

ROOT = Path(__file__).resolve().parent.parent
PARTS = ROOT / "tools" / "kit"
PYTHONS = ("3.11.9", "3.12.10", "3.13.5")
"""What the wheels are chosen for: some need more than the first of a series, such as 3.11.5."""
BESIDE = "3.13"
"""The Python that is laid into the kit."""


@dataclass(frozen=True, slots=True)
class System:
    """A system that the kit is for."""

    name: str
    """That of uv, and of the folders in the kit."""
    platforms: tuple[str, ...]
    """The wheels that run there, as pip names them."""
    uv: str
    python: str
    """The end of the name that uv gives a Python of this system."""


SYSTEMS = (
    System("windows", ("win_amd64",), "uv.exe", "windows-x86_64-none"),
    System("linux", ("manylinux2014_x86_64", "manylinux_2_28_x86_64"), "uv", "linux-x86_64-gnu"),
)


class NotBuilt(Exception):
    """A step failed; what its program said."""


def run(*command: str) -> None:
    """Run a step. Raises NotBuilt with what it said."""
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        raise NotBuilt(f"{' '.join(command[:4])} …\n{done.stderr.strip()}")


def requirements(system: System, python: str, target: Path) -> None:
    """Write what isoaudit needs on a system with a Python, exact versions."""
    target.parent.mkdir(parents=True, exist_ok=True)
    given = ("-c", "constraints.txt", "--python-version", python, "--python-platform", system.name)
    run(
        find_uv_bin(),
        "pip",
        "compile",
        "-q",
        "pyproject.toml",
        *given,
        "--no-header",
        "--no-annotate",
        "-o",
        str(target),
    )


def wheels(system: System, python: str, wanted: Sequence[str], folder: Path) -> None:
    """Fetch the wheels of exact versions; nothing is built, and nothing that they need is added."""
    platforms = [part for name in system.platforms for part in ("--platform", name)]
    of_python = ("--python-version", python, "--implementation", "cp", "--only-binary=:all:", "--no-deps")
    pip = (sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check")
    run(*pip, *of_python, *platforms, "-d", str(folder), *wanted)


def suffices(system: System, python: str, kit: Path) -> None:
    """See that the wheels of the kit, without any network, are all that a system and a Python need. Raises NotBuilt."""
    listed = kit / "requirements" / f"{system.name}-{'.'.join(python.split('.')[:2])}.txt"
    only_kit = ("--dry-run", "--offline", "--no-config", "--no-index", "--find-links", str(kit / "wheels"))
    with tempfile.TemporaryDirectory() as place:
        target = ("--python-version", python, "--python-platform", system.name, "--target", place)
        run(find_uv_bin(), "pip", "install", "-q", *only_kit, *target, "-r", str(listed), "isoaudit")


def uv_of(system: System, kit: Path) -> None:
    """Lay the program uv of a system into the kit: its wheel carries it."""
    with tempfile.TemporaryDirectory() as place:
        wheels(system, PYTHONS[-1], ["uv"], Path(place))
        (wheel,) = Path(place).glob("uv-*.whl")
        with zipfile.ZipFile(wheel) as archive:
            name = next(name for name in archive.namelist() if name.endswith(f".data/scripts/{system.uv}"))
            target = kit / "uv" / system.name / system.uv
            target.parent.mkdir(parents=True)
            target.write_bytes(archive.read(name))
            target.chmod(0o755)


def python_of(system: System, kit: Path) -> str:
    """Lay a Python of a system into the kit; why there is none, or nothing."""
    with tempfile.TemporaryDirectory() as place:
        try:
            run(find_uv_bin(), "python", "install", "-i", place, "--no-bin", f"cpython-{BESIDE}-{system.python}")
        except NotBuilt as error:
            return f"no Python for {system.name}: {str(error).splitlines()[-1].strip()}"
        (made,) = (
            path for path in Path(place).iterdir() if path.is_dir() and not path.is_symlink() and path.name[0] != "."
        )
        drop_links(made)
        shutil.move(made, kit / "python" / system.name)
    return ""


def drop_links(folder: Path) -> None:
    """Remove the symbolic links of a Python, which a stick in FAT does not hold: only short names of what stays."""
    for path in folder.rglob("*"):
        if path.is_symlink():
            path.unlink()


def checksums(kit: Path) -> int:
    """Write the checksums of all that is there, last; the size in bytes."""
    files = sorted(path for path in kit.rglob("*") if path.is_file() and path.name != "SHA256SUMS")
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(kit).as_posix()}\n" for path in files]
    (kit / "SHA256SUMS").write_text("".join(sums), encoding="utf-8", newline="\n")
    return sum(path.stat().st_size for path in files)


def build(kit: Path, systems: Sequence[System], pythons: Sequence[str], *, with_python: bool) -> list[str]:
    """Build the kit in a new folder; what it lacks. Raises NotBuilt."""
    (kit / "wheels").mkdir(parents=True)
    for system in systems:
        for python in pythons:
            target = kit / "requirements" / f"{system.name}-{'.'.join(python.split('.')[:2])}.txt"
            requirements(system, python, target)
            wheels(system, python, ["-r", str(target)], kit / "wheels")
        uv_of(system, kit)
    run(sys.executable, "-m", "pip", "wheel", "--quiet", str(ROOT), "--no-deps", "-w", str(kit / "wheels"))
    for system in systems:
        for python in pythons:
            suffices(system, python, kit)
    for part in sorted(PARTS.iterdir()):
        if part.is_file():
            shutil.copy2(part, kit / part.name)
    shutil.copytree(ROOT / "docs" / "vi", kit / "huong-dan", dirs_exist_ok=True)
    shutil.copytree(ROOT / "docs" / "pictures", kit / "pictures")
    shutil.copy2(ROOT / "README.vi.md", kit / "huong-dan" / "README.vi.md")
    return [why for system in systems if (why := python_of(system, kit))] if with_python else []


def main() -> int:
    """Build as the command says; 1 where something could not be had, each thing named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kit", type=Path, help="a new folder")
    parser.add_argument("--system", action="append", choices=[one.name for one in SYSTEMS], help="only this one")
    parser.add_argument("--only", action="append", metavar="PYTHON", help=f"only this of {', '.join(PYTHONS)}")
    parser.add_argument("--no-python", action="store_true", help="lay no Python into the kit")
    given = parser.parse_args()
    if given.kit.exists():
        print(f"{given.kit} is there already: name a new folder", file=sys.stderr)
        return 1
    systems = [one for one in SYSTEMS if not given.system or one.name in given.system]
    pythons = [one for one in PYTHONS if not given.only or one in given.only]
    part = given.kit.with_name(given.kit.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        lacking = build(part, systems, pythons, with_python=not given.no_python)
    except NotBuilt as error:
        shutil.rmtree(part, ignore_errors=True)
        print(error, file=sys.stderr)
        return 1
    size = checksums(part)
    part.rename(given.kit)
    print(f"{given.kit}: {len(list((given.kit / 'wheels').glob('*.whl')))} wheels, {size / 1e6:.0f} MB")
    for line in lacking:
        print(line, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
