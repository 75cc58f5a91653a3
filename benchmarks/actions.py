"""How long ``isoaudit actions`` and the notebook of corrective action take.

``python benchmarks/actions.py [INSPECTIONS ...]``, else 80 and 3,801 inspections at the office of 50 answers each, with
three nonconformities in signed minutes; half of them reported, with replies. The notebook at the smallest size only.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from measuring import country, isoaudit, machine, table

from isoaudit.journal.programme import Programme, writer
from isoaudit.journal.state import State
from isoaudit.journal.store import Draft
from isoaudit.model import Finding, Inspection

_SIGNED = date(2026, 6, 19)
_FOUND = 3
_PORTION = 100
"""Inspections written at once."""


def answered(folder: Path, number: int) -> Programme:
    """The programme of measuring.country with something to correct in each inspection, told, reported, replied to."""
    programme = Programme(country(folder, number, 50))
    isoaudit("-C", folder, "answers", "import", folder.parent / "answers.csv")
    state = programme.register()
    ids = iter(state.inspections_by_name())
    while portion := list(islice(ids, _PORTION)):
        drafts = [draft for place, one in enumerate(portion) for draft in _told(programme, state, one, place % 2 == 0)]
        _say(programme, drafts)
    return programme


def _say(programme: Programme, drafts: list[Draft]) -> None:
    programme.journal.write(lambda _: None, lambda transaction, _: transaction.append(drafts, writer()))


def _told(programme: Programme, state: State, inspection: Inspection, reports: bool) -> Iterator[Draft]:
    """Minutes with nonconformities, signed; of one that reports a report and what it says of each."""
    id = inspection.id
    asked = islice(programme.case(state, inspection).criteria.values(), _FOUND)
    findings = [
        Finding(
            id=f"{id}/{criterion.id}",
            kind="nonconformity",
            criterion=criterion.id,
            point=criterion.point,
            legal_basis=("điểm a khoản 1 Điều 36 Thông tư số 26/2014/TT-BKHCN",),
            requirement=criterion.requirement,
            evidence=(),
            gap="Nội dung giả định để đo.",
            remedy=criterion.remedy,
            code=f"KPH {number:02d}",
        ).model_dump(mode="json")
        for number, criterion in enumerate(asked, start=1)
    ]
    yield Draft("act", f"{id}/minutes_agreed", {"on": _SIGNED.isoformat(), "findings": findings})
    yield Draft("act", f"{id}/minutes_signed", {"on": _SIGNED.isoformat()})
    if reports:
        day = (_SIGNED + timedelta(days=30)).isoformat()
        yield Draft("act", f"{id}/correction_reported/1", {"on": day, "number": "9/BC"})
        reply = {"action": "Đã phân công.", "status": "done", "done_on": day, "evidence": "Quyết định số 12."}
        yield from (Draft("reply", f"{id}/{finding['criterion']}/1", reply) for finding in findings)


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [80, 3801]
    lines = []
    with tempfile.TemporaryDirectory(prefix="isoaudit-") as base:
        for size in sizes:
            folder = answered(Path(base) / str(size) / "year", size).folder
            isoaudit("-C", folder, "actions")  # what was imported once lies in the cache of the system
            again = isoaudit("-C", folder, "actions")
            looked = isoaudit("-C", folder, "actions", "--json")
            run = isoaudit("-C", folder, "run", "corrective-action") if size == min(sizes) else None
            lines.append([f"{size:,}", f"{again:.1f} s", f"{looked:.1f} s", f"{run:.1f} s" if run else "-"])
    print(machine())
    print(table(("Inspections", "`actions`", "`actions --json`", "`run corrective-action`, half of them"), lines))


if __name__ == "__main__":
    main()
