"""The rows of the file of an inspection (Circular 26/2014, Article 39) in words: what is there, what is lacking."""

from __future__ import annotations

from collections.abc import Iterator

from isoaudit.journal.state import State
from isoaudit.rules.standing import Shelf
from isoaudit.wording import date_short, label, sentence


def shelf_lines(shelf: Shelf, state: State) -> Iterator[str]:
    """First whether the row is there and what it is; then each act of it, with the file that is kept, set in."""
    lacking = "; ".join(label("filed_as", kind) for kind in shelf.lacks)  # the row itself is of what there may be
    name = sentence(lacking) or label("file", str(shelf.number))
    yield f"  {shelf.number:>2}. {label('file_state', shelf.state):<16} {name}"
    for act in shelf.acts:
        name = state.fields("file", act.file).get("name", "") if act.file else "chưa lưu tệp"
        number = f"số {act.number} " if act.number else ""
        yield f"        {label('act', act.kind)}: {number}ngày {date_short(act.on)}; {name}"
