"""Write the table in ``docs/start.md`` anew that says where on the start page each command is, after one changed.

The places stand in ``start_command`` of ``isoaudit/wording/vi.toml``; why the page has no place for the others, here.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from isoaudit.cli.commands import main as program
from isoaudit.files import write_whole
from isoaudit.start.remedies import place_of

PAGE = Path(__file__).resolve().parent.parent / "docs" / "start.md"
NOT_THERE = {
    "checklist check": "who edits the YAML of a checklist by hand; from Excel it is checked as it is taken in",
    "demo": "who tries the program; it makes a folder of its own",
    "doctor": "IT, before the page can be opened at all",
    "notebooks check": "who writes notebooks",
    "notebooks list": "who writes notebooks",
    "start": "opens the page itself",
    "template check": "IT, who edits the Word templates of the office",
    "trust": "IT: whether a program of somebody else may run is no question for a button",
}
"""The commands that no clerk needs, and whose they are."""
_TABLE = re.compile(r"<!-- places: made by tools/list_places\.py -->\n(?:.*?\n)??<!-- end -->", re.DOTALL)


def commands(group: click.Command = program, path: tuple[str, ...] = ()) -> Iterator[str]:
    """The commands that do something, as they are typed, in the order of ``--help``."""
    if any(isinstance(one, click.Argument) for one in group.params) or not isinstance(group, click.Group):
        yield " ".join(path)
    if not isinstance(group, click.Group):
        return
    for name, command in group.commands.items():
        yield from commands(command, (*path, name))


def rows() -> Iterator[str]:
    """A row for each command."""
    yield from ("| Command | On the start page |", "|---|---|")
    for command in commands():
        place = place_of(command)
        yield f"| `{command}` | {place or f'No place: {NOT_THERE[command]}'} |"


def with_places(page: str) -> str:
    """The text of the page with its table as the commands are now."""
    first, last = "<!-- places: made by tools/list_places.py -->", "<!-- end -->"
    return _TABLE.sub(lambda _: "\n".join((first, "", *rows(), "", last)), page)


def main() -> int:
    """Write the page; 1 where a command has neither a place nor a reason."""
    if lacking := [one for one in commands() if not place_of(one) and one not in NOT_THERE]:
        sys.stderr.write(f"neither a place in start_command nor a reason here: {', '.join(lacking)}\n")
        return 1
    write_whole(PAGE, with_places(PAGE.read_text(encoding="utf-8")).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
