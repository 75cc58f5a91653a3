"""The buttons of the second reader: what he says of one paper, or that he agrees with all of a round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from isoaudit.books.doing import Came
from isoaudit.desk.second_reading import ReadingsSaid, ReadingToSay, say_of_round, say_readings
from isoaudit.errors import ProcedureError, problem
from isoaudit.form.page import Action, Field, Line, Option
from isoaudit.journal.programme import Programme
from isoaudit.rules.second_reading import PAPERS
from isoaudit.start.act_forms import Given
from isoaudit.start.now import Line as Inspection
from isoaudit.wording import label, labels, sentence
from isoaudit.wording.grouping import counts


def actions(line: Inspection) -> Iterator[Action]:
    """The button of an inspection of which a paper waits."""
    if not line.unread:
        return
    papers = tuple(Option(one.act, one.name) for one in line.unread)
    outcomes = tuple(Option(code, sentence(words)) for code, words in labels()["reading_outcome"].items())
    fields = (
        Field("outcome", label("start_field", "read_outcome"), "select", outcomes),
        *([Field("act", label("start_field", "read_paper"), "select", papers)] if len(papers) > 1 else []),
        Field("reader", label("start_field", "reader"), "line"),
        Field("note", label("start_field", "read_note"), "text", lines=2, shown_for=("returned",)),
    )
    yield Action("read", label("start_action", "read"), fields, {"id": line.id, "act": papers[0].value})


def of_round(lines: Sequence[Inspection], round: str) -> Iterator[Action]:
    """The button of a round of which papers wait."""
    if any(line.unread for line in lines):
        fields = (Field("reader", label("start_field", "reader"), "line"),)
        yield Action("read_round", label("start_action", "read_round"), fields, {"round": round})


def say(programme: Programme, given: Given) -> Came:
    """Say of a paper what was typed. Raises ProcedureError (START_003, READ_…)."""
    outcome = given.get("outcome")
    if outcome not in ("agreed", "returned"):
        raise ProcedureError(problem("START_003", label("start_field", "read_outcome")))
    act = next((one for one in PAPERS if one == given.get("act")), None)
    note = str(given.get("note") or "") if outcome == "returned" else ""
    said = ReadingToSay(str(given["id"]), act, str(given.get("reader") or ""), outcome, note)
    return _told(say_readings(programme, [said]))


def say_all(programme: Programme, given: Given) -> Came:
    """Agree with every paper of a round that waits. Raises ProcedureError (READ_…)."""
    return _told(say_of_round(programme, str(given["round"]), str(given.get("reader") or "")))


def _told(done: ReadingsSaid) -> Came:
    numbers = {
        label("reading_outcome", "agreed"): len(done.agreed),
        label("reading_outcome", "returned"): len(done.returned),
    }
    lines = [Line(f"{label('start_said', 'read_again')}: {counts(numbers)}.", "good")]
    return [*lines, *(Line(warning, "note") for warning in done.warnings)], []
