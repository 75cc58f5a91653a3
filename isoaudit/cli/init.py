"""The command that makes the folder of a year: from its options, or from answers to questions at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from isoaudit.cli.common import option
from isoaudit.cli.speech import Command, counts

if TYPE_CHECKING:
    from isoaudit.model import Settings


@click.command(cls=Command)
@click.argument("folder", type=click.Path(path_type=Path), metavar="THƯ_MỤC", required=False)
@option("--authority", metavar="TÊN", help="Đơn vị kiểm tra, tên đầy đủ kèm tỉnh.")
@option("--year", type=int, metavar="NĂM", help="Năm kế hoạch.")
@option(
    "--database",
    metavar="ĐỊA_CHỈ",
    default="",
    help="Ghi dữ liệu vào một cơ sở dữ liệu PostgreSQL còn trống (postgresql+psycopg://tên@máy_chủ/dữ_liệu).",
)
@option(
    "--after",
    type=click.Path(path_type=Path),
    metavar="THƯ_MỤC_NĂM_TRƯỚC",
    help="Tiếp nối năm trước: mang sang danh sách, thiết lập, mẫu, sổ tay và các điểm còn phải xem lại.",
)
@click.pass_context
def init(
    context: click.Context,
    folder: Path | None,
    authority: str | None,
    year: int | None,
    database: str,
    after: Path | None,
) -> None:
    """Tạo thư mục làm việc của một năm; ghi thiếu tên đơn vị hoặc năm thì chương trình hỏi từng mục."""
    if after is not None:
        if folder is None:
            _refuse(context, folder, authority)
        _begin_after(folder, after, authority or "", year, database)
        return
    from isoaudit.journal.new_programme import init as make
    from isoaudit.runs.trust import sign_copied

    settings: Settings | None = None
    if folder is None or authority is None or year is None:
        if not _at_a_terminal():
            _refuse(context, folder, authority)
        folder, settings = _asked(folder, authority, year)
        authority, year = settings.authority, settings.year
    programme = make(folder, authority, year, database, settings)
    sign_copied(programme.folder / "notebooks")
    click.echo(f"Đã tạo {programme.folder}.")
    at = f'isoaudit -C "{programme.folder}"'
    click.echo("Việc tiếp theo:")
    click.echo(f"  1. Điền cơ quan ban hành, ký hiệu, người ký, ngày nghỉ bằng Excel: {at} settings export")
    click.echo(f"  2. Nhập danh sách cơ quan: {at} agencies import TỆP")


def _begin_after(folder: Path, earlier: Path, authority: str, year: int | None, database: str) -> None:
    """Make the folder of the year after, and say what went into it."""
    from isoaudit.desk.carrying import begin_after, in_words
    from isoaudit.runs.trust import sign_copied

    begun = begin_after(folder, earlier, authority=authority, year=year, database=database)
    programme = begun.programme
    sign_copied(programme.folder / "notebooks")
    click.echo(f"Đã tạo {programme.folder}: năm {programme.settings.year}, tiếp nối năm {begun.earlier.year}.")
    rollout = {"mục về triển khai (bước, chỉ tiêu, lớp đào tạo, kinh phí)": begun.rollout} if begun.rollout else {}
    click.echo(f"Mang sang: {counts({'cơ quan': begun.agencies, 'người kiểm tra': begun.inspectors, **rollout})}.")
    click.echo(f"Phải xem lại ở lần kiểm tra tiếp theo: {in_words(begun.carried)}.")
    click.echo("Phiếu kiểm tra, sổ tay, mẫu văn bản, cách ghi riêng của đơn vị: như năm trước.")
    if begun.to_look_at:
        click.echo("Cần soát lại:")
        for words in begun.to_look_at:
            click.echo(f"  - {words}")
    at = f'isoaudit -C "{programme.folder}"'
    click.echo("Việc tiếp theo:")
    click.echo(f"  1. Soát thiết lập bằng Excel: {at} settings export")
    click.echo(f"  2. Soát danh sách cơ quan: {at} agencies export; sửa rồi nhập lại: {at} agencies import TỆP")
    click.echo(f"  3. Nhập lịch kiểm tra của năm: {at} inspections import TỆP")
    click.echo(
        "Báo cáo khắc phục của các điểm năm trước vẫn ghi ở thư mục năm trước; ghi xong thì cập nhật sang đây: "
        f'{at} carry "{earlier.resolve()}"'
    )


def _at_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _refuse(context: click.Context, folder: Path | None, authority: str | None) -> NoReturn:
    """Say which of the three is missing first, as for any option that is needed."""
    missing = "folder" if folder is None else "authority" if authority is None else "year"
    raise click.MissingParameter(ctx=context, param=next(p for p in context.command.params if p.name == missing))


def _asked(folder: Path | None, authority: str | None, year: int | None) -> tuple[Path, Settings]:
    """The folder and the settings, one question after the other; nothing is written. Raises click.Abort."""
    from datetime import datetime

    click.echo(
        "Tạo thư mục làm việc của một năm kiểm tra. Nhấn Enter để lấy nội dung trong ngoặc vuông; Ctrl + C để dừng."
    )
    while True:
        authority = authority or _ask(
            "Đơn vị kiểm tra",
            "Tên đầy đủ kèm tỉnh, như: Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình.",
            check=_authority_fault,
        )
        year = year or int(
            _ask("Năm kế hoạch", "Mỗi năm một thư mục.", str(datetime.now().astimezone().year), _year_fault)
        )
        folder = folder or Path(
            _ask("Thư mục", "Thư mục mới, nơi giữ mọi dữ liệu của năm.", f"nam-{year}", _folder_fault)
        )
        settings = _filled(authority, year)
        _summary(folder, settings)
        answer = _ask("Tạo thư mục này", "c: có; s: sửa, hỏi lại từ đầu; k: không, dừng.", "c", _answer_fault)
        if answer.strip().casefold() in _YES:
            return folder, settings
        if answer.strip().casefold() in _NO:
            raise click.Abort
        folder, authority, year = None, None, None


_YES, _AGAIN, _NO = ("c", "có", "co"), ("s", "sửa", "sua"), ("k", "không", "khong")


def _ask(what: str, why: str, default: str = "", check: Callable[[str], str] = lambda _: "") -> str:
    """An answer to a question, asked again until it can be used."""
    click.echo(f"\n{what}\n  {why}")
    while True:
        prompt = f"  [{default}]" if default else "  "
        answer = click.prompt(prompt, default=default, show_default=False, prompt_suffix="> ")
        given = str(answer).strip()
        if not (fault := check(given)):
            return given
        click.echo(f"  {fault}")


def _authority_fault(text: str) -> str:
    from isoaudit.errors import ProgrammeError
    from isoaudit.journal.new_settings import new_settings

    try:
        new_settings(text, 2026)
    except ProgrammeError:
        return "Chưa ghi tên đơn vị." if not text else "Tên có ký tự không dùng được; đề nghị gõ lại."
    return ""


def _year_fault(text: str) -> str:
    fits = text.isascii() and text.isdigit() and 2014 <= int(text[:9]) <= 2100
    return "" if fits else "Ghi năm bằng bốn chữ số, từ 2014 đến 2100."


def _folder_fault(text: str) -> str:
    from isoaudit.errors import ProgrammeError
    from isoaudit.journal.new_programme import refuse_folder

    try:
        refuse_folder(Path(text))
    except ProgrammeError as error:
        return f"{error.problems[0].what.capitalize()} {error.problems[0].remedy}"
    return ""


def _answer_fault(text: str) -> str:
    return "" if text.casefold() in (*_YES, *_AGAIN, *_NO) else "Gõ c (có), s (sửa) hoặc k (không)."


def _printable_fault(text: str) -> str:
    from isoaudit.model import control_character

    return "Có ký tự không dùng được; đề nghị gõ lại." if control_character(text) else ""


def _province_fault(text: str) -> str:
    if text and not text.casefold().startswith(("tỉnh ", "thành phố ")):
        return "Ghi như: tỉnh An Bình; thành phố An Bình."
    return _printable_fault(text)


def _filled(authority: str, year: int) -> Settings:
    """The settings of an authority, with what is asked of its offices and signers; each may be left open."""
    from isoaudit.journal.new_settings import settings_of
    from isoaudit.tables import cleaned

    click.echo("\nCác mục sau có thể để trống, điền sau bằng Excel (isoaudit settings export).")

    def ask(what: str, why: str, check: Callable[[str], str] = _printable_fault) -> str:
        return cleaned(_ask(what, why, check=check))

    settings = settings_of(authority, year)
    if not settings.province:
        why = "Như: tỉnh An Bình; thành phố An Bình. In ở phần căn cứ."
        settings = settings_of(authority, year, ask("Tỉnh, thành phố", why, _province_fault))
    drafter = ask("Viết tắt đơn vị soạn thảo", "Như: QLCL; in ở «Lưu: VT, QLCL» và trong số công văn.")
    offices = dict(settings.offices)
    for key, office in settings.offices.items():
        symbol = ask(
            f"{office.name}: viết tắt trong số, ký hiệu văn bản",
            "Do người đứng đầu cơ quan quy định, như: CCTĐC; SKHCN.",
        )
        offices[key] = office.model_copy(update={"symbol": symbol})
    names: dict[str, str] = {}
    for key in dict.fromkeys(one.office for one in settings.signers):
        head = settings.offices[key].head or "người đứng đầu"
        names[key] = ask(
            f"{settings.offices[key].name}: họ và tên {head}", "Người ký văn bản, không ghi học hàm, học vị."
        )
    signers = tuple(one.model_copy(update={"name": names[one.office]}) for one in settings.signers)
    return settings.model_copy(update={"drafter": drafter, "offices": offices, "signers": signers})


def _summary(folder: Path, settings: Settings) -> None:
    from isoaudit.desk.settings.book import signer_said

    click.echo(f"\nThư mục: {folder.absolute()}")
    click.echo(f"Đơn vị kiểm tra: {settings.authority}")
    click.echo(f"Năm kế hoạch: {settings.year}")
    click.echo(f"Tỉnh, thành phố: {settings.province or 'chưa ghi'}; địa danh: {settings.place or 'chưa ghi'}")
    click.echo(f"Đơn vị soạn thảo: {settings.drafter or 'chưa ghi'}")
    for office in settings.offices.values():
        click.echo(f"Cơ quan ban hành: {office.name} (ký hiệu: {office.symbol or 'chưa ghi'})")
    for signer in settings.signers:
        click.echo(f"Người ký: {signer_said(settings, signer)}")
