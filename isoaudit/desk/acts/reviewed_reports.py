"""What rests on a report on corrective action when its act is changed or taken back (Article 37.2.d)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from isoaudit.errors import Problem, problem
from isoaudit.journal.state import State
from isoaudit.model import Act, Reply, Review
from isoaudit.rules.acts import there_on
from isoaudit.rules.reviewing import wrong_with_report
from isoaudit.wording import count, date_short, label


def reviewed(state: State, inspection: str, subject: str, act: Act | None) -> Iterator[Problem]:
    """Why the report recorded as ``subject`` cannot be changed to this act, or be taken back (None): reviews rest on
    it (REVIEW_014), or would come before its arrival (REVIEW_015)."""
    _, kind, key = (*subject.split("/", 2), "")[:3]
    if kind != "correction_reported":
        return
    named = {finding.criterion: finding.code for finding in state.agreed(inspection)}
    for code, reviews in wrong_with_report(state.reviews(inspection), key or kind, act):
        codes = ", ".join(sorted(named.get(one.criterion, one.criterion) for one in reviews))
        first = min((one.on for one in reviews if one.on), default=None)
        days = {"day": date_short(first) if first else "", "arrived": date_short(there_on(act)) if act else ""}
        yield problem(code, inspection, codes=codes, inspection=inspection, **days)


def of_no_report(state: State, inspection: str) -> Iterator[str]:
    """What was entered of reports that are not, or no more, recorded: it is kept and counts for nothing."""
    known = {report.key for report in state.reports(inspection)}
    replies = Counter(one.report for one in state.of(Reply, inspection).values())
    reviews = Counter(one.report for one in state.of(Review, inspection).values())
    for key in sorted({*replies, *reviews} - known):
        told = f"nội dung ở {count(replies[key])} điểm"
        if examined := reviews[key]:
            told += f", kết quả xem xét ở {count(examined)} điểm"
        yield (
            f"{inspection}: báo cáo khắc phục {key.upper()} không còn được ghi, nên {told} đã nhập không tính. Nếu hủy "
            f"nhầm thì ghi lại báo cáo cùng số, cùng ngày: isoaudit receive {inspection}."
        )


def nothing_refused(state: State, inspection: str, notice: Act) -> Iterator[str]:
    """That a notice of refusal went out, and by what was entered nothing was refused."""
    reviews = state.reviews(inspection)
    refused = (one for one in reviews if one.outcome == "not_accepted" and (one.on is None or one.on <= notice.on))
    if any(one.outcome or one.disputed for one in reviews) and not any(refused):
        outcome = label("review_outcome", "not_accepted")
        yield (
            f"{inspection}: theo kết quả xem xét đã nhập, đến ngày {date_short(notice.on)} không có điểm nào ghi "
            f"«{outcome}». Kiểm tra lại thông báo, hoặc nhập kết quả xem xét: isoaudit open {inspection} --review."
        )
