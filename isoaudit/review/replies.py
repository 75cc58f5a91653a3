"""What the agency reports of each finding, as records of the form (Circular 26/2014, Article 37.2.c)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from isoaudit.books.doing import day_field
from isoaudit.desk.answers.saying import Said
from isoaudit.desk.corrective.replies import say_reply
from isoaudit.form.page import Action, Fact, Field, FieldKind, Option, Record, Section, Tone, Value
from isoaudit.journal.store import Ids
from isoaudit.model import Finding, Reply, ReplyStatus, Report
from isoaudit.review.now import Now, Subject, arrived, named, subject_of
from isoaudit.review.saying import chosen, fields_of, typed_fields, value
from isoaudit.rules.corrective import asked_day, days_late, report_deadline, tells_anew, told_before
from isoaudit.rules.reviewing import remarks_of_reply
from isoaudit.wording import count, date_short, label, sentence

KIND, REPORT, ARRIVAL = "reply", "report", "act/correction_reported"
_DAYS = ("done_on", "due_on")
_TEXTS: Mapping[str, FieldKind] = {
    "cause": "text",
    "correction": "text",
    "action": "text",
    "responsible": "line",
    "evidence": "text",
}
_SAID = ("status", *_DAYS, *_TEXTS, "files")


def sections(now: Now) -> Iterator[Section]:
    """Where a report is entered when it arrives; then the reports by the day they were there, the last one open."""
    title, words = label("review_section", "arrival"), label("review_intro", "arrival")
    yield Section("arrival", title, words, (_arrival(now),), group="reports")
    for report in now.case.reports:
        yield Section(
            f"report-{report.key}",
            f"{named(report)}, {arrived(report)}",
            label("review_intro", "report"),
            (_head(now, report), *(_record(code, finding, report) for code, finding in now.findings)),
            open=report is now.case.reports[-1],
            group="reports",
        )


def _head(now: Now, report: Report) -> Record:
    """The report itself: its file, whether it was in time and how that was counted."""
    words, tone = lateness(now, report)
    by_law = report_deadline(now.case)
    which = label("review_said", "by_arrival" if now.case.programme.by_arrival else "by_paper")
    how = f" {which} {sentence(by_law.in_words)}" if by_law else ""
    facts = [Fact(label("review_field", "in_time"), f"{words}{how}", tone)]
    actions = []
    if report.act.file:
        facts.append(Fact(label("review_field", "file"), "", files=(report.act.file,)))
        actions.append(open_files(report.act.file))
    return Record(f"{REPORT}/{report.key}", label("review_said", "paper"), facts=tuple(facts), actions=tuple(actions))


def open_files(*files: str) -> Action:
    """A button that lays copies of kept files ready to be read."""
    return Action("open_files", label("review_action", "open_files"), given={"kept": list(files)})


def lateness(now: Now, report: Report, criterion: str = "") -> tuple[str, Tone]:
    """Whether a report was in time (for one finding, where given), and the tone of that.

    The two months are for the first report; of another, after one that was not accepted, the circular sets no day.
    """
    by_law, late = report_deadline(now.case), days_late(now.case, report.act)
    due = by_law.due if by_law else asked_day(now.case)
    if due is None:
        return label("review_said", "no_day"), "quiet"
    again = told_before(now.case, criterion, report.key) if criterion else not tells_anew(now.case, report)
    if again:
        return label("review_said", "again"), "quiet"
    words = label("review_said", "late" if late else "in_time").format(day=date_short(due), count=count(late))
    return words, "bad" if late else "good"


def gap(finding: Finding) -> Fact:
    """The finding, word by word as in the minutes or the letter."""
    return Fact(label("review_field", "gap"), finding.gap)


def _arrival(now: Now) -> Record:
    fields = (
        Field("number", label("visit_field", "number"), "line", hint="15/BC-STP"),
        day_field(),
        Field("arrived_on", label("review_field", "arrived_on"), "date"),
        Field("files", label("review_field", "file"), "files"),
    )
    shut = now.why_not("correction_reported")
    enter = Action("receive", label("review_action", "receive"), fields, {"arrived_on": now.day.isoformat()},
                   disabled=shut)  # fmt: skip
    clause = sentence(now.clause("correction_reported"))
    return Record(ARRIVAL, label("act", "correction_reported"), reference=clause, actions=(enter,))


def _record(code: str, finding: Finding, report: Report) -> Record:
    return Record(
        f"{KIND}/{finding.criterion}/{report.key}",
        f"{code}. {finding.requirement}",
        _fields(),
        facts=(gap(finding),),
    )


@lru_cache
def _fields() -> tuple[Field, ...]:
    tones: Mapping[ReplyStatus, Tone] = {"done": "good", "proposed": "note"}
    status = tuple(Option(one, sentence(label("reply_status", one)), tone) for one, tone in tones.items())
    texts = {
        name: Field(name, label("review_field", name), kind, hint=label("review_hint", name), lines=2)
        for name, kind in _TEXTS.items()
    }
    return (
        Field("status", label("review_field", "status"), "choice", options=status),
        texts["cause"],
        texts["correction"],
        texts["action"],
        Field("done_on", label("review_field", "done_on"), "date", shown_for=("done",)),
        Field("due_on", label("review_field", "due_on"), "date", shown_for=("proposed",)),
        texts["responsible"],
        texts["evidence"],
        Field("files", label("visit_field", "files"), "files"),
    )


def values(now: Now) -> Mapping[str, Value]:
    """What each record says; reports hold no fields that are typed."""
    heads = {f"{REPORT}/{report.key}": Value({}) for report in now.case.reports}
    said = {
        f"{KIND}/{finding.criterion}/{report.key}": _value(now, (finding.criterion, report.key))
        for report in now.case.reports
        for _, finding in now.findings
    }
    return {ARRIVAL: Value({}), **heads, **said}


def _value(now: Now, of: Subject) -> Value:
    criterion, report = of
    reply = now.replies.get(of) or Reply(inspection=now.id, criterion=criterion, report=report)
    return value(now, KIND, reply, _SAID, told, remarks_of_reply(now.case, criterion, report))


def told(reply: Reply) -> Iterator[tuple[str, str]]:
    """What a reply says, heading and text of each field that says something."""
    if reply.status:
        yield label("review_field", "status"), status_words(reply)
    for name in _TEXTS:
        if text := getattr(reply, name):
            yield label("review_field", name), text
    if reply.files:
        yield label("visit_field", "files"), f"{count(len(reply.files))} tệp"


def status_words(reply: Reply) -> str:
    """``Đã thực hiện ngày 20/8/2026`` or ``Đề xuất, thời hạn hoàn thành theo đề xuất 30/9/2026``."""
    words = sentence(label("reply_status", reply.status)) if reply.status else label("review_said", "no_status")
    if reply.status == "proposed" and reply.due_on:
        return label("review_said", "proposed").format(status=words, day=date_short(reply.due_on))
    return f"{words} ngày {date_short(reply.done_on)}" if reply.status == "done" and reply.done_on else words


def say(now: Now, name: str, typed: Mapping[str, Any], edit: str, base: Ids | None) -> Said:
    """Write what was typed of one finding. Raises ProcedureError: as :func:`say_reply`."""
    criterion, report = subject_of(name)
    fields = typed_fields(typed, _SAID, ("status", *_DAYS))
    return say_reply(now.programme, now.id, criterion, report, fields, edit=edit, base=base)


def settle(now: Now, name: str, take: int, edit: str) -> None:
    """Say one of several again, having seen all; nothing where nothing is to be decided. Raises as :func:`say`."""
    if one := chosen(now, now.replies.get(subject_of(name)), take):
        say(now, name, fields_of(one, _SAID), edit, None)
