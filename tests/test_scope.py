"""The published procedures of an agency beside those it declared (TT26/2014 Đ3.1, 36.1.a, 41.6; QĐ19/2014 Đ3.1)."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from typing import Any

import pytest
from builders import case
from hypothesis import given
from hypothesis import strategies as st
from record_bench import CRITERIA

from isoaudit.model import Agency, Declared, Procedure, Published, Scope, ScopeKind
from isoaudit.rules.prepared import DECLARED_ANEW, IN_SCOPE, PROCESS, STILL_VALID, prepared
from isoaudit.rules.scope import Lists, bodies_of, compare, in_force
from isoaudit.wording.procedure_codes import codes_in_name, procedure_name_key, read_codes

DAY, DECLARED_ON = date(2026, 6, 15), date(2025, 11, 24)
LONG_AGO = date(2025, 7, 10)
OFFICE = Agency(code="99-STP", name="Sở Tư pháp", level="tinh", kind="co_quan_chuyen_mon", obligation="bat_buoc")
COMMUNE = Agency(code="99-1", name="UBND xã A", level="xa", kind="ubnd_cap_xa", obligation="khuyen_khich")


def row(code: str = "", name: str = "", **fields: Any) -> Procedure:
    codes = tuple(code.split()) if code else ()
    return Procedure.model_validate({"codes": codes, "name": name or f"Thủ tục số {code}", **fields})


def listed(*rows: Procedure, body: str = "99-STP") -> dict[str, Published]:
    return {body: Published(body=body, rows=rows)}


def declared(*rows: Procedure, on: date = DECLARED_ON, **fields: Any) -> Declared:
    return Declared(agency="99-STP", on=on, rows=rows, **fields)


def beside(published: dict[str, Published], *lists: Declared) -> Scope:
    found = compare(OFFICE, Lists(published, {"99-SYT": "Sở Y tế"}), lists, DAY)
    assert found is not None
    return found


def kinds(scope: Scope) -> dict[str, list[str]]:
    """What the comparison points out: kind to codes, or names where a row has none."""
    found: dict[str, list[str]] = {}
    for item in scope.items:
        found.setdefault(item.kind, []).append(item.code or item.name or item.note)
    return found


def test_36_1_a_every_published_procedure_is_looked_for_by_its_code_then_by_its_name() -> None:
    published = listed(row("1.000001", "Cấp giấy A"), row("1.000002", "Cấp giấy B"), row("1.000003", "Cấp giấy C"))
    scope = beside(published, declared(row("1.000001", "Cấp giấy A"), row("", "Thủ tục  CẤP giấy B.")))
    assert (scope.published, scope.covered, scope.by_name) == (3, 2, 1)
    assert kinds(scope)["missing"] == ["1.000003"] and "renamed" not in kinds(scope)


def test_36_1_a_a_code_is_joined_before_any_name_is() -> None:
    """Else a row without a code would take the place of the one that has it."""
    published = listed(row("1.000001", "Đăng ký lại"), row("1.000002", "Đăng ký lại"))
    scope = beside(published, declared(row("", "Đăng ký lại"), row("1.000001", "Đăng ký lại")))
    assert (scope.covered, scope.by_name) == (2, 1) and "missing" not in kinds(scope)


def test_36_1_a_what_ended_or_is_not_theirs_is_told_apart_from_what_nobody_publishes() -> None:
    rows = row("1.000001"), row("1.000002", until=date(2026, 2, 28))
    published = {"99-STP": Published(body="99-STP", rows=rows, gone=(row("1.000005"),))}
    published |= listed(row("1.000003"), body="99-SYT") | listed(row("1.000004"), body="@xa")
    scope = beside(published, declared(*(row(f"1.00000{n}") for n in range(1, 6))))
    found = kinds(scope)
    assert found["repealed"] == ["1.000002", "1.000005"]  # by its day; by an earlier list that had it
    assert found["not_theirs"] == ["1.000003"] and found["other_level"] == ["1.000004"]
    (whose,) = scope.of("not_theirs")
    assert "Sở Y tế" in whose.note
    assert kinds(beside(published, declared(row("1.000009"))))["unknown"] == ["1.000009"]


def test_36_1_a_renamed_other_code_and_other_level_are_pointed_out_and_counted_as_covered() -> None:
    published = listed(
        row("1.000001", "Cấp giấy A"), row("1.000002", "Cấp giấy B"), row("1.000003", "Cấp giấy C", levels=("tinh",))
    )
    rows = (
        row("1.000001", "Cấp giấy A mới"),
        row("1.900002", "Cấp giấy B"),
        row("1.000003", "Cấp giấy C", levels=("xa",)),
    )
    scope = beside(published, declared(*rows))
    assert scope.covered == 3
    assert kinds(scope) == {
        "renamed": ["1.000001"], "other_code": ["1.900002"], "other_level": ["1.000003"],
    }  # fmt: skip


def test_41_6_one_procedure_of_the_system_covers_several_codes() -> None:
    published = listed(row("1.000001", "Cấp"), row("1.000002", "Cấp lại"), row("1.000003", "Gia hạn"))
    several = row("1.000001 1.000002", "Cấp, cấp lại", process="QT-01")
    scope = beside(published, declared(several, row("1.000003", "Gia hạn", process="QT-01"), processes=True))
    assert scope.covered == 3 and set(kinds(scope)) == {"several_codes"}
    assert sorted(item.code or item.note for item in scope.items) == [
        "1.000001, 1.000002",
        "quy trình QT-01 áp dụng cho 02 TTHC",
    ]


def test_3_1_procedures_between_authorities_are_counted_on_neither_side() -> None:
    published = listed(row("1.000001"), row("1.000002", internal=True))
    scope = beside(published, declared(row("1.000001"), row("1.000002"), row("", "Phối hợp", internal=True)))
    assert (scope.published, scope.covered, scope.internal) == (1, 1, 2)
    assert not scope.of("unknown", "missing")


def test_36_1_a_what_was_published_after_the_declaration_shows_its_days_and_the_caution() -> None:
    published = listed(row("1.000001", decided_on=LONG_AGO), row("1.000002", decided_on=date(2026, 3, 18)))
    scope = beside(published, declared(row("1.000003")))
    assert kinds(scope)["missing"] == ["1.000001"] and kinds(scope)["missing_later"] == ["1.000002"]
    (later,) = scope.of("missing_later")
    assert "18/3/2026" in later.note and "89 ngày" in later.note
    said = " ".join(prepared(case(criteria=CRITERIA).model_copy(update={"scope": scope}))[IN_SCOPE])
    assert "không quy định thời hạn" in said and "cân nhắc trước khi ghi không phù hợp" in said


def test_36_1_a_what_is_not_yet_or_no_longer_in_force_on_the_day_is_not_asked_for() -> None:
    to_come, ended = row("1.000001", in_force=date(2026, 7, 1)), row("1.000002", until=DAY)
    assert not in_force(to_come, DAY) and not in_force(ended, DAY) and in_force(ended, DAY - timedelta(days=1))
    scope = beside(listed(to_come, ended, row("1.000003")), declared(row("1.000003")))
    assert (scope.published, scope.covered, len(scope.items)) == (1, 1, 0)


def test_listed_twice_without_a_code_and_without_a_process() -> None:
    rows = [row("1.000001"), row("1.000001"), row("", "Cấp B"), row("1.000004", process="QT-1")]
    scope = beside(listed(row("1.000001")), declared(*rows, processes=True))
    found = kinds(scope)
    assert found["twice"] == ["1.000001"] and found["without_code"] == ["Cấp B"]
    assert found["without_process"] == ["Cấp B", "1.000001", "1.000001"]
    bare = beside(listed(row("1.000001")), declared(row("", "Một"), row("", "Hai")))
    assert [item.note for item in bare.of("without_code")] == ["cả danh mục (02 TTHC) không ghi mã; đối chiếu theo tên"]
    assert not bare.of("without_process")  # the list does not say which


def test_of_how_many_by_field_in_the_vietnamese_order() -> None:
    published = listed(
        row("1.000001", field="Đất đai"), row("1.000002", field="ĐẤT ĐAI"), row("1.000003", field="Báo chí")
    )
    scope = beside(published, declared(row("1.000002")))
    assert [(one.published, one.covered) for one in scope.fields] == [(1, 0), (2, 1)]
    assert sum(one.published for one in scope.fields) == scope.published


def test_a_commune_has_the_procedures_of_its_level_and_its_own() -> None:
    assert bodies_of(COMMUNE) == ("99-1", "@xa") and bodies_of(OFFICE) == ("99-STP",)
    lists = listed(row("1.000001"), body="@xa") | listed(row("1.000002"), body="99-1")
    found = compare(COMMUNE, Lists(lists), [Declared(agency="99-1", on=DECLARED_ON, rows=(row("1.000001"),))], DAY)
    assert found and (found.published, found.covered) == (2, 1)


@pytest.mark.parametrize(
    ("published", "lists", "why"),
    [
        ({}, (declared(row("1.000001")),), ("no_published",)),
        (listed(row("1.000001")), (), ("no_declared",)),
        (listed(row("1.000001")), (declared(row("1.000001"), on=DAY + timedelta(days=1)),), ("no_declared",)),
        ({"99-STP": Published(body="99-STP", disputed=(Published(body="99-STP", rows=(row("1.000001"),)),))},
         (declared(row("1.000001")),), ("published_disputed",)),
        (listed(row("1.000001")), (Declared(agency="99-STP", on=DECLARED_ON, disputed=(declared(),)),),
         ("declared_disputed",)),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_says_why_and_accuses_nobody(
    published: dict[str, Published], lists: tuple[Declared, ...], why: tuple[str, ...]
) -> None:
    scope = beside(published, *lists)
    assert scope.open == why and scope.covered == 0
    assert not scope.of("missing", "missing_later", "unknown", "repealed")


def test_the_last_declaration_up_to_the_day_counts() -> None:
    first, second = declared(row("1.000001")), declared(row("1.000002"), on=date(2026, 1, 5))
    scope = beside(listed(row("1.000001"), row("1.000002")), second, first)
    assert scope.declared_on == date(2026, 1, 5) and kinds(scope)["missing"] == ["1.000001"]


def test_prepared_evidence_stands_beside_its_criterion_and_gives_no_verdict() -> None:
    scope = beside(
        listed(row("1.000001"), row("1.000002", until=LONG_AGO)),
        declared(row("1.000002"), row("1.000009"), processes=True),
    )
    made = case(criteria=CRITERIA).model_copy(update={"scope": scope})
    said = prepared(made)
    assert {IN_SCOPE, STILL_VALID, PROCESS, DECLARED_ANEW} == set(said)
    assert all(lines[-1].endswith("Người kiểm tra kết luận.") for lines in said.values())
    assert made.answers == ()
    assert not prepared(case())


# --- codes and names -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("1.014967", ["1.014967"]),
        ("1.000123.000.00.00.H36", ["1.000123"]),
        ("1.00412", ["1.004120"]),  # a number whose last zero a spreadsheet does not show
        ("1,004120", ["1.004120"]),
        ("1.004.120", ["1.004120"]),
        ("2.000889; 1.004227", ["2.000889", "1.004227"]),
        ("2.000889\n1.004227, 2.000889", ["2.000889", "1.004227"]),
        ("t-lca-123456-tt", ["T-LCA-123456-TT"]),
        ("chưa có", []),
        ("-", []),
        ("QT.01", []),
        ("Nghị định 12/2025", []),
    ],
)
def test_codes_are_read_however_a_system_writes_them(typed: str, codes: list[str]) -> None:
    assert read_codes(typed)[0] == codes


@pytest.mark.parametrize(
    "typed",
    ["1.014967 - Cấp giấy phép", "Cấp giấy phép (1.014967)", "Cấp giấy phép (Mã TTHC: 1.014967.000.00.00.H36)",
     "Mã số 1.014967. Cấp giấy phép"],
)  # fmt: skip
def test_a_code_in_a_name_is_taken_out_of_it(typed: str) -> None:
    assert codes_in_name(typed) == (["1.014967"], "Cấp giấy phép")
    assert codes_in_name("Theo Nghị định 12/2025") == ([], "Theo Nghị định 12/2025")


NAMES = st.sampled_from(
    ["Cấp giấy phép xây dựng", "Đăng ký khai sinh", "Hòa giải tranh chấp", "Cấp lại thẻ", "Gia hạn"]
)
CODES = st.integers(1, 6).map(lambda n: f"1.00000{n}")
ROWS = st.lists(st.builds(row, CODES, NAMES), max_size=6, unique_by=lambda one: one.codes)
BARE = st.lists(st.builds(lambda name: row("", name), NAMES), max_size=3)


def figures(scope: Scope) -> tuple[object, ...]:
    return scope.published, scope.covered, scope.by_name, scope.fields, scope.items


@given(ROWS, ROWS, BARE, st.randoms())
def test_the_order_of_rows_does_not_matter(left: Any, right: Any, bare: Any, chance: Any) -> None:
    right = [*right, *bare]
    before = beside(listed(*left), declared(*right))
    chance.shuffle(left)
    chance.shuffle(right)
    assert figures(beside(listed(*left), declared(*right))) == figures(before)


@given(ROWS, ROWS)
def test_what_one_side_lacks_is_what_the_other_has_besides(left: Any, right: Any) -> None:
    """Without days and other bodies the comparison by code is the same looked at from either side."""
    named = [[one.model_copy(update={"name": f"Thủ tục {one.codes[0]}"}) for one in side] for side in (left, right)]
    here, there = beside(listed(*named[0]), declared(*named[1])), beside(listed(*named[1]), declared(*named[0]))
    assert here.covered == there.covered
    assert {one.code for one in here.of("missing")} == {one.code for one in there.of("unknown")}
    assert {one.code for one in here.of("unknown")} == {one.code for one in there.of("missing")}
    assert here.covered + len(here.of("missing")) == here.published


@given(st.lists(NAMES, min_size=1, max_size=5, unique=True), st.sampled_from(["NFC", "NFD"]), st.booleans())
def test_case_spaces_and_the_form_of_letters_do_not_matter(names: list[str], form: Any, capitals: bool) -> None:
    published = listed(*(row(f"1.00000{n}", name) for n, name in enumerate(names)))
    typed = [f"  {name.replace(' ', '   ')} ." for name in names]
    typed = [unicodedata.normalize(form, name.upper() if capitals else name) for name in typed]
    scope = beside(published, declared(*(row("", name) for name in typed)))
    assert scope.covered == scope.by_name == len(names)
    assert {procedure_name_key(name) for name in names} == {procedure_name_key(name) for name in typed}


@given(ROWS)
def test_a_list_beside_itself_lacks_nothing(rows: Any) -> None:
    scope = beside(listed(*rows), declared(*rows))
    assert scope.covered == scope.published == len(rows)
    wrong: tuple[ScopeKind, ...] = ("missing", "unknown", "repealed", "renamed", "other_code", "twice")
    assert not scope.of(*wrong)
