"""The outline of a report as an agency sends it back: what it reports at each criterion, word for word.

Circular 26/2014, Articles 35.2 and 36, prescribe no form; this one is ours, in Word and in Excel. Rows and columns are
known by code and heading wherever they were moved. What is wrong with it is said all at once, and nothing is guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from isoaudit.errors import TableError, excerpt, problem
from isoaudit.model import POINTS
from isoaudit.tables.cells import Cell, CellFaults, Column, Place, Raw, Unfit, heading_keys, read_cell, text, word_key
from isoaudit.tables.columns.headings import is_merged
from isoaudit.tables.replies.files import FormFile, Grid
from isoaudit.wording import label, labels, name_key, table_words
from isoaudit.wording.codes import DASHES
from isoaudit.wording.form_marks import form_mark, identities, outline_heading, outline_identities

REPORTED = ("text", "document", "day", "kept_at")
"""What an agency fills in."""


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """What the outline says at one criterion; of what was left empty nothing."""

    place: Place
    code: str
    """Empty where the agency took it away: then the question tells which criterion is meant."""
    ask: str
    """The question as it stands in the row."""
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReadOutline:
    """An outline that came back."""

    inspection: str
    programme_mark: str
    rows: tuple[OutlineRow, ...]
    """Every row with a code or a question, also those left empty."""
    faults: CellFaults
    """What cannot be read, each at its place; more may be found by whoever knows the inspection."""
    unread: tuple[str, ...]
    """What stands there and is no text, in words."""
    notes: tuple[str, ...]

    def is_of(self, programmes: Iterable[str]) -> bool:
        """Whether it was made in a programme with one of these ids (of its entries of kind ``programme``)."""
        return any(form_mark(id, self.inspection) == self.programme_mark for id in programmes)


def is_outline(file: FormFile) -> bool:
    """Whether a form is the outline of a report: its line says so, or where no form's line is left its headings."""
    texts = list(file.texts())
    if outline_identities(texts):
        return True
    named = (_named(cells) for grid in file.grids for _, cells in grid.rows)
    return not identities(texts) and any(_is_heading(one) and "text" in one for one in named)


def read_outline(path: Path, file: FormFile) -> ReadOutline:
    """What an agency filled in.

    Raises TableError: ``OUTLINE_001`` (it names several inspections, or is a reply form too), ``OUTLINE_002`` (no table
    with the headings of the outline, or some were changed), ``OUTLINE_012`` (its line is gone); all that hold at once.
    """
    found = outline_identities(file.texts())
    reader = _Reader(path.name)
    for grid in file.grids:
        reader.read(grid)
    problems = []
    if not found:
        problems.append(problem("OUTLINE_012", str(path)))
    if len(found) > 1 or identities(file.texts()):
        named = [f"{id}/{mark}" for id, mark in (*found, *identities(file.texts()))]
        problems.append(problem("OUTLINE_001", str(path), found=named))
    lacking = [name for name in ("code", *REPORTED) if name not in reader.seen]
    if lacking:
        titles = ", ".join(f"«{label('outline_field', name)}»" for name in lacking)
        problems.append(problem("OUTLINE_002", str(path), expected=titles))
    if problems:
        raise TableError(problems)
    notes = (*file.notes, *reader.renamed)
    return ReadOutline(*found[0], tuple(reader.rows.values()), reader.faults, tuple(reader.unread), notes)


@cache
def _headings() -> Mapping[str, str]:
    """The column that each heading names: ours, and the usual words of agencies."""
    usual = {word_key(words): name for name, several in table_words()["outline"].items() for words in several}
    return usual | {word_key(words): name for name, words in labels()["outline_field"].items()}


def _named(cells: Sequence[Raw]) -> list[str]:
    """The column each cell of a row names; empty where it names none."""
    keys = (heading_keys(raw) if isinstance(raw, str) else () for raw in cells)
    return [next((_headings()[key] for key in tried if key in _headings()), "") for tried in keys]


def _is_heading(named: Sequence[str]) -> bool:
    return "code" in named and len(set(named) & {*REPORTED, "ask"}) >= 2


@cache
def _printed_headings() -> frozenset[str]:
    return frozenset(word_key(outline_heading(number, point)) for number, point in enumerate(POINTS, start=1))


def _is_printed(shown: str) -> bool:
    """Whether a row is one the form was sent with: its mark, or the heading of a point."""
    return bool(outline_identities([shown])) or word_key(shown) in _printed_headings()


@dataclass(slots=True)
class _Reader:
    """The tables of one outline, as they are gone through."""

    file: str
    rows: dict[str, OutlineRow] = field(default_factory=dict)
    faults: CellFaults = field(default_factory=CellFaults)
    unread: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    """The columns that headings named."""
    renamed: list[str] = field(default_factory=list)
    """Headings that were understood though they are not ours, in words."""
    named: list[str] = field(default_factory=list)
    """The columns of the last heading: Word repeats none where a table was split."""
    codes: dict[tuple[str, int], str] = field(default_factory=dict)
    """Of which criterion a row is, by sheet and number."""

    def read(self, grid: Grid) -> None:
        """Read the rows below the heading of a table, and of one with as many columns, where somebody split that.

        Other tables, as those of the head and the signature, are none of the outline.
        """
        own = False
        for number, cells in grid.rows:
            place, named = Place(self.file, number, grid.sheet), _named(cells)
            if _is_heading(named):
                self._take_heading(named, cells)
                own = True
            elif own or (self.named and not grid.sheet and len(cells) == len(self.named)):
                own = True
                self._read_row(place, [*cells, *[""] * (len(self.named) - len(cells))])
        for number, _, words in grid.besides:
            if own or grid.sheet:
                code = self.codes.get((grid.sheet, number), "")
                where = Place(self.file, number, grid.sheet).within_file if number else f"trang «{grid.sheet}»"
                self.unread.append(f"{where}: {f'{code} còn ' if code else ''}có {words}, không đọc được.")

    def _take_heading(self, named: list[str], cells: Sequence[Raw]) -> None:
        self.named = named
        self.seen.update(named)
        for name, raw in zip(named, cells, strict=True):
            ours = label("outline_field", name) if name else ""
            if name and word_key(ours) not in heading_keys(_shown(raw)):
                self.renamed.append(f"cột «{excerpt(_shown(raw))}» được hiểu là «{ours}».")

    def _read_row(self, place: Place, cells: Sequence[Raw]) -> None:
        shown = list(dict.fromkeys(filter(None, map(_shown, cells))))
        if not shown or (len(shown) == 1 and _is_printed(shown[0])):
            return
        raw = cells[self.named.index("code")]
        code = "" if isinstance(raw, Unfit) else " ".join(raw.translate(DASHES).split())
        said = cells[self.named.index("ask")] if "ask" in self.named else ""
        ask = said if isinstance(said, str) else ""
        if not code and (not ask or isinstance(raw, Unfit)):
            self.faults.refuse(place, "OUTLINE_008", value=excerpt(" | ".join(shown)))
            return
        self.codes[place.sheet, place.row] = code or excerpt(ask)
        self._keep(OutlineRow(place, code, ask, dict(self._fields(place, cells))))

    def _keep(self, row: OutlineRow) -> None:
        """Keep a row; of two of one criterion that with an answer, and neither of two that say different things."""
        key = word_key(row.code) or f"? {name_key(row.ask)}"
        before = self.rows.get(key)
        if before and before.fields and row.fields and before.fields != row.fields:
            of = row.code or excerpt(row.ask)
            self.faults.refuse(row.place, "OUTLINE_007", value=of, row=before.place.within_file)
        elif not before or not before.fields:
            self.rows[key] = row

    def _fields(self, place: Place, cells: Sequence[Raw]) -> Iterator[tuple[str, str]]:
        named = [*self.named, *[""] * (len(cells) - len(self.named))]
        for position, (name, raw) in enumerate(zip(named, cells, strict=True), start=1):
            if name == "code" or name == "ask" or (not name and is_merged(raw)):
                continue
            title = label("outline_field", name) if name else ""
            ordinal = isinstance(raw, str) and raw.strip().rstrip(".").isdecimal()
            if not name and raw != "" and not ordinal:
                self.faults.refuse(place, "OUTLINE_010", value=excerpt(_shown(raw)))
            elif name:
                cell = Cell(place, position, title, date.max, self.faults, Counter())
                value: str | None = read_cell(raw, Column(name, text), cell)
                if value:
                    yield name, value


def _shown(raw: Raw) -> str:
    """What a cell shows, also one that cannot be read."""
    return raw if isinstance(raw, str) else raw.fields.get("value", "")
