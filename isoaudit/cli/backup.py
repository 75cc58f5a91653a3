"""``isoaudit backup`` and ``isoaudit restore``: a year as one file that is carried away, and back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from isoaudit.cli.common import JSON, option, print_json, programme_of
from isoaudit.cli.speech import Command, show_problems, some

if TYPE_CHECKING:
    from isoaudit.journal.programme import Programme
    from isoaudit.work.backup import Made
    from isoaudit.work.backup_file import Manifest

_LOUD = 300_000_000
"""Bytes from which on a bar is shown."""
FILE_OF_PASSWORD = option(
    "--password-file",
    type=click.Path(path_type=Path),
    metavar="TỆP",
    help="Lấy mật khẩu ở dòng đầu của tệp này, không hỏi.",
)


@click.command(cls=Command)
@click.argument("to", type=click.Path(path_type=Path), metavar="ĐÍCH")
@option("--password", "locked", is_flag=True, help="Đặt mật khẩu (hỏi hai lần); quên mật khẩu là không mở được nữa.")
@FILE_OF_PASSWORD
@option("--check", "only_check", is_flag=True, help="ĐÍCH là bản sao lưu đã có: chỉ kiểm tra, không ghi gì.")
@JSON
@click.pass_obj
def backup(folder: Path, to: Path, locked: bool, password_file: Path | None, only_check: bool, as_json: bool) -> int:
    """Sao lưu cả thư mục làm việc thành một tệp ở ĐÍCH (thư mục, như USB; hoặc tên tệp .zip chưa có)."""
    from isoaudit.work.backup import back_up, check, check_password

    if only_check:
        with _bar("Kiểm tra", to) as on:
            manifest = check(to, lambda: known_password(to, password_file), on)
        _show_checked(to, manifest, as_json)
        return 1 if manifest.lost else 0
    programme = programme_of(folder)
    password = new_password(password_file) if locked or password_file else ""
    if password:
        check_password(password)
    with _bar("Sao lưu", programme.folder / "files", programme.folder / "programme.db") as on:
        made = back_up(programme, to, password, on)
    if as_json:
        from isoaudit.work.backup_file import plain_data

        print_json(
            {**plain_data(made.manifest), "path": str(made.path), "size": made.size, "same_disk": made.same_disk}
        )
    else:
        _show_made(programme, made, bool(password))
    return 1 if made.manifest.lost else 0


@click.command(cls=Command)
@click.argument("file", type=click.Path(path_type=Path), metavar="TỆP")
@click.argument("folder", type=click.Path(path_type=Path), metavar="THƯ_MỤC_MỚI")
@FILE_OF_PASSWORD
def restore(file: Path, folder: Path, password_file: Path | None) -> int:
    """Khôi phục một bản sao lưu vào THƯ_MỤC_MỚI (chưa có, hoặc còn trống); không đụng tới thư mục khác."""
    from isoaudit.wording.statements import moment
    from isoaudit.work.backup import restore as write

    with _bar("Khôi phục", file) as on:
        done = write(file, folder, lambda: known_password(file, password_file), on)
    manifest = done.manifest
    click.echo(f"Đã khôi phục vào {folder}: {manifest.authority}, năm {manifest.year}.")
    click.echo(f"Bản sao lưu lập lúc {moment(manifest.made_at)}. Dấu: {manifest.mark}; đối chiếu với dấu in trên giấy.")
    _show_lost(manifest)
    if names := _not_trusted(folder):
        click.echo(f"Sổ tay chưa được tin cậy trên máy này: {some(names)}. Xem rồi cho phép bằng «isoaudit trust».")
    click.echo(f'Việc tiếp theo: lập lại phiếu, dự thảo bằng «isoaudit -C "{folder}" run findings».')
    return 1 if manifest.lost else 0


def remind_of_backup(programme: Programme) -> None:
    """Say when the last backup was, where it is old and something was written since, or where there is none."""
    from datetime import datetime

    from isoaudit.work.last_backup import COMMAND, standing

    if not isinstance(programme.journal.database, Path):
        return  # whoever runs the server backs it up
    found = standing(programme.folder, programme.journal.number(), datetime.now().astimezone())
    if found.due:
        click.echo(f"{found.said} {COMMAND}")


def _not_trusted(folder: Path) -> list[str]:
    """The notebooks that do not run on this machine: trust is given by a person, for a machine."""
    from isoaudit.errors import IsoAuditError
    from isoaudit.runs.trust import problem_of

    names = []
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        try:
            stops = problem_of(path) is not None
        except IsoAuditError:
            stops = True
        if stops:
            names.append(path.name)
    return names


def _show_made(programme: Programme, made: Made, locked: bool) -> None:
    from isoaudit.wording import count

    manifest = made.manifest
    click.echo(
        f"Đã sao lưu vào {made.path} ({size_of(made.size)}, {count(len(manifest.files))} tệp) và đọc lại, đối chiếu đủ."
    )
    click.echo(f"Dấu của dữ liệu: {manifest.mark}")
    if made.edited:
        click.echo(f"Có cả {count(len(made.edited))} tệp đã sửa tay: {some(made.edited)}.")
    if locked:
        click.echo("Bản sao lưu có mật khẩu: không có mật khẩu thì không ai mở được, kể cả người làm ra isoaudit.")
    else:
        click.echo("Bản sao lưu không có mật khẩu, ai cầm tệp cũng đọc được; đặt mật khẩu: thêm «--password».")
    if made.left_out:
        click.echo(f"Lưu ý: không sao lưu các liên kết: {some(made.left_out)}.", err=True)
    if made.same_disk:
        click.echo(
            "Lưu ý: bản này nằm cùng đĩa với thư mục làm việc, hỏng đĩa là mất cả hai; chép thêm ra USB.", err=True
        )
    _show_lost(manifest, programme)


def _show_checked(path: Path, manifest: Manifest, as_json: bool) -> None:
    from isoaudit.wording import count
    from isoaudit.wording.statements import moment
    from isoaudit.work.backup_file import plain_data

    if as_json:
        print_json({**plain_data(manifest), "path": str(path)})
        return
    click.echo(f"{path}: bản sao lưu còn nguyên vẹn, {count(len(manifest.files))} tệp.")
    click.echo(f"{manifest.authority}, năm {manifest.year}; lập lúc {moment(manifest.made_at)}. Dấu: {manifest.mark}")
    _show_lost(manifest)


def _show_lost(manifest: Manifest, programme: Programme | None = None) -> None:
    from isoaudit.wording import count

    if not manifest.lost:
        return
    number = count(len(manifest.lost))
    click.echo(f"Lưu ý: {number} tệp đã lưu bị thiếu hoặc khác trước khi sao lưu, không có trong bản này.", err=True)
    if programme:
        show_problems([one for one in programme.verify() if one.code != "FILE_002"])


def size_of(size: int) -> str:
    return f"{size / 1e9:.1f} GB".replace(".", ",") if size >= 1e9 else f"{max(size // 10**6, 1)} MB"


@contextmanager
def _bar(words: str, *places: Path) -> Iterator[Callable[[int], None]]:
    """A bar on the terminal where there is much to do."""
    size = sum(_bytes_in(place) for place in places)
    if size < _LOUD:
        yield lambda _: None
        return
    from tqdm import tqdm

    form = "{desc}: {n_fmt}B |{rate_fmt}| {elapsed}"
    with tqdm(desc=words, bar_format=form, unit="B", unit_scale=True, mininterval=1.0, disable=None) as bar:

        def on(size: int) -> None:
            bar.update(size)

        yield on


def _bytes_in(place: Path) -> int:
    try:
        return sum(path.stat().st_size for path in place.iterdir()) if place.is_dir() else place.stat().st_size
    except OSError:
        return 0


def new_password(file: Path | None) -> str:
    """The password for a new backup, asked for twice. Raises RunError (BACKUP_004 where nobody can be asked)."""
    from isoaudit.errors import RunError, problem

    if file:
        return _password_in(file)
    _need_person("--password")
    first = click.prompt(
        "Mật khẩu (không hiện khi gõ; tắt bộ gõ tiếng Việt)", hide_input=True, default="", show_default=False
    )
    again = click.prompt("Gõ lại mật khẩu", hide_input=True, default="", show_default=False)
    if first != again:
        raise RunError(problem("BACKUP_011", "mật khẩu", reason="hai lần gõ khác nhau", least=12))
    return str(first)


def known_password(path: Path, file: Path | None) -> str:
    """The password of a backup. Raises RunError (BACKUP_004 where nobody can be asked)."""
    if file:
        return _password_in(file)
    _need_person(str(path))
    return str(click.prompt("Mật khẩu của bản sao lưu", hide_input=True, default="", show_default=False))


def _need_person(where: str) -> None:
    from isoaudit.errors import RunError, problem

    if not sys.stdin.isatty():
        raise RunError(problem("BACKUP_004", where))


def _password_in(file: Path) -> str:
    """The first line of a file. Raises RunError (FILE_001, FILE_002, FILE_003)."""
    from isoaudit.errors import RunError, problem
    from isoaudit.files import read_bounded, reason

    try:
        lines = read_bounded(file, 10_000).decode("utf-8-sig").splitlines()
    except FileNotFoundError:
        raise RunError(problem("FILE_001", str(file))) from None
    except OSError as error:
        raise RunError(problem("FILE_002", str(file), reason=reason(error))) from None
    except UnicodeDecodeError as error:
        raise RunError(problem("FILE_003", str(file), position=error.start)) from None
    return lines[0] if lines else ""
