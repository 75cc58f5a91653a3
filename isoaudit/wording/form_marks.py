"""What our reply form is known by when it comes back from an agency: the line with inspection and mark."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from isoaudit.wording import label, point_name
from isoaudit.wording.codes import DASHES

CHOOSE = "Chọn"
"""What stands in the list of a Word form before anything is chosen."""
_LENGTH = 8  # digits of the mark; enough to tell the programmes of one office apart
_WRITTEN = re.compile(
    r"m(?:ã|a) phi(?:ế|e)u\s*:?\s*([0-9]{4}-[0-9A-Z]+(?:-[0-9A-Z]+)*)\s*/\s*([0-9A-F]{8})(?![0-9A-Z])", re.IGNORECASE
)

_OUTLINE = re.compile(_WRITTEN.pattern.replace("phi(?:ế|e)u", "(?:đ|d)(?:ề|e) c(?:ư|u)(?:ơ|o)ng"), re.IGNORECASE)
"""The line of the outline of a report has words of its own, so that neither form is taken for the other."""


def form_mark(programme: str, inspection: str) -> str:
    """What stands on a form behind the inspection, so that neither is taken for another.

    ``programme`` is the id of the journal's entry of kind ``programme``: an inspection of another office or year may
    have the same id.
    """
    return hashlib.sha256(f"{programme}/{inspection}".encode()).hexdigest()[:_LENGTH].upper()


def identity(programme: str, inspection: str) -> str:
    """The line, as it is printed."""
    return f"Mã phiếu: {inspection}/{form_mark(programme, inspection)}"


def outline_identity(programme: str, inspection: str) -> str:
    """The line of the outline of a report, as it is printed."""
    return f"Mã đề cương: {inspection}/{form_mark(programme, inspection)}"


def outline_heading(number: int, point: str) -> str:
    """The row above the criteria of a point of Article 36, as it is printed; ``number``: of all points, from 1."""
    return f"{number}. {label('point', point)} ({point_name(point)} Điều 36)"


def identities(texts: Iterable[str]) -> list[tuple[str, str]]:
    """The inspections and marks of reply forms that stand in texts, each once."""
    return _found(_WRITTEN, texts)


def outline_identities(texts: Iterable[str]) -> list[tuple[str, str]]:
    """Those of outlines of a report."""
    return _found(_OUTLINE, texts)


def _found(written: re.Pattern[str], texts: Iterable[str]) -> list[tuple[str, str]]:
    plain = (" ".join(text.translate(DASHES).split()) for text in texts)
    return list(dict.fromkeys((said[1], said[2].upper()) for text in plain for said in written.finditer(text)))
