"""What a year of inspections came to on a day, each figure with what it counts. Pure.

For the November report (Circular 26/2014, Article 38.1): agencies' reports, files of corrective action, recommendations
of the team. Only what was carried out has a result; what is still to come is counted as open, never as conforming.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias, get_args

from isoaudit.model import POINTS, ActionStage, Case, Finding, Inspection, PointResult
from isoaudit.rules.actions import ActionRow, action_rows, carried_rows, in_order
from isoaudit.rules.acts import last, there_on
from isoaudit.rules.coverage import carried_out
from isoaudit.rules.figure import Figure, figure
from isoaudit.rules.findings import found_in

_Result: TypeAlias = tuple[str, tuple[Finding, ...], tuple[PointResult, ...]]
"""Of one inspection carried out: its id, the findings that stand, the 13 points."""
STAGES: tuple[ActionStage, ...] = get_args(ActionStage)


@dataclass(frozen=True, slots=True)
class PointFigures:
    """One of the 13 points of Article 36 over the inspections carried out."""

    point: str
    nonconforming: Figure
    """Inspections with a nonconformity, of those in which the point was judged or has a finding."""
    observed: Figure
    """Inspections with an observation, of the same."""
    clean: Figure
    """Inspections with neither, of the same."""
    nonconformities: Figure
    """Ids of findings."""
    observations: Figure
    unexamined: Figure
    """Inspections of which the point says nothing, of all carried out."""


@dataclass(frozen=True, slots=True)
class YearFigures:
    """A year on a day. Ids are of inspections, but of findings where corrective action is counted."""

    day: date
    planned: Figure
    """Those of the plan, held or not; one whose form was changed is counted once, as what took its place."""
    ad_hoc: Figure
    on_site: Figure
    """Carried out at the office: signed minutes (Article 37.2.b), of all that stand in that form."""
    by_record: Figure
    """Carried out by record: report received and reviewed (Article 37.1.a), of all that stand in that form."""
    not_reported: Figure
    """By record, without a report so far; of all that stand in that form."""
    under_way: Figure
    """What stands, is not carried out, and lacks no report."""
    not_held: Figure
    reasons: tuple[tuple[str, str], ...]
    """Of each that is not held, why; in the order of the ids."""
    points: tuple[PointFigures, ...]
    actions: tuple[tuple[ActionStage, Figure], ...]
    """Findings of this year, ``inspection/criterion``, by where their corrective action stands; of all of them."""
    carried: tuple[tuple[ActionStage, Figure], ...]
    """Findings of earlier years that were to be looked at again, likewise."""
    earlier: tuple[tuple[str, str], ...]
    """Of each inspection of an earlier year that is carried over, its agency with the year: ``Sở Y tế (năm 2025)``."""
    recommendations: tuple[tuple[str, str], ...]
    """What the teams recommend in signed minutes, each with its inspection."""
    short_form: Figure = Figure(())
    """Carried out by a short form (phiếu rút gọn), which asks less of each point; of all carried out."""
    waiting_until: date | None = None
    """The last day of what is still in time: two months from an October signing end after November."""


def year_figures(
    cases: Iterable[Case], not_held: Iterable[Inspection], day: date, besides: Iterable[ActionRow] = ()
) -> YearFigures:
    """The figures of a year on a day.

    ``cases`` are those of the inspections that stand, gone through once; ``not_held`` are
    :meth:`State.not_held_by_name`; ``besides`` is what earlier years found at agencies nobody inspected this year.
    """
    standing: list[Inspection] = []
    done: list[tuple[Inspection, _Result]] = []
    unreported: list[str] = []
    rows: list[ActionRow] = []
    carried: list[ActionRow] = list(besides)
    for case in cases:
        then = known_on(case, day)
        standing.append(case.inspection)
        if carried_out(then):
            done.append((case.inspection, (case.inspection.id, *found_in(then))))
        elif case.inspection.mode == "by_record" and last(then.acts, "report_received") is None:
            unreported.append(case.inspection.id)
        rows += action_rows(case, day)
        carried += carried_rows(case, day)
    return _counted(day, standing, done, unreported, list(not_held), in_order(rows), in_order(carried))


def known_on(case: Case, day: date) -> Case:
    """The case without what happened, or arrived, after a day."""
    acts = tuple(act for act in case.acts if act.on <= day and there_on(act) <= day)
    return case if len(acts) == len(case.acts) else case.model_copy(update={"acts": acts})


def _counted(
    day: date,
    standing: Sequence[Inspection],
    done: Sequence[tuple[Inspection, _Result]],
    unreported: Sequence[str],
    cancelled: Sequence[Inspection],
    rows: Sequence[ActionRow],
    carried: Sequence[ActionRow],
) -> YearFigures:
    not_held = [one for one in cancelled if not one.replaced_by]
    every = [*standing, *not_held]
    site = [one.id for one in standing if one.mode == "on_site"]
    record = [one.id for one in standing if one.mode == "by_record"]
    held = {one.id: one for one, _ in done}
    told = [one for one in held.values() if one.mode == "on_site" and one.recommendations]
    return YearFigures(
        day=day,
        planned=figure(one.id for one in every if one.occasion == "planned"),
        ad_hoc=figure(one.id for one in every if one.occasion == "ad_hoc"),
        on_site=figure((id for id in site if id in held), site),
        by_record=figure((id for id in record if id in held), record),
        not_reported=figure(unreported, record),
        under_way=figure(
            (one.id for one in standing if one.id not in held and one.id not in unreported),
            (one.id for one in standing),
        ),
        not_held=figure((one.id for one in not_held), (one.id for one in every)),
        reasons=tuple(sorted((one.id, one.cancelled) for one in not_held)),
        points=tuple(_point(point, [result for _, result in done]) for point in POINTS),
        actions=_by_stage(rows),
        carried=_by_stage(carried),
        earlier=tuple(sorted({row.inspection: f"{row.name} (năm {row.year})" for row in carried}.items())),
        recommendations=tuple(sorted((one.id, one.recommendations) for one in told)),
        short_form=figure((one.id for one in held.values() if one.selection), held),
        waiting_until=max((row.due for row in rows if row.stage == "waiting" and row.due), default=None),
    )


def _point(point: str, results: Sequence[_Result]) -> PointFigures:
    found = [(id, f) for id, findings, _ in results for f in findings if f.point == point]
    bad = {inspection for inspection, f in found if f.kind == "nonconformity"}
    noted = {inspection for inspection, f in found if f.kind == "observation"}
    at_point = {id: next(p for p in points if p.point == point) for id, _, points in results}
    judged = {id for id, p in at_point.items() if p.conforming + p.nonconforming + p.observation} | bad | noted
    return PointFigures(
        point=point,
        nonconforming=figure(bad, judged),
        observed=figure(noted, judged),
        clean=figure(judged - bad - noted, judged),
        nonconformities=figure(f.id for _, f in found if f.kind == "nonconformity"),
        observations=figure(f.id for _, f in found if f.kind == "observation"),
        unexamined=figure(at_point.keys() - judged, at_point),
    )


def _by_stage(rows: Sequence[ActionRow]) -> tuple[tuple[ActionStage, Figure], ...]:
    every = [f"{row.inspection}/{row.criterion}" for row in rows]
    of = {stage: [f"{row.inspection}/{row.criterion}" for row in rows if row.stage == stage] for stage in STAGES}
    return tuple((stage, figure(of[stage], every)) for stage in STAGES)
