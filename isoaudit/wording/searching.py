"""How a search compares: words without marks and case, where they stand in a text, the sentences they stand in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from isoaudit.wording.names import unaccented

_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
_QUOTED = re.compile(r"[\"“”«»]([^\"“”«»]*)[\"“”«»]|([^\s\"“”«»]+)")
_SENTENCE_ENDS = re.compile(r"(?<=[.;!?])\s+|\s*\n\s*")


def fold(text: str) -> str:
    """``text`` without tone marks and in lower case, đ as d: what every search compares; as in ``fold.js``."""
    return unaccented(text).lower()


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand one after the other: one word, or a phrase."""

    words: tuple[str, ...]
    """Folded."""
    begins: bool = False
    """Whether the last word may go on: it may still be being typed."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence as it was written."""

    text: str
    found: bool
    """Whether it is what was looked for."""


def words_of(text: str) -> list[str]:
    """The words of a text, folded."""
    return [word for word, _, _ in _words(unicodedata.normalize("NFC", text))]


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word of a text in NFC, folded, with where it begins and ends."""
    for match in _WORD.finditer(text):
        if word := fold(match[0]):
            yield word, *match.span()


def read_query(typed: str) -> tuple[Term, ...]:
    """What was typed into a search: words, of which all must occur, and phrases in quotation marks.

    What is no word but holds several (26/2014) is a phrase; the last word typed without quotation marks is a beginning.
    Nothing where no word was typed.
    """
    parts = (match.groups() for match in _QUOTED.finditer(unicodedata.normalize("NFC", typed)))
    found = ((quoted is None, tuple(words_of(plain if quoted is None else quoted))) for quoted, plain in parts)
    terms = [(plain, words) for plain, words in found if words]
    return tuple(Term(words, plain and at == len(terms) - 1) for at, (plain, words) in enumerate(terms))


def places(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Where a text in NFC holds the terms, in order, none within another; empty where one of them is missing."""
    words = list(_words(text))
    found: list[tuple[int, int]] = []
    for term in terms:
        size = len(term.words)
        starts = [at for at in range(len(words) - size + 1) if _fits([w for w, _, _ in words[at : at + size]], term)]
        if not starts:
            return []
        found += [(words[at][1], words[at + size - 1][2]) for at in starts]
    return _joined(text, found)


def _fits(words: Sequence[str], term: Term) -> bool:
    *first, last = words
    return first == list(term.words[:-1]) and (
        last.startswith(term.words[-1]) if term.begins else last == term.words[-1]
    )


def _joined(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    whole: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if whole and not text[whole[-1][1] : start].strip():  # they touch, or a space is between them
            whole[-1] = whole[-1][0], max(end, whole[-1][1])
        else:
            whole.append((start, end))
    return whole


def sentences_with(text: str, terms: Sequence[Term]) -> tuple[Piece, ...]:
    """The sentences of a text that hold what was looked for, each part marked or not; empty where it does not fit.

    Every word that made the text fit is in them: nobody is shown a row without seeing why.
    """
    text = unicodedata.normalize("NFC", text)
    marks = places(text, terms)
    if not marks:
        return ()
    pieces: list[Piece] = []
    at = 0
    for end in [*(match.start() for match in _SENTENCE_ENDS.finditer(text)), len(text)]:
        if end < at or not (inside := [span for span in marks if at <= span[0] < end]):
            at = max(at, end)
            continue
        end = max(end, inside[-1][1])  # a phrase may reach over the end of a sentence
        if pieces:
            pieces.append(Piece(" … ", False))
        pieces += _cut(text, at, end, inside)
        at = end
    return tuple(piece for piece in pieces if piece.text)


def _cut(text: str, start: int, end: int, marks: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    while start < end and text[start].isspace():
        start += 1
    for first, last in marks:
        yield Piece(text[start:first], False)
        yield Piece(text[first:last], True)
        start = last
    yield Piece(text[start:end], False)
