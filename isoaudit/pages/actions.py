"""The corrective actions of a year as a page: what is still to be followed, and how long it took to carry out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from isoaudit.model import Settings
from isoaudit.pages.frame import css, environment, script
from isoaudit.pages.stacked import Chart
from isoaudit.pages.status import Beside, as_of
from isoaudit.rules.actions import GROUPS, ActionRow, ageing, cure_times, usual_time
from isoaudit.rules.status import SOON, rounds_of
from isoaudit.wording import count, date_short

_SHADES = ("not-applicable", "nonconforming", "not-examined", "incomplete", "conforming")
"""Of the groups in their order: they differ in grey print."""


def actions_title(settings: Settings) -> str:
    """The title of page, workbook and calendar."""
    return f"Tình hình thực hiện hành động khắc phục năm {settings.year}"


def actions_html(
    rows: Sequence[ActionRow],
    settings: Settings,
    day: date,
    *,
    mark: str = "",
    beside: Beside | None = None,
    calendar: str = "",
) -> str:
    """The corrective actions as they stood on a day as one self-contained page, the rows in the order given.

    ``mark`` is that of the data; ``calendar`` the name of the calendar of last days beside the page.
    """
    standing = [row for row in rows if row.open]
    usual = usual_time(rows)
    return (
        environment()
        .get_template("actions.html.j2")
        .render(
            settings=settings,
            title=actions_title(settings),
            as_of=as_of(day, mark),
            rows=rows,
            sums=(
                ("Điểm cần khắc phục", len(rows), False),
                ("Còn theo dõi", len(standing), False),
                ("Quá hạn", sum(row.late for row in standing), True),
                (f"Đến hạn trong {count(SOON)} ngày", sum(row.soon for row in standing), False),
                ("Chờ xem xét", sum(row.stage == "reported" for row in standing), False),
                ("Đạt yêu cầu, chờ kiểm tra hiệu lực", sum(row.stage == "accepted" for row in rows), False),
            ),
            charts=_charts(rows),
            usual=f"{usual:g}".replace(".", ",") if usual is not None else "",
            rounds=rounds_of(rows),
            stages=list(dict.fromkeys((row.stage_words, row.stage_words) for row in rows)),
            turns=list(dict.fromkeys((row.who, row.who_words) for row in standing)),
            beside=beside or Beside(),
            calendar=calendar,
            date_short=date_short,
            count=count,
            css=css(),
            **script("status.js"),
        )
    )


def _charts(rows: Sequence[ActionRow]) -> list[Chart]:
    """What is still to be followed by age, and the time to carry out; neither where there is nothing to count."""
    groups = tuple((shade, words) for shade, (words, _) in zip(_SHADES, GROUPS, strict=True))
    charts = [
        Chart(
            "Số điểm còn theo dõi, theo số ngày kể từ ngày ký Biên bản (hoặc ngày văn bản đề nghị)",
            "Số ngày",
            groups,
            tuple(ageing(rows)),
            scaled=True,
        ),
        Chart(
            "Thời gian khắc phục của các điểm đạt yêu cầu",
            "Số ngày",
            (("conforming", "điểm đạt yêu cầu"),),
            tuple(cure_times(rows)),
            scaled=True,
        ),
    ]
    return [chart for chart in charts if any(any(numbers) for _, numbers in chart.rows)]
