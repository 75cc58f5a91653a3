"""Lists of procedures (TTHC) as e-ISO systems, the national database and offices write them: columns, cells, rows.

A name may hold the code, a cell several codes, a row only the rest of the name above it; the field may stand in a row
of its own. What was understood so is said once for the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from isoaudit.errors import excerpt
from isoaudit.tables.cells import Cell, Column, paper, text, word_key
from isoaudit.tables.days import day
from isoaudit.tables.lists.table import Row, Table
from isoaudit.wording import count, labels
from isoaudit.wording.grouping import few
from isoaudit.wording.names import name_key
from isoaudit.wording.procedure_codes import codes_in_name, read_codes


def line(value: str, cell: Cell) -> str:
    """Text in one line."""
    return " ".join(value.split())


def codes(value: str, cell: Cell) -> list[str]:
    """The codes of procedures in a cell; what is none is passed over and said (by :class:`ProcedureRows`)."""
    return read_codes(value)[0]


def levels(value: str, cell: Cell) -> list[str]:
    """The levels named in a cell, as codes of ``procedure_level``: Cấp Tỉnh; Cấp Xã."""
    return levels_in(value)


def levels_in(text_: str) -> list[str]:
    """The levels that a text names."""
    key = name_key(text_)
    return [code for code, words in _LEVELS.items() if any(re.search(rf"\b{name_key(w)}\b", key) for w in words)]


_LEVELS = {
    "trung_uong": ("trung ương", "cấp bộ"),
    "tinh": ("tỉnh", "thành phố trực thuộc"),
    "huyen": ("huyện", "quận", "thị xã"),
    "xa": ("cấp xã", "xã", "phường", "cơ sở"),
}


def is_internal(value: str) -> bool:
    """Whether a kind, a field or a group of rows says that its procedures are between authorities."""
    key = name_key(value)
    return any(name_key(words) in key for words in ("nội bộ", "giữa các cơ quan hành chính nhà nước"))


def internal(value: str, cell: Cell) -> bool:
    """Whether the kind of a procedure is internal; in a column «TTHC nội bộ» a mark says it."""
    if is_internal(cell.column) and not is_internal(value):
        return word_key(value) in {"x", "co", word_key("có"), "✓", "v"}
    return is_internal(value)


def ended(value: str, cell: Cell) -> str | None:
    """The day from which a procedure is no longer in force; below «Hiệu lực đến ngày» stands the day before."""
    found = day(value, cell)
    if found is None or name_key("đến") not in name_key(cell.column).split():
        return found
    return (date.fromisoformat(found) + timedelta(days=1)).isoformat()


PROCEDURE_COLUMNS = (
    Column("code", text, title="tthc_code"),
    Column("tthc_name", line, required=True),
    Column("field", line, title="tthc_field"),
    Column("tthc_level", levels),
    Column("tthc_agency", line),
    Column("tthc_decision", paper),
    Column("tthc_decided_on", day),
    Column("tthc_from", day),
    Column("tthc_until", ended),
    Column("tthc_kind", internal),
    Column("tthc_process", line),
)
"""Of a published and of a declared list; of these only the name must be there."""


def repealed(value: str, cell: Cell) -> bool:
    """Whether an instrument was repealed and nothing took its place: anything but a word that denies it."""
    return bool(value) and word_key(value) not in {
        word_key(words) for words in ("không", "-", "0", "có thay thế", "ko")
    }


INSTRUMENT_COLUMNS = (
    Column("law_number", line, required=True),
    Column("law_title", line),
    Column("law_part", line),
    Column("law_from", day, required=True),
    Column("law_codes", codes),
    Column("law_repealed", repealed),
    Column("law_agency", line),
    Column("taken_on", day),
    Column("taken_evidence", line),
)
"""Of instruments, and of when agencies took them up."""


@dataclass(slots=True)
class ProcedureRows:
    """The rows of a table as procedures, each with the fields of :class:`Procedure`; says what it made of them."""

    table: Table
    strange: list[str] = field(default_factory=list)
    in_names: int = 0
    continued: int = 0
    further: int = 0
    """Rows that only add a code to the procedure above."""

    def read(self) -> Iterator[tuple[Row, dict[str, Any]]]:
        """Each procedure with its first row."""
        waiting: tuple[Row, dict[str, Any]] | None = None
        for row in self.table.rows:
            if waiting and self._goes_on(row, waiting[0], waiting[1]):
                continue
            if waiting:
                yield waiting
            waiting = (row, self._fields(row)) if row.values.get("tthc_name") else None
        if waiting:
            yield waiting

    def _goes_on(self, row: Row, first: Row, fields: dict[str, Any]) -> bool:
        """Whether a row belongs to the one above: the rest of its name, or a further code of it."""
        name, typed = row.values.get("tthc_name") or "", row.values.get("code") or ""
        others = {n: v for n, v in row.values.items() if n not in ("tthc_name", "code") and v}
        same = all(first.values.get(n) == v for n, v in others.items())  # of cells merged downwards each row has them
        if name and not typed and not others and name[:1].islower():
            fields["name"] = f"{fields['name']} {name}"
            self.continued += 1
            return True
        found, _ = read_codes(typed)
        alike = bool(name) and name_key(name) == name_key(first.values["tthc_name"]) and same
        if alike and self._is_merged(row, first) and set(found) - set(fields["codes"]):
            fields["codes"] = list(dict.fromkeys([*fields["codes"], *found]))
            self.further += 1
            return True
        return False

    @staticmethod
    def _is_merged(row: Row, first: Row) -> bool:
        """Whether two rows of one name stand together and share the procedure (quy trình) of the system."""
        process = row.values.get("tthc_process")
        return bool(process) and process == first.values.get("tthc_process")

    def _fields(self, row: Row) -> dict[str, Any]:
        values = row.values
        found, unread = read_codes(values.get("code") or "")
        inside, name = codes_in_name(values["tthc_name"])
        if unread and not found:
            self.strange.append(values["code"])
        if inside and not found:
            self.in_names += 1
        kept = values["tthc_name"] if inside and found and set(inside) - set(found) else name
        of = values.get("field") or _field(row.section)
        return {
            "codes": found or inside,
            "name": kept,
            "field": of,
            "levels": values.get("tthc_level") or [],
            "decision": values.get("tthc_decision") or "",
            "decided_on": values.get("tthc_decided_on"),
            "in_force": values.get("tthc_from"),
            "until": values.get("tthc_until"),
            "process": values.get("tthc_process") or "",
            "internal": bool(values.get("tthc_kind")) or is_internal(row.section) or is_internal(of),
        }

    def notes(self) -> Iterator[str]:
        """What was understood otherwise than it stands there."""
        file = self.table.path.name
        if self.in_names:
            yield f"{file}: {count(self.in_names)} mã TTHC lấy từ ô tên TTHC."
        if self.continued:
            yield f"{file}: {count(self.continued)} dòng là phần tiếp theo của tên TTHC ở dòng trên, đã ghép lại."
        if self.further:
            yield f"{file}: {count(self.further)} dòng là mã khác của TTHC ở dòng trên, cùng quy trình."
        if self.strange:
            named = few([f"«{excerpt(typed)}»" for typed in self.strange], _FEW)
            yield (
                f"{file}: {count(len(self.strange))} ô ở cột «{labels()['column']['tthc_code']}» không phải mã TTHC "
                f"({named}); coi như chưa ghi mã."
            )


_FEW = 3
_OF_A_FIELD = re.compile(
    r"\A(?:các\s+)?(?:(?:tthc|thủ tục(?: hành chính)?)\s+)?(?:thuộc\s+)?(?:lĩnh vực|nhóm)\s*:?\s+", re.IGNORECASE
)
_NO_FIELD = re.compile(r"\A(?:tthc|thủ tục|danh mục|phần|mục|cấp|phụ lục)\b", re.IGNORECASE)


def _field(section: str) -> str:
    """The field that a row of its own names: Lĩnh vực Việc làm (12 TTHC); a group of another kind is none."""
    bare = re.sub(r"\s*\([^()]*\)\s*\Z", "", " ".join(section.split()))
    named = _OF_A_FIELD.sub("", bare)
    if named == bare and _NO_FIELD.match(bare):
        return ""
    return named if not named.isupper() else named.capitalize()
