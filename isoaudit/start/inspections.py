"""The inspections as sections of the page: what is late first, then by who acts next; each with its buttons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

from isoaudit.form.page import Action, Fact, Record, Section, Tone
from isoaudit.papers.kinds import kinds
from isoaudit.rules.next_steps import Turn
from isoaudit.start import act_forms, changing, correcting, papers, receiving, second_reading, settling
from isoaudit.start.now import Line, Now
from isoaudit.wording import date_short, label

GROUP, KIND = "inspections", "inspection"
_AT_THE_AGENCY = ("decided", "announced", "answers", "minutes_agreed", "minutes_signed")
_IN_FRONT = 2
"""How many buttons can be next: who sees many large ones sees none."""
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
        actions=tuple(_actions(now, line)),
    )


def _facts(line: Line) -> Iterator[Fact]:
    row = line.row
    due = f"; hạn {date_short(row.due)}" if row.due else ""
    left = f", {row.left_words}" if row.left_words else ""
    yield Fact(label("start_fact", "stage"), f"{row.stage_words}{due}{left}", "bad" if row.late else "")
    if not row.rests:
        words = label("start_fact", "next_said").format(next=row.next_words, who=row.who_words, basis=row.basis)
        yield Fact(label("start_fact", "next"), words)
    yield from line.arrivals
    yield from settling.facts(line)
    for remark in row.remarks:
        yield Fact("", remark, "note")
    if line.results:
        yield Fact(label("start_fact", "results"), "", links=line.results)


def _actions(now: Now, line: Line) -> Iterator[Action]:
    """What is next stands in front; the rest by what it is about, what is seldom wanted last."""
    of = (
        ("acts", _next(now, line)),
        ("examine", (*settling.actions(line), *_examining(line))),
        ("papers", (*second_reading.actions(line), *_papers(line))),
        ("acts", (*receiving.actions(line, now.day), *_acts(now, line), *correcting.actions(line))),
        ("rest" if line.row.stands else "", changing.actions(line)),
        ("rest", (settling.history_action(line),)),
    )
    named = [(name, one) for name, actions in of for one in actions]
    front = [one for name, one in named if one.tone == "good" or not name][:_IN_FRONT]
    yield from front
    yield from (_grouped(name, one) for name, one in named if one not in front)


def _grouped(name: str, action: Action) -> Action:
    group = label("start_group", name) if name else ""
    return replace(action, group=group, seldom=name == "rest", tone="")


def _next(now: Now, line: Line) -> Iterator[Action]:
    """The paper with which the next step is taken, and the step recorded."""
    given = {"id": line.id}
    if paper := papers.next_paper(line):
        words = label("start_action", "paper").format(paper=kinds()[paper].spoken)
        yield Action("make_paper", words, given={**given, "paper": paper}, tone="good")
    if line.next in line.records and line.next not in receiving.apart(line):
        assert line.next is not None
        words = label("start_action", "record_next").format(act=label("act", line.next))
        shown = {**given, "about": line.about} if line.about else given
        round_, letters = line.row.round, line.letters
        yield act_forms.action(
            "record_next", words, [line.next], shown, now.day, round=round_, letters=letters, tone="good"
        )


def _examining(line: Line) -> Iterator[Action]:
    given, step = {"id": line.id}, line.row.next
    if line.open:
        yield Action("open", label("start_action", "open"), given=given, tone="good" if step in _AT_THE_AGENCY else "")
    if line.review:
        yield Action("review", label("start_action", "review"), given=given, tone="good" if step in _REVIEWED else "")
    if line.write:
        tone: Tone = "good" if step == "answers" and not line.open else ""  # there is no other form to write into
        yield Action("export_answers", label("start_action", "export_answers"), given=given, tone=tone)


def _papers(line: Line) -> Iterator[Action]:
    given = {"id": line.id}
    if not line.row.next and line.acts:  # last of all, but for what the agency still owes
        tone: Tone = "" if line.row.who == "agency" else "good"
        yield Action("archive", label("start_action", "archive"), given=given, tone=tone)
    if line.row.stands:
        yield Action("run", label("start_action", "run"), given=given)
    yield from papers.of_inspection(line)
    if any(act.file for act in line.acts):
        yield Action("kept", label("start_action", "kept"), given=given)
    yield settling.dossier_action(line)
    if line.results:
        yield Action("folder", label("start_action", "folder"), given=given)


def _acts(now: Now, line: Line) -> Iterator[Action]:
    """Any other act that could be recorded."""
    elsewhere = (line.next, *receiving.apart(line), *act_forms.OF_THE_YEAR)
    acts = [kind for kind in line.records if kind not in elsewhere]
    if acts:
        words = label("start_action", "other_act")
        round_, letters = line.row.round, line.letters
        yield act_forms.action("other_act", words, acts, {"id": line.id}, now.day, round=round_, letters=letters)
