"""The text of a Word document in reading order, through what Word may put around paragraphs, rows and cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PARAGRAPH, TABLE, ROW, CELL, BOX = (W + tag for tag in ("p", "tbl", "tr", "tc", "txbxContent"))
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
FALLBACK = f"{_MC}Fallback"
"""What is kept for old programs: the same as stands beside it."""
GONE = (FALLBACK, *(W + tag for tag in ("del", "moveFrom", "pPr", "rPr")))
"""What holds no text of a paragraph: also what a tracked change took away."""
_WRAPPERS = (
    *(W + tag for tag in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")),
    *(_MC + tag for tag in ("AlternateContent", "Choice")),
)
"""Content controls, marked data, tracked insertions and what newer programs read, around whole paragraphs, tables, rows
or cells."""
_TAKEN_AWAY = {ROW: (f"{W}trPr", f"{W}del"), CELL: (f"{W}tcPr", f"{W}cellDel")}
"""How a tracked change says that a whole row or cell goes."""
_SIGNS = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
_NOT_READ = (BOX, W + "instrText", *GONE)


def blocks(parent: Iterable[Any]) -> Iterator[Any]:
    """The paragraphs and tables of a body, cell, header or text box, in reading order."""
    return _within(parent, PARAGRAPH, TABLE)


def rows(table: Iterable[Any]) -> Iterator[Any]:
    """The rows of a table itself, not those of a table within it nor those a tracked change took away."""
    return (row for row in _within(table, ROW) if not _is_taken_away(row))


def cells(row: Iterable[Any]) -> Iterator[Any]:
    """The cells of a row itself, those that a tracked change took away left out."""
    return (cell for cell in _within(row, CELL) if not _is_taken_away(cell))


def _is_taken_away(element: Any) -> bool:
    form, sign = _TAKEN_AWAY[element.tag]
    return element.find(f"{form}/{sign}") is not None


def boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes anchored in a paragraph itself, without the copies for old programs."""
    for box in paragraph.iter(BOX):
        if next(box.iterancestors(PARAGRAPH)) is paragraph and next(box.iterancestors(FALLBACK), None) is None:
            yield box


def _within(parent: Iterable[Any], *wanted: str) -> Iterator[Any]:
    """The children of these names, also those in wrappers. Wrappers can be nested deeper than Python calls itself."""
    waiting = [iter(parent)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif child.tag in wanted:
            yield child
        elif child.tag in _WRAPPERS:
            waiting.append(iter(child))


def document_text(document: Document) -> tuple[str, ...]:
    """The paragraphs of a document, whoever wrote it, the mark above page 1 first; a row's cells joined by `` | ``.

    Content controls and text boxes are read too, and tracked changes as if they were accepted.
    """
    first = next(iter(document.sections), None)  # a file of another program may have none
    above = first.first_page_header._element if first and first.different_first_page_header_footer else ()
    texts = (text for block in (above, document.element.body) for text in _texts(block))
    return tuple(text.strip() for text in texts if text.strip())


def _texts(parent: Iterable[Any]) -> Iterator[str]:
    for block in blocks(parent):
        if block.tag == TABLE:
            yield from (" | ".join(map(cell_text, cells(row))) for row in rows(block))
        else:
            yield "".join(_said(block))
            yield from (text for box in boxes(block) for text in _texts(box))


def cell_text(cell: Iterable[Any]) -> str:
    """What is read in a cell of a table, a line each paragraph that holds anything."""
    return "\n".join(text for text in _texts(cell) if text.strip())


def _said(parent: Any) -> Iterator[str]:
    """What is read in a paragraph, text boxes left out."""
    for child in parent:
        if child.tag == W + "t":
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag not in _NOT_READ:
            yield from _said(child)
