"""What other inspections of the same agency found at each criterion, to be read beside the question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from isoaudit.form.page import Fact, Tone
from isoaudit.journal.programme import Programme, by_agency
from isoaudit.model import Answer, Inspection, joined
from isoaudit.visit.answers import verdict_words
from isoaudit.wording import label, span_short

_TONES: Mapping[str, Tone] = {"conforming": "good", "nonconforming": "bad", "observation": "note"}


def earlier(programme: Programme, inspection: Inspection) -> Mapping[str, tuple[Fact, ...]]:
    """By criterion: a fact for each other inspection of the agency that answered it, the latest first."""
    found: dict[str, tuple[Fact, ...]] = {}
    ids = by_agency(programme.journal.subjects("inspection")).get(inspection.agency, [])
    state = programme.state_about([id for id in ids if id != inspection.id], ("answer", "act", "finding"))
    others = state.of_agency(inspection.agency)
    for other in sorted(
        others, key=lambda one: (one.id == inspection.previous, str(one.from_ or one.year)), reverse=True
    ):
        gaps = {finding.criterion: finding.gap for finding in state.agreed(other.id)}
        for answer in state.answers(other.id):
            found[answer.criterion] = (*found.get(answer.criterion, ()), *_facts(other, answer, gaps))
    return found


def _facts(other: Inspection, answer: Answer, gaps: Mapping[str, str]) -> Iterator[Fact]:
    if answer.verdict is None:
        return
    days = span_short(other.from_, other.to) or str(other.year)
    where = label("visit_said", "earlier").format(mode=label("mode", other.mode), days=days)
    said = gaps.get(answer.criterion) or answer.gap or answer.note or joined(item.text for item in answer.evidence)
    words = verdict_words(answer.verdict)
    yield Fact(where, f"{words}. {said}" if said else words, _TONES.get(answer.verdict, "quiet"))
