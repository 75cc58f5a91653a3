"""Tables of the roll-out into the journal: steps of agencies, targets, training classes, money.

Decision 19/2014, Articles 4 and 6. All of a file or nothing. What a table does not say stays unknown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from isoaudit.desk.intake.asking import NOBODY, Asking
from isoaudit.desk.intake.judging import Desk, Imported
from isoaudit.desk.intake.taking import take
from isoaudit.desk.rollout.taken_out import anew
from isoaudit.errors import RunError, problem
from isoaudit.journal.programme import Programme, today
from isoaudit.journal.recorded import refuse_pack
from isoaudit.journal.rollout import ROLLOUT, rollout_of
from isoaudit.model import Rollout, StepTaken
from isoaudit.rules.rollout import ANY_EDITION, STEPS, members, out_of_order
from isoaudit.rules.rollout_told import all_lines, order_line
from isoaudit.tables import Row
from isoaudit.tables.rollout import COLUMNS, NOT_DONE, STEP_COLUMN, RolloutTable, recognised
from isoaudit.wording import count, date_short, label

_FEW = 3
_LEAST_MONEY = 1_000_000
"""Đồng: a table with nothing above it was probably typed in millions."""


def import_rollout(
    programme: Programme,
    path: Path,
    *,
    of: RolloutTable | None = None,
    dry_run: bool = False,
    asking: Asking = NOBODY,
) -> tuple[RolloutTable, Imported]:
    """Take a table in, and which it was: by its headings, or the one it is said to be ``of``.

    Raises TableError with every problem (ROLLOUT_001 no such table, 002 two days of one step, 003 to 006); RunError
    ROLLOUT_010 (a pack).
    """
    refuse_pack(programme)
    table, opened = (of, None) if of else recognised(path, today())

    def judge(desk: Desk) -> None:
        desk.state.take_in(programme.journal.entries_of(*ROLLOUT))
        if not desk.table.rows and not desk.table.faults.placed:
            desk.table.faults.refuse(desk.table.heads[0], "ROLLOUT_006")
        _JUDGES[table](desk)

    name = f"rollout_{table}"
    done = take(programme, path, name, COLUMNS[table], judge, reads=(), dry_run=dry_run, asking=asking, opened=opened)
    return table, done


# --- steps ----------------------------------------------------------------------------------------------------------


def _steps(desk: Desk) -> None:
    said: dict[str, tuple[Row, str | None]] = {}
    kept = 0
    for row in desk.table.rows:
        agency = row.values.get("agency")
        if not agency:
            continue
        if agency not in desk.state.agencies:
            desk.refuse_unknown_agency(row, "agency", agency)
            continue
        for column, step, on in _in_row(desk, row):
            subject = f"{agency}/{row.values.get('rollout_edition') or ANY_EDITION}/{step}"
            if subject in said:
                _twice(desk, row, column, subject, said[subject], on)
                continue
            said[subject] = (row, on)
            known = desk.state.fields("step", subject)
            if (
                on is None and known.get("on") and not known.get("removed")
            ):  # an old list is silent; that is no proof against a day
                kept += 1
                continue
            day = None if on in (None, NOT_DONE) else on
            evidence = {"evidence": row.values["step_evidence"]} if day and row.values.get("step_evidence") else {}
            _say(desk, "step", subject, {"on": day, "known": True, **evidence})
    if desk.table.faults.placed:
        return
    file = desk.table.path.name
    if kept:
        desk.done.warnings.append(
            f"{file}: {count(kept)} ô để trống ở bước đã ghi ngày; giữ ngày đã ghi (bỏ ngày thì ghi «chưa» vào ô)."
        )
    if any(subject.split("/")[1] == ANY_EDITION for subject in said):
        desk.done.warnings.append(
            f"{file}: chưa ghi phiên bản tiêu chuẩn; các ngày này không tính vào chỉ tiêu của riêng một phiên bản."
        )
    _tell_order(desk, said)


def _in_row(desk: Desk, row: Row) -> Iterator[tuple[str, str, str | None]]:
    """The steps a row is about, each with its column and what stands there; a cell that was refused is left out."""
    refused = {place.column for place, _ in desk.table.faults.placed if place.row == row.place.row}
    for step in STEPS:
        column = STEP_COLUMN[step]
        if column in row.columns and row.columns[column] not in refused:
            yield column, step, row.values.get(column)
    if one := row.values.get("rollout_step"):
        yield "step_on", one, row.values.get("step_on")


def _twice(desk: Desk, row: Row, column: str, subject: str, before: tuple[Row, str | None], on: str | None) -> None:
    """Rows that name a step of an agency again; two days of it are refused."""
    first, day = before
    if day != on:
        agency, edition, step = subject.split("/")
        key = f"{agency}, {label('rollout_step', step)}, {label('rollout_edition', edition)}"
        desk.refuse(row, column, "ROLLOUT_002", row=first.place.within_file, key=key)


def _tell_order(desk: Desk, said: Mapping[str, object]) -> None:
    """Steps that stand before the one they rest on: a remark, for old records often have it so."""
    recorded = rollout_of(desk.programme.journal.entries_of("step")).steps
    steps = {f"{one.agency}/{one.edition}/{one.step}": one for one in recorded}
    for draft in (draft for draft in desk.drafts if draft.kind == "step"):
        parts = dict(zip(("agency", "edition", "step"), draft.subject.split("/"), strict=True))
        fields = {**desk.state.fields("step", draft.subject), **draft.payload, **parts}
        steps[draft.subject] = StepTaken.model_validate({n: v for n, v in fields.items() if n != "removed"})
    found = [one for one in out_of_order(steps.values()) if f"{one.agency}/{one.edition}/{one.step}" in said]
    desk.done.warnings += [f"{desk.table.path.name}: {order_line(one)}." for one in found[:_FEW]]
    if len(found) > _FEW:
        desk.done.warnings.append(
            f"{desk.table.path.name}: và {count(len(found) - _FEW)} bước khác ghi trước bước phải có trước (Điều 4 "
            "Quyết định số 19/2014/QĐ-TTg); xem đủ: «isoaudit rollout show»."
        )


# --- targets --------------------------------------------------------------------------------------------------------


def _targets(desk: Desk) -> None:
    first: dict[str, Row] = {}
    for row in desk.table.rows:
        group, size, by = (row.values.get(name) for name in ("target_group", "target_size", "target_by"))
        if not group or not size or not by:
            continue
        step = row.values.get("rollout_step") or "declaration"
        subject = f"{group}/{row.values.get('rollout_edition') or ANY_EDITION}/{step}/{by}"
        if subject in first:
            key = f"{label('rollout_group', group)}, {label('rollout_step', step)}, {_short(by)}"
            desk.refuse_second(row, "target_group", first[subject], key)
            continue
        first[subject] = row
        since = row.values.get("target_since")
        if since and since >= by:
            desk.refuse(row, "target_since", "ROLLOUT_005", since=_short(since), by=_short(by))
            continue
        asked = {"number": size.get("number"), "percent": size.get("percent")}
        more = {"since": "target_since", "source": "target_source"}
        told = {name: row.values[column] for name, column in more.items() if column in row.values}
        _say(desk, "target", subject, {**asked, **told})
        _tell_beyond(desk, row, group, size, by)


def _tell_beyond(desk: Desk, row: Row, group: Any, size: Mapping[str, int], by: str) -> None:
    """A target of more agencies than the register has is told: the list is incomplete, or the block another."""
    last = min(date.fromisoformat(by), today())
    there = len(members(group, desk.state.agencies.values(), last))
    if size.get("number", 1) > there:
        asked = f"chỉ tiêu {count(size['number'])} cơ quan, " if size.get("number") else ""
        place = f"{desk.table.path.name}, {row.place.within_file}"
        desk.done.warnings.append(
            f"{place}: {asked}danh sách cơ quan có {count(there)} cơ quan thuộc "
            f"khối «{label('rollout_group', group)}» ngày {date_short(last)}."
        )


def _short(day: str) -> str:
    return date_short(date.fromisoformat(day))


# --- classes and money ----------------------------------------------------------------------------------------------


def _classes(desk: Desk) -> None:
    first: dict[str, Row] = {}
    for row in desk.table.rows:
        on, name = row.values.get("class_on"), row.values.get("class_name")
        if not on or not name:
            continue
        subject = f"{on}/{name}"
        if subject in first:
            desk.refuse_second(row, "class_name", first[subject], f"{name}, {_short(on)}")
            continue
        first[subject] = row
        _say_more(desk, row, "training_class", subject, {"learners": "class_learners", "content": "class_content"})


def _money(desk: Desk) -> None:
    first: dict[str, Row] = {}
    amounts = Counter[bool]()
    for row in desk.table.rows:
        year, item = row.values.get("money_year"), row.values.get("money_item")
        if not year or not item:
            continue
        subject = f"{year}/{item}"
        if subject in first:
            desk.refuse_second(row, "money_item", first[subject], f"{year}, {item}")
            continue
        first[subject] = row
        told = (row.values.get("money_planned"), row.values.get("money_spent"))
        amounts.update(amount < _LEAST_MONEY for amount in told if amount)
        _say_more(desk, row, "money", subject, {"planned": "money_planned", "spent": "money_spent"})
    if amounts[True] and not amounts[False]:
        desk.done.warnings.append(
            f"{desk.table.path.name}: các số tiền đều dưới 1 triệu và được hiểu là đồng; nếu là triệu đồng thì ghi "
            "«(triệu đồng)» ở tiêu đề cột rồi nhập lại."
        )


def _say_more(desk: Desk, row: Row, kind: str, subject: str, columns: Mapping[str, str]) -> None:
    """Say of a subject what the columns of a row hold; one that says nothing more is recorded all the same."""
    told = {name: row.values[column] for name, column in columns.items() if column in row.values}
    _say(desk, kind, subject, {**told, "known": True})


def _say(desk: Desk, kind: str, subject: str, fields: Mapping[str, Any]) -> None:
    desk.say(kind, subject, anew(desk.state, kind, subject, {**fields, "removed": ""}))


_JUDGES: Mapping[RolloutTable, Callable[[Desk], None]] = {
    "steps": _steps,
    "targets": _targets,
    "classes": _classes,
    "money": _money,
}


def known_rollout(programme: Programme) -> Rollout:
    """All that is recorded of the roll-out. Raises RunError: ROLLOUT_007 (nothing is), ROLLOUT_010 (a pack)."""
    refuse_pack(programme)
    known = rollout_of(programme.journal.entries_of(*ROLLOUT))
    if known.is_empty:
        raise RunError(problem("ROLLOUT_007", str(programme.folder)))
    return known


def rollout_told(programme: Programme, on: date) -> list[str]:
    """How the roll-out stands on a day, in lines. Raises as :func:`known_rollout`."""
    return list(all_lines(known_rollout(programme), programme.lists().agencies_by_name(), on))
