"""Why an act cannot be recorded, in words: what the law asks before it, what its inspection gives no ground for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from isoaudit.errors import IsoAuditError, Problem, problem
from isoaudit.journal.programme import Programme
from isoaudit.journal.state import State
from isoaudit.model import Act, Citation, Inspection
from isoaudit.papers.second_reading import Reader
from isoaudit.papers.second_reading import not_read as paper_not_read
from isoaudit.papers.values.replaced import first_kind
from isoaudit.rules.acts import RULES, Fault, there_on
from isoaudit.rules.corrective import ON_FINDINGS, owes_report
from isoaudit.rules.second_reading import wants
from isoaudit.rules.visit import begins_after
from isoaudit.wording import cite, date_short, label


def in_words(programme: Programme, inspection: Inspection, fault: Fault) -> Problem:
    """Why an act cannot stand beside the others (ACT_001 to ACT_003)."""
    fields = {"act": label("act", fault.act.kind), "clause": clause_of(programme, fault.clause)}
    if fault.step is None:
        return problem("ACT_001", inspection.id, mode=label("mode", inspection.mode), **fields)
    before = label("act", fault.step.kind)
    if fault.earlier is None:
        return problem(
            "ACT_002", inspection.id, before=before, code=fault.step.kind, inspection=inspection.id, **fields
        )
    days = {"day": date_short(fault.act.on), "other": date_short(there_on(fault.earlier))}
    return problem("ACT_003", inspection.id, before=before, **days, **fields)


def out_of_place(
    programme: Programme, state: State, inspection: Inspection, act: Act, *, dated: bool
) -> Iterator[Problem]:
    """What the inspection gives an act no ground for, whatever was recorded before; ``dated``: its day is new."""
    fields = {"act": label("act", act.kind), "clause": clause_of(programme, RULES[act.kind].clause)}
    on_site = inspection.mode == "on_site"
    if on_site and act.kind in ON_FINDINGS and not owes_report(state.agreed(inspection.id)):
        yield problem("ACT_029", inspection.id, clause=fields["clause"])
    if RULES[act.kind].ad_hoc and inspection.occasion != "ad_hoc":
        yield problem("ACT_031", inspection.id, **fields)
    start = begins_after(inspection, act)
    if start and dated:
        days = {"day": date_short(act.on), "start": date_short(start)}
        yield problem("ACT_032", inspection.id, code=act.kind, inspection=inspection.id, **days, **fields)


def rest_on(taken_back: Act, inspection: Inspection, wrong: Iterable[Fault]) -> Iterator[Problem]:
    """What was recorded upon an act, which is to be taken back before it."""
    for fault in wrong:
        if fault.step and fault.earlier is None and taken_back.kind in (fault.step.kind, fault.step.instead):
            number = f" --number {fault.act.number}" if RULES[fault.act.kind].several and fault.act.number else ""
            later = {"later": label("act", fault.act.kind), "code": fault.act.kind}
            day, act = date_short(fault.act.on), label("act", taken_back.kind)
            yield problem("ACT_033", inspection.id, act=act, day=day, inspection=f"{inspection.id}{number}", **later)


def not_read(reader: Reader, programme: Programme, state: State, inspection: Inspection, act: Act) -> Iterable[Problem]:
    """Why the paper of an act has to be read by a second reader first (READ_010), or cannot be made at all."""
    kind = first_kind(state.acts(inspection.id), act) if act.kind == "letter_replaced" else act.kind
    if not wants(programme.settings, kind):
        return ()
    try:
        return list(paper_not_read(reader, programme.case(state, inspection), kind))
    except IsoAuditError as error:
        return error.problems


def clause_of(programme: Programme, clause: Citation) -> str:
    """A clause as a message cites it."""
    return cite((clause,), programme.laws)[0]
