"""The lists of procedures and the instruments of agencies side by side, for a person to look at; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from isoaudit.desk.exports import write_new
from isoaudit.desk.rollout.procedures import agency_named
from isoaudit.errors import IsoAuditError, Problem, RunError, problem
from isoaudit.journal.case import day_looked_at
from isoaudit.journal.programme import Programme
from isoaudit.journal.scopes import SCOPES
from isoaudit.journal.state import State
from isoaudit.model import Agency, LawUpdate, Scope
from isoaudit.wording.codes import by_code_key, code_key


@dataclass(frozen=True, slots=True)
class Beside:
    """One agency with what was found of it."""

    agency: Agency
    on: date
    scope: Scope | None
    updates: tuple[LawUpdate, ...]


def compared(programme: Programme, names: Iterable[str], day: date, *, law: bool = False) -> list[Beside]:
    """The agencies named, or all that declared a list (``law``: that an instrument touches), by their names.

    Of an inspection it is its own day that counts, as in its working paper; else ``day``. Raises RunError with every
    name nobody knows (SCOPE_001), and where nothing was imported (SCOPE_009, SCOPE_010).
    """
    state = programme.lists()
    state.take_in(programme.journal.entries_of(*SCOPES))
    known = (
        state.subjects_of("instrument") if law else (*state.subjects_of("procedure"), *state.subjects_of("declared"))
    )
    if not known:
        raise RunError(problem("SCOPE_010" if law else "SCOPE_009", str(programme.folder)))
    wanted = list(names)
    if not wanted:
        return [one for agency in state.agencies_by_name() if (one := _all_of(state, programme, agency, day, law))]
    problems: list[Problem] = []
    found: dict[tuple[str, date], Beside] = {}
    for name in wanted:
        try:
            agency = agency_named(state, name)
        except IsoAuditError as error:
            problems += error.problems
            continue
        on = _day(state, name, day)
        found.setdefault((agency.code, on), _beside(state, programme, agency, on))
    if problems:
        raise RunError(problems)
    return list(found.values())


def _all_of(state: State, programme: Programme, agency: Agency, day: date, law: bool) -> Beside | None:
    if not law and not state.scopes.declared(agency):
        return None
    one = _beside(state, programme, agency, day)
    return one if one.updates or not law else None


def _beside(state: State, programme: Programme, agency: Agency, on: date) -> Beside:
    scopes = state.scopes
    return Beside(agency, on, scopes.scope(agency, on), scopes.updates(agency, on, programme.settings))


def _day(state: State, name: str, day: date) -> date:
    """The day of the inspection that a name is the id of."""
    inspection = state.known(by_code_key(state.codes()).get(code_key(name), name))
    return day_looked_at(inspection) if inspection else day


def export_compared(found: Iterable[Beside], year: int, path: Path) -> None:
    """The comparison as a new workbook. Raises RunError FILE_007, FILE_005."""
    from isoaudit.tables.workbooks.procedures import scope_workbook

    write_new(path, scope_workbook([(one.agency, one.scope) for one in found if one.scope], year))


def export_updates(found: Iterable[Beside], year: int, path: Path) -> None:
    """The instruments as a new workbook. Raises RunError FILE_007, FILE_005."""
    from isoaudit.tables.workbooks.procedures import updates_workbook

    write_new(path, updates_workbook([(one.agency, one.on, one.updates) for one in found if one.updates], year))
