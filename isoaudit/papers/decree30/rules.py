"""The rules of the decree, read from ``decree-30.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

_FIXED = {"id", "block", "property", "clause", "wants", "note", "only", "not_for", "parts"}


@dataclass(frozen=True)
class Rule:
    """One thing the decree wants of one block."""

    id: str
    blocks: tuple[str, ...]
    property: str
    """What is measured: a function of :mod:`isoaudit.papers.decree30.judge`."""
    clause: str
    wants: str
    """What the decree wants, in words."""
    note: bool = False
    """A remark only: the decree leaves it open."""
    only: tuple[str, ...] = ()
    """The kinds of papers it is for; none: all."""
    not_for: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    """The parts of a document it is for (``paper``, ``attached``, ``appendix``); none: all."""
    values: dict[str, Any] = field(default_factory=dict)
    """What is allowed, as the property understands it."""


@dataclass(frozen=True)
class Decree:
    """The rules with the words they need."""

    source: str
    rules: tuple[Rule, ...]
    kinds: dict[str, str]
    """The kinds of papers: abbreviation and name (Annex III)."""
    labels: dict[str, str]
    """What the blocks are called."""
    words: dict[str, list[str]]


@cache
def decree() -> Decree:
    """Decree 30/2020/NĐ-CP, Annex I, as far as it was read."""
    text = files("isoaudit.papers.decree30").joinpath("decree-30.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    rules = tuple(_rule(said) for said in data["rule"])
    return Decree(data["source"], rules, data["kinds"], data["labels"], data["words"])


def _rule(said: dict[str, Any]) -> Rule:
    blocks = said["block"]
    return Rule(
        id=said["id"],
        blocks=(blocks,) if isinstance(blocks, str) else tuple(blocks),
        property=said["property"],
        clause=said["clause"],
        wants=said["wants"],
        note=said.get("note", False),
        only=tuple(said.get("only", ())),
        not_for=tuple(said.get("not_for", ())),
        parts=tuple(said.get("parts", ())),
        values={name: value for name, value in said.items() if name not in _FIXED},
    )
