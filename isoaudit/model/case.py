"""What is made of an inspection: its case, and what a gate and a run say of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import Field

from isoaudit.model.acts import Act, Amendment, PresentState, Sample
from isoaudit.model.checklist import Criterion, Law, PinnedChecklist
from isoaudit.model.corrective import Carried, Effect, Reply, Report, Reported, Review
from isoaudit.model.inspection import Agency, Answer, Finding, Inspection, Refusal, Remark
from isoaudit.model.procedures import LawUpdate, Scope
from isoaudit.model.reading import Reading
from isoaudit.model.settings import Settings
from isoaudit.model.vocabulary import LATER, Line, Noun, Text


class Case(Noun):
    """Everything a working paper is a function of: no clock, no path."""

    format: Literal[1] = 1
    programme: Settings
    laws: tuple[Law, ...]
    agency: Agency
    inspection: Inspection
    checklists: tuple[PinnedChecklist, ...]
    answers: tuple[Answer, ...]
    acts: Annotated[tuple[Act, ...], LATER] = ()
    """What happened, by day."""
    agreed: Annotated[tuple[Finding, ...], LATER] = ()
    """The findings as the team agreed them, reworded and withdrawn ones as they stand now; empty: not yet agreed."""
    amendments: Annotated[tuple[Amendment, ...], LATER] = ()
    """How the agreed findings came to stand as they do, in the order it was recorded."""
    samples: Annotated[tuple[Sample, ...], LATER] = ()
    points: Annotated[tuple[PresentState, ...], LATER] = ()
    """What the team says of points of Article 36 in words of its own, in their order."""
    replies: Annotated[tuple[Reply, ...], LATER] = ()
    """What the agency says of the findings, report by report."""
    reviews: Annotated[tuple[Review, ...], LATER] = ()
    carried: Annotated[tuple[Carried, ...], LATER] = ()
    """What earlier years found at this agency and is to be looked at again."""
    effects: Annotated[tuple[Effect, ...], LATER] = ()
    """What this inspection saw of them."""
    reported: Annotated[tuple[Reported, ...], LATER] = ()
    """What the agency reports at each criterion in the outline that came back; laid beside it, no verdict."""
    scope: Annotated[Scope | None, LATER] = None
    """The published procedures beside the declared ones: evidence prepared for Article 36.1.a, no verdict."""
    updates: Annotated[tuple[LawUpdate, ...], LATER] = ()
    """The instruments that touch its procedures, and when it took them up: prepared for Article 36.2.d."""
    reports: Annotated[tuple[Report, ...], LATER] = ()
    """The reports on corrective action among ``acts``, by day; derived, so the fingerprint does not cover it."""
    decided_on: Annotated[int, LATER] = 0
    """On how many inspections its recorded decision is; derived, so the fingerprint does not cover it. 0: no decision
    with a number is recorded."""
    heirs: Annotated[tuple[Agency, ...], LATER] = ()
    """What became of the agency since: itself as the register has it now, with its earlier names, and after one that
    ended the one body that followed it; empty: nothing. Derived likewise; see :mod:`isoaudit.rules.succession`."""
    readings: Annotated[tuple[Reading, ...], Field(exclude=True, repr=False)] = ()
    """What second readers said of its papers; no paper is made of it, so no fingerprint holds it."""
    remarks: tuple[Remark, ...] = ()
    """What is unusual; derived, so the fingerprint does not cover it."""
    refused: tuple[Refusal, ...] = ()
    """What stops the letter, as :mod:`isoaudit.rules.answers` says; derived likewise."""

    @cached_property
    def criteria(self) -> Mapping[str, Criterion]:
        """The criteria of all its checklists by id, in their order."""
        return {criterion.id: criterion for pinned in self.checklists for criterion in pinned.checklist.criteria}

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy; its criteria are those of its own checklists."""
        copy = super().model_copy(update=update, deep=deep)
        copy.__dict__.pop("criteria", None)
        return copy


class Gate(Noun):
    """What the rules found in all inspections of a year at once: the content of ``out/gate.json``."""

    engine: Line
    """The package that judged, with its version."""
    inspections: int
    rows: int
    """Criteria judged: those that apply, and those answered besides."""
    expectations: int
    refused: dict[str, tuple[Refusal, ...]]
    """By inspection, in the order of its criteria; without an entry nothing stops the letter."""
    remarks: dict[str, tuple[Remark, ...]]
    """By inspection likewise; the letter goes out."""
    more: dict[str, dict[str, int]] = {}
    """By inspection and rule, how many more there are: where a year has very many, the file holds the first of each
    rule in each inspection, and ``gate.xlsx`` all."""
    on: date | None = None
    """The day of the judgement, in the file."""


class Outcome(Noun):
    """What became of one inspection in a run."""

    inspection: Line
    agency: Line
    status: Literal["ran", "failed", "skipped"]
    refused: bool
    reason: Text = ""
    seconds: float = 0.0
    files: tuple[str, ...] = ()
