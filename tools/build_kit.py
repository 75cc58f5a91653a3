"""Build the folder for a USB stick: wheels for Linux and Windows, installers, guides, checksums (``make kit``)."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tomllib
import zipfile
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).resolve().parent.parent
PARTS = ROOT / "tools" / "kit"
PYTHONS = ("3.11", "3.12", "3.13")
SYSTEMS = {
    "win_amd64": {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows", "platform_machine": "AMD64"},
    "manylinux2014_x86_64": {
        "sys_platform": "linux",
        "os_name": "posix",
        "platform_system": "Linux",
        "platform_machine": "x86_64",
    },
}
ACCEPTED = {"win_amd64": ["win_amd64"], "manylinux2014_x86_64": ["manylinux2014_x86_64", "manylinux_2_28_x86_64"]}


def pip(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pip quietly; what it says is kept."""
    command = [sys.executable, "-m", "pip", *arguments, "--disable-pip-version-check", "--quiet"]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def pins() -> dict[str, str]:
    """The version of each package by constraints.txt."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").split()
    return {canonicalize_name(name): version for name, version in (line.split("==") for line in lines)}


def requirements_of(wheel: Path) -> list[Requirement]:
    """What a wheel says it needs."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA") and n.count("/") == 1)
        return [Requirement(text) for text in message_from_bytes(archive.read(name)).get_all("Requires-Dist", [])]


def fetch(exact: list[str], folder: Path, system: str, python: str) -> dict[str, Path]:
    """The wheels of these requirements that there are, by name; all at once, and one by one only where that fails."""
    folder.mkdir(parents=True, exist_ok=True)
    platforms = [part for name in ACCEPTED[system] for part in ("--platform", name)]
    wanted = ["--python-version", python, "--implementation", "cp", "--only-binary=:all:", "--no-deps"]
    if pip("download", *exact, *wanted, *platforms, "-d", str(folder)).returncode and len(exact) > 1:
        for one in exact:
            fetch([one], folder, system, python)
    return {parse_wheel_filename(path.name)[0]: path for path in folder.glob("*.whl")}


def collect(folder: Path, system: str, python: str) -> list[str]:
    """Fetch all that isoaudit needs there, by the markers of that system; what has no wheel is returned.

    pip judges markers by the machine it runs on, therefore they are followed here.
    """
    environment = SYSTEMS[system] | {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    pinned, missing = pins(), []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    waiting = [Requirement(text) for text in project["dependencies"]]
    seen: set[tuple[str, str]] = set()
    while waiting:
        new = {(canonicalize_name(need.name), extra) for need in waiting for extra in {"", *need.extras}} - seen
        limits = {canonicalize_name(need.name): str(need.specifier) for need in waiting}
        seen |= new
        exact = {name: f"{name}=={pinned[name]}" if name in pinned else name + limits[name] for name, _ in new}
        wheels = fetch(sorted(exact.values()), folder, system, python) if exact else {}
        missing += [f"{exact[name]} ({system}, CPython {python})" for name in sorted(exact) if name not in wheels]
        waiting = [
            need
            for name, extra in sorted(new)
            if name in wheels
            for need in requirements_of(wheels[name])
            if need.marker is None or need.marker.evaluate(environment | {"extra": extra})
        ]
    return missing


def finish(kit: Path) -> int:
    """Lay the installers and guides beside the wheels and write the checksums; the size in bytes."""
    for part in sorted(PARTS.iterdir()):
        if part.is_file():
            shutil.copy2(part, kit / part.name)
    shutil.copytree(ROOT / "docs" / "vi", kit / "huong-dan", dirs_exist_ok=True)
    shutil.copy2(ROOT / "README.md", kit)
    files = sorted(path for path in kit.rglob("*") if path.is_file() and path.name != "SHA256SUMS")
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(kit).as_posix()}\n" for path in files]
    (kit / "SHA256SUMS").write_text("".join(sums), encoding="utf-8", newline="\n")
    return sum(path.stat().st_size for path in files)


def main(kit: Path) -> int:
    """Build the kit in a new folder; 1 where a wheel is missing, each named."""
    if kit.exists():
        print(f"{kit} is there already: name a new folder", file=sys.stderr)
        return 1
    wheels = kit / "wheels"
    wheels.mkdir(parents=True)
    missing = []
    targets = [(kit / "part" / f"{system}-{python}", system, python) for system in SYSTEMS for python in PYTHONS]
    with ThreadPoolExecutor(len(targets)) as pool:
        for found in pool.map(lambda target: collect(*target), targets):
            missing += found
    for wheel in sorted((kit / "part").glob("*/*.whl")):
        wheel.replace(wheels / wheel.name)
    shutil.rmtree(kit / "part", ignore_errors=True)
    own = pip("wheel", str(ROOT), "--no-deps", "-w", str(wheels))
    if own.returncode:
        missing.append(f"isoaudit itself: {own.stderr}")
    size = finish(kit)
    print(f"{kit}: {len(list(wheels.glob('*.whl')))} wheels, {size / 1e6:.0f} MB")
    for line in missing:
        print(f"no wheel: {line}", file=sys.stderr)
    return int(bool(missing))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
