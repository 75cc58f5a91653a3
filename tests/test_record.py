"""Acts into the journal: what would make a paper false is refused with its clause, what is merely missing is said."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from record_bench import BY_RECORD, NOT_MET, ON_SITE, OPEN, SECOND, TO_LOOK_AT, agree, copy, gap, make, tell

from isoaudit.desk import ActToRecord, import_answers, import_inspections, record, restore, reword, withdraw
from isoaudit.errors import IsoAuditError, ProcedureError, RunError, TableError
from isoaudit.journal.programme import Programme, today
from isoaudit.model import Case
from isoaudit.rules.acts import ORDER, faults
from isoaudit.rules.answers import remarks
from isoaudit.rules.findings import fingerprint, judge


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("bench") / "năm 2026")


@pytest.fixture
def programme(bench: Path, tmp_path: Path) -> Programme:
    """A copy to be changed."""
    return copy(bench, tmp_path / "năm 2026")


def case_of(workspace: Programme, id: str = ON_SITE) -> Case:
    state = workspace.state()
    return workspace.case(state, state.inspections[id])


def codes(error: pytest.ExceptionInfo[IsoAuditError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def refused(workspace: Programme, act: str, *names: str, **fields: Any) -> list[str]:
    """The codes by which an act is refused; nothing may have been written."""
    before = workspace.journal.database.read_bytes()
    kept = sorted(workspace.journal.files.iterdir())
    with pytest.raises(ProcedureError) as error:
        tell(workspace, act, *names, **fields)
    assert workspace.journal.database.read_bytes() == before
    assert sorted(workspace.journal.files.iterdir()) == kept
    return codes(error)


# --- the order of the law -------------------------------------------------------------------------------------------


def test_minutes_before_a_decision_are_refused_with_the_clause(programme: Programme) -> None:
    """TT26/2014 Đ35.2"""
    with pytest.raises(ProcedureError, match=r"khoản 2 Điều 35 Thông tư số 26/2014/TT-BKHCN") as error:
        tell(programme, "minutes_agreed", ON_SITE, on="15/6")
    assert codes(error) == ["ACT_002"]
    assert f"isoaudit record decided {ON_SITE}" in str(error.value)


def test_a_date_before_the_decision_is_refused(programme: Programme) -> None:
    """TT26/2014 Đ35.2, Đ37.2.a"""
    tell(programme, "decided", ON_SITE, on="17/6")
    assert refused(programme, "announced", ON_SITE, on="16/6") == ["ACT_003"]
    assert refused(programme, "minutes_agreed", ON_SITE, on="16/6") == ["ACT_003"]
    tell(programme, "announced", ON_SITE, on="17/6")


@pytest.mark.parametrize("act", ["announced", "minutes_agreed", "minutes_signed", "minutes_unsigned"])
def test_what_happens_during_the_visit_is_not_dated_before_it(programme: Programme, act: str) -> None:
    """TT26/2014 Đ37.2.a, b: minutes of a visit that had not begun would be false. The message names both ways out."""
    agree(programme, ON_SITE)
    more = {"note": "Không đồng ý KPH 01", "signer": "Lê Thị Bình"} if act == "minutes_unsigned" else {}
    correct = act in ("announced", "minutes_agreed")
    with pytest.raises(ProcedureError) as error:
        tell(programme, act, ON_SITE, on="14/6", correct=correct, **more)
    assert "ACT_032" in codes(error)
    said = next(problem for problem in error.value.problems if problem.code == "ACT_032")
    assert "ngày 14/6/2026, trước ngày bắt đầu kiểm tra 15/6/2026" in said.what
    assert "«--on»" in said.remedy and "isoaudit inspections import" in said.remedy


def test_one_day_for_two_visits_writes_neither(programme: Programme, tmp_path: Path) -> None:
    """The classic slip: two agencies inspected on different days, one command, one day."""
    days = "agency,mode,round,from,to\n99-CCKL,on_site,1,22/6/2026,22/6/2026\n"
    (tmp_path / "days.csv").write_text(days, encoding="utf-8")
    import_inspections(programme, tmp_path / "days.csv")
    tell(programme, "decided", ON_SITE, SECOND, on="1/6")
    tell(programme, "announced", ON_SITE, on="15/6")
    with pytest.raises(ProcedureError) as error:
        tell(programme, "minutes_agreed", ON_SITE, SECOND, on="15/6")
    assert [(problem.code, problem.where) for problem in error.value.problems] == [("ACT_032", SECOND)]
    assert not case_of(programme).agreed


def test_without_days_of_the_visit_nothing_is_said_of_them(programme: Programme) -> None:
    tell(programme, "decided", OPEN, on="1/6")
    assert tell(programme, "announced", OPEN, on="2/6").added == 1
    assert not [w for w in tell(programme, "announced", OPEN, on="2/6").warnings if "ngoài thời gian" in w]


def test_a_visit_moved_later_is_remarked_and_its_acts_can_still_be_completed(
    programme: Programme, tmp_path: Path
) -> None:
    agree(programme, ON_SITE)
    moved = "agency,mode,round,from,to\n99-STP,on_site,1,20/6/2026,20/6/2026\n"
    (tmp_path / "days.csv").write_text(moved, encoding="utf-8")
    import_inspections(programme, tmp_path / "days.csv")
    assert {"announced_outside", "agreed_outside"} <= {r.rule for r in remarks(case_of(programme))}
    assert tell(programme, "announced", ON_SITE, on="15/6", note="Tại phòng họp").changed == 1


def test_after_the_visit_is_only_remarked(programme: Programme) -> None:
    tell(programme, "decided", ON_SITE, on="1/6")
    for act, words in (
        ("announced", "Công bố quyết định kiểm tra ngày 16/6/2026, ngoài thời gian kiểm tra (15/6/2026)"),
        ("minutes_agreed", "Thống nhất Biên bản trong Đoàn ngày 16/6/2026, ngoài thời gian kiểm tra (15/6/2026)"),
        ("minutes_signed", "Ký Biên bản kiểm tra ngày 16/6/2026, sau ngày kết thúc kiểm tra (15/6/2026)"),
    ):
        done = tell(programme, act, ON_SITE, on="16/6")
        assert done.added == 1
        assert [w for w in done.warnings if words in w]


def test_what_a_later_act_rests_on_is_taken_back_after_it(programme: Programme) -> None:
    """The message says which act to take back first, not that the one recorded is missing."""
    agree(programme, ON_SITE)
    tell(programme, "minutes_signed", ON_SITE, on="15/6")
    with pytest.raises(ProcedureError) as error:
        tell(programme, "minutes_agreed", ON_SITE, take_back=True, note="Ghi nhầm")
    (problem,) = error.value.problems
    assert problem.code == "ACT_033"
    assert "«Ký Biên bản kiểm tra» ngày 15/6/2026" in problem.what
    assert f"isoaudit record minutes_signed {ON_SITE} --take-back" in problem.remedy
    tell(programme, "minutes_signed", ON_SITE, take_back=True, note="Ghi nhầm")
    assert tell(programme, "minutes_agreed", ON_SITE, take_back=True, note="Ghi nhầm").taken_back == 1


def test_a_report_after_the_minutes_is_asked_whether_it_is_on_correction(programme: Programme) -> None:
    """It would be filed as the report before the visit, and the agency would stay overdue."""
    before = tell(programme, "report_received", ON_SITE, on="1/6", number="11/BC-STP")
    agree(programme, ON_SITE)
    tell(programme, "minutes_signed", ON_SITE, on="15/6")
    after = tell(programme, "report_received", ON_SITE, on="10/8", number="88/BC-STP")
    asks = [any(f"record correction_reported {ON_SITE}" in w for w in done.warnings) for done in (before, after)]
    assert asks == [False, True]


@pytest.mark.parametrize("act", ["decided", "announced", "minutes_agreed", "minutes_signed", "notice_issued"])
def test_an_act_of_the_other_form_is_refused_by_one_message(programme: Programme, act: str) -> None:
    """Not also for what it would follow, which is refused as well."""
    assert refused(programme, act, BY_RECORD, on="15/6") == ["ACT_001"]


def test_a_number_without_its_symbol_is_said(programme: Programme) -> None:
    """Decree 30/2020, Annex I, II.3: số và ký hiệu."""
    (said,) = [w for w in tell(programme, "decided", ON_SITE, on="1/6", number="41").warnings if "ký hiệu" in w]
    assert "chưa có ký hiệu sau số «41»" in said
    assert not [w for w in tell(programme, "decided", SECOND, on="1/6", number="41/QĐ-SKHCN").warnings if "sau số" in w]


def test_minutes_signed_before_they_were_agreed_are_refused(programme: Programme) -> None:
    """TT26/2014 Đ37.2.b"""
    assert refused(programme, "minutes_signed", ON_SITE, on="15/6") == ["ACT_002"]
    agree(programme, ON_SITE)
    assert refused(programme, "minutes_signed", ON_SITE, on="14/6") == ["ACT_003", "ACT_032"]


def test_a_correction_request_belongs_to_the_form_by_record(programme: Programme) -> None:
    """TT26/2014 Đ37.1.a"""
    assert refused(programme, "correction_requested", ON_SITE, on="15/6") == ["ACT_001"]
    done = tell(programme, "correction_requested", BY_RECORD, on="15/10", number="9/CCTĐC-QLCL", signer="A")
    assert any("Nhận báo cáo của cơ quan" in warning and "Điều 37" in warning for warning in done.warnings)


def test_a_correction_that_moves_the_decision_behind_what_rests_on_it_is_refused(programme: Programme) -> None:
    agree(programme, ON_SITE)
    assert refused(programme, "decided", ON_SITE, on="16/6", correct=True) == ["ACT_003", "ACT_003"]
    assert refused(programme, "decided", ON_SITE, take_back=True, note="ghi nhầm") == ["ACT_033", "ACT_033"]
    assert tell(programme, "decided", ON_SITE, on="2/6", correct=True).changed == 1
    assert case_of(programme).acts[0].on.day == 2


def test_tomorrow_is_refused_and_so_is_a_paper_that_came_before_it_was_written(programme: Programme) -> None:
    tomorrow = today() + timedelta(days=1)
    with pytest.raises(ProcedureError) as error:
        record(programme, [ActToRecord("requested", (BY_RECORD,), on=tomorrow)])
    assert codes(error) == ["ACT_004"]
    with pytest.raises(ProcedureError) as error:
        record(programme, [ActToRecord("report_received", (BY_RECORD,), on=today(), arrived_on=tomorrow)])
    assert codes(error) == ["ACT_004"]
    day = today() - timedelta(days=9)
    assert refused(programme, "report_received", BY_RECORD, on="9/3", arrived_on=day.replace(2026, 3, 8)) == ["ACT_019"]
    assert refused(programme, "decided", ON_SITE, on="9/3", arrived_on=day.replace(2026, 3, 9)) == ["ACT_026"]
    assert refused(programme, "decided", ON_SITE, on="9/3", reply_by=day) == ["ACT_026"]
    none = {"number": "01/BB", "issuer": "Chi cục", "signer": "Đỗ Thị Lan", "file": Path("bien-ban.pdf")}
    assert refused(programme, "minutes_agreed", ON_SITE, on="19/3", **none) == ["ACT_026"] * 4


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"reply_by": date(2026, 2, 1)}, "ACT_027"),
        ({"number": "41/Q\u202eĐ"}, "ACT_024"),
        ({"number": "41\u200b/QĐ-CCTĐC"}, "ACT_024"),
        ({"number": "9" * 101}, "ACT_028"),
    ],
)
def test_what_no_paper_says_is_refused(programme: Programme, fields: dict[str, Any], code: str) -> None:
    """A day to answer before the letter; signs nobody sees, by which one number would be two; a number without end."""
    assert refused(programme, "requested", BY_RECORD, on="1/3", **fields) == [code]


def test_a_second_report_with_the_number_the_first_was_corrected_from_is_a_report_of_its_own(
    programme: Programme,
) -> None:
    tell(programme, "report_received", BY_RECORD, on="1/3", number="12/BC-UBND")
    tell(programme, "report_received", BY_RECORD, on="1/3", number="13/BC-UBND", correct=True)
    tell(programme, "report_received", BY_RECORD, on="2/3", number="12/BC-UBND")
    assert [act.number for act in case_of(programme, BY_RECORD).acts] == ["13/BC-UBND", "12/BC-UBND"]


def test_each_report_that_is_not_accepted_gets_its_letter(programme: Programme) -> None:
    """TT26/2014 Đ37.2.d."""
    agree(programme, ON_SITE)
    tell(programme, "minutes_signed", ON_SITE, on="15/6")
    tell(programme, "correction_reported", ON_SITE, on="25/7", number="90/BC-STP", arrived_on=date(2026, 7, 28))
    tell(programme, "not_accepted", ON_SITE, on="1/8", number="60/CCTĐC-QLCL")
    tell(programme, "not_accepted", ON_SITE, on="1/9", number="71/CCTĐC-QLCL")
    assert [a.number for a in case_of(programme).acts if a.kind == "not_accepted"] == ["60/CCTĐC-QLCL", "71/CCTĐC-QLCL"]


def test_days_that_do_not_fit_the_visit_are_said_at_once(programme: Programme) -> None:
    """TT26/2014 Đ35.2, 37.2.a, b; the visit is of 15/6."""
    assert not [w for w in agree(programme, SECOND).warnings if "Kiểm tra lại" in w]
    said = [
        warning
        for act, on in (("decided", "20/6"), ("announced", "21/6"))
        for warning in tell(programme, act, ON_SITE, on=on).warnings
        if "Kiểm tra lại" in warning
    ]
    assert [warning.partition(": ")[2][:20] for warning in said] == ["Quyết định kiểm tra ", "Công bố quyết định k"]
    assert all(warning.startswith(ON_SITE) and "15/6/2026" in warning for warning in said)


def test_a_letter_of_non_acceptance_has_a_point_and_a_report_to_be_about(programme: Programme) -> None:
    """TT26/2014 Đ37.2.d: without a report, before its arrival, without a điểm không phù hợp it is refused."""
    agree(programme, ON_SITE)
    tell(programme, "minutes_signed", ON_SITE, on="15/6")
    assert refused(programme, "not_accepted", ON_SITE, on="1/8") == ["ACT_002"]
    tell(programme, "correction_reported", ON_SITE, on="25/7", number="90/BC-STP", arrived_on=date(2026, 7, 28))
    assert refused(programme, "not_accepted", ON_SITE, on="26/7") == ["ACT_003"]
    with pytest.raises(ProcedureError, match=r"26/7/2026, trước .* ngày 28/7/2026"):
        tell(programme, "not_accepted", ON_SITE, on="26/7")
    tell(programme, "not_accepted", ON_SITE, on="28/7", number="60/CCTĐC-QLCL")
    agree(programme, SECOND)
    for code in ("KPH 01", "KPH 02", "KPH 03"):
        withdraw(programme, SECOND, code, "Cơ quan giải trình")
    tell(programme, "minutes_signed", SECOND, on="16/6")
    tell(programme, "correction_reported", SECOND, on="25/7", number="91/BC", arrived_on=date(2026, 7, 28))
    assert refused(programme, "not_accepted", SECOND, on="1/8") == ["ACT_029"]


def test_minutes_that_are_not_signed_need_why_and_a_witness(programme: Programme) -> None:
    """Practice after NĐ217/2025 Đ15.3.a."""
    agree(programme, ON_SITE)
    assert refused(programme, "minutes_unsigned", ON_SITE, on="15/6", note="Không đồng ý KPH 01") == ["ACT_030"]
    tell(programme, "minutes_unsigned", ON_SITE, on="15/6", note="Không đồng ý KPH 01", signer="Lê Thị Bình")
    assert tell(programme, "team_reported", ON_SITE, on="16/6").added == 1
    with pytest.raises(ProcedureError) as error:
        withdraw(programme, ON_SITE, "KPH 01", "Cơ quan giải trình")
    assert codes(error) == ["ACT_008"] and f"record minutes_unsigned {ON_SITE} --take-back" in str(error.value)


def test_what_asked_for_an_ad_hoc_inspection_is_of_ad_hoc_inspections(programme: Programme) -> None:
    """TT26/2014 Đ34.1.c"""
    assert refused(programme, "ad_hoc_required", ON_SITE, on="1/6") == ["ACT_031"]


def test_all_or_nothing(programme: Programme) -> None:
    """One of many that is refused keeps the others out; every reason is said."""
    tell(programme, "decided", ON_SITE, on="1/6")
    assert refused(programme, "announced", ON_SITE, SECOND, OPEN, on="15/6") == ["ACT_002", "ACT_002"]
    before = programme.journal.database.read_bytes()
    with pytest.raises(ProcedureError):
        day = today().replace(2026, 6, 1)
        record(programme, [ActToRecord("requested", (BY_RECORD,), on=day), ActToRecord("announced", (OPEN,), on=day)])
    assert programme.journal.database.read_bytes() == before
    with pytest.raises(RunError):
        tell(programme, "requested", BY_RECORD, "99-KHONG", on="1/6")
    assert programme.journal.database.read_bytes() == before


def test_a_round_is_one_however_it_was_typed_and_is_asked_for(programme: Programme, tmp_path: Path) -> None:
    """Not half of it, and no second inspection of a round that is written otherwise the next time."""
    (tmp_path / "days.csv").write_text("agency,mode,round\n99-CCKL,on_site,Đợt I\n", encoding="utf-8")
    assert import_inspections(programme, tmp_path / "days.csv").added == 0
    assert tell(programme, "decided", on="1/6", round="đợt 01/2026").added == 2
    with pytest.raises(ProcedureError) as error:
        tell(programme, "decided", on="1/6", round="7")
    (problem,) = error.value.problems
    assert (problem.what, problem.remedy) == ("không có đợt «7».", "Các đợt đã nhập: đợt 1, đợt 2.")


def test_a_round_and_the_whole_year_take_those_of_the_fitting_form(programme: Programme) -> None:
    assert tell(programme, "decided", on="1/6", round="1").added == 2
    assert tell(programme, "requested", on="1/3", all=True).added == 4
    assert refused(programme, "decided", on="1/6", round="9") == ["PAPER_006"]
    assert not case_of(programme, OPEN).acts[1:] and case_of(programme, SECOND).acts[-1].kind == "decided"


# --- said twice, corrected, taken back ------------------------------------------------------------------------------


def test_the_same_again_is_no_news_more_is_added_and_another_date_is_a_correction(programme: Programme) -> None:
    tell(programme, "decided", ON_SITE, on="1/6")
    size = len(programme.journal.entries())
    assert tell(programme, "decided", ON_SITE, on="1/6").unchanged == 1
    assert len(programme.journal.entries()) == size
    assert tell(programme, "decided", ON_SITE, on="1/6", number="41/QĐ-CCTĐC").changed == 1
    assert refused(programme, "decided", ON_SITE, on="2/6") == ["ACT_005"]
    assert refused(programme, "decided", ON_SITE, on="1/6", number="42/QĐ-CCTĐC") == ["ACT_005"]
    assert tell(programme, "decided", ON_SITE, on="2/6", correct=True).changed == 1
    (decided,) = case_of(programme).acts
    assert (decided.on.day, decided.number) == (2, "41/QĐ-CCTĐC")
    assert refused(programme, "announced", ON_SITE, on="2/6", correct=True) == ["ACT_017"]


def test_what_can_happen_several_times_stands_several_times(programme: Programme) -> None:
    """A decision is amended again, a second report comes."""
    tell(programme, "decided", ON_SITE, on="1/6")
    for day, number in (("2/6", "44/QĐ-CCTĐC"), ("3/6", "45/QĐ-CCTĐC"), ("3/6", "45/QĐ-CCTĐC")):
        tell(programme, "decision_amended", ON_SITE, on=day, number=number)
    amended = [act for act in case_of(programme).acts if act.kind == "decision_amended"]
    assert [act.number for act in amended] == ["44/QĐ-CCTĐC", "45/QĐ-CCTĐC"]
    assert refused(programme, "decision_amended", ON_SITE, on="4/6", number="45/QĐ-CCTĐC") == ["ACT_005"]
    tell(programme, "decision_amended", ON_SITE, on="4/6", number="45/qđ-cctđc", correct=True)
    assert refused(programme, "decision_amended", ON_SITE, take_back=True, note="ghi nhầm") == ["ACT_018"]
    tell(programme, "decision_amended", ON_SITE, number="44/QĐ-CCTĐC", take_back=True, note="ghi nhầm")
    amended = [act for act in case_of(programme).acts if act.kind == "decision_amended"]
    assert [(act.number, act.on.day) for act in amended] == [("45/qđ-cctđc", 4)]


def test_an_act_recorded_by_mistake_is_taken_back_with_why_and_can_be_said_anew(programme: Programme) -> None:
    mark = fingerprint(case_of(programme))
    tell(programme, "decided", ON_SITE, on="1/6", number="41/QĐ-CCTĐC", note="Đợt 1")
    assert refused(programme, "decided", ON_SITE, take_back=True, note=" - ") == ["ACT_016"]
    assert tell(programme, "decided", ON_SITE, take_back=True, note="Ghi nhầm cuộc kiểm tra").taken_back == 1
    assert case_of(programme).acts == () and fingerprint(case_of(programme)) == mark
    assert refused(programme, "announced", ON_SITE, on="15/6") == ["ACT_002"]
    tell(programme, "decided", ON_SITE, on="3/6")
    (decided,) = case_of(programme).acts
    assert (decided.on.day, decided.number, decided.note) == (3, "", ""), "nothing of the one taken back clings to it"
    assert not programme.verify()


# --- what is merely missing -----------------------------------------------------------------------------------------


def test_what_is_missing_is_said_and_written(programme: Programme) -> None:
    """TT26/2014 Đ35.2 (no plan), Đ37.2.a (no minutes of the announcement); number, signer, file."""
    done = tell(programme, "decided", ON_SITE, SECOND, on="1/6")
    assert done.added == 2
    assert any("Phê duyệt kế hoạch" in w and "Điều 35" in w and ON_SITE in w and SECOND in w for w in done.warnings)
    assert any("chưa có số, người ký và bản chụp" in w for w in done.warnings)
    agreed = tell(programme, "minutes_agreed", ON_SITE, on="15/6")
    assert any("Công bố quyết định" in w and "điểm a khoản 2 Điều 37" in w for w in agreed.warnings)


def test_a_number_used_for_another_paper_of_the_year_is_said(programme: Programme) -> None:
    """NĐ30/2020 Đ15.1; one paper to many carries one number, and reports of agencies have numbers of their own."""
    number = "41/QĐ-CCTĐC"
    first = tell(programme, "decided", ON_SITE, on="1/6", number=number)
    second = tell(programme, "decided", SECOND, on="1/6", number=number)
    assert not [w for w in (*first.warnings, *second.warnings) if "Điều 15" in w]
    other = tell(programme, "decision_amended", ON_SITE, on="2/6", number="41/qđ-CCTĐC ")
    assert [w for w in other.warnings if "Điều 15" in w and "01/6/2026" in w]
    for id, day in ((ON_SITE, "5/6"), (BY_RECORD, "6/6")):
        assert not [w for w in tell(programme, "report_received", id, on=day, number="9/BC").warnings if "Điều 15" in w]


def test_one_number_for_the_letters_of_several_agencies_is_said(programme: Programme) -> None:
    """Each agency gets its own (TT26/2014 Đ37.2); a common letter is practice, so it is only said."""
    for id in (ON_SITE, SECOND):
        agree(programme, id)
        tell(programme, "minutes_signed", id, on="15/6")
    first = tell(programme, "notice_issued", ON_SITE, on="20/6", number="90/TB-CCTĐC")
    assert not [w for w in first.warnings if "mỗi văn bản một số" in w]
    second = tell(programme, "notice_issued", SECOND, on="20/6", number="90/TB-CCTĐC")
    assert [w for w in second.warnings if "mỗi văn bản một số" in w and ON_SITE in w and SECOND in w]


# --- agreement: codes, and answers that are fixed -------------------------------------------------------------------


def test_the_agreement_gives_codes_in_the_order_of_article_36(programme: Programme) -> None:
    """TT26/2014 Đ37.2.b; KPH and LY are numbered apart."""
    done = agree(programme, ON_SITE)
    given = [(f.code, f.criterion) for f in done.agreed[ON_SITE]]
    assert given == [("KPH 01", NOT_MET[0]), ("LY 01", TO_LOOK_AT), ("KPH 02", NOT_MET[1]), ("KPH 03", NOT_MET[2])]
    found = judge(case_of(programme))
    assert [(f.code, f.criterion) for f in found.findings] == given
    assert found.findings == case_of(programme).agreed


def test_the_rules_refuse_an_agreement_and_say_every_answer_that_is_missing(programme: Programme) -> None:
    """TT26/2014 Đ36, Đ37.2.b."""
    tell(programme, "decided", OPEN, ON_SITE, on="1/6")
    before = programme.journal.database.read_bytes()
    with pytest.raises(ProcedureError) as error:
        record(programme, [ActToRecord("minutes_agreed", (ON_SITE, OPEN), on=today().replace(2026, 6, 15))])
    (found,) = error.value.problems
    assert (found.code, found.where) == ("ACT_006", OPEN)
    assert "D36-1-a-01: chưa có kết quả" in found.what
    assert "(và 70 tiêu chí khác: D36-1-a-02, D36-1-a-03, D36-1-a-08, …)" in found.what
    assert {problem.where for problem in error.value.problems} == {OPEN}
    assert "D36-1-a-01" in str(error.value)
    assert programme.journal.database.read_bytes() == before


def answers_table(folder: Path, verdict: str, criterion: str = NOT_MET[0]) -> Path:
    path = folder.parent / "khac.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["inspection", "criterion", "verdict", "evidence", "gap"])
        writer.writerow([ON_SITE, criterion, verdict, "Xem sổ theo dõi năm 2026", gap(criterion)])
    return path


def test_after_the_agreement_changed_answers_are_refused_and_the_same_are_no_news(programme: Programme) -> None:
    """TT26/2014 Đ37.2.b"""
    agree(programme, ON_SITE)
    assert import_answers(programme, answers_table(programme.folder, "nonconforming")).unchanged == 1
    with pytest.raises(TableError) as error:
        import_answers(programme, answers_table(programme.folder, "observation"))
    assert codes(error) == ["ACT_007"]
    said = str(error.value)
    for words in ("15/6/2026", "KPH 01", "finding reword", f"record minutes_agreed {ON_SITE} --take-back"):
        assert words in said
    tell(programme, "minutes_signed", ON_SITE, on="15/6")
    with pytest.raises(TableError) as error:
        import_answers(programme, answers_table(programme.folder, "observation"))
    assert codes(error) == ["ACT_008"] and "điểm c khoản 2 Điều 37" in str(error.value)


def test_an_agreement_taken_back_opens_the_answers_and_no_code_is_given_twice(programme: Programme) -> None:
    """KPH 01 became a điểm lưu ý: its number stays free for ever, the others keep theirs."""
    agree(programme, ON_SITE)
    withdraw(programme, ON_SITE, "KPH 03", "Cơ quan đã xuất trình hồ sơ")
    tell(programme, "minutes_agreed", ON_SITE, take_back=True, note="Đoàn xem lại tiêu chí 1.a")
    assert case_of(programme).agreed == ()
    import_answers(programme, answers_table(programme.folder, "observation"))
    tell(programme, "minutes_agreed", ON_SITE, on="16/6")
    found = judge(case_of(programme))
    assert {f.criterion: f.code for f in found.findings} == {
        NOT_MET[0]: "LY 02",
        TO_LOOK_AT: "LY 01",
        NOT_MET[1]: "KPH 02",
    }
    assert [f.code for f in found.withdrawn] == ["KPH 03"], "what was settled of an unchanged finding stays settled"
    tell(programme, "minutes_agreed", ON_SITE, take_back=True, note="Đoàn xem lại")
    import_answers(programme, answers_table(programme.folder, "conforming", NOT_MET[2]))
    import_answers(programme, answers_table(programme.folder, "nonconforming"))
    tell(programme, "minutes_agreed", ON_SITE, on="17/6")
    again = judge(case_of(programme))
    assert {f.criterion: f.code for f in again.findings} == {
        NOT_MET[0]: "KPH 01",
        TO_LOOK_AT: "LY 01",
        NOT_MET[1]: "KPH 02",
    }
    assert again.withdrawn == ()
    assert not programme.verify()


def test_what_was_said_of_a_finding_that_is_agreed_anew_with_other_words_no_longer_holds(programme: Programme) -> None:
    agree(programme, ON_SITE)
    reword(programme, ON_SITE, "KPH 01", "Thiếu 02 hồ sơ", "Cơ quan bổ sung 03 hồ sơ")
    withdraw(programme, ON_SITE, "KPH 01", "Cơ quan giải trình")
    tell(programme, "minutes_agreed", ON_SITE, take_back=True, note="Đoàn xem lại")
    path = answers_table(programme.folder, "nonconforming")
    path.write_text(path.read_text(encoding="utf-8").replace("05 hồ sơ", "07 hồ sơ"), encoding="utf-8")
    import_answers(programme, path)
    tell(programme, "minutes_agreed", ON_SITE, on="16/6")
    case = case_of(programme)
    assert case.agreed[0].gap.endswith("07 hồ sơ đã xem") and not case.agreed[0].withdrawn
    assert case.amendments == ()


# --- the exchange with the agency -----------------------------------------------------------------------------------


def test_a_finding_is_withdrawn_reworded_and_restored_with_who_and_why(programme: Programme) -> None:
    """Between agreement and signing (TT26/2014 Đ37.2.b, c)."""
    agree(programme, ON_SITE)
    withdraw(programme, ON_SITE, "kph2", "Cơ quan xuất trình chương trình đánh giá")
    reword(programme, ON_SITE, "LY 01", "Danh mục chưa cập nhật 02 TTHC", "Số liệu của cơ quan đúng")
    found = judge(case_of(programme))
    assert [f.code for f in found.findings] == ["KPH 01", "LY 01", "KPH 03"]
    assert [(f.code, f.withdrawn) for f in found.withdrawn] == [("KPH 02", "Cơ quan xuất trình chương trình đánh giá")]
    assert found.findings[1].gap == "Danh mục chưa cập nhật 02 TTHC"
    point = next(p for p in found.points if p.point == "1.đ")
    assert (point.state, point.nonconforming) == ("conforming", 0)
    assert found.counts["nonconforming"] == 3, "answers are counted as given"
    restore(programme, ON_SITE, "KPH 02", "Rút nhầm")
    assert [f.code for f in judge(case_of(programme)).findings] == ["KPH 01", "LY 01", "KPH 02", "KPH 03"]
    changes = [(c.code, c.kind, c.why, bool(c.by)) for c in case_of(programme).amendments]
    assert changes == [
        ("LY 01", "reworded", "Số liệu của cơ quan đúng", True),
        ("KPH 02", "withdrawn", "Cơ quan xuất trình chương trình đánh giá", True),
        ("KPH 02", "restored", "Rút nhầm", True),
    ]


def test_what_a_change_of_a_finding_lacks(programme: Programme) -> None:
    def wrong(change: Any, *words: str) -> list[str]:
        with pytest.raises(ProcedureError) as error:
            change(programme, ON_SITE, *words)
        return codes(error)

    assert wrong(withdraw, "KPH 01", "Giải trình") == ["ACT_009"]
    agree(programme, ON_SITE)
    assert wrong(withdraw, "KPH 09", "Giải trình") == ["ACT_010"]
    assert wrong(withdraw, "KPH 01", " ... ") == ["ACT_016"]
    assert wrong(reword, "KPH 01", " - ", "Lý do") == ["ACT_023"]
    assert wrong(reword, "KPH 01", "Còn {số TTHC} TTHC.", "Lý do") == ["ACT_034"]
    assert wrong(reword, "KPH 01", "Chữ\x07", "Lý do") == ["ACT_024"]
    assert wrong(restore, "KPH 01", "Lý do") == ["ACT_022"]
    withdraw(programme, ON_SITE, "KPH 01", "Giải trình")
    assert wrong(reword, "KPH 01", "Nội dung khác", "Lý do") == ["ACT_021"]
    assert wrong(withdraw, "KPH 01", "Lý do khác") == ["ACT_021"]


def test_after_the_signing_nothing_changes(programme: Programme) -> None:
    """TT26/2014 Đ37.2.c: what the agency answers for is what stands in the signed minutes."""
    agree(programme, ON_SITE)
    tell(programme, "minutes_signed", ON_SITE, on="15/6")
    agreed = case_of(programme).agreed
    for change in (
        lambda: withdraw(programme, ON_SITE, "KPH 01", "Giải trình"),
        lambda: reword(programme, ON_SITE, "KPH 01", "Nội dung khác", "Giải trình"),
        lambda: restore(programme, ON_SITE, "KPH 01", "Giải trình"),
    ):
        with pytest.raises(ProcedureError, match="điểm c khoản 2 Điều 37") as error:
            change()
        assert codes(error) == ["ACT_008"]
    assert refused(programme, "minutes_agreed", ON_SITE, take_back=True, note="Đổi ý") == ["ACT_033"]
    assert case_of(programme).agreed == agreed


def answered(path: Path, id: str, criterion: str, gap: str, verdict: str = "nonconforming") -> Path:
    lines = f"inspection,criterion,verdict,evidence,gap\n{id},{criterion},{verdict},Xem sổ theo dõi năm 2026,{gap}\n"
    path.write_text(lines, encoding="utf-8")
    return path


def test_by_record_answers_stay_as_the_letter_that_was_sent_says(programme: Programme, tmp_path: Path) -> None:
    """TT26/2014 Đ37.1.a; what the agency says later belongs to the next inspection."""
    tell(programme, "correction_requested", BY_RECORD, on="1/7", number="30/CCTĐC-QLCL")
    table = tmp_path / "trả lời.csv"
    same = answered(table, BY_RECORD, NOT_MET[0], gap(NOT_MET[0]))
    assert import_answers(programme, same).unchanged == 1
    before = programme.journal.database.read_bytes()
    with pytest.raises(TableError, match="30/CCTĐC-QLCL ngày 01/7/2026.*điểm a khoản 1 Điều 37") as error:
        import_answers(programme, answered(table, BY_RECORD, NOT_MET[0], "Nội dung khác"))
    assert codes(error) == ["ACT_020"]
    assert programme.journal.database.read_bytes() == before
    tell(programme, "correction_requested", BY_RECORD, take_back=True, note="Chưa gửi")
    assert import_answers(programme, answered(table, BY_RECORD, NOT_MET[0], "Nội dung khác")).changed == 1


def test_by_record_an_answer_nobody_had_given_is_taken_after_the_letter_and_said(
    programme: Programme, tmp_path: Path
) -> None:
    """Letters of the past are entered with their days before anything else is."""
    tell(programme, "correction_requested", BY_RECORD, on="1/7")
    given = {answer.criterion for answer in case_of(programme, BY_RECORD).answers}
    rest = [c.id for p in case_of(programme, BY_RECORD).checklists for c in p.checklist.criteria if c.id not in given]
    done = import_answers(programme, answered(tmp_path / "a.csv", BY_RECORD, rest[0], "", "conforming"))
    assert done.added == 1
    assert any("kiểm tra lại văn bản đã gửi" in warning for warning in done.warnings)


# --- in general -----------------------------------------------------------------------------------------------------

IDS = st.sampled_from([ON_SITE, SECOND, BY_RECORD, OPEN])
CODES = st.sampled_from(["KPH 01", "KPH 02", "KPH 03", "LY 01", "KPH 04"])


class Procedure(RuleBasedStateMachine):
    """Whatever is recorded in whatever order: the journal verifies, no paper is false, no code ever changes."""

    template: Path
    folder: Path

    @initialize()
    def begin(self) -> None:
        self.workspace = copy(self.template, self.folder)
        self.given: dict[tuple[str, str], str] = {}
        self.signed: dict[str, Any] = {}

    def attempt(self, what: Any, *arguments: Any, **fields: Any) -> None:
        try:
            what(self.workspace, *arguments, **fields)
        except ProcedureError as error:
            assert all(problem.code.startswith("ACT_") for problem in error.problems)

    @rule(
        act=st.sampled_from(ORDER),
        ids=st.sets(IDS, min_size=1, max_size=2),
        day=st.integers(1, 6),
        correct=st.booleans(),
    )
    def tell(self, act: str, ids: set[str], day: int, correct: bool) -> None:
        self.attempt(tell, act, *sorted(ids), on=f"{day}/6", correct=correct)

    @rule(id=st.sampled_from([ON_SITE, SECOND]), day=st.integers(1, 6))
    def go_on(self, id: str, day: int) -> None:
        """The next act of a visit, so that the later ones are reached."""
        known = {act.kind for act in case_of(self.workspace, id).acts}
        steps = ("decided", "minutes_agreed", "minutes_signed", "notice_issued")
        following = next((kind for kind in steps if kind not in known), "not_accepted")
        self.attempt(tell, following, id, on=f"{day}/6")

    @rule(act=st.sampled_from(ORDER), id=IDS)
    def take_back(self, act: str, id: str) -> None:
        if id not in self.signed or act != "minutes_signed":  # a signing that did happen
            self.attempt(tell, act, id, take_back=True, note="ghi nhầm")

    @rule(id=st.sampled_from([ON_SITE, SECOND]), code=CODES, text=st.sampled_from(["Câu một", "Câu hai"]))
    def change(self, id: str, code: str, text: str) -> None:
        self.attempt(reword, id, code, text, "trao đổi với cơ quan")

    @rule(id=st.sampled_from([ON_SITE, SECOND]), code=CODES, back=st.booleans())
    def drop(self, id: str, code: str, back: bool) -> None:
        self.attempt(restore if back else withdraw, id, code, "cơ quan giải trình")

    @invariant()
    def holds(self) -> None:
        if not hasattr(self, "workspace"):
            return
        state = self.workspace.state()
        for id, inspection in state.inspections.items():
            acts = state.acts(id)
            assert not list(faults(inspection, acts))
            agreed = state.agreed(id)
            for finding in agreed:
                key = (finding.id, finding.kind)
                assert self.given.setdefault(key, finding.code) == finding.code
            coded = [f.code for f in agreed if f.code]
            assert len(coded) == len(set(coded))
            if any(act.kind == "minutes_signed" for act in acts):
                assert self.signed.setdefault(id, agreed) == agreed
        assert not self.workspace.verify()


def test_any_sequence_leaves_a_journal_that_verifies_and_codes_that_stay(bench: Path, tmp_path: Path) -> None:
    machine = type("Machine", (Procedure,), {"template": bench, "folder": tmp_path / "thử"})
    checked = settings(
        max_examples=10, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(machine, settings=checked)
