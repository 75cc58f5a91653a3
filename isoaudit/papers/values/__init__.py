"""The papers of an inspection as values for their Word templates.

Numbers and dates stay open until a paper is issued (Decree 30/2020, Article 15.2); those of acts that are recorded
stand in the căn cứ of the papers that follow. Sentences stand in the templates (``tools/papers``); here are values,
lists, and which sentences are true. Pure: no file, no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from isoaudit.model import Case, PaperName, Result
from isoaudit.papers.values.common import OPEN, Matter, act_of, is_draft
from isoaudit.papers.values.decisions import inspection_decision
from isoaudit.papers.values.file import file_index
from isoaudit.papers.values.findings import joined
from isoaudit.papers.values.kinds import PaperKind, kinds
from isoaudit.papers.values.letters import result_letter
from isoaudit.papers.values.visit import announcement_minutes, inspection_programme, minutes, team_report
from isoaudit.papers.values.year import plan, plan_decision, plan_submission, report_reminder, report_request

__all__ = [
    "OPEN",
    "Matter",
    "Paper",
    "PaperKind",
    "act_of",
    "is_draft",
    "joined",
    "kinds",
    "letter",
    "paper",
]

_VALUES: Mapping[PaperName, Callable[[PaperKind, Matter], dict[str, Any]]] = {
    "plan_submission": plan_submission,
    "plan_decision": plan_decision,
    "plan": plan,
    "report_request": report_request,
    "report_reminder": report_reminder,
    "inspection_decision": inspection_decision,
    "decision_amendment": inspection_decision,
    "inspection_programme": inspection_programme,
    "announcement_minutes": announcement_minutes,
    "minutes": minutes,
    "notice": result_letter,
    "correction_request": result_letter,
    "team_report": team_report,
    "file_index": file_index,
}


@dataclass(frozen=True)
class Paper:
    """A paper before it is a file: which kind, whose template it is filled into, and the values it needs."""

    kind: PaperKind
    context: dict[str, Any]

    @property
    def template(self) -> PaperName:
        """Name of its template."""
        return self.kind.key


def paper(name: PaperName, matter: Matter) -> Paper:
    """A paper of a kind.

    Raises :class:`ProgrammeError` (``PROGRAMME_004``) when no signer fits the paper and whom it goes to, or the
    signer's office is unknown; :class:`RunError` (``PAPER_005``) for a reminder when nobody is late.
    """
    kind = kinds()[name]
    return Paper(kind, _VALUES[name](kind, matter))


def letter(case: Case, result: Result) -> Paper:
    """The letter on the result of an inspection: thông báo, or by record a công văn. Raises as :func:`paper`."""
    name: PaperName = "notice" if case.inspection.mode == "on_site" else "correction_request"
    return paper(name, Matter((case,), {case.inspection.id: result}))
