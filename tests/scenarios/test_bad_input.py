"""Bad input on top of an example: refused in clear words, nothing written, nothing half-made.

Of lists of procedures (a code twice, two names for one code, no code) it is shown in test_procedures.py, of an altered
year before in many ways in test_carry.py.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from conftest import run_isoaudit

from isoaudit.journal.programme import Programme
from isoaudit.journal.settings import SETTINGS, shipped

EXAMPLE = shipped("examples") / "linh-son-2022"
TARGETS = shipped("examples") / "dong-sen-2022" / "chi-tieu.csv"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The year 2022 of Lĩnh Sơn with its settings and register."""
    folder = tmp_path_factory.mktemp("bad") / "năm 2022"
    unit = "Sở Khoa học và Công nghệ tỉnh Lĩnh Sơn"
    assert run_isoaudit("init", folder, "--authority", unit, "--year", "2022").returncode == 0
    shutil.copyfile(EXAMPLE / SETTINGS, folder / SETTINGS)
    assert run_isoaudit("-C", folder, "agencies", "import", EXAMPLE / "co-quan.csv").returncode == 0
    return folder


@pytest.fixture
def year(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "năm 2022"))


def gone(folder: Path) -> None:
    shutil.rmtree(folder)


def altered(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "programme.db")) as database, database:
        changed = database.execute("UPDATE entries SET payload = replace(payload, 'Sở Nội vụ', 'Sở Ngoại vụ')")
        assert changed.rowcount > 0


def as_it_is(folder: Path) -> None:
    pass


@pytest.mark.parametrize(
    ("happens", "more", "words"),
    [
        (gone, (), "không có thư mục này"),
        (altered, (), "dữ liệu năm trước đã bị thay đổi ngoài chương trình"),
        (as_it_is, ("--year", "2022"), "không trước năm 2022"),
        (as_it_is, ("--year", "2021"), "không trước năm 2021"),
    ],
    ids=["missing", "altered", "the year twice", "a year before"],
)
def test_a_year_is_begun_only_after_a_whole_earlier_one(
    year: Path, happens: Callable[[Path], None], more: tuple[str, ...], words: str
) -> None:
    happens(year)
    after = year.with_name("năm sau")
    done = run_isoaudit("init", after, "--after", year, *more)
    assert done.returncode == 2 and words in done.stderr, done.stderr
    assert not after.exists() and done.stdout == ""


def test_a_year_is_not_made_twice_in_one_folder(year: Path) -> None:
    before = Programme(year).fingerprint()
    done = run_isoaudit("init", year, "--authority", "Sở Khoa học và Công nghệ tỉnh Lĩnh Sơn", "--year", "2022")
    assert done.returncode == 2 and "thư mục đã có nội dung" in done.stderr
    assert Programme(year).fingerprint() == before


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (lambda text: text.replace("Cơ quan thuộc đối tượng phải xây dựng và áp dụng", "", 1), "Khối"),
        (lambda text: text.replace("Cơ quan thuộc đối tượng phải xây dựng và áp dụng", "Các hội", 1), "Các hội"),
        (lambda text: text.replace("TT,Khối,", "TT,Ghi chú,", 1), "Khối cơ quan"),
    ],
    ids=["an empty cell", "a block that is none", "no column"],
)
def test_a_target_without_a_block_is_refused_at_its_place(
    year: Path, tmp_path: Path, changed: Callable[[str], str], words: str
) -> None:
    text = TARGETS.read_text(encoding="utf-8")
    table = tmp_path / "chi-tieu.csv"
    table.write_text(changed(text), encoding="utf-8")
    assert table.read_text(encoding="utf-8") != text
    before = Programme(year).fingerprint()
    done = run_isoaudit("-C", year, "rollout", "import", table)
    assert done.returncode == 2 and "chi-tieu.csv" in done.stderr and words in done.stderr, done.stderr
    assert Programme(year).fingerprint() == before


def test_a_unit_without_a_signer_stops_every_command_with_its_remedy(year: Path) -> None:
    text = (year / SETTINGS).read_text(encoding="utf-8")
    own = text[text.index('[[signers]]\npapers = "all"\naddressees = "all"\noffice = "h11"') :]
    (year / SETTINGS).write_text(text.replace(own, ""), encoding="utf-8")
    for words in (("agencies", "list"), ("inspections", "import", EXAMPLE / "lich-kiem-tra.xlsx")):
        done = run_isoaudit("-C", year, *words)
        assert done.returncode == 2 and done.stdout == ""
        assert "«Ủy ban nhân dân huyện Yên Lĩnh» chưa có người ký văn bản" in done.stderr
        assert "thêm người ký cho đơn vị này" in done.stderr
