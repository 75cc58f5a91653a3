"""What ``corrective-action.ipynb`` shows: each finding to be corrected beside the report on it, and the reviews.

Nothing here depends on the day on which it is shown: what is late is what came late, by the day of the paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from html import escape

import pandas as pd
from IPython.display import HTML

from isoaudit.model import Case, EvidenceCopies, EvidenceCopy, Finding, Reply, Report, Review
from isoaudit.notebooks.cells import framed
from isoaudit.rules.corrective import (
    CorrectiveAction,
    asked_day,
    corrective_actions,
    days_late,
    late_by,
    report_day,
    report_deadline,
    tells_anew,
    unentered,
)
from isoaudit.wording import count, date_short, label, sentence

_REPLY = ("cause", "correction", "action", "status", "done_on", "due_on", "responsible", "evidence")
_OWED = ("waiting", "overdue", "past_asked_day")


def title(case: Case) -> str:
    """What the notebook is about."""
    return (
        f"Hành động khắc phục của {case.agency.name}, cuộc kiểm tra năm {case.inspection.year} ({case.inspection.id})"
    )


def note(case: Case) -> tuple[str, ...]:
    """What must be said of all of it: what is accepted by record, how the day was counted, what is missing."""
    said = [case.programme.banner] if case.programme.banner else []
    if case.inspection.mode == "by_record":
        said.append(
            "Kiểm tra qua hồ sơ, báo cáo (điểm a khoản 1 Điều 37 Thông tư số 26/2014/TT-BKHCN): nội dung khắc phục "
            "được kiểm tra trong các cuộc kiểm tra tiếp theo."
        )
    if by_law := report_deadline(case):
        said.append(f"Hạn báo cáo khắc phục: {date_short(by_law.due)}. {by_law.in_words}")
    elif day := asked_day(case):
        said.append(f"Ngày đơn vị kiểm tra đề nghị báo cáo: {date_short(day)}.")
    elif case.inspection.mode == "on_site":
        said.append("Biên bản không có chữ ký của cơ quan nên Thông tư không quy định thời hạn báo cáo.")
    said += [f"{_named(report)}: chưa nhập nội dung theo từng điểm." for report in unentered(case)]
    return tuple(said)


def reports(case: Case) -> pd.DataFrame:
    """The reports received, each with how it stands to the last day; of a further one the law sets none."""
    rows = [
        [
            _named(report),
            date_short(report.act.arrived_on) if report.act.arrived_on else "",
            _in_time(case, report),
            report.act.note,
        ]
        for report in case.reports
    ]
    return pd.DataFrame(rows, columns=["Báo cáo", "Ngày đến", "So với hạn", "Ghi chú"])


def _in_time(case: Case, report: Report) -> str:
    if not tells_anew(case, report):
        return "Báo cáo tiếp theo, không quy định thời hạn"
    if not (report_deadline(case) or asked_day(case)):
        return "Không đặt hạn"
    by = "ngày đến" if case.programme.by_arrival else "ngày của báo cáo"
    late = days_late(case, report.act)
    words = f"Chậm {count(late)} ngày" if late else "Trong hạn"
    return f"{words}, tính theo {by} ({date_short(report_day(report.act, by_arrival=case.programme.by_arrival))})"


def summary(case: Case) -> pd.DataFrame:
    """A row for each finding to be corrected: where it stands, by what report, since when."""
    rows = [
        [
            f"{action.code}. {action.finding.gap}",
            _stands(case, action),
            _last_report(case, action),
            date_short(action.cured_on) if action.cured_on else "",
        ]
        for action in _actions(case)
    ]
    return pd.DataFrame(rows, columns=["Điểm không phù hợp", "Tình trạng", "Báo cáo gần nhất", "Ngày khắc phục"])


def _last_report(case: Case, action: CorrectiveAction) -> str:
    late = late_by(case, action)
    return (_named(action.report) if action.report else "") + (f", chậm {count(late)} ngày" if late else "")


def _actions(case: Case) -> tuple[CorrectiveAction, ...]:
    """The corrective actions with all that was said of them; what hangs on the day is told by :func:`_stands`."""
    return corrective_actions(case, date.max)


def _stands(case: Case, action: CorrectiveAction) -> str:
    """Where it stands, in words that are true on any day."""
    if action.stage in _OWED:
        return "Chưa có nội dung báo cáo"
    if action.stage in ("follow_up", "follow_up_late"):
        until = f", hoàn thành theo đề xuất ngày {date_short(action.due)}" if action.due else ""
        return f"{label('action_stage', 'follow_up')}{until}"
    if action.stage == "reported" and case.inspection.mode == "by_record":
        return "Đã báo cáo khắc phục"
    return label("action_stage", action.stage)


def findings(case: Case, kept: EvidenceCopies) -> HTML:
    """Each finding word by word beside the last report on it; under it earlier reports, each with its review."""
    copies = {copy.sha256: copy for copy in kept.files}
    told = "Theo Biên bản" if case.inspection.mode == "on_site" else "Theo văn bản đề nghị"
    parts: list[str] = []
    for action in _actions(case):
        replies = _of(case.replies, action.finding, case)
        last = replies[-1] if replies else None
        heads = (told, _named(_report(case, last.report)) if last else "Báo cáo của cơ quan")
        cells = (_found(action.finding, case, copies), _reply(last, copies) if last else "<p>Chưa có nội dung.</p>")
        parts.append(
            f"<h3>{escape(action.code)}. {escape(_stands(case, action))}</h3><table class='beside'><thead><tr>"
            + "".join(f"<th scope='col'>{escape(head)}</th>" for head in heads)
            + "</tr></thead><tbody><tr>"
            + "".join(f"<td>{cell}</td>" for cell in cells)
            + "</tr></tbody></table>"
            + "".join(_before(case, reply, copies) for reply in replies[:-1])
            + (_reviewed(case, action.finding.criterion, action.report.key) if action.report else "")
        )
    return framed("".join(parts) or "<p>Không có điểm nào cần khắc phục.</p>")


def _of(said: Iterable[Reply], finding: Finding, case: Case) -> list[Reply]:
    """What was said of a finding, in the order of the reports."""
    order = [report.key for report in case.reports]
    mine = [one for one in said if one.criterion == finding.criterion and one.report in order]
    return sorted(mine, key=lambda one: order.index(one.report))


def _report(case: Case, key: str) -> Report:
    return next(report for report in case.reports if report.key == key)


def _named(report: Report) -> str:
    number = f" số {report.act.number}" if report.act.number else ""
    return f"Báo cáo{number} ngày {date_short(report.act.on)}"


def _found(finding: Finding, case: Case, copies: dict[str, EvidenceCopy]) -> str:
    """A finding as it stands in the minutes, and the files the team kept of it."""
    answer = next((answer for answer in case.answers if answer.criterion == finding.criterion), None)
    files = [sha256 for evidence in finding.evidence for sha256 in evidence.files]
    files += [sha256 for sha256 in (answer.files if answer else ()) if sha256 not in files]
    return _fields(
        (
            ("Quy định", finding.requirement),
            ("Căn cứ", sentence("; ".join(finding.legal_basis))),
            ("Bằng chứng", "\n".join(evidence.text for evidence in finding.evidence)),
            ("Nội dung không phù hợp", finding.gap),
            ("Đề nghị", finding.remedy),
        )
    ) + _files(files, copies)


def _reply(reply: Reply, copies: dict[str, EvidenceCopy]) -> str:
    """What the agency says of a finding; of several who entered it differently each, with who and when."""
    if reply.disputed:
        of = count(len(reply.disputed))
        return "".join(
            f"<p><strong>Chưa thống nhất, không được tính. Bản {count(number)} trong {of} bản khác nhau"
            f"{escape(_by(one))}</strong></p>{_reply(one, copies)}"
            for number, one in enumerate(reply.disputed, start=1)
        )
    return _fields((label("reply_field", name), _value(getattr(reply, name))) for name in _REPLY) + _files(
        reply.files, copies
    )


def _value(value: object) -> str:
    if isinstance(value, date):
        return date_short(value)
    return sentence(label("reply_status", value)) if value in ("done", "proposed") else str(value or "")


def _before(case: Case, reply: Reply, copies: dict[str, EvidenceCopy]) -> str:
    """An earlier report on a finding with how it was reviewed."""
    head = f"<p><strong>Trước đó, {escape(_named(_report(case, reply.report)))}</strong></p>"
    said = _reply(reply, copies) + _reviewed(case, reply.criterion, reply.report)
    return f"<blockquote>{head}{said}</blockquote>"


def _reviewed(case: Case, criterion: str, report: str) -> str:
    """How what a report says of a finding was reviewed; nothing by record, where the circular knows no acceptance."""
    found = [review for review in case.reviews if (review.criterion, review.report) == (criterion, report)]
    if not found:
        return "" if case.inspection.mode == "by_record" else "<p><strong>Xem xét:</strong> chưa xem xét.</p>"
    return "".join(_review(review) for review in found)


def _review(review: Review) -> str:
    if review.disputed:
        several = "".join(f"<li>{escape(_review_words(one) + _by(one))}</li>" for one in review.disputed)
        return f"<p><strong>Xem xét: chưa thống nhất, không được tính</strong></p><ul>{several}</ul>"
    return f"<p><strong>Xem xét:</strong> {escape(_review_words(review))}</p>"


def _review_words(review: Review) -> str:
    outcome = label("review_outcome", review.outcome) if review.outcome else "chưa xem xét"
    by = ", ".join(filter(None, (review.reviewer, f"ngày {date_short(review.on)}" if review.on else "")))
    return f"{outcome}{f' ({by})' if by else ''}" + (f". Lý do: {review.reason}" if review.reason else ".")


def _by(said: Reply | Review) -> str:
    day = f" lúc {datetime.fromisoformat(said.at):%H:%M %d/%m/%Y}" if said.at else ""
    return f" ({said.author} ghi{day})" if said.author else ""


def _fields(fields: Iterable[tuple[str, str]]) -> str:
    return "".join(
        f"<p class='said'><b>{escape(name)}</b>{escape(value)}</p>" for name, value in fields if value.strip()
    )


def _files(files: Sequence[str], copies: dict[str, EvidenceCopy]) -> str:
    """The kept files: pictures to be seen, of others the names; one that is missing is said."""
    return "".join(_figures(files, copies)) + _names(files, copies)


def _figures(files: Sequence[str], copies: dict[str, EvidenceCopy]) -> Iterator[str]:
    for sha256 in files:
        copy = copies.get(sha256)
        if copy and copy.picture:
            day = f", chụp ngày {date_short(datetime.fromisoformat(copy.taken).date())}" if copy.taken else ""
            words = escape(f"{copy.name or 'Ảnh'}{day}")
            image = f"<img alt='{words}' src='data:image/jpeg;base64,{copy.picture}'>"
            yield f"<figure>{image}<figcaption>{words}</figcaption></figure>"


def _names(files: Sequence[str], copies: dict[str, EvidenceCopy]) -> str:
    others = [(sha256, copies.get(sha256)) for sha256 in files]
    named = [
        f"{copy.name if copy and copy.name else sha256[:12]}{' (tệp bị mất)' if copy and copy.lost else ''}"
        for sha256, copy in others
        if not (copy and copy.picture)
    ]
    return f"<p class='said'><b>Tệp kèm theo</b>{escape('; '.join(named))}</p>" if named else ""
