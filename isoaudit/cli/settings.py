"""The commands of the settings of a year: shown, given out as a workbook, taken in from one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from isoaudit.cli.common import FILE, JSON, OUTPUT, option, print_json, say_where, signer_remarks
from isoaudit.cli.speech import Command, Group, show_warnings

if TYPE_CHECKING:
    from isoaudit.model import Settings


@click.group(cls=Group)
def settings() -> None:
    """Thiết lập của năm: đơn vị, cơ quan ban hành, người ký, ngày nghỉ (thay cho sửa isoaudit.toml)."""


@settings.command("export", cls=Command)
@OUTPUT
@click.pass_obj
def settings_export(folder: Path, output: Path | None) -> None:
    """Xuất thiết lập ra tệp Excel để điền."""
    from isoaudit.desk.settings.book import export_settings

    say_where(folder)
    path = output or folder / "thiet-lap.xlsx"
    export_settings(folder, path)
    click.echo(f"Đã ghi thiết lập vào {path}.")
    click.echo(f'Việc tiếp theo: mở tệp bằng Excel, điền, lưu; rồi chạy: isoaudit settings import "{path}"')


@settings.command("import", cls=Command)
@FILE
@option("--dry-run", is_flag=True, help="Chỉ xem trước: sẽ đổi những gì; không ghi gì cả.")
@click.pass_obj
def settings_import(folder: Path, file: Path, dry_run: bool) -> None:
    """Nhập thiết lập từ tệp Excel đã điền; in ra những gì thay đổi."""
    from isoaudit.desk.settings.importing import import_settings
    from isoaudit.wording import count

    say_where(folder)
    done = import_settings(folder, file, dry_run)
    for change in done.changes:
        click.echo(change)
    show_warnings([*done.warnings, *signer_remarks(done.settings)], end="Có {number} nội dung cần lưu ý.")
    if not done.changes:
        click.echo("Không có thay đổi.")
    elif done.backup:
        click.echo(f"Đã ghi {count(len(done.changes))} thay đổi vào isoaudit.toml; bản trước: {done.backup.name}.")
        click.echo("Văn bản đã lập, đã in không thay đổi theo. Việc tiếp theo: lập lại dự thảo (isoaudit letters).")
    else:
        click.echo(f"Có {count(len(done.changes))} thay đổi, chưa ghi. Đúng thì chạy lại lệnh, bỏ «--dry-run».")


@settings.command("list", cls=Command)
@JSON
@click.pass_obj
def settings_list(folder: Path, as_json: bool) -> None:
    """Xem thiết lập: đơn vị, cơ quan ban hành, ai ký văn bản nào, gửi ai."""
    from isoaudit.journal.settings import read_settings

    say_where(folder)
    found = read_settings(folder)
    if as_json:
        print_json(_as_data(found))
        return
    _show(found)


def _as_data(found: Settings) -> dict[str, Any]:
    """The settings as plain data; of the office's scale nothing where it has none."""
    data = found.model_dump(mode="json")
    if found.score:
        data["score"] = [one.model_dump(mode="json") for one in found.score]
        data["score_total"] = None if found.score_total is None else str(found.score_total)
    return data


def _show(found: Settings) -> None:
    from isoaudit.desk.settings.told import settings_lines

    for line in settings_lines(found):
        click.echo(line)
    click.echo("\nSửa bằng Excel: isoaudit settings export")
