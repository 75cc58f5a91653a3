"""The fold: what the entries say at present. Pure; clocks order nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from isoaudit.findings import applies, concerns, qms_not_built, refusals
from isoaudit.model import Agency, Answer, Case, Entry, Inspection, Law, PinnedChecklist, Programme
from isoaudit.wording import date_short, sort_key

Subject = tuple[str, str]
"""The kind and the subject of an entry."""


@dataclass(slots=True)
class _Fields:
    """The present fields of one subject, each with the entries it rests on."""

    heads: set[str] = field(default_factory=set)
    bases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        """A field's value is what its latest entries say; an entry outdates those its writer had seen."""
        self.bases[entry.id] = entry.base
        outdated = self.heads if self.heads.issubset(entry.base) else None
        seen = None if outdated is not None else self._ancestors(entry)
        for name, value in entry.payload.items():
            said = self.values.get(name, {})
            kept = {} if seen is None else {id: v for id, v in said.items() if id not in seen}
            self.values[name] = {**kept, entry.id: value}
        self.heads = {entry.id} if seen is None else (self.heads - seen) | {entry.id}

    def _ancestors(self, entry: Entry) -> set[str]:
        seen: set[str] = set()
        waiting = list(entry.base)
        while waiting:
            id = waiting.pop()
            if id not in seen:
                seen.add(id)
                waiting.extend(self.bases.get(id, ()))
        return seen

    def present(self) -> dict[str, Any]:
        """One value a field: of conflicting ones the entry with the greatest id, so that every copy shows the same."""
        return {name: said[max(said)] for name, said in self.values.items()}

    def conflicts(self) -> list[str]:
        """The fields for which several entries stand side by side with different values."""
        return [name for name, said in self.values.items() if any(v != said[max(said)] for v in said.values())]


class State:
    """The present state of a programme: agencies, inspections, answers, each with what it rests on."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._subjects: dict[Subject, _Fields] = {}
        for entry in entries:
            self._subjects.setdefault((entry.kind, entry.subject), _Fields()).add(entry)
        self.agencies: dict[str, Agency] = {
            subject: Agency.model_validate({"code": subject, **fields}) for subject, fields in self._all("agency")
        }
        self.inspections: dict[str, Inspection] = {
            subject: Inspection.model_validate({"id": subject, **fields}) for subject, fields in self._all("inspection")
        }
        self._answers: dict[str, list[str]] = {}
        for kind, subject in self._subjects:
            if kind == "answer":
                self._answers.setdefault(subject.rpartition("/")[0], []).append(subject)

    def _all(self, kind: str) -> list[tuple[str, dict[str, Any]]]:
        return [(subject, f.present()) for (k, subject), f in self._subjects.items() if k == kind]

    def fields(self, kind: str, subject: str) -> dict[str, Any]:
        """The present fields of a subject; empty when nothing was said of it."""
        found = self._subjects.get((kind, subject))
        return found.present() if found else {}

    def base(self, kind: str, subject: str) -> tuple[str, ...]:
        """The latest entries on a subject: the base of what is said of it next."""
        found = self._subjects.get((kind, subject))
        return tuple(sorted(found.heads)) if found else ()

    def conflicts(self, kind: str, subject: str) -> list[str]:
        """The fields of a subject that a person must still decide."""
        found = self._subjects.get((kind, subject))
        return found.conflicts() if found else []

    def answers(self, inspection: str) -> tuple[Answer, ...]:
        """The answers of an inspection by criterion; a verdict in conflict counts as none."""
        return tuple(self._answer(subject) for subject in sorted(self._answers.get(inspection, ())))

    def _answer(self, subject: str) -> Answer:
        inspection, _, criterion = subject.rpartition("/")
        fields = self.fields("answer", subject)
        if "verdict" in self.conflicts("answer", subject):
            fields["verdict"] = None
        heads = self.base("answer", subject)
        return Answer.model_validate({**fields, "inspection": inspection, "criterion": criterion, "heads": heads})

    def of_agency(self, code: str) -> list[Inspection]:
        """The inspections of an agency, in the order of their ids."""
        return sorted((i for i in self.inspections.values() if i.agency == code), key=lambda i: i.id)

    def agencies_by_name(self) -> list[Agency]:
        """All agencies in the Vietnamese order of their names."""
        return sorted(self.agencies.values(), key=lambda agency: (sort_key(agency.name), agency.code))

    def inspections_by_name(self) -> list[Inspection]:
        """All inspections in the Vietnamese order of their agencies' names."""
        return sorted(self.inspections.values(), key=lambda i: (sort_key(self.agencies[i.agency].name), i.id))


def build_case(
    state: State,
    inspection: Inspection,
    programme: Programme,
    laws: Sequence[Law],
    checklists: Sequence[PinnedChecklist],
) -> Case:
    """Everything the working paper of an inspection is a function of, what refuses its letter included."""
    if inspection.period_from is None and inspection.period_to is None:
        period = {"period_from": programme.period_from, "period_to": programme.period_to}
        inspection = inspection.model_copy(update=period)
    case = Case(
        programme=programme,
        laws=tuple(law for law in laws if law.id in _cited(checklists)),
        agency=state.agencies[inspection.agency],
        inspection=inspection,
        checklists=tuple(checklists),
        answers=state.answers(inspection.id),
    )
    conflicts = tuple(
        f"Tiêu chí {answer.criterion}: có hai kết quả khác nhau được ghi song song, cần thống nhất."
        for answer in case.answers
        if state.conflicts("answer", f"{inspection.id}/{answer.criterion}")
    )
    return case.model_copy(update={"remarks": conflicts + unusual(case), "refused": refusals(case)})


def _cited(checklists: Sequence[PinnedChecklist]) -> set[str]:
    """The instruments the checklists rest on."""
    return {c.document for p in checklists for criterion in p.checklist.criteria for c in criterion.basis}


def unusual(case: Case) -> tuple[str, ...]:
    """What is merely unusual in the answers, in words: it is kept and treated like any other."""
    criteria = {c.id: c for pinned in case.checklists for c in pinned.checklist.criteria}
    team = {member.name for member in case.inspection.team}
    annexes = {c.id for pinned in case.checklists if pinned.checklist.annex for c in pinned.checklist.criteria}
    found = []
    if case.agency.name.casefold() in case.programme.authority.casefold():  # Circular 26/2014, Article 33.1
        found.append("Cơ quan chịu sự kiểm tra chính là đơn vị kiểm tra: cần bảo đảm khách quan.")
    for answer in case.answers:
        criterion = criteria[answer.criterion]
        where = f"Tiêu chí {answer.criterion}"
        if not concerns(criterion, case.agency, case.inspection):
            found.append(f"{where}: không áp dụng đối với loại cơ quan này nhưng đã ghi kết quả.")
        elif criterion.id not in annexes and not applies(criterion, case.agency, case.inspection):
            found.append(f"{where}: chỉ kiểm tra được tại trụ sở nhưng đã ghi kết quả khi kiểm tra qua hồ sơ, báo cáo.")
        if answer.verdict == "nonconforming" and criterion.worst == "observation":
            found.append(f"{where}: quy định không đặt thành yêu cầu, được ghi là điểm lưu ý.")
        elif answer.verdict == "nonconforming" and qms_not_built(case):
            found.append(f"{where}: cơ quan chưa xây dựng HTQLCL nên không ghi là điểm không phù hợp.")
        if team and answer.inspector and answer.inspector not in team:
            found.append(f"{where}: người kiểm tra «{answer.inspector}» không có trong Đoàn kiểm tra.")
        day = answer.examined_on
        start, end = case.inspection.from_, case.inspection.to
        if day and ((start and day < start) or (end and day > end)):
            found.append(f"{where}: ngày kiểm tra {date_short(day)} ngoài thời gian của cuộc kiểm tra.")
    return tuple(found)


def next_id(state: State, year: int, agency: str, mode: str, taken: Iterable[str] = ()) -> str:
    """The id of a new inspection: ``2026-99-SNV-TS``, then ``-TS2``, ``-TS3``; ``-HS`` by record."""
    stem = f"{year}-{agency}-{'TS' if mode == 'on_site' else 'HS'}"
    used = {*state.inspections, *taken}
    number = 1
    while (name := stem if number == 1 else f"{stem}{number}") in used:
        number += 1
    return name
