"""The year after: what goes over into it, what is refused, what a third year still holds."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from carry_bench import (
    CCKL,
    COMMUNE,
    FIRST,
    LEADER,
    SECOND,
    STP,
    THIRD,
    by_record,
    first_year,
    plan,
    reply,
    reported,
    say,
    visit,
)
from conftest import Run
from hypothesis import given
from hypothesis import strategies as st
from test_words import foreign

from isoaudit.desk import import_agencies
from isoaudit.desk.carrying import begin_after, carry
from isoaudit.errors import IsoAuditError
from isoaudit.files import shipped
from isoaudit.journal.programme import Programme, writer
from isoaudit.journal.settings_writing import rewritten
from isoaudit.journal.store import Draft
from isoaudit.model import Carried, DayOff, Plan, Settings
from isoaudit.rules.carrying import settings_after
from isoaudit.runs.trust import problem_of, sign_copied, trust
from isoaudit.work.pack import pack

WHOLE = "2024-99-STP-TS"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2024: STP with three findings (đạt yêu cầu, a proposal, not reported), the commune by record with one."""
    programme = first_year(tmp_path_factory.mktemp("carry") / "năm 2024")
    id = visit(programme, STP, FIRST, SECOND, THIRD)
    key = reported(programme, id)
    reply(programme, id, FIRST, key, "accepted")
    proposed = {"status": "proposed", "done_on": None, "due_on": "2024-12-01", "evidence": ""}
    reply(programme, id, SECOND, key, "follow_up", **proposed)
    by_record(programme, COMMUNE, FIRST)
    return programme.folder


@pytest.fixture
def earlier(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / made.name))


def carried(programme: Programme) -> dict[str, Carried]:
    state = programme.state()
    found = (one for agency in state.agencies.values() for one in state.carried(agency))
    return {f"{one.inspection}/{one.criterion}": one for one in found}


def refused(folder: Path, earlier: Path, year: int | None = None) -> list[str]:
    """The codes by which a year after is refused; nothing may have been made, nor changed in the year before."""
    before = {path: path.read_bytes() for path in earlier.rglob("*") if path.is_file()}
    with pytest.raises(IsoAuditError) as error:
        begin_after(folder, earlier, year=year)
    assert not folder.exists()
    assert {path: path.read_bytes() for path in earlier.rglob("*") if path.is_file()} == before
    # What verify found is quoted as verify says it.
    assert not [word for one in error.value.problems if one.code != "CARRY_002" for word in foreign(one.what)]
    return [problem.code for problem in error.value.problems]


# --- what goes over -------------------------------------------------------------------------------------------------


def test_37_2_d_findings_go_over_word_by_word_with_where_they_stand(earlier: Path, tmp_path: Path) -> None:
    """TT26 Đ37.2.d: whether corrective action is effective is looked at in the next inspections."""
    before = Programme(earlier)
    begun = begin_after(tmp_path / "năm 2025", earlier)
    after = begun.programme
    found = carried(after)
    agreed = {finding.criterion: finding for finding in before.state().agreed(WHOLE)}
    stages = {subject: one.stage for subject, one in found.items()}
    assert stages == {
        f"{WHOLE}/{FIRST}": "accepted",
        f"{WHOLE}/{SECOND}": "follow_up_late",
        f"{WHOLE}/{THIRD}": "overdue",
        f"2024-99-90001-HS/{FIRST}": "waiting",
    }
    for criterion in (FIRST, SECOND, THIRD):
        one = found[f"{WHOLE}/{criterion}"]
        assert one.finding.gap == agreed[criterion].gap and one.finding.code == agreed[criterion].code
        assert (one.agency, one.year, one.told_on) == (STP, 2024, date(2024, 6, 15))
        assert one.mark == before.fingerprint()
    done = found[f"{WHOLE}/{FIRST}"]
    assert (done.action, done.reason, done.reviewed_on) == (
        "Đã ban hành lại quy trình", "Đã xem quy trình", date(2024, 8, 10))  # fmt: skip
    assert found[f"{WHOLE}/{SECOND}"].due_on == date(2024, 12, 1)
    assert found[f"2024-99-90001-HS/{FIRST}"].number == "77/CCTĐC-QLCL"
    assert after.verify() == [] and before.verify() == []


def test_the_register_the_inspectors_and_the_year_of_the_visit_go_over(earlier: Path, tmp_path: Path) -> None:
    before = Programme(earlier)
    say(before, "inspector", "KTV01", name=LEADER, position="Kiểm tra viên chính")
    say(before, "agency", CCKL, removed="nhập nhầm")
    after = begin_after(tmp_path / "2025", earlier).programme.lists()
    assert after.inspectors.keys() == {"KTV01"} and after.inspectors["KTV01"].position == "Kiểm tra viên chính"
    assert after.agencies.keys() == {STP, COMMUNE, "99-90019"} and not after.inspections
    was = before.lists().agencies[STP]
    assert after.agencies[STP] == was.model_copy(update={"last_on_site": 2024})
    assert after.agencies[COMMUNE].last_on_site is None, "by record is no visit"


def test_what_the_office_made_its_own_goes_over_and_what_it_lacks_is_added(earlier: Path, tmp_path: Path) -> None:
    own = {
        "notebooks/của-tôi.ipynb": (shipped("notebooks") / "compare.ipynb")
        .read_bytes()
        .replace(b"compare", b"so_sanh"),
        "checklists/dieu-36.yaml": (earlier / "checklists" / "dieu-36.yaml").read_bytes() + b"# ghi ch\xc3\xba\n",
        "templates/notice.docx": b"a template",
        "tu-ngu.toml": '[answers.headings]\n"đạt/không" = "Kết quả"\n'.encode(),
    }
    for name, data in own.items():
        (earlier / name).write_bytes(data)
    (earlier / "notebooks" / "year.ipynb").unlink()
    (earlier / "templates" / "~$notice.docx").write_bytes(b"held by Word")
    for name in ("dieu-36.yaml.bak", "dieu-36.yaml.bak-2"):
        (earlier / "checklists" / name).write_bytes(b"kept by an import")
    (earlier / "templates" / "link.docx").symlink_to(earlier / "isoaudit.toml")
    folder = begin_after(tmp_path / "2025", earlier).programme.folder
    assert {name: (folder / name).read_bytes() for name in own} == own
    assert (folder / "notebooks" / "year.ipynb").is_file()
    assert sorted(path.name for path in (folder / "templates").iterdir()) == ["notice.docx"]
    assert sorted(path.name for path in (folder / "checklists").iterdir()) == ["dieu-36.yaml", "law.yaml"]


def test_a_notebook_may_run_in_the_year_after_where_it_might_before(earlier: Path, tmp_path: Path) -> None:
    text = (shipped("notebooks") / "compare.ipynb").read_text(encoding="utf-8")
    for name in ("tin.ipynb", "lạ.ipynb"):
        (earlier / "notebooks" / name).write_text(text.replace("## ", f"## {name} "), encoding="utf-8")
    trust(earlier / "notebooks" / "tin.ipynb")
    folder = begin_after(tmp_path / "2025", earlier).programme.folder / "notebooks"
    sign_copied(folder)
    assert problem_of(folder / "tin.ipynb") is None
    refused = problem_of(folder / "lạ.ipynb")
    assert refused is not None and refused.code == "TRUST_001"


# --- settings -------------------------------------------------------------------------------------------------------

DAYS = st.dates(date(2014, 1, 1), date(2099, 12, 31))


@given(DAYS, DAYS, st.integers(1, 3), st.booleans())
def test_who_inspects_and_signs_holds_on_and_what_was_of_the_year_does_not(
    first: date, off: date, years: int, has_reply: bool
) -> None:
    before = Settings(
        authority="Chi cục A", year=2050, period_from=first, period_to=None, drafter="QLCL", by_arrival=True,
        plan=Plan(number="215/QĐ-UBND", on=date(2050, 2, 10), issuer="Chủ tịch UBND"),
        reply_by=date(2050, 10, 30) if has_reply else None, days_off=(DayOff(day=off),),
    )  # fmt: skip
    after, notes = settings_after(before, 2050 + years, "Chi cục A")
    assert after.plan == Plan(issuer="Chủ tịch UBND") and after.reply_by is None
    assert (after.authority, after.drafter, after.by_arrival, after.year) == ("Chi cục A", "QLCL", True, 2050 + years)
    moved = after.period_from
    assert moved is not None and (moved.year, moved.month) == (first.year + years, first.month)
    assert moved.day == first.day or (first.month, first.day, moved.day) == (2, 29, 28)
    assert bool(after.days_off) == (off.year >= 2050 + years)
    assert any("kế hoạch" in note for note in notes) and not any("đã đổi" in note for note in notes)
    assert any(
        "Chi cục" in note or "đơn vị kiểm tra đã đổi" in note for note in settings_after(before, 2051, "Sở B")[1]
    )


def test_the_settings_are_written_with_their_comments_and_a_new_name_is_said(earlier: Path, tmp_path: Path) -> None:
    text = (earlier / "isoaudit.toml").read_text(encoding="utf-8")
    before = Programme(earlier).settings.model_copy(update={"plan": Plan(number="215/QĐ-UBND"), "banner": "Giả định"})
    (earlier / "isoaudit.toml").write_text(rewritten(text, before), encoding="utf-8")
    begun = begin_after(tmp_path / "2026", earlier, authority="Chi cục Đo lường tỉnh Bình An", year=2026)
    settings = begun.programme.settings
    assert (settings.authority, settings.year, settings.plan.number, settings.banner) == (
        "Chi cục Đo lường tỉnh Bình An", 2026, "", "Giả định")  # fmt: skip
    assert settings.signers == before.signers and settings.offices == before.offices
    assert "# Quyết định phê duyệt kế hoạch" in (begun.programme.folder / "isoaudit.toml").read_text(encoding="utf-8")
    assert any("Tên đơn vị kiểm tra đã đổi" in note for note in begun.to_look_at)


# --- what is refused ------------------------------------------------------------------------------------------------


def test_a_folder_that_is_missing_no_programme_or_half_made_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "new", tmp_path / "không có") == ["CARRY_001"]
    (tmp_path / "trống").mkdir()
    assert refused(tmp_path / "new", tmp_path / "trống") == ["CARRY_001"]
    half = tmp_path / "dở"
    (half / "checklists").mkdir(parents=True)
    with pytest.raises(IsoAuditError, match="dở dang"):
        begin_after(tmp_path / "new", half)


def test_a_folder_without_its_journal_is_refused(earlier: Path, tmp_path: Path) -> None:
    (earlier / "programme.db").unlink()
    assert refused(tmp_path / "new", earlier) == ["STORE_020"]


def test_an_altered_entry_is_refused(earlier: Path, tmp_path: Path) -> None:
    with sqlite3.connect(earlier / "programme.db") as database:
        agreed = (f"{WHOLE}/minutes_agreed",)
        (payload,) = database.execute("SELECT payload FROM entries WHERE subject = ?", agreed).fetchone()
        changed = payload.replace("05 hồ sơ", "01 hồ sơ")
        assert changed != payload
        database.execute("UPDATE entries SET payload = ? WHERE subject = ?", (changed, *agreed))
    database.close()
    assert set(refused(tmp_path / "new", earlier)) == {"CARRY_002"}


def test_a_changed_kept_file_is_refused(earlier: Path, tmp_path: Path) -> None:
    kept = next((earlier / "files").iterdir())
    kept.chmod(0o600)
    kept.write_bytes(b"other bytes")
    assert refused(tmp_path / "new", earlier) == ["CARRY_002"]


def test_the_same_year_and_an_earlier_one_are_refused(earlier: Path, tmp_path: Path) -> None:
    assert refused(tmp_path / "new", earlier, 2024) == ["CARRY_003"]
    assert refused(tmp_path / "new", earlier, 2020) == ["CARRY_003"]


def test_a_pack_is_refused(earlier: Path, tmp_path: Path) -> None:
    pack(Programme(earlier), [WHOLE], tmp_path / "gói")
    assert refused(tmp_path / "new", tmp_path / "gói") == ["CARRY_004"]


def test_a_folder_that_holds_something_stays_as_it_is(earlier: Path, tmp_path: Path) -> None:
    target = tmp_path / "có sẵn"
    target.mkdir()
    (target / "của tôi.txt").write_text("giữ", encoding="utf-8")
    with pytest.raises(IsoAuditError):
        begin_after(target, earlier)
    assert [path.name for path in target.iterdir()] == ["của tôi.txt"]


@pytest.mark.parametrize("at", ["notebooks", "isoaudit.toml"])
def test_whatever_stops_it_nothing_is_left(
    earlier: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    copy = shutil.copyfile

    def full(source: Path, target: Path, **options: bool) -> object:
        if at in str(target):
            raise OSError(28, "No space left on device")
        return copy(source, target, **options)

    (earlier / "notebooks" / "của-tôi.ipynb").write_bytes((shipped("notebooks") / "year.ipynb").read_bytes())
    if at == "notebooks":
        monkeypatch.setattr(shutil, "copyfile", full)
    else:
        monkeypatch.setattr(
            "isoaudit.journal.new_programme.write_whole", lambda *_: (_ for _ in ()).throw(OSError(28, ""))
        )
    assert refused(tmp_path / "new", earlier) == ["FILE_005"]


# --- the years after that -------------------------------------------------------------------------------------------


def test_a_third_year_carries_what_two_years_left_open(earlier: Path, tmp_path: Path) -> None:
    """TT26 Đ37.2.d: what was found effective is settled; what was not stays; so does what nobody looked at."""
    second = begin_after(tmp_path / "2025", earlier).programme
    id = visit(second, STP, FIRST)
    say(second, "effect", f"{id}/{WHOLE}/{SECOND}", outcome="effective", reason="Đã xem 10 hồ sơ", on="2025-06-15")
    say(second, "effect", f"{id}/{WHOLE}/{FIRST}", outcome="repeated", reason="Lại thiếu", on="2025-06-15")
    third = begin_after(tmp_path / "2026", second.folder).programme
    assert third.settings.year == 2026
    found = carried(third)
    assert found.keys() == {
        f"{id}/{FIRST}",  # this year's own, which is followed instead of the one it repeats
        f"{WHOLE}/{THIRD}",  # nobody looked at it
        f"2024-99-90001-HS/{FIRST}",  # there was no inspection
    }
    assert {one.year for one in found.values()} == {2024, 2025}
    assert found[f"{WHOLE}/{THIRD}"] == carried(second)[f"{WHOLE}/{THIRD}"].model_copy(
        update={"heads": found[f"{WHOLE}/{THIRD}"].heads}
    )


def test_what_was_found_not_effective_goes_on_as_such(earlier: Path, tmp_path: Path) -> None:
    second = begin_after(tmp_path / "2025", earlier).programme
    id = visit(second, STP)
    said = {"outcome": "not_effective", "reason": "Quy trình mới chưa áp dụng", "on": "2025-06-15"}
    say(second, "effect", f"{id}/{WHOLE}/{FIRST}", **said)
    one = carried(begin_after(tmp_path / "2026", second.folder).programme)[f"{WHOLE}/{FIRST}"]
    assert (one.stage, one.reason, one.reviewed_on, one.year) == (
        "not_effective", "Quy trình mới chưa áp dụng", date(2025, 6, 15), 2024)  # fmt: skip


def test_what_several_say_differently_settles_nothing(earlier: Path, tmp_path: Path) -> None:
    second = begin_after(tmp_path / "2025", earlier).programme
    id = visit(second, STP)
    subject = f"{id}/{WHOLE}/{FIRST}"
    with second.journal.writing() as transaction:
        drafts = [Draft("effect", subject, {"outcome": o, "reason": "Đã xem"}) for o in ("effective", "repeated")]
        transaction.append(drafts, writer())
    begun = begin_after(tmp_path / "2026", second.folder)
    assert carried(begun.programme)[f"{WHOLE}/{FIRST}"].stage == "accepted"
    assert any("chưa thống nhất" in note for note in begun.to_look_at)


def test_a_body_made_of_others_carries_on_what_was_found_at_them(earlier: Path, tmp_path: Path) -> None:
    """Also where these were made of others themselves, two years later."""
    second = begin_after(tmp_path / "2025", earlier).programme
    for programme, code, name, made_of, day in (
        (second, "99-MOI", "Sở Tư pháp và Nội vụ", STP, date(2025, 3, 1)),
        (None, "99-MOI2", "Sở Tư pháp, Nội vụ và Ngoại vụ", "99-MOI", date(2026, 3, 1)),
    ):
        programme = programme or begin_after(tmp_path / "2026", second.folder).programme
        table = tmp_path / f"{code}.csv"
        table.write_text(
            "code,name,level,kind,obligation,predecessors\n"
            f'{code},"{name}",tinh,co_quan_chuyen_mon,bat_buoc,{made_of}\n',
            encoding="utf-8",
        )
        import_agencies(programme, table, as_of=day)
        state = programme.state()
        found = {one.criterion for one in state.carried(state.agencies[code]) if one.inspection == WHOLE}
        assert found == {FIRST, SECOND, THIRD}, code
    id = plan(programme, "99-MOI2")
    state, (inspection,) = programme.about([id])
    assert len(programme.case(state, inspection).carried) == 3, "what one inspection is read with"


# --- what comes in afterwards ---------------------------------------------------------------------------------------


def test_37_2_d_what_is_reviewed_in_the_old_folder_later_is_brought_over(earlier: Path, tmp_path: Path) -> None:
    """Minutes of December are reported on in the year after: the old folder is where that is recorded."""
    before, after = Programme(earlier), begin_after(tmp_path / "2025", earlier).programme
    assert carry(after, earlier).unchanged == 4 and carry(after, earlier).changed == ()
    key = before.state().reports(WHOLE)[0].key
    say(before, "review", f"{WHOLE}/{SECOND}/{key}", outcome="not_accepted", reason="Chưa có kết quả", on="2024-12-20")
    preview = carry(after, earlier, dry_run=True)
    assert preview.changed == (f"{WHOLE}/{SECOND}",) and carried(after)[f"{WHOLE}/{SECOND}"].stage == "follow_up_late"
    done = carry(after, earlier)
    assert (done.added, done.changed, done.taken_out, done.unchanged) == ((), (f"{WHOLE}/{SECOND}",), (), 3)
    one = carried(after)[f"{WHOLE}/{SECOND}"]
    assert (one.stage, one.reason, one.mark) == ("not_accepted", "Chưa có kết quả", before.fingerprint())
    assert carry(after, earlier).unchanged == 4 and after.verify() == []


def test_what_was_withdrawn_there_is_taken_out_unless_somebody_looked_at_it(earlier: Path, tmp_path: Path) -> None:
    before, after = Programme(earlier), begin_after(tmp_path / "2025", earlier).programme
    id = visit(after, STP)
    say(after, "effect", f"{id}/{WHOLE}/{SECOND}", outcome="effective", reason="Đã xem")
    for criterion in (SECOND, THIRD):
        say(before, "finding", f"{WHOLE}/{criterion}", withdrawn="Cơ quan đã giải trình", why="x", code="KPH")
    done = carry(after, earlier)
    assert done.taken_out == (f"{WHOLE}/{THIRD}",) and any(SECOND in note for note in done.to_look_at)
    assert f"{WHOLE}/{SECOND}" in carried(after) and f"{WHOLE}/{THIRD}" not in carried(after)


def test_another_programme_is_not_what_this_one_was_begun_after(earlier: Path, tmp_path: Path) -> None:
    after = begin_after(tmp_path / "2025", earlier).programme
    other = first_year(tmp_path / "khác" / "2024").folder
    for programme, source in ((after, other), (first_year(tmp_path / "mới" / "2026", 2026), earlier)):
        heads = programme.journal.heads()
        with pytest.raises(IsoAuditError) as error:
            carry(programme, source)
        assert error.value.problems[0].code == "CARRY_005" and programme.journal.heads() == heads


# --- the commands ---------------------------------------------------------------------------------------------------


def test_the_commands_say_what_went_over(isoaudit: Run, earlier: Path, tmp_path: Path) -> None:
    folder = tmp_path / "năm 2025"
    done = isoaudit("init", folder, "--after", earlier)
    assert done.returncode == 0, done.stderr
    for words in ("năm 2025, tiếp nối năm 2024", "04 cơ quan", "04 điểm không phù hợp (01 đạt yêu cầu"):
        assert words in done.stdout, done.stdout
    again = isoaudit("-C", folder, "carry", earlier, "--json")
    assert json.loads(again.stdout)["unchanged"] == 4
    said = isoaudit("-C", folder, "carry", earlier, "--dry-run")
    assert "Giữ nguyên: 04 điểm" in said.stdout
    wrong = isoaudit("init", tmp_path / "x", "--after", tmp_path / "không có")
    assert wrong.returncode == 2 and "không có thư mục này" in wrong.stderr and not (tmp_path / "x").exists()
    assert isoaudit("init", "--after", earlier).returncode == 2


def deleted(database: sqlite3.Connection) -> None:
    database.execute("DELETE FROM entries WHERE subject LIKE '%minutes_signed'")


def another_schema(database: sqlite3.Connection) -> None:
    database.execute("CREATE TRIGGER quiet AFTER INSERT ON entries BEGIN DELETE FROM entries WHERE id = NEW.id; END")


def another_name(database: sqlite3.Connection) -> None:
    database.execute("UPDATE entries SET author = 'người khác' WHERE kind = 'review'")


@pytest.mark.parametrize("change", [deleted, another_schema, another_name])
def test_last_years_folder_altered_behind_its_back_is_refused_in_clear_words_by_both_commands(
    isoaudit: Run, earlier: Path, tmp_path: Path, change: Callable[[sqlite3.Connection], None]
) -> None:
    later = begin_after(tmp_path / "2025", earlier).programme
    with closing(sqlite3.connect(earlier / "programme.db")) as database, database:
        change(database)
    before, entries = (earlier / "programme.db").read_bytes(), later.journal.number()
    for words in (("init", tmp_path / "mới", "--after", earlier), ("-C", later.folder, "carry", earlier)):
        done = isoaudit(*words)
        assert done.returncode == 2 and "dữ liệu năm trước đã bị thay đổi ngoài chương trình" in done.stderr
        assert "isoaudit restore" in done.stderr and "thư mục năm trước còn nguyên" in done.stderr
    assert not (tmp_path / "mới").exists() and later.journal.number() == entries
    assert (earlier / "programme.db").read_bytes() == before


def test_last_years_database_that_is_no_database_is_refused(isoaudit: Run, earlier: Path, tmp_path: Path) -> None:
    (earlier / "programme.db").write_bytes(b"SQLite format 3\0" + b"garbage" * 2000)
    done = isoaudit("init", tmp_path / "mới", "--after", earlier)
    assert done.returncode == 2 and "programme.db" in done.stderr and not foreign(done.stderr.split(":", 1)[1])
    assert not (tmp_path / "mới").exists()


def test_a_kept_file_that_is_gone_is_refused(earlier: Path, tmp_path: Path) -> None:
    next((earlier / "files").iterdir()).unlink()
    assert refused(tmp_path / "new", earlier) == ["CARRY_002"]
