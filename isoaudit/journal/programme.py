"""A programme's folder: its settings, its journal, its checklists; and the cases made of them."""

from __future__ import annotations

import getpass
import platform
import shutil
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from isoaudit.errors import Problem, ProgrammeError, RunError, StoreError, problem
from isoaudit.files import read_bounded, reason, refuse_links
from isoaudit.journal import checklists
from isoaudit.journal.settings import SETTINGS, new_settings, read_settings, shipped
from isoaudit.journal.state import State, build_case
from isoaudit.journal.store import FINGERPRINT_LENGTH, Draft, Journal, Writer, fingerprint
from isoaudit.model import Case, Inspection, Law, PinnedChecklist, Settings
from isoaudit.rules.findings import fingerprint as case_fingerprint

_PORTION = 200  # cases whose answers are read from the journal at a time
_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def today() -> date:
    """The day in Vietnam."""
    return datetime.now(_ZONE).date()


def writer() -> Writer:
    """Who is at the keyboard, on which machine, at what time in Vietnam."""
    try:
        author = getpass.getuser()
    except (KeyError, OSError):  # no name for this user on this machine
        author = ""
    return Writer(author, platform.node(), datetime.now(_ZONE).isoformat(timespec="seconds"))


def init(folder: Path, authority: str, year: int) -> Programme:
    """A new programme in ``folder``, with the shipped checklists and notebooks to be changed as the office likes.

    Raises ProgrammeError when the folder is not empty (PROGRAMME_002), the year is not one (005), or it cannot be
    written (FILE_005).
    """
    if not 2014 <= year <= 2100:
        raise ProgrammeError(problem("PROGRAMME_005", str(folder), year=year))
    settings = new_settings(authority, year)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ProgrammeError(problem("PROGRAMME_002", str(folder)))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in ("checklists", "notebooks"):
            shutil.copytree(shipped(name), folder / name, ignore=shutil.ignore_patterns("*.schema.json", ".*"))
        (folder / "templates").mkdir()
        journal = Journal(folder / "programme.db", folder / "files", create=True)
        with journal.writing() as transaction:
            payload = {"authority": authority, "year": year}
            transaction.append([Draft("programme", "programme", payload)], writer())
        (folder / SETTINGS).write_text(settings, encoding="utf-8")
    except OSError as error:
        raise ProgrammeError(problem("FILE_005", str(folder), reason=reason(error))) from None
    return Programme(folder)


class Programme:
    """One programme: a folder for one authority and one year."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        refuse_links(self.folder / name for name in ("programme.db", "files", "out"))
        self.settings: Settings = read_settings(self.folder)
        self.journal = Journal(self.folder / "programme.db", self.folder / "files")
        self._checklists: dict[str, PinnedChecklist] = {}

    @property
    def out(self) -> Path:
        """Where everything derived is written, one folder per inspection."""
        return self.folder / "out"

    @cached_property
    def laws(self) -> tuple[Law, ...]:
        """The instruments as they are cited."""
        return checklists.read_law(self.folder / "checklists" / checklists.LAW).laws

    def state(self) -> State:
        """What the journal says at present."""
        return State(self.journal.entries())

    def register(self) -> State:
        """What the journal says at present, the answers left out: they are most of it. See :class:`Cases`."""
        return State(self.journal.entries_but("answer"))

    def pinned(self, inspection: Inspection) -> tuple[PinnedChecklist, ...]:
        """The checklists of an inspection, from the bytes pinned when it was opened. Raises StoreError."""
        return tuple(self.kept(pin.sha256) for pin in inspection.checklists)

    def kept(self, sha256: str) -> PinnedChecklist:
        """A kept checklist, read once: thousands of inspections share a few. Raises StoreError."""
        if sha256 not in self._checklists:
            path = self.journal.files / sha256
            try:
                data = read_bounded(path)
            except OSError:
                raise StoreError(problem("STORE_004", str(path))) from None
            self._checklists[sha256] = checklists.parse(data)
        return self._checklists[sha256]

    def case(self, state: State, inspection: Inspection) -> Case:
        """The case of an inspection as it stands."""
        return build_case(state, inspection, self.settings, self.laws, self.pinned(inspection))

    def choose(self, state: State, names: Iterable[str]) -> list[Inspection]:
        """The inspections named by id, or by agency where it has only one; without names all, by agency's name.

        Raises RunError with every name that fits nothing (RUN_001) or several (INSPECTION_002).
        """
        wanted = list(dict.fromkeys(names))
        if not wanted:
            if not state.inspections:
                raise RunError(problem("RUN_006", str(self.folder)))
            return state.inspections_by_name()
        chosen: dict[str, Inspection] = {}
        problems: list[Problem] = []
        for name in wanted:
            found = [state.inspections[name]] if name in state.inspections else state.of_agency(name)
            if len(found) == 1:
                chosen[found[0].id] = found[0]
            elif found:
                ids = ", ".join(i.id for i in found)
                problems.append(problem("INSPECTION_002", name, agency=name, count=len(found), ids=ids))
            else:
                problems.append(problem("RUN_001", str(self.folder), value=name))
        if problems:
            raise RunError(problems)
        return list(chosen.values())

    def fingerprint(self) -> str:
        """A short mark of everything said so far, to be printed on paper."""
        return fingerprint(self.journal.entries())

    def verify(self, mark: str | None = None) -> list[Problem]:
        """What was changed behind the journal's back, and whether a printed mark still names a state it had.

        A mark is the beginning of an entry's id, which seals all before it, or of several where copies were joined, or
        of the fingerprint of a working paper. Raises StoreError (STORE_007) for what is no mark.
        """
        problems = self.journal.verify()
        if mark is None or problems:
            return problems
        wanted = _parts_of(mark)
        if not wanted:
            raise StoreError(problem("STORE_007", str(self.folder), value=mark))
        ids = [entry.id for entry in self.journal.entries()]
        if all(any(id.startswith(part) for id in ids) for part in wanted):
            return []
        state = self.state()
        marks = (case_fingerprint(self.case(state, i)) for i in state.inspections.values())
        if len(wanted) == 1 and any(found.startswith(wanted[0]) for found in marks):
            return []
        return [problem("STORE_006", str(self.folder), value=mark)]


class Cases:
    """The cases of all inspections as they stood when they were first asked for; thousands are never held at once.

    They can be gone through several times, in no order of meaning. An inspection whose answers were changed since the
    first time is left out and named in ``changed``: what was judged must be what is printed.
    """

    def __init__(self, programme: Programme, register: State) -> None:
        self._programme, self._state = programme, register
        self._rested_on: dict[str, int] = {}
        self.changed: set[str] = set()

    def __iter__(self) -> Iterator[Case]:
        ids = sorted(self._state.inspections, key=_first)
        for portion in (ids[start : start + _PORTION] for start in range(0, len(ids), _PORTION)):
            answers = self._programme.journal.entries_between("answer", _first(portion[0]), _last(portion[-1]))
            self._state.take_in(answers)
            for id in portion:
                case = self._programme.case(self._state, self._state.inspections[id])
                self._state.forget_answers(id)
                if self._is_as_before(case):
                    yield case

    def _is_as_before(self, case: Case) -> bool:
        id, rests_on = case.inspection.id, hash(tuple(answer.heads for answer in case.answers))
        if self._rested_on.setdefault(id, rests_on) == rests_on:
            return True
        self.changed.add(id)
        return False


def _first(inspection: str) -> str:
    """What stands before the subjects of all answers of an inspection."""
    return f"{inspection}/"


def _last(inspection: str) -> str:
    """What stands after them: no criterion's id is that long."""
    return f"{inspection}/{chr(0x10FFFF)}"


def _parts_of(mark: str) -> list[str]:
    """The beginnings of ids a mark is made of; hyphens and spaces within one are for the eye. Nothing: no mark."""
    text = mark.replace(" ", "").lower()
    whole = text.replace("-", "")
    if len(whole) < 8 or set(whole) - set("0123456789abcdef"):
        return []
    parts = text.split("-")
    return parts if all(len(part) == FINGERPRINT_LENGTH for part in parts) else [whole]
