"""What goes to the agency after the inspection: thông báo kết quả kiểm tra, or by record a công văn (Article 37)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from isoaudit.model import Case, Office
from isoaudit.papers.kinds import PaperKind
from isoaudit.papers.values.addressees import addressed, is_above
from isoaudit.papers.values.common import (
    PaperSubject,
    act_of,
    agency_names,
    cited,
    copy_to,
    decision,
    in_full,
    is_authority,
    office_block,
    period,
    round_name,
    short,
    signer_of,
    when,
    year_after,
)
from isoaudit.papers.values.findings import content, is_obliged, outcome_of
from isoaudit.papers.values.replaced import replaced
from isoaudit.rules.acts import minutes_of
from isoaudit.rules.deadlines import report_due
from isoaudit.rules.succession import with_heir
from isoaudit.wording import date_short


def result_letter(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """The values of a letter on the result; on site its deadline is open until the minutes are signed."""
    case, now = subject.case, with_heir(subject.case, subject.day)
    to_whom = replace(subject, cases=(now,))
    _, office = signer_of(subject.settings, kind, to_whom.kinds)
    block = office_block(kind, to_whom, _recipients(kind, to_whom, office), year_after(case.inspection, months=1))
    return {
        **block,
        **agency_names(case),
        **addressed(now, office),
        "year": str(case.inspection.year),
        "round": round_name(case.inspection),
        "decision": decision(case),
        "signed_minutes": signed_minutes(case),
        "team_report": cited(case, "team_reported"),
        "team_reported": act_of(case, "team_reported") is not None,
        "agency_report": cited(case, "report_received"),
        "when": when(case.inspection),
        "period": period(case.inspection, subject.settings),
        "deadline": deadline(subject),
        **content(case, subject.result),
        **replaced(kind.key, subject),
    }


def signed_minutes(case: Case) -> dict[str, str]:
    """The signed minutes and their short day; why the agency did not sign, and who saw it."""
    signed = minutes_of(case.acts)
    unsigned = signed if signed and signed.kind == "minutes_unsigned" else None
    return {
        **cited(case, "minutes_signed", signed),
        "day": short(signed.on if signed else None),
        "unsigned": (unsigned.note.strip().rstrip(".") or "không nêu") if unsigned else "",
        "witness": unsigned.signer if unsigned else "",
    }


def deadline(subject: PaperSubject) -> str:
    """The day by which correction is to be reported: by record the office's own; on site two months after signing.

    A công văn that was sent keeps the day it set, as ``isoaudit status`` counts it. Where the agency does not sign
    there is no such day (Article 37.2.c).
    """
    inspection, settings = subject.case.inspection, subject.settings
    signed = act_of(subject.case, "minutes_signed")
    by_law = signed and report_due(signed.on, settings.days_off)
    sent = act_of(subject.case, "correction_requested")
    own = (sent.reply_by if sent else None) or settings.reply_by
    day = own if inspection.mode == "by_record" else by_law
    closed = minutes_of(subject.case.acts)
    if day is None and (inspection.mode == "by_record" or (closed and not signed)):
        return ""
    return date_short(day) if day else f"…/…/{year_after(inspection, months=2)}"


def _recipients(kind: PaperKind, subject: PaperSubject, office: Office) -> Iterable[str]:
    case, settings = subject.case, subject.settings
    yield "Như trên" if kind.key == "correction_request" else f"{case.agency.name} ({_purpose(subject, office)})"
    yield from copies(subject, office)
    if kind.key == "notice":
        yield f"Thành viên {settings.team}"


def copies(subject: PaperSubject, office: Office) -> Iterable[str]:
    """Who gets a copy of a letter on an inspection: the office above, and the authority where it does not sign."""
    case, settings = subject.case, subject.settings
    itself = case.agency.kind == "ubnd_tinh" and in_full(office.parent).startswith("Ủy ban nhân dân ")
    if office.parent and not itself and in_full(office.parent) != in_full(case.agency.name):
        yield copy_to(office.parent, "để b/c", settings)
    if not is_authority(settings, office):
        yield copy_to(settings.authority, "để theo dõi", settings)


def _purpose(subject: PaperSubject, office: Office) -> str:
    """What the agency gets the notice for: where nothing is asked of it, to know."""
    if is_above(subject.case, office):
        return "để b/c"
    outcome, obliged = outcome_of(subject.result), is_obliged(subject.case, subject.result)
    return "để thực hiện" if outcome == "correct" or (outcome == "not_built" and obliged) else "để biết"
