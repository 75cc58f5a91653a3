"""What the commands share: arguments, options, how a programme is opened and plain data are printed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from isoaudit.cli.speech import Option, UsageProblem, show_problems

if TYPE_CHECKING:
    from isoaudit.errors import ProgrammeError
    from isoaudit.journal.programme import Programme
    from isoaudit.model import Settings
    from isoaudit.papers.pdf import Printed
    from isoaudit.work.list_book import Written

option = partial(click.option, cls=Option)
JSON = option("--json", "as_json", is_flag=True, help="In ra dạng JSON.")
PDF = option("--pdf", "as_pdf", is_flag=True, help="Lập thêm bản PDF bên cạnh tệp Word (cần LibreOffice).")
OUTPUT = option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="TỆP",
    help="Tên tệp .xlsx; tệp đã có thì không ghi đè.",
)
NAMES = click.argument("names", nargs=-1, metavar="[MÃ]...")
FILE = click.argument("file", type=click.Path(path_type=Path), metavar="TỆP")


def a_day(context: click.Context, _: click.Parameter, value: str | None) -> date | None:
    """A date as people here write it. Raises a usage error."""
    from isoaudit.wording import read_day

    if value is None:
        return None
    if found := read_day(value.strip()):
        return found
    raise UsageProblem(f"«{value}» không phải ngày; ghi như 01/7/2026 hoặc 2026-07-01.", context)


def found_from_here() -> Path:
    """The programme that the current folder lies in; the current folder where it lies in none, or is one."""
    from isoaudit.journal.places import programme_above

    found = programme_above(Path())
    return Path() if found is None or found == Path.cwd() else found


def say_where(folder: Path) -> None:
    """Say once which programme is meant, where it was looked for above the current folder."""
    context = click.get_current_context().find_root()
    if context.params.get("folder") is None and folder != Path() and not context.meta.get(_SAID):
        context.meta[_SAID] = True
        click.echo(f"Thư mục làm việc: {folder}", err=True)


_SAID = "isoaudit.cli.common.said where"


def _elsewhere(folder: Path, error: ProgrammeError) -> ProgrammeError:
    """The same error, or one that names the programmes which lie directly in the folder."""
    from isoaudit.errors import ProgrammeError, problem
    from isoaudit.journal.places import programmes_below

    below = [path.name for path in programmes_below(folder)] if error.problems[0].code == "PROGRAMME_001" else []
    if not below:
        return error
    where = str(folder.absolute() if folder == Path() else folder)
    example = f'isoaudit -C "{folder / below[0]}" …'
    return ProgrammeError(problem("PROGRAMME_008", where, below=below, example=example))


def programme_of(folder: Path) -> Programme:
    """The programme in ``folder``; where another writer is waited for, that is said."""
    from isoaudit.errors import ProgrammeError
    from isoaudit.journal.cuts import is_pack
    from isoaudit.journal.programme import Programme

    try:
        programme = Programme(folder)
    except ProgrammeError as error:
        raise _elsewhere(folder, error) from None
    say_where(folder)
    if is_pack(programme.journal.database):
        click.echo("Lưu ý: đây là gói mang đi, chỉ có một phần dữ liệu của năm; số liệu cả năm xem ở thư mục làm việc "
                   "của đơn vị.", err=True)  # fmt: skip
    for remark in signer_remarks(programme.settings):
        click.echo(f"Lưu ý: isoaudit.toml: {remark}", err=True)
    programme.journal.on_wait = lambda waiting: click.echo(f"{waiting.where}: {waiting.what}", err=True)
    return programme


def signer_remarks(settings: Settings) -> list[str]:
    """What is unusual in the signers, in sentences."""
    from isoaudit.papers.kinds import kinds
    from isoaudit.rules.signers import unusual
    from isoaudit.wording import label

    remarks = []
    for signer, what, paper in unusual(settings):
        office = settings.offices.get(signer.office)
        named = {"name": signer.name or signer.position or (office.name if office else signer.office)}
        words = {"form": signer.form, "position": signer.position, "paper": kinds()[paper].spoken if paper else ""}
        remarks.append(label("signer", what).format(**named, **words))
    return remarks


def print_json(value: object) -> None:
    """Plain data on standard output; of a list each record is a line."""
    if isinstance(value, list) and value:
        records = ",\n".join(json.dumps(record, ensure_ascii=False) for record in value)
        click.echo(f"[\n{records}\n]")
    else:
        click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def show_printed(printed: Printed) -> int:
    """How many PDFs there are and why others are not; 1 when some are not."""
    from isoaudit.wording import count

    if printed.made:
        click.echo(f"Đã lập {count(len(printed.made))} tệp PDF, cùng thư mục với tệp Word.")
    show_problems(printed.problems)
    return 1 if printed.problems else 0


def show_written(of: str, write: Callable[[], Written]) -> int:
    """Write a page over the year with its workbook and tell where they lie; 1 when one could not be written.

    What was asked is told already. ``of``: what they are about, as in «bảng tình hình».
    """
    from isoaudit.errors import IsoAuditError

    try:
        written = write()
    except IsoAuditError as error:
        click.echo(f"Chưa làm mới được trang và bảng {of}:", err=True)
        show_problems(error.problems)
        return 1
    show_problems(written.problems)
    if written.edited and written.book:
        usual = written.page.with_suffix(".xlsx").name
        click.echo(f"Lưu ý: bảng {usual} đã được sửa tay nên giữ nguyên; bảng mới là {written.book.name}.", err=True)
    click.echo(f"Mở tệp này bằng trình duyệt để xem cả năm: {written.page}")
    if written.book:
        click.echo(f"Bảng Excel: {written.book}")
    return 1 if written.problems else 0
