"""Those who inspect: their list, and what Article 40.1 of Circular 26/2014 asks of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import Run

from isoaudit.desk import import_inspections, import_inspectors
from isoaudit.errors import TableError
from isoaudit.journal.programme import Programme
from isoaudit.model import Answer, Inspector, Member
from isoaudit.papers.values.decisions import described
from isoaudit.rules.answers import is_of_the_team
from isoaudit.rules.competence import lacking

HEADING = "code,name,position,unit,degree,graduated_on,state_admin_certificate,audit_certificate\n"
ACADEMY = "HỌC VIỆN HÀNH CHÍNH Quốc gia"
COMPLETE = "KTV-01,Lương Quốc Bảo,Trưởng phòng,Chi cục,Kỹ sư,2004-06-30,Chuyên viên,Đánh giá HTQLCL\n"
UNSCHOOLED = "KTV-02,Nông Thu Trang,Chuyên viên,Sở Tư pháp,,,,\n"


def inspector(**fields: Any) -> Inspector:
    """One who has everything, but for what is given."""
    complete = {"degree": "Kỹ sư", "state_admin_certificate": "Chuyên viên", "audit_certificate": "HTQLCL"}
    return Inspector.model_validate({"code": "KTV", "name": "Lương Quốc Bảo", **complete, **fields})


@pytest.fixture
def table(tmp_path: Path) -> Any:
    """A function that writes a table and gives its path."""

    def write(text: str) -> Path:
        path = tmp_path / "bảng.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("fields", "clauses"),
    [
        ({}, []),
        ({"degree": ""}, ["điểm a khoản 1 Điều 40"]),
        ({"degree": "Chưa có"}, ["điểm a khoản 1 Điều 40"]),
        ({"state_admin_certificate": "chưa"}, ["điểm b khoản 1 Điều 40"]),
        ({"audit_certificate": "Không"}, ["điểm c khoản 1 Điều 40"]),
        ({"state_admin_certificate": ""}, ["điểm b khoản 1 Điều 40"]),
        # The academy teaches other subjects too: who is exempt says so.
        ({"state_admin_certificate": "", "degree": f"Cử nhân Lưu trữ học, {ACADEMY}"}, ["điểm b khoản 1 Điều 40"]),
        ({"state_admin_certificate": "", "degree": f"Cử nhân, {ACADEMY}", "administration_degree": "có"}, []),
        (
            {"state_admin_certificate": "", "degree": f"Cử nhân, {ACADEMY}", "administration_degree": "Không"},
            ["điểm b khoản 1 Điều 40"],
        ),
        # An expert of a certification body: outside Article 40.1.
        (
            {"certifier": "Công ty X", "degree": "", "audit_certificate": ""},
            ["thẻ chuyên gia đánh giá (khoản 2 Điều 40", "Giấy xác nhận"],
        ),
        ({"certifier": "Công ty X", "degree": "", "expert_card": "12/2025", "certifier_confirmation": "03/2024"}, []),
        ({"audit_certificate": ""}, ["điểm c khoản 1 Điều 40"]),
        ({"graduated_on": date(2023, 6, 16)}, ["điểm d khoản 1 Điều 40"]),
        ({"graduated_on": date(2023, 6, 15)}, []),  # three years to the day
        ({"graduated_on": date(2022, 12, 31)}, []),
    ],
)
def test_what_article_40_asks_for_and_is_not_recorded_is_named(fields: dict[str, Any], clauses: list[str]) -> None:
    """TT26/2014 Đ40.1.a-d"""
    found = lacking(inspector(**fields), date(2026, 6, 15))
    assert len(found) == len(clauses)
    assert all(clause in words for clause, words in zip(clauses, found, strict=True))


def test_years_are_not_counted_without_a_day() -> None:
    assert lacking(inspector(graduated_on=date(2026, 1, 1)), None) == ()


def test_a_list_is_taken_in_and_again_changes_nothing(programme: Path, table: Any) -> None:
    path = table(HEADING + COMPLETE + UNSCHOOLED)
    first = import_inspectors(Programme(programme), path)
    assert (first.added, len(first.warnings)) == (2, 1)
    assert "KTV-02 «Nông Thu Trang»" in first.warnings[0] and "Điều 40" in first.warnings[0]
    again = import_inspectors(Programme(programme), path)
    assert (again.added, again.changed, again.unchanged, again.warnings) == (0, 0, 2, [])
    known = Programme(programme).state().inspectors
    assert known["KTV-01"].graduated_on == date(2004, 6, 30)


def test_a_name_stands_for_one_person(programme: Path, table: Any) -> None:
    import_inspectors(Programme(programme), table(HEADING + COMPLETE))
    with pytest.raises(TableError) as refused:
        import_inspectors(Programme(programme), table(HEADING + COMPLETE.replace("KTV-01", "KTV-09")))
    assert [p.code for p in refused.value.problems] == ["INSPECTOR_001"]
    assert import_inspectors(Programme(programme), table("code,name\nKTV-01,Lương Quốc Bảo B\n")).changed == 1


def test_members_outside_the_list_or_unqualified_are_named_when_a_team_is_set(programme: Path, table: Any) -> None:
    teams = "agency,mode,round,from,team\n99-STP,on_site,1,2026-06-15,Lương Quốc Bảo; Nông Thu Trang; Trần Văn Lạ\n"
    assert import_inspections(Programme(programme), table(teams)).warnings == [], "no list yet"
    import_inspectors(Programme(programme), table(HEADING + COMPLETE + UNSCHOOLED))
    done = import_inspections(Programme(programme), table(teams.replace("Lạ", "Lạ; Vi Văn Dũng")))
    assert len(done.warnings) == 2
    assert "«Nông Thu Trang» (2026-99-STP-TS)" in done.warnings[0] and "điểm a khoản 1 Điều 40" in done.warnings[0]
    strangers = "«Trần Văn Lạ» (2026-99-STP-TS), «Vi Văn Dũng» (2026-99-STP-TS): không có trong danh sách"
    assert strangers in done.warnings[1]


def test_a_list_typed_in_capitals_is_of_the_same_people(programme: Path, table: Any) -> None:
    """Their Article 40 is checked, their position stands in papers, what they examined is not of somebody outside."""
    name = "Lương Quốc Bảo"
    import_inspectors(Programme(programme), table(HEADING + COMPLETE.replace(name, name.upper())))
    team = f"agency,mode,round,from,team\n99-STP,on_site,1,2026-06-15,{name} (trưởng đoàn)\n"
    assert import_inspections(Programme(programme), table(team)).warnings == []
    state = Programme(programme).state()
    (known,) = state.inspectors.values()
    inspection = state.inspections["2026-99-STP-TS"]
    assert known.unit and known.unit in described(inspection.team[0], [known])
    examined = Answer(inspection=inspection.id, criterion="D36-1-a-01", inspector=name.upper())
    assert is_of_the_team(examined, inspection)
    assert not is_of_the_team(examined.model_copy(update={"inspector": f"{name}; Người Lạ"}), inspection)


def test_a_member_who_belongs_to_the_body_inspected_is_remarked_on(programme: Path, table: Any) -> None:
    """TT26/2014 Đ33.1: objectivity"""
    import_inspectors(Programme(programme), table(HEADING + COMPLETE + UNSCHOOLED))
    workspace = Programme(programme)
    state = workspace.state()
    case = workspace.case(state, state.inspections["2026-99-STP-TS"])
    assert [(r.rule, "Nông Thu Trang" in r.message) for r in case.remarks] == [("member_of_agency", True)]
    other = workspace.case(state, state.inspections["2026-99-90001-HS"])
    assert other.remarks == ()


def test_the_commands_take_and_list_them(programme: Path, table: Any, isoaudit: Run) -> None:
    path = table("Mã,Họ và tên,Bằng đại học,Chứng chỉ đánh giá HTQLCL\nKTV-01,Lương Quốc Bảo,Kỹ sư,Có\n")
    done = isoaudit("-C", programme, "inspectors", "import", path)
    assert (done.returncode, done.stdout) == (0, "01 người kiểm tra mới.\n")
    assert "điểm b khoản 1 Điều 40" in done.stderr
    listed = isoaudit("-C", programme, "inspectors", "list")
    assert "KTV-01" in listed.stdout and "chưa ghi chứng chỉ" in listed.stdout
    assert '"name": "Lương Quốc Bảo"' in isoaudit("-C", programme, "inspectors", "list", "--json").stdout


@pytest.mark.parametrize(
    ("position", "unit", "said"),
    [
        ("Trưởng phòng Quản lý chất lượng", "Chi cục A", "Trưởng phòng Quản lý chất lượng, Chi cục A"),
        ("Phó Trưởng phòng", "Chi cục A", "Phó Trưởng phòng, Chi cục A"),
        ("Phó Chi cục trưởng", "Chi cục A", "Phó Chi cục trưởng Chi cục A"),
        ("Chuyên viên", "Sở Tư pháp", "chuyên viên Sở Tư pháp"),
        ("Trưởng phòng Quản lý chất lượng", "", "Trưởng phòng Quản lý chất lượng"),
    ],
)
def test_the_head_of_a_room_is_not_head_of_the_unit(position: str, unit: str, said: str) -> None:
    about = inspector(position=position, unit=unit)
    leader = Member(name=about.name, role="truong_doan")
    assert described(leader, [about]) == f"{about.name}, {said}, Trưởng đoàn"
