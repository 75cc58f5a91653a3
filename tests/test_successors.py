"""A body renamed or merged after its inspection: what is owed is asked of the one that stands (TT26/2014 Đ37.1-2)."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from record_bench import NOT_MET, ON_SITE, SECOND, agree, copy, make, tell
from replies import reply, review, say
from test_issue_correction import REFUSAL, bench, laid_ready, refused_once

from isoaudit.desk import import_agencies
from isoaudit.journal.programme import Programme
from isoaudit.journal.state import State
from isoaudit.model import Agency, Inspector, PaperName
from isoaudit.office.text import document_text
from isoaudit.office.word import opened
from isoaudit.rules.actions import ActionRow
from isoaudit.rules.findings import fingerprint
from isoaudit.rules.reviewing import works_at
from isoaudit.rules.status import status_row
from isoaudit.work.actions import rows_of_year
from isoaudit.work.make_papers import make_papers

__all__ = ["bench", "refused_once"]
MERGED, CODE = "Sở Tư pháp và Nội vụ", "99-STPNV"
OLD = "2025-99-SNV-TS"
HEAD = "code,name,level,kind,obligation,predecessors\n"


@pytest.fixture(scope="module")
def signed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Minutes of Sở Tư pháp and Chi cục Kiểm lâm signed on 15/6/2026; nothing was reported by 1/9."""
    folder = make(tmp_path_factory.mktemp("merged") / "year")
    year = Programme(folder)
    agree(year, ON_SITE, SECOND)
    tell(year, "minutes_signed", ON_SITE, SECOND, on="15/6")
    return folder


@pytest.fixture
def year(signed_once: Path, tmp_path: Path) -> Programme:
    return copy(signed_once, tmp_path / "year")


def register(year: Programme, *rows: str, as_of: date | None = date(2026, 7, 1)) -> None:
    table = year.folder.parent / "cơ quan.csv"
    table.write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    import_agencies(year, table, as_of=as_of)


def merge(year: Programme, *codes: str, code: str = CODE, name: str = MERGED, as_of: date = date(2026, 7, 1)) -> None:
    register(year, f'{code},"{name}",tinh,co_quan_chuyen_mon,bat_buoc,"{";".join(codes)}"', as_of=as_of)


def words(path: Path | None) -> str:
    assert path is not None
    return "\n".join(document_text(opened(str(path), path.read_bytes()))).replace("\u00a0", " ")


def paper_of(year: Programme, kind: PaperName, *names: str) -> tuple[str, tuple[str, ...]]:
    """The words of the one paper of a kind, and what is said of it beside."""
    (made,) = make_papers(year, kind, names)
    assert made.problems == ()
    return words(made.file), made.notes


def of(year: Programme, day: date, inspection: str = ON_SITE) -> list[ActionRow]:
    return [row for row in rows_of_year(year, day) if row.inspection == inspection]


def test_37_2_c_a_reminder_goes_to_the_body_that_followed_and_names_the_minutes_of_the_one_inspected(
    year: Programme,
) -> None:
    merge(year, "99-STP")
    said, _ = paper_of(year, "correction_reminder")
    assert f"{MERGED} | Biên bản kiểm tra ký ngày 15/6/2026 (Sở Tư pháp) |" in said
    assert "Chi cục Kiểm lâm | Biên bản kiểm tra ký ngày 15/6/2026 |" in said, "of one that stands nothing is said"
    alone, _ = paper_of(year, "correction_reminder", ON_SITE)
    assert f"Kính gửi: {MERGED}" in alone


def test_two_bodies_that_became_one_are_reminded_once_of_both(year: Programme) -> None:
    merge(year, "99-STP", "99-CCKL")
    said, _ = paper_of(year, "correction_reminder")
    assert f"Kính gửi: {MERGED}\n" in said and "Phụ lục" not in said
    assert "ngày 15/6/2026 (Sở Tư pháp)" in said and "ngày 15/6/2026 (Chi cục Kiểm lâm)" in said


def test_before_the_day_of_the_merger_the_old_body_owes_and_then_the_new_one(year: Programme) -> None:
    merge(year, "99-STP")
    assert {row.name for row in of(year, date(2026, 6, 30))} == {"Sở Tư pháp"}
    after = of(year, date(2026, 7, 1))
    assert {(row.agency, row.name) for row in after} == {(CODE, MERGED)}
    assert all("Tên khi kiểm tra: Sở Tư pháp" in row.remarks for row in after)
    state, (inspection,) = year.about([ON_SITE])
    case = year.case(state, inspection)
    said = {day: status_row(case, day).remarks for day in (date(2026, 6, 30), date(2026, 7, 1))}
    assert [f"Cơ quan hiện nay: {MERGED}" in remarks for remarks in said.values()] == [False, True]


def test_a_body_that_followed_twice_is_found_and_one_that_was_only_renamed(year: Programme) -> None:
    merge(year, "99-STP")
    merge(year, CODE, code="99-STPNV2", name="Sở Tư pháp, Nội vụ, Ngoại vụ", as_of=date(2026, 8, 1))
    register(year, "99-CCKL,Chi cục Lâm nghiệp,tinh,co_quan_chuyen_mon,bat_buoc,", as_of=date(2026, 7, 1))
    assert {row.name for row in of(year, date(2026, 9, 1))} == {"Sở Tư pháp, Nội vụ, Ngoại vụ"}
    assert {row.name for row in of(year, date(2026, 9, 1), SECOND)} == {"Chi cục Lâm nghiệp"}
    one, (inspection,) = year.about([ON_SITE])
    assert [agency.code for agency in year.case(one, inspection).heirs] == ["99-STP", CODE, "99-STPNV2"], (
        "also where one inspection is read"
    )
    said, _ = paper_of(year, "correction_reminder", SECOND)
    assert "Kính gửi: Chi cục Lâm nghiệp" in said and "(Chi cục Kiểm lâm)" in said


def test_what_nobody_or_several_followed_keeps_its_name_and_that_is_said(year: Programme) -> None:
    rows = (f'99-{n},Sở {n},tinh,co_quan_chuyen_mon,bat_buoc,"99-STP"' for n in ("MOI1", "MOI2"))
    register(year, *rows)
    said, notes = paper_of(year, "correction_reminder", ON_SITE)
    assert "Kính gửi: Sở Tư pháp" in said
    assert any("chưa ghi một cơ quan kế thừa: Sở Tư pháp" in note for note in notes)


def test_37_2_d_a_refusal_goes_to_the_body_that_stands_and_quotes_what_was_signed(year: Programme) -> None:
    tell(year, "correction_reported", ON_SITE, on="20/7", number="9/BC", arrived_on=date(2026, 7, 22))
    for criterion in NOT_MET:
        reply(year, ON_SITE, criterion)
    review(year, ON_SITE, NOT_MET[0], "not_accepted")
    merge(year, "99-STP", as_of=date(2026, 7, 10))
    said, _ = paper_of(year, "not_accepted", ON_SITE)
    assert f"1. Đề nghị {MERGED} tiếp tục" in said and f"{MERGED} (để thực hiện)" in said
    assert "giữa Đoàn kiểm tra và Sở Tư pháp" in said and "Hệ thống quản lý chất lượng\ntại Sở Tư pháp\n" in said
    assert f"ngày 20 tháng 7 năm 2026 của {MERGED}" in said, "who reported on that day"
    told, _ = paper_of(year, "review_notice", ON_SITE)
    assert f"- Đề nghị {MERGED} tiếp tục" in told


def test_33_1_who_works_at_the_body_that_followed_does_not_examine_what_it_reports(year: Programme) -> None:
    merge(year, "99-STP")
    state, (inspection,) = year.about([ON_SITE])
    case = year.case(state, inspection)
    of = [Inspector(code=f"KT-{n}", name=f"Người {n}", unit=unit) for n, unit in enumerate((MERGED, "Sở Y tế"))]
    assert [works_at(case, one.name, of) for one in of] == [True, False]


def test_37_2_b_minutes_keep_the_name_under_which_they_were_signed(year: Programme) -> None:
    before, _ = paper_of(year, "minutes", ON_SITE)
    merge(year, "99-STP")
    after, _ = paper_of(year, "minutes", ON_SITE)
    assert after == before and MERGED not in after


def test_the_reply_form_has_the_head_of_whoever_reports_now(year: Programme) -> None:
    merge(year, "99-STP")
    (made,) = make_papers(year, "reply_form", [ON_SITE])
    assert MERGED.upper() in " ".join(words(made.file).split())
    assert "tại Sở Tư pháp" in words(made.file)
    assert made.workbook is not None
    sheet = openpyxl.load_workbook(made.workbook).worksheets[0]
    assert sheet["A2"].value == f"Cơ quan: {MERGED}"


def test_what_goes_out_is_addressed_to_the_body_that_stands(refused_once: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(refused_once, tmp_path / refused_once.name))
    merge(Programme(folder), "99-SNV", as_of=date(2026, 7, 1))
    issued = laid_ready(folder)
    (letter,) = [one for one in issued.letters if one.act == "not_accepted"]
    assert (letter.addressees, letter.agency, letter.code) == ((MERGED,), MERGED, CODE)
    assert (folder / "Phát hành" / REFUSAL.replace("Sở Nội vụ", MERGED)).is_file()


def finding(criterion: str, year: int = 2025) -> dict[str, object]:
    """What an earlier year left late, at Sở Nội vụ."""
    id = f"{year}-99-SNV-TS"
    found = {
        "id": f"{id}/{criterion}", "kind": "nonconformity", "criterion": criterion, "point": "1.a", "code": "KPH 03",
        "legal_basis": ["điểm a khoản 1 Điều 36"], "requirement": "Quy định.", "evidence": [], "gap": "Chưa đủ.",
        "remedy": "Bổ sung.",
    }  # fmt: skip
    return {
        "agency": "99-SNV", "mode": "on_site", "year": year, "told_on": f"{year}-06-10", "stage": "follow_up",
        "action": "Tập huấn.", "due_on": f"{year + 1}-03-31", "finding": found,
    }  # fmt: skip


@pytest.fixture
def with_old(year: Programme) -> Programme:
    """The same; Sở Nội vụ, not inspected this year, did not complete what it proposed in 2025."""
    register(year, "99-SNV,Sở Nội vụ,tinh,co_quan_chuyen_mon,bat_buoc,", as_of=None)
    say(year, "carried", f"{OLD}/D36-1-a-01", finding("D36-1-a-01"))
    return year


ROW = "Biên bản kiểm tra ngày 10/6/2025 | Báo cáo kết quả hoàn thành theo đề xuất: KPH 03 | 31/3/2026"


def test_37_2_d_who_owes_of_an_earlier_year_and_is_not_inspected_is_reminded_too(with_old: Programme) -> None:
    said, _ = paper_of(with_old, "correction_reminder")
    assert f"Sở Nội vụ | {ROW}" in said and "của 03 cơ quan" in said
    of_one, _ = paper_of(with_old, "correction_reminder", SECOND)
    assert "Sở Nội vụ" not in of_one, "where one inspection is named, it is about that one"
    merge(with_old, "99-SNV", code="99-SNVM", name="Sở Nội vụ và Lao động")
    assert f"Sở Nội vụ và Lao động | {ROW}" in paper_of(with_old, "correction_reminder")[0]
    (row,) = of(with_old, date(2026, 9, 1), OLD)
    assert (row.agency, row.name, row.stage) == ("99-SNVM", "Sở Nội vụ và Lao động", "follow_up_late")


def test_what_a_merged_body_owes_of_two_years_is_asked_of_it_once(with_old: Programme) -> None:
    """One predecessor was inspected this year, the other last year."""
    merge(with_old, "99-STP", "99-SNV")
    said, _ = paper_of(with_old, "correction_reminder")
    assert said.count("Biên bản kiểm tra ngày 10/6/2025") == 1
    assert said.count("(Sở Tư pháp)") == 1 and "của 02 cơ quan" in said


def test_37_2_d_of_what_two_years_found_at_the_same_criterion_the_last_sighting_counts(with_old: Programme) -> None:
    say(with_old, "carried", "2024-99-SNV-TS/D36-1-a-01", finding("D36-1-a-01", 2024))
    say(with_old, "carried", "2024-99-SNV-TS/D36-1-b-01", finding("D36-1-b-01", 2024))
    rows = rows_of_year(with_old, date(2026, 9, 1))
    assert sorted((row.year, row.criterion) for row in rows if row.carried) == [
        (2024, "D36-1-b-01"),
        (2025, "D36-1-a-01"),
    ]
    said, _ = paper_of(with_old, "correction_reminder")
    assert said.count("Biên bản kiểm tra ngày 10/6/2024") == 1 and said.count("Biên bản kiểm tra ngày 10/6/2025") == 1


def test_no_case_goes_through_the_whole_register() -> None:
    """Following a body costs as much in a register of thousands as in one of three."""

    class Counted(dict[str, Agency]):
        read = 0

        def values(self):  # type: ignore[no-untyped-def]
            raise AssertionError("the whole register was gone through")

        def __getitem__(self, code: str) -> Agency:
            self.read += 1
            return super().__getitem__(code)

    state = State()
    common = {"level": "tinh", "kind": "co_quan_chuyen_mon", "obligation": "bat_buoc"}
    bodies = [Agency.model_validate({"code": f"99-{n}", "name": f"Sở {n}", **common}) for n in range(50)]
    bodies[0] = bodies[0].model_copy(update={"valid_to": date(2026, 6, 30)})
    bodies[1] = bodies[1].model_copy(update={"predecessors": ("99-0",)})
    for body in bodies:
        state._keep(body)
    shelf = Counted(state.agencies)
    state.agencies = state._mergers._agencies = shelf
    assert [one.code for one in state.followed_by(bodies[0])] == ["99-0", "99-1"] and shelf.read == 1
    assert state.followed_by(bodies[7]) == [bodies[7]] and shelf.read == 1


def test_a_name_that_came_later_is_no_part_of_the_fingerprint(year: Programme) -> None:
    """Marks that were printed before a renaming verify after it."""
    cases = []
    for name in ("", "Sở Tư pháp và Pháp chế"):
        if name:
            register(year, f"99-STP,{name},tinh,co_quan_chuyen_mon,bat_buoc,", as_of=date(2026, 7, 1))
        state, (inspection,) = year.about([ON_SITE])
        cases.append(year.case(state, inspection))
    before, after = cases
    assert (before.heirs, after.heirs[0].name) == ((), "Sở Tư pháp và Pháp chế")
    assert fingerprint(after) == fingerprint(before)
