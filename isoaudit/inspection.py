"""The fold: what the entries say at present. Pure; clocks order nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from isoaudit.findings import applies, concerns, qms_not_built
from isoaudit.model import (
    Agency,
    Answer,
    Case,
    Entry,
    Inspection,
    Inspector,
    Law,
    PinnedChecklist,
    Programme,
    Remark,
    RemarkRule,
)
from isoaudit.wording import date_short, label, sort_key

Subject = tuple[str, str]
"""The kind and the subject of an entry."""


@dataclass(slots=True)
class Fields:
    """The present fields of one subject, each with the entries it rests on."""

    heads: set[str] = field(default_factory=set)
    bases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        """A field's value is what its latest entries say; an entry outdates those its writer had seen."""
        self.bases[entry.id] = entry.base
        outdated = self.heads if self.heads.issubset(entry.base) else None
        seen = None if outdated is not None else self._ancestors(entry)
        for name, value in entry.payload.items():
            said = self.values.get(name, {})
            kept = {} if seen is None else {id: v for id, v in said.items() if id not in seen}
            self.values[name] = {**kept, entry.id: value}
        self.heads = {entry.id} if seen is None else (self.heads - seen) | {entry.id}

    def _ancestors(self, entry: Entry) -> set[str]:
        seen: set[str] = set()
        waiting = list(entry.base)
        while waiting:
            id = waiting.pop()
            if id not in seen:
                seen.add(id)
                waiting.extend(self.bases.get(id, ()))
        return seen

    def base(self) -> tuple[str, ...]:
        """The latest entries: the base of what is said of the subject next."""
        return tuple(sorted(self.heads))

    def present(self) -> dict[str, Any]:
        """One value a field: of conflicting ones the entry with the greatest id, so that every copy shows the same."""
        return {name: said[max(said)] for name, said in self.values.items()}

    def conflicts(self) -> list[str]:
        """The fields for which several entries stand side by side with different values."""
        return [
            name
            for name, said in self.values.items()
            if len(said) > 1 and any(v != said[max(said)] for v in said.values())
        ]


_NOTHING = Fields()

_NOUNS: dict[str, tuple[type[Agency | Inspection | Inspector], str]] = {
    "agency": (Agency, "code"),
    "inspection": (Inspection, "id"),
    "inspector": (Inspector, "code"),
}


class State:
    """The present state of a programme: agencies, inspectors, inspections, answers."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.agencies: dict[str, Agency] = {}
        self.inspectors: dict[str, Inspector] = {}
        self.inspections: dict[str, Inspection] = {}
        self._said: dict[Subject, list[Entry]] = {}
        self._of_agency: dict[str, set[str]] = {}
        self._answers: dict[str, list[str]] = {}
        self.take_in(entries)

    def take_in(self, entries: Iterable[Entry]) -> None:
        """Fold further entries in."""
        touched: dict[Subject, None] = {}
        for entry in entries:
            subject = (entry.kind, entry.subject)
            if subject not in self._said and entry.kind == "answer":
                self._answers.setdefault(entry.subject.rpartition("/")[0], []).append(entry.subject)
            self._said.setdefault(subject, []).append(entry)
            if entry.kind in _NOUNS:
                touched[subject] = None
        for kind, subject_ in touched:
            noun, name = _NOUNS[kind]
            self._keep(noun.model_validate({name: subject_, **self.fields(kind, subject_)}))

    def _keep(self, noun: Agency | Inspection | Inspector) -> None:
        match noun:
            case Agency():
                self.agencies[noun.code] = noun
            case Inspector():
                self.inspectors[noun.code] = noun
            case Inspection():
                self.open(noun)

    def open(self, inspection: Inspection) -> None:
        """Count an inspection in, also one that is about to be written."""
        self.inspections[inspection.id] = inspection
        self._of_agency.setdefault(inspection.agency, set()).add(inspection.id)

    def forget_answers(self, inspection: str) -> None:
        """Drop what was said of the answers of an inspection: of thousands only a few need to be held at once."""
        for subject in self._answers.pop(inspection, ()):
            del self._said["answer", subject]

    def about(self, kind: str, subject: str) -> Fields:
        """What was said of a subject, to be read only; nothing yet is no fields."""
        entries = self._said.get((kind, subject))
        if not entries:
            return _NOTHING
        fields = Fields()
        for entry in entries:
            fields.add(entry)
        return fields

    def as_seen(self, kind: str, subject: str, marks: Iterable[str]) -> Fields | None:
        """What was said of a subject when its latest entries were these, named by the beginnings of their ids.

        Nothing when one of them is not here: it was seen in another copy.
        """
        entries = {entry.id: entry for entry in self._said.get((kind, subject), ())}
        waiting = [id for mark in marks for id in [next((id for id in entries if id.startswith(mark)), "")]]
        known: set[str] = set()
        while waiting:
            id = waiting.pop()
            if id not in entries:
                return None
            if id not in known:
                known.add(id)
                waiting.extend(base for base in entries[id].base)
        fields = Fields()
        for entry in (entry for id, entry in entries.items() if id in known):
            fields.add(entry)
        return fields

    def was_said(self, kind: str, subject: str, payload: dict[str, Any], base: tuple[str, ...]) -> bool:
        """Whether somebody who had seen just this has said just this."""
        entries = self._said.get((kind, subject), ())
        return any(entry.base == base and entry.payload == payload for entry in entries)

    def fields(self, kind: str, subject: str) -> dict[str, Any]:
        """The present fields of a subject; empty when nothing was said of it."""
        return self.about(kind, subject).present()

    def conflicts(self, kind: str, subject: str) -> list[str]:
        """The fields of a subject that a person must still decide; a single entry contradicts nothing."""
        several = len(self._said.get((kind, subject), ())) > 1
        return self.about(kind, subject).conflicts() if several else []

    def answers(self, inspection: str) -> tuple[Answer, ...]:
        """The answers of an inspection by criterion; a verdict in conflict counts as none."""
        return tuple(self._answer(subject) for subject in sorted(self._answers.get(inspection, ())))

    def _answer(self, subject: str) -> Answer:
        inspection, _, criterion = subject.rpartition("/")
        said = self.about("answer", subject)
        fields = said.present()
        if "verdict" in said.conflicts():
            fields["verdict"] = None
        ids = {"inspection": inspection, "criterion": criterion, "heads": said.base()}
        return Answer.model_validate({**fields, **ids})

    def of_agency(self, code: str) -> list[Inspection]:
        """The inspections of an agency, in the order of their ids."""
        return [self.inspections[id] for id in sorted(self._of_agency.get(code, ()))]

    def agencies_by_name(self) -> list[Agency]:
        """All agencies in the Vietnamese order of their names."""
        return sorted(self.agencies.values(), key=lambda agency: (sort_key(agency.name), agency.code))

    def inspectors_by_name(self) -> list[Inspector]:
        """All inspectors in the Vietnamese order of their names."""
        return sorted(self.inspectors.values(), key=lambda inspector: (sort_key(inspector.name), inspector.code))

    def inspections_by_name(self) -> list[Inspection]:
        """All inspections in the Vietnamese order of their agencies' names."""
        return sorted(self.inspections.values(), key=lambda i: (sort_key(self.agencies[i.agency].name), i.id))


def build_case(
    state: State,
    inspection: Inspection,
    programme: Programme,
    laws: Sequence[Law],
    checklists: Sequence[PinnedChecklist],
) -> Case:
    """Everything the working paper of an inspection is a function of; the rules have not judged it yet."""
    if inspection.period_from is None and inspection.period_to is None:
        period = {"period_from": programme.period_from, "period_to": programme.period_to}
        inspection = inspection.model_copy(update=period)
    case = Case(
        programme=programme,
        laws=tuple(law for law in laws if law.id in _cited(checklists)),
        agency=state.agencies[inspection.agency].on(inspection.from_),
        inspection=inspection,
        checklists=tuple(checklists),
        answers=state.answers(inspection.id),
    )
    return case.model_copy(update={"remarks": tuple(_of_the_record(state, case))})


def _of_the_record(state: State, case: Case) -> Iterator[Remark]:
    """What is unusual and only the whole record shows: a body renamed since, a member who belongs to it, conflicts."""
    now = state.agencies[case.agency.code]
    if now.name != case.agency.name:
        since = max(f.until for f in now.former)
        yield remark_of("renamed", name=now.name, day=date_short(since))
    units = {inspector.name: inspector.unit.casefold() for inspector in state.inspectors.values()}
    for member in case.inspection.team:  # Circular 26/2014, Article 33.1: objectivity
        if units.get(member.name) in (now.name.casefold(), case.agency.name.casefold()):
            yield remark_of("member_of_agency", name=member.name)
    for answer in case.answers:
        if state.conflicts("answer", f"{case.inspection.id}/{answer.criterion}"):
            yield remark_of("conflict", answer.criterion)


def _cited(checklists: Sequence[PinnedChecklist]) -> set[str]:
    """The instruments the checklists rest on."""
    return {c.document for p in checklists for criterion in p.checklist.criteria for c in criterion.basis}


def remark_of(rule: RemarkRule, criterion: str = "", /, **fields: str) -> Remark:
    """What is unusual, in the words of its rule."""
    message = label("remark", rule).format(criterion=criterion, **fields)
    return Remark(rule=rule, criterion=criterion, message=message)


def unusual(case: Case) -> tuple[Remark, ...]:
    """What is merely unusual in one inspection: it is kept and treated like any other.

    An import says it at once; the suites of :mod:`isoaudit.quality` say it of all inspections of a run.
    """
    criteria = {c.id: c for pinned in case.checklists for c in pinned.checklist.criteria}
    annexes = {c.id for pinned in case.checklists if pinned.checklist.annex for c in pinned.checklist.criteria}
    found = [remark_of("own_agency")] if inspects_itself(case) else []
    for answer in case.answers:
        criterion = criteria[answer.criterion]
        if not concerns(criterion, case.agency, case.inspection):
            found.append(remark_of("not_concerned", criterion.id))
        elif criterion.id not in annexes and not applies(criterion, case.agency, case.inspection):
            found.append(remark_of("only_on_site", criterion.id))
        if answer.verdict == "nonconforming" and criterion.worst == "observation":
            found.append(remark_of("not_a_requirement", criterion.id))
        elif answer.verdict == "nonconforming" and qms_not_built(case):
            found.append(remark_of("system_not_built", criterion.id))
        found += _of_the_day(answer, case.inspection)
    return tuple(found)


def inspects_itself(case: Case) -> bool:
    """Whether the authority is the body inspected: objectivity is asked for (Circular 26/2014, Article 33.1)."""
    return case.agency.name.casefold() in case.programme.authority.casefold()


def _of_the_day(answer: Answer, inspection: Inspection) -> Iterator[Remark]:
    """An inspector from outside the team, a day outside the inspection."""
    team = {member.name for member in inspection.team}
    if team and answer.inspector and answer.inspector not in team:
        yield remark_of("outside_team", answer.criterion, inspector=answer.inspector)
    day, start, end = answer.examined_on, inspection.from_, inspection.to
    if day and ((start and day < start) or (end and day > end)):
        yield remark_of("outside_days", answer.criterion, day=date_short(day))


def next_id(state: State, year: int, agency: str, mode: str, taken: Iterable[str] = ()) -> str:
    """The id of a new inspection: ``2026-99-SNV-TS``, then ``-TS2``, ``-TS3``; ``-HS`` by record."""
    stem = f"{year}-{agency}-{'TS' if mode == 'on_site' else 'HS'}"
    used = {*state.inspections, *taken}
    number = 1
    while (name := stem if number == 1 else f"{stem}{number}") in used:
        number += 1
    return name


def lacking(inspector: Inspector, day: date | None) -> tuple[str, ...]:
    """What Article 40.1 of Circular 26/2014 asks of an inspector and is not recorded, in words.

    The three years are counted to ``day``, where it is given.
    """
    found = []
    if not inspector.degree:
        found.append(label("competence", "degree"))
    # A graduate in administration of the national institute is exempt (Article 40.1.b, second sentence).
    if not inspector.state_admin_certificate and "học viện hành chính" not in inspector.degree.casefold():
        found.append(label("competence", "state_admin_certificate"))
    if not inspector.audit_certificate:
        found.append(label("competence", "audit_certificate"))
    graduated = inspector.graduated_on
    if graduated and day and (day.year - graduated.year, day.month, day.day) < (3, graduated.month, graduated.day):
        found.append(label("competence", "seniority"))
    return tuple(found)
