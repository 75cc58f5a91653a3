"""The exchange with the agency between agreement and signing: a finding is reworded or withdrawn, and why.

Codes are never given again. Once the minutes are signed nothing in them changes (Circular 26/2014, Article 37.2.c).
"""

from __future__ import annotations

from typing import Any

from isoaudit.errors import Problem, ProcedureError, problem
from isoaudit.journal.programme import Programme, writer
from isoaudit.journal.state import State
from isoaudit.journal.store import Draft
from isoaudit.model import Finding, Inspection, control_character, nfc, says_something
from isoaudit.rules.acts import RULES, last
from isoaudit.rules.signed_minutes import as_code
from isoaudit.wording import cite, date_short


def withdraw(programme: Programme, name: str, code: str, why: str) -> Finding:
    """Withdraw a finding after the agency explained. Raises RunError for an unknown name, ProcedureError (ACT_…)."""
    return _amend(programme, name, code, why, {"withdrawn": why})


def restore(programme: Programme, name: str, code: str, why: str) -> Finding:
    """Let a withdrawn finding stand again. Raises as :func:`withdraw`."""
    return _amend(programme, name, code, why, {"withdrawn": ""})


def reword(programme: Programme, name: str, code: str, text: str, why: str) -> Finding:
    """Say a finding in other words: ``text`` replaces what is not conforming. Raises as :func:`withdraw`."""
    return _amend(programme, name, code, why, {"gap": text})


def _amend(programme: Programme, name: str, code: str, why: str, change: dict[str, str]) -> Finding:
    with programme.journal.writing() as transaction:
        state = State(transaction.entries())
        (inspection,) = programme.choose(state, [name])
        _refuse(_not_open(programme, state, inspection))
        known = {finding.code: finding for finding in state.agreed(inspection.id) if finding.code}
        finding = known.get(as_code(code))
        if finding is None:
            codes = ", ".join(known) or "chưa có mã nào"
            raise ProcedureError(problem("ACT_010", inspection.id, code=code, codes=codes, inspection=inspection.id))
        _refuse(_unfit(inspection, finding, why, change))
        said = {field: _clean(text) for field, text in {**change, "why": why}.items()}
        if said.get("gap") != finding.gap:
            draft = Draft("finding", finding.id, said, state.about("finding", finding.id).base())
            state.take_in(transaction.append([draft], writer()))
    return next(found for found in state.agreed(inspection.id) if found.id == finding.id)


def _refuse(found: Problem | None) -> None:
    if found:
        raise ProcedureError(found)


def _not_open(programme: Programme, state: State, inspection: Inspection) -> Problem | None:
    """Between agreement and signing only (Circular 26/2014, Article 37.2.b, c)."""
    acts = state.acts(inspection.id)
    if signed := last(acts, "minutes_signed"):
        clause = cite((RULES["notice_issued"].clause,), programme.laws)[0]
        return problem("ACT_008", inspection.id, day=date_short(signed.on), clause=clause, inspection=inspection.id)
    if not last(acts, "minutes_agreed"):
        return problem("ACT_009", inspection.id, inspection=inspection.id)
    return None


def _unfit(inspection: Inspection, finding: Finding, why: str, change: dict[str, Any]) -> Problem | None:
    if not says_something(why):
        return problem("ACT_016", inspection.id, option="--why LÝ_DO")
    for option, text in {"--why": why, "--text": change.get("gap", "")}.items():
        if found := control_character(text):
            return problem("ACT_024", inspection.id, option=option, code=f"{ord(found):04X}")
    if "gap" in change and not says_something(change["gap"]):
        return problem("ACT_023", inspection.id)
    restoring = change.get("withdrawn") == ""
    if finding.withdrawn and not restoring:
        return problem("ACT_021", inspection.id, code=finding.code, inspection=inspection.id)
    if restoring and not finding.withdrawn:
        return problem("ACT_022", inspection.id, code=finding.code, inspection=inspection.id)
    return None


def _clean(text: str) -> str:
    return nfc(text.replace("\r\n", "\n")).strip()
