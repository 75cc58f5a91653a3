"""What becomes of inspections besides being carried out: cancelled, put off, removed as typed wrongly; or undone.

Each is one further entry; nothing is written where one of those named is refused. The form is changed in
:mod:`isoaudit.desk.inspections.change_of_form`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from unicodedata import category

from isoaudit.desk.acts.reviewed_reports import of_no_report
from isoaudit.errors import IsoAuditError, Problem, ProcedureError, problem
from isoaudit.journal.programme import OF_INSPECTIONS, Among, Programme, today, writer
from isoaudit.journal.state import State
from isoaudit.journal.store import Draft, Ids, Transaction
from isoaudit.model import Inspection, Mode, control_character, says_something
from isoaudit.papers.in_folder import withdraw_letters
from isoaudit.rules.acts import RULES, last
from isoaudit.rules.changes import carried_out_by, standing_in_words
from isoaudit.rules.coverage import Coverage, planned, shortfalls
from isoaudit.tables import cleaned
from isoaudit.wording import cite, count, date_short, label

LONGEST_REASON = 2_000
"""Characters of a reason; the same as of a note on an act."""


@dataclass(slots=True)
class Changed:
    """What a command wrote, and what it has to say of it."""

    done: list[str] = field(default_factory=list)
    """What became of each inspection, agency or person, in words."""
    unchanged: list[str] = field(default_factory=list)
    """Ids of those of which the same had been recorded."""
    warnings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Proposal:
    """The inspections named, on their way to what becomes of them."""

    programme: Programme
    state: State
    chosen: Sequence[Inspection]
    problems: list[Problem] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    changed: Changed = field(default_factory=Changed)
    stale: list[str] = field(default_factory=list)
    """Inspections whose draft letters are of no use any more."""

    def refuse(self, inspection: Inspection, code: str, /, **fields: object) -> None:
        self.problems.append(problem(code, inspection.id, **fields))

    def say(self, inspection: Inspection, fields: dict[str, Any]) -> bool:
        """Write the fields of an inspection that are new; whether any is."""
        about = self.state.about("inspection", inspection.id)
        news = about.news(fields, {})
        if not news:
            self.changed.unchanged.append(inspection.id)
            return False
        self.drafts.append(Draft("inspection", inspection.id, news, about.base()))
        return True

    def refuse_carried_out(self, inspection: Inspection, what: str) -> bool:
        """Refuse what can no more become of an inspection that was carried out; whether it was."""
        act = carried_out_by(self.programme.case(self.state, inspection))
        if act is None:
            return False
        rule = RULES["correction_requested" if act.kind == "report_received" else act.kind]
        clause = cite((rule.clause,), self.programme.laws)[0]
        named = {"act": label("act", act.kind), "code": act.kind, "day": date_short(act.on)}
        self.refuse(inspection, "CHANGE_003", what=what, clause=clause, inspection=inspection.id, **named)
        return True

    def note_decision(self, inspection: Inspection, paper: str) -> None:
        """Say that a decision which names the inspection as it was is to be amended (Article 35.2)."""
        if decided := last(self.state.acts(inspection.id), "decided"):
            number = f" số {decided.number}" if decided.number else ""
            self.changed.warnings.append(
                f"{inspection.id}: Quyết định kiểm tra{number} ngày {date_short(decided.on)} đã ban hành: đề nghị sửa "
                f"đổi, bổ sung quyết định ({paper}), rồi ghi «isoaudit record decision_amended {inspection.id}»."
            )


def cancel(programme: Programme, names: Collection[str], why: str, on: date | None = None) -> Changed:
    """Record that inspections are not carried out (không kiểm tra), and why; they stay in the journal, in no total.

    Raises RunError for an unknown name; ProcedureError where one was carried out (CHANGE_003), no reason is given
    (ACT_016) or the day is to come (ACT_004).
    """
    day = on or today()

    def judge(proposal: Proposal) -> None:
        for inspection in proposal.chosen:
            if inspection.replaced_by:
                _refuse_replaced(proposal, inspection)
            elif not proposal.refuse_carried_out(inspection, "ghi là không kiểm tra"):
                settled = inspection.cancelled_on if inspection.cancelled and on is None else day
                fields = {"cancelled": reason, "cancelled_on": (settled or day).isoformat()}
                if proposal.say(inspection, fields):
                    proposal.changed.done.append(f"{inspection.id}: không kiểm tra ({reason})")
                    proposal.note_decision(inspection, "văn bản tự soạn")
                    note_answers(proposal, inspection)
                    proposal.stale.append(inspection.id)
        note_coverage(proposal, {inspection.id for inspection in proposal.chosen})

    reason = reason_of(why, day)
    return decide(programme, names, judge, "known")


def postpone(
    programme: Programme, names: Collection[str], to: date, until: date | None = None, why: str = ""
) -> Changed:
    """Put inspections off to later days (hoãn); without ``until`` they last as long as was planned.

    Raises RunError for an unknown name; ProcedureError where one was carried out (CHANGE_003), had no day
    (CHANGE_012) or the new one is not later (CHANGE_009, CHANGE_017).
    """

    def judge(proposal: Proposal) -> None:
        for inspection in proposal.chosen:
            if proposal.refuse_carried_out(inspection, "hoãn"):
                continue
            if inspection.from_ is None:
                proposal.refuse(inspection, "CHANGE_012")
                continue
            lasts = inspection.to - inspection.from_ if inspection.to else None
            last_day = until or (to + lasts if lasts is not None else None)
            fields = {"from": to.isoformat(), "to": last_day.isoformat() if last_day else None, "postponed": reason}
            if to <= inspection.from_ and proposal.state.about("inspection", inspection.id).news(fields, {}):
                planned_on = date_short(inspection.from_)
                proposal.refuse(inspection, "CHANGE_009", day=date_short(to), planned=planned_on)
            elif proposal.say(inspection, fields):
                days = date_short(to) + (f" - {date_short(last_day)}" if last_day and last_day != to else "")
                was = date_short(inspection.from_)
                proposal.changed.done.append(f"{inspection.id}: hoãn từ ngày {was} đến {days} ({reason})")
                proposal.note_decision(inspection, f"isoaudit paper decision_amendment {inspection.id}")
        year = programme.settings.year
        if proposal.changed.done and to.year != year:
            proposal.changed.warnings.append(f"Ngày {date_short(to)} không thuộc năm {year}.")

    reason = reason_of(why)
    if until and until < to:
        raise ProcedureError(problem("CHANGE_017", "--until", day=date_short(until), other=date_short(to)))
    return decide(programme, names, judge)


def remove(programme: Programme, names: Collection[str], why: str) -> Changed:
    """Take out inspections that were typed wrongly; only while nothing rests on them (CHANGE_004)."""

    def judge(proposal: Proposal) -> None:
        for inspection in proposal.chosen:
            if rests := "; ".join(_resting_on(proposal.state, inspection)):
                proposal.refuse(inspection, "CHANGE_004", rests=rests, inspection=inspection.id)
            elif proposal.say(inspection, {"removed": reason}):
                proposal.changed.done.append(f"{inspection.id}: đã xóa dòng nhập nhầm ({reason})")
                proposal.stale.append(inspection.id)

    reason = reason_of(why)
    return decide(programme, names, judge, "known")


def restore(programme: Programme, names: Collection[str]) -> Changed:
    """Let inspections stand again that were removed or cancelled; of one put off, the days it had at first.

    Raises RunError for an unknown name; ProcedureError where there is nothing to undo (CHANGE_006), the other form
    took its place (CHANGE_005), it was carried out since (CHANGE_003), or its agency is no more (CHANGE_013).
    """

    def judge(proposal: Proposal) -> None:
        for inspection in proposal.chosen:
            if inspection.agency not in proposal.state.agencies:
                fields = {"agency": inspection.agency, "inspection": inspection.id}
                proposal.refuse(inspection, "CHANGE_013", **fields)
            elif inspection.removed:
                _undo(proposal, inspection, {"removed": ""}, "đã khôi phục dòng đã xóa")
            elif inspection.replaced_by in proposal.state.inspections:
                _refuse_replaced(proposal, inspection)
            elif inspection.cancelled:
                undone = {"cancelled": "", "cancelled_on": None, "replaced_by": ""}
                _undo(proposal, inspection, undone, "đã khôi phục, tiếp tục kiểm tra theo kế hoạch")
            elif inspection.postponed:
                if not proposal.refuse_carried_out(inspection, "khôi phục ngày cũ"):
                    days = proposal.state.days_at_first(inspection.id)
                    _undo(proposal, inspection, {**days, "postponed": ""}, "đã khôi phục ngày cũ")
            else:
                proposal.refuse(inspection, "CHANGE_006", inspection=inspection.id)

    return decide(programme, names, judge, "ever")


def at_odds(programme: Programme, state: State) -> Iterator[str]:
    """What one copy of the journal says against another since they were joined, and how a person settles it.

    An inspection was cancelled or removed on one laptop while it was carried out, or something was recorded of it, on
    another: nothing of that is lost, but it stands in no total.
    """
    for inspection in state.not_held_by_name():
        if act := carried_out_by(programme.case(state, inspection)):
            done = label("act", act.kind)
            yield (
                f"{inspection.id} ghi «{standing_in_words(inspection)}», nhưng máy khác đã ghi «{done}» "
                f"ngày {date_short(act.on)}: nếu đã kiểm tra, ghi «isoaudit inspections restore {inspection.id}»."
            )
    for id in state.inspections:
        yield from of_no_report(state, id)
    for inspection in state.removed.values():
        if rests := "; ".join(_resting_on(state, inspection)):
            yield (
                f"{inspection.id} đã xóa vì nhập nhầm, nhưng máy khác đã ghi {rests}: nếu không nhầm, ghi "
                f"«isoaudit inspections restore {inspection.id}»."
            )


def decide(
    programme: Programme, names: Collection[str], judge: Callable[[Proposal], None], among: Among = "standing"
) -> Changed:
    """Judge what is to become of the inspections named, and write all of it or nothing."""

    def judged(_: Ids) -> Proposal:
        state = programme.lists()
        chosen = programme.choose(state, names, among) if names else []
        state.take_in(programme.of_inspections([inspection.id for inspection in chosen], OF_INSPECTIONS))
        proposal = Proposal(programme, state, chosen)
        judge(proposal)
        if proposal.problems:
            raise ProcedureError(proposal.problems)
        return proposal

    def write(transaction: Transaction, proposal: Proposal) -> Proposal:
        transaction.append(proposal.drafts, writer())
        return proposal

    proposal = programme.journal.write(judged, write)
    for id in proposal.stale:
        with suppress(IsoAuditError):  # a draft that cannot be taken away is no reason to refuse what is written
            withdraw_letters(programme.out / id)
    return proposal.changed


def reason_of(why: str, on: date | None = None) -> str:
    """A reason as it is kept. Raises ProcedureError for none, and for a day to come."""
    option = "--why"
    text = " ".join(cleaned(why).split())
    problems = []
    if on and on > today():
        problems.append(problem("ACT_004", "--on", day=date_short(on), today=date_short(today())))
    if not says_something(text):
        problems.append(problem("ACT_016", option, option="--why LÝ_DO"))
    if found := control_character(why) or next((sign for sign in text if category(sign) == "Cf"), ""):
        problems.append(problem("ACT_024", option, option=option, code=f"{ord(found):04X}"))
    if len(text) > LONGEST_REASON:
        problems.append(problem("ACT_028", option, option=option, length=len(text), most=LONGEST_REASON))
    if problems:
        raise ProcedureError(problems)
    return text.rstrip(".;")


def _refuse_replaced(proposal: Proposal, inspection: Inspection) -> None:
    fields = {"inspection": inspection.id, "other": inspection.replaced_by, "mode": label("mode", inspection.mode)}
    proposal.refuse(inspection, "CHANGE_005", **fields)


def _resting_on(state: State, inspection: Inspection) -> Iterator[str]:
    """What was recorded of an inspection, or points to it."""
    if acts := state.acts(inspection.id):
        yield f"{count(len(acts))} việc ({', '.join(dict.fromkeys(label('act', act.kind) for act in acts))})"
    if answers := state.answers(inspection.id):
        yield f"{count(len(answers))} kết quả"
    if samples := state.samples(inspection.id):
        yield f"{count(len(samples))} hồ sơ lấy mẫu"
    if points := state.points(inspection.id):
        yield f"hiện trạng ở {count(len(points))} nội dung"
    others = (*state.inspections.values(), *state.not_held.values())
    linked = [i.id for i in others if inspection.id in (i.instead_of, i.replaced_by)]
    if linked:
        yield f"cuộc kiểm tra {', '.join(linked)} thay cho hoặc chuyển thành cuộc này"


def _undo(proposal: Proposal, inspection: Inspection, fields: dict[str, Any], words: str) -> None:
    proposal.say(inspection, fields)
    proposal.changed.done.append(f"{inspection.id}: {words}")
    beside = [i.id for i in proposal.state.of_agency(inspection.agency) if i.mode == inspection.mode]
    others = [id for id in beside if id != inspection.id]
    if others:
        mode = label("mode", inspection.mode)
        proposal.changed.warnings.append(
            f"{inspection.id}: cơ quan còn cuộc kiểm tra khác cùng hình thức {mode}: {', '.join(others)}."
        )


def note_answers(proposal: Proposal, inspection: Inspection) -> None:
    if answers := proposal.state.answers(inspection.id):
        proposal.changed.warnings.append(
            f"{inspection.id}: {count(len(answers))} kết quả đã ghi vẫn được lưu, không tính vào tổng hợp."
        )


def note_coverage(proposal: Proposal, left: Collection[str], mode: Mode | None = None) -> None:
    """What the year lacks without these inspections and did not lack with them (Circular 26/2014, Article 33.2)."""
    if not proposal.changed.done or proposal.problems:
        return
    state, year = proposal.state, proposal.programme.settings.year
    before = [i for i in state.inspections.values() if not i.instead_of or i.instead_of not in left]
    after = [i for i in state.inspections.values() if i.id not in left]
    if mode is not None:
        changed = (state.known(id) for id in left)
        after += [i.model_copy(update={"mode": mode}) for i in changed if i]
    known = set(shortfalls(_reached(state, before, year)))
    proposal.changed.warnings += [words for words in shortfalls(_reached(state, after, year)) if words not in known]


def _reached(state: State, inspections: Iterable[Inspection], year: int) -> Coverage:
    listed = list(inspections)
    on_site = {inspection.agency for inspection in listed if inspection.mode == "on_site"}
    return planned(state.agencies.values(), year, on_site, {inspection.agency for inspection in listed})
