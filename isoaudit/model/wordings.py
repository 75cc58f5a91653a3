"""Reusable wordings: how what was seen, and what of it does not meet a criterion, may be written."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from isoaudit.model.vocabulary import Line, Noun

Fits = Literal["nonconforming", "observation"]


class Wording(Noun):
    """One way to write a finding at a criterion, its names, numbers and days left blank: ``{số TTHC}``."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9A-Za-z]*(-[0-9A-Za-z]+)+$")]
    """ASCII, unique over what is shipped and what the office added."""
    criterion: Line
    """The criterion it is for; what is required stands there."""
    grade: Fits
    """The verdict it fits."""
    evidence: Line
    """What was seen, heard or read."""
    gap: Line
    """What does not meet the criterion, or is to be looked at; stands alone in minutes and letter."""
    note: Line | None = None
    """When to use it, when not; never printed."""


class WordingLibrary(Noun):
    """The file ``wording.yaml``: that of the package, or an office's own beside its checklists."""

    wordings: Annotated[tuple[Wording, ...], Field(min_length=1)]
