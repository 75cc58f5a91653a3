"""Sheets of results by the points of Article 36 of Circular 26/2014, as teams keep them: «Khoản | Điểm | Nội dung».

The clause stands once, a point has lines of its own («- Chính sách chất lượng»), what the team found stands in one
column of remarks, and what it agreed is listed below the table: «KPH 01 | (1a) Chưa xây dựng quy trình». Other teams
write no number of Article 36 and say in words what they looked at: «Nội dung kiểm tra | Kết quả | Nhận xét».
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from isoaudit.rules.parts import points_of
from isoaudit.tables.cells import Column, Raw, codes, word_key
from isoaudit.tables.cleaning import RawRow
from isoaudit.tables.columns.headings import Heading, find_heading, is_merged
from isoaudit.tables.files.opening import ABOVE, clean_copy
from isoaudit.tables.results.agreed_findings import Agreed, agreed_of, code_in, code_of, without_code
from isoaudit.tables.results.likeness import nearest
from isoaudit.tables.results.point_heads import (
    CRITERION,
    column_of_points,
    is_clause,
    is_of_contents,
    is_of_proposals,
    is_of_remarks,
    only_notes,
    plain,
    position_of,
    start_of_words,
    told_as,
    with_whole_points,
)
from isoaudit.tables.results.points import parted, point_in
from isoaudit.tables.rows.besides import is_total
from isoaudit.wording import count, label, table_words
from isoaudit.wording.contents import contents_meant
from isoaudit.wording.grouping import few

_LETTER = re.compile(r"(?:điểm\s+)?(dd|[a-zđ])\s*[).]?", re.IGNORECASE)
_CLAUSE = re.compile(r"(?:khoản\s*)?([12])\s*[).]?", re.IGNORECASE)
_DASH = re.compile(r"\A\s*[-–—+•*]\s*")
_POINT = re.compile(
    r"\A(?:(?:điều\s*)?(?:36\s*[.,-]\s*)?[12]\s?[.,]?\s?(?:dd|[a-zđ])|điểm\s+[a-zđ]\s*,?\s*khoản\s+[12])\b[\s.):–-]*",
    re.IGNORECASE,
)
"""The point that the words of a line begin with."""
_NAMED = 6
"""Lines without a result that are named."""
_BRACKETS = str.maketrans("", "", "()")
_DAY = re.compile(r"\s+(?:ngày|tháng|năm)\s+[0-9]", re.IGNORECASE)
_HEAD = 12
"""Words before a colon that tell what a remark is about; with more it is a sentence."""
_BEHIND = re.compile(r"[.,;:(]|\s[-–]\s")


@dataclass(slots=True)
class _Result:
    """A line of results while the sheet is gone through."""

    cells: list[Raw]
    point: str
    words: str = ""
    verdict: str = ""
    """What was ticked, or is meant by what stands beside; empty: nothing."""
    agreed: list[str] = field(default_factory=list)


def by_points(
    rows: Sequence[RawRow], columns: Sequence[Column], agreed: Sequence[Agreed] = ()
) -> tuple[list[RawRow], list[str]]:
    """The rows of a sheet of results by points, or in words, as a table of criteria has them, and what is said of it.

    Each line says its point whole, with its own words where the point has several lines; without a point its words.
    What a team remarked is what was found missing, or the evidence of what is met. Neither ticked with «Không phát
    sinh» is not applicable; a line that is met and coded «(LY 01)» is an observation. Any other sheet is as it was.

    ``agreed``: what the team agreed, where a sheet of its own lists it.
    """
    names = {column.name for column in columns}
    if not {"criterion", "verdict", "gap", "evidence"} <= names:
        return list(rows), []
    whole, start, letter = _with_points(rows, columns)
    in_words = start is None
    start = start_of_words(rows[:ABOVE], columns) if start is None else start
    if start is None:
        return list(rows), []
    made = [(number, list(cells)) for number, cells in (rows if in_words else whole)]
    titles = made[start][1]
    clause = 0 if in_words else position_of(titles, "khoản")
    of_contents = [n for n, raw in enumerate(titles, 1) if isinstance(raw, str) and is_of_contents(raw)]
    words = next((n for n in of_contents if n != letter), 0)
    letter = words or position_of(titles, CRITERION) if in_words else letter
    remarks = next((n for n, raw in enumerate(titles, 1) if isinstance(raw, str) and is_of_remarks(raw)), 0)
    if not remarks and in_words:
        remarks = only_notes(find_heading(clean_copy(made[start : start + 2]), columns))
    typed = str(titles[letter - 1]).translate(_BRACKETS)
    _rename(made[start : start + 2], letter, f"{label('column', 'criterion')} ({typed})")
    if remarks:
        _take_codes(made, start, remarks)
        _rename(made[start : start + 2], remarks, label("column", "gap"))
    heading = find_heading(clean_copy(made[:ABOVE]), columns)
    where = heading.where()
    if not where.get("verdict") or where.get("criterion") != letter or (remarks and where.get("gap") != remarks):
        return list(rows), []
    if beside := "evidence" not in where and told_as(heading, "evidence", columns):
        _rename(made[start : start + 2], beside, label("column", "evidence"))
        where["evidence"] = beside
    sheet = _Sheet(heading, titles, _width(made), clause, letter, 0 if in_words else words, remarks, in_words, where)
    unread = [n for n, column in enumerate(heading.columns, 1) if column is None]
    sheet.proposals = next((n for n in unread if is_of_proposals(heading.words(n))), 0)
    if sheet.proposals:
        _rename(made[start : start + 2], sheet.proposals, "")  # it goes to the note of its row
    if remarks:
        sheet.need("evidence")
    sheet.agreed += agreed
    below = sheet.read(made[heading.below :])
    return [*made[: heading.below], *below], sheet.notes


def _with_points(rows: Sequence[RawRow], columns: Sequence[Column]) -> tuple[Sequence[RawRow], int | None, int]:
    """The rows with their points whole, where the heading of these is, and in which column the points stand.

    Letters stand below a column «Điểm» beside one of clauses, else below the names of clauses in their own.
    """
    start = next((at for at, (_, cells) in enumerate(rows[:ABOVE]) if position_of(cells, "điểm")), None)
    if start is not None and position_of(rows[start][1], "khoản"):
        return rows, start, position_of(rows[start][1], "điểm")
    whole = with_whole_points(rows)
    if start is not None:
        return whole, start, position_of(rows[start][1], "điểm")
    return whole, *column_of_points(whole, columns)


def _take_codes(rows: Sequence[RawRow], start: int, remarks: int) -> None:
    """Put the codes of a column of its own, «KPH 01», «LY 02», behind the remarks they are of, and empty the column."""
    for n in range(1, _width(rows) + 1):
        title = rows[start][1][n - 1] if n <= len(rows[start][1]) else ""
        there = ((cells, raw) for _, cells in rows[start + 1 :] for raw in cells[n - 1 : n] if isinstance(raw, str))
        coded = [(cells, raw.strip()) for cells, raw in there if raw.strip() and raw != title]
        if n == remarks or not coded or not all(code_of(code) for _, code in coded):
            continue
        for cells, code in coded:
            said = cells[remarks - 1] if remarks <= len(cells) else ""
            if isinstance(said, str) and said.strip():
                cells[remarks - 1], cells[n - 1] = f"{said.strip()} ({code})", ""
        if not any(cells[n - 1] for cells, _ in coded):
            _rename(rows[start : start + 2], n, "")


def _rename(rows: Sequence[RawRow], at: int, words: str) -> None:
    """Put other words above a column, in both rows of a heading where it is merged over them."""
    before = rows[0][1][at - 1]
    for _, cells in rows:
        if at <= len(cells) and cells[at - 1] == before:
            cells[at - 1] = words


def _width(rows: Sequence[RawRow]) -> int:
    """How many columns the rows of a sheet have."""
    return max((len(cells) for _, cells in rows), default=0)


@dataclass(slots=True)
class _Sheet:
    """What stands where, from 1 and 0 for nowhere, in one sheet of results."""

    heading: Heading
    titles: list[Raw]
    width: int
    clause: int
    letter: int
    words: int
    remarks: int
    in_words: bool
    where: dict[str, int]
    proposals: int = 0
    """What the team proposes, beside what it remarked."""
    agreed: list[Agreed] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def evidence(self) -> int:
        """The column of what was seen."""
        return self.where.get("evidence", 0)

    def need(self, name: str) -> int:
        """Where a column stands; one that the table lacks is added: only what is said empties what was recorded."""
        if name not in self.where:
            self.titles += [""] * (self.width - len(self.titles))
            self.titles.append(label("column", name))
            self.where[name] = self.width = len(self.titles)
        return self.where[name]

    def read(self, rows: Sequence[RawRow]) -> list[RawRow]:
        """The rows below the heading, each line of a point with all it says."""
        results: list[_Result] = []
        made: list[RawRow] = []
        clause = ""
        for number, cells in rows:
            if found := agreed_of(cells):
                self.agreed.append(found)
                continue
            if said := _CLAUSE.fullmatch(self._text(cells, self.clause)):
                clause = said[1]
            result = self._in_words(cells) if self.in_words else self._of_a_point(cells, clause, results)
            typed = self._text(cells, self.letter)
            if result:
                results.append(result)
                made.append((number, cells))
            elif (results or is_clause(typed)) and " " in typed and not points_of(typed) and not self._says(cells):
                continue  # the name of a clause, or what stands above the list of what was agreed
            else:
                of_a_clause = points_of(self._point(cells, clause)) and not self.in_words
                made.append((number, self._of_a_clause(cells) if of_a_clause else cells))
        self._tell(results)
        titles_only = {id(one.cells) for one in results if not self._says(one.cells)}
        if empty := [one for one in results if id(one.cells) in titles_only] if self.in_words else []:
            named = few([f"«{one.point}»" for one in empty], _NAMED)
            self.notes.append(f"{count(len(empty))} dòng không ghi kết quả, bỏ qua: {named}.")
        return [(number, cells) for number, cells in made if id(cells) not in titles_only]

    def _point(self, cells: Sequence[Raw], clause: str) -> str:
        typed = self._text(cells, self.letter)
        letter = _LETTER.fullmatch(typed) if clause else None
        return f"{clause}.{letter[1]}" if letter else typed

    def _of_a_point(self, cells: list[Raw], clause: str, results: Sequence[_Result]) -> _Result | None:
        """The result of a row by its point, or by that of the row above that it goes on with."""
        point = self._point(cells, clause)
        if self._text(cells, self.letter) and not _DASH.sub("", self._text(cells, self.letter)):
            cells[self.letter - 1] = ""  # «-» in the column of points
        goes_on = any(self._text(cells, n) for n in self._ticks()) or _has_not_arisen(self._text(cells, self.remarks))
        if not self._text(cells, self.letter) and results and goes_on and self._text(cells, self.words):
            point = results[-1].point if self._says(cells) else point  # no signature, and no sum
        points = points_of(point)
        return _Result(cells, points[0], _DASH.sub("", self._text(cells, self.words))) if len(points) == 1 else None

    def _in_words(self, cells: list[Raw]) -> _Result | None:
        """The result of a row by the words in it, which may begin with a point: «1a. Phạm vi áp dụng»."""
        typed = _DASH.sub("", self._text(cells, self.letter))
        if not typed or is_total(typed) or (" " not in typed and not self._says(cells)):
            return None
        point = point_in(typed)
        return _Result(cells, point, _POINT.sub("", typed)) if point else _Result(cells, typed)

    def _text(self, cells: Sequence[Raw], at: int) -> str:
        raw = cells[at - 1] if 0 < at <= len(cells) else ""
        return " ".join(raw.split()) if isinstance(raw, str) else ""

    def _says(self, cells: Sequence[Raw]) -> bool:
        """Whether a row says anything of a result, and is no sum below the table: «Cộng | 12 | 4»."""
        if is_total(self._text(cells, self.words or self.letter)):
            return False
        return any(self._text(cells, n) for n in (*self._ticks(), self.remarks, self.evidence))

    def _ticks(self) -> list[int]:
        choices = [one.position for one in self.heading.choices if one.column.name == "verdict"]
        return choices or [self.heading.where()["verdict"]]

    def _of_a_clause(self, cells: Sequence[Raw]) -> list[Raw]:
        """The row of a clause, whose name may be merged across it: it holds no result."""
        return ["" if is_merged(raw) else raw for raw in cells]

    def _tell(self, results: Sequence[_Result]) -> None:
        """Put into the cells of each result what it says whole."""
        lines = Counter(one.point for one in results if self._says(one.cells))
        told: Counter[str] = Counter()
        of_points = {(one.point, one.words) for one in results}
        alike = {point for point, number in Counter(point for point, _ in of_points).items() if number == 1}
        for one in results:
            if one.point in alike and lines[one.point] > 1 and not self.in_words:
                one.words = ""  # what the point asks for, merged over all its lines
            one.words = one.words or self._begun(one, lines)
            one.verdict = self._verdict(one, told)
        for finding in self.agreed:
            self._agree(finding, results)
        for one in results:
            if lines[one.point] > 1 and one.words and not self.in_words:
                self._name(one)
            remark, typed = self._text(one.cells, self.remarks), self._text(one.cells, self._ticks()[0])
            one.cells += [""] * (max(self.letter, *self._ticks()) - len(one.cells))
            one.cells[self.letter - 1] = (
                f"{one.point}: {one.words}" if lines[one.point] > 1 and one.words else one.point
            )
            if one.verdict:
                for n in self._ticks():
                    one.cells[n - 1] = ""
                one.cells[self._ticks()[0] - 1] = label("verdict", one.verdict)
            self._put(one, remark, typed if _has_not_arisen(typed) else "")
            if proposal := self._text(one.cells, self.proposals):
                one.cells[self.proposals - 1] = ""
                self._write(one, "note", f"Kiến nghị: {proposal}")
        self.notes += [f"{count(rows)} dòng {what}." for what, rows in told.items()]

    def _begun(self, one: _Result, lines: Counter[str]) -> str:
        """What one of several lines of a point is about by the remark itself: «Chính sách chất lượng: ký ngày 18/6»."""
        if self.in_words or lines[one.point] < 2:
            return ""
        remark = without_code(self._text(one.cells, self.remarks))
        heads = [head.strip() for head in (remark.partition(":")[0], _DAY.split(remark)[0]) if head != remark]
        heads = [head for head in heads if len(head.split()) <= _HEAD]
        return next((head for head in heads if contents_meant(head).contents), remark)

    def _name(self, one: _Result) -> None:
        """Put the words of one of several lines of a point before what was remarked of it, so that they stay."""
        remark = self._text(one.cells, self.remarks)
        if remark and word_key(one.words) not in word_key(remark):
            one.cells[self.remarks - 1] = f"{one.words}: {remark}"

    def _put(self, one: _Result, remark: str, reason: str) -> None:
        """A remark is what is missing of a finding, the reason of what is not applicable, and what was seen of anything
        else; agreed words come before."""
        is_finding = one.verdict == "observation" or (not one.verdict and self._ticked(one) == "nonconforming")
        if one.verdict == "not_applicable":
            self._write(one, "note", reason, remark)
        elif not is_finding and remark:
            self._write(one, "evidence", remark)
        elif one.agreed:
            missing = remark or self._text(one.cells, self.where.get("gap", 0))
            if missing not in ("", *one.agreed):
                self._write(one, "evidence", missing)
        if one.agreed or (remark and not is_finding):
            at = self.need("gap")
            one.cells += [""] * (at - len(one.cells))
            one.cells[at - 1] = "\n".join(one.agreed)

    def _write(self, one: _Result, name: str, *texts: str) -> None:
        """Put texts before what stands in a column of a result."""
        if any(texts):
            at = self.need(name)
            one.cells += [""] * (at - len(one.cells))
            one.cells[at - 1] = "\n".join(filter(None, (*texts, self._text(one.cells, at))))

    def _ticked(self, one: _Result) -> str:
        """The verdict of the column that is ticked, or that the cell says in words; empty: none, or unclear."""
        of_verdict = [choice for choice in self.heading.choices if choice.column.name == "verdict"]
        if not of_verdict:
            return codes("verdict").get(word_key(parted(self._text(one.cells, self._ticks()[0]))[0]), "")
        marked = [choice.code for choice in of_verdict if self._text(one.cells, choice.position)]
        return marked[0] if len(marked) == 1 else ""

    def _verdict(self, one: _Result, told: Counter[str]) -> str:
        """The verdict that a line means beyond what is ticked; empty: what is ticked counts."""
        remark = self._text(one.cells, self.remarks)
        typed = [text for n in self._ticks() if (text := self._text(one.cells, n))]
        if all(map(_has_not_arisen, typed)):
            if not typed and not _has_not_arisen(remark):
                return ""
            told[f"không đánh dấu, ghi không phát sinh: lấy là «{label('verdict', 'not_applicable')}»"] += 1
            return "not_applicable"
        if code_in(remark).startswith("LY") and self._ticked(one) == "conforming":
            told[f"đạt, có mã LY: lấy là «{label('verdict', 'observation')}»"] += 1
            return "observation"
        return ""

    def _agree(self, finding: Agreed, results: Sequence[_Result]) -> None:
        """Give the words the team agreed to the line that they are about."""
        ticked = [(one, self._ticked(one)) for one in results]
        mine = [one for one, code in ticked if code and (code == "nonconforming") == finding.is_nonconformity]
        coded = [one for one in mine if code_in(self._text(one.cells, self.remarks)) == finding.code]
        mine = coded or [one for one in mine if _is_about(one, finding.about)]
        likely = nearest(finding.words, [f"{one.words} {self._text(one.cells, self.remarks)}" for one in mine])
        if likely is None:
            of = f"ở «{finding.about}»" if finding.about else "của bảng"
            self.notes.append(f"«{finding.code}. {finding.words}»: chưa rõ của dòng nào {of}, không nhập.")
            return
        one = mine[likely]
        one.agreed.append(finding.words)
        if finding.proposed:
            self._write(one, "note", f"Kiến nghị: {finding.proposed}")
        if not finding.is_nonconformity:
            one.verdict = "observation"


def _is_about(one: _Result, about: str) -> bool:
    """Whether a line is of the point, or of the contents, that a finding is about; of any where it says none."""
    points = points_of(about)
    if points or not about:
        return not about or one.point in points
    contents = contents_meant(about).contents
    return bool(set(contents) & {*contents_meant(one.words or one.point).contents})


def _has_not_arisen(remark: str) -> bool:
    """Whether a remark says that there was nothing to examine: Không phát sinh trong kỳ; tự xây dựng, không thuê."""
    words = map(plain, _BEHIND.split(remark))
    return any(word.startswith(start) for word in words for start in table_words()["text"]["not_arisen"])
