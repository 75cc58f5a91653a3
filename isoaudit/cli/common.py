"""What the commands share: arguments, options, how a programme is opened and plain data are printed."""

from __future__ import annotations

import json
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from isoaudit.cli.speech import Option, UsageProblem, show_problems

if TYPE_CHECKING:
    from isoaudit.journal.programme import Programme
    from isoaudit.model import Settings
    from isoaudit.papers.pdf import Printed

option = partial(click.option, cls=Option)
JSON = option("--json", "as_json", is_flag=True, help="In ra dạng JSON.")
PDF = option("--pdf", "as_pdf", is_flag=True, help="Lập thêm bản PDF bên cạnh tệp Word (cần LibreOffice).")
NAMES = click.argument("names", nargs=-1, metavar="[MÃ]...")
FILE = click.argument("file", type=click.Path(path_type=Path), metavar="TỆP")


def a_day(context: click.Context, _: click.Parameter, value: str | None) -> date | None:
    """A date as people here write it. Raises a usage error."""
    from isoaudit.tables import read_day

    if value is None:
        return None
    if found := read_day(value.strip()):
        return found
    raise UsageProblem(f"«{value}» không phải ngày; ghi như 01/7/2026 hoặc 2026-07-01.", context)


def programme_of(folder: Path) -> Programme:
    """The programme in ``folder``; where another writer is waited for, that is said."""
    from isoaudit.journal.programme import Programme

    programme = Programme(folder)
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
    """Plain data on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def show_printed(printed: Printed) -> int:
    """How many PDFs there are and why others are not; 1 when some are not."""
    from isoaudit.wording import count

    if printed.made:
        click.echo(f"Đã lập {count(len(printed.made))} tệp PDF, cùng thư mục với tệp Word.")
    show_problems(printed.problems)
    return 1 if printed.problems else 0
