"""``isoaudit review``: the review of corrective action as a workbook."""

from __future__ import annotations

from pathlib import Path

import click

from isoaudit.cli.asking import MAP, asking
from isoaudit.cli.common import FILE, NAMES, OUTPUT, option, programme_of
from isoaudit.cli.speech import Command, Group
from isoaudit.cli.tables import DRY_RUN, report_import


@click.group(cls=Group)
def review() -> None:
    """Xem xét hành động khắc phục cơ quan đã báo cáo."""


@review.command("export", cls=Command)
@NAMES
@option("--all", is_flag=True, help="Cả những điểm đã xem xét xong; không ghi thì chỉ những điểm còn phải xem xét.")
@OUTPUT
@click.pass_obj
def review_export(folder: Path, names: tuple[str, ...], all: bool, output: Path | None) -> None:
    """Xuất bảng xem xét ra tệp Excel: mỗi dòng một điểm, nội dung báo cáo bên cạnh ô ghi (không ghi mã: tất cả)."""
    from isoaudit.desk.corrective.reviews import export_reviews
    from isoaudit.wording import count

    programme = programme_of(folder)
    of = f"-{names[0]}" if len(names) == 1 else ""
    path = output or programme.folder / f"xem-xet{of}-{programme.settings.year}.xlsx"
    number = export_reviews(programme, names, path, all=all)
    click.echo(f"Đã ghi {count(number)} điểm vào {path}.")


@review.command("import", cls=Command)
@FILE
@MAP
@DRY_RUN
@click.pass_obj
def review_import(folder: Path, file: Path, given: tuple[str, ...], dry_run: bool) -> None:
    """Nhập kết quả xem xét từ bảng đã ghi (Excel, CSV): tất cả, hoặc không ghi gì."""
    from isoaudit.desk.corrective.reviews import import_reviews

    done = import_reviews(programme_of(folder), file, dry_run=dry_run, asking=asking(given))
    report_import("điểm", done)
