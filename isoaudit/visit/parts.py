"""Who of the team looks at which point of Article 36: a table of points by members, said by the leader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from isoaudit.books.now import clock
from isoaudit.form.page import Field, Record, Section, Value
from isoaudit.model import POINTS
from isoaudit.visit import conflicts
from isoaudit.visit.now import Now
from isoaudit.wording import label, point_name, sentence

KIND = "part"


def section(now: Now) -> Section:
    """The table; of a team without members a sentence that says so."""
    if not now.members:
        return Section("parts", label("visit_section", "parts"), label("visit_said", "no_team"), group="prepare")
    return Section(
        "parts",
        label("visit_section", "parts"),
        " ".join(label("visit_intro", name) for name in ("parts", *(["parts_differ"] if conflicts.team(now) else []))),
        records=tuple(record(now, point) for point in _points(now)),
        as_table=True,
        group="prepare",
    )


def _points(now: Now) -> Sequence[str]:
    """The points at which anything is asked."""
    there = {criterion.point for criterion in now.asked}
    return [point for point in POINTS if point in there]


def record(now: Now, point: str) -> Record:
    """One row: a point with a box for each member."""
    return Record(
        id=f"{KIND}/{point}",
        title=f"{sentence(point_name(point))}: {label('point', point)}",
        fields=tuple(Field(_column(place), name, "check") for place, name in enumerate(now.members)),
    )


def _column(place: int) -> str:
    return f"member_{place}"


def values(now: Now) -> Mapping[str, Value]:
    """Who has which point: a member has one where any of its criteria is the member's."""
    entry = now.last_entry("inspection", now.id)
    base = now.state.about("inspection", now.id).base()
    by_name = {member.name: set(member.criteria) for member in now.inspection.team}
    found = {}
    for point in _points(now) if now.members else ():
        of_point = _criteria(now, point)
        boxes = {_column(place): bool(by_name[name] & of_point) for place, name in enumerate(now.members)}
        found[f"{KIND}/{point}"] = Value(
            boxes,
            base,
            saved=clock(now, entry) if any(boxes.values()) else "",
            by=entry.author if entry and any(boxes.values()) else "",
            fixed=now.head_fixed,
        )
    return found


def _criteria(now: Now, point: str) -> set[str]:
    return {criterion.id for criterion in now.asked if criterion.point == point}


def to_say(now: Now, point: str, typed: Mapping[str, Any]) -> dict[str, list[str]]:
    """The criteria of each member for whom this row changes them, once it is as it was typed."""
    of_point = _criteria(now, point)
    parts = {}
    for member in now.inspection.team:
        column = _column(now.members.index(member.name))
        ticked = bool(typed[column]) if column in typed else bool(set(member.criteria) & of_point)
        had = set(member.criteria)
        # A part of a point, given to a member in another way, stays a part as long as the box is not touched.
        has = (had | of_point if not had & of_point else had) if ticked else had - of_point
        if has != had:
            parts[member.name] = [id for id in now.case.criteria if id in has]
    return parts
