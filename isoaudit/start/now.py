"""Everything the start page is a function of, as it is at one moment: a line of each inspection, the year's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from pathlib import Path

from isoaudit.desk.answers.settle import Dispute
from isoaudit.form.page import Fact, Made
from isoaudit.journal.programme import Cases, Programme, today
from isoaudit.journal.state import State
from isoaudit.journal.store import Ids
from isoaudit.model import Act, ActKind, Case, Mode
from isoaudit.papers.kinds import kinds
from isoaudit.papers.second_reading import Reader
from isoaudit.rules.answers import judged
from isoaudit.rules.duties import Duty
from isoaudit.rules.in_force import letters_of
from isoaudit.rules.offers import can_be_written, can_open, can_review, next_act, recordable
from isoaudit.rules.second_reading import Unread
from isoaudit.rules.standing import standing
from isoaudit.rules.status import StatusRow, in_order, status_row
from isoaudit.start.arrivals import arrivals
from isoaudit.start.results import of_inspection
from isoaudit.start.rows import Rows, rows_of
from isoaudit.start.settling import disputes_of
from isoaudit.work.duties import duties_of_year
from isoaudit.work.last_backup import standing as backups


@dataclass(frozen=True, slots=True)
class Line:
    """One inspection: where it stands, and what can be done in it."""

    row: StatusRow
    round: str
    """As the journal has it; empty: of none."""
    next: ActKind | None
    """The act that comes next, where the next step is one."""
    records: tuple[ActKind, ...]
    """The acts that could be recorded."""
    about: str
    """Of a next act that is about a letter: the number of that letter."""
    unread: tuple[Unread, ...]
    """The papers that wait for a second reader."""
    to_read: Mapping[ActKind, Made]
    """What is to be read of these, by act; one that is not there is to be made first."""
    arrivals: tuple[Fact, ...]
    """What was asked of the agency, and what of it came."""
    disputes: tuple[Dispute, ...]
    """The answers that contradict each other."""
    acts: tuple[Act, ...]
    papers: tuple[str, ...]
    """Keys of the papers that can be made of it."""
    open: bool
    review: bool
    write: bool
    results: tuple[Made, ...]

    @property
    def id(self) -> str:
        """The inspection."""
        return self.row.inspection

    @property
    def letters(self) -> tuple[Act, ...]:
        """The letters that were issued: what a correction, a revocation or a new letter can be about."""
        return letters_of(self.acts)

    @property
    def mode(self) -> Mode:
        """Its form."""
        return self.row.mode


@dataclass(frozen=True, eq=False, slots=True)
class Now:
    """The year at one moment."""

    programme: Programme
    heads: Ids
    day: date
    lines: tuple[Line, ...]
    """What is late first."""
    duties: tuple[Duty, ...]
    rows: Rows
    """What can be chosen of each list: the agencies, the inspectors, ..."""
    backup: str
    """When the last backup was; empty: nothing is worth one yet."""

    @classmethod
    def of(cls, programme: Programme) -> Now:
        """The year as the journal has it now. Raises StoreError."""
        heads, day = programme.journal.heads(), today()
        state = programme.register()
        reader = Reader(programme.out, day, state.inspectors_by_name())
        by_id = {case.inspection.id: _line(programme, case, day, reader) for case in _cases(programme, state)}
        ordered = in_order(line.row for line in by_id.values())
        whole = not programme.journal.cuts()
        backup = backups(programme.folder, programme.journal.number(), datetime.now().astimezone())
        return cls(
            programme,
            heads,
            day,
            tuple(by_id[row.inspection] for row in ordered),
            duties_of_year(programme, day) if whole else (),
            rows_of(programme, state),
            backup.said if isinstance(programme.journal.database, Path) else "",
        )

    @property
    def agencies(self) -> int:
        """How many there are."""
        return len(self.rows["agencies"])

    @property
    def inspectors(self) -> int:
        """How many there are."""
        return len(self.rows["inspectors"])

    def line(self, id: str) -> Line | None:
        """The line of an inspection."""
        return next((line for line in self.lines if line.id == id), None)

    def of_round(self, round: str) -> Sequence[Line]:
        """The lines of a round, in words as the page has it."""
        return [line for line in self.lines if line.row.round == round and line.row.stands]


def _cases(programme: Programme, state: State) -> Iterator[Case]:
    not_held = (programme.case(state, inspection) for inspection in state.not_held_by_name())
    return chain(Cases(programme, state), not_held)


def _line(programme: Programme, case: Case, day: date, reader: Reader) -> Line:
    stands, inspection = standing(case, day), case.inspection
    whole, unread = judged(case), reader.unread(case)
    fitting = (kind.key for kind in kinds().values() if (kind.scope != "year" or kind.by_unit) and kind.fits(whole))
    return Line(
        row=status_row(case, day, unread),
        round=inspection.round,
        next=next_act(stands),
        about=stands.about,
        records=recordable(case, [one.act for one in unread]),
        unread=unread,
        to_read=dict(_to_read(programme, case, unread, reader)),
        arrivals=arrivals(case, stands),
        disputes=disputes_of(case),
        acts=case.acts,
        papers=() if inspection.cancelled else tuple(fitting),
        open=can_open(case),
        review=can_review(case),
        write=can_be_written(case),
        results=of_inspection(programme, inspection.id, inspection.mode),
    )


def _to_read(
    programme: Programme, case: Case, unread: Iterable[Unread], reader: Reader
) -> Iterator[tuple[ActKind, Made]]:
    for one in unread:
        if file := reader.file(case, one.act):
            yield one.act, Made(file.name, file.relative_to(programme.folder).as_posix())
