"""What is typed into the form, one statement at a time, each under the edit id its client gave it.

A statement passes the same judges as a row of a table: it is a row of its own. ``base`` are the entries that whoever
typed had seen: what others said meanwhile is never outdated by it, but stands beside it. Sent twice it is said once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from isoaudit.desk.answers.samples import SAMPLE_COLUMNS, judge_samples
from isoaudit.desk.answers.tables import ANSWER_COLUMNS, judge_answers
from isoaudit.desk.inspections.schedule import INSPECTION_COLUMNS
from isoaudit.desk.intake.judging import Desk, Imported
from isoaudit.errors import ProcedureError, RunError, problem
from isoaudit.journal.programme import Programme, today, writer
from isoaudit.journal.state import State
from isoaudit.journal.store import Draft, Ids, Transaction
from isoaudit.model import POINTS, Inspection
from isoaudit.rules.visit import OF_MINUTES
from isoaudit.tables import Column, Place, Row, Table, cleaned, one_of, text, time_of_day
from isoaudit.tables.cells import Cell, read_cell
from isoaudit.tables.days import planned_time
from isoaudit.tables.several import texts
from isoaudit.wording import name_key

_NAMING = ("agency", "inspection", "seen", "criterion", "dossier")
"""Columns that say which answer or sample a row is."""
_EVIDENCE = (
    Column("text", text, title="evidence"),
    Column("ground", one_of("ground"), values="ground", title="ground_of_evidence"),
    Column("source", text, title="source_of_evidence"),
    Column("department", text, title="departments"),
)
_ANSWER = tuple(column for column in ANSWER_COLUMNS if column.name not in _NAMING)
_SAMPLE = (
    *(column for column in SAMPLE_COLUMNS if column.name not in ("agency", "inspection", "dossier")),
    Column("removed", text, title="removed_sample"),
)
_VISIT = (
    *(
        replace(column, parse=time_of_day) if column.parse is planned_time else column
        for column in INSPECTION_COLUMNS
        if column.name in OF_MINUTES
    ),
    Column("achieved", text),
    Column("recommendations", text),
)
_POINT = (Column("present", text),)
_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Said:
    """What became of a statement."""

    state: State
    """All that is said of the inspection, this included."""
    inspection: Inspection
    """As it is now."""
    written: bool
    """Whether it said anything new; not where it was sent before, or says what is there already."""


def say_answer(
    programme: Programme,
    inspection: str,
    criterion: str,
    fields: Mapping[str, Any],
    *,
    edit: str,
    base: Sequence[str] | None,
) -> Said:
    """Say the answer to one criterion: fields of :class:`Answer`, ``evidence`` as a list of its rows.

    ``inspection`` is an id, ``edit`` a name unlike any other, ``base`` the entries seen (none: the present ones). Where
    all fields are empty the answer is taken back. Raises ProcedureError with every problem, RunError for an inspection
    that does not stand, StoreError where the edit said something else before (STORE_015).
    """
    return say(programme, Statement("answer", inspection, criterion, fields, _ANSWER, judge_answers, edit, base))


def say_sample(
    programme: Programme,
    inspection: str,
    dossier: str,
    fields: Mapping[str, Any],
    *,
    edit: str,
    base: Sequence[str] | None,
) -> Said:
    """Say what a sampled dossier shows, without the name of any citizen; ``removed`` with a reason takes it out.

    A dossier that was taken out and is said again is in the sample. Raises as :func:`say_answer`.
    """
    if fields.get("removed"):
        fields = {"removed": fields["removed"]}
    return say(programme, Statement("sample", inspection, dossier, fields, _SAMPLE, judge_samples, edit, base))


def say_visit(
    programme: Programme, inspection: str, fields: Mapping[str, Any], *, edit: str, base: Sequence[str] | None
) -> Said:
    """Say what the minutes tell of the visit: place, hours, people, departments, period, achievements, opinion.

    Fixed once the minutes are signed (ACT_008), not before. Raises as :func:`say_answer`.
    """
    return say(programme, Statement("inspection", inspection, "", fields, _VISIT, _judge_visit, edit, base))


def say_point(
    programme: Programme,
    inspection: str,
    point: str,
    fields: Mapping[str, Any],
    *,
    edit: str,
    base: Sequence[str] | None,
) -> Said:
    """Say the present state (hiện trạng) at a point of Article 36, ``1.a``; empty, the minutes derive it again.

    Fixed once the minutes are signed (ACT_008). Raises as :func:`say_answer`.
    """
    return say(programme, Statement("point", inspection, point, fields, _POINT, _judge_point, edit, base))


def assign(
    programme: Programme,
    inspection: str,
    parts: Mapping[str, Sequence[str]],
    *,
    edit: str,
    base: Sequence[str] | None,
) -> Said:
    """Assign criteria to members of the team, as its leader says (Circular 26/2014, Article 37.2.a).

    A criterion may have several members; a member not named keeps what was assigned. Raises as :func:`say_answer`.
    """
    fields = {"parts": {name: list(criteria) for name, criteria in parts.items()}}
    return say(programme, Statement("inspection", inspection, "", fields, (), _judge_parts, edit, base))


@dataclass(frozen=True, slots=True)
class Statement:
    """What is to be said of which subject, how it is read, who judges it.

    ``judge`` is given a desk whose table is one row: ``fields``, ``inspection``, and what :attr:`about` names.
    """

    kind: str
    inspection: str
    about: str
    """The criterion, dossier or point; of an effect the earlier inspection and the criterion, of a reply or a review
    the criterion and the report, between strokes; empty: the inspection itself."""
    fields: Mapping[str, Any]
    columns: tuple[Column, ...]
    judge: Callable[[Desk], None]
    edit: str
    base: Sequence[str] | None

    @property
    def subject(self) -> str:
        """Of the entry."""
        return f"{self.inspection}/{self.about}" if self.about else self.inspection


@dataclass(frozen=True, slots=True)
class _Where(Place):
    """The subject of a statement: messages name it as they name the row of a file."""

    def __str__(self) -> str:
        return self.file


@dataclass(slots=True)
class _Judged:
    state: State
    inspection: str
    drafts: list[Draft] = field(default_factory=list)


def say(programme: Programme, said: Statement) -> Said:
    """Judge one statement and write it. Returns after the commit. Raises as :func:`say_answer`."""

    def judged(_: Ids) -> _Judged:
        state = programme.state_about([said.inspection])
        (inspection,) = programme.choose(state, [said.inspection])
        if inspection.id != said.inspection:
            raise RunError(problem("RUN_001", str(programme.folder), value=said.inspection))
        table = Table(Path(said.subject), columns={"inspection", *said.fields})
        desk = Desk(programme, state, table, Imported(), sent=programme.journal.entry_of(said.edit))
        one = replace(said, about=desk.as_coded(inspection, said.about)) if said.kind == "answer" else said
        table.rows.append(_row(desk, one))
        if not table.faults.placed:
            one.judge(desk)
        if table.faults.placed:
            raise ProcedureError(table.faults.problems())
        return _Judged(state, inspection.id, [replace(draft, edit=said.edit) for draft in desk.drafts])

    def write(transaction: Transaction, found: _Judged) -> Said:
        if found.drafts:
            found.state.take_in(transaction.append(found.drafts, writer()))
        return Said(found.state, found.state.inspections[found.inspection], bool(found.drafts))

    return programme.journal.write(judged, write)


def _row(desk: Desk, said: Statement) -> Row:
    """The statement as a row, its fields read as cells of a table are."""
    row = Row(_Where(said.subject, 0), {}, {})
    row.values.update(_read(desk, row, said))
    row.values["inspection"] = said.inspection
    row.values["seen"] = _seen(desk, said)
    if said.kind == "sample":
        row.values["dossier"] = _cell(desk, row, Column("dossier", text, required=True), said.about)
    elif said.kind in ("answer", "point"):
        row.values["criterion" if said.kind == "answer" else "point"] = said.about
    elif said.kind == "effect":
        row.values["of"], _, row.values["criterion"] = said.about.partition("/")
    elif said.kind in ("reply", "review"):
        row.values["criterion"], _, row.values["report"] = said.about.partition("/")
    return row


def _seen(desk: Desk, said: Statement) -> list[str] | None:
    """What its writer had seen; of an edit that was sent before what it was written upon.

    What is seen and is not here, of a copy not joined yet, is left out: then more stands beside it, not less.
    """
    if desk.sent:
        return list(desk.sent.base)
    if said.base is None:
        return None
    here = {entry.id for entry in desk.state.history(said.kind, said.subject)}
    return [id for id in said.base if id in here]


def _read(desk: Desk, row: Row, said: Statement) -> Iterator[tuple[str, Any]]:
    by_name = {column.name: column for column in said.columns}
    for name, value in said.fields.items():
        if name == "parts":
            yield name, value
        elif name == "files" and said.kind in ("answer", "reply"):
            yield name, _files(desk, row, value)
        elif name == "evidence" and not isinstance(value, str):
            yield name, list(_evidence(desk, row, value))
        elif name in by_name:
            yield name, _cell(desk, row, by_name[name], value)
        else:
            desk.refuse(row, name, "SAY_001", value=name)


def _cell(desk: Desk, row: Row, column: Column, value: Any) -> Any:
    """A value as the column of a table reads it."""
    cell = Cell(row.place, 0, column.heading, today(), desk.table.faults, Counter())
    if value is None:
        value = ""
    if column.parse is texts and isinstance(value, list | tuple):
        return [part for one in value for part in _cell(desk, row, column, one) or ()]
    if not isinstance(value, str):
        cell.refuse("SAY_002")
        return None
    return read_cell(cleaned(value), column, cell)


def _evidence(desk: Desk, row: Row, rows: Any) -> Iterator[dict[str, Any]]:
    """Rows of evidence as the journal has them: what says nothing is left out."""
    for given in rows or ():
        if not isinstance(given, Mapping) or given.keys() - {"files", *(column.name for column in _EVIDENCE)}:
            desk.refuse(row, "evidence", "SAY_001", value="evidence")
            continue
        item = {c.name: _cell(desk, row, c, given.get(c.name)) for c in _EVIDENCE}
        item["files"] = _files(desk, row, given.get("files"))
        if item["text"] or item["files"]:
            yield {name: value for name, value in item.items() if value or name == "text"}


def _files(desk: Desk, row: Row, given: Any) -> list[str]:
    """The files that were named, each by the SHA-256 under which it is kept."""
    named = list(dict.fromkeys(given or ()))
    kept = {e.subject for e in desk.programme.journal.entries_about("file", named)} if named else set()
    for sha256 in named:
        if sha256 not in kept or not _SHA256.fullmatch(sha256):
            desk.refuse(row, "files", "FILES_010", value=sha256)
    return named


def _judge_visit(desk: Desk) -> None:
    (row,) = desk.table.rows
    known = desk.state.fields("inspection", row.values["inspection"])
    days = Row(row.place, {**known, **row.values}, {})
    desk.in_order(days, "period_from", "period_to")
    _say_in_minutes(desk, row, "inspection", row.values["inspection"], OF_MINUTES)


def _judge_point(desk: Desk) -> None:
    (row,) = desk.table.rows
    point = row.values["point"]
    if point not in POINTS:
        desk.refuse(row, "point", "CRITERION_002", value=point)
        return
    _say_in_minutes(desk, row, "point", f"{row.values['inspection']}/{point}", ("present",))


def _say_in_minutes(desk: Desk, row: Row, kind: str, subject: str, names: Sequence[str]) -> None:
    """Say what the minutes print: it changes no more once they are signed (Circular 26/2014, Article 37.2.c)."""
    fields = {name: row.values[name] for name in names if name in row.values}
    signed = desk.signed(row.values["inspection"])
    if desk.say(kind, subject, fields, desk.seen(row, kind, subject)) and signed:
        desk.refuse(row, "", "ACT_008", **signed)


def _judge_parts(desk: Desk) -> None:
    (row,) = desk.table.rows
    inspection = desk.state.inspections[row.values["inspection"]]
    parts = {name_key(name): criteria for name, criteria in row.values["parts"].items()}
    known = {name_key(member.name) for member in inspection.team}
    for name in row.values["parts"]:
        if name_key(name) not in known:
            desk.refuse(row, "team", "INSPECTION_006", value=name)
    in_order = {id: place for place, id in enumerate(desk.programme.case(desk.state, inspection).criteria)}
    for id in dict.fromkeys(id for criteria in parts.values() for id in criteria):
        if id not in in_order:
            desk.refuse(row, "criterion", "CRITERION_001", value=id)
    if desk.table.faults.placed:
        return
    seen = desk.seen(row, "inspection", inspection.id) or desk.state.about("inspection", inspection.id)
    team = []
    for member in seen.present().get("team", ()):
        criteria = parts.get(name_key(member["name"]), member.get("criteria", ()))
        rest = {name: value for name, value in member.items() if name != "criteria"}
        assigned = sorted(dict.fromkeys(criteria), key=lambda id: in_order.get(id, len(in_order)))
        team.append({**rest, "criteria": assigned} if assigned else rest)
    row.values["team"] = team
    _say_in_minutes(desk, row, "inspection", inspection.id, ("team",))
