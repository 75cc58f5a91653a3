"""The December report with editions, classes and money of the roll-out (Decision 19/2014, Articles 4, 6, 10, 12.6)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
from conftest import Run
from hypothesis import given
from hypothesis import strategies as st
from test_papers import made, subject
from test_papers_reports import DAY, said, signed
from test_report_tables import cell
from test_rollout import CLASSES, MONEY, STEPS, book
from test_year_figures import agency

from isoaudit.desk.rollout.tables import import_rollout
from isoaudit.journal.programme import Programme
from isoaudit.model import Rollout, RolloutMoney, StepTaken, TrainingClass
from isoaudit.papers.render import letter_text
from isoaudit.rules.report_tables import Places, december_tables, editions_table, traces
from isoaudit.rules.rollout_report import editions_of, rollout_figures
from isoaudit.rules.year_report import YearReport, at_odds, year_report

NOT_TOLD = "Phiên bản tiêu chuẩn của HTQLCL đã công bố; đào tạo; kinh phí: chưa có số liệu tổng hợp."


def declared(code: str, edition: str, on: str | None = "2026-03-01") -> StepTaken:
    return StepTaken.model_validate({"agency": code, "edition": edition, "step": "declaration", "on": on})


def held(on: str, name: str, learners: int | None = None) -> TrainingClass:
    return TrainingClass.model_validate({"on": on, "name": name, "learners": learners})


def item(year: int, name: str, planned: int | None, spent: int | None = None) -> RolloutMoney:
    return RolloutMoney.model_validate({"year": str(year), "item": name, "planned": planned, "spent": spent})


REGISTER = (
    agency("A", name="Sở A", qms_status="da_cong_bo"),
    agency("B", name="Sở B", qms_status="chua_xay_dung"),
    agency("C", name="Sở C"),
)
FOUND = Rollout(
    steps=(declared("A", "2008", "2015-01-05"), declared("A", "2015"), declared("B", "2008"), declared("X", "2015")),
    classes=(held("2026-05-02", "Lớp B", 45), held("2026-03-02", "Lớp A"), held("2026-12-20", "Lớp sau"),
             held("2025-03-02", "Lớp cũ", 99)),
    money=(item(2026, "Đào tạo", 150_000_000), item(2026, "Tư vấn", 400_000_000, 390_000_000), item(2025, "Cũ", 7)),
)  # fmt: skip


def of(rollout: Rollout | None = FOUND, day: date = DAY) -> YearReport:
    return year_report((), (), REGISTER, day, year=2026, rollout=rollout)


def test_4_the_edition_of_each_system_is_counted_once_and_the_rest_is_not_known() -> None:
    found = of()
    assert cell(found, "editions", "departments", "edition_2015") == "01/03 (01 chưa rõ)"
    assert cell(found, "editions", "departments", "edition_2008") == "01"
    assert cell(found, "editions", "departments", "silent") == "01"
    (line, _) = editions_table(found).lines
    places = Places(found, "agencies")
    assert [places.of(one, "agencies") for one in line.figures] == ["01", "02", "", "", "03"]
    assert "editions" not in {one.key for one in december_tables(of(Rollout()))}


def test_an_edition_nobody_named_is_its_own_column_and_a_day_to_come_counts_not_yet() -> None:
    steps = (declared("A", "none"), declared("B", "2015", "2027-01-01"), declared("C", "2008", None))
    assert editions_of(steps, DAY) == {"A": "none", "B": "undone", "C": "undone"}
    assert editions_of(steps, date(2027, 1, 1))["B"] == "2015"
    later = (declared("A", "2008", "2015-01-01"), declared("A", "none", "2020-01-01"))
    assert editions_of(later, DAY) == {"A": "none"}  # perhaps that of 2015: nobody can tell


@given(
    st.lists(
        st.tuples(
            st.sampled_from("ABC"), st.sampled_from(["2008", "2015", "none"]), st.none() | st.dates(date(2015, 1, 1))
        ),
        max_size=12,
    )
)
def test_the_columns_of_a_block_add_up_to_its_agencies(taken: list[tuple[str, str, date | None]]) -> None:
    steps = tuple(declared(code, edition, on.isoformat() if on else None) for code, edition, on in taken)
    for one in rollout_figures(Rollout(steps=steps), REGISTER, DAY, 2026).editions:
        parts = [one.edition_2015, one.edition_2008, one.unnamed, one.undone, one.silent]
        ids = [code for part in parts for code in part.ids]
        assert sorted(ids) == list(one.silent.of or ()) and len(set(ids)) == len(ids)


def test_6_classes_and_money_are_those_of_the_year_up_to_the_day() -> None:
    found = of().rollout
    assert [one.name for one in found.classes] == ["Lớp A", "Lớp B"]
    assert [one.item for one in found.money] == ["Đào tạo", "Tư vấn"]


def test_register_and_steps_that_say_otherwise_are_told() -> None:
    (words,) = at_odds(of())
    assert words.startswith("Sở B") and "chưa xây dựng" in words and "đã ghi ngày công bố" in words


def paper_of(tmp_path: Path, rollout: Rollout | None) -> tuple[str, Path]:
    about = replace(subject(signed("A")), day=DAY, report=of(rollout))
    path = made(tmp_path, "december_report", about)
    return "\n".join(letter_text(path)), path


def test_12_6_the_paper_says_what_is_recorded_and_where_each_number_comes_from(tmp_path: Path) -> None:
    text, path = paper_of(tmp_path, FOUND)
    assert "1. Phiên bản tiêu chuẩn của HTQLCL đã công bố tổng hợp tại Bảng 5" in text
    assert (
        "2. Đào tạo: trong năm đã tổ chức 02 lớp đào tạo, 45 học viên ở 01 lớp, 01 lớp chưa ghi số học viên (Bảng 6)."
        in text
    )
    assert (
        "3. Kinh phí: dự toán 550.000.000 đồng, đã chi 390.000.000 đồng ở 01 khoản, 01 khoản chưa ghi (Bảng 7)." in text
    )
    assert "4. Khó khăn" in text and "5. Đề xuất" in text and "chưa có số liệu tổng hợp" not in text
    assert "Đã công bố (9001:2015)" in text and "Chưa xây dựng (9001:2008)" in text
    rows = [[cell.text for cell in row.cells] for table in docx.Document(str(path)).tables for row in table.rows]
    assert ["01", "02/3/2026", "Lớp A", "Chưa rõ"] in rows and ["02", "Tư vấn", "400.000.000", "390.000.000"] in rows
    assert "TCVN ISO 9001:2008: 01 (dòng 02)" in text  # Phụ lục II


def test_what_nobody_recorded_stays_said_to_be_without_figures(tmp_path: Path) -> None:
    text, _ = paper_of(tmp_path, None)
    assert f"1. {NOT_TOLD}" in text and "2. Khó khăn" in text and "Bảng 5" not in text
    some, _ = paper_of(tmp_path, Rollout(classes=FOUND.classes))
    assert "1. Đào tạo: " in some and "(Bảng 5)" in some
    assert "2. Phiên bản tiêu chuẩn của HTQLCL đã công bố; kinh phí: chưa có số liệu tổng hợp." in some
    assert NOT_TOLD in said(tmp_path, "december_report", signed("A"))


def test_every_figure_of_editions_is_traced_to_rows_of_the_annex() -> None:
    found = of()
    of_editions = list(traces([editions_table(found)], Places(found, "agencies")))
    assert [figure for one in of_editions for figure in one.figures] == [
        ("TCVN ISO 9001:2015", "01/03 (01 chưa rõ)", "01"), ("TCVN ISO 9001:2008", "01", "02"), ("Chưa rõ", "01", "03"),
    ]  # fmt: skip


def test_paper_notebook_and_json_of_a_programme_say_the_same(programme: Path, isoaudit: Run, tmp_path: Path) -> None:
    for rows in (STEPS, CLASSES, MONEY):
        import_rollout(Programme(programme), book(tmp_path / "bang.xlsx", rows))
    told: dict[str, Any] = json.loads(isoaudit("-C", programme, "year", "--as-of", "2026-11-30", "--json").stdout)
    assert [one["learners"] for one in told["classes"]] == [45, None]
    assert [one["planned"] for one in told["money"]] == [150_000_000, 400_000_000]
    (editions,) = [one for one in told["tables"] if one["key"] == "editions"]
    assert editions["lines"][-1]["figures"]["edition_2015"]["ids"] == ["99-STP"]
    done = isoaudit("-C", programme, "run", "december-report", "-p", "as_of=2026-11-30")
    assert done.returncode == 0, done.stderr
    page = (programme / "out" / "year" / "december-report.html").read_text(encoding="utf-8")
    assert "Nhận thức chung về HTQLCL" in page and "550.000.000 đồng" in page and "TCVN ISO 9001:2008" in page
    assert isoaudit("-C", programme, "paper", "december_report", "--as-of", "2026-11-30").returncode == 0
    text = "\n".join(letter_text(programme / "out" / "papers" / "december_report.docx"))
    assert "dự toán 550.000.000 đồng, đã chi 120.500.000 đồng ở 01 khoản" in text


def test_33_2_b_what_the_year_did_not_reach_is_counted_of_the_whole_year(programme: Path, isoaudit: Run) -> None:
    """A report holds one case at most, which tells nothing of how many were inspected."""
    told = json.loads(isoaudit("-C", programme, "year", "--as-of", "2026-11-30", "--json").stdout)
    (reached,) = [one["lines"][1]["figures"]["number"] for one in told["tables"] if one["key"] == "coverage"]
    done = isoaudit("-C", programme, "paper", "december_report", "--as-of", "2026-11-30")
    assert reached["number"] == 0  # nothing is signed in this programme
    assert f"Kiểm tra tại trụ sở 00 trong {reached['of']:02} cơ quan" in done.stderr
