"""What earlier inspections found, and what became of it: printed in minutes and letters (Articles 37.1.a, 37.2.d)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from isoaudit.model import Carried, Case, Effect
from isoaudit.papers.values.rows import numbered
from isoaudit.papers.values.sentences import joined
from isoaudit.papers.values.subject import OPEN
from isoaudit.wording import date_short, label, sentence

_CHARACTERS = {"text": 26, "action": 21, "effect": 21}


def earlier_findings(case: Case, *, unsaid_too: bool = False) -> list[dict[str, Any]]:
    """The findings of earlier years with what the agency did about each and whether that is effective.

    ``unsaid_too``: also those of which this inspection says nothing yet, with an open place for it.
    """
    rows = (_row(carried, effect) for carried, effect in _looked_at(case) if unsaid_too or effect)
    return numbered(rows, _CHARACTERS)


def repeated(case: Case) -> Mapping[str, str]:
    """By criterion: what a finding of this inspection repeats, where a person decided that it does."""
    told: dict[str, list[str]] = {}
    for carried, effect in _looked_at(case):
        if effect and effect.outcome == "repeated":
            told.setdefault(carried.criterion, []).append(_place(carried))
    return {criterion: f"(Lặp lại: {'; '.join(places)})" for criterion, places in told.items()}


def _looked_at(case: Case) -> Iterator[tuple[Carried, Effect | None]]:
    """Each earlier finding that is not settled, with what this inspection says of it."""
    said = {(effect.of, effect.criterion): effect for effect in case.effects if effect.outcome}
    for carried in case.carried:
        effect = said.get((carried.inspection, carried.criterion))
        if effect or carried.stage != "effective":
            yield carried, effect


def _row(carried: Carried, effect: Effect | None) -> dict[str, str]:
    finding = carried.finding
    text = joined([*(e.text for e in finding.evidence), finding.gap])
    stage = label("action_stage", carried.stage)
    outcome = sentence(label("effect_outcome", effect.outcome)) if effect and effect.outcome else ""
    return {
        "text": f"{text}\n({_place(carried)})",
        "action": "\n".join(filter(None, [joined([carried.action]), f"({stage}{_promised(carried)})"])),
        "effect": joined([outcome, sentence(effect.reason.strip())]) if effect else OPEN,
    }


def _promised(carried: Carried) -> str:
    """By when it was to be complete, of what was only proposed."""
    if carried.due_on is None or not carried.stage.startswith("follow_up"):
        return ""
    return f"; thời hạn hoàn thành theo đề xuất: {date_short(carried.due_on)}"


def _place(carried: Carried) -> str:
    """Which finding of which paper; not by its code, which in these minutes is another finding's."""
    number = carried.finding.code.rpartition(" ")[2]
    point = f"điểm không phù hợp số {number}, " if number and carried.mode == "on_site" else ""
    day = f"ngày {date_short(carried.told_on)}" if carried.told_on else f"năm {carried.year}"
    if carried.mode == "by_record":
        return f"{point}Công văn{f' số {carried.number}' if carried.number else ''} {day}"
    return f"{point}Biên bản kiểm tra {day}"
