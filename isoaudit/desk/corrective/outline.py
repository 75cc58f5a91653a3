"""The outline of a report comes back: what the agency reports at each criterion, all or nothing.

Circular 26/2014, Articles 35.2 and 36. It is laid beside the questions; no answer is made from it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping

from isoaudit.desk.acts.fields import ActToRecord
from isoaudit.desk.acts.recording import Sitting
from isoaudit.desk.corrective.received import Arrival, Judged, Received, as_it_came, files_to_keep, taken_in
from isoaudit.desk.intake.judging import Desk, Imported
from isoaudit.errors import Problem, ProcedureError, excerpt, problem
from isoaudit.files import name_as_text
from isoaudit.journal.programme import Programme
from isoaudit.journal.store import Ids
from isoaudit.model import Act, ActKind, Case, Criterion, Inspection, Reported
from isoaudit.papers.values.report_outline import asked_in_outline, asked_text
from isoaudit.rules.acts import by_day, last, minutes_of
from isoaudit.tables import Row, Table
from isoaudit.tables.replies.files import FormFile
from isoaudit.tables.replies.outline_form import REPORTED, OutlineRow, ReadOutline, read_outline
from isoaudit.wording import date_short, label, name_key, point_name
from isoaudit.wording.codes import code_key

_ACT: ActKind = "report_received"


def receive_outline(
    programme: Programme, name: str, given: Arrival, file: FormFile, *, dry_run: bool = False
) -> Received:
    """Note what an outline says at each criterion; with the day of the report also that it arrived.

    Raises RunError for an unknown inspection, TableError (OUTLINE_001, OUTLINE_002), ProcedureError with every other
    problem: OUTLINE_003 to OUTLINE_014, ACT_… as ``record``.

    What was read before stands until an outline says it is right (``correct``), or comes with a later report: then that
    counts, row by row, and the earlier stays in the journal with its file.
    """
    assert given.form is not None
    read = read_outline(given.form, file)

    def judged(heads: Ids) -> Judged:
        state, (inspection,) = programme.about([name])
        done = Received(inspection.id, dry_run=dry_run, of="outline")
        sitting = Sitting(programme, heads, state)
        if whose := list(_whose(programme, inspection, given, read)):
            raise ProcedureError([*whose, *read.faults.problems()])
        case = programme.case(state, inspection)
        before = last(case.acts, _ACT)
        later = bool(before and given.dated and given.dated > before.on)
        _record_arrival(sitting, case, given, done)
        _take_rows(sitting, case, read, given, done, replaces=later or given.correct)
        return Judged(sitting, done)

    return taken_in(programme, judged, dry_run=dry_run)


def _whose(programme: Programme, inspection: Inspection, given: Arrival, read: ReadOutline) -> Iterator[Problem]:
    """What makes it the outline of another inspection or year, or an empty one; and files it cannot place."""
    assert given.form is not None
    where = name_as_text(given.form)
    if read.inspection != inspection.id:
        yield problem("OUTLINE_003", where, value=read.inspection, inspection=inspection.id)
    if not read.is_of(entry.id for entry in programme.journal.entries_of("programme")):
        yield problem("OUTLINE_004", where, value=read.programme_mark)
    if not any(row.fields for row in read.rows) and not read.faults.placed:
        yield problem("OUTLINE_005", where)
    if given.files:
        yield problem("OUTLINE_011", str(given.files))


def _record_arrival(sitting: Sitting, case: Case, given: Arrival, done: Received) -> None:
    """Record the act where its day is given; else it may stand recorded already, and is asked for if not."""
    id = case.inspection.id
    before = last(case.acts, _ACT)
    if given.dated or given.arrived or given.file or given.number:
        known = _named(case, given)
        on = given.dated or (known.on if known else None)
        if on is None:
            raise ProcedureError(problem("OUTLINE_014", id))
        number = given.number or (known.number if known else "")
        act = ActToRecord(_ACT, (id,), on=on, number=number, arrived_on=given.arrived, file=given.file,
                          correct=given.correct and known is not None)  # fmt: skip
        sitting.take(act)
        done.warnings += sitting.done.warnings
        done.new = known is None
    elif before is None:
        done.warnings.append(
            f"{id}: chưa ghi báo cáo đã đến; ghi «--dated NGÀY» (và «--number», «--arrived», «--file»)."
        )
    now = last(sitting.state.acts(id), _ACT)
    if now:
        done.named = f"số {now.number}" if now.number else f"ngày {date_short(now.on)}"


def _named(case: Case, given: Arrival) -> Act | None:
    """The report recorded before that number or day name; with neither the last."""
    reports = [act for act in reversed(by_day(case.acts)) if act.kind == _ACT]
    if given.number or given.dated:
        by_number = [act for act in reports if given.number and name_key(act.number) == name_key(given.number)]
        by_date = [act for act in reports if given.dated and act.on == given.dated]
        return next(iter([*by_number, *by_date]), None)
    return next(iter(reports), None)


def _take_rows(
    sitting: Sitting, case: Case, read: ReadOutline, given: Arrival, done: Received, *, replaces: bool
) -> None:
    """Note what the rows say. Raises ProcedureError with every problem."""
    assert given.form is not None
    table = Table(given.form)
    table.faults.placed += read.faults.placed
    desk = Desk(sitting.programme, sitting.state, table, Imported(dry_run=done.dry_run))
    asked = {code_key(one.id): one for one in asked_in_outline(case)}
    rows, strange = _by_criterion(case, asked, read)
    for row in strange:
        said = excerpt(" | ".join([row.ask, *row.fields.values()]))
        if row.code:
            table.faults.refuse(row.place, "OUTLINE_006", value=row.code, inspection=case.inspection.id)
        else:
            table.faults.refuse(row.place, "OUTLINE_008", value=said)
    reported = {one.criterion: one for one in case.reported}
    for id, row in rows.items():
        if row.fields:
            _take_row(desk, case, case.criteria[id], row, reported.get(id), replaces=replaces)
    problems = table.faults.problems()
    if desk.drafts and (ended := _ended(case)):
        problems.append(
            problem("OUTLINE_013", case.inspection.id, act=label("act", ended.kind), day=date_short(ended.on))
        )
    if problems:
        raise ProcedureError(problems)
    done.added, done.changed, done.unchanged = desk.done.added, desk.done.changed, desk.done.unchanged
    done.unread = read.unread
    done.warnings += [f"{given.form.name}: {note}" for note in read.notes]
    done.warnings += [f"{one.id}: không còn dòng này trong đề cương." for one in asked.values() if one.id not in rows]
    filled = {id for id, row in rows.items() if row.fields} | set(reported)
    done.unanswered = tuple(one.id for one in asked.values() if one.id not in filled)
    done.warnings += _empty_points(asked.values(), filled)
    if desk.drafts:
        form = as_it_came(given.form, f"{case.inspection.id}/{_ACT}")
        sitting.add([*files_to_keep(sitting, [form]), *desk.drafts])


def _by_criterion(
    case: Case, asked: Mapping[str, Criterion], read: ReadOutline
) -> tuple[dict[str, OutlineRow], list[OutlineRow]]:
    """The rows by criterion, and those of none: by their code, or by the question where the code is gone."""
    known = {code_key(id): one for id, one in case.criteria.items()}
    by_ask: dict[str, list[Criterion]] = {}
    for one in asked.values():
        by_ask.setdefault(name_key(asked_text(one)), []).append(one)
    rows: dict[str, OutlineRow] = {}
    strange = []
    for row in sorted(read.rows, key=lambda row: not row.code):
        meant = [known[code_key(row.code)]] if code_key(row.code) in known else []
        meant = meant if row.code else by_ask.get(name_key(row.ask), [])
        if len(meant) == 1 and meant[0].id not in rows:
            rows[meant[0].id] = row
        else:
            strange.append(row)
    return rows, strange


def _empty_points(asked: Iterable[Criterion], filled: Container[str]) -> Iterator[str]:
    """The contents of Article 36 of which nothing is reported."""
    of_point: dict[str, list[bool]] = {}
    for one in asked:
        of_point.setdefault(one.point, []).append(one.id in filled)
    if empty := [
        f"{label('point', point)} ({point_name(point)})" for point, there in of_point.items() if not any(there)
    ]:
        yield f"Cơ quan chưa báo cáo gì ở các nội dung sau của Điều 36: {'; '.join(empty)}."


def _ended(case: Case) -> Act | None:
    """The paper that closed the inspection: its minutes, or by record the letter on the result (Article 37.1.a)."""
    return minutes_of(case.acts) or last(case.acts, "correction_requested")


def _take_row(
    desk: Desk, case: Case, criterion: Criterion, said: OutlineRow, before: Reported | None, *, replaces: bool
) -> None:
    fields = {name: said.fields.get(name, "") for name in REPORTED}
    if before and not before.disputed and not replaces:
        for name, text in fields.items():
            known = getattr(before, name)
            if known and known != text:
                about = {"code": criterion.id, "field": label("outline_field", name), "value": text, "known": known}
                desk.refuse(Row(said.place, {}, {}), "", "OUTLINE_009", **about)
    desk.say("reported", f"{case.inspection.id}/{criterion.id}", fields)
