"""What happened, into the journal: acts in the order of the law, each with the paper that shows it.

What would make a paper false is refused with the clause; what is merely missing is said. All that is told at once is
written, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from unicodedata import category

from isoaudit.desk.filing import IncomingFile, check_minutes, has_tracked_changes, read_incoming
from isoaudit.errors import Problem, ProcedureError, problem
from isoaudit.journal.programme import OF_INSPECTIONS, Programme, today, writer
from isoaudit.journal.state import State
from isoaudit.journal.store import Draft, Ids, Transaction, heads, sealed
from isoaudit.model import Act, ActKind, Citation, Finding, Inspection, control_character, says_something
from isoaudit.rules.acts import RULES, Fault, Step, by_day, faults, missed
from isoaudit.rules.answers import briefly, stops
from isoaudit.rules.findings import with_codes
from isoaudit.rules.signed_minutes import Difference
from isoaudit.wording import cite, count, date_short, label

_SHOWN = 5  # inspections named in one warning; more are counted
_SINGLY = 8  # refusals of one rule in one inspection told singly; more are one line with their number
_LONGEST = {"number": 100, "issuer": 300, "signer": 100, "note": 2_000}
"""Texts of an act, and how many characters each may have."""


@dataclass(frozen=True, slots=True)
class Said:
    """One act as it is told, of one inspection or of many."""

    act: ActKind
    names: tuple[str, ...] = ()
    """Ids of inspections, or codes of agencies that have only one."""
    round: str = ""
    """Instead of names: all of a round whose form the act belongs to."""
    all: bool = False
    """Instead of names: all of the year whose form the act belongs to."""
    on: date | None = None
    number: str = ""
    issuer: str = ""
    signer: str = ""
    arrived_on: date | None = None
    reply_by: date | None = None
    file: Path | None = None
    note: str = ""
    correct: bool = False
    """What was recorded before was wrong."""
    take_back: bool = False
    """It did not happen: it was recorded by mistake; ``note`` says why."""


@dataclass(slots=True)
class Recorded:
    """What was written, and what is to be said of it."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    taken_back: int = 0
    warnings: list[str] = field(default_factory=list)
    agreed: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    """By inspection: the findings with the codes they were given."""
    differences: dict[str, tuple[Difference, ...]] = field(default_factory=dict)
    """By inspection: where the signed file says something else than was agreed."""
    not_compared: list[str] = field(default_factory=list)
    """Inspections whose signed file cannot be read as text."""


def record(programme: Programme, told: Sequence[Said]) -> Recorded:
    """Write acts in the order told, all of them or none.

    Raises RunError when a name fits nothing; ProcedureError (ACT_…) with every reason why the first act that cannot be
    true is refused.
    """

    def judged(heads: Ids) -> _Sitting:
        sitting = _Sitting(programme, heads, _state(programme, told))
        for said in told:
            sitting.take(said)
        for data in sitting.to_keep.values():
            programme.journal.keep(data)
        return sitting

    def write(transaction: Transaction, sitting: _Sitting) -> Recorded:
        transaction.append(sitting.drafts, sitting.writer)
        return sitting.done

    return programme.journal.write(judged, write)


def _state(programme: Programme, told: Sequence[Said]) -> State:
    """What the journal says as far as these acts are about it.

    The answers only where minutes rest on them; where signed minutes are compared, what they may be mistaken for.
    """
    rest_on_answers = any(said.act in ("minutes_agreed", "minutes_signed") for said in told)
    if any(said.all or said.round for said in told):
        return programme.state() if rest_on_answers else programme.register()
    names = [name for said in told for name in said.names]
    kinds = OF_INSPECTIONS if rest_on_answers else ("act", "finding")
    state = programme.about(names, kinds)[0] if names else State()
    if any(said.act == "minutes_signed" and said.file for said in told):
        programme.take_in_neighbours(state)
    return state


class _Sitting:
    """The acts told at once, on their way into the journal."""

    def __init__(self, programme: Programme, heads: Ids, state: State) -> None:
        self.programme, self.state = programme, state
        self.done = Recorded()
        self.drafts: list[Draft] = []
        self.to_keep: dict[str, bytes] = {}
        self.writer = writer()
        self._heads, self._today = heads, today()

    def take(self, said: Said) -> None:
        """Judge one act and write it. Raises ProcedureError."""
        self._refuse(_faults_of(said, self._today))
        paper = read_incoming(said.file) if said.file else None
        drafts: list[Draft] = []
        problems: list[Problem] = []
        chosen = self._chosen(said)
        for inspection in chosen:
            subject, refused = _subject(self.state, inspection.id, said)
            if not refused:
                draft, refused = self._draft(said, inspection, subject, paper)
                drafts += [draft] if draft else []
            problems += refused
        if paper and RULES[said.act].one_inspection:
            problems += self._shared(paper, chosen)
        if paper and said.act == "minutes_signed" and not problems:
            problems += self._compare(paper, chosen)
        self._refuse(problems)
        self._write(said, drafts, paper)
        self.done.warnings += self._missing(said, drafts)

    def _refuse(self, problems: Iterable[Problem]) -> None:
        found = list(problems)
        if found:
            raise ProcedureError(found)

    def _chosen(self, said: Said) -> list[Inspection]:
        if not said.all and not said.round:
            return self.programme.choose(self.state, said.names) if said.names else []
        fitting = [i for i in self.state.inspections_by_name() if i.mode in RULES[said.act].forms]
        found = [i for i in fitting if said.all or i.round == said.round]
        if not found:
            what = f"thuộc đợt «{said.round}»" if said.round else "thuộc hình thức kiểm tra này"
            raise ProcedureError(problem("ACT_025", label("act", said.act), what=what))
        return found

    def _draft(
        self, said: Said, inspection: Inspection, subject: str, paper: IncomingFile | None
    ) -> tuple[Draft | None, list[Problem]]:
        """What is to be written of one inspection; nothing where it is no news; or why it is refused."""
        before = self.state.acts_by_subject(inspection.id)
        payload, refused = self._payload(said, subject, before.get(subject), paper)
        if refused or not payload:
            self.done.unchanged += not refused
            return None, refused
        after = {s: act for s, act in before.items() if s != subject}
        if not said.take_back:
            known = before[subject].model_dump() if subject in before else {}
            fields = {name: value for name, value in payload.items() if name in Act.model_fields}
            after[subject] = Act.model_validate({**known, **fields, "kind": said.act})
        found = [self._in_words(inspection, fault) for fault in faults(inspection, by_day(after.values()))]
        if found:
            return None, found
        if said.act == "minutes_agreed" and subject not in before:
            refused, findings = self._agree(inspection)
            payload["findings"] = [finding.model_dump(mode="json") for finding in findings]
        base = self.state.about("act", subject).base()
        self.done.taken_back += said.take_back
        self.done.added += subject not in before
        self.done.changed += subject in before and not said.take_back
        return Draft("act", subject, payload, base), refused

    def _payload(
        self, said: Said, subject: str, known: Act | None, paper: IncomingFile | None
    ) -> tuple[dict[str, Any], list[Problem]]:
        """The fields that are news; of what was recorded differently only as a correction."""
        where, act = subject.partition("/")[0], label("act", said.act)
        if known is None and (said.correct or said.take_back):
            number = f" số {said.number}" if said.number else ""
            return {}, [problem("ACT_017", where, act=act, number=number)]
        if said.take_back:
            return {"taken_back": said.note}, []
        given = _given(said, paper)
        if known is None:
            empty = {name: None if name.endswith(("_on", "_by")) else "" for name in Act.model_fields if name != "kind"}
            was_taken_back = bool(self.state.history("act", subject))
            return {**(empty | {"taken_back": ""} if was_taken_back else {}), **given}, []
        present = known.model_dump(mode="json")
        news = {name: value for name, value in given.items() if value != present[name]}
        other = {name: present[name] for name in news if present[name]}
        if other and not said.correct:
            what = "; ".join(_shown(name, value) for name, value in other.items())
            return {}, [problem("ACT_005", where, act=act, what=what)]
        return news, []

    def _agree(self, inspection: Inspection) -> tuple[list[Problem], tuple[Finding, ...]]:
        """The findings with their codes; or what the rules find missing in the answers (Article 37.2.b)."""
        case = self.programme.case(self.state, inspection)
        if refused := stops(case):
            return [problem("ACT_006", inspection.id, message=message) for message in briefly(refused, _SINGLY)], ()
        findings = with_codes(case, self.state.once_agreed(inspection.id))
        self.done.agreed[inspection.id] = findings
        return [], findings

    def _write(self, said: Said, drafts: Sequence[Draft], paper: IncomingFile | None) -> None:
        drafts = [*drafts, *(d for draft in drafts for d in _anew(self.state, draft))]
        if paper and drafts:
            self.to_keep[paper.sha256] = paper.data
            if not self._is_kept(paper.sha256):
                payload = {"name": paper.name, "size": len(paper.data), "mime": paper.mime}
                drafts.insert(0, Draft("file", paper.sha256, payload))
        entries = sealed(drafts, self._heads, self.writer)
        self._heads = heads(entries, self._heads)
        self.state.take_in(entries)
        self.drafts += drafts

    def _is_kept(self, sha256: str) -> bool:
        """Whether a file was ever named; the state knows only those of its own inspections."""
        known = self.state.fields("file", sha256) or self.programme.journal.entries_about("file", [sha256])
        return bool(known)

    def _acts_telling(self, *texts: str) -> Iterator[tuple[str, Act]]:
        """The acts of all inspections that may tell these texts, also those told just now; each with its inspection."""
        entries = self.programme.journal.entries_telling("act", *texts)
        others = State(entry for entry in entries if entry.subject.partition("/")[0] not in self.state.inspections)
        ids = dict.fromkeys(entry.subject.partition("/")[0] for entry in entries)
        for id in (*self.state.inspections, *(id for id in ids if id not in self.state.inspections)):
            state = self.state if id in self.state.inspections else others
            yield from ((id, act) for act in state.acts(id))

    def _shared(self, paper: IncomingFile, chosen: Sequence[Inspection]) -> Iterator[Problem]:
        """Minutes belong to one inspection: the same file of two is a slip (Article 37.2.b)."""
        ids = {inspection.id for inspection in chosen}
        for id, act in self._acts_telling(paper.sha256):
            if id not in ids and act.file == paper.sha256 and RULES[act.kind].one_inspection:
                yield problem("ACT_015", paper.name, other=id)
        if len(ids) > 1:
            yield problem("ACT_015", paper.name, other=", ".join(sorted(ids)))

    def _compare(self, paper: IncomingFile, chosen: Sequence[Inspection]) -> list[Problem]:
        for inspection in chosen:
            case = self.programme.case(self.state, inspection)
            refused, found = check_minutes(paper, case, self.state, self.programme.out / inspection.id)
            if refused:
                return refused
            if found is None:
                self.done.not_compared.append(inspection.id)
            elif found:
                self.done.differences[inspection.id] = found
        if has_tracked_changes(paper):
            self.done.warnings.append(
                f"{paper.name}: còn thay đổi chưa chấp nhận (Track Changes); đã đối chiếu như khi chấp nhận tất cả. "
                "Xem lại bản hai bên đã ký, nên lưu bản quét PDF."
            )
        return []

    def _in_words(self, inspection: Inspection, fault: Fault) -> Problem:
        fields = {"act": label("act", fault.act.kind), "clause": self._clause(fault.clause)}
        if fault.step is None:
            return problem("ACT_001", inspection.id, mode=label("mode", inspection.mode), **fields)
        before = label("act", fault.step.kind)
        if fault.earlier is None:
            return problem(
                "ACT_002", inspection.id, before=before, code=fault.step.kind, inspection=inspection.id, **fields
            )
        days = {"day": date_short(fault.act.on), "other": date_short(fault.earlier.on)}
        return problem("ACT_003", inspection.id, before=before, **days, **fields)

    def _clause(self, citation: Citation) -> str:
        return cite((citation,), self.programme.laws)[0]

    def _missing(self, said: Said, drafts: Sequence[Draft]) -> Iterator[str]:
        """What of what was just written is merely missing, in words; many inspections in one sentence."""
        if said.take_back or not drafts:
            return
        absent: dict[Step, list[str]] = {}
        lacking: dict[str, list[str]] = {}
        for draft in drafts:
            inspection = self.state.inspections[draft.subject.partition("/")[0]]
            acts = self.state.acts_by_subject(inspection.id)
            act = acts[draft.subject]
            for step in missed(inspection, self.programme.settings, tuple(acts.values()), act):
                absent.setdefault(step, []).append(inspection.id)
            if lacks := "; ".join(_lacks(act)):
                lacking.setdefault(lacks, []).append(inspection.id)
        act_name = label("act", said.act)
        for step, ids in absent.items():
            clause = self._clause(step.clause)
            yield f"{act_name}: chưa ghi «{label('act', step.kind)}» ({clause}): {_listed(ids)}."
        for what, ids in lacking.items():
            yield f"{act_name}: chưa ghi {what}: {_listed(ids)}."
        if said.on and said.on.year != self.programme.settings.year and said.act != "plan_approved":
            yield f"{act_name}: ngày {date_short(said.on)} không thuộc năm {self.programme.settings.year}."
        yield from self._used_twice(said)

    def _used_twice(self, said: Said) -> Iterator[str]:
        """A number is used once a year (Decree 30/2020, Article 15.1)."""
        if not said.number or not said.on or not RULES[said.act].series:
            return
        number = _plain(said.number)
        others = {
            (act.kind, act.on)
            for _, act in self._acts_telling('"number":"', *_signs(number))
            if RULES[act.kind].series and _plain(act.number) == number and act.on.year == said.on.year
        }
        for kind, on in sorted(others - {(said.act, said.on)}):
            yield (
                f"Số {said.number} đã dùng cho «{label('act', kind)}» ngày {date_short(on)}; số và ký hiệu là duy nhất "
                "trong năm (khoản 1 Điều 15 Nghị định số 30/2020/NĐ-CP)."
            )


def _faults_of(said: Said, day: date) -> Iterator[Problem]:
    """What is wrong with an act whichever inspection it is of."""
    where = label("act", said.act)
    for on in (said.on, said.arrived_on):
        if on and on > day:
            yield problem("ACT_004", where, day=date_short(on), today=date_short(day))
    if said.on and said.arrived_on and said.arrived_on < said.on:
        yield problem("ACT_019", where, arrived=date_short(said.arrived_on), day=date_short(said.on))
    if said.on and said.reply_by and said.reply_by < said.on:
        yield problem("ACT_027", where, reply=date_short(said.reply_by), day=date_short(said.on))
    for option in _out_of_place(said):
        yield problem("ACT_026", where, option=option, act=where)
    if said.take_back and not says_something(said.note):
        yield problem("ACT_016", where, option="--note LÝ_DO")
    for name in _LONGEST:
        text = getattr(said, name)
        if found := control_character(text) or next((sign for sign in text if category(sign) == "Cf"), ""):
            yield problem("ACT_024", where, option=f"--{name}", code=f"{ord(found):04X}")
        if len(text) > _LONGEST[name]:
            yield problem("ACT_028", where, option=f"--{name}", length=len(text), most=_LONGEST[name])


def _out_of_place(said: Said) -> Iterator[str]:
    """The options that mean nothing for an act."""
    paper = RULES[said.act].paper
    if said.arrived_on and paper != "incoming":
        yield "--arrived"
    if said.reply_by and said.act not in ("requested", "correction_requested"):
        yield "--reply-by"
    if not paper:
        yield from (f"--{name}" for name in ("number", "issuer", "signer", "file") if getattr(said, name))


def _subject(state: State, inspection: str, said: Said) -> tuple[str, list[Problem]]:
    """What an act is said of: its kind; of what can happen several times one subject each, by its number or day."""
    subject = f"{inspection}/{said.act}"
    if not RULES[said.act].several:
        return subject, []
    known = {s: act for s, act in state.acts_by_subject(inspection).items() if act.kind == said.act}
    same = [s for s, act in known.items() if said.number and _plain(act.number) == _plain(said.number)]
    same = same or [s for s, act in known.items() if act.on == said.on and not (said.number and act.number)]
    if not same and (said.correct or said.take_back):
        if len(known) > 1:
            numbers = ", ".join(act.number or date_short(act.on) for act in known.values())
            where = {"act": label("act", said.act), "count": len(known), "numbers": numbers}
            return "", [problem("ACT_018", inspection, **where)]
        same = list(known)
    if same:
        return same[0], []
    name = f"{subject}/{_plain(said.number) or (said.on.isoformat() if said.on else '')}"
    while name in known:  # one that was corrected to another number keeps the name of its first
        name += "+"
    return name, []


def _given(said: Said, paper: IncomingFile | None) -> dict[str, Any]:
    """The fields that were told, as the journal keeps them."""
    days = {name: getattr(said, name) for name in ("on", "arrived_on", "reply_by")}
    given: dict[str, Any] = {name: day.isoformat() for name, day in days.items() if day}
    given |= {name: text for name in _LONGEST if (text := " ".join(getattr(said, name).split()))}
    return {**given, "file": paper.sha256} if paper else given


def _shown(name: str, value: str) -> str:
    words = {"on": "ngày", "number": "số", "issuer": "cơ quan ban hành", "signer": "người ký", "arrived_on": "ngày đến"}
    words |= {"reply_by": "hạn báo cáo", "file": "tệp", "note": "ghi chú"}
    shown = date_short(date.fromisoformat(value)) if name in ("on", "arrived_on", "reply_by") else value
    return f"{words[name]} {'khác' if name == 'file' else shown}"


def _lacks(act: Act) -> Iterator[str]:
    """What a paper takes and was not recorded (Decree 30/2020; Circular 26/2014, Article 39)."""
    paper = RULES[act.kind].paper
    if paper in ("issued", "approved", "incoming") and not act.number:
        yield "số"
    if paper == "issued" and not act.signer:
        yield "người ký"
    if paper == "incoming" and not act.arrived_on:
        yield "ngày đến"
    if paper and not act.file:
        yield "tệp văn bản"


def _listed(ids: Sequence[str]) -> str:
    more = f" và {count(len(ids) - _SHOWN)} cuộc kiểm tra nữa" if len(ids) > _SHOWN else ""
    return ", ".join(ids[:_SHOWN]) + more


def _plain(number: str) -> str:
    """A number as it is compared: 5/QĐ and 05/QĐ are one."""
    return "".join(number.casefold().split()).lstrip("0")


def _signs(number: str) -> Iterator[str]:
    """What every way of writing a number (:func:`_plain`) has in common: its digits and strokes, in their order."""
    return (sign for sign in number if sign in "0123456789/-.")


def _anew(state: State, draft: Draft) -> Iterator[Draft]:
    """Of findings that are agreed anew with another content, what was said of the earlier one no longer holds."""
    now: Sequence[Mapping[str, Any]] = draft.payload.get("findings", ())
    earlier = {finding.id: finding for finding in state.once_agreed(draft.subject.partition("/")[0])}
    for fields in now:
        finding = Finding.model_validate(fields)
        said = state.about("finding", finding.id)
        if said.heads and earlier.get(finding.id) != finding:
            yield Draft("finding", finding.id, {"gap": "", "withdrawn": "", "why": "", "anew": True}, said.base())
