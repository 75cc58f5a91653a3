"""What may follow what: the table of acts, and what of a set of acts would make a paper false."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import pytest
from builders import LAWS, PROGRAMME, case
from hypothesis import given
from hypothesis import strategies as st

from isoaudit.journal import checklists
from isoaudit.model import Act, ActKind, Inspection, Plan
from isoaudit.rules.acts import ORDER, RULES, by_day, faults, missed
from isoaudit.wording import cite, labels

ROOT = Path(__file__).parent.parent
DAY = date(2026, 6, 18)
ON_SITE, BY_RECORD = case().inspection, case(mode="by_record").inspection
DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 1))


def act(kind: ActKind, day: int = 0, **fields: str) -> Act:
    """An act some days after the first."""
    return Act.model_validate({"kind": kind, "on": DAY + timedelta(days=day), **fields})


def clauses(inspection: Inspection, *acts: Act) -> list[tuple[ActKind, ActKind | None, str]]:
    """What is wrong: which act, what it follows, by which clause."""
    return [
        (f.act.kind, f.step.kind if f.step else None, cite((f.clause,), LAWS)[0].partition(" Thông tư")[0])
        for f in faults(inspection, by_day(acts))
    ]


def test_every_act_has_a_rule_and_a_name() -> None:
    assert list(RULES) == list(get_args(ActKind)) == list(labels()["act"])


def test_every_clause_of_the_table_stands_in_the_law_as_shipped() -> None:
    """A clause cited to a user was read in the text, not remembered."""
    book = checklists.read_law(ROOT / "checklists" / checklists.LAW)
    cited = [rule.clause for rule in RULES.values()] + [s.clause for rule in RULES.values() for s in rule.follows]
    assert not [c for c in cited if not book.has(c)]


@pytest.mark.parametrize(
    ("kinds", "wrong"),
    [
        (["minutes_agreed"], ("minutes_agreed", "decided", "khoản 2 Điều 35")),
        (["announced"], ("announced", "decided", "điểm a khoản 2 Điều 37")),
        (["decision_amended"], ("decision_amended", "decided", "khoản 2 Điều 35")),
        (["decided", "minutes_signed"], ("minutes_signed", "minutes_agreed", "điểm b khoản 2 Điều 37")),
        (["decided", "minutes_agreed", "notice_issued"], ("notice_issued", "minutes_signed", "điểm c khoản 2 Điều 37")),
        (["decided", "minutes_agreed", "team_reported"], ("team_reported", "minutes_signed", "điểm d khoản 2 Điều 37")),
        (
            ["decided", "minutes_agreed", "correction_reported"],
            ("correction_reported", "minutes_signed", "điểm c khoản 2 Điều 37"),
        ),
        (
            ["decided", "minutes_agreed", "minutes_signed", "not_accepted"],
            ("not_accepted", "correction_reported", "điểm d khoản 2 Điều 37"),
        ),
        (["correction_requested"], ("correction_requested", None, "điểm a khoản 1 Điều 37")),
    ],
    ids=lambda value: value[-1] if isinstance(value, list) else "",
)
def test_on_site_what_must_come_first(kinds: list[ActKind], wrong: tuple[str, str | None, str]) -> None:
    """TT26/2014 Đ35.2, Đ37.2.a-d; Đ37.1.a is of the other form."""
    assert clauses(ON_SITE, *map(act, kinds)) == [wrong]


@pytest.mark.parametrize(
    "kind", ["decided", "decision_amended", "announced", "minutes_agreed", "minutes_signed", "notice_issued"]
)
def test_by_record_there_is_no_visit(kind: ActKind) -> None:
    """TT26/2014 Đ37.1: decision, minutes and thông báo belong to the inspection at the office."""
    assert (kind, None) in [(k, step) for k, step, _ in clauses(BY_RECORD, act(kind))]


WHOLE: tuple[ActKind, ...] = (
    "plan_approved",
    "requested",
    "report_received",
    "decided",
    "announced",
    "minutes_agreed",
    "minutes_signed",
    "team_reported",
    "notice_issued",
    "correction_reported",
    "not_accepted",
    "results_reported",
    "december_reported",
)


def test_a_whole_procedure_on_one_day_and_day_by_day_has_no_fault() -> None:
    assert clauses(ON_SITE, *map(act, WHOLE)) == []
    assert clauses(ON_SITE, *(act(kind, n) for n, kind in enumerate(WHOLE))) == []
    assert (
        clauses(BY_RECORD, *map(act, ("plan_approved", "requested", "report_received", "correction_requested"))) == []
    )


@pytest.mark.parametrize(
    ("later", "earlier"),
    [
        ("decided", "plan_approved"),
        ("announced", "decided"),
        ("minutes_agreed", "decided"),
        ("minutes_agreed", "announced"),
        ("minutes_signed", "minutes_agreed"),
        ("notice_issued", "minutes_signed"),
        ("team_reported", "minutes_signed"),
    ],
)
def test_a_day_before_what_it_rests_on_is_a_fault(later: ActKind, earlier: ActKind) -> None:
    """A date before the decision; minutes signed before they were agreed (TT26/2014 Đ35.2, Đ37.2)."""
    acts = [act(kind, -1 if kind == later else 0) for kind in WHOLE]
    assert (later, earlier) in [(k, step) for k, step, _ in clauses(ON_SITE, *acts)]


def test_a_report_of_its_own_accord_is_older_than_the_letter_that_asks() -> None:
    assert clauses(BY_RECORD, act("requested", 3), act("report_received")) == []


def test_a_later_report_does_not_make_the_letter_before_it_false() -> None:
    """Several reports may come; the first is what the công văn rests on (TT26/2014 Đ37.1.a)."""
    acts = [act("report_received", 0), act("correction_requested", 2), act("report_received", 5)]
    assert clauses(BY_RECORD, *acts) == []
    assert clauses(BY_RECORD, act("report_received", 5), act("correction_requested", 2)) != []


def test_an_ad_hoc_inspection_rests_on_no_plan() -> None:
    """TT26/2014 Đ34.1.c"""
    ad_hoc = ON_SITE.model_copy(update={"occasion": "ad_hoc"})
    acts = [act("decided"), act("plan_approved", 3)]
    assert clauses(ON_SITE, *acts) and not clauses(ad_hoc, *acts)
    assert [step.kind for step in missed(ON_SITE, PROGRAMME, acts[:1], acts[0])] == ["plan_approved"]
    assert [step.kind for step in missed(ad_hoc, PROGRAMME, acts[:1], acts[0])] == ["ad_hoc_required"]
    required = act("ad_hoc_required", -3, arrived_on=str(DAY - timedelta(days=2)))
    assert not list(missed(ad_hoc, PROGRAMME, [required, *acts[:1]], acts[0]))
    assert not clauses(ad_hoc, required, *acts)
    late = act("ad_hoc_required", -3, arrived_on=str(DAY + timedelta(days=2)))
    assert ("decided", "ad_hoc_required", "điểm c khoản 1 Điều 34") in clauses(ad_hoc, late, *acts)


def test_a_report_is_not_refused_before_it_arrived() -> None:
    """TT26/2014 Đ37.2.d: first the agency reports, then its action is looked at."""
    before = [act(kind) for kind in ("decided", "minutes_agreed", "minutes_signed")]
    report = act("correction_reported", 10, arrived_on=str(DAY + timedelta(days=14)))
    wrong = ("not_accepted", "correction_reported", "điểm d khoản 2 Điều 37")
    assert clauses(ON_SITE, *before, report, act("not_accepted", 12)) == [wrong]
    assert clauses(ON_SITE, *before, report, act("not_accepted", 14)) == []


def test_a_notice_before_the_report_of_the_team_is_said_and_not_refused() -> None:
    """TT26/2014 Đ37.2.d: the report goes with that of the agency, so it may come after the notice."""
    signed = [act(kind) for kind in ("decided", "minutes_agreed", "minutes_signed")]
    notice = act("notice_issued", 1)
    assert [step.kind for step in missed(ON_SITE, PROGRAMME, [*signed, notice], notice)] == ["team_reported"]
    assert clauses(ON_SITE, *signed, notice, act("team_reported", 3)) == []


def test_minutes_the_agency_does_not_sign_carry_what_follows() -> None:
    """Practice after NĐ217/2025 Đ15.3.a: a witness signs."""
    unsigned = [act(kind) for kind in ("decided", "minutes_agreed", "minutes_unsigned")]
    after = [act(kind, 1) for kind in ("team_reported", "notice_issued", "correction_reported")]
    assert clauses(ON_SITE, *unsigned, *after) == []


def test_what_is_merely_missing_is_no_fault() -> None:
    """TT26/2014 Đ37.2.a: the minutes of the announcement are usually forgotten."""
    agreed = act("minutes_agreed")
    acts = [act("decided"), agreed]
    assert clauses(ON_SITE, *acts) == []
    assert [step.kind for step in missed(ON_SITE, PROGRAMME, acts, agreed)] == ["announced"]
    planned = PROGRAMME.model_copy(update={"plan": Plan(number="215/QĐ-UBND")})
    assert not list(missed(ON_SITE, planned, acts, acts[0]))


@given(st.lists(st.tuples(st.sampled_from(ORDER), DAYS), max_size=14))
def test_acts_without_a_fault_stand_in_the_order_of_the_law(drawn: list[tuple[ActKind, date]]) -> None:
    """Whatever the set: without a fault, decision <= agreement <= signing <= what is issued after it."""
    acts = by_day(Act(kind=kind, on=on) for kind, on in dict(drawn).items())
    if any(faults(ON_SITE, acts)):
        return
    days = {a.kind: a.on for a in acts}
    chain = [
        days[k] for k in ("decided", "announced", "minutes_agreed", "minutes_signed", "notice_issued") if k in days
    ]
    assert chain == sorted(chain)
    assert "minutes_signed" not in days or {"decided", "minutes_agreed"} <= set(days)
    assert "correction_requested" not in days


def test_of_the_other_form_nothing_more_is_asked_for() -> None:
    """TT26/2014 Đ37.1.a: by record nothing is not accepted, and no minutes are to be recorded first."""
    (found,) = faults(BY_RECORD, [act("not_accepted", 9)])
    assert found.step is None
