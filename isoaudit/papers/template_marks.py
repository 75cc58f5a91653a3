"""The marks of a Word template made plain: each in one piece of text, and a mark for a paragraph, row or cell in place
of it. What stands in for docxtpl's patterns over the whole XML: those take minutes for a megabyte, and read nothing
where a program calls Word's namespace something other than ``w``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from lxml import etree

from isoaudit.office.text import CELL, PARAGRAPH, ROW, W

STRAIGHT = str.maketrans("“”‘’", "\"\"''")
"""Quotation marks as Word types them, as a mark has them."""
LEVEL = re.compile(r"(tr|tc|p|r) (.*)", re.DOTALL)
"""What a mark stands for, and what it says."""
CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}
_OPENING = re.compile(r"\{[{%#]")
_HOLDERS = {"tr": ROW, "tc": CELL, "p": PARAGRAPH}
"""From the outside in: in a row that goes away, no cell and no paragraph is left."""
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where marks begin and end, comments too. A pattern would look for each missing end anew: hours in a long text."""
    at, endless = 0, set[str]()
    while found := _OPENING.search(text, at):
        at = found.end()
        if found[0] not in endless:
            end = text.find(CLOSING[found[0]], at)
            if end < 0:
                endless.add(found[0])
            else:
                at = end + 2
                yield found.start(), at


def pieces(paragraph: Any) -> list[Any]:
    """The texts of a paragraph, those of a text box in it left out."""
    return [t for t in paragraph.iter(f"{W}t") if next(t.iterancestors(PARAGRAPH), None) is paragraph]


def plain(root: Any) -> Any:
    """The root of a part whose marks are whole; the tree given is used up."""
    root = _with_usual_prefix(root)
    lifted: dict[str, list[tuple[Any, str]]] = {level: [] for level in _HOLDERS}
    for paragraph in root.iter(PARAGRAPH):
        for mark in _joined(pieces(paragraph)):
            found = LEVEL.match(mark[2:])
            if found and found[1] in lifted:
                lifted[found[1]].append((paragraph, f"{mark[:2]} {found[2]}"))
    for level, tag in _HOLDERS.items():
        for paragraph, mark in lifted[level]:
            holder = paragraph if paragraph.tag == tag else next(paragraph.iterancestors(tag), None)
            if holder is not None and root in holder.iterancestors():
                _replace(holder, mark)
    return root


def _with_usual_prefix(root: Any) -> Any:
    """The same tree, Word's namespace called ``w``."""
    if root.nsmap.get("w") == W[1:-1]:
        return root
    others = {prefix: uri for prefix, uri in root.nsmap.items() if uri != W[1:-1] and prefix != "w"}
    new = etree.Element(root.tag, root.attrib, nsmap={**others, "w": W[1:-1]})
    new.extend(list(root))
    return new


def _joined(texts: list[Any]) -> list[str]:
    """The marks of a paragraph, each now in the piece it begins in."""
    whole = "".join(t.text or "" for t in texts)
    ends = list(accumulate(len(t.text or "") for t in texts))
    marks, new, at, piece = [], [""] * len(texts), 0, 0
    for start, end in spans(whole):
        piece = _spread(whole, at, start, ends, piece, new)
        while ends[piece] <= start:
            piece += 1
        mark = whole[start:end].translate(STRAIGHT)
        new[piece] += mark
        texts[piece].set(_SPACE, "preserve")
        marks.append(mark)
        at = end
    if marks:
        _spread(whole, at, len(whole), ends, piece, new)
        for t, text in zip(texts, new, strict=True):
            t.text = text
    return marks


def _spread(whole: str, start: int, end: int, ends: list[int], piece: int, new: list[str]) -> int:
    """Give what stands between two marks to the pieces it stands in; the last of them."""
    while start < end:
        while ends[piece] <= start:
            piece += 1
        stop = min(end, ends[piece])
        new[piece] += whole[start:stop]
        start = stop
    return piece


def _replace(holder: Any, mark: str) -> None:
    """A mark where an element was."""
    parent, before = holder.getparent(), holder.getprevious()
    text = mark + (holder.tail or "")
    if before is None:
        parent.text = (parent.text or "") + text
    else:
        before.tail = (before.tail or "") + text
    parent.remove(holder)
