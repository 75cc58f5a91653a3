"""Teams of a schedule: those that a row above several inspections names, and what is unusual of their members."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from isoaudit.desk.intake import Desk
from isoaudit.errors import excerpt
from isoaudit.journal.programme import Programme
from isoaudit.journal.state import State
from isoaudit.journal.store import Draft
from isoaudit.rules.competence import lacking
from isoaudit.tables.teams import team_in_words
from isoaudit.wording import count, label, name_key


def take_teams_of_sections(desk: Desk) -> list[str]:
    """Give each row without a team that of the row above its group, and say so."""
    below: dict[str, int] = {}
    for row in desk.table.rows:
        if not row.values.get("team") and (members := team_in_words(row.section)):
            row.values["team"] = members
            below[row.section] = below.get(row.section, 0) + 1
    column = label("column", "team")
    return [
        f"{desk.table.path.name}: {count(rows)} dòng dưới «{excerpt(section)}» lấy thành viên đoàn theo dòng ấy "
        f"({', '.join(member['name'] for member in team_in_words(section))}); thiếu người nào thì thêm cột «{column}» "
        "rồi nhập lại."
        for section, rows in below.items()
    ]


def of_the_team(_: Programme, state: State, drafts: Iterable[Draft]) -> Iterable[str]:
    """Members who are not in the list of inspectors, where there is one, or lack what Article 40.1 asks for."""
    known = {name_key(inspector.name): inspector for inspector in state.inspectors.values()}
    alike: dict[str, dict[str, list[str]]] = {}
    for draft in drafts:
        if draft.kind != "inspection":
            continue
        inspection = state.inspections[draft.subject]
        for name, times in Counter(member.name for member in inspection.team).items():
            if times > 1:
                yield f"{inspection.id}: «{name}» có {times} lần trong Đoàn kiểm tra."
        for member in inspection.team:
            if not known:
                continue
            if name_key(member.name) not in known:
                alike.setdefault("không có trong danh sách người kiểm tra", {}).setdefault(member.name, []).append(
                    inspection.id
                )
            elif lacks := lacking(known[name_key(member.name)], inspection.from_):
                alike.setdefault("; ".join(lacks), {}).setdefault(member.name, []).append(inspection.id)
    for what, people in alike.items():
        each = ", ".join(f"«{name}» ({_ids(ids)})" for name, ids in people.items())
        yield f"{each}: {what}."


def _ids(ids: Sequence[str]) -> str:
    more = f" và {count(len(ids) - _FEW)} cuộc khác" if len(ids) > _FEW else ""
    return ", ".join(ids[:_FEW]) + more


_FEW = 2
"""Inspections that are named of those to which one thing applies."""
