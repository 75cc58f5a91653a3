"""What a person can be asked about a table that was refused: unknown headings, unknown words of closed lists."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from isoaudit.errors import excerpt
from isoaudit.tables.cells import Column, word_key
from isoaudit.tables.cleaning import RawRow
from isoaudit.tables.columns.headings import Heading
from isoaudit.tables.columns.missing import Guess, full_rows, likely, texts_of, unread
from isoaudit.tables.columns.office_words import KEPT, OPEN, Said
from isoaudit.wording import count, labels, table_words, unaccented

NONE_OF_THESE = "không giá trị nào trên đây: để trống ô này, giữ lời đã ghi"
"""The last answer to what a word in a column means."""
_EXAMPLES = 3
_OFFERED = 9
"""Columns a person is asked to choose from."""
_MOST_WORDS = 12
"""Unknown words in one column; more are no words of a closed list."""
_ALIKE = 0.6
"""How much of two words must be the same to say anything, from 0 to 1 (difflib)."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a heading means, or a word in a column."""

    typed: str
    cells: int
    answers: tuple[tuple[str, Said], ...]
    """What it may mean, in words, the likeliest first."""
    under: str = ""
    """The heading of the column the word stands in; empty: a heading is asked about."""
    examples: tuple[str, ...] = ()
    of_all: bool = False
    """Whether it is asked what all rows say of a column that the table lacks."""
    whole: str = ""
    """The question as a person reads it, where it is about a row and none of the others."""

    @property
    def key(self) -> tuple[str, str]:
        """What is asked about."""
        return self.under, word_key(self.typed)


def of_headings(
    heading: Heading,
    columns: Sequence[Column],
    below: Sequence[RawRow],
    beside: Sequence[str],
    guesses: Sequence[Guess],
    keeps: bool = False,
) -> Iterator[Question]:
    """A question for each unknown heading over data that may be that of a missing column.

    ``keeps``: the last answer is that the column stays as it is, else that it is passed over.
    """
    sure = {guess.column for guess in guesses if guess.sure}
    taken = {guess.position for guess in guesses if guess.sure}
    absent = [column for column in columns if column.name not in heading.where() and column not in sure]
    full = full_rows(heading, below)
    for n in unread(heading, beside):
        words, texts = heading.words(n), texts_of(full, n)
        if n in taken or not texts:
            continue
        guessed = [guess.column for guess in guesses if guess.position == n]
        meant = dict.fromkeys((*guessed, *likely(words, texts, absent)[:_OFFERED]))
        answers = tuple((column.heading, Said(words, column.name)) for column in meant)
        if answers:
            shown = tuple(dict.fromkeys(texts))[:_EXAMPLES]
            yield Question(words, len(texts), (*answers, ("", Said(words, KEPT if keeps else ""))), examples=shown)


def of_all_rows(
    heading: Heading, columns: Sequence[Column], below: Sequence[RawRow], guesses: Sequence[Guess]
) -> Iterator[Question]:
    """A question for each column of a closed list that must be there and is not: what all rows say, as an office does
    not write in each row that its list is of inspections by record."""
    there = {*heading.where(), *(guess.column.name for guess in guesses)}
    absent = [one for one in columns if one.required and one.values and not one.derived and one.name not in there]
    for column in absent:
        answers = tuple((words, Said("", words, column.name)) for words in labels()[column.values].values())
        yield Question(column.heading, len(full_rows(heading, below)), answers, of_all=True)


def merged(questions: Iterable[Question]) -> list[Question]:
    """The questions, what is asked about on several sheets once."""
    found: dict[tuple[str, str], Question] = {}
    for one in questions:
        known = found.get(one.key)
        found[one.key] = replace(known, cells=known.cells + one.cells) if known else one
    return list(found.values())


def of_words(unclear: Mapping[tuple[Column, str], int]) -> Iterator[Question]:
    """A question for each word that is no value of its column, by column and word with the number of cells."""
    cells: Counter[tuple[Column, str]] = Counter()
    typed: dict[tuple[Column, str], str] = {}
    for (column, text), number in unclear.items():
        cells[column, word_key(text)] += number
        typed.setdefault((column, word_key(text)), text)
    several = Counter(column for column, _ in cells)
    for (column, key), number in cells.items():
        if several[column] > _MOST_WORDS:
            continue
        text = typed[column, key]
        known = sorted(labels()[column.values].items(), key=lambda one: _rank(key, *one), reverse=True)
        answers = tuple((words, Said(text, code, column.name)) for code, words in known)
        if not column.required or column.derived:  # of this table alone: the next may mean something by it
            answers += ((NONE_OF_THESE, Said(text, OPEN, column.name, lasting=False)),)
        yield Question(text, number, answers, under=column.heading)


def _rank(key: str, code: str, words: str) -> tuple[bool, bool, float]:
    """What decides how far up a value is offered for a word: what is lacking is a finding before it is like one."""
    lacks = code in ("nonconforming", "observation") and key in map(word_key, table_words()["text"]["lacking"])
    return lacks, *_alike(key, words)


def _alike(key: str, words: str) -> tuple[bool, float]:
    """How likely a word means one of a list: its first letters, else how much of it is the same."""
    short, whole = unaccented(key), unaccented(word_key(words))
    ratio = difflib.SequenceMatcher(None, short, whole).ratio()
    return short == "".join(word[0] for word in whole.split()), ratio if ratio >= _ALIKE else 0


def asked_in_words(question: Question) -> str:
    """A question as a person reads it."""
    if question.whole:
        return question.whole
    typed, cells = f"«{excerpt(question.typed)}»", f"{count(question.cells)} ô"
    if question.under and question.examples:
        shown = ", ".join(f"«{excerpt(text)}»" for text in question.examples)
        more = ", …" if question.cells > len(question.examples) else ""
        of = "" if question.examples == (question.typed,) else f" ({typed})"
        return f"«{question.under}»{of} của {count(question.cells)} cơ quan chưa ghi ({shown}{more}) là:"
    if question.of_all:
        return f"Bảng không có cột {typed}. Cả {count(question.cells)} dòng của bảng là:"
    if question.under:
        return f"Ở cột «{question.under}», {typed} ({cells}) là:"
    shown = ", ".join(f"«{excerpt(text)}»" for text in question.examples)
    return f"Cột {typed} ({cells}; ví dụ {shown}) là:"
