"""The corrective actions of a year, a row for each finding: what is owed, by when, how long it took. Pure.

Circular 26/2014, Article 37.2.c-d; of an inspection by record Article 37.1.a, which knows no acceptance; what an
earlier year found and was not settled is looked at in the next inspections (Article 37.2.d).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median
from typing import Any

from isoaudit.model import ActionStage, Agency, Carried, Case, Effect, Finding, Mode
from isoaudit.rules.acts import last, minutes_of
from isoaudit.rules.corrective import (
    LATE_ACTION,
    OWED,
    UNSETTLED,
    CorrectiveAction,
    corrective_actions,
    late_by,
    untold,
)
from isoaudit.rules.next_steps import Turn, way_of
from isoaudit.rules.standing import STEP_OF_ACTION, Next, Standing, after_reminder
from isoaudit.rules.status import SOON
from isoaudit.rules.succession import standing_on
from isoaudit.wording import count, date_short, label, labels, left_words, point_name, sentence, sort_key
from isoaudit.wording.rounds import round_words

SPANS: tuple[tuple[str, int], ...] = (("Đến 30 ngày", 30), ("31 đến 60 ngày", 60), ("61 đến 90 ngày", 90))
"""The spans that ages and times are counted in, each with its last day; what is longer comes after them."""
LONGER = "Trên 90 ngày"
GROUPS: tuple[tuple[str, tuple[ActionStage, ...]], ...] = (
    ("Chờ báo cáo", ("waiting",)),
    ("Quá hạn, quá ngày", LATE_ACTION),
    ("Chờ xem xét", ("reported",)),
    ("Chưa chấp nhận, cần bổ sung bằng chứng", ("not_accepted", "needs_evidence")),
    ("Đề xuất, theo dõi", ("follow_up",)),
)
"""What is still to be followed, in the groups in which it is counted."""


@dataclass(frozen=True, slots=True)
class ActionRow:
    """The corrective action of one finding."""

    inspection: str
    agency: str
    """Code of the body that owes it: the agency inspected, or whichever followed it."""
    name: str
    mode: Mode
    round: str
    """The round in words, ``đợt 1``; empty: none, or of an earlier year."""
    year: int
    code: str
    """Of the finding: ``KPH 01``; by record its number in the letter."""
    criterion: str
    point: str
    gap: str
    """What was found, word by word."""
    stage: ActionStage
    told_on: date | None
    """The day of the minutes or letter in which the agency was told."""
    since: date | None
    due: date | None
    days_left: int | None
    """Days from the day asked about to the last day; negative: so many days ago. None without a last day."""
    next: Next
    who: Turn
    report: str = ""
    """Number and day of the last report that says something of it."""
    late_by: int = 0
    """By how many days that report came after its last day."""
    reason: str = ""
    """What the last review said."""
    cured_on: date | None = None
    age: int | None = None
    """Days since the agency was told, of what is still to be followed."""
    disputed: bool = False
    """Whether several said of it what differs, of the reply or of the review, and nobody decided between them."""
    carried: bool = False
    """Whether an earlier year found it."""
    found_at: str = ""
    """Code of the agency at which it was found."""
    name_then: str = ""
    """What the agency was called in the inspection, where that is no more its name."""
    seen: bool = False
    """Of an earlier year's: whether an inspection of this year said what became of it."""

    @property
    def open(self) -> bool:
        """Whether it is still to be followed this year; by record the circular leaves a report to the next ones."""
        return self.stage in UNSETTLED and not (self.mode == "by_record" and self.stage == "reported")

    @property
    def late(self) -> bool:
        """Whether a day has passed."""
        return self.stage in LATE_ACTION

    @property
    def soon(self) -> bool:
        """Whether the last day is near and has not passed."""
        return self.open and self.days_left is not None and 0 <= self.days_left <= SOON

    @property
    def days_to_cure(self) -> int | None:
        """Days from the telling to the day it was carried out, as far as known and reviewed as đạt yêu cầu."""
        return (self.cured_on - self.told_on).days if self.cured_on and self.told_on else None

    @property
    def stage_words(self) -> str:
        """The state as a person reads it."""
        by_record = self.mode == "by_record" and self.stage == "reported"
        return "Đã báo cáo khắc phục" if by_record else label("action_stage", self.stage)

    @property
    def left_words(self) -> str:
        """How far the last day is; empty without one, or where nothing is owed any more."""
        return left_words(self.days_left, late=self.late) if self.open else ""

    @property
    def next_words(self) -> str:
        """What comes next, as a person reads it."""
        if self.next:
            return {**labels()["act"], **labels()["next"]}[self.next]
        if self.stage in OWED:
            return label("rests", "wait")
        return "-" if self.stage in ("effective", "repeated") else label("action_rests", "later")

    @property
    def who_words(self) -> str:
        """Who acts next, as a person reads it; nobody where nothing is to be followed."""
        return label("turn", self.who) if self.open else "-"

    @property
    def mode_words(self) -> str:
        """The form of inspection, as a cell has it."""
        return sentence(label("mode", self.mode))

    @property
    def point_words(self) -> str:
        """The point of Article 36 with its criterion, as a cell has them."""
        return f"{label('point', self.point)} ({point_name(self.point)}); tiêu chí {self.criterion}"

    @property
    def remarks(self) -> tuple[str, ...]:
        """What else is to be known: the last report, whether it was late, why it was not accepted, whence it comes."""
        late = f", chậm {count(self.late_by)} ngày" if self.late_by else ""
        said = (
            f"Từ cuộc kiểm tra năm {self.year}" if self.carried else "",
            f"Tên khi kiểm tra: {self.name_then}" if self.name_then else "",
            f"{self.report}{late}" if self.report else "",
            f"Lý do: {self.reason}" if self.reason else "",
            "Có ý kiến khác nhau, chưa thống nhất" if self.disputed else "",
        )
        return tuple(filter(None, said))


def action_rows(case: Case, today: date) -> Iterator[ActionRow]:
    """The corrective actions of an inspection as they stood on a day, in the order of minutes or letter."""
    actions = corrective_actions(case, today)
    to_tell = {action.code for action in untold(case, actions, today)}
    disputed = {reply.criterion for reply in case.replies if reply.disputed}
    disputed |= {review.criterion for review in case.reviews if review.disputed}
    acts = [act for act in case.acts if act.on <= today]
    told = minutes_of(acts) or last(acts, "correction_requested")
    inspection, now = case.inspection, standing_on(case, today)
    for action in actions:
        then = after_reminder(acts, _next_of(case, action, action.code in to_tell), action.due)
        report = action.report.act if action.report else None
        number = f" số {report.number}" if report and report.number else ""
        row = ActionRow(
            **_of_finding(action.finding),
            inspection=inspection.id,
            agency=now.code,
            name=now.name,
            mode=inspection.mode,
            round=round_words(inspection.round),
            year=inspection.year,
            code=action.code,
            stage=action.stage,
            told_on=told.on if told else None,
            since=action.since,
            due=action.due,
            days_left=(action.due - today).days if action.due else None,
            next=then,
            who=_who(action.stage, then, inspection.mode),
            report=f"Báo cáo{number} ngày {date_short(report.on)}" if report else "",
            late_by=late_by(case, action),
            reason=action.review.reason if action.review and action.stage != "accepted" else "",
            cured_on=action.cured_on,
            disputed=action.finding.criterion in disputed,
            found_at=case.agency.code,
            name_then=case.agency.name if now.name != case.agency.name else "",
        )
        yield _aged(row, today)


def carried_rows(case: Case, today: date) -> Iterator[ActionRow]:
    """What earlier years found at the agency of an inspection, with what this year's looked at of it."""
    seen = {(effect.of, effect.criterion): effect for effect in case.effects}
    agency = standing_on(case, today)
    for one in case.carried:
        yield carried_row(one, agency, today, seen.get((one.inspection, one.criterion)))


def carried_row(one: Carried, agency: Agency, today: date, seen: Effect | None = None) -> ActionRow:
    """What an earlier year found at an agency, with what was seen of it this year; nothing: it was not inspected."""
    effect = seen if seen and seen.outcome else None
    stage: ActionStage = effect.outcome if effect and effect.outcome else _stage_of(one, today)
    then: Next = "" if one.mode == "by_record" and stage == "reported" else _then(stage)
    row = ActionRow(
        **_of_finding(one.finding),
        inspection=one.inspection,
        agency=agency.code,
        name=agency.name,
        mode=one.mode,
        round="",
        year=one.year,
        code=one.finding.code,
        stage=stage,
        told_on=one.told_on,
        since=(effect.on if effect else one.reviewed_on) or (one.told_on if stage in OWED else None),
        due=one.due_on,
        days_left=(one.due_on - today).days if one.due_on else None,
        next=then,
        who=_who(stage, then, one.mode),
        reason=effect.reason if effect else one.reason,
        disputed=bool(seen and seen.disputed),
        carried=True,
        found_at=one.agency,
        seen=effect is not None,
    )
    return _aged(row, today)


def _of_finding(finding: Finding) -> dict[str, Any]:
    return {name: getattr(finding, name) for name in ("criterion", "point", "gap")}


def _stage_of(one: Carried, today: date) -> ActionStage:
    """What was in time when the year ended may be past its day by now."""
    owed: ActionStage = "overdue" if one.mode == "on_site" else "past_asked_day"
    late: dict[ActionStage, ActionStage] = {"follow_up": "follow_up_late", "waiting": owed}
    return late.get(one.stage, one.stage) if one.due_on and today > one.due_on else one.stage


def _next_of(case: Case, action: CorrectiveAction, to_tell: bool) -> Next:
    if case.inspection.mode == "by_record" and action.report:
        return ""
    if to_tell:
        return "not_accepted"
    return "replies" if action.stage == "reported" and not action.reply else _then(action.stage)


def _then(stage: ActionStage) -> Next:
    return STEP_OF_ACTION[stage][1] if stage in STEP_OF_ACTION else ""


def _who(stage: ActionStage, then: Next, mode: Mode) -> Turn:
    """Who acts next on an inspection whose corrective actions all stand so."""
    of_inspection = STEP_OF_ACTION[stage][0] if stage in STEP_OF_ACTION else "accepted"
    return way_of(Standing(of_inspection, then), mode).who


def _aged(row: ActionRow, today: date) -> ActionRow:
    return replace(row, age=(today - row.told_on).days) if row.open and row.told_on else row


def seen_last(rows: Iterable[ActionRow]) -> list[ActionRow]:
    """Each finding once, as it was seen last: by this year's inspections before what an earlier year handed on.

    Where earlier years found the same at one agency again and again, the last of them counts: it is what is followed.
    An older one stays where this year said what became of it.
    """
    once: dict[tuple[str, str], ActionRow] = {}
    for row in rows:
        before = once.get((row.inspection, row.criterion))
        if before is None or _sighting(row) >= _sighting(before):
            once[row.inspection, row.criterion] = row
    newest: dict[tuple[str, str], int] = {}
    for row in once.values():
        place = row.found_at, row.criterion
        newest[place] = max(newest.get(place, 0), row.year if row.carried else 0)
    return [
        row for row in once.values() if not row.carried or row.seen or row.year == newest[row.found_at, row.criterion]
    ]


def _sighting(row: ActionRow) -> tuple[bool, date]:
    return row.seen, (row.since if row.seen else None) or date.min


def in_order(rows: Iterable[ActionRow]) -> list[ActionRow]:
    """What is to be followed first, the longest known before; then what is settled. Each as :func:`seen_last`."""

    def key(row: ActionRow) -> tuple[object, ...]:
        return not row.open, row.told_on or date.max, sort_key(row.name), row.inspection, row.code

    return sorted(seen_last(rows), key=key)


def ageing(rows: Iterable[ActionRow]) -> list[tuple[str, tuple[int, ...]]]:
    """How many findings are still to be followed, by the days since the agency was told, in each of :data:`GROUPS`."""
    found = Counter((_span(row.age), row.stage) for row in rows if row.open and row.age is not None)
    return [
        (words, tuple(sum(found[words, stage] for stage in stages) for _, stages in GROUPS)) for words in _span_names()
    ]


def cure_times(rows: Iterable[ActionRow]) -> list[tuple[str, tuple[int, ...]]]:
    """How many findings were carried out well, by the days that took."""
    found = Counter(_span(row.days_to_cure) for row in rows if row.days_to_cure is not None)
    return [(words, (found[words],)) for words in _span_names()]


def usual_time(rows: Sequence[ActionRow]) -> float | None:
    """The median of the days it took; None: nothing was carried out well yet."""
    days = [row.days_to_cure for row in rows if row.days_to_cure is not None]
    return median(days) if days else None


def _span_names() -> tuple[str, ...]:
    return (*(words for words, _ in SPANS), LONGER)


def _span(days: int | None) -> str:
    return next((words for words, most in SPANS if days is not None and days <= most), LONGER)
