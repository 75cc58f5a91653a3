"""Lists of procedures and of instruments as files have them: taken in, kept, compared, shown; or refused, in words."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from openpyxl import Workbook, load_workbook
from record_bench import ON_SITE

from isoaudit.demo import DECLARING, with_procedures
from isoaudit.desk import import_agencies
from isoaudit.desk.rollout.procedures import import_published
from isoaudit.desk.rollout.procedures_compared import compared as compare_
from isoaudit.errors import IsoAuditError
from isoaudit.journal.new_programme import init
from isoaudit.journal.programme import Programme
from isoaudit.journal.scopes import SCOPES
from isoaudit.journal.settings import shipped
from isoaudit.journal.state import State
from isoaudit.model import Declared, Published
from isoaudit.notebooks import findings as paper
from isoaudit.rules.findings import fingerprint
from isoaudit.visit.book import VisitBook

HEADING = ["TT", "Mã TTHC", "Tên TTHC", "Lĩnh vực", "Cấp thực hiện", "Cơ quan thực hiện"]
OWN = ["Cấp tỉnh", "Sở Tư pháp"]
LIST = [
    HEADING,
    ["1", "1.000001", "Đăng ký hành nghề luật sư", "Luật sư", *OWN],
    ["2", "1.000002", "Cấp giấy đăng ký hoạt động", "Luật sư", *OWN],
    ["3", "2.000003", "Bổ nhiệm công chứng viên", "Công chứng", *OWN],
    ["4", "1.000004", "Đăng ký khai sinh", "Hộ tịch", "Cấp xã", "UBND cấp xã"],
]
DECLARED = [
    ["STT", "Tên thủ tục", "Mã TTHC"],
    ["1", "Đăng ký hành nghề luật sư", "1.000001"],
    ["2", "Bổ nhiệm công chứng viên", ""],
    ["3", "Đăng ký khai sinh", "1.000004"],
]


def book(path: Path, rows: Sequence[Sequence[Any]], merged: Sequence[str] = ()) -> Path:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    made.save(path)
    return path


def lists(folder: Path) -> dict[str, Published]:
    return dict(state_of(folder).scopes.lists.present)


def state_of(folder: Path) -> State:
    programme = Programme(folder)
    state = programme.lists()
    state.take_in(programme.journal.entries_of(*SCOPES))
    return state


def of(folder: Path) -> Declared:
    state = state_of(folder)
    (one,) = state.scopes.declared(state.agencies["99-STP"])
    return one


@pytest.fixture
def take(programme: Path, tmp_path: Path, isoaudit: Run) -> Iterator[Any]:
    """Import rows as a list; what the command said, with its exit status."""

    def import_(
        rows: Sequence[Sequence[Any]], *more: object, merged: Sequence[str] = (), of: str = "procedures"
    ) -> Any:
        file = tmp_path / "danh muc.xlsx"
        return isoaudit("-C", programme, of, "import", book(file, rows, merged), *more)

    yield import_


@pytest.fixture
def declared(take: Any, programme: Path) -> Path:
    assert take(LIST).returncode == 0
    assert take(DECLARED, "--declared", "99-STP").returncode == 0
    return programme


def compared(isoaudit: Run, folder: Path, *names: object) -> dict[str, Any]:
    done = isoaudit("-C", folder, "procedures", "compare", *names, "--json")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return {one["agency"]: one["scope"] for one in found}


def test_36_1_a_lists_taken_in_and_laid_side_by_side(declared: Path, isoaudit: Run) -> None:
    scope = compared(isoaudit, declared)["99-STP"]
    assert (scope["published"], scope["covered"], scope["by_name"]) == (3, 2, 1)
    items = {(one["kind"], one["code"]) for one in scope["items"]}
    assert items == {("missing", "1.000002"), ("other_level", "1.000004"), ("without_code", "")}
    assert scope["declared_on"] == "2025-11-23"  # as the register cites the declaration
    said = isoaudit("-C", declared, "procedures", "compare", "Sở Tư pháp").stdout
    assert "02/03 TTHC" in said and "Người kiểm tra kết luận" in said


def test_the_day_of_an_inspection_counts_for_it_else_the_day_asked_for(declared: Path, isoaudit: Run) -> None:
    assert compared(isoaudit, declared, ON_SITE)["99-STP"]["on"] == "2026-06-15"
    done = isoaudit("-C", declared, "procedures", "compare", "99-STP", "--on", "01/3/2026", "--json")
    assert json.loads(done.stdout)[0]["on"] == "2026-03-01"


SHAPES = {
    "sections of fields": (
        [["Phụ lục"], ["STT", "Mã số", "Tên thủ tục hành chính"], ["I", "LĨNH VỰC LUẬT SƯ", ""],
         ["1", "1.000001", "Đăng ký hành nghề"], ["II", "Lĩnh vực Công chứng", ""], ["2", "2.000003", "Bổ nhiệm"]],
        [(("1.000001",), "Đăng ký hành nghề", "Luật sư"), (("2.000003",), "Bổ nhiệm", "Công chứng")],
    ),
    "several codes in a cell": (
        [["TT", "Tên thủ tục", "Mã TTHC"], ["1", "Cấp, cấp lại", "1.000001; 1.000002"]],
        [(("1.000001", "1.000002"), "Cấp, cấp lại", "")],
    ),
    "the code in the name": (
        [["TT", "Tên thủ tục"], ["1", "1.000001 - Cấp giấy"], ["2", "Cấp lại giấy (1.000002.000.00.00.H36)"]],
        [(("1.000001",), "Cấp giấy", ""), (("1.000002",), "Cấp lại giấy", "")],
    ),
    "no code at all": (
        [["TT", "Tên thủ tục"], ["1", "Cấp giấy"], ["2", "Cấp lại giấy"]],
        [((), "Cấp giấy", ""), ((), "Cấp lại giấy", "")],
    ),
    "names that go on below": (
        [["TT", "Mã TTHC", "Tên TTHC"], ["1", "1.000001", "Cấp giấy đăng ký"], ["", "", "hoạt động luật sư"],
         ["2", "1.000002", "Cấp lại"]],
        [(("1.000001",), "Cấp giấy đăng ký hoạt động luật sư", ""), (("1.000002",), "Cấp lại", "")],
    ),
    "codes of letters and long ones": (
        [["TT", "Mã TTHC", "Tên TTHC"], ["1", "T-ABI-123456-TT", "A"], ["2", "1.000123.000.00.00.H36", "B"]],
        [(("T-ABI-123456-TT",), "A", ""), (("1.000123",), "B", "")],
    ),
    "a code that is a number": (
        [["TT", "Mã TTHC", "Tên TTHC"], [1, 1.00412, "Cấp giấy"]],
        [(("1.004120",), "Cấp giấy", "")],
    ),
    "letters apart from their marks": (
        [[unicodedata.normalize("NFD", text) for text in row] for row in
         (["STT", "Mã thủ tục", "Tên thủ tục hành chính"], ["1", "1.000001", "Đăng ký khai sinh"])],
        [(("1.000001",), "Đăng ký khai sinh", "")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_lists_are_read_in_the_shapes_they_come_in(take: Any, programme: Path, shape: str) -> None:
    rows, expected = SHAPES[shape]
    done = take(rows, "--declared", "99-STP")
    assert done.returncode == 0, done.stderr
    assert [(one.codes, one.name, one.field) for one in of(programme).rows] == expected


def test_41_6_a_name_merged_over_the_rows_of_its_codes_is_one_row(take: Any, programme: Path) -> None:
    rows = [["TT", "Tên TTHC", "Mã quy trình", "Mã TTHC"], ["1", "Cấp, cấp lại", "QT-01", "1.000001"],
            ["", "", "", "1.000002"], ["2", "Gia hạn", "QT-02", "1.000003"]]  # fmt: skip
    assert take(rows, "--declared", "99-STP", merged=("B2:B3", "C2:C3")).returncode == 0
    found = of(programme)
    assert [one.codes for one in found.rows] == [("1.000001", "1.000002"), ("1.000003",)] and found.processes


def test_a_later_list_takes_the_place_of_the_earlier_which_stays_in_the_journal(
    take: Any, programme: Path, isoaudit: Run
) -> None:
    assert take(LIST).returncode == 0
    assert take(DECLARED, "--declared", "99-STP").returncode == 0
    done = take(LIST[:1] + LIST[2:])
    assert "01 TTHC của danh mục nhập trước không còn" in done.stderr
    assert [one.codes[0] for one in lists(programme)["99-STP"].rows] == ["1.000002", "2.000003"]
    assert len(state_of(programme).history("procedure", "99-STP")) == 2
    items = compared(isoaudit, programme)["99-STP"]["items"]
    assert [(one["kind"], one["code"]) for one in items if one["kind"] == "repealed"] == [("repealed", "1.000001")]
    assert take(LIST[:1] + LIST[2:]).stdout.strip() == "02 giữ nguyên."


def test_the_list_of_one_decision_only_adds(take: Any, programme: Path) -> None:
    assert take(LIST).returncode == 0
    added = [HEADING, ["1", "1.000009", "Hợp nhất văn phòng", "Công chứng", *OWN]]
    assert take(added, "--add").returncode == 0
    assert [one.codes[0] for one in lists(programme)["99-STP"].rows] == ["1.000001", "1.000002", "1.000009", "2.000003"]


def test_a_list_of_a_body_that_does_not_say_whose_it_is(take: Any, programme: Path) -> None:
    rows = [["TT", "Mã TTHC", "Tên TTHC"], ["1", "1.000001", "Cấp giấy"]]
    assert take(rows, "--agency", "Chi cục Kiểm lâm").returncode == 0
    assert list(lists(programme)) == ["99-CCKL"]
    strange = take([HEADING, ["1", "1.000001", "Cấp giấy", "", "Cấp tỉnh", "Sở Không Có"]])
    assert "Sở Không Có" in strange.stderr and strange.returncode == 0
    assert set(lists(programme)) == {"99-CCKL", "@tinh"}


BAD = {
    "an empty list": ([HEADING], (), "SCOPE_005"),
    "two names for one code": ([*LIST, ["5", "1.000001", "Tên khác hẳn", "", *OWN]], (), "SCOPE_002"),
    "nobody's declaration": (DECLARED, ("--declared", "99-KHONG"), "SCOPE_001"),
    "no day of a declaration": (DECLARED, ("--declared", "99-90019"), "SCOPE_003"),
    "no names": ([["TT", "Mã TTHC"], ["1", "1.000001"]], (), "TABLE_001"),
    "more than one body can have": (
        [["Tên TTHC"], *([f"Thủ tục {n}"] for n in range(10_001))], ("--declared", "99-STP"), "SCOPE_004"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_lists_are_refused_whole_in_clear_words(take: Any, programme: Path, name: str) -> None:
    rows, more, code = BAD[name]
    before = Programme(programme).fingerprint()
    done = take(rows, *more)
    assert done.returncode == 2 and done.stderr.strip(), done.stderr
    assert Programme(programme).fingerprint() == before
    file = Path(programme).parent / "danh muc.xlsx"
    with pytest.raises(IsoAuditError) as refused:
        if more:
            from isoaudit.desk.rollout.procedures import import_declared

            import_declared(Programme(programme), file, str(more[1]))
        else:
            import_published(Programme(programme), file)
    assert refused.value.problems[0].code == code


def test_a_code_twice_is_counted_once_when_published_and_kept_as_evidence_when_declared(
    take: Any, programme: Path, isoaudit: Run
) -> None:
    done = take([*LIST, LIST[1]])
    assert "tính một lần" in done.stderr and len(lists(programme)["99-STP"].rows) == 3
    done = take([*DECLARED, DECLARED[1]], "--declared", "99-STP")
    assert "01 mã ghi nhiều lần (1.000001)" in done.stderr
    assert ("twice", "1.000001") in {
        (one["kind"], one["code"]) for one in compared(isoaudit, programme)["99-STP"]["items"]
    }


def test_twenty_thousand_rows_of_many_bodies_are_a_list_like_any_other(take: Any, programme: Path) -> None:
    bodies = (["Cấp tỉnh", "Sở Tư pháp"], ["Cấp tỉnh", "Chi cục Kiểm lâm"], ["Cấp xã", "UBND cấp xã"])
    rows = [[n, f"1.{n:06}", f"Thủ tục {n}", "Lĩnh vực", *bodies[n % 3]] for n in range(1, 20_001)]
    assert take([HEADING, *rows]).returncode == 0
    assert sum(len(one.rows) for one in lists(programme).values()) == 20_000


def test_a_dry_run_keeps_nothing(take: Any, programme: Path) -> None:
    before = Programme(programme).fingerprint()
    assert take(LIST, "--dry-run").returncode == 0
    assert Programme(programme).fingerprint() == before


# --- the journal -----------------------------------------------------------------------------------------------------


def test_pack_merge_verify_and_backup_carry_the_lists(declared: Path, isoaudit: Run, tmp_path: Path) -> None:
    before = compared(isoaudit, declared, ON_SITE)
    assert isoaudit("-C", declared, "pack", ON_SITE, "-o", tmp_path / "goi").returncode == 0
    assert compared(isoaudit, tmp_path / "goi", ON_SITE) == before
    file = book(tmp_path / "them.xlsx", [["Tên thủ tục", "Mã TTHC"], ["Cấp giấy đăng ký hoạt động", "1.000002"]])
    args = ("procedures", "import", file, "--declared", ON_SITE, "--on", "05/01/2026")
    assert isoaudit("-C", tmp_path / "goi", *args).returncode == 0
    done = isoaudit("-C", declared, "merge", tmp_path / "goi")
    assert done.returncode == 0, done.stderr
    after = compared(isoaudit, declared, ON_SITE)["99-STP"]
    assert after["declared_on"] == "2026-01-05" and after["covered"] == 1
    assert isoaudit("-C", declared, "verify").returncode == 0


def test_two_lists_whose_writers_had_not_seen_each_other_count_as_none(
    declared: Path, isoaudit: Run, tmp_path: Path
) -> None:
    assert isoaudit("-C", declared, "pack", ON_SITE, "-o", tmp_path / "goi").returncode == 0
    for folder, code in ((declared, "1.000001"), (tmp_path / "goi", "1.000002")):
        file = book(tmp_path / f"{code}.xlsx", [["Tên thủ tục", "Mã TTHC"], ["Tên gì đó", code]])
        assert isoaudit("-C", folder, "procedures", "import", file, "--declared", "99-STP").returncode == 0
    assert isoaudit("-C", declared, "merge", tmp_path / "goi").returncode == 0
    scope = compared(isoaudit, declared, ON_SITE)["99-STP"]
    assert scope["open"] == ["declared_disputed"] and not scope["items"]
    args = ("procedures", "import", tmp_path / "1.000001.xlsx", "--declared", "99-STP")
    assert isoaudit("-C", declared, *args).returncode == 0  # a person decides by taking one in again
    assert compared(isoaudit, declared, ON_SITE)["99-STP"]["open"] == []


def case_of(folder: Path) -> Any:
    programme = Programme(folder)
    state, (inspection,) = programme.about([ON_SITE])
    return programme.case(state, inspection)


def test_a_mark_printed_before_the_lists_came_still_verifies(programme: Path, take: Any) -> None:
    """The case of an inspection without a declared list is what it was before there were lists."""
    before = fingerprint(case_of(programme))
    assert take(LIST).returncode == 0
    assert case_of(programme).scope is None and fingerprint(case_of(programme)) == before


# --- where it is read -------------------------------------------------------------------------------------------------


def test_36_1_a_it_stands_beside_the_criterion_and_the_verdict_stays_open(
    declared: Path, isoaudit: Run, tmp_path: Path
) -> None:
    made = case_of(declared)
    assert made.scope and not made.answers
    table = paper.prepared(made)
    assert "02/03 TTHC" in table.iloc[0]["Đã đối chiếu"]
    book_ = VisitBook(declared, ON_SITE)
    page = book_.page()
    records = [record for section in page.sections for record in section.records if record.id == "answer/D36-1-a-01"]
    (fact,) = [fact for fact in records[0].facts if fact.label == "Đã đối chiếu"]
    assert "02/03 TTHC" in fact.text
    out = tmp_path / "phieu.xlsx"
    assert isoaudit("-C", declared, "answers", "export", ON_SITE, "--output", out).returncode == 0
    texts = [str(cell.value) for sheet in load_workbook(out) for row in sheet for cell in row if cell.value]
    assert any("Đã đối chiếu: " in text and "02/03 TTHC" in text for text in texts)
    assert isoaudit("-C", declared, "answers", "import", out).returncode == 0  # what is only read is not said


def test_the_workbook_of_the_comparison_has_every_item_and_is_not_overwritten(
    declared: Path, isoaudit: Run, tmp_path: Path
) -> None:
    out = tmp_path / "doi-chieu.xlsx"
    assert isoaudit("-C", declared, "procedures", "compare", "-o", out).returncode == 0
    sheets = load_workbook(out)
    rows = [[cell.value for cell in row] for row in sheets["Chi tiết"].iter_rows(min_row=4)]
    assert [row[2] for row in rows if row[1] == "Chưa có trong phạm vi áp dụng"] == ["1.000002"]
    sums = [cell.value for cell in sheets["Tổng hợp"][4]]
    assert sums[0] == "Sở Tư pháp" and sums[3:5] == ["3", "2"] and "không có cột" in sums
    assert isoaudit("-C", declared, "procedures", "compare", "-o", out).returncode == 2


# --- instruments -----------------------------------------------------------------------------------------------------

LAW = [
    ["Số, ký hiệu", "Trích yếu", "Điều, khoản", "Ngày có hiệu lực", "Mã TTHC", "Bãi bỏ, không thay thế", "Cơ quan",
     "Ngày cập nhật"],
    ["118/2025/NĐ-CP", "Về luật sư", "", "01/7/2025", "1.000001", "", "Sở Tư pháp", "20/10/2025"],
    ["118/2025/NĐ-CP", "Về luật sư", "", "01/7/2025", "1.000002", "", "", ""],
    ["118/2025/NĐ-CP", "Về luật sư", "Điều 9", "01/5/2026", "2.000003", "", "", ""],
    ["20/2020/TT-BTP", "", "", "01/01/2026", "1.000001", "x", "", ""],
    ["99/2026/NĐ-CP", "", "", "01/01/2026", "1.999999", "", "", ""],
]  # fmt: skip


def updates(isoaudit: Run, folder: Path, *names: object) -> dict[tuple[str, str], dict[str, Any]]:
    done = isoaudit("-C", folder, "instruments", "list", *names, "--json")
    assert done.returncode == 0, done.stderr
    return {(one["number"], one["part"]): one for one in json.loads(done.stdout)}


def test_7_2_i_instruments_stand_beside_the_agency_with_their_last_days(
    declared: Path, take: Any, isoaudit: Run
) -> None:
    done = take(LAW, of="instruments")
    assert done.returncode == 0, done.stderr
    found = updates(isoaudit, declared, ON_SITE)
    assert set(found) == {("118/2025/NĐ-CP", ""), ("118/2025/NĐ-CP", "Điều 9"), ("20/2020/TT-BTP", "")}
    first = found["118/2025/NĐ-CP", ""]
    assert (first["due"], first["late"], first["state"]) == ("2025-10-01", 19, "updated_late")
    assert first["codes"] == ["1.000001", "1.000002"]
    assert found["118/2025/NĐ-CP", "Điều 9"]["state"] == "in_time"
    assert found["20/2020/TT-BTP", ""]["repealed"] and found["20/2020/TT-BTP", ""]["state"] == "overdue"
    said = paper.prepared(case_of(declared))
    assert any("chậm 19 ngày" in text for text in said["Đã đối chiếu"])


def test_the_review_that_an_agency_sends_is_its_own(declared: Path, take: Any, isoaudit: Run) -> None:
    assert take(LAW, of="instruments").returncode == 0
    rows = [["Số, ký hiệu", "Phần của văn bản", "Ngày có hiệu lực", "Ngày cập nhật"],
            ["118/2025/nđ-cp", "điều 9", "01/5/2026", "02/6/2026"]]  # fmt: skip
    assert take(rows, "--agency", ON_SITE, of="instruments").returncode == 0
    found = updates(isoaudit, declared, ON_SITE)["118/2025/NĐ-CP", "Điều 9"]
    assert (found["state"], found["taken_on"]) == ("updated", "2026-06-02")
    assert found["codes"] == ["2.000003"]  # what the agency does not say again stays


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([LAW[0], LAW[1], [*LAW[1][:3], "02/7/2025", *LAW[1][4:]]], "SCOPE_006"),
        ([LAW[0], [*LAW[1][:6], "", "20/10/2025"]], "SCOPE_007"),
        ([LAW[0], [*LAW[1][:7], "20/10/2015"]], "SCOPE_008"),
        ([LAW[0], [*LAW[1][:6], "Sở Không Có", ""]], "SCOPE_011"),
    ],
)
def test_bad_instruments_are_refused_whole(programme: Path, tmp_path: Path, rows: Any, code: str) -> None:
    from isoaudit.desk.rollout.instruments import import_instruments

    before = Programme(programme).fingerprint()
    with pytest.raises(IsoAuditError) as refused:
        import_instruments(Programme(programme), book(tmp_path / "van ban.xlsx", rows))
    assert code in {one.code for one in refused.value.problems}
    assert Programme(programme).fingerprint() == before


@pytest.mark.parametrize(("command", "words"), [("procedures compare", "SCOPE_009"), ("instruments list", "SCOPE_010")])
def test_nothing_imported_yet_says_what_to_do(programme: Path, isoaudit: Run, command: str, words: str) -> None:
    done = isoaudit("-C", programme, *command.split())
    assert done.returncode == 2 and "isoaudit" in done.stderr
    with pytest.raises(IsoAuditError) as refused:
        compare_(Programme(programme), (), date(2026, 6, 1), law=words == "SCOPE_010")
    assert refused.value.problems[0].code == words


# --- the demo --------------------------------------------------------------------------------------------------------


def test_the_lists_of_the_demo_are_made_anew_the_same_and_agree_with_its_answers(tmp_path: Path) -> None:
    folder = tmp_path / "an-binh-2026"
    shutil.copytree(shipped("examples") / "an-binh-2026", folder, ignore=shutil.ignore_patterns("declared-*"))
    subprocess.run([sys.executable, str(folder / "make_procedures.py")], check=True)
    for name in ("procedures.csv", *(f"declared-{agency}.csv" for agency in DECLARING)):
        assert (folder / name).read_bytes() == (shipped("examples") / "an-binh-2026" / name).read_bytes()
    year = init(tmp_path / "year", "Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình", 2026)
    import_agencies(year, folder / "agencies.csv")
    with_procedures(year, folder)
    answers = (folder / "answers.csv").read_text(encoding="utf-8")
    for one in compare_(year, DECLARING, date(2026, 6, 16)):
        assert one.scope
        figures = one.scope.published, one.scope.covered
        assert figures == ((77, 70) if one.agency.code == "99-SNNMT" else (68, 68))
    assert "có 77 TTHC đang có hiệu lực" in answers and "ghi 70 TTHC, thiếu 07 TTHC lĩnh vực lâm nghiệp" in answers
    (late,) = [one for one in compare_(year, ["99-CCKL"], date(2026, 6, 19), law=True)[0].updates if one.late]
    assert (late.due, late.taken_on) == (date(2026, 4, 20), date(2026, 5, 5))
