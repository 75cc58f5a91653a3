"""What an office may print with its own Word templates: the fields of every paper.

They stand under ``[fields]`` in the file of the paper (:mod:`isoaudit.papers.kinds`). Groups of fields that several
papers have stand in ``shared_fields.toml``; a paper names its groups in ``shared_fields`` and may say a field of theirs
anew. Tests compare the fields with what ``isoaudit/papers/values`` gives, with the shipped templates and with
``docs/templates.md``. A field in TOML has the names of :class:`Field`, but ``or`` for ``alternatives``.
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from isoaudit.papers.kinds import tables

FieldKind = Literal["text", "flag", "texts", "rows", "group"]


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """One field of a template."""

    means: str
    """In Vietnamese, for whoever changes a template."""
    kind: FieldKind = "text"
    """``text``; ``flag``: true or false; ``texts``: a list of texts; ``rows``: a list of rows; ``group``: values."""
    values: tuple[str, ...] = ()
    """The only texts it takes; empty: any."""
    fields: Mapping[str, Field] = dataclasses.field(default_factory=dict)
    """Of ``rows`` what each row has, of a ``group`` its values."""
    law: str = ""
    """The clause that wants it on the paper (of ``rows`` and a ``group``: something of them); empty: none does."""
    alternatives: tuple[str, ...] = ()
    """Fields of the same paper that serve that clause as well."""
    typed: bool = False
    """Whether an office may have typed it into the template, where nothing can be looked for."""


@dataclasses.dataclass(frozen=True, slots=True)
class TemplateFields:
    """The fields of a kind of paper, which is named as its template."""

    name: str
    title: str
    fields: Mapping[str, Field]
    own: tuple[str, ...] = ()
    """Names of the fields that stand in the file of the paper itself."""
    groups: tuple[str, ...] = ()
    """The groups of shared fields it has as well."""

    def required(self) -> Iterator[tuple[str, Field]]:
        """What the law wants printed, rows' fields as ``nonconformities.text``."""
        return _required(self.fields)


def _required(fields: Mapping[str, Field], above: str = "") -> Iterator[tuple[str, Field]]:
    for name, field in fields.items():
        if field.law:
            yield above + name, field
        yield from _required(field.fields, f"{above}{name}.")


@dataclasses.dataclass(frozen=True, slots=True)
class SharedFields:
    """A group of fields that several papers have."""

    title: str
    """What ``docs/templates.md`` calls the group."""
    fields: Mapping[str, Field]


@cache
def shared_fields() -> Mapping[str, SharedFields]:
    """The groups by name."""
    groups = tomllib.loads(files(__package__).joinpath("shared_fields.toml").read_text(encoding="utf-8"))
    return {name: SharedFields(group["title"], _fields(group["fields"])) for name, group in groups.items()}


@cache
def template_fields() -> Mapping[str, TemplateFields]:
    """The fields of every paper, by its key, in the order of the law."""
    return {key: _template_fields(key, table) for key, table in tables().items()}


def names_a_field(mark: str) -> bool:
    """Whether a mark as typed names a field of some paper: else it is a text that only looks like one of a template."""
    words = re.findall(r"(?<![\w.])[a-z][a-z_]*", re.sub(r"'[^']*'|\"[^\"]*\"", "", mark))
    return any(word in paper.fields for word in words for paper in template_fields().values())


def _template_fields(key: str, table: Mapping[str, Any]) -> TemplateFields:
    own, groups = _fields(table["fields"]), tuple(table["shared_fields"])
    shared = {name: field for group in groups for name, field in shared_fields()[group].fields.items()}
    return TemplateFields(key, table["name"], {**shared, **own}, tuple(own), groups)


def _fields(table: Mapping[str, Any]) -> Mapping[str, Field]:
    return {name: _field(below) for name, below in table.items()}


def _field(table: Mapping[str, Any]) -> Field:
    """A field as TOML has it; a key that no field has is a TypeError."""
    rest = dict(table)
    values, alternatives = tuple(rest.pop("values", ())), tuple(rest.pop("or", ()))
    return Field(values=values, fields=_fields(rest.pop("fields", {})), alternatives=alternatives, **rest)


def examples(paper: TemplateFields) -> Iterator[dict[str, Any]]:
    """Contexts that try a template: everything there or nothing, the flags so or so, each value of what has few."""
    for full in (True, False):
        for flags in (True, False):
            context = _example(paper.fields, full, flags)
            yield context
            for name, field in paper.fields.items():
                yield from ({**context, name: value} for value in field.values[1:])


def _example(fields: Mapping[str, Field], full: bool, flags: bool) -> dict[str, Any]:
    return {name: _value(field, full, flags) for name, field in fields.items()}


def _value(field: Field, full: bool, flags: bool) -> Any:
    if field.kind == "flag":
        return flags
    if field.kind == "group":
        return _example(field.fields, full, flags)
    if field.kind == "rows":
        return [_example(field.fields, one, flags) for one in (True, False)] if full else []
    text = field.values[0] if field.values else f"{field.means} <w:p> & «thử»"
    if field.kind == "texts":
        return [text, text] if full else []
    return text if full or field.values else ""
