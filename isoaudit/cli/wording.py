"""The commands of reusable wordings: those there are, and a finding kept as one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from isoaudit.cli.common import JSON, option, print_json, programme_of
from isoaudit.cli.speech import Command, Group, UsageProblem

if TYPE_CHECKING:
    from isoaudit.model import Wording


@click.group(cls=Group)
def wording() -> None:
    """Câu mẫu để ghi bằng chứng, nội dung không phù hợp, cần lưu ý."""


@wording.command("list", cls=Command)
@click.argument("criteria", nargs=-1, metavar="[TIÊU_CHÍ]...")
@JSON
@click.pass_obj
def wording_list(folder: Path, criteria: tuple[str, ...], as_json: bool) -> None:
    """Liệt kê câu mẫu, của các tiêu chí được ghi hoặc của mọi tiêu chí."""
    from isoaudit.journal.wordings import wordings_of

    shelf = programme_of(folder).folder / "checklists"
    wordings = [one for one in wordings_of(shelf) if not criteria or one.criterion in criteria]
    if as_json:
        print_json([one.model_dump(mode="json") for one in wordings])
        return
    for one in wordings:
        _show(one)
    if not wordings:
        click.echo("Không có câu mẫu nào.")


@wording.command("add", cls=Command)
@click.argument("where", metavar="MÃ/TIÊU_CHÍ")
@option("--keep", is_flag=True, help="Lưu câu mẫu; không ghi thì chỉ xem trước.")
@click.pass_context
def wording_add(context: click.Context, where: str, keep: bool) -> None:
    """Lấy một điểm đã ghi làm câu mẫu của đơn vị: tên, số, ngày nhận ra được thay bằng chỗ trống."""
    from isoaudit.desk.answers.wordings import keep as keep_it
    from isoaudit.desk.answers.wordings import wording_of

    name, _, criterion = where.rpartition("/")
    if not name or not criterion:
        raise UsageProblem("ghi mã cuộc kiểm tra và tiêu chí, như 2026-99-SNV-TS/D36-1-a-01.", context)
    programme = programme_of(context.obj)
    made = wording_of(programme, name, criterion)
    _show(made)
    if keep:
        keep_it(programme, made)
        click.echo("Đã lưu vào checklists/wording.yaml của thư mục làm việc; sửa lời, đặt tên chỗ trống tại đó.")
    else:
        click.echo("Chưa lưu. Xem kỹ còn tên riêng nào không; lưu bằng cách chạy lại kèm «--keep».")


def _show(one: Wording) -> None:
    from isoaudit.desk.answers.wordings import wording_lines

    for line in wording_lines(one):
        click.echo(line)
