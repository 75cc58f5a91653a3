"""The five small years of examples/ whose README is typed in tests/scenarios: complete, about nobody real, on days an
office works."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import holidays
import pytest
from followed import commands
from openpyxl import load_workbook
from test_examples import PROVINCES

from isoaudit.journal.settings import read_settings, shipped
from isoaudit.tables.lists.national_register import COMMUNES

YEARS = {
    "dong-sen-2022": "tỉnh Đồng Sen",
    "binh-lam-2017": "tỉnh Bình Lâm",
    "thai-ha-2016": "tỉnh Thái Hà",
    "linh-son-2022": "tỉnh Lĩnh Sơn",
    "hai-van-2021": "thành phố Hải Vân",
}
REAL = re.compile(r"(?<!\w)(" + "|".join(p.strip() for p in PROVINCES.split(",")) + r")(?!\w)")
LARGEST = 400_000
"""Bytes of the five together: they travel in the wheel."""
each = pytest.mark.parametrize("name", YEARS)


def rows(path: Path) -> Iterator[list[str]]:
    """The rows of a table, days as tables have them."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.reader(file)
        return
    for row in load_workbook(path).active.iter_rows(values_only=True):
        yield [f"{cell:%d/%m/%Y}" if isinstance(cell, datetime) else str(cell or "") for cell in row]


def tables(name: str) -> list[Path]:
    return sorted(path for path in (shipped("examples") / name).iterdir() if path.suffix in (".csv", ".xlsx"))


@each
def test_the_readme_says_what_each_file_is_and_its_commands_take_every_file(name: str) -> None:
    folder = shipped("examples") / name
    readme = (folder / "README.md").read_text(encoding="utf-8")
    there = {path.name for path in folder.iterdir()} - {"README.md"}
    assert set(re.findall(r"^\| `([^`]+)` \|", readme, re.MULTILINE)) == there
    typed = " ".join(commands(folder / "README.md"))
    assert {one for one in there if one not in typed} == set()
    assert "không có thật" in readme


@each
def test_the_settings_are_of_the_invented_province(name: str) -> None:
    settings = read_settings(shipped("examples") / name)
    assert (settings.province, str(settings.year)) == (YEARS[name], name[-4:])
    assert "không có thật" in settings.banner and all(one.name for one in settings.signers)


@each
def test_no_province_and_no_commune_is_real(name: str) -> None:
    with COMMUNES.open(encoding="utf-8", newline="") as file:
        real = {row["commune_name"].split(" ", 1)[1].casefold() for row in csv.DictReader(file)}
    for path in (shipped("examples") / name).iterdir():
        if path.suffix != ".xlsx":
            assert REAL.findall(path.read_text(encoding="utf-8")) == [], path.name
    cells = {cell for path in tables(name) for row in rows(path) for cell in row}
    communes = {cell.split(" ", 2)[2].casefold() for cell in cells if re.match(r"UBND (xã|phường) \w", cell)}
    assert not communes & real


@each
def test_letters_are_nfc_and_an_office_works_on_the_days_of_the_tables(name: str) -> None:
    """Last days and training days of a plan are the plan's; what was signed or declared has its working day."""
    off = holidays.country_holidays("VN", years=range(2012, 2023))
    for path in tables(name):
        for row in rows(path):
            assert unicodedata.is_normalized("NFC", "".join(row)), row
            for typed in (cell for cell in row if path.name != "chi-tieu.csv"):
                if found := re.fullmatch(r"(\d+)/(\d+)/(\d{4})", typed):
                    day = date(int(found[3]), int(found[2]), int(found[1]))
                    assert day.weekday() < 5 and day not in off, (path.name, row)


def test_they_are_small() -> None:
    folders = [shipped("examples") / name for name in YEARS]
    assert sum(path.stat().st_size for folder in folders for path in folder.iterdir()) < LARGEST
