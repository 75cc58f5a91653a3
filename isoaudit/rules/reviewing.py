"""What a reply and a review may say: what is refused, what is only remarked. Pure.

Circular 26/2014, Article 37.2.c-d: the agency carries out or proposes corrective action; the unit examines it. *Đạt yêu
cầu* is what was carried out (37.2.d): a proposal is not. By record the circular knows no such review (37.1.a). Who
examines is objective (33.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from isoaudit.model import Act, Case, Finding, Inspector, Reply, Report, Review, says_something
from isoaudit.rules.acts import minutes_of, of_kind, there_on
from isoaudit.rules.corrective import days_late, to_correct, told_before
from isoaudit.rules.deadlines import months_after
from isoaudit.wording import count, date_short, label, name_key
from isoaudit.wording.codes import code_key

_HONORIFIC = re.compile(r"^(?:ông|bà|đồng chí|đ/c|anh|chị)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a reply or a review cannot be said: a message of the catalogue, at one of its fields."""

    code: str
    field: str
    about: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Point:
    """A finding of a case, with the report that says something of it."""

    case: Case
    code: str
    finding: Finding
    report: Report

    @property
    def subject(self) -> str:
        """Of its reply and its review in the journal."""
        return f"{self.case.inspection.id}/{self.finding.criterion}/{self.report.key}"


def finding_named(case: Case, typed: str) -> tuple[str, Finding] | None:
    """The finding to be corrected that somebody means by its code or its criterion, with its code."""
    key = code_key(typed).replace(" ", "")
    named = ((code, f) for code, f in to_correct(case))
    return next((one for one in named if key in (code_key(one[0]).replace(" ", ""), code_key(one[1].criterion))), None)


def is_withdrawn(case: Case, typed: str) -> bool:
    """Whether a finding somebody means was withdrawn after the exchange with the agency (Article 37.2.b)."""
    key = code_key(typed).replace(" ", "")
    withdrawn = (one for one in case.agreed if one.withdrawn)
    return any(key in (code_key(one.code).replace(" ", ""), code_key(one.criterion)) for one in withdrawn)


def report_of(case: Case, key: str) -> Report | None:
    """The report with a key."""
    return next((report for report in case.reports if report.key == key), None)


def reply_of(case: Case, criterion: str, report: str) -> Reply | None:
    """What a report says of a finding."""
    return next((one for one in case.replies if (one.criterion, one.report) == (criterion, report)), None)


def review_of(case: Case, criterion: str, report: str) -> Review | None:
    """How what a report says of a finding was examined."""
    return next((one for one in case.reviews if (one.criterion, one.report) == (criterion, report)), None)


def wrong_with_reply(case: Case, criterion: str, report: str, reply: Reply | None) -> Iterator[Wrong]:
    """Why a reply cannot be changed to this one, or be taken back: a review rests on it as it is (Article 37.2.d)."""
    review = review_of(case, criterion, report)
    if review is None or review.outcome is None:
        return
    others = tuple(one for one in case.replies if (one.criterion, one.report) != (criterion, report))
    changed = case.model_copy(update={"replies": (*others, *((reply,) if reply else ()))})
    if any(_wrong_with_outcome(changed, review, reply)):
        yield Wrong("REPLY_004", "status", _shown(review))


def wrong_with_review(
    case: Case, review: Review, before: Review | None, inspectors: Iterable[Inspector]
) -> Iterator[Wrong]:
    """Why a review cannot be said; ``before``: as it stands now. One without an outcome is a draft: it says nothing."""
    if case.inspection.mode == "by_record":
        yield Wrong("REVIEW_001", "outcome", {})
        return
    report = report_of(case, review.report)
    if report is None:
        return
    changes = before is None or (before.outcome, before.reason) != (review.outcome, review.reason)
    if before and changes and (told := told_on(case, before)):
        yield Wrong("REVIEW_010", "outcome", {"day": date_short(told), "inspection": case.inspection.id})
    later = _reviewed_later(case, report, review.criterion)
    if changes and later and (review.outcome or (before and before.outcome)):
        day, outcome = (
            date_short(later.on) if later.on else "",
            label("review_outcome", later.outcome) if later.outcome else "",
        )
        yield Wrong("REVIEW_009", "outcome", {"day": day, "outcome": outcome})
    if review.outcome is None:
        return
    yield from _wrong_with_outcome(case, review, reply_of(case, review.criterion, review.report))
    if not says_something(review.reviewer):
        yield Wrong("REVIEW_007", "reviewer", {})
    elif works_at(case, review.reviewer, inspectors):
        yield Wrong("REVIEW_008", "reviewer", {"name": review.reviewer, "agency": case.agency.name})
    if review.on is None:
        yield Wrong("REVIEW_012", "on", {})
    elif review.on < there_on(report.act):
        days = {"day": date_short(review.on), "arrived": date_short(there_on(report.act))}
        yield Wrong("REVIEW_006", "on", days)


def _wrong_with_outcome(case: Case, review: Review, reply: Reply | None) -> Iterator[Wrong]:
    """Why an outcome does not follow from what the agency says."""
    if reply is None:
        yield Wrong("REVIEW_002", "outcome", {"inspection": case.inspection.id})
        return
    if reply.disputed:
        yield Wrong("REVIEW_011", "outcome", {})
        return
    reasoned = says_something(review.reason)
    if review.outcome == "accepted":
        if reply.status != "done":
            yield Wrong(
                "REVIEW_003", "outcome", {"status": label("reply_status", reply.status) if reply.status else ""}
            )
        elif not reply.has_evidence and not reasoned:
            yield Wrong("REVIEW_004", "reason", {})
    elif review.outcome in ("not_accepted", "needs_evidence") and not reasoned:
        yield Wrong("REVIEW_005", "reason", {"outcome": label("review_outcome", review.outcome)})


def _shown(review: Review) -> Mapping[str, str]:
    """A review in a message."""
    outcome = label("review_outcome", review.outcome) if review.outcome else ""
    return {"day": date_short(review.on) if review.on else "", "outcome": outcome}


def wrong_with_report(reviews: Iterable[Review], key: str, act: Act | None) -> Iterator[tuple[str, list[Review]]]:
    """Why a report cannot be changed to this act, or be taken back (None), each with the reviews that say so.

    They rest on what it told (Article 37.2.d), and nothing is examined before it has arrived.
    """
    resting = [one for one in reviews if one.report == key and (one.outcome or one.disputed)]
    if act is None and resting:
        yield "REVIEW_014", resting
    early = [one for one in resting if act and one.on and one.on < there_on(act)]
    if early:
        yield "REVIEW_015", early


def told_on(case: Case, review: Review) -> date | None:
    """The day of the notice in which a review that did not accept was told (Article 37.2.d); None: of none yet."""
    report = report_of(case, review.report)
    if review.outcome != "not_accepted" or report is None:
        return None
    since = review.on or there_on(report.act)
    return min((act.on for act in of_kind(case.acts, "not_accepted") if act.on >= since), default=None)


def _reviewed_later(case: Case, report: Report, criterion: str) -> Review | None:
    """The review of what a later report says of the same finding: by it the earlier one is settled."""
    after = case.reports[[one.key for one in case.reports].index(report.key) + 1 :]
    reviews = (review_of(case, criterion, one.key) for one in after)
    return next((review for review in reviews if review and review.outcome), None)


def works_at(case: Case, name: str, inspectors: Iterable[Inspector]) -> bool:
    """Whether a person works at the inspected agency, or at the body that followed it (Article 33.1): by the list of
    inspectors, or for the agency at the inspection; a namesake of the list whose office is another one does not."""
    key = name_key(name)
    bodies = (case.agency, *case.heirs)
    names = {name_key(name) for body in bodies for name in (body.name, *(one.name for one in body.former))}
    units = {name_key(one.unit) for one in inspectors if name_key(one.name) == key and one.unit}
    if units:
        return bool(units & names)
    present = {name_key(_HONORIFIC.sub("", one.split(",")[0].strip())) for one in case.inspection.attendees}
    return key in present


def remarks_of_reply(case: Case, criterion: str, report: str) -> Iterator[str]:
    """What is unusual in what a report says of a finding, in words; it is kept all the same."""
    said, came = reply_of(case, criterion, report), report_of(case, report)
    if said is None or came is None or said.disputed:
        return
    if said.status is None:
        yield label("reply_remark", "no_status")
    if said.status == "done" and said.done_on is None:
        yield label("reply_remark", "no_day_done")
    if said.status == "proposed" and said.due_on is None:
        yield label("reply_remark", "no_day_due")
    if said.status == "done" and not said.has_evidence:
        yield label("reply_remark", "no_evidence")
    if said.done_on and said.done_on > there_on(came.act):
        yield label("reply_remark", "done_later").format(day=date_short(said.done_on))
    if said.status == "done" and said.due_on and said.due_on > there_on(came.act):
        yield label("reply_remark", "both")
    if said.due_on and said.due_on < came.act.on:
        yield label("reply_remark", "due_before").format(day=date_short(said.due_on))
    minutes = minutes_of(case.acts)
    if said.due_on and minutes and said.due_on > months_after(minutes.on, 12):
        yield label("reply_remark", "due_after_a_year").format(day=date_short(said.due_on))


def remarks_of_review(case: Case, criterion: str, report: str) -> Iterator[str]:
    """What is unusual in a review, in words; it stands all the same."""
    review, came = review_of(case, criterion, report), report_of(case, report)
    if review is None or came is None or review.outcome is None:
        return
    said = reply_of(case, criterion, report)
    late = days_late(case, came.act)
    if late and not told_before(case, criterion, report):
        yield label("review_remark", "late").format(days=count(late))
    if review.reviewer and name_key(review.reviewer) in _examiners(case, criterion):
        yield label("review_remark", "examiner").format(name=review.reviewer)
    if said and review.outcome == "follow_up" and said.due_on is None:
        yield label("review_remark", "no_day")
    if said and review.on and review.outcome == "follow_up" and said.due_on and said.due_on < review.on:
        yield label("review_remark", "day_past").format(day=date_short(said.due_on))
    for earlier in case.reviews:
        of = report_of(case, earlier.report)
        before = of and there_on(of.act) <= there_on(came.act) and earlier.report != report
        if before and earlier.criterion == criterion and earlier.outcome == "accepted" != review.outcome:
            yield label("review_remark", "accepted_before").format(day=date_short(earlier.on) if earlier.on else "")


def _examiners(case: Case, criterion: str) -> set[str]:
    """Who examined a criterion: by the answer, or by what the leader assigned."""
    answered = {name_key(one.inspector) for one in case.answers if one.criterion == criterion and one.inspector}
    assigned = {name_key(member.name) for member in case.inspection.team if criterion in member.criteria}
    return answered | assigned
