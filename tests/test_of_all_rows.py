"""What an office does not write in each row: told once for the whole table, asked about, not kept for the next."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import Run
from test_asking import dialogue
from test_office_tables import lists  # noqa: F401  the programmes of before each table
from test_phrases import saved

from isoaudit.desk.answers.tables import import_answers
from isoaudit.desk.inspections.schedule import INSPECTION_COLUMNS, import_inspections
from isoaudit.desk.intake.asking import Asking
from isoaudit.errors import IsoAuditError
from isoaudit.journal.places import WORDS
from isoaudit.journal.programme import Programme
from isoaudit.tables.columns.office_words import Said, understood_as


@pytest.fixture
def folder(lists: Path, tmp_path: Path) -> Path:  # noqa: F811
    return Path(shutil.copytree(lists / "inspections", tmp_path / "năm 2026"))


@pytest.fixture
def file(folder: Path, tmp_path: Path) -> Path:
    """A list of inspections that does not say in which form: the office has a list of its own for each."""
    agencies = [agency.name for agency in Programme(folder).lists().agencies_by_name()][:2]
    return saved(tmp_path, ["TT", "Tên cơ quan", "Đợt"], *([n, name, "3"] for n, name in enumerate(agencies, 1)))


def modes(folder: Path) -> set[str]:
    return {one.mode for one in Programme(folder).lists().inspections.values()}


def test_a_form_of_all_rows_is_asked_for_and_given(folder: Path, file: Path, isoaudit: Run) -> None:
    refused = isoaudit("-C", folder, "inspections", "import", file)
    assert refused.returncode == 2 and '--map "Hình thức=' in refused.stderr and modes(folder) == set()
    done = isoaudit("-C", folder, "inspections", "import", file, "--map", "Hình thức=Qua hồ sơ")
    assert done.returncode == 0, done.stderr
    assert modes(folder) == {"by_record"}
    assert not (folder / WORDS).exists(), "the next list may be of the other form"


def test_at_a_terminal_it_is_asked_in_the_same_try(folder: Path, file: Path) -> None:
    status, said = dialogue(folder, ["inspections", "import", str(file)], ["2"])
    assert status == 0 and "không có cột «Hình thức». Cả 02 dòng" in said, said
    assert modes(folder) == {"by_record"} and not (folder / WORDS).exists()


def test_a_column_that_is_there_counts_and_the_value_of_all_is_said_to_be_unused(folder: Path, tmp_path: Path) -> None:
    name = next(iter(Programme(folder).lists().agencies_by_name())).name
    table = saved(tmp_path, ["TT", "Tên cơ quan", "Hình thức"], [1, name, "tại trụ sở"])
    done = import_inspections(Programme(folder), table, asking=Asking(("Hình thức=Qua hồ sơ",)))
    assert modes(folder) == {"on_site"} and any("không dùng giá trị ghi chung" in words for words in done.warnings)


def test_an_agency_of_all_results_is_given(lists: Path, tmp_path: Path) -> None:  # noqa: F811
    folder = Path(shutil.copytree(lists / "answers", tmp_path / "kết quả"))
    agency = next(iter(Programme(folder).lists().agencies.values()))
    table = saved(tmp_path, ["Mã tiêu chí", "Kết quả", "Bằng chứng"], ["D36-1-a-01", "Đạt", "Quyết định số 5"])
    with pytest.raises(IsoAuditError) as refused:
        import_answers(Programme(folder), table)
    assert [one.code for one in refused.value.problems] == ["TABLE_033"]
    assert import_answers(Programme(folder), table, asking=Asking((f"Cơ quan={agency.name}",))).added == 1


def test_results_keep_no_column_and_say_so(lists: Path, tmp_path: Path) -> None:  # noqa: F811
    folder = Path(shutil.copytree(lists / "answers", tmp_path / "kết quả"))
    table = saved(tmp_path, ["Mã tiêu chí", "Kết quả"], ["D36-1-a-01", "Đạt"])
    with pytest.raises(IsoAuditError) as refused:
        import_answers(Programme(folder), table, asking=Asking(("Ghi thêm=giữ nguyên",)))
    (problem,) = refused.value.problems
    assert problem.code == "TABLE_030" and "giữ nguyên»," not in problem.remedy


def test_a_value_of_another_column_is_a_word_as_before() -> None:
    assert understood_as("Hình thức", "tại trụ sở", INSPECTION_COLUMNS) == [Said("", "tại trụ sở", "mode")]
    assert understood_as("Đi cơ sở", "tại trụ sở", INSPECTION_COLUMNS) == [Said("Đi cơ sở", "on_site", "mode")]
    assert understood_as("Vòng", "Đợt", INSPECTION_COLUMNS) == [Said("Vòng", "round")]
