"""How the corrective action of each finding is examined, beside what was found (Circular 26/2014, Article 37.2.d)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, get_args

from isoaudit.desk.answers.saying import Said
from isoaudit.desk.corrective.reviews import say_review
from isoaudit.errors import problem
from isoaudit.form.page import Fact, Field, Option, Record, Section, Tone, Value
from isoaudit.journal.store import Ids
from isoaudit.model import Finding, Reply, Report, Review, ReviewOutcome
from isoaudit.review import replies
from isoaudit.review.now import Now, Subject, named, subject_of
from isoaudit.review.saying import chosen, fields_of, typed_fields, value
from isoaudit.rules.corrective import CorrectiveAction
from isoaudit.rules.reviewing import remarks_of_review, told_on, works_at
from isoaudit.wording import date_short, label, sentence

KIND, WAITING = "review", "waiting"
_SAID = ("outcome", "reason", "reviewer", "on")
_TONES: Mapping[ReviewOutcome, Tone] = {
    "accepted": "good",
    "not_accepted": "bad",
    "follow_up": "note",
    "needs_evidence": "note",
}
_WITH_REASON: tuple[ReviewOutcome, ...] = ("not_accepted", "needs_evidence")


def section(now: Now) -> Section:
    """Every finding with what the agency says of it last."""
    title = label("review_section", "review")
    words = label("review_intro", "review" if now.case.reports else "review_none")
    return Section("review", title, words, tuple(_record(now, one) for one in now.actions), group="review")


def under_review(action: CorrectiveAction) -> Subject | None:
    """What there is to be examined of a finding: what the last report says of it; nothing before that was entered."""
    if action.report is None or (action.reply is None and action.review is None):
        return None
    return action.finding.criterion, action.report.key


def _record(now: Now, action: CorrectiveAction) -> Record:
    finding, of = action.finding, under_review(action)
    found, beside = (*_found(finding), *_refused(now, action)), tuple(_beside(now, action))
    title, reference = f"{action.code}. {finding.requirement}", "; ".join(finding.legal_basis)
    if of is None:
        return Record(f"{WAITING}/{finding.criterion}", title, reference=reference, facts=found, beside=beside)
    files = action.reply.files if action.reply else ()
    return Record(
        f"{KIND}/{'/'.join(of)}",
        title,
        _fields(tuple(reviewers(now))),
        reference,
        found,
        beside,
        counts=True,
        actions=(replies.open_files(*files),) if files else (),
    )


def reviewers(now: Now) -> Iterator[str]:
    """The names of those who may examine: inspectors and team, but whoever works at the agency (Article 33.1)."""
    listed = now.state.inspectors_by_name()
    names = dict.fromkeys((*(one.name for one in listed), *(one.name for one in now.inspection.team)))
    yield from (name for name in names if not works_at(now.case, name, listed))


@lru_cache
def _fields(names: tuple[str, ...]) -> tuple[Field, ...]:
    outcomes = tuple(Option(o, sentence(label("review_outcome", o)), _TONES[o]) for o in get_args(ReviewOutcome))
    reason = label("review_hint", "reason")
    return (
        Field("outcome", label("review_field", "outcome"), "choice", options=outcomes),
        Field("reason", label("review_field", "reason"), "text", needed_for=_WITH_REASON, hint=reason, lines=2),
        Field(
            "reviewer", label("review_field", "reviewer"), "line", needed_for=get_args(ReviewOutcome), suggestions=names
        ),
        Field("on", label("review_field", "reviewed_on"), "date"),
    )


def _found(finding: Finding) -> Iterator[Fact]:
    """What the inspection found and on what evidence."""
    if finding.evidence:
        yield Fact(label("review_field", "found_evidence"), "\n".join(item.text for item in finding.evidence))
    yield replies.gap(finding)


def _beside(now: Now, action: CorrectiveAction) -> Iterator[Fact]:
    """What the agency says of it, and when it reported."""
    if action.report is None:
        yield Fact(label("review_field", "reply"), sentence(label("action_stage", action.stage)), "quiet")
        return
    in_time, tone = replies.lateness(now, action.report, action.finding.criterion)
    yield Fact(label("review_field", "report"), f"{named(action.report)}. {in_time}", tone)
    where = f"{replies.KIND}/{action.finding.criterion}/{action.report.key}"
    if action.reply is None or action.reply.disputed:
        words = label("review_said", "reply_disputed" if action.reply else "not_entered")
        yield Fact(label("review_field", "reply"), words, leads_to=where)
        return
    yield from _reply(action.reply)


def _reply(reply: Reply) -> Iterator[Fact]:
    tone: Tone = "good" if reply.status == "done" else "note"
    yield Fact(label("review_field", "status"), replies.status_words(reply), tone)
    for name in ("cause", "correction", "action", "responsible"):
        if text := getattr(reply, name):
            yield Fact(label("review_field", name), text)
    shown = reply.evidence or ("" if reply.files else label("review_said", "no_evidence"))
    yield Fact(label("review_field", "evidence"), shown, "" if reply.has_evidence else "note", reply.files)


def _refused(now: Now, action: CorrectiveAction) -> Iterator[Fact]:
    """The earlier reports whose corrective action was not accepted, each with the reason."""
    of_report = {report.key: report for report in now.case.reports}
    for review in action.refused:
        report = of_report.get(review.report)
        words = {"report": _lower(report), "day": date_short(review.on) if review.on else "", "who": review.reviewer}
        heading = label("review_said", "refused_before").format(**words)
        yield Fact(heading, review.reason or label("review_said", "no_reason"), "bad")


def _lower(report: Report | None) -> str:
    name = named(report) if report else label("review_said", "report")
    return name[:1].lower() + name[1:]


def values(now: Now) -> Mapping[str, Value]:
    """What each review says."""
    found = {}
    for action in now.actions:
        of = under_review(action)
        if of is None:
            found[f"{WAITING}/{action.finding.criterion}"] = Value({})
        else:
            found[f"{KIND}/{'/'.join(of)}"] = _value(now, of)
    return found


def _value(now: Now, of: Subject) -> Value:
    criterion, report = of
    review = now.reviews.get(of) or Review(inspection=now.id, criterion=criterion, report=report)
    shown = value(now, KIND, review, _SAID, _parts, remarks_of_review(now.case, criterion, report))
    return replace(shown, fixed=_told(now, review))


def _told(now: Now, review: Review) -> str:
    """Why nothing else can be said of what the agency was told; empty: it can."""
    day = told_on(now.case, review)
    return sentence(problem("REVIEW_010", now.id, day=date_short(day), inspection=now.id).what) if day else ""


def _parts(review: Review) -> Iterator[tuple[str, str]]:
    outcome = (
        sentence(label("review_outcome", review.outcome)) if review.outcome else label("review_said", "no_outcome")
    )
    yield label("review_field", "outcome"), outcome
    texts = {"reason": review.reason, "reviewer": review.reviewer}
    texts["reviewed_on"] = date_short(review.on) if review.on else ""
    yield from ((label("review_field", name), text) for name, text in texts.items() if text)


def say(now: Now, name: str, typed: Mapping[str, Any], edit: str, base: Ids | None) -> Said:
    """Write how one finding was examined; of an outcome without a day it is today.

    Raises ProcedureError: as :func:`say_review`.
    """
    criterion, report = subject_of(name)
    fields = typed_fields(typed, _SAID, ("outcome", "on"))
    if fields.get("outcome") and not fields.get("on"):
        fields["on"] = now.day.isoformat()
    return say_review(now.programme, now.id, criterion, report, fields, edit=edit, base=base)


def settle(now: Now, name: str, take: int, edit: str) -> None:
    """Say one of several again, having seen all; nothing where nothing is to be decided. Raises as :func:`say`."""
    if one := chosen(now, now.reviews.get(subject_of(name)), take):
        say(now, name, fields_of(one, _SAID), edit, None)
