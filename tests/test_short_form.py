"""Phiếu rút gọn: it asks something of all 13 points of TT26/2014 Đ36, and no paper claims more than was asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from books import records, say, sections
from builders import answer, case
from conftest import AUTHORITY, Run
from hypothesis import given
from hypothesis import strategies as st

from isoaudit.files import shipped
from isoaudit.journal.checklists import LAW, parse, problems
from isoaudit.journal.programme import Programme
from isoaudit.model import POINTS, Agency, Case, Checklist, Selection
from isoaudit.notebooks.findings import facts, points, status
from isoaudit.papers.values.findings import content, point_rows
from isoaudit.rules.answers import stops
from isoaudit.rules.findings import expected, fingerprint, judge, shown
from isoaudit.rules.selection import is_whole, may_use, named, points_left
from isoaudit.visit.book import VisitBook

ID = "2026-99-XAN-TS"
MAIN = shipped("checklists") / "dieu-36.yaml"


@pytest.fixture(scope="module")
def dieu_36() -> Checklist:
    return parse(MAIN.read_bytes()).checklist


@pytest.fixture(scope="module")
def short(dieu_36: Checklist) -> Selection:
    (selection,) = dieu_36.selections
    return selection


def commune(
    selection: str = "rut-gon", verdict: str = "conforming", only: tuple[str, ...] = (), **fields: object
) -> Case:
    """An inspection of a commune with the shipped checklist; the criteria it asks have the verdict, or some of them."""
    pinned = parse(MAIN.read_bytes())
    said = {"inspection": {"selection": selection}, **fields}
    made = case(criteria=pinned.checklist.criteria, **said).model_copy(update={"checklists": (pinned,)})
    asked = [c.id for c in expected(made) if not only or c.id in only]
    lines = tuple(answer(f"{id} | {verdict}", made.inspection.id) for id in asked) if verdict else ()
    return made.model_copy(update={"answers": lines})


# --- the shipped one


def test_it_has_about_24_criteria_for_communes_and_leaves_no_point_out(dieu_36: Checklist, short: Selection) -> None:
    """TT26/2014 Đ36: each of the 13 points is inspected."""
    assert (short.id, short.kinds, len(short.criteria)) == ("rut-gon", ("ubnd_cap_xa",), 24)
    assert points_left(short, dieu_36.criteria) == []
    assert {c.point for c in expected(commune())} == set(POINTS)


def test_by_record_too_it_asks_something_of_each_point() -> None:
    """TT26/2014 Đ37.1: by record only what a report can show."""
    made = commune(mode="by_record")
    assert {c.point for c in expected(made)} == set(POINTS)
    assert all(c.by_record for c in expected(made))
    assert set(judge(made).to_see_on_site) <= set(made.checklists[0].checklist.selections[0].criteria)


# --- what it means for the result


def test_only_its_criteria_are_expected_and_the_letter_waits_for_no_other(short: Selection) -> None:
    made = commune()
    assert [c.id for c in expected(made)] == list(short.criteria)
    assert judge(made).missing == () and stops(made) == ()
    assert judge(made).counts["applicable"] == 24
    assert len(expected(commune(""))) > 60


def test_one_of_its_criteria_without_answer_stops_the_letter(short: Selection) -> None:
    made = commune(only=short.criteria[1:])
    assert [r.criterion for r in stops(made)] == [short.criteria[0]]


def test_a_point_of_which_something_was_not_asked_never_conforms_as_a_whole(
    dieu_36: Checklist, short: Selection
) -> None:
    states = {p.point: p.state for p in judge(commune()).points}
    asked_whole = {
        p for p in POINTS if all(c.id in short.criteria or c.kinds != "all" for c in dieu_36.criteria if c.point == p)
    }
    assert states == {p: "conforming" if p in asked_whole else "incomplete" for p in POINTS}
    assert "incomplete" in states.values()


@given(st.sets(st.sampled_from([c.id for c in parse(MAIN.read_bytes()).checklist.criteria]), min_size=1))
def test_whatever_is_selected_what_is_left_out_is_neither_missing_nor_conforming(chosen: set[str]) -> None:
    pinned = parse(MAIN.read_bytes())
    selection = Selection(id="mot-phan", title="Phiếu thử", criteria=tuple(sorted(chosen)))
    checklist = pinned.checklist.model_copy(update={"selections": (selection,)})
    made = case(criteria=checklist.criteria, inspection={"selection": "mot-phan"})
    made = made.model_copy(update={"checklists": (pinned.model_copy(update={"checklist": checklist}),)})
    asked = {c.id for c in expected(made)}
    assert asked <= chosen
    answers = tuple(answer(f"{id} | conforming", made.inspection.id) for id in asked)
    result = judge(made.model_copy(update={"answers": answers}))
    every = {c.id: c.point for c in expected(case(criteria=checklist.criteria))}
    for point in result.points:
        if point.state == "conforming":
            assert {id for id, of in every.items() if of == point.point} <= asked
        assert point.missing == 0


def test_an_answer_outside_it_is_shown_and_counts(dieu_36: Checklist, short: Selection) -> None:
    outside = next(c.id for c in dieu_36.criteria if c.id not in short.criteria and c.kinds == "all")
    made = commune()
    line = f"{outside} | nonconforming | gap: Thiếu 03 TTHC | evidence: Đã xem danh mục kèm quyết định"
    more = made.model_copy(update={"answers": (*made.answers, answer(line, made.inspection.id))})
    assert outside in {c.id for c in shown(more)} and outside not in {c.id for c in shown(made)}
    assert [f.criterion for f in judge(more).findings] == [outside]


def test_a_nonconformity_makes_the_point_nonconforming_as_ever(short: Selection) -> None:
    made = commune(verdict="nonconforming", only=short.criteria[:1])
    assert next(p.state for p in judge(made).points if p.point == "1.a") == "nonconforming"


# --- what papers say


def test_minutes_and_letters_say_by_which_form_and_claim_no_more() -> None:
    """TT26/2014 Đ37.2.b: what was not inspected stands in the minutes."""
    made = commune()
    said = content(made, judge(made))
    assert said["not_examined"] == [
        "Cuộc kiểm tra sử dụng phiếu kiểm tra rút gọn dùng cho UBND cấp xã, gồm 24 tiêu chí thuộc 13 nội dung của Điều "
        "36; các tiêu chí khác của phiếu kiểm tra không kiểm tra."
    ]
    assert said["section"]["not_examined"]
    assert not said["all_conforming"]
    remarks = [row["remark"] for row in point_rows(made, judge(made)) if row["name"]]
    assert "Phù hợp ở các tiêu chí đã kiểm tra" in remarks


def test_by_the_whole_checklist_nothing_of_it_is_said() -> None:
    made = commune("")
    assert content(made, judge(made))["not_examined"] == []
    assert not any("rút gọn" in line for line in status(made, judge(made)))


def test_the_working_paper_says_so() -> None:
    made = commune()
    assert any("Phiếu kiểm tra rút gọn dùng cho UBND cấp xã: 24 tiêu chí" in line for line in status(made, judge(made)))
    assert any("rút gọn" in str(value) for value in facts(made).to_numpy().ravel())
    assert "Chưa đủ kết quả" not in set(points(judge(made))["Tình trạng"])


def test_a_checklist_without_short_forms_has_the_fingerprint_it_always_had() -> None:
    """Papers printed earlier hold."""
    made = case("D36-1-a-01 | conforming")
    dumped = made.model_dump(mode="json")
    assert "selections" not in dumped["checklists"][0]["checklist"]
    assert fingerprint(made) != fingerprint(commune())


# --- how it is named


@pytest.mark.parametrize(
    "typed", ["rút gọn", "Rút gọn", "phiếu rút gọn", "rut-gon", "RUT GON", "Phiếu kiểm tra rút gọn"]
)
def test_it_is_named_as_people_write_it(short: Selection, typed: str) -> None:
    assert named([short], typed) == short
    assert not is_whole(typed)


def test_its_title_names_it_and_another_word_names_nothing(short: Selection) -> None:
    assert named([short], short.title) == short
    assert named([short], "rút ngắn") is None
    assert all(is_whole(typed) for typed in ("", " ", "đầy đủ", "Phiếu đầy đủ"))


def test_it_is_for_the_kinds_it_names(short: Selection) -> None:
    body = case().agency
    assert may_use(short, body)
    assert not may_use(short, Agency.model_validate({**body.model_dump(), "kind": "chi_cuc"}))


# --- the check of the file


def faults(tmp_path: Path, **changed: object) -> list[tuple[str, str]]:
    raw = yaml.safe_load(MAIN.read_text(encoding="utf-8"))
    raw["selections"][0] |= changed
    path = tmp_path / MAIN.name
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    return [(one.code, one.what) for one in problems([path], shipped("checklists") / LAW)]


def test_a_short_form_that_leaves_a_point_out_is_refused(tmp_path: Path, short: Selection) -> None:
    left = [id for id in short.criteria if not id.startswith(("D36-1-e", "D36-2-dd"))]
    assert faults(tmp_path, criteria=left) == [
        ("CHECKLIST_031", "phiếu rút gọn «rut-gon» chưa có tiêu chí cho nội dung 1.e, 2.đ của Điều 36.")
    ]


def test_a_criterion_for_another_kind_of_agency_does_not_fill_a_point(tmp_path: Path, short: Selection) -> None:
    others = ["D36-1-a-04" if id == "D36-1-a-01" else id for id in short.criteria if id != "D36-1-a-03"]
    assert [code for code, _ in faults(tmp_path, criteria=others)] == ["CHECKLIST_031"]


def test_a_short_form_names_criteria_of_its_checklist_each_once(tmp_path: Path, short: Selection) -> None:
    found = faults(tmp_path, criteria=[*short.criteria, "D36-9-z-01", short.criteria[0]])
    assert sorted(what for code, what in found if code == "CHECKLIST_030") == [
        "phiếu rút gọn «rut-gon»: tiêu chí «D36-1-a-01» dùng hai lần.",
        "phiếu rút gọn «rut-gon»: tiêu chí «D36-9-z-01» không có trong phiếu.",
    ]


# --- the schedule


@pytest.fixture
def office(isoaudit: Run, tmp_path: Path) -> Path:
    """A programme with a commune and a chi cục."""
    folder = tmp_path / "năm 2026"
    assert isoaudit("init", folder, "--authority", AUTHORITY, "--year", 2026).returncode == 0
    table = tmp_path / "cơ quan.csv"
    table.write_text(
        "code,name,level,kind,obligation,qms_status\n99-XAN,UBND xã An Ninh,xa,ubnd_cap_xa,bat_buoc,da_cong_bo\n"
        "99-CC,Chi cục Kiểm lâm,tinh,chi_cuc,bat_buoc,da_cong_bo\n",
        encoding="utf-8",
    )
    assert isoaudit("-C", folder, "agencies", "import", table).returncode == 0
    return folder


def schedule(isoaudit: Run, office: Path, agency: str, form: str) -> tuple[int, str]:
    table = office.parent / "lịch.csv"
    rows = f"Mã cơ quan,Hình thức,Từ ngày,Đến ngày,Phiếu kiểm tra\n{agency},tại trụ sở,15/9/2026,15/9/2026,{form}\n"
    table.write_text(rows, encoding="utf-8")
    done = isoaudit("-C", office, "inspections", "import", table)
    return done.returncode, done.stderr


def test_the_schedule_takes_the_short_form_and_gives_it_back(isoaudit: Run, office: Path) -> None:
    assert schedule(isoaudit, office, "99-XAN", "rút gọn")[0] == 0
    assert Programme(office).lists().inspections[ID].selection == "rut-gon"
    book = VisitBook(office, ID)
    assert sum(record.counts for id, record in records(book).items() if id.startswith("answer/")) == 24
    assert sections(book)["point-1.a"].intro.startswith("Phiếu kiểm tra rút gọn dùng cho UBND cấp xã: 24 tiêu chí.")
    assert sections(book)["point-1.b"].intro == ""
    out = office.parent / "ra.xlsx"
    assert isoaudit("-C", office, "inspections", "export", "--output", out).returncode == 0
    again = isoaudit("-C", office, "inspections", "import", out)
    assert again.returncode == 0, again.stderr
    assert Programme(office).lists().inspections[ID].selection == "rut-gon"


def test_the_schedule_may_go_back_to_the_whole_and_answers_stay(isoaudit: Run, office: Path) -> None:
    schedule(isoaudit, office, "99-XAN", "rút gọn")
    say(VisitBook(office, ID), "answer/D36-1-a-01", verdict="conforming", inspector="Lương Quốc Bảo")
    assert schedule(isoaudit, office, "99-XAN", "đầy đủ")[0] == 0
    made = Programme(office).about([ID])
    opened = Programme(office).case(made[0], made[1][0])
    assert opened.inspection.selection == "" and len(opened.answers) == 1
    assert len(expected(opened)) > 60


def test_no_inspection_is_short_by_itself(isoaudit: Run, office: Path) -> None:
    assert schedule(isoaudit, office, "99-XAN", "")[0] == 0
    rows = json.loads(isoaudit("-C", office, "inspections", "list", "--json").stdout)
    assert [row.get("selection", "") for row in rows] == [""]


def test_a_short_form_there_is_none_of_is_refused_with_those_there_are(isoaudit: Run, office: Path) -> None:
    status, said = schedule(isoaudit, office, "99-XAN", "siêu ngắn")
    assert status == 2
    assert "«siêu ngắn» không phải phiếu rút gọn nào" in said and "rut-gon (Phiếu kiểm tra rút gọn" in said
    assert Programme(office).lists().inspections == {}


def test_a_short_form_for_communes_is_refused_for_another_kind(isoaudit: Run, office: Path) -> None:
    status, said = schedule(isoaudit, office, "99-CC", "rút gọn")
    assert status == 2
    assert "«Phiếu kiểm tra rút gọn dùng cho UBND cấp xã» không dùng cho cơ quan 99-CC (chi cục)" in said
