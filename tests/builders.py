"""Small nouns for tests, readable where they are used."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date
from importlib.resources import files
from itertools import cycle
from typing import Any

from isoaudit.model import (
    Act,
    Agency,
    Answer,
    Case,
    Checklist,
    Criterion,
    Evidence,
    Inspection,
    Law,
    Member,
    Office,
    Pin,
    PinnedChecklist,
    Reply,
    Report,
    Review,
    ReviewOutcome,
    Settings,
    Signer,
    nfc,
)
from isoaudit.rules.acts import by_day, minutes_of
from isoaudit.rules.findings import with_codes
from isoaudit.tables import cleaned
from isoaudit.tables.old_text import is_lost, is_mixed, look_at, reread
from isoaudit.wording.names import OVERRIDES

LAWS = (
    Law(
        id="QĐ19/2014",
        kind="Quyết định",
        number="19/2014/QĐ-TTg",
        issued_on=date(2014, 3, 5),
        issuer="Thủ tướng Chính phủ",
        subject="về việc áp dụng Hệ thống quản lý chất lượng theo Tiêu chuẩn quốc gia TCVN ISO 9001:2008 "
        "vào hoạt động của các cơ quan, tổ chức thuộc hệ thống hành chính nhà nước",
    ),
    Law(
        id="TT26/2014",
        kind="Thông tư",
        number="26/2014/TT-BKHCN",
        issued_on=date(2014, 10, 10),
        issuer="Bộ trưởng Bộ Khoa học và Công nghệ",
        subject="quy định chi tiết thi hành Quyết định số 19/2014/QĐ-TTg ngày 05 tháng 3 năm 2014 của Thủ tướng "
        "Chính phủ về việc áp dụng Hệ thống quản lý chất lượng theo Tiêu chuẩn quốc gia TCVN ISO 9001:2008 "
        "vào hoạt động của các cơ quan, tổ chức thuộc hệ thống hành chính nhà nước",
    ),
)

PROGRAMME = Settings(
    authority="Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình",
    year=2026,
    province="tỉnh An Bình",
    place="An Bình",
    drafter="QLCL",
    offices={
        "chi_cuc": Office(
            parent="Sở Khoa học và Công nghệ tỉnh An Bình",
            name="Chi cục Tiêu chuẩn Đo lường Chất lượng",
            symbol="CCTĐC",
            head="Chi cục trưởng",
        ),
        "so": Office(parent="UBND tỉnh An Bình", name="Sở Khoa học và Công nghệ", symbol="SKHCN", head="Giám đốc"),
    },
    signers=(
        Signer(
            papers=("notice", "correction_request"),
            addressees=("ubnd_tinh", "co_quan_chuyen_mon"),
            office="so",
            form="KT.",
            position="Phó Giám đốc",
        ),
        Signer(papers=("notice", "correction_request"), office="chi_cuc"),
    ),
)


def criterion(id: str, point: str, **fields: Any) -> Criterion:
    """A criterion of Article 36 with texts made from its id."""
    clause, letter = point.split(".")
    given = {
        "question": f"Câu hỏi {id} đã được thực hiện chưa?",
        "basis": [{"document": "TT26/2014", "article": 36, "clause": int(clause), "point": letter}],
        "examine": ["record"],
        "look_for": [f"Hồ sơ {id}"],
        "by_record": True,
        "ask": f"Báo cáo {id}",
        "requirement": f"Quy định {id} được thực hiện",
        "gap_hint": "Nêu nội dung chưa thực hiện",
        "remedy": f"Bổ sung hồ sơ {id}",
        "in_force_from": date(2014, 12, 1),
        **fields,
    }
    if not given["by_record"]:
        given.pop("ask")
    return Criterion(id=id, point=point, **given)


CRITERIA = (
    criterion("D36-1-a-01", "1.a", iso_9001_2015=["4.3"]),
    criterion("D36-1-d-01", "1.d", by_record=False),
    criterion("D36-1-dd-01", "1.đ", iso_9001_2015=["9.2"]),
    criterion("D36-2-d-01", "2.d"),
    criterion("D36-2-e-01", "2.e", caution="Chương III Thông tư có thể đã hết hiệu lực"),
)


def answer(line: str, inspection: str = "2026-99-90001-TS") -> Answer:
    """``criterion | verdict | evidence | gap | note | grade`` as an answer; empty at the end may be left out."""
    criterion_id, verdict, evidence, gap, note, grade = [*(part.strip() for part in line.split("|")), *[""] * 6][:6]
    return Answer.model_validate(
        {
            "inspection": inspection,
            "criterion": criterion_id,
            "verdict": verdict or None,
            "evidence": [Evidence(text=evidence)] if evidence else [],
            "gap": gap,
            "note": note,
            "grade": grade or None,
        }
    )


def case(answers: str = "", criteria: tuple[Criterion, ...] = CRITERIA, mode: str = "on_site", **fields: Any) -> Case:
    """A case of UBND phường Đông Kiều with one answer a line; ``fields`` go to the agency, the inspection
    (``inspection={...}``) or the programme (``programme={...}``)."""
    form = "TS" if mode == "on_site" else "HS"
    code = fields.get("code", "99-90001")
    inspection = {
        "id": f"2026-{code}-{form}",
        "agency": code,
        "year": 2026,
        "mode": mode,
        "from": date(2026, 6, 18),
        "to": date(2026, 6, 18),
        "period_from": date(2025, 7, 1),
        "period_to": date(2026, 6, 18),
        "team": [Member(name="Lương Quốc Bảo", role="truong_doan")] if mode == "on_site" else [],
        **fields.pop("inspection", {}),
    }
    programme = PROGRAMME.model_copy(update=fields.pop("programme", {}))
    agency = {
        "code": code,
        "name": "UBND phường Đông Kiều",
        "level": "xa",
        "kind": "ubnd_cap_xa",
        "obligation": "khuyen_khich",
        "qms_status": "da_cong_bo",
        **fields,
    }
    checklist = Checklist(id="dieu-36", version="2026.1", title="Phiếu kiểm tra theo Điều 36", criteria=criteria)
    return Case(
        programme=programme,
        laws=LAWS,
        agency=Agency.model_validate(agency),
        inspection=Inspection.model_validate(inspection),
        checklists=(PinnedChecklist(pin=Pin(id="dieu-36", version="2026.1", sha256="0" * 64), checklist=checklist),),
        answers=tuple(answer(line, inspection["id"]) for line in answers.strip().splitlines() if line.strip()),
    )


REPORTED = Act(kind="correction_reported", on=date(2026, 8, 10), arrived_on=date(2026, 8, 12), number="120/BC-UBND")
SIGNED = Act(kind="minutes_signed", on=date(2026, 6, 18))
_OUTCOMES: tuple[ReviewOutcome, ...] = ("not_accepted", "accepted", "follow_up", "needs_evidence")


def closed(given: Case) -> Case:
    """A case whose findings were agreed, and whose minutes were signed."""
    signed = () if minutes_of(given.acts) else (SIGNED,)
    return given.model_copy(
        update={"agreed": given.agreed or with_codes(given), "acts": by_day((*given.acts, *signed))}
    )


def reviewed(
    given: Case, *outcomes: ReviewOutcome | None, report: Act = REPORTED, reviewed_on: date = date(2026, 8, 20)
) -> Case:
    """A case whose agency reported on every nonconformity of the signed minutes, each reviewed with the next outcome.

    None: it was not reviewed. Called again, it is a further report.
    """
    given = closed(given)
    key = f"R{len(given.reports) + 1}"
    replies, reviews = [], []
    found = [one for one in given.agreed if one.kind == "nonconformity" and not one.withdrawn]
    for finding, outcome in zip(found, cycle(outcomes or _OUTCOMES), strict=False):
        place = {"inspection": given.inspection.id, "criterion": finding.criterion, "report": key}
        told = {"due_on": date(2026, 10, 30)} if outcome == "follow_up" else {"done_on": date(2026, 8, 1)}
        status = "proposed" if outcome == "follow_up" else "done"
        words = {
            "cause": "Chưa phân công",
            "correction": "Đã bổ sung danh mục",
            "action": "Giao một phòng",
        }
        replies.append(Reply.model_validate({**place, **words, **told, "status": status, "evidence": "Danh mục mới"}))
        if outcome:
            reasons = {"not_accepted": "Chưa nêu nguyên nhân", "needs_evidence": "Cần bản danh mục đã ký"}
            said = {"outcome": outcome, "reason": reasons.get(outcome, ""), "reviewer": "Trần Thị Lan"}
            reviews.append(Review.model_validate({**place, **said, "on": reviewed_on}))
    return given.model_copy(
        update={
            "acts": by_day((*given.acts, report)),
            "reports": (*given.reports, Report(key=key, act=report)),
            "replies": (*given.replies, *replies),
            "reviews": (*given.reviews, *reviews),
        }
    )


def broken_word_files() -> dict[str, bytes]:
    """A Word file spoilt inside, as by a bad memory stick: the list of its parts can still be read."""
    whole = files("isoaudit.papers").joinpath("templates", "notice.docx").read_bytes()
    start = zipfile.ZipFile(io.BytesIO(whole)).getinfo("word/document.xml").header_offset
    lengths = struct.unpack("<HH", whole[start + 26 : start + 30])
    text = start + 30 + sum(lengths)
    return {
        "overwritten": whole[:text] + b"\xff" * 4 + whole[text + 4 :],
        "overwritten later": whole[: text + 500] + bytes(40) + whole[text + 540 :],
        "cut out": whole[: text + 300] + whole[whole.find(b"PK\x01\x02") :],
    }


def comes_in_as_typed(text: str) -> bool:
    """Whether a text is none of those that tables put right or refuse: no hidden sign, no look-alike, nothing lost."""
    look = look_at(text)
    plain = reread(text) == text and not is_lost(text) and (not is_mixed(text) if look is None else look.shown)
    return plain and cleaned(text) == nfc(text) and not set(OVERRIDES) & set(text)
