"""The end of a paper: who signs and who gets it; recognised by what they say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from isoaudit.papers.decree30.heads import Blocks, parts_by_tab
from isoaudit.papers.decree30.nouns import Line
from isoaudit.papers.decree30.words import fold, has_position, is_upper, looks_like_name

_NEAR = 14
"""Lines from the end within which a signature without a table begins."""
_DRAFTER = re.compile(r"[A-ZĐ]{2,8}[.,]? ?\d*\.?")
"""The mark of who drafted and how many copies (box 12)."""
_HEADING = re.compile(r"[IVXLC\d]+[.)/]")
_GAP = 18.0
"""Points of empty space that part a position from a name."""


def _is_recipients(line: Line) -> bool:
    """«Nơi gửi» is the label written otherwise, not none: else the list is read as a signature."""
    return fold(line.text).startswith("noinhan") and len(line.text) < 60 or fold(line.text) == "noigui"


def _is_position(line: Line) -> bool:
    return len(line.text) < 80 and is_upper(line.text) and has_position(line.text)


def bounds_of_signature(lines: Sequence[Line]) -> tuple[int, int]:
    """The lines between which the end of a paper stands, the second excluded; twice their number if there is none."""
    found = [n for n, line in enumerate(lines) if _is_recipients(line) and not line.place.bordered]
    start = _first_of_table(lines, found[-1]) if found else _without_recipients(lines)
    end = start
    in_table = start < len(lines) and lines[start].place.table is not None
    while end < len(lines) and not lines[end].place.bordered:
        if in_table and lines[end].text and lines[end].place.table is None:
            break
        end += 1
    before = next((n for n in range(start - 1, -1, -1) if lines[n].text), None)
    while before is not None and _signs(lines, before):
        start = _first_of_table(lines, before)
        before = next((n for n in range(start - 1, -1, -1) if lines[n].text), None)
    return start, end


def _signs(lines: Sequence[Line], at: int) -> bool:
    """Whether a line belongs to a table of signatures."""
    place = lines[at].place
    if place.table is None or place.bordered:
        return False
    return any(_is_position(line) for line in lines if line.place.table == place.table)


def _first_of_table(lines: Sequence[Line], at: int) -> int:
    table = lines[at].place.table
    if table is None:
        return at
    return next(n for n, line in enumerate(lines) if line.place.table == table)


def _without_recipients(lines: Sequence[Line]) -> int:
    filled = [n for n, line in enumerate(lines) if line.text]
    signing = [n for n in filled if not lines[n].place.bordered and _is_position(lines[n])]
    tables = [n for n in signing if lines[n].place.table is not None]
    near = [n for n in signing if n in filled[-_NEAR:] and not _HEADING.match(lines[n].text)]
    if tables and not any(n > tables[-1] for n in near):
        return _first_of_table(lines, tables[-1])
    return near[0] if near else len(lines)


def read_signature(lines: Sequence[Line]) -> Blocks:
    """The blocks of the end of a paper. ``signature`` holds the first line of each signature."""
    blocks: Blocks = {}
    columns: dict[tuple[int | None, int], list[Line]] = {}
    for line in lines:
        for piece in parts_by_tab(line) if line.place.table is None else [line]:
            number = piece.place.column
            if piece.place.table is None and piece.place.columns == 1:
                number = 0 if _is_recipients(piece) or piece.text.startswith(("-", "–")) else 1
            columns.setdefault((piece.place.table, number), []).append(piece)
    for column in columns.values():
        _column(column, blocks)
    recipients = blocks.get("recipients", [])
    if recipients and _DRAFTER.fullmatch(recipients[-1].text):
        recipients.pop()
    return blocks


def _column(lines: Sequence[Line], blocks: Blocks) -> None:
    listing = fresh = False
    titles = 0
    gap = 0.0
    last = next((line for line in reversed(lines) if line.text), None)
    for line in lines:
        text = line.text
        gap += line.before + (0 if text else 14.0 + line.after)
        if not text or text.startswith("("):
            fresh = fresh or text.startswith("(")
            continue
        if _is_recipients(line):
            blocks.setdefault("recipients_label", []).append(line)
            listing = True
        elif listing and not _is_position(line):
            blocks.setdefault("recipients", []).append(line)
        else:
            listing = False
            apart = gap > _GAP or fresh
            if titles and _is_signer(line, apart and line is last):
                blocks.setdefault("signer", []).append(line)
                titles = 0
            elif not titles or is_upper(text) or has_position(text):
                blocks.setdefault("signature_title", []).append(line)
                if not titles:
                    blocks.setdefault("signature", []).append(line)
                titles += 1
        gap, fresh = line.after, False


def _is_signer(line: Line, last: bool) -> bool:
    if not looks_like_name(line.text):
        return False
    return last or not is_upper(line.text)
