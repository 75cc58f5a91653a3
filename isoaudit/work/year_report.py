"""The figures of a programme's year on a day, read from the journal once: what every report of it is made from."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from isoaudit.journal.programme import Cases, Programme
from isoaudit.journal.state import State
from isoaudit.rules.year_report import YearReport, year_report
from isoaudit.wording.rounds import round_key, round_words
from isoaudit.work.actions import uninspected


def report_of(programme: Programme, day: date, *, state: State | None = None, round_: str | None = None) -> YearReport:
    """The report of a year on a day, or of one round of it; each case is made once and let go.

    ``state``: what :meth:`Programme.register` gave already. What earlier years found at agencies that nobody inspects
    belongs to the year, not to a round of it.
    """
    known = state or programme.register()
    if round_ is None:
        return _report(programme, known, day, None, "")
    key = round_key(round_)
    ids = {one.id for one in known.inspections.values() if round_key(one.round) == key}
    return _report(programme, known, day, ids, round_words(round_))


def report_on(programme: Programme, day: date, inspections: Collection[str], *, state: State) -> YearReport:
    """The report of these inspections only: one that is made at once (Circular 26/2014, Article 38.2)."""
    return _report(programme, state, day, set(inspections), "")


def _report(programme: Programme, state: State, day: date, only: set[str] | None, round: str) -> YearReport:
    if only is None:
        cases, not_held, besides = Cases(programme, state), state.not_held_by_name(), uninspected(state, day)
        return year_report(
            cases, not_held, state.agencies_by_name(), day, year=programme.settings.year, besides=besides
        )
    chosen = (case for case in Cases(programme, state) if case.inspection.id in only)
    dropped = [one for one in state.not_held_by_name() if round and round_words(one.round) == round]
    return year_report(chosen, dropped, state.agencies_by_name(), day, year=programme.settings.year, round=round)
