"""What happened, into the journal: acts in the order of the law, each with the paper that shows it.

What would make a paper false is refused with the clause; what is merely missing is warned of. All acts given at once
are written, or none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from isoaudit.desk.acts.deadline_said import deadline_said
from isoaudit.desk.acts.fields import (
    ActToRecord,
    faults_of,
    field_in_words,
    given_fields,
    lacking_fields,
    subject_of,
)
from isoaudit.desk.acts.filing import IncomingFile, check_minutes, has_tracked_changes, read_incoming
from isoaudit.desk.acts.letters import another_letter, on_letters
from isoaudit.desk.acts.other_acts import listed, same_file, same_number, same_report
from isoaudit.desk.acts.refusals import clause_of, in_words, not_read, out_of_place, rest_on
from isoaudit.desk.acts.reviewed_reports import nothing_refused, of_no_report, reviewed
from isoaudit.errors import Problem, ProcedureError, problem
from isoaudit.journal.programme import OF_INSPECTIONS, Among, Programme, today, writer
from isoaudit.journal.state import State
from isoaudit.journal.store import Draft, Ids, Transaction, heads, sealed
from isoaudit.model import Act, ActKind, Finding, Inspection
from isoaudit.papers.second_reading import Reader
from isoaudit.papers.values.issuers import CITED, issuer_of
from isoaudit.rules.acts import RULES, by_day, faults, minutes_of, missed
from isoaudit.rules.answers import briefly, in_pieces, of_the_acts, stops
from isoaudit.rules.changes import OF_NOT_HELD
from isoaudit.rules.corrective import ON_FINDINGS
from isoaudit.rules.findings import with_codes
from isoaudit.rules.second_reading import wants
from isoaudit.rules.signed_minutes import Difference
from isoaudit.wording import date_short, label
from isoaudit.wording.rounds import of_round

_SINGLY = 8  # refusals of one rule in one inspection shown singly; more are one line with their number


@dataclass(slots=True)
class Recorded:
    """What was written, and what the command has to say of it."""

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
    left: list[Problem] = field(default_factory=list)
    """What is wrong with acts of a table that were left out."""
    waiting: dict[ActKind, int] = field(default_factory=dict)
    """Of acts of a table that were left out because they follow such an act: of how many inspections."""
    note: str = ""
    """Where these are marked, in words."""
    numbered: list[str] = field(default_factory=list)
    """Subjects of the acts that were given a number without a file."""


def record(programme: Programme, acts: Sequence[ActToRecord]) -> Recorded:
    """Write acts in the order given, all of them or none.

    Raises RunError when a name fits nothing; ProcedureError (ACT_…) with every reason why the first act that cannot be
    true is refused.
    """

    def judged(heads: Ids) -> Sitting:
        sitting = Sitting(programme, heads, _state(programme, acts))
        for to_record in acts:
            sitting.take(to_record)
        sitting.keep_files()
        return sitting

    return programme.journal.write(judged, written)


def written(transaction: Transaction, sitting: Sitting) -> Recorded:
    """Append what was judged; what it came to."""
    transaction.append(sitting.drafts, sitting.writer)
    told = [(d.subject, d.payload) for d in sitting.drafts if d.kind == "act"]
    sitting.done.numbered = [subject for subject, said in told if said.get("number") and not said.get("file")]
    return sitting.done


def _state(programme: Programme, acts: Sequence[ActToRecord]) -> State:
    """What of the journal these acts are judged against.

    Answers are read only where minutes rest on them; where signed minutes are compared, the agencies and decisions they
    may be mistaken for are read as well.
    """
    rest_on_answers = any(rests_on_answers(programme, to_record.act) for to_record in acts)
    if any(to_record.all or to_record.round for to_record in acts):
        return programme.state() if rest_on_answers else programme.register()
    names = [name for to_record in acts for name in to_record.names]
    kinds = OF_INSPECTIONS if rest_on_answers else ("act", "finding", "reply", "review")
    among = _among(acts)
    state = programme.about(names, kinds, among)[0] if names else State()
    if any(to_record.act == "minutes_signed" and to_record.file for to_record in acts):
        programme.take_in_neighbours(state)
    return state


def rests_on_answers(programme: Programme, act: ActKind) -> bool:
    """Whether what is judged of an act rests on answers: of minutes, and of a paper that a second reader reads."""
    read = "notice_issued" if act == "letter_replaced" else act
    return act in ("minutes_agreed", "minutes_signed") or wants(programme.settings, read)


def _among(acts: Sequence[ActToRecord]) -> Among:
    """Whether all of these acts can also be of an inspection that is not carried out."""
    return "known" if all(to_record.act in OF_NOT_HELD for to_record in acts) else "standing"


class Sitting:
    """The acts given at once, on their way into the journal: judged one after the other, not yet written."""

    def __init__(self, programme: Programme, heads: Ids, state: State) -> None:
        self.programme, self.state = programme, state
        self.done = Recorded()
        self.drafts: list[Draft] = []
        self.to_keep: dict[str, bytes] = {}
        self.writer = writer()
        self._heads, self._today = heads, today()
        self._reader = Reader(programme.out, self._today, tuple(state.inspectors_by_name()))
        self._lacking: dict[str, tuple[int, list[str]]] = {}
        """What is missing beside the acts: where in the warnings it is said, of which inspections."""

    def take(self, to_record: ActToRecord) -> None:
        """Judge one act and write it. Raises ProcedureError."""
        self._refuse(faults_of(to_record, self._today))
        file = read_incoming(to_record.file) if to_record.file else None
        drafts: list[Draft] = []
        problems: list[Problem] = []
        chosen = self._chosen(to_record)
        for inspection in chosen:
            subject, refused = subject_of(self.state, inspection.id, to_record)
            if not refused:
                draft, refused = self._draft(to_record, inspection, subject, file)
                drafts += [draft] if draft else []
            problems += refused
        if file and RULES[to_record.act].one_inspection:
            problems += same_file(self.programme, self.state, file, chosen)
        if file and to_record.act == "minutes_signed" and not problems:
            problems += self._compare(file, chosen, to_record.on)
        self._refuse(problems)
        if file and drafts and to_record.act == "correction_reported":
            subjects = [draft.subject for draft in drafts]
            self.done.warnings += list(same_report(self.programme, self.state, file, subjects))
        self._write(to_record, drafts, file)
        self.done.warnings += list(self._missing(to_record, drafts))
        if to_record.act == "minutes_signed" and drafts and not to_record.take_back:
            cases = [self.programme.case(self.state, inspection) for inspection in chosen]
            self.done.warnings += deadline_said(cases, file)

    def keep_files(self) -> None:
        """Keep the papers of the acts that were taken."""
        for data in self.to_keep.values():
            self.programme.journal.keep(data)

    def _refuse(self, problems: Iterable[Problem]) -> None:
        if reasons := list(problems):
            raise ProcedureError(reasons)

    def _chosen(self, to_record: ActToRecord) -> list[Inspection]:
        if not to_record.all and not to_record.round:
            among = _among([to_record])
            return self.programme.choose(self.state, to_record.names, among) if to_record.names else []
        rule = RULES[to_record.act]
        every = self.state.inspections_by_name()
        fitting = [i for i in every if i.mode in rule.forms and (i.occasion == "ad_hoc" or not rule.ad_hoc)]
        chosen = fitting if to_record.all else of_round(fitting, to_record.round, ProcedureError)
        if not chosen:
            what = "thuộc hình thức kiểm tra này"
            raise ProcedureError(problem("ACT_025", label("act", to_record.act), what=what))
        return chosen

    def _draft(
        self, to_record: ActToRecord, inspection: Inspection, subject: str, file: IncomingFile | None
    ) -> tuple[Draft | None, list[Problem]]:
        """The entry to be written of one inspection, None where it says nothing new; and why it is refused."""
        before = self.state.acts_by_subject(inspection.id)
        payload, refused = self._payload(to_record, subject, before.get(subject), file)
        if refused or not payload:
            self.done.unchanged += not refused
            return None, refused
        after = {s: act for s, act in before.items() if s != subject}
        if not to_record.take_back:
            recorded = before[subject].model_dump() if subject in before else {}
            fields = {name: value for name, value in payload.items() if name in Act.model_fields}
            after[subject] = Act.model_validate({**recorded, **fields, "kind": to_record.act})
        wrong = list(faults(inspection, by_day(after.values())))
        if to_record.take_back:
            refused = [*rest_on(before[subject], inspection, wrong)]
        else:
            refused = [in_words(self.programme, inspection, fault) for fault in wrong]
            if all(fault.step for fault in wrong):  # an act of the other form is refused as that alone
                refused += out_of_place(self.programme, self.state, inspection, after[subject], dated="on" in payload)
        refused += on_letters(inspection, subject, before, after, payload)
        refused += reviewed(self.state, inspection.id, subject, after.get(subject))
        if not refused and subject not in before:
            refused += not_read(self._reader, self.programme, self.state, inspection, after[subject])
        if refused:
            return None, refused
        if to_record.act == "minutes_agreed" and subject not in before:
            refused, findings = self._agree(inspection)
            payload["findings"] = [finding.model_dump(mode="json") for finding in findings]
        if to_record.act in ("decided", "decision_amended") and subject not in before:
            payload["upon"] = list(self.state.about("inspection", inspection.id).base())
        base = self.state.about("act", subject).base()
        self.done.taken_back += to_record.take_back
        self.done.added += subject not in before
        self.done.changed += subject in before and not to_record.take_back
        return Draft("act", subject, payload, base), refused

    def _payload(
        self, to_record: ActToRecord, subject: str, recorded: Act | None, file: IncomingFile | None
    ) -> tuple[dict[str, Any], list[Problem]]:
        """The fields to be written: those that are new; another value than the recorded one only as a correction."""
        where, act = subject.partition("/")[0], label("act", to_record.act)
        if recorded is None and (to_record.correct or to_record.take_back):
            number = f" số {to_record.number}" if to_record.number else ""
            return {}, [problem("ACT_017", where, act=act, number=number)]
        if to_record.take_back:
            return {"taken_back": to_record.note}, []
        given = given_fields(to_record, file)
        if recorded is None:
            empty = {name: None if name.endswith(("_on", "_by")) else "" for name in Act.model_fields if name != "kind"}
            was_taken_back = bool(self.state.history("act", subject))
            return {**(empty | {"taken_back": ""} if was_taken_back else {}), **given}, []
        present = recorded.model_dump(mode="json")
        news = {name: value for name, value in given.items() if value != present.get(name, "")}
        contradicted = {name: present[name] for name in news if present.get(name)}
        if contradicted and not to_record.correct:
            if left := another_letter(where, recorded, given, self.state.acts(where)):
                return {}, [left]
            what = "; ".join(field_in_words(name, value) for name, value in contradicted.items())
            return {}, [problem("ACT_005", where, act=act, what=what)]
        return news, []

    def _agree(self, inspection: Inspection) -> tuple[list[Problem], tuple[Finding, ...]]:
        """The findings with their codes; or what the rules find missing in the answers (Article 37.2.b)."""
        case = self.programme.case(self.state, inspection)
        if refused := stops(case):
            conflicts = [refusal for refusal in refused if refusal.rule == "conflict"]
            messages = list(briefly((refusal for refusal in refused if refusal not in conflicts), _SINGLY))
            told = [*messages, *(in_pieces(case, refusal) for refusal in conflicts)]
            return [problem("ACT_006", inspection.id, message=message) for message in told], ()
        findings = with_codes(case, self.state.once_agreed(inspection.id))
        self.done.agreed[inspection.id] = findings
        return [], findings

    def _write(self, to_record: ActToRecord, drafts: Sequence[Draft], file: IncomingFile | None) -> None:
        drafts = [*drafts, *(d for draft in drafts for d in _anew(self.state, draft))]
        if file and drafts:
            self.to_keep[file.sha256] = file.data
            if not self._is_kept(file.sha256):
                payload = {"name": file.name, "size": len(file.data), "mime": file.mime}
                drafts.insert(0, Draft("file", file.sha256, payload))
        self.add(drafts)

    def add(self, drafts: Sequence[Draft]) -> None:
        """Write what was judged elsewhere together with the acts."""
        entries = sealed(drafts, self._heads, self.writer)
        self._heads = heads(entries, self._heads)
        self.state.take_in(entries)
        self.drafts += drafts

    def _is_kept(self, sha256: str) -> bool:
        """Whether the journal names a file already; the state knows only those of its own inspections."""
        return bool(self.state.fields("file", sha256) or self.programme.journal.entries_about("file", [sha256]))

    def _compare(self, file: IncomingFile, chosen: Sequence[Inspection], signed: date | None) -> list[Problem]:
        for inspection in chosen:
            case = self.programme.case(self.state, inspection)
            refused, differences = check_minutes(file, case, self.state, self.programme.out / inspection.id, signed)
            if refused:
                return refused
            if differences is None:
                self.done.not_compared.append(inspection.id)
            elif differences:
                self.done.differences[inspection.id] = differences
        if has_tracked_changes(file):
            self.done.warnings.append(
                f"{file.name}: còn thay đổi chưa chấp nhận (Track Changes); đã đối chiếu như khi chấp nhận tất cả. "
                "Xem lại bản hai bên đã ký, nên lưu bản quét PDF."
            )
        return []

    def _is_known_who_issued(self, inspection: Inspection, act: Act) -> bool:
        """Whether other papers can cite an act with its issuer: recorded, or known from the settings."""
        if act.issuer or act.kind not in CITED:
            return True
        return bool(issuer_of(self.programme.case(self.state, inspection), act.kind, act))

    def _missing(self, to_record: ActToRecord, drafts: Sequence[Draft]) -> Iterator[str]:
        """Warnings of what is unusual in the acts just written; what is missing beside them is noted."""
        if to_record.act == "correction_reported" and to_record.take_back:
            for draft in drafts:
                yield from of_no_report(self.state, draft.subject.partition("/")[0])
        if to_record.take_back or not drafts:
            return
        act_name = label("act", to_record.act)
        for draft in drafts:
            inspection = self.state.known(draft.subject.partition("/")[0])
            assert inspection is not None
            acts = self.state.acts_by_subject(inspection.id)
            act = acts[draft.subject]
            for step in missed(inspection, self.programme.settings, tuple(acts.values()), act):
                what = f"chưa ghi «{label('act', step.kind)}» ({clause_of(self.programme, step.clause)})"
                self._note(f"{act_name}: {what}", inspection.id)
            if act.kind == "minutes_agreed":
                case = self.programme.case(self.state, inspection)
                yield from (f"{inspection.id}: {one.message}" for one in case.remarks if one.rule == "effects_unsaid")
            if act.kind == "not_accepted":
                yield from nothing_refused(self.state, inspection.id, act)
            if act.kind == "report_received":
                yield from _after_the_minutes(inspection, act, acts.values())
            if to_record.on:
                others = tuple(other for other in acts.values() if other.kind != act.kind)
                known = set(of_the_acts(inspection, others))
                news = (r for r in of_the_acts(inspection, tuple(acts.values())) if r not in known)
                yield from (f"{inspection.id}: {remark.message}" for remark in news)
            unknown = ["cơ quan ban hành («--issuer»)"] if not self._is_known_who_issued(inspection, act) else []
            if lacks := [*unknown, *lacking_fields(act)]:
                *all_but_last, final = lacks
                what = f"{', '.join(all_but_last)} và {final}" if all_but_last else final
                self._note(f"{act_name}: chưa có {what}", inspection.id)
        if to_record.on and _is_of_another_year(to_record.act, to_record.on.year, self.programme.settings.year):
            yield f"{act_name}: ngày {date_short(to_record.on)} không thuộc năm {self.programme.settings.year}."
        recorded = {draft.subject.partition("/")[0] for draft in drafts}
        yield from same_number(self.programme, self.state, to_record, recorded)

    def _note(self, words: str, id: str) -> None:
        """Warn of what many inspections lack in one sentence, also where each has an act of its own."""
        at, ids = self._lacking.setdefault(words, (len(self.done.warnings), []))
        ids.append(id)
        self.done.warnings[at : at + (len(ids) > 1)] = [f"{words}: {listed(ids)}."]


def _anew(state: State, draft: Draft) -> Iterator[Draft]:
    """Clear the amendments of findings that are agreed anew with another content: they were made to the earlier one."""
    agreed: Sequence[Mapping[str, Any]] = draft.payload.get("findings", ())
    earlier = {finding.id: finding for finding in state.once_agreed(draft.subject.partition("/")[0])}
    for fields in agreed:
        finding = Finding.model_validate(fields)
        amendments = state.about("finding", finding.id)
        if amendments.heads and earlier.get(finding.id) != finding:
            cleared = {"gap": "", "withdrawn": "", "why": "", "anew": True}
            yield Draft("finding", finding.id, cleared, amendments.base())


def _is_of_another_year(kind: str, of: int, year: int) -> bool:
    """Whether an act is unusual for its year: a plan is approved before it, corrective action may go on after it."""
    goes_on = kind in ("correction_reported", *ON_FINDINGS) and of > year
    return of != year and kind != "plan_approved" and not goes_on


def _after_the_minutes(inspection: Inspection, report: Act, acts: Iterable[Act]) -> Iterator[str]:
    """The report before the visit, said after it: mostly it is the one on corrective action (Article 37.2.c)."""
    closed = minutes_of(act for act in acts if act.on < report.on)
    if closed:
        yield (
            f"{inspection.id}: báo cáo ngày {date_short(report.on)} gửi sau Biên bản kiểm tra ngày "
            f"{date_short(closed.on)}. Nếu là báo cáo khắc phục thì hủy việc này («--take-back») và ghi: isoaudit "
            f"record correction_reported {inspection.id}."
        )
