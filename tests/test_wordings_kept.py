"""A finding kept as a wording of the office: what is recognised becomes a blank, what was there stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Copied, run_isoaudit
from hypothesis import given
from hypothesis import strategies as st

from isoaudit.journal.wordings import own_wordings, wording_problems
from isoaudit.wording.blanked import blanked
from isoaudit.wording.blanks import no_blanks

NAMES = {
    "UBND xã Tân An": "tên cơ quan",
    "Văn phòng": "tên bộ phận",
    "Văn phòng Sở": "tên bộ phận",
    "Lê An": "tên người",
}


@pytest.mark.parametrize(
    ("said", "made"),
    [
        (
            "Quyết định số 125/QĐ-UBND ngày 05/7/2026 của UBND xã Tân An.",
            "Quyết định số {số hiệu văn bản} ngày {ngày} của {tên cơ quan}.",
        ),
        ("Còn 05/120 TTHC chưa có quy trình.", "Còn {số TTHC}/{tổng số TTHC} TTHC chưa có quy trình."),
        ("Có 12 quy trình và 1.204 hồ sơ.", "Có {số quy trình} quy trình và {số hồ sơ} hồ sơ."),
        ("Năm trước và năm 2025; từ tháng 6/2026.", "Năm trước và năm {năm}; từ {ngày tháng}."),
        ("Quy trình QT-07 và QT.TP-12.", "Quy trình {mã} và {mã}."),
        ("Hồ sơ 000.17.31-260615-0012 trễ.", "Hồ sơ {mã} trễ."),
        ("Theo mục 9.3.2 TCVN ISO 9001:2015.", "Theo mục 9.3.2 TCVN ISO 9001:2015."),
        (
            "Chưa báo cáo 3/13 nội dung, quá 02 tháng.",
            "Chưa báo cáo {số nội dung}/{tổng số nội dung} nội dung, quá 02 tháng.",
        ),
        ("Lê An, Văn phòng Sở;\nVăn phòng.", "{tên người}, {tên bộ phận}; {tên bộ phận}."),
        ("Lê Anh không phải là người ấy.", "Lê Anh không phải là người ấy."),
        ("Còn {số TTHC} TTHC.", "Còn {số TTHC} TTHC."),
    ],
)
def test_what_is_recognised_becomes_a_blank(said: str, made: str) -> None:
    assert blanked(said, NAMES) == made


@given(st.text(st.sampled_from("0123456789/.-: ABQĐabđếngày,;"), max_size=60))
def test_whatever_was_said_only_blanks_of_the_set_are_made(said: str) -> None:
    made = blanked(said, NAMES)
    assert list(no_blanks(made)) == []
    assert blanked(made, {}) == made, "done again it changes nothing"


@pytest.fixture
def year(example_answered: Copied, tmp_path: Path) -> Path:
    return example_answered(tmp_path / "năm 2026")


def found(year: Path) -> str:
    """An inspection and criterion where something was found."""
    from isoaudit.journal.programme import Programme

    programme = Programme(year)
    for inspection in programme.lists().inspections_by_name():
        state, _ = programme.about([inspection.id])
        for answer in state.answers(inspection.id):
            if answer.verdict == "nonconforming" and answer.gap:
                return f"{inspection.id}/{answer.criterion}"
    raise AssertionError("the example has findings")


def test_a_finding_is_shown_and_kept_only_when_asked(year: Path) -> None:
    where, shelf = found(year), year / "checklists"
    shown = run_isoaudit("-C", year, "wording", "add", where)
    assert shown.returncode == 0, shown.stderr
    assert "Chưa lưu" in shown.stdout
    assert own_wordings(shelf) == ()
    kept = run_isoaudit("-C", year, "wording", "add", where, "--keep")
    assert kept.returncode == 0, kept.stderr
    (one,) = own_wordings(shelf)
    assert (one.criterion, one.grade) == (where.partition("/")[2], "nonconforming")
    assert one.gap in shown.stdout
    assert wording_problems(shelf) == []
    listed = run_isoaudit("-C", year, "wording", "list", one.criterion)
    assert one.id in listed.stdout
    assert "CM-" in listed.stdout


def test_what_the_office_wrote_stays_and_the_same_is_not_kept_twice(year: Path) -> None:
    where, path = found(year), year / "checklists" / "wording.yaml"
    before = (
        "# của phòng\nwordings:\n- id: AB-01\n  criterion: D36-1-a-03\n  grade: observation\n"
        "  evidence: Đã xem {tên tài liệu}.   # giữ lại\n  gap: Còn {số TTHC} TTHC.\n"
    )
    path.write_text(before, encoding="utf-8")
    assert run_isoaudit("-C", year, "wording", "add", where, "--keep").returncode == 0
    after = path.read_text(encoding="utf-8")
    assert after.startswith(before)
    assert [one.id for one in own_wordings(path.parent)][0] == "AB-01"
    again = run_isoaudit("-C", year, "wording", "add", where, "--keep")
    assert again.returncode == 2
    assert "trùng với" in again.stderr
    assert path.read_text(encoding="utf-8") == after


@pytest.mark.parametrize(("where", "said"), [("2026-99", "tiêu chí"), ("{}/D36-9-z-99", "chưa ghi nội dung")])
def test_what_is_no_finding_is_refused(year: Path, where: str, said: str) -> None:
    inspection = found(year).partition("/")[0]
    done = run_isoaudit("-C", year, "wording", "add", where.format(inspection))
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
