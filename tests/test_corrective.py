"""Where corrective action stands on every day, whatever was said in whatever order: the rules as a whole, not the
cases they were made for (TT26/2014 Đ37.1.a, Đ37.2.c, d)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, get_args

from builders import case
from conftest import cases
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from isoaudit.model import Act, ActionStage, ActKind, Case, Reply, Report, Review, ReviewOutcome
from isoaudit.rules.actions import action_rows
from isoaudit.rules.acts import by_day, faults, there_on
from isoaudit.rules.carrying import found_in
from isoaudit.rules.corrective import CorrectiveAction, corrective_actions, refusals_to_tell, to_correct
from isoaudit.rules.findings import with_codes
from isoaudit.rules.next_steps import commands_of, way_of
from isoaudit.rules.reviewing import wrong_with_reply, wrong_with_report, wrong_with_review
from isoaudit.rules.standing import STEP_OF_ACTION, file_of, standing
from isoaudit.rules.status import status_row

ANSWERS = """
D36-1-a-01 | nonconforming | Xem danh mục | thiếu 02 thủ tục
D36-1-d-01 | nonconforming | Xem 12 hồ sơ | 03 hồ sơ trễ hạn
D36-1-dd-01 | nonconforming | Xem chương trình đánh giá | chưa đánh giá nội bộ
D36-2-d-01 | conforming | Xem hồ sơ
D36-2-e-01 | conforming | Xem hồ sơ
"""
START = date(2026, 6, 18)
CRITERIA = ("D36-1-a-01", "D36-1-d-01", "D36-1-dd-01")
DAYS = st.integers(0, 150).map(lambda n: START + timedelta(days=n))
WRITTEN: tuple[ActKind, ...] = (
    "team_reported", "notice_issued", "correction_reminded", "not_accepted", "review_notified", "results_reported"
)  # fmt: skip
MODES = st.sampled_from(("on_site", "by_record"))


def begun(mode: str, **fields: Any) -> Case:
    """Minutes of three nonconformities that were signed, or the letter that asks to correct them."""
    made = case(ANSWERS, mode=mode, **fields)
    kinds: tuple[ActKind, ...] = (
        ("decided", "announced", "minutes_agreed", "minutes_signed")
        if mode == "on_site"
        else ("requested", "report_received", "correction_requested")
    )
    agreed = with_codes(made) if mode == "on_site" else ()
    return made.model_copy(update={"agreed": agreed, "acts": tuple(Act(kind=kind, on=START) for kind in kinds)})


class Exchange(RuleBasedStateMachine):
    """A secretary, an agency and two reviewers, who say what the rules let them say, on any day."""

    @initialize(mode=MODES, by_arrival=st.booleans(), asked=st.sampled_from((None, START + timedelta(days=30))))
    def begin(self, mode: str, by_arrival: bool, asked: date | None) -> None:
        self.reports = 0
        self.case = begun(mode, programme={"by_arrival": by_arrival, "reply_by": asked})

    def _with(self, **fields: Any) -> None:
        self.case = self.case.model_copy(update=fields)

    def _record(self, act: Act, **fields: Any) -> bool:
        acts = by_day((*self.case.acts, act))
        if any(fault.act == act for fault in faults(self.case.inspection, acts)):
            return False
        self._with(acts=acts, **fields)
        return True

    @rule(on=DAYS, later=st.integers(0, 20), said=st.booleans())
    def arrive(self, on: date, later: int, said: bool) -> None:
        self.reports += 1
        key = f"r{self.reports}"
        act = Act(
            kind="correction_reported", on=on, number=key, arrived_on=on + timedelta(days=later) if said else None
        )
        reports = (*self.case.reports, Report(key=key, act=act))
        order = tuple(sorted(reports, key=lambda one: (there_on(one.act), one.act.on, one.key)))
        self._record(act, reports=order)

    def _report(self, number: int) -> Report:
        return self.case.reports[number % len(self.case.reports)]

    @precondition(lambda self: self.case.reports)
    @rule(number=st.integers(0, 9))
    def take_back(self, number: int) -> None:
        gone = self._report(number)
        if any(wrong_with_report(self.case.reviews, gone.key, None)):
            return
        acts = tuple(act for act in self.case.acts if act != gone.act)
        if any(faults(self.case.inspection, acts)):
            return
        self._with(
            acts=acts,
            reports=tuple(one for one in self.case.reports if one != gone),
            replies=tuple(one for one in self.case.replies if one.report != gone.key),
            reviews=tuple(one for one in self.case.reviews if one.report != gone.key),
        )

    @precondition(lambda self: self.case.reports)
    @rule(
        number=st.integers(0, 9), criterion=st.sampled_from(CRITERIA), day=DAYS,
        status=st.sampled_from(("done", "proposed", None)), evidence=st.sampled_from(("", "Ảnh")),
        taken_back=st.booleans(),
    )  # fmt: skip
    def reply(self, number: int, criterion: str, status: Any, day: date, evidence: str, taken_back: bool) -> None:
        report = self._report(number)
        of: dict[str, Any] = {"inspection": self.case.inspection.id, "criterion": criterion, "report": report.key}
        days = {"done_on": day} if status == "done" else {"due_on": day}
        said = None if taken_back else Reply(**of, status=status, evidence=evidence, action="Bổ sung", **days)
        if any(wrong_with_reply(self.case, criterion, report.key, said)):
            return
        others = (one for one in self.case.replies if (one.criterion, one.report) != (criterion, report.key))
        self._with(replies=(*others, *((said,) if said else ())))

    @precondition(lambda self: self.case.reports)
    @rule(
        number=st.integers(0, 9), criterion=st.sampled_from(CRITERIA), day=DAYS,
        outcome=st.sampled_from((*get_args(ReviewOutcome), None)), reason=st.sampled_from(("", "Ảnh mờ")),
    )  # fmt: skip
    def review(self, number: int, criterion: str, day: date, outcome: Any, reason: str) -> None:
        report = self._report(number)
        of: dict[str, Any] = {"inspection": self.case.inspection.id, "criterion": criterion, "report": report.key}
        said = Review(**of, outcome=outcome, reason=reason, reviewer="Trần Thị Lan", on=day)
        before = next(
            (one for one in self.case.reviews if (one.criterion, one.report) == (criterion, report.key)), None
        )
        if any(wrong_with_review(self.case, said, before, ())):
            return
        self._with(reviews=(*(one for one in self.case.reviews if one != before), said))

    @rule(kind=st.sampled_from(WRITTEN), on=DAYS)
    def write(self, kind: Any, on: date) -> None:
        self._record(Act(kind=kind, on=on, number=f"{len(self.case.acts)}/TB"))

    def teardown(self) -> None:
        """What holds on each day on which anything happened, the day before, and long after."""
        if not hasattr(self, "case"):
            return
        days = {START + timedelta(days=n) for n in (-1, 30, 31, 60, 63, 200)}  # and where anything happened
        days |= {day for act in self.case.acts for day in (act.on, there_on(act), there_on(act) - timedelta(days=1))}
        days |= {review.on for review in self.case.reviews if review.on}
        for day in sorted(days):
            agrees(self.case, day)


def agrees(given_case: Case, day: date) -> None:
    """What holds of an exchange on a day, whatever was said."""
    actions = corrective_actions(given_case, day)
    whose_turn(given_case, day)
    if day < START:
        assert not actions
        return
    assert [action.code for action in actions] == [code for code, _ in to_correct(given_case)]
    for action in actions:
        stands_rightly(action, day, given_case.inspection.mode)
    of_the_inspection(given_case, day, {action.stage for action in actions})
    assert {told.stage for told in refusals_to_tell(given_case, day)} <= {"not_accepted"}
    # rows, what goes over to the next year and the file of Article 39 say the same
    rows = list(action_rows(given_case, day))
    assert [(one.code, one.stage) for one in rows] == [(one.code, one.stage) for one in actions]
    carried = found_in(given_case, day, "")
    assert [(one.finding.code, one.stage) for one in carried] == [(one.code, one.stage) for one in actions]
    shelf = next(one for one in file_of(given_case, day) if one.number == 7)
    assert "correction_reported" not in shelf.lacks or not any(action.report for action in actions)


def whose_turn(given_case: Case, day: date) -> None:
    """Never a stage without whose turn it is, by which article, and what to type."""
    stands, row = standing(given_case, day), status_row(given_case, day)
    assert row.stage_words and row.next_words and row.who_words
    assert way_of(stands, given_case.inspection.mode).clause and commands_of(stands, given_case.inspection)
    assert stands.since is None or stands.since <= day
    assert not stands.late or (stands.due and stands.due < day)


def stands_rightly(action: CorrectiveAction, day: date, mode: str) -> None:
    """What holds of one corrective action."""
    late, owed = ("overdue", "past_asked_day", "follow_up_late"), ("waiting", "overdue", "past_asked_day")
    assert action.since is None or action.since <= day
    assert action.late == (action.stage in late) == bool(action.stage in late and action.due and action.due < day)
    assert (action.stage in owed) == (action.report is None)
    assert action.report is None or there_on(action.report.act) <= day
    if action.stage == "accepted":
        assert action.reply and action.reply.status == "done" and action.review
        assert action.reply.has_evidence or action.review.reason
    if action.stage in ("not_accepted", "needs_evidence") and action.review:
        assert action.review.reason
    if mode == "by_record":
        assert action.stage in ("waiting", "past_asked_day", "reported")


def of_the_inspection(given_case: Case, day: date, stages: set[ActionStage]) -> None:
    """The inspection stands where one of its corrective actions stands; by record with any report it is at rest."""
    stands = standing(given_case, day)
    if given_case.inspection.mode == "on_site":
        assert stands.stage in {STEP_OF_ACTION[stage][0] for stage in stages}
        assert stands.stage != "accepted" or stages == {"accepted"}
    elif any(there_on(report.act) <= day for report in given_case.reports):
        assert (stands.stage, stands.next) == ("correction_reported", "")
    else:
        assert {stands.stage} == {STEP_OF_ACTION[stage][0] for stage in stages}


TestExchange = Exchange.TestCase
TestExchange.settings = settings(
    max_examples=cases(20, 500), stateful_step_count=15, deadline=None, phases=[Phase.generate]
)
