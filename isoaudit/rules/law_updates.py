"""How long after an instrument took effect an agency took it up into its system. Pure; gives no verdict.

Decision 19/2014, Article 4.4.a, and Circular 26/2014, Article 7.2.i: at the latest three months from the day the
instrument takes effect, not from its signing nor from the decision that publishes the procedures; counted by the Civil
Code (:mod:`isoaudit.rules.deadlines`). Before that day nothing is late.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from isoaudit.model import DayOff, Instrument, LawUpdate, Taken
from isoaudit.rules.deadlines import counted
from isoaudit.wording import count, date_short, label

MONTHS = 3
"""*chậm nhất ba tháng* (Decision 19/2014, Article 4.4.a)."""


def last_day(in_force: date, days_off: Iterable[DayOff] = ()) -> date:
    """The last day of the three months: in force on 01/7/2025, it is 01/10/2025."""
    return counted(in_force, days_off, MONTHS).due


def law_updates(
    instruments: Iterable[Instrument],
    taken: Iterable[Taken],
    codes: Collection[str],
    on: date,
    days_off: Iterable[DayOff] = (),
) -> tuple[LawUpdate, ...]:
    """The instruments that touch an agency and were in force on a day, each part by its own day.

    ``codes``: of the agency's procedures. One that names none of them is the agency's where it said something of it.
    """
    days_off = tuple(days_off)
    said = {(one.number, one.part): one for one in taken}
    found = []
    for one in instruments:
        theirs = tuple(code for code in one.codes if code in codes)
        when = said.get((one.number, one.part))
        if one.in_force > on or not (theirs or when):
            continue
        found.append(_update(one, theirs, when or Taken(agency="-", number=one.number), on, days_off))
    return tuple(sorted(found, key=lambda one: (one.in_force, one.number, one.part)))


def _update(one: Instrument, codes: tuple[str, ...], taken: Taken, on: date, days_off: tuple[DayOff, ...]) -> LawUpdate:
    due = last_day(one.in_force, days_off)
    until = taken.on or on
    late = max((until - due).days, 0)
    state = ("updated_late" if late else "updated") if taken.on else ("overdue" if late else "in_time")
    return LawUpdate.model_validate(
        {
            **one.model_dump(exclude={"codes"}),
            "codes": codes,
            "due": due,
            "taken_on": taken.on,
            "evidence": taken.evidence,
            "state": state,
            "late": late,
        }
    )


def update_name(one: LawUpdate | Instrument) -> str:
    """An instrument, or the part of it, as it is called: Điều 5 Nghị định số 118/2025/NĐ-CP."""
    return f"{one.part}, {one.number}" if one.part else one.number


def update_words(one: LawUpdate) -> str:
    """How an instrument stands, in a sentence without its name."""
    fields = {
        "due": date_short(one.due),
        "taken": date_short(one.taken_on) if one.taken_on else "",
        "late": count(one.late) if one.late else "",
    }
    return label("update_said", one.state).format(**fields)
