"""The papers of the year: the plan and what gets it approved (Article 34)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from isoaudit.model import Case, Office, Settings
from isoaudit.papers.kinds import PaperKind, kinds
from isoaudit.papers.values.common import (
    OPEN,
    PaperSubject,
    by_name,
    common_period,
    copy_to,
    days,
    in_full,
    is_authority,
    issuer_name,
    office_block,
    plan_approval,
    signer_of,
)
from isoaudit.papers.values.rows import numbered
from isoaudit.rules.coverage import Coverage, planned
from isoaudit.wording import count, label, sentence

_LIST_CHARACTERS = {"agency": 28, "coordinating_unit": 10, "budget": 8}


def plan_submission(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """Tờ trình: what the plan holds, and what is asked for."""
    _, office = signer_of(subject.settings, kind, subject.kinds)
    return {
        **office_block(kind, subject, ["Như trên", *followed(subject, office)], _year(subject, before=True)),
        **_numbers(subject),
        **_of_the_list(subject),
        "approver": approver_of(subject.settings),
    }


def plan_decision(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """The draft decision of UBND cấp tỉnh that approves the plan."""
    settings = subject.settings
    _, office = signer_of(settings, kinds()["plan_submission"], subject.kinds)
    copies = ["Như Điều 3", "Bộ Khoa học và Công nghệ (để b/c)"]
    return {
        **office_block(kind, subject, copies, _year(subject, before=False)),
        **_numbers(subject),
        "approver": approver_of(subject.settings),
        "submitter": f"{office.head or OPEN} {office.name}",
        "submitting_office": issuer_name(settings, office),
        "submits_itself": is_authority(settings, office),
        "submission_symbol": f"TTr-{office.symbol or OPEN}",
        "chief_of_office": f"Chánh Văn phòng {province_office(settings)}",
    }


def plan(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """Kế hoạch kiểm tra with its list: the five contents of Article 34.2."""
    _, office = signer_of(subject.settings, kind, subject.kinds)
    copies = [
        *([copy_to(office.parent, "để b/c", subject.settings)] if office.parent else []),
        "Các cơ quan có tên tại Phụ lục",
    ]
    return {
        **office_block(kind, subject, copies, _year(subject, before=True)),
        **_numbers(subject),
        **_of_the_list(subject),
        "approved": plan_approval(subject) is not None or bool(subject.settings.plan.number),
        "period": common_period(subject, "ngày kiểm tra"),
        "inspections": listed(subject.cases),
    }


def followed(subject: PaperSubject, office: Office) -> list[str]:
    """A copy to the authority of what an office above it issues."""
    settings = subject.settings
    return [] if is_authority(settings, office) else [copy_to(settings.authority, "để theo dõi", settings)]


def _year(subject: PaperSubject, *, before: bool) -> str:
    """The year of a paper of the plan: that of its approval; what comes before one of January may be a year older."""
    approved = plan_approval(subject)
    on = approved.on if approved else subject.settings.plan.on
    return "20…" if on is None or (before and on.month == 1) else str(on.year)


def _of_the_list(subject: PaperSubject) -> dict[str, Any]:
    """Which columns of the list of the plan say something."""
    inspections = [case.inspection for case in subject.cases]
    return {
        "coordinating": "; ".join(dict.fromkeys(filter(None, (i.coordinating_unit for i in inspections)))),
        "budgeted": any(i.budget for i in inspections),
    }


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


def listed(cases: Iterable[Case]) -> list[dict[str, Any]]:
    """The list of a plan or a công văn, a row for each inspection."""
    rows = (
        {
            "code": case.agency.code,
            "agency": in_full(case.agency.name),
            "coordinating_unit": case.inspection.coordinating_unit,
            "days": days(case.inspection),
            "mode": sentence(label("mode", case.inspection.mode)),
            "budget": case.inspection.budget,
        }
        for case in by_name(cases)
    )
    return numbered(rows, _LIST_CHARACTERS)


def approver_of(settings: Settings) -> str:
    """Whom the plan is submitted to: the people's committee of the province (Article 34.1.b)."""
    return f"Ủy ban nhân dân {settings.province or OPEN}"


def province_office(settings: Settings) -> str:
    """The same without the name of the province, after its first mention."""
    return f"Ủy ban nhân dân {'thành phố' if settings.province.startswith('thành phố') else 'tỉnh'}"
