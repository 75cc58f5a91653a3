"""``isoaudit files``: the signed and received papers that are kept, with the names people know them by."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from isoaudit.cli.common import JSON, NAMES, option, print_json, programme_of
from isoaudit.cli.speech import Command, Group, show_problems

if TYPE_CHECKING:
    from isoaudit.work.kept_files import KeptFile


@click.group(cls=Group)
def files() -> None:
    """Các tệp đã lưu: bản đã ký, báo cáo đã nhận, bằng chứng."""


@files.command("list", cls=Command)
@NAMES
@JSON
@click.pass_obj
def files_list(folder: Path, names: tuple[str, ...], as_json: bool) -> None:
    """Liệt kê các văn bản đã lưu (MÃ: mã cuộc kiểm tra, mã cơ quan hoặc mã tệp; không ghi: tất cả)."""
    from isoaudit.work.kept_files import kept_files

    found = kept_files(programme_of(folder), names)
    if as_json:
        print_json([_as_data(one) for one in found])
        return
    if not found:
        click.echo("Chưa lưu văn bản nào; lưu bằng «isoaudit record VIỆC MÃ --file TỆP».")
    for one in found:
        click.echo(_line(one))


def _line(one: KeptFile) -> str:
    from isoaudit.wording import date_short

    parts = [one.paper]
    if one.uses:
        first = one.uses[0]
        number = f"số {first.number} " if first.number else ""
        whose = one.about if one.about != first.agency else f"{first.agency} ({first.inspection})"
        said = "chụp ngày" if first.criterion else f"{number}ngày"
        parts += [f"{said} {date_short(first.on)}" if first.on else "không rõ ngày chụp", whose]
    return f"{one.code}  {'; '.join(parts)}; «{one.given}» ({_size(one.size)})"


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB".replace(".", ",") if size >= 10**6 else f"{-(-size // 1000)} KB"


def _as_data(one: KeptFile) -> dict[str, Any]:
    uses = [
        {
            "inspection": u.inspection,
            "agency": u.agency,
            "act": u.act,
            "number": u.number,
            "criterion": u.criterion,
            "on": u.on.isoformat() if u.on else None,
        }
        for u in one.uses
    ]
    return {"code": one.code, "sha256": one.sha256, "name": one.given, "size": one.size, "mime": one.mime,
            "copied_as": one.name, "uses": uses}  # fmt: skip


@files.command("open", cls=Command)
@click.argument("name", metavar="MÃ")
@click.pass_obj
def files_open(folder: Path, name: str) -> int:
    """Mở xem một văn bản đã lưu: bản chép chỉ để đọc, mở bằng chương trình của máy."""
    from isoaudit.work.kept_files import copy_to_look_at, one_file, show

    programme = programme_of(folder)
    path = copy_to_look_at(programme, one_file(programme, name))
    if show(path):
        click.echo(f"Đã mở {path} (bản chép chỉ để đọc).")
    else:
        click.echo(f"Máy không có chương trình mở tệp này; bản chép chỉ để đọc nằm ở {path}.")
    return 0


@files.command("copy", cls=Command)
@NAMES
@option("--output", required=True, type=click.Path(path_type=Path), metavar="THƯ_MỤC", help="Chép vào thư mục này.")
@click.pass_obj
def files_copy(folder: Path, names: tuple[str, ...], output: Path) -> int:
    """Chép các văn bản đã lưu ra một thư mục, với tên đọc được; không ghi đè tệp nào (không ghi MÃ: tất cả)."""
    from isoaudit.wording import count
    from isoaudit.work.kept_files import copy_files, kept_files

    programme = programme_of(folder)
    made, problems = copy_files(programme, kept_files(programme, names), output)
    if not made and not problems:
        click.echo("Chưa lưu văn bản nào, không có gì để chép; lưu bằng «isoaudit record VIỆC MÃ --file TỆP».")
        return 0
    click.echo(f"Đã chép {count(len(made))} văn bản vào {output}.")
    for path in made:
        click.echo(f"  {path.name}")
    show_problems(problems)
    return 1 if problems else 0
