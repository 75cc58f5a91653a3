"""What we write is signed, so that JupyterLab shows its styles and pictures without asking."""

from __future__ import annotations

import contextlib
import logging

from isoaudit.imports import jsonschema_without_addresses


def sign(notebook: bytes) -> None:
    """Trust a notebook that was just made, in the trust store of the user who runs the command (``nbformat.sign``).

    A store that cannot be written costs the trust and nothing else: the notebook opens, and JupyterLab asks.
    """
    jsonschema_without_addresses()
    import nbformat
    from nbformat.sign import NotebookNotary

    quiet = logging.Logger("isoaudit.signing", logging.CRITICAL + 1)  # nbformat would tell of the store in English
    with contextlib.suppress(Exception):
        notary = NotebookNotary(log=quiet)  # type: ignore[no-untyped-call]
        try:
            notary.sign(nbformat.reads(notebook.decode(), as_version=4))  # type: ignore[no-untyped-call]
        finally:
            notary.store.close()
