"""Where the corrective action of each finding stands on a day. Pure.

Circular 26/2014, Article 37.2.c-d: within two months of the signing the agency reports what it carried out or proposes;
the unit examines it, finding by finding; what is not good enough is not accepted in writing. By record (37.1.a) the
circular knows no acceptance: what is to be corrected is looked at in the next inspections.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from isoaudit.model import Act, ActionStage, ActKind, Case, Finding, Reply, Report, Review
from isoaudit.rules.acts import last, minutes_of, of_kind, there_on
from isoaudit.rules.deadlines import Counted, counted
from isoaudit.rules.findings import judge
from isoaudit.wording import count

UNSETTLED: tuple[ActionStage, ...] = (
    "waiting",
    "overdue",
    "past_asked_day",
    "reported",
    "needs_evidence",
    "not_accepted",
    "follow_up",
    "follow_up_late",
)
"""The stages in which a finding is still to be followed."""
ON_FINDINGS: tuple[ActKind, ...] = ("correction_reminded", "review_notified", "not_accepted")
"""Acts that on site stand on a nonconformity of the minutes (Article 37.2.c-d)."""
LATE_ACTION: tuple[ActionStage, ...] = ("overdue", "past_asked_day", "follow_up_late")
"""The stages in which a day has passed."""
OWED: tuple[ActionStage, ...] = ("waiting", "overdue", "past_asked_day")
"""The stages in which no report told of a finding yet."""
_OF_OUTCOME: dict[str, ActionStage] = {
    "accepted": "accepted",
    "not_accepted": "not_accepted",
    "follow_up": "follow_up",
    "needs_evidence": "needs_evidence",
}


@dataclass(frozen=True, slots=True)
class CorrectiveAction:
    """The corrective action of one finding, as it stands on a day."""

    finding: Finding
    code: str
    """By which reply and review name it: ``KPH 01``; by record the number in the letter, ``01``."""
    stage: ActionStage
    since: date | None = None
    """The day of what led there: the minutes or letter, the report, the review."""
    due: date | None = None
    """The last day for what the agency owes: the report, or what it proposed to complete; None: no day is set."""
    report: Report | None = None
    """The last report that says something of the finding."""
    reply: Reply | None = None
    review: Review | None = None
    """The review of that reply."""
    refused: tuple[Review, ...] = ()
    """The reviews of earlier reports that did not accept what they told."""
    cured_on: date | None = None
    """Of what was reviewed as carried out well: the day it was carried out, as far as known."""

    @property
    def late(self) -> bool:
        """Whether a day has passed."""
        return self.stage in LATE_ACTION


def reminded_since(acts: Iterable[Act], kind: ActKind, due: date | None) -> bool:
    """Whether the agency was reminded (``kind`` of act) after a last day had passed: then the answer is waited for."""
    reminder = last(acts, kind)
    return reminder is not None and due is not None and reminder.on > due


def owes_report(agreed: Iterable[Finding]) -> bool:
    """Whether a nonconformity stands in the agreed minutes, so that the agency reports on it (Article 37.2.c)."""
    return any(f.kind == "nonconformity" and not f.withdrawn for f in agreed)


def report_deadline(case: Case, acts: Iterable[Act] | None = None) -> Counted | None:
    """The two months of signed minutes in which a nonconformity stands (Article 37.2.c), whatever came after them."""
    signed = last(case.acts if acts is None else acts, "minutes_signed")
    return counted(signed.on, case.programme.days_off) if signed and owes_report(case.agreed) else None


def asked_day(case: Case, acts: Iterable[Act] | None = None) -> date | None:
    """By record: the day by which the office asked for a report, its own; None: it set none (Article 37.1.a)."""
    asked = last(case.acts if acts is None else acts, "correction_requested")
    return (asked.reply_by or case.programme.reply_by) if asked else None


def to_correct(case: Case, acts: Iterable[Act] | None = None) -> tuple[tuple[str, Finding], ...]:
    """The findings the agency is to correct, each with its code; none before minutes are closed or the letter is out.

    On site they are the nonconformities of the minutes, word by word (Article 37.2.c); by record those of the letter.
    """
    acts = case.acts if acts is None else tuple(acts)
    if case.inspection.mode == "by_record" and not last(acts, "correction_requested"):
        return ()
    return to_report_on(case, acts)


def to_report_on(case: Case, acts: Iterable[Act] | None = None) -> tuple[tuple[str, Finding], ...]:
    """The same; by record also before the letter is out, numbered as it will be: what goes with it needs them."""
    if case.inspection.mode == "on_site":
        closed = minutes_of(case.acts if acts is None else tuple(acts))
        standing = [f for f in case.agreed if f.kind == "nonconformity" and not f.withdrawn] if closed else []
        return tuple((finding.code, finding) for finding in standing)
    found = [finding for finding in judge(case).findings if finding.kind == "nonconformity"]
    return tuple((count(number), finding) for number, finding in enumerate(found, start=1))


def report_day(act: Act, *, by_arrival: bool) -> date:
    """The day of a report that counts: that of the paper or, where the office chose so, that of its arrival.

    What must happen in time is *báo cáo*: the circular does not say whether sent or arrived.
    """
    return there_on(act) if by_arrival else act.on


def days_late(case: Case, act: Act) -> int:
    """By how many days a report came after its last day, as if it were the first; 0: in time, or no day was set.

    Whether the day is for this report at all say :func:`first_days_late` and :func:`late_by`.
    """
    by_law = report_deadline(case)
    due = by_law.due if by_law else asked_day(case)
    return max((report_day(act, by_arrival=case.programme.by_arrival) - due).days, 0) if due else 0


def first_days_late(case: Case, report: Report) -> int:
    """The same of a whole report; 0 where it tells of nothing for the first time."""
    return days_late(case, report.act) if tells_anew(case, report) else 0


def tells_anew(case: Case, report: Report) -> bool:
    """Whether a report tells of any finding for the first time, so that the two months are for it (Article 37.2.c);
    one nobody entered yet may tell of all."""
    told = {reply.criterion for reply in case.replies if reply.report == report.key}
    of = told or {finding.criterion for _, finding in to_correct(case)}
    return any(not told_before(case, criterion, report.key) for criterion in of)


def told_before(case: Case, criterion: str, report: str) -> bool:
    """Whether an earlier report said something of a finding: the two months are for the first (Article 37.2.c).

    Of another one, after corrective action was not accepted, the circular sets no day.
    """
    keys = [one.key for one in case.reports]
    earlier = set(keys[: keys.index(report)]) if report in keys else set()
    return any(reply.criterion == criterion and reply.report in earlier for reply in case.replies)


def accepted(case: Case) -> frozenset[str]:
    """The criteria of the findings of which nothing more is owed: the last review says that they are carried out well.

    Whatever report came since: it need not tell of them again.
    """
    order = {report.key: number for number, report in enumerate(case.reports)}
    reviews = sorted((one for one in case.reviews if one.outcome), key=lambda one: order.get(one.report, -1))
    last_of = {one.criterion: one.outcome for one in reviews}
    return frozenset(criterion for criterion, outcome in last_of.items() if outcome == "accepted")


def late_by(case: Case, action: CorrectiveAction) -> int:
    """By how many days the last report on a finding came late; 0 of a further one, for which the law sets no day."""
    report = action.report
    if report is None or told_before(case, action.finding.criterion, report.key):
        return 0
    return days_late(case, report.act)


def corrective_actions(case: Case, today: date) -> tuple[CorrectiveAction, ...]:
    """The corrective action of each finding to be corrected as it stood on a day, in the order of minutes or letter."""
    acts = [act for act in case.acts if act.on <= today]
    reports = [report for report in case.reports if there_on(report.act) <= today]
    told = minutes_of(acts) or last(acts, "correction_requested")
    by_law = report_deadline(case, acts)
    due = by_law.due if by_law else asked_day(case, acts)
    owed: ActionStage = "waiting"
    if due and today > due:
        owed = "overdue" if by_law else "past_asked_day"
    return tuple(
        _stands(case, code, finding, reports, today)
        or CorrectiveAction(finding, code, owed, told.on if told else None, due)
        for code, finding in to_correct(case, acts)
    )


def _stands(case: Case, code: str, finding: Finding, reports: Sequence[Report], today: date) -> CorrectiveAction | None:
    """The corrective action of a finding a report says something of; a report nobody entered yet may say it of all."""
    replies = {reply.report: reply for reply in case.replies if reply.criterion == finding.criterion}
    entered = {reply.report for reply in case.replies}
    saying = [report for report in reports if report.key in replies or report.key not in entered]
    if not saying:
        return None
    reviews = {
        review.report: review
        for review in case.reviews
        if review.criterion == finding.criterion and review.outcome and (review.on is None or review.on <= today)
    }
    report = saying[-1]
    reply, review = replies.get(report.key), reviews.get(report.key)
    refused = tuple(
        reviews[one.key] for one in saying[:-1] if one.key in reviews and reviews[one.key].outcome == "not_accepted"
    )
    stage = _OF_OUTCOME[review.outcome] if review and review.outcome else "reported"
    due = reply.due_on if reply and stage == "follow_up" else None
    if due and today > due:
        stage = "follow_up_late"
    since = (review.on if review else None) or there_on(report.act)
    if stage == "reported" and (told := _told_without_reviews(case, report, today)):
        stage, since = "not_accepted", told
    cured = (reply.done_on or report.act.on) if reply and stage == "accepted" else None
    return CorrectiveAction(finding, code, stage, since, due, report, reply, review, refused, cured)


def _told_without_reviews(case: Case, report: Report, today: date) -> date | None:
    """The day of a notice that a report was not accepted, where nobody entered how its findings were examined."""
    notice = last((act for act in case.acts if act.on <= today), "not_accepted")
    return notice.on if notice and not examined(case) and notice.on >= there_on(report.act) else None


def examined(case: Case) -> bool:
    """Whether anybody entered how a finding was examined; what has no outcome yet is a draft."""
    return any(review.outcome or review.disputed for review in case.reviews)


def unentered(case: Case, today: date = date.max) -> tuple[Report, ...]:
    """The reports there on a day whose content was not entered finding by finding yet."""
    entered = {reply.report for reply in case.replies}
    return tuple(report for report in case.reports if report.key not in entered and there_on(report.act) <= today)


def refusals_to_tell(case: Case, today: date) -> tuple[CorrectiveAction, ...]:
    """What was not accepted and of which no notice went out since (Article 37.2.d: in writing)."""
    return untold(case, corrective_actions(case, today), today)


def untold(case: Case, actions: Iterable[CorrectiveAction], today: date) -> tuple[CorrectiveAction, ...]:
    """Those of an inspection's corrective actions that were not accepted and of which no notice went out since."""
    told = [act.on for act in of_kind(case.acts, "not_accepted") if act.on <= today]
    return tuple(
        action
        for action in actions
        if action.stage == "not_accepted" and not any(action.since and action.since <= day for day in told)
    )
