"""What can happen in an inspection, what must have happened before, and what of it is missing. Pure.

What would make a paper false is a :class:`Fault`; what is merely missing is not. The order is that of Circular 26/2014,
Articles 34 to 42.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from isoaudit.model import Act, ActKind, Citation, Inspection, Mode, Settings
from isoaudit.rules.in_force import LETTERS, ON_LETTERS, in_force

ORDER: tuple[ActKind, ...] = get_args(ActKind)
_BOTH: tuple[Mode, ...] = ("on_site", "by_record")
_ON_SITE: tuple[Mode, ...] = ("on_site",)


def _tt26(article: int, clause: int, point: str | None = None) -> Citation:
    return Citation(document="TT26/2014", article=article, clause=clause, point=point)


@dataclass(frozen=True, slots=True)
class Step:
    """What an act follows."""

    kind: ActKind
    clause: Citation
    must: bool = True
    """Without it the act's paper is false; else it is only missed."""
    in_order: bool = True
    """Whether a day before it makes the paper false."""
    occasion: Literal["planned", "ad_hoc", ""] = ""
    """Of inspections by plan, or ad hoc only; empty: of both."""
    forms: tuple[Mode, ...] = _BOTH
    """In which form of inspection."""
    instead: ActKind | None = None
    """Another act that does as well."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for one kind of act."""

    clause: Citation
    forms: tuple[Mode, ...] = _ON_SITE
    follows: tuple[Step, ...] = ()
    paper: Literal["issued", "approved", "incoming", "minutes", ""] = "issued"
    """What shows it: a paper of the unit, one approved above it, one that arrives, minutes; empty: none of its own."""
    series: bool = True
    """Whether its number is one of the office's own yearly series."""
    several: bool = False
    """Whether it can happen more than once."""
    one_inspection: bool = False
    """Whether its paper belongs to one inspection only."""
    ad_hoc: bool = False
    """Whether it is of inspections ad hoc only."""


_PLAN = Step("plan_approved", _tt26(35, 2), must=False, occasion="planned")
_REQUIRED = Step("ad_hoc_required", _tt26(34, 1, "c"), must=False, occasion="ad_hoc")
_SIGNED_C = Step("minutes_signed", _tt26(37, 2, "c"), instead="minutes_unsigned")
_SIGNED_D = Step("minutes_signed", _tt26(37, 2, "d"), instead="minutes_unsigned")
# The team may wait with its report for that of the agency (Article 37.2.d), so it may be younger than the notice.
_TEAM_FIRST = Step("team_reported", _tt26(37, 2, "d"), must=False, in_order=False)

_CLOSING = Rule(
    _tt26(37, 2, "b"),
    _ON_SITE,
    (Step("minutes_agreed", _tt26(37, 2, "b")),),
    paper="minutes",
    series=False,
    one_inspection=True,
)

_ON_LETTER = Rule(_tt26(39, 10), _BOTH, several=True)

RULES: dict[ActKind, Rule] = {
    "plan_approved": Rule(_tt26(34, 1, "b"), _BOTH, paper="approved", series=False),
    "ad_hoc_required": Rule(_tt26(34, 1, "c"), _BOTH, paper="incoming", series=False, ad_hoc=True),
    "requested": Rule(_tt26(35, 2), _BOTH, (_PLAN, _REQUIRED)),
    "report_received": Rule(
        _tt26(35, 2),
        _BOTH,
        (Step("requested", _tt26(35, 2), must=False, in_order=False),),
        paper="incoming",
        series=False,
        several=True,
    ),
    "reminded": Rule(
        _tt26(35, 2),
        _BOTH,
        (Step("requested", _tt26(35, 2), must=False, in_order=False),),
        several=True,
    ),
    "decided": Rule(_tt26(35, 2), _ON_SITE, (_PLAN, _REQUIRED)),
    "decision_amended": Rule(_tt26(35, 2), _ON_SITE, (Step("decided", _tt26(35, 2)),), several=True),
    "programme_made": Rule(
        _tt26(37, 2, "a"), _ON_SITE, (Step("decided", _tt26(37, 2, "a"), must=False),), series=False
    ),
    "announced": Rule(
        _tt26(37, 2, "a"),
        _ON_SITE,
        (Step("decided", _tt26(37, 2, "a")),),
        paper="minutes",
        series=False,
        one_inspection=True,
    ),
    "minutes_agreed": Rule(
        _tt26(37, 2, "b"),
        _ON_SITE,
        (Step("decided", _tt26(35, 2)), Step("announced", _tt26(37, 2, "a"), must=False)),
        paper="",
        series=False,
    ),
    "minutes_signed": _CLOSING,
    # A witness signs where the agency does not: practice after Decree 217/2025, Article 15.3.a, not of the circular.
    "minutes_unsigned": _CLOSING,
    # The team has a number series of its own (Decree 30/2020, Annex I, II.3.a).
    "team_reported": Rule(_tt26(37, 2, "d"), _ON_SITE, (_SIGNED_D,), series=False),
    "notice_issued": Rule(_tt26(37, 2, "c"), _ON_SITE, (_SIGNED_C, _TEAM_FIRST)),
    "correction_requested": Rule(
        _tt26(37, 1, "a"), ("by_record",), (Step("report_received", _tt26(37, 1, "a"), must=False),)
    ),
    # One paper to all that are past their day; of such a paper the circular says nothing (practice).
    "correction_reminded": Rule(
        _tt26(37, 2, "c"),
        _BOTH,
        (
            Step("minutes_signed", _tt26(37, 2, "c"), forms=_ON_SITE, instead="minutes_unsigned"),
            Step("correction_requested", _tt26(37, 1, "a"), forms=("by_record",)),
        ),
        several=True,
    ),
    "correction_reported": Rule(
        _tt26(37, 2, "c"),
        _BOTH,
        (
            Step("minutes_signed", _tt26(37, 2, "c"), forms=_ON_SITE, instead="minutes_unsigned"),
            Step("correction_requested", _tt26(37, 1, "a"), must=False, in_order=False, forms=("by_record",)),
        ),
        paper="incoming",
        series=False,
        several=True,
    ),
    # The circular asks for no paper where corrective action is good; offices send one (practice).
    "review_notified": Rule(
        _tt26(37, 2, "d"),
        _ON_SITE,
        (_SIGNED_D, Step("correction_reported", _tt26(37, 2, "d"))),
        several=True,
    ),
    "not_accepted": Rule(
        _tt26(37, 2, "d"),
        _ON_SITE,
        (_SIGNED_D, Step("correction_reported", _tt26(37, 2, "d"))),
        several=True,  # of each report
    ),
    # Papers on a letter that was issued: Decree 30/2020, Article 18.4-5; the circular knows where they are kept.
    "letter_corrected": _ON_LETTER,
    "letter_replaced": _ON_LETTER,
    "letter_revoked": _ON_LETTER,
    "results_reported": Rule(_tt26(38, 1), _BOTH, several=True),  # in November, and at once where needed (38.2)
    "december_reported": Rule(_tt26(42, 4), _BOTH),
}
"""The whole table: which act, in which form of inspection, after what."""

TO_ONE: tuple[ActKind, ...] = (*LETTERS, *ON_LETTERS)
"""Acts shown by a letter to one agency."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an act cannot stand beside the others."""

    act: Act
    clause: Citation
    step: Step | None = None
    """What it follows and is not there; nothing: the act does not belong to this form of inspection."""
    earlier: Act | None = None
    """What it follows, but was dated after it."""


def faults(inspection: Inspection, acts: Sequence[Act]) -> Iterator[Fault]:
    """What of the acts of one inspection would make a paper false."""
    for act in acts:
        rule = RULES[act.kind]
        if inspection.mode not in rule.forms:  # what it would follow belongs to the other form as well
            yield Fault(act, rule.clause)
            continue
        for step in _steps(rule, inspection):
            before = min(_done(acts, step), key=there_on, default=None)
            if step.must and before is None:
                yield Fault(act, step.clause, step)
            elif step.in_order and before and act.on < there_on(before):
                yield Fault(act, step.clause, step, before)


def needs(inspection: Inspection, kind: ActKind) -> tuple[tuple[ActKind, ...], ...]:
    """What must have happened before an act of an inspection; of several kinds together one is enough."""
    steps = (step for step in _steps(RULES[kind], inspection) if step.must)
    return tuple((step.kind, step.instead) if step.instead else (step.kind,) for step in steps)


def missed(inspection: Inspection, settings: Settings, acts: Sequence[Act], act: Act) -> Iterator[Step]:
    """What an act is expected to follow and was not recorded: it is only missed."""
    for step in _steps(RULES[act.kind], inspection):
        known = _done(acts, step) or (step.kind == "plan_approved" and settings.plan.number)
        if not step.must and not known:
            yield step


def _steps(rule: Rule, inspection: Inspection) -> Iterator[Step]:
    return (s for s in rule.follows if s.occasion in ("", inspection.occasion) and inspection.mode in s.forms)


def _done(acts: Iterable[Act], step: Step) -> list[Act]:
    return [act for act in acts if act.kind in (step.kind, step.instead)]


def there_on(act: Act) -> date:
    """The day from which something can rest on an act: a paper from outside is there when it has arrived."""
    return act.arrived_on or act.on


def of_kind(acts: Iterable[Act], kind: ActKind) -> list[Act]:
    """The acts of one kind, in the order given; of letters those in force, by day, as they were replaced."""
    if kind in LETTERS:
        return sorted(in_force(acts, kind), key=lambda act: act.on)
    return [act for act in acts if act.kind == kind]


def last(acts: Iterable[Act], kind: ActKind) -> Act | None:
    """The last act of a kind, or nothing; of letters the last in force."""
    found = of_kind(acts, kind)
    return found[-1] if found else None


def minutes_of(acts: Iterable[Act]) -> Act | None:
    """The minutes as they were closed: signed by both or, where the agency did not sign, with a witness."""
    acts = tuple(acts)
    return last(acts, "minutes_signed") or last(acts, "minutes_unsigned")


def by_day(acts: Iterable[Act]) -> tuple[Act, ...]:
    """Acts by day, those of one day in the order of the law, then by number."""
    return tuple(sorted(acts, key=lambda act: (act.on, ORDER.index(act.kind), act.number)))
