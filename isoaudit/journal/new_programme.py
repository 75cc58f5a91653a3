"""The folder of a new programme: made whole or not at all."""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from isoaudit.errors import ProgrammeError, problem
from isoaudit.files import is_link, make_folder, reason, write_whole
from isoaudit.journal.annexes import ANNEX
from isoaudit.journal.checklists import WORDINGS
from isoaudit.journal.new_settings import new_settings
from isoaudit.journal.places import WORDS, programme_around
from isoaudit.journal.programme import DATABASE, Programme, writer
from isoaudit.journal.settings import SETTINGS, shipped
from isoaudit.journal.store import Draft, Journal
from isoaudit.model import Settings

_SHIPPED = ("checklists", "notebooks")
_OF_THE_OFFICE = (*_SHIPPED, "templates")
_EARLIER = re.compile(r"\.bak(-\d+)?$")
"""Names under which an import of checklists keeps what it replaced."""


@dataclass(frozen=True, slots=True)
class Before:
    """What a programme begins with that follows another one."""

    folder: Path
    """Of the other one: checklists, notebooks, templates and words are the office's own."""
    mark: str
    """Of its journal."""
    drafts: Sequence[Draft]
    """What is said at the beginning."""


def init(
    folder: Path,
    authority: str,
    year: int,
    database: str = "",
    answers: Settings | None = None,
    before: Before | None = None,
) -> Programme:
    """A new programme in ``folder``, with the shipped checklists and notebooks to be changed as the office likes.

    ``database``: where the journal stands, if not in the folder: the URL of an empty PostgreSQL database. ``answers``:
    the settings, where more is known than the name of the authority tells. ``before``: what it begins with instead of
    what is shipped, of the programme of an earlier year. Raises ProgrammeError when the folder is not
    empty (PROGRAMME_002), was made in part by one that was killed (006) or lies in another programme (009), the year is
    not one (005), or it cannot be written (FILE_005); StoreError when the database is not empty (STORE_018) or cannot
    be used.
    """
    if not 2014 <= year <= 2100:
        raise ProgrammeError(problem("PROGRAMME_005", str(folder), year=year))
    settings = new_settings(authority, year, database)
    if answers:
        from isoaudit.journal.settings_writing import rewritten  # imported here: most commands write no settings

        settings = rewritten(settings, answers.model_copy(update={"database": database}))
    there = refuse_folder(folder)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _lay_out(folder, before)
        journal = Journal(database or folder / DATABASE, folder / "files", create=True)
        with journal.writing() as transaction:
            payload: dict[str, Any] = {"authority": authority, "year": year}
            payload |= {"after": before.mark} if before else {}
            drafts = before.drafts if before else ()
            transaction.append([Draft("programme", "programme", payload), *drafts], writer())
        write_whole(folder / SETTINGS, settings.encode())  # last: a folder that has it is whole
    except BaseException as error:  # nothing half-made is left, whatever stopped it
        _take_away(folder, keep=there)
        if isinstance(error, (OSError, shutil.Error)):
            raise ProgrammeError(problem("FILE_005", str(folder), reason=_why(error))) from None
        raise
    return Programme(folder)


def _why(error: OSError) -> str:
    """Why the system refused; of what :func:`shutil.copytree` gathered it keeps the words, the number in front."""
    number = error.errno or next(map(int, re.findall(r"\[Errno (\d+)\]", str(error))), 0)
    return reason(OSError(number, "")) if number else "không chép được phiếu, sổ tay kèm theo isoaudit"


def _lay_out(folder: Path, before: Before | None) -> None:
    """Checklists, notebooks and templates: those shipped but for the annex, and over them the office's own.

    One folder of checklists holds one main one: that of the office is taken as it is.
    """
    own = [(before.folder / path, folder / path) for path in own_things(before.folder)] if before else []
    for name in _SHIPPED:
        if name != "checklists" or not any(folder / name in path.parents for _, path in own):
            ignored = shutil.ignore_patterns("*.schema.json", WORDINGS, ".*", ANNEX)  # an office adds its own
            shutil.copytree(shipped(name), folder / name, ignore=ignored)
    make_folder(folder / "templates")
    for source, path in own:
        make_folder(path.parent)
        shutil.copyfile(source, path)


def own_things(folder: Path) -> Iterator[Path]:
    """What an office may have changed in a programme: checklists, notebooks, templates, its words; each by its path
    within the folder. Links, hidden files, what Excel or Word hold open, and the earlier states that an import kept
    beside a checklist (``.bak``) are left out: the year after begins without them."""
    if (folder / WORDS).is_file() and not is_link(folder / WORDS):
        yield Path(WORDS)
    for name in _OF_THE_OFFICE:
        waiting = [folder / name] if (folder / name).is_dir() else []
        while waiting:
            path = waiting.pop()
            if is_link(path) or path.name.startswith((".", "~$")) or path.name == "__pycache__":
                continue
            if _EARLIER.search(path.name):
                continue
            if path.is_dir():
                waiting.extend(sorted(path.iterdir(), reverse=True))
            elif path.is_file():
                yield path.relative_to(folder)


def is_half_made(folder: Path) -> bool:
    """Whether :func:`init` was killed in a folder before it had written the settings. Raises ProgrammeError."""
    names = _names_in(folder)
    return bool(names) and _is_half_made(names or ())


def refuse_folder(folder: Path) -> bool:
    """Whether a folder that a programme can be made in is there already. Raises ProgrammeError.

    PROGRAMME_002: something lies in it; 006: it is half made; 009: it lies in another programme.
    """
    names = _names_in(folder)
    if names and _is_half_made(names):
        raise ProgrammeError(problem("PROGRAMME_006", str(folder)))
    if names:
        raise ProgrammeError(problem("PROGRAMME_002", str(folder)))
    if outer := programme_around(folder):
        raise ProgrammeError(problem("PROGRAMME_009", str(folder), other=outer))
    return names is not None


_MADE = (*_OF_THE_OFFICE, WORDS, "files", DATABASE, f"{DATABASE}-journal")
"""What a new programme is made of before its settings, which are written last."""


def _names_in(folder: Path) -> list[str] | None:
    """The names in a folder; None where there is none. Raises ProgrammeError when it cannot be read, or is a file."""
    try:
        return sorted(path.name for path in folder.iterdir())
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        raise ProgrammeError(problem("PROGRAMME_002", str(folder))) from None
    except OSError as error:
        raise ProgrammeError(problem("FILE_002", str(folder), reason=reason(error))) from None


def _is_half_made(names: Collection[str]) -> bool:
    """Whether these are all of :func:`init`, which was killed before it had written the settings."""
    return all(name in _MADE or name.startswith(f".{SETTINGS}.") for name in names)


def _take_away(folder: Path, keep: bool) -> None:
    """Remove what was made in a folder that was empty, and the folder itself if it was not there."""
    with suppress(OSError):
        for path in folder.iterdir():
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()
        if not keep:
            folder.rmdir()
