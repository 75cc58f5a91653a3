"""``isoaudit paper``: the papers of the procedure as Word files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from isoaudit.cli.common import PDF, a_day, option, programme_of, show_printed
from isoaudit.cli.speech import Command, UsageProblem, show_problems, some

if TYPE_CHECKING:
    from isoaudit.work.make_papers import PaperOutcome


@click.command(cls=Command)
@click.argument("kind", required=False, default="", metavar="[LOẠI]")
@click.argument("names", nargs=-1, metavar="[MÃ]...")
@option("--round", "round_", metavar="ĐỢT", help="Các cuộc kiểm tra của đợt này.")
@option("--all", "everything", is_flag=True, help="Mọi cuộc kiểm tra, mọi đợt.")
@option("--part", default="", metavar="HỌ_TÊN", help="Phiếu kiểm tra: chỉ phần của thành viên này.")
@option("--as-of", callback=a_day, metavar="NGÀY", help="Báo cáo: số liệu đến hết ngày này (mặc định: hôm nay).")
@option("--unit", metavar="ĐƠN_VỊ", help="Chỉ các cuộc kiểm tra của đơn vị kiểm tra này (mã hoặc tên).")
@option("--of", "about", default="", metavar="SỐ", help="Đính chính, thu hồi: số của văn bản đã gửi.")
@option("--replaces", is_flag=True, help="Thông báo, công văn thay thế văn bản cùng loại đã gửi.")
@PDF
@click.pass_context
def paper(
    context: click.Context,
    kind: str,
    names: tuple[str, ...],
    round_: str | None,
    everything: bool,
    part: str,
    as_of: date | None,
    unit: str | None,
    about: str,
    replaces: bool,
    as_pdf: bool,
) -> int:
    """Lập văn bản Word của cuộc kiểm tra, của đợt, của năm; không ghi loại: liệt kê các loại."""
    from isoaudit.desk.intake.units import unit_code
    from isoaudit.work.make_papers import kind_of, make_papers, print_papers

    if not kind:
        _list_kinds()
        return 0
    chosen = kind_of(kind)
    ways = sum((bool(names), round_ is not None, everything))
    if ways > 1:
        raise UsageProblem("chọn một trong ba: mã cuộc kiểm tra, «--round», «--all».", context)
    if not ways and chosen.scope == "inspection":
        raise UsageProblem(f"{chosen.spoken}: ghi mã cuộc kiểm tra, «--round ĐỢT» hoặc «--all».", context)
    if names and unit is not None:
        raise UsageProblem("chọn một trong hai: mã cuộc kiểm tra, «--unit».", context)
    programme = programme_of(context.obj)
    of = None if unit is None else unit_code(programme.settings, unit)
    given: dict[str, Any] = {"part": part, "as_of": as_of, "unit": of, "about": about, "replaces": replaces}
    made = make_papers(programme, kind, names, round_=round_, **given)
    status = _say(made)
    return max(status, show_printed(print_papers(programme, made))) if as_pdf else status


def _list_kinds() -> None:
    from isoaudit.papers.kinds import kinds

    scopes = {"year": "cả năm", "round": "từng đợt", "inspection": "từng cuộc"}
    forms = {"on_site": "tại trụ sở", "by_record": "qua hồ sơ", "both": "cả hai hình thức"}
    for kind in kinds().values():
        click.echo(f"{kind.name:<48} {kind.key:<22} ({scopes[kind.scope]}, {forms[kind.form]}; {kind.law})")


def _say(made: Sequence[PaperOutcome]) -> int:
    """What was written, and what could not be; 1 when something could not."""
    from isoaudit.wording import count

    problems = [found for one in made for found in (*one.problems, *(p for o in one.outlines for p in o.problems))]
    for one in made:
        if one.file is not None:
            click.echo(f"{one.file}{' (dự thảo)' if one.draft else ''}")
            if one.workbook is not None:
                click.echo(one.workbook)
            if outlines := [outline.file for outline in one.outlines if outline.file is not None]:
                each = some([path.parent.name for path in outlines])
                where = outlines[0].parent if len(outlines) == 1 else f"{outlines[0].parents[1]}, các thư mục: {each}"
                click.echo(f"Đề cương báo cáo gửi kèm (Word, Excel): {count(len(outlines))} cơ quan, ở {where}.")
            if one.edited or any(outline.edited for outline in one.outlines):
                click.echo("Lưu ý: bản trước đã được sửa tay nên giữ nguyên; đây là bản mới.", err=True)
    for note in dict.fromkeys(note for one in made for note in one.notes):
        click.echo(f"Lưu ý: {note}", err=True)
    show_problems(problems)
    if number := sum(one.file is not None for one in made):
        click.echo(f"Đã lập {count(number)} văn bản.")
    return 1 if problems else 0
