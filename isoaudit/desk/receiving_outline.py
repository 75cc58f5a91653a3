"""The outline of a report comes back: what the agency reports at each criterion, all or nothing.

Circular 26/2014, Articles 35.2 and 36. It is laid beside the questions; no answer is made from it.
"""

from __future__ import annotations

from collections.abc import Iterator

from isoaudit.desk.act_fields import ActToRecord
from isoaudit.desk.acts import Sitting
from isoaudit.desk.intake import Desk, Imported
from isoaudit.desk.received import Arrival, Judged, Received, as_it_came, files_to_keep, taken_in
from isoaudit.errors import Problem, ProcedureError, problem
from isoaudit.files import name_as_text
from isoaudit.journal.programme import Programme
from isoaudit.journal.store import Ids
from isoaudit.model import ActKind, Case, Criterion, Inspection, Reported
from isoaudit.papers.values.report_outline import asked_in_outline
from isoaudit.rules.acts import last
from isoaudit.tables import Row, Table
from isoaudit.tables.outline_form import REPORTED, OutlineRow, ReadOutline, read_outline
from isoaudit.tables.reply_files import FormFile
from isoaudit.wording import date_short, label
from isoaudit.wording.codes import code_key

_ACT: ActKind = "report_received"


def receive_outline(
    programme: Programme, name: str, given: Arrival, file: FormFile, *, dry_run: bool = False
) -> Received:
    """Note what an outline says at each criterion; with the day of the report also that it arrived.

    Raises RunError for an unknown inspection, TableError (OUTLINE_001, OUTLINE_002), ProcedureError with every other
    problem: OUTLINE_003 to OUTLINE_011, ACT_… as ``record``.
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
        _record_arrival(sitting, case, given, done)
        _take_rows(sitting, case, read, given, done)
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
        on = given.dated or (before.on if before else None)
        number = given.number or (before.number if before and not given.dated else "")
        act = ActToRecord(_ACT, (id,), on=on, number=number, arrived_on=given.arrived, file=given.file,
                          correct=given.correct and before is not None)  # fmt: skip
        sitting.take(act)
        done.warnings += sitting.done.warnings
        done.new = before is None
    elif before is None:
        done.warnings.append(
            f"{id}: chưa ghi báo cáo đã đến; ghi «--dated NGÀY» (và «--number», «--arrived», «--file»)."
        )
    now = last(sitting.state.acts(id), _ACT)
    if now:
        done.named = f"số {now.number}" if now.number else f"ngày {date_short(now.on)}"


def _take_rows(sitting: Sitting, case: Case, read: ReadOutline, given: Arrival, done: Received) -> None:
    """Note what the rows say. Raises ProcedureError with every problem."""
    assert given.form is not None
    table = Table(given.form)
    table.faults.placed += read.faults.placed
    desk = Desk(sitting.programme, sitting.state, table, Imported(dry_run=done.dry_run))
    asked = {code_key(one.id): one for one in asked_in_outline(case)}
    known = {code_key(id): one for id, one in case.criteria.items()} | asked
    reported = {one.criterion: one for one in case.reported}
    for row in read.rows:
        criterion = known.get(code_key(row.code))
        if criterion is None:
            desk.refuse(Row(row.place, {}, {}), "", "OUTLINE_006", value=row.code, inspection=case.inspection.id)
        elif row.fields:
            _take_row(desk, case, criterion, row, reported.get(criterion.id), correct=given.correct)
    if desk.table.faults.placed:
        raise ProcedureError(desk.table.faults.problems())
    done.added, done.changed, done.unchanged = desk.done.added, desk.done.changed, desk.done.unchanged
    done.unread = read.unread
    done.warnings += [f"{given.form.name}: {note}" for note in read.notes]
    there = {code_key(row.code) for row in read.rows}
    done.warnings += [f"{one.id}: không còn dòng này trong đề cương." for key, one in asked.items() if key not in there]
    filled = {code_key(row.code) for row in read.rows if row.fields} | {code_key(code) for code in reported}
    done.unanswered = tuple(one.id for key, one in asked.items() if key not in filled)
    if desk.drafts:
        form = as_it_came(given.form, f"{case.inspection.id}/{_ACT}")
        sitting.add([*files_to_keep(sitting, [form]), *desk.drafts])


def _take_row(
    desk: Desk, case: Case, criterion: Criterion, said: OutlineRow, before: Reported | None, *, correct: bool
) -> None:
    fields = {name: said.fields.get(name, "") for name in REPORTED}
    if before and not before.disputed and not correct:
        for name, text in fields.items():
            known = getattr(before, name)
            if known and known != text:
                about = {"code": criterion.id, "field": label("outline_field", name), "value": text, "known": known}
                desk.refuse(Row(said.place, {}, {}), "", "OUTLINE_009", **about)
    desk.say("reported", f"{case.inspection.id}/{criterion.id}", fields)
