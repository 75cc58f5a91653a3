"""What became of a letter that was issued: corrected, replaced, revoked; and which letters are in force. Pure.

Decree 30/2020, Article 18.4 (from memory): errors of content are amended or replaced by a paper of the same form;
those of form, presentation or procedure are corrected by a công văn of the office that issued it. 18.5: a paper revoked
is sent back, or destroyed in the system. That a letter which replaces another stands for it in everything, its own day
included, and that a revoked one asks for nothing, follows from that (inferred).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from isoaudit.model import Act, ActKind

LETTERS: tuple[ActKind, ...] = ("notice_issued", "correction_requested", "not_accepted", "review_notified")
"""Acts shown by a letter to one agency; practice knows a common one for several, the circular none (Article 37.2)."""
ON_LETTERS: tuple[ActKind, ...] = ("letter_corrected", "letter_replaced", "letter_revoked")
"""Acts whose paper is about a letter that was issued."""


def plain_number(number: str) -> str:
    """A number as it is compared: 5/QĐ and 05/QĐ are one."""
    return "".join(number.casefold().split()).lstrip("0")


def said_of(acts: Iterable[Act], number: str) -> tuple[Act, ...]:
    """The papers about the letter of a number, in the order given."""
    wanted = plain_number(number)
    return tuple(act for act in acts if act.kind in ON_LETTERS and wanted and plain_number(act.about) == wanted)


def letters_of(acts: Iterable[Act]) -> tuple[Act, ...]:
    """The letters that were issued, and those that replaced them: what another paper can be about."""
    return tuple(act for act in acts if act.kind in (*LETTERS, "letter_replaced") and act.number)


def in_force(acts: Iterable[Act], kind: ActKind) -> Iterator[Act]:
    """The letters of a kind as they are in force: one that was replaced as what replaced it, one revoked not at all."""
    acts = tuple(acts)
    for act in acts:
        if act.kind == kind and (now := _now(act, acts)):
            yield now


def revoked(acts: Iterable[Act], kind: ActKind) -> Act | None:
    """The letter of a kind that was revoked last and has no other in its place, where none of the kind is in force."""
    acts = tuple(acts)
    if any(in_force(acts, kind)):
        return None
    gone = [last for act in acts if act.kind == kind and (last := _last(act, acts))]
    return max(gone, key=lambda act: act.on, default=None)


def _last(letter: Act, acts: Sequence[Act]) -> Act | None:
    """The letter itself, or what replaced it last, whether it was revoked or not; None: it has no number."""
    known: set[str] = set()
    while letter.number and plain_number(letter.number) not in known:
        known.add(plain_number(letter.number))
        new = [act for act in said_of(acts, letter.number) if act.kind == "letter_replaced"]
        if not new:
            return letter
        letter = new[-1]
    return letter if letter.number else None


def _now(letter: Act, acts: Sequence[Act]) -> Act | None:
    """A letter as it is now. The day for a report that the new letter does not say stays that of the old one."""
    known: set[str] = set()
    while plain_number(letter.number) not in known:
        known.add(plain_number(letter.number))
        said = said_of(acts, letter.number)
        replaced = [act for act in said if act.kind == "letter_replaced"]
        if replaced:
            new = replaced[-1]
            letter = new.model_copy(
                update={"kind": letter.kind, "about": "", "reply_by": new.reply_by or letter.reply_by}
            )
        elif any(act.kind == "letter_revoked" for act in said):
            return None
    return letter
