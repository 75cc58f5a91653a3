"""Which bodies a year's plan should reach in which form, and why: a proposal that a person changes. Pure.

Circular 26/2014: every obliged body at least by record (Article 33.2.a), at least one third of them at their office
(33.2.b); what earlier inspections found is the ground on which the unit proposes visits (37.1.b, 37.2.d). The circular
says no more of whom to visit, so that the order of the reasons is this office's tool, not law; where bodies are equal
in it a lot decides that anybody can draw again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Literal, get_args

from isoaudit.model import ActionStage, Agency, Carried, DayOff
from isoaudit.rules.coverage import obliged_of
from isoaudit.rules.deadlines import working_day
from isoaudit.rules.register_figures import DECLARED
from isoaudit.wording import count, date_short, label

PlanReason = Literal[
    "repeated", "not_accepted", "no_report", "uncorrected", "not_built", "new_body", "never", "long_ago", "only_on_site"
]
"""Why a body is proposed to be inspected at its office, the weightiest first."""
REASONS: tuple[PlanReason, ...] = get_args(PlanReason)
How = Literal["held", "reasons", "drawn", ""]
LONG = 3
"""Years without a visit after which one is proposed; the office's own measure (practice)."""
_NEVER = 100
"""Years without a visit of a body of which none is recorded: more than any that is."""
_OF_STAGE: dict[ActionStage, PlanReason] = {
    "repeated": "repeated",
    "not_effective": "repeated",
    "not_accepted": "not_accepted",
    "overdue": "uncorrected",
    "past_asked_day": "uncorrected",
    "follow_up_late": "uncorrected",
}


@dataclass(frozen=True, slots=True)
class Past:
    """What earlier years tell of a body."""

    carried: tuple[Carried, ...] = ()
    """The findings that are to be looked at again."""
    unreported: tuple[int, ...] = ()
    """Years in which it was to be inspected by record and sent no report."""
    only_on_site: int = 0
    """Criteria that the last inspection, by record, had to leave to one at the office (Article 37.1.b)."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason, and what stands behind it in words."""

    kind: PlanReason
    words: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A body of the population: its form, its reasons, its place in the order, its lot."""

    agency: Agency
    on_site: bool
    reasons: tuple[Reason, ...]
    place: int
    """Its place in the order, from 1."""
    lot: str
    """The hexadecimal SHA-256 of ``seed:code``: of equals the smaller one comes first."""
    decided: How
    """How it came to be visited: already in the year, by its reasons, by the lot among equals; empty: it is not."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person asks of a proposal."""

    seed: int
    at_least: int = 0
    """Visits wanted, where they are more than the third."""
    years: int = LONG
    held: frozenset[str] = field(default_factory=frozenset)
    """Codes of the bodies that have a planned visit this year already."""
    settled: frozenset[str] = field(default_factory=frozenset)
    """Codes of those whose visit this year was cancelled, or changed to one by record: not proposed anew."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for a year."""

    year: int
    seed: int
    needed: int
    """One third of the population, rounded up (Article 33.2.b)."""
    wanted: int
    """Visits proposed: :attr:`needed`, or more where a person asked for more."""
    choices: tuple[Choice, ...]
    """The population of the third, every obliged body, in the order of the choice."""
    besides: tuple[Agency, ...]
    """Bodies that are not obliged but have declared a system: by record (Article 2.1 of the circular)."""


def reasons_for(agency: Agency, past: Past, year: int, years: int = LONG) -> tuple[Reason, ...]:
    """Why a body should be inspected at its office in a year, the weightiest reason first."""
    found = {kind: words for kind, words in _of_the_past(past) if words}
    if agency.qms_status == "chua_xay_dung":
        found["not_built"] = label("plan_reason", "not_built")
    if words := _of_its_forming(agency, year, years):
        found["new_body"] = words
    if agency.last_on_site is None:
        found["never"] = label("plan_reason", "never")
    elif year - agency.last_on_site >= years:
        gap = count(year - agency.last_on_site)
        found["long_ago"] = label("plan_reason", "long_ago").format(years=gap, last=agency.last_on_site)
    return tuple(Reason(kind, found[kind]) for kind in REASONS if kind in found)


def _of_the_past(past: Past) -> Iterable[tuple[PlanReason, str]]:
    by_kind: dict[PlanReason, list[Carried]] = {}
    for one in past.carried:
        if one.stage in _OF_STAGE:
            by_kind.setdefault(_OF_STAGE[one.stage], []).append(one)
    for kind, several in by_kind.items():
        since = ", ".join(map(str, sorted({one.year for one in several})))
        yield kind, label("plan_reason", kind).format(number=count(len(several)), years=since)
    if past.unreported:
        yield "no_report", label("plan_reason", "no_report").format(years=", ".join(map(str, sorted(past.unreported))))
    if past.only_on_site:
        yield "only_on_site", label("plan_reason", "only_on_site").format(number=count(past.only_on_site))


def _of_its_forming(agency: Agency, year: int, years: int) -> str:
    """That it was formed, or made of others, and not visited since; of long ago that is no reason of its own."""
    since = agency.valid_from
    if agency.last_on_site is not None and (since is None or agency.last_on_site >= since.year):
        return ""
    if since is not None and since.year <= year and year - since.year < years:
        kind = "merged" if agency.predecessors else "formed"
        return label("plan_reason", kind).format(day=date_short(since))
    return label("plan_reason", "merged_once") if agency.predecessors and since is None else ""


def lot(seed: int, code: str) -> str:
    """The lot of a body: SHA-256 of the text ``seed:code`` in UTF-8, as ``printf %s 2026:SNV | sha256sum`` gives it."""
    return hashlib.sha256(f"{seed}:{code}".encode()).hexdigest()


def _weight(agency: Agency, reasons: Sequence[Reason], year: int) -> tuple[int, int, int]:
    """What is compared: the weightiest reason, how many there are, how long nobody was there."""
    first = REASONS.index(reasons[0].kind) if reasons else len(REASONS)
    gap = _NEVER if agency.last_on_site is None else year - agency.last_on_site
    return first, -len(reasons), -gap


def _turn(code: str, wishes: Wishes) -> int:
    """What the year holds first, what a person has settled otherwise last."""
    return 0 if code in wishes.held else 2 if code in wishes.settled else 1


def propose(agencies: Iterable[Agency], year: int, wishes: Wishes, past: Mapping[str, Past]) -> Proposal:
    """A plan of a year: every obliged body, the third and what was asked for more of them at the office.

    ``past``: by code. What the year holds already comes first. The same register, past and wishes give the same
    proposal in whatever order the bodies come.
    """
    every = [agency for agency in agencies if not agency.removed]
    obliged = obliged_of(every, year, wishes.held)
    needed = -(-len(obliged) // 3)
    wanted = max(needed, wishes.at_least)
    weighed = []
    for code, agency in obliged.items():
        reasons = reasons_for(agency, past.get(code, Past()), year, wishes.years)
        weight = (_turn(code, wishes), *_weight(agency, reasons, year))
        weighed.append((weight, lot(wishes.seed, code), code, agency, reasons))
    weighed.sort(key=lambda one: one[:3])
    besides = tuple(
        agency
        for agency in sorted(every, key=lambda a: a.code)
        if agency.code not in obliged and agency.qms_status in DECLARED and agency.stands_in(year)
    )
    choices: list[Choice] = []
    for weight, group in groupby(weighed, key=lambda one: one[0]):
        equals = list(group)
        places = range(len(choices) + 1, len(choices) + len(equals) + 1)
        held, settled = weight[0] == 0, weight[0] == 2
        cut = not held and places[0] <= wanted < places[-1]
        for place, (_, drawn, _, agency, reasons) in zip(places, equals, strict=True):
            on_site = held or (place <= wanted and not settled)
            how: How = "held" if held else "drawn" if cut or not reasons else "reasons"
            choices.append(Choice(agency, on_site, reasons, place, drawn, how if on_site else ""))
    return Proposal(year, wishes.seed, needed, wanted, tuple(choices), besides)


def spread(number: int, first: date, teams: int, days_off: Iterable[DayOff]) -> list[date]:
    """A working day for each of a number of visits from a day on, as many on one day as there are teams."""
    listed = tuple(days_off)
    found: list[date] = []
    day = first
    while len(found) < number:
        day = working_day(day, listed)
        found += [day] * min(teams, number - len(found))
        day += timedelta(days=1)
    return found
