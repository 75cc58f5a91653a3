"""What becomes of an inspection that is not carried out as planned: cancelled, put off, of the other form, removed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from isoaudit.books.doing import Came
from isoaudit.desk.inspections import changes
from isoaudit.desk.inspections.change_of_form import change_form
from isoaudit.errors import ProcedureError, problem
from isoaudit.form.page import Action, Field, Line, Option
from isoaudit.journal.programme import Programme
from isoaudit.rules.changes import other_mode
from isoaudit.start.act_forms import Given, day
from isoaudit.start.remedies import here
from isoaudit.wording import label, sentence
from isoaudit.wording.grouping import some

if TYPE_CHECKING:
    from isoaudit.start.now import Line as Inspection

_WAYS = ("cancel", "postpone", "change_form", "remove")


def actions(line: Inspection) -> Iterator[Action]:
    """The buttons: one for all that can become of an inspection that stands, one that undoes it."""
    given = {"id": line.id}
    if line.row.stands:
        ways = tuple(Option(way, label("start_change", way)) for way in _WAYS)
        fields = (
            Field("way", label("start_field", "way"), "select", ways),
            Field("why", label("start_field", "why"), "text", lines=2),
            Field("to", label("start_field", "new_day"), "date", shown_for=("postpone",)),
            Field("until", label("start_field", "until"), "date", shown_for=("postpone",)),
            Field("on", label("start_field", "decided_on"), "date", shown_for=("cancel", "change_form")),
        )
        yield Action("change", label("start_action", "change"), fields, given)
    if line.row.became:
        yield Action("restore", label("start_action", "restore"), given=given, confirm=label("start_said", "restore"))


def change(programme: Programme, line: Inspection | None, given: Given) -> Came:
    """Do what was chosen. Raises IsoAuditError, as the commands do, and START_003 where nothing was chosen."""
    way, names = given.get("way"), [str(given["id"])]
    why, on = str(given.get("why") or ""), day(given, "on")
    if way not in _WAYS or line is None:
        raise ProcedureError(problem("START_003", label("start_field", "way")))
    if way == "cancel":
        return told(changes.cancel(programme, names, why, on))
    if way == "change_form":
        return told(change_form(programme, names, other_mode(line.mode), why, on))
    if way == "remove":
        return told(changes.remove(programme, names, why))
    to = day(given, "to")
    if to is None:
        raise ProcedureError(problem("VISIT_003", label("start_field", "new_day")))
    return told(changes.postpone(programme, names, to, day(given, "until"), why))


def restore(programme: Programme, given: Given) -> Came:
    """Undo what became of an inspection. Raises IsoAuditError."""
    return told(changes.restore(programme, [str(given["id"])]))


def told(done: changes.Changed) -> Came:
    """What was changed, as lines of the page."""
    lines = [Line(f"{sentence(words)}.", "good") for words in done.done]
    if done.unchanged:
        lines.append(Line(label("start_said", "unchanged").format(names=some(done.unchanged))))
    return [*lines, *(Line(sentence(here(warning)), "note") for warning in done.warnings)], []
