"""What the working paper of one inspection shows: its tables, its chart, its files.

The notebook ``findings.ipynb`` calls these functions and holds no rule of its own. Tables are pandas DataFrames with
Vietnamese headings, for reading on paper and for further work in the notebook; :func:`show` and :func:`blocks` put
them on the page with every character as it was typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from html import escape
from pathlib import Path
from typing import TypeAlias

import pandas as pd
from IPython.display import HTML

from isoaudit.files import write_whole
from isoaudit.model import Answer, Case, Criterion, Effect, Evidence, Finding, FindingKind, PointResult, Result
from isoaudit.notebooks.cells import POINT, blocks, framed, lines, picture, show
from isoaudit.notebooks.prepared import load
from isoaudit.pages.chart import SERIES, conformity_chart
from isoaudit.papers.render import letter_lines
from isoaudit.rules.corrective import report_deadline
from isoaudit.rules.effects import effects_by_subject, same_criterion
from isoaudit.rules.findings import expected, fingerprint, judge, of_kind
from isoaudit.rules.parts import assigned_to, in_words
from isoaudit.rules.prepared import prepared as beside
from isoaudit.rules.prepared import reported_lines
from isoaudit.rules.selection import selection_of
from isoaudit.rules.standing import standing
from isoaudit.wording import count, date_short, in_team, label, name_key, point_name, sentence, span
from isoaudit.wording.rounds import round_words
from isoaudit.wording.statements import who_and_when

__all__ = ["POINT", "blocks", "lines", "load", "picture", "show"]

Table: TypeAlias = pd.DataFrame

_NOT_RECORDED = "chưa ghi"
_UNANSWERED = "chưa có kết quả"
_GAP: dict[FindingKind, str] = {
    "nonconformity": "Nội dung không phù hợp",
    "observation": "Nội dung cần lưu ý",
    "good_practice": "Nhận xét",
}


def result(case: Case) -> Result:
    """The findings of the case, conformity by point and what is missing."""
    return judge(case)


def title(case: Case) -> str:
    """The title of the working paper: which agency, which year."""
    return (
        f"Kiểm tra việc xây dựng, áp dụng, duy trì và cải tiến Hệ thống quản lý chất lượng tại {case.agency.name} "
        f"năm {case.inspection.year}"
    )


def facts(case: Case) -> Table:
    """Who was inspected, when, in which form, by whom and with which checklist."""
    rows = [*_agency_facts(case), *_inspection_facts(case), *_checklist_facts(case)]
    return pd.DataFrame([row for row in rows if row[1]], columns=["Mục", "Thông tin"])


def _agency_facts(case: Case) -> Iterator[tuple[str, str]]:
    agency = case.agency
    source = f" ({agency.obligation_source})" if agency.obligation_source else ""
    yield "Cơ quan chịu sự kiểm tra", agency.name
    yield "Mã cơ quan, loại cơ quan", f"{agency.code}; {label('kind', agency.kind)}"
    yield "Theo Quyết định số 19/2014/QĐ-TTg", sentence(label("obligation", agency.obligation)) + source
    yield (
        "Tình trạng HTQLCL",
        sentence(label("qms_status", agency.qms_status) if agency.qms_status else _NOT_RECORDED),
    )
    yield "Tiêu chuẩn", agency.standard
    yield "Quyết định công bố", agency.declaration
    yield "Số thủ tục hành chính", "" if agency.procedures is None else count(agency.procedures)
    yield "Năm kiểm tra tại trụ sở gần nhất", "" if agency.last_on_site is None else str(agency.last_on_site)


def _inspection_facts(case: Case) -> Iterator[tuple[str, str]]:
    inspection = case.inspection
    team = "\n".join(map(in_team, inspection.team))
    occasion = label("occasion", inspection.occasion)
    yield "Đơn vị kiểm tra", case.programme.authority
    yield "Mã cuộc kiểm tra", f"{inspection.id} ({occasion})"
    yield "Đợt kiểm tra", sentence(round_words(inspection.round))
    yield "Hình thức kiểm tra", sentence(label("mode", inspection.mode))
    yield "Thời gian kiểm tra", sentence(span(inspection.from_, inspection.to) or _NOT_RECORDED)
    yield "Thời kỳ kiểm tra", sentence(span(inspection.period_from, inspection.period_to) or _NOT_RECORDED)
    yield case.programme.team, team or (sentence(_NOT_RECORDED) if inspection.mode == "on_site" else "")
    yield "Phân công", in_words(inspection.team, list(case.criteria.values())).replace("; ", "\n")
    yield "Chưa có kết quả, theo phân công", "\n".join(_open_parts(case))
    yield "Đơn vị phối hợp", inspection.coordinating_unit
    if by_law := report_deadline(case):
        yield "Hạn báo cáo khắc phục", f"{date_short(by_law.due)}: {by_law.in_words}"
    stands = standing(case, date.max)
    if stands.stage == "past_asked_day" and stands.due:
        yield "Hạn báo cáo khắc phục", f"{date_short(stands.due)} (đơn vị kiểm tra đề nghị)"


def _open_parts(case: Case) -> Iterator[str]:
    """What of each member's part has no answer yet."""
    answered = {answer.criterion for answer in case.answers if answer.verdict is not None or answer.disputed}
    wanted = {criterion.id for criterion in expected(case)} - answered
    for member in case.inspection.team:
        if mine := [id for id in member.criteria if id in wanted]:
            yield f"{member.name}: {count(len(mine))} tiêu chí ({', '.join(mine)})"


def _checklist_facts(case: Case) -> Iterator[tuple[str, str]]:
    for pinned in case.checklists:
        pin = pinned.pin
        text = f"{pinned.checklist.title}\nPhiên bản {pin.version}, mã SHA-256 bắt đầu bằng {pin.sha256[:12]}"
        if (short := selection_of(case)) and not pinned.checklist.annex:
            text = f"{short.title}: {count(len(expected(case)))} tiêu chí, trong {text}"
        yield "Phụ lục phiếu kiểm tra" if pinned.checklist.annex else "Phiếu kiểm tra", text
    yield "Dấu của phiếu làm việc", fingerprint(case)[:16].upper()


def status(case: Case, result: Result) -> tuple[str, ...]:
    """What must be said in a sentence: a system not built, a form by record, what stops the letter, what is unusual."""
    said = [case.programme.banner] if case.programme.banner else []
    if result.qms_not_built:
        said.append(
            "Cơ quan chưa xây dựng Hệ thống quản lý chất lượng: ghi nhận hiện trạng, không lập điểm không phù hợp "
            "theo từng nội dung của Điều 36."
        )
    if case.inspection.mode == "by_record":
        said.append(
            "Kiểm tra qua hồ sơ, báo cáo (khoản 1 Điều 37 Thông tư số 26/2014/TT-BKHCN): chỉ kết luận về nội dung "
            "xem được qua báo cáo và tài liệu gửi kèm."
        )
    if short := selection_of(case):
        said.append(
            f"{short.title}: {count(len(expected(case)))} tiêu chí; các tiêu chí khác của phiếu không kiểm tra, nên "
            "nội dung chỉ xem một phần không ghi là phù hợp toàn bộ."
        )
    if result.refused:
        said.append(f"Chưa lập dự thảo văn bản: còn {count(len(result.refused))} nội dung cần bổ sung.")
    return (*said, *_exchange(case), *(f"Cần xem lại: {remark.message}" for remark in case.remarks))


def _exchange(case: Case) -> Iterator[str]:
    """What the exchange with the agency changed in the agreed findings, who recorded it and why."""
    deeds = {"reworded": "sửa lời", "withdrawn": "rút", "restored": "khôi phục"}
    for change in case.amendments:
        texts = f" «{change.before}» thành «{change.after}»" if change.after else ""
        by = f" ({change.by} ghi)" if change.by else ""
        yield f"Sau khi trao đổi với cơ quan: {deeds[change.kind]} {change.code}{texts}; lý do: {change.why}{by}."


def points(result: Result) -> Table:
    """The 13 points of Article 36 in its order: the state in words, and the answers of each verdict."""
    rows = [[_point(point.point), _state(point), *_numbers(point)] for point in result.points]
    return pd.DataFrame(rows, columns=[POINT, "Tình trạng", *(sentence(one.name) for one in SERIES)])


def _state(point: PointResult) -> str:
    """The state in words; where only a short form leaves the rest open, nothing is lacking."""
    if point.state == "incomplete" and not (point.missing or point.not_examined):
        return "Phù hợp ở các tiêu chí đã kiểm tra"
    return sentence(label("point_state", point.state))


def _numbers(point: PointResult) -> list[str]:
    numbers: list[int] = [getattr(point, one.field) for one in SERIES]
    return [count(number) if number else "-" for number in numbers]


def chart(result: Result) -> HTML:
    """The chart of conformity as an image in the page, or the sentence that there is nothing to draw."""
    if not result.counts["answered"] and not result.missing:
        return lines(["Chưa có kết quả ở nội dung nào."])
    return picture(conformity_chart(result), "Biểu đồ số tiêu chí theo kết quả ở từng nội dung; số liệu như bảng trên")


def answers(case: Case) -> Table:
    """Every answer, and every applicable criterion without one, in the order of the checklists."""
    given = {answer.criterion: answer for answer in case.answers if answer.verdict is not None or answer.disputed}
    wanted = {criterion.id for criterion in expected(case)}
    rows = [
        [_point(criterion.point), _question(criterion), *cells, _who(who, criterion.id, case)]
        for criterion in case.criteria.values()
        if criterion.id in given or criterion.id in wanted
        for *cells, who in _answers(given.get(criterion.id))
    ]
    headings = [POINT, "Tiêu chí", "Kết quả", "Bằng chứng", "Nội dung không phù hợp, cần lưu ý; lý do", "Người, ngày"]
    return pd.DataFrame(rows, columns=headings)


def prepared(case: Case) -> Table:
    """What was laid beside a question before it was answered: lists of procedures compared, last days counted, what the
    agency reports in its outline; each in a column where there is any.

    Prepared for whoever inspects (Circular 26/2014, Articles 35.2, 36.1.a, 36.2.d): it is no verdict.
    """
    columns = {label("scope_said", "heading"): beside(case), label("reported_said", "heading"): reported_lines(case)}
    said = {heading: lines for heading, lines in columns.items() if lines}
    rows = [
        [_point(c.point), _question(c), *("\n".join(lines.get(c.id, ())) for lines in said.values())]
        for c in case.criteria.values()
        if any(c.id in lines for lines in said.values())
    ]
    return pd.DataFrame(rows, columns=[POINT, "Tiêu chí", *said])


def _who(seen: str, criterion: str, case: Case) -> str:
    """Who examined and when, and beside it to whom the leader had assigned it, where that is somebody else."""
    assigned = [name for name in assigned_to(criterion, case.inspection.team) if name_key(name) not in name_key(seen)]
    return "\n".join(filter(None, [seen, f"Phân công: {', '.join(assigned)}" if assigned else ""]))


def _answers(answer: Answer | None) -> Iterator[list[str]]:
    """The answer as the cells of its row; of statements in conflict a row each, with who recorded it and when."""
    if answer is None or not answer.disputed:
        yield _answer(answer)
        return
    of = count(len(answer.disputed))
    for number, statement in enumerate(answer.disputed, start=1):
        verdict, *texts, _ = _answer(statement)
        if statement.verdict is None:
            texts = [_evidence(statement.evidence), "\n".join(text for text in (statement.gap, statement.note) if text)]
        words = f"Chưa thống nhất, không được tính. Kết quả {count(number)} trong {of} kết quả khác nhau: {verdict}"
        yield [words, *texts, who_and_when(statement)]


def _answer(answer: Answer | None) -> list[str]:
    if answer is None or answer.verdict is None:
        return [sentence(_UNANSWERED), "", "", ""]
    verdict = sentence(label("verdict", answer.verdict))
    if answer.grade == "good_practice":
        verdict += f"; {label('grade', 'good_practice')}"
    seen = [answer.inspector, date_short(answer.examined_on) if answer.examined_on else ""]
    return [
        verdict,
        "\n".join([_evidence(answer.evidence), *_attached(answer.files)]).strip("\n"),
        "\n".join(text for text in (answer.gap, answer.note) if text),
        "\n".join(text for text in seen if text),
    ]


def findings(result: Result, kind: FindingKind) -> Table:
    """The findings of one kind, with what is required, on which basis, what was seen and what is proposed."""
    rows = [_finding(finding) for finding in of_kind(result, kind)]
    headings = [POINT, "Quy định", "Căn cứ", "Bằng chứng", _GAP[kind], "Đề nghị", "Điều cần chú ý"]
    return pd.DataFrame(rows, columns=headings)


def _finding(finding: Finding) -> list[str]:
    proposed = "" if finding.kind == "good_practice" else finding.remedy
    return [
        f"{f'{finding.code}: ' if finding.code else ''}{_point(finding.point)}, tiêu chí {finding.criterion}",
        finding.requirement,
        sentence("; ".join(finding.legal_basis)),
        _evidence(finding.evidence),
        finding.gap,
        proposed,
        finding.caution,
    ]


def to_complete(case: Case, result: Result) -> Table:
    """What is missing or incomplete, by point, and what to write: the reasons why there is no letter yet."""
    criteria = case.criteria
    said = [(criteria[refusal.criterion], refusal.message) for refusal in result.refused]
    refused = {refusal.criterion for refusal in result.refused}
    said += [(criteria[id], _missing_message(criteria[id])) for id in result.missing if id not in refused]
    order = list(criteria)
    said.sort(key=lambda pair: order.index(pair[0].id))
    rows = [[_point(c.point), c.question, text] for c, text in said]
    return pd.DataFrame(rows, columns=[POINT, "Câu hỏi", "Cần bổ sung"])


def _missing_message(criterion: Criterion) -> str:
    return label("refusal", "unanswered").format(criterion=criterion.id)


def to_see_on_site(case: Case, result: Result) -> Table:
    """By record: the criteria that can only be judged at the office, by point, and how (Circular 26/2014, Đ37.2.b)."""
    wanted = set(result.to_see_on_site)
    rows = [
        [_point(c.point), _question(c), ", ".join(label("ground", ground) for ground in c.examine)]
        for c in case.criteria.values()
        if c.id in wanted
    ]
    return pd.DataFrame(rows, columns=[POINT, "Tiêu chí", "Cách kiểm tra"])


def earlier(case: Case) -> Table:
    """What earlier years found at the agency, what it did, this year's finding at the same criterion, and whether the
    correction is effective (Circular 26/2014, Article 37.2.d)."""
    said, now = effects_by_subject(case), same_criterion(case)
    rows = [
        [
            f"Năm {one.year}{f', {one.finding.code}' if one.mode == 'on_site' else ', qua hồ sơ'}: "
            f"{_point(one.finding.point)}, tiêu chí {one.criterion}",
            one.finding.gap,
            "\n".join(filter(None, [one.action, f"({label('action_stage', one.stage)})"])),
            found.gap if (found := now.get(one.criterion)) else "",
            _effect(said.get((one.inspection, one.criterion))),
        ]
        for one in case.carried
    ]
    headings = ["Điểm", "Nội dung đã nêu", "Hành động khắc phục", "Cuộc kiểm tra này, cùng tiêu chí", "Hiệu lực"]
    return pd.DataFrame(rows, columns=headings)


def _effect(effect: Effect | None) -> str:
    if effect is None or effect.outcome is None:
        return "Chưa thống nhất" if effect and effect.disputed else sentence(_NOT_RECORDED)
    whence = "; ".join(filter(None, [effect.examiner, date_short(effect.on) if effect.on else ""]))
    said = ". ".join(filter(None, [sentence(label("effect_outcome", effect.outcome)), effect.reason]))
    return f"{said} ({whence})" if whence else said


def write_findings(result: Result, out: str | Path) -> None:
    """Write ``findings.json`` into the folder ``out``; raises :class:`RunError` when it cannot be written."""
    write_whole(Path(out) / "findings.json", (result.model_dump_json(indent=2) + "\n").encode())


def letter(case: Case, result: Result, out: str | Path) -> HTML:
    """The text of the draft letter, or the sentence why there is none; the letter itself is written by the run."""
    if result.refused:
        reason = f"còn {count(len(result.refused))} nội dung cần bổ sung (xem mục «Nội dung cần bổ sung»)"
        return lines([f"Chưa lập dự thảo: {reason}."])
    texts = (line for line in letter_lines(case, result, Path(out)) if line.strip())
    return framed(f"<div class='letter'>{''.join(f'<p>{escape(text)}</p>' for text in texts)}</div>")


def write_letter(case: Case, result: Result, out: str | Path) -> Case:
    """Of notebooks made before the run wrote the letters: writes nothing, and gives :func:`letter` its case."""
    return case


def _point(point: str) -> str:
    return f"{label('point', point)} ({point_name(point)})"


def _question(criterion: Criterion) -> str:
    return f"{criterion.question}\n{criterion.id}"


def _evidence(evidence: Iterable[Evidence]) -> str:
    return "\n".join(_one_evidence(one) for one in evidence)


def _one_evidence(evidence: Evidence) -> str:
    ground = label("ground", evidence.ground) if evidence.ground else ""
    whence = "; ".join(part for part in (ground, evidence.source, evidence.department) if part)
    parts = [evidence.text, f"({whence})" if whence else "", *_attached(evidence.files)]
    return " ".join(part for part in parts if part)


def _attached(files: tuple[str, ...]) -> list[str]:
    return [f"[kèm {count(len(files))} tệp]"] if files else []
