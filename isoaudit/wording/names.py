"""Names as people type them: signs nobody sees, letters that only look alike, and the key they are compared by."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufe00-\ufe0f"
"""Signs without a shape that Unicode does not count as formats: joiners, fillers, variants."""
_FORMATS = (
    "\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890-\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202c"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U00013438"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
)
"""What Unicode counts as formats, :data:`OVERRIDES` left out."""
OVERRIDES = "\u202d\u202e"
"""Signs that turn the letters after them round: what is shown is not what stands there."""
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_LETTERS = re.compile(r"[^\W\d_]+")
_TWINS = dict(
    zip(
        "АВСЕНІЈКМОРЅТХУаеіјорсухѕԁһԛԝ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹοαινυ",
        "ABCEHIJKMOPSTXYaeijopcyxsdhqw" + "ABEZHIKMNOPTYXCoaivu",
        strict=True,
    )
)
"""Letters of Cyrillic and Greek that look like Latin ones."""
_LOOKS = str.maketrans(_TWINS)
_CODE = re.compile(r"(?=.*\d)[0-9A-Za-z-]+")
"""Letters and digits without a space: of a code nobody can see from which keyboard it is."""
ETH = str.maketrans("ÐðƉɖ", "ĐđĐđ")
"""Letters of other languages that look like Đ; fonts and keyboards mix them up."""
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_QUOTES = str.maketrans("‘’ʼ`“”„", "''''\"\"\"")


_INVISIBLE = re.compile(f"[{_FORMATS}{_FILLERS}]")


def visible(text: str) -> str:
    """``text`` without the signs that nobody sees: of no width, soft hyphens, marks of direction."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


def narrow(text: str) -> str:
    """``text`` with letters and digits of full width, as East Asian keyboards type them, in their usual form."""
    return text if text.isascii() else text.translate(_FULL_WIDTH)


def latin(text: str) -> str:
    """``text`` with the Cyrillic and Greek letters that look Latin read so: within a Latin word, and in a code."""
    if text.isascii():
        return text
    looks = text.translate(_LOOKS)
    return looks if _CODE.fullmatch(looks) else _LETTERS.sub(_as_latin, text)


def _as_latin(found: re.Match[str]) -> str:
    word = found[0]
    if word.isascii() or not any(sign in _TWINS for sign in word):
        return word
    made = "".join(_TWINS.get(sign, sign) for sign in word)
    whole = all(_is_latin(sign) for sign in made)
    return made if whole and any(_is_latin(sign) for sign in word) else word


def _is_latin(sign: str) -> bool:
    return sign.isascii() or unicodedata.name(sign, "").startswith("LATIN")


@lru_cache(maxsize=1 << 14)
def name_key(text: str) -> str:
    """What two spellings of one name have in common: this is how names are compared everywhere.

    No case, single spaces, one kind of hyphen and quotation mark, no sign that nobody sees; the tone belongs to its
    word, wherever it stands in it: hoà is hòa.
    """
    plain = latin(narrow(visible(unicodedata.normalize("NFKC", text)))).translate(ETH).translate(_QUOTES).casefold()
    plain = "".join("-" if unicodedata.category(sign) == "Pd" else sign for sign in plain)
    words = (word.strip() for word in re.split("-", " ".join(plain.split())))
    return _LETTERS_AND_MARKS.sub(_tone_last, unicodedata.normalize("NFD", "-".join(words)))


def spelled_out(name: str) -> str:
    """An agency's name with what stands for the kind of body before it: UBND P. An Hải is UBND phường An Hải.

    «TT» is a town behind UBND, and a centre where what follows is more than the name of a place: TT Y tế. Elsewhere it
    stays. Of what a management board manages, KCN and KKT say one thing.
    """
    whole = _SHORT_KIND.sub(_whole_kind, name, count=1)
    return _ZONE.sub(_whole_zone, whole) if _BOARD.match(whole) else whole


_ZONES = {
    "KCN": "khu công nghiệp",
    "KKT": "khu kinh tế",
    "KKTCK": "khu kinh tế cửa khẩu",
    "KCNC": "khu công nghệ cao",
    "CCN": "cụm công nghiệp",
}
_ZONE = re.compile(rf"\b(?:{'|'.join(_ZONES)})\b")
_BOARD = re.compile(r"\s*Ban Quản lý\s+", re.IGNORECASE)


def _whole_zone(found: re.Match[str]) -> str:
    """A zone in words; the first that the board manages is a name, with a capital."""
    zone = _ZONES[found[0]]
    return zone.capitalize() if _BOARD.fullmatch(found.string[: found.start()]) else zone


_KINDS = {"p": "phường", "x": "xã", "đk": "đặc khu", "tt": "thị trấn"}
_FIRST = {"vp": "Văn phòng", "bql": "Ban Quản lý", "cc": "Chi cục", "tt": "Trung tâm"}
_SHORT_KIND = re.compile(
    r"\A\s*(UBND\s+|Ủy ban nhân dân\s+|Uỷ ban nhân dân\s+|)"
    r"(?:(P|X|ĐK|TT)\s?\.\s*|(VP|BQL|CC|TT)(?:\s?\.)?\s+)(?=\w{2}|\d|[YÔ]\s)",
    re.IGNORECASE,
)


def _whole_kind(found: re.Match[str]) -> str:
    committee, kind, first = found.groups()
    short = (kind or first).lower()
    if not committee and short == "tt":
        of_more = any(word[0].islower() for word in found.string[found.end() :].split())
        return f"{_FIRST[short]} " if of_more else found[0]
    if first:
        return found[0] if committee else f"{_FIRST[short]} "
    return f"{committee}{_KINDS[short]} " if committee else f"{_KINDS[short].capitalize()} "


def unaccented(text: str) -> str:
    """A text without the marks of Vietnamese letters: Đơn vị is Don vi."""
    return unicodedata.normalize("NFD", text).translate(_PLAIN)


class _Plain(dict[int, int | str | None]):
    """What becomes of each letter without marks; filled as letters are met."""

    def __missing__(self, letter: int) -> int | None:
        self[letter] = plain = None if unicodedata.combining(chr(letter)) else letter
        return plain


_PLAIN = _Plain({ord("đ"): "d", ord("Đ"): "D"})


_LETTERS_AND_MARKS = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f])+")


def _tone_last(found: re.Match[str]) -> str:
    tones = [sign for sign in found[0] if sign in _TONES]
    return "".join(sign for sign in found[0] if sign not in _TONES) + "".join(tones) if tones else found[0]
