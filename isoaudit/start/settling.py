"""Answers of an inspection that contradict each other, settled by a person; its file; and who wrote what when in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from isoaudit.books.doing import Came
from isoaudit.desk.acts.dossier_told import shelf_lines
from isoaudit.desk.answers.settle import Dispute, settle
from isoaudit.desk.history_told import events_of
from isoaudit.errors import ProcedureError, problem
from isoaudit.form.page import Action, Fact, Field, Line, Option, Tone
from isoaudit.model import Answer, Case
from isoaudit.rules.standing import file_of
from isoaudit.start.act_forms import Given
from isoaudit.start.rows import said_of, whole_field
from isoaudit.wording import label
from isoaudit.wording.statements import parts, who_and_when

if TYPE_CHECKING:
    from isoaudit.start.acting import Desk
    from isoaudit.start.now import Line as Inspection

_TONES: Mapping[str, Tone] = {"there": "good", "absent": "bad"}


def disputes_of(case: Case) -> tuple[Dispute, ...]:
    """What stands side by side in an inspection."""
    answers = (one for one in case.answers if one.disputed)
    return tuple(Dispute(case.inspection.id, one.criterion, one.disputed) for one in answers)


def facts(line: Inspection) -> Iterator[Fact]:
    """Each criterion on which answers differ, with what each says."""
    for one in line.disputes:
        several = enumerate(one.statements, start=1)
        said = (f"{number}. {who_and_when(statement)}: {_said(statement)}." for number, statement in several)
        first = label("start_said", "disputed").format(criterion=one.criterion)
        yield Fact(label("start_fact", "disputed"), "\n".join((first, *said)), "bad")


def _said(answer: Answer) -> str:
    return "; ".join(f"{head}: {' '.join(text.split()).rstrip('.')}" for head, text in parts(answer))


def actions(line: Inspection) -> Iterator[Action]:
    """The button that takes one of the statements, while they can be changed."""
    if line.disputes and line.write:
        options = tuple(Option(value, words) for value, words in _choices(line))
        fields = (Field("take", label("start_field", "take"), "select", options),)
        about = label("start_about", "settle")
        yield Action("settle", label("start_action", "settle"), fields, {"id": line.id}, about=about, tone="good")


def _choices(line: Inspection) -> Iterator[tuple[str, str]]:
    """Each statement by its criterion and number, with who wrote it when: so that no other takes its place."""
    for one in line.disputes:
        for number, said in enumerate(one.statements, start=1):
            verdict = label("verdict", said.verdict) if said.verdict else label("start_said", "no_verdict")
            yield f"{one.criterion}/{number}/{said.author}/{said.at}", f"{one.criterion}, {number}. {verdict}"


def take(desk: Desk, given: Given) -> Came:
    """``isoaudit answers settle --take``. Raises IsoAuditError; START_003: it is there no more."""
    line = desk.now.line(str(given["id"]))
    chosen = str(given.get("take") or "")
    if line is None or chosen not in dict(_choices(line)):
        raise ProcedureError(problem("START_003", label("start_field", "take")))
    criterion, number, *_ = chosen.split("/")
    answer = settle(desk.programme, line.id, criterion, int(number))
    return [Line(label("start_said", "settled").format(criterion=criterion, said=_said(answer)), "good")], []


def dossier_action(line: Inspection) -> Action:
    """The button that shows what of the file there is."""
    return Action("dossier", label("start_action", "dossier"), given={"id": line.id})


def dossier(desk: Desk, given: Given) -> Came:
    """``isoaudit status MÃ``: the rows of the file (Circular 26/2014, Article 39), and how the last day was counted."""
    state, (inspection,) = desk.programme.about([str(given["id"])], among="known")
    case = desk.programme.case(state, inspection)
    lines = [
        Line("\n".join(" ".join(line.split()) for line in shelf_lines(shelf, state)), _TONES.get(shelf.state, ""))
        for shelf in file_of(case, desk.now.day)
    ]
    counted = next((line.row.counted for line in desk.now.lines if line.id == inspection.id), None)
    lines += [Line(label("start_said", "counted_so").format(said=counted.in_words))] if counted else []
    return lines, []


def history_action(line: Inspection) -> Action:
    """The button that shows who wrote what."""
    fields = (Field("criterion", label("start_field", "criterion"), "line", hint="D36-1-a-01"), whole_field())
    return Action("history", label("start_action", "history"), fields, {"id": line.id})


def history(desk: Desk, given: Given) -> Came:
    """``isoaudit history``. Raises RunError (CRITERION_001)."""
    criterion = str(given.get("criterion") or "").strip() or None
    return said_of(events_of(desk.programme, str(given["id"]), criterion), whole=given.get("whole") is True), []
