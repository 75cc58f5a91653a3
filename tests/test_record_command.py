"""The commands of the procedure as an inspector types them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import docx
import pytest
from conftest import run_isoaudit
from record_bench import BY_RECORD, ON_SITE, OPEN, SECOND, agree, make

from isoaudit.desk import Imported, import_inspections, import_samples
from isoaudit.desk.exports import export_inspections
from isoaudit.errors import TableError
from isoaudit.journal.programme import Programme
from isoaudit.wording import labels


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("bench") / "năm 2026")


@pytest.fixture
def programme(bench: Path, tmp_path: Path) -> Path:
    """A copy to be changed."""
    return Path(shutil.copytree(bench, tmp_path / "năm 2026"))


def test_a_visit_from_the_decision_to_the_signing(programme: Path, tmp_path: Path) -> None:
    """By code, by Vietnamese name; with warnings, codes, a difference in the signed file, and the state after it."""
    done = run_isoaudit("-C", programme, "record", "decided", "--round", "1", "--on", "1/6/2026", "--number", "41/QĐ")
    assert done.returncode == 0 and done.stdout.startswith("02 cuộc kiểm tra ghi mới")
    assert "Lưu ý: Ban hành quyết định kiểm tra" in done.stderr
    words = labels()["act"]["announced"].upper()
    assert run_isoaudit("-C", programme, "record", words, ON_SITE, "--on", "2026-06-15").returncode == 0
    done = run_isoaudit("-C", programme, "record", "minutes_agreed", "99-STP", "--on", "15/6/2026")
    assert done.returncode == 0 and "KPH 01: Chưa thực hiện" in done.stdout and "LY 01" in done.stdout
    done = run_isoaudit("-C", programme, "finding", "withdraw", ON_SITE, "kph2", "--why", "Cơ quan giải trình")
    assert done.returncode == 0 and "KPH 02" in done.stdout and "đã rút: Cơ quan giải trình" in done.stdout
    text = ["--text", "Thiếu 02 TTHC", "--why", "Số liệu của cơ quan đúng"]
    assert run_isoaudit("-C", programme, "finding", "reword", ON_SITE, "KPH 01", *text).returncode == 0
    listed = run_isoaudit("-C", programme, "finding", "list", ON_SITE).stdout
    assert "thành «Thiếu 02 TTHC»; lý do: Số liệu của cơ quan đúng" in listed
    data = json.loads(run_isoaudit("-C", programme, "finding", "list", ON_SITE, "--json").stdout)
    assert [a["kind"] for a in data["amendments"]] == ["reworded", "withdrawn"]

    signed = tmp_path / "bien-ban.docx"
    document = docx.Document()
    for line in ("Tại Sở Tư pháp", "KPH 01: Thiếu 03 TTHC", *(f["code"] + f["gap"] for f in data["findings"][1:])):
        document.add_paragraph(line)
    document.save(str(signed))
    done = run_isoaudit("-C", programme, "record", "minutes_signed", ON_SITE, "--on", "15/6/2026", "--file", signed)
    assert done.returncode == 1, "it is recorded, and a person must look"
    for said in ("KPH 01: khác câu chữ", "Thiếu 02 TTHC", "Thiếu 03 TTHC", "KPH 02: đã rút nhưng còn trong tệp đã ký"):
        assert said in done.stdout
    done = run_isoaudit("-C", programme, "finding", "withdraw", ON_SITE, "KPH 01", "--why", "Đổi ý")
    assert done.returncode == 2 and "điểm c khoản 2 Điều 37" in done.stderr

    done = run_isoaudit("-C", programme, "status", ON_SITE, "--on", "17/8/2026")
    assert "Chờ báo cáo khắc phục" in done.stdout and "17/8/2026" in done.stdout
    assert "Cách tính hạn: 02 tháng kể từ ngày 15/6/2026 (không tính ngày này) là ngày 15/8/2026" in done.stdout
    assert "Chưa có danh sách ngày nghỉ của cơ quan năm 2026" in done.stdout
    made = run_isoaudit("-C", programme, "paper", "team_report", ON_SITE)
    assert "Lưu ý: Chưa có danh sách ngày nghỉ của cơ quan năm 2026" in made.stderr
    assert "bien-ban.docx" in done.stdout and "thiếu" in done.stdout and "chưa lưu tệp" in done.stdout
    late = run_isoaudit("-C", programme, "status", "--on", "18/8/2026").stdout
    assert "Quá hạn báo cáo" in late and f"Quá hạn: 01 cuộc kiểm tra ({ON_SITE})" in late
    data = json.loads(run_isoaudit("-C", programme, "status", ON_SITE, "--on", "18/8/2026", "--json").stdout)
    assert (data[0]["stage"], data[0]["due"], data[0]["late"]) == ("overdue", "2026-08-17", True)
    assert len(data[0]["file"]) == 10
    assert run_isoaudit("-C", programme, "verify").returncode == 0


def test_the_working_paper_shows_codes_and_what_was_changed_why_and_by_whom(programme: Path) -> None:
    workspace = Programme(programme)
    agree(workspace, ON_SITE)
    from isoaudit.desk import reword, withdraw

    withdraw(workspace, ON_SITE, "KPH 02", "Cơ quan đã xuất trình chương trình đánh giá")
    reword(workspace, ON_SITE, "KPH 01", "Danh mục thiếu 02 TTHC", "Số liệu của cơ quan đúng")
    done = run_isoaudit("-C", programme, "run", "findings", ON_SITE)
    assert done.returncode == 0, done.stderr
    page = (programme / "out" / ON_SITE / "findings.html").read_text(encoding="utf-8")
    assert "KPH 01: " in page and "Danh mục thiếu 02 TTHC" in page and "LY 01: " in page and "KPH 02: " not in page
    assert "rút KPH 02; lý do: Cơ quan đã xuất trình chương trình đánh giá" in page
    found = json.loads((programme / "out" / ON_SITE / "findings.json").read_text(encoding="utf-8"))
    assert [f["code"] for f in found["withdrawn"]] == ["KPH 02"]
    letter = docx.Document(str(programme / "out" / ON_SITE / "notice.docx"))
    cells = "\n".join(cell.text for table in letter.tables for row in table.rows for cell in row.cells)
    assert "Danh mục thiếu 02 TTHC" in cells


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("record", "signed", ON_SITE, "--on", "1/6/2026"), "Ký Biên bản kiểm tra (minutes_signed)"),
        (("record", "decided", "--on", "1/6/2026"), "--round"),
        (("record", "decided", ON_SITE, "--all", "--on", "1/6/2026"), "chọn một cách"),
        (("record", "decided", ON_SITE), "thiếu «--on NGÀY»"),
        (("record", "decided", ON_SITE, "--on", "31/6/2026"), "«31/6/2026» không phải ngày"),
        (("record", "decided", "99-KHONG", "--on", "1/6/2026"), "không tìm thấy cơ quan"),
        (("record", "decided", BY_RECORD, "--on", "1/6/2026"), "không thuộc hình thức kiểm tra qua hồ sơ"),
        (("finding", "withdraw", ON_SITE, "KPH 01"), "thiếu"),
        (("finding", "withdraw", ON_SITE, "KPH 01", "--why", "Lý do"), "chưa thống nhất"),
        (("status", "99-KHONG"), "không tìm thấy cơ quan"),
    ],
)
def test_used_wrongly(bench: Path, words: tuple[str, ...], said: str) -> None:
    done = run_isoaudit("-C", bench, *words)
    assert done.returncode == 2
    assert said in done.stderr


def test_the_help_names_every_act() -> None:
    shown = run_isoaudit("record", "--help").stdout
    assert all(code in shown and words in shown for code, words in labels()["act"].items())


# --- samples, and what a visit is recorded with ---------------------------------------------------------------------

SAMPLES = """\
Mã cuộc kiểm tra,Mã hồ sơ,Lĩnh vực,Ngày tiếp nhận,Ngày hẹn trả,Ngày trả kết quả,Sai lệch so với quy trình,Mã tiêu chí
{id},000.00.12.H01-260105-0001,Hộ tịch,05/01/2026,12/01/2026,14/01/2026,Trả chậm 02 ngày,D36-1-d-01
{id},000/00/13,Hộ tịch,05/01/2026,,,,
"""


def test_samples_are_taken_in_and_stand_in_the_case(programme: Path, tmp_path: Path) -> None:
    """TT26/2014 Đ36.1.d; a code may hold a slash."""
    table = tmp_path / "mau.csv"
    table.write_text(SAMPLES.format(id=ON_SITE), encoding="utf-8")
    done = run_isoaudit("-C", programme, "samples", "import", table)
    assert done.returncode == 0 and done.stdout.startswith("02 hồ sơ mới"), done.stderr
    workspace = Programme(programme)
    state = workspace.state()
    samples = workspace.case(state, state.inspections[ON_SITE]).samples
    assert [s.dossier for s in samples] == ["000.00.12.H01-260105-0001", "000/00/13"]
    assert (samples[0].deviation, str(samples[0].returned), samples[0].field) == (
        "Trả chậm 02 ngày",
        "2026-01-14",
        "Hộ tịch",
    )
    assert import_samples(workspace, table).unchanged == 2


def test_samples_that_cannot_be_true(programme: Path, tmp_path: Path) -> None:
    table = tmp_path / "mau.csv"
    heading = "inspection,dossier,received,due,returned,criterion\n"
    rows = [f"{ON_SITE},A,5/1/2026,1/1/2026,,", f"{ON_SITE},B,5/1/2026,,4/1/2026,", f"{ON_SITE},C,,,,D36-9-z-01"]
    rows += [
        "2026-99-KHONG-TS,D,,,,",
        f"{ON_SITE},E,,,,",
        f"{ON_SITE},E,,,,",
        f"{ON_SITE},,,,,",
        f"{ON_SITE},G,,,1/1/2199,",
    ]
    table.write_text(heading + "\n".join(rows), encoding="utf-8")
    with pytest.raises(TableError) as error:
        import_samples(Programme(programme), table)
    codes = [problem.code for problem in error.value.problems]
    wanted = ["TABLE_011", "TABLE_011", "CRITERION_001", "INSPECTION_001", "TABLE_008", "TABLE_003", "TABLE_006"]
    assert codes == wanted
    table.write_text("dossier\nA\n", encoding="utf-8")
    with pytest.raises(TableError) as error:
        import_samples(Programme(programme), table)
    assert [problem.code for problem in error.value.problems] == ["TABLE_033"]


def test_after_the_signing_no_sample_changes(programme: Path, tmp_path: Path) -> None:
    """TT26/2014 Đ37.2.b, c: they are an annex of the minutes."""
    from record_bench import tell

    workspace = Programme(programme)
    table = tmp_path / "mau.csv"
    table.write_text(SAMPLES.format(id=ON_SITE), encoding="utf-8")
    import_samples(workspace, table)
    agree(workspace, ON_SITE, SECOND)
    tell(workspace, "minutes_signed", ON_SITE, on="15/6")
    assert import_samples(workspace, table).unchanged == 2
    table.write_text(SAMPLES.format(id=ON_SITE).replace("02 ngày", "03 ngày"), encoding="utf-8")
    with pytest.raises(TableError) as error:
        import_samples(workspace, table)
    assert [problem.code for problem in error.value.problems] == ["ACT_008"]
    table.write_text(SAMPLES.format(id=SECOND), encoding="utf-8")
    assert import_samples(workspace, table).added == 2


VISIT = "agency,mode,place,attendees,opinion,team,budget\n99-STP,on_site,{0},{1},{2},Lương Quốc Bảo (trưởng đoàn),{3}\n"


def test_after_the_signing_the_visit_stays_as_the_minutes_say(programme: Path, tmp_path: Path) -> None:
    """TT26/2014 Đ37.2.c: what was recorded of the visit changes no more; what was left out is taken over, and said."""
    from record_bench import tell

    workspace = Programme(programme)
    table = tmp_path / "cuoc.csv"

    def take(*values: str) -> Imported:
        table.write_text(VISIT.format(*values), encoding="utf-8")
        return import_inspections(workspace, table)

    take("Hội trường", "Ông Thành", "", "1")
    agree(workspace, ON_SITE)
    assert take("Phòng họp", "Ông Thành", "", "1").changed == 1
    tell(workspace, "minutes_signed", ON_SITE, on="15/6")
    assert take("Phòng họp", "Ông Thành", "", "2").changed == 1, "the minutes do not print the budget"
    done = take("Phòng họp", "Ông Thành", "Thống nhất", "2")
    assert done.changed == 1
    assert [w for w in done.warnings if "ghi đúng như Biên bản đã ký 15/6/2026" in w]
    before = workspace.journal.database.read_bytes()
    for place, who, opinion in (("Khác", "Ông Thành", "Thống nhất"), ("Phòng họp", "", "Không thống nhất")):
        with pytest.raises(TableError, match="điểm c khoản 2 Điều 37") as error:
            take(place, who, opinion, "2")
        assert {problem.code for problem in error.value.problems} == {"ACT_008"}
    assert len(error.value.problems) == 2
    assert workspace.journal.database.read_bytes() == before


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("08:00", "08 giờ 00 phút"),
        ("8h", "08 giờ 00 phút"),
        ("8h30", "08 giờ 30 phút"),
        ("16 giờ 45 phút", "16 giờ 45 phút"),
        ("16 GIỜ 5", "16 giờ 05 phút"),
        ("16:30:00", "16 giờ 30 phút"),
        ("", ""),
        ("24:00", None),
        ("8:75", None),
        ("sáng", ""),  # a part of the day is no time
        ("sớm", None),
    ],
)
def test_times_of_a_visit(programme: Path, tmp_path: Path, typed: str, kept: str | None) -> None:
    table = tmp_path / "cuoc.csv"
    table.write_text(f"agency,mode,Bắt đầu lúc\n99-STP,on_site,{typed}\n", encoding="utf-8")
    workspace = Programme(programme)
    if kept is None:
        with pytest.raises(TableError, match="không phải giờ"):
            import_inspections(workspace, table)
    else:
        import_inspections(workspace, table)
        assert workspace.state().inspections[ON_SITE].opened_at == kept


def test_what_a_visit_is_recorded_with_goes_out_and_in_the_same(programme: Path, tmp_path: Path) -> None:
    table = tmp_path / "cuoc.csv"
    heading = "agency;mode;place;opened_at;closed_at;attendees;departments;opinion\n"
    who = '"Ông Hoàng Văn Thành, Giám đốc; Bà Lê Thị Mai, Chánh Văn phòng";"Văn phòng; Phòng Hành chính tư pháp"'
    line = f"99-STP;on_site;Hội trường Sở;08:00;16:30;{who};Thống nhất với Biên bản\n"
    table.write_text(heading + line, encoding="utf-8")
    workspace = Programme(programme)
    import_inspections(workspace, table)
    visit = workspace.state().inspections[ON_SITE]
    assert visit.attendees == ("Ông Hoàng Văn Thành, Giám đốc", "Bà Lê Thị Mai, Chánh Văn phòng")
    assert visit.departments == ("Văn phòng", "Phòng Hành chính tư pháp")
    assert (visit.closed_at, visit.opinion) == ("16 giờ 30 phút", "Thống nhất với Biên bản")
    export_inspections(workspace, tmp_path / "cuoc.xlsx")
    again = import_inspections(workspace, tmp_path / "cuoc.xlsx")
    assert (again.added, again.changed) == (0, 0)
    assert OPEN in workspace.state().inspections
