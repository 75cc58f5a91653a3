"""The folder ``out`` of a programme: one command at a time writes there, and the last gate lies there."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from pydantic import ValidationError

from isoaudit.errors import IsoAuditError, StoreError, problem
from isoaudit.files import alone, make_folder, parse_json, read_bounded, write_whole
from isoaudit.journal.programme import Programme, today
from isoaudit.journal.state import State
from isoaudit.model import Gate, Outcome, Remark
from isoaudit.papers.in_folder import withdraw_letters
from isoaudit.runs import results
from isoaudit.runs.kinds import FINDINGS, FINDINGS_KIND, NotebookKind
from isoaudit.wording import date_short

if TYPE_CHECKING:
    from isoaudit.gate import KeptAnswer

GATE, GATE_LIST = "gate.json", "gate.xlsx"
RUN = "run.json"
_ANSWER = ".gate-answer"
_MANY = 10_000
"""What was found in a year that ``gate.json`` holds whole; of more, some of each rule in each inspection."""
_SOME = 8
_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")


def alone_in_out(
    writes: Callable[Concatenate[Programme, _Given], _Made],
) -> Callable[Concatenate[Programme, _Given], _Made]:
    """One command at a time writes to ``out``: it removes what killed ones left. Raises RunError (RUN_019)."""

    @wraps(writes)
    def held(programme: Programme, /, *args: _Given.args, **given: _Given.kwargs) -> _Made:
        make_folder(programme.out)
        with alone(programme.out):
            return writes(programme, *args, **given)

    return held


def check_seals(programme: Programme) -> None:
    """Raise StoreError when something was changed in the journal behind its back."""
    tampered = programme.verify()
    if tampered:
        raise StoreError(tampered)


def changed(programme: Programme, register: State, id: str, kind: NotebookKind = FINDINGS_KIND) -> Outcome:
    """An inspection that somebody wrote to while it was being judged: what would be printed was not.

    What ``kind`` made of it earlier is taken away.
    """
    results.take_away(programme.out / id, kind)
    if kind.name == FINDINGS:
        with suppress(IsoAuditError):
            withdraw_letters(programme.out / id)
    found = problem("RUN_011", id)
    agency = register.inspections[id].agency
    return Outcome(inspection=id, agency=agency, status="failed", refused=False, reason=f"{found.what} {found.remedy}")


def withdraw_not_held(programme: Programme, register: State) -> None:
    """Take away the draft letters of inspections that are not carried out, whichever laptop recorded that."""
    for id in (*register.not_held, *register.removed):
        with suppress(IsoAuditError):  # one that cannot be taken away costs the others nothing
            withdraw_letters(programme.out / id)


def last_fingerprint(programme: Programme) -> str:
    """The mark of the journal that the last run was of; empty where it is not known."""
    try:
        return str(parse_json(read_bounded(programme.out / RUN))["fingerprint"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def kept_answer(programme: Programme) -> KeptAnswer:
    """What great_expectations said last of this year, so that it is asked again only once something changed."""
    from isoaudit.gate import KeptAnswer

    return KeptAnswer(programme.out / _ANSWER, results.package())


def write_gate(programme: Programme, gate: Gate) -> None:
    """Write what was found in the whole year, with today's day, to ``gate.json``; see :class:`Gate` on its size."""
    dated = _shortened(gate).model_copy(update={"on": today()})
    write_whole(programme.out / GATE, json.dumps(dated.model_dump(mode="json"), ensure_ascii=False, indent=1).encode())


def is_long(gate: Gate) -> bool:
    """Whether more was found than ``gate.json`` holds: then :data:`GATE_LIST` holds all."""
    return sum(len(several) for found in (gate.refused, gate.remarks) for several in found.values()) > _MANY


def _shortened(gate: Gate) -> Gate:
    more: dict[str, dict[str, int]] = {}

    def some(found: Mapping[str, Sequence[Any]]) -> dict[str, tuple[Any, ...]]:
        kept = {}
        for id, several in found.items():
            by_rule: dict[str, int] = {}
            kept[id] = tuple(one for one in several if _count(by_rule, one.rule) <= _SOME)
            left = {rule: number - _SOME for rule, number in by_rule.items() if number > _SOME}
            if left:
                more[id] = {**more.get(id, {}), **left}
        return kept

    if not is_long(gate):
        return gate
    return gate.model_copy(update={"refused": some(gate.refused), "remarks": some(gate.remarks), "more": more})


def _count(numbers: dict[str, int], name: str) -> int:
    numbers[name] = numbers.get(name, 0) + 1
    return numbers[name]


class LastGate:
    """What the last gate over the whole year found, for what is made of single inspections."""

    def __init__(self, programme: Programme) -> None:
        """Where there is none yet, or it cannot be read, nothing is known."""
        self._remarks: Mapping[str, Any] = {}
        self._more: Mapping[str, Any] = {}
        self._day = ""
        try:
            told = parse_json(read_bounded(programme.out / GATE))
            self._day = date_short(date.fromisoformat(told["on"]))
            self._remarks, self._more = dict(told["remarks"]), dict(told["more"])
        except (OSError, ValueError, KeyError, TypeError):
            pass

    def pasted(self, inspection: str) -> tuple[Remark, ...]:
        """The remarks on evidence pasted from other agencies, each with the day of that gate in its words."""
        try:
            found = [Remark.model_validate(one) for one in self._remarks.get(inspection, ())]
            left = int(self._more.get(inspection, {}).get("pasted_evidence", 0))
        except (ValidationError, ValueError, TypeError, AttributeError, OverflowError):
            return ()
        pasted = [one for one in found if one.rule == "pasted_evidence"]
        words = f"theo lần rà soát ngày {self._day}" + (f"; còn {left} tiêu chí khác: xem {GATE_LIST}" if left else "")
        return tuple(one.model_copy(update={"message": f"{one.message.rstrip('.')} ({words})."}) for one in pasted)
