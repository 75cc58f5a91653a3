"""What agencies send, by two buttons: the report before an inspection (Circular 26/2014, Article 35.2) and that on
corrective action (Article 37.2.c). Each has its own form, so that one is never taken for the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from isoaudit.books.doing import Came
from isoaudit.desk.corrective.received import Received
from isoaudit.desk.corrective.receiving import receive
from isoaudit.errors import ProcedureError, problem
from isoaudit.form.page import Action, Field, Line
from isoaudit.model import ActKind
from isoaudit.start import act_forms
from isoaudit.start.act_forms import Given, day
from isoaudit.start.arrivals import CORRECTION, REPORT
from isoaudit.start.remedies import note
from isoaudit.tables.replies.files import read_form_file
from isoaudit.tables.replies.outline_form import is_outline
from isoaudit.wording import count, label, sentence
from isoaudit.wording.grouping import as_problems, counts, some, told

if TYPE_CHECKING:
    from isoaudit.start.acting import Desk
    from isoaudit.start.now import Line as Inspection

_What = Literal["outline", "reply form"]
_BUTTONS: dict[_What, str] = {"outline": "receive_report", "reply form": "receive"}


# the buttons


def actions(line: Inspection, today: date) -> Iterator[Action]:
    """The buttons of an inspection: one for each report it can still receive.

    Once the minutes are closed or the letter is out an outline is of no use; a report is then recorded as any act is.
    """
    given = {"id": line.id, "arrived_on": today.isoformat()}
    if REPORT in line.records and line.write:
        fields = (*_arrived(), Field("form", label("start_field", "outline"), "files", single=True), *_again(line))
        yield Action(
            "receive_report",
            label("start_action", "receive_report"),
            fields,
            given,
            tone="good" if line.next == REPORT else "",
            about=label("start_about", "receive_report"),
        )
    if CORRECTION in line.records:
        form = Field("form", label("start_field", "form"), "files", single=True)
        fields = (*_arrived(), form, Field("evidence", label("start_field", "evidence"), "files"), *_again(line))
        yield Action(
            "receive",
            label("start_action", "receive"),
            fields,
            given,
            tone="good" if line.row.who == "agency" and line.next != REPORT else "",
            about=label("start_about", "receive"),
        )


def apart(line: Inspection) -> tuple[ActKind, ...]:
    """The acts that are recorded by these buttons and not among the others."""
    return (REPORT, CORRECTION) if line.write else (CORRECTION,)


def _arrived() -> tuple[Field, ...]:
    return (
        Field("number", label("start_field", "number"), "line", hint="15/BC-STP"),
        Field("on", label("start_field", "on"), "date"),
        Field("arrived_on", label("start_field", "arrived_on"), "date"),
        Field("files", label("start_field", "report"), "files"),
    )


def _again(line: Inspection) -> tuple[Field, ...]:
    """Of what came before: that it was entered wrongly."""
    before = any(act.kind in (REPORT, CORRECTION) for act in line.acts)
    return (Field("correct", label("start_field", "correct"), "check"),) if before else ()


def report(desk: Desk, given: Given) -> Came:
    """The report before the inspection, with the outline the agency filled in where it came.

    Raises IsoAuditError: as ``receive`` and ``record``; VISIT_003 without a day, START_016 for another form.
    """
    form = _form(desk, given, "outline")
    line = desk.now.line(str(given["id"]))
    known = line is not None and any(act.kind == REPORT for act in line.acts)
    if not given.get("on") and not (form and known):
        raise ProcedureError(problem("VISIT_003", label("act", REPORT)))
    if form is None:
        again = known and given.get("correct") is True
        return desk.record(given, act_forms.to_record({**given, "act": REPORT}, (str(given["id"]),), correct=again))
    return _received(desk, given, form)


def correction(desk: Desk, given: Given) -> Came:
    """A report on corrective action with, where it came, the reply form and its evidence.

    Raises IsoAuditError: as ``receive``; START_010 for several forms, START_016 for another one.
    """
    return _received(desk, given, _form(desk, given, "reply form"))


def _form(desk: Desk, given: Given, wanted: _What) -> Path | None:
    """The form that was dropped, if one was. Raises ProcedureError (START_010, START_016), TableError."""
    forms = desk.dropped.paths(given.get("form") or ())
    if len(forms) > 1:
        raise ProcedureError(problem("START_010", label("start_field", "form")))
    if not forms:
        return None
    came: _What = "outline" if is_outline(read_form_file(forms[0])) else "reply form"
    if came != wanted:
        words = {"came": label("start_form", came.replace(" ", "_")), "button": label("start_action", _BUTTONS[came])}
        raise ProcedureError(problem("START_016", forms[0].name, **words))
    return forms[0]


def _received(desk: Desk, given: Given, form: Path | None) -> Came:
    files, evidence = (given.get(name) or () for name in ("files", "evidence"))
    with desk.dropped.one(files) as file, desk.dropped.together(desk.dropped.paths(evidence)) as folder:
        done = receive(
            desk.programme,
            str(given["id"]),
            str(given.get("number") or "").strip(),
            day(given, "on"),
            day(given, "arrived_on") if given.get("on") else None,  # else it is of a report that was recorded
            file,
            form=form,
            files=folder if evidence and form else None,
            correct=given.get("correct") is True,
        )
    desk.dropped.forget([*(given.get("form") or ()), *files, *evidence])
    return list(_told(done, form)), []


def _told(done: Received, form: Path | None) -> Iterator[Line]:
    """What came in."""
    words = {"outline": "received_outline"}.get(done.of) or ("received" if done.new else "received_before")
    yield Line(label("start_said", words).format(report=done.named), "good")
    if done.days_late:
        yield Line(label("start_said", "days_late").format(count=count(done.days_late)), "note")
    if form:
        unit = label("start_form", f"{done.of.replace(' ', '_')}_unit")
        numbers = {f"{unit} nhập mới": done.added, "sửa": done.changed, "giữ nguyên": done.unchanged}
        yield Line(f"{sentence(label('start_form', done.of.replace(' ', '_')))}: {counts(numbers)}.", "good")
    if done.unread:
        yield Line(label("start_said", "unread").format(places="; ".join(done.unread)), "bad")
    if done.unanswered:
        yield Line(label("start_said", "unanswered").format(codes=some(done.unanswered)), "note")
    for words in told(as_problems(done.warnings)):
        yield note(words)
