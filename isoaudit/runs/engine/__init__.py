"""The papermill engine ``isoaudit-fork``: cells run inside a fresh process, without a kernel beside it.

Everything a notebook can notice is the stock code: the cells run in ipykernel's own kernel and shell, their messages
go through papermill's own client. Only the sockets between the two are replaced, by :class:`.streams.Wire`, and the
threads that serve them. So outputs equal those of a kernel, at a fraction of the time.

The process must be fresh, because modules a notebook has changed stay changed. ``own_process=True``, what papermill's
command line gets, takes one from multiprocessing's fork server; a caller that is in a fresh one already says ``False``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbformat import NotebookNode

NAME = "isoaudit-fork"
"""The name of the engine for papermill, as registered in ``pyproject.toml``."""


class ForkEngine:
    """papermill's engine :data:`NAME`; what it raises is what papermill's own engine raises.

    Besides, :class:`isoaudit.errors.RunError` refuses a notebook of another language (``RUN_008``) and a system
    without a fork server (``RUN_009``).
    """

    # It is no subclass of papermill's Engine, and imports when used: papermill loads every engine that is installed
    # while it is being imported itself, also where this one is not wanted.

    @classmethod
    def execute_notebook(
        cls,
        nb: NotebookNode,
        kernel_name: str,
        output_path: str | None = None,
        progress_bar: object = None,
        log_output: bool = False,
        autosave_cell_every: int = 0,
        *,
        own_process: bool = True,
        at_cell: Callable[[int], object] | None = None,
        **options: Any,
    ) -> NotebookNode:
        """Run the cells of ``nb`` and give it back. papermill saves what comes back, once; there is no progress bar.

        ``at_cell`` hears the number of each cell when it begins, as people count.
        What stops the run itself (time, a dead process) is raised after what was done so far has been saved.
        """
        from isoaudit.runs.engine.apart import run_apart
        from isoaudit.runs.engine.here import check_language, run_here
        from isoaudit.runs.engine.record import Record

        record = Record(nb, output_path, log_output)
        if at_cell and not own_process:
            record.on_cell = lambda index, done: done is None and at_cell(index + 1)
        record.notebook_start()
        try:
            check_language(kernel_name)
            (run_apart if own_process else run_here)(record, kernel_name, options)
        except BaseException:
            record.notebook_complete()
            record.write()
            raise
        record.notebook_complete()
        executed: NotebookNode = record.nb
        return executed

    @classmethod
    def nb_kernel_name(cls, nb: NotebookNode, name: str | None = None) -> str:
        """The kernel the notebook names, or ``name``; raises ValueError when there is none, as papermill does."""
        from papermill.utils import nb_kernel_name

        return str(nb_kernel_name(nb, name))

    @classmethod
    def nb_language(cls, nb: NotebookNode, language: str | None = None) -> str:
        """The language the notebook names, or ``language``; raises ValueError when there is none."""
        from papermill.utils import nb_language

        return str(nb_language(nb, language))
