"""Registers of papers as offices keep them: by Decree 30/2020, Annex IV, with the habits of a clerk."""

from __future__ import annotations

from pathlib import Path

from record_bench import BY_RECORD, ON_SITE, OPEN, SECOND
from test_acts_book import bench, happened, programme  # noqa: F401  fixtures
from test_book_of_outgoing_papers import CCKL, DONG_KIEU, NOTICE, STP, book, refused, subjects
from test_offices_own_sheets import saved

from isoaudit.desk.acts.book import import_acts
from isoaudit.journal.programme import Programme


def test_a_register_by_annex_iv_is_read_as_it_is(programme: Programme, tmp_path: Path) -> None:  # noqa: F811
    """Decree 30/2020, Annex IV, II.1: number, day, kind with summary, signer, recipients; columns may be numbered."""
    heading = ["Số, ký hiệu văn bản", "Ngày, tháng văn bản", "Tên loại và trích yếu nội dung văn bản", "Người ký"]
    reminder = "V/v đôn đốc gửi báo cáo áp dụng HTQLCL"
    rows = [
        [*heading, "Nơi nhận văn bản", "Ghi chú"],
        [f"({n})" for n in range(1, 7)],
        ["Tháng 6/2026"],
        [
            "48/QĐ-SKHCN",
            "01/6",
            f"Quyết định thành lập Đoàn kiểm tra HTQLCL ({STP}; {CCKL})",
            "A",
            "Thành viên Đoàn",
            "",
        ],
        ["90/SKHCN-TĐC", "10/8", reminder, "A", f"- {CCKL};\n- {DONG_KIEU};\n- Lưu: VT.", ""],
        ["91/SKHCN-TĐC", "nt", reminder, "A", STP, ""],
    ]
    done = import_acts(programme, saved(tmp_path, ["SỔ ĐĂNG KÝ VĂN BẢN ĐI NĂM 2026"], *rows))
    acts = happened(programme)
    assert {said["on"] for subject, said in acts.items() if "/decided" in subject} == {"2026-06-01"}
    assert {said["on"] for subject, said in acts.items() if "/reminded" in subject} == {"2026-08-10"}
    assert subjects(programme, "reminded") == {ON_SITE, SECOND, BY_RECORD}
    said = "\n".join(done.warnings)
    assert "Tháng 6" not in said and "(1)" not in said
    assert "02 ngày không ghi năm: hiểu là năm 2026." in said and "01 ô «nt» lấy như ô ở trên" in said


def test_a_letter_sent_to_another_agency_than_it_names_is_not_sure(programme: Programme, tmp_path: Path) -> None:  # noqa: F811
    (message,) = refused(programme, book(tmp_path, [*NOTICE[:4], CCKL]))
    assert f"nơi nhận là {CCKL}, không phải cơ quan nêu ở trích yếu" in message


def test_a_report_on_a_part_of_the_year_is_not_of_all_inspections(programme: Programme, tmp_path: Path) -> None:  # noqa: F811
    """Circular 26/2014, Article 38.1: the report on the results of the year."""
    report = ["5/BC", "01/11/2026", "BC", "Kết quả kiểm tra HTQLCL 6 tháng đầu năm 2026", "UBND tỉnh"]
    (message,) = refused(programme, book(tmp_path, report))
    assert "nói đến một phần của năm" in message
    import_acts(programme, book(tmp_path, [*report[:3], "Kết quả kiểm tra HTQLCL năm 2026", "UBND tỉnh"]))
    assert subjects(programme, "results_reported") == {ON_SITE, SECOND, BY_RECORD, OPEN}
