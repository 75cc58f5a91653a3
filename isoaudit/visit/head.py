"""What the minutes say of the visit itself: where, when, with whom, of which time; and how it ended.

All of it is of the inspection, so the records here rest on the same entries.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from isoaudit.books.now import clock
from isoaudit.form.page import Field, FieldKind, Record, Value
from isoaudit.visit.now import Now
from isoaudit.wording import label

KIND = "visit"
_FIELDS: Mapping[str, Mapping[str, FieldKind]] = {
    "head": {
        "place": "line",
        "opened_at": "time",
        "period_from": "date",
        "period_to": "date",
        "attendees": "list",
        "departments": "list",
    },
    "outcome": {"achieved": "text", "recommendations": "text"},
    "opinion": {"opinion": "text"},
    "closing": {"closed_at": "time"},
}
_HINTED = ("place", "attendees", "departments", "achieved", "recommendations", "opinion")


PARTS = tuple(_FIELDS)


def fields_of(name: str) -> Collection[str]:
    """The fields of the inspection that a part says; none of a part there is not."""
    return _FIELDS.get(name, {})


def record(name: str) -> Record:
    """The record of one part: ``head``, ``outcome``, ``opinion`` or ``closing``."""
    return Record(
        id=f"{KIND}/{name}",
        title=label("visit_record", name),
        fields=tuple(
            Field(one, label("column", one), kind, hint=label("visit_hint", one) if one in _HINTED else "")
            for one, kind in _FIELDS[name].items()
        ),
    )


def values(now: Now) -> Mapping[str, Value]:
    """What each part says at present."""
    said = now.inspection.model_dump(mode="json")
    entry = now.last_entry("inspection", now.id)
    base = now.state.about("inspection", now.id).base()
    found = {}
    for name, kinds in _FIELDS.items():
        fields = {one: said.get(one) or ([] if kind == "list" else "") for one, kind in kinds.items()}
        shown = entry if entry and any(one in entry.payload for one in kinds) else None
        found[f"{KIND}/{name}"] = Value(
            fields, base, clock(now, shown), shown.author if shown else "", fixed=now.head_fixed
        )
    return found


def to_say(name: str, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the inspection from what was typed."""
    said = {one: typed[one] for one in _FIELDS[name] if one in typed}
    for one, kind in _FIELDS[name].items():
        if one in said and kind == "date":
            said[one] = said[one] or None
        if one in said and kind == "list":
            said[one] = [line.strip() for line in said[one] if line.strip()]
    return said
