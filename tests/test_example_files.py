"""Every bad file of ``example-files/negative`` through the command: refused, each in its own words, nothing written.

A bad file stands in the folder of its kind and is named after its fault. Beside it ``NAME.expected`` lists what is said
of it, one problem a line in the order of the program: code, place as it is given after the name of the file, a part of
the message. The place is a row (``12``), a cell of a sheet (``Sở_Tư_pháp!F12``), a line of a YAML file, or ``-`` for
the file as a whole. A folder in ``checklists`` is the folder of checklists of a programme; its places begin with the
file (``law.yaml:3``). A last line ``schema`` is for ``test_checklist.py``. A new bad file is a new file, no code.
"""

from __future__ import annotations

import hashlib
import io
import re
import runpy
import shutil
import sys
import zipfile
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest
from conftest import AGENCIES, AUTHORITY, INSPECTIONS, run_isoaudit

from isoaudit import wording
from isoaudit.cli import _status
from isoaudit.errors import CATALOGUE
from isoaudit.journal.settings import SETTINGS

TOOLS = Path(__file__).parent.parent / "tools"
NEGATIVE = Path(__file__).parent / "example-files" / "negative"
TABLES = ("agencies", "inspections", "inspectors", "answers")
KINDS = (*TABLES, "checklists", "settings")
BAD = sorted(p for kind in KINDS for p in (NEGATIVE / kind).iterdir() if p.suffix != ".expected")

MORE_AGENCIES = """\
code,name,level,kind,obligation,valid_to
99-CU,Ban quản lý cũ,tinh,khac,bat_buoc,2025-06-30
99-GOP,Sở Ngoại vụ,tinh,co_quan_chuyen_mon,bat_buoc,2025-02-28
"""
HEIR = "code,name,level,kind,obligation,predecessors\n99-VP,Văn phòng UBND tỉnh,tinh,khac,bat_buoc,99-GOP\n"
MORE_INSPECTIONS = "agency,mode\n99-CCKL,by_record\n99-CCKL,on_site\n"
INSPECTORS = "code,name\nKT-01,Lương Quốc Bảo\n"

SHOWN_ELSEWHERE = {
    "FILE_001": "a file that is not there (test_exchange.py, test_checklist.py)",
    "FILE_002": "a file that cannot be opened (test_exchange.py)",
    "AGENCY_005": "other earlier names than those recorded (test_register.py)",
    "AGENCY_007": "a list without codes, two agencies of one name (test_phrases.py)",
    "AGENCY_011": "two agencies of one name, and no place to tell them apart (test_namesakes.py)",
    "AGENCY_009": "a province that is none, of the national register (test_national_register.py)",
    "AGENCY_010": "a district in the register of a year after 2025 (test_districts.py)",
    "INSPECTION_011": "a short form that is none (test_short_form.py)",
    "INSPECTION_012": "a short form for another kind of agency (test_short_form.py)",
    "INSPECTION_010": "an inspecting unit that is none (test_units.py)",
    "FILE_005": "a file that cannot be written (test_render.py)",
    "FILE_007": "a file that an export would overwrite",
    "FILE_008": "a link that would be written through (test_security.py)",
    "CRITERION_002": "a point that is none, said in the form (test_saying.py)",
    "CHECKLIST_029": "an annex that the office changed (test_annex.py)",
    "CHECKLIST_030": "a short form that names what is not there (test_short_form.py)",
    "CHECKLIST_031": "a short form that leaves a point out (test_short_form.py)",
    **{f"CHECKLISTBOOK_{n:03}": "a checklist edited in Excel (test_checklist_book.py)" for n in range(1, 7)},
    "CHECKLIST_016": "more than 5 MB (test_checklist.py)",
    "CHECKLIST_024": "a wording for a criterion that is none (test_wordings.py)",
    "CHECKLIST_025": "a blank that is none (test_wordings.py)",
    "CHECKLIST_026": "two wordings that say the same (test_wordings.py)",
    "CHECKLIST_027": "a nonconformity where the law carries none (test_wordings.py)",
    "CHECKLIST_028": "a finding that is none, kept as a wording (test_wordings_kept.py)",
    "FILE_009": "a folder on another machine (test_open.py)",
    "TABLE_029": "columns of an office's own words (test_phrases.py, test_clerks_tables.py)",
    "TABLE_030": "the same, said with what is offered (test_asking.py)",
    "TABLE_031": "words an office gave a meaning (test_asking.py)",
    "TABLE_032": "the same (test_asking.py)",
    "SHEET_008": "said of the marked copy, not of the file",
}
ENGLISH = re.compile(
    r"\b(found|expected|values?|allowed|valid|invalid|errors?|[Ff]ield|[Ii]nput|literal|tuple|None|line|not|must|bad|zip)\b"
)
AVOIDED = re.compile(
    r"\b(tái phạm|lỗi|vi phạm|thanh tra|yêu cầu|(?<!thuộc )đối tượng|journal|gate|case|row|JSON|phần trăm)\b",
    re.IGNORECASE,
)
FEW = [
    "agencies/many-faults.csv",
    "answers/formula-that-starts-a-program.csv",
    "inspections/sqlite-renamed.csv",
    "checklists/nested-in-thousands.yaml",
    "settings/name-of-thousands-of-parts.toml",
]
"""Those that go through the installed command as well."""


@dataclass(frozen=True)
class Told:
    """What the command answered to a file."""

    status: int
    out: str
    problems: list[str]
    """One line each, the name of the file cut away."""
    rest: str
    """What else stands on standard error."""
    changed: list[str]
    """Files of the programme that are not as they were."""
    beside: list[str]
    """Files that are now beside the refused one."""


def run(*words: object) -> tuple[int, str, str]:
    """The command in this process: status, standard output, standard error."""
    out, err = io.StringIO(), io.StringIO()
    with patch.object(sys, "argv", ["isoaudit", *map(str, words)]), redirect_stdout(out), redirect_stderr(err):
        status = _status()
    return status, out.getvalue(), err.getvalue()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme with a register, inspections and an inspector; no bad file changes it."""
    folder = tmp_path_factory.mktemp("office") / "năm 2026"
    assert run("init", folder, "--authority", AUTHORITY, "--year", 2026)[0] == 0
    for kind, text in (
        ("agencies", AGENCIES),
        ("agencies", MORE_AGENCIES),
        ("agencies", HEIR),
        ("inspectors", INSPECTORS),
        ("inspections", INSPECTIONS),
        ("inspections", MORE_INSPECTIONS),
    ):
        table = folder.parent / f"{kind}.csv"
        table.write_text(text, encoding="utf-8")
        status, _, err = run("-C", folder, kind, "import", table)
        assert status == 0, err
    return folder


@pytest.fixture(scope="module")
def tell(office: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Told]:
    """What the command says of a bad file; each is tried once."""
    scratch = tmp_path_factory.mktemp("bad")
    return cache(lambda path: told(path, office, scratch))


def told(path: Path, office: Path, scratch: Path) -> Told:
    """Hand a copy of a bad file to the command that reads its kind."""
    folder, words, copy = command(path, office, scratch / path.parent.name / path.stem)
    before = snapshot(folder)
    status, out, err = run("--full", "-C", folder, *words)
    after = snapshot(folder)
    lines = err.splitlines()
    problems = [line for line in lines if line.startswith("- ")]
    names = (f"{copy}/", str(copy), copy.name) if copy.is_dir() else (str(copy), copy.name)
    return Told(
        status,
        out,
        [cut(line.removeprefix("- "), names) for line in problems],
        "\n".join(line for line in lines if line not in problems),
        sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name)),
        sorted(p.name for p in copy.parent.iterdir() if p != copy) if path.parent.name in TABLES else [],
    )


def command(path: Path, office: Path, scratch: Path) -> tuple[Path, tuple[object, ...], Path]:
    """The programme, the words after ``-C FOLDER``, and the copy that is read."""
    kind = path.parent.name
    scratch.mkdir(parents=True)
    if kind in TABLES:
        copy = Path(shutil.copy(path, scratch))
        return office, (kind, "import", copy), copy
    if path.suffix == ".yaml":
        copy = Path(shutil.copy(path, scratch))
        return office, ("checklist", "check", copy), copy
    folder = scratch / "năm 2026"
    shutil.copytree(office, folder, ignore=shutil.ignore_patterns("notebooks", "files"))
    if kind == "settings":
        return folder, ("agencies", "list"), Path(shutil.copy(path, folder / SETTINGS))
    law = (folder / "checklists" / "law.yaml").read_bytes()
    shutil.rmtree(folder / "checklists")
    copy = Path(shutil.copytree(path, folder / "checklists"))
    if not (copy / "law.yaml").is_file():
        (copy / "law.yaml").write_bytes(law)
    return folder, ("checklist", "check"), copy


def snapshot(folder: Path) -> dict[str, tuple[str, int]]:
    """Every file of a folder: its bytes, and when it was last written."""
    return {
        str(path.relative_to(folder)): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def cut(line: str, names: tuple[str, ...]) -> str:
    """A line without the name of the file it begins with."""
    return next((line.removeprefix(name) for name in names if line.startswith(name)), line)


PLACE = re.compile(r"(?:, )?(?P<place>.*?): (?P<words>.*)", re.DOTALL)


def place_and_words(line: str) -> tuple[str, str]:
    """The place of a problem in the form of an ``.expected`` file, and what is said."""
    found = PLACE.fullmatch(line)
    assert found, line
    place = found["place"].removeprefix(":").removeprefix("dòng ")
    cell = re.fullmatch(r"trang «(.*)», (?:ô|dòng) (\w+)", place)
    if cell:
        place = f"{cell[1]}!{cell[2]}"
    return place.replace(" ", "_") or "-", found["words"]


@cache
def sentences(code: str) -> re.Pattern[str]:
    """What a message of the catalogue looks like, whatever is filled in."""
    parts = re.split(r"\{\w+\}", " ".join(CATALOGUE[code]))
    return re.compile("(.*)".join(map(re.escape, parts)), re.DOTALL)


def expected(path: Path) -> list[tuple[str, str, str]]:
    """Code, place and part of the message, for each problem of a bad file."""
    lines = beside(path).read_text(encoding="utf-8").splitlines()
    parts = [f"{line}  ".split(" ", 2) for line in lines if line != "schema"]
    return [(code, place, words.strip()) for code, place, words in parts]


def beside(path: Path) -> Path:
    """The ``.expected`` file of a bad file or folder."""
    return path.with_suffix(".expected")


@pytest.mark.parametrize("path", BAD, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_bad_file_is_refused_in_its_own_words_and_nothing_is_written(
    path: Path, tell: Callable[[Path], Told]
) -> None:
    found = tell(path)
    assert found.status == 2
    assert found.out == ""
    assert "chưa lường trước" not in found.rest and "Traceback" not in found.rest
    said = [place_and_words(line) for line in found.problems]
    wanted = expected(path)
    assert [place for place, _ in said] == [place for _, place, _ in wanted], found.problems
    for (_, words), (code, _, part) in zip(said, wanted, strict=True):
        assert sentences(code).fullmatch(words), (code, words)
        assert part in words
    assert found.changed == []


LISTS = ("agencies", "inspectors", "inspections")
PARTLY = re.compile(
    r"Các dòng khác \([0-9.]{2,} dòng\) đã rõ: thêm «--partly» vào lệnh nhập để nhập trước các dòng ấy\."
)


@pytest.mark.parametrize("path", BAD, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_is_said_of_a_bad_file_can_be_read(path: Path, tell: Callable[[Path], Told]) -> None:
    """Whole Vietnamese sentences, short, without the words practice.md forbids; at the end how many there are."""
    found = tell(path)
    assert found.problems
    for line in found.problems:
        own = re.sub(r"«[^»]*»|\([^)]*\)", "", line)
        assert line.endswith("."), line
        assert len(line) < 600, len(line)
        assert re.search("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", own), line
        assert not ENGLISH.search(own), line
        assert not AVOIDED.search(own), line
        assert line.isprintable(), line
    number = wording.count(len(found.problems))
    ends = ([f"Có {number} vấn đề."], [f"Có {number} chỗ cần sửa; chưa ghi dữ liệu nào."])
    if path.parent.name not in TABLES or path.parent.name == "answers":  # of several files some may have been taken
        ends = ends[:1] if len(found.problems) > 1 else ([],)
    copy = [f"Các chỗ cần sửa được đánh dấu trong «{name}», cùng thư mục với tệp đã chọn." for name in found.beside]
    told = found.rest.splitlines()
    if path.parent.name in LISTS and told and PARTLY.fullmatch(told[-1]):
        told.pop()
    assert told in [end + copy for end in ends]


@pytest.mark.parametrize("path", BAD, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_only_a_workbook_with_cells_to_mend_gets_a_copy_beside_it(path: Path, tell: Callable[[Path], Told]) -> None:
    in_cells = path.suffix == ".xlsx" and any("!" in place for _, place, _ in expected(path))
    assert tell(path).beside == ([f"{path.stem} - cần sửa.xlsx"] if in_cells else [])


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_bad_files_of_a_kind_get_the_same_answer(kind: str, tell: Callable[[Path], Told]) -> None:
    """A workbook and a CSV file may: both can be empty."""
    answers: dict[tuple[str, ...], str] = {}
    for path in BAD:
        if path.parent.name == kind:
            first = answers.setdefault((path.suffix, *tell(path).problems), path.name)
            assert first == path.name


@pytest.mark.parametrize("name", FEW)
def test_the_installed_command_says_the_same(
    name: str, office: Path, tell: Callable[[Path], Told], tmp_path: Path
) -> None:
    path = NEGATIVE / name
    folder, words, copy = command(path, office, tmp_path / "a")
    done = run_isoaudit("-C", folder, "--full", *words)
    said = [line.removeprefix("- ") for line in done.stderr.splitlines() if line.startswith("- ")]
    assert (done.returncode, done.stdout) == (2, "")
    assert [cut(line, (str(copy), copy.name)) for line in said] == tell(path).problems


def test_the_workbooks_are_those_the_tool_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise: python tools/make_bad_workbooks.py"""
    monkeypatch.syspath_prepend(str(TOOLS))
    made: dict[str, bytes] = runpy.run_path(str(TOOLS / "make_bad_workbooks.py"))["workbooks"]()
    assert set(made) == {f"{path.parent.name}/{path.name}" for path in BAD if path.suffix == ".xlsx"}
    for name, data in made.items():
        kept = (NEGATIVE / name).read_bytes()
        assert kept == data or content(kept) == content(data), name
        assert len(kept) < 20_000, name


def content(data: bytes) -> list[tuple[str, int, int]]:
    """What an archive holds; another zlib may press it into other bytes."""
    return [(entry.filename, entry.CRC, entry.file_size) for entry in zipfile.ZipFile(io.BytesIO(data)).infolist()]


def test_the_corpus_is_large_and_every_file_says_what_is_expected() -> None:
    assert len(BAD) >= 230
    assert len({beside(path) for path in BAD}) == len(BAD), "two files share an .expected"
    assert {beside(path) for path in BAD} == set(NEGATIVE.glob("*/*.expected"))
    assert all(expected(path) for path in BAD)
    assert {path.name for path in NEGATIVE.iterdir()} == set(KINDS)
    assert sum(path.suffix == ".xlsx" for path in BAD) >= 40


def test_every_message_about_files_is_shown_by_one() -> None:
    families = (
        "FILE_",
        "TABLE_",
        "SHEET_",
        "AGENCY_",
        "INSPECTION_",
        "INSPECTOR_",
        "CRITERION_",
        "CHECKLIST_",
        "CHECKLISTBOOK_",
    )
    shown = {code for path in BAD for code, _, _ in expected(path)}
    assert {code for code in CATALOGUE if code.startswith(families)} - shown == set(SHOWN_ELSEWHERE)
