"""What can be done in an inspection on a day, as buttons offer it: exactly what the law allows next. Pure.

The order of the acts is that of Circular 26/2014, Articles 34 to 42 (:data:`isoaudit.rules.acts.RULES`). What depends
on a day or a file still to be said is judged when it is recorded; here is said what could be recorded at all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from isoaudit.model import ActKind, Case
from isoaudit.rules.acts import ORDER, RULES, last, minutes_of, needs
from isoaudit.rules.answers import stops
from isoaudit.rules.changes import OF_NOT_HELD
from isoaudit.rules.corrective import ON_FINDINGS, owes_report, to_correct
from isoaudit.rules.in_force import ON_LETTERS, letters_of
from isoaudit.rules.second_reading import read_as
from isoaudit.rules.standing import Standing

_DONE_BY: Mapping[str, ActKind] = {
    "remind": "reminded",
    "remind_correction": "correction_reminded",
    "remind_completion": "correction_reminded",
    "replace_revoked": "letter_replaced",
}


def recordable(case: Case, unread: Collection[ActKind] = ()) -> tuple[ActKind, ...]:
    """The acts that could be recorded now, in the order of the law.

    ``unread``: acts whose paper waits for a second reader, where the office wants one; these are left out.

    What must come before is there, the form and the occasion fit (Articles 34.1.c, 35.2, 37), and an act that happens
    once was not recorded. Corrective action is about findings (37.2.c), minutes about whole answers (37.2.b).
    """
    recorded = {act.kind for act in case.acts}
    return tuple(kind for kind in ORDER if _can(case, kind, recorded) and read_as(kind) not in unread)


def _can(case: Case, kind: ActKind, recorded: set[ActKind]) -> bool:
    inspection, rule = case.inspection, RULES[kind]
    if inspection.cancelled and kind not in OF_NOT_HELD:
        return False
    if inspection.mode not in rule.forms or (rule.ad_hoc and inspection.occasion != "ad_hoc"):
        return False
    if kind in recorded and not rule.several:
        return False
    if {"minutes_signed", "minutes_unsigned"} & recorded and kind in ("minutes_signed", "minutes_unsigned"):
        return False
    if kind in ON_LETTERS and not letters_of(case.acts):
        return False
    if not all(recorded & set(several) for several in needs(inspection, kind)):
        return False
    if kind == "minutes_agreed":
        return not stops(case)
    return inspection.mode != "on_site" or kind not in ON_FINDINGS or owes_report(case.agreed)


def can_open(case: Case) -> bool:
    """Whether the form of the inspection on site can be opened: it is at the office of the agency (Article 37.2.a)."""
    return case.inspection.mode == "on_site" and not case.inspection.cancelled


def can_review(case: Case) -> bool:
    """Whether corrective action can be looked at: the agency was told of something to correct (37.1.a, 37.2.c)."""
    told = minutes_of(case.acts) or last(case.acts, "correction_requested")
    return bool(told and to_correct(case))


def can_be_written(case: Case) -> bool:
    """Whether answers are open: no minutes were closed over them (37.2.b), no letter by record went out (37.1.a)."""
    closed = minutes_of(case.acts) or last(case.acts, "correction_requested")
    return not closed and not case.inspection.cancelled


def next_act(stands: Standing) -> ActKind | None:
    """The act that comes next, where the next step is one; of a reminder that its paper goes out (35.2, 37.2.c)."""
    return _DONE_BY.get(stands.next) or next((kind for kind in ORDER if kind == stands.next), None)
