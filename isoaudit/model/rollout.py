"""The nouns of the roll-out: steps of building a system, targets, training classes, money.

Decision 19/2014, Article 4 (the steps), Article 6 (the plan, its money and training), Article 10 (where money is from).
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from isoaudit.model.vocabulary import Line, Noun, Text

Step = Literal[
    "survey",
    "training",
    "writing",
    "application",
    "internal_audit",
    "management_review",
    "confirmation",
    "declaration",
    "notice",
]
"""In the order of Article 4: khảo sát, đào tạo, viết tài liệu (4.1), áp dụng (4.2.a), đánh giá nội bộ (4.2.b), xem xét
của lãnh đạo (4.2.c), xác nhận hiệu lực (4.2.d), công bố, gửi hồ sơ công bố to the unit in charge (4.3)."""
Edition = Literal["2008", "2015"]
"""Of TCVN ISO 9001; the last paragraph of Article 4 leaves the change to the Ministry's guidance."""
Group = Literal[
    "all",
    "obliged",
    "province",
    "departments",
    "branches",
    "districts",
    "communes",
    "service_units",
    "central",
    "others",
    "level_tinh",
    "level_huyen",
    "level_xa",
]
"""Whose a target is: every agency, every obliged one, a block of the register, or a level."""


class StepTaken(Noun):
    """Where an agency stands with one step of one edition."""

    agency: Line
    edition: Line
    """An :data:`Edition`, or ``none``: the table did not say which."""
    step: Step
    on: date | None = None
    """The day it was done; empty: it is known not to be done."""
    evidence: Text = ""
    known: bool = True
    """That the agency was named beside the step, with a day or without."""


class Target(Noun):
    """So many of a group of agencies are to have taken a step by a day."""

    group: Group
    edition: Line
    """An :data:`Edition`, or ``none``: whichever."""
    step: Step
    by: date
    number: int | None = Field(default=None, ge=1)
    """How many; exactly one of this and :attr:`percent` is said."""
    percent: int | None = Field(default=None, ge=1, le=100)
    """Of the agencies of the group that are there on the day; rounded up."""
    since: date | None = None
    """From when the roll-out runs: the day of the plan. Empty: the pace is that of the last months."""
    source: Text = ""
    """The plan or decision that sets it."""


class TrainingClass(Noun):
    """A class held for the agencies of the province (Article 6)."""

    on: date
    name: Line
    learners: int | None = Field(default=None, ge=0)
    content: Text = ""
    known: bool = True
    """That it was listed, whatever else is known of it."""


class RolloutMoney(Noun):
    """Money of a year for one item of the plan, in đồng (Articles 6, 10); what is not said is not known."""

    year: Line
    item: Line
    planned: int | None = Field(default=None, ge=0)
    spent: int | None = Field(default=None, ge=0)
    known: bool = True
    """That it was listed, whatever else is known of it."""


class Rollout(Noun):
    """What stands of the roll-out, each part in the order of its subjects."""

    steps: tuple[StepTaken, ...] = ()
    targets: tuple[Target, ...] = ()
    classes: tuple[TrainingClass, ...] = ()
    money: tuple[RolloutMoney, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is recorded."""
        return not (self.steps or self.targets or self.classes or self.money)
