"""Where an inspection stands on a day, what comes next, by when; and what of its file is there. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from isoaudit.model import Act, ActionStage, ActKind, Case, Inspection
from isoaudit.rules.acts import last, minutes_of, of_kind, there_on
from isoaudit.rules.answers import stops
from isoaudit.rules.corrective import (
    corrective_actions,
    examined,
    refusals_to_tell,
    reminded_since,
    report_deadline,
    unentered,
)
from isoaudit.rules.deadlines import Counted
from isoaudit.rules.findings import judge
from isoaudit.rules.in_force import ON_LETTERS, revoked
from isoaudit.rules.visit import visit

Stage = Literal[
    "nothing",
    "planned",
    "waiting_for_report",
    "not_reported",
    "report_received",
    "not_decided",
    "decided",
    "announced",
    "minutes_agreed",
    "minutes_signed",
    "minutes_unsigned",
    "waiting_for_correction",
    "overdue",
    "past_asked_day",
    "correction_reported",
    "needs_evidence",
    "not_accepted",
    "follow_up",
    "follow_up_late",
    "accepted",
    "postponed",
    "form_changed",
    "cancelled",
]
"""The states that acts lead to, in the order of the work; their words are in ``vi.toml``."""
Next = (
    ActKind
    | Literal[
        "answers",
        "remind",
        "remind_correction",
        "wait_reminded",
        "replies",
        "review",
        "wait_again",
        "wait_evidence",
        "wait_completion",
        "remind_completion",
        "replace_revoked",
        "",
    ]
)
"""What is to be done: an act, answers to be taken in, a reminder; empty: nothing but to wait, or nothing at all."""


LATE: tuple[Stage, ...] = ("not_reported", "not_decided", "overdue", "past_asked_day", "follow_up_late")
"""The states in which a day has passed: one that the agency was given, or the one on which the team was to begin."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one inspection stands."""

    stage: Stage
    next: Next
    since: date | None = None
    """The day of the act that led there."""
    due: date | None = None
    """The last day for what the agency owes, or for the decision without which no team begins; nothing where the law
    and the unit set none."""
    counted: Counted | None = None
    """How it was counted, where the law sets it."""
    until: date | None = None
    """Of an inspection that was put off: its new first day."""
    about: str = ""
    """Of a letter that was revoked and must be replaced: its number."""

    @property
    def correction_due(self) -> date | None:
        """The last day for the report on corrective action, where that is what is waited for."""
        return self.due if self.stage in ("waiting_for_correction", "overdue", "past_asked_day") else None

    @property
    def late(self) -> bool:
        """Whether that day has passed."""
        return self.stage in LATE


def standing(case: Case, today: date) -> Standing:
    """Where an inspection stood on a day: what happened later is left out, and what had not arrived."""
    acts = [act for act in case.acts if there_on(act) <= today]
    inspection = case.inspection
    if inspection.cancelled and (inspection.cancelled_on is None or inspection.cancelled_on <= today):
        return _not_held(inspection, acts)
    stands = _by_acts(case, acts, today)
    put_off = inspection.postponed and inspection.from_ and today < inspection.from_
    if put_off and stands.stage in ("nothing", "planned", "report_received", "decided"):
        return replace(stands, stage="postponed", until=inspection.from_)
    return stands


def _not_held(inspection: Inspection, acts: Sequence[Act]) -> Standing:
    """A decision that names it is to be amended (Article 35.2); else nothing remains to be done."""
    stage: Stage = "form_changed" if inspection.replaced_by else "cancelled"
    amended = last(acts, "decision_amended")
    to_amend = last(acts, "decided") and not (amended and amended.on >= (inspection.cancelled_on or amended.on))
    return Standing(stage, "decision_amended" if to_amend else "", inspection.cancelled_on)


def _by_acts(case: Case, acts: Sequence[Act], today: date) -> Standing:
    if case.inspection.mode == "on_site":
        visited = _signed(case, acts, today) or _on_site(case, acts)
        return visited or _not_decided(case, acts, today) or _reporting(case, acts, today)
    return _by_record(case, acts, today) or _reporting(case, acts, today)


def _signed(case: Case, acts: Sequence[Act], today: date) -> Standing | None:
    """After the signing, where anything remains, the agency has two months (Circular 26/2014, Article 37.2.c).

    They run from the signing: where the agency signs nothing the circular sets no day.
    """
    signed = minutes_of(acts)
    if not signed:
        return None
    to_issue: tuple[ActKind, ...] = ("team_reported", "notice_issued")
    then: Next = next((kind for kind in to_issue if not last(acts, kind)), "")
    if then == "notice_issued" and (gone := revoked(acts, then)):
        return replace(_after_signing(case, acts, today, signed, "replace_revoked"), about=gone.number)
    return _after_signing(case, acts, today, signed, then)


def _after_signing(case: Case, acts: Sequence[Act], today: date, signed: Act, then: Next) -> Standing:
    """``then``: what the unit or the team still has to issue."""
    if exchange := _exchanged(case, acts, today):
        return replace(exchange, next=then or exchange.next)
    if signed.kind == "minutes_unsigned":
        return Standing("minutes_unsigned", then, signed.on)
    by_law = report_deadline(case, acts)
    if by_law is None:
        return Standing("minutes_signed", then, signed.on)
    if today > by_law.due:
        late = after_reminder(acts, "remind_correction", by_law.due)
        return Standing("overdue", late if late == "remind_correction" else then or late, signed.on, by_law.due, by_law)
    return Standing("waiting_for_correction", then, signed.on, by_law.due, by_law)


_ANSWERED: tuple[tuple[ActionStage, Stage, Next], ...] = (
    ("reported", "correction_reported", "review"),
    ("overdue", "overdue", "remind_correction"),
    ("needs_evidence", "needs_evidence", "wait_evidence"),
    ("not_accepted", "not_accepted", "wait_again"),
    ("follow_up_late", "follow_up_late", "remind_completion"),
    ("waiting", "waiting_for_correction", ""),
    ("follow_up", "follow_up", "wait_completion"),
    ("accepted", "accepted", ""),
)
"""Where an inspection stands after a report, by the corrective action that is furthest behind: what the unit has to do
comes first."""
STEP_OF_ACTION: Mapping[ActionStage, tuple[Stage, Next]] = {
    **{action: (stage, then) for action, stage, then in _ANSWERED},
    "past_asked_day": ("past_asked_day", "remind_correction"),
}
"""The state of an inspection whose corrective actions all stand so, and what comes next."""


def after_reminder(acts: Iterable[Act], then: Next, due: date | None) -> Next:
    """What comes next where the agency is late: it is reminded and, once it was, waited for."""
    late = then in ("remind_correction", "remind_completion")
    return "wait_reminded" if late and reminded_since(acts, "correction_reminded", due) else then


def _exchanged(case: Case, acts: Sequence[Act], today: date) -> Standing | None:
    """Where the exchange on corrective action stands (Article 37.2.c-d); nothing before the first report.

    Once the agency reported on a finding nothing is overdue of it; after a report was not accepted another is waited
    for, and the circular sets no second deadline.
    """
    refused = last(acts, "not_accepted")
    report = max(of_kind(acts, "correction_reported"), key=lambda act: (there_on(act), act.on), default=None)
    if not report:
        return None
    if refused and not examined(case) and refused.on >= there_on(report):  # recorded without what was reviewed
        return Standing("not_accepted", "wait_again", refused.on)
    if unentered(case, today):
        return Standing("correction_reported", "replies", report.on)
    actions = corrective_actions(case, today)
    if to_tell := refusals_to_tell(case, today):
        reviewed = not any(action.stage == "reported" for action in actions)
        return Standing("not_accepted", "not_accepted" if reviewed else "review", to_tell[0].since)
    for action_stage, stage, then in _ANSWERED:
        here = [action for action in actions if action.stage == action_stage]
        if here:
            first = min(here, key=lambda action: action.due or date.max)
            by_law = report_deadline(case, acts) if action_stage in ("waiting", "overdue") else None
            return Standing(stage, after_reminder(acts, then, first.due), first.since, first.due, by_law)
    return Standing("correction_reported", "", report.on)  # on what was withdrawn since: nothing to examine


def _on_site(case: Case, acts: Sequence[Act]) -> Standing | None:
    agreed, announced, decided = (last(acts, kind) for kind in ("minutes_agreed", "announced", "decided"))
    if agreed:
        return Standing("minutes_agreed", "minutes_signed", agreed.on)
    if announced:
        return Standing("announced", "answers" if stops(case) else "minutes_agreed", announced.on)
    return Standing("decided", "announced", decided.on) if decided else None


def _not_decided(case: Case, acts: Sequence[Act], today: date) -> Standing | None:
    """The first day of the visit has passed and nobody decided on it, whatever the agency was asked for (Article 35.2:
    the team is set up by decision)."""
    start = visit(case.inspection)[0]
    if start is None or today <= start:
        return None
    before = [act for act in acts if act.kind in ("plan_approved", "requested", "report_received")]
    return Standing("not_decided", "decided", max((act.on for act in before), default=None), start)


def _by_record(case: Case, acts: Sequence[Act], today: date) -> Standing | None:
    """By record the law sets no day for the correction (Circular 26/2014, Article 37.1.a): the unit may.

    A letter that found nothing to correct asks for no report: the day of the office is not for its agency.
    """
    asked, report = last(acts, "correction_requested"), last(acts, "report_received")
    if asked and (exchange := last(acts, "correction_reported")):  # looked at in the next inspections
        return Standing("correction_reported", "", exchange.on)
    to_correct = any(finding.kind == "nonconformity" for finding in judge(case).findings)
    if asked and (to_correct or asked.reply_by or not report):
        due = asked.reply_by or case.programme.reply_by
        if due and today > due:
            return Standing("past_asked_day", after_reminder(acts, "remind_correction", due), asked.on, due)
        return Standing("waiting_for_correction", "", asked.on, due)
    if not report:
        return None
    gone = revoked(acts, "correction_requested")
    letter: Next = "replace_revoked" if gone else "correction_requested"
    then: Next = "answers" if stops(case) else letter if to_correct else ""
    return Standing("report_received", then, report.on, about=gone.number if gone and then == letter else "")


def _reporting(case: Case, acts: Sequence[Act], today: date) -> Standing:
    """Before anything else the agencies are asked to report (Circular 26/2014, Article 35.2)."""
    on_site = case.inspection.mode == "on_site"
    report, asked, plan = (last(acts, kind) for kind in ("report_received", "requested", "plan_approved"))
    awaited: Next = "decided" if on_site else "report_received"
    if report:
        return Standing("report_received", "decided", report.on)
    if asked:
        due = asked.reply_by or case.inspection.from_
        if due and today > due:
            late: Next = awaited if reminded_since(acts, "reminded", due) else "remind"
            return Standing("not_reported", late, asked.on, due)
        return Standing("waiting_for_report", awaited, asked.on, due)
    planned = plan or case.programme.plan.number or case.inspection.occasion == "ad_hoc"
    then: Next = "plan_approved" if not planned else "decided" if on_site else "requested"
    return Standing("planned" if plan else "nothing", then, plan.on if plan else None)


@dataclass(frozen=True, slots=True)
class Shelf:
    """One of the ten kinds of papers of the file (Circular 26/2014, Article 39)."""

    number: int
    """Clause of Article 39."""
    state: Literal["there", "absent", "none", "not_needed"]
    """Missing; not there, though the circular has it of all agencies of the plan; not called for."""
    acts: tuple[Act, ...] = ()
    """What is there, by day."""
    lacks: tuple[ActKind, ...] = ()
    """What is missing of a row that holds several kinds of paper."""


_SHELVES: dict[int, tuple[ActKind, ...]] = {
    1: ("plan_approved",),
    2: ("requested",),
    3: ("report_received",),
    4: ("correction_requested",),
    5: ("decided", "decision_amended"),
    6: ("minutes_signed", "minutes_unsigned"),
    7: ("correction_reported", "correction_reminded", "review_notified", "not_accepted"),
    8: ("team_reported",),
    9: ("results_reported",),
    10: ("ad_hoc_required", "reminded", "programme_made", "announced", "notice_issued", *ON_LETTERS),
}


def shelf_of(act: str) -> int:
    """The clause of Article 39 under which the paper of an act is filed; what no clause names is another paper."""
    return next((number for number, kinds in _SHELVES.items() if act in kinds), 10)


_OF_THE_OPENING: tuple[ActKind, ...] = ("programme_made", "announced")


def file_of(case: Case, today: date = date.max) -> tuple[Shelf, ...]:
    """The ten rows of the file as it stood on a day, in the order of Article 39."""
    acts = [act for act in case.acts if act.on <= today]
    shelves = tuple(_shelf(case, number, kinds, acts, today) for number, kinds in _SHELVES.items())
    if not case.inspection.cancelled:
        return shelves
    # Of an inspection that is not carried out what is there is kept, and nothing else is called for.
    return tuple(shelf if shelf.acts else Shelf(shelf.number, _without(shelf)) for shelf in shelves)


def _without(shelf: Shelf) -> Literal["there", "not_needed"]:
    return "there" if shelf.state == "there" else "not_needed"


def _shelf(case: Case, number: int, kinds: Iterable[ActKind], acts: Sequence[Act], today: date) -> Shelf:
    there = tuple(act for act in acts if act.kind in kinds)
    if number == 7 and there and (lacks := tuple(_uncorrected(case, acts, today))):
        return Shelf(number, "absent", there, lacks)
    # A programme and minutes of the announcement must be drawn up (Article 37.2.a), and Article 39 has no row of their
    # own for them.
    if number == 10 and case.inspection.mode == "on_site":
        lacks = tuple(kind for kind in _OF_THE_OPENING if not last(acts, kind))
        if lacks:
            return Shelf(number, "absent", there, lacks)
    if there or (number == 1 and case.programme.plan.number and case.inspection.occasion == "planned"):
        return Shelf(number, "there", there)
    if number in _called_for(case):
        return Shelf(number, "absent")
    asked_of_all = number in (2, 3) and case.inspection.occasion == "planned"  # Article 35.2, first paragraph
    return Shelf(number, "none" if asked_of_all else "not_needed")


def _uncorrected(case: Case, acts: Sequence[Act], today: date) -> Iterator[ActKind]:
    """What the file on corrective action lacks beside what is there: a reminder is no report (Article 39.7), and what
    is not accepted is told in writing (Article 37.2.d)."""
    if not last(acts, "correction_reported"):
        yield "correction_reported"
    if case.inspection.mode == "on_site" and refusals_to_tell(case, today):
        yield "not_accepted"


def _called_for(case: Case) -> set[int]:
    """What the file must hold, by the form of the inspection and by what was found; drawn from Articles 34 to 39.

    By record the agency is asked to report and, where something is to be corrected, asked for that by the unit; on
    site there are decision, minutes and report of the team.
    """
    on_site = case.inspection.mode == "on_site"
    wanted = {5, 6, 8, 9} if on_site else {2, 3, 9}
    if case.inspection.occasion == "planned":
        wanted.add(1)
    if any(finding.kind == "nonconformity" for finding in judge(case).findings):
        wanted |= {7} if on_site else {4, 7}
    return wanted
