"""Teams spelled out in a table of their own beside a plan: «Đoàn số | Họ và tên | Chức vụ, đơn vị | Nhiệm vụ».

Such a table is a sheet of the workbook, or stands above or below the plan. The team stands in a column of its own, once
for all its members, in a row above them, or is the name of the sheet. A row may also be a team: «Đoàn số | Trưởng đoàn
| Thư ký | Thành viên».
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from isoaudit.model import nfc
from isoaudit.tables.cells import Column, Raw, heading_keys, word_key
from isoaudit.tables.cleaning import RawRow
from isoaudit.tables.columns.headings import headings_of
from isoaudit.tables.visits.teams import member_in, role_of, team_called
from isoaudit.wording import count, labels, synonyms, table_words

Members = list[dict[str, str]]
_TEAM = re.compile(
    r"(?:(?:tên|số|tên, số) )?(đoàn|tổ|nhóm)(?: ?[/,] ?(?:đoàn|tổ|nhóm))?"
    r"(?: (?:kiểm tra|kt|công tác|đánh giá))?(?: số)?(?: (?:kiểm tra|kt))?",
    re.IGNORECASE,
)
"""What heads the names of teams."""
_NUMBER = re.compile(r"0?[1-9][0-9]?|[IVX]{1,4}|[A-H]", re.IGNORECASE)
_ASIDE = re.compile(r"\s*[(:–].*\Z|\s+-\s.*\Z", re.DOTALL)
_LEAST = 2
"""Members with one of them in a role of his own: fewer rows are no table of teams."""


def team_key(text: str, heading: str = "") -> str:
    """What a cell that names a team is compared by; empty: it names none.

    ``heading``: the words above it, 1 below «Đoàn số» is team 1.
    """
    bare = " ".join(text.split())
    short = _ASIDE.sub("", bare)
    of_agencies = short != bare and short.casefold().startswith("nhóm")  # «Nhóm 1 - Các sở»
    if called := team_called(bare) or ("" if of_agencies else team_called(short)):
        return called
    noun = _noun(heading)
    return team_called(f"{noun} {short}") if noun and _NUMBER.fullmatch(short) else ""


def free_key(text: str) -> str:
    """What a team is compared by that has a name and no number, «Đoàn khối sở, ngành»; empty: the text names none."""
    bare = nfc(" ".join(text.split())).strip(" .:").casefold()
    return bare if _FREE.match(bare) else ""


_FREE = re.compile(r"(?:đoàn|tổ|nhóm)\s+\w")


def is_number_of_a_team(text: str, heading: str) -> bool:
    """Whether a cell holds a number alone below words that ask for one: 1 below «Đoàn số», not below «Đoàn»."""
    return bool(_NUMBER.fullmatch(text.strip()) and _noun(heading)) and "số" in _last(heading).split()


def is_a_unit(text: str) -> bool:
    """Whether a cell names a unit and no person: Phòng TĐC, Chi cục Tiêu chuẩn Đo lường Chất lượng."""
    bare = nfc(" ".join(text.split()))
    key = word_key(bare)
    if re.search(r"[;:,\n]", bare) or not any(key.startswith(f"{word} ") for word in _words("unit")):
        return False
    rest = bare.split()[1:]
    return any(word.islower() or (len(word) > 1 and word.isupper()) for word in rest) or len(rest) > _OF_A_NAME


_OF_A_NAME = 3
"""Words of a name behind the first, at most."""


def _noun(heading: str) -> str:
    found = _TEAM.fullmatch(_last(heading))
    return found[1] if found else ""


def _last(heading: str) -> str:
    """The words of a heading without those of its group and what stands behind them, in small letters."""
    return _ASIDE.sub("", nfc(" ".join(heading.split())).casefold().rpartition(": ")[2])


@dataclass(slots=True)
class TeamTables:
    """The tables of teams of one workbook, taken out of the rows around them."""

    columns: tuple[Column, ...]
    """The columns of the plan: a row that heads some of its own is no heading of teams."""
    teams: dict[str, Members] = field(default_factory=dict)
    """The members of each team, by what teams are compared by."""

    def without(self, sheet: str, rows: Sequence[RawRow]) -> tuple[list[RawRow], str]:
        """The rows of a sheet without those of its tables of teams, and what is said of these; empty: it has none."""
        left, at, found, unread = list[RawRow](), 0, dict[str, Members](), list[int]()
        while at < len(rows):
            named = _Columns.of(rows[at][1], self.columns) if _may_head(rows[at][1]) else None
            over = rows[max(0, at - _LEAST) : at] if named else []
            texts = [text for _, cells in over for text in _texts(cells)]
            read = _Reading(named, _called_above([sheet, *texts])) if named else None
            end = read.read(rows, at + 1) if read else at
            if read and read.is_of_teams:
                found |= read.found
                unread += read.unread
                at = end
            else:
                left.append(rows[at])
                at += 1
        self.teams |= found
        return (left, _said(found, unread)) if found else (list(rows), "")


def _said(found: Mapping[str, Members], unread: Sequence[int]) -> str:
    members = sum(map(len, found.values()))
    rows = f"; chưa đọc được họ tên ở dòng {', '.join(map(str, unread))}: sửa rồi nhập lại" if unread else ""
    return f"thành viên của {count(len(found))} đoàn ({count(members)} người){rows}."


def _texts(cells: Sequence[Raw]) -> list[str]:
    return [" ".join(raw.split()) for raw in cells if isinstance(raw, str) and raw.strip()]


def _called_above(texts: Iterable[str]) -> str:
    """The team that a title or the name of a sheet names: Đoàn 1; Danh sách Đoàn kiểm tra số 2."""
    for text in texts:
        words = text.split()
        for start in range(len(words)):
            if called := team_key(" ".join(words[start:])):
                return called
    return ""


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a table of teams, from 0."""

    team: int | None
    heading: str
    """The words above the names of teams."""
    names: int | None
    roles: tuple[tuple[int, str], ...]
    """Columns of members in one role each."""
    duties: tuple[int, ...]
    """Columns that may say what a member does in the team."""

    @staticmethod
    def of(cells: Sequence[Raw], columns: tuple[Column, ...]) -> _Columns | None:
        """The columns that a row heads; nothing where it is no heading of such a table."""
        texts = {n: " ".join(raw.split()) for n, raw in enumerate(cells) if isinstance(raw, str) and raw.strip()}
        if not _LEAST <= len(texts) <= _MOST:
            return None
        said = {n: _meant(text, columns) for n, text in texts.items()}
        team, name, several = (next((n for n in said if which in said[n]), None) for which in ("team", "name", "names"))
        roles = tuple((n, texts[n]) for n in said if "role" in said[n])
        leads = any(role_of(text) != "thanh_vien" for _, text in roles)
        names = name if name is not None or team is None or leads else several
        stated = any("duty" in what for what in said.values())
        of_a_plan = any("plan" in what or (name is None and "agency" in what) for what in said.values())
        if of_a_plan or not ((names is not None and (team is not None or stated)) or (leads and team is not None)):
            return None
        duties = tuple(n for n in said if {"duty", "position"} & said[n])
        return _Columns(team, texts[team] if team is not None else "", names, roles if leads else (), duties)


_MOST = 12
"""Headings of a table of teams, at most."""
_OF_A_PLAN = {"mode", "from", "to", "round", "inspection", "occasion"}


def _may_head(cells: Sequence[Raw]) -> bool:
    """Whether a cell begins as what heads members or a role does: most rows of data are told at once."""
    texts = (raw.split(None, 1) for raw in cells if isinstance(raw, str))
    return any(words and words[0].casefold() in _first_words() for words in texts)


@cache
def _first_words() -> frozenset[str]:
    words = table_words()["team"]
    texts = (*words["name"], *words["names"], *labels()["role"].values(), "các", "tổ")
    synonymous = (text for several in synonyms()["role"].values() for text in several)
    return frozenset(text.split()[0].casefold().strip(",") for text in (*texts, *synonymous)) | {"họ,"}


@lru_cache(maxsize=1 << 12)
def _meant(text: str, columns: tuple[Column, ...]) -> frozenset[str]:
    """What a heading may be of: names of teams or of members, a role, a duty; a plan or its agencies."""
    keys = heading_keys(text)
    known = headings_of(columns)
    found = {which for which in ("name", "names", "duty", "position") if not _words(which).isdisjoint(keys)}
    named = {known[key].name for key in keys if key in known}
    found |= {"plan"} if named & _OF_A_PLAN else set()
    found |= {"agency"} if "agency" in named else set()
    found |= {"team"} if _noun(text) else set()
    return frozenset(found | ({"role"} if role_of(text) else set()))


@cache
def _words(which: str) -> frozenset[str]:
    return frozenset(map(word_key, table_words()["team"][which]))


@dataclass(slots=True)
class _Reading:
    """One table of teams while its rows are gone through."""

    columns: _Columns
    called: str
    found: dict[str, Members] = field(default_factory=dict)
    unread: list[int] = field(default_factory=list)

    @property
    def is_of_teams(self) -> bool:
        """Whether teams were found, one of them with a leader or several members: else it is another table."""
        named = [members for members in self.found.values() if members]
        return any(len(members) >= _LEAST or members[0]["role"] != "thanh_vien" for members in named)

    def read(self, rows: Sequence[RawRow], start: int) -> int:
        """Take the rows in from ``start`` on; where the table ends."""
        for at in range(start, len(rows)):
            number, cells = rows[at]
            texts = _texts(cells)
            if not texts:
                continue
            if group := self._group(texts):
                self.called = group
            elif not self._member(number, cells):
                return at
        return len(rows)

    def _group(self, texts: Sequence[str]) -> str:
        """The team that a row alone names: «I. Đoàn số 1», «Đoàn kiểm tra: 2»."""
        own = [text for text in texts if not _ORDINAL.fullmatch(text)]
        bare = _ORDINALS.sub("", own[0]) if len(own) == 1 else ""
        noun, _, rest = bare.partition(":")
        return team_key(bare) or (team_key(rest, noun) if rest.strip() else "")

    def _member(self, number: int, cells: Sequence[Raw]) -> bool:
        """Take in the members of a row; False where it is none of the table."""
        columns = self.columns
        team = self._at(cells, columns.team)
        called = team_key(team, columns.heading) or free_key(team)
        if team and not called:
            return False
        self.called = called or self.called
        parts = [f"{role}: {part}" for n, role in columns.roles for part in _LINE.split(self._at(cells, n)) if part]
        names = [part for part in _LINE.split(self._at(cells, columns.names)) if part.strip()]
        if not self.called or not (parts or names):
            return False
        members = [member_in(part) for part in parts]
        members += [member_in(name, [self._at(cells, n) for n in columns.duties]) for name in names]
        if any(members):
            self.found.setdefault(self.called, []).extend(member for few in members for member in few)
        if not all(members):
            self.unread.append(number)
        return True

    @staticmethod
    def _at(cells: Sequence[Raw], n: int | None) -> str:
        raw = cells[n] if n is not None and n < len(cells) else ""
        return raw.strip() if isinstance(raw, str) else ""


_LINE = re.compile(r"[;\n]")
_ORDINAL = re.compile(r"[0-9]{1,2}[.)]?|[IVX]{1,4}[.)]?|[A-H][.)]")
_ORDINALS = re.compile(r"\A(?:[0-9]{1,2}[.)]|[IVX]{1,4}[.)/]|[A-H][.)/])\s+")
