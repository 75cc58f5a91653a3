"""Names of files that every system takes: Windows refuses what Linux allows, and people carry files between them."""

from __future__ import annotations

import re
import unicodedata

from isoaudit.model import nfc
from isoaudit.wording.names import visible

LONGEST_PATH = 239
"""Characters of a whole path with which every program of Windows can open a file; from 260 on many cannot."""
_LONGEST = 120
"""Characters of a name that stands alone."""
_MOST_BYTES = 200
"""Of a name on Linux, which takes 255; the rest is for what marks a newer version, and a file being written."""
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f]+')
_DEVICES = re.compile(r"(CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|COM[0-9¹²³]|LPT[0-9¹²³])(?=\s*(\.|$))", re.IGNORECASE)


def safe_name(text: str, suffix: str = "", most: int = _LONGEST, *, beside: str = "") -> str:
    """``text`` as a name of a file or folder that every system takes, of ``most`` characters besides its ``suffix``.

    ``beside``: what else is put before or behind it; a name with all of that is none too long either.
    In Unicode form C; without signs nobody sees; what a name may not hold becomes a hyphen; cut after a whole word; no
    space or full stop at its ends, where Windows drops them; none of the names Windows keeps for devices; never empty.
    """
    plain = _FORBIDDEN.sub("-", " ".join(visible(nfc(text)).split()))
    plain = "".join(sign for sign in plain if sign.isprintable() and unicodedata.category(sign) not in ("Cs", "Co"))
    plain = _cut(plain.lstrip(" ."), most, _MOST_BYTES - len(beside.encode()))
    return (_DEVICES.sub(r"\1_", plain) or "_") + suffix


def _cut(text: str, most: int, most_bytes: int) -> str:
    """The beginning of a text up to the last whole word that fits, in characters and in bytes."""
    if len(text) > most or len(text.encode()) > most_bytes:
        text = text[: max(most, 1)].encode()[:most_bytes].decode(errors="ignore")
        whole = text.rpartition(" ")[0]
        text = whole if len(whole) > len(text) // 2 else text
    return text.rstrip(" .-")


def is_safe_path(name: str) -> bool:
    """Whether a name with ``/`` stays below the folder it is put in, and every system can have it."""
    return len(name) <= 1000 and all(map(_is_safe_part, name.split("/")))


def _is_safe_part(part: str) -> bool:
    if not part or _FORBIDDEN.search(part) or _DEVICES.match(part) or len(part.encode("utf-8", "replace")) > 255:
        return False
    return not part.endswith((" ", ".")) and not any("\ud800" <= sign <= "\udfff" for sign in part)


def path_key(name: str) -> str:
    """What two names that are one to Windows or macOS have in common."""
    return unicodedata.normalize("NFC", name).casefold()
