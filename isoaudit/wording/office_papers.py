"""Which act of an inspection a paper of an office's book is: by its kind and the words of its summary.

The words are in ``office_papers.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
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

    acts: tuple[str, ...] = ()
    """The act it is; several, or one that is not sure: a person has to say."""
    is_sure: bool = True
    of_inspections: bool = False
    """Whether it is of inspections; where no act is told, the procedure has none for it."""
    every: bool = False
    """Whether it is of all inspections of the year where it names none."""
    by_record: str = ""
    """The act where the inspection is by record."""


OTHER = Told()
"""A paper of another matter."""


@cache
def _data() -> dict[str, Any]:
    said = files(__package__).joinpath("office_papers.toml").read_text(encoding="utf-8")
    return tomllib.loads(said)


@cache
def headings() -> Mapping[str, str]:
    """The columns of books of papers by what heads them."""
    return {name_key(words): name for name, several in _data()["heading"].items() for words in several}


def recipients(of: str) -> Sequence[str]:
    """What recipients of a sort are called: ``aside``, ``every``, ``province``, ``places``."""
    found: Sequence[str] = _data()["recipients"][of]
    return found


def kind_of(typed: str, number: str, summary: str) -> str:
    """The kind of a paper: QĐ, TB, BB, CV, BC, KH, TTr, GM; where its cell says none, as its number or summary does.

    A number without a kind is that of a letter (Decree 30/2020, Annex I, II.3.b). Empty: another kind.
    """
    of_kinds: Mapping[str, list[str]] = _data()["kind"]
    kinds = {name_key(words): kind for kind, several in of_kinds.items() for words in several}
    key = name_key(typed).strip(" .")
    if key:
        return kinds.get(key, "")
    codes = {kind.casefold(): kind for kind in of_kinds}
    within = re.search(r"/([^\W\d_]+)-", number)
    if within and within[1].casefold() in codes:
        return codes[within[1].casefold()]
    begun = next((kind for words, kind in kinds.items() if len(words) > 3 and name_key(summary).startswith(words)), "")
    return begun or ("CV" if re.match(r"\d+/\w", number) else "")


def told(kind: str, summary: str, *, title: str = "", note: str = "", beside: str = "", is_ours: bool = False) -> Told:
    """What a paper of a kind is, by its summary.

    ``title``: what stands above the book; ``beside``: its number, recipients and who signed; ``is_ours``: whether
    somebody said that it is of an inspection.
    """
    data = _data()["about"]
    if says(note, data["denied"]) and not is_ours:
        return OTHER
    is_about = is_ours or (says(summary, data["words"]) and not says(summary, data["not"]))
    for one in _data()["paper"]:
        if not _fits(one, kind, summary, f"{beside} {summary}"):
            continue
        if not is_about and (not (one.get("weak") or one.get("sure")) or says(summary, data["not"])):
            continue
        acts = tuple(one["ask"]) if "ask" in one else (one["act"],) if one["act"] else ()
        is_sure = "ask" not in one and (is_about or one.get("sure", False) or says(title, data["words"]))
        return Told(acts, is_sure or not acts, True, one.get("every", False), one.get("by_record", ""))
    if is_ours or (is_about and says(summary, data["inspects"])):
        acts = tuple(_data()["may_be"].get(kind, ()))
        return Told(acts, is_sure=not acts, of_inspections=True)
    return OTHER


def _fits(one: Mapping[str, Any], kind: str, summary: str, beside: str) -> bool:
    also, near = one.get("also"), one.get("beside")
    fits = one["kind"] == kind and says(summary, one["words"]) and (not also or says(summary, also))
    return fits and (not near or says(beside, near))


def says(text: str, words: Sequence[str]) -> bool:
    """Whether one of some words stands in a text, as whole words."""
    key = name_key(text)
    return any(re.search(rf"(?<!\w){re.escape(name_key(one))}(?!\w)", key) for one in words)
