"""What a letter says of the one it replaces (Decree 30/2020, Article 18.4, from memory)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from isoaudit.model import Act, ActKind, PaperName
from isoaudit.papers.values.acts import act_of
from isoaudit.papers.values.subject import OPEN, PaperSubject
from isoaudit.rules.in_force import LETTERS, letters_of, plain_number, said_of
from isoaudit.wording import date_long

KIND_NAMES: dict[ActKind, str] = {
    "notice_issued": "Thông báo",
    "correction_requested": "Công văn",
    "not_accepted": "Thông báo",
    "review_notified": "Thông báo",
}
"""Tên loại of the letters."""
_ACTS: dict[PaperName, ActKind] = {
    "notice": "notice_issued",
    "correction_request": "correction_requested",
    "not_accepted": "not_accepted",
    "review_notice": "review_notified",
}


LETTER_PAPERS = frozenset(_ACTS)
"""The papers that can replace a letter."""


def first_kind(acts: Iterable[Act], letter: Act) -> ActKind:
    """The kind of a letter: of one that replaced another that of the first."""
    acts, seen = tuple(acts), set[str]()
    while letter.kind not in LETTERS and plain_number(letter.about) not in seen:
        seen.add(plain_number(letter.about))
        letter = next((act for act in acts if plain_number(act.number) == plain_number(letter.about)), letter)
    return letter.kind if letter.kind in LETTERS else "notice_issued"


def replaced(name: PaperName, subject: PaperSubject) -> dict[str, Any]:
    """What a letter replaces: nothing, unless it is made to, or did, or the one before was revoked."""
    if name not in _ACTS:  # a report made of the same values
        return {}
    found = _replaced(_ACTS[name], subject)
    revoked = found and any(act.kind == "letter_revoked" for act in said_of(subject.case.acts, found.number))
    return {
        "replaces": {
            "kind": KIND_NAMES[_ACTS[name]],
            "number": (found.number or OPEN) if found else "",
            "date": date_long(found.on) if found else "",
            "revoked": bool(revoked),
        }
    }


def _replaced(kind: ActKind, subject: PaperSubject) -> Act | None:
    acts = [act for act in letters_of(subject.case.acts) if first_kind(subject.case.acts, act) == kind]
    standing = act_of(subject.case, kind)
    if subject.replaces:
        return standing
    if standing is None:  # whatever is there was revoked
        return acts[-1] if acts else None
    new = next((act for act in acts if act.kind == "letter_replaced" and act.number == standing.number), None)
    return next((act for act in acts if new and plain_number(act.number) == plain_number(new.about)), None)
