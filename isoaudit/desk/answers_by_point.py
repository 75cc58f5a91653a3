"""Results that a table gives for points of Article 36, spread over the criteria of each point.

A point is met where all of it is (Circular 26/2014, Article 36): what is said of it holds for each criterion, and each
says that it was told so. Of a point that is not met nobody but the office knows which criterion: it is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from isoaudit.desk.intake import Desk, Imported
from isoaudit.errors import excerpt
from isoaudit.journal.programme import Programme
from isoaudit.model import Criterion, Inspection
from isoaudit.rules.findings import applies
from isoaudit.rules.parts import points_of, resolved
from isoaudit.tables import CellFaults, Row, Table
from isoaudit.tables.cells import word_key
from isoaudit.tables.office_words import Said
from isoaudit.tables.point_rows import nearest
from isoaudit.tables.questions import Question
from isoaudit.wording import count, label
from isoaudit.wording.codes import code_key
from isoaudit.wording.grouping import few

_FINDINGS = ("nonconforming", "observation")
_SAYS = ("verdict", "evidence", "gap", "note", "grade")
_COLUMN = "criterion"


def _typed(row: Row) -> str:
    """What a question calls the result of a row: its point, where it stands, what was found."""
    found = row.values.get("gap") or row.values.get("evidence") or row.values.get("note") or ""
    said = f": {excerpt(' '.join(str(found).split()))[:90]}" if found else ""
    return f"{row.values.get(_COLUMN)} ({row.place.within_file}){said}"


def criteria_asked(programme: Programme, table: Table) -> Iterator[Question]:
    """A question for each finding that a table gives for a point with several criteria: which of them."""
    findings = [
        row
        for row in table.rows
        if points_of(_point(row))
        and row.values.get("verdict")
        and (row.values["verdict"] in _FINDINGS or row.values[_COLUMN] != _point(row))
    ]
    if not findings:
        return
    desk = Desk(programme, programme.lists(), replace(table, faults=CellFaults()), Imported())
    criteria = desk.in_checklists(desk.pins_today(), annexes=False)
    for row in findings:
        typed, ids = _typed(row), resolved(_point(row), criteria) or []
        among = [one for one in criteria if one.id in ids]
        near = _near(row, among)
        if near and row.values["verdict"] not in _FINDINGS:
            continue
        among.sort(key=lambda one: one.id != near)  # the likeliest first; of a finding nobody but a person says which
        answers = tuple((f"{one.id}: {one.question}", Said(typed, one.id, _COLUMN, lasting=False)) for one in among)
        if len(answers) > 1:
            yield Question(typed, 1, answers, under=label("column", _COLUMN))


def _point(row: Row) -> str:
    return point_and_line(str(row.values.get(_COLUMN) or ""))[0]


def point_and_line(typed: str) -> tuple[str, str]:
    """A point, and the words of one line of it: «1.c: Chính sách chất lượng»; without words where it has none."""
    point, _, line = typed.partition(": ")
    return (point, line) if line and len(points_of(point)) == 1 else (typed, "")


_NEAR = 0.25
"""The part of its pairs of words that a line shares with the criterion it means."""


@dataclass(slots=True)
class ByPoint:
    """Spreads the rows of one table that name points; says afterwards what was done."""

    desk: Desk
    spread: dict[str, int] = field(default_factory=dict)
    """Points of which all criteria say the same, with how many these are."""
    open: dict[str, None] = field(default_factory=dict)
    """Points with a text and no verdict."""
    findings: dict[str, str] = field(default_factory=dict)
    """Points that are not met, with the criterion that was meant."""
    lines: dict[str, str] = field(default_factory=dict)
    """Lines of points, with the criterion that their words are near."""
    groups: Counter[str] = field(default_factory=Counter)
    """Clauses whose rows are only names of groups."""

    def rows_of(self, row: Row, inspection: Inspection, named: Sequence[str]) -> list[Row] | None:
        """The rows of single criteria that a row of a point stands for; None where it cannot be told which.

        ``named``: the criteria that rows of their own say something of.
        """
        typed = _point(row)
        said = [name for name in _SAYS if row.values.get(name)]
        if len(points_of(typed)) > 1 and not said:
            self.groups[typed] += 1
            return []
        every = self.desk.in_checklists(inspection.checklists, annexes=False)
        ids = resolved(typed, every) or []
        point, verdict = next(iter(points_of(typed)), typed), row.values.get("verdict")
        whole = str(row.values.get(_COLUMN))
        if verdict in _FINDINGS or (verdict and whole != typed):
            words = self.desk.table.words.words
            given = words.get((_COLUMN, word_key(_typed(row)))) or words.get((_COLUMN, word_key(whole)), "")
            meant = ids[0] if len(ids) == 1 else next((id for id in ids if code_key(id) == code_key(given)), "")
            if (
                not meant
                and verdict not in _FINDINGS
                and (meant := _near(row, [one for one in every if one.id in ids]))
            ):
                self.lines[f"«{whole}»"] = meant
            if not meant:
                return None
            if verdict in _FINDINGS:
                self.findings[f"«{typed}»"] = meant
            return [_of(row, meant)]
        if not said:
            return []
        agency = self.desk.state.agencies[inspection.agency]
        asked = [one for one in every if one.id in ids and applies(one, agency, inspection)]
        mine = [one for one in asked if one.id not in named]
        told = f"Bảng nhập ghi chung cho điểm {point}"
        if verdict:
            self.spread[point] = max(len(mine), self.spread.get(point, 0))
        else:
            self.open[point] = None
        return [_told(row, one, told) for one in mine]

    def notes(self) -> Iterator[str]:
        """What was done, in sentences."""
        file = self.desk.table.path.name
        if self.groups:
            clauses = ", ".join(f"«{clause}»" for clause in self.groups)
            yield f"{file}: dòng {clauses} chỉ ghi tên khoản, không ghi kết quả: bỏ qua."
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
            yield f"{file}: dòng của điểm lấy vào tiêu chí có lời gần nhất: {each}; nếu không đúng thì ghi mã tiêu chí."
        if self.open:
            yield (
                f"{file}: điểm {', '.join(self.open)} có nội dung, chưa ghi kết quả: giữ nội dung, kết quả để trống; "
                f"nếu không phát sinh thì ghi «{label('verdict', 'not_applicable')}» rồi nhập lại."
            )


def _near(row: Row, among: Sequence[Criterion]) -> str:
    """The criterion among those of a point whose words the line of a row is near; empty: none is clearly nearer."""
    line = point_and_line(str(row.values.get(_COLUMN)))[1]
    at = nearest(line, [one.question for one in among], _NEAR) if line else None
    return "" if at is None else among[at].id


def _of(row: Row, criterion: str) -> Row:
    return replace(row, values=row.values | {_COLUMN: criterion})


def _told(row: Row, criterion: Criterion, told: str) -> Row:
    """A row of one criterion, with where it was told from behind its note."""
    note = row.values.get("note") or ""
    return replace(row, values=row.values | {_COLUMN: criterion.id, "note": "; ".join(filter(None, (note, told)))})
