"""The nouns of the procedure: what happened in an inspection, and the dossiers sampled in it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from isoaudit.model.vocabulary import Line, Noun, Text

ActKind = Literal[
    "plan_approved",
    "ad_hoc_required",
    "requested",
    "report_received",
    "reminded",
    "decided",
    "decision_amended",
    "programme_made",
    "announced",
    "minutes_agreed",
    "minutes_signed",
    "minutes_unsigned",
    "team_reported",
    "notice_issued",
    "correction_requested",
    "correction_reminded",
    "correction_reported",
    "review_notified",
    "not_accepted",
    "letter_corrected",
    "letter_replaced",
    "letter_revoked",
    "results_reported",
    "december_reported",
]
"""What can happen in an inspection, in the order of Circular 26/2014, Articles 34 to 42.

``letter_corrected``, ``letter_replaced`` and ``letter_revoked`` are papers on a letter that was issued (Decree 30/2020,
Article 18.4-5).

``plan_approved``, ``results_reported`` and ``december_reported`` are of the whole year, said of every inspection.
"""


class Act(Noun):
    """Something that happened in an inspection, with the paper that shows it."""

    kind: ActKind
    on: date
    """The day of the act, which is the date of its paper."""
    number: Text = ""
    """Number and symbol as printed: ``41/QĐ-CCTĐC``."""
    issuer: Text = ""
    """Whose paper it is, as it is cited: ``Chi cục trưởng Chi cục Tiêu chuẩn Đo lường Chất lượng``."""
    signer: Text = ""
    """Who signed; of minutes the agency does not sign: the witness who did."""
    arrived_on: date | None = None
    """Of an incoming paper: the day it arrived."""
    reply_by: date | None = None
    """Of a paper that asks for a report: the day by which; the office's own, the law sets none."""
    file: Text = ""
    """SHA-256 of the signed or received file."""
    note: Text = ""
    """Of minutes the agency does not sign: why."""
    about: Annotated[Text, Field(exclude_if=lambda text: not text)] = ""
    """Of a paper on a letter that was issued: the number of that letter."""


class Sample(Noun):
    """A dossier that was sampled (Circular 26/2014, Article 36.1.d); without the name of any citizen."""

    dossier: Line
    """Its code."""
    field: Text = ""
    """Lĩnh vực."""
    received: date | None = None
    due: date | None = None
    returned: date | None = None
    deviation: Text = ""
    """Where it departs from the procedure; empty: nowhere."""
    criterion: Text = ""
    """The criterion whose finding rests on it."""


class PresentState(Noun):
    """Hiện trạng at one of the 13 points of Article 36, as the team says it in its minutes."""

    point: Line
    present: Text = ""
    """Empty: the minutes say what the answers at the point say."""


class Amendment(Noun):
    """What the exchange with the agency changed in a finding the team had agreed."""

    code: Line
    kind: Literal["reworded", "withdrawn", "restored"]
    before: Text = ""
    """Of one reworded: what it said."""
    after: Text = ""
    why: Text
    by: Text = ""
    """Who recorded it: the name of the system user."""
