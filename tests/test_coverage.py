"""Whom a year must reach (Circular 26/2014, Article 33.2)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from builders import CRITERIA, case

from isoaudit.model import Act, ActKind, Agency
from isoaudit.rules.coverage import carried_out, planned, shortfalls

ALL = "\n".join(f"{c.id} | conforming" for c in CRITERIA)
BY_RECORD = "\n".join(f"{c.id} | conforming" for c in CRITERIA if c.by_record)


def agencies(number: int, **fields: Any) -> list[Agency]:
    given = {"level": "tinh", "kind": "co_quan_chuyen_mon", "obligation": "bat_buoc", **fields}
    return [Agency.model_validate({"code": f"99-{n}", "name": f"Sở {n}", **given}) for n in range(number)]


@pytest.mark.parametrize(
    ("mode", "lines", "kinds", "done"),
    [
        ("on_site", ALL, (), False),  # answers alone are no inspection
        ("on_site", ALL, ("minutes_agreed",), False),
        ("on_site", ALL, ("minutes_agreed", "minutes_signed"), True),
        ("on_site", ALL, ("minutes_agreed", "minutes_unsigned"), True),
        ("by_record", BY_RECORD, (), False),
        ("by_record", "", ("report_received",), False),  # not reviewed
        ("by_record", BY_RECORD, ("report_received",), True),
    ],
)
def test_what_counts_are_signed_minutes_and_reports_reviewed(
    mode: str, lines: str, kinds: tuple[ActKind, ...], done: bool
) -> None:
    """TT26/2014 Đ33.2, 37.1.a, 37.2.b"""
    made = case(lines, mode=mode)
    acts = tuple(Act(kind=kind, on=date(2026, 6, 18)) for kind in kinds)
    assert carried_out(made.model_copy(update={"acts": acts})) is done


def test_a_plan_that_reaches_all_and_a_third_lacks_nothing() -> None:
    """TT26/2014 Đ33.2.a, b; rounded up"""
    codes = {f"99-{n}" for n in range(26)}
    nine, eight = ({f"99-{n}" for n in range(number)} for number in (9, 8))
    assert not list(shortfalls(planned(agencies(26), 2026, nine, codes)))
    (short,) = shortfalls(planned(agencies(26), 2026, eight, codes))
    assert "08 trong 26" in short and "tối thiểu 09" in short
    (left,) = shortfalls(planned(agencies(26), 2026, nine, codes - {"99-25"}))
    assert "01 trong 26" in left and "99-25 «Sở 25»" in left


def test_encouraged_bodies_and_those_that_ended_are_not_counted() -> None:
    free = agencies(3, obligation="khuyen_khich")
    ended = agencies(3, valid_to=date(2026, 6, 30))
    assert planned(free, 2026, set(), set()).obliged == 0
    assert planned(ended, 2026, set(), set()).obliged == 0
    assert planned(ended, 2026, set(), {"99-1"}).obliged == 1  # inspected before it ended
