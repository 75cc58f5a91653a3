"""Papers on a letter that was issued, before they are recorded: which letter, and whether it is still in force.

Decree 30/2020, Article 18.4-5; see :mod:`isoaudit.rules.in_force`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from isoaudit.errors import Problem, problem
from isoaudit.model import Act, Inspection
from isoaudit.rules.in_force import LETTERS, ON_LETTERS, letters_of, plain_number, said_of
from isoaudit.wording import date_short, label


def on_letters(
    inspection: Inspection,
    subject: str,
    before: Mapping[str, Act],
    after: Mapping[str, Act],
    payload: Mapping[str, Any],
) -> Iterator[Problem]:
    """Why an act cannot be recorded, changed or taken back for the sake of letters and the papers on them.

    ``before``, ``after``: the acts of the inspection by subject, without and with it. ACT_033, ACT_035 to ACT_038.
    """
    act, others = after.get(subject), [one for of, one in after.items() if of != subject]
    known = before.get(subject)
    if known and (act is None or "number" in payload):
        yield from _rested_on(inspection, known, others)
    if act and act.kind in ON_LETTERS and (known is None or {"about", "on"} & set(payload)):
        yield from _about(inspection, act, others)


def _rested_on(inspection: Inspection, letter: Act, others: Iterable[Act]) -> Iterator[Problem]:
    """The papers on a letter that is taken back, or gets another number: they are taken back before it."""
    if letter.kind not in (*LETTERS, "letter_replaced"):
        return
    for one in said_of(others, letter.number):
        number = f" --number {one.number}" if one.number else ""
        words = {"later": label("act", one.kind), "code": one.kind, "act": label("act", letter.kind)}
        yield problem("ACT_033", inspection.id, inspection=f"{inspection.id}{number}", day=date_short(one.on), **words)


def _about(inspection: Inspection, act: Act, others: Iterable[Act]) -> Iterator[Problem]:
    """What is wrong with the letter that a paper is about."""
    others, words = tuple(others), label("act", act.kind)
    issued = letters_of(others)
    expected = [one.number for one in issued] or ["chưa ghi văn bản nào"]
    if not act.about:
        yield problem("ACT_035", inspection.id, act=words, expected=expected)
        return
    letter = next((one for one in issued if plain_number(one.number) == plain_number(act.about)), None)
    if letter is None:
        yield problem("ACT_036", inspection.id, value=act.about, expected=expected)
        return
    if act.on < letter.on:
        days = {"day": date_short(act.on), "other": date_short(letter.on)}
        yield problem("ACT_037", inspection.id, act=words, number=letter.number, **days)
    for one in said_of(others, letter.number):
        may_follow = one.kind == "letter_revoked" and act.kind == "letter_replaced"
        earlier = act.kind == "letter_corrected" and act.on < one.on
        if one.kind != "letter_corrected" and not may_follow and not earlier:
            became = {"became": label("became", one.kind), "new": one.number or "……", "day": date_short(one.on)}
            yield problem("ACT_038", inspection.id, act=words, number=letter.number, **became)


def another_letter(inspection: str, recorded: Act, given: Mapping[str, Any], acts: Iterable[Act]) -> Problem | None:
    """That a letter after one that was replaced or revoked is recorded as what replaces it (ACT_039)."""
    number = str(given.get("number") or "")
    if recorded.kind not in LETTERS or not number or plain_number(number) == plain_number(recorded.number):
        return None
    gone = [one for one in said_of(acts, recorded.number) if one.kind != "letter_corrected"]
    if not gone:
        return None
    words = {"old": recorded.number, "became": label("became", gone[-1].kind), "new": number}
    return problem("ACT_039", inspection, inspection=inspection, **words)
