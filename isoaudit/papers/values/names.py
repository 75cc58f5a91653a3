"""How names are written on a paper: in full, over lines that fit, and how long the line below one is."""

from __future__ import annotations

from unicodedata import combining, normalize

from isoaudit.model import Settings

_LINE_LENGTH = 24
"""Capitals of 12 pt bold that fit the left column of the letterhead."""
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
    """A long name over two lines: before the province if it names one, else in two even halves."""
    words = name.split()
    if len(name) <= _LINE_LENGTH:
        return name
    cuts = [" ".join(words[:i]) for i in range(1, len(words))]
    before_place = [cut for cut in cuts if name[len(cut) :].startswith((" TỈNH ", " THÀNH PHỐ "))]
    fitting = [cut for cut in before_place if len(cut) <= _LINE_LENGTH]
    head = fitting[0] if fitting else min(cuts, key=lambda cut: abs(len(name) - 1 - 2 * len(cut)), default=name)
    rest = name[len(head) :].strip()
    return f"{head}\n{rest}" if rest and len(rest) <= _LINE_LENGTH else name


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
