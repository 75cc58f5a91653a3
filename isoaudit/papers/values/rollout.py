"""The roll-out in the December report: classes and money as rows that their sums name, and what nobody recorded.

Decision 19/2014, Articles 6, 10 and 12.6.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from isoaudit.papers.values.rows import numbered
from isoaudit.rules.report_tables import UNKNOWN, december_tables
from isoaudit.rules.rollout_told import learners_words, money_words
from isoaudit.rules.year_report import YearReport
from isoaudit.wording import count_or_0, date_short, label, sentence

_CLASS = {"name": 60}
_ITEM = {"item": 60}


def of_rollout(report: YearReport) -> dict[str, Any]:
    """Sentences and rows of what is recorded; the numbers of paragraphs and tables, which depend on it."""
    found = report.rollout
    told = {"editions": bool(found.editions), "training": bool(found.classes), "money": bool(found.money)}
    order = [*(name for name, known in told.items() if known), *(["untold"] if not all(told.values()) else [])]
    paragraphs = dict.fromkeys((f"{name}_place" for name in (*told, "untold")), "")
    paragraphs |= {f"{name}_place": str(n) for n, name in enumerate([*order, "difficulties", "proposals"], start=1)}
    last = len(december_tables(report))
    tables = dict.fromkeys(("training_table", "money_table"), "")
    tables |= {f"{n}_table": str(last + place) for place, n in enumerate(_listed(told), start=1)}
    planned, spent = money_words(found.money)
    held = count_or_0(len(found.classes))
    training = label("rollout_report", "training").format(held=held, learners=learners_words(found.classes))
    return {
        **paragraphs,
        **tables,
        "editions_table": str(last),
        "classes_said": training if found.classes else "",
        "classes": _classes(report),
        "money_said": label("rollout_report", "money").format(planned=planned, spent=spent) if found.money else "",
        "money": _money(report),
        "untold": "; ".join(_untold(told)),
    }


def _listed(told: dict[str, bool]) -> Iterator[str]:
    """What has a table of its own behind those of figures."""
    yield from (name for name in ("training", "money") if told[name])


def _untold(told: dict[str, bool]) -> Iterator[str]:
    """What no figures are recorded of, as a sentence begins."""
    parts = [label("rollout_report", f"untold_{name}") for name, known in told.items() if not known]
    yield from (part if place == 0 else part[0].lower() + part[1:] for place, part in enumerate(parts))


def _classes(report: YearReport) -> list[dict[str, Any]]:
    rows = (
        {
            "on": date_short(one.on),
            "name": one.name,
            "learners": sentence(UNKNOWN) if one.learners is None else count_or_0(one.learners),
        }
        for one in report.rollout.classes
    )
    return numbered(rows, _CLASS)


def _money(report: YearReport) -> list[dict[str, Any]]:
    rows = (
        {"item": one.item, "planned": _amount(one.planned), "spent": _amount(one.spent)} for one in report.rollout.money
    )
    return numbered(rows, _ITEM)


def _amount(of: int | None) -> str:
    return sentence(UNKNOWN) if of is None else count_or_0(of)
