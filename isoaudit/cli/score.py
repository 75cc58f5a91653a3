"""The command that scores agencies by the office's own scale; without one in the settings there is no score."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from isoaudit.cli.common import JSON, NAMES, a_day, option, print_json, programme_of
from isoaudit.cli.speech import Command

if TYPE_CHECKING:
    from isoaudit.rules.score import Score


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
    from isoaudit.work.score import as_data, chosen, refresh_scores, scores_of

    programme = programme_of(folder)
    mark, day = programme.fingerprint(), as_of or today()
    scores = scores_of(programme, day)
    shown = chosen(scores, names)
    if as_json:
        print_json(as_data(shown, day))
        return
    _show(shown, day, explained=bool(names))
    if not names:
        book = refresh_scores(programme, scores, day, mark)
        if book.note:
            click.echo(f"Lưu ý: {book.note}", err=True)
        click.echo(f"Bảng Excel, có diễn giải từng điểm: {book.path}")


def _show(scores: Sequence[Score], day: date, *, explained: bool) -> None:
    from isoaudit.rules.score import in_words
    from isoaudit.wording import count, date_short, label

    click.echo(f"Điểm tính đến ngày {date_short(day)}, theo thang điểm trong thiết lập:")
    for one in scores:
        click.echo(f"  {one.code}: {one.name}: {in_words(one.points, one.open, one.maximum)}")
        for part in one.parts if explained else ():
            points = in_words(part.points, part.open, part.component.points)
            click.echo(f"    {part.component.name} ({label('score_part', part.state)}): {points}")
            click.echo(f"      {part.why}")
            for source in part.sources:
                click.echo(f"      - {source.id}: {source.words}" if source.id else f"      - {source.words}")
    partial = sum(bool(one.open) for one in scores)
    if partial:
        click.echo(f"Tổng chưa đủ của {count(partial)} cơ quan: có điểm chưa rõ, để ngỏ chứ không tính là 0.")
