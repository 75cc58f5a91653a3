"""A Word document that is safe to read: what is foreign, hostile or broken is refused before python-docx sees it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml import etree

from isoaudit.errors import DocumentError, problem
from isoaudit.files import read_bounded, reason
from isoaudit.office.archive import MOST_BYTES, Archive, Fault, Refuse
from isoaudit.office.archive import opened as opened_archive

if TYPE_CHECKING:
    from docx.document import Document

_MOST_FILE = 100_000_000
_MAIN = CONTENT_TYPE.WML_DOCUMENT_MAIN
_OTHER_MAIN = (
    ("ms-word.document.macroenabled", "văn bản Word có macro, .docm"),
    ("wordprocessingml.template", "mẫu Word, .dotx"),
    ("ms-word.template", "mẫu Word có macro, .dotm"),
)
_STRICT = "purl.oclc.org/ooxml"
_PARTS = {
    RELATIONSHIP_TYPE.STYLES: (CONTENT_TYPE.WML_STYLES, qn("w:styles")),
    RELATIONSHIP_TYPE.NUMBERING: (CONTENT_TYPE.WML_NUMBERING, qn("w:numbering")),
    RELATIONSHIP_TYPE.SETTINGS: (CONTENT_TYPE.WML_SETTINGS, qn("w:settings")),
    RELATIONSHIP_TYPE.HEADER: (CONTENT_TYPE.WML_HEADER, qn("w:hdr")),
    RELATIONSHIP_TYPE.FOOTER: (CONTENT_TYPE.WML_FOOTER, qn("w:ftr")),
}
"""The content type and the root of the part that a relationship of such a kind leads to."""
_REFERENCES = {qn("w:headerReference"): RELATIONSHIP_TYPE.HEADER, qn("w:footerReference"): RELATIONSHIP_TYPE.FOOTER}


def open_document(path: Path) -> Document:
    """The Word document at ``path``, safe to read.

    Raises :class:`DocumentError`: ``FILE_001`` (not there), ``FILE_002`` (unreadable), ``DOCUMENT_001`` (another kind
    of file), ``DOCUMENT_002`` (.doc, or a password), ``DOCUMENT_003`` (broken), ``DOCUMENT_004`` (made to do harm).
    """
    try:
        data = read_bounded(path, _MOST_FILE)
    except FileNotFoundError:
        raise DocumentError(problem("FILE_001", str(path))) from None
    except OSError as error:
        raise DocumentError(problem("FILE_002", str(path), reason=reason(error))) from error
    if len(data) > _MOST_FILE:
        raise DocumentError(problem("DOCUMENT_004", str(path), reason="tệp quá 100 MB"))
    return opened(str(path), data)


def opened(name: str, data: bytes) -> Document:
    """The Word document of these bytes, safe to read. Raises as :func:`open_document`."""

    def refuse(fault: Fault, words: str) -> DocumentError:
        if fault == "foreign":
            return DocumentError(problem("DOCUMENT_001", name, kind=words))
        if fault in ("old", "locked"):
            return DocumentError(problem("DOCUMENT_002", name))
        return DocumentError(problem("DOCUMENT_003" if fault == "broken" else "DOCUMENT_004", name, reason=words))

    archive_of(data, refuse)
    try:
        document = docx.Document(io.BytesIO(data))
        body = document.element.body
    except (OpcError, etree.LxmlError, KeyError, ValueError, AttributeError, TypeError, IndexError):
        raise refuse("broken", "cấu trúc bên trong không đúng") from None
    if body is None:
        raise refuse("broken", "không có nội dung")
    if wrong := _misled(document):
        raise refuse("broken", wrong)
    return document


def archive_of(data: bytes, refuse: Refuse, *, most: int = MOST_BYTES) -> Archive:
    """The parts of a Word document (.docx), each safe to read, without a macro among them.

    ``most``: bytes that all parts may unpack to. Raises what ``refuse`` makes of a fault.
    """
    archive = opened_archive(data, "document", refuse, most=most)
    types = archive.types.values()
    kind = next((words for sign, words in _OTHER_MAIN if any(sign in type_ for type_ in types)), "")
    if "_rels/.rels" in archive.parts and any(
        _STRICT in said.get("Type", "") for _, said in archive.elements("_rels/.rels", "Relationships/Relationship")
    ):
        kind = "văn bản Word dạng Strict Open XML"
    elif not kind and archive.forbidden()[0]:
        kind = "văn bản Word có macro"
    if kind or _MAIN not in types:
        raise refuse("foreign", kind or "không rõ loại tệp")
    return archive


def _misled(document: Document) -> str:
    """What the document says of a part that the part is not, in words: programs then read another part, or none."""
    relations = document.part.rels
    for relation in relations.values():
        wanted = _PARTS.get(relation.reltype)
        if wanted is not None and (relation.is_external or _nature(relation.target_part) != wanted):
            return f"phần «{relation.target_ref}» ghi sai loại"
    for reference in document.element.body.iter(*_REFERENCES):
        relation = relations.get(reference.get(qn("r:id")) or "")
        if relation is None or relation.reltype != _REFERENCES[reference.tag]:
            return "đầu trang hoặc chân trang không có trong tệp"
    return ""


def _nature(part: Any) -> tuple[str, str]:
    """The content type of a part, and its root; none where python-docx does not read that type."""
    element = getattr(part, "element", None)
    return part.content_type, "" if element is None else element.tag
