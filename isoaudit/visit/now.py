"""Everything a page of an inspection is a function of, as it is at one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from isoaudit.books.now import Now as AnyNow
from isoaudit.desk.intake.judging import signed_fields
from isoaudit.errors import Problem, problem
from isoaudit.form.page import Fact
from isoaudit.model import Answer, Criterion, Finding, Refusal, Remark, Result, Wording
from isoaudit.papers.values.findings import point_rows
from isoaudit.rules.findings import expected, judge, shown, with_codes
from isoaudit.rules.prepared import prepared, reported_lines


@dataclass(frozen=True, eq=False)
class Now(AnyNow):
    """One inspection at one moment; what follows from its answers and acts is worked out when it is first asked for."""

    earlier: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)
    """By criterion: what other inspections of the agency found there."""
    wordings: Mapping[str, tuple[Wording, ...]] = field(default_factory=dict)
    """By criterion: how a finding may be written."""

    @cached_property
    def answers(self) -> Mapping[str, Answer]:
        """By criterion."""
        return {answer.criterion: answer for answer in self.case.answers}

    @cached_property
    def expected(self) -> tuple[Criterion, ...]:
        """The criteria that must be answered."""
        return expected(self.case)

    @cached_property
    def asked(self) -> tuple[Criterion, ...]:
        """The criteria that are shown, the annexes last: those that apply, and what was answered besides."""
        return shown(self.case)

    @cached_property
    def annexed(self) -> frozenset[str]:
        """The criteria of annexes."""
        annexes = (one.checklist for one in self.case.checklists if one.checklist.annex)
        return frozenset(criterion.id for checklist in annexes for criterion in checklist.criteria)

    @cached_property
    def prepared(self) -> Mapping[str, tuple[str, ...]]:
        """By criterion: what lists and last days say before anybody answers."""
        return prepared(self.case)

    @cached_property
    def reported(self) -> Mapping[str, tuple[str, ...]]:
        """By criterion: what the agency reports in its outline, to be looked at."""
        return reported_lines(self.case)

    @cached_property
    def said(self) -> Mapping[str, Sequence[Refusal | Remark]]:
        """By criterion: what the rules say; under no name what they say of the inspection."""
        by_criterion: dict[str, list[Refusal | Remark]] = {}
        found: tuple[Refusal | Remark, ...] = (*self.case.refused, *self.case.remarks)
        for one in found:
            by_criterion.setdefault(one.criterion, []).append(one)
        return by_criterion

    @cached_property
    def result(self) -> Result:
        """What was found, as the papers say it."""
        return judge(self.case)

    @cached_property
    def seen_at(self) -> Mapping[str, str]:
        """By point: its present state as the minutes derive it from the answers, whatever was typed instead."""
        derived = self.case.model_copy(update={"points": ()})
        rows = (row for row in point_rows(derived, self.result) if not row["heading"])
        return {point.point: row["state"] for point, row in zip(self.result.points, rows, strict=True)}

    @property
    def agreed(self) -> tuple[Finding, ...]:
        """The findings as agreed and amended since."""
        return self.case.agreed

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Those agreed; before that those that would be, each with the code it would be given."""
        if self.act("minutes_agreed"):
            return self.agreed
        return with_codes(self.case, self.state.once_agreed(self.id))

    @cached_property
    def members(self) -> tuple[str, ...]:
        """The names of the team, by role."""
        order = ("truong_doan", "pho_truong_doan", "thanh_vien", "thu_ky")
        return tuple(m.name for m in sorted(self.inspection.team, key=lambda member: order.index(member.role)))

    @cached_property
    def signed(self) -> Problem | None:
        """That the minutes are closed, so that nothing in them changes."""
        fields = signed_fields(self.programme, self.state, self.id)
        return problem("ACT_008", self.id, **fields) if fields else None

    @cached_property
    def head_fixed(self) -> str:
        """Why the head of the minutes can no longer be changed; empty: it can."""
        return self.signed.what[:1].upper() + self.signed.what[1:] if self.signed else ""
