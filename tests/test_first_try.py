"""What a second office's files failed at: they go in at the first try, or the message says what one more try needs."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from test_clerks_tables import saved
from test_office_tables import lists  # noqa: F401  the programmes of before each table

from isoaudit.desk.agencies import import_agencies
from isoaudit.desk.asking import Asking
from isoaudit.errors import TableError
from isoaudit.journal.programme import Programme
from isoaudit.model import Agency


@pytest.fixture
def folder(lists: Path, tmp_path: Path) -> Path:  # noqa: F811
    return Path(shutil.copytree(lists / "agencies", tmp_path / "năm 2026"))


def agencies(folder: Path) -> dict[str, Agency]:
    return dict(Programme(folder).lists().agencies)


def test_each_open_question_of_a_body_names_its_own_map_and_all_go_in_together(folder: Path, tmp_path: Path) -> None:
    file = saved(tmp_path, ["Tên cơ quan"], ["Ban Quản lý Khu kinh tế"], ["Chi cục Thuế khu vực III"])
    with pytest.raises(TableError) as error:
        import_agencies(Programme(folder), file)
    given = [meant for problem in error.value.problems for meant in re.findall('--map "([^"]+)"', problem.remedy)]
    assert given == [
        "Ban Quản lý Khu kinh tế=cấp tỉnh",
        "Ban Quản lý Khu kinh tế=Cơ quan khác",
        "Ban Quản lý Khu kinh tế=bắt buộc",
        "Chi cục Thuế khu vực III=cấp tỉnh",
        "Chi cục=bắt buộc",
    ]
    assert "Đối tượng: bắt buộc, khuyến khích)" in error.value.problems[0].remedy
    import_agencies(Programme(folder), file, asking=Asking(given))
    assert {(one.level, one.kind, one.obligation) for one in agencies(folder).values()} == {
        ("tinh", "khac", "bat_buoc"),
        ("tinh", "chi_cuc", "bat_buoc"),
    }
