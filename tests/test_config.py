"""isoaudit.toml: what a new one holds, and what is said when one is wrong."""

from __future__ import annotations

import json
import re
import tempfile
import tomllib
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from conftest import Run
from hypothesis import given, settings
from hypothesis import strategies as st

from isoaudit.errors import IsoAuditError, ProgrammeError
from isoaudit.journal.new_settings import new_settings
from isoaudit.journal.settings import SETTINGS, read_settings, shipped
from isoaudit.journal.settings_text import repaired
from isoaudit.model import Office, PaperName, Settings, Signer

BOTH: tuple[PaperName, ...] = ("notice", "correction_request", "not_accepted", "review_notice")
APPROVES = Signer(papers=("plan_decision",), office="ubnd")
GOOD = 'authority = "Chi cục X"\nyear = 2026\n'


def made(authority: str, year: int = 2026) -> Settings:
    """The settings of a new programme, read back."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / SETTINGS).write_text(new_settings(authority, year), encoding="utf-8")
        return read_settings(Path(folder))


def wrong(folder: Path, text: str | bytes) -> list[tuple[str, str]]:
    """Code and words of what is wrong with settings."""
    path = folder / SETTINGS
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ProgrammeError) as error:
        read_settings(folder)
    assert {problem.where for problem in error.value.problems} == {str(path)}
    assert all(problem.remedy and "\n" not in str(problem) for problem in error.value.problems)
    return [(problem.code, problem.what) for problem in error.value.problems]


# --- new settings


def test_a_chi_cuc_has_two_offices_and_the_so_signs_to_its_equals() -> None:
    """practice.md: a Chi cục trưởng does not send a thông báo to a Giám đốc sở"""
    found = made("Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình")
    assert found.authority == "Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình"
    assert (found.year, found.province, found.place) == (2026, "tỉnh An Bình", "An Bình")
    assert found.offices == {
        "chi_cuc": Office(
            parent="Sở Khoa học và Công nghệ tỉnh An Bình",
            name="Chi cục Tiêu chuẩn Đo lường Chất lượng",
            head="Chi cục trưởng",
        ),
        "so": Office(parent="UBND tỉnh An Bình", name="Sở Khoa học và Công nghệ", head="Giám đốc"),
        "ubnd": Office(name="Ủy ban nhân dân tỉnh An Bình", head="Chủ tịch"),
    }
    assert found.signers == (
        APPROVES,
        Signer(papers=("plan_submission", "report_request", "report_reminder", "correction_reminder"), office="so"),
        Signer(papers=BOTH, addressees=("ubnd_tinh", "co_quan_chuyen_mon"), office="so"),
        Signer(papers="all", office="chi_cuc"),
    )


def test_a_so_signs_everything() -> None:
    found = made("Sở Khoa học và Công nghệ thành phố An Bình", 2030)
    assert (found.year, found.province, found.place) == (2030, "thành phố An Bình", "An Bình")
    assert found.offices == {
        "so": Office(parent="UBND thành phố An Bình", name="Sở Khoa học và Công nghệ", head="Giám đốc"),
        "ubnd": Office(name="Ủy ban nhân dân thành phố An Bình", head="Chủ tịch"),
    }
    assert found.signers == (APPROVES, Signer(papers="all", office="so"))


def test_any_other_body_stands_alone_with_its_head_left_open() -> None:
    """practice.md: a Ban Chỉ đạo ISO that issues must work too"""
    found = made("Ban Chỉ đạo ISO tỉnh An Bình")
    assert found.offices["don_vi"] == Office(name="Ban Chỉ đạo ISO")
    assert found.signers == (APPROVES, Signer(papers="all", office="don_vi"))
    assert found.province == "tỉnh An Bình"


@pytest.mark.parametrize("authority", ["Chi cục X", "Sở Khoa học và Công nghệ", "Cục Y", "tỉnh An Bình"])
def test_without_a_province_its_places_are_open(authority: str) -> None:
    found = made(authority)
    assert (found.authority, found.province, found.place, found.plan.issuer) == (authority, "", "", "")
    assert not any("tỉnh" in office.parent for office in found.offices.values())


@pytest.mark.parametrize("authority", ["Chi cục X tỉnh An Bình", "Sở X tỉnh An Bình", "Ban X"])
def test_what_only_the_office_knows_is_left_open(authority: str) -> None:
    """NĐ30/2020, Annex I, II.3.b: the head sets the symbol. TT26/2014 Đ37.1.a: no day for replies by record"""
    found = made(authority)
    assert {office.symbol for office in found.offices.values()} == {""}
    assert {(signer.form, signer.position, signer.name) for signer in found.signers} == {("", "", "")}
    assert (found.drafter, found.guidance, found.plan.number, found.plan.on) == ("", "", "", None)
    assert (found.reply_by, found.period_from, found.period_to) == (None, None, None)
    assert found.team == "Đoàn kiểm tra"


def test_the_plan_is_approved_by_the_province() -> None:
    """TT26/2014 Đ34.1.b"""
    assert made("Chi cục X tỉnh An Bình").plan.issuer == "Chủ tịch Ủy ban nhân dân tỉnh An Bình"


def test_what_is_commented_out_is_ready_for_use() -> None:
    """The examples in the comments are of the programme's own year."""
    text = new_settings("Chi cục X tỉnh An Bình", 2031)
    for line in ("# period_from =", "# period_to =", "# reply_by =", "# on ="):
        assert line in text
        text = text.replace(line, line.removeprefix("# "))
    found = Settings.model_validate(tomllib.loads(text))
    assert found.period_from and found.period_to and found.reply_by and found.plan.on
    assert (found.period_from.isoformat(), found.period_to.isoformat()) == ("2030-07-01", "2031-06-30")
    assert found.reply_by.year == found.plan.on.year == 2031
    days_off = text[text.index("# [[days_off]]") :].replace("\n# ", "\n").removeprefix("# ")
    listed = Settings.model_validate({**tomllib.loads(days_off), "authority": "Chi cục X", "year": 2031}).days_off
    assert [day.isoformat() for one in listed for day in one.days][0] == "2031-08-31" and listed[1].works


AUTHORITIES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1).filter(str.strip)
SPECIAL = st.text(st.sampled_from("\"\\{}#=[]'a tỉnhSở"), min_size=1).filter(str.strip)


@settings(deadline=None)
@given(st.one_of(AUTHORITIES, SPECIAL, SPECIAL.map("Chi cục {} tỉnh {{}}".format)), st.integers(2014, 2100))
def test_every_name_survives(authority: str, year: int) -> None:
    found = made(authority, year)
    assert found.authority == unicodedata.normalize("NFC", authority.strip())
    assert found.year == year
    assert {signer.office for signer in found.signers} <= set(found.offices)
    assert {signer.addressees for signer in found.signers} >= {"all"}


def test_a_name_is_kept_composed_and_trimmed() -> None:
    name = "Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình"
    assert made(f"  {unicodedata.normalize('NFD', name)} ") == made(name)


def test_a_name_with_quotes_backslashes_and_braces_through_the_command(isoaudit: Run, tmp_path: Path) -> None:
    name = "Ban \"ISO\" \\ {authority} {0} % # 'x' tỉnh An Bình"
    done = isoaudit("init", tmp_path / "p", "--authority", name, "--year", 2026)
    assert done.returncode == 0, done.stderr
    found = read_settings(tmp_path / "p")
    assert (found.authority, found.province) == (name, "tỉnh An Bình")
    assert found.offices["don_vi"].name == "Ban \"ISO\" \\ {authority} {0} % # 'x'"


@pytest.mark.parametrize("name", ["", "  ", "Chi cục\x07X", "Chi cục\x7fX", "Chi cục\udcffX"])
def test_a_name_that_cannot_be_used_leaves_no_half_made_programme(isoaudit: Run, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "p"
    done = isoaudit("init", folder, "--authority", name, "--year", 2026)
    assert (done.returncode, done.stdout) == (2, "")
    assert "chưa lường trước" not in done.stderr
    assert not folder.exists() or not any(folder.iterdir())


# --- settings that are wrong


def test_a_folder_without_settings_is_no_programme(isoaudit: Run, tmp_path: Path) -> None:
    with pytest.raises(ProgrammeError) as error:
        read_settings(tmp_path)
    assert [problem.code for problem in error.value.problems] == ["PROGRAMME_001"]
    done = isoaudit("inspections", "list", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "không phải thư mục làm việc của isoaudit. Tạo bằng lệnh «isoaudit init»" in done.stderr


SIGNS = st.text(st.sampled_from("ab=.[]{}'\"#,:-+_ \n\r\t\\\\ux019eT\x07\ud800é"), max_size=40)
VALUES = st.sampled_from(
    [
        "1",
        "-1.5",
        "nan",
        "inf",
        "true",
        '""',
        "[]",
        "{}",
        "[[]]",
        "[{}]",
        "{a = 1}",
        "[{a = []}]",
        "2026-01-01",
        "10:00:00",
    ]
    + ["2026-01-01T00:00:00Z", '"\\u0007"', "9" * 5000, "[" * 3000, "a." * 3000, "'x'", '["notice"]']
)


@settings(deadline=None, max_examples=300)
@given(st.sampled_from([*Settings.model_fields, "offices.so", "plan.on", "x"]), VALUES | SIGNS)
def test_no_settings_stop_the_program(field: str, value: str) -> None:
    """Any value of any field is taken, or refused in short lines."""
    with tempfile.TemporaryDirectory() as folder:
        text = f"{field} = {value}\n" + "".join(line for line in GOOD.splitlines(True) if not line.startswith(field))
        (Path(folder) / SETTINGS).write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            read_settings(Path(folder))
        except ProgrammeError as error:
            lines = [str(found).removeprefix(folder) for found in error.problems]
            assert all(line.isprintable() and len(line) < 600 and line.endswith(".") for line in lines)


@pytest.mark.parametrize(
    ("list_", "reason"),
    [
        ("day = 2026-09-02\nto = 2026-09-01", "ngày cuối phải từ ngày 02/9/2026"),
        ("day = 2026-01-01\nto = 2027-01-01", "không quá 31 ngày"),
        ("day = 2026-08-31\n[[days_off]]\nday = 2026-08-31\nworks = true", "vừa ghi là ngày nghỉ vừa ghi là ngày làm"),
    ],
)
def test_a_list_of_days_off_that_cannot_be_meant_is_refused(tmp_path: Path, list_: str, reason: str) -> None:
    text = f'authority = "Chi cục"\nyear = 2026\n[[days_off]]\n{list_}\n'
    (found,) = wrong(tmp_path, text)
    assert found[0] == "PROGRAMME_004" and reason in found[1]


# --- settings as people type them (secretary A17)


@pytest.mark.parametrize("typed", ["“TĐC”", "”TĐC”", "“TĐC“", "„TĐC”", '"TĐC”', '“TĐC"', "‘TĐC’", "'TĐC’"])
@pytest.mark.parametrize("after", ["", '   # viết tắt đơn vị soạn thảo, in ở "Lưu: VT, ..." và trong số công văn'])
def test_the_quotes_of_word_and_zalo_are_quotes(tmp_path: Path, typed: str, after: str) -> None:
    (tmp_path / SETTINGS).write_text(f"{GOOD}drafter = {typed}{after}\nplace = 'A'\n", encoding="utf-8")
    found = read_settings(tmp_path)
    assert (found.drafter, found.place) == ("TĐC", "A")


def test_curly_quotes_in_lists_and_within_a_text(tmp_path: Path) -> None:
    papers = '“notice”, "plan",\n ‘minutes’,\n "report_request”, "file_index"'
    signer = f"[[signers]]\npapers = [{papers}]\naddressees = “all”\noffice = “so”\n"
    text = f'{GOOD}banner = “Dữ liệu "giả định", để “tập huấn””\nteam = "Đoàn “A”" # x\n{signer}'
    (tmp_path / SETTINGS).write_text(text, encoding="utf-8")
    found = read_settings(tmp_path)
    assert (found.banner, found.team) == ('Dữ liệu "giả định", để “tập huấn”', "Đoàn “A”")
    assert found.signers == (Signer(papers=("notice", "plan", "minutes", "report_request", "file_index"), office="so"),)


@pytest.mark.parametrize(
    "typed",
    ["10/02/2026", "10/2/2026", "10-02-2026", "10.2.2026", '"10/02/2026"', "“10/2/2026”", "2026-2-10", '"2026-02-10"'],
)
def test_a_day_is_written_as_papers_write_it(tmp_path: Path, typed: str) -> None:
    days = f"[[days_off]]\nday = {typed}\n"
    text = f"{GOOD}reply_by = {typed}   # ngày\n[plan]\non={typed}\n{days}"
    (tmp_path / SETTINGS).write_text(text, encoding="utf-8")
    found = read_settings(tmp_path)
    assert {found.reply_by, found.plan.on, found.days_off[0].day} == {date(2026, 2, 10)}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-8"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_any_notepad_saves_is_read(tmp_path: Path, encoding: str, newline: str) -> None:
    text = new_settings("Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình", 2026)
    (tmp_path / SETTINGS).write_bytes(text.replace("\n", newline).encode(encoding))
    assert read_settings(tmp_path) == made("Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('drafter = "QLCL   # in ở "Lưu: VT, ..." và', 'thiếu dấu ngoặc kép đóng; ghi như: drafter = "QLCL"'),
        ("drafter = “QLCL", 'thiếu dấu ngoặc kép đóng; ghi như: drafter = "QLCL"'),
        ('drafter = "QLCL', 'thiếu dấu ngoặc kép đóng; ghi như: drafter = "QLCL"'),
        ("reply_by = 31/02/2026", "«31/02/2026» không phải ngày có thật; ghi như 18/6/2026"),
        ("drafter = QLCL", 'chữ phải đặt trong ngoặc kép ("…")'),
        ('drafter "QLCL"', "thiếu dấu «=» sau tên mục"),
        ('drafter = "QLCL" và', "có chữ thừa sau nội dung"),
        ('drafter = "a\\c"', "muốn ghi dấu «\\» thì gõ hai lần"),
    ],
)
def test_a_line_that_is_wrong_is_shown_with_what_to_write(tmp_path: Path, line: str, said: str) -> None:
    ((code, words),) = wrong(tmp_path, f"{GOOD}{line}\nplace = 'A'\n")
    assert code == "PROGRAMME_003"
    assert words.startswith(f"tệp viết sai: dòng 3 («{' '.join(line.split())}»): ") and said in words
    assert "2026-06-18" not in words


def test_all_that_is_wrong_is_said_at_once_with_the_lines(tmp_path: Path) -> None:
    signers = '[[signers]]\npapers = ["notice"]\noffice = "so"\n[[signers]]\npapers = ["thư"]\noffice = "so"\n'
    text = f'authority = “X\nyear = 26\ndrafter = "a\nreply_by = "hôm nào"\n{signers}'
    found = [words for _, words in wrong(tmp_path, text)]
    assert [re.findall(r"dòng (\d+)", words)[0] for words in found] == ["1", "3", "2", "4", "9"]
    assert "phải là ngày, như 18/6/2026" in found[3] and "«signers.1.papers" in found[4]


WORDS_OF_TOML = st.text(st.sampled_from("abđ “”‘’„\"'#=[],\\/.-0129\t"), max_size=20)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.tuples(st.sampled_from(["a", "b.c", "d"]), WORDS_OF_TOML | st.lists(WORDS_OF_TOML)), max_size=4))
def test_a_text_that_is_toml_already_is_not_touched(values: list[tuple[str, str | list[str]]]) -> None:
    """Whatever stands within its quotes and behind its #."""
    lines = [f"{json.dumps(k)} = {json.dumps(v, ensure_ascii=False)} # “x” 1/2/2026" for k, v in dict(values).items()]
    literal = [f"l{n} = '{v}'" for n, (_, v) in enumerate(values) if isinstance(v, str) and "'" not in v]
    blocks = [
        f'm{n} = """\n{v}“\n= 1/2/2026\n"""'
        for n, (_, v) in enumerate(values)
        if isinstance(v, str) and '"' not in v and "\\" not in v
    ]
    text = "\n".join([*lines, *literal, *blocks, "[10-2-2026]", "day = 2026-02-10 # x", "t = 2026-02-10T10:00:00"])
    tomllib.loads(text)
    assert repaired(text) == (text, [])


def test_a_file_of_more_than_200_kb_is_not_read(tmp_path: Path) -> None:
    assert wrong(tmp_path, GOOD + "#" * 200_000) == [
        ("PROGRAMME_003", "tệp viết sai: tệp quá 200 KB, có thể là tệp khác bị đổi tên.")
    ]


def test_a_text_of_many_points_is_a_text(tmp_path: Path) -> None:
    """Only a name of thousands of parts is refused before it is read: tomllib would take gigabytes for it."""
    (tmp_path / SETTINGS).write_text(f'{GOOD}banner = "{"." * 1000}"\n', encoding="utf-8")
    assert read_settings(tmp_path).banner == "." * 1000


@pytest.mark.parametrize("addressees", ['["sao"]', '"tất cả"', '["chi_cuc", "sao"]'])
def test_an_unknown_addressee_is_one_problem_in_plain_words(tmp_path: Path, addressees: str) -> None:
    signer = f'[[signers]]\npapers = ["notice"]\naddressees = {addressees}\noffice = "so"\n'
    found = wrong(tmp_path, GOOD + '[offices.so]\nname = "Sở"\n' + signer)
    assert [code for code, _ in found] == ["PROGRAMME_004"]
    assert "«signers.0.addressees" in found[0][1]
    assert "literal" not in found[0][1]


@pytest.mark.parametrize("year", ["26", "2101", "true"])
def test_a_year_that_init_refuses_is_refused_in_the_settings_too(tmp_path: Path, year: str) -> None:
    """PROGRAMME_005: from 2014, when Decision 19/2014 came, to 2100"""
    assert wrong(tmp_path, f'authority = "X"\nyear = {year}\n')[0][0] in ("PROGRAMME_004", "PROGRAMME_005")


def test_settings_that_cannot_be_read_are_refused_in_plain_words(tmp_path: Path) -> None:
    """As when the file is locked by another program; a folder of that name stands for it, since root may read all."""
    (tmp_path / SETTINGS).mkdir()
    with pytest.raises(IsoAuditError):
        read_settings(tmp_path)


def test_settings_as_notepad_saves_them(tmp_path: Path) -> None:
    """With a byte order mark, Windows line ends, and letters with their accents apart."""
    text = new_settings("Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình", 2026)
    text = text.replace("[offices.so]", '[offices."sở"]').replace('office = "so"', 'office = "sở"')
    saved = b"\xef\xbb\xbf" + unicodedata.normalize("NFD", text).replace("\n", "\r\n").encode()
    (tmp_path / SETTINGS).write_bytes(saved)
    found = read_settings(tmp_path)
    assert (found.authority, found.place) == ("Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình", "An Bình")
    assert [signer.office for signer in found.signers] == ["ubnd", "sở", "sở", "chi_cuc"]
    assert set(found.offices) == {"sở", "chi_cuc", "ubnd"}


def test_wrong_settings_stop_every_command_with_place_and_remedy(isoaudit: Run, programme: Path) -> None:
    path = programme / SETTINGS
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("year = 2026", "year = hai nghìn"), encoding="utf-8")
    line = text.splitlines().index("year = 2026") + 1
    said = f"- {path}: tệp viết sai: dòng {line} («year = hai nghìn»): nội dung viết sai; "
    for command in (["inspections", "list"], ["run", "findings"]):
        done = isoaudit("-C", programme, *command)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr
    path.write_text("provine = 1\n" + text, encoding="utf-8")
    done = isoaudit("-C", programme, "agencies", "list", "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "isoaudit.toml, dòng 1, mục «provine»: không có mục tên như vậy." in done.stderr


@pytest.mark.parametrize(
    ("name", "file"),
    [("checklists", "law.yaml"), ("notebooks", "findings.ipynb"), ("examples", "an-binh-2026/isoaudit.toml")],
)
def test_what_travels_with_the_package_is_found(name: str, file: str) -> None:
    assert (shipped(name) / file).is_file()
