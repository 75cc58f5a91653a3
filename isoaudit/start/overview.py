"""The year at a glance: how it stands, whose turn it is, its rounds; and what is done for all of it at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from isoaudit.form.page import Action, Fact, Field, Option, Record, Section, Status
from isoaudit.rules.acts import ORDER, RULES
from isoaudit.rules.status import SOON, by_turn, rounds_of
from isoaudit.start import act_forms, office_work, others, papers, places, searching, second_reading
from isoaudit.start.now import Line, Now
from isoaudit.start.results import issued, of_year
from isoaudit.wording import count, count_or_0, date_short, label, sentence

GROUP = "year"
YEAR, ROUND = "year", "round"


def sections(now: Now) -> Iterator[Section]:
    """The year, its results, its rounds."""
    yield Section(YEAR, label("start_section", "year"), "", tuple(_year(now)), group=GROUP, open=True)
    yield from second_reading.section(now, GROUP)
    yield searching.section(GROUP)
    rounds = tuple(_round(now, words) for words in rounds_of(line.row for line in now.lines if line.row.stands))
    intro = label("start_intro", "rounds") if rounds else label("start_intro", "no_rounds")
    yield Section("rounds", label("start_section", "rounds"), intro, rounds, group=GROUP, open=bool(rounds))
    yield others.section(now, GROUP)
    yield Section("program", label("start_section", "program"), "", tuple(_program(now)), group=GROUP)


def status(now: Now) -> Status:
    """How many inspections need nothing more, and how the year stands, in words."""
    standing = [line.row for line in now.lines if line.row.stands]
    rest = sum(not row.next and row.stage not in ("waiting_for_correction", "past_asked_day") for row in standing)
    late = sum(row.late for row in standing)
    words = label("start_said", "late").format(count=count(late)) if late else label("start_said", "in_time")
    return Status(rest, len(standing), {}, (), words if standing else label("start_said", "empty"))


def _year(now: Now) -> Iterator[Record]:
    yield Record("year/stands", label("start_record", "stands"), facts=tuple(_stands(now)), actions=tuple(_work(now)))
    if late := [duty for duty in now.duties if duty.state in ("late", "now")]:
        facts = tuple(
            Fact(
                sentence(duty.state_words),
                f"{duty.words}{f'; hạn {date_short(duty.due)}' if duty.due else ''}. Căn cứ: {duty.basis}.",
                "bad" if duty.state == "late" else "",
            )
            for duty in late
        )
        yield Record("year/duties", label("start_record", "duties"), facts=facts)
    yield from _results(now)


def _results(now: Now) -> Iterator[Record]:
    """What is there to be opened: the folders of letters first, each letter of them only when asked for."""
    folders, found = issued(now.programme), of_year(now.programme)
    if not folders and not found:
        return
    ready = tuple(Fact(one.name, "", links=one.lists) for one in folders)
    opened = [Action("folder", label("start_action", "folder_named").format(name=one.name), given={"id": one.name})
              for one in folders]  # fmt: skip
    yield Record(
        "year/results",
        label("start_record", "results"),
        facts=(*ready, *(Fact(heading, "", links=links) for heading, links in found)),
        folded=tuple(Fact(one.name, "", links=one.letters) for one in folders if one.letters),
        folded_title=label("start_result", "letters").format(count=count(sum(len(one.letters) for one in folders))),
        actions=(*opened, Action("folder", label("start_action", "folder"), given={"id": ""})),
    )


def _stands(now: Now) -> Iterator[Fact]:
    rows = [line.row for line in now.lines]
    standing = [row for row in rows if row.stands]
    said = label("start_said", "sums").format(
        agencies=count_or_0(now.agencies), inspectors=count_or_0(now.inspectors), inspections=count_or_0(len(standing))
    )
    yield Fact(label("start_fact", "lists"), said)
    if not now.agencies:
        yield Fact(
            label("start_fact", "first"), label("start_said", "first_agencies"), "note", leads_to="table/agencies"
        )
    elif not standing:
        words = label("start_said", "first_inspections")
        yield Fact(label("start_fact", "first"), words, "note", leads_to="table/inspections")
    if late := [row for row in standing if row.late]:
        words = "; ".join(f"{row.name} ({row.next_words})" for row in late[:5]) + ("; …" if len(late) > 5 else "")
        yield Fact(label("start_fact", "late").format(count=count(len(late))), words, "bad")
    if soon := [row for row in standing if row.soon and not row.late]:
        words = "; ".join(f"{row.name} ({row.left_words})" for row in soon[:5]) + ("; …" if len(soon) > 5 else "")
        yield Fact(label("start_fact", "soon").format(days=count(SOON), count=count(len(soon))), words, "note")
    if turns := by_turn(standing):
        words = "; ".join(f"{turn.words}: {count(turn.inspections)}" for turn in turns)
        yield Fact(label("start_fact", "turns"), words)
    if now.backup:
        yield Fact(label("start_fact", "backup"), now.backup)


def _work(now: Now) -> Iterator[Action]:
    """What is done for the whole year, by what it is about."""
    of = (("papers", _papers(now)), ("acts", _acts(now)), ("figures", _figures(now)))
    for name, actions in of if now.lines else ():
        yield from (replace(one, group=label("start_group", name)) for one in actions)


def _papers(now: Now) -> Iterator[Action]:
    yield Action("run", label("start_action", "run_all"), given={"id": ""})
    yield papers.of_year(now)
    if any(line.row.stands and not line.row.round for line in now.lines):
        yield Action("issue", label("start_action", "issue_all"), given={"round": ""})
    if any(line.acts for line in now.lines):
        yield Action("numbers", label("start_action", "numbers"))


def _acts(now: Now) -> Iterator[Action]:
    acts = [kind for kind in act_forms.OF_THE_YEAR if any(kind in line.records for line in now.lines)]
    if acts:
        yield act_forms.action("record_year", label("start_action", "record_year"), acts, {}, now.day)


def _figures(now: Now) -> Iterator[Action]:
    yield Action("plan_check", label("start_action", "plan_check"))
    yield Action("pages", label("start_action", "pages"))
    yield from office_work.score_action(now)


def _round(now: Now, words: str) -> Record:
    lines = now.of_round(words)
    return Record(
        f"{ROUND}/{words}",
        sentence(words),
        reference=label("start_said", "inspections").format(count=count(len(lines))),
        facts=tuple(_round_facts(lines)),
        actions=tuple(_round_actions(now, words, lines)),
    )


def _round_facts(lines: Sequence[Line]) -> Iterator[Fact]:
    stages = Counter(line.row.stage_words for line in lines)
    yield Fact(label("start_fact", "stage"), "; ".join(f"{words}: {count(n)}" for words, n in stages.items()))


def _round_actions(now: Now, words: str, lines: Sequence[Line]) -> Iterator[Action]:
    given = {"round": lines[0].round}
    yield papers.of_round(lines)
    shared = [kind for kind in ORDER if not RULES[kind].one_inspection and kind not in act_forms.OF_THE_YEAR]
    acts = [kind for kind in shared if not RULES[kind].several and any(kind in line.records for line in lines)]
    if acts:
        yield act_forms.action("record_round", label("start_action", "record_round"), acts, given, now.day)
    yield from second_reading.of_round(lines, lines[0].round)
    yield Action("issue", label("start_action", "issue"), given=given)


def _program(now: Now) -> Iterator[Record]:
    """What is about the folder itself: a backup, the years, the end."""
    destinations = tuple(Option(str(path), words) for path, words in places.destinations(now.programme.folder))
    to = Field("to", label("start_field", "to"), "select", destinations)
    first = destinations[0].value
    fields = (to, *others.new_password("backup_password"))
    backup = Action("backup", label("start_action", "backup"), fields, {"to": first})
    verify = Action("verify", label("start_action", "verify"))
    yield Record("program/backup", label("start_record", "backup"), actions=(backup, verify))
    yield Record("program/years", label("start_record", "years"), actions=(next_year(now),))
    shortcut = Action("shortcut", label("start_action", "shortcut"))
    close = Action("close", label("start_action", "close"), confirm=label("start_said", "close"))
    yield Record("program/self", label("start_record", "program"), actions=(shortcut, close))


def next_year(now: Now) -> Action:
    """The year after, by fields."""
    year = now.programme.settings.year + 1
    fields = (
        Field("year", label("start_field", "year"), "line"),
        Field("folder", label("start_field", "folder"), "line"),
    )
    return Action("new_year", label("start_action", "new_year"), fields, {"year": str(year), "folder": f"nam-{year}"})
