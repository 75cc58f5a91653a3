"""Findings, answers and acts as pandas tables, of one inspection or of a year: one row each, for work in a notebook.

Columns have English names and hold the codes of the glossary, so that they can be grouped and joined; text is
``object``, days are ``datetime64[s]``, what is not said is empty text or ``NaT``. An empty table has the same columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import pandas as pd

from isoaudit.model import Act, Agency, Answer, Case, Finding, Inspected, Inspection, Result, joined
from isoaudit.notebooks.prepared import Year
from isoaudit.rules.findings import judge

Source = Case | Year
"""What the tables are made of: :func:`isoaudit.notebooks.load` or :func:`isoaudit.notebooks.load_year`."""

_OF = ("inspection", "agency", "name", "kind", "parent", "mode", "round")
_DAYS = ("examined_on", "on", "arrived_on", "reply_by", "since", "due")
FINDING_COLUMNS = (
    *_OF, "point", "criterion", "finding", "code", "requirement", "evidence", "gap", "remedy",
    "withdrawn", "late", "due",
)  # fmt: skip
ANSWER_COLUMNS = (
    *_OF, "criterion", "point", "verdict", "grade", "evidence", "gap", "note", "inspector", "examined_on"
)  # fmt: skip
ACT_COLUMNS = (*_OF, "act", "on", "number", "issuer", "signer", "arrived_on", "reply_by", "note")
POINT_COLUMNS = (
    *_OF, "point", "title", "state",
    "conforming", "nonconforming", "observation", "not_applicable", "not_examined", "missing",
)  # fmt: skip
INSPECTION_COLUMNS = (
    *_OF, "obligation", "qms_status", "answered", "nonconformities", "observations", "good_practices", "missing",
    "refused", "remarks", "stage", "next", "since", "due", "late",
)  # fmt: skip


def findings_table(source: Source) -> pd.DataFrame:
    """A row for each finding; ``finding`` is ``nonconformity``, ``observation`` or ``good_practice``.

    Columns: :data:`FINDING_COLUMNS`. ``withdrawn`` says why one was withdrawn after the exchange with the agency; the
    others have it empty. ``late`` and ``due`` are those of the inspection, of a year only.
    """
    return _table(
        FINDING_COLUMNS,
        (
            {**one.of, **_finding(finding), "late": one.late, "due": one.due}
            for one in _all(source)
            for finding in (*one.result.findings, *one.result.withdrawn)
        ),
    )


def answers_table(source: Source) -> pd.DataFrame:
    """A row for each answer with a verdict. Columns: :data:`ANSWER_COLUMNS`; several items of evidence on a line each.

    ``point`` is known of one inspection only, where the checklist is at hand; of a year it is empty.
    """
    return _table(
        ANSWER_COLUMNS,
        (
            {**one.of, **_answer(answer), "point": one.points.get(answer.criterion, "")}
            for one in _all(source)
            for answer in one.answers
            if answer.verdict is not None
        ),
    )


def acts_table(source: Source) -> pd.DataFrame:
    """A row for each act, by day. Columns: :data:`ACT_COLUMNS`."""
    return _table(ACT_COLUMNS, ({**one.of, **_act(act)} for one in _all(source) for act in one.acts))


def points_table(source: Source) -> pd.DataFrame:
    """Thirteen rows for each inspection: how each point of Article 36 came out. Columns: :data:`POINT_COLUMNS`."""
    return _table(
        POINT_COLUMNS, ({**one.of, **point.model_dump()} for one in _all(source) for point in one.result.points)
    )


def inspections_table(year: Year) -> pd.DataFrame:
    """A row for each inspection of the year, with how many findings it has and where it stands.

    Columns: :data:`INSPECTION_COLUMNS`; ``stage`` and ``next`` are codes, ``late`` says whether ``due`` has passed on
    the day of the year's head.
    """
    return _table(INSPECTION_COLUMNS, ({**_of(one.agency, one.inspection), **_standing(one)} for one in year))


class _One:
    """An inspection, whichever way it came."""

    def __init__(self, one: Case | Inspected) -> None:
        self.of = _of(one.agency, one.inspection)
        self.result: Result = one.result if isinstance(one, Inspected) else judge(one)
        self.answers, self.acts = one.answers, one.acts
        self.late, self.due = (one.late, one.due) if isinstance(one, Inspected) else (False, None)
        pinned = one.checklists if isinstance(one, Case) else ()
        self.points = {c.id: c.point for p in pinned for c in p.checklist.criteria}


def _all(source: Source) -> Iterator[_One]:
    return map(_One, [source] if isinstance(source, Case) else source)


def _of(agency: Agency, inspection: Inspection) -> dict[str, Any]:
    return {
        "inspection": inspection.id,
        "agency": agency.code,
        "name": agency.name,
        "kind": agency.kind,
        "parent": agency.parent,
        "mode": inspection.mode,
        "round": inspection.round,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    names = ("point", "criterion", "code", "requirement", "gap", "remedy", "withdrawn")
    said = {name: getattr(finding, name) for name in names}
    return {**said, "finding": finding.kind, "evidence": joined(item.text for item in finding.evidence)}


def _answer(answer: Answer) -> dict[str, Any]:
    names = ("criterion", "verdict", "gap", "note", "inspector", "examined_on")
    said = {name: getattr(answer, name) for name in names}
    return {**said, "grade": answer.grade or "", "evidence": joined(item.text for item in answer.evidence)}


def _act(act: Act) -> dict[str, Any]:
    said = {name: getattr(act, name) for name in ("on", "number", "issuer", "signer", "arrived_on", "reply_by", "note")}
    return {**said, "act": act.kind}


def _standing(one: Inspected) -> dict[str, Any]:
    kinds = [finding.kind for finding in one.result.findings]
    return {
        "obligation": one.agency.obligation,
        "qms_status": one.agency.qms_status or "",
        "answered": one.result.counts["answered"],
        "nonconformities": kinds.count("nonconformity"),
        "observations": kinds.count("observation"),
        "good_practices": kinds.count("good_practice"),
        "missing": len(one.result.missing),
        "refused": len(one.result.refused),
        "remarks": len(one.remarks),
        **{name: getattr(one, name) for name in ("stage", "next", "since", "due", "late")},
    }


def _table(columns: tuple[str, ...], rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    table = pd.DataFrame(([row[name] for name in columns] for row in rows), columns=list(columns))
    for name in (name for name in _DAYS if name in columns):
        days = [pd.NaT if not isinstance(day, date) else pd.Timestamp(day) for day in table[name]]
        table[name] = pd.Series(days, index=table.index, dtype="datetime64[s]")
    if "late" in columns:
        table["late"] = table["late"].astype(bool)  # of no rows it would be a list of columns
    return table
