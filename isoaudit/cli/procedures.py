"""The commands of procedures (TTHC) and of legal instruments: lists taken in, laid side by side, shown."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from isoaudit.cli.asking import MAP, asking
from isoaudit.cli.changes import WHY, show_changed
from isoaudit.cli.common import FILE, JSON, a_day, option, print_json, programme_of
from isoaudit.cli.speech import Command, Group
from isoaudit.cli.tables import DRY_RUN, report_import

if TYPE_CHECKING:
    from isoaudit.desk.rollout.procedures_compared import Beside

_BOOK = option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="TỆP",
    help="Ghi thêm bảng Excel (.xlsx) đủ từng mục; tệp đã có thì không ghi đè.",
)
_ON = option("--on", callback=a_day, metavar="NGÀY", help="Đối chiếu đến hết ngày này (mặc định: hôm nay).")
_NAMES = click.argument("names", nargs=-1, metavar="[MÃ]...")


@click.group(cls=Group)
def procedures() -> None:
    """Danh mục TTHC đã công bố và phạm vi áp dụng HTQLCL."""


@procedures.command("import", cls=Command)
@FILE
@option(
    "--declared",
    metavar="CƠ_QUAN",
    help="Đây là danh mục kèm bản công bố HTQLCL của cơ quan này (mã, tên, hoặc mã cuộc kiểm tra).",
)
@option(
    "--on",
    callback=a_day,
    metavar="NGÀY",
    help="Ngày công bố HTQLCL của danh mục này (mặc định: ngày ở cột «Quyết định công bố» của danh sách cơ quan).",
)
@option("--agency", metavar="CƠ_QUAN", help="Danh mục đã công bố này chỉ của một cơ quan, khi tệp không ghi cơ quan.")
@option("--add", "adds", is_flag=True, help="Chỉ bổ sung vào danh mục đã công bố, ví dụ danh mục của một quyết định.")
@MAP
@DRY_RUN
@click.pass_obj
def procedures_import(
    folder: Path,
    file: Path,
    declared: str | None,
    on: date | None,
    agency: str | None,
    adds: bool,
    given: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Nhập danh mục TTHC đã công bố, hoặc danh mục kèm công bố HTQLCL, từ tệp Excel (.xlsx, .xls) hoặc CSV."""
    from isoaudit.cli.speech import UsageProblem
    from isoaudit.desk.rollout.procedures import import_declared, import_published

    context = click.get_current_context()
    if declared is not None and (agency or adds):
        raise UsageProblem("«--declared» không đi cùng «--agency» hoặc «--add».", context)
    if declared is None and on is not None:
        raise UsageProblem("«--on» chỉ đi cùng «--declared».", context)
    programme, asks = programme_of(folder), asking(given)
    if declared is not None:
        done = import_declared(programme, file, declared, on=on, dry_run=dry_run, asking=asks)
    else:
        done = import_published(programme, file, agency=agency or "", adds=adds, dry_run=dry_run, asking=asks)
    report_import("danh mục", done)


@procedures.command("compare", cls=Command)
@_NAMES
@_ON
@JSON
@_BOOK
@click.pass_obj
def procedures_compare(
    folder: Path, names: tuple[str, ...], on: date | None, as_json: bool, output: Path | None
) -> None:
    """Đối chiếu danh mục TTHC đã công bố với danh mục kèm công bố HTQLCL (không ghi mã: mọi cơ quan đã có danh mục).

    Của một cuộc kiểm tra thì đối chiếu đến ngày kiểm tra. Kết quả để xem xét, người kiểm tra kết luận.
    """
    from isoaudit.desk.rollout.procedures_compared import compared, export_compared
    from isoaudit.journal.programme import today
    from isoaudit.rules.prepared import scope_lines
    from isoaudit.wording import label

    programme = programme_of(folder)
    found = compared(programme, names, on or today())
    if output:
        export_compared(found, programme.settings.year, output)
    if as_json:
        print_json([_as_data(one) for one in found])
        return
    if not found:
        click.echo(
            "Chưa có danh mục kèm công bố HTQLCL của cơ quan nào: «isoaudit procedures import TỆP --declared MÃ»."
        )
    for one in found:
        click.echo(f"{one.agency.code}: {one.agency.name}")
        lines = scope_lines(one.scope, one.agency.code) if one.scope else [
            label("scope_said", why).format(agency=one.agency.code) for why in ("no_published", "no_declared")
        ]  # fmt: skip
        for line in lines:
            click.echo(f"  {line}")
    if found:
        click.echo(label("scope_said", "person"))
    if output:
        click.echo(f"Đã ghi bảng đối chiếu vào {output}.")


def _as_data(one: Beside) -> dict[str, Any]:
    scope = one.scope.model_dump(mode="json") if one.scope else None
    return {"agency": one.agency.code, "name": one.agency.name, "on": one.on.isoformat(), "scope": scope}


@click.group(cls=Group)
def instruments() -> None:
    """Văn bản quy phạm pháp luật mới và ngày cơ quan cập nhật vào HTQLCL."""


@instruments.command("import", cls=Command)
@FILE
@option("--agency", metavar="CƠ_QUAN", help="Ngày cập nhật trong bảng là của cơ quan này (bảng rà soát cơ quan gửi).")
@MAP
@DRY_RUN
@click.pass_obj
def instruments_import(folder: Path, file: Path, agency: str | None, given: tuple[str, ...], dry_run: bool) -> None:
    """Nhập văn bản, ngày có hiệu lực, mã TTHC liên quan, và ngày cơ quan cập nhật, từ tệp Excel hoặc CSV."""
    from isoaudit.desk.rollout.instruments import import_instruments

    done = import_instruments(programme_of(folder), file, agency=agency or "", dry_run=dry_run, asking=asking(given))
    report_import("văn bản, ngày cập nhật", done)


@instruments.command("list", cls=Command)
@_NAMES
@_ON
@JSON
@_BOOK
@click.pass_obj
def instruments_list(folder: Path, names: tuple[str, ...], on: date | None, as_json: bool, output: Path | None) -> None:
    """Xem từng văn bản ở từng cơ quan: ngày cuối cùng của ba tháng, ngày cập nhật, số ngày chậm."""
    from isoaudit.desk.rollout.procedures_compared import compared, export_updates
    from isoaudit.journal.programme import today
    from isoaudit.rules.prepared import update_line
    from isoaudit.wording import label

    programme = programme_of(folder)
    found = compared(programme, names, on or today(), law=True)
    if output:
        export_updates(found, programme.settings.year, output)
    if as_json:
        print_json(
            [{**update.model_dump(mode="json"), "agency": one.agency.code} for one in found for update in one.updates]
        )
        return
    for one in found:
        click.echo(f"{one.agency.code}: {one.agency.name}")
        for update in one.updates:
            click.echo(f"  {update_line(update)}")
        if not one.updates:
            click.echo("  Không có văn bản nào liên quan TTHC của cơ quan.")
    click.echo(label("update_said", "rule"))
    if output:
        click.echo(f"Đã ghi bảng văn bản vào {output}.")


@instruments.command("remove", cls=Command)
@click.argument("numbers", nargs=-1, required=True, metavar="SỐ...")
@option("--part", metavar="PHẦN", help='Phần của văn bản, khi các phần có ngày hiệu lực riêng; cả văn bản: «""».')
@option("--agency", metavar="CƠ_QUAN", help="Chỉ bỏ ngày cập nhật của cơ quan này; văn bản vẫn giữ.")
@WHY
@click.pass_obj
def instruments_remove(folder: Path, numbers: tuple[str, ...], part: str | None, agency: str | None, why: str) -> None:
    """Bỏ văn bản nhập nhầm, theo số, ký hiệu, cùng ngày cập nhật ở các cơ quan."""
    from isoaudit.desk.rollout.taken_out import remove_instruments

    show_changed(remove_instruments(programme_of(folder), numbers, why, part=part, agency=agency or ""))
