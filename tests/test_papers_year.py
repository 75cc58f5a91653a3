"""The papers of the year and the decisions, sentence by sentence: what a chief of office would send back."""

from __future__ import annotations

from pathlib import Path

from conftest import Run
from test_papers import inspected, subject

from isoaudit.papers.render import letter_text
from isoaudit.papers.values import paper

SUBJECT = (
    "về việc kiểm tra xây dựng, áp dụng, duy trì và cải tiến Hệ thống quản lý chất lượng theo Tiêu chuẩn quốc gia "
    "TCVN ISO 9001:2015 tại "
)


# --- the decision is quoted with its own trích yếu (Decree 30/2020, Annex I, II.6.b) ----------------------------------


def test_a_decision_on_one_inspection_is_quoted_as_it_is_titled() -> None:
    of_round = paper("minutes", subject(inspected())).context["decision"]["subject"]
    assert of_round == f"{SUBJECT}các cơ quan (đợt 1 năm 2026)"
    for alone in (
        inspected(inspection={"round": "", "occasion": "ad_hoc"}),
        inspected(inspection={"round": ""}).model_copy(update={"decided_on": 1}),
    ):
        quoted = paper("minutes", subject(alone)).context["decision"]["subject"]
        assert quoted == f"{SUBJECT}Ủy ban nhân dân phường Đông Kiều (năm 2026)"
    together = inspected(inspection={"round": ""}).model_copy(update={"decided_on": 2})
    assert "tại các cơ quan (năm 2026)" in paper("minutes", subject(together)).context["decision"]["subject"]


def test_the_record_shows_on_how_many_inspections_a_decision_is(isoaudit: Run, programme: Path, tmp_path: Path) -> None:
    """A round of one has a decision on one; the paper of a named inspection says the same as that of the year."""

    def quoted() -> str:
        made = isoaudit("-C", programme, "paper", "inspection_programme", "2026-99-STP-TS")
        assert made.returncode == 0, made.stderr
        return "\n".join(letter_text(programme / "out" / "2026-99-STP-TS" / "inspection_programme.docx"))

    number = ("--on", "2026-06-02", "--number", "41/QĐ-CCTĐC")
    assert isoaudit("-C", programme, "record", "decided", "2026-99-STP-TS", *number).returncode == 0
    assert "TCVN ISO 9001:2015 tại Sở Tư pháp (đợt 1 năm 2026)" in quoted()
    table = tmp_path / "second.csv"
    table.write_text("agency,mode,round\n99-CCKL,on_site,1\n", encoding="utf-8")
    assert isoaudit("-C", programme, "inspections", "import", table).returncode == 0
    assert isoaudit("-C", programme, "record", "decided", "2026-99-CCKL-TS", *number).returncode == 0
    assert "TCVN ISO 9001:2015 tại các cơ quan (đợt 1 năm 2026)" in quoted()
