"""An answer is one statement: whatever copies are joined in whatever order, nothing is shown that nobody wrote."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Run
from hypothesis import given, settings
from hypothesis import strategies as st

from isoaudit.desk import import_answers
from isoaudit.desk.answers.settle import disputes, settle
from isoaudit.desk.exports import export_answers
from isoaudit.errors import problem
from isoaudit.journal.programme import Programme
from isoaudit.journal.state import State
from isoaudit.journal.statements import Statements
from isoaudit.model import Answer, Entry, Evidence, Statement
from isoaudit.rules.answers import stops
from isoaudit.wording import label
from isoaudit.wording.statements import in_short

ID, CRITERION = "2026-99-STP-TS", "D36-1-c-02"
SUBJECT = f"{ID}/{CRITERION}"
VERDICTS = st.sampled_from(["conforming", "nonconforming", "observation", None])
WORDS = st.sampled_from(["", "một", "hai"])
ROWS = st.lists(st.sampled_from(["sổ", "hỏi", "đo"]), max_size=2, unique=True).map(lambda t: [{"text": x} for x in t])
CELLS = {
    "verdict": VERDICTS,
    "evidence": ROWS,
    "gap": WORDS,
    "note": WORDS,
    "inspector": st.sampled_from(["", "A", "B"]),
}
CHANGES = st.fixed_dictionaries({}, optional=CELLS)
PARTS = ("gap", "note")


def entry(id: str, payload: dict[str, Any], base: tuple[str, ...]) -> Entry:
    return Entry(id, (), base, "2026-06-18T15:45:00+07:00", "ai đó", "", "answer", SUBJECT, payload)


def say(state: State, id: str, changed: dict[str, Any]) -> Entry | None:
    """What a desk writes for somebody who saw ``state`` and changed these cells."""
    seen = state.about("answer", SUBJECT)
    payload = seen.news(changed, {})
    return entry(id, payload, seen.base()) if payload else None


def meant_by(state: State, changed: dict[str, Any]) -> list[dict[str, Any]]:
    """What somebody who changed these cells may have meant: the row that was shown with these cells in it.

    Of statements in conflict the row is blank: then the cells alone, or over what was written under their verdict.
    """
    seen = state.about("answer", SUBJECT)
    assert isinstance(seen, Statements)
    if len(seen.standing) < 2:
        return [{**seen.present(), **changed}]
    verdicts = {one.verdict for one in seen.standing}
    verdict = changed.get("verdict") or (verdicts.pop() if len(verdicts) == 1 else None)
    return [changed, *({**one.fields, **changed} for one in seen.standing if verdict and one.verdict == verdict)]


@st.composite
def copies(draw: st.DrawFn) -> tuple[list[Entry], list[dict[str, Any]]]:
    """Two or three copies of one state, each changed up to twice; the entries, and every statement as written."""
    written: list[dict[str, Any]] = []
    entries: list[Entry] = []
    names = draw(st.permutations(range(20)))

    def change(known: list[Entry]) -> list[Entry]:
        changed = draw(CHANGES)
        said = say(State(known), f"e{names[len(entries)]:02d}", changed)
        if said is None:
            return known
        entries.append(said)
        written.extend(meant_by(State(known), changed))
        return [*known, said]

    root = change([])
    for _ in range(draw(st.integers(2, 3))):
        known = root
        for _ in range(draw(st.integers(1, 2))):
            known = change(known)
    return entries, written


def shown(state: State) -> Answer | None:
    return next(iter(state.answers(ID)), None)


def texts(answer: Answer) -> set[tuple[str, str]]:
    found = {("evidence", item.text) for item in answer.evidence}
    return found | {(name, getattr(answer, name)) for name in PARTS if getattr(answer, name)}


@settings(deadline=None, max_examples=150)
@given(copies(), st.randoms(use_true_random=False))
def test_nothing_is_shown_that_nobody_wrote_under_that_verdict(
    made: tuple[list[Entry], list[dict[str, Any]]], choose: random.Random
) -> None:
    entries, written = made
    order = [*entries, *entries]
    choose.shuffle(order)
    answer = shown(State(order))
    for one in (answer, *answer.disputed) if answer else ():
        if one is answer and one.disputed:
            assert (one.verdict, texts(one)) == (None, set())
            continue
        same = [w for w in written if w.get("verdict") == one.verdict]
        wrote = {("evidence", row["text"]) for w in same for row in w.get("evidence", ())}
        wrote |= {(name, w[name]) for w in same for name in PARTS if name in w}
        assert texts(one) <= wrote
        alone = [w for w in same if all(w.get(name, "") == getattr(one, name) for name in PARTS)]
        assert alone or one is answer, "what is in conflict is shown as it was written"


@settings(deadline=None, max_examples=150)
@given(copies(), st.randoms(use_true_random=False))
def test_what_was_written_last_is_shown(made: tuple[list[Entry], list[dict[str, Any]]], choose: random.Random) -> None:
    """What nobody saw and changed is in the answer, or in one of those that stand side by side."""
    entries, _ = made
    seen = {id for one in entries for id in one.base}
    answer = shown(State(choose.sample(entries, len(entries))))
    visible = {text for one in (answer, *answer.disputed) for text in texts(one)} if answer else set()
    for last in (one.payload for one in entries if one.id not in seen):
        wrote = {("evidence", row["text"]) for row in last.get("evidence", ())}
        assert wrote | {(name, last[name]) for name in PARTS if last.get(name)} <= visible


@settings(deadline=None, max_examples=150)
@given(copies(), CHANGES, st.randoms(use_true_random=False))
def test_what_was_settled_stays_settled_beside_somebody_who_decided_nothing(
    made: tuple[list[Entry], list[dict[str, Any]]], changed: dict[str, Any], choose: random.Random
) -> None:
    """A workbook handed out before comes back with a note, say: the note is to be looked at, the rest is decided."""
    entries, _ = made
    fold = State(entries).about("answer", SUBJECT)
    assert isinstance(fold, Statements)
    late = say(State(entries), "late", {name: value for name, value in changed.items() if name != "verdict"})
    decided = [number for number, one in enumerate(fold.standing, start=1) if one.verdict]
    if len({one.verdict for one in fold.standing}) < 2 or late is None:
        return
    number = choose.choice(decided)
    order = [*entries, entry("settled", fold.taking(number), fold.base()), late]
    choose.shuffle(order)
    after = State(order).about("answer", SUBJECT)
    assert isinstance(after, Statements)
    assert dict(fold.standing[number - 1].fields) in [dict(one.fields) for one in after.standing]
    assert {one.verdict for one in after.standing} <= {fold.standing[number - 1].verdict, None}


@settings(deadline=None, max_examples=150)
@given(copies(), st.randoms(use_true_random=False))
def test_copies_joined_in_any_order_and_twice_say_the_same(
    made: tuple[list[Entry], list[dict[str, Any]]], choose: random.Random
) -> None:
    entries, _ = made
    first = shown(State(entries))
    for _ in range(3):
        order = [*entries, *choose.sample(entries, len(entries) // 2)]
        choose.shuffle(order)
        assert shown(State(order)) == first


@settings(deadline=None, max_examples=150)
@given(copies(), st.randoms(use_true_random=False))
def test_settled_is_settled_in_every_order(
    made: tuple[list[Entry], list[dict[str, Any]]], choose: random.Random
) -> None:
    entries, _ = made
    fold = State(entries).about("answer", SUBJECT)
    assert isinstance(fold, Statements)
    if len(fold.standing) < 2:
        return
    number = choose.randint(1, len(fold.standing))
    chosen = fold.standing[number - 1]
    order = [*entries, entry("settled", fold.taking(number), fold.base())]
    choose.shuffle(order)
    after = State(order).about("answer", SUBJECT)
    assert (after.present(), after.conflicts()) == (dict(chosen.fields), [])


def test_under_a_third_verdict_stands_only_what_was_written_with_it() -> None:
    """The row of a conflict is blank: what both had written before was not in front of who decides otherwise."""
    root = entry("root", {"verdict": "nonconforming", "evidence": [{"text": "03 hồ sơ thiếu"}], "note": "cũ"}, ())
    one, two = (entry(id, {"verdict": verdict}, ("root",)) for id, verdict in (("a", "conforming"), ("b", None)))
    third = entry("c", {"verdict": "observation", "gap": "Nên lập sổ"}, ("a", "b"))
    answer = shown(State([root, one, two, third]))
    assert answer is not None
    assert (answer.verdict, texts(answer), answer.disputed) == ("observation", {("gap", "Nên lập sổ")}, ())


def test_an_unchanged_copy_says_nothing_and_a_changed_one_says_all() -> None:
    root = entry("root", {"verdict": "observation", "gap": "Chưa rõ", "inspector": "A"}, ())
    seen = State([root]).about("answer", SUBJECT)
    assert seen.news({"verdict": "observation", "gap": "Chưa rõ", "note": "", "evidence": []}, {}) == {}
    assert seen.news({"verdict": "conforming", "gap": ""}, {}) == {
        "verdict": "conforming",
        "gap": "",
        "inspector": "A",
    }
    assert seen.news({"inspector": "B"}, {}) == {"inspector": "B"}, "who examined is no new statement"


def test_the_fields_of_an_old_entry_lie_over_what_its_writer_saw() -> None:
    old = [entry("a", {"verdict": "observation", "gap": "Chưa rõ"}, ()), entry("b", {"note": "Thêm"}, ("a",))]
    answer = shown(State(old))
    assert answer is not None
    assert (answer.verdict, answer.gap, answer.note) == ("observation", "Chưa rõ", "Thêm")


def test_a_conflict_says_who_and_when() -> None:
    root = entry("root", {"verdict": "observation"}, ())
    one = replace(entry("a", {"verdict": "conforming"}, ("root",)), author="bao", at="2026-06-18T15:45:00+07:00")
    two = replace(entry("b", {"verdict": "nonconforming"}, ("root",)), author="trang", at="2026-06-19T08:00:00+07:00")
    answer = shown(State([root, two, one]))
    assert answer is not None
    assert [(s.author, s.at[:10], s.verdict) for s in answer.disputed] == [
        ("bao", "2026-06-18", "conforming"),
        ("trang", "2026-06-19", "nonconforming"),
    ]
    assert '"disputed"' not in Answer(inspection=ID, criterion=CRITERION).model_dump_json()


def test_two_results_are_told_whole_where_a_message_is_cut() -> None:
    """Both results, who and when, however much evidence each has: never as a criterion without a result."""
    both = [
        Statement(
            inspection=ID,
            criterion=CRITERION,
            verdict=verdict,
            evidence=(Evidence(text="Xem sổ theo dõi năm 2026 của Bộ phận Một cửa " * 20),),
            author=author,
            at="2026-06-18T15:45:00+07:00",
        )
        for verdict, author in (("conforming", "bao"), ("nonconforming", "trang"))
    ]
    said = problem("ACT_006", ID, message=in_short(CRITERION, both)).what
    assert "(1) phù hợp [bao ghi lúc 15:45 ngày 18/6/2026]" in said
    assert "(2) không phù hợp [trang ghi lúc 15:45 ngày 18/6/2026]" in said
    assert "có 02 kết quả khác nhau" in said and "isoaudit answers settle" in said and "chưa có kết quả" not in said


# through the desk and the command


def typed(path: Path, **cells: str) -> None:
    """Type into the row of the criterion."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[1]
    rows = list(sheet.iter_rows())
    heading = next(row for row in rows if any(cell.value == "Kết quả" for cell in row))
    columns = {str(cell.value): cell.column for cell in heading}
    row = next(row[0].row for row in rows if any(cell.value == CRITERION for cell in row))
    for name, value in cells.items():
        sheet.cell(row, columns[label("column", name)]).value = value
    book.save(path)


@pytest.fixture
def two_copies(programme: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Two copies of a workbook in which the criterion is not conforming, still without evidence."""
    table = tmp_path / "kết quả.csv"
    table.write_text(f"agency,criterion,verdict\n99-STP,{CRITERION},nonconforming\n", encoding="utf-8")
    import_answers(Programme(programme), table)
    a, b = tmp_path / "A.xlsx", tmp_path / "B.xlsx"
    export_answers(Programme(programme), ["99-STP"], a)
    shutil.copyfile(a, b)
    return a, b


def the_answer(programme: Path) -> Answer:
    return next(a for a in Programme(programme).state().answers(ID) if a.criterion == CRITERION)


FOUND = {"evidence": "Xem 12 hồ sơ, 03 hồ sơ thiếu phiếu", "gap": "03/12 hồ sơ thiếu phiếu kiểm soát"}


def test_two_workbooks_do_not_become_an_answer_nobody_gave(
    programme: Path, two_copies: tuple[Path, Path], tmp_path: Path, isoaudit: Run
) -> None:
    """Faults README A1: one changes only the verdict, the other writes evidence and gap under the old one."""
    a, b = two_copies
    typed(a, verdict="phù hợp", inspector="Lương Quốc Bảo")
    typed(b, **FOUND, inspector="Nông Thu Trang", examined_on="15/6/2026")
    done = isoaudit("-C", programme, "answers", "import", a, b)
    assert "02 kết quả khác nhau" in done.stderr
    for names in ((), (ID,)):
        assert (
            f"Chưa thống nhất kết quả (xem «isoaudit answers settle MÃ»): {ID}."
            in isoaudit("-C", programme, "status", *names).stdout
        )
    done = isoaudit("-C", programme, "run", "findings", "99-STP")
    assert done.returncode == 1
    out = programme / "out"
    assert not (out / ID / "notice.docx").exists()
    for page in (out / "gate.html", out / "index.html", out / ID / "findings.html"):
        text = page.read_text(encoding="utf-8")
        for said in (*FOUND.values(), "Lương Quốc Bảo", "Nông Thu Trang", "ghi lúc"):
            assert said in text, (page.name, said)
    done = isoaudit("-C", programme, "answers", "settle", ID, CRITERION)
    number = 1 + [s.verdict for s in the_answer(programme).disputed].index("nonconforming")
    assert f"{number}. Nông Thu Trang, ngày 15/6/2026" in done.stdout
    refused = isoaudit("-C", programme, "answers", "settle", ID, CRITERION, "--take", 3)
    assert (refused.returncode, "SETTLE_002" in refused.stderr or "không có kết quả số 3" in refused.stderr) == (
        2,
        True,
    )
    assert isoaudit("-C", programme, "answers", "settle", ID, CRITERION, "--take", number).returncode == 0
    settled = the_answer(programme)
    assert (settled.verdict, settled.gap, settled.inspector) == ("nonconforming", FOUND["gap"], "Nông Thu Trang")
    assert "Không có kết quả nào" in isoaudit("-C", programme, "answers", "settle", ID).stdout
    told = isoaudit("-C", programme, "history", ID, CRITERION).stdout
    assert "Kết quả: không phù hợp -> phù hợp" in told
    assert "khi chưa thấy điều người khác vừa ghi" in told


def test_a_table_without_a_column_gives_no_other_verdict_to_what_stands_there(
    programme: Path, two_copies: tuple[Path, Path], tmp_path: Path, isoaudit: Run
) -> None:
    """An answer that nobody gave comes also of one table: its verdict, and the gap that was written under the other."""
    typed(two_copies[0], **FOUND)
    import_answers(Programme(programme), two_copies[0])
    before = the_answer(programme)
    table = tmp_path / "kết luận.csv"
    table.write_text(f"agency,criterion,verdict\n99-STP,{CRITERION},conforming\n", encoding="utf-8")
    done = isoaudit("-C", programme, "answers", "import", table)
    assert done.returncode == 2
    assert "«Bằng chứng», «Nội dung không phù hợp, cần lưu ý»" in done.stderr
    assert the_answer(programme) == before
    table.write_text(f"agency,criterion,verdict,gap,evidence\n99-STP,{CRITERION},conforming,,\n", encoding="utf-8")
    import_answers(Programme(programme), table)
    after = the_answer(programme)
    assert (after.verdict, after.gap, after.evidence) == ("conforming", "", ())


def test_two_who_add_to_one_verdict_are_joined(programme: Path, two_copies: tuple[Path, Path]) -> None:
    a, b = two_copies
    typed(a, evidence="Xem sổ theo dõi", gap=FOUND["gap"])
    typed(b, evidence="Hỏi văn thư", note="Còn xem tiếp")
    for path in (a, b):
        import_answers(Programme(programme), path)
    answer = the_answer(programme)
    assert {item.text for item in answer.evidence} == {"Xem sổ theo dõi", "Hỏi văn thư"}
    assert (answer.verdict, answer.gap, answer.note) == ("nonconforming", FOUND["gap"], "Còn xem tiếp")


def test_a_workbook_handed_out_afterwards_settles(
    programme: Path, two_copies: tuple[Path, Path], tmp_path: Path
) -> None:
    a, b = two_copies
    typed(a, verdict="phù hợp")
    typed(b, **FOUND)
    for path in (a, b):
        import_answers(Programme(programme), path)
    assert [d.criterion for d in disputes(Programme(programme), ID)] == [CRITERION]
    agreed = tmp_path / "thống nhất.xlsx"
    export_answers(Programme(programme), ["99-STP"], agreed)
    assert import_answers(Programme(programme), agreed).changed == 0, "a blank row settles nothing"
    typed(agreed, verdict="không phù hợp")
    import_answers(Programme(programme), agreed)
    answer = the_answer(programme)
    assert (answer.verdict, answer.gap, answer.disputed) == ("nonconforming", FOUND["gap"], ())


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_three_workbooks_in_any_order(
    programme: Path, two_copies: tuple[Path, Path], tmp_path: Path, order: tuple[int, ...]
) -> None:
    a, b = two_copies
    c = tmp_path / "C.xlsx"
    shutil.copyfile(a, c)
    typed(a, verdict="phù hợp")
    typed(b, **FOUND)
    typed(c, verdict="điểm lưu ý", gap="Nên lập sổ")
    for path in ((a, b, c)[place] for place in (*order, *order)):
        import_answers(Programme(programme), path)
    workspace = Programme(programme)
    answer = the_answer(programme)
    assert {(s.verdict, s.gap) for s in answer.disputed} == {
        ("conforming", ""),
        ("nonconforming", FOUND["gap"]),
        ("observation", "Nên lập sổ"),
    }
    state = workspace.state()
    found = stops(workspace.case(state, state.inspections[ID]))
    assert [r.rule for r in found if r.criterion == CRITERION] == ["conflict"]
    settle(workspace, ID, CRITERION, 2)
    assert not the_answer(programme).disputed
