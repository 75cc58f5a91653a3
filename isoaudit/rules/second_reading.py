"""The second reader: whether a paper may leave, by what was said of the state it is in. Pure.

That a letter is read by a second person before it leaves is the office's own rule; no law asks for a second reader. The
law says who answers for a letter before it is signed: the head of the unit that drafts it for its content, a person
charged with that for its form (Decree 30/2020, Article 12, from memory).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from isoaudit.model import ActKind, Case, Inspection, PaperName, Reading, Settings
from isoaudit.wording import name_key

PAPERS: Mapping[ActKind, PaperName] = {
    "minutes_signed": "minutes",
    "notice_issued": "notice",
    "correction_requested": "correction_request",
    "review_notified": "review_notice",
    "not_accepted": "not_accepted",
}
"""The papers that a second reader may read, by the act with which they leave."""
_AS: Mapping[ActKind, ActKind] = {"minutes_unsigned": "minutes_signed"}
"""Acts with which the paper of another one leaves."""
Waits = Literal["unread", "changed", "returned"]
"""Why a paper may not leave: nobody read it; it is not as it was read; who read it wants it changed."""


@dataclass(frozen=True, slots=True)
class Stands:
    """What was said of the state a paper is in."""

    waits: Waits | None
    """None: it was read, and may leave."""
    reading: Reading | None = None
    """What was said last, of this state or of an earlier one."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A paper that waits for a second reader, as a list of inspections says it."""

    act: ActKind
    """With which it leaves."""
    paper: PaperName
    name: str
    """In Vietnamese."""
    why: str
    """Within a sentence."""


def read_as(act: ActKind) -> ActKind:
    """The act under which the paper of an act is read: minutes are the same, signed by both or not."""
    return _AS.get(act, act)


def wants(settings: Settings, act: ActKind) -> bool:
    """Whether the office wants a second reader for the paper that leaves with an act."""
    if read_as(act) not in PAPERS:
        return False
    return settings.second_reader_minutes if read_as(act) == "minutes_signed" else settings.second_reader_letters


def stands(readings: Iterable[Reading], act: ActKind, state: str) -> Stands:
    """What of all that was said of a paper counts now that it is in ``state``.

    What was said of another state says nothing of this one. Where several said it who had not seen each other, one who
    returned it counts before those who agreed.
    """
    said = [each for one in readings if one.act == read_as(act) for each in one.disputed or (one,)]
    of_this = [one for one in said if one.state == state]
    if returned := [one for one in of_this if one.outcome == "returned"]:
        return Stands("returned", returned[-1])
    if of_this:
        return Stands(None, of_this[-1])
    return Stands("changed", said[-1]) if said else Stands("unread")


def is_own(inspection: Inspection, act: ActKind, reader: str, signer: str) -> bool:
    """Whether somebody would read what is his own: who signs a letter; of minutes everybody who agreed them.

    Minutes are agreed in the whole team (Circular 26/2014, Article 37.2.b), so none of it is a second person.
    """
    own = [signer] if read_as(act) != "minutes_signed" else [member.name for member in inspection.team]
    return name_key(reader) in {name_key(name) for name in own if name}


def took_part(case: Case, reader: str) -> bool:
    """Whether somebody of the team, or who reviewed the corrective action, reads a letter: right, but to be known."""
    others = [*(member.name for member in case.inspection.team), *(review.reviewer for review in case.reviews)]
    return name_key(reader) in {name_key(name) for name in others if name}
