"""Install from a kit as its user does: an empty account, no network, each Python of this machine (``make kit-try``).

Linux only. A process without a network is one in a network namespace of its own, in which only 127.0.0.1 is up.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import re
import shlex
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

NAMES = ("python3.11", "python3.12", "python3.13")
AGENCIES = "Tên cơ quan\nSở Nội vụ\nUBND xã Tây Trà\n"
INSPECTIONS = "Tên cơ quan,Hình thức,Từ ngày\nSở Nội vụ,Tại trụ sở,12/10/2026\n"
_UP, _GET_FLAGS, _SET_FLAGS = 0x1, 0x8913, 0x8914
"""Of Linux: IFF_UP, SIOCGIFFLAGS, SIOCSIFFLAGS."""


def up() -> None:
    """Bring 127.0.0.1 up in this network namespace, and make sure that there is no other way out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sh14s", b"lo", 0, b"")
        flags = struct.unpack("16sh14s", fcntl.ioctl(any_socket, _GET_FLAGS, request))[1]
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh14s", b"lo", flags | _UP, b""))
    assert [name for _, name in socket.if_nameindex()] == ["lo"], "there is a network"


def step(*command: str | Path) -> float:
    """Run one command of the account; its seconds. Ends the try where it fails; 1 is «done, somebody is to look»."""
    began = time.monotonic()
    done = subprocess.run([*map(str, command)], check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode not in (0, 1) or "kernel" in done.stderr:
        sys.exit(f"{' '.join(map(str, command))}: {done.returncode}\n{done.stdout}{done.stderr}")
    return time.monotonic() - began


def as_its_user(kit: Path) -> None:
    """Install, run a small year, install again over it, remove: in the account and the network of this process."""
    up()
    home = Path(os.environ["HOME"])
    installed = step("sh", kit / "cai-dat.sh")
    isoaudit, year = home / ".local/share/isoaudit/isoaudit", home / "năm 2026"
    (home / "co-quan.csv").write_text(AGENCIES, encoding="utf-8")
    (home / "lich.csv").write_text(INSPECTIONS, encoding="utf-8")
    step(isoaudit, "init", year, "--authority", "Sở Khoa học và Công nghệ tỉnh An Bình", "--year", "2026")
    step(isoaudit, "-C", year, "agencies", "import", home / "co-quan.csv")
    step(isoaudit, "-C", year, "inspections", "import", home / "lich.csv")
    ran = step(isoaudit, "-C", year, "run", "findings", "2026-SNV-TS")
    step(isoaudit, "-C", year, "status")
    size = sum(path.stat().st_size for path in (home / ".local/share/isoaudit").rglob("*") if path.is_file())
    (shortcut,) = home.glob("*.desktop")
    (line,) = re.findall(r"^Exec=(.*)$", shortcut.read_text(encoding="utf-8"), re.MULTILINE)
    step("sh", kit / "cai-dat.sh")
    step(*shlex.split(line), "--help")
    step(isoaudit, "-C", year, "run", "findings", "2026-SNV-TS")
    step(isoaudit, "-C", year, "verify")
    step("sh", kit / "cai-dat.sh", "--remove")
    assert (year / "isoaudit.toml").is_file(), "the data of the office are gone"
    left = sorted(path.relative_to(home).as_posix() for path in home.rglob("*") if not path.is_relative_to(year))
    print(f"installed in {installed:.0f} s, {size / 1e6:.0f} MB; a notebook ran in {ran:.0f} s; removed, left: {left}")


def pythons(given: list[str]) -> Iterator[Path]:
    """The Pythons to try: those given, else each series that is found here."""
    for name in given or NAMES:
        found = shutil.which(name)
        for real in [Path(found).resolve()] if found else []:
            asked = subprocess.run([real, "-c", "import sys; print(sys.executable)"], check=False, capture_output=True)
            if asked.returncode == 0:
                yield Path(asked.stdout.decode().strip())
            else:
                print(f"{real} does not run: name another", file=sys.stderr)


def main() -> int:
    """Try a kit with each Python; 1 where there is none."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kit", type=Path)
    parser.add_argument("python", nargs="*", help="programs; else python3.11, python3.12, python3.13 where they are")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        as_its_user(given.kit.resolve())
        return 0
    tried = 0
    for python in pythons(given.python):
        with tempfile.TemporaryDirectory(prefix="isoaudit-") as place:
            links = Path(place) / "bin"
            links.mkdir()
            version = subprocess.check_output(
                [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], text=True
            )
            (links / f"python{version.strip()}").symlink_to(python)
            home = Path(place) / "nhà của chị Hà"
            home.mkdir()
            account = {"HOME": str(home), "PATH": f"{links}:/usr/bin:/bin", "LANG": "C.UTF-8"}
            print(f"{python} ({version}):", end=" ", flush=True)
            inside = ["unshare", "-rn", sys.executable, __file__, "--inside", str(given.kit)]
            if subprocess.run(inside, check=False, env=account).returncode:
                return 1
            tried += 1
    if not tried:
        print("no Python 3.11 to 3.13 found: name one", file=sys.stderr)
    return int(not tried)


if __name__ == "__main__":
    sys.exit(main())
