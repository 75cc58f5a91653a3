"""Where the inspections of a year stand on a day, a row each: one source for screen, page and workbook. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import get_args

from isoaudit.model import Act, ActKind, Case, Mode
from isoaudit.rules.acts import last, minutes_of
from isoaudit.rules.changes import standing_in_words
from isoaudit.rules.deadlines import Counted
from isoaudit.rules.effects import is_due, unsaid
from isoaudit.rules.in_force import LETTERS, ON_LETTERS, revoked
from isoaudit.rules.next_steps import (
    Command,
    Turn,
    commands_of,
    effects_of,
    next_in_words,
    reading_of,
    settle_of,
    way_of,
)
from isoaudit.rules.register_figures import Block, block_of
from isoaudit.rules.second_reading import Unread
from isoaudit.rules.standing import Next, Stage, Standing, standing
from isoaudit.rules.succession import standing_on
from isoaudit.wording import cite, count, date_short, in_sentence, label, left_words, sentence, sort_key, span_short
from isoaudit.wording.rounds import OfRound, of_round, round_words

SOON = 7
"""A last day within so many days from today is told as near."""
_STAGES: tuple[str, ...] = get_args(Stage)


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One inspection in the status of a year."""

    inspection: str
    agency: str
    """Code of the agency."""
    name: str
    mode: Mode
    round: str
    """The round in words, ``đợt 1``; empty: none."""
    start: date | None
    """First and last day of the visit, or of the time in which the report is looked at."""
    end: date | None
    stage: Stage
    since: date | None
    """The day of the act that led there."""
    due: date | None
    late: bool
    days_left: int | None
    """Days from today to the last day; negative: so many days ago. None without a last day."""
    next: Next
    next_words: str
    who: Turn
    basis: str
    """The article from which it follows whose turn it is."""
    commands: tuple[Command, ...]
    """What to copy: what prepares the next step, what takes it, what else belongs to it."""
    remarks: tuple[str, ...] = ()
    disputed: bool = False
    """Whether answers contradict each other and nobody decided between them."""
    counted: Counted | None = None
    """How the last day was counted, where the law sets it."""
    until: date | None = None
    """Of an inspection that was put off: its new first day."""
    became: str = ""
    """What became of an inspection that is not carried out, or was put off, with the reason; empty: it stands."""
    unit: str = ""
    """Code of the unit that inspects; empty: the programme's own office."""
    unit_name: str = ""
    parent: str = ""
    """The superior body as the register writes it; empty: not said."""
    block: Block = "others"
    """Where the register counts the agency."""

    @property
    def stands(self) -> bool:
        """Whether it is to be carried out as it is: neither cancelled nor turned into one of the other form."""
        return self.stage not in ("cancelled", "form_changed")

    @property
    def rests(self) -> bool:
        """Whether nothing is left to be done and nobody has to do it."""
        return not self.stands and not self.next

    @property
    def soon(self) -> bool:
        """Whether the last day is near and has not passed."""
        return self.days_left is not None and 0 <= self.days_left <= SOON

    @property
    def command(self) -> str:
        """The one command that takes the next step or, where none does, the first that belongs to it."""
        return next((one.line for one in self.commands if one.takes), self.commands[0].line if self.commands else "")

    @property
    def stage_words(self) -> str:
        """The state as a person reads it."""
        until = f" đến {date_short(self.until)}" if self.until else ""
        return f"{label('stage', self.stage)}{until}"

    @property
    def who_words(self) -> str:
        """Who acts next, as a person reads it."""
        return label("rests", "none") if self.rests else label("turn", self.who)

    @property
    def mode_words(self) -> str:
        """The form of inspection, as a cell has it."""
        return sentence(label("mode", self.mode))

    @property
    def days(self) -> str:
        """The days of the visit, as a cell has them."""
        return span_short(self.start, self.end)

    @property
    def left_words(self) -> str:
        """How far the last day is; empty without one."""
        return left_words(self.days_left, late=self.late)


@dataclass(frozen=True, slots=True)
class TurnCount:
    """How many inspections wait for one who acts."""

    who: Turn
    words: str
    inspections: int
    late: int
    soon: int


def status_row(case: Case, today: date, unread: Sequence[Unread] = ()) -> StatusRow:
    """Where an inspection stands on a day: acts of later days are left out.

    ``unread``: its papers that wait for a second reader.
    """
    stands, inspection = standing(case, today), case.inspection
    way = way_of(stands, inspection.mode)
    disputed = not inspection.cancelled and any(answer.disputed for answer in case.answers)
    return StatusRow(
        inspection=inspection.id,
        agency=case.agency.code,
        name=case.agency.name,
        mode=inspection.mode,
        round=round_words(inspection.round),
        start=inspection.from_,
        end=inspection.to,
        stage=stands.stage,
        since=stands.since,
        due=stands.due,
        late=stands.late,
        days_left=(stands.due - today).days if stands.due else None,
        next=stands.next,
        next_words=next_in_words(stands),
        who=way.who,
        basis=", ".join(cite([way.clause], [law for law in case.laws if law.id == way.clause.document])),
        commands=(
            *commands_of(stands, inspection),
            *([settle_of(inspection)] if disputed else []),
            *([effects_of(inspection)] if _to_look_at(case) else []),
            *(reading_of(inspection, one.paper) for one in unread),
        ),
        remarks=(
            *_remarks(case, today, stands),
            *(f"Chờ đọc lại: {in_sentence(one.name)}, {one.why}" for one in unread),
        ),
        disputed=disputed,
        counted=stands.counted,
        until=stands.until,
        became=standing_in_words(inspection),
        unit=inspection.inspecting_unit,
        unit_name=case.programme.authority,
        parent=case.agency.parent,
        block=block_of(case.agency),
    )


def _to_look_at(case: Case) -> int:
    """How many findings of earlier years wait for this inspection to say whether their correction is effective."""
    return 0 if case.inspection.cancelled else sum(one.stage != "effective" for one in unsaid(case))


def _remarks(case: Case, today: date, stands: Standing) -> Iterable[str]:
    if became := standing_in_words(case.inspection):
        yield sentence(became)
    if case.inspection.cancelled:
        return
    for said, words in ((case.replies, "reply_disputed"), (case.reviews, "disputed")):
        if any(one.disputed for one in said):
            yield sentence(label("review_remark", words))
    if (now := standing_on(case, today)).name != case.agency.name:
        yield f"Cơ quan hiện nay: {now.name}"
    if waiting := _to_look_at(case):
        words = "effects_unsaid" if is_due(case) else "effects_wait"
        yield sentence(label("review_remark", words).format(count=count(waiting)))
    if any(answer.disputed for answer in case.answers):
        yield "Chưa thống nhất kết quả"
    acts = [act for act in case.acts if act.on <= today]
    yield from became_in_words(acts)
    asked = last(acts, "requested")
    if stands.due and stands.stage in ("waiting_for_report", "not_reported") and asked and not asked.reply_by:
        yield "Văn bản đề nghị chưa ghi hạn báo cáo; hạn là ngày bắt đầu kiểm tra"
    if case.inspection.mode == "on_site" and minutes_of(acts):
        of_unit: tuple[ActKind, ...] = ("team_reported", "notice_issued")
        for kind in of_unit:
            if kind != stands.next and not last(acts, kind):
                yield from _not_recorded(acts, kind, stands)


def _not_recorded(acts: Sequence[Act], kind: ActKind, stands: Standing) -> Iterable[str]:
    """That a paper is missing; one that was revoked was there, and another is to take its place."""
    gone = revoked(acts, kind) if kind in LETTERS else None
    if gone is None:
        yield f"Chưa ghi «{label('act', kind)}»"
    elif stands.next != "replace_revoked":
        yield f"Chưa ghi văn bản thay thế văn bản số {gone.number} đã thu hồi"


def became_in_words(acts: Iterable[Act]) -> Iterable[str]:
    """What became of letters that were issued (Decree 30/2020, Article 18.4-5), a sentence each."""
    for act in acts:
        if act.kind in ON_LETTERS:
            number = f" theo văn bản số {act.number}" if act.number else ""
            yield f"Văn bản số {act.about} đã {label('became', act.kind)}{number} ngày {date_short(act.on)}"


def in_order(rows: Iterable[StatusRow]) -> list[StatusRow]:
    """What is late first, then by the last day, then what somebody has to do; at last by the agency's name."""

    def key(row: StatusRow) -> tuple[object, ...]:
        first = (not row.late, row.due or date.max, not row.next, _STAGES.index(row.stage))
        return (*first, sort_key(row.name), row.inspection)

    return sorted(rows, key=key)


def chosen(rows: Sequence[StatusRow], round_: str = "", late: bool = False) -> list[StatusRow]:
    """The rows of a round, and only those late where that is asked. Raises RunError for no such round (PAPER_006)."""
    wanted = of_round(rows, round_) if round_ else rows
    return [row for row in wanted if row.late or not late]


def by_turn(rows: Sequence[StatusRow]) -> list[TurnCount]:
    """Who acts next in how many inspections, those left out who have none; and the inspections nobody acts in."""
    empty = {who: TurnCount(who, label("turn", who), 0, 0, 0) for who in get_args(Turn)}
    for row in (row for row in rows if not row.rests):
        one = empty[row.who]
        empty[row.who] = replace(
            one, inspections=one.inspections + 1, late=one.late + row.late, soon=one.soon + (row.soon and not row.late)
        )
    return [one for one in empty.values() if one.inspections]


def rounds_of(rows: Iterable[OfRound]) -> list[str]:
    """The rounds of rows in words, each once, in the order in which a person counts them."""
    return sorted({row.round for row in rows} - {""}, key=lambda words: [len(words), words])
