"""What notebooks call: the documented face for who writes one is in ``docs/notebooks.md``.

``from isoaudit.notebooks import load, findings_table, show`` is enough for most.
"""

from isoaudit.notebooks.cells import POINT, blocks, lines, picture, show
from isoaudit.notebooks.prepared import Year, load, load_evidence, load_figures, load_peers, load_year
from isoaudit.notebooks.tables import (
    acts_table,
    answers_table,
    findings_table,
    inspections_table,
    points_table,
)

__all__ = [
    "POINT",
    "Year",
    "acts_table",
    "answers_table",
    "blocks",
    "findings_table",
    "inspections_table",
    "lines",
    "load",
    "load_evidence",
    "load_figures",
    "load_peers",
    "load_year",
    "picture",
    "points_table",
    "show",
]
