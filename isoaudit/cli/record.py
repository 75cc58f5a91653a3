"""The commands that record what happened in inspections: one act as it is typed, many from a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from isoaudit.cli.common import FILE, NAMES, OUTPUT, a_day, option, programme_of
from isoaudit.cli.speech import NOT_KEPT, Command, Group, UsageProblem, counts, show_problems, show_warnings

if TYPE_CHECKING:
    from isoaudit.desk import Recorded
    from isoaudit.journal.programme import Programme
    from isoaudit.rules.signed_minutes import Difference


class _Act(Command):
    """Its help names the other ways to record, and every act."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from isoaudit.wording import labels

        with formatter.section("GHI NHIỀU VIỆC TỪ BẢNG"):
            formatter.write_dl(
                [(f"{ctx.command_path} {name}", each.help or "") for name, each in record.commands.items()]
            )
        with formatter.section("VIỆC"):
            formatter.write_dl(list(labels()["act"].items()))


class _Record(Group):
    """What is not the name of one of its commands is an act."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        if args and args[0] in self.commands:
            return self.commands[args[0]].make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)
        return one_act.make_context(info_name, args, parent, **extra)


def _act(context: click.Context, _: click.Parameter, value: str) -> str:
    """An act by its code or its Vietnamese name. Raises a usage error that names them all."""
    from isoaudit.tables.cells import codes, word_key
    from isoaudit.wording import labels

    if found := codes("act").get(word_key(value)):
        return found
    known = "; ".join(f"{words} ({code})" for code, words in labels()["act"].items())
    raise UsageProblem(f"không có việc «{value}». Các việc: {known}.", context)


@click.command("record", cls=_Act)
@click.argument("act", metavar="VIỆC", callback=_act)
@NAMES
@option("--round", metavar="ĐỢT", default="", help="Mọi cuộc kiểm tra của đợt này.")
@option("--all", is_flag=True, help="Mọi cuộc kiểm tra trong năm.")
@option(
    "--on",
    callback=a_day,
    metavar="NGÀY",
    help="Ngày của việc, là ngày ghi trên văn bản; hai bên ký Biên bản khác ngày thì ghi ngày của người ký sau.",
)
@option("--number", metavar="SỐ", default="", help="Số và ký hiệu văn bản, như 41/QĐ-CCTĐC.")
@option("--issuer", metavar="CƠ_QUAN", default="", help="Cơ quan, chức danh ban hành, như ghi ở phần căn cứ.")
@option("--signer", metavar="HỌ_TÊN", default="", help="Người ký.")
@option("--arrived", "arrived_on", callback=a_day, metavar="NGÀY", help="Văn bản đến: ngày đến.")
@option("--reply-by", callback=a_day, metavar="NGÀY", help="Văn bản đề nghị báo cáo: hạn báo cáo ghi trong đó.")
@option("--of", "about", metavar="SỐ", default="", help="Đính chính, thay thế, thu hồi: số của văn bản đã gửi.")
@option("--file", type=click.Path(path_type=Path), metavar="TỆP", help="Bản đã ký hoặc đã nhận (PDF, Word, ảnh).")
@option("--note", metavar="GHI_CHÚ", default="", help="Ghi chú; với «--take-back»: lý do.")
@option("--correct", is_flag=True, help="Lần ghi trước sai, ghi lại cho đúng.")
@option("--take-back", is_flag=True, help="Hủy việc đã ghi nhầm, không xảy ra; kèm lý do ở «--note».")
@click.pass_context
def one_act(context: click.Context, /, act: Any, names: tuple[str, ...], **options: Any) -> int:
    """Ghi một việc đã xảy ra trong các cuộc kiểm tra (mã cuộc hoặc mã cơ quan; hoặc --round, --all)."""
    from isoaudit.desk import ActToRecord
    from isoaudit.desk import record as write

    if bool(names) + bool(options["round"]) + options["all"] != 1:
        raise UsageProblem("ghi mã các cuộc kiểm tra, hoặc «--round ĐỢT», hoặc «--all» (chọn một cách).", context)
    if options["on"] is None and not options["take_back"]:
        raise UsageProblem("thiếu «--on NGÀY».", context)
    programme = programme_of(context.obj)
    done = write(programme, [ActToRecord(act, names, **options)])
    _show_recorded(done)
    is_kept = _keep_letters(programme, done)
    return 1 if done.differences or not is_kept else 0


record = _Record("record", params=one_act.params, help=one_act.help)


@record.command("export", cls=Command)
@NAMES
@option("--round", metavar="ĐỢT", default="", help="Chỉ các cuộc kiểm tra của đợt này.")
@OUTPUT
@click.pass_obj
def record_export(folder: Path, names: tuple[str, ...], round: str, output: Path | None) -> None:
    """Xuất sổ ghi việc ra tệp Excel: mỗi dòng một cuộc kiểm tra, việc đã ghi và ô để ghi tiếp."""
    from isoaudit.desk.acts_export import export_acts
    from isoaudit.wording import count

    programme = programme_of(folder)
    path = output or programme.folder / f"so-ghi-viec-{programme.settings.year}.xlsx"
    number = export_acts(programme, names, round, path)
    click.echo(f"Đã ghi {count(number)} cuộc kiểm tra vào {path}.")


@record.command("import", cls=Command)
@FILE
@option(
    "--files",
    type=click.Path(path_type=Path),
    metavar="THƯ_MỤC",
    help="Nơi có các tệp ghi ở cột «Tệp», kể cả thư mục con (mặc định: thư mục của bảng).",
)
@option("--correct", is_flag=True, help="Ô ghi khác việc đã ghi là sửa lần ghi trước cho đúng.")
@option("--dry-run", is_flag=True, help="Chỉ xem trước: sẽ ghi, sửa những gì; không ghi gì cả.")
@option("--partly", is_flag=True, help="Ghi trước các việc đã rõ; các việc chưa rõ để lại trong bản «… - cần sửa».")
@option(
    "--map",
    "given",
    multiple=True,
    metavar="CÁCH_GHI=NGHĨA",
    help="Cách ghi của đơn vị (tên cột, tên cơ quan) và nghĩa; sổ văn bản: SỐ=VIỆC, SỐ=MÃ_CUỘC hoặc «SỐ=bỏ qua».",
)
@click.pass_obj
def record_import(
    folder: Path, file: Path, files: Path | None, correct: bool, dry_run: bool, partly: bool, given: tuple[str, ...]
) -> int:
    """Ghi các việc từ sổ đã xuất, sổ văn bản đi, bảng mỗi dòng một việc (Excel, CSV): tất cả, hoặc không ghi gì."""
    from isoaudit.cli.asking import asking
    from isoaudit.desk.acts.book import import_acts, waiting_acts
    from isoaudit.wording import count

    programme, who = programme_of(folder), asking(given)
    done = import_acts(programme, file, files=files, correct=correct, dry_run=dry_run, partly=partly, asking=who)
    wrote = not dry_run and bool(done.added or done.changed)
    show_warnings(done.warnings, *([] if wrote else [NOT_KEPT]))
    numbers = {"việc ghi mới": done.added, "ghi thêm hoặc sửa": done.changed, "giữ nguyên": done.unchanged}
    said = counts(numbers) if any(numbers.values()) else "không có việc nào mới, dữ liệu giữ nguyên"
    click.echo(f"{'Xem trước, chưa ghi dữ liệu nào. Nếu nhập' if dry_run else 'Đã đọc bảng'}: {said}.")
    _show_minutes(done)
    is_kept = dry_run or _keep_letters(programme, done, file.parent)
    if done.left:
        show_problems(done.left, "Có {number} chỗ chưa rõ.")
        others = "ghi được" if dry_run else "đã ghi"
        click.echo(f"Chưa ghi {count(len(done.left))} việc; các việc khác {others}. {done.note}".strip(), err=True)
        for words in waiting_acts(done):
            click.echo(words, err=True)
    return 1 if done.differences or done.left or not is_kept else 0


def _keep_letters(programme: Programme, done: Recorded, beside: Path | None = None) -> bool:
    """Keep the letters that left as they lay ready, and say how many; whether that could be done."""
    from isoaudit.errors import IsoAuditError
    from isoaudit.wording import count
    from isoaudit.work.issuing.kept import keep_issued

    try:
        kept = keep_issued(programme, done.numbered, beside)
    except IsoAuditError as error:  # the acts are recorded
        show_problems(error.problems)
        return False
    if kept:
        click.echo(f"Đã lưu nguyên bản Word của {count(len(kept))} văn bản vừa cấp số; in lại: «isoaudit files copy».")
    return True


def _show_recorded(done: Recorded) -> None:
    show_warnings(done.warnings)
    numbers = {
        "cuộc kiểm tra ghi mới": done.added,
        "ghi thêm hoặc sửa": done.changed,
        "giữ nguyên": done.unchanged,
        "đã hủy việc ghi nhầm": done.taken_back,
    }
    click.echo(f"{counts(numbers)}.")
    _show_minutes(done)


def _show_minutes(done: Recorded) -> None:
    """The codes given to agreed findings, and where signed files say something else."""
    from isoaudit.wording import count

    for id, findings in done.agreed.items():
        coded = [finding for finding in findings if finding.code]
        gaps = sum(finding.code.startswith("KPH") for finding in coded)
        said = {"điểm không phù hợp": gaps, "điểm lưu ý": len(coded) - gaps}
        click.echo(f"{id}: đã thống nhất {counts(said) if coded else 'không có điểm nào'}.")
        for finding in coded:
            click.echo(f"  {finding.code}: {finding.gap}")
    for id in done.not_compared:
        click.echo(f"{id}: đã lưu tệp; chương trình không đọc được ảnh, PDF: đề nghị đối chiếu bản đã ký với dữ liệu.")
    for id, differences in done.differences.items():
        click.echo(f"{id}: tệp đã ký khác với nội dung đã thống nhất ở {count(len(differences))} chỗ:")
        for difference in differences:
            _show_difference(difference)
        if any(difference.code for difference in differences):
            click.echo(
                "Nếu hai bên đã thống nhất như trong tệp ký: ghi "
                f"«isoaudit record minutes_signed {id} --take-back --note LÝ_DO», "
                "ghi lại trao đổi bằng «isoaudit finding reword» hoặc «withdraw», rồi ghi lại việc ký."
            )
        if any(not difference.code for difference in differences):
            click.echo(
                "Giờ, địa điểm, người làm việc, ý kiến của cơ quan ghi tay: bổ sung vào bảng lịch kiểm tra, "
                "nhập bằng «isoaudit inspections import»."
            )


def _show_difference(difference: Difference) -> None:
    from isoaudit.wording import label

    click.echo(f"- {difference.code or 'Nội dung khác'}: {label('difference', difference.kind)}")
    if difference.ours:
        click.echo(f"    {'Đã thống nhất:' if difference.code else 'Theo dữ liệu: '} {difference.ours}")
    if difference.theirs:
        click.echo(f"    Trong tệp ký:  {difference.theirs}")
