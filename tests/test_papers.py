"""The papers of the procedure: what stands in each, when it is a draft, the command that makes them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import docx
import pytest
from builders import CRITERIA, PROGRAMME, case, closed, criterion, reviewed
from conftest import Run, absent
from docxtpl import DocxTemplate

from isoaudit.errors import ProgrammeError, RunError
from isoaudit.model import (
    Act,
    ActKind,
    Agency,
    Case,
    Finding,
    Inspector,
    Member,
    PaperName,
    Plan,
    PresentState,
    Result,
    Sample,
    Signer,
)
from isoaudit.papers.in_folder import find_template
from isoaudit.papers.kinds import kinds
from isoaudit.papers.render import letter_text, render_docx, write_paper
from isoaudit.papers.values import PaperSubject, paper
from isoaudit.papers.values.sentences import within
from isoaudit.rules.findings import judge

ANSWERS = """
D36-1-a-01 | nonconforming | Danh mục có 371 TTHC, danh mục hiện hành có 389 TTHC | còn 18 TTHC chưa đưa vào phạm vi
D36-1-d-01 | conforming | Hồ sơ lấy mẫu đúng hạn. | | | good_practice
D36-1-dd-01 | observation | | Kế hoạch đánh giá nội bộ chưa bố trí đánh giá chéo
D36-2-d-01 | not_examined | | | người phụ trách đi công tác
D36-2-e-01 | not_applicable | | | không thuê tư vấn
"""
BY_RECORD = "\n".join(line for line in ANSWERS.splitlines() if "D36-1-d-01" not in line)
SIGNERS = {"signers": (*PROGRAMME.signers, Signer(papers="all", office="chi_cuc"))}
HEAD = "Chi cục trưởng Chi cục Tiêu chuẩn Đo lường Chất lượng"
TEAM = (
    Member(name="Nông Thu Trang", role="thu_ky"),
    Member(name="Lương Quốc Bảo", role="truong_doan"),
    Member(name="Vi Văn Dũng", criteria=("D36-1-a-01", "D36-2-d-01")),
)
INSPECTORS = (
    Inspector(code="A", name="Lương Quốc Bảo", position="Phó Chi cục trưởng", unit="Chi cục TĐC"),
    Inspector(code="B", name="Vi Văn Dũng", position="chuyên viên", unit="Sở Nội vụ"),
)
DECIDED = Act(kind="decided", on=date(2026, 6, 2), number="41/QĐ-CCTĐC", issuer=HEAD)
ACTS = (
    Act(kind="plan_approved", on=date(2026, 2, 10), number="215/QĐ-UBND", issuer="Chủ tịch UBND tỉnh An Bình"),
    Act(kind="requested", on=date(2026, 3, 5), number="312/SKHCN-QLCL", issuer="Sở Khoa học và Công nghệ"),
    Act(kind="report_received", on=date(2026, 4, 20), number="45/BC-UBND", arrived_on=date(2026, 4, 22)),
    DECIDED,
    Act(kind="announced", on=date(2026, 6, 18)),
    Act(kind="minutes_agreed", on=date(2026, 6, 18)),
    Act(kind="minutes_signed", on=date(2026, 6, 18), file="a" * 64),
    Act(kind="team_reported", on=date(2026, 6, 23), number="07/BC-ĐKT"),
)
ON_SITE = [key for key, kind in kinds().items() if kind.form != "by_record"]


def acts_for(name: PaperName, acts: tuple[Act, ...] = ACTS) -> tuple[Act, ...]:
    """The acts without the agency's report, and of a reminder without the minutes after which none is wanted."""
    done = {"report_received", "minutes_signed"} if name == "report_reminder" else {"report_received"}
    return tuple(act for act in acts if act.kind not in done)


ON_CORRECTION = ("correction_reminder", "not_accepted", "review_notice")


def ready(name: PaperName, about: PaperSubject) -> PaperSubject:
    """The same with what a paper on corrective action is not made without: a report, and that it was reviewed."""
    if kinds()[name].on_letter:
        sent = Act(kind="notice_issued", on=date(2026, 6, 25), number="05/TB-CCTĐC", issuer=HEAD)
        acts = {one.inspection.id: (*one.acts, sent) for one in about.cases}
        return replace(about, cases=tuple(c.model_copy(update={"acts": acts[c.inspection.id]}) for c in about.cases))
    if name not in ON_CORRECTION:
        return about
    make = closed if name == "correction_reminder" else reviewed
    return replace(about, cases=tuple(one if one.reports else make(one) for one in about.cases))


def inspected(answers: str = ANSWERS, *, acts: tuple[Act, ...] = ACTS, mode: str = "on_site", **fields: Any) -> Case:
    """A case with signers for every paper, a team and these acts."""
    of_inspection = {"team": TEAM if mode == "on_site" else (), "round": "1", **fields.pop("inspection", {})}
    programme = {**SIGNERS, **fields.pop("programme", {})}
    criteria = fields.pop("criteria", CRITERIA)
    made = case(answers, criteria, mode, inspection=of_inspection, programme=programme, **fields)
    return made.model_copy(update={"acts": acts})


def coded(result: Result) -> Result:
    """The result with codes, as they are once the team has agreed."""
    numbers = {"nonconformity": 0, "observation": 0}

    def with_code(finding: Finding) -> Finding:
        if finding.kind not in numbers:
            return finding
        numbers[finding.kind] += 1
        prefix = "KPH" if finding.kind == "nonconformity" else "LY"
        return finding.model_copy(update={"code": f"{prefix} {numbers[finding.kind]:02d}"})

    return result.model_copy(update={"findings": tuple(map(with_code, result.findings))})


def subject(*cases: Case, agreed: bool = False, **fields: Any) -> PaperSubject:
    """What a paper on these cases is made from."""
    results = {c.inspection.id: coded(judge(c)) if agreed else judge(c) for c in cases}
    return PaperSubject(cases, results, INSPECTORS, **fields)


def made(tmp_path: Path, name: PaperName, about: PaperSubject) -> Path:
    """A paper as a file."""
    path = tmp_path / f"{name}.docx"
    out = tmp_path / "out" / "x"
    path.write_bytes(render_docx(find_template(name, out), paper(name, ready(name, about)).context))
    return path


def text_of(tmp_path: Path, name: PaperName, about: PaperSubject) -> str:
    """The paragraphs of a paper, one a line."""
    return "\n".join(letter_text(made(tmp_path, name, about)))


# --- kinds ----------------------------------------------------------------------------------------------------------


def test_the_kinds_are_those_of_the_circular_in_its_order() -> None:
    assert (list(kinds())[0], list(kinds())[-1]) == ("plan_submission", "file_index")
    articles = [int(found[1]) for kind in kinds().values() if (found := re.search(r"Điều (\d+)$", kind.law))]
    assert articles == sorted(articles)


NEW_PAPER = """
name = "Bản tóm tắt kết quả kiểm tra"
scope = "inspection"
form = "on_site"
symbol = ""
heading = "team"
signed_by = "team"
law = "Điều 37"
judged = true
drawn_from = "a test"
values_from = "visit:team_report"
shared_fields = ["letterhead", "signature"]

[fields]
summary = { means = "Tóm tắt" }
"""
USE_OF_NEW_PAPER = """
import json
from isoaudit.model import Signer
from isoaudit.papers.fields import template_fields
from isoaudit.papers.kinds import kinds
from list_papers import with_tables

key = Signer(papers=("summary",), office="so").papers[0]
print(json.dumps([list(kinds())[-2:], kinds()[key].law, list(template_fields()[key].own),
    "| `summary` | Bản tóm tắt" in with_tables("papers.md"), "Mẫu `summary.docx`" in with_tables("templates.md")]))
"""


def test_a_new_paper_is_one_file(tmp_path: Path) -> None:
    """Its name, its kind, its fields and its rows in the pages of docs come from the file."""
    root = Path(__file__).parent.parent
    for folder in ("isoaudit", "tools", "docs"):
        shutil.copytree(root / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "*.png"))
    (tmp_path / "isoaudit" / "papers" / "kinds" / "150_summary.toml").write_text(NEW_PAPER, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(tmp_path / "tools")])}
    command = [sys.executable, "-c", USE_OF_NEW_PAPER]
    ended = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False, encoding="utf-8")
    assert ended.stderr == ""
    assert json.loads(ended.stdout) == [["summary", "file_index"], "Điều 37", ["summary"], True, True]


def test_the_settings_name_the_papers_an_office_signs() -> None:
    """In the comment above ``[[signers]]``; papers of the team are signed by its leader."""
    written = files("isoaudit.journal").joinpath("isoaudit.toml").read_text(encoding="utf-8")
    listed = [
        key for row in re.findall(r"(?m)^#   (.+)$", written) for key in re.findall(r"[a-z]+(?:_[a-z]+)*(?=  )", row)
    ]
    with_a_letter = {"reply_form", "report_outline"}  # whoever signs the letter
    assert set(listed) >= {kind.key for kind in kinds().values() if kind.heading == "office"} - with_a_letter


def test_a_dispatch_has_no_abbreviation_and_no_two_kinds_share_a_file() -> None:
    """Decree 30/2020, Annex III, I: "CV" is no abbreviation. The two letters on the result share theirs."""
    assert {kind.symbol for kind in kinds().values()} == {"TTr", "QĐ", "KH", "", "CTr", "BB", "TB", "BC"}
    files = [kind.file for kind in kinds().values()]
    assert [name for name in files if files.count(name) > 1] == ["notice", "notice"]


@pytest.mark.parametrize("name", kinds())
@pytest.mark.parametrize("acts", [(), ACTS], ids=["nothing-recorded", "all-recorded"])
def test_every_paper_is_made_and_says_nothing_an_office_would_not(
    tmp_path: Path, name: PaperName, acts: tuple[Act, ...]
) -> None:
    """practice.md, "Words": no grades, no percentages, no words of the program."""
    mode = "by_record" if kinds()[name].form == "by_record" else "on_site"
    answers = (BY_RECORD if mode == "by_record" else ANSWERS).replace("vào phạm vi\n", "vào phạm vi | | major\n", 1)
    given = inspected(answers, acts=acts_for(name, acts), mode=mode)
    said = text_of(tmp_path, name, subject(given))
    assert "{" not in said and "None" not in said
    for word in ("%", "tái phạm", "lỗi", "vi phạm", "thanh tra", "nặng", "phát hiện", "bảng kiểm", "gia hạn", "cv-"):
        assert word not in said.lower(), word
    assert "./." in said or name == "file_index"


@pytest.mark.parametrize("name", kinds())
def test_a_template_asks_for_no_field_its_paper_does_not_give(name: PaperName) -> None:
    """On every branch, not only on those taken above."""
    mode = "by_record" if kinds()[name].form == "by_record" else "on_site"
    given = inspected(BY_RECORD if mode == "by_record" else ANSWERS, acts=(), mode=mode)
    asked = DocxTemplate(find_template(name, Path("out/x"))).get_undeclared_template_variables()
    assert asked - set(paper(name, ready(name, subject(given))).context) == set()


# --- letterhead, numbers, signatures --------------------------------------------------------------------------------


def test_a_paper_of_the_team_has_its_heading_and_its_own_numbers(tmp_path: Path) -> None:
    """Decree 30/2020, Annex I, II.3.a; papers-example.md."""
    lines = text_of(tmp_path, "minutes", subject(inspected())).splitlines()
    assert lines[:6] == [
        "CHI CỤC TIÊU CHUẨN",
        "ĐO LƯỜNG CHẤT LƯỢNG",
        "ĐOÀN KIỂM TRA",
        "THEO QUYẾT ĐỊNH",
        "SỐ 41/QĐ-CCTĐC | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ]
    assert lines[6] == "Số:\u00a0……/BB-ĐKT |"
    assert "ngày" not in lines[6]  # model letter 1.9: minutes have no line of place and date


def test_the_team_is_that_of_the_office_whose_decision_is_recorded(tmp_path: Path) -> None:
    by_so = DECIDED.model_copy(update={"issuer": "Giám đốc Sở Khoa học và Công nghệ", "number": "9/QĐ-SKHCN"})
    said = text_of(tmp_path, "announcement_minutes", subject(inspected(acts=(by_so,))))
    assert said.startswith("SỞ KHOA HỌC VÀ CÔNG NGHỆ\nĐOÀN KIỂM TRA")


def test_a_member_is_named_with_position_unit_and_role_the_leader_first(tmp_path: Path) -> None:
    said = text_of(tmp_path, "minutes", subject(inspected()))
    start = said.index("1. Đoàn kiểm tra:")
    assert said[start:].splitlines()[1:4] == [
        "- Ông (bà) Lương Quốc Bảo, Phó Chi cục trưởng Chi cục TĐC, Trưởng đoàn;",
        "- Ông (bà) Vi Văn Dũng, chuyên viên Sở Nội vụ, thành viên;",
        "- Ông (bà) Nông Thu Trang, Thư ký Đoàn.",
    ]


def test_of_two_inspectors_with_one_name_the_position_is_not_guessed(tmp_path: Path) -> None:
    twin = Inspector(code="C", name="Vi Văn Dũng", position="kế toán")
    about = replace(subject(inspected()), inspectors=(*INSPECTORS, twin))
    assert "- Ông (bà) Vi Văn Dũng, thành viên;" in text_of(tmp_path, "minutes", about)


def test_minutes_have_two_signatures_and_two_copies(tmp_path: Path) -> None:
    """Circular 26/2014, Article 37.2.b."""
    for name in ("minutes", "announcement_minutes"):
        said = text_of(tmp_path, name, subject(inspected()))  # type: ignore[arg-type]
        assert "02 bản" in said
        assert "ĐẠI DIỆN CƠ QUAN\nCHỊU SỰ KIỂM TRA" in said
        assert "TM. ĐOÀN KIỂM TRA\nTRƯỞNG ĐOÀN\n(Ký)\nLương Quốc Bảo" in said


def test_the_authority_of_a_decision_is_its_signing_head(tmp_path: Path) -> None:
    said = text_of(tmp_path, "inspection_decision", subject(inspected()))
    assert "\nCHI CỤC TRƯỞNG\nCHI CỤC TIÊU CHUẨN ĐO LƯỜNG CHẤT LƯỢNG\n" in said
    assert "/QĐ-CCTĐC | An Bình, ngày" in said


@pytest.mark.parametrize("name", kinds())
def test_without_a_signer_it_is_said_what_to_write(name: PaperName) -> None:
    mode = "by_record" if kinds()[name].form == "by_record" else "on_site"
    answers = BY_RECORD if mode == "by_record" else ANSWERS
    about = subject(inspected(answers, acts=(), mode=mode, programme={"signers": ()}))
    with pytest.raises(ProgrammeError, match="chưa có người ký .* gửi UBND cấp xã") as caught:
        paper(name, ready(name, about))
    wanted = "inspection_decision" if kinds()[name].heading == "team" else name
    forms = {"reply_form": "notice", "report_outline": "report_request"}  # whoever signs the letter
    wanted = {"plan_decision": "plan_submission", **forms}.get(name, wanted)
    assert f"ở trang «Người ký» thêm một dòng cho «{kinds()[wanted].name}»" in str(caught.value)


def test_whoever_signs_to_many_signs_to_each_kind_of_them() -> None:
    """practice.md, "Who signs": a Chi cục trưởng does not write to a Giám đốc sở."""
    only_communes = Signer(papers="all", addressees=("ubnd_cap_xa",), office="chi_cuc")
    so = Signer(papers="all", office="so", form="KT.", position="Phó Giám đốc")
    commune = inspected(programme={"signers": (only_communes, so)})
    agency = inspected(programme={"signers": (only_communes, so)}, code="99-STP", kind="co_quan_chuyen_mon")
    assert paper("report_request", subject(commune)).context["signature_title"] == "CHI CỤC TRƯỞNG"
    both = paper("report_request", subject(commune, agency)).context
    assert both["signature_title"] == "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC"


# --- what is recorded, and what is open -----------------------------------------------------------------------------


def test_numbers_of_recorded_acts_stand_in_the_grounds(tmp_path: Path) -> None:
    said = text_of(tmp_path, "notice", subject(inspected(), agreed=True))
    assert (
        f"Căn cứ Quyết định số 41/QĐ-CCTĐC ngày 02 tháng 6 năm 2026 của {HEAD} về việc kiểm tra xây dựng, áp dụng, duy "
        "trì và cải tiến Hệ thống quản lý chất lượng theo Tiêu chuẩn quốc gia TCVN ISO 9001:2015 tại các cơ quan "
        "(đợt 1 năm 2026);"
    ) in said
    assert "Căn cứ Quyết định số 215/QĐ-UBND ngày 10 tháng 02 năm 2026 của Chủ tịch UBND tỉnh An Bình" in said
    assert "Căn cứ Biên bản kiểm tra ký ngày 18 tháng 6 năm 2026 giữa" in said
    assert "Báo cáo số 07/BC-ĐKT ngày 23 tháng 6 năm 2026 của Đoàn kiểm tra." in said
    assert "chậm nhất ngày 18/8/2026 (không quá 02 tháng" in said
    assert "……" not in said.partition("THÔNG BÁO")[2]  # number and day of the paper itself stay open


def test_an_amended_decision_is_cited_with_what_amended_it(tmp_path: Path) -> None:
    amended = Act(kind="decision_amended", on=date(2026, 6, 8), number="44/QĐ-CCTĐC", issuer=HEAD)
    said = text_of(tmp_path, "minutes", subject(inspected(acts=(*ACTS, amended))))
    assert (
        "(đợt 1 năm 2026), được sửa đổi, bổ sung tại Quyết định số 44/QĐ-CCTĐC ngày 08 tháng 6 năm 2026 của "
        f"{HEAD} về việc sửa đổi, bổ sung Quyết định số 41/QĐ-CCTĐC ngày 02 tháng 6 năm 2026"
    ) in said


def test_the_recorded_approval_comes_before_the_settings(tmp_path: Path) -> None:
    plan = {"plan": Plan(number="1/QĐ-UBND", on=date(2026, 1, 5), issuer="Chủ tịch UBND tỉnh An Bình")}
    assert "215/QĐ-UBND" in text_of(tmp_path, "inspection_decision", subject(inspected(programme=plan)))
    assert "số 1/QĐ-UBND ngày 05 tháng 01" in text_of(
        tmp_path, "inspection_decision", subject(inspected(acts=(), programme=plan))
    )


@pytest.mark.parametrize(
    ("name", "needed"),
    [
        ("report_request", {"plan_approved"}),
        ("report_reminder", {"requested"}),
        ("inspection_decision", {"plan_approved"}),
        ("decision_amendment", {"decided"}),
        ("inspection_programme", {"decided"}),
        ("announcement_minutes", {"decided"}),
        ("minutes", {"decided", "minutes_agreed"}),
        ("notice", {"minutes_signed", "team_reported"}),
        ("team_report", {"minutes_signed"}),
        ("plan", set()),
        ("file_index", set()),
    ],
)
def test_a_paper_is_a_draft_until_what_it_rests_on_is_recorded(
    tmp_path: Path, name: PaperName, needed: set[ActKind]
) -> None:
    """practice.md, The day, 1 and 2."""
    all_but_report = acts_for(name)
    assert "DỰ THẢO" not in text_of(tmp_path, name, subject(inspected(acts=all_but_report)))
    for act in needed:
        without = tuple(a for a in all_but_report if a.kind != act)
        assert text_of(tmp_path, name, subject(inspected(acts=without))).startswith("DỰ THẢO"), act


def test_the_decision_of_the_province_is_always_a_draft_and_an_ad_hoc_inspection_needs_no_plan(tmp_path: Path) -> None:
    assert text_of(tmp_path, "plan_decision", subject(inspected())).startswith("DỰ THẢO")
    required = Act(kind="ad_hoc_required", on=date(2026, 5, 20), number="310/UBND-KGVX", issuer="UBND tỉnh An Bình")
    ad_hoc = inspected(acts=(required,), inspection={"occasion": "ad_hoc"})
    said = text_of(tmp_path, "inspection_decision", subject(ad_hoc))
    assert "DỰ THẢO" not in said, "TT26/2014 Đ34.1.c"
    ground = "Căn cứ Văn bản số 310/UBND-KGVX ngày 20 tháng 5 năm 2026 của UBND tỉnh An Bình về việc kiểm tra đột xuất"
    assert ground in said
    unknown = inspected(acts=(), inspection={"occasion": "ad_hoc"})
    assert text_of(tmp_path, "inspection_decision", subject(unknown)).startswith("DỰ THẢO")


# --- findings: the same words everywhere ----------------------------------------------------------------------------


def rows_of(path: Path, first_heading: str) -> list[list[str]]:
    """The cells of the table whose heading begins so."""
    tables = [t for t in docx.Document(str(path)).tables if t.rows[0].cells[0].text == first_heading]
    return [[cell.text for cell in row.cells] for row in tables[0].rows[1:]]


def test_findings_are_the_same_words_with_their_codes_in_every_paper(tmp_path: Path) -> None:
    """Circular 26/2014, Article 37.2.c; practice.md, The day, 1."""
    about = subject(inspected(), agreed=True)
    names: tuple[PaperName, ...] = ("minutes", "notice", "team_report")
    first, *others = [rows_of(made(tmp_path, name, about), "TT") for name in names]
    assert all(rows == first for rows in others)
    assert first[0][1].startswith("KPH 01. Danh mục có 371 TTHC, danh mục hiện hành có 389 TTHC; còn 18 TTHC")
    observation = "LY 01. Kế hoạch đánh giá nội bộ chưa bố trí đánh giá chéo (điểm đ khoản 1 Điều 36"
    assert all(observation in text_of(tmp_path, name, about) for name in names)


def test_the_thirteen_points_of_the_minutes(tmp_path: Path) -> None:
    """Circular 26/2014, Article 36: two clauses, 13 points; Mẫu 21."""
    rows = rows_of(made(tmp_path, "minutes", subject(inspected(), agreed=True)), "Nội dung\n(Điều 36)")
    assert len(rows) == 13 + 2
    assert rows[0] == ["1. Việc xây dựng, áp dụng, duy trì và cải tiến HTQLCL (khoản 1 Điều 36)"] * 3
    said = {row[0].partition(")")[0] + str(n > 7): row for n, row in enumerate(rows)}
    assert said["aFalse"][1:] == ["còn 18 TTHC chưa đưa vào phạm vi (KPH\u00a001).", "Không phù hợp\n(KPH\u00a001)"]
    assert said["dFalse"][1:] == ["Hồ sơ lấy mẫu đúng hạn.", "Phù hợp"]
    assert said["đFalse"][2] == "Phù hợp\n(LY\u00a001)"
    assert said["dTrue"][1:] == ["người phụ trách đi công tác.", "Không kiểm tra"]
    assert said["eTrue"][1:] == ["không thuê tư vấn.", "Không áp dụng"]


def test_what_the_team_says_in_its_own_words_stands_in_place_of_what_is_derived(tmp_path: Path) -> None:
    """practice.md, The day, 3: present state, what was achieved, recommendations."""
    words = {
        "achieved": "- Lãnh đạo quan tâm\n\n+ Giải quyết đúng hạn 371 hồ sơ.",
        "recommendations": "Bố trí đủ nhân lực tại Bộ phận một cửa",
    }
    typed = (PresentState(point="1.a", present="Danh mục đã rà soát;\ncòn 18 TTHC."),)
    given = inspected(inspection=words).model_copy(update={"points": typed})
    rows = rows_of(made(tmp_path, "minutes", subject(given, agreed=True)), "Nội dung\n(Điều 36)")
    assert rows[1][1:] == ["Danh mục đã rà soát;\ncòn 18 TTHC.", "Không phù hợp\n(KPH\u00a001)"]
    assert rows[4][1] == "Hồ sơ lấy mẫu đúng hạn.", "what was found to be good is in no other place of the minutes now"
    for name in ("minutes", "team_report"):
        said = text_of(tmp_path, name, subject(given, agreed=True))
        assert "Lãnh đạo quan tâm.\n" in said and "Giải quyết đúng hạn 371 hồ sơ.\n" in said, name
        assert "Kiến nghị, đề nghị khác của Đoàn kiểm tra:\n- Bố trí đủ nhân lực tại Bộ phận một cửa.\n" in said, name
        assert "- - " not in said and "- + " not in said
        assert "Kiến nghị, đề nghị khác" not in text_of(tmp_path, name, subject(inspected(), agreed=True)), name


def test_a_withdrawn_finding_leaves_what_was_seen_and_why_it_went(tmp_path: Path) -> None:
    """practice.md, The day, 1: it is in no list of the papers any more."""
    given = inspected()
    result = coded(judge(given))
    gone = next(f for f in result.findings if f.code == "KPH 01").model_copy(update={"withdrawn": "đã bổ sung 18 TTHC"})
    points = tuple(p.model_copy(update={"state": "conforming"}) if p.point == "1.a" else p for p in result.points)
    kept = tuple(f for f in result.findings if f.code != "KPH 01")
    result = result.model_copy(update={"findings": kept, "withdrawn": (gone,), "points": points})
    about = PaperSubject((given,), {given.inspection.id: result}, INSPECTORS)
    path = made(tmp_path, "minutes", about)
    assert rows_of(path, "Nội dung\n(Điều 36)")[1][1:] == [
        "Danh mục có 371 TTHC, danh mục hiện hành có 389 TTHC. Sau khi cơ quan giải trình: đã bổ sung 18 TTHC.",
        "Phù hợp",
    ]
    assert "KPH 01" not in "\n".join(letter_text(path)).replace("\u00a0", " ")
    assert "còn 18 TTHC" not in text_of(tmp_path, "notice", about)


@pytest.mark.parametrize(
    ("kind", "duty"),
    [
        ("ubnd_cap_xa", "được khuyến khích xây dựng và áp dụng HTQLCL (khoản 2 Điều 2"),
        ("don_vi_su_nghiep", "được khuyến khích xây dựng và áp dụng HTQLCL (khoản 2 Điều 2"),
        ("co_quan_chuyen_mon", "thuộc đối tượng phải xây dựng và áp dụng HTQLCL (khoản 1 Điều 2"),
    ],
)
@pytest.mark.parametrize("name", ["minutes", "notice"])
def test_whom_the_province_does_not_oblige_is_not_told_that_the_decision_does(
    tmp_path: Path, name: PaperName, kind: str, duty: str
) -> None:
    """QĐ19 2.1 names no commune: the one KPH of its missing system withdrawn, 2.2 is left."""
    given = inspected("", kind=kind, obligation="bat_buoc", qms_status="chua_xay_dung")
    result = coded(judge(given))
    (owed,) = result.findings
    assert owed.code == "KPH 01"
    gone = owed.model_copy(update={"withdrawn": "tỉnh không quy định"})
    result = result.model_copy(update={"findings": (), "withdrawn": (gone,)})
    said = text_of(tmp_path, name, PaperSubject((given,), {given.inspection.id: result}, INSPECTORS))
    assert duty in said
    assert ("khoản 1 Điều 2 Quyết định" in said) == (kind == "co_quan_chuyen_mon")


def test_a_point_with_a_part_left_out_does_not_claim_the_whole(tmp_path: Path) -> None:
    criteria = (criterion("D36-1-a-01", "1.a"), criterion("D36-1-a-02", "1.a"))
    given = inspected("D36-1-a-01|conforming|Đã xem\nD36-1-a-02|not_examined|||Mất điện", criteria=criteria)
    rows = rows_of(made(tmp_path, "minutes", subject(given)), "Nội dung\n(Điều 36)")
    assert rows[1][1:] == [
        "- Đã xem.\n- Quy định D36-1-a-02 được thực hiện: không kiểm tra (mất điện).",
        "Phù hợp ở các tiêu chí đã kiểm tra",
    ]


def test_minutes_state_the_deadline_what_was_left_out_and_the_opinion(tmp_path: Path) -> None:
    """Circular 26/2014, Article 37.2.b-c."""
    given = inspected(inspection={"opinion": "Nhất trí; KPH 01 đang khắc phục."})  # minutes that are signed
    said = text_of(tmp_path, "minutes", subject(given))
    assert "không quá 02 tháng kể từ ngày ký Biên bản này (chậm nhất ngày 18/8/2026), theo điểm c khoản 2" in said
    assert (
        "4. Nội dung không kiểm tra, lý do:\n- Việc cập nhật thay đổi của văn bản quy phạm pháp luật (điểm d khoản 2)"
        in said
    )
    assert "VI. Ý KIẾN CỦA CƠ QUAN CHỊU SỰ KIỂM TRA\nNhất trí; KPH 01 đang khắc phục.\n" in said
    open_yet = given.model_copy(update={"acts": tuple(a for a in given.acts if not a.kind.startswith("minutes"))})
    assert "kể từ ngày ký Biên bản này, theo điểm c" in text_of(tmp_path, "minutes", subject(open_yet))
    agreed = given.model_copy(update={"acts": tuple(a for a in given.acts if a.kind != "minutes_signed")})
    assert "chậm nhất" not in text_of(tmp_path, "minutes", subject(agreed))  # signed on another day it would be false


def test_minutes_without_findings_set_no_deadline(tmp_path: Path) -> None:
    answers = "\n".join(f"{c.id}|conforming|Đã xem" for c in CRITERIA)
    said = text_of(tmp_path, "minutes", subject(inspected(answers)))
    assert "2. Vấn đề tồn tại: không ghi nhận điểm không phù hợp" in said
    assert "3. Điểm lưu ý: không có." in said
    assert "không quá 02 tháng" not in said and "chậm nhất" not in said


def test_minutes_of_a_body_without_a_system_state_that_and_no_points(tmp_path: Path) -> None:
    path = made(tmp_path, "minutes", subject(inspected(ANSWERS, qms_status="chua_xay_dung")))
    assert "chưa xây dựng HTQLCL theo Tiêu chuẩn" in "\n".join(letter_text(path))
    assert len(docx.Document(str(path)).tables) == 2  # letterhead and signatures


OWED = {"qms_status": "chua_xay_dung", "obligation": "bat_buoc", "kind": "co_quan_chuyen_mon", "name": "Sở Dữ liệu"}


def test_an_obliged_body_without_a_system_owes_a_report_on_one_point(tmp_path: Path) -> None:
    """QĐ19 2.1, 3.1; TT26/2014 Đ37.2.c: what the minutes call a vấn đề tồn tại is answered within two months."""
    about = subject(inspected("", **OWED), agreed=True)
    for name in ("minutes", "team_report", "notice"):
        said = text_of(tmp_path, name, about)
        assert "KPH 01. Tại thời điểm kiểm tra, cơ quan thuộc đối tượng phải xây dựng" in said, name
        assert "Khoản 1 Điều 2, khoản 1 Điều 3 Quyết định số 19/2014/QĐ-TTg" in said
        assert "02 tháng kể từ ngày ký" in said and "18/8/2026" in said
        assert "thực hiện hoặc đề xuất hành động khắc phục" in said.casefold() and "khuyến khích" not in said
        assert "không kiểm tra (cơ quan chưa xây dựng HTQLCL)" in said and "xem xét 00 tiêu chí" not in said


def test_by_record_an_obliged_body_without_a_system_is_asked_to_correct_and_no_months_are_set(tmp_path: Path) -> None:
    """TT26/2014 Đ37.1.a"""
    said = text_of(tmp_path, "correction_request", subject(inspected("", mode="by_record", **OWED)))
    assert "Qua hồ sơ, báo cáo, cơ quan thuộc đối tượng phải xây dựng" in said and "02 tháng" not in said
    assert "01 nội dung chưa đáp ứng yêu cầu" in said and "thực hiện, khắc phục 01" in said


def test_the_state_of_an_encouraged_body_without_a_system_is_no_problem(tmp_path: Path) -> None:
    """QĐ19 2.2"""
    about = subject(inspected("", qms_status="chua_xay_dung", obligation="khuyen_khich"), agreed=True)
    said = text_of(tmp_path, "minutes", about)
    assert "2. Tình trạng: cơ quan chưa xây dựng HTQLCL." in said and "được khuyến khích" in said
    for name in ("minutes", "team_report", "notice"):
        said = text_of(tmp_path, name, about).casefold()
        assert "vấn đề tồn tại" not in said and "02 tháng kể" not in said and "kph" not in said, name


def test_samples_are_an_annex_with_the_days_and_the_code(tmp_path: Path) -> None:
    """practice.md, The day, 4: 1d rests on a table of sampled dossiers."""
    day = date(2026, 3, 10)
    samples = (
        Sample(dossier="H1", field="Đất đai", received=date(2026, 3, 1), due=day, returned=date(2026, 3, 13)),
        Sample(dossier="H2", due=day, returned=day, deviation="Thiếu phiếu", criterion="D36-1-a-01"),
        Sample(dossier="H3", due=day, returned=date(2026, 3, 8)),
        Sample(dossier="H4"),
    )
    given = inspected().model_copy(update={"samples": samples})
    path = made(tmp_path, "minutes", subject(given, agreed=True))
    rows = [t for t in docx.Document(str(path)).tables if len(t.columns) == 8][0].rows[1:]
    assert [row.cells[6].text for row in rows] == ["Trễ 03", "Đúng hẹn", "Sớm 02", ""]
    assert rows[0].cells[3].text == "01/3/2026"
    assert [row.cells[7].text for row in rows] == ["Không", "Thiếu phiếu (KPH 01)", "Không", "Không"]
    assert "lấy mẫu 04 hồ sơ giải quyết TTHC (danh sách tại Phụ lục" in "\n".join(letter_text(path))
    assert len(docx.Document(str(path)).sections) == 2


def test_without_samples_there_is_no_annex_and_the_headers_stay(tmp_path: Path) -> None:
    document = docx.Document(str(made(tmp_path, "minutes", subject(inspected()))))
    assert len(document.sections) == 1
    assert 'w:instr="PAGE"' in document.sections[0].header._element.xml
    assert "Phụ lục" not in "\n".join(p.text for p in document.paragraphs)


# --- papers to many -------------------------------------------------------------------------------------------------


def many(number: int, **fields: Any) -> list[Case]:
    return [inspected(code=f"99-{90000 + n}", name=f"UBND xã Số {n:02d}", **fields) for n in range(number)]


def test_one_request_goes_to_all_with_list_and_outline(tmp_path: Path) -> None:
    """Circular 26/2014, Article 35.2; practice.md, Structure, 3."""
    said = text_of(tmp_path, "report_request", subject(*many(3)))
    assert "Kính gửi: Các cơ quan, đơn vị theo danh sách tại Phụ lục I" in said
    assert [said.count(f"Ủy ban nhân dân xã Số {n:02d}") for n in range(3)] == [1, 1, 1]
    for number in range(1, 14):
        assert f"\n{number}. " in said[said.index("II. TÌNH HÌNH") :]
    assert "- D36-1-a-01." in said
    assert "- D36-1-d-01" not in said  # judged at the office only
    assert said.count("- Kiểm tra tại trụ sở cơ quan; báo cáo khái quát nếu có.") == 13 - 4
    assert "/CCTĐC-QLCL\n" in said


def test_a_request_to_one_names_it_and_has_no_list(tmp_path: Path) -> None:
    said = text_of(tmp_path, "report_request", subject(inspected()))
    assert "Kính gửi: Ủy ban nhân dân phường Đông Kiều" in said
    assert "DANH SÁCH" not in said
    assert "Đề cương tại Phụ lục kèm theo" in said


def test_what_only_some_kinds_are_asked_says_whom_it_is_for() -> None:
    criteria = (criterion("D36-1-a-01", "1.a", kinds=["chi_cuc"]), criterion("D36-1-b-01", "1.b", kinds=["khac"]))
    cases = [inspected("", criteria=criteria), inspected("", criteria=criteria, code="99-C", kind="chi_cuc")]
    context = paper("report_request", subject(*cases)).context
    assert context["outline"][0]["asks"] == ["D36-1-a-01 (đối với chi cục)"]
    assert context["outline"][1]["asks"] == []
    assert paper("report_request", subject(cases[1])).context["outline"][0]["asks"] == ["D36-1-a-01"]


def test_the_reminder_goes_to_those_asked_whose_report_has_not_come(tmp_path: Path) -> None:
    first, second, third = many(3)
    asked = tuple(a for a in ACTS if a.kind == "requested")
    late = [second.model_copy(update={"acts": asked}), third.model_copy(update={"acts": ()})]
    said = text_of(tmp_path, "report_reminder", subject(first, *late))
    assert "Kính gửi: Ủy ban nhân dân xã Số 01" in said  # the first reported, the third was never asked
    assert "đã có Công văn số 312/SKHCN-QLCL ngày 05 tháng 3 năm 2026 đề nghị" in said
    with pytest.raises(RunError) as caught:
        paper("report_reminder", subject(first))
    assert caught.value.problems[0].code == "PAPER_005"


def test_a_decision_lists_teams_and_a_schedule_by_day(tmp_path: Path) -> None:
    other = (Member(name="Đặng Minh Khôi", role="truong_doan"),)
    late = inspected(code="99-1", name="UBND xã A", inspection={"from": date(2026, 6, 20), "to": date(2026, 6, 20)})
    early = inspected(code="99-2", name="UBND xã B", inspection={"team": other, "from": date(2026, 6, 18)})
    path = made(tmp_path, "inspection_decision", subject(late, early))
    said = "\n".join(letter_text(path))
    assert "Điều 2. Thành lập 02 Đoàn kiểm tra" in said
    assert "1. Đoàn kiểm tra số 1:\n- Đặng Minh Khôi, Trưởng đoàn.\n2. Đoàn kiểm tra số 2:" in said
    rows = [t for t in docx.Document(str(path)).tables if t.rows[0].cells[-1].text == "Đoàn"][0].rows[1:]
    assert [(r.cells[1].text, r.cells[2].text, r.cells[4].text) for r in rows] == [
        ("Ủy ban nhân dân xã B", "18/6/2026", "Số 1"),
        ("Ủy ban nhân dân xã A", "20/6/2026", "Số 2"),
    ]
    alone = text_of(tmp_path, "inspection_decision", subject(late))
    assert "tại Ủy ban nhân dân xã A\n(đợt 1 năm 2026)" in alone
    assert "Phụ lục" not in alone


def test_the_plan_has_the_five_contents_of_the_law(tmp_path: Path) -> None:
    """Circular 26/2014, Article 34.2; the counts of Article 33.2."""
    fields = {"coordinating_unit": "Sở Nội vụ", "budget": "02 triệu đồng"}
    on_site = inspected(inspection=fields, obligation="bat_buoc")
    by_record = inspected(
        "",
        mode="by_record",
        code="99-9",
        name="UBND xã Khác",
        inspection={"from": date(2026, 9, 1), "to": date(2026, 9, 30)},
    )
    path = made(tmp_path, "plan", subject(on_site, by_record))
    rows = rows_of(path, "TT")
    assert rows == [
        ["01", "Ủy ban nhân dân phường Đông Kiều", "Sở Nội vụ", "18/6/2026", "Tại trụ sở", "02 triệu đồng"],
        ["02", "Ủy ban nhân dân xã Khác", "", "Tháng 9/2026", "Qua hồ sơ, báo cáo", ""],
    ]
    said = "\n".join(letter_text(path))
    assert "1. Đơn vị kiểm tra: Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình." in said
    assert "Trong 01 cơ quan thuộc đối tượng phải xây dựng và áp dụng HTQLCL có 01 cơ quan được kiểm tra tại" in said


PLANS = ("plan", "plan_submission", "plan_decision")


def test_the_third_is_of_the_register_and_who_has_no_inspection_is_named(tmp_path: Path) -> None:
    """TT26/2014 Đ33.2.a, b: not of those that happen to be in the plan."""
    fields = {"obligation": "bat_buoc", "kind": "co_quan_chuyen_mon"}
    cases = [inspected(code=f"99-{n}", name=f"Sở {n}", **fields) for n in range(2)]
    left_out = [Agency(code=f"99-{n}", name=f"Sở số {n}", level="tinh", **fields) for n in (7, 8)]
    other_round = Agency(code="99-9", name="Sở ở đợt khác", level="tinh", **fields)
    gone = Agency(code="99-5", name="Sở cũ", level="tinh", valid_to=date(2026, 3, 1), **fields)
    register = (*(made.agency for made in cases), *left_out, other_round, gone)
    about = replace(subject(*cases), register=register, inspected=frozenset({"99-9"}))
    plan, submission = (text_of(tmp_path, name, about) for name in PLANS[:2])
    assert "Trong 05 cơ quan thuộc đối tượng phải xây dựng và áp dụng HTQLCL có 02 cơ quan được kiểm tra" in plan
    assert "trong danh sách của năm là 05" in submission and "(trong đó có 02 cơ quan thuộc" in submission
    for said in (plan, submission):
        assert "chưa có cuộc kiểm tra trong năm: Sở số 7; Sở số 8." in said and "đợt khác" not in said


def test_a_plan_that_does_not_reach_those_obliged_says_so(isoaudit: Run, programme: Path, tmp_path: Path) -> None:
    """TT26/2014 Đ33.2.a, b; the same words for plan, tờ trình and draft decision."""
    table = tmp_path / "thêm.csv"
    heading = "code,name,level,kind,obligation\n"
    rows = "".join(f"99-T{n:02},Sở thêm {n:02},tinh,co_quan_chuyen_mon,bat_buoc\n" for n in range(12))
    table.write_text(heading + rows, encoding="utf-8")
    assert isoaudit("-C", programme, "agencies", "import", table).returncode == 0
    for name in PLANS:
        said = isoaudit("-C", programme, "paper", name).stderr
        assert "điểm a khoản 2 Điều 33" in said and "99-T11 «Sở thêm 11»" in said, name
        assert "điểm b khoản 2 Điều 33" in said and "tối thiểu" in said, name


def test_the_programme_of_the_visit_says_who_looks_at_what(tmp_path: Path) -> None:
    """Circular 26/2014, Article 37.2.a."""
    rows = rows_of(made(tmp_path, "inspection_programme", subject(inspected())), "TT")
    assert [row[2] for row in rows] == ["……", "Điểm a khoản 1; điểm d khoản 2 Điều 36", "……"]


# --- the file of Article 39 -----------------------------------------------------------------------------------------


def test_the_index_of_a_file_has_the_ten_kinds(tmp_path: Path) -> None:
    rows = rows_of(made(tmp_path, "file_index", subject(inspected())), "TT")
    held = [row[4] for row in rows]
    none = "Không phát sinh"
    assert held == ["Có", "Có", "Có", none, "Có", "Có", "Thiếu", "Có", "Thiếu", "Thiếu"]
    assert rows[9][5:] == ["", "Thiếu chương trình kiểm tra"], "Đ37.2.a"
    made_programme = Act(kind="programme_made", on=date(2026, 6, 10))
    whole = rows_of(made(tmp_path, "file_index", subject(inspected(acts=(*ACTS, made_programme)))), "TT")
    assert whole[9][4] == "Có"
    assert rows[4][2:4] == ["41/QĐ-CCTĐC", "02/6/2026"]
    assert rows[2][5:] == ["", "Đến ngày 22/4/2026"]
    assert rows[5][5:] == ["", ""]


@pytest.mark.parametrize(
    ("mode", "fields", "missing"),
    [
        ("on_site", {}, [1, 5, 6, 7, 8, 9, 10]),
        ("on_site", {"inspection": {"occasion": "ad_hoc"}}, [5, 6, 7, 8, 9, 10]),
        ("by_record", {}, [1, 2, 3, 4, 7, 9]),
        ("on_site", {"programme": {"plan": Plan(number="1/QĐ-UBND")}}, [5, 6, 7, 8, 9, 10]),
    ],
)
def test_what_a_file_must_hold_depends_on_the_form(mode: str, fields: dict[str, Any], missing: list[int]) -> None:
    """Circular 26/2014, Articles 35 to 39; an ad hoc inspection has no place in the plan."""
    given = inspected(BY_RECORD if mode == "by_record" else ANSWERS, acts=(), mode=mode, **fields)
    rows = paper("file_index", subject(given)).context["rows"]
    assert [n for n, row in enumerate(rows, start=1) if row["held"] == "Thiếu"] == missing


# --- long names, many findings --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", [name for name in ON_SITE if name not in ("plan_submission", "plan_decision", "december_submission")]
)
def test_a_name_of_three_hundred_characters(tmp_path: Path, name: PaperName) -> None:
    long = "UBND xã " + "Rất Dài " * 36
    given = inspected(name=long.strip(), acts=())
    assert long.strip().removeprefix("UBND ") in text_of(tmp_path, name, subject(given))


NASTY = ["A & B <x>", "{{ 7*7 }}", "{% raw %}", "{%p if x %}", "]]> &amp; \\ $x^2$", "dòng một\ndòng hai"]


@pytest.mark.parametrize("typed", NASTY)
def test_what_was_typed_is_printed_as_typed(tmp_path: Path, typed: str) -> None:
    line = typed.replace("\n", " ")
    fields = {"opinion": typed, "attendees": (line,), "departments": (line,), "place": line}
    given = inspected(inspection=fields).model_copy(update={"samples": (Sample(dossier=line, deviation=typed),)})
    said = text_of(tmp_path, "minutes", subject(given))
    assert f"CHỊU SỰ KIỂM TRA\n{typed}\n" in said
    assert f"- {line}." in said and f"kiểm tra tại: {line}" in said and f" | {line} | " in said


def test_two_hundred_findings_break_over_pages_under_their_heading(
    tmp_path: Path, printed: Callable[[Path], list[str]]
) -> None:
    criteria = tuple(criterion(f"D36-1-a-{n:03d}", "1.a") for n in range(200))
    answers = "\n".join(
        f"{c.id}|nonconforming|Bằng chứng số {n:03d} {'dài ' * (n % 40)}|Thiếu {n:03d}" for n, c in enumerate(criteria)
    )
    path = made(tmp_path, "minutes", subject(inspected(answers, criteria=criteria), agreed=True))
    pages = printed(path)
    whole = "".join(pages)
    remark = rows_of(path, "Nội dung\n(Điều 36)")[1][2]
    assert [int(n) for n in re.findall(r"KPH\s(\d+)", remark)] == list(range(1, 201))
    assert all(f"KPH {n:02d}." in whole or f"KPH {n:03d}." in whole for n in range(1, 201))
    of_findings = [page for page in pages if re.search(r"KPH \d+\.", page)]
    assert len(of_findings) > 15
    assert all("Đề nghị khắc phục" in page for page in of_findings[1:])
    (last,) = [page for page in pages if "TRƯỞNG ĐOÀN" in page]
    assert "Biên bản lập thành 02 bản" in last and "./." in last  # the signatures are with the last sentence


def test_annexes_number_their_own_pages(tmp_path: Path, printed: Callable[[Path], list[str]]) -> None:
    """Decree 30/2020, Annex I, I.7 and III.1.đ."""
    pages = printed(made(tmp_path, "report_request", subject(*many(70))))
    numbers = [page.split("\n", 1)[0].strip() for page in pages]
    starts = [n for n, page in enumerate(pages) if re.search(r"^ *Phụ lục II?$", page, re.MULTILINE)]
    assert len(starts) == 2
    assert all(not numbers[n].isdigit() for n in (0, *starts))
    assert numbers[starts[0] + 1] == "2"


# --- files ----------------------------------------------------------------------------------------------------------


def test_a_paper_a_person_edited_is_left_alone_and_others_are_not_touched(tmp_path: Path) -> None:
    about = subject(inspected())
    assert write_paper(paper("minutes", about), "minutes", tmp_path) == ("minutes.docx",)
    assert write_paper(paper("notice", about), "notice", tmp_path) == ("notice.docx",)
    (tmp_path / "minutes.docx").write_bytes(b"edited")
    assert write_paper(paper("minutes", about), "minutes", tmp_path) == ("minutes.new.docx",)
    assert write_paper(None, "notice", tmp_path) == ()
    assert sorted(p.name for p in tmp_path.glob("*.docx")) == ["minutes.docx", "minutes.new.docx"]
    assert (tmp_path / "minutes.docx").read_bytes() == b"edited"


# --- the command ----------------------------------------------------------------------------------------------------


def test_the_command_lists_the_kinds_without_a_programme(isoaudit: Run, tmp_path: Path) -> None:
    done = isoaudit("-C", tmp_path, "paper")
    assert done.returncode == 0
    for line, kind in zip(done.stdout.splitlines(), kinds().values(), strict=True):
        assert line.startswith(f"{kind.name} ") and f" {kind.key} " in line  # the Vietnamese name first (secretary H20)


def test_the_command_writes_papers_of_year_round_and_inspection(isoaudit: Run, programme: Path) -> None:
    for words, file in (
        (("plan",), "papers/plan.docx"),
        (("plan", "--round", "1"), "papers/plan-1.docx"),
        (("inspection_decision",), "papers/inspection_decision-1.docx"),
        (("inspection_decision", "2026-99-STP-TS"), "papers/inspection_decision-2026-99-STP-TS.docx"),
        (("announcement_minutes", "99-STP"), "2026-99-STP-TS/announcement_minutes.docx"),
        (("file_index", "--round", "Đợt 1"), "2026-99-STP-TS/file_index.docx"),
    ):
        done = isoaudit("-C", programme, "paper", *words)
        assert done.returncode == 0, done.stderr
        assert (programme / "out" / file).is_file(), words
        assert done.stdout.splitlines()[0].startswith(str(programme / "out" / file))


def test_the_command_prints_the_papers_it_made_and_no_others(isoaudit: Run, programme: Path) -> None:
    if not shutil.which("soffice"):
        absent("soffice", "libreoffice-writer")
    assert isoaudit("-C", programme, "paper", "file_index", "99-STP").returncode == 0
    done = isoaudit("-C", programme, "paper", "announcement_minutes", "99-STP", "--pdf")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "Đã lập 01 tệp PDF, cùng thư mục với tệp Word."
    (printed,) = (programme / "out").rglob("*.pdf")
    assert printed == programme / "out" / "2026-99-STP-TS" / "announcement_minutes.pdf"
    assert printed.read_bytes().startswith(b"%PDF-")


def test_a_pdf_that_cannot_be_made_leaves_the_paper_and_is_said(isoaudit: Run, programme: Path) -> None:
    own = programme / "out" / "papers" / "plan.pdf"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_bytes(b"%PDF- signed")
    done = isoaudit("-C", programme, "paper", "plan", "--pdf")
    assert done.returncode == 1
    assert "Đã lập 01 văn bản." in done.stdout and "plan.pdf" in done.stderr
    assert own.read_bytes() == b"%PDF- signed"


def test_minutes_are_refused_while_results_are_missing(isoaudit: Run, programme: Path) -> None:
    """procedure.md: the same rules as for the letters."""
    done = isoaudit("-C", programme, "paper", "minutes", "--all")
    assert done.returncode == 1
    assert "2026-99-STP-TS: chưa lập được biên bản kiểm tra: còn " in done.stderr
    assert not list((programme / "out").glob("*/minutes*.docx"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("bien_ban",), "không có loại văn bản «bien_ban»"),
        (("minutes",), "ghi mã cuộc kiểm tra"),
        (("minutes", "2026-99-90001-HS"), "không dùng cho hình thức kiểm tra qua hồ sơ"),
        (("plan", "--round", "9"), "không có đợt «9»"),
        (("plan", "--round", "1", "--all"), "chọn một trong ba"),
        (("minutes", "2026-99-XYZ-TS"), "2026-99-XYZ-TS"),
        (("correction_request", "--round", "1"), "không có cuộc kiểm tra nào cho công văn"),
    ],
)
def test_what_cannot_be_made_is_said_in_words(
    isoaudit: Run, programme: Path, words: tuple[str, ...], said: str
) -> None:
    done = isoaudit("-C", programme, "paper", *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert not list((programme / "out").rglob("*.docx"))


def test_an_ad_hoc_inspection_is_not_in_the_plan(isoaudit: Run, programme: Path, tmp_path: Path) -> None:
    """Circular 26/2014, Article 34.1.c."""
    table = tmp_path / "ad-hoc.csv"
    table.write_text("agency,mode,occasion\n99-CCKL,on_site,ad_hoc\n", encoding="utf-8")
    assert isoaudit("-C", programme, "inspections", "import", table).returncode == 0
    assert isoaudit("-C", programme, "paper", "plan").returncode == 0
    said = "\n".join(letter_text(programme / "out" / "papers" / "plan.docx"))
    assert "Sở Tư pháp" in said and "Chi cục Kiểm lâm" not in said
    done = isoaudit("-C", programme, "paper", "plan", "2026-99-CCKL-TS")
    assert done.returncode == 2
    assert "không gồm cuộc kiểm tra đột xuất" in done.stderr
    done = isoaudit("-C", programme, "paper", "inspection_decision", "2026-99-CCKL-TS", "2026-99-STP-TS")
    assert (programme / "out" / "papers" / "inspection_decision-2026-99-CCKL-TS-va-1.docx").is_file()


def test_an_edited_paper_is_kept_and_the_command_says_so(isoaudit: Run, programme: Path) -> None:
    assert isoaudit("-C", programme, "paper", "plan").returncode == 0
    path = programme / "out" / "papers" / "plan.docx"
    path.write_bytes(b"edited")
    done = isoaudit("-C", programme, "paper", "plan")
    assert "đã được sửa tay nên giữ nguyên" in done.stderr
    assert path.read_bytes() == b"edited"
    assert (path.parent / "plan.new.docx").is_file()


def test_an_office_s_own_template_is_used_for_papers_of_the_year(isoaudit: Run, programme: Path) -> None:
    own = docx.Document(str(find_template("plan", programme / "out" / "papers")))
    (heading,) = [p for p in own.paragraphs if p.text == "KẾ HOẠCH"]
    heading.runs[0].text = "KẾ HOẠCH RIÊNG"
    own.save(str(programme / "templates" / "plan.docx"))
    assert isoaudit("-C", programme, "paper", "plan").returncode == 0
    assert "KẾ HOẠCH RIÊNG" in letter_text(programme / "out" / "papers" / "plan.docx")


def test_nothing_is_made_of_a_record_that_was_changed(isoaudit: Run, programme: Path) -> None:
    (pinned, *_) = sorted((programme / "files").iterdir())
    pinned.chmod(0o644)
    pinned.write_bytes(pinned.read_bytes() + b"\n")
    done = isoaudit("-C", programme, "paper", "plan")
    assert done.returncode == 2
    assert not (programme / "out" / "papers").exists()


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        (
            "Tại Trung tâm Phục vụ hành chính công chưa phát sinh",
            "tại Trung tâm Phục vụ hành chính công chưa phát sinh",
        ),
        ("Theo Quyết định số 19/2014/QĐ-TTg", "theo Quyết định số 19/2014/QĐ-TTg"),
        ("Trung tâm chưa phát sinh hồ sơ", "Trung tâm chưa phát sinh hồ sơ"),
        ("Lương Quốc Bảo vắng mặt", "Lương Quốc Bảo vắng mặt"),
        ("Chưa phát sinh hồ sơ", "chưa phát sinh hồ sơ"),
        ("TTHC chưa phát sinh", "TTHC chưa phát sinh"),
    ],
)
def test_a_reason_goes_on_within_its_sentence(typed: str, wanted: str) -> None:
    """A letter said «không kiểm tra, do Tại Trung tâm …» (Decree 30/2020, Annex II)."""
    assert within(typed) == wanted
