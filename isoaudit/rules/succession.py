"""Which body stands for the agency of an inspection on a day: renamed since, or merged into another. Pure.

What was signed keeps the name of its day; what is still owed under Circular 26/2014, Article 37, is owed by, and asked
of, the body that stands when a letter goes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from isoaudit.model import Agency, Case


def standing_on(case: Case, day: date) -> Agency:
    """The body that stands on a day, under its name of that day; where nobody followed one that ended, that one."""
    return first_standing(case.heirs, day).on(day) if case.heirs else case.agency


def first_standing(chain: Sequence[Agency], day: date) -> Agency:
    """Of an agency and the bodies that followed it the one that has not ended by a day; else the last."""
    return next((one for one in chain if one.valid_to is None or day <= one.valid_to), chain[-1])


def with_heir(case: Case, day: date) -> Case:
    """The case with that body as its agency: for whom a letter goes to, and for who is listed as owing something."""
    agency = standing_on(case, day)
    return case if agency == case.agency else case.model_copy(update={"agency": agency})


def left_nobody(case: Case, day: date) -> bool:
    """Whether the agency ended before a day and the register names not just one body that followed it."""
    ended = standing_on(case, day).valid_to
    return ended is not None and ended < day
