"""The sheet of the inspecting units in the workbook of settings: filled in, read again, said in a line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from isoaudit.model import Settings
from isoaudit.tables import Column, Row, text
from isoaudit.tables.workbooks.forms import Form, FormColumn, Value
from isoaudit.wording import in_sentence, name_key

UNITS = "Đơn vị kiểm tra"
"""The sheet."""
UNIT_COLUMNS = (
    Column("unit_code", text, required=True),
    Column("unit_name", text, required=True),
    Column("unit_office", text, required=True),
    Column("unit_place", text),
    Column("unit_drafter", text),
    Column("unit_team", text),
)
UNIT_FIELDS = {"unit_name": "name", "unit_office": "office", "unit_place": "place", "unit_drafter": "drafter"} | {
    "unit_team": "team"
}
"""The field that each column holds; the code is the key."""


def unit_form(settings: Settings, offices: Mapping[str, str]) -> Form:
    """The sheet filled in; ``offices``: the name each office is chosen by, by its key."""
    rows: list[dict[str, Value]] = []
    for code, unit in settings.units.items():
        fields = {column: getattr(unit, field) for column, field in UNIT_FIELDS.items()}
        rows.append({**fields, "unit_code": code, "unit_office": offices.get(unit.office, unit.office)})
    code_, name, office, place, drafter, team = UNIT_COLUMNS
    columns = (
        FormColumn(code_, 22, prompt="Chữ không dấu, chữ số, dấu «-»; dùng ở lịch kiểm tra và trong tên tệp."),
        FormColumn(name, 44),
        FormColumn(office, 40, tuple(offices.values()), others=True),
        FormColumn(place, 22),
        FormColumn(drafter, 24),
        FormColumn(team, 30),
    )
    purpose = (
        "Chỉ ghi khi ngoài đơn vị ở trang «Đơn vị» còn đơn vị khác tiến hành kiểm tra theo cùng kế hoạch. Văn bản của "
        "cuộc kiểm tra lấy tên, ký hiệu, địa danh, người ký của đơn vị ấy; mỗi đơn vị phải có người ký. Địa danh, tên "
        "Đoàn để trống thì lấy như trang «Đơn vị»."
    )
    return Form(UNITS, purpose, columns, rows, empty=5)


def read_units(
    rows: Sequence[Row], offices: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, Row], list[tuple[Row, Row]]]:
    """The units by code as raw settings; the row of each; rows that name a code again, with the first of it.

    ``offices``: the key of each office by the key of the name it is chosen by. One that is none stays as it was typed:
    the settings are then refused for it.
    """
    units: dict[str, Any] = {}
    first: dict[str, Row] = {}
    twice: list[tuple[Row, Row]] = []
    for row in rows:
        code = row.values.get("unit_code")
        if not code:
            continue
        if code in first:
            twice.append((row, first[code]))
            continue
        first[code] = row
        noun = {field: row.values.get(column) or "" for column, field in UNIT_FIELDS.items()}
        units[code] = {**noun, "office": offices.get(name_key(noun["office"]), noun["office"])}
    return units, first, twice


def unit_lines(settings: Settings) -> list[str]:
    """The units, a line each."""
    return list(_lines(settings))


def _lines(settings: Settings) -> Iterator[str]:
    for code, unit in settings.units.items():
        office = settings.offices.get(unit.office)
        letterhead = office.name if office else unit.office
        parts = [f"{in_sentence(UNIT_COLUMNS[2].heading)}: {letterhead}"]
        said = ((UNIT_COLUMNS[3], unit.place), (UNIT_COLUMNS[4], unit.drafter), (UNIT_COLUMNS[5], unit.team))
        parts += [f"{in_sentence(column.heading)}: {value}" for column, value in said if value]
        yield f"{unit.name} ({code}; {'; '.join(parts)})"
