"""The corrective actions of a programme: the rows, and page, workbook and calendar of them in ``out``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from isoaudit.errors import RunError
from isoaudit.files import write_whole
from isoaudit.journal.programme import Programme
from isoaudit.journal.state import State
from isoaudit.model import Agency, Carried, Case
from isoaudit.rules.actions import ActionRow, action_rows, carried_row, carried_rows, in_order
from isoaudit.rules.acts import last
from isoaudit.rules.succession import first_standing
from isoaudit.work.list_book import ListBook, Written
from isoaudit.work.out import alone_in_out

PAGE, BOOK, CALENDAR = "actions.html", "actions.xlsx", "actions.ics"
_OF_ACTIONS = ListBook(BOOK, ".actions-written")
_OF_DAYS = ListBook(CALENDAR, ".actions-calendar-written")
_INDEX, _PAGES = "index.html", ("findings.html", "corrective-action.html")
_READ = ("agency", "inspection", "act", "finding", "reply", "review", "carried", "effect")
"""What corrective actions follow from; the answers only of inspections by record."""


def rows_of_year(programme: Programme, day: date) -> list[ActionRow]:
    """The corrective actions of all inspections that stand, as they stood on a day.

    Of an inspection at the office the answers are not read: what is to be corrected stands in its minutes.
    """
    state = State(programme.journal.entries_of(*_READ))
    told = [id for id in state.inspections if _is_told(state, id)]
    by_record = [id for id in told if state.inspections[id].mode == "by_record"]
    state.take_in(programme.of_inspections(by_record, ("answer",)) if by_record else ())
    return rows_of((programme.case(state, state.inspections[id]) for id in told), day, uninspected(state, day))


def rows_of(cases: Iterable[Case], day: date, besides: Iterable[ActionRow] = ()) -> list[ActionRow]:
    """The corrective actions of these cases and ``besides``, what is to be followed first, the longest known before."""
    own = (row for case in cases for row in (*action_rows(case, day), *carried_rows(case, day)))
    return in_order((*besides, *own))  # where a body passed into another, what was seen there counts


def uninspected(state: State, day: date) -> list[ActionRow]:
    """What earlier years found at agencies that no inspection of this year looks at: it is not settled by that."""
    return [carried_row(one, agency, day) for agency, found in not_inspected(state, day) for one in found]


def not_inspected(state: State, day: date) -> Iterator[tuple[Agency, tuple[Carried, ...]]]:
    """The agencies that no inspection of this year looks at, with what earlier years found there.

    What was found at a body that ended is asked of the one that followed it. Those that ended come first, then by code:
    where several followed one, it is the one itself of which it is told first.
    """
    inspected = {inspection.agency for inspection in state.inspections.values()}
    for agency in sorted(state.agencies.values(), key=lambda one: (one.valid_to is None, one.code)):
        followed = agency.valid_to is not None and first_standing(state.followed_by(agency), day) is not agency
        if agency.code not in inspected and not followed and (found := state.carried(agency)):
            yield agency.on(day), found


def _is_told(state: State, inspection: str) -> bool:
    """Whether the agency may have been told of something to correct, by this inspection or an earlier year's."""
    acts = state.acts(inspection)
    if state.carried(state.agencies[state.inspections[inspection].agency]):
        return True
    closing = ("minutes_signed", "minutes_unsigned", "correction_requested")
    return any(last(acts, kind) for kind in closing)  # type: ignore[arg-type]


@alone_in_out
def refresh_actions(programme: Programme, rows: list[ActionRow], day: date, mark: str) -> Written:
    """All three of the whole year anew; see :func:`write_actions`. Raises RunError (RUN_019, FILE_005)."""
    return write_actions(programme, rows, day, mark)


def write_actions(programme: Programme, rows: list[ActionRow], day: date, mark: str) -> Written:
    """Page, workbook and calendar in ``out``, for whoever holds it alone already.

    ``mark`` is that of the journal from before the rows were read. A workbook in which a person worked stays; where it
    cannot be written the page says so. Raises RunError (FILE_005) when the page or the calendar cannot be written.
    """
    from isoaudit.pages.actions import actions_html, actions_title
    from isoaudit.pages.status import Beside, as_of

    out, settings = programme.out, programme.settings
    title, said = f"{actions_title(settings)} - {settings.authority}", f"{as_of(day, mark)}."

    def make() -> bytes:
        from isoaudit.tables.workbooks.actions import actions_workbook  # slow to import, and often not needed

        return actions_workbook(rows, settings.year, title, said)

    def make_calendar() -> bytes:
        from isoaudit.pages.calendar import actions_calendar  # slow as well

        return actions_calendar(rows, settings, day)

    name, problems = _OF_ACTIONS.write(out, (rows, title, said), make)
    calendar, unwritten = _OF_DAYS.write(out, (rows, title, day), make_calendar)
    if unwritten:
        raise RunError(unwritten)
    note, guides = _OF_ACTIONS.note(name, problems), programme.has_guides
    beside = Beside(name, note, (out / _INDEX).is_file(), _papers(out), guides=guides)
    page = actions_html(rows, settings, day, mark=mark, beside=beside, calendar=calendar)
    write_whole(out / PAGE, page.encode())
    return Written(out / PAGE, out / name if name else None, name not in ("", BOOK), tuple(problems))


def _papers(out: Path) -> dict[str, str]:
    """The page of each inspection that says most of its corrective actions."""
    return {path.parent.name: name for name in _PAGES for path in out.glob(f"*/{name}")}
