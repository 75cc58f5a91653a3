"""The scores of a programme's agencies on a day, read from the journal once; the workbook of them in ``out``."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from isoaudit.errors import RunError, problem
from isoaudit.journal.programme import Cases, Programme
from isoaudit.journal.rollout import ROLLOUT, rollout_of
from isoaudit.journal.state import State
from isoaudit.model import Agency, StepTaken
from isoaudit.rules.measures import Body, needs_inspections
from isoaudit.rules.register_figures import BLOCKS, block_of, exists_on
from isoaudit.rules.score import Part, Score, in_words, score
from isoaudit.rules.score_facts import Facts, facts_of
from isoaudit.wording import count, date_short, label, name_key, sort_key
from isoaudit.wording.codes import as_known
from isoaudit.work.list_book import ListBook
from isoaudit.work.out import alone_in_out

BOOK = "score.xlsx"
_BOOK = ListBook(BOOK, ".score-written")


@dataclass(frozen=True, slots=True)
class ScoreBook:
    """What became of the workbook."""

    path: Path
    note: str = ""
    """What a person is to know of it; empty: nothing."""


def scores_of(programme: Programme, day: date) -> list[Score]:
    """The score of each agency that is there on a day and that the scale is for, by block and name.

    Raises RunError where the settings have no scale (SCORE_001).
    """
    settings = programme.settings
    if not settings.score:
        raise RunError(problem("SCORE_001", str(programme.folder)))
    state = programme.register()
    facts = _facts(programme, state, day) if needs_inspections(settings.score) else {}
    steps: dict[str, list[StepTaken]] = {}
    for step in rollout_of(programme.journal.entries_of(*ROLLOUT)).steps:
        steps.setdefault(step.agency, []).append(step)
    scopes = state.scopes if any(one.measure == "procedures_declared" for one in settings.score) else None
    found = []
    for agency in _scored(state, day):
        body = Body(
            agency,
            settings.year,
            tuple(sorted(facts.get(agency.code, ()), key=lambda one: one.id)),
            tuple(steps.get(agency.code, ())),
            scopes.scope(agency, day) if scopes else None,
        )
        made = score(settings.score, body, day)
        found += [made] if made.parts else []
    return found


def _facts(programme: Programme, state: State, day: date) -> dict[str, list[Facts]]:
    found: dict[str, list[Facts]] = {}
    for case in Cases(programme, state):
        found.setdefault(case.agency.code, []).append(facts_of(case, day))
    return found


def _scored(state: State, day: date) -> Iterator[Agency]:
    there = [agency.on(day) for agency in state.agencies.values() if exists_on(agency, day)]
    order = {block: place for place, block in enumerate(BLOCKS)}
    yield from sorted(there, key=lambda one: (order[block_of(one)], sort_key(one.name), one.code))


def chosen(scores: Sequence[Score], names: Collection[str]) -> list[Score]:
    """Those of the agencies named by code or name; all without names. Raises RunError (SCORE_002) with every other."""
    codes = {one.code: one for one in scores}
    by_name = {name_key(one.name): one for one in scores}
    wanted = as_known(names, codes.keys())
    found = {name: codes.get(name) or by_name.get(name_key(name)) for name in wanted}
    if missing := [name for name, one in found.items() if one is None]:
        raise RunError(problem("SCORE_002", name, value=name) for name in missing)
    return [one for one in found.values() if one] if names else list(scores)


@alone_in_out
def refresh_scores(programme: Programme, scores: Sequence[Score], day: date, mark: str) -> ScoreBook:
    """The workbook of the scores anew in ``out``; one in which a person worked stays. Raises RunError (FILE_005)."""
    settings = programme.settings
    title = f"Chấm điểm áp dụng HTQLCL năm {settings.year} - {settings.authority}"
    told = f"Tính đến hết ngày {date_short(day)}; dấu {mark}. Thang điểm do đơn vị ghi trong thiết lập."

    def make() -> bytes:
        from isoaudit.tables.workbooks.score import score_workbook  # slow to import, and often not needed

        return score_workbook(scores, settings, title, told)

    name, problems = _BOOK.write(programme.out, (scores, settings.score, title, told), make)
    if not name:
        raise RunError(problems)
    return ScoreBook(programme.out / name, _BOOK.note(name, ()))


def told(scores: Sequence[Score], day: date, *, explained: bool) -> Iterator[str]:
    """Scores as a person reads them, an agency a line; ``explained``: with each part and what it rests on."""
    yield f"Điểm tính đến ngày {date_short(day)}, theo thang điểm trong thiết lập:"
    for one in scores:
        yield f"  {one.code}: {one.name}: {in_words(one.points, one.open, one.maximum)}"
        for part in one.parts if explained else ():
            points = in_words(part.points, part.open, part.component.points)
            yield f"    {part.component.name} ({label('score_part', part.state)}): {points}"
            yield f"      {part.why}"
            for source in part.sources:
                yield f"      - {source.id}: {source.words}" if source.id else f"      - {source.words}"
    if partial := sum(bool(one.open) for one in scores):
        yield f"Tổng chưa đủ của {count(partial)} cơ quan: có điểm chưa rõ, để ngỏ chứ không tính là 0."


def as_data(scores: Sequence[Score], day: date) -> dict[str, Any]:
    """Scores as ``--json`` prints them; points are numbers, of at most two decimals."""
    return {
        "as_of": day.isoformat(),
        "agencies": [
            {
                "agency": one.code,
                "name": one.name,
                "points": float(one.points),
                "open": float(one.open),
                "maximum": float(one.maximum),
                "partial": bool(one.open),
                "parts": [_part(part) for part in one.parts],
            }
            for one in scores
        ],
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "name": part.component.name,
        "measure": part.component.measure,
        "way": part.component.way,
        "points": float(part.points),
        "open": float(part.open),
        "maximum": float(part.component.points),
        "state": part.state,
        "why": part.why,
        "sources": [{"id": source.id, "words": source.words} for source in part.sources],
    }
