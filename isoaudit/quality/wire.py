"""What passes between the program and the process that judges: plain data, one JSON text each way."""

from __future__ import annotations

from typing import Any

from isoaudit.model.vocabulary import Noun
from isoaudit.quality.tables import Line, TableName


class Table(Noun):
    """A table with what is expected of it."""

    key: tuple[str, ...]
    columns: dict[str, list[Any]]
    expectations: tuple[dict[str, Any], ...]


class Question(Noun):
    """All tables of a run."""

    tables: dict[TableName, Table]


class Found(Noun):
    """What one expectation found."""

    position: int
    """Its place in the suite."""
    success: bool
    count: int
    lines: tuple[Line, ...]
    """The lines that fail: the columns that say which line it is, and those the expectation is about."""


class Judged(Noun):
    """What was found in one table."""

    lines: int
    found: tuple[Found, ...]


class Unfit(Noun):
    """An expectation that could not be built, or raised; ``detail`` is the engine's own text."""

    table: TableName
    position: int
    detail: str


class Answer(Noun):
    """What was found in all tables."""

    engine: str
    tables: dict[TableName, Judged]
    unfit: tuple[Unfit, ...]
