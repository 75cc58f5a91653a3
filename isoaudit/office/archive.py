"""An Office file as the archive it is: what is foreign, hostile or broken is refused before a part of it is used.

The limits stand here once for workbooks and Word documents. What the person reads is the caller's: it gives a function
that makes its error of a fault.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from isoaudit.files import BROKEN_ARCHIVE

Kind = Literal["workbook", "document"]
Fault = Literal["foreign", "old", "locked", "broken", "too much", "declared"]
"""Another kind of file; the format before 2007, or a password on the whole; a password on a part; broken; more than is
safe to unpack; a document type, which no Office program writes and whose entities can explode."""
Refuse = Callable[[Fault, str], Exception]
"""Makes the caller's error of a fault and its words in Vietnamese: the kind of file for ``foreign``, else why."""
OnStart = Callable[[str, str, dict[str, str]], None]
"""Told of each element while the parts are read through: the part, ``namespace}name``, the attributes."""

MOST_BYTES = 200_000_000
"""Of all parts unpacked."""
_MOST_PARTS = 10_000
_MOST_TAGS: dict[Kind, int] = {"workbook": 25_000_000, "document": 12_000_000}
"""Over all parts. A workbook: five million cells, read as a stream; 200,000 rows of fifteen columns are three. A Word
document is held in memory as a tree; a page of a letter has some 2,000, so 500 pages are one million."""
_LARGE, _MOST_FOLD = 10_000_000, 200
"""What a part of more than so many bytes may be larger than its compressed form; lists of parts are never so large."""
_CHUNK = 1 << 16

_MAGIC = (
    (b"%PDF", "tệp PDF"),
    (b"\x89PNG", "ảnh"),
    (b"\xff\xd8\xff", "ảnh"),
    (b"GIF8", "ảnh"),
    (b"II*\0", "ảnh"),
    (b"MM\0*", "ảnh"),
    (b"{\\rtf", "văn bản RTF"),
    (b"<!doctype", "trang web"),
    (b"<html", "trang web"),
    (b"<table", "trang web"),
    (b"<?xml", "tệp XML"),
    (b"mime-version:", "trang web"),
    (b"Rar!", "tệp nén RAR"),
    (b"7z\xbc\xaf", "tệp nén 7z"),
    (b"\x1f\x8b", "tệp nén"),
    (b"BZh", "tệp nén"),
    (b"\xfd7zXZ", "tệp nén"),
    (b"SQLite format 3\0", "cơ sở dữ liệu"),
    (b"MZ\x90\0", "chương trình"),
    (b"\x7fELF", "chương trình"),
)
_OLD = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x09\x08\x10\0", b"\x09\x08\x08\0", b"\x09\x04\x06\0")
"""Compound files (Word and Excel 97, and every office file with a password), and Excel before it."""

_HOME: dict[Kind, str] = {"workbook": "xl/", "document": "word/"}
_PROGRAM: dict[Kind, str] = {"workbook": "Excel", "document": "Word"}
_TAGS: dict[Kind, str] = {"workbook": "ô", "document": "phần tử"}
_OTHERS = (
    ("xl/workbook.bin", "bảng tính Excel nhị phân, .xlsb"),
    ("word/", "văn bản Word"),
    ("xl/", "bảng tính Excel"),
    ("ppt/", "bản trình chiếu PowerPoint"),
    ("visio/", "bản vẽ Visio"),
    ("index/document.iwa", "tài liệu của Apple, như Numbers"),
    ("index.zip", "tài liệu của Apple, như Numbers"),
)
"""What a part, by the beginning of its name, says an archive is."""
_OPEN_DOCUMENT = (
    (b"opendocument.spreadsheet", "bảng tính OpenDocument, .ods"),
    (b"opendocument.text", "văn bản OpenDocument, .odt"),
)
_WORD = re.compile(r"word/document\d*\.xml")
"""The main part of a Word document; Word on the web writes document2.xml."""
_WORKBOOK = re.compile(r"xl/workbook\d*\.xml")

_MANIFEST = "[content_types].xml"
_XML_PARTS = (".xml", ".rels", ".vml")
_MACRO_TYPES = ("macroenabled", "vbaproject", "macrosheet")
_LINK_TYPES = ("externallink", "connections", "querytable")
_MACRO_PARTS = ("vbaproject.bin", "/macrosheets/")
_LINK_PARTS = ("xl/externallinks/", "xl/connections.xml", "xl/querytables/")


class _EntityDeclared(Exception):
    """A part declares a document type."""


@dataclass(slots=True)
class Archive:
    """An Office file whose parts are safe to read."""

    zip: ZipFile
    parts: dict[str, ZipInfo]
    """By their names in small letters: the format does not tell them apart by case."""
    refuse: Refuse
    types: dict[str, str] = field(default_factory=dict)
    """The content types in small letters, by ``/part`` and by ``.ending``."""
    unread: set[str] = field(default_factory=set)
    """The parts that are no XML, or are drawings that browsers would forgive: nothing in them was looked at."""

    def type(self, part: str) -> str:
        """The content type of a part, in small letters; empty where the file does not say."""
        return self.types.get(f"/{part}") or self.types.get(posixpath.splitext(part)[1], "")

    def content(self, part: str) -> bytes:
        """The bytes of a part, whatever it is. Raises as :meth:`chunks`."""
        return b"".join(self.stream(part))

    def chunks(self, part: str) -> Iterator[bytes]:
        """The bytes of a part that is to be read as XML.

        Raises what ``refuse`` makes of ``broken`` when there is no such part, or when it is no XML.
        """
        if part in self.unread:
            raise self.refuse("broken", f"phần «{part}» viết sai")
        return self.stream(part)

    def stream(self, part: str) -> Iterator[bytes]:
        """The bytes of a part, whatever it is."""
        if part not in self.parts:
            raise self.refuse("broken", f"thiếu phần «{part}»")
        try:
            with self.zip.open(self.parts[part]) as stream:
                while chunk := stream.read(_CHUNK):
                    yield chunk
        except BROKEN_ARCHIVE:
            raise self.refuse("broken", f"phần «{part}» không giải nén được") from None

    def elements(self, part: str, *wanted: str) -> list[tuple[str, dict[str, str]]]:
        """The attributes of the elements named ``parent/child``, with that name, as they come; no namespaces."""
        found: list[tuple[str, dict[str, str]]] = []
        open_ = [""]

        def start(name: str, attributes: dict[str, str]) -> None:
            open_.append(local(name))
            path = "/".join(open_[-2:])
            if path in wanted:
                found.append((path, {local(key): value for key, value in attributes.items()}))

        parser = new_parser()
        parser.StartElementHandler = start
        parser.EndElementHandler = lambda _: open_.pop()
        for chunk in self.chunks(part):
            parser.Parse(chunk)
        parser.Parse(b"", True)
        return found

    def related(self, part: str) -> list[tuple[str, str, str]]:
        """The id, the kind (in small letters) and the part of each relationship of a part."""
        folder, base = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{base}.rels")
        if relations not in self.parts:
            return []
        return [
            (said.get("Id", ""), said.get("Type", "").rpartition("/")[2].lower(), _target(folder, said))
            for _, said in self.elements(relations, "Relationships/Relationship")
        ]

    def forbidden(self) -> tuple[bool, bool]:
        """Whether there are macros, and whether there are links to other files or data sources."""
        kinds = list(self.types.values())
        external = False
        for part in self.parts:
            if part.endswith(".rels"):
                for _, relation in self.elements(part, "Relationships/Relationship"):
                    kind = relation.get("Type", "").rpartition("/")[2].lower()
                    kinds.append(kind)
                    external |= relation.get("TargetMode") == "External" and kind != "hyperlink"
        macros = _any_in(kinds, _MACRO_TYPES) or _any_in(self.parts, _MACRO_PARTS)
        return macros, external or _any_in(kinds, _LINK_TYPES) or _any_in(self.parts, _LINK_PARTS)


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition("}")[2]


def new_parser() -> expat.XMLParserType:
    """A parser that names elements ``namespace}name`` and stops at a document type."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _stop
    return parser


def _stop(*_: object) -> None:
    raise _EntityDeclared


def _target(folder: str, said: dict[str, str]) -> str:
    target = said.get("Target", "").lower()
    return posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")


def _any_in(texts: Iterable[str], signs: Sequence[str]) -> bool:
    return any(sign in text for text in texts for sign in signs)


def other_kind(data: bytes) -> tuple[Fault, str] | None:
    """What the first bytes say a file is, where it is no ZIP archive and no plain text: the fault and its words."""
    if data.startswith(_OLD):
        return "old", ""
    head = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    kinds = (kind for magic, kind in _MAGIC if head.startswith(magic) or head.lower().startswith(magic))
    kind = next(kinds, None)
    return None if kind is None else ("foreign", kind)


def kind_by_parts(data: bytes) -> Kind | None:
    """What an archive may be by the names of its parts: nothing in them was looked at."""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except BROKEN_ARCHIVE:
        return None
    if any(map(_WORD.fullmatch, names)):
        return "document"
    return "workbook" if any(map(_WORKBOOK.fullmatch, names)) else None


def opened(
    data: bytes, kind: Kind, refuse: Refuse, *, most: int = MOST_BYTES, on_start: OnStart | None = None
) -> Archive:
    """The archive in ``data``, a workbook or a Word document, every part of it read once.

    ``most``: bytes that all parts may unpack to. Raises what ``refuse`` makes of the first :data:`Fault`.
    """
    if said := other_kind(data):
        raise refuse(*said)
    if not data.startswith(b"PK"):
        raise refuse("foreign", "không rõ loại tệp" if data else "tệp trống")
    try:
        zip_ = ZipFile(io.BytesIO(data))
    except BROKEN_ARCHIVE:
        raise refuse("broken", "tệp nén bị cắt hoặc hỏng") from None
    archive = Archive(zip_, {info.filename.lower(): info for info in zip_.infolist()}, refuse)
    _refuse_bomb(archive, most)
    _refuse_unreadable(archive, kind)
    _refuse_other_kind(archive, kind)
    _read_through(archive, kind, on_start)
    return archive


def _refuse_bomb(archive: Archive, most: int) -> None:
    infos = sorted(archive.zip.infolist(), key=lambda info: info.header_offset)
    size = sum(info.file_size for info in infos)
    lists = (info for info in infos if info.filename.lower().endswith((".rels", _MANIFEST)))
    folded = any(info.file_size > max(_LARGE, _MOST_FOLD * info.compress_size) for info in infos)
    if size > most or folded or any(info.file_size > _LARGE for info in lists):
        raise archive.refuse("too much", f"nở ra {size // 1_000_000} MB")
    if len(infos) > _MOST_PARTS:
        raise archive.refuse("too much", f"gồm {len(infos)} phần")
    for first, second in zip(infos, infos[1:], strict=False):
        if first.header_offset + first.compress_size > second.header_offset:
            raise archive.refuse("too much", "các phần của tệp nén chồng lên nhau")


def _refuse_unreadable(archive: Archive, kind: Kind) -> None:
    infos = archive.zip.infolist()
    if len(archive.parts) < len(infos):
        raise archive.refuse("broken", "có hai phần cùng tên")
    if any(info.flag_bits & 1 for info in infos):
        raise archive.refuse("locked", "có phần bị đặt mật khẩu")
    if any(info.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for info in infos):
        raise archive.refuse("broken", f"nén bằng cách {_PROGRAM[kind]} không dùng")


def _refuse_other_kind(archive: Archive, kind: Kind) -> None:
    for beginning, words in _OTHERS:
        if beginning != _HOME[kind] and any(part.startswith(beginning) for part in archive.parts):
            raise archive.refuse("foreign", words)
    if _MANIFEST in archive.parts and any(part.startswith(_HOME[kind]) for part in archive.parts):
        return
    mime = archive.content("mimetype") if "mimetype" in archive.parts else b""
    raise archive.refuse("foreign", _open_document(mime))


def _open_document(mime: bytes) -> str:
    return next((words for sign, words in _OPEN_DOCUMENT if sign in mime), "tệp nén ZIP")


def zip_in_words(data: bytes) -> str:
    """What a ZIP archive is that is no workbook and no Word document, by its parts; empty for a broken one."""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            names = [name.lower() for name in archive.namelist()]
            if "mimetype" in names:
                with archive.open(archive.infolist()[names.index("mimetype")]) as stream:
                    return _open_document(stream.read(200))
    except BROKEN_ARCHIVE:
        return ""
    return next((words for sign, words in _OTHERS if any(name.startswith(sign) for name in names)), "tệp nén ZIP")


def _read_through(archive: Archive, kind: Kind, on_start: OnStart | None) -> None:
    """Every part once, the list of their types first: checksums, XML that is well-formed and declares nothing."""
    tags = 0
    for part in (_MANIFEST, *(part for part in archive.parts if part != _MANIFEST)):
        if not _is_xml(archive, part):
            archive.unread.add(part)
            for _ in archive.stream(part):
                pass
            continue
        parser = new_parser()
        if on_start is not None:
            parser.StartElementHandler = partial(on_start, part)
        stream = archive.stream(part)
        try:
            for chunk in stream:
                tags += chunk.count(b"<")
                if tags > _MOST_TAGS[kind]:
                    raise archive.refuse("too much", f"quá nhiều {_TAGS[kind]}")
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except _EntityDeclared:
            raise archive.refuse("declared", "có khai báo kiểu tài liệu (DTD)") from None
        except (expat.ExpatError, LookupError, ValueError):
            archive.unread.add(part)
            if not part.endswith(".vml"):  # what draws comments is often no XML
                raise archive.refuse("broken", f"phần «{part}» viết sai") from None
            for _ in stream:
                pass
        if part == _MANIFEST:
            archive.types = _types(archive)


def _types(archive: Archive) -> dict[str, str]:
    types = {}
    for path, said in archive.elements(_MANIFEST, "Types/Override", "Types/Default"):
        of = said.get("PartName", "") if path == "Types/Override" else "." + said.get("Extension", "")
        types[of.lower()] = said.get("ContentType", "").lower()
    return types


def _is_xml(archive: Archive, part: str) -> bool:
    """Whether programs read a part as XML: what begins like a tag need not be one (custom properties, pictures)."""
    type_ = archive.type(part)
    return part.endswith(_XML_PARTS) or (type_.endswith(("/xml", "+xml")) and not type_.startswith("image/"))
