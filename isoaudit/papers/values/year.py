"""The papers of the year: the plan and what gets it approved (Article 34), the request for reports (Article 35.2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from isoaudit.errors import RunError, problem
from isoaudit.model import POINTS, Case, Criterion, Kind, Office
from isoaudit.papers.kinds import PaperKind, kinds
from isoaudit.papers.values.common import (
    OPEN,
    PaperSubject,
    act_of,
    by_name,
    cited,
    common_period,
    copy_to,
    days,
    in_full,
    is_authority,
    numbered,
    office_block,
    signer_of,
)
from isoaudit.rules.coverage import Coverage, planned
from isoaudit.wording import count, in_sentence, label, point_name, sentence

_LIST_CHARACTERS = {"agency": 28, "coordinating_unit": 10, "budget": 8}


def plan_submission(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """Tờ trình: what the plan holds, and what is asked for."""
    _, office = signer_of(subject.settings, kind, subject.kinds)
    return {
        **office_block(kind, subject, ["Như trên", *_followed(subject, office)], "20…"),
        **_numbers(subject),
        "approver": _approver(subject),
    }


def plan_decision(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """The draft decision of UBND cấp tỉnh that approves the plan."""
    _, office = signer_of(subject.settings, kinds()["plan_submission"], subject.kinds)
    return {
        **office_block(kind, subject, ["Như Điều 3", "Bộ Khoa học và Công nghệ (để b/c)"], "20…"),
        **_numbers(subject),
        "submitter": f"{office.head or OPEN} {office.name}",
        "submitting_office": office.name,
        "submission_symbol": f"TTr-{office.symbol or OPEN}",
    }


def plan(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """Kế hoạch kiểm tra with its list: the five contents of Article 34.2."""
    _, office = signer_of(subject.settings, kind, subject.kinds)
    copies = [
        *([copy_to(office.parent, "để b/c", subject.settings)] if office.parent else []),
        "Các cơ quan có tên tại Danh sách",
    ]
    return {
        **office_block(kind, subject, copies, "20…"),
        **_numbers(subject),
        "approved": any(act_of(case, "plan_approved") for case in subject.cases) or bool(subject.settings.plan.number),
        "coordinating": "; ".join(dict.fromkeys(filter(None, (c.inspection.coordinating_unit for c in subject.cases)))),
        "period": common_period(subject, "ngày kiểm tra"),
        "inspections": _listed(subject.cases),
    }


def report_request(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """Công văn that asks the agencies to report on Article 36: one to all, with list and outline."""
    return {
        **_to_many(kind, subject, subject.cases),
        "period": common_period(subject, "ngày báo cáo"),
        "outline": _outline(subject),
    }


def report_reminder(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """Công văn đôn đốc to those whose report has not come.

    Raises :class:`RunError` (``PAPER_005``) when nobody is late.
    """
    asked = [case for case in subject.cases if act_of(case, "requested")]
    late = tuple(case for case in asked or subject.cases if act_of(case, "report_received") is None)
    if not late:
        raise RunError(problem("PAPER_005", kind.name))
    return {
        **_to_many(kind, PaperSubject(late, inspectors=subject.inspectors), late),
        "requested": _requested(late[0]),
    }


def _requested(case: Case) -> dict[str, str]:
    """The công văn that asked for the report; an office sent it, though its head is recorded as who issued it."""
    request = cited(act_of(case, "requested"))
    heads = [f"{office.head} " for office in case.programme.offices.values() if office.head]
    head = next((head for head in heads if request["issuer"].startswith(head)), "")
    return {**request, "issuer": request["issuer"].removeprefix(head)}


def _to_many(kind: PaperKind, subject: PaperSubject, cases: Iterable[Case]) -> dict[str, Any]:
    """A công văn to one agency, or to those of a list."""
    agencies = {case.agency.code: case for case in by_name(cases)}
    _, office = signer_of(subject.settings, kind, subject.kinds)
    reported = [copy_to(office.parent, "để b/c", subject.settings)] if office.parent else []
    copies = ["Như trên", *reported, *_followed(subject, office)]
    return {
        **office_block(kind, subject, copies, str(subject.settings.year)),
        "one": len(agencies) == 1,
        "addressee": in_full(subject.case.agency.name),
        "agency_count": count(len(agencies)),
        "inspections": _listed(agencies.values()),
    }


def _followed(subject: PaperSubject, office: Office) -> list[str]:
    """A copy to the authority of what an office above it issues."""
    settings = subject.settings
    return [] if is_authority(settings, office) else [copy_to(settings.authority, "để theo dõi", settings)]


def coverage_of(subject: PaperSubject) -> Coverage:
    """How many of the obliged agencies of the register the plan reaches (Article 33.2.a, b)."""
    cases = subject.cases
    known = {agency.code: agency for agency in (*(case.agency for case in cases), *subject.register)}
    on_site = {case.agency.code for case in cases if case.inspection.mode == "on_site"}
    inspected = {case.agency.code for case in cases} | subject.inspected
    return planned(known.values(), subject.settings.year, on_site, inspected)


def _numbers(subject: PaperSubject) -> dict[str, Any]:
    """How many inspections and agencies the plan has; the one third is of those obliged (Article 33.2)."""
    cases, reached = subject.cases, coverage_of(subject)
    on_site = [c for c in cases if c.inspection.mode == "on_site"]
    return {
        "inspection_count": count(len(cases)),
        "agency_count": count(len({c.agency.code for c in cases})),
        "on_site_count": count(len(on_site)),
        "by_record_count": count(len(cases) - len(on_site)),
        "obliged_count": count(reached.obliged),
        "obliged_on_site_count": count(reached.on_site),
        "obliged_without": [agency.name for agency in reached.without],
    }


def _listed(cases: Iterable[Case]) -> list[dict[str, Any]]:
    """The list of a plan or a công văn, a row for each inspection."""
    rows = (
        {
            "agency": in_full(case.agency.name),
            "coordinating_unit": case.inspection.coordinating_unit,
            "days": days(case.inspection),
            "mode": sentence(label("mode", case.inspection.mode)),
            "budget": case.inspection.budget,
        }
        for case in by_name(cases)
    )
    return numbered(rows, _LIST_CHARACTERS)


def _approver(subject: PaperSubject) -> str:
    """Whom the plan is submitted to: the people's committee of the province (Article 34.1.b)."""
    return f"Ủy ban nhân dân {subject.settings.province or OPEN}"


# --- the outline of the report --------------------------------------------------------------------------------------


def _outline(subject: PaperSubject) -> list[dict[str, Any]]:
    """What the agencies are asked to report and attach at each of the 13 points: ``ask`` of the criteria."""
    asked: dict[str, Criterion] = {}
    for case in subject.cases:
        for pinned in case.checklists:
            if not pinned.checklist.annex:
                asked.update({c.id: c for c in pinned.checklist.criteria if c.by_record and _meant(c, subject.kinds)})
    return [
        {
            "number": str(number),
            "title": label("point", point),
            "place": f"{point_name(point)} Điều 36",
            "asks": [_ask(c, subject.kinds) for c in asked.values() if c.point == point],
        }
        for number, point in enumerate(POINTS, start=1)
    ]


def _meant(criterion: Criterion, addressed: frozenset[Kind]) -> bool:
    return criterion.kinds == "all" or bool(addressed & set(criterion.kinds))


def _ask(criterion: Criterion, addressed: frozenset[Kind]) -> str:
    """The request, and for whom it is where not all who are addressed are meant."""
    text = (criterion.ask or "").rstrip(".")
    if criterion.kinds == "all" or addressed <= set(criterion.kinds):
        return text
    whom = ", ".join(in_sentence(label("kind", kind)) for kind in criterion.kinds if kind in addressed)
    return f"{text} (đối với {whom})"
