"""Papers made by the buttons of the page: of an inspection, of its round, of the year; what is asked for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from isoaudit.books.doing import without_commands
from isoaudit.errors import RunError, problem
from isoaudit.form.page import Action, Field, Option, Tone
from isoaudit.journal.programme import Programme
from isoaudit.papers.kinds import PaperKind, kinds
from isoaudit.papers.values.issuers import SHOWN_BY
from isoaudit.papers.values.replaced import LETTER_PAPERS, first_kind
from isoaudit.rules.next_steps import PAPERS
from isoaudit.start.act_forms import Given, letters_as_options
from isoaudit.start.now import Line, Now
from isoaudit.start.remedies import refused_here, told_here
from isoaudit.wording import count, label, sentence
from isoaudit.wording.grouping import some
from isoaudit.work.make_papers import PaperOutcome, make_papers, print_papers

Said = tuple[list[tuple[str, Tone]], list[tuple[str, Path]]]
"""Sentences with their tone; the files made, by name."""


# what is asked


def _pdf() -> Field:
    return Field("pdf", label("start_field", "pdf"), "check")


def _options(of: Sequence[PaperKind]) -> tuple[Option, ...]:
    return tuple(Option(kind.key, kind.name) for kind in of)


def next_paper(line: Line) -> str:
    """The paper with which the next step is taken, where it can be made; empty: there is none."""
    paper = ""
    if line.next == "letter_replaced":
        paper = "notice" if line.mode == "on_site" else "correction_request"
    elif line.next in PAPERS:
        paper = PAPERS[str(line.next)].partition(" ")[0]
    return paper if paper in line.papers else ""


def of_inspection(line: Line) -> Iterator[Action]:
    """Any paper of an inspection; one on a letter that was issued says on which, one that replaces a letter says so."""
    of = [kind for kind in kinds().values() if kind.key in line.papers and (line.letters or not kind.on_letter)]
    if not of:
        return
    about = tuple(kind.key for kind in of if kind.on_letter)
    standing = {SHOWN_BY[first_kind(line.acts, one)] for one in line.letters}
    replaces = tuple(kind.key for kind in of if kind.key in LETTER_PAPERS and kind.key in standing)
    fields = [Field("paper", label("start_field", "paper"), "select", _options(of))]
    if about:
        letters = letters_as_options(line.letters)
        fields.append(Field("about", label("start_field", "about"), "select", letters, shown_for=about))
    if replaces:
        fields.append(Field("replaces", label("start_field", "replaces"), "check", shown_for=replaces))
    yield Action("other_paper", label("start_action", "other_paper"), (*fields, _pdf()), {"id": line.id})


def of_round(lines: Sequence[Line]) -> Action:
    """Any paper of a round, or of each inspection of it."""
    keys = {key for line in lines for key in line.papers}
    of = [kind for kind in kinds().values() if kind.key in keys and kind.scope != "inspection"]
    fields = (Field("paper", label("start_field", "paper"), "select", _options(of)), _pdf())
    return Action("round_paper", label("start_action", "round_paper"), fields, {"round": lines[0].round})


def of_year(now: Now) -> Action:
    """Any paper of the year: also those that go to all agencies at once, where the rounds do not say to whom."""
    keys = {key for line in now.lines for key in line.papers}
    of = [kind for kind in kinds().values() if kind.scope == "year" or (kind.scope == "round" and kind.key in keys)]
    counted = tuple(kind.key for kind in of if kind.counted and kind.scope == "year")
    fields = [Field("paper", label("start_field", "paper"), "select", _options(of))]
    fields.append(Field("as_of", label("start_field", "counted_to"), "date", shown_for=counted))
    if units := now.programme.settings.units:
        named = tuple(Option(code, unit.name) for code, unit in units.items())
        own = tuple(kind.key for kind in of if not kind.of_the_programme or kind.of_units)
        fields.append(Field("unit", label("start_field", "unit"), "select", named, shown_for=own))
    return Action("other_paper", label("start_action", "year_paper"), (*fields, _pdf()), {"id": ""})


# making them


def ordered(given: Given) -> dict[str, Any]:
    """What a button asks for, as :func:`made` takes it. Raises RunError (START_003) where no paper was chosen."""
    key = str(given.get("paper") or "")
    if key not in kinds():
        raise RunError(problem("START_003", label("start_field", "paper")))
    kind = next(one for one in kinds().values() if one.key == key)
    order: dict[str, Any] = {"paper": key, "id": str(given.get("id") or ""), "round": str(given.get("round") or "")}
    if kind.on_letter and given.get("about"):
        order["about"] = str(given["about"])
    if given.get("replaces") is True and key in LETTER_PAPERS:
        order["replaces"] = True
    if kind.counted and kind.scope == "year" and given.get("as_of"):
        order["as_of"] = str(given["as_of"])
    if given.get("unit") and (not kind.of_the_programme or kind.of_units):
        order["unit"] = str(given["unit"])
    return {**order, "pdf": given.get("pdf") is True}


def made(programme: Programme, order: Given) -> Said:
    """``isoaudit paper``: the papers of an order. Raises IsoAuditError as ``make_papers``."""
    names = [order["id"]] if order["id"] else []
    papers = make_papers(
        programme,
        order["paper"],
        names,
        round_=order["round"] or None,
        as_of=date.fromisoformat(order["as_of"]) if order.get("as_of") else None,
        unit=order.get("unit"),
        about=order.get("about", ""),
        replaces=order.get("replaces", False),
    )
    printed = print_papers(programme, papers) if order["pdf"] else None
    lines: list[tuple[str, Tone]] = [(line.text, line.tone) for one in papers for line in refused_here(one.problems)]
    lines += [line for one in papers for line in _of_paper(one)]
    files = [(path.name, path) for one in papers for path in _files_of(one)]
    if printed:
        files += [(path.name, path) for path in printed.made]
        lines += [(line, "bad") for line in told_here(printed.problems)]
    if files:
        done = count(sum(one.file is not None for one in papers))
        lines.insert(0, (label("start_said", "made").format(count=done), "good"))
    return lines, files


def _files_of(outcome: PaperOutcome) -> list[Path]:
    """What is offered to be opened; of many outlines it is said where they lie."""
    outlines = outcome.outlines if len(outcome.outlines) == 1 else ()
    return [path for one in (outcome, *outlines) for path in (one.file, one.workbook) if path]


def _of_paper(outcome: PaperOutcome) -> list[tuple[str, Tone]]:
    lines: list[tuple[str, Tone]] = [(label("visit_said", "draft"), "note")] if outcome.draft else []
    if made := [one.file for one in outcome.outlines if one.file]:
        folders = some([path.parent.name for path in made])
        lines.append((label("start_said", "outlines").format(count=count(len(made)), folders=folders), "note"))
    lines += ((line.text, line.tone) for of in outcome.outlines for line in refused_here(of.problems))
    if outcome.edited and outcome.file:
        lines.append((label("visit_said", "edited").format(name=outcome.file.name), "note"))
    lines += ((sentence(without_commands(note)), "note") for note in outcome.notes)
    return lines
