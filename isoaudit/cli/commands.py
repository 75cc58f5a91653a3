"""One function per command: it reads the words typed, calls the package once, prints."""

from __future__ import annotations

from pathlib import Path

import click

from isoaudit import __version__
from isoaudit.cli import (
    actions,
    archive,
    backup,
    carry,
    changes,
    document,
    files,
    finding,
    history,
    init,
    issue,
    merge,
    notebooks,
    numbers,
    open,
    pack,
    paper,
    plan,
    procedures,
    receive,
    record,
    review,
    rollout,
    run,
    settings,
    settle,
    status,
    tables,
    template,
    trust,
    year,
)
from isoaudit.cli.common import (
    JSON,
    NAMES,
    PDF,
    found_from_here,
    option,
    print_json,
    programme_of,
    say_where,
    show_printed,
)
from isoaudit.cli.run import WORKERS, cores, progress, summary
from isoaudit.cli.speech import FULL, Command, Group, show_problems


@click.group(cls=Group, context_settings={"help_option_names": ["--help"]})
@option(
    "-C",
    "folder",
    type=click.Path(path_type=Path),
    default=None,
    metavar="THƯ_MỤC",
    help="Thư mục làm việc của năm (mặc định: thư mục hiện tại, hoặc thư mục làm việc chứa nó).",
)
@option("--debug", is_flag=True, help="Khi có sự cố, in đầy đủ chi tiết cho người hỗ trợ.")
@option(FULL, "full", is_flag=True, help="In đủ từng chỗ cần sửa, từng lưu ý, không gộp.")
@click.version_option(__version__, message="isoaudit %(version)s", help="Xem phiên bản.")
@click.pass_context
def main(context: click.Context, folder: Path | None, debug: bool, full: bool) -> None:
    """isoaudit: kiểm tra HTQLCL theo Điều 36 Thông tư số 26/2014/TT-BKHCN, trọn một năm trên một máy tính."""
    context.obj = folder or found_from_here()


main.add_command(init.init)
main.add_command(settings.settings)
main.add_command(carry.carry)


for command in (
    tables.agencies,
    tables.inspectors,
    plan.plan,
    tables.inspections,
    tables.answers,
    tables.samples,
    tables.effects,
    procedures.procedures,
    procedures.instruments,
    rollout.rollout,
    record.record,
    receive.receive,
    review.review,
    finding.finding,
    status.status,
    actions.actions,
    year.year,
    document.document,
    history.history,
):
    main.add_command(command)


tables.answers.add_command(settle.settle)
for command in (changes.cancel, changes.postpone, changes.change, changes.remove, changes.restore):
    tables.inspections.add_command(command)
tables.agencies.add_command(changes.remove_agencies)
tables.inspectors.add_command(changes.remove_inspectors)


@main.group(cls=Group)
def checklist() -> None:
    """Phiếu kiểm tra."""


@checklist.command("check", cls=Command)
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, metavar="[TỆP]...")
@JSON
@click.pass_obj
def checklist_check(folder: Path, files: tuple[Path, ...], as_json: bool) -> int:
    """Soát các phiếu kiểm tra: mọi chỗ sai, kèm tệp và dòng."""
    from isoaudit.journal.checklists import LAW, checklist_files, folder_problems, problems
    from isoaudit.wording import count

    shelf = _shelf(folder)
    if files:
        beside = files[0].parent / LAW
        found = problems(files, beside if beside.is_file() else shelf / LAW)
    else:
        found = folder_problems(shelf)
    if as_json:
        print_json([problem.as_dict() for problem in found])
    elif found:
        show_problems(found)
    else:
        click.echo(f"Không có chỗ sai trong {count(len(files or checklist_files(shelf)))} phiếu.")
    return 2 if found else 0


@checklist.command("list", cls=Command)
@JSON
@click.pass_obj
def checklist_list(folder: Path, as_json: bool) -> None:
    """Liệt kê các tiêu chí; dùng được khi chưa có thư mục làm việc."""
    from isoaudit.journal.checklists import load

    rows = [
        {"checklist": pinned.checklist.id, **criterion.model_dump(mode="json", exclude_none=True)}
        for pinned in load(_shelf(folder))
        for criterion in pinned.checklist.criteria
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['id']:<14} {row['point']:<5} {row['question']}")


def _shelf(folder: Path) -> Path:
    """The programme's checklists where there is a programme, else the shipped ones."""
    from isoaudit.journal.settings import SETTINGS, shipped

    return folder / "checklists" if (folder / SETTINGS).is_file() else shipped("checklists")


main.add_command(template.template)
main.add_command(trust.trust)


main.add_command(run.run)
main.add_command(notebooks.notebooks)
main.add_command(open.open_)


@main.command(cls=Command)
@NAMES
@PDF
@click.pass_obj
def letters(folder: Path, names: tuple[str, ...], as_pdf: bool) -> int:
    """Lập lại các dự thảo văn bản, không chạy sổ tay."""
    from isoaudit.work.letters import make_letters, print_letters

    programme = programme_of(folder)
    outcomes = make_letters(programme, names)
    status = summary(outcomes, programme.out)
    return max(status, show_printed(print_letters(programme, outcomes))) if as_pdf else status


for command in (
    issue.issue,
    numbers.numbers,
    paper.paper,
    pack.pack,
    merge.merge,
    archive.archive,
    backup.backup,
    backup.restore,
    files.files,
):
    main.add_command(command)


@main.command(cls=Command)
@option("--fingerprint", metavar="DẤU", help="Đối chiếu với dấu đã in trên giấy.")
@JSON
@click.pass_obj
def verify(folder: Path, fingerprint: str | None, as_json: bool) -> int:
    """Kiểm tra dữ liệu có bị thay đổi ngoài chương trình hay không."""
    programme = programme_of(folder)
    found = programme.verify(fingerprint)
    mark = "" if found else programme.fingerprint()
    if as_json:
        is_pack = bool(programme.journal.cuts())
        print_json({"problems": [problem.as_dict() for problem in found], "fingerprint": mark, "is_pack": is_pack})
    elif found:
        show_problems(found)
    else:
        click.echo(f"Dữ liệu còn nguyên vẹn. Dấu hiện tại: {mark}")
        if fingerprint:
            click.echo(f"Dấu {fingerprint} khớp với dữ liệu.")
    return 1 if found else 0


@main.command(cls=Command)
@click.argument("folder", type=click.Path(path_type=Path), metavar="THƯ_MỤC")
@WORKERS
def demo(folder: Path, workers: int | None) -> int:
    """Tạo một năm kiểm tra mẫu: 80 cơ quan của tỉnh An Bình, một tỉnh không có thật."""
    from isoaudit.demo import before_of, make_demo

    with progress(80, "Lập phiếu làm việc") as step:
        outcomes = make_demo(folder, workers=workers or cores(), on_outcome=step)
    summary(outcomes, folder / "out" / "index.html")
    click.echo(f"Năm trước, có những điểm được xem lại trong năm này: {before_of(folder)}")
    return 0


@main.command(cls=Command)
@JSON
@click.pass_obj
def doctor(folder: Path, as_json: bool) -> int:
    """Kiểm tra máy và thư mục làm việc có sẵn sàng không, và cần làm gì."""
    from dataclasses import asdict
    from datetime import datetime

    from isoaudit.doctor import examine

    say_where(folder)
    checks = examine(folder, datetime.now().astimezone())
    if as_json:
        print_json([asdict(check) for check in checks])
    else:
        for check in checks:
            mark = "Đạt  " if check.fine else "CẦN  " if check.needed else "Nên  "
            click.echo(f"{mark} {check.what}{' ' + check.remedy if check.remedy else ''}")
    return 1 if any(check.needed and not check.fine for check in checks) else 0
