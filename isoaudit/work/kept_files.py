"""The papers a programme keeps, as people know them: whose they are, copied out under names that can be read."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from isoaudit.errors import IsoAuditError, Problem, RunError, problem
from isoaudit.files import make_folder, read_bounded, write_whole
from isoaudit.journal.programme import Programme
from isoaudit.journal.state import State
from isoaudit.journal.verifying import read_kept
from isoaudit.journal.whose import taken
from isoaudit.model import Inspection
from isoaudit.office.kinds import ENDINGS
from isoaudit.wording import count, label
from isoaudit.wording.codes import as_known
from isoaudit.work.file_names import safe_name

FOLDER = "files"
"""Below ``out``: copies that were made to be looked at."""
EVIDENCE = "evidence"
REPLY = "reply_evidence"
"""What an agency sent with its report on corrective action."""
ISSUED = "issued"
"""The field of a kept file that names the act of a letter, as it lay ready when its number was recorded."""
_SHOWN = (EVIDENCE, REPLY)
_LEAST_CODE = 8


@dataclass(frozen=True, slots=True)
class Use:
    """An act whose paper a file is, or a criterion whose evidence it is."""

    inspection: str
    agency: str
    """Name of the agency."""
    act: str
    """Kind of the act; of evidence :data:`EVIDENCE` or :data:`REPLY`."""
    number: str
    on: date | None
    """Of evidence the day the picture was taken; nothing: the camera does not say."""
    criterion: str = ""
    """Of evidence."""
    unsigned: bool = False
    """Whether it is the letter as it lay ready when its number was recorded, not the signed one."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A signed or received file that a programme keeps."""

    code: str
    """By which it is named in a command: the beginning of its SHA-256."""
    sha256: str
    given: str
    """Its name when it came in."""
    size: int
    mime: str
    uses: tuple[Use, ...]
    """Empty: a later correction put another in its place."""

    @property
    def paper(self) -> str:
        """What it is, in words."""
        if not self.uses:
            return "Tệp không còn dùng trong hồ sơ nào"
        name = label("file_name", self.uses[0].act)
        if all(use.unsigned for use in self.uses):
            return f"{name} (bản Word khi cấp số)"
        criteria = dict.fromkeys(use.criterion for use in self.uses if use.criterion)
        return f"{name} {', '.join(criteria)}" if criteria else name

    @property
    def about(self) -> str:
        """The agency it is about; of several how many."""
        agencies = list(dict.fromkeys(use.agency for use in self.uses))
        return f"{count(len(agencies))} cơ quan" if len(agencies) > 1 else "".join(agencies)

    @property
    def name(self) -> str:
        """A name by which people recognise it, which every system takes."""
        suffix = Path(self.given).suffix.lower()
        known = ENDINGS.get(self.mime, (".bin",))
        suffix = suffix if suffix in known else known[0]
        if not self.uses:
            return safe_name(Path(self.given).stem, suffix)
        first = self.uses[0]
        if first.act in _SHOWN:  # the day, then the camera's own name, tell many of one criterion apart
            day = first.on.strftime(" %Y-%m-%d") if first.on else ""
            return safe_name(f"{self.paper} - {self.about}{day} {Path(self.given).stem}".rstrip(), suffix)
        number = f" số {first.number}" if first.number else ""
        return safe_name(f"{self.paper}{number} - {self.about}", suffix)


def kept_files(programme: Programme, names: Iterable[str] = ()) -> list[KeptFile]:
    """The papers kept, by day: of the inspections named, or of all; a name may also be the code of a file.

    Raises RunError for what names nothing (FILES_001, as the name may be of a file or of an inspection).
    """
    wanted = list(dict.fromkeys(names))
    register = programme.register()
    register.take_in(programme.journal.entries_telling("answer", '"files":["'))
    every = _all(register, programme.journal.subjects("file"))
    if not wanted:
        return every
    chosen: set[str] = set()
    problems: list[Problem] = []
    ids = set(programme.journal.subjects("inspection"))
    for name in as_known(wanted, ids):
        by_code = _coded(every, name)
        if by_code:
            chosen.update(one.sha256 for one in by_code)
            continue
        try:
            id = name if name in ids else programme.choose(programme.lists(), [name], "ever")[0].id
        except IsoAuditError as error:
            known = error.problems[0]
            problems.append(
                known if known.code != "RUN_001" else problem("FILES_001", str(programme.folder), value=name)
            )
            continue
        chosen.update(one.sha256 for one in every if any(use.inspection == id for use in one.uses))
    if problems:
        raise RunError(problems)
    return [one for one in every if one.sha256 in chosen]


def one_file(programme: Programme, name: str) -> KeptFile:
    """The one paper of this name. Raises RunError as :func:`kept_files`; FILES_002 for none, FILES_003 for several."""
    several = kept_files(programme, [name])
    if not several:
        raise RunError(problem("FILES_002", name))
    if len(several) > 1:
        raise RunError(problem("FILES_003", name, files=[f"{one.code} {one.paper}" for one in several]))
    return several[0]


def _coded(every: Sequence[KeptFile], name: str) -> list[KeptFile]:
    start = name.strip().lower()
    if len(start) < 6 or set(start) - set("0123456789abcdef"):
        return []
    return [one for one in every if one.sha256.startswith(start)]


def _all(state: State, kept: Iterable[str]) -> list[KeptFile]:
    uses: dict[str, list[Use]] = {}
    for inspection in (*state.inspections_by_name(), *state.not_held_by_name()):
        for sha256, use in _uses(state, inspection):
            uses.setdefault(sha256, []).append(use)
    found = []
    for sha256 in kept:
        said = state.fields("file", sha256)
        if sha256 not in uses and (as_issued := _as_issued(state, said)):
            uses[sha256] = [as_issued]
        if said.get("mime") in ENDINGS or sha256 in uses:
            size = said.get("size", 0)
            found.append(KeptFile("", sha256, str(said.get("name", "")), size if isinstance(size, int) else 0,
                                  str(said.get("mime", "")), tuple(uses.get(sha256, ()))))  # fmt: skip
    length = _LEAST_CODE
    while len({one.sha256[:length] for one in found}) < len(found):
        length += 1
    coded = [replace(one, code=one.sha256[:length]) for one in found]
    return sorted(coded, key=_place)


def _place(one: KeptFile) -> tuple[bool, bool, date, str]:
    """Papers by day, then evidence by day, then what nothing uses any more."""
    first = one.uses[0] if one.uses else None
    return first is None, first is not None and first.act in _SHOWN, (first and first.on) or date.max, one.name


def _uses(state: State, inspection: Inspection) -> Iterator[tuple[str, Use]]:
    """What the files of an inspection are: papers of its acts, evidence of every statement on its criteria."""
    agency = state.agencies[inspection.agency].name
    for act in state.acts(inspection.id):
        if act.file:
            yield act.file, Use(inspection.id, agency, act.kind, act.number, act.on)
    for reply in state.replies(inspection.id):
        for sha256 in dict.fromkeys(sha256 for each in (reply.disputed or (reply,)) for sha256 in each.files):
            day = taken(state.fields("file", sha256))
            yield sha256, Use(inspection.id, agency, REPLY, "", day.date() if day else None, reply.criterion)
    for answer in state.answers(inspection.id):
        statements = answer.disputed or (answer,)
        for sha256 in dict.fromkeys(sha256 for each in statements for sha256 in each.every_file):
            day = taken(state.fields("file", sha256))
            yield sha256, Use(inspection.id, agency, EVIDENCE, "", day.date() if day else None, answer.criterion)


def _as_issued(state: State, said: Mapping[str, Any]) -> Use | None:
    """The act whose letter a file was when its number was recorded; nothing: it was none, or the act is taken back."""
    subject = str(said.get(ISSUED, ""))
    inspection = state.known(subject.partition("/")[0]) if subject else None
    act = state.acts_by_subject(inspection.id).get(subject) if inspection else None
    if inspection is None or act is None:
        return None
    return Use(inspection.id, state.agencies[inspection.agency].name, act.kind, act.number, act.on, unsigned=True)


def copy_files(programme: Programme, files: Iterable[KeptFile], folder: Path) -> tuple[list[Path], list[Problem]]:
    """Copy kept files to a folder, under names that can be read; what lies there is not overwritten.

    The copies, and what could not be read as it was kept. Raises RunError (FILE_005) where nothing can be written.
    """
    made, problems = [], []
    make_folder(folder)
    for one in files:
        try:
            data = read_kept(programme.journal.files / one.sha256)
        except IsoAuditError as error:
            problems += [replace(found, where=f"{one.name} ({found.where})") for found in error.problems]
            continue
        made.append(_put(folder, one.name, data))
    return made, problems


def _put(folder: Path, name: str, data: bytes) -> Path:
    """Write a file under its name, or ``name (2)``, …; the same content that lies there already is left as it is."""
    stem, suffix = Path(name).stem, Path(name).suffix
    for number in range(1, 10_000):
        path = folder / (name if number == 1 else f"{stem} ({number}){suffix}")
        if not os.path.lexists(path):
            write_whole(path, data)
            return path
        with suppress(OSError):
            if hashlib.sha256(read_bounded(path)).digest() == hashlib.sha256(data).digest():
                return path
    raise RunError(problem("FILE_005", str(folder), reason="có quá nhiều tệp cùng tên"))


def copy_to_look_at(programme: Programme, one: KeptFile) -> Path:
    """A copy of a kept file that is read only: what was kept cannot be changed by looking at it. Raises RunError."""
    make_folder(programme.out)
    made, problems = copy_files(programme, [one], programme.out / FOLDER)
    if problems:
        raise RunError(problems)
    with suppress(OSError):
        made[0].chmod(0o400)
    return made[0]


def show(path: Path) -> bool:
    """Open a file with the system's program for it, as a double-click does; False where there is none."""
    if sys.platform == "win32":
        try:
            os.startfile(path)
        except OSError:
            return False
        return True
    program = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    has_screen = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if not program or not has_screen or not Path(program).is_absolute():
        return False
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(
            [program, str(path)], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
        )
        return process.wait(timeout=5) == 0
    except subprocess.TimeoutExpired:  # it is still showing the file
        return True
    except OSError:
        return False
