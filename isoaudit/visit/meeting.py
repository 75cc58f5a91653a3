"""The team's meeting: every KPH and LY in the order of the minutes, worded together, then agreed (Article 37.2.b)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from isoaudit.books.doing import day_field
from isoaudit.form.page import Action, Fact, Line, Record, Section, Value
from isoaudit.model import Criterion, Finding
from isoaudit.visit import acts, answers
from isoaudit.visit.now import Now
from isoaudit.wording import count, date_short, label, point_name, sentence

KIND, DISPUTE = "meeting", "dispute"
"""Records of the meeting: a finding to be worded, statements to be decided between."""
_KINDS = ("nonconformity", "observation")
_WORDED = ("gap", "evidence")
"""What is worded together; the verdict stands in the tab of the questions."""


def section(now: Now, record_of: Callable[[Criterion], Record]) -> Section:
    """What is still disputed, what was found, the agreement: one screen. What is said here is said of the criteria."""
    disputed = _disputed(now)
    found = {kind: [finding for finding in now.findings if finding.kind == kind] for kind in _KINDS}
    numbers = {kind: count(len(some)) for kind, some in found.items()}
    told = label("visit_said", "found").format(**numbers)
    return Section(
        "meeting",
        label("visit_section", "meeting"),
        f"{label('visit_intro', 'disputed').format(count=count(len(disputed)))} {told}" if disputed else told,
        (
            *(_dispute(record_of(now.case.criteria[id])) for id in disputed),
            *(_record(now, finding, record_of) for some in found.values() for finding in some),
            _agreement(now),
        ),
        group="meeting",
    )


def _disputed(now: Now) -> list[str]:
    return [
        answer.criterion for answer in now.case.answers if answer.disputed and answer.criterion in now.case.criteria
    ]


def _dispute(shown: Record) -> Record:
    return Record(f"{DISPUTE}/{_criterion(shown)}", shown.title, reference=shown.reference)


def _criterion(shown: Record) -> str:
    return shown.id.partition("/")[2]


def _record(now: Now, finding: Finding, record_of: Callable[[Criterion], Record]) -> Record:
    """The finding under the code it has or would be given; a system not built is of no criterion."""
    title = f"{finding.code}. {finding.requirement}"
    where = Fact(label("visit_field", "point"), sentence(point_name(finding.point)))
    criterion = now.case.criteria.get(finding.criterion)
    if criterion is None:
        gap = Fact(label("column", "gap"), finding.gap)
        return Record(
            f"{KIND}/{finding.criterion}", title, reference="; ".join(finding.legal_basis), facts=(where, gap)
        )
    shown = record_of(criterion)
    by_name = {field.name: field for field in shown.fields}
    fields = tuple(replace(by_name[name], shown_for=(), needed_for=()) for name in _WORDED)
    return Record(f"{KIND}/{criterion.id}", title, fields, shown.reference, (where, *shown.facts))


def values(now: Now) -> Mapping[str, Value]:
    """What the records of the meeting say: what those of their criteria do."""
    found = {}
    for finding in now.findings:
        if finding.criterion in now.case.criteria:
            value = answers.value(now, finding.criterion)
            said = {name: value.fields[name] for name in _WORDED}
            found[f"{KIND}/{finding.criterion}"] = replace(value, fields=said)
    for id in _disputed(now):
        found[f"{DISPUTE}/{id}"] = replace(answers.value(now, id), fields={})
    coded = tuple(Line(f"{f.code}: {f.gap}") for f in now.agreed if f.code and not f.withdrawn)
    return {**found, "act/minutes_agreed": Value({}, lines=coded)}


def _agreement(now: Now) -> Record:
    """The agreement as a record, with what it means or what follows it."""
    said = acts.of_act(now, "minutes_agreed", _agree(now), *_take_back(now))
    words = label("visit_intro", "exchange" if now.act("minutes_agreed") else "agreement")
    return replace(said, facts=(*said.facts, Fact(label("visit_field", "next"), words)))


def _agree(now: Now) -> Action:
    return Action(
        "agree",
        label("visit_action", "agree"),
        (day_field(),),
        {"on": acts.last_day(now)},
        confirm=label("visit_confirm", "agree"),
        tone="good",
        disabled=why_not_agree(now),
    )


def why_not_agree(now: Now) -> str:
    """Why the team cannot agree now, in a sentence; empty: it can."""
    agreed = now.act("minutes_agreed")
    if agreed:
        return label("visit_said", "agreed_already").format(day=date_short(agreed.on))
    if first := now.why_not("minutes_agreed"):
        return first
    stopped = len(now.case.refused)
    return label("visit_said", "incomplete").format(count=count(stopped)) if stopped else ""


def _take_back(now: Now) -> tuple[Action, ...]:
    return acts.take_back(now, "minutes_agreed", label("visit_action", "take_back_agreement"))
