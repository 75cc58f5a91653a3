"""The noun of the second reader: who read a letter or minutes before it left, in which state, and what he said."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from isoaudit.model.acts import ActKind
from isoaudit.model.vocabulary import Line, Noun, Text

ReadingOutcome = Literal["agreed", "returned"]
"""It can leave as it was read; something is to be changed first."""


class Reading(Noun):
    """What a second reader (người đọc lại) said of a paper before it left: the office's own rule."""

    inspection: Line
    act: ActKind
    """The act by which the paper leaves: ``notice_issued``."""
    state: Text = ""
    """SHA-256 of the state that was read (:func:`isoaudit.papers.second_reading.state_of`)."""
    reader: Text = ""
    outcome: ReadingOutcome | None = None
    note: Text = ""
    """Of one returned: what is to be changed."""
    on: date | None = None
    heads: tuple[str, ...] = ()
    disputed: tuple[Reading, ...] = Field(default=(), exclude_if=lambda several: not several)
    """What several readers said who had not seen each other (its own fields are then empty): each counts, one that
    returned it before those that agreed."""
    author: Text = Field(default="", exclude_if=lambda text: not text)
    at: Text = Field(default="", exclude_if=lambda text: not text)
