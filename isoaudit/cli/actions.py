"""The command that tells where the corrective action of each finding stands, and by when something is owed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from isoaudit.cli.common import JSON, a_day, option, print_json, programme_of, show_written
from isoaudit.cli.speech import Command

if TYPE_CHECKING:
    from isoaudit.rules.actions import ActionRow

_DAYS = ("told_on", "since", "due", "cured_on")
_SAID = (
    "inspection", "agency", "name", "mode", "round", "year", "code", "criterion", "point", "gap", "stage", "days_left",
    "late", "open", "next", "who", "age", "days_to_cure", "late_by", "report", "reason", "disputed", "carried",
)  # fmt: skip


@click.command(cls=Command)
@option("--overdue", is_flag=True, help="Chỉ các điểm đã quá hạn.")
@option("--on", callback=a_day, metavar="NGÀY", help="Tình trạng đến hết ngày này (mặc định: hôm nay).")
@JSON
@click.pass_obj
def actions(folder: Any, overdue: bool, on: date | None, as_json: bool) -> int:
    """Xem tình hình khắc phục từng điểm: tình trạng, thời hạn; lập trang actions.html, bảng Excel, lịch các thời hạn.

    Khi ghi «--on» hoặc «--json» thì chỉ xem.
    """
    from isoaudit.journal.programme import today
    from isoaudit.work.actions import refresh_actions, rows_of_year

    day = on or today()
    programme = programme_of(folder)
    mark = programme.fingerprint()
    rows = rows_of_year(programme, day)
    shown = [row for row in rows if row.late or not overdue]
    if as_json:
        print_json([_as_data(row) for row in shown])
        return 0
    _show(row for row in shown if row.open)
    _show_sums(rows, day)
    return 0 if on else show_written("khắc phục", lambda: refresh_actions(programme, rows, day, mark))


def _show(rows: Iterable[ActionRow]) -> None:
    """What is still to be followed, by inspection, in the order of the rows."""
    from isoaudit.wording import date_short

    for (inspection, name), of_one in groupby(rows, lambda row: (row.inspection, row.name)):
        click.echo(f"{inspection}: {name}")
        groups: dict[tuple[str, str], list[str]] = {}
        for row in of_one:
            due = f"; hạn {date_short(row.due)}, {row.left_words}" if row.due else ""
            stands = f"{row.stage_words}{due}"
            then = f"Việc tiếp theo: {row.next_words}. Người thực hiện: {row.who_words}."
            groups.setdefault((stands, then), []).append(row.code)
        for (stands, then), codes in groups.items():
            click.echo(f"  {', '.join(codes)}: {stands}")
            click.echo(f"      {then}")


def _show_sums(rows: Sequence[ActionRow], day: date) -> None:
    from isoaudit.rules.status import SOON
    from isoaudit.wording import count, date_short

    standing = [row for row in rows if row.open]
    if not rows:
        click.echo("Chưa có điểm nào cần khắc phục.")
        return
    late, soon = sum(row.late for row in standing), sum(row.soon for row in standing)
    still, past, coming = (count(number) if number else "không có" for number in (len(standing), late, soon))
    click.echo(
        f"{count(len(rows))} điểm cần khắc phục tính đến ngày {date_short(day)}; còn theo dõi: {still}; "
        f"quá hạn: {past}; đến hạn trong {count(SOON)} ngày tới: {coming}."
    )


def _as_data(row: ActionRow) -> dict[str, Any]:
    days = {name: getattr(row, name) for name in _DAYS}
    return {
        **{name: getattr(row, name) for name in _SAID},
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "words": {
            "stage": row.stage_words,
            "next": row.next_words,
            "left": row.left_words,
            "who": row.who_words,
            "mode": row.mode_words,
        },
    }
