"""Whether somebody would inspect the body that is its own (Circular 26/2014, Article 33.1: objectivity). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from isoaudit.model import Agency, Inspection, Inspector, Settings, Signer
from isoaudit.wording import name_key


def is_of_the_unit(agency: Agency, settings: Settings) -> bool:
    """Whether an agency is the authority, issues what is sent to it, or stands right above one of these."""
    own = [office for office in settings.offices.values() if settings.authority.startswith(office.name)]
    to_it = (s for s in settings.signers if s.addressees == "all" or agency.kind in s.addressees)
    issuing = [settings.offices[s.office] for s in to_it if s.office in settings.offices and _issues(s)]
    names = (settings.authority, *(name for office in (*own, *issuing) for name in (office.name, office.parent)))
    return _known_as(agency.name, settings) in {_known_as(name, settings) for name in names if name}


def coordinates(inspection: Inspection, agency: Agency, settings: Settings) -> bool:
    """Whether a unit that takes part in the inspection is the agency inspected."""
    units = [unit for unit in re.split(r"[;,\n]", inspection.coordinating_unit) if unit.strip()]
    names = {_known_as(agency.name, settings), name_key(agency.code)}
    return any(_known_as(unit, settings) in names for unit in units)


def units_of(inspectors: Iterable[Inspector]) -> Mapping[str, str]:
    """By the key of each inspector's name the key of the unit the list says; see :func:`own_members`."""
    return {name_key(inspector.name): name_key(inspector.unit) for inspector in inspectors}


def own_members(inspection: Inspection, names: Iterable[str], units: Mapping[str, str]) -> tuple[str, ...]:
    """The members of the team who come from the agency inspected; ``names`` are those the agency has or had."""
    keys = {name_key(name) for name in names}
    return tuple(member.name for member in inspection.team if units.get(name_key(member.name)) in keys)


def _issues(signer: Signer) -> bool:
    """Whether somebody signs papers that go to an agency: the approval of the plan goes to the authority."""
    return signer.papers == "all" or bool(set(signer.papers) - {"plan_decision"})


def _known_as(name: str, settings: Settings) -> str:
    """A body's name as it is compared: UBND written out, without the province of the programme behind it."""
    plain = name_key(name).replace(name_key("Ủy ban nhân dân"), "ubnd")
    return plain.removesuffix(f" {name_key(settings.province)}") if settings.province else plain
