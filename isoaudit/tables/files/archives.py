"""A workbook as the archive it is; what is hostile, broken or no workbook is refused in the words of tables."""

from __future__ import annotations

from dataclasses import dataclass, field

from isoaudit.errors import TableError, problem
from isoaudit.office.archive import Archive, Fault, opened, other_kind

_CODES: dict[Fault, str] = {
    "foreign": "SHEET_001",
    "old": "SHEET_002",
    "locked": "SHEET_003",
    "broken": "SHEET_003",
    "too much": "SHEET_004",
    "declared": "SHEET_007",
}
_NOTES = ("}hyperlink", "}comment")


@dataclass(slots=True)
class Package:
    """A workbook that is safe to read."""

    name: str
    """Of the file, for messages."""
    archive: Archive
    merges: dict[str, list[str]] = field(default_factory=dict)
    """The merged ranges, such as ``A1:B2``, by part."""
    noted: list[str] = field(default_factory=list)
    """The cells and ranges that hyperlinks and comments are on."""

    def refused(self, code: str, /, **fields: object) -> TableError:
        """The error that refuses the file."""
        return TableError(problem(code, self.name, **fields))


def is_old_workbook(data: bytes) -> bool:
    """Whether the bytes may be a workbook of Excel before 2007 (.xls): those of Word, and of any file with a password,
    begin like it."""
    return (other_kind(data) or ("", ""))[0] == "old"


def refuse_foreign(name: str, data: bytes) -> None:
    """Raise TableError when the bytes are of a known kind of file that is no table (PDF, old Excel, a picture)."""
    if said := other_kind(data):
        raise _error(name, *said)


def open_package(name: str, data: bytes) -> Package:
    """The workbook in ``data``. Raises TableError (SHEET_001 to SHEET_007) when it is not safe to read."""
    merges: dict[str, list[str]] = {}
    noted: list[str] = []

    def note(part: str, element: str, attributes: dict[str, str]) -> None:
        if element.endswith("}mergeCell"):
            merges.setdefault(part, []).append(attributes.get("ref", ""))
        elif element.endswith(_NOTES):
            noted.append(attributes.get("ref", ""))

    archive = opened(data, "workbook", lambda fault, words: _error(name, fault, words), on_start=note)
    macros, links = archive.forbidden()
    problems = [problem(code, name) for code, there in (("SHEET_005", macros), ("SHEET_006", links)) if there]
    if problems:
        raise TableError(problems)
    return Package(name, archive, merges, noted)


def _error(name: str, fault: Fault, words: str) -> TableError:
    fields = {"kind": words} if fault == "foreign" else {"reason": words or "không phải bảng tính"}
    return TableError(problem(_CODES[fault], name, **fields))
