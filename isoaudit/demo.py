"""A whole programme on the example inputs: a province that does not exist, so that anybody can look at everything."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

from isoaudit.config import SETTINGS, shipped
from isoaudit.errors import RunError, problem
from isoaudit.model import Outcome
from isoaudit.procedure import OnOutcome, run_findings
from isoaudit.register import import_agencies, import_answers, import_inspections
from isoaudit.workspace import Workspace, init

EXAMPLE = "an-binh-2026"


def make_demo(folder: Path, *, workers: int, on_outcome: OnOutcome | None = None) -> list[Outcome]:
    """Build the example programme in ``folder`` and run it.

    Raises RunError (DEMO_001) unless exactly the planned inspections are refused a letter, by the planned rules.
    """
    inputs = shipped("examples") / EXAMPLE
    init(folder, "Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình", 2026)
    shutil.copyfile(inputs / SETTINGS, folder / SETTINGS)
    workspace = Workspace(folder)
    import_agencies(workspace, inputs / "agencies.csv")
    import_inspections(workspace, inputs / "inspections.csv")
    import_answers(workspace, inputs / "answers.csv")
    outcomes = run_findings(workspace, workers=workers, on_outcome=on_outcome)
    unplanned = _refused(workspace) ^ _planned(inputs / "refused.csv")
    failed = {outcome.inspection for outcome in outcomes if outcome.status == "failed"}
    if unplanned or failed:
        reason = ", ".join(sorted({id for id, _ in unplanned} | failed))
        raise RunError(problem("DEMO_001", str(folder), reason=reason))
    return outcomes


def _refused(workspace: Workspace) -> set[tuple[str, str]]:
    state = workspace.state()
    cases = (workspace.case(state, inspection) for inspection in state.inspections.values())
    return {(case.inspection.id, refusal.rule) for case in cases for refusal in case.refused}


def _planned(path: Path) -> set[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["inspection"], row["rule"]) for row in csv.DictReader(file)}
