"""What is still to be done in the review of an inspection, and how far it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from isoaudit.books import missing
from isoaudit.form.page import Missing, Section, Status
from isoaudit.review import papers, replies, reviews
from isoaudit.review.now import Now, named
from isoaudit.rules.corrective import unentered
from isoaudit.wording import label


def of(now: Now) -> tuple[Missing, ...]:
    """Everything the unit has still to do, each with the record where."""
    return (*_of_reports(now), *_of_reviews(now))


def section(now: Now, found: Sequence[Missing]) -> Section:
    """The tab of what is missing: first of the reports, then of the review and its notices."""
    of_reports = [one for one in found if one.record.partition("/")[0] in (replies.KIND, "act")]
    groups = {"of_reports": of_reports, "of_reviews": [one for one in found if one not in of_reports]}
    words = label("visit_intro", "missing") if found else label("review_said", "nothing_missing")
    named_so = {(name, label("review_record", name)): some for name, some in groups.items()}
    return missing.section(label("visit_section", "missing"), words, named_so)


def status(now: Now, found: tuple[Missing, ...]) -> Status:
    """How many of the findings that were reported on are examined."""
    there = [action for action in now.actions if reviews.under_review(action)] if now.examined else []
    done = sum(action.stage != "reported" for action in there)
    return Status(done, len(there), {"review": (done, len(there))}, found, label("stage", now.standing.stage))


def _of_reports(now: Now) -> Iterator[Missing]:
    if not now.case.reports:
        yield Missing(replies.ARRIVAL, label("review_missing", "report"))
    for kind, subject, code in now.disputed():
        if kind == replies.KIND:
            yield Missing(f"{kind}/{'/'.join(subject)}", label("review_missing", "reply_disputed").format(code=code))
    for report in unentered(now.case):
        for code, finding in now.findings[:1]:
            words = label("review_missing", "reply").format(code=code, report=named(report))
            yield Missing(f"{replies.KIND}/{finding.criterion}/{report.key}", words)
    for action in now.actions:
        reply = action.reply
        if reply and not reply.disputed and not reply.status:
            where = f"{replies.KIND}/{reply.criterion}/{reply.report}"
            yield Missing(where, label("review_missing", "status").format(code=action.code))


def _of_reviews(now: Now) -> Iterator[Missing]:
    if not now.examined:
        return
    for kind, subject, code in now.disputed():
        if kind == reviews.KIND:
            yield Missing(f"{kind}/{'/'.join(subject)}", label("review_missing", "review_disputed").format(code=code))
    disputed = {subject for kind, subject, _ in now.disputed() if kind == reviews.KIND}
    for action in now.actions:
        of = reviews.under_review(action)
        if action.stage == "reported" and of and of not in disputed:
            record = f"{reviews.KIND}/{'/'.join(of)}"
            yield Missing(record, label("review_missing", "review").format(code=action.code))
    if now.to_tell:
        codes = ", ".join(action.code for action in now.to_tell)
        yield Missing(f"{papers.KIND}/not_accepted", label("review_missing", "notice").format(codes=codes))
