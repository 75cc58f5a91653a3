"""The files that an inspection on site names."""

from __future__ import annotations

from collections.abc import Iterator

from isoaudit.model import Case


def named_in(case: Case) -> Iterator[str]:
    """The files that answers, their evidence and acts name."""
    for answer in case.answers:
        yield from answer.files
        yield from (file for item in answer.evidence for file in item.files)
    yield from (act.file for act in case.acts if act.file)
