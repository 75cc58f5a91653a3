"""The figures of a year on one sheet, for whoever leads the Sở: each number leads to what it counts.

One screen of 1366 by 768 and one page of A4 on its side; below it, on the screen only, what stands behind each figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from isoaudit.model import Settings
from isoaudit.pages.frame import css, environment
from isoaudit.pages.status import Beside, as_of
from isoaudit.rules.figure import Figure, figure
from isoaudit.rules.report_tables import (
    FigureTable,
    Places,
    Unit,
    actions_table,
    coverage_table,
    figure_words,
    inspections_table,
    points_table,
    register_table,
    systems_table,
)
from isoaudit.rules.year_report import YearReport, inspection_of
from isoaudit.wording import count, count_or_0, date_short, label

_MOST_LINKS = 200
"""Things named one by one behind a figure; of more their rows in the workbook."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure on the page."""

    anchor: str
    """Of what stands behind it; empty: it counts nothing."""
    words: str
    text: str
    share: float
    """Of the denominator, 0 to 1; 0 where none is known."""
    total: bool = False


@dataclass(frozen=True, slots=True)
class Behind:
    """What a figure counts."""

    anchor: str
    words: str
    text: str
    things: Sequence[tuple[str, str]]
    """Name and id of each; the id is empty for what is no inspection of the year."""
    rows: str
    """Where there are too many: their rows in the workbook."""


def year_title(settings: Settings) -> str:
    """The title of page and workbook."""
    return f"Kết quả kiểm tra, tình hình HTQLCL năm {settings.year}"


def year_html(report: YearReport, settings: Settings, *, mark: str = "", beside: Beside | None = None) -> str:
    """The sheet as one self-contained page; ``mark`` is that of the data."""
    actions = actions_table(report)
    tables = (inspections_table(report), coverage_table(report), points_table(report), actions)
    systems, register = systems_table(report), register_table(report)
    by_key = {table.key: _shown(table) for table in (*tables, systems, register)}
    found = report.figures
    done = figure((*found.on_site.ids, *found.by_record.ids), [one.id for one in report.inspections])
    every = [*_behind((*tables, systems), report), *_of(("done", "Đã kiểm tra", done, "inspections"), report)]
    return (
        environment()
        .get_template("year.html.j2")
        .render(
            settings=settings,
            title=year_title(settings),
            as_of=as_of(report.day, mark),
            done=Shown("done" if done.ids else "", "Đã kiểm tra", figure_words(done, shares=True), 0),
            inspections=[one for one in by_key["inspections"] if one.words != label("figure_inspections", "planned")],
            coverage=by_key["coverage"],
            needed=count_or_0(-(-len(report.reached.of or ()) // 3)),
            points=by_key["points"],
            actions=[one for one in by_key["actions"] if one.anchor or one.total],
            carried=count(len(carried)) if (carried := actions.lines[-1].figures[1].ids) else "",
            waiting=date_short(found.waiting_until) if found.waiting_until else "",
            systems=by_key["systems"],
            behind=every,
            reasons=[(_name(report, id), reason) for id, reason in found.reasons],
            beside=beside or Beside(),
            css=css(),
        )
    )


def _name(report: YearReport, inspection: str) -> str:
    return next((one.name for one in report.inspections if one.id == inspection), inspection)


def _shown(table: FigureTable) -> list[Shown]:
    """The first figure of each row."""
    shares = table.columns[0].shares
    return [
        Shown(
            anchor=_anchor(table.key, line.key) if line.figures[0].ids and not line.total else "",
            words=line.words,
            text=figure_words(line.figures[0], shares=shares),
            share=_share(line.figures[0]),
            total=line.total,
        )
        for line in table.lines
    ]


def _share(one: Figure) -> float:
    return len(one.ids) / len(one.of) if one.of and one.number is not None else 0.0


def _anchor(table: str, line: str) -> str:
    return f"{table}-{line}".replace(".", "-").replace("đ", "dd")


def _behind(tables: Sequence[FigureTable], report: YearReport) -> Iterator[Behind]:
    for table in tables:
        for line in (line for line in table.lines if not line.total):
            words = f"{table.title}: {line.words}"
            yield from _of((_anchor(table.key, line.key), words, line.figures[0], table.columns[0].unit), report)


def _of(one: tuple[str, str, Figure, Unit], report: YearReport) -> Iterator[Behind]:
    anchor, words, counted, unit = one
    if not counted.ids:
        return
    ids = list(dict.fromkeys(map(inspection_of, counted.ids)))
    listing = "inspections" if unit in ("inspections", "findings") else "agencies"
    few = len(ids) <= _MOST_LINKS
    names = _names(report, listing == "inspections")
    yield Behind(
        anchor=anchor,
        words=words,
        text=figure_words(counted, shares=unit != "findings"),
        things=[(names.get(id, id), id if listing == "inspections" and id in names else "") for id in ids]
        if few
        else [],
        rows="" if few else Places(report, "inspections" if listing == "inspections" else "agencies").of(counted, unit),
    )


def _names(report: YearReport, of_inspections: bool) -> Mapping[str, str]:
    if of_inspections:
        return {one.id: one.name for one in report.inspections} | dict(report.figures.earlier)
    return {body.code: body.name for body in report.register} | {"UBND": label("block", "province")}
