"""What the unit tells an agency of its corrective action: chưa chấp nhận, kết quả xem xét (Article 37.2.d)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from isoaudit.errors import Problem, RunError, problem
from isoaudit.model import Act, ActionStage, Case, Office, Reply, Review
from isoaudit.papers.kinds import PaperKind
from isoaudit.papers.values.addressees import addressed, is_above
from isoaudit.papers.values.common import (
    OPEN,
    PaperSubject,
    agency_names,
    cited,
    decision,
    in_full,
    office_block,
    round_name,
    signer_of,
    when,
)
from isoaudit.papers.values.findings import finding_row
from isoaudit.papers.values.letters import copies, signed_minutes
from isoaudit.papers.values.replaced import replaced
from isoaudit.papers.values.rows import numbered
from isoaudit.papers.values.sentences import joined, within
from isoaudit.rules.acts import minutes_of, of_kind
from isoaudit.rules.corrective import CorrectiveAction, corrective_actions, refusals_to_tell
from isoaudit.rules.succession import with_heir
from isoaudit.wording import count, date_short, label, sentence

_REFUSED_CHARACTERS = {"text": 32, "reported": 30, "reason": 21}
_REVIEWED_CHARACTERS = {"text": 32, "reported": 30, "result": 21}
_MOST = 6
"""Lines that are kept together: what an agency did about a finding is seldom told in fewer."""
_STILL: dict[ActionStage, tuple[ActionStage, ...]] = {
    "accepted": ("accepted",),
    "not_accepted": ("not_accepted",),
    "follow_up": ("follow_up", "follow_up_late"),
    "needs_evidence": ("needs_evidence",),
    "waiting": ("waiting", "overdue"),
}
"""What is said of the points together, by where each stands."""


def not_accepted(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """Thông báo chưa chấp nhận hành động khắc phục: the points refused and not told yet, each with its reason.

    Where all were told it is that paper again. Raises :class:`RunError`: nothing to correct stands or no minutes
    (``PAPER_031``), no report had arrived by the day (``PAPER_030``), no point was reviewed as not good enough
    (``PAPER_032``) or a reason is missing (``PAPER_034``).
    """
    case, day = subject.case, subject.day
    actions = _reported(kind, subject)
    told_before = [action for action in actions if action.stage == "not_accepted"]
    refused = refusals_to_tell(case, day) or tuple(told_before)
    if not refused:
        raise RunError(problem("PAPER_032", case.inspection.id, paper=kind.spoken, states=_states(actions)))
    if silent := [action.code for action in refused if not (action.review and action.review.reason.strip())]:
        raise RunError(problem("PAPER_034", case.inspection.id, codes=", ".join(silent)))
    again = [] if refusals_to_tell(case, day) else [_told_again(case, refused)]
    rows = (
        {
            "text": finding_row(action.finding)["text"],
            "reported": reported(action),
            "reason": joined([action.review.reason]) if action.review else OPEN,
            "earlier": sentence(_told_in(case, action.refused)),
        }
        for action in refused
    )
    return {
        **_letter(kind, subject, refused, "để thực hiện"),
        "point_count": count(len(refused)),
        "rows": numbered(rows, _REFUSED_CHARACTERS, _MOST),
        "notes": [*again, *_not_reviewed(actions)],
    }


def review_notice(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """Thông báo kết quả xem xét: every point of the minutes with its outcome.

    Raises :class:`RunError` as :func:`not_accepted`, and where no point was reviewed (``PAPER_033``).
    """
    case = subject.case
    actions = _reported(kind, subject)
    if not any(action.review for action in actions):
        raise RunError(problem("PAPER_033", case.inspection.id, paper=kind.spoken))
    to_do = any(action.stage != "accepted" for action in actions)
    rows = (
        {
            "text": finding_row(action.finding)["text"],
            "reported": reported(action),
            "result": _result(case, action),
        }
        for action in actions
    )
    untold = ", ".join(action.code for action in refusals_to_tell(case, subject.day))
    reminder = f"chưa ban hành thông báo chưa chấp nhận hành động khắc phục đối với {untold}." if untold else ""
    return {
        **_letter(kind, subject, actions, "để thực hiện" if to_do else "để biết"),
        "point_count": count(len(actions)),
        "codes": {name: _codes(a for a in actions if a.stage in stages) for name, stages in _STILL.items()},
        "rows": numbered(rows, _REVIEWED_CHARACTERS, _MOST),
        "notes": [*filter(None, [reminder]), *_not_reviewed(actions)],
    }


def reported(action: CorrectiveAction) -> str:
    """What the agency told of a finding, in its own words, a line each; by which report where nobody entered it."""
    reply = action.reply
    if reply is None:
        number = action.report.act.number if action.report else ""
        return f"Theo Báo cáo số {number or OPEN}." if action.report else "Chưa báo cáo."
    told = (("Nguyên nhân", reply.cause), ("Sự khắc phục", reply.correction), ("Hành động khắc phục", reply.action))
    lines = [f"{name}: {joined([within(words.strip())])}" for name, words in told if words.strip()]
    return "\n".join([*lines, *_status(reply)]) or OPEN


def _status(reply: Reply) -> Iterator[str]:
    if reply.status == "done":
        yield f"Đã thực hiện{f' ngày {date_short(reply.done_on)}' if reply.done_on else ''}."
    elif reply.status == "proposed":
        day = f"; thời hạn hoàn thành theo đề xuất: {date_short(reply.due_on)}" if reply.due_on else ""
        yield f"Đề xuất{day}."


def _result(case: Case, action: CorrectiveAction) -> str:
    """How a point was examined, and why; what is not good enough with the notice that told it."""
    review = action.review
    if review is None or review.outcome is None:
        return "Đang xem xét." if action.report else "Chưa báo cáo."
    outcome = sentence(label("review_outcome", review.outcome))
    told = _told_in(case, [review]) if review.outcome == "not_accepted" else ""
    reason = joined([review.reason])
    return " ".join(filter(None, [f"{outcome}.", sentence(reason), f"{sentence(told)}." if told else ""]))


def _reported(kind: PaperKind, subject: PaperSubject) -> tuple[CorrectiveAction, ...]:
    """The corrective action of each finding, once there is a report on it. Raises :class:`RunError`."""
    case, day = subject.case, subject.day
    actions = corrective_actions(case, day)
    if not actions:
        reason = "chưa ghi Biên bản kiểm tra đã ký"
        if minutes_of(act for act in case.acts if act.on <= day):
            reason = "Biên bản kiểm tra không có, hoặc không còn, điểm không phù hợp nào"
        raise RunError(problem("PAPER_031", case.inspection.id, paper=kind.spoken, reason=reason))
    if not any(action.report for action in actions):
        raise RunError(_no_report(case, kind))
    return actions


def _no_report(case: Case, kind: PaperKind) -> Problem:
    words = {"paper": kind.spoken, "agency": case.agency.name, "inspection": case.inspection.id}
    return problem("PAPER_030", case.inspection.id, **words)


def _letter(
    kind: PaperKind, subject: PaperSubject, actions: Sequence[CorrectiveAction], purpose: str
) -> dict[str, Any]:
    """What both letters have: who writes to whom, upon which minutes and reports."""
    case, now = subject.case, with_heir(subject.case, subject.day)
    to_whom = replace(subject, cases=(now,))
    _, office = signer_of(subject.settings, kind, to_whom.kinds)
    days = [action.since for action in actions if action.since]
    reports = {action.report.key: action.report.act for action in actions if action.report}
    in_order = sorted(reports.values(), key=lambda act: (act.on, act.number))
    return {
        **office_block(kind, to_whom, _recipients(to_whom, office, purpose), _year(max(days, default=None))),
        **agency_names(with_heir(case, in_order[-1].on)),  # who reported
        "agency": now.agency.name,
        "agency_full": in_full(case.agency.name),
        **addressed(now, office),
        "year": str(case.inspection.year),
        "round": round_name(case.inspection),
        "when": when(case.inspection),
        "decision": decision(case),
        "signed_minutes": signed_minutes(case),
        "reports": [_named(case, act) for act in in_order],
        **replaced(kind.key, subject),
    }


def _named(case: Case, act: Act) -> str:
    report = cited(case, "correction_reported", act)
    return f"Báo cáo số {report['number']} {report['date']} của {report['issuer']}"


def _recipients(subject: PaperSubject, office: Office, purpose: str) -> Iterator[str]:
    whom = subject.case.agency.name
    yield f"{whom} ({'để b/c' if is_above(subject.case, office) else purpose})"
    yield from copies(subject, office)


def _year(last: date | None) -> str:
    """The year of the letter: that of the last review; open where it may be signed in the next."""
    return OPEN if last is None or last.month == 12 else str(last.year)


def _told_in(case: Case, refused: Iterable[Review]) -> str:
    """The notices that told of these refusals: ``Thông báo số 12/TB-CCTĐC ngày 05/9/2026``; empty: none did."""
    notices = of_kind(case.acts, "not_accepted")
    first = (next((act for act in notices if review.on and act.on >= review.on), None) for review in refused)
    named = dict.fromkeys(f"số {act.number or OPEN} ngày {date_short(act.on)}" for act in first if act)
    return f"đã thông báo chưa chấp nhận tại Thông báo {', '.join(named)}" if named else ""


def _told_again(case: Case, refused: Sequence[CorrectiveAction]) -> str:
    told = _told_in(case, [action.review for action in refused if action.review])
    return f"lập lại văn bản đã gửi: {told}; từ đó chưa có điểm nào khác chưa đạt yêu cầu."


def _not_reviewed(actions: Iterable[CorrectiveAction]) -> list[str]:
    """What somebody has to know before the letter goes out: points that nobody decided on."""
    several = [action for action in actions if action.stage == "reported"]
    return [f"chưa xem xét xong: {_codes(several)}."] if several else []


def _states(actions: Iterable[CorrectiveAction]) -> str:
    return "; ".join(f"{action.code}: {label('action_stage', action.stage)}" for action in actions)


def _codes(actions: Iterable[CorrectiveAction]) -> str:
    return ", ".join(action.code.replace(" ", "\u00a0") for action in actions)
