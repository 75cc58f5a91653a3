"""Who wrote what when, in words: of an inspection, of a criterion, of the roll-out, of an instrument."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from isoaudit.desk.rollout.taken_out import ever_recorded
from isoaudit.errors import RunError, problem
from isoaudit.journal.history import Change, Event, history, history_of
from isoaudit.journal.programme import Programme
from isoaudit.wording import count, date_short, label
from isoaudit.wording.entries import about, heading, meaning, order
from isoaudit.wording.statements import moment


def events_of(programme: Programme, name: str, criterion: str | None = None) -> tuple[Event, ...]:
    """Every entry on what a name means, the oldest first.

    The name is that of an inspection, also of one that is not carried out, a code of the roll-out or the number of an
    instrument; ``criterion``: only what was said of it. Raises RunError (RUN_001, CRITERION_001).
    """
    if criterion is None and (found := ever_recorded(programme, name)):
        return history_of(*found)
    state, (inspection,) = programme.about([name], among="ever")
    if criterion is not None and not any(
        criterion == one.id for pinned in programme.pinned(inspection) for one in pinned.checklist.criteria
    ):
        raise RunError(problem("CRITERION_001", inspection.id, value=criterion))
    return history(state, inspection.id, criterion)


def event_lines(event: Event) -> Iterator[str]:
    """An entry in words: who, when, about what; then each field, set in."""
    where = f" (máy {event.device})" if event.device else ""
    beside = ", khi chưa thấy điều người khác vừa ghi" if event.beside else ""
    yield f"{moment(event.at)}, {event.author or 'không rõ ai'}{where}: {about(event.kind, event.subject)}{beside}"
    fields = list(order(event.kind))
    changes = sorted(event.changes, key=lambda c: fields.index(c.field) if c.field in fields else len(fields))
    yield from (f"  {_change(event.kind, change)}" for change in changes)
    if not event.changes:
        yield "  ghi lại như đã thấy"


def _change(kind: str, change: Change) -> str:
    named = heading(kind, change.field)
    before, after = (value_said(kind, change.field, value) for value in (change.before, change.after))
    if not before:
        return f"{named}: {after}"
    return f"{named}: {before} -> {after or 'bỏ trống'}"


def value_said(kind: str, field: str, value: Any) -> str:
    """A value of an entry of a kind as people write it, on one line."""
    if value is None:
        return ""
    if field == "files":
        return _files(value)
    if isinstance(value, list):
        return f"«{'; '.join(_item(item) for item in value)}»"
    if isinstance(value, dict):
        return f"«{_item(value)}»"
    if isinstance(value, str) and (words := meaning(kind, field, value)) != value:
        return words
    try:
        return date_short(date.fromisoformat(value))
    except (TypeError, ValueError):
        return f"«{' '.join(str(value).split())}»"


def _files(files: Any) -> str:
    return f"{count(len(files))} tệp"


def _item(item: Any) -> str:
    """One of several: evidence with where it is from, a member with the criteria assigned, the code of a finding."""
    if not isinstance(item, dict):
        return str(item)
    if "heading" in item:
        return f"{item['heading']}: {item.get('text', '')}"
    named = (item.get(name) for name in ("text", "code", "name", "title", "id"))
    said = " ".join(str(next((text for text in named if text), "")).split())
    details = [label("ground", item["ground"])] if item.get("ground") else []
    details += [item[name] for name in ("source", "department") if item.get(name)]
    details += item.get("criteria") or ()
    details += [_files(item["files"])] if item.get("files") else []
    return f"{said} ({', '.join(details)})" if details else said
