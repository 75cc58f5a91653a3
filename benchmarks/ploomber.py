"""Runs notebooks with ploomber-engine, all in this process: told on standard input which, started by ``ways.py``.

``python benchmarks/ploomber.py --leaks`` shows what one notebook leaves for the next there, and on isoaudit's engine.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

CHANGES = """
import builtins, json, os
import pandas as pd
os.environ["LEFT_BEHIND"] = "1"
os.chdir("/")
pd.options.display.max_rows = 3
builtins.left_behind = 1
json.left_behind = 1
"""
LOOKS = """
import builtins, json, os
import pandas as pd
print({
    "environment": "LEFT_BEHIND" in os.environ,
    "current folder": os.getcwd() == "/",
    "pandas options": pd.options.display.max_rows == 3,
    "builtins": hasattr(builtins, "left_behind"),
    "attributes of a module": hasattr(json, "left_behind"),
})
"""
Run = Callable[[Path, Path], object]


def run_all() -> None:
    """Execute the notebooks named on standard input, and make nbconvert's page of each."""
    from nbconvert import HTMLExporter
    from ploomber_engine import execute_notebook

    exporter = HTMLExporter()
    for notebook, out, case, made, page in json.load(sys.stdin):
        folder = Path(out)
        parameters = {"case": str(folder / case), "out": out}
        execute_notebook(notebook, str(folder / made), parameters=parameters, progress_bar=False, cwd=out)
        text, _ = exporter.from_notebook_node(nbformat.read(folder / made, as_version=4))
        (folder / page).write_text(text, encoding="utf-8")


def leaks(run: Run) -> dict[str, bool]:
    """What a second notebook finds of what a first one changed."""
    with tempfile.TemporaryDirectory() as scratch:
        paths = []
        for name, source in (("changes", CHANGES), ("looks", LOOKS)):
            paths.append(Path(scratch) / f"{name}.ipynb")
            metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
            nbformat.write(new_notebook(cells=[new_code_cell(source)], metadata=metadata), paths[-1])
        made = [path.with_suffix(".made.ipynb") for path in paths]
        for path, target in zip(paths, made, strict=True):
            run(path, target)
        (output,) = nbformat.read(made[-1], as_version=4).cells[-1].outputs
        return eval(output["text"])  # a dictionary of ours


def show_leaks() -> None:
    """Print a table for benchmarks/results.md."""
    import papermill
    from ploomber_engine import execute_notebook

    quiet = {"progress_bar": False}
    ours = leaks(lambda a, b: papermill.execute_notebook(str(a), str(b), engine_name="isoaudit-fork", **quiet))
    theirs = leaks(lambda a, b: execute_notebook(str(a), str(b), **quiet))
    print("| what a notebook changed | found by the next on ploomber-engine | on isoaudit-fork |\n| --- | --- | --- |")
    for what in theirs:
        print(f"| {what} | {'yes' if theirs[what] else 'no'} | {'yes' if ours[what] else 'no'} |")


if __name__ == "__main__":
    show_leaks() if "--leaks" in sys.argv else run_all()
