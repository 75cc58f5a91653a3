"""The reusable wordings of each criterion, as the form offers them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from isoaudit.form.page import Phrase
from isoaudit.journal.wordings import offered_wordings
from isoaudit.model import Wording
from isoaudit.wording import label, sentence


def by_criterion(folder: Path) -> Mapping[str, tuple[Wording, ...]]:
    """The wordings of a programme for each criterion."""
    found: dict[str, tuple[Wording, ...]] = {}
    for wording in offered_wordings(folder / "checklists"):
        found[wording.criterion] = (*found.get(wording.criterion, ()), wording)
    return found


def phrases(wordings: Iterable[Wording], of: Literal["evidence", "gap"]) -> tuple[Phrase, ...]:
    """What a field offers: of each wording what was seen, or what is not met."""
    return tuple(
        Phrase(getattr(one, of), f"{sentence(label('visit_verdict', one.grade))}:", one.note or "", one.grade)
        for one in wordings
    )
