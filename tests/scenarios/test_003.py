"""Source 003, an invented province in its place: 2022, two rounds of the Sở, the communes by their districts, 80/80.

Rounds of 16 to 30/6 and 05 to 26/7, the districts in quarter III; findings of the kinds the source names; corrective
action reported with evidence; recommendations to districts and agencies.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import Run, run_isoaudit
from docx import Document
from taking import take

from isoaudit.journal.new_programme import init
from isoaudit.journal.programme import Programme
from isoaudit.model import Office, Settings, Signer, Unit
from isoaudit.office.text import document_text
from isoaudit.rules.findings import applies

SO = "Sở Khoa học và Công nghệ tỉnh Lĩnh Sơn"
DEPARTMENTS, BRANCHES, DISTRICTS, COMMUNES = 17, 7, 11, 45
BODIES = DEPARTMENTS + BRANCHES + DISTRICTS + COMMUNES
TEAM = "Hoàng Minh Đức (trưởng đoàn); Vi Thị Hạnh (thư ký)"
FIRST, SECOND, THIRD = date(2022, 6, 16), date(2022, 7, 5), date(2022, 8, 1)
NAMED = {
    "D36-1-a-01": "Thủ tục hành chính mới chưa được đưa vào phạm vi áp dụng.",
    "D36-2-d-01": "Văn bản quy phạm pháp luật mới chưa được cập nhật kịp thời.",
    "D36-2-a-01": "Lãnh đạo chưa chỉ đạo, kiểm tra việc áp dụng.",
}
"""The kinds of findings the source names: scope, updating of law, the head's part."""
FOUND = {"S00": "D36-1-a-01", "S01": "D36-2-d-01", "H00": "D36-2-a-01", "X000": "D36-1-a-01", "X001": "D36-2-d-01"}
RECOMMENDED = "Đề nghị UBND huyện thường xuyên đôn đốc, chỉ đạo UBND cấp xã duy trì và cải tiến HTQLCL."


def codes() -> dict[str, list[str]]:
    return {
        "sở": [f"S{n:02}" for n in range(DEPARTMENTS)],
        "chi cục": [f"C{n:02}" for n in range(BRANCHES)],
        "huyện": [f"H{n:02}" for n in range(DISTRICTS)],
        "xã": [f"X{n:03}" for n in range(COMMUNES)],
    }


def of_district(number: int) -> str:
    """The district a commune lies in."""
    return f"H{number % DISTRICTS:02}"


def working_days(first: date) -> Callable[[int], date]:
    """The n-th working day of a round; holidays fall in none of them."""
    days = [first + timedelta(days=n) for n in range(60)]
    return [day for day in days if day.weekday() < 5].__getitem__


def settings() -> Settings:
    """The Sở, and each district with its own letterhead and signer."""
    districts = [f"H{n:02}" for n in range(DISTRICTS)]
    offices = {
        "so": Office(parent="UBND tỉnh Lĩnh Sơn", name="Sở Khoa học và Công nghệ", symbol="SKHCN", head="Giám đốc")
    }
    offices |= {f"of-{code}": Office(name=f"UBND huyện {code}", symbol="UBND", head="Chủ tịch") for code in districts}
    signers = [Signer(papers="all", addressees="all", office="so", name="Phạm Minh Đức")]
    signers += [
        Signer(papers="all", addressees="all", office=f"of-{c}", name="Nông Văn Sơn", unit=c) for c in districts
    ]
    return Settings(
        authority=SO,
        year=2022,
        province="tỉnh Lĩnh Sơn",
        place="Lĩnh Sơn",
        offices=offices,
        signers=tuple(signers),
        units={code: Unit(name=f"UBND huyện {code}", office=f"of-{code}", place="Lĩnh Sơn") for code in districts},
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The year through the commands: register, schedule, results, acts, corrective action."""
    folder = tmp_path_factory.mktemp("003") / "năm 2022"
    init(folder, SO, 2022, "", settings())
    register = [["Mã", "Tên cơ quan", "Cấp", "Loại cơ quan", "Đối tượng", "Cơ quan cấp trên"]]
    register += [[c, f"Sở Chuyên ngành {c}", "Tỉnh", "Sở", "Bắt buộc", "UBND tỉnh Lĩnh Sơn"] for c in codes()["sở"]]
    register += [[c, f"Chi cục {c}", "Tỉnh", "Chi cục", "Bắt buộc", "Sở Chuyên ngành S00"] for c in codes()["chi cục"]]
    register += [
        [c, f"UBND huyện {c}", "Huyện", "UBND cấp huyện", "Bắt buộc", "UBND tỉnh Lĩnh Sơn"] for c in codes()["huyện"]
    ]
    register += [
        [c, f"UBND xã {c}", "Xã", "UBND xã", "Khuyến khích", of_district(n)] for n, c in enumerate(codes()["xã"])
    ]
    schedule = [["Cơ quan", "Hình thức", "Đợt", "Đơn vị kiểm tra", "Từ ngày", "Đến ngày", "Đoàn kiểm tra"]]
    for round_, first, last, bodies in (
        ("1", FIRST, date(2022, 6, 30), codes()["sở"]),
        ("2", SECOND, date(2022, 7, 26), [*codes()["chi cục"], *codes()["huyện"]]),
        ("Quý III", THIRD, date(2022, 9, 30), codes()["xã"]),
    ):
        on = working_days(first)
        for number, code in enumerate(bodies):
            day = min(on(number // 2), last)  # two teams a day
            unit = of_district(number) if round_ == "Quý III" else ""
            schedule.append([code, "Tại trụ sở", round_, unit, *[f"{day:%d/%m/%Y}"] * 2, TEAM])
    take(folder, "agencies", register)
    take(folder, "inspections", schedule)
    take(folder, "answers", answers(folder))
    take(folder, "record", acts(folder))
    return folder


def answers(folder: Path) -> list[list[str]]:
    """Everything that applies conforms, but for what :data:`FOUND` says."""
    state = Programme(folder).state()
    rows = [["Cuộc kiểm tra", "Tiêu chí", "Kết quả", "Bằng chứng", "Nội dung không phù hợp"]]
    for inspection in state.inspections.values():
        agency = state.agencies[inspection.agency]
        for checklist in Programme(folder).pinned(inspection):
            for one in (c for c in checklist.checklist.criteria if applies(c, agency, inspection)):
                gap = NAMED[one.id] if FOUND.get(agency.code) == one.id else ""
                rows.append([inspection.id, one.id, "KPH" if gap else "Đạt", f"Hồ sơ của {agency.name}", gap])
    return rows


def acts(folder: Path) -> list[list[str]]:
    """The plan, a decision of each unit for its round, each visit, the letters, and what agencies reported."""
    rows = [["Cuộc kiểm tra", "Việc", "Số", "Ngày", "Cơ quan ban hành", "Người ký", "Ngày đến"]]
    rows.append(["Tất cả", "plan_approved", "12/QĐ-UBND", "10/02/2022", "Chủ tịch UBND tỉnh Lĩnh Sơn", "Lê Văn Tự", ""])
    inspections = sorted(Programme(folder).lists().inspections.values(), key=lambda one: one.id)
    for number, one in enumerate(inspections, start=1):
        assert one.from_
        decided = {"1": "02/6/2022", "2": "20/6/2022"}.get(one.round, "15/7/2022")
        own = one.inspecting_unit or "SKHCN"
        of = f"UBND huyện {own}" if one.inspecting_unit else SO
        rows.append(
            [
                one.id,
                "decided",
                f"{one.round if one.round != 'Quý III' else 3}/QĐ-{own}",
                decided,
                of,
                "Phạm Minh Đức",
                "",
            ]
        )
        day = f"{one.from_:%d/%m/%Y}"
        rows += [[one.id, act, "", day, "", "", ""] for act in ("announced", "minutes_agreed", "minutes_signed")]
        told = one.from_ + timedelta(days=7)
        rows.append([one.id, "notice_issued", f"{number}/TB-{own}", f"{told:%d/%m/%Y}", of, "Phạm Minh Đức", ""])
        if one.agency in FOUND:
            sent = one.from_ + timedelta(days=40)
            rows.append([one.id, "correction_reported", f"{number}/BC", f"{sent:%d/%m/%Y}", "", "", f"{sent:%d/%m/%Y}"])
    return rows


def year(folder: Path, on: str = "30/11/2022") -> dict[str, Any]:
    done = run_isoaudit("-C", folder, "year", "--as-of", on, "--json")
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def figure(report: dict[str, Any], table: str, line: str, column: str = "") -> dict[str, Any]:
    lines = next(one["lines"] for one in report["tables"] if one["key"] == table)
    figures = next(one["figures"] for one in lines if one["key"] == line)
    return dict(figures[column] if column else next(iter(figures.values())))


def test_eighty_of_eighty_were_inspected(folder: Path) -> None:
    report = year(folder)
    assert figure(report, "inspections", "on_site")["words"] == f"{BODIES}/{BODIES}" == "80/80"
    obliged = DEPARTMENTS + BRANCHES + DISTRICTS
    assert figure(report, "coverage", "reached_on_site")["words"] == f"{obliged}/{obliged}"


def test_each_round_lies_between_its_days_and_each_commune_is_its_districts(folder: Path) -> None:
    done = run_isoaudit("-C", folder, "status", "--by", "unit", "--json")
    assert done.returncode <= 1, done.stderr
    lists = Programme(folder).lists()
    by_round: dict[str, list[date]] = {}
    for one in lists.inspections.values():
        assert one.from_
        by_round.setdefault(one.round, []).append(one.from_)
        assert one.inspecting_unit == (lists.agencies[one.agency].parent if one.agency.startswith("X") else "")
    spans = {name: (min(days), max(days)) for name, days in by_round.items()}
    assert date(2022, 6, 16) <= spans["1"][0] and spans["1"][1] <= date(2022, 6, 30)
    assert date(2022, 7, 5) <= spans["2"][0] and spans["2"][1] <= date(2022, 7, 26)
    assert date(2022, 7, 1) <= spans["Quý III"][0] and spans["Quý III"][1] <= date(2022, 9, 30)


def test_findings_are_of_the_kinds_named_and_all_were_reported_on(folder: Path) -> None:
    report = year(folder)
    found = {point: figure(report, "points", point, "nonconformities")["number"] for point in ("1.a", "2.a", "2.d")}
    assert found == {"1.a": 2, "2.a": 1, "2.d": 2}
    actions = run_isoaudit("-C", folder, "actions", "--json")
    rows = json.loads(actions.stdout)
    rows = rows if isinstance(rows, list) else rows["rows"]
    assert len(rows) == len(FOUND) and not [row for row in rows if row["stage"] in ("waiting", "overdue")]


def test_the_report_says_the_same_in_word(folder: Path, isoaudit: Run) -> None:
    done = isoaudit("-C", folder, "paper", "november_report", "--as-of", "30/11/2022")
    assert done.returncode == 0, done.stderr
    text = "\n".join(document_text(Document(str(folder / "out" / "papers" / "november_report.docx"))))
    assert "80 cuộc kiểm tra tại 80 cơ quan" in text and "đã kiểm tra 80 cuộc" in text
    assert "Phạm vi áp dụng" in text


def test_a_paper_of_a_commune_is_of_its_district(folder: Path, isoaudit: Run) -> None:
    done = isoaudit("-C", folder, "letters", "2022-X000-TS")
    assert done.returncode == 0, done.stderr
    text = "\n".join(document_text(Document(str(folder / "out" / "2022-X000-TS" / "notice.docx"))))
    assert "HUYỆN H00" in text.upper() and "H00" in text.split("Kính gửi")[0].upper()
    assert "SKHCN" not in text
