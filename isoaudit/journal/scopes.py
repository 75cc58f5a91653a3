"""The lists of procedures and the instruments of a state: what stands of each, and what was once listed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from isoaudit.journal.kinds import kind_of
from isoaudit.model import Agency, Declared, Entry, Instrument, LawUpdate, Procedure, Published, Scope, Settings, Taken
from isoaudit.rules.law_updates import law_updates
from isoaudit.rules.scope import Lists, compare, last_declared, theirs

if TYPE_CHECKING:
    from isoaudit.journal.state import State

SCOPES = ("procedure", "declared", "instrument", "taken")
"""The kinds of entries about procedures and instruments; none is of an inspection."""


class Scopes:
    """All of it as one state says it, each list read once for however many agencies."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._subjects = {kind: state.subjects_of(kind) for kind in SCOPES}
        self._lists: Lists | None = None
        self._declared: dict[str, list[Declared]] = {}
        for subject in self._subjects["declared"]:
            if one := self._read("declared", subject):
                self._declared.setdefault(subject.partition("/")[0], []).append(cast(Declared, one))
        self._instruments: tuple[Instrument, ...] | None = None

    def _read(self, kind: str, subject: str) -> Any:
        return kind_of(kind).read(subject, self._state.about(kind, subject))

    @property
    def lists(self) -> Lists:
        """What is published for each body."""
        if self._lists is None:
            read = {
                body: cast("Published | None", self._read("procedure", body)) for body in self._subjects["procedure"]
            }
            present = {body: one for body, one in read.items() if one is not None}
            names = {code: agency.name for code, agency in self._state.agencies.items()}
            gone = {b: _gone(self._state.history("procedure", b), present.get(b)) for b in self._subjects["procedure"]}
            self._lists = Lists(present, {body: rows for body, rows in gone.items() if rows}, names)
        return self._lists

    def declared(self, agency: Agency) -> Sequence[Declared]:
        """The lists that an agency declared; those of the bodies it was made of died with them."""
        return self._declared.get(agency.code, ())

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        """All instruments, each part by itself."""
        if self._instruments is None:
            read = (self._read("instrument", subject) for subject in self._subjects["instrument"])
            self._instruments = tuple(one for one in read if one is not None)
        return self._instruments

    def taken(self, agency: Agency) -> tuple[Taken, ...]:
        """What an agency said of instruments."""
        mine = [subject for subject in self._subjects["taken"] if subject.partition("/")[0] == agency.code]
        return tuple(one for subject in mine if (one := self._read("taken", subject)) is not None)

    def scope(self, agency: Agency, on: date) -> Scope | None:
        """The two lists of an agency side by side on a day; nothing where neither was imported."""
        return compare(agency, self.lists, self.declared(agency), on)

    def prepared(self, agency: Agency, on: date) -> Scope | None:
        """The same for its case; nothing where it declared no list: there is nothing to lay beside."""
        return self.scope(agency, on) if self.declared(agency) else None

    def updates(self, agency: Agency, on: date, settings: Settings) -> tuple[LawUpdate, ...]:
        """The instruments that touch an agency's published or declared procedures, on a day."""
        if not self._subjects["instrument"]:
            return ()
        codes = {code for row in theirs(self.lists, agency) for code in row.codes}
        last = last_declared(self.declared(agency), on)
        codes |= {code for row in (last.rows if last else ()) for code in row.codes}
        return law_updates(self.instruments, self.taken(agency), codes, on, settings.days_off)


def _gone(entries: Iterable[Entry], present: Published | None) -> tuple[Procedure, ...]:
    """Rows of earlier imports whose codes, or names where they have none, are in the present list no more."""
    entries = list(entries)
    if len(entries) < 2 or present is None or present.disputed:
        return ()
    have = {code for row in present.rows for code in row.codes} | {row.name for row in present.rows if not row.codes}
    found: dict[str, Procedure] = {}
    for entry in entries:
        for fields in entry.payload.get("rows") or ():
            keys = fields.get("codes") or [fields.get("name", "")]
            if not have.intersection(keys):
                found[keys[0]] = Procedure.model_validate(fields)
    return tuple(found.values())
