"""The commands of the year's plan: proposed, checked, and the unit's own duties by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from isoaudit.cli.common import JSON, a_day, option, print_json, programme_of
from isoaudit.cli.speech import Command, Group, show_warnings, told

if TYPE_CHECKING:
    from isoaudit.desk.plan import Checked, Proposed
    from isoaudit.rules.duties import Duty

_BEFORE = option(
    "--before",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="THƯ_MỤC",
    help="Thư mục làm việc của năm trước, chỉ đọc: ai chưa gửi báo cáo, tiêu chí nào chỉ xem được tại trụ sở.",
)
_BOTH = option("--both", is_flag=True, help="Kiểm tra thêm qua hồ sơ, báo cáo cả cơ quan được kiểm tra tại trụ sở.")
_YEARS = option(
    "--years",
    type=click.IntRange(min=1, max=100),
    default=3,
    metavar="SỐ",
    help="Từ bao nhiêu năm chưa đến trụ sở thì là lý do đề xuất (mặc định: 3).",
)
_SHOWN = 40
"""Visits that are told one by one; the workbook has all."""


@click.group(cls=Group)
def plan() -> None:
    """Kế hoạch kiểm tra của năm: đề xuất, soát, các việc của đơn vị."""


@plan.command("propose", cls=Command)
@option(
    "--seed",
    type=click.IntRange(min=0),
    metavar="SỐ",
    help="Số bốc thăm khi nhiều cơ quan bằng nhau (mặc định: số của năm).",
)
@option(
    "--on-site-at-least",
    "at_least",
    type=click.IntRange(min=0),
    default=0,
    metavar="SỐ",
    help="Kiểm tra tại trụ sở ít nhất bấy nhiêu cơ quan, nếu muốn hơn một phần ba.",
)
@_YEARS
@_BOTH
@option(
    "--first-day",
    callback=a_day,
    metavar="NGÀY",
    help="Rải các cuộc kiểm tra tại trụ sở từ ngày này, mỗi cuộc một ngày làm việc.",
)
@option(
    "--teams",
    type=click.IntRange(min=1, max=50),
    default=1,
    metavar="SỐ",
    help="Số Đoàn đi cùng một ngày (mặc định: 1).",
)
@_BEFORE
@option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="TỆP",
    help="Ghi bảng Excel (.xlsx) để sửa rồi nhập; tệp đã có thì không ghi đè.",
)
@JSON
@click.pass_obj
def plan_propose(folder: Path, /, before: tuple[Path, ...], output: Path | None, as_json: bool, **asked: Any) -> None:
    """Đề xuất danh sách kiểm tra của năm, kèm lý do chọn từng cơ quan; không ghi vào dữ liệu.

    Sửa bảng Excel, soát bằng «isoaudit plan check TỆP», rồi nhập bằng «isoaudit inspections import TỆP».
    """
    from isoaudit.desk.plan import Asked, export_proposed, proposed

    programme = programme_of(folder)
    made = proposed(programme, Asked(**asked), before)
    if output:
        export_proposed(made, programme, output)
    if as_json:
        print_json(_proposed_data(made))
    else:
        _show_proposed(made)
        click.echo(
            f"Đã ghi danh sách đề xuất vào {output}."
            if output
            else "Chưa ghi tệp nào: thêm «-o TỆP.xlsx» để sửa rồi nhập."
        )


def _show_proposed(made: Proposed) -> None:
    from isoaudit.tables.workbooks.plan import rule_lines, why
    from isoaudit.wording import count, label

    for line in rule_lines(made.proposal, made.wishes):
        click.echo(line)
    visits = [choice for choice in made.proposal.choices if choice.on_site]
    click.echo(f"Đề xuất kiểm tra tại trụ sở: {count(len(visits))} cơ quan.")
    for choice in visits[:_SHOWN]:
        agency, how, said = choice.agency, label("plan_decided", choice.decided), why(choice)
        click.echo(f"  {choice.place:>3}. {agency.code:<14} {agency.name} ({how}){f': {said}' if said else ''}")
    if len(visits) > _SHOWN:
        click.echo(f"  … và {count(len(visits) - _SHOWN)} cơ quan khác, có đủ trong bảng Excel.")
    mode = label("mode", "by_record")
    number = sum(row["mode"] == mode for row in made.rows)
    by_record = count(number) if number else "không có cuộc nào"
    click.echo(f"Cả danh sách: {count(len(made.rows))} cuộc kiểm tra, trong đó {by_record} {mode}.")


def _proposed_data(made: Proposed) -> dict[str, Any]:
    found = made.proposal
    return {
        "year": found.year,
        "seed": found.seed,
        "population": len(found.choices),
        "needed": found.needed,
        "wanted": found.wanted,
        "choices": [
            {
                "agency": one.agency.code,
                "name": one.agency.name,
                "place": one.place,
                "on_site": one.on_site,
                "decided": one.decided,
                "lot": one.lot,
                "reasons": [{"kind": reason.kind, "words": reason.words} for reason in one.reasons],
            }
            for one in found.choices
        ],
        "rows": [dict(row) for row in made.rows],
    }


@plan.command("check", cls=Command)
@click.argument("file", type=click.Path(path_type=Path), required=False, metavar="[TỆP]")
@_YEARS
@_BOTH
@_BEFORE
@JSON
@click.pass_obj
def plan_check(folder: Path, file: Path | None, years: int, both: bool, before: tuple[Path, ...], as_json: bool) -> int:
    """Soát kế hoạch của năm, hoặc kế hoạch sau khi nhập thêm danh sách trong TỆP; không ghi gì.

    Điều quy định đòi hỏi và điều chỉ là khuyến nghị được nói riêng.
    """
    from isoaudit.desk.plan import checked

    found = checked(programme_of(folder), file, before, both=both, years=years)
    if as_json:
        print_json(_checked_data(found))
    else:
        show_warnings(found.warnings, "Chưa ghi dữ liệu nào; có {number} nội dung cần lưu ý khi đọc tệp.")
        _show_checked(found)
    return 1 if found.law else 0


def _show_checked(found: Checked) -> None:
    from isoaudit.wording import count

    reached = found.coverage
    inspected, on_site = (count(number) if number else "không" for number in (reached.inspected, reached.on_site))
    click.echo(
        f"Kế hoạch có {count(found.inspections)} cuộc kiểm tra. Trong {count(reached.obliged)} cơ quan thuộc đối tượng "
        f"phải xây dựng và áp dụng có {inspected} cơ quan được kiểm tra, {on_site} cơ quan tại trụ sở (tối thiểu "
        f"{count(reached.needed)})."
    )
    for title, problems in (("Theo quy định", found.law), ("Khuyến nghị", found.advice)):
        if not problems:
            click.echo(f"{title}: không có nội dung nào cần sửa.")
            continue
        click.echo(f"{title}: {count(len(problems))} nội dung.")
        for line in told(problems):
            click.echo(f"- {line}")


def _checked_data(found: Checked) -> dict[str, Any]:
    reached = found.coverage
    return {
        "inspections": found.inspections,
        "obliged": reached.obliged,
        "inspected": reached.inspected,
        "on_site": reached.on_site,
        "needed": reached.needed,
        "law": [one.as_dict() for one in found.law],
        "advice": [one.as_dict() for one in found.advice],
        "warnings": list(found.warnings),
    }


@plan.command("duties", cls=Command)
@option("--as-of", "on", callback=a_day, metavar="NGÀY", help="Tình trạng đến hết ngày này (mặc định: hôm nay).")
@JSON
@click.pass_obj
def plan_duties(folder: Path, on: date | None, as_json: bool) -> None:
    """Xem các việc của chính đơn vị kiểm tra trong năm: đã xong, quá hạn, chưa đến; lập lịch các hạn.

    Khi ghi «--as-of» hoặc «--json» thì chỉ xem.
    """
    from isoaudit.journal.programme import today
    from isoaudit.work.duties import duties_of_year, refresh_duties

    programme, day = programme_of(folder), on or today()
    found = duties_of_year(programme, day)
    if as_json:
        print_json([_duty_data(duty) for duty in found])
        return
    _show_duties(found, day)
    if on is None:
        name = refresh_duties(programme, found, day)
        click.echo(f"Lịch để mở bằng Outlook, điện thoại: {programme.out / name}")


def _show_duties(found: Sequence[Duty], day: date) -> None:
    from isoaudit.wording import count, date_short, sentence

    for duty in found:
        due = f"; hạn {date_short(duty.due)}" if duty.due else "; chưa có ngày để tính hạn"
        done = f", ngày {date_short(duty.done_on)}" if duty.done_on else ""
        late = "QUÁ HẠN - " if duty.state == "late" else ""
        click.echo(f"{late}{duty.words}: {duty.state_words}{done}{due}")
        click.echo(f"    {sentence(duty.basis)}.")
    late_ones = sum(duty.state == "late" for duty in found)
    said = f"{count(late_ones)} việc quá hạn" if late_ones else "không có việc nào quá hạn"
    click.echo(f"Tính đến ngày {date_short(day)}: {said}.")


def _duty_data(duty: Duty) -> dict[str, Any]:
    days = {name: getattr(duty, name) for name in ("since", "due", "done_on")}
    return {
        "kind": duty.kind,
        "round": duty.round,
        "state": duty.state,
        "done": duty.done,
        "of": duty.of,
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "words": {"duty": duty.words, "state": duty.state_words, "basis": duty.basis},
    }
