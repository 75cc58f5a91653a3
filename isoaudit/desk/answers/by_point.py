"""Results that a table gives for points of Article 36 or in words, each taken to the criteria it is about.

A point is met where all of it is (Circular 26/2014, Article 36): what is said of it holds for each criterion, and each
says that it was told so. Of a point that is not met nobody but the office knows which criterion: it is asked, unless
the remark says surely what is lacking.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from isoaudit.desk.answers.criterion_meant import FINDINGS, About, Told, about, in_words, point_and_line
from isoaudit.desk.intake.body_names import BodyNames
from isoaudit.desk.intake.judging import Desk, Imported
from isoaudit.errors import excerpt
from isoaudit.journal.programme import Programme
from isoaudit.model import Criterion, Inspection
from isoaudit.rules.findings import applies
from isoaudit.rules.parts import points_of
from isoaudit.tables import CellFaults, Row, Table
from isoaudit.tables.cells import word_key
from isoaudit.tables.columns.office_words import OPEN, Said
from isoaudit.tables.columns.questions import Question
from isoaudit.wording import count, label
from isoaudit.wording.codes import code_key
from isoaudit.wording.grouping import few

_SAYS = ("verdict", "evidence", "gap", "note", "grade")
_COLUMN = "criterion"
_NONE_OF_THESE = "không tiêu chí nào trên đây: để lại dòng này, không nhập"
_SHOWN = 90
"""Letters of what was found that a question shows."""


Placed = tuple[Row, Inspection, About, bool]
"""A row, its inspection, what it is about, and whether it names its criterion by its code."""


def of_point_or_words(typed: str) -> bool:
    """Whether what stands for a criterion is a point of Article 36, a line of one, or words alone."""
    return bool(points_of(point_and_line(typed)[0])) or in_words(typed)


def _whole(row: Row) -> str:
    return str(row.values.get(_COLUMN) or "")


def _told(row: Row) -> Told:
    """What a row says of what it is about."""
    point, line = point_and_line(_whole(row))
    if not line and not points_of(point):
        point, line = "", point
    found = next((str(text) for name in ("gap", "evidence", "note") if (text := row.values.get(name))), "")
    return Told(point, line, row.values.get("verdict") or "", found)


def _typed(row: Row) -> str:
    """What a question calls the result of a row: its point, where it stands, what was found."""
    found = " ".join(_told(row).found.split())
    said = f": {excerpt(found)[:_SHOWN]}" if found and found != _whole(row) else ""
    return f"{_whole(row)} ({row.place.within_file}){said}"


def _lasts(row: Row) -> bool:
    """Whether the next table means the same by the words of a row: not of what is lacking."""
    return bool(_told(row).line) and row.values.get("verdict") not in FINDINGS


def criteria_asked(programme: Programme, table: Table) -> Iterator[Question]:
    """A question for each row of a table that does not tell surely which criteria it is about."""
    rows = [row for row in table.rows if of_point_or_words(_whole(row)) and any(row.values.get(n) for n in _SAYS)]
    if not rows:
        return
    desk = Desk(programme, programme.lists(), replace(table, faults=CellFaults()), Imported())
    criteria = desk.in_checklists(desk.pins_today(), annexes=False)
    names = BodyNames(desk.state.agencies)
    for row in rows:
        agency = desk.state.agencies.get(names.code_of(str(row.values.get("agency") or "")))
        mine = [one for one in criteria if agency is None or one.kinds == "all" or agency.kind in one.kinds]
        typed, found = _typed(row), about(_told(row), mine)
        open_ = found.offered or (found == About() and row.values.get("verdict") in FINDINGS)
        if not open_ or _given(table, row) is not None:
            continue
        key, lasting = (_whole(row), True) if _lasts(row) else (typed, False)
        answers = [(f"{one.id}: {one.question}", Said(key, one.id, _COLUMN, lasting)) for one in found.offered]
        answers.append((_NONE_OF_THESE, Said(typed, OPEN, _COLUMN, lasting=False)))
        yield Question(typed, 1, tuple(answers), under=label("column", _COLUMN))


def _given(table: Table, row: Row) -> str | None:
    """What the office said that a row is about; None: nothing."""
    words = table.words.words
    keys = (word_key(_typed(row)), word_key(_whole(row)))
    return next((words[_COLUMN, key] for key in keys if (_COLUMN, key) in words), None)


@dataclass(slots=True)
class ByPoint:
    """Takes the rows of one table that name points or words to criteria; says afterwards what was done."""

    desk: Desk
    spread: dict[str, int] = field(default_factory=dict)
    """Points of which all criteria say the same, with how many these are."""
    open: dict[str, None] = field(default_factory=dict)
    """Points with a text and no verdict."""
    findings: dict[str, str] = field(default_factory=dict)
    """Points that are not met, with the criterion that was meant."""
    lines: dict[str, str] = field(default_factory=dict)
    """Words, with the criteria that they are about."""
    groups: Counter[str] = field(default_factory=Counter)
    """Clauses and words whose rows are only names of groups."""
    unknown: list[tuple[Row, Inspection]] = field(default_factory=list)
    """Rows in words that are about no criterion, and no findings."""
    left: list[str] = field(default_factory=list)
    """Rows that a person left out."""

    def about(self, row: Row, inspection: Inspection) -> About | None:
        """What a row of a point or in words is about; None where it cannot be told. Nothing of a group's name."""
        said = any(row.values.get(name) for name in _SAYS)
        typed = _told(row)
        if not said:
            if len(points_of(typed.point)) != 1:
                self.groups[_whole(row)] += 1
            return About()
        mine = self._asked(inspection)
        given = _given(self.desk.table, row)
        if given == OPEN:
            self.left.append(f"«{excerpt(_typed(row))}»")
            return About()
        if meant := given and next(
            (one.id for one in self._every(inspection) if code_key(one.id) == code_key(given)), ""
        ):
            return self._noted(row, About((meant,)))
        found = about(typed, mine or self._every(inspection))
        if found == About() and in_words(_whole(row)) and typed.verdict not in FINDINGS:
            self.unknown.append((row, inspection))
            return found
        return None if found.offered or not (found.criteria or found.points) else self._noted(row, found)

    def offered(self, row: Row, inspection: Inspection) -> list[str]:
        """The criteria that a row may be about, the likeliest first."""
        return [one.id for one in about(_told(row), self._asked(inspection)).offered]

    def rows(self, told: Sequence[Placed]) -> Iterator[tuple[Row, Inspection, str]]:
        """Each row of a single criterion that the rows stand for, with its inspection and the criterion.

        A point holds for those of its criteria of which no row says otherwise. Where several rows in words are about
        one criterion they are one answer, which is what the worst of them is; of two findings each stays.
        """
        named: dict[str, set[str]] = {}
        for _, inspection, found, _ in told:
            named.setdefault(inspection.id, set()).update(found.criteria)
        made: dict[tuple[str, str], list[tuple[Row, Inspection, bool]]] = {}
        for row, inspection, found, by_id in told:
            for one in self._rows_of(row, found, inspection, named[inspection.id]):
                rows = made.setdefault((inspection.id, one.values[_COLUMN] if not by_id else found.criteria[0]), [])
                if rows and not by_id and not rows[-1][2] and not _are_findings(rows[-1][0], one):
                    rows[-1] = (_joined(rows[-1][0], one), inspection, False)
                else:
                    rows.append((one, inspection, by_id))
        for (_, criterion), rows in made.items():
            yield from ((one, inspection, criterion) for one, inspection, _ in rows)

    def _rows_of(self, row: Row, found: About, inspection: Inspection, named: Collection[str]) -> Iterator[Row]:
        """The rows of single criteria that a row stands for; ``named``: of which rows of their own say something."""
        yield from (replace(row, values=row.values | {_COLUMN: id}) for id in found.criteria)
        for point in found.points:
            mine = [one for one in self._asked(inspection) if one.point == point and one.id not in named]
            if row.values.get("verdict"):
                self.spread[point] = max(len(mine), self.spread.get(point, 0))
            else:
                self.open[point] = None
            yield from (_told_of(row, one, f"Bảng nhập ghi chung cho điểm {point}") for one in mine)

    def _every(self, inspection: Inspection) -> list[Criterion]:
        return self.desk.in_checklists(inspection.checklists, annexes=False)

    def _asked(self, inspection: Inspection) -> list[Criterion]:
        agency = self.desk.state.agencies[inspection.agency]
        return [one for one in self._every(inspection) if applies(one, agency, inspection)]

    def _noted(self, row: Row, found: About) -> About:
        told = _told(row)
        ids = ", ".join(found.criteria)
        if found.criteria and told.line:
            self.lines[f"«{_whole(row)}»"] = ids
        elif found.criteria:
            self.findings[f"«{told.point}»"] = ids
        return found

    def notes(self) -> Iterator[str]:
        """What was done, in sentences."""
        file = self.desk.table.path.name
        if self.groups:
            clauses = few([f"«{clause}»" for clause in self.groups], 6)
            yield f"{file}: dòng {clauses} chỉ ghi tên khoản hoặc tên nội dung, không ghi kết quả: bỏ qua."
        if self.spread:
            each = few([f"{point}: {count(number)} tiêu chí" for point, number in self.spread.items()], 4)
            yield (
                f"{file}: kết quả ghi theo điểm của Điều 36: lấy cho từng tiêu chí của điểm ({each}), ghi rõ ở "
                f"«{label('column', 'note')}»; tiêu chí nào khác thì ghi riêng một dòng rồi nhập lại."
            )
        if self.findings:
            each = few([f"{point} là {meant}" for point, meant in self.findings.items()], 4)
            yield f"{file}: điểm chưa đạt ghi vào tiêu chí ({each}); các tiêu chí khác của điểm để trống."
        if self.lines:
            each = few([f"{line} là {meant}" for line, meant in self.lines.items()], 20)
            yield f"{file}: dòng ghi bằng lời lấy vào tiêu chí có lời gần nhất: {each}; chưa đúng thì ghi mã tiêu chí."
        if self.open:
            yield (
                f"{file}: điểm {', '.join(self.open)} có nội dung, chưa ghi kết quả: giữ nội dung, kết quả để trống; "
                f"nếu không phát sinh thì ghi «{label('verdict', 'not_applicable')}» rồi nhập lại."
            )
        if self.unknown:
            each = "; ".join(f"«{excerpt(_typed(row))}»" for row, _ in self.unknown)
            yield f"{file}: {count(len(self.unknown))} dòng không thuộc tiêu chí nào, không nhập: {each}."
        if self.left:
            yield f"{file}: {count(len(self.left))} dòng để lại theo trả lời, không nhập: {'; '.join(self.left)}."


def _told_of(row: Row, criterion: Criterion, told: str) -> Row:
    """A row of one criterion, with where it was told from behind its note."""
    note = row.values.get("note") or ""
    return replace(row, values=row.values | {_COLUMN: criterion.id, "note": "; ".join(filter(None, (note, told)))})


def _are_findings(*rows: Row) -> bool:
    return all(row.values.get("verdict") in FINDINGS for row in rows)


_WORST = ("nonconforming", "observation", "conforming", "not_applicable", "not_examined")
"""Verdicts, what counts before the others first."""


def _joined(one: Row, other: Row) -> Row:
    """Two rows about one criterion as one: the verdict that counts, the texts of both, a line each."""
    values = dict(one.values)
    for name in (name for name in ("evidence", "gap", "note") if {name} & {*one.values, *other.values}):
        texts = dict.fromkeys(text for row in (one, other) if (text := row.values.get(name)))
        values[name] = ("; " if name == "note" else "\n").join(texts)
    verdicts = [row.values.get("verdict") for row in (one, other)]
    values["verdict"] = next((code for code in _WORST if code in verdicts), verdicts[0])
    values |= {name: values.get(name) or other.values[name] for name in ("grade", "inspector") if name in other.values}
    return replace(one, values=values)
