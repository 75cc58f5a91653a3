"""The command that scores agencies by the office's own scale; without one in the settings there is no score."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from isoaudit.cli.common import JSON, NAMES, a_day, option, print_json, programme_of
from isoaudit.cli.speech import Command


@click.command(cls=Command, hidden=True)
@NAMES
@option("--as-of", callback=a_day, metavar="NGÀY", help="Tính đến hết ngày này (mặc định: hôm nay).")
@JSON
@click.pass_obj
def score(folder: Any, names: tuple[str, ...], as_of: date | None, as_json: bool) -> None:
    """Chấm điểm từng cơ quan theo thang điểm ghi trong thiết lập; lập bảng Excel có diễn giải từng điểm.

    Ghi mã cơ quan để xem diễn giải của cơ quan ấy; khi ghi mã hoặc «--json» thì chỉ xem.
    """
    from isoaudit.journal.programme import today
    from isoaudit.work.score import as_data, chosen, refresh_scores, scores_of, told

    programme = programme_of(folder)
    mark, day = programme.fingerprint(), as_of or today()
    scores = scores_of(programme, day)
    shown = chosen(scores, names)
    if as_json:
        print_json(as_data(shown, day))
        return
    for line in told(shown, day, explained=bool(names)):
        click.echo(line)
    if not names:
        book = refresh_scores(programme, scores, day, mark)
        if book.note:
            click.echo(f"Lưu ý: {book.note}", err=True)
        click.echo(f"Bảng Excel, có diễn giải từng điểm: {book.path}")
