"""The days of an inspection, and what cannot have happened before the first of them. Pure."""

from __future__ import annotations

from datetime import date

from isoaudit.model import Act, ActKind, Case, Inspection

OF_THE_VISIT: tuple[ActKind, ...] = ("announced", "minutes_agreed", "minutes_signed", "minutes_unsigned")
"""What happens while the team is at the agency: the decision is announced, minutes are agreed and signed (Circular
26/2014, Article 37.2.a, b). The programme of the inspection is made before it."""
OF_MINUTES = (
    *("place", "opened_at", "closed_at", "attendees", "departments", "period_from", "period_to", "opinion"),
    *("achieved", "recommendations"),
)
"""The fields of an inspection that its minutes print and no decision does."""


def visit(inspection: Inspection) -> tuple[date | None, date | None]:
    """The first and the last day of an inspection; of one day it is both."""
    return inspection.from_ or inspection.to, inspection.to or inspection.from_


def begins_after(inspection: Inspection, act: Act) -> date | None:
    """The first day of an inspection where an act of the visit is dated before it; else nothing.

    Its minutes would tell of a visit that had not begun (Article 37.2.a, b). Without days nothing can be said.
    """
    start = visit(inspection)[0]
    return start if start and act.kind in OF_THE_VISIT and act.on < start else None


def period_end(case: Case) -> date | None:
    """The last day of the period inspected (thời kỳ kiểm tra): the inspection's own, else that of the year."""
    return case.inspection.period_to or case.programme.period_to
