"""The rules that refuse a letter, said once more in plain Python: the suites must agree with them."""

from __future__ import annotations

from collections.abc import Iterator

from isoaudit.model import REQUIRED, Answer, Case, Criterion, Refusal, RefusalRule
from isoaudit.rules.findings import expected, qms_not_built
from isoaudit.wording import label


def refusals(case: Case) -> tuple[Refusal, ...]:
    """The rules by which an inspection is refused a letter; ``not_examined`` with its reason does not block."""
    if qms_not_built(case):
        return ()
    criteria = {c.id: c for pinned in case.checklists for c in pinned.checklist.criteria}
    answers = {a.criterion: a for a in case.answers if a.verdict is not None}
    order = list(criteria)
    found = [
        _refusal(rule, criteria[answer.criterion]) for answer in answers.values() for rule in _rules_broken(answer)
    ]
    found += [_refusal("unanswered", c) for c in expected(case) if c.id not in answers]
    return tuple(sorted(found, key=lambda refusal: order.index(refusal.criterion)))


def _rules_broken(answer: Answer) -> Iterator[RefusalRule]:
    assert answer.verdict is not None
    for field in REQUIRED[answer.verdict]:
        if not answer.carries(field):
            rule: RefusalRule = f"{answer.verdict}_without_{field}"  # type: ignore[assignment]
            yield rule


def _refusal(rule: RefusalRule, criterion: Criterion) -> Refusal:
    message = label("refusal", rule).format(criterion=criterion.id, hint=criterion.gap_hint.rstrip("."))
    return Refusal(rule=rule, criterion=criterion.id, message=message)
