"""Lists of people with one column of all certificates: «QLNN chuyên viên (2019); Đánh giá HTQLCL (số 127/2022)».

Article 40.1 of Circular 26/2014 asks for two: of state administration (point b), of auditing the system (point c).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from isoaudit.errors import excerpt
from isoaudit.tables.cells import Column, Raw
from isoaudit.tables.cleaning import RawRow
from isoaudit.tables.columns.headings import find_heading
from isoaudit.tables.columns.missing import full_rows
from isoaudit.tables.columns.phrases import told_by_phrase
from isoaudit.tables.files.opening import ABOVE, clean_copy
from isoaudit.wording import count, label

_BOTH = ("state_admin_certificate", "audit_certificate")
_PIECES = re.compile(r"\s*[;\n]\s*")
_NUMBER = re.compile(r"\A(?:[-–+•*]|[0-9a-z][.)])\s*", re.IGNORECASE)
_NONE = re.compile(r"\A(?:chưa|không)(?:\s+có)?\s+", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:số|ngày|năm|do|cấp)\b|[0-9]", re.IGNORECASE)


def with_both_certificates(rows: Sequence[RawRow], columns: Sequence[Column]) -> tuple[list[RawRow], str]:
    """The rows of a list in which one column says both certificates, each in a column of its own, and what is said of
    it; any other list as it is. Each cell must tell of all its pieces which certificate they are."""
    if not {*_BOTH} <= {column.name for column in columns} or not rows:
        return list(rows), ""
    heading = find_heading(clean_copy(rows[:ABOVE]), columns)
    if {*_BOTH} & heading.where().keys():
        return list(rows), ""
    full = {id(cells) for cells in full_rows(heading, rows[heading.below :])}
    for n in (n for n, column in enumerate(heading.columns, 1) if column is None and heading.words(n)):
        texts = {id(cells): _text(cells, n) for _, cells in rows[heading.below :]}
        said = {row: parted(text, columns) for row, text in texts.items() if text}  # no signature is any of them
        listed = [one for row, one in said.items() if row in full]
        if None in listed or len({name for one in listed for name in one or ()}) < len(_BOTH):
            continue
        width = max(len(cells) for _, cells in rows)
        made: list[RawRow] = []
        for at, (number, cells) in enumerate(rows):
            told = {name: label("column", name) for name in _BOTH} if at == heading.at else said.get(id(cells))
            wide = [*cells, *[""] * (width - len(cells)), ""]
            if told is not None:
                wide[n - 1], wide[width] = told.get(_BOTH[0], ""), told.get(_BOTH[1], "")
            made.append((number, wide))
        names = ", ".join(f"«{label('column', name)}»" for name in _BOTH)
        return (
            made,
            f"cột «{excerpt(heading.words(n))}» ghi chung các chứng chỉ ({count(len(listed))} ô): đã tách vào {names}.",
        )
    return list(rows), ""


def parted(text: str, columns: Sequence[Column]) -> Mapping[str, str] | None:
    """What a cell says of each certificate, one that is not there as empty; None where a piece is of neither."""
    found: dict[str, list[str]] = {}
    name = ""
    for piece in filter(None, (_NUMBER.sub("", piece.strip()) for piece in _PIECES.split(text))):
        bare = _NONE.sub("", piece)
        told = told_by_phrase(bare, columns)
        if told and told[0].name in _BOTH:
            name = told[0].name
            found.setdefault(name, []).extend([piece] if bare == piece else [])
        elif name and _GOES_ON.match(piece):
            found[name].append(piece)
        else:
            return None
    return {name: ", ".join(pieces) for name, pieces in found.items()} if found else None


def _text(cells: Sequence[Raw], position: int) -> str:
    raw = cells[position - 1] if position <= len(cells) else ""
    return raw.strip() if isinstance(raw, str) else ""
