"""Names of files that every system takes: Windows refuses what Linux allows, and people carry files between them."""

from __future__ import annotations

import re
import unicodedata

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f]')
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?\Z", re.IGNORECASE)
_LONGEST = 120
"""Characters of a name we make; with marks up to 360 bytes would be too many for some disks, hence the next."""
_MOST_BYTES = 240


def safe_name(text: str, suffix: str = "") -> str:
    """A file name of these words that every system takes, ``suffix`` at its end; never empty."""
    plain = unicodedata.normalize("NFC", text)
    visible = "".join(sign for sign in plain if unicodedata.category(sign) not in ("Cf", "Cs", "Co", "Cn"))
    stem = " ".join(_FORBIDDEN.sub("-", visible).split())[:_LONGEST]
    room = _MOST_BYTES - len(suffix.encode())
    stem = stem.encode()[:room].decode("utf-8", "ignore").strip(" .")
    return f"{f'_{stem}' if _DEVICES.match(stem) or not stem else stem}{suffix}"


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
