"""The inspection on site as a book of the form: what stands on its page, what is said there, what its buttons do."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from isoaudit.desk.evidence import keep_evidence
from isoaudit.desk.saying import Said, assign, say_answer, say_point, say_sample, say_visit
from isoaudit.errors import ProcedureError, RunError, problem
from isoaudit.form.page import Changes, Done, Missing, Page, Record, Section, ShownFile, Status, Value
from isoaudit.journal.programme import Programme, today
from isoaudit.journal.state import State
from isoaudit.journal.store import Ids
from isoaudit.model import Criterion, Inspection
from isoaudit.visit import acting, answers, conflicts, exchange, head, meeting, minutes, missing, parts, points, samples
from isoaudit.visit.earlier import earlier
from isoaudit.visit.kept_files import named_in, shown
from isoaudit.visit.now import Now
from isoaudit.wording import label, span

_TABS = ("prepare", "questions", "samples", "missing", "meeting", "exchange", "minutes")
_BY_RECORD = ("questions", "missing")
"""The tabs of an inspection by record: it has no team at the agency, no minutes."""


@dataclass(frozen=True, eq=False)
class _Shown:
    """What the browser was last told."""

    heads: Ids
    now: Now
    sections: tuple[Section, ...]
    values: Mapping[str, Value]
    files: frozenset[str]
    status: Status


def mark_of(folder: Path) -> str:
    """A short mark of where a programme lies, so that one browser keeps the drafts of two apart."""
    return hashlib.sha256(str(folder).encode()).hexdigest()[:12]


class VisitBook:
    """The records of one inspection; see :class:`isoaudit.form.book.Book`."""

    def __init__(self, folder: Path, inspection: str) -> None:
        self.programme = Programme(folder)
        heads = self.programme.journal.heads()
        state, (chosen,) = self.programme.about([inspection])
        self._id = chosen.id
        self._earlier = earlier(self.programme, chosen)
        self._records = _Records()
        self._shown = self._looked(heads, state, chosen)

    # what is shown

    def page(self) -> Page:
        """How the page looks."""
        now = self._shown.now
        tabs = _TABS if now.inspection.mode == "on_site" else _BY_RECORD
        days = span(now.inspection.from_, now.inspection.to)
        return Page(
            id=now.id,
            programme=mark_of(self.programme.folder),
            title=label("visit_said", "title").format(agency=now.case.agency.name),
            subtitle=", ".join(part for part in (now.id, label("mode", now.inspection.mode), days) if part),
            groups=tuple((name, label("visit_tab", name)) for name in tabs),
            sections=self._shown.sections,
            members=now.members,
            by_field="inspector",
            warning=label("warning", "files"),
        )

    def values(self) -> Mapping[str, Value]:
        """What every record says, by its id."""
        return self._shown.values

    def files(self) -> Sequence[ShownFile]:
        """The files that records name."""
        return shown(self.programme, sorted(self._shown.files))

    def status(self) -> Status:
        """How far the work is."""
        return self._shown.status

    # what is written

    def say(self, record: str, fields: Mapping[str, Any], *, edit: str, base: Sequence[str], at: str) -> Changes:
        """Write what was typed into a record. Raises IsoAuditError: nothing was written."""
        del at  # the clock of the browser may be wrong; the entry holds the time of this machine
        kind, _, name = record.partition("/")
        if kind not in _SAYS or not name:
            raise RunError(problem("VISIT_005", self._id))
        heads = self.programme.journal.heads()
        said = _SAYS[kind](self, name, fields, edit, tuple(base))
        after = self._looked((), said.state, said.inspection) if said else self._looked(heads, *self._read())
        changes = self._told(after)
        return replace(changes, values={**_only(record, after.values), **changes.values})

    def _answer(self, criterion: str, fields: Mapping[str, Any], edit: str, base: Ids) -> Said:
        typed = answers.to_say(self._shown.now, criterion, fields, today())
        return say_answer(self.programme, self._id, criterion, typed, edit=edit, base=base)

    def _sample(self, dossier: str, fields: Mapping[str, Any], edit: str, base: Ids) -> Said:
        return say_sample(self.programme, self._id, dossier, samples.to_say(dossier, fields), edit=edit, base=base)

    def _visit(self, name: str, fields: Mapping[str, Any], edit: str, base: Ids) -> Said:
        return say_visit(self.programme, self._id, head.to_say(name, fields), edit=edit, base=base)

    def _point(self, point: str, fields: Mapping[str, Any], edit: str, base: Ids) -> Said:
        typed = points.to_say(self._shown.now, point, fields)
        return say_point(self.programme, self._id, point, typed, edit=edit, base=base)

    def _part(self, point: str, fields: Mapping[str, Any], edit: str, base: Ids) -> Said | None:
        """The row of a point: what others assigned at other points meanwhile stays, whatever this page had seen."""
        assigned = parts.to_say(self._fresh().now, point, fields)
        return assign(self.programme, self._id, assigned, edit=edit, base=None) if assigned else None

    def do(self, action: str, given: Mapping[str, Any], *, edit: str) -> Done:
        """Do what a button stands for; sent again it answers with what it came to."""
        fresh = self._fresh()
        if action == "settle":
            self._refuse_changed(str(given["record"]), fresh)
        lines, made = acting.do(fresh.now, action, given, edit)
        return Done(tuple(lines), tuple(made), self.refresh())

    def _refuse_changed(self, record: str, fresh: _Shown) -> None:
        """Refuse a choice among statements that others were added to: its number would mean another one."""
        seen, now = (shown.values.get(record) for shown in (self._shown, fresh))
        if seen and now and seen.conflict and now.conflict and seen.conflict != now.conflict:
            raise ProcedureError(problem("VISIT_008", record.partition("/")[2]))

    def keep(self, file: Path, name: str, *, record: str) -> ShownFile:
        """Keep an uploaded file unaltered. Raises ProcedureError for what is no evidence."""
        del record  # whatever it is added to, the file is kept the same way
        return shown(self.programme, [keep_evidence(self.programme, file, name).sha256])[0]

    def refresh(self) -> Changes:
        """What others wrote since it was last asked."""
        return self._told(self._fresh())

    # how it stands

    def _fresh(self) -> _Shown:
        """How the inspection stands in the journal now; nothing is read where nobody wrote."""
        heads = self.programme.journal.heads()
        if heads == self._shown.heads and today() == self._shown.now.day:
            return self._shown
        return self._looked(heads, *self._read())

    def _read(self) -> tuple[State, Inspection]:
        state, (inspection,) = self.programme.about([self._id])
        return state, inspection

    def _looked(self, heads: Ids, state: State, inspection: Inspection) -> _Shown:
        """What the page would show of a state; ``heads`` of the journal before it was read, none: not known."""
        now = Now(self.programme, state, inspection, today(), self._earlier)
        lacking = missing.of(now)
        return _Shown(
            heads,
            now,
            tuple(_sections(now, self._records.of(now), lacking)),
            _values(now),
            frozenset(named_in(now.case)),
            missing.status(now, lacking),
        )

    def _told(self, after: _Shown) -> Changes:
        """What is different from what the browser was last told, which it is told now."""
        before, self._shown = self._shown, after
        known = {section.id: section for section in before.sections}
        values = {id: value for id, value in after.values.items() if before.values.get(id) != value}
        return Changes(
            values,
            tuple(section for section in after.sections if known.get(section.id) != section),
            tuple(shown(self.programme, sorted(after.files - before.files))),
            after.status if after.status != before.status else None,
        )


_Say = Callable[[VisitBook, str, Mapping[str, Any], str, Ids], Said | None]
_SAYS: Mapping[str, _Say] = {
    answers.KIND: VisitBook._answer,
    meeting.KIND: VisitBook._answer,
    samples.KIND: VisitBook._sample,
    head.KIND: VisitBook._visit,
    points.KIND: VisitBook._point,
    parts.KIND: VisitBook._part,
}
"""How each kind of record is said."""


class _Records:
    """The records of the criteria: what is asked changes with the team and the departments only."""

    def __init__(self) -> None:
        self._rests_on: tuple[object, ...] = ()
        self._made: dict[str, Record] = {}

    def of(self, now: Now) -> Callable[[Criterion], Record]:
        """What makes the record of a criterion, or has it already."""
        inspection = now.inspection
        rests_on = (inspection.team, inspection.departments, inspection.from_, now.case.agency)
        if rests_on != self._rests_on:
            self._rests_on, self._made = rests_on, {}
        return lambda criterion: self._made.get(criterion.id) or self._make(now, criterion)

    def _make(self, now: Now, criterion: Criterion) -> Record:
        return self._made.setdefault(criterion.id, answers.record(now, criterion))


def _sections(now: Now, record_of: Callable[[Criterion], Record], lacking: Sequence[Missing]) -> Iterator[Section]:
    """All sections of the page, tab by tab."""
    if now.inspection.mode == "by_record":
        yield from points.sections(now, record_of)
        yield missing.section(lacking)
        return
    yield minutes.opening(now)
    yield parts.section(now)
    yield from points.sections(now, record_of)
    yield samples.section(now)
    yield missing.section(lacking)
    yield meeting.section(now, record_of)
    yield exchange.section(now)
    yield minutes.closing(now)


def _values(now: Now) -> dict[str, Value]:
    """What every record says."""
    found = {f"{answers.KIND}/{criterion.id}": answers.value(now, criterion.id) for criterion in now.asked}
    if now.inspection.mode == "on_site":
        for part in (head, parts, points, samples, meeting, exchange, minutes):
            found |= part.values(now)
    for id in found:
        if stand := conflicts.alternatives(now, id):
            found[id] = replace(found[id], conflict=stand)
    return found


def _only(record: str, values: Mapping[str, Value]) -> dict[str, Value]:
    """The value of a record that was just said, also where it says what it said before."""
    return {record: values[record]} if record in values else {}
