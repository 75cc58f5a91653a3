"""The papers of a round: quyết định kiểm tra and what amends it (Article 35.2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from isoaudit.documents.common import (
    OPEN,
    Matter,
    agency_names,
    by_name,
    common_period,
    days,
    decision,
    in_full,
    numbered,
    office_block,
    round_name,
    signer_of,
    when,
)
from isoaudit.documents.kinds import PaperKind
from isoaudit.model import Case, Inspector, Member
from isoaudit.wording import count, label, sentence

_COLUMN_CHARACTERS = {"agency": 32, "days": 16, "place": 16, "team": 22}


def inspection_decision(kind: PaperKind, matter: Matter) -> dict[str, Any]:
    """The decision on the inspections of a round, with schedule and team."""
    cases = by_name(matter.cases)
    first = cases[0]
    one = len(cases) == 1
    same_team = len({case.inspection.team for case in cases}) == 1
    return {
        **office_block(kind, matter, _recipients(kind, matter), str(matter.programme.year)),
        **agency_names(first),
        "round": round_name(first.inspection),
        "one": one,
        "agency_count": count(len(cases)),
        "when": when(first.inspection),
        "period": common_period(matter, "ngày kiểm tra tại từng cơ quan"),
        "same_team": same_team,
        "members": [described(m, matter.inspectors) for m in in_order(first.inspection.team)] if same_team else [],
        "schedule": _schedule(cases, same_team),
        "decision": decision(first),
    }


def _schedule(cases: Iterable[Case], same_team: bool) -> list[dict[str, Any]]:
    rows = (
        {
            "agency": in_full(case.agency.name),
            "days": days(case.inspection),
            "place": case.inspection.place or "Trụ sở cơ quan",
            "team": "" if same_team else "; ".join(_short_member(m) for m in in_order(case.inspection.team)) or OPEN,
            "coordinating_unit": case.inspection.coordinating_unit,
        }
        for case in cases
    )
    return numbered(rows, _COLUMN_CHARACTERS)


def _short_member(member: Member) -> str:
    return member.name if member.role == "thanh_vien" else f"{member.name} ({label('role', member.role)})"


def in_order(team: Iterable[Member]) -> list[Member]:
    """The leader first, then the deputy, the members as listed, the secretary last."""
    rank = {"truong_doan": 0, "pho_truong_doan": 1, "thanh_vien": 2, "thu_ky": 3}
    return sorted(team, key=lambda member: rank[member.role])


def described(member: Member, inspectors: Iterable[Inspector]) -> str:
    """A member with position, unit and role: ``Lương Quốc Bảo, Trưởng phòng, Chi cục …, Trưởng đoàn``."""
    known = [i for i in inspectors if i.name == member.name]
    about = [known[0].position, known[0].unit] if len(known) == 1 else []  # of two with one name it is not known who
    return ", ".join(filter(None, [member.name, *about, sentence(label("role", member.role))]))


def _recipients(kind: PaperKind, matter: Matter) -> Iterable[str]:
    _, office = signer_of(matter.programme, kind, matter.kinds)
    yield "Như Điều 4" if kind.key == "inspection_decision" else "Như Điều 3"
    if office.parent:
        yield f"{office.parent} (để b/c)"
    if not matter.programme.authority.startswith(office.name):
        yield f"{matter.programme.authority} (để thực hiện)"
