"""What many papers have in common: letterhead, signature, names, căn cứ, and the acts they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from isoaudit.errors import ProgrammeError, problem
from isoaudit.model import Act, ActKind, Agency, Case, Inspection, Inspector, Kind, Office, Result, Settings, Signer
from isoaudit.papers.kinds import PaperKind
from isoaudit.papers.values.names import in_full as in_full
from isoaudit.papers.values.names import in_lines, issuing
from isoaudit.papers.values.names import without_province as without_province
from isoaudit.papers.values.positions import in_signature
from isoaudit.rules.acts import last, minutes_of
from isoaudit.wording import cite_full, date_long, date_short, in_sentence, label, sort_key
from isoaudit.wording.rounds import round_words

OPEN = "……"
OPEN_DATE = "ngày\u00a0…… tháng\u00a0…… năm\u00a0……"
"""An open place does not begin a line."""
_AUTHORITY_LENGTH = 45
_TEAM_FILE = "Hồ sơ kiểm tra"
"""Where a paper of the Đoàn is kept, which has no văn thư."""


@dataclass(frozen=True)
class PaperSubject:
    """What a paper is made from: one case, or those of a round or a year, and what was found in them."""

    cases: tuple[Case, ...]
    results: Mapping[str, Result] = field(default_factory=dict)
    """By inspection; needed only for papers that say what was found."""
    inspectors: tuple[Inspector, ...] = ()
    """For the position and the unit of the members of a team."""
    day: date = date.max
    """The day on which it is made, for papers that say who is late; without one every day that was set has passed."""
    unchanged: bool = False
    """Whether the record shows no change of team, days or place since the decision."""
    register: tuple[Agency, ...] = ()
    """All agencies of the year, for a paper that says how many there are; empty: those of the cases."""
    inspected: frozenset[str] = frozenset()
    """Codes of the agencies that have any inspection in the year."""

    @property
    def case(self) -> Case:
        """The case of a paper of one inspection, and of several that which speaks for them."""
        return self.cases[0]

    @property
    def result(self) -> Result:
        """What was found in the one inspection."""
        return self.results[self.case.inspection.id]

    @property
    def settings(self) -> Settings:
        """The settings of the year."""
        return self.case.programme

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of agency the paper is about."""
        return frozenset(case.agency.kind for case in self.cases)


# --- who issues and signs -------------------------------------------------------------------------------------------


def signer_of(settings: Settings, kind: PaperKind, kinds: Iterable[Kind]) -> tuple[Signer, Office]:
    """Who signs the paper to all these kinds of agency, and on which letterhead.

    Raises :class:`ProgrammeError` (``PROGRAMME_004``) when nobody fits, or the signer's office is unknown.
    """
    wanted = set(kinds)
    for signer in settings.signers:
        signs = signer.papers == "all" or kind.key in signer.papers
        if signs and (signer.addressees == "all" or wanted <= set(signer.addressees)):
            office = settings.offices.get(signer.office)
            if office is None:
                reason = f"không có cơ quan ban hành «{signer.office}» của người ký"
                raise ProgrammeError(problem("PROGRAMME_004", kind.name, at="", field="signers", reason=reason))
            return signer, office
    whom = ", ".join(in_sentence(label("kind", one)) for one in sorted(wanted))
    row = f"ở trang «Người ký» thêm một dòng cho «{kind.name}»"
    reason = f"chưa có người ký {kind.spoken} gửi {whom}; {row}"
    raise ProgrammeError(problem("PROGRAMME_004", kind.name, at="", field="signers", reason=reason))


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
        "issuer": issuer_name(subject.settings, office),
        "issued_by": "" if whole else f"{office.head or OPEN} ",
        "issuing_head": office.name.upper() if whole else _authority(office.head or OPEN, office.name),
        "number_symbol": f"{kind.symbol}-{symbol}" if kind.symbol else f"{symbol}-{drafter}",
        "signature_title": signature_title(signer, office, subject.settings),
        "signer_name": signer.name,
        **_about_all(kind, subject, recipients, year),
        "drafter": drafter,
        "filed": f"VT, {drafter}",
    }


def issuer_name(settings: Settings, office: Office) -> str:
    """The office in a sentence: the authority by its one name in full, which its letterhead may shorten."""
    return settings.authority if is_authority(settings, office) else office.name


def signature_title(signer: Signer, office: Office, settings: Settings) -> str:
    """Quyền hạn, chức vụ, a line each (Decree 30/2020, Annex I, II.7.b).

    TM. stands before the collective, and below it the head or who signs for the head.
    """
    head = office.head or OPEN
    position = in_signature(signer.position)
    if signer.form.startswith("TM."):
        collective = without_province(office.name, settings)
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


def is_authority(settings: Settings, office: Office) -> bool:
    """Whether the office is the one that inspects; its letterhead may leave out the province."""
    return settings.authority.startswith(office.name)


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
    named = [o for o in subject.settings.offices.values() if decided and o.name in decided.issuer]
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


# --- căn cứ: the law, and the acts with their numbers ---------------------------------------------------------------


def grounds(subject: PaperSubject) -> dict[str, Any]:
    """The instruments in full, the Ministry's guidance, and the plan and the request behind the inspections."""
    settings = subject.settings
    guidance = settings.guidance.strip().removeprefix("Căn cứ ").rstrip(";.")
    laws = dict.fromkeys(cite_full(law) for one in subject.cases for law in one.laws)
    return {
        "grounds": [*laws, *([guidance] if guidance else [])],
        "planned": any(case.inspection.occasion == "planned" for case in subject.cases),
        "ad_hoc": any(case.inspection.occasion == "ad_hoc" for case in subject.cases),
        "plan": _plan(subject),
        "required": cited(next(filter(None, (act_of(case, "ad_hoc_required") for case in subject.cases)), None)),
    }


def plan_approval(subject: PaperSubject) -> Act | None:
    """The act that approved the plan, of the first inspection of which it is recorded."""
    return next(filter(None, (act_of(case, "plan_approved") for case in subject.cases)), None)


def _plan(subject: PaperSubject) -> dict[str, str]:
    """The decision that approved the plan: as it was recorded, else as ``isoaudit.toml`` has it."""
    approved, plan = plan_approval(subject), subject.settings.plan
    if approved:
        return {**cited(approved), "issuer": approved.issuer or plan.issuer or OPEN}
    return {
        "number": plan.number or OPEN,
        "date": date_long(plan.on) if plan.on else OPEN_DATE,
        "issuer": plan.issuer or OPEN,
    }


def act_of(case: Case, kind: ActKind) -> Act | None:
    """The last act of a kind."""
    return last(case.acts, kind)


def cited(act: Act | None) -> dict[str, str]:
    """Number, date and issuer of an act as they stand in a căn cứ; open where they are not known."""
    return {
        "number": act.number if act and act.number else OPEN,
        "date": date_long(act.on) if act else OPEN_DATE,
        "issuer": act.issuer if act and act.issuer else OPEN,
    }


def decision(case: Case) -> dict[str, str]:
    """The decision with its subject, and what amended it: ``, được sửa đổi, bổ sung tại …``, empty if nothing did."""
    decided = cited(act_of(case, "decided"))
    one = decides_on_one(case)
    subject = (
        f"về việc sửa đổi, bổ sung Quyết định số {decided['number']} {decided['date']} về việc kiểm tra Hệ thống quản "
        f"lý chất lượng tại {_where(case, one=one)} ({round_name(case.inspection)})"
    )
    amended = [
        f"Quyết định số {each['number']} {each['date']} của {each['issuer']} {subject}"
        for each in (cited(act) for act in case.acts if act.kind == "decision_amended")
    ]
    changed = f", được sửa đổi, bổ sung tại {'; '.join(amended)}" if amended else ""
    return {
        **decided,
        "amended": changed,
        "round": round_name(case.inspection),
        "subject": decision_subject(case, one=one),
    }


def decides_on_one(case: Case) -> bool:
    """Whether the decision is on this inspection only: as it is recorded, else if it belongs to no round."""
    return case.decided_on == 1 if case.decided_on else not case.inspection.round.strip()


def decision_subject(case: Case, *, one: bool) -> str:
    """The trích yếu of the decision, which every paper after it quotes (Decree 30/2020, Annex I, II.6.b).

    One on a single ad hoc inspection says that it is ad hoc (Circular 26/2014, Article 34.1.c).
    """
    what = "kiểm tra đột xuất việc" if one and case.inspection.occasion == "ad_hoc" else "kiểm tra"
    return (
        f"về việc {what} xây dựng, áp dụng, duy trì và cải tiến Hệ thống quản lý chất lượng theo Tiêu chuẩn quốc gia "
        f"TCVN ISO 9001:2015 tại {_where(case, one=one)} ({round_name(case.inspection)})"
    )


def _where(case: Case, *, one: bool) -> str:
    return in_full(case.agency.name) if one else "các cơ quan"


# --- days, rounds, rows ---------------------------------------------------------------------------------------------


def round_name(inspection: Inspection) -> str:
    """``đợt 1 năm 2026``, or only the year where the inspection has no round."""
    return f"{round_words(inspection.round)} năm {inspection.year}".strip()


def when(inspection: Inspection) -> str:
    """The days of the inspection; open where they are not known."""
    start, end = inspection.from_ or inspection.to, inspection.to or inspection.from_
    if start is None or end is None:
        return f"ngày …/…/{inspection.year}"
    return f"ngày {date_short(start)}" if start == end else f"từ ngày {date_short(start)} đến ngày {date_short(end)}"


def days(inspection: Inspection) -> str:
    """The same for a cell of a list."""
    if inspection.from_ is None and inspection.to is None:
        return f"năm {inspection.year}"
    start, end = inspection.from_ or inspection.to, inspection.to or inspection.from_
    if start and end and (start.day, (end + timedelta(days=1)).day) == (1, 1) and start.month == end.month:
        return f"Tháng {start.month}/{start.year}"
    return short(start) if start == end else f"{short(start)} - {short(end)}"


def period(inspection: Inspection, settings: Settings) -> str:
    """Thời kỳ kiểm tra."""
    start, end = inspection.period_from or settings.period_from, inspection.period_to or settings.period_to
    return f"từ ngày {short(start)} đến ngày {short(end)}"


def common_period(subject: PaperSubject, until: str) -> str:
    """The period of several inspections, of each form where the two differ.

    Where only its last day differs from one inspection to the next it goes up to ``until``.
    """
    forms: dict[str, list[Inspection]] = {}
    for case in by_name(subject.cases):
        forms.setdefault(case.inspection.mode, []).append(case.inspection)
    of_form = {form: _period_of(several, subject.settings, until) for form, several in forms.items()}
    if len(set(of_form.values())) == 1:
        return next(iter(of_form.values()))
    return "; ".join(f"{told} (kiểm tra {label('mode', form)})" for form, told in of_form.items())


def _period_of(inspections: Iterable[Inspection], settings: Settings, until: str) -> str:
    periods = {period(inspection, settings) for inspection in inspections}
    if len(periods) == 1:
        return periods.pop()
    starts = {inspection.period_from or settings.period_from for inspection in inspections}
    return f"từ ngày {short(starts.pop() if len(starts) == 1 else None)} đến {until}"


def short(day: date | None) -> str:
    """A day in a sentence, or its open place."""
    return date_short(day) if day else "…/…/……"


def year_after(inspection: Inspection, months: int) -> str:
    """The year of what follows within ``months``; open where that can be this year or the next."""
    end = inspection.to or inspection.from_
    if end is None:
        return str(inspection.year)
    return str(end.year) if end.month + months <= 12 else OPEN


def by_name(cases: Iterable[Case]) -> list[Case]:
    """Cases in the order of a list of agencies: by day, then by the Vietnamese alphabet."""
    return sorted(cases, key=lambda c: (c.inspection.from_ or date.max, sort_key(c.agency.name), c.inspection.id))
