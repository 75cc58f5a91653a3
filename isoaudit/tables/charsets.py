"""Text from bytes: Unicode, or one of the three encodings Vietnamese offices wrote before it.

An old encoding is recognised by its result: each one reads the file, and the words it makes are held against
the spelling of Vietnamese syllables. Where none is clearly right the file is refused; it is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from isoaudit.model import nfc


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, and what it was written in."""

    text: str
    encoding: str
    """utf-8, utf-16, windows-1258, tcvn3 or vni."""
    note: str
    """What the person should know and look at again, in Vietnamese; empty for UTF-8."""


class Unreadable(ValueError):
    """No encoding fits the bytes; ``position`` (from 1) is the first byte that is no UTF-8."""

    def __init__(self, position: int) -> None:
        super().__init__(f"no encoding fits, byte {position}")
        self.position = position


_NOTES = {
    "utf-16": "tệp dùng mã UTF-16, đã đọc được; không cần sửa gì.",
    "windows-1258": "tệp dùng mã Windows-1258, đã chuyển sang Unicode; xem lại tên riêng.",
    "tcvn3": "tệp dùng mã TCVN3 (ABC), đã chuyển sang Unicode; xem lại tên riêng và chữ hoa có dấu.",
    "vni": "tệp dùng mã VNI, đã chuyển sang Unicode; xem lại tên riêng.",
}

_MIN_WORDS = 3
"""Fewer different words than this prove nothing: a few bytes look like anything."""
_MIN_SHARE = 0.9
"""Foreign names and slips of the pen are the rest."""
_MIN_LEAD = 2
"""The words that prove the best reading must be this many times what another reading, right by half, makes."""

_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_MARKS = {0x85: "…", 0x91: "‘", 0x92: "’", 0x93: "“", 0x94: "”", 0x95: "•", 0x96: "–", 0x97: "—", 0xA0: "\u00a0"}
"""What Windows itself adds to any of the fonts."""
_WORD = re.compile(rb"[A-Za-z\x80-\x84\x86-\x90\x98-\x9f\xa1-\xff]+")


def decode(data: bytes) -> Decoded:
    """The text of a file. Raises Unreadable when it is in no encoding that can be told with certainty."""
    if data.startswith(b"\xef\xbb\xbf"):
        return _unicode(data, 3, "utf-8")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _unicode(data, 2, "utf-16-le" if data[0] == 0xFF else "utf-16-be")
    if codec := _utf_16_without_mark(data):
        return _unicode(data, 0, codec)
    try:
        return _unicode(data, 0, "utf-8")
    except Unreadable:
        if found := _recognised(data):
            return found
        raise


def _unicode(data: bytes, start: int, codec: str) -> Decoded:
    try:
        text = data[start:].decode(codec)
    except UnicodeDecodeError as error:
        raise Unreadable(start + error.start + 1) from None
    if codec == "utf-8":
        return Decoded(text, "utf-8", "")
    if "\0" in text:  # UTF-32, or no text at all
        raise Unreadable(start + 2 * text.index("\0") + 1)
    return Decoded(text, "utf-16", _NOTES["utf-16"])


def _utf_16_without_mark(data: bytes) -> str:
    """UTF-16 by its NUL bytes: half of one side and none of the other (spaces, digits, plain letters have them)."""
    low, high = data[::2].count(0), data[1::2].count(0)
    if len(data) < 8 or len(data) % 2 or max(low, high) * 4 < len(data) or min(low, high):
        return ""
    return "utf-16-le" if high else "utf-16-be"


def _recognised(data: bytes) -> Decoded | None:
    """The text in the old encoding the bytes are in, or nothing where that is not certain."""
    if _CONTROL.search(data):
        return None
    words = words_of(data)
    texts = {encoding: text for encoding in _READERS if (text := _read(data, encoding)) is not None}
    scores = {encoding: _score(words, encoding) for encoding in texts}
    best = max(scores, key=lambda encoding: scores[encoding].proof, default=None)
    if best is None:
        return None
    found = scores[best]
    others = [score for encoding, score in scores.items() if encoding != best]
    rival = max((score.possible for score in others if 2 * score.possible >= score.words), default=0)
    if found.proof < max(_MIN_WORDS, _MIN_LEAD * rival) or found.possible < _MIN_SHARE * found.words:
        return None
    return Decoded(texts[best], best, _NOTES[best])


def words_of(data: bytes) -> set[bytes]:
    """The different words of a text in an old encoding that are not plain ASCII."""
    return {word for word in _WORD.findall(data) if not word.isascii()}


def _read(data: bytes, encoding: str) -> str | None:
    try:
        return _READERS[encoding](data)
    except UnicodeDecodeError:
        return None


def read_old(data: bytes) -> dict[str, str]:
    """What bytes say in each of the old encodings that can read them."""
    return {encoding: text for encoding in _READERS if (text := _read(data, encoding)) is not None}


@dataclass(frozen=True, slots=True)
class _Score:
    """Different words that are not plain ASCII: all, those spelled as Vietnamese is, those that prove it."""

    words: int
    possible: int
    proof: int


def _score(words: Iterable[bytes], encoding: str) -> _Score:
    judged = [verdict for raw in words if (verdict := judged_word(_READERS[encoding](raw), encoding))]
    return _Score(len(judged), sum(v != "wrong" for v in judged), judged.count("proof"))


def judged_word(word: str, encoding: str = "") -> str:
    """What a word says of the encoding it was read in: ``wrong``, ``possible``, ``proof``; nothing: anything can be it.

    It is wrong where Vietnamese has no such syllable, and proves the encoding where no French word is like it.
    """
    word = word.strip("«»°·")
    if word.isascii() or _ABBREVIATION.fullmatch(word):
        return ""
    if not (_is_cased(word, encoding) and is_syllable(word.lower())):
        return "wrong"
    return "proof" if len(word) > 1 and not _is_latin_1(word) else "possible"


def _is_latin_1(word: str) -> bool:
    """Such a word may as well be French."""
    return all(ord(letter) < 0x100 for letter in word)


_ABBREVIATION = re.compile("[A-ZĂÂÊÔƠƯĐ]{2,8}|[Đđ]")
"""BCĐ, TƯ, điểm đ: right or wrong, nobody can say."""


def _is_cased(word: str, encoding: str) -> bool:
    """Small, Capital or LARGE letters. TCVN3 has no capitals with tones: HÀ NỘI is stored as "Hà NộI"."""
    if encoding == "tcvn3":
        word = "".join(letter for letter in word if letter not in _TONED)
    return word in (word.lower(), word.upper(), word.capitalize())


# --- the encodings


def _read_1258(data: bytes) -> str:
    """Base letters and tone marks of Windows-1258, joined."""
    return nfc(data.decode("cp1258"))


_TONED = "àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
"""Small letters with a tone, in the order of TCVN 5712:1993."""
_TCVN3_BYTES = (
    "b5b6b7b8b9 bbbcbdbec6 c7c8c9cacb cccecfd0d1 d2d3d4d5d6 d7d8dcddde dfe1e2e3e4 e5e6e7e8e9 eaebecedee "
    "eff1f2f3f4 f5f6f7f8f9 fafbfcfdfe"
)
_TCVN3: dict[int, str] = (
    {byte: chr(byte) for byte in range(0x80)}
    | _MARKS
    | dict(zip(range(0xA1, 0xAF), "ĂÂÊÔƠƯĐăâêôơưđ", strict=True))
    | dict(zip(bytes.fromhex(_TCVN3_BYTES), _TONED, strict=True))
)


def _read_tcvn3(data: bytes) -> str:
    """TCVN 5712:1993, third set (VN3): the ABC fonts."""
    for position, byte in enumerate(data):
        if byte not in _TCVN3:
            raise UnicodeDecodeError("tcvn3", data, position, position + 1, "no letter")
    return _OF_A_CELL.sub(_capitals, "".join(map(_TCVN3.__getitem__, data)))


_OF_A_CELL = re.compile(r"[^,;\t\n]+")
_LETTERS = re.compile(r"[^\W\d_]+")


def _capitals(found: re.Match[str]) -> str:
    """A text with its large letters: HÀ NỘI is stored as "Hà NộI", for the fonts have no large letters with tones.

    A word of which two letters are large is written large; so are the words around it that do not tell (SỞ) where
    no letter is small that could be large.
    """
    text = found[0]
    plain = "".join(sign for sign in text if sign.isalpha() and sign not in _TONED)
    if len(plain) == len(text) or not any(map(_is_large, _LETTERS.findall(text))):
        return text
    if plain.isupper():
        return text.upper()
    return _LETTERS.sub(lambda word: word[0].upper() if _is_large(word[0]) else word[0], text)


def _is_large(word: str) -> bool:
    plain = [sign for sign in word if sign not in _TONED]
    return 1 < len(plain) < len(word) and "".join(plain).isupper()


_PLAIN, _ROUND, _SHORT = "ùøûõï", "âáàåãä", "êéèúüë"
_VNI_ROWS = (
    ("a", _PLAIN, "áàảãạ"),
    ("a", _ROUND, "âấầẩẫậ"),
    ("a", _SHORT, "ăắằẳẵặ"),
    ("e", _PLAIN, "éèẻẽẹ"),
    ("e", _ROUND, "êếềểễệ"),
    ("o", _PLAIN, "óòỏõọ"),
    ("o", _ROUND, "ôốồổỗộ"),
    ("ô", _PLAIN, "ớờởỡợ"),
    ("u", _PLAIN, "úùủũụ"),
    ("ö", _PLAIN, "ứừửữự"),
    ("y", _PLAIN[:4], "ýỳỷỹ"),
)
"""A letter, the bytes that may follow it (as Latin-1 shows them), and what the two mean."""
_VNI_SMALL = {base + mark: letter for base, marks, row in _VNI_ROWS for mark, letter in zip(marks, row, strict=True)}
_VNI_SMALL |= dict(zip("ôöñíìæóòî", "ơưđíìỉĩịỵ", strict=True))
_VNI = (
    _VNI_SMALL
    | {signs.upper(): letter.upper() for signs, letter in _VNI_SMALL.items()}
    | {chr(byte): mark for byte, mark in _MARKS.items()}
    | {sign: sign for sign in "«»°"}
)
_VNI_SIGNS = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)) + "|[^\x00-\x7f]")


def _read_vni(data: bytes) -> str:
    """VNI-Windows: a letter, then a byte for its shape and tone."""

    def letter(found: re.Match[str]) -> str:
        if found[0] not in _VNI:
            raise UnicodeDecodeError("vni", data, found.start(), found.end(), "no letter")
        return _VNI[found[0]]

    return _VNI_SIGNS.sub(letter, data.decode("latin-1"))


_READERS: dict[str, Callable[[bytes], str]] = {"windows-1258": _read_1258, "tcvn3": _read_tcvn3, "vni": _read_vni}
ENCODINGS = tuple(_READERS)
"""The encodings before Unicode that are known."""


# --- the spelling of a Vietnamese syllable

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_RHYMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong
op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uâc uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uynh
uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
y ych yêm yên yêng yêt yêu ynh yt
"""
_ALL, _STOPPED = "\u0300\u0309\u0303\u0301\u0323", "\u0301\u0323"


def is_syllable(word: str) -> bool:
    """Whether a word in small letters can be one Vietnamese syllable: its consonants, its rhyme, where the tone is."""
    return word in _rhymes() or any(
        word.startswith(onset) and word[len(onset) :] in _rhymes() and _agree(onset, word[len(onset)])
        for onset in _onsets()
    )


@cache
def _onsets() -> tuple[str, ...]:
    return tuple(_ONSETS.split())


def _agree(onset: str, vowel: str) -> bool:
    """gh and ngh before e, ê, i only; c, g, ng before the others (and g in "gì")."""
    narrow, close = vowel in "iìỉĩíị", vowel in "eèẻẽéẹêềểễếệ"
    if onset in ("gh", "ngh"):
        return narrow or close
    return not (onset in ("c", "ng") and (narrow or close)) and not (onset == "g" and close)


@cache
def _rhymes() -> frozenset[str]:
    """Every rhyme with every tone it can bear."""
    found = set()
    for rhyme in _RHYMES.split():
        vowels = re.match("[aăâeêioôơuưy]+", rhyme)
        size = vowels.end() if vowels else 0
        stopped = rhyme[size:] in ("c", "ch", "p", "t")
        if not stopped:
            found.add(rhyme)
        for place in _places(rhyme[:size], closed=size < len(rhyme)):
            tones = _STOPPED if stopped or rhyme.endswith("k") else _ALL
            found.update(nfc(rhyme[: place + 1] + tone + rhyme[place + 1 :]) for tone in tones)
    return frozenset(found)


def _places(vowels: str, closed: bool) -> tuple[int, ...]:
    """Which vowel bears the tone: the last one with a shape of its own, else by position; hòa and hoà are both used."""
    shaped = [place for place, vowel in enumerate(vowels) if vowel in "ăâêôơư"]
    if shaped:
        return (shaped[-1],)
    if closed or len(vowels) == 3:
        return (len(vowels) - 1 if closed else 1,)
    return (0, 1) if vowels in ("oa", "oe", "uy") else (0,)
