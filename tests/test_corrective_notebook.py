"""The notebook of corrective action: for whom it runs, and what a reader sees of it (TT26/2014 Đ37.1.a, Đ37.2.c, d)."""

from __future__ import annotations

import base64
import html
import io
import re
from datetime import date
from pathlib import Path

import pytest
from conftest import run_isoaudit
from PIL import Image
from record_bench import BY_RECORD, NOT_MET, ON_SITE, SECOND, agree, copy, gap, make, tell
from replies import DONE, PROPOSED, reply, report_key, review, say

from isoaudit.desk.acts.evidence import keep_evidence
from isoaudit.errors import RunError
from isoaudit.journal.programme import Programme
from isoaudit.model import EvidenceCopies
from isoaudit.notebooks import corrective
from isoaudit.work.evidence_copies import evidence_of
from isoaudit.work.notebooks import run_notebook

NAME = "corrective-action"
FIRST, MIDDLE, LAST = NOT_MET
ATTACK = "Đã <script>document.title='hit'</script> & <b>sửa</b> $x^2$ {{ 7*7 }}"


@pytest.fixture(scope="module")
def reported_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Minutes signed on 15/6; ON_SITE reported in time, SECOND reported and nobody entered what."""
    folder = make(tmp_path_factory.mktemp("corrective") / "year")
    year = Programme(folder)
    agree(year, ON_SITE, SECOND)
    tell(year, "minutes_signed", ON_SITE, SECOND, on="15/6")
    tell(year, "correction_reported", ON_SITE, on="20/7", number="9/BC", arrived_on=date(2026, 7, 22))
    tell(year, "correction_reported", SECOND, on="27/8", number="4/BC", arrived_on=date(2026, 8, 28))
    return folder


@pytest.fixture
def year(reported_once: Path, tmp_path: Path) -> Programme:
    return copy(reported_once, tmp_path / "year")


def photo(path: Path) -> Path:
    """A picture of a telephone that tells where it was taken."""
    image = Image.new("RGB", (1600, 1200), "#887766")
    exif = Image.Exif()
    exif[0x010F] = "Hãng"
    exif.get_ifd(0x8825)[2] = (21.0, 1.0, 2.0)
    exif.get_ifd(0x8769)[0x9003] = "2026:07:10 08:30:00"
    image.save(path, exif=exif)
    return path


def shown(year: Programme, inspection: str = ON_SITE) -> str:
    """What a reader sees of the parts of the notebook, as text."""
    state, (about,) = year.about([inspection])
    case = year.case(state, about)
    parts = [*corrective.note(case), corrective.reports(case).to_string(), corrective.summary(case).to_string()]
    parts.append(corrective.findings(case, evidence_of(year, case)).data or "")
    text = re.sub(r"<style>.*?</style>|<[^>]+>", " ", "\n".join(parts))
    return " ".join(html.unescape(text).split())


def test_it_runs_for_the_inspections_that_have_a_reply_and_for_no_other(year: Programme) -> None:
    reply(year, ON_SITE, FIRST)
    (outcome,) = run_notebook(year, NAME, workers=2)
    assert (outcome.inspection, outcome.status) == (ON_SITE, "ran")
    assert [path.parent.name for path in year.out.glob(f"*/{NAME}.html")] == [ON_SITE]
    assert [one.status for one in run_notebook(year, NAME, workers=2)] == ["skipped"]
    review(year, ON_SITE, FIRST, "accepted")
    assert [one.status for one in run_notebook(year, NAME, workers=2)] == ["ran"]


def test_one_that_is_named_without_a_reply_is_refused_with_what_to_do(year: Programme) -> None:
    reply(year, ON_SITE, FIRST)
    with pytest.raises(RunError) as caught:
        run_notebook(year, NAME, [ON_SITE, SECOND, BY_RECORD])
    assert [(one.code, one.where) for one in caught.value.problems] == [
        ("NOTEBOOK_014", BY_RECORD),
        ("NOTEBOOK_014", SECOND),
    ]
    done = run_isoaudit("-C", year.folder, "run", NAME, SECOND)
    assert done.returncode == 2 and f"isoaudit open {SECOND} --review" in done.stderr


def test_a_year_without_any_reply_is_told(year: Programme) -> None:
    with pytest.raises(RunError) as caught:
        run_notebook(year, NAME)
    assert [one.code for one in caught.value.problems] == ["NOTEBOOK_015"]


def test_what_was_made_goes_with_the_last_reply(year: Programme) -> None:
    reply(year, ON_SITE, FIRST)
    reply(year, SECOND, FIRST)
    run_notebook(year, NAME, workers=2)
    state = year.state()
    (wrong,) = state.replies(SECOND)
    say(year, "reply", f"{SECOND}/{FIRST}/{wrong.report}", {}, base=wrong.heads)
    run_notebook(year, NAME, workers=2)
    pages = [path.parent.name for path in year.out.glob(f"*/{NAME}.html")]
    assert pages == [ON_SITE]


def test_37_2_c_each_finding_of_the_minutes_stands_word_by_word_beside_what_the_agency_says(year: Programme) -> None:
    reply(year, ON_SITE, FIRST)
    reply(year, ON_SITE, MIDDLE, PROPOSED)
    text = shown(year)
    for criterion in NOT_MET:
        assert gap(criterion) in text
    assert all(said in text for said in (DONE["cause"], DONE["correction"], DONE["action"], DONE["evidence"]))
    assert "Ngày thực hiện xong 10/7/2026" in text and "Thời hạn hoàn thành theo đề xuất 30/10/2026" in text
    assert "KPH 03. Chưa có nội dung báo cáo" in text
    assert "Trong hạn, tính theo ngày của báo cáo (20/7/2026)" in text


def test_37_2_c_a_late_report_says_by_how_many_days_and_by_which_of_its_days(year: Programme) -> None:
    reply(year, SECOND, FIRST)
    text = shown(year, SECOND)
    assert "Chậm 10 ngày, tính theo ngày của báo cáo (27/8/2026)" in text and "Hạn báo cáo khắc phục: 17/8/2026" in text
    settings = year.folder / "isoaudit.toml"
    settings.write_text("by_arrival = true\n" + settings.read_text(encoding="utf-8"), encoding="utf-8")
    assert "Chậm 11 ngày, tính theo ngày đến (28/8/2026)" in shown(Programme(year.folder), SECOND)


def test_37_2_d_an_earlier_refusal_stands_under_the_report_that_came_after_it(year: Programme) -> None:
    reply(year, ON_SITE, FIRST)
    review(year, ON_SITE, FIRST, "not_accepted")
    tell(year, "correction_reported", ON_SITE, on="20/9", number="10/BC", arrived_on=date(2026, 9, 21))
    reply(year, ON_SITE, FIRST, {**DONE, "correction": "Đã rà soát toàn bộ."})
    text = shown(year)
    assert "Trước đó, Báo cáo số 9/BC ngày 20/7/2026" in text
    assert "Xem xét: chưa đạt yêu cầu (Lê Thị Hoa, ngày 10/8/2026). Lý do: Lý do của not_accepted." in text
    assert text.index("Đã rà soát toàn bộ.") < text.index("Trước đó") and "Xem xét: chưa xem xét." in text
    assert "Báo cáo tiếp theo, không quy định thời hạn" in text


def test_several_who_differ_are_each_shown_and_none_counts(year: Programme) -> None:
    reply(year, ON_SITE, FIRST, DONE, {**DONE, "cause": "Thiếu người."})
    reply(year, ON_SITE, MIDDLE)
    review(year, ON_SITE, MIDDLE, "accepted", "needs_evidence")
    text = shown(year)
    assert "Bản 01 trong 02 bản khác nhau" in text and "Thiếu người." in text and DONE["cause"] in text
    assert "Xem xét: chưa thống nhất, không được tính" in text
    assert "Lý do của accepted." in text and "Lý do của needs_evidence." in text
    assert "KPH 02. Chờ xem xét" in text


def test_37_1_a_by_record_nothing_is_said_of_a_review(year: Programme) -> None:
    tell(year, "requested", BY_RECORD, on="2/3", number="1/CV")
    tell(year, "report_received", BY_RECORD, on="20/3", number="2/BC", arrived_on=date(2026, 3, 21))
    tell(year, "correction_requested", BY_RECORD, on="1/4", number="3/CV", reply_by=date(2026, 5, 1))
    tell(year, "correction_reported", BY_RECORD, on="20/4", number="9/BC", arrived_on=date(2026, 4, 22))
    reply(year, BY_RECORD, FIRST)
    text = shown(year, BY_RECORD)
    assert "01. Đã báo cáo khắc phục" in text and "Theo văn bản đề nghị" in text
    assert "được kiểm tra trong các cuộc kiểm tra tiếp theo" in text and "xem xét:" not in text.casefold()


def test_pictures_are_shown_small_without_where_they_were_taken_and_other_files_by_name(
    year: Programme, tmp_path: Path
) -> None:
    picture = keep_evidence(year, photo(tmp_path / "anh.jpg"), "Ảnh niêm yết.jpg").sha256
    lost = keep_evidence(year, photo_of(tmp_path / "mat.jpg", "#112233"), "Ảnh mất.jpg").sha256
    (year.journal.files / lost).unlink()
    reply(year, ON_SITE, FIRST, {**DONE, "files": [picture, lost]})
    state, (about,) = year.about([ON_SITE])
    kept = {one.sha256: one for one in evidence_of(year, year.case(state, about)).files}
    small = Image.open(io.BytesIO(base64.b64decode(kept[picture].picture)))
    assert max(small.size) == 800 and not small.getexif()
    assert (kept[picture].lost, kept[lost].lost, kept[lost].picture) == (False, True, "")
    text = shown(year)
    assert "Ảnh niêm yết.jpg, chụp ngày 10/7/2026" in text and "Ảnh mất.jpg (tệp bị mất)" in text


def photo_of(path: Path, colour: str) -> Path:
    """Another picture."""
    Image.new("RGB", (600, 400), colour).save(path)
    return path


def test_the_page_holds_everything_and_nothing_that_was_typed_is_markup(year: Programme, tmp_path: Path) -> None:
    picture = keep_evidence(year, photo(tmp_path / "anh.jpg"), "Ảnh <i>1</i>.jpg").sha256
    reply(year, ON_SITE, FIRST, {**DONE, "correction": ATTACK, "files": [picture]})
    key = report_key(year, ON_SITE)
    said = {"outcome": "not_accepted", "reason": ATTACK, "reviewer": "<i>Hoa</i>", "on": "2026-08-01"}
    say(year, "review", f"{ON_SITE}/{FIRST}/{key}", said)
    run_notebook(year, NAME, workers=2)
    page = (year.out / ON_SITE / f"{NAME}.html").read_text(encoding="utf-8")
    assert "<script" not in page and "<i>" not in page and "<b>sửa</b>" not in page
    assert html.escape(ATTACK) in page and page.count("data:image/jpeg;base64,") == 1
    assert re.findall(r"(?:src|href)=['\"](?!data:)", page) == []
    assert f"{ON_SITE}/{NAME}.html" in (year.out / "index.html").read_text(encoding="utf-8")


def test_nothing_it_shows_hangs_on_the_day_it_is_shown(year: Programme) -> None:
    """A proposal past its day and a finding without a report stay as they are: the year's list says what is late."""
    reply(year, ON_SITE, MIDDLE, {**PROPOSED, "due_on": "2026-08-01"})
    review(year, ON_SITE, MIDDLE, "follow_up")
    text = shown(year)
    assert "Đề xuất, theo dõi, hoàn thành theo đề xuất ngày 01/8/2026" in text
    assert "Quá" not in text and "Chưa có nội dung báo cáo" in text


def test_without_kept_files_it_still_shows(year: Programme) -> None:
    reply(year, ON_SITE, FIRST, {**DONE, "files": ["0" * 64]})
    state, (about,) = year.about([ON_SITE])
    shown_ = corrective.findings(year.case(state, about), EvidenceCopies()).data or ""
    assert "000000000000" in shown_
