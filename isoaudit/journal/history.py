"""Who wrote what when: the entries on an inspection, each with what it changed; nothing is judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from isoaudit.journal.fields import filled
from isoaudit.journal.kinds import kind_of
from isoaudit.journal.state import State
from isoaudit.model import Entry
from isoaudit.rules.acts import ORDER


@dataclass(frozen=True, slots=True)
class Change:
    """One field that an entry changed."""

    field: str
    before: Any
    """The value its writer saw; nothing where there was none, or several stood side by side."""
    after: Any


@dataclass(frozen=True, slots=True)
class Event:
    """One entry: who wrote it when, and what it changed."""

    entry: str
    """Its id."""
    at: str
    author: str
    device: str
    kind: str
    subject: str
    beside: bool
    """Whether its writer had not seen everything that had been said of the subject."""
    changes: tuple[Change, ...]


def history(state: State, inspection: str, criterion: str | None = None) -> tuple[Event, ...]:
    """Everything said of an inspection or of one criterion of it, each after what its writer had seen.

    What different people said of different things stands in the order of their clocks, which decide nothing else.
    """
    subjects = state.subjects(inspection)
    if criterion is not None:
        subjects = [s for s in subjects if s[0] in ("answer", "finding") and s[1].partition("/")[2] == criterion]
    return history_of(state, subjects)


def history_of(state: State, subjects: Iterable[tuple[str, str]]) -> tuple[Event, ...]:
    """Everything said of these things, each a kind and a subject, in the order of :func:`history`."""
    return tuple(_merged([list(_events(state, kind, subject)) for kind, subject in subjects]))


def _events(state: State, kind: str, subject: str) -> Iterator[Event]:
    entries = state.history(kind, subject)
    now = kind_of(kind).fold()
    for entry in entries:
        seen = state.as_seen(kind, subject, entry.base)
        before = seen.present() if seen else {}
        changes = tuple(
            Change(name, filled(before.get(name)), filled(value))
            for name, value in entry.payload.items()
            if name != "upon" and filled(before.get(name)) != filled(value)
        )
        beside = not now.heads.issubset(entry.base)
        now.add(entry)
        yield _event(entry, beside, changes)


def _event(entry: Entry, beside: bool, changes: tuple[Change, ...]) -> Event:
    return Event(entry.id, entry.at, entry.author, entry.device, entry.kind, entry.subject, beside, changes)


def _merged(lines: list[list[Event]]) -> Iterator[Event]:
    """The events of all subjects in one line; those of one subject keep their order, whatever their clocks say.

    Acts of one second, as a sheet or a quick hand records them, stand in the order of the law.
    """
    keyed = []
    for line in lines:
        latest = ""
        for event in line:
            latest = max(latest, event.at)
            keyed.append((latest, event))
    yield from (event for _, event in sorted(keyed, key=lambda pair: (pair[0], *_place_of_act(pair[1]))))


def _place_of_act(event: Event) -> tuple[bool, str, int]:
    """Where an entry stands among those of one second: the inspection first, acts in the order of the law."""
    named = event.subject.partition("/")[2].partition("/")[0] if event.kind == "act" else ""
    kinds: tuple[str, ...] = ORDER
    return event.kind != "inspection", event.kind, kinds.index(named) if named in kinds else 0
