"""The draft letters of a programme's inspections, without notebooks: of the whole year, or of those named."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from isoaudit.errors import IsoAuditError
from isoaudit.files import make_folder
from isoaudit.journal.programme import Cases, Programme
from isoaudit.model import Case, Outcome
from isoaudit.papers.pdf import Printed, to_pdf
from isoaudit.papers.render import write_letter
from isoaudit.rules.answers import briefly, judged
from isoaudit.rules.findings import judge
from isoaudit.runs import batch
from isoaudit.work.out import (
    LastGate,
    alone_in_out,
    changed,
    check_seals,
    kept_answer,
    last_fingerprint,
    withdraw_not_held,
    write_gate,
)

OnOutcome = Callable[[Outcome], None]
OnCase = Callable[[Case], None]


@alone_in_out
def make_letters(
    programme: Programme, names: Iterable[str] = (), *, on_outcome: OnOutcome | None = None
) -> list[Outcome]:
    """The draft letters again, in the Vietnamese order of their agencies' names; what is incomplete is refused one.

    Of the inspections named, or of all: then great_expectations judges the whole year first, and the page of what is
    to be completed is made again. Of those named each outcome says what stops the letter and what is unusual; evidence
    pasted from another agency as it was found by the last gate over the whole year.

    Raises StoreError when the journal was tampered with, RunError when a name fits nothing or the year cannot be
    judged.
    """
    return drafted(programme, names, on_outcome or (lambda outcome: None), lambda case: None)


def drafted(programme: Programme, names: Iterable[str], on_outcome: OnOutcome, on_case: OnCase) -> list[Outcome]:
    """What :func:`make_letters` does, for a command that holds ``out`` already and needs the cases judged.

    ``on_case`` is given each case before its letter is made.
    """
    chosen = list(names)
    if not chosen:  # of named inspections every entry is checked as it is read
        check_seals(programme)
        return _of_the_year(programme, on_outcome, on_case)
    return _of_those_named(programme, chosen, on_outcome, on_case)


def _of_those_named(
    programme: Programme, names: Iterable[str], on_outcome: OnOutcome, on_case: OnCase
) -> list[Outcome]:
    state, _ = programme.about(names)
    last = LastGate(programme)
    outcomes = []
    for inspection in state.inspections_by_name():
        case = judged(programme.case(state, inspection), last.pasted(inspection.id))
        on_case(case)
        outcome = _letter(case, programme.out / inspection.id)
        if outcome.status == "ran":
            reason = " ".join((outcome.reason, *_to_know(case))).strip()
            outcome = outcome.model_copy(update={"reason": reason})
        outcomes.append(outcome)
        on_outcome(outcome)
    return outcomes


def _to_know(case: Case) -> Iterable[str]:
    """What stops the letter and what is unusual, each rule once: no page is made that would say it."""
    for words, found in (("Cần bổ sung", case.refused), ("Cần xem lại", case.remarks)):
        if messages := list(briefly(found, 1)):
            yield f"{words}: {' '.join(messages)}"


def _of_the_year(programme: Programme, on_outcome: OnOutcome, on_case: OnCase) -> list[Outcome]:
    from isoaudit import gate  # imported here: neither is needed for letters of named inspections
    from isoaudit.work.overview import Overview

    register = programme.register()
    chosen = {inspection.id for inspection in programme.choose(register, ())}
    withdraw_not_held(programme, register)
    cases = Cases(programme, register)
    news = programme.fingerprint() != last_fingerprint(programme)  # then it gets ready while the cases are made
    with gate.start(kept=kept_answer(programme), at_once=news) as judging:
        year = judging.ask(cases)
        found = judging.answer()
    write_gate(programme, found)
    overview = Overview(programme, register)
    outcomes = []
    for case in map(year.judged, cases):
        overview.add(case)
        on_case(case)
        outcomes.append(_letter(case, programme.out / case.inspection.id))
        on_outcome(outcomes[-1])
    outcomes += [changed(programme, register, id) for id in sorted(cases.changed & chosen)]
    overview.write_gate_page(found)
    overview.write_status()
    return overview.in_order(outcomes)


@alone_in_out
def print_letters(programme: Programme, outcomes: Iterable[Outcome]) -> Printed:
    """The drafts of these outcomes as PDF: also one a person edited, which may be the one that is sent."""
    drafted = [programme.out / o.inspection for o in outcomes if o.status != "failed" and not o.refused]
    return to_pdf(folder / name for folder in drafted for name in batch.letter_files(folder))


def _letter(case: Case, out: Path) -> Outcome:
    reason = ""
    files: tuple[str, ...] = ()
    try:
        make_folder(out)
        files = write_letter(case, judge(case), out)
    except IsoAuditError as error:
        reason = str(error)
    return Outcome(
        inspection=case.inspection.id,
        agency=case.agency.code,
        status="failed" if reason else "ran",
        refused=bool(case.refused),
        reason=reason or batch.note_on_edited(out),
        files=files,
    )
