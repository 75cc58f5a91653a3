"""Answers judged against their checklists: what was found, what is missing, what stops a letter.

Pure: a case in, a result out. Rules of the law stand here with their clause; no file, no clock.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from typing import get_args

from isoaudit.model import (
    POINTS,
    Agency,
    Answer,
    Case,
    Citation,
    Criterion,
    Finding,
    FindingKind,
    Inspection,
    Law,
    PointResult,
    PointState,
    Result,
    Verdict,
)
from isoaudit.rules.selection import left_out_by
from isoaudit.wording import cite, count, label

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
CODES: dict[FindingKind, str] = {"nonconformity": "KPH", "observation": "LY"}
"""What the codes of findings begin with; a good practice has none."""
NOT_BUILT = "QD19-2-1"
"""Stands for a criterion in the nonconformity of a system that is owed and not built; no checklist asks for it."""
QMS_OBLIGED = Citation(document="QĐ19/2014", article=2, clause=1)
QMS_SCOPE = Citation(document="QĐ19/2014", article=3, clause=1)
OBLIGED_BY_PROVINCE = ("ubnd_cap_xa", "don_vi_su_nghiep")
"""Kinds that a decision of the province obliges, and not Decision 19/2014, Article 2.1."""
_PROVINCE_OPEN = "Văn bản số …… của Ủy ban nhân dân cấp tỉnh quy định cơ quan phải xây dựng và áp dụng HTQLCL"
"""Stands for the source of the obligation where the register has none: Article 2.1 does not name these bodies."""
_KINDS: dict[Verdict, FindingKind] = {"nonconforming": "nonconformity", "observation": "observation"}


def applies(criterion: Criterion, agency: Agency, inspection: Inspection) -> bool:
    """Whether the criterion is to be answered for this agency and form of inspection.

    By record, only what a report can show applies (Circular 26/2014, Article 37.1); what binds only from a later
    day, or no longer, does not apply.
    """
    return concerns(criterion, agency, inspection) and (inspection.mode == "on_site" or criterion.by_record)


def concerns(criterion: Criterion, agency: Agency, inspection: Inspection) -> bool:
    """Whether the criterion binds this kind of agency on the day of the inspection, in whichever form."""
    if criterion.kinds != "all" and agency.kind not in criterion.kinds:
        return False
    day = inspection.from_
    if day is None:
        return criterion.in_force_from.year <= inspection.year and (
            criterion.in_force_to is None or criterion.in_force_to.year >= inspection.year
        )
    return criterion.in_force_from <= day and (criterion.in_force_to is None or day <= criterion.in_force_to)


def qms_not_built(case: Case) -> bool:
    """Whether the agency has not built its system: that is stated, it is not thirteen nonconformities.

    Of an agency that must have one it is a single nonconformity with Decision 19/2014, Articles 2.1 and 3.1.
    """
    return case.agency.qms_status == "chua_xay_dung"


def _system_owed(case: Case) -> Iterator[Finding]:
    """The one nonconformity of an agency that must have a system and has not built it, to be answered like any other.

    A people's committee of a commune or a service unit is obliged by a decision of the province, not by Article 2.1.
    """
    agency = case.agency
    if not qms_not_built(case) or agency.obligation != "bat_buoc":
        return
    by_province = agency.kind in OBLIGED_BY_PROVINCE
    source = (agency.obligation_source or _PROVINCE_OPEN) if by_province else ""
    clauses = (QMS_SCOPE,) if by_province else (QMS_OBLIGED, QMS_SCOPE)
    seen = "Tại thời điểm kiểm tra" if case.inspection.mode == "on_site" else "Qua hồ sơ, báo cáo"
    yield Finding(
        id=f"{case.inspection.id}/{NOT_BUILT}",
        kind="nonconformity",
        criterion=NOT_BUILT,
        point="1.a",
        legal_basis=(*([source] if source else []), *cite(clauses, case.laws)),
        requirement="Cơ quan thuộc đối tượng phải xây dựng và áp dụng HTQLCL",
        evidence=(),
        gap=f"{seen}, cơ quan thuộc đối tượng phải xây dựng và áp dụng HTQLCL nhưng chưa xây dựng HTQLCL",
        remedy="Xây dựng và áp dụng HTQLCL theo các bước quy định tại Điều 4 Quyết định số 19/2014/QĐ-TTg",
    )


def expected(case: Case) -> tuple[Criterion, ...]:
    """The criteria that must be answered, in the order of Article 36; never missing are those of an annex, and those
    that the short form of the inspection does not ask."""
    if qms_not_built(case):
        return ()
    left_out = left_out_by(case)
    return tuple(
        criterion
        for pinned in case.checklists
        if not pinned.checklist.annex
        for criterion in pinned.checklist.criteria
        if criterion.id not in left_out and applies(criterion, case.agency, case.inspection)
    )


def shown(case: Case) -> tuple[Criterion, ...]:
    """The criteria an inspector is shown, those of annexes last: what is to be asked, and what was answered besides."""
    left_out, answered = left_out_by(case), {answer.criterion for answer in case.answers}
    return tuple(
        criterion
        for pinned in sorted(case.checklists, key=lambda one: one.checklist.annex)
        for criterion in pinned.checklist.criteria
        if criterion.id in answered
        or (criterion.id not in left_out and applies(criterion, case.agency, case.inspection))
    )


def judge(case: Case) -> Result:
    """The findings of an inspection, conformity by point, and what is missing.

    Once the team has agreed its minutes the findings are those, word by word (Circular 26/2014, Article 37.2.b, c);
    at the points, an answer whose finding was withdrawn after the exchange counts as conforming.
    """
    answers = _answered(case)
    wanted = expected(case)
    missing = tuple(c.id for c in wanted if c.id not in answers)
    counts = Counter(answer.verdict for answer in answers.values())
    found = case.agreed or tuple(_findings(case, answers))
    findings = tuple(f for f in found if not f.withdrawn)
    withdrawn = tuple(f for f in found if f.withdrawn)
    main = next(p for p in case.checklists if not p.checklist.annex)
    seen_later = () if qms_not_built(case) else tuple(_to_see_on_site(case, answers))
    return Result(
        agency=case.agency.code,
        inspection=case.inspection.id,
        checklist=main.pin,
        qms_not_built=qms_not_built(case),
        counts={
            **{verdict: counts[verdict] for verdict in VERDICTS},
            "good_practice": sum(f.kind == "good_practice" for f in findings),
            "answered": len(answers),
            "applicable": len(wanted),
            "missing": len(missing),
        },
        points=tuple(_point_results(case, answers, missing, {f.criterion for f in withdrawn})),
        findings=findings,
        withdrawn=withdrawn,
        missing=missing,
        to_see_on_site=seen_later,
        refused=case.refused,
        fingerprint=fingerprint(case),
    )


def found_in(case: Case) -> tuple[tuple[Finding, ...], tuple[PointResult, ...]]:
    """The findings and points of :func:`judge`, without the fingerprint that a working paper has: of thousands it is
    the longest part."""
    answers = _answered(case)
    missing = [c.id for c in expected(case) if c.id not in answers]
    found = case.agreed or tuple(_findings(case, answers))
    withdrawn = {f.criterion for f in found if f.withdrawn}
    standing = tuple(f for f in found if not f.withdrawn)
    return standing, tuple(_point_results(case, answers, missing, withdrawn))


def fingerprint(case: Case) -> str:
    """SHA-256 of the canonical JSON of what was said: the same answers, the same fingerprint, on every machine.

    What the rules found in the case is left out: it follows from this case, and from the others of a run.
    """
    derived = {"refused", "remarks", "decided_on", "reports", "heirs"}
    said = case.model_dump(mode="json", exclude={*derived, *case.not_said_later()})
    for noun, part in (("agency", case.agency), ("inspection", case.inspection), ("programme", case.programme)):
        for name in part.not_said_later():
            del said[noun][name]
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def of_kind(result: Result, kind: FindingKind) -> tuple[Finding, ...]:
    """The findings of one kind, in the order of Article 36."""
    return tuple(f for f in result.findings if f.kind == kind)


def with_codes(case: Case, given: Iterable[Finding] = ()) -> tuple[Finding, ...]:
    """What the team agrees: the findings in the order of Article 36, with their codes KPH 01, …, LY 01, ….

    ``given`` are findings that had a code before: of these each keeps its own, and none is ever given to another.
    """
    known = {(f.criterion, f.kind): f.code for f in given if f.code}
    last = {kind: max((_number(f.code) for f in given if f.kind == kind), default=0) for kind in CODES}
    found = sorted(_findings(case, _answered(case)), key=lambda f: POINTS.index(f.point))
    coded = []
    for finding in found:
        code = known.get((finding.criterion, finding.kind), "")
        if not code and finding.kind in CODES:
            last[finding.kind] += 1
            code = f"{CODES[finding.kind]} {count(last[finding.kind])}"
        coded.append(finding.model_copy(update={"code": code}))
    return tuple(coded)


def _number(code: str) -> int:
    return int(code.rpartition(" ")[2]) if code else 0


def _answered(case: Case) -> dict[str, Answer]:
    """Answers with a verdict, by criterion, in the order of the checklists."""
    given = {a.criterion: a for a in case.answers if a.verdict is not None}
    return {criterion: given[criterion] for criterion in case.criteria if criterion in given}


def _findings(case: Case, answers: dict[str, Answer]) -> Iterator[Finding]:
    criteria = case.criteria
    yield from _system_owed(case)
    for answer in answers.values():
        criterion = criteria[answer.criterion]
        kind = _kind(answer, criterion)
        if kind is None or (kind == "nonconformity" and qms_not_built(case)):
            continue
        yield Finding(
            id=f"{case.inspection.id}/{criterion.id}",
            kind=kind,
            criterion=criterion.id,
            point=criterion.point,
            legal_basis=_basis(criterion, case.laws),
            requirement=criterion.requirement,
            evidence=answer.evidence,
            gap=answer.gap,
            remedy=criterion.remedy,
            grade=answer.grade,
            caution=criterion.caution or "",
        )


def _kind(answer: Answer, criterion: Criterion) -> FindingKind | None:
    if answer.verdict == "conforming" and answer.grade == "good_practice":
        return "good_practice"
    verdict = _effective(answer, criterion)
    return _KINDS.get(verdict) if verdict else None


def _effective(answer: Answer, criterion: Criterion) -> Verdict | None:
    """The verdict as the law carries it: where it sets no requirement, not conforming is an observation."""
    if answer.verdict == "nonconforming" and criterion.worst == "observation":
        return "observation"
    return answer.verdict


def _basis(criterion: Criterion, laws: Iterable[Law]) -> tuple[str, ...]:
    clauses = criterion.iso_9001_2015
    standard = (f"mục {', '.join(clauses)} TCVN ISO 9001:2015",) if clauses else ()
    return (*cite(criterion.basis, laws), *standard)


def _point_results(
    case: Case, answers: dict[str, Answer], missing: Iterable[str], withdrawn: Container[str]
) -> Iterator[PointResult]:
    criteria = case.criteria
    absent = Counter(criteria[criterion].point for criterion in missing)
    unasked = {criteria[id].point for id in left_out_by(case) - set(answers) if _would_apply(case, criteria[id])}
    for point in POINTS:
        verdicts = Counter(
            "conforming" if a.criterion in withdrawn else _effective(a, criteria[a.criterion])
            for a in answers.values()
            if criteria[a.criterion].point == point
        )
        yield PointResult(
            point=point,
            title=label("point", point),
            state="not_examined" if qms_not_built(case) else _state(verdicts, absent[point], point in unasked),
            missing=absent[point],
            **{verdict: verdicts[verdict] for verdict in VERDICTS},
        )


def _would_apply(case: Case, criterion: Criterion) -> bool:
    return applies(criterion, case.agency, case.inspection)


def _state(verdicts: Counter[Verdict | None], missing: int, unasked: bool) -> PointState:
    """A point conforms only when all that applies was examined: ``not_examined`` never counts as conforming.

    ``unasked``: a short form asked only some of its criteria, so that what conforms are these, not the point.
    """
    if verdicts["nonconforming"]:
        return "nonconforming"
    judged = verdicts["conforming"] + verdicts["observation"]
    if missing or (verdicts["not_examined"] and (judged or verdicts["not_applicable"])):
        return "incomplete"
    if judged:
        return "incomplete" if unasked else "conforming"
    return "not_applicable" if verdicts["not_applicable"] else "not_examined"


def _to_see_on_site(case: Case, answers: dict[str, Answer]) -> Iterator[str]:
    left_out = left_out_by(case)
    if case.inspection.mode == "by_record":
        for pinned in case.checklists:
            for criterion in pinned.checklist.criteria if not pinned.checklist.annex else ():
                bound = concerns(criterion, case.agency, case.inspection)
                if bound and not criterion.by_record and criterion.id not in answers and criterion.id not in left_out:
                    yield criterion.id
