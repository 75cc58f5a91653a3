"""The fold: what the entries say at present. Pure; clocks order nothing."""

from __future__ import annotations

from collections import ChainMap, Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar, cast

from isoaudit.journal.amending import amendments_of
from isoaudit.journal.fields import Fold, causal
from isoaudit.journal.kinds import KIND_OF, kind_of
from isoaudit.journal.mergers import Mergers
from isoaudit.journal.rollout import ROLLOUT
from isoaudit.journal.scopes import SCOPES, Scopes, ScopeSubjects
from isoaudit.model import (
    POINTS,
    Act,
    Agency,
    Amendment,
    Answer,
    Carried,
    Effect,
    Entry,
    Finding,
    Inspection,
    Inspector,
    Noun,
    PresentState,
    Reading,
    Reply,
    Report,
    Reported,
    Review,
    Sample,
)
from isoaudit.rules.acts import by_day, there_on
from isoaudit.wording import sort_key

Subject = tuple[str, str]
"""The kind and the subject of an entry."""

_ASIDE = frozenset((*SCOPES, *ROLLOUT))
"""Kinds that are read when they are asked for."""

OneNoun = TypeVar("OneNoun", bound=Noun)
OfReport = TypeVar("OfReport", Reply, Review)


class State:
    """The present state of a programme: agencies, inspectors, inspections, and what was said of each of these."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.agencies: dict[str, Agency] = {}
        self.inspectors: dict[str, Inspector] = {}
        self.inspections: dict[str, Inspection] = {}
        """Those that stand: every list, total, paper and run is of these."""
        self.not_held: dict[str, Inspection] = {}
        """Those that are not carried out (không kiểm tra), or whose form was changed."""
        self.removed: dict[str, Inspection] = {}
        """Those typed wrongly and taken out again."""
        self._removed_agencies: dict[str, Agency] = {}
        self._said: dict[Subject, list[Entry]] = {}
        self._of_agency: dict[str, set[str]] = {}
        self._of_inspection: dict[Subject, list[str]] = {}
        self._carried_of: dict[str, set[str]] = {}
        """The subjects of what earlier years found, by the code of the agency."""
        self._mergers = Mergers(self.agencies, self._removed_agencies)
        self._decisions: Counter[tuple[str, date, str]] | None = None
        self.units_beside: dict[str, str] = {}
        """The units that carry out inspections which are not here and whose decisions are, by the inspection."""
        self._of_scopes = ScopeSubjects()
        self.take_in(entries)

    def take_in(self, entries: Iterable[Entry]) -> None:
        """Fold further entries in."""
        touched: dict[Subject, None] = {}
        for entry in entries:
            subject, kind = (entry.kind, entry.subject), kind_of(entry.kind)
            before = self._said.get(subject)
            if before is None:
                self._said[subject] = [entry]
                if kind.of_inspection:
                    within = (entry.kind, entry.subject.partition("/")[0])
                    self._of_inspection.setdefault(within, []).append(entry.subject)
            elif all(other.id != entry.id for other in before):  # copies of one journal share most entries
                before.append(entry)
            if entry.kind == "act":
                self._decisions = None
            if entry.kind == "carried" and entry.payload.get("agency"):
                self._carried_of.setdefault(entry.payload["agency"], set()).add(entry.subject)
            self._of_scopes.add(entry)
            if kind.noun and not kind.of_inspection and entry.kind not in _ASIDE:
                touched[subject] = None
        for name, about in touched:
            self._keep(kind_of(name).read(about, self.about(name, about)))
        for code, agency in self._removed_agencies.items():
            # Another copy of the journal may have opened an inspection of an agency that was removed in this one.
            _move(code, agency, self.agencies if self.known_of_agency(code) else {}, (self.agencies,))

    def _keep(self, noun: Noun | None) -> None:
        match noun:
            case Agency():
                shelf = self._removed_agencies if noun.removed else self.agencies
                _move(noun.code, noun, shelf, (self._removed_agencies, self.agencies))
                self._mergers.add(noun)
            case Inspector():
                _move(noun.code, noun, {} if noun.removed else self.inspectors, (self.inspectors,))
            case Inspection():
                self.open(noun)

    def open(self, inspection: Inspection) -> None:
        """Count an inspection in where it belongs, also one that is about to be written."""
        shelf = self.removed if inspection.removed else self.not_held if inspection.cancelled else self.inspections
        _move(inspection.id, inspection, shelf, (self.inspections, self.not_held, self.removed))
        self._of_agency.setdefault(inspection.agency, set()).add(inspection.id)

    def forget_answers(self, inspection: str) -> None:
        """Drop the answers of an inspection, so that those of thousands need not be held at once."""
        for subject in self._of_inspection.pop(("answer", inspection), ()):
            del self._said["answer", subject]

    def about(self, kind: str, subject: str) -> Fold:
        """What was said of a subject; nothing yet is no fields."""
        return _folded(kind, self.history(kind, subject))

    def as_seen(self, kind: str, subject: str, id_stems: Iterable[str]) -> Fold | None:
        """What was said of a subject when its latest entries were these, named by the beginnings of their ids.

        Nothing when one of them is not here: it was seen in another copy.
        """
        entries = {entry.id: entry for entry in self.history(kind, subject)}
        waiting = [next((id for id in entries if id.startswith(stem)), "") for stem in id_stems]
        seen: set[str] = set()
        while waiting:
            id = waiting.pop()
            if id not in entries:
                return None
            if id not in seen:
                seen.add(id)
                waiting.extend(entries[id].base)
        return _folded(kind, (entry for id, entry in entries.items() if id in seen))

    def fields(self, kind: str, subject: str) -> dict[str, Any]:
        """The present fields of a subject; empty when nothing was said of it."""
        return self.about(kind, subject).present()

    def conflicts(self, kind: str, subject: str) -> list[str]:
        """The fields of a subject that a person must still decide; a single entry contradicts nothing."""
        several = len(self._said.get((kind, subject), ())) > 1
        return self.about(kind, subject).conflicts() if several else []

    def answers(self, inspection: str) -> tuple[Answer, ...]:
        """The answers of an inspection by criterion; a verdict in conflict counts as none."""
        return tuple(self.of(Answer, inspection).values())

    def of(self, noun: type[OneNoun], inspection: str, begins: str = "") -> dict[str, OneNoun]:
        """What was said of an inspection in entries of one kind, by subject, or of those subjects whose second part
        begins so; what was taken back is not there."""
        name, begin = KIND_OF[noun], f"{inspection}/{begins}"
        subjects = (s for s in self._subjects(name, inspection) if not begins or s.startswith(begin))
        found = {s: kind_of(name).read(s, self.about(name, s)) for s in subjects}
        return {subject: cast(OneNoun, one) for subject, one in found.items() if one is not None}

    def _subjects(self, kind: str, inspection: str) -> list[str]:
        return sorted(self._of_inspection.get((kind, inspection), ()))

    def history(self, kind: str, subject: str) -> tuple[Entry, ...]:
        """Everything that was ever said of a subject, each after what its writer had seen."""
        return causal(self._said.get((kind, subject), ()))

    def subjects(self, inspection: str) -> list[Subject]:
        """Everything something was said of in an inspection, the inspection itself first."""
        own = [("inspection", inspection)] if ("inspection", inspection) in self._said else []
        return own + [
            (kind, subject)
            for kind, within in sorted(self._of_inspection)
            if within == inspection
            for subject in self._subjects(kind, inspection)
        ]

    def acts_by_subject(self, inspection: str) -> dict[str, Act]:
        """What happened in an inspection, each with the subject it is said of; what was taken back is not there."""
        return self.of(Act, inspection)

    def acts(self, inspection: str) -> tuple[Act, ...]:
        """What happened in an inspection, by day."""
        return by_day(self.acts_by_subject(inspection).values())

    def decided_together(self, inspection: str) -> int:
        """On how many inspections the decision on this one is; 0 where none with a number is recorded."""
        if self._decisions is None:
            of_all = (self._decision(subject) for kind, subject in self._said if kind == "act")
            self._decisions = Counter(decision for decision in of_all if decision)
        decision = self._decision(f"{inspection}/decided")
        return self._decisions[decision] if decision else 0

    def _decision(self, subject: str) -> tuple[str, date, str] | None:
        """Number and day of the paper and whose it is, the unit's, if the subject is a decision that has both."""
        if not subject.endswith("/decided") or ("act", subject) not in self._said:
            return None
        act = kind_of("act").read(subject, self.about("act", subject))
        id = subject.partition("/")[0]
        known = self.known(id)
        unit = known.inspecting_unit if known else self.units_beside.get(id, "")
        return (act.number, act.on, unit) if isinstance(act, Act) and act.number else None

    def as_decided(self, inspection: str) -> bool:
        """Whether team, days and place are what they were when the decision was recorded, or what last amended it.

        Who looks at which criteria is left out: the leader says it, and no decision does (Article 37.2.a).
        Of a decision recorded before that was kept: what they were when the inspection was opened.
        """
        decisions = [
            (act.on, subject)
            for subject, act in self.acts_by_subject(inspection).items()
            if act.kind in ("decided", "decision_amended")
        ]
        if not decisions:
            return False
        opened = self.history("inspection", inspection)[0]
        upon = self.fields("act", max(decisions)[1]).get("upon") or [opened.id]
        then, now = self.as_seen("inspection", inspection, upon), self.fields("inspection", inspection)
        before = then.present() if then else {}
        if _people(before) != _people(now):
            return False
        return all(before.get(name) == now.get(name) for name in ("from", "to", "place"))

    def days_at_first(self, inspection: str) -> dict[str, Any]:
        """``from`` and ``to`` of an inspection as they were before it was first put off; empty where it is not."""
        first = None
        for entry in self.history("inspection", inspection):
            if "postponed" in entry.payload:
                first = (first or entry) if entry.payload["postponed"] else None
        seen = self.as_seen("inspection", inspection, first.base) if first else None
        days = seen.present() if seen else {}
        return {name: days.get(name) for name in ("from", "to") if seen}

    def agreed(self, inspection: str) -> tuple[Finding, ...]:
        """The findings the team agreed, as they stand since the exchange with the agency; none before."""
        agreement = self.fields("act", f"{inspection}/minutes_agreed")
        if not agreement or agreement.get("taken_back"):
            return ()
        return tuple(self._as_it_stands(Finding.model_validate(fields)) for fields in agreement.get("findings", ()))

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
        amendments: list[Amendment] = []
        for fields in agreed.get("findings", ()) if not agreed.get("taken_back") else ():
            finding = Finding.model_validate(fields)
            amendments += amendments_of(finding, self.history("finding", finding.id))
        return tuple(amendments)

    def reports(self, inspection: str) -> tuple[Report, ...]:
        """The reports on corrective action that were received, by the day they were there."""
        acts = self.of(Act, inspection, "correction_reported").items()  # an early one has no key but its kind
        found = (Report(key=s.split("/", 2)[-1], act=act) for s, act in acts if act.kind == "correction_reported")
        return tuple(sorted(found, key=lambda report: (there_on(report.act), report.act.on, report.key)))

    def replies(self, inspection: str) -> tuple[Reply, ...]:
        """What the agency says of the findings, by criterion and report; of one taken back it counts for nothing."""
        return self._of_reports(Reply, inspection)

    def reviews(self, inspection: str) -> tuple[Review, ...]:
        """How these were examined, by criterion and report."""
        return self._of_reports(Review, inspection)

    def _of_reports(self, noun: type[OfReport], inspection: str) -> tuple[OfReport, ...]:
        said = self.of(noun, inspection).values()
        told = {report.key for report in self.reports(inspection)} if said else set()
        return tuple(one for one in said if one.report in told)

    def readings(self, inspection: str) -> tuple[Reading, ...]:
        """What second readers said of its papers."""
        return tuple(self.of(Reading, inspection).values())

    def effects(self, inspection: str) -> tuple[Effect, ...]:
        """What an inspection saw of the correction of earlier findings."""
        return tuple(self.of(Effect, inspection).values())

    def reported(self, inspection: str) -> tuple[Reported, ...]:
        """What the agency reports at each criterion in the outline it was sent."""
        return tuple(self.of(Reported, inspection).values())

    def carried(self, agency: Agency) -> tuple[Carried, ...]:
        """What earlier years found at an agency, or at the bodies it was made of, in the order of years and codes."""
        codes = self._mergers.made_of(agency) if self._carried_of else ()
        subjects = {s for code in codes for s in self._carried_of.get(code, ())}
        read = (kind_of("carried").read(subject, self.about("carried", subject)) for subject in sorted(subjects))
        found = [one for one in read if isinstance(one, Carried)]
        return tuple(sorted(found, key=lambda one: (one.year, one.inspection, one.finding.code, one.criterion)))

    def followed_by(self, agency: Agency) -> list[Agency]:
        """An agency and the bodies it passed into, as :meth:`Mergers.followed_by`."""
        return self._mergers.followed_by(agency)

    def subjects_of(self, kind: str, agency: str = "") -> list[str]:
        """The subjects of a kind of :data:`SCOPES` of which something was said; of one agency's alone."""
        return self._of_scopes.of(kind, agency)

    @property
    def scopes(self) -> Scopes:
        """The lists of procedures and the instruments, as this state says them."""
        return self._of_scopes.read(self)

    def samples(self, inspection: str) -> tuple[Sample, ...]:
        """The dossiers sampled in an inspection, by their codes."""
        return tuple(self.of(Sample, inspection).values())

    def points(self, inspection: str) -> tuple[PresentState, ...]:
        """The present states that were said of an inspection, in the order of Article 36."""
        said = {one.point: one for one in self.of(PresentState, inspection).values() if one.present}
        return tuple(said[point] for point in POINTS if point in said)

    def of_agency(self, code: str) -> list[Inspection]:
        """The inspections of an agency that stand, in the order of their ids."""
        return [self.inspections[id] for id in sorted(self._of_agency.get(code, ())) if id in self.inspections]

    def known(self, id: str) -> Inspection | None:
        """The inspection with an id, also one that is not carried out; nothing where none is, or it was removed."""
        return self.inspections.get(id) or self.not_held.get(id)

    def codes(self) -> Collection[str]:
        """The codes an inspection can be named by: its own, that of its agency; also where it was removed."""
        return ChainMap[str, Any](self.inspections, self.not_held, self.removed, self._of_agency)

    def known_of_agency(self, code: str) -> list[Inspection]:
        """The inspections of an agency, also those that are not carried out, in the order of their ids."""
        return [one for id in sorted(self._of_agency.get(code, ())) if (one := self.known(id))]

    def removed_of_agency(self, code: str) -> list[Inspection]:
        """The inspections of an agency that were typed wrongly and taken out, in the order of their ids."""
        return [self.removed[id] for id in sorted(self._of_agency.get(code, ())) if id in self.removed]

    def agencies_by_name(self) -> list[Agency]:
        """All agencies in the Vietnamese order of their names."""
        return sorted(self.agencies.values(), key=lambda agency: (sort_key(agency.name), agency.code))

    def inspectors_by_name(self) -> list[Inspector]:
        """All inspectors in the Vietnamese order of their names."""
        return sorted(self.inspectors.values(), key=lambda inspector: (sort_key(inspector.name), inspector.code))

    def inspections_by_name(self) -> list[Inspection]:
        """All inspections that stand, in the Vietnamese order of their agencies' names."""
        return self._by_name(self.inspections)

    def not_held_by_name(self) -> list[Inspection]:
        """Those that are not carried out, in the same order."""
        return self._by_name(self.not_held)

    def _by_name(self, inspections: Mapping[str, Inspection]) -> list[Inspection]:
        return sorted(inspections.values(), key=lambda i: (sort_key(self.agencies[i.agency].name), i.id))


def _people(fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The members of a team without the criteria assigned to them."""
    return [{n: v for n, v in member.items() if n != "criteria"} for member in fields.get("team") or ()]


def _move(name: str, noun: OneNoun, to: dict[str, OneNoun], shelves: Iterable[dict[str, OneNoun]]) -> None:
    """Keep a noun on one shelf and on no other; one that stays where it was keeps its place."""
    for shelf in shelves:
        if shelf is not to:
            shelf.pop(name, None)
    to[name] = noun


def _folded(kind: str, entries: Iterable[Entry]) -> Fold:
    fold = kind_of(kind).fold()
    for entry in entries:
        fold.add(entry)
    return fold


def next_id(state: State, year: int, agency: str, mode: str, taken: Iterable[str] = ()) -> str:
    """The id of a new inspection: ``2026-99-SNV-TS``, then ``-TS2``, ``-TS3``; ``-HS`` by record. None comes again,
    also not that of one that was removed."""
    stem = f"{year}-{agency}-{'TS' if mode == 'on_site' else 'HS'}"
    used = {*state.inspections, *state.not_held, *state.removed, *taken}
    number = 1
    while (name := stem if number == 1 else f"{stem}{number}") in used:
        number += 1
    return name
