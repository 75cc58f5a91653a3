"""PDFs joined into one for the printer, and how many pages they have; hides pypdf."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from isoaudit.errors import Problem, problem
from isoaudit.files import read_bounded, reason

_FAULTS = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, IndexError, AssertionError)
"""What pypdf raises on files that are broken; ours are not, but a person may have opened and saved one."""
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells in English what it mends


@dataclass(frozen=True)
class Joined:
    """One file of several PDFs."""

    data: bytes
    """The file; empty where there was none to be joined."""
    pages: Mapping[Path, int]
    """Of each PDF, without blank ones."""
    blank: int
    """Blank pages, one after each PDF with an odd number of pages."""
    problems: tuple[Problem, ...] = ()
    """Those that could not be read (``FILE_002``, ``PDF_006``), which are left out."""

    @property
    def total(self) -> int:
        """Pages of the file, blank ones included."""
        return sum(self.pages.values()) + self.blank


def join(paths: Iterable[Path]) -> Joined:
    """The PDFs in the order given as one, for printing on both sides: each begins on the front of a sheet.

    The same files give the same bytes: nothing in it says when it was made.
    """
    writer = PdfWriter()
    pages: dict[Path, int] = {}
    problems: list[Problem] = []
    blank = 0
    for path in paths:
        try:
            reader = PdfReader(io.BytesIO(read_bounded(path)))
            number = len(reader.pages)
            writer.append(reader, outline_item=path.stem, import_outline=False)
        except OSError as error:
            problems.append(problem("FILE_002", str(path), reason=reason(error)))
        except _FAULTS:
            problems.append(problem("PDF_006", str(path)))
        else:
            pages[path] = number
            if number % 2:
                writer.add_blank_page()  # as large as the page before it
                blank += 1
    return Joined(_written(writer) if pages else b"", pages, blank, tuple(problems))


def _written(writer: PdfWriter) -> bytes:
    writer.metadata = {"/Producer": "isoaudit"}
    writer.compress_identical_objects()  # letters from one template share fonts and pictures
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()
