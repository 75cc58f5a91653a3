"""Rows of lists that were typed wrongly: chosen, taken out with a reason, and what was ever written of them.

Agencies and inspectors stand in lists of their own; instruments and the roll-out are known by their numbers and codes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from isoaudit.books.doing import Came
from isoaudit.desk.history_told import event_lines, events_of
from isoaudit.desk.inspections import changes
from isoaudit.desk.registers.removed_rows import remove_agencies, remove_inspectors
from isoaudit.desk.rollout.taken_out import remove_instruments, remove_rollout
from isoaudit.errors import RunError, problem
from isoaudit.form.page import Action, Field, Line, Option
from isoaudit.journal.history import Event
from isoaudit.journal.programme import Programme
from isoaudit.journal.recorded import recorded
from isoaudit.journal.rollout import ROLLOUT
from isoaudit.journal.state import State
from isoaudit.rules.rollout_told import item_line
from isoaudit.start.act_forms import Given
from isoaudit.start.changing import told
from isoaudit.wording import count, label, sentence
from isoaudit.wording.entries import about

if TYPE_CHECKING:
    from isoaudit.start.now import Now

Rows = Mapping[str, tuple[Option, ...]]
"""By kind of table the rows that can be chosen."""
LATEST = 50
"""How many entries are shown where not all are asked for."""
_INSTRUMENT, _TAKEN = "instrument", "taken"


def rows_of(programme: Programme, state: State) -> Rows:
    """The rows that stand, in the order in which people look for them."""
    agencies = [Option(one.code, f"{one.name} ({one.code})") for one in state.agencies_by_name() if not one.removed]
    inspectors = [Option(one.code, f"{one.name} ({one.code})") for one in state.inspectors_by_name() if not one.removed]
    names = {code: agency.name for code, agency in state.agencies.items()}
    return {
        "agencies": tuple(agencies),
        "inspectors": tuple(inspectors),
        "instruments": tuple(_instruments(programme)),
        "rollout": tuple(
            Option(one.code, f"{one.code}: {item_line(one.said, names)}")
            for one in recorded(programme.journal.entries_of(*ROLLOUT))
            if not one.removed
        ),
    }


def _instruments(programme: Programme) -> Iterator[Option]:
    """Each instrument, a part of it, and each agency's day of it."""
    state = State(programme.journal.entries_of(_INSTRUMENT, _TAKEN))
    for kind in (_INSTRUMENT, _TAKEN):
        for subject in state.subjects_of(kind):
            if not state.fields(kind, subject).get("removed"):
                yield Option(f"{kind}/{subject}", sentence(about(kind, subject)))


def actions(now: Now, name: str) -> Iterator[Action]:
    """The buttons of a table that has rows."""
    if not (rows := now.rows.get(name)):
        return
    which = Field("which", label("start_field", "row"), "select", rows)
    why = Field("why", label("start_field", "why"), "text", lines=2)
    said = label("start_about", "remove_row")
    yield Action("remove_row", label("start_action", "remove_row"), (which, why), {"table": name}, about=said)
    if name in ("instruments", "rollout"):  # `isoaudit history` knows these by their numbers and codes
        yield Action("row_history", label("start_action", "row_history"), (which, whole_field()), {"table": name})


def whole_field() -> Field:
    """Whether all that was ever written is shown."""
    return Field("whole", label("start_field", "whole_history").format(count=count(LATEST)), "check")


def remove(programme: Programme, given: Given) -> Came:
    """``isoaudit agencies remove`` and its like. Raises IsoAuditError as they do; START_003: nothing was chosen."""
    table, which, why = str(given.get("table") or ""), _chosen(given), str(given.get("why") or "")
    if table == "instruments":
        return told(_remove_instrument(programme, which, why))
    ways: Mapping[str, Callable[..., changes.Changed]] = {
        "agencies": remove_agencies,
        "inspectors": remove_inspectors,
        "rollout": remove_rollout,
    }
    if table not in ways:
        raise RunError(problem("START_007", table))
    return told(ways[table](programme, [which], why))


def _remove_instrument(programme: Programme, which: str, why: str) -> changes.Changed:
    agency, part, number = _instrument(which)
    return remove_instruments(programme, [number], why, part=part, agency=agency)


def _instrument(which: str) -> tuple[str, str, str]:
    """The agency whose day it is, if it is one; the part and the number of the instrument."""
    kind, _, subject = which.partition("/")
    agency, _, subject = subject.partition("/") if kind == _TAKEN else ("", "", subject)
    part, _, number = subject.partition("/")
    return agency, part, number


def row_history(programme: Programme, given: Given) -> Came:
    """``isoaudit history`` of a code of the roll-out, of the number of an instrument."""
    which = _chosen(given)
    name = _instrument(which)[2] if given.get("table") == "instruments" else which
    return said_of(events_of(programme, name), whole=given.get("whole") is True), []


def said_of(events: tuple[Event, ...], *, whole: bool) -> list[Line]:
    """Entries as lines of the page, the latest first; of many the latest alone."""
    shown = events if whole else events[-LATEST:]
    left = len(events) - len(shown)
    lines = [Line(_in_words(event), "") for event in reversed(shown)]
    lines += [Line(label("start_said", "earlier").format(count=count(left)))] if left else []
    return lines or [Line(label("start_said", "nothing_written"))]


def _in_words(event: Event) -> str:
    first, *changes = event_lines(event)
    return "\n".join((first, *(f"– {line.strip()}" for line in changes)))


def _chosen(given: Given) -> str:
    which = str(given.get("which") or "")
    if not which:
        raise RunError(problem("START_003", label("start_field", "row")))
    return which
