"""Names that a list gives in capitals throughout, as letters write them (Decree 30/2020, Annex II)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from isoaudit.wording.names import name_key

_PARTS = re.compile(r"[^\W_]+|[^\w\s]+|_+")


def all_capitals(text: str) -> bool:
    """Whether a name of two words or more is typed in capitals throughout; an abbreviation alone is not meant."""
    return text.isupper() and len([word for word in text.split() if any(map(str.isalpha, word))]) > 1


def person_name(text: str) -> str:
    """A person's name typed in capitals, each syllable with one capital: LÊ THỊ CẨM is Lê Thị Cẩm; others as typed."""
    if not all_capitals(text):
        return text
    return re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), text)


def agency_name(text: str) -> str | None:
    """An agency's name typed in capitals, as letters write it; others as typed.

    Nothing where the name is made of words that :func:`_data` does not hold: which of them begin with a capital nobody
    can tell from capitals alone.
    """
    if not all_capitals(text):
        return text
    found = [(part[0], text[start.end() if start else 0 : part.start()]) for start, part in _pairs(text)]
    words = [word for word, _ in found]
    written = _written(words)
    if written is None:
        return None
    made = "".join(gap + word for word, (_, gap) in zip(written, found, strict=True))
    return made[:1].upper() + made[1:]


def _pairs(text: str) -> list[tuple[re.Match[str] | None, re.Match[str]]]:
    parts = list(_PARTS.finditer(text))
    return list(zip([None, *parts[:-1]], parts, strict=True))


@cache
def _data() -> dict[str, list[str]]:
    return tomllib.loads(files(__package__).joinpath("agency_names.toml").read_text(encoding="utf-8"))


def office_names() -> list[str]:
    """Names that offices of every province have, as they are written."""
    return _data()["phrases"]


@cache
def _phrases() -> dict[tuple[str, ...], list[str]]:
    """The known phrases, each by the keys of its words."""
    split = [_PARTS.findall(phrase) for phrase in _data()["phrases"]]
    return {tuple(map(name_key, words)): words for words in split}


def _written(words: list[str]) -> list[str] | None:
    keys = [name_key(word) for word in words]
    longest = max(map(len, _phrases()))
    places, joining = ({name_key(word) for word in _data()[which]} for which in ("places", "joining"))
    # «thành phố», «đặc khu» are two words.
    places_of_two = {tuple(key.split()) for key in places if " " in key}
    made: list[str] = []
    of_a_place = False
    at = 0
    while at < len(words):
        length = next(
            (n for n in range(min(longest, len(words) - at), 0, -1) if tuple(keys[at : at + n]) in _phrases()), 0
        )
        if length and not (of_a_place and length == 1):
            made += _phrases()[tuple(keys[at : at + length])]
            of_a_place = False
        elif tuple(keys[at : at + 2]) in places_of_two:
            length = 2
            made += [word.lower() for word in words[at : at + 2]]
            of_a_place = True
        else:
            length = 1
            known = keys[at] in places
            if known or keys[at] in joining:
                made.append(words[at].lower())
            elif of_a_place and words[at].isalpha():
                made.append(words[at].capitalize())
            elif not words[at].isalpha() and any(made):
                made.append(words[at])
            else:
                return None
            of_a_place = known or of_a_place
        at += length
    return made
