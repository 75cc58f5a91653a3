"""What a search looks through of one inspection: only what stands at present."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from isoaudit.errors import IsoAuditError
from isoaudit.journal.programme import Programme
from isoaudit.journal.state import State
from isoaudit.journal.verifying import read_kept
from isoaudit.model import Answer, Inspection
from isoaudit.office.kinds import ENDINGS

SaidKind = Literal[
    "finding", "evidence", "note", "present", "recommendation", "opinion", "reply", "review", "effect", "letter", "file"
]
"""What a statement is; the words are in ``vi.toml``."""
SAID_KINDS: tuple[SaidKind, ...] = get_args(SaidKind)


@dataclass(frozen=True, slots=True)
class Said:
    """One text as it stands: a finding, an item of evidence, a paragraph of a letter."""

    kind: SaidKind
    place: str
    """Where within the inspection: ``D36-1-a-01``, ``KPH 01``, the kind of act of a letter."""
    text: str
    file: str = ""
    """SHA-256 of the kept file it stands in."""


def said_in(state: State, inspection: Inspection) -> Iterator[Said]:
    """What stands of an inspection; kept files are apart (:func:`files_of`)."""
    agreed = state.agreed(inspection.id)
    for finding in agreed:
        if not finding.withdrawn:
            yield Said("finding", f"{finding.code} {finding.criterion}".strip(), finding.gap)
    settled = {finding.criterion for finding in agreed}
    for answer in state.answers(inspection.id):
        for one in answer.disputed or (answer,):
            yield from _of_answer(one, gap=answer.criterion not in settled)
    for point in state.points(inspection.id):
        yield Said("present", point.point, point.present)
    yield Said("present", "", inspection.achieved)
    yield Said("recommendation", "", inspection.recommendations)
    yield Said("opinion", "", inspection.opinion)
    yield from _corrective(state, inspection.id)


def _of_answer(answer: Answer, *, gap: bool) -> Iterator[Said]:
    if gap:
        yield Said("finding", answer.criterion, answer.gap)
    for item in answer.evidence:
        where = ", ".join(words for words in (item.source, item.department) if words)
        yield Said("evidence", answer.criterion, f"{item.text} ({where})" if where else item.text)
    yield Said("note", answer.criterion, answer.note)


def _corrective(state: State, id: str) -> Iterator[Said]:
    for told in state.replies(id):
        for reply in told.disputed or (told,):
            for text in (reply.cause, reply.correction, reply.action, reply.evidence):
                yield Said("reply", reply.criterion, text)
    for examined in state.reviews(id):
        for review in examined.disputed or (examined,):
            yield Said("review", review.criterion, review.reason)
    for seen in state.effects(id):
        for effect in seen.disputed or (seen,):
            yield Said("effect", effect.criterion, effect.reason)


def files_of(state: State, inspection: Inspection, issued: dict[str, str]) -> dict[str, str]:
    """The kept files of an inspection by SHA-256, each with the act or the criterion it belongs to.

    ``issued``: the letters kept as they lay ready when their numbers were recorded, by the subject of their act.
    """
    found: dict[str, str] = {}
    for subject, act in state.acts_by_subject(inspection.id).items():
        for sha256 in (act.file, issued.get(subject, "")):
            if sha256:
                found.setdefault(sha256, act.kind)
    for reply in state.replies(inspection.id):
        for told in reply.disputed or (reply,):
            found |= {sha256: reply.criterion for sha256 in told.files if sha256 not in found}
    for answer in state.answers(inspection.id):
        for one in answer.disputed or (answer,):
            found |= {sha256: answer.criterion for sha256 in one.every_file if sha256 not in found}
    return found


def said_in_file(programme: Programme, sha256: str, place: str, name: str, mime: str) -> Iterator[Said]:
    """The name a kept file came with and, of a Word document, its paragraphs; one that cannot be read has none."""
    yield Said("file", place, name, sha256)
    if ".docx" not in ENDINGS.get(mime, ()):
        return
    from isoaudit.office.text import document_text  # imported here: python-docx is read for new letters only
    from isoaudit.office.word import opened

    try:
        paragraphs = document_text(opened(name, read_kept(programme.journal.files / sha256)))
    except IsoAuditError:  # `verify` says of it; what else stands in the year is found all the same
        return
    for text in paragraphs:
        yield Said("letter", place, text, sha256)
