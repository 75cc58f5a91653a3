"""The rules that refuse a letter, said once more in plain Python: the suites must agree with them."""

from __future__ import annotations

from collections.abc import Iterator

from isoaudit.model import REQUIRED, Answer, Case, Criterion, Refusal, RefusalRule
from isoaudit.rules.findings import expected, qms_not_built
from isoaudit.wording import count, label
from isoaudit.wording.statements import side_by_side


def refusals(case: Case) -> tuple[Refusal, ...]:
    """The rules by which an inspection is refused a letter; ``not_examined`` with its reason does not block."""
    conflicts = [_conflict(a) for a in case.answers if a.disputed]
    if qms_not_built(case):
        return tuple(conflicts)
    criteria = {c.id: c for pinned in case.checklists for c in pinned.checklist.criteria}
    answers = {a.criterion: a for a in case.answers if a.verdict is not None or a.disputed}
    order = list(criteria)
    found = [
        _refusal(rule, criteria[answer.criterion]) for answer in answers.values() for rule in _rules_broken(answer)
    ]
    found += [_refusal("unanswered", c) for c in expected(case) if c.id not in answers]
    return tuple(sorted(found + conflicts, key=lambda refusal: order.index(refusal.criterion)))


def _rules_broken(answer: Answer) -> Iterator[RefusalRule]:
    for field in REQUIRED[answer.verdict] if answer.verdict else ():
        if not answer.carries(field):
            rule: RefusalRule = f"{answer.verdict}_without_{field}"  # type: ignore[assignment]
            yield rule


def _conflict(answer: Answer) -> Refusal:
    statements = side_by_side(answer.disputed)
    fields = {"criterion": answer.criterion, "count": count(len(answer.disputed)), "statements": statements}
    message = label("refusal", "conflict").format(**fields)
    return Refusal(rule="conflict", criterion=answer.criterion, message=message)


def _refusal(rule: RefusalRule, criterion: Criterion) -> Refusal:
    message = label("refusal", rule).format(criterion=criterion.id, hint=criterion.gap_hint.rstrip("."))
    return Refusal(rule=rule, criterion=criterion.id, message=message)
