"""The office's own numbers of outgoing papers: which the acts used, which are not seen, what is unusual. Pure.

Numbers begin with 01 on 1 January and end on 31 December; number and symbol are unique in the year (Decree 30/2020,
Article 15.1). Each office numbers its own papers, so a series is told by unit, symbol and year. A number that is not
seen is no fault: the office gives the same series to papers that no inspection knows of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from isoaudit.model import Act, ActKind
from isoaudit.rules.acts import ORDER, RULES, TO_ONE, by_day
from isoaudit.rules.in_force import LETTERS, ON_LETTERS, said_of

_NUMBER = re.compile(r"(?:số)?0*(\d{1,6})([a-zđ]?)([/-].*[^\W\d_].*)", re.IGNORECASE)
"""Digits, perhaps one letter of a number given in between (12a), and a symbol, as it is read without spaces."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number as it is recorded with an act of an inspection."""

    inspection: str
    unit: str
    """Code of the inspecting unit; empty: the programme's own office."""
    act: Act


@dataclass(frozen=True, slots=True)
class NumberedPaper:
    """One paper: what is recorded with the same number, act and day, of one inspection or of several."""

    number: int
    letter: str
    """Of a number given in between, ``a`` of ``12a``; else empty."""
    written: str
    """As it was typed first: ``05/TB-CCTĐC``."""
    kind: ActKind
    on: date
    inspections: tuple[str, ...]
    signer: str = ""
    issuer: str = ""
    note: str = ""
    became: tuple[Act, ...] = ()
    """The papers that corrected, replaced or revoked it, by day (Decree 30/2020, Article 18.4-5)."""

    @property
    def shared(self) -> bool:
        """Whether a letter to one agency is recorded of several; practice knows a common one, the circular none."""
        return self.kind in TO_ONE and len(self.inspections) > 1


@dataclass(frozen=True, slots=True)
class Series:
    """The numbers of one symbol in one year."""

    unit: str
    symbol: str
    """As it was typed first: ``/TB-CCTĐC``."""
    year: int
    papers: tuple[NumberedPaper, ...]
    """In the order of their numbers."""
    next: int | None
    """The number after the greatest; None: the year of the series is not that of the day asked for."""

    @property
    def unseen(self) -> tuple[tuple[int, int], ...]:
        """First and last of each run of numbers between the least and the greatest that no act here has."""
        return tuple(
            (before.number + 1, after.number - 1)
            for before, after in pairwise(self.papers)
            if after.number > before.number + 1
        )

    @property
    def twice(self) -> tuple[tuple[NumberedPaper, ...], ...]:
        """The papers of each number that several have (Article 15.1)."""
        grouped = (tuple(several) for _, several in groupby(self.papers, lambda one: (one.number, one.letter)))
        return tuple(several for several in grouped if len(several) > 1)

    @property
    def backwards(self) -> tuple[tuple[NumberedPaper, NumberedPaper], ...]:
        """Each paper whose day is before that of a smaller number, after the youngest such paper."""
        return tuple(_backwards(self.papers))


def _backwards(papers: Sequence[NumberedPaper]) -> Iterator[tuple[NumberedPaper, NumberedPaper]]:
    youngest: NumberedPaper | None = None
    for _, several in groupby(papers, lambda one: (one.number, one.letter)):
        of_number = tuple(several)
        yield from ((youngest, paper) for paper in of_number if youngest and paper.on < youngest.on)
        youngest = max((*of_number, *([youngest] if youngest else ())), key=lambda one: one.on)


@dataclass(frozen=True, slots=True)
class NumberRegister:
    """All series, and what is in none of them because its number cannot be read as digits and a symbol."""

    series: tuple[Series, ...]
    unread: tuple[Numbered, ...]


def number_parts(written: str) -> tuple[int, str, str] | None:
    """Number, letter and symbol of what was typed, in small letters without spaces; None where it is none."""
    found = _NUMBER.fullmatch("".join(written.split()))
    return (int(found[1]), found[2].casefold(), found[3].casefold()) if found else None


def number_register(recorded: Iterable[Numbered], day: date) -> NumberRegister:
    """The series of the papers that the office itself numbers, by unit, year and symbol, asked on ``day``.

    Acts without a number are of no series, and those whose paper another office numbers are left out.
    """
    on_letters: dict[str, list[Act]] = {}
    grouped: dict[tuple[str, int, str], list[tuple[int, str, Numbered]]] = {}
    unread: list[Numbered] = []
    for one in recorded:
        if one.act.kind in ON_LETTERS:
            on_letters.setdefault(one.inspection, []).append(one.act)
        if not one.act.number.strip() or not RULES[one.act.kind].series:
            continue
        if (parts := number_parts(one.act.number)) is None:
            unread.append(one)
            continue
        number, letter, symbol = parts
        grouped.setdefault((one.unit, one.act.on.year, symbol), []).append((number, letter, one))
    return NumberRegister(
        tuple(
            _series(unit, year, of_symbol, day, on_letters)
            for (unit, year, _), of_symbol in sorted(grouped.items(), key=_first)
        ),
        tuple(sorted(unread, key=lambda one: (one.unit, one.act.on, one.act.number, one.inspection))),
    )


def _first(item: tuple[tuple[str, int, str], object]) -> tuple[str, int, str]:
    return item[0]


OnLetters = Mapping[str, Sequence[Act]]
"""The acts on letters that were issued, by inspection: of a year they are few."""


def _series(
    unit: str, year: int, recorded: Iterable[tuple[int, str, Numbered]], day: date, on_letters: OnLetters
) -> Series:
    papers: dict[tuple[int, str, date, ActKind], list[Numbered]] = {}
    for number, letter, one in recorded:
        papers.setdefault((number, letter, one.act.on, one.act.kind), []).append(one)
    in_order = sorted(papers.items(), key=lambda item: (*item[0][:3], ORDER.index(item[0][3])))
    made = tuple(_paper(number, letter, several, on_letters) for (number, letter, _, _), several in in_order)
    written = "".join(made[0].written.split())
    symbol = written[re.search(r"[/-]", written).start() :]  # type: ignore[union-attr]
    return Series(unit, symbol, year, made, made[-1].number + 1 if year == day.year else None)


def _paper(number: int, letter: str, several: Sequence[Numbered], on_letters: OnLetters) -> NumberedPaper:
    first = min(several, key=lambda one: one.inspection)
    said = {
        name: next((text for one in several if (text := getattr(one.act, name))), "")
        for name in ("signer", "issuer", "note")
    }
    inspections = tuple(sorted({one.inspection for one in several}))
    return NumberedPaper(
        number,
        letter,
        " ".join(first.act.number.split()),
        first.act.kind,
        first.act.on,
        inspections,
        **said,
        became=_became(first.act, inspections, on_letters),
    )


def _became(act: Act, inspections: Sequence[str], on_letters: OnLetters) -> tuple[Act, ...]:
    """What was recorded about a letter, in the same inspections."""
    if act.kind not in (*LETTERS, "letter_replaced"):
        return ()
    same = (one for inspection in inspections for one in on_letters.get(inspection, ()))
    return by_day(dict.fromkeys(said_of(same, act.number)))
