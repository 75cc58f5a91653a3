"""A workbook as the archive it is: what is hostile, broken or no workbook is refused before a cell is read."""

from __future__ import annotations

import io
import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from isoaudit.errors import TableError, problem
from isoaudit.files import BROKEN_ARCHIVE

_MOST_BYTES = 200_000_000
_MOST_PARTS = 10_000
_MOST_TAGS = 25_000_000
"""Over all parts: five million cells; 200,000 rows of fifteen columns are three."""
_LARGE, _MOST_FOLD = 10_000_000, 200
"""What a part of more than so many bytes may be larger than its compressed form."""

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
_OLD_EXCEL = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x09\x08\x10\0", b"\x09\x08\x08\0", b"\x09\x04\x06\0")
"""Compound files (Excel 97, and every office file with a password), and Excel before it."""

_FOREIGN = (
    ("xl/workbook.bin", "bảng tính Excel nhị phân, .xlsb"),
    ("word/", "văn bản Word"),
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

_XML_PARTS = (".xml", ".rels", ".vml")
_NOTES = ("}hyperlink", "}comment")
_MACRO_TYPES = ("macroenabled", "vbaproject", "macrosheet")
_LINK_TYPES = ("externallink", "connections", "querytable")
_MACRO_PARTS = ("vbaproject.bin", "/macrosheets/")
_LINK_PARTS = ("xl/externallinks/", "xl/connections.xml", "xl/querytables/")


class _EntityDeclared(Exception):
    """A part declares a document type: no spreadsheet writes one, and entities can explode."""


@dataclass(slots=True)
class Package:
    """A workbook that is safe to read."""

    name: str
    """Of the file, for messages."""
    archive: ZipFile
    parts: dict[str, ZipInfo]
    """By their names in small letters: the format does not tell them apart by case."""
    merges: dict[str, list[str]] = field(default_factory=dict)
    """The merged ranges, such as ``A1:B2``, by part."""
    noted: list[str] = field(default_factory=list)
    """The cells and ranges that hyperlinks and comments are on."""

    def refused(self, code: str, /, **fields: object) -> TableError:
        """The error that refuses the file."""
        return TableError(problem(code, self.name, **fields))

    def chunks(self, part: str) -> Iterator[bytes]:
        """The bytes of a part. Raises TableError when there is no such part."""
        if part not in self.parts:
            raise self.refused("SHEET_003", reason=f"thiếu phần «{part}»")
        with self.archive.open(self.parts[part]) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk

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


def refuse_foreign(name: str, data: bytes) -> None:
    """Raise TableError when the bytes are of a known kind of file that is no table (PDF, old Excel, a picture)."""
    if data.startswith(_OLD_EXCEL):
        raise TableError(problem("SHEET_002", name))
    head = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    for magic, kind in _MAGIC:
        if head.startswith(magic) or head.lower().startswith(magic):
            raise TableError(problem("SHEET_001", name, kind=kind))


def open_package(name: str, data: bytes) -> Package:
    """The workbook in ``data``. Raises TableError (SHEET_001 to SHEET_007) when it is not safe to read."""
    refuse_foreign(name, data)
    try:
        archive = ZipFile(io.BytesIO(data))
    except BROKEN_ARCHIVE:
        raise TableError(problem("SHEET_003", name, reason="tệp nén bị cắt hoặc hỏng")) from None
    package = Package(name, archive, {info.filename.lower(): info for info in archive.infolist()})
    _refuse_bomb(package)
    _refuse_unreadable(package)
    _refuse_no_workbook(package)
    _read_through(package)
    problems = [problem(code, name) for code in _forbidden(package)]
    if problems:
        raise TableError(problems)
    return package


def _refuse_bomb(package: Package) -> None:
    infos = sorted(package.archive.infolist(), key=lambda info: info.header_offset)
    size = sum(info.file_size for info in infos)
    if size > _MOST_BYTES or any(i.file_size > max(_LARGE, _MOST_FOLD * i.compress_size) for i in infos):
        raise package.refused("SHEET_004", reason=f"nở ra {size // 1_000_000} MB")
    if len(infos) > _MOST_PARTS:
        raise package.refused("SHEET_004", reason=f"gồm {len(infos)} phần")
    for first, second in zip(infos, infos[1:], strict=False):
        if first.header_offset + first.compress_size > second.header_offset:
            raise package.refused("SHEET_004", reason="các phần của tệp nén chồng lên nhau")


def _refuse_unreadable(package: Package) -> None:
    infos = package.archive.infolist()
    if len(package.parts) < len(infos):
        raise package.refused("SHEET_003", reason="có hai phần cùng tên")
    if any(info.flag_bits & 1 for info in infos):
        raise package.refused("SHEET_003", reason="có phần bị đặt mật khẩu")
    if any(info.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for info in infos):
        raise package.refused("SHEET_003", reason="nén bằng cách Excel không dùng")


def _refuse_no_workbook(package: Package) -> None:
    for beginning, kind in _FOREIGN:
        if any(part.startswith(beginning) for part in package.parts):
            raise package.refused("SHEET_001", kind=kind)
    if any(part.startswith("xl/") for part in package.parts):
        return
    kind = "tệp nén ZIP"
    if "mimetype" in package.parts:
        said = bytearray()
        _drain(package, "mimetype", said.extend)
        kind = next((words for sign, words in _OPEN_DOCUMENT if sign in said), kind)
    raise package.refused("SHEET_001", kind=kind)


def _drain(package: Package, part: str, feed: Callable[[bytes], object]) -> None:
    """Read a part to its end. Raises TableError where the archive is broken."""
    try:
        for chunk in package.chunks(part):
            feed(chunk)
    except BROKEN_ARCHIVE:
        raise package.refused("SHEET_003", reason=f"phần «{part}» không giải nén được") from None


def _read_through(package: Package) -> None:
    """Every part once: checksums, XML that is well-formed and declares nothing; the merged ranges on the way."""
    tags = 0
    for part in package.parts:
        reader = _PartReader(part, package)
        _drain(package, part, reader.feed)
        tags += reader.tags
        if tags > _MOST_TAGS:
            raise package.refused("SHEET_004", reason="quá nhiều ô")
        if reader.finish() == "declared":
            raise package.refused("SHEET_007")
        if reader.state == "broken" and not part.endswith(".vml"):  # what draws comments is often no XML
            raise package.refused("SHEET_003", reason=f"phần «{part}» viết sai")


class _PartReader:
    """One part as it is read for the first time."""

    def __init__(self, part: str, package: Package) -> None:
        self.part, self.package = part, package
        self.state: Literal["new", "fine", "broken", "declared", "no XML"] = "new"
        self.tags = 0
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start

    def feed(self, chunk: bytes) -> None:
        """The next bytes; after what is wrong the rest is only unpacked."""
        if self.state == "new":
            self.state = "fine" if self.part.endswith(_XML_PARTS) or _looks_like_xml(chunk) else "no XML"
        if self.state == "fine":
            self.tags += chunk.count(b"<")
            if self.tags <= _MOST_TAGS:
                self._parse(chunk, False)

    def finish(self) -> str:
        """What the part is, now that all of it was seen."""
        if self.state == "fine" or (self.state == "new" and self.part.endswith(_XML_PARTS)):
            self._parse(b"", True)
        return self.state

    def _parse(self, chunk: bytes, last: bool) -> None:
        try:
            self.parser.Parse(chunk, last)
        except _EntityDeclared:
            self.state = "declared"
        except (expat.ExpatError, LookupError, ValueError):
            self.state = "broken"

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name.endswith("}mergeCell"):
            self.package.merges.setdefault(self.part, []).append(attributes.get("ref", ""))
        elif name.endswith(_NOTES):
            self.package.noted.append(attributes.get("ref", ""))


def _looks_like_xml(chunk: bytes) -> bool:
    """Whether bytes begin like XML in an encoding of one or two bytes a letter, whatever the part is called."""
    return chunk[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")


def _forbidden(package: Package) -> list[str]:
    """Messages for macros and for links to other files or sources."""
    manifest = "[content_types].xml"
    said = package.elements(manifest, "Types/Override", "Types/Default") if manifest in package.parts else []
    kinds = [attributes.get("ContentType", "").lower() for _, attributes in said]
    external = False
    for part in package.parts:
        if part.endswith(".rels"):
            for _, relation in package.elements(part, "Relationships/Relationship"):
                kind = relation.get("Type", "").rpartition("/")[2].lower()
                kinds.append(kind)
                external |= relation.get("TargetMode") == "External" and kind != "hyperlink"
    macros = _any_in(kinds, _MACRO_TYPES) or _any_in(package.parts, _MACRO_PARTS)
    links = external or _any_in(kinds, _LINK_TYPES) or _any_in(package.parts, _LINK_PARTS)
    return [code for code, there in (("SHEET_005", macros), ("SHEET_006", links)) if there]


def _any_in(texts: Iterable[str], signs: Sequence[str]) -> bool:
    return any(sign in text for text in texts for sign in signs)
