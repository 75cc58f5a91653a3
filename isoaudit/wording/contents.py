"""What offices call what they look at: «Đánh giá nội bộ» is about criteria of point đ of clause 1 of Article 36.

The words are data (``contents.toml``); a point's own title is one of its names as well (Circular 26/2014, Article 36).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from isoaudit.wording import labels

_WORD = re.compile(r"[^\W\d_][\w&-]*")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_NUMBERED = re.compile(r"\A\s*(?:[-–—+•*]|(?:[0-9]{1,2}|[IVX]{1,4}|[A-Za-zđĐ])(?:[.)]|\s*[-–]))+\s*")
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """What a piece of text is about: criteria by their ids, or a whole point."""

    criteria: Words = ()
    also: Words = ()
    """Criteria that what is lacking may be of as well."""
    point: str = ""
    lacking: Words = ()
    """How a remark begins that says surely that its criterion is not met."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What words mean: the contents they name, and whether they say nothing else."""

    contents: tuple[Content, ...] = ()
    sure: bool = False
    """Whether the words are names of contents and nothing besides."""


def contents_meant(text: str, points: Iterable[str] = ()) -> Meant:
    """The contents that a text names, «Chính sách, mục tiêu chất lượng», in the order they stand; none: empty.

    ``points``: the points of Article 36 that they may be of; none given: any. What stands in brackets is looked at
    where the text is a name only with it, «Kiểm soát quá trình (phiếu)».
    """
    among = frozenset(points)
    best = Meant()
    for tried in (text, _IN_BRACKETS.sub(" ", text)):
        found = _meant(words_of(tried), among)
        if found.sure:
            return found
        best = best if best.contents else found
    return best


@lru_cache(maxsize=1 << 12)
def words_of(text: str) -> Words:
    """The words of a text by which contents are compared: written out, without small words and figures."""
    return _small_out(_written_out(_words(_NUMBERED.sub("", text))))


def _words(text: str) -> Words:
    return tuple(_WORD.findall(unicodedata.normalize("NFC", text).casefold()))


def _written_out(words: Words) -> Words:
    return _replaced(words, _short())


def _small_out(words: Words) -> Words:
    small = _data()["small"]
    left = _replaced(words, _phrases())
    kept = tuple(word for word in left if word not in small["words"])
    return kept or words


def _replaced(words: Words, by: dict[Words, Words]) -> Words:
    """The words with each phrase, the longest first, replaced."""
    made: list[str] = []
    at, longest = 0, max(map(len, by), default=0)
    while at < len(words):
        size = next((n for n in range(longest, 0, -1) if words[at : at + n] in by and at + n <= len(words)), 0)
        made += by[words[at : at + size]] if size else words[at : at + 1]
        at += size or 1
    return tuple(made)


@lru_cache(maxsize=1 << 12)
def _meant(words: Words, among: frozenset[str]) -> Meant:
    """The names that stand in words, the longest first where two overlap."""
    names = _names()
    found: list[Content] = []
    at, left = 0, 0
    while at < len(words):
        of = next(
            (
                (content, size)
                for size in range(min(_longest(), len(words) - at), 0, -1)
                if (content := names.get(words[at : at + size])) and (not among or _points(content) & among)
            ),
            None,
        )
        if of:
            found.append(of[0])
            at += of[1]
        else:
            at, left = at + 1, left + 1
    return Meant(tuple(dict.fromkeys(found)), sure=bool(found) and not left)


def _points(content: Content) -> set[str]:
    """The points of Article 36 that a content is of; the id of a criterion of ours says its point."""
    if content.point:
        return {content.point}
    return {point_of(id) for id in content.criteria}


def said_lacking(remark: str, points: Iterable[str]) -> str:
    """The one criterion of some points that a remark says is not met: «Có niêm yết; chưa đăng trên trang của Sở».

    Empty: it says none in words that everybody reads so, or that more is lacking.
    """
    among = frozenset(points)
    pieces = [words_of(piece) for piece in re.split(r"[:;.,\n()]", remark)]
    signs = _data()["small"]["lacking"]
    lacks = ((piece, next((at for at, word in enumerate(piece) if word in signs), None)) for piece in pieces)
    found = {_lacked(piece[at:], among) for piece, at in lacks if at is not None}
    return found.pop() if len(found) == 1 else ""


def _lacked(words: Words, among: frozenset[str]) -> str:
    """The criterion of which a piece begins as what says that it is not met; empty: none, or several."""
    found = {id for start, id in _lacks() if words[: len(start)] == start and point_of(id) in among}
    return found.pop() if len(found) == 1 else ""


@cache
def _lacks() -> tuple[tuple[Words, str], ...]:
    contents = dict.fromkeys(content for _, content in listed() if content.lacking)
    return tuple((words_of(start), id) for content in contents for id in content.criteria for start in content.lacking)


def point_of(criterion: str) -> str:
    """The point that the id of a criterion of the checklist of Article 36 says: D36-1-dd-02 is of 1.đ."""
    _, clause, letter, *_ = criterion.split("-")
    return f"{clause}.{letter.replace('dd', 'đ')}"


def listed() -> Iterator[tuple[str, Content]]:
    """Every name with its content, as they stand in the data; the title of each point is one."""
    for point, title in labels()["point"].items():
        yield title, Content(point=point)
    for one in _data()["content"]:
        criteria, also, lacking = (tuple(one.get(key, ())) for key in ("criteria", "also", "lacking"))
        content = Content(criteria, also, one.get("point", ""), lacking)
        yield from ((name, content) for name in one["names"])


@cache
def _names() -> dict[Words, Content]:
    return {words_of(name): content for name, content in listed()}


@cache
def _longest() -> int:
    return max(map(len, _names()))


@cache
def _short() -> dict[Words, Words]:
    return {_words(short): _words(long) for short, long in _data()["short"].items()}


@cache
def _phrases() -> dict[Words, Words]:
    return {_words(phrase): () for phrase in _data()["small"]["phrases"]}


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("contents.toml").read_text(encoding="utf-8"))
