"""The nouns of corrective action: what an agency reports, how it is reviewed, what is looked at a year later.

Circular 26/2014, Article 37.2.c-d: the agency carries out or proposes corrective action and reports on it; the unit
examines it; whether it is effective is looked at in the next inspections.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from isoaudit.model.acts import Act
from isoaudit.model.inspection import Finding
from isoaudit.model.vocabulary import Line, Mode, Noun, Text

ReplyStatus = Literal["done", "proposed"]
"""*thực hiện hoặc đề xuất* (Article 37.2.c)."""
ReviewOutcome = Literal["accepted", "not_accepted", "follow_up", "needs_evidence"]
"""*đạt yêu cầu*; *chưa đạt yêu cầu*: not accepted; a good proposal, to be followed up; more evidence is asked for.

The first two are the words of Article 37.2.d; of the others the circular is silent (practice).
"""
EffectOutcome = Literal["effective", "not_effective", "repeated"]
"""*tính hiệu lực* (Article 37.2.d), looked at in a later inspection."""
ActionStage = Literal[
    "waiting",
    "overdue",
    "past_asked_day",
    "reported",
    "needs_evidence",
    "not_accepted",
    "follow_up",
    "follow_up_late",
    "accepted",
    "effective",
    "not_effective",
    "repeated",
]
"""Where the corrective action of one finding stands, in the order of the work; the words are in ``vi.toml``."""


class Report(Noun):
    """A report on corrective action that was received: the act, and the name its replies know it by."""

    key: Line
    """What stands last in the subject of the act, ``ID/correction_reported/KEY``."""
    act: Act


class Reply(Noun):
    """What an agency says of one finding in one of its reports (Article 37.2.c; no form is prescribed)."""

    inspection: Line
    criterion: Line
    """That of the finding."""
    report: Line
    """The report it stands in: :attr:`Report.key`."""
    cause: Text = ""
    correction: Text = ""
    """Sự khắc phục: what was done about the finding itself (ISO 9000, 3.12.3)."""
    action: Text = ""
    """Hành động khắc phục: what was done about its cause (ISO 9000, 3.12.2)."""
    status: ReplyStatus | None = None
    done_on: date | None = None
    """Of what was carried out: the day."""
    due_on: date | None = None
    """Of what is proposed: thời hạn hoàn thành theo đề xuất."""
    responsible: Text = ""
    evidence: Text = ""
    """The papers that show it, in words."""
    files: tuple[str, ...] = ()
    """SHA-256 of evidence kept."""
    heads: tuple[str, ...] = ()
    disputed: tuple[Reply, ...] = Field(default=(), exclude_if=lambda several: not several)
    """What several who had not seen each other entered: none counts until a person decides."""
    author: Text = Field(default="", exclude_if=lambda text: not text)
    at: Text = Field(default="", exclude_if=lambda text: not text)

    @property
    def has_evidence(self) -> bool:
        """Whether anything is named or kept that shows what was done."""
        return bool(self.files) or any(map(str.isalnum, self.evidence))


class Review(Noun):
    """How the unit examined the corrective action of one finding, as one report told it (Article 37.2.d)."""

    inspection: Line
    criterion: Line
    report: Line
    outcome: ReviewOutcome | None = None
    reason: Text = ""
    """Why; of what is not accepted it is printed in the notice, of what needs evidence it says which."""
    reviewer: Text = ""
    on: date | None = None
    heads: tuple[str, ...] = ()
    disputed: tuple[Review, ...] = Field(default=(), exclude_if=lambda several: not several)
    """The reviews of several who had not seen each other: none counts until a person decides."""
    author: Text = Field(default="", exclude_if=lambda text: not text)
    """Of one in dispute: who recorded it, and when."""
    at: Text = Field(default="", exclude_if=lambda text: not text)


class Carried(Noun):
    """A finding of an earlier year, carried into this one to be looked at again (Articles 37.1.a and 37.2.d)."""

    inspection: Line
    """The id of the earlier inspection, ``2025-99-STP-TS``: it is no inspection of this programme."""
    criterion: Line
    agency: Line
    """Code of the agency as it was then; a body that was made of it carries on what was found."""
    mode: Mode
    year: int
    told_on: date | None = None
    """The day of the minutes, or of the letter of an inspection by record."""
    number: Text = ""
    """Of that letter."""
    finding: Finding
    """As it stood in the minutes."""
    stage: ActionStage
    """Where its corrective action stood when it was carried over."""
    action: Text = ""
    """What the agency did or proposed, in its own words."""
    due_on: date | None = None
    """Of a proposal the day by which it was to be complete; of what was not reported on the last day for that."""
    reason: Text = ""
    """What the last review said."""
    reviewed_on: date | None = None
    mark: Text = ""
    """The mark (dấu) of the earlier journal it was taken from."""
    heads: tuple[str, ...] = ()


class Reported(Noun):
    """What an agency reports at one criterion in the outline it was sent (Articles 35.2 and 36), word for word.

    It is neither evidence nor a verdict: the person who inspects looks at what it names.
    """

    inspection: Line
    criterion: Line
    text: Text = ""
    document: Text = ""
    """Numbers of the papers it names."""
    day: Text = ""
    """Their days, as typed: there may be several."""
    kept_at: Text = ""
    heads: tuple[str, ...] = ()
    disputed: tuple[Reported, ...] = Field(default=(), exclude_if=lambda several: not several)
    """What several who had not seen each other entered: none counts until a person decides."""
    author: Text = Field(default="", exclude_if=lambda text: not text)
    at: Text = Field(default="", exclude_if=lambda text: not text)


class Effect(Noun):
    """Whether the correction of an earlier finding is effective, as a later inspection saw it (Article 37.2.d)."""

    inspection: Line
    """The later one, in which it was looked at."""
    of: Line
    """The earlier inspection."""
    criterion: Line
    outcome: EffectOutcome | None = None
    reason: Text = ""
    """What was seen; needed for each outcome."""
    examiner: Text = ""
    on: date | None = None
    heads: tuple[str, ...] = ()
    disputed: tuple[Effect, ...] = Field(default=(), exclude_if=lambda several: not several)
    author: Text = Field(default="", exclude_if=lambda text: not text)
    at: Text = Field(default="", exclude_if=lambda text: not text)
