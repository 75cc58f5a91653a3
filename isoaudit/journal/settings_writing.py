"""Settings put into the text of ``isoaudit.toml``: its comments, its order and what did not change stay as they are."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import tomlkit
from tomlkit.items import AoT, Comment, Item, Table, Whitespace
from tomlkit.toml_document import TOMLDocument

from isoaudit.journal.settings import validated
from isoaudit.journal.settings_text import repaired
from isoaudit.model import Noun, Settings

_LISTS, _NAMED = ("signers", "days_off", "score"), ("offices", "units")


def rewritten(text: str, settings: Settings) -> str:
    """A text that says ``settings``, made of one that says others.

    Where its layout cannot take them the settings are written anew, without its comments: what is written always says
    what was asked.
    """
    document = tomlkit.parse(repaired(text)[0])
    old = validated(document.unwrap())
    for name in Settings.model_fields:
        new = getattr(settings, name)
        if new == getattr(old, name):
            continue
        if name in _NAMED:
            _write_named(document, name, new)
        elif name in _LISTS:
            _write_list(document, name, new)
        elif isinstance(new, Noun):
            _write_fields(_table(document, name), new)
        else:
            _write(document, name, new, Settings.model_fields[name].default)
    made = tomlkit.dumps(document)
    return made if _says(made, settings) else plain(settings)


def plain(settings: Settings) -> str:
    """A text that says ``settings`` and nothing else."""
    said = {name: getattr(settings, name) for name in Settings.model_fields}
    scalars = {name: value for name, value in said.items() if name not in (*_LISTS, *_NAMED, "plan")}
    raw: dict[str, Any] = {name: _toml(value) for name, value in scalars.items() if value is not None}
    raw["plan"] = _said(settings.plan)
    raw |= {name: {key: _said(one) for key, one in said[name].items()} for name in _NAMED if said[name]}
    raw |= {name: [_said(one) for one in said[name]] for name in _LISTS if said[name]}
    return tomlkit.dumps(raw)


def _says(text: str, settings: Settings) -> bool:
    try:
        return validated(tomllib.loads(text)) == settings
    except Exception:  # whatever is wrong with it, it is not what was asked
        return False


def _toml(value: Any) -> Any:
    """A value as TOML has it; of points there are at most two decimals, which a float gives back."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return list(value) if isinstance(value, tuple) else value


def _said(noun: Noun) -> dict[str, Any]:
    """The fields of a noun as TOML has them."""
    values = ((name, getattr(noun, name)) for name in type(noun).model_fields)
    said = {name: _toml(value) for name, value in values if value is not None}
    return said if said.get("unit") else {name: value for name, value in said.items() if name != "unit"}


def _write(table: TOMLDocument | Table, name: str, value: Any, usual: Any) -> None:
    """Set a value, its comment kept; one that says nothing is not added."""
    if value is None:
        table.pop(name, None)
    elif name in table or value != usual:
        plain = _toml(value)
        if table.get(name) != plain:
            table[name] = plain


def _write_fields(table: Table, noun: Noun) -> None:
    for name, field in type(noun).model_fields.items():
        _write(table, name, getattr(noun, name), None if field.is_required() else field.default)


def _table(document: TOMLDocument, name: str) -> Any:
    if name not in document:
        document[name] = tomlkit.table()
    return document[name]


def _write_named(document: TOMLDocument, name: str, nouns: dict[str, Any]) -> None:
    """The tables of the offices, or of the units; comments below the last stay below the last."""
    if name not in document:
        document[name] = tomlkit.table(is_super_table=True)
    there: Any = document[name]
    keys = list(there)
    tail = [item for key in keys if key not in nouns or key == keys[-1] for item in _tail(there[key])]
    for key in keys:
        if key not in nouns:
            del there[key]
    for key, noun in nouns.items():
        if key in there:
            _write_fields(there[key], noun)
        else:
            there[key] = _new_table(noun)
    _put(document, there[list(there)[-1]] if nouns else None, tail)


def _new_table(noun: Noun) -> Table:
    table = tomlkit.table()
    for name, value in _said(noun).items():
        if value or type(noun).model_fields[name].is_required() or isinstance(value, str):
            table[name] = value
    table.add(tomlkit.nl())
    return table


def _write_list(document: TOMLDocument, name: str, nouns: Sequence[Noun]) -> None:
    """The tables of a list, those that are there first; comments below the last stay below the last."""
    there = document.get(name)
    if not isinstance(there, AoT):
        document.pop(name, None)
        there = tomlkit.aot()
        document[name] = there
    tail = _tail(there[-1]) if len(there) else []
    for number, noun in enumerate(nouns):
        if number < len(there):
            _write_fields(there[number], noun)
        else:
            there.append(_new_table(noun))
    while len(there) > len(nouns):
        del there[len(there) - 1]
    if not nouns:
        document.pop(name)
    _put(document, there[-1] if nouns else None, tail)


def _put(document: TOMLDocument, table: Table | None, tail: Sequence[Item]) -> None:
    """Comments below a table; where none is left, at the end of the text."""
    if table is not None:
        table.value.body.extend((None, item) for item in tail)
        return
    for item in tail:
        document.add(item)


def _tail(table: Table) -> list[Item]:
    """The comments and empty lines at the end of a table, taken from it: they are mostly about what comes next."""
    tail: list[Item] = []
    body = table.value.body
    while body and isinstance(body[-1][1], (Comment, Whitespace)):
        tail.insert(0, body.pop()[1])
    return tail
