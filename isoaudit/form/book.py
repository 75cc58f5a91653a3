"""What a page is written into: the one face that the form knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from isoaudit.form.page import Changes, Done, Page, ShownFile, Status, Value


class Book(Protocol):
    """The records of one page. Every method may be called from any thread, one at a time.

    A refusal is an :class:`isoaudit.errors.IsoAuditError`: nothing was written, and the browser keeps what was typed.
    """

    def page(self) -> Page:
        """How the page looks."""

    def values(self) -> Mapping[str, Value]:
        """What every record says, by its id."""

    def files(self) -> Sequence[ShownFile]:
        """The files that records name."""

    def status(self) -> Status:
        """How far the work is."""

    def say(self, record: str, fields: Mapping[str, Any], *, edit: str, base: Sequence[str], at: str) -> Changes:
        """Write what was typed into a record, whole, as one entry; sent twice with one edit id it is written once.

        ``base``: the entries that whoever typed had seen. ``at``: the browser's clock, ISO 8601. Returns after the
        commit.
        """

    def do(self, action: str, given: Mapping[str, Any], *, edit: str) -> Done:
        """Do what a button stands for."""

    def keep(self, file: Path, name: str, *, record: str) -> ShownFile:
        """Keep an uploaded file unaltered; ``name`` as the person knows it. The file is the book's to move."""

    def refresh(self) -> Changes:
        """What others wrote since it was last asked."""
