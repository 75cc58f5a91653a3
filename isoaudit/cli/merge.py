"""``isoaudit merge``: what was written in packs, joined into this programme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from isoaudit.cli.backup import FILE_OF_PASSWORD, known_password
from isoaudit.cli.common import JSON, option, print_json, programme_of
from isoaudit.cli.speech import Command, show_problems

if TYPE_CHECKING:
    from isoaudit.errors import Problem
    from isoaudit.work.merge import Conflict, Merged, News


@click.command(cls=Command)
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="GÓI...")
@option("--dry-run", is_flag=True, help="Chỉ xem sẽ ghi thêm gì, không ghi.")
@FILE_OF_PASSWORD
@JSON
@click.pass_obj
def merge(folder: Path, sources: tuple[Path, ...], dry_run: bool, password_file: Path | None, as_json: bool) -> int:
    """Gộp các gói (thư mục, hoặc tệp .zip của gói) vào thư mục làm việc này; gộp lại lần nữa không ghi thêm gì."""
    from isoaudit.errors import IsoAuditError
    from isoaudit.work.merge import merge as join

    programme = programme_of(folder)
    done: list[Merged] = []
    problems: list[Problem] = []
    notes: dict[str, None] = {}
    for source in sources:
        try:
            merged = join(programme, source, partial(known_password, source, password_file), dry_run=dry_run)
        except IsoAuditError as error:  # the other packs are joined all the same
            problems += error.problems
            notes[error.note] = None
            continue
        done.append(merged)
        if not as_json:
            _show(merged, dry_run)
    if as_json:
        print_json({"merged": [_plain(one) for one in done], "problems": [one.as_dict() for one in problems]})
    elif problems:
        show_problems(problems)
        for note in filter(None, notes):
            click.echo(note, err=True)
    if problems:
        return 2
    return 1 if any(one.conflicts or one.late or one.after_signing for merged in done for one in merged.news) else 0


def _plain(merged: Merged) -> dict[str, Any]:
    news = [
        {
            **asdict(one),
            "conflicts": [
                {**asdict(c), "statements": [statement.model_dump(mode="json") for statement in c.statements]}
                for c in one.conflicts
            ],
        }
        for one in merged.news
    ]
    return {**asdict(merged), "source": str(merged.source), "news": news}


def _show(merged: Merged, dry_run: bool) -> None:
    from isoaudit.wording import count

    if not merged.entries and not merged.files:
        click.echo(f"{merged.source}: không có gì mới, mọi nội dung đã có ở đây.")
        return
    verb = "Sẽ gộp" if dry_run else "Đã gộp"
    files = f", {count(merged.files)} tệp" if merged.files else ""
    click.echo(f"{verb} {merged.source}: {count(merged.entries)} lần ghi{files}.")
    if merged.others:
        click.echo(f"Ngoài các cuộc kiểm tra: {_counted(merged.others)}.")
    for news in merged.news:
        for line in _lines(news):
            click.echo(line)
        for _, several in groupby(news.conflicts, lambda one: (one.kind, one.subject)):
            of_one = list(several)
            for conflict in of_one:
                _show_conflict(news, conflict)
            _show_way_out(news, of_one[0].kind)


def _counted(counts: Any) -> str:
    from isoaudit.wording import count, labels

    names = labels()["entry"]
    return ", ".join(f"{count(number)} {names.get(kind, kind)}" for kind, number in sorted(counts.items()))


def _lines(news: News) -> Iterator[str]:
    from isoaudit.wording import count, label

    agency = f", {news.agency}" if news.agency else ""
    files = f", {count(news.files)} tệp" if news.files else ""
    who = f"; người ghi: {', '.join(news.authors)}" if news.authors else ""
    yield f"{news.inspection}{agency}: {_counted(news.counts)}{files}{who}."
    for code in news.unusual:
        said = news.after_signing if code == "after_signing" else news.late
        words = label("merge", code).format(inspection=news.inspection, late=", ".join(said))
        yield f"  Lưu ý: {words}"


def _show_conflict(news: News, conflict: Conflict) -> None:
    from isoaudit.cli.settle import show_dispute
    from isoaudit.desk.answers.settle import Dispute
    from isoaudit.desk.history_told import value_said
    from isoaudit.wording.entries import about, heading
    from isoaudit.wording.statements import moment

    rest = conflict.subject.partition("/")[2]
    if conflict.kind == "answer":
        show_dispute(Dispute(news.inspection, rest, conflict.statements))
        return
    named = heading(conflict.kind, conflict.field)
    click.echo(f"{news.inspection}, {about(conflict.kind, conflict.subject)}: «{named}» ghi khác nhau.")
    for number, said in enumerate(conflict.said, start=1):
        at = f", ghi lúc {moment(said.at)}" if said.at else ""
        value = value_said(conflict.kind, conflict.field, said.value) or "bỏ trống"
        click.echo(f"{number}. {value} ({said.author or 'không rõ ai'}{at})")


def _show_way_out(news: News, kind: str) -> None:
    """Where a person decides; of an answer that is said with what stands side by side."""
    if kind in ("reply", "review"):
        click.echo(f"Thống nhất trong đơn vị, rồi chọn trong phần mở bằng «isoaudit open {news.inspection} --review».")
    elif kind != "answer":
        click.echo("Thống nhất trong Đoàn, rồi chọn trong phiếu mở bằng «isoaudit open», hoặc nhập lại bảng.")
