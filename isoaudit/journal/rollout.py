"""What a journal says of the roll-out: steps, targets, classes, money; read when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from isoaudit.journal.fields import causal
from isoaudit.journal.kinds import kind_of
from isoaudit.model import Entry, Noun, Rollout, RolloutMoney, StepTaken, Target, TrainingClass

ROLLOUT = ("step", "target", "training_class", "money")
"""The kinds of entries about the roll-out; none is of an inspection."""
OneNoun = TypeVar("OneNoun", bound=Noun)


def rollout_of(entries: Iterable[Entry]) -> Rollout:
    """The roll-out that entries of the kinds :data:`ROLLOUT` say; others are passed over."""
    said: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        if entry.kind in ROLLOUT:
            said.setdefault((entry.kind, entry.subject), []).append(entry)
    found = [_read(kind, subject, said[kind, subject]) for kind, subject in sorted(said)]
    return Rollout(
        steps=_only(StepTaken, found),
        targets=_only(Target, found),
        classes=_only(TrainingClass, found),
        money=_only(RolloutMoney, found),
    )


def _read(kind: str, subject: str, entries: list[Entry]) -> Noun | None:
    fold = kind_of(kind).fold()
    for entry in causal(entries):
        fold.add(entry)
    return kind_of(kind).read(subject, fold)


def _only(noun: type[OneNoun], found: Iterable[Noun | None]) -> tuple[OneNoun, ...]:
    return tuple(one for one in found if isinstance(one, noun))
