"""Phiếu kiểm tra: what a member examines, by pen; each part alone or all in one file, on its side, rows kept whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pytest
from builders import PROGRAMME
from conftest import Run
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from test_papers import CRITERIA, TEAM, case

from isoaudit.model import Case, Member, Signer
from isoaudit.papers.decree30 import check
from isoaudit.papers.in_folder import find_template
from isoaudit.papers.render import render_docx
from isoaudit.papers.values import PaperSubject, paper
from isoaudit.wording import labels

SIGNED = PROGRAMME.model_copy(update={"signers": (Signer(papers="all", office="chi_cuc"),)})
IDS = [criterion.id for criterion in CRITERIA]


def given(*team: Member, **fields: Any) -> Case:
    made = case(**fields)
    inspection = made.inspection.model_copy(update={"team": team})
    return made.model_copy(update={"programme": SIGNED, "inspection": inspection})


def parts(of: Case, member: str = "") -> list[tuple[str, bool, list[str]]]:
    """Who, whether it is what is left over, which criteria."""
    made = paper("checklist", PaperSubject((of,), member=member)).context["parts"]
    return [(part["member"], part["spare"], [row["id"] for row in part["rows"] if row["id"]]) for part in made]


def test_without_assignments_there_is_one_part_with_every_criterion() -> None:
    assert parts(given(Member(name="Vi Văn Dũng"))) == [("……" * 4, False, IDS)]


def test_each_member_has_a_part_and_what_nobody_has_stands_at_the_end() -> None:
    dung, trang = Member(name="Vi Văn Dũng", criteria=tuple(IDS[:2])), Member(name="Nông Thu Trang", criteria=(IDS[1],))
    assert parts(given(dung, trang)) == [
        ("Vi Văn Dũng", False, IDS[:2]),
        ("Nông Thu Trang", False, [IDS[1]]),
        ("……" * 4, True, IDS[2:]),
    ]
    assert parts(given(dung, trang), "vi văn dũng") == [("Vi Văn Dũng", False, IDS[:2])]


def test_a_member_without_an_assignment_asks_for_everything() -> None:
    assert parts(given(Member(name="Vi Văn Dũng")), "Vi Văn Dũng") == [("Vi Văn Dũng", False, IDS)]


def test_a_criterion_that_does_not_apply_is_left_out() -> None:
    elsewhere = CRITERIA[0].model_copy(update={"kinds": ("so",)})
    other = given(criteria=(elsewhere, *CRITERIA[1:]))
    assert other.agency.kind != "so"
    assert parts(other) == [("……" * 4, False, IDS[1:])]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("phiếu")
    dung = Member(name="Vi Văn Dũng", criteria=tuple(IDS[:2]))
    answered = given(*TEAM[:2], dung, answers=f"{IDS[0]} | nonconforming | Danh mục | còn thiếu 18 TTHC")
    of = paper("checklist", PaperSubject((answered,)))
    path = folder / "checklist.docx"
    path.write_bytes(render_docx(find_template(of.template, folder), of.context))
    return path


def test_pages_lie_on_their_side_and_each_part_is_numbered_from_one(made: Path) -> None:
    sections = docx.Document(str(made)).sections
    assert len(sections) == 2
    for section in sections:
        assert section.orientation == WD_ORIENT.LANDSCAPE
        assert section.page_width > section.page_height
        numbers = section._sectPr.find(qn("w:pgNumType"))
        assert numbers is not None and numbers.get(qn("w:start")) == "1"


def test_headings_repeat_and_no_row_is_cut(made: Path) -> None:
    tables = [t for t in docx.Document(str(made)).tables if len(t.columns) == 5]
    assert len(tables) == 2
    for table in tables:
        first, *rows = table.rows
        assert first._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)


def test_a_row_has_question_boxes_and_room_to_write(made: Path) -> None:
    table = next(t for t in docx.Document(str(made)).tables if len(t.columns) == 5)
    texts = [cell.text for row in table.rows for cell in row.cells if row.cells[0].text == IDS[0]]
    id, question, verdicts, evidence, gap = texts
    assert CRITERIA[0].question in question and CRITERIA[0].look_for[0] in question
    assert "Đã ghi: không phù hợp: còn thiếu 18 TTHC" in question
    assert verdicts.splitlines() == [
        "☐ Phù hợp",
        "☐ Không phù hợp",
        "☐ Điểm lưu ý",
        "☐ Không áp dụng",
        "☐ Không kiểm tra",
    ]
    assert len(verdicts.splitlines()) == len(labels()["verdict"])
    assert evidence.startswith("☐ ") and evidence.count("\n…") == 4
    assert gap.count("…\n…") == 4


def test_it_is_as_the_decree_wants_it(made: Path) -> None:
    assert [d.rule for d in check(made).deviations if not d.note] == []


def test_the_command_makes_all_parts_or_one(isoaudit: Run, programme: Path) -> None:
    id = "2026-99-STP-TS"
    done = isoaudit("-C", programme, "paper", "checklist", id)
    assert done.returncode == 0, done.stderr
    assert (programme / "out" / id / "checklist.docx").is_file()
    done = isoaudit("-C", programme, "paper", "Phiếu kiểm tra", id, "--part", "nông thu trang")
    assert done.returncode == 0, done.stderr
    assert (programme / "out" / id / "checklist-nong-thu-trang.docx").is_file()


def test_a_part_of_nobody_or_of_another_paper_is_refused(isoaudit: Run, programme: Path) -> None:
    done = isoaudit("-C", programme, "paper", "checklist", "2026-99-STP-TS", "--part", "Người Lạ")
    assert (done.returncode, "Lương Quốc Bảo; Nông Thu Trang" in done.stderr) == (2, True), done.stderr
    done = isoaudit("-C", programme, "paper", "minutes", "2026-99-STP-TS", "--part", "Nông Thu Trang")
    assert (done.returncode, "không chia theo thành viên" in done.stderr) == (2, True), done.stderr
