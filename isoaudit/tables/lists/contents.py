"""Headings whose cells tell which of two columns is meant: criteria below «Mã», times of day below «Thời gian»."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import replace
from itertools import pairwise

from isoaudit.errors import excerpt
from isoaudit.model import is_code
from isoaudit.tables.cells import Column, person, word_key
from isoaudit.tables.cleaning import RawRow
from isoaudit.tables.columns.choices import fits
from isoaudit.tables.columns.headings import Heading, renamed
from isoaudit.tables.columns.missing import texts_of
from isoaudit.tables.results.points import point_in
from isoaudit.tables.visits.days import read_visit, says_hours
from isoaudit.tables.visits.team_sheets import free_key, is_a_unit, is_number_of_a_team, team_key
from isoaudit.tables.visits.teams import NAME_OF_A_TEAM
from isoaudit.wording import label, table_words

_CRITERION = re.compile(r"[A-ZĐ][0-9]{1,3}-[0-9]{1,2}-[a-zđ]{1,2}-[0-9]{1,3}", re.IGNORECASE)
_TITLE = re.compile(r"ông|bà|nam|nữ", re.IGNORECASE)


def by_contents(heading: Heading, rows: Sequence[RawRow], columns: Sequence[Column]) -> Heading:
    """The heading, columns of codes and days whose cells hold something else taken for what they hold."""
    names = {column.name for column in columns}
    if "criterion" in names and "criterion" not in heading.where():
        for n, column in enumerate(heading.columns, 1):
            of_codes = column is None or word_key(heading.words(n)) == word_key("mã")
            if of_codes and _mostly(_CRITERION, rows, n):
                return renamed(heading, n, label("column", "criterion"), columns)
            if column is None and _of_points(texts_of((row for _, row in rows), n)):
                return renamed(heading, n, f"{label('column', 'criterion')} ({heading.words(n)})", columns)
    titles = [n for n, c in enumerate(heading.columns, 1) if c and c.parse is person and _mostly(_TITLE, rows, n)]
    if titles:  # «Ông/Bà» beside the names
        heading = replace(heading, columns=tuple(None if n in titles else c for n, c in enumerate(heading.columns, 1)))
    heading = _of_levels(_of_names(heading, rows), rows, columns)
    heading = with_days_of_papers(_with_papers_of_states(_of_states(heading, rows, columns), columns))
    return _with_hours(heading, rows, columns)


def _of_points(texts: Sequence[str]) -> bool:
    """Whether most of what stands in a column is points of Article 36, beside criteria: 1a, Điểm a khoản 1."""
    points = sum(bool(point_in(text)) for text in texts)
    return points > 0 and 2 * (points + sum(bool(_CRITERION.fullmatch(text)) for text in texts)) > len(texts) > 1


def _with_hours(heading: Heading, rows: Sequence[RawRow], columns: Sequence[Column]) -> Heading:
    """The heading of which one of two columns of days holds none: hours or parts of a day are when the visit begins.

    What else stands there, such as «01 ngày» or the month beside the day, is read as nothing and so stays as it is.
    """
    days = [n for n, column in enumerate(heading.columns, 1) if column and column.name == "from"]
    opened = next((column for column in columns if column.name == "opened_at"), None)
    dated = [n for n in days if any(map(_has_a_day, texts_of((row for _, row in rows), n)))]
    if len(days) < 2 or len(dated) != 1:
        return heading
    named, apart = list(heading.columns), list(heading.apart)
    for n in (n for n in days if n not in dated):
        of_hours = any(map(says_hours, texts_of((row for _, row in rows), n)))
        named[n - 1] = opened if of_hours and opened not in named else None
        apart += [] if named[n - 1] else [n]
    return replace(heading, columns=tuple(named), apart=tuple(apart))


def _has_a_day(text: str) -> bool:
    """Whether a text of a schedule names a day: any year will do."""
    return read_visit(text, 2000) is not None


def _of_levels(heading: Heading, rows: Sequence[RawRow], columns: Sequence[Column]) -> Heading:
    """The heading with «Khối», below which levels stand and no kinds of bodies, taken for the levels.

    A signature below the rows stands in that column too, and names no body beside it.
    """
    at, named = heading.where().get("kind", 0), {column.name for column in columns}
    if not at or "level" not in named or "level" in heading.where():
        return heading
    body = heading.where().get("name", at)
    cells = [row[at - 1] for _, row in rows if max(at, body) <= len(row) and row[body - 1] not in (None, "")]
    texts = {cell.strip() for cell in cells if isinstance(cell, str) and cell.strip()}
    levels = bool(texts) and all(fits(text, "level") for text in texts)
    if not levels or all(fits(text, "kind") for text in texts):
        return heading
    return renamed(heading, at, f"{label('column', 'level')} ({heading.words(at)})", columns)


def _of_names(heading: Heading, rows: Sequence[RawRow]) -> Heading:
    """The heading with a column of codes of other bodies in which names stand read as nothing: «Hình thành từ» of a new
    commune, below it the communes of before, which no register has any more."""
    at = heading.where().get("predecessors", 0)
    column = heading.columns[at - 1] if at else None
    is_ours = column is None or heading.words(at) in (column.name, column.heading)
    texts = [] if is_ours else texts_of((row for _, row in rows), at)
    coded = sum(all(map(is_code, filter(None, map(str.strip, re.split("[;,]", text))))) for text in texts)
    if not texts or 2 * coded >= len(texts):
        return heading
    named = [None if n == at else column for n, column in enumerate(heading.columns, 1)]
    return replace(heading, columns=tuple(named), apart=(*heading.apart, at))


def _of_states(heading: Heading, rows: Sequence[RawRow], columns: Sequence[Column]) -> Heading:
    """The heading with «Công bố», below which no papers stand but states of the system, taken for what it says."""
    at, named = heading.where().get("declaration", 0), {column.name for column in columns}
    if not at or "qms_status" not in named or "qms_status" in heading.where():
        return heading
    cells = [row[at - 1] for _, row in rows if at <= len(row)]
    texts = [cell.strip() for cell in cells if isinstance(cell, str) and cell.strip()]
    states = [text for text in texts if fits(text, "qms_status", marks=True)]
    words = f"{label('qms_status', 'da_cong_bo').capitalize()} ({heading.words(at)})"
    return renamed(heading, at, words, columns) if 2 * len(states) > len(texts) else heading


def with_papers_beside(heading: Heading, columns: Sequence[Column]) -> Heading:
    """The heading with the decision, and its day, on the right of a state that was known by what stands below it."""
    paper, at = _paper_of_a_state(heading, columns)
    named = list(heading.columns)
    if paper is not None:
        named[at] = paper
    return with_days_of_papers(replace(heading, columns=tuple(named)))


def _with_papers_of_states(heading: Heading, columns: Sequence[Column]) -> Heading:
    """The heading with «Số QĐ» on the right of the state of the system taken for the decision that declared it."""
    paper, at = _paper_of_a_state(heading, columns)
    if paper is None:
        return heading
    return renamed(heading, at + 1, f"{paper.heading} ({heading.words(at + 1)})", columns)


def _paper_of_a_state(heading: Heading, columns: Sequence[Column]) -> tuple[Column | None, int]:
    """The column of decisions that nothing else heads, and where it stands, from 0: on the right of the state."""
    paper = next((column for column in columns if column.name == "declaration"), None)
    at = heading.where().get("qms_status", 0)
    if not at or paper is None or paper in heading.columns or at >= len(heading.titles):
        return None, at
    words = word_key(heading.words(at + 1))
    of_a_state = words in map(word_key, table_words()["text"]["paper_of_a_state"])
    return (paper if heading.columns[at] is None and of_a_state else None), at


def with_team_names(heading: Heading, rows: Sequence[RawRow], known: Container[str] = ()) -> tuple[Heading, list[str]]:
    """The heading with a column of teams that only names them read as nothing, and what is said of it.

    ``known``: the teams whose members the file lists elsewhere; below «Đoàn số» a number names a team, too.
    """
    teams = [n for n, column in enumerate(heading.columns, 1) if column and column.name == "team"]
    names = [n for n in teams if _names_teams(heading.words(n), texts_of((row for _, row in rows), n), known)]
    named = [None if n in names else column for n, column in enumerate(heading.columns, 1)]
    apart = replace(heading, columns=tuple(named), apart=(*heading.apart, *names))
    texts = {n: texts_of((row for _, row in rows), n) for n in names}
    listed = any(_is(text, heading.words(n), known) for n in names for text in texts[n])
    if not names or names != teams or listed:
        return apart, []
    return apart, [f"cột «{excerpt(heading.words(names[0]))}» ghi tên đoàn, không ghi thành viên: giữ nguyên."]


def _names_teams(words: str, texts: Sequence[str], known: Container[str]) -> bool:
    """Whether texts below words of teams are names of teams; units that examine papers may stand beside them."""
    of_numbers = [text for text in texts if is_number_of_a_team(text, words)]
    teams = [text for text in texts if NAME_OF_A_TEAM.fullmatch(text) or text in of_numbers or _is(text, words, known)]
    units = [text for text in texts if is_a_unit(text)]
    return 2 * len(teams) > len(texts) > 0 or len(teams) + len(units) == len(texts) > 0


def _is(text: str, words: str, known: Container[str]) -> bool:
    return team_key(text, words) in known or free_key(text) in known


def with_days_of_papers(heading: Heading) -> Heading:
    """The heading with the day of a paper on the right of it: Số QĐ công bố | Ngày công bố, Chứng chỉ | Ngày cấp."""
    days = [
        n + 1
        for n, (column, beside) in enumerate(pairwise(heading.columns), 1)
        if beside is None and column and _is_day_of(column.name, _below(heading, n + 1))
    ]
    return replace(heading, continued=tuple(dict.fromkeys((*heading.continued, *days)))) if days else heading


def _below(heading: Heading, position: int) -> str:
    """The words above a column, from 1, without those of the group it shares with the one on its left."""
    group, _, own = heading.words(position).partition(": ")
    return own if own and heading.words(position - 1).startswith(group) else heading.words(position)


_DAYS = {
    "declaration": "day_of_a_paper",
    **dict.fromkeys(("state_admin_certificate", "audit_certificate", "expert_card"), "day_of_a_certificate"),
}


def _is_day_of(column: str, words: str) -> bool:
    """Whether a heading on the right of a column of papers is that of their days."""
    return column in _DAYS and word_key(words) in map(word_key, table_words()["text"][_DAYS[column]])


def _mostly(pattern: re.Pattern[str], rows: Sequence[RawRow], position: int) -> bool:
    """Whether more than half of what stands in a column, from 1, is of one form."""
    texts = texts_of((row for _, row in rows), position)
    return 2 * sum(bool(pattern.fullmatch(text)) for text in texts) > len(texts) > 0
