"""The roll-out from one year to the next: it runs over several, so all that stands goes along, and later news follow.

A target keeps its day, its beginning and its plan, and a step its day, whatever year they were typed in: a later year
tells of a target what one journal of all years would. What this year says otherwise itself stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from isoaudit.desk.rollout.taken_out import blank
from isoaudit.journal.fields import Fold, causal, filled
from isoaudit.journal.kinds import kind_of
from isoaudit.journal.rollout import ROLLOUT
from isoaudit.journal.store import Draft
from isoaudit.model import Entry

Subject = tuple[str, str]


@dataclass(slots=True)
class RolloutNews:
    """What the earlier year says by now that this one does not."""

    drafts: list[Draft] = field(default_factory=list)
    added: list[Subject] = field(default_factory=list)
    changed: list[Subject] = field(default_factory=list)
    taken_out: list[Subject] = field(default_factory=list)
    kept: list[Subject] = field(default_factory=list)
    """Both years changed it since this one was begun: this year's word stays."""


def rollout_news(here: Iterable[Entry], there: Iterable[Entry]) -> RolloutNews:
    """What is to be said here so that the roll-out stands as in the earlier year, but for what was said here itself.

    A thing that stands here as the earlier year once had it was only brought over, so it follows; one that stands
    otherwise is this year's own.
    """
    news, own = RolloutNews(), _by_subject(here)
    for subject, entries in sorted(_by_subject(there).items()):
        versions = _versions(subject[0], entries)
        now = versions[-1]
        if subject not in own:
            if "removed" not in now:
                news.drafts.append(Draft(*subject, now))
                news.added.append(subject)
            continue
        mine = _versions(subject[0], own[subject])
        if mine[-1] == now:
            continue
        if mine[-1] in versions:
            news.drafts.append(_as_there(subject, own[subject], mine[-1], now))
            (news.taken_out if "removed" in now else news.changed).append(subject)
        elif now not in mine:
            news.kept.append(subject)
    return news


def _as_there(subject: Subject, own: Sequence[Entry], mine: dict[str, Any], now: dict[str, Any]) -> Draft:
    fold = _fold(subject[0], own)
    said = fold.news({**blank(subject[0], mine), "removed": "", **now}, {})
    return Draft(*subject, said, fold.base())


def _by_subject(entries: Iterable[Entry]) -> dict[Subject, list[Entry]]:
    said: dict[Subject, list[Entry]] = {}
    for entry in entries:
        if entry.kind in ROLLOUT:
            said.setdefault((entry.kind, entry.subject), []).append(entry)
    return said


def _versions(kind: str, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """What was known of a thing after each entry, the present last; what says nothing is left out."""
    ordered = causal(entries)
    return [_present(_fold(kind, ordered[:n])) for n in range(1, len(ordered) + 1)]


def _fold(kind: str, entries: Sequence[Entry]) -> Fold:
    fold = kind_of(kind).fold()
    for entry in causal(entries):
        fold.add(entry)
    return fold


def _present(fold: Fold) -> dict[str, Any]:
    return {name: value for name, value in fold.present().items() if filled(value) is not None}
