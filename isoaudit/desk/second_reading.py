"""What a second reader says of letters and minutes before they leave, into the journal, with the state he read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from isoaudit.errors import IsoAuditError, Problem, ProcedureError, problem
from isoaudit.journal.programme import Cases, Programme, today, writer
from isoaudit.journal.state import State
from isoaudit.journal.store import Draft, Ids, Transaction
from isoaudit.model import ActKind, Case, ReadingOutcome, control_character, says_something
from isoaudit.papers.kinds import PaperKind, kinds
from isoaudit.papers.render import letter_text, paper_lines
from isoaudit.papers.second_reading import Reader, Waiting
from isoaudit.papers.values.common import signer_of
from isoaudit.rules.answers import judged
from isoaudit.rules.second_reading import PAPERS, is_own, read_as, took_part, wants
from isoaudit.rules.succession import standing_on
from isoaudit.tables import cleaned
from isoaudit.tables.cells import word_key
from isoaudit.wording.rounds import of_round

_LONGEST = {"reader": 100, "note": 2_000}


@dataclass(frozen=True, slots=True)
class ToRead:
    """A paper that waits for a second reader."""

    waiting: Waiting
    agency: str
    round: str
    file: Path | None
    """What is to be read; None: nobody made it yet."""


@dataclass(frozen=True, slots=True)
class ReadingToSay:
    """What a second reader says of one paper."""

    inspection: str
    act: ActKind | None
    """With which the paper leaves; None: of the inspection only one waits."""
    reader: str
    outcome: ReadingOutcome
    note: str = ""
    seen: str = ""
    """The beginning of the state that was read, where a list says it."""


@dataclass(slots=True)
class ReadingsSaid:
    """What was written, and what is to be known of it."""

    agreed: list[str] = field(default_factory=list)
    """The inspections, one for each paper."""
    returned: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def act_of_paper(name: str) -> ActKind:
    """The act with which a paper leaves, by its key or Vietnamese name. Raises ProcedureError (READ_001)."""
    for act, key in PAPERS.items():
        if word_key(name) in (word_key(key), word_key(kinds()[key].name), word_key(act)):
            return act
    known = [f"{kinds()[key].name} ({key})" for key in PAPERS.values()]
    raise ProcedureError(problem("READ_001", "isoaudit review-letters", value=name, expected=known))


def to_read(programme: Programme, names: Iterable[str] = (), round_: str = "") -> list[ToRead]:
    """The papers that wait for a second reader: of the inspections named, of a round, or of the year.

    Raises ProcedureError where the office wants none (READ_002), RunError for a name or round that fits nothing.
    """
    _refuse_unwanted(programme)
    state, cases = _cases(programme, list(names), round_)
    reader = Reader(programme.out, today(), tuple(state.inspectors_by_name()))
    return [_to_read(reader, case, one) for case in cases for one in reader.waiting(judged(case))]


def _to_read(reader: Reader, case: Case, one: Waiting) -> ToRead:
    return ToRead(one, standing_on(case, reader.day).name, case.inspection.round, reader.file(case, one.act))


def _refuse_unwanted(programme: Programme) -> None:
    if not any(wants(programme.settings, act) for act in PAPERS):
        raise ProcedureError(problem("READ_002", str(programme.folder)))


def _cases(programme: Programme, names: Sequence[str], round_: str = "") -> tuple[State, Iterable[Case]]:
    if names:
        state, chosen = programme.about(names)
        return state, (programme.case(state, inspection) for inspection in chosen)
    register = programme.register()
    wanted = {one.id for one in of_round(register.inspections_by_name(), round_)} if round_ else set()
    return register, (case for case in Cases(programme, register) if not round_ or case.inspection.id in wanted)


def say_of_round(programme: Programme, round_: str, reader: str) -> ReadingsSaid:
    """Agree with every letter of a round that waits. Raises as :func:`to_read` and :func:`say_readings`; READ_003."""
    waiting = to_read(programme, round_=round_)
    if not waiting:
        raise ProcedureError(problem("READ_003", round_))
    said = [
        ReadingToSay(one.waiting.inspection, one.waiting.act, reader, "agreed", seen=one.waiting.state)
        for one in waiting
    ]
    return say_readings(programme, said)


def say_readings(programme: Programme, said: Sequence[ReadingToSay]) -> ReadingsSaid:
    """Write what second readers say, all of it or nothing, each with the state of the paper as it lies ready now.

    Raises ProcedureError with every problem: a reader is not named (READ_005), reads what is his own (READ_006) or
    returns it without a word (READ_007); nothing waits (READ_003), several papers do (READ_004), the file is not there
    or not what the paper says now (READ_008, READ_009).
    """
    _refuse_unwanted(programme)

    def judge(_: Ids) -> tuple[list[Draft], ReadingsSaid]:
        done = ReadingsSaid()
        problems: list[Problem] = []
        drafts: list[Draft] = []
        for one in said:
            try:
                drafts.append(_Judging(programme, one, done).draft())
            except IsoAuditError as error:
                problems += error.problems
        if problems:
            raise ProcedureError(problems)
        return drafts, done

    def write(transaction: Transaction, judged_: tuple[list[Draft], ReadingsSaid]) -> ReadingsSaid:
        drafts, done = judged_
        if drafts:
            transaction.append(drafts, writer())
        return done

    return programme.journal.write(judge, write)


@dataclass(frozen=True)
class _Judging:
    """One paper and what is said of it."""

    programme: Programme
    said: ReadingToSay
    done: ReadingsSaid

    def draft(self) -> Draft:
        """What is to be written. Raises ProcedureError, and as :meth:`Reader.state`."""
        if wrong := list(self._of_the_words()):
            raise ProcedureError(wrong)
        state, cases = _cases(self.programme, [self.said.inspection])
        case = judged(next(iter(cases)))
        reader = Reader(self.programme.out, today(), tuple(state.inspectors_by_name()))
        act = read_as(self.said.act) if self.said.act else None
        ready = [each for each in reader.ready(case, replacing=True) if act in (None, each)]
        if len(ready) != 1:
            raise ProcedureError(self._which(case, act, ready))
        return self._of_paper(reader, state, case, ready[0])

    def _of_the_words(self) -> Iterator[Problem]:
        where = self.said.inspection
        if not says_something(self.said.reader):
            yield problem("READ_005", where)
        if self.said.outcome == "returned" and not says_something(self.said.note):
            yield problem("READ_007", where)
        for name, most in _LONGEST.items():
            text = getattr(self.said, name)
            if found := control_character(text):
                yield problem("ACT_024", where, option=f"--{name}", code=f"{ord(found):04X}")
            if len(text) > most:
                yield problem("ACT_028", where, option=f"--{name}", length=len(text), most=most)

    def _which(self, case: Case, act: ActKind | None, ready: Sequence[ActKind]) -> Problem:
        if ready:
            return problem("READ_004", case.inspection.id, expected=[_name(each) for each in ready])
        return problem("READ_003", f"{case.inspection.id}{f', {_name(act)}' if act else ''}")

    def _of_paper(self, reader: Reader, state: State, case: Case, act: ActKind) -> Draft:
        id, kind = case.inspection.id, kinds()[PAPERS[act]]
        name = " ".join(cleaned(self.said.reader).split())
        if is_own(case.inspection, act, name, _signer(case, kind)):
            raise ProcedureError(problem("READ_006", id, reader=name, paper=kind.spoken))
        now = reader.state(case, act)
        wrong = "READ_009" if not now.startswith(self.said.seen) else self._stale(reader, case, act)
        if wrong:
            raise ProcedureError(problem(wrong, id, paper=kind.spoken, make=f"isoaudit paper {kind.key} {id}"))
        if act != "minutes_signed" and took_part(case, name):
            self.done.warnings.append(
                f"{id}: {name} là người tham gia cuộc kiểm tra hoặc xem xét hành động khắc phục; {kind.spoken} nên để "
                "người khác đọc lại."
            )
        (self.done.agreed if self.said.outcome == "agreed" else self.done.returned).append(id)
        payload = {
            "state": now,
            "reader": name,
            "outcome": self.said.outcome,
            "note": " ".join(cleaned(self.said.note).split()),
            "on": reader.day.isoformat(),
        }
        return Draft("reading", f"{id}/{act}", payload, state.about("reading", f"{id}/{act}").base())

    def _stale(self, reader: Reader, case: Case, act: ActKind) -> str:
        """Why what lies there is not what is said of: it is not there, or says something else than the data now."""
        file = reader.file(case, act)
        if file is None:
            return "READ_008"
        if reader.edited(case, act):  # a person answers for what it says
            return ""
        made = paper_lines(reader.paper(case, act), self.programme.out / case.inspection.id)
        return "" if letter_text(file) == made else "READ_009"


def _name(act: ActKind) -> str:
    kind = kinds()[PAPERS[act]]
    return f"{kind.name} ({kind.key})"


def _signer(case: Case, kind: PaperKind) -> str:
    """Who signs a letter; empty where that is not known, or the team does."""
    if kind.signed_by != "office":
        return ""
    try:
        return signer_of(case.programme, kind, {case.agency.kind})[0].name
    except IsoAuditError:  # said where the letter is made
        return ""
