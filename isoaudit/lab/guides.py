"""The guides laid beside what a programme shows, so that F1 and «?» open them without a network."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from isoaudit.files import make_folder, read_bounded, shipped, write_whole
from isoaudit.journal.programme import GUIDES

FOLDER = GUIDES
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


_MARK = ".mark"


def guide(name: str, heading: str = "") -> str:
    """Where a form finds a guide, below the folder that JupyterLab shows; ``heading``: what it is reached by there."""
    return f"out/{FOLDER}/{name}.html" + (f"#{heading}" if heading else "")


@cache
def titles() -> dict[str, str]:
    """The title of each guide, by its name."""
    from isoaudit.pages.guide import title_of

    return {name: title_of(_markdown(name)) for name in NAMES}


def lay_guides(folder: Path) -> Path:
    """Write the guides into a folder, each a page; where they are of these sources nothing is read or written.

    Raises RunError (FILE_005).
    """
    pages, mark = {name: folder / f"{name}.html" for name in NAMES}, folder / _MARK
    if mark.is_file() and mark.read_bytes() == _sources() and all(page.is_file() for page in pages.values()):
        return folder
    make_folder(folder)
    for name, page in pages.items():
        write_whole(page, _page(name))
    write_whole(mark, _sources())  # last: pages without it are laid again
    return folder


def _sources() -> bytes:
    """What tells whether the pages would look otherwise: the texts, pictures, templates, by their size and time."""
    package = Path(__file__).parent.parent / "pages"
    folders = (shipped("docs") / "vi", shipped("docs") / "pictures", package / "html")
    files = [package / "guide.py", *(path for folder in folders for path in sorted(folder.iterdir()))]
    return repr([(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files]).encode()


@cache
def _page(name: str) -> bytes:
    from isoaudit.pages.guide import guide_html  # a renderer and templates: only where pages are laid

    return guide_html(name, _markdown(name), titles(), _picture).encode()


def _markdown(name: str) -> str:
    return read_bounded(shipped("docs") / "vi" / f"{name}.md").decode()


def _picture(name: str) -> bytes | None:
    path = shipped("docs") / "pictures" / name
    return read_bounded(path) if path.is_file() else None
