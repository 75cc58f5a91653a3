"""The inspecting unit's own duties in a year, as they stand on a day: done, late, to come. Pure.

Circular 26/2014: the plan (Articles 33.2, 34.1.b), the requests for reports (35.2), the inspections (37), the report of
November (38.1), that of December and the Ministry's (42.4; Decision 19/2014, Article 12.6). Of the plan and the
requests the circular sets no day: what rests on them does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from isoaudit.model import Act, ActKind, Inspection, Settings
from isoaudit.rules.acts import minutes_of, of_kind, there_on
from isoaudit.wording import count, count_or_0, label
from isoaudit.wording.rounds import round_key, round_words

DutyKind = Literal["plan", "requests", "round", "record", "november", "december", "ministry"]
DutyState = Literal["done", "late", "now", "to_come", "untold"]
"""``now``: its time has begun and is not over. ``untold``: nothing in the journal could tell."""
DUTIES: tuple[DutyKind, ...] = get_args(DutyKind)
Acts = Mapping[str, Sequence[Act]]
"""What happened in each inspection, by id."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing the unit is to do in a year."""

    kind: DutyKind
    state: DutyState
    since: date | None
    """From when it can be done; None: from the beginning of the year."""
    due: date | None
    """Its last day; None: nothing says one yet."""
    done_on: date | None = None
    done: int = 0
    """Of a duty of several inspections: those for which it is done."""
    of: int = 0
    """And of how many; 0: it is done once."""
    round: str = ""

    @property
    def key(self) -> str:
        """What it is known by in its year."""
        return f"{self.kind}/{round_key(self.round)}" if self.kind == "round" else self.kind

    @property
    def words(self) -> str:
        """What is to be done."""
        of = round_words(self.round) or label("duty_said", "no_round")
        return label("duty", self.kind).format(round=of)

    @property
    def basis(self) -> str:
        """Where it is said."""
        return label("duty_basis", self.kind)

    @property
    def state_words(self) -> str:
        """How it stands, with how many of how many where it is of several inspections."""
        words = label("duty_state", self.state)
        return f"{words} ({count_or_0(self.done)}/{count(self.of)})" if self.of else words


def duties(inspections: Iterable[Inspection], acts: Acts, settings: Settings, day: date) -> tuple[Duty, ...]:
    """The duties of a year on a day, in the order of the circular. ``inspections``: those that stand."""
    planned = [one for one in inspections if one.occasion == "planned"]
    found = (
        _plan(planned, acts, settings, day),
        *_requests(planned, acts, day),
        *_rounds(planned, acts, day),
        *_by_record(planned, acts, day),
        _report("november", 11, 30, "results_reported", acts, settings.year, day),
        _report("december", 12, 31, "december_reported", acts, settings.year, day),
        _ministry(settings.year, day),
    )
    return tuple(found)


def _plan(planned: Sequence[Inspection], acts: Acts, settings: Settings, day: date) -> Duty:
    """Approved before anything rests on it: the first request, decision or day of an inspection."""
    approved = [act.on for one in planned for act in of_kind(acts.get(one.id, ()), "plan_approved")]
    approved += [settings.plan.on] if settings.plan.on else []
    done_on = min((on for on in approved if on <= day), default=None)
    resting = [one.from_ for one in planned if one.from_]
    kinds: tuple[ActKind, ...] = ("requested", "decided")
    resting += [act.on for one in planned for kind in kinds for act in of_kind(acts.get(one.id, ()), kind)]
    due = min(resting, default=None)
    return Duty("plan", _state(done_on is not None, None, due, day), None, due, done_on)


def _requests(planned: Sequence[Inspection], acts: Acts, day: date) -> Iterator[Duty]:
    """Every body of the plan is asked for its report (Article 35.2), before it is looked at.

    A visit that is over without one is left out: to ask for a report then is of no use.
    """

    def asked(one: Inspection) -> date | None:
        return _day_of(acts.get(one.id, ()), "requested")

    open_ = [one for one in planned if asked(one) or not (over := minutes_of(acts.get(one.id, ()))) or over.on > day]
    yield from _of_several("requests", open_, "", day, asked, _first)


def _rounds(planned: Sequence[Inspection], acts: Acts, day: date) -> Iterator[Duty]:
    """Each round of visits is over when the minutes of all are closed (Article 37.2.b)."""
    rounds: dict[str, list[Inspection]] = {}
    for one in planned:
        if one.mode == "on_site":
            rounds.setdefault(round_key(one.round), []).append(one)

    def signed(one: Inspection) -> date | None:
        minutes = minutes_of(acts.get(one.id, ()))
        return minutes.on if minutes else None

    for visits in sorted(rounds.values(), key=lambda several: (_last(several) or date.max, several[0].round)):
        yield from _of_several("round", visits, visits[0].round, day, signed, _last)


def _by_record(planned: Sequence[Inspection], acts: Acts, day: date) -> Iterator[Duty]:
    """The reports that are looked at (Article 37.1.a) have all arrived."""
    of_them = [one for one in planned if one.mode == "by_record"]
    yield from _of_several(
        "record", of_them, "", day, lambda one: _day_of(acts.get(one.id, ()), "report_received"), _last
    )


def _of_several(
    kind: DutyKind,
    inspections: Sequence[Inspection],
    round: str,
    day: date,
    done: Callable[[Inspection], date | None],
    last: Callable[[Sequence[Inspection]], date | None],
) -> Iterator[Duty]:
    """One duty of several inspections; none of none."""
    if not inspections:
        return
    days = {one.id: on for one in inspections if (on := done(one)) is not None and on <= day}
    open_ = [one for one in inspections if one.id not in days]
    due = last(open_ or inspections)
    since = _first(inspections) if kind != "requests" else None
    state = _state(not open_, since, due, day)
    done_on = max(days.values()) if days and not open_ else None
    yield Duty(kind, state, since, due, done_on, len(days), len(inspections), round)


def _report(kind: DutyKind, month: int, last: int, act: ActKind, acts: Acts, year: int, day: date) -> Duty:
    """A report that is due in a month; one of before that month is another (Article 38.2)."""
    since, due = date(year, month, 1), date(year, month, last)
    found = [one.on for several in acts.values() for one in of_kind(several, act) if since <= one.on <= day]
    done_on = min(found, default=None)
    return Duty(kind, _state(done_on is not None, since, due, day), since, due, done_on)


def _ministry(year: int, day: date) -> Duty:
    """The province's committee reports to the Ministry: no act of the unit, so that the journal cannot tell."""
    since, due = date(year, 12, 1), date(year, 12, 31)
    return Duty("ministry", "to_come" if day < since else "untold", since, due)


def _state(done: bool, since: date | None, due: date | None, day: date) -> DutyState:
    if done:
        return "done"
    if due and day > due:
        return "late"
    return "now" if since and day >= since else "to_come"


def _day_of(acts: Iterable[Act], kind: ActKind) -> date | None:
    return min((there_on(act) for act in of_kind(acts, kind)), default=None)


def _first(inspections: Sequence[Inspection]) -> date | None:
    return min((one.from_ for one in inspections if one.from_), default=None)


def _last(inspections: Sequence[Inspection]) -> date | None:
    return max((day for one in inspections if (day := one.to or one.from_)), default=None)
