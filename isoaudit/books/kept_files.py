"""Kept files as the form shows them."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence

from isoaudit.desk.acts.evidence import evidence_files, thumbnail
from isoaudit.form.page import ShownFile
from isoaudit.journal.programme import Programme
from isoaudit.wording.statements import moment


def shown(programme: Programme, wanted: Iterable[str]) -> Sequence[ShownFile]:
    """The files as the form shows them, in the order given; one that is not known is left out."""
    order = list(wanted)
    known = evidence_files(programme, order) if order else {}
    return [
        ShownFile(
            sha256=sha256,
            name=kept.name,
            size=kept.size,
            mime=kept.mime,
            taken=moment(kept.taken.isoformat()) if kept.taken else "",
            added=moment(kept.added),
            thumbnail=_as_url(thumbnail(programme, sha256)),
        )
        for sha256 in order
        if (kept := known.get(sha256))
    ]


def _as_url(picture: bytes | None) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(picture).decode('ascii')}" if picture else ""
