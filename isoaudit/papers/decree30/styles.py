"""What applies to a paragraph and its runs: direct formatting, styles and what they build on, defaults, theme fonts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from docx.oxml.ns import qn
from lxml import etree

if TYPE_CHECKING:
    from docx.document import Document

Properties = dict[str, Any]
"""Of a paragraph or a run; what is not set is not there."""

TOGGLES = ("b", "i", "caps")
"""Set in two kinds of styles, they take each other back (ECMA-376, 17.7.3)."""
_DEFAULT_FONT = ("font", "Times New Roman")
_DEFAULT_SIZE = 10.0
_POINTS = {"mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "pt": 1.0, "pc": 12.0, "pi": 12.0}
_OFF = ("0", "false", "off", "none")
_SAFE = etree.XMLParser(resolve_entities=False, no_network=True)
_DEPTH = 30
"""Styles built on each other; Word allows some ten, a ring never ends."""


def points(value: str | None, unit: float = 20.0) -> float | None:
    """A length in points: a number of twips (of ``unit`` to the point), or with a unit of its own; else None."""
    if value is None:
        return None
    found = re.fullmatch(r"(-?\d{1,9}(?:\.\d+)?)(mm|cm|in|pt|pc|pi)?", value.strip())
    if not found:
        return None
    return float(found[1]) * _POINTS[found[2]] if found[2] else float(found[1]) / unit


def attribute(element: Any, name: str) -> str | None:
    """An attribute of the main namespace, or None; also where there is no element."""
    value: str | None = None if element is None else element.get(qn(name))
    return value


def on(element: Any) -> bool:
    """Whether a switch that is there is on."""
    return (attribute(element, "w:val") or "1") not in _OFF


def run_properties(element: Any) -> Properties:
    """What an ``rPr`` sets."""
    found: Properties = {}
    if element is None:
        return found
    fonts = element.find(qn("w:rFonts"))
    for slot in ("ascii", "hAnsi"):
        theme, plain = attribute(fonts, f"w:{slot}Theme"), attribute(fonts, f"w:{slot}")
        if theme or plain:
            found[slot] = ("theme", theme) if theme else ("font", plain)
    size = points(attribute(element.find(qn("w:sz")), "w:val"), 2.0)
    if size:
        found["size"] = size
    for name in TOGGLES:
        switch = element.find(qn(f"w:{name}"))
        if switch is not None:
            found[name] = on(switch)
    colour = attribute(element.find(qn("w:color")), "w:val")
    if colour:
        found["colour"] = colour.upper()
    underline = attribute(element.find(qn("w:u")), "w:val")
    if underline:
        found["underline"] = underline
    hidden = element.find(qn("w:vanish"))
    if hidden is not None:
        found["hidden"] = on(hidden)
    return found


def paragraph_properties(element: Any) -> Properties:
    """What a ``pPr`` sets; ``tabs`` and ``borders`` are tuples."""
    found: Properties = {}
    if element is None:
        return found
    align = attribute(element.find(qn("w:jc")), "w:val")
    if align:
        found["align"] = {"start": "left", "end": "right", "distribute": "both"}.get(align, align)
    _indents(element.find(qn("w:ind")), found)
    _spacing(element.find(qn("w:spacing")), found)
    contextual = element.find(qn("w:contextualSpacing"))
    if contextual is not None:
        found["contextual"] = on(contextual)
    borders = element.find(qn("w:pBdr"))
    if borders is not None:
        drawn = [side for side in ("top", "bottom") if _drawn(borders.find(qn(f"w:{side}")))]
        found["borders"] = tuple(drawn)
    tabs = element.find(qn("w:tabs"))
    if tabs is not None:
        places = [points(attribute(t, "w:pos")) for t in tabs if attribute(t, "w:val") not in ("clear", "bar")]
        found["tabs"] = tuple(sorted(place for place in places if place is not None))
    numbers = element.find(qn("w:numPr"))
    if numbers is not None:
        found["list"] = attribute(numbers.find(qn("w:numId")), "w:val") or found.get("list", "")
        found["level"] = attribute(numbers.find(qn("w:ilvl")), "w:val") or "0"
    frame = element.find(qn("w:framePr"))
    if frame is not None:
        found["frame"] = attribute(frame, "w:xAlign") or ""
    broken = element.find(qn("w:pageBreakBefore"))
    if broken is not None:
        found["page_break"] = on(broken)
    return found


def _indents(element: Any, found: Properties) -> None:
    for name, other in (("left", "start"), ("right", "end")):
        value = points(attribute(element, f"w:{name}") or attribute(element, f"w:{other}"))
        if value is not None:
            found[name] = value
    hanging, first = points(attribute(element, "w:hanging")), points(attribute(element, "w:firstLine"))
    if hanging is not None:
        found["first"] = -hanging
    elif first is not None:
        found["first"] = first


def _spacing(element: Any, found: Properties) -> None:
    for side in ("before", "after"):
        value = points(attribute(element, f"w:{side}"))
        if (attribute(element, f"w:{side}Autospacing") or "0") not in _OFF:
            value = 14.0  # what Word and browsers put there
        if value is not None:
            found[side] = value
    line = points(attribute(element, "w:line"))
    if line is not None:
        found["line"] = (attribute(element, "w:lineRule") or "auto", line)


def _drawn(border: Any) -> bool:
    return border is not None and attribute(border, "w:val") not in (None, "nil", "none")


class Styles:
    """The styles of a document, resolved; each is worked out once."""

    def __init__(self, document: Document) -> None:
        root = document.styles.element
        self._styles: dict[str, Any] = {}
        self._default: dict[str, str] = {}
        for style in root.findall(qn("w:style")):
            name, kind = attribute(style, "w:styleId"), attribute(style, "w:type") or "paragraph"
            if name:
                self._styles[name] = style
                if (attribute(style, "w:default") or "0") not in _OFF:
                    self._default[kind] = name
        defaults = root.find(qn("w:docDefaults"))
        self._paragraph = paragraph_properties(_below(defaults, "w:pPrDefault", "w:pPr"))
        self._run = run_properties(_below(defaults, "w:rPrDefault", "w:rPr"))
        self._theme = _theme_fonts(document)
        self._known: dict[tuple[str, str], tuple[Properties, Properties]] = {}

    def default(self, kind: str) -> str:
        """The id of the style that applies where none is named."""
        return self._default.get(kind, "")

    def of(self, name: str, kind: str) -> tuple[Properties, Properties]:
        """The paragraph and run properties a style and all it is based on set; an unknown one sets nothing."""
        if (name, kind) not in self._known:
            chain: list[str] = []
            at = name
            while at in self._styles and at not in chain and len(chain) < _DEPTH:
                chain.append(at)
                at = attribute(self._styles[at].find(qn("w:basedOn")), "w:val") or ""
            paragraph: Properties = {}
            run: Properties = {}
            for at in reversed(chain):
                paragraph |= paragraph_properties(self._styles[at].find(qn("w:pPr")))
                run |= run_properties(self._styles[at].find(qn("w:rPr")))
            self._known[name, kind] = (paragraph, run)
        return self._known[name, kind]

    def table_borders(self, name: str) -> Any:
        """The ``tblBorders`` of a table style or of what it is based on; None where there are none."""
        for _ in range(_DEPTH):
            style = self._styles.get(name)
            if style is None:
                return None
            found = _below(style, "w:tblPr", "w:tblBorders")
            if found is not None:
                return found
            name = attribute(style.find(qn("w:basedOn")), "w:val") or ""
        return None

    def paragraph(self, style: str, table: str, listed: Properties, direct: Properties) -> Properties:
        """The properties of a paragraph; ``listed``: what the level of its list sets."""
        own = self.of(style or self.default("paragraph"), "paragraph")[0]
        below = self._paragraph | (self.of(table, "table")[0] if table else {})
        ordered = (own, listed) if "list" in direct else (listed, own)
        return below | ordered[0] | ordered[1] | direct

    def run(self, style: str, table: str, character: str, direct: Properties) -> Properties:
        """The properties of a run; ``fonts`` are those of plain and of accented letters."""
        levels = [
            self.of(table, "table")[1] if table else {},
            self.of(style or self.default("paragraph"), "paragraph")[1],
            self.of(character or self.default("character"), "character")[1],
        ]
        found = dict(self._run)
        for level in levels:
            found |= level
        for name in TOGGLES:
            said = [level[name] for level in levels if name in level]
            found[name] = self._run.get(name, False) or sum(said) % 2 == 1
        found |= direct
        found["fonts"] = tuple(self._font(found.get(slot, _DEFAULT_FONT)) for slot in ("ascii", "hAnsi"))
        found.setdefault("size", _DEFAULT_SIZE)
        return found

    def _font(self, said: tuple[str, str]) -> str:
        kind, name = said
        if kind == "theme":
            return self._theme.get("major" if name.startswith("major") else "minor", "")
        return name


def _below(element: Any, *names: str) -> Any:
    for name in names:
        element = None if element is None else element.find(qn(name))
    return element


def _theme_fonts(document: Document) -> Mapping[str, str]:
    """The latin fonts of the theme, ``major`` and ``minor``; nothing where it cannot be read."""
    for relation in document.part.rels.values():
        if relation.is_external or not relation.reltype.endswith("/theme"):
            continue
        try:
            root = etree.fromstring(relation.target_part.blob, _SAFE)
        except etree.XMLSyntaxError:
            return {}
        space = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
        fonts = {kind: root.find(f".//{space}{kind}Font/{space}latin") for kind in ("major", "minor")}
        return {kind: found.get("typeface", "") for kind, found in fonts.items() if found is not None}
    return {}
