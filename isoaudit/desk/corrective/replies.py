"""What an agency says of each finding in its report on corrective action (Circular 26/2014, Article 37.2.c)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from isoaudit.desk.acts.fields import plain_number
from isoaudit.desk.answers.saying import Said, Statement, say
from isoaudit.desk.answers.tables import inspection_of
from isoaudit.desk.intake.judging import Desk
from isoaudit.journal.programme import Programme
from isoaudit.model import Case, Inspection, Reply, Report
from isoaudit.rules.corrective import to_correct
from isoaudit.rules.reviewing import Point, finding_named, is_withdrawn, wrong_with_reply
from isoaudit.tables import Column, Row, day, entry_ids, one_of, read_day, text
from isoaudit.wording import date_short

REPLY_COLUMNS = (
    Column("inspection", text),
    Column("criterion", text, required=True),
    Column("report", text),
    Column("cause", text),
    Column("correction", text),
    Column("action", text),
    Column("status", one_of("reply_status"), values="reply_status", title="reply_status"),
    Column("done_on", day),
    Column("due_on", day),
    Column("responsible", text),
    Column("evidence", text),
    Column("seen", entry_ids),
)
SAID = ("cause", "correction", "action", "status", "done_on", "due_on", "responsible", "evidence", "files")
"""The fields of a reply but its subject."""


def say_reply(
    programme: Programme,
    inspection: str,
    criterion: str,
    report: str,
    fields: Mapping[str, Any],
    *,
    edit: str,
    base: Sequence[str] | None,
) -> Said:
    """Say what an agency says of one finding in one of its reports: fields of :class:`Reply`, ``files`` as SHA-256.

    ``report``: :attr:`Report.key`. Where all fields are empty it is taken back. Raises ProcedureError with every
    problem (REPLY_001 no such report, REPLY_002 no such finding, REPLY_003 a withdrawn one, REPLY_004 a review rests
    on it), and as :func:`isoaudit.desk.answers.saying.say_answer`.
    """
    about = f"{criterion}/{report}"
    return say(programme, Statement("reply", inspection, about, fields, REPLY_COLUMNS, judge_replies, edit, base))


def judge_replies(desk: Desk) -> None:
    """Judge rows that tell what a report says of findings, and note what they say anew."""
    points = Points(desk)
    for row in desk.table.rows:
        if point := points.of(row):
            say_of(desk, row, point, {name: row.values[name] for name in SAID if name in row.values})


def say_of(desk: Desk, row: Row, point: Point, fields: Mapping[str, Any]) -> None:
    """Note what a row says of a finding, where it is anything, unless a review rests on what stood there."""
    before = desk.state.about("reply", point.subject)
    if not before.heads and not any(fields.values()):
        return
    seen = desk.seen(row, "reply", point.subject)
    whole = {**(seen or before).present(), **fields}
    reply = _reply(point, whole) if any(whole.values()) else None
    if not desk.say("reply", point.subject, dict(fields), seen):
        return
    for wrong in wrong_with_reply(point.case, point.finding.criterion, point.report.key, reply):
        desk.refuse(row, wrong.field, wrong.code, **wrong.about)


def _reply(point: Point, fields: Mapping[str, Any]) -> Reply:
    of = {"inspection": point.case.inspection.id, "criterion": point.finding.criterion, "report": point.report.key}
    return Reply.model_validate({**{k: v for k, v in fields.items() if v not in (None, "")}, **of})


class Points:
    """The findings that rows are about, each with the report; a case is made once for all rows of an inspection."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._cases: dict[str, Case] = {}

    def of(self, row: Row) -> Point | None:
        """What a row is about; refused where there is no such report or finding."""
        inspection, typed = inspection_of(self._desk, row), row.values.get("criterion")
        if inspection is None or not typed:
            return None
        case = self.case(inspection)
        report = self._report(row, case)
        found = finding_named(case, typed)
        if found is None and is_withdrawn(case, typed):
            self._desk.refuse(row, "criterion", "REPLY_003", value=typed)
        elif found is None:
            known = ", ".join(code for code, _ in to_correct(case)) or "không có điểm nào"
            self._desk.refuse(row, "criterion", "REPLY_002", value=typed, inspection=inspection.id, known=known)
        return Point(case, *found, report) if found and report else None

    def case(self, inspection: Inspection) -> Case:
        """The case of an inspection."""
        if inspection.id not in self._cases:
            self._cases[inspection.id] = self._desk.programme.case(self._desk.state, inspection)
        return self._cases[inspection.id]

    def _report(self, row: Row, case: Case) -> Report | None:
        """The report a row names by its key, its number or its day; the only one where it names none."""
        typed = row.values.get("report") or ""
        found = reports_named(case.reports, typed)
        if len(found) == 1:
            return found[0]
        known = ", ".join(report_in_words(one) for one in case.reports) or "chưa ghi báo cáo nào"
        fields = {"inspection": case.inspection.id, "known": known}
        if case.reports and not typed:
            self._desk.refuse(row, "report", "REPLY_005", **fields)
        else:
            self._desk.refuse(row, "report", "REPLY_001", value=typed, **fields)
        return None


def reports_named(reports: Sequence[Report], typed: str) -> tuple[Report, ...]:
    """The reports somebody means by key, number or day; all where nothing is typed."""
    if not typed:
        return tuple(reports)
    by_key = tuple(one for one in reports if one.key == typed)
    number = plain_number(typed)
    by_number = tuple(one for one in reports if one.act.number and plain_number(one.act.number) == number)
    on = read_day(typed.strip())
    return by_key or by_number or tuple(one for one in reports if on and one.act.on == on)


def report_in_words(report: Report) -> str:
    """How a report is named in tables and messages: its number, else its day; both are read back."""
    return report.act.number or date_short(report.act.on)
