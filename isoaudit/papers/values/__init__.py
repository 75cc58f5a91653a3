"""The papers of an inspection as values for their Word templates.

Numbers and dates stay open until a paper is issued (Decree 30/2020, Article 15.2); those of acts that are recorded
stand in the căn cứ of the papers that follow. Sentences stand in the templates (``tools/papers``); here are values,
lists, and which sentences are true. Pure: no file, no clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pkgutil import resolve_name
from typing import Any

from isoaudit.model import Act, Case, PaperName, Result
from isoaudit.papers.kinds import PaperKind, kinds
from isoaudit.papers.values.common import OPEN, PaperSubject, act_of, is_draft
from isoaudit.papers.values.issuers import SHOWS
from isoaudit.papers.values.sentences import joined
from isoaudit.rules.acts import ORDER

__all__ = [
    "OPEN",
    "PaperSubject",
    "Paper",
    "act_of",
    "is_draft",
    "joined",
    "letter",
    "paper",
]


@dataclass(frozen=True)
class Paper:
    """A paper before it is a file: which kind, whose template it is filled into, and the values it needs."""

    kind: PaperKind
    context: dict[str, Any]
    on: date | None = None
    """The day of the last act it knows: one that comes before it by law."""
    notes: tuple[str, ...] = ()
    """What whoever checks the paper has to know of it, such as who is not addressed."""

    @property
    def template(self) -> PaperName:
        """Name of its template."""
        return self.kind.key


def paper(name: PaperName, subject: PaperSubject) -> Paper:
    """A paper of a kind.

    Raises :class:`ProgrammeError` (``PROGRAMME_004``) when no signer fits the paper and whom it goes to, or the
    signer's office is unknown; :class:`RunError` for a công văn that nobody would get
    (``PAPER_005``, ``PAPER_008``).
    """
    kind = kinds()[name]
    values_of = resolve_name(f"{__name__}.{kind.values_from}")
    context = values_of(kind, subject)
    notes = tuple(context.pop("notes", ()))
    days = (act.on for case in subject.cases for act in case.acts if _knows(name, act))
    return Paper(kind, context, max(days, default=None), notes)


def _knows(name: PaperName, act: Act) -> bool:
    """Whether an act comes before a paper: that a letter left, and what followed, does not make it another one."""
    own = SHOWS.get(name)
    return own is None or ORDER.index(act.kind) < ORDER.index(own)


def letter(case: Case, result: Result) -> Paper:
    """The letter on the result of an inspection: thông báo, or by record a công văn. Raises as :func:`paper`."""
    name: PaperName = "notice" if case.inspection.mode == "on_site" else "correction_request"
    return paper(name, PaperSubject((case,), {case.inspection.id: result}))
