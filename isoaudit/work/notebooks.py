"""Any other notebook of a programme: for each inspection, for each round, or once for the year.

The rules say what stops and what is unusual; the gate over the whole year is for letters, and none is written here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import TypeAdapter

from isoaudit.errors import RunError, problem
from isoaudit.files import parse_json, read_bounded
from isoaudit.journal.programme import Cases, Programme, today
from isoaudit.journal.rollout import ROLLOUT, rollout_of
from isoaudit.journal.state import State
from isoaudit.model import Case, Outcome, Rollout, YearHead
from isoaudit.pages import fold
from isoaudit.rules import answers
from isoaudit.rules.findings import judge
from isoaudit.rules.year_report import YearReport
from isoaudit.runs import results
from isoaudit.runs.job import Job
from isoaudit.runs.kinds import EVIDENCE, FIGURES, PEERS, YEAR, NotebookKind
from isoaudit.wording import read_day
from isoaudit.wording.rounds import known_rounds, round_key, round_words
from isoaudit.work.evidence_copies import evidence_of
from isoaudit.work.out import RUN, LastGate, alone_in_out, changed, check_seals
from isoaudit.work.overview import Overview
from isoaudit.work.run import Given, Manner, OnOutcome, job_of, kind_of
from isoaudit.work.year import PeersOfKinds, inspected_on, write_year
from isoaudit.work.year_report import report_of

FOLDER = "year"
"""Of notebooks over the year: the folder in ``out``; of a round one beside it."""


@alone_in_out
def run_notebook(
    programme: Programme,
    /,
    name: str,
    names: Iterable[str] = (),
    *,
    given: Given = None,
    on_outcome: OnOutcome | None = None,
    **manner: Any,
) -> list[Outcome]:
    """Run the notebook ``name``: for the inspections named or all, for the rounds named or all, or for the year.

    ``given`` and ``manner`` are as in :func:`isoaudit.work.run.run_findings`, which is for ``findings``. Raises
    StoreError when the journal was tampered with, RunError when the notebook is unfit or a name fits nothing.
    """
    how = Manner(**manner)
    kind = kind_of(programme, name, given)
    how.make_ready(kind)
    check_seals(programme)
    register = programme.register()
    chosen = _chosen(programme, register, kind, names)
    cases = Cases(programme, register)
    overview = Overview(programme, register)
    with TemporaryDirectory(prefix=".year.", dir=programme.out, suffix=".part") as folder:
        if kind.of == "inspection":
            jobs = _of_inspections(programme, kind, cases, chosen, how, given)
        else:
            jobs = _of_years(programme, register, kind, cases, chosen, how, given, Path(folder))
        outcomes = how.run(jobs, on_outcome=on_outcome)
    if kind.when == "replies":
        _withdraw_without_replies(programme, register, kind)
    if kind.of == "inspection":
        outcomes += [changed(programme, register, id, kind) for id in sorted(cases.changed & chosen)]
        outcomes = overview.in_order(outcomes)
    for case in _judged(programme, cases):
        overview.add(case)
    overview.write_index(_of_findings(programme, register))
    return outcomes


def count_jobs(programme: Programme, kind: NotebookKind, names: Iterable[str]) -> int:
    """How many times a notebook is to run. Raises RunError when a name fits nothing."""
    return len(_chosen(programme, programme.register(), kind, names))


def _chosen(programme: Programme, register: State, kind: NotebookKind, names: Iterable[str]) -> set[str]:
    """Ids of inspections, keys of rounds (:func:`round_key`), or nothing but the year. Raises RunError."""
    wanted = list(dict.fromkeys(names))
    of_the_rollout = kind.of == "programme" and any(programme.journal.subjects(name) for name in ROLLOUT)
    if kind.of == "inspection" or not (register.inspections or of_the_rollout):
        ids = {inspection.id for inspection in programme.choose(register, wanted)}
        return _with_replies(register, kind, ids, named=bool(wanted)) if kind.when == "replies" else ids
    if kind.of == "programme":
        if wanted:
            raise RunError(problem("NOTEBOOK_010", kind.path.name, name=kind.name, value=", ".join(wanted)))
        return {""}
    written = [inspection.round for inspection in register.inspections.values()]
    rounds = set(map(round_key, written)) - {""}
    if unknown := [name for name in wanted if round_key(name) not in rounds]:
        there = known_rounds(written) or "chưa có đợt nào"
        raise RunError(problem("NOTEBOOK_011", str(programme.folder), value=name, names=there) for name in unknown)
    if not rounds:
        raise RunError(problem("NOTEBOOK_011", str(programme.folder), value="", names="chưa có đợt nào"))
    return set(map(round_key, wanted)) or rounds


def _with_replies(register: State, kind: NotebookKind, ids: set[str], *, named: bool) -> set[str]:
    """Those of which a reply was entered. Raises RunError for one that was named without, or where there is none."""
    found = {id for id in ids if register.replies(id)}
    if named and found < ids:
        raise RunError(problem("NOTEBOOK_014", id, id=id, name=kind.name) for id in sorted(ids - found))
    if not found:
        raise RunError(problem("NOTEBOOK_015", kind.path.name, name=kind.name))
    return found


def _withdraw_without_replies(programme: Programme, register: State, kind: NotebookKind) -> None:
    """Take away what was made of inspections whose replies were taken back since."""
    for path in programme.out.glob(f"*/{kind.stamp}"):
        if not register.replies(path.parent.name):
            results.take_away(path.parent, kind)


def _of_inspections(
    programme: Programme, kind: NotebookKind, cases: Cases, chosen: set[str], how: Manner, given: Given
) -> Iterator[Job]:
    peers = PeersOfKinds()
    if PEERS in kind.needs:
        for case in cases:
            peers.add(case.agency, judge(case))
    for case in _judged(programme, cases):
        if case.inspection.id in chosen:
            beside: dict[str, bytes] = {}
            if PEERS in kind.needs:
                beside[PEERS] = peers.of(case.agency.kind).model_dump_json(indent=1).encode()
            if EVIDENCE in kind.needs:
                beside[EVIDENCE] = evidence_of(programme, case).model_dump_json(indent=1).encode()
            yield job_of(case, kind, programme.out, how, given, beside=beside)


def _of_years(
    programme: Programme,
    register: State,
    kind: NotebookKind,
    cases: Cases,
    chosen: set[str],
    how: Manner,
    given: Given,
    folder: Path,
) -> Iterator[Job]:
    """The job of the year, or of each round: its inspections are written one by one into a file for it to read."""
    day = _reference_day(kind, given)
    written = {round_key(inspection.round): inspection.round for inspection in register.inspections_by_name()}
    for number, key in enumerate(sorted(chosen)):
        path = folder / f"{number}-{YEAR}"
        name = round_words(written[key]) if key else ""
        head = _head(programme, register, day, name)
        if not key:
            head = head.model_copy(update={"rollout": _rollout(programme)})
        judged = (case for case in _judged(programme, cases) if not key or round_key(case.inspection.round) == key)
        write_year(path, head, (inspected_on(case, day) for case in judged))
        out = programme.out / (folder_of(key) if key else FOLDER)
        beside: dict[str, bytes] = {}
        if FIGURES in kind.needs:
            report = report_of(programme, day, state=register, round_=written[key] if key else None)
            beside[FIGURES] = TypeAdapter(YearReport).dump_json(report)
        yield Job(
            subject=out.name,
            agency=name or str(programme.settings.year),
            title=f"{kind.title}: {programme.settings.authority}, năm {programme.settings.year}"
            + (f", {name}" if name else ""),
            kind=kind,
            case=path,
            out=out,
            given=given or {},
            beside=beside,
            timeout=how.timeout,
            memory=how.memory,
        )


def _head(programme: Programme, register: State, day: date, round: str) -> YearHead:
    """What is said of the year once."""
    agencies = register.agencies_by_name()
    return YearHead(
        programme=programme.settings,
        day=day,
        round=round,
        agencies=tuple(agencies),
        inspectors=tuple(register.inspectors_by_name()),
        carried={agency.code: found for agency in agencies if (found := register.carried(agency))},
    )


def _reference_day(kind: NotebookKind, given: Given) -> date:
    """The day up to which the figures of a report count: ``-p as_of=2026-11-30``, else today. Raises RunError."""
    said = (given or {}).get("as_of")
    if FIGURES not in kind.needs or not said:
        return today()
    day = read_day(str(said))
    if day is None:
        raise RunError(problem("NOTEBOOK_016", kind.path.name, value=str(said)))
    return day


def _rollout(programme: Programme) -> Rollout | None:
    """What is recorded of the roll-out; nothing where there is none, so that years without it stay as they were."""
    found = rollout_of(programme.journal.entries_of(*ROLLOUT))
    return None if found.is_empty else found


def folder_of(round: str) -> str:
    """The folder of a round in ``out``: its key in letters that every system takes, and told apart from others."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(round)).strip("-")[:40]
    same = plain == round
    return f"{FOLDER}-{plain}" if same else f"{FOLDER}-{plain or 'dot'}-{sha256(round.encode()).hexdigest()[:6]}"


def _judged(programme: Programme, cases: Iterable[Case]) -> Iterator[Case]:
    """Each case with what the rules say of it; what shows only beside other inspections as the last gate found it."""
    last = LastGate(programme)
    return (answers.judged(case, last.pasted(case.inspection.id)) for case in cases)


def _of_findings(programme: Programme, register: State) -> list[Outcome]:
    """What the last ``run findings`` came to, for the index."""
    try:
        read = parse_json(read_bounded(programme.out / RUN))
        outcomes = [Outcome.model_validate(one) for one in read["outcomes"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [outcome for outcome in outcomes if outcome.inspection in register.inspections]
