"""What a team agreed, as it stands below a table of results or on a sheet of its own: «KPH 01 | 1a | Chưa xây…»."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from isoaudit.rules.parts import points_of
from isoaudit.tables.cells import Raw
from isoaudit.tables.cleaning import RawRow
from isoaudit.tables.results.point_heads import is_of_proposals
from isoaudit.wording.contents import contents_meant

CODE = re.compile(r"(KPH|LY|ĐLY)[\s.–-]*([0-9]{1,2})", re.IGNORECASE)
_CODED = re.compile(rf"\(\s*{CODE.pattern}\s*\)", re.IGNORECASE)
_AGREED = re.compile(r"\(\s*([^()]{2,20})\)\s*(\S.*)", re.DOTALL)
_BOTH = re.compile(rf"{CODE.pattern}(?![0-9])\s*[:.–-]?\s*(\S.*)", re.IGNORECASE | re.DOTALL)
_RULE = re.compile(r"\s*\([^()]*\)\s*\Z")
"""The requirement of the standard behind a point: điểm c khoản 1 Điều 36 (mục 7.5)."""
_ABOUT = 3
"""Texts of a line that says what a finding is about in a cell of its own."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """A finding as the team agreed it."""

    code: str
    about: str
    """The point of Article 36, or words; empty: it is not said."""
    words: str
    proposed: str = ""
    """What the team proposes, in a column of its own."""

    @property
    def is_nonconformity(self) -> bool:
        """Whether it is one, and no observation."""
        return self.code.startswith("KPH")


def code_of(typed: str) -> str:
    """A code of a finding in one writing: KPH-1 is KPH 01; empty: it is none."""
    found = CODE.fullmatch(typed.strip())
    return f"{'KPH' if found[1].upper() == 'KPH' else 'LY'} {int(found[2]):02d}" if found else ""


def code_in(remark: str) -> str:
    """The code that a remark says in brackets; of several, or without one, nothing."""
    found = {code_of(one[0].strip("() ")) for one in _CODED.finditer(remark)}
    return found.pop() if len(found) == 1 else ""


def without_code(remark: str) -> str:
    """A remark without the code that stands in brackets behind it."""
    return _CODED.sub("", remark).strip()


def agreed_of(cells: Sequence[Raw]) -> Agreed | None:
    """The finding of a line: its code, what it is about, its words; nothing of any other line."""
    texts = [" ".join(raw.split()) for raw in cells if isinstance(raw, str) and raw.strip()]
    while texts and texts[0].strip(".").isdigit():
        texts.pop(0)
    if len(texts) == 1 and (both := _BOTH.fullmatch(texts[0])):
        texts = [f"{both[1]} {both[2]}", both[3]]
    if len(texts) < 2 or not (code := code_of(texts[0])):
        return None
    if len(texts) >= _ABOUT and len(points_of(_RULE.sub("", texts[2]))) == 1 and not points_of(texts[1]):
        return Agreed(code, _RULE.sub("", texts[2]), texts[1])  # «Mã | Nội dung | Căn cứ»
    if len(texts) >= _ABOUT and (points_of(texts[1]) or contents_meant(texts[1]).contents):
        return Agreed(code, texts[1], texts[2])
    found = _AGREED.fullmatch(texts[1])
    if found and len(points_of(found[1])) == 1:
        return Agreed(code, found[1], found[2])
    return Agreed(code, "", texts[1])


def only_agreed(rows: Sequence[RawRow]) -> list[Agreed]:
    """The findings of a sheet that lists nothing else, below its title and heading; none: it is another sheet."""
    full = [cells for _, cells in rows if any(isinstance(raw, str) and raw.strip() for raw in cells)]
    found = [agreed_of(cells) for cells in full]
    begun = next((at for at, one in enumerate(found) if one), len(found))
    titles = full[begun - 1] if 0 < begun <= len(full) else []
    at = next((n for n, raw in enumerate(titles) if isinstance(raw, str) and is_of_proposals(raw)), -1)
    listed = [
        replace(one, proposed=raw.strip()) if 0 <= at < len(cells) and isinstance(raw := cells[at], str) else one
        for one, cells in zip(found[begun:], full[begun:], strict=True)
        if one
    ]
    return listed if begun <= _ABOVE and len(listed) * 2 > len(found) - begun else []


_ABOVE = 6
"""Rows of title and heading above such a list."""


def apart(sheets: Sequence[tuple[str, Sequence[RawRow]]]) -> tuple[list[Agreed], frozenset[str]]:
    """What a team agreed on sheets of their own beside others, and the names of these sheets."""
    lists = {name: found for name, rows in sheets if (found := only_agreed(rows))}
    if not lists or len(lists) == len(sheets):
        return [], frozenset()
    return [one for found in lists.values() for one in found], frozenset(lists)
