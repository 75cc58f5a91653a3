"""The commands of the procedure: what happened, findings in exchange with the agency, where each inspection stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from isoaudit.cli.common import JSON, NAMES, a_day, option, print_json, programme_of
from isoaudit.cli.speech import Command, Group, UsageProblem, counts, show_warnings, some

if TYPE_CHECKING:
    from isoaudit.desk import Recorded
    from isoaudit.journal.programme import Programme
    from isoaudit.journal.state import State
    from isoaudit.model import Agency, Case, Finding, Inspection
    from isoaudit.rules.signed_minutes import Difference
    from isoaudit.rules.standing import Shelf, Standing

_DIFFERS = {
    "text": "khác câu chữ",
    "absent": "không có trong tệp đã ký",
    "unknown": "có trong tệp đã ký, chưa từng được thống nhất",
    "withdrawn": "đã rút nhưng còn trong tệp đã ký",
    "added": "có trong tệp đã ký, dữ liệu chưa có",
}
_CHANGED = {"reworded": "sửa lời", "withdrawn": "rút", "restored": "khôi phục"}


class _Record(Command):
    """Its help names every act."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from isoaudit.wording import labels

        with formatter.section("VIỆC"):
            formatter.write_dl(list(labels()["act"].items()))


def _act(context: click.Context, _: click.Parameter, value: str) -> str:
    """An act by its code or its Vietnamese name. Raises a usage error that names them all."""
    from isoaudit.tables.cells import codes, word_key
    from isoaudit.wording import labels

    if found := codes("act").get(word_key(value)):
        return found
    known = "; ".join(f"{words} ({code})" for code, words in labels()["act"].items())
    raise UsageProblem(f"không có việc «{value}». Các việc: {known}.", context)


@click.command(cls=_Record)
@click.argument("act", metavar="VIỆC", callback=_act)
@NAMES
@option("--round", metavar="ĐỢT", default="", help="Mọi cuộc kiểm tra của đợt này.")
@option("--all", is_flag=True, help="Mọi cuộc kiểm tra trong năm.")
@option("--on", callback=a_day, metavar="NGÀY", help="Ngày của việc, là ngày ghi trên văn bản.")
@option("--number", metavar="SỐ", default="", help="Số và ký hiệu văn bản, như 41/QĐ-CCTĐC.")
@option("--issuer", metavar="CƠ_QUAN", default="", help="Cơ quan, chức danh ban hành, như ghi ở phần căn cứ.")
@option("--signer", metavar="HỌ_TÊN", default="", help="Người ký.")
@option("--arrived", "arrived_on", callback=a_day, metavar="NGÀY", help="Văn bản đến: ngày đến.")
@option("--reply-by", callback=a_day, metavar="NGÀY", help="Văn bản đề nghị báo cáo: hạn báo cáo ghi trong đó.")
@option("--file", type=click.Path(path_type=Path), metavar="TỆP", help="Bản đã ký hoặc đã nhận (PDF, Word, ảnh).")
@option("--note", metavar="GHI_CHÚ", default="", help="Ghi chú; với «--take-back»: lý do.")
@option("--correct", is_flag=True, help="Lần ghi trước sai, ghi lại cho đúng.")
@option("--take-back", is_flag=True, help="Hủy việc đã ghi nhầm, không xảy ra; kèm lý do ở «--note».")
@click.pass_context
def record(context: click.Context, /, act: Any, names: tuple[str, ...], **options: Any) -> int:
    """Ghi một việc đã xảy ra trong các cuộc kiểm tra (mã cuộc hoặc mã cơ quan; hoặc --round, --all)."""
    from isoaudit.desk import ActToRecord
    from isoaudit.desk import record as write

    if bool(names) + bool(options["round"]) + options["all"] != 1:
        raise UsageProblem("ghi mã các cuộc kiểm tra, hoặc «--round ĐỢT», hoặc «--all» (chọn một cách).", context)
    if options["on"] is None and not options["take_back"]:
        raise UsageProblem("thiếu «--on NGÀY».", context)
    done = write(programme_of(context.obj), [ActToRecord(act, names, **options)])
    _show_recorded(done)
    return 1 if done.differences else 0


def _show_recorded(done: Recorded) -> None:
    from isoaudit.wording import count

    show_warnings(done.warnings)
    numbers = {
        "cuộc kiểm tra ghi mới": done.added,
        "ghi thêm hoặc sửa": done.changed,
        "giữ nguyên": done.unchanged,
        "đã hủy việc ghi nhầm": done.taken_back,
    }
    click.echo(f"{counts(numbers)}.")
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
        click.echo(
            "Nếu hai bên đã thống nhất như trong tệp ký: ghi "
            f"«isoaudit record minutes_signed {id} --take-back --note LÝ_DO», "
            "ghi lại trao đổi bằng «isoaudit finding reword» hoặc «withdraw», rồi ghi lại việc ký."
        )


def _show_difference(difference: Difference) -> None:
    click.echo(f"- {difference.code or 'Nội dung khác'}: {_DIFFERS[difference.kind]}")
    if difference.ours:
        click.echo(f"    {'Đã thống nhất:' if difference.code else 'Theo dữ liệu: '} {difference.ours}")
    if difference.theirs:
        click.echo(f"    Trong tệp ký:  {difference.theirs}")


@click.group(cls=Group)
def finding() -> None:
    """Điểm không phù hợp, điểm lưu ý đã thống nhất trong Đoàn: xem, sửa lời, rút."""


_ID = click.argument("name", metavar="MÃ")
_CODE = click.argument("code", metavar="KPH_LY")
_WHY = option("--why", required=True, metavar="LÝ_DO", help="Vì sao.")


@finding.command("list", cls=Command)
@_ID
@JSON
@click.pass_obj
def finding_list(folder: Path, name: str, as_json: bool) -> None:
    """Liệt kê các vấn đề đã thống nhất, kèm những gì đã sửa, đã rút."""
    case = _case_of(programme_of(folder), name)
    changes = [amendment.model_dump(mode="json") for amendment in case.amendments]
    if as_json:
        print_json({"findings": [f.model_dump(mode="json") for f in case.agreed], "amendments": changes})
        return
    if not any(found.code for found in case.agreed):
        click.echo(f"{case.inspection.id}: không có điểm không phù hợp, điểm lưu ý nào đã thống nhất trong Đoàn.")
    for found in (found for found in case.agreed if found.code):
        _show_finding(found)
    for change in case.amendments:
        texts = f": «{change.before}» thành «{change.after}»" if change.after else ""
        click.echo(
            f"  {change.code} {_CHANGED[change.kind]}{texts}; lý do: {change.why} ({change.by or 'không rõ'} ghi)"
        )


@finding.command("withdraw", cls=Command)
@_ID
@_CODE
@_WHY
@click.pass_obj
def finding_withdraw(folder: Path, name: str, code: str, why: str) -> None:
    """Rút một vấn đề sau khi cơ quan giải trình; mã đã rút không dùng lại."""
    from isoaudit.desk import withdraw

    _show_finding(withdraw(programme_of(folder), name, code, why))


@finding.command("restore", cls=Command)
@_ID
@_CODE
@_WHY
@click.pass_obj
def finding_restore(folder: Path, name: str, code: str, why: str) -> None:
    """Khôi phục một vấn đề đã rút."""
    from isoaudit.desk import restore

    _show_finding(restore(programme_of(folder), name, code, why))


@finding.command("reword", cls=Command)
@_ID
@_CODE
@option("--text", required=True, metavar="NỘI_DUNG", help="Nội dung không phù hợp, cần lưu ý, viết lại cả câu.")
@_WHY
@click.pass_obj
def finding_reword(folder: Path, name: str, code: str, text: str, why: str) -> None:
    """Sửa lời một vấn đề sau khi trao đổi với cơ quan."""
    from isoaudit.desk import reword

    _show_finding(reword(programme_of(folder), name, code, text, why))


def _show_finding(found: Finding) -> None:
    words = f" (đã rút: {found.withdrawn})" if found.withdrawn else ""
    click.echo(f"{found.code:<8}{found.criterion:<14}{found.gap}{words}")


def _case_of(programme: Programme, name: str) -> Case:
    state, (inspection,) = programme.about([name])
    return programme.case(state, inspection)


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


COMMANDS: tuple[click.Command, ...] = (record, finding, status)
