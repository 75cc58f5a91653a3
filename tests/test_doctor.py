"""Whether the laptop is ready: each check is made to fail for real where this machine lets it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import AUTHORITY

from isoaudit import programs
from isoaudit.doctor import Check, data, examine, machine
from isoaudit.errors import ProgrammeError
from isoaudit.journal.new_settings import new_settings
from isoaudit.journal.settings import read_settings
from isoaudit.journal.store import Draft, Journal, Writer

NOW = datetime(2026, 6, 18, 16, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[1]
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the state is made with means of Linux")


def check(folder: Path, code: str, now: datetime = NOW) -> Check:
    """One check of a folder."""
    return next(c for c in examine(folder, now) if c.code == code)


def refused(found: Check, what: str, remedy: str) -> None:
    """The check is not fine, says ``what`` and tells to do ``remedy``."""
    assert not found.fine
    assert what in found.what
    assert remedy in found.remedy


def written(folder: Path, *moments: str) -> Path:
    """A programme whose entries were written at these moments."""
    folder.mkdir(exist_ok=True)
    (folder / "isoaudit.toml").write_text(new_settings(AUTHORITY, 2026), encoding="utf-8")
    journal = Journal(folder / "programme.db", folder / "files", create=True)
    with journal.writing() as transaction:
        for number, at in enumerate(moments):
            transaction.append([Draft("agency", str(number), {})], Writer("trang", "máy 1", at))
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A programme of one entry."""
    return written(tmp_path / "năm 2026", "2026-06-18T15:45:00+07:00")


def bare_python(folder: Path, code: str, prelude: str = "") -> str:
    """What a check says in a Python without any installed package."""
    program = f"""
import sys
sys.path = [p for p in sys.path if "site-packages" not in p] + [{str(ROOT)!r}]
{prelude}
from datetime import datetime
from pathlib import Path
from isoaudit.doctor import examine
found = next(c for c in examine(Path({str(folder)!r}), datetime.now()) if c.code == {code!r})
print(found.fine, found.what, found.remedy)
"""
    environment = {**os.environ, "PYTHONTZPATH": "", "PYTHONUTF8": "1"}
    command = [sys.executable, "-S", "-c", program]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, timeout=60, check=True)
    return done.stdout


def test_this_machine_is_ready_in_a_programme_within_a_second(programme: Path) -> None:
    examine(programme, datetime.now(UTC))
    start = time.perf_counter()
    checks = examine(programme, datetime.now(UTC))
    assert time.perf_counter() - start < 1
    assert [c for c in checks if c.needed and not c.fine] == []
    assert len({c.code for c in checks}) == len(checks) == 18
    assert {c.code for c in checks if not c.needed} == {"OFFICE", "BROWSER", "PATH", "BACKUP", "DAYS_OFF"}


def test_a_year_without_the_list_of_days_off_is_said_and_from_november_the_next_one_too(tmp_path: Path) -> None:
    """Days swapped by the yearly notice are in no calendar; two months from November end in the next year."""
    settings = tmp_path / "isoaudit.toml"

    def said(text: str, month: int) -> tuple[str, str]:
        settings.write_text(new_settings(AUTHORITY, 2026) + text, encoding="utf-8")
        return data.days_off_state(settings, datetime(2026, month, 2, tzinfo=UTC))

    own = "[[days_off]]\nday = 2026-08-31\n"
    assert "năm 2026:" in said("", 6)[0] and said("", 6)[1]
    assert said(own, 6)[1] == "" and "năm 2027:" in said(own, 11)[0]
    assert said(f"{own}[[days_off]]\nday = 2026-12-31\nto = 2027-01-03\n", 11)[1] == ""
    assert data.days_off_state(tmp_path / "không có", NOW)[1] == ""


@pytest.mark.parametrize(
    "text",
    ["", "year = ", "year = 2026", 'days_off = 1\nyear = "a"', "a" + ".a" * 20_000 + " = 1", "[" * 9000, "\ud800"],
)
def test_settings_written_wrongly_are_said_as_every_command_says_them(programme: Path, text: str) -> None:
    (programme / "isoaudit.toml").write_bytes(text.encode("utf-8", "surrogatepass"))
    found = {check.code: check for check in examine(programme, NOW)}
    with pytest.raises(ProgrammeError) as error:
        read_settings(programme)
    assert error.value.problems[0].what in found["PROGRAMME"].what
    assert found["PROGRAMME"].needed and found["PROGRAMME"].remedy
    assert "isoaudit.toml" in found["DAYS_OFF"].what and "lường trước" not in found["DAYS_OFF"].what


def test_a_check_has_a_remedy_exactly_when_it_is_not_fine(tmp_path: Path) -> None:
    checks = examine(tmp_path / "không có", NOW)
    assert {c.fine for c in checks} == {True, False}
    assert all(c.what and c.fine is (c.remedy == "") for c in checks)


def test_nothing_is_left_behind_and_nothing_changed(small: Path) -> None:
    before = {p: p.stat().st_mtime_ns for p in small.rglob("*")}
    examine(small, NOW)
    assert {p: p.stat().st_mtime_ns for p in small.rglob("*")} == before


@pytest.mark.parametrize("path", ["x\0y", "", "x" * 5000, "/dev/null/x"])
def test_strange_folders_are_told_and_raise_nothing(path: str) -> None:
    assert len(examine(Path(path), NOW)) == 18


def test_a_question_without_an_answer_is_a_check_that_says_so(tmp_path: Path) -> None:
    refused(check(tmp_path / "không có", "DISK"), "Không kiểm tra được chỗ trống trên đĩa", "gửi dòng này")


@LINUX
def test_a_current_folder_that_was_removed_raises_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "đã xóa"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    refused(check(Path(), "WRITE"), "không ghi được", "«-C»")


@pytest.mark.parametrize(("version", "fine"), [((3, 11, 0), True), ((3, 14, 2), True), ((3, 10, 9), False)])
def test_python_from_3_11(version: tuple[int, ...], fine: bool) -> None:
    what, remedy = machine.python_state(version)
    assert what == f"Python {'.'.join(map(str, version))}."
    assert ("3.11 trở lên" in remedy) is not fine


def test_sqlite_from_3_31() -> None:
    assert machine.sqlite_state((3, 31, 0)) == ("SQLite 3.31.0.", "")
    assert "3.31.0 trở lên" in machine.sqlite_state((3, 30, 9))[1]


def test_missing_packages_are_named_and_the_doctor_runs_without_any(tmp_path: Path) -> None:
    assert bare_python(tmp_path, "PACKAGES").startswith(
        f"False Thiếu gói Python: {', '.join(machine.PACKAGES)}. Cài lại"
    )


def test_only_what_is_missing_is_named() -> None:
    assert machine.packages_state(["papermill", "khong-co-goi-nay"])[0] == "Thiếu gói Python: khong-co-goi-nay."


def test_a_machine_without_time_zones_is_told_to_install_tzdata(tmp_path: Path) -> None:
    said = bare_python(tmp_path, "TIME_ZONE")
    assert said.startswith("False Không có múi giờ Việt Nam")
    assert "tzdata" in said


UNREADABLE = "Không đọc được nhân"
KERNELS = [
    (None, "Thiếu nhân"),
    *((text, UNREADABLE) for text in ("{", "[]", '{"argv": []}')),
    ('{"argv": ["/da/xoa/bin/python"]}', "nay không còn"),
]


@pytest.mark.parametrize(("text", "what"), KERNELS)
def test_a_kernel_that_will_not_start(tmp_path: Path, text: str | None, what: str) -> None:
    if text is not None:
        kernel_file(tmp_path, text)
    said, remedy = machine.kernel_state(tmp_path)
    assert what in said
    assert "ipykernel install --sys-prefix" in remedy


@pytest.mark.parametrize("command", ["python", "python3", sys.executable])
def test_a_kernel_that_starts(tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # Jupyter needs no python on the PATH
    kernel_file(tmp_path, json.dumps({"argv": [command, "-m", "ipykernel_launcher"]}))
    assert machine.kernel_state(tmp_path)[1] == ""


def kernel_file(prefix: Path, text: str) -> None:
    """A kernel.json of the Python at ``prefix``."""
    path = prefix / "share" / "jupyter" / "kernels" / "python3" / "kernel.json"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")


@LINUX
@pytest.mark.skipif(shutil.which("fc-list") is None, reason="fontconfig is not installed")
def test_a_machine_without_the_font(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = tmp_path / "fonts.conf"
    settings.write_text(f"<fontconfig><dir>{tmp_path}</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(settings))
    refused(check(tmp_path, "FONTS"), "Không có phông chữ Times New Roman", "Liberation Serif")


@pytest.mark.parametrize(
    "name", ["Times_New_Roman.ttf", "TIMES.TTF", "Tinos-Regular.ttf", "LiberationSerif-Regular.ttf"]
)
def test_without_fontconfig_the_files_of_fonts_are_looked_for(tmp_path: Path, name: str) -> None:
    assert programs.families_in([str(tmp_path), str(tmp_path / "không có")]) == set()
    (tmp_path / "truetype").mkdir()
    (tmp_path / "truetype" / name).touch()
    assert machine.fonts_state(programs.families_in([str(tmp_path)]))[1] == ""


@LINUX
def test_fonts_are_found_without_fontconfig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ready = check(tmp_path, "FONTS").fine
    monkeypatch.setenv("PATH", str(tmp_path))
    assert check(tmp_path, "FONTS").fine is ready


@pytest.mark.parametrize("family", ["Times New Roman", "Liberation Serif", "Tinos"])
def test_a_font_of_the_same_measures_will_do(family: str) -> None:
    assert machine.fonts_state({"DejaVu Serif", family}) == (f"Có phông chữ {family}.", "")
    assert machine.fonts_state({"DejaVu Serif", "Times"})[1]


def test_folders_of_fonts_of_each_system() -> None:
    windows = {"WINDIR": r"D:\Windows", "LOCALAPPDATA": r"C:\Users\Trang\AppData\Local"}
    own = r"C:\Users\Trang\AppData\Local\Microsoft\Windows\Fonts"
    assert programs.font_folders("win32", windows, r"C:\Users\Trang") == [r"D:\Windows\Fonts", own]
    assert programs.font_folders("win32", {}, "") == [r"C:\Windows\Fonts"]
    assert "/Users/trang/Library/Fonts" in programs.font_folders("darwin", {}, "/Users/trang")
    assert "/srv/trang/.local/share/fonts" in programs.font_folders("linux", {}, "/srv/trang")


@LINUX
@pytest.mark.parametrize(
    ("code", "what", "remedy", "command"),
    [("OFFICE", "Không thấy LibreOffice", "Word", "soffice"), ("BROWSER", "Không thấy Chrome", "Nên cài", "chromium")],
)
def test_programs_that_are_optional(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, what: str, remedy: str, command: str
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = check(tmp_path, code)
    refused(found, what, remedy)
    assert not found.needed
    (tmp_path / command).touch(mode=0o755)
    assert check(tmp_path, code).what.endswith(f"({tmp_path / command}).")


def test_places_of_programs_of_each_system() -> None:
    windows = {"PROGRAMFILES": r"C:\Program Files", "LOCALAPPDATA": r"C:\Users\Trang\AppData\Local"}
    office = r"C:\Program Files\LibreOffice\program\soffice.exe"
    assert office in programs.usual_places(programs.OFFICE, "win32", windows)
    chrome = r"C:\Users\Trang\AppData\Local\Google\Chrome\Application\chrome.exe"
    assert chrome in programs.usual_places(programs.BROWSER, "win32", windows)
    mac = ["/Applications/LibreOffice.app/Contents/MacOS/soffice"]
    assert programs.usual_places(programs.OFFICE, "darwin", {}) == mac
    assert programs.usual_places(programs.OFFICE, "linux", {}) == []


@pytest.mark.parametrize(
    ("free", "words", "fine"),
    [(78 * 10**9, "78 GB", True), (10**9, "1,0 GB", True), (10**9 - 1, "1,0 GB", False), (4 * 10**8, "0,4 GB", False)],
)
def test_a_gigabyte_is_needed(free: int, words: str, fine: bool) -> None:
    what, remedy = machine.disk_state(free)
    assert what == f"Còn {words} trống trên đĩa."
    assert ("xóa bớt" in remedy) is not fine


@LINUX
def test_a_disk_without_room_and_without_rights() -> None:
    """/sys has no room and lets nobody write, root neither."""
    refused(check(Path("/sys"), "DISK"), "Còn 0,0 GB", "ít nhất 1 GB")
    refused(check(Path("/sys"), "WRITE"), "không có quyền đọc, ghi", "quyền ghi")


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "năm 2026").touch()
    refused(check(tmp_path / "năm 2026", "WRITE"), "không có thư mục này", "đường dẫn")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (r"\\may-chu\chung\nam-2026", "trong mạng"),
        (r"\\?\UNC\may-chu\chung", "trong mạng"),
        ("//may-chu/chung", "trong mạng"),
        (r"C:\Users\Trang\OneDrive - So KHCN\nam-2026", "OneDrive"),
        (r"G:\My Drive\nam-2026", "Google Drive"),
        (r"G:\Drive của tôi\nam-2026", "Google Drive"),
        ("/srv/trang/Dropbox/nam-2026", "Dropbox"),
        ("/Users/trang/Library/Mobile Documents/com~apple~CloudDocs/nam-2026", "iCloud"),
    ],
)
def test_a_folder_where_the_data_must_not_lie(path: str, words: str) -> None:
    what, remedy = machine.place_state(path)
    assert words in what
    assert "đĩa của máy" in remedy


@pytest.mark.parametrize("path", [r"C:\nam-2026", r"\\?\C:\nam-2026", "/srv/trang/nam-2026", r"D:\Về OneDrive\2026"])
def test_a_folder_on_the_disk_of_the_machine(path: str) -> None:
    assert machine.place_state(path)[1] == ""


def test_a_synchronised_folder_is_seen_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "OneDrive" / "2026").mkdir(parents=True)
    (tmp_path / "tắt").symlink_to(tmp_path / "OneDrive" / "2026")
    refused(check(tmp_path / "tắt", "PLACE"), "OneDrive đồng bộ", "Chuyển thư mục")


def test_a_long_path_is_told_with_its_length(tmp_path: Path) -> None:
    folder = tmp_path.resolve() / ("x" * (151 - len(str(tmp_path.resolve())) - 1))
    refused(check(folder, "PATH"), "dài 151 ký tự", "150 ký tự")
    assert check(folder, "PATH").needed is (sys.platform == "win32")
    assert check(folder.with_name(folder.name[:-1]), "PATH").fine


def test_outside_a_programme_only_the_machine_is_checked(tmp_path: Path) -> None:
    found = check(tmp_path, "PROGRAMME")
    assert found.fine
    assert "chỉ kiểm tra máy" in found.what


@pytest.mark.parametrize("name", ["programme.db", "isoaudit.toml"])
def test_half_a_programme(small: Path, name: str) -> None:
    (small / name).unlink()
    refused(check(small, "PROGRAMME"), f"Thiếu tệp {name}", "bản sao lưu")


def test_broken_data(small: Path) -> None:
    database = small / "programme.db"
    database.write_bytes(b"x" * 5000)
    refused(check(small, "PROGRAMME"), "bị hỏng", "bản sao lưu")
    refused(check(small, "CLOCK"), "chưa đối chiếu được", "programme.db")
    database.write_bytes(b"")
    refused(check(small, "PROGRAMME"), "không phải dữ liệu isoaudit", "bản sao lưu")


def test_data_whose_structure_is_damaged_though_they_open(small: Path) -> None:
    with closing(sqlite3.connect(small / "programme.db")) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("INSERT INTO sqlite_master VALUES ('table', 'la', 'la', 3, 'CREATE TABLE la (a)')")
        connection.commit()
    refused(check(small, "PROGRAMME"), "bị hỏng", "bản sao lưu")


def test_data_without_entries(tmp_path: Path) -> None:
    refused(check(written(tmp_path / "2026"), "PROGRAMME"), "không còn dữ liệu", "bản sao lưu")


def test_data_another_program_is_writing(small: Path) -> None:
    with closing(sqlite3.connect(small / "programme.db", isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        refused(check(small, "PROGRAMME"), "đang có chương trình khác ghi", "Đợi")
    assert check(small, "PROGRAMME").fine


def test_a_write_cut_short_is_told_and_verify_mends_it(small: Path) -> None:
    database = small / "programme.db"
    program = f"""
import os, sqlite3
connection = sqlite3.connect({str(database)!r}, isolation_level=None)
connection.execute("PRAGMA cache_size=1")
connection.execute("BEGIN IMMEDIATE")
for n in range(500):
    row = (str(n),) + ("x" * 500,) * 9
    connection.execute("INSERT INTO entries VALUES (?,?,?,?,?,?,?,?,?,?)", row)
os._exit(1)
"""
    subprocess.run([sys.executable, "-c", program], check=False)
    refused(check(small, "PROGRAMME"), "bị ngắt giữa chừng", "isoaudit verify")
    assert Journal(database, small / "files").verify() == []
    assert check(small, "PROGRAMME").fine


@pytest.mark.parametrize("name", ["100% xong", "hỏi?", "số #1", "a&mode=rwc"])
def test_data_in_a_folder_with_any_name(tmp_path: Path, small: Path, name: str) -> None:
    assert check(small.rename(tmp_path / name), "PROGRAMME").what.endswith("nguyên vẹn.")


def test_addresses_of_data_on_each_system() -> None:
    assert data.read_only_uri("/srv/a b/programme.db") == "file:///srv/a%20b/programme.db?mode=ro"
    assert data.read_only_uri("C:/nam/programme.db") == "file:///C:/nam/programme.db?mode=ro"
    assert data.read_only_uri("//may/chung/programme.db") == "file:////may/chung/programme.db?mode=ro"


def test_a_clock_before_the_last_entry(tmp_path: Path) -> None:
    """16:00 in London is 23:00 in Vietnam: the entry of 22:59 there is past, that of 23:01 is to come."""
    past = written(tmp_path / "qua", "2026-06-18T22:59:00+07:00", "2025-01-01T08:00:00+07:00")
    assert check(past, "CLOCK").fine
    ahead = written(tmp_path / "tới", "2026-06-18T23:01:00+07:00", "2026-06-18T20:00:00+00:00", "2025-01-01T08:00:00Z")
    refused(check(ahead, "CLOCK"), "sớm hơn mục ghi sau cùng", "Chỉnh lại ngày giờ")
    assert check(ahead, "CLOCK", NOW + timedelta(hours=4)).fine
    assert not check(ahead, "CLOCK", NOW + timedelta(hours=3, minutes=59)).fine


def test_a_clock_without_offset_is_the_local_one(tmp_path: Path) -> None:
    folder = written(tmp_path / "2026", NOW.isoformat())
    local = NOW.astimezone().replace(tzinfo=None)
    assert check(folder, "CLOCK", local).fine
    assert not check(folder, "CLOCK", local - timedelta(seconds=1)).fine


def test_the_clock_is_shown_as_dates_are_written_here(tmp_path: Path) -> None:
    assert check(tmp_path, "CLOCK", datetime(2026, 7, 5, 8, 5)).what == "Đồng hồ của máy: 08:05 ngày 05/7/2026."
    assert check(tmp_path, "CLOCK", datetime(2026, 2, 10, 8, 5)).what == "Đồng hồ của máy: 08:05 ngày 10/02/2026."


def test_entries_without_a_readable_moment_are_passed_over(tmp_path: Path) -> None:
    folder = written(tmp_path / "2026", "hôm qua", "0001-01-01T00:00:00+07:00", "2026-06-18T15:45:00+07:00")
    assert check(folder, "CLOCK").fine
