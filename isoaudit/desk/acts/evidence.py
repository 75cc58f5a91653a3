"""Evidence files as they come in: known by their content, kept unaltered, shown small, copied without what they tell.

The day a picture was taken is the camera's, apart from the day it was added; it is never guessed from a file's times.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from isoaudit.errors import IsoAuditError, ProcedureError, problem
from isoaudit.files import read_bounded, reason
from isoaudit.journal.copies import THUMBNAILS, small_copy
from isoaudit.journal.programme import Programme, writer
from isoaudit.journal.store import Draft, Ids, Transaction
from isoaudit.journal.whose import taken
from isoaudit.model import Entry
from isoaudit.office.archive import Fault
from isoaudit.office.archive import opened as opened_archive
from isoaudit.office.kinds import (
    EXCEL,
    LARGEST,
    MB,
    PDF,
    PICTURES,
    WORD,
    Nature,
    foreign_kind,
    is_archive_as_well,
    mime_of,
)
from isoaudit.office.pdf import PdfFault, carried
from isoaudit.office.pictures import THUMBNAIL, PictureFault, look_at, report_copy
from isoaudit.office.word import archive_of

__all__ = [
    "THUMBNAILS",
    "EvidenceFile",
    "GivenFile",
    "evidence_files",
    "examine",
    "keep_evidence",
    "report_copy",
    "thumbnail",
]

_WORKBOOK = "spreadsheetml.sheet.main+xml"
_LONGEST_NAME = 200
_FOREIGN: dict[Nature, str] = {
    "harm": "EVIDENCE_004",
    "archive": "EVIDENCE_005",
    "broken": "EVIDENCE_007",
    "other": "EVIDENCE_003",
}


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file that is kept as evidence."""

    sha256: str
    name: str
    """As the person knows it."""
    size: int
    """Bytes."""
    mime: str
    """By its content."""
    taken: datetime | None
    """When the camera says the picture was taken, with a zone where the camera says one; nothing: not known."""
    added: str
    """When it was added: ISO 8601, Vietnamese time."""


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that was looked at and may be kept."""

    data: bytes
    sha256: str
    payload: dict[str, Any]
    """What the journal says of it."""


def keep_evidence(programme: Programme, path: Path, name: str) -> EvidenceFile:
    """Keep a file as evidence, unaltered; what is kept already is not said again.

    ``path`` is read and left where it is; ``name``: as the person knows it. Raises ProcedureError: FILE_001, FILE_002
    (not there, not readable), EVIDENCE_001 (empty), EVIDENCE_002 (over 50 MB), EVIDENCE_003 (another kind of file),
    EVIDENCE_004 (a program, a page, a shortcut), EVIDENCE_005 (an archive), EVIDENCE_006 (a picture that cannot be
    unpacked), EVIDENCE_007 (a broken document), EVIDENCE_008 (a macro), EVIDENCE_009 (two kinds of file in one),
    EVIDENCE_010 (a PDF with a script, a command that starts something, a file within).
    """
    given = examine(path, name)
    sha256, payload = programme.journal.keep(given.data), given.payload

    def known(_: Ids) -> list[Entry]:
        return programme.journal.entries_about("file", [sha256])

    def write(transaction: Transaction, entries: list[Entry]) -> list[Entry]:
        return entries or transaction.append([Draft("file", sha256, payload)], writer())

    return _said(sha256, programme.journal.write(known, write))


def examine(path: Path, name: str) -> GivenFile:
    """A file that may be kept as evidence, read and looked at; nothing is kept. Raises as :func:`keep_evidence`."""
    shown = _plain_name(name) or _plain_name(path.name) or "tệp"
    data = _read(path, shown)
    mime, day = _examined(data, shown)
    payload: dict[str, Any] = {"name": shown, "size": len(data), "mime": mime}
    return GivenFile(data, hashlib.sha256(data).hexdigest(), payload | ({"taken": day.isoformat()} if day else {}))


def evidence_files(programme: Programme, sha256s: Iterable[str]) -> dict[str, EvidenceFile]:
    """What is known of kept files, by their SHA-256; one that the journal does not name is left out."""
    entries: dict[str, list[Entry]] = {}
    for entry in programme.journal.entries_about("file", sha256s):
        entries.setdefault(entry.subject, []).append(entry)
    return {sha256: _said(sha256, about) for sha256, about in entries.items()}


def thumbnail(programme: Programme, sha256: str) -> bytes | None:
    """A kept picture as a JPEG of at most 240 pixels a side; see :func:`isoaudit.journal.copies.small_copy`."""
    return small_copy(programme, sha256, THUMBNAIL)


def _said(sha256: str, entries: Iterable[Entry]) -> EvidenceFile:
    """What the entries on a file say; the first one says when it was added."""
    fields: dict[str, Any] = {}
    added = ""
    for entry in entries:
        fields = {**fields, **entry.payload}
        added = added or entry.at
    return EvidenceFile(
        sha256, str(fields.get("name", "")), _size(fields), str(fields.get("mime", "")), taken(fields), added
    )


def _size(fields: Mapping[str, Any]) -> int:
    size = fields.get("size", 0)
    return size if isinstance(size, int) else 0


def _plain_name(name: str) -> str:
    """The last part of a name, as one line of text: browsers may send a whole path, or signs that no screen shows."""
    text = name.encode("utf-8", "replace").decode().replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in unicodedata.normalize("NFC", text) if sign.isprintable())
    return " ".join(shown.split())[-_LONGEST_NAME:]


def _read(path: Path, name: str) -> bytes:
    try:
        data = read_bounded(path, LARGEST * MB)
    except FileNotFoundError:
        raise ProcedureError(problem("FILE_001", name)) from None
    except OSError as error:
        raise ProcedureError(problem("FILE_002", name, reason=reason(error))) from None
    if len(data) > LARGEST * MB:
        raise ProcedureError(problem("EVIDENCE_002", name, size=-(-path.stat().st_size // MB), most=LARGEST))
    if not data:
        raise ProcedureError(problem("EVIDENCE_001", name))
    return data


def _examined(data: bytes, name: str) -> tuple[str, datetime | None]:
    """What a file is, and when it was taken; whatever can be wrong with a file of its kind is refused."""
    mime = mime_of(data)
    if not mime:
        nature, kind = foreign_kind(data)
        raise ProcedureError(problem(_FOREIGN[nature], name, kind=kind, reason=kind))
    if mime in (*PICTURES, PDF) and is_archive_as_well(data):
        raise ProcedureError(problem("EVIDENCE_009", name))
    if mime in PICTURES:
        try:
            return mime, look_at(data, mime).taken
        except PictureFault as fault:
            raise ProcedureError(problem("EVIDENCE_006", name, reason=str(fault))) from None
    if mime == PDF and b"%%EOF" not in data:
        raise ProcedureError(problem("EVIDENCE_007", name, reason="tệp PDF bị cắt"))
    if mime == PDF:
        _check_pdf(data, name)
    if mime in (WORD, EXCEL):
        _check_office(data, mime, name)
    return mime, None


def _check_pdf(data: bytes, name: str) -> None:
    try:
        found = carried(data)
    except PdfFault as fault:
        raise ProcedureError(problem("EVIDENCE_007", name, reason=str(fault))) from None
    if found:
        raise ProcedureError(problem("EVIDENCE_010", name, kind=found))


def _check_office(data: bytes, mime: str, name: str) -> None:
    def refuse(fault: Fault, words: str) -> IsoAuditError:
        if fault == "foreign":
            return ProcedureError(problem("EVIDENCE_008" if "macro" in words else "EVIDENCE_003", name, kind=words))
        return ProcedureError(problem("EVIDENCE_007", name, reason=words or "có mật khẩu"))

    if mime == WORD:
        archive_of(data, refuse)
        return
    archive = opened_archive(data, "workbook", refuse)
    if archive.forbidden()[0]:
        raise refuse("foreign", "bảng tính Excel có macro")
    if not any(_WORKBOOK in type_ for type_ in archive.types.values()):
        raise refuse("foreign", "tệp không rõ loại")
