"""The nouns of an inspection, from the agency to its findings; what is made of them: :mod:`isoaudit.model.case`.

No noun here needs a file, a clock or a database. All text is NFC.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from isoaudit.model.checklist import Pin
from isoaudit.model.vocabulary import (
    LATER,
    FindingKind,
    Grade,
    Ground,
    Kind,
    Level,
    Line,
    Mode,
    Noun,
    Obligation,
    PointState,
    QmsStatus,
    RefusalRule,
    RemarkRule,
    Role,
    Text,
    Verdict,
    says_something,
)

LAST_OF_DISTRICTS = date(2025, 6, 30)
"""The last day of the districts: local government has two levels since 01/7/2025 (Resolution 203/2025/QH15)."""


class Former(Noun):
    """What an agency was called before a day."""

    until: date
    """The first day on which it no longer held."""
    name: Line
    level: Level
    kind: Kind


class Other(Noun):
    """What a table says in a column that nothing here reads: kept under the office's own heading, printed nowhere."""

    heading: Line
    text: Text


class Agency(Noun):
    """Cơ quan chịu sự kiểm tra: a body of the register."""

    code: Line
    name: Line
    level: Level
    kind: Kind
    obligation: Obligation
    """Whether Decision 19/2014, Article 2, obliges it or encourages it."""
    obligation_source: Text = ""
    qms_status: QmsStatus | None = None
    """State of its quality management system."""
    standard: Text = ""
    declaration: Text = ""
    """The decision that declared the system (Decision 19/2014, Article 4.3)."""
    procedures: int | None = None
    """Number of administrative procedures it handles."""
    last_on_site: int | None = None
    """Year of the last inspection at its office."""
    parent: Text = ""
    valid_from: date | None = None
    valid_to: date | None = None
    predecessors: tuple[Line, ...] = ()
    """Codes of the bodies it was made of."""
    former: tuple[Former, ...] = ()
    """What it was called before it was renamed or changed in kind, for the inspections of that time."""
    removed: Annotated[Text, LATER] = ""
    """Why its row, typed wrongly, was taken out again; empty: it stands."""
    others: Annotated[tuple[Other, ...], LATER] = ()
    """What the office's list says beside: address, who answers for it, telephone."""

    def on(self, day: date | None) -> Agency:
        """The agency as it was on a day, its history and what is of the list alone left out; today's without a day."""
        then = [f for f in self.former if day is not None and day < f.until]
        first = min(then, key=lambda f: f.until, default=None)
        identity = first.model_dump(exclude={"until"}) if first else {}
        return self.model_copy(update={**identity, "former": (), "others": ()})

    @property
    def last_day(self) -> date | None:
        """Its last day, if it has one; the people's committee of a district ended with its level at the latest."""
        if self.kind != "ubnd_cap_huyen":
            return self.valid_to
        return min(self.valid_to or LAST_OF_DISTRICTS, LAST_OF_DISTRICTS)

    def stands_in(self, year: int) -> bool:
        """Whether it was there in the last days of a year: what it became is counted, not what it was."""
        end = date(year, 12, 31)
        return (self.valid_from is None or self.valid_from <= end) and (self.last_day is None or self.last_day >= end)


class Inspector(Noun):
    """Người thực hiện việc kiểm tra, with what Article 40.1 of Circular 26/2014 asks for."""

    code: Line
    name: Line
    position: Text = ""
    unit: Text = ""
    degree: Text = ""
    """University degree (Article 40.1.a)."""
    graduated_on: date | None = None
    """The three years of service are counted from here (Article 40.1.d)."""
    state_admin_certificate: Text = ""
    """Training in state administration (Article 40.1.b)."""
    audit_certificate: Text = ""
    """Training in auditing the quality management system (Article 40.1.c)."""
    administration_degree: Text = ""
    """Whether the degree is in administration, of the National Academy of Public Administration: exempt from training
    in state administration (Article 40.1.b, second sentence). Asked for, never guessed."""
    certifier: Text = ""
    """The certification body that was hired and whose expert this is (Article 40.2); empty: of the authorities."""
    expert_card: Text = ""
    """Of an expert of a certification body: thẻ chuyên gia."""
    certifier_confirmation: Text = ""
    """Of the certification body: Giấy xác nhận đủ điều kiện hoạt động đánh giá."""
    removed: Annotated[Text, LATER] = ""
    """Why the row, typed wrongly, was taken out again; empty: it stands."""
    others: Annotated[tuple[Other, ...], LATER] = ()
    """What the office's list says beside: a further certificate, the day it was given."""


class Member(Noun):
    """A member of the inspection team."""

    name: Line
    role: Role = "thanh_vien"
    criteria: tuple[str, ...] = ()
    """The criteria assigned to the member; empty: all."""


class Inspection(Noun):
    """Cuộc kiểm tra: one inspection of one agency."""

    id: Line
    """``2026-99-SNV-TS`` at the office, ``-HS`` by record; a further one ends in ``2``, ``3``, …"""
    agency: Line
    year: int
    mode: Mode
    """At the office or by record (Circular 26/2014, Article 37)."""
    occasion: Literal["planned", "ad_hoc"] = "planned"
    round: Text = ""
    """Đợt kiểm tra."""
    from_: date | None = Field(None, alias="from")
    to: date | None = None
    period_from: date | None = None
    """Start of the period inspected (thời kỳ kiểm tra)."""
    period_to: date | None = None
    coordinating_unit: Text = ""
    budget: Text = ""
    team: tuple[Member, ...] = ()
    checklists: tuple[Pin, ...] = ()
    previous: Text = ""
    place: Annotated[Text, LATER] = ""
    """Where it took place, if not at the agency's own office."""
    opened_at: Annotated[Text, LATER] = ""
    """When the minutes begin: ``08 giờ 00 phút``."""
    closed_at: Annotated[Text, LATER] = ""
    attendees: Annotated[tuple[Line, ...], LATER] = ()
    """Who was there for the agency, each with the position: ``Ông Hoàng Văn Thành, Chủ tịch UBND xã``."""
    departments: Annotated[tuple[Line, ...], LATER] = ()
    """The units visited."""
    opinion: Annotated[Text, LATER] = ""
    """What the agency says of the minutes (Article 37.2.b)."""
    achieved: Annotated[Text, LATER] = ""
    """Kết quả đạt được, in the words of the team; empty: the minutes derive it from the answers."""
    recommendations: Annotated[Text, LATER] = ""
    """Kiến nghị, đề nghị, besides what the minutes always propose."""
    cancelled: Annotated[Text, LATER] = ""
    """Why it is not carried out (không kiểm tra); empty: it stands."""
    cancelled_on: Annotated[date | None, LATER] = None
    """The day on which that was settled."""
    postponed: Annotated[Text, LATER] = ""
    """Why it was put off to the days it has now; empty: it was not."""
    replaced_by: Annotated[Text, LATER] = ""
    """Of one that is not carried out because its form was changed: the inspection in the other form."""
    instead_of: Annotated[Text, LATER] = ""
    """The inspection in the other form whose place it took."""
    removed: Annotated[Text, LATER] = ""
    """Why its row, typed wrongly, was taken out again; empty: it was not."""
    inspecting_unit: Annotated[Text, LATER] = ""
    """Code of the unit that inspects (``units`` of the settings); empty: the programme's own office."""
    selection: Annotated[Text, LATER] = ""
    """Id of the short form of its checklist that it is done by; empty: the whole checklist."""
    others: Annotated[tuple[Other, ...], LATER] = ()
    """What the office's schedule says beside: the part of the day, a note."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


class Evidence(Noun):
    """What was seen, heard or read, on which ground (Circular 26/2014, Article 37.2.b)."""

    text: Text
    ground: Ground | None = None
    source: Text = ""
    department: Text = ""
    files: tuple[str, ...] = ()


def joined(texts: Iterable[str]) -> str:
    """Several items of evidence as one text of a table."""
    return "\n".join(texts)


class Answer(Noun):
    """The verdict on one criterion in one inspection, and what it rests on."""

    inspection: Line
    criterion: Line
    verdict: Verdict | None = None
    evidence: tuple[Evidence, ...] = ()
    gap: Text = ""
    grade: Grade | None = None
    """Optional; the law knows no grades, so it is never printed in a paper."""
    note: Text = ""
    inspector: Text = ""
    examined_on: date | None = None
    files: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    """The entries it rests on."""
    disputed: tuple[Statement, ...] = Field(default=(), exclude_if=lambda statements: not statements)
    """The statements in conflict, in an order that is the same in every copy: none counts, so that the fields above
    say nothing. Where there are none, no file and no fingerprint holds the field."""

    @property
    def inspectors(self) -> tuple[str, ...]:
        """Who examined, one by one: an answer joined of several names them all."""
        return tuple(name.strip() for name in self.inspector.split(";") if name.strip())

    @property
    def every_file(self) -> tuple[str, ...]:
        """SHA-256 of each file it rests on, those of single items of evidence first."""
        return tuple(dict.fromkeys((*(sha for item in self.evidence for sha in item.files), *self.files)))

    def carries(self, what: Literal["evidence", "gap", "note"]) -> bool:
        """Whether the field says something: a letter or a digit, not a dash or a space that cannot be seen."""
        if what == "evidence":
            return bool(self.files) or any(e.files or says_something(e.text) for e in self.evidence)
        return says_something(getattr(self, what))


class Statement(Answer):
    """An answer as it was written, one of several that stand side by side."""

    author: Text = ""
    """Who recorded it: the name of the system user."""
    at: Text = ""
    """When, ISO 8601 with offset."""


class Refusal(Noun):
    """Why an inspection gets no letter yet."""

    rule: RefusalRule
    criterion: Line
    message: Line


class Remark(Noun):
    """What is unusual in an inspection: it is kept and treated like any other, and shown."""

    rule: RemarkRule
    criterion: Text = ""
    """Empty: the inspection as a whole."""
    message: Line


class Finding(Noun):
    """A point of the minutes: derived from an answer and its criterion, never typed."""

    id: Line
    """``inspection/criterion``, never a running number."""
    kind: FindingKind
    criterion: Line
    point: Line
    legal_basis: tuple[Line, ...]
    """The citations in words, "điểm đ khoản 1 Điều 36 Thông tư số 26/2014/TT-BKHCN" first."""
    requirement: Line
    evidence: tuple[Evidence, ...]
    gap: Text
    remedy: Text
    grade: Grade | None = None
    caution: Text = ""
    code: Text = ""
    """``KPH 01``, ``LY 01``: given when the team agrees its minutes."""
    withdrawn: Text = ""
    """Why it was withdrawn after the exchange with the agency; empty: it stands."""


class PointResult(Noun):
    """How one point of Article 36 came out."""

    point: Line
    title: Line
    state: PointState
    conforming: int = 0
    nonconforming: int = 0
    observation: int = 0
    not_applicable: int = 0
    not_examined: int = 0
    missing: int = 0


class Result(Noun):
    """Findings of one inspection, with what is missing: the content of ``findings.json``."""

    agency: Line
    inspection: Line
    checklist: Pin
    qms_not_built: bool
    """The agency has not built its system: stated, and a single nonconformity where it must have one."""
    counts: dict[str, int]
    """Recorded answers by verdict, and ``good_practice``, ``answered``, ``applicable``, ``missing``."""
    points: tuple[PointResult, ...]
    findings: tuple[Finding, ...]
    """Those that stand."""
    withdrawn: tuple[Finding, ...] = ()
    """Those agreed in the team and withdrawn after the exchange with the agency."""
    missing: tuple[str, ...]
    """Ids of applicable criteria without an answer."""
    to_see_on_site: tuple[str, ...]
    """By record only: ids of the criteria that can only be judged at the office."""
    refused: tuple[Refusal, ...]
    fingerprint: Line
    """SHA-256 of the case this was derived from."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing said. Entries are only ever added; see ``docs/architecture.md``.

    No :class:`Noun`: a journal holds hundreds of thousands, and its seal vouches for what is in it.
    """

    id: str
    prev: tuple[str, ...]
    """The last entries of the copy it was written to: the seal."""
    base: tuple[str, ...]
    """The entries on the same subject its writer had seen: the order."""
    at: str
    author: str
    device: str
    kind: str
    subject: str
    payload: dict[str, Any]
    edit: str = ""
    """The name a client gave the edit, so that sending it twice is once; of most entries empty."""
