"""Three years of a small unit, as a secretary types them: six agencies, their replies, and what each year hands on.

Every step is a command, every table one that isoaudit gave out and a person filled in, every reply the form that goes
out with the letter. What is asserted are figures and sentences that a person would act on.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docx
import pytest
from conftest import run_isoaudit
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from test_evidence import PLAIN_PDF, pdf
from test_reply_form import FILL

SYT, SGD, CCTY, WARD, COMMUNE, HILL = "77-SYT", "77-SGD", "77-CCTY", "77-101", "77-102", "77-103"
AGENCIES = {
    SYT: ("Sở Y tế", "cấp tỉnh", "Cơ quan chuyên môn cấp tỉnh"),
    SGD: ("Sở Giáo dục và Đào tạo", "cấp tỉnh", "Cơ quan chuyên môn cấp tỉnh"),
    CCTY: ("Chi cục Thú y", "cấp tỉnh", "Chi cục"),
    WARD: ("UBND phường Bến Đá", "cấp xã", "UBND cấp xã"),
    COMMUNE: ("UBND xã Suối Hạ", "cấp xã", "UBND cấp xã"),
    HILL: ("UBND xã Đồi Mây", "cấp xã", "UBND cấp xã"),
}
REVIEWER = "Phan Thị Ngát"
TEAM = "Hồ Văn Lực (trưởng đoàn); Mai Thu Sương (thư ký)"
SETTINGS = {
    "Thời kỳ kiểm tra từ ngày": "01/7/2023",
    "Thời kỳ kiểm tra đến ngày": "30/6/2024",
    "Ngày đề nghị báo cáo khắc phục": "30/9/2024",
    "Báo cáo khắc phục đúng hạn tính theo": "ngày báo cáo đến",
    "Số quyết định phê duyệt kế hoạch": "88/QĐ-UBND",
    "Ngày quyết định phê duyệt kế hoạch": "02/02/2024",
}
EVIDENCE = pdf(lambda writer: writer.add_metadata({"/Title": "Quyết định"}))
DONE = {
    "cause": "Chưa giao người theo dõi.",
    "correction": "Đã bổ sung.",
    "action": "Giao Văn phòng rà soát hằng quý.",
    "status": "đã thực hiện",
    "day": "30/7/2024",
    "responsible": "Văn phòng",
    "evidence": "Quyết định số 50/QĐ",
}


def head(sheet: Worksheet, name: str) -> tuple[int, dict[str, int]]:
    """The row of the headings, one of which is ``name``, and the columns by heading."""
    row = next(row for row in sheet.iter_rows() if any(cell.value == name for cell in row))
    return int(row[0].row or 0), {str(cell.value): int(cell.column or 0) for cell in row if cell.value}


def texts(path: Path) -> str:
    """All that stands in a Word document."""
    document = docx.Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join((*(p.text for p in document.paragraphs), *cells))


@dataclass
class Year:
    """A year's folder, and whoever types in it."""

    folder: Path
    heard: dict[str, Any] = field(default_factory=dict)
    """What was said at moments that are looked at later."""

    def type(self, *words: object, code: int = 0) -> str:
        """Run a command in the folder; both its streams."""
        done = run_isoaudit(*words, cwd=self.folder)
        assert done.returncode == code, (words, done.stdout, done.stderr)
        return done.stdout + done.stderr

    def record(self, act: str, whom: str, on: str, *more: str) -> str:
        return self.type("record", act, *(("--round", "1") if whom == "round" else (whom,)), "--on", on, *more)

    def rows(self, command: str, on: str) -> list[dict[str, Any]]:
        done = run_isoaudit(command, "--json", "--on", on, cwd=self.folder)
        assert done.returncode == 0, done.stderr
        return [dict(row) for row in json.loads(done.stdout)]

    def stages(self, on: str) -> dict[str, tuple[str, str]]:
        """Where each inspection stands, and its next step, by agency."""
        return {row["agency"]: (row["stage"], row["next"]) for row in self.rows("status", on)}

    def actions(self, on: str) -> dict[tuple[str, str], dict[str, Any]]:
        return {(row["inspection"], row["code"]): row for row in self.rows("actions", on)}

    def table(self, what: str, needs: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Export a list, type rows under what stands in it, take it in."""
        path = self.folder / f"{what}.xlsx"
        self.type(what, "export", "--output", path.name)
        book = load_workbook(path)
        at, columns = head(book.worksheets[0], needs)
        for number, row in enumerate(rows, start=at + 1):
            for name, value in row.items():
                book.worksheets[0].cell(number, columns[name]).value = value
        book.save(path)
        self.type(what, "import", path.name)

    def fill(self, book: str, sheet: int, needs: str, said: Callable[[dict[str, Any]], Mapping[str, str]]) -> None:
        """Type into each row of a sheet that isoaudit gave out what ``said`` says of what stands in it."""
        workbook = load_workbook(self.folder / book)
        page = workbook.worksheets[sheet]
        at, columns = head(page, needs)
        for number in range(at + 1, page.max_row + 1):
            stands = {name: page.cell(number, column).value for name, column in columns.items()}
            for name, value in (said(stands) if stands["Mã cuộc kiểm tra"] else {}).items():
                page.cell(number, columns[name]).value = value
        workbook.save(self.folder / book)

    def examine(self, gaps: Mapping[str, Mapping[str, str]], days: Mapping[str, str]) -> None:
        """Every criterion conforms but those in ``gaps``."""
        self.type("answers", "export", "--output", "ket-qua.xlsx")

        def said(row: dict[str, Any]) -> dict[str, str]:
            agency = str(row["Mã cuộc kiểm tra"])[5:-3]
            gap = gaps.get(agency, {}).get(str(row["Mã tiêu chí"]), "")
            found = {"Bằng chứng": "Đã xem danh mục.", "Nội dung không phù hợp, cần lưu ý": gap} if gap else {}
            by = {"Người kiểm tra": "Mai Thu Sương", "Ngày kiểm tra": days[agency]}
            return {"Kết quả": "không phù hợp" if gap else "phù hợp", **found, **by}

        for number in range(1, 1 + len(days)):
            self.fill("ket-qua.xlsx", number, "Câu hỏi", said)
        self.type("answers", "import", "ket-qua.xlsx")

    def sign(self, days: Mapping[str, str]) -> None:
        """From the announcement to the notices, each with its own number."""
        for agency, day in days.items():
            self.record("announced", agency, day)
            self.heard[f"agreed {agency}"] = self.record("minutes_agreed", agency, day)
            self.record("minutes_signed", agency, day)
        self.record("team_reported", "round", days[SYT].replace("/6/", "/7/"))
        self.type("paper", "notice", *days)
        for number, agency in enumerate(days, start=30):
            self.record("notice_issued", agency, days[SYT].replace("/6/", "/7/"), "--number", f"{number}/TB-PKĐ")

    def form(self, id: str, kind: str, **by_code: Mapping[str, str]) -> str:
        """The reply form as it comes back: code of the finding (without space) and what is typed."""
        self.type("paper", "reply_form", id)
        path = self.folder / f"{id}-{len(list(self.folder.glob(f'{id}-*')))}.{kind}"
        shutil.copyfile(self.folder / "out" / id / f"reply_form.{kind}", path)
        for code, typed in by_code.items():
            FILL[kind](path, code.replace("KPH", "KPH ").removeprefix("no"), **typed)
        return path.name

    def receive(self, id: str, number: str, dated: str, arrived: str, form: str, *more: str) -> str:
        came = ("--number", number, "--dated", dated, "--arrived", arrived, "--form", form)
        return self.type("receive", id, *came, *more)

    def review(self, on: str, outcomes: Mapping[tuple[str, str], tuple[str, str]]) -> str:
        """Export what is to be reviewed, fill it in, take it in; by agency and code: outcome and reason."""
        name = f"xem-xet-{on.replace('/', '-')}.xlsx"
        self.type("review", "export", "--output", name)

        def said(row: dict[str, Any]) -> dict[str, str]:
            found = outcomes.get((str(row["Mã cuộc kiểm tra"])[5:-3], str(row["Điểm không phù hợp"])[:6]))
            if not found:
                return {}
            by = {"Người xem xét": REVIEWER, "Ngày xem xét": on}
            self.heard[f"to review {row['Báo cáo khắc phục']}"] = row["Cần lưu ý"] or ""
            return {"Kết quả xem xét": found[0], "Lý do": found[1], **by}

        self.fill(name, 0, "Kết quả xem xét", said)
        return self.type("review", "import", name)

    def look_again(self, on: str, outcomes: Mapping[tuple[str, str], tuple[str, str]]) -> str:
        """Fill in the workbook of effects; by agency and criterion: outcome and what was seen."""
        self.type("effects", "export", "--output", "hieu-luc.xlsx")

        def said(row: dict[str, Any]) -> dict[str, str]:
            key = (str(row["Mã cuộc kiểm tra"])[5:-3], str(row["Mã tiêu chí"]))
            self.heard.setdefault("to look at", []).append((*key, str(row["Cuộc kiểm tra trước"])[:4]))
            if key not in outcomes:
                return {}
            named = ("Hiệu lực khắc phục", "Lý do, đã xem gì", "Người kiểm tra", "Ngày kiểm tra")
            return dict(zip(named, (*outcomes[key], "Mai Thu Sương", on), strict=True))

        self.fill("hieu-luc.xlsx", 0, "Hiệu lực khắc phục", said)
        return self.type("effects", "import", "hieu-luc.xlsx")


def visits(year: int, *agencies: str) -> dict[str, str]:
    return {agency: f"{number}/6/{year}" for number, agency in enumerate(agencies, start=10)}


def schedule(year: Year, days: Mapping[str, str], *besides: Mapping[str, str]) -> None:
    year.table(
        "inspections",
        "Mã cơ quan",
        [
            {"Mã cơ quan": agency, "Hình thức": "tại trụ sở", "Đợt": "1", "Từ ngày": day, "Đến ngày": day}
            | {"Đoàn kiểm tra": TEAM}
            for agency, day in days.items()
        ]
        + [dict(row) for row in besides],
    )


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """2024: five visits and one inspection by record; replies good, late, refused twice, proposed, none."""
    above = tmp_path_factory.mktemp("three-years")
    authority = "Phòng Kiểm định Chất lượng tỉnh Hà Lĩnh"
    assert run_isoaudit("init", above / "2024", "--authority", authority, "--year", 2024).returncode == 0
    year = Year(above / "2024")
    own_settings(year)
    year.table("agencies", "Tên cơ quan", [agency_row(code) for code in AGENCIES])
    days = visits(2024, SYT, SGD, CCTY, WARD, COMMUNE)
    by_record = {"Mã cơ quan": HILL, "Hình thức": "qua hồ sơ, báo cáo", "Từ ngày": "1/8/2024", "Đến ngày": "30/8/2024"}
    schedule(year, days, by_record)
    year.record("decided", "round", "3/6/2024", "--number", "12/QĐ-PKĐ", "--signer", REVIEWER)
    year.record("requested", HILL, "1/7/2024", "--number", "20/PKĐ", "--reply-by", "15/7/2024")
    year.heard["before the reminder"] = year.stages("2024-07-18")[HILL]
    year.record("reminded", HILL, "18/7/2024", "--number", "21/PKĐ")
    year.heard["after the reminder"] = year.stages("2024-07-19")[HILL]
    year.record("report_received", HILL, "25/7/2024", "--number", "11/BC-UBND", "--arrived", "26/7/2024")
    year.examine(
        {
            SYT: {"D36-1-a-01": "Chưa đưa 03 TTHC lĩnh vực dược.", "D36-1-b-01": "Phòng Dược chưa được phổ biến."},
            SGD: {"D36-1-a-01": "Thiếu 02 TTHC về trường tư thục.", "D36-1-c-01": "Chính sách ghi tên cơ quan cũ."},
            CCTY: {"D36-1-a-07": "Chi cục dùng chung HTQLCL của Sở."},
            WARD: {"D36-1-a-01": "Thiếu 05 TTHC hộ tịch.", "D36-1-b-03": "02 công chức không chỉ ra được quy trình."},
            COMMUNE: {"D36-1-a-03": "Còn 06 TTHC chưa có quy trình."},
            HILL: {"D36-1-a-01": "Báo cáo không nêu danh mục TTHC."},
        },
        {**days, HILL: "15/8/2024"},
    )
    year.sign(days)
    year.record("correction_requested", HILL, "30/8/2024", "--number", "40/PKĐ")
    replies_of_2024(year)
    return year


def own_settings(year: Year) -> None:
    year.type("settings", "export", "--output", "thiet-lap.xlsx")
    book = load_workbook(year.folder / "thiet-lap.xlsx")
    for row in book["Đơn vị"].iter_rows(min_row=3):
        row[1].value = SETTINGS.get(str(row[0].value), row[1].value)
    for row in book["Cơ quan ban hành"].iter_rows():
        if str(row[0].value).startswith("Phòng"):
            row[2].value, row[3].value = "PKĐ", "Trưởng phòng"
    book.save(year.folder / "thiet-lap.xlsx")
    year.type("settings", "import", "thiet-lap.xlsx")


def agency_row(code: str) -> dict[str, object]:
    name, level, kind = AGENCIES[code]
    duty = {"cấp tỉnh": "thuộc đối tượng phải", "cấp xã": "được khuyến khích"}[level] + " xây dựng và áp dụng"
    known = {"Đối tượng": duty, "Tình trạng HTQLCL": "đã công bố", "Tiêu chuẩn": "TCVN ISO 9001:2015"}
    return {"Mã": code, "Tên cơ quan": name, "Cấp": level, "Loại cơ quan": kind, **known}


def replies_of_2024(year: Year) -> None:
    syt, sgd, ccty, ward, hill = (f"2024-{a}-{'HS' if a == HILL else 'TS'}" for a in (SYT, SGD, CCTY, WARD, HILL))
    (year.folder / "bc").mkdir()
    (year.folder / "bc" / "KPH01.pdf").write_bytes(EVIDENCE)
    (year.folder / "bao-cao.pdf").write_bytes(PLAIN_PDF)
    form = year.form(syt, "docx", KPH01={**DONE, "evidence": "KPH01.pdf"}, KPH02=DONE)
    year.receive(syt, "70/BC-SYT", "5/8/2024", "7/8/2024", form, "--file", "bao-cao.pdf", "--files", "bc")
    late = year.receive(ccty, "8/BC-CCTY", "12/8/2024", "20/8/2024", year.form(ccty, "xlsx", KPH01=DONE))
    year.heard["a late report"] = late
    intent = {"action": "Sẽ sửa.", "status": "đã thực hiện", "day": "1/8/2024"}
    year.receive(sgd, "90/BC-SGD", "8/8/2024", "9/8/2024", year.form(sgd, "xlsx", KPH01=DONE, KPH02=intent))
    proposed = [{"action": "Rà soát.", "status": "đề xuất", "day": day} for day in ("15/12/2024", "30/9/2024")]
    form = year.form(ward, "docx", KPH01=proposed[0], KPH02=proposed[1])
    year.receive(ward, "33/BC-UBND", "12/8/2024", "13/8/2024", form)
    year.heard["told on time"] = year.stages("2024-08-15")
    good = ("đạt yêu cầu", "")
    follow = ("đề xuất, theo dõi", "")
    year.heard["first review"] = year.review(
        "26/8/2024",
        {
            (SYT, "KPH 01"): good, (SYT, "KPH 02"): good, (CCTY, "KPH 01"): good, (SGD, "KPH 01"): good,
            (SGD, "KPH 02"): ("chưa đạt yêu cầu", "Mới nêu ý định."),
            (WARD, "KPH 01"): follow, (WARD, "KPH 02"): follow,
        },
    )  # fmt: skip
    year.heard["refused"] = year.stages("2024-08-27")
    year.type("paper", "not_accepted", sgd)
    year.record("not_accepted", SGD, "28/8/2024", "--number", "55/TB-PKĐ")
    year.record("correction_reminded", COMMUNE, "28/8/2024", "--number", "56/PKĐ")
    year.heard["reminded"] = year.stages("2024-08-29")
    year.heard["reminded actions"] = year.actions("2024-08-29")
    form = year.form(sgd, "xlsx", KPH02={**DONE, "correction": "Đã trình ký.", "day": "20/9/2024"})
    sheet = load_workbook(year.folder / form).worksheets[0]
    year.heard["form after a refusal"] = [str(row[0].value) for row in sheet.iter_rows() if row[0].value]
    year.heard["second report"] = year.receive(sgd, "101/BC-SGD", "23/9/2024", "24/9/2024", form)
    ward_again = year.form(ward, "docx", KPH02={**DONE, "day": "20/9/2024"})
    year.receive(ward, "45/BC-UBND", "27/9/2024", "27/9/2024", ward_again)
    form = year.form(hill, "xlsx", no01={**DONE, "day": "20/9/2024"})
    year.receive(hill, "60/BC-UBND", "25/9/2024", "27/9/2024", form)
    refused = {(SGD, "KPH 02"): ("chưa đạt yêu cầu", "Chưa ban hành."), (WARD, "KPH 02"): good}
    year.heard["second review"] = year.review("30/9/2024", refused)
    year.type("paper", "not_accepted", sgd)
    year.record("not_accepted", SGD, "1/10/2024", "--number", "60/TB-PKĐ")
    year.heard["end"] = year.stages("2024-10-10")


@pytest.fixture(scope="module")
def second(first: Year) -> Year:
    """2025: what 2024 found is looked at again; one is found again, one is not effective, one agency is not visited."""
    began = first.type("init", "../2025", "--after", ".")
    year = Year(first.folder.with_name("2025"))
    year.heard["began"] = began
    year.heard["no schedule"] = year.actions("2025-01-10")
    carry = next(line for line in began.splitlines() if " carry " in line).rpartition(" carry ")[2]
    year.heard["carry"] = Year(year.folder).type("carry", carry.strip('"'))
    days = visits(2025, SYT, SGD, CCTY, WARD, COMMUNE)
    schedule(year, days)
    year.type("record", "plan_approved", "--all", "--on", "3/2/2025", "--number", "90/QĐ-UBND")
    year.record("decided", "round", "2/6/2025", "--number", "15/QĐ-PKĐ")
    year.examine(
        {
            SYT: {"D36-1-c-01": "Chính sách chưa sửa theo nhiệm vụ mới."},
            SGD: {"D36-1-a-01": "Thiếu 01 TTHC về trung tâm ngoại ngữ."},
            COMMUNE: {"D36-1-a-03": "Vẫn còn 04 TTHC chưa có quy trình."},
        },
        days,
    )
    year.look_again(
        "14/6/2025",
        {
            (SYT, "D36-1-a-01"): ("có hiệu lực", "Đã xem danh mục mới."),
            (SYT, "D36-1-b-01"): ("chưa có hiệu lực", "Người mới đến chưa được phổ biến."),
            (SGD, "D36-1-a-01"): ("lặp lại", "Lại thiếu TTHC."),
            (SGD, "D36-1-c-01"): ("có hiệu lực", "Đã ban hành chính sách mới."),
            (CCTY, "D36-1-a-07"): ("có hiệu lực", "Có HTQLCL riêng."),
            (WARD, "D36-1-b-03"): ("có hiệu lực", "Đã hỏi 04 người."),
            (COMMUNE, "D36-1-a-03"): ("lặp lại", "Vẫn cùng tiêu chí."),
        },
    )
    year.sign(days)
    for agency, number in ((SYT, "71/BC-SYT"), (SGD, "91/BC-SGD")):
        form = year.form(f"2025-{agency}-TS", "docx", KPH01={**DONE, "day": "20/7/2025"})
        year.receive(f"2025-{agency}-TS", number, "1/8/2025", "4/8/2025", form)
    good = ("đạt yêu cầu", "")
    year.review("20/8/2025", {(SYT, "KPH 01"): good, (SGD, "KPH 01"): good})
    return year


@pytest.fixture(scope="module")
def third(second: Year) -> Year:
    """2026: two years are handed on; who was not visited in 2025 is."""
    began = second.type("init", "../2026", "--after", ".")
    year = Year(second.folder.with_name("2026"))
    year.heard["began"] = began
    days = visits(2026, SYT, SGD, WARD, HILL)
    schedule(year, days)
    year.look_again("12/6/2026", {(HILL, "D36-1-a-01"): ("có hiệu lực", "Báo cáo đã nêu danh mục.")})
    return year


def test_35_2_after_a_reminder_the_report_is_waited_for(first: Year) -> None:
    assert first.heard["before the reminder"] == ("not_reported", "remind")
    assert first.heard["after the reminder"] == ("not_reported", "report_received")


def test_37_2_c_each_agency_stands_where_its_report_puts_it(first: Year) -> None:
    told = first.heard["told on time"]
    assert {told[agency] for agency in (SYT, SGD, WARD)} == {("correction_reported", "review")}
    assert told[COMMUNE] == ("overdue", "remind_correction"), "the last day was 14/8/2024"
    assert told[CCTY] == ("overdue", "remind_correction"), "what had not arrived was not there"
    assert "chậm 08 ngày (tính theo ngày đến)" in first.heard["a late report"]


def test_37_2_d_a_refusal_is_to_be_told_and_a_proposal_to_be_followed(first: Year) -> None:
    stands = first.heard["refused"]
    assert stands[SGD] == ("not_accepted", "not_accepted")
    assert stands[WARD] == ("follow_up", "wait_completion")
    assert {stands[agency] for agency in (SYT, CCTY)} == {("accepted", "")}
    assert "ô ghi tên cơ quan" not in first.heard["first review"], "the names are ours, and only to be read"


def test_37_2_c_who_was_reminded_is_waited_for_and_not_reminded_again(first: Year) -> None:
    assert first.heard["reminded"][COMMUNE] == ("overdue", "wait_reminded")
    row = first.heard["reminded actions"][f"2024-{COMMUNE}-TS", "KPH 01"]
    assert (row["stage"], row["late"], row["next"], row["who"]) == ("overdue", True, "wait_reminded", "agency")


def test_37_2_d_a_further_report_is_never_late_and_is_asked_only_for_what_is_owed(first: Year) -> None:
    """The circular sets no second day; what was accepted is not asked for again."""
    form = first.heard["form after a refusal"]
    assert "KPH 02" in form and "KPH 01" not in form
    assert not any("chậm nhất" in line for line in form)
    said = first.heard["second report"]
    assert "chậm" not in said and "Chưa có nội dung báo cáo" not in said
    note = first.heard["to review 101/BC-SGD"]
    assert note == "Lần trước chưa đạt yêu cầu ngày 26/8/2024: Mới nêu ý định."
    assert "chậm" not in first.heard["second review"]
    words = texts(first.folder / "out" / f"2024-{SGD}-TS" / "not_accepted.docx")
    assert "Chưa ban hành. Đã thông báo chưa chấp nhận tại Thông báo số 55/TB-PKĐ ngày 28/8/2024." in words


def test_37_2_d_at_the_end_of_the_first_year_each_finding_has_its_row(first: Year) -> None:
    rows = {(id[5:-3], code): row["stage"] for (id, code), row in first.actions("2024-10-10").items()}
    assert rows == {
        (SYT, "KPH 01"): "accepted", (SYT, "KPH 02"): "accepted", (CCTY, "KPH 01"): "accepted",
        (SGD, "KPH 01"): "accepted", (SGD, "KPH 02"): "not_accepted",
        (WARD, "KPH 01"): "follow_up", (WARD, "KPH 02"): "accepted",
        (COMMUNE, "KPH 01"): "overdue", (HILL, "01"): "reported",
    }  # fmt: skip
    late = {key[0][5:-3]: row["late_by"] for key, row in first.actions("2024-10-10").items() if row["late_by"]}
    assert late == {CCTY: 8}
    cured = first.actions("2024-10-10")[f"2024-{WARD}-TS", "KPH 02"]
    assert (cured["cured_on"], cured["days_to_cure"]) == ("2024-09-20", 99)
    assert first.heard["end"][SGD] == ("not_accepted", "wait_again")


def test_39_the_file_of_an_inspection_is_checked_without_isoaudit(first: Year, tmp_path: Path) -> None:
    row = next(row for row in first.rows("status", "2024-10-10") if row["agency"] == SYT)
    line = row["commands"][-1]["line"].split()
    assert line[1:3] == ["archive", f"2024-{SYT}-TS"], "status names the command that makes it"
    first.type(*line[1:])
    with zipfile.ZipFile(first.folder / line[-1]) as archive:
        archive.extractall(tmp_path)
    check = [sys.executable, "-I", "kiem-tra-ho-so.py"]
    whole = subprocess.run(check, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8")
    assert whole.returncode == 0 and "còn nguyên vẹn" in whole.stdout, whole.stderr
    (evidence,) = tmp_path.glob("07*/Bằng chứng/*KPH01.pdf")
    evidence.write_bytes(EVIDENCE + b" ")
    assert subprocess.run(check, cwd=tmp_path, capture_output=True).returncode != 0


def test_37_2_d_the_second_year_begins_with_all_that_is_to_be_looked_at_again(first: Year, second: Year) -> None:
    began = second.heard["began"]
    assert "09 điểm không phù hợp (05 đạt yêu cầu, chờ kiểm tra hiệu lực, 04 còn theo dõi)" in began
    assert second.heard["no schedule"].keys() == first.actions("2024-10-10").keys(), "before anything is scheduled"
    assert f'carry "{first.folder}"' in began and "Giữ nguyên: 09 điểm" in second.heard["carry"]
    assert len(second.heard["to look at"]) == 8 and HILL not in {one[0] for one in second.heard["to look at"]}
    assert "Chưa ghi hiệu lực khắc phục của 01 điểm" in second.heard[f"agreed {WARD}"]
    assert "Chưa ghi hiệu lực" not in second.heard[f"agreed {SGD}"]


@pytest.mark.parametrize(
    ("agency", "said", "unsaid"),
    [
        (SYT, ["Có hiệu lực. Đã xem danh mục mới.", "Chưa có hiệu lực. Người mới đến"], ["Lặp lại"]),
        (SGD, ["Lặp lại. Lại thiếu TTHC.", "Thiếu 02 TTHC về trường tư thục.", "Có hiệu lực. Đã ban hành"], []),
        (CCTY, ["Có hiệu lực. Có HTQLCL riêng.", "không ghi nhận điểm không phù hợp"], ["KPH 01"]),
        (WARD, ["Có hiệu lực. Đã hỏi 04 người."], ["Thiếu 05 TTHC hộ tịch."]),
        (COMMUNE, ["Lặp lại. Vẫn cùng tiêu chí.", "chậm nhất ngày 14/8/2025"], ["Có hiệu lực"]),
    ],
)
def test_37_2_d_the_letters_of_the_second_year_say_what_became_of_the_first(
    second: Year, agency: str, said: list[str], unsaid: list[str]
) -> None:
    words = texts(second.folder / "out" / f"2025-{agency}-TS" / "notice.docx")
    assert [text for text in said if text not in words] == []
    assert [text for text in unsaid if text in words] == []


def test_37_2_d_the_rows_of_the_second_year_hold_both_years_and_lose_no_agency(second: Year) -> None:
    rows = {(id[:4], id[5:-3], code): row for (id, code), row in second.actions("2025-09-01").items()}
    assert {key: row["stage"] for key, row in rows.items() if row["open"]} == {
        ("2024", WARD, "KPH 01"): "follow_up_late",
        ("2025", COMMUNE, "KPH 01"): "overdue",
    }
    settled = {key[1]: row["stage"] for key, row in rows.items() if key[0] == "2024" and not row["open"]}
    assert settled[HILL] == "reported", "no inspection of 2025 looked at it, and it is still there"
    assert (settled[CCTY], settled[COMMUNE]) == ("effective", "repeated")
    assert len(rows) == 9 + 3
    assert second.stages("2025-09-01") == {
        SYT: ("accepted", ""), SGD: ("accepted", ""), COMMUNE: ("overdue", "remind_correction"),
        CCTY: ("minutes_signed", ""), WARD: ("minutes_signed", ""),
    }  # fmt: skip


def test_37_2_d_the_third_year_carries_two(third: Year) -> None:
    """What is effective is settled, what was found again is followed as the new finding."""
    rows = third.actions("2026-07-01").values()
    carried = {(row["inspection"][:4], row["agency"], row["criterion"]): row["stage"] for row in rows}
    assert carried == {
        ("2024", SYT, "D36-1-b-01"): "not_effective",
        ("2024", WARD, "D36-1-a-01"): "follow_up_late",
        ("2024", HILL, "D36-1-a-01"): "effective",
        ("2025", SYT, "D36-1-c-01"): "accepted",
        ("2025", SGD, "D36-1-a-01"): "accepted",
        ("2025", COMMUNE, "D36-1-a-03"): "overdue",
    }
    assert "06 điểm không phù hợp" in third.heard["began"]
    assert sorted(third.heard["to look at"]) == sorted(
        [
            (SYT, "D36-1-b-01", "2024"), (SYT, "D36-1-c-01", "2025"), (SGD, "D36-1-a-01", "2025"),
            (WARD, "D36-1-a-01", "2024"), (HILL, "D36-1-a-01", "2024"),
        ]
    )  # fmt: skip


def test_37_2_d_what_has_no_effect_is_looked_at_in_the_next_inspection(third: Year) -> None:
    row = third.actions("2026-07-01")[f"2024-{SYT}-TS", "KPH 02"]
    assert (row["stage"], row["words"]["next"]) == ("not_effective", "Xem ở cuộc kiểm tra tiếp theo")


def test_37_2_c_a_last_day_that_was_missed_goes_on_into_the_next_year(third: Year) -> None:
    row = third.actions("2026-07-01")[f"2025-{COMMUNE}-TS", "KPH 01"]
    assert (row["stage"], row["due"], row["days_left"]) == ("overdue", "2025-08-14", -321)


def test_37_2_d_a_report_on_the_first_year_that_comes_in_the_second_reaches_the_third(
    third: Year, tmp_path: Path
) -> None:
    """It is taken in where the finding stands, without a remark: corrective action goes on after its year."""
    for number in (2024, 2025, 2026):
        shutil.copytree(third.folder.with_name(str(number)), tmp_path / str(number))
    first, second, third = (Year(tmp_path / str(number)) for number in (2024, 2025, 2026))
    ward = f"2024-{WARD}-TS"
    form = first.form(ward, "docx", KPH01={**DONE, "day": "10/12/2025"})
    assert "không thuộc năm" not in first.receive(ward, "3/BC-UBND", "15/12/2025", "16/12/2025", form)
    second.type("carry", first.folder)
    row = second.actions("2025-12-31")[ward, "KPH 01"]
    assert (row["stage"], row["since"]) == ("reported", None), "not since the minutes of the year before"
    first.review("20/12/2025", {(WARD, "KPH 01"): ("đạt yêu cầu", "")})
    for year, before in ((second, first), (third, second)):
        assert f"Tình trạng mới: 01 điểm ({ward}/D36-1-a-01)" in year.type("carry", before.folder)
        assert "Tình trạng mới" not in year.type("carry", before.folder)
    row = third.actions("2026-07-01")[ward, "KPH 01"]
    assert (row["stage"], row["open"]) == ("accepted", False)


def test_nothing_was_lost_in_three_years(first: Year, second: Year, third: Year) -> None:
    for year in (first, second, third):
        year.type("verify")
