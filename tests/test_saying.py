"""What is typed into the form: one statement at a time, once, beside what others said meanwhile and never over it."""

from __future__ import annotations

import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from hypothesis import given, settings
from hypothesis import strategies as st

from isoaudit.desk import ActToRecord, record
from isoaudit.desk.answers.samples import import_samples
from isoaudit.desk.answers.saying import Said, assign, say_answer, say_point, say_sample, say_visit
from isoaudit.desk.inspections.changes import remove
from isoaudit.desk.inspections.schedule import import_inspections
from isoaudit.errors import IsoAuditError
from isoaudit.journal.programme import Programme, writer
from isoaudit.journal.store import Draft
from isoaudit.model import Answer, Evidence

ID, CRITERION, OTHER = "2026-99-STP-TS", "D36-1-a-01", "D36-1-a-02"
FOUND = {"verdict": "nonconforming", "evidence": [{"text": "Xem 12 hồ sơ"}], "gap": "03 hồ sơ thiếu phiếu"}


@pytest.fixture
def book(programme: Path) -> Programme:
    """A programme opened once, as the form has it."""
    return Programme(programme)


def answer(said: Said, criterion: str = CRITERION) -> Answer | None:
    return next((a for a in said.state.answers(ID) if a.criterion == criterion), None)


def codes(error: pytest.ExceptionInfo[IsoAuditError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def happened(book: Programme, kind: Any, on: date) -> None:
    """The kind of act is written as it stands: what must come before it is tested elsewhere."""
    with book.journal.writing() as transaction:
        transaction.append([Draft("act", f"{ID}/{kind}", {"on": on.isoformat()})], writer())


def test_an_answer_is_one_entry_and_says_only_what_is_new(book: Programme) -> None:
    before = book.journal.number()
    said = say_answer(book, ID, CRITERION, FOUND, edit="e1", base=[])
    stands = answer(said)
    assert said.written and stands is not None and stands.verdict == "nonconforming"
    assert stands.evidence == (Evidence(text="Xem 12 hồ sơ"),)
    again = say_answer(book, ID, CRITERION, FOUND, edit="e2", base=stands.heads)
    assert (again.written, book.journal.number()) == (False, before + 1)
    assert book.state().answers(ID) == again.state.answers(ID)


def test_an_edit_sent_twice_is_said_once_and_says_nothing_else_the_second_time(book: Programme) -> None:
    say_answer(book, ID, CRITERION, FOUND, edit="e1", base=None)
    number = book.journal.number()
    assert not say_answer(book, ID, CRITERION, FOUND, edit="e1", base=None).written
    assert not say_answer(book, ID, CRITERION, FOUND, edit="e1", base=[]).written
    say_answer(book, ID, CRITERION, {**FOUND, "gap": "05 hồ sơ"}, edit="e2", base=None)
    assert not say_answer(book, ID, CRITERION, FOUND, edit="e1", base=[]).written, "it changes nothing back"
    for others in ({**FOUND, "gap": "05 hồ sơ"}, {**FOUND, "gap": "chưa ai ghi"}):
        with pytest.raises(IsoAuditError) as refused:
            say_answer(book, ID, CRITERION, others, edit="e1", base=[])
        assert codes(refused) == ["STORE_015"]
    with pytest.raises(IsoAuditError) as refused:
        say_answer(book, ID, OTHER, FOUND, edit="e1", base=[])
    assert codes(refused) == ["STORE_015"]
    assert book.journal.number() == number + 1


def test_an_answer_that_is_cleared_is_taken_back(book: Programme) -> None:
    say_answer(book, ID, CRITERION, FOUND, edit="e1", base=None)
    nothing = {"verdict": "", "evidence": [], "gap": "", "note": "", "grade": "", "inspector": "", "examined_on": ""}
    stands = answer(say_answer(book, ID, CRITERION, nothing, edit="e2", base=None))
    assert stands is not None
    assert (stands.verdict, stands.evidence, stands.gap, stands.disputed) == (None, (), "", ())


def test_a_stale_statement_stands_beside_the_other(book: Programme) -> None:
    say_answer(book, ID, CRITERION, FOUND, edit="e1", base=[])
    stands = answer(say_answer(book, ID, CRITERION, {"verdict": "conforming", "note": "đủ"}, edit="e2", base=[]))
    assert stands is not None and stands.verdict is None
    assert {one.verdict for one in stands.disputed} == {"conforming", "nonconforming"}


def test_a_base_of_another_copy_outdates_nothing_here(book: Programme) -> None:
    say_answer(book, ID, CRITERION, FOUND, edit="e1", base=[])
    stands = answer(say_answer(book, ID, CRITERION, {"verdict": "conforming"}, edit="e2", base=["f" * 64]))
    assert stands is not None and len(stands.disputed) == 2


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"verdict": "đúng"}, "TABLE_004"),
        ({"grade": "tệ"}, "TABLE_004"),
        ({"evidence": [{"text": "a", "ground": "nghe nói"}]}, "TABLE_004"),
        ({"evidence": [{"text": "a\x02"}]}, "TABLE_007"),
        ({"gap": "a\x02"}, "TABLE_007"),
        ({"gap": "a" * 40_000}, "TABLE_015"),
        ({"gap": 7}, "SAY_002"),
        ({"wrong": "a"}, "SAY_001"),
        ({"evidence": [{"wrong": "a"}]}, "SAY_001"),
        ({"examined_on": "2999-01-01"}, "TABLE_006"),
        ({"examined_on": "hôm qua"}, "TABLE_005"),
        ({"evidence": [{"text": "a", "files": ["0" * 64]}]}, "FILES_010"),
        ({"files": ["../../etc/passwd"]}, "FILES_010"),
    ],
)
def test_what_cannot_be_said_is_refused_and_nothing_written(
    book: Programme, fields: dict[str, Any], expected: str
) -> None:
    number = book.journal.number()
    with pytest.raises(IsoAuditError) as refused:
        say_answer(book, ID, CRITERION, {"verdict": "conforming", **fields}, edit="e1", base=None)
    assert codes(refused) == [expected]
    assert refused.value.problems[0].where == f"{ID}/{CRITERION}"
    assert book.journal.number() == number


def test_an_unknown_criterion_and_an_unknown_inspection_are_refused(book: Programme) -> None:
    with pytest.raises(IsoAuditError) as refused:
        say_answer(book, ID, "D36-9", FOUND, edit="e1", base=None)
    assert codes(refused) == ["CRITERION_001"]
    for name in ("2026-99-XXX-TS", "99-STP"):
        with pytest.raises(IsoAuditError) as refused:
            say_answer(book, name, CRITERION, FOUND, edit="e1", base=None)
        assert codes(refused) == ["RUN_001"]


def test_evidence_keeps_its_ground_its_source_and_its_files(book: Programme) -> None:
    sha256 = book.journal.keep(b"a photo")
    with book.journal.writing() as transaction:
        transaction.append([Draft("file", sha256, {"name": "ảnh.jpg", "size": 7, "mime": "image/jpeg"})], writer())
    full = {"text": "Tủ hồ sơ", "ground": "observe", "source": "tủ số 3", "department": "Một cửa", "files": [sha256]}
    rows = [full, {"text": "", "files": [sha256]}, {"text": "  ", "ground": "record"}]
    fields = {"verdict": "conforming", "evidence": rows, "inspector": "lương quốc bảo"}
    stands = answer(say_answer(book, ID, CRITERION, fields, edit="e1", base=None))
    assert stands is not None
    assert stands.evidence == (Evidence.model_validate(full), Evidence(text="", files=(sha256,)))
    assert stands.inspector == "Lương Quốc Bảo", "as the team spells it"


def test_what_the_team_agreed_is_fixed_and_an_edit_sent_before_is_still_acknowledged(book: Programme) -> None:
    say_answer(book, ID, CRITERION, FOUND, edit="e1", base=None)
    happened(book, "minutes_agreed", date(2026, 6, 15))
    for criterion in (CRITERION, OTHER):
        with pytest.raises(IsoAuditError) as refused:
            say_answer(book, ID, criterion, {**FOUND, "gap": "khác"}, edit="e2", base=None)
        assert codes(refused) == ["ACT_007"]
    assert not say_answer(book, ID, CRITERION, FOUND, edit="e1", base=[]).written
    assert say_visit(book, ID, {"opinion": "Nhất trí"}, edit="e3", base=None).written, "the exchange comes after"
    happened(book, "minutes_signed", date(2026, 6, 15))
    with pytest.raises(IsoAuditError) as refused:
        say_answer(book, ID, CRITERION, {**FOUND, "gap": "khác"}, edit="e2", base=None)
    assert codes(refused) == ["ACT_008"]
    for say in (
        lambda: say_visit(book, ID, {"opinion": "Không nhất trí"}, edit="e4", base=None),
        lambda: say_visit(book, ID, {"achieved": "Nhiều"}, edit="e4", base=None),
        lambda: say_point(book, ID, "1.a", {"present": "Đủ"}, edit="e4", base=None),
        lambda: say_sample(book, ID, "01", {"field": "Đất đai"}, edit="e4", base=None),
        lambda: assign(book, ID, {"Lương Quốc Bảo": [CRITERION]}, edit="e4", base=None),
    ):
        with pytest.raises(IsoAuditError) as refused:
            say()
        assert codes(refused) == ["ACT_008"]
    assert not say_visit(book, ID, {"opinion": "Nhất trí"}, edit="e5", base=None).written


def test_the_head_of_the_minutes(book: Programme) -> None:
    fields = {
        "opened_at": "8h00",
        "closed_at": "16:30",
        "attendees": ["Ông Hoàng Văn Thành, Giám đốc", "Bà Lê Thị Hà, Chánh Văn phòng; Ông An"],
        "departments": ["Văn phòng"],
        "period_from": "01/7/2025",
        "achieved": "Duy trì tốt.",
        "recommendations": "Bổ sung nhân lực.",
    }
    said = say_visit(book, ID, fields, edit="e1", base=None)
    assert (said.inspection.opened_at, said.inspection.closed_at) == ("08 giờ 00 phút", "16 giờ 30 phút")
    assert said.inspection.attendees[1:] == ("Bà Lê Thị Hà, Chánh Văn phòng", "Ông An")
    assert said.inspection == book.state().inspections[ID]
    assert say_visit(book, ID, {"opened_at": "8 giờ"}, edit="e2", base=None).written is False
    with pytest.raises(IsoAuditError) as refused:
        say_visit(book, ID, {"opened_at": "sáng", "period_to": "30/6/2025"}, edit="e3", base=None)
    assert codes(refused) == ["TABLE_020"]
    with pytest.raises(IsoAuditError) as refused:
        say_visit(book, ID, {"period_to": "30/6/2025"}, edit="e3", base=None)
    assert codes(refused) == ["TABLE_011"], "the other day was said before"


def test_two_who_fill_in_other_parts_of_the_head_lose_nothing(book: Programme) -> None:
    seen = book.state().about("inspection", ID).base()
    say_visit(book, ID, {"place": "", "opened_at": "8h", "opinion": ""}, edit="e1", base=seen)
    said = say_visit(book, ID, {"place": "Hội trường", "opened_at": "", "opinion": ""}, edit="e2", base=seen)
    assert (said.inspection.opened_at, said.inspection.place) == ("08 giờ 00 phút", "Hội trường")
    say_visit(book, ID, {"opened_at": "9h"}, edit="e3", base=seen)
    assert book.state().conflicts("inspection", ID) == ["opened_at"]


def test_what_is_typed_is_put_right_as_in_tables(book: Programme) -> None:
    """Two codes that look alike are one dossier; a row of nothing to see says nothing."""
    rows = [{"text": "Хem 12\xa0hồ\u200b sơ"}, {"text": "\u200b"}]
    stands = answer(say_answer(book, ID, CRITERION, {**FOUND, "evidence": rows}, edit="e1", base=[]))
    assert stands is not None and stands.evidence == (Evidence(text="Xem 12 hồ sơ"),)
    say_sample(book, ID, "MC\u200b/01", {"field": "Đất đai"}, edit="e2", base=[])
    assert [
        s.dossier for s in say_sample(book, ID, "MC/01", {"field": "Đất"}, edit="e3", base=[]).state.samples(ID)
    ] == ["MC/01"]


def test_a_sample_is_said_taken_out_and_said_again(book: Programme, tmp_path: Path) -> None:
    fields = {"field": "Đất đai", "received": "01/4/2026", "due": "10/4/2026", "criterion": "d36-1-a-01"}
    said = say_sample(book, ID, "MC/01", fields, edit="e1", base=[])
    (sample,) = said.state.samples(ID)
    assert (sample.dossier, sample.criterion, sample.due) == ("MC/01", CRITERION, date(2026, 4, 10))
    heads = said.state.about("sample", f"{ID}/MC/01").base()
    assert say_sample(book, ID, "MC/01", {"removed": "ghi nhầm"}, edit="e2", base=None).state.samples(ID) == ()
    assert book.state().samples(ID) == ()
    stale = say_sample(book, ID, "MC/01", {**fields, "deviation": "trễ"}, edit="e3", base=heads)
    assert [s.deviation for s in stale.state.samples(ID)] == ["trễ"], "who had not seen it taken out keeps it"
    say_sample(book, ID, "MC/01", {"removed": "ghi nhầm"}, edit="e4", base=None)
    table = tmp_path / "mẫu.csv"
    table.write_text("inspection,dossier,field\n" + f"{ID},MC/01,Đất đai\n", encoding="utf-8")
    import_samples(book, table)
    assert [s.dossier for s in book.state().samples(ID)] == ["MC/01"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"received": "10/4/2026", "due": "01/4/2026"}, "TABLE_011"),
        ({"received": "10/4/2026", "returned": "01/4/2026"}, "TABLE_011"),
        ({"criterion": "D36-9"}, "CRITERION_001"),
    ],
)
def test_a_sample_that_cannot_be_is_refused(book: Programme, fields: dict[str, Any], expected: str) -> None:
    with pytest.raises(IsoAuditError) as refused:
        say_sample(book, ID, "01", fields, edit="e1", base=None)
    assert codes(refused) == [expected]


def test_the_present_state_at_a_point(book: Programme) -> None:
    said = say_point(book, ID, "1.đ", {"present": "Đã công bố lại."}, edit="e1", base=None)
    assert [(p.point, p.present) for p in said.state.points(ID)] == [("1.đ", "Đã công bố lại.")]
    case = book.case(said.state, said.inspection)
    assert case.points == said.state.points(ID)
    assert say_point(book, ID, "1.đ", {"present": ""}, edit="e2", base=None).state.points(ID) == ()
    with pytest.raises(IsoAuditError) as refused:
        say_point(book, ID, "3.a", {"present": "a"}, edit="e3", base=None)
    assert codes(refused) == ["CRITERION_002"]


def test_an_inspection_of_which_a_present_state_was_said_is_not_taken_for_mistyped(book: Programme) -> None:
    say_point(book, ID, "1.a", {"present": "Đã công bố lại."}, edit="e1", base=None)
    with pytest.raises(IsoAuditError) as refused:
        remove(book, [ID], "nhập nhầm")
    assert codes(refused) == ["CHANGE_004"] and "hiện trạng ở 01 nội dung" in str(refused.value)


def test_parts_are_of_members_and_no_change_of_the_decision(book: Programme, programme: Path, tmp_path: Path) -> None:
    record(book, [ActToRecord("decided", [ID], on=date(2026, 6, 1), number="41/QĐ-CCTĐC")])
    parts = {"nông thu trang": [OTHER, CRITERION], "Lương Quốc Bảo": [CRITERION]}
    said = assign(book, ID, parts, edit="e1", base=None)
    assert [m.criteria for m in said.inspection.team] == [(CRITERION,), (CRITERION, OTHER)]
    assert [m.role for m in said.inspection.team] == ["truong_doan", "thu_ky"]
    assert book.state().as_decided(ID), "the decision names the team, not the parts"
    table = tmp_path / "inspections.csv"
    text = "inspection,agency,mode,team\n" + f"{ID},99-STP,on_site,Lương Quốc Bảo (trưởng đoàn); Nông Thu Trang\n"
    table.write_text(text, encoding="utf-8")
    import_inspections(Programme(programme), table)
    team = book.state().inspections[ID].team
    assert [m.criteria for m in team] == [(CRITERION,), (CRITERION, OTHER)], "a table of teams takes no part away"
    assert not book.state().as_decided(ID), "another role is another team"
    assert [m.criteria for m in assign(book, ID, {"Nông Thu Trang": []}, edit="e2", base=None).inspection.team] == [
        (CRITERION,),
        (),
    ]
    with pytest.raises(IsoAuditError) as refused:
        assign(book, ID, {"Ai Đó": ["D36-9"]}, edit="e3", base=None)
    assert sorted(codes(refused)) == ["CRITERION_001", "INSPECTION_006"]


def test_the_history_tells_grounds_parts_and_present_states(book: Programme, isoaudit: Run) -> None:
    rows = [{"text": "Xem 12 hồ sơ", "ground": "record", "source": "sổ theo dõi", "department": "Một cửa"}]
    say_answer(book, ID, CRITERION, {"verdict": "conforming", "evidence": rows}, edit="e1", base=None)
    say_point(book, ID, "1.a", {"present": "Đã công bố lại"}, edit="e2", base=None)
    say_sample(book, ID, "MC-01", {"field": "Đất đai"}, edit="e3", base=None)
    say_sample(book, ID, "MC-01", {"removed": "ghi nhầm"}, edit="e4", base=None)
    assign(book, ID, {"Nông Thu Trang": [CRITERION]}, edit="e5", base=None)
    told = isoaudit("-C", book.folder, "history", ID).stdout
    for said in (
        "Bằng chứng: «Xem 12 hồ sơ (hồ sơ, sổ theo dõi, Một cửa)»",
        "hiện trạng 1.a\n  Hiện trạng: «Đã công bố lại»",
        "hồ sơ lấy mẫu MC-01\n  Xóa dòng nhập nhầm, lý do: «ghi nhầm»",
        f"-> «Lương Quốc Bảo; Nông Thu Trang ({CRITERION})»",
    ):
        assert said in told, told


def test_two_threads_say_at_once_by_one_programme(book: Programme) -> None:
    """Messages of the form come in several threads of its kernel (on-site-form.md, Traps, 2)."""
    case = book.case(book.state(), book.state().inspections[ID])
    criteria = list(case.criteria)[:12]
    before = book.journal.number()

    def say(who: int) -> None:
        for number, criterion in enumerate(criteria[who::2]):
            assert say_answer(book, ID, criterion, FOUND, edit=f"{who}-{number}", base=[]).written

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(say, (0, 1)))
    assert {a.criterion for a in book.state().answers(ID) if a.verdict} == set(criteria)
    assert (book.journal.number(), book.verify()) == (before + 12, [])


def test_an_entry_that_was_deleted_is_noticed_also_after_a_statement(book: Programme) -> None:
    """What is written upon a counted journal is not counted again; what another did behind its back is."""
    say_answer(book, ID, CRITERION, FOUND, edit="e1", base=[])
    with closing(sqlite3.connect(book.folder / "programme.db")) as database:
        database.execute("DELETE FROM entries WHERE kind = 'agency' AND subject = '99-CCKL'")
        database.commit()
    with pytest.raises(IsoAuditError) as refused:
        say_answer(Programme(book.folder), ID, CRITERION, {"gap": "khác"}, edit="e2", base=None)
    assert codes(refused) == ["STORE_009"]


WORDS = ["đủ", "thiếu phiếu", "03 hồ sơ trễ hạn", ""]
STEP = st.tuples(
    st.sampled_from("AB"),
    st.booleans(),
    st.sampled_from(["conforming", "nonconforming", "observation"]),
    st.lists(st.sampled_from(WORDS), max_size=2),
    st.sampled_from(WORDS),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(STEP, min_size=1, max_size=6))
def test_no_text_is_lost_whoever_saves_in_whatever_order(
    made_once: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[Any]
) -> None:
    """Each text of a statement is there until somebody who had seen it leaves it out: it shows, or it is disputed."""
    folder = tmp_path_factory.mktemp("two") / "p"
    shutil.copytree(made_once, folder)
    book = Programme(folder)
    seen: dict[str, tuple[str, ...]] = {"A": (), "B": ()}
    standing: dict[str, tuple[set[str], set[str]]] = {}  # of each edit its texts, and the edits it was written upon
    for number, (who, looks, verdict, evidence, gap) in enumerate(steps):
        base = book.state().about("answer", f"{ID}/{CRITERION}").base() if looks else seen[who]
        mine = [f"{number} {text}" for text in evidence if text]
        said_gap = f"{number} {gap}" if gap else ""
        fields = {"verdict": verdict, "evidence": [{"text": text} for text in mine], "gap": said_gap}
        said = say_answer(book, ID, CRITERION, fields, edit=f"e{number}", base=base)
        entry = book.journal.entry_of(f"e{number}")
        if entry is not None:
            outdated = _before(said, set(base))
            standing = {id: texts for id, texts in standing.items() if id not in outdated}
            standing[entry.id] = {*mine, *([said_gap] if said_gap else [])}, set(base)
            seen[who] = (entry.id,)
        (stands,) = said.state.answers(ID)
        shown = {t for one in (stands, *stands.disputed) for t in (*(e.text for e in one.evidence), one.gap)}
        wanted = {text for texts, _ in standing.values() for text in texts}
        assert wanted <= shown, (steps, wanted - shown)
    shutil.rmtree(folder.parent)


def _before(said: Said, ids: set[str]) -> set[str]:
    """Entries of the answer, and all that their writers had seen."""
    by_id = {entry.id: entry for entry in said.state.history("answer", f"{ID}/{CRITERION}")}
    found: set[str] = set()
    waiting = [id for id in ids if id in by_id]
    while waiting:
        id = waiting.pop()
        if id not in found:
            found.add(id)
            waiting.extend(by_id[id].base)
    return found
