"""Results that offices write by the points of Article 36 of Circular 26/2014: a row a point, or a column a point."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_office_tables import lists  # noqa: F401  the programmes of before each table
from test_offices_own_sheets import saved

from isoaudit.desk.answers.tables import import_answers
from isoaudit.desk.intake.asking import NOBODY, Asking
from isoaudit.desk.registers.agencies import import_agencies
from isoaudit.errors import TableError
from isoaudit.journal.programme import Programme
from isoaudit.journal.state import State
from isoaudit.model import Answer
from isoaudit.rules.parts import points_of
from isoaudit.tables.columns.office_words import Said
from isoaudit.tables.columns.questions import Question
from isoaudit.tables.results.points import parted, point_in
from isoaudit.wording import labels

HEAD = ["Cơ quan", "Điểm", "Kết quả", "Bằng chứng", "Nội dung không phù hợp", "Ghi chú"]
OF_2B = {"D36-2-b-01", "D36-2-b-02"}


@pytest.fixture
def folder(lists: Path, tmp_path: Path) -> Path:  # noqa: F811
    made = Path(shutil.copytree(lists / "agencies", tmp_path / "năm"))
    import_agencies(Programme(made), saved(tmp_path, ["Tên cơ quan"], ["Sở Y tế"], ["Sở Nội vụ"]))
    return made


def answers(folder: Path, path: Path, asking: Asking = NOBODY) -> tuple[dict[str, Answer], str]:
    done = import_answers(Programme(folder), path, asking=asking)
    state: State = Programme(folder).state()
    found = {one.criterion: one for id in state.inspections for one in state.answers(id)}
    return found, "\n".join(done.warnings)


@pytest.mark.parametrize("typed", ["2b", "2.b", "36.2.b", "Điểm b khoản 2", "Khoản 2 điểm b Điều 36", "2b)"])
def test_a_point_that_is_met_is_met_in_each_of_its_criteria(typed: str, folder: Path, tmp_path: Path) -> None:
    """Thirteen results by points were refused each, with the advice to write 80 rows."""
    rows = [["Sở Y tế", typed, "Đạt", "QĐ 88", "", ""], ["Sở Y tế", "1g", "Đạt", "", "", "x"]]
    found, said = answers(folder, saved(tmp_path, HEAD, *rows))
    mine = {id: one for id, one in found.items() if "-2-b-" in id}
    assert mine.keys() == OF_2B
    for one in mine.values():
        assert (one.verdict, [item.text for item in one.evidence]) == ("conforming", ["QĐ 88"])
        assert one.note == "Bảng nhập ghi chung cho điểm 2.b"
    assert "2.b: 02 tiêu chí" in said


def test_a_criterion_with_a_row_of_its_own_says_more_than_its_point(folder: Path, tmp_path: Path) -> None:
    rows = [["Sở Y tế", "2b", "Đạt", "", "", ""], ["Sở Y tế", "D36-2-b-02", "Không đạt", "", "Trễ", ""]]
    found, _ = answers(folder, saved(tmp_path, HEAD, *rows))
    assert {id: one.verdict for id, one in found.items()} == {"D36-2-b-01": "conforming", "D36-2-b-02": "nonconforming"}


FINDING = [["Sở Y tế", "2b", "Không đạt", "", "Xác nhận trễ", ""], ["Sở Y tế", "2c", "Đạt", "", "", ""]]


def test_which_criterion_of_a_point_is_not_met_is_asked_and_the_advice_is_followed(
    folder: Path, tmp_path: Path
) -> None:
    path = saved(tmp_path, HEAD, *FINDING)
    with pytest.raises(TableError) as refused:
        answers(folder, path)
    (one,) = refused.value.problems
    assert one.code == "CRITERION_003"
    advised = one.remedy.split('--map "')[1].split('"')[0]
    found, said = answers(folder, path, replace(NOBODY, given=[advised]))
    assert found["D36-2-b-01"].gap == "Xác nhận trễ"
    assert "D36-2-b-02" not in found
    assert "các tiêu chí khác của điểm để trống" in said


def test_a_person_is_asked_which_criterion_of_each_row(folder: Path, tmp_path: Path) -> None:
    asked: list[Question] = []

    def ask(questions: Sequence[Question]) -> list[Said]:
        asked.extend(questions)
        return [said for one in questions for words, said in one.answers if words.startswith("D36-2-b-02")]

    found, _ = answers(folder, saved(tmp_path, HEAD, *FINDING), Asking(ask=ask))
    assert (found["D36-2-b-02"].verdict, found["D36-2-b-02"].gap) == ("nonconforming", "Xác nhận trễ")
    (one,) = asked
    assert "dòng 2" in one.typed and "Xác nhận trễ" in one.typed
    assert not (folder / "tu-ngu.toml").exists()  # another row may mean another


def test_names_of_clauses_and_points_without_a_verdict_are_said(folder: Path, tmp_path: Path) -> None:
    rows = [["Sở Y tế", "2", "", "", "", ""], ["Sở Y tế", "2b", "", "Không thuê tư vấn", "", ""]]
    found, said = answers(folder, saved(tmp_path, HEAD, *rows, ["Sở Y tế", "2c", "Đạt", "", "", ""]))
    assert {found[id].verdict for id in OF_2B} == {None}
    assert {item.text for id in OF_2B for item in found[id].evidence} == {"Không thuê tư vấn"}
    assert "dòng «2» chỉ ghi tên khoản" in said and "điểm 2.b có nội dung, chưa ghi kết quả" in said


def test_a_column_for_each_point_is_a_row_for_each(folder: Path, tmp_path: Path) -> None:
    head = ["TT", "Cơ quan", "2.b", "Điểm c khoản 2", "2đ. Công bố lại"]
    rows = [[1, "Sở Y tế", "Đạt", "Không áp dụng (không niêm yết)", ""]]
    rows += [[2, "Sở Nội vụ", "Đ", "", "Không đạt: chưa công bố lại"]]
    path = saved(tmp_path, head, *rows)
    found, said = answers(folder, path, replace(NOBODY, given=["2.đ=D36-2-dd-01"]))
    assert {one.verdict for id, one in found.items() if "-2-b-" in id} == {"conforming"}
    assert {(one.verdict, one.note.partition(";")[0]) for id, one in found.items() if "-2-c-" in id} == {
        ("not_applicable", "không niêm yết")
    }
    assert (found["D36-2-dd-01"].verdict, found["D36-2-dd-01"].gap) == ("nonconforming", "chưa công bố lại")
    assert "không dùng đến" not in said


def test_a_fault_in_a_column_of_a_point_is_at_its_cell(folder: Path, tmp_path: Path) -> None:
    rows: list[list[Any]] = [["TT", "Cơ quan", "2.b", "2.c"], [1, "Sở Y tế", "Đạt", "tốt"]]
    with pytest.raises(TableError) as refused:
        answers(folder, saved(tmp_path, *rows))
    assert [(one.code, one.where.split()[-1]) for one in refused.value.problems] == [("TABLE_004", "D2")]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Không đạt: chưa cập nhật", ("Không đạt", "chưa cập nhật", "gap")),
        ("KĐ (chưa cập nhật)", ("KĐ", "chưa cập nhật", "gap")),
        ("Chưa đạt vì thiếu hồ sơ", ("Chưa đạt", "thiếu hồ sơ", "gap")),
        ("Đạt. Có đủ biên bản", ("Đạt", "Có đủ biên bản", "evidence")),
        ("Đạt, có lưu ý", ("Đạt, có lưu ý", "", "")),
        ("Không áp dụng - không thuê", ("Không áp dụng", "không thuê", "note")),
        ("phù hợp; điểm lưu ý", ("phù hợp; điểm lưu ý", "", "")),
        ("Chưa xong: chờ", ("Chưa xong: chờ", "", "")),
    ],
)
def test_a_reason_behind_a_verdict_is_no_part_of_it(text: str, meant: tuple[str, str, str]) -> None:
    assert parted(text) == meant


def test_a_reason_behind_a_verdict_goes_where_it_belongs(folder: Path, tmp_path: Path) -> None:
    rows = [["Sở Y tế", "D36-2-b-01", "Không đạt: xác nhận trễ", "", "", ""]]
    found, _ = answers(folder, saved(tmp_path, HEAD, *rows))
    assert (found["D36-2-b-01"].verdict, found["D36-2-b-01"].gap) == ("nonconforming", "xác nhận trễ")


@given(
    point=st.sampled_from(sorted(labels()["point"])),
    form=st.sampled_from(
        ["{1}{2}", "{1}.{2}", "36.{1}.{2}", "Điểm {2} khoản {1}", "khoản {1} điểm {2} Điều 36", "{1}{2})"]
    ),
)
def test_every_writing_of_a_point_is_that_point(point: str, form: str) -> None:
    clause, letter = point.split(".")
    typed = form.format("", clause, letter)
    assert points_of(typed) == [point] and point_in(f"{typed})") == point


@pytest.mark.parametrize("text", ["1", "Khoản 2", "1h", "3a", "D36-1-a-01", "2b và 2c", "12/5", "1 a b"])
def test_what_is_no_single_point_is_none(text: str) -> None:
    assert point_in(text) == ""
