"""The command that tells where each inspection stands, what comes next and by when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from isoaudit.cli.backup import remind_of_backup
from isoaudit.cli.common import JSON, NAMES, a_day, option, print_json, programme_of
from isoaudit.cli.speech import Command, some

if TYPE_CHECKING:
    from isoaudit.journal.programme import Programme
    from isoaudit.journal.state import State
    from isoaudit.model import Agency, Case, Inspection
    from isoaudit.rules.standing import Shelf, Standing


@click.command(cls=Command)
@NAMES
@option(
    "--on",
    callback=a_day,
    metavar="NGÀY",
    help="Theo các việc đến hết ngày này (mặc định: hôm nay); kết quả tiêu chí vẫn lấy bản mới nhất.",
)
@JSON
@click.pass_obj
def status(folder: Path, names: tuple[str, ...], on: date | None, as_json: bool) -> None:
    """Xem từng cuộc kiểm tra đang ở đâu, việc tiếp theo, thời hạn; ghi mã để xem cả hồ sơ theo Điều 39."""
    from isoaudit.journal.programme import today
    from isoaudit.rules.deadlines import without_list
    from isoaudit.rules.standing import file_of, standing
    from isoaudit.wording import count

    day = on or today()
    programme = programme_of(folder)
    state, chosen, cases = _of(programme, names)
    by_id, disputed = {}, []
    for case in cases:
        by_id[case.inspection.id] = case.agency, standing(case, day), file_of(case, day) if names else ()
        if any(answer.disputed for answer in case.answers):
            disputed.append(case.inspection.id)
    found = [(inspection.id, *by_id[inspection.id]) for inspection in chosen]
    if as_json:
        print_json([_as_data(*one, state) for one in found])
        return
    click.echo(_row("Cuộc kiểm tra", "Tình trạng", "Việc tiếp theo", "Hạn", "Cơ quan"))
    for id, agency, stands, shelves in found:
        words = in_words(stands)
        due = words["due"] + (" QUÁ HẠN" if stands.late else "")
        click.echo(_row(id, words["stage"], words["next"], due, agency.name))
        for shelf in shelves:
            _show_shelf(shelf, state)
    if disputed:
        click.echo(f"Chưa thống nhất kết quả (xem «isoaudit answers settle MÃ»): {some(sorted(disputed))}.")
    late = [id for id, _, stands, _ in found if stands.late]
    if late:
        click.echo(f"Quá hạn: {count(len(late))} cuộc kiểm tra ({some(late)}).")
    counted = [stands.counted for _, _, stands, _ in found if stands.counted]
    if names:
        for one in counted:
            click.echo(f"Cách tính hạn: {one.in_words}")
    elif counted:
        click.echo("Hạn rơi vào ngày nghỉ, ngày lễ được chuyển sang ngày làm việc tiếp theo.")
    if lacking := without_list(year for one in counted for year in one.unlisted):
        click.echo(f"Lưu ý: {lacking}")
    remind_of_backup(programme)


def _of(programme: Programme, names: tuple[str, ...]) -> tuple[State, list[Inspection], Iterable[Case]]:
    """The inspections named and their cases, one after the other where they are all of the year."""
    from isoaudit.journal.programme import Cases

    if names:
        state, chosen = programme.about(names)
        return state, chosen, (programme.case(state, inspection) for inspection in chosen)
    state = programme.register()
    return state, programme.choose(state, ()), Cases(programme, state)


def in_words(stands: Standing) -> Mapping[str, str]:
    """The state, the next step and the day of a status, as a person reads them."""
    from isoaudit.wording import date_short, label, labels

    rests = label("rests", "wait" if stands.stage == "waiting_for_correction" else "keep")
    following = {**labels()["act"], **labels()["next"], "": rests}[stands.next]
    due = date_short(stands.due) if stands.due else "-"
    return {"stage": label("stage", stands.stage), "next": following, "due": due}


def _row(*cells: str) -> str:
    return " ".join(f"{cell:<{width}}" for cell, width in zip(cells, (22, 26, 32, 19, 0), strict=True))


def _show_shelf(shelf: Shelf, state: State) -> None:
    from isoaudit.wording import date_short, label

    click.echo(f"  {shelf.number:>2}. {label('file_state', shelf.state):<16} {label('file', str(shelf.number))}")
    for act in shelf.acts:
        name = state.fields("file", act.file).get("name", "") if act.file else "chưa lưu tệp"
        number = f"số {act.number} " if act.number else ""
        click.echo(f"        {label('act', act.kind)}: {number}ngày {date_short(act.on)}; {name}")
    for kind in shelf.lacks:
        click.echo(f"        thiếu {label('filed_as', kind)}")


def _as_data(id: str, agency: Agency, stands: Standing, shelves: tuple[Shelf, ...], state: State) -> dict[str, Any]:
    from isoaudit.wording import label

    data: dict[str, Any] = {
        "inspection": id,
        "agency": agency.code,
        "stage": stands.stage,
        "next": stands.next,
        "since": stands.since.isoformat() if stands.since else None,
        "due": stands.due.isoformat() if stands.due else None,
        "late": stands.late,
        "counted": stands.counted.in_words if stands.counted else "",
        "words": dict(in_words(stands)),
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
