"""Source 003 as examples/linh-son-2022: two rounds of the Sở, the communes by their districts, 80/80.

Rounds of 16 to 30/6 and 05 to 26/7, the districts in quarter III; findings of the kinds the source names; corrective
action reported by all. What the board recommends to districts is typed into the minutes, which no table carries.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from followed import Followed, follow

from isoaudit.journal.programme import Programme

DEPARTMENTS, BRANCHES, DISTRICTS, COMMUNES = 17, 7, 11, 45
BODIES = DEPARTMENTS + BRANCHES + DISTRICTS + COMMUNES
OBLIGED = DEPARTMENTS + BRANCHES + DISTRICTS
FOUND = {"SNV": "D36-1-a-01", "STP": "D36-2-d-01", "H02": "D36-2-a-01", "X0101": "D36-1-a-01", "X0201": "D36-2-d-01"}
"""The kinds of findings the source names: scope, updating of law, the head's part."""
DAY = "30/11/2022"


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    return follow("linh-son-2022", tmp_path_factory.mktemp("003"))


@pytest.fixture(scope="module")
def report(year: Followed) -> dict[str, Any]:
    return dict(year.asked("year", "--as-of", DAY))


def figure(report: dict[str, Any], table: str, line: str, column: str = "") -> dict[str, Any]:
    lines = next(one["lines"] for one in report["tables"] if one["key"] == table)
    figures = next(one["figures"] for one in lines if one["key"] == line)
    return dict(figures[column] if column else next(iter(figures.values())))


def test_eighty_of_eighty_were_inspected(year: Followed, report: dict[str, Any]) -> None:
    assert figure(report, "inspections", "on_site")["words"] == f"{BODIES}/{BODIES}" == "80/80"
    assert figure(report, "coverage", "reached_on_site")["words"] == f"{OBLIGED}/{OBLIGED}" == "35/35"
    (said,) = year.said(f"year --as-of {DAY}")
    assert "Đã kiểm tra tại trụ sở cơ quan: 80/80" in said
    assert "80/80" in (year.folder / "out" / "year.html").read_text(encoding="utf-8")


def test_each_round_lies_between_its_days_and_each_commune_is_its_districts(year: Followed) -> None:
    (said,) = year.said(f"status --by unit --on {DAY}")
    lines = said.splitlines()
    assert "Sở Khoa học và Công nghệ tỉnh Lĩnh Sơn: 35 cuộc kiểm tra (tại trụ sở 35; xong 32)" in lines
    assert "Ủy ban nhân dân thành phố Lĩnh Sơn: 05 cuộc kiểm tra (tại trụ sở 05; xong 04)" in lines
    assert sum(line.startswith("Ủy ban nhân dân huyện ") and ": 04 cuộc" in line for line in lines) == DISTRICTS - 1
    lists = Programme(year.folder).lists()
    codes = {agency.name: agency.code for agency in lists.agencies.values()}
    by_round: dict[str, list[date]] = {}
    for one in lists.inspections.values():
        assert one.from_
        by_round.setdefault(one.round, []).append(one.from_)
        of_district = codes[lists.agencies[one.agency].parent] if one.agency.startswith("X") else ""
        assert one.inspecting_unit == of_district
    spans = {name: (min(days), max(days)) for name, days in by_round.items()}
    assert date(2022, 6, 16) <= spans["1"][0] and spans["1"][1] <= date(2022, 6, 30)
    assert date(2022, 7, 5) <= spans["2"][0] and spans["2"][1] <= date(2022, 7, 26)
    assert date(2022, 7, 1) <= spans["Quý III"][0] and spans["Quý III"][1] <= date(2022, 9, 30)


def test_15_1_each_district_has_its_own_series_of_numbers_in_one_table_of_acts(year: Followed) -> None:
    """Decree 30/2020: two districts that gave one number on their own are no number twice."""
    text = (year.inputs / "cac-viec.csv").read_text(encoding="utf-8")
    assert text.count(",404/TB-UBND,") == 2
    (said,) = year.said("record import cac-viec.csv")
    assert "ghi cho" not in said


def test_findings_are_of_the_kinds_named_and_all_were_reported_on(year: Followed, report: dict[str, Any]) -> None:
    found = {point: figure(report, "points", point, "nonconformities")["number"] for point in ("1.a", "2.a", "2.d")}
    assert found == {"1.a": 2, "2.a": 1, "2.d": 2}
    (said,) = year.said("record import cac-viec.csv")
    assert said.count("đã thống nhất 01 điểm không phù hợp") == len(FOUND)
    rows = year.asked("actions", "--on", DAY)
    assert {(row["agency"], row["criterion"]) for row in rows} == set(FOUND.items())
    assert not [row for row in rows if row["stage"] in ("waiting", "overdue")]


def test_the_notebook_says_the_same(year: Followed) -> None:
    rows = year.tables("november-report")
    assert ["Đã kiểm tra tại trụ sở cơ quan", "80/80"] in rows
    assert ["Đã được kiểm tra tại trụ sở", "35/35"] in rows
    points = {row[0]: row[1:] for row in rows if "khoản" in row[0] and len(row) == 7}
    assert len(points) == 13
    assert points["Phạm vi áp dụng (điểm a khoản 1)"] == ["02/80", "0", "78", "0", "02", "0"]
    assert points["Cập nhật thay đổi của văn bản quy phạm pháp luật (điểm d khoản 2)"][0] == "02/80"
    assert points["Sự tham gia của Lãnh đạo, các đơn vị và cá nhân (điểm a khoản 2)"][0] == "01/80"
    assert sum(int(cells[4]) for cells in points.values()) == len(FOUND)
    assert ["Đã báo cáo khắc phục, chưa có kết quả xem xét", "05", "0"] in rows


def test_the_report_says_the_same_in_word(year: Followed) -> None:
    text = year.word("papers/november_report.docx")
    assert "80 cuộc kiểm tra tại 80 cơ quan" in text and "đã kiểm tra 80 cuộc" in text
    for line in ("Đã kiểm tra tại trụ sở cơ quan | 80/80", "Đã được kiểm tra tại trụ sở | 35/35",
                 "01 | Phạm vi áp dụng (điểm a khoản 1) | 02/80 | 0 | 78 | 0 | 02 | 0"):  # fmt: skip
        assert line in text.splitlines()
    assert "đã được thông báo 05 điểm KPH" in text and "Phạm vi áp dụng (02/80 cuộc)" in text


def test_a_paper_of_a_commune_is_of_its_district(year: Followed) -> None:
    text = year.word("2022-X0101-TS/notice.docx")
    head = text.split("Kính gửi")[0].upper()
    assert "THÀNH PHỐ LĨNH SƠN" in head and "SKHCN" not in text and "SỞ KHOA HỌC" not in head
    assert "Nông Văn Sơn" in text, "signed by the district's chairman"
    assert "Thủ tục hành chính mới chưa được đưa vào phạm vi áp dụng." in text
