"""How the unit examined the corrective action of each finding (Circular 26/2014, Article 37.2.d)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from isoaudit.desk.answers.saying import Said, Statement, say
from isoaudit.desk.answers.tables import refuse_no_inspection
from isoaudit.desk.corrective.replies import Points
from isoaudit.desk.exports import write_new
from isoaudit.desk.intake.asking import NOBODY, Asking
from isoaudit.desk.intake.judging import Desk, Imported
from isoaudit.desk.intake.taking import take
from isoaudit.errors import RunError, problem
from isoaudit.journal.programme import Programme, today
from isoaudit.journal.state import State
from isoaudit.journal.store import Draft
from isoaudit.model import Review
from isoaudit.rules.corrective import corrective_actions, to_correct
from isoaudit.rules.reviewing import Point, remarks_of_review, review_of, wrong_with_review
from isoaudit.tables import Row
from isoaudit.tables.workbooks.reviews import REVIEW_COLUMNS, reviews_workbook
from isoaudit.wording import label

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
    :func:`isoaudit.desk.answers.saying.say_answer`.
    """
    about = f"{criterion}/{report}"
    return say(programme, Statement("review", inspection, about, fields, REVIEW_COLUMNS, judge_reviews, edit, base))


def export_reviews(programme: Programme, names: Iterable[str], path: Path, *, all: bool = False) -> int:
    """What agencies reported of each finding and is to be examined, into a new workbook; how many findings.

    Of the inspections named, or of every one at the office; ``all``: also what was examined already. Raises RunError
    where nothing is to be examined (REVIEW_013), as :meth:`Programme.choose`, FILE_007, FILE_005.
    """
    names = tuple(names)
    state = programme.register()
    chosen = programme.choose(state, names)
    if any(one.mode == "by_record" for one in chosen if names):
        raise RunError([problem("REVIEW_001", one.id) for one in chosen if one.mode == "by_record"])
    cases = (programme.case(state, inspection) for inspection in chosen if inspection.mode == "on_site")
    rows = [
        (case, action)
        for case in cases
        for action in corrective_actions(case, today())
        if action.report and action.reply and (all or action.stage == "reported")
    ]
    if not rows:
        raise RunError(problem("REVIEW_013", str(programme.folder)))
    write_new(path, reviews_workbook(rows))
    return len(rows)


def import_reviews(programme: Programme, path: Path, *, dry_run: bool = False, asking: Asking = NOBODY) -> Imported:
    """A table of reviews. Raises TableError with every problem; then nothing is written."""
    return take(
        programme, path, "review", REVIEW_COLUMNS, judge_reviews, afterwards=_unusual, dry_run=dry_run, asking=asking
    )


def _unusual(programme: Programme, state: State, drafts: Iterable[Draft]) -> Iterator[str]:
    """What is unusual in the reviews that were just written, in words."""
    for draft in drafts:
        if draft.kind != "review":
            continue
        id, criterion, report = draft.subject.split("/", 2)
        case = programme.case(state, state.inspections[id])
        code = next((code for code, finding in to_correct(case) if finding.criterion == criterion), criterion)
        review = review_of(case, criterion, report)
        if review and review.disputed:  # somebody said it differently since the workbook went out
            decide = f"chưa kết quả nào được tính; chọn một: isoaudit open {id} --review"
            yield f"{id}, {code}: {label('review_remark', 'disputed')}, {decide}."
        yield from (f"{id}, {code}: {words}." for words in remarks_of_review(case, criterion, report))


def judge_reviews(desk: Desk) -> None:
    """Judge rows that tell how corrective action was examined, of a table or of a form, and note what they say.

    A row of a workbook of ours that nobody filled in says nothing.
    """
    if not desk.table.faults.placed and not {"agency", "inspection"} & desk.table.columns:
        refuse_no_inspection(desk)
        return
    points = Points(desk)
    first: dict[str, Row] = {}
    for row in desk.table.rows:
        fields = {name: row.values[name] for name in _SAID if name in row.values}
        if row.columns and not any(fields.values()) and not row.values.get("seen"):
            continue
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
