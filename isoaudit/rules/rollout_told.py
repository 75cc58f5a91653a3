"""The roll-out in sentences: targets with what is needed and seen, steps by block, classes, money. Pure.

What is needed is rounded up and what was seen down, so that no rounding makes a pace look sufficient.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from isoaudit.model import Agency, Noun, Rollout, RolloutMoney, StepTaken, Target, TrainingClass
from isoaudit.rules.figure import Figure
from isoaudit.rules.rollout import BlockSteps, OutOfOrder, Standing, block_steps, out_of_order, standing
from isoaudit.wording import count, date_short, label, sentence


def _said(key: str, **fields: object) -> str:
    return label("rollout_said", key).format(**fields)


def item_line(one: Noun, names: Mapping[str, str]) -> str:
    """One thing recorded of the roll-out in a line; ``names`` of agencies by code."""
    match one:
        case StepTaken():
            fields = {
                "agency": names.get(one.agency, one.agency),
                "step": label("rollout_step", one.step),
                "edition": label("rollout_edition", one.edition),
            }
            return _said("item_step", on=date_short(one.on), **fields) if one.on else _said("item_undone", **fields)
        case Target():
            return _said("target", asked=_asked(one), **_of_target(one))
        case TrainingClass():
            return _said("class", on=date_short(one.on), name=one.name, learners=learners_words([one]))
        case RolloutMoney():
            planned, spent = money_words([one])
            return _said("item_money", year=one.year, item=one.item, planned=planned, spent=spent)
    raise TypeError(type(one).__name__)


def _asked(target: Target) -> str:
    return f"{target.percent}%" if target.percent else _said("asked_number", needed=count(target.number or 0))


def _of_target(target: Target) -> dict[str, str]:
    return {
        "group": sentence(label("rollout_group", target.group)),
        "step": label("rollout_step", target.step),
        "edition": label("rollout_edition", target.edition),
        "by": date_short(target.by),
    }


def target_name(target: Target, needed: int, of: int) -> str:
    """A target in one line: whose, how many, which step, by when."""
    fields = {"needed": count(needed), "of": count(of), "percent": target.percent}
    asked = _said("asked_percent" if target.percent else "asked_number", **fields)
    return _said("target", asked=asked, **_of_target(target))


def pace_words(a_month: Fraction, *, up: bool) -> str:
    """A number a month with one decimal, rounded ``up`` or down: 20,9."""
    tenths = -(-a_month * 10 // 1) if up else a_month * 10 // 1
    whole, rest = divmod(int(tenths), 10)
    return f"{whole:,d}".replace(",", ".") + f",{rest}" if rest else count(whole)


def target_lines(found: Standing) -> Iterator[str]:
    """Where a target stands, a sentence each, the conclusion last."""
    of = len(found.done.of or ())
    if found.target.source:
        yield _said("source", source=found.target.source)
    if found.done.of:
        yield _done_line(found, of)
    if found.done.unknown and found.done.number is not None:
        yield _said("unknown", unknown=count(len(found.done.unknown)))
    if found.beyond_register and found.done.of:
        yield _said("beyond", of=count(of))
    yield from _time_lines(found)
    if found.pace and found.left and found.days_left >= 0:
        yield _said(
            "seen",
            first=date_short(found.pace.first),
            last=date_short(found.pace.last),
            days=count(found.pace.days),
            agencies=count(len(found.pace.agencies)),
            pace=pace_words(found.pace.a_month, up=False),
        )
    yield _said("conclusion", state=label("feasibility", found.feasibility))


def _done_line(found: Standing, of: int) -> str:
    if found.done.number is None:
        return _said("done_none", of=count(of), needed=count(found.needed))
    return _said("done", done=count(found.done.number), of=count(of), left=count(found.left))


def _time_lines(found: Standing) -> Iterator[str]:
    if found.days_left < 0:
        yield _said("over", days=count(-found.days_left), in_time=count(len(found.in_time)))
    elif found.needed_a_month is not None:
        yield _said("needed", days=count(found.days_left), pace=pace_words(found.needed_a_month, up=True))
    elif found.left:
        yield _said("last_day")


def block_lines(found: BlockSteps) -> Iterator[str]:
    """The steps of a block in one edition, its name first."""
    of = next(iter(found.steps.values())).of or ()
    edition = label("rollout_edition", found.edition)
    yield _said("block", block=sentence(label("block", found.block)), edition=edition, of=count(len(of)))
    for step, figure in found.steps.items():
        yield step_line(label("rollout_step", step), figure)


def step_line(step: str, figure: Figure) -> str:
    """One step of a block: so many of so many, and how many nobody recorded."""
    if figure.number is None:
        return _said("step_none", step=step)
    fields = {"done": count(figure.number), "of": count(len(figure.of or ())), "unknown": count(len(figure.unknown))}
    return _said("step_unknown" if figure.unknown else "step", step=step, **fields)


def class_lines(classes: Sequence[TrainingClass], on: date) -> Iterator[str]:
    """The classes held up to a day, year by year, and how many are planned for later."""
    for year in sorted({one.on.year for one in classes}):
        of_year = [one for one in classes if one.on.year == year]
        held = [one for one in of_year if one.on <= on]
        if held:
            yield _said("class_year", year=year, held=count(len(held)), learners=learners_words(held))
        for one in held:
            yield "  " + _said("class", on=date_short(one.on), name=one.name, learners=learners_words([one]))
        if ahead := len(of_year) - len(held):
            yield _said("class_ahead", year=year, ahead=count(ahead), on=date_short(on))


def learners_words(classes: Iterable[TrainingClass]) -> str:
    """How many took part; of classes that do not say it, that."""
    said = [one.learners for one in classes]
    return _sum("learners", "learners", said)


def money_words(money: Sequence[RolloutMoney]) -> tuple[str, str]:
    """What is planned and what is spent, together; of items that do not say it, that."""
    planned, spent = (_sum("amount", "amount", [getattr(one, name) for one in money]) for name in ("planned", "spent"))
    return planned, spent


def money_lines(money: Sequence[RolloutMoney]) -> Iterator[str]:
    """What is planned and spent, year by year."""
    for year in sorted({one.year for one in money}):
        of_year = [one for one in money if one.year == year]
        planned, spent = money_words(of_year)
        yield _said("money_year", year=year, planned=planned, spent=spent)


def _sum(words: str, field: str, said: Sequence[int | None]) -> str:
    """A sum of what is known; what is not known is counted beside it, never as 0."""
    known = [one for one in said if one is not None]
    if not known:
        return _said(f"{words}_none")
    fields = {field: count(sum(known)), "told": count(len(known)), "untold": count(len(said) - len(known))}
    return _said(words if len(known) == len(said) else f"{words}_some", **fields)


def order_line(one: OutOfOrder) -> str:
    """A step against the order of Article 4."""
    fields = {"agency": one.agency, "step": label("rollout_step", one.step), "on": date_short(one.on)}
    under = label("rollout_step", one.rests_on)
    if one.rests_on_day is None:
        return _said("out_of_order_undone", under=under, **fields)
    return _said("out_of_order", under=under, under_on=date_short(one.rests_on_day), **fields)


def all_lines(known: Rollout, agencies: Sequence[Agency], on: date) -> Iterator[str]:
    """All that is recorded as it stands on a day, indented below its headings."""

    def heading(key: str, nothing: bool) -> Iterator[str]:
        yield _said(key, on=date_short(on))
        if nothing:
            yield f"  {_said(f'no_{key}')}"

    yield from heading("targets", not known.targets)
    for target in known.targets:
        found = standing(target, agencies, known.steps, on)
        yield f"- {target_name(target, found.needed, len(found.done.of or ()))}"
        yield from (f"    {line}" for line in target_lines(found))
    blocks = block_steps(agencies, known.steps, on)
    yield from heading("steps", not blocks)
    for block in blocks:
        name, *steps = block_lines(block)
        yield f"- {name}"
        yield from (f"    {line}" for line in steps)
    yield from heading("classes", not known.classes)
    yield from (f"  {line}" for line in class_lines(known.classes, on))
    yield from heading("money", not known.money)
    yield from (f"  {line}" for line in money_lines(known.money))
    if disordered := out_of_order(known.steps):
        yield from heading("order", False)
        yield from (f"  {order_line(one)}" for one in disordered)
