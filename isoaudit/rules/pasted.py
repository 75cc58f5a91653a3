"""Evidence pasted from one agency to another: the one rule that sees an inspection only beside the others. Pure."""

from __future__ import annotations

from collections import defaultdict
from hashlib import blake2b
from itertools import islice

from isoaudit.model import Answer, Case, Remark
from isoaudit.rules.answers import remark_of
from isoaudit.wording import count

LONG = 30
"""Letters and digits from which the same text of two agencies is no chance: «Không có hồ sơ» is written by many."""
_NAMED = 3  # other inspections named in one remark; more are counted


def compared(answer: Answer) -> str:
    """The letters and digits of the evidence in small letters: how texts are compared; empty for what is none."""
    if answer.verdict != "nonconforming":
        return ""
    return "".join(filter(str.isalnum, "".join(e.text for e in answer.evidence).casefold()))


class PastedEvidence:
    """The evidence of nonconformities of many inspections, each text by its digest: a year's is tens of megabytes."""

    def __init__(self) -> None:
        self._texts: dict[bytes, _Text] = {}
        self._of_inspection: dict[str, tuple[str, list[tuple[bytes, str]]]] = {}
        """By inspection its agency, and its texts with their criteria."""

    def add(self, case: Case) -> bool:
        """Take in one more inspection; whether any of its texts is long enough to be compared.

        In the remarks the inspection that was added first is named first.
        """
        id, agency = case.inspection.id, case.agency.code
        found = [(_digest(text), answer.criterion) for answer in case.answers if len(text := compared(answer)) >= LONG]
        for digest, _ in found:
            self._texts.setdefault(digest, _Text()).add(id, agency)
        if found:
            self._of_inspection[id] = (agency, found)
        return bool(found)

    def remarks(self, inspection: str) -> tuple[Remark, ...]:
        """What of the evidence of an inspection stands in the same words at another agency, of all that were added.

        What one agency shows in two inspections is its own.
        """
        agency, texts = self._of_inspection.get(inspection, ("", []))
        return tuple(
            remark_of("pasted_evidence", criterion, others=others)
            for digest, criterion in texts
            if (others := self._texts[digest].others(agency))
        )

    def places(self, agency: str, text: str) -> list[tuple[str, str]]:
        """The inspections and criteria in which an agency shows a text, given as :func:`compared` gives it."""
        wanted = _digest(text)
        inspections = self._texts[wanted].by_agency[agency] if wanted in self._texts else ()
        return [(id, c) for id in inspections for digest, c in self._of_inspection[id][1] if digest == wanted]


class _Text:
    """Where one text stands."""

    def __init__(self) -> None:
        self._agencies: dict[str, str] = {}
        """By inspection, in the order in which they were added."""
        self.by_agency: defaultdict[str, list[str]] = defaultdict(list)

    def add(self, inspection: str, agency: str) -> None:
        if inspection not in self._agencies:
            self._agencies[inspection] = agency
            self.by_agency[agency].append(inspection)

    def others(self, agency: str) -> str:
        """The inspections of other agencies: the first few by name, the rest counted; empty when there are none."""
        number = len(self._agencies) - len(self.by_agency[agency])
        if not number:
            return ""
        named = islice((id for id, of in self._agencies.items() if of != agency), _NAMED)
        words = f"cuộc kiểm tra {', '.join(named)}"
        return words if number <= _NAMED else f"{words} và {count(number - _NAMED)} cuộc khác"


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
