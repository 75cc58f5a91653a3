"""What the rows of a table of acts say, and of which inspections; whether that may be recorded is judged after it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from isoaudit.desk.acts.fields import LONGEST, plain_number
from isoaudit.desk.intake.body_names import BodyNames
from isoaudit.errors import TableError, problem
from isoaudit.journal.mark import is_of
from isoaudit.journal.programme import Programme
from isoaudit.model import ActKind, Inspection
from isoaudit.rules.acts import RULES
from isoaudit.tables import Place, Row, Table, cleaned
from isoaudit.tables.workbooks.acts import COLUMNS, DAYS, SEEN, SLOTS, fields_of, fits
from isoaudit.wording import count, label, name_key
from isoaudit.wording.codes import by_code_key, code_key
from isoaudit.wording.rounds import round_key

_NOTICE: ActKind = "notice_issued"
_LETTER: ActKind = "correction_requested"
_ALL = ("tất cả", "tất cả các cuộc kiểm tra")
FIELDS = (*DAYS, *LONGEST, "file")


@dataclass(frozen=True, slots=True)
class Said:
    """One act as a row says it."""

    row: Row
    act: ActKind
    prefix: str
    """Of the names of its columns; empty where the row is the act."""
    fields: dict[str, str]
    """Those that have a column: days as ISO text, of a file the name."""
    stems: tuple[str, ...] = ()
    """The entries it rests on in the book, by the beginnings of their ids; none: nothing was recorded then."""

    @property
    def of_papers(self) -> bool:
        """Whether a book of papers says it, which knows fewer acts than the procedure has."""
        return bool(self.prefix) or "summary" in self.row.values

    def at(self, name: str) -> Place:
        """The cell of a field."""
        return self.row.at(next((c for c in (f"{self.prefix}{name}", name) if c in self.row.columns), "act"))


class ActRows:
    """The rows of one table. Their faults are those of the table; what is only to be said is added to ``notes``."""

    def __init__(self, programme: Programme, table: Table, notes: list[str]) -> None:
        self.programme, self.table, self.notes = programme, table, notes
        self.state = programme.lists()
        self._by_key = by_code_key(self.state.codes())
        self._names = BodyNames(self.state.agencies)
        self.refused: set[tuple[str, ActKind]] = set()
        """Acts of inspections that were refused: what lacks only them is not said as well."""
        self._letters: list[str] = []
        self._bad = {place for place, _ in table.faults.placed}

    def said(self) -> list[tuple[Said, list[str]]]:
        """What the rows say, each act once, with the inspections it is said of.

        Raises TableError (BOOK_001) for the book of another programme.
        """
        self._refuse_foreign()
        self._count_rows()
        said = ((each, self._ids(each)) for row in self.table.rows for each in self._of_row(row))
        return list(self._each_once(part for each, ids in said for part in self._by_form(each, ids)))

    def _by_form(self, said: Said, ids: list[str]) -> Iterator[tuple[Said, list[str]]]:
        """What is said, apart for inspections by record: the paper that tells an agency the results is there the letter
        of Circular 26/2014, Article 37.1.a, on site the notice of 37.2.c; books have one column for both."""
        by_record = [id for id in ids if self._mode(id) == "by_record"] if said.act == _NOTICE and said.prefix else []
        if len(by_record) < len(ids) or not ids:
            yield said, [id for id in ids if id not in by_record]
        if by_record:
            fields = {name: text for name, text in said.fields.items() if name in fields_of(_LETTER)}
            yield replace(said, act=_LETTER, fields=fields), by_record
            self._letters += by_record

    def _mode(self, id: str) -> str:
        found = self.state.inspections.get(id) or self.state.not_held.get(id)
        return found.mode if found else ""

    def note_letters(self) -> str:
        """What was taken for a letter to an agency inspected by record, in a sentence; empty: nothing."""
        if not self._letters:
            return ""
        return (
            f"{self.table.path.name}: {count(len(self._letters))} cuộc kiểm tra qua hồ sơ: «{label('act', _NOTICE)}» "
            f"ghi là «{label('act', _LETTER)}» (điểm a khoản 1 Điều 37 Thông tư số 26/2014/TT-BKHCN)."
        )

    def refuse(self, said: Said, name: str, code: str, inspection: str = "", /, **fields: object) -> None:
        """Note a message of the catalogue at the cell of a field."""
        place = said.at(name)
        where = f"{place} ({inspection})" if inspection else str(place)
        self.table.faults.placed.append((place, problem(code, where, **fields)))
        if inspection:
            self.refused.add((inspection, said.act))

    def _refuse_foreign(self) -> None:
        """Refuse the book of another programme: an inspection there may have the id of one here."""
        for row in self.table.rows:
            whose = _tokens(row).get("p")
            if whose and not is_of(self.programme, whose[0]):
                self.table.faults.refuse(row.place, "BOOK_001")
                raise TableError(self.table.faults.problems())

    def _of_row(self, row: Row) -> Iterator[Said]:
        """The acts a row says something of; what is wrong with its cells is said already."""
        if "act" in row.columns:
            yield from self._of_long_row(row)
            return
        tokens = _tokens(row)
        for slot in SLOTS:
            names = [name for name in fields_of(slot.act) if slot.column(name) in row.columns]
            fields = {name: plain(row.values[slot.column(name)]) for name in names}
            stems = tokens.get(slot.code, ())
            said = Said(row, slot.act, slot.column(""), fields, stems)
            if not names or not (stems or any(fields.values()) or self._is_bad(said)):
                continue
            if self._is_bad(said):
                self.refused.add((row.values.get("inspection", ""), slot.act))
            elif not stems and not fields.get("on"):
                self.refuse(said, "on", "TABLE_003", row.values.get("inspection", ""), column=heading(said, "on"))
            else:
                yield said

    def _of_long_row(self, row: Row) -> Iterator[Said]:
        fields = {name: plain(row.values[name]) for name in FIELDS if name in row.columns}
        said = Said(row, row.values["act"] or "decided", "", fields)
        if self._is_bad(said) or row.at("act") in self._bad:
            self.refused.add((row.values.get("inspection", ""), said.act))
        elif not fields.get("on") and not fields.get("number"):
            self.notes.append(f"{row.place}: chưa có số và ngày, bỏ qua.")
        elif not row.values["act"]:
            self.table.faults.refuse(row.at("act"), "TABLE_003", column="Việc")
        elif not fields.get("on"):
            self.refuse(said, "on", "TABLE_003", row.values.get("inspection", ""), column=heading(said, "on"))
        else:
            yield said

    def _is_bad(self, said: Said) -> bool:
        return bool(self._bad) and any(said.at(name) in self._bad for name in said.fields)

    def _ids(self, said: Said) -> list[str]:
        """The inspections a row names: by id, by code or name of an agency, by round, all.

        Of a round, of all, and of an agency with several inspections those whose form the act belongs to.
        """
        value = said.row.values.get("inspection") or said.row.values.get("agency_code") or ""
        names = [part.strip() for part in value.split(";") if part.strip()]
        if not names:
            self._refuse_row(said, "TABLE_003", column="Cuộc kiểm tra")
        found: list[str] = []
        known = self.state.codes()
        for name in names:
            meant = name if name in known else self._by_key.get(code_key(name)) or self._body(name)
            found += self._named(said, meant or name)
        return list(dict.fromkeys(found))

    def _body(self, name: str) -> str:
        """The agency a name means, to the office or to everybody."""
        return self.table.words.body(name) or self._names.code_of(name)

    def _refuse_row(self, said: Said, code: str, /, **fields: object) -> None:
        """Note what is wrong with the inspection of a row, once for all acts of it."""
        place = said.row.at("inspection")
        placed = place, problem(code, str(place), **fields)
        if placed not in self.table.faults.placed:
            self.table.faults.placed.append(placed)

    def _named(self, said: Said, name: str) -> list[str]:
        """Also one that does not stand: whether the act may be recorded of it is judged after."""
        if self.state.known(name) or name in self.state.removed:
            return [name]
        standing = self.state.of_agency(name) or self.state.known_of_agency(name) or self.state.removed_of_agency(name)
        told = [inspection for inspection in standing if _is_told(said.row, inspection)]
        fitting = [inspection for inspection in told if fits(said.act, inspection)]
        of_agency = [inspection.id for inspection in (fitting if len(fitting) == 1 else told)]
        if len(of_agency) == 1:
            return of_agency
        if standing:
            ids = ", ".join(inspection.id for inspection in standing)
            fields = {"agency": name, "count": len(standing), "ids": ids}
            self._refuse_row(said, "INSPECTION_002", **fields)
            return []
        fitting = [inspection for inspection in self.state.inspections_by_name() if fits(said.act, inspection)]
        is_all = name_key(name) in map(name_key, _ALL)
        found = [i.id for i in fitting if is_all or (i.round and round_key(i.round) == round_key(name))]
        if not found:
            self._refuse_row(said, "INSPECTION_001", value=name)
        return found

    def _each_once(self, said: Iterable[tuple[Said, list[str]]]) -> Iterator[tuple[Said, list[str]]]:
        """What rows say, each act once: a second row that says something of it is refused."""
        first: dict[tuple[str, ...], Said] = {}
        for each, ids in said:
            number = plain_number(each.fields.get("number", ""))
            several = RULES[each.act].several
            first_here = []
            for id in ids:
                key = (id, each.act, (number or each.fields.get("on", "")) if several else "")
                before = first.setdefault(key, each)
                if before is each:
                    first_here.append(id)
                else:
                    of = f"{id}, {label('act', each.act)}"
                    self.refuse(each, "on", "TABLE_008", id, row=before.row.place.within_file, key=of)
            yield each, first_here

    def _count_rows(self) -> None:
        """Say how many rows a sheet has lost since it was written: what they said stays as it is."""
        rows: dict[str, list[int]] = {}
        for row in self.table.rows:
            for number in _tokens(row).get("n", ()):
                rows.setdefault(row.place.sheet, []).append(int(number))
        for sheet, numbers in rows.items():
            lost = max(numbers) - len(numbers)
            if lost > 0:
                said = f"còn {count(len(numbers))} trong {count(max(numbers))} dòng đã xuất"
                self.notes.append(f"trang «{sheet}»: {said}; việc đã ghi của {count(lost)} dòng đã xóa giữ nguyên.")


def _is_told(row: Row, inspection: Inspection) -> bool:
    """Whether an inspection is of the round and form that a row names beside the agency, where it names any."""
    round_, mode = row.values.get("round"), row.values.get("mode")
    return (not round_ or round_key(round_) == round_key(inspection.round)) and (not mode or mode == inspection.mode)


def refuse_other_tables(table: Table) -> None:
    """Refuse a table that has no column of any act. Raises TableError (TABLE_001)."""
    slots = {slot.column(name) for slot in SLOTS for name in fields_of(slot.act)}
    if "act" not in table.columns and not slots & table.columns:
        expected = ", ".join(f"«{column.heading}»" for column in COLUMNS if column.name in ("inspection", "act", "on"))
        fields = {"column": "Việc", "expected": expected, "unknown": ""}
        table.faults.refuse(Place(table.path.name, 1), "TABLE_001", **fields)
        raise TableError(table.faults.problems())


def _tokens(row: Row) -> dict[str, tuple[str, ...]]:
    """What a row of the book carries for reading: whose it is, the entries its cells rest on, how many rows it had."""
    pairs = (part.partition("=") for part in (row.values.get(SEEN) or "").split())
    fine = {name: tuple(value.split("+")) for name, sign, value in pairs if re.fullmatch("[0-9a-f+]{1,200}", value)}
    return {name: values for name, values in fine.items() if name != "n" or values[0].isdecimal()}


def plain(value: Any) -> str:
    """A text as the journal keeps it: cleaned, in one line."""
    return " ".join(cleaned(str(value or "")).split())


def heading(said: Said, name: str) -> str:
    """The heading of a field of an act, as a message names it."""
    words = label("act_field", name)
    return f"{label('act', said.act)}: {words.lower()}" if said.prefix else words
