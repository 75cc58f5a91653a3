"""What a year's plan is checked for: what the circular asks of it, and what is only wise. Pure.

Circular 26/2014, Articles 33 (whom it reaches, objectivity), 34.2 (what it says), 37.2.c (two months), 40 (who
inspects); a day off, a person wanted twice on one day and the like are advice: no article forbids them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from isoaudit.model import Agency, Inspection, Inspector, Settings
from isoaudit.rules.competence import lacking
from isoaudit.rules.coverage import Coverage, obliged_of, planned
from isoaudit.rules.days_off import why_off
from isoaudit.rules.deadlines import report_due
from isoaudit.rules.objectivity import coordinates, is_of_the_unit, own_members, units_of
from isoaudit.rules.plan import Past, reasons_for
from isoaudit.rules.register_figures import exists_on
from isoaudit.wording import count_or_0, date_short, label, name_key
from isoaudit.wording.grouping import few

BY_LAW = frozenset(f"PLAN_{number:03}" for number in (1, 2, 3, 4, 6, 7, 8, 9))
"""The codes of what the circular asks of a plan; the others are advice. So is PLAN_005: the unit's own agency is
obliged as others are, and no article says that it is left out or that somebody else inspects it."""
_WINDOW = 7
"""Days of a visit beyond which it is no visit but the time within which there will be one."""


@dataclass(frozen=True, slots=True)
class PlanFinding:
    """One thing a plan lacks: a code of the catalogue of messages, where, and what fills it in."""

    code: str
    where: str
    fields: Mapping[str, object] = field(default_factory=dict)

    @property
    def by_law(self) -> bool:
        """Whether the circular asks for it."""
        return self.code in BY_LAW


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as it is checked."""

    inspections: Sequence[Inspection]
    """Those by plan that stand."""
    agencies: Mapping[str, Agency]
    inspectors: Sequence[Inspector]
    settings: Settings
    past: Mapping[str, Past] = field(default_factory=dict)
    both: bool = False
    """Whether every obliged body is to be inspected by record, the third at the office besides (a stricter reading)."""
    years: int = 3

    def coverage(self) -> Coverage:
        """Whom it reaches (Article 33.2)."""
        on_site = {one.agency for one in self.inspections if one.mode == "on_site"}
        every = {one.agency for one in self.inspections}
        return planned(self.agencies.values(), self.settings.year, on_site, every)


def check_plan(plan: Plan) -> list[PlanFinding]:
    """Everything a plan lacks, what the circular asks for first, each kind in the order of the inspections."""
    found = [*_reach(plan), *_grounds(plan), *_twice(plan), *_both_forms(plan), *_booked_twice(plan), *_money(plan)]
    found += _people(plan)
    units = units_of(plan.inspectors)
    own = {code for code, agency in plan.agencies.items() if is_of_the_unit(agency, plan.settings)}
    for one in plan.inspections:
        found += (*_who(plan, one, units, own), *_when(plan, one))
    return sorted(found, key=lambda one: one.code)


def _reach(plan: Plan) -> Iterator[PlanFinding]:
    """Article 33.2.a, b."""
    reached = plan.coverage()
    for agency in reached.without:
        yield PlanFinding("PLAN_001", agency.code, {"name": agency.name})
    if reached.on_site < reached.needed:
        numbers = {"on_site": reached.on_site, "obliged": reached.obliged, "needed": reached.needed}
        fields = {name: count_or_0(of) for name, of in numbers.items()}
        yield PlanFinding("PLAN_002", label("plan_check", "plan"), fields)
    if plan.both:
        by_record = {one.agency for one in plan.inspections if one.mode == "by_record"}
        without = {agency.code for agency in reached.without}
        for code, agency in _obliged(plan).items():
            if code not in by_record and code not in without:
                yield PlanFinding("PLAN_010", code, {"name": agency.name})


def _obliged(plan: Plan) -> Mapping[str, Agency]:
    return obliged_of(plan.agencies.values(), plan.settings.year, {one.agency for one in plan.inspections})


def _who(plan: Plan, one: Inspection, units: Mapping[str, str], own: Iterable[str]) -> Iterator[PlanFinding]:
    """A body that is there on its day (33.2), inspected by others than itself (33.1)."""
    agency, year = plan.agencies[one.agency], plan.settings.year
    day = one.from_ or one.to
    there = exists_on(agency, day) and exists_on(agency, one.to or day) if day else agency.stands_in(year)
    if not there:
        ended = agency.valid_to and (day is None or agency.valid_to < (one.to or day))
        kind, on = ("ended", agency.valid_to) if ended else ("begins", agency.valid_from)
        words = label("plan_check", kind).format(day=date_short(on) if on else "")
        yield PlanFinding("PLAN_003", one.id, {"name": agency.name, "reason": words})
    if one.agency in own:
        yield PlanFinding("PLAN_005", one.id, {"name": agency.name})
    if coordinates(one, agency, plan.settings):
        yield PlanFinding("PLAN_006", one.id, {"name": agency.name, "unit": one.coordinating_unit})
    names = (agency.name, *(former.name for former in agency.former))
    for name in own_members(one, names, units):
        yield PlanFinding("PLAN_007", one.id, {"member": name})


def _people(plan: Plan) -> Iterator[PlanFinding]:
    """What Article 40 asks of who inspects, once for all inspections in which a person lacks the same.

    Nothing is said of a team while there is no list of inspectors.
    """
    known = {name_key(one.name): one for one in plan.inspectors}
    found: dict[tuple[str, str, str], list[str]] = {}
    spelled: dict[str, str] = {}
    for one in plan.inspections if known else ():
        for member in one.team:
            key = name_key(member.name)
            name, inspector = spelled.setdefault(key, member.name), known.get(key)
            if inspector is None:
                found.setdefault(("PLAN_015", name, ""), []).append(one.id)
            elif lacks := lacking(inspector, one.from_):
                found.setdefault(("PLAN_008", name, "; ".join(lacks)), []).append(one.id)
    for (code, name, words), ids in found.items():
        if code == "PLAN_008":  # what the list of people lacks, not an inspection: it stands under the person
            yield PlanFinding(code, name, {"lacks": words})
        else:
            yield PlanFinding(code, few(list(dict.fromkeys(ids))), {"member": name})


def _when(plan: Plan, one: Inspection) -> Iterator[PlanFinding]:
    """The planned time (34.2.c), within the year of the plan (33.2); on site days on which people work."""
    year = plan.settings.year
    days = [day for day in dict.fromkeys((one.from_, one.to)) if day]
    if not days:
        yield PlanFinding("PLAN_009" if one.mode == "on_site" else "PLAN_011", one.id)
        return
    for day in days:
        if day.year != year:
            yield PlanFinding("PLAN_004", one.id, {"day": date_short(day), "year": year})
        elif one.mode == "on_site" and (why := why_off(day, plan.settings.days_off)):
            yield PlanFinding("PLAN_012", one.id, {"day": date_short(day), "reason": why})
    if one.mode == "on_site" and days[-1].year == year:
        due = report_due(days[-1], plan.settings.days_off)
        if due > date(year, 12, 31):
            yield PlanFinding("PLAN_014", one.id, {"day": date_short(days[-1]), "due": date_short(due), "year": year})


def _booked_twice(plan: Plan) -> Iterator[PlanFinding]:
    """People who are to be at two offices on one day."""
    booked: dict[tuple[str, date], list[Inspection]] = {}
    spelled: dict[str, str] = {}
    for one in plan.inspections:
        if one.mode != "on_site" or not one.from_:
            continue
        last = one.to or one.from_
        if not 0 <= (last - one.from_).days < _WINDOW:
            continue
        for key in {
            name_key(member.name): spelled.setdefault(name_key(member.name), member.name) for member in one.team
        }:
            for number in range((last - one.from_).days + 1):
                booked.setdefault((key, one.from_ + timedelta(days=number)), []).append(one)
    for (key, day), several in booked.items():
        if len(several) > 1:
            ids = ", ".join(one.id for one in several)
            yield PlanFinding("PLAN_013", several[0].id, {"member": spelled[key], "day": date_short(day), "ids": ids})


def _twice(plan: Plan) -> Iterator[PlanFinding]:
    """A body that the plan has more than once in the same form."""
    several: dict[tuple[str, str], list[Inspection]] = {}
    for one in plan.inspections:
        several.setdefault((one.agency, one.mode), []).append(one)
    for (code, mode), found in several.items():
        if len(found) > 1:
            ids = ", ".join(one.id for one in found)
            yield PlanFinding("PLAN_016", code, {"mode": label("mode", mode), "ids": ids})


def in_both_forms(inspections: Iterable[Inspection]) -> dict[str, list[Inspection]]:
    """The bodies that are to be inspected at their office and by record besides, where that is the exception.

    Nothing where more than half of the bodies visited are: then the plan follows the stricter reading of Article 33.2.
    """
    of: dict[str, list[Inspection]] = {}
    for one in inspections:
        of.setdefault(one.agency, []).append(one)
    visited = [code for code, several in of.items() if any(one.mode == "on_site" for one in several)]
    both = {code: of[code] for code in visited if any(one.mode == "by_record" for one in of[code])}
    return both if 2 * len(both) <= len(visited) else {}


def _both_forms(plan: Plan) -> Iterator[PlanFinding]:
    """A body that was meant to be inspected once, mostly one whose form was changed."""
    for code, several in in_both_forms(() if plan.both else plan.inspections).items():
        fields = {"name": plan.agencies[code].name, "ids": ", ".join(one.id for one in several)}
        yield PlanFinding("PLAN_019", code, fields)


def _grounds(plan: Plan) -> Iterator[PlanFinding]:
    """Obliged bodies that the plan does not visit though there is a reason (37.1.b, 37.2.d: grounds to propose)."""
    visited = {one.agency for one in plan.inspections if one.mode == "on_site"}
    for code, agency in _obliged(plan).items():
        if code in visited:
            continue
        reasons = reasons_for(agency, plan.past.get(code, Past()), plan.settings.year, plan.years)
        if reasons:
            words = "; ".join(reason.words for reason in reasons)
            yield PlanFinding("PLAN_018", code, {"name": agency.name, "reasons": words})


def _money(plan: Plan) -> Iterator[PlanFinding]:
    """Where the money is not said (34.2.đ); once for a plan in which nobody has any: it may stand in its text."""
    without = [one.id for one in plan.inspections if not one.budget]
    if len(without) == len(plan.inspections):
        without = [label("plan_check", "plan")]
    yield from (PlanFinding("PLAN_017", where) for where in without)
