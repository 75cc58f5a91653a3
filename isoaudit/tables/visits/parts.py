"""Parts of the members of a team as tables write them: a name, then points of Article 36 or criteria."""

from __future__ import annotations

import re

from isoaudit.tables.cells import Cell

_PART = re.compile(r"([^:\d()]{2,}?)\s*(?::|\(|\s[-–—]\s)\s*(.+?)\)?", re.DOTALL)
_AND = re.compile(r"\s*,\s*(?!\s*khoản)|\s+và\s+")


def parts(value: str, cell: Cell) -> list[dict[str, object]] | None:
    """The parts of members, "Nguyễn Văn A: 1.a-1.d; Trần Thị B: 1.đ, 2": names with the items as typed.

    Members stand between semicolons or on lines of their own; what follows a semicolon without a name belongs to the
    member before. What an item names is the desk's to say. A part without a name is refused (INSPECTION_007).
    """
    found: list[dict[str, object]] = []
    items: list[str] = []
    for piece in filter(None, (piece.strip(" .-•+") for piece in re.split(r"[;\n]", value))):
        named = _PART.fullmatch(piece)
        if named and not re.fullmatch(r"(?:điểm|khoản)\b.*", named[1].strip(), re.IGNORECASE):
            items = []
            found.append({"name": " ".join(named[1].split()), "items": items})
        elif not found:
            cell.refuse("INSPECTION_007", value=piece)
            return None
        items += filter(None, (item.strip() for item in _AND.split(named[2] if named else piece)))
    return found
