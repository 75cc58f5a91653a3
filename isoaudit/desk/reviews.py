"""How the unit examined the corrective action of each finding (Circular 26/2014, Article 37.2.d)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from isoaudit.desk.intake import Desk
from isoaudit.desk.replies import Points
from isoaudit.desk.saying import Said, Statement, say
from isoaudit.journal.programme import Programme
from isoaudit.model import Review
from isoaudit.rules.reviewing import Point, review_of, wrong_with_review
from isoaudit.tables import Row
from isoaudit.tables.reviews_book import REVIEW_COLUMNS

_SAID = ("outcome", "reason", "reviewer", "on")


def say_review(
    programme: Programme,
    inspection: str,
    criterion: str,
    report: str,
    fields: Mapping[str, Any],
    *,
    edit: str,
    base: Sequence[str] | None,
) -> Said:
    """Say how what one report says of one finding was examined: fields of :class:`Review`.

    What has no outcome is a draft: it counts for nothing. Where all fields are empty it is taken back. Raises
    ProcedureError with every problem (REPLY_001 to REPLY_003, REVIEW_001 to REVIEW_012), and as
    :func:`isoaudit.desk.saying.say_answer`.
    """
    about = f"{criterion}/{report}"
    return say(programme, Statement("review", inspection, about, fields, REVIEW_COLUMNS, judge_reviews, edit, base))


def judge_reviews(desk: Desk) -> None:
    """Judge rows that tell how corrective action was examined, of a table or of a form, and note what they say.

    A row of a workbook of ours that nobody filled in says nothing.
    """
    points = Points(desk)
    first: dict[str, Row] = {}
    for row in desk.table.rows:
        fields = {name: row.values[name] for name in _SAID if name in row.values}
        point = points.of(row)
        if point is None:
            continue
        if point.subject in first:
            desk.refuse_second(row, "criterion", first[point.subject], point.subject)
            continue
        first[point.subject] = row
        _judge(desk, row, point, fields)


def _judge(desk: Desk, row: Row, point: Point, fields: dict[str, Any]) -> None:
    before = desk.state.about("review", point.subject)
    if not before.heads and not any(fields.values()):
        return
    if fields.get("reviewer"):
        fields["reviewer"] = desk.as_listed(fields["reviewer"], point.case.inspection.team)
    seen = desk.seen(row, "review", point.subject)
    review = _review(point, {**(seen or before).present(), **fields})
    if not desk.say("review", point.subject, fields, seen):
        return
    stands = review_of(point.case, point.finding.criterion, point.report.key)
    for wrong in wrong_with_review(point.case, review, stands, desk.state.inspectors.values()):
        desk.refuse(row, wrong.field, wrong.code, **wrong.about)


def _review(point: Point, fields: Mapping[str, Any]) -> Review:
    of = {"inspection": point.case.inspection.id, "criterion": point.finding.criterion, "report": point.report.key}
    return Review.model_validate({**{k: v for k, v in fields.items() if v not in (None, "")}, **of})
