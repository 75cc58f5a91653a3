"""The answer to one criterion as a record of the form: what is asked, what it says, what is written of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, get_args

from isoaudit.books.now import clock
from isoaudit.desk.answers.tables import fixed
from isoaudit.errors import problem
from isoaudit.form.page import Alternative, Fact, Field, Line, Option, Record, Tone, Value
from isoaudit.model import REQUIRED, Answer, Criterion, Ground, Inspection, Statement, Verdict
from isoaudit.rules.visit import visit
from isoaudit.visit.now import Now
from isoaudit.visit.wordings import phrases
from isoaudit.wording import cite, label, sentence
from isoaudit.wording.statements import parts, who_and_when

KIND = "answer"
_TONES: Mapping[Verdict, Tone] = {
    "conforming": "good",
    "nonconforming": "bad",
    "observation": "note",
    "not_applicable": "quiet",
    "not_examined": "quiet",
}
_FOUND: tuple[Verdict, ...] = ("nonconforming", "observation")
_LEFT_OUT: tuple[Verdict, ...] = ("not_applicable", "not_examined")
_SHOWN_OTHERWISE = ("unanswered", "conflict")
"""What a record shows by being empty, or by its statements side by side."""


def verdict_words(verdict: Verdict) -> str:
    """A verdict as the team says it; «không kiểm tra» as in the minutes."""
    return sentence(label("visit_verdict", verdict))


def record(now: Now, criterion: Criterion) -> Record:
    """How the answer to a criterion looks."""
    return Record(
        id=f"{KIND}/{criterion.id}",
        title=criterion.question,
        fields=_fields(now, criterion),
        reference=_reference(now, criterion),
        facts=(*_caution(criterion), *_prepared(now, criterion), *now.earlier.get(criterion.id, ())),
        folded=tuple(_folded(criterion)),
        members=tuple(m.name for m in now.inspection.team if criterion.id in m.criteria),
        counts=criterion.id not in now.annexed and criterion in now.expected,
    )


def _fields(now: Now, criterion: Criterion) -> tuple[Field, ...]:
    verdicts = tuple(Option(v, verdict_words(v), _TONES[v]) for v in get_args(Verdict))
    grades = tuple(Option(g, sentence(label("grade", g))) for g in ("minor", "major"))
    return (
        Field("verdict", label("column", "verdict"), "choice", options=verdicts),
        Field(
            "evidence",
            label("column", "evidence"),
            "rows",
            columns=_evidence_columns(now, criterion),
            needed_for=_needing("evidence"),
            hint=label("visit_hint", "evidence"),
        ),
        Field(
            "gap",
            label("column", "gap"),
            "text",
            shown_for=_FOUND,
            needed_for=_needing("gap"),
            hint=criterion.gap_hint,
            phrases=phrases(now.wordings.get(criterion.id, ()), "gap"),
        ),
        Field("grade", label("visit_field", "grade"), "select", options=grades, shown_for=_FOUND),
        Field("good_practice", label("visit_field", "good_practice"), "check", shown_for=("conforming",)),
        Field(
            "note",
            label("column", "note"),
            "text",
            shown_for=_LEFT_OUT,
            needed_for=_needing("note"),
            hint=label("visit_hint", "note"),
            lines=2,
        ),
        Field("files", label("visit_field", "files"), "files"),
        Field("inspector", label("column", "inspector"), "line", suggestions=now.members),
    )


def _needing(what: str) -> tuple[str, ...]:
    return tuple(verdict for verdict, needed in REQUIRED.items() if what in needed)


def _evidence_columns(now: Now, criterion: Criterion) -> tuple[Field, ...]:
    grounds = sorted(get_args(Ground), key=lambda ground: ground not in criterion.examine)  # the usual ones first
    return (
        Field(
            "text",
            label("column", "evidence"),
            "text",
            hint=label("visit_hint", "evidence"),
            lines=2,
            phrases=phrases(now.wordings.get(criterion.id, ()), "evidence"),
        ),
        Field(
            "ground",
            label("visit_field", "ground"),
            "select",
            options=tuple(Option(g, sentence(label("ground", g))) for g in grounds),
        ),
        Field("source", label("visit_field", "source"), "line", hint=label("visit_hint", "source")),
        Field("department", label("visit_field", "department"), "line", suggestions=now.inspection.departments),
    )


def _reference(now: Now, criterion: Criterion) -> str:
    clauses = criterion.iso_9001_2015
    standard = (f"mục {', '.join(clauses)} TCVN ISO 9001:2015",) if clauses else ()
    return sentence("; ".join((*cite(criterion.basis, now.case.laws), *standard)))


def _caution(criterion: Criterion) -> Iterator[Fact]:
    if criterion.worst == "observation":
        yield Fact(label("visit_field", "caution"), label("visit_said", "only_observation"), "note")


def _prepared(now: Now, criterion: Criterion) -> Iterator[Fact]:
    """What was laid beside the question; the verdict stays open."""
    if said := now.prepared.get(criterion.id):
        yield Fact(label("scope_said", "heading"), "\n".join(said), "note")
    if reported := now.reported.get(criterion.id):
        yield Fact(label("reported_said", "heading"), "\n".join(reported), "quiet")


def _folded(criterion: Criterion) -> Iterator[Fact]:
    yield Fact(label("visit_field", "look_for"), "\n".join(f"- {line}" for line in criterion.look_for))
    yield Fact(label("visit_field", "requirement"), criterion.requirement)
    yield Fact(label("visit_field", "gap_hint"), criterion.gap_hint)
    if criterion.caution:
        yield Fact(label("visit_field", "caution"), criterion.caution, "note")


def value(now: Now, criterion: str) -> Value:
    """What the answer to a criterion says at present."""
    answer = now.answers.get(criterion) or Answer(inspection=now.id, criterion=criterion)
    entry = now.last_entry(KIND, f"{now.id}/{criterion}")
    return Value(
        fields=_shown(answer),
        base=answer.heads,
        saved=clock(now, entry),
        by=answer.inspector,
        lines=tuple(_lines(now, criterion)),
        conflict=tuple(_alternatives(answer.disputed)),
        fixed=why_fixed(now, criterion),
    )


def _shown(answer: Answer) -> dict[str, Any]:
    fields = answer.model_dump(mode="json", include={"verdict", "evidence", "gap", "note", "files", "inspector"})
    good = answer.grade == "good_practice"
    return {
        **{name: field if field is not None else "" for name, field in fields.items()},
        "evidence": [{name: part or "" for name, part in row.items() if name != "files"} for row in fields["evidence"]],
        "grade": "" if good or not answer.grade else answer.grade,
        "good_practice": good,
    }


def _lines(now: Now, criterion: str) -> Iterator[Line]:
    for one in now.said.get(criterion, ()):
        if one.rule not in _SHOWN_OTHERWISE:
            yield Line(_without_id(one.message, criterion), "bad" if one in now.case.refused else "note")


def _without_id(message: str, criterion: str) -> str:
    """A message beside its own criterion need not name it."""
    return sentence(message.removeprefix(f"Tiêu chí {criterion}: "))


def _alternatives(disputed: tuple[Statement, ...]) -> Iterator[Alternative]:
    for take, one in enumerate(disputed, start=1):
        said = tuple(f"{heading}: {text}" for heading, text in parts(one))
        yield Alternative(take, who_and_when(one), said)


def why_fixed(now: Now, criterion: str) -> str:
    """Why nothing else can be said of a criterion, in a sentence; empty: it can."""
    refused = fixed(now.programme, now.state, now.inspection, criterion)
    return sentence(problem(refused[0], now.id, **refused[1]).what) if refused else ""


def to_say(now: Now, criterion: str, typed: Mapping[str, Any], day: date) -> dict[str, Any]:
    """The fields of an answer from what was typed into its record; what the record does not name stays."""
    before = now.answers.get(criterion) or Answer(inspection=now.id, criterion=criterion)
    said = {name: typed[name] for name in ("gap", "note", "files", "inspector") if name in typed}
    if "verdict" in typed:
        said["verdict"] = typed["verdict"] or None
    if "evidence" in typed:
        said["evidence"] = _evidence(before, typed["evidence"])
    if "grade" in typed or "good_practice" in typed:
        said["grade"] = _grade(said.get("verdict", before.verdict), typed)
    if said.get("verdict") and before.examined_on is None and is_of_the_visit(now.inspection, day):
        said["examined_on"] = day.isoformat()
    return said


def _evidence(before: Answer, typed: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows that say something; the files of a row, which the form does not show in it, stay with its text."""
    files = {item.text: list(item.files) for item in before.evidence if item.files}
    rows = []
    for row in typed:
        said = {name: row[name].strip() for name in ("text", "ground", "source", "department") if row.get(name)}
        if said.get("text"):
            rows.append({**said, "files": files[said["text"]]} if said["text"] in files else said)
    return rows


def _grade(verdict: Verdict | None, typed: Mapping[str, Any]) -> str | None:
    """A result that stands out is told of what conforms only, a grade of what was found only."""
    if verdict == "conforming":
        return "good_practice" if typed.get("good_practice") else None
    return (typed.get("grade") or None) if verdict in _FOUND else None


def is_of_the_visit(inspection: Inspection, day: date) -> bool:
    """Whether a day is one of the days of the inspection."""
    start, end = visit(inspection)
    return start is not None and end is not None and start <= day <= end
