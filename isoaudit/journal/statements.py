"""The answer to one criterion as one statement: verdict, evidence, gap, grade and note stand and fall together.

What somebody wrote under a verdict is shown under that verdict only. Two statements whose writers had not seen each
other are joined where they agree in the verdict and each only adds to the other; else they are in conflict, neither
counts, and a person decides (Circular 26/2014, Article 37.2.b: the team agrees).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from isoaudit.journal.fields import Fold, ancestors, filled
from isoaudit.model import Entry

_LISTS = ("evidence", "files")
_TEXTS = ("gap", "grade", "note")
CONTENT = ("verdict", "evidence", "gap", "grade", "note", "files")
"""What is said together."""
EXAMINED = ("inspector", "examined_on")
"""Who examined, and when: of the statement too, but these alone contradict nobody."""
_EMPTY: dict[str, Any] = {"verdict": None, "grade": None, "examined_on": None, "evidence": [], "files": []}

Item = tuple[str, str]
"""A field and one value of it, as canonical JSON."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement that stands."""

    fields: Mapping[str, Any]
    """The fields that say something."""
    entries: frozenset[str]
    """The entries that said it; none where only who examined was said."""
    recorded: tuple[tuple[str, str], ...] = ()
    """Time and author of each."""
    dropped: frozenset[Item] = frozenset()
    """What its writers had seen in it and left out."""

    @property
    def verdict(self) -> str | None:
        """The verdict all the rest was written under."""
        return self.fields.get("verdict")

    @property
    def content(self) -> dict[str, Any]:
        """The fields that can contradict."""
        return {name: self.fields[name] for name in CONTENT if name in self.fields}

    def items(self) -> frozenset[Item]:
        """What it says besides the verdict, item by item."""
        items = [(name, row) for name in _LISTS for row in self.fields.get(name, ())]
        items += [(name, self.fields[name]) for name in _TEXTS if name in self.fields]
        return frozenset((name, _canonical(value)) for name, value in items)

    def agrees_with(self, other: Statement) -> bool:
        """Whether each only adds to the other, under one verdict; to leave out what was there is not to add."""
        if self.verdict != other.verdict:
            return False
        mine, theirs = self.fields, other.fields
        if any(name in mine and name in theirs and mine[name] != theirs[name] for name in _TEXTS):
            return False
        return not (self.dropped & other.items() or other.dropped & self.items())


_NOTHING = Statement({}, frozenset())


@dataclass(slots=True)
class Statements:
    """The statements that stand on one criterion: one, or several that a person must decide between."""

    heads: set[str] = field(default_factory=set)
    standing: tuple[Statement, ...] = ()
    """In an order that is the same in every copy."""
    _bases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _left: dict[str, tuple[Statement, ...]] = field(default_factory=dict)
    """What stood for the writer of an entry once it was written."""
    _kept: dict[str, frozenset[str]] = field(default_factory=dict)
    """The entries of the statements between which an entry decided nothing: it does not outdate them."""

    def add(self, entry: Entry) -> None:
        """An entry says what its writer saw, overlaid with what it names; it outdates what its writer had seen."""
        saw_all = self.heads.issubset(entry.base)
        seen = self.standing if saw_all else self._standing_for(entry.base)
        self._bases[entry.id] = entry.base
        left = _overlaid(seen, entry.payload, entry.id, (entry.at, entry.author))
        self._left[entry.id] = left
        if len(left) > 1:
            self._kept[entry.id] = frozenset(id for one in left for id in one.entries)
        self.heads = {entry.id} if saw_all else (self.heads - ancestors([entry.id], self._bases)) | {entry.id}
        self.standing = self._left[entry.id] if saw_all else self._standing_for(self.heads)

    def _standing_for(self, ids: Iterable[str]) -> tuple[Statement, ...]:
        """The statements that stand for somebody who had seen these entries and all before them."""
        here = [id for id in ids if id in self._left]
        latest = set(here) - ancestors(here, self._bases)
        statements = [statement for id in sorted(latest) for statement in self._left[id]]
        before = [self._outdated_by(statement) for statement in statements]
        return _resolved(
            one
            for place, one in enumerate(statements)
            if not any(
                other.entries and one.entries <= before[at] for at, other in enumerate(statements) if at != place
            )
        )

    def _outdated_by(self, statement: Statement) -> set[str]:
        """The entries that the writers of a statement had seen, less those whose statements they left standing."""
        return {
            before
            for id in statement.entries
            for before in ancestors([id], self._bases) - self._kept.get(id, frozenset())
        }

    def base(self) -> tuple[str, ...]:
        """The latest entries: the base of what is said of the criterion next."""
        return tuple(sorted(self.heads))

    def present(self) -> dict[str, Any]:
        """The fields of the one statement that stands; none while several do: nothing is shown under no verdict."""
        return dict(self.standing[0].fields) if len(self.standing) == 1 else {}

    def conflicts(self) -> list[str]:
        """The fields in which the statements that stand differ."""
        if len(self.standing) < 2:
            return []
        first = self.standing[0].fields
        return [n for n in CONTENT if any(one.fields.get(n) != first.get(n) for one in self.standing[1:])]

    def news(self, fields: Mapping[str, Any], usual: Mapping[str, Any]) -> dict[str, Any]:
        """The whole statement, where ``fields`` change any part of it; who examined alone is said alone.

        Of statements in conflict the verdict named takes the one written under it. Where that decides nothing, what
        was said is no statement yet: it is kept beside each of them.
        """
        del usual
        present = self.present()
        changed = {n: v for n, v in fields.items() if filled(v) != filled(present.get(n))}
        if not any(name in CONTENT for name in changed):
            return changed
        made = _overlaid(self.standing, changed, "", ("", ""))
        return self._whole(made[0]) if len(made) == 1 else changed

    def taking(self, number: int) -> dict[str, Any]:
        """What an entry must hold that takes one of the statements in conflict, counted from 1, and no other."""
        return self._whole(self.standing[number - 1])

    def _whole(self, statement: Statement) -> dict[str, Any]:
        """All fields of a statement; also those that it leaves empty and its writer saw filled in."""
        names = (*CONTENT, *EXAMINED)
        seen = {name for one in self.standing for name in one.fields}
        return {n: statement.fields.get(n, _EMPTY.get(n, "")) for n in names if n in statement.fields or n in seen}

    def holds(self, payload: Mapping[str, Any], seen: Fold, usual: Mapping[str, Any]) -> bool:
        """Whether it adds nothing to what stands, or just this was said by somebody who had seen just that."""
        del usual
        assert isinstance(seen, Statements)
        made = _overlaid(seen.standing, payload, "", ("", ""))
        base = seen.base()
        for id, left in self._left.items():
            if self._bases[id] == base and [one.fields for one in left] == [one.fields for one in made]:
                return True
        if len(made) > 1 or len(self.standing) != 1:
            return False
        (stands,) = self.standing
        return stands.agrees_with(made[0]) and _joined([stands, made[0]]).fields == stands.fields


def _overlaid(
    seen: Sequence[Statement], payload: Mapping[str, Any], id: str, recorded: tuple[str, str]
) -> tuple[Statement, ...]:
    """What stands for a writer who saw these statements and says ``payload``.

    An entry that decides nothing between several stands beside them as it was written.
    """
    says = {name: payload[name] for name in (*CONTENT, *EXAMINED) if name in payload}
    examined_only = not any(name in CONTENT for name in says)
    meant = _meant(seen, says.get("verdict")) or (_NOTHING,)
    if examined_only:
        return (_changed(meant[0], says),) if len(meant) == 1 else meant
    made = _resolved([_changed(old, says) for old in meant])
    if len(made) == 1:
        return (Statement(made[0].fields, frozenset([id]), (recorded,), made[0].dropped),)
    own = replace(_changed(_NOTHING, says), entries=frozenset([id]), recorded=(recorded,))
    return _resolved([*meant, own])


def _meant(seen: Sequence[Statement], verdict: str | None) -> tuple[Statement, ...]:
    """The statements an entry builds on: of several those of the verdict it names.

    Under a verdict nobody wrote nothing was written yet; only who examined, and when, may be what all of them say.
    """
    if len(seen) < 2 or not verdict:
        return tuple(seen)
    same = tuple(one for one in seen if one.verdict == verdict)
    if same:
        return same
    first = seen[0].fields
    shared = {n: first[n] for n in EXAMINED if n in first and all(one.fields.get(n) == first[n] for one in seen)}
    return (Statement(shared, frozenset()),)


def _changed(old: Statement, says: Mapping[str, Any]) -> Statement:
    fields = {n: v for n, v in {**old.fields, **says}.items() if filled(v) is not None}
    made = Statement(fields, old.entries, old.recorded)
    before = old.dropped | old.items()
    return replace(made, dropped=before - made.items()) if before else made  # most statements are the first


def _resolved(standing: Iterable[Statement]) -> tuple[Statement, ...]:
    """The statements joined into one where all agree; else each as it was written, equal ones once."""
    statements = list(standing)
    if len(statements) < 2:
        return tuple(statements)
    statements.sort(key=lambda one: sorted(one.entries))
    if all(one.agrees_with(other) for at, one in enumerate(statements) for other in statements[at + 1 :]):
        return (_joined(statements),)
    groups: dict[str, list[Statement]] = {}
    for one in statements:
        groups.setdefault(_canonical(one.content), []).append(one)
    return tuple(_joined(group) for group in groups.values())


def _joined(statements: Sequence[Statement]) -> Statement:
    """Statements that agree as one: the rows of each in turn, without repeats; all who examined; the last day."""
    fields: dict[str, Any] = {}
    for one in statements:
        fields |= {name: one.fields[name] for name in ("verdict", *_TEXTS) if name in one.fields}
    for name in _LISTS:
        rows = {_canonical(row): row for one in statements for row in one.fields.get(name, ())}
        fields |= {name: list(rows.values())} if rows else {}
    names = dict.fromkeys(name for one in statements for name in _names(one.fields.get("inspector", "")))
    fields |= {"inspector": "; ".join(names)} if names else {}
    days = [one.fields["examined_on"] for one in statements if "examined_on" in one.fields]
    fields |= {"examined_on": max(days)} if days else {}
    return Statement(
        {name: fields[name] for name in (*CONTENT, *EXAMINED) if name in fields},
        frozenset(id for one in statements for id in one.entries),
        tuple(sorted({by for one in statements for by in one.recorded})),
        frozenset(item for one in statements for item in one.dropped),
    )


def _names(inspectors: str) -> Iterator[str]:
    yield from (name.strip() for name in inspectors.split(";") if name.strip())


def _canonical(value: Any) -> str:
    """A value as text; of a row of evidence only what says something."""
    if isinstance(value, Mapping):
        value = {name: part for name, part in value.items() if filled(part) is not None}
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
