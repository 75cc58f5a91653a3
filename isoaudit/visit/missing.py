"""How far the work is, and what is still to be done: what the rules say, and what the minutes lack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from isoaudit.books import missing
from isoaudit.form.page import Missing, Section, Status
from isoaudit.visit import acts, conflicts, effects
from isoaudit.visit.now import Now
from isoaudit.wording import count, label

_OF_THE_HEAD = ("opened_at", "attendees", "departments")
_POINT = "1.d"


def of(now: Now) -> tuple[Missing, ...]:
    """Everything that is missing, each with the record where."""
    return tuple(_missing(now))


def section(found: Sequence[Missing]) -> Section:
    """The tab of what is missing, each line leading to its place: first what is not answered, then of the minutes."""
    criteria = [m for m in found if m.record.startswith(("answer/", "effect/"))]
    groups = {"criteria": criteria, "of_minutes": [m for m in found if m not in criteria]}
    words = label("visit_intro", "missing") if found else label("visit_said", "nothing_missing")
    named = {(name, label("visit_record", name)): some for name, some in groups.items()}
    return missing.section(label("visit_section", "missing"), words, named)


def status(now: Now, found: tuple[Missing, ...]) -> Status:
    """The progress by criteria, and what is missing."""
    complete = _complete(now)
    by_section: dict[str, tuple[int, int]] = {}
    for criterion in now.expected:
        done, of = by_section.get(f"point-{criterion.point}", (0, 0))
        by_section[f"point-{criterion.point}"] = (done + (criterion.id in complete), of + 1)
    return Status(
        done=sum(criterion.id in complete for criterion in now.expected),
        of=len(now.expected),
        by_section=by_section,
        missing=found,
        state=label("stage", now.standing.stage),
    )


def _complete(now: Now) -> set[str]:
    stopped = {refusal.criterion for refusal in now.case.refused}
    return {id for id, answer in now.answers.items() if answer.verdict and id not in stopped}


def _missing(now: Now) -> Iterator[Missing]:
    for refusal in now.case.refused:
        yield Missing(f"answer/{refusal.criterion}", _words(now, refusal.criterion, refusal.rule, refusal.message))
    for record, words in conflicts.everywhere(now):
        yield Missing(record, words)
    if not now.signed:
        yield from effects.lacking(now)
    if now.inspection.mode == "on_site" and not now.signed:
        yield from _of_the_minutes(now)


def _words(now: Now, criterion: str, rule: str, message: str) -> str:
    """What a rule says; of statements side by side that they are to be settled here, and of «chưa kiểm tra» as said
    in minutes."""
    if rule == "conflict":
        number = count(len(now.answers[criterion].disputed))
        return label("visit_said", "disputed").format(criterion=criterion, count=number)
    if rule == "unanswered":
        return label("visit_said", "unanswered").format(
            criterion=criterion, question=now.case.criteria[criterion].question
        )
    return message


def _of_the_minutes(now: Now) -> Iterator[Missing]:
    """What must be recorded before the minutes, and what they would leave to be filled in by pen."""
    for kind in ("decided", "announced"):
        if not now.act(kind):
            yield Missing(f"{acts.KIND}/{kind}", label("visit_missing", kind))
    for name in _OF_THE_HEAD:
        if not getattr(now.inspection, name):
            yield Missing("visit/head", label("visit_missing", name))
    if not (now.case.inspection.period_from and now.case.inspection.period_to):
        yield Missing("visit/head", label("visit_missing", "period"))
    examined = any(a.verdict in ("conforming", "nonconforming") and now.case.criteria[a.criterion].point == _POINT
                   for a in now.case.answers if a.criterion in now.case.criteria)  # fmt: skip
    if examined and not now.case.samples:
        yield Missing("sample/", label("visit_missing", "samples"))
    if now.act("minutes_agreed") and not now.inspection.closed_at:
        yield Missing("visit/closing", label("visit_missing", "closed_at"))
