"""Whether corrective action is effective (TT26 Đ37.2.d): said in the form or by table, in packs, remarked on."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from builders import case
from carry_bench import (
    FIRST,
    LEADER,
    SECOND,
    STP,
    THIRD,
    agree,
    answer,
    first_year,
    plan,
    reply,
    reported,
    say,
    tell,
    visit,
)
from conftest import Run
from record_bench import gap
from test_words import foreign

from isoaudit.desk import import_answers
from isoaudit.desk.answers.effects import export_effects, import_effects, say_effect
from isoaudit.desk.carrying import begin_after
from isoaudit.desk.exports import export_answers
from isoaudit.errors import IsoAuditError
from isoaudit.form.page import Record, as_json
from isoaudit.journal.programme import Programme
from isoaudit.model import Carried, Case, Effect, Finding
from isoaudit.notebooks import findings as paper
from isoaudit.rules.effects import notes, unsaid
from isoaudit.tables.files.sheets import EFFECTS
from isoaudit.visit.book import VisitBook
from isoaudit.wording import label
from isoaudit.work.merge import merge
from isoaudit.work.pack import pack

OLD, NEW = "2024-99-STP-TS", "2025-99-STP-TS"
RECORD = f"effect/{OLD}/{FIRST}"
_EDITS = itertools.count()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2025 after 2024: the visit of STP is planned and answered, FIRST found again; of 2024 it has three findings."""
    folder = tmp_path_factory.mktemp("effects")
    before = first_year(folder / "2024")
    id = visit(before, STP, FIRST, SECOND, THIRD)
    key = reported(before, id)
    reply(before, id, FIRST, key, "accepted")
    reply(before, id, SECOND, key, "not_accepted")
    after = begin_after(folder / "năm 2025", before.folder).programme
    plan(after, STP)
    answer(after, NEW, [FIRST])
    return after.folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / made.name))


@pytest.fixture
def programme(folder: Path) -> Programme:
    return Programme(folder)


def effects(programme: Programme) -> Mapping[str, Effect]:
    return {f"{one.of}/{one.criterion}": one for one in programme.state().effects(NEW)}


def tell_effect(programme: Programme, criterion: str = FIRST, of: str = OLD, **fields: Any) -> None:
    said = {"outcome": "effective", "reason": "Đã xem 10 hồ sơ", **fields}
    say_effect(programme, NEW, of, criterion, said, edit=f"e-{next(_EDITS)}", base=None)


def refused(programme: Programme, **fields: Any) -> list[str]:
    heads = programme.journal.heads()
    with pytest.raises(IsoAuditError) as error:
        tell_effect(programme, **fields)
    assert programme.journal.heads() == heads
    return [problem.code for problem in error.value.problems]


# --- what is said ---------------------------------------------------------------------------------------------------


def test_37_2_d_an_effect_is_said_of_an_earlier_finding_and_may_be_said_anew(programme: Programme) -> None:
    tell_effect(programme, examiner=LEADER, on="2025-06-15")
    tell_effect(programme, outcome="not_effective", reason="Hồ sơ mới lại thiếu")
    one = effects(programme)[f"{OLD}/{FIRST}"]
    assert (one.outcome, one.reason, one.examiner, one.on) == (
        "not_effective", "Hồ sơ mới lại thiếu", LEADER, date(2025, 6, 15))  # fmt: skip
    tell_effect(programme, outcome="", reason="", examiner="", on="")
    assert not effects(programme), "taken back"


def test_what_was_not_found_there_is_refused(programme: Programme) -> None:
    assert refused(programme, criterion="D36-1-d-01") == ["CARRY_010"]
    assert refused(programme, of="2023-99-STP-TS") == ["CARRY_010"]


def test_a_day_before_it_was_found_or_in_the_future_is_refused(programme: Programme) -> None:
    assert refused(programme, on="2024-06-14") == ["CARRY_011"]
    assert refused(programme, on="2099-01-01") == ["TABLE_006"]
    tell_effect(programme, on="2024-06-15")


def test_an_unknown_outcome_is_refused(programme: Programme) -> None:
    assert refused(programme, outcome="tái phạm") == ["TABLE_004"]


def test_37_2_c_signed_minutes_change_no_more(programme: Programme) -> None:
    tell_effect(programme)
    agree(programme, NEW)
    tell_effect(programme, reason="Đã xem 12 hồ sơ")
    tell(programme, "minutes_signed", NEW, "15/6", signer="Hai bên")
    assert refused(programme, outcome="repeated") == ["ACT_008"]


# --- what is remarked -----------------------------------------------------------------------------------------------


def remarked(programme: Programme) -> list[str]:
    state, (inspection,) = programme.about([NEW])
    return [one.message for one in programme.case(state, inspection).remarks if one.rule == "effects_unsaid"]


def test_37_2_d_minutes_agreed_with_effects_not_said_are_remarked_on(programme: Programme) -> None:
    assert not remarked(programme), "before the team agrees nothing is missed"
    agree(programme, NEW)
    (message,) = remarked(programme)
    assert "03 điểm" in message
    tell_effect(programme, FIRST)
    tell_effect(programme, SECOND, reason="-")
    assert "02 điểm" in remarked(programme)[0], "a dash is no reason"
    tell_effect(programme, SECOND)
    tell_effect(programme, THIRD)
    assert not remarked(programme)


def a_finding(criterion: str = "D36-1-a-01") -> Finding:
    return Finding(
        id=f"{OLD}/{criterion}", kind="nonconformity", criterion=criterion, point="1.a", legal_basis=("Đ36",),
        requirement="r", evidence=(), gap="g", remedy="m", code="KPH 01",
    )  # fmt: skip


def a_carried(**fields: Any) -> Carried:
    given = {"inspection": OLD, "criterion": FIRST, "agency": STP, "mode": "on_site", "year": 2024, "stage": "accepted"}
    return Carried.model_validate({**given, "finding": a_finding(), **fields})


@pytest.mark.parametrize(
    ("stage", "outcome", "reason", "found", "expected"),
    [
        ("accepted", None, "", False, []),
        ("accepted", None, "", True, ["repeated_question"]),
        ("accepted", "effective", "Đã xem", False, []),
        ("accepted", "effective", "", False, ["no_reason"]),
        ("accepted", "effective", "Đã xem", True, ["effective_but_found"]),
        ("accepted", "repeated", "Lại thiếu", True, []),
        ("accepted", "repeated", "Lại thiếu", False, ["repeated_without_finding"]),
        ("accepted", "not_effective", "Chưa áp dụng", True, []),
        ("overdue", "effective", "Đã xem", False, ["not_reviewed"]),
        ("overdue", "not_effective", "Chưa làm", False, []),
    ],
)
def test_lặp_lại_is_asked_and_never_derived(
    stage: str, outcome: str | None, reason: str, found: bool, expected: list[str]
) -> None:
    effect = Effect.model_validate(
        {"inspection": NEW, "of": OLD, "criterion": FIRST, "outcome": outcome, "reason": reason}
    )
    assert list(notes(a_carried(stage=stage), effect, a_finding() if found else None)) == expected


def test_by_record_nothing_was_to_be_reviewed() -> None:
    """TT26 Đ37.1.a knows no acceptance."""
    effect = Effect(inspection=NEW, of=OLD, criterion=FIRST, outcome="effective", reason="Đã xem")
    assert not list(notes(a_carried(stage="waiting", mode="by_record"), effect, None))


def test_what_is_said_without_a_word_is_unsaid() -> None:
    def left(**fields: Any) -> int:
        effect = Effect(inspection=NEW, of=OLD, criterion=FIRST, **fields)
        made: Case = case().model_copy(update={"carried": (a_carried(),), "effects": (effect,)})
        return len(unsaid(made))

    assert (left(outcome="effective", reason="…"), left(reason="Đã xem"), left(outcome="effective", reason="Có")) == (
        1,
        1,
        0,
    )


# --- in the form ----------------------------------------------------------------------------------------------------


def record(book: VisitBook, id: str) -> Record:
    return next(one for section in book.page().sections for one in section.records if one.id == id)


def test_36_1_dd_both_wordings_stand_side_by_side_after_the_point_that_asks(folder: Path) -> None:
    book = VisitBook(folder, NEW)
    ids = [section.id for section in book.page().sections]
    assert ids[ids.index("effects") - 1] == "point-1.đ"
    shown = record(book, RECORD)
    assert shown.title.startswith("Năm 2024, KPH 01. ")
    then, now = " ".join(fact.text for fact in shown.facts), " ".join(fact.text for fact in shown.beside)
    assert f"tiêu chí {FIRST} đối với" in then and "Đã ban hành lại quy trình" in then
    assert f"tiêu chí {FIRST} đối với" in now
    assert [line.text for line in book.values()[RECORD].lines] == [
        "Cuộc kiểm tra này có điểm không phù hợp ở cùng tiêu chí: xem có phải lặp lại không."]  # fmt: skip
    assert record(book, f"effect/{OLD}/{SECOND}").beside[0].text == "Phù hợp"
    beside_the_question = record(book, f"answer/{FIRST}").facts
    assert any(fact.leads_to == RECORD for fact in beside_the_question)
    texts = [*_texts(as_json(shown)), *(line.text for value in book.values().values() for line in value.lines)]
    assert not [word for text in texts for word in foreign(text)]


@pytest.mark.parametrize(
    ("stage", "said"),
    [("overdue", "hạn báo cáo: 14/8/2024"), ("follow_up_late", "thời hạn hoàn thành theo đề xuất: 14/8/2024")],
)
def test_37_2_c_a_missed_day_is_called_what_it_was_for(folder: Path, stage: str, said: str) -> None:
    carried = a_carried(stage=stage, due_on="2024-08-14", told_on="2024-06-14").model_dump(
        mode="json", exclude={"inspection", "criterion", "heads"}
    )
    say(Programme(folder), "carried", f"{OLD}/{FIRST}", **carried)
    facts = {fact.label: fact.text for fact in record(VisitBook(folder, NEW), RECORD).facts}
    assert facts[label("visit_field", "at_the_end")].endswith(f"({said})")


def _texts(shown: Any) -> list[str]:
    """The words of a record that a person reads."""
    facts = [part for fact in (*shown["facts"], *shown["beside"]) for part in (fact["label"], fact["text"])]
    fields = [part for field in shown["fields"] for part in (field["label"], field["hint"])]
    code = f" {FIRST}"
    return [text.replace(code, "") for text in (*facts, *fields)]


def test_an_effect_typed_in_the_form_is_kept_and_what_it_lacks_is_said(folder: Path) -> None:
    book = VisitBook(folder, NEW)
    missing = {one.record for one in book.status().missing}
    assert {RECORD, f"effect/{OLD}/{SECOND}", f"effect/{OLD}/{THIRD}"} <= missing
    changes = book.say(RECORD, {"outcome": "repeated", "reason": ""}, edit="a", base=(), at="")
    assert [line.text for line in changes.values[RECORD].lines] == ["Ghi lý do: hồ sơ, công việc đã xem và kết quả."]
    value = changes.values[RECORD]
    fields = {"outcome": "repeated", "reason": "Lại thiếu 03 TTHC", "inspector": LEADER}
    changes = book.say(RECORD, fields, edit="b", base=value.base, at="")
    assert changes.values[RECORD].fields == fields and not changes.values[RECORD].lines
    assert RECORD not in {one.record for one in book.status().missing}
    assert VisitBook(folder, NEW).values()[RECORD].fields == fields
    again = book.say(RECORD, fields, edit="b", base=value.base, at="")
    assert again.values[RECORD].fields == fields, "sent again it is there once"
    assert effects(Programme(folder))[f"{OLD}/{FIRST}"].examiner == LEADER


def test_a_form_without_earlier_findings_has_no_such_section(tmp_path: Path) -> None:
    programme = first_year(tmp_path / "2024")
    book = VisitBook(programme.folder, plan(programme, STP))
    assert "effects" not in {section.id for section in book.page().sections}


def test_the_working_paper_shows_both_wordings_and_what_was_said(programme: Programme) -> None:
    def row(criterion: str) -> list[str]:
        state, (inspection,) = programme.about([NEW])
        rows = paper.earlier(programme.case(state, inspection)).values.tolist()
        return [str(cell) for cell in next(row for row in rows if row[0].endswith(criterion))]

    assert row(FIRST)[4] == "Chưa ghi" and row(FIRST)[1] == row(FIRST)[3] == gap(FIRST) and row(SECOND)[3] == ""
    tell_effect(programme, outcome="repeated", reason="Lại thiếu 03 TTHC", examiner=LEADER, on="2025-06-15")
    assert row(FIRST)[4] == f"Lặp lại. Lại thiếu 03 TTHC ({LEADER}; 15/6/2025)"


# --- packs ----------------------------------------------------------------------------------------------------------


def nobody() -> str:
    raise AssertionError("nobody is asked")


def test_a_pack_has_what_is_to_be_looked_at_and_brings_home_what_was_seen(folder: Path, tmp_path: Path) -> None:
    office = Programme(folder)
    pack(office, [NEW], tmp_path / "gói")
    laptop = Programme(tmp_path / "gói")
    state, (inspection,) = laptop.about([NEW])
    assert [one.criterion for one in laptop.case(state, inspection).carried] == [FIRST, SECOND, THIRD]
    tell_effect(laptop)
    merged = merge(office, laptop.folder, nobody)
    assert [(one.inspection, dict(one.counts)) for one in merged.news] == [(NEW, {"effect": 1})]
    assert effects(office)[f"{OLD}/{FIRST}"].outcome == "effective" and office.verify() == []
    assert merge(office, laptop.folder, nobody).entries == 0


def test_what_earlier_years_found_is_news_of_no_inspection_of_this_year(folder: Path, tmp_path: Path) -> None:
    office = Programme(folder)
    pack(office, [NEW], tmp_path / "gói")
    one = f"{OLD}/{FIRST}"
    say(Programme(tmp_path / "gói"), "carried", one, reason="Đã xem lại")
    merged = merge(office, tmp_path / "gói", nobody)
    assert not merged.news and dict(merged.others) == {"carried": 1}


def test_two_who_disagree_are_shown_and_a_person_decides(folder: Path, tmp_path: Path) -> None:
    office = Programme(folder)
    for place, outcome in enumerate(("effective", "repeated")):
        pack(Programme(folder), [NEW], tmp_path / f"gói {place}")
        tell_effect(Programme(tmp_path / f"gói {place}"), outcome=outcome, reason=f"Lý do {place}")
    book = VisitBook(folder, NEW)
    for place in range(2):
        merge(office, tmp_path / f"gói {place}", nobody)
    value = book.refresh().values[RECORD]
    assert len(value.conflict) == 2 and not value.fields["outcome"], "none counts"
    assert RECORD in {one.record for one in book.status().missing}
    (take,) = (one.take for one in value.conflict if any("Lặp lại" in line for line in one.lines))
    book.do("settle", {"record": RECORD, "take": take}, edit="s")
    value = book.values()[RECORD]
    assert (value.conflict, value.fields["outcome"], value.fields["reason"]) == ((), "repeated", "Lý do 1")
    assert not effects(Programme(folder))[f"{OLD}/{FIRST}"].disputed


# --- tables ---------------------------------------------------------------------------------------------------------


def filled(path: Path, sheet: str, row: int, **values: str) -> Path:
    """A workbook in which a row was filled in, by headings."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    headings = {str(cell.value): cell.column for cell in page[3]}
    for heading, value in values.items():
        page.cell(row, headings[heading.replace("_", " ")]).value = value
    book.save(path)
    return path


def test_the_workbook_goes_out_and_comes_in_again(programme: Programme, tmp_path: Path) -> None:
    path = tmp_path / "hiệu lực.xlsx"
    assert export_effects(programme, [NEW], path) == 3
    headings = [str(cell.value) for cell in openpyxl.load_workbook(path)[EFFECTS][3]]
    assert not [word for heading in headings for word in foreign(heading)]
    assert import_effects(programme, path).added == 0, "nobody filled anything in"
    filled(path, EFFECTS, 4, **{"Hiệu lực khắc phục": "lặp lại", "Lý do, đã xem gì": "Lại thiếu 03 TTHC"})
    filled(path, EFFECTS, 5, **{"Hiệu lực khắc phục": "Có hiệu lực", "Lý do, đã xem gì": "Đã xem 10 hồ sơ"})
    preview = import_effects(programme, path, dry_run=True)
    assert (preview.added, effects(programme)) == (2, {})
    done = import_effects(programme, path)
    assert (done.added, done.warnings) == (2, [])
    assert {s: one.outcome for s, one in effects(programme).items()} == {
        f"{OLD}/{FIRST}": "repeated", f"{OLD}/{SECOND}": "effective"}  # fmt: skip
    assert import_effects(programme, path).unchanged == 2
    again = tmp_path / "lại.xlsx"
    export_effects(programme, [NEW], again)
    assert openpyxl.load_workbook(again)[EFFECTS]["H4"].value == "lặp lại"


def test_the_sheet_stands_in_the_workbook_of_answers_and_each_command_reads_its_own(
    programme: Programme, tmp_path: Path
) -> None:
    path = tmp_path / "phiếu.xlsx"
    export_answers(programme, [NEW], path)
    filled(path, EFFECTS, 6, **{"Hiệu lực khắc phục": "chưa có hiệu lực", "Lý do, đã xem gì": "Chưa áp dụng"})
    done = import_answers(programme, path)
    assert (done.added, done.changed) == (0, 0) and any(EFFECTS in note for note in done.warnings)
    assert import_effects(programme, path).added == 1
    assert effects(programme)[f"{OLD}/{THIRD}"].outcome == "not_effective"


def test_an_old_workbook_overwrites_nothing_that_was_said_since(programme: Programme, tmp_path: Path) -> None:
    path = tmp_path / "cũ.xlsx"
    tell_effect(programme)
    export_effects(programme, [NEW], path)
    tell_effect(programme, outcome="repeated", reason="Lại thiếu")
    assert import_effects(programme, path).unchanged == 1
    filled(path, EFFECTS, 4, **{"Lý do, đã xem gì": "Đã xem 20 hồ sơ"})
    import_effects(programme, path)
    assert len(effects(programme)[f"{OLD}/{FIRST}"].disputed) == 2, "both are shown, a person decides"


def test_a_table_with_unknown_findings_is_refused_whole(programme: Programme, tmp_path: Path) -> None:
    table = tmp_path / "bảng.csv"
    table.write_text(
        'Mã cuộc kiểm tra,Cuộc kiểm tra trước,Mã tiêu chí,Hiệu lực khắc phục,"Lý do, đã xem gì"\n'
        f"{NEW},{OLD},{FIRST},có hiệu lực,Đã xem\n{NEW},{OLD},D36-1-d-01,có hiệu lực,Đã xem\n"
        f"{NEW},{OLD},{FIRST},lặp lại,Đã xem\n",
        encoding="utf-8",
    )
    with pytest.raises(IsoAuditError) as error:
        import_effects(programme, table)
    assert [problem.code for problem in error.value.problems] == ["CARRY_010", "TABLE_008"] and not effects(programme)


def test_the_commands(isoaudit: Run, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    done = isoaudit("-C", folder, "effects", "export", NEW, "--output", path)
    assert done.returncode == 0 and "03 điểm" in done.stdout, done.stderr
    filled(path, EFFECTS, 4, **{"Hiệu lực khắc phục": "lặp lại", "Lý do, đã xem gì": "Lại thiếu"})
    done = isoaudit("-C", folder, "effects", "import", path)
    assert done.returncode == 0 and "01 điểm mới" in done.stdout, done.stderr
    before = first_year(tmp_path / "không" / "2024")
    plan(before, STP)
    none = isoaudit("-C", before.folder, "effects", "export")
    assert none.returncode == 2 and "không có điểm nào" in none.stderr


def test_37_2_d_status_says_that_earlier_findings_wait_and_then_that_nothing_was_said(
    programme: Programme, isoaudit: Run
) -> None:
    def told() -> str:
        done = isoaudit("-C", programme.folder, "status", NEW)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "Lưu ý: Chờ xem hiệu lực khắc phục của 03 điểm đã nêu ở lần kiểm tra trước" in told()
    assert f"Xuất bảng để ghi hiệu lực khắc phục: isoaudit effects export {NEW}" in told()
    agree(programme, NEW)
    assert "Lưu ý: Chưa ghi hiệu lực khắc phục của 03 điểm" in told()
    for criterion in (FIRST, SECOND, THIRD):
        tell_effect(programme, criterion)
    assert "hiệu lực" not in told()
