"""The suites: what is expected of each table, as files that great_expectations reads as they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from isoaudit.errors import CATALOGUE, IsoAuditError, Problem, RunError, problem
from isoaudit.files import parse_json, read_bounded, reason
from isoaudit.gate.tables import NAMES, TableName
from isoaudit.model import faults
from isoaudit.model.vocabulary import Line, Noun
from isoaudit.rules.answers import REFUSALS, REMARKS

SUITES = Path(__file__).parent / "suites"
"""The suites of the package."""


FIRST_FAULT, _LAST_FAULT = "GATE_006", "GATE_010"
"""The messages between these are about the data, the others about the gate itself."""


class Meta(Noun):
    """What great_expectations carries along unread."""

    rule: Line
    """A rule that refuses (``RefusalRule``), one that remarks (``RemarkRule``), or the message of what only a fault
    of the program or a tampered file can bring about (``GATE_006`` and the like), which stops the run."""


class Expectation(Noun):
    """One expectation, in the words of great_expectations."""

    type: Line
    kwargs: dict[str, Any]
    severity: Literal["critical", "warning"]
    """``critical`` refuses, ``warning`` remarks."""
    meta: Meta


class Suite(Noun):
    """What is expected of one table."""

    name: TableName
    expectations: Annotated[tuple[Expectation, ...], Field(min_length=1)]


def read_suites(folder: Path = SUITES) -> dict[TableName, Suite]:
    """The suite of each table, from ``answers.json`` and so on.

    Raises RunError with every problem (GATE_005): a file that is missing or wrong, a rule that is none, a severity
    that does not fit its rule.
    """
    suites: dict[TableName, Suite] = {}
    problems: list[Problem] = []
    for name in NAMES:
        try:
            suites[name] = _read(folder / f"{name}.json", name)
        except IsoAuditError as error:
            problems += error.problems
    if problems:
        raise RunError(problems)
    return suites


def _read(path: Path, name: TableName) -> Suite:
    def wrong(*reasons: str) -> RunError:
        return RunError([problem("GATE_005", str(path), reason=reason) for reason in reasons])

    try:
        suite = Suite.model_validate(parse_json(read_bounded(path).decode()))
    except OSError as error:
        raise wrong(reason(error)) from None
    except ValidationError as error:
        raise wrong(*(f"«{'.'.join(map(str, place))}» {what}" for place, what in faults(error))) from None
    except ValueError as error:
        raise wrong("không đọc được") from error
    unfit = list(_unfit(suite)) + ([f"tên «{suite.name}» không khớp với tên tệp"] if suite.name != name else [])
    if unfit:
        raise wrong(*unfit)
    return suite


def _unfit(suite: Suite) -> Iterator[str]:
    for number, expectation in enumerate(suite.expectations, 1):
        rule = expectation.meta.rule
        remarks = expectation.severity == "warning"
        if rule not in (REMARKS if remarks else (*REFUSALS, *_faults())):
            yield f"quy tắc thứ {number} («{rule}») không có, hoặc không đi với mức «{expectation.severity}»"


def _faults() -> Iterator[str]:
    return (code for code in CATALOGUE if FIRST_FAULT <= code <= _LAST_FAULT)
