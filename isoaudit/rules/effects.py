"""Whether the correction of earlier findings is effective: what is to be said, what is unusual in it. Pure.

Circular 26/2014, Articles 36.1.đ, 37.1.a and 37.2.d: a later inspection looks at it. The circular gives no words for
the result; *lặp lại* is said by a person, never derived.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from isoaudit.model import POINTS, Carried, Case, Effect, Finding, says_something
from isoaudit.rules.acts import last
from isoaudit.rules.carrying import Subject
from isoaudit.rules.findings import judge

POINT = "1.đ"
"""Where the working paper asks for it (Article 36.1.đ)."""
assert POINT in POINTS
Note = Literal["disputed", "no_reason", "repeated_question", "effective_but_found", "repeated_without_finding",
               "not_reviewed"]  # fmt: skip
"""What is to be looked at again in an effect; the words are in ``vi.toml``."""


def effects_by_subject(case: Case) -> Mapping[Subject, Effect]:
    """What this inspection saw, by what it is about."""
    return {(effect.of, effect.criterion): effect for effect in case.effects}


def same_criterion(case: Case) -> Mapping[str, Finding]:
    """The nonconformities of this inspection that stand, by criterion: agreed ones as agreed."""
    found = case.agreed or judge(case).findings
    return {one.criterion: one for one in found if one.kind == "nonconformity" and not one.withdrawn}


def unsaid(case: Case) -> tuple[Carried, ...]:
    """The earlier findings of which this inspection says nothing yet, or not why."""
    said = effects_by_subject(case)
    return tuple(one for one in case.carried if not is_said(said.get((one.inspection, one.criterion))))


def is_said(effect: Effect | None) -> bool:
    """Whether an effect says what was seen: the outcome, and why."""
    return effect is not None and effect.outcome is not None and says_something(effect.reason)


def is_due(case: Case) -> bool:
    """Whether it is time that all is said: the team has agreed its minutes; by record the letter is out."""
    return bool(last(case.acts, "minutes_agreed") or last(case.acts, "correction_requested"))


def notes(one: Carried, effect: Effect | None, this_year: Finding | None) -> Iterator[Note]:
    """What is unusual in what is said of an earlier finding; ``this_year``: the finding at the same criterion."""
    if effect and effect.disputed:
        yield "disputed"
        return
    outcome = effect.outcome if effect else None
    if effect and outcome and not says_something(effect.reason):
        yield "no_reason"
    if this_year and outcome is None:
        yield "repeated_question"
    if this_year and outcome == "effective":
        yield "effective_but_found"
    if this_year is None and outcome == "repeated":
        yield "repeated_without_finding"
    if outcome == "effective" and one.stage != "accepted" and one.mode == "on_site":
        yield "not_reviewed"
