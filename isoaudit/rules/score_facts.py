"""What a score needs of one inspection, taken from its case on a day, so that no case need be kept. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from isoaudit.model import Case, Finding, FindingKind, Mode, Report
from isoaudit.rules.acts import last, of_kind, there_on
from isoaudit.rules.corrective import OWED, CorrectiveAction, corrective_actions, days_late, report_day
from isoaudit.rules.coverage import carried_out
from isoaudit.rules.findings import expected, found_in, qms_not_built
from isoaudit.rules.year_figures import known_on
from isoaudit.wording import count, date_short, label

_UNACCEPTED = ("overdue", "past_asked_day", "not_accepted", "follow_up_late")
"""Stages of a corrective action of which it is known, on the day, that it is not good enough."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding that stands."""

    id: str
    kind: FindingKind
    point: str
    words: str
    """Its code and what was found."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A nonconformity to be corrected; None: not known on the day."""

    id: str
    code: str
    in_time: bool | None
    accepted: bool | None
    in_time_words: str
    accepted_words: str


@dataclass(frozen=True, slots=True)
class Facts:
    """One inspection that stands, as it was known on a day."""

    id: str
    mode: Mode
    carried_out: bool
    report_in_time: bool | None = None
    """Whether the agency reported as asked before the inspection (Article 35.2); None: not known, or not yet due."""
    report_words: str = ""
    not_built: bool = False
    judged_at: tuple[tuple[str, int], ...] = ()
    """By point of Article 36: how many criteria have a verdict that says whether they conform."""
    not_seen: tuple[tuple[str, str], ...] = ()
    """Point and id of each criterion that applies and was not examined, or has no answer."""
    findings: tuple[Found, ...] = ()
    owed: tuple[Owed, ...] = ()

    def judged(self, point: str) -> int:
        """How many criteria were judged at a point; of all points without one."""
        return sum(number for at, number in self.judged_at if point in ("", at))

    def unseen_ids(self, point: str) -> list[str]:
        """The criteria at a point of which nobody knows whether they conform."""
        return [id for at, id in self.not_seen if point in ("", at)]

    def unseen(self, point: str) -> int:
        """How many these are."""
        return len(self.unseen_ids(point))

    def found(self, kind: FindingKind, point: str) -> list[Found]:
        """The findings of a kind at a point."""
        return [one for one in self.findings if one.kind == kind and point in ("", one.point)]


def facts_of(case: Case, day: date) -> Facts:
    """What is known of an inspection at the end of a day; answers are the latest, acts those up to then."""
    then = known_on(case, day)
    id, mode = case.inspection.id, case.inspection.mode
    in_time, words = _reported(then, day)
    if not carried_out(then):
        return Facts(id, mode, False, in_time, words)
    findings, points = found_in(then)
    built = not qms_not_built(then)
    return Facts(
        id,
        mode,
        True,
        in_time,
        words,
        not built,
        tuple((one.point, one.conforming + one.nonconforming + one.observation) for one in points if built),
        tuple(_not_seen(then)) if built else (),
        tuple(Found(one.id, one.kind, one.point, _words(one)) for one in findings),
        tuple(_owed(then, findings, day)),
    )


def _words(finding: Finding) -> str:
    return ": ".join(filter(None, (finding.code, finding.gap or finding.requirement)))


def _not_seen(case: Case) -> Iterator[tuple[str, str]]:
    answers = {answer.criterion: answer.verdict for answer in case.answers}
    for criterion in expected(case):
        if answers.get(criterion.id) in (None, "not_examined"):
            yield criterion.point, criterion.id


def _reported(case: Case, day: date) -> tuple[bool | None, str]:
    """Whether the report asked for came by the day it was asked for; without a day whether it came (Article 35.2)."""
    asked = last(case.acts, "requested")
    reports = list(of_kind(case.acts, "report_received"))
    due = asked.reply_by if asked else None
    until = _said("report_due", day=date_short(due)) if due else _said("report_no_due")
    if not reports:
        if due and day > due:
            return False, _said("report_missing", until=until)
        return None, _said("report_waited" if asked else "report_not_asked", until=until)
    came = min(report_day(act, by_arrival=case.programme.by_arrival) for act in reports)
    if asked is None:
        return None, _said("report_came_unasked", day=date_short(came))
    return due is None or came <= due, _said("report_came", day=date_short(came), until=until)


def _owed(case: Case, findings: tuple[Finding, ...], day: date) -> Iterator[Owed]:
    actions = {one.finding.criterion: one for one in corrective_actions(case, day)}
    for finding in findings:
        if finding.kind != "nonconformity":
            continue
        if action := actions.get(finding.criterion):
            yield _of_action(case, action, day)
        else:  # by record, before the letter that asks for it went out
            words = _said("not_asked_yet")
            yield Owed(finding.id, finding.code, None, None, words, words)


def _of_action(case: Case, action: CorrectiveAction, day: date) -> Owed:
    stage = label("action_stage", action.stage)
    accepted = True if action.stage == "accepted" else False if action.stage in _UNACCEPTED else None
    words = f"{stage}{_said('by_day', day=date_short(action.due)) if action.due else ''}"
    if action.stage in OWED:
        in_time: bool | None = None if action.stage == "waiting" else False
        return Owed(action.finding.id, action.code, in_time, accepted, words, words)
    first = _first_report(case, action, day)
    late = days_late(case, first.act) if first else 0
    came = _said("correction_came", day=date_short(first.act.on)) if first else stage
    late_words = _said("days_late", days=count(late)) if late else _said("no_days_late")
    return Owed(action.finding.id, action.code, not late, accepted, f"{came}, {late_words}", words)


def _first_report(case: Case, action: CorrectiveAction, day: date) -> Report | None:
    """The first report that says something of a finding: the two months are for it (Article 37.2.c)."""
    entered = {reply.report for reply in case.replies}
    saying = {reply.report for reply in case.replies if reply.criterion == action.finding.criterion}
    there = (one for one in case.reports if there_on(one.act) <= day)
    return next((one for one in there if one.key in saying or one.key not in entered), None)


def _said(key: str, **fields: object) -> str:
    return label("score_said", key).format(**fields)
