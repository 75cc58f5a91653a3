"""Pages people open from the folder: working paper, index, and what is to be completed or looked at again.

Each page is one file with everything in it: no link outside, no font or script from elsewhere. A content security
policy in the page says the same to the browser, so that text in a page can never load or run anything.
"""

from isoaudit.pages.frame import fold
from isoaudit.pages.gate import gate_html, shortened
from isoaudit.pages.gate_parts import InspectionItems, inspection_items
from isoaudit.pages.index import (
    DRAFT,
    NOTEBOOK,
    WORKING_PAPER,
    Coverage,
    IndexRow,
    finding_counts,
    index_html,
    totals,
)
from isoaudit.pages.paper import working_paper_html
from isoaudit.pages.status import Beside, as_of, status_html, title_of

__all__ = [
    "Beside",
    "Coverage",
    "DRAFT",
    "IndexRow",
    "NOTEBOOK",
    "InspectionItems",
    "WORKING_PAPER",
    "finding_counts",
    "as_of",
    "fold",
    "gate_html",
    "index_html",
    "inspection_items",
    "shortened",
    "status_html",
    "title_of",
    "totals",
    "working_paper_html",
]
