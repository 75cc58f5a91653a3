"""What becomes of inspections besides being carried out, and rows typed wrongly: the commands of three groups."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from isoaudit.cli.common import a_day, option, programme_of
from isoaudit.cli.speech import Command, UsageProblem, show_warnings, some

if TYPE_CHECKING:
    from isoaudit.desk.inspections.changes import Changed

_INSPECTIONS = click.argument("names", nargs=-1, required=True, metavar="MÃ...")
_CODES = click.argument("codes", nargs=-1, required=True, metavar="MÃ...")
WHY = option("--why", required=True, metavar="LÝ_DO", help="Lý do, được lưu cùng dữ liệu.")


def _mode(context: click.Context, _: click.Parameter, value: str) -> str:
    """A form of inspection as people write it. Raises a usage error that names both."""
    from isoaudit.tables.cells import codes, word_key
    from isoaudit.wording import labels

    if found := codes("mode").get(word_key(value)):
        return found
    known = "; ".join(f"«{words}»" for words in labels()["mode"].values())
    raise UsageProblem(f"không có hình thức kiểm tra «{value}». Chọn một trong: {known}.", context)


@click.command(cls=Command)
@_INSPECTIONS
@WHY
@option("--on", callback=a_day, metavar="NGÀY", help="Ngày quyết định không kiểm tra (mặc định: hôm nay).")
@click.pass_obj
def cancel(folder: Path, names: tuple[str, ...], why: str, on: date | None) -> None:
    """Ghi là không kiểm tra, kèm lý do; không tính vào tổng hợp."""
    from isoaudit.desk.inspections.changes import cancel as write

    show_changed(write(programme_of(folder), names, why, on))


@click.command(cls=Command)
@_INSPECTIONS
@option("--to", callback=a_day, required=True, metavar="NGÀY", help="Ngày kiểm tra mới.")
@option("--until", callback=a_day, metavar="NGÀY", help="Ngày cuối; không ghi thì kéo dài như đã định.")
@WHY
@click.pass_obj
def postpone(folder: Path, names: tuple[str, ...], to: date, until: date | None, why: str) -> None:
    """Hoãn đến ngày khác, kèm lý do."""
    from isoaudit.desk.inspections.changes import postpone as write

    show_changed(write(programme_of(folder), names, to, until, why))


@click.command(cls=Command)
@_INSPECTIONS
@option(
    "--form", "mode", callback=_mode, required=True, metavar="HÌNH_THỨC", help="«tại trụ sở» hoặc «qua hồ sơ, báo cáo»."
)
@WHY
@option("--on", callback=a_day, metavar="NGÀY", help="Ngày quyết định đổi hình thức (mặc định: hôm nay).")
@click.pass_obj
def change(folder: Path, names: tuple[str, ...], mode: Any, why: str, on: date | None) -> None:
    """Đổi hình thức; văn bản đã có ở lại hồ sơ cũ."""
    from isoaudit.desk.inspections.change_of_form import change_form

    show_changed(change_form(programme_of(folder), names, mode, why, on))


@click.command(cls=Command)
@_INSPECTIONS
@WHY
@click.pass_obj
def remove(folder: Path, names: tuple[str, ...], why: str) -> None:
    """Xóa cuộc kiểm tra nhập nhầm, khi chưa ghi gì thêm."""
    from isoaudit.desk.inspections.changes import remove as write

    show_changed(write(programme_of(folder), names, why))


@click.command(cls=Command)
@_INSPECTIONS
@click.pass_obj
def restore(folder: Path, names: tuple[str, ...]) -> None:
    """Khôi phục cuộc đã xóa, đã ghi không kiểm tra; hoặc ngày cũ trước khi hoãn."""
    from isoaudit.desk.inspections.changes import restore as write

    show_changed(write(programme_of(folder), names))


@click.command("remove", cls=Command)
@_CODES
@WHY
@click.pass_obj
def remove_agencies(folder: Path, codes: tuple[str, ...], why: str) -> None:
    """Xóa cơ quan nhập nhầm, khi chưa có cuộc kiểm tra."""
    from isoaudit.desk.registers.removed_rows import remove_agencies as write

    show_changed(write(programme_of(folder), codes, why))


@click.command("remove", cls=Command)
@_CODES
@WHY
@click.pass_obj
def remove_inspectors(folder: Path, codes: tuple[str, ...], why: str) -> None:
    """Xóa người kiểm tra nhập nhầm, không có trong Đoàn nào."""
    from isoaudit.desk.registers.removed_rows import remove_inspectors as write

    show_changed(write(programme_of(folder), codes, why))


def show_changed(changed: Changed) -> None:
    """What became of each, what is to be known of it, and of which the same had been recorded."""
    show_warnings(changed.warnings)
    for words in changed.done:
        click.echo(f"{words}.")
    if changed.unchanged:
        click.echo(f"Đã ghi như vậy từ trước, giữ nguyên: {some(changed.unchanged)}.")
