"""Sentences made of what people typed: full stops, capitals, texts one after the other. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest

from isoaudit.wording import in_sentence

_NAMES = (
    "Ủy ban ",
    "Chi cục ",
    "Văn phòng ",
    "Sở ",
    "Ban ",
    "Bộ ",
    "Thanh tra ",
    "Trung tâm ",
    "Phòng ",
    "Quốc ",
    "Chính ",
    "Điều ",
    "Mục ",
    "Phần ",
    "Chương ",
    "Phụ lục ",
)
"""How names begin that keep their capital within a sentence (Decree 30/2020, Annex II)."""
_NO_NAMES = ("Tại ", "Theo ", "Trong ", "Từ ", "Qua ", "Khi ", "Do ", "Vì ", "Các ", "Việc ")
"""Words that are no part of a name though one may follow: «Tại Trung tâm Phục vụ hành chính công»."""


def joined(texts: Iterable[str]) -> str:
    """Texts as typed, one after the other; the same text is printed once.

    A text without a final stop gets one, or a semicolon where the next goes on in lower case.
    """
    different: dict[str, str] = {}
    for text in (text.strip() for text in texts):
        if text:
            different.setdefault(text.rstrip(".").casefold(), text)
    kept = list(different.values())
    return " ".join(text + _stop(text, following) for text, following in zip_longest(kept, kept[1:], fillvalue=""))


def _stop(text: str, following: str) -> str:
    if text.rstrip("”»\"')")[-1:] in (*".!?…;:,", ""):
        return ""
    return ";" if following[:1].islower() else "."


def within(typed: str) -> str:
    """What was typed as a sentence, within another: its first letter in lower case unless a name begins with it."""
    following = typed.partition(" ")[2][:1]
    goes_on = following.islower() or following.isdigit() or typed.startswith(_NO_NAMES)
    return in_sentence(typed) if goes_on and not typed.startswith(_NAMES) else typed
