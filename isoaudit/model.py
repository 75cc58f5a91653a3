"""The nouns of an inspection, frozen; and what an answer must carry.

No noun here needs a file, a clock or a database. All text is NFC. The vocabularies are closed;
their Vietnamese labels are in ``wording/vi.toml``.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import ErrorDetails

Level = Literal["trung_uong", "tinh", "xa"]
Kind = Literal["ubnd_tinh", "co_quan_chuyen_mon", "chi_cuc", "don_vi_su_nghiep", "ubnd_cap_xa", "khac"]
Obligation = Literal["bat_buoc", "khuyen_khich"]
QmsStatus = Literal["da_cong_bo", "dang_xay_dung", "chua_xay_dung", "phai_cong_bo_lai"]
Mode = Literal["on_site", "by_record"]
Verdict = Literal["conforming", "nonconforming", "observation", "not_applicable", "not_examined"]
Grade = Literal["minor", "major", "good_practice"]
Ground = Literal["record", "interview", "observe"]
Role = Literal["truong_doan", "pho_truong_doan", "thanh_vien", "thu_ky"]
FindingKind = Literal["nonconformity", "observation", "good_practice"]
PointState = Literal["nonconforming", "conforming", "not_applicable", "not_examined", "incomplete"]
RefusalRule = Literal[
    "nonconforming_without_evidence",
    "nonconforming_without_gap",
    "observation_without_gap",
    "not_applicable_without_note",
    "not_examined_without_note",
    "unanswered",
]

REQUIRED: dict[Verdict, tuple[Literal["evidence", "gap", "note"], ...]] = {
    "conforming": (),
    "nonconforming": ("evidence", "gap"),
    "observation": ("gap",),
    "not_applicable": ("note",),
    "not_examined": ("note",),
}
"""What an answer of each verdict must carry; form, tables, gate and rules all read this one table."""

POINTS: tuple[str, ...] = ("1.a", "1.b", "1.c", "1.d", "1.đ", "1.e", "1.g", "2.a", "2.b", "2.c", "2.d", "2.đ", "2.e")
"""The 13 points of Article 36 of Circular 26/2014/TT-BKHCN, in its order."""

CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,30}\Z")
_WINDOWS_DEVICES = re.compile(r"(CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])\Z", re.IGNORECASE)


def is_code(text: str) -> bool:
    """Whether ``text`` can name an agency: short, ASCII, safe as a folder on every system."""
    return bool(CODE.match(text)) and not _WINDOWS_DEVICES.match(text)


def nfc(text: str) -> str:
    """``text`` in Unicode normal form C, the only form kept."""
    return unicodedata.normalize("NFC", text)


Text = Annotated[str, AfterValidator(nfc)]
Line = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True), AfterValidator(nfc)]


class Noun(BaseModel):
    """Base of all nouns: frozen, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def in_words(error: ErrorDetails) -> str:
    """What pydantic found wrong with a field, in Vietnamese."""
    context = error.get("ctx", {})
    sentences = {
        "missing": "thiếu trường này",
        "extra_forbidden": "không có trường tên như vậy",
        "literal_error": f"chỉ nhận {context.get('expected', '')}".replace(" or ", " hoặc "),
        "string_too_short": "để trống",
        "too_short": "cần ít nhất một mục",
        "string_pattern_mismatch": f"«{error['input']}» sai dạng",
        "string_type": "phải là chữ",
        "bool_type": "phải là true hoặc false",
        "bool_parsing": "phải là true hoặc false",
        "int_type": "phải là số",
        "int_parsing": "phải là số",
        "date_type": "phải là ngày, như 2014-12-01",
        "date_from_datetime_parsing": "phải là ngày, như 2014-12-01",
        "tuple_type": "phải là danh sách",
        "dict_type": "phải là nhóm các trường",
        "model_type": "phải là nhóm các trường",
    }
    return sentences.get(error["type"], f"giá trị «{error['input']}» không hợp lệ")


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
    kinds: Literal["all"] | Annotated[tuple[Kind, ...], Field(min_length=1)] = "all"
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


class Member(Noun):
    """A member of the inspection team."""

    name: Line
    role: Role = "thanh_vien"
    criteria: tuple[str, ...] = ()
    """The criteria assigned to the member; empty: all."""


class Pin(Noun):
    """A checklist as it was when the inspection was opened; its bytes are kept in ``files/``."""

    id: Line
    version: Line
    sha256: Line


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

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


class Evidence(Noun):
    """What was seen, heard or read, on which ground (Circular 26/2014, Article 37.2.b)."""

    text: Text
    ground: Ground | None = None
    source: Text = ""
    department: Text = ""
    files: tuple[str, ...] = ()


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
    """The entries this value rests on; more than one per field is a conflict."""

    def carries(self, what: Literal["evidence", "gap", "note"]) -> bool:
        """Whether there is something in the field, spaces not counted."""
        if what == "evidence":
            return bool(self.files) or any(e.text.strip() or e.files for e in self.evidence)
        return bool(getattr(self, what).strip())


class Refusal(Noun):
    """Why an inspection gets no letter yet."""

    rule: RefusalRule
    criterion: Line
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
    """The agency has not built its system: stated, no nonconformities."""
    counts: dict[str, int]
    """Recorded answers by verdict, and ``good_practice``, ``answered``, ``applicable``, ``missing``."""
    points: tuple[PointResult, ...]
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    """Ids of applicable criteria without an answer."""
    to_see_on_site: tuple[str, ...]
    """By record only: ids of the criteria that can only be judged at the office."""
    refused: tuple[Refusal, ...]
    fingerprint: Line
    """SHA-256 of the case this was derived from."""


class Law(Noun):
    """An instrument as it is cited: full the first time, then kind and number (Decree 30/2020, Annex I, II.6.b)."""

    id: Line
    kind: Line
    number: Line
    issued_on: date
    issuer: Line
    subject: Line


class Office(Noun):
    """A letterhead: who issues a paper, and under whom."""

    parent: Text = ""
    """Cơ quan chủ quản, as printed above the name; empty if none."""
    name: Line
    """Cơ quan ban hành."""
    symbol: Text = ""
    """Its abbreviation in the number of a paper, set by its head (Decree 30/2020, Annex I, II.3.b); empty: open."""
    head: Text = ""
    """Title of its head, such as "Chi cục trưởng"."""


class Signer(Noun):
    """Who signs a kind of paper to a kind of addressee; the first that fits signs."""

    papers: tuple[Literal["notice", "correction_request"], ...]
    addressees: Literal["all"] | tuple[Kind, ...] = "all"
    office: Line
    """Key of the office whose letterhead is used."""
    form: Text = ""
    """Signing form: empty (the head), ``KT.``, ``TL.``, ``TUQ.`` (Decree 30/2020, Annex I, II.7.b)."""
    position: Text = ""
    """The signer's own position; empty for the head."""
    name: Text = ""


class Plan(Noun):
    """The decision that approved the year's plan (Circular 26/2014, Article 34.1.b); open where empty."""

    number: Text = ""
    on: date | None = None
    issuer: Text = ""


class Programme(Noun):
    """The settings of one year: the content of ``isoaudit.toml``."""

    authority: Line
    """Đơn vị kiểm tra, in full."""
    year: int
    province: Text = ""
    """As in "tỉnh An Bình"; empty prints an open place."""
    place: Text = ""
    """Địa danh."""
    period_from: date | None = None
    period_to: date | None = None
    reply_by: date | None = None
    """By record: the day by which correction is to be reported; the office's own, the law sets none."""
    drafter: Text = ""
    """Abbreviation of the unit that drafts: "Lưu: VT, QLCL"."""
    team: Text = "Đoàn kiểm tra"
    guidance: Text = ""
    """The Ministry's guidance for TCVN ISO 9001:2015, a line of căn cứ; empty until verified."""
    plan: Plan = Plan()
    offices: dict[str, Office] = {}
    signers: tuple[Signer, ...] = ()


class PinnedChecklist(Noun):
    """A checklist and the identity of the bytes it was read from."""

    pin: Pin
    checklist: Checklist


class Case(Noun):
    """Everything a working paper is a function of: no clock, no path."""

    format: Literal[1] = 1
    programme: Programme
    laws: tuple[Law, ...]
    agency: Agency
    inspection: Inspection
    checklists: tuple[PinnedChecklist, ...]
    answers: tuple[Answer, ...]
    remarks: tuple[Text, ...] = ()
    """What is unusual in the answers, in words: kept and treated like any other, and shown."""
    refused: tuple[Refusal, ...] = ()


class Entry(Noun):
    """One thing said. Entries are only ever added; see ``docs/architecture.md``."""

    id: Line
    prev: tuple[str, ...]
    """The last entries of the copy it was written to: the seal."""
    base: tuple[str, ...]
    """The entries on the same subject its writer had seen: the order."""
    at: Line
    author: Text
    device: Text
    kind: Line
    subject: Line
    payload: dict[str, Any]


class Outcome(Noun):
    """What became of one inspection in a run."""

    inspection: Line
    agency: Line
    status: Literal["ran", "failed", "skipped"]
    refused: bool
    reason: Text = ""
    seconds: float = 0.0
    files: tuple[str, ...] = ()
