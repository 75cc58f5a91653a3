"""``isoaudit history``: who wrote what when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from isoaudit.cli.common import JSON, option, print_json, programme_of
from isoaudit.cli.speech import Command

if TYPE_CHECKING:
    from isoaudit.journal.history import Change, Event
    from isoaudit.journal.programme import Programme

_SHOWN = 50


@click.command(cls=Command)
@click.argument("name", metavar="MÃ")
@click.argument("criterion", required=False, metavar="[TIÊU_CHÍ]")
@option("--all", "whole", is_flag=True, help=f"Xem hết; nếu không, chỉ {_SHOWN} lần ghi sau cùng.")
@JSON
@click.pass_obj
def history(folder: Path, name: str, criterion: str | None, whole: bool, as_json: bool) -> None:
    """Xem ai đã ghi gì, lúc nào, nội dung cũ và mới, của một cuộc kiểm tra hoặc một tiêu chí.

    MÃ cũng có thể là mã một bước, chỉ tiêu, lớp đào tạo, khoản kinh phí («isoaudit rollout list») hoặc số, ký hiệu một
    văn bản quy phạm pháp luật.
    """
    from isoaudit.wording import count

    programme = programme_of(folder)
    events = _events(programme, name, criterion)
    shown = events if whole else events[-_SHOWN:]
    if as_json:
        print_json({"total": len(events), "events": [asdict(event) for event in shown]})
        return
    if not events:
        click.echo("Chưa có nội dung nào được ghi.")
    if len(shown) < len(events):
        click.echo(f"… {count(len(events) - len(shown))} lần ghi trước đó; xem hết: thêm «--all».")
    for event in shown:
        for line in _lines(event):
            click.echo(line)


def _events(programme: Programme, name: str, criterion: str | None) -> tuple[Event, ...]:
    from isoaudit.desk.taken_out import ever_recorded
    from isoaudit.errors import RunError, problem
    from isoaudit.journal.history import history as read
    from isoaudit.journal.history import history_of

    if criterion is None and (found := ever_recorded(programme, name)):
        return history_of(*found)
    state, (inspection,) = programme.about([name], among="ever")
    if criterion is not None and not any(
        criterion == one.id for pinned in programme.pinned(inspection) for one in pinned.checklist.criteria
    ):
        raise RunError(problem("CRITERION_001", inspection.id, value=criterion))
    return read(state, inspection.id, criterion)


def _lines(event: Event) -> Iterator[str]:
    """An entry in words: who, when, about what; then each field."""
    from isoaudit.wording.entries import about, order
    from isoaudit.wording.statements import moment

    where = f" (máy {event.device})" if event.device else ""
    beside = ", khi chưa thấy điều người khác vừa ghi" if event.beside else ""
    yield f"{moment(event.at)}, {event.author or 'không rõ ai'}{where}: {about(event.kind, event.subject)}{beside}"
    fields = list(order(event.kind))
    changes = sorted(event.changes, key=lambda c: fields.index(c.field) if c.field in fields else len(fields))
    yield from (f"  {_change(event.kind, change)}" for change in changes)
    if not event.changes:
        yield "  ghi lại như đã thấy"


def _change(kind: str, change: Change) -> str:
    from isoaudit.wording.entries import heading

    named = heading(kind, change.field)
    before, after = (shown(kind, change.field, value) for value in (change.before, change.after))
    if not before:
        return f"{named}: {after}"
    return f"{named}: {before} -> {after or 'bỏ trống'}"


def shown(kind: str, field: str, value: Any) -> str:
    """A value of an entry of a kind as people write it, on one line."""
    from datetime import date

    from isoaudit.wording import date_short
    from isoaudit.wording.entries import meaning

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
    from isoaudit.wording import count

    return f"{count(len(files))} tệp"


def _item(item: Any) -> str:
    """One of several: evidence with where it is from, a member with the criteria assigned, the code of a finding."""
    from isoaudit.wording import label

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
