"""The score for the province's reform index (source 003): the office's own scale, every point explained."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import openpyxl
import pytest
from builders import CRITERIA, REPORTED, SIGNED, case, closed, reviewed
from conftest import Run, cases
from hypothesis import given, settings
from hypothesis import strategies as st

from isoaudit.desk.settings.book import export_settings
from isoaudit.desk.settings.importing import import_settings
from isoaudit.errors import TableError
from isoaudit.journal.settings import SETTINGS, ImpossibleSettings, read_settings, validated
from isoaudit.model import Act, Agency, Case, Component, Scope, StepTaken, Verdict
from isoaudit.rules.findings import fingerprint
from isoaudit.rules.measures import Body
from isoaudit.rules.score import Part, Score, score
from isoaudit.rules.score_facts import facts_of
from isoaudit.rules.score_formula import WAYS
from isoaudit.wording import label

DAY = date(2026, 11, 30)
REPORT = Act(kind="report_received", on=date(2026, 9, 10))
ALL_MET = "\n".join(f"{one.id} | conforming" for one in CRITERIA)
AGENCY = case().agency


def component(measure: str, points: str = "2", **fields: Any) -> Component:
    return Component.model_validate({"name": measure, "measure": measure, "points": points, **fields})


def scored(scale: Component | list[Component], *inspections: Case, day: date = DAY, **body: Any) -> Score:
    agency: Agency = inspections[0].agency if inspections else body.pop("agency", AGENCY)
    facts = tuple(facts_of(one, day) for one in inspections)
    return score([scale] if isinstance(scale, Component) else scale, Body(agency, 2026, facts, **body), day)


def part(scale: Component, *inspections: Case, day: date = DAY, **body: Any) -> Part:
    return scored(scale, *inspections, day=day, **body).parts[0]


def given_and_open(found: Part) -> tuple[str, str]:
    return str(found.points), str(found.open)


def visited(answers: str) -> Case:
    """An inspection at the office whose minutes are signed."""
    return closed(case(answers))


def with_gaps(*criteria: str) -> str:
    """All answers, those of some criteria nonconforming."""
    lines = (f"{o.id} | nonconforming | Hồ sơ {o.id} | Thiếu {o.id}" for o in CRITERIA if o.id in criteria)
    return "\n".join([*lines, *(f"{o.id} | conforming" for o in CRITERIA if o.id not in criteria)])


# --- what is measured


def test_36_criteria_met_are_a_share_and_the_explanation_shows_the_sum() -> None:
    found = part(component("criteria_met", "2", way="share"), visited(with_gaps("D36-2-e-01")))
    assert given_and_open(found) == ("1.60", "0.00") and found.state == "known"
    assert found.why == "04/05 tiêu chí đáp ứng tại Điều 36: 2 × 4/5 = 1,6 điểm."
    assert [source.id for source in found.sources] == ["2026-99-90001-TS", "2026-99-90001-TS/D36-2-e-01"]
    assert "Thiếu D36-2-e-01" in found.sources[1].words


def test_36_one_point_is_measured_alone_and_whole_needs_all_of_it() -> None:
    inspected = visited(with_gaps("D36-2-e-01"))
    assert given_and_open(part(component("criteria_met", way="whole", point="1.a"), inspected)) == ("2.00", "0.00")
    missed = part(component("criteria_met", way="whole", point="2.e"), inspected)
    assert given_and_open(missed) == ("0.00", "0.00") and "chỉ được điểm khi đạt toàn bộ" in missed.why


def test_36_an_observation_is_no_nonconformity() -> None:
    answers = ALL_MET.replace("D36-1-a-01 | conforming", "D36-1-a-01 | observation | | Nên bổ sung")
    found = scored([component("criteria_met", way="share"), component("observations", way="minus", minus="0.5")],
                   visited(answers))  # fmt: skip
    assert [str(one.points) for one in found.parts] == ["2.00", "1.50"]


def test_37_2_each_nonconformity_takes_its_points_and_never_below_0() -> None:
    inspected = visited(with_gaps("D36-2-e-01", "D36-1-a-01"))
    found = part(component("nonconformities", "2", way="minus", minus="0.25"), inspected)
    assert found.points == Decimal("1.50")
    assert found.why == "02 điểm không phù hợp tại Điều 36: 2 − 2 × 0,25 = 1,5 điểm."
    assert {source.id.partition("/")[2] for source in found.sources} == {"D36-2-e-01", "D36-1-a-01"}
    little = part(component("nonconformities", "1", way="minus", minus="0.75"), inspected)
    assert little.points == 0 and "không trừ quá 0" in little.why


def test_37_2_b_a_withdrawn_finding_takes_nothing() -> None:
    inspected = visited(with_gaps("D36-2-e-01"))
    agreed = tuple(one.model_copy(update={"withdrawn": "Đã giải trình."}) for one in inspected.agreed)
    withdrawn = inspected.model_copy(update={"agreed": agreed})
    scale = [component("nonconformities", way="minus", minus="1"), component("criteria_met", way="share")]
    assert [str(one.points) for one in scored(scale, withdrawn).parts] == ["2.00", "2.00"]


def test_what_was_not_examined_is_open_and_never_a_guess() -> None:
    answers = ALL_MET.replace("D36-1-a-01 | conforming", "D36-1-a-01 | not_examined | | | Người phụ trách đi công tác")
    found = part(component("criteria_met", "2", way="share"), visited(answers))
    assert given_and_open(found) == ("1.60", "0.40") and found.state == "partly"
    assert "01 chưa rõ" in found.why and "còn 0,4 điểm để ngỏ" in found.why
    assert "2026-99-90001-TS/D36-1-a-01" in [source.id for source in found.sources]
    assert given_and_open(part(component("criteria_met", "2"), visited(answers))) == ("0.00", "2.00")


RESULTS = [m for m in WAYS if m in ("criteria_met", "nonconformities", "observations", "correction_in_time",
                                    "correction_accepted")]  # fmt: skip


@pytest.mark.parametrize("measure", RESULTS)
def test_an_inspection_under_way_and_none_at_all_leave_what_they_find_open(measure: str) -> None:
    under_way = part(component(measure), case(ALL_MET))
    assert given_and_open(under_way) == ("0", "2.00") or given_and_open(under_way) == ("0.00", "2.00")
    assert under_way.state == "open" and "chưa thực hiện xong" in under_way.why
    nothing = part(component(measure))
    assert nothing.state == "open" and "không có cuộc kiểm tra nào" in nothing.why


def test_a_second_inspection_under_way_leaves_the_results_of_the_first_open() -> None:
    second = case(ALL_MET, mode="by_record")
    found = scored([component("nonconformities"), component("inspected")], visited(ALL_MET), second)
    assert [one.state for one in found.parts] == ["open", "known"]


def test_37_2_c_a_report_in_time_late_awaited_and_owed_by_nobody() -> None:
    in_time = component("correction_in_time", "2", way="share")
    inspected = visited(with_gaps("D36-2-e-01", "D36-1-a-01"))
    assert given_and_open(part(in_time, inspected, day=date(2026, 7, 1))) == ("0.00", "2.00")
    assert given_and_open(part(in_time, inspected)) == ("0.00", "0.00")  # two months are over, nothing came
    assert given_and_open(part(in_time, reviewed(inspected))) == ("2.00", "0.00")
    late = reviewed(inspected, report=REPORTED.model_copy(update={"on": date(2026, 8, 28), "arrived_on": None}))
    found = part(in_time, late)
    assert found.points == 0 and "chậm 10 ngày" in found.sources[0].words
    assert part(in_time, visited(ALL_MET)).points == 2  # nothing to correct


def test_37_2_c_only_the_first_report_is_measured_by_the_two_months() -> None:
    again = REPORTED.model_copy(update={"on": date(2026, 10, 1), "arrived_on": date(2026, 10, 2)})
    twice = reviewed(reviewed(visited(with_gaps("D36-2-e-01")), "not_accepted"), "accepted", report=again)
    found = scored([component("correction_in_time"), component("correction_accepted")], twice)
    assert [str(one.points) for one in found.parts] == ["2.00", "2.00"]


def test_37_2_d_accepted_is_met_not_accepted_is_not_and_the_rest_is_open() -> None:
    inspected = visited(with_gaps("D36-1-a-01", "D36-1-d-01", "D36-2-d-01", "D36-2-e-01"))
    found = part(component("correction_accepted", "2", way="share"), reviewed(inspected))  # one outcome of each kind
    assert given_and_open(found) == ("0.50", "0.50")  # the proposal's day has passed: not good enough
    earlier = part(component("correction_accepted", "2", way="share"), reviewed(inspected), day=date(2026, 9, 1))
    assert given_and_open(earlier) == ("0.50", "1.00")


def test_37_1_a_by_record_what_was_not_asked_to_be_corrected_yet_is_open() -> None:
    answers = "\n".join(line for line in with_gaps("D36-2-e-01").splitlines() if "D36-1-d-01" not in line)
    inspected = case(answers, mode="by_record").model_copy(update={"acts": (REPORT,)})
    found = scored([component("correction_in_time"), component("nonconformities", way="minus", minus="1")], inspected)
    assert [one.state for one in found.parts] == ["open", "known"] and found.parts[1].points == 1
    assert "chưa có văn bản đề nghị khắc phục" in found.parts[0].sources[0].words


@pytest.mark.parametrize(
    ("asked", "came", "day", "expected"),
    [
        (date(2026, 9, 30), date(2026, 9, 30), DAY, "known 2.00"),
        (date(2026, 9, 30), date(2026, 10, 1), DAY, "known 0.00"),
        (date(2026, 9, 30), None, DAY, "known 0.00"),
        (date(2026, 9, 30), None, date(2026, 9, 30), "open 0.00"),
        (None, date(2026, 9, 10), DAY, "open 0.00"),  # nobody recorded what was asked for
    ],
)
def test_35_2_the_report_asked_for_by_the_day_it_was_asked_for(
    asked: date | None, came: date | None, day: date, expected: str
) -> None:
    acts = [Act(kind="requested", on=date(2026, 9, 1), reply_by=asked)] if asked else []
    acts += [Act(kind="report_received", on=came)] if came else []
    found = part(component("reported"), case(mode="by_record").model_copy(update={"acts": tuple(acts)}), day=day)
    assert f"{found.state} {found.points}" == expected


def test_35_2_where_no_day_was_set_a_report_that_came_is_in_time_and_none_is_late() -> None:
    asked = Act(kind="requested", on=date(2026, 9, 1))
    waiting = case(mode="by_record").model_copy(update={"acts": (asked,)})
    assert part(component("reported"), waiting).state == "open"
    came = waiting.model_copy(update={"acts": (asked, REPORT)})
    assert given_and_open(part(component("reported"), came)) == ("2.00", "0.00")


def test_4_3_the_register_and_the_steps_tell_what_is_declared() -> None:
    def told(measure: str, steps: tuple[StepTaken, ...] = (), **fields: Any) -> str:
        found = part(component(measure), agency=AGENCY.model_copy(update=fields), steps=steps)
        return f"{found.state} {found.points}"

    assert told("declared", qms_status="phai_cong_bo_lai") == "known 2.00"
    assert told("declared", qms_status="dang_xay_dung") == "known 0.00"
    assert told("declared", qms_status=None) == "open 0.00"
    assert told("declared_2015", standard="TCVN ISO 9001:2015") == "known 2.00"
    assert told("declared_2015", standard="2008") == "known 0.00"
    assert told("declared_2015", standard="") == "open 0.00"
    step = StepTaken(agency="99-90001", edition="2015", step="declaration", on=date(2026, 6, 12))
    assert told("declared_2015", (step,), qms_status=None) == "known 2.00"
    assert told("declared_2015", (step.model_copy(update={"on": date(2026, 12, 1)}),), standard="") == "open 0.00"
    assert told("declared_2015", (step.model_copy(update={"on": None}),), standard="") == "known 0.00"
    audit = step.model_copy(update={"step": "internal_audit"})
    assert told("internal_audit", (audit,)) == "known 2.00"
    assert told("internal_audit", (audit.model_copy(update={"on": None}),)) == "known 0.00"
    assert told("internal_audit", (audit.model_copy(update={"on": date(2025, 6, 1)}),)) == "open 0.00"
    assert told("internal_audit") == "open 0.00"


def test_36_1_a_procedures_are_a_share_where_both_lists_are_there() -> None:
    scale = component("procedures_declared", "2", way="share")
    assert part(scale, scope=Scope(published=8, covered=6)).points == Decimal("1.50")
    assert part(scale, scope=Scope(published=8, open=("no_declared",))).state == "open"
    assert part(scale).state == "open"


def test_2_1_a_system_that_is_not_built_meets_no_criterion() -> None:
    not_built = closed(case(qms_status="chua_xay_dung", obligation="bat_buoc"))
    found = scored([component("criteria_met", way="share"), component("nonconformities")], not_built)
    assert [(one.state, str(one.points)) for one in found.parts] == [("known", "0.00"), ("known", "0.00")]


def test_what_happened_after_the_day_does_not_count() -> None:
    inspected = closed(case(ALL_MET))
    assert part(component("inspected"), inspected, day=SIGNED.on).state == "known"
    assert part(component("inspected"), inspected, day=date(2026, 6, 17)).state == "open"


def test_a_component_for_other_kinds_is_left_out() -> None:
    scale = [component("declared", bodies=("chi_cuc",)), component("inspected", "3")]
    found = scored(scale, visited(ALL_MET))
    assert [one.component.measure for one in found.parts] == ["inspected"] and found.maximum == 3


# --- any scale, any answers

VERDICTS: st.SearchStrategy[Verdict] = st.sampled_from(get_args(Verdict))
POINTS = st.decimals("0.01", 50, places=2)


@st.composite
def scales(draw: st.DrawFn) -> list[Component]:
    made = []
    for number in range(draw(st.integers(1, 5))):
        measure = draw(st.sampled_from(list(WAYS)))
        way, points = draw(st.sampled_from(WAYS[measure])), draw(POINTS)
        minus = draw(st.decimals("0.01", points, places=2)) if way == "minus" else None
        point = draw(st.sampled_from(["", "1.a", "2.e"])) if measure in ("criteria_met", "nonconformities") else ""
        made.append(component(measure, str(points), way=way, minus=minus, point=point).model_copy(
            update={"name": f"Thành phần {number}"}))  # fmt: skip
    return made


@st.composite
def inspections(draw: st.DrawFn) -> Case:
    verdicts = [draw(VERDICTS) for _ in CRITERIA]
    found = told(dict(zip((one.id for one in CRITERIA), verdicts, strict=True)))
    state = draw(st.sampled_from(["under way", "signed", "reported"]))
    if state == "under way":
        return found
    return reviewed(found) if state == "reported" else closed(found)


def told(verdicts: dict[str, Verdict]) -> Case:
    return case("\n".join(f"{id} | {verdict} | Hồ sơ | Thiếu | Lý do" for id, verdict in verdicts.items()))


@settings(max_examples=cases(150, 1500))
@given(scales(), st.lists(inspections(), max_size=2), st.dates(date(2026, 6, 1), date(2026, 12, 31)))
def test_a_total_is_the_sum_of_its_parts_and_lies_within_what_can_be_had(
    scale: list[Component], found: list[Case], day: date
) -> None:
    made = scored(scale, *found, day=day)
    assert made.points == sum(one.points for one in made.parts) and made.open == sum(one.open for one in made.parts)
    assert 0 <= made.points <= made.points + made.open <= made.maximum == sum(one.points for one in scale)
    for one in made.parts:
        assert one.points >= 0 and one.open >= 0 and one.points + one.open <= one.component.points
        assert one.points == round(one.points, 2) and one.why.endswith(".")
        assert one.sources or "chưa rõ" in label("score_part", one.state) or one.state == "known"


def _without_numbers(one: Part) -> Part:
    """A part without what it names: a finding more gives those behind it other numbers, KPH 02 for KPH 01."""
    return replace(one, sources=())


@settings(max_examples=cases(150, 1500))
@given(scales(), st.lists(VERDICTS, min_size=5, max_size=5), st.integers(0, 4), VERDICTS)
def test_changing_one_answer_changes_only_the_components_that_measure_it(
    scale: list[Component], verdicts: list[Verdict], number: int, other: Verdict
) -> None:
    before = dict(zip((one.id for one in CRITERIA), verdicts, strict=True))
    changed = CRITERIA[number]
    after = {**before, changed.id: other}
    old, new = (scored(scale, closed(told(verdict))) for verdict in (before, after))
    of_answers = ("criteria_met", "nonconformities", "observations", "correction_in_time", "correction_accepted")
    for one, then in zip(old.parts, new.parts, strict=True):
        measures_it = one.component.measure in of_answers and one.component.point in ("", changed.point)
        assert measures_it or _without_numbers(one) == _without_numbers(then)


@settings(max_examples=cases(100, 1000))
@given(st.lists(VERDICTS, min_size=5, max_size=5), st.integers(0, 4))
def test_an_open_part_can_only_come_out_within_what_was_left_open(verdicts: list[Verdict], number: int) -> None:
    """Whatever is found out later of what was not examined, the share is at least what was given."""
    ids = [one.id for one in CRITERIA]
    unknown = {**dict(zip(ids, verdicts, strict=True)), ids[number]: "not_examined"}
    scale = component("criteria_met", "10", way="share")
    before = part(scale, closed(told(unknown)))
    for verdict in ("conforming", "nonconforming"):
        then = part(scale, closed(told({**unknown, ids[number]: verdict})))
        assert before.points <= then.points
        assert then.points + then.open <= before.points + before.open


# --- the scale in the settings

WRONG = """
authority = "Chi cục Tiêu chuẩn Đo lường Chất lượng tỉnh An Bình"
year = 2026
score_total = 10
[[score]]
name = "Công bố"
measure = "declared"
points = 2
way = "share"
[[score]]
name = "CÔNG  BỐ"
measure = "tuyên bố"
points = "hai"
[[score]]
name = "Kết quả"
measure = "nonconformities"
points = 1.255
way = "minus"
[[score]]
name = "Phạm vi"
measure = "inspected"
points = 1
point = "1.a"
minus = 1
"""


def test_a_bad_scale_is_refused_with_everything_that_is_wrong(programme: Path, isoaudit: Run) -> None:
    (programme / SETTINGS).write_text(WRONG, encoding="utf-8")
    done = isoaudit("--full", "-C", programme, "score")
    assert done.returncode == 2
    for words in (
        "mục «score.0.way»: «Đã công bố HTQLCL» không tính theo cách «theo tỷ lệ»; dùng «trọn điểm»",
        "mục «score.1.name»: trùng tên với thành phần thứ 1",
        "mục «score.1.measure»: chỉ nhận 'declared', ",
        "mục «score.1.points»: «hai» không phải số điểm",
        "mục «score.2.points»: không quá 02 chữ số thập phân",
        "mục «score.3.minus»: chỉ ghi khi cách tính là «trừ theo số điểm»",
        "mục «score.3.point»: «Đã được kiểm tra trong năm» không tính theo điểm của Điều 36",
    ):
        assert words in done.stderr, done.stderr


def raw(*rows: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"authority": "Chi cục", "year": 2026, "score": list(rows), **fields}


ROW = {"name": "Công bố", "measure": "declared", "points": 2}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (raw(ROW, score_total=3), "tổng điểm ghi 3, các thành phần cộng lại được 2"),
        (raw({**ROW, "bodies": ["chi_cuc"]}, {**ROW, "name": "B", "points": 3}, score_total=5), "với các cơ quan khác"),
        (raw(score_total=3), "chưa ghi thành phần nào"),
        (raw({**ROW, "points": float("nan")}), "không phải số điểm"),
        (raw({**ROW, "points": True}), "không phải số điểm"),
        (raw({**ROW, "points": 0}), "phải lớn hơn 0"),
        (raw({**ROW, "measure": "nonconformities", "way": "minus"}), "cần ghi số điểm trừ cho mỗi điểm"),
        (raw({**ROW, "measure": "nonconformities", "way": "minus", "minus": 3}), "nhiều hơn điểm tối đa 2"),
        (raw({**ROW, "measure": "criteria_met", "point": "3.a"}), "không có điểm «3.a» ở Điều 36"),
        (raw("Công bố"), "phải là nhóm các mục"),  # type: ignore[arg-type]
        ({**raw(), "score": "có"}, "phải là danh sách"),
        (raw(ROW, score_total="mười"), "không phải số điểm"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_said(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(ImpossibleSettings) as error:
        validated(fields)
    assert any(said in words for _, words in error.value.faults), error.value.faults


def test_points_may_have_a_comma_and_a_total_that_fits_is_taken() -> None:
    found = validated(raw({**ROW, "points": "1,5"}, {**ROW, "name": "B", "points": 0.5}, score_total=2))
    assert [one.points for one in found.score] == [Decimal("1.5"), Decimal("0.5")]


def test_the_scale_is_in_no_case_and_no_fingerprint() -> None:
    plain, with_scale = case(ALL_MET), case(ALL_MET, programme={"score": (component("declared"),)})
    assert fingerprint(plain) == fingerprint(with_scale)
    assert "score" not in with_scale.model_dump_json()


def typed(folder: Path, *rows: tuple[Any, ...]) -> Path:
    """The workbook of settings with rows of the scale, as a secretary types them."""
    path = folder / "điền.xlsx"
    export_settings(folder, path)
    book = openpyxl.load_workbook(path)
    for number, row in enumerate(rows, start=4):
        for column, value in enumerate(row, start=1):
            book["Chấm điểm"].cell(number, column).value = value
    book.save(path)
    return path


def test_a_scale_typed_into_the_sheet_is_taken(programme: Path, isoaudit: Run) -> None:
    path = typed(
        programme,
        ("Công bố ISO", "Đã công bố HTQLCL", 1.5, "trọn điểm", None, None, "UBND xã; Sở, ngành", "3,5"),
        ("Kết quả", "Số điểm không phù hợp", "2", "Trừ theo số điểm", "0,25", "1.đ", "UBND cấp xã; sở, ngành"),
    )
    assert isoaudit("-C", programme, "settings", "import", path).returncode == 0
    found = read_settings(programme)
    assert found.score == (
        component("declared", "1.5", bodies=("ubnd_cap_xa", "co_quan_chuyen_mon")).model_copy(
            update={"name": "Công bố ISO"}
        ),
        component("nonconformities", "2", way="minus", minus="0.25", point="1.đ",
                  bodies=("ubnd_cap_xa", "co_quan_chuyen_mon")).model_copy(update={"name": "Kết quả"}),
    ) and found.score_total == Decimal("3.5")  # fmt: skip
    assert "Kết quả: tối đa 2 điểm" in isoaudit("-C", programme, "settings", "list").stdout


def test_a_bad_sheet_is_refused_at_its_cells_all_at_once(programme: Path) -> None:
    path = typed(
        programme,
        ("Công bố", "Công khai", "2", "trọn điểm", None, None, None, "10"),
        ("Công bố", "Đã công bố HTQLCL", "hai", "theo tỷ lệ", None, None, None),
        ("Kết quả", "Số điểm không phù hợp", "2", "trừ theo số điểm", None, None, None),
    )
    with pytest.raises(TableError) as error:
        import_settings(programme, path)
    found = {(p.where.rpartition(" ")[2], p.code) for p in error.value.problems}
    assert {("B4", "TABLE_004"), ("A5", "SETTINGS_001"), ("C5", "SETTINGS_001"), ("E6", "SETTINGS_001")} <= found
    assert len(error.value.problems) == len(found)


def test_a_workbook_without_the_sheet_leaves_the_scale_and_an_emptied_sheet_takes_it_away(with_scale: Path) -> None:
    path = typed(with_scale)
    book = openpyxl.load_workbook(path)
    del book["Chấm điểm"]
    book.save(path)
    assert import_settings(with_scale, path).changes == []
    path.unlink()
    path = typed(with_scale, *[(None,) * 8] * 2)
    done = import_settings(with_scale, path)
    assert len(done.changes) == 2 and all(change.startswith("Chấm điểm, bỏ: ") for change in done.changes)
    assert read_settings(with_scale).score == () and "[[score]]" not in (with_scale / SETTINGS).read_text("utf-8")


# --- the command


SCALE = """
[[score]]
name = "Công bố"
measure = "declared_2015"
points = 2
[[score]]
name = "Kết quả kiểm tra"
measure = "nonconformities"
points = 2
way = "minus"
minus = 0.5
"""


@pytest.fixture
def with_scale(programme: Path) -> Path:
    path = programme / SETTINGS
    path.write_text(path.read_text(encoding="utf-8") + SCALE, encoding="utf-8")
    return programme


def test_without_a_scale_nothing_tells_of_a_score(programme: Path, isoaudit: Run) -> None:
    done = isoaudit("-C", programme, "score")
    assert done.returncode == 2 and "thiết lập chưa có thang điểm" in done.stderr and "Chấm điểm" in done.stderr
    for words in ((), ("status",), ("year",), ("settings", "list"), ("settings", "list", "--json")):
        said = isoaudit("-C", programme, *(words or ("--help",)))
        assert "score" not in said.stdout and "hấm điểm" not in said.stdout
    pages = [path for path in (programme / "out").rglob("*") if path.suffix in (".html", ".json")]
    assert pages and not any("hấm điểm" in path.read_text(encoding="utf-8") for path in pages)
    assert not (programme / "out" / "score.xlsx").exists()


def test_the_command_tells_each_agency_and_writes_the_workbook(with_scale: Path, isoaudit: Run) -> None:
    done = isoaudit("-C", with_scale, "score", "--as-of", "2026-11-30")
    assert done.returncode == 0, done.stderr
    assert "99-STP: Sở Tư pháp: 2/4 điểm, còn 2 điểm chưa rõ" in done.stdout
    assert "99-90019: UBND xã Vĩnh Tường Hạ: 0/4 điểm, còn 2 điểm chưa rõ" in done.stdout
    book = openpyxl.load_workbook(with_scale / "out" / "score.xlsx")
    assert book.sheetnames == ["Tổng hợp", "Diễn giải", "Thang điểm"]
    rows = {row[1]: row for row in book["Tổng hợp"].iter_rows(min_row=4, values_only=True)}
    assert rows["Sở Tư pháp"][2:] == (2, "chưa rõ", 2, 2, 4, "Tổng chưa đủ: còn 2 điểm chưa rõ")
    told = [row for row in book["Diễn giải"].iter_rows(min_row=4, values_only=True) if row[0] == "Sở Tư pháp"]
    assert told[0][5] == "Công bố theo phiên bản 2015: đủ 2 điểm."
    assert "Quyết định số 325/QĐ ngày 23/11/2025" in told[0][6]
    assert told[1][3] == "chưa rõ" and told[1][6] == "2026-99-STP-TS: chưa thực hiện xong"


def test_one_agency_is_explained_and_json_says_the_same(with_scale: Path, isoaudit: Run) -> None:
    done = isoaudit("-C", with_scale, "score", "sở tư pháp")
    assert done.returncode == 0 and "Công bố theo phiên bản 2015: đủ 2 điểm." in done.stdout
    assert "Chi cục Kiểm lâm" not in done.stdout and not (with_scale / "out" / "score.xlsx").exists()
    data = json.loads(isoaudit("-C", with_scale, "score", "99-STP", "--json").stdout)
    (agency,) = data["agencies"]
    assert (agency["points"], agency["open"], agency["maximum"], agency["partial"]) == (2.0, 2.0, 4.0, True)
    assert agency["parts"][1]["sources"] == [{"id": "2026-99-STP-TS", "words": "chưa thực hiện xong"}]
    wrong = isoaudit("-C", with_scale, "score", "99-STP", "X", "Y")
    assert wrong.returncode == 2 and "«X»" in wrong.stderr and "«Y»" in wrong.stderr


def test_a_workbook_somebody_worked_in_stays(with_scale: Path, isoaudit: Run) -> None:
    assert isoaudit("-C", with_scale, "score").returncode == 0
    book = with_scale / "out" / "score.xlsx"
    book.write_bytes(book.read_bytes() + b" ")
    kept = book.read_bytes()
    path = with_scale / SETTINGS
    path.write_text(path.read_text(encoding="utf-8").replace("minus = 0.5", "minus = 1"), encoding="utf-8")
    done = isoaudit("-C", with_scale, "score")
    assert book.read_bytes() == kept and "score.new.xlsx" in done.stdout and "sửa tay" in done.stderr
