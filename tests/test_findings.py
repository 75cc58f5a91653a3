"""Answers judged against their checklists: the rules of the law, one test each, named by its clause."""

from __future__ import annotations

import copy
import hashlib
import json
import typing
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from builders import CRITERIA, answer, case, closed, criterion
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from isoaudit import model
from isoaudit.model import (
    POINTS,
    REQUIRED,
    Act,
    Amendment,
    Case,
    Checklist,
    Criterion,
    DayOff,
    LawUpdate,
    Pin,
    PinnedChecklist,
    PointState,
    PresentState,
    Sample,
    Scope,
    Verdict,
    control_character,
)
from isoaudit.model.vocabulary import paper_files
from isoaudit.rules.answers import remark_of, remarks, stops
from isoaudit.rules.findings import applies, concerns, expected, fingerprint, found_in, judge, of_kind, with_codes

VERDICTS: tuple[Verdict, ...] = typing.get_args(Verdict)
A, D, DD, D2, E2 = (c.id for c in CRITERIA)  # 1.a, 1.d (on site only), 1.đ, 2.d, 2.e
ONE = (criterion(A, "1.a"),)
TWO = (criterion(A, "1.a"), criterion("D36-1-a-02", "1.a"))
ANNEX = criterion("TCVN-9-2", "1.đ")


def rules(case: Case) -> list[tuple[str, str]]:
    """The rules that refuse a letter, with their criteria."""
    return [(refusal.rule, refusal.criterion) for refusal in stops(case)]


def with_annex(case: Case, *criteria: Criterion) -> Case:
    """The case with an annex to its checklist."""
    annex = Checklist(id="tcvn", version="1", title="Phụ lục", annex=True, criteria=criteria)
    pinned = PinnedChecklist(pin=Pin(id="tcvn", version="1", sha256="1" * 64), checklist=annex)
    return case.model_copy(update={"checklists": (*case.checklists, pinned)})


def state_of(case: Case, point: str = "1.a") -> PointState:
    """How a point of Article 36 came out."""
    return next(p.state for p in judge(case).points if p.point == point)


# what an answer must carry


FULL = {"evidence": "Đã xem sổ", "gap": "Thiếu 03 TTHC", "note": "Không thuộc thẩm quyền"}
MUST: dict[str, set[str]] = {
    "conforming": set(),
    "nonconforming": {"evidence", "gap"},
    "observation": {"gap"},
    "not_applicable": {"note"},
    "not_examined": {"note"},
}


def line(verdict: str, **fields: str) -> str:
    """One answer to the first criterion."""
    return f"{A} | {verdict} | {fields.get('evidence', '')} | {fields.get('gap', '')} | {fields.get('note', '')}"


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("without", [None, "evidence", "gap", "note"])
def test_an_answer_that_lacks_what_its_verdict_must_carry_refuses_the_letter(
    verdict: Verdict, without: str | None
) -> None:
    """A nonconformity rests on evidence, as seen, heard or observed (TT26/2014, Article 37.2.b)."""
    made = case(line(verdict, **{k: v for k, v in FULL.items() if k != without}), criteria=ONE)
    assert rules(made) == ([(f"{verdict}_without_{without}", A)] if without in MUST[verdict] else [])


@pytest.mark.parametrize("verdict", VERDICTS)
def test_the_table_of_what_must_be_carried_drives_the_rules(verdict: Verdict) -> None:
    """An empty answer breaks every rule of its row, in its order, and nothing else; the table is the model's."""
    assert set(REQUIRED[verdict]) == MUST[verdict]
    assert rules(case(line(verdict), criteria=ONE)) == [
        (f"{verdict}_without_{field}", A) for field in REQUIRED[verdict]
    ]


@pytest.mark.parametrize("field", ["evidence", "gap"])
def test_spaces_carry_nothing(field: str) -> None:
    plain = case(line("nonconforming", **FULL), criteria=ONE)
    value: Any = [model.Evidence(text=" \n\t ")] if field == "evidence" else "  \n"
    blank = plain.answers[0].model_copy(update={field: value})
    assert rules(plain.model_copy(update={"answers": (blank,)})) == [(f"nonconforming_without_{field}", A)]


@pytest.mark.parametrize("where", ["answer", "evidence"])
def test_a_photo_is_evidence_without_words(where: str) -> None:
    plain = case(line("nonconforming", gap="Thiếu"), criteria=ONE)
    photo = {"files": ("0" * 64,)} if where == "answer" else {"evidence": (model.Evidence(text="", files=("0" * 64,)),)}
    assert rules(plain.model_copy(update={"answers": (plain.answers[0].model_copy(update=photo),)})) == []


def test_a_grade_is_never_required() -> None:
    """The law knows no grades."""
    for grade in ("", "minor", "major"):
        assert rules(case(f"{A} | nonconforming | Đã xem | Thiếu | | {grade}", criteria=ONE)) == []


def test_what_applies_and_was_not_answered_refuses_the_letter() -> None:
    """Every point of Article 36 is answered, or stated as not examined with the reason."""
    made = case(f"{A} | conforming\n{D} | | Đã xem")
    assert rules(made) == [("unanswered", id) for id in (D, DD, D2, E2)]
    assert judge(made).missing == (D, DD, D2, E2)


def test_refusals_stand_in_the_order_of_article_36_and_say_what_to_write() -> None:
    made = case(f"{E2} | nonconforming\n{DD} | observation\n{A} | not_applicable")
    assert rules(made) == [
        ("not_applicable_without_note", A),
        ("unanswered", D),
        ("observation_without_gap", DD),
        ("unanswered", D2),
        ("nonconforming_without_evidence", E2),
        ("nonconforming_without_gap", E2),
    ]
    messages = [refusal.message for refusal in stops(made)]
    assert all(f"Tiêu chí {refusal.criterion}:" in refusal.message for refusal in stops(made))
    assert messages[2].endswith("Nêu nội dung chưa thực hiện.")
    assert "bằng chứng" in messages[4]


# how a point comes out


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        ("conforming", "conforming", "conforming"),
        ("conforming", "observation | | Nên làm rõ", "conforming"),
        ("conforming", "nonconforming | Đã xem | Thiếu", "nonconforming"),
        ("conforming", "not_applicable | | | Không có", "conforming"),
        ("conforming", "not_examined | | | Hết giờ", "incomplete"),
        ("conforming", "", "incomplete"),
        ("not_applicable | | | Không có", "not_applicable | | | Không có", "not_applicable"),
        ("not_applicable | | | Không có", "not_examined | | | Hết giờ", "incomplete"),
        ("not_applicable | | | Không có", "", "incomplete"),
        ("not_examined | | | Hết giờ", "not_examined | | | Hết giờ", "not_examined"),
        ("not_examined | | | Hết giờ", "nonconforming | Đã xem | Thiếu", "nonconforming"),
        ("not_examined | | | Hết giờ", "observation | | Nên làm rõ", "incomplete"),
        ("nonconforming | Đã xem | Thiếu", "", "nonconforming"),
        ("", "", "incomplete"),
    ],
)
def test_the_state_of_a_point(first: str, second: str, state: PointState) -> None:
    """What was not examined never counts as conforming; one nonconformity decides its point (Article 36)."""
    lines = "\n".join(f"{c.id} | {said}" for c, said in zip(TWO, (first, second), strict=True) if said)
    assert state_of(case(lines, criteria=TWO)) == state


def test_not_examined_with_its_reason_blocks_nothing() -> None:
    """The minutes state what was not inspected, and why."""
    made = case("\n".join(f"{c.id} | not_examined | | | Hết thời gian" for c in CRITERIA))
    assert rules(made) == []
    result = judge(made)
    assert result.missing == ()
    assert {p.state for p in result.points} == {"not_examined"}
    assert result.counts["not_examined"] == len(CRITERIA)
    assert result.counts["conforming"] == 0


def test_a_point_without_any_criterion_was_not_examined() -> None:
    assert state_of(case(f"{A} | conforming", criteria=ONE), "2.đ") == "not_examined"


def test_there_are_the_thirteen_points_of_article_36() -> None:
    """Article 36, clause 1: a b c d đ e g; clause 2: a b c d đ e."""
    points = [p.point for p in judge(case("")).points]
    assert points == [f"1.{letter}" for letter in "abcdđeg"] + [f"2.{letter}" for letter in "abcdđe"] == list(POINTS)


# what is found


def test_findings_by_kind_in_the_order_of_article_36() -> None:
    made = case(f"""
        {E2} | nonconforming | Hợp đồng số 5 | Chưa chọn tổ chức tư vấn theo quy định
        {DD} | observation | Báo cáo 2025 | Phạm vi đánh giá còn hẹp
        {A} | nonconforming | Danh mục số 1 | Thiếu 03 TTHC | | minor
        {D} | conforming | Sổ theo dõi | | | good_practice
        {D2} | conforming | Đã xem
    """)
    result = judge(made)
    assert [(f.id, f.kind) for f in result.findings] == [
        (f"2026-99-90001-TS/{A}", "nonconformity"),
        (f"2026-99-90001-TS/{D}", "good_practice"),
        (f"2026-99-90001-TS/{DD}", "observation"),
        (f"2026-99-90001-TS/{E2}", "nonconformity"),
    ]
    assert [f.criterion for f in of_kind(result, "nonconformity")] == [A, E2]
    first, last = result.findings[0], result.findings[-1]
    assert (first.gap, first.grade, first.evidence[0].text) == ("Thiếu 03 TTHC", "minor", "Danh mục số 1")
    assert (first.requirement, first.remedy) == (CRITERIA[0].requirement, CRITERIA[0].remedy)
    assert first.legal_basis == ("điểm a khoản 1 Điều 36 Thông tư số 26/2014/TT-BKHCN", "mục 4.3 TCVN ISO 9001:2015")
    assert (first.caution, last.caution) == ("", "Chương III Thông tư có thể đã hết hiệu lực")


@pytest.mark.parametrize("verdict", ["conforming", "not_applicable", "not_examined"])
def test_only_nonconformities_observations_and_good_practice_are_findings(verdict: str) -> None:
    assert judge(case(f"{A} | {verdict} | Đã xem | Ghi thêm | Lý do")).findings == ()


@pytest.mark.parametrize("verdict", ["nonconforming", "observation", "not_applicable", "not_examined"])
def test_good_practice_is_conforming(verdict: str) -> None:
    """A grade does not make a good practice of any other verdict."""
    findings = judge(case(f"{A} | {verdict} | Đã xem | Thiếu | Lý do | good_practice")).findings
    assert "good_practice" not in {f.kind for f in findings}


def test_where_the_law_carries_no_nonconformity_an_observation_is_made() -> None:
    """A criterion whose ``worst`` is observation: the point still conforms, and it is said."""
    made = case(f"{A} | nonconforming | Đã xem | Thiếu", criteria=(criterion(A, "1.a", worst="observation"),))
    (found,) = judge(made).findings
    assert (found.kind, found.gap) == ("observation", "Thiếu")
    assert state_of(made) == "conforming"
    assert remarks(made)
    assert judge(made).counts["nonconforming"] == 1, "counts cover what was recorded"


# what applies


@pytest.mark.parametrize(
    ("kinds", "kind", "expects"),
    [
        ("all", "ubnd_cap_xa", True),
        (["ubnd_cap_xa"], "ubnd_cap_xa", True),
        (["ubnd_tinh", "chi_cuc"], "ubnd_cap_xa", False),
    ],
)
def test_a_criterion_applies_to_its_kinds_of_agency(kinds: Any, kind: str, expects: bool) -> None:
    made = case("", criteria=(criterion(A, "1.a", kinds=kinds),), kind=kind)
    assert [c.id for c in expected(made)] == ([A] if expects else [])
    assert bool(rules(made)) == expects


def test_by_record_only_what_a_report_shows_is_expected_and_the_rest_is_listed() -> None:
    """TT26/2014, Article 37.1: by record and report; what can only be seen becomes a proposal for on site."""
    by_record, on_site = case("", mode="by_record"), case("")
    assert [c.id for c in expected(by_record)] == [A, DD, D2, E2]
    assert [c.id for c in expected(on_site)] == [A, D, DD, D2, E2]
    assert judge(by_record).to_see_on_site == (D,)
    assert judge(on_site).to_see_on_site == ()
    assert D not in judge(by_record).missing


def test_by_record_what_was_answered_all_the_same_counts_and_is_not_listed() -> None:
    made = case(f"{D} | conforming", mode="by_record")
    assert judge(made).to_see_on_site == ()
    assert judge(made).counts["conforming"] == 1
    assert judge(made).counts["applicable"] == 4


def test_by_record_nothing_of_another_kind_or_of_an_annex_is_to_be_seen_on_site() -> None:
    other = criterion("D36-1-d-02", "1.d", by_record=False, kinds=["chi_cuc"])
    later = criterion("D36-1-d-03", "1.d", by_record=False, in_force_from=date(2027, 1, 1))
    made = with_annex(
        case("", criteria=(*CRITERIA, other, later), mode="by_record"), criterion("T-1", "1.d", by_record=False)
    )
    assert judge(made).to_see_on_site == (D,)


FROM, TO = date(2026, 1, 1), date(2026, 6, 30)


@pytest.mark.parametrize(
    ("day", "binds"),
    [(date(2025, 12, 31), False), (FROM, True), (date(2026, 3, 1), True), (TO, True), (date(2026, 7, 1), False)],
)
def test_a_rule_binds_from_its_first_day_to_its_last(day: date, binds: bool) -> None:
    """The day of the inspection decides."""
    made = case(
        "", criteria=(criterion(A, "1.a", in_force_from=FROM, in_force_to=TO),), inspection={"from": day, "to": day}
    )
    assert concerns(made.checklists[0].checklist.criteria[0], made.agency, made.inspection) is binds
    assert applies(made.checklists[0].checklist.criteria[0], made.agency, made.inspection) is binds
    assert bool(rules(made)) is binds


@pytest.mark.parametrize(
    ("start", "end", "binds"),
    [
        (date(2026, 12, 31), None, True),
        (date(2027, 1, 1), None, False),
        (date(2014, 12, 1), date(2026, 1, 1), True),
        (date(2014, 12, 1), date(2025, 12, 31), False),
    ],
)
def test_without_a_day_the_year_of_the_inspection_decides(start: date, end: date | None, binds: bool) -> None:
    one = (criterion(A, "1.a", in_force_from=start, in_force_to=end),)
    made = case("", criteria=one, inspection={"from": None, "to": None})
    assert bool(expected(made)) is binds


@pytest.mark.parametrize("status", ["da_cong_bo", "dang_xay_dung", "phai_cong_bo_lai", None])
def test_only_a_body_that_built_no_system_is_spared(status: Any) -> None:
    assert len(rules(case("", qms_status=status))) == len(CRITERIA)


def test_a_body_that_built_no_system_has_its_state_recorded_and_no_nonconformities() -> None:
    """TT26/2014, Articles 2.1 and 3.6: it is not yet a body that builds and applies; nothing is missing or refused."""
    made = case(
        f"""
        {A} | nonconforming | Chưa có danh mục | Chưa xây dựng
        {DD} | observation | | Nên chọn đơn vị tư vấn
        {D} | not_applicable
        {E2} | conforming | Đã tập huấn | | | good_practice
        """,
        qms_status="chua_xay_dung",
    )
    result = judge(made)
    assert result.qms_not_built
    assert (rules(made), result.missing, expected(made)) == ([], (), ())
    assert [f.kind for f in result.findings] == ["observation", "good_practice"]
    assert {p.state for p in result.points} == {"not_examined"}
    assert result.counts["nonconforming"] == 1, "what was recorded is counted"
    assert (result.counts["applicable"], result.counts["missing"], result.counts["answered"]) == (0, 0, 4)
    assert judge(case("", mode="by_record", qms_status="chua_xay_dung")).to_see_on_site == ()


def test_an_annex_is_never_missing_and_what_was_answered_counts() -> None:
    silent = with_annex(case(f"{A} | conforming", criteria=ONE), ANNEX)
    assert (rules(silent), judge(silent).missing, state_of(silent, "1.đ")) == ([], (), "not_examined")
    lines = f"{A} | conforming\nTCVN-9-2 | nonconforming | Đã xem | Thiếu"
    spoken = with_annex(case(lines, criteria=ONE), ANNEX)
    assert [f.criterion for f in judge(spoken).findings] == ["TCVN-9-2"]
    assert state_of(spoken, "1.đ") == "nonconforming"
    assert judge(spoken).checklist.id == "dieu-36"
    wrong = with_annex(case(f"{A} | conforming\nTCVN-9-2 | nonconforming", criteria=ONE), ANNEX)
    assert rules(wrong) == [("nonconforming_without_evidence", "TCVN-9-2"), ("nonconforming_without_gap", "TCVN-9-2")]


# what holds for every case


WORDS = st.sampled_from(["", " ", "Đã xem sổ theo dõi", "Thiếu 03 TTHC"])
KINDS = st.sampled_from(["all", ["ubnd_cap_xa"], ["chi_cuc", "ubnd_tinh"]])
DAYS = st.sampled_from([date(2014, 12, 1), date(2026, 6, 18), date(2027, 1, 1)])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any checklist with any answers, an annex included."""
    criteria = [
        criterion(
            f"D36-{number}",
            draw(st.sampled_from(POINTS)),
            kinds=draw(KINDS),
            by_record=draw(st.booleans()),
            worst=draw(st.sampled_from(["nonconforming", "observation"])),
            in_force_from=draw(DAYS),
            in_force_to=draw(st.none() | DAYS),
        )
        for number in range(draw(st.integers(1, 6)))
    ]
    answered = [c.id for c in (*criteria, ANNEX) if draw(st.booleans())]
    verdict, grade = st.sampled_from(["", *VERDICTS]), st.sampled_from(["", "minor", "good_practice"])
    lines = "\n".join(
        f"{id} | {draw(verdict)} | {draw(WORDS)} | {draw(WORDS)} | {draw(WORDS)} | {draw(grade)}" for id in answered
    )
    status = draw(st.sampled_from(["da_cong_bo", "chua_xay_dung", None]))
    made = case(
        lines, criteria=tuple(criteria), mode=draw(st.sampled_from(["on_site", "by_record"])), qms_status=status
    )
    return with_annex(made, ANNEX)


@settings(deadline=None, max_examples=150)
@given(cases())
def test_counts_cover_every_recorded_answer(made: Case) -> None:
    result = judge(made)
    given_ = {a.criterion: a.verdict for a in made.answers if a.verdict}
    assert result.counts["answered"] == len(given_) == sum(result.counts[v] for v in VERDICTS)
    for verdict in VERDICTS:
        assert result.counts[verdict] == list(given_.values()).count(verdict)
        if verdict not in ("nonconforming", "observation"):
            assert sum(getattr(p, verdict) for p in result.points) == result.counts[verdict]
    # Where the law carries no nonconformity, a point shows the observation that is made of it.
    found = result.counts["nonconforming"] + result.counts["observation"]
    assert sum(p.nonconforming + p.observation for p in result.points) == found
    assert sum(p.missing for p in result.points) == result.counts["missing"] == len(result.missing)
    applicable = {c.id for c in expected(made)}
    assert result.counts["applicable"] == len(applicable) == len(applicable & set(given_)) + len(result.missing)
    assert set(result.missing) == applicable - set(given_)
    assert result.counts["good_practice"] == len(of_kind(result, "good_practice"))


@settings(deadline=None, max_examples=150)
@given(cases())
def test_no_point_conforms_with_something_unexamined(made: Case) -> None:
    """``not_examined`` never counts as conforming, nothing missing does, and no nonconformity is hidden by a state."""
    result = judge(made)
    found = {f.point for f in of_kind(result, "nonconformity")}
    for point in result.points:
        assert (point.state == "nonconforming") == (point.point in found)
        if point.state in ("conforming", "not_applicable"):
            assert (point.not_examined, point.missing) == (0, 0)
        if point.state == "conforming":
            assert point.conforming + point.observation + point.nonconforming
        if point.state == "not_applicable":
            assert point.conforming + point.observation + point.nonconforming == 0
            assert point.not_applicable


@settings(deadline=None, max_examples=150)
@given(cases())
def test_a_letter_is_refused_exactly_for_what_is_missing_or_not_carried(made: Case) -> None:
    said = {(refusal.rule, refusal.criterion) for refusal in stops(made)}
    if made.agency.qms_status == "chua_xay_dung":
        assert said == set()
        return
    due = {("unanswered", id) for id in judge(made).missing}
    for a in made.answers:
        carried = {"evidence": " ".join(e.text for e in a.evidence), "gap": a.gap, "note": a.note}
        due |= {
            (f"{a.verdict}_without_{f}", a.criterion) for f in MUST.get(a.verdict or "", ()) if not carried[f].strip()
        }
    assert said == due


# the case as a file


@settings(deadline=None, max_examples=60)
@given(
    cases(), st.text(st.characters(exclude_categories=["Cc", "Cs"])).filter(lambda text: not control_character(text))
)
def test_a_case_is_the_same_after_a_round_trip_through_json(made: Case, note: str) -> None:
    told = made.model_copy(update={"remarks": (remark_of("outside_team", A, inspector=note),), "refused": stops(made)})
    for written in (told.model_dump_json(), json.dumps(told.model_dump(mode="json"), ensure_ascii=False)):
        read = Case.model_validate_json(written)
        assert read == told
        assert (fingerprint(read), judge(read)) == (fingerprint(told), judge(told))


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value in a JSON document, empty lists and mappings included."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not value or not isinstance(value, dict | list):
        yield path
    for key, child in inner:
        yield from leaves(child, (*path, key))


def words(schema: Any) -> Iterator[str]:
    """Every word of a closed vocabulary in a JSON schema."""
    if isinstance(schema, dict):
        yield from schema.get("enum", ())
        schema = list(schema.values())
    for inner in schema if isinstance(schema, list) else ():
        yield from words(inner)


VOCABULARY = sorted({*words(Case.model_json_schema()), *paper_files()})


def others(value: Any) -> Iterator[Any]:
    """Values that might stand there instead."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
    elif isinstance(value, str):
        yield value + "x"
    yield from ("x", 1, True, "2020-02-02", *VOCABULARY)
    yield from (["x"], *([word] for word in VOCABULARY), {"x": {"name": "x"}}, [{"text": "x"}], [{"name": "x"}])
    yield [{"id": "x", "version": "x", "sha256": "x"}]


def changed(whole: dict[str, Any], path: tuple[Any, ...], before: Case) -> Case | None:
    """The case with another value at this place; None if no other value can stand there."""
    for value in others(_at(whole, path)):
        document = copy.deepcopy(whole)
        _at(document, path[:-1])[path[-1]] = value
        try:
            made = Case.model_validate(document)
        except ValidationError:
            continue
        if made != before:
            return made
    return None


def _at(document: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        document = document[key]
    return document


def test_the_fingerprint_changes_with_any_field() -> None:
    """Every single value of what was said, settings, law and checklist included; not what follows from it."""
    made = case(
        f"{A} | nonconforming | Đã xem | Thiếu | Ghi | minor\n{E2} | not_examined",
        criteria=(CRITERIA[0], CRITERIA[4]),
        programme={"days_off": (DayOff(day=date(2026, 8, 31), to=date(2026, 9, 2), reason="Quốc khánh"),)},
    )
    procedure = {
        "acts": (Act(kind="decided", on=date(2026, 6, 2), number="41/QĐ-CCTĐC", issuer="Chi cục trưởng"),),
        "agreed": judge(made).findings,
        "amendments": (Amendment(code="KPH 01", kind="withdrawn", why="Cơ quan giải trình"),),
        "samples": (Sample(dossier="000.01", field="Đất đai"),),
        "points": (PresentState(point="1.a", present="Đủ"),),
    }
    made = made.model_copy(
        update={
            "remarks": (remark_of("outside_team", A, inspector="Lương Quốc Bảo"),),
            "refused": stops(made),
            **procedure,
        }
    )
    whole = made.model_dump(mode="json")
    mark = fingerprint(made)
    paths = list(leaves(whole))
    assert len(paths) > 150
    assert fingerprint(Case.model_validate(whole)) == mark
    fixed = []
    for path in paths:
        other = changed(whole, path, made)
        if other is None:
            fixed.append(path)
        elif path[0] in ("remarks", "refused", "decided_on", "heirs"):
            assert fingerprint(other) == mark, path
        else:
            assert fingerprint(other) != mark, path
    of_the_procedure = {("replies",), ("reviews",), ("carried",), ("effects",), ("reports",), ("scope",), ("updates",)}
    of_the_procedure.add(("reported",))
    beside = {("agency", "others"), ("inspection", "others"), ("programme", "units"), ("heirs",)}
    assert set(fixed) == {("format",), ("agency", "former"), *beside, *of_the_procedure}, (
        "a case holds the body as it was"
    )


def test_the_fingerprint_covers_what_is_laid_beside_the_criteria() -> None:
    made = case(f"{A} | conforming")
    update = {"number": "1/NĐ-CP", "in_force": "2026-01-01", "due": "2026-04-01", "state": "overdue", "late": 3}
    marks = {
        fingerprint(made),
        fingerprint(made.model_copy(update={"scope": Scope.model_validate({"on": "2026-06-15", "published": 3})})),
        fingerprint(made.model_copy(update={"updates": (LawUpdate.model_validate(update),)})),
    }
    assert len(marks) == 3


def test_the_fingerprint_is_that_of_before_while_nothing_of_the_procedure_was_said() -> None:
    """A mark printed by the version before acts were recorded still verifies."""
    made = case(f"{A} | conforming")
    said = made.model_dump(
        mode="json",
        exclude={
            *("refused", "remarks", "decided_on", "heirs", "acts", "agreed", "amendments", "samples", "points"),
            *("replies", "reviews", "carried", "effects", "reports", "reported", "scope", "updates"),
        },
    )
    later = (
        "achieved",
        "recommendations",
        "cancelled",
        "cancelled_on",
        "postponed",
        "replaced_by",
        "instead_of",
        "removed",
        "inspecting_unit",
        "selection",
    )
    for name in ("place", "opened_at", "closed_at", "attendees", "departments", "opinion", "others", *later):
        del said["inspection"][name]
    for noun, names in (("programme", ("days_off", "by_arrival", "units")), ("agency", ("removed", "others"))):
        for name in names:
            del said[noun][name]
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert fingerprint(made) == hashlib.sha256(canonical.encode()).hexdigest()


def test_the_fingerprint_changes_with_what_is_left_out() -> None:
    made = case(f"{A} | conforming\n{D} | conforming")
    fewer = made.model_copy(update={"answers": made.answers[:1]})
    assert (
        len(
            {
                fingerprint(made),
                fingerprint(fewer),
                fingerprint(made.model_copy(update={"answers": made.answers[::-1]})),
            }
        )
        == 3
    )


def test_a_case_refuses_what_it_does_not_know() -> None:
    whole = case(f"{A} | conforming").model_dump(mode="json")
    assert whole["inspection"]["from"] == "2026-06-18", "as the tables and the settings call it"
    assert whole["answers"] == [answer(f"{A} | conforming").model_dump(mode="json")]
    for path in ((), ("agency",), ("answers", 0), ("inspection",)):
        document = copy.deepcopy(whole)
        _at(document, path)["unknown"] = 1
        with pytest.raises(ValidationError):
            Case.model_validate(document)


def test_a_system_that_is_owed_and_not_built_is_one_nonconformity() -> None:
    """QĐ19/2014 2.1, 3.1; of a commune obliged by the province its decision is the ground; encouraged: none."""
    owed = case("", qms_status="chua_xay_dung", obligation="bat_buoc", kind="co_quan_chuyen_mon")
    (found,) = judge(owed).findings
    assert (found.kind, found.legal_basis) == (
        "nonconformity",
        ("khoản 1 Điều 2, khoản 1 Điều 3 Quyết định số 19/2014/QĐ-TTg",),
    )
    assert [f.code for f in with_codes(owed)] == ["KPH 01"] and judge(owed).qms_not_built
    source = "Quyết định số 12/2025/QĐ-UBND của UBND tỉnh An Bình"
    commune = case("", qms_status="chua_xay_dung", obligation="bat_buoc", obligation_source=source)
    assert judge(commune).findings[0].legal_basis == (source, "khoản 1 Điều 3 Quyết định số 19/2014/QĐ-TTg")
    # QĐ19 Đ2.1 does not name communes and service units: without a source it stays open, and is never Article 2.1.
    for kind in ("ubnd_cap_xa", "don_vi_su_nghiep"):
        (found,) = judge(case("", qms_status="chua_xay_dung", obligation="bat_buoc", kind=kind)).findings
        assert "Điều 2 " not in str(found.legal_basis) and "……" in found.legal_basis[0]
    for fields in ({"obligation": "khuyen_khich"}, {"qms_status": "dang_xay_dung"}):
        assert not judge(case("", **{"qms_status": "chua_xay_dung", "obligation": "bat_buoc", **fields})).findings


def test_what_is_found_is_the_same_without_the_mark_of_a_working_paper() -> None:
    """The yearly reports count by :func:`found_in`, the working papers by :func:`judge`."""
    for one in (case(f"{CRITERIA[0].id} | nonconforming | Xem danh mục | thiếu 02 thủ tục"), closed(case(""))):
        result = judge(one)
        assert found_in(one) == (result.findings, result.points)
