"""What the files of letters are called: in Vietnamese, by addressee, and so that Windows takes the name. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from isoaudit.model import nfc
from isoaudit.wording import name_key
from isoaudit.wording.names import visible

NOTICES, DISPATCHES = "Thông báo", "Công văn"
"""The folders of the two kinds of letter (Circular 26/2014, Article 37.2 and 37.1)."""
LONGEST_PATH = 239
"""Characters of a whole path with which every program of Windows can open a file; from 260 on many cannot."""
SHORTEST = 24
"""Characters that a name must have room for, to say whose letter it is."""
_MOST_BYTES = 200
"""Of a name on Linux, which takes 255; the rest is for what marks a newer version, and a file being written."""
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
_DEVICE = re.compile(r"(CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|COM[0-9¹²³]|LPT[0-9¹²³])(?=\s*(\.|$))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """What is to be told apart by the name of a file."""

    inspection: str
    code: str
    agency: str
    on_site: bool

    @property
    def folder(self) -> str:
        """The folder its letter lies in: on site thông báo, by record công văn."""
        return NOTICES if self.on_site else DISPATCHES

    @property
    def short(self) -> str:
        """What its file begins with; a công văn has no abbreviation in its number, offices write CV on its file."""
        return "TB" if self.on_site else "CV"


def safe(text: str, most: int = LONGEST_PATH) -> str:
    """``text`` as a name of a file or folder on Windows, Linux and macOS, of at most so many characters.

    In Unicode form C; without signs nobody sees; what a name may not hold becomes a hyphen; no space or full stop at
    its ends, where Windows drops them; none of the names Windows keeps for devices.
    """
    plain = _FORBIDDEN.sub("-", " ".join(visible(nfc(text)).split()))
    plain = "".join(sign for sign in plain if sign.isprintable())
    plain = _cut(plain.lstrip(" ."), most)
    return _DEVICE.sub(r"\1_", plain) or "_"


def file_names(all_named: Iterable[Named], room: int) -> Mapping[str, str]:
    """The name, without ending, for the letter of each inspection: ``TB - Sở Nội vụ``; at most ``room`` characters.

    Two agencies of one name, as Windows and people compare names, have their codes added, two letters to one agency
    their inspections. So that a name does not change with what is chosen, it is worked out over all of the year.
    """
    named = list(all_named)
    given: dict[str, str] = {}
    for more in ("", "code", "inspection"):
        left = [one for one in named if one.inspection not in given]
        wished = {one.inspection: _name(one, getattr(one, more) if more else "", room) for one in left}
        taken = Counter(name_key(name) for name in (*wished.values(), *given.values()))
        given |= {id: name for id, name in wished.items() if taken[name_key(name)] == 1 or more == "inspection"}
    return given


def _name(one: Named, more: str, room: int) -> str:
    end = f" ({more})" if more else ""
    start = f"{one.short} - "
    return f"{start}{safe(one.agency, room - len(start) - len(end))}{end}"


def _cut(text: str, most: int) -> str:
    """The beginning of a text up to the last whole word that fits, in characters and in bytes."""
    if len(text) > most or len(text.encode()) > _MOST_BYTES:
        text = text[: max(most, 1)].encode()[:_MOST_BYTES].decode(errors="ignore")
        whole = text.rpartition(" ")[0]
        text = whole if len(whole) > len(text) // 2 else text
    return text.rstrip(" .-")
