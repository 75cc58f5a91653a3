"""What the exchange with the agency changed in an agreed finding (Circular 26/2014, Article 37.2.b, c)."""

from __future__ import annotations

from collections.abc import Iterable

from isoaudit.model import Amendment, Entry, Finding


def amendments_of(finding: Finding, entries: Iterable[Entry]) -> list[Amendment]:
    """What was said of one finding after it was agreed; an agreement that changed it starts anew."""
    amendments: list[Amendment] = []
    text = finding.gap
    for entry in entries:
        payload = entry.payload
        if payload.get("anew"):
            amendments, text = [], finding.gap
        elif "gap" in payload:
            amendments.append(_amendment(finding, entry, "reworded", before=text, after=payload["gap"]))
            text = payload["gap"]
        else:
            amendments.append(_amendment(finding, entry, "withdrawn" if payload.get("withdrawn") else "restored"))
    return amendments


def _amendment(finding: Finding, entry: Entry, kind: str, **texts: str) -> Amendment:
    fields = {"code": finding.code, "kind": kind, "why": entry.payload["why"], "by": entry.author, **texts}
    return Amendment.model_validate(fields)
