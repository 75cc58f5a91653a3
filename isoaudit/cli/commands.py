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
    checklists,
    document,
    files,
    finding,
    guide,
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
    review_letters,
    rollout,
    run,
    score,
    search,
    settings,
    settle,
    start,
    status,
    tables,
    template,
    trust,
    wording,
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
@option("--debug", is_flag=True, help="Khi có sự cố, in đầy đủ chi tiết cho người phụ trách công nghệ thông tin.")
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
    wording.wording,
    status.status,
    actions.actions,
    year.year,
    score.score,
    document.document,
    history.history,
    guide.guide,
    search.search,
):
    main.add_command(command)


tables.answers.add_command(settle.settle)
for command in (changes.cancel, changes.postpone, changes.change, changes.remove, changes.restore):
    tables.inspections.add_command(command)
tables.agencies.add_command(changes.remove_agencies)
tables.inspectors.add_command(changes.remove_inspectors)


main.add_command(checklists.checklist)
main.add_command(template.template)
main.add_command(trust.trust)


main.add_command(run.run)
main.add_command(notebooks.notebooks)
main.add_command(open.open_)
main.add_command(start.start)
main.add_command(start.shortcut)


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
    review_letters.review_letters,
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
