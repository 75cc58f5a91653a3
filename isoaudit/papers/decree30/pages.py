"""The pages of each section: paper, margins, page numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from docx.oxml.ns import qn

from isoaudit.papers.decree30.nouns import MM, Line, Section
from isoaudit.papers.decree30.styles import attribute, on, points

if TYPE_CHECKING:
    from docx.document import Document

_PAGE = re.compile(r"\bPAGE\b", re.IGNORECASE)
_KINDS = ("default", "first", "even")
Areas = dict[tuple[str, str], Any]
"""The headers and footers of a section, by ``header`` or ``footer`` and kind."""


def read_sections(document: Document, line_of: Callable[[Any], Line]) -> tuple[Section, ...]:
    """The sections in order; ``line_of`` measures a paragraph of a header."""
    body = document.element.body
    elements = [*body.findall(f".//{qn('w:pPr')}/{qn('w:sectPr')}"), *body.findall(qn("w:sectPr"))]
    even = _switch(document.settings.element.find(qn("w:evenAndOddHeaders")))
    areas: Areas = {}
    found = []
    for element in elements:
        areas = areas | _areas(document, element)
        found.append(_section(element, areas, line_of, even))
    return tuple(found)


def _switch(element: Any) -> bool:
    return element is not None and on(element)


def _areas(document: Document, element: Any) -> Areas:
    """What a section says itself; the rest is that of the section before."""
    found: Areas = {}
    for area in ("header", "footer"):
        for reference in element.findall(qn(f"w:{area}Reference")):
            part = document.part.rels.get(reference.get(qn("r:id")) or "")
            target = None if part is None or part.is_external else getattr(part.target_part, "element", None)
            if target is not None:
                found[area, attribute(reference, "w:type") or "default"] = target
    return found


def _section(element: Any, areas: Areas, line_of: Callable[[Any], Line], even: bool) -> Section:
    size, margins = element.find(qn("w:pgSz")), element.find(qn("w:pgMar"))
    width, height = (
        points(attribute(size, f"w:{side}")) or standard for side, standard in (("w", 612.0), ("h", 792.0))
    )
    sides = {
        side: abs(points(attribute(margins, f"w:{side}")) or 0.0) * MM
        for side in ("top", "bottom", "left", "right", "gutter")
    }
    apart = _switch(element.find(qn("w:titlePg")))
    numbering = element.find(qn("w:pgNumType"))
    start = attribute(numbering, "w:start")
    kinds = ("default", "even") if even else ("default",)
    above = [p for kind in kinds for p in _numbered(areas.get(("header", kind)))]
    below = [p for kind in kinds for p in _numbered(areas.get(("footer", kind)))]
    first = "first" if apart else "default"
    return Section(
        width=width * MM,
        height=height * MM,
        landscape=width > height,
        top=sides["top"],
        bottom=sides["bottom"],
        left=sides["left"] + sides["gutter"],
        right=sides["right"],
        numbers=tuple(line_of(p) for p in above),
        numbers_below=tuple(line_of(p) for p in below),
        numbers_on_first=any(True for area in ("header", "footer") for _ in _numbered(areas.get((area, first)))),
        number_format=attribute(numbering, "w:fmt") or "decimal",
        start=int(start) if start and re.fullmatch(r"\d{1,6}", start) else None,
    )


def _numbered(area: Any) -> Iterator[Any]:
    """The paragraphs of a header or footer that show the number of the page."""
    if area is None:
        return
    for paragraph in area.iter(qn("w:p")):
        simple = [attribute(field, "w:instr") or "" for field in paragraph.iter(qn("w:fldSimple"))]
        typed = "".join(code.text or "" for code in paragraph.iter(qn("w:instrText")))
        within = any(parent.tag == qn("w:txbxContent") for parent in paragraph.iterancestors())
        if not within and any(_PAGE.search(said) for said in (*simple, typed)):
            yield paragraph
