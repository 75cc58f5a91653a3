"""What is to be completed, or looked at again, before letters go out: the page a secretary works from."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from string import Formatter
from typing import Literal

from isoaudit.model import Answer, Case, Criterion, Gate, Refusal, Remark, Settings
from isoaudit.pages.frame import css, environment, script
from isoaudit.wording import count, label, labels, point_name, sort_key, span

_SINGLY = 8  # unanswered criteria of one inspection shown each on a line; more are one line with a list to unfold
_UNANSWERED = "chưa có kết quả"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the page: what one person is to complete or to look at again."""

    kind: Literal["refused", "remark"]
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
class Part:
    """One inspection of the page."""

    inspection: str
    agency: str
    mode: str
    days: str
    leader: str
    items: tuple[Item, ...]


def gate_html(gate: Gate, cases: Sequence[Case], settings: Settings, papers: Container[str] | None = None) -> str:
    """What is to be completed or looked at again, as one self-contained page beside ``index.html``.

    ``papers`` are the inspections whose working paper can be linked; without it all are.

    The inspections stand in the order of ``cases``, those without a letter first. Raises ValueError when ``gate``
    speaks of an inspection that is not among them: no line may be lost.
    """
    if strangers := {*gate.refused, *gate.remarks} - {case.inspection.id for case in cases}:
        raise ValueError(f"no case for {sorted(strangers)}")
    refused = {id for id, found in gate.refused.items() if found}
    parts = [part for case in cases if (part := _part(gate, case)).items]
    people = _people(parts)
    return (
        environment()
        .get_template("gate.html.j2")
        .render(
            settings=settings,
            checked=gate.inspections,
            criteria=f"{gate.rows:,}".replace(",", "."),
            refused=[part for part in parts if part.inspection in refused],
            remarked=[part for part in parts if part.inspection not in refused],
            remarks=sum(bool(found) for found in gate.remarks.values()),
            people=people,
            numbers={name: number for number, (name, _) in enumerate(people)},
            place=hashlib.sha256(f"{settings.authority}\n{settings.year}".encode()).hexdigest()[:8],
            papers=papers,
            css=css(),
            **script("gate.js"),
        )
    )


def _people(parts: Iterable[Part]) -> list[tuple[str, int]]:
    """Everybody who is to do something, in Vietnamese order, with the number of criteria; nobody comes last."""
    found: Counter[str] = Counter()
    for part in parts:
        for item in part.items:
            found[item.who] += max(1, len(item.criteria))
    return sorted(found.items(), key=lambda person: (not person[0], sort_key(person[0])))


def _part(gate: Gate, case: Case) -> Part:
    inspection = case.inspection
    return Part(
        inspection=inspection.id,
        agency=case.agency.name,
        mode=label("mode", inspection.mode),
        days=span(inspection.from_, inspection.to),
        leader=_leader(case),
        items=tuple(_items(case, gate.refused.get(inspection.id, ()), gate.remarks.get(inspection.id, ()))),
    )


def _leader(case: Case) -> str:
    return next((member.name for member in case.inspection.team if member.role == "truong_doan"), "")


def _items(case: Case, refused: Sequence[Refusal], remarks: Sequence[Remark]) -> Iterator[Item]:
    """The lines of an inspection: what stops its letter, then what is only to be looked at again."""
    answers = {answer.criterion: answer for answer in case.answers}
    otherwise = _leader(case) or _most_active(case.answers)

    def item(found: Refusal | Remark) -> Item:
        answer = answers.get(found.criterion)
        who = (_who(answer) if answer else "") or _assigned(case, found.criterion) or otherwise
        return _item(case, found, case.criteria.get(found.criterion), answer, who)

    singly: list[Refusal | Remark] = [*refused, *remarks]
    unanswered = [refusal for refusal in refused if refusal.rule == "unanswered"]
    if len(unanswered) > _SINGLY:
        nothing_answered = not any(answer.verdict for answer in case.answers)
        yield from _folded(map(item, unanswered), nothing_answered=nothing_answered)
        singly = [found for found in singly if found.rule != "unanswered"]
    yield from map(item, singly)


def _who(answer: Answer) -> str:
    """Who examined; of statements in conflict all their writers."""
    names = [name for one in (answer, *answer.disputed) for name in one.inspectors]
    return "; ".join(dict.fromkeys(names))


def _assigned(case: Case, criterion: str) -> str:
    return next((member.name for member in case.inspection.team if criterion in member.criteria), "")


def _most_active(answers: Iterable[Answer]) -> str:
    """Who answered most: by record there is no team, but somebody read the report."""
    answered = Counter(name for answer in answers for name in answer.inspectors)
    return answered.most_common(1)[0][0] if answered else ""


def _item(case: Case, found: Refusal | Remark, criterion: Criterion | None, answer: Answer | None, who: str) -> Item:
    what, to_do = _told(found)
    point, question = (point_name(criterion.point), criterion.question) if criterion else ("", "")
    return Item(
        kind="refused" if isinstance(found, Refusal) else "remark",
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


def _folded(items: Iterable[Item], *, nothing_answered: bool) -> Iterator[Item]:
    """The unanswered criteria of each person as one line."""
    by_person: dict[str, list[Item]] = {}
    for item in items:
        by_person.setdefault(item.who, []).append(item)
    for group in by_person.values():
        yield replace(
            group[0],
            mark=_mark(*(item.mark for item in group)),
            criteria=tuple(place for item in group for place in item.criteria),
            what=f"{_UNANSWERED} nào" if nothing_answered else group[0].what,
        )


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
