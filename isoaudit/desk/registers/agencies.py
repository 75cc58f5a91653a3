"""The register and its history: a body renamed or merged after it was inspected keeps its old name there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from isoaudit.desk.intake.asking import NOBODY, Asking
from isoaudit.desk.intake.judging import Desk, Imported
from isoaudit.desk.intake.taking import take
from isoaudit.desk.registers.agency_kinds import Completed
from isoaudit.desk.registers.given_codes import agencies_with_codes
from isoaudit.desk.registers.paper_states import StatesOfPapers
from isoaudit.desk.registers.shared_system import note_shared_system
from isoaudit.journal.programme import Programme
from isoaudit.model import LAST_OF_DISTRICTS
from isoaudit.tables import (
    CellFaults,
    Column,
    Row,
    Table,
    body,
    code,
    codes_of,
    day,
    former_names,
    number,
    one_of,
    paper,
    text,
    year,
)
from isoaudit.tables.cells import codes, word_key
from isoaudit.tables.columns.questions import Question
from isoaudit.tables.days import LAST_TIME
from isoaudit.tables.rows.groups import words_of
from isoaudit.wording import count as number_of
from isoaudit.wording import date_short, label, name_key
from isoaudit.wording.abbreviations import stands_for, written_out
from isoaudit.wording.agency_kinds import kind_of_name
from isoaudit.wording.capitals import agency_name, all_capitals
from isoaudit.wording.grouping import few

AGENCY_COLUMNS = (
    Column("code", code, required=True, given=True),
    Column("name", body, required=True),
    Column("level", one_of("level"), required=True, values="level", derived=True),
    Column("kind", one_of("kind"), required=True, values="kind", derived=True, loose=True),
    Column("obligation", one_of("obligation"), required=True, values="obligation", derived=True),
    Column("obligation_source", text, may_wait=True),
    Column("qms_status", one_of("qms_status"), values="qms_status", may_wait=True),
    Column("standard", text, may_wait=True),
    Column("declaration", paper, may_wait=True),
    Column("procedures", number, may_wait=True),
    Column("last_on_site", year, may_wait=True),
    Column("parent", text),
    Column("valid_from", day),
    Column("valid_to", day),
    Column("predecessors", codes_of, may_wait=True),
    Column("former", former_names, may_wait=True),
)
_IDENTITY = ("name", "level", "kind")
"""What papers call a body by; with inspections behind it, it changes from a day on."""


def import_agencies(
    programme: Programme, path: Path, as_of: date | None = None, *, dry_run: bool = False, asking: Asking = NOBODY
) -> Imported:
    """The register. Raises TableError with every problem; an import is all or nothing.

    An agency that already has inspections is renamed, changed in kind or merged into another only ``as_of`` a day:
    inspections before that day keep what it was (AGENCY_002, AGENCY_003).
    """
    return take(
        programme,
        path,
        "agencies",
        AGENCY_COLUMNS,
        of_the_register,
        reads=(),
        as_of=as_of,
        dry_run=dry_run,
        asking=replace(asking, further=lambda table: open_in(programme, table)),
    )


def open_in(
    programme: Programme, table: Table, *, prepare: Callable[[Desk], None] = lambda desk: None
) -> Iterable[Question]:
    """What a list leaves open and the office can be asked: kinds, levels, obligations; ``prepare`` is done before."""
    desk = Desk(programme, programme.lists(), replace(table, faults=CellFaults(list(table.faults.placed))), Imported())
    prepare(desk)
    completed = Completed(desk)
    for row in agencies_with_codes(desk):
        completed.row(row)
    return completed.questions()


_PLACE = re.compile(r"(xã|phường|thị trấn|đặc khu)\s+", re.IGNORECASE)


def _of_a_committee(desk: Desk, row: Row, committees: dict[str, None]) -> Row:
    """A row with the people's committee of a commune that a list calls by its place: letters go to UBND phường An Hội.

    What is recorded under the name of the place stays so.
    """
    name = row.values.get("name") or ""
    place = _PLACE.match(name)
    if not place or (row.values.get("kind") or kind_of_name(name)) != "ubnd_cap_xa":
        return row
    known = desk.state.agencies.get(row.values.get("code") or "")
    if known and name_key(known.name) == name_key(name):
        return row
    meant = f"UBND {place[1].lower()} {name[place.end() :]}"
    committees.setdefault(f"«{name}» là «{meant}»")
    return replace(row, values=row.values | {"name": meant})


def of_the_register(desk: Desk) -> None:
    """Judge a list of agencies and note what it says."""
    seen: dict[str, Row] = {}
    by_record: list[str] = []
    committees: dict[str, None] = {}
    spelled = {known.casefold(): known for known in desk.state.agencies}
    rows = [_of_a_committee(desk, row, committees) for row in agencies_with_codes(desk)]
    named = {row.values.get("code") for row in rows}
    completed, states = Completed(desk), StatesOfPapers(desk)
    for row in map(completed.row, rows):
        name = row.values.get("code")
        if not name:
            continue
        # Codes name folders, and Windows does not tell "SNV" from "snv".
        if name.casefold() in seen:
            _refuse_second(desk, row, seen[name.casefold()], name)
        elif spelled.get(name.casefold(), name) != name:
            desk.refuse(row, "code", "TABLE_008", row="dòng đã nhập trước", key=spelled[name.casefold()])
        seen.setdefault(name.casefold(), row)
        desk.in_order(row, "valid_from", "valid_to")
        _of_a_district(desk, row, name)
        fields = {k: v for k, v in row.values.items() if k != "code"}
        fields |= states.of(name, fields)
        last = fields.get("last_on_site")
        if last and (on_site := _on_site(last, fields.get("others") or {})) != last:
            fields["others"] = {LAST_TIME: str(last), **fields["others"]}
            fields["last_on_site"] = on_site
            by_record.append(name)
        if fields.get("name"):
            fields["name"] = _name(desk, name, fields["name"])
        fields |= _succession(desk, row, name, named)
        fields |= _history(desk, row, name)
        back = {"removed": ""} if desk.state.fields("agency", name).get("removed") else {}
        desk.say("agency", name, fields | _renamed(desk, row, name) | back)
    desk.done.warnings += [*completed.notes(), *states.notes(), *note_shared_system(desk)]
    if by_record:
        desk.done.warnings.append(
            f"{desk.table.path.name}: {number_of(len(by_record))} cơ quan có lần kiểm tra gần nhất qua hồ sơ "
            f"({few(by_record)}): không lấy làm năm kiểm tra tại trụ sở."
        )
    if committees:
        desk.done.warnings.append(
            f"{desk.table.path.name}: {number_of(len(committees))} tên ghi thêm «UBND» ({few(committees)})."
        )
    capitals = [name for row in desk.table.rows if all_capitals(name := row.values.get("name") or "")]
    unknown = [name for name in capitals if agency_name(name) is None]
    if unknown:
        shown = few([f"«{name}»" for name in unknown])
        desk.done.warnings.append(
            f"{desk.table.path.name}: {number_of(len(unknown))} tên viết toàn chữ in hoa ({shown}), sẽ in như vậy "
            "trong văn bản; đề nghị viết như Phụ lục II Nghị định số 30/2020/NĐ-CP (ví dụ: Sở Công Thương, UBND phường "
            "An Hải)."
        )


def _refuse_second(desk: Desk, row: Row, first: Row, code: str) -> None:
    """Refuse a second row of a code; one whose code is made of its name is another's namesake, or the same body."""
    if any(one.place == row.place and "code" in one.values for one in desk.table.rows):
        desk.refuse_second(row, "code", first, code)
        return
    desk.refuse(row, "name", "AGENCY_011", value=row.values["name"], row=first.place.within_file)
    desk.table.faults.about.append(first.place)


def _of_a_district(desk: Desk, row: Row, name: str) -> None:
    """Refuse a district that is said to be there after 30/6/2025 (AGENCY_010); remark any other body of that level."""
    known = desk.state.agencies.get(name)
    until = row.values.get("valid_to") or (known.valid_to.isoformat() if known and known.valid_to else "")
    still = until > LAST_OF_DISTRICTS.isoformat() if until else desk.programme.settings.year > LAST_OF_DISTRICTS.year
    if still and row.values.get("kind") == "ubnd_cap_huyen":
        column = "valid_to" if row.values.get("valid_to") else "name"
        desk.refuse(row, column, "AGENCY_010", agency=row.values.get("name") or name)
    elif still and row.values.get("level") == "huyen":
        desk.done.warnings.append(
            f"{row.place}: {row.values.get('name') or name} ghi «{label('level', 'huyen')}», cấp không còn từ ngày "
            "01/7/2025; ghi cấp của cơ quan quản lý hiện nay."
        )


def _name(desk: Desk, code: str, typed: str) -> str:
    """A name as typed; as it was recorded before where it is the same in abbreviations, without the province behind it,
    or in capitals that nobody can turn."""
    known = desk.state.agencies.get(code)
    if known is None or known.name == typed:
        return typed
    same = name_key(known.name) == name_key(typed) and all_capitals(typed) and not all_capitals(known.name)
    shorter = len(typed) < len(known.name) and desk.names().called(typed) == code
    # Recorded before its abbreviations were understood.
    fuller = name_key(known.name) != name_key(typed) == name_key(written_out(known.name))
    return known.name if same or shorter or fuller or stands_for(typed, known.name) else typed


def _on_site(last: int, others: Mapping[str, str]) -> int | None:
    """The year of the last inspection at the office: not of one by record, as a column beside or the cell itself says.

    A column: «Hình thức kiểm tra trước». A cell: «2025 (HS)», «2023 (TS), 2024 (HS)».
    """
    forms, form = codes("mode"), word_key("hình thức")
    said = (text for words, text in others.items() if form in word_key(words))
    if any(forms.get(word_key(text)) == "by_record" for text in said):
        return None
    parts = list(map(words_of, re.split("[;,\n]", others.get(LAST_TIME, ""))))
    by_record = [
        part for part in parts if {c for words, c in forms.items() if f" {words} " in f" {part} "} == {"by_record"}
    ]
    if not by_record:
        return last
    years = [int(found) for part in parts if part not in by_record for found in re.findall(r"\b[0-9]{4}\b", part)]
    return max(years, default=None)


def _renamed(desk: Desk, row: Row, name: str) -> dict[str, Any]:
    """What an inspected agency was called before the day of a change, to be kept; nothing where nothing changes."""
    known = desk.state.agencies.get(name)
    inspections = desk.state.known_of_agency(name)
    if known is None or not inspections:
        return {}
    changed = [f for f in _IDENTITY if row.values.get(f) and name_key(row.values[f]) != name_key(getattr(known, f))]
    if not changed:
        return {}
    if desk.as_of is None:
        what = ", ".join(f"{label('column', f).lower()} ({_shown(f, getattr(known, f))})" for f in changed)
        ids = ", ".join(i.id for i in inspections)
        desk.refuse(row, changed[0], "AGENCY_002", agency=name, what=what, ids=ids)
        return {}
    former = [f.model_dump(mode="json") for f in known.former]
    return {"former": [*former, {"until": desk.as_of.isoformat(), **{f: getattr(known, f) for f in _IDENTITY}}]}


def _history(desk: Desk, row: Row, name: str) -> dict[str, Any]:
    """The earlier names of a row beside those recorded: a register carried to another programme keeps its history.

    Nothing that is recorded is changed or taken away: inspections of that time print it (AGENCY_005).
    """
    known = desk.state.agencies.get(name)
    recorded = {f.until.isoformat(): f.model_dump(mode="json") for f in known.former} if known else {}
    given = {former["until"]: former for former in row.values.get("former") or ()}
    for until in recorded.keys() & given.keys():
        if recorded[until] != given[until]:
            desk.refuse(row, "former", "AGENCY_005", agency=name, day=date_short(date.fromisoformat(until)))
    if not given.keys() - recorded.keys():
        return {"former": list(recorded.values())}
    return {"former": [former for _, former in sorted({**given, **recorded}.items())]}


def _shown(field: str, value: str) -> str:
    return value if field == "name" else label(field, value)


def _succession(desk: Desk, row: Row, name: str, named: set[str | None]) -> dict[str, Any]:
    """A body made of others: these end the day before; with inspections behind them only as of a day."""
    predecessors = row.values.get("predecessors") or []
    known = desk.state.agencies.get(name)
    new = [p for p in predecessors if known is None or p not in known.predecessors]
    for predecessor in new:
        if predecessor == name or predecessor not in desk.state.agencies:
            if predecessor == name or predecessor not in named:
                desk.refuse_unknown_agency(row, "predecessors", predecessor)
            continue
        inspections = desk.state.known_of_agency(predecessor)
        if desk.as_of is None and inspections:
            ids = ", ".join(i.id for i in inspections)
            desk.refuse(row, "predecessors", "AGENCY_003", agency=predecessor, ids=ids)
        elif desk.as_of is not None and desk.state.agencies[predecessor].valid_to is None:
            ends = desk.as_of - timedelta(days=1)
            desk.say("agency", predecessor, {"valid_to": ends.isoformat()})
            desk.done.warnings.append(
                f"Cơ quan {predecessor} hoạt động đến hết ngày {date_short(ends)}, nay thuộc {name}."
            )
    if new and desk.as_of is not None and not row.values.get("valid_from"):
        return {"valid_from": desk.as_of.isoformat()}
    return {}
