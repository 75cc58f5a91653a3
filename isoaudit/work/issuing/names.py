"""What the files of letters are called: in Vietnamese, by addressee, and so that Windows takes the name. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from isoaudit.model import ActKind
from isoaudit.papers.laid import FORMS as FORMS
from isoaudit.papers.laid import REQUESTS as REQUESTS
from isoaudit.wording import name_key
from isoaudit.work.file_names import safe_name

NOTICES, DISPATCHES = "Thông báo", "Công văn"
"""The folders of the two kinds of letter (Circular 26/2014, Article 37.2 and 37.1)."""
ON_CORRECTION_IN: Mapping[ActKind, str] = {"not_accepted": "Chưa đạt", "review_notified": "Xem xét"}
"""The folders of the letters on corrective action (Article 37.2.d); none is longer than those above."""
SHORTEST = 24
"""Characters that a name must have room for, to say whose letter it is."""


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


def file_names(all_named: Iterable[Named], room: int, start: str = "") -> Mapping[str, str]:
    """The name, without ending, for the letter of each inspection: ``TB - Sở Nội vụ``; at most ``room`` characters.

    ``start``: what another paper of each begins with instead.

    Two agencies of one name, as Windows and people compare names, have their codes added, two letters to one agency
    their inspections. So that a name does not change with what is chosen, it is worked out over all of the year.
    """
    named = list(all_named)
    given: dict[str, str] = {}
    for more in ("", "code", "inspection"):
        left = [one for one in named if one.inspection not in given]
        wished = {one.inspection: _name(one, getattr(one, more) if more else "", room, start) for one in left}
        taken = Counter(name_key(name) for name in (*wished.values(), *given.values()))
        given |= {id: name for id, name in wished.items() if taken[name_key(name)] == 1 or more == "inspection"}
    return given


def _name(one: Named, more: str, room: int, start: str) -> str:
    end = f" ({more})" if more else ""
    start = f"{start or one.short} - "
    body = safe_name(one.agency, most=room - len(start) - len(end), beside=start + end)
    return f"{start}{body}{end}"
