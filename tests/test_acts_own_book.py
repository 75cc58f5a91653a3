"""An office's own book of papers of an old year: a row an inspection, a group a paper, the day of minutes alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import run_isoaudit
from record_bench import BY_RECORD, ON_SITE
from test_acts_book import bench, happened, programme  # noqa: F401  fixtures
from test_offices_own_sheets import saved

from isoaudit.desk.acts.book import import_acts
from isoaudit.errors import TableError
from isoaudit.journal.programme import Programme

UPPER = ["TT", "Cuộc kiểm tra", "Quyết định kiểm tra", "", "Thông báo lịch kiểm tra", "", "Biên bản kiểm tra"]
UPPER += ["Báo cáo của cơ quan", "", "Văn bản thông báo kết quả", "", "Ghi chú"]
LOWER = ["", "", "Số", "Ngày", "Số", "Ngày", "Ngày ký", "Số", "Ngày", "Số", "Ngày", ""]
MERGED = ["C3:D3", "E3:F3", "H3:I3", "J3:K3"]
VISIT = [
    1,
    ON_SITE,
    "48/QĐ-SKHCN",
    "01/6/2026",
    "412/TB-SKHCN",
    "03/6/2026",
    "15/6/2026",
    "",
    "",
    "455/TB",
    "17/6/2026",
]
RECORD = [2, BY_RECORD, "", "", "", "", "", "210/BC-STP", "09/6/2026", "911/SKHCN-TĐC", "17/6/2026", "Qua hồ sơ"]


def book(folder: Path, *rows: list[Any]) -> Path:
    return saved(folder, ["SỔ THEO DÕI VĂN BẢN NĂM 2026"], [], UPPER, LOWER, *rows, merged=MERGED)


def test_a_book_of_an_old_year_goes_in_as_it_is(programme: Programme, tmp_path: Path) -> None:  # noqa: F811
    """Circular 26/2014, Article 37.2.b: who signed minutes had agreed on them; books of papers have no column of it."""
    done = import_acts(programme, book(tmp_path, VISIT, RECORD))
    acts = happened(programme)
    assert acts[f"{ON_SITE}/decided"]["number"] == "48/QĐ-SKHCN"
    assert acts[f"{ON_SITE}/minutes_agreed"]["on"] == acts[f"{ON_SITE}/minutes_signed"]["on"] == "2026-06-15"
    assert acts[f"{ON_SITE}/notice_issued"]["number"] == "455/TB"
    said = "\n".join(done.warnings)
    assert "01 cuộc có ngày ký Biên bản, chưa ghi «Thống nhất Biên bản trong Đoàn»: ghi cùng ngày ký" in said
    for words in ("Thông báo lịch kiểm tra: Số", "Thông báo lịch kiểm tra: Ngày"):
        assert f"«{words}»" in said  # no act of the circular: it is said, and taken for no other


def test_the_paper_of_results_of_an_inspection_by_record_is_that_of_article_37_1_a(
    programme: Programme,  # noqa: F811
    tmp_path: Path,
) -> None:
    done = import_acts(programme, book(tmp_path, RECORD))
    acts = happened(programme)
    assert acts[f"{BY_RECORD}/correction_requested"]["number"] == "911/SKHCN-TĐC"
    assert f"{BY_RECORD}/notice_issued" not in acts
    assert any(act.startswith(f"{BY_RECORD}/report_received") for act in acts)
    assert "điểm a khoản 1 Điều 37" in "\n".join(done.warnings)


def unanswered(programme: Programme) -> str:  # noqa: F811
    """The id of an inspection on site without results."""
    state = programme.state()
    return next(id for id, one in state.inspections.items() if one.mode == "on_site" and not state.answers(id))


def test_minutes_without_results_are_refused_as_that_and_the_rest_goes_in_partly(
    programme: Programme,  # noqa: F811
    tmp_path: Path,
) -> None:
    id = unanswered(programme)
    path = book(tmp_path, [VISIT[0], id, *VISIT[2:]], RECORD)
    with pytest.raises(TableError) as refused:
        import_acts(programme, path)
    assert [one.code for one in refused.value.problems] == ["BOOK_006"]
    assert not any(act.startswith(f"{id}/") for act in happened(programme))
    ran = run_isoaudit("-C", programme.folder, "record", "import", path, "--partly")
    assert ran.returncode == 1 and "Chưa ghi 01 việc; các việc khác đã ghi." in ran.stderr
    acts = happened(Programme(programme.folder))
    assert f"{id}/decided" in acts and f"{BY_RECORD}/correction_requested" in acts
    assert not {f"{id}/minutes_agreed", f"{id}/minutes_signed", f"{id}/notice_issued"} & acts.keys()
