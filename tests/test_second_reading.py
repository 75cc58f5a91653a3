"""The second reader (the office's own rule): nothing leaves that was not read in the state in which it leaves."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from conftest import Copied, Run, cases
from hypothesis import given, settings
from hypothesis import strategies as st
from test_issue import NAMESAKE, NOTICE, REPORTED, SIGNED, UNSIGNED, bench  # noqa: F401
from test_papers import INSPECTORS, inspected

from isoaudit.errors import IsoAuditError
from isoaudit.journal.programme import Programme
from isoaudit.model import Act, ActKind, Case, Reading, Settings
from isoaudit.papers.render import paper_lines
from isoaudit.papers.second_reading import Reader, not_read
from isoaudit.rules.findings import fingerprint
from isoaudit.rules.offers import recordable
from isoaudit.rules.second_reading import PAPERS, is_own, stands, wants
from isoaudit.start.now import Now

DAY = date(2026, 7, 1)
READER = "Trần Thị Lan"
AGREE = ("--reader", READER, "--agree")
SENT = ("notice_issued", SIGNED, "--on", "25/6/2026", "--number", "05/TB-CCTĐC")


def want(folder: Path, *what: str) -> None:
    """Let the office want a second reader."""
    path = folder / "isoaudit.toml"
    text = path.read_text(encoding="utf-8")
    for name in what:
        text = text.replace(f"# second_reader_{name} = false", f"second_reader_{name} = true")
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def year(bench: Path, tmp_path: Path, isoaudit: Run) -> Path:  # noqa: F811
    """A year in which every letter and all minutes are read, with a letter of each kind made."""
    folder = Path(shutil.copytree(bench, tmp_path / "năm"))
    want(folder, "letters", "minutes")
    assert isoaudit("-C", folder, "letters", SIGNED, REPORTED, NAMESAKE).returncode == 0
    return folder


def read(isoaudit: Run, year: Path, *words: str) -> Any:
    return isoaudit("-C", year, "review-letters", *words)


def waiting(isoaudit: Run, year: Path) -> dict[str, str]:
    found = json.loads(read(isoaudit, year, "--json").stdout)
    return {f"{one['inspection']}/{one['paper']}": one["waits"] for one in found}


def say(folder: Path, path: Path, text: str) -> None:
    """Let a person add a line to a Word file."""
    document = docx.Document(str(path))
    document.add_paragraph(text)
    document.save(str(path))


# --- the rule


def reading(state: str, outcome: str = "agreed", act: ActKind = "notice_issued", **more: Any) -> Reading:
    said = {"inspection": "X", "act": act, "state": state, "reader": READER, "outcome": outcome, "on": DAY, **more}
    return Reading.model_validate(said)


@settings(max_examples=cases(100, 2_000))
@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(("agreed", "returned"))), max_size=4),
    st.sampled_from("ABC"),
)
def test_a_paper_leaves_only_in_a_state_that_somebody_agreed_with_and_nobody_returned(
    said: list[tuple[str, str]], state: str
) -> None:
    """Whatever was said of other states: it says nothing of this one, but that it is asked for again."""
    side_by_side = [reading(of, outcome) for of, outcome in said]
    readings = [side_by_side[0].model_copy(update={"disputed": tuple(side_by_side)})] if said else []
    found = stands(readings, "notice_issued", state)
    of_this = {outcome for of, outcome in said if of == state}
    assert (found.waits is None) == (of_this == {"agreed"})
    assert (found.waits == "returned") == ("returned" in of_this)
    assert (found.waits == "unread") == (not said)


def test_what_was_said_of_one_paper_says_nothing_of_another() -> None:
    assert stands([reading("A", act="minutes_signed")], "notice_issued", "A").waits == "unread"
    assert stands([reading("A", act="minutes_signed")], "minutes_unsigned", "A").waits is None


def test_it_is_off_unless_the_office_wants_it_and_no_paper_and_no_mark_rests_on_it() -> None:
    made = inspected()
    plain: Settings = made.programme
    assert not any(wants(plain, act) for act in (*PAPERS, "minutes_unsigned", "decided"))
    both = plain.model_copy(update={"second_reader_letters": True, "second_reader_minutes": True})
    assert all(wants(both, act) for act in (*PAPERS, "minutes_unsigned")) and not wants(both, "decided")
    assert plain.model_dump() == both.model_dump()
    read_ = made.model_copy(update={"programme": both, "readings": (reading("A"),)})
    assert fingerprint(made) == fingerprint(read_)


def test_nobody_is_the_second_reader_of_what_is_his_own() -> None:
    inspection = inspected().inspection
    member = inspection.team[0].name
    assert is_own(inspection, "notice_issued", "nguyễn  văn An", "Nguyễn Văn An")
    assert not is_own(inspection, "notice_issued", member, "Nguyễn Văn An")
    assert is_own(inspection, "minutes_signed", member.upper(), "")
    assert not is_own(inspection, "minutes_signed", READER, "")


# --- the state


def with_text(made: Case, where: str, text: str) -> Case:
    """The case in which something that a paper prints, or does not, says ``text``."""
    answers, inspection = list(made.answers), made.inspection
    match where:
        case "gap" | "note":
            answers[0] = answers[0].model_copy(update={where: text})
        case "opinion" | "place" | "recommendations":
            inspection = inspection.model_copy(update={where: text})
        case "agency":
            return made.model_copy(update={"agency": made.agency.model_copy(update={"name": text or "Sở A"})})
        case "place of the office":
            return made.model_copy(update={"programme": made.programme.model_copy(update={"place": text})})
        case "number":
            acts = (*made.acts[:-1], made.acts[-1].model_copy(update={"number": text}))
            return made.model_copy(update={"acts": acts})
    return made.model_copy(update={"answers": tuple(answers), "inspection": inspection})


WHERE = ("gap", "note", "opinion", "place", "recommendations", "agency", "place of the office", "number")
TEXT = st.text("aăbđêư 0123.,", max_size=12)


@settings(max_examples=cases(40, 600), deadline=None)
@given(
    st.sampled_from(("notice_issued", "minutes_signed")),
    st.sampled_from(WHERE),
    TEXT,
    TEXT,
)
def test_what_reads_otherwise_is_another_state_and_the_same_made_again_is_the_same(
    act: ActKind, where: str, before: str, after: str
) -> None:
    """A letter that was changed after it was read always needs to be read again; made again as it was it does not."""
    reader = Reader(Path("/nowhere/out"), DAY, INSPECTORS)
    one, other = with_text(inspected(), where, before), with_text(inspected(), where, after)
    out = reader.out / one.inspection.id
    is_same = paper_lines(reader.paper(one, act), out) == paper_lines(reader.paper(other, act), out)
    states = reader.state(one, act), reader.state(other, act)
    assert is_same or states[0] != states[1]
    assert states[0] == reader.state(with_text(inspected(), where, before), act)
    agreed = one.model_copy(update={"readings": (reading(states[0], act=act),)})
    wanted = {"second_reader_letters": True, "second_reader_minutes": True}
    later = other.model_copy(
        update={"readings": agreed.readings, "programme": other.programme.model_copy(update=wanted)}
    )
    assert is_same or [found.code for found in not_read(reader, later, act)] == ["READ_010"]


# --- the year


def test_a_letter_that_was_not_read_gets_no_number_and_one_that_was_does(year: Path, isoaudit: Run) -> None:
    refused = isoaudit("-C", year, "record", *SENT)
    assert refused.returncode == 2 and "chưa có người đọc lại" in refused.stderr
    assert f"isoaudit review-letters {SIGNED} notice" in refused.stderr
    assert not [act for act in Programme(year).state().acts(SIGNED) if act.kind == "notice_issued"]
    done = read(isoaudit, year, SIGNED, "notice", *AGREE)
    assert done.returncode == 0 and "01 đồng ý" in done.stdout, done.stderr
    assert isoaudit("-C", year, "record", *SENT).returncode == 0
    assert f"{SIGNED}/notice" not in waiting(isoaudit, year)


def test_one_that_was_returned_waits_until_it_is_changed_and_read_again(year: Path, isoaudit: Run) -> None:
    assert read(isoaudit, year, SIGNED, "--reader", READER, "--return", "Sửa trích yếu.").returncode == 0
    assert waiting(isoaudit, year)[f"{SIGNED}/notice"] == "returned"
    refused = isoaudit("-C", year, "record", *SENT)
    assert refused.returncode == 2 and "Trần Thị Lan trả lại" in refused.stderr and "Sửa trích yếu" in refused.stderr
    say(year, year / "out" / SIGNED / "notice.docx", "Một câu đã sửa.")
    assert waiting(isoaudit, year)[f"{SIGNED}/notice"] == "changed"
    assert "đã thay đổi sau khi" in isoaudit("-C", year, "record", *SENT).stderr
    assert read(isoaudit, year, SIGNED, *AGREE).returncode == 0
    assert isoaudit("-C", year, "record", *SENT).returncode == 0


@pytest.mark.parametrize("where", ["the inspection", "the folder", "the data", "the template"])
def test_whatever_changes_it_after_it_was_read_it_is_read_again(year: Path, isoaudit: Run, where: str) -> None:
    assert read(isoaudit, year, SIGNED, *AGREE).returncode == 0
    laid = isoaudit("-C", year, "issue", SIGNED, "--no-pdf")
    assert laid.returncode == 0, laid.stderr
    if where == "the inspection":
        say(year, year / "out" / SIGNED / "notice.docx", "Thêm một dòng.")
    elif where == "the folder":
        (lies,) = (year / "out").glob(f"Phát hành*/{NOTICE}")
        say(year, lies, "Thêm một dòng.")
    elif where == "the data":
        settings_ = year / "isoaudit.toml"
        text = settings_.read_text(encoding="utf-8")
        settings_.write_text(text.replace('place = "An Bình"', 'place = "Hòa Lạc"'), encoding="utf-8")
        assert "Hòa Lạc" in settings_.read_text(encoding="utf-8")
    else:
        own = year / "templates" / "notice.docx"
        own.parent.mkdir(exist_ok=True)
        from importlib.resources import files

        own.write_bytes(files("isoaudit.papers").joinpath("templates", "notice.docx").read_bytes())
        say(year, own, "Một dòng của đơn vị.")
    refused = isoaudit("-C", year, "record", *SENT)
    assert refused.returncode == 2 and "đã thay đổi sau khi" in refused.stderr
    again = isoaudit("-C", year, "issue", SIGNED, "--no-pdf")
    assert again.returncode == 1 and "đã thay đổi sau khi" in again.stderr


def test_made_again_with_the_same_content_it_need_not_be_read_again(year: Path, isoaudit: Run) -> None:
    assert read(isoaudit, year, SIGNED, *AGREE).returncode == 0
    (year / "out" / SIGNED / "notice.docx").unlink()
    assert isoaudit("-C", year, "letters", SIGNED).returncode == 0
    assert isoaudit("-C", year, "record", *SENT).returncode == 0


def test_what_lies_there_must_be_what_is_agreed_with(year: Path, isoaudit: Run) -> None:
    """Somebody reads the file that lies there: one that is not there, or is older than the data, was not read."""
    path = year / "isoaudit.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('place = "An Bình"', 'place = "Hòa Lạc"'), encoding="utf-8")
    stale = read(isoaudit, year, SIGNED, *AGREE)
    assert stale.returncode == 2 and "không còn khớp với dữ liệu" in stale.stderr
    (year / "out" / SIGNED / "notice.docx").unlink()
    gone = read(isoaudit, year, SIGNED, *AGREE)
    assert gone.returncode == 2 and f"isoaudit paper notice {SIGNED}" in gone.stderr


def test_issue_lays_what_was_read_and_says_which_letters_wait(year: Path, isoaudit: Run) -> None:
    assert read(isoaudit, year, SIGNED, *AGREE).returncode == 0
    done = isoaudit("-C", year, "issue", SIGNED, REPORTED, "--no-pdf")
    assert f"{REPORTED}: công văn đề nghị khắc phục: chưa có người đọc lại" in done.stderr
    (folder,) = (year / "out").glob("Phát hành*")
    assert [path.name for path in folder.glob("*/*.docx") if path.parent.name != "Phiếu"] == ["TB - Sở Nội vụ.docx"]


def test_minutes_are_read_before_they_are_signed_by_nobody_of_the_team(year: Path, isoaudit: Run) -> None:
    agreed = isoaudit("-C", year, "record", "minutes_agreed", UNSIGNED, "--on", "16/6/2026")
    assert agreed.returncode == 0, agreed.stderr
    signed = ("record", "minutes_signed", UNSIGNED, "--on", "16/6/2026")
    assert "biên bản kiểm tra: chưa có người đọc lại" in isoaudit("-C", year, *signed).stderr
    assert isoaudit("-C", year, "paper", "minutes", UNSIGNED).returncode == 0
    own = read(isoaudit, year, UNSIGNED, "minutes", "--reader", "Nông Thu Trang", "--agree")
    assert own.returncode == 2 and "không phải là thành viên Đoàn" in own.stderr
    assert read(isoaudit, year, UNSIGNED, "minutes", *AGREE).returncode == 0
    assert isoaudit("-C", year, *signed).returncode == 0


def test_of_a_team_of_few_a_member_reads_the_letter_and_that_is_said(year: Path, isoaudit: Run) -> None:
    done = read(isoaudit, year, SIGNED, "--reader", "Nông Thu Trang", "--agree")
    assert done.returncode == 0 and "nên để người khác đọc lại" in done.stderr


def test_all_of_a_round_at_once_or_nothing(year: Path, isoaudit: Run) -> None:
    want(year, "letters")
    done = read(isoaudit, year, "--round", "1", *AGREE)
    assert done.returncode == 0 and "01 đồng ý" in done.stdout
    assert sorted(waiting(isoaudit, year)) == [f"{REPORTED}/correction_request", f"{NAMESAKE}/correction_request"]
    assert read(isoaudit, year, "--round", "1", *AGREE).returncode == 2


def test_a_book_of_acts_is_refused_at_the_row_of_what_was_not_read(year: Path, tmp_path: Path, isoaudit: Run) -> None:
    book = tmp_path / "acts.csv"
    rows = [f"{id},correction_requested,{n}/CCTĐC-QLCL,2026-09-30" for n, id in enumerate((REPORTED, NAMESAKE), 31)]
    book.write_text("\n".join(["inspection,act,number,on", *rows]), encoding="utf-8")
    assert read(isoaudit, year, REPORTED, *AGREE).returncode == 0
    refused = isoaudit("-C", year, "record", "import", book)
    assert refused.returncode == 2 and "READ_010" not in refused.stdout
    assert "chưa có người đọc lại" in refused.stderr and NAMESAKE in refused.stderr
    assert read(isoaudit, year, NAMESAKE, *AGREE).returncode == 0
    assert isoaudit("-C", year, "record", "import", book).returncode == 0


def test_the_start_page_and_the_status_show_what_waits_and_offer_no_act_for_it(year: Path, isoaudit: Run) -> None:
    line = Now.of(Programme(year)).line(SIGNED)
    assert line and [one.act for one in line.unread] == ["notice_issued"] and "notice_issued" not in line.records
    assert any("Chờ đọc lại: thông báo kết quả kiểm tra" in remark for remark in line.row.remarks)
    assert "review-letters" in isoaudit("-C", year, "status", SIGNED).stdout
    assert read(isoaudit, year, SIGNED, *AGREE).returncode == 0
    after = Now.of(Programme(year)).line(SIGNED)
    assert after and not after.unread and "notice_issued" in after.records


def test_a_paper_that_waits_takes_no_other_act_from_the_page() -> None:
    made = inspected(acts=(*inspected().acts[:-1], Act(kind="team_reported", on=DAY)))
    assert set(recordable(made)) - set(recordable(made, ["notice_issued"])) == {"notice_issued"}


def test_nothing_waits_where_the_office_wants_no_second_reader(bench: Path, isoaudit: Run, tmp_path: Path) -> None:  # noqa: F811
    folder = Path(shutil.copytree(bench, tmp_path / "năm"))
    said = read(isoaudit, folder)
    assert said.returncode == 2 and "second_reader_letters" in said.stderr
    assert isoaudit("-C", folder, "record", *SENT).returncode == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((SIGNED, "--reader", " ", "--agree"), "chưa ghi ai đọc lại"),
        ((SIGNED, "--reader", READER, "--return", "."), "chưa ghi nội dung đề nghị sửa"),
        ((SIGNED, "quyết định", *AGREE), "không phải văn bản có người đọc lại"),
        ((UNSIGNED, *AGREE), "không có văn bản nào chờ đọc lại"),
        (("2026-99-90003-HS", *AGREE), "không có văn bản nào chờ đọc lại"),
        (("--round", "9", *AGREE), "đợt"),
    ],
)
def test_what_cannot_be_said_is_refused_with_the_remedy(
    year: Path, isoaudit: Run, words: tuple[str, ...], said: str
) -> None:
    done = read(isoaudit, year, *words)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [("--agree",), (SIGNED, "--agree", "--return", "x"), (SIGNED, "--reader", READER)])
def test_words_that_do_not_go_together_are_a_slip_of_the_command(
    year: Path, isoaudit: Run, words: tuple[str, ...]
) -> None:
    assert read(isoaudit, year, *words).returncode == 2


def test_a_letter_that_takes_the_place_of_another_is_read_as_well(year: Path, isoaudit: Run) -> None:
    assert read(isoaudit, year, SIGNED, *AGREE).returncode == 0
    assert isoaudit("-C", year, "record", *SENT).returncode == 0
    new = ("letter_replaced", SIGNED, "--of", "05/TB-CCTĐC", "--number", "09/TB-CCTĐC", "--on", "28/6/2026")
    assert "chưa có người đọc lại" not in (refused := isoaudit("-C", year, "record", *new)).stderr
    assert refused.returncode == 2 and "đã thay đổi sau khi" in refused.stderr
    assert isoaudit("-C", year, "paper", "notice", SIGNED, "--replaces").returncode == 0
    assert read(isoaudit, year, SIGNED, "notice", *AGREE).returncode == 0
    done = isoaudit("-C", year, "record", *new)
    assert done.returncode == 0 and "Đã lưu nguyên bản Word của 01 văn bản" in done.stdout, done.stderr


def test_what_was_read_in_which_state_stays_in_the_journal(year: Path, isoaudit: Run) -> None:
    assert read(isoaudit, year, SIGNED, "--reader", READER, "--return", "Sửa trích yếu.").returncode == 0
    assert read(isoaudit, year, SIGNED, *AGREE).returncode == 0
    programme = Programme(year)
    told = [entry.payload for entry in programme.journal.entries_about("reading", [f"{SIGNED}/notice_issued"])]
    assert [(one["reader"], one["outcome"], len(one["state"])) for one in told] == [
        (READER, "returned", 64),
        (READER, "agreed", 64),
    ]
    assert not programme.verify(None)
    shown = isoaudit("-C", year, "history", SIGNED).stdout
    assert "đọc lại văn bản" in shown and "trả lại để sửa" in shown and READER in shown


def test_two_readers_who_had_not_seen_each_other_both_count(year: Path, tmp_path: Path, isoaudit: Run) -> None:
    other = Path(shutil.copytree(year, tmp_path / "máy khác"))
    assert read(isoaudit, other, SIGNED, "--reader", "Vi Văn Dũng", "--return", "Sai ngày.").returncode == 0
    assert read(isoaudit, year, SIGNED, *AGREE).returncode == 0
    merged = isoaudit("-C", year, "merge", other)
    assert merged.returncode in (0, 1), merged.stderr
    assert waiting(isoaudit, year)[f"{SIGNED}/notice"] == "returned"
    with pytest.raises(IsoAuditError):
        from isoaudit.desk import ActToRecord, record

        record(Programme(year), [ActToRecord("notice_issued", (SIGNED,), on=date(2026, 6, 25), number="05/TB-CCTĐC")])


def test_a_letter_on_corrective_action_that_takes_the_place_of_another_is_read_as_it_lies(
    example_told: Copied, tmp_path: Path, isoaudit: Run
) -> None:
    """Decree 30/2020, Article 18.4. A further one of its kind is usual: the paper itself says that it replaces one."""
    folder, id = example_told(tmp_path / "năm"), "2026-99-CCKL-TS"
    toml = folder / "isoaudit.toml"
    toml.write_text("second_reader_letters = true\n" + toml.read_text("utf-8"), "utf-8")
    record = (
        "record",
        "letter_replaced",
        id,
        "--of",
        "160/CCTĐC-QLCL",
        "--number",
        "170/CCTĐC-QLCL",
        "--on",
        "12/9/2026",
    )
    assert isoaudit("-C", folder, *record).returncode == 2, "nobody has read it"
    assert isoaudit("-C", folder, "paper", "not_accepted", id, "--replaces").returncode == 0
    read = isoaudit("-C", folder, "review-letters", id, "not_accepted", "--reader", "Trần Đọc Lại", "--agree")
    assert read.returncode == 0, read.stderr
    done = isoaudit("-C", folder, *record)
    assert done.returncode == 0, done.stderr
