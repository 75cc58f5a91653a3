"""Everything the page of a review is a function of, as it is at one moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from isoaudit.books.now import Now as AnyNow
from isoaudit.books.now import on
from isoaudit.model import Finding, Reply, Report, Review
from isoaudit.rules.acts import there_on
from isoaudit.rules.corrective import CorrectiveAction, corrective_actions, refusals_to_tell, to_correct
from isoaudit.wording import date_short, label

Subject = tuple[str, str]
"""Criterion of a finding, key of a report: of what a reply and its review are."""


@dataclass(frozen=True, eq=False)
class Now(AnyNow):
    """The corrective action of one inspection at one moment."""

    @cached_property
    def findings(self) -> tuple[tuple[str, Finding], ...]:
        """What the agency is to correct, each with its code, in the order of minutes or letter."""
        return to_correct(self.case)

    @cached_property
    def actions(self) -> tuple[CorrectiveAction, ...]:
        """Where the corrective action of each finding stands."""
        return corrective_actions(self.case, self.day)

    @cached_property
    def to_tell(self) -> tuple[CorrectiveAction, ...]:
        """What was not accepted and of which no notice went out."""
        return refusals_to_tell(self.case, self.day)

    @cached_property
    def replies(self) -> Mapping[Subject, Reply]:
        """What the agency says of each finding in each report."""
        return {(reply.criterion, reply.report): reply for reply in self.case.replies}

    @cached_property
    def reviews(self) -> Mapping[Subject, Review]:
        """How that was examined."""
        return {(review.criterion, review.report): review for review in self.case.reviews}

    @property
    def examined(self) -> bool:
        """Whether corrective action is accepted or not: by record it is looked at in the next inspections (37.1.a)."""
        return self.inspection.mode == "on_site"

    def subject(self, of: Subject) -> str:
        """The subject of a reply or a review in the journal."""
        return "/".join((self.id, *of))

    def disputed(self) -> Iterator[tuple[str, Subject, str]]:
        """What several entered differently: ``reply`` or ``review``, of what, the code of the finding."""
        codes = {finding.criterion: code for code, finding in self.findings}
        for kind, said in (("reply", self.replies), ("review", self.reviews)):
            for subject, one in said.items():
                if one.disputed and subject[0] in codes:
                    yield kind, subject, codes[subject[0]]


def subject_of(name: str) -> Subject:
    """Criterion and report of a record ``reply/CRITERION/REPORT``; the key of a report may hold strokes."""
    criterion, _, report = name.partition("/")
    return criterion, report


def named(report: Report) -> str:
    """A report as it is called: ``Báo cáo số 15/BC-STP ngày 20/8/2026``."""
    return f"{label('review_said', 'report')} {on(report.act)}"


def arrived(report: Report) -> str:
    """When it arrived: ``đến ngày 22/8/2026``."""
    return label("review_said", "arrived").format(day=date_short(there_on(report.act)))
