"""What is asked to record an act: its fields, by what shows it (a paper issued, one that arrived, minutes)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from isoaudit.books.now import on
from isoaudit.desk import ActToRecord
from isoaudit.errors import ProcedureError, problem
from isoaudit.form.page import Action, Field, FieldKind, Option, Tone
from isoaudit.model import Act, ActKind
from isoaudit.rules.acts import RULES
from isoaudit.wording import label, sentence

Given = Mapping[str, Any]
OF_THE_YEAR: tuple[ActKind, ...] = ("plan_approved", "results_reported", "december_reported")
"""Acts whose paper is of all inspections: they are recorded for the year."""
_OF_PAPER = {
    "issued": ("on", "number", "signer", "files"),
    "approved": ("on", "number", "issuer", "files"),
    "incoming": ("on", "number", "arrived_on", "files"),
    "minutes": ("on", "files"),
    "": ("on",),
}
_MORE: Mapping[str, tuple[str, ...]] = {
    "requested": ("reply_by",),
    "correction_requested": ("reply_by",),
    "minutes_unsigned": ("signer", "note"),
    "letter_corrected": ("about",),
    "letter_replaced": ("about", "reply_by"),
    "letter_revoked": ("about",),
}
_KINDS: Mapping[str, FieldKind] = {
    "on": "date",
    "arrived_on": "date",
    "reply_by": "date",
    "files": "files",
    "note": "text",
}
_ORDER = ("about", "on", "number", "arrived_on", "reply_by", "issuer", "signer", "note", "files")


def names_of(kind: ActKind) -> tuple[str, ...]:
    """The fields of an act, in the order in which a person finds them on its paper."""
    named = {*_OF_PAPER[RULES[kind].paper], *_MORE.get(kind, ())}
    return tuple(name for name in _ORDER if name in named)


def kind_of(name: str) -> FieldKind:
    """How a field of an act is typed."""
    return _KINDS.get(name, "line")


def letters_as_options(letters: Iterable[Act]) -> tuple[Option, ...]:
    """The letters that were issued, of which another paper can be about one."""
    return tuple(Option(one.number, sentence(f"{label('act', one.kind)}, {on(one)}")) for one in letters)


def action(
    name: str,
    words: str,
    acts: Sequence[ActKind],
    given: Given,
    today: date,
    *,
    round: str = "",
    letters: Sequence[Act] = (),
    tone: Tone = "",
) -> Action:
    """A button that records one act, or one of several that is chosen first.

    ``round``: it may be of all of it; ``letters``: what a paper on a letter can be about.
    """
    alone = acts[0] if len(acts) == 1 else None
    first = () if alone else (Field("act", label("start_field", "act"), "select", _options(acts)),)
    asked = (*first, *_fields(acts, letters), *_of_the_round(acts, round))
    start = {**given, **({"act": alone} if alone else {}), "on": today.isoformat()}
    return Action(name, words, asked, start, tone=tone)


def _options(acts: Sequence[ActKind]) -> tuple[Option, ...]:
    return tuple(Option(kind, label("act", kind)) for kind in acts)


def _fields(acts: Sequence[ActKind], letters: Sequence[Act]) -> Iterator[Field]:
    of = {name: tuple(kind for kind in acts if name in names_of(kind)) for name in _ORDER}
    for name, shown in of.items():
        if shown:
            only = () if len(acts) == 1 else shown
            hint = "41/QĐ-CCTĐC" if name == "number" else ""
            options = letters_as_options(letters) if name == "about" else ()
            kind: FieldKind = "select" if options else kind_of(name)
            yield Field(name, label("start_field", name), kind, options, shown_for=only, lines=2, hint=hint)


def _of_the_round(acts: Sequence[ActKind], round: str) -> Iterator[Field]:
    shared = tuple(kind for kind in acts if not RULES[kind].one_inspection and not RULES[kind].several)
    if round and shared:
        only = () if len(acts) == 1 else shared
        yield Field("whole", label("start_field", "whole").format(round=round), "check", shown_for=only)


def to_record(given: Given, names: tuple[str, ...], **whose: Any) -> ActToRecord:
    """An act as it was typed, without its file. Raises ProcedureError (START_003, VISIT_003)."""
    kind = given.get("act")
    if kind not in RULES:
        raise ProcedureError(problem("START_003", label("start_field", "act")))
    kind = next(one for one in RULES if one == kind)
    if not given.get("on"):
        raise ProcedureError(problem("VISIT_003", label("act", kind)))
    wanted = names_of(kind)
    days: dict[str, Any] = {name: day(given, name) for name in ("on", "arrived_on", "reply_by") if name in wanted}
    texts: dict[str, Any] = {
        n: str(given.get(n) or "").strip() for n in ("about", "number", "issuer", "signer", "note") if n in wanted
    }
    return ActToRecord(kind, names, **days, **texts, **whose)


def day(given: Given, name: str) -> date | None:
    """A day that was typed; None: none was."""
    return date.fromisoformat(str(given[name])) if given.get(name) else None


def act_key(act: Act) -> str:
    """A recorded act as the page names it: its kind, number and day."""
    return f"{act.kind}/{act.number}/{act.on.isoformat()}"
