"""The roll-out: who has taken which step of building a system, where each target stands, whether its day can be held.

Decision 19/2014, Article 4 (the steps and their order); Article 6 (the plan of a province). Targets are the province's
own: the law sets none. What is not recorded is unknown and in no number. Pure; the day is an argument.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal, get_args

from isoaudit.model import Agency
from isoaudit.model.rollout import Group, Step, StepTaken, Target
from isoaudit.rules.figure import Figure, figure
from isoaudit.rules.register_figures import BLOCKS, Block, block_of, exists_on

STEPS: tuple[Step, ...] = get_args(Step)
ANY_EDITION = "none"
MONTH = 30
"""Days: what is said per month is per so many days."""
_LOOKED_BACK = 6 * MONTH
"""Days over which the pace is seen where the target does not say since when it runs."""
RESTS_ON: Mapping[Step, Step] = {
    "application": "writing",
    "internal_audit": "application",
    "management_review": "internal_audit",
    "confirmation": "management_review",
    "declaration": "confirmation",
    "notice": "declaration",
}
"""What must be there before a step, by the order of Article 4; survey and training are practice and bind nothing."""

Feasibility = Literal[
    "reached",
    "reached_late",
    "within_reach",
    "not_within_reach",
    "pace_not_known",
    "missed",
    "not_recorded",
    "nobody",
]
"""``missed``: the day is over and even those not recorded would not do; ``not_recorded``: they might; ``nobody``: no
agency of the group was there."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many agencies took the step in a span of days."""

    first: date
    last: date
    agencies: tuple[str, ...]
    """Those that took it in the span, both days counted."""

    @property
    def days(self) -> int:
        """Length of the span."""
        return (self.last - self.first).days

    @property
    def a_month(self) -> Fraction:
        """How many in 30 days."""
        return Fraction(len(self.agencies) * MONTH, self.days)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a target stands on a day; every list is of codes of agencies."""

    target: Target
    on: date
    done: Figure
    """Of the agencies of the group, those that took the step by ``on``; those of which nothing is recorded are
    unknown."""
    days: Mapping[str, date]
    """The day of each of the done."""
    in_time: tuple[str, ...]
    """Of the done, those by the day of the target."""
    needed: int
    """How many must have taken it; a share is rounded up."""
    days_left: int
    """Until the day of the target; below 0: over."""
    pace: Pace | None
    """What was seen so far; None: there is too little to tell."""
    feasibility: Feasibility

    @property
    def left(self) -> int:
        """How many are still needed."""
        return max(0, self.needed - len(self.done.ids))

    @property
    def needed_a_month(self) -> Fraction | None:
        """How many a month hold the day; None: none is needed any more, or no day is left."""
        return Fraction(self.left * MONTH, self.days_left) if self.left and self.days_left > 0 else None

    @property
    def beyond_register(self) -> bool:
        """Whether more are to do it than the register has in the group."""
        return self.needed > len(self.done.of or ())


def members(group: Group, agencies: Iterable[Agency], day: date) -> tuple[Agency, ...]:
    """The agencies of a group as they were on a day."""
    there = [agency.on(day) for agency in agencies if exists_on(agency, day) and not agency.removed]
    return tuple(agency for agency in there if _is_of(group, agency))


def _is_of(group: Group, agency: Agency) -> bool:
    if group == "all":
        return True
    if group == "obliged":
        return agency.obligation == "bat_buoc"
    if group.startswith("level_"):
        return agency.level == group.removeprefix("level_")
    return block_of(agency) == group


def standing(target: Target, agencies: Iterable[Agency], steps: Iterable[StepTaken], on: date) -> Standing:
    """Where a target stands at the end of a day. Its group is that of the day, or of its last day once that is over."""
    codes = sorted(agency.code for agency in members(target.group, agencies, min(on, target.by)))
    days, recorded = _days(target, steps)
    done = {code: day for code in codes if (day := days.get(code)) and day <= on}
    needed = target.number if target.number is not None else _share(target.percent or 0, len(codes))
    seen = _pace(target, done, any(code in recorded for code in codes), on)
    told = figure(done, codes, (code for code in codes if code not in recorded))
    in_time = tuple(sorted(code for code, day in done.items() if day <= target.by))
    state = _feasibility(target, told, len(in_time), needed, seen, on)
    return Standing(target, on, told, done, in_time, needed, (target.by - on).days, seen, state)


def _share(percent: int, of: int) -> int:
    """A share of a number, rounded up: 70 % of 226 are 159."""
    return -(-percent * of // 100)


def _days(target: Target, steps: Iterable[StepTaken]) -> tuple[dict[str, date], set[str]]:
    """When each agency first took the step of a target; and of which agencies anything is recorded about it.

    A step of an edition nobody named is no proof for a target of one edition.
    """
    days: dict[str, date] = {}
    recorded: set[str] = set()
    for one in steps:
        if one.step != target.step or target.edition not in (ANY_EDITION, one.edition):
            continue
        recorded.add(one.agency)
        if one.on:
            days[one.agency] = min(one.on, days.get(one.agency, one.on))
    return days, recorded


def _pace(target: Target, done: Mapping[str, date], anything: bool, on: date) -> Pace | None:
    """The pace seen up to a day; nothing within the first month, or where nothing at all is recorded."""
    first = target.since or on - timedelta(days=_LOOKED_BACK)
    if not anything or (on - first).days < MONTH:
        return None
    return Pace(first, on, tuple(sorted(code for code, day in done.items() if first <= day <= on)))


def _feasibility(target: Target, done: Figure, in_time: int, needed: int, pace: Pace | None, on: date) -> Feasibility:
    if not done.of:
        return "nobody"
    if in_time >= needed:
        return "reached"
    if on > target.by:
        if len(done.ids) >= needed:
            return "reached_late"
        return "missed" if len(done.ids) + len(done.unknown) < needed else "not_recorded"
    if pace is None:
        return "pace_not_known"
    left, days_left = needed - len(done.ids), (target.by - on).days
    return "within_reach" if len(pace.agencies) * days_left >= left * pace.days else "not_within_reach"


@dataclass(frozen=True, slots=True)
class BlockSteps:
    """How far the agencies of a block are, step by step, in one edition."""

    block: Block
    edition: str
    steps: Mapping[Step, Figure]
    """Of the agencies of the block; those of which nothing is recorded are unknown."""


def block_steps(agencies: Sequence[Agency], steps: Sequence[StepTaken], on: date) -> tuple[BlockSteps, ...]:
    """Every block and edition of which anything is recorded, in the order of the reports."""
    there = members("all", agencies, on)
    found = []
    for block in BLOCKS:
        codes = {agency.code for agency in there if block_of(agency) == block}
        mine = [one for one in steps if one.agency in codes]
        for edition in sorted({one.edition for one in mine}):
            of_edition = [one for one in mine if one.edition == edition]
            found.append(BlockSteps(block, edition, {step: _step(step, codes, of_edition, on) for step in STEPS}))
    return tuple(found)


def _step(step: Step, codes: set[str], taken: Iterable[StepTaken], on: date) -> Figure:
    of_step = [one for one in taken if one.step == step]
    done = (one.agency for one in of_step if one.on and one.on <= on)
    return figure(done, codes, codes - {one.agency for one in of_step})


@dataclass(frozen=True, slots=True)
class OutOfOrder:
    """A step that was taken before the one it rests on (Article 4), or without it: to be looked at, refused never."""

    agency: str
    edition: str
    step: Step
    on: date
    rests_on: Step
    rests_on_day: date | None
    """None: the step it rests on is known not to be done."""


def out_of_order(steps: Iterable[StepTaken]) -> tuple[OutOfOrder, ...]:
    """Steps against the order of Article 4; of a step that nobody recorded nothing is said."""
    by_key = {(one.agency, one.edition, one.step): one for one in steps}
    found = []
    for (agency, edition, step), one in by_key.items():
        under = by_key.get((agency, edition, RESTS_ON[step])) if step in RESTS_ON else None
        if one.on and under and (under.on is None or under.on > one.on):
            found.append(OutOfOrder(agency, edition, step, one.on, under.step, under.on))
    return tuple(sorted(found, key=lambda one: (one.agency, one.edition, STEPS.index(one.step))))
