"""What was written in packs comes together: all of it, in any order, once; what contradicts is shown, not decided."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from conftest import AGENCIES, AUTHORITY, Run, cases
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from isoaudit.errors import IsoAuditError
from isoaudit.journal.programme import Programme
from isoaudit.journal.store import Draft, Writer
from isoaudit.model import Entry
from isoaudit.work.merge import Merged, merge
from isoaudit.work.pack import pack

STP, KIEU = "2026-99-STP-TS", "2026-99-90001-HS"
CRITERIA = ("D36-1-a-01", "D36-1-a-02", "D36-1-b-01")


def nobody() -> str:
    raise AssertionError("nobody is asked")


def join(folder: Path, source: Path, **options: Any) -> Merged:
    return merge(Programme(folder), source, nobody, **options)


def say(folder: Path, kind: str, subject: str, *, by: str = "bảo", at: str = "2026-06-15T09:00:00+07:00",
        edit: str = "", **payload: Any) -> Entry:  # fmt: skip
    """What a command or the form writes: one entry by somebody who saw what is in this copy."""
    programme = Programme(folder)
    draft = Draft(kind, subject, payload, programme.state().about(kind, subject).base(), edit)
    with programme.journal.writing() as transaction:
        (entry,) = transaction.append([draft], Writer(by, f"máy của {by}", at))
    return entry


def answer(folder: Path, criterion: str, verdict: str = "conforming", id: str = STP, **options: Any) -> Entry:
    evidence = [{"text": options.pop("text", "Đã xem hồ sơ.")}]
    return say(folder, "answer", f"{id}/{criterion}", verdict=verdict, evidence=evidence, **options)


def packs(year: Path, number: int, names: tuple[str, ...] = (STP,)) -> list[Path]:
    made = []
    for place in range(number):
        made.append(year.with_name(f"gói {place + 1}"))
        pack(Programme(year), names, made[-1])
    return made


def content(folder: Path) -> list[Entry]:
    return sorted(Programme(folder).journal.entries(), key=lambda entry: entry.id)


def case_of(folder: Path, id: str = STP) -> str:
    programme = Programme(folder)
    state, (inspection,) = programme.about([id])
    return programme.case(state, inspection).model_dump_json()


def plainly(told: Any) -> Any:
    """What a case says, whatever the ids of its entries: these seal what the copy held."""
    if isinstance(told, dict):
        return {name: plainly(value) for name, value in told.items() if name != "heads"}
    if isinstance(told, list):
        return sorted(map(plainly, told), key=lambda one: json.dumps(one, sort_keys=True))
    return told


def whole(folder: Path) -> bool:
    return Programme(folder).verify() == []


STEP = st.tuples(
    st.sampled_from(("answer", "sample", "other")), st.integers(0, 3), st.sampled_from(CRITERIA), st.integers(0, 2)
)


@settings(max_examples=cases(5, 200), deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate],
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(steps=st.lists(STEP, max_size=12), order=st.permutations(range(4)))
def test_four_packs_in_any_order_are_what_four_copies_of_the_year_are(
    made_once: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, str, int]], order: list[int]
) -> None:
    """Cut, worked in and merged is the same as worked in whole copies; the office goes on writing meanwhile."""
    scratch = tmp_path_factory.mktemp("packs")
    year = Path(shutil.copytree(made_once, scratch / "năm"))
    made = packs(year, 4)
    whole_copies = [Path(shutil.copytree(year, scratch / f"bản {n}")) for n in range(4)]
    whole_year = Path(shutil.copytree(year, scratch / "cả năm"))
    for number, (kind, laptop, criterion, value) in enumerate(steps):
        at = f"2026-06-15T{10 + number % 9:02}:00:00+07:00"
        for folder in (made[laptop], whole_copies[laptop]):
            if kind == "answer":
                answer(folder, criterion, ("conforming", "nonconforming", "not_applicable")[value], at=at)
            elif kind == "sample":
                say(folder, "sample", f"{STP}/H{laptop}{value}", field=criterion, at=at)
        if kind == "other":
            for folder in (year, whole_year):
                answer(folder, criterion, "conforming", KIEU, at=at, text=f"lần {number}")
    for place in order:
        join(year, made[place])
        join(whole_year, whole_copies[place])
        assert whole(year)
    for id in (STP, KIEU):
        assert plainly(json.loads(case_of(year, id))) == plainly(json.loads(case_of(whole_year, id)))
    before = content(year)
    assert all(join(year, folder).entries == 0 for folder in made)
    assert content(year) == before
    for folder in made:  # and what the office knows goes back to the laptops
        for other in (*made, year):
            if other != folder:
                join(folder, other)
        assert whole(folder) and case_of(folder) == case_of(year)
    shutil.rmtree(scratch)


def test_a_pack_in_which_nothing_was_written_has_nothing_new(programme: Path) -> None:
    """What was written of others in between is left out of it, so any of the entries may come first."""
    for room in range(12):
        say(programme, "inspection", STP, place=f"Phòng {room}")
        say(programme, "inspection", KIEU, place=f"Phòng {room}")
    before = content(programme)
    (source,) = packs(programme, 1)
    made = content(programme)  # with the entry that tells of the pack
    assert not join(programme, source).news
    assert content(programme) == made and len(made) == len(before) + 1


def test_a_team_joins_on_the_laptop_of_its_leader_and_goes_home(programme: Path) -> None:
    lead, second, third, fourth = packs(programme, 4)
    for place, folder in enumerate((second, third, fourth)):
        answer(folder, CRITERIA[place], by=f"thành viên {place}")
        say(folder, "sample", f"{STP}/H{place}", field="Hộ tịch")
        assert join(lead, folder).news[0].counts == {"answer": 1, "sample": 1}
    assert whole(lead)
    merged = join(programme, lead)
    (news,) = merged.news
    assert news.agency == "Sở Tư pháp" and news.counts == {"answer": 3, "sample": 3}
    assert {f"thành viên {n}" for n in range(3)} <= set(news.authors)
    assert whole(programme) and case_of(programme) == case_of(lead)
    assert [join(programme, folder).entries for folder in (second, third, fourth)] == [0, 0, 0]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_pack_of_a_pack_comes_home_by_any_way(programme: Path, order: tuple[int, ...]) -> None:
    (lead,) = packs(programme, 1)
    answer(lead, CRITERIA[0])
    part = lead.with_name("phần")
    pack(Programme(lead), [STP], part)
    answer(part, CRITERIA[1])
    answer(lead, CRITERIA[2])
    assert whole(part)
    late = []
    for step in order:
        target, source = ((lead, part), (programme, lead), (programme, part))[step]
        try:
            join(target, source)
        except IsoAuditError as error:
            assert [one.code for one in error.problems] == ["MERGE_006"] and whole(target)
            late.append((target, source))
    for target, source in [*late, (programme, part), (programme, lead)]:
        join(target, source)
    assert whole(programme) and whole(lead)
    assert len(json.loads(case_of(programme))["answers"]) == 3
    join(part, programme)
    assert whole(part) and case_of(part) == case_of(programme)


def test_two_statements_on_one_criterion_are_shown_and_settled(programme: Path, isoaudit: Run) -> None:
    one, two = packs(programme, 2)
    answer(one, CRITERIA[0], "conforming", by="trang")
    answer(two, CRITERIA[0], "nonconforming", by="bảo", gap="Thiếu sổ.", grade="major")
    answer(two, CRITERIA[1], by="bảo")
    done = isoaudit("-C", programme, "merge", one, two)
    assert done.returncode == 1, done.stderr
    way = f"isoaudit answers settle {STP} {CRITERIA[0]}"
    for words in ("trang ghi lúc 09:00", "bảo ghi lúc 09:00", "Thiếu sổ.", way):
        assert words in done.stdout
    assert f"{STP}, Sở Tư pháp: 02 kết quả tiêu chí" in done.stdout
    assert isoaudit("-C", programme, "answers", "settle", STP, CRITERIA[0], "--take", 2).returncode == 0
    assert isoaudit("-C", programme, "answers", "settle", STP).returncode == 0
    assert isoaudit("-C", programme, "merge", one, two).returncode == 0


def test_a_head_of_the_minutes_typed_on_two_laptops_is_shown_with_both(programme: Path, isoaudit: Run) -> None:
    one, two = packs(programme, 2)
    say(one, "inspection", STP, place="Phòng họp tầng 2", by="trang")
    say(two, "inspection", STP, place="Hội trường", by="bảo")
    join(programme, one)
    done = isoaudit("-C", programme, "merge", two)
    assert done.returncode == 1
    said = "«Phòng họp tầng 2» (trang, ghi lúc", "«Hội trường» (bảo, ghi lúc"
    for words in ("«Địa điểm kiểm tra» ghi khác nhau", *said):
        assert words in done.stdout, done.stdout
    told = json.loads(isoaudit("-C", one, "merge", two, "--json").stdout)["merged"][0]["news"][0]
    assert [c["field"] for c in told["conflicts"]] == ["place"]
    assert "changed" in told["unusual"]


@pytest.mark.parametrize("way", ["agreed comes", "answer comes", "joined before"])
def test_an_answer_whose_writer_had_not_seen_the_agreement_is_named(programme: Path, isoaudit: Run, way: str) -> None:
    lead, other = packs(programme, 2)
    answer(lead, CRITERIA[0])
    say(lead, "act", f"{STP}/minutes_agreed", on="2026-06-15", findings=[])
    answer(other, CRITERIA[1], by="trang")
    if way == "agreed comes":
        join(programme, other)
        done = isoaudit("-C", programme, "merge", lead)
    elif way == "answer comes":
        join(programme, lead)
        done = isoaudit("-C", programme, "merge", other)
    else:
        join(lead, other)
        done = isoaudit("-C", programme, "merge", lead)
    assert done.returncode == 1
    assert f"không có trong Biên bản ({CRITERIA[1]})" in done.stdout
    assert CRITERIA[0] not in done.stdout
    assert whole(programme)


@pytest.mark.parametrize("way", ["signed comes", "text comes", "both come"])
def test_what_was_said_of_minutes_that_were_signed_elsewhere_is_named(programme: Path, isoaudit: Run, way: str) -> None:
    """It comes in, for nothing is lost; but signed minutes say what they say (Article 37.2.c)."""
    lead, other = packs(programme, 2)
    say(lead, "inspection", STP, opened_at="08 giờ 00 phút")
    say(lead, "act", f"{STP}/minutes_agreed", on="2026-06-15", findings=[])
    say(lead, "act", f"{STP}/minutes_signed", on="2026-06-15")
    say(other, "inspection", STP, opinion="Nhất trí.", by="trang")
    say(other, "point", f"{STP}/1.a", present="Đã công bố.", by="trang")
    if way == "both come":
        join(lead, other)
    else:
        join(programme, other if way == "signed comes" else lead)
    done = isoaudit("-C", programme, "merge", other if way == "text comes" else lead)
    assert done.returncode == 1 and "(1.a, Ý kiến" in done.stdout and "Bắt đầu lúc" not in done.stdout
    assert Programme(programme).state().fields("inspection", STP)["opinion"] == "Nhất trí."
    assert isoaudit("-C", programme, "merge", lead, other).returncode == 0


def test_an_agreement_that_saw_everything_is_not_unusual(programme: Path) -> None:
    lead, other = packs(programme, 2)
    answer(other, CRITERIA[1], by="trang")
    join(lead, other)
    say(lead, "act", f"{STP}/minutes_agreed", on="2026-06-15", findings=[])
    (news,) = join(programme, lead).news
    assert news.late == () and news.unusual == ()
    assert join(programme, other).entries == 0


@pytest.mark.parametrize(("field", "words"), [("cancelled", "không kiểm tra"), ("removed", "xóa vì nhập nhầm")])
def test_an_inspection_given_up_in_the_office_keeps_what_comes(
    programme: Path, isoaudit: Run, field: str, words: str
) -> None:
    (away,) = packs(programme, 1)
    answer(away, CRITERIA[0])
    command = ("cancel", STP, "--why", "Thiên tai.") if field == "cancelled" else ("remove", STP, "--why", "Nhập nhầm.")
    done = isoaudit("-C", programme, "inspections", *command)
    assert done.returncode == 0, done.stderr
    done = isoaudit("-C", programme, "merge", away)
    assert done.returncode == 0 and words in done.stdout and f"inspections restore {STP}" in done.stdout
    assert isoaudit("-C", programme, "inspections", "restore", STP).returncode == 0
    assert CRITERIA[0] in case_of(programme)


def test_clocks_order_nothing(programme: Path) -> None:
    """A laptop an hour late wrote after it had seen: its word stands, though its clock says it came first."""
    slow, fast = packs(programme, 2)
    answer(fast, CRITERIA[0], "conforming", at="2026-06-15T10:00:00+07:00")
    join(slow, fast)
    answer(slow, CRITERIA[0], "nonconforming", at="2026-06-15T09:00:00+07:00", gap="Thiếu.")
    join(programme, fast)
    (news,) = join(programme, slow).news
    assert news.conflicts == ()
    assert '"nonconforming"' in case_of(programme)


def test_the_same_edit_sent_to_two_laptops_is_one_statement(programme: Path) -> None:
    one, two = packs(programme, 2)
    for folder in (one, two):
        answer(folder, CRITERIA[0], edit="a1b2", at=f"2026-06-15T1{(one, two).index(folder)}:00:00+07:00")
    join(programme, one)
    (news,) = join(programme, two).news
    assert news.conflicts == () and whole(programme)
    assert len(json.loads(case_of(programme))["answers"]) == 1
    again = Programme(programme)
    number = again.journal.number()
    with again.journal.writing() as transaction:
        payload = {"verdict": "conforming", "evidence": [{"text": "Đã xem hồ sơ."}]}
        transaction.append([Draft("answer", f"{STP}/{CRITERIA[0]}", payload, (), "a1b2")], Writer("", "", ""))
    assert again.journal.number() == number


def keep(folder: Path, data: bytes, **where: str) -> str:
    journal = Programme(folder).journal
    sha256 = journal.keep(data)
    say(folder, "file", sha256, name="anh.jpg", size=len(data), mime="image/jpeg")
    answer(folder, CRITERIA[2], files=[sha256], **where)
    return sha256


def test_files_come_along_once_and_are_counted(programme: Path) -> None:
    one, two = packs(programme, 2)
    sha256 = keep(one, b"anh 1")
    keep(two, b"anh 1")
    keep(two, b"anh 2")
    (news,) = join(programme, one).news
    assert news.files == 1 and (programme / "files" / sha256).read_bytes() == b"anh 1"
    assert join(programme, two).files == 1
    assert whole(programme)


def test_a_dry_run_says_the_same_and_writes_nothing(programme: Path, isoaudit: Run) -> None:
    (away,) = packs(programme, 1)
    keep(away, b"anh 1")
    before, files = content(programme), sorted((programme / "files").iterdir())
    done = isoaudit("-C", programme, "merge", away, "--dry-run")
    assert done.returncode == 0 and content(programme) == before
    assert sorted((programme / "files").iterdir()) == files
    assert isoaudit("-C", programme, "merge", away).stdout == done.stdout.replace("Sẽ gộp", "Đã gộp")


def other_year(isoaudit: Run, folder: Path) -> Path:
    assert isoaudit("init", folder, "--authority", AUTHORITY, "--year", 2025).returncode == 0
    return folder


def test_what_is_no_pack_of_this_year_is_refused_and_the_others_come_in(
    programme: Path, isoaudit: Run, tmp_path: Path
) -> None:
    (away,) = packs(programme, 1)
    answer(away, CRITERIA[0])
    (tmp_path / "trống").mkdir()
    (tmp_path / "tệp.zip").write_bytes(b"khong phai zip")
    half = Path(shutil.copytree(away, tmp_path / "nửa"))
    (half / "programme.db").unlink()
    wrong = {
        tmp_path / "không có": "không phải gói",
        tmp_path / "trống": "không phải gói",
        tmp_path / "tệp.zip": "không phải bản sao lưu",
        programme: "chính thư mục làm việc",
        other_year(isoaudit, tmp_path / "2025"): "năm 2025",
        half: "không có tệp dữ liệu",
    }
    done = isoaudit("-C", programme, "merge", *wrong, away)
    assert done.returncode == 2
    for words in wrong.values():
        assert words in done.stderr, (words, done.stderr)
    assert f"Đã gộp {away}" in done.stdout
    assert whole(programme) and CRITERIA[0] in case_of(programme)


def test_an_inspection_entered_twice_with_other_checklists_is_refused(
    programme: Path, isoaudit: Run, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(programme, tmp_path / "bản chép"))
    path = copy / "checklists" / "dieu-36.yaml"
    text = path.read_text(encoding="utf-8")
    assert 'version: "' in text or "version: " in text
    path.write_text(text.replace("version: ", "version: 9", 1) if 'version: "' not in text else
                    text.replace('version: "', 'version: "9', 1), encoding="utf-8")  # fmt: skip
    (tmp_path / "i.csv").write_text("agency,mode,from,to\n99-CCKL,by_record,2026-09-01,2026-09-30\n", encoding="utf-8")
    for folder in (programme, copy):
        done = isoaudit("-C", folder, "inspections", "import", tmp_path / "i.csv")
        assert done.returncode == 0, done.stderr
    before = content(programme)
    done = isoaudit("-C", programme, "merge", copy)
    assert done.returncode == 2 and "phiếu kiểm tra khác nhau" in done.stderr and content(programme) == before


def test_a_pack_on_a_stick_that_cannot_be_written_to(programme: Path) -> None:
    (away,) = packs(programme, 1)
    answer(away, CRITERIA[0])
    seen = {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in away.rglob("*")}
    for path in (*away.rglob("*"), away):
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        assert join(programme, away).entries == 1
    finally:
        for path in (away, *away.rglob("*")):
            path.chmod(0o700)
    assert {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in away.rglob("*")} == seen


def test_a_disk_that_is_full_adds_nothing_and_a_repeat_adds_all(
    programme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from isoaudit.journal.store import Journal

    (away,) = packs(programme, 1)
    for number in range(3):
        keep(away, b"anh %d" % number)
    before, real, kept = content(programme), Journal.keep, []

    def full(self: Journal, data: bytes) -> str:
        from isoaudit.errors import RunError, problem

        kept.append(data)
        if len(kept) == 2:
            raise RunError(problem("FILE_005", str(self.files), reason="đĩa đã đầy"))
        return real(self, data)

    monkeypatch.setattr(Journal, "keep", full)
    with pytest.raises(IsoAuditError):
        join(programme, away)
    monkeypatch.undo()
    assert content(programme) == before and whole(programme)
    join(programme, away)
    assert whole(programme) and case_of(programme) == case_of(away)


def test_a_laptop_that_dies_in_the_middle_has_everything_after_a_repeat(programme: Path) -> None:
    """Killed at a moment taken at random, again and again: what is there is whole, and the repeat brings the rest."""
    (away,) = packs(programme, 1)
    data = [random.Random(number).randbytes(200_000) for number in range(20)]
    for one in data:
        keep(away, one)
    script = Path(sys.executable).with_name("isoaudit")
    command = [str(script), "-C", str(programme), "merge", str(away)]
    fresh = Path(shutil.copytree(programme, programme.with_name("mới")))
    started = time.monotonic()
    subprocess.run([*command[:2], str(fresh), *command[3:]], check=True, capture_output=True)
    lasted, dice = time.monotonic() - started, random.Random(13)
    before = content(programme)
    for _ in range(cases(5, 100)):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(lasted * dice.uniform(0.3, 1))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert whole(programme)
        assert content(programme) in (before, content(fresh))
    subprocess.run(command, check=True, capture_output=True)
    assert content(programme) == content(fresh) and whole(programme)
    assert case_of(programme) == case_of(away)


def test_an_inspection_and_an_agency_of_a_copy_come_in_too(programme: Path, isoaudit: Run, tmp_path: Path) -> None:
    """Not only packs: a copy of the whole folder that somebody worked in."""
    copy = Path(shutil.copytree(programme, tmp_path / "bản chép"))
    head = AGENCIES.splitlines()[0]
    (tmp_path / "a.csv").write_text(
        f"{head}\n99-SNV,Sở Nội vụ,tinh,co_quan_chuyen_mon,bat_buoc,da_cong_bo,,,,\n", encoding="utf-8"
    )
    (tmp_path / "i.csv").write_text("agency,mode,from,to\n99-SNV,by_record,2026-09-01,2026-09-30\n", encoding="utf-8")
    for name, path in (("agencies", "a.csv"), ("inspections", "i.csv")):
        assert isoaudit("-C", copy, name, "import", tmp_path / path).returncode == 0
    done = isoaudit("-C", programme, "merge", copy)
    assert done.returncode == 0 and "2026-99-SNV-HS, Sở Nội vụ: 01 cuộc kiểm tra" in done.stdout
    assert "01 cơ quan" in done.stdout and whole(programme)


@pytest.mark.parametrize(
    ("kind", "subject", "payload"),
    [
        ("answer", f"{STP}/{CRITERIA[0]}", {"verdict": "của bản sau"}),
        ("answer", f"{STP}/D36-KHONG-CO", {"verdict": "conforming"}),
        ("sample", f"{STP}/H1", {"trường mới": 1}),
        ("act", f"{STP}/việc mới", {"on": "2026-06-15"}),
        ("inspection", STP, {"mode": 7}),
        ("inspection", "2026-99-X-TS", {"agency": "99-X", "year": 2026, "mode": "on_site"}),
        ("inspector", "KT-09", {"họ": "Lương"}),
    ],
)
def test_what_this_version_cannot_read_does_not_come_in(
    programme: Path, isoaudit: Run, kind: str, subject: str, payload: dict[str, Any]
) -> None:
    """Entries are for ever: one that nobody can read would stop every command of the year."""
    (away,) = packs(programme, 1)
    seen = tuple(e.id for e in Programme(away).journal.entries_about(kind, [subject]))  # else another value may show
    with Programme(away).journal.writing() as transaction:
        transaction.append([Draft(kind, subject, payload, seen)], Writer("lạ", "máy lạ", "2026-06-15T09:00:00+07:00"))
    before = content(programme)
    done = isoaudit("-C", programme, "merge", away)
    assert done.returncode == 2 and "không đọc được" in done.stderr and subject in done.stderr, done.stderr
    assert content(programme) == before
