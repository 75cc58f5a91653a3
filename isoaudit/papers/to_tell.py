"""What an agency is to be told of its corrective action, and by which paper (Circular 26/2014, Article 37.2.d)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from isoaudit.model import ActKind, Case, PaperName
from isoaudit.papers.values import act_of
from isoaudit.rules.corrective import refusals_to_tell

ON_CORRECTION: Mapping[ActKind, PaperName] = {"not_accepted": "not_accepted", "review_notified": "review_notice"}
"""The paper of each act by which an agency is told of its corrective action."""


def to_tell(case: Case, out: Path, day: date) -> Iterator[ActKind]:
    """What is to be told: that corrective action is not accepted, which the circular wants in writing; and what was
    reviewed since, where the office made that paper below ``out``, for which the circular does not ask."""
    if refusals_to_tell(case, day):
        yield "not_accepted"
    told, made = act_of(case, "review_notified"), out / case.inspection.id / f"{ON_CORRECTION['review_notified']}.docx"
    news = (review.on for review in case.reviews if review.on and (told is None or review.on > told.on))
    if any(news) and made.is_file():
        yield "review_notified"
