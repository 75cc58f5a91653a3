"""Cases laid out as the tables the suites are about. Pure; plain columns, no pandas.

``answers`` has a line for every criterion that is expected or answered, ``inspections`` one for every inspection,
``texts`` one for every agency and text of evidence of a nonconformity.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Literal, get_args

from isoaudit.model import ActKind, Answer, Case, Criterion, joined
from isoaudit.rules.acts import last
from isoaudit.rules.answers import coordinates_itself, inspects_itself, is_of_the_team
from isoaudit.rules.findings import concerns, expected, qms_not_built
from isoaudit.rules.pasted import compared
from isoaudit.rules.visit import period_end, visit

Value = str | int | bool | None
Line = dict[str, Value]
Columns = dict[str, list[Value]]
TableName = Literal["answers", "inspections", "texts"]

NAMES: tuple[TableName, ...] = get_args(TableName)
KEYS: dict[TableName, tuple[str, ...]] = {
    "answers": ("inspection", "criterion"),
    "inspections": ("inspection",),
    "texts": ("agency", "text"),
}
"""The columns that say which line it is."""

_COLUMNS: dict[TableName, tuple[str, ...]] = {
    "answers": (
        "inspection",
        "criterion",
        "recorded_for",
        "point",
        "by_record",
        "annex",
        "worst",
        "mode",
        "built",
        "expected",
        "answered",
        "disputed",
        "concerned",
        "verdict",
        "grade",
        "evidence",
        "files",
        "gap",
        "note",
        "has_team",
        "inspector",
        "member",
        "examined_on",
        "starts_on",
        "ends_on",
    ),
    "inspections": (
        "inspection",
        "agency",
        "recorded_for",
        "level",
        "kind",
        "obligation",
        "qms_status",
        "mode",
        "occasion",
        "starts_on",
        "ends_on",
        "period_from",
        "period_to",
        "visit_starts_on",
        "visit_ends_on",
        "decided_on",
        "announced_on",
        "minutes_agreed_on",
        "minutes_signed_on",
        "period_ends_on",
        "own_agency",
        "own_coordinator",
    ),
    "texts": ("agency", "text", "length"),
}


def tables(cases: Iterable[Case]) -> dict[TableName, Columns]:
    """The three tables whole, column by column; text that says nothing is null, days are written 2026-06-18."""
    whole: dict[TableName, Columns] = {name: _columns(_COLUMNS[name], ()) for name in NAMES}
    for name, portion in portions(cases):
        for column, values in portion.items():
            whole[name][column] += values
    return whole


def portions(cases: Iterable[Case]) -> Iterator[tuple[TableName, Columns]]:
    """The tables in portions that follow each other, so that thousands of cases are never held at once."""
    for name in NAMES:  # without any case each table still has its columns
        yield name, _columns(_COLUMNS[name], ())
    texts: dict[tuple[str, str], None] = {}  # each text once an agency, which may be inspected twice and show the same
    for case in cases:
        yield "answers", _columns(_COLUMNS["answers"], _answers(case))
        yield "inspections", _columns(_COLUMNS["inspections"], [_inspection(case)])
        texts |= {(case.agency.code, text): None for answer in case.answers if (text := compared(answer))}
    lines: Iterator[Line] = ({"agency": agency, "text": text, "length": len(text)} for agency, text in texts)
    yield "texts", _columns(_COLUMNS["texts"], lines)


def _columns(names: Iterable[str], lines: Iterable[Line]) -> Columns:
    columns: Columns = {name: [] for name in names}
    for line in lines:
        for name, column in columns.items():
            column.append(line[name])
    return columns


def _answers(case: Case) -> Iterator[Line]:
    """The criteria in the order of the checklists, each with its answer; then what no checklist asks."""
    wanted = {criterion.id for criterion in expected(case)}
    answers: dict[str, list[Answer]] = {}
    for answer in case.answers:
        answers.setdefault(answer.criterion, []).append(answer)
    whole = _whole(case)
    for pinned in case.checklists:
        for criterion in pinned.checklist.criteria:
            given: Sequence[Answer | None] = answers.pop(criterion.id, [])
            asked = _asked(case, criterion, pinned.checklist.annex, criterion.id in wanted)
            for answered in given or [None] * (criterion.id in wanted):
                yield {**whole, **asked, **_given(case, answered)}
    for unasked in answers.values():
        for answer in unasked:
            yield {**whole, **_UNASKED, "criterion": answer.criterion, **_given(case, answer)}


_UNASKED: Line = {
    "point": None,
    "by_record": False,
    "annex": False,
    "worst": "nonconforming",
    "expected": False,
    "concerned": False,
}


def _whole(case: Case) -> Line:
    """What is the same in every line of an inspection."""
    return {
        "inspection": case.inspection.id,
        "mode": case.inspection.mode,
        "built": not qms_not_built(case),
        "has_team": bool(case.inspection.team),
        "starts_on": _day(case.inspection.from_),
        "ends_on": _day(case.inspection.to),
    }


def _asked(case: Case, criterion: Criterion, annex: bool, wanted: bool) -> Line:
    return {
        "criterion": criterion.id,
        "point": criterion.point,
        "by_record": criterion.by_record,
        "annex": annex,
        "worst": criterion.worst,
        "expected": wanted,
        "concerned": concerns(criterion, case.agency, case.inspection),
    }


def _given(case: Case, answer: Answer | None) -> Line:
    """What was recorded; a field is null unless it carries something (great_expectations takes "" for not null)."""
    if answer is None:
        return {**_NOTHING, "recorded_for": case.inspection.id}
    text = joined(e.text for e in answer.evidence)
    files = (*answer.files, *(file for e in answer.evidence for file in e.files))
    return {
        "recorded_for": answer.inspection,
        "answered": True,
        "disputed": bool(answer.disputed),
        "verdict": answer.verdict,
        "grade": answer.grade,
        "evidence": (text or joined(files)) if answer.carries("evidence") else None,
        "files": len(files),
        "gap": answer.gap if answer.carries("gap") else None,
        "note": answer.note if answer.carries("note") else None,
        "inspector": answer.inspector or None,
        "member": answer.inspector if is_of_the_team(answer, case.inspection) else None,
        "examined_on": _day(answer.examined_on),
    }


_NOTHING: Line = {
    "answered": False,
    "disputed": False,
    "verdict": None,
    "grade": None,
    "evidence": None,
    "files": 0,
    "gap": None,
    "note": None,
    "inspector": None,
    "member": None,
    "examined_on": None,
}


_DATED: tuple[ActKind, ...] = ("decided", "announced", "minutes_agreed", "minutes_signed")
"""The acts whose days are held against those of the visit."""


def _inspection(case: Case) -> Line:
    agency, inspection = case.agency, case.inspection
    return {
        "inspection": inspection.id,
        "agency": agency.code,
        "recorded_for": inspection.agency,
        "level": agency.level,
        "kind": agency.kind,
        "obligation": agency.obligation,
        "qms_status": agency.qms_status,
        "mode": inspection.mode,
        "occasion": inspection.occasion,
        "starts_on": _day(inspection.from_),
        "ends_on": _day(inspection.to),
        "period_from": _day(inspection.period_from),
        "period_to": _day(inspection.period_to),
        "visit_starts_on": _day(visit(inspection)[0]),
        "visit_ends_on": _day(visit(inspection)[1]),
        **{f"{kind}_on": _day(act.on) if (act := last(case.acts, kind)) else None for kind in _DATED},
        "period_ends_on": _day(period_end(case)),
        "own_agency": inspects_itself(case),
        "own_coordinator": coordinates_itself(case),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
