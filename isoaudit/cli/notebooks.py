"""``isoaudit notebooks``: which notebooks a programme has, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import click

from isoaudit.cli.common import JSON, print_json
from isoaudit.cli.speech import Command, Group, show_problems


@click.group(cls=Group)
def notebooks() -> None:
    """Sổ tay: của isoaudit và của đơn vị."""


@notebooks.command("list", cls=Command)
@JSON
@click.pass_obj
def notebooks_list(folder: Path, as_json: bool) -> None:
    """Liệt kê các sổ tay: tên để chạy, lập cho ai, lập những tệp gì."""
    from isoaudit.errors import RunError
    from isoaudit.runs.kinds import notebooks as found
    from isoaudit.runs.kinds import read_kind
    from isoaudit.wording import label

    rows: list[dict[str, object]] = []
    for path in found(_shelf(folder)):
        try:
            kind = read_kind(path)
            said = {"title": kind.title, "of": kind.of, "makes": list(kind.makes), "when": kind.when}
            rows.append({"name": kind.name, **said, "fit": True})
        except RunError:
            rows.append({"name": path.stem, "title": "", "of": "", "makes": [], "when": "", "fit": False})
    if as_json:
        print_json(rows)
        return
    for row in rows:
        what = "chưa chạy được: xem «isoaudit notebooks check»"
        if row["fit"]:
            of = label("lab", "listed") if row["when"] == "opened" else label("scope", str(row["of"]))
            what = f"{of:<18} {row['title']}"
        click.echo(f"{row['name']!s:<14} {what}")


@notebooks.command("check", cls=Command)
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, metavar="[TỆP]...")
@JSON
@click.pass_obj
def notebooks_check(folder: Path, files: tuple[Path, ...], as_json: bool) -> int:
    """Soát các sổ tay: mọi chỗ sai cùng một lúc; không ghi tệp: mọi sổ tay của thư mục."""
    from isoaudit.runs.kinds import notebooks as found
    from isoaudit.runs.kinds import problems
    from isoaudit.wording import count

    paths = list(files) or found(_shelf(folder))
    wrong = problems(paths)
    if as_json:
        print_json([problem.as_dict() for problem in wrong])
    elif wrong:
        show_problems(wrong)
    else:
        click.echo(f"Không có chỗ sai trong {count(len(paths))} sổ tay.")
    return 2 if wrong else 0


def _shelf(folder: Path) -> Path:
    """The programme's notebooks where there is a programme, else the shipped ones."""
    from isoaudit.journal.settings import SETTINGS, shipped

    return folder / "notebooks" if (folder / SETTINGS).is_file() else shipped("notebooks")
