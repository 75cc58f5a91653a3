"""What was found, as papers print it: the same words in minutes, letters and the team's report (Article 37.2.c)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from isoaudit.model import Answer, Case, Criterion, Finding, PointResult, PointState, Result
from isoaudit.papers.values.common import OPEN
from isoaudit.papers.values.earlier import earlier_findings, repeated
from isoaudit.papers.values.rows import is_long, numbered
from isoaudit.papers.values.sentences import joined, within
from isoaudit.rules.findings import NOT_BUILT, OBLIGED_BY_PROVINCE, expected, of_kind
from isoaudit.rules.selection import selection_of
from isoaudit.wording import count, in_sentence, label, point_name, sentence

Outcome = Literal["correct", "nothing", "not_examined", "not_built"]

_COLUMN_CHARACTERS = {"text": 29, "basis": 20, "remedy": 19}
_POINT_CHARACTERS = {"name": 14, "state": 50, "remark": 14}
_POINT_LINES = 8
"""From this many lines a point goes on over the page: kept together, long ones leave pages half empty."""
_LEFT_OUT = {"not_applicable": "Không áp dụng", "not_examined": "Không kiểm tra"}
_EXCEPTIONS = 4
"""So many points may be left out of a sentence on all of them."""
_NO_DEED = ("Phạm vi ", "Quy định ", "Kết quả ", "Hiệu lực ", "Sự ", "Việc ", "Khi ", "Nội dung ")
"""How what was left out begins where it cannot follow the word «việc»."""
_CLAUSES = {
    "1": "1. Việc xây dựng, áp dụng, duy trì và cải tiến HTQLCL (khoản 1 Điều 36)",
    "2": "2. Việc tuân thủ Quyết định số 19/2014/QĐ-TTg (khoản 2 Điều 36)",
}


def content(case: Case, result: Result, *, says_none: bool = False) -> dict[str, Any]:
    """The lists of what was found, and which sections the paper has.

    ``says_none``: it has a section on nonconformities also where none was found, to say so.
    """
    outcome = outcome_of(result)
    built = not result.qms_not_built
    nonconformities = of_kind(result, "nonconformity")
    conforming, partly = _conforming(result) if built else ([], [])
    exceptions = _exceptions(result) if outcome == "nothing" else None
    achieved = typed_lines(case.inspection.achieved)
    again = repeated(case)
    listed = {
        "outcome": outcome,
        "not_built": result.qms_not_built,
        "good_practices": achieved or ([_achievement(f) for f in of_kind(result, "good_practice")] if built else []),
        "conforming": conforming,
        "partly_conforming": partly,
        "all_conforming": exceptions is not None,
        "exceptions": exceptions or [],
        "nonconformities": numbered((_marked(finding, again) for finding in nonconformities), _COLUMN_CHARACTERS),
        "nonconformity_count": count(len(nonconformities)),
        "observations": [_observation(f) for f in of_kind(result, "observation")] if built else [],
        "not_examined": [*_not_examined(case, result), *_not_asked(case)] if built else [],
        "earlier": earlier_findings(case),
        "later_on_site": _later_on_site(case, result) if built else [],
        "examined": count(examined(result)),
        "coded": any(finding.code for finding in result.findings),
        "not_applicable": count(result.counts["not_applicable"]) if result.counts["not_applicable"] else "",
        "obliged": is_obliged(case, result),
        "in_use": case.agency.qms_status != "dang_xay_dung",
    }
    return {**listed, "section": _sections(listed, none_too=says_none and outcome == "nothing")}


def typed_lines(text: str) -> list[str]:
    """The lines of what the team typed, each as a sentence without the dash it began with."""
    return [joined([line]) for one in text.split("\n") if (line := one.strip().lstrip("-–—+•* ").strip())]


def is_obliged(case: Case, result: Result) -> bool:
    """Whether a paper may say that the agency must have a system (Decision 19/2014, Article 2.1).

    That article names neither communes nor service units: where it was withdrawn, after the exchange with the agency,
    that the province obliges it, Article 2.2 is left, which encourages it.
    """
    withdrawn = any(finding.criterion == NOT_BUILT for finding in result.withdrawn)
    return case.agency.obligation == "bat_buoc" and not (withdrawn and case.agency.kind in OBLIGED_BY_PROVINCE)


def outcome_of(result: Result) -> Outcome:
    """What the paper comes to."""
    if of_kind(result, "nonconformity"):
        return "correct"
    if result.qms_not_built:
        return "not_built"
    left_out = result.counts["not_examined"] or result.to_see_on_site
    return "not_examined" if left_out and not examined(result) else "nothing"


def examined(result: Result) -> int:
    """How many criteria were judged."""
    return sum(result.counts[verdict] for verdict in ("conforming", "nonconforming", "observation"))


def _sections(listed: dict[str, Any], *, none_too: bool) -> dict[str, str]:
    """The Roman numbers of the sections this letter has; empty for one it has not."""
    present = {
        "general": True,
        "not_built": listed["not_built"],
        "achieved": bool(listed["good_practices"] or listed["conforming"] or listed["partly_conforming"]),
        "nonconformities": bool(listed["nonconformities"]) or none_too,
        "observations": bool(listed["observations"]),
        "not_examined": bool(listed["not_examined"] or listed["later_on_site"]),
        "earlier": bool(listed["earlier"]),
        "proposals": True,
    }
    numbers = iter(("I", "II", "III", "IV", "V", "VI", "VII"))
    return {name: next(numbers) if there else "" for name, there in present.items()}


def _conforming(result: Result) -> tuple[list[str], list[str]]:
    """The points at which all that was judged conforms, and those at which only some criteria do.

    A point with an observation is not among the first: the letter claims no more than was answered.
    """
    whole = [p for p in result.points if p.state == "conforming" and p.conforming and not p.observation]
    partly = [p for p in result.points if p not in whole and p.conforming]
    return [_point(p.point) for p in whole], [_point(p.point) for p in partly]


def _exceptions(result: Result) -> list[str] | None:
    """The points that are left out where one sentence says that all the others conform; nothing where it cannot.

    It claims no more than a list of those points would.
    """
    whole, _ = _conforming(result)
    others = [point for point in result.points if _point(point.point) not in whole]
    if len(others) > _EXCEPTIONS:
        return None
    whys = dict.fromkeys(map(_why_not, others))
    return [f"{_listed(point_name(p.point) for p in others if _why_not(p) == why)} ({why})" for why in whys]


def _listed(names: Iterable[str]) -> str:
    """``điểm e khoản 1 và điểm e khoản 2``."""
    *others, last = names
    return f"{', '.join(others)} và {last}" if others else last


def _why_not(point: PointResult) -> str:
    """Why a point is not among those at which all conforms."""
    if point.state == "not_applicable":
        return "không phát sinh"
    if not (point.conforming or point.observation):
        return "không kiểm tra"
    return "có điểm lưu ý" if point.observation else "kiểm tra một phần"


def _point(point: str) -> str:
    return f"{point_name(point)} ({label('point', point).removesuffix(' (nếu có)')})"


def finding_row(finding: Finding) -> dict[str, str]:
    """A nonconformity as every paper prints it, in the words of the minutes."""
    return {
        "text": _coded(finding, joined([*(e.text for e in finding.evidence), finding.gap])),
        "basis": joined([_basis(finding)]),
        "remedy": joined([finding.remedy]),
    }


def _marked(finding: Finding, again: Mapping[str, str]) -> dict[str, str]:
    """The same and, on a line of its own, what it repeats of earlier years: the words of the minutes stay."""
    row = finding_row(finding)
    return {**row, "text": "\n".join(filter(None, [row["text"], again.get(finding.criterion, "")]))}


def _coded(finding: Finding, text: str) -> str:
    """The text behind its code, once the team has agreed its minutes."""
    return f"{finding.code}. {text}" if finding.code else text


def _basis(finding: Finding) -> str:
    return sentence("; ".join(finding.legal_basis))


def _observation(finding: Finding) -> dict[str, str]:
    """What was seen and what to look at, as the inspector wrote it: a criterion's remedy is for not conforming."""
    return {
        "text": _coded(finding, joined([*(e.text for e in finding.evidence), finding.gap]).removesuffix(".")),
        "basis": "; ".join(finding.legal_basis),
    }


def _achievement(finding: Finding) -> str:
    """What was recorded; where nothing was typed, the rule that was met."""
    return joined(e.text for e in finding.evidence) or joined([finding.requirement])


def _not_examined(case: Case, result: Result) -> list[str]:
    """One line for each point and reason; the criteria are named where only some of the point were left out."""
    by_id = case.criteria
    groups: dict[tuple[str, str], list[Criterion]] = {}
    for answer in sorted(case.answers, key=lambda a: list(by_id).index(a.criterion)):
        if answer.verdict == "not_examined":
            criterion = by_id[answer.criterion]
            groups.setdefault((criterion.point, answer.note.strip().rstrip(".")), []).append(criterion)
    states = {p.point: p.state for p in result.points}
    reasons = [point for point, _ in groups]
    return [
        _left_out(point, note, group, whole=states[point] == "not_examined" and reasons.count(point) == 1)
        for (point, note), group in groups.items()
    ]


def _not_asked(case: Case) -> Iterator[str]:
    """That the inspection was done by a short form, and what that leaves open: no paper claims more than was asked."""
    if selection := selection_of(case):
        asked = expected(case)
        points = len({criterion.point for criterion in asked})
        yield (
            f"Cuộc kiểm tra sử dụng {within(selection.title)}, gồm {count(len(asked))} tiêu chí thuộc {count(points)} "
            "nội dung của Điều 36; các tiêu chí khác của phiếu kiểm tra không kiểm tra."
        )


def _left_out(point: str, note: str, group: Sequence[Criterion], *, whole: bool) -> str:
    names = [label("point", point).removesuffix(" (nếu có)")] if whole else [c.requirement.rstrip(".") for c in group]
    what = "; ".join(f"{'' if name.startswith(_NO_DEED) else 'việc '}{within(name)}" for name in names)
    return f"{sentence(what)} ({point_name(point)}): không kiểm tra, {_because(note)}."


def _because(note: str) -> str:
    """The reason as it goes on in a sentence."""
    reason = within(note) if note else OPEN
    return reason if reason.startswith(("do ", "vì ")) else f"do {reason}"


def _later_on_site(case: Case, result: Result) -> list[str]:
    by_id = case.criteria
    return [_point(point) for point in dict.fromkeys(by_id[c].point for c in result.to_see_on_site)]


# --- the 13 points of the minutes -----------------------------------------------------------------------------------


def point_rows(case: Case, result: Result) -> list[dict[str, Any]]:
    """The table of the minutes: present state and remark at each of the 13 points, under the two clauses.

    The present state is in the words of the team where it typed some (Circular 26/2014, Article 37.2.b); else it is
    what the answers say.
    """
    states = {**derived_states(case, result), **{one.point: one.present.strip() for one in case.points}}
    rows: list[dict[str, Any]] = []
    for clause, heading in _CLAUSES.items():
        rows.append({"heading": heading, "name": "", "state": "", "remark": "", "long": False})
        for point in (p for p in result.points if p.point.startswith(clause)):
            row = {
                "heading": "",
                "name": f"{point.point.partition('.')[2]}) {label('point', point.point)}",
                "state": states[point.point],
                "remark": _remark(point, [f for f in result.findings if f.point == point.point and f.code]),
            }
            rows.append({**row, "long": is_long(row, _POINT_CHARACTERS, _POINT_LINES)})
    return rows


def derived_states(case: Case, result: Result) -> dict[str, str]:
    """What the answers say was seen at each point of Article 36: what the team may say in words of its own."""
    answers = {a.criterion: a for a in case.answers if a.verdict is not None}
    findings = {f.criterion: f for f in (*result.withdrawn, *result.findings)}
    return {p.point: _as_list(list(_seen_at(case, p, answers, findings))) for p in result.points}


def _as_list(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines) if len(lines) > 1 else "".join(lines)


def _seen_at(case: Case, point: PointResult, answers: dict[str, Answer], findings: dict[str, Finding]) -> Iterator[str]:
    """What was seen at a point, a line for each criterion that was answered; the same words once.

    What was achieved stands in section IV and is repeated only where the point would else say nothing, or where the
    team says in words of its own what was achieved.
    """
    typed = bool(typed_lines(case.inspection.achieved))
    given = [answers[c.id] for c in case.criteria.values() if c.point == point.point and c.id in answers]
    achieved = [answer for answer in given if not typed and _is_achievement(findings.get(answer.criterion))]
    for some in ([answer for answer in given if answer not in achieved], achieved):
        states = (
            _present_state(answer, findings.get(answer.criterion), point.state, case.criteria[answer.criterion])
            for answer in some
        )
        lines = dict.fromkeys(filter(None, states))
        if lines:
            yield from lines
            return
    if given:
        yield f"Đã xem xét {count(len(given))} tiêu chí."


def _is_achievement(finding: Finding | None) -> bool:
    return finding is not None and finding.kind == "good_practice" and not finding.withdrawn


def _present_state(answer: Answer, finding: Finding | None, point: PointState, criterion: Criterion) -> str:
    """What was found wanting in short, as section IV has it in full; else the evidence, or why there is none.

    What was left out says of what, since the cell holds several criteria. Of a finding that was withdrawn: what was
    seen, and what the exchange with the agency showed.
    """
    if finding is not None and finding.withdrawn:
        return joined([*(e.text for e in finding.evidence), f"Sau khi cơ quan giải trình: {finding.withdrawn}"])
    if finding is not None and finding.kind != "good_practice":
        said = joined([finding.gap]) or joined(e.text for e in finding.evidence)
        return f"{said.removesuffix('.')} ({_whole(finding.code)})." if said and finding.code else said
    if answer.verdict in ("not_applicable", "not_examined"):
        # Where the whole point was left out, the remark beside it says so.
        if answer.verdict == point:
            return joined([answer.note])
        left_out, what = in_sentence(_LEFT_OUT[answer.verdict]), criterion.requirement.rstrip(".")
        return joined([f"{what}: {left_out} ({within(answer.note.strip().rstrip('.'))})"])
    return joined(e.text for e in answer.evidence)


def _remark(point: PointResult, coded: Sequence[Finding]) -> str:
    remark = {
        "nonconforming": "Không phù hợp",
        "conforming": "Phù hợp",
        **_LEFT_OUT,
        "incomplete": "Phù hợp ở các tiêu chí đã kiểm tra",
    }[point.state]
    if point.state == "incomplete" and not (point.conforming or point.observation):
        remark = "Không kiểm tra"
    in_order = sorted((f.code for f in coded), key=lambda code: (code[:2], len(code), code))  # KPH 99 before KPH 100
    codes = ", ".join(map(_whole, in_order))
    return f"{remark}\n({codes})" if codes else remark


def _whole(code: str) -> str:
    """A code that does not break over lines."""
    return code.replace(" ", "\u00a0")
