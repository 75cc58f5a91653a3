"""Tables into the journal: the register, the year's inspections, the answers. All of a file, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from isoaudit import checklist
from isoaudit.errors import Problem, TableError, problem
from isoaudit.exchange import Column, Row, Table, code, day, number, one_of, past_day, read_table, team, text
from isoaudit.inspection import State, next_id, unusual
from isoaudit.model import Inspection, Pin
from isoaudit.store import Draft, Transaction
from isoaudit.wording import label
from isoaudit.workspace import Workspace, today, writer

AGENCY_COLUMNS = (
    Column("code", code, required=True),
    Column("name", text, required=True),
    Column("level", one_of("level"), required=True),
    Column("kind", one_of("kind"), required=True),
    Column("obligation", one_of("obligation"), required=True),
    Column("obligation_source", text),
    Column("qms_status", one_of("qms_status")),
    Column("standard", text),
    Column("declaration", text),
    Column("procedures", number),
    Column("last_on_site", number),
    Column("parent", text),
    Column("valid_from", day),
    Column("valid_to", day),
)
INSPECTION_COLUMNS = (
    Column("inspection", text),
    Column("agency", code, required=True),
    Column("mode", one_of("mode"), required=True),
    Column("round", text),
    Column("from", day),
    Column("to", day),
    Column("period_from", day),
    Column("period_to", day),
    Column("team", team),
    Column("occasion", one_of("occasion")),
    Column("coordinating_unit", text),
    Column("budget", text),
)
ANSWER_COLUMNS = (
    Column("agency", text),
    Column("inspection", text),
    Column("criterion", text, required=True),
    Column("verdict", one_of("verdict")),
    Column("evidence", text),
    Column("gap", text),
    Column("grade", one_of("grade")),
    Column("note", text),
    Column("inspector", text),
    Column("examined_on", past_day),
)


@dataclass(slots=True)
class Imported:
    """What an import did, in numbers, and what it found unusual."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    opened: list[str] = field(default_factory=list)
    """Ids of inspections opened on the way."""
    warnings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Desk:
    """One import while it is judged: the state it is judged against, what was wrong, what will be said."""

    workspace: Workspace
    transaction: Transaction
    state: State
    table: Table
    done: Imported
    drafts: list[Draft] = field(default_factory=list)
    pins: tuple[Pin, ...] | None = None

    def refuse(self, row: Row, code: str, /, **fields: object) -> None:
        self.table.problems.append(problem(code, row.where, **fields))

    def say(self, kind: str, subject: str, fields: dict[str, Any]) -> None:
        """Note the fields of a subject that differ from what is said of it at present; empty equals absent."""
        present = self.state.fields(kind, subject)
        open_fields = self.state.conflicts(kind, subject)  # what is said of these decides, even if it is what shows
        news = {n: v for n, v in fields.items() if n in open_fields or _filled(v) != _filled(present.get(n))}
        if news and not present:
            self.done.added += 1
        elif news:
            self.done.changed += 1
        else:
            self.done.unchanged += 1
            return
        self.drafts.append(Draft(kind, subject, news, self.state.base(kind, subject)))

    def open(self, id: str, fields: dict[str, Any]) -> None:
        """Open an inspection: the bytes of its checklists are kept as they are today."""
        if self.pins is None:
            self.pins = tuple(_pin(self))
        payload = {name: value for name, value in fields.items() if _filled(value) is not None}
        payload["checklists"] = [pin.model_dump() for pin in self.pins]
        self.drafts.append(Draft("inspection", id, payload))
        self.state.inspections[id] = Inspection.model_validate({"id": id, **payload})


def _filled(value: Any) -> Any:
    """The value; nothing for an empty text and an empty list, which equal an absent one."""
    return None if value in ("", []) else value


Judge = Callable[[_Desk], None]


def import_agencies(workspace: Workspace, path: Path) -> Imported:
    """The register. Raises TableError with every problem; an import is all or nothing."""
    return _import(workspace, path, AGENCY_COLUMNS, _agencies)


def import_inspections(workspace: Workspace, path: Path) -> Imported:
    """The year's inspections with form, round, dates and team (Circular 26/2014, Article 34.2). Raises TableError."""
    return _import(workspace, path, INSPECTION_COLUMNS, _inspections)


def import_answers(workspace: Workspace, path: Path) -> Imported:
    """Answers by agency or inspection; an agency without an inspection gets one on site. Raises TableError."""
    return _import(workspace, path, ANSWER_COLUMNS, _answers)


def _import(workspace: Workspace, path: Path, columns: tuple[Column, ...], judge: Judge) -> Imported:
    table = read_table(path, columns, today())
    with workspace.journal.writing() as transaction:
        done = Imported(warnings=list(table.warnings))
        desk = _Desk(workspace, transaction, State(transaction.entries()), table, done)
        judge(desk)
        if table.problems:
            raise TableError(sorted(table.problems, key=_row_number))
        written = transaction.append(desk.drafts, writer())
        if judge is _answers and written:
            done.warnings += _unusual(workspace, State(transaction.entries()), _written(desk.drafts))
    return done


def _row_number(found: Problem) -> int:
    digits = found.where.rpartition(" ")[2]
    return int(digits) if digits.isdigit() else 0


def _agencies(desk: _Desk) -> None:
    seen: dict[str, int] = {}
    codes = {known.casefold(): known for known in desk.state.agencies}
    for row in desk.table.rows:
        name = row.values.get("code")
        if not name:
            continue
        # Codes name folders, and Windows does not tell "SNV" from "snv".
        if name.casefold() in seen:
            desk.refuse(row, "TABLE_008", row=seen[name.casefold()], key=name)
        elif codes.get(name.casefold(), name) != name:
            desk.refuse(row, "TABLE_008", row="đã nhập trước", key=codes[name.casefold()])
        seen.setdefault(name.casefold(), row.number)
        start, end = row.values.get("valid_from"), row.values.get("valid_to")
        if start and end and start > end:
            desk.refuse(row, "TABLE_011", start=start, end=end)
        desk.say("agency", name, {k: v for k, v in row.values.items() if k != "code"})


def _inspections(desk: _Desk) -> None:
    seen: dict[str, int] = {}
    for row in desk.table.rows:
        for first, last in (("from", "to"), ("period_from", "period_to")):
            start, end = row.values.get(first), row.values.get(last)
            if start and end and start > end:
                desk.refuse(row, "TABLE_011", start=start, end=end)
        agency, mode = row.values.get("agency"), row.values.get("mode")
        if not agency or not mode:
            continue
        if agency not in desk.state.agencies:
            desk.refuse(row, "AGENCY_001", value=agency)
            continue
        id = _inspection_id(desk, row, agency, mode)
        if id is None:
            continue
        if id in seen:
            desk.refuse(row, "TABLE_008", row=seen[id], key=id)
            continue
        seen[id] = row.number
        fields = {name: value for name, value in row.values.items() if name != "inspection"}
        if id in desk.state.inspections:
            desk.say("inspection", id, fields)
        else:
            desk.open(id, {**fields, "year": desk.workspace.settings.year})
            desk.done.added += 1


def _inspection_id(desk: _Desk, row: Row, agency: str, mode: str) -> str | None:
    """The inspection a row is about: the one it names, or that of this form and round, or a new one."""
    id: str | None = row.values.get("inspection")
    if not id:
        round_ = row.values.get("round", "")
        same = (i.id for i in desk.state.of_agency(agency) if i.mode == mode and i.round == round_)
        return next(same, None) or next_id(desk.state, desk.workspace.settings.year, agency, mode)
    known = desk.state.inspections.get(id)
    if known is None:
        desk.refuse(row, "INSPECTION_001", value=id)
    elif known.agency != agency:
        desk.refuse(row, "INSPECTION_003", inspection=id, agency=known.agency, value=agency)
    elif known.mode != mode:
        desk.refuse(row, "INSPECTION_005", inspection=id, mode=label("mode", known.mode))
    else:
        return id
    return None


def _answers(desk: _Desk) -> None:
    if not desk.table.problems and not {"agency", "inspection"} & set(_columns(desk.table)):
        where = f"{desk.table.path.name}, dòng 1"
        expected = "agency hoặc inspection"
        desk.table.problems.append(problem("TABLE_001", where, column="agency", expected=expected))
        return
    seen: dict[tuple[str, str], int] = {}
    criteria: dict[str, set[str]] = {}
    for row in desk.table.rows:
        inspection = _inspection_of(desk, row)
        criterion = row.values.get("criterion")
        if inspection is None or not criterion:
            continue
        if inspection.id not in criteria:
            criteria[inspection.id] = _criteria(desk, inspection)
        if criterion not in criteria[inspection.id]:
            desk.refuse(row, "CRITERION_001", value=criterion)
            continue
        if (inspection.id, criterion) in seen:
            desk.refuse(row, "TABLE_008", row=seen[inspection.id, criterion], key=f"{inspection.id}, {criterion}")
            continue
        seen[inspection.id, criterion] = row.number
        fields = {k: v for k, v in row.values.items() if k not in ("agency", "inspection", "criterion")}
        if "evidence" in fields:
            fields["evidence"] = [{"text": fields["evidence"]}] if fields["evidence"] else []
        desk.say("answer", f"{inspection.id}/{criterion}", fields)


def _columns(table: Table) -> Iterable[str]:
    return table.rows[0].values if table.rows else ("agency",)


def _inspection_of(desk: _Desk, row: Row) -> Inspection | None:
    agency, id = row.values.get("agency", ""), row.values.get("inspection", "")
    if id:
        found = desk.state.inspections.get(id)
        if found is None:
            desk.refuse(row, "INSPECTION_001", value=id)
        elif agency and found.agency != agency:
            desk.refuse(row, "INSPECTION_003", inspection=id, agency=found.agency, value=agency)
        else:
            return found
        return None
    if not agency:
        desk.refuse(row, "TABLE_003", column="agency")
    elif agency not in desk.state.agencies:
        desk.refuse(row, "AGENCY_001", value=agency)
    else:
        return _only_inspection(desk, row, agency)
    return None


def _only_inspection(desk: _Desk, row: Row, agency: str) -> Inspection | None:
    known = desk.state.of_agency(agency)
    if len(known) > 1:
        desk.refuse(row, "INSPECTION_002", agency=agency, count=len(known), ids=", ".join(i.id for i in known))
        return None
    if not known:
        year = desk.workspace.settings.year
        id = next_id(desk.state, year, agency, "on_site")
        desk.open(id, {"agency": agency, "year": year, "mode": "on_site"})
        desk.done.opened.append(id)
        return desk.state.inspections[id]
    return known[0]


def _criteria(desk: _Desk, inspection: Inspection) -> set[str]:
    pinned = desk.workspace.pinned(inspection)
    return {criterion.id for p in pinned for criterion in p.checklist.criteria}


def _pin(desk: _Desk) -> Iterable[Pin]:
    """Keep the bytes of the programme's checklists and name them in the journal."""
    folder = desk.workspace.folder / "checklists"
    checklist.load(folder)
    for path in checklist.checklist_files(folder):
        data = path.read_bytes()
        pin = checklist.parse(data).pin
        desk.transaction.keep(data)
        if not desk.state.base("file", pin.sha256):
            payload = {"name": path.name, "size": len(data), "mime": "application/yaml"}
            desk.drafts.append(Draft("file", pin.sha256, payload))
        yield pin


def _written(drafts: Iterable[Draft]) -> dict[str, set[str]]:
    """The criteria a list of drafts says something of, by inspection."""
    found: dict[str, set[str]] = {}
    for draft in drafts:
        if draft.kind == "answer":
            inspection, _, criterion = draft.subject.rpartition("/")
            found.setdefault(inspection, set()).add(criterion)
    return found


def _unusual(workspace: Workspace, state: State, written: dict[str, set[str]]) -> list[str]:
    warnings = []
    for id, criteria in written.items():
        for remark in unusual(workspace.case(state, state.inspections[id])):
            if any(remark.startswith(f"Tiêu chí {criterion}:") for criterion in criteria):
                warnings.append(f"{id}: {remark}")
    return warnings
