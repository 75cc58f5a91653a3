"""``isoaudit receive``: a report on corrective action arrives, with the reply form and the evidence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from isoaudit.cli.common import JSON, a_day, option, print_json, programme_of
from isoaudit.cli.speech import NOT_KEPT, Command, counts, show_warnings, some


@click.command(cls=Command)
@click.argument("name", metavar="MÃ")
@option("--number", metavar="SỐ", default="", help="Số và ký hiệu của báo cáo, như 15/BC-STP.")
@option("--dated", callback=a_day, metavar="NGÀY", help="Ngày ghi trên báo cáo.")
@option("--arrived", callback=a_day, metavar="NGÀY", help="Ngày báo cáo đến đơn vị kiểm tra.")
@option("--file", type=click.Path(path_type=Path), metavar="TỆP", help="Bản báo cáo đã ký (PDF, Word, ảnh).")
@option(
    "--form",
    type=click.Path(path_type=Path),
    metavar="PHIẾU",
    help="Phiếu hành động khắc phục, hoặc Đề cương báo cáo, cơ quan đã điền.",
)
@option("--files", type=click.Path(path_type=Path), metavar="THƯ_MỤC", help="Thư mục bằng chứng gửi kèm phiếu.")
@option("--correct", is_flag=True, help="Lần ghi, nhập trước sai, ghi lại cho đúng.")
@option("--dry-run", is_flag=True, help="Chỉ xem trước: sẽ ghi, sửa những gì; không ghi gì cả.")
@JSON
@click.pass_obj
def receive(
    folder: Path,
    name: str,
    number: str,
    dated: date | None,
    arrived: date | None,
    file: Path | None,
    form: Path | None,
    files: Path | None,
    correct: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Ghi báo cáo khắc phục (hoặc theo Đề cương) của cơ quan đã đến, với nội dung phiếu (tất cả, hoặc không ghi gì)."""
    from dataclasses import asdict

    from isoaudit.desk.corrective.receiving import receive as take
    from isoaudit.wording import count

    programme = programme_of(folder)
    done = take(programme, name, number, dated, arrived, file, form=form, files=files, correct=correct, dry_run=dry_run)
    if as_json:
        print_json(asdict(done))
        return 1 if done.unread else 0
    show_warnings(done.warnings, *([NOT_KEPT] if dry_run else []))
    if dry_run:
        click.echo("Xem trước, chưa ghi dữ liệu nào.")
    if done.of == "outline":
        click.echo(f"{done.inspection}: đề cương báo cáo{f' ({done.named})' if done.named else ''} của cơ quan.")
    else:
        words = "báo cáo khắc phục mới" if done.new else "báo cáo khắc phục đã ghi trước"
        click.echo(f"{done.inspection}: {words}, {done.named}.")
    if done.days_late:
        counted = "ngày đến" if programme.settings.by_arrival else "ngày ghi trên báo cáo"
        click.echo(f"Báo cáo gửi chậm {count(done.days_late)} ngày (tính theo {counted}).")
    if done.of == "outline":
        numbers = {"nội dung nhập mới": done.added, "sửa": done.changed, "giữ nguyên": done.unchanged}
        click.echo(f"Đề cương: {counts(numbers)}.")
    elif form:
        numbers = {"điểm nhập mới": done.added, "sửa": done.changed, "giữ nguyên": done.unchanged}
        click.echo(f"Phiếu: {counts(numbers)}.")
    if done.files:
        click.echo(f"Bằng chứng: {count(done.files)} tệp.")
    if done.unread:
        form_words = "đề cương" if done.of == "outline" else "phiếu"
        places = count(len(done.unread))
        click.echo(f"Không đọc được {places} chỗ của {form_words}, đề nghị nhập theo bản báo cáo:")
        for place in done.unread:
            click.echo(f"- {place}")
    if done.unanswered:
        click.echo(f"Chưa có nội dung báo cáo: {some(done.unanswered)}.")
    return 1 if done.unread else 0
