"""The findings and evidence of a year as data of a page, which its search box looks through without a network."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

MOST_BYTES = 6_000_000
"""How much of each kind a page holds: a laptop opens it in a second, and at thousands of bodies it grows no further."""


@dataclass(slots=True)
class FoundTexts:
    """What can be searched on a page: of each inspection its findings and its evidence, each with where it stands."""

    findings: list[tuple[str, str, str]] = field(default_factory=list)
    """Inspection, code or criterion, text."""
    evidence: list[tuple[str, str, str]] = field(default_factory=list)
    whole: bool = True
    """Whether all evidence is in it; where it is too much, none is."""
    _bytes: int = 0

    def add(self, inspection: str, findings: Sequence[tuple[str, str]], evidence: Sequence[tuple[str, str]]) -> None:
        """Note what stands of an inspection; evidence only for as long as all of it fits."""
        self.findings += [(inspection, place, text) for place, text in findings if text]
        if not self.whole:
            return
        rows = [(inspection, place, text) for place, text in evidence if text]
        self._bytes += sum(len(text.encode()) + 20 for _, _, text in rows)
        self.evidence += rows
        if self._bytes > MOST_BYTES:
            self.whole, self.evidence = False, []


def as_data(texts: FoundTexts, inspections: Sequence[str]) -> Markup:
    """The texts as JSON within a page: number of the inspection's row, whether it is evidence, place, text.

    Inspections that are not among the rows are left out. Nothing in it can end the element it stands in.
    """
    numbers = {id: number for number, id in enumerate(inspections)}
    rows = [
        (numbers[id], kind, place, text)
        for kind, several in enumerate((texts.findings, texts.evidence))
        for id, place, text in several
        if id in numbers
    ]
    rows.sort(key=lambda row: row[:2])
    written = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return Markup(written.replace("<", "\\u003c").replace("&", "\\u0026"))
