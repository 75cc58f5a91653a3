"""Commands on Word documents, whoever wrote them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from isoaudit.cli.common import JSON, print_json
from isoaudit.cli.speech import Group, show_problems

if TYPE_CHECKING:
    from isoaudit.errors import Problem
    from isoaudit.papers.decree30 import Report


@click.group(cls=Group)
def document() -> None:
    """Văn bản Word."""


@document.command("check")
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="TỆP...")
@JSON
def document_check(files: tuple[Path, ...], as_json: bool) -> int:
    """Soát thể thức văn bản Word theo Phụ lục I Nghị định số 30/2020/NĐ-CP."""
    from isoaudit.errors import DocumentError
    from isoaudit.papers.decree30 import check
    from isoaudit.papers.decree30.told import told

    reports: list[Report] = []
    problems: list[Problem] = []
    for file in files:
        try:
            reports.append(check(file))
        except DocumentError as error:
            problems += error.problems
    if as_json:
        said = [{**asdict(report), "fine": report.fine} for report in reports]
        print_json({"documents": said, "problems": [problem.as_dict() for problem in problems]})
    else:
        for line in (line for report in reports for line in told(report)):
            click.echo(line)
        show_problems(problems)
    return 2 if problems else 0 if all(report.fine for report in reports) else 1
