"""Two statements on one criterion settled by a person: the one chosen is said again by somebody who saw all."""

from __future__ import annotations

from dataclasses import dataclass

from isoaudit.desk.answers.tables import fixed
from isoaudit.errors import RunError, problem
from isoaudit.journal.programme import Programme, writer
from isoaudit.journal.state import State
from isoaudit.journal.statements import Statements
from isoaudit.journal.store import Draft, Ids, Transaction
from isoaudit.model import Answer, Inspection, Statement


@dataclass(frozen=True, slots=True)
class Dispute:
    """The statements on one criterion that stand side by side."""

    inspection: str
    criterion: str
    statements: tuple[Statement, ...]
    """Numbered from 1 in this order, which is the same in every copy of the journal."""


def disputes(programme: Programme, name: str, criterion: str | None = None) -> tuple[Dispute, ...]:
    """What a person must settle in an inspection, or on one criterion of it.

    Raises RunError when the inspection (RUN_001) or the criterion (CRITERION_001) is unknown.
    """
    return _disputes(programme, *_about(programme, name), criterion)


def settle(programme: Programme, name: str, criterion: str, take: int) -> Answer:
    """Take one of the statements on a criterion, counted from 1; the answer as it stands now.

    Raises RunError as :func:`disputes`, where nothing is to be settled (SETTLE_001), where there is no such number
    (SETTLE_002), and where the answers are fixed (ACT_007, ACT_008).
    """

    def chosen(_: Ids) -> tuple[State, Draft]:
        state, inspection = _about(programme, name)
        dispute = next(iter(_disputes(programme, state, inspection, criterion)), None)
        subject = f"{inspection.id}/{criterion}"
        if dispute is None:
            raise RunError(problem("SETTLE_001", subject))
        if not 1 <= take <= len(dispute.statements):
            raise RunError(problem("SETTLE_002", subject, value=take, count=len(dispute.statements)))
        if refused := fixed(programme, state, inspection, criterion):
            code, fields = refused
            raise RunError(problem(code, subject, **fields))
        fold = state.about("answer", subject)
        assert isinstance(fold, Statements)
        return state, Draft("answer", subject, fold.taking(take), fold.base())

    def write(transaction: Transaction, judged: tuple[State, Draft]) -> Answer:
        state, draft = judged
        state.take_in(transaction.append([draft], writer()))
        return state.of(Answer, draft.subject.partition("/")[0])[draft.subject]

    return programme.journal.write(chosen, write)


def _about(programme: Programme, name: str) -> tuple[State, Inspection]:
    state, (inspection,) = programme.about([name])
    return state, inspection


def _disputes(programme: Programme, state: State, inspection: Inspection, criterion: str | None) -> tuple[Dispute, ...]:
    if criterion is not None and criterion not in programme.case(state, inspection).criteria:
        raise RunError(problem("CRITERION_001", inspection.id, value=criterion))
    return tuple(
        Dispute(inspection.id, answer.criterion, answer.disputed)
        for answer in state.answers(inspection.id)
        if answer.disputed and criterion in (None, answer.criterion)
    )
