"""``isoaudit numbers``: the numbers of the office's outgoing papers, as the recorded acts have them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from isoaudit.cli.common import JSON, option, print_json, programme_of
from isoaudit.cli.speech import Command

if TYPE_CHECKING:
    from isoaudit.work.numbers import Numbers


@click.command(cls=Command)
@JSON
@option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="TỆP",
    help="Ghi sổ đăng ký văn bản đi ra tệp .xlsx này; tệp đã có thì không ghi đè.",
)
@click.pass_obj
def numbers(folder: Path, as_json: bool, output: Path | None) -> None:
    """Xem số văn bản đi đã ghi theo từng ký hiệu: số đã dùng, số chưa thấy, số trùng, số tiếp theo."""
    from isoaudit.desk.exports import write_new
    from isoaudit.journal.programme import today
    from isoaudit.work.numbers import as_data, numbers_of, register_workbook

    found = numbers_of(programme_of(folder), today())
    if output:
        write_new(output, register_workbook(found))
    if as_json:
        print_json(as_data(found))
        return
    _show(found)
    if output:
        click.echo(f"Đã ghi sổ đăng ký văn bản đi vào {output}.")


def _show(found: Numbers) -> None:
    """Each series: its papers in order, what is to be known of it, the next number."""
    from isoaudit.wording import count, date_short, label
    from isoaudit.work.numbers import addressees, became, remarks_on

    if not found.register.series and not found.register.unread:
        click.echo("Chưa ghi số của văn bản nào; ghi bằng «isoaudit record VIỆC MÃ --on NGÀY --number SỐ».")
    for series in found.register.series:
        unit = f" ({found.units.get(series.unit, series.unit)})" if len(found.units) > 1 else ""
        click.echo(f"{series.symbol}, năm {series.year}{unit}: {count(len(series.papers))} văn bản.")
        for one in series.papers:
            whom = addressees(found, one.inspections)
            after = f" ({said})" if (said := became(one)) else ""
            click.echo(f"  {one.written}  {date_short(one.on)}  {label('act', one.kind)}: {whom}{after}")
        for remark in remarks_on(series):
            click.echo(f"  {remark}")
        if series.next:
            next_ = f"{series.next:02d}{series.symbol}"
            click.echo(f"  Số tiếp theo theo dữ liệu: {next_}; đối chiếu sổ của văn thư trước khi cấp.")
    for unread in found.register.unread:
        click.echo(
            f"Số «{unread.act.number}» ({label('act', unread.act.kind)}, {unread.inspection}) không có dạng số/ký hiệu "
            "nên không xếp được; ghi lại bằng «isoaudit record … --correct»."
        )
