"""The workbook of settings on its way into ``isoaudit.toml``: all of it or nothing, and what changes is said."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from isoaudit.desk.intake.marked_copy import copy_to_mend
from isoaudit.desk.settings.book import (
    ALL_BODIES,
    ALL_PAPERS,
    CHOSEN,
    DAY_COLUMNS,
    FORMS,
    OFFICE_COLUMNS,
    OFFICE_FIELDS,
    OFFICES,
    SETTING_COLUMNS,
    SIGNER_COLUMNS,
    is_day,
    office_said,
    scalars,
)
from isoaudit.desk.settings.changes import changes
from isoaudit.desk.settings.choices import bodies_by_key, choices_shown, each_of, forms_expected, papers_by_key
from isoaudit.desk.settings.score import SCORE_COLUMNS, read_score
from isoaudit.desk.settings.units import UNIT_COLUMNS, UNIT_FIELDS, read_units
from isoaudit.errors import TableError, problem
from isoaudit.files import write_whole
from isoaudit.journal.programme import today
from isoaudit.journal.settings import SETTINGS, ImpossibleSettings, read_settings, settings_file, validated
from isoaudit.model import Settings
from isoaudit.papers.kinds import kinds
from isoaudit.rules.score_formula import formula_faults
from isoaudit.tables import CellFaults, Column, Row, Table, cleaned, day, read_table
from isoaudit.tables.cells import Cell, codes, word_key
from isoaudit.wording import label, labels, name_key, unaccented

_Place = tuple[str | int, ...]


@dataclass(slots=True)
class SettingsChange:
    """What a workbook of settings changes, or would change."""

    settings: Settings
    changes: list[str] = field(default_factory=list)
    """A line each, the old value and the new one."""
    warnings: list[str] = field(default_factory=list)
    backup: Path | None = None
    """The file as it was before; nothing where nothing was written."""


def import_settings(folder: Path, path: Path, dry_run: bool = False) -> SettingsChange:
    """Read a workbook of settings, judge it, and write ``isoaudit.toml``; the file as it was is kept beside it.

    A sheet that is not there leaves its settings as they are. Raises ProgrammeError where the present settings cannot
    be read, TableError with every fault of the workbook, a copy then left that names each beside its cell.
    """
    old = read_settings(folder)
    desk = _Sheets(path, old)
    new = desk.read()
    done = SettingsChange(new, list(changes(old, new)), list(dict.fromkeys(desk.warnings)))
    if name_key(new.authority) != name_key(old.authority):
        done.warnings.append("Tên đơn vị kiểm tra thay đổi: đề nghị kiểm tra lại có đúng tệp của đơn vị.")
    if done.changes and not dry_run:
        done.backup = write_settings(folder, new)
    return done


def write_settings(folder: Path, settings: Settings) -> Path:
    """Put settings into ``isoaudit.toml``, its comments kept; where the file as it was is kept.

    Raises ProgrammeError where the present file cannot be read, RunError (FILE_005).
    """
    from isoaudit.journal.settings_writing import rewritten  # imported here: most commands write no settings

    text = settings_file(folder)
    path = folder / SETTINGS
    made = rewritten(text, settings)
    names = (path.with_name(f"{SETTINGS}.bak{'' if number == 1 else f'-{number}'}") for number in count(1))
    backup = next(name for name in names if not os.path.lexists(name))
    write_whole(backup, path.read_bytes())
    write_whole(path, made.encode())
    return backup


@dataclass(slots=True)
class _Sheets:
    """The sheets of one workbook, and every fault found in them."""

    path: Path
    old: Settings
    warnings: list[str] = field(default_factory=list)
    faults: CellFaults = field(default_factory=CellFaults)
    places: dict[_Place, tuple[Row, str]] = field(default_factory=dict)
    """Where each setting stands: its row and column."""

    def read(self) -> Settings:
        """The settings the workbook says. Raises TableError."""
        raw: dict[str, Any] = {name: getattr(self.old, name) for name in Settings.model_fields}
        raw = {name: value.model_dump() if name == "plan" else value for name, value in raw.items()}
        tables = {
            name: self._table(columns)
            for name, columns in (
                ("", SETTING_COLUMNS),
                ("offices", OFFICE_COLUMNS),
                ("signers", SIGNER_COLUMNS),
                ("days_off", DAY_COLUMNS),
                ("units", UNIT_COLUMNS),
                ("score", SCORE_COLUMNS),
            )
        }
        if not any(tables.values()):
            raise TableError(problem("SETTINGS_006", str(self.path)))
        if table := tables[""]:
            self._unit(table.rows, raw)
        named = {key: office_said(self.old, key) for key in self.old.offices}
        if table := tables["offices"]:
            raw["offices"], named = self._offices(table.rows)
        if table := tables["units"]:
            raw["units"] = self._units(table.rows, named)
        if table := tables["signers"]:
            raw["signers"] = list(self._signers(table.rows, named))
        if table := tables["days_off"]:
            raw["days_off"] = list(self._days(table.rows))
        if table := tables["score"]:
            raw["score"], raw["score_total"] = self._score(table.rows)
        return self._judged(raw)

    def _judged(self, raw: dict[str, Any]) -> Settings:
        if not self.faults.placed:
            try:
                return self._whole(validated(raw))
            except ImpossibleSettings as error:
                for place, words in error.faults:
                    self._refuse_at(place, words)
        else:
            self._refuse_formula(raw)
        whole = Table(self.path, faults=self.faults)
        raise TableError(self.faults.problems(), note=copy_to_mend(whole))

    def _whole(self, settings: Settings) -> Settings:
        """The settings, if each signer that the workbook does not name still has an office."""
        gone = {one.office for one in settings.signers} & (self.old.offices.keys() - settings.offices.keys())
        if gone:
            expected = [office.name for office in settings.offices.values()]
            fields = {"sheet": OFFICES, "expected": expected}
            said = [office_said(self.old, key) for key in sorted(gone)]
            raise TableError(problem("SETTINGS_003", str(self.path), value=name, **fields) for name in said)
        return settings

    def _refuse_at(self, place: _Place, words: str) -> None:
        known = (self.places[place[:length]] for length in range(len(place), 0, -1) if place[:length] in self.places)
        if row_and_column := next(known, None):
            row, column = row_and_column
            self.refuse(row, column, "SETTINGS_001", reason=words)
        else:  # of a part that is not in the workbook, such as a signer whose office was taken away
            raise TableError(problem("SETTINGS_001", str(self.path), reason=f"{'.'.join(map(str, place))}: {words}"))

    def refuse(self, row: Row, column: str, code: str, /, **fields: object) -> None:
        self.faults.refuse(row.at(column), code, **fields)

    def _table(self, columns: Sequence[Column]) -> Table | None:
        """The sheet with these columns; nothing where the workbook has none."""
        try:
            table = read_table(self.path, columns, today())
        except TableError as error:
            if [found.code for found in error.problems] != ["TABLE_017"]:
                raise
            return None
        if len(table.columns) < 2:
            return None
        own = {row.place.sheet for row in table.rows}
        self.faults.placed += table.faults.placed
        # What is said of the other sheets, which have other columns, says nothing.
        self.warnings += [w for w in table.warnings if "bỏ qua" not in w and not (own and "trang «" in w)]
        return table

    def _unit(self, rows: Iterable[Row], raw: dict[str, Any]) -> None:
        present = dict(scalars(self.old))
        seen: dict[str, Row] = {}
        for row in rows:
            name = row.values.get("setting")
            if not name or row.values.get("value") is None:
                continue
            if name in seen:
                self._refuse_second(row, "setting", seen[name], label("setting", name))
                continue
            seen[name] = row
            value = self._value(row, name, present[name])
            first, _, part = name.partition(".")
            self.places[(first, part) if part else (first,)] = (row, "value")
            (raw[first] if part else raw).update({part or first: value})

    def _value(self, row: Row, name: str, present: object) -> object:
        """A setting as it is to be kept; as it was where the cell says the same."""
        written: str = row.values["value"]
        if is_day(name):
            return self._read_day(row, written)
        if name == "year":
            if written != str(present):
                self.refuse(row, "value", "SETTINGS_002", value=written or "trống", year=present)
            return present
        if name in CHOSEN:
            return self._choose(row, CHOSEN[name], written)
        return _kept(written, present)

    def _choose(self, row: Row, words: str, written: str) -> bool:
        """A setting that is either so or not; empty is not."""
        chosen = {name_key(label(words, code)): code == "yes" for code in ("yes", "no")}
        if name_key(written) in chosen or not written:
            return chosen.get(name_key(written), False)
        expected = list(labels()[words].values())
        self.refuse(row, "value", "TABLE_004", value=written, column=label("column", "value"), expected=expected)
        return False

    def _read_day(self, row: Row, written: str) -> str | None:
        cell = Cell(row.place, row.columns["value"], label("column", "value"), today(), self.faults)
        return day(written, cell)

    def _refuse_second(self, row: Row, column: str, first: Row, key: str) -> None:
        self.refuse(row, column, "TABLE_008", row=first.place.within_file, key=key)

    def _offices(self, rows: Sequence[Row]) -> tuple[dict[str, Any], dict[str, str]]:
        """The offices by key, and the name each is chosen by."""
        offices: dict[str, Any] = {}
        first: dict[str, Row] = {}
        known = {name_key(office_said(self.old, key)): key for key in self.old.offices}
        names = [name_key(row.values.get("office") or "") for row in rows]
        for row in rows:
            name = row.values.get("office")
            if not name:
                continue
            given = row.values.get("key") or ""
            key = given if given in self.old.offices else known.get(name_key(name), "")
            if key in first and given and given == key:
                self._refuse_second(row, "office", first[key], name)
                continue
            if not key or key in offices:
                key = _new_key(name, {*offices, *self.old.offices})
            present = self.old.offices.get(key)
            noun = {OFFICE_FIELDS.get(c, c): row.values.get(c) or "" for c in row.values if c != "key"}
            offices[key] = {f: _kept(value, getattr(present, f, None)) for f, value in noun.items()}
            if present:  # a column that is not there leaves its field as it is
                offices[key] = {**present.model_dump(), **offices[key]}
            first[key] = row
            self.places |= {("offices", key, OFFICE_FIELDS.get(c, c)): (row, c) for c in row.values}
            self.places["offices", key] = (row, "office")
        alike = {key for key, row in first.items() if names.count(name_key(row.values["office"])) > 1}
        named = {k: f"{row.values['office']} ({k})" if k in alike else row.values["office"] for k, row in first.items()}
        return offices, named

    def _units(self, rows: Sequence[Row], named: Mapping[str, str]) -> dict[str, Any]:
        """The inspecting units by code."""
        units, first, twice = read_units(rows, {name_key(said): key for key, said in named.items()})
        for row, before in twice:
            self._refuse_second(row, "unit_code", before, row.values["unit_code"])
        for code, row in first.items():
            self.places |= {("units", code, field): (row, column) for column, field in UNIT_FIELDS.items()}
            self.places["units", code] = (row, "unit_code")
        return units

    def _score(self, rows: Sequence[Row]) -> tuple[list[dict[str, Any]], str | None]:
        """The components of the scale, and their total."""

        def bodies(row: Row) -> object:
            return self._several(row, "score_bodies", bodies_by_key, ALL_BODIES, "SETTINGS_005")

        old = self.old.score
        found, total, places = read_score(
            rows, bodies, lambda n, name: _kept(name, old[n].name if n < len(old) else "")
        )
        self.places |= places
        return found, total

    def _refuse_formula(self, raw: Mapping[str, Any]) -> None:
        """What is wrong with the scale besides, so that all of it is said at once; a cell is refused once."""
        refused = {place for place, _ in self.faults.placed}
        for place, words in formula_faults(raw["score"], raw["score_total"]):
            row, column = self.places.get(place) or self.places.get(place[:2]) or (None, "")
            if row is not None and row.at(column) not in refused:
                self.refuse(row, column, "SETTINGS_001", reason=words)

    def _signers(self, rows: Iterable[Row], named: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        offices = {name_key(key): key for key in named} | {name_key(said): key for key, said in named.items()}
        seen: dict[tuple[Any, ...], Row] = {}
        covered: set[tuple[str, str, str]] = set()
        for number, row in enumerate(rows):
            values = row.values
            papers = self._several(row, "papers", papers_by_key, ALL_PAPERS, "SETTINGS_004")
            bodies = self._several(row, "addressees", bodies_by_key, ALL_BODIES, "SETTINGS_005")
            office = offices.get(name_key(values.get("office") or ""))
            if values.get("office") and office is None:
                expected = list(named.values())
                self.refuse(row, "office", "SETTINGS_003", value=values["office"], sheet=OFFICES, expected=expected)
            present = self.old.signers[number] if number < len(self.old.signers) else None
            unit = values["signs_for"] or "" if "signs_for" in values else getattr(present, "unit", "")
            same = (papers, bodies, unit)
            if papers and bodies and same in seen:
                self._refuse_second(row, "papers", seen[same], "cùng văn bản, cùng nơi gửi")
            seen.setdefault(same, row)
            signed = {(p, b, unit) for p in each_of(papers, kinds()) for b in each_of(bodies, labels()["kind"])}
            if signed and signed <= covered and same not in {s for s, r in seen.items() if r is not row}:
                self.warnings.append(
                    f"{row.place}: dòng này không bao giờ được dùng; các dòng trên đã ký mọi văn bản đó."
                )
            covered |= signed
            made = {
                "papers": papers,
                "addressees": bodies,
                "office": office or values.get("office"),
                "form": self._form(row),
                "position": _kept(values.get("position") or "", getattr(present, "position", None)),
                "name": _kept(values.get("full_name") or "", getattr(present, "name", None)),
                "unit": unit,
            }
            self.places |= {("signers", number, f): (row, _SIGNER_FIELDS.get(f, f)) for f in made}
            yield made

    def _several(
        self, row: Row, column: str, known: Callable[[], Mapping[str, str]], everything: str, code: str
    ) -> str | tuple[str, ...] | None:
        """What a cell names, several separated by semicolons; ``all``."""
        written = row.values.get(column) or ""
        parts = [part.strip() for part in re.split("[;\n]", written) if part.strip()]
        by_key = known()
        keys = [by_key.get(word_key(part)) for part in parts]
        for part, key in zip(parts, keys, strict=True):
            if key is None:
                expected = [everything, *dict.fromkeys(choices_shown(code))]
                self.refuse(row, column, code, value=part, expected=expected)
        if None in keys or not keys:
            return None
        return "all" if "all" in keys else tuple(dict.fromkeys(key for key in keys if key))

    def _form(self, row: Row) -> str:
        written = row.values.get("form") or ""
        by_code = {code: form for form, code in FORMS.items()}
        if not written:
            return ""
        if found := codes("signing_form").get(word_key(written)):
            return by_code[found]
        used = {name_key(signer.form): signer.form for signer in self.old.signers}
        start = f"{written.split()[0].rstrip('.').upper()}."
        if start in FORMS and name_key(written) not in used:  # «KT. Giám đốc»: for whom follows from the office
            return start
        if name_key(written) not in used:
            self.refuse(
                row, "form", "TABLE_004", value=written, column=label("column", "form"), expected=forms_expected()
            )
        return used.get(name_key(written), written)

    def _days(self, rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
        for number, row in enumerate(rows):
            values = row.values
            present = self.old.days_off[number] if number < len(self.old.days_off) else None
            self.places |= {
                ("days_off", number, field): (row, column)
                for field, column in (("day", "from"), ("to", "to"), ("works", "day_kind"), ("reason", "reason"))
            }
            yield {
                "day": values.get("from"),
                "to": values.get("to"),
                "works": values.get("day_kind") == "works",
                "reason": _kept(values.get("reason") or "", getattr(present, "reason", None)),
            }


_SIGNER_FIELDS = {"name": "full_name", "unit": "signs_for"}
"""Fields of a signer that are not named as their column."""


def _kept(written: str, present: object) -> object:
    """What is to be kept of a text: as it was where the cell, which is cleaned as it is read, says the same."""
    return (
        present if isinstance(present, str) and cleaned(present.replace("\r\n", "\n").strip()) == written else written
    )


def _new_key(name: str, taken: set[str]) -> str:
    """A key for a new office, from the letters of its name."""
    letters = unaccented(name.casefold())
    stem = re.sub("[^a-z0-9]+", "_", "".join(s for s in letters if s.isascii())).strip("_")[:30].strip("_") or "don_vi"
    return next(key for n in count(1) if (key := stem if n == 1 else f"{stem}_{n}") not in taken)
