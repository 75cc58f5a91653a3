"""An inspection held in the other form: at the office instead of by record, or the other way round (Article 37)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from isoaudit.desk.inspections.changes import Changed, Proposal, decide, note_answers, note_coverage, reason_of
from isoaudit.journal.programme import Programme, today
from isoaudit.journal.state import State, next_id
from isoaudit.journal.store import Draft
from isoaudit.model import Inspection, Mode
from isoaudit.rules.changes import BEFORE_THE_FORM
from isoaudit.wording import label
from isoaudit.wording.rounds import round_words


def change_form(programme: Programme, names: Collection[str], mode: Mode, why: str, on: date | None = None) -> Changed:
    """Hold inspections in the other form: the one planned is not carried out, another takes its place.

    What is of both forms (:data:`~isoaudit.rules.changes.BEFORE_THE_FORM`) holds for the other one as well; papers of
    the form that is left stay where they are. Changed back, the first one stands again. Raises RunError for an unknown
    name; ProcedureError where one was carried out (CHANGE_003), has this form (CHANGE_007), or the agency is
    inspected in it by plan already (CHANGE_008).
    """
    day = on or today()

    def judge(proposal: Proposal) -> None:
        for inspection in proposal.chosen:
            if inspection.mode == mode:
                proposal.refuse(inspection, "CHANGE_007", inspection=inspection.id, mode=label("mode", mode))
            elif not proposal.refuse_carried_out(inspection, "đổi hình thức") and not _refuse_second(
                proposal, inspection, mode
            ):
                other = _in_other_form(proposal, inspection, mode)
                fields = {"cancelled": reason, "cancelled_on": day.isoformat(), "replaced_by": other}
                proposal.say(inspection, fields)
                words = f"{inspection.id}: chuyển sang hình thức {label('mode', mode)}, nay là {other} ({reason})"
                proposal.changed.done.append(words)
                proposal.note_decision(inspection, "văn bản tự soạn")
                note_answers(proposal, inspection)
                proposal.stale.append(inspection.id)
        note_coverage(proposal, {inspection.id for inspection in proposal.chosen}, mode)

    reason = reason_of(why, day)
    return decide(programme, names, judge)


def _refuse_second(proposal: Proposal, inspection: Inspection, mode: Mode) -> bool:
    """Refuse a second planned inspection in one form: each agency is reached once in each (Article 33.2)."""
    others = [i for i in proposal.state.of_agency(inspection.agency) if i.mode == mode and i.occasion == "planned"]
    if inspection.occasion == "ad_hoc" or not others:
        return False
    named = ", ".join(f"{i.id}{f' ({round_words(i.round)})' if i.round else ''}" for i in others)
    fields = {"agency": inspection.agency, "mode": label("mode", mode), "others": named, "inspection": inspection.id}
    proposal.refuse(inspection, "CHANGE_008", **fields)
    return True


_OF_THE_PLAN = (
    *("agency", "year", "occasion", "round", "period_from", "period_to", "coordinating_unit", "budget"),
    *("team", "checklists", "previous", "inspecting_unit", "selection"),
)
"""What the other form takes over; not its days: reports are looked at for months, a visit takes one."""


def _in_other_form(proposal: Proposal, inspection: Inspection, mode: Mode) -> str:
    """The id of the inspection that takes the place of another: a new one, or that whose place this one took."""
    state = proposal.state
    of_agency = state.known_of_agency(inspection.agency)
    before = next((i for i in of_agency if i.mode == mode and i.replaced_by == inspection.id and i.cancelled), None)
    if before:
        other = before.id
        back = {"cancelled": "", "cancelled_on": None, "replaced_by": ""}
        proposal.drafts.append(Draft("inspection", other, back, state.about("inspection", other).base()))
        state.take_in(proposal.programme.of_inspections([other], ("act",)))
    else:
        other = next_id(state, inspection.year, inspection.agency, mode)
        said = state.fields("inspection", inspection.id)
        fields = {name: said[name] for name in _OF_THE_PLAN if said.get(name)}
        opened = {**fields, "mode": mode, "instead_of": inspection.id}
        proposal.drafts.append(Draft("inspection", other, opened))
        state.open(Inspection.model_validate({"id": other, **opened}))
        proposal.changed.warnings.append(
            f"{other}: chưa có ngày kiểm tra; đề nghị ghi ngày vào bảng «isoaudit inspections export» rồi nhập lại."
        )
    proposal.drafts += _carried(state, inspection.id, other)
    return other


def _carried(state: State, inspection: str, other: str) -> Iterator[Draft]:
    """What was said of an inspection and is of both forms, said of another; also that it was taken back since."""
    for kind, subject in state.subjects(inspection):
        act, _, rest = subject.partition("/")[2].partition("/")
        if kind != "act" or act not in BEFORE_THE_FORM:
            continue
        carried = "/".join(filter(None, (other, act, rest)))
        said, there = state.fields("act", subject), state.about("act", carried)
        news = there.news(said, {})
        if news and (there.heads or not said.get("taken_back")):
            yield Draft("act", carried, news, there.base())
