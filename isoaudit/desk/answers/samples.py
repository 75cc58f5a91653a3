"""Dossiers that were sampled, into the journal (Circular 26/2014, Article 36.1.d)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from isoaudit.desk.answers.tables import inspection_of, refuse_no_inspection
from isoaudit.desk.intake.asking import NOBODY, Asking
from isoaudit.desk.intake.judging import Desk, Imported
from isoaudit.desk.intake.taking import take
from isoaudit.journal.programme import Programme
from isoaudit.tables import Column, Row, day, past_day, text
from isoaudit.tables.cells import Cell, is_none, noted, word_key
from isoaudit.wording import table_words


def _deviation(value: str, cell: Cell) -> str:
    """In what a dossier deviates; of «Đúng hạn», «Đạt» nothing (noted)."""
    return noted(cell, value, "") if is_none(value) or word_key(value) in _as_it_should_be() else value


@cache
def _as_it_should_be() -> frozenset[str]:
    return frozenset(map(word_key, table_words()["text"]["no_deviation"]))


SAMPLE_COLUMNS = (
    Column("agency", text, above=True),
    Column("inspection", text),
    Column("dossier", text, required=True),
    Column("field", text),
    Column("received", past_day),
    Column("due", day),
    Column("returned", past_day),
    Column("deviation", _deviation),
    Column("criterion", text),
)
_NOT_SAID = ("agency", "inspection", "dossier", "seen")


def import_samples(programme: Programme, path: Path, *, dry_run: bool = False, asking: Asking = NOBODY) -> Imported:
    """The sampled dossiers of inspections. Raises TableError with every problem.

    After the minutes are signed their annex changes no more (ACT_008).
    """
    return take(
        programme,
        path,
        "samples",
        SAMPLE_COLUMNS,
        judge_samples,
        reads=("sample", "act"),
        dry_run=dry_run,
        asking=asking,
    )


def judge_samples(desk: Desk) -> None:
    """Judge rows of sampled dossiers, of a table or of a form, and note what they say anew.

    A dossier that is said again is in the sample, also where it was taken out before.
    """
    if not desk.table.faults.placed and not {"agency", "inspection"} & desk.table.columns:
        refuse_no_inspection(desk, SAMPLE_COLUMNS)
        return
    first: dict[tuple[str, str], Row] = {}
    for row in desk.table.rows:
        desk.in_order(row, "received", "due")
        desk.in_order(row, "received", "returned")
        inspection = inspection_of(desk, row)
        dossier, criterion = row.values.get("dossier"), row.values.get("criterion")
        if inspection is None or not dossier:
            continue
        if criterion:
            row.values["criterion"] = criterion = desk.as_coded(inspection, criterion)
        if criterion and criterion not in desk.criteria(inspection):
            desk.refuse(row, "criterion", "CRITERION_001", value=criterion)
            continue
        if (inspection.id, dossier) in first:
            desk.refuse_second(row, "dossier", first[inspection.id, dossier], f"{inspection.id}, {dossier}")
            continue
        first[inspection.id, dossier] = row
        fields = {k: v for k, v in row.values.items() if k not in _NOT_SAID}
        fields.setdefault("removed", "")
        subject, signed = f"{inspection.id}/{dossier}", desk.signed(inspection.id)
        if desk.say("sample", subject, fields, desk.seen(row, "sample", subject)) and signed:
            desk.refuse(row, "dossier", "ACT_008", **signed)
