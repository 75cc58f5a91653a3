"""What a paper is made from, and how a place that is not known yet is printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from isoaudit.model import Agency, Carried, Case, Inspector, Kind, Law, Result, Settings
from isoaudit.rules.year_report import YearReport

OPEN = "……"
OPEN_DATE = "ngày\u00a0…… tháng\u00a0…… năm\u00a0……"
"""An open place does not begin a line."""


@dataclass(frozen=True)
class PaperSubject:
    """What a paper is made from: one case, or those of a round or a year, and what was found in them."""

    cases: tuple[Case, ...]
    results: Mapping[str, Result] = field(default_factory=dict)
    """By inspection; needed only for papers that say what was found."""
    inspectors: tuple[Inspector, ...] = ()
    """For the position and the unit of the members of a team."""
    day: date = date.max
    """The day on which it is made, for papers that say who is late; without one every day that was set has passed."""
    unchanged: bool = False
    """Whether the record shows no change of team, days or place since the decision."""
    register: tuple[Agency, ...] = ()
    """All agencies of the year, for a paper that says how many there are; empty: those of the cases."""
    inspected: frozenset[str] = frozenset()
    """Codes of the agencies that have any inspection in the year."""

    not_inspected: tuple[tuple[Agency, tuple[Carried, ...]], ...] = ()
    """The agencies that no inspection of the year looks at, with what earlier years found there."""
    report: YearReport | None = None
    """The figures of the year, for a paper that is made of these; nothing: those of the cases."""
    of: Settings | None = None
    """The settings, for a paper of a year without any inspection."""
    laws: tuple[Law, ...] = ()
    """The instruments cited, likewise; empty: those of the cases."""
    reports_to: str = ""
    """Whom an inspecting unit besides the programme's own office reports to: the one that reports the year; empty: the
    paper is of no such unit."""
    member: str = ""
    """The member of the team whose part a paper is; empty: all."""
    about: str = ""
    """The number of the letter that a paper is about; empty: the one in force."""
    replaces: bool = False
    """Whether a letter takes the place of the one that was issued."""
    programme: str = ""
    """Id of the entry by which the programme began, for a form that comes back."""

    @property
    def case(self) -> Case:
        """The case of a paper of one inspection, and of several that which speaks for them."""
        return self.cases[0]

    @property
    def result(self) -> Result:
        """What was found in the one inspection."""
        return self.results[self.case.inspection.id]

    @property
    def settings(self) -> Settings:
        """The settings of the year."""
        return self.of or self.case.programme

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of agency the paper is about."""
        return frozenset(case.agency.kind for case in self.cases)
