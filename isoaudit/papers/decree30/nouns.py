"""What is measured on a document, and what is said of it. Lengths are millimetres, sizes and spacing points."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from functools import cached_property

ROMAN = (
    "250 333 408 500 500 833 778 333 333 333 500 564 250 333 250 278 500 500 500 500 500 500 500 500 500 500 278 278 "
    "564 564 564 444 921 722 667 667 722 611 556 722 722 333 389 722 611 889 722 722 556 722 667 556 611 722 722 944 "
    "722 722 611 333 278 333 469 500 333 444 500 444 500 444 333 500 500 278 278 500 278 778 500 500 500 500 333 389 "
    "278 500 500 722 500 500 444 480 200 480 541"
)
BOLD = (
    "250 333 555 500 500 1000 833 333 333 333 500 570 250 333 250 278 500 500 500 500 500 500 500 500 500 500 333 333 "
    "570 570 570 500 930 722 667 722 722 667 611 778 778 389 500 778 667 944 722 778 611 778 722 556 667 722 722 1000 "
    "722 722 667 333 278 333 581 500 333 500 556 444 556 444 333 500 556 278 333 556 278 833 556 500 556 556 444 389 "
    "333 556 500 722 500 500 444 394 220 394 520"
)
_WIDTHS = {bold: tuple(map(int, text.split())) for bold, text in ((False, ROMAN), (True, BOLD))}
"""Thousandths of the size, U+0020 to U+007E of Times; an accent does not widen its letter."""
_PLAIN = str.maketrans({"đ": "d", "Đ": "D", "\u00a0": " ", "–": "n", "—": "M", "…": "M"})
MM = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text formatted alike."""

    text: str
    fonts: tuple[str, str]
    """Of plain and of accented letters."""
    size: float
    bold: bool
    italic: bool
    colour: str
    """Six hexadecimal digits, or AUTO."""
    caps: bool
    underline: bool

    @property
    def width(self) -> float:
        """Of the text in Times, in millimetres."""
        text = self.text.upper() if self.caps else self.text
        plain = unicodedata.normalize("NFD", text.translate(_PLAIN))
        widths = _WIDTHS[self.bold]
        thousandths = sum(
            widths[ord(c) - 32] if " " <= c <= "~" else 500 for c in plain if not unicodedata.combining(c)
        )
        return thousandths * self.size / 1000 * MM


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands."""

    order: int
    """Counted through the document."""
    paragraph: int
    """Lines of one paragraph have the same."""
    section: int
    table: int | None = None
    """The outermost table, counted; None outside tables."""
    row: int = 0
    column: int = 0
    columns: int = 1
    """Of the row."""
    bordered: bool = False
    """Whether the table shows its borders."""
    boxed: bool = False
    """Whether it is a text box: several side by side are the columns of a table."""


@dataclass(frozen=True)
class Line:
    """A paragraph; or, where a line break (or a tab in the letterhead) parts it, one of its lines."""

    runs: tuple[Run, ...]
    place: Place
    align: str | None
    """left, center, right, both; None where it cannot be known."""
    start: float
    """From the left margin to the first letter."""
    width: float
    """Between the indents; what a border below is long."""
    before: float
    after: float
    spacing: tuple[str, float] | None
    """Between lines: the rule of Word, and its value in points (``auto``: twelfths of a line)."""
    style: str
    contextual: bool
    label: str = ""
    """What a list puts before it."""
    borders: tuple[str, ...] = ()
    drawn: tuple[float | None, ...] = ()
    """The lines drawn and anchored here, their lengths; None: a length that cannot be known."""

    @cached_property
    def text(self) -> str:
        """What is read, blanks joined, the label of a list first."""
        return " ".join(f"{self.label} {self.typed}".split())

    @cached_property
    def typed(self) -> str:
        """What is read, every blank as typed, those at the ends left out."""
        words = "".join(run.text.upper() if run.caps else run.text for run in self.runs)
        return unicodedata.normalize("NFC", words).strip()

    @cached_property
    def long(self) -> float:
        """How long the text is in one line."""
        return sum(run.width for run in self.seen)

    @cached_property
    def seen(self) -> tuple[Run, ...]:
        """The runs that show something; the blanks at both ends are cut."""
        runs = [run for run in self.runs if run.text]
        while runs and not runs[0].text.strip():
            del runs[0]
        while runs and not runs[-1].text.strip():
            del runs[-1]
        if runs:
            runs[0] = replace(runs[0], text=runs[0].text.lstrip())
            runs[-1] = replace(runs[-1], text=runs[-1].text.rstrip())
        return tuple(runs)

    @cached_property
    def shown(self) -> tuple[Run, ...]:
        """The runs with letters, digits or signs."""
        return tuple(run for run in self.runs if run.text.strip())


@dataclass(frozen=True)
class Section:
    """A part of the document with a page of its own."""

    width: float
    height: float
    landscape: bool
    top: float
    bottom: float
    left: float
    right: float
    numbers: tuple[Line, ...]
    """The paragraphs with a page number above its pages, the first page left out."""
    numbers_below: tuple[Line, ...]
    numbers_on_first: bool
    """Whether its first page shows a number."""
    number_format: str
    start: int | None
    """The first page's number, where one is set."""


@dataclass(frozen=True)
class Measured:
    """A whole document."""

    lines: tuple[Line, ...]
    sections: tuple[Section, ...]
    tables: frozenset[int]
    """The sections that hold a table."""
    pages: int
    """At least so many: what is certain."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """Where a document is not as the decree wants it."""

    rule: str
    note: bool
    """Not settled by the decree: a remark only."""
    part: str
    """Which part of the paper, in words."""
    quote: str
    """How the place begins; empty where the whole paper is meant."""
    found: str
    wanted: str
    clause: str
    count: int = 1
    """In how many places."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in one document."""

    file: str
    kind: str
    """What kinds of papers are in it, in words."""
    deviations: tuple[Deviation, ...] = field(default=())

    @property
    def fine(self) -> bool:
        """Whether nothing departs from the decree; remarks do not count."""
        return all(deviation.note for deviation in self.deviations)
