"""``isoaudit archive``: the file of an inspection as one ZIP that can be checked without isoaudit."""

from __future__ import annotations

from pathlib import Path

import click

from isoaudit.cli.backup import size_of
from isoaudit.cli.common import JSON, option, print_json, programme_of
from isoaudit.cli.speech import Command, show_problems


@click.command(cls=Command)
@click.argument("name", metavar="MÃ")
@option(
    "-o",
    "--output",
    "to",
    type=click.Path(path_type=Path),
    required=True,
    metavar="TỆP.zip",
    help="Tệp .zip mới, trong một thư mục đã có.",
)
@JSON
@click.pass_obj
def archive(folder: Path, name: str, to: Path, as_json: bool) -> int:
    """Lập hồ sơ lưu của một cuộc kiểm tra (Điều 39) thành một tệp .zip, tự kiểm tra được mà không cần isoaudit."""
    from isoaudit.wording import count
    from isoaudit.work.archive import VERIFIER
    from isoaudit.work.archive import archive as make

    made = make(programme_of(folder), name, to)
    if as_json:
        print_json({"path": str(made.path), "inspection": made.inspection, "files": made.files,
                    "entries": made.entries, "size": made.size, "mark": made.mark,
                    "problems": [one.as_dict() for one in made.problems]})  # fmt: skip
        return 1 if made.problems else 0
    click.echo(f"Đã lập hồ sơ kiểm tra {made.agency} ({made.inspection}) vào {made.path} ({size_of(made.size)}): "
               f"{count(made.files)} tệp, {count(made.entries)} mục dữ liệu, đã đọc lại, đối chiếu đủ.")  # fmt: skip
    click.echo(f"Dấu của hồ sơ: {made.mark}. Ghi dấu này vào văn bản bàn giao, để nơi nhận đối chiếu.")
    click.echo(f"Nơi nhận giải nén rồi gõ «python {VERIFIER}» để biết hồ sơ còn nguyên vẹn.")
    if made.problems:
        click.echo("Lưu ý: các văn bản sau chỉ có bản Word trong hồ sơ, chưa có PDF/A.", err=True)
        show_problems(list(made.problems))
    return 1 if made.problems else 0
