"""``isoaudit review-letters``: the letters and minutes that wait for a second reader, and what he says of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from isoaudit.cli.common import JSON, option, print_json, programme_of
from isoaudit.cli.speech import Command, UsageProblem, counts, show_warnings

if TYPE_CHECKING:
    from isoaudit.desk.second_reading import ReadingsSaid, ToRead
    from isoaudit.journal.programme import Programme

_SHOWN = 12
"""Digits of the state that a list shows."""


@click.command("review-letters", cls=Command)
@click.argument("name", metavar="[MÃ]", required=False)
@click.argument("paper", metavar="[VĂN_BẢN]", required=False)
@option("--round", "round_", metavar="ĐỢT", default="", help="Mọi văn bản của đợt này đang chờ đọc lại.")
@option("--reader", metavar="HỌ_TÊN", default="", help="Người đọc lại.")
@option("--agree", is_flag=True, help="Đã đọc, đồng ý gửi (ký) như bản đang có.")
@option("--return", "returned", metavar="NỘI_DUNG", default="", help="Trả lại, kèm nội dung đề nghị sửa.")
@option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="TỆP",
    help="Ghi danh sách chờ đọc ra tệp .xlsx này; tệp đã có thì không ghi đè.",
)
@JSON
@click.pass_context
def review_letters(
    context: click.Context,
    /,
    name: str | None,
    paper: str | None,
    round_: str,
    reader: str,
    agree: bool,
    returned: str,
    output: Path | None,
    as_json: bool,
) -> None:
    """Xem văn bản chờ người đọc lại trước khi gửi, trước khi ký; ghi ý kiến người đọc lại."""
    from isoaudit.desk.second_reading import ReadingToSay, act_of_paper, say_of_round, say_readings, to_read
    from isoaudit.desk.second_reading_export import export_to_read

    if name and round_:
        raise UsageProblem("ghi mã cuộc kiểm tra hoặc «--round ĐỢT» (chọn một cách).", context)
    if agree and returned:
        raise UsageProblem("chọn một trong hai: «--agree», «--return».", context)
    programme = programme_of(context.obj)
    if not (agree or returned):
        if reader:
            raise UsageProblem("ghi thêm «--agree» hoặc «--return NỘI_DUNG».", context)
        waiting = to_read(programme, [name] if name else [], round_)
        if output:
            export_to_read(waiting, programme.settings.year, output)
        _show(waiting, as_json=as_json)
        if output and not as_json:
            click.echo(f"Đã ghi danh sách chờ đọc vào {output}.")
        return
    if output:
        raise UsageProblem("«--output» chỉ dùng khi xem danh sách, không kèm «--agree», «--return».", context)
    if returned and round_:
        raise UsageProblem("trả lại từng văn bản, ghi mã cuộc kiểm tra; «--round» chỉ dùng với «--agree».", context)
    if not name and not round_:
        raise UsageProblem("ghi mã cuộc kiểm tra, hoặc «--round ĐỢT».", context)
    if name:
        act = act_of_paper(paper) if paper else None
        said = ReadingToSay(_id(programme, name), act, reader, "returned" if returned else "agreed", returned)
        done = say_readings(programme, [said])
    else:
        done = say_of_round(programme, round_, reader)
    _say(done)


def _id(programme: Programme, name: str) -> str:
    return programme.choose(programme.lists(), [name])[0].id


def _say(done: ReadingsSaid) -> None:
    show_warnings(done.warnings)
    click.echo(f"Đã ghi ý kiến người đọc lại: {counts({'đồng ý': len(done.agreed), 'trả lại': len(done.returned)})}.")


def _show(waiting: list[ToRead], *, as_json: bool) -> None:
    """The papers that wait, why, and where they lie."""
    from isoaudit.papers.second_reading import why_in_words
    from isoaudit.wording import count

    if as_json:
        print_json([_as_data(one) for one in waiting])
        return
    if not waiting:
        click.echo("Không có văn bản nào chờ đọc lại.")
        return
    click.echo(f"Chờ đọc lại: {count(len(waiting))} văn bản.")
    for one in waiting:
        kind, id = one.waiting.kind, one.waiting.inspection
        where = one.file or f"chưa lập; lập bằng «isoaudit paper {kind.key} {id}»"
        click.echo(f"{id}  {kind.name}, {one.agency}: {why_in_words(one.waiting.stands)}.")
        click.echo(f"  Bản để đọc: {where}  (dấu {one.waiting.state[:_SHOWN]})")


def _as_data(one: ToRead) -> dict[str, object]:
    said = one.waiting.stands.reading
    return {
        "inspection": one.waiting.inspection,
        "agency": one.agency,
        "round": one.round,
        "paper": one.waiting.kind.key,
        "act": one.waiting.act,
        "waits": one.waiting.stands.waits,
        "state": one.waiting.state,
        "file": str(one.file) if one.file else None,
        "said": said.model_dump(mode="json", exclude={"heads"}) if said else None,
    }
