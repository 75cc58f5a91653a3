"""What is to be said of the two months once minutes are signed: another day printed in them, a year without a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from isoaudit.desk.acts.filing import IncomingFile, printed_deadlines
from isoaudit.model import Case
from isoaudit.office.kinds import WORD
from isoaudit.office.text import document_text
from isoaudit.office.word import opened
from isoaudit.rules.acts import last
from isoaudit.rules.corrective import report_deadline
from isoaudit.rules.deadlines import counted, without_list
from isoaudit.wording import date_short


def deadline_said(cases: Iterable[Case], file: IncomingFile | None) -> Iterator[str]:
    """Warnings of the last day for the report (Circular 26/2014, Article 37.2.c) of minutes just signed.

    The two months run from the signing; minutes made earlier may print a day counted from another one.
    """
    years: set[int] = set()
    text = document_text(opened(str(file.path), file.data)) if file and file.mime == WORD else []
    for case in cases:
        signed, agreed = last(case.acts, "minutes_signed"), last(case.acts, "minutes_agreed")
        how = report_deadline(case)
        if signed is None or how is None:
            continue
        years.update(how.unlisted)
        others = [date_short(day) for day in sorted(printed_deadlines(text) - {how.due})]
        before = counted(agreed.on, case.programme.days_off).due if agreed else how.due
        if others:
            yield (
                f"{case.inspection.id}: Biên bản ghi hạn báo cáo {', '.join(others)}, nhưng 02 tháng tính từ ngày ký "
                f"{date_short(signed.on)} là đến ngày {date_short(how.due)} (điểm c khoản 2 Điều 37 Thông tư số "
                "26/2014/TT-BKHCN). Thống nhất với cơ quan, ghi đúng ngày trong thông báo."
            )
        elif not text and before != how.due:
            yield (
                f"{case.inspection.id}: Biên bản thống nhất và ký khác ngày; hạn báo cáo tính từ ngày ký là ngày "
                f"{date_short(how.due)}. Nếu Biên bản in ngày {date_short(before)} thì sửa lại cho thống nhất."
            )
    if words := without_list(years):
        yield words
