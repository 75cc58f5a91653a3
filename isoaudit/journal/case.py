"""The case of one inspection: everything its working paper is a function of, and what only the whole record shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from isoaudit.journal.state import State
from isoaudit.model import Agency, Case, Inspection, Law, PinnedChecklist, Remark, Settings
from isoaudit.rules.answers import remark_of
from isoaudit.rules.effects import is_due, unsaid
from isoaudit.rules.objectivity import own_members, units_of
from isoaudit.wording import count, date_short


def build_case(
    state: State,
    inspection: Inspection,
    settings: Settings,
    laws: Sequence[Law],
    checklists: Sequence[PinnedChecklist],
) -> Case:
    """Everything the working paper of an inspection is a function of; the rules have not judged it yet."""
    if inspection.period_from is None and inspection.period_to is None:
        period = {"period_from": settings.period_from, "period_to": settings.period_to}
        inspection = inspection.model_copy(update=period)
    if inspection.others:  # of the schedule alone: no paper prints it
        inspection = inspection.model_copy(update={"others": ()})
    cited = _cited(checklists)
    agency = state.agencies[inspection.agency]
    day = day_looked_at(inspection)
    case = Case(
        programme=settings,
        laws=tuple(law for law in laws if law.id in cited),
        agency=state.agencies[inspection.agency].on(inspection.from_),
        inspection=inspection,
        checklists=tuple(checklists),
        answers=state.answers(inspection.id),
        acts=state.acts(inspection.id),
        agreed=state.agreed(inspection.id),
        amendments=state.amendments(inspection.id),
        samples=state.samples(inspection.id),
        points=state.points(inspection.id),
        reports=state.reports(inspection.id),
        replies=state.replies(inspection.id),
        reviews=state.reviews(inspection.id),
        carried=state.carried(state.agencies[inspection.agency]),
        effects=state.effects(inspection.id),
        readings=state.readings(inspection.id),
        reported=state.reported(inspection.id),
        scope=state.scopes.prepared(agency, day),
        updates=state.scopes.updates(agency, day, settings),
        decided_on=state.decided_together(inspection.id),
        heirs=_heirs(state, inspection),
    )
    return case.model_copy(update={"remarks": tuple(_of_the_record(state, case))})


def _heirs(state: State, inspection: Inspection) -> tuple[Agency, ...]:
    """What became of the agency after the inspection; nothing where it stands as it was then."""
    now = state.agencies[inspection.agency]
    if now.valid_to is None and now.on(inspection.from_) == now.on(None):
        return ()
    return tuple(one.model_copy(update={"others": ()}) for one in state.followed_by(now))


def day_looked_at(inspection: Inspection) -> date:
    """The day as of which lists of procedures and instruments are laid beside an inspection: no clock tells it."""
    return inspection.to or inspection.from_ or inspection.period_to or date(inspection.year, 12, 31)


def _of_the_record(state: State, case: Case) -> Iterator[Remark]:
    """What is unusual and only the whole record shows: a body renamed since, a member who belongs to it, an
    earlier finding that nobody looked at again."""
    now = state.agencies[case.agency.code]
    if now.name != case.agency.name:
        since = max(f.until for f in now.former)
        yield remark_of("renamed", name=now.name, day=date_short(since))
    if is_due(case) and (open_ := unsaid(case)):
        yield remark_of("effects_unsaid", others=count(len(open_)))
    units = units_of(state.inspectors.values())
    for name in own_members(case.inspection, (now.name, case.agency.name), units):
        yield remark_of("member_of_agency", name=name)


def _cited(checklists: Sequence[PinnedChecklist]) -> set[str]:
    """The instruments the checklists rest on."""
    return {c.document for p in checklists for criterion in p.checklist.criteria for c in criterion.basis}
