"""Công văn to many: the request for reports, and the reminder of those whose report has not come (Article 35.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from isoaudit.errors import RunError, problem
from isoaudit.model import POINTS, Case, Checklist, Criterion, Kind, Settings
from isoaudit.papers.kinds import PaperKind
from isoaudit.papers.values.addressees import is_above
from isoaudit.papers.values.common import (
    OPEN,
    PaperSubject,
    act_of,
    by_name,
    cited,
    common_period,
    copy_to,
    in_full,
    is_authority,
    office_block,
    short,
    signer_of,
    without_province,
)
from isoaudit.papers.values.year import approver_of, followed, listed, province_office
from isoaudit.rules.acts import minutes_of
from isoaudit.wording import count, date_short, in_sentence, label, point_name, sentence

ON_ALL = "Báo cáo lần lượt 13 nội dung"


def report_request(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """Công văn that asks the agencies to report on Article 36: one to all, with list and outline.

    Raises :class:`RunError` (``PAPER_008``) when it would go only to whoever sends it.
    """
    asked = _planned(subject)
    return {
        **to_many(kind, asked),
        "period": common_period(asked, "ngày báo cáo"),
        "outline": _outline(asked),
    }


def asked_of(kind: PaperKind, subject: PaperSubject) -> list[Case]:
    """The inspections of those the request for reports goes to. Raises :class:`ProgrammeError` (``PROGRAMME_004``)."""
    return addressed_of(kind, _planned(subject))


def _planned(subject: PaperSubject) -> PaperSubject:
    """The agencies of the plan, as in the file of Article 39; where none is, all."""
    planned = tuple(case for case in subject.cases if case.inspection.occasion == "planned")
    return replace(subject, cases=planned or subject.cases)


def report_reminder(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """Công văn đôn đốc to those whose report has not come by the day that was set.

    Raises :class:`RunError` when nobody is late (``PAPER_005``), or it would go only to whoever sends it
    (``PAPER_008``).
    """
    late = _late(kind, subject)
    context = to_many(kind, replace(subject, cases=late))
    asked = {case.agency.code: _requested(case) for case in reversed(late)}
    issuers = " và ".join(dict.fromkeys(request["issuer"] for request in asked.values()))
    due = {request["due"] for request in asked.values()}
    return {
        **context,
        "requested": {**_requested(late[0]), "issuer": issuers},
        "requests": sorted({request["named"] for request in asked.values()}),
        "due": due.pop() if len(due) == 1 else "",
        "inspections": [{**row, **_asked_in(asked[row["code"]])} for row in context["inspections"]],
        "notes": [*context["notes"], *_not_reminded(subject)],
    }


def _asked_in(request: dict[str, str]) -> dict[str, str]:
    return {"request": f"{request['number']}\n{request['on']}", "due": request["due"]}


def _late(kind: PaperKind, subject: PaperSubject) -> tuple[Case, ...]:
    """Those to be reminded: asked, the day has passed, no report has come.

    A single inspection of which no request is recorded is left to the draft, whose number and day are to be filled in.
    """
    late = tuple(case for case in subject.cases if _owes_report(case, subject.day))
    if late:
        return late
    (first, *others) = subject.cases
    if not others and act_of(first, "requested") is None and _is_silent(first):
        return (first,)
    waiting = " ".join(_not_reminded(subject)) or "Không có cơ quan nào được đề nghị mà chưa có báo cáo."
    raise RunError(problem("PAPER_005", kind.name, reason=waiting))


def _is_silent(case: Case) -> bool:
    """Whether a report is still of use: none has come, and the agency was not inspected at its office without it."""
    return act_of(case, "report_received") is None and minutes_of(case.acts) is None


def _owes_report(case: Case, day: date) -> bool:
    """Whether the report was asked for, has not come, and is due since a day before this one."""
    waiting = act_of(case, "requested") is not None and _is_silent(case)
    due = _due(case)
    return waiting and due is not None and day > due


def _due(case: Case) -> date | None:
    """The last day for the report: as the công văn set it, else the day before which it is needed."""
    request = act_of(case, "requested")
    return (request.reply_by if request else None) or case.inspection.from_


def _not_reminded(subject: PaperSubject) -> Iterator[str]:
    """Who has not reported and is not reminded, with the reason."""
    silent = [c for c in by_name(subject.cases) if _is_silent(c)]
    in_time = [c for c in silent if act_of(c, "requested") and not _owes_report(c, subject.day)]
    for case in in_time:
        due = _due(case)
        why = f"thời hạn báo cáo đến hết ngày {date_short(due)}" if due else "chưa ghi thời hạn báo cáo"
        yield f"không đôn đốc {case.agency.name} ({case.inspection.id}): {why}."
    inspected = [c for c in by_name(subject.cases) if minutes_of(c.acts) and act_of(c, "report_received") is None]
    if named := ", ".join(c.agency.name for c in inspected if act_of(c, "requested")):
        yield f"không đôn đốc {named}: đã lập Biên bản kiểm tra tại trụ sở."
    never = [c for c in silent if c.inspection.mode == "by_record" and act_of(c, "requested") is None]
    if never:
        names = ", ".join(case.agency.name for case in never)
        yield f"chưa ghi công văn đề nghị báo cáo gửi {names}: không đôn đốc."


def _requested(case: Case) -> dict[str, str]:
    """The công văn that asked for the report, by which day; an office sent it, though its head may be recorded."""
    act = act_of(case, "requested")
    request = cited(case, "requested")
    settings = case.programme
    heads = [f"{office.head} " for office in settings.offices.values() if office.head]
    head = next((head for head in heads if request["issuer"].startswith(head)), "")
    issuer = request["issuer"].removeprefix(head)
    above = [office.name for office in settings.offices.values() if not is_authority(settings, office)]
    return {
        **request,
        "issuer": next((name for name in above if issuer == f"{name} {settings.province}"), issuer),
        "named": f"Công văn số {request['number']} {request['date']}",
        "on": f"ngày {date_short(act.on)}" if act else OPEN,
        "due": short(act.reply_by if act else None),
    }


def to_many(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """A công văn to one agency, or to those of a list; not to whoever sends it or receives the reports.

    Raises :class:`RunError` (``PAPER_008``) when nobody else is left, :class:`ProgrammeError` (``PROGRAMME_004``).
    """
    settings = subject.settings
    _, office = signer_of(settings, kind, subject.kinds)
    addressed = addressed_of(kind, subject)
    itself = (case for case in by_name(subject.cases) if case not in addressed)
    spared = ", ".join(dict.fromkeys(in_full(case.agency.name) for case in itself))
    if not addressed:
        raise RunError(problem("PAPER_008", kind.name, value=spared))
    above = list(dict.fromkeys(case.agency.code for case in addressed if is_above(case, office)))
    agencies = {case.agency.code: case for case in reversed(addressed) if case.agency.code not in above}
    superiors = list(dict.fromkeys(_superior(case) for case in addressed if case.agency.code in above))
    reported = [copy_to(office.parent, "để b/c", settings)] if office.parent and not superiors else []
    one = len(agencies) + len(superiors) == 1
    first = next((case for case in addressed if case.agency.code in agencies), None)
    name = in_full(first.agency.name) if first and one else "các cơ quan, đơn vị" if first else ""
    return {
        **office_block(kind, subject, ["Như trên", *reported, *followed(subject, office)], str(settings.year)),
        "one": one,
        "addressee": superiors[0] if one and superiors else name,
        "superiors": superiors,
        "has_list": bool(agencies) and not one,
        "annex": " I" if kind.key == "report_request" else "",
        "asked": _asked(superiors, name, settings),
        "agency_count": count(len(agencies)),
        "inspections": listed(agencies.values()),
        "notes": [f"công văn không gửi {spared}: cơ quan ban hành hoặc nhận báo cáo."] if spared else [],
    }


def addressed_of(kind: PaperKind, subject: PaperSubject) -> list[Case]:
    """The cases of those a công văn goes to, in the order of a list: not of whoever sends it or receives the reports.

    Raises :class:`ProgrammeError` (``PROGRAMME_004``).
    """
    settings = subject.settings
    _, office = signer_of(settings, kind, subject.kinds)
    own = {without_province(name, settings) for name in (office.name, settings.authority)}
    return [case for case in by_name(subject.cases) if without_province(case.agency.name, settings) not in own]


def _superior(case: Case) -> str:
    return approver_of(case.programme) if case.agency.kind == "ubnd_tinh" else in_full(case.agency.name)


def _asked(superiors: Sequence[str], others: str, settings: Settings) -> str:
    """Of whom it is asked, and how: a superior is asked with respect, and the province through its office."""
    through = {approver_of(settings): f" chỉ đạo Văn phòng {province_office(settings)}"}
    upwards = ", ".join(f"kính đề nghị {name}{through.get(name, '')}" for name in superiors)
    return " và ".join(filter(None, [upwards, f"đề nghị {others}" if others else ""]))


# --- the outline of the report --------------------------------------------------------------------------------------


def _outline(subject: PaperSubject) -> list[dict[str, Any]]:
    """What the agencies are asked to report and attach at each of the 13 points: ``ask`` of the criteria.

    One letter goes to inspections opened under several versions of a checklist too: of a criterion in both the newer
    wording is asked, and what the older ones ask besides, once.
    """
    pinned = {p.pin.sha256: p.checklist for case in subject.cases for p in case.checklists if not p.checklist.annex}
    asked: dict[str, Criterion] = {}
    for checklist in sorted(pinned.values(), key=_release, reverse=True):
        said = {criterion.ask for criterion in asked.values()}
        wanted = (c for c in checklist.criteria if _wanted(c, subject.kinds) and c.ask not in said)
        asked = {c.id: c for c in wanted} | asked
    in_order = sorted(asked.values(), key=lambda criterion: criterion.id)
    return [
        {
            "number": str(number),
            "title": label("point", point),
            "place": f"{point_name(point)} Điều 36",
            "asks": [_ask(c, subject.kinds) for c in in_order if c.point == point],
        }
        for number, point in enumerate(POINTS, start=1)
    ]


def _release(checklist: Checklist) -> list[int]:
    """The numbers of a version, so that 2026.10 comes after 2026.9."""
    return [int(number) for number in re.findall(r"\d+", checklist.version)]


def _wanted(criterion: Criterion, addressed: frozenset[Kind]) -> bool:
    """Whether the outline asks for it; that all 13 are reported on is what the outline itself begins with."""
    meant = criterion.kinds == "all" or bool(addressed & set(criterion.kinds))
    return criterion.by_record and meant and not (criterion.ask or "").startswith(ON_ALL)


def _ask(criterion: Criterion, addressed: frozenset[Kind]) -> str:
    """The request, and for whom it is where not all who are addressed are meant."""
    text = sentence((criterion.ask or "").rstrip(".").removeprefix("Báo cáo "))
    if criterion.kinds == "all" or addressed <= set(criterion.kinds):
        return text
    whom = ", ".join(in_full(in_sentence(label("kind", kind))) for kind in criterion.kinds if kind in addressed)
    return f"{text} (đối với {whom})"
