"""The papers of a round: quyết định kiểm tra and what amends it (Article 35.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from isoaudit.model import Case, Inspector, Member, Office, Role
from isoaudit.papers.kinds import PaperKind
from isoaudit.papers.values.common import (
    OPEN,
    PaperSubject,
    agency_names,
    by_name,
    common_period,
    copy_to,
    days,
    decides_on_one,
    decision,
    in_full,
    is_authority,
    issuer_name,
    office_block,
    round_name,
    signer_of,
    when,
)
from isoaudit.papers.values.rows import numbered
from isoaudit.wording import count, in_sentence, label, name_key

_COLUMN_CHARACTERS = {"agency": 29, "place": 15}

_RANKS = ("chuyên viên", "công chức", "viên chức", "cán bộ", "kỹ sư", "kiểm soát viên", "nhân viên")

_ROLES: dict[Role, str] = {
    "truong_doan": "Trưởng đoàn",
    "pho_truong_doan": "Phó Trưởng đoàn",
    "thanh_vien": "thành viên",
    "thu_ky": "Thư ký Đoàn",
}


def inspection_decision(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """The decision on the inspections of a round, with schedule and team."""
    no_guidance = (
        "tên quyết định ghi TCVN ISO 9001:2015, hai căn cứ pháp lý ghi phiên bản 2008: ghi văn bản hướng dẫn của Bộ "
        f"Khoa học và Công nghệ ở thiết lập «{label('setting', 'guidance')}» khi đã đối chiếu (đoạn cuối Điều 4 Quyết "
        "định số 19/2014/QĐ-TTg)."
    )
    notes = [] if subject.settings.guidance.strip() else [no_guidance]
    return {**_of_the_round(kind, subject), "one": len(subject.cases) == 1, "notes": notes}


def decision_amendment(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """What amends it, in the form it has: on one inspection it has no annex. A draft while nothing has changed."""
    context = _of_the_round(kind, subject)
    unchanged = "chưa ghi thay đổi nào về Đoàn, thời gian, địa điểm kể từ quyết định: văn bản là dự thảo."
    return {
        **context,
        "one": len(subject.cases) == 1 and decides_on_one(subject.case),
        "partly": len(subject.cases) < subject.case.decided_on,
        "draft": context["draft"] or subject.unchanged,
        "notes": [unchanged] if subject.unchanged else [],
    }


def _of_the_round(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    cases = by_name(subject.cases)
    first = cases[0]
    _, office = signer_of(subject.settings, kind, subject.kinds)
    teams = list(dict.fromkeys(case.inspection.team for case in cases))
    return {
        **office_block(kind, subject, _recipients(kind, subject), str(subject.settings.year)),
        **agency_names(first),
        "round": round_name(first.inspection),
        "charter": _charter(subject, office),
        "proposer": office.proposer or OPEN,
        "agency_count": count(len(cases)),
        "when": when(first.inspection),
        "period": common_period(subject, "ngày kiểm tra tại từng cơ quan"),
        "teams": [_team(number, team, subject) for number, team in enumerate(teams, start=1)],
        "team_count": count(len(teams)),
        "schedule": numbered((_scheduled(case, teams) for case in cases), _COLUMN_CHARACTERS),
        "decision": decision(first),
    }


def _charter(subject: PaperSubject, office: Office) -> str:
    """What gives the office its functions; competence comes before the occasion (Decree 30/2020, Annex I, II.6.a)."""
    typed = office.charter.strip().removeprefix("Căn cứ ").rstrip(";. ") or OPEN
    of = issuer_name(subject.settings, office)
    told = "quy định" in typed
    return typed if told else f"{typed} quy định chức năng, nhiệm vụ, quyền hạn và cơ cấu tổ chức của {of}"


def _team(number: int, team: Sequence[Member], subject: PaperSubject) -> dict[str, Any]:
    return {
        "name": f"{subject.settings.team} số {number}",
        "members": [described(m, subject.inspectors) for m in in_order(team)] or [OPEN],
    }


def _scheduled(case: Case, teams: Sequence[Sequence[Member]]) -> dict[str, str]:
    return {
        "agency": in_full(case.agency.name),
        "days": days(case.inspection),
        "place": case.inspection.place or "Trụ sở cơ quan",
        "team": f"Số {teams.index(case.inspection.team) + 1}",
    }


def in_order(team: Iterable[Member]) -> list[Member]:
    """The leader first, then the deputy, the members as listed, the secretary last."""
    rank = {"truong_doan": 0, "pho_truong_doan": 1, "thanh_vien": 2, "thu_ky": 3}
    return sorted(team, key=lambda member: rank[member.role])


def described(member: Member, inspectors: Iterable[Inspector]) -> str:
    """A member with position, unit and role: ``Hoàng Thị Hạnh, chuyên viên Chi cục …, thành viên``."""
    namesakes = [i for i in inspectors if name_key(i.name) == name_key(member.name)]
    about = namesakes[0] if len(namesakes) == 1 else None  # of two namesakes nobody can say which it is
    place = _placed(_position(about.position), about.unit) if about else ""
    return ", ".join(filter(None, [member.name, place, _ROLES[member.role]]))


def _placed(position: str, unit: str) -> str:
    """The head of a room is of the room: ``Trưởng phòng Quản lý chất lượng, Chi cục …``; others are of the unit."""
    of_a_room = "trưởng phòng" in position.casefold()
    return (", " if of_a_room else " ").join(filter(None, [position, unit]))


def _position(typed: str) -> str:
    """As it stands in a sentence: a rank is in lower case, a post in capitals (Decree 30/2020, Annex II)."""
    return in_sentence(typed) if typed.casefold().startswith(_RANKS) else typed


def _recipients(kind: PaperKind, subject: PaperSubject) -> Iterable[str]:
    _, office = signer_of(subject.settings, kind, subject.kinds)
    yield "Như Điều 4" if kind.key == "inspection_decision" else "Như Điều 3"
    if office.parent:
        yield copy_to(office.parent, "để b/c", subject.settings)
    if not is_authority(subject.settings, office):
        yield copy_to(subject.settings.authority, "để thực hiện", subject.settings)
