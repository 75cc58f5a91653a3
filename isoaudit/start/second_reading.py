"""The second reader: the papers that wait for him, what he says of one, or that he agrees with all of a round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from isoaudit.books.doing import Came
from isoaudit.desk.second_reading import ReadingsSaid, ReadingToSay, say_of_round, say_readings, to_read
from isoaudit.desk.second_reading_export import export_to_read
from isoaudit.errors import ProcedureError, problem
from isoaudit.form.page import Action, Fact, Field, Line, Option, Record, Section
from isoaudit.journal.programme import Programme
from isoaudit.rules.second_reading import PAPERS, Unread, wants
from isoaudit.start.act_forms import Given
from isoaudit.start.now import Line as Inspection
from isoaudit.start.now import Now
from isoaudit.start.places import fresh
from isoaudit.wording import in_sentence, label, labels, sentence
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


def section(now: Now, group: str) -> Iterator[Section]:
    """All papers that wait, each to be opened, agreed with or returned; nothing where the office wants no reader."""
    if not any(wants(now.programme.settings, act) for act in PAPERS):
        return
    records = tuple(_record(line, one) for line in now.lines for one in line.unread)
    intro = label("start_intro", "reading" if records else "nothing_to_read")
    export = Action("reading_list", label("start_action", "reading_list"))
    words = f"{label('start_section', 'reading')} ({len(records)})"
    listed = (Record("reading/list", label("start_record", "reading"), actions=(export,)),) if records else ()
    yield Section("reading", words, intro, (*records, *listed), group=group, open=bool(records))


def _record(line: Inspection, one: Unread) -> Record:
    given = {"id": line.id, "act": one.act}
    reader = Field("reader", label("start_field", "reader"), "line")
    note = Field("note", label("start_field", "read_note"), "text", lines=2)
    why = Fact(label("start_fact", "why_waits"), sentence(one.why), "note")
    file = line.to_read.get(one.act)
    if file is None:
        words = label("start_action", "paper").format(paper=in_sentence(one.name))
        make = Action("make_paper", words, given={"id": line.id, "paper": one.paper}, tone="good")
        return Record(_name(line, one), line.row.name, reference=_about(line, one), facts=(why,), actions=(make,))
    agree = Action(
        "read_agree", label("start_action", "read_agree"), (reader,), {**given, "outcome": "agreed"}, tone="good"
    )
    back = Action("read_return", label("start_action", "read_return"), (reader, note), {**given, "outcome": "returned"})
    facts = (why, Fact(label("start_fact", "to_read"), "", links=(file,)))
    return Record(_name(line, one), line.row.name, reference=_about(line, one), facts=facts, actions=(agree, back))


def _name(line: Inspection, one: Unread) -> str:
    return f"reading/{line.id}/{one.act}"


def _about(line: Inspection, one: Unread) -> str:
    return ", ".join(filter(None, (one.name, line.id, line.row.round)))


def export(programme: Programme) -> Path:
    """``isoaudit review-letters -o``. Raises IsoAuditError."""
    path = fresh(programme, f"cho-doc-lai-{programme.settings.year}")
    export_to_read(to_read(programme), programme.settings.year, path)
    return path


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
