"""Đề cương báo cáo: what the agency fills in, a row a criterion that a report can show.

Circular 26/2014, Articles 35.2 and 36. No form is prescribed. The report is the agency's paper, under its name.
"""

from __future__ import annotations

from typing import Any

from isoaudit.model import POINTS, Case, Criterion
from isoaudit.papers.kinds import PaperKind, kinds
from isoaudit.papers.values.common import (
    OPEN,
    PaperSubject,
    act_of,
    agency_names,
    cited,
    in_full,
    office_block,
    short,
)
from isoaudit.papers.values.names import in_lines, issuing
from isoaudit.papers.values.reply_form import head_of_agency
from isoaudit.papers.values.requests import ON_ALL
from isoaudit.papers.values.rows import is_long
from isoaudit.rules.findings import expected
from isoaudit.rules.succession import standing_on
from isoaudit.wording import date_short, sentence
from isoaudit.wording.form_marks import outline_heading, outline_identity

_COLUMN_CHARACTERS = {"text": 42}


def report_outline(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """The outline of one inspection: the criteria its inspectors will ask, as far as a report can show them."""
    case, now = subject.case, standing_on(subject.case, subject.day)
    line = outline_identity(subject.programme, case.inspection.id)
    act, letter = act_of(case, "requested"), cited(case, "requested")
    return {
        **office_block(kinds()["report_request"], subject, (), str(case.inspection.year)),  # it goes with it
        **agency_names(case),
        "reporting_agency": in_full(now.name),
        "parent_office": in_lines(now.parent.upper()),
        **issuing(head_of_agency(in_full(now.name))),
        "place": OPEN,
        "draft": False,
        "period": _period(case),
        "told": f"Công văn số {letter['number']} {letter['date']} của {letter['issuer']}" if act else "",
        "due": short(act.reply_by) if act and act.reply_by else "",
        "identity": line,
        "rows": [_heading(line), *_rows(case)],
    }


def _period(case: Case) -> str:
    first, last = case.inspection.period_from, case.inspection.period_to
    return f"từ ngày {date_short(first)} đến ngày {date_short(last)}" if first and last else ""


def _rows(case: Case) -> list[dict[str, Any]]:
    asked = asked_in_outline(case)
    rows: list[dict[str, Any]] = []
    for number, point in enumerate(POINTS, start=1):
        of_point = [one for one in asked if one.point == point]
        if of_point:
            rows.append(_heading(outline_heading(number, point)))
            rows += [_row(one) for one in of_point]
    return rows


def asked_in_outline(case: Case) -> list[Criterion]:
    """The criteria an agency is asked to report on: of those its inspection expects, where they say what to ask."""
    return [one for one in expected(case) if one.ask and one.point in POINTS and not one.ask.startswith(ON_ALL)]


def _heading(text: str) -> dict[str, Any]:
    return {"heading": text, "code": "", "text": "", "long": False}


def _row(criterion: Criterion) -> dict[str, Any]:
    text = asked_text(criterion)
    said = {"heading": "", "code": criterion.id, "text": text}
    return {**said, "long": is_long({"text": text}, _COLUMN_CHARACTERS)}


def asked_text(criterion: Criterion) -> str:
    """What is asked at a criterion, as it stands in the outline."""
    return sentence((criterion.ask or "").removeprefix("Báo cáo "))
