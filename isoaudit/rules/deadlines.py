"""How days are counted: months by the calendar, and an end on a day off moved to the next working day.

Circular 26/2014 does not say how its two months are counted; the Civil Code 2015, Articles 147 and 148, is followed
(read in a secondary source): the same day of the later month, the last day of that month where it has no such day.
Public holidays are not known here: only Saturdays and Sundays are days off.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

REPORT_MONTHS = 2
"""The agency reports on corrective action within two months of the signing (Circular 26/2014, Article 37.2.c)."""
_SATURDAY = 5


def months_after(day: date, months: int) -> date:
    """The same day ``months`` later; the last day of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def working_day(day: date) -> date:
    """The day itself, or the Monday after a Saturday or Sunday."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= _SATURDAY else day


def report_due(signed: date) -> date:
    """The last day of the two months that begin with the signing of the minutes."""
    return working_day(months_after(signed, REPORT_MONTHS))
