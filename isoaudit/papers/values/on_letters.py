"""Papers on a letter that was issued: what corrects or revokes it, and what a letter that replaces it says of it.

Decree 30/2020, Article 18.4-5 (from memory); see :mod:`isoaudit.rules.in_force`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from isoaudit.errors import RunError, problem
from isoaudit.model import Act, ActKind, Case, Office
from isoaudit.papers.kinds import PaperKind
from isoaudit.papers.values.addressees import addressed, is_above
from isoaudit.papers.values.common import (
    OPEN,
    PaperSubject,
    agency_names,
    in_full,
    office_block,
    round_name,
    signer_of,
    when,
)
from isoaudit.papers.values.issuers import issuer_of
from isoaudit.papers.values.letters import copies, deadline
from isoaudit.papers.values.replaced import KIND_NAMES, first_kind
from isoaudit.rules.acts import of_kind
from isoaudit.rules.corrective import to_report_on
from isoaudit.rules.in_force import LETTERS, letters_of, plain_number
from isoaudit.rules.succession import with_heir
from isoaudit.wording import date_long

_SYSTEM = "Hệ thống quản lý chất lượng theo Tiêu chuẩn quốc gia TCVN ISO 9001:2015"
_SUBJECTS: dict[ActKind, str] = {
    "notice_issued": f" về kết quả kiểm tra việc xây dựng, áp dụng, duy trì và cải tiến {_SYSTEM}",
    "not_accepted": " về việc chưa chấp nhận hành động khắc phục đối với vấn đề tồn tại",
    "review_notified": " về kết quả xem xét hành động khắc phục đối với vấn đề tồn tại",
}
"""What a thông báo is about, as it is cited; a công văn is cited by its number."""


def letter_correction(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """Công văn đính chính: which letter; what is wrong in it is open. Raises RunError (PAPER_045, PAPER_046)."""
    return _on_letter(kind, subject, "Như trên")


def letter_revocation(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """Thông báo thu hồi: which letter, and what its receiver does with it. Raises as :func:`letter_correction`."""
    case, letter = subject.case, _chosen(subject, kind)
    by_record = case.inspection.mode == "by_record"
    owes = bool(to_report_on(case)) and not by_record
    return {
        **_on_letter(kind, subject, f"{case.agency.name} ({'để b/c' if _is_above(kind, subject) else 'để thực hiện'})"),
        "deadline": deadline(subject) if owes and letter.reply_by is None else "",
        "asked_to_report": by_record,
    }


def _on_letter(kind: PaperKind, subject: PaperSubject, to: str) -> dict[str, Any]:
    case, now = subject.case, with_heir(subject.case, subject.day)
    letter = _chosen(subject, kind)
    to_whom = replace(subject, cases=(now,))
    _, office = signer_of(subject.settings, kind, to_whom.kinds)
    year = OPEN if letter.on.month == 12 else str(letter.on.year)
    return {
        **office_block(kind, to_whom, _recipients(to_whom, office, to), year),
        **agency_names(case),
        "agency_full": in_full(case.agency.name),
        **addressed(now, office),
        "year": str(case.inspection.year),
        "round": round_name(case.inspection),
        "when": when(case.inspection),
        "letter": _cited(case, letter),
    }


def _is_above(kind: PaperKind, subject: PaperSubject) -> bool:
    return is_above(subject.case, signer_of(subject.settings, kind, subject.kinds)[1])


def _recipients(subject: PaperSubject, office: Office, to: str) -> Iterator[str]:
    yield to
    yield from copies(subject, office)


def _chosen(subject: PaperSubject, kind: PaperKind) -> Act:
    """The letter a paper is about: the one named, else the one in force, of several the last, else the last of all."""
    case = subject.case
    issued = letters_of(case.acts)
    if not issued:
        raise RunError(problem("PAPER_045", case.inspection.id, paper=kind.spoken))
    if not subject.about:
        standing = {act.number for one in LETTERS for act in of_kind(case.acts, one)}
        return ([act for act in issued if act.number in standing] or list(issued))[-1]
    found = [act for act in issued if plain_number(act.number) == plain_number(subject.about)]
    if not found:
        expected = [act.number for act in issued]
        raise RunError(problem("PAPER_046", case.inspection.id, value=subject.about, expected=expected))
    return found[-1]


def _cited(case: Case, letter: Act) -> dict[str, str]:
    kind = first_kind(case.acts, letter)
    subject = _SUBJECTS.get(kind, "")
    at = f" tại {in_full(case.agency.name)}" if kind == "notice_issued" else ""
    return {
        "kind": KIND_NAMES[kind],
        "number": letter.number,
        "date": date_long(letter.on),
        "day": date_long(letter.on).removeprefix("ngày\u00a0").removeprefix("ngày "),
        "issuer": issuer_of(case, kind, letter) or OPEN,
        "subject": subject + at,
    }
