"""The criteria of each point of Article 36, and the present state there as the minutes print it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from isoaudit.books.now import clock
from isoaudit.form.page import Field, Line, Record, Section, Value
from isoaudit.model import POINTS, Criterion
from isoaudit.rules.selection import selection_of
from isoaudit.visit.now import Now
from isoaudit.wording import count, label, point_name, sentence

KIND = "point"


def sections(now: Now, record_of: Callable[[Criterion], Record]) -> Iterator[Section]:
    """A section for each point at which anything is asked; the criteria of annexes after them, under one heading."""
    short = _short_form(now)
    for point in POINTS:
        records = [record_of(c) for c in now.asked if c.point == point and c.id not in now.annexed]
        if records:
            heading = f"{sentence(point_name(point))} Điều 36: {label('point', point)}"
            records += [record(point)] if now.inspection.mode == "on_site" else []
            yield Section(f"point-{point}", heading, _intro(now) or short, tuple(records), group="questions")
            short = ""
    if annexed := [record_of(c) for c in now.asked if c.id in now.annexed]:
        intro = label("visit_intro", "annex")
        yield Section("annex", label("visit_section", "annex"), intro, tuple(annexed), group="questions")


def _intro(now: Now) -> str:
    return label("visit_intro", "not_built") if now.result.qms_not_built else ""


def _short_form(now: Now) -> str:
    """That only a short form is asked: said once, above the first point."""
    selection = selection_of(now.case)
    if selection is None:
        return ""
    return label("visit_intro", "short_form").format(title=selection.title, count=count(len(now.expected)))


@lru_cache
def record(point: str) -> Record:
    """The present state at a point."""
    title = label("visit_record", "present").format(point=point_name(point))
    hint = label("visit_hint", "present")
    return Record(f"{KIND}/{point}", title, (Field("present", label("column", "present"), "text", hint=hint),))


def values(now: Now) -> Mapping[str, Value]:
    """What each point says: as it was typed; else what the minutes would print of the evidence."""
    return {f"{KIND}/{point}": _value(now, point) for point in dict.fromkeys(c.point for c in now.asked)}


def _value(now: Now, point: str) -> Value:
    subject = f"{now.id}/{point}"
    said = now.state.fields(KIND, subject).get("present", "")
    entry = now.last_entry(KIND, subject)
    derived = "" if said else now.seen_at.get(point, "")
    return Value(
        fields={"present": said or derived},
        base=now.state.about(KIND, subject).base(),
        saved=clock(now, entry) if said else "",
        by=entry.author if entry and said else "",
        lines=(Line(label("visit_said", "derived"), "quiet"),) if derived else (),
        fixed=now.head_fixed,
    )


def to_say(now: Now, point: str, typed: Mapping[str, str]) -> dict[str, str]:
    """What is said of a point; the words derived from the evidence need not be said, so that they stay derived."""
    text = typed.get("present", "").strip()
    return {"present": "" if text == now.seen_at.get(point, "") else text}
