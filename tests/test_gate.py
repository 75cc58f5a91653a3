"""The gate: great_expectations finds exactly what the rules in plain Python say, and nothing passes for want of an
answer.

One child process takes seconds to start, so that many questions are put to one wherever that is possible.
"""

from __future__ import annotations

import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from builders import CRITERIA, PROGRAMME, case, criterion
from conftest import cases as few_or_many

from isoaudit.desk import import_agencies, import_answers, import_inspections
from isoaudit.errors import RunError
from isoaudit.gate import SUITES, KeptAnswer, check, judging, start
from isoaudit.gate.suites import Suite, read_suites
from isoaudit.gate.tables import TableName, tables
from isoaudit.gate.year import Year
from isoaudit.journal.case import build_case
from isoaudit.journal.new_programme import init
from isoaudit.journal.programme import Programme
from isoaudit.journal.settings import SETTINGS, shipped
from isoaudit.journal.state import State
from isoaudit.model import (
    REQUIRED,
    Act,
    ActKind,
    Answer,
    Case,
    Checklist,
    Evidence,
    Former,
    Gate,
    Grade,
    Inspection,
    Inspector,
    Kind,
    Level,
    Member,
    Mode,
    Obligation,
    Pin,
    PinnedChecklist,
    QmsStatus,
    RefusalRule,
    RemarkRule,
    Statement,
    Verdict,
    says_something,
)
from isoaudit.rules.answers import remark_of, remarks, stops

FROM_ELSEWHERE = {"renamed", "conflict", "member_of_agency", "effects_unsaid"}
"""Remarks the record gives, not the suites."""
SOUND = "Sổ theo dõi năm 2026 ghi 12 hồ sơ, 03 hồ sơ không có phiếu kiểm soát"
SUITES_READ = read_suites()
Place = tuple[TableName, int]
"""A table and the position of an expectation in its suite."""

ENGINE = """
import itertools, sys
from isoaudit.gate.__main__ import prepare
prepare()
from isoaudit.gate import engine
from isoaudit.gate.wire import Question
for line in sys.stdin.buffer:
    question = Question.read(itertools.chain([line], itertools.takewhile(bytes.strip, sys.stdin.buffer)))
    print(engine.judge(question).model_dump_json(), flush=True)
"""


class Put(Year):
    """A question that is kept."""

    def __init__(self, cases: Iterable[Case], suites: dict[TableName, Suite]) -> None:
        paper = io.BytesIO()
        super().__init__(cases, suites, paper)
        self.question = paper.getvalue()


class Engine:
    """great_expectations in one process for all questions of this file."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._answers: dict[bytes, bytes] = {}

    def answer(self, asked: Put) -> bytes:
        """What it says to a question, which is asked once."""
        assert self._process.stdin and self._process.stdout
        if asked.question not in self._answers:
            self._process.stdin.write(asked.question + b"\n")
            self._process.stdin.flush()
            self._answers[asked.question] = self._process.stdout.readline()
        return self._answers[asked.question]

    def gate(self, *cases: Case) -> Gate:
        """What is found in the cases by the suites of the package."""
        asked = Put(cases, SUITES_READ)
        return asked.gate(self.answer(asked))


@pytest.fixture(scope="module", autouse=True)
def started_as_by_an_office(gate_is_warm: None) -> Iterator[None]:
    """The process that is started is looked at here; see :data:`WARM`."""
    WARM[:] = judging.COMMAND
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judging, "COMMAND", getattr(judging.COMMAND, "own", judging.COMMAND))
        yield


WARM: list[str] = []
"""Starts it from one that is loaded, where it is asked several times."""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    command = [sys.executable, "-c", ENGINE]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield Engine(process)


def codes(error: RunError) -> set[str]:
    return {p.code for p in error.problems}


# the suites and the model


def expectations(name: str = "") -> Iterator[tuple[Place, Any]]:
    for table, suite in SUITES_READ.items():
        if name in ("", table):
            yield from (((table, position), e) for position, e in enumerate(suite.expectations))


def test_the_suites_hold_every_rule_and_no_other() -> None:
    rules = {"critical": set[str](), "warning": set[str]()}
    for _, expectation in expectations():
        rules[expectation.severity].add(expectation.meta.rule)
    assert {r for r in rules["critical"] if not r.startswith("GATE_")} == set(get_args(RefusalRule))
    assert rules["warning"] == set(get_args(RemarkRule)) - FROM_ELSEWHERE


def test_what_an_answer_must_carry_is_what_the_model_says() -> None:
    """The whole of REQUIRED, and nothing beside it."""

    def condition(column: str, value: object) -> dict[str, Any]:
        return {"type": "comparison", "column": {"name": column}, "operator": "==", "parameter": value}

    wanted = {
        f"{verdict}_without_{field}": {
            "column": field,
            "row_condition": {"type": "and", "conditions": [condition("built", True), condition("verdict", verdict)]},
        }
        for verdict, fields in REQUIRED.items()
        for field in fields
    }
    asked = {"type": "and", "conditions": [condition("expected", True), condition("disputed", False)]}
    wanted["unanswered"] = {"column": "verdict", "row_condition": asked}
    wanted["conflict"] = {"column": "disputed", "value_set": [False]}
    of_all = [e for _, e in expectations() if e.meta.rule in get_args(RefusalRule)]
    refusing = [e for e in of_all if e.meta.rule != "blank_left"]
    blanks = [e for e in of_all if e.meta.rule == "blank_left"]
    assert [e.kwargs["column"] for e in blanks] == ["evidence", "gap", "note"]
    assert {e.type for e in blanks} == {"expect_column_values_to_not_match_regex"}
    assert {e.meta.rule: e.kwargs for e in refusing} == wanted
    assert len(refusing) == len(wanted)
    assert {e.type for e in refusing if e.meta.rule != "conflict"} == {"expect_column_values_to_not_be_null"}


def test_the_vocabularies_are_those_of_the_model() -> None:
    inspection = Inspection.model_fields
    wanted = {
        "verdict": get_args(Verdict),
        "grade": get_args(Grade),
        "level": get_args(Level),
        "kind": get_args(Kind),
        "obligation": get_args(Obligation),
        "qms_status": get_args(QmsStatus),
        "mode": get_args(Mode),
        "occasion": get_args(inspection["occasion"].annotation),
    }
    found = {e.kwargs["column"]: tuple(e.kwargs["value_set"]) for _, e in expectations() if e.meta.rule == "GATE_006"}
    assert found == wanted


# agreement with the same rules in plain Python

POOL = (
    criterion("D36-1-a-01", "1.a"),
    criterion("D36-1-b-01", "1.b", kinds=["ubnd_cap_xa"]),
    criterion("D36-1-c-01", "1.c", by_record=False),
    criterion("D36-1-d-01", "1.d", worst="observation"),
    criterion("D36-1-dd-01", "1.đ", in_force_to=date(2026, 6, 30)),
    criterion("D36-2-a-01", "2.a", in_force_from=date(2026, 6, 1)),
    criterion("D36-2-d-01", "2.d"),
)
ANNEX = Checklist(
    id="phu-luc",
    version="2026.1",
    title="Phụ lục",
    annex=True,
    criteria=(criterion("PL-01", "1.a", by_record=False), criterion("PL-02", "2.d", kinds=["chi_cuc"])),
)
TEXTS = (
    "",
    " ",
    "\u200b\u200d",
    "—",
    "…\n",
    "Không",
    "Không có hồ sơ",
    "Không có hồ sơ nào cả",
    "Trang 2",
    "QĐ 325/QĐ-UBND",
    "Có_một_hai_ba_bốn",
    "A_B c D",
    "Còn {số TTHC}/120 TTHC",
    "12",
    SOUND,
    f"  {SOUND.upper()}.",
    "Danh mục còn ghi TTHC đã bãi bỏ từ năm 2025",
    "Danh mục còn ghi\nTTHC đã bãi bỏ từ năm 2025",
    "Sổ họp trống từ 3/2026",
)
TEAM = ("Lương Quốc Bảo", "Nông Thu Trang", "Vi Văn Dũng")
AUTHORITY = PROGRAMME.authority
DATED: tuple[ActKind, ...] = ("decided", "announced", "minutes_agreed", "minutes_signed")


def random_cases(choose: random.Random, number: int) -> list[Case]:
    """Inspections of about half as many agencies, with everything that may be odd about them."""
    return [random_case(choose, place) for place in range(number)]


def random_case(choose: random.Random, place: int) -> Case:
    code = f"99-{choose.randrange(60):05d}"
    start = choose.choice([None, date(2026, 5, 20), date(2026, 6, 18), date(2026, 7, 2)])
    end = choose.choice([None, start + timedelta(choose.randrange(3))]) if start else choose.choice([None, start])
    made = case(
        "",
        tuple(choose.sample(POOL, choose.randint(1, len(POOL)))),
        choose.choice(get_args(Mode)),
        code=code,
        name=AUTHORITY if choose.random() < 0.03 else f"UBND phường {code}",
        kind=choose.choice(get_args(Kind)),
        qms_status=choose.choice([None, *get_args(QmsStatus)]),
        inspection={
            "id": f"2026-{place}",
            "from": start,
            "to": end,
            "team": [Member(name=name) for name in TEAM[: choose.randrange(4)]],
            "coordinating_unit": choose.choice(["", "", "Sở Nội vụ", f"Sở Nội vụ; UBND PHƯỜNG {code}"]),
            "period_to": choose.choice([None, *(date(2026, 6, 16) + timedelta(d) for d in range(5))]),
        },
    )
    if choose.random() < 0.5:
        pinned = PinnedChecklist(pin=Pin(id="phu-luc", version="2026.1", sha256="1" * 64), checklist=ANNEX)
        made = made.model_copy(update={"checklists": (*made.checklists, pinned)})
    acts = {kind: date(2026, 6, choose.randrange(16, 21)) for kind in choose.sample(DATED, choose.randrange(5))}
    made = made.model_copy(update={"acts": tuple(Act(kind=kind, on=on) for kind, on in acts.items())})
    asked = [c.id for pinned in made.checklists for c in pinned.checklist.criteria]
    answered = choose.sample(asked, choose.randint(0, len(asked)))
    return made.model_copy(update={"answers": tuple(random_answer(choose, made, id) for id in answered)})


def random_answer(choose: random.Random, made: Case, criterion: str) -> Answer:
    def texts() -> tuple[Evidence, ...]:
        files = ("0" * 64,) if choose.random() < 0.1 else ()
        return tuple(Evidence(text=choose.choice(TEXTS), files=files) for _ in range(choose.randrange(3)))

    if choose.random() < 0.05:
        return Answer(
            inspection=made.inspection.id, criterion=criterion, disputed=random_dispute(choose, made, criterion)
        )
    return Answer(
        inspection=made.inspection.id,
        criterion=criterion,
        verdict=choose.choice([None, *get_args(Verdict), "nonconforming", "nonconforming"]),
        evidence=texts(),
        gap=choose.choice(TEXTS),
        note=choose.choice(TEXTS),
        grade=choose.choice([None, *get_args(Grade)]),
        inspector=choose.choice(["", *TEAM, "Người Lạ"]),
        examined_on=choose.choice([None, *(date(2026, 6, 17) + timedelta(d) for d in range(20))]),
        files=("0" * 64,) if choose.random() < 0.05 else (),
    )


def random_dispute(choose: random.Random, made: Case, criterion: str) -> tuple[Statement, ...]:
    """Two or three statements side by side, as the journal gives them: none of them counts."""
    return tuple(
        Statement(
            inspection=made.inspection.id,
            criterion=criterion,
            verdict=choose.choice([None, *get_args(Verdict)]),
            evidence=(Evidence(text=choose.choice(TEXTS)),),
            gap=choose.choice(TEXTS),
            inspector=choose.choice(["", "Người Lạ"]),
            author=choose.choice(TEAM),
            at="2026-06-18T15:45:00+07:00",
        )
        for _ in range(choose.randint(2, 3))
    )


def letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def thin(answer: Answer) -> bool:
    """Evidence that says something, in fewer than five words and, where a number stands among them, than three."""
    text = "\n".join(e.text for e in answer.evidence)
    if answer.verdict not in ("nonconforming", "observation") or not says_something(text):
        return False
    words = re.findall(r"[^\W_]+", text)
    backed = answer.files or any(e.files for e in answer.evidence)
    return not backed and len(words) < (3 if re.search(r"\d", text) else 5)


def expected_remarks(cases: Sequence[Case]) -> dict[str, Counter[tuple[str, str]]]:
    """By inspection, the rules and criteria of the remarks, by definition."""
    said = [
        (c, a, letters("".join(e.text for e in a.evidence)))
        for c in cases
        for a in c.answers
        if a.verdict == "nonconforming"
    ]
    found = {
        c.inspection.id: Counter((r.rule, r.criterion) for r in remarks(c) if r.rule != "thin_evidence") for c in cases
    }
    for c in cases:
        found[c.inspection.id].update(("thin_evidence", a.criterion) for a in c.answers if thin(a))
    for c, a, text in said:
        if len(text) >= 30 and any(text == t and c.agency.code != other.agency.code for other, _, t in said):
            found[c.inspection.id]["pasted_evidence", a.criterion] += 1
    return {id: several for id, several in found.items() if several}


@pytest.mark.parametrize("seed", range(3))
def test_great_expectations_agrees_with_the_rules_on_whatever_was_answered(engine: Engine, seed: int) -> None:
    """It stops (GATE_011) unless both find the same by rule and criterion; the words are those of the rules."""
    cases = random_cases(random.Random(seed), 400)
    asked = Put(cases, SUITES_READ)
    gate = asked.gate(engine.answer(asked))
    assert gate.refused == {c.inspection.id: found for c in cases if (found := stops(c))}
    found = {id: Counter((r.rule, r.criterion) for r in several) for id, several in gate.remarks.items()}
    wanted = expected_remarks(cases)
    assert found == wanted
    # Every rule was put to the test, and none all the time.
    met = {rule for several in wanted.values() for rule, _ in several}
    assert met == set(get_args(RemarkRule)) - FROM_ELSEWHERE
    assert {r.rule for refusals in gate.refused.values() for r in refusals} == set(get_args(RefusalRule))
    assert 0 < len(gate.refused) < gate.inspections == 400
    assert gate.expectations == sum(len(s.expectations) for s in SUITES_READ.values())
    assert gate.rows == len(tables(cases)["answers"]["criterion"])
    # Whoever asks for one case at a time, in any order, hears the same.
    random.Random(seed).shuffle(cases)
    for made in cases:
        judged, id = asked.judged(made), made.inspection.id
        assert (judged.refused, judged.remarks) == (gate.refused.get(id, ()), gate.remarks.get(id, ()))


def test_what_only_the_record_shows_comes_first_and_stands_also_alone(engine: Engine) -> None:
    noted = (remark_of("renamed", name="UBND xã B", day="01/7/2026"),)
    alone = sound("", 0).model_copy(update={"remarks": noted})
    beside = altered(sound("", 1), inspector="Người Lạ").model_copy(update={"remarks": noted})
    gate = engine.gate(alone, beside)
    assert [[r.rule for r in several] for several in gate.remarks.values()] == [
        ["renamed"],
        ["renamed", "outside_team"],
    ]


FOUND = (*get_args(RefusalRule), *get_args(RemarkRule))


@pytest.fixture(scope="module")
def each_alone(engine: Engine) -> tuple[dict[str, tuple[Case, ...]], Gate]:
    """Inspections for each code, in each of which nothing else is found, and what is found in all of them."""
    cases = {rule: alone(rule, number) for number, rule in enumerate(FOUND, 100)}
    return cases, engine.gate(*(made for several in cases.values() for made in several))


@pytest.mark.parametrize("rule", FOUND)
def test_what_is_found_alone_in_an_inspection_comes_through_the_gate(
    each_alone: tuple[dict[str, tuple[Case, ...]], Gate], rule: str
) -> None:
    """Objectivity (Article 33.1), a former name, a contradiction, …: each alone, with nothing else that would show it.

    ``alone`` says how to bring each code about; a new code without a row there fails here.
    """
    cases, gate = each_alone[0][rule], each_alone[1]
    found = {id: {r.rule for r in (*gate.refused.get(id, ()), *gate.remarks.get(id, ()))} for id in map(id_of, cases)}
    assert found == {id: {rule} for id in map(id_of, cases)}
    assert all(r.message for several in (gate.refused, gate.remarks) for one in several.values() for r in one)


def alone(rule: str, number: int) -> tuple[Case, ...]:
    """Inspections in which a rule finds something and no other does: what an expectation finds, and the rest."""
    two = tuple(
        Statement(
            inspection="x", criterion="D36-1-a-01", verdict=verdict, author=verdict, at="2026-06-18T08:00:00+07:00"
        )
        for verdict in ("conforming", "not_applicable")
    )
    made: dict[str, Callable[[int], tuple[Case, ...]]] = {
        **{name.split()[0]: broken for name, broken in breaches().items()},
        "conflict": lambda n: (altered(sound("", n), verdict=None, disputed=two),),
        "member_of_agency": lambda n: (of_the_journal(n, unit="Sở Y tế", now="Sở Y tế"),),
        "renamed": lambda n: (of_the_journal(n, unit="Chi cục TĐC", now="Sở Y tế và Dân số"),),
        "effects_unsaid": lambda n: (
            sound("", n).model_copy(update={"remarks": (remark_of("effects_unsaid", others="02"),)}),
        ),
    }
    return made[rule](number)


def id_of(made: Case) -> str:
    return made.inspection.id


def of_the_journal(number: int, unit: str, now: str) -> Case:
    """A case as the journal builds it: the whole record shows where a member belongs and what a body was called."""
    whole = sound("", number, name=now, kind="co_quan_chuyen_mon", level="tinh")
    former = Former(until=date(2026, 7, 1), name="Sở Y tế", level="tinh", kind="co_quan_chuyen_mon")
    agency = whole.agency.model_copy(update={"former": (former,) if now != "Sở Y tế" else ()})
    state = State()
    state.agencies[agency.code] = agency
    state.inspectors["1"] = Inspector(code="1", name=whole.inspection.team[0].name, unit=unit)
    state.open(whole.inspection)
    of_record = build_case(state, whole.inspection, whole.programme, whole.laws, whole.checklists)
    return of_record.model_copy(update={"answers": whole.answers})


@pytest.mark.parametrize(
    ("name", "kind", "above"),
    [
        (AUTHORITY, "chi_cuc", True),
        ("Chi cục Tiêu chuẩn Đo lường Chất lượng", "chi_cuc", True),
        ("Sở Khoa học và Công nghệ", "co_quan_chuyen_mon", True),  # right above it; often issues and signs
        ("Sở Khoa học và Công nghệ tỉnh An Bình", "co_quan_chuyen_mon", True),
        ("Ủy ban nhân dân tỉnh An Bình", "ubnd_tinh", True),  # above the Sở, which signs to it
        ("Uỷ ban nhân dân  tỉnh An Bình", "ubnd_tinh", True),  # the same, spelled otherwise
        ("Sở Khoa học", "co_quan_chuyen_mon", False),
        ("UBND xã An Bình", "ubnd_cap_xa", False),
    ],
)
def test_who_issues_and_who_stands_above_it_does_not_inspect_itself(name: str, kind: str, above: bool) -> None:
    """TT26/2014 Đ33.1: objectivity"""
    assert ("own_agency" in {r.rule for r in remarks(sound("", 1, name=name, kind=kind))}) is above


def test_what_is_found_stands_in_the_order_of_the_checklist(engine: Engine) -> None:
    """Whatever the order of the answers, of the expectations and of the letters of the ids."""
    criteria = tuple(reversed(CRITERIA))
    made = case(
        "D36-1-a-01 | nonconforming | Có\nD36-2-e-01 | nonconforming\nD36-2-d-01 | observation | Có\n"
        "D36-1-dd-01 | not_applicable",
        criteria,
        name=AUTHORITY,
    )
    gate = engine.gate(altered(made, inspector="Người Lạ"))
    (refused,), (remarks,) = gate.refused.values(), gate.remarks.values()
    assert [(r.rule, r.criterion) for r in refused] == [
        ("nonconforming_without_evidence", "D36-2-e-01"),
        ("nonconforming_without_gap", "D36-2-e-01"),
        ("observation_without_gap", "D36-2-d-01"),
        ("not_applicable_without_note", "D36-1-dd-01"),
        ("unanswered", "D36-1-d-01"),
        ("nonconforming_without_gap", "D36-1-a-01"),
    ]
    assert [(r.rule, r.criterion) for r in remarks] == [
        ("own_agency", ""),
        ("thin_evidence", "D36-2-d-01"),
        ("outside_team", "D36-1-a-01"),
        ("thin_evidence", "D36-1-a-01"),
    ]


# each expectation does its work, and no other does it too


def sound(line: str = "", number: int = 0, **fields: Any) -> Case:
    """An inspection in which nothing is wrong but ``line``, the answer to the first criterion."""
    first = fields.pop("criterion", criterion("D36-1-a-01", "1.a"))
    others = tuple(c for c in CRITERIA[1:] if c.by_record or fields.get("mode") != "by_record")
    lines = "\n".join(f"{c.id} | conforming" for c in others)
    default = f"{first.id} | conforming"
    fields = {"code": f"99-{number:05d}", "name": f"UBND xã {number}", **fields}
    return case(f"{line if line else default}\n{lines}", (first, *others), **fields)


def altered(made: Case, **fields: Any) -> Case:
    """The first answer with other fields, unread by the model as after a fault of the program."""
    first = made.answers[0].model_copy(update=fields)
    return made.model_copy(update={"answers": (first, *made.answers[1:])})


def acted(made: Case, kind: ActKind, on: date) -> Case:
    """With an act on a day."""
    return made.model_copy(update={"acts": (Act(kind=kind, on=on),)})


def nonconforming(evidence: str) -> str:
    return f"D36-1-a-01 | nonconforming | {evidence} | Chưa đủ"


def breaches() -> dict[str, Callable[[int], tuple[Case, ...]]]:
    """By expectation (its rule, and its column where there are several), inspections that fail it and no other."""
    strict, not_here = criterion("D36-1-a-01", "1.a", worst="observation"), criterion("X-1", "1.a", kinds=["chi_cuc"])
    day = date(2026, 6, 18)
    return {
        "unanswered": lambda n: (sound("D36-1-a-01 | | Đã xem sổ", n),),
        "nonconforming_without_evidence": lambda n: (sound("D36-1-a-01 | nonconforming | — | Chưa đủ", n),),
        "nonconforming_without_gap": lambda n: (sound(f"D36-1-a-01 | nonconforming | {SOUND} {n} | …", n),),
        "observation_without_gap": lambda n: (sound("D36-1-a-01 | observation", n),),
        "not_applicable_without_note": lambda n: (sound("D36-1-a-01 | not_applicable", n),),
        "not_examined_without_note": lambda n: (sound("D36-1-a-01 | not_examined", n),),
        "blank_left evidence": lambda n: (sound(f"D36-1-a-01 | conforming | {SOUND} {{ngày họp}}", n),),
        "blank_left gap": lambda n: (sound(f"D36-1-a-01 | observation | {SOUND} {n} | Còn {{số}}/{{tổng số}}", n),),
        "blank_left note": lambda n: (sound("D36-1-a-01 | not_applicable | | | Theo văn bản {số hiệu}", n),),
        "not_concerned": lambda n: (sound("", n, criterion=not_here),),
        "only_on_site": lambda n: (sound("", n, criterion=criterion("X-1", "1.a", by_record=False), mode="by_record"),),
        "not_a_requirement": lambda n: (sound(nonconforming(f"{SOUND} {n}"), n, criterion=strict),),
        "system_not_built": lambda n: (sound(nonconforming(f"{SOUND} {n}"), n, qms_status="chua_xay_dung"),),
        "outside_team": lambda n: (altered(sound("", n), inspector="Người Lạ"),),
        "outside_days examined_on": lambda n: (altered(sound("", n), examined_on=day - timedelta(1)),),
        "outside_days ends_on": lambda n: (altered(sound("", n), examined_on=day + timedelta(1)),),
        "thin_evidence": lambda n: (sound("D36-1-a-01 | observation | Không có | Nên bổ sung", n),),
        "own_agency": lambda n: (sound("", n, name=AUTHORITY),),
        "own_coordinator": lambda n: (sound("", n, inspection={"coordinating_unit": f"Sở Nội vụ; ubnd XÃ {n}"}),),
        "period_after_visit": lambda n: (sound("", n, inspection={"period_to": day + timedelta(1)}),),
        "decided_late": lambda n: (acted(sound("", n), "decided", day + timedelta(1)),),
        "announced_outside announced_on": lambda n: (acted(sound("", n), "announced", day - timedelta(1)),),
        "announced_outside visit_ends_on": lambda n: (acted(sound("", n), "announced", day + timedelta(1)),),
        "agreed_outside minutes_agreed_on": lambda n: (acted(sound("", n), "minutes_agreed", day - timedelta(1)),),
        "agreed_outside visit_ends_on": lambda n: (acted(sound("", n), "minutes_agreed", day + timedelta(1)),),
        "signed_late": lambda n: (acted(sound("", n), "minutes_signed", day + timedelta(1)),),
        "signed_early": lambda n: (acted(sound("", n), "minutes_signed", day - timedelta(1)),),
        "pasted_evidence": lambda n: tuple(sound(nonconforming(f"{SOUND}."), k) for k in (n, n + 1000)),
    }


def test_each_expectation_finds_its_own_and_without_it_the_gate_stops(engine: Engine) -> None:
    """The rules would refuse or remark on just these inspections: the suites say one rule less, and nothing passes."""
    made = {name: broken(number) for number, (name, broken) in enumerate(breaches().items())}
    cases = [c for several in made.values() for c in several]
    by_name = {name: {c.inspection.id for c in several} for name, several in made.items()}
    places = {name: place for place, e in expectations() if (name := name_of(e, made)) in made}
    assert set(places) == set(made), "every expectation that refuses or remarks has its breach"

    whole = Put(cases, SUITES_READ)
    gate = whole.gate(engine.answer(whole))
    assert found(gate) == {(id, name.split()[0]) for name, ids in by_name.items() for id in ids}
    for left_out in at_once(places, few_or_many(7, len(places))):  # so many that each question misses five at most
        fewer = Put(cases, without(*map(places.__getitem__, left_out)))
        problems = problems_of(fewer, engine.answer(fewer))
        missed = {
            (where.split("/")[0], code, what.partition("»")[0].rpartition("«")[2]) for where, code, what in problems
        }
        assert missed == {(id, "GATE_011", name.split()[0]) for name in left_out for id in by_name[name]}
        assert all("»: chỉ isoaudit/rules" in what for _, _, what in problems), left_out


def reworked(name: TableName, rule: str, old: str, new: str) -> dict[TableName, Suite]:
    """The suites with other words in the expectations of one rule."""
    suite = SUITES_READ[name].model_dump(mode="json")
    changed = 0
    for place, expectation in enumerate(suite["expectations"]):
        text = json.dumps(expectation)
        if expectation["meta"]["rule"] == rule and old in text:
            suite["expectations"][place] = json.loads(text.replace(old, new, 1))
            changed += 1
    assert changed, (rule, old)
    return {**SUITES_READ, name: Suite.model_validate(suite)}


OTHER_WORDS: dict[str, tuple[dict[TableName, Suite], Callable[[], tuple[Case, ...]], str]] = {
    "a shorter text is compared": (
        reworked("texts", "pasted_evidence", "30", "5"),
        lambda: tuple(sound(nonconforming("Sổ họp trống từ 3/2026"), n) for n in (0, 1)),
        "great_expectations",
    ),
    "a longer text is not": (
        reworked("texts", "pasted_evidence", "30", "300"),
        lambda: tuple(sound(nonconforming(SOUND), n) for n in (0, 1)),
        "isoaudit/rules",
    ),
    "the first day is outside": (
        reworked("answers", "outside_days", '"or_equal": true', '"or_equal": false'),
        lambda: (altered(sound(), examined_on=date(2026, 6, 18)),),
        "great_expectations",
    ),
    "one word less is enough": (
        reworked("answers", "thin_evidence", "{4}", "{1}"),
        lambda: (sound("D36-1-a-01 | observation | Không có hồ sơ | Nên bổ sung"),),
        "isoaudit/rules",
    ),
    "another verdict": (
        reworked("answers", "not_examined_without_note", "not_examined", "conforming"),
        lambda: (sound(),),
        "great_expectations",
    ),
    "what nobody expects is asked for": (
        reworked("answers", "unanswered", '"parameter": true', '"parameter": false'),
        lambda: (altered(sound("", qms_status="chua_xay_dung"), verdict=None),),
        "great_expectations",
    ),
}


@pytest.mark.parametrize("change", OTHER_WORDS)
def test_an_expectation_that_says_something_else_than_the_rules_stops_the_gate(engine: Engine, change: str) -> None:
    suites, broken, who = OTHER_WORDS[change]
    asked = Put(broken(), suites)
    problems = problems_of(asked, engine.answer(asked))
    assert {code for _, code, _ in problems} == {"GATE_011"}
    assert any(f"chỉ {who} thấy" in what for _, _, what in problems), problems


def test_of_many_disagreements_the_first_are_named_and_all_counted(engine: Engine) -> None:
    place = next(place for place, e in expectations() if e.meta.rule == "unanswered")
    asked = Put([case("", code=f"99-{n:05d}") for n in range(20)], without(place))
    problems = problems_of(asked, engine.answer(asked))
    assert len(problems) == 5
    assert all(f"khác nhau ở {20 * len(CRITERIA)} chỗ" in what for _, _, what in problems)


def name_of(expectation: Any, names: object) -> str:
    rule: str = expectation.meta.rule
    column = str(expectation.kwargs.get("column_A", expectation.kwargs.get("column", "")))
    return rule if rule in names else f"{rule} {column}"  # type: ignore[operator]


def found(gate: Gate) -> set[tuple[str, str]]:
    """Inspection and rule of everything refused or remarked."""
    return {(id, r.rule) for kind in (gate.refused, gate.remarks) for id, several in kind.items() for r in several}


def at_once(names: Iterable[str], questions: int) -> list[list[str]]:
    """Names dealt out to so many questions; neighbours, which may be of one rule, come into different ones."""
    dealt = list(names)
    return [dealt[number::questions] for number in range(questions)]


def without(*places: Place) -> dict[TableName, Suite]:
    """The suites without these expectations."""
    return {
        name: suite.model_copy(
            update={"expectations": tuple(e for p, e in enumerate(suite.expectations) if (name, p) not in places)}
        )
        for name, suite in SUITES_READ.items()
    }


def faults() -> dict[str, Callable[[int], tuple[Case, ...]]]:
    """Likewise for what no table and no form lets in: data changed behind the program's back."""
    bare: dict[str, Any] = {"qms_status": "chua_xay_dung"}

    def agency(n: int, **fields: Any) -> tuple[Case, ...]:
        made = sound("", n)
        return (made.model_copy(update={"agency": made.agency.model_copy(update=fields)}),)

    def inspection(n: int, **fields: Any) -> tuple[Case, ...]:
        made = sound("", n)
        return (made.model_copy(update={"inspection": made.inspection.model_copy(update=fields)}),)

    def twice(made: Case) -> tuple[Case, ...]:
        return (made.model_copy(update={"answers": (made.answers[0], *made.answers)}),)

    return {
        "answers GATE_008 ": lambda n: twice(sound("", n)),
        "answers GATE_010 recorded_for": lambda n: (altered(sound("", n), inspection="2026-99-KHAC-TS"),),
        "answers GATE_007 point": lambda n: (altered(sound("", n, **bare), criterion="D36-9-x-01"),),
        "answers GATE_006 verdict": lambda n: (altered(sound("", n), verdict="đạt"),),
        "answers GATE_006 grade": lambda n: (altered(sound("", n), grade="A"),),
        "inspections GATE_008 inspection": lambda n: (sound("", n), case("", code=f"99-{n:05d}", **bare)),
        "inspections GATE_010 recorded_for": lambda n: inspection(n, agency="99-KHAC"),
        "inspections GATE_006 level": lambda n: agency(n, level="quan"),
        "inspections GATE_006 kind": lambda n: agency(n, kind="ubnd_huyen"),
        "inspections GATE_006 obligation": lambda n: agency(n, obligation="khac"),
        "inspections GATE_006 qms_status": lambda n: agency(n, qms_status="đã xây dựng"),
        "inspections GATE_006 mode": lambda n: inspection(n, mode="tại chỗ"),
        "inspections GATE_006 occasion": lambda n: inspection(n, occasion="khác"),
        "inspections GATE_009 ends_on": lambda n: inspection(n, to=date(2026, 6, 17)),
        "inspections GATE_009 period_to": lambda n: inspection(n, period_to=date(2025, 6, 30)),
    }


def test_what_only_tampering_can_bring_about_stops_the_run_and_names_every_place(engine: Engine) -> None:
    made = {name: broken(number) for number, (name, broken) in enumerate(faults().items())}
    cases = [c for several in made.values() for c in several]
    ids = {several[0].inspection.id: name for name, several in made.items()}
    places = {
        f"{place[0]} {e.meta.rule} {e.kwargs.get('column_A', e.kwargs.get('column', ''))}": place
        for place, e in expectations()
        if e.meta.rule.startswith("GATE_")
    }
    assert set(places) == set(made), "every expectation that stops the run has its fault"

    dealt = at_once(places, few_or_many(4, len(places)))
    asked = [Put(cases, SUITES_READ), *(Put(cases, without(*map(places.__getitem__, names))) for names in dealt)]
    whole, *fewer = [problems_of(a, said) for a, said in zip(asked, map(engine.answer, asked), strict=True)]
    assert {(ids[where.split("/")[0]], code) for where, code, _ in whole} == {(n, n.split()[1]) for n in made}
    for names, problems in zip(dealt, fewer, strict=True):
        assert {ids[where.split("/")[0]] for where, _, _ in whole - problems} == set(names)
    texts = {text for _, _, text in whole}
    assert "«Kết quả» không ghi được «đạt»." in texts
    assert "dữ liệu ghi là của «2026-99-KHAC-TS»." in texts
    assert "ngày bắt đầu 18/6/2026 sau ngày kết thúc 17/6/2026." in texts


def problems_of(asked: Year, said: bytes) -> set[tuple[str, str, str]]:
    with pytest.raises(RunError) as caught:
        asked.gate(said)
    return {(p.where, p.code, p.what) for p in caught.value.problems}


def test_an_expectation_taken_out_of_the_file_stops_the_gate(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The files themselves are what judges."""
    broken = sound("D36-1-a-01 | not_examined")
    suites = copied(tmp_path)
    assert check([broken], suites).refused.keys() == {broken.inspection.id}
    monkeypatch.setattr(judging, "COMMAND", WARM)
    rewrite(suites / "answers.json", lambda e: [x for x in e if x["meta"]["rule"] != "not_examined_without_note"])
    with pytest.raises(RunError) as caught:
        check([broken], suites)
    assert codes(caught.value) == {"GATE_011"}


def copied(folder: Path) -> Path:
    return shutil.copytree(SUITES, folder / "suites")


def rewrite(path: Path, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> None:
    suite = json.loads(path.read_text(encoding="utf-8"))
    suite["expectations"] = change(suite["expectations"])
    path.write_text(json.dumps(suite), encoding="utf-8")


# an expectation that does not work is an error, never a pass

UNFIT: dict[str, dict[str, Any]] = {
    "misspelt type": {"type": "expect_column_values_to_not_be_nul", "kwargs": {"column": "verdict"}},
    "no type of an expectation": {"type": "expect_nothing", "kwargs": {}},
    "wrong kwarg": {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "verdict", "row_conditon": 1}},
    "missing kwarg": {"type": "expect_column_values_to_match_regex", "kwargs": {"column": "evidence"}},
    "unknown column": {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "verdct"}},
    "unknown column of a pair": {
        "type": "expect_column_pair_values_to_be_equal",
        "kwargs": {"column_A": "verdict", "column_B": "grad"},
    },
    "unknown column in a condition": {
        "type": "expect_column_values_to_not_be_null",
        "kwargs": {
            "column": "verdict",
            "row_condition": {
                "type": "comparison",
                "column": {"name": "expectd"},
                "operator": "==",
                "parameter": True,
            },
        },
    },
    "unknown kind of condition": {
        "type": "expect_column_values_to_not_be_null",
        "kwargs": {"column": "verdict", "row_condition": {"type": "compare"}},
    },
    "pattern that is none": {
        "type": "expect_column_values_to_match_regex",
        "kwargs": {"column": "evidence", "regex": "("},
    },
    "what takes a library that is left out": {
        "type": "expect_column_kl_divergence_to_be_less_than",
        "kwargs": {
            "column": "files",
            "partition_object": {"values": [0, 1], "weights": [0.5, 0.5]},
            "threshold": 0.1,
            "tail_weight_holdout": 0,
            "internal_weight_holdout": 0,
            "bucketize_data": True,
            "min_value": None,
            "max_value": None,
        },
    },
    "a share that may fail": {
        "type": "expect_column_values_to_not_be_null",
        "kwargs": {"column": "verdict", "mostly": 0.5},
    },
    "about the table, not its lines": {
        "type": "expect_table_row_count_to_equal",
        "kwargs": {"value": 5},
    },
}


def test_an_expectation_that_cannot_be_used_is_an_error(engine: Engine) -> None:
    """great_expectations leaves some of them out with a line in its log; each is named by file and place."""
    asked = []
    for wrong in UNFIT.values():
        first = {"severity": "critical", "meta": {"rule": "unanswered"}, **wrong}
        suite = Suite.model_validate({"name": "answers", "expectations": [first, *more()]})
        asked.append(Put([sound(nonconforming(SOUND))], {**SUITES_READ, "answers": suite}))
    for name, one, said in zip(UNFIT, asked, map(engine.answer, asked), strict=True):
        with pytest.raises(RunError) as caught:
            one.gate(said)
        (problem,) = caught.value.problems
        assert (problem.code, problem.where) == ("GATE_005", "answers.json"), name
        assert "thứ 1" in problem.what, name


def more() -> list[dict[str, Any]]:
    return [e.model_dump() for e in SUITES_READ["answers"].expectations]


WRONG_FILES: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: path.unlink(),
    "not JSON": lambda path: path.write_text("{", encoding="utf-8"),
    "not UTF-8": lambda path: path.write_bytes(b"\xff\xfe\x00"),
    "without expectations": lambda path: rewrite(path, lambda e: []),
    "rule that is none": lambda path: rewrite(path, lambda e: [{**e[0], "meta": {"rule": "unanswerd"}}]),
    "message about the gate": lambda path: rewrite(path, lambda e: [{**e[0], "meta": {"rule": "GATE_001"}}]),
    "remark that refuses": lambda path: rewrite(path, lambda e: [{**e[0], "meta": {"rule": "own_agency"}}]),
    "refusal that remarks": lambda path: rewrite(
        path, lambda e: [{**e[0], "severity": "warning", "meta": {"rule": "unanswered"}}]
    ),
    "unknown severity": lambda path: rewrite(path, lambda e: [{**e[0], "severity": "info"}]),
    "unknown field": lambda path: rewrite(path, lambda e: [{**e[0], "colunm": "x"}]),
    "of another table": lambda path: shutil.copyfile(path.with_name("answers.json"), path),
}


@pytest.mark.parametrize("wrong", WRONG_FILES)
def test_a_suite_that_is_wrong_is_refused_before_anything_is_started(tmp_path: Path, wrong: str) -> None:
    suites = copied(tmp_path)
    (suites / "texts.json").unlink()
    WRONG_FILES[wrong](suites / "inspections.json")
    with pytest.raises(RunError) as caught:
        start(suites)
    assert codes(caught.value) == {"GATE_005"}
    assert {Path(p.where).name for p in caught.value.problems} == {"inspections.json", "texts.json"}


# the process


def child(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Another program in the place of great_expectations."""
    monkeypatch.setattr(judging, "COMMAND", (sys.executable, "-c", program))


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("import sys; sys.exit(3)", "GATE_001"),
        ("raise MemoryError", "GATE_002"),
        ("import os; os.kill(os.getpid(), 9)", "GATE_002"),
        ("import sys; sys.stdin.read(10); sys.exit(1)", "GATE_002"),
        ("", "GATE_004"),
        ("print('Progress 100%')", "GATE_004"),
        ("print('{}')", "GATE_004"),
        ("print('null')", "GATE_004"),
        ("""print('{"engine": "x", "tables": {}, "unfit": []}')""", "GATE_004"),
        ("""print('{"engine": "x", "tables": {"others": {"lines": 0, "found": []}}, "unfit": []}')""", "GATE_004"),
    ],
)
def test_a_child_that_fails_is_an_error(monkeypatch: pytest.MonkeyPatch, program: str, code: str) -> None:
    child(monkeypatch, program)
    with pytest.raises(RunError) as caught:
        check([sound("", n) for n in range(300)])
    assert codes(caught.value) == {code}
    assert all("Traceback" not in str(p) for p in caught.value.problems)


def test_without_great_expectations_nothing_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = "import sys; sys.modules['great_expectations'] = None; from isoaudit.gate.__main__ import main; main()"
    child(monkeypatch, missing)
    with pytest.raises(RunError) as caught:
        check([sound()])
    assert codes(caught.value) == {"GATE_001"}


TALKATIVE = """
import os, sys, types
from isoaudit.gate.__main__ import main
from isoaudit.gate.wire import Answer

def judge(question):
    print("Calculating Metrics: 100%")
    os.write(1, b"100%")
    return Answer(engine=os.environ["GX_ANALYTICS_ENABLED"], tables={}, unfit=())

sys.modules["isoaudit.gate.engine"] = types.SimpleNamespace(judge=judge)
main()
"""


def test_what_a_library_prints_is_not_taken_for_the_answer_and_nothing_is_reported_home(tmp_path: Path) -> None:
    question = Put([sound()], SUITES_READ).question
    command = [sys.executable, "-c", TALKATIVE]
    done = subprocess.run(command, input=question, capture_output=True, timeout=60, cwd=tmp_path)
    assert json.loads(done.stdout) == {"engine": "false", "tables": {}, "unfit": []}, done.stderr.decode()


def test_a_child_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    child(monkeypatch, "import time; time.sleep(600)")
    with start(timeout=0.2) as judgement:
        judgement.ask([sound("", n) for n in range(300)])  # more than fits into a pipe
        with pytest.raises(RunError) as caught:
            judgement.answer()
    assert codes(caught.value) == {"GATE_003"}


def test_a_child_that_cannot_be_started_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(judging, "COMMAND", (str(tmp_path / "python"),))
    with pytest.raises(RunError) as caught:
        check([sound()])
    assert codes(caught.value) == {"GATE_001"}


def test_leaving_early_ends_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    child(monkeypatch, "import time; time.sleep(600)")
    with pytest.raises(KeyboardInterrupt), start() as judgement:
        raise KeyboardInterrupt
    assert judgement.begin().returncode == -9


def test_the_same_question_is_not_asked_twice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    cases = [sound(), sound("D36-1-a-01 | not_examined", 1)]

    def asked(*cases: Case, package: str = "a") -> Gate:
        with start(kept=KeptAnswer(tmp_path / "answer", package), at_once=False) as judgement:
            judgement.ask(cases)
            return judgement.answer()

    first = asked(*cases)
    assert first.refused
    monkeypatch.setattr(judging, "COMMAND", WARM)
    with monkeypatch.context() as without:
        child(without, "import sys; sys.exit(3)")
        assert asked(*cases) == first
        for other in (lambda: asked(*cases, package="b"), lambda: asked(*cases[:1]), lambda: check(cases)):
            with pytest.raises(RunError) as caught:
                other()
            assert codes(caught.value) == {"GATE_001"}
    question, _, answer = (tmp_path / "answer").read_bytes().partition(b"\n")
    for wrong in (b"", answer[:-1], answer.replace(b'"success":false', b'"success":true')):
        assert wrong != answer
        (tmp_path / "answer").write_bytes(question + b"\n" + wrong)
        assert asked(*cases) == first, "what does not fit is asked again"
        assert (tmp_path / "answer").read_bytes() == question + b"\n" + answer


def test_what_was_refused_is_not_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    child(monkeypatch, "print('{}')")
    with start(kept=KeptAnswer(tmp_path / "answer", "")) as judgement, pytest.raises(RunError):
        judgement.ask([sound()])
        judgement.answer()
    assert not (tmp_path / "answer").exists()


def refusing(table: dict[str, Any]) -> dict[str, Any]:
    one: dict[str, Any]
    (one,) = [f for f in table["found"] if f["lines"]]
    return one


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table["found"].pop(),
        lambda table: table["found"].append(table["found"][0]),
        lambda table: table["found"][0].update(position=99),
        lambda table: table.update(lines=table["lines"] - 1),
        lambda table: refusing(table).update(lines=[]),
        lambda table: refusing(table).update(lines=[], count=0),
        lambda table: refusing(table).update(count=2),
        lambda table: refusing(table).update(success=True),
        lambda table: refusing(table)["lines"][0].update(criterion="D36-9-x-01"),
        lambda table: refusing(table)["lines"][0].pop("inspection"),
    ],
    ids=["less", "more", "other", "lines", "rows", "none", "count", "success", "criterion", "key"],
)
def test_an_answer_that_does_not_count_up_is_not_believed(
    engine: Engine, change: Callable[[dict[str, Any]], object]
) -> None:
    asked = Put([sound("D36-1-a-01 | not_examined"), sound("", 1)], SUITES_READ)
    said = json.loads(engine.answer(asked))
    assert asked.gate(json.dumps(said).encode()).refused.keys() == {"2026-99-00000-TS"}
    change(said["tables"]["answers"])
    with pytest.raises(RunError) as caught:
        asked.gate(json.dumps(said).encode())
    assert codes(caught.value) == {"GATE_004"}


def test_the_parent_knows_no_engine_and_nothing_is_left_behind(tmp_path: Path) -> None:
    """Neither a file in the home folder or among the temporary ones; what lies in the folder is not run."""
    here, home = tmp_path / "here", tmp_path / "home"
    here.mkdir()
    home.mkdir()
    for name in ("great_expectations", "pandas", "json"):
        (here / f"{name}.py").write_text("raise SystemExit(77)\n", encoding="utf-8")
    program = (
        "import sys; from isoaudit.gate import check; gate = check([]);"
        "print(gate.model_dump_json());"
        "print(sorted({'great_expectations', 'pandas', 'numpy', 'scipy'} & {m.split('.')[0] for m in sys.modules}))"
    )
    places = {name: str(home) for name in ("HOME", "USERPROFILE", "TMPDIR", "TEMP", "XDG_CONFIG_HOME")}
    done = subprocess.run(
        [sys.executable, "-P", "-c", program],
        capture_output=True,
        text=True,
        cwd=here,
        env={**os.environ, **places, "PYTHONDONTWRITEBYTECODE": "1"},
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    gate, imported = done.stdout.splitlines()
    assert Gate.model_validate_json(gate).inspections == 0
    assert imported == "[]"
    assert list(home.rglob("*")) == []
    assert len(list(here.iterdir())) == 3


def test_the_question_stands_in_no_file_that_has_a_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It holds the evidence of a whole year, and a process that is killed removes nothing."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    child(monkeypatch, "import time; time.sleep(600)")
    with start() as judgement:
        judgement.ask([sound("", n) for n in range(300)])
        assert list(tmp_path.rglob("*")) == []


def test_no_room_for_the_question_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "absent"))
    with start() as judgement, pytest.raises(RunError) as caught:
        judgement.ask([sound()])
    assert codes(caught.value) == {"FILE_005"}


def test_neither_warnings_taken_for_errors_nor_a_home_that_cannot_be_written_hinder_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    (tmp_path / "home").write_text("no folder")
    for name in ("HOME", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    broken = sound("D36-1-a-01 | not_examined")
    assert check([broken]).refused.keys() == {broken.inspection.id}


WHOLE_ENGINE = f"import isoaudit.imports\nisoaudit.imports.stand_in = lambda *names: None\n{ENGINE}"


def test_what_is_left_out_of_its_import_changes_nothing(engine: Engine) -> None:
    asked = Put(random_cases(random.Random(7), 200), SUITES_READ)
    done = subprocess.run(
        [sys.executable, "-c", WHOLE_ENGINE], input=asked.question + b"\n", capture_output=True, timeout=300
    )
    assert json.loads(done.stdout) == json.loads(engine.answer(asked)), done.stderr.decode()


# in words


def test_pasted_evidence_names_the_first_others_and_counts_the_rest(engine: Engine) -> None:
    cases = [sound(nonconforming(f"{' ' * (n % 3)}{SOUND}"), n) for n in range(6)]
    cases[2] = case("\n".join(f"{c.id} | nonconforming | {SOUND} | Chưa đủ" for c in CRITERIA), code="99-00002")
    again = case(nonconforming(SOUND), code="99-00000", inspection={"id": "2026-99-00000-TS2"})
    gate = engine.gate(*cases, again)
    assert len(gate.remarks["2026-99-00002-TS"]) == len(CRITERIA)
    (first,) = gate.remarks["2026-99-00000-TS"]
    assert first == remark_of(
        "pasted_evidence",
        "D36-1-a-01",
        others="cuộc kiểm tra 2026-99-00001-TS, 2026-99-00002-TS, 2026-99-00003-TS và 02 cuộc khác",
    )
    (last,) = gate.remarks["2026-99-00005-TS"]
    assert "2026-99-00000-TS, 2026-99-00001-TS, 2026-99-00002-TS và 03 cuộc khác" in last.message
    assert [r.rule for r in gate.remarks["2026-99-00000-TS2"]] == ["pasted_evidence"]


def test_what_one_agency_shows_twice_is_not_pasted(engine: Engine) -> None:
    again = sound(nonconforming(SOUND), inspection={"id": "2026-99-00000-TS2"})
    assert engine.gate(sound(nonconforming(SOUND)), again).remarks == {}


def test_thin_evidence_is_quoted_on_one_line_and_not_at_length(engine: Engine) -> None:
    text = f"Không\n  {'ồ' * 500}"
    gate = engine.gate(altered(sound(nonconforming(SOUND)), evidence=(Evidence(text=text),)))
    (remark,) = gate.remarks["2026-99-00000-TS"]
    assert f"bằng chứng «Không {'ồ' * 54}…» quá ngắn" in remark.message


def test_a_file_is_evidence(engine: Engine) -> None:
    """A photo needs no words: it carries the nonconformity and is not thin."""
    photo = altered(sound("D36-1-a-01 | nonconforming | | Chưa đủ"), evidence=(Evidence(text="", files=("0" * 64,)),))
    named = altered(sound("D36-1-a-01 | nonconforming | | Chưa đủ", 1), evidence=(Evidence(text="Ảnh"),), files=("1",))
    gate = engine.gate(photo, named)
    assert (gate.refused, gate.remarks) == ({}, {})


def test_the_example_is_refused_as_planned_and_its_remarks_are_deserved(tmp_path: Path) -> None:
    inputs = shipped("examples") / "an-binh-2026"
    init(tmp_path / "An Bình", AUTHORITY, 2026)
    shutil.copyfile(inputs / SETTINGS, tmp_path / "An Bình" / SETTINGS)
    workspace = Programme(tmp_path / "An Bình")
    import_agencies(workspace, inputs / "agencies.csv")
    import_inspections(workspace, inputs / "inspections.csv")
    import_answers(workspace, inputs / "answers.csv")
    import_answers(workspace, inputs / "answers-second.csv")
    state = workspace.state()
    gate = check([workspace.case(state, inspection) for inspection in workspace.choose(state, [])])
    planned = {tuple(line.split(",")) for line in (inputs / "refused.csv").read_text("utf-8").split()[1:]}
    assert {(id, r.rule) for id, refusals in gate.refused.items() for r in refusals} == planned
    assert (gate.inspections, gate.rows > 3800) == (80, True)
    assert found(gate) - planned == {
        ("2026-99-CCTDC-HS", "own_agency"),
        ("2026-99-SKHCN-HS", "own_agency"),
        ("2026-99-90005-TS", "pasted_evidence"),
        ("2026-99-90021-HS", "pasted_evidence"),
    }
