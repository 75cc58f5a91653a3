"""Công văn đôn đốc báo cáo khắc phục: one paper to all whose day has passed (Articles 37.1.a, 37.2.c)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

from isoaudit.errors import RunError, problem
from isoaudit.model import Case
from isoaudit.papers.kinds import PaperKind
from isoaudit.papers.values.common import OPEN, PaperSubject, act_of, by_name, in_full, short
from isoaudit.papers.values.requests import addressed_of, to_many
from isoaudit.papers.values.rows import numbered
from isoaudit.rules.acts import minutes_of
from isoaudit.rules.corrective import CorrectiveAction, corrective_actions
from isoaudit.wording import count, date_short

_CHARACTERS = {"agency": 26, "told": 19, "owed": 22}


def correction_reminder(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """To those who owe a report on corrective action, or what they proposed to complete, since a day that has passed.

    Raises :class:`RunError` when nobody is late (``PAPER_035``), or it would go only to whoever sends it
    (``PAPER_008``).
    """
    stands = {case.inspection.id: corrective_actions(case, subject.day) for case in subject.cases}
    late = tuple(case for case in subject.cases if any(action.late for action in stands[case.inspection.id]))
    not_yet = list(_not_reminded(subject.cases, stands))
    if not late:
        waiting = "; ".join(said.rstrip(".") for said in not_yet) or "không có báo cáo nào đang chờ"
        raise RunError(problem("PAPER_035", kind.name, reason=waiting))
    reminded = replace(subject, cases=late)
    context = to_many(kind, reminded)
    del context["inspections"]  # an agency has a row for each report it owes
    addressed = addressed_of(kind, reminded)
    owed = [(case, list(of_stage)) for case in addressed for of_stage in _late(stands[case.inspection.id])]
    stages = {several[0].stage for _, several in owed}
    return {
        **context,
        "has_list": not context["one"],
        "agency_count": count(len({case.agency.code for case in addressed})),
        "signed": "overdue" in stages,
        "requested": "past_asked_day" in stages,
        "promised": "follow_up_late" in stages,
        "rows": numbered((_row(case, several) for case, several in owed), _CHARACTERS),
        "notes": [*context["notes"], *not_yet],
    }


def _late(actions: Iterable[CorrectiveAction]) -> Iterator[list[CorrectiveAction]]:
    """What is late, together where the same report is owed by the same day."""
    late = sorted((one for one in actions if one.late and one.due), key=lambda one: (one.due, one.stage, one.code))
    for _, several in groupby(late, key=lambda one: (one.due, one.stage)):
        yield list(several)


def _row(case: Case, several: list[CorrectiveAction]) -> dict[str, str]:
    promised = several[0].stage == "follow_up_late"
    points = ", ".join(action.code.replace(" ", "\u00a0") for action in several)
    named = points if case.inspection.mode == "on_site" else f"nội dung {points}"
    what = "Báo cáo kết quả hoàn thành theo đề xuất" if promised else "Báo cáo hành động khắc phục"
    return {
        "agency": in_full(case.agency.name),
        "told": _told(case),
        "owed": f"{what}: {named}",
        "due": short(several[0].due),
    }


def _told(case: Case) -> str:
    """What told the agency of the findings: the minutes, or by record the letter."""
    if case.inspection.mode == "by_record":
        asked = act_of(case, "correction_requested")
        return f"Công văn số {asked.number or OPEN} ngày {date_short(asked.on)}" if asked else OPEN
    minutes = minutes_of(case.acts)
    if minutes is None:
        return OPEN
    return f"Biên bản kiểm tra {'ký ' if minutes.kind == 'minutes_signed' else ''}ngày {date_short(minutes.on)}"


def _not_reminded(cases: Iterable[Case], stands: dict[str, tuple[CorrectiveAction, ...]]) -> Iterator[str]:
    """Who owes something and is not reminded: the day has not come, or none was set."""
    in_time, without_day = [], []
    for case in by_name(cases):
        owed = [one for one in stands[case.inspection.id] if one.stage in ("waiting", "follow_up")]
        days = sorted(one.due for one in owed if one.due)
        if days:
            in_time.append(f"{case.agency.name} (đến hết ngày {date_short(days[0])})")
        elif owed:
            without_day.append(case.agency.name)
    if in_time:
        yield f"chưa đến hạn nên không đôn đốc: {', '.join(in_time)}."
    if without_day:
        yield f"chưa đặt ngày báo cáo nên không đôn đốc: {', '.join(without_day)}."
