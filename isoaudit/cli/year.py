"""The command that tells the figures of the yearly reports, and makes the sheet of the year."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from isoaudit.cli.common import JSON, a_day, option, print_json, programme_of, show_written
from isoaudit.cli.speech import Command

if TYPE_CHECKING:
    from isoaudit.rules.report_tables import FigureTable


@click.command(cls=Command)
@option("--as-of", callback=a_day, metavar="NGÀY", help="Số liệu đến hết ngày này (mặc định: hôm nay).")
@JSON
@click.pass_obj
def year(folder: Any, as_of: date | None, as_json: bool) -> int:
    """Xem số liệu của báo cáo năm (kiểm tra, khắc phục, HTQLCL); lập trang year.html và bảng Excel.

    Khi ghi «--json» thì chỉ xem. Báo cáo Word: «isoaudit paper november_report», «isoaudit paper december_report».
    """
    from isoaudit.journal.programme import today
    from isoaudit.rules.report_tables import report_tables
    from isoaudit.wording import date_short
    from isoaudit.work.year_report import as_data, refresh_year, report_of

    programme = programme_of(folder)
    mark = programme.fingerprint()
    report = report_of(programme, as_of or today())
    if as_json:
        print_json(as_data(report))
        return 0
    click.echo(f"Số liệu tính đến ngày {date_short(report.day)}.")
    for table in report_tables(report):
        _show(table)
    if until := report.figures.waiting_until:
        click.echo(f"Còn trong thời hạn báo cáo khắc phục: đến ngày {date_short(until)}.")
    return show_written("năm", lambda: refresh_year(programme, report, mark))


def _show(table: FigureTable) -> None:
    """A table in a terminal: a line for each row, with the words of the columns where there are several."""
    from isoaudit.rules.report_tables import figure_words

    click.echo(f"{table.title}:")
    alone = len(table.columns) == 1
    for line in table.lines:
        figures = (
            f"{'' if alone else f'{column.words} '}{figure_words(one, shares=column.shares)}"
            for column, one in zip(table.columns, line.figures, strict=True)
        )
        click.echo(f"  {line.words}: {'; '.join(figures)}")
