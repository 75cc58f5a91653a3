"""The answer of great_expectations: never believed without counting, and held against what the rules say. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from pydantic import ValidationError

from isoaudit.errors import Problem, RunError, problem
from isoaudit.gate.suites import FIRST_FAULT, Expectation, Suite
from isoaudit.gate.tables import KEYS, Line, TableName
from isoaudit.gate.wire import Answer, Judged, Unfit
from isoaudit.rules.pasted import PastedEvidence
from isoaudit.wording import date_short, labels

WHERE = "Rà soát kết quả"
"""What the step is called in messages."""
Key = tuple[object, ...]
Place = tuple[str, str, str]
"""A rule, and the inspection and criterion where it finds something; no criterion: the inspection as a whole."""
_NAMED = 5  # places of a disagreement that are named; more are counted


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


def believed(payload: bytes, suites: Mapping[TableName, Suite], keys: Mapping[TableName, Sequence[Key]]) -> Answer:
    """The answer, once it is seen to be about every line and every expectation there is.

    Raises RunError for one that cannot be read or is not complete (GATE_004), or for an expectation that is unfit
    (005).
    """
    try:
        answer = Answer.model_validate_json(payload)
    except ValidationError as error:
        raise RunError(problem("GATE_004", WHERE, reason="không đọc được")) from error
    if answer.unfit:
        raise RunError(map(_unfit, answer.unfit)) from RuntimeError("\n".join(u.detail for u in answer.unfit))
    incomplete = [r for name, suite in suites.items() for r in _incomplete(suite, keys[name], answer.tables.get(name))]
    if incomplete:
        raise RunError([problem("GATE_004", WHERE, reason=reason) for reason in incomplete])
    return answer


def failures(answer: Answer, suites: Mapping[TableName, Suite]) -> Iterator[Failure]:
    """Every line that fails an expectation, in the order of the suites."""
    for name, suite in suites.items():
        for found in sorted(answer.tables[name].found, key=lambda f: f.position):
            yield from (Failure(name, suite.expectations[found.position], line) for line in found.lines)


def check_data(failed: Iterable[Failure]) -> None:
    """Raise RunError with everything that only a fault of the program or a tampered file can bring about (GATE_006 to
    010)."""
    if faults := [failure for failure in failed if _of_the_data(failure)]:
        raise RunError(dict.fromkeys(map(_fault, faults)))


def check_agreement(failed: Iterable[Failure], by_the_rules: set[Place], pasted: PastedEvidence) -> None:
    """Raise RunError (GATE_011) unless great_expectations finds in every place just what the rules find there."""
    by_the_gate = {place for failure in failed if not _of_the_data(failure) for place in _places(failure, pasted)}
    only = {
        "great_expectations": by_the_gate - by_the_rules,
        "isoaudit/rules": by_the_rules - by_the_gate,
    }
    number = sum(len(places) for places in only.values())
    if number:
        named = ((who, place) for who, places in only.items() for place in sorted(places))
        raise RunError(_disagreement(who, place, number) for who, place in islice(named, _NAMED))


def _places(failure: Failure, pasted: PastedEvidence) -> Iterator[Place]:
    """Where a failure is: a text stands wherever its agency shows it."""
    line = failure.line
    if failure.table != "texts":
        yield failure.rule, str(line["inspection"]), str(line.get("criterion", ""))
        return
    agency = str(line["agency"])
    known = pasted.places(agency, str(line["text"]))
    yield from ((failure.rule, inspection, criterion) for inspection, criterion in known or [(agency, "")])


def _disagreement(who: str, place: Place, number: int) -> Problem:
    rule, inspection, criterion = place
    where = f"{inspection}/{criterion}" if criterion else inspection
    return problem("GATE_011", where, rule=rule, who=who, number=number)


def _unfit(unfit: Unfit) -> Problem:
    why = f"great_expectations không dùng được quy tắc thứ {unfit.position + 1}"
    return problem("GATE_005", f"{unfit.table}.json", reason=why)


def _incomplete(suite: Suite, keys: Sequence[Key], judged: Judged | None) -> Iterator[str]:
    """What an answer lacks, or has too much."""
    if judged is None or judged.lines != len(keys):
        yield f"{suite.name}: {judged.lines if judged else 0} trong {len(keys)} dòng"
        return
    if sorted(f.position for f in judged.found) != list(range(len(suite.expectations))):
        yield f"{suite.name}: {len(judged.found)} trong {len(suite.expectations)} quy tắc"
        return
    known = set(keys)
    for found in judged.found:
        lines = [tuple(line.get(column) for column in KEYS[suite.name]) for line in found.lines]
        if found.count != len(lines) or found.success != (not lines) or not known.issuperset(lines):
            yield f"{suite.name}: quy tắc thứ {found.position + 1}, {len(lines)} trong {found.count} dòng"


def _of_the_data(failure: Failure) -> bool:
    return failure.rule.startswith("GATE_") and failure.rule >= FIRST_FAULT


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
