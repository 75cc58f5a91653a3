"""Write the tables of options in ``docs/commands.md`` anew, after an option of a command changed.

A table stands between two marks, ``<!-- options of COMMAND: made by tools/list_options.py -->`` and ``<!-- end -->``.
Its first two columns come from click: the option, and what ``--help`` says in Vietnamese. The third, in English, is
typed in the page and kept; that of a new option is empty and to be written.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from isoaudit.cli.commands import main as isoaudit
from isoaudit.files import write_whole

PAGE = Path(__file__).resolve().parent.parent / "docs" / "commands.md"
_TABLE = re.compile(
    r"<!-- options of (?P<command>isoaudit[ \w-]*): made by tools/list_options\.py -->\n(?P<rows>.*?)\n<!-- end -->",
    re.DOTALL,
)


def with_options(page: str) -> str:
    """The text of the page with its tables as the commands are now. Raises KeyError for a command there is none of."""
    return _TABLE.sub(_table_anew, page)


def commands_listed(page: str) -> list[str]:
    """The commands that have a table in the page."""
    return [table["command"] for table in _TABLE.finditer(page)]


def _table_anew(table: re.Match[str]) -> str:
    first, *_, last = table[0].splitlines()
    return "\n".join((first, "", *list_options(table["command"], _meanings(table["rows"])), "", last))


def _meanings(rows: str) -> dict[str, str]:
    """What the third column of a table says, by the option."""
    cells = ([cell.strip() for cell in row.strip("|").split("|")] for row in rows.splitlines() if row.startswith("| `"))
    return {option.strip("`").split()[0].rstrip(","): meaning for option, _, meaning in cells}


def list_options(name: str, meanings: dict[str, str]) -> Iterator[str]:
    """The options of a command, a row each; ``--help``, which all have, is left out."""
    context = _context(name)
    yield from ("| Option | `--help` says | Means |", "|---|---|---|")
    for option in context.command.get_params(context):
        record = option.get_help_record(context) if isinstance(option, click.Option) else None
        if record and "--help" not in option.opts:
            usage, words = (" ".join(text.replace("|", "/").split()) for text in record)
            yield f"| `{usage}` | {words} | {meanings.get(option.opts[0], '')} |"


def _context(name: str) -> click.Context:
    """A command as click runs it, by its whole name."""
    first, *names = name.split()
    context = isoaudit.context_class(isoaudit, info_name=first)
    for word in names:
        group = context.command
        assert isinstance(group, click.Group)
        command = group.commands[word]
        context = command.context_class(command, info_name=word, parent=context)
    return context


def main() -> int:
    """Write the page."""
    write_whole(PAGE, with_options(PAGE.read_text(encoding="utf-8")).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
