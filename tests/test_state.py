"""The fold: what the entries say at present, in whatever order and from however many laptops they came."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from builders import CRITERIA, LAWS, PROGRAMME, answer, case, criterion
from hypothesis import given, settings
from hypothesis import strategies as st

from isoaudit.journal.case import build_case
from isoaudit.journal.state import State, next_id
from isoaudit.model import Agency, Case, Entry, Inspection
from isoaudit.rules import answers as rules

ID = "2026-99-90001-TS"
SUBJECT = f"{ID}/D36-1-a-01"
FIELDS = ("verdict", "gap", "note")
AGENCY = {"name": "UBND phường Đông Kiều", "level": "xa", "kind": "ubnd_cap_xa", "obligation": "khuyen_khich"}


def entry(id: str, payload: dict[str, Any], *base: str, kind: str = "answer", subject: str = SUBJECT) -> Entry:
    """Something said on a subject by somebody who had seen ``base``."""
    return Entry(
        id=id,
        prev=(),
        base=base,
        at="2026-06-18T15:45:00+07:00",
        author="",
        device="",
        kind=kind,
        subject=subject,
        payload=payload,
    )


OPENING = (
    entry("agency", AGENCY, kind="agency", subject="99-90001"),
    entry("inspection", {"agency": "99-90001", "year": 2026, "mode": "on_site"}, kind="inspection", subject=ID),
)


def made(*entries: Entry) -> Case:
    """The case of the one inspection, with the small checklist of the builders."""
    state = State([*OPENING, *entries])
    return build_case(state, state.inspections[ID], PROGRAMME, LAWS, case().checklists)


# concurrency


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    """Entries on one subject, each after some of those before it; their ids, which break ties, in no order."""
    count = draw(st.integers(1, 9))
    ids = draw(st.permutations([f"e{i}" for i in range(count)]))
    entries = []
    for number in range(count):
        base = draw(st.sets(st.sampled_from(ids[:number]), max_size=3)) if number else set()
        payload = draw(st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(["", "x", "y"]), max_size=3))
        entries.append(entry(ids[number], payload, *sorted(base), kind="fields"))
    return entries


def reordered(entries: list[Entry], choose: random.Random) -> list[Entry]:
    """Another order in which each entry still comes after those its writer had seen."""
    waiting, done = list(entries), []
    while waiting:
        ready = [e for e in waiting if not any(b == other.id for b in e.base for other in waiting)]
        done.append(choose.choice(ready))
        waiting.remove(done[-1])
    return done


def by_definition(entries: list[Entry]) -> dict[str, dict[str, str]]:
    """The present values of each field, by entry: those no later entry on the same field had seen."""
    seen: dict[str, set[str]] = {}
    for e in entries:
        seen[e.id] = set(e.base).union(*(seen[b] for b in e.base))
    return {
        name: {
            e.id: e.payload[name]
            for e in entries
            if name in e.payload and not any(e.id in seen[later.id] for later in entries if name in later.payload)
        }
        for name in FIELDS
        if any(name in e.payload for e in entries)
    }


@settings(deadline=None, max_examples=200)
@given(histories(), st.integers())
def test_the_order_in_which_entries_arrive_does_not_change_the_state(entries: list[Entry], seed: int) -> None:
    """And it is what the format says: the maximal entries of each field, several different ones being a conflict."""
    values = by_definition(entries)
    heads = {e.id for e in entries} - {b for e in entries for b in e.base}
    for order in (entries, reordered(entries, random.Random(seed))):
        state = State(order)
        assert state.fields("fields", SUBJECT) == {name: said[max(said)] for name, said in values.items()}
        assert set(state.conflicts("fields", SUBJECT)) == {
            n for n, said in values.items() if len(set(said.values())) > 1
        }
        assert set(state.about("fields", SUBJECT).base()) == heads


@settings(deadline=None)
@given(histories(), st.integers())
def test_an_entry_that_saw_all_decides_all_it_names(entries: list[Entry], seed: int) -> None:
    order = reordered(entries, random.Random(seed))
    base = State(order).about("fields", SUBJECT).base()
    state = State([*order, entry("0", dict.fromkeys(FIELDS, "z"), *base, kind="fields")])
    assert state.fields("fields", SUBJECT) == dict.fromkeys(FIELDS, "z")
    assert state.conflicts("fields", SUBJECT) == []
    assert state.about("fields", SUBJECT).base() == ("0",)


ROOT = entry("root", {"verdict": "observation", "gap": "Chưa rõ"})


@pytest.mark.parametrize("swap", [False, True])
def test_what_two_add_to_one_verdict_is_joined(swap: bool) -> None:
    first = entry("root", {"verdict": "observation", "evidence": [{"text": "Xem sổ"}], "inspector": "Lương Quốc Bảo"})
    edits = [
        entry("a", {"gap": "Thiếu 03 TTHC", "evidence": [{"text": "Xem sổ"}, {"text": "Hỏi"}]}, "root"),
        entry("b", {"note": "Xem lại", "evidence": [{"text": "Xem sổ"}, {"text": "Đo"}], "inspector": "Nông"}, "root"),
    ]
    answers = made(first, *(reversed(edits) if swap else edits))
    (given_,) = answers.answers
    assert (given_.verdict, given_.gap, given_.note) == ("observation", "Thiếu 03 TTHC", "Xem lại")
    assert [item.text for item in given_.evidence] == ["Xem sổ", "Hỏi", "Đo"]
    assert given_.inspectors == ("Lương Quốc Bảo", "Nông")
    assert given_.heads == ("a", "b")
    assert not given_.disputed


@pytest.mark.parametrize("swap", [False, True])
def test_two_verdicts_at_the_same_time_count_as_none_until_a_person_decides(swap: bool) -> None:
    """Two members judged the same criterion differently: the team agrees (Circular 26/2014, Article 37.2.b)."""
    edits = [
        entry("a", {"verdict": "conforming"}, "root"),
        entry("b", {"verdict": "not_examined", "note": "Hết giờ"}, "root"),
    ]
    edits = edits[::-1] if swap else edits
    conflict = made(ROOT, *edits)
    (shown,) = conflict.answers
    assert (shown.verdict, shown.gap, shown.note) == (None, "", "")
    assert [(one.verdict, one.gap, one.note) for one in shown.disputed] == [
        ("conforming", "Chưa rõ", ""),
        ("not_examined", "Chưa rõ", "Hết giờ"),
    ]
    assert ("conflict", "D36-1-a-01") in {(r.rule, r.criterion) for r in rules.stops(conflict)}
    decided = made(ROOT, *edits, entry("c", {"verdict": "conforming"}, "a", "b"))
    assert (decided.answers[0].verdict, decided.answers[0].disputed) == ("conforming", ())
    assert "D36-1-a-01" not in {r.criterion for r in rules.stops(decided)}


def test_an_entry_that_saw_one_side_only_decides_nothing() -> None:
    edits = entry("a", {"verdict": "conforming"}, "root"), entry("b", {"verdict": "not_applicable"}, "root")
    half = made(ROOT, *edits, entry("c", {"verdict": "not_examined"}, "a"))
    assert [one.verdict for one in half.answers[0].disputed] == ["not_applicable", "not_examined"]


def test_a_note_on_a_conflict_stands_beside_both_and_is_under_no_verdict() -> None:
    edits = entry("a", {"verdict": "conforming"}, "root"), entry("b", {"verdict": "not_applicable"}, "root")
    noted = made(ROOT, *edits, entry("c", {"note": "Xem lại"}, "a", "b"))
    assert noted.answers[0].verdict is None
    assert [(one.verdict, one.note) for one in noted.answers[0].disputed] == [
        ("conforming", ""),
        ("not_applicable", ""),
        (None, "Xem lại"),
    ]


def test_the_same_verdict_twice_is_no_conflict() -> None:
    twice = made(ROOT, entry("a", {"verdict": "conforming"}, "root"), entry("b", {"verdict": "conforming"}, "root"))
    assert twice.answers[0].verdict == "conforming"
    assert not twice.answers[0].disputed


def test_two_texts_of_one_field_are_a_conflict_whatever_the_verdict() -> None:
    both = made(ROOT, entry("a", {"gap": "Thiếu 03"}, "root"), entry("b", {"gap": "Thiếu 05"}, "root"))
    (shown,) = both.answers
    assert (shown.verdict, shown.gap) == (None, "")
    assert [(one.verdict, one.gap) for one in shown.disputed] == [
        ("observation", "Thiếu 03"),
        ("observation", "Thiếu 05"),
    ]


def test_what_one_left_out_is_not_put_back_by_another() -> None:
    """To leave out what one had seen is no addition, so the two do not agree."""
    first = entry("root", {"verdict": "observation", "evidence": [{"text": "Sai"}]})
    both = made(first, entry("a", {"evidence": []}, "root"), entry("b", {"note": "Thêm"}, "root"))
    assert len(both.answers[0].disputed) == 2


def test_who_examined_alone_contradicts_nobody() -> None:
    edits = entry("a", {"verdict": "conforming"}, "root"), entry("b", {"inspector": "Nông"}, "root")
    (shown,) = made(ROOT, *edits).answers
    assert (shown.verdict, shown.inspector, shown.disputed) == ("conforming", "", ())


def test_clocks_order_nothing() -> None:
    """A laptop whose clock is a year behind still has the last word when it saw the other."""
    late = replace(entry("a", {"verdict": "conforming"}, "root"), at="2025-01-01T00:00:00+07:00")
    assert made(ROOT, late).answers[0].verdict == "conforming"


# the nouns made of it


def test_a_rename_has_a_history_and_the_present_name_is_the_last() -> None:
    entries = (
        *OPENING,
        entry("rename", {"name": "UBND phường Đông Kiều Mới"}, "agency", kind="agency", subject="99-90001"),
    )
    state = State(entries)
    assert state.agencies["99-90001"] == Agency.model_validate(
        {"code": "99-90001", **AGENCY, "name": "UBND phường Đông Kiều Mới"}
    )
    assert State(entries[:-1]).agencies["99-90001"].name == "UBND phường Đông Kiều"


def test_of_what_nothing_was_said_there_is_nothing() -> None:
    state = State([])
    assert (state.agencies, state.inspections, state.answers(ID)) == ({}, {}, ())
    assert (
        state.fields("answer", SUBJECT),
        state.about("answer", SUBJECT).base(),
        state.conflicts("answer", SUBJECT),
    ) == (
        {},
        (),
        [],
    )


def test_answers_belong_to_their_inspection() -> None:
    other = entry("o", {"verdict": "conforming"}, subject="2026-99-90001-TS2/D36-1-a-01")
    state = State([*OPENING, ROOT, other])
    assert [a.inspection for a in state.answers(ID)] == [ID]
    assert [a.inspection for a in state.answers("2026-99-90001-TS2")] == ["2026-99-90001-TS2"]


def test_lists_are_in_the_vietnamese_order() -> None:
    """Đ after D, Ă after A; of one agency by id."""
    names = {"1": "Đội", "2": "Đào", "3": "Dương", "4": "Ân", "5": "An", "6": "Ăn", "7": "Út"}
    said = [entry(c, {**AGENCY, "name": name}, kind="agency", subject=c) for c, name in names.items()]
    opened = [
        entry(f"i{c}{form}", {"agency": c, "year": 2026, "mode": mode}, kind="inspection", subject=f"2026-{c}-{form}")
        for c in names
        for form, mode in (("TS", "on_site"), ("HS", "by_record"))
    ]
    state = State([*said, *opened])
    assert [a.name for a in state.agencies_by_name()] == ["An", "Ăn", "Ân", "Dương", "Đào", "Đội", "Út"]
    assert [i.id for i in state.inspections_by_name()][:4] == ["2026-5-HS", "2026-5-TS", "2026-6-HS", "2026-6-TS"]
    assert [i.id for i in state.of_agency("3")] == ["2026-3-HS", "2026-3-TS"]


def test_ids_of_further_inspections_are_numbered_by_form() -> None:
    """An agency can be inspected by record, at its office and ad hoc in one year (TT26/2014, Articles 33.2, 34.1.c)."""
    state = State([])
    for mode, expected in (
        ("on_site", "2026-99-SNV-TS"),
        ("by_record", "2026-99-SNV-HS"),
        ("on_site", "2026-99-SNV-TS2"),
        ("on_site", "2026-99-SNV-TS3"),
    ):
        assert next_id(state, 2026, "99-SNV", mode) == expected
        fields = {"id": expected, "agency": "99-SNV", "year": 2026, "mode": mode}
        state.inspections[expected] = Inspection.model_validate(fields)
    assert next_id(state, 2026, "99-SNV", "by_record", taken=["2026-99-SNV-HS2"]) == "2026-99-SNV-HS3"


def test_the_period_of_the_year_holds_where_an_inspection_has_none() -> None:
    year = PROGRAMME.model_copy(update={"period_from": date(2025, 7, 1), "period_to": date(2026, 6, 30)})
    state = State(OPENING)
    plain = build_case(state, state.inspections[ID], year, LAWS, case().checklists).inspection
    assert (plain.period_from, plain.period_to) == (date(2025, 7, 1), date(2026, 6, 30))
    own = state.inspections[ID].model_copy(update={"period_to": date(2026, 5, 31)})
    kept = build_case(state, own, year, LAWS, case().checklists).inspection
    assert (kept.period_from, kept.period_to) == (None, date(2026, 5, 31))


def test_a_case_holds_only_the_instruments_its_checklists_cite() -> None:
    """A correction to another law changes neither the case nor its fingerprint."""
    assert {law.id for law in LAWS} == {"QĐ19/2014", "TT26/2014"}
    assert [law.id for law in made().laws] == ["TT26/2014"]


# what is unusual is kept, and said


def remarks(lines: str, inspector: str = "", examined_on: date | None = None, **fields: Any) -> tuple[str, ...]:
    """What is unusual about a case, its answers given by one inspector on one day."""
    made = case(lines, **fields)
    by = {"inspector": inspector, "examined_on": examined_on}
    answered = made.model_copy(update={"answers": tuple(a.model_copy(update=by) for a in made.answers)})
    return tuple(remark.message for remark in rules.remarks(answered))


def test_a_usual_answer_is_not_remarked_on() -> None:
    assert remarks("D36-1-a-01 | conforming | Đã xem", "Lương Quốc Bảo", date(2026, 6, 18)) == ()


def test_a_criterion_of_another_kind_of_agency_is_remarked_on() -> None:
    criteria = (*CRITERIA, criterion("D36-2-e-02", "2.e", kinds=["chi_cuc"]))
    (found,) = remarks("D36-2-e-02 | conforming", criteria=criteria)
    assert found.startswith("Tiêu chí D36-2-e-02: không áp dụng đối với loại cơ quan này")


def test_an_answer_by_record_to_what_is_seen_on_site_only_is_remarked_on() -> None:
    """By record, only what the report shows can be judged (Circular 26/2014, Article 37.1)."""
    (found,) = remarks("D36-1-d-01 | conforming", mode="by_record")
    assert found.startswith("Tiêu chí D36-1-d-01: chỉ kiểm tra được tại trụ sở")
    assert remarks("D36-1-d-01 | conforming", mode="on_site") == ()


def test_a_nonconformity_where_the_law_carries_none_is_remarked_on() -> None:
    (found,) = remarks(
        "D36-2-d-02 | nonconforming | Đã xem 03 hồ sơ | Chưa có",
        criteria=(criterion("D36-2-d-02", "2.d", worst="observation"),),
    )
    assert "được ghi là điểm lưu ý" in found


def test_a_nonconformity_of_a_body_without_a_system_is_remarked_on() -> None:
    (found,) = remarks("D36-1-a-01 | nonconforming | Đã xem 03 hồ sơ | Chưa có", qms_status="chua_xay_dung")
    assert "chưa xây dựng HTQLCL nên không ghi là điểm không phù hợp" in found


def test_an_inspector_who_is_not_in_the_team_is_remarked_on() -> None:
    (found,) = remarks("D36-1-a-01 | conforming", "Trần Văn Lạ")
    assert "«Trần Văn Lạ» không có trong Đoàn" in found
    assert remarks("D36-1-a-01 | conforming", "Trần Văn Lạ", inspection={"team": []}) == ()


@pytest.mark.parametrize(("day", "count"), [(16, 1), (17, 0), (18, 0), (19, 0), (20, 1)])
def test_a_day_outside_the_inspection_is_remarked_on(day: int, count: int) -> None:
    dates = {"from": date(2026, 6, 17), "to": date(2026, 6, 19)}
    assert len(remarks("D36-1-a-01 | conforming", examined_on=date(2026, 6, day), inspection=dates)) == count


@pytest.mark.parametrize(("start", "end"), [(None, None), (date(2026, 6, 17), None), (None, date(2026, 6, 19))])
def test_an_open_end_of_an_inspection_has_no_outside(start: date | None, end: date | None) -> None:
    dates = {"from": start, "to": end, "period_to": None}
    assert remarks("D36-1-a-01 | conforming", examined_on=date(2026, 6, 18), inspection=dates) == ()


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("Chi cục Tiêu chuẩn Đo lường Chất lượng", 1),
        ("CHI CỤC TIÊU CHUẨN ĐO LƯỜNG CHẤT LƯỢNG", 1),
        ("Chi cục Kiểm lâm", 0),
    ],
)
def test_a_body_that_inspects_itself_is_remarked_on(name: str, count: int) -> None:
    """An inspection is objective (Circular 26/2014, Article 33.1)."""
    assert len([found for found in remarks("", name=name) if "khách quan" in found]) == count


def test_what_is_unusual_is_treated_like_any_other() -> None:
    kept = made(entry("a", {"verdict": "conforming", "inspector": "Trần Văn Lạ"}))
    assert kept.answers == (
        answer("D36-1-a-01 | conforming").model_copy(update={"inspector": "Trần Văn Lạ", "heads": ("a",)}),
    )
