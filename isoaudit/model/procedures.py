"""The nouns of a body's administrative procedures (TTHC): the published list, the declared one, how they compare; and
of the law they follow: instruments, their days, when the agency took them up.

Circular 26/2014, Articles 3.1, 7.2.i and 36.1.a; Decision 19/2014, Articles 3.1 and 4.4.a. All of it is evidence that
is prepared for a person: no noun here holds a verdict.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field, model_serializer

from isoaudit.model.vocabulary import Line, Noun, Text

ScopeKind = Literal[
    "missing",
    "missing_later",
    "repealed",
    "not_theirs",
    "unknown",
    "other_level",
    "renamed",
    "other_code",
    "without_code",
    "twice",
    "several_codes",
    "without_process",
]
"""What the comparison of two lists points out, in the order in which it is read; the words are in ``vi.toml``."""
UpdateState = Literal["updated", "updated_late", "in_time", "overdue"]
"""How an instrument stands with an agency on a day: taken up in time or late; not yet, within three months or past."""


class Procedure(Noun):
    """One row of a list of procedures."""

    codes: tuple[Line, ...] = ()
    """As they are compared, ``1.014967``; several where one row covers several (Article 41.6), none where none is
    written."""
    name: Line
    field: Text = ""
    """Lĩnh vực."""
    levels: tuple[Line, ...] = ()
    """Of ``trung_uong``, ``tinh``, ``huyen``, ``xa``: who carries it out."""
    decision: Text = ""
    """The decision that published it."""
    decided_on: date | None = None
    in_force: date | None = None
    """The day from which it is carried out; empty: that of the decision."""
    until: date | None = None
    """The day from which it is no longer in force (ngày hết hiệu lực); empty: none is known."""
    process: Text = ""
    """Of a declared list: the procedure (quy trình) of the quality management system that covers it."""
    internal: bool = False
    """Whether it is between authorities and not for organizations and citizens (Article 3.1)."""

    @model_serializer(mode="wrap")
    def _without_what_is_empty(self, whole: Any) -> dict[str, Any]:
        """Lists have thousands of rows: what a row does not say takes no room in the journal."""
        return {name: value for name, value in whole(self).items() if value not in ("", None, False, (), [])}

    @property
    def published_on(self) -> date | None:
        """The day from which it must be counted with, as far as it is known."""
        return max((day for day in (self.decided_on, self.in_force) if day), default=None)


class ProcedureList(Noun):
    """What one list says as a whole; of two that nobody decided between, none counts."""

    rows: tuple[Procedure, ...] = ()
    source: Text = ""
    """The name of the file it came from."""
    processes: bool = False
    """Whether the list has a column of the procedures (quy trình) of the system."""
    heads: tuple[str, ...] = ()
    author: Text = Field(default="", exclude_if=lambda text: not text)
    at: Text = Field(default="", exclude_if=lambda text: not text)


class Published(ProcedureList):
    """The procedures published for a body, by decisions of the chairman of the provincial committee."""

    body: Line
    """Code of the agency, or ``@xa``: every agency of a level."""
    gone: tuple[Procedure, ...] = Field(default=(), exclude_if=lambda rows: not rows)
    """Rows that an earlier import of it had and this one has not; worked out, never said."""
    disputed: tuple[Published, ...] = Field(default=(), exclude_if=lambda several: not several)


class Declared(ProcedureList):
    """The list that went with a declaration of conformity (Decision 19/2014, Article 4.3)."""

    agency: Line
    on: date
    """The day of the declaration."""
    disputed: tuple[Declared, ...] = Field(default=(), exclude_if=lambda several: not several)


class ScopeItem(Noun):
    """One thing that the comparison points out."""

    kind: ScopeKind
    code: Text = ""
    name: Text = ""
    field: Text = ""
    note: Text = ""
    """What a person must know beside: the other name, the decision, how many days."""


class ScopeField(Noun):
    """How many of the published procedures of a field are in the declared list."""

    field: Text
    published: int
    covered: int


class Scope(Noun):
    """The published procedures of an agency beside its declared ones, on a day (Circular 26/2014, Article 36.1.a)."""

    on: date | None = None
    """The day of the comparison: what was not yet, or no longer, in force then is left out."""
    declared_on: date | None = None
    """The day of the last declaration up to then; empty: none is known."""
    published: int = 0
    covered: int = 0
    declared: int = 0
    """Rows of the declared list."""
    by_name: int = 0
    """How many were found by their names, not by codes."""
    processes: bool = False
    """Whether the declared list says which procedure (quy trình) covers each row; else nothing is known of these."""
    internal: int = 0
    """Procedures between authorities, left out (Article 3.1)."""
    fields: tuple[ScopeField, ...] = ()
    items: tuple[ScopeItem, ...] = ()
    open: tuple[Literal["no_published", "no_declared", "published_disputed", "declared_disputed"], ...] = ()
    """Why there is nothing to compare, or not all of it."""

    def of(self, *kinds: ScopeKind) -> tuple[ScopeItem, ...]:
        """The items of these kinds, in their order."""
        return tuple(item for item in self.items if item.kind in kinds)


class Instrument(Noun):
    """A legal instrument, or the part of it that has a day of its own (Decision 19/2014, Article 4.4.a)."""

    part: Text = ""
    """Which part: ``Điều 5``; empty: the whole."""
    number: Line
    title: Text = ""
    in_force: date
    """Of one that was repealed without a successor: the day it ended."""
    codes: tuple[Line, ...] = ()
    """Of the procedures it is about."""
    repealed: bool = False
    """Whether it was repealed and nothing took its place: that is a change, too."""


class Taken(Noun):
    """When an agency took an instrument, or a part of it, up into its system."""

    agency: Line
    part: Text = ""
    number: Line
    on: date | None = None
    """The day from which the change is applied; empty: not yet."""
    evidence: Text = ""
    known: bool = True
    """That the agency was named beside it, with a day or without."""


class LawUpdate(Noun):
    """An instrument beside an agency, on a day: the last day, and how late the agency was (Article 7.2.i)."""

    number: Line
    part: Text = ""
    title: Text = ""
    in_force: date
    repealed: bool = False
    codes: tuple[Line, ...] = ()
    """Of the agency's procedures it is about."""
    due: date
    """The last day of the three months."""
    taken_on: date | None = None
    evidence: Text = ""
    state: UpdateState
    late: int = 0
    """Days after the last day: until it was taken up, or until the day of the comparison."""
