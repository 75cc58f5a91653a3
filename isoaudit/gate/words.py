"""What was found, in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from isoaudit.errors import Problem, RunError, problem
from isoaudit.gate.suites import Expectation, as_refusal, as_remark
from isoaudit.gate.tables import Line, TableName, compared
from isoaudit.model import Answer, Case, Gate, Refusal, RefusalRule, Remark, RemarkRule
from isoaudit.rules.answers import REFUSALS, REMARKS, quoted, refusal_of, remark_of
from isoaudit.wording import count, date_short, labels

_NAMED = 3  # other inspections named in one remark; more are counted


@dataclass(frozen=True, slots=True)
class Failure:
    """A line that fails an expectation."""

    table: TableName
    expectation: Expectation
    line: Line

    @property
    def rule(self) -> str:
        """The rule the expectation stands for."""
        return self.expectation.meta.rule


@dataclass(frozen=True)
class _Told:
    """A case with what messages need of it, looked up once."""

    case: Case

    @cached_property
    def order(self) -> dict[str, int]:
        return {"": -1, **{id: place for place, id in enumerate(self.case.criteria)}}

    @cached_property
    def answers(self) -> dict[str, Answer]:
        return {answer.criterion: answer for answer in self.case.answers}


def gate(
    cases: Iterable[Case],
    noted: Mapping[str, tuple[Remark, ...]],
    failures: Iterable[Failure],
    engine: str,
    *,
    inspections: int,
    rows: int,
    expectations: int,
) -> Gate:
    """What was found, by inspection, in the order of its criteria; ``cases`` are gone through again if anything was.

    ``noted`` is what the record shows without any rule; it comes first.

    Raises RunError with everything that only a fault of the program or a tampered file can bring about (GATE_006 and
    on): on such data no rule is to be relied on. RUN_011 when a case is gone since it was judged.
    """
    found = list(failures)
    if faults := [f for f in found if not as_refusal(f.rule) and not as_remark(f.rule)]:
        raise RunError(dict.fromkeys(map(_fault, faults)))
    pasted = _Pasted(cases) if any(f.table == "texts" for f in found) else None
    refused: dict[str, dict[tuple[RefusalRule, str], None]] = {}
    remarks: dict[str, dict[tuple[RemarkRule, str], str]] = {}
    for failure in found:
        refusal, remark = as_refusal(failure.rule), as_remark(failure.rule)
        for inspection, criterion, others in _places(failure, pasted):
            if refusal:
                refused.setdefault(inspection, {})[refusal, criterion] = None
            elif remark:
                remarks.setdefault(inspection, {})[remark, criterion] = others
    judged = Gate(engine=engine, inspections=inspections, rows=rows, expectations=expectations, refused={}, remarks={})
    lost = {*refused, *remarks}
    for case in cases if lost else ():
        id, told = case.inspection.id, _Told(case)
        lost.discard(id)
        if id in refused:
            judged.refused[id] = _refusals_in_order(
                told, [refusal_of(rule, told.case.criteria[c], told.answers.get(c)) for rule, c in refused[id]]
            )
        if id in remarks:
            said = [_remark(rule, told, c, others) for (rule, c), others in remarks[id].items()]
            judged.remarks[id] = (*noted.get(id, ()), *_remarks_in_order(told, said))
    if lost:
        raise RunError(problem("RUN_011", id) for id in sorted(lost))
    return judged


def _refusals_in_order(told: _Told, found: Iterable[Refusal]) -> tuple[Refusal, ...]:
    return tuple(sorted(found, key=lambda r: (told.order[r.criterion], REFUSALS.index(r.rule))))


def _remarks_in_order(told: _Told, found: Iterable[Remark]) -> tuple[Remark, ...]:
    return tuple(sorted(found, key=lambda r: (told.order[r.criterion], REMARKS.index(r.rule))))


def _places(failure: Failure, pasted: _Pasted | None) -> Iterator[tuple[str, str, str]]:
    """The inspection and criterion a failure is about, and the others it shares a text with."""
    line = failure.line
    if pasted is None or failure.table != "texts":
        yield str(line["inspection"]), str(line.get("criterion", "")), ""
        return
    agency, text = str(line["agency"]), str(line["text"])
    others = pasted.others(agency, text)
    for _, inspection, criterion in (place for place in pasted.places[text] if place[0] == agency):
        yield inspection, criterion, others


class _Pasted:
    """Where each text of evidence stands."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self.places: dict[str, list[tuple[str, str, str]]] = {}
        """By text: agency, inspection and criterion."""
        for case in cases:
            for answer in case.answers:
                if text := compared(answer):
                    place = (case.agency.code, case.inspection.id, answer.criterion)
                    self.places.setdefault(text, []).append(place)

    def others(self, agency: str, text: str) -> str:
        """The inspections of other agencies with the same text: the first few by name, the rest counted."""
        found = list(dict.fromkeys(inspection for of, inspection, _ in self.places[text] if of != agency))
        named = f"cuộc kiểm tra {', '.join(found[:_NAMED])}"
        rest = len(found) - _NAMED
        return f"{named} và {count(rest)} cuộc khác" if rest > 0 else named


def _remark(rule: RemarkRule, told: _Told, criterion: str, others: str) -> Remark:
    answer = told.answers.get(criterion)
    if answer is None:
        return remark_of(rule, criterion)
    return remark_of(
        rule,
        criterion,
        inspector=answer.inspector,
        day=date_short(answer.examined_on) if answer.examined_on else "",
        evidence=quoted(answer),
        others=others,
    )


def _fault(failure: Failure) -> Problem:
    """Which line is false, and how; the fields a message needs are those the expectation is about."""
    kwargs, line = failure.expectation.kwargs, failure.line
    where = "/".join(str(line[key]) for key in ("inspection", "criterion") if key in line)
    column = str(kwargs.get("column", ""))
    later, earlier = (line.get(str(kwargs.get(side))) for side in ("column_A", "column_B"))
    return problem(
        failure.rule,
        where,
        column=labels()["column"].get(column, column),
        value=line.get(column),
        later=_day(later),
        earlier=_day(earlier),
        other=later,
    )


def _day(value: object) -> str:
    """A day of a table as it is printed; anything else as it stands."""
    try:
        return date_short(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)
