"""The head of a paper: who, the Quốc hiệu, number, place and date; recognised by what they say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from isoaudit.papers.decree30.nouns import Line, Run
from isoaudit.papers.decree30.words import begins_with_office, fold, is_typed_line, is_upper, kind_of

Blocks = dict[str, list[Line]]
NATIONAL = fold("Cộng hòa xã hội chủ nghĩa Việt Nam")
MOTTO = fold("Độc lập Tự do Hạnh phúc")
_NUMBER = re.compile(
    r"(?:Số|số|SỐ) ?: ?.*|(?:Số|số) ?[\d.…_]* ?/ ?\S.*|(?:S[ốôoÔO]|No|N°)[.:]? ?:? ?\d* ?/ ?\S.*|"
    r"\d{1,5} ?/ ?[A-ZĐ][A-ZĐa-z&]*(?: ?[-–] ?[A-ZĐ][\w&]*)+"
)
"""Also where «Số» is missing or misspelt: it is a number written otherwise, not none."""
_DATE = re.compile(r"ngay\S*thang\S*nam\d*")
_SUBJECT = re.compile(r"(?:V/v|v/v|V/V|Về việc|VV)\b.*", re.DOTALL)
_PLACE = r"(?:[^\W\d_a-zđ]\S*(?: [^\W\d_a-zđ]\S*){0,5},? ?)"
_DAY = re.compile(
    rf"{_PLACE}?(?:[Nn]gày ?)?\d{{1,2}} ?[/.-] ?\d{{1,2}} ?[/.-] ?\d{{2,4}}\.?|{_PLACE}(?:ngày|tháng)\b.{{0,40}}"
)
"""A day written otherwise than the decree says: in digits, without its year."""
_ALIKE = 0.85
_FAR = 25
"""Lines from the top within which the head ends."""


def is_national(line: Line) -> bool:
    """Whether a line has the Quốc hiệu, well written or not."""
    folded = fold(line.text)
    return len(line.text) < 120 and (NATIONAL in folded or _is_like(folded, NATIONAL))


def _is_motto(line: Line) -> bool:
    folded = fold(line.text)
    return MOTTO in folded or folded.startswith("doclaptudo") or _is_like(folded, MOTTO)


def _is_like(folded: str, wanted: str) -> bool:
    """Whether a line is what is wanted but for a few letters: it is there, written wrongly."""
    if abs(len(folded) - len(wanted)) > 6:
        return False
    return SequenceMatcher(None, folded, wanted, autojunk=False).ratio() >= _ALIKE


def parts_by_tab(line: Line) -> list[Line]:
    """The pieces of a line set apart by tabs, each of a place nobody can measure; the line itself if there are none."""
    pieces: list[list[Run]] = [[]]
    for run in line.runs:
        first, *rest = run.text.split("\t")
        pieces[-1].append(replace(run, text=first))
        for text in rest:
            pieces.append([replace(run, text=text)])
    filled = [(number, piece) for number, piece in enumerate(pieces) if any(run.text.strip() for run in piece)]
    if len(pieces) < 2 or not filled:
        return [line]
    return [
        replace(
            line,
            runs=tuple(piece),
            align=None,
            label="" if number else line.label,
            borders=(),
            drawn=line.drawn if number == filled[-1][0] else (),
            # A tab before the first piece only centres it: beside another piece it is still the left one.
            place=replace(line.place, column=int(rank > 0 if len(filled) > 1 else number > 0), columns=2),
        )
        for rank, (number, piece) in enumerate(filled)
    ]


def read_head(lines: Sequence[Line]) -> tuple[Blocks, int]:
    """The blocks of the head, and how many lines it takes; none and 0 where there is no head."""
    title = next((n for n, line in enumerate(lines[: 4 * _FAR]) if is_national(line)), None)
    if title is None:
        title = _other_sign(lines)
        if title is None:
            return {}, 0
    table = lines[title].place.table
    if table is not None:
        end = max(n for n, line in enumerate(lines) if line.place.table == table) + 1
        head = [line for line in lines[:end] if line.place.table == table]
        column = next((line.place.column for line in head if is_national(line)), head[-1].place.columns - 1)
    else:
        end = _end_of_paragraphs(lines, title)
        head = [piece for line in lines[:end] for piece in parts_by_tab(line)]
        column = next((line.place.column for line in head if is_national(line)), 1)
    blocks: Blocks = {}
    if table is not None or any(line.place.columns > 1 for line in head):
        left = [line for line in head if (line.place.column > 0 if column == 0 else line.place.column < column)]
        right = [line for line in head if (line.place.column == 0 if column == 0 else line.place.column >= column)]
    else:
        left = right = head
    _right(right, blocks)
    taken = {line.place.order for block in blocks.values() for line in block} if left is right else set()
    _left([line for line in left if line.place.order not in taken], blocks)
    return blocks, end + _after(lines[end:], blocks)


def _other_sign(lines: Sequence[Line]) -> int | None:
    """Where a head is, by motto, number or date in a table without borders, when the Quốc hiệu is missing."""
    for number, line in enumerate(lines[:_FAR]):
        if line.place.table is None or line.place.bordered:
            continue
        if MOTTO in fold(line.text) or _NUMBER.fullmatch(line.text) or _is_date(line):
            return number
    return None


def _is_date(line: Line) -> bool:
    return len(line.text) < 90 and bool(_DATE.search(fold(line.text)))


def _dated(line: Line) -> bool:
    return _is_date(line) or bool(_DAY.fullmatch(line.text))


def _end_of_paragraphs(lines: Sequence[Line], title: int) -> int:
    """The end of a head typed without a table: after the last of motto, number and date above the kind of the paper."""
    end = title + 1
    for number in range(title, min(title + 10, len(lines))):
        line = lines[number]
        if kind_of(line):  # what stands below the kind is no head: a căn cứ has a day, too
            break
        numbered = _NUMBER.match(line.text) or re.search(r"\bSố ?:", line.text)
        if _is_motto(line) or numbered or _dated(line):
            end = number + 1
    return end


def _right(lines: Iterable[Line], blocks: Blocks) -> None:
    for line in lines:
        if is_national(line):
            blocks.setdefault("national_title", []).append(line)
        elif _is_motto(line):
            blocks.setdefault("motto", []).append(line)
        elif _dated(line) and "date" not in blocks:
            blocks["date"] = [line]


def _left(lines: Sequence[Line], blocks: Blocks) -> None:
    numbers = [n for n, line in enumerate(lines) if _NUMBER.fullmatch(line.text)]
    colon = [n for n in numbers if ":" in lines[n].text]
    at = (colon or numbers or [len(lines)])[-1]
    subject = next((n for n, line in enumerate(lines) if _SUBJECT.match(line.text)), len(lines))
    if at < len(lines):
        blocks["number"] = [lines[at]]
    if subject < len(lines):
        rest = [line for line in lines[subject:] if line.text and not is_typed_line(line.text)]
        blocks["dispatch_subject"] = [line for line in rest if line not in blocks.get("number", [])]
    names = [
        line
        for n, line in enumerate(lines)
        if n < subject and n != at and line.text and not is_typed_line(line.text) and not _dated(line)
    ]
    before = [line for line in names if at == len(lines) or line.place.order < lines[at].place.order] or names
    _offices(before, blocks)


def _offices(lines: Sequence[Line], blocks: Blocks) -> None:
    """Who is above whom: by the weight of the letters, else by the words an office's name begins with."""
    if not lines:
        return
    bold = [bool(line.shown) and all(run.bold for run in line.shown) for line in lines]
    at = next((n for n in range(len(lines)) if all(bold[n:])), len(lines))
    if at in (0, len(lines)):
        starts = [n for n, line in enumerate(lines) if begins_with_office(line.text)]
        at = starts[-1] if len(starts) > 1 else 0
    if at:
        blocks["parent"] = list(lines[:at])
    blocks["issuing"] = list(lines[at:])


def _after(lines: Sequence[Line], blocks: Blocks) -> int:
    """Number, subject and date typed below the table of the head; how many lines that takes."""
    taken = seen = 0
    for number, line in enumerate(lines):
        if line.place.table is not None or kind_of(line):
            break
        if not line.text:
            continue
        pieces = parts_by_tab(line)
        for piece in pieces:
            if "number" not in blocks and _NUMBER.fullmatch(piece.text):
                blocks["number"] = [piece]
            elif "dispatch_subject" not in blocks and _SUBJECT.match(piece.text) and not is_upper(piece.text):
                blocks["dispatch_subject"] = [piece]
            elif "date" not in blocks and _dated(piece) and len(piece.text) < 60:
                blocks["date"] = [piece]
            else:
                continue
            taken = number + 1
        seen += 1
        if seen > 3:
            break
    return taken
