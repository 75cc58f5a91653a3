"""``isoaudit issue``: the letters that may go out, in one folder, with what văn thư needs beside them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from isoaudit.cli.common import NAMES, option, programme_of
from isoaudit.cli.run import progress
from isoaudit.cli.speech import Command, UsageProblem, counts, show_problems, some, told

if TYPE_CHECKING:
    from isoaudit.work.issuing import Issued


@click.command(cls=Command)
@NAMES
@option("--round", "round_", metavar="ĐỢT", help="Các cuộc kiểm tra của đợt này.")
@option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="THƯ_MỤC",
    help="Thư mục xếp văn bản vào (mặc định: «out/Phát hành»).",
)
@option("--no-pdf", is_flag=True, help="Không lập PDF (không cần LibreOffice).")
@click.pass_context
def issue(context: click.Context, names: tuple[str, ...], round_: str | None, output: Path | None, no_pdf: bool) -> int:
    """Xếp sẵn các văn bản kết quả kiểm tra để trình ký, in, gửi: thông báo, công văn, bản in, sổ văn bản đi."""
    from isoaudit.work.issuing import issue as lay_ready

    if names and round_ is not None:
        raise UsageProblem("chọn một trong hai: mã cuộc kiểm tra, «--round».", context)
    programme = programme_of(context.obj)
    total = len(names) or len(programme.lists().inspections)
    with progress(total, "Lập văn bản") as step:
        issued = lay_ready(programme, names, round_=round_, folder=output, as_pdf=not no_pdf, on_outcome=step)
    return _say(issued)


def _say(issued: Issued) -> int:
    """What lies ready, what was left as it is, what waits; 1 when something needs a person."""
    from isoaudit.wording import count
    from isoaudit.work.issuing.names import FORMS, REQUESTS

    if issued.requests:
        number = f"{count(issued.requests)} công văn đề nghị báo cáo"
        click.echo(f"Thư mục «{REQUESTS}» ({issued.folder}): {number}, kèm đề cương báo cáo (Word, Excel) của "
                   f"{count(issued.outlines)} cơ quan; đề cương gửi dưới dạng tệp, không lấy số riêng.")  # fmt: skip
    if issued.letters:
        on_site = sum(letter.on_site for letter in issued.letters)
        numbers = {"thông báo": on_site, "công văn": len(issued.letters) - on_site}
        click.echo(f"Đã xếp {counts(numbers)} vào thư mục: {issued.folder}")
        if issued.forms:
            number = count(issued.forms)
            click.echo(f"Thư mục «{FORMS}»: {number} phiếu hành động khắc phục (Word, Excel), gửi kèm văn bản.")
        if issued.print:
            blank = f", trong đó {count(issued.blank)} trang trắng" if issued.blank else ""
            click.echo(f"{issued.print.name}: in hai mặt, {count(issued.pages)} trang{blank}.")
        if issued.book:
            to_fill = any(not letter.issued for letter in issued.letters)
            then = f'ghi số, ngày vào ô vàng, lưu lại, rồi chạy «isoaudit record import "{issued.book}"»'
            click.echo(f"{issued.book.name}: {then if to_fill else 'văn bản nào cũng đã có số, ngày'}.")
        if issued.sending:
            click.echo(f"{issued.sending.name}: nơi nhận, số bản, chỗ ký nhận.")
    elif not issued.requests:
        click.echo("Không có văn bản nào để xếp vào thư mục.")
    for line in told(issued.kept):
        click.echo(f"Lưu ý: {line}", err=True)
    if issued.before:
        click.echo(
            f"Đã gửi trước đây nên không xếp lại {count(len(issued.before))} văn bản; muốn xếp lại thì ghi mã: "
            f"{some(list(issued.before))}."
        )
    waiting = [found for several in issued.waiting.values() for found in several]
    if waiting:
        click.echo(f"Chưa gửi được văn bản của {count(len(issued.waiting))} cuộc kiểm tra:", err=True)
    show_problems([*waiting, *issued.problems])
    return 1 if waiting or issued.problems else 0
