"""The nouns of the office's own score for the province's reform index: what is measured, how points are given.

No law prescribes it: every province has its scale (chấm điểm cải cách hành chính), so it stands in the settings.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from isoaudit.model.vocabulary import Kinds, Line, Noun, Text

Measure = Literal[
    "declared",
    "declared_2015",
    "internal_audit",
    "procedures_declared",
    "inspected",
    "reported",
    "criteria_met",
    "nonconformities",
    "observations",
    "correction_in_time",
    "correction_accepted",
]
"""What the journal can tell of an agency; see :mod:`isoaudit.rules.measures`."""
Way = Literal["whole", "share", "minus"]
"""All of the points or none; in proportion; so many off for each that was found."""


def _number(value: Any) -> Any:
    """A number as people here write it, ``1,5``; raises what :func:`isoaudit.model.faults` words for anything else."""
    if isinstance(value, str):
        value = value.strip().replace(",", ".")
    try:
        number = Decimal(str(value)) if not isinstance(value, bool) else Decimal("NaN")
    except ArithmeticError:
        number = Decimal("NaN")
    if not number.is_finite():
        raise PydanticCustomError("not_points", "not a number")
    return number


Points = Annotated[Decimal, BeforeValidator(_number), Field(gt=0, le=1000, decimal_places=2)]


class Component(Noun):
    """A row of the scale (thành phần chấm điểm): at most so many points, for what is measured, given in a way."""

    name: Line
    measure: Measure
    points: Points
    """The most it gives."""
    way: Way = "whole"
    minus: Points | None = None
    """Of the way ``minus``: points off for each finding."""
    point: Text = ""
    """The point of Article 36 it looks at, ``1.đ``; empty: all of them."""
    bodies: Kinds = "all"
    """The kinds of agency it is for: offices often have one scale for sở and another for communes."""

    def is_for(self, kind: str) -> bool:
        """Whether agencies of a kind get these points."""
        return self.bodies == "all" or kind in self.bodies
