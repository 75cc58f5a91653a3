"""A Word document becomes measured lines: what is read, how it looks, where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from docx.oxml.ns import qn

from isoaudit.office.text import FALLBACK, GONE, PARAGRAPH, TABLE, blocks, boxes, cells, rows
from isoaudit.papers.decree30.boxes import column_of, letter_boxes, width_of
from isoaudit.papers.decree30.heads import NATIONAL
from isoaudit.papers.decree30.lists import Lists
from isoaudit.papers.decree30.nouns import MM, Line, Measured, Place, Run
from isoaudit.papers.decree30.pages import read_sections
from isoaudit.papers.decree30.styles import Properties, Styles, attribute, paragraph_properties, points, run_properties
from isoaudit.papers.decree30.words import fold

if TYPE_CHECKING:
    from docx.document import Document

_SHAPES = (qn("w:drawing"), qn("w:pict"), qn("w:object"))
_CELL_MARGIN = 5.4
"""Left and right in a cell where no table says otherwise, points."""
_LETTERS_OF_A_PAGE = 5_500
"""More than any page of 13 pt holds."""
_LINE_SHAPES = ("line", "straightConnector1")


class Measuring:
    """One document being measured."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.styles = Styles(document)
        self.lists = Lists(document)
        self.default_tab = _default_tab(document)
        self.order = self.paragraphs = self.section = self.tables = self.breaks = self.letters = 0
        self.with_tables: set[int] = set()
        self.widths: list[float] = []

    def measured(self) -> Measured:
        """The document: its lines in reading order, its sections."""
        sections = read_sections(self.document, self.line_of)
        self.widths = [(s.width - s.left - s.right) / MM for s in sections]
        head = self._letterhead_above()
        parts = (head, self.document.element.body)
        lines = tuple(line for part in parts for line in self._blocks(part, None, "", self._column()))
        pages = 1 + max(self.breaks, self.letters // _LETTERS_OF_A_PAGE)
        return Measured(lines, sections, frozenset(self.with_tables), pages)

    def _letterhead_above(self) -> Any:
        """The header of the first page where somebody put the letterhead there; else nothing."""
        first = next(iter(self.document.sections), None)
        if first is None:
            return ()
        header = first.first_page_header if first.different_first_page_header_footer else first.header
        if header.is_linked_to_previous:
            return ()
        text = "".join(t.text or "" for t in header._element.iter(qn("w:t")))
        return header._element if NATIONAL in fold(text) else ()

    def line_of(self, paragraph: Any) -> Line:
        """A paragraph of a header or footer as one line."""
        lines = list(self._paragraph(paragraph, None, "", 450.0, split=False))
        return lines[0]

    def _column(self) -> float:
        return self.widths[min(self.section, len(self.widths) - 1)] if self.widths else 450.0

    def _blocks(self, parent: Any, place: Place | None, table: str, width: float) -> Iterator[Line]:
        children = list(blocks(parent))
        columns = {} if place else letter_boxes(children)
        numbers: dict[int, int] = {}
        for child in children:
            if child.tag == TABLE:
                yield from self._table(child, place)
                continue
            for box in boxes(child):
                group = columns.get(child)
                if group not in numbers:
                    self.tables += 1
                if group is not None:
                    numbers.setdefault(group, self.tables)
                number = self.tables if group is None else numbers[group]
                at = Place(0, 0, self.section, number, 0, column_of(box), 2, bordered=group is None, boxed=True)
                yield from self._box(box, at)
            yield from self._paragraph(child, place, table, width if place else self._column())
            if place is None and child.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
                self.section += 1

    def _box(self, box: Any, place: Place) -> Iterator[Line]:
        """What stands in a text box; a table that fills it is as one outside."""
        for block in blocks(box):
            if block.tag == TABLE:
                yield from self._table(block, place if place.bordered else None)
            else:
                yield from self._paragraph(block, place, "", width_of(box))

    def _table(self, element: Any, outer: Place | None) -> Iterator[Line]:
        form = element.find(qn("w:tblPr"))
        style = attribute(None if form is None else form.find(qn("w:tblStyle")), "w:val") or ""
        bordered = self._bordered(element, form, style) or bool(outer and outer.bordered)
        margins = _margins(form)
        grid = [points(attribute(c, "w:w")) or 0 for c in element.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}")]
        if outer is None:
            self.tables += 1
            self.with_tables.add(self.section)
        for number, row in enumerate(rows(element)):
            several = list(cells(row))
            at = 0
            for index, cell in enumerate(several):
                span, wide = _span(cell)
                wide = wide or sum(grid[at : at + span])
                place = outer or Place(0, 0, self.section, self.tables, number, index, len(several), bordered)
                yield from self._blocks(cell, place, style or self.styles.default("table"), wide - margins)
                at += span

    def _bordered(self, element: Any, form: Any, style: str) -> bool:
        own = None if form is None else form.find(qn("w:tblBorders"))
        borders = own if own is not None else self.styles.table_borders(style or self.styles.default("table"))
        inside = (
            [] if borders is None else [borders.find(qn(f"w:{s}")) for s in ("insideH", "insideV", "left", "right")]
        )
        if any(attribute(b, "w:val") not in (None, "nil", "none") for b in inside):
            return True
        drawn = [
            b
            for row in rows(element)
            for cell in cells(row)
            for s in ("left", "right")
            for b in cell.findall(f"{qn('w:tcPr')}/{qn('w:tcBorders')}/{qn(f'w:{s}')}")
            if attribute(b, "w:val") not in (None, "nil", "none")
        ]
        return bool(drawn)

    # --- one paragraph ---------------------------------------------------------------------------------------------

    def _paragraph(
        self, element: Any, place: Place | None, table: str, width: float, *, split: bool = True
    ) -> Iterator[Line]:
        own = element.find(qn("w:pPr"))
        direct = paragraph_properties(own)
        style = attribute(None if own is None else own.find(qn("w:pStyle")), "w:val") or ""
        asked = self.styles.of(style or self.styles.default("paragraph"), "paragraph")[0] | direct
        level, listed = self.lists.level(asked)
        form = self.styles.paragraph(style, table, listed, direct)
        label = self.lists.label(asked) if level is not None and split else ""
        runs = list(self._runs(element, style, table))
        if split and form.get("page_break"):
            self.breaks += 1
        line = self._line(element, runs, form, style, width, label, place)
        self.paragraphs += 1
        parts = [*_split(runs)] if split else [runs]
        for number, part in enumerate(parts):
            self.order += 1
            base = place or Place(0, 0, self.section)
            yield replace(
                line,
                runs=tuple(part),
                place=replace(base, order=self.order, paragraph=self.paragraphs),
                label=label if number == 0 else "",
                start=line.start if number == 0 else max(0.0, form.get("left", 0.0)) * MM,
                before=line.before if number == 0 else 0.0,
                after=line.after if number == len(parts) - 1 else 0.0,
                borders=tuple(
                    b
                    for b in line.borders
                    if (b == "top" and number == 0) or (b == "bottom" and number == len(parts) - 1)
                ),
                drawn=line.drawn if number == 0 else (),
            )

    def _line(
        self, element: Any, runs: list[Run], form: Properties, style: str, width: float, label: str, place: Place | None
    ) -> Line:
        left, right, first = (form.get(name, 0.0) for name in ("left", "right", "first"))
        drawn = tuple(_drawn_lines(element))
        return Line(
            runs=tuple(runs),
            place=Place(0, 0, self.section),
            align="center" if form.get("frame") == "center" else form.get("align", "left"),
            start=self._start(runs, form, left + first) * MM,
            width=max(0.0, width - left - right) * MM,
            before=form.get("before", 0.0),
            after=form.get("after", 0.0),
            spacing=form.get("line"),
            style=style,
            contextual=form.get("contextual", False),
            borders=form.get("borders", ()),
            drawn=drawn,
        )

    def _start(self, runs: list[Run], form: Properties, start: float) -> float:
        """Where the first letter stands after tabs and blanks typed before it."""
        typed = "".join(run.text for run in runs)
        size = runs[0].size if runs else 14.0
        for sign in typed[: len(typed) - len(typed.lstrip())]:
            if sign == "\t":
                stops = [stop for stop in form.get("tabs", ()) if stop > start + 0.5]
                hanging = form.get("left", 0.0)
                stops += [hanging] if form.get("first", 0.0) < 0 and hanging > start + 0.5 else []
                after = (start + 0.5) // self.default_tab + 1
                start = min(stops) if stops else after * self.default_tab
            elif sign != "\n":
                start += size / 4
        return start

    def _runs(self, parent: Any, style: str, table: str) -> Iterator[Run]:
        for child in parent:
            if child.tag in GONE or not isinstance(child.tag, str):
                continue
            if child.tag != qn("w:r"):
                yield from self._runs(child, style, table)
                continue
            own = child.find(qn("w:rPr"))
            character = attribute(None if own is None else own.find(qn("w:rStyle")), "w:val") or ""
            form = self.styles.run(style, table, character, run_properties(own))
            text = self._text(child)
            if text and not form.get("hidden"):
                self.letters += len(text)
                yield Run(
                    text,
                    form["fonts"],
                    form["size"],
                    form["b"],
                    form["i"],
                    form.get("colour", "AUTO"),
                    form["caps"],
                    form.get("underline", "none") != "none",
                )

    def _text(self, run: Any) -> str:
        said = []
        for child in run:
            if child.tag == qn("w:t"):
                said.append(child.text or "")
            elif child.tag in (qn("w:tab"), qn("w:ptab")):
                said.append("\t")
            elif child.tag in (qn("w:br"), qn("w:cr")):
                page = attribute(child, "w:type") == "page"
                self.breaks += page
                said.append("" if page or attribute(child, "w:type") == "column" else "\n")
            elif child.tag == qn("w:noBreakHyphen"):
                said.append("-")
            elif child.tag == qn("w:lastRenderedPageBreak"):
                self.breaks += 1
        return "".join(said)


def _span(cell: Any) -> tuple[int, float]:
    form = cell.find(qn("w:tcPr"))
    if form is None:
        return 1, 0.0
    span = attribute(form.find(qn("w:gridSpan")), "w:val") or "1"
    width = form.find(qn("w:tcW"))
    wide = points(attribute(width, "w:w")) if attribute(width, "w:type") in (None, "dxa") else None
    return (int(span) if span.isdigit() and len(span) < 4 else 1), wide or 0.0


def _margins(form: Any) -> float:
    margins = None if form is None else form.find(qn("w:tblCellMar"))
    total = 0.0
    for names in (("left", "start"), ("right", "end")):
        said = [points(attribute(margins.find(qn(f"w:{n}")), "w:w")) for n in names] if margins is not None else []
        total += next((value for value in said if value is not None), _CELL_MARGIN)
    return total


def _split(runs: list[Run]) -> Iterator[list[Run]]:
    """The runs of each line that a line break ends."""
    line: list[Run] = []
    for run in runs:
        first, *rest = run.text.split("\n")
        line.append(replace(run, text=first))
        for text in rest:
            yield line
            line = [replace(run, text=text)]
    yield line


def _drawn_lines(paragraph: Any) -> Iterator[float | None]:
    """The lengths of the straight lines anchored in a paragraph, what is kept for old programs left out."""
    for shape in paragraph.iter(*_SHAPES):
        within = next(shape.iterancestors(PARAGRAPH)) is not paragraph  # of a text box: its own paragraph says it
        if within or next(shape.iterancestors(FALLBACK), None) is not None:
            continue
        for element in shape.iter():
            if not isinstance(element.tag, str) or next(element.iterancestors(PARAGRAPH)) is not paragraph:
                continue
            name = element.tag.rpartition("}")[2]
            if name == "prstGeom" and element.get("prst") in _LINE_SHAPES:
                yield _extent(shape, element)
            elif name == "line" and "vml" in element.tag:
                yield _between(element)
            elif name == "shape" and "vml" in element.tag and _connector(element):
                width = re.search(r"(?:^|;)\s*width:\s*([^;]+)", element.get("style") or "")
                value = points(width[1].strip(), 1.0) if width else None
                yield None if value is None else value * MM


def _extent(shape: Any, geometry: Any) -> float | None:
    """The width of the shape a geometry belongs to; in a group it is not known."""
    if any(parent.tag.endswith("}wgp") for parent in geometry.iterancestors() if isinstance(parent.tag, str)):
        return None
    for element in shape.iter():
        if isinstance(element.tag, str) and element.tag.endswith("}extent"):
            width = element.get("cx") or ""
            return int(width) / 36_000 if width.isdigit() else None
    return None


def _connector(shape: Any) -> bool:
    kind = (shape.get("type") or "") + "".join(v for k, v in shape.attrib.items() if k.endswith("connectortype"))
    return "_t32" in kind or "straight" in kind


def _between(line: Any) -> float | None:
    ends = [(line.get(name) or "").split(",")[0].strip() for name in ("from", "to")]
    values = [points(end, 1.0) for end in ends]
    if values[0] is None or values[1] is None:
        return None
    return abs(values[1] - values[0]) * MM


def _default_tab(document: Document) -> float:
    element = document.settings.element.find(qn("w:defaultTabStop"))
    return points(attribute(element, "w:val")) or 36.0
