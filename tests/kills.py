"""Killing parts of a real run at a random moment, and judging what is left.

A few rounds in CI, for each target as many as ``ISOAUDIT_KILL_ROUNDS`` says otherwise; ``ISOAUDIT_KILL_SEED`` repeats
those of a failure.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import subprocess
import sys
import time
import uuid
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import nbformat
import psutil

from isoaudit.journal.settings import shipped

SEED = int(os.environ.get("ISOAUDIT_KILL_SEED") or random.SystemRandom().randrange(10**6))
ROUNDS = int(os.environ.get("ISOAUDIT_KILL_ROUNDS") or 0)
EXAMPLE = shipped("examples") / "an-binh-2026"
INSPECTIONS = (
    "2026-99-STP-TS",
    "2026-99-SNV-HS",
    "2026-99-UBNDT-HS",
    "2026-99-SCT-TS",  # refused
    "2026-99-90005-TS",  # remarked on
    "2026-99-90021-HS",
    "2026-99-CCDS-HS",  # refused
)
MADE = ("case.json", "findings.ipynb", "findings.html", "findings.json", "notice.docx")
"""What is made of an inspection; with the same answers the same bytes, whatever the folder, engine or day."""
ENDS = 180.0  # seconds in which a run must end, whatever was killed, also on a machine that is busy
_MARK = "ISOAUDIT_TEST_RUN"


def dice_of(target: str, number: int) -> random.Random:
    """The dice of one round."""
    return random.Random(f"{SEED} {target} {number}")


def cut_down(name: str, folder: Path) -> Path:
    """A table of the example, with the lines of :data:`INSPECTIONS` only."""
    agencies = {id.removeprefix("2026-")[:-3] for id in INSPECTIONS}
    with (EXAMPLE / name).open(encoding="utf-8", newline="") as file:
        columns, *rows = list(csv.reader(file))
    key, wanted = {
        "agencies.csv": ("code", agencies),
        "inspections.csv": ("agency", agencies),
        "answers.csv": ("inspection", set(INSPECTIONS)),
    }.get(name, ("", set()))
    chosen = [row for row in rows if not key or row[columns.index(key)] in wanted]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([columns, *chosen])
    target = folder / name
    target.write_text(text.getvalue(), encoding="utf-8")
    return target


class Command:
    """The installed command, in a session of its own; every process it leads to can be found again."""

    def __init__(self, *args: object) -> None:
        self.mark = uuid.uuid4().hex
        environment = {**os.environ, "PYTHONUTF8": "1", "COLUMNS": "200", _MARK: self.mark}
        script = Path(sys.executable).with_name("isoaudit")
        self.started = time.monotonic()
        self.process = psutil.Popen(
            [str(script), *map(str, args)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            text=True,
            encoding="utf-8",
            env=environment,
        )

    def running(self) -> bool:
        """Whether the command has not ended."""
        return self.process.poll() is None

    def ended(self, seconds: float = ENDS) -> tuple[int, str]:
        """Wait for the command; its status and what it told people. Fails when it hangs."""
        try:
            out, said = self.process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            family = [(one.pid, _words(one)) for one in self.family()]
            self.kill_all()
            self.process.communicate()
            raise AssertionError(f"the run hangs; its processes: {family}") from None
        assert "Traceback" not in said, said
        return self.process.returncode, out + said

    def family(self) -> list[psutil.Process]:
        """Every living process that stems from the command, also when its parents are dead."""
        return [one for one in psutil.process_iter() if self._ours(one)]

    def _ours(self, one: psutil.Process) -> bool:
        try:
            return one.status() != psutil.STATUS_ZOMBIE and one.environ().get(_MARK) == self.mark
        except psutil.Error:
            return False

    def left(self, seconds: float = 20.0) -> list[str]:
        """What still runs some seconds after the command has ended."""
        until = time.monotonic() + seconds
        while (family := self.family()) and time.monotonic() < until:
            time.sleep(0.05)
        return [f"{one.pid}: {_words(one)}" for one in family]

    def kill_all(self) -> None:
        """End what is left, so that one failure does not spoil what follows."""
        for one in self.family():
            with suppress(psutil.Error):
                one.kill()


def _words(one: psutil.Process) -> str:
    try:
        return " ".join(one.cmdline())[:200]
    except psutil.Error:
        return "?"


def _children(one: psutil.Process) -> list[psutil.Process]:
    try:
        return list(one.children())
    except psutil.Error:
        return []


def _with(word: str, command: Command) -> list[psutil.Process]:
    return [child for child in _children(command.process) if word in _words(child)]


def _servers(command: Command) -> list[psutil.Process]:
    return _with("multiprocessing.forkserver", command)


def _workers(command: Command) -> list[psutil.Process]:
    return [child for server in _servers(command) for child in _children(server)]


TARGETS: dict[str, Callable[[Command], list[psutil.Process]]] = {
    "parent": lambda command: [command.process] if command.running() else [],
    "worker": _workers,
    "server": _servers,
    "gate": lambda command: _with("isoaudit.gate", command),
    "tracker": lambda command: _with("multiprocessing.resource_tracker", command),
}


@dataclass(frozen=True)
class Whole:
    """What an undisturbed run left: its status, its files, how long it took."""

    status: int
    made: dict[str, bytes]
    seconds: float


def made(programme: Path) -> dict[str, bytes]:
    """The files with their final names in the folders of the inspections, by their path in ``out``."""
    out = programme / "out"
    found = (path for id in INSPECTIONS for path in (out / id).glob("*") if path.name in MADE)
    return {str(path.relative_to(out)): path.read_bytes() for path in found}


def undisturbed(programme: Path, *more: str) -> Whole:
    """Run the programme to its end."""
    command = Command("-C", programme, "run", "findings", "--workers", 2, *more)
    status, _ = command.ended()
    assert not command.left()
    return Whole(status, made(programme), time.monotonic() - command.started)


def kill_once(command: Command, target: str, moment: float, dice: random.Random) -> str:
    """Kill a process of the sort at ``moment`` seconds of the run, or as soon as there is one; what was killed."""
    while command.running():
        due = time.monotonic() - command.started - moment
        if due >= 0 and (found := TARGETS[target](command)):
            time.sleep(dice.choice((0.0, dice.random() * 0.3)))  # not always at its birth
            victim = dice.choice(found)
            with suppress(psutil.Error):
                if victim.is_running() and victim.status() != psutil.STATUS_ZOMBIE:
                    victim.kill()
                    return f"{target} {victim.pid} after {time.monotonic() - command.started:.2f} s"
            continue
        time.sleep(0.01 if due > -0.1 else 0.05)
    return ""


def half_written(programme: Path, *allowed: Whole) -> Iterator[str]:
    """What is not whole among the files with their final names: each must be as one of the allowed runs made it."""
    out = programme / "out"
    for name, data in made(programme).items():
        if data not in [whole.made.get(name) for whole in allowed]:
            yield f"{name}: {len(data)} bytes, as no whole run makes it ({_opens(out / name)})"
    for path in out.glob("*.json"):
        json.loads(path.read_bytes())
    for path in out.glob("*.html"):
        if not path.read_text(encoding="utf-8").rstrip().endswith("</html>"):
            yield f"{path.name} has no end"
    for path in out.glob("*/*.stamp.json"):
        yield from _not_as_stamped(path)


def _not_as_stamped(path: Path) -> Iterator[str]:
    """A stamp says that everything lies there; it must."""
    stamp = json.loads(path.read_bytes())
    for name, digest in stamp["files"].items():
        file = path.with_name(name)
        if not file.is_file() or sha256(file.read_bytes()).hexdigest() != digest:
            yield f"{path.parent.name}: stamped, but {name} is not as stamped"
    for name in stamp["letters"] or ():
        if not path.with_name(name).is_file():
            yield f"{path.parent.name}: stamped, but {name} is not there"


def stamped(programme: Path, id: str, whole: Whole) -> bool:
    """Whether an inspection is stamped and lies there as in the whole run: it need not be made again."""
    here, there = (
        {n: d for n, d in files.items() if n.startswith(f"{id}/")} for files in (made(programme), whole.made)
    )
    return (programme / "out" / id / "findings.stamp.json").is_file() and here == there


def _opens(path: Path) -> str:
    try:
        data = path.read_bytes()
        if path.suffix == ".docx":
            zipfile.ZipFile(io.BytesIO(data)).testzip()
        elif path.suffix == ".ipynb":
            nbformat.validate(nbformat.reads(data.decode(), as_version=4))
        elif path.suffix == ".json":
            json.loads(data)
    except Exception as error:
        return f"does not open: {error}"
    return "opens"


def drafts_of_files(programme: Path) -> list[str]:
    """Temporary files below ``out`` and beside the journal."""
    left = [path for path in programme.rglob(".*") if path.suffix in (".tmp", ".part") or path.name == ".part.ipynb"]
    return [str(path.relative_to(programme)) for path in left]


def outcomes(programme: Path) -> dict[str, dict[str, object]]:
    """``run.json`` by inspection."""
    record = json.loads((programme / "out" / "run.json").read_text(encoding="utf-8"))
    return {outcome["inspection"]: outcome for outcome in record["outcomes"]}
