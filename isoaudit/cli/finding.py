"""The commands of the exchange with the agency: findings the team agreed, reworded, withdrawn, restored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from isoaudit.cli.common import JSON, option, print_json, programme_of
from isoaudit.cli.speech import Command, Group

if TYPE_CHECKING:
    from isoaudit.journal.programme import Programme
    from isoaudit.model import Case, Finding

_CHANGED = {"reworded": "sửa lời", "withdrawn": "rút", "restored": "khôi phục"}


@click.group(cls=Group)
def finding() -> None:
    """Điểm không phù hợp, điểm lưu ý đã thống nhất trong Đoàn: xem, sửa lời, rút."""


_ID = click.argument("name", metavar="MÃ")
_CODE = click.argument("code", metavar="KPH_LY")
_WHY = option("--why", required=True, metavar="LÝ_DO", help="Vì sao.")


@finding.command("list", cls=Command)
@_ID
@JSON
@click.pass_obj
def finding_list(folder: Path, name: str, as_json: bool) -> None:
    """Liệt kê các vấn đề đã thống nhất, kèm những gì đã sửa, đã rút."""
    case = _case_of(programme_of(folder), name)
    changes = [amendment.model_dump(mode="json") for amendment in case.amendments]
    if as_json:
        print_json({"findings": [f.model_dump(mode="json") for f in case.agreed], "amendments": changes})
        return
    if not any(found.code for found in case.agreed):
        click.echo(f"{case.inspection.id}: không có điểm không phù hợp, điểm lưu ý nào đã thống nhất trong Đoàn.")
    for found in (found for found in case.agreed if found.code):
        _show_finding(found)
    for change in case.amendments:
        texts = f": «{change.before}» thành «{change.after}»" if change.after else ""
        click.echo(
            f"  {change.code} {_CHANGED[change.kind]}{texts}; lý do: {change.why} ({change.by or 'không rõ'} ghi)"
        )


@finding.command("withdraw", cls=Command)
@_ID
@_CODE
@_WHY
@click.pass_obj
def finding_withdraw(folder: Path, name: str, code: str, why: str) -> None:
    """Rút một vấn đề sau khi cơ quan giải trình; mã đã rút không dùng lại."""
    from isoaudit.desk import withdraw

    _show_finding(withdraw(programme_of(folder), name, code, why))


@finding.command("restore", cls=Command)
@_ID
@_CODE
@_WHY
@click.pass_obj
def finding_restore(folder: Path, name: str, code: str, why: str) -> None:
    """Khôi phục một vấn đề đã rút."""
    from isoaudit.desk import restore

    _show_finding(restore(programme_of(folder), name, code, why))


@finding.command("reword", cls=Command)
@_ID
@_CODE
@option("--text", required=True, metavar="NỘI_DUNG", help="Nội dung không phù hợp, cần lưu ý, viết lại cả câu.")
@_WHY
@click.pass_obj
def finding_reword(folder: Path, name: str, code: str, text: str, why: str) -> None:
    """Sửa lời một vấn đề sau khi trao đổi với cơ quan."""
    from isoaudit.desk import reword

    _show_finding(reword(programme_of(folder), name, code, text, why))


def _show_finding(found: Finding) -> None:
    words = f" (đã rút: {found.withdrawn})" if found.withdrawn else ""
    click.echo(f"{found.code:<8}{found.criterion:<14}{found.gap}{words}")


def _case_of(programme: Programme, name: str) -> Case:
    state, (inspection,) = programme.about([name])
    return programme.case(state, inspection)
