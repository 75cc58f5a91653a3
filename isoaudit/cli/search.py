"""``isoaudit search``: what was found, said and written, in all years."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from isoaudit.cli.common import JSON, option, print_json, programme_of
from isoaudit.cli.speech import Command

if TYPE_CHECKING:
    from isoaudit.wording.searching import Piece
    from isoaudit.work.search.years import Found, Hit

_KINDS = (
    "finding", "evidence", "note", "present", "recommendation", "opinion", "reply", "review", "effect", "letter", "file"
)  # fmt: skip


@click.command(cls=Command)
@click.argument("words", nargs=-1, required=True, metavar="TỪ...")
@option("--agency", default="", metavar="CƠ_QUAN", help="Chỉ của cơ quan này (mã hoặc tên).")
@option("--kind", "kinds", multiple=True, type=click.Choice(_KINDS), help="Chỉ loại nội dung này; ghi được nhiều lần.")
@option("--year", type=int, metavar="NĂM", help="Chỉ năm này.")
@option("--also", multiple=True, type=click.Path(path_type=Path), metavar="THƯ_MỤC",
        help="Tìm thêm trong thư mục của một năm khác, như trên đĩa CD.")  # fmt: skip
@option(
    "--limit", type=click.IntRange(1), default=50, metavar="SỐ", help="Nhiều nhất bao nhiêu kết quả (mặc định: 50)."
)
@JSON
@click.pass_obj
def search(
    folder: Path,
    words: tuple[str, ...],
    agency: str,
    kinds: tuple[str, ...],
    year: int | None,
    also: tuple[Path, ...],
    limit: int,
    as_json: bool,
) -> int:
    """Tìm trong điểm không phù hợp, bằng chứng, kiến nghị, báo cáo khắc phục, văn bản của mọi năm; không cần gõ dấu.

    Mọi từ phải có trong cùng một nội dung, thứ tự nào cũng được; từ cuối gõ dở cũng được. Cụm từ để trong ngoặc kép:
    isoaudit search '"danh mục hồ sơ" cập nhật'
    """
    from isoaudit.work.search.years import search as look

    programme = programme_of(folder)
    found = look(programme, " ".join(words), agency=agency, kinds=kinds, year=year, beside=also, limit=limit)
    if as_json:
        print_json(_as_data(found))
    else:
        _show(found, programme.folder)
    for sentence in found.unread:
        click.echo(f"Lưu ý: {sentence}", err=True)
    if found.unread:
        click.echo("Năm để ở đĩa, thư mục khác: thêm «--also THƯ_MỤC».", err=True)
    return 0 if found.total else 1


def _show(found: Found, here: Path) -> None:
    from isoaudit.wording import count, label, sentence

    for year, of_year in groupby(found.hits, lambda hit: hit.year):
        click.echo(f"Năm {year}")
        for (inspection, name), hits in groupby(of_year, lambda hit: (hit.inspection, hit.name)):
            click.echo(f"  {inspection}: {name}")
            for hit in hits:
                where = f" {hit.place_words}" if hit.place_words else ""
                click.echo(f"    {sentence(label('said_kind', hit.kind))}{where}: {_marked(hit.pieces)}")
                click.echo(f"      Mở: {_command(hit, here)}")
    years = ", ".join(map(str, found.years)) or "chưa năm nào"
    more = f"; mới in {count(len(found.hits))}, in thêm: «--limit»" if len(found.hits) < found.total else ""
    number = sentence(count(found.total)) if found.total else "Không có"
    click.echo(f"{number} kết quả{more}. Đã tìm trong năm: {years}.")


def _marked(pieces: tuple[Piece, ...]) -> str:
    """On one line, what was found between ‹ ›, and bold where the screen can."""
    parts = (click.style(f"‹{piece.text}›", bold=True) if piece.found else piece.text for piece in pieces)
    return " ".join("".join(parts).split())


def _command(hit: Hit, here: Path) -> str:
    other = "" if hit.folder == here else f' -C "{hit.folder}"'
    return f"isoaudit{other} {' '.join(hit.command)}"


def _as_data(found: Found) -> dict[str, Any]:
    hits = [
        {
            "year": hit.year,
            "inspection": hit.inspection,
            "agency": hit.agency,
            "name": hit.name,
            "kind": hit.kind,
            "place": hit.place,
            "text": "".join(piece.text for piece in hit.pieces),
            "found": [piece.text for piece in hit.pieces if piece.found],
            "folder": str(hit.folder),
            "file": hit.file,
            "command": list(hit.command),
        }
        for hit in found.hits
    ]
    return {"total": found.total, "years": list(found.years), "unread": list(found.unread), "hits": hits}
