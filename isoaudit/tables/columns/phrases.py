"""Headings by key phrases: which column words mean that nobody listed as a whole («Họ và tên cán bộ tham gia»)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from isoaudit.tables.cells import Column, word_key
from isoaudit.wording import labels, synonyms, table_words, unaccented

_LONGEST = 14
"""Words of a heading; what is longer is a sentence of a title or a cell of data."""
_OF_A_YEAR = re.compile(r"\bnam (?:19|20)[0-9]{2}\b|\bnam (?:ngoai|kia)\b")
_FIGURES = re.compile("[0-9]+")
_ASIDE = "aside"
_OF = "cua"


def turning() -> frozenset[str]:
    """The words of a heading that turn its meaning: đã, được, chưa; trước, sau; từ, đến."""
    return _turning(tuple(table_words()["text"]["turning"]))


@cache
def _turning(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(unaccented(word_key(word)) for word in words)


def without_figures(words: str) -> str:
    """A heading in which figures that none of ours has are as one: «Cột 17» and «Cột 18» need not be looked up twice.

    Years stay, and so do the figures in the words of headings and values, such as those of ISO 9001:2015.
    """
    return _FIGURES.sub(_as_one, words) if not words.isalpha() else words


def _as_one(found: re.Match[str]) -> str:
    return found[0] if found[0] in _figures() else "0"


@cache
def _figures() -> frozenset[str]:
    """The figures that may tell what a heading means; 0 is none of them."""
    texts = [*(word for words in labels().values() for text in words.items() for word in text)]
    for source in (table_words(), synonyms()):
        texts += [text for words in source.values() for key, several in words.items() for text in (key, *several)]
    years = map(str, range(1900, 2100))
    return frozenset(years) | {figure for text in texts for figure in _FIGURES.findall(text)} - {"0"}


@lru_cache(maxsize=4096)
def spelled(words: str) -> tuple[str, ...]:
    """The words of a heading without signs and what stands in brackets, abbreviations as what they stand for."""
    short = _abbreviations()
    bare = _WORD.findall(word_key(re.sub(r"\([^()]*\)", " ", words)).replace("_", " "))
    return tuple(one for word in bare for one in short.get(unaccented(word), word).split())


_WORD = re.compile(r"[\w\u0300-\u036f]+")
"""A word whose marks stand behind their letters, as keys of names have them."""


def folded(words: str) -> str:
    """The same without the marks of letters, in one text."""
    return unaccented(" ".join(spelled(words)))


@cache
def _abbreviations() -> Mapping[str, str]:
    return {unaccented(short): word_key(words) for short, (words,) in table_words()["abbreviation"].items()}


@cache
def _phrases() -> Mapping[str, frozenset[str]]:
    """The names of the columns that each phrase tells."""
    found: dict[str, frozenset[str]] = {}
    for name, phrases in table_words()["phrase"].items():
        for phrase in phrases:
            key = folded(phrase)
            found[key] = found.get(key, frozenset()) | {name}
    return found


@cache
def _spellings() -> Mapping[str, frozenset[tuple[str, ...]]]:
    """The phrases as they are spelled, by what they are without marks."""
    found: dict[str, frozenset[tuple[str, ...]]] = {}
    for phrase in (phrase for phrases in table_words()["phrase"].values() for phrase in phrases):
        found[folded(phrase)] = found.get(folded(phrase), frozenset()) | {spelled(phrase)}
    return found


def has_marks(text: str) -> bool:
    """Whether a text is typed with the marks of Vietnamese letters: then a word without one is another word."""
    return unaccented(text) != unicodedata.normalize("NFD", text)


def _agrees(phrase: str, own: Sequence[str]) -> bool:
    """Whether a heading has a phrase in its own marks: «Đột xuất» has no «đợt» in it, «Nam» is no «năm».

    One typed without any marks may mean either; in a phrase of several words some may have been forgotten.
    """
    length, bare = len(phrase.split()), [unaccented(word) for word in own]
    forgotten = length > 1 or bare == list(own)
    windows = [own[at : at + length] for at in range(len(own)) if " ".join(bare[at : at + length]) == phrase]
    return any(
        all(word == meant or (forgotten and not has_marks(word)) for word, meant in zip(window, spelling, strict=True))
        for window in windows
        for spelling in _spellings()[phrase]
    )


def _inside(words: str) -> list[str]:
    """The phrases in a heading; whose something is counts only where nothing else tells what: Mã của đơn vị."""
    key, own = folded(words), spelled(words)
    inside = [phrase for phrase in _phrases() if f" {phrase} " in f" {key} " and _agrees(phrase, own)]
    heads = [phrase for phrase in inside if f" {phrase} " in f" {key} ".replace(f" {_OF} {phrase} ", " ")]
    return heads or inside


def is_of_a_year(words: str) -> bool:
    """Whether a heading names a year: Kết quả kiểm tra năm 2025."""
    return _OF_A_YEAR.search(folded(words)) is not None


def is_of_no_table(words: str) -> bool:
    """Whether a heading is one of those no table needs: its longest phrase is listed as such."""
    inside = _inside(words)
    longest = max((len(phrase.split()) for phrase in inside), default=0)
    return any(_ASIDE in _phrases()[phrase] for phrase in inside if len(phrase.split()) == longest)


def told_by_phrase(words: str, columns: Sequence[Column]) -> tuple[Column, int] | None:
    """The column of a table that the longest key phrase of a heading tells, and how many words that phrase has.

    Of phrases equally long the one counts that the heading begins with, as its noun does. Nothing where the longest is
    of another table or is no column's, where several columns remain, or where a word turns what the phrases mean.
    """
    return _told(without_figures(words), tuple(columns))


@lru_cache(maxsize=4096)
def _told(words: str, columns: tuple[Column, ...]) -> tuple[Column, int] | None:
    key = folded(words)
    if not key or len(key.split()) > _LONGEST or _OF_A_YEAR.search(key):
        return None
    inside = _inside(words)
    if not inside:
        return None
    rank = {phrase: (len(phrase.split()), key.startswith(phrase)) for phrase in inside}
    best = [phrase for phrase in inside if rank[phrase] == max(rank.values())]
    names = frozenset().union(*(_phrases()[phrase] for phrase in best))
    meant = [column for column in columns if _name(column) in names]
    if len(meant) != 1 or _ASIDE in names or not all(_name(meant[0]) in _phrases()[phrase] for phrase in best):
        return None
    own = {word for phrase in inside if _name(meant[0]) in _phrases()[phrase] for word in phrase.split()}
    return None if turning().intersection(key.split()) - own else (meant[0], rank[best[0]][0])


def _name(column: Column) -> str:
    return column.title or column.name
