"""The tables of a reply form in Word: rows by columns, and what stands in cells beside their text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from isoaudit.office import text as word_text
from isoaudit.tables.cells import Raw, Unfit

_W = word_text.W
_NO_TEXT = {
    "footnoteReference": "chú thích cuối trang",
    "endnoteReference": "chú thích cuối văn bản",
    "commentReference": "lời bình (comment)",
    "blip": "hình, ảnh",
    "imagedata": "hình, ảnh",
    "OLEObject": "tệp nhúng",
    "oMath": "công thức",
    "sym": "ký hiệu",
}
"""What a person sees in a cell and no text says, by the local name of its element."""
_UNSEEN = ("vanish", "strike", "dstrike")
"""How a run is hidden or crossed out: a person would not read it, or not as said."""
_TRACKED = tuple(_W + tag for tag in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel"))
_OFF = ("0", "false", "off")


@dataclass(frozen=True, slots=True)
class WordTable:
    """A table of a Word document."""

    rows: tuple[list[Raw], ...]
    besides: tuple[tuple[int, int, str], ...]
    """What stands in a cell and is no text: row and column from 1, in words."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of a Word table: over which columns of its grid it lies, from 0."""

    left: int
    right: int
    text: str
    continues: bool
    """Whether it is merged with the cell above it."""
    crossed: bool = False
    """Whether some of its text is hidden or crossed out."""
    besides: tuple[str, ...] = ()


def read_tables(body: Iterable[Any]) -> Iterator[WordTable]:
    """The tables of a body, one after the other, each by the columns that most of its rows have."""
    for block in word_text.blocks(body):
        if block.tag == word_text.TABLE:
            yield _read(block)


def is_tracked(body: Any) -> bool:
    """Whether changes are tracked that nobody has accepted or rejected yet."""
    return next(body.iter(*_TRACKED), None) is not None


def _read(table: Any) -> WordTable:
    """A cell that is none of the columns is unfit. Word lets each row have borders of its own, so a cell is known by
    where it begins and ends."""
    rows = [(list(_cells(row)), _number(row, "trPr", "gridAfter", 0)) for row in word_text.rows(table)]
    layouts = Counter(tuple((cell.left, cell.right) for cell in cells) for cells, _ in rows)
    columns = max(layouts, key=lambda layout: layouts[layout], default=())
    found: list[list[Raw]] = []
    besides = []
    for number, (cells, after) in enumerate(rows, start=1):
        whole = not cells or not columns or cells[-1].right + after == columns[-1][1]
        above = found[-1] if found else []
        found.append(_in_columns(cells, columns, above) if whole else _of_another_table(cells))
        at = {columns[n]: n + 1 for n in range(len(columns))} if whole else {}
        besides += [(number, at.get((cell.left, cell.right), 0), words) for cell in cells for words in cell.besides]
    return WordTable(tuple(found), tuple(besides))


def _in_columns(row: Sequence[_Cell], columns: Sequence[tuple[int, int]], above: Sequence[Raw]) -> list[Raw]:
    """A row by columns; of cells merged downwards the first value stands in each row, as in a workbook."""
    found: list[Raw] = [""] * len(columns)
    for cell in row:
        covers = [at for at, (left, right) in enumerate(columns) if cell.left < right and left < cell.right]
        if len(covers) == 1 and columns[covers[0]] == (cell.left, cell.right):
            at = covers[0]
            found[at] = above[at] if cell.continues and at < len(above) else _raw(cell)
        elif cell.text:
            found = [Unfit("TABLE_016", {"value": cell.text}) if at in covers else raw for at, raw in enumerate(found)]
    return found


def _of_another_table(row: Sequence[_Cell]) -> list[Raw]:
    """A row with fewer or more cells than the table, as one pasted from elsewhere: only where it begins is certain."""
    first, *others = row
    begins = first.text if first.left == 0 and not first.crossed else ""
    return [begins, *(Unfit("REPLYFORM_008", {"value": cell.text}) if cell.text else "" for cell in others)]


def _raw(cell: _Cell) -> Raw:
    return Unfit("REPLYFORM_007", {"value": cell.text}) if cell.crossed else cell.text


def _cells(row: Any) -> Iterator[_Cell]:
    left = _number(row, "trPr", "gridBefore", 0)
    made: list[_Cell] = []
    for cell in word_text.cells(row):
        right = left + max(_number(cell, "tcPr", "gridSpan", 1), 1)
        text = word_text.cell_text(cell).strip()
        seen = tuple(_seen(cell))
        crossed = any(_is_crossed(one) for one in seen if one.tag == f"{_W}r")
        besides = Counter(words for one in seen if (words := _NO_TEXT.get(one.tag.rpartition("}")[2])))
        if made and _merged(cell, "hMerge"):
            before = made.pop()
            text = "\n".join(filter(None, (before.text, text)))
            made.append(_Cell(before.left, right, text, before.continues, before.crossed or crossed))
        else:
            made.append(_Cell(left, right, text, _merged(cell, "vMerge"), crossed, tuple(besides)))
        left = right
    yield from made


def _seen(parent: Any) -> Iterator[Any]:
    """All elements within a cell but those a tracked change took away and copies for old programs."""
    waiting = [iter(parent)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif isinstance(child.tag, str) and child.tag not in word_text.GONE:
            yield child
            waiting.append(iter(child))


def _is_crossed(run: Any) -> bool:
    marks = (run.find(f"{_W}rPr/{_W}{name}") for name in _UNSEEN)
    crossed = any(mark is not None and mark.get(f"{_W}val", "true") not in _OFF for mark in marks)
    return crossed and any((text.text or "").strip() for text in run.iter(f"{_W}t"))


def _merged(cell: Any, name: str) -> bool:
    """Whether a cell goes on one before it."""
    merge = cell.find(f"{_W}tcPr/{_W}{name}")
    return merge is not None and merge.get(f"{_W}val", "continue") == "continue"


def _number(element: Any, properties: str, name: str, usual: int) -> int:
    found = element.find(f"{_W}{properties}/{_W}{name}")
    said = "" if found is None else found.get(f"{_W}val", "")
    return int(said) if said.isdecimal() and len(said) < 4 else usual
