"""What an office may print with its own Word templates: the fields of every paper, read from ``fields.toml``.

A new paper is a table ``[papers.NAME]`` there; nothing else here names a paper. Tests compare the tables with what
``isoaudit/papers/values`` gives, with the shipped templates and with ``docs/templates.md``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

FieldKind = Literal["text", "flag", "texts", "rows", "group"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a template."""

    means: str
    """In Vietnamese, for whoever changes a template."""
    kind: FieldKind = "text"
    """``text``; ``flag``: true or false; ``texts``: a list of texts; ``rows``: a list of rows; ``group``: values."""
    values: tuple[str, ...] = ()
    """The only texts it takes; empty: any."""
    fields: Mapping[str, Field] = field(default_factory=dict)
    """Of ``rows`` what each row has, of a ``group`` its values."""
    law: str = ""
    """The clause that wants it on the paper; empty: none does."""
    alternatives: tuple[str, ...] = ()
    """Fields of the same paper that serve that clause as well."""
    typed: bool = False
    """Whether an office may have typed it into the template, where nothing can be looked for."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of paper, named as its template."""

    name: str
    title: str
    fields: Mapping[str, Field]

    def required(self) -> Iterator[tuple[str, Field]]:
        """What the law wants printed, rows' fields as ``nonconformities.text``."""
        return _required(self.fields)


def _required(fields: Mapping[str, Field], above: str = "") -> Iterator[tuple[str, Field]]:
    for name, known in fields.items():
        if known.law:
            yield above + name, known
        yield from _required(known.fields, f"{above}{name}.")


@cache
def papers() -> Mapping[str, Paper]:
    """Every paper that has a Word template, by the template's name."""
    data = tomllib.loads(files(__package__).joinpath("fields.toml").read_text(encoding="utf-8"))
    found = {}
    for name, table in data["papers"].items():
        given = {key: value for group in table["groups"] for key, value in data["groups"][group].items()}
        given.update(table.get("fields", {}))
        found[name] = Paper(name, table["title"], {key: _field(value) for key, value in given.items()})
    return found


def _field(table: Mapping[str, Any]) -> Field:
    return Field(
        means=table["means"],
        kind=table.get("kind", "text"),
        values=tuple(table.get("values", ())),
        fields={name: _field(below) for name, below in table.get("fields", {}).items()},
        law=table.get("law", ""),
        alternatives=tuple(table.get("or", ())),
        typed=table.get("typed", False),
    )


def examples(paper: Paper) -> Iterator[dict[str, Any]]:
    """Contexts that try a template: everything there or nothing, the flags so or so, each value of what has few."""
    for full in (True, False):
        for flags in (True, False):
            context = _example(paper.fields, full, flags)
            yield context
            for name, known in paper.fields.items():
                yield from ({**context, name: value} for value in known.values[1:])


def _example(fields: Mapping[str, Field], full: bool, flags: bool) -> dict[str, Any]:
    return {name: _value(known, full, flags) for name, known in fields.items()}


def _value(known: Field, full: bool, flags: bool) -> Any:
    if known.kind == "flag":
        return flags
    if known.kind == "group":
        return _example(known.fields, full, flags)
    if known.kind == "rows":
        return [_example(known.fields, one, flags) for one in (True, False)] if full else []
    text = known.values[0] if known.values else f"{known.means} <w:p> & «thử»"
    if known.kind == "texts":
        return [text, text] if full else []
    return text if full or known.values else ""
