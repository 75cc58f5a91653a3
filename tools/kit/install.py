"""Install isoaudit from the folder of a kit: no network, no administrator; only the standard library is at hand.

A version is made beside the one before it and takes its place last, by a new name: shortcuts go on to work, and killed
before that, the old version still works. Programmes lie elsewhere and are never touched.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

KIT = Path(__file__).resolve().parent
WINDOWS = os.name == "nt"
SYSTEM = "windows" if WINDOWS else "linux"
SUMS = "SHA256SUMS"


PROGRAM, NEW, OLD = "program", "program.part", "program.old"
"""Folders under base_folder(): the version that is started, one being made, one that was replaced."""


class KitError(Exception):
    """What went wrong and what to do, in Vietnamese."""


def base_folder() -> Path:
    """Where this user's version and the starter lie."""
    local = os.environ.get("LOCALAPPDATA") if WINDOWS else os.environ.get("XDG_DATA_HOME")
    default = Path.home() / ("AppData/Local" if WINDOWS else ".local/share")
    return (Path(local) if local else default) / "isoaudit"


def years_folder() -> Path:
    """Where the start page that the shortcut opens looks for years and makes them; it is never removed."""
    return Path.home() / "isoaudit"


def desktops() -> list[Path]:
    """Where a shortcut of this user may lie."""
    homes = [
        Path.home(),
        *(Path(os.environ[name]) for name in ("OneDrive", "OneDriveCommercial") if name in os.environ),
    ]
    told = [] if WINDOWS else re.findall(r'XDG_DESKTOP_DIR="(.*)"', read(Path.home() / ".config" / "user-dirs.dirs"))
    named = [Path(text.replace("$HOME", str(Path.home()))) for text in told]
    return [*named, *(home / "Desktop" for home in homes), *homes[:1]]


def read(path: Path) -> str:
    """A text; empty where there is none."""
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


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


def say(line: str) -> None:
    """Say a line before what the programs called say."""
    print(line, flush=True)


def run(command: list[str], remedy: str) -> None:
    """Run a step; raise KitError with ``remedy`` where it fails."""
    if subprocess.run(command, check=False).returncode:
        raise KitError(remedy)


def program_in(folder: Path, name: str) -> str:
    """The path of a program of a version."""
    return str(folder / "Scripts" / f"{name}.exe" if WINDOWS else folder / "bin" / name)


def make(kit: Path, base: Path, wanted: Path) -> Path:
    """Make the new version in a folder that can be renamed, see that it runs; that folder."""
    uv, offline, new = own_uv(base), ["--offline", "--no-config", "--no-cache", "--quiet"], base / NEW
    shutil.rmtree(new, ignore_errors=True)
    venv = [uv, "venv", *offline, "--relocatable", "--python", own_python(base), str(new)]
    run(venv, "Không tạo được thư mục cài đặt. Kiểm tra chỗ trống trên đĩa, quyền ghi.")
    from_kit = ["--no-index", "--find-links", str(kit / "wheels"), "--link-mode", "copy"]
    packages = ["--python", program_in(new, "python"), "--requirement", str(wanted), "isoaudit"]
    refused = "Cài chưa xong: xem dòng báo lỗi ở trên, kiểm tra chỗ trống trên đĩa."
    run([uv, "pip", "install", *offline, *from_kit, *packages], refused)
    command = [program_in(new, "isoaudit"), "--version"]
    run(command, "Chương trình đã chép nhưng không chạy được. Bản cũ (nếu có) vẫn dùng được.")
    return new


def give_back(base: Path) -> None:
    """Where an installation was killed between its two renames, the old version gets its name again."""
    if (base / OLD).is_dir() and not (base / PROGRAM).exists():
        (base / OLD).rename(base / PROGRAM)


def take_place(base: Path) -> None:
    """Give the new version the name of the old one. Raises KitError where the old one is running (Windows)."""
    shutil.rmtree(base / OLD, ignore_errors=True)
    try:
        if (base / PROGRAM).exists():
            (base / PROGRAM).rename(base / OLD)
        (base / NEW).rename(base / PROGRAM)
    except OSError as error:
        give_back(base)
        raise KitError("isoaudit đang chạy. Đóng mọi trang và cửa sổ của isoaudit rồi chạy lại bộ cài.") from error
    shutil.rmtree(base / OLD, ignore_errors=True)


def install(kit: Path, base: Path) -> Path:
    """Install beside the version before, then take its place; the starter's path."""
    if sys.maxsize < 2**32:
        raise KitError("Python trên máy là bản 32 bit; bộ cài cần bản 64 bit.")
    wanted = kit / "requirements" / f"{SYSTEM}-{sys.version_info.major}.{sys.version_info.minor}.txt"
    if not wanted.is_file():
        raise KitError(f"Bộ cài không có phần cho máy này ({wanted.stem}).")
    say("Bước 1/4: so các tệp của bộ cài với SHA256SUMS…")
    check_sums(kit)
    base.mkdir(parents=True, exist_ok=True)
    give_back(base)
    say(f"Bước 2/4: chép chương trình vào {base} (không cần mạng, không cần quyền quản trị)…")
    make(kit, base, wanted)
    say("Bước 3/4: thay bản cũ, nếu có…")
    take_place(base)
    program = program_in(base / PROGRAM, "isoaudit")
    starter = switch(base, program)
    needed = read(base / PROGRAM / "pyvenv.cfg")
    for python in base.glob("python-3*"):
        if str(python) not in needed:
            shutil.rmtree(python, ignore_errors=True)
    shutil.rmtree(base / "versions", ignore_errors=True)  # of kits before this arrangement
    say("Bước 4/4: đặt biểu tượng trên màn hình nền, xem máy có đủ phần mềm không…")
    years_folder().mkdir(exist_ok=True)
    if subprocess.run([program, "-C", str(years_folder()), "shortcut"], check=False).returncode:
        say(f"Chưa đặt được biểu tượng; mở bằng lệnh: {starter} -C {years_folder()} start")
    subprocess.run([program, "doctor"], check=False)
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
    """Remove the version, the copied Python, the starter and the shortcuts to it; what else lies there stays.

    Raises KitError where it is running (Windows).
    """
    gone = [*(base / name for name in (PROGRAM, NEW, OLD, "versions")), *base.glob("python-3*")]
    for path in gone:
        shutil.rmtree(path, ignore_errors=True)
    for name in ("isoaudit", "isoaudit.cmd", "uv", "uv.exe"):
        (base / name).unlink(missing_ok=True)
    ours = str(base / PROGRAM)
    for path in (path for folder in desktops() for end in ("*.desktop", "*.lnk") for path in folder.glob(end)):
        text = path.read_bytes()
        if any(ours.encode(coding) in text for coding in ("utf-8", "utf-16-le")):
            path.unlink()
    if any(path.exists() for path in gone):
        raise KitError("isoaudit đang chạy nên chưa gỡ hết. Đóng mọi trang và cửa sổ của isoaudit rồi gỡ lại.")
    if base.is_dir() and not any(base.iterdir()):
        base.rmdir()


def main(arguments: list[str]) -> int:
    """Install, or with ``--remove`` remove; 0, or 1 with what to do."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        if arguments == ["--remove"]:
            remove(base_folder())
            say("Đã gỡ isoaudit. Các thư mục làm việc của đơn vị còn nguyên.")
        else:
            say(f"Đã cài xong. Bấm biểu tượng trên màn hình nền, hoặc chạy: {install(KIT, base_folder())}")
    except (KitError, OSError) as error:
        print(f"Không thực hiện được: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
