"""``isoaudit plan``: a list proposed, changed in Excel, checked, imported; nothing written where something is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import AUTHORITY, Run, run_isoaudit
from openpyxl import load_workbook

REGISTER = "code,name,level,kind,obligation,qms_status,last_on_site\n" + "".join(
    f"S{n:02},Sở số {n},tinh,co_quan_chuyen_mon,bat_buoc,da_cong_bo,{2020 + n % 6}\n" for n in range(7)
)


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "nam-2026"
    assert run_isoaudit("init", folder, "--authority", AUTHORITY, "--year", 2026).returncode == 0
    return folder


@pytest.fixture
def year(empty: Path) -> Path:
    (empty / "a.csv").write_text(REGISTER, encoding="utf-8")
    assert run_isoaudit("-C", empty, "agencies", "import", empty / "a.csv").returncode == 0
    return empty


def entries(folder: Path) -> str:
    return run_isoaudit("-C", folder, "verify", "--json").stdout


def test_a_proposal_is_changed_in_excel_checked_and_imported(year: Path) -> None:
    before, book = entries(year), year / "k.xlsx"
    made = run_isoaudit("-C", year, "plan", "propose", "--first-day", "1/6/2026", "-o", book)
    assert made.returncode == 0, made.stderr
    assert "số bốc thăm 2026" in made.stdout and "07 cơ quan" in made.stdout
    workbook = load_workbook(book)
    assert workbook.sheetnames[:3] == ["Hướng dẫn", "Danh sách đề xuất", "Cách chọn"]
    order = [row[1] for row in workbook["Cách chọn"].iter_rows(min_row=4, values_only=True)]
    assert set(order[:2]) == {"S00", "S06"} and len(order) == 7  # both not visited since 2020
    sheet = workbook["Danh sách đề xuất"]
    heads = {cell.value: cell.column for cell in sheet[3]}
    code = sheet.cell(4, heads["Mã cơ quan"]).value
    sheet.delete_rows(4)  # one less than a third
    workbook.save(book)
    checked = run_isoaudit("-C", year, "plan", "check", book)
    assert checked.returncode == 1
    assert "Theo quy định: 02 nội dung" in checked.stdout and "tối thiểu 03" in checked.stdout
    assert entries(year) == before
    sheet.cell(sheet.max_row + 1, heads["Mã cơ quan"], code)
    sheet.cell(sheet.max_row, heads["Hình thức"], "tại trụ sở")
    sheet.cell(sheet.max_row, heads["Từ ngày"], "08/6/2026")
    sheet.cell(sheet.max_row, heads["Lý do đề xuất"], "Lãnh đạo Sở yêu cầu")
    workbook.save(book)
    checked = run_isoaudit("-C", year, "plan", "check", book)
    assert checked.returncode == 0, checked.stdout
    assert run_isoaudit("-C", year, "inspections", "import", book).returncode == 0
    assert run_isoaudit("-C", year, "plan", "check").stdout == checked.stdout
    again = json.loads(run_isoaudit("-C", year, "plan", "propose", "--json").stdout)
    assert {row["agency"]: row["inspection"] for row in again["rows"]}[code] == f"2026-{code}-TS"
    assert "Lãnh đạo Sở yêu cầu" in {row["why"] for row in again["rows"]}
    assert [one["decided"] for one in again["choices"] if one["on_site"]] == ["held"] * 3


def test_the_seed_is_the_years_or_the_one_given(year: Path) -> None:
    drawn = [
        json.loads(run_isoaudit("-C", year, "plan", "propose", "--json", *more).stdout)["choices"]
        for more in ((), ("--seed", 2026), ("--seed", 5))
    ]
    assert drawn[0] == drawn[1] and drawn[0] != drawn[2]


def test_what_a_person_cancelled_is_not_proposed_anew(year: Path) -> None:
    (year / "k.csv").write_text("Mã cơ quan,Hình thức\nS00,tại trụ sở\nS06,qua hồ sơ\n", encoding="utf-8")
    assert run_isoaudit("-C", year, "inspections", "import", year / "k.csv").returncode == 0
    for id in ("2026-S00-TS", "2026-S06-HS"):
        done = run_isoaudit("-C", year, "inspections", "cancel", id, "--why", "Bão lụt.")
        assert done.returncode == 0, done.stderr
    made = json.loads(run_isoaudit("-C", year, "plan", "propose", "-o", year / "k.xlsx", "--json").stdout)
    rows = {(row["agency"], row["mode"]) for row in made["rows"]}
    assert ("S00", "tại trụ sở") not in rows and ("S06", "qua hồ sơ, báo cáo") not in rows
    assert sum(mode == "tại trụ sở" for _, mode in rows) == 3
    assert run_isoaudit("-C", year, "inspections", "import", year / "k.xlsx").returncode == 0


def test_a_file_is_never_overwritten(year: Path) -> None:
    (year / "k.xlsx").write_bytes(b"somebody else's")
    refused = run_isoaudit("-C", year, "plan", "propose", "-o", year / "k.xlsx")
    assert refused.returncode == 2 and (year / "k.xlsx").read_bytes() == b"somebody else's"


def test_wishes_that_cannot_be_are_told_at_once(year: Path) -> None:
    refused = run_isoaudit(
        "-C", year, "plan", "propose", "--on-site-at-least", 8, "--first-day", "1/6/2027", "-o", year / "k.xlsx"
    )
    assert refused.returncode == 2
    assert "07 cơ quan" in refused.stderr and "01/6/2027" in refused.stderr and not (year / "k.xlsx").exists()


@pytest.mark.parametrize("command", ["propose", "check"])
def test_without_a_register_that_is_said(empty: Path, command: str) -> None:
    refused = run_isoaudit("-C", empty, "plan", command)
    assert refused.returncode == 2 and "chưa có danh sách cơ quan" in refused.stderr


def test_a_year_without_inspections_has_no_plan_to_check(year: Path) -> None:
    refused = run_isoaudit("-C", year, "plan", "check")
    assert refused.returncode == 2 and "plan propose" in refused.stderr


def test_what_is_wrong_in_a_list_is_told_at_once_and_nothing_is_written(year: Path) -> None:
    before = entries(year)
    rows = ("LA,tại trụ sở,1/6/2026", "S01,tại trụ sở,1/6/2026", "S01,tại trụ sở,1/6/2026", "S02,qua đường,3/6/2026")
    (year / "k.csv").write_text("\n".join(("Mã cơ quan,Hình thức,Từ ngày", *rows)), encoding="utf-8")
    refused = run_isoaudit("-C", year, "plan", "check", year / "k.csv")
    assert refused.returncode == 2
    assert all(words in refused.stderr for words in ("«LA»", "trùng với", "«qua đường»"))
    assert entries(year) == before and not list(year.glob("*cần sửa*"))


def test_days_outside_the_year_are_found(year: Path) -> None:
    (year / "k.csv").write_text("Mã cơ quan,Hình thức,Từ ngày\nS01,tại trụ sở,1/6/2027\n", encoding="utf-8")
    said = json.loads(run_isoaudit("-C", year, "plan", "check", year / "k.csv", "--json").stdout)
    assert "PLAN_004" in {one["code"] for one in said["law"]}


def test_a_workbook_of_another_kind_is_refused(year: Path, isoaudit: Run) -> None:
    assert isoaudit("-C", year, "inspectors", "export", "--output", year / "n.xlsx").returncode == 0
    for name, data in (("n.xlsx", None), ("rác.xlsx", b"PK\x03\x04 rubbish"), ("vắng.xlsx", None)):
        if data:
            (year / name).write_bytes(data)
        refused = run_isoaudit("-C", year, "plan", "check", year / name)
        assert refused.returncode == 2 and refused.stderr and not refused.stdout


def test_an_earlier_year_tells_who_sent_no_report(year: Path, tmp_path: Path) -> None:
    """TT26/2014 Đ37.1.b"""
    (year / "k.csv").write_text("Mã cơ quan,Hình thức\nS01,qua hồ sơ\nS02,qua hồ sơ\n", encoding="utf-8")
    assert run_isoaudit("-C", year, "inspections", "import", year / "k.csv").returncode == 0
    done = run_isoaudit("-C", year, "record", "report_received", "2026-S02-HS", "--on", "2026-06-01")
    assert done.returncode == 0, done.stderr
    after = tmp_path / "nam-2027"
    assert run_isoaudit("init", after, "--after", year).returncode == 0
    told = json.loads(run_isoaudit("-C", after, "plan", "propose", "--before", year, "--json").stdout)
    kinds = {one["agency"]: [reason["kind"] for reason in one["reasons"]] for one in told["choices"]}
    assert kinds["S01"][0] == "no_report" and "only_on_site" in kinds["S02"] and "no_report" not in kinds["S02"]
    assert told["choices"][0]["agency"] == "S01"
    same_year = run_isoaudit("-C", year, "plan", "propose", "--before", after)
    assert same_year.returncode == 2
