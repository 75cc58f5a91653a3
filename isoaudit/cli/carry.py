"""``isoaudit carry``: how the findings of the year before stand now, brought into this year."""

from __future__ import annotations

from pathlib import Path

import click

from isoaudit.cli.common import JSON, option, print_json, programme_of
from isoaudit.cli.speech import Command


@click.command(cls=Command)
@click.argument("earlier", type=click.Path(path_type=Path), metavar="THƯ_MỤC_NĂM_TRƯỚC")
@option("--dry-run", is_flag=True, help="Chỉ xem sẽ ghi gì, không ghi.")
@JSON
@click.pass_obj
def carry(folder: Path, earlier: Path, dry_run: bool, as_json: bool) -> None:
    """Cập nhật các điểm của năm trước còn phải xem lại và số liệu triển khai, theo thư mục năm trước."""
    from dataclasses import asdict

    from isoaudit.desk.carrying import carry as renew
    from isoaudit.wording import count

    done = renew(programme_of(folder), earlier, dry_run=dry_run)
    if as_json:
        print_json(asdict(done))
        return
    click.echo("Xem trước, chưa ghi gì." if dry_run else "Đã cập nhật các điểm của năm trước.")
    for words, subjects in (("Thêm", done.added), ("Tình trạng mới", done.changed), ("Bỏ", done.taken_out)):
        if subjects:
            click.echo(f"{words}: {count(len(subjects))} điểm ({', '.join(subjects)}).")
    click.echo(f"Giữ nguyên: {count(done.unchanged) if done.unchanged else 'không có'} điểm.")
    if any(done.rollout.values()):
        words_of = {"added": "thêm", "changed": "sửa", "taken_out": "bỏ"}
        told = ", ".join(f"{words_of[name]} {count(number)}" for name, number in done.rollout.items() if number)
        click.echo(f"Về triển khai (bước, chỉ tiêu, lớp đào tạo, kinh phí): {told} mục.")
    for words in done.to_look_at:
        click.echo(f"Lưu ý: {words}")
