"""Căn cứ of papers: the law, and the acts they rest on with number, day and issuer."""

from __future__ import annotations

import re
from typing import Any

from isoaudit.model import Act, ActKind, Case
from isoaudit.papers.values.days import round_name
from isoaudit.papers.values.issuers import issuer_of
from isoaudit.papers.values.names import in_full
from isoaudit.papers.values.subject import OPEN, OPEN_DATE, PaperSubject
from isoaudit.rules.acts import last
from isoaudit.wording import cite_full, date_long


def grounds(subject: PaperSubject) -> dict[str, Any]:
    """The instruments in full, the Ministry's guidance, and the plan and the request behind the inspections."""
    settings = subject.settings
    guidance = settings.guidance.strip().removeprefix("Căn cứ ").rstrip(";.")
    several = [subject.laws, *(one.laws for one in subject.cases)]
    laws = dict.fromkeys(cite_full(law) for cited_by in several for law in cited_by)
    return {
        "grounds": [*laws, *([guidance] if guidance else [])],
        "planned": any(case.inspection.occasion == "planned" for case in subject.cases),
        "ad_hoc": any(case.inspection.occasion == "ad_hoc" for case in subject.cases),
        "plan": _plan(subject),
        "required": _required(subject),
    }


def _required(subject: PaperSubject) -> dict[str, str]:
    """What asked for an inspection ad hoc, of the first inspection of which it is recorded."""
    asked = (case for case in subject.cases if act_of(case, "ad_hoc_required"))
    found = next(asked, next(iter(subject.cases), None))
    return cited(found, "ad_hoc_required") if found else {"number": OPEN, "date": OPEN_DATE, "issuer": OPEN}


def plan_approval(subject: PaperSubject) -> Act | None:
    """The act that approved the plan, of the first inspection of which it is recorded."""
    return next(filter(None, (act_of(case, "plan_approved") for case in subject.cases)), None)


def _plan(subject: PaperSubject) -> dict[str, str]:
    """What approved the plan, and how it is cited: as it was recorded, else as ``isoaudit.toml`` has it."""
    plan = subject.settings.plan
    if plan_approval(subject):
        found = cited(next(case for case in subject.cases if act_of(case, "plan_approved")), "plan_approved")
    else:
        found = {
            "number": plan.number or OPEN,
            "date": date_long(plan.on) if plan.on else OPEN_DATE,
            "issuer": plan.issuer or OPEN,
        }
    return {**found, **_approving(found["number"])}


def _approving(number: str) -> dict[str, str]:
    """What the paper is by which the people's committee approved the plan, by its symbol (Article 34.1.b; Decree
    30/2020, Annex I, II.3): a decision, the plan itself issued by it (``326/KH-UBND``), or any other paper."""
    symbol = number.partition("/")[2].upper()
    if not symbol or re.match(r"\W*Q[ĐD]", symbol):
        named, approves = "Quyết định", "phê duyệt Kế hoạch kiểm tra"
    elif re.match(r"\W*KH(?!\w)", symbol):
        named, approves = "Kế hoạch", "về kiểm tra"
    else:
        named, approves = "Văn bản", "phê duyệt Kế hoạch kiểm tra"
    led_to = f"{named} số" if named == "Kế hoạch" else f"Kế hoạch kiểm tra được phê duyệt tại {named} số"
    stands = "Thực hiện" if named == "Kế hoạch" else "Được phê duyệt tại"
    return {"paper": named, "approves": approves, "carried_out": led_to, "stands": stands}


def act_of(case: Case, kind: ActKind) -> Act | None:
    """The last act of a kind."""
    return last(case.acts, kind)


def cited(case: Case, kind: ActKind, act: Act | None = None) -> dict[str, str]:
    """Number, date and issuer of an act as they stand in a căn cứ; open where they are not known.

    ``act``: one of several; else the last of its kind. Who issued it is known from the settings, too
    (:func:`isoaudit.papers.values.issuers.issuer_of`).
    """
    found = act or act_of(case, kind)
    return {
        "number": found.number if found and found.number else OPEN,
        "date": date_long(found.on) if found else OPEN_DATE,
        "issuer": issuer_of(case, kind, found) or OPEN,
    }


def decision(case: Case) -> dict[str, str]:
    """The decision with its subject, and what amended it: ``, được sửa đổi, bổ sung tại …``, empty if nothing did."""
    decided = cited(case, "decided")
    one = decides_on_one(case)
    subject = (
        f"về việc sửa đổi, bổ sung Quyết định số {decided['number']} {decided['date']} về việc kiểm tra Hệ thống quản "
        f"lý chất lượng tại {_where(case, one=one)} ({round_name(case.inspection)})"
    )
    amended = [
        f"Quyết định số {each['number']} {each['date']} của {each['issuer']} {subject}"
        for each in (cited(case, act.kind, act) for act in case.acts if act.kind == "decision_amended")
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
