"""Source 000, an invented province in its place: a year of keeping systems up, as the plan for 2022 has it.

Six classes, internal audit and management review at least once, updating, declaring again where the scope changed, an
inspection of each agency at least once, a report to the People's Committee.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Run, run_isoaudit
from docx import Document
from taking import take

from isoaudit.office.text import document_text

SO = "Sở Khoa học và Công nghệ tỉnh Đồng Sen"
AGENCIES, AGAIN = 30, 4
CLASSES = 6
PLAN = "Kế hoạch số 326/KH-UBND ngày 09/11/2021"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programme of 2022: what was done, and four agencies whose scope changed and that declared again."""
    folder = tmp_path_factory.mktemp("000") / "năm 2022"
    assert run_isoaudit("init", folder, "--authority", SO, "--year", "2022").returncode == 0
    register = [["Mã", "Tên cơ quan", "Cấp", "Loại cơ quan", "Đối tượng", "Tình trạng HTQLCL"]]
    register += [
        [f"S{n:02}", f"Sở Chuyên ngành {n + 1}", "Tỉnh", "Sở", "Bắt buộc", "Đã công bố"] for n in range(AGENCIES)
    ]
    take(folder, "agencies", register)
    steps = [["Tên cơ quan", "Phiên bản", "Đánh giá nội bộ", "Xem xét của lãnh đạo", "Công bố"]]
    for n in range(AGENCIES - 1):  # of the last nothing is recorded
        again = "20/10/2022" if n < AGAIN else "15/3/2021"
        steps.append([f"Sở Chuyên ngành {n + 1}", "ISO 9001:2015", "15/8/2022", "30/8/2022", again])
    take(folder, "rollout", steps)
    targets = [["Khối", "Chỉ tiêu", "Thời hạn", "Bước", "Thực hiện từ ngày", "Quyết định"]]
    for step in ("Đánh giá nội bộ", "Xem xét của lãnh đạo"):
        targets.append(["Sở, ngành", "100%", "31/12/2022", step, "01/01/2022", PLAN])
    take(folder, "rollout", targets)
    classes = [["Lớp", "Ngày", "Số học viên", "Nội dung"]]
    classes += [[f"Lớp {n}", f"{n + 4:02}/5/2022", 40 + n, "Nhận thức, đánh giá viên nội bộ"] for n in range(CLASSES)]
    take(folder, "rollout", classes)
    return folder


def shown(folder: Path, on: str) -> dict[str, Any]:
    done = run_isoaudit("-C", folder, "rollout", "show", "--as-of", on, "--json")
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_six_classes_with_their_learners(folder: Path) -> None:
    classes = shown(folder, "31/12/2022")["classes"]
    assert len(classes) == CLASSES and sum(one["learners"] for one in classes) == sum(40 + n for n in range(CLASSES))


def test_audit_and_review_once_a_year_and_who_is_not_known_to_have_had_them(folder: Path) -> None:
    for target in shown(folder, "31/12/2022")["targets"]:
        assert target["done"]["number"] == AGENCIES - 1 and target["needed"] == AGENCIES
        assert target["done"]["unknown"] == [f"S{AGENCIES - 1:02}"]
        assert target["feasibility"] in ("not_recorded", "missed", "not_within_reach")
    before = shown(folder, "20/8/2022")["targets"]
    numbers = {one["step"]: one["done"]["number"] for one in before}
    assert numbers == {"internal_audit": AGENCIES - 1, "management_review": 0}


def test_each_is_proposed_once_and_the_plan_lacks_nothing_the_circular_asks_for(folder: Path, isoaudit: Run) -> None:
    plan = folder.with_name("ke-hoach.xlsx")
    done = isoaudit("-C", folder, "plan", "propose", "--first-day", "01/6/2022", "-o", plan)
    assert done.returncode == 0, done.stderr
    checked = isoaudit("-C", folder, "plan", "check", plan, "--json")
    assert checked.returncode == 0, checked.stderr
    taken = isoaudit("-C", folder, "inspections", "import", plan)
    assert taken.returncode == 0 and f"{AGENCIES} cuộc kiểm tra mới" in taken.stdout, taken.stderr
    listed = json.loads(isoaudit("-C", folder, "inspections", "list", "--json").stdout)
    assert {one["agency"] for one in listed} == {f"S{n:02}" for n in range(AGENCIES)}
    assert sum(one["mode"] == "on_site" for one in listed) >= AGENCIES / 3


def test_the_report_to_the_committee_says_that_nothing_is_inspected_yet(folder: Path, isoaudit: Run) -> None:
    done = isoaudit("-C", folder, "paper", "november_report", "--as-of", "30/11/2022")
    assert done.returncode == 0, done.stderr
    text = "\n".join(document_text(Document(str(folder / "out" / "papers" / "november_report.docx"))))
    assert f"{AGENCIES} cuộc kiểm tra tại {AGENCIES} cơ quan" in text and "đã kiểm tra 0 cuộc" in text
