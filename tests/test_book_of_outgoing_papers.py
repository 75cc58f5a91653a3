"""Decree 30/2020, Annex IV: a book of papers, a row a paper, as văn thư keeps it, taken in as acts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import cases, run_isoaudit
from hypothesis import given, settings
from hypothesis import strategies as st
from record_bench import BY_RECORD, ON_SITE, OPEN, SECOND, copy
from test_acts_book import bench, happened, programme  # noqa: F401  fixtures
from test_asking import dialogue
from test_offices_own_sheets import saved

from isoaudit.desk import import_inspections
from isoaudit.desk.acts.book import import_acts
from isoaudit.desk.acts.papers_rows import PaperRows
from isoaudit.desk.intake.asking import Asking
from isoaudit.errors import TableError
from isoaudit.journal.programme import Programme, today
from isoaudit.tables.columns.office_words import Said
from isoaudit.tables.columns.questions import Question
from isoaudit.tables.files.opening import open_table
from isoaudit.tables.lists.papers_book import papers_of
from isoaudit.tables.workbooks.acts import COLUMNS
from isoaudit.wording.office_papers import told

HEADING = ["STT", "Số, ký hiệu", "Ngày tháng", "Loại", "Trích yếu", "Nơi nhận", "Người ký", "Ghi chú"]
STP, CCKL, DONG_KIEU = "Sở Tư pháp", "Chi cục Kiểm lâm", "UBND phường Đông Kiều"
REQUEST = ["12/CV", "02/3/2026", "CV", "V/v đề nghị báo cáo tình hình áp dụng HTQLCL", "Các sở, ngành; UBND xã, phường"]
DECISION = [
    "48/QĐ-SKHCN",
    "01/6/2026",
    "QĐ",
    f"Thành lập Đoàn kiểm tra HTQLCL đợt 1 ({STP}, {CCKL})",
    "Thành viên Đoàn",
]
DAYS = ["49/TB-SKHCN", "02/6/2026", "TB", "Lịch kiểm tra HTQLCL đợt 1", "Các cơ quan kiểm tra đợt 1"]
PAPER = ["46/TĐC-HC", "03/6/2026", "CV", "V/v mua sắm văn phòng phẩm", "Văn phòng"]
MINUTES = ["01/BB-ĐKT", "15/6/2026", "BB", f"Biên bản kiểm tra tại {STP}", f"{STP}; lưu Đoàn"]
NOTICE = ["455/TB", "17/6/2026", "TB", f"Kết quả kiểm tra HTQLCL tại {STP}", STP]
LETTER = ["911/CV", "17/9/2026", "CV", "V/v đề nghị khắc phục các nội dung qua kiểm tra hồ sơ", DONG_KIEU]
BOOK = (REQUEST, DECISION, DAYS, PAPER, MINUTES, NOTICE, LETTER)


def book(
    folder: Path, *papers: Sequence[Any], title: str = "SỔ THEO DÕI VĂN BẢN ĐI", heading: Sequence[str] = ()
) -> Path:
    """A book with these papers, each a row: number, day, kind, summary, recipients, signer, note."""
    rows = [[n, *paper] if len(paper) > 1 else list(paper) for n, paper in enumerate(papers, 1)]
    return saved(folder, [title], [], [*HEADING, *heading], ["Tháng 6/2026"], *rows)


def arrived(folder: Path, *papers: Sequence[Any]) -> Path:
    """A book of incoming papers: number, day, day of arrival, sender, summary."""
    return saved(folder, ["Số, ký hiệu", "Ngày VB", "Ngày đến", "Cơ quan gửi", "Trích yếu"], *papers)


def refused(programme: Programme, path: Path, **options: Any) -> list[str]:  # noqa: F811
    """What a book is refused with; nothing is written then."""
    before = programme.journal.heads()
    with pytest.raises(TableError) as error:
        import_acts(programme, path, **options)
    assert programme.journal.heads() == before
    assert {one.code for one in error.value.problems} == {"BOOK_007"}
    return [str(one) for one in error.value.problems]


def subjects(programme: Programme, act: str) -> set[str]:  # noqa: F811
    """The inspections an act is recorded of."""
    return {subject.split("/")[0] for subject in happened(programme) if subject.split("/")[1] == act}


def second_visit(programme: Programme, folder: Path) -> None:  # noqa: F811
    """A further inspection on site of the office that has one already."""
    table = folder / "thêm.csv"
    table.write_text("agency,mode,round,from,to\n99-STP,on_site,3,2026-10-05,2026-10-05\n", encoding="utf-8")
    import_inspections(programme, table, additional=True)


# --- what is sure


def test_a_book_of_papers_goes_in_by_kind_and_summary(programme: Programme, tmp_path: Path) -> None:  # noqa: F811
    done = import_acts(programme, book(tmp_path, *BOOK))
    acts = happened(programme)
    assert subjects(programme, "requested") == {ON_SITE, SECOND, BY_RECORD, OPEN}
    assert subjects(programme, "decided") == {ON_SITE, SECOND}
    assert acts[f"{ON_SITE}/decided"]["number"] == "48/QĐ-SKHCN"
    assert acts[f"{ON_SITE}/minutes_agreed"]["on"] == acts[f"{ON_SITE}/minutes_signed"]["on"] == "2026-06-15"
    assert acts[f"{ON_SITE}/notice_issued"]["number"] == "455/TB"
    assert acts[f"{BY_RECORD}/correction_requested"]["number"] == "911/CV"
    said = "\n".join(done.warnings)
    assert "hiểu là «Ban hành quyết định kiểm tra»: 01 văn bản: 48/QĐ-SKHCN (02 cuộc)." in said
    assert "01 văn bản không phải việc của cuộc kiểm tra: 46/TĐC-HC." in said
    assert "01 văn bản của cuộc kiểm tra, không có việc nào phải ghi: 49/TB-SKHCN." in said


def test_the_decision_on_the_plan_is_of_all_planned_inspections_and_no_decision_of_a_team(
    programme: Programme,  # noqa: F811
    tmp_path: Path,
) -> None:
    """Circular 26/2014, Article 34.1.b: the plan is approved; its draft and its change are no act of an inspection."""
    plan = "Kế hoạch kiểm tra việc áp dụng HTQLCL năm 2026"
    draft = ["3/TTr-SKHCN", "02/1/2026", "TTr", f"Phê duyệt {plan}", "UBND tỉnh"]
    approval = ["88/QĐ-UBND", "20/1/2026", "QĐ", f"Phê duyệt {plan}", "Các cơ quan"]
    change = ["288/QĐ-UBND", "20/5/2026", "QĐ", f"Điều chỉnh {plan}", "Các cơ quan"]
    next_year = ["999/QĐ-UBND", "20/11/2026", "QĐ", f"Phê duyệt {plan.replace('2026', '2027')}", "Các cơ quan"]
    done = import_acts(programme, book(tmp_path, draft, approval, change, next_year))
    assert subjects(programme, "plan_approved") == {ON_SITE, SECOND, BY_RECORD, OPEN}
    assert not subjects(programme, "decided")
    said = "\n".join(done.warnings)
    assert "hiểu là «Phê duyệt kế hoạch kiểm tra»: 01 văn bản: 88/QĐ-UBND (04 cuộc)." in said
    assert "02 văn bản của cuộc kiểm tra, không có việc nào phải ghi: 3/TTr-SKHCN, 288/QĐ-UBND." in said
    assert "01 văn bản của năm khác: 999/QĐ-UBND." in said


def test_papers_of_a_round_and_of_a_decision_are_of_its_inspections(programme: Programme, tmp_path: Path) -> None:  # noqa: F811
    """The team of the office reports by round (Circular 26/2014, Article 37.2.d); a member is replaced by decision."""
    amended = [
        "52/QĐ",
        "05/6/2026",
        "QĐ",
        "Thay thế thành viên tại Quyết định số 48/QĐ-SKHCN (bà A bằng ông B)",
        "Đoàn",
    ]
    report = ["01/BC-ĐKT", "20/6/2026", "BC", "Kết quả kiểm tra đợt 1 của các Đoàn kiểm tra", "Giám đốc Sở"]
    others = [["02/BB", "16/6/2026", "BB", f"Biên bản kiểm tra tại {CCKL}", CCKL], MINUTES]
    title = "SỔ VĂN BẢN ĐI - PHẦN KIỂM TRA ISO"
    import_acts(programme, book(tmp_path, report, amended, *others, DECISION, title=title))
    assert subjects(programme, "decision_amended") == {ON_SITE, SECOND}
    assert subjects(programme, "team_reported") == {ON_SITE, SECOND}
    reminder = ["90/CV", "10/8/2026", "CV", "V/v đôn đốc gửi báo cáo áp dụng HTQLCL", f"{CCKL}, {DONG_KIEU}; Lưu: VT"]
    import_acts(programme, book(tmp_path, reminder))
    assert subjects(programme, "reminded") == {SECOND, BY_RECORD}


def test_reports_that_arrived_are_of_who_sent_them(programme: Programme, tmp_path: Path) -> None:  # noqa: F811
    import_acts(programme, book(tmp_path, DECISION, MINUTES))
    report = [
        "210/BC-STP",
        "01/7/2026",
        "03/7/2026",
        STP,
        "Báo cáo khắc phục các điểm không phù hợp sau kiểm tra HTQLCL",
    ]
    mail = ["9/BC-STP", "01/7/2026", "03/7/2026", STP, "Báo cáo công tác hộ tịch quý II"]
    done = import_acts(programme, arrived(tmp_path, report, mail))
    (act,) = (said for subject, said in happened(programme).items() if "correction_reported" in subject)
    assert (act["number"], act["on"], act["arrived_on"]) == ("210/BC-STP", "2026-07-01", "2026-07-03")
    assert "01 văn bản không phải việc của cuộc kiểm tra: 9/BC-STP." in "\n".join(done.warnings)


def test_the_letter_of_results_to_an_agency_inspected_by_record_is_that_of_article_37_1_a(
    programme: Programme,  # noqa: F811
    tmp_path: Path,
) -> None:
    notice = ["455/TB", "17/9/2026", "TB", f"Kết quả kiểm tra HTQLCL tại {DONG_KIEU}", DONG_KIEU]
    import_acts(programme, book(tmp_path, notice))
    assert subjects(programme, "correction_requested") == {BY_RECORD}
    assert not subjects(programme, "notice_issued")


@pytest.mark.parametrize(
    ("kind", "summary"),
    [
        ("QĐ", "Thành lập Đoàn kiểm tra đo lường, chất lượng xăng dầu đợt 1"),
        ("TB", "Kết quả kiểm tra nhãn hàng hóa tại Sở Tư pháp"),
        ("CV", "V/v kiểm tra hồ sơ thi đua khen thưởng"),
        ("CV", "V/v đề nghị báo cáo tình hình thực hiện dự toán ngân sách"),
        ("CV", "V/v cử người học lớp nhận thức ISO 9001"),
        ("QĐ", "Ban hành Quy trình kiểm tra HTQLCL"),
    ],
)
def test_a_paper_of_another_matter_is_no_act(kind: str, summary: str) -> None:
    assert not told(kind, summary).acts


# --- what is not sure


@pytest.mark.parametrize(
    ("paper", "words"),
    [
        (
            ["02/BB", "18/6/2026", "BB", "Biên bản kiểm tra HTQLCL tại Sở Lạ", "Sở Lạ"],
            "không rõ «Sở Lạ» là cơ quan nào",
        ),
        (["50/QĐ", "01/6/2026", "QĐ", "Thành lập Đoàn kiểm tra HTQLCL đợt 1 (05 cơ quan)", "Đoàn"], "ghi 05 cơ quan"),
        (["50/QĐ", "01/6/2026", "QĐ", "Thành lập Đoàn kiểm tra HTQLCL", "Đoàn"], "không nêu cơ quan hay đợt kiểm tra"),
        (
            ["50/QĐ", "01/6/2026", "QĐ", "Thành lập Đoàn kiểm tra HTQLCL đợt 7", "Đoàn"],
            "chưa có cuộc kiểm tra nào của đợt 7",
        ),
        (
            ["5/CV", "02/3/2026", "CV", "V/v đề nghị báo cáo tình hình áp dụng HTQLCL", "Các sở, ngành"],
            "không nêu cơ quan",
        ),
        (["5/CV", "02/7/2026", "CV", "V/v trả lời kiến nghị về kiểm tra HTQLCL", STP], "chưa rõ là việc gì"),
        (["2/BB", "25/7/2026", "BB", f"Biên bản kiểm tra tại {STP}", STP], "không rõ có phải việc của cuộc kiểm tra"),
        ([NOTICE[0], *NOTICE[1:3], f"Kết quả kiểm tra HTQLCL tại {OPEN}", STP], f"«{OPEN}»"),
    ],
)
def test_what_is_not_sure_is_refused_and_left_with_partly(
    programme: Programme,  # noqa: F811
    tmp_path: Path,
    paper: list[str],
    words: str,
) -> None:
    path = book(tmp_path, *BOOK, paper)
    (message,) = refused(programme, path)
    assert paper[0] in message and words in message
    assert [one.code for one in import_acts(programme, path, partly=True).left] == ["BOOK_007"]
    assert happened(programme)[f"{ON_SITE}/notice_issued"]["number"] == "455/TB"


ALONE = [*DECISION[:3], f"Thành lập Đoàn kiểm tra HTQLCL ({STP})", "Thành viên Đoàn"]


def test_of_which_of_two_inspections_a_paper_is_is_asked(programme: Programme, tmp_path: Path) -> None:  # noqa: F811
    """The days of the visit tell minutes, and minutes what follows them (Circular 26/2014, Article 37.2.c)."""
    second_visit(programme, tmp_path)
    path = book(tmp_path, NOTICE, ALONE, MINUTES)
    asked: list[Question] = []

    def first(questions: Sequence[Question]) -> list[Said]:
        asked.extend(questions)
        return [said for one in questions for words, said in one.answers if words.startswith(f"{ON_SITE} (")]

    (message,) = refused(programme, path)
    assert DECISION[0] in message and "có 02 cuộc kiểm tra" in message
    import_acts(programme, path, asking=Asking(ask=first))
    assert [len(one.answers) for one in asked] == [3]  # one, the other, or neither
    for act in ("decided", "minutes_signed", "notice_issued"):
        assert subjects(programme, act) == {ON_SITE}


def test_a_request_to_an_agency_with_two_inspections_may_be_of_both(programme: Programme, tmp_path: Path) -> None:  # noqa: F811
    second_visit(programme, tmp_path)
    path = book(tmp_path, [*REQUEST[:4], f"{STP}; {CCKL}"])
    both = Asking(ask=lambda questions: [one.answers[2][1] for one in questions])
    import_acts(programme, path, asking=both)
    assert len(subjects(programme, "requested")) == 3


def test_what_another_person_recorded_meanwhile_is_seen(
    programme: Programme,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A paper that was sure when the book was read is not, once the agency has a second inspection."""
    write = programme.journal.write

    def late(*asked: Any) -> Any:
        second_visit(Programme(programme.folder), tmp_path)
        return write(*asked)

    monkeypatch.setattr(programme.journal, "write", late)
    with pytest.raises(TableError) as error:
        import_acts(programme, book(tmp_path, ALONE))
    assert [one.code for one in error.value.problems] == ["BOOK_007"]
    assert "có 02 cuộc kiểm tra" in str(error.value)
    assert not happened(programme)


def test_a_column_of_the_book_says_which_inspection_a_paper_is_of(programme: Programme, tmp_path: Path) -> None:  # noqa: F811
    decision = ["50/QĐ", "01/6/2026", "QĐ", "Thành lập Đoàn kiểm tra HTQLCL", "Đoàn", "", "", SECOND.lower()]
    other = ["51/QĐ", "01/6/2026", "QĐ", "Thành lập Đoàn kiểm tra", "Đoàn", "", "", "không"]
    done = import_acts(programme, book(tmp_path, decision, other, heading=["Cuộc kiểm tra"]))
    assert subjects(programme, "decided") == {SECOND}
    assert "01 văn bản được trả lời là không phải ghi: 51/QĐ." in "\n".join(done.warnings)


def test_answers_are_given_without_a_terminal_and_names_of_agencies_are_kept(
    programme: Programme,  # noqa: F811
    tmp_path: Path,
) -> None:
    papers = [
        ["50/QĐ", "01/6/2026", "QĐ", "Thành lập Đoàn kiểm tra HTQLCL", "Đoàn"],
        ["5/CV", "02/7/2026", "CV", "V/v trả lời kiến nghị về kiểm tra HTQLCL", STP],
        ["7/CV", "12/8/2026", "CV", "V/v đôn đốc báo cáo áp dụng HTQLCL", "Hạt Kiểm lâm"],
    ]
    path = book(tmp_path, *papers)
    maps = [f"50/QĐ={ON_SITE}; {SECOND}", "5/CV=bỏ qua", "Hạt Kiểm lâm=99-CCKL"]
    ran = run_isoaudit(
        "-C", programme.folder, "record", "import", path, *(word for one in maps for word in ("--map", one))
    )
    assert ran.returncode == 0, ran.stderr
    assert subjects(Programme(programme.folder), "decided") == {ON_SITE, SECOND}
    assert subjects(Programme(programme.folder), "reminded") == {SECOND}
    again = import_acts(Programme(programme.folder), book(tmp_path, papers[2]))
    assert (again.added, again.unchanged) == (0, 1)  # «Hạt Kiểm lâm» is known now


def test_a_person_at_the_terminal_is_asked(programme: Programme, tmp_path: Path) -> None:  # noqa: F811
    decision = ["50/QĐ", "01/6/2026", "QĐ", "Thành lập Đoàn kiểm tra HTQLCL", "Đoàn"]
    path = book(tmp_path, decision)
    code, shown = dialogue(programme.folder, ["record", "import", str(path)], ["1"])
    assert code == 0, shown
    assert "Có văn bản chưa rõ." in shown and f"1) đợt 1: {SECOND}, {ON_SITE}" in shown
    assert subjects(Programme(programme.folder), "decided") == {ON_SITE, SECOND}


# --- what makes no difference


OTHERS = [
    ["Tháng 7/2026"],
    ["70/TĐC", "02/7/2026", "CV", "V/v kiểm định phương tiện đo tại chợ", STP],
    ["71/QĐ-SKHCN", "02/7/2026", "QĐ", "Thành lập Đoàn kiểm tra đo lường đợt 1", "Thành viên Đoàn"],
    ["72/GM", "02/7/2026", "Giấy mời", "Họp giao ban", "Các phòng"],
    ["QĐ: quyết định; TB: thông báo."],
]


@pytest.fixture(scope="module")
def visited_twice(bench: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: F811
    """A programme in which the notice of an agency is told by its minutes: which row comes first must not matter."""
    folder = tmp_path_factory.mktemp("hai lần")
    second_visit(copy(bench, folder / "năm 2026"), folder)
    return folder / "năm 2026"


@given(order=st.permutations(BOOK), among=st.lists(st.tuples(st.integers(0, 7), st.sampled_from(OTHERS)), max_size=6))
@settings(max_examples=cases(25, 400))
def test_the_order_of_rows_and_papers_of_other_matters_make_no_difference(
    order: list[list[str]],
    among: list[tuple[int, list[str]]],
    visited_twice: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder, rows = tmp_path_factory.mktemp("sổ"), list(order)
    for at, other in among:
        rows.insert(at, other)
    assert acts_of(visited_twice, book(folder, *rows)) == acts_of(visited_twice, book(folder, *BOOK))


def acts_of(folder: Path, path: Path) -> list[tuple[Any, ...]]:
    """What a book says, in no order."""
    papers = papers_of(open_table(path, COLUMNS))
    assert papers
    table = PaperRows(Programme(folder), papers, path, today()).rows()
    assert not table.faults.placed
    return sorted(tuple(str(row.values[name]) for name in ("act", "inspection", "number", "on")) for row in table.rows)


def test_a_book_taken_in_twice_changes_nothing(programme: Programme, tmp_path: Path) -> None:  # noqa: F811
    path = book(tmp_path, *BOOK)
    first = import_acts(programme, path)
    before = happened(programme)
    again = import_acts(programme, path)
    assert (again.added, again.changed) == (0, 0) and again.unchanged == first.added - 1  # agreed by the way
    assert happened(programme) == before


def test_a_sheet_that_is_no_book_is_said(programme: Programme, tmp_path: Path) -> None:  # noqa: F811
    from openpyxl import load_workbook

    path = book(tmp_path, REQUEST)
    workbook = load_workbook(path)
    workbook.create_sheet("Danh bạ").append(["Họ tên", "Điện thoại"])
    workbook.save(path)
    assert any("không đọc trang «Danh bạ»" in words for words in import_acts(programme, path).warnings)


def test_a_paper_that_was_answered_for_and_recorded_is_not_asked_about_again(
    programme: Programme,  # noqa: F811
    tmp_path: Path,
) -> None:
    """A book grows over the year, and comes in again each month."""
    request = ["12/CV", "02/3/2026", "CV", "V/v đề nghị báo cáo tình hình áp dụng HTQLCL", "Các cơ quan theo danh sách"]
    (said,) = refused(programme, book(tmp_path, request))
    assert "12/CV" in said
    some = sorted(one.id for one in programme.lists().inspections.values())[:2]
    import_acts(programme, book(tmp_path, request), asking=Asking(given=[f"12/CV={'; '.join(some)}"]))
    assert subjects(programme, "requested") == set(some)
    again = import_acts(programme, book(tmp_path, request, ["99/TB", "03/3/2026", "TB", "Nghỉ lễ", "Các phòng", ""]))
    assert any("01 văn bản đã ghi trước, giữ nguyên: 12/CV." in line for line in again.warnings)
    assert subjects(programme, "requested") == set(some)
    (said,) = refused(programme, book(tmp_path, ["12/CV", "09/3/2026", *request[2:]]))
    assert "12/CV" in said, "another day is another paper"


def test_two_communes_may_number_a_report_alike(programme: Programme, tmp_path: Path) -> None:  # noqa: F811
    """«15/BC-UBND» of one day: that of another sender is asked about, not said to be there."""
    agencies = list(programme.lists().agencies.values())
    words = "Báo cáo tình hình áp dụng HTQLCL"
    known = next(one for one in agencies if any(i.agency == one.code for i in programme.lists().inspections.values()))
    same = ["15/BC-UBND", "20/7/2026", "22/7/2026"]
    import_acts(programme, arrived(tmp_path, [*same, known.name, words]), partly=True)
    there = subjects(programme, "report_received")
    (said,) = refused(programme, arrived(tmp_path, [*same, "UBND xã Không Có", words]))
    assert "UBND xã Không Có" in said
    assert subjects(programme, "report_received") == there
