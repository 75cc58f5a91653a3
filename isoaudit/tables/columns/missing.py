"""Columns that a heading lacks: which of those it names in unknown words was meant, and what is said of the rest."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from isoaudit.model import is_code
from isoaudit.tables.cells import (
    FOR_READING,
    TO_MEND,
    Column,
    Raw,
    body,
    code,
    code_or_name,
    codes,
    heading_keys,
    number,
    person,
    word_key,
    year,
)
from isoaudit.tables.cleaning import RawRow
from isoaudit.tables.columns.choices import fits, is_mark
from isoaudit.tables.columns.headings import Heading, heading_words, headings_of, only_read, ordinals
from isoaudit.tables.columns.office_words import OURS, OfficeWords
from isoaudit.tables.columns.phrases import has_marks, is_of_a_year, is_of_no_table, told_by_phrase, turning
from isoaudit.tables.days import day, past_day, past_day_or_year, time_of_day, with_level
from isoaudit.tables.several import codes_of, entry_ids, former_names
from isoaudit.wording import labels, read_day, table_words, unaccented
from isoaudit.wording.codes import DASHES, D, undotted

_NEAR = 0.75
"""How much of two headings must be the same for one to be offered for the other, from 0 to 1 (difflib)."""
_SHORTEST = 4
"""Letters of a heading that can lie near another."""
_VERY_NEAR = 0.8
"""Likewise for one to be taken for the other: «Đơn vị phụ trách» begins with «Đơn vị» and means something else."""
_HALF = 0.5
"""Of the cells of a column: so many must fit for it to be offered for a column that is missing."""
_MOST = 2 / 3
"""Likewise for it to be taken for one whose values nothing else in the table has; the other cells are asked about."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A column of unknown words, from 1, that was probably meant for one that is missing."""

    position: int
    column: Column
    sure: bool
    """Near in words or telling by itself, all its cells fit, and neither fits anything else: it is taken and said."""


def with_guesses(heading: Heading, guesses: Iterable[Guess]) -> Heading:
    """The heading with the columns that were guessed, so that their cells are judged with the others."""
    named = list(heading.columns)
    for guess in guesses:
        named[guess.position - 1] = guess.column
    return replace(heading, columns=tuple(named))


def guess(
    heading: Heading,
    columns: Sequence[Column],
    below: Sequence[RawRow],
    beside: Sequence[str] = (),
    own: OfficeWords = OURS,
) -> list[Guess]:
    """Which unknown columns were meant for missing ones; of those that need not be there only what is sure.

    ``own``: words that the office, or the table itself, explained.
    """
    where = heading.where()
    absent = [column for column in columns if column.name not in where]
    needed = any(column.required or (column.wanted and column.values) or column.name in _TELLING for column in absent)
    near = {n: near_columns(heading.words(n), absent) for n in unknown(heading, beside)}
    tried = [n for n, columns_ in near.items() if columns_ or needed or any(_akin(heading.words(n), c) for c in absent)]
    full = full_rows(heading, below) if tried else []
    cells = {n: texts_of(full, n) for n in tried}
    every = [
        _Fit(n, c, near[n].get(c, 0), _akin(heading.words(n), c), _share(c, cells[n], own))
        for n in tried
        for c in absent
    ]
    fitting = sorted((fit for fit in every if fit.near or fit.share >= _HALF), key=_Fit.rank, reverse=True)
    found: list[Guess] = []
    for fit in fitting:
        if any(guess.position == fit.position or guess.column is fit.column for guess in found):
            continue
        rivals = [one for one in fitting if (one.position == fit.position) != (one.column is fit.column)]
        sure = _is_enough(fit, heading.words(fit.position), cells[fit.position], own) and not any(
            _also_fits(one, fit) for one in rivals
        )
        if sure or (fit.column.required and not fit.column.loose and all(one.rank() != fit.rank() for one in rivals)):
            found.append(Guess(fit.position, fit.column, sure))
    return found


def with_phrases(
    heading: Heading, columns: Sequence[Column], below: Sequence[RawRow], beside: Sequence[str] = ()
) -> Heading:
    """The heading with the columns that key phrases of unknown headings tell, where what stands below them fits.

    One that must be there is taken for the phrase alone; then its cells are refused one by one, not the heading. What
    a name tells otherwise, or need not be there, is taken where half of the cells fit it; free text always does.
    """
    where = heading.where()
    found: dict[int, tuple[Column, int]] = {}
    for n in unread(heading, beside):
        told = told_by_phrase(heading.words(n), columns)
        if told and told[0].name not in where:
            found[n] = told
    full = full_rows(heading, below) if found else []
    found = {n: told for n, told in found.items() if _suits(told[0], texts_of(full, n))}
    named = list(heading.columns)
    for n, (column, length) in found.items():
        longest = max(long for other, long in found.values() if other is column)
        several = sum(other is column and long == longest for other, long in found.values()) > 1
        if length == longest and not several:
            named[n - 1] = column
    return replace(heading, columns=tuple(named))


def _suits(column: Column, texts: Sequence[str]) -> bool:
    """Whether what stands below a heading may be what a key phrase in it tells."""
    if not texts or not (column.values or column.parse in _FORMS):
        return True
    share = _share(column, texts)
    return share >= _HALF or (column.required and not column.derived and column.parse not in (code, body, person))


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well an unknown column, from 1, fits a missing one."""

    position: int
    column: Column
    near: float
    """Of the headings; 0 where they are not near."""
    akin: bool
    """Whether the headings at least begin with the same word."""
    share: float
    """How many of the cells fit."""

    def rank(self) -> tuple[bool, float, bool]:
        """What decides between two."""
        return bool(self.near), self.share, self.akin


def _is_enough(fit: _Fit, words: str, texts: Sequence[str], own: OfficeWords) -> bool:
    """Whether heading and cells together can be taken for what they fit.

    A word of a closed list tells its column nearly alone. Names and codes that are all different are those that the
    table lists: whoever answers for them or is above them stands there more than once.
    """
    if is_of_a_year(words):
        return False
    if tells_itself(fit.column, words, texts, own):
        return True
    lists = _lists(fit.column) and len(texts) > 1
    return fit.share == 1 and (
        fit.near >= _VERY_NEAR or ((fit.near > 0 or fit.akin) and (bool(fit.column.values) or lists))
    )


def tells_itself(column: Column, words: str, texts: Sequence[str], own: OfficeWords = OURS) -> bool:
    """Whether the values alone tell a column: the obligation of an agency, the form of an inspection, in their words.

    Most of the cells are enough where no other column of the list has such values, as with the state of a system.

    Level and kind of an agency are not taken so: what its name and its kind tell is safer than an unknown heading.
    """
    told = ((column.required or column.wanted) and not column.derived) or column.name in _TELLING
    if not (told and column.values) or _turned(_bare(words)) or is_of_no_table(words):
        return False
    understood = sum(word_key(text) in codes(column.values) or own.knows(text, column) for text in texts)
    return understood >= (_MOST if column.name in _TELLING and understood > 1 else 1) * len(texts)


_TELLING = ("obligation", "qms_status")
"""Columns of a list of agencies whose values nothing else in it has."""


def _also_fits(one: _Fit, fit: _Fit) -> bool:
    """Whether a column fits so that another fit is in doubt: a second candidate, or a second meaning."""
    tells = bool(one.column.values) or one.column.parse in _FORMS
    if tells and one.share < _HALF:
        return False
    second = one.column is fit.column and (one.near > 0 or one.akin)
    return second or one.share == 1 or one.near > fit.near


def _akin(words: str, column: Column) -> bool:
    """Whether a heading begins with the word that one of a column begins with: Cấp chính quyền, Cấp quản lý."""
    key, marked = _bare(words), has_marks(words)
    first = _bare(words, marked)[:1]
    return any(first == _bare(known, marked)[:1] and _turned(key) == _turned(_bare(known)) for known in _known(column))


@cache
def _known(*columns: Column) -> tuple[str, ...]:
    """What may head columns, each in its own marks."""
    keys = headings_of(columns)
    plain = {unaccented(key) for key in keys if has_marks(key)}
    return tuple(key for key in keys if key not in plain)


@lru_cache(maxsize=1 << 12)
def _bare(words: str, marked: bool = False) -> tuple[str, ...]:
    """The words of a heading without signs between them; without marks of letters too, unless they are ``marked``."""
    key = next(iter(heading_keys(words)), "")
    return tuple(re.findall(r"[\w\u0300-\u036f]+", key if marked else unaccented(key)))


def unknown(heading: Heading, beside: Sequence[str]) -> list[int]:
    """The columns, from 1, under words that nothing is known of."""
    known = heading_words()
    return [n for n in unread(heading, beside) if known.isdisjoint(heading_keys(heading.words(n)))]


def unread(heading: Heading, beside: Sequence[str]) -> list[int]:
    """The columns, from 1, that are not read as anything, besides those that no table needs."""
    aside = only_read() | ordinals()
    shown = (TO_MEND, *FOR_READING, *beside)
    return [
        n
        for n, column in enumerate(heading.columns, 1)
        if column is None
        and n not in heading.apart
        and not heading.is_part(n)
        and heading.words(n)
        and heading.words(n) not in shown
        and aside.isdisjoint(heading_keys(heading.words(n)))
    ]


def full_rows(heading: Heading, below: Sequence[RawRow]) -> list[Sequence[Raw]]:
    """The rows that fill half of the columns at least: others are groups, signatures, notes."""
    half = sum(bool(heading.words(n)) for n in range(1, len(heading.titles) + 1)) / 2
    return [row for _, row in below if sum(isinstance(raw, str) and bool(raw.strip()) for raw in row) >= half]


def likely(words: str, texts: Sequence[str], absent: Sequence[Column]) -> list[Column]:
    """The missing columns an unknown heading may mean by what stands below it, be it unknown words; likeliest first."""
    near, told = near_columns(words, absent), told_by_phrase(words, absent)
    share = {column: _share(column, texts) for column in absent}
    kinds = 0 if any(map(read_day, texts)) else len({*texts})
    few = {c for c in absent if c.values and 0 < kinds <= 2 * len(labels()[c.values])}
    free = {c for c in absent if not c.values and c.parse not in (*_FORMS, entry_ids, codes_of, former_names)}
    fitting = [c for c in absent if share[c] >= _HALF or c in few or c in free]

    def rank(one: Column) -> tuple[bool, bool, bool, float, bool]:
        repeated, needed = one in few and kinds < len(texts), one.required or one.wanted
        return bool(told and told[0] is one), one in near, repeated, share[one], needed

    return sorted(fitting, key=rank, reverse=True)


def texts_of(rows: Iterable[Sequence[Raw]], position: int) -> list[str]:
    """What stands in a column."""
    found = [row[position - 1] for row in rows if position <= len(row)]
    return [raw.strip() for raw in found if isinstance(raw, str) and raw.strip()]


def _share(column: Column, texts: Sequence[str], own: OfficeWords = OURS) -> float:
    """How many of the texts fit a column, from 0 to 1; 0 where anything could stand in it."""
    if not texts:
        return 0
    if column.values:
        return sum(fits(text, column.values) or own.knows(text, column) for text in texts) / len(texts)
    if _lists(column) and len({*texts}) < len(texts):
        return 0
    test = _FORMS.get(column.parse)
    return sum(map(test, texts)) / len(texts) if test else 0


def _lists(column: Column) -> bool:
    """Whether the rows of a table are what stands in a column: each once."""
    return column.required and column.parse in (body, person, code)


def _is_code(text: str) -> bool:
    return is_code(undotted(text.translate(DASHES).translate(D))) and any(map(str.isalpha, text)) and not is_mark(text)


def is_body(text: str) -> bool:
    """Whether a text begins as the names of bodies do: Sở, UBND, Chi cục."""
    return any(word_key(text).startswith(f"{word_key(word)} ") for word in table_words()["text"]["body"])


def _is_person(text: str) -> bool:
    words = text.split()
    return 2 <= len(words) <= 6 and not is_body(text) and all(word.isalpha() and word[0].isupper() for word in words)


def _is_year(text: str) -> bool:
    return re.fullmatch("(?:19|20)[0-9]{2}", text) is not None


_YEAR_OF_A_MONTH = re.compile(
    r"(?:(?:năm|tháng|quý|đợt)\s+)*(?:[0-9IVX]{1,4}\s?[./-]\s?)?(?:19|20)[0-9]{2}", re.IGNORECASE
)
"""A year, also that of a month: 2023, 10/2023, năm 2022."""


_FORMS: dict[Callable[..., object], Callable[[str], bool]] = {
    code: _is_code,
    day: lambda text: re.search("[0-9]", text) is not None and not text.isdigit(),
    past_day: lambda text: read_day(text) is not None,
    past_day_or_year: lambda text: (
        read_day(text) is not None or re.search("(?:19|20)[0-9]{2}$", with_level(text)[0] or text) is not None
    ),
    year: lambda text: _YEAR_OF_A_MONTH.fullmatch(text) is not None,
    time_of_day: lambda text: re.match("[0-9]{1,2} ?(?:[:.hg]|giờ)", text.lower()) is not None,
    number: lambda text: re.fullmatch("[0-9]{1,5}", text) is not None and not _is_year(text),
    code_or_name: lambda text: is_body(text) or _is_code(text),
    body: is_body,
    person: _is_person,
}
"""Columns whose cells tell what they are, by how they are read."""


def near_columns(words: str, absent: Sequence[Column]) -> dict[Column, float]:
    """The columns that a heading not understood may mean, the nearest first, and how near, from 0 to 1.

    Its words begin or end with those of the column, or else are alike in letters; a word that turns the meaning stands
    in both or in none: a body that was inspected is not one to be inspected.
    """
    if is_of_no_table(words):  # «Ngày cấp» is no day of graduation
        absent = [column for column in absent if column.required]
    if any(key in heading_words() | only_read() for key in heading_keys(words)):
        return {}  # of another table, such as the names of agencies beside their codes, or of none
    marked = has_marks(words)
    key = " ".join(_bare(words, marked))
    if len(unaccented(key).replace(" ", "")) < _SHORTEST or not absent:
        return {}
    by_key = {" ".join(_bare(tried, marked)): headings_of(tuple(absent))[tried] for tried in _known(*absent)}
    turned = _turned(_bare(words))
    whole = [k for k in by_key if len(unaccented(k)) >= _SHORTEST and _turned(_bare(k)) == turned]
    within = [k for k in whole if " " in k and (key.startswith(f"{k} ") or key.endswith(f" {k}"))]
    alike = difflib.get_close_matches(key, whole, n=len(whole), cutoff=_NEAR) if whole else []
    best = sorted(within, key=len, reverse=True) or alike
    found: dict[Column, float] = {}
    for known in best:
        found.setdefault(by_key[known], difflib.SequenceMatcher(None, known, key).ratio())
    return found


def _turned(words: Sequence[str]) -> frozenset[str]:
    """The words of a heading that turn its meaning: đã, được, chưa; trước, sau; từ, đến."""
    return turning().intersection(words)
