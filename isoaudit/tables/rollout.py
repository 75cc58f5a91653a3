"""Tables of a roll-out as offices have them: steps, targets, training classes, money; which of them a file is.

Of steps a row is an agency with a column for each step and days below, or a single step of one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Literal, get_args

from isoaudit.errors import TableError, problem
from isoaudit.model.rollout import Step
from isoaudit.tables.cells import FIRST_YEAR, LAST_YEAR, Cell, Column, code_or_name, is_none, noted, one_of, paper, text
from isoaudit.tables.days import day, past_day
from isoaudit.tables.files.opening import Opened, open_table
from isoaudit.tables.reading import read_table
from isoaudit.wording import date_short
from isoaudit.wording.names import name_key

RolloutTable = Literal["steps", "targets", "classes", "money"]
ROLLOUT_TABLES: tuple[RolloutTable, ...] = get_args(RolloutTable)
NOT_DONE = "not done"
"""What a cell of a step says in words: Chưa; an empty one may only be an old list."""
_MOST_LEARNERS = 99_999


def line(value: str, cell: Cell) -> str:
    """Text in one line."""
    return " ".join(value.split())


def step_day(value: str, cell: Cell) -> str | None:
    """The day on which a step was done; :data:`NOT_DONE` where words say so; nothing where nothing stands there."""
    if value in _DASHES:
        return None
    return NOT_DONE if value and is_none(value) else past_day(value, cell)


_DASHES = frozenset("-–—/")
"""What stands in a cell that is left empty on purpose."""


def last_day(value: str, cell: Cell) -> str | None:
    """The day by which something is to be done; of a month or a year the last one (noted): hết năm 2020."""
    found = re.fullmatch(
        r"(?:(?:đến|trước|hết|cuối|trong)\s+)*(?:tháng\s+(\d{1,2})\s*(?:/|-|năm)\s*(\d{4})|(?:năm\s+)?(\d{4}))",
        value.casefold(),
    )
    month, year = (int(found[1] or 12), int(found[2] or found[3])) if found else (0, 0)
    if not 1 <= month <= 12 or not FIRST_YEAR <= year <= LAST_YEAR:
        return day(value, cell)
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    noted(cell, value, date_short(last))
    return last.isoformat()


def first_day(value: str, cell: Cell) -> str | None:
    """The day of a class; of several the first (noted): 10-12/3/2026, từ ngày 10/3/2026 đến ngày 12/3/2026."""
    several = re.fullmatch(r"(?:từ\s+)?(?:ngày\s+)?(\S+?)\s*(?:-|–|đến(?:\s+ngày)?)\s*(\S+)", value.casefold())
    parts = re.split(r"[/.]", several[2]) if several else []
    if not several or len(parts) != 3:
        return day(value, cell)
    begun = re.split(r"[/.]", several[1])
    typed = "/".join([*begun, *parts[len(begun) :]])
    found = day(typed, cell)
    if found:
        noted(cell, value, date_short(date.fromisoformat(found)))
    return found


def size(value: str, cell: Cell) -> dict[str, int]:
    """What a target asks for: ``{"number": 50}`` of 50 or 56/56, ``{"percent": 70}`` of 70 % or trên 70%."""
    bare = name_key(value).replace(" ", "")
    if found := re.fullmatch(r"0[.,](\d{1,2})", bare):  # what a spreadsheet keeps of a share
        kind, number = "percent", int(found[1].ljust(2, "0"))
        noted(cell, value, f"{number}%")
    elif found := re.fullmatch(r"\D*(\d{1,3})(?:[.,]0+)?%\D*", bare):
        kind, number = "percent", int(found[1])
    elif found := re.fullmatch(r"(\d{1,5})(?:/\d{1,5})?[^\d%]*", bare):
        kind, number = "number", int(found[1])
    else:
        cell.refuse("ROLLOUT_003", value=value)
        return {}
    if not number or (kind == "percent" and number > 100):
        cell.refuse("ROLLOUT_003", value=value)
        return {}
    return {kind: number}


def learners(value: str, cell: Cell) -> int | None:
    """How many took part: 45, 45 học viên."""
    found = re.fullmatch(r"(\d{1,5}|\d{1,2}\.\d{3})\s*(?:học viên|người|hv|lượt người)?", value.casefold())
    if not value or value in _DASHES:
        return None
    if not found:
        cell.refuse("TABLE_012", value=value)
        return None
    return int(found[1].replace(".", ""))


_UNITS: Mapping[str, int] = {"đồng": 1, "nghìn đồng": 1000, "triệu đồng": 10**6, "tỷ đồng": 10**9}
_SHORT = {"ngàn": "nghìn", "tr": "triệu", "trđ": "triệu", "tỉ": "tỷ", "đ": "", "vnđ": "", "vnd": ""}
_MOST_MONEY = 10**13


def amount(value: str, cell: Cell) -> int | None:
    """Money in đồng: 150.000.000; 150 triệu đồng; 1,5 tỷ; below «Dự toán (triệu đồng)» a number of millions."""
    if not value or value in _DASHES:
        return None
    found = re.fullmatch(r"(\d[\d.,]*)\s*(.*)", " ".join(value.casefold().split()))
    number = _number(found[1]) if found else None
    unit = _unit(found[2]) if found and found[2] else _unit_of_heading(cell.column)
    money = number * unit if number is not None and unit else None
    if money is None or money.denominator != 1 or money > _MOST_MONEY:
        cell.refuse("ROLLOUT_004", value=value)
        return None
    return int(money)


def _number(typed: str) -> Fraction | None:
    """150.000.000; 150,000,000; 1.250,5; 1,5; 1.5; nothing where it is none of these."""
    if found := re.fullmatch(r"(\d{1,3}([.,])\d{3}(?:\2\d{3})*)(?:(?!\2)[.,](\d+))?", typed):
        return Fraction(f"{re.sub('[.,]', '', found[1])}.{found[3] or 0}")
    return Fraction(typed.replace(",", ".")) if re.fullmatch(r"\d+(?:[.,]\d+)?", typed) else None


def _unit(words: str) -> int:
    """How many đồng a unit is; 0 for words that are none."""
    whole = " ".join(_SHORT.get(word, word) for word in words.split() if word not in ("đồng",)).strip()
    return _UNITS.get(f"{whole} đồng".strip(), 0)


def _unit_of_heading(heading: str) -> int:
    key = name_key(heading)
    return next((of for words, of in reversed(list(_UNITS.items())) if name_key(words) in key), 1)


def year_of_money(value: str, cell: Cell) -> str | None:
    """The year of a budget: 2017, năm 2017; it may lie ahead."""
    found = re.fullmatch(r"(?:năm\s+)?(\d{4})", value.casefold())
    if found and FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return found[1]
    if value:
        cell.refuse("TABLE_012", value=value)
    return None


STEP_COLUMN: Mapping[Step, str] = {step: f"step_{step}" for step in get_args(Step)}
STEP_COLUMNS = (
    Column("agency", code_or_name, required=True),
    Column("rollout_edition", one_of("rollout_edition"), values="rollout_edition"),
    *(Column(name, step_day) for name in STEP_COLUMN.values()),
    Column("rollout_step", one_of("rollout_step")),  # its values head columns of their own: no column of marks
    Column("step_on", step_day),
    Column("step_evidence", line),
)
"""Of steps; of the columns of single steps there are as many as an office has."""
TARGET_COLUMNS = (
    Column("target_group", one_of("rollout_group"), required=True, values="rollout_group"),
    Column("target_size", size, required=True),
    Column("target_by", last_day, required=True),
    Column("rollout_step", one_of("rollout_step"), values="rollout_step"),
    Column("rollout_edition", one_of("rollout_edition"), values="rollout_edition"),
    Column("target_since", day),
    Column("target_source", paper),
)
CLASS_COLUMNS = (
    Column("class_name", line, required=True),
    Column("class_on", first_day, required=True),
    Column("class_learners", learners),
    Column("class_content", line),
)
MONEY_COLUMNS = (
    Column("money_year", year_of_money, required=True),
    Column("money_item", line, required=True),
    Column("money_planned", amount),
    Column("money_spent", amount),
)
COLUMNS: Mapping[RolloutTable, Sequence[Column]] = {
    "steps": STEP_COLUMNS,
    "targets": TARGET_COLUMNS,
    "classes": CLASS_COLUMNS,
    "money": MONEY_COLUMNS,
}
_TELLING: tuple[tuple[RolloutTable, frozenset[str]], ...] = (
    ("targets", frozenset({"target_size", "target_by"})),
    ("money", frozenset({"money_planned"})),
    ("money", frozenset({"money_spent"})),
    ("classes", frozenset({"class_name", "class_learners"})),
    ("classes", frozenset({"class_name", "class_on"})),
    ("steps", frozenset({"agency", "rollout_step", "step_on"})),
    *(("steps", frozenset({"agency", column})) for column in STEP_COLUMN.values()),
)
"""The headings that tell a table, the first found first."""
_TOP = 60
"""Rows of a sheet that are looked at for that: what stands above a heading, and some below it."""


def recognised(path: Path, today: date) -> tuple[RolloutTable, Opened]:
    """Which table a file is, by its headings, and the file, read once.

    Raises TableError as reading does; ROLLOUT_001: none of them.
    """
    opened = open_table(path, [Column(name, text) for name in sorted({c.name for of in COLUMNS.values() for c in of})])
    top = opened.first(_TOP)
    named: dict[RolloutTable, set[str]] = {}
    for table, columns in COLUMNS.items():
        named[table] = read_table(top, [Column(one.name, text) for one in columns], today).columns
    found = next((table for table, telling in _TELLING if telling <= named[table]), None)
    if found is None:
        raise TableError(problem("ROLLOUT_001", str(path)))
    return found, opened
