"""Which of several texts another one is most like: a proposal and its finding, a line and its criterion."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

_SMALL = frozenset(
    ("và", "của", "cho", "các", "những", "theo", "đã", "có", "được", "trong", "về", "với", "tại", "là", "hay", "hoặc")
    + ("việc", "không", "chưa")
)


def _words(text: str) -> Iterator[str]:
    return (word for word in re.findall(r"\w+", text.casefold()) if word not in _SMALL)


def nearest(text: str, others: Sequence[str], least: float = 0.0) -> int | None:
    """Which of other texts shares clearly most of the words of a text; None: none does, or two alike.

    ``least``: the part of its pairs of words that it must hold. A single text is the one, where nothing is asked.
    """
    if len(others) == 1 and not least:
        return 0
    pairs = _pairs(text)
    shares = sorted(((len(pairs & _pairs(other)) / max(len(pairs), 1), at) for at, other in enumerate(others)))[::-1]
    if not shares or shares[0][0] <= least or (len(shares) > 1 and shares[0][0] == shares[1][0]):
        return None
    return shares[0][1]


def _pairs(text: str) -> set[tuple[str, str]]:
    """The pairs of words that follow one another: single syllables of Vietnamese mean little."""
    return set(pairwise(_words(text)))
