"""The commands that take tables in and out: agencies, inspectors, inspections, answers, samples."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from isoaudit.cli.common import FILE, JSON, NAMES, a_day, option, print_json, programme_of
from isoaudit.cli.speech import Command, Group, counts, show_warnings, some

if TYPE_CHECKING:
    from isoaudit.desk import Imported
    from isoaudit.journal.programme import Programme

_OUTPUT = option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="TỆP",
    help="Tên tệp .xlsx; tệp đã có thì không ghi đè.",
)


@click.group(cls=Group)
def agencies() -> None:
    """Danh sách cơ quan."""


@agencies.command("import", cls=Command)
@FILE
@option(
    "--as-of",
    callback=a_day,
    metavar="NGÀY",
    help="Ngày bắt đầu của việc đổi tên, hợp nhất; cuộc kiểm tra trước ngày này giữ tên cũ.",
)
@click.pass_obj
def agencies_import(folder: Path, file: Path, as_of: date | None) -> None:
    """Nhập danh sách cơ quan từ tệp Excel (.xlsx, .xls) hoặc CSV."""
    from isoaudit.desk import import_agencies

    _report("cơ quan", import_agencies(programme_of(folder), file, as_of))


@agencies.command("export", cls=Command)
@_OUTPUT
@click.pass_obj
def agencies_export(folder: Path, output: Path | None) -> None:
    """Xuất danh sách cơ quan ra tệp Excel."""
    from isoaudit.desk.exports import export_agencies

    _export(folder, output, "co-quan", "cơ quan", export_agencies)


@agencies.command("list", cls=Command)
@JSON
@click.pass_obj
def agencies_list(folder: Path, as_json: bool) -> None:
    """Liệt kê các cơ quan."""
    from isoaudit.wording import label

    found = programme_of(folder).lists().agencies_by_name()
    if as_json:
        print_json([agency.model_dump(mode="json") for agency in found])
        return
    if not found:
        click.echo("Chưa có cơ quan nào. Việc tiếp theo: nhập danh sách cơ quan (isoaudit agencies import TỆP).")
    for agency in found:
        click.echo(
            f"{agency.code:<16} {agency.name} ({label('kind', agency.kind)}, {label('obligation', agency.obligation)})"
        )


@click.group(cls=Group)
def inspectors() -> None:
    """Danh sách người kiểm tra."""


@inspectors.command("import", cls=Command)
@FILE
@click.pass_obj
def inspectors_import(folder: Path, file: Path) -> None:
    """Nhập danh sách người kiểm tra từ tệp Excel (.xlsx, .xls) hoặc CSV."""
    from isoaudit.desk import import_inspectors

    _report("người kiểm tra", import_inspectors(programme_of(folder), file))


@inspectors.command("export", cls=Command)
@_OUTPUT
@click.pass_obj
def inspectors_export(folder: Path, output: Path | None) -> None:
    """Xuất danh sách người kiểm tra ra tệp Excel."""
    from isoaudit.desk.exports import export_inspectors

    _export(folder, output, "nguoi-kiem-tra", "người kiểm tra", export_inspectors)


@inspectors.command("list", cls=Command)
@JSON
@click.pass_obj
def inspectors_list(folder: Path, as_json: bool) -> None:
    """Liệt kê người kiểm tra, và điều kiện theo khoản 1 Điều 40 chưa được ghi."""
    from isoaudit.rules.competence import lacking

    found = programme_of(folder).lists().inspectors_by_name()
    if as_json:
        print_json([inspector.model_dump(mode="json") for inspector in found])
        return
    if not found:
        click.echo("Chưa có người kiểm tra nào. Việc tiếp theo: nhập danh sách (isoaudit inspectors import TỆP).")
    for inspector in found:
        lacks = "; ".join(lacking(inspector, None))
        click.echo(f"{inspector.code:<12} {inspector.name}{': ' + lacks if lacks else ''}")


@click.group(cls=Group)
def inspections() -> None:
    """Các cuộc kiểm tra trong năm."""


@inspections.command("import", cls=Command)
@FILE
@click.pass_obj
def inspections_import(folder: Path, file: Path) -> None:
    """Nhập các cuộc kiểm tra (hình thức, đợt, ngày, Đoàn) từ tệp Excel (.xlsx, .xls) hoặc CSV."""
    from isoaudit.desk import import_inspections

    _report("cuộc kiểm tra", import_inspections(programme_of(folder), file))


@inspections.command("export", cls=Command)
@_OUTPUT
@click.pass_obj
def inspections_export(folder: Path, output: Path | None) -> None:
    """Xuất danh sách cuộc kiểm tra ra tệp Excel."""
    from isoaudit.desk.exports import export_inspections

    _export(folder, output, "cuoc-kiem-tra", "cuộc kiểm tra", export_inspections)


@inspections.command("list", cls=Command)
@JSON
@click.pass_obj
def inspections_list(folder: Path, as_json: bool) -> None:
    """Liệt kê các cuộc kiểm tra."""
    from isoaudit.wording import count, label
    from isoaudit.wording.rounds import round_words

    programme = programme_of(folder)
    state = programme.lists()
    found = state.inspections_by_name()
    if as_json:
        print_json([inspection.model_dump(mode="json") for inspection in found])
        return
    if not found:
        click.echo("Chưa có cuộc kiểm tra nào. Việc tiếp theo: nhập lịch kiểm tra (isoaudit inspections import TỆP).")
    answered = programme.answered()
    for inspection in found:
        number = answered[inspection.id]
        name = state.agencies[inspection.agency].name
        words = ", ".join(filter(None, (name, label("mode", inspection.mode), round_words(inspection.round))))
        click.echo(f"{inspection.id:<24} {words}, {count(number) if number else 'chưa có'} kết quả")


@click.group(cls=Group)
def answers() -> None:
    """Kết quả kiểm tra từng tiêu chí."""


@answers.command("import", cls=Command)
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="TỆP...")
@click.pass_obj
def answers_import(folder: Path, files: tuple[Path, ...]) -> None:
    """Nhập kết quả kiểm tra từ các tệp Excel (.xlsx, .xls) hoặc CSV; mỗi tệp được ghi trọn vẹn hoặc không ghi gì."""
    from isoaudit.desk import import_answers
    from isoaudit.errors import IsoAuditError, Problem

    programme = programme_of(folder)
    problems: list[Problem] = []
    notes = []
    for file in files:
        try:
            done = import_answers(programme, file)
        except IsoAuditError as error:
            problems += error.problems
            notes.append(error.note)
            continue
        _report("kết quả", done, file.name)
    if problems:
        raise IsoAuditError(problems, note="\n".join(filter(None, notes)))


@answers.command("export", cls=Command)
@NAMES
@_OUTPUT
@click.pass_obj
def answers_export(folder: Path, names: tuple[str, ...], output: Path | None) -> None:
    """Xuất phiếu ghi kết quả ra một tệp Excel, mỗi cuộc kiểm tra một trang (không ghi mã: tất cả)."""
    from isoaudit.desk.exports import export_answers

    def export(programme: Programme, path: Path) -> int:
        return export_answers(programme, names, path)

    _export(folder, output, f"ket-qua-{names[0]}" if len(names) == 1 else "ket-qua", "cuộc kiểm tra", export)


@click.group(cls=Group)
def samples() -> None:
    """Hồ sơ đã chọn mẫu để kiểm tra."""


@samples.command("import", cls=Command)
@FILE
@click.pass_obj
def samples_import(folder: Path, file: Path) -> None:
    """Nhập danh sách hồ sơ chọn mẫu từ tệp Excel (.xlsx, .xls) hoặc CSV; không ghi tên công dân."""
    from isoaudit.desk import import_samples

    _report("hồ sơ", import_samples(programme_of(folder), file))


def _export(folder: Path, output: Path | None, name: str, what: str, export: Callable[[Programme, Path], int]) -> None:
    """Write a workbook where it was asked for, else into the programme's folder, and say where it is."""
    from isoaudit.wording import count as in_words

    programme = programme_of(folder)
    path = output or programme.folder / f"{name}-{programme.settings.year}.xlsx"
    count = export(programme, path)
    click.echo(f"Đã ghi {in_words(count)} {what} vào {path}.")


def _report(what: str, done: Imported, name: str = "") -> None:
    show_warnings(done.warnings)
    start = f"{name}: " if name else ""
    numbers = {f"{what} mới": done.added, "thay đổi": done.changed, "giữ nguyên": done.unchanged}
    click.echo(f"{start}{counts(numbers)}.")
    if done.opened:
        click.echo(f"Đã mở cuộc kiểm tra tại trụ sở: {some(done.opened)}.")
