"""Write the tables of messages in ``docs/errors.md`` anew, after a message of ``isoaudit/errors.toml`` changed.

A table stands between two marks, ``<!-- messages of FAMILY: made by tools/list_errors.py -->`` and ``<!-- end -->``,
below a heading and sentences that are typed in the page: what the family is about, and what a message of it names as
its place. A new family gets such a section by hand, with an empty table.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from isoaudit.errors import CATALOGUE, IN_FORM
from isoaudit.files import write_whole

PAGE = Path(__file__).resolve().parent.parent / "docs" / "errors.md"
_TABLE = re.compile(
    r"<!-- messages of (?P<family>[A-Z]+): made by tools/list_errors\.py -->\n(?:.*?\n)??<!-- end -->", re.DOTALL
)


def families() -> list[str]:
    """The families of the catalogue, as the page has them: by the alphabet."""
    return sorted({code.partition("_")[0] for code in CATALOGUE})


def families_listed(page: str) -> list[str]:
    """The families that have a table in the page, in its order."""
    return [table["family"] for table in _TABLE.finditer(page)]


def with_messages(page: str) -> str:
    """The text of the page with its tables as the messages are now."""
    return _TABLE.sub(_table_anew, page)


def _table_anew(table: re.Match[str]) -> str:
    first, *_, last = table[0].splitlines()
    return "\n".join((first, "", *list_messages(table["family"]), "", last))


def list_messages(family: str) -> Iterator[str]:
    """The messages of a family, a row each, by their numbers."""
    yield from ("| Code | What is wrong | What to do |", "|---|---|---|")
    for code in sorted(code for code in CATALOGUE if code.startswith(f"{family}_")):
        what, remedy = CATALOGUE[code]
        pressed = f" *Trong phiếu:* {_cell(IN_FORM[code])}" if code in IN_FORM else ""
        yield f"| `{code}` | {_cell(what)} | {_cell(remedy)}{pressed} |"


def _cell(words: str) -> str:
    """Words of a message as Markdown shows them as they are."""
    return re.sub(r"([|<>*\\])", r"\\\1", " ".join(words.split()))


def main() -> int:
    """Write the page; 1 where a family has no section in it."""
    page = PAGE.read_text(encoding="utf-8")
    if lacking := [family for family in families() if family not in families_listed(page)]:
        sys.stderr.write(f"{PAGE.name} has no section for {', '.join(lacking)}\n")
        return 1
    write_whole(PAGE, with_messages(page).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
