"""The decision and its announcement before the visit; at its end the minutes made, printed and signed."""

from __future__ import annotations

from collections.abc import Mapping

from isoaudit.books.doing import day_field, why_field
from isoaudit.books.now import on
from isoaudit.form.page import Action, Field, Record, Section, Value
from isoaudit.model import ActKind
from isoaudit.programs import OFFICE, find
from isoaudit.rules.corrective import report_deadline
from isoaudit.visit import acts, head
from isoaudit.visit.now import Now
from isoaudit.wording import count, date_short, label

PAPER = "paper/minutes"


def opening(now: Now) -> Section:
    """The decision on which the inspection rests, its announcement, the head of the minutes."""
    records = (_decided(now), _announced(now), head.record("head"))
    title, intro = label("visit_section", "opening"), label("visit_intro", "opening")
    return Section("opening", title, intro, records, group="prepare")


def _decided(now: Now) -> Record:
    fields = (
        Field("number", label("visit_field", "number"), "line", hint="41/QĐ-CCTĐC"),
        day_field(),
        Field("signer", label("visit_field", "signer"), "line"),
    )
    record = Action("decided", label("visit_action", "decided"), fields, disabled=acts.why_not(now, "decided"))
    return acts.of_act(now, "decided", record)


def _announced(now: Now) -> Record:
    given = {"on": (now.inspection.from_ or now.day).isoformat()}
    shut = acts.why_not(now, "announced")
    record = Action("announced", label("visit_action", "announced"), (day_field(),), given, disabled=shut)
    return acts.of_act(now, "announced", record)


def closing(now: Now) -> Section:
    """The end of the visit, the minutes as a file, their signing."""
    paper = Record(PAPER, label("visit_record", "paper"), actions=(_make(now), _print(now)))
    records = (head.record("closing"), paper, _signed(now), _unsigned(now))
    return Section("minutes", label("visit_section", "minutes"), _deadline(now), records, group="minutes")


def why_not_made(now: Now) -> str:
    """Why the minutes cannot be made: what they would tell of is not complete."""
    stopped = len(now.case.refused)
    return label("visit_said", "incomplete").format(count=count(stopped)) if stopped else ""


def _make(now: Now) -> Action:
    agreed = bool(now.act("minutes_agreed"))
    confirm = "" if agreed else label("visit_confirm", "draft")
    return Action("make_minutes", label("visit_action", "make_minutes"), confirm=confirm, tone="good",
                  disabled=why_not_made(now))  # fmt: skip


def _print(now: Now) -> Action:
    shut = "" if find(OFFICE) else label("visit_said", "no_office")
    words = label("visit_action", "print_minutes")
    return Action("print_minutes", words, disabled=why_not_made(now) or shut)


def _signed(now: Now) -> Record:
    fields = (
        Field("on", label("visit_field", "signed_on"), "date"),  # the two months run from the last signature
        Field("signer", label("visit_field", "signers"), "line", hint=label("visit_hint", "signers")),
        Field("files", label("visit_field", "signed_copy"), "files"),
    )
    signed = Action(
        "signed",
        label("visit_action", "signed"),
        fields,
        {"on": acts.last_day(now)},
        confirm=label("visit_confirm", "signed"),
        tone="good",
        disabled=_why_not_closed(now, "minutes_signed"),
    )
    again = acts.take_back(now, "minutes_signed", label("visit_action", "take_back_signing"))
    return acts.of_act(now, "minutes_signed", signed, *again, instead=_closed_by(now, "minutes_signed"))


def _unsigned(now: Now) -> Record:
    witness = Field("signer", label("visit_field", "witness"), "line")
    unsigned = Action(
        "unsigned",
        label("visit_action", "unsigned"),
        (day_field(), why_field(), witness, Field("files", label("visit_field", "signed_copy"), "files")),
        {"on": acts.last_day(now)},
        confirm=label("visit_confirm", "unsigned"),
        disabled=_why_not_closed(now, "minutes_unsigned"),
    )
    again = acts.take_back(now, "minutes_unsigned", label("visit_action", "take_back_signing"))
    return acts.of_act(now, "minutes_unsigned", unsigned, *again, instead=_closed_by(now, "minutes_unsigned"))


def _why_not_closed(now: Now, kind: ActKind) -> str:
    """Minutes are closed once: signed by both, or with a witness."""
    other = _closed_by(now, kind)
    if other and (act := now.act(other)):
        return label("visit_said", "closed_already").format(act=label("act", other), what=on(act))
    return acts.why_not(now, kind)


def _closed_by(now: Now, kind: ActKind) -> ActKind | None:
    """The other way in which the minutes were closed, if they were."""
    other: ActKind = "minutes_signed" if kind == "minutes_unsigned" else "minutes_unsigned"
    return other if now.act(other) else None


def _deadline(now: Now) -> str:
    how = report_deadline(now.case)
    return label("visit_said", "deadline").format(day=date_short(how.due)) if how else label("visit_intro", "minutes")


def values(now: Now) -> Mapping[str, Value]:
    """The acts hold no fields that are typed."""
    kinds: tuple[ActKind, ...] = ("decided", "announced", "minutes_signed", "minutes_unsigned")
    return {f"{acts.KIND}/{kind}": Value({}) for kind in kinds}
