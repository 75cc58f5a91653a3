"""The figures of a report as tables with words, the same for paper, notebook, page and ``--json``. Pure.

A figure is written as papers write it: ``43/45``, and «chưa rõ» where nothing is known. Each can be traced: the rows of
the two lists of the report that it counts, as ``01-05, 08``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from isoaudit.rules.figure import Figure, figure
from isoaudit.rules.register_figures import BlockFigures, sharing
from isoaudit.rules.rollout_report import BlockEditions
from isoaudit.rules.year_report import Body, YearReport, inspection_of
from isoaudit.wording import count, count_or_0, label, point_name, sentence

Unit = Literal["inspections", "findings", "agencies", "systems"]
"""What a figure counts; inspections and findings are traced to the list of inspections, the others to the register."""
UNKNOWN = "chưa rõ"
"""What is printed where nothing is known: never 0."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures."""

    key: str
    words: str
    unit: Unit
    shares: bool = False
    """Whether the denominator is shown."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: a figure in each column."""

    key: str
    words: str
    figures: tuple[Figure, ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class FigureTable:
    """Figures with their words."""

    key: str
    title: str
    head: str
    """Heading of the column of words."""
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


def figure_words(one: Figure, *, shares: bool = False) -> str:
    """A figure as a cell has it: ``12``, ``0``, ``43/45``, ``43/45 (03 chưa rõ)``, ``chưa rõ``."""
    if one.number is None:
        return UNKNOWN
    known = count_or_0(one.number)
    if not shares or one.of is None:
        return known
    unknown = f" ({count(len(one.unknown))} {UNKNOWN})" if one.unknown else ""
    return f"{known}/{count(len(one.of)) if one.of else '0'}{unknown}"


def state_words(body: Body) -> str:
    """The state of an agency's system, with the edition of the standard where that is recorded."""
    state = sentence(label("qms_status", body.qms_status) if body.qms_status else UNKNOWN)
    return f"{state} (9001:{body.edition})" if body.edition in ("2015", "2008") else state


def percent(one: Figure) -> str:
    """The share, ``95,6%``; empty where there is nothing to count or not all of it is known."""
    if one.number is None or not one.of or one.unknown:
        return ""
    return f"{100 * one.number / len(one.of):.1f}%".replace(".", ",")


def november_tables(report: YearReport) -> tuple[FigureTable, ...]:
    """Circular 26/2014, Article 38.1: what was inspected, what was found, what became of it."""
    return (inspections_table(report), coverage_table(report), points_table(report), actions_table(report))


def december_tables(report: YearReport) -> tuple[FigureTable, ...]:
    """Decision 19/2014, Article 12.6: how far systems are built and declared; what was inspected; the editions, where
    any is recorded."""
    editions = (editions_table(report),) if report.rollout.editions else ()
    return (systems_table(report), register_table(report), coverage_table(report), inspections_table(report), *editions)


def round_tables(report: YearReport) -> tuple[FigureTable, ...]:
    """Of some of the inspections: what was inspected, what was found, what became of it."""
    return (inspections_table(report), points_table(report), actions_table(report))


def report_tables(report: YearReport) -> tuple[FigureTable, ...]:
    """All tables, each once."""
    once = {table.key: table for table in (*november_tables(report), *december_tables(report))}
    return tuple(once.values())


def inspections_table(report: YearReport) -> FigureTable:
    """How many inspections were to be, were carried out, were not; how many of them asked only a short form."""
    found = report.figures
    figures = {
        "planned": found.planned,
        "ad_hoc": found.ad_hoc,
        "on_site": found.on_site,
        "by_record": found.by_record,
        "not_reported": found.not_reported,
        "under_way": found.under_way,
        "not_held": found.not_held,
    }
    if found.short_form.ids:  # an office that has no short form is not told of it
        figures["short_form"] = found.short_form
    return _table("inspections", (("number", "inspections", True),), figures)


def coverage_table(report: YearReport) -> FigureTable:
    """Article 33.2.a, b: whom of the obliged agencies the inspections reached."""
    figures = {"reached": report.reached, "reached_on_site": report.reached_on_site}
    return _table("coverage", (("number", "agencies", True),), figures)


def _table(key: str, columns: Sequence[tuple[str, Unit, bool]], figures: Mapping[str, Figure]) -> FigureTable:
    lines = tuple(Line(name, label(f"figure_{key}", name), (one,)) for name, one in figures.items())
    return FigureTable(key, *_titles(key), _columns(key, columns), lines)


def _titles(key: str) -> tuple[str, str]:
    return label("figure_table", key), label("figure_head", key)


def _columns(key: str, columns: Sequence[tuple[str, Unit, bool]]) -> tuple[Column, ...]:
    return tuple(Column(name, label(f"figure_{key}_column", name), unit, shares) for name, unit, shares in columns)


def points_table(report: YearReport) -> FigureTable:
    """What was found at each of the 13 points of Article 36."""
    columns: tuple[tuple[str, Unit, bool], ...] = (
        ("nonconforming", "inspections", True),
        ("observed", "inspections", False),
        ("clean", "inspections", False),
        ("unexamined", "inspections", False),
        ("nonconformities", "findings", False),
        ("observations", "findings", False),
    )
    lines = tuple(
        Line(
            one.point,
            f"{label('point', one.point)} ({point_name(one.point)})",
            tuple(getattr(one, name) for name, _, _ in columns),
        )
        for one in report.figures.points
    )
    return FigureTable("points", *_titles("points"), _columns("points", columns), lines)


def actions_table(report: YearReport) -> FigureTable:
    """Where the corrective action of each finding stands, of this year and of earlier years."""
    found = report.figures
    before = dict(found.carried)
    lines = [Line(stage, _stage_words(stage), (one, before[stage])) for stage, one in found.actions]
    every = tuple(_all_of(of) for of in (found.actions, found.carried))
    shown = [line for line in lines if any(one.ids for one in line.figures)]
    columns: tuple[tuple[str, Unit, bool], ...] = (("this_year", "findings", False), ("carried", "findings", False))
    total = Line("total", label("figure_actions", "total"), every, total=True)
    return FigureTable("actions", *_titles("actions"), _columns("actions", columns), (*shown, total))


def _stage_words(stage: str) -> str:
    """By record the Circular knows no review, so a report is not said to wait for one."""
    return label("figure_actions", stage) if stage == "reported" else label("action_stage", stage)


def _all_of(stages: Sequence[tuple[object, Figure]]) -> Figure:
    return figure(id for _, one in stages for id in one.ids)


def systems_table(report: YearReport) -> FigureTable:
    """Systems, which are not agencies (Circular 26/2014, Article 6.1, 6.2.b), by block."""
    return _by_block("systems", report.blocks, (("systems", "systems", True),))


def register_table(report: YearReport) -> FigureTable:
    """Agencies by block: who must, who has; declared, building, not built and not known add up to all of a block."""
    columns: tuple[tuple[str, Unit, bool], ...] = (
        ("agencies", "agencies", False),
        ("obliged", "agencies", False),
        ("declared", "agencies", True),
        ("declared_unobliged", "agencies", True),
        ("all_building", "agencies", False),
        ("all_not_built", "agencies", False),
        ("silent", "agencies", False),
        ("to_declare_again", "agencies", False),
    )
    return _by_block("register", report.blocks, columns)


def editions_table(report: YearReport) -> FigureTable:
    """In which edition of the standard the agencies of each block declared their systems, as the roll-out has it."""
    columns: tuple[tuple[str, Unit, bool], ...] = (
        ("edition_2015", "agencies", True),
        ("edition_2008", "agencies", False),
        ("unnamed", "agencies", False),
        ("undone", "agencies", False),
        ("silent", "agencies", False),
    )
    return _by_block("editions", report.rollout.editions, columns)


def _by_block(
    key: str, blocks: Sequence[BlockFigures | BlockEditions], columns: tuple[tuple[str, Unit, bool], ...]
) -> FigureTable:
    lines = [
        Line(one.block, label("block", one.block), tuple(getattr(one, name) for name, _, _ in columns))
        for one in blocks
    ]
    total = tuple(_together(getattr(one, name) for one in blocks) for name, _, _ in columns)
    every = Line("total", label("figure_register", "total"), total, total=True)
    return FigureTable(key, *_titles(key), _columns(key, columns), (*lines, every))


def _together(figures: Iterable[Figure]) -> Figure:
    several = list(figures)
    of = None if any(one.of is None for one in several) else [id for one in several for id in one.of or ()]
    ids, unknown = ([id for one in several for id in getattr(one, name)] for name in ("ids", "unknown"))
    return figure(ids, of, unknown)


class Places:
    """Where the things a figure counts stand in the list that a report has: of inspections, or of agencies.

    What is of the other list is named by the rows it belongs to: an agency by its inspections that were carried out, an
    inspection by its agency.
    """

    def __init__(self, report: YearReport, listing: Literal["inspections", "agencies"] = "inspections") -> None:
        self._listing = listing
        self._agency_of = {one.id: one.agency for one in report.inspections}
        self._name_of = dict(report.figures.earlier)
        self._name_of |= {one.agency: one.name for one in report.inspections}
        self._inspection_rows = {one.id: place for place, one in enumerate(report.inspections, start=1)}
        self._agency_rows = {body.code: place for place, body in enumerate(report.register, start=1)}
        self._shared = sharing(report.blocks)
        self._done: dict[str, list[str]] = {}
        self._done_on_site: dict[str, list[str]] = {}
        for one in (one for one in report.inspections if one.outcome == "carried_out"):
            self._done.setdefault(one.agency, []).append(one.id)
            if one.mode == "on_site":
                self._done_on_site.setdefault(one.agency, []).append(one.id)

    def of(self, one: Figure, unit: Unit, *, on_site: bool = False) -> str:
        """The rows of what a figure counts: ``01-05, 08``; of several findings of a row ``08 (03 điểm)``.

        What stands in no row, as a finding of an earlier year, is named by its agency. ``on_site``: of agencies only
        their inspections at the office.
        """
        if unit in ("inspections", "findings"):
            several = Counter(map(inspection_of, one.ids))
            if self._listing == "inspections":
                return _named(several, self._inspection_rows, "điểm", self._name_of)
            by_agency = Counter[str]()
            for id, n in several.items():
                by_agency[self._agency_of.get(id, id)] += n
            return _named(by_agency, self._agency_rows, "điểm" if unit == "findings" else "cuộc", self._name_of)
        codes = [code for id in one.ids for code in ((id,) if id in self._agency_rows else self._shared)]
        if self._listing == "agencies":
            return _named(Counter(codes), self._agency_rows, "")
        done = self._done_on_site if on_site else self._done
        return _named(Counter(id for code in codes for id in done.get(code, ())), self._inspection_rows, "")


def _named(
    several: Mapping[str, int], rows: Mapping[str, int], unit: str, names: Mapping[str, str] | None = None
) -> str:
    """The rows of things in their order, those that are in none after them; how many where one stands for several."""
    at = {rows[id]: n for id, n in several.items() if id in rows}
    alone = _runs(sorted(row for row, n in at.items() if n == 1))
    more = ((row, f"{count(row)} ({count(n)} {unit})") for row, n in at.items() if n > 1)
    others = sorted((names or {}).get(id, id) for id in several if id not in rows)
    of_others = {(names or {}).get(id, id): n for id, n in several.items()}
    return ", ".join(
        (
            *(text for _, text in sorted((*alone, *more))),
            *(f"{name} ({count(n)} {unit})" if (n := of_others[name]) > 1 else name for name in others),
        )
    )


def runs(numbers: Sequence[int]) -> Iterator[str]:
    """Sorted numbers with three and more in a row drawn together: ``01-03, 07, 08``."""
    return (text for _, text in _runs(numbers))


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Each run with its first number."""
    for _, group in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        if len(run) > 2:
            yield run[0], f"{count(run[0])}-{count(run[-1])}"
        else:
            yield from ((number, count(number)) for number in run)


@dataclass(frozen=True, slots=True)
class Trace:
    """What a row of a table is counted from: its place, and for each figure that counts something the rows."""

    table: str
    words: str
    figures: tuple[tuple[str, str, str], ...]
    """Column, figure, rows."""


def traces(tables: Iterable[FigureTable], places: Places) -> Iterator[Trace]:
    """For each row of each table that counts anything, whence its figures come; totals add up rows that are there."""
    for table in tables:
        for line in (line for line in table.lines if not line.total):
            pairs = [(c, f) for c, f in zip(table.columns, line.figures, strict=True) if f.ids]
            if pairs:
                alone = len(table.columns) == 1
                found = tuple(
                    (
                        "" if alone else sentence(c.words),
                        figure_words(f, shares=c.shares),
                        places.of(f, c.unit, on_site=line.key == "reached_on_site"),
                    )
                    for c, f in pairs
                )
                yield Trace(table.title, line.words, found)
