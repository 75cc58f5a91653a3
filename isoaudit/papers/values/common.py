"""What many papers have in common: letterhead, signature, names; and by other modules acts, days, the subject."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from isoaudit.errors import ProgrammeError, problem
from isoaudit.model import ActKind, Case, Kind, Office, Settings, Signer
from isoaudit.papers.kinds import PaperKind
from isoaudit.papers.values.acts import act_of as act_of
from isoaudit.papers.values.acts import cited as cited
from isoaudit.papers.values.acts import decides_on_one as decides_on_one
from isoaudit.papers.values.acts import decision as decision
from isoaudit.papers.values.acts import decision_subject as decision_subject
from isoaudit.papers.values.acts import grounds as grounds
from isoaudit.papers.values.acts import plan_approval as plan_approval
from isoaudit.papers.values.days import by_name as by_name
from isoaudit.papers.values.days import common_period as common_period
from isoaudit.papers.values.days import days as days
from isoaudit.papers.values.days import period as period
from isoaudit.papers.values.days import round_name as round_name
from isoaudit.papers.values.days import short as short
from isoaudit.papers.values.days import when as when
from isoaudit.papers.values.days import year_after as year_after
from isoaudit.papers.values.issuers import is_authority as is_authority
from isoaudit.papers.values.issuers import issuer_name as issuer_name
from isoaudit.papers.values.issuers import issuer_of
from isoaudit.papers.values.names import in_full as in_full
from isoaudit.papers.values.names import in_lines, issuing
from isoaudit.papers.values.names import without_province as without_province
from isoaudit.papers.values.positions import in_signature
from isoaudit.papers.values.subject import OPEN as OPEN
from isoaudit.papers.values.subject import OPEN_DATE as OPEN_DATE
from isoaudit.papers.values.subject import PaperSubject as PaperSubject
from isoaudit.rules.acts import minutes_of
from isoaudit.wording import in_sentence, label

_AUTHORITY_LENGTH = 45
_COMMITTEE = "Ủy ban nhân dân"
"""Of whichever place: the letterhead says it, and before the signature it is left out."""
_TEAM_FILE = "Hồ sơ kiểm tra"
"""Where a paper of the Đoàn is kept, which has no văn thư."""


def signer_of(settings: Settings, kind: PaperKind, kinds: Iterable[Kind]) -> tuple[Signer, Office]:
    """Who signs the paper to all these kinds of agency, and on which letterhead.

    Raises :class:`ProgrammeError` (``PROGRAMME_004``) when nobody fits, or the signer's office is unknown.
    """
    wanted = set(kinds)
    for signer in settings.signers:
        signs = signer.papers == "all" or kind.key in signer.papers or kind.signed_like in signer.papers
        if signs and (signer.addressees == "all" or wanted <= set(signer.addressees)):
            office = settings.offices.get(signer.office)
            if office is None:
                reason = f"không có cơ quan ban hành «{signer.office}» của người ký"
                raise ProgrammeError(problem("PROGRAMME_004", kind.name, at="", field="signers", reason=reason))
            return _for_the_collective(signer, office, kind), office
    whom = ", ".join(in_sentence(label("kind", one)) for one in sorted(wanted))
    row = f"ở trang «Người ký» thêm một dòng cho «{kind.name}»"
    of = f" của {settings.authority}" if settings.units else ""
    reason = f"chưa có người ký {kind.spoken}{of} gửi {whom}; {row}"
    raise ProgrammeError(problem("PROGRAMME_004", kind.name, at="", field="signers", reason=reason))


def _for_the_collective(signer: Signer, office: Office, kind: PaperKind) -> Signer:
    """Who signs for the chairman signs TM. what the committee itself says (Decree 30/2020, Article 13.2)."""
    of_a_committee = in_full(office.name).startswith(_COMMITTEE)
    if not (kind.collective and of_a_committee and signer.form in ("", "KT.")) or kind.key in signer.papers:
        return signer
    return signer.model_copy(update={"form": "TM."})


def office_block(kind: PaperKind, subject: PaperSubject, recipients: Iterable[str], year: str) -> dict[str, Any]:
    """Issuer, number, place, signature and to whom copies go (Decree 30/2020, Annex I, II.2-4, II.7, II.9).

    A công văn has no abbreviation of its kind in the number. Raises :class:`ProgrammeError`.
    """
    signer, office = signer_of(subject.settings, kind, subject.kinds)
    drafter, symbol = drafter_of(kind, subject.settings, office), office.symbol or OPEN
    whole = signer.form.startswith("TM.")
    return {
        "parent_office": in_lines(office.parent.upper()),
        **issuing(in_lines(office.name.upper())),
        "issuer": in_full(issuer_name(subject.settings, office)),
        "issued_by": "" if whole else f"{office.head or OPEN} ",
        "issuing_head": office.name.upper() if whole else _authority(office.head or OPEN, office.name),
        "number_symbol": f"{kind.symbol}-{symbol}" if kind.symbol else f"{symbol}-{drafter}",
        "signature_title": signature_title(signer, office, subject.settings),
        "signer_name": signer.name,
        **_about_all(kind, subject, recipients, year),
        "drafter": drafter,
        "filed": f"VT, {drafter}",
    }


def signature_title(signer: Signer, office: Office, settings: Settings) -> str:
    """Quyền hạn, chức vụ, a line each (Decree 30/2020, Annex I, II.7.b).

    TM. stands before the collective, and below it the head or who signs for the head.
    """
    head = office.head or OPEN
    position = in_signature(signer.position)
    if signer.form.startswith("TM."):
        committee = in_full(office.name).startswith(_COMMITTEE)
        collective = _COMMITTEE if committee else without_province(office.name, settings)
        signs = position or head
        return f"TM. {collective}\n{signs if signs == head else f'KT. {head}{chr(10)}{signs}'}".upper()
    return (f"{signer.form} {head}\n{position}" if signer.form else head).strip().upper()


def drafter_of(kind: PaperKind, settings: Settings, office: Office) -> str:
    """Who drafted what the office issues: its own unit, or for an office above it the authority itself.

    A paper for somebody else to issue leaves that open.
    """
    if kind.always_draft:
        return OPEN
    if is_authority(settings, office):
        return settings.drafter or OPEN
    own = next((one.symbol for one in settings.offices.values() if is_authority(settings, one)), "")
    return own or settings.drafter or OPEN


def copy_to(name: str, purpose: str, settings: Settings) -> str:
    """A line of Nơi nhận: ``Sở Khoa học và Công nghệ (để b/c)``, the province only where the name needs it."""
    short = name if name.startswith(("UBND ", "Ủy ban ")) else name.removesuffix(f" {settings.province}")
    return f"{short} ({purpose})"


def _authority(head: str, name: str) -> str:
    """Whose decision it is, on two lines where one is not enough."""
    return f"{head}{' ' if len(head) + len(name) < _AUTHORITY_LENGTH else chr(10)}{name}".upper()


def team_block(
    kind: PaperKind, subject: PaperSubject, recipients: Iterable[str], year: str, office: Office
) -> dict[str, Any]:
    """The same for a paper of the Đoàn, which has its own heading and its own series of numbers (II.3.a)."""
    case = subject.case
    decided = act_of(case, "decided")
    number = decided.number if decided and decided.number else OPEN
    leader = next((m.name for m in case.inspection.team if m.role == "truong_doan"), "")
    team = subject.settings.team
    return {
        "parent_office": in_lines(office.name.upper()),
        **issuing(f"{team}\ntheo quyết định\nsố ".upper() + number),
        "issuer": team,
        "number_symbol": f"{kind.symbol}-ĐKT",
        "signature_title": f"TM. {team}\ntrưởng đoàn".upper(),
        "signer_name": leader,
        **_about_all(kind, subject, recipients, year),
        "filed": _TEAM_FILE,
    }


def deciding_office(subject: PaperSubject, decision: PaperKind) -> Office:
    """The office whose decision sent the team: of the act that is recorded, else of who is to sign one."""
    decided = act_of(subject.case, "decided")
    issuer = issuer_of(subject.case, "decided", decided) if decided else ""
    named = [office for office in subject.settings.offices.values() if office.name in issuer]
    if named:
        return max(named, key=lambda office: len(office.name))
    return signer_of(subject.settings, decision, subject.kinds)[1]


def _about_all(kind: PaperKind, subject: PaperSubject, recipients: Iterable[str], year: str) -> dict[str, Any]:
    settings = subject.settings
    return {
        "draft": is_draft(kind, subject),
        "place": settings.place or OPEN,
        "letter_year": year,
        "recipients": list(recipients),
        "drafter": settings.drafter or OPEN,
        "authority": settings.authority,
        "team": settings.team,
        "year": str(settings.year),
        "area": settings.province or OPEN,
        "open": OPEN,
        "open_date": OPEN_DATE,
        **grounds(subject),
    }


def is_draft(kind: PaperKind, subject: PaperSubject) -> bool:
    """Whether something the paper rests on is not recorded yet, or it is for somebody else to issue."""
    return kind.always_draft or any(not _has(case, act) for case in subject.cases for act in kind.rests_on)


def _has(case: Case, act: ActKind) -> bool:
    if act == "plan_approved" and case.inspection.occasion == "ad_hoc":  # it rests on what asked for it instead
        return act_of(case, "ad_hoc_required") is not None
    if act == "plan_approved" and case.programme.plan.number:
        return True
    return (minutes_of(case.acts) if act == "minutes_signed" else act_of(case, act)) is not None


def agency_names(case: Case) -> dict[str, str]:
    """The agency as it is called: short, in full, and at its first mention."""
    name = case.agency.name
    full = in_full(name)
    return {
        "agency": name,
        "agency_full": full,
        "agency_first": full.replace("Ủy ban nhân dân ", "Ủy ban nhân dân (UBND) ", 1) if full != name else name,
    }
