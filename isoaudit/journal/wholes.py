"""What the entries on one subject come to where each says all of it: the latest stands, several that differ do not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from isoaudit.journal.fields import Fold, ancestors, filled
from isoaudit.model import Entry


@dataclass(slots=True)
class Wholes:
    """What is said of a subject as a whole: a reply, a review.

    An entry outdates those its writer had seen. Of several whose writers had not seen each other equal ones are one;
    else none counts, and a person decides by an entry that names them all.
    """

    heads: set[str] = field(default_factory=set)
    _entries: dict[str, Entry] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        """Take one further entry in; those its writer had seen came before it."""
        self._entries[entry.id] = entry
        bases = {id: one.base for id, one in self._entries.items()}
        self.heads = (self.heads - ancestors([entry.id], bases)) | {entry.id}

    @property
    def standing(self) -> tuple[Entry, ...]:
        """The entries that stand, one for each thing said, in an order that is the same in every copy."""
        if len(self.heads) == 1:  # as good as always; what it says need not be compared
            return tuple(self._entries[id] for id in self.heads)
        said: dict[str, Entry] = {}
        for id in sorted(self.heads):
            said.setdefault(_canonical(self._entries[id].payload), self._entries[id])
        return tuple(said.values())

    def base(self) -> tuple[str, ...]:
        """The latest entries: the base of what is said next."""
        return tuple(sorted(self.heads))

    def present(self) -> dict[str, Any]:
        """What stands; nothing while several things do."""
        standing = self.standing
        return dict(standing[0].payload) if len(standing) == 1 else {}

    def conflicts(self) -> list[str]:
        """The fields in which what stands differs."""
        standing = self.standing
        if len(standing) < 2:
            return []
        names = dict.fromkeys(name for one in standing for name in one.payload)
        first = standing[0].payload
        return [n for n in names if any(filled(one.payload.get(n)) != filled(first.get(n)) for one in standing[1:])]

    def news(self, fields: Mapping[str, Any], usual: Mapping[str, Any]) -> dict[str, Any]:
        """All of it, where ``fields`` change any part, or decide between several."""
        del usual
        whole = {**self.present(), **fields}
        return whole if len(self.standing) > 1 or _canonical(whole) != _canonical(self.present()) else {}

    def holds(self, payload: Mapping[str, Any], seen: Fold, usual: Mapping[str, Any]) -> bool:
        """Whether this is what stands, or was said already by somebody who had seen just that."""
        del usual
        wanted, base = _canonical(payload), seen.base()
        stands = [_canonical(one.payload) for one in self.standing]
        said = (e for e in self._entries.values() if tuple(sorted(e.base)) == base)
        return stands == [wanted] or any(_canonical(one.payload) == wanted for one in said)


def _canonical(payload: Mapping[str, Any]) -> str:
    """What a payload says as text: what is empty is left out."""
    says = {name: value for name, value in payload.items() if filled(value) is not None}
    return json.dumps(says, ensure_ascii=False, sort_keys=True, default=str)
