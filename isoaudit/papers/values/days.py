"""Days, rounds and periods of inspections, and the order of a list of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from isoaudit.model import Case, Inspection, Settings
from isoaudit.papers.values.subject import OPEN, PaperSubject
from isoaudit.wording import date_short, label, sort_key
from isoaudit.wording.rounds import round_words


def round_name(inspection: Inspection) -> str:
    """``đợt 1 năm 2026``, or only the year where the inspection has no round."""
    return f"{round_words(inspection.round)} năm {inspection.year}".strip()


def when(inspection: Inspection) -> str:
    """The days of the inspection; open where they are not known. Of reports and records that have no day the year is
    said: Circular 26/2014, Article 37.1.a, asks for none, and a letter with a hole cannot be signed."""
    start, end = inspection.from_ or inspection.to, inspection.to or inspection.from_
    if start is None or end is None:
        return f"năm {inspection.year}" if inspection.mode == "by_record" else f"ngày …/…/{inspection.year}"
    return f"ngày {date_short(start)}" if start == end else f"từ ngày {date_short(start)} đến ngày {date_short(end)}"


def days(inspection: Inspection) -> str:
    """The same for a cell of a list."""
    if inspection.from_ is None and inspection.to is None:
        return f"năm {inspection.year}"
    start, end = inspection.from_ or inspection.to, inspection.to or inspection.from_
    if start and end and (start.day, (end + timedelta(days=1)).day) == (1, 1) and start.month == end.month:
        return f"Tháng {start.month}/{start.year}"
    return short(start) if start == end else f"{short(start)} - {short(end)}"


def period(inspection: Inspection, settings: Settings) -> str:
    """Thời kỳ kiểm tra."""
    start, end = inspection.period_from or settings.period_from, inspection.period_to or settings.period_to
    return f"từ ngày {short(start)} đến ngày {short(end)}"


def common_period(subject: PaperSubject, until: str) -> str:
    """The period of several inspections, of each form where the two differ.

    Where only its last day differs from one inspection to the next it goes up to ``until``.
    """
    forms: dict[str, list[Inspection]] = {}
    for case in by_name(subject.cases):
        forms.setdefault(case.inspection.mode, []).append(case.inspection)
    of_form = {form: _period_of(several, subject.settings, until) for form, several in forms.items()}
    if len(set(of_form.values())) == 1:
        return next(iter(of_form.values()))
    return "; ".join(f"{told} (kiểm tra {label('mode', form)})" for form, told in of_form.items())


def _period_of(inspections: Iterable[Inspection], settings: Settings, until: str) -> str:
    periods = {period(inspection, settings) for inspection in inspections}
    if len(periods) == 1:
        return periods.pop()
    starts = {inspection.period_from or settings.period_from for inspection in inspections}
    return f"từ ngày {short(starts.pop() if len(starts) == 1 else None)} đến {until}"


def short(day: date | None) -> str:
    """A day in a sentence, or its open place."""
    return date_short(day) if day else "…/…/……"


def year_after(inspection: Inspection, months: int) -> str:
    """The year of what follows within ``months``; open where that can be this year or the next."""
    end = inspection.to or inspection.from_
    if end is None:
        return str(inspection.year)
    return str(end.year) if end.month + months <= 12 else OPEN


def by_name(cases: Iterable[Case]) -> list[Case]:
    """Cases in the order of a list of agencies: by day, then by the Vietnamese alphabet."""
    return sorted(cases, key=lambda c: (c.inspection.from_ or date.max, sort_key(c.agency.name), c.inspection.id))
