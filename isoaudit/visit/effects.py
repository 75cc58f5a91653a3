"""What earlier years found at the agency, to be looked at again: what was found then beside what is found now.

Whether corrective action is effective, or a finding repeated, a person says (Circular 26/2014, Article 37.2.d).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, get_args

from isoaudit.books.now import clock
from isoaudit.desk.answers.effects import say_effect
from isoaudit.errors import ProcedureError, problem
from isoaudit.form.page import Alternative, Fact, Field, Line, Missing, Option, Record, Section, Tone, Value
from isoaudit.model import Carried, Effect, EffectOutcome
from isoaudit.rules.corrective import OWED
from isoaudit.rules.effects import effects_by_subject, notes, same_criterion, unsaid
from isoaudit.visit.answers import is_of_the_visit
from isoaudit.visit.now import Now
from isoaudit.wording import count, date_short, label, point_name, sentence
from isoaudit.wording.statements import moment

KIND = "effect"
_OUTCOMES: tuple[EffectOutcome, ...] = get_args(EffectOutcome)
_TONES: Mapping[EffectOutcome, Tone] = {"effective": "good", "not_effective": "bad", "repeated": "bad"}


def section(now: Now) -> Section | None:
    """The earlier findings; none where nothing is to be looked at again."""
    if not now.case.carried:
        return None
    records = tuple(_record(now, one) for one in now.case.carried)
    title, intro = label("visit_section", "effects"), label("visit_intro", "effects")
    return Section("effects", title, intro, records, group="questions")


def _id(one: Carried) -> str:
    return f"{KIND}/{one.inspection}/{one.criterion}"


def named(one: Carried) -> str:
    """An earlier finding by its year and code: ``Năm 2025, KPH 01``; by record by its year alone."""
    return f"Năm {one.year}, {one.finding.code}" if one.mode == "on_site" else f"Năm {one.year}, qua hồ sơ"


def _record(now: Now, one: Carried) -> Record:
    return Record(
        id=_id(one),
        title=f"{named(one)}. {one.finding.requirement}",
        fields=_fields(now),
        reference=sentence("; ".join(one.finding.legal_basis)),
        facts=tuple(_then(one)),
        beside=tuple(_now(now, one)),
    )


def _fields(now: Now) -> tuple[Field, ...]:
    options = tuple(Option(o, sentence(label("effect_outcome", o)), _TONES[o]) for o in _OUTCOMES)
    why = label("column", "effect_reason")
    return (
        Field("outcome", label("column", "effect"), "choice", options=options),
        Field("reason", why, "text", needed_for=_OUTCOMES, hint=label("visit_hint", "effect_reason"), lines=2),
        Field("inspector", label("column", "inspector"), "line", suggestions=now.members),
    )


def _then(one: Carried) -> Iterator[Fact]:
    """What was found then, what became of it."""
    told = label("visit_said", f"found_{one.mode}").format(
        day=f" ngày {date_short(one.told_on)}" if one.told_on else "", number=f" số {one.number}" if one.number else ""
    )
    yield Fact(told, one.finding.gap, "bad")
    if evidence := "\n".join(item.text for item in one.finding.evidence if item.text):
        yield Fact(label("column", "evidence"), evidence)
    if one.action:
        yield Fact(label("visit_field", "corrective_action"), one.action)
    stage = label("action_stage", one.stage)
    what = "hạn báo cáo" if one.stage in OWED else "thời hạn hoàn thành theo đề xuất"
    due = f" ({what}: {date_short(one.due_on)})" if one.due_on else ""
    yield Fact(label("visit_field", "at_the_end"), f"{stage}{due}", "good" if one.stage == "accepted" else "note")
    if one.reason:
        yield Fact(label("visit_field", "reviewed"), one.reason)


def _now(now: Now, one: Carried) -> Iterator[Fact]:
    """What is found now at the same criterion."""
    heading = label("visit_field", "same_criterion").format(criterion=one.criterion)
    found = same_criterion(now.case).get(one.criterion)
    if found:
        yield Fact(heading, ": ".join(filter(None, (found.code, found.gap))), "bad")
    elif (answer := now.answers.get(one.criterion)) and answer.verdict:
        yield Fact(heading, sentence(label("visit_verdict", answer.verdict)), "quiet")
    elif one.criterion in now.case.criteria:
        yield Fact(heading, label("visit_said", "not_yet"), "quiet")
    else:
        yield Fact(heading, label("visit_said", "not_asked"), "quiet")


def facts(now: Now, criterion: str) -> Iterator[Fact]:
    """What earlier years found at a criterion, to be read beside the question."""
    for one in now.case.carried:
        if one.criterion == criterion:
            words = label("action_stage", one.stage)
            yield Fact(f"{named(one)} ({words})", one.finding.gap, "bad", leads_to=_id(one))


def values(now: Now) -> Mapping[str, Value]:
    """What is said of each."""
    said, this_year = effects_by_subject(now.case), same_criterion(now.case)
    return {
        _id(one): _value(now, one, said.get((one.inspection, one.criterion)), this_year) for one in now.case.carried
    }


def _value(now: Now, one: Carried, effect: Effect | None, this_year: Mapping[str, Any]) -> Value:
    subject = f"{now.id}/{one.inspection}/{one.criterion}"
    entry = now.last_entry(KIND, subject)
    found = [*notes(one, effect, this_year.get(one.criterion))]
    return Value(
        fields={
            "outcome": (effect.outcome or "") if effect else "",
            "reason": effect.reason if effect else "",
            "inspector": effect.examiner if effect else "",
        },
        base=now.state.about(KIND, subject).base(),
        saved=clock(now, entry),
        by=effect.examiner if effect else "",
        lines=tuple(Line(label("visit_effect", note), "note") for note in found if note != "disputed"),
        conflict=tuple(_alternatives(effect)) if effect else (),
        fixed=now.head_fixed,
    )


def _alternatives(effect: Effect) -> Iterator[Alternative]:
    for take, one in enumerate(effect.disputed, start=1):
        who = one.author or label("visit_said", "somebody")
        outcome = sentence(label("effect_outcome", one.outcome)) if one.outcome else label("visit_said", "left_empty")
        lines = (f"{label('column', 'effect')}: {outcome}", f"{label('column', 'effect_reason')}: {one.reason}")
        yield Alternative(take, f"{who}, ghi lúc {moment(one.at)}" if one.at else who, lines)


def lacking(now: Now) -> Iterator[Missing]:
    """The earlier findings of which nothing is said yet, or not why."""
    for one in unsaid(now.case):
        words = label("visit_missing", "effect").format(what=named(one), point=point_name(one.finding.point))
        yield Missing(_id(one), words)


def to_say(now: Now, name: str, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an effect from what was typed into its record; its day is that of the visit it is typed on."""
    of, _, criterion = name.partition("/")
    said = {to: typed[name] for name, to in _NAMES.items() if name in typed}
    before = effects_by_subject(now.case).get((of, criterion))
    if said.get("outcome") and not (before and before.on) and is_of_the_visit(now.inspection, now.day):
        said["on"] = now.day.isoformat()
    return said


_NAMES = {"outcome": "outcome", "reason": "reason", "inspector": "examiner"}


def settle(now: Now, name: str, take: int, edit: str) -> None:
    """Say one of several statements again, having seen all; nothing where nothing is to be decided.

    Raises ProcedureError: SETTLE_002 (no such number), and as :func:`say_effect`.
    """
    of, _, criterion = name.partition("/")
    effect = effects_by_subject(now.case).get((of, criterion))
    if effect is None or not effect.disputed:
        return
    if not 1 <= take <= len(effect.disputed):
        raise ProcedureError(problem("SETTLE_002", now.id, value=take, count=count(len(effect.disputed))))
    chosen = effect.disputed[take - 1]
    day: date | None = chosen.on
    fields = {
        "outcome": chosen.outcome or "",
        "reason": chosen.reason,
        "examiner": chosen.examiner,
        "on": day.isoformat() if day else "",
    }
    say_effect(now.programme, now.id, of, criterion, fields, edit=edit, base=None)
