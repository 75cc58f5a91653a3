"""``isoaudit start``: the year in the browser, each step by buttons; ``isoaudit shortcut`` puts it on the desktop."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from isoaudit.cli.common import option
from isoaudit.cli.open import ended_by_signals, show
from isoaudit.cli.speech import Command


@click.command(cls=Command)
@option("--no-browser", is_flag=True, help="Không tự mở trình duyệt; chỉ in địa chỉ.")
@option("--port", type=click.IntRange(1024, 65535), default=None, metavar="CỔNG", help="Dùng cổng này từ nay về sau.")
@click.pass_obj
def start(folder: Path, no_browser: bool, port: int | None) -> int:
    """Mở trang bắt đầu trong trình duyệt: cả năm trên một trang, mỗi việc một nút, không cần gõ lệnh; Ctrl-C để đóng.

    Trong thư mục chưa có năm nào: trang ấy lập thư mục làm việc của năm; có nhiều năm: chọn năm để mở.
    """
    from isoaudit.lab.opening import opened_start
    from isoaudit.wording import label

    folder = folder.absolute()
    title = label("start_said", "tab").format(name=folder.name)
    with ended_by_signals(), opened_start(folder, title, port=port) as page:
        click.echo(f"{'Đã mở' if page.guards else 'Đang mở sẵn'}: {title} ({folder})")
        show(page, no_browser=no_browser)
        if page.guards:
            try:
                click.echo(
                    "Giữ cửa sổ này trong khi làm việc. Xong việc: bấm «Đóng chương trình» trên trang, hoặc Ctrl-C."
                )
                sys.stdout.flush()
                page.wait()
            except KeyboardInterrupt:
                click.echo("Đang đóng…", err=True)
    return 0


@click.command(cls=Command)
@click.pass_obj
def shortcut(folder: Path) -> None:
    """Đặt biểu tượng trên màn hình nền để mở trang bắt đầu bằng chuột."""
    from isoaudit.journal.places import SETTINGS
    from isoaudit.journal.settings import read_settings
    from isoaudit.start.shortcut import make

    year = read_settings(folder).year if (folder / SETTINGS).is_file() else None
    click.echo(f"Đã đặt biểu tượng: {make(folder, year)}")
