"""The command by which somebody takes responsibility for a notebook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from isoaudit.cli.common import FILE, option
from isoaudit.cli.speech import Command

if TYPE_CHECKING:
    from isoaudit.runs.trust import Difference


@click.command(cls=Command)
@FILE
@option("--show", is_flag=True, help="Chỉ xem chỗ khác so với bản kèm theo isoaudit, không ghi gì.")
def trust(file: Path, show: bool) -> int:
    """Cho phép một sổ tay chạy trên máy này, sau khi xem chỗ khác so với bản kèm theo isoaudit."""
    from isoaudit.runs import trust as trusting

    stops = trusting.problem_of(file)
    for line in _shown(trusting.difference(file)):
        click.echo(line)
    if stops is None:
        click.echo(f"{file}: chạy được trên máy này rồi.")
        return 0
    if show:
        click.echo(f"{file}: chưa được tin cậy trên máy này. Sổ tay là chương trình, làm được mọi việc bạn làm được.")
        return 1
    trusting.trust(file)
    click.echo(f"{file}: đã ghi tin cậy, cho người dùng này trên máy này; sửa bằng trình soạn thảo khác thì ghi lại.")
    return 0


def _shown(found: Difference) -> Iterator[str]:
    """A difference for the screen: each cell with its lines, and no sign that would hide another one."""
    if not found.changes and not found.settings:
        return
    yield f"Sổ tay {found}."
    for change in found.changes:
        yield f"Ô {change.number}:" if change.number else f"Ô {change.shipped} của bản kèm theo:"
        yield from (
            "    " + "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in line)
            for line in change.lines
        )
