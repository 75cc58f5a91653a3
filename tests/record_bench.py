"""A small programme whose answers are complete, made once and copied; acts told in a line."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

from conftest import AGENCIES, AUTHORITY, INSPECTIONS

from isoaudit.desk import ActToRecord, Recorded, import_agencies, import_answers, import_inspections, record
from isoaudit.journal import checklists
from isoaudit.journal.new_programme import init
from isoaudit.journal.programme import Programme
from isoaudit.journal.settings import shipped
from isoaudit.rules.findings import expected

ON_SITE, BY_RECORD, SECOND, OPEN = "2026-99-STP-TS", "2026-99-90001-HS", "2026-99-CCKL-TS", "2026-99-90019-TS"
MORE = "99-CCKL,on_site,1,2026-06-15,2026-06-16,,,Lương Quốc Bảo (trưởng đoàn)\n99-90019,on_site,2,,,,,\n"
CRITERIA = checklists.parse((shipped("checklists") / "dieu-36.yaml").read_bytes()).checklist.criteria
NOT_MET = ("D36-1-a-01", "D36-1-dd-01", "D36-2-c-01")
TO_LOOK_AT = "D36-1-a-02"
BUILT = AGENCIES.replace("khuyen_khich,chua_xay_dung,,,331", "khuyen_khich,da_cong_bo,,,331")


def make(folder: Path) -> Path:
    """The programme: ON_SITE and SECOND with three KPH and one LY each, BY_RECORD with one KPH, OPEN unanswered."""
    workspace = init(folder, AUTHORITY, 2026)
    take = {"agencies": import_agencies, "inspections": import_inspections, "answers": import_answers}
    for name, text in (("agencies", BUILT), ("inspections", INSPECTIONS + MORE), ("answers", answers(workspace))):
        if name == "answers":
            text = answers(workspace)
        table = folder.parent / f"{name}.csv"
        table.write_text(text, encoding="utf-8")
        take[name](workspace, table)
    return folder


def answers(workspace: Programme) -> str:
    """Every expected answer of three of the inspections."""
    state = workspace.state()
    lines = ["inspection,criterion,verdict,evidence,gap"]
    for id in (ON_SITE, SECOND, BY_RECORD):
        if id not in state.inspections:
            continue
        for wanted in expected(workspace.case(state, state.inspections[id])):
            said = "conforming,,"
            if wanted.id in NOT_MET and (id != BY_RECORD or wanted.id == NOT_MET[0]):
                said = f"nonconforming,Xem sổ theo dõi năm 2026,{gap(wanted.id)}"
            elif wanted.id == TO_LOOK_AT and id != BY_RECORD:
                said = f"observation,Xem danh mục năm 2026,{gap(wanted.id)}"
            lines.append(f"{id},{wanted.id},{said}")
    return "\n".join(lines)


def gap(criterion: str) -> str:
    """What is not met, in the words of the answers."""
    return f"Chưa thực hiện nội dung của tiêu chí {criterion} đối với 05 hồ sơ đã xem"


def copy(source: Path, target: Path) -> Programme:
    """A copy of the programme, to be changed."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    return Programme(target)


def tell(workspace: Programme, act: str, *names: str, on: str = "", **fields: Any) -> Recorded:
    """Record one act on a day of the year, such as ``15/6``."""
    day, _, month = on.partition("/")
    when = date(2026, int(month), int(day)) if on else None
    said: dict[str, Any] = {"act": act, "names": names, "on": when, **fields}
    return record(workspace, [ActToRecord(**said)])


def agree(workspace: Programme, *names: str) -> Recorded:
    """Decide, announce and agree inspections."""
    tell(workspace, "decided", *names, on="1/6", number="41/QĐ-CCTĐC", signer="Nguyễn Thị Minh Tâm")
    tell(workspace, "announced", *names, on="15/6")
    return tell(workspace, "minutes_agreed", *names, on="15/6")
