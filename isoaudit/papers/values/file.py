"""Mục lục hồ sơ kiểm tra: the ten kinds of papers of Article 39, each there, missing, or not called for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from isoaudit.model import Case
from isoaudit.papers.kinds import PaperKind
from isoaudit.papers.values.common import PaperSubject, agency_names, office_block, round_name, when
from isoaudit.papers.values.rows import numbered
from isoaudit.rules.corrective import corrective_actions
from isoaudit.rules.standing import Shelf, file_of
from isoaudit.wording import count, date_short, label, sentence

_COLUMN_CHARACTERS = {"name": 30, "number_symbol": 13, "note": 10}
_CORRECTION = 7
"""The row of corrective action."""
_OTHER = 10
"""The row of the other papers, which are told one by one."""
_NAMED = (
    "announced",
    "notice_issued",
    "correction_reminded",
    "review_notified",
    "not_accepted",
    "decision_amended",
    "programme_made",
    "reminded",
    "ad_hoc_required",
)
"""Acts that the name of their row does not say."""


def file_index(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """The list of what the file of an inspection holds."""
    case = subject.case
    return {
        **office_block(kind, subject, (), str(case.inspection.year)),
        **agency_names(case),
        "inspection": case.inspection.id,
        "mode": label("mode", case.inspection.mode),
        "round": round_name(case.inspection),
        "when": when(case.inspection),
        "rows": numbered((_row(case, shelf, subject.day) for shelf in file_of(case, subject.day)), _COLUMN_CHARACTERS),
    }


def _row(case: Case, shelf: Shelf, day: date) -> dict[str, str]:
    others = (label("filed_as", act.kind) for act in shelf.acts if act.kind in _NAMED)
    plan = case.programme.plan if shelf.state == "there" and not shelf.acts else None
    return {
        "name": _named(label("file", str(shelf.number)), list(dict.fromkeys(others)), whole=shelf.number == _OTHER),
        "number_symbol": "\n".join(act.number or "Không số" for act in shelf.acts) or (plan.number if plan else ""),
        "day": "\n".join(date_short(act.on) for act in shelf.acts) or (date_short(plan.on) if plan and plan.on else ""),
        "held": sentence(label("file_state", shelf.state)),
        "sheets": "",
        "note": "\n".join(map(sentence, (*_notes(shelf), *_on_correction(case, shelf, day)))),
    }


def _named(name: str, others: list[str], *, whole: bool) -> str:
    """The name of a row with what it does not say: of the other papers that is all there is, of the rest more."""
    return f"{name}: {'; '.join(others)}" if whole and others else "; ".join([name, *others])


def _notes(shelf: Shelf) -> Iterator[str]:
    for act in shelf.acts:
        if act.arrived_on:
            yield f"đến ngày {date_short(act.arrived_on)}"
    for kind in shelf.lacks:
        yield f"thiếu {label('filed_as', kind)}"


def _on_correction(case: Case, shelf: Shelf, day: date) -> Iterator[str]:
    """What the file on corrective action holds besides papers, and which points it says nothing of yet."""
    if shelf.number != _CORRECTION or not shelf.acts:
        return
    if evidence := {sha256 for reply in case.replies for sha256 in reply.files}:
        yield f"bằng chứng: {count(len(evidence))} tệp"
    actions = corrective_actions(case, day)
    unreported = [action.code for action in actions if action.report is None]
    unreviewed = [action.code for action in actions if action.stage == "reported"]
    by_record = case.inspection.mode == "by_record"
    for what, codes in (("chưa báo cáo", unreported), ("chưa xem xét", [] if by_record else unreviewed)):
        if codes:
            yield f"{what}: {', '.join(codes)}"
