"""Blanks of reusable wordings: ``{số TTHC}`` is to be filled with a number before an answer is used.

A blank begins with a word of a small closed set, which says what is to be filled in; what follows says of what.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

BlankKind = Literal["count", "date", "name", "number", "content"]

KINDS: Mapping[str, BlankKind] = {
    "tổng số": "count",
    "số hiệu": "number",
    "số": "count",
    "ngày": "date",
    "năm": "date",
    "tên": "name",
    "mã": "number",
    "nội dung": "content",
}
"""The word a blank begins with, the longer ones first: what is to be filled in."""

BLANK_LEFT = rf"\{{(?:{'|'.join(KINDS)})(?: [^{{}}\n]*)?\}}"
"""A blank that nobody filled in, as a regular expression that great_expectations reads too."""
_BLANK_LEFT = re.compile(BLANK_LEFT)
_BRACED = re.compile(r"\{([^{}\n]*)\}")


def blanks(text: str) -> tuple[str, ...]:
    """The blanks of a text as they stand in it, in its order."""
    return tuple(_BLANK_LEFT.findall(text))


def kind_of(blank: str) -> BlankKind:
    """What is to be filled into one of :func:`blanks`."""
    return next(kind for word, kind in KINDS.items() if re.match(rf"\{{{word}[ }}]", blank))


def no_blanks(text: str) -> Iterator[str]:
    """What stands in braces and is no blank of the set; a brace that has no other."""
    for inside in _BRACED.findall(text):
        if not _BLANK_LEFT.fullmatch(f"{{{inside}}}") or inside != " ".join(inside.split()):
            yield f"{{{inside}}}"
    yield from re.findall(r"[{}]", _BRACED.sub("", text))


def blanks_left(texts: Iterable[str]) -> tuple[str, ...]:
    """The blanks that stand in several texts, each once, in their order."""
    return tuple(dict.fromkeys(blank for text in texts for blank in blanks(text)))
