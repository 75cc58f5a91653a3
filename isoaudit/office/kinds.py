"""What a file is, by its content and never by its name: one table for papers that come in and for evidence."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Literal
from zipfile import is_zipfile

from isoaudit.office.archive import kind_by_parts, other_kind

LARGEST = 50
"""MB that a file to be kept may have: hundreds of scanned pages, any photo of a phone."""
MB = 1_000_000
PDF, JPEG, PNG, WEBP, HEIC = "application/pdf", "image/jpeg", "image/png", "image/webp", "image/heic"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PICTURES = (JPEG, PNG, WEBP, HEIC)
ENDINGS: dict[str, tuple[str, ...]] = {
    PDF: (".pdf",),
    WORD: (".docx",),
    EXCEL: (".xlsx",),
    JPEG: (".jpg", ".jpeg"),
    PNG: (".png",),
    WEBP: (".webp",),
    HEIC: (".heic", ".heif"),
}
"""The endings of a name that fit what a file is, the usual one first: ``bien-ban.pdf.exe`` is never copied out as a
program."""

_ZIP, _ZIP_END = b"PK\x03\x04", b"PK\x05\x06"
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_SIGNS: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    (PDF, lambda data: data.startswith(b"%PDF-")),
    (JPEG, lambda data: data.startswith(b"\xff\xd8\xff")),
    (PNG, lambda data: data.startswith(b"\x89PNG\r\n\x1a\n")),
    (WEBP, lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP"),
    (HEIC, lambda data: data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS),
    (WORD, lambda data: data.startswith(_ZIP) and kind_by_parts(data) == "document"),
    (EXCEL, lambda data: data.startswith(_ZIP) and kind_by_parts(data) == "workbook"),
)
Nature = Literal["harm", "archive", "broken", "other"]
"""Of what is not kept: what may run when it is opened, what hides what is in it, what was cut off, anything else."""
_FOREIGN: tuple[tuple[bytes, Nature, str], ...] = (
    (b"MZ", "harm", "chương trình"),
    (b"\x7fELF", "harm", "chương trình"),
    (b"\xca\xfe\xba\xbe", "harm", "chương trình"),
    (b"\xcf\xfa\xed\xfe", "harm", "chương trình"),
    (b"#!", "harm", "chương trình"),
    (b"L\0\0\0\x01\x14\x02\0", "harm", "lối tắt (shortcut) của Windows"),
    (b"<svg", "harm", "ảnh vẽ SVG"),
    (b"<", "harm", "trang web hoặc tệp XML"),
    (b"mime-version:", "harm", "trang web"),
    (_ZIP, "archive", "tệp nén ZIP"),
    (_ZIP_END, "archive", "tệp nén ZIP"),
    (b"Rar!", "archive", "tệp nén RAR"),
    (b"7z\xbc\xaf", "archive", "tệp nén 7z"),
    (b"\x1f\x8b", "archive", "tệp nén"),
    (b"BZh", "archive", "tệp nén"),
    (b"\xfd7zXZ", "archive", "tệp nén"),
    (b"GIF8", "other", "ảnh GIF"),
    (b"II*\0", "other", "ảnh TIFF"),
    (b"MM\0*", "other", "ảnh TIFF"),
    (b"BM", "other", "ảnh BMP"),
    (b"ID3", "other", "tệp ghi âm"),
    (b"\xff\xfb", "other", "tệp ghi âm"),
    (b"OggS", "other", "tệp ghi âm"),
    (b"\x1aE\xdf\xa3", "other", "tệp phim"),
)
"""What is no evidence and no paper, by its first bytes; the first that fits."""
_AFTER_END = 65_557
"""Bytes at the end of a file in which a ZIP archive must have its last record."""


def mime_of(data: bytes) -> str:
    """What a file is, of :data:`ENDINGS`; empty for anything else. Nothing but the first bytes, or the names of the
    parts of an archive, was looked at."""
    return next((mime for mime, is_one in _SIGNS if is_one(data)), "")


def foreign_kind(data: bytes) -> tuple[Nature, str]:
    """What a file of no kind of :data:`ENDINGS` is, and in words; ``tệp không rõ loại`` where nothing tells."""
    if data[4:8] == b"ftyp":
        names = {b"M4A": "tệp ghi âm", b"avi": "ảnh AVIF"}
        return "other", names.get(data[8:11], "tệp phim")
    if data[:4] == b"RIFF":
        return "other", "tệp phim" if data[8:12] == b"AVI " else "tệp ghi âm"
    if data.startswith(_ZIP) and not is_zipfile(io.BytesIO(data)):
        return "broken", "tệp bị cắt hoặc hỏng"
    head = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for sign, nature, words in _FOREIGN:
        if head.startswith(sign.lower()):
            return nature, words
    fault, words = other_kind(data) or ("", "")
    old = "tệp Word, Excel đời cũ (.doc, .xls) hoặc có mật khẩu"
    return "other", old if fault == "old" else words or "tệp không rõ loại"


def is_archive_as_well(data: bytes) -> bool:
    """Whether a PDF or a picture is a ZIP archive at the same time: what is shown of it is not all that it carries."""
    tail = data[-_AFTER_END:]
    at = tail.rfind(_ZIP_END)
    while at >= 0:
        comment = tail[at + 20 : at + 22]
        if len(comment) == 2 and at + 22 + int.from_bytes(comment, "little") == len(tail):
            return True
        at = tail.rfind(_ZIP_END, 0, at)
    return False
