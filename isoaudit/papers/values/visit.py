"""The papers of the Đoàn: chương trình, biên bản công bố, biên bản kiểm tra, báo cáo của Đoàn (Article 37.2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from isoaudit.model import Case, Result, Sample
from isoaudit.papers.kinds import PaperKind, kinds
from isoaudit.papers.values.common import (
    OPEN,
    PaperSubject,
    act_of,
    agency_names,
    cited,
    deciding_office,
    decision,
    in_full,
    period,
    team_block,
    when,
    year_after,
)
from isoaudit.papers.values.decisions import described, in_order
from isoaudit.papers.values.earlier import earlier_findings
from isoaudit.papers.values.findings import content, point_rows, typed_lines
from isoaudit.papers.values.letters import deadline, signed_minutes
from isoaudit.papers.values.positions import by_title
from isoaudit.papers.values.rows import is_long, numbered
from isoaudit.wording import cite_full, count, date_long, date_short, point_name, sentence

_CIRCULAR = "26/2014/TT-BKHCN"
_OPEN_TIME = "… giờ … phút"
_OPEN_PERSON = f"Ông (bà) {OPEN * 5}, chức vụ {OPEN * 4}"
"""A line to be filled in by pen."""
_SAMPLE_CHARACTERS = {"field": 11, "dossier": 13, "deviation": 13}
_PART_CHARACTERS = {"name": 28, "points": 38}


def inspection_programme(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """The written programme of the visit, and who looks at which points."""
    return {**_visit(kind, subject), "parts": _parts(subject), "hours": _hours(subject.case.inspection.opened_at)}


def announcement_minutes(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """The minutes of the announcement of the decision."""
    announced = act_of(subject.case, "announced")
    day = announced.on if announced else subject.case.inspection.from_
    return {
        **_visit(kind, subject),
        "announced_on": date_long(day) if day else _open_day(subject.case),
        "agency_report": cited(subject.case, "report_received"),
        "reported": act_of(subject.case, "report_received") is not None,
    }


def minutes(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """Biên bản kiểm tra: the 13 points, what remains, what is proposed, what the agency says."""
    case, result = subject.case, subject.result
    return {
        **_visit(kind, subject),
        **content(case, result),
        "earlier": earlier_findings(case, unsaid_too=True),
        "points": point_rows(case, result),
        "deadline": deadline(subject) if act_of(case, "minutes_signed") else "",
        "recommendations": typed_lines(case.inspection.recommendations),
        "samples": _samples(case, result),
        "sample_count": count(len(case.samples)),
    }


def team_report(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """What the team reports to the unit: the findings as in the minutes, and what it proposes."""
    visit = _visit(kind, subject)
    return {
        **visit,
        **content(subject.case, subject.result, says_none=True),
        "signed_minutes": signed_minutes(subject.case),
        "deadline": deadline(subject),
        "recommendations": typed_lines(subject.case.inspection.recommendations),
    }


_HOURS = {
    "opening": "08 giờ 00 phút",
    "visit": "08 giờ 30 phút\nđến 15 giờ 30 phút",
    "agreement": "15 giờ 30 phút",
    "exchange": "16 giờ 00 phút",
    "signing": "16 giờ 30 phút",
}
"""The hours of practice, of a visit of one day that begins at eight."""


def _hours(opened_at: str) -> dict[str, str]:
    """The hours of the programme; of a visit known to begin at another hour the others are to be filled in."""
    if opened_at in ("", _HOURS["opening"]):
        return _HOURS
    return {name: opened_at if name == "opening" else _OPEN_TIME for name in _HOURS}


def _visit(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """What all papers of the team have: who met whom, when and where, on which decision."""
    case = subject.case
    inspection = case.inspection
    office = deciding_office(subject, kinds()["inspection_decision"])
    start, end = inspection.from_, inspection.to or inspection.from_
    return {
        **team_block(kind, subject, _recipients(kind, case), year_after(inspection, months=1), office),
        **agency_names(case),
        "year": str(inspection.year),
        "round": decision(case)["round"],
        "decision": decision(case),
        "circular": circular(case),
        "members": [by_title(described(m, subject.inspectors)) for m in in_order(inspection.team)] or [OPEN],
        "leader": next((by_title(m.name) for m in inspection.team if m.role == "truong_doan"), "") or OPEN,
        "attendees": list(inspection.attendees) or [_OPEN_PERSON] * 2,
        "departments": "; ".join(inspection.departments),
        "where": inspection.place or f"trụ sở {in_full(case.agency.name)}",
        "opened_at": inspection.opened_at or _OPEN_TIME,
        "closed_at": inspection.closed_at or _OPEN_TIME,
        "opened_on": date_long(start) if start else _open_day(case),
        "closed_on": _closed_on(start, end),
        "when": when(inspection),
        "period": period(inspection, subject.settings),
        "opinion": inspection.opinion.strip(),
        "declaration": declared_at(case.agency.declaration.strip()),
    }


def declared_at(declaration: str) -> str:
    """The paper at which a system was declared, as minutes go on behind «công bố tại»; of one known by its day alone
    that it is a paper: văn bản ngày 06/7/2021."""
    return f"văn bản {declaration}" if declaration.lower().startswith("ngày ") else declaration


def circular(case: Case) -> str:
    """The Circular that asks for the inspection, in full, for a paper that names no căn cứ."""
    named = (cite_full(law) for law in case.laws if law.number == _CIRCULAR)
    return next(named, f"Thông tư số {_CIRCULAR}")


def _open_day(case: Case) -> str:
    return f"ngày\u00a0…… tháng\u00a0…… năm\u00a0{case.inspection.year}"


def _closed_on(start: date | None, end: date | None) -> str:
    if start is None or end is None or start == end:
        return "cùng ngày"
    return date_long(end)


def _recipients(kind: PaperKind, case: Case) -> Iterable[str]:
    if kind.key == "team_report":
        yield "Như trên"
    elif kind.signed_by == "both":
        yield case.agency.name
        return
    else:
        yield f"{case.agency.name} (để phối hợp)" if kind.key == "inspection_programme" else case.agency.name
    yield f"Thành viên {case.programme.team}"


def _parts(subject: PaperSubject) -> list[dict[str, Any]]:
    """Who looks at what, by points of Article 36: to be filled in where the leader's assignment is not recorded."""
    by_id = subject.case.criteria
    rows = []
    for member in in_order(subject.case.inspection.team):
        points = dict.fromkeys(by_id[c].point for c in member.criteria if c in by_id)
        named = "; ".join(map(point_name, points))
        row = {
            "name": described(member, subject.inspectors),
            "points": f"{sentence(named)} Điều 36" if named else OPEN,
        }
        rows.append(row)
    return numbered(rows or [{"name": OPEN, "points": OPEN}], _PART_CHARACTERS)


def _samples(case: Case, result: Result) -> list[dict[str, Any]]:
    """The sampled dossiers, each with the code of the finding that rests on it."""
    codes = {f.criterion: f.code for f in result.findings}
    rows = []
    for number, sample in enumerate(case.samples, start=1):
        row = {
            "number": count(number),
            "field": sample.field,
            "dossier": sample.dossier,
            "received": date_short(sample.received) if sample.received else "",
            "due": date_short(sample.due) if sample.due else "",
            "returned": date_short(sample.returned) if sample.returned else "",
            "difference": difference(sample),
            "deviation": sample.deviation or "Không",
            "code": codes.get(sample.criterion, ""),
        }
        rows.append({**row, "long": is_long(row, _SAMPLE_CHARACTERS)})
    return rows


def difference(sample: Sample) -> str:
    """Days of the calendar between the day promised and the day of return."""
    if sample.due is None or sample.returned is None:
        return ""
    late = (sample.returned - sample.due).days
    return "Đúng hẹn" if late == 0 else f"Trễ {count(late)}" if late > 0 else f"Sớm {count(-late)}"
