"""What an inspection saw of the correction of earlier findings, into the journal (Circular 26/2014, Article 37.2.d)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from isoaudit.desk.answers.saying import Said, Statement, say
from isoaudit.desk.answers.tables import inspection_of
from isoaudit.desk.exports import write_new
from isoaudit.desk.intake.asking import NOBODY, Asking
from isoaudit.desk.intake.judging import Desk, Imported
from isoaudit.desk.intake.taking import take
from isoaudit.errors import RunError, problem
from isoaudit.journal.programme import Programme
from isoaudit.model import Carried, Inspection
from isoaudit.tables import Row
from isoaudit.tables.workbooks.effects import EFFECT_COLUMNS, effects_workbook
from isoaudit.wording import date_short
from isoaudit.wording.codes import code_key

_SAID = ("outcome", "reason", "examiner", "on")


def say_effect(
    programme: Programme,
    inspection: str,
    of: str,
    criterion: str,
    fields: Mapping[str, Any],
    *,
    edit: str,
    base: Sequence[str] | None,
) -> Said:
    """Say whether the correction of an earlier finding is effective: fields of :class:`Effect`.

    ``of``: the earlier inspection. The minutes print it, so it is fixed once they are signed (ACT_008). Raises
    ProcedureError with every problem (CARRY_010 nothing such was found there, CARRY_011 a day before it was found), and
    as :func:`isoaudit.desk.answers.saying.say_answer`.
    """
    about = f"{of}/{criterion}"
    return say(programme, Statement("effect", inspection, about, fields, EFFECT_COLUMNS, judge_effects, edit, base))


def import_effects(programme: Programme, path: Path, *, dry_run: bool = False, asking: Asking = NOBODY) -> Imported:
    """A table of effects, or the sheet of them in a workbook of answers. Raises TableError with every problem."""
    kinds = ("effect", "act")
    return take(programme, path, "effects", EFFECT_COLUMNS, judge_effects, reads=kinds, dry_run=dry_run, asking=asking)


def export_effects(programme: Programme, names: Iterable[str], path: Path) -> int:
    """The earlier findings to be looked at in the inspections named, or in all, into a new workbook; how many.

    Raises RunError where there are none (CARRY_012), as :meth:`Programme.choose`, FILE_007, FILE_005.
    """
    state, chosen = programme.about(names)
    cases = [programme.case(state, inspection) for inspection in chosen]
    number = sum(len(case.carried) for case in cases)
    if not number:
        raise RunError(problem("CARRY_012", str(programme.folder)))
    write_new(path, effects_workbook(cases))
    return number


def judge_effects(desk: Desk) -> None:
    """Judge rows that say whether corrective action is effective, of a table or of a form, and note what they say.

    A row of a workbook of ours that nobody filled in says nothing.
    """
    desk.state.take_in(desk.programme.carried_of(desk.state.agencies))
    first: dict[str, Row] = {}
    for row in desk.table.rows:
        inspection = inspection_of(desk, row)
        of, criterion = row.values.get("of"), row.values.get("criterion")
        if inspection is None or not of or not criterion:
            continue
        earlier = _earlier(desk, inspection, of, criterion)
        if earlier is None:
            desk.refuse(row, "of", "CARRY_010", value=f"{of}, {criterion}", inspection=inspection.id)
            continue
        subject = f"{inspection.id}/{earlier.inspection}/{earlier.criterion}"
        if subject in first:
            desk.refuse_second(row, "criterion", first[subject], subject)
            continue
        first[subject] = row
        _judge(desk, row, inspection, earlier, subject)


def _earlier(desk: Desk, inspection: Inspection, of: str, criterion: str) -> Carried | None:
    """The finding of an earlier year at the agency of an inspection, its codes in any case."""
    wanted = code_key(of), code_key(criterion)
    carried = desk.state.carried(desk.state.agencies[inspection.agency])
    return next((one for one in carried if (code_key(one.inspection), code_key(one.criterion)) == wanted), None)


def _judge(desk: Desk, row: Row, inspection: Inspection, earlier: Carried, subject: str) -> None:
    fields = {name: row.values[name] for name in _SAID if name in row.values}
    if fields.get("examiner"):
        fields["examiner"] = desk.as_listed(fields["examiner"], inspection.team)
    day = fields.get("on")
    if day and earlier.told_on and day < earlier.told_on.isoformat():
        desk.refuse(row, "on", "CARRY_011", day=day, told=date_short(earlier.told_on))
        return
    signed = desk.signed(inspection.id)
    before = desk.state.about("effect", subject)
    if not before.heads and not any(fields.values()):
        return
    if desk.say("effect", subject, fields, desk.seen(row, "effect", subject)) and signed:
        desk.refuse(row, "outcome", "ACT_008", **signed)
