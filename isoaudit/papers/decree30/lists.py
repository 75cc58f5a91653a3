"""The numbers and dashes Word puts before the paragraphs of a list: they are nowhere in the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docx.oxml.ns import qn

from isoaudit.papers.decree30.styles import Properties, attribute, paragraph_properties

if TYPE_CHECKING:
    from docx.document import Document

_ROMAN = dict(zip((100, 90, 50, 40, 10, 9, 5, 4, 1), ("c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"), strict=True))
_DASHES = "-–—\uf02d\uf0be"


class Lists:
    """The lists of a document; :meth:`label` counts, so it is asked once a paragraph, in reading order."""

    def __init__(self, document: Document) -> None:
        root = next(
            (
                relation.target_part.element
                for relation in document.part.rels.values()
                if not relation.is_external
                and relation.reltype.endswith("/numbering")
                and hasattr(relation.target_part, "element")
            ),
            None,
        )
        self._levels: dict[tuple[str, str], Any] = {}
        self._abstract: dict[str, str] = {}
        self._count: dict[tuple[str, str], int] = {}
        if root is None:
            return
        for abstract in root.findall(qn("w:abstractNum")):
            for level in abstract.findall(qn("w:lvl")):
                key = (attribute(abstract, "w:abstractNumId") or "", attribute(level, "w:ilvl") or "0")
                self._levels[key] = level
        for number in root.findall(qn("w:num")):
            target = attribute(number.find(qn("w:abstractNumId")), "w:val") or ""
            self._abstract[attribute(number, "w:numId") or ""] = target

    def level(self, form: Properties) -> tuple[Any, Properties]:
        """The level a paragraph is on, with the paragraph properties it sets; nothing where it is on none."""
        abstract = self._abstract.get(form.get("list", "")) if form.get("list") else None
        level = None if abstract is None else self._levels.get((abstract, form["level"]))
        return level, {} if level is None else paragraph_properties(level.find(qn("w:pPr")))

    def label(self, form: Properties) -> str:
        """What Word prints before the paragraph; a dash as ``-``, another bullet as ``•``, nothing as ``""``."""
        level, _ = self.level(form)
        if level is None:
            return ""
        abstract, depth = self._abstract[form["list"]], _whole(form["level"])
        for other, at in list(self._count):
            if other == abstract and _whole(at) > depth:
                del self._count[other, at]
        key = (abstract, str(depth))
        start = _whole(attribute(level.find(qn("w:start")), "w:val") or "1")
        self._count[key] = self._count.get(key, start - 1) + 1
        pattern = attribute(level.find(qn("w:lvlText")), "w:val") or ""
        if attribute(level.find(qn("w:numFmt")), "w:val") == "bullet":
            return ("-" if pattern.strip() and pattern.strip()[0] in _DASHES else "•") if pattern.strip() else ""
        return re.sub(r"%([1-9])", lambda found: self._written(abstract, int(found[1]) - 1), pattern)

    def _written(self, abstract: str, depth: int) -> str:
        level = self._levels.get((abstract, str(depth)))
        number = self._count.get((abstract, str(depth)), 1)
        kind = attribute(level.find(qn("w:numFmt")), "w:val") if level is not None else None
        if kind in ("lowerLetter", "upperLetter"):
            letter = chr(ord("a") + (number - 1) % 26)
            return letter if kind == "lowerLetter" else letter.upper()
        if kind in ("lowerRoman", "upperRoman"):
            return _roman(number) if kind == "lowerRoman" else _roman(number).upper()
        return f"{number:02d}" if kind == "decimalZero" else str(number)


def _whole(text: str) -> int:
    """A number written by a program; what is none counts as 0."""
    return int(text) if text.isdecimal() and len(text) < 7 else 0


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN.items():
        while number >= value and len(written) < 20:
            written, number = written + letters, number - value
    return written
