"""What is to be completed, or looked at again, in an inspection: the lines of the page a secretary works from."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from string import Formatter
from typing import Literal

from isoaudit.model import Answer, Case, Criterion, Refusal, RefusalRule, Remark, RemarkRule
from isoaudit.rules.parts import assigned_to
from isoaudit.wording import count, label, labels, point_name, span

_SINGLY = 8  # criteria of one rule and inspection shown each on a line; more are one line with a list to unfold
_UNANSWERED = "chưa có kết quả"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the page: what one person is to complete or to look at again."""

    kind: Literal["refused", "remark"]
    rule: RefusalRule | RemarkRule
    mark: str
    """The name under which the browser keeps the tick: the same line, the same mark."""
    criteria: tuple[tuple[str, str, str], ...]
    """Id, point in words and question; several only when they are folded, none for the inspection as a whole."""
    what: str
    to_do: str
    verdict: str
    who: str
    """Empty when nobody is known."""


@dataclass(frozen=True, slots=True)
class InspectionItems:
    """One inspection of the page, with its items."""

    inspection: str
    agency: str
    mode: str
    days: str
    leader: str
    items: tuple[Item, ...]


def inspection_items(case: Case) -> InspectionItems:
    """What is to be completed or looked at again in a case that the rules have judged."""
    inspection = case.inspection
    return InspectionItems(
        inspection=inspection.id,
        agency=case.agency.name,
        mode=label("mode", inspection.mode),
        days=span(inspection.from_, inspection.to),
        leader=_leader(case),
        items=tuple(_items(case)),
    )


def _leader(case: Case) -> str:
    return next((member.name for member in case.inspection.team if member.role == "truong_doan"), "")


def _items(case: Case) -> Iterator[Item]:
    """The lines of an inspection: what stops its letter, then what is only to be looked at again."""
    answers = {answer.criterion: answer for answer in case.answers}
    otherwise = _leader(case) or _most_active(case.answers)

    def item(found: Refusal | Remark) -> Item:
        answer = answers.get(found.criterion)
        who = (_who(answer) if answer else "") or _assigned(case, found.criterion) or otherwise
        return _item(case, found, case.criteria.get(found.criterion), answer, who)

    for several in (case.refused, case.remarks):
        often = {rule for rule, number in Counter(found.rule for found in several).items() if number > _SINGLY}
        for rule in sorted(often, key=[found.rule for found in several].index):
            yield from _folded(map(item, (found for found in several if found.rule == rule)), case)
        yield from (item(found) for found in several if found.rule not in often)


def _who(answer: Answer) -> str:
    """Who examined; of statements in conflict all their writers."""
    names = [name for one in (answer, *answer.disputed) for name in one.inspectors]
    return "; ".join(dict.fromkeys(names))


def _assigned(case: Case, criterion: str) -> str:
    return "; ".join(assigned_to(criterion, case.inspection.team))


def _most_active(answers: Iterable[Answer]) -> str:
    """Who answered most: by record there is no team, but somebody read the report."""
    answered = Counter(name for answer in answers for name in answer.inspectors)
    return answered.most_common(1)[0][0] if answered else ""


def _item(case: Case, found: Refusal | Remark, criterion: Criterion | None, answer: Answer | None, who: str) -> Item:
    what, to_do = _told(found)
    point, question = (point_name(criterion.point), criterion.question) if criterion else ("", "")
    return Item(
        kind="refused" if isinstance(found, Refusal) else "remark",
        rule=found.rule,
        mark=_mark(case.inspection.id, found.criterion, found.message),
        criteria=((found.criterion, point, question),) if found.criterion else (),
        what=what,
        to_do=to_do,
        verdict=_verdict(answer) if found.criterion else "-",
        who=who,
    )


def _verdict(answer: Answer | None) -> str:
    if answer and answer.disputed:
        return f"{count(len(answer.disputed))} kết quả khác nhau"
    return label("verdict", answer.verdict) if answer and answer.verdict else _UNANSWERED


def _folded(items: Iterable[Item], case: Case) -> Iterator[Item]:
    """What one rule says of many criteria, as one line for each person."""
    by_person: dict[str, list[Item]] = {}
    for item in items:
        by_person.setdefault(item.who, []).append(item)
    for group in by_person.values():
        first = group[0]
        what, to_do = in_general(first)
        if first.rule == "unanswered" and not any(answer.verdict for answer in case.answers):
            what = f"{_UNANSWERED} nào"
        yield replace(
            first,
            mark=_mark(*(item.mark for item in group)),
            criteria=tuple(place for item in group for place in item.criteria),
            what=what,
            to_do=to_do,
            verdict=first.verdict if len({item.verdict for item in group}) == 1 else "-",
        )


def in_general(item: Item) -> tuple[str, str]:
    """What is wrong and what to do in the words of the rule, whatever it is about."""
    vocabulary, noun = ("refusal", Refusal) if item.kind == "refused" else ("remark", Remark)
    words = label(vocabulary, item.rule)
    message = words.format_map({name: "…" for _, name, _, _ in Formatter().parse(words) if name})
    what, to_do = _told(noun.model_validate({"rule": item.rule, "criterion": "…", "message": message}))
    return what, labels()["to_do"].get(item.rule, "Xem từng tiêu chí.") if "…" in to_do else to_do


def _mark(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]


def _told(found: Refusal | Remark) -> tuple[str, str]:
    """What is wrong and what to do: the two sentences of a message, which repeats the criterion before them."""
    vocabulary = "refusal" if isinstance(found, Refusal) else "remark"
    message = found.message.removeprefix(f"Tiêu chí {found.criterion}: ")
    if parted := _two_sentences(vocabulary, found.rule).fullmatch(message):
        return parted["what"], parted["to_do"]
    return message.rstrip("."), labels()["to_do"].get(found.rule, "")


@cache
def _two_sentences(vocabulary: str, rule: str) -> re.Pattern[str]:
    """Where the second sentence of a rule's message begins: a full stop in what was typed does not end the first."""
    _, _, to_do = label(vocabulary, rule).partition(". ")
    parts = Formatter().parse(to_do)
    second = "".join(re.escape(text) + ("" if field is None else ".*") for text, field, _, _ in parts)
    return re.compile(rf"(?P<what>.*?)\. (?P<to_do>{second})", re.DOTALL)
