"""An office's own book of papers as a table of acts: which act a paper is, and of which inspections.

Nothing is guessed: each paper taken is listed, those of no inspection are said in one line, and what is not sure is
asked where somebody can be asked, else refused (BOOK_007).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal, cast

from isoaudit.desk.acts.papers_asked import OF_RECORD, answered, given_of, which_act, which_body, which_inspections
from isoaudit.desk.acts.papers_named import ON_BASES, Found, NamedInspections, Unclear, years_of
from isoaudit.desk.intake.asking import Asking, read_asking
from isoaudit.journal.programme import Programme, today
from isoaudit.model import ActKind
from isoaudit.rules.acts import ORDER, RULES
from isoaudit.tables import Row, Table
from isoaudit.tables.cells import Cell, CellFaults, is_none
from isoaudit.tables.columns.office_words import OURS, OfficeWords
from isoaudit.tables.days import day
from isoaudit.tables.lists.papers_book import Paper, PapersBook
from isoaudit.wording import count, label
from isoaudit.wording.grouping import few
from isoaudit.wording.office_papers import ARRIVED, Told, kind_of, told

_NAMED_LEAST = 8
"""Numbers of papers that are named in one line; more are only counted."""
_NO_YEAR = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]?")
_OF_YEAR = re.compile(r"\bnăm\s+(\d{4})\b", re.IGNORECASE)
_TEAM_STAYS = (
    "Đoàn trong lịch kiểm tra giữ nguyên: người được thay đổi theo quyết định sửa đổi thì sửa ở bảng lịch, nhập bằng "
    "«isoaudit inspections import»."
)
Left = Literal["no act", "other", "other year", "by hand"]
_LEFT: dict[Left, str] = {
    "no act": "của cuộc kiểm tra, không có việc nào phải ghi",
    "by hand": "được trả lời là không phải ghi",
    "other year": "của năm khác",
    "other": "không phải việc của cuộc kiểm tra",
}


@dataclass(frozen=True, slots=True)
class _Meant:
    """A paper whose act is told."""

    paper: Paper
    act: ActKind
    told: Told


class PaperRows:
    """The papers of one book, on their way to a table of acts, judged against the journal as it is now."""

    def __init__(
        self, programme: Programme, book: PapersBook, path: Path, day: date, words: OfficeWords = OURS
    ) -> None:
        self.programme, self.book, self.today = programme, book, day
        self.table = Table(path, words=words)
        self.state = programme.lists()
        self.words = words
        self.refused: set[tuple[str, ActKind]] = set()
        """Inspections and acts of which it is not sure: that others lack them is no news."""
        self._named = NamedInspections(programme, self.state, words, self._day)
        self._titles = "; ".join(dict.fromkeys(paper.title for paper in book.papers))
        named = _OF_YEAR.findall(self._titles)
        self.year = int(named[0]) if len(set(named)) == 1 else programme.settings.year
        """That of days which are written without one."""
        self._without_year: set[str] = set()
        self._there: list[str] = []
        """Papers that are not sure and recorded already, by whoever was asked before."""

    def rows(self) -> Table:
        """A table with a row an act: its faults are what is not sure, ``asked`` what can be asked of that, its warnings
        what papers were taken for and which were left."""
        names = ("inspection", "act", "number", "on", "signer", "issuer", "arrived_on", "note", "summary")
        self.table.columns.update(names)
        meant: list[_Meant] = []
        left: dict[Left, list[str]] = {}
        for paper in self.book.papers:
            found = self._meant(paper)
            if isinstance(found, _Meant):
                meant.append(found)
            elif found:
                left.setdefault(found, []).append(_short(paper))
        taken: dict[ActKind, list[str]] = {}
        for one in sorted(meant, key=lambda one: one.act in _ON_OTHERS):  # what they are on must be known before
            if named := self._take(one):
                act, of = named
                taken.setdefault(act, []).append(f"{_short(one.paper)} ({of})")
        self._say(taken, left)
        self.table.warnings[:0] = self.book.notes
        return self.table

    def _say(self, taken: Mapping[ActKind, list[str]], left: Mapping[Left, list[str]]) -> None:
        """What the papers were taken for and which were left, in the order of the law."""
        for act in sorted(taken, key=ORDER.index):
            papers = taken[act]
            self._note(f"hiểu là «{label('act', act)}»: {count(len(papers))} văn bản: {', '.join(papers)}.")
            if act == "decision_amended":
                self._note(_TEAM_STAYS)
        for why, words in _LEFT.items():
            if papers := left.get(why, []):
                more = "…" if len(papers) > _NAMED_LEAST else ""
                self._note(f"{count(len(papers))} văn bản {words}: {', '.join(papers[:_NAMED_LEAST])}{more}.")
        if self._there:
            self._note(f"{count(len(self._there))} văn bản đã ghi trước, giữ nguyên: {few(self._there, _NAMED_LEAST)}.")
        if self._without_year:
            self._note(f"{count(len(self._without_year))} ngày không ghi năm: hiểu là năm {self.year}.")
        if self.book.apart:
            self._note(f"không đọc trang {', '.join(f'«{name}»' for name in self.book.apart)}: không phải sổ văn bản.")

    def _note(self, words: str) -> None:
        self.table.warnings.append(f"{self.table.path.name}: {words}")

    # which act

    def _meant(self, paper: Paper) -> _Meant | Left | None:
        """The act of a paper, or why it is left; None where that is not sure (refused, to be asked)."""
        said = answered(self.words, paper)
        if is_none(paper.of("inspection")) or (said and not said.act and not said.inspections):
            return "by hand"
        by_hand = bool(paper.of("inspection")) or bool(said and said.inspections)
        found = self._told(paper, by_hand)
        if said and said.act:
            found = Told((said.act,), True, True, found.every, found.by_record)
        if self._is_of_another_year(paper) and not by_hand and found.of_inspections:
            return "other year"
        if not found.acts:
            return "no act" if found.of_inspections else "other"
        act = cast("ActKind", found.acts[0])
        if not found.is_sure and not by_hand:
            named = self._named.of(paper, act, found) if len(found.acts) == 1 else None
            if named is not None and self._is_of_nobody(named):
                return "other"
            if named is None or not self._named.confirmed(paper, act, named):
                self._not_sure(paper, found)
                return None
        elif len(found.acts) > 1:
            self._not_sure(paper, found)
            return None
        return _Meant(paper, act, found)

    def _told(self, paper: Paper, is_ours: bool) -> Told:
        summary = paper.of("summary") or (paper.title if paper.came_in else "")
        kind = ARRIVED if paper.came_in else kind_of(paper.of("kind"), paper.of("number"), summary)
        beside = "; ".join(paper.of(name) for name in ("number", "to", "sender", "signer"))
        return told(kind, summary, title=self._titles, note=paper.of("note"), beside=beside, is_ours=is_ours)

    def _is_of_another_year(self, paper: Paper) -> bool:
        """Whether a paper is of a year before or after; a paper without one may be of the year that has just ended."""
        years, year = years_of(paper, self._day(paper)), self.programme.settings.year
        return bool(years) and year not in years and (years != {year + 1} or bool(years_of(paper, "")))

    def _is_of_nobody(self, named: Found) -> bool:
        """Whether a paper whose words leave it open names nobody whom the year's inspections are of."""
        if isinstance(named, Unclear):
            return not self._named.is_body(named.unknown) if named.unknown else not named.choices
        return False

    def _is_there(self, paper: Paper) -> bool:
        """Whether a paper of that number and day is recorded: a book grows, and nobody is asked twice."""
        there = self._named.is_recorded(paper)
        self._there += [_short(paper)] if there else []
        return there

    def _not_sure(self, paper: Paper, found: Told) -> None:
        if self._is_there(paper):
            return
        self.table.asked.append(which_act(paper, found.acts))
        self._refuse(paper, "summary", "chưa rõ là việc gì", "không rõ có phải việc của cuộc kiểm tra hay không")

    def _refuse(self, paper: Paper, column: str, act: str, reason: str) -> None:
        self.table.faults.refuse(paper.at(column), "BOOK_007", number=_short(paper), act=act, reason=reason)

    # of which inspections

    def _take(self, meant: _Meant) -> tuple[ActKind, str] | None:
        """Add the row of a paper; the act and of which inspections, in words. None where that is not sure (said)."""
        paper, act = meant.paper, meant.act
        if paper.of("inspection"):
            self.table.rows.append(self._row(paper, act, paper.of("inspection")))
            return act, paper.of("inspection")
        said = answered(self.words, paper)
        if said and said.inspections:
            chosen = [self.state.inspections[id] for id in said.inspections if id in self.state.inspections]
        else:
            found = self._named.of(paper, act, meant.told)
            if isinstance(found, Unclear) and (other := cast("ActKind", meant.told.by_record)):
                of_records = self._named.of(paper, other, meant.told)
                if isinstance(of_records, list) and not found.unknown and not found.choices:
                    act, found = other, of_records
            if isinstance(found, Unclear):
                self._unclear(paper, act, found)
                return None
            chosen = found
        for one in chosen:
            self._named.told[one.id, act] = (self._day(paper), paper.of("number"))
        self.table.rows.append(self._row(paper, act, "; ".join(one.id for one in chosen)))
        return act, chosen[0].id if len(chosen) == 1 else f"{count(len(chosen))} cuộc"

    def _unclear(self, paper: Paper, act: ActKind, found: Unclear) -> None:
        if self._is_there(paper):
            return
        agencies = self.state.agencies
        asked = which_body(found.unknown, agencies) if found.unknown else which_inspections(paper, act, found, agencies)
        if asked:
            self.table.asked.append(asked)
        self.refused |= {(one.id, act) for several in found.choices for one in several}
        column = "sender" if paper.came_in else "summary" if paper.of("summary") else "to"
        self._refuse(paper, column, f"«{label('act', act)}»", found.reason)

    def _row(self, paper: Paper, act: ActKind, inspections: str) -> Row:
        rule = RULES[act]
        values: dict[str, Any] = dict.fromkeys(("number", "signer", "issuer"), "") | {"arrived_on": None}
        values |= {"inspection": inspections, "act": act, "summary": paper.of("summary"), "note": paper.of("note")}
        for name in ("on", "arrived_on"):
            cell = Cell(paper.place, paper.columns.get(name, 0), name, self.today, self.table.faults)
            if paper.of(name) and (name == "on" or rule.paper == "incoming"):
                values[name] = day(self._dated(paper.of(name)), cell)
        if rule.paper != "minutes":  # who signs minutes, and under which number, is read from themselves
            values |= {"number": paper.of("number"), "signer": paper.of("signer")}
        columns = {"act": paper.columns.get("kind", 0), "signer": 0, "note": 0, "arrived_on": 0, "issuer": 0}
        columns |= {"inspection": paper.columns.get("to", paper.columns.get("sender", 0))} | dict(paper.columns)
        return Row(paper.place, values, columns)

    def _dated(self, written: str) -> str:
        """A day as it is written, with the year of the book where it has none."""
        if not _NO_YEAR.fullmatch(written):
            return written
        self._without_year.add(written)
        return f"{written.rstrip('/.-')}/{self.year}"

    def _day(self, paper: Paper) -> str:
        """The day of a paper as ISO text; empty where its cell says none, which is refused with its row."""
        return day(self._dated(paper.of("on")), Cell(paper.place, 0, "on", self.today, CellFaults())) or ""


_ON_OTHERS: tuple[ActKind, ...] = ("decision_amended", *ON_BASES)
"""Acts whose inspections may be told by what was done before, in this book."""


def _short(paper: Paper) -> str:
    return paper.of("number") or paper.of("on")


def words_of_papers(
    programme: Programme, book: PapersBook, path: Path, asking: Asking, *, dry_run: bool
) -> OfficeWords:
    """What was given or is answered about the papers of a book, and what the office calls agencies; the latter is kept.

    Raises as :func:`isoaudit.desk.intake.asking.read_asking`.
    """
    of_papers, given = given_of(asking.given, book.papers, list(programme.lists().inspections))

    def read(words: OfficeWords) -> Table:
        return PaperRows(programme, book, path, today(), words.also(of_papers)).rows()

    asking = replace(asking, given=given)
    return read_asking(programme, path, "record", OF_RECORD, asking, dry_run=dry_run, reader=read).words
