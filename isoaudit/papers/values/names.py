"""How names are written on a paper: in full, over lines that fit, and how long the line below one is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise
from unicodedata import combining, normalize

from isoaudit.model import Settings

_LINE_LENGTH = 24
"""Capitals of 12 pt bold that fit the left column of the letterhead."""
_MOST_LINES, _A_LINE = 4, 2
"""How many lines a name may have, and how much a further one is avoided, in the costs below."""
_PLACES, _PLACES_OF_TWO = ("TỈNH", "XÃ", "PHƯỜNG"), (("THÀNH", "PHỐ"), ("ĐẶC", "KHU"))
"""With what the name of a place begins."""
_NO_PLACES = (("XÃ", "HỘI"),)
_WHOLE = (("ỦY", "BAN"), ("BAN", "NHÂN"), ("NHÂN", "DÂN"))
"""What stays together: Ủy ban nhân dân."""
_BEGIN, _GO_ON = ("CÁC", "KHU", "CỦA", "VỀ"), ("VÀ", "CÁC", "CỦA", "VỀ")
"""Words before which a line may well end, and after which it may not."""
_COLUMN = 68.0
"""Its width, mm."""
_DRAWN = {23.0: "8", 31.5: "11", 42.5: "15", 56.0: "20", _COLUMN: "26"}
"""How long a name may be, mm, and the line drawn below it: always from a third to a half of the name."""
_CAPITAL, _DIGIT, _OTHERS = 3.0, 2.12, {"I": 1.65, " ": 1.06, "/": 1.2, "-": 1.4}
"""Widths in 12 pt bold, mm."""


def without_province(name: str, settings: Settings) -> str:
    """The name of an office or agency written out, its province left out: as two writings of it are compared."""
    return in_full(name).removesuffix(f" {settings.province}")


def in_lines(name: str) -> str:
    """A long name, in capitals, over as few lines as hold it, broken where a reader pauses.

    That is before the place it is of, before *và*, after a comma; never within the name of a place where another line
    avoids it. As it is where no break helps.
    """
    words = name.split()
    if len(name) <= _LINE_LENGTH or len(words) < 2:
        return name
    costs = _costs(words)
    found = (
        (sum(costs[cut] for cut in cuts) + _A_LINE * len(cuts), _spread(lines), lines)
        for number in range(1, min(_MOST_LINES, len(words)))
        for cuts in combinations(range(1, len(words)), number)
        if max(map(len, lines := _cut(words, cuts))) <= _LINE_LENGTH
    )
    return "\n".join(min(found, default=(0, 0, [name]))[2])


def _costs(words: Sequence[str]) -> dict[int, float]:
    """How little a line should end before each word, by its place."""
    places = [n for n, pair in enumerate(pairwise([*words, ""])) if pair[0] in _PLACES or pair in _PLACES_OF_TWO]
    place = next((n for n in places if tuple(words[n : n + 2]) not in _NO_PLACES), len(words))

    def cost(at: int) -> float:
        before, word = words[at - 1], words[at]
        if at > place or before in _GO_ON or (before, word) in (*_PLACES_OF_TWO, *_WHOLE):
            return 9
        if at == place or word == "VÀ" or tuple(words[at : at + 2]) == _WHOLE[0]:
            return 0
        if before.endswith((",", "-")):
            return 0.5 if before.endswith(",") else 2
        return 1 if word in _BEGIN else 3 + at % 2  # words are mostly of two syllables

    return {at: cost(at) for at in range(1, len(words))}


def _cut(words: Sequence[str], cuts: Sequence[int]) -> list[str]:
    return [" ".join(words[start:end]) for start, end in pairwise((0, *cuts, len(words)))]


def _spread(lines: Sequence[str]) -> int:
    lengths = [len(line) for line in lines]
    return max(lengths) - min(lengths)


def in_full(name: str) -> str:
    """A name with its people's committees written out."""
    return name.replace("UBND ", "Ủy ban nhân dân ")


def issuing(name: str) -> dict[str, str]:
    """The name of who issues, and the length of the line below it in mm (Decree 30/2020, Annex I, II.2.b)."""
    widest = min(max(map(_width, name.splitlines()), default=0.0), _COLUMN)
    return {"issuing_office": name, "issuing_line": next(line for most, line in _DRAWN.items() if widest <= most)}


def _width(capitals: str) -> float:
    """How long a line of 12 pt bold capitals is on paper, mm; an accent does not widen its letter."""
    letters = (sign for sign in normalize("NFD", capitals) if not combining(sign))
    return sum(_OTHERS.get(sign, _DIGIT if sign.isdigit() else _CAPITAL) for sign in letters)
