"""A programme as one file that can be carried away, and a programme of such a file.

What is made is read back and compared before it is called done; what is restored is verified before it stands anywhere.
Both are there whole or not at all.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from isoaudit import __version__
from isoaudit.errors import IsoAuditError, Problem, ProgrammeError, RunError, StoreError, problem
from isoaudit.files import for_owner, is_link, reason, refuse_links
from isoaudit.journal.places import SETTINGS, programme_around
from isoaudit.journal.programme import DATABASE, Programme, writer
from isoaudit.journal.settings import read_settings
from isoaudit.journal.store import Journal, mark
from isoaudit.journal.verifying import verify_file
from isoaudit.work import backup_file
from isoaudit.work.backup_file import Ask, Backup, Manifest, OnBytes, opened, room_for
from isoaudit.work.edited_files import edited_files
from isoaudit.work.file_names import is_safe_path, path_key, safe_name
from isoaudit.work.last_backup import LastBackup, remember

LEAST_PASSWORD = 12
"""Characters: the lock of ZIP is weak against guessing where a password is short."""
_HELD_BY_EXCEL = "~$"
_LEFT_OVER = 600
"""Seconds after which a draft of a backup that nobody writes to was left by one that was killed."""


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made."""

    path: Path
    manifest: Manifest
    size: int
    edited: tuple[str, ...]
    """What persons had edited in ``out``."""
    left_out: tuple[str, ...]
    """Links, which are not followed."""
    same_disk: bool
    """Whether it lies on the disk of the programme, and is lost together with it."""


@dataclass(frozen=True, slots=True)
class Restored:
    """A programme that was restored."""

    folder: Path
    manifest: Manifest


def check_password(text: str) -> None:
    """Raise RunError (BACKUP_011) for a password that is easily guessed, or not typed alike on every keyboard."""
    where = "mật khẩu"
    if not text.isascii() or not text.isprintable():
        words = "có chữ có dấu hoặc ký tự lạ, máy khác có thể gõ ra khác"
        raise RunError(problem("BACKUP_011", where, reason=words, least=LEAST_PASSWORD))
    if len(text) < LEAST_PASSWORD:
        raise RunError(problem("BACKUP_011", where, reason="quá ngắn, dễ bị dò ra", least=LEAST_PASSWORD))


def back_up(programme: Programme, to: Path, password: str = "", on: OnBytes = lambda _: None) -> Made:
    """Make a backup of a programme: in the folder ``to`` under a name of its own, or as the .zip file ``to``.

    It holds the journal as it is at one moment, the files it keeps, everything else in the folder, and of ``out``
    what persons edited. Kept files that are lost already are named in it. Raises StoreError when the journal was
    changed behind its back or stands on a server (BACKUP_010); RunError: BACKUP_008 (no such folder), 009 (such a
    file is there), 012 (within the programme), 013 (names that not every system takes), FILE_002, FILE_005, FILE_008.
    """
    at = writer().at
    target = _target(programme, to, at)
    with tempfile.TemporaryDirectory(prefix="isoaudit-") as scratch:
        copy = Path(scratch, DATABASE)
        programme.journal.copy_to(copy)
        journal = Journal(copy, programme.journal.files)
        try:
            problems, kept = journal.verify_entries()
            if problems:
                note = "Chưa lập bản sao lưu; đừng xóa các bản sao lưu trước đây."
                raise StoreError([_at(one, copy, programme.journal.where) for one in problems], note)
            marked, number = mark(journal.heads()), journal.number()
        finally:
            journal.close()  # Windows removes no file that is open
        lost = _lost(programme, kept)
        sources = [
            (DATABASE, copy),
            *((f"files/{one}", programme.journal.files / one) for one in kept if one not in lost),
        ]
        own, left_out = own_files(programme.folder)
        edited = list(edited_files(programme.out, set(kept)))
        sources += [(path.relative_to(programme.folder).as_posix(), path) for path in (*own, *edited)]
        _check_names(programme.folder, [name for name, _ in sources])
        settings = programme.settings
        about = Manifest(version=__version__, made_at=at, authority=settings.authority, year=settings.year, mark=marked,
                         entries=number, lost=tuple(lost), files=())  # fmt: skip
        manifest, size = _put(target, sources, about, password, on)
    with suppress(IsoAuditError):  # a programme that cannot be written to now was backed up all the same
        remember(programme.folder, LastBackup(at, number, str(target.resolve())))
    names = tuple(path.relative_to(programme.folder).as_posix() for path in edited)
    return Made(target, manifest, size, names, tuple(left_out), _same_disk(target, programme.folder))


def _lost(programme: Programme, kept: Sequence[str]) -> list[str]:
    """The kept files that are missing or changed. Raises RunError for what could not be read this time (FILE_002)."""
    problems = {sha: list(verify_file(programme.journal.files / sha)) for sha in kept}
    if unread := [one for several in problems.values() for one in several if one.code == "FILE_002"]:
        raise RunError(unread)
    return [sha for sha, several in problems.items() if several]


def _at(one: Problem, copy: Path, where: str) -> Problem:
    """A problem of the copy, said of what was copied."""
    return Problem(one.code, one.where.replace(str(copy), where), one.what, one.remedy)


def _target(programme: Programme, to: Path, at: str) -> Path:
    """The file a backup becomes. Raises RunError."""
    try:
        is_folder, exists = to.is_dir(), to.exists() or is_link(to)
        parent_is_there = to.parent.is_dir()
    except (OSError, ValueError):
        raise RunError(problem("BACKUP_008", str(to))) from None
    if is_folder:
        when = datetime.fromisoformat(at)
        stem = f"isoaudit {programme.folder.name} - {when:%Y-%m-%d %H%M}"
        names = (safe_name(stem + (f" ({number})" if number > 1 else ""), ".zip") for number in range(1, 1000))
        target = next(path for path in (to / name for name in names) if not path.exists())
    elif exists:
        raise RunError(problem("BACKUP_009", str(to)))
    elif to.suffix.lower() != ".zip" or not parent_is_there:
        raise RunError(problem("BACKUP_008", str(to)))
    else:
        target = to
    if target.parent.resolve().is_relative_to(programme.folder):
        raise RunError(problem("BACKUP_012", str(target)))
    return target


def own_files(folder: Path) -> tuple[list[Path], list[str]]:
    """What lies in a programme beside journal, kept files and ``out``; and the links in it, which are left out."""
    refuse_links([folder / SETTINGS])
    files: list[Path] = []
    links: list[str] = []
    problems: list[Problem] = []

    def unread(error: OSError) -> None:
        problems.append(problem("FILE_002", str(error.filename), reason=reason(error)))

    apart = {folder / name for name in ("out", "files", DATABASE, f"{DATABASE}-journal")}
    for place, folders, names in os.walk(folder, onerror=unread):
        here = Path(place)
        wanted = [here / name for name in (*folders, *names) if not name.startswith((".", _HELD_BY_EXCEL))]
        links += [path.relative_to(folder).as_posix() for path in wanted if is_link(path)]
        kept = {path.name for path in wanted if path not in apart and not is_link(path) and path.name != "__pycache__"}
        folders[:] = sorted(name for name in folders if name in kept)
        files += [here / name for name in sorted(names) if name in kept and (here / name).is_file()]
    if problems:
        raise RunError(problems)
    return files, sorted(links)


def _check_names(folder: Path, names: Sequence[str]) -> None:
    seen: set[str] = set()
    problems = []
    for name in names:
        if not is_safe_path(name) or path_key(name) in seen:
            problems.append(problem("BACKUP_013", str(folder / name)))
        seen.add(path_key(name))
    if problems:
        raise RunError(problems)


def _put(
    target: Path, sources: Sequence[tuple[str, Path]], about: Manifest, password: str, on: OnBytes
) -> tuple[Manifest, int]:
    """Write a backup beside its place, read it back from the disk, then give it its name."""
    _clear_left(target.parent)
    draft = target.with_name(f".isoaudit-{secrets.token_hex(4)}.part")
    try:
        with open(draft, "x+b", opener=for_owner) as stream:  # Path.open takes no opener
            backup_file.write(stream, sources, about, password, on)
            stream.flush()
            os.fsync(stream.fileno())
            if sys.platform == "linux":  # what is read back then comes from the disk, not from memory
                os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        with opened(draft, lambda: password) as backup:
            backup.read_through(None, on=on)
            manifest = backup.manifest
        if target.exists():
            raise RunError(problem("BACKUP_009", str(target)))
        size = draft.stat().st_size
        draft.rename(target)
        _synchronise(target.parent)
    except RunError as error:
        raise RunError([_at(one, draft, str(target)) for one in error.problems]) from None
    except OSError as error:
        place = error.filename if error.filename and not str(error.filename).startswith(str(draft)) else target
        raise RunError(problem("FILE_005", str(place), reason=reason(error))) from None
    finally:
        with suppress(OSError):
            draft.unlink()
    return manifest, size


def _clear_left(folder: Path) -> None:
    """Remove what was left half-made by one that was killed."""
    for left in folder.glob(".isoaudit-*.part"):
        with suppress(OSError):
            written = max(path.stat().st_mtime for path in (left, *(left.iterdir() if left.is_dir() else ())))
            if time.time() - written > _LEFT_OVER and not is_link(left):
                shutil.rmtree(left) if left.is_dir() else left.unlink()


def _synchronise(folder: Path) -> None:
    """Have a new name in a folder on the disk; elsewhere than on POSIX a folder cannot be opened."""
    if os.name != "posix":
        return
    with suppress(OSError):  # some network disks cannot do it; the name is there all the same
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _same_disk(path: Path, other: Path) -> bool:
    try:
        return path.stat().st_dev == other.stat().st_dev
    except OSError:
        return False


def check(path: Path, ask: Ask, on: OnBytes = lambda _: None) -> Manifest:
    """Whether a backup is whole: every file as listed, every entry as sealed. Raises RunError as :func:`opened`."""
    with tempfile.TemporaryDirectory(prefix="isoaudit-") as scratch, opened(path, ask, Path(scratch)) as backup:
        backup.read_through(Path(scratch), wanted=DATABASE, on=on)
        journal = Journal(_database_in(backup, Path(scratch)), Path(scratch, "files"))
        try:
            _verify(backup, journal, {one.name for one in backup.manifest.files})
        finally:
            journal.close()
        return backup.manifest


def restore(path: Path, folder: Path, ask: Ask, on: OnBytes = lambda _: None) -> Restored:
    """Make of a backup a programme in ``folder``, which is empty or not there yet.

    Raises RunError as :func:`opened`, and BACKUP_007 where there is no room; ProgrammeError where the folder is not
    empty (PROGRAMME_002), lies in another programme (PROGRAMME_009), or the settings are wrong. Then nothing is there.
    """
    with new_folder(folder) as draft, opened(path, ask, draft.parent) as backup:
        if lacking := room_for(draft.parent, backup.unpacked):
            raise RunError(lacking)
        backup.read_through(draft, on=on)
        _verify_programme(backup, draft)
        manifest = backup.manifest
    with suppress(IsoAuditError):
        remember(folder, LastBackup(manifest.made_at, manifest.entries, str(path.resolve())))
    return Restored(folder, manifest)


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """A draft of a programme's folder, which is given the name ``folder`` at the end; else nothing is left of it.

    Raises ProgrammeError where ``folder`` is not empty (PROGRAMME_002) or lies in another programme (PROGRAMME_009);
    RunError where nothing can be written (FILE_005).
    """
    there = _is_empty(folder)
    parent = folder.absolute().parent
    if outer := programme_around(folder):
        raise ProgrammeError(problem("PROGRAMME_009", str(folder), other=outer))
    made = [one for one in (parent, *parent.parents) if not one.exists()]
    try:
        parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _draft_of(folder) as draft:
            try:
                yield draft
            except IsoAuditError as error:
                raise type(error)([_at(one, draft, str(folder)) for one in error.problems], error.note) from None
            if there:
                folder.rmdir()
            draft.rename(folder)
            _synchronise(parent)
    except OSError as error:
        raise RunError(problem("FILE_005", str(folder), reason=reason(error))) from None
    finally:
        for one in made:
            with suppress(OSError):
                one.rmdir()  # one that is not empty stays


def _is_empty(folder: Path) -> bool:
    """Whether a folder is there and empty. Raises ProgrammeError where anything is in it (PROGRAMME_002)."""
    refuse_links([folder])
    try:
        if any(folder.iterdir()):
            raise ProgrammeError(problem("PROGRAMME_002", str(folder)))
    except FileNotFoundError:
        return False
    except NotADirectoryError:
        raise ProgrammeError(problem("PROGRAMME_002", str(folder))) from None
    except OSError as error:
        raise RunError(problem("FILE_002", str(folder), reason=reason(error))) from None
    return True


@contextmanager
def _draft_of(folder: Path) -> Iterator[Path]:
    """A folder beside ``folder`` to work in, which is removed unless it was given that name."""
    draft = folder.absolute().with_name(f".isoaudit-{secrets.token_hex(4)}.part")
    _clear_left(draft.parent)
    draft.mkdir(mode=0o700)
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _verify_programme(backup: Backup, draft: Path) -> None:
    """Raise RunError, or ProgrammeError, unless a folder is the whole programme that was backed up."""
    if read_settings(draft).database:  # which would be whoever's server it names
        raise backup.altered("isoaudit.toml chỉ tới một cơ sở dữ liệu khác")
    _database_in(backup, draft)
    for name in ("files", "checklists", "notebooks", "templates"):
        (draft / name).mkdir(mode=0o700, exist_ok=True)
    programme = Programme(draft)
    try:
        _verify(backup, programme.journal, {one.name for one in backup.manifest.files})
    finally:
        programme.journal.close()


def _database_in(backup: Backup, folder: Path) -> Path:
    if not (folder / DATABASE).is_file():
        raise backup.altered(f"thiếu {DATABASE}")
    return folder / DATABASE


def _verify(backup: Backup, journal: Journal, names: set[str]) -> None:
    """Every entry, the mark, and that each kept file is there which was when the backup was made.

    That these are what their names say is known: they were compared with the list, which names their SHA-256.
    """
    try:
        problems, kept = journal.verify_entries()
        wrong = next((one.what.rstrip(".") for one in problems), "")
        found = "" if wrong else mark(journal.heads())
    except StoreError as error:
        wrong = error.problems[0].what.rstrip(".")
    if wrong:
        raise backup.altered(f"{DATABASE}: {wrong}")
    if found != backup.manifest.mark:
        raise backup.altered("dấu của dữ liệu không khớp với bảng kê")
    listed = {one.name: one.sha256 for one in backup.manifest.files}
    for sha in kept:
        if listed.get(f"files/{sha}") != sha and (f"files/{sha}" in names or sha not in backup.manifest.lost):
            raise backup.altered(f"tệp «files/{sha[:12]}…» thiếu hoặc khác nội dung đã lưu")
