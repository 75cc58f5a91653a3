"""The figures of a programme's year on a day, read from the journal once: what every report of it is made from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from typing import Any

from isoaudit.files import write_whole
from isoaudit.journal.programme import Cases, Programme
from isoaudit.journal.rollout import ROLLOUT, rollout_of
from isoaudit.journal.state import State
from isoaudit.rules.report_tables import FigureTable, figure_words, report_tables
from isoaudit.rules.year_report import YearReport, year_report
from isoaudit.wording.rounds import round_key, round_words
from isoaudit.work.actions import uninspected
from isoaudit.work.list_book import ListBook, Written
from isoaudit.work.out import alone_in_out

PAGE, BOOK = "year.html", "year.xlsx"
_INDEX, _WORKING_PAPER = "index.html", "findings.html"
_BOOK = ListBook(BOOK, ".year-written")


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


def report_of_unit(programme: Programme, day: date, unit: str, *, state: State) -> YearReport:
    """The report of what one inspecting unit inspects, over the year: its inspections, and the agencies they are at."""
    not_held = [one for one in state.not_held_by_name() if one.inspecting_unit == unit]
    theirs = [one for one in state.inspections.values() if one.inspecting_unit == unit]
    ids, codes = {one.id for one in theirs}, {one.agency for one in (*theirs, *not_held)}
    cases = (case for case in Cases(programme, state) if case.inspection.id in ids)
    register = [agency for agency in state.agencies_by_name() if agency.code in codes]
    return year_report(cases, not_held, register, day, year=programme.settings.year)


def report_on(programme: Programme, day: date, inspections: Collection[str], *, state: State) -> YearReport:
    """The report of these inspections only: one that is made at once (Circular 26/2014, Article 38.2)."""
    return _report(programme, state, day, set(inspections), "")


def _report(programme: Programme, state: State, day: date, only: set[str] | None, round: str) -> YearReport:
    if only is None:
        cases, not_held, besides = Cases(programme, state), state.not_held_by_name(), uninspected(state, day)
        rollout = rollout_of(programme.journal.entries_of(*ROLLOUT))
        agencies, year = state.agencies_by_name(), programme.settings.year
        return year_report(cases, not_held, agencies, day, year=year, besides=besides, rollout=rollout)
    chosen = (case for case in Cases(programme, state) if case.inspection.id in only)
    dropped = [one for one in state.not_held_by_name() if round and round_words(one.round) == round]
    return year_report(chosen, dropped, state.agencies_by_name(), day, year=programme.settings.year, round=round)


@alone_in_out
def refresh_year(programme: Programme, report: YearReport, mark: str) -> Written:
    """Page and workbook of a report anew in ``out``; ``mark`` is that of the journal from before it was read.

    A workbook in which a person worked stays; where it cannot be written the page says so. Raises RunError (RUN_019,
    FILE_005).
    """
    from isoaudit.pages.status import Beside, as_of
    from isoaudit.pages.year import year_html, year_title

    out, settings = programme.out, programme.settings
    title, said = f"{year_title(settings)} - {settings.authority}", f"{as_of(report.day, mark)}."

    def make() -> bytes:
        from isoaudit.tables.workbooks.year import year_workbook  # slow to import, and often not needed

        return year_workbook(report, title, said)

    name, problems = _BOOK.write(out, (report, title, said), make)
    papers = {path.parent.name: _WORKING_PAPER for path in out.glob(f"*/{_WORKING_PAPER}")}
    beside = Beside(name, _BOOK.note(name, problems), (out / _INDEX).is_file(), papers, guides=programme.has_guides)
    write_whole(out / PAGE, year_html(report, settings, mark=mark, beside=beside).encode())
    return Written(out / PAGE, out / name if name else None, name not in ("", BOOK), tuple(problems))


def as_data(report: YearReport) -> dict[str, Any]:
    """A report as ``--json`` prints it: what the notebooks and papers say, figure by figure with its ids."""
    found = report.figures
    return {
        "year": report.year,
        "day": report.day.isoformat(),
        "tables": [_table(table) for table in report_tables(report)],
        "inspections": [{"number": n, **asdict(one)} for n, one in enumerate(report.inspections, start=1)],
        "agencies": [{"number": n, **asdict(body)} for n, body in enumerate(report.register, start=1)],
        "classes": [one.model_dump(mode="json", exclude={"known"}) for one in report.rollout.classes],
        "money": [one.model_dump(mode="json", exclude={"known"}) for one in report.rollout.money],
        "reasons": dict(found.reasons),
        "recommendations": dict(found.recommendations),
        "waiting_until": found.waiting_until.isoformat() if found.waiting_until else None,
    }


def _table(table: FigureTable) -> dict[str, Any]:
    lines = [
        {
            "key": line.key,
            "words": line.words,
            "figures": {
                column.key: {
                    "number": one.number,
                    "of": None if one.of is None else len(one.of),
                    "ids": list(one.ids),
                    "unknown": list(one.unknown),
                    "words": figure_words(one, shares=column.shares),
                }
                for column, one in zip(table.columns, line.figures, strict=True)
            },
        }
        for line in table.lines
    ]
    return {"key": table.key, "title": table.title, "lines": lines}
