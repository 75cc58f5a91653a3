"""Where every inspection stands, as a page: what a secretary works down and a director looks at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from isoaudit.model import Settings
from isoaudit.pages.frame import css, environment, script
from isoaudit.rules.deadlines import without_list
from isoaudit.rules.duties import Duty
from isoaudit.rules.status import SOON, StatusRow, by_turn, rounds_of
from isoaudit.wording import count, date_short


@dataclass(frozen=True, slots=True)
class Beside:
    """What lies beside the page and can be linked."""

    book: str = ""
    """The workbook with the same rows."""
    note: str = ""
    """What is to be known of it, such as that it could not be written."""
    index: bool = False
    """Whether ``index.html`` is there."""
    papers: Mapping[str, str] = field(default_factory=dict)
    """By inspection the name of the page that is there of it, in its own folder."""
    duties: Sequence[Duty] = ()
    """What the unit itself is to do in the year; nothing where only a part of the year is known."""
    calendar: str = ""
    """The calendar of their last days."""
    guides: bool = False
    """Whether the guides are there, for «?»."""


def title_of(settings: Settings) -> str:
    """The title of page and workbook."""
    return f"Tình hình các cuộc kiểm tra năm {settings.year}"


def as_of(day: date, mark: str) -> str:
    """Of which day, and of which data: what makes a printed page comparable later."""
    return f"Tính đến ngày {date_short(day)}" + (f"; dấu của dữ liệu: {mark}" if mark else "")


def status_html(
    rows: Sequence[StatusRow], settings: Settings, day: date, *, mark: str = "", beside: Beside | None = None
) -> str:
    """The status of a year on a day as one self-contained page, the rows in the order given.

    ``mark`` is that of the data (``isoaudit verify --fingerprint``).
    """
    turns = by_turn(rows)
    by_law = [row.counted for row in rows if row.counted]
    return (
        environment()
        .get_template("status.html.j2")
        .render(
            settings=settings,
            title=title_of(settings),
            as_of=as_of(day, mark),
            rows=rows,
            standing=sum(row.stands for row in rows),
            late=sum(row.late for row in rows),
            soon=sum(row.soon and not row.late for row in rows),
            within=count(SOON),
            turns=turns,
            rounds=rounds_of(rows),
            stages=list(dict.fromkeys((row.stage, row.stage_words) for row in rows)),
            moved=any(counted.passed for counted in by_law),
            unlisted=without_list(year for counted in by_law for year in counted.unlisted),
            beside=beside or Beside(),
            date_short=date_short,
            count=count,
            css=css(),
            **script("status.js"),
        )
    )
