"""The exchange with the agency between agreement and signing: a finding is reworded or withdrawn, and why.

Codes are never given again. Once the minutes are signed nothing in them changes (Circular 26/2014, Article 37.2.c).
"""

from __future__ import annotations

from typing import Any

from isoaudit.desk.intake.judging import signed_fields
from isoaudit.errors import Problem, ProcedureError, problem
from isoaudit.journal.programme import Programme, writer
from isoaudit.journal.state import State
from isoaudit.journal.store import Draft, Ids, Transaction
from isoaudit.model import Finding, Inspection, control_character, says_something
from isoaudit.rules.acts import last
from isoaudit.rules.signed_minutes import as_code
from isoaudit.tables import cleaned
from isoaudit.wording.blanks import blanks


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
    def judged(_: Ids) -> tuple[State, Finding, list[Draft]]:
        state, (inspection,) = programme.about([name], ("act", "finding"))
        finding = _finding(programme, state, inspection, code)
        _refuse(_unfit(inspection, finding, why, change))
        payload = {field: _clean(text) for field, text in {**change, "why": why}.items()}
        if payload.get("gap") == finding.gap:
            return state, finding, []
        return state, finding, [Draft("finding", finding.id, payload, state.about("finding", finding.id).base())]

    def write(transaction: Transaction, amended: tuple[State, Finding, list[Draft]]) -> tuple[State, Finding]:
        state, finding, drafts = amended
        state.take_in(transaction.append(drafts, writer()))
        return state, finding

    state, finding = programme.journal.write(judged, write)
    return next(found for found in state.agreed(finding.id.rpartition("/")[0]) if found.id == finding.id)


def _finding(programme: Programme, state: State, inspection: Inspection, code: str) -> Finding:
    """The agreed finding with a code, while the exchange is open. Raises ProcedureError."""
    _refuse(_not_open(programme, state, inspection))
    by_code = {finding.code: finding for finding in state.agreed(inspection.id) if finding.code}
    if as_code(code) not in by_code:
        codes = ", ".join(by_code) or "chưa có mã nào"
        raise ProcedureError(problem("ACT_010", inspection.id, code=code, codes=codes, inspection=inspection.id))
    return by_code[as_code(code)]


def _refuse(reason: Problem | None) -> None:
    if reason:
        raise ProcedureError(reason)


def _not_open(programme: Programme, state: State, inspection: Inspection) -> Problem | None:
    """Between agreement and signing only (Circular 26/2014, Article 37.2.b, c)."""
    acts = state.acts(inspection.id)
    if signed := signed_fields(programme, state, inspection.id):
        return problem("ACT_008", inspection.id, **signed)
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
    if left := blanks(change.get("gap", "")):
        return problem("ACT_034", inspection.id, blanks="; ".join(f"«{blank}»" for blank in left))
    restoring = change.get("withdrawn") == ""
    if finding.withdrawn and not restoring:
        return problem("ACT_021", inspection.id, code=finding.code, inspection=inspection.id)
    if restoring and not finding.withdrawn:
        return problem("ACT_022", inspection.id, code=finding.code, inspection=inspection.id)
    return None


def _clean(text: str) -> str:
    return cleaned(text.replace("\r\n", "\n")).strip()
