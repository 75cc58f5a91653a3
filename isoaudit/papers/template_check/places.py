"""Where the marks of a Word template stand: each with its paragraph, table row, header, footer or property."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from isoaudit.office.text import BOX, CELL, PARAGRAPH, ROW, TABLE, W, rows
from isoaudit.papers.template_language import parse_xml
from isoaudit.papers.template_marks import LEVEL, STRAIGHT, spans
from isoaudit.papers.template_marks import pieces as pieces_of

_T, _DELETED = f"{W}t", f"{W}delText"
_HALF = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_ONE_BRACE = re.compile(r"\{\s*(\w+(?:\.\w+)*)\s*\}")
_PARTS = {
    "header": "đầu trang",
    "footer": "chân trang",
    "footnotes": "chú thích chân trang",
    "endnotes": "chú thích cuối văn bản",
}
_PROPERTIES = {
    "title": "tiêu đề",
    "subject": "chủ đề",
    "creator": "tác giả",
    "lastModifiedBy": "người sửa cuối",
    "keywords": "từ khóa",
    "description": "ghi chú",
    "category": "thể loại",
}
_SHOWN = 40
"""Characters of a paragraph that name it."""

Level = Literal["", "p", "tr", "tc", "r"]


@dataclass(frozen=True, eq=False)
class Mark:
    """One mark as typed, and what of the document it is about."""

    text: str
    """As typed, such as ``{%p if planned %}``."""
    code: str
    """What stands within, without its level, quotation marks straight."""
    prints: bool
    """``{{ … }}``; else ``{% … %}``."""
    level: Level
    """``p``, ``tr``, ``tc``: stands for a whole paragraph, row, cell."""
    where: str
    """In Vietnamese."""
    holder: Any
    """The element whose children a block of this level opens and closes among; None: there is no such element."""
    frame: tuple[str, ...]
    """Of a mark without level: the elements between its paragraph and its run, such as a link."""
    beside: str
    """What else stands in the paragraph, row or cell that a mark with a level takes the place of."""


@dataclass(frozen=True)
class Broken:
    """A mark that is none: half of one, or where no mark is read as one."""

    where: str
    why: str
    field: str = ""
    """For ``{agency}``: what stands within the single braces; only a field's name makes it a fault."""


def read_marks(name: str, data: bytes) -> Iterator[Mark | Broken]:
    """The marks of one part of a Word file, in reading order."""
    root = parse_xml(data)
    if not name.startswith("word/"):
        yield from _properties(root)
        return
    part = next((words for key, words in _PARTS.items() if name.startswith(f"word/{key}")), "")
    names = _Names(root, part)
    for paragraph in root.iter(PARAGRAPH):
        yield from _marks_of(paragraph, names.of(paragraph))
    yield from _outside_text(root, names)


class _Names:
    """Paragraphs and tables counted as a reader counts them."""

    def __init__(self, root: Any, part: str) -> None:
        self._part = part
        tables = enumerate(root.iter(TABLE), 1)
        self._rows = {row: (table, number) for table, one in tables for number, row in enumerate(rows(one), 1)}
        loose = (p for p in root.iter(PARAGRAPH) if _nearest(p, TABLE, BOX) is None)
        self._paragraphs = {paragraph: number for number, paragraph in enumerate(loose, 1)}

    def of(self, paragraph: Any) -> str:
        """``đoạn 12 «Căn cứ…»``, ``bảng 2, hàng 3 «…»``, ``đầu trang, đoạn 1 «…»``."""
        text = " ".join(_text(paragraph).split())
        shown = f" «{text if len(text) <= _SHOWN else text[:_SHOWN].rstrip() + '…'}»" if text else ""
        row = _nearest(paragraph, ROW, BOX)
        if paragraph in self._paragraphs:
            place = f"đoạn {self._paragraphs[paragraph]}"
        elif row in self._rows:
            table, number = self._rows[row]
            place = f"bảng {table}, hàng {number}"
        else:
            place = "khung chữ"
        return f"{self._part}, {place}{shown}" if self._part else f"{place}{shown}"


def _nearest(element: Any, *tags: str) -> Any:
    return next(element.iterancestors(*tags), None)


def _text(paragraph: Any) -> str:
    return "".join(t.text or "" for t in pieces_of(paragraph))


def _marks_of(paragraph: Any, where: str) -> Iterator[Mark | Broken]:
    pieces = pieces_of(paragraph)
    text = "".join(t.text or "" for t in pieces)
    for start, end in spans(text):
        typed = text[start:end]
        if half := _HALF.search(typed, 2, len(typed) - 2):
            yield Broken(where, f"«{typed[: half.start()].strip()[:60]}» chưa đóng")
        elif not typed.startswith("{#"):
            frames = {_frame(paragraph, _piece_at(pieces, at)) for at in (start, end - 1)}
            if len(frames) > 1:
                yield Broken(where, f"«{typed}» nằm nửa trong, nửa ngoài một liên kết hoặc phần được đánh dấu")
            else:
                yield _mark(typed, paragraph, where, frames.pop())
    rest = _without_marks(text)
    if half := _HALF.search(rest):
        yield Broken(where, f"dấu «{half[0]}» không có dấu đi cùng")
    yield from (Broken(where, f"«{one[0]}» chỉ có một dấu ngoặc nhọn", one[1]) for one in _ONE_BRACE.finditer(rest))


def _without_marks(text: str) -> str:
    ends = [0, *(place for span in spans(text) for place in span), len(text)]
    return "".join(text[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True))


def _piece_at(pieces: list[Any], at: int) -> Any:
    for piece in pieces:
        at -= len(piece.text or "")
        if at < 0:
            return piece
    raise IndexError(at)


def _frame(paragraph: Any, piece: Any) -> tuple[str, ...]:
    above = list(piece.iterancestors())
    return tuple(str(element.tag) for element in above[: above.index(paragraph)])


def _mark(typed: str, paragraph: Any, where: str, frame: tuple[str, ...]) -> Mark:
    code, level = typed[2:-2].translate(STRAIGHT), ""
    if found := LEVEL.fullmatch(code):
        level, code = found.groups()
    whole = {"p": paragraph, "tr": _nearest(paragraph, ROW), "tc": _nearest(paragraph, CELL)}.get(level, paragraph)
    text = "" if whole is None or not level else "".join(_text(p) for p in whole.iter(PARAGRAPH))
    return Mark(
        text=typed,
        code=code.strip(),
        prints=typed.startswith("{{"),
        level=level,  # type: ignore[arg-type]
        where=where,
        holder=None if whole is None else whole.getparent(),
        frame=frame if not level else (),
        beside=text.replace(typed, "", 1).strip(),
    )


def _outside_text(root: Any, names: _Names) -> Iterator[Broken]:
    """Marks where Word shows no text of the paragraph: jinja2 would read them there, too."""
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag == _DELETED:
            continue
        said = [*element.attrib.values(), *([] if element.tag == _T else [element.text or ""])]
        for mark in (text[start:end] for text in said for start, end in spans(text)):
            paragraph = _nearest(element, PARAGRAPH)
            where = "văn bản" if paragraph is None else names.of(paragraph)
            yield Broken(where, f"«{mark}» nằm trong hình, liên kết hoặc trường của Word")
    for paragraph in root.iter(PARAGRAPH):
        gone = "".join(t.text or "" for t in paragraph.iter(_DELETED) if _nearest(t, PARAGRAPH) is paragraph)
        if found := _HALF.search(gone):
            mark = next((gone[start:end] for start, end in spans(gone)), found[0])
            why = f"«{mark}» là chữ đã xóa khi bật Track Changes; chấp nhận thay đổi (Accept) rồi lưu lại"
            yield Broken(names.of(paragraph), why)


def _properties(root: Any) -> Iterator[Mark | Broken]:
    for element in root:
        name = str(element.tag).rpartition("}")[2]
        where = f"thuộc tính tệp, {_PROPERTIES.get(name, name)}"
        text = element.text or ""
        for start, end in spans(text):
            typed = text[start:end]
            if not typed.startswith("{#"):
                yield Mark(typed, typed[2:-2].strip(), typed.startswith("{{"), "", where, element, (), "")
        if half := _HALF.search(_without_marks(text)):
            yield Broken(where, f"dấu «{half[0]}» không có dấu đi cùng")
