"""The commands of checklists: check, list, annex."""

from __future__ import annotations

from pathlib import Path

import click

from isoaudit.cli.common import JSON, print_json, programme_of
from isoaudit.cli.speech import Command, Group, show_problems


@click.group(cls=Group)
def checklist() -> None:
    """Phiếu kiểm tra."""


@checklist.command("check", cls=Command)
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, metavar="[TỆP]...")
@JSON
@click.pass_obj
def checklist_check(folder: Path, files: tuple[Path, ...], as_json: bool) -> int:
    """Soát các phiếu kiểm tra: mọi chỗ sai, kèm tệp và dòng."""
    from isoaudit.journal.checklists import LAW, checklist_files, folder_problems, problems
    from isoaudit.wording import count

    shelf = _shelf(folder)
    if files:
        beside = files[0].parent / LAW
        found = problems(files, beside if beside.is_file() else shelf / LAW)
    else:
        found = folder_problems(shelf)
    if as_json:
        print_json([problem.as_dict() for problem in found])
    elif found:
        show_problems(found)
    else:
        click.echo(f"Không có chỗ sai trong {count(len(files or checklist_files(shelf)))} phiếu.")
    return 2 if found else 0


@checklist.command("list", cls=Command)
@JSON
@click.pass_obj
def checklist_list(folder: Path, as_json: bool) -> None:
    """Liệt kê các tiêu chí; dùng được khi chưa có thư mục làm việc."""
    from isoaudit.journal.checklists import load

    rows = [
        {"checklist": pinned.checklist.id, **criterion.model_dump(mode="json", exclude_none=True)}
        for pinned in load(_shelf(folder))
        for criterion in pinned.checklist.criteria
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['id']:<14} {row['point']:<5} {row['question']}")


@checklist.command("annex", cls=Command)
@click.pass_obj
def checklist_annex(folder: Path) -> None:
    """Đưa phụ lục câu hỏi theo 28 mục của TCVN ISO 9001:2015 vào thư mục làm việc."""
    from isoaudit.journal.annexes import ANNEX, add_annex

    programme = programme_of(folder)
    if add_annex(programme.folder / "checklists"):
        click.echo(f"Đã thêm checklists/{ANNEX}: các cuộc kiểm tra nhập từ nay có phụ lục này, không bắt buộc ghi.")
    else:
        click.echo(f"checklists/{ANNEX} đã có; không thay đổi gì.")


def _shelf(folder: Path) -> Path:
    """The programme's checklists where there is a programme, else the shipped ones."""
    from isoaudit.journal.settings import SETTINGS, shipped

    return folder / "checklists" if (folder / SETTINGS).is_file() else shipped("checklists")
