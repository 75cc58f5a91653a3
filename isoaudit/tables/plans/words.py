"""What words above columns of a plan mean where their place tells the form: «Tháng», «Người phụ trách»."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache

from isoaudit.tables.cells import Column, codes, heading_keys, word_key
from isoaudit.tables.columns.headings import headings_of
from isoaudit.tables.columns.phrases import spelled, told_by_phrase
from isoaudit.tables.rows.groups import ROUND, codes_in
from isoaudit.tables.visits.teams import role_of
from isoaudit.wording import label, table_words

LEADER = "truong_doan"
"""The role of one person who is in charge of an inspection alone."""
_OWN = ("mode", "round", "from", "to", "team", "parts", "opened_at", "closed_at", "place", "inspecting_unit")
"""Columns that an inspection may have below the words of its form."""


def told_by(text: str) -> dict[str, str]:
    """The form and the round that words name, also shortened, as a cell of their column would: KT tại CQ, Đợt 1.

    Empty: they name neither, or several.
    """
    whole = " ".join(spelled(text))
    modes = codes_in("mode", text) or codes_in("mode", whole)
    modes = modes or {code for key in _keys(text) if (code := codes("mode").get(key))}
    rounds = [found[1] for found in ROUND.finditer(text)]
    said = {"mode": label("mode", next(iter(modes)))} if len(modes) == 1 else {}
    return said | ({"round": rounds[0]} if len(rounds) == 1 and len(modes) < 2 else {})


def column_of(text: str, columns: Sequence[Column]) -> str:
    """The name of the column that words mean, the role of a leader for one person in charge; empty: none of a form."""
    keys = _keys(text)
    if not _words("team", "in_charge").isdisjoint(keys):
        return LEADER
    if not _words("halves", "month").isdisjoint(keys):
        return "from"
    if role_of(text):
        return "team"
    known = headings_of(tuple(columns))
    by_phrase = told_by_phrase(text, columns)
    told = next((known[key] for key in keys if key in known), by_phrase[0] if by_phrase else None)
    return told.name if told and told.name in _OWN else ""


def title_of(text: str, columns: Sequence[Column], beside: Collection[str]) -> str:
    """The words of a column as a plain list has them; ``beside``: those of all columns of the form.

    One person in charge leads where no column tells the team.
    """
    name = column_of(text, columns)
    if name == LEADER and not any(column_of(other, columns) == "team" for other in beside):
        return leader_title(text)
    of_a_month = name == "from" and not _words("halves", "month").isdisjoint(_keys(text))
    return f"{text} kiểm tra" if of_a_month else text


def leader_title(words: str) -> str:
    """A heading of one person in charge as that of the leader, with its own words: Trưởng đoàn (Người phụ trách)."""
    return f"{label('role', LEADER).capitalize()} ({words})"


def _keys(text: str) -> tuple[str, ...]:
    """What words may be known by, as they stand and with abbreviations as what they stand for."""
    return (*heading_keys(text), *heading_keys(" ".join(spelled(text))))


@cache
def _words(section: str, which: str) -> frozenset[str]:
    return frozenset(map(word_key, table_words()[section][which]))
