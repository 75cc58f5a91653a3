"""Cells: where each stands, and how what is written in it is read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache
from typing import Any, Self

from isoaudit.errors import Problem, problem
from isoaudit.model import control_character, is_code, nfc
from isoaudit.model.vocabulary import CODE
from isoaudit.wording import date_short, label, labels, name_key, read_day, synonyms, table_words
from isoaudit.wording.abbreviations import written_out
from isoaudit.wording.called import uncalled
from isoaudit.wording.capitals import agency_name, person_name
from isoaudit.wording.codes import DASHES, D, undotted
from isoaudit.wording.names import OVERRIDES

TO_MEND = "Cần sửa"
"""The heading of the column in which a copy of a refused workbook says what is wrong."""
FOR_READING = ("Nội dung (Điều 36)", "Câu hỏi", "Cần xem")
"""The headings of what a workbook of answers only shows."""
OF_THE_BOOK = ("Tên loại và trích yếu", "Nơi nhận", "Đơn vị soạn thảo", "Số trang", "Số bản")
"""The headings of what an office's book of outgoing papers has besides (Decree 30/2020, Annex IV)."""
_MOST = 99_999
"""Of procedures one body can have; more is a number of something else."""
FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Of days and years in tables; what lies outside is a slip of the pen."""
LONGEST = 32_767
"""Characters a cell of a spreadsheet can hold; more is text pasted by mistake."""
Parser = Callable[[str, "Cell"], Any]


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a file or a cell of it, as a spreadsheet counts: the first row is 1."""

    file: str
    row: int
    sheet: str = ""
    """Empty for a file that has no sheets."""
    column: int = 0
    """From 1; 0 is the row as a whole."""

    def __str__(self) -> str:
        return f"{self.file}, {self.within_file}"

    @property
    def within_file(self) -> str:
        """The place in words, the file left out."""
        if not self.sheet:
            return f"dòng {self.row}"
        if not self.column:
            return f"trang «{self.sheet}», dòng {self.row}"
        return f"trang «{self.sheet}», ô {column_letters(self.column)}{self.row}"


def sheet_of(file: str, sheet: str) -> str:
    """A sheet of a file in words; of a file that has none the file."""
    return f"{file}, trang «{sheet}»" if sheet else file


def column_letters(column: int) -> str:
    """The name of a column in a spreadsheet: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Unfit:
    """What stands in a cell and cannot be taken as text, such as a formula: a message of the catalogue."""

    code: str
    fields: dict[str, str] = field(default_factory=dict)


class Formatted(str):
    """A number as its format shows it, where that puts letters or signs around the digits: 7 as 99-007."""

    __slots__ = ("plain",)
    plain: str
    """The number alone."""

    def __new__(cls, shown: str, plain: str) -> Self:
        made = super().__new__(cls, shown)
        made.plain = plain
        return made


Raw = str | Unfit
"""What a cell holds, before it is read as the value of its column."""


@dataclass(slots=True)
class CellFaults:
    """Everything wrong with a file, each at its place."""

    placed: list[tuple[Place, Problem]] = field(default_factory=list)
    about: list[Place] = field(default_factory=list)
    """Rows that a fault of another row speaks of: of two that say the same nobody knows which is right."""

    def refuse(self, place: Place, code: str, /, **fields: object) -> None:
        """Note a message of the catalogue at a place."""
        self.placed.append((place, problem(code, str(place), **fields)))

    def problems(self) -> list[Problem]:
        """The problems by sheet and row, those of one row in the order found."""
        sheets = {place.sheet: number for number, (place, _) in reversed(list(enumerate(self.placed)))}
        return [one for _, one in sorted(self.placed, key=lambda placed: (sheets[placed[0].sheet], placed[0].row))]


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a value stands, and what it may be compared with."""

    row: Place
    position: int
    """Of the column, from 1."""
    column: str
    """The heading a person knows the column by."""
    today: date
    faults: CellFaults
    taken: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """Synonyms that were taken: the column, what was typed, what it was understood as."""
    called: bool = False
    """Whether people are called by «Ông» or «Bà» throughout its column."""

    def understood(self, vocabulary: str, typed: str) -> str | None:
        """The code of a closed vocabulary that was typed, or nothing; a synonym is noted."""
        found = codes(vocabulary).get(word_key(typed))
        if found and word_key(typed) not in map(word_key, (found, label(vocabulary, found))):
            self.taken[self.column, " ".join(typed.split()), label(vocabulary, found)] += 1
        return found

    def refuse(self, code: str, /, **fields: object) -> None:
        """Note what is wrong with this cell."""
        self.faults.refuse(replace(self.row, column=self.position), code, column=self.column, **fields)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its code, how its cells are read, whether it must be there and be filled."""

    name: str
    parse: Parser
    required: bool = False
    values: str = ""
    """The closed vocabulary its cells are taken from; empty: free."""
    derived: bool = False
    """Whether what it holds may be known otherwise: then the column, or a cell of it, may be missing all the same."""
    given: bool = False
    """Whether a table may lack it, or leave it open in rows that are surely data (:meth:`Besides.is_listed`)."""
    loose: bool = False
    """Whether words that are no value of it are only kept: the rest of a row tells the kind of a body."""
    wanted: bool = False
    """Whether a table is hardly meant to lack it: columns of unknown words beside its absence are asked about."""
    above: bool = False
    """Whether it may be told once for all rows, above the table: Đơn vị được kiểm tra: Sở Nội vụ."""
    title: str = ""
    """Key of its Vietnamese heading where that is not its own name."""
    may_wait: bool = False
    """Whether a cell of it that is not understood may be left open while its row goes in: nothing rests on it."""

    @property
    def heading(self) -> str:
        """Its heading in a workbook we write."""
        name = self.title or self.name
        return labels()["column"].get(name, name)


def text(value: str, cell: Cell) -> str:
    """Text as typed."""
    return value


def paper(value: str, cell: Cell) -> str:
    """What a paper is cited by; a day alone is written as one: ngày 05/7/2026; of «Chưa có» nothing (both noted)."""
    if is_none(value):
        return noted(cell, value, "")
    found = read_day(value)
    return noted(cell, value, f"ngày {date_short(found)}") if found else value


def person(value: str, cell: Cell) -> str:
    """A person's name in one line; typed in capitals throughout, it is written as letters write it (noted)."""
    name = " ".join(value.split())
    return noted(cell, name, person_name(uncalled(name, cell.called)))


def body(value: str, cell: Cell) -> str:
    """An agency's name; likewise, where the words it is made of tell how (see :func:`agency_name`), and written out
    where it is abbreviated (see :func:`written_out`): papers print it."""
    name = " ".join(_BULLET.sub("", value).split())
    return noted(cell, name, written_out(agency_name(name) or name))


_BULLET = re.compile(r"\A\s*[-–—+•*]\s*(?=\S)")


def noted(cell: Cell, typed: str, meant: str) -> str:
    """What was meant by what was typed; where that is something else, it is said with the table."""
    if typed != meant:
        cell.taken[cell.column, typed, meant] += 1
    return meant


def code(value: str, cell: Cell) -> str | None:
    """A code that can also name a folder; nothing where it cannot.

    Dashes are read as they look, Đ as D, a dot as a dash; the last two are noted.
    """
    if not is_code(value):
        value = value.translate(DASHES)
    meant = undotted(value.translate(D))
    if value and not is_code(meant):
        why = "trùng tên dành riêng của Windows" if CODE.match(meant) else "có ký tự không dùng trong mã, hoặc quá dài"
        cell.refuse("TABLE_010", value=value, reason=why)
        return None
    return noted(cell, value, meant)


def code_or_name(value: str, cell: Cell) -> str | None:
    """A code; of several words a name, in one line, which whoever knows the list looks up."""
    return " ".join(value.split()) if len(value.split()) > 1 else code(value, cell)


def number(value: str, cell: Cell) -> int | None:
    """A whole number, or nothing."""
    if not value:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", value):
        cell.refuse("TABLE_012", value=value)
        return None
    if int(value) > _MOST:
        cell.refuse("TABLE_023", value=value, least=0, most=f"{_MOST:,}".replace(",", "."))
        return None
    return int(value)


def year(value: str, cell: Cell) -> int | None:
    """A year that is over or goes on, or nothing; of a day, or of several years, the last (noted)."""
    if not value or is_none(value):
        noted(cell, value, "")
        return None
    years = [int(found) for found in _YEARS.findall(value)]
    if not years and re.fullmatch("[0-9]+", value):
        cell.refuse("TABLE_023", value=value, least=FIRST_YEAR, most=cell.today.year)
    elif not years or _OPEN.search(value):
        cell.refuse("TABLE_034", value=value)
    elif not FIRST_YEAR <= max(years) <= cell.today.year:
        cell.refuse("TABLE_023", value=max(years), least=FIRST_YEAR, most=cell.today.year)
    else:
        noted(cell, value, str(max(years)))
        return max(years)
    return None


_YEARS = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
_OPEN = re.compile(r"\b(?:trước|sau|dự kiến|kế hoạch|khoảng|sẽ)\b|\?", re.IGNORECASE)
"""Words beside a year that say it is not the year meant, or that nobody is sure of it."""


def is_none(value: str) -> bool:
    """Whether a cell says in words, or by a dash, that there is nothing to say: Chưa có, Không, Chưa công bố, -."""
    return word_key(value) in _none() or is_dash(value)


def is_dash(value: str) -> bool:
    """Whether a cell holds dashes alone, as tables write that there is nothing: «-», «--», «–»."""
    return _ONLY_DASHES.fullmatch(value.strip()) is not None


_ONLY_DASHES = re.compile(r"[-–—](?:\s*[-–—])*")


@cache
def _none() -> frozenset[str]:
    words = table_words()
    return frozenset(map(word_key, (*words["mark"]["no"], *words["text"]["none"], *words["untold"]["qms_status"])))


def one_of(vocabulary: str, empty: str | None = None) -> Parser:
    """A parser of a closed vocabulary: its codes, their Vietnamese labels or synonyms; ``empty`` for no text."""

    def parse(value: str, cell: Cell) -> str | None:
        if not value:
            return empty
        found = cell.understood(vocabulary, value)
        if found is None:
            cell.refuse("TABLE_004", value=value, expected=_listed(labels()[vocabulary].values()))
        return found

    return parse


def _listed(words: Iterable[str]) -> str:
    """Words of which some have commas in them, as a list."""
    return "; ".join(f"«{word}»" for word in words)


@cache
def codes(vocabulary: str) -> Mapping[str, str]:
    """The codes of a closed vocabulary by the keys of code, label and synonyms."""
    known = labels()[vocabulary]
    usual = {word_key(text): code for code, texts in synonyms().get(vocabulary, {}).items() for text in texts}
    found = usual | {word_key(c): c for c in known} | {word_key(label(vocabulary, c)): c for c in known}
    short = {short: code for key, code in found.items() for short in _with_short_words(key)}
    short |= {short: code for key, code in found.items() for short in _with_short_not(key)}
    return {key: code for key, code in short.items() if key not in found} | found


_SHORT_WORDS = {
    "xây dựng": "XD",
    "công bố": "CB",
    "áp dụng": "AD",
    "triển khai": "TK",
    "phó trưởng đoàn": "PTĐ",
    "báo cáo": "BC",
}
"""What offices abbreviate within a value: Đang XD, Đã CB, Chưa XD, Qua hồ sơ, BC."""


def _with_short_words(key: str) -> list[str]:
    """What people write for the words of a value."""
    made = {key}
    for words, short in _SHORT_WORDS.items():
        made |= {one.replace(name_key(words), name_key(short)) for one in made}
    return sorted(made - {key})


_SHORT_FOR_NOT = ("k ", "k. ", "k.", "ko ", "ko. ", "kh. ", "kh.", "kg ")


def _with_short_not(key: str) -> list[str]:
    """What people write for words that begin with «không»: K. đạt, K.đạt, k đạt, ko đạt."""
    rest = key.removeprefix(f"{name_key('không')} ")
    return [f"{short}{rest}" for short in _SHORT_FOR_NOT] if rest != key else []


@lru_cache(maxsize=1 << 12)
def word_key(text: str) -> str:
    """What a heading or a word of a list is known by: its name, without marks of notes and signs at its end."""
    return re.sub(r"(?:\((?:\*|[0-9]{1,2})\)|[*:.;,\s])+\Z", "", name_key(text[:LONGEST_WORD])).lstrip("* ")


_ASIDE = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])\s*\Z")
_FOOTNOTE = str.maketrans("", "", "¹²³⁴⁵⁶⁷⁸⁹⁰")


@lru_cache(maxsize=1 << 12)
def heading_keys(text: str) -> tuple[str, ...]:
    """What a heading may be known by: as it stands, without what stands in brackets behind it, such as its unit."""
    whole = text[:LONGEST_WORD].translate(_FOOTNOTE).rstrip("? ").replace(" & ", " và ")
    return tuple(dict.fromkeys(map(word_key, (whole, _ASIDE.sub("", whole)))))


LONGEST_WORD = 200
"""Characters of a heading or a label that are compared; none is longer."""


def read_cell(raw: Raw, column: Column, cell: Cell) -> Any:
    """The value of a cell, or nothing where it is refused."""
    if isinstance(raw, Unfit):
        cell.refuse(raw.code, **raw.fields)
        return None
    if column.parse in (number, year) and isinstance(raw, Formatted):
        raw = raw.plain
    if len(raw) > LONGEST:
        cell.refuse("TABLE_015", length=f"{len(raw):,}".replace(",", "."))
        return None
    value = nfc(raw.replace("\r\n", "\n").strip())
    found = None if value.isprintable() else control_character(value) or next(filter(value.count, OVERRIDES), None)
    if found:
        cell.refuse("TABLE_007", code=f"{ord(found):04X}")
        return None
    if column.required and not column.derived and not value:
        cell.refuse("TABLE_003")
        return None
    return column.parse(value, cell)
