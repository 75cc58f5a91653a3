"""Rows of the lists of agencies and inspectors that were typed wrongly, taken out again while nothing rests on them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from isoaudit.desk.inspections.changes import Changed, reason_of
from isoaudit.errors import Problem, ProcedureError, problem
from isoaudit.journal.programme import Programme, writer
from isoaudit.journal.state import State
from isoaudit.journal.store import Draft, Ids, Transaction
from isoaudit.wording import name_key
from isoaudit.wording.codes import as_known


def remove_agencies(programme: Programme, codes: Sequence[str], why: str) -> Changed:
    """Take out agencies that were typed wrongly; only while no inspection and no other agency names them.

    Raises ProcedureError (AGENCY_001, CHANGE_014).
    """
    reason = reason_of(why)

    def judge(state: State) -> tuple[list[Problem], list[str]]:
        problems, removed = [], []
        named = as_known(codes, state.agencies)
        for code in named:
            if code not in state.agencies:
                problems.append(problem("AGENCY_001", code, value=code))
            elif rests := "; ".join(_resting_on_agency(state, code, named)):
                problems.append(problem("CHANGE_014", code, agency=code, rests=rests))
            else:
                removed.append(code)
        return problems, removed

    return _remove_rows(programme, "agency", judge, reason)


def _resting_on_agency(state: State, code: str, removed: Collection[str]) -> Iterator[str]:
    if inspections := state.known_of_agency(code):
        yield f"có cuộc kiểm tra {', '.join(i.id for i in inspections)}"
    others = [agency for agency in state.agencies.values() if agency.code not in removed]
    keys = {name_key(code), name_key(state.agencies[code].name)}
    if below := [agency.code for agency in others if agency.parent and name_key(agency.parent) in keys]:
        yield f"là cơ quan cấp trên của {', '.join(below)}"
    if made_of := [agency.code for agency in others if code in agency.predecessors]:
        yield f"đã hợp nhất thành {', '.join(made_of)}"


def remove_inspectors(programme: Programme, codes: Sequence[str], why: str) -> Changed:
    """Take out inspectors that were typed wrongly; not while they are in the team of an inspection.

    Raises ProcedureError (CHANGE_015, CHANGE_016).
    """
    reason = reason_of(why)

    def judge(state: State) -> tuple[list[Problem], list[str]]:
        problems, removed = [], []
        for code in as_known(codes, state.inspectors):
            inspector = state.inspectors.get(code)
            if inspector is None:
                problems.append(problem("CHANGE_015", code, value=code))
                continue
            inspections = (*state.inspections.values(), *state.not_held.values())
            key = name_key(inspector.name)
            if ids := [i.id for i in inspections if any(name_key(member.name) == key for member in i.team)]:
                problems.append(problem("CHANGE_016", code, name=inspector.name, ids=", ".join(sorted(ids))))
            else:
                removed.append(code)
        return problems, removed

    return _remove_rows(programme, "inspector", judge, reason)


def _remove_rows(
    programme: Programme, kind: str, judge: Callable[[State], tuple[list[Problem], list[str]]], reason: str
) -> Changed:
    """Take out rows of a list, all that are named or none."""

    def judged(_: Ids) -> list[Draft]:
        state = programme.lists()
        problems, removed = judge(state)
        if problems:
            raise ProcedureError(problems)
        return [Draft(kind, code, {"removed": reason}, state.about(kind, code).base()) for code in removed]

    def write(transaction: Transaction, drafts: list[Draft]) -> list[Draft]:
        transaction.append(drafts, writer())
        return drafts

    drafts = programme.journal.write(judged, write)
    return Changed([f"{draft.subject}: đã xóa dòng nhập nhầm ({reason})" for draft in drafts])
