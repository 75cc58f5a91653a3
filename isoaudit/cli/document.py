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
    from isoaudit.papers.decree30 import Deviation, Report


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
        for report in reports:
            _show(report)
        show_problems(problems)
    return 2 if problems else 0 if all(report.fine for report in reports) else 1


def _show(report: Report) -> None:
    wrong = sum(not deviation.note for deviation in report.deviations)
    said = f"{wrong} chỗ chưa đúng thể thức" if wrong else "đúng thể thức ở những điểm đã soát"
    click.echo(f"{report.file} ({report.kind}): {said}.")
    for deviation in report.deviations:
        click.echo(f"- {_words(deviation)}")


def _words(deviation: Deviation) -> str:
    place = f"{deviation.part} «{deviation.quote}»" if deviation.quote else deviation.part
    more = f" (cùng {deviation.count - 1} chỗ khác)" if deviation.count > 1 else ""
    mark = "Lưu ý: " if deviation.note else ""
    return f"{mark}{place}: {deviation.found}{more}; quy định: {deviation.wanted} ({deviation.clause})."
