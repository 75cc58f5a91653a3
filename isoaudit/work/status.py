"""Where the inspections of a programme stand: the rows, and page and workbook of them in ``out``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from isoaudit.files import write_whole
from isoaudit.journal.programme import Programme
from isoaudit.model import Case
from isoaudit.papers.second_reading import Reader
from isoaudit.rules.status import StatusRow, in_order, status_row
from isoaudit.work.duties import duties_of_year, write_duties
from isoaudit.work.list_book import ListBook, Written
from isoaudit.work.out import alone_in_out

PAGE, BOOK = "status.html", "status.xlsx"
_INDEX, _WORKING_PAPER = "index.html", "findings.html"
_OF_STATUS = ListBook(BOOK, ".status-written")


def rows_of(cases: Iterable[Case], day: date, reader: Reader) -> list[StatusRow]:
    """Where these cases stand on a day, what is late first; ``reader``: for papers that wait for a second reader."""
    return in_order(status_row(case, day, reader.unread(case)) for case in cases)


@alone_in_out
def refresh_status(programme: Programme, rows: list[StatusRow], day: date, mark: str) -> Written:
    """Page and workbook of the whole year anew; see :func:`write_status`. Raises RunError (RUN_019, FILE_005)."""
    return write_status(programme, rows, day, mark)


def write_status(programme: Programme, rows: list[StatusRow], day: date, mark: str) -> Written:
    """Page and workbook in ``out``, for whoever holds it alone already.

    ``mark`` is that of the journal from before the rows were read. A workbook in which a person worked is not
    overwritten (:mod:`isoaudit.runs.edited`). Where the workbook cannot be written, as when Excel has it open, the page
    says so and the problem is returned. The page has the unit's own duties as well, and their calendar lies beside it.
    Raises RunError (FILE_005) when the page or the calendar cannot be written.
    """
    from isoaudit.pages import Beside, as_of, status_html, title_of

    out, settings = programme.out, programme.settings
    title, said = f"{title_of(settings)} - {settings.authority}", f"{as_of(day, mark)}."

    def make() -> bytes:
        from isoaudit.tables.workbooks.status import status_workbook  # slow to import, and often not needed

        return status_workbook(rows, settings.year, title, said)

    name, problems = _OF_STATUS.write(out, (rows, title, said), make)
    whole = not programme.journal.cuts()  # a pack knows only a part of the year
    own = duties_of_year(programme, day) if whole else ()
    beside = Beside(
        name,
        _OF_STATUS.note(name, problems),
        (out / _INDEX).is_file(),
        {path.parent.name: _WORKING_PAPER for path in out.glob(f"*/{_WORKING_PAPER}")},
        own,
        write_duties(programme, own, day) if own else "",
        programme.has_guides,
    )
    page = status_html(rows, settings, day, mark=mark, beside=beside)
    write_whole(out / PAGE, page.encode())
    return Written(out / PAGE, out / name if name else None, name not in ("", BOOK), tuple(problems))
