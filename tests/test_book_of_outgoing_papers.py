"""Decree 30/2020, Annex IV: a book of papers, a row a paper, as văn thư keeps it, taken in as acts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from record_bench import BY_RECORD, ON_SITE
from test_acts_book import bench, happened, programme  # noqa: F401  fixtures
from test_offices_own_sheets import saved

from isoaudit.desk.acts_book import import_acts
from isoaudit.errors import TableError
from isoaudit.journal.programme import Programme

HEADING = ["STT", "Số, ký hiệu", "Ngày tháng", "Loại", "Trích yếu", "Nơi nhận", "Người ký", "Ghi chú"]


def book(folder: Path, programme: Programme, *more: list[Any]) -> Path:  # noqa: F811
    state = programme.state()
    site, record = (state.agencies[state.inspections[id].agency].name for id in (ON_SITE, BY_RECORD))
    rows = [
        ["Tháng 6/2026"],
        [1, "48/QĐ-SKHCN", "01/6/2026", "QĐ", f"Thành lập Đoàn kiểm tra HTQLCL ({site})", "Thành viên Đoàn", "A"],
        [2, "49/TB-SKHCN", "02/6/2026", "TB", "Lịch kiểm tra HTQLCL đợt 1", "Các cơ quan đợt 1", "A"],
        [3, "46/TĐC-HC", "03/6/2026", "CV", "V/v mua sắm văn phòng phẩm", "Văn phòng", "B"],
        [4, "01/BB-ĐKT", "15/6/2026", "BB", f"Biên bản kiểm tra tại {site}", f"{site}; lưu Đoàn", "Trưởng đoàn"],
        [5, "455/TB", "17/6/2026", "TB", f"Kết quả kiểm tra HTQLCL tại {site}", site, "A"],
        [6, "911/CV", "17/6/2026", "CV", "V/v đề nghị khắc phục qua kiểm tra hồ sơ", record, "A"],
        *more,
    ]
    return saved(folder, ["SỔ THEO DÕI VĂN BẢN ĐI"], [], HEADING, *rows)


def test_a_book_of_papers_goes_in_by_kind_and_summary(programme: Programme, tmp_path: Path) -> None:  # noqa: F811
    done = import_acts(programme, book(tmp_path, programme))
    acts = happened(programme)
    assert acts[f"{ON_SITE}/decided"]["number"] == "48/QĐ-SKHCN"
    assert acts[f"{ON_SITE}/minutes_agreed"]["on"] == acts[f"{ON_SITE}/minutes_signed"]["on"] == "2026-06-15"
    assert acts[f"{ON_SITE}/notice_issued"]["number"] == "455/TB"
    assert acts[f"{BY_RECORD}/correction_requested"]["number"] == "911/CV"
    said = "\n".join(done.warnings)
    assert "01 văn bản không phải việc của cuộc kiểm tra: 46/TĐC-HC." in said
    assert "49/TB-SKHCN" in said


def test_what_is_not_sure_is_refused_and_left_with_partly(programme: Programme, tmp_path: Path) -> None:  # noqa: F811
    path = book(tmp_path, programme, [7, "02/BB", "18/6/2026", "BB", "Biên bản kiểm tra tại Sở Lạ", "Sở Lạ", "C"])
    with pytest.raises(TableError) as refused:
        import_acts(programme, path)
    assert [one.code for one in refused.value.problems] == ["BOOK_007"]
    assert f"{ON_SITE}/decided" not in happened(programme)
    assert [one.code for one in import_acts(programme, path, partly=True).left] == ["BOOK_007"]
    assert happened(programme)[f"{ON_SITE}/notice_issued"]["number"] == "455/TB"
