"""The command that tells where each inspection stands, who acts next and by when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any

import click

from isoaudit.cli.backup import remind_of_backup
from isoaudit.cli.common import JSON, NAMES, a_day, option, print_json, programme_of, show_written
from isoaudit.cli.speech import Command, UsageProblem, some

if TYPE_CHECKING:
    from isoaudit.journal.programme import Programme
    from isoaudit.journal.state import State
    from isoaudit.model import Case
    from isoaudit.rules.rollup import By, RollUp
    from isoaudit.rules.standing import Shelf
    from isoaudit.rules.status import StatusRow

_WIDTH = 100
"""Columns of a terminal that a line takes at most."""


@click.command(cls=Command)
@NAMES
@option("--round", "round_", metavar="ĐỢT", default="", help="Chỉ các cuộc kiểm tra của đợt này.")
@option("--late", is_flag=True, help="Chỉ các cuộc kiểm tra quá hạn.")
@option(
    "--on",
    callback=a_day,
    metavar="NGÀY",
    help="Theo các việc đến hết ngày này (mặc định: hôm nay); kết quả tiêu chí vẫn lấy bản mới nhất.",
)
@option(
    "--by",
    type=click.Choice(["unit", "parent", "block"]),
    help="Cộng các cuộc kiểm tra theo đơn vị kiểm tra («unit»), cơ quan cấp trên («parent») hoặc khối («block»).",
)
@JSON
@click.pass_context
def status(
    context: click.Context,
    names: tuple[str, ...],
    round_: str,
    late: bool,
    on: date | None,
    by: By | None,
    as_json: bool,
) -> int:
    """Xem từng cuộc kiểm tra đang ở đâu, đến lượt ai, việc tiếp theo, thời hạn; lập trang status.html và bảng Excel.

    Ghi mã để xem cả hồ sơ theo Điều 39 và lệnh của việc tiếp theo; khi ghi mã, «--on» hoặc «--json» thì chỉ xem.
    """
    from isoaudit.journal.programme import today
    from isoaudit.papers.second_reading import Reader
    from isoaudit.rules.rollup import rolled_up
    from isoaudit.rules.standing import file_of
    from isoaudit.rules.status import chosen, status_row
    from isoaudit.work.status import refresh_status, rows_of

    if names and by:
        raise UsageProblem("«--by» cộng cả năm hoặc một đợt, không dùng cùng mã các cuộc kiểm tra.", context)
    if names and round_:
        raise UsageProblem("ghi mã các cuộc kiểm tra hoặc «--round ĐỢT» (chọn một cách).", context)
    day = on or today()
    programme = programme_of(context.obj)
    mark = programme.fingerprint()
    state, cases = _of(programme, names)
    reader = Reader(programme.out, day, state.inspectors_by_name())
    shelves: dict[str, Sequence[Shelf]] = {}
    if names:
        rows = []
        for case in cases:
            rows.append(status_row(case, day, reader.unread(case)))
            shelves[case.inspection.id] = file_of(case, day)
    else:
        rows = rows_of(cases, day, reader)
    shown = chosen(rows, round_, late)
    if by:
        _show_rolled_up(rolled_up(shown, by, state.agencies), as_json=as_json)
        return 0
    if as_json:
        print_json([_as_data(row, shelves.get(row.inspection, ()), state) for row in shown])
        return 0
    if names:
        for row in shown:
            _show_one(row, shelves[row.inspection], state)
    else:
        _show_all(shown)
    _show_became(programme, state, shown)
    _show_sums(shown, day, each=bool(names))
    code = 0 if names or on else show_written("tình hình", lambda: refresh_status(programme, rows, day, mark))
    remind_of_backup(programme)
    return code


def _of(programme: Programme, names: tuple[str, ...]) -> tuple[State, Iterable[Case]]:
    """The cases of the inspections named, one after the other where they are all of the year.

    Those that are not carried out come last.
    """
    from isoaudit.journal.programme import Cases

    if names:
        state, wanted = programme.about(names, among="known")
        return state, (programme.case(state, inspection) for inspection in wanted)
    state = programme.register()
    not_held = state.not_held_by_name()
    if not not_held:
        programme.choose(state, ())  # where there is no inspection yet, that is said
    return state, chain(Cases(programme, state), (programme.case(state, inspection) for inspection in not_held))


def _show_all(rows: Sequence[StatusRow]) -> None:
    """The rows in groups of one state and one next step, in the order in which the first of each stands."""
    from isoaudit.wording import count

    groups: dict[tuple[str, ...], list[StatusRow]] = {}
    for row in rows:
        step = "" if row.rests else f"  Việc tiếp theo: {row.next_words}. Người thực hiện: {row.who_words}."
        key = ("QUÁ HẠN - " if row.late else "", row.stage_words, step)
        groups.setdefault(key, []).append(row)
    wide = max((len(row.inspection) for row in rows), default=0)
    for (late, stage, step), several in groups.items():
        click.echo(f"{late}{stage}: {count(len(several))} cuộc kiểm tra")
        if step:
            click.echo(step)
        for row in several:
            click.echo(_line(row, wide).rstrip())


def _show_rolled_up(groups: Sequence[RollUp], *, as_json: bool) -> None:
    """Each unit, superior body or block with its inspections; as data with the ids of each figure."""
    from isoaudit.wording import count, label

    if as_json:
        print_json([asdict(one) for one in groups])
        return
    for one in groups:
        forms = ((label("mode", "on_site"), one.on_site), (label("mode", "by_record"), one.by_record))
        parts = [", ".join(f"{words} {count(len(ids))}" for words, ids in forms if ids)]
        parts += [
            f"{words} {count(len(ids))}" for words, ids in (("quá hạn", one.late), ("xong", one.nothing_left)) if ids
        ]
        click.echo(f"{one.words}: {count(len(one.inspections))} cuộc kiểm tra ({'; '.join(parts)})")


def _line(row: StatusRow, wide: int) -> str:
    """Id, agency, round, last day; the agency's name cut so that the line fits."""
    from isoaudit.wording import date_short

    due = f"{date_short(row.due)} ({row.left_words})" if row.due else ""
    start, end = f"  {row.inspection:<{wide}}  ", f"  {row.round:<8.8}  {due}"
    room = max(_WIDTH - len(start) - 2 - 8 - 2 - 30, 16)
    name = row.name if len(row.name) <= room else f"{row.name[: room - 1].rstrip()}…"
    return f"{start}{name:<{room}}{end}"


def _show_one(row: StatusRow, shelves: Iterable[Shelf], state: State) -> None:
    """One inspection with its next step, the commands for it, and the ten rows of its file."""
    from isoaudit.desk.acts.dossier_told import shelf_lines
    from isoaudit.wording import date_short, label

    facts = ", ".join(filter(None, (label("mode", row.mode), row.round, row.days)))
    click.echo(f"{row.inspection}: {row.name} ({facts})")
    since = f" (từ ngày {date_short(row.since)})" if row.since else ""
    click.echo(f"  Tình trạng: {row.stage_words}{since}")
    if row.due:
        click.echo(f"  Hạn: {date_short(row.due)}, {row.left_words}{' - QUÁ HẠN' if row.late else ''}")
    if not row.rests:
        click.echo(f"  Việc tiếp theo: {row.next_words}. Người thực hiện: {row.who_words}.")
    for command in row.commands:
        click.echo(f"    {command.words}: {command.line}")
    for remark in row.remarks:
        click.echo(f"  Lưu ý: {remark}")
    for line in (line for shelf in shelves for line in shelf_lines(shelf, state)):
        click.echo(line)


def _show_became(programme: Programme, state: State, rows: Iterable[StatusRow]) -> None:
    """Of those that are not carried out, or were put off: what became of them and why."""
    from isoaudit.desk.inspections.changes import at_odds

    for row in rows:
        if row.became:
            click.echo(f"{row.inspection}: {row.became}.")
    for words in at_odds(programme, state):
        click.echo(f"Lưu ý: {words}")


def _show_sums(rows: Sequence[StatusRow], day: date, *, each: bool) -> None:
    """How many there are, how many are late or soon due and for whom, and how days were counted."""
    from isoaudit.rules.deadlines import without_list
    from isoaudit.rules.status import SOON, by_turn
    from isoaudit.wording import count, date_short

    disputed = sorted(row.inspection for row in rows if row.disputed)
    if disputed:
        click.echo(f"Chưa thống nhất kết quả (xem «isoaudit answers settle MÃ»): {some(disputed)}.")
    if not each:
        turns = "; ".join(f"{one.words}: {count(one.inspections)}" for one in by_turn(rows))
        standing = sum(row.stands for row in rows)
        said = f"{count(standing)} cuộc kiểm tra tính đến ngày {date_short(day)}{f' ({turns})' if turns else ''}"
        others = f"; không tính {count(len(rows) - standing)} cuộc không kiểm tra, đã chuyển hình thức"
        click.echo(f"{said}{others if standing < len(rows) else ''}.")
    if late := [row.inspection for row in rows if row.late]:
        click.echo(f"Quá hạn: {count(len(late))} cuộc kiểm tra ({some(late)}).")
    if soon := [row.inspection for row in rows if row.soon and not row.late]:
        click.echo(f"Đến hạn trong {count(SOON)} ngày: {count(len(soon))} cuộc kiểm tra ({some(soon)}).")
    counted = [row.counted for row in rows if row.counted]
    if each:
        for one in counted:
            click.echo(f"Cách tính hạn: {one.in_words}")
    elif counted:
        click.echo("Hạn rơi vào ngày nghỉ, ngày lễ được chuyển sang ngày làm việc tiếp theo.")
    if lacking := without_list(year for one in counted for year in one.unlisted):
        click.echo(f"Lưu ý: {lacking}")


def _as_data(row: StatusRow, shelves: Sequence[Shelf], state: State) -> dict[str, Any]:
    from isoaudit.wording import date_short, label

    data: dict[str, Any] = {
        "inspection": row.inspection,
        "agency": row.agency,
        "name": row.name,
        "mode": row.mode,
        "round": row.round,
        "from": _iso(row.start),
        "to": _iso(row.end),
        "stage": row.stage,
        "next": row.next,
        "since": _iso(row.since),
        "due": _iso(row.due),
        "late": row.late,
        "days_left": row.days_left,
        "who": row.who,
        "basis": row.basis,
        "command": row.command,
        "commands": [{"words": one.words, "line": one.line} for one in row.commands],
        "remarks": list(row.remarks),
        "counted": row.counted.in_words if row.counted else "",
        "words": {
            "stage": row.stage_words,
            "next": row.next_words,
            "due": date_short(row.due) if row.due else "-",
            "left": row.left_words,
            "who": row.who_words,
            "mode": row.mode_words,
        },
    }
    if shelves:
        data["file"] = [
            {
                "number": shelf.number,
                "title": label("file", str(shelf.number)),
                "state": shelf.state,
                "lacks": list(shelf.lacks),
                "acts": [
                    {**act.model_dump(mode="json"), "name": state.fields("file", act.file).get("name", "")}
                    for act in shelf.acts
                ],
            }
            for shelf in shelves
        ]
    return data


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
