"""An office's own book of papers as a table of acts: which act a paper is, and of which inspections.

Nothing is guessed: each paper taken is listed, those of no inspection are said in one line, and where it is not sure of
which inspections a paper is, its row is refused (BOOK_007).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, cast

from isoaudit.desk.body_names import BodyNames
from isoaudit.journal.programme import Programme
from isoaudit.model import ActKind, Inspection
from isoaudit.rules.acts import RULES
from isoaudit.tables import Row, Table
from isoaudit.tables.acts_book import fits
from isoaudit.tables.cells import Cell
from isoaudit.tables.days import day
from isoaudit.tables.papers_book import Paper
from isoaudit.wording import count, label
from isoaudit.wording.office_papers import ARRIVED, kind_of, told
from isoaudit.wording.rounds import round_key, round_words

_ROUND = re.compile(r"\bđợt\s+(\d{1,2}|[IVX]{1,4})\b", re.IGNORECASE)
_COUNT = re.compile(r"\b(\d{1,3})\s+(?:cơ quan|đơn vị|sở|xã|phường)", re.IGNORECASE)
_EVERY = re.compile(r"^(?:các|tất cả)\s", re.IGNORECASE)
_NAMED_LEAST = 8
"""Numbers of papers that are named in one line; more are only counted."""


class PaperRows:
    """The papers of one book, on their way to a table of acts."""

    def __init__(self, programme: Programme, papers: Sequence[Paper], path: Path, today: date) -> None:
        self.programme, self.papers, self.today = programme, papers, today
        self.table = Table(path)
        self.state = programme.lists()
        self._names = BodyNames(self.state.agencies)
        self._minutes: dict[str, str] = {}
        """By inspection: the day of its minutes, or of the letter of Article 37.1.a, in this book or recorded."""

    def rows(self) -> Table:
        """A table with a row an act; its faults are what is not sure, its warnings what was taken and left."""
        self.table.columns.update(("inspection", "act", "number", "on", "signer", "arrived_on", "note", "summary"))
        found = [(paper, *self._meant(paper)) for paper in self.papers]
        self._minutes = self._bases([(p, act) for p, act, _ in found])
        taken: dict[str, list[str]] = {}
        for paper, act, _ in found:
            if not act:
                continue
            reason, chosen = self._inspections(paper, cast("ActKind", act))
            if reason:
                self.table.faults.refuse(
                    paper.at("to" if not paper.came_in else "sender"), "BOOK_007", number=paper.of("number"),
                    act=label("act", act), reason=reason,
                )  # fmt: skip
                continue
            self.table.rows.append(self._row(paper, act, [one.id for one in chosen]))
            of = chosen[0].id if len(chosen) == 1 else f"{count(len(chosen))} cuộc"
            taken.setdefault(act, []).append(f"{paper.of('number')} ({of})")
        for act, named in taken.items():
            self._note(f"«{label('act', act)}»: {count(len(named))} văn bản: {', '.join(named)}.")
        self._note_left([paper for paper, act, about in found if not act and about], "của cuộc kiểm tra không phải ghi")
        others = [paper for paper, act, about in found if not act and not about]
        self._note_left(others, "không phải việc của cuộc kiểm tra")
        return self.table

    def _note(self, words: str) -> None:
        self.table.warnings.append(f"{self.table.path.name}: {words}")

    def _note_left(self, papers: Sequence[Paper], what: str) -> None:
        if papers:
            named = ", ".join(paper.of("number") for paper in papers[:_NAMED_LEAST])
            more = "…" if len(papers) > _NAMED_LEAST else ""
            self._note(f"{count(len(papers))} văn bản {what}: {named}{more}.")

    def _meant(self, paper: Paper) -> tuple[str, bool]:
        """The act a paper is, empty: none; whether it is of inspections at all."""
        if not paper.came_in:
            found = told(kind_of(paper.of("kind"), paper.of("number")), paper.of("summary"))
            return found.act, found.about
        found = told(ARRIVED, paper.of("summary") or paper.title)
        return found.act, found.about

    def _row(self, paper: Paper, act: str, ids: Sequence[str]) -> Row:
        values: dict[str, Any] = {"inspection": "; ".join(ids), "act": act, "summary": paper.of("summary")}
        for name in ("on", "arrived_on"):
            typed = paper.of(name)
            cell = Cell(paper.place, paper.columns.get(name, 0), name, self.today, self.table.faults)
            values[name] = day(typed, cell) if typed else None
        if act != "minutes_signed":  # who signs minutes and under which number is read from themselves
            values |= {"number": paper.of("number"), "signer": paper.of("signer")}
        values.setdefault("number", "")
        values.setdefault("signer", "")
        if RULES[cast("ActKind", act)].paper != "incoming":
            values["arrived_on"] = None
        values["note"] = paper.of("note")
        columns = dict(paper.columns) | {"inspection": paper.columns.get("to", paper.columns.get("sender", 0))}
        columns |= {"act": paper.columns.get("kind", 0)}
        for name in ("arrived_on", "signer", "note"):
            columns.setdefault(name, 0)
        return Row(paper.place, values, columns)

    # of which inspections

    def _inspections(self, paper: Paper, act: ActKind) -> tuple[str, list[Inspection]]:
        """Why it is not sure of which inspections a paper is, or these."""
        every = [one for one in self.state.inspections_by_name() if fits(act, one)]
        if paper.of("inspection"):
            own = [one for one in every if one.id in re.split(r"[;,\s]+", paper.of("inspection"))]
            return ("" if own else "cột «Cuộc kiểm tra» không ghi mã cuộc nào thuộc hình thức này", own)
        text = f"{paper.of('summary')}; {paper.of('to')}"
        rounds = {round_key(found[1]) for found in _ROUND.finditer(text)}
        if len(rounds) > 1:
            return "nói đến nhiều đợt", []
        of_round = [one for one in every if not rounds or round_key(one.round) in rounds]
        unknown, codes = self._agencies(paper, act)
        if unknown:
            return f"không rõ «{unknown}» là cơ quan nào trong danh sách", []
        if codes:
            return self._of_agencies(paper, of_round, codes)
        if not rounds and not (act == "requested" and _EVERY.match(paper.of("to"))):
            return "không nêu cơ quan hay đợt kiểm tra", []
        if not of_round:
            words = round_words(next(iter(rounds))) if rounds else "cả năm"
            return f"chưa có cuộc kiểm tra nào của {words}", []
        said = _COUNT.search(f"{paper.of('to')}; {paper.of('summary')}")
        number_of = len({one.agency for one in of_round})
        if said and int(said[1]) != number_of:
            return f"ghi {said[1]} cơ quan, trong lịch kiểm tra có {count(number_of)}", []
        return "", of_round

    def _of_agencies(self, paper: Paper, fitting: Sequence[Inspection], codes: Sequence[str]) -> tuple[str, list[Any]]:
        chosen = []
        for code in codes:
            of_agency = [one for one in fitting if one.agency == code]
            on = self._day(paper, "on")
            if len(of_agency) > 1:  # what a paper answers must be there before it
                of_agency = [one for one in of_agency if on and self._minutes.get(one.id, "9") <= on] or of_agency
            if len(of_agency) != 1:
                name = self.state.agencies[code].name
                number_of = count(len(of_agency)) if of_agency else "không có"
                return f"{name} {number_of} cuộc kiểm tra mà văn bản này có thể thuộc về", []
            chosen += of_agency
        return "", chosen

    def _agencies(self, paper: Paper, act: ActKind) -> tuple[str, list[str]]:
        """A name that is of no agency we know, else the codes of those that are named; none where only a round is."""
        if paper.came_in:
            code = self._names.code_of(paper.of("sender"))
            return ("", [code]) if code else (paper.of("sender") or "nơi gửi để trống", [])
        summary = paper.of("summary")
        if act == "decided":
            lists = re.findall(r"\(([^()]*)\)", summary)
        elif found := re.search(r"\btại\s+(?!trụ sở)(.+)$", summary, re.IGNORECASE):
            lists = [found[1]]
        elif _ROUND.search(f"{summary} {paper.of('to')}"):
            return "", []
        else:
            lists = [] if act == "requested" and _EVERY.match(paper.of("to")) else [paper.of("to")]
        codes: list[str] = []
        for words in lists:
            if _COUNT.match(words.strip()):
                continue
            for name in self._parts(words):
                code = self._names.code_of(name)
                if code:
                    codes.append(code)
                elif not re.match(r"(?:lưu|thành viên)\b", name, re.IGNORECASE):
                    return name, []
        return "", list(dict.fromkeys(codes))

    def _parts(self, words: str) -> Iterator[str]:
        """The names of a list; one with a comma in it stays whole where an agency is called so."""
        pieces = [piece.strip() for piece in re.split(r"[;,]", words.strip(" .")) if piece.strip()]
        while pieces:
            longest = next((n for n in range(len(pieces), 0, -1) if self._names.code_of(", ".join(pieces[:n]))), 1)
            yield ", ".join(pieces[:longest])
            del pieces[:longest]

    def _day(self, paper: Paper, name: str) -> str:
        unplaced = Table(self.table.path).faults
        return day(paper.of(name), Cell(paper.place, 0, name, self.today, unplaced)) or ""

    def _bases(self, found: Sequence[tuple[Paper, str]]) -> dict[str, str]:
        """The day from which corrective action of an inspection can be reported (Circular 26/2014, Articles 37.1.a,
        37.2.c), as ISO text: of its minutes or its letter, recorded or in this book."""
        kinds = ("minutes_signed", "correction_requested")
        ids = list(self.state.inspections)
        state = self.programme.about(ids, ("act",), "ever")[0] if ids else None
        days: dict[str, str] = {}
        for id in ids if state else ():
            for done in state.acts(id) if state else ():
                if done.kind in kinds:
                    days[id] = done.on.isoformat()
        for paper, act in found:
            if act in kinds:
                _, chosen = self._inspections(paper, cast("ActKind", act))
                days |= {one.id: self._day(paper, "on") for one in chosen if self._day(paper, "on")}
        return days
