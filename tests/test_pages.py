"""The pages: self-contained, in plain words, and every text as it was typed."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections import Counter
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from builders import PROGRAMME, case
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from isoaudit.model import POINTS, PointState, Result
from isoaudit.pages import (
    DRAFT,
    NOTEBOOK,
    WORKING_PAPER,
    Coverage,
    IndexRow,
    finding_counts,
    fold,
    index_html,
    totals,
    working_paper_html,
)
from isoaudit.rules.answers import stops
from isoaudit.rules.findings import judge

ATTACK = "Sở <script>document.title='hit'</script> A & B \"<b>\" {{ 7*7 }}"
FOLDER = "2026-99-STP-TS"
FILES = {
    WORKING_PAPER: f"{FOLDER}/findings.html",
    DRAFT: f"{FOLDER}/notice.docx",
    NOTEBOOK: f"{FOLDER}/findings.ipynb",
}
REFUSED = "Tiêu chí D36-1-a-01: chưa có kết quả. Ghi kết quả, hoặc ghi chưa kiểm tra và lý do."


def row(name: str = "Sở Tư pháp", **changed: object) -> IndexRow:
    """A row of an inspection that ran and has its letter."""
    given: dict[str, object] = {
        "inspection": FOLDER,
        "agency": "99-STP",
        "kind": "co_quan_chuyen_mon",
        "mode": "on_site",
        "status": "ran",
        "state": "đã lập dự thảo",
        "refused": (),
        "counts": {"nonconformity": 3, "observation": 2, "good_practice": 1},
        "files": FILES,
    }
    return IndexRow(name=name, **{**given, **changed})  # type: ignore[arg-type]


def index(*rows: IndexRow, coverage: Coverage | None = None) -> str:
    """The index of these rows."""
    return index_html(rows, settings=PROGRAMME, points=totals(Counter()), coverage=coverage or Coverage(35, 12))


def cells(page: str, name: str) -> list[str]:
    """The texts of the row of ``name`` in the table of inspections."""
    found = next(part for part in re.findall(r"<tr role=\"row\".*?</tr>", page, re.DOTALL) if f">{name}</th>" in part)
    return [html.unescape(re.sub(r"<[^>]+>|\s+", " ", cell)).strip() for cell in re.split(r"</t[dh]>", found)[:-1]]


def outside(page: str) -> list[str]:
    """Addresses in the page that would leave the folder."""
    addresses: list[str] = re.findall(r"(?:src|href|url\()=?[\"'(]?([^\"')>\s]+)", page)
    return [a for a in addresses if not a.startswith(("#", "data:")) and (":" in a or a.startswith("/"))]


def number(page: str, words: str) -> str:
    """The summary number under these words."""
    found = re.search(rf"<dt>{words}</dt><dd>([^<]*)</dd>", page)
    assert found, words
    return found[1]


# the working paper


def executed(*outputs: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A notebook with one executed cell."""
    cell = new_code_cell("secret_code = 1", outputs=list(outputs), execution_count=7)
    return new_notebook(cells=[new_markdown_cell("## Kết quả"), cell])


def test_code_prompts_and_warnings_are_not_shown() -> None:
    page = working_paper_html(
        executed(
            new_output("stream", name="stderr", text="/srv/lan/x.py:3: FutureWarning"),
            new_output("stream", name="stdout", text="đã in"),
            new_output("display_data", data={"text/html": "<p>Bảng</p>"}),
        ),
        "Phiếu",
    )
    assert "<p>Bảng</p>" in page
    assert "đã in" in page
    for hidden in ("secret_code", "FutureWarning", "/srv/", "In&nbsp;[", "[7]"):
        assert hidden not in page


def test_html_of_a_cell_stands_in_its_place_as_it_was_made() -> None:
    texts = ["<P class=x>một<br>", "<!--isoaudit-output-0--><p>hai &nbsp; &amp; ba</p>", "<img src='data:,'>"]
    outputs = [new_output("display_data", data={"text/html": text, "text/plain": "chữ"}) for text in texts]
    notebook = executed(*outputs, new_output("stream", name="stdout", text="cuối"))
    notebook.cells.append(new_markdown_cell("<!--isoaudit-output-7--> hết"))
    page = working_paper_html(notebook, "Phiếu")
    places = [page.index(part) for part in (*texts, "cuối", "hết")]
    assert places == sorted(places)
    assert page.count("một") == 1 and "isoaudit-output-7" not in page


def test_a_stop_is_a_plain_sentence() -> None:
    stop = new_output("error", ename="ValueError", evalue="bad", traceback=["Traceback", "/srv/lan/x.py"])
    notebook = executed(stop)
    tagged = {"tags": ["papermill-error-cell-tag"]}
    mark = new_markdown_cell("<span>An Exception was encountered</span>", metadata=tagged)
    notebook.cells.insert(0, mark)
    before = deepcopy(notebook)
    page = working_paper_html(notebook, "Phiếu")
    assert "sổ tay dừng ở đây" in page
    for hidden in ("ValueError", "Traceback", "/srv/", "Exception"):
        assert hidden not in page
    assert notebook == before


def test_the_working_paper_needs_nothing_from_outside() -> None:
    page = working_paper_html(executed(new_output("display_data", data={"image/png": "AAAA"})), "Phiếu")
    assert "data:image/png;base64,AAAA" in page
    assert outside(page) == []
    assert "<script" not in page
    assert "default-src 'none'" in page


def test_the_title_is_escaped() -> None:
    page = working_paper_html(executed(), ATTACK)
    assert f"<title>{html.escape(ATTACK, quote=False)}"[:30] in page
    assert "<script" not in page


def test_a_notebook_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "findings.ipynb"
    nbformat.write(executed(new_output("display_data", data={"text/html": "<p>Bảng</p>"})), path)
    assert "<p>Bảng</p>" in working_paper_html(path, "Phiếu")


# the index


def test_text_in_the_index_is_escaped() -> None:
    failed = row(status="failed", state="chưa lập được phiếu", reason=ATTACK, files={}, counts={})
    page = index(row(ATTACK), row("Sở Y tế", refused=(ATTACK,)), failed)
    assert html.unescape(page).count(ATTACK) >= 4
    assert page.count("<script") == 1
    assert "document.title='hit'</script>" not in page


def test_only_our_script_may_run_and_nothing_is_linked_outside() -> None:
    page = index(row())
    script = re.search(r"<script>(.*?)</script>", page, re.DOTALL)
    assert script
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    assert policy
    assert policy[1].startswith("default-src 'none';")
    assert policy[1].endswith(f"script-src 'sha256-{digest}'")
    assert outside(page) == []


@pytest.mark.parametrize(
    ("path", "link"),
    [("2026-TS/a b#1?.html", "2026-TS/a%20b%231%3F.html"), ("javascript:alert(1)", "javascript%3Aalert%281%29")],
)
def test_links_are_relative_and_quoted(path: str, link: str) -> None:
    assert f'href="{link}"' in index(row(files={WORKING_PAPER: path}))


def test_the_row_says_what_was_found() -> None:
    shown = cells(index(row(round="đợt 1", days="15/6/2026")), "Sở Tư pháp")
    assert shown[:10] == [
        "99-STP", "Sở Tư pháp", "Cơ quan chuyên môn cấp tỉnh", "Tại trụ sở", "Đợt 1", "15/6/2026", "Đã lập dự thảo",
        "3", "2", "1",
    ]  # fmt: skip
    assert shown[10].split("  ")[0].startswith("Phiếu làm việc")


def test_rounds_are_offered_once_in_the_order_of_counting_and_not_where_there_are_none() -> None:
    page = index(row(round="đợt 10"), row(round="đợt 2"), row(round=""), row(round="đợt 2"))
    assert re.findall(r'<option value="(đợt [^"]+)">', page) == ["đợt 2", "đợt 10"]
    assert 'name="round"' not in index(row())


def test_what_was_not_found_out_is_not_zero() -> None:
    page = index(row("Sở Y tế", counts={}), row("Sở Nội vụ", counts={"nonconformity": 0}))
    assert cells(page, "Sở Y tế")[7] == "-"
    assert cells(page, "Sở Nội vụ")[7] == "0"


def test_rows_stay_in_the_order_given() -> None:
    page = index(row("Sở Y tế"), row("Sở Dân tộc và Tôn giáo"), row("UBND xã Ân Hòa"))
    assert page.index("Sở Y tế") < page.index("Sở Dân tộc") < page.index("UBND xã Ân Hòa")


def test_the_summary_counts_each_outcome() -> None:
    page = index(
        row("A"),
        row("B", mode="by_record"),
        row("C", refused=(REFUSED,)),  # an older letter, edited by a person, may still lie there
        row("D", status="failed", files={}, counts={}),
    )
    assert number(page, "Cuộc kiểm tra") == "4"
    assert "Tại trụ sở: 3; qua hồ sơ, báo cáo: 1" in page
    assert number(page, "Đã lập dự thảo") == "2"
    assert number(page, "Cần bổ sung") == "1"
    assert number(page, "Chưa lập được phiếu") == "1"


@pytest.mark.parametrize(("obliged", "needed"), [(0, 0), (1, 1), (3, 1), (4, 2), (35, 12), (36, 12)])
def test_one_third_is_rounded_up(obliged: int, needed: int) -> None:  # Circular 26/2014, Article 33.2.b
    assert Coverage(obliged, 0).needed == needed


def test_the_third_is_told_with_its_basis() -> None:  # Circular 26/2014, Article 33.2.b
    page = index(row(), coverage=Coverage(35, 9))
    assert "9/35" in page
    assert "Tối thiểu 1/3, tức 12 cơ quan (điểm b khoản 2 Điều 33 Thông tư số 26/2014/TT-BKHCN); còn thiếu 3" in page
    assert "còn thiếu" not in index(row(), coverage=Coverage(35, 12))


def test_the_other_figure_of_the_law_is_told_too() -> None:
    """TT26/2014 Đ33.2.a: every obliged agency, in whichever form."""
    page = index(row(), coverage=Coverage(35, 12, 33))
    assert "33/35 (điểm a khoản 2 Điều 33 Thông tư số 26/2014/TT-BKHCN); chưa xong 2" in page
    assert "chưa xong" not in index(row(), coverage=Coverage(35, 12, 35))


def test_the_refused_are_listed_with_what_to_do() -> None:
    page = index(row(), row("Sở Y tế", refused=(REFUSED,)))
    listed = page[page.index('id="refused"') :]
    assert "Sở Y tế" in listed
    assert REFUSED in listed
    assert 'id="refused"' not in index(row())


def test_the_failed_are_listed_with_the_reason() -> None:
    page = index(row("Sở Y tế", status="failed", reason="quá thời gian 60 giây.", files={}, counts={}))
    assert "quá thời gian 60 giây." in page[page.index('id="failed"') :]
    assert 'id="failed"' not in index(row())


def states(*results: Result) -> Counter[tuple[str, PointState]]:
    return Counter((point.point, point.state) for result in results for point in result.points)


def test_points_are_totalled_by_state_in_the_order_of_article_36() -> None:
    one = judge(case("D36-1-a-01|nonconforming|e|g\nD36-1-d-01|conforming\nD36-1-dd-01|conforming"))
    other = judge(case("", qms_status="chua_xay_dung"))
    found = totals(states(one, one, other))
    assert tuple(total.point for total in found) == POINTS
    first = found[0]
    assert (first.nonconforming, first.conforming, first.not_examined) == (2, 0, 1)
    assert (found[3].conforming, found[10].incomplete) == (2, 2)


def test_the_charts_carry_numbers_as_text() -> None:
    result = judge(case("D36-1-a-01|nonconforming|e|g"))
    rows, points = [row(), row(counts={}, qms_not_built=True)], totals(states(*[result] * 7))
    page = index_html(rows, settings=PROGRAMME, points=points, coverage=Coverage(1, 1))
    assert cells(page, r"Phạm vi áp dụng (điểm a khoản 1)")[1:6] == ["7", "-", "-", "-", "-"]
    assert cells(page, "Cơ quan chuyên môn cấp tỉnh")[1:6] == ["1", "-", "-", "1", "-"]


def test_findings_are_counted_not_verdicts() -> None:
    inspected = case("D36-1-a-01|nonconforming|e|g\nD36-2-d-01|observation||g\nD36-1-d-01|conforming|e|||good_practice")
    assert finding_counts(judge(inspected)) == {"nonconformity": 1, "observation": 1, "good_practice": 1}


@pytest.mark.parametrize(("typed", "folded"), [("Sở Tư pháp", "so tu phap"), ("ĐẮK ĐOA", "dak doa"), ("Ở", "o")])
def test_search_ignores_tone_marks(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_the_words_are_those_of_the_offices() -> None:
    inspected = case("D36-1-a-01 | nonconforming")
    messages = tuple(refusal.message for refusal in stops(inspected))
    page = index(row(), row("Sở Y tế", refused=messages), row("A", status="failed", files={}, counts={}))
    read = re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL).lower()
    for word in ("tái phạm", "vi phạm", "lỗi", "thanh tra", "yêu cầu của đoàn", "case", "journal", "gate", "%"):
        assert word not in read
