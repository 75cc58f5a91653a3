"""Where the pieces of corrective action meet: what rests on a report when the report, the minutes or a copy of the year
changes (TT26/2014 Đ37.2.c, d)."""

from __future__ import annotations

import json
import random
import shutil
import time
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Run, cases, run_isoaudit
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from kills import SEED, Command
from PIL import Image
from test_evidence import PLAIN_PDF
from test_merge import case_of, content, join, packs, plainly, say, whole
from test_receive import ANSWERED, form, scan
from test_reviews import (
    CRITERION,
    DONE,
    FIRST,
    GOOD,
    ID,
    OTHER,
    book,
    case,
    finding,
    happened,
    reply,
    review,
)

from isoaudit.desk.acts.fields import ActToRecord
from isoaudit.desk.acts.recording import Recorded, record
from isoaudit.desk.corrective.receiving import receive
from isoaudit.desk.inspections.changes import at_odds
from isoaudit.errors import IsoAuditError
from isoaudit.journal.programme import Programme, today
from isoaudit.rules.corrective import corrective_actions
from isoaudit.rules.standing import standing
from isoaudit.work import kiem_tra_ho_so as verifier

__all__ = ["book", "scan"]
NUMBER, REFUSED = "15/BC-STP", {**GOOD, "outcome": "not_accepted", "reason": "Ảnh không rõ"}


def tell(book: Programme, act: Any, **fields: Any) -> Recorded:
    return record(book, [ActToRecord(act, (ID,), **fields)])


def refused(book: Programme, act: Any, **fields: Any) -> list[str]:
    before = book.journal.number()
    with pytest.raises(IsoAuditError) as error:
        tell(book, act, **fields)
    assert book.journal.number() == before
    return [one.code for one in error.value.problems]


def take_back(book: Programme) -> Recorded:
    return tell(book, "correction_reported", number=NUMBER, take_back=True, note="ghi nhầm")


def stages(book: Programme) -> list[str]:
    return [action.stage for action in corrective_actions(case(book), today())]


def test_37_2_d_a_report_that_was_examined_is_not_taken_back(book: Programme) -> None:
    reply(book, **DONE)
    reply(book, OTHER, **DONE)
    review(book, **GOOD)
    fields = {"number": NUMBER, "take_back": True, "note": "ghi nhầm"}
    assert refused(book, "correction_reported", **fields) == ["REVIEW_014"]
    with pytest.raises(IsoAuditError, match="đã được xem xét ở KPH 01, nên"):
        take_back(book)
    review(book, outcome="", reason="", reviewer="", on="")
    (said,) = take_back(book).warnings
    assert f"báo cáo khắc phục {NUMBER} không còn được ghi" in said and "02 điểm đã nhập không tính" in said
    assert (case(book).replies, stages(book)) == ((), ["overdue", "overdue"])
    receive(book, ID, NUMBER, date(2026, 7, 12), date(2026, 7, 14))
    assert stages(book) == ["reported", "reported"]


def test_37_2_d_a_report_in_dispute_between_reviewers_is_not_taken_back(book: Programme) -> None:
    reply(book, **DONE)
    review(book, base=[], **GOOD)
    review(book, base=[], **REFUSED)
    fields = {"number": NUMBER, "take_back": True, "note": "ghi nhầm"}
    assert refused(book, "correction_reported", **fields) == ["REVIEW_014"]


def test_37_2_d_a_report_does_not_come_to_have_arrived_after_its_review(book: Programme) -> None:
    reply(book, **DONE)
    review(book, **GOOD)
    changed = {"number": NUMBER, "on": date(2026, 7, 12), "correct": True}
    assert refused(book, "correction_reported", arrived_on=date(2026, 7, 21), **changed) == ["REVIEW_015"]
    with pytest.raises(IsoAuditError, match="đến ngày 21/7/2026, sau ngày đã xem xét .KPH 01: 20/7/2026"):
        tell(book, "correction_reported", arrived_on=date(2026, 7, 21), **changed)
    assert tell(book, "correction_reported", arrived_on=date(2026, 7, 20), **changed).changed == 1


def test_what_was_entered_of_a_report_taken_back_elsewhere_counts_for_nothing_and_is_said(
    book: Programme, isoaudit: Run
) -> None:
    """One laptop reviewed what the other took back: nothing is lost, and a person is told."""
    reply(book, **DONE)
    review(book, **GOOD)
    happened(book, f"correction_reported/{FIRST}", date(2026, 7, 12), taken_back="ghi nhầm")
    assert (case(book).replies, case(book).reviews, stages(book)) == ((), (), ["overdue", "overdue"])
    (said,) = at_odds(book, book.state())
    assert "nội dung ở 01 điểm, kết quả xem xét ở 01 điểm đã nhập không tính" in said
    assert said in run_isoaudit("-C", book.folder, "status", ID).stdout
    done = run_isoaudit("-C", book.folder, "run", "corrective-action")
    assert not (book.out / ID / "corrective-action.html").exists(), done.stdout


def test_37_2_c_minutes_are_not_taken_back_under_a_report(book: Programme) -> None:
    reply(book, **DONE)
    assert refused(book, "minutes_signed", take_back=True, note="ghi nhầm") == ["ACT_033"]
    with pytest.raises(IsoAuditError, match=f"isoaudit record correction_reported {ID} --number {NUMBER} --take-back"):
        tell(book, "minutes_signed", take_back=True, note="ghi nhầm")
    assert refused(book, "minutes_signed", on=date(2026, 7, 13), correct=True) == ["ACT_003"]


def test_a_finding_worded_anew_keeps_the_reply_and_one_withdrawn_has_none(book: Programme) -> None:
    """Minutes, report and signing undone in their order, the finding changed, all recorded again."""
    reply(book, **DONE)
    reply(book, OTHER, **DONE)
    take_back(book)
    tell(book, "minutes_signed", take_back=True, note="ghi nhầm")
    for words in (("withdraw", "KPH 01"), ("reword", "KPH 02", "--text", "Thiếu 02 phiếu")):
        done = run_isoaudit("-C", book.folder, "finding", words[0], ID, *words[1:], "--why", "giải trình")
        assert done.returncode == 0, done.stderr
    tell(book, "minutes_signed", on=date(2026, 6, 16))
    receive(book, ID, NUMBER, date(2026, 7, 12), date(2026, 7, 14))
    (only,) = corrective_actions(case(book), today())
    assert (only.code, only.stage, only.finding.gap) == ("KPH 02", "reported", "Thiếu 02 phiếu")
    with pytest.raises(IsoAuditError) as error:
        review(book, CRITERION, **GOOD)
    assert [one.code for one in error.value.problems] == ["REPLY_003"]


def test_one_paper_recorded_as_two_reports_is_remarked(book: Programme, scan: Path, tmp_path: Path) -> None:
    filled = form(book, tmp_path / "phiếu.xlsx", {"KPH 01": ANSWERED})
    first = receive(book, ID, "20/BC", date(2026, 8, 10), date(2026, 8, 12), scan, form=filled)
    again = receive(book, ID, "20/BC", date(2026, 8, 10), date(2026, 8, 12), scan, form=filled)
    assert not any("đã lưu cho báo cáo" in words for words in (*first.warnings, *again.warnings))
    assert (again.new, again.added, again.unchanged) == (False, 0, 1)
    (said,) = (
        words
        for words in receive(book, ID, "21/BC", date(2026, 8, 10), date(2026, 8, 12), scan).warnings
        if "đã lưu cho báo cáo" in words
    )
    assert "báo cáo khắc phục số 20/BC ngày 10/8/2026 của 2026-99-STP-TS" in said


def test_37_2_d_a_draft_of_a_review_does_not_undo_a_notice(book: Programme) -> None:
    reply(book, **DONE)
    reply(book, OTHER, **DONE)
    tell(book, "team_reported", on=date(2026, 7, 15), number="1/BC-ĐKT")
    tell(book, "notice_issued", on=date(2026, 7, 16), number="1/TB")
    tell(book, "not_accepted", on=date(2026, 7, 25), number="2/TB")
    assert (stages(book), standing(case(book), today()).stage) == (["not_accepted"] * 2, "not_accepted")
    review(book, reason="đang xem")
    assert (stages(book), standing(case(book), today()).stage) == (["not_accepted"] * 2, "not_accepted")


def test_37_2_d_a_refusal_of_what_nobody_refused_is_remarked(book: Programme) -> None:
    reply(book, **DONE)
    reply(book, OTHER, **DONE)
    review(book, **GOOD)
    review(book, OTHER, **GOOD)
    said = tell(book, "not_accepted", on=date(2026, 7, 25), number="2/TB").warnings
    assert any("không có điểm nào ghi «chưa đạt yêu cầu»" in words for words in said)


SAID: dict[str, tuple[dict[str, Any], ...]] = {
    "reply": ({**DONE}, {"status": "proposed", "action": "Sẽ bổ sung", "due_on": "2026-09-30"}, {}),
    "review": (GOOD, REFUSED, {}),
    "effect": ({"outcome": "effective", "reason": "Đã xem"}, {"outcome": "repeated", "reason": "Còn thiếu"}, {}),
    "report": ({"taken_back": "ghi nhầm"}, {"arrived_on": "2026-07-13"}, {"note": "bản sao"}),
}
"""What two laptops say: twice something else, and nothing any more."""
STEP = st.tuples(
    st.sampled_from(tuple(SAID)), st.integers(0, 1), st.sampled_from((CRITERION, OTHER)), st.integers(0, 2)
)


def said_on(folder: Path, kind: str, criterion: str, fields: dict[str, Any], at: str) -> None:
    about = {
        "reply": ("reply", f"{ID}/{criterion}/{FIRST}"),
        "review": ("review", f"{ID}/{criterion}/{FIRST}"),
        "effect": ("effect", f"{ID}/2025-99-STP-TS/{criterion}"),
        "report": ("act", f"{ID}/correction_reported/{FIRST}"),
    }
    say(folder, *about[kind], at=at, **fields)


@settings(max_examples=cases(4, 150), deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate],
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(steps=st.lists(STEP, max_size=10))
def test_what_two_laptops_say_of_corrective_action_joins_in_any_order(
    book: Programme, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, str, int]]
) -> None:
    """In packs or in whole copies, whichever comes home first: the same case, nothing lost, each day the same."""
    scratch = tmp_path_factory.mktemp("gói")
    year = Path(shutil.copytree(book.folder, scratch / "năm"))
    made = packs(year, 2)
    copies = [Path(shutil.copytree(year, scratch / f"bản {number}")) for number in range(2)]
    others = {name: Path(shutil.copytree(year, scratch / name)) for name in ("ngược", "cả năm")}
    for number, (kind, laptop, criterion, value) in enumerate(steps):
        for folder in (made[laptop], copies[laptop]):
            said_on(folder, kind, criterion, SAID[kind][value], f"2026-09-15T{number + 8:02}:00:00+07:00")
    for one, other, whole_copy in zip(made, reversed(made), copies, strict=True):
        join(year, one)
        join(others["ngược"], other)
        join(others["cả năm"], whole_copy)
    assert content(year) == content(others["ngược"]) and whole(year)
    assert case_of(year) == case_of(others["ngược"])
    told = plainly(json.loads(case_of(others["cả năm"])))
    assert plainly(json.loads(case_of(year))) == told
    joined = Programme(year)
    known = {report.key for report in joined.state().reports(ID)}
    assert {one.report for one in (*case(joined).replies, *case(joined).reviews)} <= known
    assert known or all(FIRST.upper() in words for words in at_odds(joined, joined.state()))
    assert standing(case(joined), today()).stage
    shutil.rmtree(scratch)


@pytest.fixture(scope="module")
def given_in(made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year with signed minutes, and beside it a report, its form and the evidence it names."""
    place = tmp_path_factory.mktemp("giết")
    folder = Path(shutil.copytree(made_once, place / "năm 2026"))
    year = Programme(folder)
    happened(year, "decided", date(2026, 6, 1))
    happened(year, "minutes_agreed", date(2026, 6, 15), findings=[finding(CRITERION, "KPH 01")])
    happened(year, "minutes_signed", date(2026, 6, 15))
    (place / "báo cáo.pdf").write_bytes(PLAIN_PDF)
    form(year, place / "phiếu.xlsx", {"KPH 01": {**ANSWERED, "Bằng chứng": "Ảnh: Tủ hồ sơ.jpg"}})
    (place / "bằng chứng").mkdir()
    Image.effect_noise((1200, 900), 90).save(place / "bằng chứng" / "Tủ hồ sơ.jpg")
    return place


def commands(place: Path, target: Path) -> dict[str, list[object]]:
    """Each writes into ``target``, a folder of its own; ``target / "năm"`` is a copy of the year."""
    year = target / "năm"
    report: list[object] = [
        "--number",
        "9/BC",
        "--dated",
        "10/7/2026",
        "--arrived",
        "12/7/2026",
        "--file",
        place / "báo cáo.pdf",
    ]
    return {
        "receive": [
            "-C",
            year,
            "receive",
            ID,
            *report,
            "--form",
            place / "phiếu.xlsx",
            "--files",
            place / "bằng chứng",
        ],
        "archive": ["-C", year, "archive", ID, "--output", target / "hồ sơ.zip"],
        "init": ["init", target / "năm 2027", "--after", year, "--year", 2027],
    }


@pytest.mark.parametrize("command", ["receive", "archive", "init"])
def test_a_command_killed_in_the_middle_wrote_all_or_nothing(given_in: Path, tmp_path: Path, command: str) -> None:
    """At random moments; what was typed again afterwards comes to what it would have been."""
    dice = random.Random(f"{SEED} {command}")

    def fresh(name: str) -> Path:
        (tmp_path / name).mkdir()
        shutil.copytree(given_in / "năm 2026", tmp_path / name / "năm")
        return tmp_path / name

    target = fresh("whole")
    started = time.monotonic()
    assert Command(*commands(given_in, target)[command]).ended()[0] == 0
    seconds = time.monotonic() - started
    before = Programme(given_in / "năm 2026").journal.number()
    after = Programme(target / "năm").journal.number()
    in_new = Programme(target / "năm 2027").journal.number() if command == "init" else 0
    for number in range(cases(1, 60)):
        target = fresh(str(number))
        running = Command(*commands(given_in, target)[command])
        time.sleep(seconds * (0.3 + 0.7 * dice.random()))
        running.kill_all()
        running.process.communicate()
        where = f"seed {SEED}, round {number}"
        assert Programme(target / "năm").verify() == [], where
        assert Programme(target / "năm").journal.number() in (before, after), where
        made = target / {"receive": "năm", "archive": "hồ sơ.zip", "init": "năm 2027"}[command]
        if command == "archive" and made.exists():
            assert verifier.faults(str(made))[0] == [], where
            made.unlink()
        if command == "init" and made.exists():
            status, said = Command("-C", made, "verify").ended()
            whole_there = status == 0 and Programme(made).journal.number() == in_new
            assert whole_there or status == 2, (where, said)
            shutil.rmtree(made)
        status, said = Command(*commands(given_in, target)[command]).ended()
        assert status == 0, (where, said)
        assert Programme(target / "năm").journal.number() == after, where
        left = [path for path in (target / "năm").rglob("*") if path.name.startswith((".isoaudit", "tmp"))]
        assert not left, where
        shutil.rmtree(target)


def test_evidence_of_a_reply_that_was_changed_on_the_disk_is_named_with_its_finding(
    book: Programme, scan: Path, tmp_path: Path
) -> None:
    filled = form(book, tmp_path / "phiếu.xlsx", {"KPH 01": {**ANSWERED, "Bằng chứng": "Bìa.pdf"}})
    (tmp_path / "gửi").mkdir()
    (tmp_path / "gửi" / "Bìa.pdf").write_bytes(PLAIN_PDF + b"%%EOF\n")
    receive(book, ID, "9/BC", date(2026, 7, 16), date(2026, 7, 17), scan, form=filled, files=tmp_path / "gửi")
    (kept,) = (sha256 for one in case(book).replies for sha256 in one.files)
    path = book.folder / "files" / kept
    path.chmod(0o600)
    path.write_bytes(b"%PDF-1.4 other")
    (found,) = book.verify()
    assert f"{CRITERION}, {ID}: «Bìa.pdf»" in found.where


def test_a_review_typed_in_the_form_while_a_workbook_was_out_is_shown_beside_it(
    book: Programme, isoaudit: Run, tmp_path: Path
) -> None:
    reply(book, **DONE)
    path = tmp_path / "xem xét.xlsx"
    assert isoaudit("-C", book.folder, "review", "export", "--output", path).returncode == 0
    review(book, **{**GOOD, "outcome": "needs_evidence", "reason": "Ảnh mờ"})
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    heading = next(row for row in sheet.iter_rows() if row[0].value == "Mã cuộc kiểm tra")
    columns = {str(cell.value): cell.column for cell in heading}
    for name, text in (
        ("Kết quả xem xét", "đạt yêu cầu"), ("Người xem xét", "Đỗ Thị Hạnh"), ("Ngày xem xét", "21/7/2026")
    ):  # fmt: skip
        sheet.cell(heading[0].row + 1, columns[name]).value = text
    workbook.save(path)
    done = isoaudit("-C", book.folder, "review", "import", path)
    said = f"{ID}, KPH 01: kết quả xem xét được ghi khác nhau, chưa ai chọn"
    assert done.returncode == 0 and said in done.stdout + done.stderr
    assert stages(book)[0] == "reported" and len(case(book).reviews[0].disputed) == 2
    assert "Kết quả xem xét được ghi khác nhau, chưa ai chọn" in isoaudit("-C", book.folder, "status", ID).stdout
