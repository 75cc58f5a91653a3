"""The notebook of an inspection, prepared and not run: an executed one shows a text in place of its form."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from isoaudit.errors import RunError, problem
from isoaudit.files import make_folder, shipped, write_whole
from isoaudit.imports import jsonschema_without_addresses
from isoaudit.lab.server import KERNEL
from isoaudit.runs import trust
from isoaudit.runs.kinds import NotebookKind, read_kind


def opened_kind(programme: Path, name: str) -> NotebookKind:
    """The notebook ``name`` of a programme, or ours where the programme is older than it, fit to be opened.

    Raises RunError: it is unfit, of strangers (``TRUST_001``), or is one to be run (``LAB_006``).
    """
    own = programme / "notebooks" / f"{name}.ipynb"
    kind = read_kind(own if own.is_file() else shipped("notebooks") / own.name)
    if kind.when != "opened":
        raise RunError(problem("LAB_006", str(kind.path), name=name))
    if foreign := trust.problem_of(kind.path):
        raise RunError(foreign)
    return kind


def prepare(kind: NotebookKind, target: Path, parameters: Mapping[str, object]) -> None:
    """Write the notebook with its parameters filled in, every cell of it fixed. Raises RunError (``FILE_005``).

    What stood at ``target`` is replaced: all that counts is in the database.
    """
    jsonschema_without_addresses()
    import nbformat
    import papermill

    read: Any = nbformat.read(kind.path, as_version=4)  # type: ignore[no-untyped-call]
    read.metadata.kernelspec = {"name": KERNEL, "display_name": "Python 3", "language": "python"}
    for cell in read.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    made: Any = papermill.execute_notebook(
        read, None, parameters=dict(parameters), prepare_only=True, kernel_name=KERNEL, progress_bar=False
    )
    made.metadata.pop("papermill", None)  # holds paths and times of no use here
    for cell in made.cells:
        cell.metadata.pop("papermill", None)
        # After papermill: the cell that it puts in comes without.
        cell.metadata.update(deletable=False, editable=False)
    make_folder(target.parent)
    write_whole(target, nbformat.writes(made).encode())  # type: ignore[no-untyped-call]
