"""A measured document becomes papers, and each its blocks; recognised by what lines say, never by their styles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from isoaudit.papers.decree30.heads import Blocks, is_national, read_head
from isoaudit.papers.decree30.nouns import Line, Measured
from isoaudit.papers.decree30.signatures import bounds_of_signature, read_signature
from isoaudit.papers.decree30.words import begins_with_office, fold, has_position, is_typed_line, is_upper, kind_of

PartKind = Literal["paper", "attached", "appendix"]
DISPATCH = "CV"
"""Our mark for a công văn: it has no abbreviation (Annex III)."""
OTHER = "khac"
"""A paper with a title that is no kind of the decree."""
_APPENDIX = re.compile(r"phụ lục(?: (?:số )?(?:[ivxlc]+|\d+))? ?[.:]?", re.IGNORECASE)
_DRAFT = re.compile(r"dự thảo(?: lần (?:thứ )?\w+| \d+)?", re.IGNORECASE)
_ENCLOSED = re.compile(r"\( ?(?:ban hành |được phê duyệt )?(?:kèm theo|tại)", re.IGNORECASE)
_GROUND = re.compile(r"(?:căn cứ|theo đề nghị của|xét đề nghị)\b", re.IGNORECASE)
_DECIDES = re.compile(r"(?:quyết định|quyết nghị) ?:?", re.IGNORECASE)
_PART = re.compile(r"(?:phần|chương|mục|tiểu mục) (?:[ivxlc]+|\d+|thứ \w+) ?[.:]?", re.IGNORECASE)
_HEADING = re.compile(r"(?:[IVXLC]{1,7}|[A-ZĐ])[.)/] ?\S")
_ARTICLE = re.compile(r"điều \d+[a-zđ]? ?[.:]", re.IGNORECASE)
_CLAUSE = re.compile(r"\d{1,2}(?: ?\. \S| ?[.)/] ?[^\d\s])")
_POINT = re.compile(r"[a-zđăâêôơư][.)/] ")
_SENTENCE_END = (".", ";", ":", ",")
_ADDRESSED = ("kinhgui", "kinhgoi")
"""«Kính gửi», also as it is spelt in the south."""
_SHORT = 80
_FAR = 30


@dataclass
class DocumentPart:
    """A paper, a paper attached to it, or an appendix."""

    type: PartKind
    kind: str
    """The abbreviation of its kind; ``CV``, ``khac`` or nothing."""
    blocks: Blocks
    lines: Sequence[Line]
    items: list[tuple[str, Line]] = field(default_factory=list)
    """What stands between head and signature, in order."""


def read_parts(measured: Measured) -> list[DocumentPart]:
    """The papers of a document, in order."""
    lines = [line for line in measured.lines if not _DRAFT.fullmatch(line.text.strip("[]()* "))]
    starts = _starts(lines)
    parts = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        piece = lines[start:end]
        first = next((line for line in piece if line.text), None)
        alone = start > 0 or not any(is_national(line) for line in piece)
        appended = first is not None and _is_appendix(first) and alone
        parts.append(_appendix(piece) if appended else _paper(piece))
    return parts


def _starts(lines: Sequence[Line]) -> list[int]:
    """Where each part begins: a letterhead, or the heading of an appendix."""
    starts = [0]
    heads = 0
    for number, line in enumerate(lines):
        if is_national(line):
            table = line.place.table
            start = number
            if table is not None:
                start = next(n for n, other in enumerate(lines) if other.place.table == table)
            heads += 1
            if heads > 1 or (starts[-1] > 0 and _filled(lines, starts[-1], start) > 0):
                starts.append(start)
        elif _is_appendix(line) and number and _filled(lines, starts[-1], number) > 0:
            starts.append(number)
    return sorted(set(starts))


def _filled(lines: Sequence[Line], start: int, end: int) -> int:
    return sum(1 for line in lines[start:end] if line.text)


def _is_appendix(line: Line) -> bool:
    if line.place.bordered or not _APPENDIX.fullmatch(line.text):
        return False
    return line.align == "center" or is_upper(line.text) or all(run.bold for run in line.shown)


def _appendix(lines: Sequence[Line]) -> DocumentPart:
    filled = [line for line in lines if line.text]
    part = DocumentPart("appendix", "", {"appendix_label": filled[:1]}, lines)
    rest = filled[1:]
    while rest and not _ENCLOSED.match(rest[0].text) and rest[0].place.table is None and _is_title(rest[0]):
        part.blocks.setdefault("appendix_title", []).append(rest.pop(0))
    if rest and _ENCLOSED.match(rest[0].text):
        part.blocks["appendix_note"] = [rest.pop(0)]
    part.items = [("cell" if line.place.table is not None else "appendix_text", line) for line in rest]
    return part


def _is_title(line: Line) -> bool:
    return len(line.text) < 300 and (line.align == "center" or is_upper(line.text)) and not is_typed_line(line.text)


def _paper(lines: Sequence[Line]) -> DocumentPart:
    blocks, taken = read_head(lines)
    rest = lines[taken:]
    part = DocumentPart("paper", "", blocks, lines)
    start, end = bounds_of_signature(rest)
    part.blocks |= read_signature(rest[start:end])
    part.blocks["rest"] = [line for line in rest[end:] if line.text]
    body = _Body(part, rest[:start])
    body.read()
    if "enclosed" in part.blocks and "number" not in blocks:
        part.type = "attached"
    return part


class _Body:
    """Reading what stands between head and signature."""

    def __init__(self, part: DocumentPart, lines: Sequence[Line]) -> None:
        self.part = part
        self.lines = lines
        self.title = self._title()
        self.phase: Literal["head", "subject", "before", "body"] = "head"
        self.list_open = False

    def _title(self) -> int | None:
        """The line with the kind of paper; the first line in capitals when it is no kind of the decree."""
        far = [n for n, line in enumerate(self.lines) if line.text and not line.place.bordered][:_FAR]
        for n in far:
            short = kind_of(self.lines[n], more=n == far[0]) or (DISPATCH if _is_dispatch(self.lines[n]) else "")
            if short:
                self.part.kind = short
                return n
        if "dispatch_subject" in self.part.blocks or any(_is_addressee(self.lines[n]) for n in far):
            self.part.kind = DISPATCH
        elif far and is_upper(self.lines[far[0]].text) and not _HEADING.match(self.lines[far[0]].text):
            self.part.kind = OTHER
            return far[0]
        return None

    def read(self) -> None:
        """Put every line into its block."""
        for number, line in enumerate(self.lines):
            if not line.text:
                continue
            block = "kind" if number == self.title else self._block(line)
            if block == "kind":
                self.phase = "subject"
            self.part.blocks.setdefault(block, []).append(line)
            self.part.items.append((block, line))
        self._single_ground()

    def _block(self, line: Line) -> str:
        text = line.text
        if is_typed_line(text):
            self.phase = "before" if self.phase == "subject" else self.phase
            return "typed_line"
        if line.place.table is not None and not _is_addressee(line) and not self.list_open:
            self.phase = "body"
            return "cell"
        if self.phase != "body":
            found = self._opening(line)
            if found:
                return found
        self.phase = "body"
        self.list_open = False
        return _body_block(line)

    def _opening(self, line: Line) -> str:
        """The block of a line before the body begins, or nothing."""
        text = line.text
        if _is_addressee(line):
            listed = re.search(r"[:;] ?$|(?:i|:) ?[-–+] ?\S.*$", text) or fold(text) in _ADDRESSED
            self.phase, self.list_open = "before", bool(listed)
            return "addressee"
        if self.list_open and text.startswith(("-", "–", "+")):
            return "addressee_list"
        if _GROUND.match(text) and not text.endswith(":") and " " in text:
            self.phase, self.list_open = "before", False
            return "grounds"
        if _ENCLOSED.match(text):
            self.phase = "before"
            return "enclosed"
        if self.part.kind in ("QĐ", "NQ") and self.phase == "before" and _DECIDES.fullmatch(text):
            self.phase = "body"
            return "decides"
        if self.phase == "subject":
            return self._subject(line)
        if is_upper(text) and not _HEADING.match(text) and self.part.kind in ("QĐ", "NQ"):
            self.phase = "before"
            return "authority"
        return ""

    def _subject(self, line: Line) -> str:
        before = self.part.blocks.get("subject", [])
        bold = bool(line.shown) and all(run.bold for run in line.shown)
        if is_upper(line.text) and (before or has_position(line.text) or begins_with_office(line.text)):
            self.phase = "before"
            return "authority" if self.part.kind in ("QĐ", "NQ") and not _HEADING.match(line.text) else ""
        if _HEADING.match(line.text) or _ARTICLE.match(line.text) or _CLAUSE.match(line.text):
            return ""
        if line.align == "center" or bold:
            return "subject"
        first = not before and len(line.text) < 400 and not line.text.endswith(_SENTENCE_END)
        return "subject" if first else ""

    def _single_ground(self) -> None:
        """One paragraph that begins with «Căn cứ» and looks like the body is the body."""
        grounds = self.part.blocks.get("grounds", [])
        upright = all(not run.italic for line in grounds for run in line.shown)
        if len(grounds) == 1 and upright and not grounds[0].text.endswith(";") and self.part.kind not in ("QĐ", "NQ"):
            del self.part.blocks["grounds"]
            self.part.blocks.setdefault("text", []).insert(0, grounds[0])
            self.part.items = [("text" if line is grounds[0] else block, line) for block, line in self.part.items]


def _is_addressee(line: Line) -> bool:
    addressed = fold(line.text).startswith(_ADDRESSED) or re.match(r"Kính trình ?:", line.text)
    return bool(addressed) and not line.place.bordered


def _is_dispatch(line: Line) -> bool:
    """Whether a line says «CÔNG VĂN», as if that were the name of a kind of paper."""
    whole = fold(line.text) == "congvan" and line.align == "center"
    return whole or (fold(line.text).startswith("congvan") and is_upper(line.text))


def _body_block(line: Line) -> str:
    text = line.text
    if _PART.fullmatch(text):
        return "part_heading"
    if _ARTICLE.match(text):
        return "article"
    if _HEADING.match(text) and (is_upper(text) or (len(text) < 2 * _SHORT and all(run.bold for run in line.shown))):
        return "heading"
    if _CLAUSE.match(text):
        return "clause"
    if _POINT.match(text):
        return "point"
    loose = len(text) < _SHORT and not text.endswith(_SENTENCE_END)
    aside = text.startswith("(") and text.endswith((")", ")."))
    if aside or (loose and line.align in ("center", "right")) or (loose and is_upper(text)):
        return "caption"
    return "text"
