"""The dossiers that were sampled: a table in which the lateness is worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from isoaudit.books.now import clock
from isoaudit.errors import ProcedureError, problem
from isoaudit.form.page import Action, Field, Line, Option, Record, Section, Value
from isoaudit.model import Sample
from isoaudit.papers.values.visit import difference
from isoaudit.tables import cleaned
from isoaudit.visit.now import Now
from isoaudit.wording import label

KIND = "sample"
_POINT = "1.d"
"""Where samples show how dossiers are handled (Circular 26/2014, Article 36.1.d)."""
_DAYS = ("received", "due", "returned")
_SAID = ("field", *_DAYS, "deviation", "criterion")


def section(now: Now) -> Section:
    """The table, to which anybody may add."""
    shape = Record(f"{KIND}/", label("visit_record", "sample"), _fields(now))
    return Section(
        "samples",
        label("visit_section", "samples"),
        label("visit_intro", "samples"),
        records=tuple(_record(now, shape, sample) for sample in now.case.samples),
        addable=None if now.head_fixed else shape,
        as_table=True,
        group="samples",
    )


def _fields(now: Now) -> tuple[Field, ...]:
    criteria = tuple(Option(c.id, f"{c.id}: {c.requirement}") for c in now.asked if c.point == _POINT)
    named = {sample.criterion for sample in now.case.samples} - {option.value for option in criteria} - {""}
    return (
        Field("dossier", label("column", "dossier"), "line"),
        Field("field", label("column", "field"), "line", suggestions=_fields_of_work(now)),
        *(Field(day, label("column", day), "date") for day in _DAYS),
        Field("deviation", label("column", "deviation"), "text", hint=label("visit_hint", "deviation"), lines=1),
        Field(
            "criterion",
            label("visit_field", "criterion"),
            "select",
            options=(*criteria, *(Option(id, id) for id in sorted(named))),
        ),
    )


def _fields_of_work(now: Now) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sample.field for sample in now.case.samples if sample.field))


def _record(now: Now, shape: Record, sample: Sample) -> Record:
    why = Field("why", label("visit_field", "why"), "line")
    remove = Action(
        "remove_sample",
        label("visit_action", "remove_sample"),
        (why,),
        {"record": f"{KIND}/{sample.dossier}"},
        tone="bad",
        disabled=now.head_fixed,
    )
    return replace(shape, id=f"{KIND}/{sample.dossier}", title=sample.dossier, actions=(remove,))


def values(now: Now) -> Mapping[str, Value]:
    """What each row says, with how it was kept to the day."""
    return {f"{KIND}/{sample.dossier}": _value(now, sample) for sample in now.case.samples}


def _value(now: Now, sample: Sample) -> Value:
    subject = f"{now.id}/{sample.dossier}"
    entry = now.last_entry(KIND, subject)
    kept = difference(sample)
    said = sample.model_dump(mode="json")
    return Value(
        fields={name: said[name] or "" for name in ("dossier", *_SAID)},
        base=now.state.about(KIND, subject).base(),
        saved=clock(now, entry),
        by=entry.author if entry else "",
        lines=_in_words(kept),
        fixed=now.head_fixed,
    )


def _in_words(kept: str) -> tuple[Line, ...]:
    """How it was kept to the day, as the minutes have it: ``Trễ 02 ngày``."""
    if not kept:
        return ()
    late = kept.startswith("Trễ")
    return (Line(kept if kept == "Đúng hẹn" else f"{kept} ngày", "bad" if late else "good"),)


def to_say(dossier: str, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a sample. Raises ProcedureError (VISIT_001) where its code was typed over."""
    code = str(typed.get("dossier") or dossier).strip()
    if cleaned(code) != cleaned(dossier.strip()):
        raise ProcedureError(problem("VISIT_001", dossier, value=code))
    return {name: (typed[name] or None) if name in _DAYS else typed[name] for name in _SAID if name in typed}
