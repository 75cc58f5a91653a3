"""What was said differently of one field on several laptops, side by side: a person decides, and no program.

Statements on a criterion stand or fall as a whole (:mod:`isoaudit.desk.answers.settle`);
all else is decided field by field.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from isoaudit.desk.answers.saying import say_point, say_sample, say_visit
from isoaudit.errors import ProcedureError, problem
from isoaudit.form.page import Alternative, Fact
from isoaudit.journal.fields import side_by_side
from isoaudit.model import Entry
from isoaudit.visit import head
from isoaudit.visit.now import Now
from isoaudit.wording import date_short, label, labels
from isoaudit.wording.statements import moment

_KINDS: Mapping[str, str] = {"visit": "inspection", "sample": "sample", "point": "point"}
"""The kind of entries that each kind of record says."""
_AS_A_WHOLE = ("answer", "effect", "reply", "review", "reading")
"""Kinds of which statements stand or fall whole; those on replies are decided in the book of the review, and what
several second readers said counts beside each other."""


def alternatives(now: Now, record: str) -> tuple[Alternative, ...]:
    """What stands side by side in a record of the head, of a sample or of a point, a field at a time."""
    return tuple(
        Alternative(take, _who(entry), (f"{_heading(name)}: {_in_words(entry.payload[name])}",))
        for take, (name, entry) in enumerate(_standing(now, record), start=1)
    )


def settle(now: Now, record: str, take: int, edit: str) -> None:
    """Say one of the values of a field again, having seen all; nothing where nothing is to be decided.

    Raises ProcedureError: SETTLE_002 (no such number), and as :mod:`isoaudit.desk.answers.saying`.
    """
    standing = _standing(now, record)
    if not standing:
        return
    kind, _, name = record.partition("/")
    if not 1 <= take <= len(standing):
        raise ProcedureError(problem("SETTLE_002", now.id, value=take, count=len(standing)))
    field, entry = standing[take - 1]
    fields = {field: entry.payload[field]}
    if kind == "visit":
        say_visit(now.programme, now.id, fields, edit=edit, base=None)
    elif kind == "point":
        say_point(now.programme, now.id, name, fields, edit=edit, base=None)
    else:
        say_sample(now.programme, now.id, name, fields, edit=edit, base=None)


def facts(now: Now, kind: str, subject: str) -> Iterator[Fact]:
    """Each value that stands beside others in a subject whose record says nothing itself."""
    for name, entry in _of(now, kind, subject, None):
        yield Fact(f"{_heading(name)}: {label('visit_said', 'differing')}", _told(name, entry), "bad")


def everywhere(now: Now) -> Iterator[tuple[str, str]]:
    """Everything but whole statements that is to be decided in the inspection: the record where, and a sentence."""
    for kind, subject in now.state.subjects(now.id):
        if kind in _AS_A_WHOLE:
            continue
        rest = subject.partition("/")[2]
        for name in _in_conflict(now, kind, subject):
            about, words = (label("act", rest), "conflict_act") if kind == "act" else (rest, "conflict")
            fields = {"field": _heading(name), "about": f" ({about})" if about else ""}
            yield (
                _record(kind, rest, name),
                label("visit_missing", words).format(**fields),
            )


def team(now: Now) -> bool:
    """Whether the parts of the members were assigned differently."""
    return "team" in now.state.conflicts("inspection", now.id)


def _standing(now: Now, record: str) -> list[tuple[str, Entry]]:
    kind, _, name = record.partition("/")
    subject = now.id if kind == "visit" else f"{now.id}/{name}"
    names = head.fields_of(name) if kind == "visit" else None
    return list(_of(now, _KINDS[kind], subject, names)) if kind in _KINDS else []


def _of(now: Now, kind: str, subject: str, names: Collection[str] | None) -> Iterator[tuple[str, Entry]]:
    for name in _in_conflict(now, kind, subject):
        if names is None or name in names:
            yield from ((name, entry) for entry in side_by_side(now.state.history(kind, subject), name))


def _in_conflict(now: Now, kind: str, subject: str) -> list[str]:
    """The fields in conflict that have a heading: what the program notes for itself follows from the others."""
    return [name for name in now.state.conflicts(kind, subject) if _heading(name)]


def _record(kind: str, rest: str, name: str) -> str:
    """Where on the page a field is decided."""
    if kind != "inspection":
        return f"{kind}/{rest}"
    return next((f"visit/{part}" for part in head.PARTS if name in head.fields_of(part)), "visit/head")


def _told(name: str, entry: Entry) -> str:
    return f"{_in_words(entry.payload[name])} ({_who(entry)})"


def _who(entry: Entry) -> str:
    who = entry.author or label("visit_said", "somebody")
    return f"{who}, ghi lúc {moment(entry.at)}" if entry.at else who


def _heading(name: str) -> str:
    """A field as the form calls it; of an act as its register does."""
    columns = labels()["column"]
    return {**labels()["act_field"], "removed": columns["removed_sample"], **columns}.get(name, "")


def _in_words(value: Any) -> str:
    if not value:
        return label("visit_said", "left_empty")
    if isinstance(value, list):
        named = (one.get("name") or one.get("code") if isinstance(one, dict) else one for one in value)
        return "; ".join(str(name) for name in named if name)
    with suppress(TypeError, ValueError):
        return date_short(date.fromisoformat(value))
    return str(value)
