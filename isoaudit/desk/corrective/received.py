"""A form that an agency sends back on its way into the journal: how it is given in, what it brought, its file kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from isoaudit.desk.acts.evidence import GivenFile
from isoaudit.desk.acts.recording import Sitting, written
from isoaudit.files import name_as_text, read_bounded
from isoaudit.journal.programme import Programme
from isoaudit.journal.store import Draft, Ids, Transaction
from isoaudit.office.kinds import mime_of


@dataclass(slots=True)
class Received:
    """What a report brought, and what of it is unusual."""

    inspection: str
    of: str = "reply form"
    """Which form came: ``reply form``, or ``outline`` of a report before the inspection."""
    report: str = ""
    """The name its replies know it by."""
    named: str = ""
    """Number or day of it, as a person knows it."""
    new: bool = False
    """Whether the report was not recorded before."""
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    """Findings of which a form said something new, something else, the same."""
    files: int = 0
    """Files of evidence that were kept."""
    days_late: int = 0
    unanswered: tuple[str, ...] = ()
    """Codes of the findings of which this report says nothing yet."""
    unread: tuple[str, ...] = ()
    """What of the form could not be read, each at its place."""
    warnings: list[str] = field(default_factory=list)
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """A report as it is given in."""

    number: str = ""
    dated: date | None = None
    arrived: date | None = None
    file: Path | None = None
    form: Path | None = None
    files: Path | None = None
    correct: bool = False


@dataclass(slots=True)
class Judged:
    """What is to be written of a form, and what it brought."""

    sitting: Sitting
    done: Received


def taken_in(programme: Programme, judge: Callable[[Ids], Judged], *, dry_run: bool) -> Received:
    """Judge a form and write what it brought, all or nothing; a ``dry_run`` writes nothing. Raises as ``judge``."""

    def judged(heads: Ids) -> Judged:
        found = judge(heads)
        if not dry_run:
            found.sitting.keep_files()
        return found

    def write(transaction: Transaction, found: Judged) -> Received:
        written(transaction, found.sitting)
        return found.done

    if dry_run:
        return judged(programme.journal.heads()).done
    return programme.journal.write(judged, write)


def files_to_keep(sitting: Sitting, files: Iterable[GivenFile]) -> Iterator[Draft]:
    """Have files kept; what the journal is to say of those it does not know yet."""
    for one in {file.sha256: file for file in files}.values():
        sitting.to_keep[one.sha256] = one.data
        if not sitting.programme.journal.entries_about("file", [one.sha256]):
            yield Draft("file", one.sha256, one.payload)


def as_it_came(path: Path, of: str) -> GivenFile:
    """The form itself; it is named with the report it came with."""
    data = read_bounded(path)
    payload = {"name": name_as_text(path), "size": len(data), "mime": mime_of(data), "form_of": of}
    return GivenFile(data, hashlib.sha256(data).hexdigest(), payload)
