"""The year's inspections into the journal (Circular 26/2014, Article 34.2)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from isoaudit.desk.inspections.short_forms import selection_of_row
from isoaudit.desk.inspections.teams import of_the_team, take_named_teams
from isoaudit.desk.intake.asking import NOBODY, Asking
from isoaudit.desk.intake.judging import Desk, Imported
from isoaudit.desk.intake.taking import take
from isoaudit.desk.intake.units import unit_named, units_said
from isoaudit.errors import problem
from isoaudit.journal.programme import Programme, today
from isoaudit.journal.state import State, next_id
from isoaudit.journal.store import Draft
from isoaudit.model import Inspection
from isoaudit.rules.changes import not_standing, standing_in_words
from isoaudit.rules.parts import resolved
from isoaudit.rules.plan_check import in_both_forms
from isoaudit.tables import (
    Column,
    Row,
    code_or_name,
    day,
    is_inspector_code,
    one_of,
    parts,
    team,
    text,
    texts,
)
from isoaudit.tables.days import planned_time
from isoaudit.wording import date_short, label, name_key
from isoaudit.wording.rounds import round_key, round_words

INSPECTION_COLUMNS = (
    Column("inspection", text),
    Column("agency", code_or_name, required=True),
    Column("mode", one_of("mode"), required=True, values="mode", above=True),
    Column("round", text, above=True),
    Column("inspecting_unit", text),
    Column("from", day, may_wait=True),
    Column("to", day, may_wait=True),
    Column("period_from", day, may_wait=True),
    Column("period_to", day, may_wait=True),
    Column("team", team, may_wait=True),
    Column("parts", parts, may_wait=True),
    Column("selection", text),
    Column("occasion", one_of("occasion", empty="planned"), values="occasion"),
    Column("coordinating_unit", text),
    Column("budget", text, may_wait=True),
    Column("place", text, may_wait=True),
    Column("opened_at", planned_time, may_wait=True),
    Column("closed_at", planned_time, may_wait=True),
    Column("attendees", texts, may_wait=True),
    Column("departments", texts, may_wait=True),
    Column("opinion", text, may_wait=True),
    Column("standing", text),
)
_NOT_SAID = ("inspection", "standing", "parts")
"""Columns that are no fields of an inspection."""
_IN_MINUTES = (
    *("from", "to", "period_from", "period_to", "team", "inspecting_unit", "place", "opened_at", "closed_at"),
    *("selection", "attendees", "departments", "opinion"),
)
"""What the minutes print of the visit itself."""


def import_inspections(
    programme: Programme, path: Path, additional: bool = False, *, dry_run: bool = False, asking: Asking = NOBODY
) -> Imported:
    """The year's inspections with form, round, dates and team. Raises TableError with every problem.

    ``additional``: a row of another round may open a further planned inspection of the same agency in the same form;
    else that is taken for a misspelt round (CHANGE_010).
    """
    return take(
        programme,
        path,
        "inspections",
        INSPECTION_COLUMNS,
        _inspections,
        reads=("act",),
        additional=additional,
        afterwards=of_the_team,
        dry_run=dry_run,
        asking=asking,
    )


def preview_inspections(programme: Programme, path: Path) -> tuple[Imported, State]:
    """What :func:`import_inspections` would do with a file, and what the journal would then say; nothing is written.

    Raises as that.
    """
    seen: list[State] = []

    def note(_: Programme, state: State, __: Iterable[Draft]) -> Iterable[str]:
        seen.append(state)
        return ()

    done = take(
        programme, path, "inspections", INSPECTION_COLUMNS, _inspections, reads=("act",), afterwards=note, dry_run=True
    )
    return done, seen[0]


def _inspections(desk: Desk) -> None:
    seen: dict[str, Row] = {}
    opened: set[str] = set()
    desk.done.warnings += take_named_teams(desk)
    for row in desk.table.rows:
        desk.in_order(row, "from", "to")
        desk.in_order(row, "period_from", "period_to")
        agency, mode = row.values.get("agency"), row.values.get("mode")
        if agency and agency not in desk.state.agencies:
            desk.refuse_unknown_agency(row, "agency", agency)
        if not mode or agency not in desk.state.agencies:
            continue
        id = _inspection_id(desk, row, agency, mode)
        if id is None:
            continue
        if id in seen:
            desk.refuse_second(row, "agency", seen[id], id)
            continue
        seen[id] = row
        fields = {name: value for name, value in row.values.items() if name not in _NOT_SAID}
        _as_named(desk, row, id, fields)
        _note_standing(desk, row, id)
        if id in desk.state.not_held:
            _keep_what_is_not_held(desk, row, id, fields)
        elif id in desk.state.inspections:
            _keep_the_minutes(desk, row, id, fields)
            _keep_the_new_days(desk, id, fields)
            _say_other_days(desk, id, fields)
            desk.say("inspection", id, fields)
        elif not refuse_ended(desk, row, agency, fields.get("from")):
            desk.open(id, {**fields, "year": desk.programme.settings.year})
            desk.done.added += 1
            opened.add(id)
    desk.done.warnings += _in_both_forms(desk, opened)


def _in_both_forms(desk: Desk, opened: Collection[str]) -> Iterator[str]:
    """A planned inspection that is opened for an agency which has one in the other form, as changes are often typed."""
    planned = (one for one in desk.state.inspections.values() if one.occasion == "planned")
    for code, several in in_both_forms(planned).items():
        if any(one.id in opened for one in several):
            ids = ", ".join(one.id for one in several)
            found = problem("PLAN_019", code, name=desk.state.agencies[code].name, ids=ids)
            yield f"{found.where}: {found.what} {found.remedy}"


def _as_named(desk: Desk, row: Row, id: str, fields: dict[str, Any]) -> None:
    """Put what a row names into its fields as lists and settings have it: people, parts, the unit, the short form."""
    if fields.get("team"):
        fields["team"] = _with_parts(desk, id, _as_listed(desk, row, fields["team"]))
    if row.values.get("parts"):
        _assign(desk, row, id, fields)
    if fields.get("inspecting_unit"):
        _name_the_unit(desk, row, fields)
    if fields.get("selection"):
        fields["selection"] = selection_of_row(desk, row, id)


def _as_listed(desk: Desk, row: Row, team: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """A team whose members are spelled as in the list of inspectors, one person in one way; a code must be listed."""
    names: dict[str, str] = {}
    for member in team:
        names.setdefault(name_key(member["name"]), desk.as_listed(member["name"]))
    for name in names.values():
        if is_inspector_code(name):
            desk.refuse(row, "team", "INSPECTION_009", value=name)
    return [{**member, "name": names[name_key(member["name"])]} for member in team]


def _with_parts(desk: Desk, id: str, team: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    """A team with the criteria that were assigned to its members: a table of teams takes no part away."""
    said = desk.state.fields("inspection", id).get("team") or ()
    parts = {name_key(member["name"]): {"criteria": member["criteria"]} for member in said if member.get("criteria")}
    return [{**member, **parts.get(name_key(member["name"]), {})} for member in team]


def _assign(desk: Desk, row: Row, id: str, fields: dict[str, Any]) -> None:
    """Give each member of the team the criteria that the row assigns (Circular 26/2014, Article 37.2.a).

    A cell that says something says all of it: a member it does not name has no part. An empty one takes no part away.
    """
    known = desk.state.known(id)
    criteria = desk.in_checklists(known.checklists if known else desk.pins_today())
    team = fields.get("team") or desk.state.fields("inspection", id).get("team") or ()
    names = {name_key(member["name"]) for member in team}
    assigned: dict[str, set[str]] = {}
    for part in row.values["parts"]:
        key = name_key(desk.as_listed(part["name"]))
        if key not in names:
            desk.refuse(row, "parts", "INSPECTION_006", value=part["name"])
        for item in part["items"]:
            ids = resolved(item, criteria)
            if ids is None:
                desk.refuse(row, "parts", "INSPECTION_008", value=item)
            assigned.setdefault(key, set()).update(ids or ())
    made = []
    for member in team:
        mine = assigned.get(name_key(member["name"]), set())
        rest = {name: value for name, value in member.items() if name != "criteria"}
        made.append({**rest, "criteria": [c.id for c in criteria if c.id in mine]} if mine else rest)
    fields["team"] = made


def _name_the_unit(desk: Desk, row: Row, fields: dict[str, Any]) -> None:
    """Put the code of the unit that a cell names by code or name; empty for the programme's own office.

    Where the settings know that office alone, what a plan says is kept as written (said once). Else an unknown one is
    refused (INSPECTION_010).
    """
    settings, typed = desk.programme.settings, fields["inspecting_unit"]
    code = unit_named(settings, typed)
    fields["inspecting_unit"] = code or ""
    if code is None and settings.units:
        desk.refuse(row, "inspecting_unit", "INSPECTION_010", value=typed, known=units_said(settings))
    elif code is None:
        heading = label("column", "inspecting_unit")
        fields["others"] = {**(fields.get("others") or {}), heading: typed}
        file = desk.table.path.name
        note = f"{file}: thiết lập chưa có đơn vị kiểm tra nào khác, nên cột «{heading}» chỉ giữ lời ghi."
        if note not in desk.done.warnings:
            desk.done.warnings.append(note)


def _note_standing(desk: Desk, row: Row, id: str) -> None:
    """What a table says of cancelling or putting off is not taken over: that has its day, its reason, its commands."""
    typed, known = row.values.get("standing"), desk.state.known(id)
    if typed and name_key(typed) != name_key(standing_in_words(known) if known else ""):
        desk.done.warnings.append(
            f"{id}: cột «{label('column', 'standing')}» ghi «{typed}» không được nhập. Không kiểm tra, hoãn, đổi hình "
            "thức: ghi bằng «isoaudit inspections cancel», «postpone», «change»."
        )


def _keep_what_is_not_held(desk: Desk, row: Row, id: str, fields: dict[str, Any]) -> None:
    """A row of an inspection that is not carried out goes back as it came; it changes nothing (CHANGE_011)."""
    if desk.say("inspection", id, fields):
        standing = standing_in_words(desk.state.not_held[id])
        desk.refuse(row, "agency", "CHANGE_011", inspection=id, standing=standing)


def _keep_the_new_days(desk: Desk, id: str, fields: dict[str, Any]) -> None:
    """A table from before an inspection was put off does not take it back to its old days; other days are taken."""
    inspection = desk.state.inspections[id]
    old = desk.state.days_at_first(id) if inspection.postponed else {}
    if old and fields.get("from") == old["from"] and fields.get("to", old["to"]) == old["to"]:
        del fields["from"]
        fields.pop("to", None)
        desk.done.warnings.append(
            f"{id}: {standing_in_words(inspection)}; giữ ngày mới, không lấy ngày cũ trong bảng. Nếu vẫn kiểm tra ngày "
            f"cũ: «isoaudit inspections restore {id}»."
        )


def _say_other_days(desk: Desk, id: str, fields: Mapping[str, Any]) -> None:
    """Each visit whose recorded day a table changes is named: nobody finds that in a number of changes."""
    known = desk.state.inspections[id].from_
    day = date.fromisoformat(fields["from"]) if fields.get("from") else None
    if known and day and day != known:
        desk.done.warnings.append(f"{id}: đổi ngày kiểm tra {date_short(known)} thành {date_short(day)} theo bảng.")


def refuse_unknown(desk: Desk, row: Row, column: str, id: str) -> None:
    """Refuse the id of an inspection that does not stand: it is not carried out, was removed, or never was."""
    kept_out = desk.state.not_held.get(id) or desk.state.removed.get(id)
    code, fields = not_standing(kept_out) if kept_out else ("INSPECTION_001", {"value": id})
    desk.refuse(row, column, code, **fields)


def _keep_the_minutes(desk: Desk, row: Row, id: str, fields: Mapping[str, Any]) -> None:
    """What signed minutes say of the visit does not change; what nobody had recorded may be taken over from them."""
    signed = desk.signed(id)
    said = desk.state.fields("inspection", id) if signed else {}
    for name in _IN_MINUTES if signed else ():
        if name not in fields or (fields[name] or None) == (said.get(name) or None):
            continue
        if said.get(name):
            desk.refuse(row, name, "ACT_008", **signed)
        else:
            what = label("column", name).lower()
            desk.done.warnings.append(f"{id}: bổ sung {what} sau khi ký; ghi đúng như Biên bản đã ký {signed['day']}.")


def _inspection_id(desk: Desk, row: Row, agency: str, mode: str) -> str | None:
    """The inspection a row is about: the one it names, or that of this form and round, or a new one."""
    id: str | None = row.values.get("inspection")
    if not id:
        return _unnamed(desk, row, agency, mode)
    known = desk.state.known(id)
    if known is None and id == next_id(desk.state, desk.programme.settings.year, agency, mode):
        return id  # a list that isoaudit wrote, on its way into another programme
    if known is None:
        refuse_unknown(desk, row, "inspection", id)
    elif known.agency != agency:
        desk.refuse(row, "inspection", "INSPECTION_003", inspection=id, agency=known.agency, value=agency)
    elif known.mode != mode:
        desk.refuse(row, "mode", "INSPECTION_005", inspection=id, mode=label("mode", known.mode))
    else:
        return id
    return None


def _unnamed(desk: Desk, row: Row, agency: str, mode: str) -> str | None:
    """The inspection that a row without an id is about, also one not carried out; or the id of a new one.

    A further planned inspection in the same form is opened only where it was asked for (CHANGE_010): an agency is
    inspected by record and at its office (Circular 26/2014, Article 33.2), each once, and ad hoc besides. Where a table
    has no rounds, another day is a change of a visit to come, and may be a further inspection where that day is past.
    """
    standing = [i for i in desk.state.of_agency(agency) if i.mode == mode]
    not_held = [i for i in desk.state.known_of_agency(agency) if i.mode == mode and i.cancelled]
    if row.values.get("round", "") is None:  # a cell that cannot be read was refused as such
        return None
    if "round" in row.values:
        known = _of_round(standing, row) or _without_a_round(standing) or _of_round(not_held, row)
    else:
        alike = standing or not_held
        of_day = [i.id for i in alike if i.from_ and i.from_.isoformat() == row.values.get("from")]
        further = desk.additional and bool(row.values.get("from"))
        if len(alike) > 1 and len(of_day) != 1 and not further:
            ids = ", ".join(i.id for i in alike)
            desk.refuse(row, "agency", "INSPECTION_002", agency=agency, count=len(alike), ids=ids)
            return None
        known = of_day[0] if len(of_day) == 1 else _only(desk, row, alike)
    if known:
        return known
    planned = [i for i in standing if i.occasion == "planned"]
    if planned and row.values.get("occasion") != "ad_hoc" and not desk.additional:
        if refuse_ended(desk, row, agency, row.values.get("from")):
            return None
        others = ", ".join(f"{i.id} ({_told_apart(i)})" for i in planned)
        desk.refuse(row, "round", "CHANGE_010", agency=agency, mode=label("mode", mode), others=others)
        return None
    return next_id(desk.state, desk.programme.settings.year, agency, mode)


def _only(desk: Desk, row: Row, alike: Sequence[Inspection]) -> str | None:
    """The one inspection there is, unless the row names another day than the recorded one: that may be a further one.

    A visit that is still to come has other days then; one whose day is past has not.
    """
    if len(alike) != 1:
        return None
    (known,) = alike
    moved = known.from_ and row.values.get("from") not in (None, "", known.from_.isoformat())
    if not moved or known.cancelled or (known.from_ and known.from_ >= today() and not desk.additional):
        return known.id
    return None


def _told_apart(inspection: Inspection) -> str:
    """What tells an inspection from another of the same agency and form: its round, its first day."""
    day = f"ngày {date_short(inspection.from_)}" if inspection.from_ else ""
    return ", ".join(filter(None, (round_words(inspection.round) or "chưa ghi đợt", day)))


def _of_round(inspections: Sequence[Inspection], row: Row) -> str | None:
    """The inspection of the round that a row names."""
    return next((i.id for i in inspections if round_key(i.round) == round_key(row.values["round"] or "")), None)


def _without_a_round(standing: Sequence[Inspection]) -> str | None:
    """The only inspection that was given no round yet."""
    open_yet = [i.id for i in standing if not i.round]
    return open_yet[0] if len(open_yet) == 1 else None


def refuse_ended(desk: Desk, row: Row, agency: str, day: str | None) -> bool:
    """Whether the agency had ended by the day of an inspection; it is then refused.

    Where no day is set: by today, of a year that is over by its last day.
    """
    ended = desk.state.agencies[agency].last_day
    on = date.fromisoformat(day) if day else min(today(), date(desk.programme.settings.year, 12, 31))
    if ended is None or on <= ended:
        return False
    heirs = [a.code for a in desk.state.agencies.values() if agency in a.predecessors]
    now = f", nay thuộc {', '.join(heirs)}" if heirs else ""
    desk.refuse(row, "agency", "AGENCY_004", agency=agency, ended=date_short(ended), now=now)
    return True
