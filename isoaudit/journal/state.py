"""The fold: what the entries say at present. Pure; clocks order nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from isoaudit.model import (
    Act,
    Agency,
    Amendment,
    Answer,
    Case,
    Entry,
    Finding,
    Inspection,
    Inspector,
    Law,
    PinnedChecklist,
    Remark,
    Sample,
    Settings,
)
from isoaudit.rules.acts import by_day
from isoaudit.rules.answers import remark_of
from isoaudit.wording import date_short, sort_key

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
_OF_INSPECTIONS = ("answer", "act", "finding", "sample")
"""Kinds of entries whose subject begins with the id of an inspection: ``2026-99-STP-TS/…``."""

_NOUNS: dict[str, tuple[type[Agency | Inspection | Inspector], str]] = {
    "agency": (Agency, "code"),
    "inspection": (Inspection, "id"),
    "inspector": (Inspector, "code"),
}


class State:
    """The present state of a programme: agencies, inspectors, inspections, and what was said of each of these."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.agencies: dict[str, Agency] = {}
        self.inspectors: dict[str, Inspector] = {}
        self.inspections: dict[str, Inspection] = {}
        self._said: dict[Subject, list[Entry]] = {}
        self._of_agency: dict[str, set[str]] = {}
        self._of_inspection: dict[Subject, list[str]] = {}
        self.take_in(entries)

    def take_in(self, entries: Iterable[Entry]) -> None:
        """Fold further entries in."""
        touched: dict[Subject, None] = {}
        for entry in entries:
            subject = (entry.kind, entry.subject)
            if subject not in self._said and entry.kind in _OF_INSPECTIONS:
                within = (entry.kind, entry.subject.partition("/")[0])
                self._of_inspection.setdefault(within, []).append(entry.subject)
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
        for subject in self._of_inspection.pop(("answer", inspection), ()):
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
        return tuple(self._answer(subject) for subject in self._subjects("answer", inspection))

    def _subjects(self, kind: str, inspection: str) -> list[str]:
        return sorted(self._of_inspection.get((kind, inspection), ()))

    def history(self, kind: str, subject: str) -> tuple[Entry, ...]:
        """Everything that was ever said of a subject, each after what its writer had seen."""
        return tuple(self._said.get((kind, subject), ()))

    def acts_by_subject(self, inspection: str) -> dict[str, Act]:
        """What happened in an inspection, each with the subject it is said of; what was taken back is not there."""
        found = {}
        for subject in self._subjects("act", inspection):
            said = {**self.fields("act", subject), "kind": subject.split("/")[1]}
            if not said.pop("taken_back", ""):
                said.pop("findings", None)
                found[subject] = Act.model_validate(said)
        return found

    def acts(self, inspection: str) -> tuple[Act, ...]:
        """What happened in an inspection, by day."""
        return by_day(self.acts_by_subject(inspection).values())

    def agreed(self, inspection: str) -> tuple[Finding, ...]:
        """The findings the team agreed, as they stand since the exchange with the agency; none before."""
        said = self.fields("act", f"{inspection}/minutes_agreed")
        if not said or said.get("taken_back"):
            return ()
        return tuple(self._as_it_stands(Finding.model_validate(fields)) for fields in said.get("findings", ()))

    def _as_it_stands(self, finding: Finding) -> Finding:
        since = self.fields("finding", finding.id)
        return finding.model_copy(
            update={"gap": since.get("gap") or finding.gap, "withdrawn": since.get("withdrawn", "")}
        )

    def once_agreed(self, inspection: str) -> tuple[Finding, ...]:
        """Every finding that ever had a code, also in an agreement that was taken back."""
        entries = self.history("act", f"{inspection}/minutes_agreed")
        return tuple(Finding.model_validate(f) for entry in entries for f in entry.payload.get("findings", ()))

    def amendments(self, inspection: str) -> tuple[Amendment, ...]:
        """How the agreed findings came to stand as they do."""
        agreed = self.fields("act", f"{inspection}/minutes_agreed")
        found = []
        for fields in agreed.get("findings", ()) if not agreed.get("taken_back") else ():
            finding = Finding.model_validate(fields)
            found += _amendments(finding, self.history("finding", finding.id))
        return tuple(found)

    def samples(self, inspection: str) -> tuple[Sample, ...]:
        """The dossiers sampled in an inspection, by their codes."""
        subjects = self._subjects("sample", inspection)
        return tuple(Sample(dossier=s.partition("/")[2], **self.fields("sample", s)) for s in subjects)

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


def _amendments(finding: Finding, entries: Iterable[Entry]) -> list[Amendment]:
    """What was said of one finding after it was agreed; an agreement that changed it starts anew."""
    found: list[Amendment] = []
    text = finding.gap
    for entry in entries:
        said = entry.payload
        if said.get("anew"):
            found, text = [], finding.gap
        elif "gap" in said:
            found.append(_amendment(finding, entry, "reworded", before=text, after=said["gap"]))
            text = said["gap"]
        else:
            found.append(_amendment(finding, entry, "withdrawn" if said.get("withdrawn") else "restored"))
    return found


def _amendment(finding: Finding, entry: Entry, kind: str, **texts: str) -> Amendment:
    fields = {"code": finding.code, "kind": kind, "why": entry.payload["why"], "by": entry.author, **texts}
    return Amendment.model_validate(fields)


def build_case(
    state: State,
    inspection: Inspection,
    settings: Settings,
    laws: Sequence[Law],
    checklists: Sequence[PinnedChecklist],
) -> Case:
    """Everything the working paper of an inspection is a function of; the rules have not judged it yet."""
    if inspection.period_from is None and inspection.period_to is None:
        period = {"period_from": settings.period_from, "period_to": settings.period_to}
        inspection = inspection.model_copy(update=period)
    case = Case(
        programme=settings,
        laws=tuple(law for law in laws if law.id in _cited(checklists)),
        agency=state.agencies[inspection.agency].on(inspection.from_),
        inspection=inspection,
        checklists=tuple(checklists),
        answers=state.answers(inspection.id),
        acts=state.acts(inspection.id),
        agreed=state.agreed(inspection.id),
        amendments=state.amendments(inspection.id),
        samples=state.samples(inspection.id),
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


def next_id(state: State, year: int, agency: str, mode: str, taken: Iterable[str] = ()) -> str:
    """The id of a new inspection: ``2026-99-SNV-TS``, then ``-TS2``, ``-TS3``; ``-HS`` by record."""
    stem = f"{year}-{agency}-{'TS' if mode == 'on_site' else 'HS'}"
    used = {*state.inspections, *taken}
    number = 1
    while (name := stem if number == 1 else f"{stem}{number}") in used:
        number += 1
    return name
