"""A Word file as the archive it is: what is foreign, hostile or broken is refused before python-docx sees it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import docx
from docx.opc.exceptions import OpcError
from lxml import etree

from isoaudit.errors import DocumentError, problem
from isoaudit.files import BROKEN_ARCHIVE, read_bounded, reason

if TYPE_CHECKING:
    from docx.document import Document

_MOST_FILE = 100_000_000
_MOST_BYTES = 200_000_000
_MOST_PARTS = 5_000
_MOST_TAGS = 12_000_000
"""Over all parts; a page of a letter has some 2,000, so 500 pages are one million."""
_LARGE, _MOST_FOLD = 10_000_000, 200
"""What a part of more than so many bytes may be larger than its compressed form."""
_CHUNK = 1 << 16
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Compound files: Word 97, and every office file with a password."""
_MAGIC = (
    (b"%PDF", "tệp PDF"),
    (b"{\\rtf", "văn bản RTF"),
    (b"\x89PNG", "ảnh"),
    (b"\xff\xd8\xff", "ảnh"),
    (b"<html", "trang web"),
    (b"<!doctype", "trang web"),
    (b"mime-version:", "trang web"),
    (b"<?xml", "tệp XML"),
)
_FOREIGN = (("xl/", "bảng tính Excel"), ("ppt/", "bản trình chiếu PowerPoint"), ("mimetype", "văn bản OpenDocument"))
_MAIN = b"wordprocessingml.document.main+xml"
_OTHER_MAIN = (
    (b"ms-word.document.macroEnabled", "văn bản Word có macro, .docm"),
    (b"wordprocessingml.template", "mẫu Word, .dotx"),
    (b"ms-word.template", "mẫu Word có macro, .dotm"),
)
_STRICT = b"purl.oclc.org/ooxml"


class _DeclaredError(Exception):
    """A part declares a document type: Word writes none, and entities can explode."""


def open_document(path: Path) -> Document:
    """The Word document at ``path``, safe to read.

    Raises :class:`DocumentError`: ``FILE_001`` (not there), ``FILE_002`` (unreadable), ``DOCUMENT_001`` (another kind
    of file), ``DOCUMENT_002`` (.doc, or a password), ``DOCUMENT_003`` (broken), ``DOCUMENT_004`` (made to do harm).
    """
    return opened(str(path), _bytes(path))


def opened(name: str, data: bytes) -> Document:
    """The Word document of these bytes, safe to read. Raises as :func:`open_document`."""
    _refuse_foreign(name, data)
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            _look_at(name, archive)
            _read_through(name, archive)
    except BROKEN_ARCHIVE:
        raise DocumentError(problem("DOCUMENT_003", name, reason="tệp nén bị cắt hoặc hỏng")) from None
    try:
        document = docx.Document(io.BytesIO(data))
        document.element.body  # noqa: B018  # a document without a body fails here
        document.styles.element  # noqa: B018
    except (OpcError, etree.LxmlError, KeyError, ValueError, AttributeError, TypeError, IndexError):
        raise DocumentError(problem("DOCUMENT_003", name, reason="cấu trúc bên trong không đúng")) from None
    if document.element.body is None:
        raise DocumentError(problem("DOCUMENT_003", name, reason="không có nội dung"))
    return document


def _bytes(path: Path) -> bytes:
    try:
        data = read_bounded(path, _MOST_FILE)
    except FileNotFoundError:
        raise DocumentError(problem("FILE_001", str(path))) from None
    except OSError as error:
        raise DocumentError(problem("FILE_002", str(path), reason=reason(error))) from error
    if len(data) > _MOST_FILE:
        raise DocumentError(problem("DOCUMENT_004", str(path), reason="tệp quá 100 MB"))
    return data


def _refuse_foreign(name: str, data: bytes) -> None:
    if data.startswith(_COMPOUND):
        raise DocumentError(problem("DOCUMENT_002", name))
    head = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    kind = next((words for magic, words in _MAGIC if head.startswith(magic.lower())), "")
    if not kind and not data.startswith(b"PK"):
        kind = "tệp trống" if not data else "không rõ loại tệp"
    if kind:
        raise DocumentError(problem("DOCUMENT_001", name, kind=kind))


def _look_at(name: str, archive: ZipFile) -> None:
    """The list of parts only: sizes, names, what kind of file they make."""
    infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
    size = sum(info.file_size for info in infos)
    overlap = any(a.header_offset + a.compress_size > b.header_offset for a, b in zip(infos, infos[1:], strict=False))
    if size > _MOST_BYTES or any(i.file_size > max(_LARGE, _MOST_FOLD * i.compress_size) for i in infos):
        raise DocumentError(problem("DOCUMENT_004", name, reason=f"nở ra {size // 1_000_000} MB"))
    if len(infos) > _MOST_PARTS or overlap:
        raise DocumentError(problem("DOCUMENT_004", name, reason="các phần quá nhiều hoặc chồng lên nhau"))
    if any(info.flag_bits & 1 for info in infos):
        raise DocumentError(problem("DOCUMENT_002", name))
    names = {info.filename.lower() for info in infos}
    if len(names) < len(infos) or any(i.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for i in infos):
        raise DocumentError(problem("DOCUMENT_003", name, reason="các phần trùng tên hoặc nén khác cách của Word"))
    if "[content_types].xml" not in names or not any(part.startswith("word/") for part in names):
        foreign = (words for start, words in _FOREIGN if any(part.startswith(start) for part in names))
        raise DocumentError(problem("DOCUMENT_001", name, kind=next(foreign, "tệp nén ZIP")))


def _read_through(name: str, archive: ZipFile) -> None:
    """Every XML part once: checksums, well-formed, no document type, not without end; then what is the main part."""
    tags = 0
    for info in archive.infolist():
        xml = info.filename.lower().endswith((".xml", ".rels"))
        parser = _parser()
        try:
            with archive.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    if xml:
                        tags += chunk.count(b"<")
                        parser.Parse(chunk, False)
                    if tags > _MOST_TAGS:
                        raise DocumentError(problem("DOCUMENT_004", name, reason="quá nhiều phần tử"))
            if xml:
                parser.Parse(b"", True)
        except _DeclaredError:
            raise DocumentError(problem("DOCUMENT_004", name, reason="có khai báo kiểu tài liệu (DTD)")) from None
        except (expat.ExpatError, LookupError):
            why = f"phần «{info.filename}» viết sai"
            raise DocumentError(problem("DOCUMENT_003", name, reason=why)) from None
    types = archive.read(next(n for n in archive.namelist() if n.lower() == "[content_types].xml"))
    relations = archive.read("_rels/.rels") if "_rels/.rels" in archive.namelist() else b""
    kind = next((words for sign, words in _OTHER_MAIN if sign in types), "")
    if _STRICT in relations:
        kind = "văn bản Word dạng Strict Open XML"
    if kind or _MAIN not in types:
        raise DocumentError(problem("DOCUMENT_001", name, kind=kind or "không rõ loại tệp"))


def _parser() -> expat.XMLParserType:
    def stop(*_: object) -> None:
        raise _DeclaredError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = stop
    return parser
