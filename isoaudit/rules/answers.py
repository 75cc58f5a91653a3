"""What stops the letter of an inspection, and what is unusual in it: the one truth about the answers of one case.

Everything that looks at one inspection asks here: an act, a paper, a named letter, the status, an import, the form.
:mod:`isoaudit.gate` judges a whole year with great_expectations and must agree. What shows only beside other
inspections is in :mod:`isoaudit.rules.pasted`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import get_args

from isoaudit.model import (
    REQUIRED,
    Act,
    ActKind,
    Answer,
    Case,
    Criterion,
    Inspection,
    Refusal,
    RefusalRule,
    Remark,
    RemarkRule,
    joined,
)
from isoaudit.rules.acts import last
from isoaudit.rules.findings import applies, concerns, expected, qms_not_built
from isoaudit.rules.objectivity import coordinates, is_of_the_unit
from isoaudit.rules.visit import period_end, visit
from isoaudit.wording import count, date_short, label, name_key
from isoaudit.wording.blanks import blanks_left
from isoaudit.wording.statements import in_short, side_by_side

REFUSALS: tuple[RefusalRule, ...] = get_args(RefusalRule)
REMARKS: tuple[RemarkRule, ...] = get_args(RemarkRule)
"""The rules in the order in which what they find in one criterion is said."""

_NAMED = 3  # further criteria named where a rule is broken many times; more are counted
_QUOTED = 60  # characters of evidence quoted in a remark
_TELLING = re.compile(r"(?s)(?=.*\d)[\W_]*(?:[^\W_]+[\W_]+){2}[^\W_]|[\W_]*(?:[^\W_]+[\W_]+){4}[^\W_]")
"""Evidence that says enough to be looked up again: five words, or three of which one holds a digit."""


def stops(case: Case) -> tuple[Refusal, ...]:
    """Why an inspection gets no letter yet, in the order of its criteria (Circular 26/2014, Articles 36, 37).

    ``not_examined`` with its reason stops nothing; a system not built is stated, and nothing is missing. Statements
    in conflict stop every letter: what is to be stated is not agreed.
    """
    criteria = case.criteria
    answers = {answer.criterion: answer for answer in case.answers if answer.criterion in criteria}
    broken: list[tuple[str, RefusalRule]] = [(id, "conflict") for id, answer in answers.items() if answer.disputed]
    if not qms_not_built(case):
        given = {id: answer for id, answer in answers.items() if answer.verdict is not None or answer.disputed}
        broken += [(id, rule) for id, answer in given.items() for rule in _broken(answer)]
        broken += [(criterion.id, "unanswered") for criterion in expected(case) if criterion.id not in given]
    place = {id: number for number, id in enumerate(criteria)}
    broken.sort(key=lambda found: (place[found[0]], REFUSALS.index(found[1])))
    return tuple(refusal_of(rule, criteria[id], answers.get(id)) for id, rule in broken)


def _broken(answer: Answer) -> Iterator[RefusalRule]:
    """The rules a given verdict breaks: what it must carry and does not."""
    for what in REQUIRED.get(answer.verdict, ()) if answer.verdict else ():  # the gate refuses a verdict that is none
        if not answer.carries(what):
            rule: RefusalRule = f"{answer.verdict}_without_{what}"  # type: ignore[assignment]
            yield rule
    if answer.verdict and _blanks(answer):
        yield "blank_left"


def _blanks(answer: Answer) -> tuple[str, ...]:
    """Blanks of a reusable wording that nobody filled in: no letter goes out with them."""
    return blanks_left((*(item.text for item in answer.evidence), answer.gap, answer.note))


def refusal_of(rule: RefusalRule, criterion: Criterion, answer: Answer | None = None) -> Refusal:
    """Why there is no letter, in the words of its rule; ``answer`` is what was said of the criterion, if anything."""
    disputed = answer.disputed if answer else ()
    blanks = "; ".join(f"«{blank}»" for blank in _blanks(answer)) if answer else ""
    fields = {"count": count(len(disputed)), "statements": side_by_side(disputed), "blanks": blanks}
    message = label("refusal", rule).format(criterion=criterion.id, hint=criterion.gap_hint.rstrip("."), **fields)
    return Refusal(rule=rule, criterion=criterion.id, message=message)


def of_the_period(case: Case) -> Iterator[Remark]:
    """A period inspected that ends after the visit: minutes cannot tell of days that have not come."""
    until, end = period_end(case), visit(case.inspection)[1]
    if until and end and until > end:
        yield remark_of("period_after_visit", day=date_short(until), others=date_short(end))


def of_the_acts(inspection: Inspection, acts: Iterable[Act]) -> Iterator[Remark]:
    """Acts whose days do not fit those of the visit (Circular 26/2014, Articles 35.2, 37.2.a, b).

    The inspection rests on the decision, which is announced when it begins; minutes are agreed and signed when it ends.
    """
    start, end = visit(inspection)
    kinds: tuple[ActKind, ...] = ("decided", "announced", "minutes_agreed", "minutes_signed")
    decided, announced, agreed, signed = (last(acts, kind) for kind in kinds)
    if start is None or end is None:
        return
    if decided and decided.on > start:
        yield remark_of("decided_late", day=date_short(decided.on), others=date_short(start))
    outside: tuple[tuple[RemarkRule, Act | None], ...] = (("announced_outside", announced), ("agreed_outside", agreed))
    for rule, act in outside:
        if act and not start <= act.on <= end:
            days = date_short(start) if start == end else f"{date_short(start)} - {date_short(end)}"
            yield remark_of(rule, day=date_short(act.on), others=days)
    if signed and signed.on != end:
        rule = "signed_early" if signed.on < end else "signed_late"
        yield remark_of(rule, day=date_short(signed.on), others=date_short(end))


def remark_of(rule: RemarkRule, criterion: str = "", /, **fields: str) -> Remark:
    """What is unusual, in the words of its rule."""
    message = label("remark", rule).format(criterion=criterion, **fields)
    return Remark(rule=rule, criterion=criterion, message=message)


def remarks(case: Case, pasted: Iterable[Remark] = ()) -> tuple[Remark, ...]:
    """What is unusual in one inspection, in the order of its criteria: it is kept and treated like any other.

    Evidence pasted from another agency shows only beside that one: ``pasted`` is what :mod:`isoaudit.rules.pasted`
    says of this case.
    """
    criteria = case.criteria
    annexes = {c.id for pinned in case.checklists if pinned.checklist.annex for c in pinned.checklist.criteria}
    found = [
        *([remark_of("own_agency")] if inspects_itself(case) else []),
        *([remark_of("own_coordinator")] if coordinates_itself(case) else []),
        *of_the_period(case),
        *of_the_acts(case.inspection, case.acts),
        *pasted,
    ]
    for answer in case.answers:
        if criterion := criteria.get(answer.criterion):
            found += _of_answer(case, criterion, answer, annex=criterion.id in annexes)
    return in_order(found, criteria)


def in_order(found: Iterable[Remark], criteria: Iterable[str]) -> tuple[Remark, ...]:
    """Remarks on the inspection as a whole first, then by criterion, then by rule."""
    place = {"": -1, **{id: number for number, id in enumerate(criteria)}}
    last = len(place)  # what no checklist asks: the gate refuses such a record
    return tuple(sorted(found, key=lambda remark: (place.get(remark.criterion, last), REMARKS.index(remark.rule))))


def _of_answer(case: Case, criterion: Criterion, answer: Answer, *, annex: bool) -> Iterator[Remark]:
    if not concerns(criterion, case.agency, case.inspection):
        yield remark_of("not_concerned", criterion.id)
    elif not annex and not applies(criterion, case.agency, case.inspection):
        yield remark_of("only_on_site", criterion.id)
    if answer.verdict == "nonconforming" and criterion.worst == "observation":
        yield remark_of("not_a_requirement", criterion.id)
    elif answer.verdict == "nonconforming" and qms_not_built(case):
        yield remark_of("system_not_built", criterion.id)
    yield from _of_the_day(answer, case.inspection)
    if is_thin(answer):
        yield remark_of("thin_evidence", criterion.id, evidence=quoted(answer))


def _of_the_day(answer: Answer, inspection: Inspection) -> Iterator[Remark]:
    """An inspector from outside the team, a day outside the inspection."""
    if inspection.team and not is_of_the_team(answer, inspection):
        yield remark_of("outside_team", answer.criterion, inspector=answer.inspector)
    day, start, end = answer.examined_on, inspection.from_, inspection.to
    if day and ((start and day < start) or (end and day > end)):
        yield remark_of("outside_days", answer.criterion, day=date_short(day))


def is_of_the_team(answer: Answer, inspection: Inspection) -> bool:
    """Whether everybody who examined is a member of the team, however the names are written."""
    return {name_key(member.name) for member in inspection.team}.issuperset(map(name_key, answer.inspectors))


def is_thin(answer: Answer) -> bool:
    """Whether a finding rests on evidence that nobody could look up again: "Có.", "Đủ"; a file says enough."""
    if answer.verdict not in ("nonconforming", "observation") or not answer.carries("evidence"):
        return False
    if answer.files or any(item.files for item in answer.evidence):
        return False
    return not _TELLING.match(joined(item.text for item in answer.evidence))


def quoted(answer: Answer) -> str:
    """The beginning of an answer's evidence, on one line."""
    text = " ".join(joined(item.text for item in answer.evidence).split())
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"


def inspects_itself(case: Case) -> bool:
    """Whether the agency inspected is the authority's own (Circular 26/2014, Article 33.1)."""
    return is_of_the_unit(case.agency, case.programme)


def coordinates_itself(case: Case) -> bool:
    """Whether a unit that takes part in the inspection is the agency inspected (Circular 26/2014, Article 33.1)."""
    return coordinates(case.inspection, case.agency, case.programme)


def in_pieces(case: Case, refusal: Refusal) -> str | list[str]:
    """The message of a refusal for a line that is cut where it gets long: of statements in conflict every one shows."""
    disputed = next((one.disputed for one in case.answers if one.criterion == refusal.criterion), ())
    return in_short(refusal.criterion, disputed) if refusal.rule == "conflict" else refusal.message


def briefly(found: Iterable[Refusal | Remark], singly: int) -> Iterator[str]:
    """The messages of what was found in one inspection; of a rule broken more than ``singly`` times the first message,
    where else it was broken first, and how often."""
    by_rule: dict[str, list[Refusal | Remark]] = {}
    for one in found:
        by_rule.setdefault(one.rule, []).append(one)
    for first, *others in by_rule.values():
        if len(others) < singly:
            yield from (one.message for one in (first, *others))
        else:
            named = ", ".join(one.criterion for one in others[:_NAMED]) + (", …" if len(others) > _NAMED else "")
            yield f"{first.message.removesuffix('.')} (và {count(len(others))} tiêu chí khác: {named})."


def judged(case: Case, pasted: Iterable[Remark] = ()) -> Case:
    """The case with what stops it and what is unusual in it; what its record alone showed stands first."""
    return case.model_copy(update={"refused": stops(case), "remarks": (*case.remarks, *remarks(case, pasted))})
