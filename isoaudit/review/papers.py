"""What the agency is told of the review: the notices made, printed, their number and day recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from isoaudit.books.doing import day_field
from isoaudit.books.now import on
from isoaudit.form.page import Action, Fact, Field, Record, Section, Value
from isoaudit.model import ActKind
from isoaudit.programs import OFFICE, find
from isoaudit.review.now import Now
from isoaudit.rules.acts import of_kind
from isoaudit.wording import label, sentence

KIND = "paper"


@dataclass(frozen=True, slots=True)
class Notice:
    """A paper to the agency, and the act that says it went out."""

    paper: str
    act: ActKind


NOTICES = (Notice("not_accepted", "not_accepted"), Notice("review_notice", "review_notified"))


def notice(paper: str) -> Notice | None:
    """The notice of this name."""
    return next((one for one in NOTICES if one.paper == paper), None)


def section(now: Now) -> Section:
    """Both notices: the one the circular asks for, and the one that offices send besides."""
    records = tuple(_record(now, one) for one in NOTICES)
    return Section(
        "papers", label("review_section", "papers"), label("review_intro", "papers"), records, group="papers"
    )


def _record(now: Now, one: Notice) -> Record:
    return Record(
        f"{KIND}/{one.paper}",
        label("review_record", one.paper),
        reference=sentence(now.clause(one.act)) if one.paper == "not_accepted" else label("review_said", "by_practice"),
        facts=tuple(_facts(now, one)),
        actions=tuple(_buttons(now, one)),
    )


def _buttons(now: Now, one: Notice) -> Iterator[Action]:
    given = {"paper": one.paper}
    shut = why_not(now, one)
    yield Action("make_paper", label("review_action", "make_paper"), given=given, tone="good", disabled=shut)
    if shut:  # said once
        return
    no_office = "" if find(OFFICE) else label("visit_said", "no_office")
    yield Action("print_paper", label("visit_action", "print_minutes"), given=given, disabled=no_office)
    fields = (
        Field("number", label("visit_field", "number"), "line", hint="52/TB-CCTĐC"),
        day_field(),
        Field("signer", label("visit_field", "signer"), "line"),
        Field("files", label("review_field", "signed_copy"), "files"),
    )
    given |= {"on": now.day.isoformat()}
    yield Action("issued", label("review_action", "issued"), fields, given, disabled=now.why_not(one.act))


def _facts(now: Now, one: Notice) -> Iterator[Fact]:
    for act in of_kind(now.case.acts, one.act):
        yield Fact(label("visit_field", "recorded"), sentence(on(act)), "good", (act.file,) if act.file else ())
    if one.paper == "not_accepted":
        for action in now.to_tell:
            reason = action.review.reason if action.review else ""
            yield Fact(label("review_said", "to_tell").format(code=action.code), reason, "bad")


def why_not(now: Now, one: Notice) -> str:
    """Why a notice cannot be made, in a sentence; empty: it can."""
    if one.paper == "not_accepted" and not now.to_tell:
        return label("review_said", "nothing_to_tell")
    if not any(review.outcome for review in now.case.reviews):
        return label("review_said", "nothing_reviewed")
    return ""


def values(now: Now) -> Mapping[str, Value]:
    """Notices hold no fields that are typed."""
    del now
    return {f"{KIND}/{one.paper}": Value({}) for one in NOTICES}
