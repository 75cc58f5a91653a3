"""``isoaudit answers settle``: a person decides between statements that stand side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from isoaudit.cli.common import JSON, option, print_json, programme_of
from isoaudit.cli.speech import Command

if TYPE_CHECKING:
    from isoaudit.desk.answers.settle import Dispute
    from isoaudit.model import Answer


@click.command("settle", cls=Command)
@click.argument("name", metavar="MÃ")
@click.argument("criterion", required=False, metavar="[TIÊU_CHÍ]")
@option(
    "--take",
    type=click.IntRange(min=1),
    metavar="SỐ",
    help="Số thứ tự của kết quả đã thống nhất trong Đoàn; không ghi: chỉ xem.",
)
@JSON
@click.pass_obj
def settle(folder: Path, name: str, criterion: str | None, take: int | None, as_json: bool) -> int:
    """Xem các kết quả khác nhau của cùng một tiêu chí, hoặc chọn một kết quả đã thống nhất."""
    from isoaudit.cli.speech import UsageProblem
    from isoaudit.desk.answers.settle import disputes
    from isoaudit.desk.answers.settle import settle as decide

    programme = programme_of(folder)
    if take is not None:
        if criterion is None:
            raise UsageProblem("--take cần mã tiêu chí.", click.get_current_context())
        answer = decide(programme, name, criterion, take)
        if as_json:
            print_json(answer.model_dump(mode="json"))
        else:
            click.echo(f"Đã ghi kết quả thống nhất của {answer.inspection}, tiêu chí {answer.criterion}:")
            _show(answer)
        return 0
    found = disputes(programme, name, criterion)
    if as_json:
        print_json(
            [
                {"inspection": one.inspection, "criterion": one.criterion}
                | {"statements": [statement.model_dump(mode="json") for statement in one.statements]}
                for one in found
            ]
        )
    elif not found:
        click.echo("Không có kết quả nào khác nhau cần thống nhất.")
    for dispute in () if as_json else found:
        show_dispute(dispute)
    return 1 if found else 0


def show_dispute(dispute: Dispute) -> None:
    """The statements on one criterion, numbered, and how one is chosen."""
    from isoaudit.wording import count
    from isoaudit.wording.statements import who_and_when

    click.echo(
        f"{dispute.inspection}, tiêu chí {dispute.criterion}: {count(len(dispute.statements))} kết quả khác nhau."
    )
    for number, statement in enumerate(dispute.statements, start=1):
        click.echo(f"{number}. {who_and_when(statement)}")
        _show(statement)
    click.echo(f"Chọn: isoaudit answers settle {dispute.inspection} {dispute.criterion} --take SỐ")


def _show(answer: Answer) -> None:
    from isoaudit.wording.statements import parts

    for heading, text in parts(answer):
        click.echo(f"   {heading}: {' / '.join(text.splitlines())}")
