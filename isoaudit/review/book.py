"""The review of corrective action as a book of the form: what stands on its page, what is said there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from isoaudit.books.book import InspectionBook, View, mark_of
from isoaudit.books.doing import Came
from isoaudit.desk.answers.saying import Said
from isoaudit.errors import ProcedureError, RunError, problem
from isoaudit.form.page import Missing, Page, Section, Value
from isoaudit.journal.programme import today
from isoaudit.journal.state import State
from isoaudit.journal.store import Ids
from isoaudit.model import Inspection
from isoaudit.review import acting, missing, papers, replies, reviews
from isoaudit.review.help import HELP
from isoaudit.review.now import Now
from isoaudit.rules.acts import last, minutes_of
from isoaudit.wording import date_short, label

_TABS = ("reports", "review", "missing", "papers")
_BY_RECORD = ("reports", "missing")
"""The tabs of an inspection by record, for which the circular knows no acceptance (Article 37.1.a)."""


class ReviewBook(InspectionBook[Now]):
    """The corrective action of one inspection; see :class:`isoaudit.form.book.Book`."""

    def __init__(self, folder: Path, inspection: str) -> None:
        """Raises as :class:`InspectionBook`, and ProcedureError (REVIEWBOOK_001) where nothing is to be corrected."""
        super().__init__(folder, inspection)
        if not self._shown.now.findings:
            raise ProcedureError(problem("REVIEWBOOK_001", self._id))

    def page(self) -> Page:
        """How the page looks."""
        now = self._shown.now
        tabs = _TABS if now.examined else _BY_RECORD
        told = minutes_of(now.case.acts) or last(now.case.acts, "correction_requested")
        of = label("review_said", now.inspection.mode).format(day=date_short(told.on) if told else "")
        return Page(
            id=f"{now.id}/review",
            programme=mark_of(self.programme.folder),
            title=label("review_said", "title").format(agency=now.case.agency.name),
            subtitle=f"{now.id}, {of}",
            groups=tuple((name, label("review_tab", name)) for name in tabs),
            sections=self._shown.view.sections,
            members=tuple(reviews.reviewers(now)),
            by_field="reviewer",
            assigned=False,
            warning=label("warning", "files"),
            help=HELP,
        )

    def _seen(self, state: State, inspection: Inspection) -> Now:
        return Now(self.programme, state, inspection, today())

    def _view(self, now: Now) -> View:
        lacking = missing.of(now)
        return View(tuple(_sections(now, lacking)), _values(now), frozenset(_files(now)), missing.status(now, lacking))

    def _say(self, record: str, fields: Mapping[str, Any], edit: str, base: Ids) -> Said:
        kind, _, name = record.partition("/")
        if kind not in (replies.KIND, reviews.KIND) or "/" not in name:
            raise RunError(problem("VISIT_005", self._id))
        say = replies.say if kind == replies.KIND else reviews.say
        return say(self._shown.now, name, fields, edit, base)

    def _do(self, now: Now, action: str, given: Mapping[str, Any], edit: str) -> Came:
        return acting.do(now, action, given, edit)


def _sections(now: Now, lacking: Sequence[Missing]) -> Iterator[Section]:
    """All sections of the page, tab by tab."""
    yield from replies.sections(now)
    if now.examined:
        yield reviews.section(now)
    yield missing.section(now, lacking)
    if now.examined:
        yield papers.section(now)


def _values(now: Now) -> dict[str, Value]:
    """What every record says."""
    of_reports = replies.values(now)
    return {**of_reports, **reviews.values(now), **papers.values(now)} if now.examined else {**of_reports}


def _files(now: Now) -> Iterator[str]:
    """The files that reports, replies and notices name."""
    yield from (act.file for act in now.case.acts if act.file)
    yield from (file for reply in now.case.replies for one in (reply, *reply.disputed) for file in one.files)
