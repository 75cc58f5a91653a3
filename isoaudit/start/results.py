"""What lies in ``out`` as links: papers, pages, workbooks, by the names people know them by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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
    ]
    return tuple((heading, links) for heading, links in found if links)


@dataclass(frozen=True, slots=True)
class Issued:
    """A folder of letters that lie ready to go out."""

    name: str
    lists: tuple[Made, ...]
    """What is of all its letters: the book, the list of whom they go to, one file to print."""
    letters: tuple[Made, ...]


def issued(programme: Programme) -> tuple[Issued, ...]:
    """The folders of letters that lie ready, by name."""
    places = (place for place in sorted(programme.out.glob(f"{ISSUED}*")) if place.is_dir())
    found = (Issued(place.name, *(tuple(_in(programme, place, of)) for of in ("*.*", "*/*.*"))) for place in places)
    return tuple(one for one in found if one.lists or one.letters)


def _in(programme: Programme, place: Path, of: str) -> Iterator[Made]:
    for path in sorted(place.glob(of)):
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
