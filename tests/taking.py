"""Tables of an office, written and taken in by the command."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from conftest import run_isoaudit


def table(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    """Rows as a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def take(folder: Path, what: str, rows: Sequence[Sequence[Any]]) -> None:
    """Rows into a programme by ``isoaudit WHAT import``, which takes all of them."""
    done = run_isoaudit("-C", folder, what, "import", table(folder.with_name(f"{what}.csv"), rows))
    assert done.returncode == 0, done.stderr
