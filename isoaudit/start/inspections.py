"""The inspections as sections of the page: what is late first, then by who acts next; each with its buttons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from isoaudit.books.now import on
from isoaudit.form.page import Action, Fact, Field, Option, Record, Section
from isoaudit.papers.kinds import kinds
from isoaudit.rules.next_steps import PAPERS, Turn
from isoaudit.start import act_forms, changing, second_reading
from isoaudit.start.act_forms import act_key
from isoaudit.start.now import Line, Now
from isoaudit.wording import date_short, label, sentence

GROUP, KIND = "inspections", "inspection"
_AT_THE_AGENCY = ("decided", "announced", "answers", "minutes_agreed", "minutes_signed")
_REVIEWED = ("replies", "review", "not_accepted", "review_notified")


def sections(now: Now) -> Iterator[Section]:
    """A section for what is late, one for each who acts next, one for what rests; each that holds something."""
    found: dict[str, list[Line]] = {name: [] for name in ("late", *get_args(Turn), "rests")}
    for line in now.lines:
        found["late" if line.row.late else "rests" if line.row.rests else line.row.who].append(line)
    for name, lines in found.items():
        words = label("start_turn", name) if name in ("late", "rests") else label("turn", name)
        shown = bool(lines or (not now.lines and name == "late"))
        records = tuple(_record(now, line) for line in lines)
        yield Section(
            f"turn/{name}",
            f"{words} ({len(lines)})",
            label("start_intro", "none") if shown and not lines else "",
            records,
            group=GROUP,
            open=bool(lines) and name != "rests",
            hidden=not shown,
        )


def _record(now: Now, line: Line) -> Record:
    row = line.row
    about = ", ".join(filter(None, (line.id, row.mode_words, row.round, row.days)))
    return Record(
        f"{KIND}/{line.id}",
        row.name,
        reference=about,
        facts=tuple(_facts(line)),
        actions=tuple(sorted(_actions(now, line), key=lambda one: one.tone != "good")),
    )


def _facts(line: Line) -> Iterator[Fact]:
    row = line.row
    due = f"; hạn {date_short(row.due)}" if row.due else ""
    left = f", {row.left_words}" if row.left_words else ""
    yield Fact(label("start_fact", "stage"), f"{row.stage_words}{due}{left}", "bad" if row.late else "")
    if not row.rests:
        words = label("start_fact", "next_said").format(next=row.next_words, who=row.who_words, basis=row.basis)
        yield Fact(label("start_fact", "next"), words)
    for remark in row.remarks:
        yield Fact("", remark, "note")
    if line.results:
        yield Fact(label("start_fact", "results"), "", links=line.results)


def _actions(now: Now, line: Line) -> Iterator[Action]:
    given, step = {"id": line.id}, line.row.next
    if line.open:
        yield Action("open", label("start_action", "open"), given=given, tone="good" if step in _AT_THE_AGENCY else "")
    if line.review:
        yield Action("review", label("start_action", "review"), given=given, tone="good" if step in _REVIEWED else "")
    if line.next and line.next in PAPERS and (paper := PAPERS[line.next].partition(" ")[0]) in line.papers:
        words = label("start_action", "paper").format(paper=next(k for k in kinds().values() if k.key == paper).spoken)
        yield Action("make_paper", words, given={**given, "paper": paper}, tone="good")
    if line.next in line.records and line.next != "correction_reported":
        assert line.next is not None
        words = label("start_action", "record_next").format(act=label("act", line.next))
        yield act_forms.action("record_next", words, [line.next], given, now.day, round=line.row.round, tone="good")
    if "correction_reported" in line.records:
        yield _receive(now, line)
    yield from second_reading.actions(line)
    if line.write:
        yield Action("export_answers", label("start_action", "export_answers"), given=given)
    if line.row.stands:
        yield Action("run", label("start_action", "run"), given=given)
    yield from _others(now, line)


def _receive(now: Now, line: Line) -> Action:
    fields = (
        Field("number", label("start_field", "number"), "line", hint="15/BC-STP"),
        Field("on", label("start_field", "on"), "date"),
        Field("arrived_on", label("start_field", "arrived_on"), "date"),
        Field("files", label("start_field", "report"), "files"),
        Field("form", label("start_field", "form"), "files", single=True),
        Field("evidence", label("start_field", "evidence"), "files"),
    )
    given = {"id": line.id, "arrived_on": now.day.isoformat()}
    tone = "good" if line.row.who == "agency" else ""
    return Action("receive", label("start_action", "receive"), fields, given, tone=tone)  # type: ignore[arg-type]


def _others(now: Now, line: Line) -> Iterator[Action]:
    """What is done more seldom: another paper, another act, one taken back."""
    given = {"id": line.id}
    if line.papers:
        of = tuple(Option(kind.key, kind.name) for kind in kinds().values() if kind.key in line.papers)
        fields = (
            Field("paper", label("start_field", "paper"), "select", of),
            Field("pdf", label("start_field", "pdf"), "check"),
        )
        yield Action("other_paper", label("start_action", "other_paper"), fields, given)
    elsewhere = (line.next, "correction_reported", *act_forms.OF_THE_YEAR)
    acts = [kind for kind in line.records if kind not in elsewhere]
    if acts:
        words = label("start_action", "other_act")
        yield act_forms.action("other_act", words, acts, given, now.day, round=line.row.round)
    if line.acts:
        said = tuple(Option(act_key(act), sentence(f"{label('act', act.kind)}, {on(act)}")) for act in line.acts)
        fields = (
            Field("which", label("start_field", "act"), "select", said),
            Field("note", label("start_field", "why"), "text", lines=2),
        )
        yield Action("take_back", label("start_action", "take_back"), fields, given)
    yield from changing.actions(line)
    if not line.row.next and line.acts:
        yield Action("archive", label("start_action", "archive"), given=given)
    if line.results:
        yield Action("folder", label("start_action", "folder"), given=given)
