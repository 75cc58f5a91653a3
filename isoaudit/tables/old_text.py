"""The text of a cell that is not what it was meant to be: typed with an old font, read in a wrong encoding, or lost.

A file in Unicode can hold text that is none: Excel keeps what was typed with a TCVN3 or VNI font as the letters these
fonts draw over, and a program that read UTF-8 as Windows-1252 saves the rubbish it saw. What can be told with certainty
is put right; what cannot is refused, at its cell.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache

from isoaudit.model import nfc
from isoaudit.tables.charsets import ENCODINGS, is_syllable, judged_word, read_old, words_of
from isoaudit.wording.names import ETH

_FIT = 0.9
"""The share of a text's words that must be Vietnamese in an encoding; names and slips of the pen are the rest."""
_MIXED = 2
"""Words that prove an old encoding beside words in Unicode; a single one may be µm."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a text in letters of Windows-1252 can be besides what it shows."""

    shown: bool
    """Whether it may be what it shows: every word of it can be Vietnamese, or Vietnamese in no old encoding."""
    data: bytes
    words: tuple[_Word, ...]

    def proof(self) -> dict[str, frozenset[bytes]]:
        """By old encoding in which its words are Vietnamese: the words that can be Vietnamese only there."""
        proof: dict[str, frozenset[bytes]] = {}
        for encoding in ENCODINGS:
            counted = [verdict for word in self.words if (verdict := word.read.get(encoding, "wrong"))]
            if counted and counted.count("wrong") <= (1 - _FIT) * len(counted):
                proof[encoding] = frozenset(word.raw for word in self.words if word.proves(encoding))
        return proof

    def meant(self, encoding: str) -> str | None:
        """What it says in an old encoding; nothing where its words are no Vietnamese there."""
        return read_old(self.data)[encoding] if encoding in self.proof() else None


_SIGN, _LETTER = re.compile(rb"[\xa1-\xaa\xac-\xaf\xb1-\xba\xbc-\xbf]"), re.compile(rb"[A-Za-z]")
"""Bytes that old fonts draw letters over and Windows-1252 signs, such as ©; «, » and ° stand beside words, too."""


def look_at(text: str) -> Look | None:
    """What a text can be; nothing where it cannot be in an old encoding, for these have none of its letters."""
    data = _bytes(text, "cp1252")
    if data is None:
        return None
    words = tuple(map(_word, words_of(data)))
    wrong = any(word.wrong for word in words) and any(Look(False, data, words).proof().values())
    return Look(not wrong, data, words)


def is_mixed(text: str) -> bool:
    """Whether some words of a text are in Unicode and others in one old encoding, as pasted from two files."""
    proved: Counter[str] = Counter()
    for typed in set(text.split()):
        look = look_at(typed)
        proved.update(encoding for encoding, words in look.proof().items() if words) if look else None
    return max(proved.values(), default=0) >= _MIXED


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as bytes, and what it can be."""

    raw: bytes
    broken: bool
    """Whether a sign stands in it between letters."""
    wrong: bool
    """Whether it is no Vietnamese as it is shown."""
    read: dict[str, str]
    """What it says of each old encoding that can read it."""

    def proves(self, encoding: str) -> bool:
        """Whether it can be Vietnamese only in an encoding: X©y can be no word as it is shown."""
        read = self.read.get(encoding)
        return self.wrong and (read == "proof" or (self.broken and read == "possible"))


@lru_cache(maxsize=1 << 14)
def _word(raw: bytes) -> _Word:
    broken = bool(_SIGN.search(raw) and _LETTER.search(raw))
    read = {encoding: judged_word(meant, encoding) for encoding, meant in read_old(raw).items()}
    return _Word(raw, broken, broken or judged_word(_shown(raw)) == "wrong", read)


def _shown(raw: bytes) -> str:
    """A word as it is shown; Ð is meant to be Đ."""
    return "".join(map(_page("cp1252").__getitem__, raw)).translate(ETH)


@cache
def _page(codepage: str) -> list[str]:
    """The signs of a Windows encoding by byte; a byte it has no sign for is shown as the control of that number."""
    return [bytes([byte]).decode(codepage, "ignore") or chr(byte) for byte in range(0x100)]


@cache
def _signs(codepage: str) -> dict[str, int]:
    controls = {chr(byte): byte for byte in range(0x80, 0xA0)}  # some programs read these bytes as controls
    return controls | {sign: byte for byte, sign in enumerate(_page(codepage))}


def _bytes(text: str, codepage: str) -> bytes | None:
    """The bytes a text was before it was read in an encoding; nothing where that has not all of its signs."""
    signs = _signs(codepage)
    try:
        return bytes(map(signs.__getitem__, text))
    except KeyError:
        return None


_FOREIGN = re.compile("[^\x00-\x7f]+ ?")
_TIMES = 3
"""How often a text may have gone through the wrong encoding, one time upon the other."""
_MARKS = "…‘’“”•–—‹›«»¹²³"
"""Signs that also stand behind a capital word such as XÃ."""
_NEXT = "\x80-\x9f\xa1-\xaa\xac-\xb1\xb4-\xb8\xba\xbc-\xbf€‚ƒ„†‡ˆ‰ŠŒŽ˜™šœžŸ"
"""What the second byte of a letter becomes, :data:`_MARKS` left out."""
_OF_UTF_8 = re.compile(
    f"[ÃĂ](?:[{_NEXT}]|[{_MARKS}](?=[A-Za-z]))|(?<![A-ZĐ])[ÃĂ][{_MARKS}]|á[º»][{_NEXT}{_MARKS}\xa0]|Æ[°¡]|"
    "Ä[\x90\x91‘]|Â[\xa0-\xbf]|â€|(?<=[a-z])Ã(?:[\xa0 ]|\\Z)|Ã\xa0(?=[a-z])"
)
"""What the letters of Vietnamese become when the bytes of UTF-8 are read as Windows-1252 or Windows-1258."""


def reread(text: str) -> str | None:
    """A text whose UTF-8 had been read as Windows-1252 or Windows-1258, as it was meant; nothing where that is lost."""
    for _ in range(_TIMES):
        if not _OF_UTF_8.search(text):
            return text
        whole = any(_bytes(text, codepage) is not None for codepage in _PAGES)
        read = {run: _as_utf_8(run) for run in _FOREIGN.findall(text)}
        if any(meant is None and (whole or _OF_UTF_8.search(run)) for run, meant in read.items()):
            return None
        text = "".join(read.get(part) or part for part in re.split(f"({_FOREIGN.pattern})", text))
    return None


_PAGES = ("cp1252", "cp1258")


def _as_utf_8(run: str) -> str | None:
    """A run of foreign signs as UTF-8; nothing where it is none. The last byte of "à" is often kept as a space."""
    for codepage in _PAGES:
        data = _bytes(run, codepage)
        spaced = (data.rstrip() + b"\xa0",) if data and data.rstrip().endswith(b"\xc3") else ()
        for tried in (data, *spaced) if data else ():
            try:
                return str(tried, "utf-8")
            except UnicodeDecodeError:
                continue
    return None


_DRAWN = "\u2500-\u259f√∂∆∞∫∑∏◊"
_FROM_ELSEWHERE = re.compile(rf"[^\W\d_][{_DRAWN}](?:[^\W\d_]|[{_DRAWN}†])")
"""Lines, blocks and signs of sums within a word: UTF-8 read in the encoding of DOS or of old Macintoshes."""
_ALL_LOST = re.compile(r"\s*\?+\s+\?[\s?]*")
_LOST = re.compile(r"(?<![/=&\w])([^\W\d_]*)\?+([^\W\d_]*)")
_ONSETS = frozenset(["b", "c", "ch", "d", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph"])
_ONSETS |= frozenset(["qu", "r", "s", "t", "th", "tr", "v", "x"])


def is_lost(text: str) -> bool:
    """Whether letters of a text were lost before it came here: U+FFFD, "S? T? pháp" as old programs leave it, boxes.

    A question mark stands for a letter where no word can end or begin. Letters of Vietnamese alone (ơ, ụ) prove that
    the text went through no program that could lose them.
    """
    if "\N{REPLACEMENT CHARACTER}" in text or _FROM_ELSEWHERE.search(text) or _ALL_LOST.fullmatch(text):
        return True
    text = text.replace("□", "?")
    if "?" not in text or _bytes(text, "cp1252") is None:
        return False
    return any(map(_is_lost, _LOST.finditer(text)))


def _is_lost(found: re.Match[str]) -> bool:
    before, after = found.groups()
    if after:
        return not (before and is_syllable(nfc(before).lower()) and is_syllable(nfc(after).lower()))
    return before.lower() in _ONSETS and not (before.isupper() and len(before) > 1)


_WORDS = re.compile(r"[^\W\d_]+")


def with_d(text: str) -> str:
    """A text with Ð of other languages read as Đ in the words that are Vietnamese then, and in abbreviations."""
    if not any(sign in text for sign in "ÐðƉɖ"):
        return text
    return _WORDS.sub(_meant, nfc(text))


def _meant(found: re.Match[str]) -> str:
    word = found[0].translate(ETH)
    return word if word.isupper() or is_syllable(word.lower()) else found[0]
