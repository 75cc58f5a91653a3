"""The reusable wordings: what is shipped can be signed, what an office adds is checked, no blank reaches a letter."""

from __future__ import annotations

import re
import runpy
from collections import Counter
from pathlib import Path

import pytest
from builders import case
from hypothesis import given
from hypothesis import strategies as st

from isoaudit.errors import ChecklistError
from isoaudit.files import shipped
from isoaudit.gate.suites import read_suites
from isoaudit.journal.checklists import load
from isoaudit.journal.wordings import own_wordings, shipped_wordings, wording_problems, wordings_of
from isoaudit.model import Answer, Case, Criterion, Wording
from isoaudit.rules.answers import is_thin, stops
from isoaudit.wording.blanks import BLANK_LEFT, KINDS, blanks, blanks_left, kind_of, no_blanks

ROOT = Path(__file__).parents[1]
SHELF = shipped("checklists")
CRITERIA: dict[str, Criterion] = {
    c.id: c for pinned in load(SHELF) if not pinned.checklist.annex for c in pinned.checklist.criteria
}
WORDINGS = shipped_wordings()
FILLED = {
    "count": "03",
    "number": "125/QĐ-UBND",
    "date": "05/7/2026",
    "name": "Phòng Kinh tế",
    "content": "thành phần hồ sơ",
}

UNFIT = re.compile(
    r"chưa tốt|chưa đầy đủ|còn hạn chế|chưa nghiêm|chưa quan tâm|thiếu trách nhiệm|buông lỏng|yếu kém|tái phạm|vi phạm"
    r"|\blỗi\b|thanh tra|kiểm toán|bảng kiểm|\bphát hiện\b|đối tượng|gia hạn|nhắc việc|một số|nhiều hồ sơ"
    r"|cố tình|đáng kể",
    re.IGNORECASE,
)
"""What blames, what says nothing, and what is another procedure's word (practice.md, Words)."""
CITED = re.compile(r"Thông tư|Quyết định số 19/2014|Điều \d|khoản \d|điểm [a-zđ] ", re.IGNORECASE)
"""The letter cites; a wording does not. A decision of the agency's own is no citation."""


def filled(text: str) -> str:
    for blank in blanks(text):
        text = text.replace(blank, FILLED[kind_of(blank)])
    return text


def test_every_criterion_has_two_wordings_and_where_it_can_be_nonconforming_two_of_that_grade() -> None:
    assert len(WORDINGS) >= 150
    of_each = Counter((w.criterion, w.grade) for w in WORDINGS)
    for id, criterion in CRITERIA.items():
        assert of_each[id, criterion.worst] >= 2, id


def test_the_wordings_stand_in_the_order_of_the_checklist() -> None:
    place = list(CRITERIA)
    where = [place.index(w.criterion) for w in WORDINGS]
    assert where == sorted(where)


def test_nothing_is_wrong_with_those_of_the_package() -> None:
    assert wording_problems(SHELF) == []


@pytest.mark.parametrize("wording", WORDINGS, ids=lambda wording: wording.id)
def test_a_wording_tells_a_fact_without_blame_and_without_citing(wording: Wording) -> None:
    for text in (wording.evidence, wording.gap):
        assert not UNFIT.search(text), text
        assert not CITED.search(text), text
        assert text.endswith("."), text
        assert text[0] == "{" or text[0].isupper(), text
    assert len(wording.gap) < 330, "a finding is one or two sentences"


@pytest.mark.parametrize("wording", WORDINGS, ids=lambda wording: wording.id)
def test_a_wording_once_filled_says_enough_to_be_looked_up_again(wording: Wording) -> None:
    """Circular 26/2014, Article 37.2.b: minutes rest on evidence."""
    said = {
        "inspection": "2026-01",
        "criterion": wording.criterion,
        "verdict": wording.grade,
        "gap": filled(wording.gap),
    }
    answer = Answer.model_validate({**said, "evidence": [{"text": filled(wording.evidence)}]})
    assert not is_thin(answer)
    assert not blanks_left((answer.gap, answer.evidence[0].text))


@pytest.mark.parametrize("wording", WORDINGS, ids=lambda wording: wording.id)
def test_two_agencies_never_get_the_same_evidence(wording: Wording) -> None:
    """Evidence without a blank would be remarked as pasted from another agency."""
    assert blanks(wording.evidence)


@pytest.mark.parametrize("wording", WORDINGS, ids=lambda wording: wording.id)
def test_a_part_is_counted_in_a_whole(wording: Wording) -> None:
    """n/N: what stands before the stroke is counted, what stands after it too, and both have their own names."""
    for part, whole in re.findall(r"(\{[^{}]*\})/(\{[^{}]*\})", wording.gap):
        assert (kind_of(part), kind_of(whole)) == ("count", "count")
        assert part != whole


OWN = """wordings:
  - id: AB-01
    criterion: D36-1-a-03
    grade: nonconforming
    evidence: Danh mục quy trình ngày {ngày ban hành}.
    gap: Cơ quan chưa có quy trình cho {số TTHC} TTHC do ngành dọc giao.
"""


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    (tmp_path / "dieu-36.yaml").write_bytes((SHELF / "dieu-36.yaml").read_bytes())
    (tmp_path / "law.yaml").write_bytes((SHELF / "law.yaml").read_bytes())
    return tmp_path


def written(shelf: Path, text: str) -> list[tuple[str, str]]:
    """Line and code of everything wrong with an office's own wordings."""
    (shelf / "wording.yaml").write_text(text, encoding="utf-8")
    return [(p.where.rpartition(":")[2], p.code) for p in wording_problems(shelf)]


def test_an_offices_wordings_are_added_and_replace_none(shelf: Path) -> None:
    assert wordings_of(shelf) == WORDINGS
    assert own_wordings(shelf) == ()
    assert written(shelf, OWN) == []
    assert wordings_of(shelf)[:-1] == WORDINGS
    assert wordings_of(shelf)[-1].id == "AB-01"
    assert [c.checklist.id for c in load(shelf)] == ["dieu-36"], "wording.yaml is no checklist"


FIRST = WORDINGS[0]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("D36-1-a-03", "D36-1-a-99", [("2", "CHECKLIST_024")]),
        ("{số TTHC}", "{bao nhiêu} TTHC", [("2", "CHECKLIST_025")]),
        ("{số TTHC}", "{số  TTHC}", [("2", "CHECKLIST_025")]),
        ("{số TTHC}", "{số TTHC", [("2", "CHECKLIST_025")]),
        ("AB-01", FIRST.id, [("2", "CHECKLIST_002")]),
        ("D36-1-a-03", "D36-2-a-05", [("2", "CHECKLIST_027")]),
        ("grade: nonconforming", "grade: tốt", [("4", "CHECKLIST_003")]),
        ("    grade: nonconforming\n", "", [("2", "CHECKLIST_003")]),
        ("gap:", "gap2:", [("2", "CHECKLIST_003"), ("6", "CHECKLIST_003")]),
        ("wordings:", "câu:", [("1", "CHECKLIST_003"), ("1", "CHECKLIST_003")]),
        ("id: AB-01", "id: &a AB-01", [("2", "CHECKLIST_018")]),
        (OWN, "", [("1", "CHECKLIST_003")]),
    ],
)
def test_what_is_wrong_is_said_at_its_line(shelf: Path, old: str, new: str, found: list[tuple[str, str]]) -> None:
    assert old in OWN
    assert sorted(written(shelf, OWN.replace(old, new))) == found


def test_a_wording_that_says_what_another_says_is_refused_whatever_its_letters(shelf: Path) -> None:
    same = FIRST.gap.upper().replace("{SỐ", "{số").replace("{TỔNG SỐ", "{tổng số").replace("{TÊN", "{tên")
    text = OWN.replace("D36-1-a-03", FIRST.criterion).replace(
        "Cơ quan chưa có quy trình cho {số TTHC} TTHC do ngành dọc giao.", f'"{same}"'
    )
    assert written(shelf, text) == [("2", "CHECKLIST_026")]


def test_of_a_file_that_is_wrong_in_form_nothing_is_taken(shelf: Path) -> None:
    written(shelf, OWN.replace("gap:", "gap2:"))
    with pytest.raises(ChecklistError):
        wordings_of(shelf)


@given(st.sampled_from(list(KINDS)), st.from_regex(r"\A( [a-zđêôơ]{1,8}){0,3}\Z"))
def test_a_blank_of_the_set_is_found_and_another_is_no_blank(word: str, rest: str) -> None:
    blank = f"{{{word}{rest}}}"
    assert blanks(f"Có {blank} hồ sơ.") == (blank,)
    assert kind_of(blank) == KINDS[word]
    assert list(no_blanks(blank)) == []
    other = f"{{ghi {word}{rest}}}"
    assert blanks(other) == ()
    assert list(no_blanks(other)) == [other]


def test_the_schema_of_wordings_is_current() -> None:
    """Otherwise: python tools/make_schema.py"""
    made = runpy.run_path(str(ROOT / "tools" / "make_schema.py"))
    for path, noun in made["MADE"].items():
        assert path.read_text(encoding="utf-8") == made["schema_text"](noun), path.name


def answer_of(**said: str) -> Answer:
    fields = {"inspection": "2026-01", "criterion": "D36-1-a-01", "verdict": "nonconforming", **said}
    text = fields.pop("evidence", "Danh mục gồm 120 TTHC")
    return Answer.model_validate({**fields, "evidence": [{"text": text}]})


def case_of(answer: Answer) -> Case:
    """An inspection in which this alone was said."""
    return case().model_copy(update={"answers": (answer,)})


@pytest.mark.parametrize("column", ["evidence", "gap", "note"])
def test_a_blank_that_is_left_refuses_the_letter_and_is_named(column: str) -> None:
    answer = answer_of(**{"gap": "Còn 03/120 TTHC", column: "Còn {số TTHC}/120 TTHC, xem ngày {ngày xem}, {số TTHC}"})
    refused = [one for one in stops(case_of(answer)) if one.criterion == answer.criterion]
    assert [one.rule for one in refused] == ["blank_left"]
    assert "«{số TTHC}»; «{ngày xem}»" in refused[0].message


@pytest.mark.parametrize("text", ["Còn 03/120 TTHC", "Tập {a, b}", "Ghi {x} trong mẫu", "{sốt}", "{số TTHC"])
def test_what_is_no_blank_of_the_set_refuses_nothing(text: str) -> None:
    assert not [one for one in stops(case_of(answer_of(gap=text))) if one.rule == "blank_left"]


def test_the_gate_looks_for_what_the_rules_look_for() -> None:
    found = [e for e in read_suites()["answers"].expectations if e.meta.rule == "blank_left"]
    assert {e.kwargs["column"]: e.kwargs["regex"] for e in found} == dict.fromkeys(
        ("evidence", "gap", "note"), BLANK_LEFT
    )
