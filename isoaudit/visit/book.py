"""The inspection on site as a book of the form: what stands on its page, what is said there, what its buttons do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from isoaudit.books.book import InspectionBook, View, mark_of
from isoaudit.books.doing import Came
from isoaudit.desk.answers.effects import say_effect
from isoaudit.desk.answers.saying import Said, assign, say_answer, say_point, say_sample, say_visit
from isoaudit.errors import RunError, problem
from isoaudit.form.page import Fact, Missing, Page, Record, Section, Value
from isoaudit.journal.programme import today
from isoaudit.journal.state import State
from isoaudit.journal.store import Ids
from isoaudit.model import Criterion, Inspection, Wording
from isoaudit.rules.effects import POINT
from isoaudit.visit import (
    acting,
    answers,
    conflicts,
    effects,
    exchange,
    head,
    meeting,
    minutes,
    missing,
    parts,
    points,
    samples,
)
from isoaudit.visit.earlier import earlier
from isoaudit.visit.help import HELP
from isoaudit.visit.kept_files import named_in
from isoaudit.visit.now import Now
from isoaudit.visit.wordings import by_criterion
from isoaudit.wording import label, span

_TABS = ("prepare", "questions", "samples", "missing", "meeting", "exchange", "minutes")
_BY_RECORD = ("questions", "missing")
"""The tabs of an inspection by record: it has no team at the agency, no minutes."""


class VisitBook(InspectionBook[Now]):
    """The records of one inspection; see :class:`isoaudit.form.book.Book`."""

    def __init__(self, folder: Path, inspection: str) -> None:
        """Raises as :class:`InspectionBook`."""
        self._earlier: Mapping[str, tuple[Fact, ...]] | None = None
        self._wordings: Mapping[str, tuple[Wording, ...]] = {}
        self._records = _Records()
        super().__init__(folder, inspection)

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
            sections=self._shown.view.sections,
            members=now.members,
            by_field="inspector",
            warning=label("warning", "files"),
            help=HELP,
        )

    def _seen(self, state: State, inspection: Inspection) -> Now:
        if self._earlier is None:  # other inspections are read once: they do not change while this one is visited
            self._earlier = earlier(self.programme, inspection)
            self._wordings = by_criterion(self.programme.folder)
        return Now(self.programme, state, inspection, today(), self._earlier, self._wordings)

    def _view(self, now: Now) -> View:
        lacking = missing.of(now)
        return View(
            tuple(_sections(now, self._records.of(now), lacking)),
            _values(now),
            frozenset(named_in(now.case)),
            missing.status(now, lacking),
        )

    def _say(self, record: str, fields: Mapping[str, Any], edit: str, base: Ids) -> Said | None:
        kind, _, name = record.partition("/")
        if kind not in _SAYS or not name:
            raise RunError(problem("VISIT_005", self._id))
        return _SAYS[kind](self, name, fields, edit, base)

    def _answer(self, criterion: str, fields: Mapping[str, Any], edit: str, base: Ids) -> Said:
        typed = answers.to_say(self._shown.now, criterion, fields, today())
        return say_answer(self.programme, self._id, criterion, typed, edit=edit, base=base)

    def _sample(self, dossier: str, fields: Mapping[str, Any], edit: str, base: Ids) -> Said:
        return say_sample(self.programme, self._id, dossier, samples.to_say(dossier, fields), edit=edit, base=base)

    def _effect(self, name: str, fields: Mapping[str, Any], edit: str, base: Ids) -> Said:
        of, _, criterion = name.partition("/")
        typed = effects.to_say(self._fresh().now, name, fields)
        return say_effect(self.programme, self._id, of, criterion, typed, edit=edit, base=base)

    def _visit(self, name: str, fields: Mapping[str, Any], edit: str, base: Ids) -> Said:
        return say_visit(self.programme, self._id, head.to_say(name, fields), edit=edit, base=base)

    def _point(self, point: str, fields: Mapping[str, Any], edit: str, base: Ids) -> Said:
        typed = points.to_say(self._shown.now, point, fields)
        return say_point(self.programme, self._id, point, typed, edit=edit, base=base)

    def _part(self, point: str, fields: Mapping[str, Any], edit: str, base: Ids) -> Said | None:
        """The row of a point: what others assigned at other points meanwhile stays, whatever this page had seen."""
        assigned = parts.to_say(self._fresh().now, point, fields)
        return assign(self.programme, self._id, assigned, edit=edit, base=None) if assigned else None

    def _do(self, now: Now, action: str, given: Mapping[str, Any], edit: str) -> Came:
        return acting.do(now, action, given, edit)


_Say = Callable[[VisitBook, str, Mapping[str, Any], str, Ids], Said | None]
_SAYS: Mapping[str, _Say] = {
    answers.KIND: VisitBook._answer,
    meeting.KIND: VisitBook._answer,
    effects.KIND: VisitBook._effect,
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
        case = now.case
        of_the_case = (case.agency, case.carried, case.scope, case.updates)
        rests_on = (inspection.team, inspection.departments, inspection.from_, *of_the_case)
        if rests_on != self._rests_on:
            self._rests_on, self._made = rests_on, {}
        return lambda criterion: self._made.get(criterion.id) or self._make(now, criterion)

    def _make(self, now: Now, criterion: Criterion) -> Record:
        record = answers.record(now, criterion)
        earlier = (*record.facts, *effects.facts(now, criterion.id))
        return self._made.setdefault(criterion.id, replace(record, facts=earlier))


def _sections(now: Now, record_of: Callable[[Criterion], Record], lacking: Sequence[Missing]) -> Iterator[Section]:
    """All sections of the page, tab by tab."""
    if now.inspection.mode == "by_record":
        yield from _questions(now, record_of)
        yield missing.section(lacking)
        return
    yield minutes.opening(now)
    yield parts.section(now)
    yield from _questions(now, record_of)
    yield samples.section(now)
    yield missing.section(lacking)
    yield meeting.section(now, record_of)
    yield exchange.section(now)
    yield minutes.closing(now)


def _questions(now: Now, record_of: Callable[[Criterion], Record]) -> Iterator[Section]:
    """The points of Article 36; what earlier years found stands after the point that asks for it."""
    looked_at = effects.section(now)
    for section in points.sections(now, record_of):
        yield section
        if looked_at and section.id == f"point-{POINT}":
            yield looked_at
            looked_at = None
    if looked_at:
        yield looked_at


def _values(now: Now) -> dict[str, Value]:
    """What every record says."""
    found = {f"{answers.KIND}/{criterion.id}": answers.value(now, criterion.id) for criterion in now.asked}
    found |= effects.values(now)
    if now.inspection.mode == "on_site":
        for part in (head, parts, points, samples, meeting, exchange, minutes):
            found |= part.values(now)
    for id in found:
        if stand := conflicts.alternatives(now, id):
            found[id] = replace(found[id], conflict=stand)
    return found
