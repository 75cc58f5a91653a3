"""The commands of checklists: check, list, annex, out to a workbook and in again."""

from __future__ import annotations

from pathlib import Path

import click

from isoaudit.cli.common import FILE, JSON, option, print_json, programme_of, say_where
from isoaudit.cli.speech import Command, Group, counts, show_problems


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
    from isoaudit.journal.wordings import wording_problems
    from isoaudit.wording import count

    shelf = _shelf(folder)
    if files:
        beside = files[0].parent / LAW
        found = problems(files, beside if beside.is_file() else shelf / LAW)
    else:
        found = [*folder_problems(shelf), *wording_problems(shelf)]
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


@checklist.command("export", cls=Command)
@click.argument("name", required=False, default="", metavar="[MÃ_PHIẾU]")
@option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="TỆP",
    help="Tên tệp .xlsx; tệp đã có thì không ghi đè.",
)
@option(
    "--xlsform", is_flag=True, help="Xuất mẫu nhập trên điện thoại (cho «ODK Collect», «KoboCollect») thay cho bảng."
)
@click.pass_obj
def checklist_export(folder: Path, name: str, output: Path | None, xlsform: bool) -> None:
    """Xuất một phiếu ra Excel để sửa, hoặc ra mẫu nhập trên điện thoại; không ghi mã thì là phiếu chính."""
    from isoaudit.desk.checklists.export import export_checklist

    say_where(folder)
    chosen = export_checklist(_shelf(folder), name, output, xlsform=xlsform)
    click.echo(f"Đã ghi {counts({'tiêu chí': chosen.criteria})} của phiếu «{chosen.id}» vào {chosen.path}.")
    if xlsform:
        click.echo("Việc tiếp theo: đưa tệp lên máy chủ «ODK» hoặc «KoboToolbox» của đơn vị, tải mẫu về điện thoại.")
    else:
        click.echo(f'Việc tiếp theo: sửa, ghi phiên bản mới, lưu; rồi chạy: isoaudit checklist import "{chosen.path}"')


@checklist.command("import", cls=Command)
@FILE
@option("--dry-run", is_flag=True, help="Chỉ xem trước: sẽ đổi những gì; không ghi gì cả.")
@click.pass_obj
def checklist_import(folder: Path, file: Path, dry_run: bool) -> None:
    """Nhập phiếu đã sửa trong Excel: đúng cả thì ghi, có chỗ sai thì không ghi gì."""
    from isoaudit.desk.checklists.importing import import_checklist

    done = import_checklist(programme_of(folder), file, dry_run=dry_run)
    for line in done.told():
        click.echo(line)
    if done.anything and dry_run:
        click.echo(f"Chưa ghi gì. Đúng thì chạy lại lệnh, bỏ «--dry-run»: {done.place}.")
    elif done.anything:
        kept = f"; bản trước: {done.backup.name}" if done.backup else ""
        click.echo(f"Đã ghi {done.place}{kept}.")
        click.echo("Dùng cho các cuộc kiểm tra nhập từ nay; cuộc đã nhập giữ phiếu của mình.")


def _shelf(folder: Path) -> Path:
    """The programme's checklists where there is a programme, else the shipped ones."""
    from isoaudit.journal.settings import SETTINGS, shipped

    return folder / "checklists" if (folder / SETTINGS).is_file() else shipped("checklists")
