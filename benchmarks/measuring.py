"""What all measurements share: the installed command timed and watched, programmes of any size."""

from __future__ import annotations

import csv
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from itertools import islice, product
from pathlib import Path

import psutil

from isoaudit.journal.programme import Programme
from isoaudit.journal.settings import SETTINGS, shipped
from isoaudit.rules.findings import expected
from isoaudit.tables.lists.national_register import COMMUNES

EXAMPLE = shipped("examples") / "an-binh-2026"
AUTHORITY = "Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình"
SCRIPT = Path(sys.executable).with_name("isoaudit")
_SECTORS = (
    "Nội vụ",
    "Tư pháp",
    "Tài chính",
    "Công Thương",
    "Nông nghiệp và Môi trường",
    "Xây dựng",
    "Khoa học và Công nghệ",
    "Văn hóa, Thể thao và Du lịch",
    "Giáo dục và Đào tạo",
    "Y tế",
    "Dân tộc và Tôn giáo",
    "Ngoại vụ",
    "Du lịch",
)
_PACKAGES = (
    "papermill",
    "nbconvert",
    "ipykernel",
    "docxtpl",
    "great_expectations",
    "pandas",
    "sqlalchemy",
    "pydantic",
)


@dataclass(frozen=True, slots=True)
class Watched:
    """A finished command: seconds, and peak memory in MiB."""

    seconds: float
    alone: float
    """The command's own process."""
    largest: float
    """The largest of the processes it started."""
    together: float
    """All of them; what forked processes share is counted for each."""


def isoaudit(*args: object) -> float:
    """Seconds the installed command takes; it must not end with status 2."""
    started = time.perf_counter()
    done = subprocess.run([str(SCRIPT), *map(str, args)], capture_output=True, text=True)
    seconds = time.perf_counter() - started
    if done.returncode == 2:
        raise SystemExit(done.stderr)
    return seconds


def watched(*command: object) -> Watched:
    """Run a command and look at its processes 10 times a second; it must not end with status 2, nor be killed."""
    started = time.perf_counter()
    process = psutil.Popen([*map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    alone = largest = together = 0.0
    while process.poll() is None:
        own, *others = [_resident(one) for one in (process, *_children(process))]
        alone, largest = max(alone, own), max(largest, *others, 0.0)
        together = max(together, own + sum(others))
        time.sleep(0.1)
    if process.returncode not in (0, 1):
        raise SystemExit(f"failed: {' '.join(map(str, command))}")
    return Watched(time.perf_counter() - started, alone, largest, together)


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return list(process.children(recursive=True))
    except psutil.NoSuchProcess:
        return []


def _resident(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss) / 2**20
    except psutil.NoSuchProcess:
        return 0.0


def prepare(folder: Path) -> Path:
    """The demo's programme with register and inspections, no answers yet."""
    isoaudit("init", folder, "--authority", AUTHORITY, "--year", 2026)
    isoaudit("-C", folder, "agencies", "import", EXAMPLE / "agencies.csv")
    isoaudit("-C", folder, "inspections", "import", EXAMPLE / "inspections.csv")
    return folder


def country(folder: Path, number: int, answers: int | None = None) -> Path:
    """A programme of that many bodies of the country with an inspection each, and beside it ``answers.csv``.

    The names are those of 2025; the answers conform, all of them: nothing is said against a body that exists. So many
    criteria are answered for each, or all that apply.
    """
    isoaudit("init", folder, "--authority", AUTHORITY, "--year", 2026)
    settings = (EXAMPLE / SETTINGS).read_text(encoding="utf-8")
    (folder / SETTINGS).write_text(settings, encoding="utf-8")
    bodies = list(islice(_bodies(), number))
    assert len(bodies) == number, f"{len(bodies)} bodies"
    codes = [code for code, _, _ in bodies]
    _write(folder.parent / "agencies.csv", "code,name,level,kind,obligation,qms_status", (
        [code, name, "xa" if kind == "ubnd_cap_xa" else "tinh", kind, "khuyen_khich", "da_cong_bo"]
        for code, name, kind in bodies
    ))  # fmt: skip
    days = ["2026-06-01", "2026-06-30"]
    _write(folder.parent / "inspections.csv", "agency,mode,from,to", ([code, "on_site", *days] for code in codes))
    for name in ("agencies", "inspections"):
        isoaudit("-C", folder, name, "import", folder.parent / f"{name}.csv")
    workspace = Programme(folder)
    state = workspace.register()
    by_kind = {state.agencies[i.agency].kind: i for i in state.inspections.values()}
    criteria = {
        kind: [c.id for c in expected(workspace.case(state, inspection))][:answers]
        for kind, inspection in by_kind.items()
    }
    _write(folder.parent / "answers.csv", "agency,criterion,verdict,evidence,inspector,examined_on", (
        [code, c, "conforming", f"Đã xem hồ sơ số {n} tại Văn phòng", "Lương Quốc Bảo", "2026-06-18"]
        for code, _, kind in bodies
        for n, c in enumerate(criteria[kind])
    ))  # fmt: skip
    return folder


def _bodies() -> Iterator[tuple[str, str, str]]:
    """Code, name and kind: the 3,321 communes of 2025, then the provinces' own bodies."""
    with COMMUNES.open(encoding="utf-8", newline="") as file:
        communes = list(csv.DictReader(file))
    for row in communes:
        yield f"{row['province_code']}-{row['commune_code']}", f"UBND {_small(row['commune_name'])}", "ubnd_cap_xa"
    provinces = {row["province_code"]: _small(row["province_name"]) for row in communes}
    for (number, sector), (code, name) in product(enumerate(_SECTORS, 1), provinces.items()):
        yield f"{code}-S{number}", f"Sở {sector} {name}", "co_quan_chuyen_mon"
    for code, name in provinces.items():
        yield f"{code}-UB", f"UBND {name}", "ubnd_tinh"
        yield f"{code}-TT", f"Thanh tra {name}", "co_quan_chuyen_mon"


def _small(name: str) -> str:
    return name[:1].lower() + name[1:]


def _write(path: Path, heading: str, rows: Iterable[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heading.split(","))
        writer.writerows(rows)


def machine() -> str:
    """What was measured on, in a line."""
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores; {packages}"


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table for benchmarks/results.md."""
    heads = list(headings)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
