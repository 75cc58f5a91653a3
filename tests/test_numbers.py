"""The register of the office's numbers (Decree 30/2020, Article 15.1): used, not seen, twice, out of order, next."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import Run
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from isoaudit.model import Act, ActKind
from isoaudit.rules.series import Numbered, Series, number_parts, number_register

DAY = date(2026, 6, 30)
TS, HS = "2026-99-STP-TS", "2026-99-90001-HS"


def used(number: str, on: date = DAY, kind: ActKind = "decided", id: str = TS, unit: str = "") -> Numbered:
    return Numbered(id, unit, Act(kind=kind, on=on, number=number))


def only(*several: Numbered, day: date = DAY) -> Series:
    (series,) = number_register(several, day).series
    return series


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("05/TB-CCTĐC", (5, "", "/tb-cctđc")),
        (" 5 / TB - CCTĐC ", (5, "", "/tb-cctđc")),
        ("Số 12a/QĐ-SKHCN", (12, "a", "/qđ-skhcn")),
        ("41", None),
        ("không số", None),
        ("41/2026", None),
    ],
)
def test_15_1_a_number_is_digits_and_a_symbol(written: str, parts: tuple[int, str, str] | None) -> None:
    assert number_parts(written) == parts


def test_15_1_a_paper_for_several_inspections_is_one_number() -> None:
    series = only(used("41/QĐ-CCTĐC"), used("041/QĐ-cctđc", id=HS))
    assert [(one.number, one.inspections) for one in series.papers] == [(41, (HS, TS))]
    assert not series.twice and not series.papers[0].shared


def test_one_letter_number_for_two_agencies_is_told() -> None:
    series = only(used("7/TB-X", kind="notice_issued"), used("7/TB-X", kind="notice_issued", id=HS))
    assert series.papers[0].shared


def test_15_1_the_same_number_for_two_papers_is_found() -> None:
    series = only(used("5/TB-X"), used("05/TB-X", DAY - timedelta(1)), used("6/TB-X"))
    assert [[one.written for one in several] for several in series.twice] == [["05/TB-X", "5/TB-X"]]


def test_a_later_number_with_an_earlier_day_is_found() -> None:
    series = only(used("5/TB-X"), used("6/TB-X", DAY - timedelta(3)), used("7/TB-X"))
    assert [(a.number, b.number) for a, b in series.backwards] == [(5, 6)]


def test_15_1_a_series_is_of_one_unit_and_one_year() -> None:
    register = number_register(
        [used("1/QĐ-UBND", unit="BL"), used("1/QĐ-UBND", unit="DK"), used("1/QĐ-UBND", date(2025, 12, 1), unit="BL")],
        DAY,
    )
    assert [(one.unit, one.year, one.next) for one in register.series] == [
        ("BL", 2025, None), ("BL", 2026, 2), ("DK", 2026, 2),
    ]  # fmt: skip
    assert not any(one.twice for one in register.series)


def test_numbers_of_papers_from_outside_are_of_no_series_of_the_office() -> None:
    register = number_register([used("9/BC-STP", kind="report_received"), used("khong so")], DAY)
    assert not register.series and [one.act.number for one in register.unread] == ["khong so"]


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 20)), min_size=1))
def test_used_and_unseen_numbers_together_are_all_from_the_least_to_the_greatest(pairs: list[tuple[int, int]]) -> None:
    series = only(*(used(f"{number}/TB-X", DAY - timedelta(ago)) for number, ago in pairs))
    numbers = {number for number, _ in pairs}
    unseen = [number for first, last in series.unseen for number in range(first, last + 1)]
    assert sorted({*unseen, *numbers}) == list(range(min(numbers), max(numbers) + 1))
    assert not numbers & set(unseen) and series.next == max(numbers) + 1
    wrong = {(small, great) for small, early in pairs for great, late in pairs if small < great and late > early}
    assert {after.number for _, after in series.backwards} == {great for _, great in wrong}


def test_the_command_tells_series_and_writes_the_book_of_outgoing_papers(
    programme: Path, isoaudit: Run, tmp_path: Path
) -> None:
    for act, id, on, number in (
        ("requested", TS, "1/6/2026", "03/CCTĐC-QLCL"),
        ("requested", HS, "1/6/2026", "03/CCTĐC-QLCL"),
        ("reminded", HS, "20/5/2026", "07/CCTĐC-QLCL"),
        ("decided", TS, "2/6/2026", "41/QĐ-CCTĐC"),
    ):
        done = isoaudit("-C", programme, "record", act, id, "--on", on, "--number", number)
        assert done.returncode == 0, done.stderr
    book = tmp_path / "so.xlsx"
    done = isoaudit("-C", programme, "numbers", "-o", book)
    assert done.returncode == 0, done.stderr
    assert "Số chưa thấy ở đây: 04-06" in done.stdout
    assert "07/CCTĐC-QLCL ngày 20/5/2026 sớm hơn" in done.stdout
    assert "42/QĐ-CCTĐC" in done.stdout
    sheet = load_workbook(book)["Văn bản đi"]
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    assert rows[0][:3] == ("Số, ký hiệu", "Ngày", "Tên loại và trích yếu")
    assert [row[0] for row in rows[1:]] == ["03/CCTĐC-QLCL", "07/CCTĐC-QLCL", "41/QĐ-CCTĐC"]
    assert rows[1][1].date() == date(2026, 6, 1)
    again = isoaudit("-C", programme, "numbers", "-o", book)
    assert again.returncode == 2 and "đã có tệp này" in again.stderr
    data = json.loads(isoaudit("-C", programme, "numbers", "--json").stdout)
    assert data["series"][0]["unseen"] == [[4, 6]]
    taken_back = ("record", "decided", TS, "--take-back", "--note", "Ghi nhầm.")
    assert isoaudit("-C", programme, *taken_back).returncode == 0
    assert "41/QĐ" not in isoaudit("-C", programme, "numbers").stdout


def test_without_numbers_the_command_says_how_to_record_one(programme: Path, isoaudit: Run) -> None:
    done = isoaudit("-C", programme, "numbers")
    assert done.returncode == 0 and "isoaudit record" in done.stdout
