"""Each rule of Article 37.2.c-d of Circular 26/2014, and of 37.1.a, by its clause. Where it is also held on a page or
in a command, the test stands there under the same name."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from builders import REPORTED, case, closed, reviewed
from conftest import run_isoaudit
from test_reviews import DONE, GOOD, OTHER, book, happened, reply, review
from test_reviews import case as case_of

from isoaudit.journal.programme import Programme, today
from isoaudit.model import Act, Case, DayOff, Review
from isoaudit.rules.acts import RULES, Fault, faults
from isoaudit.rules.corrective import (
    corrective_actions,
    days_late,
    late_by,
    owes_report,
    refusals_to_tell,
    report_deadline,
    to_correct,
)
from isoaudit.rules.reviewing import wrong_with_review
from isoaudit.rules.standing import standing

__all__ = ["book"]
ANSWERS = """
D36-1-a-01 | nonconforming | Xem danh mục | thiếu 02 thủ tục
D36-1-d-01 | observation | Xem 12 hồ sơ || 01 hồ sơ thiếu ngày
D36-1-dd-01 | nonconforming | Xem chương trình | chưa đánh giá nội bộ
D36-2-d-01 | conforming | Xem hồ sơ
D36-2-e-01 | conforming | Xem hồ sơ
"""
SWAPPED = (DayOff(day=date(2026, 8, 31), reason="hoán đổi theo Thông báo 9441/TB-BNV"),)
SECOND = Act(kind="correction_reported", on=date(2026, 10, 5), arrived_on=date(2026, 10, 7), number="150/BC-UBND")


def signed(*days: date, **programme: Any) -> Case:
    """Minutes with two nonconformities, signed on the days given."""
    acts = tuple(Act(kind="minutes_signed", on=day) for day in days)
    return closed(case(ANSWERS, programme=programme).model_copy(update={"acts": acts}))


def of(made: Case, act: Act, *others: Act) -> list[Fault]:
    """What of an act beside the others would make its paper false."""
    return [fault for fault in faults(made.inspection, (*made.acts, *others, act)) if fault.act == act]


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 9, 24), date(2026, 11, 25)),  # 24/11: the day of culture
        (date(2026, 7, 2), date(2026, 9, 3)),  # 02/9: the national day
        (date(2026, 6, 30), date(2026, 9, 3)),  # 30/8 a Sunday, 31/8 swapped, 1-2/9
        (date(2025, 12, 31), date(2026, 3, 2)),  # 28/02 a Saturday
    ],
)
def test_37_2_c_two_months_by_the_calendar_with_days_off(day: date, due: date) -> None:
    made = signed(day, days_off=SWAPPED)
    how = report_deadline(made)
    assert how is not None and how.due == due
    assert {one.stage for one in corrective_actions(made, due)} == {"waiting"}
    assert {one.stage for one in corrective_actions(made, due + timedelta(days=1))} == {"overdue"}
    assert standing(made, due).stage == "waiting_for_correction"
    assert standing(made, due + timedelta(days=1)).stage == "overdue"


def test_37_2_c_the_last_of_two_signatures_counts() -> None:
    """«Kể từ ngày ký»: the agency signed on 18/6, the leader on 25/6."""
    how = report_deadline(signed(date(2026, 6, 18), date(2026, 6, 25)))
    assert how is not None and (how.start, how.due) == (date(2026, 6, 25), date(2026, 8, 25))


def test_37_2_c_the_help_asks_for_the_day_of_the_last_signature() -> None:
    assert "người ký sau" in run_isoaudit("record", "--help").stdout


def test_37_2_c_only_what_stands_in_the_minutes_is_corrected_and_an_observation_is_not() -> None:
    made = signed(date(2026, 6, 18))
    assert [finding.criterion for _, finding in to_correct(made)] == ["D36-1-a-01", "D36-1-dd-01"]
    withdrawn = tuple(one.model_copy(update={"withdrawn": "giải trình"}) for one in made.agreed)
    none = made.model_copy(update={"agreed": withdrawn})
    assert (to_correct(none), report_deadline(none), owes_report(none.agreed)) == ((), None, False)


def test_37_2_c_minutes_that_the_agency_does_not_sign_begin_no_two_months() -> None:
    unsigned = (Act(kind="minutes_unsigned", on=date(2026, 6, 18), note="vắng mặt", signer="Lê Văn A"),)
    made = closed(case(ANSWERS).model_copy(update={"acts": unsigned}))
    assert report_deadline(made) is None
    assert {(one.stage, one.due) for one in corrective_actions(made, date(2027, 1, 1))} == {("waiting", None)}


@pytest.mark.parametrize(("by_arrival", "late"), [(False, 0), (True, 2)])
def test_37_2_c_which_day_of_a_report_counts_is_a_setting(by_arrival: bool, late: int) -> None:
    """The last day is 18/8/2026; the paper is of that day and came two days later."""
    report = REPORTED.model_copy(update={"on": date(2026, 8, 18), "arrived_on": date(2026, 8, 20)})
    made = reviewed(case(ANSWERS, programme={"by_arrival": by_arrival}), None, report=report)
    assert days_late(made, report) == late


def test_37_2_c_a_second_report_has_no_deadline() -> None:
    first = reviewed(case(ANSWERS), "not_accepted")
    assert {(one.stage, one.due) for one in corrective_actions(first, date(2027, 1, 1))} == {("not_accepted", None)}
    both = reviewed(first, None, report=SECOND)
    assert {late_by(both, one) for one in corrective_actions(both, date(2027, 1, 1))} == {0}


def test_37_2_c_what_a_report_says_nothing_of_is_still_owed() -> None:
    made = reviewed(case(ANSWERS), "accepted")
    partly = made.model_copy(update={"replies": made.replies[:1], "reviews": made.reviews[:1]})
    assert [one.stage for one in corrective_actions(partly, date(2026, 9, 1))] == ["accepted", "overdue"]
    assert standing(partly, date(2026, 9, 1)).stage == "overdue"


def test_37_2_c_a_proposal_has_its_own_day_and_the_two_months_are_not_extended() -> None:
    made = reviewed(case(ANSWERS), "follow_up")
    how = report_deadline(made)
    assert how is not None and how.due == date(2026, 8, 18)
    (one, _) = corrective_actions(made, date(2026, 10, 30))
    assert (one.stage, one.due) == ("follow_up", date(2026, 10, 30))
    assert corrective_actions(made, date(2026, 10, 31))[0].stage == "follow_up_late"


def test_37_2_c_a_report_is_not_before_the_minutes_were_closed() -> None:
    made = signed(date(2026, 6, 18))
    early = REPORTED.model_copy(update={"on": date(2026, 6, 17)})
    (fault,) = of(made, early)
    assert (fault.clause.point, fault.earlier and fault.earlier.kind) == ("c", "minutes_signed")


@pytest.mark.parametrize("kind", ["not_accepted", "review_notified"])
def test_37_2_d_a_notice_follows_the_arrival_of_a_report(kind: Any) -> None:
    made = signed(date(2026, 6, 18))
    notice = Act(kind=kind, on=date(2026, 8, 11))
    assert [fault.step.kind for fault in of(made, notice) if fault.step] == ["correction_reported"]
    (fault,) = of(made, notice, REPORTED)
    assert fault.earlier == REPORTED, "dated before it had arrived"
    assert not of(made, notice.model_copy(update={"on": date(2026, 8, 12)}), REPORTED)


def test_37_2_d_what_was_carried_out_well_waits_for_its_effect_and_nothing_else() -> None:
    stands = standing(reviewed(case(ANSWERS), "accepted"), date(2027, 1, 1))
    assert stands.stage == "accepted" and not stands.late


def test_37_2_d_each_refusal_is_told_in_writing_and_a_second_one_anew() -> None:
    first = reviewed(case(ANSWERS), "not_accepted")
    day = date(2027, 1, 1)
    assert len(refusals_to_tell(first, day)) == 2
    told = first.model_copy(update={"acts": (*first.acts, Act(kind="not_accepted", on=date(2026, 8, 25)))})
    assert refusals_to_tell(told, day) == ()
    again = reviewed(told, "not_accepted", report=SECOND, reviewed_on=date(2026, 10, 10))
    assert [len(one.refused) for one in refusals_to_tell(again, day)] == [1, 1]


def test_37_2_d_a_refusal_that_nobody_told_does_not_hide_a_finding_still_to_examine(book: Programme) -> None:
    happened(book, "team_reported", date(2026, 7, 15))
    happened(book, "notice_issued", date(2026, 7, 16))
    reply(book, **DONE)
    reply(book, OTHER, **DONE)
    review(book, **{**GOOD, "outcome": "not_accepted", "reason": "Ảnh mờ"})
    stands = standing(case_of(book), today())
    assert (stands.stage, stands.next) == ("not_accepted", "review")


def test_37_2_d_a_report_on_its_way_changes_nothing_before_it_arrives(book: Programme) -> None:
    """Dated 10/8, there on 12/8: on 11/8 it is waited for by every page alike."""
    state = case_of(book)
    (report,) = state.reports
    day = (report.act.arrived_on or report.act.on) - timedelta(days=1)
    assert report.act.on < day
    assert standing(state, day).stage == "waiting_for_correction"
    assert {one.stage for one in corrective_actions(state, day)} == {"waiting"}
    asked = Act(kind="correction_requested", on=date(2026, 6, 18))
    record = case(ANSWERS, mode="by_record").model_copy(update={"acts": (asked, REPORTED)})
    assert standing(record, date(2026, 8, 11)).stage == "waiting_for_correction"
    assert standing(record, date(2026, 8, 12)).stage == "correction_reported"


def test_37_1_a_by_record_has_no_acceptance_no_refusal_and_no_day_of_the_law() -> None:
    made = case(ANSWERS, mode="by_record")
    asked = made.model_copy(update={"acts": (Act(kind="correction_requested", on=date(2026, 6, 18)),)})
    assert {(one.stage, one.due) for one in corrective_actions(asked, date(2027, 1, 1))} == {("waiting", None)}
    told = reviewed(asked.model_copy(update={"agreed": ()}), None)
    with_act = told.model_copy(update={"acts": (*asked.acts, REPORTED)})
    assert standing(with_act, date(2027, 1, 1)).next == ""
    for kind in ("not_accepted", "review_notified"):
        assert "by_record" not in RULES[kind].forms

    said = Review(inspection=made.inspection.id, criterion="D36-1-a-01", report="R1", outcome="accepted")
    assert [one.code for one in wrong_with_review(with_act, said, None, ())] == ["REVIEW_001"]
