"""The lists of procedures and the instruments of a state: what stands of each, and what was once listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from isoaudit.journal.kinds import kind_of
from isoaudit.model import (
    Agency,
    Declared,
    Entry,
    Instrument,
    LawUpdate,
    Noun,
    Procedure,
    Published,
    Scope,
    Settings,
    Taken,
)
from isoaudit.rules.law_updates import law_updates
from isoaudit.rules.scope import Lists, compare, last_declared, theirs

if TYPE_CHECKING:
    from isoaudit.journal.state import State

SCOPES = ("procedure", "declared", "instrument", "taken")
"""The kinds of entries about procedures and instruments; none is of an inspection."""


class ScopeSubjects:
    """The subjects of these kinds of which something was said, as a state takes entries in."""

    def __init__(self) -> None:
        self._of: dict[tuple[str, ...], dict[str, None]] = {}
        self._read: Scopes | None = None

    def add(self, entry: Entry) -> None:
        """Take one entry of any kind in."""
        if entry.kind in SCOPES:
            for key in ((entry.kind,), (entry.kind, entry.subject.partition("/")[0])):
                self._of.setdefault(key, {})[entry.subject] = None
        if entry.kind in SCOPES or entry.kind == "agency":
            self._read = None

    def of(self, kind: str, agency: str = "") -> list[str]:
        """The subjects of a kind, or of one agency's, sorted."""
        return sorted(self._of.get((kind, agency) if agency else (kind,), ()))

    def read(self, state: State) -> Scopes:
        """What they come to in the state that took them in, until it takes in more."""
        if self._read is None:
            self._read = Scopes(state)
        return self._read


class Scopes:
    """All of it as one state says it; each list is read when it is asked for, once for however many agencies."""

    def __init__(self, state: State) -> None:
        self._state = state
        names = {code: agency.name for code, agency in state.agencies.items()}
        self.lists = Lists(_Published(state), names)
        """What is published for each body."""
        self._instruments: tuple[Instrument, ...] | None = None

    def declared(self, agency: Agency) -> Sequence[Declared]:
        """The lists that an agency declared; those of the bodies it was made of died with them."""
        return tuple(one for one in self._of("declared", agency) if isinstance(one, Declared))

    def taken(self, agency: Agency) -> tuple[Taken, ...]:
        """What an agency said of instruments."""
        return tuple(one for one in self._of("taken", agency) if isinstance(one, Taken))

    def _of(self, kind: str, agency: Agency) -> Iterator[Noun | None]:
        for subject in self._state.subjects_of(kind, agency.code):
            yield _read(kind, subject, self._state.history(kind, subject))

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        """All instruments, each part by itself."""
        if self._instruments is None:
            of = ((s, self._state.history("instrument", s)) for s in self._state.subjects_of("instrument"))
            read = (_read("instrument", subject, entries) for subject, entries in of)
            self._instruments = tuple(one for one in read if isinstance(one, Instrument))
        return self._instruments

    def scope(self, agency: Agency, on: date) -> Scope | None:
        """The two lists of an agency side by side on a day; nothing where neither was imported."""
        return compare(agency, self.lists, self.declared(agency), on)

    def prepared(self, agency: Agency, on: date) -> Scope | None:
        """The same for its case; nothing where it declared no list: there is nothing to lay beside."""
        return self.scope(agency, on) if self._state.subjects_of("declared", agency.code) else None

    def updates(self, agency: Agency, on: date, settings: Settings) -> tuple[LawUpdate, ...]:
        """The instruments that touch an agency's published or declared procedures, on a day."""
        if not self.instruments:
            return ()
        codes = {code for row in theirs(self.lists, agency) for code in row.codes}
        last = last_declared(self.declared(agency), on)
        codes |= {code for row in (last.rows if last else ()) for code in row.codes}
        return law_updates(self.instruments, self.taken(agency), codes, on, settings.days_off)


class _Published(Mapping[str, Published]):
    """The published lists of a state by body, each read when it is asked for."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._bodies = state.subjects_of("procedure")

    def __getitem__(self, body: str) -> Published:
        found = _read("procedure", body, self._state.history("procedure", body)) if body in self._bodies else None
        if not isinstance(found, Published):
            raise KeyError(body)
        return found

    def __iter__(self) -> Iterator[str]:
        return (body for body in self._bodies if body in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _read(kind: str, subject: str, entries: Sequence[Entry]) -> Noun | None:
    """The noun that entries say; a form asks again and again for lists of thousands of rows, so some are kept."""
    return _known(kind, subject, _Entries(entries))


class _Entries:
    """Entries known by their ids, which are what they say."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self._ids = tuple(entry.id for entry in entries)

    def __hash__(self) -> int:
        return hash(self._ids)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Entries) and other._ids == self._ids


@lru_cache(maxsize=256)
def _known(kind: str, subject: str, said: _Entries) -> Noun | None:
    fold: Any = kind_of(kind).fold()
    for entry in said.entries:
        fold.add(entry)
    found = kind_of(kind).read(subject, fold)
    if isinstance(found, Published) and not found.disputed:
        return found.model_copy(update={"gone": _gone(said.entries, found)})
    return found


def _gone(entries: Sequence[Entry], present: Published) -> tuple[Procedure, ...]:
    """Rows of earlier imports whose codes, or names where they have none, are in the present list no more."""
    have = {code for row in present.rows for code in row.codes} | {row.name for row in present.rows if not row.codes}
    found: dict[str, Procedure] = {}
    for fields in (row for entry in entries[:-1] for row in entry.payload.get("rows") or ()):
        keys = fields.get("codes") or [fields.get("name", "")]
        if not have.intersection(keys):
            found[keys[0]] = Procedure.model_validate(fields)
    return tuple(found.values())
