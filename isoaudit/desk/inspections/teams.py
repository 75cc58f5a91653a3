"""Teams of a schedule: those that a row above several inspections names, and what is unusual of their members."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from isoaudit.desk.intake.judging import Desk
from isoaudit.errors import excerpt
from isoaudit.journal.programme import Programme
from isoaudit.journal.state import State
from isoaudit.journal.store import Draft
from isoaudit.model import Inspector
from isoaudit.rules.competence import lacking
from isoaudit.tables.cells import codes, word_key
from isoaudit.tables.visits.team_sheets import is_number_of_a_team, team_key
from isoaudit.tables.visits.teams import team_called, team_in_words
from isoaudit.wording import count, label, labels, name_key


def take_named_teams(desk: Desk) -> list[str]:
    """Give each row without a team that of the row above its group, or that of the list of inspectors; and say so."""
    listed, file = _listed(desk.state.inspectors.values()), desk.table.path.name
    listed |= desk.table.teams
    above, by_name, open_ = Counter[str](), Counter[tuple[str, str]](), 0
    for row in desk.table.rows:
        if row.values.get("team"):
            continue
        others = [(text, heading) for heading, text in (row.values.get("others") or {}).items()]
        said = [(row.section, ""), *others, (row.outer, ""), (row.place.sheet, "")]
        named = ((text, heading, desk.table.team(text, heading)) for text, heading in said)
        known = (one for one in named if one[2] in listed or _names_a_team(*one[:2]))
        text, heading, key = next(known, ("", "", ""))
        called = _shown(text, heading)
        if members := team_in_words(row.section):
            row.values["team"] = members
            above[row.section] += 1
        elif members := listed.get(key, []):
            row.values["team"] = [dict(member) for member in members]
            by_name[called, key] += 1
        else:
            open_ += bool(called)
    column = label("column", "team")
    notes = [
        f"{file}: {count(rows)} dòng dưới «{excerpt(section)}» lấy thành viên đoàn theo dòng ấy "
        f"({_names(team_in_words(section))}); thiếu người nào thì thêm cột «{column}» rồi nhập lại."
        for section, rows in above.items()
    ]
    of_table = "danh sách trong bảng", "danh sách người kiểm tra"
    notes += [
        f"{file}: {count(rows)} dòng ghi «{excerpt(called)}» lấy thành viên đoàn theo "
        f"{of_table[key not in desk.table.teams]} ({_names(listed[key])})."
        for (called, key), rows in by_name.items()
    ]
    if open_:
        notes.append(
            f"{file}: {count(open_)} dòng có tên đoàn, chưa có thành viên: ghi thành viên ở cột «{column}», hoặc ghi "
            "tên đoàn ở danh sách người kiểm tra, rồi nhập lại."
        )
    return notes


def _names_a_team(text: str, heading: str) -> bool:
    """Whether a cell is a team and nothing else, listed or not: «Đoàn số 1 - các sở» may be a group of agencies."""
    return bool(team_called(text)) or is_number_of_a_team(text, heading)


def _shown(text: str, heading: str) -> str:
    """What a cell says of a team, a number with the words above it: Đoàn số 1."""
    return f"{heading} {text}" if heading and not team_key(text) and text.strip().isalnum() else text


def _listed(inspectors: Iterable[Inspector]) -> dict[str, list[dict[str, str]]]:
    """The members of each team that the list of inspectors names, by what teams are compared by, with their roles."""
    teams: dict[str, list[dict[str, str]]] = {}
    roles = codes("role")
    for inspector in inspectors:
        said = [] if inspector.removed else [other.text for other in inspector.others]
        role = next((roles[word_key(text)] for text in said if word_key(text) in roles), "thanh_vien")
        for called in dict.fromkeys(filter(None, map(team_called, said))):
            teams.setdefault(called, []).append({"name": inspector.name, "role": role})
    ranks = list(labels()["role"])  # the journal knows no order of people: the leader stands first
    return {called: sorted(members, key=lambda one: ranks.index(one["role"])) for called, members in teams.items()}


def _names(members: Iterable[Mapping[str, str]]) -> str:
    return ", ".join(
        member["name"] if member["role"] == "thanh_vien" else f"{member['name']}, {label('role', member['role'])}"
        for member in members
    )


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
