"""The review of corrective action as a workbook: what the agency reports of each finding, beside what is filled in.

Circular 26/2014, Article 37.2.d. A row is a finding as one report tells of it; what several say differently is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from isoaudit.model import Case, Reply, Review
from isoaudit.rules.corrective import CorrectiveAction, late_by
from isoaudit.rules.reviewing import remarks_of_reply, remarks_of_review, review_of
from isoaudit.tables.cells import Column, one_of, person, text
from isoaudit.tables.days import past_day
from isoaudit.tables.several import entry_ids
from isoaudit.tables.workbooks.filled_beside import MARK, BesideField, add_filled_beside
from isoaudit.tables.workbooks.writing import Lists, new_book, packed, refuse_too_long
from isoaudit.wording import count, date_short, label, sentence

REVIEW_COLUMNS = (
    Column("agency", text),
    Column("inspection", text),
    Column("criterion", text, required=True, title="finding_code"),
    Column("report", text),
    Column("outcome", one_of("review_outcome"), values="review_outcome", title="review_outcome", wanted=True),
    Column("reason", text, title="review_reason"),
    Column("reviewer", person),
    Column("on", past_day, title="reviewed_on"),
    Column("seen", entry_ids),
)
FOR_READING = ("Cơ quan", "Điểm không phù hợp", "Cơ quan báo cáo", "Bằng chứng", "Cần lưu ý")
"""The headings of what is only to be read."""
SHEET = "Xem xét khắc phục"
_BY_NAME = {column.name: column.heading for column in REVIEW_COLUMNS}


_FIELDS = (
    BesideField("inspection", _BY_NAME["inspection"], 19),
    BesideField("", FOR_READING[0], 22),
    BesideField("report", _BY_NAME["report"], 13),
    BesideField("criterion", _BY_NAME["criterion"], 12),
    *(BesideField("", heading, width) for heading, width in zip(FOR_READING[1:], (34, 40, 24, 26), strict=True)),
    BesideField("outcome", _BY_NAME["outcome"], 15, entry=True),
    BesideField("reason", _BY_NAME["reason"], 32, entry=True),
    BesideField("reviewer", _BY_NAME["reviewer"], 17, entry=True),
    BesideField("on", _BY_NAME["on"], 12, entry=True),
    BesideField("seen", _BY_NAME["seen"], 18),
)


def reviews_workbook(rows: Sequence[tuple[Case, CorrectiveAction]]) -> bytes:
    """The workbook; the same rows, the same bytes. Only what is to be said can be changed (no password).

    Raises TableError when a text is longer than a cell can hold (TABLE_015).
    """
    written = [_texts(case, action) for case, action in rows]
    refuse_too_long((f"{t[0]}, {t[3]}", f.heading, one) for t in written for f, one in zip(_FIELDS, t, strict=True))
    book = new_book()
    lists = Lists(book)
    how = "Ghi vào ô trắng: kết quả xem xét (chọn trong danh sách), lý do, người và ngày xem xét. Rồi nhập bảng này."
    about = ("Xem xét hành động khắc phục", how)
    add_filled_beside(book, lists, SHEET, about, _FIELDS, written, "review_outcome")
    lists.finish()
    return packed(book)


def _texts(case: Case, action: CorrectiveAction) -> tuple[str, ...]:
    assert action.report is not None
    criterion, report = action.finding.criterion, action.report
    review = review_of(case, criterion, report.key)
    reply = action.reply
    return (
        case.inspection.id,
        case.agency.name,
        report.act.number or date_short(report.act.on),
        action.code if case.inspection.mode == "on_site" else criterion,
        f"{action.code}: {action.finding.gap}",
        "\n".join(_told(reply)) if reply else "",
        _evidence(reply) if reply else "",
        "\n".join(_notes(case, action, review)),
        *_said(review),
    )


def _told(reply: Reply) -> Iterator[str]:
    """What the agency says, one line a field."""
    if reply.disputed:
        yield label("review_remark", "reply_disputed")
        return
    if reply.status:
        yield sentence(label("reply_status", reply.status))
    for name in ("cause", "correction", "action", "done_on", "due_on", "responsible"):
        value = getattr(reply, name)
        if value:
            yield f"{label('reply_field', name)}: {value if isinstance(value, str) else date_short(value)}"


def _evidence(reply: Reply) -> str:
    files = f"{count(len(reply.files))} tệp đã lưu" if reply.files else ""
    return "\n".join(filter(None, (reply.evidence, files)))


def _notes(case: Case, action: CorrectiveAction, review: Review | None) -> Iterator[str]:
    """What the reviewer has to know: how late, what was refused before, what is unusual, what others said."""
    report = action.report
    assert report is not None
    for earlier in action.refused:
        day = f" ngày {date_short(earlier.on)}" if earlier.on else ""
        yield f"Lần trước chưa đạt yêu cầu{day}: {earlier.reason}"
    notes = [*remarks_of_reply(case, action.finding.criterion, report.key)]
    notes += remarks_of_review(case, action.finding.criterion, report.key)
    if late := late_by(case, action):
        notes.append(label("review_remark", "late").format(days=count(late)))
    yield from (sentence(note) for note in dict.fromkeys(notes))
    for one in review.disputed if review else ():
        outcome = label("review_outcome", one.outcome) if one.outcome else ""
        said = ", ".join(filter(None, (outcome, one.reason, one.reviewer)))
        yield f"Ghi khác nhau, chưa chọn: {said}"


def _said(review: Review | None) -> tuple[str, ...]:
    """What stands of the review; of several that nobody decided between nothing."""
    if review is None:
        return ("", "", "", "", "")
    outcome = label("review_outcome", review.outcome) if review.outcome else ""
    seen = " ".join(head[:MARK] for head in review.heads)
    return (outcome, review.reason, review.reviewer, date_short(review.on) if review.on else "", seen)
