"""The working paper: every answer arrives whole and as typed, and the notebook holds no rule of its own."""

from __future__ import annotations

import ast
import html
import json
from datetime import date
from itertools import combinations
from pathlib import Path

import nbformat
import papermill
import pytest
from builders import case, criterion
from lxml import etree

from isoaudit.errors import RunError
from isoaudit.model import POINTS, Act, Case, Result
from isoaudit.notebooks import findings as paper
from isoaudit.pages import working_paper_html
from isoaudit.pages.chart import SERIES, conformity_chart
from isoaudit.rules.answers import remark_of, stops
from isoaudit.rules.findings import with_codes

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "findings.ipynb"
TYPED = "<script>alert(1)</script> A & B <x> $x^2$ và $y$ {{ 7*7 }} C:\\new"
LONG = "Danh mục thủ tục hành chính chưa đủ. " * 120
ALL = f"""
D36-1-a-01 | nonconforming | {TYPED} | còn 18 TTHC chưa đưa vào phạm vi | | major
D36-1-d-01 | conforming | {LONG}
D36-1-dd-01 | conforming | Sổ theo dõi cảnh báo trước hạn | | | good_practice
D36-2-d-01 | not_examined | | | hồ sơ đang lưu ở kho
D36-2-e-01 | observation | | Hợp đồng tư vấn chưa ghi thời hạn
"""


def judged(case: Case) -> tuple[Case, Result]:
    """The case as the gate leaves it, with its result."""
    case = case.model_copy(update={"refused": stops(case)})
    return case, paper.result(case)


def text(shown: paper.HTML) -> str:
    """What a person reads, markup taken off only where it is ours."""
    return html.unescape(str(shown.data))


def test_text_arrives_as_typed_and_whole() -> None:
    inspected, result = judged(case(ALL))
    for shown in (paper.show(paper.answers(inspected)), paper.blocks(paper.findings(result, "nonconformity"))):
        assert "<script" not in shown.data
        assert TYPED in text(shown)
        assert "mathjax_ignore" in shown.data  # else a notebook draws $x^2$ as a formula
    assert LONG.strip() in text(paper.show(paper.answers(inspected)))


def test_line_breaks_stay() -> None:
    inspected, _ = judged(case(ALL))
    answer = inspected.answers[0].model_copy(update={"gap": "dòng một\ndòng hai"})
    inspected = inspected.model_copy(update={"answers": (answer,)})
    assert "dòng một\ndòng hai" in text(paper.show(paper.answers(inspected)))


def test_thirteen_points_in_the_order_of_article_36() -> None:
    _, result = judged(case(ALL))
    table = paper.points(result)
    assert [name.rsplit("(", 1)[1] for name in table[paper.POINT]] == [
        f"điểm {point[2]} khoản {point[0]})" for point in POINTS
    ]
    first = table.iloc[0]
    assert (first["Tình trạng"], first["Không phù hợp"], first["Phù hợp"]) == ("Không phù hợp", "01", "-")
    assert table.iloc[10]["Tình trạng"] == "Chưa kiểm tra"


def test_a_criterion_without_answer_is_shown_as_such() -> None:
    inspected, result = judged(case("D36-1-a-01 | conforming"))
    table = paper.answers(inspected)
    assert list(table["Kết quả"]) == ["Phù hợp"] + ["Chưa có kết quả"] * 4
    missing = paper.to_complete(inspected, result)
    assert len(missing) == 4
    assert missing["Cần bổ sung"].str.contains("Ghi kết quả").all()


def test_what_is_missing_is_told_before_the_gate_has_run() -> None:
    inspected = case("D36-1-a-01 | conforming")
    assert len(paper.to_complete(inspected, paper.result(inspected))) == 4


def test_a_finding_shows_basis_evidence_remedy_and_caution_but_no_grade() -> None:
    _, result = judged(case(ALL))
    shown = text(paper.blocks(paper.findings(result, "nonconformity")))
    for part in (
        "Điểm a khoản 1 Điều 36 Thông tư số 26/2014/TT-BKHCN; mục 4.3 TCVN ISO 9001:2015",
        "Quy định D36-1-a-01 được thực hiện",
        "còn 18 TTHC chưa đưa vào phạm vi",
        "Bổ sung hồ sơ D36-1-a-01",
    ):
        assert part in shown
    assert "nặng" not in shown
    assert "Chương III Thông tư có thể đã hết hiệu lực" in text(paper.blocks(paper.findings(result, "observation")))


def test_nothing_is_proposed_for_a_good_practice() -> None:
    _, result = judged(case(ALL))
    shown = text(paper.blocks(paper.findings(result, "good_practice")))
    assert "Sổ theo dõi cảnh báo trước hạn" in shown
    assert "Đề nghị" not in shown


def test_by_record_lists_what_only_the_office_can_show() -> None:  # Circular 26/2014, Article 37.1
    inspected, result = judged(case("D36-1-a-01 | conforming", mode="by_record"))
    assert list(paper.to_see_on_site(inspected, result)["Tiêu chí"].str[-10:]) == ["D36-1-d-01"]
    assert "D36-1-d-01" not in text(paper.show(paper.answers(inspected)))
    assert any("qua hồ sơ, báo cáo" in sentence for sentence in paper.status(inspected, result))


def test_a_system_not_built_is_stated_and_nothing_is_drawn() -> None:
    inspected, result = judged(case("", qms_status="chua_xay_dung"))
    assert "chưa xây dựng Hệ thống quản lý chất lượng" in paper.status(inspected, result)[0]
    assert "<img" not in paper.chart(result).data


def test_remarks_are_shown() -> None:
    inspected, result = judged(case(ALL))
    inspected = inspected.model_copy(update={"remarks": (remark_of("outside_days", "D36-1-a-01", day="18/6/2026"),)})
    assert paper.status(inspected, result) == (f"Cần xem lại: {inspected.remarks[0].message}",)


def test_the_facts_say_how_the_last_day_was_counted() -> None:
    """BLDS 91/2015 Đ147, 148: the day of culture is no working day."""
    made = case("D36-1-a-01 | nonconforming | Đã xem sổ | Thiếu")
    signed = Act(kind="minutes_signed", on=date(2026, 9, 24))
    made = made.model_copy(update={"agreed": with_codes(made), "acts": (signed,)})
    facts = dict(paper.facts(made).itertuples(index=False))
    assert facts["Hạn báo cáo khắc phục"].startswith("25/11/2026: 02 tháng kể từ ngày 24/9/2026")
    assert "ngày 24/11/2026: Ngày Văn hóa Việt Nam" in facts["Hạn báo cáo khắc phục"]
    asked = Act(kind="requested", on=date(2026, 3, 1), reply_by=date(2026, 4, 1))
    waiting = made.model_copy(update={"agreed": (), "acts": (asked,)})
    assert "Hạn báo cáo khắc phục" not in dict(paper.facts(waiting).itertuples(index=False))


def test_the_facts_name_agency_time_team_and_checklist() -> None:
    inspected, _ = judged(case(ALL, declaration="Quyết định số 512/QĐ-UBND"))
    facts = dict(paper.facts(inspected).itertuples(index=False))
    assert facts["Cơ quan chịu sự kiểm tra"] == "UBND phường Đông Kiều"
    assert facts["Thời gian kiểm tra"] == "Ngày 18/6/2026"
    assert facts["Thời kỳ kiểm tra"] == "Từ ngày 01/7/2025 đến ngày 18/6/2026"
    assert facts["Đoàn kiểm tra"] == "Lương Quốc Bảo (trưởng đoàn)"
    assert facts["Quyết định công bố"] == "Quyết định số 512/QĐ-UBND"
    assert facts["Phiếu kiểm tra"].endswith("Phiên bản 2026.1, mã SHA-256 bắt đầu bằng 000000000000")


def test_the_chart_is_the_same_each_time_and_readable_in_grey() -> None:
    _, result = judged(case(ALL))
    assert paper.chart(result).data == paper.chart(result).data
    looks = [(sum(bytes.fromhex(one.colour[1:])) / 3 / 255, one.hatch) for one in SERIES]
    for one, other in combinations(looks, 2):
        assert one[1] != other[1] or abs(one[0] - other[0]) > 0.15


def test_the_chart_has_a_number_in_each_bar() -> None:
    criteria = tuple(criterion(f"D36-1-a-{number:02d}", "1.a") for number in range(1, 8))
    answers = "\n".join(f"{c.id} | conforming" for c in criteria)
    _, result = judged(case(answers, criteria=criteria))
    drawn = etree.fromstring(conformity_chart(result))
    written = ["".join(text.itertext()).strip() for text in drawn.iter("{*}text")]
    assert "7" in written
    assert " ".join(written).count("(điểm") == 13


@pytest.mark.parametrize(("content", "code"), [(None, "FILE_001"), ("{", "FILE_002"), ('{"format": 1}', "FILE_002")])
def test_a_case_that_cannot_be_read_says_where(tmp_path: Path, content: str | None, code: str) -> None:
    path = tmp_path / "case.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(RunError) as caught:
        paper.load(path)
    assert caught.value.problems[0].code == code
    assert caught.value.problems[0].where == "case.json"


def test_no_letter_is_explained(tmp_path: Path) -> None:
    inspected, result = judged(case("D36-1-a-01 | conforming"))
    shown = text(paper.letter(inspected, result, tmp_path))
    assert "Chưa lập dự thảo: còn 04 nội dung cần bổ sung" in shown


def test_the_letter_is_shown_and_not_written(tmp_path: Path) -> None:
    """The run writes it: a cell that is changed or left out cannot lose it."""
    inspected, result = judged(case(ALL))
    shown = text(paper.letter(inspected, result, tmp_path))
    assert "THÔNG BÁO" in shown and "còn 18 TTHC chưa đưa vào phạm vi" in shown
    assert not list(tmp_path.iterdir())


def test_the_last_cell_of_before_shows_the_same_and_writes_nothing(tmp_path: Path) -> None:
    inspected, result = judged(case(ALL))
    written = paper.write_letter(inspected, result, tmp_path)
    assert paper.letter(written, result, tmp_path).data == paper.letter(inspected, result, tmp_path).data
    assert not list(tmp_path.iterdir())


# the notebook itself


def test_the_notebook_is_clean() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert len(code) <= 13
    assert code[0].metadata.tags == ["parameters"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    for cell in code:
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.FunctionDef):
                assert (node.end_lineno or 0) - node.lineno < 5


def test_the_parameters_are_described() -> None:
    parameters = papermill.inspect_notebook(str(NOTEBOOK))
    assert list(parameters) == ["case", "out"]
    assert parameters["case"]["default"] == "None", "a misspelt parameter must not show some other case"
    for parameter in parameters.values():
        assert parameter["help"]


@pytest.fixture(scope="module", params=["complete", "refused"])
def executed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, Case]:
    """The notebook run on one case with the stock kernel: its folder, its page, the case."""
    out = tmp_path_factory.mktemp("programme") / "out" / "2026-99-90001-TS"
    out.mkdir(parents=True)
    inspected, _ = judged(case(ALL if request.param == "complete" else "D36-1-a-01 | conforming"))
    (out / "case.json").write_text(inspected.model_dump_json(), encoding="utf-8")
    parameters = {"case": str(out / "case.json"), "out": str(out)}
    notebook = papermill.execute_notebook(
        str(NOTEBOOK), str(out / "findings.ipynb"), parameters, progress_bar=False, kernel_name="python3"
    )
    return out, working_paper_html(notebook, paper.title(inspected)), inspected


def test_the_notebook_writes_findings_and_shows_the_letter(executed: tuple[Path, str, Case]) -> None:
    out, page, inspected = executed
    written = (out / "findings.json").read_text(encoding="utf-8")
    assert Result.model_validate_json(written) == paper.result(inspected)
    assert json.loads(written)["points"][0]["title"] == "Phạm vi áp dụng"
    assert "Phạm vi áp dụng" in written  # readable, not \\u escapes
    assert not (out / "notice.docx").exists()
    assert ("THÔNG BÁO" in page) is not bool(inspected.refused)
    assert ("Chưa lập dự thảo" in page) is bool(inspected.refused)


def test_the_page_is_whole_and_tells_nothing_of_this_machine(executed: tuple[Path, str, Case]) -> None:
    out, page, inspected = executed
    read = html.unescape(page)
    for answer in inspected.answers:
        for part in (*(evidence.text for evidence in answer.evidence), answer.gap, answer.note):
            assert part in read
    assert str(out.parent.parent) not in page
    assert "import " not in page
    assert "<script" not in page
    for heading in ("1. Cuộc kiểm tra", "2. Kết quả theo 13 nội dung của Điều 36", "10. Dự thảo văn bản"):
        assert heading in page
