"""The page of what is to be completed or looked at again: whole, in plain words, and fit to telephone from."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
from builders import PROGRAMME, case, criterion
from hypothesis import example, given, settings
from hypothesis import strategies as st

from isoaudit.model import (
    Case,
    Gate,
    Member,
    Refusal,
    RefusalRule,
    Remark,
    RemarkRule,
    Statement,
    control_character,
    nfc,
)
from isoaudit.pages import (
    DRAFT,
    Coverage,
    IndexRow,
    InspectionItems,
    gate_html,
    index_html,
    inspection_items,
    shortened,
    totals,
)
from isoaudit.pages.gate_parts import in_general
from isoaudit.rules.answers import remark_of, stops

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ATTACK = (
    "Sở <script>document.title='hit'</script><img src=x onerror=\"document.title='hit'\"> A & B {{ 7*7 }} '\"\u202eABC"
)
LONG = ATTACK + "x" * 10_000
FIELDS = {"hint": "Nêu rõ", "name": "Trần Thị Lan", "day": "05/7/2026", "inspector": "TS. Lê An", "evidence": "Có. Đủ",
          "others": "2026-99-STC-HS"}  # fmt: skip
MANY = tuple(criterion(f"D36-1-a-{number:02d}", "1.a") for number in range(1, 31))


def gate(cases: Sequence[Case], **remarks: tuple[Remark, ...]) -> Gate:
    """What the rules found in the cases; remarks by the number of the case: ``of0=(...)``."""
    ids = [case.inspection.id for case in cases]
    return Gate(
        engine="test",
        inspections=len(cases),
        rows=1234,
        expectations=9,
        refused={id: found for id, case in zip(ids, cases, strict=True) if (found := stops(case))},
        remarks={ids[int(key.removeprefix("of"))]: found for key, found in remarks.items()},
    )


def complete(code: str = "99-STP", name: str = "Sở Tư pháp", **fields: Any) -> Case:
    """A case in which nothing is missing."""
    ids = [c.id for c in fields.get("criteria", MANY[:2])]
    return case("\n".join(f"{id}|conforming|e" for id in ids), **{"criteria": MANY[:2], **fields}, code=code, name=name)


def lacking(code: str = "99-SYT", name: str = "Sở Y tế", answers: str = "", **fields: Any) -> Case:
    """A case in which the first two criteria lack evidence and an answer, or what ``answers`` lack."""
    return case(answers or "D36-1-a-01|nonconforming||g", **{"criteria": MANY[:2], **fields}, code=code, name=name)


def said_by(case: Case, inspector: str) -> Case:
    """The case with all its answers given by one person."""
    answers = tuple(answer.model_copy(update={"inspector": inspector}) for answer in case.answers)
    return case.model_copy(update={"answers": answers})


def page_of(*cases: Case, **remarks: tuple[Remark, ...]) -> str:
    """The page of these cases."""
    found = gate(cases, **remarks)
    return gate_html(found, parts(found, cases), PROGRAMME)


def parts(found: Gate, cases: Sequence[Case]) -> list[InspectionItems]:
    """The lines of these cases, once they are judged."""
    return [inspection_items(c.model_copy(update=found_in(found, c.inspection.id))) for c in cases]


def found_in(found: Gate, id: str) -> dict[str, object]:
    return {"refused": found.refused.get(id, ()), "remarks": found.remarks.get(id, ())}


@dataclass(frozen=True)
class Shown:
    """A line of the page as read."""

    criterion: str
    tag: str
    said: str
    to_do: str
    verdict: str
    who: str
    mark: str


def text(markup: str) -> str:
    """What is read of a piece of the page."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup))).strip()


def lines(page: str) -> list[Shown]:
    """The lines of the page in their order."""
    found = []
    for row in re.findall(r'<tr role="row" data-kind=.*?</tr>', page, re.DOTALL):
        cells = re.split(r"</t[dh]>", row)
        tag, said = re.findall(r"<span[^>]*>(.*?)</span>", cells[2], re.DOTALL)
        mark = re.search(r'data-mark="(\w+)"', row)
        assert mark
        found.append(Shown(text(cells[1]), text(tag), html.unescape(said), *map(text, cells[3:6]), mark[1]))
    return found


def headings(page: str) -> list[str]:
    """The headings of groups and inspections in their order."""
    return [text(heading) for heading in re.findall(r"<h[23].*?</h[23]>", page, re.DOTALL)]


def tiles(page: str) -> dict[str, tuple[str, str]]:
    """The numbers on top, with what is said under them."""
    found = re.findall(r"<div><dt>(.*?)</dt><dd>(.*?)</dd><dd>(.*?)</dd></div>", page)
    return {words: (number, text(said)) for words, number, said in found}


# what the page says


def test_the_numbers_say_what_goes_out_and_what_waits() -> None:
    remark = (remark_of("own_agency"),)
    page = page_of(complete(), lacking(), complete("99-SNV", "Sở Nội vụ"), of1=remark, of2=remark)
    assert tiles(page) == {
        "Cuộc kiểm tra đã đối chiếu": ("3", "1.234 tiêu chí"),
        "Đủ để lập dự thảo": ("2", ""),
        "Cần bổ sung": ("1", "chưa lập dự thảo"),
        "Cần xem lại": ("2", "vẫn lập dự thảo, trừ 1 cuộc còn cần bổ sung"),
    }


def test_those_without_a_letter_come_first_in_the_order_given() -> None:
    remark = (remark_of("own_agency"),)
    cases = (complete("99-1", "A"), lacking("99-2", "B"), complete("99-3", "C"), lacking("99-4", "D"))
    assert headings(page_of(*cases, of0=remark, of1=remark)) == [
        "Cần bổ sung: 2 cuộc kiểm tra", "B (2026-99-2-TS)", "D (2026-99-4-TS)",
        "Chỉ cần xem lại: 1 cuộc kiểm tra", "A (2026-99-1-TS)",
    ]  # fmt: skip


def test_a_line_says_what_is_missing_what_to_do_and_who() -> None:
    inspected = said_by(lacking(criteria=MANY[:1]), "Hoàng Thị Hạnh")
    remark = remark_of("thin_evidence", "D36-1-a-01", evidence="Có. Đủ")
    refused, remarked = lines(page_of(inspected, of0=(remark,)))
    assert refused.criterion == "D36-1-a-01 (điểm a khoản 1) Câu hỏi D36-1-a-01 đã được thực hiện chưa?"
    assert (refused.tag, refused.said) == ("Cần bổ sung", "Không phù hợp nhưng chưa ghi bằng chứng.")
    assert (refused.to_do, refused.verdict) == ("Ghi điều đã xem, nghe hoặc quan sát được.", "Không phù hợp")
    assert (remarked.tag, remarked.said) == ("Cần xem lại", "Bằng chứng «Có. Đủ» quá ngắn để đối chiếu.")
    assert remarked.to_do == "Ghi rõ hồ sơ, số liệu đã xem."
    assert refused.who == remarked.who == "Hoàng Thị Hạnh"


def test_the_inspection_is_named_with_form_days_and_leader() -> None:
    at_office = page_of(lacking())
    assert "Kiểm tra tại trụ sở ngày 18/6/2026." in text(at_office)
    assert "Trưởng đoàn: Lương Quốc Bảo ." in text(at_office)
    days = {"from": date(2026, 9, 1), "to": date(2026, 9, 30)}
    by_record = page_of(lacking(mode="by_record", inspection=days))
    assert "Kiểm tra qua hồ sơ, báo cáo từ ngày 01/9/2026 đến ngày 30/9/2026." in text(by_record)
    assert "Trưởng đoàn" not in by_record
    assert "Kiểm tra tại trụ sở." in text(page_of(lacking(inspection={"from": None, "to": None})))


def test_links_lead_to_the_working_paper_and_to_the_row_of_the_index() -> None:
    inspected = lacking(inspection={"id": "2026 a&b#1"})
    page = page_of(inspected)
    assert 'href="2026%20a%26b%231/findings.html"' in page
    assert 'href="index.html#2026%20a%26b%231"' in page
    assert 'id="2026 a&amp;b#1"' in page


def test_what_was_not_answered_is_said_so() -> None:
    shown = lines(page_of(lacking()))[1]
    assert (shown.said, shown.verdict) == ("Chưa có kết quả.", "Chưa có kết quả")
    assert shown.to_do == "Ghi kết quả, hoặc ghi chưa kiểm tra và lý do."


def test_a_remark_on_the_whole_inspection_names_no_criterion() -> None:
    shown = lines(page_of(complete(), of0=(remark_of("own_agency"),)))[0]
    assert (shown.criterion, shown.verdict) == ("Cả cuộc kiểm tra", "-")
    assert shown.who == "Lương Quốc Bảo"


def test_a_message_of_another_version_is_shown_whole() -> None:
    remark = Remark(rule="renamed", criterion="D36-1-a-01", message="Tiêu chí D36-1-a-01: câu khác. Việc khác.")
    refusal = Refusal(rule="unanswered", criterion="X-1", message="Câu khác")
    found = gate([complete()], of0=(remark,)).model_copy(update={"refused": {"2026-99-STP-TS": (refusal,)}})
    unknown, other = lines(gate_html(found, parts(found, [complete()]), PROGRAMME))
    assert (unknown.criterion, unknown.said) == ("X-1", "Câu khác.")
    assert other.said == "Câu khác. Việc khác."


def in_conflict(criterion: str) -> Case:
    """A case in which two members wrote different things on one criterion."""
    inspected = case(f"{criterion}|conforming|e", criteria=MANY[:1])
    (answer,) = inspected.answers
    said = [
        Statement.model_validate({**answer.model_dump(), "verdict": verdict, "gap": gap, "author": author})
        for verdict, gap, author in (("conforming", "", "lan"), ("nonconforming", "Thiếu", "minh"))
    ]
    disputed = answer.model_copy(update={"verdict": None, "evidence": (), "disputed": tuple(said)})
    return inspected.model_copy(update={"answers": (disputed,)})


def all_messages() -> Iterator[Refusal | Remark]:
    """One message of every rule."""
    id = MANY[0].id
    yield from stops(in_conflict(id))
    for rule in get_args(RefusalRule):
        if rule == "conflict":
            continue
        verdict, _, field = rule.partition("_without_")
        evidence, gap = "" if field == "evidence" else "e", "|g" if field != "gap" else ""
        answers = "" if rule == "unanswered" else f"{id}|{verdict}|{evidence}{gap}"
        if rule == "blank_left":
            answers = f"{id}|conforming|{{số hồ sơ}}"
        inspected = case(answers, criteria=MANY[:1])
        yield next(refusal for refusal in stops(inspected) if refusal.rule == rule)
    for name in get_args(RemarkRule):
        yield remark_of(name, id, **FIELDS)


@pytest.mark.parametrize("found", [*all_messages()], ids=lambda found: found.rule)
def test_every_rule_says_what_and_what_to_do(found: Refusal | Remark) -> None:
    inspected = complete()
    refused = {inspected.inspection.id: (found,)} if isinstance(found, Refusal) else {}
    remarks = {inspected.inspection.id: (found,)} if isinstance(found, Remark) else {}
    judged = gate([inspected]).model_copy(update={"refused": refused, "remarks": remarks})
    (shown,) = lines(gate_html(judged, parts(judged, [inspected]), PROGRAMME))
    assert "D36" not in shown.said
    assert shown.said[0] == shown.said[0].upper()
    assert shown.said.endswith(".")
    assert len(shown.to_do) > 5
    assert shown.to_do not in shown.said


printable = st.text(max_size=60).filter(lambda typed: not control_character(typed))


@settings(max_examples=60, deadline=None)
@given(evidence=printable, hint=printable)
@example(evidence="Có. Đủ. Tốt", hint="Nêu rõ. Ghi số. Ghi ngày")
def test_whatever_was_typed_the_sentences_part_at_the_same_place(evidence: str, hint: str) -> None:
    id = MANY[0].id
    remark = remark_of("thin_evidence", id, evidence=evidence)
    refusal = Refusal(
        rule="observation_without_gap",
        criterion=id,
        message=f"Tiêu chí {id}: điểm lưu ý nhưng chưa ghi nội dung cần lưu ý. {hint}.",
    )
    judged = gate([complete()], of0=(remark,)).model_copy(update={"refused": {"2026-99-STP-TS": (refusal,)}})
    page = gate_html(judged, parts(judged, [complete()]), PROGRAMME)
    said = [html.unescape(found) for found in re.findall(r'class="said">(.*?)</span>', page, re.DOTALL)]
    to_do = [html.unescape(found) for found in re.findall(r'data-label="Đề nghị">(.*?)</td>', page, re.DOTALL)]
    assert said == [
        "Điểm lưu ý nhưng chưa ghi nội dung cần lưu ý.",
        f"Bằng chứng «{nfc(evidence)}» quá ngắn để đối chiếu.",
    ]
    assert to_do == [refusal.message.partition("cần lưu ý. ")[2], "Ghi rõ hồ sơ, số liệu đã xem."]


# who has to act


def test_who_answered_acts_else_who_was_assigned_else_the_leader() -> None:
    team = [
        Member(name="Lương Quốc Bảo", role="truong_doan"),
        Member(name="Vi Văn Dũng", criteria=("D36-1-a-01", "D36-1-a-02")),
    ]
    answered = said_by(lacking(criteria=MANY[:3], inspection={"team": team}), "Hoàng Thị Hạnh")
    assert [shown.who for shown in lines(page_of(answered))] == ["Hoàng Thị Hạnh", "Vi Văn Dũng", "Lương Quốc Bảo"]


def test_by_record_who_answered_most_acts_else_nobody_is_known() -> None:
    inspected = case("D36-1-a-01|conforming|e\nD36-1-a-02|conforming|e\nD36-1-a-03|conforming|e", MANY[:4], "by_record")
    names = ("Vi Văn Dũng", "Hoàng Thị Hạnh", "Hoàng Thị Hạnh")
    answers = tuple(a.model_copy(update={"inspector": n}) for a, n in zip(inspected.answers, names, strict=True))
    read = inspected.model_copy(update={"answers": answers})
    assert [shown.who for shown in lines(page_of(read))] == ["Hoàng Thị Hạnh"]
    assert [shown.who for shown in lines(page_of(case("", MANY[:1], "by_record")))] == ["Chưa rõ"]


def test_people_are_offered_in_vietnamese_order_with_what_they_have_to_do() -> None:
    cases = [
        said_by(lacking(f"99-{number}", criteria=MANY[:1]), name)
        for number, name in enumerate(("Vi Văn Dũng", "Ân Thị Bình", "An Văn Cường", "Vi Văn Dũng"))
    ]
    page = page_of(*cases, lacking("99-9", mode="by_record", criteria=MANY[1:2], answers="D36-1-a-01||"))
    options = re.findall(r"<option value=\"\d+\">(.*?)</option>", page)
    offered = [text(option).replace("\u2068", "").replace("\u2069", "") for option in options]
    assert offered == ["An Văn Cường (1)", "Ân Thị Bình (1)", "Vi Văn Dũng (2)", "Chưa rõ (1)"]


# very many criteria without an answer


def test_up_to_eight_unanswered_criteria_have_a_line_each() -> None:
    assert len(lines(page_of(case("", MANY[:8])))) == 8
    assert len(lines(page_of(case("", MANY[:9])))) == 1


def test_more_are_one_line_with_the_list_to_unfold() -> None:
    (shown,) = lines(page_of(case("", MANY)))
    assert shown.criterion.startswith("30 tiêu chí (xem danh sách) D36-1-a-01 Câu hỏi D36-1-a-01")
    assert all(c.id in shown.criterion for c in MANY)
    assert (shown.said, shown.verdict) == ("Chưa có kết quả nào.", "Chưa có kết quả")
    partly = lines(page_of(case("D36-1-a-01|conforming|e", MANY)))
    assert [line.said for line in partly] == ["Chưa có kết quả."]


def test_other_lines_stand_beside_the_folded_one() -> None:
    page = page_of(case("D36-1-a-05|nonconforming||g", MANY), of0=(remark_of("own_agency"),))
    assert [(shown.tag, shown.said) for shown in lines(page)] == [
        ("Cần bổ sung", "Chưa có kết quả."),
        ("Cần bổ sung", "Không phù hợp nhưng chưa ghi bằng chứng."),
        (
            "Cần xem lại",
            "Cơ quan chịu sự kiểm tra là đơn vị kiểm tra, cơ quan ban hành văn bản hoặc cơ quan cấp trên trực tiếp: "
            "cần bảo đảm khách quan.",
        ),
    ]


def test_each_person_has_a_folded_line() -> None:
    team = [
        Member(name="Lương Quốc Bảo", role="truong_doan"),
        Member(name="Vi Văn Dũng", criteria=tuple(c.id for c in MANY[:10])),
    ]
    shown = lines(page_of(case("", MANY, inspection={"team": team})))
    assert [(line.who, line.criterion.split(" (")[0]) for line in shown] == [
        ("Vi Văn Dũng", "10 tiêu chí"), ("Lương Quốc Bảo", "20 tiêu chí"),
    ]  # fmt: skip


# the mark under which a tick is kept


def test_a_mark_is_of_one_line_and_stays() -> None:
    cases = (lacking(), case("", MANY), complete("99-SNV"))
    remarks = (remark_of("outside_days", "D36-1-a-01", day="05/7/2026"), remark_of("own_agency"))
    marks = [shown.mark for shown in lines(page_of(*cases, of0=remarks, of2=remarks))]
    assert len(set(marks)) == len(marks) == 7
    assert marks == [shown.mark for shown in lines(page_of(*cases, of0=remarks, of2=remarks))]


def test_what_changed_has_a_mark_of_its_own() -> None:
    def marks(day: str, criteria: int) -> list[str]:
        remark = remark_of("outside_days", "D36-1-a-01", day=day)
        return [shown.mark for shown in lines(page_of(case("", MANY[:criteria]), of0=(remark,)))]

    assert [a == b for a, b in zip(marks("05/7/2026", 20), marks("06/7/2026", 20), strict=True)] == [True, False]
    assert [a == b for a, b in zip(marks("05/7/2026", 20), marks("05/7/2026", 21), strict=True)] == [False, True]


# whole, safe, in the words of the offices


def test_a_remark_that_repeats_in_an_inspection_is_one_line_in_general_words() -> None:
    often = tuple(remark_of("thin_evidence", c.id, evidence=f"Có {c.id}") for c in MANY[:9])
    rare = remark_of("own_agency")
    folded, other = lines(page_of(complete(criteria=MANY), of0=(*often, rare)))
    assert (folded.said, folded.to_do) == ("Bằng chứng «…» quá ngắn để đối chiếu.", "Ghi rõ hồ sơ, số liệu đã xem.")
    assert folded.criterion.startswith("9 tiêu chí (xem danh sách)") and MANY[8].id in folded.criterion
    assert other.criterion == "Cả cuộc kiểm tra"
    assert len(lines(page_of(complete(criteria=MANY), of0=often[:8]))) == 8


@pytest.mark.parametrize("rule", [*get_args(RefusalRule), *get_args(RemarkRule)])
def test_every_rule_can_be_said_of_many(rule: str) -> None:
    found = next(found for found in all_messages() if found.rule == rule)
    made = complete().model_copy(update={"refused" if isinstance(found, Refusal) else "remarks": (found,)})
    what, to_do = in_general(inspection_items(made).items[0])
    assert what and to_do and "{" not in what + to_do and "…" not in to_do


def a_year(number: int) -> tuple[list[Case], Gate]:
    """Inspections that all draw a remark on each of their answers, the first also another one."""
    cases = [complete(f"99-{n:05d}", f"UBND xã số {n} của tỉnh An Bình", criteria=MANY) for n in range(number)]
    often = tuple(remark_of("thin_evidence", c.id, evidence="Có") for c in MANY)
    remarks = {f"of{n}": often for n in range(number)}
    remarks["of0"] = (*often, remark_of("own_agency"))
    return cases, gate(cases, **remarks)


def test_what_repeats_all_over_a_year_is_one_line_and_the_rare_is_still_found() -> None:
    cases, found = a_year(1500)
    page = gate_html(found, parts(found, cases), PROGRAMME)
    assert len(page.encode()) < 5_000_000
    (rare,) = lines(page)
    assert rare.criterion == "Cả cuộc kiểm tra"
    (line,) = re.findall(r'<ul class="repeated">\s*<li>(.*?)</li>', page, re.DOTALL)
    assert text(line).startswith(
        "Cần xem lại Bằng chứng «…» quá ngắn để đối chiếu: 45.000 nội dung trong 1.500 cuộc kiểm tra. "
        "Ghi rõ hồ sơ, số liệu đã xem. Đầu tiên: 2026-99-00000-TS D36-1-a-01"
    )
    assert 'href="gate.xlsx"' in page
    assert tiles(page)["Cần xem lại"] == ("1500", "vẫn lập dự thảo")


def test_a_page_of_many_lines_is_no_larger_than_was_reckoned() -> None:
    cases, found = a_year(60)
    made = parts(found, cases)
    small = len(page_of().encode())
    assert shortened(made) == (made, [])
    size = len(gate_html(found, made, PROGRAMME).encode()) - small
    assert 'class="repeated"' not in gate_html(found, made, PROGRAMME)
    assert shortened(made, most=size)[1], "what fits is not reckoned smaller than it is"
    assert not shortened(made, most=2 * size)[1], "nor twice as large"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from([*all_messages()]), unique_by=lambda f: f.rule), max_size=8),
    st.integers(0, 20_000),
)
def test_shortening_loses_nothing(found: list[list[Refusal | Remark]], most: int) -> None:
    """Every place is on a line, or counted in one; what is kept is as it was."""
    made = []
    for number, several in enumerate(found):
        refused = tuple(one for one in several if isinstance(one, Refusal))
        remarks = tuple(one for one in several if isinstance(one, Remark))
        case = complete(f"99-{number}").model_copy(update={"refused": refused, "remarks": remarks})
        made.append(inspection_items(case))
    made = [part for part in made if part.items]
    kept, repeated = shortened(made, most)
    places = Counter((item.kind, item.what) for part in made for item in part.items)
    shown = Counter((item.kind, item.what) for part in kept for item in part.items)
    assert sum(places.values()) == sum(shown.values()) + sum(line.number for line in repeated)
    assert all(shown[key] in (0, number) for key, number in places.items()), "a rule is kept whole, or counted whole"


def test_nothing_found_is_said_plainly() -> None:
    page = page_of(complete(), complete("99-SNV"))
    assert "Không có nội dung nào cần bổ sung hoặc cần xem lại: cả 2 cuộc kiểm tra đều đủ để lập dự thảo" in page
    assert tiles(page)["Đủ để lập dự thảo"] == ("2", "")
    assert tiles(page)["Cần bổ sung"] == tiles(page)["Cần xem lại"] == ("0", "")
    assert "cần xem lại: cuộc kiểm tra đủ để lập dự thảo" in page_of(complete())
    assert "<form" not in page
    assert "Chưa có cuộc kiểm tra nào được đối chiếu." in page_of()


def test_no_line_is_lost_for_want_of_its_inspection() -> None:
    with pytest.raises(ValueError, match="2026-99-SYT-TS"):
        gate_html(gate([lacking()]), [inspection_items(complete())], PROGRAMME)


def test_only_our_script_may_run_and_nothing_is_linked_outside() -> None:
    page = page_of(lacking())
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    assert f'<meta http-equiv="Content-Security-Policy" content="{policy}">' in page
    assert re.findall(r"(?:src|href)=\"(?!#|index\.html|2026-99-SYT-TS/findings\.html)[^\"]*", page) == []
    assert not re.search(r"url\(|@import|https?:", page)


def test_the_words_are_those_of_the_offices() -> None:
    found = tuple(found for found in all_messages() if isinstance(found, Remark))
    page = page_of(lacking(), case("", MANY), of0=found)
    read = text(re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL)).lower()
    labels = " ".join(re.findall(r'(?:aria-label|data-label)="([^"]*)"', page)).lower()
    read = read.replace("không đặt thành yêu cầu", "")  # of the law itself
    script = " ".join(re.findall(r"`[^`]*`", page)).lower()
    for word in ("tái phạm", "vi phạm", "lỗi", "thanh tra", "yêu cầu", "journal", "case", "json", "gate", "%"):
        assert word not in read + labels
        assert word not in script
    assert "dòng" not in read


def test_the_index_counts_remarks_and_links_the_page_when_it_is_there() -> None:
    given = {
        "kind": "chi_cuc",
        "mode": "on_site",
        "status": "ran",
        "state": "đã có dự thảo",
        "refused": (),
        "counts": {},
    }
    rows = [
        IndexRow("2026-99-1-TS", "99-1", "A", files={DRAFT: "x"}, remarks=("Một <b>", "Hai"), **given),  # type: ignore[arg-type]
        IndexRow("2026-99-2-TS", "99-2", "B", files={DRAFT: "x"}, **given),  # type: ignore[arg-type]
    ]
    without, linked = (
        index_html(rows, settings=PROGRAMME, points=totals(Counter()), coverage=Coverage(1, 1), gate_page=there)
        for there in (False, True)
    )
    assert "gate.html" not in without
    assert '<a href="gate.html">Nội dung cần bổ sung, cần xem lại</a>' in linked
    for page in (without, linked):
        assert re.findall(r"<summary>(.*?)</summary>", page) == ["Cần xem lại: 2"]
        assert "<li>Một &lt;b&gt;</li>" in page
        assert "<p>1 cuộc kiểm tra có nội dung cần xem lại (không ngăn việc lập dự thảo).</p>" in page
        assert '<tr role="row" id="2026-99-1-TS"' in page


# in a browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of four inspections: one refused, one refused whole, one hostile, one with a remark only."""
    cases = (
        said_by(lacking("99-SYT", "Sở Y tế", criteria=MANY[:1]), "Hoàng Thị Hạnh"),
        case("", MANY, code="99-DM", name="UBND xã Đồng Mai"),
        said_by(lacking("99-X", LONG, criteria=MANY[:1]), LONG),
        complete("99-SNV", "Sở Nội vụ"),
    )
    long = remark_of("thin_evidence", "D36-1-a-01", evidence=LONG)
    outside = remark_of("outside_days", "D36-1-a-02", day="05/7/2026")
    out = tmp_path_factory.mktemp("năm 2026") / "out"
    out.mkdir()
    (out / "gate.html").write_text(page_of(*cases, of2=(long,), of3=(outside,)), encoding="utf-8")
    other = PROGRAMME.model_copy(update={"year": 2027})
    cases = (case("", MANY[:2], "by_record"), *cases)
    (out / "other.html").write_text(gate_html(gate(cases), parts(gate(cases), cases), other), encoding="utf-8")
    (out / "nothing.html").write_text(page_of(complete()), encoding="utf-8")
    return out


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a context of its own, which may not leave the folder."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    context.route(re.compile("^(?!file:)"), lambda route: route.abort())
    page = context.new_page()
    yield page
    context.close()


def opened(page: Page, folder: Path, name: str = "gate.html") -> list[str]:
    """Open a page of the folder; the list grows by what it asks for and by every fault of its script."""
    left: list[str] = []
    page.on("request", lambda request: left.append(request.url))
    page.on("pageerror", lambda error: left.append(str(error)))
    page.on("console", lambda message: left.append(message.text))
    page.goto((folder / name).as_uri())
    return left[1:]


def names(page: Page) -> list[str]:
    """The inspections in sight."""
    return page.locator("h3:visible bdi").all_text_contents()


def counted(page: Page) -> str:
    """What the page says it shows."""
    return page.locator("output[name=shown]").inner_text()


@pytest.mark.parametrize("name", ["gate.html", "nothing.html"])
def test_nothing_is_asked_for_and_no_text_runs(page: Page, folder: Path, name: str) -> None:
    left = opened(page, folder, name)
    page.wait_for_timeout(200)
    assert left == []
    assert page.title().startswith("Nội dung cần bổ sung, cần xem lại năm 2026")


def test_text_arrives_as_typed(page: Page, folder: Path) -> None:
    opened(page, folder)
    assert page.locator("h3 bdi").nth(2).text_content() == LONG
    hostile = page.locator("section").nth(2)
    assert hostile.locator(".who").first.text_content() == LONG
    assert f"«{LONG}»" in (hostile.locator(".said").nth(1).text_content() or "")
    assert page.locator("main script, main img, main b b").count() == 0


def test_a_mark_that_turns_the_direction_of_writing_stays_in_its_name(page: Page, folder: Path) -> None:
    opened(page, folder)
    name, id = (page.locator("section").nth(2).locator(f"h3 {part}").bounding_box() for part in ("bdi", ".id"))
    plain = page.locator("section").first.locator("h3 .id")
    turned = page.locator("section").nth(2).locator("h3 .id")
    assert name and id
    order = "e => [0, 5].map(i => { const r = document.createRange(); r.setStart(e.firstChild, i);"
    order += " r.setEnd(e.firstChild, i + 1); return r.getBoundingClientRect().left })"
    for element in (plain, turned):
        first, later = element.evaluate(order)
        assert first < later


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("so y te", ["Sở Y tế"]),
        ("DONG MAI", ["UBND xã Đồng Mai"]),
        ("99-snv", ["Sở Nội vụ"]),
        ("noi vu ngay kiem tra", ["Sở Nội vụ"]),
        ("hoang thi hanh", ["Sở Y tế"]),
        ("d36-1-a-17", ["UBND xã Đồng Mai"]),
        ("không có gì như vậy", []),
    ],
)
def test_search_without_tone_marks(page: Page, folder: Path, typed: str, found: list[str]) -> None:
    opened(page, folder)
    page.get_by_label("Tìm theo tên, mã, nội dung").fill(typed)
    assert names(page) == found


def test_a_word_of_one_line_does_not_show_the_other(page: Page, folder: Path) -> None:
    opened(page, folder)
    page.get_by_label("Tìm theo tên, mã, nội dung").fill("qua ngan")
    assert page.locator("tbody tr:visible").count() == 1
    assert counted(page) == "Hiển thị 1/34 nội dung, 1/4 cuộc kiểm tra; đã báo 0"


def test_filters_by_person_and_kind(page: Page, folder: Path) -> None:
    opened(page, folder)
    assert counted(page) == "Hiển thị 34/34 nội dung, 4/4 cuộc kiểm tra; đã báo 0"
    kind, who = page.get_by_label("Loại nội dung"), page.get_by_label("Người thực hiện")
    kind.select_option("remark")
    assert names(page) == [LONG, "Sở Nội vụ"]
    assert page.locator("h2:visible").count() == 2
    kind.select_option("refused")
    assert page.locator("h2:visible").count() == 1
    who.select_option(label="\u2068Lương Quốc Bảo\u2069 (31)")
    assert names(page) == ["UBND xã Đồng Mai"]
    assert counted(page) == "Hiển thị 30/34 nội dung, 1/4 cuộc kiểm tra; đã báo 0"
    kind.select_option("")
    assert names(page) == ["UBND xã Đồng Mai", "Sở Nội vụ"]


def test_ticks_are_there_when_the_page_is_opened_again(page: Page, folder: Path) -> None:
    opened(page, folder)
    page.get_by_label("Đã báo: cần bổ sung, 30 tiêu chí").check()
    page.get_by_label("Đã báo: cần xem lại, D36-1-a-02").check()
    assert counted(page).endswith("đã báo 31")
    page.get_by_label("Đã báo: cần xem lại, D36-1-a-02").uncheck()
    page.reload()
    ticks = page.locator(".tick input").evaluate_all("all => all.map(box => box.checked)")
    assert ticks == [False, True, False, False, False]
    assert counted(page).endswith("đã báo 30")
    kept = page.evaluate("Object.entries(localStorage)")
    assert len(kept) == 1
    assert re.fullmatch(r"isoaudit/[0-9a-f]{8}/[0-9a-f]{12}", kept[0][0])
    assert kept[0][1] == "1"


def test_ticks_of_another_year_are_not_shown(page: Page, folder: Path) -> None:
    opened(page, folder)
    page.get_by_label("Đã báo: cần bổ sung, 30 tiêu chí").check()
    opened(page, folder, "other.html")
    assert page.locator(".tick input:checked").count() == 0


def test_without_a_store_the_page_works_and_the_tick_stays_while_it_is_open(page: Page, folder: Path) -> None:
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no') } })")
    left = opened(page, folder)
    page.locator(".tick input").first.check()
    assert counted(page).endswith("đã báo 1")
    page.get_by_label("Tìm theo tên, mã, nội dung").fill("so y te")
    assert names(page) == ["Sở Y tế"]
    assert page.locator(".tick input").first.is_checked()
    assert left == []


CLIPBOARD = """Object.defineProperty(navigator, 'clipboard',
  { value: { writeText: (text) => { window.copied = text; return Promise.resolve() } } })"""
REFUSING = """Object.defineProperty(navigator, 'clipboard', { value: undefined });
  document.execCommand = (word) => { window.copied = document.getSelection().toString(); return WORKS }"""
MESSAGE = """\
Kính gửi anh/chị Hoàng Thị Hạnh,

Đề nghị anh/chị bổ sung các nội dung sau đây trong kết quả kiểm tra:

Sở Y tế (2026-99-SYT-TS). Kiểm tra tại trụ sở ngày 18/6/2026.
1. D36-1-a-01 (điểm a khoản 1) Câu hỏi D36-1-a-01 đã được thực hiện chưa?
   Cần bổ sung: Không phù hợp nhưng chưa ghi bằng chứng. Ghi điều đã xem, nghe hoặc quan sát được.

Trân trọng cảm ơn."""


def test_the_lines_of_an_inspection_are_copied_as_a_message(page: Page, folder: Path) -> None:
    page.add_init_script(CLIPBOARD)
    opened(page, folder)
    page.locator(".copy").first.click()
    page.get_by_text("Đã chép 1 nội dung.").wait_for()
    assert page.evaluate("window.copied") == MESSAGE


def test_all_lines_in_sight_are_copied_with_names_when_several_have_to_act(page: Page, folder: Path) -> None:
    page.add_init_script(CLIPBOARD)
    opened(page, folder)
    page.get_by_label("Tìm theo tên, mã, nội dung").fill("2026-99-s")
    page.get_by_text("Chép các nội dung đang hiển thị").click()
    page.get_by_text("Đã chép 2 nội dung.").wait_for()
    copied = page.evaluate("window.copied")
    assert copied.startswith("Kính gửi anh/chị,\n\nĐề nghị anh/chị bổ sung, xem lại các nội dung")
    assert "quan sát được. (Người thực hiện: Hoàng Thị Hạnh)" in copied
    assert re.search(r"\n2\. D36-1-a-02 .*\n   Cần xem lại: Ngày kiểm tra 05/7/2026 .*Lương Quốc Bảo\)\n", copied)


def test_a_line_out_of_sight_is_not_copied(page: Page, folder: Path) -> None:
    page.add_init_script(CLIPBOARD)
    opened(page, folder)
    page.get_by_label("Loại nội dung").select_option("remark")
    page.locator(".copy:visible").first.click()
    page.get_by_text("Đã chép 1 nội dung.").wait_for()
    copied = page.evaluate("window.copied")
    assert "Đề nghị anh/chị xem lại các nội dung" in copied
    assert "quá ngắn để đối chiếu" in copied
    assert "chưa ghi bằng chứng" not in copied


def test_folded_criteria_are_copied_by_their_ids(page: Page, folder: Path) -> None:
    page.add_init_script(CLIPBOARD)
    opened(page, folder)
    page.locator(".copy").nth(1).click()
    page.get_by_text("Đã chép 30 nội dung.").wait_for()
    copied = page.evaluate("window.copied")
    assert "\n1. 30 tiêu chí: D36-1-a-01, D36-1-a-02, " in copied
    assert "\n   Cần bổ sung: Chưa có kết quả nào. Ghi kết quả, hoặc ghi chưa kiểm tra và lý do.\n" in copied
    assert "Kính gửi anh/chị Lương Quốc Bảo," in copied


def test_a_message_to_nobody_known_has_no_name(page: Page, folder: Path) -> None:
    page.add_init_script(CLIPBOARD)
    opened(page, folder, "other.html")
    page.locator(".copy").first.click()
    page.get_by_text("Đã chép 2 nội dung.").wait_for()
    assert page.evaluate("window.copied").startswith("Kính gửi anh/chị,\n")
    assert "Chưa rõ" not in page.evaluate("window.copied")


def test_nothing_in_sight_copies_nothing(page: Page, folder: Path) -> None:
    page.add_init_script(CLIPBOARD)
    left = opened(page, folder)
    page.get_by_label("Tìm theo tên, mã, nội dung").fill("không có gì như vậy")
    page.get_by_text("Chép các nội dung đang hiển thị").click()
    assert page.evaluate("window.copied") is None
    assert left == []


def test_without_a_clipboard_the_old_way_copies(page: Page, folder: Path) -> None:
    page.add_init_script(REFUSING.replace("WORKS", "true"))
    opened(page, folder)
    button = page.locator(".copy").first
    button.click()
    page.get_by_text("Đã chép 1 nội dung.").wait_for()
    assert page.evaluate("window.copied") == MESSAGE
    assert page.locator(".by-hand").is_hidden()
    assert button.evaluate("button => button === document.activeElement")


def test_where_nothing_copies_the_message_is_shown_to_copy_by_hand(page: Page, folder: Path) -> None:
    page.add_init_script(REFUSING.replace("WORKS", "false"))
    opened(page, folder)
    page.locator(".copy").first.click()
    assert page.get_by_label("Trình duyệt không cho chép").input_value() == MESSAGE
    assert "Đã chép" not in page.locator("body").inner_text()
    page.get_by_text("Đóng").click()
    assert page.locator(".by-hand").is_hidden()


def test_without_script_the_whole_list_is_there(browser: Browser, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "gate.html").as_uri())
    assert len(names(page)) == 4
    assert page.locator(".filters:visible, button:visible").count() == 0
    context.close()


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("name", ["gate.html", "nothing.html"])
def test_nothing_is_wider_than_the_screen(page: Page, folder: Path, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    opened(page, folder, name)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cut = "all => all.filter(part => part.scrollWidth > part.clientWidth + 1).map(part => part.className)"
    assert page.locator("section > *, section td, section th, section h3").evaluate_all(cut) == []


def test_the_heading_in_sight_stands_over_its_columns(page: Page, folder: Path) -> None:
    opened(page, folder)
    left = "all => all.map(cell => Math.round(cell.getBoundingClientRect().left))"
    heads, *rows = (
        page.locator(cells).evaluate_all(left)
        for cells in (
            ".heads:visible >> nth=0 >> th",
            "section >> nth=0 >> tbody tr > *",
            "section >> nth=1 >> tbody tr > *",
        )
    )
    assert len(heads) == 6
    assert page.locator("section thead").evaluate_all("all => all.every(e => e.getBoundingClientRect().right < 0)")
    assert all(abs(a - b) <= 1 for row in rows for a, b in zip(heads, row, strict=True))


def test_the_heading_stays_in_sight_above_the_lines(page: Page, folder: Path) -> None:
    opened(page, folder)
    page.evaluate("window.scrollTo(0, 900)")
    page.wait_for_timeout(100)
    assert page.evaluate("document.elementFromPoint(400, 8).closest('table').className") == "heads"


def test_a_long_list_does_not_push_the_others_away(page: Page, folder: Path) -> None:
    opened(page, folder)
    page.get_by_text("(xem danh sách)").click()
    box = page.locator("details ul").bounding_box()
    assert box
    assert box["height"] < 400
    page.emulate_media(media="print")
    assert page.locator("details ul").evaluate("list => list.scrollHeight - list.clientHeight") <= 1


def test_a_hidden_line_is_hidden_on_a_narrow_screen_too(page: Page, folder: Path) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, folder)
    page.get_by_label("Loại nội dung").select_option("remark")
    assert page.locator("tbody tr:visible").count() == 2


def test_the_keyboard_reaches_list_tick_and_button(page: Page, folder: Path) -> None:
    page.add_init_script(CLIPBOARD)
    opened(page, folder)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#list"
    page.keyboard.press("Enter")
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.className || document.activeElement.type"))
        if seen[-1] == "copy link":
            page.keyboard.press("Enter")
        if seen[-1] == "checkbox":
            page.keyboard.press("Space")
            break
    assert seen[-2:] == ["copy link", "checkbox"]
    assert page.locator(".tick input").first.is_checked()
    assert page.evaluate("window.copied") == MESSAGE


def test_each_tick_and_each_column_has_a_name(page: Page, folder: Path) -> None:
    opened(page, folder)
    tree = page.locator("section").first.aria_snapshot()
    assert 'checkbox "Đã báo: cần bổ sung, D36-1-a-01"' in tree
    for column in ("Đã báo", "Nội dung", "Đề nghị", "Kết quả đã ghi", "Người thực hiện"):
        assert f'columnheader "{column}"' in tree


def test_on_paper_there_is_a_plain_list_that_says_when_it_is_not_all(page: Page, folder: Path) -> None:
    opened(page, folder)
    page.get_by_label("Loại nội dung").select_option("remark")
    page.emulate_media(media="print")
    shown = page.locator("body").inner_text()
    assert page.locator("input:visible").evaluate_all("all => all.map(i => i.type)") == ["checkbox"] * 2
    assert page.locator("select:visible, button:visible, section a:visible, header a:visible").count() == 0
    assert "Hiển thị 2/34 nội dung, 2/4 cuộc kiểm tra" in shown
    assert "Ngày kiểm tra 05/7/2026 ngoài thời gian của cuộc kiểm tra." in shown
    assert "Sở Y tế" not in shown
    assert page.locator("section:visible thead").first.bounding_box()["x"] > 0  # type: ignore[index]
