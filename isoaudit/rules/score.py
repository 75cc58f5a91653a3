"""The score of an agency by the office's own scale: each part with why, the sum, and what of it nobody knows yet. Pure.

No law prescribes it; the scale stands in the settings, and without one there is no score.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal

from isoaudit.model import Component, Kind
from isoaudit.rules.measures import Body, Measured, Source, measured, said
from isoaudit.rules.score_formula import points_words

_HUNDREDTH = Decimal("0.01")
PartState = Literal["known", "partly", "open"]


@dataclass(frozen=True, slots=True)
class Part:
    """What one component gives an agency."""

    component: Component
    points: Decimal
    """What it has for certain."""
    open: Decimal
    """What it may still get: not known on the day."""
    why: str
    """How the points came about, with the sum."""
    sources: tuple[Source, ...]

    @property
    def state(self) -> PartState:
        """Whether all of it is known."""
        if not self.open:
            return "known"
        return "open" if self.open == self.component.points else "partly"


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one agency."""

    code: str
    name: str
    kind: Kind
    parts: tuple[Part, ...]
    """In the order of the scale; what is not for its kind is left out."""

    @property
    def points(self) -> Decimal:
        """The sum of what it has for certain."""
        return sum((part.points for part in self.parts), Decimal())

    @property
    def open(self) -> Decimal:
        """The sum of what is not known; 0: the score is whole."""
        return sum((part.open for part in self.parts), Decimal())

    @property
    def maximum(self) -> Decimal:
        """The most an agency of its kind can get."""
        return sum((part.component.points for part in self.parts), Decimal())


def score(components: Iterable[Component], body: Body, day: date) -> Score:
    """The score of an agency at the end of a day."""
    agency = body.agency
    parts = tuple(_part(one, measured(one, body, day)) for one in components if one.is_for(agency.kind))
    return Score(agency.code, agency.name, agency.kind, parts)


def in_words(points: Decimal, open_: Decimal, maximum: Decimal) -> str:
    """Points of how many, and what is open: ``7,5/10 điểm, còn 1 điểm chưa rõ``."""
    given = {"points": points_words(points), "most": points_words(maximum), "open": points_words(open_)}
    return said("partial" if open_ else "whole", **given)


def _part(one: Component, found: Measured) -> Part:
    """Points are rounded to hundredths, so that the sum is that of what is shown."""
    met, open_ = _given(one, found)
    points = _rounded(one.points * met.numerator / met.denominator)
    known = met + open_
    may_be = _rounded(one.points * known.numerator / known.denominator)
    return Part(one, points, may_be - points, _why(one, found, points, may_be - points), found.sources)


def _given(one: Component, found: Measured) -> tuple[Fraction, Fraction]:
    """Which share of the points is certain, and which is open, in the way the component has."""
    if one.way == "minus":
        if found.open:
            return Fraction(0), found.open
        left = Fraction(one.points) - found.number * Fraction(one.minus or 0)
        return max(left, Fraction(0)) / Fraction(one.points), Fraction(0)
    if one.way == "share":
        return found.met, found.open
    if found.met == 1:
        return Fraction(1), Fraction(0)
    everything_may_be_met = found.met + found.open == 1
    return Fraction(0), Fraction(1 if everything_may_be_met else 0)


def _rounded(points: Decimal) -> Decimal:
    return points.quantize(_HUNDREDTH, ROUND_HALF_UP)


def _why(one: Component, found: Measured, points: Decimal, open_: Decimal) -> str:
    most, got = points_words(one.points), points_words(points)
    if open_ == one.points:
        how = said("left_open", most=most)
    elif one.way == "minus":
        taken = said("sum_minus", most=most, number=found.number, minus=points_words(one.minus or Decimal()))
        least = said("not_below_0") if found.number * (one.minus or 0) > one.points else ""
        how = f"{taken} = {got} {said('points')}{least}" if found.number else said("all_points", most=most)
    elif one.way == "share" and found.counted:
        how = f"{most} × {found.counted} = {got} {said('points')}"
        how += said("still_open", open=points_words(open_)) if open_ else ""
    else:
        how = said("all_points" if points else "not_all" if found.counted else "no_points", most=most)
    return f"{found.why}: {how}."
