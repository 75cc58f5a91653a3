"""What lies in ``out`` as links: papers, pages, workbooks, by the names people know them by."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from isoaudit.form.page import Made
from isoaudit.journal.programme import Programme
from isoaudit.model import Mode
from isoaudit.papers.kinds import kinds
from isoaudit.papers.laid import FOLDER as ISSUED
from isoaudit.start.dropped import FOLDER as DROPPED
from isoaudit.wording import label, labels
from isoaudit.work.make_papers import FOLDER as PAPERS

_WORDS = {".docx": "Word", ".pdf": "PDF", ".xlsx": "Excel", ".html": "", ".zip": "ZIP"}


def seen(out: Path) -> tuple[tuple[str, int], ...]:
    """What tells whether something was made since: each folder of ``out`` with its time."""
    folders = [out, *(path for path in out.iterdir() if path.is_dir())] if out.is_dir() else []
    return tuple(sorted((path.name, path.stat().st_mtime_ns) for path in folders))


def of_inspection(programme: Programme, id: str, mode: Mode) -> tuple[Made, ...]:
    """The papers and pages of an inspection, newest last."""
    return tuple(_links(programme, programme.out / id, mode))


def of_year(programme: Programme) -> tuple[tuple[str, tuple[Made, ...]], ...]:
    """What is there of the year or of a round: heading and links."""
    out = programme.out
    names = labels()["start_page"]
    pages = [path for path in sorted(out.glob("*.html")) if path.stem in names]
    found = [
        (label("start_result", "pages"), tuple(Made(names[path.stem], _below(programme, path)) for path in pages)),
        (label("start_result", "papers"), tuple(_links(programme, out / PAPERS))),
        *((place.name, tuple(_issued(programme, place))) for place in sorted(out.glob(f"{ISSUED}*")) if place.is_dir()),
    ]
    return tuple((heading, links) for heading, links in found if links)


def _issued(programme: Programme, place: Path) -> Iterator[Made]:
    """What lies ready to go out: the lists of the folder, then each letter."""
    for path in [*sorted(place.glob("*.*")), *sorted(place.glob("*/*.*"))]:
        if path.suffix in _WORDS and not path.name.startswith((".", "~$")):
            yield Made(_named(path.stem, path.suffix), _below(programme, path))


def _links(programme: Programme, folder: Path, mode: Mode | None = None) -> Iterator[Made]:
    if not folder.is_dir() or folder.name == DROPPED:
        return
    names = _names(mode)
    for path in sorted(folder.iterdir(), key=lambda path: (path.suffix != ".html", path.name)):
        stem = path.stem.partition(".")[0]
        known = names.get(stem) or next((words for key, words in names.items() if stem.startswith(f"{key}-")), "")
        if path.suffix in _WORDS and known and not path.name.startswith((".", "~$")):
            more = stem.removeprefix(next((key for key in names if stem.startswith(f"{key}-")), stem)).strip("-")
            again = path.stem.partition(".")[2]
            words = " ".join(filter(None, (known, more and f"({more})", again and label("start_result", "again"))))
            yield Made(_named(words, path.suffix), _below(programme, path))


def _names(mode: Mode | None) -> dict[str, str]:
    """What files are called, by their names without the ending."""
    of_papers = {kind.file: kind.name for kind in kinds().values()}
    of_papers |= {kind.key: kind.name for kind in kinds().values() if mode is None}
    if mode:  # the letter on the result is one file, whichever of both it is
        of_papers["notice"] = kinds()["notice" if mode == "on_site" else "correction_request"].name
    return {**labels()["start_file"], **of_papers}


def _named(words: str, suffix: str) -> str:
    return f"{words} ({_WORDS[suffix]})" if _WORDS[suffix] else words


def _below(programme: Programme, path: Path) -> str:
    return path.relative_to(programme.folder).as_posix()
