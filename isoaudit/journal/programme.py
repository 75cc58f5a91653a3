"""A programme's folder: its settings, its journal, its checklists; and the cases made of them."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Literal

from isoaudit.errors import Problem, ProgrammeError, RunError, StoreError, problem
from isoaudit.files import refuse_links
from isoaudit.journal import checklists
from isoaudit.journal.case import build_case
from isoaudit.journal.settings import SETTINGS, read_settings
from isoaudit.journal.state import State
from isoaudit.journal.store import FINGERPRINT_LENGTH, Ids, Journal, mark
from isoaudit.journal.verifying import read_kept
from isoaudit.journal.whose import with_papers
from isoaudit.journal.writers import ZONE
from isoaudit.journal.writers import writer as writer
from isoaudit.model import Case, Entry, Inspection, Law, PinnedChecklist, Settings
from isoaudit.rules.changes import not_standing
from isoaudit.rules.findings import fingerprint as case_fingerprint
from isoaudit.wording.codes import as_known

DATABASE = "programme.db"
GUIDES = "huong-dan"
"""Where in ``out`` the guides lie as pages, once something was opened."""
_PORTION = 200  # cases whose answers are read from the journal at a time, and how many are held at most
_MANY = 100  # inspections; of more, the entries are read all at once instead of one inspection after the other
OF_INSPECTIONS = ("answer", "act", "finding", "sample", "point", "reply", "review", "effect", "reading", "reported")
"""Kinds of entries whose subject begins with the id of an inspection: ``2026-99-STP-TS/…``."""
Among = Literal["standing", "known", "ever"]
"""Which inspections can be named: those that stand; those not carried out as well; those removed as well."""
_LISTED = ("agency", "inspection", "inspector")
_ID = re.compile(r"\d+-(.+)-(?:TS|HS)\d*")
"""The id of an inspection: :func:`isoaudit.journal.state.next_id`."""


def today() -> date:
    """The day in Vietnam."""
    return datetime.now(ZONE).date()


class Programme:
    """One programme: a folder for one authority and one year."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(os.path.realpath(folder))  # which raises nothing of links in a ring; reading then says it
        refuse_links(self.folder / name for name in (DATABASE, f"{DATABASE}-journal", "files", "out"))
        settings = read_settings(self.folder)
        if not settings.database and not (self.folder / DATABASE).exists():
            raise StoreError(problem("STORE_020", str(self.folder / DATABASE)))
        self.journal = Journal(settings.database or self.folder / DATABASE, self.folder / "files")
        self.settings: Settings = settings.model_copy(update={"database": ""})
        """Without the address of the database: cases hold the settings, and an address may hold a password."""
        self._of_units: dict[str, Settings] = {}
        self._checklists: dict[str, PinnedChecklist] = {}

    @property
    def out(self) -> Path:
        """Where everything derived is written, one folder per inspection."""
        return self.folder / "out"

    @property
    def has_guides(self) -> bool:
        """Whether pages in ``out`` can lead to the guides."""
        return (self.out / GUIDES).is_dir()

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

    def lists(self) -> State:
        """The agencies, inspectors and inspections, and nothing that was said of what happened in them."""
        return State(self.journal.entries_of(*_LISTED))

    def about(
        self, names: Iterable[str], kinds: Sequence[str] = OF_INSPECTIONS, among: Among = "standing"
    ) -> tuple[State, list[Inspection]]:
        """The inspections named, as :meth:`choose`, and the state as far as it is about them.

        Of others nothing is read but that the same decision is on them too; without names all are. ``kinds``: what is
        read of each inspection.
        """
        wanted = list(dict.fromkeys(names))
        if not wanted:
            state = self.state() if "answer" in kinds else self.register()
            return state, self.choose(state, [])
        ids = self._ids(wanted, among)
        state = self.state_about(ids, kinds)
        if "answer" in kinds:  # a case is made of it
            self._take_in_companions(state)
            state.take_in(self.scopes_of(state.agencies))
        return state, self.choose(state, ids, among)

    def _ids(self, names: Sequence[str], among: Among) -> list[str]:
        """The ids of the inspections named. Raises as :meth:`choose`."""
        ids = self.journal.subjects("inspection")
        of_agency = by_agency(ids)
        names = as_known(names, {*ids, *of_agency})
        found = [[name] if name in ids else of_agency.get(name, []) for name in names]
        if all(len(several) == 1 for several in found):
            return list(dict.fromkeys(several[0] for several in found))
        return [inspection.id for inspection in self.choose(self.lists(), names, among)]

    def take_in_neighbours(self, state: State) -> None:
        """Add what signed minutes of the inspections in a state may be mistaken for.

        That is: the names of all agencies; the other inspections of the same ones, with their acts.
        """
        journal = self.journal
        others = by_agency(set(journal.subjects("inspection")) - state.inspections.keys())
        siblings = [id for code in state.agencies for id in others.get(code, ())]
        state.take_in(entry for entry in journal.entries_of("agency") if entry.subject not in state.agencies)
        state.take_in(journal.entries_about("inspection", siblings))
        state.take_in(self.of_inspections(siblings, ("act",)))

    def _take_in_companions(self, state: State) -> None:
        """Add the decisions on other inspections that have the number of one on an inspection in the state."""
        decided = {a.number for id in state.inspections for a in state.acts(id) if a.kind == "decided" and a.number}
        for number in sorted(decided):
            found = self.journal.entries_telling("act", number)
            state.take_in(entry for entry in found if entry.subject.endswith("/decided"))
            if self.settings.units:  # two units may give the same number on the same day
                others = {entry.subject.partition("/")[0] for entry in found} - state.inspections.keys()
                beside = State(self.journal.entries_about("inspection", others))
                known = (*beside.inspections.values(), *beside.not_held.values())
                state.units_beside |= {one.id: one.inspecting_unit for one in known}

    def state_about(self, inspections: Collection[str], kinds: Sequence[str] = OF_INSPECTIONS) -> State:
        """The state as far as it is about these inspections: themselves, their agencies, what was said of them.

        All inspectors are in it, and the files that are named by acts. ``kinds``: what is read of each inspection.
        """
        journal = self.journal
        state = State(journal.entries_about("inspection", inspections))
        known = (*state.inspections.values(), *state.not_held.values(), *state.removed.values())
        state.take_in(self.agencies_about({inspection.agency for inspection in known}))
        state.take_in(journal.entries_of("inspector"))
        state.take_in(self.of_inspections(inspections, kinds))
        state.take_in(journal.entries_about("file", {a.file for id in inspections for a in state.acts(id) if a.file}))
        state.take_in(self.carried_of(state.agencies))
        self._take_in_heirs(state)
        return state

    def _take_in_heirs(self, state: State) -> None:
        """Add the bodies that agencies in the state passed into; nothing is looked for where none ended."""
        known: set[str] = set()
        while ended := {one.code for one in state.agencies.values() if state.followed_by(one)[-1] is one}:
            ended = {code for code in ended if state.agencies[code].valid_to is not None} - known
            if not ended:
                return
            known |= ended
            for code in sorted(ended):
                state.take_in(self.journal.entries_telling("agency", "predecessors", code))

    def agencies_about(self, codes: Iterable[str]) -> list[Entry]:
        """The entries on agencies, and on the bodies they were made of, and those of which these were."""
        found: list[Entry] = []
        known: set[str] = set()
        wanted = set(codes)
        while wanted:
            known |= wanted
            entries = self.journal.entries_about("agency", wanted)
            found += entries
            wanted = {code for entry in entries for code in entry.payload.get("predecessors") or ()} - known
        return found

    def carried_of(self, agencies: Iterable[str]) -> list[Entry]:
        """What earlier years found at agencies with these codes."""
        subjects = self.journal.subjects("carried")
        earlier = by_agency({subject.partition("/")[0] for subject in subjects}) if subjects else {}
        return self.journal.entries_below(("carried",), [id for code in agencies for id in earlier.get(code, ())])

    def scopes_of(self, agencies: Collection[str]) -> list[Entry]:
        """All lists of published procedures and instruments, and what agencies with these codes said of both."""
        published = self.journal.entries_of("procedure", "instrument")
        return [*published, *self.journal.entries_below(("declared", "taken"), agencies)] if published else []

    def of_inspections(self, inspections: Collection[str], kinds: Sequence[str] = OF_INSPECTIONS) -> list[Entry]:
        """The entries of these kinds on these inspections."""
        if len(inspections) <= _MANY:
            return self.journal.entries_below(kinds, inspections)
        wanted = set(inspections)
        return [entry for entry in self.journal.entries_of(*kinds) if entry.subject.partition("/")[0] in wanted]

    def answered(self) -> Counter[str]:
        """How many criteria of each inspection have an answer; the answers are not read."""
        return Counter(subject.partition("/")[0] for subject in self.journal.subjects("answer"))

    def pinned(self, inspection: Inspection) -> tuple[PinnedChecklist, ...]:
        """The checklists of an inspection, from the bytes pinned when it was opened. Raises StoreError."""
        return tuple(self.kept(pin.sha256) for pin in inspection.checklists)

    def kept(self, sha256: str) -> PinnedChecklist:
        """A kept checklist, read once: thousands of inspections share a few. Raises StoreError."""
        if sha256 not in self._checklists:
            self._checklists[sha256] = checklists.parse(read_kept(self.journal.files / sha256))
        return self._checklists[sha256]

    def lay_out(self, data: bytes) -> None:
        """Know a checklist for as long as this programme is open, as if it were kept: nothing is written."""
        pinned = checklists.parse(data)
        self._checklists[pinned.pin.sha256] = pinned

    def case(self, state: State, inspection: Inspection) -> Case:
        """The case of an inspection as it stands."""
        settings = self.settings_of(inspection)
        return build_case(state, inspection, settings, self.laws, self.pinned(inspection))

    def settings_of(self, inspection: Inspection) -> Settings:
        """The settings as the unit that inspects has them. Raises ProgrammeError (PROGRAMME_010) where it is gone."""
        code = inspection.inspecting_unit
        if code not in self._of_units:
            if code and code not in self.settings.units:
                fields = {"inspection": inspection.id, "unit": code}
                raise ProgrammeError(problem("PROGRAMME_010", str(self.folder / SETTINGS), **fields))
            self._of_units[code] = self.settings.of_unit(code)
        return self._of_units[code]

    def choose(self, state: State, names: Iterable[str], among: Among = "standing") -> list[Inspection]:
        """The inspections named by id, or by agency where it has only one; without names all, by agency's name.

        Codes are compared by their key (:func:`isoaudit.wording.codes.code_key`): sgdđt is SGDDT.
        ``among``: whether those that are not carried out, and those that were removed, can be named as well. Raises
        RunError with every name that fits nothing (RUN_001) or several (INSPECTION_002), or an inspection that does
        not stand (CHANGE_001, CHANGE_002).
        """
        wanted = as_known(names, state.codes())
        if not wanted:
            if not state.inspections:
                raise RunError(problem("RUN_006", str(self.folder)))
            return state.inspections_by_name()
        chosen: dict[str, Inspection] = {}
        problems: list[Problem] = []
        for name in wanted:
            found = _named(state, name, among)
            if len(found) == 1:
                chosen[found[0].id] = found[0]
            elif found:
                ids = ", ".join(i.id for i in found)
                problems.append(problem("INSPECTION_002", name, agency=name, count=len(found), ids=ids))
            else:
                problems += _not_standing(state, name) or [problem("RUN_001", str(self.folder), value=name)]
        if problems:
            raise RunError(problems)
        return list(chosen.values())

    def fingerprint(self) -> str:
        """A short mark of everything said so far, to be printed on paper."""
        return mark(self.journal.heads())

    def verify(self, printed: str | None = None) -> list[Problem]:
        """What was changed behind the journal's back, and whether a printed mark still names a state it had.

        A mark is the beginning of an entry's id, which seals all before it, or of several where copies were joined, or
        of the fingerprint of a working paper. Raises StoreError (STORE_007) for what is no mark.
        """
        problems = with_papers(self.journal.verify(), self.journal)
        if printed is None or problems:
            return problems
        wanted = _parts_of(printed)
        if not wanted:
            raise StoreError(problem("STORE_007", str(self.folder), value=printed))
        ids = [entry.id for entry in self.journal.entries()]
        if all(any(id.startswith(part) for id in ids) for part in wanted):
            return []
        state = self.state()
        known = (*state.inspections.values(), *state.not_held.values())
        marks = (case_fingerprint(self.case(state, inspection)) for inspection in known)
        if len(wanted) == 1 and any(found.startswith(wanted[0]) for found in marks):
            return []
        return [problem("STORE_006", str(self.folder), value=printed)]


class Cases:
    """The cases of all inspections as they stood when they were first asked for; thousands are never held at once.

    They can be gone through several times, in no order of meaning; those of a year that has few are made once for as
    long as nobody writes. An inspection whose answers were changed since the first time is left out and named in
    ``changed``: what was judged must be what is printed.
    """

    def __init__(self, programme: Programme, register: State) -> None:
        self._programme, self._state = programme, register
        self._rested_on: dict[str, int] = {}
        self._held: tuple[Ids, list[Case]] = (), []
        """The cases of a year that has few, and the heads of the journal before they were read."""
        self.changed: set[str] = set()

    def __iter__(self) -> Iterator[Case]:
        heads = self._programme.journal.heads()
        known_at, cases = self._held
        if heads == known_at:
            yield from cases
            return
        cases = []
        for case in self._made():
            if len(self._state.inspections) <= _PORTION:
                cases.append(case)
            yield case
        if cases:
            self._held = heads, cases

    def _made(self) -> Iterator[Case]:
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


def _named(state: State, name: str, among: Among) -> list[Inspection]:
    """The inspections with this id or of this agency; of an agency first those that stand."""
    shelves = [state.inspections]
    shelves += [state.not_held] if among != "standing" else []
    shelves += [state.removed] if among == "ever" else []
    if by_id := [shelf[name] for shelf in shelves if name in shelf]:
        return by_id
    of_agency = state.of_agency(name)
    if not of_agency and among != "standing":
        of_agency = state.known_of_agency(name)
    return of_agency or (state.removed_of_agency(name) if among == "ever" else [])


def _not_standing(state: State, name: str) -> list[Problem]:
    """What became of the inspections with this name, where none stands."""
    found = [(inspection.id, *not_standing(inspection)) for inspection in _named(state, name, "ever")]
    return [problem(code, id, **fields) for id, code, fields in found]


def by_agency(inspections: Iterable[str]) -> dict[str, list[str]]:
    """Ids of inspections by the agency's code that is in them."""
    ids: dict[str, list[str]] = {}
    for id in inspections:
        if form := _ID.fullmatch(id):
            ids.setdefault(form[1], []).append(id)
    return ids


def _first(inspection: str) -> str:
    """What stands before the subjects of all answers of an inspection."""
    return f"{inspection}/"


def _last(inspection: str) -> str:
    """What stands after them: no sign sorts after this one."""
    return f"{inspection}/{chr(0x10FFFF)}"


def _parts_of(printed: str) -> list[str]:
    """The beginnings of ids a mark is made of; hyphens and spaces within one are for the eye. Nothing: no mark."""
    text = printed.replace(" ", "").lower()
    whole = text.replace("-", "")
    if len(whole) < 8 or set(whole) - set("0123456789abcdef"):
        return []
    parts = text.split("-")
    return parts if all(len(part) == FINGERPRINT_LENGTH for part in parts) else [whole]
