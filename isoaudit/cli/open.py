"""``isoaudit open``: the form of an inspection on site, in the browser, on this machine alone."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from isoaudit.cli.common import option, programme_of
from isoaudit.cli.speech import Command

if TYPE_CHECKING:
    from isoaudit.journal.programme import Programme
    from isoaudit.lab.opening import Opened
    from isoaudit.model import Inspection


@click.command("open", cls=Command)
@click.argument("name", metavar="MÃ")
@option("--no-browser", is_flag=True, help="Không tự mở trình duyệt; chỉ in địa chỉ.")
@option(
    "--port",
    type=click.IntRange(1024, 65535),
    default=None,
    metavar="CỔNG",
    help="Dùng cổng này từ nay về sau; nội dung chưa ghi ở cổng cũ nằm lại trình duyệt cho đến khi mở lại cổng cũ.",
)
@option(
    "--review",
    is_flag=True,
    help="Mở phần xem xét hành động khắc phục: ghi báo cáo của cơ quan, kết quả xem xét, lập thông báo.",
)
@click.pass_obj
def open_(folder: Path, name: str, no_browser: bool, port: int | None, review: bool) -> int:
    """Mở phiếu kiểm tra tại chỗ của một cuộc kiểm tra trong trình duyệt, không cần mạng; Ctrl-C để đóng.

    MÃ là mã cuộc kiểm tra hoặc mã cơ quan.
    """
    from isoaudit.lab.opening import INSPECTION, REVIEW, on_site, opened

    programme = programme_of(folder)
    inspection, agency = _to_review(programme, name) if review else on_site(programme, name)
    notebook = REVIEW if review else INSPECTION
    with ended_by_signals(), opened(programme, inspection.id, agency, notebook=notebook, port=port) as page:
        started = "Đã mở" if page.guards else "Đang mở sẵn"
        click.echo(f"{started}: {agency} ({inspection.id})")
        show(page, no_browser=no_browser)
        if page.guards:
            try:
                click.echo("Giữ cửa sổ này trong khi làm việc. Xong việc: nhấn Ctrl-C.")
                sys.stdout.flush()
                page.wait()
            except KeyboardInterrupt:
                click.echo("Đang đóng…", err=True)
            else:
                click.echo("JupyterLab đã dừng. Mở lại bằng lệnh này; nội dung đã nhập được giữ.", err=True)
                return 1
    return 0


def show(page: Opened, *, no_browser: bool) -> None:
    """Open a page in the browser, or say its address."""
    if no_browser:
        click.echo(f"Mở bằng trình duyệt: {page.url}")
    elif not page.show():
        click.echo(f"Chưa mở được trình duyệt. Mở địa chỉ: {page.url}")


def _to_review(programme: Programme, name: str) -> tuple[Inspection, str]:
    """The inspection whose corrective action is to be reviewed; refused before a browser opens on nothing."""
    from isoaudit.lab.opening import inspected
    from isoaudit.review.book import ReviewBook

    inspection, agency = inspected(programme, name)
    ReviewBook(programme.folder, inspection.id)
    return inspection, agency


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let a closed terminal, or a system that shuts down, end the command as Ctrl-C does."""

    def end(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    names = [name for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), end) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)
