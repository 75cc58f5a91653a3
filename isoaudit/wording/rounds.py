"""Rounds of inspections (đợt) as people write them: ``1``, ``Đợt 1``, ``đợt I`` and ``Đợt 01/2026`` are one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from isoaudit.errors import IsoAuditError, RunError, problem
from isoaudit.wording import in_sentence
from isoaudit.wording.names import name_key

_ROMAN = dict(
    zip(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"], range(1, 13), strict=True)
)
_WORDS = {
    name_key(word): number
    for number, words in enumerate(
        ("nhất một", "hai", "ba", "bốn tư", "năm", "sáu", "bảy", "tám", "chín", "mười"), start=1
    )
    for word in words.split()
}
_OF_YEAR = re.compile(rf"[\s,]*(?:\(?(?:năm|{name_key('năm')})\s*\d{{4}}\)?|/\s*\d{{4}})[\s.;]*$", re.IGNORECASE)
_CALLED = re.compile(rf"^{name_key('đợt')}(?:\s+(?:{name_key('kiểm tra')}|{name_key('thứ')}|{name_key('số')}))*[\s:]*")
_QUARTER = re.compile(rf"^(?:{name_key('quý')}|{name_key('quí')})\s*")


def round_key(text: str) -> str:
    """What the spellings of one round have in common: this is how rounds are compared everywhere; empty: no round.

    The word «đợt», the year, zeros before a number, Roman numbers and numbers in words make no difference; a quarter
    (quý) is a round of its own name.
    """
    key = _OF_YEAR.sub("", name_key(text).strip(" .;:"))
    key = _CALLED.sub("", key).strip()
    quarter = _QUARTER.match(key)
    number = _number(key[quarter.end() :] if quarter else key)
    return f"quý {number}" if quarter and number else number or key


def _number(key: str) -> str:
    if key.isdecimal():
        return str(int(key))
    found = _ROMAN.get(key) or _WORDS.get(key)
    return str(found) if found else ""


def round_words(text: str) -> str:
    """A round within a sentence: ``đợt 1``, ``quý III``; empty: no round."""
    key = round_key(text)
    if key.isdecimal():
        return f"đợt {key}"
    if key.startswith("quý "):
        roman = next((letters.upper() for letters, number in _ROMAN.items() if str(number) == key[4:]), key[4:])
        return f"quý {roman}"
    plain = _OF_YEAR.sub("", " ".join(unicodedata.normalize("NFC", text).split()))
    named = re.match(r"đợt\s*", plain, re.IGNORECASE)
    own = in_sentence(plain[named.end() :] if named else plain)
    return f"đợt {own}" if own else ""


def known_rounds(names: Iterable[str]) -> str:
    """The rounds there are, each once, to be offered where another was asked for; empty: none."""
    return ", ".join(sorted({round_words(name) for name in names} - {""}))


class OfRound(Protocol):
    """What belongs to a round of inspections, or to none."""

    @property
    def round(self) -> str: ...


_Found = TypeVar("_Found", bound=OfRound)


def of_round(those: Sequence[_Found], name: str, error: type[IsoAuditError] = RunError) -> list[_Found]:
    """Those of a round, however it is written. Raises ``error`` (PAPER_006), which names the rounds there are."""
    found = [one for one in those if round_key(one.round) == round_key(name)]
    if not found:
        known = known_rounds(one.round for one in those) or "chưa có"
        raise error(problem("PAPER_006", "--round", value=name, expected=known))
    return found
