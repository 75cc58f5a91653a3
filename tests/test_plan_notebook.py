"""The notebook of the plan: population, choice by reason, months, checks, as the year's file holds them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from conftest import AUTHORITY, run_isoaudit

from isoaudit.journal.programme import Cases, Programme
from isoaudit.model import YearHead
from isoaudit.notebooks import load_year, plan
from isoaudit.work.year import inspected_on, write_year

DAY = date(2026, 3, 2)
REGISTER = """\
code,name,level,kind,obligation,qms_status,last_on_site
LAU,Sở Lâu năm,tinh,co_quan_chuyen_mon,bat_buoc,da_cong_bo,2020
GAN,Sở Gần đây,tinh,co_quan_chuyen_mon,bat_buoc,da_cong_bo,2025
CCKL,Chi cục Kiểm lâm,tinh,chi_cuc,bat_buoc,chua_xay_dung,2025
SOT,Chi cục Bỏ sót,tinh,chi_cuc,bat_buoc,da_cong_bo,2025
XA,UBND xã Vĩnh Tường Hạ,xa,ubnd_cap_xa,khuyen_khich,da_cong_bo,
"""
INSPECTIONS = """\
agency,mode,round,from,to
LAU,on_site,1,2026-06-15,2026-06-15
GAN,by_record,,2026-09-01,2026-09-30
CCKL,by_record,,,
XA,on_site,2,2026-07-05,2026-07-05
"""


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plan") / "nam-2026"
    assert run_isoaudit("init", folder, "--authority", AUTHORITY, "--year", 2026).returncode == 0
    for name, text in (("agencies", REGISTER), ("inspections", INSPECTIONS)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        assert run_isoaudit("-C", folder, name, "import", folder / f"{name}.csv").returncode == 0
    return folder


@pytest.fixture(scope="module")
def found(year: Path, tmp_path_factory: pytest.TempPathFactory) -> plan.Planned:
    programme = Programme(year)
    register = programme.register()
    path = tmp_path_factory.mktemp("case") / "year.json"
    head = YearHead(programme=programme.settings, day=DAY, agencies=tuple(register.agencies_by_name()))
    write_year(path, head, (inspected_on(case, DAY) for case in Cases(programme, register)))
    return plan.planned(load_year(path))


def test_the_figures_are_those_of_article_33(found: plan.Planned) -> None:
    assert plan.summary(found)["Số liệu"].tolist() == ["04", "03", "01", "02", "04"]


def test_each_block_of_the_register_is_counted(found: plan.Planned) -> None:
    rows = plan.population(found).values.tolist()
    assert rows == [
        ["Cơ quan chuyên môn cấp tỉnh", "02", "02", "01", "01", "-"],
        ["Chi cục", "02", "02", "-", "01", "01"],
        ["UBND cấp xã", "01", "-", "01", "-", "-"],
    ]


def test_visits_stand_by_day_with_their_reasons(found: plan.Planned) -> None:
    assert plan.visits(found).values.tolist() == [
        ["Sở Lâu năm", "15/6/2026, đợt 1", "06 năm chưa kiểm tra tại trụ sở (lần gần nhất: năm 2020)"],
        ["UBND xã Vĩnh Tường Hạ", "05/7/2026, đợt 2", "chưa ghi lần nào được kiểm tra tại trụ sở"],
    ]


def test_charts_name_reasons_and_months(found: plan.Planned) -> None:
    reasons, months = plan.by_reason(found).data, plan.by_month(found).data
    assert "theo lý do nặng nhất" in reasons and "theo tháng kết thúc" in months
    assert "ngày ngoài năm kế hoạch: 01 cuộc" in plan.undated(found).data


def test_what_the_law_asks_for_and_advice_stand_apart(found: plan.Planned) -> None:
    law, advice = (plan.checks(found, by_law=by_law).data for by_law in (True, False))
    assert "Chi cục Bỏ sót" in law and "tối thiểu 02" in law and "chủ nhật" not in law
    assert "chủ nhật" in advice and "Bỏ sót» thuộc" not in advice


def test_the_notebook_runs_as_it_is_shipped(year: Path) -> None:
    done = run_isoaudit("-C", year, "run", "plan")
    assert done.returncode == 0, done.stderr
    page = (year / "out" / "year" / "plan.html").read_text(encoding="utf-8")
    assert "Kế hoạch kiểm tra năm 2026" in page and "Chi cục Bỏ sót" in page
