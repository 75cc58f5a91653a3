"""What becomes of inspections besides being carried out: cancelled, put off, held in the other form, removed."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Run
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from record_bench import BY_RECORD, NOT_MET, ON_SITE, OPEN, SECOND, agree, copy, make, tell

from isoaudit.desk import import_agencies, import_answers, import_inspections, import_inspectors
from isoaudit.desk.exports import export_inspections
from isoaudit.desk.inspections.change_of_form import change_form
from isoaudit.desk.inspections.changes import at_odds, cancel, postpone, remove, restore
from isoaudit.desk.registers.removed_rows import remove_agencies, remove_inspectors
from isoaudit.errors import IsoAuditError, ProcedureError, RunError, TableError
from isoaudit.journal.history import history
from isoaudit.journal.programme import Cases, Programme, today
from isoaudit.journal.state import State
from isoaudit.rules.changes import standing_in_words
from isoaudit.rules.coverage import carried_out
from isoaudit.rules.findings import fingerprint
from isoaudit.rules.standing import file_of, standing
from isoaudit.work.letters import make_letters
from isoaudit.work.make_papers import make_papers

WHY = "cơ quan đang sắp xếp lại"
OTHER = "2026-99-STP-HS"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("bench") / "năm 2026")


@pytest.fixture
def programme(bench: Path, tmp_path: Path) -> Programme:
    """A copy to be changed."""
    return copy(bench, tmp_path / "năm 2026")


def refused(workspace: Programme, what: Callable[..., Any], *arguments: Any, **fields: Any) -> list[str]:
    """The codes by which a change is refused; nothing may have been written."""
    before = workspace.journal.heads()
    with pytest.raises(IsoAuditError) as error:
        what(workspace, *arguments, **fields)
    assert workspace.journal.heads() == before
    return [problem.code for problem in error.value.problems]


def stands(workspace: Programme, id: str, on: date | None = None) -> str:
    state = workspace.state()
    inspection = state.known(id)
    assert inspection is not None
    return standing(workspace.case(state, inspection), on or today()).stage


def table(folder: Path, text: str, name: str = "bang.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


# --- not carried out ------------------------------------------------------------------------------------------------


def test_what_is_cancelled_is_in_no_list_total_letter_or_paper_and_says_why_where_it_is_named(
    programme: Programme,
) -> None:
    done = cancel(programme, [ON_SITE], WHY)
    assert done.done == [f"{ON_SITE}: không kiểm tra ({WHY})"]
    state = programme.register()
    assert ON_SITE not in {inspection.id for inspection in state.inspections_by_name()}
    assert ON_SITE not in {case.inspection.id for case in Cases(programme, state)}
    assert state.of_agency("99-STP") == []
    assert [standing_in_words(inspection) for inspection in state.not_held_by_name()] == [f"không kiểm tra ({WHY})"]
    for name in (ON_SITE, "99-STP"):
        with pytest.raises(RunError, match=WHY) as error:
            programme.about([name])
        assert [problem.code for problem in error.value.problems] == ["CHANGE_001"]
    assert refused(programme, make_letters, [ON_SITE]) == ["CHANGE_001"]
    assert refused(programme, tell, "announced", ON_SITE, on="15/6") == ["CHANGE_001"]
    assert {outcome.inspection for outcome in make_letters(programme)} == {SECOND, BY_RECORD, OPEN}
    assert not programme.verify()


def test_the_plan_made_anew_leaves_out_what_is_cancelled(programme: Programme) -> None:
    """TT26/2014 Đ34.2: whoever lists it would inspect it."""

    def listed() -> str:
        from docx import Document

        (made,) = make_papers(programme, "plan")
        assert made.file is not None
        return "\n".join(c.text for t in Document(str(made.file)).tables for row in t.rows for c in row.cells)

    assert "Sở Tư pháp" in listed()
    cancel(programme, [ON_SITE], WHY)
    assert "Sở Tư pháp" not in listed()
    assert "Chi cục Kiểm lâm" in listed()


def test_all_and_a_round_record_nothing_of_what_is_cancelled(programme: Programme) -> None:
    cancel(programme, [ON_SITE], WHY)
    tell(programme, "plan_approved", on="10/2", all=True)
    tell(programme, "decided", on="1/6", round="1")
    state = programme.state()
    assert state.acts(ON_SITE) == ()
    assert [act.kind for act in state.acts(SECOND)] == ["plan_approved", "decided"]


@pytest.mark.parametrize("act", ["minutes_agreed", "minutes_signed", "minutes_unsigned", "notice_issued"])
def test_what_was_carried_out_on_site_is_neither_cancelled_nor_put_off_nor_changed(
    programme: Programme, act: str
) -> None:
    """TT26/2014 Đ37.2.b, c: the clause and the way back are said, nothing is half done."""
    agree(programme, ON_SITE)
    if act == "minutes_unsigned":
        tell(programme, act, ON_SITE, on="15/6", signer="Nguyễn Văn An", note="cơ quan không ký")
    elif act != "minutes_agreed":
        tell(programme, "minutes_signed", ON_SITE, on="15/6")
    if act == "notice_issued":
        tell(programme, act, ON_SITE, on="20/6", number="50/TB-CCTĐC")
    later = today() + timedelta(days=20)
    assert refused(programme, cancel, [OPEN, ON_SITE], WHY) == ["CHANGE_003"]
    assert refused(programme, postpone, [ON_SITE], later, why=WHY) == ["CHANGE_003"]
    assert refused(programme, change_form, [ON_SITE], "by_record", WHY) == ["CHANGE_003"]
    with pytest.raises(ProcedureError, match="khoản 2 Điều 37 Thông tư số 26/2014/TT-BKHCN") as error:
        cancel(programme, [ON_SITE], WHY)
    assert f"isoaudit record {act} {ON_SITE} --take-back" in str(error.value)
    tell(programme, act, ON_SITE, take_back=True, note="ghi nhầm")
    if act == "minutes_agreed":
        assert cancel(programme, [ON_SITE], WHY).done


def test_by_record_a_report_that_was_reviewed_whole_or_a_letter_is_carried_out(programme: Programme) -> None:
    """TT26/2014 Đ37.1.a"""
    tell(programme, "report_received", BY_RECORD, on="3/9", number="88/BC-UBND")
    assert refused(programme, cancel, [BY_RECORD], WHY) == ["CHANGE_003"]
    with pytest.raises(ProcedureError, match="điểm a khoản 1 Điều 37"):
        cancel(programme, [BY_RECORD], WHY)
    tell(programme, "report_received", BY_RECORD, take_back=True, note="ghi nhầm")
    tell(programme, "correction_requested", BY_RECORD, on="20/9")
    assert refused(programme, cancel, [BY_RECORD], WHY) == ["CHANGE_003"]


def test_after_the_decision_it_is_cancelled_and_the_decision_is_to_be_amended(programme: Programme) -> None:
    """TT26/2014 Đ35.2: the one paper that is still recorded of it."""
    tell(programme, "decided", ON_SITE, on="1/6", number="41/QĐ-CCTĐC")
    on = date(2026, 6, 10)
    done = cancel(programme, [ON_SITE], WHY, on)
    assert any("41/QĐ-CCTĐC" in words and "decision_amended" in words for words in done.warnings)
    state = programme.state()
    case = programme.case(state, state.not_held[ON_SITE])
    assert (standing(case, today()).stage, standing(case, today()).next) == ("cancelled", "decision_amended")
    assert standing(case, date(2026, 6, 9)).stage == "decided", "on a day before, it stood as it did"
    absent = [shelf.number for shelf in file_of(case) if shelf.state in ("absent", "none")]
    assert absent == [], "nothing is called for of what is not carried out"
    tell(programme, "decision_amended", ON_SITE, on="11/6", number="45/QĐ-CCTĐC")
    state = programme.state()
    assert standing(programme.case(state, state.not_held[ON_SITE]), today()).next == ""


def test_a_reason_is_needed_and_a_day_that_has_come(programme: Programme) -> None:
    assert refused(programme, cancel, [ON_SITE], "…") == ["ACT_016"]
    assert refused(programme, cancel, [ON_SITE], "dấu \x07 lạ") == ["ACT_024"]
    assert refused(programme, cancel, [ON_SITE], "a" * 2_001) == ["ACT_028"]
    assert refused(programme, cancel, [ON_SITE], WHY, today() + timedelta(days=1)) == ["ACT_004"]
    assert refused(programme, cancel, [ON_SITE, "99-KHONG"], WHY) == ["RUN_001"]


def test_the_same_again_is_no_news_and_another_reason_is_a_correction(programme: Programme) -> None:
    cancel(programme, [ON_SITE], WHY, date(2026, 6, 10))
    heads = programme.journal.heads()
    assert cancel(programme, [ON_SITE], f"{WHY}. ").unchanged == [ON_SITE]
    assert programme.journal.heads() == heads
    assert cancel(programme, [ON_SITE], "thiên tai").done
    inspection = programme.state().not_held[ON_SITE]
    assert (inspection.cancelled, inspection.cancelled_on) == ("thiên tai", date(2026, 6, 10))


def test_answers_stay_with_what_is_cancelled_and_others_are_not_taken_in(programme: Programme, tmp_path: Path) -> None:
    done = cancel(programme, [ON_SITE], WHY)
    assert any("kết quả đã ghi vẫn được lưu" in words for words in done.warnings)
    for named in (f"inspection\n{ON_SITE}", "agency\n99-STP"):
        head, _, row = named.partition("\n")
        path = table(tmp_path, f"{head},criterion,verdict\n{row},{NOT_MET[0]},conforming\n")
        assert refused(programme, import_answers, path) == ["CHANGE_001"]
    restore(programme, [ON_SITE])
    state = programme.state()
    assert len(state.answers(ON_SITE)) > 50
    assert state.known("2026-99-STP-TS2") is None


def test_a_third_that_is_reached_no_more_is_said(programme: Programme) -> None:
    """TT26/2014 Đ33.2.a, b: what is cancelled counts in neither."""
    warnings = cancel(programme, [ON_SITE], WHY).warnings
    assert any("chưa có cuộc kiểm tra nào (điểm a khoản 2 Điều 33" in words for words in warnings)
    assert not any("điểm b khoản 2 Điều 33" in words for words in warnings), "one of two is still a third"
    warnings = cancel(programme, [SECOND], WHY).warnings
    assert any("tối thiểu 01 (1/3, điểm b khoản 2 Điều 33" in words for words in warnings)


def test_of_one_that_was_cancelled_the_carried_out_total_knows_nothing(programme: Programme) -> None:
    agree(programme, SECOND)
    tell(programme, "minutes_signed", SECOND, on="16/6")
    cancel(programme, [ON_SITE], WHY)
    register = programme.register()
    assert [case.inspection.id for case in Cases(programme, register) if carried_out(case)] == [SECOND]


def test_a_draft_letter_of_what_is_cancelled_is_taken_away_unless_a_person_edited_it(programme: Programme) -> None:
    make_letters(programme)
    letter = programme.out / BY_RECORD / "notice.docx"
    edited = programme.out / ON_SITE / "notice.docx"
    assert letter.exists() and edited.exists()
    edited.write_bytes(edited.read_bytes() + b" ")
    cancel(programme, [BY_RECORD, ON_SITE], WHY)
    assert not letter.exists()
    assert edited.exists()


# --- put off --------------------------------------------------------------------------------------------------------


def test_put_off_it_stands_as_planned_with_its_new_days_and_back_with_the_old_ones(programme: Programme) -> None:
    later = today() + timedelta(days=20)
    done = postpone(programme, [ON_SITE], later, later + timedelta(days=2), WHY)
    assert len(done.done) == 1
    inspection = programme.state().inspections[ON_SITE]
    assert (inspection.from_, inspection.to) == (later, later + timedelta(days=2))
    assert stands(programme, ON_SITE) == "postponed"
    assert stands(programme, ON_SITE, later) == "nothing", "from its day on it stands as any other"
    assert refused(programme, postpone, [ON_SITE], later, later - timedelta(days=1), why=WHY) == ["CHANGE_017"]
    assert refused(programme, postpone, [ON_SITE], date(2026, 6, 1), why=WHY) == ["CHANGE_009"]
    assert refused(programme, postpone, [OPEN], later, why=WHY) == ["CHANGE_012"]
    events = history(programme.state(), ON_SITE)
    assert any(c.field == "from" and c.before == "2026-06-15" for event in events for c in event.changes)
    postpone(programme, [ON_SITE], later + timedelta(days=9), why="thiên tai")
    for _ in range(2):  # also after it was restored and put off again
        restore(programme, [ON_SITE])
        inspection = programme.state().inspections[ON_SITE]
        assert (inspection.from_, inspection.to, inspection.postponed) == (date(2026, 6, 15), date(2026, 6, 15), "")
        postpone(programme, [ON_SITE], later, why=WHY)


def test_a_table_from_before_does_not_take_it_back_to_the_old_days(programme: Programme, tmp_path: Path) -> None:
    later = today() + timedelta(days=20)
    postpone(programme, [ON_SITE], later, why=WHY)
    head = "agency,mode,round,from,to\n99-STP,on_site,1,"
    done = import_inspections(programme, table(tmp_path, f"{head}15/6/2026,15/6/2026\n"))
    assert (done.changed, done.unchanged) == (0, 1)
    assert any("giữ ngày mới" in words for words in done.warnings)
    assert programme.state().inspections[ON_SITE].from_ == later
    newer = later + timedelta(days=3)
    assert import_inspections(programme, table(tmp_path, f"{head}{newer},{newer}\n")).changed == 1
    assert programme.state().inspections[ON_SITE].from_ == newer
    restore(programme, [ON_SITE])
    assert programme.state().inspections[ON_SITE].from_ == date(2026, 6, 15)


def test_without_a_last_day_it_lasts_as_long_as_planned(programme: Programme) -> None:
    postpone(programme, [BY_RECORD], date(2026, 10, 1), why=WHY)
    inspection = programme.state().inspections[BY_RECORD]
    assert (inspection.from_, inspection.to) == (date(2026, 10, 1), date(2026, 10, 30))


def test_a_decision_that_names_the_day_is_to_be_amended_and_its_paper_prints_the_new_one(
    programme: Programme,
) -> None:
    """TT26/2014 Đ35.2"""
    tell(programme, "decided", ON_SITE, on="1/6", number="41/QĐ-CCTĐC", signer="Nguyễn Thị Minh Tâm")
    later = today() + timedelta(days=20)
    warnings = postpone(programme, [ON_SITE], later, why=WHY).warnings
    assert any(f"isoaudit paper decision_amendment {ON_SITE}" in words for words in warnings)
    assert not programme.state().as_decided(ON_SITE)


# --- in the other form ----------------------------------------------------------------------------------------------


def test_in_the_other_form_another_takes_its_place_and_what_is_of_both_forms_holds(programme: Programme) -> None:
    tell(programme, "plan_approved", ON_SITE, on="10/2", number="215/QĐ-UBND")
    tell(programme, "report_received", ON_SITE, on="3/3", number="12/BC-STP")
    tell(programme, "decided", ON_SITE, on="1/6", number="41/QĐ-CCTĐC")
    changed = change_form(programme, [ON_SITE], "by_record", WHY)
    assert any(said.startswith(f"{OTHER}: chưa có ngày kiểm tra") for said in changed.warnings)
    state = programme.state()
    old, new = state.not_held[ON_SITE], state.inspections[OTHER]
    assert (old.replaced_by, new.instead_of, new.mode) == (OTHER, ON_SITE, "by_record")
    assert (new.round, new.from_, new.team, new.checklists) == (old.round, None, old.team, old.checklists)
    assert [(act.kind, act.number) for act in state.acts(OTHER)] == [
        ("plan_approved", "215/QĐ-UBND"),
        ("report_received", "12/BC-STP"),
    ]
    assert "decided" in [act.kind for act in state.acts(ON_SITE)], "papers of the old form stay in the old file"
    assert [inspection.id for inspection in programme.about(["99-STP"])[1]] == [OTHER]
    assert "chuyển sang hình thức qua hồ sơ" in standing_in_words(old)
    assert refused(programme, restore, [ON_SITE]) == ["CHANGE_005"]
    assert refused(programme, remove, [ON_SITE], WHY) == ["CHANGE_004"]
    assert refused(programme, change_form, [OTHER], "by_record", WHY) == ["CHANGE_007"]


def test_changed_back_and_again_the_same_two_stand_in_turn(programme: Programme) -> None:
    change_form(programme, [ON_SITE], "by_record", WHY)
    tell(programme, "report_received", OTHER, on="3/3", number="12/BC-STP")
    tell(programme, "requested", OTHER, on="1/3")
    change_form(programme, [OTHER], "on_site", WHY)
    state = programme.state()
    assert set(state.inspections) >= {ON_SITE}
    assert set(state.not_held) == {OTHER}
    assert [act.kind for act in state.acts(ON_SITE)] == ["requested", "report_received"]
    tell(programme, "requested", ON_SITE, on="2/3", correct=True)
    tell(programme, "report_received", ON_SITE, number="12/BC-STP", take_back=True, note="ghi nhầm")
    change_form(programme, [ON_SITE], "by_record", WHY)
    state = programme.state()
    assert (set(state.not_held), OTHER in state.inspections) == ({ON_SITE}, True)
    assert [(act.kind, act.on) for act in state.acts(OTHER)] == [("requested", date(2026, 3, 2))]
    assert not programme.verify()


def test_where_the_other_form_is_planned_already_the_change_is_refused(programme: Programme, tmp_path: Path) -> None:
    """TT26/2014 Đ33.2: by record and a third on site; never twice in one form by plan."""
    import_inspections(programme, table(tmp_path, "agency,mode,round\n99-STP,by_record,2\n"))
    assert refused(programme, change_form, [ON_SITE], "by_record", WHY) == ["CHANGE_008"]


def test_a_form_that_a_table_changes_is_refused_with_the_command_that_does(
    programme: Programme, tmp_path: Path
) -> None:
    path = table(tmp_path, f"inspection,agency,mode\n{ON_SITE},99-STP,by_record\n")
    with pytest.raises(TableError, match=f"isoaudit inspections change {ON_SITE} --form"):
        import_inspections(programme, path)


# --- typed wrongly --------------------------------------------------------------------------------------------------


def test_what_was_typed_wrongly_is_gone_and_its_id_never_comes_again(programme: Programme, tmp_path: Path) -> None:
    remove(programme, [OPEN], "nhập nhầm cơ quan")
    state = programme.state()
    assert OPEN not in state.inspections and OPEN not in state.not_held
    assert refused(programme, tell, "requested", OPEN, on="1/3") == ["CHANGE_002"]
    assert [event.kind for event in history(state, OPEN)] == ["inspection", "inspection"]
    path = table(tmp_path, f"inspection,agency,mode,round\n{OPEN},99-90019,on_site,2\n")
    assert refused(programme, import_inspections, path) == ["CHANGE_002"]
    import_inspections(programme, table(tmp_path, "agency,mode,round\n99-90019,on_site,2\n"))
    assert f"{OPEN}2" in programme.state().inspections
    done = restore(programme, [OPEN])
    assert OPEN in programme.state().inspections
    assert any(f"{OPEN}2" in words for words in done.warnings)


def test_what_anything_rests_on_is_not_removed(programme: Programme) -> None:
    assert refused(programme, remove, [ON_SITE], "nhầm") == ["CHANGE_004"]
    tell(programme, "plan_approved", OPEN, on="10/2")
    with pytest.raises(ProcedureError, match=r"01 việc \(Phê duyệt kế hoạch kiểm tra\)"):
        remove(programme, [OPEN], "nhầm")
    tell(programme, "plan_approved", OPEN, take_back=True, note="ghi nhầm")
    assert remove(programme, [OPEN], "nhầm").done


def test_there_is_nothing_to_undo_of_one_that_stands(programme: Programme) -> None:
    assert refused(programme, restore, [ON_SITE]) == ["CHANGE_006"]


def test_an_agency_is_removed_while_nothing_names_it_and_is_back_once_it_is_taken_in_again(
    programme: Programme, tmp_path: Path
) -> None:
    row = "99-90099,UBND xã Nhầm,xa,ubnd_cap_xa,khuyen_khich,,,,,,99-STP\n"
    head = "code,name,level,kind,obligation,qms_status,standard,declaration,procedures,last_on_site,parent\n"
    path = table(tmp_path, head + row)
    import_agencies(programme, path)
    assert refused(programme, remove_agencies, ["99-STP"], "nhầm") == ["CHANGE_014"]
    with pytest.raises(ProcedureError, match="cơ quan cấp trên của 99-90099"):
        remove_agencies(programme, ["99-STP"], "nhầm")
    assert refused(programme, remove_agencies, ["99-90099", "99-KHONG"], "nhầm") == ["AGENCY_001"]
    remove_agencies(programme, ["99-90099"], "nhầm")
    assert "99-90099" not in programme.state().agencies
    opened = table(tmp_path, "agency,mode\n99-90099,on_site\n", "lich.csv")
    assert refused(programme, import_inspections, opened) == ["AGENCY_001"]
    import_agencies(programme, path)
    assert programme.state().agencies["99-90099"].name == "UBND xã Nhầm"


def test_an_agency_removed_here_and_inspected_there_stands(programme: Programme, tmp_path: Path) -> None:
    other = copy(programme.folder, tmp_path / "máy khác")
    remove(programme, [OPEN], "nhầm")
    remove_agencies(programme, ["99-90019"], "nhầm")
    import_inspections(other, table(tmp_path, "agency,mode\n99-90019,by_record\n"))
    entries = [*programme.journal.entries(), *other.journal.entries()]
    for seed in range(4):
        random.Random(seed).shuffle(entries)
        state = State(entries)
        assert "99-90019" in state.agencies
        assert [inspection.id for inspection in state.of_agency("99-90019")] == ["2026-99-90019-HS"]
        assert state.inspections_by_name()


def test_the_history_of_a_removed_inspection_of_a_removed_agency_can_be_read(
    isoaudit: Run, programme: Programme
) -> None:
    remove(programme, [OPEN], "nhập nhầm cơ quan")
    remove_agencies(programme, ["99-90019"], "nhầm")
    told = isoaudit("-C", programme.folder, "history", OPEN)
    assert told.returncode == 0 and "Xóa dòng nhập nhầm, lý do: «nhập nhầm cơ quan»" in told.stdout
    assert isoaudit("-C", programme.folder, "history", OPEN, NOT_MET[0]).returncode == 0
    assert isoaudit("-C", programme.folder, "history", OPEN, "D36-KHONG").returncode == 2
    assert isoaudit("-C", programme.folder, "status").returncode == 0
    assert refused(programme, restore, [OPEN]) == ["CHANGE_013"]


def test_an_inspector_is_removed_while_in_no_team(programme: Programme, tmp_path: Path) -> None:
    path = table(tmp_path, "code,name\nKT1,LƯƠNG QUỐC BẢO\nKT2,Trần Nhập Nhầm\n")
    import_inspectors(programme, path)
    assert refused(programme, remove_inspectors, ["KT1"], "nhầm") == ["CHANGE_016"]
    assert refused(programme, remove_inspectors, ["KT9"], "nhầm") == ["CHANGE_015"]
    remove_inspectors(programme, ["KT2"], "nhầm")
    assert list(programme.state().inspectors) == ["KT1"]
    import_inspectors(programme, path)
    assert set(programme.state().inspectors) == {"KT1", "KT2"}


@pytest.mark.parametrize("what", [cancel, remove, postpone, change_form])
def test_what_is_undone_leaves_the_mark_of_the_working_paper_as_it_was(
    programme: Programme, what: Callable[..., Any]
) -> None:
    """Marks printed before there were these fields, or before a change that was undone, still verify."""

    def mark(id: str) -> str:
        state = programme.state()
        return fingerprint(programme.case(state, state.inspections[id]))

    id = OPEN if what is remove else ON_SITE
    before = mark(id)
    if what is change_form:
        change_form(programme, [id], "by_record", WHY)
        change_form(programme, [OTHER], "on_site", WHY)
    else:
        what(programme, [id], **({"to": today() + timedelta(days=9)} if what is postpone else {}), why=WHY)
        restore(programme, [id])
    assert mark(id) == before
    assert not programme.verify(before)


# --- a second inspection --------------------------------------------------------------------------------------------


def test_a_row_of_another_round_opens_a_second_inspection_only_where_it_is_meant(
    programme: Programme, tmp_path: Path
) -> None:
    """TT26/2014 Đ33.2, Đ34.1.c"""
    path = table(tmp_path, "agency,mode,round\n99-STP,on_site,đợt 2\n", "đợt hai.csv")
    with pytest.raises(TableError, match=r"2026-99-STP-TS \(đợt 1, ngày 15/6/2026\).*--additional"):
        import_inspections(programme, path)
    assert "2026-99-STP-TS2" not in programme.state().inspections
    for other in ("99-STP,by_record,2,planned", "99-STP,on_site,3,đột xuất"):
        assert import_inspections(programme, table(tmp_path, f"agency,mode,round,occasion\n{other}\n")).added == 1
    assert import_inspections(programme, path, additional=True).added == 1
    assert import_inspections(programme, path).unchanged == 1, "once it is there its row is its own"


def test_after_one_was_cancelled_another_round_opens_a_new_one(programme: Programme, tmp_path: Path) -> None:
    cancel(programme, [ON_SITE], WHY)
    same = table(tmp_path, "agency,mode,round\n99-STP,on_site,1\n")
    assert import_inspections(programme, same).unchanged == 1
    assert import_inspections(programme, table(tmp_path, "agency,mode,round\n99-STP,on_site,2\n")).added == 1
    assert "2026-99-STP-TS2" in programme.state().inspections


# --- the list goes out and comes back -------------------------------------------------------------------------------


def test_the_list_comes_back_as_it_went_also_of_what_is_not_carried_out(programme: Programme, tmp_path: Path) -> None:
    cancel(programme, [ON_SITE], WHY)
    postpone(programme, [SECOND], today() + timedelta(days=9), why=WHY)
    path = tmp_path / "cuộc kiểm tra.xlsx"
    assert export_inspections(programme, path) == 4
    heads = programme.journal.heads()
    done = import_inspections(programme, path)
    assert (done.added, done.changed, done.unchanged, done.warnings) == (0, 0, 4, [])
    assert programme.journal.heads() == heads
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value}
    assert f"không kiểm tra ({WHY})" in cells
    row = cells[ON_SITE].row
    place = cells["Địa điểm kiểm tra"].column
    sheet.cell(row, place).value = "Trụ sở mới"
    book.save(path)
    assert refused(programme, import_inspections, path) == ["CHANGE_011"]


def test_a_state_typed_into_the_table_changes_nothing_and_the_command_is_named(
    programme: Programme, tmp_path: Path
) -> None:
    path = table(tmp_path, "Mã cơ quan,Hình thức,Đợt,Tình trạng\n99-STP,tại trụ sở,1,Hủy\n")
    done = import_inspections(programme, path)
    assert done.unchanged == 1
    assert any("isoaudit inspections cancel" in words for words in done.warnings)


# --- several laptops ------------------------------------------------------------------------------------------------


def test_cancelled_here_and_signed_there_is_said_and_nothing_is_lost(programme: Programme, tmp_path: Path) -> None:
    other = copy(programme.folder, tmp_path / "máy khác")
    cancel(programme, [ON_SITE], WHY)
    remove(programme, [OPEN], "nhầm")
    agree(other, ON_SITE)
    tell(other, "minutes_signed", ON_SITE, on="15/6")
    tell(other, "requested", OPEN, on="1/3")
    programme.journal.join(other.journal.entries())
    said = list(at_odds(programme, programme.register()))
    assert len(said) == 2
    assert "Ký Biên bản" in said[0] and f"inspections restore {ON_SITE}" in said[0]
    assert f"inspections restore {OPEN}" in said[1]
    restore(programme, [ON_SITE, OPEN])
    assert not list(at_odds(programme, programme.register()))
    assert stands(programme, ON_SITE) in ("overdue", "waiting_for_correction")
    assert not programme.verify()


IDS = st.sampled_from([ON_SITE, SECOND, BY_RECORD, OPEN, OTHER, "2026-99-CCKL-HS", "2026-99-90001-TS"])
DAYS = st.integers(1, 40)


class Happenings(RuleBasedStateMachine):
    """Whatever happens on two laptops: totals are of what stands, and both come to the same when they are joined."""

    template: Path
    folder: Path

    @initialize()
    def begin(self) -> None:
        self.laptops = [copy(self.template, self.folder / name) for name in ("một", "hai")]

    def attempt(self, at: bool, what: Callable[..., Any], *arguments: Any, **fields: Any) -> None:
        workspace = self.laptops[at]
        heads = workspace.journal.heads()
        try:
            what(workspace, *arguments, **fields)
        except IsoAuditError:
            assert workspace.journal.heads() == heads, "what is refused writes nothing"

    @rule(at=st.booleans(), id=IDS)
    def cancel(self, at: bool, id: str) -> None:
        self.attempt(at, cancel, [id], WHY)

    @rule(at=st.booleans(), id=IDS, days=DAYS)
    def postpone(self, at: bool, id: str, days: int) -> None:
        self.attempt(at, postpone, [id], today() + timedelta(days=days), why=WHY)

    @rule(at=st.booleans(), id=IDS, mode=st.sampled_from(["on_site", "by_record"]))
    def change(self, at: bool, id: str, mode: Any) -> None:
        self.attempt(at, change_form, [id], mode, WHY)

    @rule(at=st.booleans(), id=IDS)
    def remove(self, at: bool, id: str) -> None:
        self.attempt(at, remove, [id], "nhầm")

    @rule(at=st.booleans(), id=IDS)
    def restore(self, at: bool, id: str) -> None:
        self.attempt(at, restore, [id])

    @rule(at=st.booleans(), id=IDS, act=st.sampled_from(["requested", "decided", "minutes_agreed"]))
    def tell(self, at: bool, id: str, act: str) -> None:
        self.attempt(at, tell, act, id, on="15/6")

    @rule(into=st.booleans())
    def join(self, into: bool) -> None:
        self.laptops[into].journal.join(self.laptops[not into].journal.entries())

    @invariant()
    def totals_are_of_what_stands(self) -> None:
        for workspace in getattr(self, "laptops", ()):
            state = workspace.register()
            shelves = (state.inspections, state.not_held, state.removed)
            opened = set(workspace.journal.subjects("inspection"))
            assert set().union(*shelves) == opened and sum(map(len, shelves)) == len(opened)
            assert not any(i.cancelled or i.removed for i in state.inspections.values())
            listed = [inspection.id for inspection in state.inspections_by_name()]
            assert sorted(listed) == sorted(state.inspections)
            assert sorted(case.inspection.id for case in Cases(workspace, state)) == sorted(listed)
            assert not workspace.verify()

    def teardown(self) -> None:
        if not hasattr(self, "laptops"):
            return
        one, two = (list(workspace.journal.entries()) for workspace in self.laptops)
        states = [State(entries) for entries in ([*one, *two], [*two, *one], [*reversed(one), *reversed(two)])]
        first = states[0]
        for state in states[1:]:
            assert (state.inspections, state.not_held, state.removed, state.agencies) == (
                first.inspections,
                first.not_held,
                first.removed,
                first.agencies,
            )


def test_any_sequence_on_two_laptops_keeps_totals_and_joins_to_one_state(bench: Path, tmp_path: Path) -> None:
    machine = type("Machine", (Happenings,), {"template": bench, "folder": tmp_path / "thử"})
    checked = settings(
        max_examples=8, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(machine, settings=checked)


# --- as typed -------------------------------------------------------------------------------------------------------


def test_the_commands_say_what_became_of_each_and_status_shows_it(isoaudit: Run, programme: Programme) -> None:
    folder = programme.folder
    done = isoaudit("-C", folder, "inspections", "cancel", "99-STP", "--why", WHY)
    assert (done.returncode, done.stdout) == (0, f"{ON_SITE}: không kiểm tra ({WHY}).\n")
    later = today() + timedelta(days=20)
    assert isoaudit("-C", folder, "inspections", "postpone", SECOND, "--to", later, "--why", WHY).returncode == 0
    shown = isoaudit("-C", folder, "status").stdout
    lines = shown.splitlines()
    (row,) = [number for number, line in enumerate(lines) if ON_SITE in line and "Sở Tư pháp" in line]
    assert lines[row - 1] == "Không kiểm tra: 01 cuộc kiểm tra", "there is no next step to be said"
    assert "03 cuộc kiểm tra tính đến ngày " in shown and "không tính 01 cuộc không kiểm tra" in shown
    assert f"{ON_SITE}: không kiểm tra ({WHY})." in shown
    assert any(line.startswith("Hoãn đến ") and SECOND in lines[number + 2] for number, line in enumerate(lines))
    listed = isoaudit("-C", folder, "inspections", "list").stdout.splitlines()
    assert listed[-1].startswith(ON_SITE) and listed[-1].endswith(f"không kiểm tra ({WHY})")
    told = isoaudit("-C", folder, "history", ON_SITE).stdout
    assert f"Không kiểm tra, lý do: «{WHY}»" in told
    refused = isoaudit("-C", folder, "inspections", "cancel", ON_SITE)
    assert refused.returncode == 2
    wrong = isoaudit("-C", folder, "inspections", "change", SECOND, "--form", "trực tuyến", "--why", WHY)
    assert wrong.returncode == 2 and "tại trụ sở" in wrong.stderr
    assert isoaudit("-C", folder, "inspections", "restore", ON_SITE).returncode == 0


def test_a_year_of_which_nothing_stands_still_shows_its_state(isoaudit: Run, programme: Programme) -> None:
    cancel(programme, [ON_SITE, SECOND, BY_RECORD, OPEN], WHY)
    shown = isoaudit("-C", programme.folder, "status")
    assert shown.returncode == 0
    assert "Không kiểm tra: 04 cuộc kiểm tra" in shown.stdout and "Việc tiếp theo" not in shown.stdout
