"""The letter of one inspection as values for its Word template.

On site it is a thông báo kết quả kiểm tra; by record a công văn that asks for what does not meet the requirements
(Circular 26/2014, Article 37.1.a). Both are drafts: number and date stay open, and on site so does the deadline,
because no minutes are signed yet. Sentences stand in the templates (``tools/build_templates.py``); here are values,
lists, and which sentences are true. Pure: no file, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any, Literal

from isoaudit.errors import ProgrammeError, problem
from isoaudit.findings import of_kind
from isoaudit.model import Case, Criterion, Finding, Inspection, Kind, Office, Plan, Programme, Result, Signer
from isoaudit.wording import cite_full, count, date_long, date_short, label, point_name, sentence

Template = Literal["notice", "correction_request"]
Outcome = Literal["correct", "nothing", "not_examined", "not_built"]

OPEN = "……"
_OPEN_DATE = "ngày …… tháng …… năm ……"
_SETTINGS = "isoaudit.toml"
_COLUMN_CHARACTERS = {"text": 29, "basis": 20, "remedy": 19}
_LONG = 25
"""Lines, about half a page, from which a row of the table may go on over the page."""
_LINE_LENGTH = 24
"""Capitals of 12 pt bold that fit the left column of the letterhead."""


@dataclass(frozen=True)
class Letter:
    """A letter before it is a file: which template, and the values it needs."""

    template: Template
    context: dict[str, Any]


def letter(case: Case, result: Result) -> Letter:
    """The draft letter of the inspection.

    Raises :class:`ProgrammeError` (``PROGRAMME_004``) when no signer fits the paper and the addressee, or the
    signer's office is unknown.
    """
    template: Template = "notice" if case.inspection.mode == "on_site" else "correction_request"
    signer, office = _signer(case.programme, template, case.agency.kind)
    context = {
        **_letterhead(case, template, office),
        **_signature(case, template, office, signer),
        **_names(case, office),
        **_grounds(case),
        **_general(case, result),
        **_content(case, result),
    }
    return Letter(template, context)


def _signer(programme: Programme, template: Template, kind: Kind) -> tuple[Signer, Office]:
    for signer in programme.signers:
        if template in signer.papers and (signer.addressees == "all" or kind in signer.addressees):
            office = programme.offices.get(signer.office)
            if office is None:
                reason = f"«office» của người ký là «{signer.office}», không có trong mục «offices»"
                raise ProgrammeError(problem("PROGRAMME_004", _SETTINGS, field="signers", reason=reason))
            return signer, office
    paper = "thông báo kết quả kiểm tra" if template == "notice" else "công văn đề nghị khắc phục"
    reason = f"chưa có người ký {paper} gửi {label('kind', kind)}"
    raise ProgrammeError(problem("PROGRAMME_004", _SETTINGS, field="signers", reason=reason))


# --- letterhead and signature -----------------------------------------------------------------------------------


def _letterhead(case: Case, template: Template, office: Office) -> dict[str, Any]:
    """Issuer, number and place (Decree 30/2020, Annex I, II.2-4); a công văn has no abbreviation of its kind."""
    drafter, symbol = case.programme.drafter or OPEN, office.symbol or OPEN
    return {
        "parent_office": _in_lines(office.parent.upper()),
        "issuing_office": _in_lines(office.name.upper()),
        "number_symbol": f"TB-{symbol}" if template == "notice" else f"{symbol}-{drafter}",
        "place": case.programme.place or OPEN,
        "letter_year": _year_after(case.inspection, months=1) or "20…",
    }


def _in_lines(name: str) -> str:
    """A long name over two lines: before the province if it names one, else in two even halves."""
    words = name.split()
    if len(name) <= _LINE_LENGTH:
        return name
    cuts = [" ".join(words[:i]) for i in range(1, len(words))]
    before_place = [cut for cut in cuts if name[len(cut) :].startswith((" TỈNH ", " THÀNH PHỐ "))]
    fitting = [cut for cut in before_place if len(cut) <= _LINE_LENGTH]
    head = fitting[0] if fitting else min(cuts, key=lambda cut: abs(len(name) - 1 - 2 * len(cut)), default=name)
    rest = name[len(head) :].strip()
    return f"{head}\n{rest}" if rest and len(rest) <= _LINE_LENGTH else name


def _signature(case: Case, template: Template, office: Office, signer: Signer) -> dict[str, Any]:
    """Signing form and name (II.7), and to whom copies go (II.9)."""
    head = office.head or OPEN
    title = f"{signer.form} {head}\n{signer.position}" if signer.form else head
    return {
        "signature_title": title.strip().upper(),
        "signer_name": signer.name,
        "recipients": list(_recipients(case, template, office)),
        "drafter": case.programme.drafter or OPEN,
    }


def _recipients(case: Case, template: Template, office: Office) -> Iterable[str]:
    yield "Như trên" if template == "correction_request" else f"{case.agency.name} (để thực hiện)"
    if office.parent and _in_full(office.parent) != _in_full(case.agency.name):
        yield f"{office.parent} (để b/c)"
    if not case.programme.authority.startswith(office.name):
        yield f"{case.programme.authority} (để theo dõi)"
    if template == "notice":
        yield f"Thành viên {case.programme.team}"


def _names(case: Case, office: Office) -> dict[str, Any]:
    name = case.agency.name
    full = _in_full(name)
    return {
        "agency": name,
        "agency_full": full,
        "agency_first": full.replace("Ủy ban nhân dân ", "Ủy ban nhân dân (UBND) ", 1) if full != name else name,
        "authority": case.programme.authority,
        "issuer": office.name,
        "team": case.programme.team,
        "year": str(case.inspection.year),
    }


def _in_full(name: str) -> str:
    return name.replace("UBND ", "Ủy ban nhân dân ", 1) if name.startswith("UBND ") else name


# --- căn cứ and general information ------------------------------------------------------------------------------


def _grounds(case: Case) -> dict[str, Any]:
    guidance = case.programme.guidance.strip().removeprefix("Căn cứ ").rstrip(";.")
    return {
        "grounds": [*(cite_full(law) for law in case.laws), *([guidance] if guidance else [])],
        "planned": case.inspection.occasion == "planned",
        "plan": _plan(case.programme.plan),
        "area": case.programme.province or OPEN,
        "round": _round(case.inspection),
        "open": OPEN,
        "open_date": _OPEN_DATE,
    }


def _plan(plan: Plan) -> dict[str, str]:
    return {
        "number": plan.number or OPEN,
        "date": date_long(plan.on) if plan.on else _OPEN_DATE,
        "issuer": plan.issuer or OPEN,
    }


def _round(inspection: Inspection) -> str:
    """``đợt 1 năm 2026``, or only the year where the inspection has no round."""
    name = inspection.round.strip()
    if not name:
        return f"năm {inspection.year}"
    return f"đợt {name[4:] if name.lower().startswith('đợt ') else name} năm {inspection.year}"


def _general(case: Case, result: Result) -> dict[str, Any]:
    inspection, programme = case.inspection, case.programme
    start, end = inspection.period_from or programme.period_from, inspection.period_to or programme.period_to
    deadline = programme.reply_by if inspection.mode == "by_record" else None
    return {
        "when": _when(inspection),
        "period": f"từ ngày {_short(start)} đến ngày {_short(end)}",
        "examined": count(_examined(result)),
        "not_applicable": count(result.counts["not_applicable"]) if result.counts["not_applicable"] else "",
        "deadline": date_short(deadline) if deadline else f"…/…/{_year_after(inspection, months=2) or '20…'}",
    }


def _when(inspection: Inspection) -> str:
    start, end = inspection.from_ or inspection.to, inspection.to or inspection.from_
    if start is None or end is None:
        return f"ngày …/…/{inspection.year}"
    return f"ngày {date_short(start)}" if start == end else f"từ ngày {date_short(start)} đến ngày {date_short(end)}"


def _short(day: date | None) -> str:
    return date_short(day) if day else "…/…/……"


def _year_after(inspection: Inspection, months: int) -> str:
    """The year of what follows within ``months``; empty where that can be this year or the next."""
    end = inspection.to or inspection.from_
    if end is None:
        return str(inspection.year)
    return str(end.year) if end.month + months <= 12 else ""


def _examined(result: Result) -> int:
    return sum(result.counts[verdict] for verdict in ("conforming", "nonconforming", "observation"))


# --- what was found ----------------------------------------------------------------------------------------------


def _content(case: Case, result: Result) -> dict[str, Any]:
    outcome = _outcome(result)
    built = outcome != "not_built"
    nonconformities = of_kind(result, "nonconformity")
    conforming, partly = _conforming(result) if built else ([], [])
    content = {
        "outcome": outcome,
        "good_practices": [_achievement(f) for f in of_kind(result, "good_practice")] if built else [],
        "conforming": conforming,
        "partly_conforming": partly,
        "nonconformities": [_row(number, f) for number, f in enumerate(nonconformities, start=1)],
        "nonconformity_count": count(len(nonconformities)),
        "observations": [_observation(f) for f in of_kind(result, "observation")] if built else [],
        "not_examined": _not_examined(case, result) if built else [],
        "later_on_site": _later_on_site(case, result) if built else [],
        "obliged": case.agency.obligation == "bat_buoc",
        "in_use": case.agency.qms_status != "dang_xay_dung",
    }
    return {**content, "section": _sections(content)}


def _outcome(result: Result) -> Outcome:
    if result.qms_not_built:
        return "not_built"
    if of_kind(result, "nonconformity"):
        return "correct"
    left_out = result.counts["not_examined"] or result.to_see_on_site
    return "not_examined" if left_out and not _examined(result) else "nothing"


def _sections(content: dict[str, Any]) -> dict[str, str]:
    """The Roman numbers of the sections this letter has; empty for one it has not."""
    present = {
        "general": True,
        "not_built": content["outcome"] == "not_built",
        "achieved": bool(content["good_practices"] or content["conforming"] or content["partly_conforming"]),
        "nonconformities": bool(content["nonconformities"]),
        "observations": bool(content["observations"]),
        "not_examined": bool(content["not_examined"] or content["later_on_site"]),
        "proposals": True,
    }
    numbers = iter(("I", "II", "III", "IV", "V", "VI"))
    return {name: next(numbers) if there else "" for name, there in present.items()}


def _conforming(result: Result) -> tuple[list[str], list[str]]:
    """The points at which all that was judged conforms, and those at which only some criteria do.

    A point with an observation is not among the first: the letter claims no more than was answered.
    """
    whole = [p for p in result.points if p.state == "conforming" and p.conforming and not p.observation]
    partly = [p for p in result.points if p not in whole and p.conforming]
    return [_point(p.point) for p in whole], [_point(p.point) for p in partly]


def _point(point: str) -> str:
    return f"{point_name(point)} ({label('point', point).removesuffix(' (nếu có)')})"


def _row(number: int, finding: Finding) -> dict[str, Any]:
    row = {
        "number": count(number),
        "text": joined([*(e.text for e in finding.evidence), finding.gap]),
        "basis": joined([_basis(finding)]),
        "remedy": joined([finding.remedy]),
    }
    return {**row, "long": any(_lines(row[column], width) > _LONG for column, width in _COLUMN_CHARACTERS.items())}


def _lines(text: str, width: int) -> int:
    """About how many lines ``text`` takes in a column of ``width`` characters."""
    return sum(len(line) // width + 1 for line in text.splitlines())


def _basis(finding: Finding) -> str:
    return sentence("; ".join(finding.legal_basis))


def _observation(finding: Finding) -> dict[str, str]:
    """What was seen and what to look at, as the inspector wrote it: a criterion's remedy is for not conforming."""
    return {
        "text": joined([*(e.text for e in finding.evidence), finding.gap]).removesuffix("."),
        "basis": "; ".join(finding.legal_basis),
    }


def _achievement(finding: Finding) -> str:
    """What was recorded; where nothing was typed, the rule that was met."""
    return joined(e.text for e in finding.evidence) or joined([finding.requirement])


def joined(texts: Iterable[str]) -> str:
    """Texts as typed, one after the other; the same text is printed once.

    A text without a final stop gets one, or a semicolon where the next goes on in lower case.
    """
    different: dict[str, str] = {}
    for text in (text.strip() for text in texts):
        if text:
            different.setdefault(text.rstrip(".").casefold(), text)
    kept = list(different.values())
    return " ".join(text + _stop(text, following) for text, following in zip_longest(kept, kept[1:], fillvalue=""))


def _stop(text: str, following: str) -> str:
    if text.rstrip("”»\"')")[-1:] in (*".!?…;:,", ""):
        return ""
    return ";" if following[:1].islower() else "."


def _not_examined(case: Case, result: Result) -> list[str]:
    """One line for each point and reason; the criteria are named where only some of the point were left out."""
    criteria = _criteria(case)
    groups: dict[tuple[str, str], list[Criterion]] = {}
    for answer in sorted(case.answers, key=lambda a: list(criteria).index(a.criterion)):
        if answer.verdict == "not_examined":
            criterion = criteria[answer.criterion]
            groups.setdefault((criterion.point, answer.note.strip().rstrip(".")), []).append(criterion)
    states = {p.point: p.state for p in result.points}
    reasons = [point for point, _ in groups]
    return [
        _left_out(point, note, group, whole=states[point] == "not_examined" and reasons.count(point) == 1)
        for (point, note), group in groups.items()
    ]


def _left_out(point: str, note: str, group: Sequence[Criterion], *, whole: bool) -> str:
    what = "" if whole else ": " + "; ".join(f"“{c.requirement.rstrip('.')}”" for c in group)
    return f"{sentence(_point(point))}{what}: không kiểm tra ({note or OPEN})."


def _later_on_site(case: Case, result: Result) -> list[str]:
    criteria = _criteria(case)
    return [_point(point) for point in dict.fromkeys(criteria[c].point for c in result.to_see_on_site)]


def _criteria(case: Case) -> dict[str, Criterion]:
    return {c.id: c for pinned in case.checklists for c in pinned.checklist.criteria}
