"""The communes of the 34 provinces of today, in force since 01/7/2025 with their official codes, as a table comes in.

``communes-2025.csv`` holds names and codes as the package ``vietnam-provinces`` 2025.10.1 carries them (3,321
communes); benchmarks read the same file.
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from isoaudit.errors import TableError, problem
from isoaudit.tables.cells import Place
from isoaudit.tables.columns.office_words import OURS, OfficeWords
from isoaudit.tables.lists.table import Row, Table
from isoaudit.wording import name_key, unaccented

COMMUNES = Path(__file__).with_name("communes-2025.csv")
SPOKEN = Path("Danh mục xã, phường, đặc khu 2025")
"""What messages call it: no file of the office's."""
SINCE = "2025-07-01"
"""The day from which these communes are there."""
_CITY = "Thành phố "
_HEADS = ("tỉnh", "thành phố", "tp.", "tp")
_OFFERED, _NEAR = 5, 0.6
"""How many provinces are offered, and how much of two names must be the same, from 0 to 1 (difflib)."""


@dataclass(frozen=True, slots=True)
class Province:
    """A province or city of today, as the register writes it: ``20``, ``Lạng Sơn``; ``01``, ``Thành phố Hà Nội``."""

    code: str
    name: str

    @property
    def committee(self) -> str:
        """Its people's committee, by the name its communes have as that of their superior body."""
        city = self.name.startswith(_CITY)
        return f"UBND thành phố {self.name.removeprefix(_CITY)}" if city else f"UBND tỉnh {self.name}"


def provinces() -> tuple[Province, ...]:
    """The provinces and cities of today, by their codes."""
    return tuple(_provinces().values())


def province_named(typed: str) -> Province:
    """The province of a name or code: «Lạng Sơn», «tỉnh Lạng Sơn», «lang son», ``20``.

    Raises TableError (AGENCY_009) for what is none, or may be several, with those that are near.
    """
    provinces = _provinces()
    if typed.strip().isdigit() and (found := provinces.get(typed.strip().zfill(2))):
        return found
    by_key: dict[str, list[Province]] = {}
    for province in provinces.values():
        by_key.setdefault(_bare(name_key(province.name)), []).append(province)
    key = _bare(name_key(typed))
    alike = by_key.get(key) or [p for k, several in by_key.items() if unaccented(k) == unaccented(key) for p in several]
    if len(alike) == 1:
        return alike[0]
    near = [f"{province.name} ({province.code})" for province in alike or _near(key, by_key)]
    raise TableError(problem("AGENCY_009", "--register-2025", value=typed, near=near))


def _near(key: str, by_key: Mapping[str, list[Province]]) -> list[Province]:
    """The provinces a writing may mean: those it begins, else the likest; where it is like none, all of them."""
    plain = {unaccented(one): several for one, several in by_key.items()}
    typed = unaccented(key)
    begun = [one for one in plain if typed and one.startswith(typed)]
    keys = begun or difflib.get_close_matches(typed, plain, _OFFERED, _NEAR) or plain
    return [province for one in keys for province in plain[one]]


def _bare(key: str) -> str:
    """The key of a province without what kind of province it is."""
    head = next((name_key(one) for one in _HEADS if key.startswith(name_key(one))), "")
    return key.removeprefix(head).strip() or key


def table_of(province: Province, words: OfficeWords = OURS) -> Table:
    """The communes of a province as a table of agencies: code, name, superior body, first day; the rest is open."""
    columns = {"code": 3, "name": 4}
    rows = [
        Row(Place(SPOKEN.name, number), _values(province, row), columns)
        for number, row in enumerate(_rows(), 2)
        if row["province_code"] == province.code
    ]
    return Table(SPOKEN, rows, columns={*rows[0].values}, words=words)


def _values(province: Province, row: Mapping[str, str]) -> dict[str, str]:
    name = " ".join(row["commune_name"].split())
    return {
        "code": f"{province.code}-{row['commune_code']}",
        "name": f"UBND {name[:1].lower()}{name[1:]}",
        "parent": province.committee,
        "valid_from": SINCE,
    }


@cache
def _provinces() -> dict[str, Province]:
    return {row["province_code"]: Province(row["province_code"], row["province_name"]) for row in _rows()}


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with COMMUNES.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
