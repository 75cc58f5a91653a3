"""The commands of the roll-out: steps, targets, classes and money taken in; where the targets stand, shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from isoaudit.cli.asking import MAP, asking
from isoaudit.cli.common import FILE, option, programme_of
from isoaudit.cli.speech import Command, Group
from isoaudit.cli.tables import DRY_RUN, report_import

if TYPE_CHECKING:
    from isoaudit.tables.rollout import RolloutTable

_WORDS = {
    "steps": "bước xây dựng HTQLCL",
    "targets": "chỉ tiêu",
    "classes": "lớp đào tạo",
    "money": "khoản kinh phí",
}


@click.group(cls=Group)
def rollout() -> None:
    """Triển khai xây dựng, chuyển đổi HTQLCL: các bước, chỉ tiêu, lớp đào tạo, kinh phí."""


@rollout.command("import", cls=Command)
@FILE
@option(
    "--of",
    type=click.Choice([*_WORDS]),
    help="Nói rõ đây là bảng các bước («steps»), chỉ tiêu («targets»), lớp đào tạo («classes») hay kinh phí («money»), "
    "khi các cột chưa cho biết.",
)
@MAP
@DRY_RUN
@click.pass_obj
def rollout_import(folder: Path, file: Path, of: RolloutTable | None, given: tuple[str, ...], dry_run: bool) -> None:
    """Nhập bảng các bước, chỉ tiêu, lớp đào tạo hoặc kinh phí từ tệp Excel (.xlsx, .xls) hoặc CSV."""
    from isoaudit.desk.rollout import import_rollout

    table, done = import_rollout(programme_of(folder), file, of=of, dry_run=dry_run, asking=asking(given))
    report_import(_WORDS[table], done)
