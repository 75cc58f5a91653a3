"""All inspections of a year: what the rules say of them, and the question that great_expectations is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from isoaudit.gate.agreement import Key, Place, believed, check_agreement, check_data, failures
from isoaudit.gate.suites import Suite
from isoaudit.gate.tables import KEYS, NAMES, Columns, TableName, portions
from isoaudit.gate.wire import Asked, Portion
from isoaudit.model import Case, Gate, Refusal, Remark
from isoaudit.rules.answers import in_order, judged, remarks, stops
from isoaudit.rules.pasted import PastedEvidence


@dataclass(frozen=True, slots=True)
class _Noted:
    """What the rules say of an inspection by itself."""

    refused: tuple[Refusal, ...]
    of_the_record: tuple[Remark, ...]
    remarks: tuple[Remark, ...]
    criteria: tuple[str, ...]
    """In their order, where the evidence has to be compared with that of others."""


class Year:
    """The inspections of a year, gone through once; the rules in plain Python judge each of them at once."""

    def __init__(self, cases: Iterable[Case], suites: dict[TableName, Suite], paper: IO[bytes]) -> None:
        """Write the question onto ``paper``, a line for each portion of a table, and note what the rules say."""
        self._suites = suites
        self._keys: dict[TableName, list[Key]] = {name: [] for name in NAMES}
        self._noted: dict[str, _Noted] = {}
        self._pasted = PastedEvidence()
        for name, columns in portions(self._noting(cases)):
            self._keys[name] += _keys(name, columns)
            paper.write(Portion(table=name, columns=columns).model_dump_json().encode() + b"\n")
        for name, suite in suites.items():
            expectations = tuple(e.model_dump(mode="json") for e in suite.expectations)
            paper.write(Asked(table=name, key=KEYS[name], expectations=expectations).model_dump_json().encode() + b"\n")
        paper.flush()
        self.rows = len(self._keys["answers"])

    def _noting(self, cases: Iterable[Case]) -> Iterator[Case]:
        for case in cases:
            compared = self._pasted.add(case)
            criteria = tuple(c.id for p in case.checklists for c in p.checklist.criteria) if compared else ()
            noted = _Noted(stops(case), case.remarks, remarks(case), criteria)
            if noted != _NOTHING:
                self._noted[case.inspection.id] = noted
            yield case

    def judged(self, case: Case) -> Case:
        """A case of the year with what stops its letter and what is unusual, pasted evidence of others included."""
        return judged(case, self._pasted.remarks(case.inspection.id))

    def gate(self, payload: bytes) -> Gate:
        """What was found by inspection, once great_expectations is seen to say the same; ``payload`` is its answer.

        Raises RunError for an answer that cannot be read or is not complete (GATE_004), for an expectation that is
        unfit (005), for what is false in the data themselves (006 to 010), on which no rule is to be relied, and where
        the answer and the rules disagree (011).
        """
        answer = believed(payload, self._suites, self._keys)
        failed = list(failures(answer, self._suites))
        check_data(failed)
        gate = Gate(
            engine=answer.engine,
            inspections=len(self._keys["inspections"]),
            rows=self.rows,
            expectations=sum(len(suite.expectations) for suite in self._suites.values()),
            refused={id: noted.refused for id, noted in self._noted.items() if noted.refused},
            remarks={id: found for id, noted in self._noted.items() if (found := self._remarks(id, noted))},
        )
        check_agreement(failed, set(self._places(gate)), self._pasted)
        return gate

    def _remarks(self, id: str, noted: _Noted) -> tuple[Remark, ...]:
        """What only the whole record shows comes first."""
        pasted = self._pasted.remarks(id)
        found = in_order([*noted.remarks, *pasted], noted.criteria) if pasted else noted.remarks
        return (*noted.of_the_record, *found)

    def _places(self, gate: Gate) -> Iterator[Place]:
        """What the suites are to find too; they know nothing of the record."""
        for id, refused in gate.refused.items():
            yield from ((refusal.rule, id, refusal.criterion) for refusal in refused)
        for id, remarked in gate.remarks.items():
            of_the_record = len(self._noted[id].of_the_record)
            yield from ((remark.rule, id, remark.criterion) for remark in remarked[of_the_record:])


_NOTHING = _Noted((), (), (), ())


def _keys(name: TableName, columns: Columns) -> list[Key]:
    return list(zip(*(columns[column] for column in KEYS[name]), strict=True))
