"""Sheets of results by the points of Article 36 of Circular 26/2014, as teams keep them: «Khoản | Điểm | Nội dung».

The clause stands once, a point has lines of its own («- Chính sách chất lượng»), what the team found stands in one
column of remarks, and what it agreed is listed below the table: «KPH 01 | (1a) Chưa xây dựng quy trình».
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from isoaudit.rules.parts import points_of
from isoaudit.tables.besides import is_total
from isoaudit.tables.cells import Column, Raw
from isoaudit.tables.cleaning import RawRow
from isoaudit.tables.headings import Heading, find_heading, is_merged
from isoaudit.tables.opening import ABOVE, clean_copy
from isoaudit.wording import count, label, table_words

_LETTER = re.compile(r"(?:điểm\s+)?(dd|[a-zđ])\s*[).]?", re.IGNORECASE)
_CLAUSE = re.compile(r"(?:khoản\s*)?([12])\s*[).]?", re.IGNORECASE)
_CODE = re.compile(r"(KPH|LY|ĐLY)[\s.-]*[0-9]{1,2}", re.IGNORECASE)
_CODED = re.compile(rf"\(\s*{_CODE.pattern}\s*\)\s*\.?\s*\Z", re.IGNORECASE)
_AGREED = re.compile(r"\(\s*([^()]{2,20})\)\s*(\S.*)", re.DOTALL)
_DASH = re.compile(r"\A\s*[-–—+•*]\s*")
_REMARKS = re.compile(r"(?:nhận xét|ý kiến)(?: của (?:đoàn|tổ)(?: kiểm tra)?)?")
_BEHIND = re.compile(r"[.,;:(]|\s[-–]\s")
_FEW = 2


@dataclass(slots=True)
class _Result:
    """A line of results while the sheet is gone through."""

    cells: list[Raw]
    point: str
    words: str = ""
    verdict: str = ""
    """What was ticked, or is meant by what stands beside; empty: nothing."""
    agreed: list[str] = field(default_factory=list)


def by_points(rows: Sequence[RawRow], columns: Sequence[Column]) -> tuple[list[RawRow], list[str]]:
    """The rows of a sheet of results with a column «Điểm» as a table of criteria has them, and what is said of it.

    Each line says its point whole, with its own words where the point has several lines. What a team remarked is what
    was found missing, or the evidence of what is met. Neither ticked with «Không phát sinh» is not applicable; a line
    that is met and coded «(LY 01)» is an observation. Any other sheet is as it was.
    """
    names = {column.name for column in columns}
    start = next((at for at, (_, cells) in enumerate(rows[:ABOVE]) if _at(cells, "điểm")), None)
    if start is None or not {"criterion", "verdict", "gap", "evidence"} <= names:
        return list(rows), []
    made = [(number, list(cells)) for number, cells in rows]
    titles = made[start][1]
    clause, letter = _at(titles, "khoản"), _at(titles, "điểm")
    words = next((n for n, raw in enumerate(titles, 1) if isinstance(raw, str) and _key(raw).startswith("nội dung")), 0)
    remarks = next((n for n, raw in enumerate(titles, 1) if isinstance(raw, str) and _is_of_remarks(raw)), 0)
    _rename(made[start : start + 2], letter, f"{label('column', 'criterion')} ({titles[letter - 1]})")
    if remarks:
        _rename(made[start : start + 2], remarks, label("column", "gap"))
    heading = find_heading(clean_copy(made[:ABOVE]), columns)
    where = heading.where()
    if where.get("verdict", 0) == 0 or where.get("criterion") != letter or where.get("gap", remarks) != remarks:
        return list(rows), []
    if remarks and "evidence" not in where:
        titles += [""] * (_width(made) - len(titles))
        titles.append(label("column", "evidence"))
        where["evidence"] = len(titles)
    sheet = _Sheet(heading, clause, letter, words, remarks, where.get("evidence", 0))
    below = sheet.read(made[heading.below :])
    return [*made[: heading.below], *below], sheet.notes


def _rename(rows: Sequence[RawRow], at: int, words: str) -> None:
    """Put other words above a column, in both rows of a heading where it is merged over them."""
    before = rows[0][1][at - 1]
    for _, cells in rows:
        if at <= len(cells) and cells[at - 1] == before:
            cells[at - 1] = words


def _width(rows: Sequence[RawRow]) -> int:
    """How many columns the rows of a sheet have."""
    return max((len(cells) for _, cells in rows), default=0)


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def _at(cells: Sequence[Raw], title: str) -> int:
    """Where, from 1, a title stands; 0: nowhere."""
    return next((n for n, raw in enumerate(cells, 1) if isinstance(raw, str) and _key(raw) == title), 0)


def _is_of_remarks(title: str) -> bool:
    return bool(_REMARKS.fullmatch(_key(title)))


@dataclass(slots=True)
class _Sheet:
    """What stands where, from 1 and 0 for nowhere, in one sheet of results."""

    heading: Heading
    clause: int
    letter: int
    words: int
    remarks: int
    evidence: int
    notes: list[str] = field(default_factory=list)

    def read(self, rows: Sequence[RawRow]) -> list[RawRow]:
        """The rows below the heading, each line of a point with all it says."""
        results: list[_Result] = []
        made: list[RawRow] = []
        clause = point = ""
        agreed: list[tuple[str, str, str]] = []
        for number, cells in rows:
            if found := self._agreed(cells):
                agreed.append(found)
                continue
            if said := _CLAUSE.fullmatch(self._text(cells, self.clause)):
                clause = said[1]
            typed = self._text(cells, self.letter)
            letter = _LETTER.fullmatch(typed) if clause else None
            point = f"{clause}.{letter[1]}" if letter else typed
            goes_on = not typed and results and self._text(cells, self.words) and self._says(cells)
            if goes_on:
                point = results[-1].point
            if results and typed and not points_of(point) and not self._says(cells) and " " in typed:
                continue  # what stands above the list of what was agreed
            if len(points_of(point)) != 1:
                made.append((number, self._of_a_clause(cells) if points_of(point) else cells))
                continue
            result = _Result(cells, points_of(point)[0], _DASH.sub("", self._text(cells, self.words)))
            results.append(result)
            made.append((number, cells))
        self._tell(results, agreed)
        titles_only = {id(one.cells) for one in results if not self._says(one.cells)}
        return [(number, cells) for number, cells in made if id(cells) not in titles_only]

    def _text(self, cells: Sequence[Raw], at: int) -> str:
        raw = cells[at - 1] if 0 < at <= len(cells) else ""
        return " ".join(raw.split()) if isinstance(raw, str) else ""

    def _says(self, cells: Sequence[Raw]) -> bool:
        """Whether a row says anything of a result, and is no sum below the table: «Cộng | 12 | 4»."""
        if is_total(self._text(cells, self.words)):
            return False
        return any(self._text(cells, n) for n in (*self._ticks(), self.remarks, self.evidence))

    def _ticks(self) -> list[int]:
        choices = [one.position for one in self.heading.choices if one.column.name == "verdict"]
        return choices or [self.heading.where()["verdict"]]

    def _of_a_clause(self, cells: Sequence[Raw]) -> list[Raw]:
        """The row of a clause, whose name may be merged across it: it holds no result."""
        return ["" if is_merged(raw) else raw for raw in cells]

    def _agreed(self, cells: Sequence[Raw]) -> tuple[str, str, str] | None:
        """A line of what the team agreed below the table: its code, its point and its words."""
        texts = [" ".join(raw.split()) for raw in cells if isinstance(raw, str) and raw.strip()]
        if len(texts) != _FEW or not _CODE.fullmatch(texts[0]) or not (found := _AGREED.fullmatch(texts[1])):
            return None
        points = points_of(found[1])
        return (texts[0], points[0], found[2]) if len(points) == 1 else None

    def _tell(self, results: Sequence[_Result], agreed: Sequence[tuple[str, str, str]]) -> None:
        """Put into the cells of each result what it says whole."""
        lines = Counter(one.point for one in results if self._says(one.cells))
        told: Counter[str] = Counter()
        for one in results:
            one.verdict = self._verdict(one, told)
        for code, point, words in agreed:
            self._agree(code, point, words, results)
        for one in results:
            remark = self._text(one.cells, self.remarks)
            one.cells += [""] * (max(self.letter, self.evidence, self.remarks, *self._ticks()) - len(one.cells))
            one.cells[self.letter - 1] = (
                f"{one.point}: {one.words}" if lines[one.point] > 1 and one.words else one.point
            )
            if one.verdict:
                for n in self._ticks():
                    one.cells[n - 1] = ""
                one.cells[self._ticks()[0] - 1] = label("verdict", one.verdict)
            self._put(one, remark)
        self.notes += [f"{count(rows)} dòng {what}." for what, rows in told.items()]

    def _put(self, one: _Result, remark: str) -> None:
        """A remark is what is missing of a finding, and what was seen of anything else; agreed words come before."""
        if not self.remarks or not self.evidence:
            return
        seen = self._text(one.cells, self.evidence)
        is_finding = one.verdict == "observation" or (not one.verdict and self._ticked(one) == "nonconforming")
        if is_finding and not one.agreed:
            return
        one.cells[self.remarks - 1] = "\n".join(one.agreed)
        one.cells[self.evidence - 1] = "\n".join(filter(None, (remark, seen)))

    def _ticked(self, one: _Result) -> str:
        """The verdict of the column that is ticked; empty: none, or one that the table says in words."""
        marked = [
            choice.code
            for choice in self.heading.choices
            if choice.column.name == "verdict" and self._text(one.cells, choice.position)
        ]
        return marked[0] if len(marked) == 1 else ""

    def _verdict(self, one: _Result, told: Counter[str]) -> str:
        """The verdict that a line means beyond what is ticked; empty: what is ticked counts."""
        remark = self._text(one.cells, self.remarks)
        coded = _CODED.search(remark)
        if not any(self._text(one.cells, n) for n in self._ticks()):
            if not _has_not_arisen(remark):
                return ""
            told[f"không đánh dấu, ghi không phát sinh: lấy là «{label('verdict', 'not_applicable')}»"] += 1
            return "not_applicable"
        if coded and coded[1].upper() != "KPH" and self._ticked(one) == "conforming":
            told[f"đạt, có mã LY: lấy là «{label('verdict', 'observation')}»"] += 1
            return "observation"
        return ""

    def _agree(self, code: str, point: str, words: str, results: Sequence[_Result]) -> None:
        """Give the words the team agreed to the line of the point that they are about."""
        of_kph = code.upper().startswith("KPH")
        mine = [one for one in results if one.point == point and (self._ticked(one) == "nonconforming") == of_kph]
        mine = [one for one in mine if self._ticked(one)]
        likely = nearest(words, [f"{one.words} {self._text(one.cells, self.remarks)}" for one in mine])
        if likely is None:
            self.notes.append(f"«{code}. {words}»: chưa rõ của dòng nào ở điểm {point}, không nhập.")
            return
        one = mine[likely]
        one.agreed.append(words)
        if not of_kph:
            one.verdict = "observation"


def _has_not_arisen(remark: str) -> bool:
    """Whether a remark says that there was nothing to examine: Không phát sinh trong kỳ; tự xây dựng, không thuê."""
    words = [_key(part) for part in _BEHIND.split(remark)]
    return any(word.startswith(start) for word in words for start in table_words()["text"]["not_arisen"])


_SMALL = frozenset(
    ("và", "của", "cho", "các", "những", "theo", "đã", "có", "được", "trong", "về", "với", "tại", "là", "hay", "hoặc")
    + ("việc", "không", "chưa")
)


def _words(text: str) -> Iterator[str]:
    return (word for word in re.findall(r"\w+", text.casefold()) if word not in _SMALL)


def nearest(text: str, others: Sequence[str], least: float = 0.0) -> int | None:
    """Which of other texts shares clearly most of the words of a text; None: none does, or two alike.

    ``least``: the part of its pairs of words that it must hold. A single text is the one, where nothing is asked.
    """
    if len(others) == 1 and not least:
        return 0
    pairs = _pairs(text)
    shares = sorted(((len(pairs & _pairs(other)) / max(len(pairs), 1), at) for at, other in enumerate(others)))[::-1]
    if not shares or shares[0][0] <= least or (len(shares) > 1 and shares[0][0] == shares[1][0]):
        return None
    return shares[0][1]


def _pairs(text: str) -> set[tuple[str, str]]:
    """The pairs of words that follow one another: single syllables of Vietnamese mean little."""
    return set(pairwise(_words(text)))
