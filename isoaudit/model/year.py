"""The nouns of a whole year as a notebook is given it: ``year.json``, and what an inspection is compared with."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from isoaudit.model.acts import Act
from isoaudit.model.corrective import Carried
from isoaudit.model.inspection import Agency, Answer, Inspection, Inspector, Remark, Result
from isoaudit.model.rollout import Rollout
from isoaudit.model.settings import Settings
from isoaudit.model.vocabulary import Kind, Line, Noun, Text


class YearHead(Noun):
    """What is said of the year once: the beginning of ``year.json``."""

    format: Literal[1] = 1
    programme: Settings
    day: date
    """The day on which it was prepared: who is late is counted by it."""
    round: Text = ""
    """Of a single round of inspections: its name within a sentence, ``đợt 1``; empty: of the whole year."""
    agencies: tuple[Agency, ...]
    """The register, inspected or not."""
    inspectors: tuple[Inspector, ...] = ()
    """The list of inspectors."""
    carried: dict[str, tuple[Carried, ...]] = {}
    """By code of the agency what earlier years found there, or at the bodies it was made of."""
    rollout: Rollout | None = Field(default=None, exclude_if=lambda rollout: rollout is None)
    """Of the whole year: steps, targets, classes and money; None: nothing is recorded of it."""


class Inspected(Noun):
    """One inspection of the year: a line of ``year.json``."""

    agency: Agency
    inspection: Inspection
    result: Result
    answers: tuple[Answer, ...]
    acts: tuple[Act, ...]
    remarks: tuple[Remark, ...]
    stage: Line
    """Where it stood on the day of the head; see :mod:`isoaudit.rules.standing`."""
    next: Text = ""
    since: date | None = None
    due: date | None = None
    late: bool = False


class PeerPoint(Noun):
    """One of the 13 points of Article 36 over the inspections of one kind of agency."""

    point: Line
    inspections: int
    """Those in which something was judged at the point."""
    nonconforming: int
    """Those of them in which something did not conform."""
    share: float | None = None
    """Median of the share of judged criteria that conform, 0 to 1; None where nothing was judged."""


class EvidenceCopy(Noun):
    """A file that is kept as evidence, as a page shows it."""

    sha256: Line
    name: Text
    """As the person knows it; empty: the journal does not name it."""
    mime: Text = ""
    taken: Text = ""
    """When the camera says the picture was taken, in ISO 8601; empty: not known."""
    picture: str = ""
    """A small JPEG in base64, without place, owner and device; empty: no picture, or one that cannot be shown."""
    lost: bool = False
    """Whether the kept file is missing or was changed."""


class EvidenceCopies(Noun):
    """The files kept as evidence of the findings to be corrected and of the replies: ``evidence.json``."""

    format: Literal[1] = 1
    files: tuple[EvidenceCopy, ...] = ()


class Peers(Noun):
    """What an inspection is compared with, itself included: the content of ``peers.json``."""

    format: Literal[1] = 1
    kind: Kind
    inspections: int
    """Inspections of this kind of agency that have answers."""
    nonconformities: float | None = None
    """Median of their number; None: there are no such inspections."""
    observations: float | None = None
    points: tuple[PeerPoint, ...]
