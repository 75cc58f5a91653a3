"""How the papers lie on their pages, and what they say only once; seen in the papers of the demo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from builders import criterion
from docx.oxml.ns import qn
from test_papers import (
    ACTS,
    ANSWERS,
    BY_RECORD,
    INSPECTORS,
    SIGNERS,
    acts_for,
    inspected,
    made,
    many,
    rows_of,
    subject,
    text_of,
)

from isoaudit.model import Case, Inspector, PaperName, Result, Signer
from isoaudit.papers.kinds import kinds
from isoaudit.papers.values import PaperSubject, paper

POINT = tuple(criterion(f"D36-1-a-{n:02d}", "1.a") for n in range(12))
SO = {"signers": (Signer(papers="all", office="so", name="Hoàng Văn Bình"),)}


def state_of(path: Path) -> str:
    """What the minutes say of the first point."""
    return rows_of(path, "Nội dung\n(Điều 36)")[1][1]


def with_achievement(given: Case, evidence_of: str) -> PaperSubject:
    """The same with the evidence of one criterion as something achieved."""
    about = subject(given)
    result: Result = about.result
    (answer,) = [a for a in given.answers if a.criterion == evidence_of]
    model = next(iter(result.findings))
    found = model.model_copy(
        update={"criterion": evidence_of, "kind": "good_practice", "evidence": answer.evidence, "gap": "", "code": ""}
    )
    result = result.model_copy(update={"findings": (*result.findings, found)})
    return PaperSubject((given,), {given.inspection.id: result}, INSPECTORS)


def test_what_was_achieved_is_printed_once_unless_the_point_would_be_empty(tmp_path: Path) -> None:
    criteria = (criterion("D36-1-a-01", "1.a"), criterion("D36-1-a-02", "1.a"), criterion("D36-1-b-01", "1.b"))
    answers = "D36-1-a-01|conforming|Đã xem\nD36-1-a-02|conforming|Dán mã QR\nD36-1-b-01|nonconforming|Sổ|Thiếu sổ"
    path = made(tmp_path, "minutes", with_achievement(inspected(answers, criteria=criteria), "D36-1-a-02"))
    assert state_of(path) == "Đã xem."
    assert (
        text_of(tmp_path, "minutes", with_achievement(inspected(answers, criteria=criteria), "D36-1-a-02")).count(
            "Dán mã QR"
        )
        == 1
    )
    alone = "D36-1-a-02|conforming|Dán mã QR\nD36-1-b-01|nonconforming|Sổ|Thiếu sổ"
    assert state_of(made(tmp_path, "minutes", with_achievement(inspected(alone, criteria=criteria), "D36-1-a-02"))) == (
        "Dán mã QR."
    )


def test_a_reason_says_its_kind_only_where_the_remark_does_not(tmp_path: Path) -> None:
    both = "D36-1-a-00|conforming|Đã xem\nD36-1-a-01|not_applicable|||chưa phát sinh"
    assert state_of(made(tmp_path, "minutes", subject(inspected(both, criteria=POINT[:2])))) == (
        "- Đã xem.\n- Quy định D36-1-a-01 được thực hiện: không áp dụng (chưa phát sinh)."
    )
    alone = "D36-1-a-00|not_applicable|||chưa phát sinh"
    assert state_of(made(tmp_path, "minutes", subject(inspected(alone, criteria=POINT[:1])))) == "chưa phát sinh."


def test_a_point_of_many_lines_goes_on_over_the_page_and_a_short_one_does_not(tmp_path: Path) -> None:
    answers = "\n".join(f"{c.id}|conforming|Đã xem sổ số {n}" for n, c in enumerate(POINT))
    path = made(tmp_path, "minutes", subject(inspected(answers, criteria=POINT)))
    (table,) = [t for t in docx.Document(str(path)).tables if t.rows[0].cells[0].text.startswith("Nội dung")]
    kept = [row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows]
    assert kept[2] is False
    assert all(kept[3:])


@pytest.mark.parametrize("name", ["minutes", "notice", "correction_request", "team_report"])
def test_only_the_closing_sentence_goes_with_the_signatures(tmp_path: Path, name: PaperName) -> None:
    """What stands before it breaks over the page: kept together all of it leaves half a page empty."""
    answers = BY_RECORD if name == "correction_request" else ANSWERS
    mode = "by_record" if name == "correction_request" else "on_site"
    for given in (answers, ""):
        path = made(tmp_path, name, subject(inspected(given, mode=mode), agreed=True))
        lines = [(p.text, p.style) for p in docx.Document(str(path)).paragraphs if p.style and p.text]
        (last,) = [n for n, (text, _) in enumerate(lines) if text.endswith("./.")]
        kept = [style.paragraph_format.keep_with_next for _, style in lines[last - 1 : last + 1]]
        assert kept == [False, True]


def test_the_index_of_a_file_is_one_page(tmp_path: Path, printed: Callable[[Path], list[str]]) -> None:
    assert len(printed(made(tmp_path, "file_index", subject(inspected())))) == 1


# --- who drafted, who gets a copy -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["notice", "report_request", "plan_submission"])
def test_what_an_office_above_issues_was_drafted_by_the_authority(name: PaperName) -> None:
    own = paper(name, subject(inspected())).context
    above = paper(name, subject(inspected(programme=SO))).context
    assert own["drafter"] == "QLCL"
    assert above["drafter"] == "CCTĐC"
    symbol = kinds()[name].symbol
    assert above["number_symbol"] == (f"{symbol}-SKHCN" if symbol else "SKHCN-CCTĐC")
    assert "Chi cục Tiêu chuẩn Đo lường Chất lượng (để theo dõi)" in above["recipients"]


def test_the_province_gets_no_copy_of_a_letter_to_it_under_its_longer_name() -> None:
    given = inspected(name="UBND tỉnh và Văn phòng UBND tỉnh", kind="ubnd_tinh", code="99-UBNDT", programme=SO)
    copies = [line for line in paper("notice", subject(given)).context["recipients"] if line.endswith("(để b/c)")]
    assert copies == ["UBND tỉnh và Văn phòng UBND tỉnh (để b/c)"]


def test_what_somebody_else_issues_leaves_open_who_drafts_it() -> None:
    assert paper("plan_decision", subject(inspected())).context["drafter"] == "……"


def test_the_reminder_names_the_office_that_asked_and_not_its_head() -> None:
    head = "Chi cục trưởng Chi cục Tiêu chuẩn Đo lường Chất lượng"
    asked = tuple(a.model_copy(update={"issuer": head}) if a.kind == "requested" else a for a in ACTS)
    late = acts_for("report_reminder", asked)
    context = paper("report_reminder", subject(*many(2, acts=late))).context
    assert context["requested"]["issuer"] == "Chi cục Tiêu chuẩn Đo lường Chất lượng"


def test_a_rank_within_a_sentence_is_in_lower_case_and_a_post_is_not(tmp_path: Path) -> None:
    known = tuple(i.model_copy(update={"position": i.position.capitalize()}) for i in INSPECTORS)
    given = inspected(programme=SIGNERS)
    said = text_of(tmp_path, "minutes", PaperSubject((given,), subject(given).results, known))
    assert "- Ông (bà) Lương Quốc Bảo, Phó chi cục trưởng Chi cục TĐC, Trưởng đoàn;" in said
    assert "- Ông (bà) Vi Văn Dũng, chuyên viên Sở Nội vụ, thành viên;" in said
    assert Inspector(code="X", name="Y").position == ""
