"""Legal instruments and when agencies took them up, into the journal.

Decision 19/2014, Article 4.4.a; Circular 26/2014, Article 7.2.i.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from isoaudit.desk.intake.asking import NOBODY, Asking
from isoaudit.desk.intake.judging import Desk, Imported
from isoaudit.desk.intake.taking import take
from isoaudit.desk.rollout.procedures import agency_named
from isoaudit.desk.rollout.taken_out import anew
from isoaudit.journal.programme import Programme
from isoaudit.tables import Row
from isoaudit.tables.lists.procedures import INSTRUMENT_COLUMNS
from isoaudit.wording import count, date_short
from isoaudit.wording.names import name_key

_LONG_BEFORE = timedelta(days=366)
"""An agency may take up what is signed and not yet in force; a year before, a day was typed wrongly."""


def import_instruments(
    programme: Programme, path: Path, *, agency: str = "", dry_run: bool = False, asking: Asking = NOBODY
) -> Imported:
    """Instruments, each part with a day of its own; and, of a column or of one ``agency``, when it took them up.

    Raises TableError with every problem (SCOPE_006 two days of one part, SCOPE_007 nobody's day, SCOPE_008, SCOPE_011),
    RunError SCOPE_001.
    """
    whose = agency_named(programme.lists(), agency).code if agency else ""

    def judge(desk: Desk) -> None:
        desk.state.take_in(programme.journal.entries_of("instrument", "taken"))
        _judge(desk, whose)

    return take(programme, path, "instruments", INSTRUMENT_COLUMNS, judge, reads=(), dry_run=dry_run, asking=asking)


def _judge(desk: Desk, agency: str) -> None:
    first: dict[str, tuple[Row, dict[str, Any]]] = {}
    taken: dict[str, Row] = {}
    for row in desk.table.rows:
        number, in_force = row.values.get("law_number"), row.values.get("law_from")
        if not number or not in_force:
            continue
        subject = _subject(desk, row, number)
        fields = _fields(row)
        if subject in first:
            fields = _together(desk, row, number, first[subject], fields)
        elif agency:
            fields = _beside_the_known(desk, row, number, subject, fields)
        first[subject] = (first.get(subject, (row,))[0], fields)
        _taken(desk, row, subject, agency or _agency(desk, row), taken)
    for subject, (_, fields) in first.items():
        desk.say("instrument", subject, anew(desk.state, "instrument", subject, {**fields, "removed": ""}))
    known = {subject: _standing(desk, subject).get("codes") for subject in first}
    if without := [subject for subject, (_, said) in first.items() if not said.get("codes", known[subject])]:
        desk.done.warnings.append(
            f"{desk.table.path.name}: {count(len(without))} văn bản không ghi mã TTHC; chỉ nêu ở cơ quan đã ghi ngày "
            "cập nhật văn bản ấy."
        )


def _subject(desk: Desk, row: Row, number: str) -> str:
    """``PART/NUMBER``, as it is recorded where only case, spaces or the form of letters differ."""
    part = " ".join((row.values.get("law_part") or "").replace("/", "-").split())
    typed = f"{part}/{number}"
    known = {name_key(subject): subject for subject in desk.state.subjects_of("instrument")}
    return known.get(name_key(typed), typed)


def _fields(row: Row) -> dict[str, Any]:
    """What a row says of its instrument; columns that the table does not have are not said."""
    said = {"title": "law_title", "codes": "law_codes", "repealed": "law_repealed"}
    fields = {name: row.values[column] for name, column in said.items() if column in row.values}
    return {"in_force": row.values["law_from"], **fields}


def _beside_the_known(desk: Desk, row: Row, number: str, subject: str, fields: dict[str, Any]) -> dict[str, Any]:
    """What an agency's own review adds to an instrument that is recorded; its day in force is not changed by it."""
    known = _standing(desk, subject)
    if not known:
        return fields
    if known["in_force"] != fields["in_force"]:
        other = date_short(date.fromisoformat(known["in_force"]))
        desk.refuse(row, "law_from", "SCOPE_006", number=number, row="danh sách đã nhập", other=other)
    return _sum(known, fields)


def _standing(desk: Desk, subject: str) -> dict[str, Any]:
    """What is recorded of an instrument; nothing of one that was taken out."""
    fields = desk.state.fields("instrument", subject)
    return {} if fields.get("removed") else fields


def _together(
    desk: Desk, row: Row, number: str, before: tuple[Row, dict[str, Any]], fields: dict[str, Any]
) -> dict[str, Any]:
    """Rows of one instrument, one for each procedure or agency: their codes together; two days are refused."""
    at, said = before
    if said["in_force"] != fields["in_force"]:
        other = date_short(date.fromisoformat(said["in_force"]))
        desk.refuse(row, "law_from", "SCOPE_006", number=number, row=at.place.within_file, other=other)
    return _sum(said, fields)


def _sum(said: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Both together: the codes of both, the title of the first that has one."""
    codes = list(dict.fromkeys([*said.get("codes", ()), *more.get("codes", ())]))
    repealed = bool(said.get("repealed") or more.get("repealed"))
    title = said.get("title") or more.get("title") or ""
    return {**said, "codes": codes, "repealed": repealed, "title": title}


def _agency(desk: Desk, row: Row) -> str:
    typed = row.values.get("law_agency") or ""
    if not typed:
        return ""
    found = desk.names().code_of(typed)
    if not found:
        desk.refuse(row, "law_agency", "SCOPE_011", value=typed)
    return found


def _taken(desk: Desk, row: Row, subject: str, agency: str, seen: dict[str, Row]) -> None:
    """Note when an agency took an instrument up; a row without a day says that it is the agency's and is open."""
    on, evidence = row.values.get("taken_on"), row.values.get("taken_evidence") or ""
    if not agency:
        if on and not row.values.get("law_agency"):
            desk.refuse(row, "taken_on", "SCOPE_007")
        return
    in_force = date.fromisoformat(row.values["law_from"])
    if on and date.fromisoformat(on) < in_force - _LONG_BEFORE:
        days = {"taken": date_short(date.fromisoformat(on)), "decided": date_short(in_force)}
        desk.refuse(row, "taken_on", "SCOPE_008", **days)
        return
    key = f"{agency}/{subject}"
    if key in seen:
        if on != seen[key].values.get("taken_on"):
            desk.refuse_second(row, "taken_on", seen[key], row.values["law_number"])
        return
    seen[key] = row
    desk.say("taken", key, {"on": on, "evidence": evidence, "known": True, "removed": ""})
