"""What the fork server does once, so that no job has to do it again.

Most of a first run is compiling templates, patterns and schemas, and drawing the first letters of a font. So the
shipped notebook is run once on an invented case; each job starts from there, with a shell in which nothing has run.
"""

from __future__ import annotations

import gc
import tempfile
from pathlib import Path
from typing import Any

from isoaudit.journal.checklists import LAW, read_law
from isoaudit.journal.settings import SETTINGS, read_settings, shipped
from isoaudit.model import POINTS, Case, Mode
from isoaudit.papers.render import write_letter
from isoaudit.rules.findings import judge
from isoaudit.runs.engine.here import imported, prepare, renew
from isoaudit.runs.job import Job, execute
from isoaudit.runs.kinds import FINDINGS, find, read_kind

_CALENDAR = "holidays.countries.vietnam"
"""Asked for by whatever has a deadline; each job would import it anew."""
_MODULES = (
    "isoaudit.notebooks.findings",
    "isoaudit.pages",
    "papermill.execute",
    "nbconvert",
    "nbformat.sign",
    _CALENDAR,
)


def invented(mode: Mode) -> Case:
    """A case of a form of inspection that shows something of everything: points, a result of each sort, a letter."""
    criterion: dict[str, Any] = {
        "basis": [{"document": "TT26/2014", "article": 36}],
        "examine": ["record"],
        "by_record": True,
        "in_force_from": "2014-01-01",
        **dict.fromkeys(("question", "ask", "requirement", "gap_hint", "remedy"), "Nội dung."),
        "look_for": ["Hồ sơ"],
    }
    criteria = [{**criterion, "id": f"X-{number}", "point": point} for number, point in enumerate(POINTS)]
    sorts = (
        {"verdict": "conforming", "evidence": [{"text": "Đã xem."}]},
        {"verdict": "nonconforming", "evidence": [{"text": "Đã xem."}], "gap": "Thiếu."},
        {"verdict": "observation", "evidence": [{"text": "Đã xem."}], "gap": "Nên bổ sung."},
        {"verdict": "not_examined", "note": "Chưa xem."},
    )
    answers = [
        {"inspection": "0", "criterion": one["id"], **sorts[number if number < len(sorts) else 0]}
        for number, one in enumerate(criteria)
    ]
    pin = {"id": "x", "version": "0"}
    agency = {"code": "0", "name": "Sở", "level": "tinh", "kind": "co_quan_chuyen_mon", "obligation": "bat_buoc"}
    days = {"from": "2026-01-02", "to": "2026-01-02", "period_from": "2025-01-01", "period_to": "2026-01-02"}
    return Case.model_validate(
        {
            "programme": read_settings(min(shipped("examples").glob(f"*/{SETTINGS}")).parent),
            "laws": read_law(shipped("checklists") / LAW).laws,
            "agency": agency,
            "inspection": {"id": "0", "agency": "0", "year": 2026, "mode": mode, **days},
            "checklists": [
                {"pin": {**pin, "sha256": "0" * 64}, "checklist": {**pin, "title": "Phiếu", "criteria": criteria}}
            ],
            "answers": answers,
        }
    )


def warm() -> None:
    """Prepare this process for being forked, and for nothing else."""
    prepare()
    imported(_MODULES)
    with tempfile.TemporaryDirectory(prefix="isoaudit-") as folder:
        out = Path(folder) / "out" / "0"
        kind = read_kind(find(shipped("notebooks"), FINDINGS))
        job = Job("0", "0", "", kind, invented("on_site").model_dump_json().encode(), out, signs=False)
        job.prepare()
        execute(job, "fork")
        by_record = invented("by_record")  # has a letter of its own
        write_letter(by_record, judge(by_record), out)
    renew()
    gc.collect()
    gc.freeze()
