"""What passes between the program and the process that judges: plain data, a file of JSON lines one way, one JSON text
the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import TypeAdapter

from isoaudit.gate.tables import Line, TableName
from isoaudit.model.vocabulary import Noun


class Portion(Noun):
    """Some lines of a table, column by column."""

    table: TableName
    columns: dict[str, list[Any]]


class Asked(Noun):
    """What is expected of a table; it comes after all its lines."""

    table: TableName
    key: tuple[str, ...]
    expectations: tuple[dict[str, Any], ...]


class Table(Noun):
    """A table with what is expected of it."""

    key: tuple[str, ...]
    columns: dict[str, list[Any]]
    expectations: tuple[dict[str, Any], ...]


class Question(Noun):
    """All tables of a run."""

    tables: dict[TableName, Table]

    @classmethod
    def read(cls, lines: Iterable[bytes]) -> Question:
        """The question that was written as :class:`Portion` and :class:`Asked`, a line each."""
        columns: dict[TableName, dict[str, list[Any]]] = {}
        tables: dict[TableName, Table] = {}
        for line in lines:
            said = _SAID.validate_json(line)
            if isinstance(said, Portion):
                known = columns.setdefault(said.table, {})
                for name, values in said.columns.items():
                    known.setdefault(name, []).extend(values)
            else:
                whole = columns.pop(said.table, {})
                tables[said.table] = Table.model_construct(key=said.key, columns=whole, expectations=said.expectations)
        return cls.model_construct(tables=tables)


_SAID: TypeAdapter[Portion | Asked] = TypeAdapter(Portion | Asked)


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
