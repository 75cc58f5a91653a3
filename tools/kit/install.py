"""Install isoaudit from the folder of a kit: no network, no administrator; only the standard library is at hand.

A version goes into a folder of its own under the user's folder; the starter is replaced last, as a whole. Killed before
that, the old version still works. Programmes lie elsewhere and are never touched.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

KIT = Path(__file__).resolve().parent
WINDOWS = os.name == "nt"
SYSTEM = "windows" if WINDOWS else "linux"
SUMS = "SHA256SUMS"


class KitError(Exception):
    """What went wrong and what to do, in Vietnamese."""


def base_folder() -> Path:
    """Where this user's versions and the starter lie."""
    local = os.environ.get("LOCALAPPDATA") if WINDOWS else os.environ.get("XDG_DATA_HOME")
    default = Path.home() / ("AppData/Local" if WINDOWS else ".local/share")
    return (Path(local) if local else default) / "isoaudit"


def check_sums(kit: Path) -> None:
    """Compare each file with SHA256SUMS; raise KitError naming all that lack or differ."""
    if not (kit / SUMS).is_file():
        raise KitError(f"Thiếu tệp {SUMS}. Chép lại toàn bộ thư mục của bộ cài rồi chạy lại.")
    wrong = []
    for line in (kit / SUMS).read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ", 1)
        path = kit / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            wrong.append(name)
    if wrong:
        raise KitError("Tệp thiếu hoặc đã hỏng: " + ", ".join(wrong) + ". Chép lại bộ cài từ bản gốc rồi chạy lại.")


def own_python(base: Path) -> str:
    """The Python to build on: one that lies in the kit is first copied, because the stick will be pulled out."""
    beside = KIT / "python" / SYSTEM
    running = Path(sys.executable)
    if not running.is_relative_to(beside):
        return sys.executable
    copy = base / f"python-{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"
    if not copy.exists():
        unfinished = copy.with_name(copy.name + ".part")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(beside, unfinished, symlinks=not WINDOWS)
        unfinished.rename(copy)
    return str(copy / running.relative_to(beside))


def own_uv(base: Path) -> str:
    """The program uv, copied from the kit: a stick may not let programs run from it."""
    name = "uv.exe" if WINDOWS else "uv"
    copy = base / name
    shutil.copyfile(KIT / "uv" / SYSTEM / name, copy)
    copy.chmod(0o755)
    return str(copy)


def run(command: list[str], remedy: str) -> None:
    """Run a step; raise KitError with ``remedy`` where it fails."""
    if subprocess.run(command, check=False).returncode:
        raise KitError(remedy)


def install(kit: Path, base: Path) -> Path:
    """Install into a new folder, then switch the starter to it; the starter's path."""
    wanted = kit / "requirements" / f"{SYSTEM}-{sys.version_info.major}.{sys.version_info.minor}.txt"
    if not wanted.is_file():
        raise KitError(f"Bộ cài không có phần cho máy này ({wanted.stem}).")
    check_sums(kit)
    base.mkdir(parents=True, exist_ok=True)
    versions = base / "versions"
    new = versions / f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}"
    uv, offline = own_uv(base), ["--offline", "--no-config", "--quiet"]
    run(
        [uv, "venv", *offline, "--python", own_python(base), str(new)],
        "Không tạo được thư mục cài. Kiểm tra chỗ trống.",
    )
    scripts = new / ("Scripts" if WINDOWS else "bin")
    python, program = (str(scripts / (name + (".exe" if WINDOWS else ""))) for name in ("python", "isoaudit"))
    from_kit = [
        "--no-index",
        "--find-links",
        str(kit / "wheels"),
        "--python",
        python,
        "--link-mode",
        "copy",
        "--no-cache",
    ]
    packages = ["--requirement", str(wanted), "isoaudit"]
    run([uv, "pip", "install", *offline, *from_kit, *packages], "Cài chưa xong: xem dòng lỗi ở trên; còn đủ đĩa không?")
    run([program, "--version"], "Chương trình đã chép nhưng không chạy được. Bản cũ (nếu có) vẫn dùng được.")
    starter = switch(base, program)
    for old in sorted(versions.iterdir()):
        if old != new:
            shutil.rmtree(old, ignore_errors=True)
    subprocess.run([program, "doctor"], check=False)
    if subprocess.run([program, "shortcut", "--help"], check=False, capture_output=True).returncode == 0:
        subprocess.run([program, "shortcut"], check=False)
    return starter


def switch(base: Path, program: str) -> Path:
    """Write the starter that calls ``program``, replacing the old one in one step."""
    starter = base / ("isoaudit.cmd" if WINDOWS else "isoaudit")
    text = f'@chcp 65001 >nul\r\n@"{program}" %*\r\n' if WINDOWS else f'#!/bin/sh\nexec "{program}" "$@"\n'
    part = starter.with_name(starter.name + ".part")
    part.write_bytes(text.encode())
    part.chmod(0o755)
    part.replace(starter)
    return starter


def remove(base: Path) -> None:
    """Remove versions, the copied Python and the starter; what else lies there stays."""
    for path in [base / "versions", *base.glob("python-3*")]:
        shutil.rmtree(path, ignore_errors=True)
    for name in ("isoaudit", "isoaudit.cmd", "uv", "uv.exe"):
        (base / name).unlink(missing_ok=True)


def main(arguments: list[str]) -> int:
    """Install, or with ``--remove`` remove; 0, or 1 with what to do."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        if arguments == ["--remove"]:
            remove(base_folder())
            print("Đã gỡ isoaudit. Các chương trình kiểm tra của đơn vị còn nguyên.")
        else:
            print(f"Đã cài xong. Chạy: {install(KIT, base_folder())}")
    except (KitError, OSError) as error:
        print(f"Không thực hiện được: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
