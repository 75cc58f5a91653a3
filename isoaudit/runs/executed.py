"""A notebook as it was executed: which cell ran last, what it printed, and what is taken out before it is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isoaudit.errors import Problem, problem
from isoaudit.files import parse_json, read_bounded

if TYPE_CHECKING:
    from nbformat import NotebookNode

_MOST_PRINTED = 20  # MiB shown by a cell; a chart is some tens of KB


def too_much(notebook: NotebookNode, subject: str) -> Problem | None:
    """Take away what a cell printed beyond all measure: no page could show it; what is to be said of it."""
    for number, cell in enumerate(notebook.cells, start=1):
        size = sum(len(json.dumps(output, ensure_ascii=False)) for output in cell.get("outputs", ())) / 2**20
        if size > _MOST_PRINTED:
            cell.outputs = []
            return problem("RUN_016", subject, cell=number, size=round(size), most=_MOST_PRINTED)
    return None


def _cells(executed: Path) -> list[tuple[int, dict[str, Any]]]:
    """The cells of an executed notebook: number as people count, and what papermill noted; empty if unreadable."""
    try:
        cells = parse_json(read_bounded(executed))["cells"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [(number, cell["metadata"].get("papermill", {})) for number, cell in enumerate(cells, start=1)]


def stopped_cells(executed: Path) -> list[int]:
    """The numbers of the cells that raised."""
    return [number for number, noted in _cells(executed) if noted.get("exception")]


def last_cell(executed: Path) -> int:
    """The last cell that began, 0 if none did."""
    return max((number for number, noted in _cells(executed) if noted.get("start_time")), default=0)


def without_traces(notebook: NotebookNode, parameters: Mapping[str, object]) -> None:
    """Take paths of this machine and times of this run out, so that it can be opened where it lies."""
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", ()):
            cell.id = "parameters-given"  # papermill's is random; the same case is to give the same page
            lines = [f"{name} = {_literal(value)}\n" for name, value in parameters.items()]
            cell.source = "".join(["# Parameters\n", *lines])
        for output in cell.get("outputs", ()):
            if "traceback" in output:
                output["traceback"] = [f"{output['ename']}: {output['evalue']}"]


def _literal(value: object) -> str:
    """A value as it is written in a cell."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
