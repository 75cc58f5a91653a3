"""``isoaudit pack``: a small programme that a team takes along."""

from __future__ import annotations

from pathlib import Path

import click

from isoaudit.cli.backup import FILE_OF_PASSWORD, new_password, size_of
from isoaudit.cli.common import JSON, option, print_json, programme_of
from isoaudit.cli.speech import Command, some


@click.command(cls=Command)
@click.argument("names", nargs=-1, required=True, metavar="MÃ...")
@option(
    "-o",
    "--output",
    "to",
    type=click.Path(path_type=Path),
    required=True,
    metavar="ĐÍCH",
    help="Thư mục mới của gói; có mật khẩu: tên tệp .zip mới, hoặc thư mục có sẵn (như USB).",
)
@option("--password", "locked", is_flag=True, help="Lập thành một tệp có mật khẩu (hỏi hai lần), mất USB không lộ gì.")
@FILE_OF_PASSWORD
@JSON
@click.pass_obj
def pack(
    folder: Path, names: tuple[str, ...], to: Path, locked: bool, password_file: Path | None, as_json: bool
) -> None:
    """Lập gói mang đi kiểm tra: một thư mục làm việc nhỏ, chỉ có dữ liệu của các cuộc kiểm tra được nêu."""
    from isoaudit.wording import count
    from isoaudit.work.backup import check_password
    from isoaudit.work.pack import pack as make

    programme = programme_of(folder)
    password = new_password(password_file) if locked or password_file else ""
    if locked or password_file:
        check_password(password)
    made = make(programme, names, to, password)
    ids = [inspection.id for inspection in made.inspections]
    if as_json:
        print_json({"path": str(made.path), "inspections": ids, "entries": made.entries, "files": made.files,
                    "size": made.size, "locked": made.locked})  # fmt: skip
        return
    click.echo(f"Đã lập gói ở {made.path} ({size_of(made.size)}): {count(len(ids))} cuộc kiểm tra, {some(ids)}.")
    if made.locked:
        click.echo("Gói có mật khẩu: không có mật khẩu thì không ai đọc được, kể cả tên cơ quan.")
        click.echo(f'Trên máy mang đi: isoaudit restore "{made.path}" THƯ_MỤC_MỚI; nên ghi kết quả trong thư mục ấy.')
    else:
        click.echo("Gói không có mật khẩu, ai cầm USB cũng đọc được; đặt mật khẩu: thêm «--password».")
    on_site = [inspection.id for inspection in made.inspections if inspection.mode == "on_site"]
    if on_site:
        click.echo(f"Mở phiếu trên máy mang đi: isoaudit -C THƯ_MỤC_CỦA_GÓI open {on_site[0]}")
    click.echo("Khi về, gộp vào đây: isoaudit merge THƯ_MỤC_CỦA_GÓI")
