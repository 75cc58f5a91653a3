"""The file of an inspection (Article 39) as one ZIP that an agency, or whoever comes after, can check without isoaudit.

It holds the ten kinds of papers in folders, an index, the papers the office made as Word and PDF/A, what was kept as
evidence, the journal entries behind them, the SHA-256 of every file, and a program of one file that compares all of
it. The same data give the same bytes, but for the PDF/A, in which LibreOffice writes when it made them.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from isoaudit.errors import IsoAuditError, Problem, RunError, StoreError, problem
from isoaudit.files import for_owner, is_link, read_bounded, reason, refuse_links
from isoaudit.journal.kinds import KINDS
from isoaudit.journal.programme import Programme
from isoaudit.journal.sealing import by_prev, in_order
from isoaudit.journal.verifying import read_kept
from isoaudit.journal.whose import with_papers
from isoaudit.model import Case, Entry
from isoaudit.pages.archive import archive_html
from isoaudit.papers.kinds import kinds
from isoaudit.papers.pdf import to_pdf_a
from isoaudit.rules.answers import judged
from isoaudit.rules.dossier import Filed, dossier_rows
from isoaudit.rules.standing import shelf_of
from isoaudit.tables.workbooks.archive import archive_workbook
from isoaudit.work import kiem_tra_ho_so as verifier
from isoaudit.work.file_names import path_key, safe_name
from isoaudit.work.kept_files import EVIDENCE, REPLY, KeptFile, Use, kept_files

VERIFIER = "kiem-tra-ho-so.py"
INDEX, BOOK = "muc-luc.html", "muc-luc.xlsx"
_OTHER = 10
_FOLDERS = ("Kế hoạch", "Đề nghị báo cáo", "Báo cáo của cơ quan", "Đề nghị khắc phục", "Quyết định", "Biên bản",
            "Hành động khắc phục", "Báo cáo của Đoàn", "Báo cáo UBND cấp tỉnh", "Tài liệu khác")  # fmt: skip
"""Short names of the ten rows: with a whole name of Article 39 a path is longer than Windows takes."""
_SHELF_OF_PAPER = {"report_outline": 2, "correction_request": 4, "minutes": 6, "reply_form": 7, "not_accepted": 7,
                   "review_notice": 7, "team_report": 8}  # fmt: skip
"""The rows of the papers that are made for one inspection; what stands in no row is another paper."""
_LONGEST_NAME = 90
_WHEN = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the ZIP: no clock goes into it."""


@dataclass(frozen=True, slots=True)
class Archived:
    """An archive that was made."""

    path: Path
    inspection: str
    agency: str
    files: int
    entries: int
    size: int
    mark: str
    """The mark of the archive: it is told apart from the archive, so that whoever changes it is found out."""
    problems: tuple[Problem, ...]
    """Why papers are in it as Word only."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What is to be put into an archive: a kept file, by its SHA-256, or bytes."""

    filed: Filed
    data: bytes | None = None
    also: tuple[Filed, ...] = ()
    """What else it is: a paper of several acts lies there once, and is named in the row of each."""


def archive(programme: Programme, name: str, to: Path) -> Archived:
    """Make the archive of one inspection: the file ``to``, whole or not at all.

    Raises RunError as :meth:`Programme.choose`; ARCHIVE_001 (several inspections), 002 (something is there), 003 (not a
    new .zip file), 005 (what was written does not read back); FILE_005, FILE_008; StoreError with every entry and kept
    file that is not as it was. Papers that LibreOffice cannot print are in it as Word, and named in ``problems``.
    """
    _check_target(to)
    state, inspections = programme.about([name], among="ever")
    if len(inspections) != 1:
        known = [one.id for one in inspections]
        raise RunError(problem("ARCHIVE_001", name, count=len(known), inspections=known))
    (inspection,) = inspections
    case = judged(programme.case(state, inspection))
    entries = entries_behind(programme, case)
    kept = [one for one in kept_files(programme, [inspection.id]) if one.uses]
    parts = _measured(programme, [*_kept_parts(kept, inspection.id), *_checklists(case)])
    made, problems = _papers(programme, case)
    parts = _told_apart([*parts, *made])
    rows = dossier_rows(case, (filed for part in parts for filed in (part.filed, *part.also)))
    title = f"Mục lục hồ sơ kiểm tra {case.agency.name} ({inspection.id})"
    beside = {
        INDEX: archive_html(case, rows, programme.fingerprint(), VERIFIER).encode(),
        BOOK: archive_workbook(rows, title),
        VERIFIER: Path(verifier.__file__).read_bytes().replace(b"\r\n", b"\n"),
        verifier.ENTRIES: "".join(f"{line_of(entry)}\n" for entry in entries).encode(),
    }
    size, mark = _written(programme, to, parts, beside)
    return Archived(to, inspection.id, case.agency.name, len(parts) + len(beside), len(entries), size, mark,
                    tuple(problems))  # fmt: skip


def entries_behind(programme: Programme, case: Case) -> list[Entry]:
    """The entries that say what is in the file of an inspection, each after those it was sealed upon.

    That is: the year; the inspection with all that was said in it; its agency; what earlier years found there; the
    files that any of these names, and the checklists it was held by. Nothing of other inspections, and no inspector's
    own record.
    """
    journal, id = programme.journal, case.inspection.id
    of_inspection = [name for name, kind in KINDS.items() if kind.of_inspection]
    entries = [*journal.entries_of("programme"), *journal.entries_about("inspection", [id])]
    entries += programme.of_inspections([id], of_inspection)
    entries += journal.entries_about("agency", [case.agency.code])
    if case.carried:
        entries += journal.entries_below(["carried"], sorted({one.inspection for one in case.carried}))
    named = {one.sha256 for one in kept_files(programme, [id]) if one.uses}
    entries += journal.entries_about("file", named | {pin.sha256 for pin in case.inspection.checklists})
    return in_order({entry.id: entry for entry in entries}.values(), by_prev)


def line_of(entry: Entry) -> str:
    """An entry as a line of JSON: its fields, from which anybody can compute its id again."""
    fields = {"id": entry.id, "prev": entry.prev, "base": entry.base, "at": entry.at, "author": entry.author,
              "device": entry.device, "kind": entry.kind, "subject": entry.subject, "payload": entry.payload,
              "edit": entry.edit}  # fmt: skip
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _check_target(to: Path) -> None:
    refuse_links([to])
    try:
        there, is_place = to.exists(), to.parent.is_dir()
    except (OSError, ValueError):
        there = is_place = False
    if there:
        raise RunError(problem("ARCHIVE_002", str(to)))
    if to.suffix.lower() != ".zip" or not is_place:
        raise RunError(problem("ARCHIVE_003", str(to)))


def _folder(shelf: int) -> str:
    return f"{shelf:02} {_FOLDERS[shelf - 1]}"


def _kept_parts(kept: Iterable[KeptFile], inspection: str) -> Iterator[_Part]:
    """Every kept file in the row of the act it belongs to; one of several acts lies in the row of the first."""
    for one in kept:
        several: dict[tuple[str, str, date | None], list[Use]] = {}
        for use in one.uses:
            if use.inspection == inspection:
                shown = use.act in (EVIDENCE, REPLY)
                several.setdefault((use.act, "", None) if shown else (use.act, use.number, use.on), []).append(use)
        filed = [_filed(one, tuple(uses)) for uses in several.values()]
        yield _Part(filed[0], also=tuple(replace(other, path=filed[0].path) for other in filed[1:]))


def _filed(one: KeptFile, uses: tuple[Use, ...]) -> Filed:
    """A kept file as what it is by some of its uses."""
    use = uses[0]
    shelf = {EVIDENCE: _OTHER, REPLY: 7}.get(use.act) or shelf_of(use.act)
    folder = _folder(shelf) + ("/Bằng chứng" if use.act in (EVIDENCE, REPLY) else "")
    so = replace(one, uses=uses)
    name = safe_name(Path(so.name).stem, Path(so.name).suffix, _LONGEST_NAME)
    return Filed(f"{folder}/{name}", shelf, so.paper, use.number, use.on, one.size, one.sha256)


def _checklists(case: Case) -> Iterator[_Part]:
    """The checklists as they were when the inspection was opened: without them nobody knows what a criterion asks."""
    for pin in case.inspection.checklists:
        path = f"{_folder(_OTHER)}/Phiếu kiểm tra/{safe_name(pin.id, '.yaml', _LONGEST_NAME)}"
        yield _Part(Filed(path, _OTHER, "Phiếu kiểm tra (dữ liệu)", "", None, 0, pin.sha256))


def _measured(programme: Programme, parts: Iterable[_Part]) -> list[_Part]:
    """The parts with their sizes as they are. Raises StoreError with every file that is not as it was kept."""
    measured: list[_Part] = []
    problems: list[Problem] = []
    for part in parts:
        try:
            size = len(read_kept(programme.journal.files / part.filed.sha256))
        except IsoAuditError as error:
            problems += error.problems
        else:
            also = tuple(replace(one, size=size) for one in part.also)
            measured.append(replace(part, filed=replace(part.filed, size=size), also=also))
    if problems:
        raise StoreError(with_papers(problems, programme.journal))
    return measured


def _papers(programme: Programme, case: Case) -> tuple[list[_Part], list[Problem]]:
    """What the office made for this inspection, as it lies in ``out``: also what a person edited there."""
    folder = programme.out / case.inspection.id
    refuse_links([programme.out, folder])
    keys = {kind.file: key for key, kind in kinds().items() if kind.scope == "inspection"}
    keys["notice"] = "notice" if case.inspection.mode == "on_site" else "correction_request"
    made: dict[str, tuple[str, bytes]] = {}
    for path in sorted(folder.glob("*.docx")) if folder.is_dir() else ():
        key = keys.get(path.name.partition(".")[0].partition("-")[0])
        if key and not is_link(path) and path.is_file():
            try:
                made[path.name] = key, read_bounded(path)
            except OSError as error:
                raise RunError(problem("FILE_002", str(path), reason=reason(error))) from None
    printed, problems = to_pdf_a({name: data for name, (_, data) in made.items()})
    parts = []
    for name, (key, data) in made.items():
        shelf = _SHELF_OF_PAPER.get(key, _OTHER)
        what = kinds()[key].name
        newer = " (mới)" if ".new" in name else ""
        stem = safe_name(f"{what} - {case.agency.name}{newer}", "", _LONGEST_NAME)
        for suffix, content in ((".docx", data), (".pdf", printed.get(name))):
            if content is not None:
                path_in = f"{_folder(shelf)}/Bản do đơn vị lập/{stem}{suffix}"
                words = f"{what}, bản {'Word' if suffix == '.docx' else 'PDF/A'} do đơn vị lập"
                digest = hashlib.sha256(content).hexdigest()
                parts.append(_Part(Filed(path_in, shelf, words, "", None, len(content), digest, True), content))
    return parts, problems


def _told_apart(parts: Iterable[_Part]) -> list[_Part]:
    """The parts by their paths, no two of which are one to Windows."""
    taken: set[str] = set()
    apart = []
    for part in sorted(parts, key=lambda one: (one.filed.path, one.filed.sha256)):
        path, number = part.filed.path, 1
        stem, dot, suffix = path.rpartition(".")
        while path_key(path) in taken:
            number += 1
            path = f"{stem} ({number}){dot}{suffix}"
        taken.add(path_key(path))
        also = tuple(replace(one, path=path) for one in part.also)
        apart.append(_Part(replace(part.filed, path=path), part.data, also))
    return apart


def _written(programme: Programme, to: Path, parts: Iterable[_Part], beside: Mapping[str, bytes]) -> tuple[int, str]:
    """Write the archive beside its place, have its own verifier read it back, then give it its name: size and mark."""
    draft = to.with_name(f".isoaudit-{secrets.token_hex(4)}.part")
    try:
        with open(draft, "x+b", opener=for_owner) as stream:
            _fill(stream, programme, parts, beside)
            stream.flush()
            os.fsync(stream.fileno())
        found, mark, _, _ = verifier.faults(str(draft))
        if found:
            raise RunError(problem("ARCHIVE_005", str(to), reason=found[0].rstrip(".")))
        size = draft.stat().st_size
        _name(draft, to)
    except verifier.CannotRead as error:
        raise RunError(problem("ARCHIVE_005", str(to), reason=str(error))) from None
    except OSError as error:
        raise RunError(problem("FILE_005", str(to), reason=reason(error))) from None
    finally:
        with suppress(OSError):
            draft.unlink()
    return size, mark


def _name(draft: Path, to: Path) -> None:
    """Give a draft its name, unless something of that name came meanwhile."""
    try:
        os.link(draft, to)
    except FileExistsError:
        raise RunError(problem("ARCHIVE_002", str(to))) from None
    except OSError:  # USB sticks know no second name of a file
        if os.path.lexists(to):
            raise RunError(problem("ARCHIVE_002", str(to))) from None
        draft.rename(to)


def _fill(stream: IO[bytes], programme: Programme, parts: Iterable[_Part], beside: Mapping[str, bytes]) -> None:
    sums = {}
    with ZipFile(stream, "w") as target:
        for name, data in beside.items():
            sums[name] = _put(target, name, data)
        for part in parts:
            data = part.data if part.data is not None else read_kept(programme.journal.files / part.filed.sha256)
            sums[part.filed.path] = _put(target, part.filed.path, data)
        _put(target, verifier.SUMS, "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode())


def _put(target: ZipFile, name: str, data: bytes) -> str:
    info = ZipInfo(name, _WHEN)
    info.create_system, info.external_attr = 3, (stat.S_IFREG | 0o644) << 16
    target.writestr(info, data, ZIP_DEFLATED)
    return hashlib.sha256(data).hexdigest()
