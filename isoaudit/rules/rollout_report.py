"""What the December report takes from the roll-out: the edition of each declared system, classes and money of the year.

Decision 19/2014, Article 12.6; the last paragraph of Article 4 (a new edition of the standard), Articles 6 and 10
(training and money). What nobody recorded is unknown and in no number. Pure; the day is an argument.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from isoaudit.model import Agency, Rollout, RolloutMoney, StepTaken, TrainingClass
from isoaudit.rules.figure import Figure, figure
from isoaudit.rules.register_figures import BLOCKS, Block, block_of, exists_on
from isoaudit.rules.rollout import ANY_EDITION
from isoaudit.wording import sort_key

UNDONE = "undone"
"""Of an agency that is known not to have declared a system in any edition."""
_TOLD = ("2015", "2008", ANY_EDITION, UNDONE)


@dataclass(frozen=True, slots=True)
class BlockEditions:
    """The editions in which a block declared its systems; the five add up to all agencies of the block."""

    block: Block
    edition_2015: Figure
    edition_2008: Figure
    """Declared in that of 2008 and not in that of 2015."""
    unnamed: Figure
    """Declared, and nobody recorded in which edition."""
    undone: Figure
    """Known not to have declared any."""
    silent: Figure
    """Of whose declaration nothing is recorded."""


@dataclass(frozen=True, slots=True)
class RolloutFigures:
    """What is recorded up to the day of a report; each part is empty where nothing is."""

    editions: tuple[BlockEditions, ...] = ()
    edition_of: tuple[tuple[str, str], ...] = ()
    """Code of each agency of which something is recorded: ``2015``, ``2008``, ``none`` or ``undone``."""
    classes: tuple[TrainingClass, ...] = ()
    """Those held in the year, by day."""
    money: tuple[RolloutMoney, ...] = ()
    """Of the year, item by item."""


def rollout_figures(rollout: Rollout, agencies: Sequence[Agency], day: date, year: int) -> RolloutFigures:
    """What the report of a year says of the roll-out at the end of a day."""
    there = [agency.on(day) for agency in agencies if exists_on(agency, day) and not agency.removed]
    editions = editions_of(rollout.steps, day)
    known = {agency.code: editions[agency.code] for agency in there if agency.code in editions}
    money = (one for one in rollout.money if one.year == str(year))
    classes = sorted((one for one in rollout.classes if one.on.year == year and one.on <= day), key=lambda one: one.on)
    return RolloutFigures(
        editions=_by_block(there, known) if known else (),
        edition_of=tuple(sorted(known.items())),
        classes=tuple(classes),
        money=tuple(sorted(money, key=lambda one: sort_key(one.item))),
    )


def editions_of(steps: Iterable[StepTaken], day: date) -> dict[str, str]:
    """The edition in which each agency declared its system by a day; an agency nobody spoke of is not in it.

    That of 2015 goes before that of 2008; one that was not named before neither, unless it is the later declaration.
    """
    days: dict[str, dict[str, date]] = {}
    for one in (one for one in steps if one.step == "declaration"):
        declared = days.setdefault(one.agency, {})
        if one.on and one.on <= day:
            declared[one.edition] = one.on
    return {agency: _last_edition(declared) for agency, declared in days.items()}


def _last_edition(declared: Mapping[str, date]) -> str:
    if not declared:
        return UNDONE
    if "2015" in declared:
        return "2015"
    return max(declared, key=lambda edition: (declared[edition], edition != ANY_EDITION))


def _by_block(there: Sequence[Agency], known: Mapping[str, str]) -> tuple[BlockEditions, ...]:
    found = []
    for block in BLOCKS:
        codes = [agency.code for agency in there if block_of(agency) == block]
        silent = [code for code in codes if code not in known]
        if codes:
            of = {name: figure((c for c in codes if known.get(c) == name), codes, silent) for name in _TOLD}
            named = (of["2015"], of["2008"], of[ANY_EDITION], of[UNDONE])
            found.append(BlockEditions(block, *named, figure(silent, codes)))
    return tuple(found)
