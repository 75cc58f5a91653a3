"""Rows of a table that hold none of its data: names of groups, numbers of columns, totals, what stands below it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from string import ascii_lowercase

from isoaudit.errors import excerpt
from isoaudit.tables.cells import Raw, Unfit, codes, word_key
from isoaudit.tables.cleaning import RawRow
from isoaudit.tables.columns.headings import Heading, is_merged, is_ordinal
from isoaudit.wording import count, table_words
from isoaudit.wording.grouping import few

_COLUMN_NUMBER = re.compile(r"(?:cột )?0?([0-9]{1,2}|[a-z]{1,4})(?: ?= ?[-+*/x×():0-9a-z ]+)?")
_FRAME = "()[]{}<>.-–:* "
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")


def only_numbers(cells: Sequence[Raw], titles: Sequence[Raw]) -> bool:
    """Whether a row numbers the columns above it, as printed forms do: 1, 2, 3; A, B, 1, 2; (a), (b); I, II; 3=1+2."""
    typed = [raw.strip() for raw in cells if isinstance(raw, str) and raw.strip()]
    found = [_COLUMN_NUMBER.fullmatch(unicodedata.normalize("NFKC", mark).casefold().strip(_FRAME)) for mark in typed]
    marks = [mark[1] for mark in found if mark]
    if len(marks) < min(3, max(2, sum(map(bool, titles)) - 1)) or len(marks) < len(found):
        return False
    letters = sum(not mark.isdigit() for mark in marks)
    usual = [*ascii_lowercase[:letters], *(str(number) for number in range(1, len(marks) - letters + 1))]
    # A, B, C alone may as well be what the row holds.
    telling = letters < len(marks) or letters > 3 or not all(mark.isalpha() and mark.isupper() for mark in typed)
    return (marks == usual and telling) or marks == list(_ROMAN[: len(marks)])


def is_lower_row(cells: Sequence[Raw], heading: Heading) -> bool:
    """Whether the first row below says only what stands under a heading: all that must be there repeats it or is empty.

    Of cells merged downwards each row has the words. Where nothing that must be there is said at all, it is one that
    parts a heading: words without figures, below it and below the empty cells on its right.
    """
    needed = [(n, c) for n, c in enumerate(heading.columns, 1) if c and c.required and not c.derived]
    texts = [(n, raw) for n, _ in needed if n <= len(cells) and isinstance(raw := cells[n - 1], str) and raw.strip()]
    others = any(isinstance(raw, str) and raw.strip() for raw in cells)
    same = all(word_key(raw) == word_key(heading.words(n)) for n, raw in texts)
    return bool(needed) and others and (same if texts else _parts_a_heading(cells, heading))


def _parts_a_heading(cells: Sequence[Raw], heading: Heading) -> bool:
    says = [n for n, raw in enumerate(cells, 1) if isinstance(raw, str) and raw.strip()]
    words = all(not any(map(str.isdigit, raw)) for raw in cells if isinstance(raw, str))
    last = len(heading.titles)
    nameless = [n for n in says if n > last or not heading.words(n)]
    below_groups = all(n in nameless or n == last or not heading.words(n + 1) for n in says)
    return words and bool(nameless) and below_groups


_KEYS = ("code", "agency", "inspection", "criterion", "dossier")
"""Columns that say what a row is of: a row in which one of them is filled as it should be is data."""
_ORDINAL = re.compile(r"(?:[IVXLC]{1,5}|[A-HĐ])[.)]?")
_MARK = re.compile(r"(?:[IVXLC]{1,5}|[A-HĐa-hđ]|[0-9.]{1,9})[.)]?")
_WITHIN = re.compile(r"([0-9]+(?:[.,][0-9]+)*)[.,][0-9]+[.)]?")
_NUMBERED = re.compile(r"(?:[IVXLC]{1,5}|[A-HĐ])\s*(?:[.)]\s*|[/:–-]\s+)|[0-9]{1,2}(?:\.[0-9]{1,2})*\s*[.)]\s+")
_DAY = re.compile(
    r"(?:[^,;]{0,60},\s*)?ngày\s*(?:[\d.…_ ]*)\s*tháng\s*(?:[\d.…_ ]*)\s*năm\s*(?:[\d.…_ ]*)", re.IGNORECASE
)
_FOR_SOMEBODY = re.compile(r"(?:KT|TM|TL|TUQ|Q|T/M|K/T|TM/|KT/)\s*[./]\s*\S")
_LEGEND = re.compile(r"[A-ZĐ]{1,5}\s*:[^;]+;\s*[A-ZĐ]{1,5}\s*:")
"""What abbreviations stand for: TĐ: Trưởng đoàn; TK: Thư ký."""
_OF_SEVERAL = ("các", "cấp", "báo cáo", "kiểm tra", "trực thuộc", "tương đương", "thuộc sở")
"""Words of a group that is no body, though it begins as one."""
_DASHED = re.compile(r"\s*[-–—+•*]")
_PLACE = re.compile(r"(?:thành phố|thị xã|huyện|quận|tp|tx)\b[. ]\s*\S", re.IGNORECASE)
_FIRST = ("1", "01")
_RANKS = ("CAPITALS", "A", "I", "1", "1.1", "a", "")
"""How groups are marked, those that stand around others first."""
_FEW = 3
"""Cells of a row that can be a signature or a note; more of them are data with a fault."""


@cache
def _words(which: str) -> frozenset[str]:
    return frozenset(map(word_key, table_words()["text"][which]))


@dataclass(slots=True)
class Besides:
    """Looks at the rows of one sheet in their order and tells which of them hold no data; says so afterwards."""

    heading: Heading
    below: Sequence[tuple[int, Sequence[Raw]]] = ()
    """All rows below the heading, by which it is known whether they carry numbers."""
    skipped: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    """Rows that were passed over: what they are, their number and the first words in them."""
    section: str = ""
    """The name of the group that the next rows stand in; empty: none."""
    outer: str = ""
    """The name of the group around it: of two that follow one another the upper one, until its like comes."""
    lines: list[str] = field(default_factory=list)
    """What stands in rows that were passed over, a line each: below a schedule its teams are listed."""
    _after_group: bool = False
    _within: list[tuple[str, str]] = field(default_factory=list)
    """The groups around the next rows, the outermost first: how each is marked, and its name."""
    _before_first: set[int] = field(default_factory=set)
    """The rows that stand right above a row of number 1, in a table whose rows carry numbers."""
    _is_numbered: bool = False
    _last: int = 0
    """The last row that carries a number, in such a table; 0: the rows carry none."""
    _numbers: set[str] = field(default_factory=set)
    """Those of the rows of data so far."""
    _keys: list[int] = field(init=False)
    _read: list[int] = field(init=False)
    _ordinals: list[int] = field(init=False)
    _needed: list[int] = field(init=False)

    def __post_init__(self) -> None:
        where = self.heading.where()
        self._keys = [where[name] for name in _KEYS if name in where]
        self._read = sorted(where.values())
        self._needed = [where[column.name] for column in self.heading.columns if column and column.required]
        self._ordinals = [n for n, title in enumerate(self.heading.titles, start=1) if is_ordinal(title)]
        self._look_at_numbers()

    def _look_at_numbers(self) -> None:
        """Find out whether the rows carry numbers; where most do, a row without one tells by where it stands."""
        said = [(number, self._number(cells)) for number, cells in self.below] if self._ordinals else []
        full = [sum(isinstance(raw, str) and bool(raw) for raw in cells) > 1 for _, cells in self.below] if said else []
        carry = sum(bool(mark) for (_, mark), is_full in zip(said, full, strict=True) if is_full)
        self._is_numbered = any(full) and carry * 4 >= sum(full) * 3
        if self._is_numbered:
            self._last = max((number for number, mark in said if mark), default=0)
            self._before_first = {number for (number, _), (_, mark) in pairwise(said) if mark in _FIRST}

    def _number(self, cells: Sequence[Raw]) -> str:
        """The number that a row carries, without its signs; empty: none."""
        texts = (raw for n in self._ordinals if n <= len(cells) and isinstance(raw := cells[n - 1], str))
        return next((text.strip(" .)") for text in texts if _MARK.fullmatch(text.strip())), "")

    def passes_over(self, number: int, cells: Sequence[Raw]) -> bool:
        """Whether a row holds no data; it is then noted."""
        if self._is_heading(cells):
            self.skipped.setdefault("heading", []).append((number, self.heading.words(self._read[0])))
            return True
        if self._is_full(cells):
            return self._is_data(cells)
        texts = {n: " ".join(raw.split()) for n, raw in enumerate(cells, 1) if isinstance(raw, str) and raw.strip()}
        if not texts or not self._needed:
            return False
        what = self._what(number, texts, cells)
        if not what:
            return self._is_data(cells)
        first = next(iter(self._own(texts).values()), next(iter(texts.values())))
        self.skipped.setdefault(what, []).append((number, first))
        self.lines += self._own(texts).values()
        if what in ("group", "end"):
            self._enter(texts if what == "group" else {})
        self._after_group = what == "group"
        return True

    def _enter(self, texts: dict[int, str]) -> None:
        """Go into a group, out of those that it does not stand in: one marked alike, and what stands in that."""
        mark = _mark_of(texts)
        marks = [marked for marked, _ in self._within]
        if mark in marks:
            marks = marks[: marks.index(mark)]
        elif not self._after_group:
            marks = [marked for marked in marks if _RANKS.index(marked) < _RANKS.index(mark)]
        self._within[len(marks) if texts else 0 :] = [(mark, _name_of_group(texts))] if texts else []
        names = ["", "", *(name for _, name in self._within)]
        self.outer, self.section = names[-2:]

    def _is_data(self, cells: Sequence[Raw]) -> bool:
        """Note the number of a row of data; False, for it is not passed over."""
        numbers = (raw for n in self._ordinals if n <= len(cells) and isinstance(raw := cells[n - 1], str))
        self._numbers.update(number.strip(" .)") for number in numbers)
        self._after_group = False
        return False

    def _is_heading(self, cells: Sequence[Raw]) -> bool:
        """Whether a row says the heading again, as lists put together from several pages do."""
        titles = self.heading.titles
        return len(self._read) > 1 and all(n <= len(cells) and cells[n - 1] == titles[n - 1] for n in self._read)

    def _is_full(self, cells: Sequence[Raw]) -> bool:
        """Whether a row says what it is of and more than a signature could: what nearly all rows do, seen at once."""
        filled = sum(n <= len(cells) and bool(cells[n - 1]) for n in self._read)
        keys = (cells[n - 1] for n in self._keys if n <= len(cells))
        return filled > _FEW and any(isinstance(raw, str) and bool(raw) and " " not in raw for raw in keys)

    def _own(self, texts: dict[int, str]) -> dict[int, str]:
        """The texts of a row without its number; a text merged across the row begins in the column of numbers."""
        return {n: text for n, text in texts.items() if n not in self._ordinals or not _MARK.fullmatch(text)}

    def _what(self, number: int, texts: dict[int, str], cells: Sequence[Raw]) -> str:
        own = self._own(texts)
        first = next(iter(own.values()), "")
        if is_total(first) and not self._keyed(texts, first):
            return "total"
        unfit = any(isinstance(raw, Unfit) and not is_merged(raw) for raw in cells)
        if self._keyed(texts, "") or unfit or not own:
            return ""
        ended = "end" in self.skipped
        alone = all(_is_end(text) or _is_signer(text) for text in own.values())
        below_all = 0 < self._last < number and len(own) == 1
        if below_all or len(own) <= _FEW and (alone or any(map(_is_end, own.values())) or (ended and len(own) <= 2)):
            return "end"
        return "group" if self._is_group(number, texts, own, cells) else ""

    def _keyed(self, texts: dict[int, str], but: str) -> bool:
        """Whether the row says what it is of: a code, without a space in it."""
        found = [texts[n] for n in self._keys if n in texts and texts[n] != but]
        if "end" in self.skipped and sum(n in texts for n in self._read) < 2:
            return False  # a name below a signature
        lonely = len([n for n in self._read if n in texts]) <= 2
        return any(" " not in text and not (lonely and _ORDINAL.fullmatch(text)) for text in found)

    def _is_group(self, number: int, texts: dict[int, str], own: dict[int, str], cells: Sequence[Raw]) -> bool:
        """One text alone, which is numbered like a heading, in capitals, merged across, or begins as such names do.

        Where rows carry numbers also one without: above a row of number 1, or a place as «Thành phố Sa Đéc» is.
        """
        marks = [text for n, text in texts.items() if n not in own]
        named = [text for text in own.values() if not _ORDINAL.fullmatch(text)]
        marks += [text for text in own.values() if _ORDINAL.fullmatch(text)]
        across = any(is_merged(cells[n - 1]) for n in self._read if n <= len(cells))
        around_first = across and number in self._before_first  # «1 | Thành phố Thái Nguyên» above its communes
        if len(named) != 1 or (any(mark.strip(".").isdigit() for mark in marks) and not around_first):
            return False
        text = named[0]
        key = word_key(_NUMBERED.sub("", text))
        of_several = any(key.startswith(f"{word} ") for word in _words("group"))
        if not of_several and any(_number_above(mark) in self._numbers for mark in marks):
            return False  # «5.1 Chi cục Kiểm lâm» below «5 Sở Nông nghiệp và Môi trường»
        numbered = bool(marks) or _NUMBERED.match(text)
        capitals = text.isupper() and " " in text
        unnumbered = self._is_numbered and not marks and not _DASHED.match(text)
        alone = unnumbered and (number in self._before_first or is_a_place(text))
        return bool(numbered or across or capitals or of_several or alone)

    def is_listed(self, cells: Sequence[Raw]) -> bool:
        """Whether a row is surely one of the list and no signature: numbered, or without numbers quite full."""
        if self._ordinals:
            return bool(self._number(cells))
        return sum(isinstance(raw, str) and bool(raw.strip()) for raw in cells) >= _FEW

    def only_text(self, cells: Sequence[Raw]) -> str:
        """The one text of a row that says nothing else, not even what it is of; empty: the row says more."""
        if len(self._needed) < 2 or self._is_full(cells):
            return ""
        texts = {n: " ".join(raw.split()) for n, raw in enumerate(cells, 1) if isinstance(raw, str) and raw.strip()}
        own = list(self._own(texts).values())
        unfit = any(isinstance(raw, Unfit) and not is_merged(raw) for raw in cells)
        missing = [n for n in self._needed if n not in texts]
        if len(own) != 1 or unfit or len(missing) < 2 or self._keyed(texts, "") or own[0].count(";") > 1:
            return ""
        return own[0] if any(map(str.isalpha, own[0])) else ""

    def notes(self, place: str) -> list[str]:
        """What was passed over, a sentence for each kind."""
        return [
            f"{place}: bỏ qua {count(len(rows))} {_SAID[what]} ({_rows(rows)})." for what, rows in self.skipped.items()
        ]


def _mark_of(texts: dict[int, str]) -> str:
    """How a group is marked, so that those of one rank are told: I, A, 1, 1.1, in capitals, or not at all."""
    mark = next((text for text in texts.values() if _ORDINAL.fullmatch(text) or _MARK.fullmatch(text)), "")
    text = next((text for text in texts.values() if text != mark), "")
    if not mark and (found := _NUMBERED.match(text)):
        mark = found[0]
    bare = mark.strip(" .)/:–-")
    if not bare:
        return "CAPITALS" if text.isupper() else ""
    if bare[0].isdigit():
        return "1.1" if "." in bare else "1"
    return "I" if set(bare) <= set("IVX") else "a" if bare.islower() else "A"


def _name_of_group(texts: dict[int, str]) -> str:
    """The name of a group without its number."""
    named = [text for text in texts.values() if not _ORDINAL.fullmatch(text) and not _MARK.fullmatch(text)]
    return _NUMBERED.sub("", named[0], count=1).strip(" :.") if named else ""


_SAID = {
    "heading": "dòng nhắc lại tiêu đề",
    "group": "dòng tên nhóm",
    "total": "dòng cộng",
    "end": "dòng ngoài bảng (nơi nhận, chữ ký, ghi chú)",
}


def _rows(rows: Sequence[tuple[int, str]]) -> str:
    return few([f"dòng {number} «{excerpt(text)[:60]}»" for number, text in rows], _FEW)


def _number_above(mark: str) -> str:
    """The number that a number stands under, 5 of 5.1; empty: none."""
    found = _WITHIN.fullmatch(mark)
    return found[1] if found else ""


@lru_cache(maxsize=1 << 12)
def is_a_body(group: str) -> bool:
    """Whether a group is called as one body is: Sở Nội vụ; «Sở, ban, ngành», «UBND các xã» are of several."""
    key = word_key(group)
    begins = any(key.startswith(f"{word_key(word)} ") for word in table_words()["text"]["body"])
    several = any(f" {word_key(word)} " in f" {key} " for word in _OF_SEVERAL)
    return begins and not several and "," not in group


def is_a_place(group: str) -> bool:
    """Whether a group is called as the place of communes is: Thành phố Sa Đéc; not «Huyện, thành phố»."""
    return bool(_PLACE.match(group)) and "," not in group and not re.search(r"\b(?:các|và)\b", group.casefold())


def is_total(text: str) -> bool:
    """Whether a row adds up: Tổng cộng; Tổng số: 41 cơ quan."""
    key = word_key(text)
    whole = {word_key(f"{word}") for word in _words("total")}
    return key in whole or word_key(re.split(r"[:(=0-9]", text, maxsplit=1)[0]) in whole


def _is_end(text: str) -> bool:
    """Whether a text stands below tables: a place and day, who signs, to whom copies go, a note."""
    bare = text.strip(" ()[]*-–+./")
    if _DAY.fullmatch(bare) or _FOR_SOMEBODY.match(text) or _LEGEND.match(bare):
        return True
    key = word_key(bare)
    if key in _words("end") or (text.endswith(":") and key in map(word_key, ("ghi chú", "lưu ý", "chú thích"))):
        return True
    starts = (word for word in _words("end") if " " in word)
    noted = (f"{word}{sign}" for word in _words("end") | {word_key("ghi chú"), word_key("lưu")} for sign in (":", " :"))
    return any(key.startswith(f"{word} ") for word in starts) or any(map(key.startswith, noted))


def _is_signer(text: str) -> bool:
    """Whether a text is who signs, in capitals as signatures have it, or what else stands alone below a table."""
    key = word_key(text.strip(" ()[]*-–+./"))
    return key in _words("signer") and (text.isupper() or key not in codes("role"))


_BODIES = 3
"""Rows that name a body each; of so many a sheet is a list, whatever its heading says."""


def lists_bodies(rows: Sequence[RawRow]) -> bool:
    """Whether a sheet lists bodies, each in a row with more than its name: a list of agencies has it judged."""
    number = 0
    for _, cells in rows:
        texts = [raw for raw in cells if isinstance(raw, str) and raw.strip()]
        number += len(texts) > 2 and any(is_a_body(" ".join(text.split())) for text in texts)
    return number >= _BODIES
