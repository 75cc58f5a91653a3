"""Those who inspect, and what Article 40.1 of Circular 26/2014 asks of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

from isoaudit.desk.intake.asking import NOBODY, Asking
from isoaudit.desk.intake.judging import Desk, Imported
from isoaudit.desk.intake.taking import take
from isoaudit.desk.registers.cited_beside import with_cited
from isoaudit.desk.registers.given_codes import inspectors_with_codes
from isoaudit.errors import excerpt
from isoaudit.journal.programme import Programme, today
from isoaudit.journal.state import State
from isoaudit.journal.store import Draft
from isoaudit.rules.competence import lacking
from isoaudit.tables import Column, Row, code, is_body, past_day_or_year, person, text
from isoaudit.tables.cells import FIRST_YEAR
from isoaudit.tables.columns.certificates import certificate, exemption_in, is_exemption
from isoaudit.tables.columns.phrases import told_by_phrase
from isoaudit.tables.visits.teams import team_called
from isoaudit.wording import count, label, name_key, table_words
from isoaudit.wording.capitals import office_names
from isoaudit.wording.grouping import few

INSPECTOR_COLUMNS = (
    Column("code", code, required=True, given=True),
    Column("name", person, required=True, title="full_name"),
    Column("position", text, may_wait=True),
    Column("unit", text, may_wait=True),
    Column("degree", text, may_wait=True),
    Column("graduated_on", past_day_or_year, may_wait=True),
    Column("state_admin_certificate", certificate, may_wait=True),
    Column("audit_certificate", certificate, may_wait=True),
    Column("administration_degree", text, may_wait=True),
    Column("certifier", text, may_wait=True),
    Column("expert_card", certificate, may_wait=True),
    Column("certifier_confirmation", certificate, may_wait=True),
)


def import_inspectors(programme: Programme, path: Path, *, dry_run: bool = False, asking: Asking = NOBODY) -> Imported:
    """The inspectors. Raises TableError with every problem; what Article 40.1 asks for and is not recorded is said."""
    return take(
        programme,
        path,
        "inspectors",
        INSPECTOR_COLUMNS,
        _inspectors,
        reads=(),
        afterwards=_competence,
        dry_run=dry_run,
        asking=asking,
    )


def _inspectors(desk: Desk) -> None:
    seen: dict[str, Row] = {}
    names = {name_key(inspector.name): inspector.code for inspector in desk.state.inspectors.values()}
    split, official, grouped, graduated = Counter[str](), dict[str, None](), dict[str, None](), Counter[str]()
    rows, cited = with_cited(list(inspectors_with_codes(desk)), _CERTIFICATES)
    for row in rows:
        row = _graduated(desk, _exempt(_with_unit_of_group(desk, _with_unit(desk, row, split), grouped)), graduated)
        id, name = row.values.get("code"), row.values.get("name")
        if not id or not name:
            continue
        if id.casefold() in seen:
            desk.refuse_second(row, "code", seen[id.casefold()], id)
        elif names.setdefault(name_key(name), id) != id:  # a team names its members: a name must stand for one person
            desk.refuse(row, "name", "INSPECTOR_001", name=name, other=names[name_key(name)])
        seen.setdefault(id.casefold(), row)
        row = _with_team(_with_official_unit(desk, row, official))
        back = {"removed": ""} if desk.state.fields("inspector", id).get("removed") else {}
        desk.say("inspector", id, {k: v for k, v in row.values.items() if k != "code"} | back)
    notes = (*([cited] if cited else []), *_notes(official, grouped, graduated, split))
    desk.done.warnings.extend(f"{desk.table.path.name}: {note}" for note in notes)


def _notes(
    official: Collection[str], grouped: Collection[str], graduated: Counter[str], split: Counter[str]
) -> Iterable[str]:
    """What the import made of a list."""
    if official:
        yield f"đã hiểu tên đơn vị: {', '.join(official)}."
    if grouped:
        yield (
            f"bảng không có cột «{label('column', 'unit')}»: lấy theo tên nhóm "
            f"({few(grouped, _FEW)}); nếu không đúng thì thêm cột ấy rồi nhập lại."
        )
    if graduated:
        yield (
            f"{count(graduated.total())} ô «{label('column', 'degree')}» có năm trong ngoặc; đã "
            f"lấy làm «{label('column', 'graduated_on')}» ({few(graduated, _FEW)})."
        )
    if split:
        meant = f"«{label('column', 'position')}», «{label('column', 'unit')}»"
        yield f"{count(split.total())} ô ghi chung chức vụ, đơn vị; đã tách vào {meant} ({few(split, _FEW)})."


_CERTIFICATES = tuple(column for column in INSPECTOR_COLUMNS if column.parse is certificate)
_FEW = 3
"""Cells that are said of many."""


def _with_team(row: Row) -> Row:
    """A row of a list by teams with the name of its team, which schedules name alone: «ĐOÀN KIỂM TRA SỐ 1»."""
    if not team_called(row.section):
        return row
    others = {label("column", "team"): row.section, **(row.values.get("others") or {})}
    return replace(row, values=row.values | {"others": others})


def _with_unit_of_group(desk: Desk, row: Row, grouped: dict[str, None]) -> Row:
    """A row under the name of a body, of a list without a column of units: whoever stands there works there."""
    name = row.section
    if "unit" in desk.table.columns or row.values.get("unit") or team_called(name):
        return row
    unit = _body_of_a_group(desk, name)
    if not unit:
        return row
    grouped.setdefault(f"«{excerpt(name)}»" if unit == name else f"«{excerpt(name)}» là «{excerpt(unit)}»")
    return replace(row, values=row.values | {"unit": unit})


def _body_of_a_group(desk: Desk, name: str) -> str:
    """The body whose people a group names: «Công chức Chi cục TĐC», «Văn phòng, các phòng Sở KH&CN»; empty: none.

    Behind parts of a body only one that is known by its name is meant: «Văn phòng, Thanh tra Sở» are two parts.
    """
    if is_body(name) or _is_known(desk, name):
        return name
    people, parts = _before_a_body()
    unit = people.sub("", name)
    if unit != name and is_body(unit) and not parts.match(unit):
        return unit
    unit = parts.sub("", name)
    return unit if unit != name and _is_known(desk, unit) else ""


def _is_known(desk: Desk, name: str) -> bool:
    return bool(desk.names().called(name) or desk.names().abbreviated(name)) or name_key(name) in _offices()


@cache
def _before_a_body() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before the name of a body where a group is of its people, and of parts of it."""
    words = table_words()["text"]
    each = (words["people"], [*words["people"], *words["part_of_a_body"]])
    people, parts = (rf"\A(?:(?:{'|'.join(map(re.escape, several))})(?:\s*,\s*|\s+))+" for several in each)
    return re.compile(people, re.IGNORECASE), re.compile(parts, re.IGNORECASE)


def _exempt(row: Row) -> Row:
    """A row whose cell for the certificate in state administration says that none is asked, or, where it is empty, a
    note: that is no certificate, but what the list says of the degree (Circular 26/2014, Article 40.1.b, second
    sentence)."""
    cell = row.values.get("state_admin_certificate") or ""
    notes = [cell] if cell else (row.values.get("others") or {}).values()
    said = cell if is_exemption(cell) else next(filter(None, map(_exempted, notes)), "")
    if not said:
        return row
    known = row.values.get("administration_degree") or said
    return replace(row, values=row.values | {"state_admin_certificate": "", "administration_degree": known})


def _exempted(note: str) -> str:
    """What a text says of the certificate in state administration: «Miễn CC QLNN»; empty: no exemption from it."""
    of, said = exemption_in(note)
    told = told_by_phrase(of, INSPECTOR_COLUMNS) if of else None
    return said if told and told[0].name == "state_admin_certificate" else ""


def _graduated(desk: Desk, row: Row, graduated: Counter[str]) -> Row:
    """A row whose degree has the year of graduation in brackets, of a list without a column for it: Kỹ sư Hóa (2012).

    The degree is what stands before. As where a year stands in that column, its last day counts
    (:func:`isoaudit.tables.past_day_or_year`).
    """
    degree = row.values.get("degree") or ""
    found = re.search(r"\s*\((?:TN|tốt nghiệp)?\s*(?:năm\s+)?([0-9]{4})\)\s*\Z", degree, re.IGNORECASE)
    if "graduated_on" in desk.table.columns or not found or not FIRST_YEAR <= int(found[1]) < today().year:
        return row
    graduated[f"«{excerpt(degree)}»: hết ngày 31/12/{found[1]}"] += 1
    return replace(row, values=row.values | {"degree": degree[: found.start()], "graduated_on": f"{found[1]}-12-31"})


def _with_official_unit(desk: Desk, row: Row, official: dict[str, None]) -> Row:
    """A row whose unit is an agency of the register by its name there: whoever works at an agency does not inspect it
    (Circular 26/2014, Article 33.1), and that is seen by the name."""
    unit = row.values.get("unit") or ""
    code = (desk.names().called(unit) or desk.names().abbreviated(unit)) if unit else ""
    name = desk.state.agencies[code].name if code else unit
    if name_key(name) == name_key(unit):
        return row
    official.setdefault(f"«{excerpt(unit)}» là «{name}»")
    return replace(row, values=row.values | {"unit": name})


def _with_unit(desk: Desk, row: Row, split: Counter[str]) -> Row:
    """A row whose position names the unit too, as a column «Chức vụ, đơn vị» does, with each where it belongs.

    Only a body behind a comma or a dash is a unit («Phó Trưởng phòng, Sở Nội vụ»), or one of the register at the end;
    what is not certain stays as it is typed.
    """
    position = row.values.get("position")
    if "unit" in desk.table.columns or not position:
        return row
    behind = re.fullmatch(r"(.+?)\s*(?:[,;\n]|\s[-–]\s)\s*([^,;\n]+)", position, re.DOTALL)
    found = behind.groups() if behind and is_body(behind[2]) else _of_the_register(desk, position)
    if not found:
        return row
    split[f"«{excerpt(position)}» là «{found[0]}», «{found[1]}»"] += 1
    return replace(row, values=row.values | {"position": found[0], "unit": found[1]})


def _of_the_register(desk: Desk, position: str) -> tuple[str, str] | None:
    """Position and unit where what is typed ends with the name of an agency: Chuyên viên Sở Nội vụ.

    One that is not in the register must be an office of every province, by its whole name.
    """
    for space in re.finditer(r"\s+", position):
        unit = position[space.end() :]
        if desk.names().called(unit) or desk.names().abbreviated(unit) or name_key(unit) in _offices():
            return position[: space.start()], unit
    return None


@cache
def _offices() -> frozenset[str]:
    return frozenset(name_key(name) for name in office_names() if is_body(name))


def _competence(_: Programme, state: State, drafts: Iterable[Draft]) -> Iterable[str]:
    """What people lack of Article 40, those who lack the same in one sentence: thirty of them nobody reads."""
    alike: dict[str, list[str]] = {}
    for draft in drafts:
        inspector = state.inspectors[draft.subject]
        if lacks := lacking(inspector, None):
            alike.setdefault("; ".join(lacks), []).append(f"{inspector.code} «{inspector.name}»")
    for what, people in alike.items():
        yield f"{', '.join(people)}: {what}."
