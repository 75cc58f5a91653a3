"""The plan of a year (Circular 26/2014, Articles 33, 34): what is proposed and why, and what a plan is checked for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from builders import PROGRAMME, criterion
from hypothesis import given, settings
from hypothesis import strategies as st

from isoaudit.errors import CATALOGUE, problem
from isoaudit.model import ActionStage, Agency, Carried, Finding, Inspection, Inspector, Member
from isoaudit.rules.days_off import why_off
from isoaudit.rules.plan import Past, Proposal, Wishes, lot, propose, reasons_for, spread
from isoaudit.rules.plan_check import BY_LAW, Plan, check_plan

NOTHING: Mapping[str, Past] = {}


def agency(code: str, **fields: Any) -> Agency:
    usual = {"name": f"Sở {code}", "level": "tinh", "kind": "co_quan_chuyen_mon", "obligation": "bat_buoc"}
    return Agency.model_validate({"code": code, "qms_status": "da_cong_bo", "last_on_site": 2025, **usual, **fields})


def agencies(number: int, **fields: Any) -> list[Agency]:
    return [agency(f"S{n:02}", **fields) for n in range(number)]


def found(code: str, stage: ActionStage, year: int = 2025) -> Carried:
    of = criterion("D36-1-a-01", "1.a")
    finding = Finding(
        id=f"{year}-{code}-TS/{of.id}", kind="nonconformity", criterion=of.id, point=of.point, legal_basis=("Điều 36",),
        requirement=of.requirement, evidence=(), gap="Thiếu.", remedy=of.remedy,
    )  # fmt: skip
    return Carried(
        inspection=f"{year}-{code}-TS", criterion=of.id, agency=code, mode="on_site", year=year, finding=finding,
        stage=stage,
    )  # fmt: skip


def visited(proposal: Proposal) -> list[str]:
    return [choice.agency.code for choice in proposal.choices if choice.on_site]


@given(st.integers(1, 60), st.integers(0, 60), st.integers(0, 10**9))
def test_every_obliged_body_is_in_and_a_third_rounded_up_is_visited(number: int, more: int, seed: int) -> None:
    """TT26/2014 Đ33.2.a, b"""
    proposal = propose(agencies(number), 2026, Wishes(seed, at_least=min(more, number)), NOTHING)
    assert {choice.agency.code for choice in proposal.choices} == {f"S{n:02}" for n in range(number)}
    assert len(visited(proposal)) == max(-(-number // 3), min(more, number))


@given(st.permutations(agencies(12)), st.integers(0, 1000))
def test_the_same_seed_gives_the_same_plan_in_whatever_order_the_register_is(order: list[Agency], seed: int) -> None:
    assert propose(order, 2026, Wishes(seed), NOTHING) == propose(agencies(12), 2026, Wishes(seed), NOTHING)


def test_anybody_can_draw_again_with_what_the_sheet_says() -> None:
    by_hand = sorted((hashlib.sha256(f"7:S{n:02}".encode()).hexdigest(), f"S{n:02}") for n in range(12))
    proposal = propose(agencies(12), 2026, Wishes(7), NOTHING)
    assert visited(proposal) == [code for _, code in by_hand[:4]]
    assert {choice.decided for choice in proposal.choices if choice.on_site} == {"drawn"}
    assert lot(7, "S00") == hashlib.sha256(b"7:S00").hexdigest()
    assert visited(propose(agencies(12), 2026, Wishes(8), NOTHING)) != visited(proposal)


def test_what_earlier_years_found_comes_before_the_lot_the_weightiest_first() -> None:
    """TT26/2014 Đ37.1.b, 37.2.d: the results are the ground on which visits are proposed"""
    register = [*agencies(9), agency("CHUA", qms_status="chua_xay_dung"), agency("LAU", last_on_site=2020)]
    past = {
        "S03": Past(carried=(found("S03", "not_accepted"),)),
        "S05": Past(carried=(found("S05", "repeated"),)),
        "S07": Past(unreported=(2025,)),
        "S01": Past(carried=(found("S01", "accepted"),)),  # waits to be looked at again: no reason to hurry
    }
    proposal = propose(register, 2026, Wishes(1), past)
    assert visited(proposal) == ["S05", "S03", "S07", "CHUA"]
    assert {choice.decided for choice in proposal.choices[:4]} == {"reasons"}
    (last,) = (choice for choice in proposal.choices if choice.agency.code == "LAU")
    assert not last.on_site and [reason.kind for reason in last.reasons] == ["long_ago"]


def test_only_those_equal_at_the_border_are_drawn() -> None:
    register = [*agencies(8, last_on_site=2021), agency("A", last_on_site=2019)]
    proposal = propose(register, 2026, Wishes(3), NOTHING)
    assert [choice.decided for choice in proposal.choices[:3]] == ["reasons", "drawn", "drawn"]


@pytest.mark.parametrize(
    ("fields", "kinds"),
    [
        ({}, []),
        ({"last_on_site": None}, ["never"]),
        ({"last_on_site": 2023}, ["long_ago"]),
        ({"last_on_site": 2024}, []),
        ({"last_on_site": None, "valid_from": "2025-07-01", "predecessors": ("X",)}, ["new_body", "never"]),
        ({"last_on_site": 2025, "valid_from": "2025-07-01"}, []),  # visited since
        ({"last_on_site": None, "valid_from": "2010-07-01"}, ["never"]),  # formed long ago
        ({"qms_status": "chua_xay_dung"}, ["not_built"]),
    ],
)
def test_reasons_of_the_register(fields: dict[str, Any], kinds: list[str]) -> None:
    assert [reason.kind for reason in reasons_for(agency("S", **fields), Past(), 2026)] == kinds


def test_what_the_year_holds_already_counts() -> None:
    proposal = propose(agencies(9), 2026, Wishes(1, held=frozenset({"S08", "S07"})), NOTHING)
    assert len(visited(proposal)) == 3 and {"S07", "S08"} <= set(visited(proposal))


def test_encouraged_bodies_are_outside_the_third_and_by_record_once_they_declared() -> None:
    """TT26/2014 Đ33.2 counts the obliged; Đ2.1: who has declared applies the circular"""
    communes = [
        agency("X1", kind="ubnd_cap_xa", level="xa", obligation="khuyen_khich"),
        agency("X2", kind="ubnd_cap_xa", level="xa", obligation="khuyen_khich", qms_status="chua_xay_dung"),
    ]
    proposal = propose([*agencies(3), *communes], 2026, Wishes(1), NOTHING)
    assert len(proposal.choices) == 3 and [one.code for one in proposal.besides] == ["X1"]


def test_bodies_that_ended_or_were_typed_wrongly_are_not_proposed() -> None:
    gone = [agency("CU", valid_to="2026-06-30"), agency("SAI", removed="Nhập nhầm.")]
    assert len(propose([*agencies(3), *gone], 2026, Wishes(1), NOTHING).choices) == 3


@settings(deadline=None)  # the holidays of a year are read once
@given(st.integers(1, 40), st.integers(1, 4))
def test_visits_are_spread_over_working_days(number: int, teams: int) -> None:
    """Days off are no days of a visit (Civil Code 2015, Đ148.5 for the calendar of the law)"""
    days = spread(number, date(2026, 4, 24), teams, ())
    assert len(days) == number and days == sorted(days)
    assert all(not why_off(day, ()) and days.count(day) <= teams for day in days)
    assert date(2026, 4, 30) not in days


def visit(code: str, day: str = "2026-06-15", **fields: Any) -> Inspection:
    mode = fields.pop("mode", "on_site")
    end = "TS" if mode == "on_site" else "HS"
    given = {"id": f"2026-{code}-{end}", "agency": code, "year": 2026, "mode": mode, "from": day, "to": day}
    return Inspection.model_validate({**given, "budget": "5.000.000", **fields})


def plan(*inspections: Inspection, register: list[Agency] | None = None, **fields: Any) -> Plan:
    known = register if register is not None else [agency(one) for one in {i.agency for i in inspections}]
    people = tuple(Inspector(code=f"KT{n}", name=name, degree="Đại học", state_admin_certificate="có",
                             audit_certificate="có", unit=unit)
                   for n, (name, unit) in enumerate([("Lan", "Chi cục"), ("Hùng", "Sở A")]))  # fmt: skip
    given: dict[str, Any] = {"inspectors": people, "settings": PROGRAMME, **fields}
    return Plan(inspections, {one.code: one for one in known}, **given)


def codes(of: Plan) -> list[str]:
    return [one.code for one in check_plan(of)]


def test_a_plan_that_reaches_all_lacks_nothing() -> None:
    assert codes(plan(*(visit(f"S{n:02}", f"2026-06-{15 + n}") for n in range(3)))) == []


def test_each_obliged_body_and_a_third_of_them_at_its_office() -> None:
    """TT26/2014 Đ33.2.a, b"""
    by_record = [visit(f"S{n:02}", mode="by_record") for n in range(6)]
    lacking = check_plan(plan(*by_record, register=agencies(7)))
    assert [(one.code, one.where, one.by_law) for one in lacking] == [
        ("PLAN_001", "S06", True), ("PLAN_002", "Kế hoạch", True)
    ]  # fmt: skip
    assert lacking[1].fields == {"on_site": "0", "obliged": "07", "needed": "03"}
    more = [visit(f"S{n:02}") for n in range(4, 7)]
    assert codes(plan(*by_record, *more, register=agencies(7))) == []


def test_the_stricter_reading_asks_for_reports_of_all() -> None:
    """TT26/2014 Đ33.2.a: "tối thiểu … qua hồ sơ, báo cáo" read as: each by record, a third besides"""
    assert codes(plan(visit("S00"), both=True)) == ["PLAN_010"]
    assert "PLAN_010" not in BY_LAW


@pytest.mark.parametrize(
    ("inspection", "register", "code"),
    [
        (visit("S"), agency("S", valid_to="2026-06-14"), "PLAN_003"),
        (visit("S"), agency("S", valid_from="2026-06-16"), "PLAN_003"),
        (visit("S", "2027-06-15"), agency("S"), "PLAN_004"),
        (visit("S"), agency("S", name="Sở Khoa học và Công nghệ tỉnh An Bình"), "PLAN_005"),
        (visit("S", coordinating_unit="Sở S; Sở B"), agency("S"), "PLAN_006"),
        (visit("S", team=(Member(name="Hùng"),)), agency("S", name="Sở A"), "PLAN_007"),
        (visit("S", **{"from": None, "to": None}), agency("S"), "PLAN_009"),
        (visit("S", "2026-06-14"), agency("S"), "PLAN_012"),  # a Sunday
        (visit("S", "2026-09-02"), agency("S"), "PLAN_012"),
        (visit("S", "2026-11-02"), agency("S"), "PLAN_014"),
        (visit("S", "2026-10-30"), agency("S"), ""),  # two months end on 30/12/2026
        (visit("S", team=(Member(name="Người lạ"),)), agency("S"), "PLAN_015"),
        (visit("S", budget=""), agency("S"), "PLAN_017"),
    ],
)
def test_what_one_inspection_lacks(inspection: Inspection, register: Agency, code: str) -> None:
    """TT26/2014 Đ33.1, 33.2, 34.2, 37.2.c; Civil Code Đ148.5"""
    assert codes(plan(inspection, register=[register])) == ([code] if code else [])


def test_who_inspects_needs_what_article_40_asks_for() -> None:
    """TT26/2014 Đ40.1"""
    (lacks,) = check_plan(plan(visit("S", team=(Member(name="Mới"),)), inspectors=(Inspector(code="K", name="Mới"),)))
    assert lacks.code == "PLAN_008" and "Điều 40" in str(lacks.fields["lacks"])


def test_nobody_is_at_two_offices_on_one_day() -> None:
    team = (Member(name="Lan"),)
    twice = plan(visit("S00", team=team), visit("S01", team=team), visit("S02", "2026-06-16", team=team))
    (said,) = check_plan(twice)
    assert said.code == "PLAN_013" and said.fields["ids"] == "2026-S00-TS, 2026-S01-TS"
    window = {"from": "2026-06-01", "to": "2026-06-30"}  # the time within which there will be a visit, not its days
    assert codes(plan(visit("S00", team=team, **window), visit("S01", team=team, **window))) == []


def test_a_reason_without_a_visit_is_advice() -> None:
    """TT26/2014 Đ37.1.b, 37.2.d"""
    register = [*agencies(2), agency("LAU", last_on_site=2020)]
    inspections = [visit("S00"), *(visit(code, mode="by_record") for code in ("S01", "LAU"))]
    (said,) = check_plan(plan(*inspections, register=register))
    assert (said.code, said.where, said.by_law) == ("PLAN_018", "LAU", False)


def test_the_same_body_twice_in_one_form_is_said() -> None:
    assert codes(plan(visit("S"), visit("S", "2026-07-15", id="2026-S-TS2"))) == ["PLAN_016"]


def test_a_body_in_both_forms_is_said_where_that_is_the_exception() -> None:
    """TT26/2014 Đ33.2: who inspects all by record and a third besides means it so; a changed form is often a slip."""
    visits = [visit(f"S{n:02}") for n in range(3)]
    (said,) = check_plan(plan(*visits, visit("S00", mode="by_record")))
    assert (said.code, said.where, said.by_law) == ("PLAN_019", "S00", False)
    assert said.fields["ids"] == "2026-S00-TS, 2026-S00-HS"
    assert "PLAN_019" not in codes(plan(*visits, visit("S00", mode="by_record"), both=True))
    assert codes(plan(*visits, *(visit(f"S{n:02}", mode="by_record") for n in range(3)))) == []


def test_what_a_person_lacks_is_said_once_for_all_inspections() -> None:
    """TT26/2014 Đ40.1: eight people in a dozen teams were a hundred lines."""
    team = (Member(name="Mới"), Member(name="Người lạ"))
    visits = [visit(f"S{n:02}", f"2026-06-{15 + n}", team=team) for n in range(3)]
    found = check_plan(plan(*visits, inspectors=(Inspector(code="K", name="Mới"),)))
    assert [(one.code, one.where) for one in found] == [
        ("PLAN_008", "Mới"),
        ("PLAN_015", "2026-S00-TS, 2026-S01-TS, 2026-S02-TS"),
    ]


def test_each_kind_has_its_message() -> None:
    names = "name unit member lacks reason reasons day due year ids mode on_site obliged needed"
    fields = dict.fromkeys(names.split(), "x")
    for code in (f"PLAN_{number:03}" for number in range(1, 20)):
        assert code in CATALOGUE
        said = problem(code, "đâu", **fields)
        assert ("Thông tư số 26/2014/TT-BKHCN" in said.what) or code not in BY_LAW or code == "PLAN_008"
