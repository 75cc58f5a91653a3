"""What the entries on one subject come to, field by field: each field is what its latest entries say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from isoaudit.model import Entry


class Fold(Protocol):
    """The entries on one subject taken together, in whatever order they came."""

    heads: set[str]
    """The latest entries."""

    def add(self, entry: Entry) -> None:
        """Take one further entry in; those its writer had seen came before it."""

    def base(self) -> tuple[str, ...]:
        """The latest entries: the base of what is said of the subject next."""

    def present(self) -> dict[str, Any]:
        """The present value of each field."""

    def conflicts(self) -> list[str]:
        """The fields that a person must still decide."""

    def news(self, fields: Mapping[str, Any], usual: Mapping[str, Any]) -> dict[str, Any]:
        """What an entry must hold so that who saw this says ``fields``; empty where that is no news.

        ``usual`` are values that hold where nothing was said.
        """

    def holds(self, payload: Mapping[str, Any], seen: Fold, usual: Mapping[str, Any]) -> bool:
        """Whether what somebody says who had ``seen`` only an earlier state is all here already."""


def filled(value: Any) -> Any:
    """The value; nothing for an empty text and an empty list, which equal an absent one."""
    return None if value in ("", [], ()) else value


def ancestors(ids: Iterable[str], bases: Mapping[str, Iterable[str]]) -> set[str]:
    """The entries that stand before those of ``ids``, by what each writer had seen."""
    seen: set[str] = set()
    waiting = [base for id in ids for base in bases.get(id, ())]
    while waiting:
        id = waiting.pop()
        if id not in seen:
            seen.add(id)
            waiting.extend(bases.get(id, ()))
    return seen


def side_by_side(history: Iterable[Entry], name: str) -> list[Entry]:
    """The entries whose values of a field no later writer of that field had seen; of equal values the first."""
    entries = list(history)
    saying = [entry for entry in entries if name in entry.payload]
    outdated = ancestors((entry.id for entry in saying), {entry.id: entry.base for entry in entries})
    found: list[Entry] = []
    for entry in saying:
        if entry.id not in outdated and all(entry.payload[name] != other.payload[name] for other in found):
            found.append(entry)
    return found


@dataclass(slots=True)
class Fields:
    """The present fields of one subject, each with the entries it rests on."""

    heads: set[str] = field(default_factory=set)
    bases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    payloads: list[tuple[tuple[str, ...], dict[str, Any]]] = field(default_factory=list)
    """What was said, each with what its writer had seen."""

    def add(self, entry: Entry) -> None:
        """A field's value is what its latest entries say; an entry outdates those its writer had seen."""
        self.bases[entry.id] = entry.base
        self.payloads.append((entry.base, entry.payload))
        seen = None if self.heads.issubset(entry.base) else ancestors([entry.id], self.bases)
        for name, value in entry.payload.items():
            values = self.values.get(name, {})
            kept = {} if seen is None else {id: v for id, v in values.items() if id not in seen}
            self.values[name] = {**kept, entry.id: value}
        self.heads = {entry.id} if seen is None else (self.heads - seen) | {entry.id}

    def base(self) -> tuple[str, ...]:
        """The latest entries: the base of what is said of the subject next."""
        return tuple(sorted(self.heads))

    def present(self) -> dict[str, Any]:
        """One value a field: of conflicting ones the entry with the greatest id, so that every copy shows the same."""
        return {name: values[max(values)] for name, values in self.values.items()}

    def conflicts(self) -> list[str]:
        """The fields for which several entries stand side by side with different values."""
        return [
            name
            for name, values in self.values.items()
            if len(values) > 1 and any(v != values[max(values)] for v in values.values())
        ]

    def news(self, fields: Mapping[str, Any], usual: Mapping[str, Any]) -> dict[str, Any]:
        """The fields whose values are not the present ones; of one in conflict any is news, even the one that shows."""
        present, open_ = self.present(), self.conflicts()
        return {
            name: value
            for name, value in fields.items()
            if name in open_ or filled(value) != filled(present.get(name, usual.get(name)))
        }

    def holds(self, payload: Mapping[str, Any], seen: Fold, usual: Mapping[str, Any]) -> bool:
        """Whether these are the present values, or just this was said by somebody who had seen just that."""
        return not self.news(payload, usual) or (seen.base(), payload) in self.payloads


def causal(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Each entry after those its writer had seen, else in the order given; copies may be joined in any order."""
    if len(entries) < 2:
        return tuple(entries)
    waiting = {entry.id: entry for entry in entries}
    done: dict[str, Entry] = {}
    for entry in entries:
        path = [entry.id]
        while path:
            base = next((id for id in waiting[path[-1]].base if id in waiting and id not in done), None)
            if base is not None:
                path.append(base)
            else:
                last = path.pop()
                done.setdefault(last, waiting[last])
    return tuple(done.values())
