"""The demo as a newcomer runs it: 80 agencies of a province that does not exist, in a real browser at the end."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import docx
import pytest
from conftest import run_isoaudit

from isoaudit.demo import UNDER_WAY, before_of, make_demo
from isoaudit.errors import ProgrammeError
from isoaudit.journal.plain_yaml import load_yaml
from isoaudit.journal.programme import Programme
from isoaudit.journal.settings import shipped
from isoaudit.model import Case, EffectOutcome, Ground, RefusalRule
from isoaudit.papers.render import letter_text
from isoaudit.rules.corrective import corrective_actions, late_by, unentered
from isoaudit.wording import labels

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EXAMPLE = shipped("examples") / "an-binh-2026"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The finished demo; it exits 0 only when exactly the planned inspections are refused."""
    folder = tmp_path_factory.mktemp("demo") / "An Bình"
    done = run_isoaudit("demo", folder)
    assert done.returncode == 0, done.stderr
    assert str(folder / "out" / "index.html") in done.stdout
    return folder


def planned() -> set[str]:
    """The inspections that are to be refused."""
    with (EXAMPLE / "refused.csv").open(encoding="utf-8", newline="") as file:
        return {row["inspection"] for row in csv.DictReader(file)}


def test_all_80_agencies_have_a_working_paper_and_all_but_the_planned_a_letter(demo: Path) -> None:
    record = json.loads((demo / "out" / "run.json").read_text(encoding="utf-8"))
    ids = {outcome["inspection"] for outcome in record["outcomes"]}
    assert len(ids) == 80
    assert {outcome["status"] for outcome in record["outcomes"]} == {"ran"}
    assert {path.parent.name for path in (demo / "out").glob("*/findings.html")} == ids
    letters = {path.parent.name for path in (demo / "out").glob("*/notice.docx")}
    assert letters == ids - planned()
    assert len(letters) >= 66


def test_every_rule_that_refuses_is_shown_once_at_least(demo: Path) -> None:
    rules = set()
    for inspection in planned():
        found = json.loads((demo / "out" / inspection / "findings.json").read_text(encoding="utf-8"))
        rules |= {refusal["rule"] for refusal in found["refused"]}
    assert rules == set(get_args(RefusalRule))


def test_the_letters_carry_the_findings_and_no_grade(demo: Path) -> None:
    """Every nonconformity stands in its letter with gap and basis; the law knows no grades, so none is printed."""
    for path in sorted((demo / "out").glob("*/notice.docx")):
        found = json.loads((path.parent / "findings.json").read_text(encoding="utf-8"))
        document = docx.Document(str(path))
        cells = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
        text = "\n".join(p.text for p in document.paragraphs) + cells
        for finding in found["findings"]:
            if finding["kind"] == "nonconformity":
                assert finding["gap"] in text, path
                assert finding["legal_basis"][0][1:] in text, path
        for word in ("{{", "}}", "{%", "None", "nặng", "nhẹ)", "tái phạm", "yêu cầu khắc phục", "/CV-"):
            assert word not in text, (path, word)


def test_the_page_opens_in_a_browser_and_leads_to_a_working_paper(demo: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((demo / "out" / "index.html").as_uri())
    assert page.locator(".agencies tbody tr").count() == 80
    assert "không có thật" in page.inner_text("body")
    page.get_by_label("Tìm theo tên").fill("so tu phap")
    assert page.locator(".agencies tbody tr:visible").count() == 1
    page.locator(".agencies tbody tr:visible").get_by_text("Phiếu làm việc").click()
    assert "Sở Tư pháp" in page.inner_text("main")
    assert page.locator("main img").count() == 1  # the chart
    page.close()


def test_both_yearly_reports_are_made_and_the_index_leads_to_their_sheet(demo: Path, browser: Browser) -> None:
    """Circular 26/2014, Articles 38.1, 42.4: 80 inspections, of which 64 were carried out."""
    out = demo / "out"
    for name in ("november", "december"):
        text = "\n".join(letter_text(out / "papers" / f"{name}_report.docx"))
        assert "Trong năm có 80 cuộc kiểm tra tại 80 cơ quan" in text and "kiểm tra 64 cuộc" in text
        assert (out / "year" / f"{name}-report.html").is_file()
    page = browser.new_page()
    page.goto((out / "index.html").as_uri())
    page.get_by_text("Kết quả kiểm tra, tình hình HTQLCL").click()
    assert "64/80" in page.inner_text("main")
    page.get_by_role("link", name="08/54").click()
    assert "UBND xã Bích Động" in page.locator("#inspections-not_reported").inner_text()
    page.close()


@pytest.mark.parametrize("medium", ["screen", "print"])
@pytest.mark.parametrize("name", ["index", "gate", "status", "actions", "year", "2026-99-90014-TS/findings"])
def test_everybody_can_read_every_page_at_each_width(demo: Path, browser: Browser, name: str, medium: str) -> None:
    """axe on a laptop, an old projector and a large one, and on paper; nothing is wider than its page, no button
    is printed; the boxes of the gate are, to be ticked by pen."""
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page()
    page.goto((demo / "out" / f"{name}.html").as_uri())
    page.emulate_media(media=medium)  # type: ignore[arg-type]
    for width, height in ((1366, 768), (1024, 768), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        rules = Axe().run(page).response["violations"]
        assert [(width, rule["id"], rule["nodes"][0]["html"][:200]) for rule in rules] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    if medium == "print":
        assert (
            page.locator("button:visible:not(.sort), input:visible:not([type=checkbox]), select:visible").count() == 0
        )
    page.close()


def test_a_letter_of_15_findings_prints_whole(demo: Path, printed: Callable[[Path], list[str]]) -> None:
    """Decree 30/2020, Annex I: page numbers from page 2 (I.7), the Quốc hiệu on one line (II.1); nothing is lost."""
    folder = next(path for path in (demo / "out").glob("*-90014-TS"))
    pages = printed(folder / "notice.docx")
    assert len(pages) >= 5
    first, *others = pages
    signed = any(act["kind"] == "minutes_signed" for act in json.loads((folder / "case.json").read_text())["acts"])
    assert ("DỰ THẢO" in first) == (not signed)
    assert any("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in line for line in first.splitlines())
    assert first.strip().splitlines()[0].strip() != "1"
    for number, text in enumerate(others, start=2):
        assert text.strip().splitlines()[0].strip() == str(number)
        assert "DỰ THẢO" not in text
    with_rows = [text for text in pages if re.search(r"(?m)^ *(0[1-9]|1[0-5]) {2,}", text)]
    assert all("Căn cứ" in text and "Đề nghị khắc phục" in text for text in with_rows)  # the heading row is repeated
    rows = [row for text in with_rows for row in re.findall(r"(?m)^ *(0[1-9]|1[0-5]) {2,}", text)]
    assert rows == [f"{number:02d}" for number in range(1, 16)]
    signature = next(text for text in pages if "Nơi nhận:" in text)
    assert "CHI CỤC TRƯỞNG" in signature


def test_the_year_shows_inspections_in_every_state(demo: Path) -> None:
    """All but the state before any act, of an approved plan nothing stays there, that of a forgotten decision,
    and those in which an inspection is put off or not carried out."""
    done = run_isoaudit("-C", demo, "status", "--on", "2026-10-15", "--json")
    found = json.loads(done.stdout)
    assert len(found) == 80
    assert {row["stage"] for row in found} == set(labels()["stage"]) - {
        "nothing",
        "not_decided",
        "postponed",
        "form_changed",
        "cancelled",
    }
    assert {row["inspection"] for row in found if row["next"] == "answers"} >= {"2026-99-SCT-TS", "2026-99-90010-TS"}


def test_37_2_d_the_year_shows_corrective_action_at_every_stage(demo: Path) -> None:
    """Reports in time and late, whole and of a part; what is only proposed; what was refused once and again."""
    rows = json.loads(run_isoaudit("-C", demo, "actions", "--json").stdout)
    here = {row["stage"] for row in rows if not row["carried"]}
    assert here >= {"overdue", "reported", "needs_evidence", "not_accepted", "follow_up_late", "accepted"}
    programme = Programme(demo)
    state = programme.register()
    actions = [
        (case, action)
        for case in (programme.case(state, inspection) for inspection in state.inspections.values())
        if case.inspection.mode == "on_site"
        for action in corrective_actions(case, date(2026, 10, 15))
    ]
    assert any(late_by(case, action) for case, action in actions)
    assert [action.code for _, action in actions if action.refused and action.stage == "not_accepted"]
    assert [action.code for _, action in actions if action.refused and action.stage == "accepted"]
    assert sum(bool(review.disputed) for case, _ in actions for review in case.reviews) >= 1
    assert any(action.reply and action.reply.files for _, action in actions)
    assert any(unentered(case) for case, _ in actions)
    told = {case.inspection.id for case, _ in actions if case.replies}
    assert {path.parent.name for path in (demo / "out").glob("*/corrective-action.html")} == told
    assert (demo / "out" / "actions.html").is_file()
    assert "out/actions.html" in (Path(__file__).parent.parent / "Makefile").read_text(encoding="utf-8")


def test_37_2_c_one_report_came_in_by_the_form_that_goes_out_with_the_letter(demo: Path) -> None:
    programme = Programme(demo)
    forms = [e.payload for e in programme.journal.entries_of("file") if "correction" in e.payload.get("form_of", "")]
    assert [form["name"] for form in forms] == ["phieu-hanh-dong-khac-phuc.xlsx"]
    id, _, report = forms[0]["form_of"].split("/", 2)
    state, (inspection,) = programme.about([id])
    case = programme.case(state, inspection)
    told = load_yaml("", (EXAMPLE / "corrective.yaml").read_bytes()).value
    (planned,) = [one for one in told if "by_form" in one]
    for reply in case.replies:
        said = planned["points"][reply.criterion]["reply"]
        assert (reply.report, reply.action, reply.done_on) == (report, said["action"], said["done_on"])
        assert len(reply.files) == 1


@pytest.mark.parametrize("there", [True, False])
def test_a_demo_that_is_stopped_leaves_neither_year(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    folder = tmp_path / "demo"
    if there:
        folder.mkdir()

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("isoaudit.demo.import_answers", stopped)
    with pytest.raises(KeyboardInterrupt):
        make_demo(folder, workers=1)
    assert list(tmp_path.rglob("*")) == ([folder] if there else [])


def test_a_demo_beside_somebodys_year_before_touches_nothing(tmp_path: Path) -> None:
    own = before_of(tmp_path / "demo")
    own.mkdir()
    (own / "của tôi.txt").touch()
    with pytest.raises(ProgrammeError, match=own.name):
        make_demo(tmp_path / "demo", workers=1)
    assert sorted(tmp_path.rglob("*")) == [own, own / "của tôi.txt"]


def test_37_2_d_findings_of_the_year_before_are_looked_at_again(demo: Path) -> None:
    """The demo goes on from a year beside it; one finding is repeated on the same criterion, some wait."""
    before = demo.with_name(f"{demo.name}-2025")
    assert run_isoaudit("-C", before, "verify").returncode == 0
    assert run_isoaudit("-C", demo, "carry", before, "--dry-run").returncode == 0  # it was begun after that year
    programme = Programme(demo)
    state = programme.register()
    cases = [programme.case(state, inspection) for inspection in state.inspections.values()]
    effects = [(case, effect) for case in cases for effect in case.effects]
    assert {effect.outcome for _, effect in effects} == set(get_args(EffectOutcome))
    assert len(effects) < sum(len(case.carried) for case in cases)
    for case, effect in effects:
        now = {finding.criterion for finding in case.agreed if finding.kind == "nonconformity"}
        assert effect.outcome == "effective" or effect.criterion in now


def test_one_visit_is_half_typed_as_at_11(demo: Path) -> None:
    """TT26/2014 Đ37.2.b: each evidence on its ground; who typed it, on a day of the visit."""
    case = Case.model_validate_json((demo / "out" / UNDER_WAY / "case.json").read_bytes())
    answers = [answer for answer in case.answers if answer.verdict]
    assert len(case.criteria) * 0.4 < len(answers) < len(case.criteria) * 0.6
    typed = [row for answer in answers for row in answer.evidence if row.ground]
    assert {row.ground for row in typed} == set(get_args(Ground)) and 2 * len(typed) > len(answers)
    assert all(row.source and row.department for row in typed)
    parts = {member.name: member.criteria for member in case.inspection.team}
    for answer in answers:
        assert answer.examined_on == case.inspection.from_ and answer.criterion in parts[answer.inspector]
    assert {id for criteria in parts.values() for id in criteria} == set(case.criteria)
    assert [bool(s.returned and s.due and s.returned > s.due) for s in case.samples].count(True) == 1
    assert {act.kind for act in case.acts} >= {"decided", "announced"}
    assert sum(len(answer.files) for answer in answers) == 1
    told = load_yaml("", (EXAMPLE / "outline.yaml").read_bytes()).value
    assert {one.criterion: one.text for one in case.reported} == {id: said["text"] for id, said in told.items()}
    makefile = (Path(__file__).parent.parent / "Makefile").read_text(encoding="utf-8")
    assert f"isoaudit -C $(DEMO) open {UNDER_WAY}" in makefile


def test_agreed_inspections_have_codes_and_the_others_none(demo: Path) -> None:
    """TT26/2014 Đ37.2.b: KPH 01 and on, LY 01 and on, none left out."""
    agreed = 0
    for path in sorted((demo / "out").glob("*/findings.json")):
        found = json.loads(path.read_text(encoding="utf-8"))["findings"]
        coded = [finding["code"] for finding in found if finding["code"]]
        agreed += bool(coded)
        for prefix in ("KPH", "LY"):
            numbers = [int(code.split()[1]) for code in coded if code.startswith(prefix)]
            assert numbers == list(range(1, len(numbers) + 1)), path
        assert len(coded) in (0, sum(finding["kind"] != "good_practice" for finding in found)), path
    assert agreed >= 15


def test_a_second_run_finds_nothing_to_do(demo: Path) -> None:
    done = run_isoaudit("-C", demo, "run", "findings")
    assert done.returncode == 1  # the refused still need a person
    assert "80 không đổi" in done.stdout


def test_the_journal_of_the_demo_is_whole(demo: Path) -> None:
    assert run_isoaudit("-C", demo, "verify").returncode == 0


def test_demo_never_writes_into_a_folder_in_use(tmp_path: Path) -> None:
    folder = tmp_path / "đã có"
    folder.mkdir()
    (folder / "tệp.txt").write_text("x", encoding="utf-8")
    done = run_isoaudit("demo", folder)
    assert done.returncode == 2
    assert "thư mục đã có nội dung" in done.stderr
