"""What a PDF carries besides its pages: a password, scripts, programs it starts, files nobody sees when reading it."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_MOST_OBJECTS = 200_000
"""Of a thousand pages made by Word there are about 20.000."""
_SCRIPTS, _STARTS, _FILES = ("/JavaScript", "/Rendition"), ("/Launch", "/ImportData"), ("/EmbeddedFile",)


class PdfFault(ValueError):
    """A PDF that cannot be read to its end: why, in Vietnamese."""


def carried(data: bytes) -> str:
    """What a PDF carries that does something when it is opened, or is not seen when it is read, in words; else empty.

    Who may read it without a password may keep it; what restricts printing or changing is no fault. Raises PdfFault
    for one that needs a password, is broken or has far more parts than pages need.
    """
    from pypdf import PdfReader

    with _quiet():
        try:
            reader = PdfReader(io.BytesIO(data))
            if reader.is_encrypted and not reader.decrypt(""):
                raise PdfFault("có mật khẩu")
            return next(filter(None, map(_of, _objects(reader))), "")
        except PdfFault:
            raise
        except Exception:  # whatever a reader makes of bytes that only begin as a PDF
            raise PdfFault("tệp PDF bị hỏng") from None


def _objects(reader: Any) -> Iterator[Any]:
    """Every object of the file; one that cannot be read is not shown by other readers either."""
    from pypdf.generic import IndirectObject

    named = [(number, generation) for generation, table in reader.xref.items() for number in table]
    named += [(number, 0) for number in reader.xref_objStm]
    if len(named) > _MOST_OBJECTS:
        raise PdfFault("tệp PDF quá phức tạp")
    for number, generation in named:
        try:
            found = IndirectObject(number, generation, reader).get_object()
        except Exception:
            continue
        yield from _dictionaries(found, 0)


def _dictionaries(found: Any, depth: int) -> Iterator[Any]:
    """The dictionaries that stand within an object itself, however they lie in each other."""
    if depth > 50:
        raise PdfFault("tệp PDF quá phức tạp")
    if isinstance(found, dict):
        yield found
        for value in found.values():
            yield from _dictionaries(value, depth + 1)
    elif isinstance(found, list):
        for value in found:
            yield from _dictionaries(value, depth + 1)


def _of(found: Any) -> str:
    """What a dictionary does that pages do not need."""
    does, type_ = str(found.get("/S", "")), str(found.get("/Type", ""))
    if does in _SCRIPTS or "/JS" in found:
        return "mã lệnh (JavaScript)"
    if does in _STARTS:
        return "lệnh mở chương trình, tệp khác"
    if type_ in _FILES or "/EF" in found or does == "/GoToE":
        return "tệp đính kèm bên trong"
    return ""


@contextmanager
def _quiet() -> Iterator[None]:
    """pypdf tells of every slip of a PDF on the screen, in English."""
    log = logging.getLogger("pypdf")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)
