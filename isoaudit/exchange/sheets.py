"""Workbooks in: the sheets of an XLSX file as rows of text, hostile files refused before anything is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from isoaudit.exchange.cells import Raw


@dataclass(frozen=True, slots=True)
class Sheet:
    """A visible sheet: its name, and its rows that hold anything, numbered as the spreadsheet counts them."""

    name: str
    rows: Iterator[tuple[int, list[Raw]]]


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are a ZIP archive, as XLSX is."""
    return data.startswith(b"PK")


def refuse_foreign(name: str, data: bytes) -> None:
    """Raise TableError when the bytes are of a known kind of file that is no table (PDF, old Excel, a picture)."""


def read_sheets(name: str, data: bytes) -> list[Sheet]:
    """The sheets of a workbook in their order. Raises TableError when it is hostile, broken or no workbook."""
    raise NotImplementedError
