"""Results that offices write in words, without a number of Article 36 of Circular 26/2014: «Đánh giá nội bộ | Đạt»."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from test_office_tables import lists  # noqa: F401  the programmes of before each table
from test_offices_own_sheets import saved
from test_results_by_points import answers, folder  # noqa: F401

from isoaudit.desk.answers.samples import import_samples
from isoaudit.desk.intake.asking import NOBODY, Asking
from isoaudit.errors import TableError
from isoaudit.journal import checklists
from isoaudit.journal.programme import Programme
from isoaudit.tables.columns.office_words import Said
from isoaudit.tables.columns.questions import Question
from isoaudit.tables.results.agreed_findings import agreed_of, code_in, code_of
from isoaudit.wording import labels
from isoaudit.wording.contents import contents_meant, listed, point_of, words_of

ABOVE = ["KẾT QUẢ KIỂM TRA"], ["Cơ quan được kiểm tra: Sở Y tế"], ["Ngày kiểm tra: 14/10/2025"]
HEAD = ["TT", "Nội dung kiểm tra", "Kết quả", "Nhận xét", "Người kiểm tra"]
NAMES = sorted(listed(), key=lambda one: one[0])


def book(folder: Path, sheets: dict[str, list[list[Any]]]) -> Path:  # noqa: F811
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path := folder / "kết quả.xlsx")
    return path


# --- the words


def test_every_content_is_of_criteria_that_exist_and_no_name_means_two() -> None:
    known = {
        one.id: one
        for one in checklists.parse(
            (Path(__file__).parents[1] / "checklists" / "dieu-36.yaml").read_bytes()
        ).checklist.criteria
    }
    meant: dict[tuple[str, ...], Any] = {}
    for name, content in NAMES:
        assert {*content.criteria, *content.also} <= known.keys(), name
        assert content.criteria or content.point in labels()["point"], name
        assert all(known[id].point == point_of(id) for id in (*content.criteria, *content.also)), name
        assert meant.setdefault(words_of(name), content) == content, name


@given(
    one=st.sampled_from(NAMES),
    before=st.sampled_from(["", "- ", "1. ", "2) ", "a) ", "II. ", "Công tác "]),
    behind=st.sampled_from(["", ".", " năm 2025", " (mẫu 12 hồ sơ)", ":"]),
    shape=st.sampled_from([str, str.upper, str.lower, str.capitalize]),
)
def test_a_name_is_what_it_is_however_it_is_written(one: tuple[str, Any], before: str, behind: str, shape: Any) -> None:
    name, content = one
    assume("(" not in name or "(" not in behind)  # what stands in the last brackets is passed over, once
    found = contents_meant(f"{before}{shape(name)}{behind}")
    assert found.sure and found.contents == (content,)


@pytest.mark.parametrize(
    ("text", "criteria"),
    [
        ("Chính sách, mục tiêu chất lượng", ["D36-1-c-01", "D36-1-c-02"]),
        ("ĐGNB và XXLĐ", ["D36-1-dd-02", "D36-1-dd-06"]),
        ("Niêm yết, đăng trang TTĐT", ["D36-2-c-03", "D36-2-c-04"]),
        ("Kiểm soát quá trình (phiếu)", ["D36-1-d-03"]),
    ],
)
def test_several_names_are_all_their_criteria(text: str, criteria: list[str]) -> None:
    found = contents_meant(text)
    assert found.sure and [id for one in found.contents for id in one.criteria] == criteria


@pytest.mark.parametrize("text", ["Bố trí nơi tiếp công dân", "Nội dung khác", "", "Cán bộ nhiệt tình"])
def test_what_names_no_content_is_none(text: str) -> None:
    assert contents_meant(text).contents == ()


def test_a_name_within_other_words_is_not_sure() -> None:
    assert not contents_meant("Chưa nhận diện rủi ro cho 04 quy trình điện lực").sure


# --- a table in words


def test_words_are_the_criteria_they_name_and_each_is_said(folder: Path, tmp_path: Path) -> None:  # noqa: F811
    rows: list[list[Any]] = [
        ["I", "Hệ thống tài liệu", "", "", ""],
        [1, "Chính sách, mục tiêu chất lượng", "Đạt", "QĐ 188", "Nguyễn Văn A"],
        [2, "Nhận diện rủi ro và cơ hội", "Chưa đạt", "Chưa nhận diện", ""],
        [3, "Thời gian giải quyết hồ sơ", "Đạt", "11/12 hồ sơ đúng hạn (LY 01)", ""],
        [4, "Khiếu nại", "", "Không phát sinh trong kỳ", ""],
        ["", "Cộng", "04", "", ""],
        ["", "", "", "THƯ KÝ ĐOÀN", ""],
    ]
    found, said = answers(folder, saved(tmp_path, *ABOVE, HEAD, *rows))
    assert {id: one.verdict for id, one in found.items() if "-1-e-" not in id} == {
        "D36-1-c-01": "conforming",
        "D36-1-c-02": "conforming",
        "D36-1-c-03": "nonconforming",
        "D36-1-d-06": "observation",
    }
    assert found["D36-1-c-03"].gap == "Chưa nhận diện"
    assert [item.text for item in found["D36-1-c-01"].evidence] == ["QĐ 188"]
    assert found["D36-1-c-01"].inspector == "Nguyễn Văn A"
    assert {(one.verdict, one.note.partition(";")[0]) for id, one in found.items() if "-1-e-" in id} == {
        ("not_applicable", "Không phát sinh trong kỳ")
    }
    assert "«Nhận diện rủi ro và cơ hội» là D36-1-c-03" in said
    assert "01 dòng không ghi kết quả, bỏ qua: «Hệ thống tài liệu»" in said


AUDIT = [[1, "Đánh giá nội bộ", "Không đạt", "Chưa lập chương trình đánh giá", ""]]


def test_of_a_finding_that_may_be_of_several_criteria_a_person_says_which(folder: Path, tmp_path: Path) -> None:  # noqa: F811
    path = saved(tmp_path, *ABOVE, HEAD, *AUDIT, [2, "Cải tiến", "Đạt", "09 TTHC", ""])
    with pytest.raises(TableError) as refused:
        answers(folder, path)
    (one,) = refused.value.problems
    assert one.code == "CRITERION_004" and "D36-1-dd-01, D36-1-dd-02" in one.what
    asked: list[Question] = []

    def ask(questions: Sequence[Question]) -> list[Said]:
        asked.extend(questions)
        return [question.answers[0][1] for question in questions]

    found, _ = answers(folder, path, Asking(ask=ask))
    assert found["D36-1-dd-01"].verdict == "nonconforming"
    assert [words.partition(":")[0] for words, _ in asked[0].answers][:3] == [f"D36-1-dd-0{n}" for n in (1, 2, 3)]
    assert not (folder / "tu-ngu.toml").exists()  # what is lacking may be of another criterion the next time


def test_what_a_person_says_of_words_lasts(folder: Path, tmp_path: Path) -> None:  # noqa: F811
    path = saved(tmp_path, *ABOVE, HEAD, [1, "Sắp xếp tài liệu tại bàn làm việc", "Đạt", "Gọn", ""])

    def ask(questions: Sequence[Question]) -> list[Said]:
        return [said for one in questions for _, said in one.answers if said.meant == "D36-1-c-06"]

    first, _ = answers(folder, path, Asking(ask=ask))
    assert first.keys() == {"D36-1-c-06"}
    assert "D36-1-c-06" in (folder / "tu-ngu.toml").read_text(encoding="utf-8")
    again, said = answers(folder, path)  # nobody is asked
    assert again == first and "«Sắp xếp tài liệu tại bàn làm việc» là D36-1-c-06" in said


def test_what_is_about_no_criterion_is_left_and_said_and_a_finding_is_not(folder: Path, tmp_path: Path) -> None:  # noqa: F811
    met = [[1, "Cán bộ nhiệt tình", "Đạt", "Tốt", ""], [2, "Niêm yết bản công bố", "Đạt", "Tại sảnh", ""]]
    found, said = answers(folder, saved(tmp_path, *ABOVE, HEAD, *met))
    assert found.keys() == {"D36-2-c-03"}
    assert "01 dòng không thuộc tiêu chí nào, không nhập: «Cán bộ nhiệt tình" in said
    with pytest.raises(TableError, match="Cán bộ nhiệt tình"):  # nothing of the table would go in
        answers(folder, saved(tmp_path, *ABOVE, HEAD, met[0]))
    lacking = [[1, "Cán bộ nhiệt tình", "Không đạt", "Vắng", ""], met[1]]
    path = saved(tmp_path, *ABOVE, HEAD, *lacking)
    with pytest.raises(TableError, match="Cán bộ nhiệt tình"):
        answers(folder, path)

    def leave(questions: Sequence[Question]) -> list[Said]:
        return [one.answers[-1][1] for one in questions]

    _, said = answers(folder, path, Asking(ask=leave))
    assert "01 dòng để lại theo trả lời, không nhập: «Cán bộ nhiệt tình" in said


def test_two_lines_about_one_criterion_are_one_answer_that_says_both(folder: Path, tmp_path: Path) -> None:  # noqa: F811
    rows = [[1, "Rủi ro", "Đạt", "Có ở cấp Sở", ""], [2, "Quản lý rủi ro", "Không đạt", "Thiếu ở 04 quy trình", ""]]
    found, _ = answers(folder, saved(tmp_path, *ABOVE, HEAD, *rows))
    one = found["D36-1-c-03"]
    assert (one.verdict, one.gap, [item.text for item in one.evidence]) == (
        "nonconforming",
        "Thiếu ở 04 quy trình",
        ["Có ở cấp Sở"],
    )


def test_a_point_holds_for_those_of_its_criteria_of_which_no_line_says_otherwise(folder: Path, tmp_path: Path) -> None:  # noqa: F811
    rows = [[1, "Công bố, thông báo, niêm yết", "Đạt", "QĐ 12", ""], [2, "Niêm yết", "Không đạt", "Chưa niêm yết", ""]]
    found, _ = answers(folder, saved(tmp_path, *ABOVE, HEAD, *rows))
    assert {id: one.verdict for id, one in found.items()} == {
        "D36-2-c-01": "conforming",
        "D36-2-c-02": "conforming",
        "D36-2-c-03": "nonconforming",
        "D36-2-c-04": "conforming",
    }


@pytest.mark.parametrize(
    ("head", "row", "gap", "evidence"),
    [
        (
            ["Nội dung", "Kết quả", "Bằng chứng", "Nội dung không phù hợp"],
            ["KPH", "Sổ rủi ro", "Chưa có"],
            "Chưa có",
            "Sổ rủi ro",
        ),
        (["Nội dung kiểm tra", "Kết quả", "Ghi chú"], ["Không đạt", "Chưa có"], "Chưa có", None),
        (["Tiêu chí", "Kết quả", "Nhận xét của Đoàn"], ["Không đạt", "Chưa có"], "Chưa có", None),
        (
            ["Yêu cầu", "Kết quả", "Nhận xét", "Hồ sơ, bằng chứng đã xem"],
            ["Chưa đạt", "Chưa có", "Sổ"],
            "Chưa có",
            "Sổ",
        ),
    ],
)
def test_what_is_missing_is_that_whatever_its_column_is_called(
    head: list[str],
    row: list[str],
    gap: str,
    evidence: str | None,
    folder: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    met = ["Cải tiến", "Đạt", *[""] * (len(head) - 2)]
    found, _ = answers(folder, saved(tmp_path, *ABOVE, head, ["Rủi ro và cơ hội", *row], met))
    one = found["D36-1-c-03"]
    assert (one.verdict, one.gap, [item.text for item in one.evidence]) == (
        "nonconforming",
        gap,
        [evidence] if evidence else [],
    )


def test_a_table_without_notes_takes_none_away(folder: Path, tmp_path: Path) -> None:  # noqa: F811
    answers(
        folder,
        saved(tmp_path, ["Cơ quan", "Mã tiêu chí", "Kết quả", "Ghi chú"], ["Sở Y tế", "D36-1-c-03", "Đạt", "xem lại"]),
    )
    found, _ = answers(
        folder, saved(tmp_path, *ABOVE, HEAD, [1, "Rủi ro", "Đạt", "Sổ rủi ro", ""], [2, "Niêm yết", "Đạt", "", ""])
    )
    assert found["D36-1-c-03"].note == "xem lại"


# --- what was agreed, and dossiers, on sheets of their own

AGREED = [
    ["ĐIỂM KHÔNG PHÙ HỢP, ĐIỂM LƯU Ý"],
    ["Mã", "Nội dung", "Câu chữ"],
    ["KPH 01", "Rủi ro và cơ hội", "Chưa nhận diện rủi ro cho 04 quy trình."],
    ["LY 01", "Thời gian giải quyết hồ sơ", "01/12 hồ sơ trả trễ 02 ngày."],
]
DOSSIERS = [
    ["TT", "Lĩnh vực", "Mã hồ sơ", "Ngày nhận", "Hẹn trả", "Ngày trả"],
    [1, "Dược", "H61.05-250708-0017", "08/7/2025", "15/7/2025", "17/7/2025"],
]
RESULTS: list[list[Any]] = [
    *map(list, ABOVE),
    HEAD,
    [1, "Nhận diện rủi ro và cơ hội", "Không đạt", "04 quy trình chưa có (KPH 01)", ""],
    [2, "Thời gian giải quyết hồ sơ", "Đạt", "11/12 hồ sơ đúng hạn", ""],
]


def test_agreed_words_of_a_sheet_of_their_own_are_those_of_the_finding(folder: Path, tmp_path: Path) -> None:  # noqa: F811
    path = book(tmp_path, {"KQ": RESULTS, "KPH, LY": AGREED, "Mẫu hồ sơ": DOSSIERS})
    found, said = answers(folder, path)
    assert found["D36-1-c-03"].gap == "Chưa nhận diện rủi ro cho 04 quy trình."
    assert [item.text for item in found["D36-1-c-03"].evidence] == ["04 quy trình chưa có (KPH 01)"]
    assert (found["D36-1-d-06"].verdict, found["D36-1-d-06"].gap) == ("observation", "01/12 hồ sơ trả trễ 02 ngày.")
    assert "trang «Mẫu hồ sơ» là hồ sơ lấy mẫu: nhập riêng bằng «isoaudit samples import»" in said


def test_dossiers_are_of_the_agency_that_the_sheet_of_results_names(folder: Path, tmp_path: Path) -> None:  # noqa: F811
    path = book(tmp_path, {"KQ": RESULTS, "Mẫu hồ sơ": DOSSIERS})
    answers(folder, path)
    import_samples(Programme(folder), path)
    state = Programme(folder).state()
    (inspection,) = state.inspections
    assert [one.dossier for one in state.samples(inspection)] == ["H61.05-250708-0017"]


def test_agreed_words_are_the_finding_of_a_table_by_points_without_remarks(folder: Path, tmp_path: Path) -> None:  # noqa: F811
    head = ["Khoản", "Điểm", "Nội dung", "Kết quả", "Bằng chứng, hồ sơ xem"]
    rows = [
        *map(list, ABOVE),
        head,
        ["2", "b", "Xác nhận", "Đạt", "Bản xác nhận"],
        ["", "c", "Công bố", "Không đạt", "Trang"],
    ]
    agreed = [["TT", "Mã", "Điểm", "Câu chữ"], [1, "KPH 01", "2c", "Chưa đăng bản công bố"]]
    path = book(tmp_path, {"KQ": rows, "KPH": agreed})
    found, _ = answers(folder, path, replace(NOBODY, given=["2.c=D36-2-c-04"]))
    one = found["D36-2-c-04"]
    assert (one.verdict, one.gap, one.evidence[0].text) == ("nonconforming", "Chưa đăng bản công bố", "Trang")


def test_agreed_words_of_no_line_are_said(folder: Path, tmp_path: Path) -> None:  # noqa: F811
    agreed = [*AGREED, ["KPH 02", "Đánh giá nội bộ", "Chưa đánh giá."]]
    found, said = answers(folder, book(tmp_path, {"KQ": RESULTS, "KPH": agreed}))
    assert "«KPH 02. Chưa đánh giá.»: chưa rõ của dòng nào ở «Đánh giá nội bộ», không nhập." in said
    assert "D36-1-dd-02" not in found


@pytest.mark.parametrize(
    ("cells", "meant"),
    [
        (["KPH 01", "(1a) Thiếu 02 TTHC"], ("KPH 01", "1a", "Thiếu 02 TTHC")),
        (["1", "KPH-1", "1a", "Thiếu 02 TTHC"], ("KPH 01", "1a", "Thiếu 02 TTHC")),
        (["LY 02: Nên bổ sung"], ("LY 02", "", "Nên bổ sung")),
        (["KPH01", "Rủi ro", "Chưa có", "Sổ rủi ro"], ("KPH 01", "Rủi ro", "Chưa có")),
    ],
)
def test_a_line_of_what_was_agreed(cells: list[str], meant: tuple[str, str, str]) -> None:
    found = agreed_of(cells)
    assert found and (found.code, found.about, found.words) == meant


@pytest.mark.parametrize("cells", [["1", "Rủi ro", "Đạt"], ["KPH 01"], [], ["KPH", "Chưa có"], ["Cộng", "KPH 01"]])
def test_any_other_line_is_none(cells: list[str]) -> None:
    assert agreed_of(cells) is None


@given(
    number=st.integers(1, 99), kind=st.sampled_from(["KPH", "LY", "ĐLY", "kph"]), sign=st.sampled_from([" ", "-", ""])
)
def test_a_code_has_one_writing(number: int, kind: str, sign: str) -> None:
    """The codes of Article 37's minutes, however a team writes them."""
    code = code_of(f"{kind}{sign}{number}")
    assert code == f"{'KPH' if kind.upper() == 'KPH' else 'LY'} {number:02d}"
    assert code_in(f"Chưa lập sổ. ({kind}{sign}{number:02d}).") == code


# --- as minutes are written

PARTS: list[list[Any]] = [
    ["TT", "Nội dung", "Hồ sơ xem"],
    ["I", "Ưu điểm"],
    [1, "Đã ban hành chính sách, mục tiêu chất lượng năm 2025", "QĐ 188/QĐ-SYT"],
    [2, "Cán bộ phụ trách nhiệt tình"],
    ["II", "Tồn tại"],
    [1, "Chưa nhận diện rủi ro cho 04 quy trình", "Sổ rủi ro"],
    [2, "Chưa đăng bản công bố trên trang thông tin điện tử"],
    ["III", "Kiến nghị"],
    [1, "Đăng bản công bố trên trang thông tin điện tử trước 30/11/2025"],
    [2, "Quan tâm bố trí kinh phí"],
    ["", "", "THƯ KÝ ĐOÀN"],
    ["", "", "Trần Thị B"],
]


def test_parts_of_minutes_are_results_and_what_is_lacking_is_asked(folder: Path, tmp_path: Path) -> None:  # noqa: F811
    path = saved(tmp_path, *ABOVE, *PARTS)
    with pytest.raises(TableError, match="«Tồn tại»"):  # a nonconformity or an observation: the office knows
        answers(folder, path)
    asked: list[Question] = []

    def first(questions: Sequence[Question]) -> list[Said]:
        asked.extend(questions)
        return [one.answers[0][1] for one in questions]

    found, said = answers(folder, path, Asking(ask=first))
    assert [words for words, _ in asked[0].answers][:2] == ["không phù hợp", "điểm lưu ý"]
    assert {id: one.verdict for id, one in found.items()} == {
        "D36-1-c-01": "conforming",
        "D36-1-c-02": "conforming",
        "D36-1-c-03": "nonconforming",
        "D36-2-c-04": "nonconforming",
    }
    assert found["D36-1-c-03"].gap == "Chưa nhận diện rủi ro cho 04 quy trình"
    assert [item.text for item in found["D36-1-c-03"].evidence] == ["Sổ rủi ro"]
    assert found["D36-2-c-04"].note == "Kiến nghị: Đăng bản công bố trên trang thông tin điện tử trước 30/11/2025"
    assert "không nhập, ghi khi lập biên bản: «Quan tâm bố trí kinh phí»" in said
    assert "không thuộc tiêu chí nào, không nhập: «Cán bộ phụ trách nhiệt tình" in said


def test_columns_of_what_is_met_and_lacking_are_results(folder: Path, tmp_path: Path) -> None:  # noqa: F811
    rows: list[list[Any]] = [
        ["STT", "Nội dung kiểm tra", "Ưu điểm", "Tồn tại, hạn chế", "Kiến nghị"],
        [1, "Mục tiêu chất lượng", "Có mục tiêu cấp Sở", "Không", ""],
        [2, "Rủi ro", "", "Chưa nhận diện", "Bổ sung trước 30/11/2025"],
        [3, "Tư vấn", "", "", ""],
    ]
    given_ = replace(NOBODY, given=["Tồn tại, hạn chế=điểm lưu ý"])
    found, said = answers(folder, saved(tmp_path, *ABOVE, *rows), given_)
    assert {id: (one.verdict, one.gap, one.note) for id, one in found.items()} == {
        "D36-1-c-02": ("conforming", "", ""),
        "D36-1-c-03": ("observation", "Chưa nhận diện", "Bổ sung trước 30/11/2025"),
    }
    assert "dòng «Tư vấn» chỉ ghi tên" in said
