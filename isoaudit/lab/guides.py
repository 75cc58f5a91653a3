"""The guides laid beside what a programme shows, so that F1 and «?» open them without a network."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from isoaudit.files import make_folder, read_bounded, shipped, write_whole
from isoaudit.pages.guide import guide_html, title_of

FOLDER = "huong-dan"
"""Below ``out``."""
NAMES = (
    "kiem-tra-tai-tru-so",
    "van-thu",
    "xem-xet-khac-phuc",
    "ke-hoach-va-bao-cao",
    "nguoi-ky",
    "so-va-chu",
    "cong-nghe-thong-tin",
    "cai-dat",
)
"""In the order in which they are offered."""


@cache
def titles() -> dict[str, str]:
    """The title of each guide, by its name."""
    return {name: title_of(_markdown(name)) for name in NAMES}


def lay_guides(folder: Path) -> Path:
    """Write the guides into a folder, each a page; what is there unchanged stays. Raises RunError (FILE_005)."""
    make_folder(folder)
    for name in NAMES:
        page, data = folder / f"{name}.html", _page(name)
        if not page.is_file() or page.read_bytes() != data:
            write_whole(page, data)
    return folder


@cache
def _page(name: str) -> bytes:
    return guide_html(name, _markdown(name), titles(), _picture).encode()


def _markdown(name: str) -> str:
    return read_bounded(shipped("docs") / "vi" / f"{name}.md").decode()


def _picture(name: str) -> bytes | None:
    path = shipped("docs") / "pictures" / name
    return read_bounded(path) if path.is_file() else None
