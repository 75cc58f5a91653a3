"""Answers into the journal: by agency or by inspection."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from isoaudit.desk.answers.by_point import ByPoint, Placed, criteria_asked, of_point_or_words
from isoaudit.desk.answers.criterion_meant import FINDINGS, About, in_words, point_and_line
from isoaudit.desk.inspections.schedule import refuse_ended, refuse_unknown
from isoaudit.desk.intake.asking import NOBODY, Asking
from isoaudit.desk.intake.judging import Desk, Imported, signed_fields
from isoaudit.desk.intake.taking import take
from isoaudit.journal.fields import Fold, filled
from isoaudit.journal.programme import Programme
from isoaudit.journal.state import State, next_id
from isoaudit.journal.statements import CONTENT
from isoaudit.journal.store import Draft
from isoaudit.model import Inspection, Refusal, Remark
from isoaudit.rules.acts import RULES, last
from isoaudit.rules.answers import remarks, stops
from isoaudit.rules.parts import resolved
from isoaudit.tables import Column, Place, Row, entry_ids, one_of, past_day, person, text
from isoaudit.wording import cite, count, date_short, label, name_key
from isoaudit.wording.codes import code_key
from isoaudit.wording.grouping import few

ANSWER_COLUMNS = (
    Column("agency", text, above=True),
    Column("inspection", text),
    Column("criterion", text, required=True),
    Column("verdict", one_of("verdict"), values="verdict", wanted=True),
    Column("evidence", text, wanted=True),
    Column("gap", text, wanted=True),
    Column("grade", one_of("grade"), values="grade"),
    Column("note", text),
    Column("inspector", person, above=True),
    Column("examined_on", past_day, above=True),
    Column("seen", entry_ids),
)
_COLUMNS_OF_CONTENT = [column.name for column in ANSWER_COLUMNS if column.name in CONTENT]
_NOT_SAID = ("agency", "inspection", "criterion", "seen")
"""Columns that say which answer a row is, and what its writer had seen."""


def import_answers(programme: Programme, path: Path, *, dry_run: bool = False, asking: Asking = NOBODY) -> Imported:
    """Answers by agency or inspection; an agency without an inspection gets one on site. Raises TableError."""
    return take(
        programme,
        path,
        "answers",
        ANSWER_COLUMNS,
        _judge_table,
        afterwards=_unusual,
        dry_run=dry_run,
        asking=replace(asking, further=lambda table: criteria_asked(programme, table)),
    )


def judge_answers(desk: Desk) -> None:
    """Judge rows that answer criteria, of a table or of a form, and note what they say anew.

    Evidence is the text of a cell, or a list of items as the journal has them.
    """
    if not desk.table.faults.placed and not {"agency", "inspection"} & desk.table.columns:
        refuse_no_inspection(desk, ANSWER_COLUMNS)
        return
    first: dict[tuple[str, str], Row] = {}
    criteria: dict[str, dict[str, str]] = {}
    points, told = ByPoint(desk), list[Placed]()
    for row in desk.table.rows:
        inspection = inspection_of(desk, row)
        typed = row.values.get("criterion")
        if inspection is None or not typed:
            continue
        if inspection.id not in criteria:
            criteria[inspection.id] = {code_key(id): id for id in desk.criteria(inspection)}
        criterion = criteria[inspection.id].get(code_key(typed))
        if criterion:
            told.append((row, inspection, About((criterion,)), True))
        elif of_point_or_words(typed) and (found := points.about(row, inspection)) is not None:
            told.append((row, inspection, found, False))
        else:
            _refuse_unknown(desk, row, typed, inspection, points.offered(row, inspection))
    if not any(found.criteria or found.points for _, _, found, _ in told):  # beside others it would be left and said
        for row, inspection in points.unknown:
            _refuse_unknown(desk, row, row.values["criterion"], inspection, ())
    for row, inspection, criterion in points.rows(told):
        _judge_row(desk, row, inspection, criterion, first)
    desk.done.warnings += points.notes()
    if "seen" in desk.table.columns and not desk.table.faults.placed:
        given = {inspection: {id for of, id in first if of == inspection} for inspection in criteria}
        desk.done.warnings += _left_out(desk, given)


def _judge_row(desk: Desk, row: Row, inspection: Inspection, criterion: str, first: dict[tuple[str, str], Row]) -> None:
    """Judge what a row says of one criterion; ``first``: the rows that said something of each before."""
    if (inspection.id, criterion) in first:
        desk.refuse_second(row, "criterion", first[inspection.id, criterion], f"{inspection.id}, {criterion}")
        return
    first[inspection.id, criterion] = row
    fields = {k: v for k, v in row.values.items() if k not in _NOT_SAID}
    if fields.get("inspector"):
        fields["inspector"] = desk.as_listed(fields["inspector"], inspection.team)
    subject = f"{inspection.id}/{criterion}"
    seen = desk.seen(row, "answer", subject)
    before = seen or desk.state.about("answer", subject)
    if "evidence" in fields and not isinstance(fields["evidence"], list):
        fields["evidence"] = _evidence(before, fields["evidence"] or "")
    if not _refuse_half(desk, row, before.present(), fields) and desk.say("answer", subject, fields, seen):
        _refuse_fixed(desk, row, inspection, criterion)


def _refuse_unknown(desk: Desk, row: Row, typed: str, inspection: Inspection, offered: Sequence[str]) -> None:
    """Refuse what is no criterion; of a point of Article 36 its criteria are named: a verdict is of one of them.

    ``offered``: the criteria that words may be about, the likeliest first.
    """
    of_point = resolved(point_and_line(typed)[0], desk.in_checklists(inspection.checklists))
    ids = list(offered) or of_point or []
    by_words = of_point is None or (bool(offered) and row.values.get("verdict") not in FINDINGS)
    if of_point is None and not (in_words(typed) and offered):
        desk.refuse(row, "criterion", "CRITERION_001", value=typed)
    else:
        fields = {} if by_words else {"count": count(len(ids))}
        fields |= {"value": typed, "ids": few(ids), "example": ids[0] if ids else ""}
        desk.refuse(row, "criterion", "CRITERION_004" if by_words else "CRITERION_003", **fields)


def _left_out(desk: Desk, given: Mapping[str, Collection[str]]) -> Iterable[str]:
    """The criteria that a workbook of ours has no row of any more; what was recorded of them stays."""
    from isoaudit.tables.workbooks.to_fill_in import criteria_asked  # openpyxl: only for workbooks of ours

    for id, ids in given.items():
        case = desk.programme.case(desk.state, desk.state.inspections[id])
        missing = [asked for asked in criteria_asked(case) if asked not in ids]
        if missing:
            yield (
                f"{desk.table.path.name}, {id}: thiếu {count(len(missing))} dòng ({few(missing)}) so với phiếu ghi kết "
                "quả; kết quả đã ghi của các tiêu chí này giữ nguyên."
            )


def _judge_table(desk: Desk) -> None:
    desk.done.warnings += _take_remarks_apart(desk)
    judge_answers(desk)


def _take_remarks_apart(desk: Desk) -> list[str]:
    """Read what stands below «Nội dung tồn tại / Ghi chú» as what its verdict has it to be, a finding or a note."""
    gap, note = label("column", "gap"), label("column", "note").lower()
    of_both = [
        said for said in desk.table.headings if said.endswith(f"«{gap}»") and name_key("ghi chú") in name_key(said)
    ]
    if not of_both or "note" in desk.table.columns:
        return []
    remarked = 0
    for row in desk.table.rows:
        apart = row.values.get("verdict") in _WITHOUT_A_GAP
        remarked += bool(apart and row.values.get("gap"))
        row.values.update({"note": row.values.get("gap"), "gap": ""} if apart else {"note": ""})
    what = "dòng không phải điểm không phù hợp, điểm lưu ý mà ghi ở cột"
    return [f"{desk.table.path.name}: {count(remarked)} {what} «{gap}»: lấy làm {note}."] if remarked else []


_WITHOUT_A_GAP = ("conforming", "not_applicable", "not_examined")
"""Verdicts under which a text in a column of both is a remark or a reason."""


def _refuse_half(desk: Desk, row: Row, before: Mapping[str, Any], fields: Mapping[str, Any]) -> bool:
    """Refuse another verdict in a table without the columns of what was written under the old one.

    Left as it is, that would be said under a verdict under which nobody wrote it.
    """
    old, new = before.get("verdict"), fields.get("verdict")
    left = [name for name in _COLUMNS_OF_CONTENT if filled(before.get(name)) is not None and name not in fields]
    if "verdict" not in fields or not old or old == new or not left:
        return False
    columns = ", ".join(f"«{label('column', name)}»" for name in left)
    words = {"before": label("verdict", old), "after": label("verdict", new) if new else "để trống"}
    desk.refuse(row, "verdict", "ANSWER_001", columns=columns, **words)
    return True


def _refuse_fixed(desk: Desk, row: Row, inspection: Inspection, criterion: str) -> None:
    if refused := fixed(desk.programme, desk.state, inspection, criterion):
        code, fields = refused
        desk.refuse(row, "criterion", code, **fields)
    elif asked := last(desk.state.acts(inspection.id), "correction_requested"):
        desk.done.warnings.append(
            f"{inspection.id}/{criterion}: ghi sau khi đã có văn bản đề nghị thực hiện, khắc phục ngày "
            f"{date_short(asked.on)}; kiểm tra lại văn bản đã gửi."
        )


def fixed(
    programme: Programme, state: State, inspection: Inspection, criterion: str
) -> tuple[str, dict[str, str]] | None:
    """Why nothing else can be said of a criterion any more, as a message and its fields; nothing where it can.

    What the team has agreed is fixed; what follows is the exchange with the agency (Article 37.2.b). By record the
    letter rests on the answers: a changed one would make it false, a further one may (37.1.a). An answer that two
    people gave differently is still to be decided.
    """
    acts = state.acts(inspection.id)
    if signed := signed_fields(programme, state, inspection.id):
        return "ACT_008", signed
    if asked := last(acts, "correction_requested"):
        if not state.fields("answer", f"{inspection.id}/{criterion}").get("verdict"):
            return None
        paper = f"số {asked.number} ngày {date_short(asked.on)}" if asked.number else f"ngày {date_short(asked.on)}"
        clause = cite((RULES["correction_requested"].clause,), programme.laws)[0]
        return "ACT_020", {"paper": paper, "clause": clause, "inspection": inspection.id}
    if agreed := last(acts, "minutes_agreed"):
        codes = [f.code for f in state.agreed(inspection.id) if f.criterion == criterion and f.code]
        clause = cite((RULES["minutes_agreed"].clause,), programme.laws)[0]
        fields = {"codes": codes[0] if codes else "không có mã KPH, LY", "inspection": inspection.id}
        return "ACT_007", {"day": date_short(agreed.on), "clause": clause, **fields}
    return None


def _evidence(before: Fold, typed: str) -> list[dict[str, Any]]:
    """The items of evidence in a cell: those its writer saw there as they were recorded, and what was typed besides.

    So that two who each add a line to the same evidence add an item each.
    """
    recorded: list[dict[str, Any]] = before.present().get("evidence", [])
    shown = [item for item in recorded if item["text"]]
    lines = typed.split("\n")
    items: list[dict[str, Any]] = []
    added: list[str] = []

    def end_of_added() -> None:
        if text := "\n".join(added).strip():
            items.append({"text": text})
        added.clear()

    while lines:
        item = next((one for one in shown if one not in items and _begin(lines, one["text"])), None)
        if item is None:
            added.append(lines.pop(0))
        else:
            end_of_added()
            items.append(item)
            del lines[: item["text"].count("\n") + 1]
    end_of_added()
    for place, item in enumerate(recorded):
        if not item["text"]:  # a file alone, which a cell does not show
            items.insert(place, item)
    return items


def _begin(lines: list[str], text: str) -> bool:
    """Whether lines begin with those of a text."""
    wanted = text.split("\n")
    return lines[: len(wanted)] == wanted


def refuse_no_inspection(desk: Desk, columns: Iterable[Column] = ()) -> None:
    """Refuse a table that names neither agencies nor inspections; ``columns``: those it may have."""
    agency, inspection = label("column", "agency"), label("column", "inspection")
    fields = {"column": agency, "expected": f"«{agency}» hoặc «{inspection}»", "unknown": ""}
    heads = desk.table.heads or [Place(desk.table.path.name, 1)]
    told = any(column.name == "agency" and column.above for column in columns)
    more = {"example": "Sở Nội vụ"} if told else {}
    desk.table.faults.refuse(heads[0], "TABLE_033" if told else "TABLE_001", **fields, **more)


def inspection_of(desk: Desk, row: Row) -> Inspection | None:
    """The inspection a row is about, by its id or by an agency; refused where there is none or no single one."""
    agency, id = row.values.get("agency", ""), row.values.get("inspection", "")
    if id:
        found = desk.state.inspections.get(id)
        if found is None:
            refuse_unknown(desk, row, "inspection", id)
        elif agency and found.agency != agency:
            desk.refuse(row, "inspection", "INSPECTION_003", inspection=id, agency=found.agency, value=agency)
        else:
            return found
        return None
    if not agency:
        either = f"{label('column', 'agency')}» hoặc «{label('column', 'inspection')}"
        desk.refuse(row, "agency", "TABLE_003", column=either)
    elif agency not in desk.state.agencies:
        desk.refuse_unknown_agency(row, "agency", agency)
    else:
        return _only_inspection(desk, row, agency)
    return None


def _only_inspection(desk: Desk, row: Row, agency: str) -> Inspection | None:
    known = desk.state.known_of_agency(agency)
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
    if known[0].cancelled:
        refuse_unknown(desk, row, "agency", known[0].id)
        return None
    return known[0]


def _unusual(programme: Programme, state: State, drafts: Iterable[Draft]) -> Iterable[str]:
    """What is unusual in what was just written, in words, and what stands in conflict with what others wrote."""
    for id, criteria in _written(drafts).items():
        case = programme.case(state, state.inspections[id])
        conflicts = (refusal for refusal in stops(case) if refusal.rule == "conflict")
        findings: list[Refusal | Remark] = [*conflicts, *case.remarks, *remarks(case)]
        yield from (f"{id}: {found.message}" for found in findings if found.criterion in criteria)


def _written(drafts: Iterable[Draft]) -> dict[str, set[str]]:
    """The criteria a list of drafts says something of, by inspection."""
    found: dict[str, set[str]] = {}
    for draft in drafts:
        if draft.kind == "answer":
            inspection, _, criterion = draft.subject.rpartition("/")
            found.setdefault(inspection, set()).add(criterion)
    return found
