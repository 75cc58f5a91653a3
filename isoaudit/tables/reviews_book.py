"""The review of corrective action as a workbook (Circular 26/2014, Article 37.2.d)."""

from __future__ import annotations

from isoaudit.tables.cells import Column, entry_ids, one_of, person, text
from isoaudit.tables.days import past_day

REVIEW_COLUMNS = (
    Column("agency", text),
    Column("inspection", text),
    Column("criterion", text, required=True),
    Column("report", text),
    Column("outcome", one_of("review_outcome"), values="review_outcome", title="review_outcome", wanted=True),
    Column("reason", text, title="review_reason"),
    Column("reviewer", person),
    Column("on", past_day, title="reviewed_on"),
    Column("seen", entry_ids),
)
