"""Phiếu kiểm tra: what a member of the team examines, to be filled in by pen (Circular 26/2014, Article 37.2.a, b).

Each member's part begins on a page of its own, so that one file is printed and handed out sheet by sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from isoaudit.model import Answer, Case, Criterion
from isoaudit.papers.kinds import PaperKind, kinds
from isoaudit.papers.values.common import (
    OPEN,
    PaperSubject,
    agency_names,
    deciding_office,
    decision,
    period,
    team_block,
    when,
    year_after,
)
from isoaudit.papers.values.decisions import in_order
from isoaudit.papers.values.rows import is_long
from isoaudit.papers.values.visit import circular
from isoaudit.rules.findings import applies
from isoaudit.rules.selection import left_out_by
from isoaudit.wording import count, label, labels, name_key, point_name, sentence

_BOX = "☐"
_LINE, _SHORT_LINE = "…" * 16, "…" * 8
"""As wide as the columns of the template."""
_ASKED = 48
"""Characters of a line of the column with the question."""
_KEPT_TOGETHER = 12
"""Lines of type of a row that is not parted, so that nobody writes over the end of a page."""
_LINES = 5
"""As many as there are verdicts beside them."""


def checklist(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """The parts of the members, or of the one that the subject names; without assignments one part with everything."""
    case = subject.case
    office = deciding_office(subject, kinds()["inspection_decision"])
    return {
        **team_block(kind, subject, (), year_after(case.inspection, months=0), office),
        **agency_names(case),
        "round": decision(case)["round"],
        "when": when(case.inspection),
        "period": period(case.inspection, subject.settings),
        "circular": circular(case),
        "inspection": case.inspection.id,
        "parts": [_part(case, *part) for part in _parts(case, subject.member)],
    }


def _parts(case: Case, only: str) -> Iterator[tuple[str, bool, Sequence[Criterion]]]:
    """Name, whether it is what nobody was assigned, and criteria of each part, in the order of the team."""
    criteria = _asked(case)
    members = in_order(case.inspection.team)
    assigned = {id for member in members for id in member.criteria}
    for member in members:
        mine = [one for one in criteria if one.id in member.criteria] if member.criteria else ()
        wanted = name_key(member.name) == name_key(only) if only else bool(mine)
        if wanted:
            yield member.name, False, mine or criteria
    spare = [one for one in criteria if one.id not in assigned]
    if spare and not only:
        yield OPEN * 4, bool(assigned), spare


def _asked(case: Case) -> list[Criterion]:
    """The criteria that apply to this agency and form; also where the system is said not to be built: it is seen."""
    pinned = (one.checklist for one in case.checklists if not one.checklist.annex)
    left_out = left_out_by(case)
    criteria = (c for checklist in pinned for c in checklist.criteria if c.id not in left_out)
    return [c for c in criteria if applies(c, case.agency, case.inspection)]


def _part(case: Case, member: str, spare: bool, criteria: Sequence[Criterion]) -> dict[str, Any]:
    answers = {answer.criterion: answer for answer in case.answers}
    return {
        "member": member,
        "spare": spare,
        "criterion_count": count(len(criteria)),
        "rows": list(_rows(criteria, answers)),
    }


def _rows(criteria: Iterable[Criterion], answers: dict[str, Answer]) -> Iterator[dict[str, Any]]:
    """A heading for each point of Article 36, then its criteria."""
    for point, group in groupby(criteria, key=lambda one: one.point):
        yield {**_row(None, None), "heading": f"{sentence(point_name(point))} Điều 36: {label('point', point)}"}
        for criterion in group:
            yield _row(criterion, answers.get(criterion.id))


def _row(criterion: Criterion | None, answer: Answer | None) -> dict[str, Any]:
    grounds = criterion.examine if criterion else ()
    said = [label("verdict", answer.verdict)] if answer and answer.verdict else []
    said += [answer.gap] if answer and answer.gap else []
    recorded = ": ".join(said)
    question = criterion.question if criterion else ""
    look_for = "; ".join(criterion.look_for) if criterion else ""
    asked = {"asked": "\n".join((question, f"Cần xem: {look_for}", f"Đã ghi: {recorded}" if recorded else ""))}
    verdicts = {**labels()["verdict"], "not_examined": "không kiểm tra"}  # as minutes say it
    return {
        "heading": "",
        "id": criterion.id if criterion else "",
        "question": question,
        "look_for": look_for,
        "verdicts": "\n".join(f"{_BOX} {sentence(words)}" for words in verdicts.values()),
        "grounds": "; ".join(f"{_BOX} {sentence(label('ground', ground))}" for ground in grounds),
        "recorded": recorded,
        "lines": "\n".join([_LINE] * (_LINES - 1)),
        "short_lines": "\n".join([_SHORT_LINE] * _LINES),
        "long": is_long(asked, {"asked": _ASKED}, _KEPT_TOGETHER),
    }
