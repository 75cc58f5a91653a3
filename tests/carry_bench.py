"""Years of a small programme, one after the other: visits with findings, reports on them, their reviews."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

from conftest import AUTHORITY
from record_bench import BUILT, gap

from isoaudit.desk import ActToRecord, import_agencies, import_answers, import_inspections, record
from isoaudit.journal.new_programme import init
from isoaudit.journal.programme import Programme, writer
from isoaudit.journal.store import Draft
from isoaudit.rules.findings import expected

STP, CCKL, COMMUNE = "99-STP", "99-CCKL", "99-90001"
FIRST, SECOND, THIRD = "D36-1-a-01", "D36-1-dd-01", "D36-2-c-01"
LEADER = "Lương Quốc Bảo"


def first_year(folder: Path, year: int = 2024) -> Programme:
    """A programme with a register of four bodies and no inspection."""
    programme = init(folder, AUTHORITY, year)
    table = folder.parent / f"agencies-{year}.csv"
    table.write_text(BUILT, encoding="utf-8")
    import_agencies(programme, table)
    return programme


def plan(programme: Programme, agency: str, mode: str = "on_site") -> str:
    """Put an inspection in June into the plan; its id."""
    year = programme.settings.year
    team = f"{LEADER} (trưởng đoàn)" if mode == "on_site" else ""
    day = f"{year}-06-15"
    table = programme.folder.parent / f"plan-{agency}-{year}.csv"
    table.write_text(
        f"agency,mode,round,from,to,period_from,period_to,team\n{agency},{mode},1,{day},{day},,,{team}\n",
        encoding="utf-8",
    )
    import_inspections(programme, table)
    return f"{year}-{agency}-{'TS' if mode == 'on_site' else 'HS'}"


def answer(programme: Programme, id: str, not_met: Collection[str]) -> None:
    """Every expected answer of an inspection."""
    state = programme.state()
    lines = ["inspection,criterion,verdict,evidence,gap"]
    for wanted in expected(programme.case(state, state.inspections[id])):
        said = f"nonconforming,Xem sổ theo dõi hồ sơ,{gap(wanted.id)}" if wanted.id in not_met else "conforming,,"
        lines.append(f"{id},{wanted.id},{said}")
    table = programme.folder.parent / f"answers-{id}.csv"
    table.write_text("\n".join(lines), encoding="utf-8")
    import_answers(programme, table)


def tell(programme: Programme, act: str, id: str, on: str, **fields: Any) -> None:
    """Record an act on a day of the programme's year, such as ``15/6``."""
    day, _, month = on.partition("/")
    when = date(programme.settings.year, int(month), int(day))
    said: dict[str, Any] = {"act": act, "names": (id,), "on": when, **fields}
    record(programme, [ActToRecord(**said)])


def agree(programme: Programme, id: str) -> None:
    """Decide, announce and agree an inspection."""
    tell(programme, "decided", id, "1/6", number="41/QĐ-CCTĐC")
    tell(programme, "announced", id, "15/6")
    tell(programme, "minutes_agreed", id, "15/6")


def visit(programme: Programme, agency: str, *not_met: str) -> str:
    """An inspection at the office, from the plan to the signing; its id."""
    id = plan(programme, agency)
    answer(programme, id, not_met)
    agree(programme, id)
    tell(programme, "minutes_signed", id, "15/6", signer="Hai bên")
    return id


def by_record(programme: Programme, agency: str, *not_met: str) -> str:
    """An inspection by record, from the plan to the letter; its id."""
    id = plan(programme, agency, "by_record")
    answer(programme, id, not_met)
    tell(programme, "report_received", id, "1/6", arrived_on=date(programme.settings.year, 6, 2))
    tell(programme, "correction_requested", id, "20/6", number="77/CCTĐC-QLCL")
    return id


def reported(programme: Programme, id: str) -> str:
    """The agency's report on corrective action of 1 August, recorded; the key of its replies."""
    day = date(programme.settings.year, 8, 1)
    tell(programme, "correction_reported", id, "1/8", number="12/BC-STP", arrived_on=day)
    state = programme.state()
    return state.reports(id)[0].key


def say(programme: Programme, kind: str, subject: str, **fields: Any) -> None:
    """Say something in the journal, having seen all that was said of it."""
    base = programme.state().about(kind, subject).base()
    with programme.journal.writing() as transaction:
        transaction.append([Draft(kind, subject, fields, base)], writer())


def reply(programme: Programme, id: str, criterion: str, key: str, outcome: str, **fields: Any) -> None:
    """What the agency did of a finding, and how it was reviewed."""
    year = programme.settings.year
    done = {"status": "done", "done_on": f"{year}-07-20", "action": "Đã ban hành lại quy trình", "evidence": "QT-01"}
    say(programme, "reply", f"{id}/{criterion}/{key}", **{**done, **fields})
    if outcome:
        review = {"outcome": outcome, "reason": "Đã xem quy trình", "reviewer": LEADER, "on": f"{year}-08-10"}
        say(programme, "review", f"{id}/{criterion}/{key}", **review)
