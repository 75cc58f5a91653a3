"""The nouns of a checklist: the law, the questions asked from it, and the very text an inspection was opened with."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from isoaudit.model.vocabulary import Ground, Kinds, Line, Noun


class Law(Noun):
    """An instrument as it is cited: full the first time, then kind and number (Decree 30/2020, Annex I, II.6.b)."""

    id: Line
    kind: Line
    number: Line
    issued_on: date
    issuer: Line
    subject: Line


class Citation(Noun):
    """A place in the law, as listed in ``checklists/law.yaml``."""

    document: Line
    """Id of the instrument, such as ``TT26/2014``."""
    article: int
    """Điều."""
    clause: int | None = None
    """Khoản."""
    point: Line | None = None
    """Điểm: a b c d đ e g h i k l."""


class Criterion(Noun):
    """One question an inspector answers, with the law behind it."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9A-Za-z]*(-[0-9A-Za-z]+)+$")]
    """ASCII, unique over all checklists, never used again for something else."""
    point: Line
    """The point of Article 36 it belongs to, such as ``1.đ``."""
    question: Line
    """Asks one thing; "yes" means conforming."""
    basis: Annotated[tuple[Citation, ...], Field(min_length=1)]
    """The legal basis; the point of Article 36 comes first."""
    iso_9001_2015: tuple[Line, ...] = ()
    """Clauses of TCVN ISO 9001:2015."""
    examine: Annotated[tuple[Ground, ...], Field(min_length=1)]
    """How it can be seen: records, interviews, observation (Circular 26/2014, Article 37.2.b)."""
    look_for: Annotated[tuple[Line, ...], Field(min_length=1)]
    """What to look for."""
    kinds: Kinds = "all"
    """The kinds of agency it applies to."""
    by_record: bool
    """Whether it can be judged from the agency's report and its attachments (Article 37.1)."""
    ask: Line | None = None
    """What the agency is to report and attach; exactly for criteria with ``by_record``."""
    worst: Literal["nonconforming", "observation"] = "nonconforming"
    """The worst finding the law carries here."""
    requirement: Line
    """The rule, in our own words."""
    gap_hint: Line
    """What to write when it is not met."""
    remedy: Line
    """What is proposed to the agency."""
    caution: Line | None = None
    """A warning that belongs with the verdict."""
    in_force_from: date
    """First day on which the rule binds."""
    in_force_to: date | None = None
    """Last day on which it binds; empty while in force."""


class Selection(Noun):
    """Phiếu rút gọn: some criteria of a checklist that are enough for an inspection of certain kinds of agency."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    """How an inspection names it, such as ``rut-gon``."""
    title: Line
    """Title as printed: ``Phiếu kiểm tra rút gọn …``."""
    kinds: Kinds = "all"
    """The kinds of agency it may be used for."""
    criteria: Annotated[tuple[Line, ...], Field(min_length=1)]
    """Ids of criteria of the same checklist; at each of the 13 points of Article 36 at least one."""


class Checklist(Noun):
    """A named, versioned list of criteria; identified by the SHA-256 of its file's bytes."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    """Equals the file's name without ``.yaml``."""
    version: Line
    """Version of the text, a date by custom."""
    title: Line
    """Title as printed."""
    annex: bool = False
    """An annex adds answers, but is never missing: only what was answered counts."""
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]
    """In the order of Article 36."""
    selections: tuple[Selection, ...] = Field(default=(), exclude_if=lambda selections: not selections)
    """The short forms of it: a selection, no copy. Where there are none, no fingerprint holds the field."""


class Pin(Noun):
    """A checklist as it was when the inspection was opened; its bytes are kept in ``files/``."""

    id: Line
    version: Line
    sha256: Line


class PinnedChecklist(Noun):
    """A checklist and the identity of the bytes it was read from."""

    pin: Pin
    checklist: Checklist
