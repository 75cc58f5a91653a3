"""Answers into the journal: by agency or by inspection."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from isoaudit.desk.inspections import refuse_ended
from isoaudit.desk.intake import Desk, Imported, take
from isoaudit.journal.programme import Programme
from isoaudit.journal.state import Fields, State, next_id
from isoaudit.journal.store import Draft
from isoaudit.model import Act, Inspection, joined
from isoaudit.rules.acts import RULES, last
from isoaudit.rules.answers import remarks
from isoaudit.tables import Column, Place, Row, entry_ids, one_of, past_day, text
from isoaudit.wording import cite, date_short

ANSWER_COLUMNS = (
    Column("agency", text),
    Column("inspection", text),
    Column("criterion", text, required=True),
    Column("verdict", one_of("verdict"), values="verdict"),
    Column("evidence", text),
    Column("gap", text),
    Column("grade", one_of("grade"), values="grade"),
    Column("note", text),
    Column("inspector", text),
    Column("examined_on", past_day),
    Column("seen", entry_ids),
)
_NOT_SAID = ("agency", "inspection", "criterion", "seen")
"""Columns that say which answer a row is, and what its writer had seen."""


def import_answers(programme: Programme, path: Path) -> Imported:
    """Answers by agency or inspection; an agency without an inspection gets one on site. Raises TableError."""
    return take(programme, path, ANSWER_COLUMNS, _answers, afterwards=_unusual)


def _answers(desk: Desk) -> None:
    if not desk.table.faults.placed and not {"agency", "inspection"} & desk.table.columns:
        where = Place(desk.table.path.name, 1)
        desk.table.faults.refuse(where, "TABLE_001", column="agency", expected="agency hoặc inspection")
        return
    first: dict[tuple[str, str], Row] = {}
    criteria: dict[str, set[str]] = {}
    for row in desk.table.rows:
        inspection = inspection_of(desk, row)
        criterion = row.values.get("criterion")
        if inspection is None or not criterion:
            continue
        if inspection.id not in criteria:
            criteria[inspection.id] = desk.criteria(inspection)
        if criterion not in criteria[inspection.id]:
            desk.refuse(row, "criterion", "CRITERION_001", value=criterion)
            continue
        if (inspection.id, criterion) in first:
            desk.refuse_second(row, "criterion", first[inspection.id, criterion], f"{inspection.id}, {criterion}")
            continue
        first[inspection.id, criterion] = row
        fields = {k: v for k, v in row.values.items() if k not in _NOT_SAID}
        subject = f"{inspection.id}/{criterion}"
        seen_ids = row.values.get("seen")
        seen = None if seen_ids is None else desk.state.as_seen("answer", subject, seen_ids)
        if "evidence" in fields:
            before = seen or desk.state.about("answer", subject)
            fields["evidence"] = _evidence(before, fields["evidence"] or "")
        if desk.say("answer", subject, fields, seen):
            _refuse_agreed(desk, row, inspection, criterion)


def _refuse_agreed(desk: Desk, row: Row, inspection: Inspection, criterion: str) -> None:
    """What the team has agreed is fixed; what follows is the exchange with the agency (Article 37.2.b)."""
    acts = desk.state.acts(inspection.id)
    agreed, asked = last(acts, "minutes_agreed"), last(acts, "correction_requested")
    if signed := desk.signed(inspection.id):
        desk.refuse(row, "criterion", "ACT_008", **signed)
    elif asked:
        _refuse_asked(desk, row, inspection, criterion, asked)
    elif agreed:
        clause = cite((RULES["minutes_agreed"].clause,), desk.programme.laws)[0]
        codes = [f.code for f in desk.state.agreed(inspection.id) if f.criterion == criterion and f.code]
        fields = {"codes": codes[0] if codes else "không có mã KPH, LY", "inspection": inspection.id}
        desk.refuse(row, "criterion", "ACT_007", day=date_short(agreed.on), clause=clause, **fields)


def _refuse_asked(desk: Desk, row: Row, inspection: Inspection, criterion: str, asked: Act) -> None:
    """By record the letter rests on the answers: a changed one would make it false, a further one may (37.1.a).

    An answer that two people gave differently is still to be decided.
    """
    subject = f"{inspection.id}/{criterion}"
    open_ = "verdict" in desk.state.conflicts("answer", subject)
    if desk.state.fields("answer", subject).get("verdict") and not open_:
        clause = cite((RULES["correction_requested"].clause,), desk.programme.laws)[0]
        paper = f"số {asked.number} ngày {date_short(asked.on)}" if asked.number else f"ngày {date_short(asked.on)}"
        desk.refuse(row, "criterion", "ACT_020", paper=paper, clause=clause, inspection=inspection.id)
    else:
        desk.done.warnings.append(
            f"{subject}: ghi sau khi đã có văn bản đề nghị thực hiện, khắc phục ngày {date_short(asked.on)}; "
            "kiểm tra lại văn bản đã gửi."
        )


def _evidence(before: Fields, said: str) -> list[dict[str, Any]]:
    """One item of evidence; or those already recorded, where a table has only joined their texts."""
    recorded: list[dict[str, Any]] = before.present().get("evidence", [])
    if said == joined(item["text"] for item in recorded):
        return recorded
    return [{"text": said}] if said else []


def inspection_of(desk: Desk, row: Row) -> Inspection | None:
    """The inspection a row is about, by its id or by an agency; refused where there is none or no single one."""
    agency, id = row.values.get("agency", ""), row.values.get("inspection", "")
    if id:
        found = desk.state.inspections.get(id)
        if found is None:
            desk.refuse(row, "inspection", "INSPECTION_001", value=id)
        elif agency and found.agency != agency:
            desk.refuse(row, "inspection", "INSPECTION_003", inspection=id, agency=found.agency, value=agency)
        else:
            return found
        return None
    if not agency:
        desk.refuse(row, "agency", "TABLE_003", column="agency")
    elif agency not in desk.state.agencies:
        desk.refuse(row, "agency", "AGENCY_001", value=agency)
    else:
        return _only_inspection(desk, row, agency)
    return None


def _only_inspection(desk: Desk, row: Row, agency: str) -> Inspection | None:
    known = desk.state.of_agency(agency)
    if len(known) > 1:
        desk.refuse(
            row, "agency", "INSPECTION_002", agency=agency, count=len(known), ids=", ".join(i.id for i in known)
        )
        return None
    if not known:
        if refuse_ended(desk, row, agency, None):
            return None
        year = desk.programme.settings.year
        id = next_id(desk.state, year, agency, "on_site")
        desk.open(id, {"agency": agency, "year": year, "mode": "on_site"})
        desk.done.opened.append(id)
        return desk.state.inspections[id]
    return known[0]


def _unusual(programme: Programme, state: State, drafts: Iterable[Draft]) -> Iterable[str]:
    """What is unusual in what was just written, in words."""
    for id, criteria in _written(drafts).items():
        case = programme.case(state, state.inspections[id])
        for remark in (*case.remarks, *remarks(case)):
            if remark.criterion in criteria:
                yield f"{id}: {remark.message}"


def _written(drafts: Iterable[Draft]) -> dict[str, set[str]]:
    """The criteria a list of drafts says something of, by inspection."""
    found: dict[str, set[str]] = {}
    for draft in drafts:
        if draft.kind == "answer":
            inspection, _, criterion = draft.subject.rpartition("/")
            found.setdefault(inspection, set()).add(criterion)
    return found
