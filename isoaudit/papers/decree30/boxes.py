"""Text boxes in which a letterhead or the end of a paper stands: which, in what column, how wide."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from docx.oxml.ns import qn

from isoaudit.office.text import TABLE, boxes
from isoaudit.papers.decree30.heads import MOTTO, NATIONAL
from isoaudit.papers.decree30.nouns import MM
from isoaudit.papers.decree30.styles import points
from isoaudit.papers.decree30.words import fold

_EMU = 36_000
_HALF = 60.0
"""Millimetres from the left at which the right column of a letterhead surely has begun."""
_WIDTH = 230.0
"""Points: half of the text of a page."""
_INSETS = 14.4
_SIGNS = (NATIONAL, MOTTO, "noinhan")
_STYLE = r"(?:^|;)\s*%s:\s*([^;]+)"


def letter_boxes(children: Sequence[Any]) -> dict[Any, int]:
    """The paragraphs on which boxes of a letterhead or of the end of a paper hang, each with the number of its group.

    Boxes that hang on paragraphs without a text between them belong together.
    """
    groups: list[list[Any]] = [[]]
    for child in children:
        if child.tag == TABLE:
            groups.append([])
            continue
        if next(boxes(child), None) is not None:
            groups[-1].append(child)
        if any((t.text or "").strip() for run in child.findall(qn("w:r")) for t in run.findall(qn("w:t"))):
            groups.append([])
    return {
        paragraph: number
        for number, group in enumerate(groups)
        if any(sign in _folded(group) for sign in _SIGNS)
        for paragraph in group
    }


def _folded(group: Sequence[Any]) -> str:
    return fold("".join(t.text or "" for one in group for box in boxes(one) for t in box.iter(qn("w:t"))))


def column_of(box: Any) -> int:
    """0 for the left column, 1 for the right: by where the box stands, else by what it says."""
    left = _from_left(box)
    if left is not None:
        return int(left >= _HALF)
    text = fold("".join(t.text or "" for t in box.iter(qn("w:t"))))
    return int(NATIONAL in text or MOTTO in text)


def width_of(box: Any) -> float:
    """Between its edges, in points."""
    for parent in box.iterancestors():
        name = _name(parent)
        if name in ("anchor", "inline"):
            extent = next((child for child in parent if _name(child) == "extent"), None)
            width = "" if extent is None else extent.get("cx") or ""
            return max(0.0, int(width) / _EMU / MM - _INSETS) if width.isdigit() else _WIDTH
        if found := re.search(_STYLE % "width", parent.get("style") or ""):
            value = points(found[1].strip(), 1.0)
            return _WIDTH if value is None else max(0.0, value - _INSETS)
    return _WIDTH


def _from_left(box: Any) -> float | None:
    """Millimetres from the left; None where the file does not say so in a number."""
    for parent in box.iterancestors():
        if _name(parent) == "anchor":
            said = next((one.text or "" for one in parent.iter() if _name(one) == "posOffset"), "")
            return int(said) / _EMU if re.fullmatch(r"-?\d{1,9}", said) else None
        if found := re.search(_STYLE % "margin-left", parent.get("style") or ""):
            value = points(found[1].strip(), 1.0)
            return None if value is None else value * MM
    return None


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
