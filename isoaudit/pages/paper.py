"""The working paper of one inspection: an executed notebook as a page for readers."""

from __future__ import annotations

import re
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from isoaudit.pages.frame import css, environment

if TYPE_CHECKING:  # loading them takes half a second, which the other pages do not need
    from nbconvert import HTMLExporter
    from nbformat import NotebookNode

_ASIDE = "<!--isoaudit-output-{}-->"
_STOPPED = (
    "<p class='stopped'>Phần này chưa lập được: sổ tay dừng ở đây. Mở tệp {} trong cùng thư mục để xem ô dừng.</p>"
)


def working_paper_html(notebook: NotebookNode | Path, title: str, name: str = "findings.ipynb") -> str:
    """An executed notebook as one self-contained page without code, prompts, warnings or tracebacks.

    ``name`` is that of the notebook's file beside the page.
    """
    node = _read(notebook) if isinstance(notebook, Path) else notebook
    readable = _for_readers(node, name)
    aside = _put_aside(readable)
    body, _ = _exporter().from_notebook_node(readable)
    body = re.sub(_ASIDE.format(r"(\d+)"), lambda found: aside.get(found[1], ""), body)
    template = environment().get_template("working_paper.html.j2")
    return template.render(title=title, body=Markup(body), css=css())


def _put_aside(notebook: NotebookNode) -> dict[str, str]:
    """Take the HTML of outputs out of a notebook, leaving a mark for each.

    nbconvert parses the whole page again and writes it anew, to look for pictures without words: a tenth of the time
    of a working paper, for tables in which there is none.
    """
    aside: dict[str, str] = {}
    for output in (output for cell in notebook.cells for output in cell.get("outputs", ())):
        if "text/html" in output.get("data", {}):
            mark = str(len(aside))
            aside[mark] = "".join(output.data["text/html"])
            output.data["text/html"] = _ASIDE.format(mark)
    return aside


def _read(path: Path) -> NotebookNode:
    import nbformat

    node: NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    return node


def _for_readers(notebook: NotebookNode, name: str) -> NotebookNode:
    """A copy in which a stop is a plain sentence and what only a programmer reads is left out."""
    copy = deepcopy(notebook)
    copy.cells = [c for c in copy.cells if not any(t.startswith("papermill-error") for t in c.metadata.get("tags", []))]
    for cell in copy.cells:
        if cell.cell_type == "code":
            outputs = (_output_for_readers(output, name) for output in cell.outputs)
            cell.outputs = [output for output in outputs if output is not None]
    return copy


def _output_for_readers(output: NotebookNode, name: str) -> NotebookNode | None:
    from nbformat import NotebookNode

    if output.output_type == "error":
        stopped = {"output_type": "display_data", "data": {"text/html": _STOPPED.format(escape(name))}, "metadata": {}}
        return NotebookNode(stopped)  # type: ignore[no-untyped-call]
    return None if output.get("name") == "stderr" else output


@cache
def _exporter() -> HTMLExporter:
    """One exporter for the process: making it costs more than a page. ``lab`` and ``classic`` link outside."""
    from nbconvert import HTMLExporter

    return HTMLExporter(  # type: ignore[no-untyped-call]
        template_name="basic",
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
        optimistic_validation=True,  # once, not after each of its steps
    )
