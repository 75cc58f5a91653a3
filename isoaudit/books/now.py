"""What every page of an inspection is a function of, as it is at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from isoaudit.journal.programme import Programme
from isoaudit.journal.state import State
from isoaudit.model import Act, ActKind, Case, Entry, Inspection
from isoaudit.rules.acts import RULES, last, needs
from isoaudit.rules.answers import judged
from isoaudit.rules.standing import Standing, standing
from isoaudit.wording import cite, date_short, label


@dataclass(frozen=True, eq=False)
class Now:
    """One inspection at one moment; what follows from what was said of it is worked out when it is first asked for."""

    programme: Programme
    state: State
    inspection: Inspection
    day: date

    @property
    def id(self) -> str:
        """The inspection."""
        return self.inspection.id

    @cached_property
    def case(self) -> Case:
        """The case with what stops it and what is unusual in it."""
        return judged(self.programme.case(self.state, self.inspection))

    @cached_property
    def standing(self) -> Standing:
        """Where the inspection stands."""
        return standing(self.case, self.day)

    def act(self, kind: ActKind) -> Act | None:
        """The last act of a kind, if any was recorded."""
        return last(self.case.acts, kind)

    def last_entry(self, kind: str, subject: str) -> Entry | None:
        """What was said last of a subject."""
        return next(reversed(self.state.history(kind, subject)), None)

    def clause(self, kind: ActKind) -> str:
        """The clause of an act, in words."""
        return cite((RULES[kind].clause,), self.programme.laws)[0]

    def why_not(self, kind: ActKind) -> str:
        """Why an act cannot be recorded yet, in a sentence; empty: what it follows is there."""
        recorded = {act.kind for act in self.case.acts}
        wanting = [several[0] for several in needs(self.inspection, kind) if not recorded & set(several)]
        if not wanting:
            return ""
        return label("visit_said", "first").format(act=label("act", wanting[0]), clause=self.clause(kind))


def on(act: Act) -> str:
    """Number and day of an act: ``số 41/QĐ-CCTĐC ngày 10/6/2026``."""
    return f"số {act.number} ngày {date_short(act.on)}" if act.number else f"ngày {date_short(act.on)}"


def clock(now: Now, entry: Entry | None) -> str:
    """When an entry was written, as it is shown beside a record: ``14:32:05``, of another day with the day."""
    if entry is None:
        return ""
    try:
        time = datetime.fromisoformat(entry.at)
    except ValueError:
        return entry.at
    return f"{time:%H:%M:%S}" if time.date() == now.day else f"{time:%H:%M:%S} ngày {date_short(time.date())}"
