"""The yearly reports: on the inspections in November, on the systems in December; each figure with its rows.

Circular 26/2014, Article 38.1; Decision 19/2014, Article 12.6, and Circular 26/2014, Article 42.4. The form of Annex II
of the Decision was not found, so no report says that it follows it. The figures are those of
:mod:`isoaudit.rules.report_tables`, which notebook, page and ``--json`` show as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from isoaudit.model import ActionStage, Settings
from isoaudit.papers.kinds import PaperKind, kinds
from isoaudit.papers.values.common import (
    PaperSubject,
    copy_to,
    in_full,
    issuer_name,
    office_block,
    round_name,
    signer_of,
)
from isoaudit.papers.values.findings import typed_lines
from isoaudit.papers.values.letters import result_letter
from isoaudit.papers.values.rollout import of_rollout
from isoaudit.papers.values.rows import numbered
from isoaudit.papers.values.year import approver_of, followed
from isoaudit.rules import report_tables as tables
from isoaudit.rules.figure import Figure, figure
from isoaudit.rules.year_report import Body, Listed, YearReport, year_report
from isoaudit.wording import count, count_or_0, date_short, label

MOST_ROWS = 1000
"""Of the list in an annex. Longer ones, as of a country, are no paper: the list is then in the workbook of the year."""
_MOST_SOURCES = 60
"""Rows named of one figure."""
_MOST_NAMES = 12
"""Agencies named in a sentence; of more the rows of the annex are named."""
_WORST = 3
"""Points named as those with most nonconformities."""
_LISTED = {"agency": 34}
_SOURCE = {"source": 60}
_OBLIGATION = {"bat_buoc": "Phải xây dựng", "khuyen_khich": "Được khuyến khích"}
_MODE = {"on_site": "Tại trụ sở", "by_record": "Qua hồ sơ"}
_LATE: tuple[ActionStage, ...] = ("overdue", "past_asked_day")
_TO_REDO: tuple[ActionStage, ...] = ("not_accepted", "needs_evidence", "follow_up_late")


def report_of(subject: PaperSubject) -> YearReport:
    """The report a paper prints: as it was built of the whole year, else of the cases it is about."""
    if subject.report is not None:
        return subject.report
    register = subject.register or tuple({case.agency.code: case.agency for case in subject.cases}.values())
    return year_report(subject.cases, (), register, subject.day, year=subject.settings.year)


def november_report(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """Báo cáo kết quả kiểm tra năm: Sở to UBND cấp tỉnh (Article 38.1), or an inspecting unit to the Sở on its own.

    A unit none of whose agencies is obliged, as a district with its communes, reports no coverage (Article 33.2).
    """
    report, settings = report_of(subject), subject.settings
    _, office = signer_of(settings, kind, subject.kinds)
    places = tables.Places(report)
    covers = not subject.reports_to or bool(report.reached.of)
    counted = _of_inspections(report)
    return {
        **office_block(kind, subject, ["Như trên", *followed(subject, office)], str(settings.year)),
        **counted,
        "inspections": _of_some(counted["inspections"]) if subject.reports_to else counted["inspections"],
        **_found(report, places),
        **_measures(report, places),
        "approver": subject.reports_to or approver_of(settings),
        "of_unit": bool(subject.reports_to),
        "covers": covers,
        "points_table": "3" if covers else "2",
        "actions_table": "4" if covers else "3",
        "day": date_short(report.day),
        "plan_known": bool(subject.settings.plan.number) or _approved(subject),
        "listed": _listed(report.inspections),
        "left_out": _left_out(len(report.inspections)),
        "sources": _sources(tables.november_tables(report) if covers else tables.round_tables(report), places),
    }


def december_report(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """Báo cáo tình hình xây dựng và áp dụng: UBND cấp tỉnh to the Ministry (Decision 19/2014, Article 12.6)."""
    report, settings = report_of(subject), subject.settings
    signer_of(settings, kind, subject.kinds)  # where nobody signs it, that is said of this paper
    _, office = signer_of(settings, kinds()["plan_submission"], subject.kinds)
    places = tables.Places(report, "agencies")
    systems, register = tables.systems_table(report), tables.register_table(report)
    copies = ["Như trên", f"{issuer_name(settings, office)} (để theo dõi)"]
    return {
        **office_block(kind, subject, copies, str(settings.year)),
        **_of_inspections(report),
        **_found(report, places),
        **_lagging(report),
        **of_rollout(report),
        "editions": _rows(tables.editions_table(report)) if report.rollout.editions else [],
        "day": date_short(report.day),
        "systems": _rows(systems),
        "register": _rows(register),
        "shares_system": any(one.block == "province" and len(one.agencies.ids) > 1 for one in report.blocks),
        "bodies": _bodies(report.register),
        "left_out": _left_out(len(report.register)),
        "sources": _sources(tables.december_tables(report), places),
    }


def december_submission(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """Tờ trình: Sở to UBND cấp tỉnh, with the draft of :func:`december_report` (Circular 26/2014, Article 42.4)."""
    report, settings = report_of(subject), subject.settings
    _, office = signer_of(settings, kind, subject.kinds)
    total = {
        column.key: tables.figure_words(one, shares=column.shares)
        for table in (tables.systems_table(report), tables.register_table(report))
        for column, one in zip(table.columns, table.lines[-1].figures, strict=True)
    }
    unobliged = any(one.declared_unobliged.of for one in report.blocks)
    return {
        **office_block(kind, subject, ["Như trên", *followed(subject, office)], str(settings.year)),
        **_of_inspections(report),
        **_found(report, tables.Places(report)),
        **_lagging(report),
        "approver": approver_of(settings),
        "day": date_short(report.day),
        "systems_count": total["systems"],
        "declared_count": total["declared"],
        "unobliged_count": total["declared_unobliged"] if unobliged else "",
        "left_out": "",  # the lists are in the report that goes with it
    }


def round_paper(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """Of a round: what all its inspections came to, as a report to the office above or as one notice to all agencies.

    The Circular asks for neither; offices make them (one report, one notice for several units).
    """
    report, settings = report_of(subject), subject.settings
    _, office = signer_of(settings, kind, subject.kinds)
    places = tables.Places(report)
    above = subject.reports_to or office.parent or approver_of(settings)
    notice = kind.symbol == "TB"
    to_all = ["Các cơ quan có tên tại Phụ lục I", copy_to(above, "để b/c", settings)]
    copies = to_all if notice else ["Như trên"]
    of_round = tables.round_tables(report)
    counted = _of_inspections(report)
    return {
        **office_block(kind, subject, [*copies, *followed(subject, office)], str(settings.year)),
        **counted,
        "inspections": _of_some(counted["inspections"]),
        **_found(report, places),
        "above": in_full(above),
        "round": round_name(subject.case.inspection) if subject.cases else str(settings.year),
        "day": date_short(report.day),
        "listed": _listed(report.inspections),
        "left_out": _left_out(len(report.inspections)),
        "sources": _sources(of_round[:2] if notice else of_round, places),
    }


def immediate_report(kind: PaperKind, subject: PaperSubject) -> dict[str, Any]:
    """Báo cáo at once after one inspection (Article 38.2): Sở to UBND cấp tỉnh, where that is necessary."""
    _, office = signer_of(subject.settings, kind, subject.kinds)
    return {
        **result_letter(kind, subject),
        "recipients": ["Như trên", *followed(subject, office)],
        "approver": approver_of(subject.settings),
        "recommendations": typed_lines(subject.case.inspection.recommendations),
    }


def reporting_office(settings: Settings) -> str:
    """Whom the inspecting units of a programme report to: the office that reports the year to UBND cấp tỉnh.

    ``settings``: those of the programme's own office. Raises :class:`ProgrammeError` where nobody signs that report.
    """
    _, office = signer_of(settings, kinds()["november_report"], ())
    name = in_full(issuer_name(settings, office))
    of_province = settings.province and settings.province not in name and settings.province in office.parent
    return f"{name} {settings.province}" if of_province else name


def _approved(subject: PaperSubject) -> bool:
    return any(act.kind == "plan_approved" and act.number for case in subject.cases for act in case.acts)


def _of_inspections(report: YearReport) -> dict[str, Any]:
    """What was to be inspected and what was; both reports say it."""
    found = report.figures
    done = figure((*found.on_site.ids, *found.by_record.ids))
    agencies = {one.agency for one in report.inspections}
    needed = -(-len(report.reached.of or ()) // 3)
    return {
        "inspection_count": _number(figure((*found.planned.ids, *found.ad_hoc.ids))),
        "agency_count": count_or_0(len(agencies)),
        "ad_hoc_count": _number(found.ad_hoc) if found.ad_hoc.ids else "",
        "done_count": _number(done),
        "inspections": _rows(tables.inspections_table(report)),
        "coverage": _rows(tables.coverage_table(report)),
        "obliged_count": _number(figure(report.reached.of or ())),
        "reached_count": _number(report.reached),
        "reached_on_site_count": _number(report.reached_on_site),
        "needed_count": count_or_0(needed),
        "third_reached": len(report.reached_on_site.ids) >= needed,
        "not_held": [f"{_name_of(report, id)}: {reason}" for id, reason in found.reasons],
    }


def _of_some(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a round or a unit has is often of one form only: without the rows in which there is nothing to count."""
    return [row for row in rows if row["number"] not in ("0", "0/0")]


def _found(report: YearReport, places: tables.Places) -> dict[str, Any]:
    """What was found, and where its correction stands."""
    found, actions = report.figures, tables.actions_table(report)
    total = actions.lines[-1].figures
    waiting = next(one for stage, one in found.actions if stage == "waiting")
    untold = figure({id for one in found.points for id in one.nonconformities.ids} - set(total[0].ids))
    by_number = sorted(found.points, key=lambda one: -len(one.nonconforming.ids))
    worst = [one for one in by_number[:_WORST] if one.nonconforming.ids]
    return {
        "points": _rows(tables.points_table(report)),
        "worst": [
            f"{label('point', one.point)} ({tables.figure_words(one.nonconforming, shares=True)} cuộc)" for one in worst
        ],
        "actions": _rows(actions),
        "to_correct_count": _number(total[0]) if total[0].ids else "",
        "untold_count": _number(untold) if untold.ids else "",
        "carried_count": _number(total[1]) if total[1].ids else "",
        "waiting_count": count(len({id.partition("/")[0] for id in waiting.ids})) if waiting.ids else "",
        "waiting_rows": places.of(waiting, "findings"),
        "waiting_until": date_short(found.waiting_until) if found.waiting_until else "",
        "recommendations": [f"{_name_of(report, id)}: {' '.join(text.split())}" for id, text in found.recommendations],
    }


def _measures(report: YearReport, places: tables.Places) -> dict[str, Any]:
    """Whom the report asks to have acted on: nothing is asked where nobody is behind."""
    found = report.figures
    late, redo = (
        _together(one for of in (found.actions, found.carried) for stage, one in of if stage in wanted)
        for wanted in (_LATE, _TO_REDO)
    )
    unbuilt = _together(one.not_built for one in report.blocks)
    return {
        "unreported_count": _number(found.not_reported) if found.not_reported.ids else "",
        "unreported": _agencies(report, found.not_reported, places),
        "late": _agencies(report, late, places),
        "redo": _agencies(report, redo, places),
        "unbuilt": _names(in_full(body.name) for body in report.register if body.code in unbuilt.ids),
        "asks": bool(found.not_reported.ids or late.ids or redo.ids or unbuilt.ids),
        "next_year": str(report.year + 1),
    }


def _lagging(report: YearReport) -> dict[str, Any]:
    """Obliged agencies without a declared system, by name, and those of which nothing is known."""
    declared = _together(one.declared for one in report.blocks)
    behind = [
        f"{in_full(body.name)} ({label('qms_status', body.qms_status)})"
        for body in report.register
        if body.code in (declared.of or ()) and body.code not in declared.ids and body.qms_status
    ]
    return {
        "behind": behind,
        "unknown": [in_full(body.name) for body in report.register if body.qms_status is None],
        "again": _number(_together(one.to_declare_again for one in report.blocks)),
    }


def _together(figures: Iterable[Figure]) -> Figure:
    several = list(figures)
    return figure((id for one in several for id in one.ids), [id for one in several for id in one.of or ()])


def _number(one: Figure) -> str:
    return tables.figure_words(one)


def _name_of(report: YearReport, inspection: str) -> str:
    return next((one.name for one in report.inspections if one.id == inspection), inspection)


def _agencies(report: YearReport, one: Figure, places: tables.Places) -> str:
    """Agencies of inspections or findings as a sentence names them: few by name, more by their rows in the annex."""
    ids = {id.partition("/")[0] for id in one.ids}
    of_year = (in_full(listed.name) for listed in report.inspections if listed.id in ids)
    before = (in_full(name) for id, name in report.figures.earlier if id in ids)
    names = list(dict.fromkeys((*of_year, *before)))
    if len(names) <= _MOST_NAMES:
        return _names(names)
    return f"{count(len(names))} cơ quan, số thứ tự tại Phụ lục I: {_cut(places.of(figure(ids), 'inspections'))}"


def _names(names: Iterable[str]) -> str:
    several = list(names)
    return (
        several[0]
        if len(several) == 1
        else f"{count(len(several))} cơ quan, gồm {'; '.join(several)}"
        if several
        else ""
    )


def _rows(table: tables.FigureTable) -> list[dict[str, Any]]:
    """The rows of a table of figures; each column by its key."""
    return numbered(
        (
            {
                "words": line.words,
                **{
                    column.key: tables.figure_words(one, shares=column.shares)
                    for column, one in zip(table.columns, line.figures, strict=True)
                },
            }
            for line in table.lines
        ),
        {},
    )


def _listed(inspections: Sequence[Listed]) -> list[dict[str, Any]]:
    """The list of inspections; of more than a paper holds none."""
    rows = (
        {
            "agency": in_full(one.name),
            "mode": _MODE[one.mode],
            "outcome": label("outcome", one.outcome),
            "nonconformities": _known(one.nonconformities),
            "observations": _known(one.observations),
        }
        for one in (inspections if len(inspections) <= MOST_ROWS else ())
    )
    return numbered(rows, _LISTED)


def _known(of: int | None) -> str:
    return "-" if of is None else count_or_0(of)


def _bodies(register: Sequence[Body]) -> list[dict[str, Any]]:
    """The register by block, the name of each above it."""
    rows: list[dict[str, Any]] = []
    empty = {"number": "", "agency": "", "obligation": "", "state": "", "long": False}
    block = ""
    for place, body in enumerate(register if len(register) <= MOST_ROWS else (), start=1):
        if body.block != block:
            block = body.block
            rows.append({**empty, "heading": label("block", block)})
        told = {
            "number": count(place),
            "agency": in_full(body.name),
            "obligation": _OBLIGATION[body.obligation],
            "state": tables.state_words(body),
        }
        rows.append({**empty, "heading": "", **told})
    return rows


def _left_out(rows: int) -> str:
    """How many rows a list would have that is too long for a paper; empty: it is there."""
    return count(rows) if rows > MOST_ROWS else ""


def _sources(of: Iterable[tables.FigureTable], places: tables.Places) -> list[dict[str, Any]]:
    """Of each figure the rows it counts, under the number and title of its table in the paper."""
    rows: list[dict[str, Any]] = []
    for number, table in enumerate(of, start=1):
        found = [
            {"heading": "", "words": trace.words, "source": "\n".join(_source(*one) for one in trace.figures)}
            for trace in tables.traces([table], places)
        ]
        heading = {"heading": f"Bảng {number}. {table.title}", "number": "", "words": "", "source": "", "long": False}
        rows += [heading, *numbered(found, _SOURCE)] if found else []
    return rows


def _source(column: str, number: str, rows: str) -> str:
    return f"{f'{column}: ' if column else ''}{number} (dòng {_cut(rows)})"


def _cut(rows: str) -> str:
    parts = rows.split(", ")
    if len(parts) <= _MOST_SOURCES:
        return rows
    return f"{', '.join(parts[:_MOST_SOURCES])} và {count(len(parts) - _MOST_SOURCES)} nhóm dòng khác"
