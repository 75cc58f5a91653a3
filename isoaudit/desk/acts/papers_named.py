"""Of which inspections a paper of an office's own book is: by the agencies, the round or the decision it names.

Nothing is guessed: what leaves several possible, or names somebody unknown, is :class:`Unclear` with what may be meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from isoaudit.desk.intake.body_names import BodyNames
from isoaudit.journal.programme import Programme
from isoaudit.journal.state import State
from isoaudit.model import Act, ActKind, Inspection
from isoaudit.rules.acts import RULES, TO_ONE
from isoaudit.rules.in_force import plain_number
from isoaudit.tables.columns.office_words import OfficeWords
from isoaudit.tables.lists.papers_book import Paper
from isoaudit.tables.rows.groups import codes_in
from isoaudit.tables.workbooks.acts import fits
from isoaudit.wording import count
from isoaudit.wording.agency_kinds import kind_of_name, kind_otherwise
from isoaudit.wording.office_papers import Told, recipients, says
from isoaudit.wording.rounds import round_key, round_words

_ROUND = re.compile(r"\bđợt\s+(\d{1,2}|[IVX]{1,4})\b", re.IGNORECASE)
_COUNT = re.compile(r"\b(\d{1,3})\s+(?:cơ quan|đơn vị|sở|xã|phường)", re.IGNORECASE)
_OF_A_LIST = re.compile(r"\b(?:theo|trong|tại|kèm)\s+(?:bản\s+)?(?:danh sách|phụ lục)\b", re.IGNORECASE)
_YEAR = re.compile(r"\bnăm\s+(\d{4})\b", re.IGNORECASE)
_PART_OF_A_YEAR = re.compile(r"\b(?:\d+|sáu|ba|chín) tháng\b|\b(?:quý|tháng)\s+[\dIVX]", re.IGNORECASE)
_AT = re.compile(r"\btại\s+(?!trụ sở|quyết định|kế hoạch|công văn|thông báo|văn bản|điều |khoản )(.+)$", re.IGNORECASE)
_BEHIND = re.compile(r"\s*[,(;–-]?\s*\b(?:đợt|năm|ngày|từ ngày|theo|quá hạn)\b.*$", re.IGNORECASE)
_DECISION = re.compile(r"\bsố\s+(\d+/QĐ[-\w.]*)", re.IGNORECASE)
_COPY = re.compile(r"\((?:để\s+)?(?:b/c|báo cáo|phối hợp|p/h|biết|theo dõi)\)", re.IGNORECASE)
_BASES: tuple[ActKind, ...] = ("minutes_signed", "minutes_unsigned", "correction_requested")
ON_BASES: tuple[ActKind, ...] = (
    *("notice_issued", "team_reported", "correction_reminded", "correction_reported"),
    *("review_notified", "not_accepted"),
)
"""What follows minutes, or a letter on reports and records (Circular 26/2014, Articles 37.1.a, 37.2.c and d)."""
_OF_THE_VISIT: tuple[ActKind, ...] = ("announced", "minutes_signed", "minutes_unsigned")
_OF_SEVERAL: tuple[ActKind, ...] = ("requested", "report_received", "reminded")
"""What may be of both inspections of an agency, at its office and by record."""
_OF_A_ROUND: tuple[ActKind, ...] = ("decided", "decision_amended")
"""What goes to the members of teams: recipients tell no agency."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """Why it is not sure of which inspections a paper is."""

    reason: str
    choices: tuple[tuple[Inspection, ...], ...] = ()
    """The inspections it may be of, each choice all of them."""
    unknown: str = ""
    """A name of no agency in the list."""


Found = Unclear | list[Inspection]
DayOf = Callable[[Paper], str]


class NamedInspections:
    """Finds the inspections of the papers of one book. ``day_of``: the day of a paper as ISO text, empty: none."""

    def __init__(self, programme: Programme, state: State, words: OfficeWords, day_of: DayOf) -> None:
        self.programme, self.state, self.words, self.day_of = programme, state, words, day_of
        self._names = BodyNames(state.agencies)
        self._every = state.inspections_by_name()
        self.told: dict[tuple[str, ActKind], tuple[str, str]] = {}
        """Of inspection and act: the day and number of a paper of this book."""

    def of(self, paper: Paper, act: ActKind, told: Told) -> Found:
        """The inspections of a paper that is such an act, or why that is not sure."""
        fitting = [one for one in self._every if fits(act, one)]
        if act == "plan_approved":  # an inspection ad hoc is in no plan (Circular 26/2014, Article 34.1.c)
            fitting = [one for one in fitting if one.occasion == "planned"]
        if len(modes := codes_in("mode", paper.of("to"))) == 1:  # «Các cơ quan kiểm tra qua hồ sơ»
            fitting = [one for one in fitting if one.mode in modes]
        text = f"{paper.of('summary')}; {paper.of('to')}"
        rounds = {round_key(found[1]) for found in _ROUND.finditer(text)}
        of_round = [one for one in fitting if not rounds or round_key(one.round) in rounds]
        codes: list[str] = []
        for name in self._named(paper, act, told):
            code = self._code_of(name)
            if not code:
                return Unclear(f"không rõ «{name}» là cơ quan nào trong danh sách", unknown=name)
            codes.append(code)
        if codes:
            if others := self._sent_elsewhere(paper, act, codes):
                names = ", ".join(self.state.agencies[code].name for code in others)
                either = tuple((one,) for one in fitting if one.agency in (*codes, *others))
                return Unclear(f"nơi nhận là {names}, không phải cơ quan nêu ở trích yếu", either)
            return self._of_agencies(paper, act, of_round, fitting, list(dict.fromkeys(codes)))
        if amended := self._of_decision(paper) if act == "decision_amended" else []:
            return amended
        return self._of_rounds(paper, act, told, sorted(rounds), of_round, fitting)

    def confirmed(self, paper: Paper, act: ActKind, found: Found) -> bool:
        """Whether inspections bear out what the words alone leave open: minutes of the days that were planned."""
        if act not in _OF_THE_VISIT or isinstance(found, Unclear):
            return False
        return all(_is_visited(one, self.day_of(paper)) for one in found)

    def is_recorded(self, paper: Paper) -> bool:
        """Whether an act is recorded that a paper of this number and day shows; of one that came in, of its sender.

        Communes number their papers alike: 15/BC-UBND of one day may be of two.
        """
        number, on = plain_number(paper.of("number")), self.day_of(paper)
        sender = self._code_of(paper.of("sender")) if paper.came_in else ""
        return bool(number and on and (sender or not paper.came_in)) and (number, on, sender) in self._papers

    def is_body(self, name: str) -> bool:
        """Whether a name is that of an office of the state, in the list or not."""
        return bool(self._code_of(name) or kind_of_name(name) or kind_otherwise(name))

    # by agencies

    def _of_agencies(
        self,
        paper: Paper,
        act: ActKind,
        of_round: Sequence[Inspection],
        fitting: Sequence[Inspection],
        codes: Sequence[str],
    ) -> Found:
        each = {code: self._of_agency(paper, act, of_round, code) for code in codes}
        open_ = [code for code, mine in each.items() if len(mine) != 1]
        sure = [mine[0] for mine in each.values() if len(mine) == 1]
        if not open_:
            return sure
        mine = each[open_[0]]
        number = f"có {count(len(mine))}" if mine else "không có"
        why = f"{self.state.agencies[open_[0]].name} {number} cuộc kiểm tra mà văn bản này có thể thuộc về"
        possible = mine or [one for one in fitting if one.agency == open_[0]]
        choices = [(*sure, one) for one in possible]
        if act in _OF_SEVERAL and len(possible) > 1:
            choices.append((*sure, *possible))
        return Unclear(why, tuple(choices) if len(open_) == 1 else ())

    def _of_agency(self, paper: Paper, act: ActKind, of_round: Sequence[Inspection], code: str) -> Sequence[Inspection]:
        """The inspections of an agency that a paper may be of: of several those that its day allows."""
        mine = [one for one in of_round if one.agency == code]
        if len(mine) > 1 and act in (*ON_BASES, *_OF_THE_VISIT):
            tells = self._is_based if act in ON_BASES else _is_visited
            return [one for one in mine if tells(one, self.day_of(paper))] or mine
        return mine

    def _named(self, paper: Paper, act: ActKind, told: Told) -> Iterator[str]:
        """The agencies a paper names; none where it names only a round, or is of all."""
        summary = paper.of("summary")
        if paper.came_in:
            if not told.every:
                yield paper.of("sender")
            return
        if act == "decided" and (lists := [words for words in re.findall(r"\(([^()]*)\)", summary) if _lists(words)]):
            for words in lists:
                yield from self._parts(words)
        elif (found := _AT.search(summary)) and not _is_of_all(found[1]):
            yield from self._parts(_BEHIND.sub("", found[1]))
        elif not told.every and act not in _OF_A_ROUND:
            to = self._listed(paper.of("to")) or (paper.of("to") if self._names_bodies(paper) else "")
            yield from (name for name in self._parts(to) if not self._is_aside(name))

    def _sent_elsewhere(self, paper: Paper, act: ActKind, codes: Sequence[str]) -> list[str]:
        """The agencies among the recipients of a letter where none of them is one that its summary names."""
        if paper.came_in or act not in (*TO_ONE, *_OF_THE_VISIT):
            return []
        sent = [code for name in self._parts(paper.of("to")) if (code := self._code_of(name))]
        return [] if set(sent) & set(codes) else sent

    def _parts(self, words: str) -> Iterator[str]:
        """The names of a list; one with a comma in it stays whole where an agency is called so."""
        pieces = [piece.strip(" .") for piece in re.split(r"[;,\n]| và (?=UBND|Sở|Chi cục|Ban )", words)]
        pieces = [piece for piece in pieces if piece]
        while pieces:
            longest = next((n for n in range(len(pieces), 0, -1) if self._code_of(", ".join(pieces[:n]))), 1)
            yield ", ".join(pieces[:longest])
            del pieces[:longest]

    def _listed(self, to: str) -> str:
        """The agencies that recipients list behind their number: «03 cơ quan chưa báo cáo (Sở Tư pháp, …)»."""
        found = _LISTED.fullmatch(to.strip(" ."))
        return found[1] if found and any(map(self.is_body, self._parts(found[1]))) else ""

    def _names_bodies(self, paper: Paper) -> bool:
        """Whether the recipients of a paper are agencies by name: not all of them, a group or a round."""
        to, groups = paper.of("to"), (*recipients("province"), *recipients("places"))
        unnamed = "; ".join(name for name in self._parts(to) if not self._code_of(name))
        return not (_is_of_all(to) or says(unnamed, groups) or _ROUND.search(f"{paper.of('summary')} {to}"))

    def _is_aside(self, name: str) -> bool:
        begun = any(re.match(rf"{re.escape(words)}\b", name, re.IGNORECASE) for words in recipients("aside"))
        return bool(_COPY.search(name)) or (begun and not self._code_of(name))

    def _code_of(self, name: str) -> str:
        said = self.words.body(name)
        return said if said in self.state.agencies else self._names.code_of(name)

    # by round, by the year

    def _of_rounds(
        self,
        paper: Paper,
        act: ActKind,
        told: Told,
        rounds: Sequence[str],
        of_round: Sequence[Inspection],
        fitting: Sequence[Inspection],
    ) -> Found:
        each = tuple(tuple(some) for some in _by_round(fitting).values())
        if len(rounds) > 1:
            return Unclear("nói đến nhiều đợt", (*each, tuple(of_round)) if of_round else each)
        text = f"{paper.of('to')}; {paper.of('summary')}"
        if not rounds:
            is_whole = told.every or (act == "requested" and self._to_all(paper))
            if told.every and _PART_OF_A_YEAR.search(paper.of("summary")):
                return Unclear("nói đến một phần của năm", (*each, tuple(fitting))[:_CHOICES])
            if not is_whole:
                choices = (*self._of_groups(paper, fitting), *each, tuple(fitting))
                return Unclear("không nêu cơ quan hay đợt kiểm tra", choices[:_CHOICES])
        if not of_round:
            return Unclear(f"chưa có cuộc kiểm tra nào của {round_words(rounds[0]) if rounds else 'năm'}", each)
        said = _COUNT.search(text)
        number = len({one.agency for one in of_round})
        if said and int(said[1]) != number:
            why = f"ghi {said[1]} cơ quan, trong lịch kiểm tra có {count(number)}"
            return Unclear(why, (tuple(of_round),))
        return list(of_round)

    def _to_all(self, paper: Paper) -> bool:
        """Whether recipients are all agencies of the year: called so, or each of their groups named.

        Those of a list that is not here may be any, unless it says how many.
        """
        to = paper.of("to")
        if _OF_A_LIST.search(to) and not _COUNT.search(to):
            return False
        levels = {self.state.agencies[one.agency].level for one in self._every}
        groups = says(to, recipients("province")), says(to, recipients("places"))
        return _is_of_all(to) or (groups[0] or levels.isdisjoint({"tinh"})) and (groups[1] or levels <= {"tinh"})

    def _of_groups(self, paper: Paper, fitting: Sequence[Inspection]) -> Iterator[tuple[Inspection, ...]]:
        """Those of the one group of agencies that recipients name: of the province, or of places."""
        for group, is_of_it in (("province", True), ("places", False)):
            if says(paper.of("to"), recipients(group)):
                yield tuple(one for one in fitting if (self.state.agencies[one.agency].level == "tinh") == is_of_it)

    # by what was done before

    def _of_decision(self, paper: Paper) -> list[Inspection]:
        """The inspections of a decision that an amending one names by its number, in this book or recorded."""
        numbers = {plain_number(found) for found in _DECISION.findall(paper.of("summary"))}
        decided = ((id, number) for (id, act), (_, number) in self.told.items() if act == "decided")
        own = {id for id, number in decided if plain_number(number) in numbers}
        if not own and numbers:
            own = {id for id, act in self._recorded("decided") if plain_number(act.number) in numbers}
        return [one for one in self._every if one.id in own]

    def _is_based(self, inspection: Inspection, on: str) -> bool:
        """Whether there were minutes, or a letter on the records, on that day."""
        days = [day for (id, act), (day, _) in self.told.items() if id == inspection.id and act in _BASES]
        days += [act.on.isoformat() for kind in _BASES for id, act in self._recorded(kind) if id == inspection.id]
        return any(day and day <= on for day in days)

    def _recorded(self, kind: ActKind) -> Iterator[tuple[str, Act]]:
        return ((id, act) for id, acts in self._acts.items() for act in acts if act.kind == kind)

    @cached_property
    def _papers(self) -> set[tuple[str, str, str]]:
        """The numbers and days of the papers that are recorded, of one that came in the agency it is of."""
        return {
            (plain_number(act.number), act.on.isoformat(), agency if RULES[act.kind].paper == "incoming" else "")
            for id, acts in self._acts.items()
            for act in acts
            for agency in [self.state.inspections[id].agency]
        }

    @cached_property
    def _acts(self) -> Mapping[str, Sequence[Act]]:
        """What is recorded; it is read where a paper asks for it."""
        ids = list(self.state.inspections)
        state = self.programme.about(ids, ("act",), "ever")[0] if ids else self.state
        return {id: state.acts(id) for id in ids}


_CHOICES = 12


def years_of(paper: Paper, day: str) -> set[int]:
    """The years a paper is about: those its summary names, else that of its day."""
    return {int(year) for year in _YEAR.findall(paper.of("summary"))} or ({int(day[:4])} if day else set())


def _is_visited(inspection: Inspection, on: str) -> bool:
    """Whether a day is one of those planned for the visit."""
    first, last = inspection.from_, inspection.to or inspection.from_
    return first is not None and last is not None and first.isoformat() <= on <= last.isoformat()


def _lists(words: str) -> bool:
    """Whether words in brackets list agencies: not a number of them, not days."""
    return not re.match(r"\s*(?:\d|từ\b|thay\b|lần\b|đợt\b|kèm\b|theo\b)", words, re.IGNORECASE)


_LISTED = re.compile(r"(?:các|\d+)\s+(?:cơ quan|đơn vị)\b[^()]*\(([^()]*)\)", re.IGNORECASE)


def _is_of_all(words: str) -> bool:
    return bool(re.match(r"(?:các|tất cả|\d+)\s+(?:các\s+)?(?:cơ quan|đơn vị)\b", words.strip(), re.IGNORECASE))


def _by_round(inspections: Sequence[Inspection]) -> dict[str, list[Inspection]]:
    found: dict[str, list[Inspection]] = {}
    for one in inspections:
        if one.round:
            found.setdefault(round_key(one.round), []).append(one)
    return dict(sorted(found.items()))
