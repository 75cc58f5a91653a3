"""The unit's own duties in a programme: as they stand on a day, and the calendar of them in ``out``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from isoaudit.errors import RunError
from isoaudit.journal.programme import Programme
from isoaudit.journal.state import State
from isoaudit.rules.duties import Duty, duties
from isoaudit.work.list_book import ListBook
from isoaudit.work.out import alone_in_out

CALENDAR = "duties.ics"
_OF_DUTIES = ListBook(CALENDAR, ".duties-calendar-written")
_READ = ("agency", "inspection", "act")


def duties_of_year(programme: Programme, day: date) -> tuple[Duty, ...]:
    """What the unit is to do in the year, as it stood on a day; the answers are not read."""
    state = State(programme.journal.entries_of(*_READ))
    acts = {id: state.acts(id) for id in state.inspections}
    return duties(state.inspections.values(), acts, programme.settings, day)


@alone_in_out
def refresh_duties(programme: Programme, found: Sequence[Duty], day: date) -> str:
    """The calendar anew; see :func:`write_duties`. Raises RunError (RUN_019, FILE_005)."""
    return write_duties(programme, found, day)


def write_duties(programme: Programme, found: Sequence[Duty], day: date) -> str:
    """The calendar in ``out``, for whoever holds it alone already; its name.

    One in which a person worked is not overwritten. Raises RunError (FILE_005).
    """

    def make() -> bytes:
        from isoaudit.pages.calendar import duties_calendar  # slow to import, and often not needed

        return duties_calendar(found, programme.settings, day)

    name, problems = _OF_DUTIES.write(programme.out, (found, programme.settings.authority, day), make)
    if problems:
        raise RunError(problems)
    return name
