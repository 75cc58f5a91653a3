"""papermill's record of a run, written once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nbformat import NotebookNode
from papermill.engines import NotebookExecutionManager


class Record(NotebookExecutionManager):  # type: ignore[misc]  # papermill is untyped
    """papermill's record of a run: times and states of the cells; not saved before and after each cell."""

    on_cell: Callable[[int, NotebookNode | None], object] | None = None
    """Called with the index of each cell that starts, and again, with the cell, once it is done."""

    def __init__(self, nb: NotebookNode, output_path: str | None, log_output: bool = False) -> None:
        super().__init__(nb, output_path, log_output=log_output, progress_bar=False, autosave_cell_every=0)

    def save(self, **kwargs: Any) -> None:
        """Nothing: papermill saves at the end."""

    def write(self) -> None:
        """Save what there is."""
        super().save()

    def cell_start(self, cell: NotebookNode, cell_index: int | None = None, **kwargs: Any) -> None:
        """Note that a cell starts."""
        super().cell_start(cell, cell_index, **kwargs)
        if self.on_cell and cell_index is not None:
            self.on_cell(cell_index, None)

    def cell_complete(self, cell: NotebookNode, cell_index: int | None = None, **kwargs: Any) -> None:
        """Note that a cell is done."""
        super().cell_complete(cell, cell_index, **kwargs)
        if self.on_cell and cell_index is not None:
            self.on_cell(cell_index, cell)
