"""Phiếu báo cáo hành động khắc phục: what the agency fills in, one row a finding (Circular 26/2014, Article 37.2.c).

The circular prescribes no form. It is the agency's paper, so it stands under the agency's name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from isoaudit.model import Case, Finding
from isoaudit.papers.kinds import PaperKind, kinds
from isoaudit.papers.values.common import (
    OPEN,
    PaperSubject,
    agency_names,
    cited,
    in_full,
    office_block,
    round_name,
    when,
    year_after,
)
from isoaudit.papers.values.findings import finding_row
from isoaudit.papers.values.letters import deadline, signed_minutes
from isoaudit.papers.values.names import in_lines, issuing
from isoaudit.papers.values.rows import is_long
from isoaudit.rules.acts import minutes_of
from isoaudit.rules.corrective import accepted, to_report_on
from isoaudit.rules.succession import standing_on
from isoaudit.wording.form_marks import identity

_COLUMN_CHARACTERS = {"text": 42}


def reply_form(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """The form of one inspection, its findings word by word as minutes or letter have them."""
    case, now = subject.case, standing_on(subject.case, subject.day)
    letter = kinds()["notice" if case.inspection.mode == "on_site" else "correction_request"]  # it goes with it
    line = identity(subject.programme, case.inspection.id)
    owed = _owed(case)
    again = bool(case.reports) and all(_told_of(case, finding) for _, finding in owed)
    rows = [_row(code, finding_row(one)) for code, one in owed]
    return {
        **office_block(letter, subject, (), year_after(case.inspection, months=2)),
        **agency_names(case),
        "round": round_name(case.inspection),
        "when": when(case.inspection),
        "reporting_agency": in_full(now.name),
        "parent_office": in_lines(now.parent.upper()),
        **issuing(head_of_agency(in_full(now.name))),
        "place": OPEN,
        "draft": False,
        "told": told(case),
        "deadline": "" if again else deadline(subject),  # of a further report the circular sets no day
        "identity": line,
        "rows": [{"heading": line, "code": "", "text": "", "basis": "", "long": False}, *rows],
    }


def _owed(case: Case) -> Sequence[tuple[str, Finding]]:
    """What the agency is still to report on; all of it where all was accepted: the form as it was."""
    found, done = to_report_on(case), accepted(case)
    return [(code, one) for code, one in found if one.criterion not in done] or found


def _told_of(case: Case, finding: Finding) -> bool:
    """Whether a report that came told of a finding."""
    return any(reply.criterion == finding.criterion for reply in case.replies)


def head_of_agency(agency: str) -> str:
    """The name of the agency as the head of its paper has it: an Ủy ban nhân dân over the name of its place."""
    committee, place = "ỦY BAN NHÂN DÂN", agency.upper().removeprefix("ỦY BAN NHÂN DÂN ")
    return in_lines(place) if place == agency.upper() else f"{committee}\n{in_lines(place)}"


def told(case: Case) -> str:
    """What the agency is to correct, and the paper that told it: by record not nonconformities (Article 37.1.a)."""
    if minutes_of(case.acts):
        said = signed_minutes(case)
        day = said["date"] if said["unsigned"] else f"ký {said['date']}"
        return f"các điểm không phù hợp tại Biên bản kiểm tra {day}"
    letter = cited(case, "correction_requested")
    return f"các nội dung chưa đáp ứng yêu cầu tại Công văn số {letter['number']} {letter['date']}"


def _row(code: str, row: dict[str, str]) -> dict[str, Any]:
    text = row["text"] if row["text"].startswith(f"{code}.") else f"{code}. {row['text']}"
    said = {"heading": "", "code": code, "text": text, "basis": row["basis"]}
    return {**said, "long": is_long({"text": f"{text}\n{row['basis']}"}, _COLUMN_CHARACTERS)}
