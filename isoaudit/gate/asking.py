"""The question put to the process that judges, and its answer, which is never believed without counting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from pydantic import ValidationError

from isoaudit.errors import Problem, RunError, problem
from isoaudit.gate.suites import Suite
from isoaudit.gate.tables import KEYS, NAMES, Columns, TableName, portions
from isoaudit.gate.wire import Answer, Asked, Judged, Portion, Unfit
from isoaudit.gate.words import Failure, gate
from isoaudit.model import Case, Gate, Remark

WHERE = "Rà soát kết quả"
"""What the step is called in messages."""
Key = tuple[object, ...]


class Asking:
    """All cases of a run with the suites they are judged by; the cases are gone through more than once."""

    def __init__(self, cases: Iterable[Case], suites: dict[TableName, Suite], paper: IO[bytes]) -> None:
        """Write the question onto ``paper``, a line for each portion of a table."""
        self._cases = cases
        self._suites = suites
        self._keys: dict[TableName, list[Key]] = {name: [] for name in NAMES}
        self._noted: dict[str, tuple[Remark, ...]] = {}
        for name, columns in portions(self._noting(cases)):
            self._keys[name] += _keys(name, columns)
            paper.write(Portion(table=name, columns=columns).model_dump_json().encode() + b"\n")
        for name, suite in suites.items():
            expectations = tuple(e.model_dump(mode="json") for e in suite.expectations)
            paper.write(Asked(table=name, key=KEYS[name], expectations=expectations).model_dump_json().encode() + b"\n")
        paper.flush()
        self.rows = len(self._keys["answers"])

    def _noting(self, cases: Iterable[Case]) -> Iterator[Case]:
        """The cases, while what only the whole record shows is kept for the answer."""
        for case in cases:
            if case.remarks:
                self._noted[case.inspection.id] = case.remarks
            yield case

    def gate(self, said: bytes) -> Gate:
        """What was found, once the answer is seen to be about every line and every expectation there is.

        Raises RunError for an answer that cannot be read or is not complete (GATE_004), for an expectation that is
        unfit (005), and for what is false in the data themselves (006 and on).
        """
        try:
            answer = Answer.model_validate_json(said)
        except ValidationError as error:
            raise RunError(problem("GATE_004", WHERE, reason="không đọc được")) from error
        if answer.unfit:
            raise RunError(map(_unfit, answer.unfit)) from RuntimeError("\n".join(u.detail for u in answer.unfit))
        incomplete = [
            reason
            for name, suite in self._suites.items()
            for reason in _incomplete(suite, self._keys[name], answer.tables.get(name))
        ]
        if incomplete:
            raise RunError([problem("GATE_004", WHERE, reason=reason) for reason in incomplete])
        expectations = sum(len(suite.expectations) for suite in self._suites.values())
        counts = {"inspections": len(self._keys["inspections"]), "rows": self.rows, "expectations": expectations}
        return gate(self._cases, self._noted, self._failures(answer), answer.engine, **counts)

    def _failures(self, answer: Answer) -> Iterator[Failure]:
        for name, suite in self._suites.items():
            for found in sorted(answer.tables[name].found, key=lambda f: f.position):
                yield from (Failure(name, suite.expectations[found.position], line) for line in found.lines)


def _keys(name: TableName, columns: Columns) -> list[Key]:
    return list(zip(*(columns[column] for column in KEYS[name]), strict=True))


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
