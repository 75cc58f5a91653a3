"""The figures of the reports of a year: Circular 26/2014, Articles 38.1 and 42.4; Decision 19/2014, 6 and 12.6."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from builders import CRITERIA, case, closed, reviewed
from hypothesis import given
from hypothesis import strategies as st

from isoaudit.model import Act, Agency, Carried, Case
from isoaudit.rules.figure import figure
from isoaudit.rules.register_figures import BlockFigures, register_figures
from isoaudit.rules.year_figures import PointFigures, YearFigures, year_figures

DAY = date(2026, 11, 30)
ALL = tuple(f"{c.id} | conforming | Xem hồ sơ" for c in CRITERIA)
BY_RECORD = "\n".join(f"{c.id} | conforming" for c in CRITERIA if c.by_record)
GAP = "nonconforming | Xem danh mục | thiếu 02 thủ tục"


def on_site(code: str, *lines: str, **of: Any) -> Case:
    return closed(case("\n".join(lines or ALL), code=code, **of))


def received(made: Case, on: date = date(2026, 6, 10)) -> Case:
    return made.model_copy(update={"acts": (Act(kind="report_received", on=on),)})


def year(*cases: Case, not_held: Any = (), day: date = DAY) -> YearFigures:
    return year_figures(cases, not_held, day)


def point_of(found: YearFigures, point: str) -> PointFigures:
    return next(one for one in found.points if one.point == point)


def test_38_1_each_form_counts_by_its_own_proof_and_no_report_is_said() -> None:
    made = (
        on_site("A"),
        case("\n".join(ALL), code="B"),
        received(case(BY_RECORD, mode="by_record", code="C")),
        received(case("", mode="by_record", code="D")),
        case("", mode="by_record", code="E"),
    )
    found = year(*made)
    assert found.on_site == figure(["2026-A-TS"], ["2026-A-TS", "2026-B-TS"])
    assert found.by_record == figure(["2026-C-HS"], ["2026-C-HS", "2026-D-HS", "2026-E-HS"])
    assert found.not_reported.ids == ("2026-E-HS",)
    assert found.under_way.ids == ("2026-B-TS", "2026-D-HS")


def test_36_what_a_short_form_left_out_is_told_with_its_inspections() -> None:
    short = {"inspection": {"selection": "rut-gon"}}
    made = (on_site("A", **short), on_site("B"), case("", code="C", **short))
    found = year(*made)
    assert found.short_form == figure(["2026-A-TS"], ["2026-A-TS", "2026-B-TS"])
    assert year(on_site("B")).short_form.ids == ()


def test_38_1_what_happens_after_the_day_does_not_count_on_it() -> None:
    made = (on_site("A"), received(case(BY_RECORD, mode="by_record", code="C")))
    before = year(*made, day=date(2026, 6, 9))
    assert (before.on_site.number, before.by_record.number, before.not_reported.ids) == (0, 0, ("2026-C-HS",))
    assert all(one.unexamined.of == () for one in before.points)


def test_38_1_not_held_has_its_reason_and_a_changed_form_is_planned_once() -> None:
    gone = case(code="F", inspection={"cancelled": "cơ quan đang sáp nhập"}).inspection
    turned = case(code="C", inspection={"cancelled": "đổi hình thức", "replaced_by": "2026-C-HS"}).inspection
    found = year(case("", mode="by_record", code="C"), not_held=[gone, turned])
    assert found.planned.ids == ("2026-C-HS", "2026-F-TS")
    assert found.not_held.ids == ("2026-F-TS",)
    assert found.reasons == (("2026-F-TS", "cơ quan đang sáp nhập"),)


def test_38_1_recommendations_come_from_signed_minutes_only() -> None:
    told = {"recommendations": "Đề nghị UBND tỉnh bố trí kinh phí."}
    found = year(on_site("A", inspection=told), case("\n".join(ALL), code="B", inspection=told))
    assert found.recommendations == (("2026-A-TS", "Đề nghị UBND tỉnh bố trí kinh phí."),)


def test_36_a_point_nobody_judged_is_unexamined_and_not_clean() -> None:
    found = point_of(year(on_site("A")), "1.b")
    assert found.clean.ids == () and found.unexamined.ids == ("2026-A-TS",)


def test_36_a_system_owed_and_not_built_is_a_nonconformity_of_1_a_alone() -> None:
    unbuilt = closed(case("", code="A", kind="co_quan_chuyen_mon", obligation="bat_buoc", qms_status="chua_xay_dung"))
    found = year(unbuilt)
    assert point_of(found, "1.a").nonconforming == figure(["2026-A-TS"], ["2026-A-TS"])
    assert point_of(found, "1.đ").unexamined.ids == ("2026-A-TS",)


def test_37_2_d_corrective_actions_are_counted_by_state_and_add_up() -> None:
    lines = (f"D36-1-a-01 | {GAP}", f"D36-1-dd-01 | {GAP}", *ALL[1:2], *ALL[3:])
    found = year(reviewed(on_site("A", *lines), "accepted", "not_accepted"), on_site("B", *lines))
    numbers = {stage: one.ids for stage, one in found.actions if one.ids}
    assert numbers["accepted"] == ("2026-A-TS/D36-1-a-01",)
    assert numbers["not_accepted"] == ("2026-A-TS/D36-1-dd-01",)
    assert len(numbers["overdue"]) == 2
    assert sum(map(len, numbers.values())) == 4


def test_37_2_d_what_an_earlier_year_left_is_counted_apart_and_once() -> None:
    (finding,) = on_site("A", f"D36-1-a-01 | {GAP}", *ALL[1:]).agreed
    earlier = {"inspection": "2025-A-TS", "criterion": "D36-1-a-01", "agency": "A", "mode": "on_site", "year": 2025}
    left = Carried.model_validate({**earlier, "finding": finding, "stage": "not_accepted"})
    site, record = case(code="A"), case(mode="by_record", code="A")
    found = year(*(one.model_copy(update={"carried": (left,)}) for one in (site, record)))
    assert {stage: one.ids for stage, one in found.carried if one.ids} == {"not_accepted": ("2025-A-TS/D36-1-a-01",)}
    assert not any(one.ids for _, one in found.actions)
    assert not any(one.nonconformities.ids for one in found.points)


def test_a_year_without_inspections_counts_nothing_and_breaks_nothing() -> None:
    found = year()
    assert found.planned.ids == () and found.on_site.number == 0
    assert len(found.points) == 13


@given(st.lists(st.sampled_from(["signed", "open", "report", "silent"]), max_size=6))
def test_what_stands_is_carried_out_or_unreported_or_under_way(how: list[str]) -> None:
    make = {
        "signed": lambda n: on_site(f"S{n}"),
        "open": lambda n: case("", code=f"S{n}"),
        "report": lambda n: received(case(BY_RECORD, mode="by_record", code=f"S{n}")),
        "silent": lambda n: case("", mode="by_record", code=f"S{n}"),
    }
    found = year(*(make[one](n) for n, one in enumerate(how)))
    parts = (found.on_site, found.by_record, found.not_reported, found.under_way)
    every = [id for part in parts for id in part.ids]
    assert len(every) == len(set(every)) == len(how)
    assert set(every) == set(found.planned.ids)


@given(st.sampled_from(CRITERIA), st.integers(0, 2))
def test_one_answer_changed_changes_exactly_the_figures_of_its_point(changed: Any, which: int) -> None:
    codes = ("A", "B", "C")
    worse = [f"{changed.id} | {GAP}" if line.startswith(f"{changed.id} ") else line for line in ALL]
    before = year(*(on_site(code) for code in codes))
    after = year(*(on_site(code, *(worse if n == which else ALL)) for n, code in enumerate(codes)))
    id = f"2026-{codes[which]}-TS"
    differ = {f.name for f in fields(before) if getattr(before, f.name) != getattr(after, f.name)}
    assert differ == {"points", "actions"}
    moved = [one.point for one, other in zip(before.points, after.points, strict=True) if one != other]
    assert moved == [changed.point]
    point = point_of(after, changed.point)
    assert point.nonconforming.ids == (id,)
    assert point.nonconformities.ids == (f"{id}/{changed.id}",)
    assert id not in point.clean.ids
    assert [one.ids for _, one in after.actions if one.ids] == [(f"{id}/{changed.id}",)]


def agency(code: str, **of: Any) -> Agency:
    given = {"name": f"Sở {code}", "level": "tinh", "kind": "co_quan_chuyen_mon", "obligation": "bat_buoc", **of}
    return Agency.model_validate({"code": code, **given})


def block(agencies: list[Agency], name: str, day: date = DAY) -> BlockFigures:
    return next(one for one in register_figures(agencies, day) if one.block == name)


def test_6_1_the_committee_and_its_office_are_two_agencies_and_one_system() -> None:
    both = [
        agency("U", name="UBND tỉnh An Bình", kind="ubnd_tinh", qms_status="da_cong_bo"),
        agency("V", name="Văn phòng UBND tỉnh", qms_status="da_cong_bo"),
    ]
    found = block(both, "province")
    assert (found.agencies.number, found.systems.number) == (2, 1)


def test_6_2_b_each_chi_cuc_has_a_system_of_its_own() -> None:
    found = block([agency(c, kind="chi_cuc", qms_status="da_cong_bo") for c in "AB"], "branches")
    assert found.systems == figure("AB", "AB")


def test_12_6_what_the_register_does_not_say_is_unknown_and_never_0() -> None:
    silent = block([agency("A"), agency("B")], "departments")
    assert silent.declared.number is None and silent.not_built.number is None
    half = block([agency("A"), agency("B", qms_status="chua_xay_dung")], "departments")
    assert (half.declared.number, half.declared.unknown, half.not_built.ids) == (0, ("A",), ("B",))


def test_4_4_c_a_system_to_be_declared_again_was_declared() -> None:
    found = block([agency("A", qms_status="phai_cong_bo_lai"), agency("B", qms_status="da_cong_bo")], "departments")
    assert found.declared.ids == ("A", "B") and found.to_declare_again.ids == ("A",)


def test_12_6_bodies_are_those_of_the_reference_day() -> None:
    ended = agency("A", valid_to=date(2026, 6, 30))
    begun = agency("B", valid_from=date(2026, 7, 1))
    assert block([ended, begun], "departments", date(2026, 6, 30)).agencies.ids == ("A",)
    assert block([ended, begun], "departments", date(2026, 7, 1)).agencies.ids == ("B",)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["tinh", "xa", "trung_uong"]),
            st.sampled_from(["ubnd_tinh", "co_quan_chuyen_mon", "chi_cuc", "don_vi_su_nghiep", "ubnd_cap_xa", "khac"]),
            st.sampled_from(["bat_buoc", "khuyen_khich"]),
            st.sampled_from([None, "da_cong_bo", "dang_xay_dung", "chua_xay_dung", "phai_cong_bo_lai"]),
        ),
        max_size=12,
    )
)
def test_12_6_blocks_and_states_add_up(drawn: list[tuple[str, str, str, str | None]]) -> None:
    register = [
        agency(f"A{n}", level=level, kind=kind, obligation=obligation, qms_status=state)
        for n, (level, kind, obligation, state) in enumerate(drawn)
    ]
    found = register_figures(register, DAY)
    assert sorted(code for one in found for code in one.agencies.ids) == sorted(a.code for a in register)
    for one in found:
        assert len(one.obliged.ids) + len(one.encouraged.ids) == len(one.agencies.ids)
        states = (one.declared, one.building, one.not_built)
        assert sum(len(s.ids) for s in states) + len(one.declared.unknown) == len(one.obliged.ids)
        of_all = (one.declared, one.declared_unobliged, one.all_building, one.all_not_built, one.silent)
        assert sum(len(s.ids) for s in of_all) == len(one.agencies.ids)
