"""All that the yearly reports say, built once: figures of the year and of the register, and what their ids name. Pure.

The November report is Circular 26/2014, Article 38.1; the December report Decision 19/2014, Article 12.6, and Circular
26/2014, Article 42.4; a report of one round, and the one at once (Article 38.2), are of some of the inspections.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from isoaudit.model import Agency, Case, Inspection, Mode, Obligation, QmsStatus, Rollout
from isoaudit.rules.actions import ActionRow
from isoaudit.rules.coverage import obliged_of
from isoaudit.rules.figure import Figure, figure
from isoaudit.rules.register_figures import DECLARED, Block, BlockFigures, block_of, exists_on, register_figures
from isoaudit.rules.rollout_report import UNDONE, RolloutFigures, rollout_figures
from isoaudit.rules.year_figures import YearFigures, year_figures
from isoaudit.wording import label, sort_key

Outcome = Literal["carried_out", "not_reported", "under_way", "not_held"]
"""What became of an inspection up to the day of a report."""
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


@dataclass(frozen=True, slots=True)
class Listed:
    """One inspection in the list that the figures refer to; its place in the list is its number."""

    id: str
    agency: str
    """Code."""
    name: str
    mode: Mode
    round: str
    outcome: Outcome
    nonconformities: int | None
    """None: not carried out, so nothing is known of it."""
    observations: int | None


@dataclass(frozen=True, slots=True)
class Body:
    """One agency of the register on the day of a report."""

    code: str
    name: str
    block: Block
    obligation: Obligation
    qms_status: QmsStatus | None
    edition: str = ""
    """In which the roll-out has its declaration: ``2015``, ``2008``, ``none``, ``undone``; empty: it says nothing."""


@dataclass(frozen=True, slots=True)
class YearReport:
    """The figures of a year, or of some of its inspections, with the lists that their ids name."""

    year: int
    day: date
    figures: YearFigures
    reached: Figure
    """Codes of obliged agencies inspected in either form, of all that are obliged (Article 33.2.a)."""
    reached_on_site: Figure
    """Likewise, at their office: at least one third (Article 33.2.b)."""
    blocks: tuple[BlockFigures, ...]
    inspections: tuple[Listed, ...]
    """By the agency's name, those not held among them."""
    register: tuple[Body, ...]
    """In the order of the blocks, then by name."""
    round: str = ""
    """The round in words, where the report is of one."""
    rollout: RolloutFigures = RolloutFigures()
    """Editions, classes, money; empty where nothing is recorded, and in the report of a round."""


def year_report(
    cases: Iterable[Case],
    not_held: Sequence[Inspection],
    agencies: Sequence[Agency],
    day: date,
    *,
    year: int,
    besides: Iterable[ActionRow] = (),
    round: str = "",
    rollout: Rollout | None = None,
) -> YearReport:
    """What the reports of a year say on a day; arguments as in :func:`year_figures`, ``agencies`` is the register."""
    of_rollout = rollout_figures(rollout or Rollout(), agencies, day, year)
    seen: list[tuple[Inspection, str]] = []
    figures = year_figures(_noting(cases, seen), not_held, day, besides)
    done = {*figures.on_site.ids, *figures.by_record.ids}
    codes = {inspection.agency for inspection, _ in seen if inspection.id in done}
    on_site = {inspection.agency for inspection, _ in seen if inspection.id in figures.on_site.ids}
    obliged = obliged_of(agencies, year, codes)
    names = {agency.code: agency.name for agency in agencies}
    every = [*seen, *((one, names.get(one.agency, one.agency)) for one in not_held if not one.replaced_by)]
    return YearReport(
        year=year,
        day=day,
        figures=figures,
        reached=_of(obliged, codes),
        reached_on_site=_of(obliged, on_site),
        blocks=register_figures(agencies, day),
        inspections=tuple(_listed(every, figures)),
        register=tuple(_bodies(agencies, day, dict(of_rollout.edition_of))),
        round=round,
        rollout=of_rollout,
    )


def _noting(cases: Iterable[Case], seen: list[tuple[Inspection, str]]) -> Iterator[Case]:
    """The cases as they are, each once; of each only the inspection and the agency's name is kept."""
    for case in cases:
        seen.append((case.inspection, case.agency.name))
        yield case


def _of(obliged: Collection[str], reached: Collection[str]) -> Figure:
    return figure((code for code in obliged if code in reached), obliged)


def _listed(every: Iterable[tuple[Inspection, str]], figures: YearFigures) -> Iterator[Listed]:
    nonconformities = _by_inspection(one.nonconformities for one in figures.points)
    observations = _by_inspection(one.observations for one in figures.points)
    done = {*figures.on_site.ids, *figures.by_record.ids}
    unreported, held = set(figures.not_reported.ids), set(figures.not_held.ids)
    for one, name in sorted(every, key=lambda pair: (sort_key(pair[1]), pair[0].id)):
        outcome: Outcome = "under_way"
        if one.id in done:
            outcome = "carried_out"
        elif one.id in held:
            outcome = "not_held"
        elif one.id in unreported:
            outcome = "not_reported"
        known = outcome == "carried_out"
        yield Listed(
            id=one.id,
            agency=one.agency,
            name=name,
            mode=one.mode,
            round=one.round,
            outcome=outcome,
            nonconformities=nonconformities.get(one.id, 0) if known else None,
            observations=observations.get(one.id, 0) if known else None,
        )


def _by_inspection(figures: Iterable[Figure]) -> dict[str, int]:
    found: dict[str, int] = {}
    for id in (id for one in figures for id in one.ids):
        inspection = inspection_of(id)
        found[inspection] = found.get(inspection, 0) + 1
    return found


def inspection_of(id: str) -> str:
    """The inspection of a finding's id, ``inspection/criterion``, or of an inspection its own."""
    return id.partition("/")[0]


def _bodies(agencies: Iterable[Agency], day: date, editions: Mapping[str, str]) -> Iterator[Body]:
    there = [agency.on(day) for agency in agencies if exists_on(agency, day) and not agency.removed]
    order = {block: place for place, block in enumerate(get_args(Block))}
    for agency in sorted(there, key=lambda one: (order[block_of(one)], sort_key(one.name), one.code)):
        edition = editions.get(agency.code, "")
        yield Body(agency.code, agency.name, block_of(agency), agency.obligation, agency.qms_status, edition)


def at_odds(report: YearReport) -> Iterator[str]:
    """Where the register and the steps of the roll-out say otherwise whether a system is declared, in sentences."""
    for body in report.register:
        if not body.edition or body.qms_status is None:
            continue
        declared = body.qms_status in DECLARED
        if declared != (body.edition != UNDONE):
            words = "undeclared" if declared else "declared"
            state = label("qms_status", body.qms_status)
            yield label("rollout_report", words).format(agency=body.name, state=state)
