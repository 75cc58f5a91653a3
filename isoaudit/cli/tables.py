"""The commands that take tables in and out: agencies, inspectors, inspections, answers, samples, effects."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from isoaudit.cli.asking import MAP, PARTLY, asking
from isoaudit.cli.common import FILE, JSON, NAMES, OUTPUT, a_day, option, print_json, programme_of
from isoaudit.cli.speech import FULL, KINDS, NOT_KEPT, Command, Group, UsageProblem, show_problems, show_warnings

if TYPE_CHECKING:
    from isoaudit.desk import Imported
    from isoaudit.journal.programme import Programme

DRY_RUN = option("--dry-run", is_flag=True, help="Chỉ xem trước: hiểu ra sao, thêm, đổi những gì; không ghi gì cả.")


@click.group(cls=Group)
def agencies() -> None:
    """Danh sách cơ quan."""


@agencies.command("import", cls=Command)
@click.argument("file", type=click.Path(path_type=Path), metavar="[TỆP]", required=False)
@option(
    "--register-2025",
    "province",
    metavar="TỈNH",
    help="Không có tệp: thêm các xã, phường, đặc khu của tỉnh, thành phố này (tên hoặc mã) từ danh mục năm 2025.",
)
@option(
    "--as-of",
    callback=a_day,
    metavar="NGÀY",
    help="Ngày bắt đầu của việc đổi tên, hợp nhất; cuộc kiểm tra trước ngày này giữ tên cũ.",
)
@MAP
@PARTLY
@DRY_RUN
@click.pass_obj
def agencies_import(
    folder: Path,
    file: Path | None,
    province: str | None,
    as_of: date | None,
    given: tuple[str, ...],
    partly: bool,
    dry_run: bool,
) -> None:
    """Nhập danh sách cơ quan từ tệp Excel (.xlsx, .xls) hoặc CSV, hoặc từ danh mục xã, phường, đặc khu năm 2025."""
    from isoaudit.desk import import_agencies
    from isoaudit.desk.registers.national_register import import_national_register

    if province is not None and (file is not None or as_of is not None):
        raise UsageProblem("--register-2025 không dùng cùng «TỆP», --as-of.", click.get_current_context())
    if province is not None:
        done = import_national_register(programme_of(folder), province, dry_run=dry_run, asking=asking(given))
    elif file is not None:
        done = import_agencies(programme_of(folder), file, as_of, dry_run=dry_run, asking=asking(given, partly))
    else:
        raise UsageProblem("thiếu «TỆP», hoặc --register-2025 kèm tên tỉnh, thành phố.", click.get_current_context())
    report_import("cơ quan", done)


@agencies.command("export", cls=Command)
@OUTPUT
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
@MAP
@PARTLY
@DRY_RUN
@click.pass_obj
def inspectors_import(folder: Path, file: Path, given: tuple[str, ...], partly: bool, dry_run: bool) -> None:
    """Nhập danh sách người kiểm tra từ tệp Excel (.xlsx, .xls) hoặc CSV."""
    from isoaudit.desk import import_inspectors

    done = import_inspectors(programme_of(folder), file, dry_run=dry_run, asking=asking(given, partly))
    report_import("người kiểm tra", done)


@inspectors.command("export", cls=Command)
@OUTPUT
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
@option("--additional", is_flag=True, help="Mở thêm cuộc kiểm tra khi cơ quan đã có cuộc cùng hình thức, khác đợt.")
@MAP
@PARTLY
@DRY_RUN
@click.pass_obj
def inspections_import(
    folder: Path, file: Path, additional: bool, given: tuple[str, ...], partly: bool, dry_run: bool
) -> None:
    """Nhập các cuộc kiểm tra (hình thức, đợt, ngày, Đoàn) từ tệp Excel (.xlsx, .xls) hoặc CSV."""
    from isoaudit.desk import import_inspections

    done = import_inspections(programme_of(folder), file, additional, dry_run=dry_run, asking=asking(given, partly))
    report_import("cuộc kiểm tra", done)


@inspections.command("export", cls=Command)
@OUTPUT
@click.pass_obj
def inspections_export(folder: Path, output: Path | None) -> None:
    """Xuất danh sách cuộc kiểm tra ra tệp Excel."""
    from isoaudit.desk.exports import export_inspections

    _export(folder, output, "cuoc-kiem-tra", "cuộc kiểm tra", export_inspections)


@inspections.command("list", cls=Command)
@option("--unit", metavar="ĐƠN_VỊ", help="Chỉ các cuộc kiểm tra của đơn vị kiểm tra này (mã hoặc tên).")
@JSON
@click.pass_obj
def inspections_list(folder: Path, unit: str | None, as_json: bool) -> None:
    """Liệt kê các cuộc kiểm tra: cơ quan, hình thức, đợt, ngày, số kết quả đã nhập."""
    from isoaudit.desk.intake.units import of_unit, unit_said
    from isoaudit.rules.changes import standing_in_words
    from isoaudit.wording import count, label, span
    from isoaudit.wording.rounds import round_words

    programme = programme_of(folder)
    state = programme.lists()
    found = [*state.inspections_by_name(), *state.not_held_by_name()]
    if unit is not None:
        found = of_unit(programme.settings, found, unit)
    if as_json:
        print_json([inspection.model_dump(mode="json") for inspection in found])
        return
    if not found:
        click.echo("Chưa có cuộc kiểm tra nào. Việc tiếp theo: nhập lịch kiểm tra (isoaudit inspections import TỆP).")
    answered = programme.answered()
    for inspection in found:
        number = answered[inspection.id]
        name = state.agencies[inspection.agency].name
        days = span(inspection.from_, inspection.to)
        whose = unit_said(programme.settings, inspection.inspecting_unit) if programme.settings.units else ""
        form = label("mode", inspection.mode)
        words = ", ".join(filter(None, (name, form, round_words(inspection.round), days, whose)))
        became = standing_in_words(inspection)
        answers = f"{count(number) if number else 'chưa có'} kết quả"
        click.echo(f"{inspection.id:<24} {words}, {answers}{f'; {became}' if became else ''}")


@click.group(cls=Group)
def answers() -> None:
    """Kết quả kiểm tra từng tiêu chí."""


@answers.command("import", cls=Command)
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="TỆP...")
@MAP
@DRY_RUN
@click.pass_obj
def answers_import(folder: Path, files: tuple[Path, ...], given: tuple[str, ...], dry_run: bool) -> None:
    """Nhập kết quả kiểm tra từ các tệp Excel (.xlsx, .xls) hoặc CSV; mỗi tệp được ghi trọn vẹn hoặc không ghi gì."""
    from isoaudit.desk import import_answers
    from isoaudit.errors import IsoAuditError, Problem

    programme = programme_of(folder)
    problems: list[Problem] = []
    notes = []
    for file in files:
        try:
            done = import_answers(programme, file, dry_run=dry_run, asking=asking(given))
        except IsoAuditError as error:
            problems += error.problems
            notes.append(error.note)
            continue
        report_import("kết quả", done, file.name)
    if problems:
        raise IsoAuditError(problems, note="\n".join(filter(None, notes)))


@answers.command("export", cls=Command)
@NAMES
@OUTPUT
@click.pass_obj
def answers_export(folder: Path, names: tuple[str, ...], output: Path | None) -> None:
    """Xuất phiếu ghi kết quả ra một tệp Excel, mỗi cuộc kiểm tra một trang (không ghi mã: tất cả)."""
    from isoaudit.desk.exports import export_answers

    def export(programme: Programme, path: Path) -> int:
        return export_answers(programme, names, path)

    _export(folder, output, f"ket-qua-{names[0]}" if len(names) == 1 else "ket-qua", "cuộc kiểm tra", export)


@click.group(cls=Group)
def samples() -> None:
    """Hồ sơ lấy mẫu để kiểm tra."""


@samples.command("import", cls=Command)
@FILE
@MAP
@DRY_RUN
@click.pass_obj
def samples_import(folder: Path, file: Path, given: tuple[str, ...], dry_run: bool) -> None:
    """Nhập danh sách hồ sơ lấy mẫu từ tệp Excel (.xlsx, .xls) hoặc CSV; không ghi tên công dân."""
    from isoaudit.desk import import_samples

    report_import("hồ sơ", import_samples(programme_of(folder), file, dry_run=dry_run, asking=asking(given)))


@click.group(cls=Group)
def effects() -> None:
    """Hiệu lực khắc phục các điểm đã nêu ở lần kiểm tra trước."""


@effects.command("export", cls=Command)
@NAMES
@OUTPUT
@click.pass_obj
def effects_export(folder: Path, names: tuple[str, ...], output: Path | None) -> None:
    """Xuất các điểm cần xem lại ra tệp Excel, đủ nội dung năm trước và năm này (không ghi mã: tất cả)."""
    from isoaudit.desk.answers.effects import export_effects

    def export(programme: Programme, path: Path) -> int:
        return export_effects(programme, names, path)

    _export(folder, output, f"hieu-luc-{names[0]}" if len(names) == 1 else "hieu-luc", "điểm", export)


@effects.command("import", cls=Command)
@FILE
@MAP
@DRY_RUN
@click.pass_obj
def effects_import(folder: Path, file: Path, given: tuple[str, ...], dry_run: bool) -> None:
    """Nhập hiệu lực khắc phục từ tệp ấy, hoặc từ trang cùng tên của phiếu ghi kết quả."""
    from isoaudit.desk.answers.effects import import_effects

    report_import("điểm", import_effects(programme_of(folder), file, dry_run=dry_run, asking=asking(given)))


def _export(folder: Path, output: Path | None, name: str, what: str, export: Callable[[Programme, Path], int]) -> None:
    """Write a workbook where it was asked for, else into the programme's folder, and say where it is."""
    from isoaudit.wording import count as in_words

    programme = programme_of(folder)
    path = output or programme.folder / f"{name}-{programme.settings.year}.xlsx"
    count = export(programme, path)
    click.echo(f"Đã ghi {in_words(count)} {what} vào {path}.")


def report_import(what: str, done: Imported, name: str = "") -> None:
    """Say what an import did, or would do."""
    if done.dry_run:
        show_warnings(done.warnings, NOT_KEPT)
    else:
        show_warnings(done.warnings)
    from isoaudit.desk.preview import import_lines

    for line in import_lines(what, done, name=name, full=FULL in sys.argv):
        click.echo(line)
    if done.left:
        from isoaudit.desk.intake.left_rows import told

        show_problems(done.left, told(done), KINDS)
        click.echo(done.note, err=True)
        click.get_current_context().exit(1)
