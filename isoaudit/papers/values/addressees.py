"""Whom a paper on one agency goes to, and how whoever stands above the issuing office is asked."""

from __future__ import annotations

import re
from typing import Any

from isoaudit.model import Case, Office
from isoaudit.papers.values.common import in_full
from isoaudit.wording import sentence

_SECOND = re.compile(r" và (?=(?:Văn phòng|Sở|Chi cục|Ban|Thanh tra|Trung tâm) )")
_PROVINCES = ("Ủy ban nhân dân tỉnh", "Ủy ban nhân dân thành phố")


def addressed(case: Case, office: Office) -> dict[str, Any]:
    """The addressees, a line each (Decree 30/2020, Annex I, II.9.d), and the words with which they are asked.

    An office gives no orders to one above it: that one is asked to consider, and to direct those who are to act.
    """
    name, above = case.agency.name, is_above(case, office)
    names = [in_full(one) for one in _several(name)]
    if names[0] == _PROVINCES[0] and case.programme.province:
        names[0] = f"Ủy ban nhân dân {case.programme.province}"
    acting = " và ".join(names[1:]) or "các đơn vị có liên quan"
    asked = f"kính đề nghị {names[0]} xem xét, chỉ đạo {acting}" if above else f"đề nghị {name}"
    return {"above": above, "addressees": names, "request": sentence(asked), "asks": asked}


def is_above(case: Case, office: Office) -> bool:
    """Whether the agency stands above the office: the committee of the province, or whoever the office is under."""
    settings, name = case.programme, in_full(case.agency.name)
    if case.agency.kind == "ubnd_tinh":
        return not in_full(office.name).startswith(_PROVINCES)
    by_name = {in_full(one.name): one for one in settings.offices.values()}
    parent, seen = in_full(office.parent), set[str]()
    while parent and parent not in seen:
        seen.add(parent)
        shorter = parent.removesuffix(f" {settings.province}")
        if name in (parent, shorter):
            return True
        above = by_name.get(parent) or by_name.get(shorter)
        parent = in_full(above.parent) if above else ""
    return False


def _several(name: str) -> list[str]:
    """Offices named together, ``UBND tỉnh và Văn phòng UBND tỉnh``; a name such as Sở Dân tộc và Tôn giáo is of one."""
    return _SECOND.split(name)
