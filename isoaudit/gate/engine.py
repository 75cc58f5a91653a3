"""great_expectations itself. Imported by the child process only: it takes seconds and hundreds of megabytes."""

from __future__ import annotations

from typing import Any

import great_expectations as gx
import pandas as pd
from great_expectations.core.expectation_suite import ExpectationSuite
from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

from isoaudit.gate.tables import TableName
from isoaudit.gate.wire import Answer, Found, Judged, Question, Table, Unfit

# pandas would hand text to Arrow where that is installed, whose patterns know only ASCII letters.
pd.options.mode.string_storage = "python"


def judge(question: Question) -> Answer:
    """What each table holds against its suite, line by line; what could not be judged is said, never left out."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    tables, unfit = {}, []
    for name, table in question.tables.items():
        built, wrong = _build(name, table)
        judged, failed = _validate(context, name, table, built) if not wrong else (Judged(lines=0, found=()), [])
        tables[name] = judged
        unfit += wrong + failed
    return Answer(engine=f"great_expectations {gx.__version__}", tables=tables, unfit=tuple(unfit))


def _build(name: TableName, table: Table) -> tuple[list[Any], list[Unfit]]:
    """The expectations as objects, one by one: a suite would leave out what it cannot build and only log it."""
    built, wrong = [], []
    for position, expectation in enumerate(table.expectations):
        try:
            built.append(_expectation(expectation, position))
        except Exception as error:  # each engine and each expectation raises its own
            wrong.append(Unfit(table=name, position=position, detail=f"{type(error).__name__}: {error}"))
    return built, wrong


def _expectation(fields: dict[str, Any], position: int) -> Any:
    """One expectation with everything it depends on stated: left out, a pattern would match any text.

    Its place goes along, because results come back grouped by column.
    """
    made = ExpectationConfiguration(**{**fields, "meta": {**fields["meta"], "position": position}}).to_domain_obj()
    stated = set(fields["kwargs"])
    if unstated := set(made.success_keys) - {"mostly"} - stated:
        raise ValueError(f"not stated: {sorted(unstated)}")
    if "mostly" in stated:
        raise ValueError("a rule holds for every line, not for most")
    return made


def _validate(
    context: EphemeralDataContext, name: TableName, table: Table, expectations: list[Any]
) -> tuple[Judged, list[Unfit]]:
    frame = pd.DataFrame({column: pd.Series(values, dtype=object) for column, values in table.columns.items()})
    asset = context.data_sources.add_pandas(name).add_dataframe_asset(name)
    suite = context.suites.add(ExpectationSuite(name=name, expectations=expectations))
    batch = asset.add_batch_definition_whole_dataframe(name).get_batch({"dataframe": frame})
    outcome = batch.validate(
        suite,
        result_format={
            "result_format": "COMPLETE",
            "unexpected_index_column_names": list(table.key),
            "partial_unexpected_count": 0,
            "return_unexpected_index_query": False,
        },
    )
    found, failed = [], []
    for result in outcome.results:
        assert result.expectation_config is not None
        position = result.expectation_config.meta["position"]
        if result.exception_info.get("raised_exception") is False and "unexpected_count" in result.result:
            found.append(_found(position, result))
        else:
            failed.append(Unfit(table=name, position=position, detail=str(result.exception_info)))
    return Judged(lines=len(frame), found=tuple(found)), failed


def _found(position: int, result: Any) -> Found:
    return Found(
        position=position,
        success=bool(result.success),
        count=result.result["unexpected_count"],
        lines=tuple(result.result.get("unexpected_index_list") or ()),
    )
