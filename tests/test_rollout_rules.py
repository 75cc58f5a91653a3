"""The roll-out: where a target stands on a day, whether its day can be held, steps against the order of Article 4."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isoaudit.model import Agency, StepTaken, Target
from isoaudit.rules.rollout import (
    STEPS,
    Feasibility,
    Standing,
    block_steps,
    members,
    out_of_order,
    standing,
)

END_OF_2017 = date(2017, 12, 31)
PLANNED = date(2017, 10, 16)


def commune(number: int, **more: Any) -> Agency:
    said = {"level": "xa", "kind": "ubnd_cap_xa", "obligation": "khuyen_khich", **more}
    return Agency.model_validate({"code": f"X{number:03}", "name": f"UBND xã {number}", **said})


def taken(number: int, on: date | None, step: str = "declaration", edition: str = "2008") -> StepTaken:
    return StepTaken.model_validate({"agency": f"X{number:03}", "edition": edition, "step": step, "on": on})


def target(**more: Any) -> Target:
    fields = {"group": "communes", "edition": "2008", "step": "declaration", "by": END_OF_2017, **more}
    return Target.model_validate(fields if "percent" in fields else {"number": 50, **fields})


def stands(wanted: Target, of: int, steps: Iterable[StepTaken], on: date) -> Standing:
    return standing(wanted, [commune(number) for number in range(of)], list(steps), on)


def test_fifty_communes_with_little_more_than_two_months_need_21_a_month() -> None:
    on = date(2017, 10, 20)
    found = stands(target(since=PLANNED), 226, [], on)
    assert (found.left, found.days_left, found.feasibility) == (50, 72, "pace_not_known")
    assert found.needed_a_month == Fraction(50 * 30, 72)
    assert -(-found.needed_a_month // 1) == 21
    assert found.done.number is None  # nothing is recorded: no number, not 0


def test_what_was_seen_in_45_days_says_that_the_day_cannot_be_held() -> None:
    on = date(2017, 11, 30)
    steps = [taken(n, date(2017, 11, 20)) for n in range(12)] + [taken(n, None) for n in range(12, 50)]
    found = stands(target(since=PLANNED), 226, steps, on)
    assert found.pace and (found.pace.days, found.pace.a_month) == (45, 8)
    assert (found.left, found.days_left, found.feasibility) == (38, 31, "not_within_reach")
    assert len(found.done.unknown) == 176


def test_a_pace_is_within_reach_when_it_is_just_enough() -> None:
    steps = [taken(n, PLANNED + timedelta(days=20)) for n in range(30)]
    until = target(number=60, since=PLANNED, by=PLANNED + timedelta(days=80))
    assert stands(until, 100, steps, PLANNED + timedelta(days=40)).feasibility == "within_reach"
    assert stands(until, 100, steps[1:], PLANNED + timedelta(days=40)).feasibility == "not_within_reach"


@pytest.mark.parametrize(("of", "needed"), [(226, 159), (10, 7), (11, 8), (1, 1)])
def test_a_share_is_rounded_up(of: int, needed: int) -> None:
    assert stands(target(percent=70), of, [], PLANNED).needed == needed


def test_all_56_converted_by_the_day_is_reached_and_one_later_is_late() -> None:
    by = date(2021, 6, 30)
    to_2015 = target(number=56, edition="2015", by=by)
    steps = [taken(n, by, edition="2015") for n in range(56)]
    assert stands(to_2015, 56, steps, by).feasibility == "reached"
    steps[0] = taken(0, by + timedelta(days=1), edition="2015")
    assert stands(to_2015, 56, steps, by).feasibility == "not_within_reach"
    assert stands(to_2015, 56, steps, by + timedelta(days=1)).feasibility == "reached_late"


def test_a_step_of_another_or_of_no_edition_is_no_proof_of_conversion() -> None:
    by = date(2021, 6, 30)
    steps = [taken(0, by), taken(1, by, edition="none"), taken(2, by, edition="2015")]
    found = stands(target(number=3, edition="2015", by=by), 3, steps, by)
    assert (found.done.ids, found.done.unknown) == (("X002",), ("X000", "X001"))
    assert stands(target(number=3, edition="none", by=by), 3, steps, by).feasibility == "reached"


def test_once_the_day_is_over_what_nobody_recorded_leaves_it_open() -> None:
    after = END_OF_2017 + timedelta(days=1)
    steps = [taken(n, PLANNED) for n in range(40)]
    assert stands(target(), 50, steps, after).feasibility == "not_recorded"
    assert stands(target(), 50, [*steps, taken(40, None)], after).feasibility == "missed"


def test_a_target_of_nobody_is_never_reached_and_one_above_the_register_is_seen() -> None:
    assert stands(target(percent=70), 0, [], PLANNED).feasibility == "nobody"
    found = stands(target(), 41, [taken(n, PLANNED) for n in range(41)], PLANNED)
    assert found.beyond_register and found.left == 9


def test_a_planned_day_is_not_a_day_done() -> None:
    found = stands(target(number=1), 1, [taken(0, PLANNED)], PLANNED - timedelta(days=1))
    assert (found.done.ids, found.done.unknown) == ((), ())


def test_the_group_is_that_of_the_last_day_once_it_is_over() -> None:
    district = commune(1, level="huyen", kind="ubnd_cap_huyen", obligation="bat_buoc")
    ended = commune(2, valid_to=date(2017, 11, 1))
    later = commune(3, valid_from=date(2020, 1, 1))
    found = standing(target(group="all", percent=100), [district, ended, later], [], date(2026, 1, 1))
    assert found.done.of == ("X001",)
    assert [a.code for a in members("obliged", [district, ended, later], PLANNED)] == ["X001"]
    assert [a.code for a in members("level_xa", [district, ended, later], PLANNED)] == ["X002"]


def test_steps_of_a_block_are_told_by_edition_and_silence_is_unknown() -> None:
    steps = [taken(0, PLANNED, "survey"), taken(1, None, "survey"), taken(0, PLANNED, "training", "2015")]
    old, new = block_steps([commune(n) for n in range(3)], steps, PLANNED)
    assert (old.block, old.edition, new.edition) == ("communes", "2008", "2015")
    assert (old.steps["survey"].ids, old.steps["survey"].unknown) == (("X000",), ("X002",))
    assert old.steps["declaration"].number is None
    assert tuple(old.steps) == STEPS


def test_4_a_step_before_the_one_it_rests_on_is_pointed_out() -> None:
    before = PLANNED - timedelta(days=1)
    steps = [
        taken(0, PLANNED, "confirmation"),
        taken(0, before, "declaration"),
        taken(1, PLANNED, "declaration"),
        taken(1, None, "confirmation"),
        taken(2, PLANNED, "declaration"),
        taken(3, PLANNED, "confirmation"),
        taken(3, PLANNED, "declaration"),
        taken(4, PLANNED, "training"),
        taken(4, before, "writing"),
    ]
    found = [(one.agency, one.step, one.rests_on, one.rests_on_day) for one in out_of_order(steps)]
    assert found == [("X000", "declaration", "confirmation", PLANNED), ("X001", "declaration", "confirmation", None)]


_GOOD: tuple[Feasibility, ...] = ("missed", "not_within_reach", "within_reach", "reached")
_DAYS = st.integers(0, 500).map(lambda days: PLANNED + timedelta(days=days))
_COMMUNES = st.integers(0, 19)


@given(
    done=st.dictionaries(_COMMUNES, st.none() | _DAYS, max_size=20),
    more=st.dictionaries(_COMMUNES, _DAYS, max_size=20),
    size=st.fixed_dictionaries({"number": st.integers(1, 25)})
    | st.fixed_dictionaries({"percent": st.integers(1, 100)}),
    since=st.none() | _DAYS,
    by=_DAYS,
    on=_DAYS,
)
def test_more_done_never_makes_a_target_less_feasible(
    done: dict[int, date | None], more: dict[int, date], size: dict[str, int], since: date | None, by: date, on: date
) -> None:
    wanted = target(**({**size, "number": None} if "percent" in size else size), since=since, by=by)
    further = {**{n: day for n, day in more.items() if not done.get(n)}}
    fewer = stands(wanted, 20, [taken(n, day) for n, day in done.items()], on)
    all_ = stands(wanted, 20, [taken(n, day) for n, day in {**done, **further}.items()], on)
    assert set(fewer.done.ids) <= set(all_.done.ids) and all_.left <= fewer.left
    if fewer.feasibility in _GOOD and all_.feasibility in _GOOD:
        assert _GOOD.index(fewer.feasibility) <= _GOOD.index(all_.feasibility)
    if fewer.feasibility in ("reached", "reached_late"):
        assert all_.feasibility in ("reached", "reached_late")
    if fewer.feasibility == "within_reach":
        assert all_.feasibility in ("within_reach", "reached")


@given(of=st.integers(0, 5000), percent=st.integers(1, 100))
def test_a_share_is_the_least_number_that_is_not_below_it(of: int, percent: int) -> None:
    from isoaudit.rules.rollout import _share

    needed = _share(percent, of)
    assert needed * 100 >= percent * of and (needed - 1) * 100 < percent * of
