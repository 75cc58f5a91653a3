"""What a person is asked about the papers of a book: which act, of which inspections, which agency is meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from isoaudit.desk.acts.papers_named import Unclear
from isoaudit.desk.intake.body_names import near_names
from isoaudit.errors import excerpt
from isoaudit.model import ActKind, Agency, Inspection
from isoaudit.tables.cells import Column, codes, text, word_key
from isoaudit.tables.columns.office_words import BODY, PASSED_OVER, OfficeWords, Said
from isoaudit.tables.columns.questions import Question
from isoaudit.tables.lists.papers_book import Paper
from isoaudit.tables.workbooks.acts import COLUMNS
from isoaudit.wording import count, date_short, label
from isoaudit.wording.codes import code_key
from isoaudit.wording.rounds import round_words

OF_RECORD = (Column(BODY, text), *COLUMNS)
"""The columns whose words are kept: those of acts, and what an office calls agencies. Other answers are of a paper."""
_PAPER = "paper"
"""Of the answers on papers, in place of a column."""
_NOTHING = "không phải việc phải ghi: để lại"
_OFFERED, _NEAR = 5, 0.5
"""How many agencies a person chooses from, and how much of two names must be the same."""

_LISTED = 3
"""Inspections that are named each; more are named by what they have in common."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said of a paper; neither an act nor inspections: it is left."""

    act: str = ""
    inspections: tuple[str, ...] = ()


def answered(words: OfficeWords, paper: Paper) -> Answer | None:
    """What was said of a paper; None: nothing."""
    parts = [words.words.get((of, word_key(paper.called))) for of in (f"{_PAPER} act", f"{_PAPER} inspections")]
    if parts == [None, None]:
        return None
    act, ids = parts
    return Answer(act or "", tuple((ids or "").split()))


def which_act(paper: Paper, acts: Sequence[str]) -> Question:
    """Which of some acts a paper is, or none."""
    answers = tuple((f"«{label('act', act)}»", Said(paper.called, act, f"{_PAPER} act", False)) for act in acts)
    none = (_NOTHING, Said(paper.called, "", f"{_PAPER} act", False))
    return _question(paper, "act", "là việc nào", (*answers, none))


def which_inspections(paper: Paper, act: ActKind, found: Unclear, agencies: Mapping[str, Agency]) -> Question:
    """Of which inspections a paper is that may be of several, or none."""
    choices = {" ".join(one.id for one in several): several for several in found.choices if several}
    answers = tuple((_words(several, agencies), _said(paper, ids)) for ids, several in choices.items())
    what = f"(«{label('act', act)}», {found.reason}) là của"
    return _question(paper, "inspections", what, (*answers, (_NOTHING, _said(paper, ""))))


def which_body(name: str, agencies: Mapping[str, Agency]) -> Question | None:
    """Which agency a name of none in the list means; None where nothing in the list is like it."""
    near = near_names(name, agencies.values(), _OFFERED, _NEAR)[:_OFFERED]
    answers = tuple((f"{one.name} ({one.code})", Said(name, one.code, BODY)) for one in near)
    return Question(name, 1, answers, under=label("column", BODY)) if answers else None


def given_of(given: Sequence[str], papers: Sequence[Paper], ids: Sequence[str]) -> tuple[list[Said], list[str]]:
    """What ``NUMBER=MEANT`` says of papers, and the rest: an act, ids of inspections, or that it is left."""
    said, rest = list[Said](), list[str]()
    for one in given:
        typed, _, meant = (part.strip() for part in one.rpartition("="))
        mine = [paper for paper in papers if typed and code_key(paper.of("number")) == code_key(typed)]
        found = [each for paper in mine if (each := _meant(paper, meant, ids))]
        said += found
        rest += [] if found else [one]
    return said, rest


def _meant(paper: Paper, meant: str, known: Sequence[str]) -> Said | None:
    if word_key(meant) == word_key(PASSED_OVER):
        return Said(paper.called, "", f"{_PAPER} act", False)
    if act := codes("act").get(word_key(meant)):
        return Said(paper.called, act, f"{_PAPER} act", False)
    by_key = {code_key(id): id for id in known}
    ids = [by_key.get(code_key(part), "") for part in meant.replace(",", ";").split(";")]
    return _said(paper, " ".join(ids)) if all(ids) else None


def _said(paper: Paper, ids: str) -> Said:
    return Said(paper.called, ids, f"{_PAPER} inspections", False)


def _question(paper: Paper, of: str, what: str, answers: tuple[tuple[str, Said], ...]) -> Question:
    named = f"Văn bản {excerpt(paper.called)}"
    on = f" (ngày {paper.of('on')})" if paper.of("on") and paper.of("number") else ""
    return Question(paper.called, 1, answers, under=f"{_PAPER} {of}", whole=f"{named}{on} {what}:")


def _words(several: Sequence[Inspection], agencies: Mapping[str, Agency]) -> str:
    one = several[0]
    if len(several) == 1:
        days = " - ".join(date_short(each) for each in dict.fromkeys((one.from_, one.to)) if each)
        parts = [agencies[one.agency].name, label("mode", one.mode), round_words(one.round), days]
        return f"{one.id} ({', '.join(part for part in parts if part)})"
    rounds = {round_words(each.round) for each in several}
    of = rounds.pop() if len(rounds) == 1 else ""
    if len(several) <= _LISTED:
        return f"{of}: {', '.join(each.id for each in several)}".removeprefix(": ")
    levels = {agencies[each.agency].level for each in several}
    others = "các cơ quan cấp tỉnh" if levels == {"tinh"} else "tất cả" if "tinh" in levels else "các xã, phường, huyện"
    return f"{of or others}: {count(len(several))} cuộc"
