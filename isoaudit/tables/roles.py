"""Columns of members of a team in one role each: «Trưởng đoàn», «Thư ký», read as the team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from isoaudit.tables.cells import Column, Raw, Unfit, codes, word_key
from isoaudit.tables.headings import Heading


def with_roles(heading: Heading, columns: Sequence[Column]) -> Heading:
    """The heading of a table of teams, its columns of single roles taken for the team; any other as it is."""
    team = next((column for column in columns if column.name == "team"), None)
    roles = [n for n, column in enumerate(heading.columns, 1) if column in (None, team) and is_role(heading.words(n))]
    if team is None or not roles:
        return heading
    named = list(heading.columns)
    if team not in named:
        named[roles[0] - 1] = team
    return replace(heading, columns=tuple(named), roles=tuple(roles))


def is_role(words: str) -> bool:
    """Whether a heading names a role in a team, alone or below another: «Đoàn kiểm tra: Thư ký»."""
    key = word_key(words.rpartition(":")[2])
    return key in codes("role") or key.removeprefix(word_key("các") + " ") in codes("role")


def with_members(heading: Heading, cells: Sequence[Raw]) -> Sequence[Raw]:
    """A row whose members in columns of single roles stand in the team's, each after the role."""
    at = heading.where().get("team") if heading.roles else None
    if at is None:
        return cells
    own = [] if at in heading.roles or at > len(cells) else [cells[at - 1]]
    roles = [(heading.words(n).rpartition(":")[2].strip(), cells[n - 1]) for n in heading.roles if n <= len(cells)]
    said = [f"{role}: {raw.strip()}" for role, raw in roles if isinstance(raw, str) and raw.strip()]
    unfit = [raw for raw in (*own, *(raw for _, raw in roles)) if isinstance(raw, Unfit)]
    made = list(cells) + [""] * (at - len(cells))
    team = "\n".join([*said, *(raw for raw in own if isinstance(raw, str) and raw.strip())])
    made[at - 1] = unfit[0] if unfit else team
    return made
