"""Columns of members of a team in one role each: «Trưởng đoàn», «Thư ký», read as the team."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from isoaudit.tables.cells import Column, Raw, Unfit, codes, word_key
from isoaudit.tables.columns.headings import Heading
from isoaudit.tables.visits.team_sheets import is_a_unit


def with_roles(heading: Heading, columns: Sequence[Column]) -> Heading:
    """The heading of a table of teams, its columns of single roles taken for the team; any other as it is."""
    team = next((column for column in columns if column.name == "team"), None)
    named = {n: (column, heading.words(n)) for n, column in enumerate(heading.columns, 1) if column in (None, team)}
    # «Thành viên đoàn» alone heads whole teams; below «Đoàn kiểm tra» it heads members.
    roles = [n for n, (column, words) in named.items() if is_role(words) and (column is None or ":" in words)]
    if team is None or not roles:
        return heading
    columns_ = list(heading.columns)
    if team not in columns_:
        columns_[roles[0] - 1] = team
    return replace(heading, columns=tuple(columns_), roles=tuple(roles))


def is_role(words: str) -> bool:
    """Whether a heading names a role in a team, alone or below another: «Đoàn kiểm tra: Thư ký»."""
    key = word_key(_role(words))
    return key in codes("role") or key.removeprefix(word_key("các") + " ") in codes("role")


def _role(words: str) -> str:
    """The words of a role without the heading above and the brackets behind: Đoàn: Trưởng đoàn (Người phụ trách)."""
    return re.sub(r"\s*\([^()]*\)\s*\Z", "", words.rpartition(":")[2].strip())


def _role_in(words: str, raw: Raw) -> str:
    """The role of those below a heading; empty: several are in charge together, and none is said to lead."""
    several = isinstance(raw, str) and bool(re.search(r"[,;\n]", raw.strip()))
    return "" if several and words.endswith(")") else _role(words)


def units_in(heading: Heading, cells: Sequence[Raw]) -> dict[str, str]:
    """What stands below roles of a team and is no person but a unit, «Phòng TĐC», by the words above it."""
    there = {n: raw for n in heading.roles if n <= len(cells) and isinstance(raw := cells[n - 1], str)}
    words = {n: re.sub(r"\A[^()]*\(([^()]*)\)\s*\Z", r"\1", heading.words(n)) for n in there}
    return {words[n]: " ".join(raw.split()) for n, raw in there.items() if is_a_unit(raw)}


def with_members(heading: Heading, cells: Sequence[Raw]) -> Sequence[Raw]:
    """A row whose members in columns of single roles stand in the team's, each after the role."""
    at = heading.where().get("team") if heading.roles else None
    if at is None:
        return cells
    own = [] if at in heading.roles or at > len(cells) else [cells[at - 1]]
    roles = [(_role_in(heading.words(n), cells[n - 1]), cells[n - 1]) for n in heading.roles if n <= len(cells)]
    names = [(role, raw.strip()) for role, raw in roles if isinstance(raw, str) and not is_a_unit(raw)]
    said = [f"{role}: {name}" if role else name for role, name in names if name]
    unfit = [raw for raw in (*own, *(raw for _, raw in roles)) if isinstance(raw, Unfit)]
    made = list(cells) + [""] * (at - len(cells))
    team = "\n".join([*said, *(raw for raw in own if isinstance(raw, str) and raw.strip())])
    made[at - 1] = unfit[0] if unfit else team
    return made
