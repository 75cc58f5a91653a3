"""What replies and reviews have in common on the page: each a whole, of which several may stand side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from isoaudit.books.now import clock
from isoaudit.errors import ProcedureError, problem
from isoaudit.form.page import Alternative, Line, Value
from isoaudit.model import Reply, Review
from isoaudit.review.now import Now
from isoaudit.wording import label, sentence
from isoaudit.wording.statements import moment

One = TypeVar("One", Reply, Review)
Parts = Callable[[One], Iterable[tuple[str, str]]]
"""Heading and text of each field that says something."""


def value(now: Now, kind: str, said: One, names: Iterable[str], parts: Parts[One], remarks: Iterable[str]) -> Value:
    """What the record of a reply or a review says; ``names``: its fields, ``remarks``: what is unusual in it."""
    entry = now.last_entry(kind, f"{now.id}/{said.criterion}/{said.report}")
    several: Sequence[One] = said.disputed
    return Value(
        fields={name: "" if field is None else field for name, field in fields_of(said, names).items()},
        base=said.heads,
        saved=clock(now, entry),
        by=entry.author if entry else "",
        lines=tuple(Line(f"{sentence(words)}.") for words in remarks),
        conflict=tuple(Alternative(take, _who(one), _lines(parts(one))) for take, one in enumerate(several, start=1)),
    )


def fields_of(said: Reply | Review, names: Iterable[str]) -> Mapping[str, Any]:
    """The fields as they are typed."""
    return said.model_dump(mode="json", include=set(names))


def typed_fields(typed: Mapping[str, Any], names: Iterable[str], optional: Iterable[str]) -> dict[str, Any]:
    """The fields that were typed, as they are said; ``optional``: those that are nothing where they are empty."""
    return {one: typed[one] or None if one in optional else typed[one] for one in names if one in typed}


def chosen(now: Now, said: One | None, take: int) -> One | None:
    """The one chosen of several; None where nothing is to be decided. Raises ProcedureError: SETTLE_002."""
    several: Sequence[One] = said.disputed if said else ()
    if not several:
        return None
    if not 1 <= take <= len(several):
        raise ProcedureError(problem("SETTLE_002", now.id, value=take, count=len(several)))
    return several[take - 1]


def _lines(parts: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(f"{heading}: {text}" for heading, text in parts)


def _who(one: Reply | Review) -> str:
    author = one.author or label("visit_said", "somebody")
    return f"{author}, ghi lúc {moment(one.at)}" if one.at else author
