"""Three months to take an instrument up (QĐ19/2014 Đ4.4.a; TT26/2014 Đ7.2.i; Bộ luật Dân sự Đ147, 148)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from builders import case
from hypothesis import given
from hypothesis import strategies as st
from record_bench import CRITERIA

from isoaudit.model import Instrument, LawUpdate, Taken
from isoaudit.rules.days_off import why_off
from isoaudit.rules.deadlines import months_after, report_due
from isoaudit.rules.law_updates import last_day, law_updates, update_words
from isoaudit.rules.prepared import UPDATED, prepared

NUMBER, CODES = "118/2025/NĐ-CP", {"1.000001", "1.000002"}


def instrument(in_force: date = date(2025, 7, 1), **fields: Any) -> Instrument:
    return Instrument.model_validate({"number": NUMBER, "in_force": in_force, "codes": ("1.000001",), **fields})


def taken(on: date | None, **fields: Any) -> Taken:
    return Taken.model_validate({"agency": "99-STP", "number": NUMBER, "on": on, **fields})


def one(instruments: Instrument, said: Taken | None = None, on: date = date(2026, 6, 15)) -> LawUpdate:
    (found,) = law_updates([instruments], [said] if said else [], CODES, on)
    return found


@pytest.mark.parametrize(
    ("in_force", "due"),
    [
        (date(2025, 7, 1), date(2025, 10, 1)),
        (date(2026, 1, 19), date(2026, 4, 20)),  # 19/4/2026 is a Sunday
        (date(2025, 11, 30), date(2026, 3, 2)),  # the last day of February is a Saturday
        (date(2026, 2, 1), date(2026, 5, 4)),  # 1/5, a holiday, then the weekend
    ],
)
def test_4_4_a_three_months_from_the_day_in_force_by_the_civil_code(in_force: date, due: date) -> None:
    assert last_day(in_force) == due
    assert report_due(date(2026, 7, 2)) == date(2026, 9, 3)  # the two months of Article 37.2.c stay two


@pytest.mark.parametrize(
    ("on", "state", "late"),
    [
        (date(2025, 10, 1), "updated", 0),
        (date(2025, 10, 2), "updated_late", 1),
        (date(2025, 10, 20), "updated_late", 19),
        (date(2025, 6, 1), "updated", 0),  # taken up before it was in force
    ],
)
def test_7_2_i_days_late_are_counted_after_the_last_day(on: date, state: str, late: int) -> None:
    found = one(instrument(), taken(on))
    assert (found.state, found.late, found.due) == (state, late, date(2025, 10, 1))


def test_7_2_i_before_the_last_day_nothing_is_late_and_that_is_said() -> None:
    assert one(instrument(), on=date(2025, 10, 1)).state == "in_time"
    assert "chưa ghi không phù hợp" in update_words(one(instrument(), on=date(2025, 10, 1)))
    after = one(instrument(), on=date(2025, 10, 2))
    assert (after.state, after.late) == ("overdue", 1)


def test_4_4_a_each_part_has_its_own_day() -> None:
    parts = [instrument(), instrument(date(2026, 1, 1), part="Chương III")]
    found = law_updates(parts, [taken(date(2025, 9, 1))], CODES, date(2026, 6, 15))
    assert [(each.part, each.state) for each in found] == [("", "updated"), ("Chương III", "overdue")]


def test_4_4_a_what_is_repealed_without_a_successor_is_a_change_too() -> None:
    made = case(criteria=CRITERIA).model_copy(update={"updates": (one(instrument(repealed=True)),)})
    assert "không có văn bản thay thế" in prepared(made)[UPDATED][0]
    assert one(instrument(repealed=True)).state == "overdue"


def test_only_what_touches_the_procedures_of_the_agency_or_was_named_by_it() -> None:
    foreign = instrument(codes=("1.999999",))
    assert law_updates([foreign], [], CODES, date(2026, 6, 15)) == ()
    (named,) = law_updates([foreign], [taken(None)], CODES, date(2026, 6, 15))
    assert named.codes == () and named.state == "overdue"


def test_what_is_not_yet_in_force_is_not_asked_for() -> None:
    assert law_updates([instrument(date(2026, 7, 1))], [], CODES, date(2026, 6, 30)) == ()


@given(st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.integers(0, 400))
def test_the_last_day_is_never_before_three_months_and_lateness_never_shrinks(in_force: date, days: int) -> None:
    due = last_day(in_force)
    assert due >= months_after(in_force, 3) and not why_off(due)  # Saturday 26/4/2025 was worked
    later = [one(instrument(in_force), on=date.fromordinal(in_force.toordinal() + n)).late for n in (days, days + 1)]
    assert 0 <= later[0] <= later[1] <= later[0] + 1
