"""Tables into the journal: all of a file or nothing, and every problem of it at once.

The good example files are found by name: ``example-files/positive/{agencies,inspections,answers}/*.csv``. Beside each
its ``.expected`` is JSON: what was ``added``, ``changed``, ``opened``, parts of the ``warnings``, and some ``fields``
of what the journal then says. The bad ones are tried by ``test_example_files.py``.
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import comes_in_as_typed
from conftest import AGENCIES, AUTHORITY, INSPECTIONS, run_isoaudit
from hypothesis import given, settings
from hypothesis import strategies as st

from isoaudit.desk import Imported, import_agencies, import_answers, import_inspections
from isoaudit.errors import ChecklistError, TableError
from isoaudit.journal import checklists
from isoaudit.journal.new_programme import init
from isoaudit.journal.programme import Programme, writer
from isoaudit.journal.store import Draft
from isoaudit.model import Agency, Case
from isoaudit.rules.findings import fingerprint

EXAMPLES = Path(__file__).parent / "example-files" / "positive"
IMPORT: dict[str, Callable[[Programme, Path], Imported]] = {
    "agencies": import_agencies,
    "inspections": import_inspections,
    "answers": import_answers,
}
POSITIVE = sorted(path for kind in IMPORT for path in (EXAMPLES / kind).iterdir() if path.suffix != ".expected")
# One body with two inspections, one with none, one whose code is long.
MORE_AGENCIES = (
    "99-TRUNG-TAM-PHUC-VU-HCC-SO-1,Trung tâm Phục vụ hành chính công,tinh,khac,bat_buoc,da_cong_bo,2015,,12,\n"
)
MORE_INSPECTIONS = "99-CCKL,by_record,,,,,,\n99-CCKL,on_site,,,,,,\n99-TRUNG-TAM-PHUC-VU-HCC-SO-1,on_site,,,,,,\n"


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme with a register and inspections; nobody changes it."""
    folder = tmp_path_factory.mktemp("register") / "năm 2026"
    init(folder, AUTHORITY, 2026)
    for name, text in (("agencies", AGENCIES + MORE_AGENCIES), ("inspections", INSPECTIONS + MORE_INSPECTIONS)):
        table = folder.parent / f"{name}.csv"
        table.write_text(text, encoding="utf-8")
        IMPORT[name](Programme(folder), table)
    return folder


@pytest.fixture
def copy(register: Path, tmp_path: Path) -> Path:
    """A copy of the programme, to be changed."""
    return Path(shutil.copytree(register, tmp_path / "bản sao"))


def take(folder: Path, kind: str, text: str) -> Imported:
    """Import a table given as text."""
    path = folder.parent / f"{kind}.csv"
    path.write_text(text, encoding="utf-8")
    return IMPORT[kind](Programme(folder), path)


def bytes_of(folder: Path) -> tuple[bytes, int]:
    """The database file, and when it was last written."""
    path = folder / "programme.db"
    return path.read_bytes(), path.stat().st_mtime_ns


@pytest.mark.parametrize("heading", ["Cơ quan", "Cơ quan được kiểm tra", "Tên cơ quan", "Đơn vị được kiểm tra"])
def test_a_schedule_names_agencies_as_offices_type_it(copy: Path, heading: str) -> None:
    """The code is ours; the schedule an office has typed for years names its agencies."""
    names = ("SỞ TƯ PHÁP", "Ủy ban nhân dân xã Tân Lập")
    take(copy, "agencies", "code,name,level,kind,obligation\nX77,UBND xã Tân  Lập,xa,ubnd_cap_xa,khuyen_khich\n")
    rows = "\n".join(f"{name},Qua hồ sơ,01/9/2026" for name in names)
    done = take(copy, "inspections", f"{heading},Hình thức,Từ ngày\n{rows}\n")
    assert {"2026-99-STP-HS", "2026-X77-HS"} <= set(Programme(copy).state().inspections)
    assert any("02 ô ghi tên cơ quan" in said for said in done.warnings)
    aside = "Tên đơn vị" if heading == "Cơ quan" else heading
    both = f"Mã cơ quan,{aside},Hình thức\nX77,tên gì cũng được,Tại trụ sở\n"
    assert take(copy, "inspections", both).added == 1


def test_a_name_of_two_agencies_or_of_none_is_refused(copy: Path) -> None:
    rows = "".join(f"{code},UBND xã Tân Lập,xa,ubnd_cap_xa,khuyen_khich\n" for code in ("X77", "X78"))
    take(copy, "agencies", f"code,name,level,kind,obligation\n{rows}")
    for name, refusal in (("UBND xã Tân Lập", "AGENCY_008"), ("Sở Không Có", "AGENCY_001")):
        with pytest.raises(TableError) as error:
            take(copy, "inspections", f"Cơ quan,Hình thức\n{name},Qua hồ sơ\n")
        assert [one.code for one in error.value.problems] == [refusal] and name in str(error.value)
        assert ("«UBND xã Tân Lập» (X77); «UBND xã Tân Lập» (X78)" in str(error.value)) == (refusal == "AGENCY_008")


# refused


def test_every_table_has_good_files() -> None:
    assert {path.parent.name for path in POSITIVE} == set(IMPORT)


def test_the_command_names_a_file_that_is_not_there(register: Path) -> None:
    done = run_isoaudit("-C", register, "agencies", "import", register / "không có.csv")
    assert done.returncode == 2
    assert "không có.csv: không tìm thấy tệp." in done.stderr


def test_a_refused_import_pins_no_checklist_in_the_journal(register: Path) -> None:
    """The inspection it would have opened is not there either."""
    with pytest.raises(TableError):
        take(register, "answers", "agency,criterion,verdict\n99-90019,D36-1-a-01,conforming\n99-KHONG,D36-1-a-01,\n")
    assert Programme(register).state().of_agency("99-90019") == []
    assert not Programme(register).verify()


def test_a_refused_import_leaves_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "năm 2026"
    init(folder, AUTHORITY, 2026)
    take(folder, "agencies", AGENCIES)
    with pytest.raises(TableError):
        take(folder, "answers", "agency,criterion,verdict\n99-STP,D36-1-a-01,conforming\n99-KHONG,D36-1-a-01,\n")
    assert list((folder / "files").iterdir()) == []
    take(folder, "answers", "agency,criterion,verdict\n99-STP,D36-1-a-01,conforming\n")
    assert len(list((folder / "files").iterdir())) == 1


def test_each_inspection_is_answered_by_the_checklists_it_was_opened_with(copy: Path) -> None:
    """One file opens an inspection after an annex changed, and answers another that has the annex as it was."""
    source = Path(__file__).parent / "example-files" / "positive" / "checklists" / "annex-of-one-criterion.yaml"
    annex = copy / "checklists" / source.name
    shutil.copyfile(source, annex)
    was = checklists.parse(annex.read_bytes()).checklist.criteria[0].id
    take(copy, "agencies", AGENCIES.replace("99-90019", "99-90020").replace("Vĩnh Tường Hạ", "Vĩnh Tường Nam"))
    take(copy, "answers", f"agency,criterion,verdict\n99-90019,{was},conforming\n")
    annex.write_text(annex.read_text(encoding="utf-8").replace(was, f"{was}-2"), encoding="utf-8")
    lines = [f"99-90020,{was}-2,conforming", f"99-90019,{was},observation"]
    assert take(copy, "answers", "\n".join(["agency,criterion,verdict", *lines])).changed == 1
    with pytest.raises(TableError):
        take(copy, "answers", f"agency,criterion,verdict\n99-90019,{was}-2,conforming\n")


def test_a_checklist_that_is_wrong_opens_no_inspection(copy: Path) -> None:
    sheet = copy / "checklists" / "dieu-36.yaml"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("article: 36", "article: 99", 1), encoding="utf-8")
    before = bytes_of(copy)
    with pytest.raises(ChecklistError):
        take(copy, "answers", "agency,criterion,verdict\n99-90019,D36-1-a-01,conforming\n")
    assert bytes_of(copy) == before


# taken


@pytest.mark.parametrize("path", POSITIVE, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_good_file_is_taken_and_taking_it_again_changes_nothing(copy: Path, path: Path) -> None:
    expected = json.loads(path.with_suffix(".expected").read_text(encoding="utf-8"))
    take_in = IMPORT[path.parent.name]
    done = take_in(Programme(copy), path)
    assert (done.added, done.changed) == (expected["added"], expected.get("changed", 0))
    assert done.opened == expected.get("opened", [])
    assert len(done.warnings) == len(expected.get("warnings", [])), done.warnings
    for part in expected.get("warnings", []):
        assert any(part in warning for warning in done.warnings), done.warnings
    state = Programme(copy).state()
    for subject, fields in expected["fields"].items():
        said = state.fields(*subject.split(" "))
        assert {name: said.get(name) for name in fields} == fields
    before = bytes_of(copy)
    again = take_in(Programme(copy), path)
    assert (again.added, again.changed, again.opened) == (0, 0, [])
    assert again.unchanged >= done.added + done.changed
    assert bytes_of(copy) == before
    assert not Programme(copy).verify()


def test_the_commands_say_what_was_taken(copy: Path, tmp_path: Path) -> None:
    """Warnings are not errors: what is unusual is kept, and the exit status is 0."""
    table = tmp_path / "kết quả.csv"
    table.write_text(
        "Mã cơ quan,Tiêu chí,Kết quả,Bằng chứng,Người kiểm tra\n"
        "99-90019,D36-1-a-01,Phù hợp,Đã xem danh mục,\n"
        "99-90001,D36-1-d-01,Phù hợp,Đã xem,\n"
        "99-STP,D36-1-a-01,Phù hợp,Đã xem,Trần Văn Lạ\n",
        encoding="utf-8",
    )
    done = run_isoaudit("-C", copy, "answers", "import", table)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "kết quả.csv: 03 kết quả mới.",
        "Đã mở cuộc kiểm tra tại trụ sở: 2026-99-90019-TS.",
    ]
    said = done.stderr.splitlines()
    assert [line.split(":")[:3] for line in said[:-1]] == [
        ["Lưu ý", " 2026-99-90001-HS", " Tiêu chí D36-1-d-01"],
        ["Lưu ý", " 2026-99-STP-TS", " Tiêu chí D36-1-a-01"],
    ]
    assert said[-1] == "Đã ghi dữ liệu; có 02 nội dung cần lưu ý."
    before = bytes_of(copy)
    again = run_isoaudit("-C", copy, "answers", "import", table)
    assert again.stdout.splitlines() == ["kết quả.csv: 03 giữ nguyên."]
    assert bytes_of(copy) == before
    listed = json.loads(run_isoaudit("-C", copy, "inspections", "list", "--json").stdout)
    assert [i["id"] for i in listed if i["agency"] in ("99-STP", "99-90019")] == ["2026-99-STP-TS", "2026-99-90019-TS"]


def test_of_several_files_each_is_taken_whole_or_refused_whole(copy: Path, tmp_path: Path) -> None:
    good, bad, last = tmp_path / "một.csv", tmp_path / "hai.csv", tmp_path / "ba.csv"
    heading = "inspection,criterion,verdict\n"
    good.write_text(heading + "2026-99-STP-TS,D36-1-a-01,conforming\n", encoding="utf-8")
    bad.write_text(heading + "2026-99-STP-TS,D36-1-a-02,conforming\n2026-99-STP-TS,D36-1-a-03,tốt\n", encoding="utf-8")
    last.write_text(heading + "2026-99-STP-TS,D36-1-a-04,conforming\n", encoding="utf-8")
    done = run_isoaudit("-C", copy, "answers", "import", good, bad, last)
    assert done.returncode == 2
    assert "hai.csv, dòng 3" in done.stderr
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == ["một.csv", "ba.csv"]
    assert [a.criterion for a in Programme(copy).state().answers("2026-99-STP-TS")] == ["D36-1-a-01", "D36-1-a-04"]


def test_a_rename_keeps_the_history_and_everything_said_of_the_agency(copy: Path) -> None:
    take(copy, "answers", "agency,criterion,verdict\n99-STP,D36-1-a-01,conforming\n")
    first = Programme(copy).journal.entries()
    renamed(copy, "2026-09-01")
    entries = Programme(copy).journal.entries()
    assert entries[: len(first)] == first
    said = [entry for entry in entries if entry.subject == "99-STP"]
    assert set(said[1].payload) == {"name", "former"}, "only what changed is said"
    assert said[1].base == (said[0].id,)
    assert [a.criterion for a in case_of(copy, "2026-99-STP-TS").answers] == ["D36-1-a-01"]


def test_a_rename_by_code_and_name_alone_asks_nothing_that_is_recorded(copy: Path) -> None:
    """What level, kind and obligation were recorded stands where a table of two columns does not say them."""
    path = copy.parent / "names.csv"
    path.write_text("code,name\n99-CCKL,Chi cục Kiểm lâm và Biển\n", encoding="utf-8")
    before = Programme(copy).state().agencies["99-CCKL"]
    import_agencies(Programme(copy), path, date(2026, 9, 1))
    after = Programme(copy).state().agencies["99-CCKL"]
    assert after.name == "Chi cục Kiểm lâm và Biển"
    assert [(a.level, a.kind, a.obligation) for a in (after,)] == [(b.level, b.kind, b.obligation) for b in (before,)]


def test_a_kind_in_words_of_its_own_is_not_said_to_be_missing(copy: Path) -> None:
    path = copy.parent / "kinds.csv"
    path.write_text(
        "Mã,Tên cơ quan,Cấp,Loại cơ quan,Đối tượng\n99-VP,Văn phòng UBND tỉnh,Tỉnh,Văn phòng UBND,Bắt buộc\n"
        "99-SXD,Sở Xây dựng,Tỉnh,,Bắt buộc\n",
        encoding="utf-8",
    )
    said = "\n".join(import_agencies(Programme(copy), path).warnings)
    assert "«Văn phòng UBND» hiểu theo tên cơ quan là «Cơ quan chuyên môn cấp tỉnh» (01 cơ quan)." in said
    assert "01 cơ quan chưa ghi «Loại cơ quan»" in said


def renamed(folder: Path, as_of: str) -> Imported:
    """The register with another name for 99-STP, from a day on."""
    path = folder.parent / "agencies.csv"
    path.write_text(AGENCIES.replace("Sở Tư pháp", "Sở Tư pháp và Nội vụ"), encoding="utf-8")
    return import_agencies(Programme(folder), path, date.fromisoformat(as_of))


def case_of(folder: Path, inspection: str) -> Case:
    """The case of an inspection as it stands."""
    workspace = Programme(folder)
    state = workspace.state()
    return workspace.case(state, state.inspections[inspection])


@pytest.mark.parametrize(
    ("as_of", "name"),
    [
        ("2026-06-16", "Sở Tư pháp"),  # inspected on 15/6/2026
        ("2026-06-15", "Sở Tư pháp và Nội vụ"),
        ("2020-01-01", "Sở Tư pháp và Nội vụ"),  # a name put right for good
    ],
)
def test_an_inspection_keeps_the_name_its_agency_had_on_its_day(copy: Path, as_of: str, name: str) -> None:
    before = fingerprint(case_of(copy, "2026-99-STP-TS"))
    renamed(copy, as_of)
    case = case_of(copy, "2026-99-STP-TS")
    assert case.agency.name == name
    assert [r.rule for r in case.remarks] == (["renamed"] if name == "Sở Tư pháp" else [])
    assert (fingerprint(case) == before) is (name == "Sở Tư pháp")
    assert Programme(copy).state().agencies["99-STP"].name == "Sở Tư pháp và Nội vụ"
    again = renamed(copy, as_of)
    assert (again.added, again.changed) == (0, 0)


def test_of_two_renames_each_inspection_has_the_name_of_its_day() -> None:
    former = [
        {"until": "2024-01-01", "name": "A", "level": "tinh", "kind": "khac"},
        {"until": "2026-01-01", "name": "B", "level": "tinh", "kind": "chi_cuc"},
    ]
    fields = {"code": "X", "name": "C", "level": "xa", "kind": "khac", "obligation": "bat_buoc", "former": former}
    agency = Agency.model_validate(fields)
    days = [date(2023, 12, 31), date(2024, 1, 1), date(2025, 12, 31), date(2026, 1, 1), None]
    assert [agency.on(day).name for day in days] == ["A", "B", "B", "C", "C"]
    assert [agency.on(day).kind for day in days] == ["khac", "chi_cuc", "chi_cuc", "khac", "khac"]


MERGED = (
    "code,name,level,kind,obligation,predecessors\n"
    "99-SOMOI,Sở Tư pháp và Kiểm lâm,tinh,co_quan_chuyen_mon,bat_buoc,99-STP; 99-CCKL\n"
)


def test_a_merged_body_ends_the_day_before_and_is_not_inspected_afterwards(copy: Path) -> None:
    path = copy.parent / "agencies.csv"
    path.write_text(MERGED, encoding="utf-8")
    import_agencies(Programme(copy), path, date(2026, 10, 1))
    agencies = Programme(copy).state().agencies
    assert agencies["99-SOMOI"].predecessors == ("99-STP", "99-CCKL")
    assert agencies["99-SOMOI"].valid_from == date(2026, 10, 1)
    assert agencies["99-STP"].valid_to == agencies["99-CCKL"].valid_to == date(2026, 9, 30)
    assert [agencies[code].stands_in(2026) for code in ("99-SOMOI", "99-STP", "99-CCKL")] == [True, False, False]
    assert case_of(copy, "2026-99-STP-TS").agency.name == "Sở Tư pháp", "what was inspected stays what it was"
    with pytest.raises(TableError) as refused:
        take(copy, "inspections", "agency,mode,round,from\n99-STP,on_site,4,2026-10-01\n")
    assert [p.code for p in refused.value.problems] == ["AGENCY_004"]
    assert "nay thuộc 99-SOMOI" in str(refused.value)
    assert take(copy, "inspections", "agency,mode,round,occasion,from\n99-STP,on_site,4,ad_hoc,2026-09-30\n").added == 1
    assert take(copy, "inspections", "agency,mode,from\n99-SOMOI,on_site,2026-10-01\n").added == 1


def test_a_round_given_later_is_that_of_the_inspection_already_open(copy: Path) -> None:
    opened = take(copy, "answers", "agency,criterion,verdict\n99-90019,D36-1-a-01,conforming\n").opened
    done = take(copy, "inspections", "agency,mode,round\n99-90019,on_site,2\n")
    assert (opened, done.added, done.changed) == (["2026-99-90019-TS"], 0, 1)
    assert take(copy, "inspections", "agency,mode,from\n99-90019,on_site,2026-06-15\n").added == 0, (
        "no round: the only one"
    )
    assert take(copy, "inspections", "agency,mode,round,occasion\n99-90019,on_site,3,ad_hoc\n").added == 1


def test_a_column_the_file_lacks_is_left_as_it_is_and_an_empty_cell_empties(copy: Path) -> None:
    take(copy, "answers", "agency,criterion,verdict,evidence,note\n99-STP,D36-1-a-01,conforming,Đã xem,Ghi thêm\n")
    take(copy, "answers", "agency,criterion,verdict,evidence\n99-STP,D36-1-a-01,conforming,\n")
    (answer,) = Programme(copy).state().answers("2026-99-STP-TS")
    assert (answer.verdict, answer.evidence, answer.note) == ("conforming", (), "Ghi thêm")


def test_opening_an_inspection_pins_the_bytes_of_its_checklists(copy: Path) -> None:
    """What was agreed is fixed: a checklist edited afterwards changes only inspections opened afterwards."""
    sheet = copy / "checklists" / "dieu-36.yaml"
    first = hashlib.sha256(sheet.read_bytes()).hexdigest()
    text = sheet.read_text(encoding="utf-8")
    sheet.write_text(text.replace('version: "2026.4"', 'version: "2026.5"'), encoding="utf-8")
    second = hashlib.sha256(sheet.read_bytes()).hexdigest()
    take(copy, "answers", "agency,criterion,verdict\n99-STP,D36-1-a-01,conforming\n99-90019,D36-1-a-01,conforming\n")
    workspace = Programme(copy)
    state = workspace.state()
    for id, sha256, version in (("2026-99-STP-TS", first, "2026.4"), ("2026-99-90019-TS", second, "2026.5")):
        (pinned,) = workspace.case(state, state.inspections[id]).checklists
        assert (pinned.pin.sha256, pinned.checklist.version) == (sha256, version)
        assert hashlib.sha256((copy / "files" / sha256).read_bytes()).hexdigest() == sha256
        assert state.fields("file", sha256)["name"] == "dieu-36.yaml"


@pytest.mark.parametrize("agreed", ["conforming", "observation"])
def test_importing_the_agreed_verdict_resolves_a_conflict(copy: Path, agreed: str) -> None:
    """Whichever of the two it is; the entry's base names both."""
    subject, verdicts = "2026-99-STP-TS/D36-1-a-01", {"conforming", "observation"}
    with Programme(copy).journal.writing() as transaction:
        both = transaction.append([Draft("answer", subject, {"verdict": said}) for said in sorted(verdicts)], writer())
    state = Programme(copy).state()
    assert state.conflicts("answer", subject) == ["verdict"]
    assert state.fields("answer", subject) == {}
    take(copy, "answers", f"inspection,criterion,verdict\n2026-99-STP-TS,D36-1-a-01,{agreed}\n")
    state = Programme(copy).state()
    assert state.conflicts("answer", subject) == []
    assert [a.verdict for a in state.answers("2026-99-STP-TS")] == [agreed]
    assert Programme(copy).journal.entries()[-1].base == tuple(sorted(entry.id for entry in both))


def test_an_import_is_judged_by_what_stands_when_its_turn_comes(copy: Path) -> None:
    """Not by what stood before it had to wait: else two laptops would open the same inspection."""
    like = Programme(copy).state().fields("inspection", "2026-99-STP-TS")
    with ThreadPoolExecutor(1) as second, Programme(copy).journal.writing() as first:
        waiting = second.submit(take, copy, "answers", "agency,criterion,verdict\n99-90019,D36-1-a-01,conforming\n")
        time.sleep(0.5)
        assert not waiting.done()
        first.append([Draft("inspection", "2026-99-90019-TS", {**like, "agency": "99-90019", "round": "7"})], writer())
    assert (waiting.result().added, waiting.result().opened) == (1, [])
    state = Programme(copy).state()
    assert [(i.id, i.round) for i in state.of_agency("99-90019")] == [("2026-99-90019-TS", "7")]
    assert not state.conflicts("inspection", "2026-99-90019-TS")


def test_four_imports_at_once_open_one_inspection(copy: Path, tmp_path: Path) -> None:
    """Four laptops on one shared folder, the same agency: each waits for the other, nothing is lost."""
    script = Path(sys.executable).with_name("isoaudit")
    running = []
    for i in range(1, 5):
        table = tmp_path / f"{i}.csv"
        table.write_text(f"agency,criterion,verdict\n99-90019,D36-1-a-0{i},conforming\n", encoding="utf-8")
        command = [str(script), "-C", str(copy), "answers", "import", str(table)]
        running.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE))
    for process in running:
        _, complaint = process.communicate(timeout=120)
        assert process.returncode == 0, complaint.decode()
    state = Programme(copy).state()
    assert [i.id for i in state.of_agency("99-90019")] == ["2026-99-90019-TS"]
    assert len(state.answers("2026-99-90019-TS")) == 4
    assert not Programme(copy).verify()


@pytest.fixture(scope="module")
def scratch(register: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One copy of the programme for many small imports, one after the other."""
    return Path(shutil.copytree(register, tmp_path_factory.mktemp("scratch") / "năm 2026"))


LETTERS = st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
TYPED = st.text(LETTERS, max_size=25).filter(
    lambda typed: not typed.lstrip().startswith("=") and comes_in_as_typed(typed)
)
LINES = st.lists(TYPED, min_size=1, max_size=2)
CRITERIA = [f"D36-1-c-{number:02d}" for number in range(1, 9)]


@settings(deadline=None, max_examples=8)
@given(
    texts=st.lists(LINES.map("\n".join), min_size=1, max_size=8),
    form=st.sampled_from(["NFC", "NFD"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig"]),
)
def test_whatever_is_typed_as_evidence_comes_out_as_typed(
    scratch: Path, texts: list[str], form: Any, encoding: str
) -> None:
    """Any letter of any script, quotes, separators, lines; NFC, without the spaces around it."""
    path = scratch.parent / "any.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        table = csv.writer(file)
        table.writerow(["inspection", "criterion", "verdict", "evidence", "note"])
        for criterion, text in zip(CRITERIA, texts, strict=False):
            typed = unicodedata.normalize(form, text)
            table.writerow(["2026-99-STP-TS", criterion, "conforming", f" {typed}\n", typed])
    import_answers(Programme(scratch), path)
    given_ = {a.criterion: a for a in Programme(scratch).state().answers("2026-99-STP-TS")}
    for criterion, text in zip(CRITERIA, texts, strict=False):
        expected = unicodedata.normalize("NFC", text).strip()
        assert [e.text for e in given_[criterion].evidence] == ([expected] if expected else [])
        assert given_[criterion].note == expected
