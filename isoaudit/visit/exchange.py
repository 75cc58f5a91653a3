"""The exchange with the agency: what was agreed is reworded, withdrawn, let stand again, each with the reason."""

from __future__ import annotations

from collections.abc import Mapping

from isoaudit.books.doing import why_field
from isoaudit.form.page import Action, Fact, Field, Line, Record, Section, Value
from isoaudit.model import Finding
from isoaudit.visit import head
from isoaudit.visit.now import Now
from isoaudit.wording import date_short, label

KIND = "finding"


def section(now: Now) -> Section:
    """The agreed findings, then what the agency says and what the minutes come to."""
    found = _agreed(now)
    intro = label("visit_said", "exchange_open" if found else "no_codes")
    if not found and (agreed := now.act("minutes_agreed")):
        intro = label("visit_said", "agreed_none").format(day=date_short(agreed.on))
    parts = (head.record(name) for name in ("opinion", "outcome"))
    findings = (_record(now, finding) for finding in found)
    return Section("exchange", label("visit_section", "exchange"), intro, (*findings, *parts), group="exchange")


def _agreed(now: Now) -> list[Finding]:
    return [finding for finding in now.agreed if finding.code]


def _record(now: Now, finding: Finding) -> Record:
    evidence = "\n".join(item.text for item in finding.evidence)
    return Record(
        id=f"{KIND}/{finding.criterion}",
        title=f"{finding.code}. {finding.requirement}",
        reference="; ".join(finding.legal_basis),
        facts=(
            *((Fact(label("column", "evidence"), evidence),) if evidence else ()),
            Fact(label("column", "gap"), finding.gap, "quiet" if finding.withdrawn else ""),
        ),
        actions=(_reword(now, finding), _withdraw(now, finding)),
    )


def _reword(now: Now, finding: Finding) -> Action:
    text = Field("text", label("visit_field", "new_text"), "text")
    shut = label("visit_said", "restore_first").format(code=finding.code) if finding.withdrawn else ""
    return Action(
        "reword",
        label("visit_action", "reword"),
        (text, why_field()),
        {"code": finding.code, "text": finding.gap},
        disabled=now.head_fixed or shut,
    )


def _withdraw(now: Now, finding: Finding) -> Action:
    name = "restore" if finding.withdrawn else "withdraw"
    return Action(
        name,
        label("visit_action", name),
        (why_field(),),
        {"code": finding.code},
        tone="good" if finding.withdrawn else "bad",
        disabled=now.head_fixed,
    )


def values(now: Now) -> Mapping[str, Value]:
    """What became of each agreed finding in the exchange."""
    changed: dict[str, list[Line]] = {}
    for one in now.case.amendments:
        told = label("visit_amended", one.kind).format(why=one.why)
        changed.setdefault(one.code, []).append(Line(told))
    return {
        f"{KIND}/{f.criterion}": Value({}, lines=tuple(changed.get(f.code, ())), fixed=now.head_fixed)
        for f in _agreed(now)
    }
