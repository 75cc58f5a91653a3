"""Agencies by their names, as schedules and books name them instead of their codes."""

from __future__ import annotations

from collections.abc import Iterable

from isoaudit.model import Agency
from isoaudit.wording import name_key


def by_name_alone(agencies: Iterable[Agency]) -> dict[str, str]:
    """The codes of agencies by what their names are compared by; of two of one name neither."""
    codes: dict[str, list[str]] = {}
    for agency in agencies:
        codes.setdefault(body_key(agency.name), []).append(agency.code)
    return {key: several[0] for key, several in codes.items() if len(several) == 1}


def body_key(name: str) -> str:
    """What two writings of an agency's name have in common: Ủy ban nhân dân xã is UBND xã."""
    return name_key(name).replace(name_key("Ủy ban nhân dân"), "ubnd")
