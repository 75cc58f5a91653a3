"""Công văn đôn đốc báo cáo khắc phục: one paper to all whose day has passed (Articles 37.1.a, 37.2.c)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from isoaudit.errors import RunError, problem
from isoaudit.model import ActionStage, Case, Inspection, Mode
from isoaudit.papers.kinds import PaperKind
from isoaudit.papers.values.common import OPEN, PaperSubject, act_of, by_name, in_full, short
from isoaudit.papers.values.requests import addressed_of, to_many
from isoaudit.papers.values.rows import numbered
from isoaudit.rules.actions import carried_rows, seen_last
from isoaudit.rules.acts import minutes_of
from isoaudit.rules.corrective import CorrectiveAction, corrective_actions
from isoaudit.rules.succession import left_nobody, with_heir
from isoaudit.wording import count, date_short

_CHARACTERS = {"agency": 26, "told": 19, "owed": 22}


def correction_reminder(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """To those who owe a report on corrective action, or what they proposed to complete, since a day that has passed.

    Raises :class:`RunError` when nobody is late (``PAPER_035``), or it would go only to whoever sends it
    (``PAPER_008``).
    """
    stands = {case.inspection.id: corrective_actions(case, subject.day) for case in subject.cases}
    cases = [with_heir(case, subject.day) for case in subject.cases]
    owed = {
        case.inspection.id: [*_of_this_year(told_to, stands[case.inspection.id], case.agency.name)]
        for told_to, case in zip(subject.cases, cases, strict=True)
    }
    cases += _of_no_inspection(subject)
    for case, found in _of_earlier_years(cases, subject.day):
        owed.setdefault(case.inspection.id, []).extend(found)
    late = tuple(case for case in cases if owed.get(case.inspection.id))
    not_yet = [*_not_reminded(cases, stands), *_left_nobody(late, subject.day)]
    if not late:
        waiting = "; ".join(said.rstrip(".") for said in not_yet) or "không có báo cáo nào đang chờ"
        raise RunError(problem("PAPER_035", kind.name, reason=waiting))
    reminded = replace(subject, cases=late)
    context = to_many(kind, reminded)
    del context["inspections"]  # an agency has a row for each report it owes
    addressed = addressed_of(kind, reminded)
    rows = [(case, one) for case in addressed for one in owed[case.inspection.id]]
    stages = {one.stage for _, one in rows}
    return {
        **context,
        "has_list": not context["one"],
        "agency_count": count(len({case.agency.code for case in addressed})),
        "signed": "overdue" in stages,
        "requested": "past_asked_day" in stages,
        "promised": "follow_up_late" in stages,
        "rows": numbered((_row(case, one) for case, one in rows), _CHARACTERS),
        "notes": [*context["notes"], *not_yet],
    }


@dataclass(frozen=True, slots=True)
class _Owed:
    """A report that is late: of which findings, what told the agency of them, since when it is owed."""

    told: str
    mode: Mode
    stage: ActionStage
    due: date
    codes: tuple[str, ...]


def _of_this_year(case: Case, actions: Iterable[CorrectiveAction], asked: str) -> Iterator[_Owed]:
    """``asked``: who is reminded, where a body that was renamed or followed another is not the one inspected."""
    late = ((one.due, one.stage, one.code) for one in actions if one.late and one.due)
    then = in_full(case.agency.name)
    told = f"{_told(case)} ({then})" if then != in_full(asked) else _told(case)
    yield from _together(told, case.inspection.mode, late)


def _of_no_inspection(subject: PaperSubject) -> Iterator[Case]:
    """For each agency that no inspection of this year looks at the last of an earlier year, as far as known here."""
    known = {(one.inspection, one.criterion) for case in subject.cases for one in case.carried}
    for agency, found in subject.not_inspected:
        carried = tuple(one for one in found if (one.inspection, one.criterion) not in known)
        known.update((one.inspection, one.criterion) for one in carried)
        if carried:
            last = carried[-1]
            place = {"id": last.inspection, "agency": agency.code, "year": last.year, "mode": last.mode}
            yield Case(
                programme=subject.settings,
                laws=subject.case.laws,
                agency=agency,
                inspection=Inspection.model_validate(place),
                checklists=(),
                answers=(),
                carried=carried,
            )


def _of_earlier_years(cases: Iterable[Case], day: date) -> Iterator[tuple[Case, list[_Owed]]]:
    """What earlier inspections found and is late still, at the first case of each agency: whoever lives with this
    year's folder reminds of it too."""
    first = {case.agency.code: case for case in reversed(by_name(cases))}
    numbers = {one.inspection: one.number for case in cases for one in case.carried}
    found = seen_last(row for case in cases for row in carried_rows(case, day))
    late = [row for row in found if row.late and row.due and row.told_on]
    late.sort(key=lambda row: (row.agency, row.year, row.inspection))
    for (agency, inspection), several in groupby(late, key=lambda row: (row.agency, row.inspection)):
        rows = list(several)
        on = f"ngày {date_short(rows[0].told_on)}" if rows[0].told_on else ""
        letter = f"Công văn số {numbers[inspection] or OPEN} {on}"
        told = letter if rows[0].mode == "by_record" else f"Biên bản kiểm tra {on}"
        yield first[agency], [*_together(told, rows[0].mode, [(r.due, r.stage, r.code) for r in rows if r.due])]


def _together(told: str, mode: Mode, late: Iterable[tuple[date, ActionStage, str]]) -> Iterator[_Owed]:
    """What is late by the same day in one report."""
    for (due, stage), several in groupby(sorted(late), key=lambda one: one[:2]):
        yield _Owed(told, mode, stage, due, tuple(code for _, _, code in several))


def _row(case: Case, owed: _Owed) -> dict[str, str]:
    points = ", ".join(code.replace(" ", "\u00a0") for code in owed.codes)
    named = points if owed.mode == "on_site" else f"nội dung {points}"
    promised = owed.stage == "follow_up_late"
    what = "Báo cáo kết quả hoàn thành theo đề xuất" if promised else "Báo cáo hành động khắc phục"
    return {
        "agency": in_full(case.agency.name),
        "told": owed.told,
        "owed": f"{what}: {named}",
        "due": short(owed.due),
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


def _not_reminded(cases: Iterable[Case], stands: Mapping[str, tuple[CorrectiveAction, ...]]) -> Iterator[str]:
    """Who owes something and is not reminded: the day has not come, or none was set."""
    in_time, without_day = [], []
    for case in by_name(cases):
        owed = [one for one in stands.get(case.inspection.id, ()) if one.stage in ("waiting", "follow_up")]
        days = sorted(one.due for one in owed if one.due)
        if days:
            in_time.append(f"{case.agency.name} (đến hết ngày {date_short(days[0])})")
        elif owed:
            without_day.append(case.agency.name)
    if in_time:
        yield f"chưa đến hạn nên không đôn đốc: {', '.join(in_time)}."
    if without_day:
        yield f"chưa đặt ngày báo cáo nên không đôn đốc: {', '.join(without_day)}."


def _left_nobody(cases: Iterable[Case], day: date) -> Iterator[str]:
    """Who ended and was followed by nobody the register names: somebody has to say whom it is sent to."""
    if names := [case.agency.name for case in by_name(cases) if left_nobody(case, day)]:
        yield f"đã kết thúc hoạt động, danh sách cơ quan chưa ghi một cơ quan kế thừa: {', '.join(names)}."
