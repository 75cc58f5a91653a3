"""What a journal says of the roll-out: steps, targets, classes, money; read when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from isoaudit.journal.fields import Fold, causal, filled
from isoaudit.journal.kinds import kind_of
from isoaudit.journal.store import Draft
from isoaudit.model import Entry, Noun, Rollout, RolloutMoney, StepTaken, Target, TrainingClass

ROLLOUT = ("step", "target", "training_class", "money")
"""The kinds of entries about the roll-out; none is of an inspection."""
OneNoun = TypeVar("OneNoun", bound=Noun)


def rollout_of(entries: Iterable[Entry]) -> Rollout:
    """The roll-out that entries of the kinds :data:`ROLLOUT` say; others are passed over."""
    said = _by_subject(entries)
    found = [_read(kind, subject, said[kind, subject]) for kind, subject in sorted(said)]
    return Rollout(
        steps=_only(StepTaken, found),
        targets=_only(Target, found),
        classes=_only(TrainingClass, found),
        money=_only(RolloutMoney, found),
    )


def drafts_of(entries: Iterable[Entry]) -> list[Draft]:
    """What stands of it, as another journal is told it; what was taken out again is left out."""
    said = _by_subject(entries)
    standing = [(*key, said[key]) for key in sorted(said) if _read(*key, said[key]) is not None]
    return [Draft(kind, subject, _filled(_folded(kind, entries).present())) for kind, subject, entries in standing]


def _filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if filled(value) is not None}


def _by_subject(entries: Iterable[Entry]) -> dict[tuple[str, str], list[Entry]]:
    said: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        if entry.kind in ROLLOUT:
            said.setdefault((entry.kind, entry.subject), []).append(entry)
    return said


def _read(kind: str, subject: str, entries: list[Entry]) -> Noun | None:
    return kind_of(kind).read(subject, _folded(kind, entries))


def _folded(kind: str, entries: list[Entry]) -> Fold:
    fold = kind_of(kind).fold()
    for entry in causal(entries):
        fold.add(entry)
    return fold


def _only(noun: type[OneNoun], found: Iterable[Noun | None]) -> tuple[OneNoun, ...]:
    return tuple(one for one in found if isinstance(one, noun))
