"""What becomes of an inspection besides being carried out: not carried out, put off, held in another form. Pure.

Circular 26/2014 names no way to undo an inspection: once it was carried out (:func:`carried_out_by`) it stays.
"""

from __future__ import annotations

from isoaudit.model import Act, ActKind, Case, Inspection, Mode
from isoaudit.rules.acts import last
from isoaudit.rules.answers import stops
from isoaudit.wording import date_short, label

BEFORE_THE_FORM: tuple[ActKind, ...] = ("plan_approved", "ad_hoc_required", "requested", "report_received", "reminded")
"""What holds for an agency in whichever form it is inspected (Circular 26/2014, Articles 34, 35.2): of an inspection
whose form is changed it holds for the other one as well."""

OF_NOT_HELD: tuple[ActKind, ...] = ("decision_amended", "results_reported")
"""What is still recorded of an inspection that is not carried out: the decision is amended, the report names it."""

_CARRIED_OUT: tuple[ActKind, ...] = (
    "minutes_agreed",
    "minutes_signed",
    "minutes_unsigned",
    "team_reported",
    "notice_issued",
    "correction_requested",
    "correction_reported",
    "not_accepted",
)


def carried_out_by(case: Case) -> Act | None:
    """The latest act by which an inspection was carried out, so that it can neither be cancelled nor put off.

    On site the minutes (Article 37.2.b), from the day the team agreed them; by record the letter, or the agency's
    report once it was reviewed whole (Article 37.1.a).
    """
    done = [act for kind in _CARRIED_OUT if (act := last(case.acts, kind))]
    if done:
        return done[-1]
    report = last(case.acts, "report_received")
    return report if case.inspection.mode == "by_record" and report and not stops(case) else None


def other_mode(mode: Mode) -> Mode:
    """The other form of inspection."""
    return "by_record" if mode == "on_site" else "on_site"


def standing_in_words(inspection: Inspection) -> str:
    """What became of an inspection, with the reason: ``không kiểm tra (…)``; empty: it stands as planned."""
    if inspection.cancelled and inspection.replaced_by:
        mode = label("mode", other_mode(inspection.mode))
        return f"chuyển sang hình thức {mode}, nay là {inspection.replaced_by} ({inspection.cancelled})"
    if inspection.cancelled:
        return f"không kiểm tra ({inspection.cancelled})"
    if inspection.postponed:
        to = f" đến {date_short(inspection.from_)}" if inspection.from_ else ""
        return f"hoãn{to} ({inspection.postponed})"
    return ""


def not_standing(inspection: Inspection) -> tuple[str, dict[str, str]]:
    """The message, with its fields, where an inspection is named that does not stand and only one that does can be."""
    if inspection.removed:
        return "CHANGE_002", {"inspection": inspection.id, "why": inspection.removed}
    return "CHANGE_001", {"inspection": inspection.id, "standing": standing_in_words(inspection)}
