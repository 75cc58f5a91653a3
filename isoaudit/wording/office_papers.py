"""Which act of an inspection a paper of an office's book is: by its kind and the words of its summary.

The words are in ``office_papers.toml``.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from isoaudit.wording.names import name_key

ARRIVED = "đến"
"""The kind of every paper that came in."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the words of a paper tell."""

    act: str = ""
    """The act; empty: none."""
    about: bool = False
    """Whether it is of inspections of quality management systems."""


@cache
def _data() -> dict[str, Any]:
    said = files(__package__).joinpath("office_papers.toml").read_text(encoding="utf-8")
    return tomllib.loads(said)


@cache
def headings() -> dict[str, str]:
    """The columns of books of papers by what heads them."""
    return {name_key(words): name for name, several in _data()["heading"].items() for words in several}


def kind_of(typed: str, number: str) -> str:
    """The kind of a paper: QĐ, TB, BB, CV, BC; where its cell says none of them, as its number does. Empty: another."""
    key = name_key(typed).strip(" .")
    for kind, words in _data()["kind"].items():
        if key in map(name_key, words):
            return str(kind)
    within = re.search(r"/(QĐ|TB|BB|BC)-", number, re.IGNORECASE)
    return within[1].upper() if within and not key else ""


def told(kind: str, summary: str) -> Told:
    """What a paper of a kind is, by its summary."""
    about = _says(summary, _data()["about"]["words"])
    for one in _data()["paper"]:
        if one["kind"] == kind and _says(summary, one["words"]) and (about or not one.get("about")):
            return Told(one["act"], True)
    return Told("", about)


def _says(text: str, words: list[str]) -> bool:
    key = name_key(text)
    return any(re.search(rf"(?<!\w){re.escape(name_key(one))}(?!\w)", key) for one in words)
