"""An act that was recorded, put right or added to: another number, the scan that came later; or taken back.

What is left empty stays as it was recorded, and the journal keeps both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from isoaudit.books.doing import Came
from isoaudit.books.now import on
from isoaudit.desk import ActToRecord
from isoaudit.errors import ProcedureError, problem
from isoaudit.form.page import Action, Field, Option
from isoaudit.model import Act
from isoaudit.start import act_forms
from isoaudit.start.act_forms import Given, act_key, letters_as_options, names_of
from isoaudit.wording import label, sentence

if TYPE_CHECKING:
    from isoaudit.start.acting import Desk
    from isoaudit.start.now import Line as Inspection

_FIELDS = ("about", "on", "number", "arrived_on", "reply_by", "issuer", "signer", "note", "files")


def actions(line: Inspection) -> Iterator[Action]:
    """The buttons of an inspection in which something is recorded."""
    if not line.acts:
        return
    said = tuple(Option(act_key(act), sentence(f"{label('act', act.kind)}, {on(act)}")) for act in line.acts)
    which = Field("which", label("start_field", "act"), "select", said)
    fields = (which, *_fields(line))
    about = label("start_about", "correct")
    yield Action("correct", label("start_action", "correct"), fields, {"id": line.id}, about=about)
    why = Field("note", label("start_field", "why"), "text", lines=2)
    about = label("start_about", "take_back")
    yield Action("take_back", label("start_action", "take_back"), (which, why), {"id": line.id}, about=about)


def _fields(line: Inspection) -> Iterator[Field]:
    for name in _FIELDS:
        shown = tuple(act_key(act) for act in line.acts if name in names_of(act.kind))
        if shown:
            options = letters_as_options(line.letters) if name == "about" else ()
            yield Field(
                name,
                label("start_field", name),
                "select" if name == "about" else act_forms.kind_of(name),
                options,
                shown_for=shown,
                lines=2,
            )


def correct(desk: Desk, given: Given) -> Came:
    """Record an act again as it should be. Raises IsoAuditError as ``record``; START_003 where nothing was chosen."""
    id, act = _chosen(desk, given)
    said = {**given, "act": act.kind, "on": given.get("on") or act.on.isoformat()}
    known = desk.programme.about([id], among="known")[0].acts_by_subject(id)
    subject = next((name for name, one in known.items() if act_key(one) == act_key(act)), "")
    to_record = act_forms.to_record(said, (id,), correct=True, subject=subject)
    return desk.record(given, replace(to_record, on=act_forms.day(given, "on")))


def take_back(desk: Desk, given: Given) -> Came:
    """Take an act back that did not happen. Raises IsoAuditError as ``record``."""
    id, act = _chosen(desk, given)
    note = str(given.get("note") or "")
    return desk.record({}, ActToRecord(act.kind, (id,), on=act.on, number=act.number, note=note, take_back=True))


def _chosen(desk: Desk, given: Given) -> tuple[str, Act]:
    line = desk.now.line(str(given["id"]))
    wanted = [act for act in (line.acts if line else ()) if act_key(act) == given.get("which")]
    if not wanted or line is None:
        raise ProcedureError(problem("START_003", label("start_field", "act")))
    return line.id, wanted[0]
