"""A pack: a small programme that a team takes along, with what is about its inspections and nothing of other agencies.

Nothing of the roll-out goes along (steps, targets, classes, money): no question and no paper of an inspection uses it,
targets and money are of the whole province, and what is not on a stick cannot be lost with it. The commands of the
roll-out say so.

It holds the settings without the address of a database, the journal as far as it is about these inspections, the files
that part names, the checklists, the notebooks, the Word templates and the words of the office.
:mod:`isoaudit.work.merge` brings it back.
"""

from __future__ import annotations

import re
import secrets
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from isoaudit.disks import refuse_network
from isoaudit.errors import IsoAuditError, Problem, ProgrammeError, RunError, StoreError, problem
from isoaudit.files import make_folder, reason, write_whole
from isoaudit.journal.cuts import cut_at
from isoaudit.journal.kinds import KINDS
from isoaudit.journal.places import SETTINGS, WORDS
from isoaudit.journal.programme import DATABASE, Programme, by_agency, writer
from isoaudit.journal.sealing import canonical
from isoaudit.journal.settings_writing import plain
from isoaudit.journal.store import Journal
from isoaudit.journal.verifying import read_kept
from isoaudit.journal.whose import with_papers
from isoaudit.model import Entry, Inspection
from isoaudit.work.backup import back_up, new_folder, own_files

_FOLDERS = ("checklists", "notebooks", "templates")
_NAME = "goi-kiem-tra"
"""What the file of a pack is named after: a name of an agency would tell whoever finds the stick."""
_SHA256 = re.compile(r'"([0-9a-f]{64})"')


@dataclass(frozen=True, slots=True)
class Packed:
    """A pack that was made."""

    path: Path
    """The folder; with a password the file."""
    inspections: tuple[Inspection, ...]
    agencies: tuple[str, ...]
    """Names of their agencies."""
    entries: int
    files: int
    size: int
    """Bytes."""
    locked: bool


def pack(programme: Programme, names: Iterable[str], to: Path, password: str = "") -> Packed:
    """Make a pack of the inspections named: the folder ``to``; with a password the file ``to``, or one in it.

    The whole pack is there, or nothing; then the journal says that it was made. Raises RunError as
    :meth:`Programme.choose`, FILE_005, FILE_009 (the network); ProgrammeError: PACK_001 (a programme lies there), as
    :func:`isoaudit.work.backup.new_folder`; StoreError when an entry or a file was changed behind the journal's back;
    with a password RunError as :func:`isoaudit.work.backup.back_up`.
    """
    state, inspections = programme.about(names, ("act",))
    agencies = tuple(dict.fromkeys(state.agencies[one.agency].name for one in inspections))
    if (to / SETTINGS).is_file():
        raise ProgrammeError(problem("PACK_001", str(to)))
    if to.absolute().resolve().is_relative_to(programme.folder):
        raise RunError(problem("BACKUP_012", str(to)))
    if not password:
        refuse_network(to)
    of = programme.journal.heads()
    entries = part_about(programme, inspections)
    cut = cut_at(entries, of, [one.id for one in inspections], secrets.token_hex(8), writer())
    files = [entry.subject for entry in entries if entry.kind == "file"]
    made = to
    if password:
        with tempfile.TemporaryDirectory(prefix="isoaudit-") as scratch:
            folder = Path(scratch, _NAME)
            folder.mkdir(mode=0o700)
            packed = _fill(programme, folder, [*entries, cut], cut.id, files)
            try:
                backup = back_up(packed, to, password)
            finally:
                packed.journal.close()
        made, size = backup.path, backup.size
    else:
        with new_folder(to) as folder:
            _fill(programme, folder, [*entries, cut], cut.id, files).journal.close()
            size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    with _or_nothing(made):
        programme.journal.join([cut])
    return Packed(made, tuple(inspections), agencies, len(entries) + 1, len(files), size, bool(password))


def part_about(programme: Programme, inspections: Sequence[Inspection]) -> list[Entry]:
    """The entries that are about these inspections.

    That is: the programme, all inspectors; the agencies with those they were made of, and what earlier years found at
    these; every inspection of them, with all that was said in it; the decisions that name others as well; the lists of
    procedures they declared and when they took instruments up, beside all that is published; the files that any of
    these names.
    """
    journal = programme.journal
    agencies = {one.agency for one in inspections}
    of_agency = by_agency(journal.subjects("inspection"))
    ids = sorted({one.id for one in inspections} | {id for code in agencies for id in of_agency.get(code, ())})
    entries = [*journal.entries_of("programme", "inspector"), *journal.entries_about("inspection", ids)]
    about = programme.agencies_about(agencies)
    entries += [*about, *programme.carried_of(dict.fromkeys(entry.subject for entry in about))]
    entries += programme.of_inspections(ids, [name for name, kind in KINDS.items() if kind.of_inspection])
    decided = {str(entry.payload.get("number") or "") for entry in entries if entry.subject.endswith("/decided")}
    for number in sorted(decided - {""}):
        entries += [e for e in journal.entries_telling("act", number) if e.subject.endswith("/decided")]
    entries += [*journal.entries_of("procedure", "instrument"), *journal.entries_below(("declared", "taken"), agencies)]
    named = {sha256 for entry in entries for sha256 in _SHA256.findall(canonical(entry.payload))}
    entries += journal.entries_about("file", named)
    return list({entry.id: entry for entry in entries}.values())


def _fill(programme: Programme, folder: Path, entries: Collection[Entry], cut: str, files: Sequence[str]) -> Programme:
    """Make a pack in a folder, which is empty. Raises OSError, StoreError."""
    _copy_files(programme, files, folder / "files")
    own, _ = own_files(programme.folder)
    for path in own:
        within = path.relative_to(programme.folder)
        if within.parts[0] in (*_FOLDERS, WORDS):
            make_folder((folder / within).parent)
            shutil.copyfile(path, folder / within)
    for name in _FOLDERS:
        make_folder(folder / name)
    journal = Journal(folder / DATABASE, folder / "files", create=True)
    try:
        journal.join(entries, [cut])
    finally:
        journal.close()
    write_whole(folder / SETTINGS, plain(programme.settings).encode())
    return Programme(folder)


def _copy_files(programme: Programme, files: Sequence[str], to: Path) -> None:
    """Copy kept files. Raises StoreError with all that are not as they were kept."""
    make_folder(to)
    problems: list[Problem] = []
    for sha256 in files:
        try:
            write_whole(to / sha256, read_kept(programme.journal.files / sha256))
        except StoreError as error:
            problems += error.problems
    if problems:
        raise StoreError(with_papers(problems, programme.journal), "Chưa lập gói.")


@contextmanager
def _or_nothing(made: Path) -> Iterator[None]:
    """Take a pack away that the journal could not be told of."""
    try:
        yield
    except IsoAuditError:
        try:
            shutil.rmtree(made) if made.is_dir() else made.unlink()
        except OSError as error:
            raise RunError(problem("FILE_005", str(made), reason=reason(error))) from None
        raise
