"""Where an inspection stands on a day, what comes next, by when; the ten kinds of papers of its file."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, get_args

import pytest
from builders import case
from hypothesis import given
from hypothesis import strategies as st

from isoaudit.model import Act, ActKind, Case, Plan, Report
from isoaudit.rules.acts import ORDER
from isoaudit.rules.deadlines import report_due
from isoaudit.rules.findings import judge, with_codes
from isoaudit.rules.next_steps import next_in_words
from isoaudit.rules.standing import Next, Stage, file_of, standing
from isoaudit.rules.status import by_turn, status_row
from isoaudit.wording import labels

ALL = """\
D36-1-a-01 | nonconforming | Đã xem danh mục | Thiếu 05 TTHC
D36-1-d-01 | conforming
D36-1-dd-01 | conforming
D36-2-d-01 | conforming
D36-2-e-01 | not_applicable | | | Không thuê
"""
GOOD = ALL.replace("nonconforming | Đã xem danh mục | Thiếu 05 TTHC", "conforming")
START = date(2026, 6, 1)


def at(lines: str, *kinds: ActKind, mode: str = "on_site", agreed: bool = True, **fields: Any) -> Case:
    """A case in which these acts happened, one a day from 1 June; with them the agreed findings."""
    made = case(lines, mode=mode, **fields)
    acts = tuple(Act(kind=kind, on=START + timedelta(days=n)) for n, kind in enumerate(kinds))
    known = with_codes(made) if agreed and "minutes_agreed" in kinds else ()
    return then(made.model_copy(update={"agreed": known}), *acts)


def then(made: Case, *acts: Act) -> Case:
    """A case after further acts; reports on corrective action are known by their day."""
    acts = (*made.acts, *acts)
    reports = tuple(Report(key=act.on.isoformat(), act=act) for act in acts if act.kind == "correction_reported")
    return made.model_copy(update={"acts": acts, "reports": reports})


VISIT: tuple[ActKind, ...] = ("plan_approved", "decided", "announced", "minutes_agreed", "minutes_signed")
ISSUED: tuple[ActKind, ...] = (*VISIT, "team_reported", "notice_issued")


@pytest.mark.parametrize(
    ("lines", "kinds", "stage", "then"),
    [
        ("", (), "nothing", "plan_approved"),
        ("", VISIT[:1], "planned", "decided"),
        ("", ("plan_approved", "requested"), "waiting_for_report", "decided"),
        ("", ("plan_approved", "report_received"), "report_received", "decided"),
        ("", VISIT[:2], "decided", "announced"),
        ("", VISIT[:3], "announced", "answers"),
        (ALL, VISIT[:3], "announced", "minutes_agreed"),
        (ALL.replace("| Không thuê", "| -"), VISIT[:3], "announced", "answers"),  # a reason is missing
        (ALL, VISIT[:4], "minutes_agreed", "minutes_signed"),
        (GOOD, VISIT, "minutes_signed", "team_reported"),
        (GOOD, (*VISIT, "team_reported"), "minutes_signed", "notice_issued"),
        (GOOD, (*VISIT, "notice_issued"), "minutes_signed", "team_reported"),
        (GOOD, (*VISIT, "notice_issued", "team_reported"), "minutes_signed", ""),
        (ALL, VISIT, "waiting_for_correction", "team_reported"),
        (ALL, (*VISIT, "team_reported", "notice_issued"), "waiting_for_correction", ""),
        (ALL, (*ISSUED, "correction_reported"), "correction_reported", "replies"),
        (ALL, (*ISSUED, "correction_reported", "not_accepted"), "not_accepted", "wait_again"),
        (ALL, (*VISIT, "not_accepted"), "waiting_for_correction", "team_reported"),  # of no report, so it tells nothing
        (ALL, (*VISIT[:4], "minutes_unsigned"), "minutes_unsigned", "team_reported"),
    ],
)
def test_at_the_office(lines: str, kinds: tuple[ActKind, ...], stage: str, then: str) -> None:
    """TT26/2014 Đ35.2, Đ37.2.a-d"""
    stands = standing(at(lines, *kinds), date(2026, 6, 10))
    assert (stands.stage, stands.next) == (stage, then)
    assert stands.since == (None if not kinds or stage == "nothing" else stands.since)


ASKED: tuple[ActKind, ...] = ("plan_approved", "requested")


@pytest.mark.parametrize(
    ("lines", "kinds", "day", "stage", "then"),
    [
        ("", VISIT[:1], 10, "planned", "requested"),
        ("", ASKED, 18, "waiting_for_report", "report_received"),
        ("", ASKED, 19, "not_reported", "remind"),  # the inspection began on 18 June
        ("", (*ASKED, "report_received"), 19, "report_received", "answers"),
        (ALL, (*ASKED, "report_received"), 19, "report_received", "correction_requested"),
        (GOOD, (*ASKED, "report_received"), 19, "report_received", ""),
        (ALL, (*ASKED, "report_received", "correction_requested"), 19, "waiting_for_correction", ""),
        (GOOD, (*ASKED, "report_received", "correction_requested"), 19, "report_received", ""),
    ],
)
def test_by_record(lines: str, kinds: tuple[ActKind, ...], day: int, stage: str, then: str) -> None:
    """TT26/2014 Đ35.2, Đ37.1.a"""
    stands = standing(at(lines, *kinds, mode="by_record"), date(2026, 6, day))
    assert (stands.stage, stands.next, stands.late) == (stage, then, stage == "not_reported")


def test_the_two_months_run_from_the_signing_and_are_overdue_on_the_day_after() -> None:
    """TT26/2014 Đ37.2.c; at the office only, and only where a điểm không phù hợp stands."""
    made = at(ALL, *VISIT)
    due = report_due(made.acts[-1].on)
    assert due == date(2026, 8, 5)
    on_the_day, after = standing(made, due), standing(made, due + timedelta(days=1))
    assert (on_the_day.stage, on_the_day.due, on_the_day.late) == ("waiting_for_correction", due, False)
    assert (after.stage, after.next, after.due, after.late) == ("overdue", "remind_correction", due, True)
    assert standing(at(GOOD, *VISIT), date(2027, 1, 1)).due is None


def test_an_obliged_body_without_a_system_has_a_deadline() -> None:
    """QĐ19 2.1, TT26/2014 Đ37.2.c: it is a vấn đề tồn tại like any other; an encouraged one owes nothing."""
    fields = {"qms_status": "chua_xay_dung", "kind": "co_quan_chuyen_mon"}
    stands = standing(at("", *VISIT, obligation="bat_buoc", **fields), date(2026, 6, 10))
    assert (stands.stage, stands.due) == ("waiting_for_correction", date(2026, 8, 5))
    free = standing(at("", *VISIT, obligation="khuyen_khich", **fields), date(2026, 6, 10))
    assert (free.stage, free.due) == ("minutes_signed", None)


def test_a_report_on_correction_ends_the_overdue_state_at_once_and_a_further_one_is_no_debt() -> None:
    """TT26/2014 Đ37.2.c-d: after a report was not accepted the circular sets no second deadline."""
    late = date(2026, 12, 1)
    made = at(ALL, *ISSUED)
    assert standing(made, late).stage == "overdue"
    report = Act(kind="correction_reported", on=date(2026, 11, 20), arrived_on=date(2026, 11, 24))
    refused = Act(kind="not_accepted", on=date(2026, 11, 25))
    again = Act(kind="correction_reported", on=date(2026, 11, 28), arrived_on=date(2026, 11, 29))

    def now(*acts: Act) -> tuple[str, str, bool, date | None]:
        stands = standing(then(made, *acts), late)
        return stands.stage, stands.next, stands.late, stands.due

    assert now(report) == ("correction_reported", "replies", False, None)
    assert now(report, refused) == ("not_accepted", "wait_again", False, None)
    assert now(report, refused, again) == ("correction_reported", "replies", False, None)
    assert "không quy định thời hạn" in labels()["next"]["wait_again"]


def test_by_record_a_report_on_correction_ends_the_reminding_and_asks_for_no_acceptance() -> None:
    """TT26/2014 Đ37.1.a: it is looked at in the next inspections."""
    kinds: tuple[ActKind, ...] = (*ASKED, "report_received", "correction_requested", "correction_reported")
    made = at(ALL, *kinds, mode="by_record", programme={"reply_by": date(2026, 7, 1)})
    stands = standing(made, date(2026, 12, 1))
    assert (stands.stage, stands.next, stands.late) == ("correction_reported", "", False)


def test_a_withdrawn_finding_leaves_nothing_to_report() -> None:
    made = at(ALL, *VISIT)
    gone = made.agreed[0].model_copy(update={"withdrawn": "Cơ quan giải trình"})
    withdrawn = made.model_copy(update={"agreed": (gone,)})
    assert standing(withdrawn, date(2027, 1, 1)).stage == "minutes_signed"


def test_by_record_the_day_is_that_of_the_letter_else_of_the_office_else_none() -> None:
    """The law sets none (TT26/2014 Đ37.1.a)."""
    kinds: tuple[ActKind, ...] = (*ASKED, "report_received", "correction_requested")
    late = date(2026, 12, 31)
    assert standing(at(ALL, *kinds, mode="by_record"), late).stage == "waiting_for_correction"
    office = at(ALL, *kinds, mode="by_record", programme={"reply_by": date(2026, 12, 15)})
    assert (standing(office, late).stage, standing(office, late).due) == ("past_asked_day", date(2026, 12, 15))
    letter = office.acts[-1].model_copy(update={"reply_by": late})
    own = office.model_copy(update={"acts": (*office.acts[:-1], letter)})
    assert (standing(own, late).stage, standing(own, late).due) == ("waiting_for_correction", late)


def test_by_record_a_letter_that_asks_for_nothing_is_never_overdue() -> None:
    """TT26/2014 Đ37.1.a: its letter names no day, whatever day the office set for the others."""
    kinds: tuple[ActKind, ...] = (*ASKED, "report_received", "correction_requested")
    made = at(GOOD, *kinds, mode="by_record", programme={"reply_by": date(2026, 7, 1)})
    stands = standing(made, date(2026, 12, 1))
    assert (stands.stage, stands.next, stands.due, stands.late) == ("report_received", "", None, False)
    asked = made.acts[-1].model_copy(update={"reply_by": date(2026, 7, 15)})
    named = made.model_copy(update={"acts": (*made.acts[:-1], asked)})
    assert standing(named, date(2026, 12, 1)).due == date(2026, 7, 15)  # the letter itself did name one


def test_the_plan_of_the_settings_counts_and_an_ad_hoc_inspection_needs_none() -> None:
    known = at("", programme={"plan": Plan(number="215/QĐ-UBND")})
    ad_hoc = at("", inspection={"occasion": "ad_hoc"})
    assert [standing(c, START).next for c in (known, ad_hoc)] == ["decided", "decided"]


def test_what_happened_later_is_left_out() -> None:
    made = at(ALL, *VISIT)
    seen = [standing(made, START + timedelta(days=n - 1)).stage for n in range(6)]
    assert seen == ["nothing", "planned", "decided", "announced", "minutes_agreed", "waiting_for_correction"]


@given(
    st.lists(st.sampled_from(ORDER), unique=True),
    st.sampled_from(["", ALL, GOOD]),
    st.sampled_from(["on_site", "by_record"]),
    st.dates(date(2026, 5, 1), date(2027, 5, 1)),
)
def test_every_inspection_stands_somewhere_on_every_day(kinds: list[ActKind], lines: str, mode: str, day: date) -> None:
    made = at(lines, *kinds, mode=mode)
    stands = standing(made, day)
    assert stands.stage in labels()["stage"]
    assert not stands.next or stands.next in {**labels()["act"], **labels()["next"]}
    assert stands.late == (stands.stage in ("not_reported", "not_decided", "overdue", "past_asked_day"))
    if stands.late:
        assert stands.due and stands.due < day
    assert stands.since is None or stands.since <= day
    assert stands.next not in {act.kind for act in made.acts if act.on <= day} - {"decided"}
    shelves = file_of(made, day)
    assert [shelf.number for shelf in shelves] == list(range(1, 11))
    assert all((shelf.state == "there") == bool(shelf.acts) or shelf.lacks for shelf in shelves)


@given(
    st.lists(st.sampled_from(ORDER), unique=True),
    st.sampled_from([ALL, GOOD, ""]),
    st.sampled_from(["on_site", "by_record"]),
    st.dates(date(2026, 6, 20), date(2027, 5, 1)),
)
def test_who_is_late_is_so_no_longer_once_the_paper_that_is_waited_for_is_there(
    kinds: list[ActKind], lines: str, mode: str, day: date
) -> None:
    """TT26/2014 Đ35.2, Đ37.1.a, Đ37.2.c: it ends at once, whatever else was recorded or forgotten."""
    made = at(lines, *kinds, mode=mode, programme={"reply_by": date(2026, 7, 1)})
    row = status_row(made, day)
    if not row.late:
        return
    awaited: Any = {"remind": "report_received", "remind_correction": "correction_reported"}.get(row.next, row.next)
    typed = " receive " if awaited == "correction_reported" else f" record {awaited} "
    assert any(typed in command.line for command in row.commands)
    there = then(made, Act(kind=awaited, on=day, arrived_on=day))
    after = status_row(there, day)
    assert not after.late and (after.due is None or after.due >= day)


def test_a_day_that_no_letter_set_is_said_to_be_that_of_the_inspection() -> None:
    """TT26/2014 Đ35.2 sets no day for the report: the letter does, else the inspection begins without it."""
    asked = at("", *ASKED, mode="by_record")
    assert status_row(asked, date(2026, 6, 20)).remarks == (
        "Văn bản đề nghị chưa ghi hạn báo cáo; hạn là ngày bắt đầu kiểm tra",
    )
    letter = asked.acts[-1].model_copy(update={"reply_by": date(2026, 6, 12)})
    own = asked.model_copy(update={"acts": (*asked.acts[:-1], letter)})
    assert status_row(own, date(2026, 6, 20)).remarks == ()


def test_every_state_and_next_step_has_its_words() -> None:
    assert list(labels()["stage"]) == list(get_args(Stage))
    besides = {code for part in get_args(Next) for code in get_args(part)} - set(get_args(ActKind))
    assert besides == {*labels()["next"], ""}


def test_the_file_of_a_whole_visit() -> None:
    """TT26/2014 Đ39: ten rows."""
    whole: tuple[ActKind, ...] = (*VISIT, "programme_made", "notice_issued", "team_reported", *ASKED[1:])
    whole = (*whole, "report_received")
    there = at(ALL, *whole, "correction_reported", "not_accepted", "results_reported")
    by_row = {shelf.number: shelf for shelf in file_of(there)}
    assert [n for n, shelf in by_row.items() if shelf.state != "there"] == [4]
    assert [act.kind for act in by_row[7].acts] == ["correction_reported", "not_accepted"]
    assert "programme_made" in [act.kind for act in by_row[10].acts]
    made = at(ALL, *whole)
    states = {shelf.number: shelf.state for shelf in file_of(made, date(2026, 7, 1))}
    assert states == {n: {4: "not_needed", 7: "absent", 9: "absent"}.get(n, "there") for n in range(1, 11)}


def test_the_file_asks_only_for_what_the_form_and_the_findings_call_for() -> None:
    """TT26/2014 Đ37.1: by record there is no decision, no minutes, no report of a team."""
    reported = at(GOOD, *ASKED, "report_received", mode="by_record")
    states = {shelf.number: shelf.state for shelf in file_of(reported, date(2026, 7, 1))}
    assert [n for n, state in states.items() if state == "not_needed"] == [4, 5, 6, 7, 8, 10]
    assert states[9] == "absent"
    nothing = at("", mode="by_record", inspection={"occasion": "ad_hoc"})
    states = {shelf.number: shelf.state for shelf in file_of(nothing, date(2026, 7, 1))}
    assert [n for n, state in states.items() if state == "absent"] == [2, 3, 9] and states[1] == "not_needed"
    found = {shelf.number: shelf.state for shelf in file_of(at(ALL, *ASKED, "report_received", mode="by_record"))}
    assert [n for n, state in found.items() if state == "absent"] == [4, 7, 9]
    signed = at(GOOD, *VISIT)
    # TT26/2014 Đ35.2, first paragraph: all agencies of the plan are asked to report; an ad hoc inspection has none.
    assert [s.state for s in file_of(signed)][1:3] == ["none", "none"]
    assert [s.state for s in file_of(at(GOOD, *VISIT, inspection={"occasion": "ad_hoc"}))][1:3] == ["not_needed"] * 2
    assert {s.number: s.state for s in file_of(signed, date(2026, 7, 1))}[7] == "not_needed"
    assert not judge(signed).missing


def test_the_announcement_is_missed_in_the_file_by_its_name() -> None:
    """TT26/2014 Đ37.2.a wants minutes of it; Đ39 has no row of their own for them."""
    made: ActKind = "programme_made"
    rest = file_of(at(ALL, made, *(kind for kind in VISIT if kind != "announced"), "notice_issued"))[-1]
    assert (rest.state, rest.lacks) == ("absent", ("announced",))
    assert [act.kind for act in rest.acts] == [made, "notice_issued"]
    assert file_of(at(ALL, *VISIT, made))[-1].lacks == ()


def test_the_programme_of_the_visit_is_missed_in_the_file_by_its_name() -> None:
    """TT26/2014 Đ37.2.a wants one; by record there is none."""
    rest = file_of(at(ALL, *VISIT))[-1]
    assert (rest.state, rest.lacks, [act.kind for act in rest.acts]) == ("absent", ("programme_made",), ["announced"])
    assert file_of(at(GOOD, *ASKED, mode="by_record"))[-1].lacks == ()


@pytest.mark.parametrize("kinds", [(), ASKED, (*ASKED, "report_received")])
def test_a_visit_whose_day_has_passed_wants_its_decision_whatever_was_asked(kinds: tuple[ActKind, ...]) -> None:
    """TT26/2014 Đ35.2: the forgotten decision does not hide behind a report that is chased."""
    made = at("", *kinds)
    on_the_day, after = standing(made, date(2026, 6, 18)), standing(made, date(2026, 6, 19))
    assert (on_the_day.stage == "not_decided", on_the_day.late) == (False, False)
    assert (after.stage, after.next, after.due, after.late) == ("not_decided", "decided", date(2026, 6, 18), True)
    assert next_in_words(after) == "Ban hành quyết định kiểm tra"
    open_days = at("", *kinds, inspection={"from": None, "to": None})
    assert standing(open_days, date(2026, 12, 1)).stage != "not_decided"
    assert standing(at("", *kinds, mode="by_record"), date(2026, 12, 1)).stage != "not_decided"


def test_no_state_is_without_a_next_step_in_words() -> None:
    """Where nobody has anything to do it is the agency's turn, or the file is kept (TT26 Đ39)."""
    of_record: tuple[ActKind, ...] = ("requested", "report_received", "correction_requested")
    for case_, words in (
        (at(GOOD, *ISSUED), "Lưu hồ sơ kiểm tra (Điều 39)"),
        (at(ALL, *ISSUED), "Chờ báo cáo của cơ quan"),
        (at(GOOD, *of_record[:2], mode="by_record"), "Lưu hồ sơ kiểm tra (Điều 39)"),
        (at(ALL, *of_record, mode="by_record"), "Chờ báo cáo của cơ quan"),
        (at(ALL, *of_record, "correction_reported", mode="by_record"), "Lưu hồ sơ kiểm tra (Điều 39)"),
    ):
        assert next_in_words(standing(case_, START + timedelta(days=20))) == words


def test_what_is_not_carried_out_is_nobodys_turn_and_in_no_number() -> None:
    gone = {"cancelled": "cơ quan đang sắp xếp lại", "cancelled_on": START}
    decided = at("", "plan_approved", "decided", inspection=gone)
    rows = [status_row(made, date(2026, 7, 1)) for made in (at("", *VISIT[:2]), at("", inspection=gone), decided)]
    assert [(row.stands, row.rests) for row in rows] == [(True, False), (False, True), (False, False)]
    assert rows[1].who_words == rows[1].next_words == "-"
    assert sum(turn.inspections for turn in by_turn(rows)) == 2, "a decision that names it is still to be amended"
