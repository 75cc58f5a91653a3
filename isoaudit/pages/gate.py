"""What is to be completed, or looked at again, before letters go out: the page a secretary works from."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal

from isoaudit.model import Gate, Settings
from isoaudit.pages.frame import css, environment, script
from isoaudit.pages.gate_parts import InspectionItems, Item, in_general
from isoaudit.wording import sort_key

LARGEST = 4_500_000
"""About as many bytes as a browser opens at once on an old laptop."""
_OF_A_PART, _OF_A_LINE, _OF_A_CRITERION = 1_100, 850, 60
"""About how many bytes each takes on the page, besides what is typed."""
_FIRST = 10  # places named of what repeats all over the year
_Kind = tuple[Literal["refused", "remark"], str]
"""A rule, and whether it refuses."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """What repeats so often that it is one line for the whole year."""

    kind: Literal["refused", "remark"]
    what: str
    to_do: str
    number: int
    inspections: int
    first: tuple[tuple[str, str], ...]
    """Inspection and criterion."""


def gate_html(
    gate: Gate,
    parts: Sequence[InspectionItems],
    settings: Settings,
    papers: Container[str] | None = None,
    *,
    guides: bool = False,
) -> str:
    """What is to be completed or looked at again, as one self-contained page beside ``index.html``.

    ``papers`` are the inspections whose working paper can be linked; without it all are. ``guides``: whether the guides
    lie beside it.

    The inspections stand in the order of ``parts``, those without a letter first. What repeats so often that the page
    would be too large to open is one line for the whole year (:func:`shortened`). Raises ValueError when
    ``gate`` speaks of an inspection that is not among them: no line may be lost.
    """
    if strangers := {*gate.refused, *gate.remarks} - {part.inspection for part in parts}:
        raise ValueError(f"no part for {sorted(strangers)}")
    refused = {part.inspection for part in parts if any(item.kind == "refused" for item in part.items)}
    remarked = {part.inspection for part in parts if any(item.kind == "remark" for item in part.items)}
    shown, repeated = shortened([part for part in parts if part.items])
    people = _people(shown)
    return (
        environment()
        .get_template("gate.html.j2")
        .render(
            settings=settings,
            checked=gate.inspections,
            criteria=_thousands(gate.rows),
            lacking=len(refused),
            remarks=len(remarked),
            only_remarks=len(remarked - refused),
            repeated=repeated,
            thousands=_thousands,
            refused=[part for part in shown if part.inspection in refused],
            remarked=[part for part in shown if part.inspection not in refused],
            people=people,
            numbers={name: number for number, (name, _) in enumerate(people)},
            place=hashlib.sha256(f"{settings.authority}\n{settings.year}".encode()).hexdigest()[:8],
            papers=papers,
            guides=guides,
            css=css(),
            **script("gate.js"),
        )
    )


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _people(parts: Iterable[InspectionItems]) -> list[tuple[str, int]]:
    """Everybody who is to do something, in Vietnamese order, with the number of criteria; nobody comes last."""
    found: Counter[str] = Counter()
    for part in parts:
        for item in part.items:
            found[item.who] += max(1, len(item.criteria))
    return sorted(found.items(), key=lambda person: (not person[0], sort_key(person[0])))


def shortened(parts: Sequence[InspectionItems], most: int = LARGEST) -> tuple[list[InspectionItems], list[Repeated]]:
    """The parts fit for a page of about ``most`` bytes, and what had to be taken out: the rules that fill it most.

    What is rare stays where it is: it would not be found among thousands of lines that say the same.
    """
    kept, repeated = list(parts), []
    while sum(map(_size, kept)) > most:
        sizes: Counter[_Kind] = Counter()
        for part in kept:
            for item in part.items:
                sizes[item.kind, item.rule] += _size_of(item)
        ((kind, _),) = sizes.most_common(1)
        repeated.append(_repeated(kind, kept))
        kept = [
            replace(part, items=items)
            for part in kept
            if (items := tuple(item for item in part.items if (item.kind, item.rule) != kind))
        ]
    return kept, sorted(repeated, key=lambda line: (line.kind != "refused", -line.number))


def _size(part: InspectionItems) -> int:
    return _OF_A_PART + sum(map(_size_of, part.items))


def _size_of(item: Item) -> int:
    typed = len(item.what.encode()) + sum(len(question.encode()) for _, _, question in item.criteria)
    return _OF_A_LINE + _OF_A_CRITERION * len(item.criteria) + typed


def _repeated(kind: _Kind, parts: Sequence[InspectionItems]) -> Repeated:
    found = [(part.inspection, item) for part in parts for item in part.items if (item.kind, item.rule) == kind]
    what, to_do = in_general(found[0][1])
    places = ((id, criterion) for id, item in found for criterion, _, _ in item.criteria or (("", "", ""),))
    return Repeated(
        kind=kind[0],
        what=what,
        to_do=to_do,
        number=sum(max(1, len(item.criteria)) for _, item in found),
        inspections=len({id for id, _ in found}),
        first=tuple(islice(places, _FIRST)),
    )
