"""The properties of a paper's file: what it is about and who issues it, in place of what its template says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any

from isoaudit.papers.template_language import parse_xml
from isoaudit.wording import in_sentence

PART = "docProps/core.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DISPATCH = "V/v "
_CORE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{}</cp:coreProperties>"""


def properties(document: bytes, context: Mapping[str, Any], on: date | None) -> bytes:
    """Title, author and day of a paper, whose main part is ``document``.

    The title is what is printed as its kind and subject, so that a file list and a reader say which paper it is; where
    an office's own template has other styles there is none. The day is that of the last act the paper knows: a clock
    would make two papers of one record differ.
    """
    said = {"dc:title": _title(document), "dc:creator": str(context.get("issuer", "")), "dc:language": "vi-VN"}
    parts = [f"<{name}>{escape(text)}</{name}>" for name, text in said.items() if text]
    if on is not None:
        for name in ("dcterms:created", "dcterms:modified"):
            parts.append(f'<{name} xsi:type="dcterms:W3CDTF">{on.isoformat()}T00:00:00Z</{name}>')
    return _CORE.format("".join(parts)).encode()


def _title(document: bytes) -> str:
    """``Thông báo kết quả kiểm tra … tại …``; of a công văn ``Công văn về việc …``."""
    printed = _by_style(document)
    kind, subject = printed.get("PaperType", ""), printed.get("PaperSubject", "")
    dispatch = printed.get("DispatchSubject", "")
    if dispatch:
        to = printed.get("Addressee", "").removeprefix("Kính gửi: ")
        return f"Công văn về việc {in_sentence(dispatch.removeprefix(_DISPATCH))}{f', gửi {to}' if to else ''}"
    return f"{kind[:1]}{kind[1:].lower()} {in_sentence(subject)}".strip()


def _by_style(document: bytes) -> dict[str, str]:
    """The text of the first paragraph of each style."""
    found: dict[str, str] = {}
    for paragraph in parse_xml(document).iter(f"{_W}p"):
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        if style is not None:
            pieces = (" " if e.tag == f"{_W}br" else e.text or "" for e in paragraph.iter(f"{_W}t", f"{_W}br"))
            found.setdefault(style.get(f"{_W}val", ""), " ".join("".join(pieces).split()))
    return found
