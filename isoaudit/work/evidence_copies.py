"""The files kept as evidence of corrective action, as a notebook shows them: names, pictures made small."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from isoaudit.journal.copies import small_copy
from isoaudit.journal.programme import Programme
from isoaudit.journal.whose import taken
from isoaudit.model import Case, EvidenceCopies, EvidenceCopy
from isoaudit.office.kinds import PICTURES
from isoaudit.rules.corrective import to_correct

_SIZE = 800
"""Pixels of the longer side: half of the width of a page at 200 dots an inch."""
_MOST = 60
"""Pictures shown of an inspection; of more the name alone, so that a page can still be opened and sent."""


def evidence_of(programme: Programme, case: Case) -> EvidenceCopies:
    """The files of the findings to be corrected and of the replies, each once, in the order in which they are shown."""
    wanted = list(dict.fromkeys(_files(case)))
    known: dict[str, dict[str, Any]] = {sha256: {} for sha256 in wanted}
    for entry in programme.journal.entries_about("file", wanted):
        known[entry.subject] |= entry.payload
    return EvidenceCopies(files=tuple(_copies(programme, known)))


def _files(case: Case) -> Iterator[str]:
    found = {finding.criterion for _, finding in to_correct(case)}
    for reply in case.replies:
        for one in (reply, *reply.disputed):
            yield from one.files
    for answer in case.answers:
        if answer.criterion in found:
            yield from answer.files
            for evidence in answer.evidence:
                yield from evidence.files


def _copies(programme: Programme, known: dict[str, dict[str, Any]]) -> Iterator[EvidenceCopy]:
    shown = 0
    for sha256, said in known.items():
        mime, day = str(said.get("mime", "")), taken(said)
        picture = small_copy(programme, sha256, _SIZE) if mime in PICTURES and shown < _MOST else None
        shown += picture is not None
        yield EvidenceCopy(
            sha256=sha256,
            name=str(said.get("name", "")),
            mime=mime,
            taken=day.isoformat() if day else "",
            picture=base64.b64encode(picture).decode("ascii") if picture else "",
            lost=not (programme.journal.files / sha256).is_file(),
        )
