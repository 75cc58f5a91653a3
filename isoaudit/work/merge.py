"""A pack, or another copy of the programme, joined into this one: all of it or nothing, as often as you like."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from isoaudit.disks import refuse_network
from isoaudit.errors import Problem, ProgrammeError, RunError, StoreError, problem
from isoaudit.files import reason, refuse_links
from isoaudit.journal.cuts import KIND as PACK
from isoaudit.journal.cuts import left_out
from isoaudit.journal.fields import ancestors, side_by_side
from isoaudit.journal.kinds import KINDS, kind_of
from isoaudit.journal.places import SETTINGS
from isoaudit.journal.programme import DATABASE, Programme
from isoaudit.journal.sealing import by_prev, in_order
from isoaudit.journal.settings import read_settings
from isoaudit.journal.state import State
from isoaudit.journal.store import Journal
from isoaudit.journal.verifying import read_kept
from isoaudit.journal.whose import with_papers
from isoaudit.model import Answer, Entry, Inspection, Statement
from isoaudit.rules.visit import OF_MINUTES
from isoaudit.wording import label
from isoaudit.work.backup import restore
from isoaudit.work.backup_file import Ask

_FIXED = ("answer", "sample")
"""What minutes that were agreed rest on."""


@dataclass(frozen=True, slots=True)
class Said:
    """One of the values of a field that were said side by side."""

    value: Any
    author: str
    at: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """What was said differently on two laptops and a person must decide."""

    kind: str
    subject: str
    field: str = ""
    """Of an answer empty: its statements stand or fall as a whole."""
    said: tuple[Said, ...] = ()
    statements: tuple[Statement, ...] = ()
    """Of an answer: numbered from 1 as ``isoaudit answers settle`` numbers them."""


@dataclass(frozen=True, slots=True)
class News:
    """What came in on one inspection."""

    inspection: str
    agency: str
    """Its name."""
    counts: Mapping[str, int]
    """How many subjects of each kind of entries something was said of."""
    files: int
    authors: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    unusual: tuple[str, ...]
    """Codes of the words in ``[merge]``: what is to be looked at."""
    late: tuple[str, ...] = ()
    """The criteria and dossiers said of by somebody who had not seen that the minutes were agreed."""
    after_signing: tuple[str, ...] = ()
    """What of the minutes was said by somebody who had not seen that they were signed, in words."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What joining one pack brought."""

    source: Path
    entries: int
    """How many were new; 0: all had been here."""
    files: int
    news: tuple[News, ...]
    others: Mapping[str, int]
    """What came in besides of inspections, such as an inspector: how many subjects of each kind."""


@dataclass(frozen=True, slots=True)
class _Source:
    """A pack that was read and found whole."""

    path: Path
    files: Path
    entries: tuple[Entry, ...]
    cuts: frozenset[str]


def merge(programme: Programme, source: Path, ask: Ask, *, dry_run: bool = False) -> Merged:
    """Join a pack, which is a folder or the file of one, into a programme; ``dry_run``: say only what it would bring.

    Files are kept before the journal names them, and the entries come in at once: whatever stops it, what is there is
    whole, and doing it again adds the rest. Nothing is written to the pack. Raises ProgrammeError: MERGE_001 (no
    programme), 002 (this one itself), 003 (another programme), 004 (its journal is on a server); StoreError: MERGE_005
    (an inspection with other checklists), 006 (cut from a pack that was not merged yet), 007 (what ``verify`` finds in
    it), 008 (what cannot be read here); RunError: FILE_009 (this programme
    lies on the network); for a file, as :func:`isoaudit.work.backup.restore`.
    """
    refuse_network(programme.folder)
    with _opened(programme, source, ask) as other:
        known = set(programme.journal.known(entry.id for entry in other.entries))
        new = [entry for entry in other.entries if entry.id not in known]
        _check(programme, other, new)
        merged = _news(programme, other, new)
        if not dry_run:
            for sha256 in _lacking(programme, other):
                programme.journal.keep(read_kept(other.files / sha256))
            programme.journal.join(other.entries, other.cuts)
        return merged


@contextmanager
def _opened(programme: Programme, path: Path, ask: Ask) -> Iterator[_Source]:
    """Read a pack, from a copy of its database: it may lie on a stick that cannot be written to."""
    with tempfile.TemporaryDirectory(prefix="isoaudit-") as scratch:
        folder = path
        if path.is_file():
            folder = Path(scratch, "pack")
            restore(path, folder, ask)
        _refuse_folder(programme, path, folder)
        try:
            for name in (DATABASE, f"{DATABASE}-journal"):
                if (folder / name).exists():
                    shutil.copyfile(folder / name, Path(scratch, name))
        except OSError as error:
            raise RunError(problem("FILE_002", str(path / DATABASE), reason=reason(error))) from None
        journal = Journal(Path(scratch, DATABASE), folder / "files")
        try:
            problems = journal.verify()
            if problems:
                named = with_papers(problems, journal)
                raise StoreError((_at(one, Path(scratch), path) for one in named), _NOTHING)
            yield _Source(path, folder / "files", tuple(journal.entries()), journal.cuts())
        finally:
            journal.close()


_NOTHING = "Chưa gộp gì từ gói này; dữ liệu ở đây còn nguyên."


def _at(one: Problem, copy: Path, where: Path) -> Problem:
    """A problem of the copy, said of the pack."""
    said = one.where.replace(str(copy / "pack"), str(where)).replace(str(copy), str(where))
    return problem("MERGE_007", said if str(where) in said else f"{where}: {said}", what=one.what.rstrip("."))


def _refuse_folder(programme: Programme, path: Path, folder: Path) -> None:
    try:
        settings = read_settings(folder)
    except ProgrammeError as error:
        if error.problems[0].code not in ("PROGRAMME_001", "PROGRAMME_007"):
            raise
        raise ProgrammeError(problem("MERGE_001", str(path)), _NOTHING) from None
    if folder.resolve() == programme.folder:
        raise ProgrammeError(problem("MERGE_002", str(path)))
    if settings.database:
        raise ProgrammeError(problem("MERGE_004", str(path)))
    refuse_links(folder / name for name in (SETTINGS, DATABASE, f"{DATABASE}-journal", "files"))
    if not (folder / DATABASE).is_file():
        raise StoreError(problem("STORE_020", str(folder / DATABASE)), _NOTHING)


def _check(programme: Programme, other: _Source, new: Sequence[Entry]) -> None:
    """Raise ProgrammeError or StoreError for what must not be joined, though it is whole."""
    mine = {entry.id for entry in programme.journal.entries_of("programme")}
    theirs = [entry for entry in other.entries if entry.kind == "programme"]
    if not any(entry.id in mine for entry in theirs):
        said = theirs[0].payload if theirs else {}
        fields = {"authority": said.get("authority", ""), "year": said.get("year", "")}
        raise ProgrammeError(problem("MERGE_003", str(other.path), **fields), _NOTHING)
    if _forerunners_lacking(programme.journal, other, new):
        raise StoreError(problem("MERGE_006", str(other.path)), _NOTHING)
    opened = {entry.subject for entry in new if entry.kind == "inspection" and "checklists" in entry.payload}
    here = programme.journal.entries_about("inspection", opened)
    there = [entry for entry in other.entries if entry.kind == "inspection" and entry.subject in opened]
    problems = []
    for id in sorted(opened & {entry.subject for entry in here}):
        pins = [e.payload["checklists"] for e in (*here, *there) if e.subject == id and "checklists" in e.payload]
        if any(one != pins[0] for one in pins):
            versions = [f"{pin.get('id', '')} {pin.get('version', '')}" for several in pins for pin in several]
            problems.append(problem("MERGE_005", id, versions=list(dict.fromkeys(versions))))
    if problems:
        raise StoreError(problems, _NOTHING)


def _forerunners_lacking(journal: Journal, other: _Source, new: Sequence[Entry]) -> set[str]:
    """The forerunners of new entries that are in neither journal, and were not left out of a pack."""
    named = {id for entry in new for id in (*entry.prev, *entry.base)} - {entry.id for entry in other.entries}
    lacking = named - journal.known(named)
    if lacking and (mine := journal.cuts()):
        packs = [*journal.entries_of(PACK), *other.entries]
        lacking -= left_out(mine | other.cuts, {one.id: one.payload for one in packs if one.kind == PACK})
    return lacking


def _lacking(programme: Programme, other: _Source) -> list[str]:
    """The files of a pack that are not here."""
    named = {entry.subject for entry in other.entries if entry.kind == "file"}
    return sorted(sha256 for sha256 in named if not (programme.journal.files / sha256).exists())


def _news(programme: Programme, other: _Source, new: Sequence[Entry]) -> Merged:
    said = [entry for entry in new if entry.kind not in (PACK, "file")]
    about: dict[str, list[Entry]] = {}
    for entry in said:
        if _is_of_an_inspection(entry):
            about.setdefault(entry.subject.partition("/")[0], []).append(entry)
    kinds = [name for name, kind in KINDS.items() if kind.of_inspection]
    state = programme.state_about(sorted(about), kinds)
    before = {id: _entries(state, id) for id in about}
    _take_in(programme, state, other, new)
    theirs = {entry.id for entry in other.entries}
    files = {entry.subject for entry in new if entry.kind == "file"}
    news = [
        _about(state, id, entries, [e for e in before[id] if e.id not in theirs], files)
        for id, entries in sorted(about.items())
    ]
    others = Counter(e.kind for e in said if not _is_of_an_inspection(e))
    return Merged(other.path, len(new), len(_lacking(programme, other)), tuple(news), dict(others))


def _is_of_an_inspection(entry: Entry) -> bool:
    """Whether an entry is of an inspection of this year: what earlier years found is of none."""
    return entry.kind == "inspection" or (entry.kind != "carried" and kind_of(entry.kind).of_inspection)


def _take_in(programme: Programme, state: State, other: _Source, new: Sequence[Entry]) -> None:
    """Add a pack to a state. Raises StoreError (MERGE_008): entries are for ever, and one nobody can read stops all."""
    apart = ("agency", "inspection", "inspector")  # a state reads these as they come in
    subjects = sorted({(e.kind, e.subject) for e in new}, key=lambda one: (one[0] not in apart, one))
    criteria: dict[str, set[str]] = {}
    named = ""
    try:
        for kind in apart:
            of_kind: dict[str, list[Entry]] = {}
            for entry in other.entries:
                if entry.kind == kind:
                    of_kind.setdefault(entry.subject, []).append(entry)
            for subject, entries in of_kind.items():  # all of one: the last alone may say a part of it
                named = f"{kind} {subject}"
                state.take_in(entries)
        state.take_in(new)
        for kind, subject in subjects:
            named = f"{kind} {subject}"
            kind_of(kind).read(subject, state.about(kind, subject))
            inspection = state.known(subject.partition("/")[0])
            if inspection and inspection.agency not in state.agencies:
                raise KeyError(inspection.agency)
            if inspection and kind == "answer":
                if inspection.id not in criteria:
                    criteria[inspection.id] = _criteria(programme, other, inspection)
                if subject.partition("/")[2] not in criteria[inspection.id]:
                    raise KeyError(subject)
    except (ValidationError, KeyError, TypeError, AttributeError, ValueError):
        raise StoreError(problem("MERGE_008", str(other.path), subject=named), _NOTHING) from None


def _criteria(programme: Programme, other: _Source, inspection: Inspection) -> set[str]:
    """The criteria of an inspection, whose checklists may be here or only in the pack."""
    for pin in inspection.checklists:
        if not (programme.journal.files / pin.sha256).exists():
            programme.lay_out(read_kept(other.files / pin.sha256))
    return {c.id for pinned in programme.pinned(inspection) for c in pinned.checklist.criteria}


def _entries(state: State, inspection: str) -> list[Entry]:
    return [entry for kind, subject in state.subjects(inspection) for entry in state.history(kind, subject)]


def _about(state: State, id: str, new: Sequence[Entry], only_here: Sequence[Entry], files: set[str]) -> News:
    """What came in on one inspection; ``state`` is after it, ``only_here`` what the pack had not seen."""
    counts = Counter(kind for kind, _ in {(entry.kind, entry.subject) for entry in new})
    inspection = next((s[id] for s in (state.inspections, state.not_held, state.removed) if id in s), None)
    agency = state.agencies.get(inspection.agency) if inspection else None
    named = str([entry.payload for entry in new])
    late = _late(state, id, new, only_here)
    after_signing = _after_signing(state, id, new, only_here)
    unusual = [*(["late"] if late else ()), *(["after_signing"] if after_signing else ())]
    unusual += _standing(state, inspection, only_here)
    return News(
        inspection=id,
        agency=agency.name if agency else "",
        counts=dict(counts),
        files=sum(sha256 in named for sha256 in files),
        authors=tuple(sorted({entry.author for entry in new if entry.author})),
        conflicts=tuple(_conflicts(state, id)),
        unusual=tuple(unusual),
        late=late,
        after_signing=after_signing,
    )


def _standing(state: State, inspection: Inspection | None, only_here: Sequence[Entry]) -> Iterator[str]:
    """What became of an inspection that something was brought of."""
    if inspection is None:
        yield "unknown"
    elif inspection.id in state.not_held:
        yield "cancelled"
    elif inspection.id in state.removed:
        yield "removed"
    elif any(entry.kind == "inspection" for entry in only_here):
        yield "changed"


def _late(state: State, id: str, new: Sequence[Entry], only_here: Sequence[Entry]) -> tuple[str, ...]:
    """The criteria and dossiers that something was said of beside the agreement of the minutes.

    What was agreed stays as it was agreed (Circular 26/2014, Article 37.2.b); the answer is shown.
    """
    subject = f"{id}/minutes_agreed"
    if not state.agreed(id) and not state.fields("act", subject):
        return ()
    late = _beside(state, subject, new, only_here, lambda entry: entry.kind in _FIXED)
    return tuple(sorted({entry.subject.partition("/")[2] for entry in late}))


def _after_signing(state: State, id: str, new: Sequence[Entry], only_here: Sequence[Entry]) -> tuple[str, ...]:
    """What was said of signed minutes by somebody who had not seen that they were signed: fields, points, dossiers.

    Signed minutes change no more (Circular 26/2014, Article 37.2.c), but what they were printed of now says otherwise.
    """
    named: dict[str, None] = {}
    for kind in ("minutes_signed", "minutes_unsigned"):
        signed = state.fields("act", f"{id}/{kind}")
        if signed and not signed.get("taken_back"):
            for entry in _beside(state, f"{id}/{kind}", new, only_here, _is_of_minutes):
                names = [name for name in OF_MINUTES if entry.kind == "inspection" and name in entry.payload]
                about = [label("column", name) for name in names] or [entry.subject.partition("/")[2]]
                named.update(dict.fromkeys(about))
    return tuple(sorted(named))


def _is_of_minutes(entry: Entry) -> bool:
    if entry.kind == "inspection":
        return not set(OF_MINUTES).isdisjoint(entry.payload)
    return entry.kind in (*_FIXED, "point", "effect")


def _beside(
    state: State, subject: str, new: Sequence[Entry], only_here: Sequence[Entry], fixed: Callable[[Entry], bool]
) -> list[Entry]:
    """What was said beside an act after which it says no more: its writer had not seen the act, nor the act this.

    Either by somebody here who had not seen what was done there, or the other way round, or on two laptops that were
    joined before.
    """
    stands = set(state.about("act", subject).base())
    late = [e for e in new if fixed(e)] if any(o.id in stands for o in only_here) else []
    done_there = {entry.id for entry in new if entry.id in stands}
    if done_there:
        late += [entry for entry in only_here if fixed(entry)]
        seen = ancestors(done_there, {entry.id: entry.prev for entry in new})
        after = set(done_there)
        for entry in in_order(new, by_prev):
            if after & set(entry.prev):
                after.add(entry.id)
        late += [e for e in new if fixed(e) and e.id not in seen | after]
    return late


def _conflicts(state: State, id: str) -> Iterator[Conflict]:
    """What a person must decide on in an inspection."""
    answers = state.of(Answer, id)
    for kind, subject in state.subjects(id):
        if kind == "reading":  # several second readers count beside each other
            continue
        if kind == "answer" and subject in answers:
            if disputed := answers[subject].disputed:
                yield Conflict(kind, subject, statements=disputed)
            continue
        for field in state.conflicts(kind, subject):
            said = (Said(e.payload[field], e.author, e.at) for e in side_by_side(state.history(kind, subject), field))
            yield Conflict(kind, subject, field, tuple(said))
