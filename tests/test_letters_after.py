"""What becomes of a letter that was issued: corrected, replaced, revoked (Decree 30/2020, Article 18.4-5)."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from conftest import Run, cases
from hypothesis import given, settings
from hypothesis import strategies as st
from test_issue import NOTICE, REPORTED, SIGNED, bench  # noqa: F401

from isoaudit.journal.programme import Programme
from isoaudit.model import Act, ActKind
from isoaudit.papers.render import letter_text
from isoaudit.rules.acts import last, of_kind
from isoaudit.rules.in_force import LETTERS, ON_LETTERS, revoked
from isoaudit.rules.offers import can_be_written, next_act
from isoaudit.rules.standing import standing
from isoaudit.rules.status import status_row

DAY = date(2026, 9, 30)


@pytest.fixture
def year(bench: Path, tmp_path: Path, isoaudit: Run) -> Path:  # noqa: F811
    """A year with a thông báo and a công văn that went out."""
    folder = Path(shutil.copytree(bench, tmp_path / "năm"))
    for words in (
        ("notice_issued", SIGNED, "--on", "25/6/2026", "--number", "05/TB-CCTĐC"),
        ("correction_requested", REPORTED, "--on", "1/9/2026", "--number", "31/CCTĐC-QLCL", "--reply-by", "30/9/2026"),
    ):
        done = isoaudit("-C", folder, "record", *words)
        assert done.returncode == 0, done.stderr
    return folder


def case_of(year: Path, id: str):  # type: ignore[no-untyped-def]
    programme = Programme(year)
    state = programme.state()
    return programme.case(state, state.inspections[id])


# --- the rule


def act(kind: ActKind, number: str, day: int, about: str = "", **more: object) -> Act:
    return Act.model_validate({"kind": kind, "on": DAY + timedelta(day), "number": number, "about": about, **more})


def test_18_4_a_letter_that_was_replaced_is_the_new_one_and_a_corrected_one_is_itself() -> None:
    first = act("correction_requested", "31/CC", 0, reply_by=DAY + timedelta(30))
    corrected = act("letter_corrected", "32/CC", 1, "031/cc")
    assert of_kind([first, corrected], "correction_requested") == [first]
    new = act("letter_replaced", "40/CC", 5, "31/CC")
    found = last([first, corrected, new], "correction_requested")
    assert found and (found.number, found.on, found.reply_by) == ("40/CC", new.on, first.reply_by)
    later = act("letter_replaced", "50/CC", 9, "40/CC", reply_by=DAY + timedelta(60))
    found = last([first, new, later], "correction_requested")
    assert found and (found.number, found.reply_by) == ("50/CC", later.reply_by)


def test_18_5_a_revoked_letter_is_none_until_another_takes_its_place() -> None:
    first, revoked = act("notice_issued", "5/TB", 0), act("letter_revoked", "6/TB", 1, "05/TB")
    assert last([first, revoked], "notice_issued") is None
    new = act("letter_replaced", "7/TB", 2, "5/TB")
    found = last([first, revoked, new], "notice_issued")
    assert found and found.number == "7/TB"
    assert last([first, revoked, new, act("letter_revoked", "8/TB", 3, "7/TB")], "notice_issued") is None


@settings(max_examples=cases(200, 3_000))
@given(
    st.lists(
        st.tuples(st.sampled_from((*LETTERS, *ON_LETTERS)), st.sampled_from("1234"), st.sampled_from("1234")),
        max_size=8,
    )
)
def test_whatever_is_said_of_letters_it_ends_and_no_letter_becomes_two(said: list[tuple[ActKind, str, str]]) -> None:
    acts = [
        act(kind, f"{number}/CC", day, f"{about}/CC" if kind in ON_LETTERS else "")
        for day, (kind, number, about) in enumerate(said)
    ]
    for kind in LETTERS:
        found = of_kind(acts, kind)
        assert len(found) <= sum(one.kind == kind for one in acts)
        assert all(one.kind == kind and not one.about for one in found)
        revoked = {one.about for one in acts if one.kind == "letter_revoked"}
        replaced = {one.about for one in acts if one.kind == "letter_replaced"}
        assert not {one.number for one in found} & (revoked - replaced)


# --- the year


def test_a_letter_by_record_that_was_replaced_is_answered_by_the_day_of_the_new_one(year: Path, isoaudit: Run) -> None:
    words = ("letter_replaced", REPORTED, "--of", "31/CCTĐC-QLCL", "--number", "40/CCTĐC-QLCL", "--on", "10/9/2026")
    done = isoaudit("-C", year, "record", *words, "--reply-by", "31/10/2026")
    assert done.returncode == 0, done.stderr
    row = status_row(case_of(year, REPORTED), DAY)
    assert row.due == date(2026, 10, 31) and any("đã thay thế theo văn bản số 40" in said for said in row.remarks)
    assert [a.number for a in Programme(year).state().acts(REPORTED)][-2:] == ["31/CCTĐC-QLCL", "40/CCTĐC-QLCL"]


def test_18_5_of_a_revoked_letter_no_reply_is_due_and_its_answers_are_open(year: Path, isoaudit: Run) -> None:
    before = status_row(case_of(year, REPORTED), date(2026, 11, 1))
    assert before.late and not can_be_written(case_of(year, REPORTED))
    done = isoaudit(
        "-C", year, "record", "letter_revoked", REPORTED, "--of", "31/CCTĐC-QLCL", "--number", "41/TB-CCTĐC",
        "--on", "12/9/2026",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    row = status_row(case_of(year, REPORTED), date(2026, 11, 1))
    assert row.due is None and not row.late and row.stage == "report_received"
    assert any("đã thu hồi" in said for said in row.remarks) and can_be_written(case_of(year, REPORTED))
    over = isoaudit(
        "-C", year, "record", "correction_requested", REPORTED, "--on", "20/9/2026", "--number", "45/CCTĐC-QLCL",
        "--correct",
    )  # fmt: skip
    plain = isoaudit(
        "-C", year, "record", "correction_requested", REPORTED, "--on", "20/9/2026", "--number", "45/CCTĐC-QLCL"
    )
    assert plain.returncode == 2 and "letter_replaced" in plain.stderr
    assert over.returncode == 2, "a letter that another one is about keeps its number"


def test_37_2_c_the_two_months_run_from_the_minutes_whatever_becomes_of_the_notice(year: Path, isoaudit: Run) -> None:
    before = status_row(case_of(year, SIGNED), date(2026, 7, 1)).due
    done = isoaudit(
        "-C", year, "record", "letter_revoked", SIGNED, "--of", "05/TB-CCTĐC", "--number", "06/TB-CCTĐC",
        "--on", "26/6/2026",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    row = status_row(case_of(year, SIGNED), date(2026, 7, 1))
    assert row.due == before and row.next == "replace_revoked"
    assert row.next_words == "Gửi văn bản thay thế văn bản đã thu hồi"
    assert not [said for said in row.remarks if "Chưa ghi «Thông báo" in said], "it was recorded, and revoked"


def say(isoaudit: Run, year: Path, *words: str) -> None:
    done = isoaudit("-C", year, "record", *words)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("id", "number", "step", "day"),
    [(SIGNED, "05/TB-CCTĐC", "notice", "28/6/2026"), (REPORTED, "31/CCTĐC-QLCL", "correction_request", "12/9/2026")],
)
def test_18_5_after_a_revocation_the_next_step_is_the_letter_that_takes_its_place_and_its_commands_work(
    year: Path, isoaudit: Run, id: str, number: str, step: str, day: str
) -> None:
    """What ``status`` proposes is typed as it stands there, and leads on; it is so in JSON and on the page as well."""
    say(isoaudit, year, "letter_revoked", id, "--of", number, "--number", "41/TB-CCTĐC", "--on", day)
    (row,) = json.loads(isoaudit("-C", year, "status", id, "--json", "--on", day).stdout)
    assert (row["next"], row["who"]) == ("replace_revoked", "signer")
    lines = [one["line"] for one in row["commands"]]
    assert lines[0] == f"isoaudit paper {step} {id}"
    assert f"isoaudit record letter_replaced {id} --of {number} --on NGÀY --number SỐ" in lines
    made = isoaudit("-C", year, *lines[0].split()[1:])
    assert made.returncode == 0, made.stderr
    typed = row["command"].replace("NGÀY", day).replace("SỐ", "50/TB-CCTĐC").split()[1:]
    done = isoaudit("-C", year, *typed)
    assert done.returncode == 0, done.stderr
    (after,) = json.loads(isoaudit("-C", year, "status", id, "--json", "--on", day).stdout)
    assert after["next"] == ""
    assert next_act(standing(case_of(year, id), date(2026, 9, 30))) != "letter_replaced"


@pytest.mark.parametrize(
    ("id", "number", "day"), [(SIGNED, "05/TB-CCTĐC", "26/6/2026"), (REPORTED, "31/CCTĐC-QLCL", "12/9/2026")]
)
def test_18_5_the_letter_in_the_place_of_a_revoked_one_is_laid_ready_and_its_book_is_taken_in(
    year: Path, isoaudit: Run, id: str, number: str, day: str
) -> None:
    """The row of the book of outgoing papers says that it replaces, and what: filled in, it is recorded so."""
    say(isoaudit, year, "letter_revoked", id, "--of", number, "--number", "41/TB-CCTĐC", "--on", day)
    done = isoaudit("-C", year, "issue", id, "--no-pdf")
    assert done.returncode == 0, done.stderr
    (path,) = (year / "out").glob("Phát hành*/Sổ văn bản đi.xlsx")
    book = openpyxl.load_workbook(path)
    at = {str(cell.value): cell.column for cell in book.worksheets[0][1]}
    assert book.worksheets[0].cell(2, at["Về văn bản số"]).value == number
    book.worksheets[0].cell(2, at["Số, ký hiệu"], "50/CCTĐC-QLCL")
    book.worksheets[0].cell(2, at["Ngày"], date(2026, 9, 20))
    book.save(path)
    done = isoaudit("-C", year, "record", "import", path)
    assert done.returncode == 0, done.stderr
    (new,) = [one for one in Programme(year).state().acts(id) if one.kind == "letter_replaced"]
    assert (new.number, new.about) == ("50/CCTĐC-QLCL", number)


@pytest.mark.parametrize("kind", ["letter_corrected", "letter_replaced"])
def test_18_4_a_letter_that_was_corrected_or_replaced_changes_nothing_of_what_comes_next(
    year: Path, isoaudit: Run, kind: str
) -> None:
    before = {id: status_row(case_of(year, id), DAY) for id in (SIGNED, REPORTED)}
    for id, number in ((SIGNED, "05/TB-CCTĐC"), (REPORTED, "31/CCTĐC-QLCL")):
        say(isoaudit, year, kind, id, "--of", number, "--number", f"4{len(id)}/CCTĐC-QLCL", "--on", "3/9/2026")
        row = status_row(case_of(year, id), DAY)
        assert (row.next, row.who, row.due) == (before[id].next, before[id].who, before[id].due)


@pytest.mark.parametrize("kind", ["notice_issued", "correction_requested"])
@pytest.mark.parametrize("acts", [(), ("letter_corrected",), ("letter_replaced",), ("letter_revoked",),
                                  ("letter_replaced", "letter_revoked"), ("letter_revoked", "letter_replaced"),
                                  ("letter_corrected", "letter_replaced", "letter_revoked")])  # fmt: skip
def test_18_5_what_is_revoked_is_the_letter_that_was_in_force_last(kind: ActKind, acts: tuple[ActKind, ...]) -> None:
    said, number = [act(kind, "1/CC", 0)], "1/CC"
    for day, one in enumerate(acts, start=2):
        said.append(act(one, f"{day}/CC", day, number))
        number = f"{day}/CC" if one == "letter_replaced" else number
    gone = revoked(said, kind)
    assert (gone.number if gone else "") == (number if acts and acts[-1] == "letter_revoked" else "")
    assert bool(gone) == (last(said, kind) is None)


def test_the_register_shows_what_became_of_a_letter(year: Path, isoaudit: Run) -> None:
    for words in (
        ("letter_corrected", "--number", "32/CCTĐC-QLCL", "--on", "3/9/2026"),
        ("letter_revoked", "--number", "41/TB-CCTĐC", "--on", "12/9/2026"),
    ):
        done = isoaudit("-C", year, "record", words[0], REPORTED, "--of", "31/CCTĐC-QLCL", *words[1:])
        assert done.returncode == 0, done.stderr
    shown = isoaudit("-C", year, "numbers").stdout
    assert "đã đính chính theo số 32/CCTĐC-QLCL ngày 03/9/2026; đã thu hồi theo số 41/TB-CCTĐC" in shown
    series = json.loads(isoaudit("-C", year, "numbers", "--json").stdout)["series"]
    became = {one["number"]: one["became"] for of in series for one in of["papers"]}
    assert [one["act"] for one in became[31]] == ["letter_corrected", "letter_revoked"] and became[32] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("letter_revoked", SIGNED, "--on", "26/6/2026"), "chưa ghi là về văn bản số nào"),
        (("letter_revoked", SIGNED, "--of", "9/TB-CCTĐC", "--on", "26/6/2026"), "chưa ghi văn bản đã gửi số"),
        (("letter_revoked", SIGNED, "--of", "5/TB-CCTĐC", "--on", "24/6/2026"), "trước ngày của văn bản số"),
        (("letter_corrected", REPORTED, "--of", "5/TB-CCTĐC", "--on", "24/9/2026"), "chưa ghi văn bản đã gửi số"),
        (("notice_issued", SIGNED, "--of", "5/TB-CCTĐC", "--on", "25/6/2026"), "«--of»"),
        (("notice_issued", SIGNED, "--take-back", "--note", "Ghi nhầm"), ""),
    ],
)
def test_what_would_be_about_no_letter_is_refused(year: Path, isoaudit: Run, words: tuple[str, ...], said: str) -> None:
    done = isoaudit("-C", year, "record", *words)
    assert (done.returncode == 2 and said in done.stderr) if said else done.returncode == 0, done.stderr


def test_a_letter_that_is_gone_is_not_corrected_nor_revoked_and_what_rests_on_it_goes_first(
    year: Path, isoaudit: Run
) -> None:
    gone = ("letter_revoked", SIGNED, "--of", "05/TB-CCTĐC", "--number", "06/TB-CCTĐC", "--on", "26/6/2026")
    assert isoaudit("-C", year, "record", *gone).returncode == 0
    for kind in ("letter_corrected", "letter_revoked"):
        again = isoaudit(
            "-C", year, "record", kind, SIGNED, "--of", "05/TB-CCTĐC", "--number", "9/X-A", "--on", "27/6/2026"
        )
        assert again.returncode == 2 and "không còn hiệu lực, đã thu hồi" in again.stderr
    back = isoaudit("-C", year, "record", "notice_issued", SIGNED, "--take-back", "--note", "Ghi nhầm")
    assert back.returncode == 2 and "Thu hồi văn bản đã gửi" in back.stderr
    assert isoaudit("-C", year, "record", "letter_revoked", SIGNED, "--take-back", "--note", "Ghi nhầm").returncode == 0
    assert isoaudit("-C", year, "record", "notice_issued", SIGNED, "--take-back", "--note", "Ghi nhầm").returncode == 0


def test_the_book_of_acts_has_the_papers_on_letters_and_takes_them(year: Path, tmp_path: Path, isoaudit: Run) -> None:
    book = tmp_path / "acts.csv"
    book.write_text(
        f"inspection,act,about,number,on\n{SIGNED},letter_corrected,05/TB-CCTĐC,33/CCTĐC-QLCL,2026-06-28\n",
        encoding="utf-8",
    )
    done = isoaudit("-C", year, "record", "import", book)
    assert done.returncode == 0, done.stderr
    exported = tmp_path / "so.xlsx"
    assert isoaudit("-C", year, "record", "export", "--output", exported).returncode == 0
    again = isoaudit("-C", year, "record", "import", exported)
    assert again.returncode == 0 and "dữ liệu giữ nguyên" in again.stdout, again.stderr


def test_a_letter_made_again_leaves_what_was_kept_byte_for_byte(bench: Path, tmp_path: Path, isoaudit: Run) -> None:  # noqa: F811
    """What left is reprinted as it was, whatever is made of the letter afterwards."""
    folder = Path(shutil.copytree(bench, tmp_path / "năm"))
    assert isoaudit("-C", folder, "issue", SIGNED, "--no-pdf").returncode == 0
    (lies,) = (folder / "out").glob(f"Phát hành*/{NOTICE}")
    left = lies.read_bytes()
    recorded = ("notice_issued", SIGNED, "--on", "25/6/2026", "--number", "05/TB-CCTĐC")
    assert isoaudit("-C", folder, "record", *recorded).returncode == 0
    toml = folder / "isoaudit.toml"
    same = isoaudit("-C", folder, "paper", "notice", SIGNED)
    assert same.returncode == 0 and (folder / "out" / SIGNED / "notice.docx").read_bytes() == left
    toml.write_text(
        toml.read_text(encoding="utf-8").replace('place = "An Bình"', 'place = "Hòa Lạc"'), encoding="utf-8"
    )
    assert isoaudit("-C", folder, "paper", "notice", SIGNED).returncode == 0
    assert (folder / "out" / SIGNED / "notice.docx").read_bytes() != left
    assert isoaudit("-C", folder, "files", "copy", SIGNED, "--output", tmp_path / "in lại").returncode == 0
    assert [path.read_bytes() for path in (tmp_path / "in lại").iterdir()] == [left]


# --- the papers


def paper_of(isoaudit: Run, year: Path, *words: str) -> str:
    done = isoaudit("-C", year, "paper", *words)
    assert done.returncode == 0, done.stderr
    return "\n".join(letter_text(Path(done.stdout.splitlines()[0].removesuffix(" (dự thảo)")))).replace("\u00a0", " ")


def test_18_4_a_correction_names_the_letter_and_leaves_what_was_wrong_open(year: Path, isoaudit: Run) -> None:
    said = paper_of(isoaudit, year, "letter_correction", REPORTED)
    assert "V/v đính chính Công văn số 31/CCTĐC-QLCL" in said and "đã ghi: “……”; nay đính chính là: “……”" in said
    assert "Ngày 01 tháng 9 năm 2026" in said and "khoản 4 Điều 18 Nghị định số 30/2020/NĐ-CP" in said


def test_18_5_a_revocation_says_what_to_do_and_what_stays_due(year: Path, isoaudit: Run) -> None:
    on_site, by_record = (paper_of(isoaudit, year, "letter_revocation", id) for id in (SIGNED, REPORTED))
    assert "Thu hồi Thông báo số 05/TB-CCTĐC ngày 25 tháng 6 năm 2026" in on_site
    assert "gửi lại Thông báo số 05/TB-CCTĐC đã nhận" in on_site and "hủy bỏ trên Hệ thống" in on_site
    assert "chậm nhất ngày 17/8/2026, không thay đổi" in on_site and "không phải báo cáo" not in on_site
    assert "không phải báo cáo theo Công văn đã thu hồi" in by_record and "không thay đổi" not in by_record


def test_18_4_a_letter_that_replaces_says_which(year: Path, isoaudit: Run) -> None:
    assert "thay thế" not in paper_of(isoaudit, year, "notice", SIGNED)
    new = paper_of(isoaudit, year, "notice", SIGNED, "--replaces")
    assert "Thông báo này thay thế Thông báo số 05/TB-CCTĐC ngày 25 tháng 6 năm 2026." in new
    words = ("--of", "05/TB-CCTĐC", "--number", "09/TB-CCTĐC", "--on", "28/6/2026")
    done = isoaudit("-C", year, "record", "letter_replaced", SIGNED, *words)
    assert done.returncode == 0 and "Đã lưu nguyên bản Word" in done.stdout
    assert paper_of(isoaudit, year, "notice", SIGNED) == new, "made again it is the letter that stands"
    gone = ("--of", "09/TB-CCTĐC", "--number", "10/TB-CCTĐC", "--on", "29/6/2026")
    assert isoaudit("-C", year, "record", "letter_revoked", SIGNED, *gone).returncode == 0
    assert "thay thế Thông báo số 09/TB-CCTĐC ngày 28 tháng 6 năm 2026 đã thu hồi." in paper_of(
        isoaudit, year, "notice", SIGNED
    )


def test_the_paper_on_a_letter_is_kept_when_its_number_is_recorded(year: Path, tmp_path: Path, isoaudit: Run) -> None:
    paper_of(isoaudit, year, "letter_revocation", SIGNED)
    left = (year / "out" / SIGNED / "letter_revocation.docx").read_bytes()
    gone = ("--of", "05/TB-CCTĐC", "--number", "06/TB-CCTĐC", "--on", "26/6/2026")
    done = isoaudit("-C", year, "record", "letter_revoked", SIGNED, *gone)
    assert "Đã lưu nguyên bản Word của 01 văn bản" in done.stdout
    paper_of(isoaudit, year, "letter_revocation", SIGNED)
    assert (year / "out" / SIGNED / "letter_revocation.docx").read_bytes() == left, "the same bytes again"
    assert isoaudit("-C", year, "files", "copy", SIGNED, "--output", tmp_path / "ra").returncode == 0
    assert left in [path.read_bytes() for path in (tmp_path / "ra").iterdir()]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("letter_correction", "2026-99-STP-TS"), "chưa ghi văn bản nào đã gửi có số"),
        (("letter_correction", SIGNED, "--of", "9/TB-CCTĐC"), "chưa ghi văn bản đã gửi số «9/TB-CCTĐC»"),
        (("minutes", SIGNED, "--of", "5/TB-CCTĐC"), "không đính chính, thu hồi"),
        (("minutes", SIGNED, "--replaces"), "không thay thế"),
    ],
)
def test_a_paper_on_no_letter_is_refused(year: Path, isoaudit: Run, words: tuple[str, ...], said: str) -> None:
    done = isoaudit("-C", year, "paper", *words)
    assert done.returncode in (1, 2) and said in done.stderr
