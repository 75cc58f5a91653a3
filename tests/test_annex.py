"""The annex on the clauses of TCVN ISO 9001:2015: whole, in words of offices, in a programme only when asked for."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from books import records, sections
from conftest import AUTHORITY, Run
from test_words import foreign

from isoaudit.files import shipped
from isoaudit.journal.annexes import ANNEX
from isoaudit.journal.checklists import LAW, parse, read_law
from isoaudit.model import Checklist
from isoaudit.visit.book import VisitBook

ID = "2026-99-XAN-TS"


@pytest.fixture(scope="module")
def annex() -> Checklist:
    return parse((shipped("checklists") / ANNEX).read_bytes()).checklist


def test_each_of_the_28_clauses_has_two_to_four_questions(annex: Checklist) -> None:
    clauses = list(read_law(shipped("checklists") / LAW).standard)
    asked = Counter(clause for one in annex.criteria for clause in one.iso_9001_2015)
    assert len(clauses) == 28
    assert list(asked) == clauses, "in the order of the standard"
    assert all(2 <= times <= 4 for times in asked.values())
    assert annex.annex


def test_each_criterion_is_of_one_clause_that_its_id_names(annex: Checklist) -> None:
    for one in annex.criteria:
        assert one.id.startswith(f"TCVN-{one.iso_9001_2015[0].replace('.', '-')}-")
        assert len(one.iso_9001_2015) == 1


def test_evidence_is_described_for_a_department_and_for_a_commune(annex: Checklist) -> None:
    for one in annex.criteria:
        communes = one.kinds == "all" or "ubnd_cap_xa" in one.kinds
        assert any(line.startswith("Ở UBND cấp xã: ") for line in one.look_for) == communes, one.id
        assert any(line.startswith(("Ở sở", "Ở chi cục")) for line in one.look_for), one.id


def test_the_annex_keeps_to_the_words_of_the_law(annex: Checklist) -> None:
    for one in annex.criteria:
        others = (one.ask, one.requirement, one.gap_hint, one.remedy, one.caution)
        said = "; ".join((one.question, *one.look_for, *(text for text in others if text)))
        assert not foreign(said), one.id
        for word in ("tái phạm", "vi phạm", "lỗi", "bảng kiểm", "thanh tra", "phát hiện", "đối tượng"):
            assert word not in said.casefold().replace("xin lỗi", ""), (one.id, word)


def test_what_the_2015_edition_no_longer_asks_for_is_no_nonconformity(annex: Checklist) -> None:
    """No management representative, no quality manual, no preventive action."""
    said = " ".join(f"{one.requirement} {one.remedy}" for one in annex.criteria).casefold()
    assert not any(word in said for word in ("sổ tay chất lượng", "đại diện lãnh đạo", "phòng ngừa"))


@pytest.fixture
def office(isoaudit: Run, tmp_path: Path) -> Path:
    """A new programme."""
    folder = tmp_path / "năm 2026"
    done = isoaudit("init", folder, "--authority", AUTHORITY, "--year", 2026)
    assert done.returncode == 0, done.stderr
    return folder


def open_inspection(isoaudit: Run, office: Path) -> None:
    """One inspection at the office of a commune."""
    table = office.parent / "bảng.csv"
    table.write_text(
        "code,name,level,kind,obligation,qms_status\n99-XAN,UBND xã An Ninh,xa,ubnd_cap_xa,bat_buoc,da_cong_bo\n",
        encoding="utf-8",
    )
    assert isoaudit("-C", office, "agencies", "import", table).returncode == 0
    table.write_text("agency,mode,from,to\n99-XAN,on_site,2026-09-15,2026-09-15\n", encoding="utf-8")
    done = isoaudit("-C", office, "inspections", "import", table)
    assert done.returncode == 0, done.stderr


def test_a_new_programme_and_its_inspections_are_without_the_annex(isoaudit: Run, office: Path) -> None:
    open_inspection(isoaudit, office)
    assert not (office / "checklists" / ANNEX).exists()
    assert "annex" not in sections(VisitBook(office, ID))


def test_the_annex_is_put_into_a_programme_once(isoaudit: Run, office: Path) -> None:
    done = isoaudit("-C", office, "checklist", "annex")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Đã thêm checklists/tcvn-iso-9001-2015.yaml" in done.stdout
    assert isoaudit("-C", office, "checklist", "check").stdout == "Không có chỗ sai trong 02 phiếu.\n"
    again = isoaudit("-C", office, "checklist", "annex")
    assert (again.returncode, again.stdout) == (0, f"checklists/{ANNEX} đã có; không thay đổi gì.\n")


def test_an_annex_that_the_office_changed_stays(isoaudit: Run, office: Path) -> None:
    isoaudit("-C", office, "checklist", "annex")
    path = office / "checklists" / ANNEX
    path.write_text(path.read_text(encoding="utf-8").replace('"2026.2"', '"2026.2-AB"'), encoding="utf-8")
    before = path.read_bytes()
    done = isoaudit("-C", office, "checklist", "annex")
    assert (done.returncode, path.read_bytes()) == (2, before)
    assert "đã được sửa, khác bản kèm theo isoaudit" in done.stderr


def test_the_annex_does_not_go_beside_checklists_it_does_not_fit(isoaudit: Run, office: Path) -> None:
    own = (shipped("checklists") / ANNEX).read_text(encoding="utf-8").replace("id: tcvn-iso-9001-2015", "id: rieng")
    (office / "checklists" / "rieng.yaml").write_text(own, encoding="utf-8")
    done = isoaudit("-C", office, "checklist", "annex")
    assert done.returncode == 2
    assert "mã «TCVN-4-1-01» đã dùng ở" in done.stderr
    assert not (office / "checklists" / ANNEX).exists()


def test_the_form_shows_the_annex_and_nothing_of_it_is_missing(isoaudit: Run, office: Path, annex: Checklist) -> None:
    isoaudit("-C", office, "checklist", "annex")
    open_inspection(isoaudit, office)
    book = VisitBook(office, ID)
    shown = {id.partition("/")[2] for id in records(book) if id.startswith("answer/TCVN-")}
    assert shown == {one.id for one in annex.criteria if one.kinds == "all" or "ubnd_cap_xa" in one.kinds}
    assert not any(record.counts for id, record in records(book).items() if id.startswith("answer/TCVN-"))


def test_the_next_year_keeps_the_annex_of_the_office(isoaudit: Run, office: Path) -> None:
    isoaudit("-C", office, "checklist", "annex")
    later = office.with_name("năm 2027")
    done = isoaudit("init", later, "--after", office)
    assert done.returncode == 0, done.stderr
    assert (later / "checklists" / ANNEX).read_bytes() == (shipped("checklists") / ANNEX).read_bytes()
