"""``isoaudit history``: who wrote what when."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from isoaudit.cli.common import JSON, option, print_json, programme_of
from isoaudit.cli.speech import Command

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
    from isoaudit.desk.history_told import event_lines, events_of
    from isoaudit.wording import count

    events = events_of(programme_of(folder), name, criterion)
    shown = events if whole else events[-_SHOWN:]
    if as_json:
        print_json({"total": len(events), "events": [asdict(event) for event in shown]})
        return
    if not events:
        click.echo("Chưa có nội dung nào được ghi.")
    if len(shown) < len(events):
        click.echo(f"… {count(len(events) - len(shown))} lần ghi trước đó; xem hết: thêm «--all».")
    for event in shown:
        for line in event_lines(event):
            click.echo(line)
