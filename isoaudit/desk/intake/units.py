"""The inspecting units of a programme as people name them."""

from __future__ import annotations

from collections.abc import Iterable

from isoaudit.desk.intake.body_names import body_key
from isoaudit.errors import RunError, problem
from isoaudit.model import Inspection, Settings
from isoaudit.wording.codes import code_key


def unit_named(settings: Settings, typed: str) -> str | None:
    """The code of the unit with this code or name; empty: the programme's own office; None: there is none such."""
    by_code = {code_key(code): code for code in settings.units}
    by_name = {body_key(unit.name): code for code, unit in settings.units.items()}
    if (code := by_code.get(code_key(typed)) or by_name.get(body_key(typed))) is not None:
        return code
    return "" if body_key(typed) == body_key(settings.authority) else None


def unit_code(settings: Settings, typed: str) -> str:
    """As :func:`unit_named`. Raises RunError for none such (INSPECTION_010)."""
    code = unit_named(settings, typed)
    if code is None:
        raise RunError(problem("INSPECTION_010", "--unit", value=typed, known=units_said(settings)))
    return code


def of_unit(settings: Settings, inspections: Iterable[Inspection], typed: str) -> list[Inspection]:
    """The inspections of a unit named by code or name. Raises RunError for none such (INSPECTION_010)."""
    code = unit_code(settings, typed)
    return [inspection for inspection in inspections if inspection.inspecting_unit == code]


def units_said(settings: Settings) -> list[str]:
    """Everybody who inspects in the programme, its own office first, each with its code."""
    return [settings.authority, *(f"{unit.name} ({code})" for code, unit in settings.units.items())]


def unit_said(settings: Settings, code: str) -> str:
    """A unit by its name, the programme's own office by its own; a unit that is gone by its code."""
    unit = settings.units.get(code)
    return unit.name if unit else code or settings.authority
