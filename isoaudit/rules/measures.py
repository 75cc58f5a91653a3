"""What the journal tells of an agency that a scale can measure: how much is met, how much nobody knows yet. Pure.

Never a guess: what is not recorded, not examined or still under way is open. The scale itself is the office's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from isoaudit.model import Agency, Component, FindingKind, Measure, Scope, StepTaken
from isoaudit.rules.register_figures import DECLARED
from isoaudit.rules.score_facts import Facts, Owed
from isoaudit.wording import count, count_or_0, date_short, label, point_name

OF_INSPECTIONS: tuple[Measure, ...] = (
    "inspected",
    "reported",
    "criteria_met",
    "nonconformities",
    "observations",
    "correction_in_time",
    "correction_accepted",
)
"""What is measured in inspections; the rest is told by the register, the table of steps and the lists of procedures."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a measure rests on."""

    id: str
    """``inspection``, ``inspection/criterion``, or empty: a list."""
    words: str


@dataclass(frozen=True, slots=True)
class Body:
    """An agency with all that its score rests on."""

    agency: Agency
    year: int
    """The year that is scored."""
    inspections: tuple[Facts, ...] = ()
    """Those of the year that stand, carried out or not, by id."""
    steps: tuple[StepTaken, ...] = ()
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known: of everything so much is met, so much is open; the rest is known not to be met."""

    met: Fraction
    open: Fraction = Fraction(0)
    number: int = 0
    """Of what is counted: how many."""
    why: str = ""
    counted: str = ""
    """Of a share: ``18/20``; empty where it is all or nothing."""
    sources: tuple[Source, ...] = ()


def measured(one: Component, body: Body, day: date) -> Measured:
    """What of an agency is known, at the end of a day, of what a component measures."""
    return _MEASURES[one.measure](one, body, day)


def _yes(why: str, *sources: Source) -> Measured:
    return Measured(Fraction(1), why=why, sources=sources)


def _no(why: str, *sources: Source) -> Measured:
    return Measured(Fraction(0), why=why, sources=sources)


def _open(why: str, *sources: Source) -> Measured:
    return Measured(Fraction(0), Fraction(1), why=why, sources=sources)


def said(key: str, **fields: object) -> str:
    """A sentence of an explanation."""
    return label("score_said", key).format(**fields)


# --- the register and the lists


def _declared(one: Component, body: Body, day: date) -> Measured:
    agency = body.agency
    if agency.qms_status is None:
        return _open(said("no_status"), Source("", said("register")))
    state = label("qms_status", agency.qms_status)
    source = Source("", f"{said('register')}: {state}{f'; {agency.declaration}' if agency.declaration else ''}")
    return (_yes if agency.qms_status in DECLARED else _no)(said("status", state=state), source)


def _declared_2015(one: Component, body: Body, day: date) -> Measured:
    """The table of steps says it with a day; else the register, where it names the edition."""
    taken = [step for step in body.steps if (step.step, step.edition) == ("declaration", "2015")]
    for step in taken:
        if step.on and step.on <= day:
            return _yes(said("step_on", step=label("rollout_step", step.step), day=date_short(step.on)), _steps(step))
    first = _declared(one, body, day)
    agency = body.agency
    if agency.qms_status in DECLARED:
        edition = said("edition", edition=agency.standard)
        if "2015" in agency.standard:
            return _yes(edition, *first.sources)
        if "2008" in agency.standard:
            return _no(edition, *first.sources)
        if not_done := [step for step in taken if step.on is None]:
            return _no(said("not_declared_2015"), *map(_steps, not_done))
        return _open(said("no_edition"), *first.sources)
    return first


def _internal_audit(one: Component, body: Body, day: date) -> Measured:
    """A day within the year tells; one before it says nothing of this year (Circular 26/2014, Article 36.1.đ)."""
    known = [step for step in body.steps if step.step == "internal_audit"]
    in_year = [step for step in known if step.on and step.on.year == body.year and step.on <= day]
    if in_year:
        step = in_year[-1]
        return _yes(said("audited", day=date_short(step.on or day)), _steps(step))
    never = [step for step in known if step.on is None or step.on > day]
    if known and len(never) == len(known):
        return _no(said("not_audited"), *map(_steps, known))
    return _open(said("audit_unknown", year=body.year), *map(_steps, known))


def _steps(step: StepTaken) -> Source:
    when = date_short(step.on) if step.on else said("not_done")
    shown = f"; {step.evidence}" if step.evidence else ""
    return Source("", f"{said('steps')}: {label('rollout_step', step.step)}, {when}{shown}")


def _procedures_declared(one: Component, body: Body, day: date) -> Measured:
    """The lists laid side by side, as far as both are there (Article 36.1.a): no verdict."""
    scope = body.scope
    if scope is None or scope.open or not scope.published:
        return _open(said("no_lists"))
    return _share(
        scope.covered, scope.published, 0, said("procedures"), (Source("", said("lists", day=date_short(day))),)
    )


# --- inspections


def _inspected(one: Component, body: Body, day: date) -> Measured:
    done = [facts for facts in body.inspections if facts.carried_out]
    if done:
        return _yes(said("inspected"), *(Source(facts.id, label("mode", facts.mode)) for facts in done))
    if body.inspections:
        return _open(said("under_way"), *(Source(facts.id, said("not_finished")) for facts in body.inspections))
    return _no(said("not_inspected"))


def _reported(one: Component, body: Body, day: date) -> Measured:
    """Whether it reported as it was asked (Article 35.2) by the day it was given; in every inspection of it."""
    if not body.inspections:
        return _open(said("not_inspected"))
    sources = tuple(Source(facts.id, facts.report_words) for facts in body.inspections)
    told = [facts.report_in_time for facts in body.inspections]
    if False in told:
        return _no(said("report_late"), *sources)
    return _open(said("report_open"), *sources) if None in told else _yes(said("report_in_time"), *sources)


def _results(
    of: Callable[[Component, tuple[Facts, ...]], Measured],
) -> Callable[[Component, Body, date], Measured]:
    """What inspections found: known once each of the year is carried out."""

    def measure(one: Component, body: Body, day: date) -> Measured:
        if waiting := [facts for facts in body.inspections if not facts.carried_out]:
            return _open(said("under_way"), *(Source(facts.id, said("not_finished")) for facts in waiting))
        return of(one, body.inspections) if body.inspections else _open(said("not_inspected"))

    return measure


def _criteria_met(one: Component, inspections: tuple[Facts, ...]) -> Measured:
    """The criteria that are judged and have no nonconformity; an observation is none (Article 36)."""
    if lacking := [facts for facts in inspections if facts.not_built]:
        return _no(said("not_built"), *(Source(facts.id, label("qms_status", "chua_xay_dung")) for facts in lacking))
    judged = sum(facts.judged(one.point) for facts in inspections)
    unseen = sum(facts.unseen(one.point) for facts in inspections)
    wrong = [f for facts in inspections for f in facts.found("nonconformity", one.point)]
    sources = [Source(facts.id, _judged(facts, one)) for facts in inspections]
    sources += [Source(finding.id, finding.words) for finding in wrong]
    not_seen = [f"{facts.id}/{id}" for facts in inspections for id in facts.unseen_ids(one.point)]
    sources += [Source(id, said("unseen")) for id in not_seen]
    if not judged + unseen:
        return _open(said("no_criteria", at=_at(one)), *sources)
    return _share(max(judged - len(wrong), 0), judged + unseen, unseen, said("criteria", at=_at(one)), tuple(sources))


def _judged(facts: Facts, one: Component) -> str:
    return said("all_criteria", at=_at(one), judged=count_or_0(facts.judged(one.point)))


def _counted(one: Component, inspections: tuple[Facts, ...]) -> Measured:
    """Findings of the minutes or the letter that stand; none is all of the points."""
    kind: FindingKind = "nonconformity" if one.measure == "nonconformities" else "observation"
    found = [f for facts in inspections for f in facts.found(kind, one.point)]
    sources = [Source(finding.id, finding.words) for finding in found] or [
        Source(facts.id, said("none_found", kind=said(kind), at=_at(one))) for facts in inspections
    ]
    why = said("number", number=count_or_0(len(found)), kind=said(kind), at=_at(one))
    return Measured(Fraction(not found), number=len(found), why=why, sources=tuple(sources))


def _corrected(one: Component, inspections: tuple[Facts, ...]) -> Measured:
    """Of the nonconformities to be corrected those reported in time, or accepted (Article 37.2.c-d)."""
    owed = [each for facts in inspections for each in facts.owed]
    if not owed:
        return _yes(said("nothing_owed"), *(Source(facts.id, said("nothing_owed")) for facts in inspections))
    in_time = one.measure == "correction_in_time"
    told = [(each, each.in_time if in_time else each.accepted) for each in owed]
    met, unseen = (sum(state is wanted for _, state in told) for wanted in (True, None))
    sources = tuple(Source(each.id, _owed_words(each, in_time)) for each in owed)
    return _share(met, len(owed), unseen, said("in_time" if in_time else "accepted"), sources)


def _owed_words(each: Owed, in_time: bool) -> str:
    return ": ".join(filter(None, (each.code, each.in_time_words if in_time else each.accepted_words)))


def _share(met: int, of: int, unknown: int, what: str, sources: tuple[Source, ...]) -> Measured:
    why = said("share", met=count_or_0(met), of=count(of), what=what)
    if unknown:
        why += said("share_open", unknown=count(unknown))
    return Measured(Fraction(met, of), Fraction(unknown, of), of - met - unknown, why, f"{met}/{of}", sources)


def _at(one: Component) -> str:
    return said("at_point", point=point_name(one.point)) if one.point else said("at_all")


_MEASURES: Mapping[Measure, Callable[[Component, Body, date], Measured]] = {
    "declared": _declared,
    "declared_2015": _declared_2015,
    "internal_audit": _internal_audit,
    "procedures_declared": _procedures_declared,
    "inspected": _inspected,
    "reported": _reported,
    "criteria_met": _results(_criteria_met),
    "nonconformities": _results(_counted),
    "observations": _results(_counted),
    "correction_in_time": _results(_corrected),
    "correction_accepted": _results(_corrected),
}


def needs_inspections(components: Iterable[Component]) -> bool:
    """Whether a scale measures anything in inspections."""
    return any(one.measure in OF_INSPECTIONS for one in components)
