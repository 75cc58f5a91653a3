"""Work that takes long, in a process of its own: papers of the whole year, letters laid ready, pages, packs, backups.

Each calls the function of its command once, and says what came of it in sentences.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from isoaudit.errors import Problem
from isoaudit.journal.programme import Programme, today
from isoaudit.model import Outcome
from isoaudit.start import pack_jobs, papers
from isoaudit.start.pack_jobs import Came, Say
from isoaudit.start.remedies import told_here
from isoaudit.wording import count, label
from isoaudit.wording.grouping import counts, some


def do_job(order: Mapping[str, Any], say: Say) -> None:
    """Do the work an order names, and say how far it is. Raises IsoAuditError."""
    programme = Programme(Path(order["folder"]))
    lines, made = JOBS[order["job"]](programme, order, say)
    say({"lines": lines, "made": [(name, *_address(programme, of)) for name, of in made]})


def _address(programme: Programme, of: Path | str) -> tuple[str, str]:
    """A file below the programme, or a page by its address: as ``path`` and ``url`` of :class:`Made`."""
    return (of.relative_to(programme.folder).as_posix(), "") if isinstance(of, Path) else ("", of)


def _steps(say: Say, of: int) -> Callable[[object], None]:
    done = 0

    def step(_: object) -> None:
        nonlocal done
        done += 1
        say({"done": done, "of": max(of, done)})

    say({"done": 0, "of": of})
    return step


def _run(programme: Programme, order: Mapping[str, Any], say: Say) -> Came:
    """``isoaudit run findings``."""
    from isoaudit.runs.kinds import FINDINGS
    from isoaudit.work.notebooks import count_jobs
    from isoaudit.work.run import kind_of, run_findings

    names = [order["id"]] if order.get("id") else []
    step = _steps(say, count_jobs(programme, kind_of(programme, FINDINGS), names))
    outcomes = run_findings(programme, names, workers=os.cpu_count() or 1, on_outcome=step)
    return _of_outcomes(outcomes), _pages_of(programme, names)


def _of_outcomes(outcomes: Sequence[Outcome]) -> list[tuple[str, str]]:
    failed = [one for one in outcomes if one.status == "failed"]
    refused = [one for one in outcomes if one.refused and one.status != "failed"]
    numbers = {
        label("start_said", "drafted"): len(outcomes) - len(failed) - len(refused),
        label("start_said", "to_complete"): len(refused),
        label("start_said", "failed"): len(failed),
    }
    lines = [(f"{counts(numbers)}.", "bad" if failed else "note" if refused else "good")]
    if refused:
        words = label("start_said", "complete").format(names=some([one.inspection for one in refused]))
        lines.append((words, "note"))
    reasons = [Problem(one.reason, one.inspection, one.reason, "") for one in outcomes if one.reason]
    return [*lines, *((line, "bad" if failed else "note") for line in told_here(reasons))]


def _pages_of(programme: Programme, names: Sequence[str]) -> list[tuple[str, Path]]:
    out = programme.out
    wanted = [(label("start_file", "findings"), out / names[0] / "findings.html")] if names else []
    wanted += [(label("start_page", name), out / f"{name}.html") for name in ("index", "gate")]
    return [(name, path) for name, path in wanted if path.is_file()]


def _issue(programme: Programme, order: Mapping[str, Any], say: Say) -> Came:
    """``isoaudit issue``."""
    from isoaudit.programs import OFFICE, find
    from isoaudit.wording.rounds import of_round
    from isoaudit.work.issuing import issue

    round_ = order.get("round")
    every = programme.lists().inspections_by_name()
    step = _steps(say, len(of_round(every, round_) if round_ else every))
    issued = issue(programme, round_=round_, as_pdf=bool(find(OFFICE)), on_outcome=step)
    on_site = sum(letter.on_site for letter in issued.letters)
    numbers = {"thông báo": on_site, "công văn": len(issued.letters) - on_site}
    words = label("start_said", "issued").format(counts=counts(numbers), folder=issued.folder)
    lines = [(words, "good") if issued.letters else (label("start_said", "none_issued"), "note")]
    if issued.book and any(not letter.issued for letter in issued.letters):
        lines.append((label("start_said", "fill_book").format(book=issued.book.name), "note"))
    if issued.before:
        words = label("start_said", "issued_before")
        lines.append((words.format(count=count(len(issued.before)), names=some(list(issued.before))), "note"))
    lines += [(line, "note") for line in told_here(issued.kept)]
    waiting = [found for several in issued.waiting.values() for found in several]
    if waiting:
        lines.append((label("start_said", "waiting").format(count=count(len(issued.waiting))), "note"))
    lines += [(line, "bad") for line in told_here([*waiting, *issued.problems])]
    made = [(path.name, path) for path in (issued.book, issued.sending, issued.print) if path]
    return lines, made


def _pages(programme: Programme, order: Mapping[str, Any], say: Say) -> Came:
    """``isoaudit status``, ``actions``, ``year``: the pages of the year with their workbooks."""
    from itertools import chain

    from isoaudit.journal.programme import Cases
    from isoaudit.papers.second_reading import Reader
    from isoaudit.work.actions import refresh_actions, rows_of_year
    from isoaudit.work.status import refresh_status, rows_of
    from isoaudit.work.year_report import refresh_year, report_of

    step, day, mark = _steps(say, 3), today(), programme.fingerprint()
    state = programme.register()
    not_held = (programme.case(state, one) for one in state.not_held_by_name())
    rows = rows_of(
        chain(Cases(programme, state), not_held), day, Reader(programme.out, day, state.inspectors_by_name())
    )
    written = [refresh_status(programme, rows, day, mark)]
    step(None)
    written.append(refresh_actions(programme, rows_of_year(programme, day), day, mark))
    step(None)
    written.append(refresh_year(programme, report_of(programme, day), mark))
    step(None)
    lines = [(line, "bad") for one in written for line in told_here(one.problems)]
    lines += [
        (label("start_said", "edited").format(name=one.book.name), "note") for one in written if one.edited and one.book
    ]
    pages = [(label("start_page", one.page.stem), one.page) for one in written]
    books = [(f"{label('start_page', one.page.stem)} (Excel)", one.book) for one in written if one.book]
    return [(label("start_said", "pages"), "good"), *lines], [*pages, *books]


def _archive(programme: Programme, order: Mapping[str, Any], say: Say) -> Came:
    """``isoaudit archive``."""
    from isoaudit.start.places import fresh
    from isoaudit.work.archive import archive

    made = archive(programme, order["id"], fresh(programme, f"ho-so-{order['id']}", ".zip"))
    words = label("start_said", "archived").format(agency=made.agency, files=count(made.files), mark=made.mark)
    return [(words, "good"), *((line, "note") for line in told_here(made.problems))], [(made.path.name, made.path)]


JOBS: Mapping[str, Callable[[Programme, Mapping[str, Any], Say], Came]] = {
    "run": _run,
    "issue": _issue,
    "pages": _pages,
    "archive": _archive,
    "papers": lambda programme, order, say: papers.made(programme, order),
    "pack": pack_jobs.pack,
    "look_at_pack": pack_jobs.merge,
    "merge": pack_jobs.merge,
    "backup": pack_jobs.backup,
    "check_backup": pack_jobs.check,
    "restore_backup": pack_jobs.restore,
    "verify": pack_jobs.verify,
}
"""What can be done so, by name."""
