"""The commands about Word templates."""

from __future__ import annotations

from pathlib import Path

import click

from isoaudit.cli.common import FILE, JSON, option, print_json
from isoaudit.cli.speech import Command, Group, show_problems


@click.group(cls=Group)
def template() -> None:
    """Mẫu Word của đơn vị."""


@template.command("check", cls=Command)
@FILE
@option(
    "--as",
    "paper",
    default="",
    metavar="LOẠI",
    help="Mẫu của loại văn bản nào, khi tên tệp không nói; các loại: «isoaudit paper».",
)
@JSON
def template_check(file: Path, paper: str, as_json: bool) -> int:
    """Soát một mẫu Word đã sửa: mọi chỗ sai, kèm đoạn, bảng; không chạy lệnh nào trong mẫu."""
    from isoaudit.papers.template_check import check_template

    checked = check_template(file, paper)
    if as_json:
        found = [problem.as_dict() for problem in checked.problems]
        print_json({"paper": checked.paper.name, "problems": found, "warnings": list(checked.warnings)})
        return 2 if checked.problems else 0
    for warning in checked.warnings:
        click.echo(f"Lưu ý: {warning}", err=True)
    if checked.problems:
        show_problems(checked.problems)
        return 2
    click.echo(f"Mẫu {checked.paper.name} ({checked.paper.title}) dùng được.")
    return 0
