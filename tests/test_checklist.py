"""Checklists: the shipped one by the rules of the law, the form of the bad ones, and the command.

What is said of each file of ``example-files/negative/checklists`` is tried by ``test_example_files.py``. Here a last
line ``schema`` of its ``.expected`` says that checklist.schema.json refuses it too.
"""

from __future__ import annotations

import json
import re
import runpy
import shutil
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import jsonschema
import pytest
import yaml
from conftest import AUTHORITY, Run
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from isoaudit.errors import CATALOGUE, ChecklistError
from isoaudit.journal import plain_yaml
from isoaudit.journal.checklists import LAW, checklist_files, parse, problems, read_law
from isoaudit.journal.plain_yaml import load_yaml
from isoaudit.journal.settings import shipped
from isoaudit.model import POINTS, Checklist, Criterion

ROOT = Path(__file__).parent.parent
EXAMPLES = Path(__file__).parent / "example-files"
POSITIVE = sorted((EXAMPLES / "positive" / "checklists").glob("*.yaml"))
EXPECTED = sorted((EXAMPLES / "negative" / "checklists").glob("*.expected"))
SHELF = shipped("checklists")
DIEU_36 = SHELF / "dieu-36.yaml"


@dataclass(frozen=True)
class Bad:
    """A bad example, and what is expected of it."""

    path: Path
    """Its file or its folder."""
    problems: list[tuple[str, str, str]]
    """Code, place, part of the message."""
    schema: bool

    @property
    def files(self) -> list[Path]:
        """Its checklists."""
        return checklist_files(self.path) if self.path.is_dir() else [self.path]


def bad(expected: Path) -> Bad:
    """The example that belongs to an ``.expected`` file."""
    lines = expected.read_text(encoding="utf-8").splitlines()
    parts = [f"{line}  ".split(" ", 2) for line in lines if line != "schema"]
    faults = [(code, place, words.strip()) for code, place, words in parts]
    folder = expected.with_suffix("")
    return Bad(folder if folder.is_dir() else expected.with_suffix(".yaml"), faults, "schema" in lines)


def read(path: Path) -> Any:
    """A YAML file as an editor's schema check sees it: dates are text."""
    return json.loads(json.dumps(load_yaml(path.name, path.read_bytes()).value, default=str))


@pytest.fixture(scope="module")
def dieu_36() -> Checklist:
    """The shipped checklist."""
    return parse(DIEU_36.read_bytes()).checklist


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    """The committed schema."""
    schema = json.loads((SHELF / "checklist.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


# --- the example files


@pytest.mark.parametrize("path", POSITIVE, ids=lambda path: path.stem)
def test_a_good_file_has_no_problem(path: Path) -> None:
    assert problems([path], SHELF / LAW) == []


def test_the_same_words_in_capitals_or_decomposed_are_the_same_words(tmp_path: Path) -> None:
    text = (EXAMPLES / "positive" / "checklists" / "annex-of-one-criterion.yaml").read_text(encoding="utf-8")
    (tmp_path / "annex-of-one-criterion.yaml").write_text(text, encoding="utf-8")
    other = text.replace("id: annex-of-one-criterion", "id: other").replace("id: BX-01", "id: BX-02")
    other = re.sub(r"requirement: (.*)", lambda m: "requirement: " + unicodedata.normalize("NFD", m[1].upper()), other)
    (tmp_path / "other.yaml").write_text(other, encoding="utf-8")
    found = problems(checklist_files(tmp_path), SHELF / LAW)
    assert {p.what.split()[0] for p in found} == {"requirement", "remedy", "look_for"}


def test_a_checklist_is_identified_by_its_bytes() -> None:
    data = DIEU_36.read_bytes()
    pinned, changed = parse(data), parse(data + b"# a comment\n")
    assert pinned.checklist == changed.checklist
    assert pinned.pin.sha256 != changed.pin.sha256
    assert (pinned.pin.id, pinned.pin.version) == ("dieu-36", pinned.checklist.version)


def test_text_is_composed_whatever_the_file_holds() -> None:
    pinned = parse((EXAMPLES / "positive" / "checklists" / "decomposed-text.yaml").read_bytes())
    assert [criterion.point for criterion in pinned.checklist.criteria] == list(POINTS)
    assert pinned.checklist.criteria[0].question == "Nội dung thứ 1 đã được thực hiện chưa?"


# --- files that were made to do harm


def said_of(text: str, folder: Path) -> list[str]:
    """What is wrong with a checklist given as text; whatever it is, each problem is one short line."""
    path = folder / "annex-of-one-criterion.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    found = [str(problem).removeprefix(str(path)) for problem in problems([path], SHELF / LAW)]
    assert all(line.isprintable() and len(line) < 600 and line.endswith(".") for line in found), found
    return found


ANNEX = (EXAMPLES / "positive" / "checklists" / "annex-of-one-criterion.yaml").read_text(encoding="utf-8")
SIGNS = st.text(st.sampled_from("ab1.:-?[]{}&*!|>'\"%@`#,<=~\\xuU0 \n\t\r\x07\ufeff\u2028\ud800é"), max_size=30)
VALUES = st.sampled_from(
    [
        "~",
        "true",
        ".inf",
        "-.nan",
        "0x1F",
        "1_0",
        "1e9",
        "36.5",
        "-1",
        "2026-02-30",
        "=",
        "<<",
        "*a",
        "&a",
        "!",
        "!!int",
    ]
    + ["[]", "{}", "[[]]", "{a: b}", "''", '"\\u0007"', '"\\ud800"', "|", ">"]
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SIGNS)
def test_no_text_stops_the_check(tmp_path: Path, text: str) -> None:
    assert said_of(text, tmp_path)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 17), VALUES | SIGNS.map(lambda text: text.replace("\n", " ")))
def test_no_value_of_a_field_stops_the_check(tmp_path: Path, line: int, value: str) -> None:
    lines = ANNEX.splitlines()
    name = lines[line].partition(":")[0]
    lines[line] = f"{name}: {value}" if ":" in lines[line] else f"      - {value}"
    said_of("\n".join(lines), tmp_path)


def test_a_file_of_more_than_5_mb_is_not_read(tmp_path: Path) -> None:
    assert said_of(f"{ANNEX}# {'x' * 5_000_000}\n", tmp_path) == [
        ": tệp quá 5 MB. Chọn lại tệp; phiếu kiểm tra chỉ gồm chữ, thường dưới 1 MB."
    ]


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 17), VALUES | SIGNS)
@example(0, "a\tb")
@example(0, '"\\UFFFFFFFF"')
@example(0, "*Hồ")
@example(4, "a\n...\nb: c")
def test_what_both_parsers_of_pyyaml_read_is_the_same(line: int, value: str) -> None:
    """PyYAML may be built without libyaml: the same content, the same lines, the same refusals."""
    lines = ANNEX.splitlines()
    lines[line] = f"{lines[line].partition(':')[0]}: {value}"
    data = "\n".join(lines).encode("utf-8", "surrogatepass")

    def read() -> Any:
        plain_yaml._read.cache_clear()
        try:
            return load_yaml("x", data)
        except ChecklistError as error:
            return [str(problem) for problem in error.problems]

    with patch.object(plain_yaml, "_LOADER", yaml.Loader):
        slow = read()
    quick = read()
    if isinstance(quick, list) or not isinstance(slow, list):  # libyaml takes a little more, such as «>#»
        assert repr(quick) == repr(slow)


def test_yes_and_no_are_words_and_a_number_is_written_as_people_do() -> None:
    document = load_yaml("x", b"a: yes\nb: true\nc: [No, 12, -1.5, 2014-12-01, ~, '12']\nd:\n")
    day = date(2014, 12, 1)
    assert document.value == {"a": "yes", "b": True, "c": ["No", 12, -1.5, day, None, "12"], "d": None}
    assert [document.line(place) for place in ((), ("b",), ("c", 3), ("c", 9, "e"), ("z",))] == [1, 2, 3, 3, 1]


def test_all_names_that_stand_twice_are_said_at_once() -> None:
    with pytest.raises(ChecklistError) as refused:
        load_yaml("x", b"a: 1\nb: {c: 1, c: 2}\na: 3\n")
    assert [str(problem).partition(". ")[0] for problem in refused.value.problems] == [
        "x:2: YAML viết sai: mục «c» có hai lần",
        "x:3: YAML viết sai: mục «a» có hai lần",
    ]


@pytest.mark.parametrize("name", ["billion-laughs", "nested-in-thousands", "tag-that-runs-a-program", "utf-16"])
def test_a_pinned_copy_is_read_with_the_same_care(name: str) -> None:
    with pytest.raises(ChecklistError):
        parse((EXAMPLES / "negative" / "checklists" / f"{name}.yaml").read_bytes())


def test_many_criteria_take_as_many_times_as_long(tmp_path: Path) -> None:
    """Eight times as many: not 64 times as long."""
    head, _, criterion = ANNEX.partition("criteria:\n")

    def seconds(count: int) -> float:
        texts = (re.sub("(BX-01|nội dung thứ 1)", rf"\g<1>{i}", criterion) for i in range(count))
        start = time.process_time()
        said_of(f"{head}criteria:\n{''.join(texts)}", tmp_path)
        return time.process_time() - start

    assert seconds(160) < 24 * seconds(20)


# --- the JSON Schema beside the checklists


def test_the_schema_is_current() -> None:
    """Otherwise: python tools/make_schema.py"""
    made = runpy.run_path(str(ROOT / "tools" / "make_schema.py"))["schema_text"]()
    assert (SHELF / "checklist.schema.json").read_text(encoding="utf-8") == made


@pytest.mark.parametrize("path", [DIEU_36, *POSITIVE], ids=lambda path: path.stem)
def test_a_good_file_fits_the_schema(path: Path, validator: jsonschema.Draft202012Validator) -> None:
    assert [error.message for error in validator.iter_errors(read(path))] == []


def readable() -> Iterator[Path]:
    """The bad examples of one file that is YAML as the schema knows it."""
    for expected in EXPECTED:
        codes = {code for code, _, _ in bad(expected).problems}
        if not expected.with_suffix("").is_dir() and all("CHECKLIST_002" <= code <= "CHECKLIST_015" for code in codes):
            yield expected


@pytest.mark.parametrize("expected", list(readable()), ids=lambda path: path.stem)
def test_the_schema_refuses_what_it_can_see(expected: Path, validator: jsonschema.Draft202012Validator) -> None:
    example = bad(expected)
    assert validator.is_valid(read(example.files[0])) is not example.schema


# --- the shipped checklist


def texts(criterion: Criterion) -> Iterator[str]:
    """Everything of a criterion that a person reads."""
    yield from (criterion.question, *criterion.look_for, criterion.ask or "", criterion.requirement)
    yield from (criterion.gap_hint, criterion.remedy, criterion.caution or "")


def cited(criterion: Criterion) -> set[tuple[str, int, int | None, str | None]]:
    """The places a criterion cites."""
    return {(c.document, c.article, c.clause, c.point) for c in criterion.basis}


def test_the_shipped_checklists_have_no_problem() -> None:
    assert problems(checklist_files(SHELF), SHELF / LAW) == []


def test_50_criteria_or_more_over_the_13_points_of_article_36(dieu_36: Checklist) -> None:
    """TT26/2014 Đ36"""
    assert len(dieu_36.criteria) >= 50
    assert list(dict.fromkeys(criterion.point for criterion in dieu_36.criteria)) == list(POINTS)
    assert len(POINTS) == 13


def test_ids_are_unique_ascii_and_in_order(dieu_36: Checklist) -> None:
    ids = [criterion.id for criterion in dieu_36.criteria]
    assert len(set(ids)) == len(ids)
    assert all(id.isascii() for id in ids)
    order = [(POINTS.index(criterion.point), int(criterion.id.rpartition("-")[2])) for criterion in dieu_36.criteria]
    assert order == sorted(order)


def test_its_own_point_of_article_36_is_cited_first(dieu_36: Checklist) -> None:
    """TT26/2014 Đ36"""
    for criterion in dieu_36.criteria:
        first = criterion.basis[0]
        assert (first.document, first.article) == ("TT26/2014", 36)
        assert f"{first.clause}.{first.point}" == criterion.point, criterion.id


def test_every_citation_stands_in_law_yaml(dieu_36: Checklist) -> None:
    book = read_law(SHELF / LAW)
    assert [c for criterion in dieu_36.criteria for c in criterion.basis if not book.has(c)] == []


def test_nothing_is_cited_that_binds_only_the_province_or_the_unit(dieu_36: Checklist) -> None:
    """TT26/2014 Đ4, 33, 34, 38, 39, 40, 42, 43; QĐ19/2014 Đ6, 8, 9, 12, 13; nor what is left to the agency (Đ11.2)"""
    others = {("TT26/2014", article) for article in (4, 33, 34, 38, 39, 40, 42, 43)}
    others |= {("QĐ19/2014", article) for article in (6, 8, 9, 12, 13)}
    for criterion in dieu_36.criteria:
        assert not {place[:2] for place in cited(criterion)} & others, criterion.id
        assert ("QĐ19/2014", 11, 2) not in {place[:3] for place in cited(criterion)}, criterion.id


@pytest.mark.parametrize(
    ("place", "worst"),
    [
        (("QĐ19/2014", 11, 4, None), {"observation"}),  # "nghiên cứu, ứng dụng": no measure is set
        (("TT26/2014", 41, 6, None), {"observation"}),  # "nghiên cứu, xây dựng"
        (("TT26/2014", 7, 2, "b"), {"nonconforming"}),  # the Ban Chỉ đạo ISO must be set up
    ],
)
def test_how_far_a_verdict_may_go_follows_the_words_of_the_law(
    dieu_36: Checklist, place: tuple[str, int, int | None, str | None], worst: set[str]
) -> None:
    assert {criterion.worst for criterion in dieu_36.criteria if place in cited(criterion)} == worst


def test_consultants_are_judged_by_article_41_with_a_caution(dieu_36: Checklist) -> None:
    """TT26/2014 Đ36.2.e with Đ41.2 to 41.5; nobody verified that Chapter III is in force on the day of the contract"""
    mine = [criterion for criterion in dieu_36.criteria if criterion.point == "2.e"]
    clauses = [{place[2] for place in cited(criterion) if place[:2] == ("TT26/2014", 41)} for criterion in mine]
    assert all(clauses)
    assert set.union(*clauses) == {2, 3, 4, 5}
    for criterion in mine:
        said = criterion.caution or ""
        assert re.search(r"Chương (II, )?III", said) and "chưa xác minh hiệu lực tại thời điểm thuê" in said, (
            criterion.id
        )
        assert "hết hiệu lực" not in said, criterion.id


def test_ask_stands_exactly_with_by_record(dieu_36: Checklist) -> None:
    """TT26/2014 Đ37.1: what the report by record must hold"""
    assert [criterion.id for criterion in dieu_36.criteria if criterion.by_record is not bool(criterion.ask)] == []
    assert {criterion.by_record for criterion in dieu_36.criteria} == {True, False}


def test_each_criterion_has_two_to_four_lines_to_look_for(dieu_36: Checklist) -> None:
    assert [c.id for c in dieu_36.criteria if not 2 <= len(c.look_for) <= 4] == []


def test_no_two_criteria_share_a_requirement_a_line_to_look_for_or_a_remedy(dieu_36: Checklist) -> None:
    for said in (
        [c.question for c in dieu_36.criteria],
        [c.requirement for c in dieu_36.criteria],
        [c.remedy for c in dieu_36.criteria],
        [line for c in dieu_36.criteria for line in c.look_for],
    ):
        assert [text for text, times in Counter(map(str.casefold, said)).items() if times > 1] == []


def test_one_question_ends_with_one_question_mark(dieu_36: Checklist) -> None:
    for criterion in dieu_36.criteria:
        assert criterion.question.endswith("?") and criterion.question.count("?") == 1, criterion.id


def test_at_least_once_a_year_is_counted_by_the_year(dieu_36: Checklist) -> None:
    """QĐ19/2014 Đ4.4.b, TT26/2014 Đ7.2.k: not in the last twelve months, not every unit and process"""
    yearly = [c for c in dieu_36.criteria if ("QĐ19/2014", 4, 4, "b") in cited(c)]
    assert yearly
    for criterion in yearly:
        assert "tối thiểu một năm một lần" in criterion.requirement
        assert not re.search(r"12 tháng|mọi đơn vị|mọi quá trình", criterion.requirement + criterion.question)


def test_three_months_run_from_the_day_the_legal_text_takes_effect(dieu_36: Checklist) -> None:
    """QĐ19/2014 Đ4.4.a, TT26/2014 Đ7.2.i"""
    timed = [c for c in dieu_36.criteria if re.search(r"(ba|03) tháng", c.requirement)]
    assert timed
    for criterion in timed:
        assert criterion.point == "2.d"
        assert {("QĐ19/2014", 4, 4, "a"), ("TT26/2014", 7, 2, "i")} <= cited(criterion)
        assert "văn bản quy phạm pháp luật" in criterion.requirement and "hiệu lực" in criterion.requirement


def test_two_months_are_those_of_the_corrective_action(dieu_36: Checklist) -> None:
    """TT26/2014 Đ37.2.c: from the day the minutes are signed, on site only"""
    timed = [c for c in dieu_36.criteria if re.search(r"(hai|02) tháng", c.requirement)]
    assert timed
    for criterion in timed:
        assert ("TT26/2014", 37, 2, "c") in cited(criterion)
        assert "ngày ký Biên bản kiểm tra" in criterion.requirement


def test_the_rules_begin_with_the_circular(dieu_36: Checklist) -> None:
    """TT26/2014 took effect on 01/12/2014"""
    assert {criterion.in_force_from.isoformat() for criterion in dieu_36.criteria} == {"2014-12-01"}


ABSENT = re.compile(
    r"(?<!\w)(tái phạm|nhắc việc|thanh tra|kiểm toán|vi phạm|lỗi|bảng kiểm|gia hạn|nặng|nhẹ|phần trăm|điểm số)(?!\w)|%",
    re.IGNORECASE,
)
EDITION_2008 = re.compile(
    r"sổ tay chất lượng|đại diện (của )?lãnh đạo|hành động phòng ngừa|(sáu|06) thủ tục|khí hậu|ISO điện tử|9001:2008"
    r"|(năm|05) ngày làm việc",
    re.IGNORECASE,
)


def test_words_that_people_must_not_read_are_absent(dieu_36: Checklist) -> None:
    for criterion in dieu_36.criteria:
        for text in (dieu_36.title, *texts(criterion)):
            assert not ABSENT.search(text), (criterion.id, text)


def test_an_agency_is_proposed_to_never_ordered(dieu_36: Checklist) -> None:
    for criterion in dieu_36.criteria:
        assert "yêu cầu" not in f"{criterion.remedy} {criterion.ask}".lower(), criterion.id


def test_what_only_the_2008_edition_or_the_province_asks_is_absent(dieu_36: Checklist) -> None:
    for criterion in dieu_36.criteria:
        for text in texts(criterion):
            assert not EDITION_2008.search(text), (criterion.id, text)


def test_all_text_is_composed_and_of_one_line(dieu_36: Checklist) -> None:
    assert unicodedata.is_normalized("NFC", DIEU_36.read_text(encoding="utf-8"))
    for criterion in dieu_36.criteria:
        for text in texts(criterion):
            assert "\n" not in text and text == text.strip() and "  " not in text, (criterion.id, text)


# --- what the second reading of the law found (2026.2)


OF_2026_1 = EXAMPLES / "positive" / "checklists-2026.1" / "dieu-36.yaml"
MOVED = {"D36-1-a-05", "D36-1-g-01", "D36-1-g-04", "D36-2-c-05"}
"""Ids of 2026.1 whose criterion stands at another point now, under another id."""


def of(checklist: Checklist, id: str) -> Criterion:
    """A criterion, named without ``D36-``."""
    return next(criterion for criterion in checklist.criteria if criterion.id == f"D36-{id}")


def test_an_id_that_went_is_never_used_again(dieu_36: Checklist) -> None:
    """Answers name a criterion by its id, for years; a new one has a number its point never had"""
    before = {criterion.id: criterion.point for criterion in parse(OF_2026_1.read_bytes()).checklist.criteria}
    now = {criterion.id: criterion.point for criterion in dieu_36.criteria}
    assert before.keys() - now.keys() == MOVED
    assert all(now[id] == before[id] for id in before.keys() & now.keys())
    highest: dict[str, int] = {}
    for id, point in before.items():
        highest[point] = max(highest.get(point, 0), int(id.rpartition("-")[2]))
    assert all(int(id.rpartition("-")[2]) > highest[now[id]] for id in now.keys() - before.keys())


@pytest.mark.parametrize(
    ("id", "words"),
    [
        ("1-a-08", "mọi bước"),  # TT26/2014 Đ36.1.a: toàn bộ hoạt động
        ("1-c-11", "phiên bản"),  # QĐ19/2014 Đ4, last paragraph
        ("1-c-12", "mục tiêu"),  # ISO 9.1.1
        ("1-c-13", "không thuê tổ chức chứng nhận"),  # QĐ19/2014 Đ4
        ("1-c-14", "đã hoạch định"),  # ISO 6.3
        ("1-d-09", "Bản chính"),  # ISO 8.5.3
        ("1-dd-09", "có hiệu lực, không lặp lại"),  # TT26/2014 Đ37.1.a, 37.2.d
        ("1-dd-10", "sau xem xét của Lãnh đạo"),  # ISO 9.3.3
        ("1-g-05", "hài lòng"),  # ISO 9.1.2
        ("1-g-06", "công nghệ thông tin"),  # QĐ19/2014 Đ11.4
        ("1-g-07", "quy trình chung"),  # TT26/2014 Đ41.6
        ("2-a-05", "Thành phần Ban Chỉ đạo ISO"),
        ("2-dd-03", "sắp xếp"),
        ("2-e-04", "tự thực hiện"),  # TT26/2014 Đ7.2, 41.3
    ],
)
def test_what_had_no_criterion_has_one(dieu_36: Checklist, id: str, words: str) -> None:
    assert words in of(dieu_36, id).question


@pytest.mark.parametrize(
    ("id", "basis"),
    [
        ("1-a-01", "36.1.a QĐ3.1 3.1 41.1"),
        ("1-a-02", "36.1.a 3.1"),  # no rule says that what was repealed must go from the list
        ("1-c-01", "36.1.c"),
        ("1-c-02", "36.1.c"),
        ("1-c-03", "36.1.c"),
        ("1-c-05", "36.1.c"),
        ("1-c-08", "36.1.c QĐ4.1 QĐ5.3 6 6.4"),  # Đ5.1 says what the model holds, it obliges nobody
        ("1-c-13", "36.1.c QĐ4"),
        ("1-d-08", "36.1.d"),
        ("1-dd-09", "36.1.đ 37.1.a 37.2.d"),
        ("1-e-02", "36.1.e 36.1.c"),
        ("1-g-07", "36.1.g 41.6"),
        ("2-a-01", "36.2.a 7.2.b QĐ3.2"),
        ("2-e-01", "36.2.e 41.2 QĐ7.2.đ QĐ7.3 QĐ7.4"),
        ("2-e-04", "36.2.e 7.1 7.2 41.3"),
    ],
)
def test_what_is_cited_obliges_the_agency_to_what_is_asked(dieu_36: Checklist, id: str, basis: str) -> None:
    said = [
        ("QĐ" if c.document == "QĐ19/2014" else "")
        + ".".join(str(part) for part in (c.article, c.clause, c.point) if part is not None)
        for c in of(dieu_36, id).basis
    ]
    assert set(said) == set(basis.split())


def test_the_general_duty_of_the_head_is_no_ground_for_a_technical_demand(dieu_36: Checklist) -> None:
    """QĐ19/2014 Đ11.1: the head's own part, and improvement, which it names"""
    citing = {criterion.id for criterion in dieu_36.criteria if ("QĐ19/2014", 11, 1, None) in cited(criterion)}
    assert citing == {"D36-1-g-02", "D36-2-a-04"}


@pytest.mark.parametrize(
    ("id", "worst"),
    [
        ("1-a-02", "observation"),
        ("1-c-11", "observation"),  # until somebody has the Ministry's guidance in hand
        ("1-c-13", "nonconforming"),  # QĐ19/2014 Đ4: "không thuê"
        ("1-dd-09", "nonconforming"),
        ("2-a-01", "nonconforming"),
        ("2-a-05", "observation"),  # no rule says that the Ban Chỉ đạo must be brought up to date
        ("2-e-04", "nonconforming"),
    ],
)
def test_no_verdict_is_harder_than_the_law(dieu_36: Checklist, id: str, worst: str) -> None:
    assert of(dieu_36, id).worst == worst


@pytest.mark.parametrize(
    ("id", "words"),
    [
        ("1-a-02", "điểm c khoản 1 hoặc điểm d khoản 2"),
        ("1-a-04", "Không áp dụng với Văn phòng UBND cấp tỉnh (khoản 1 Điều 6)"),
        ("1-c-02", "không quy định mục tiêu phải lập theo từng năm"),
        ("1-c-08", "có lý do thì không phải là không phù hợp"),
        ("1-c-08", "Quyết định số 101/QĐ-BKHCN ngày 21/01/2019"),
        ("1-c-10", "thiếu tài liệu kèm theo chỉ là điểm lưu ý"),
        ("1-c-13", "trước ngày 18/5/2014 không tính (Điều 16 Quyết định số 19/2014/QĐ-TTg)"),
        ("1-c-14", "Không ghi không phù hợp chỉ vì thiếu văn bản kế hoạch"),
        ("1-d-06", "theo đơn vị thời gian của từng TTHC"),
        ("1-dd-08", "ngày văn bản đề nghị nêu (điểm a khoản 1 Điều 37)"),
        ("1-dd-09", "sau ngày văn bản đề nghị nêu thì chỉ là điểm lưu ý"),
        ("2-a-02", "đang duy trì HTQLCL thì xem kế hoạch duy trì, cải tiến của năm"),
        ("2-c-01", "bản Phụ lục I do cơ quan cung cấp"),
        ("2-dd-03", "từ ngày 01/7/2025"),
        ("2-e-01", "Bản pháp điển đến ngày 18/7/2023 không ghi bãi bỏ"),
    ],
)
def test_where_the_law_is_silent_the_caution_says_so(dieu_36: Checklist, id: str, words: str) -> None:
    assert words in (of(dieu_36, id).caution or "")


def test_what_the_law_asks_only_where_there_is_any_can_be_not_applicable(dieu_36: Checklist) -> None:
    """TT26/2014 Đ36.1.e, 36.2.e and 35.2, QĐ19/2014 Đ4.3 for a website: "(nếu có)"; what must have happened first"""
    if_any = [c.id for c in dieu_36.criteria if c.point in ("1.e", "2.e", "2.đ")]
    if_any += [f"D36-{id}" for id in ("1-c-10", "1-dd-08", "1-dd-09", "2-c-04", "1-d-07", "1-c-14", "2-d-01")]
    assert [id for id in if_any if "không áp dụng" not in (of(dieu_36, id[4:]).caution or "")] == []


def test_what_is_judged_by_record_can_be_seen_in_records(dieu_36: Checklist) -> None:
    """TT26/2014 Đ37.1; what hangs on a wall is seen at the office only"""
    assert [c.id for c in dieu_36.criteria if c.by_record and "record" not in c.examine] == []
    hung = [c for c in dieu_36.criteria if c.by_record and "niêm yết" in c.question]
    assert [c.id for c in hung if "Niêm yết: xác nhận khi kiểm tra tại trụ sở" not in c.look_for] == []
    assert hung and not of(dieu_36, "2-c-03").by_record
    assert not of(dieu_36, "1-d-09").by_record and of(dieu_36, "1-dd-09").by_record


def test_iso_names_no_two_months(dieu_36: Checklist) -> None:
    """TT26/2014 Đ37.2.c alone sets them"""
    assert of(dieu_36, "1-dd-08").iso_9001_2015 == ()


def test_the_framework_is_asked_of_all_who_must_build_by_it(dieu_36: Checklist) -> None:
    """TT26/2014 Đ6, its opening and 6.4; QĐ19/2014 Đ4.1"""
    assert set(of(dieu_36, "1-c-08").kinds) == {"ubnd_tinh", "co_quan_chuyen_mon", "chi_cuc", "ubnd_cap_xa"}
    assert of(dieu_36, "2-dd-03").kinds == "all"


def test_the_words_are_right_in_a_ministry_too_and_name_no_list_that_nobody_sends(dieu_36: Checklist) -> None:
    """QĐ19/2014 Đ12.3, 12.4: đơn vị chủ trì is the Sở in a province only"""
    for criterion in dieu_36.criteria:
        for text in texts(criterion):
            assert "Sở Khoa học và Công nghệ" not in text, criterion.id
            assert "lựa chọn" not in (criterion.ask or ""), criterion.id


def test_complaints_are_widened_where_the_standard_does_and_no_further(dieu_36: Checklist) -> None:
    """ISO 8.2.1, 9.1.2; the time limit is that of the law on complaints, which is not in law.yaml"""
    assert "phản ánh, kiến nghị" in of(dieu_36, "1-e-01").requirement
    assert "theo pháp luật về khiếu nại" in of(dieu_36, "1-e-02").requirement
    assert "phản ánh" not in of(dieu_36, "1-e-02").requirement


@pytest.mark.parametrize(
    ("id", "words"),
    [
        ("1-b-03", r"các bước|thời hạn"),  # Đ36.1.b, ISO 7.3: aware, not reciting
        ("1-c-02", r"trong năm"),
        ("1-c-05", r"phí"),
        ("1-c-09", r"tách"),
        ("1-g-02", r"cải tiến đối với quy trình"),
        ("2-a-01", r"thành phần|hiện nay"),
    ],
)
def test_a_question_asks_no_more_than_the_law_and_one_thing(dieu_36: Checklist, id: str, words: str) -> None:
    assert not re.search(words, of(dieu_36, id).question, re.IGNORECASE)


def test_remedies_and_rules_that_went_too_far(dieu_36: Checklist) -> None:
    assert "công bố lại" not in of(dieu_36, "2-b-02").remedy  # QĐ19/2014 Đ4.2.d, 4.3
    assert "phiếu" not in of(dieu_36, "1-d-01").requirement
    assert "quy trình của cơ quan" in of(dieu_36, "1-d-01").requirement
    assert any("đánh giá nội bộ đã được đào tạo" in line for line in of(dieu_36, "1-b-04").look_for)  # Đ7.2.c


# --- the command


def test_check_prints_file_line_and_what_to_do(isoaudit: Run, tmp_path: Path) -> None:
    example = bad(EXAMPLES / "negative" / "checklists" / "several-faults.expected")
    done = isoaudit("checklist", "check", example.files[0], cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert lines[-1] == f"Có {len(example.problems):02d} vấn đề."
    file = example.files[0]
    remedy = "Bỏ «ask»; hoặc cho kiểm tra qua hồ sơ: ghi «by_record: true»."
    assert f"- {file}:5: có «ask» nhưng không kiểm tra được qua hồ sơ. {remedy}" in lines
    for code, place, words in example.problems:
        remedy = CATALOGUE[code][1].partition("{")[0]
        where = str(file) if place == "-" else f"{file}:{place}"
        assert any(f"{where}: " in line and words in line and remedy in line for line in lines), place


def test_check_gives_its_problems_as_json(isoaudit: Run, tmp_path: Path) -> None:
    example = bad(EXAMPLES / "negative" / "checklists" / "several-faults.expected")
    done = isoaudit("checklist", "check", example.files[0], "--json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, "")
    found = json.loads(done.stdout)
    assert [set(problem) for problem in found] == [{"code", "where", "what", "remedy"}] * len(example.problems)
    assert Counter(p["code"] for p in found) == Counter(code for code, _, _ in example.problems)


def test_check_of_several_files_compares_them(isoaudit: Run, tmp_path: Path) -> None:
    example = bad(EXAMPLES / "negative" / "checklists" / "id-twice-in-two-files.expected")
    done = isoaudit("checklist", "check", *example.files, cwd=tmp_path)
    assert done.returncode == 2
    assert "mã «BX-01» đã dùng ở" in done.stderr
    assert [isoaudit("checklist", "check", file, cwd=tmp_path).returncode for file in example.files] == [0, 0]


def test_check_reads_the_law_beside_the_file(isoaudit: Run, tmp_path: Path) -> None:
    example = bad(EXAMPLES / "negative" / "checklists" / "law-badly-indented.expected")
    done = isoaudit("checklist", "check", example.files[0], cwd=tmp_path)
    assert done.returncode == 2
    assert f"{example.path / LAW}:3: YAML viết sai" in done.stderr


def test_check_without_a_programme_takes_the_shipped_checklists(isoaudit: Run, tmp_path: Path) -> None:
    done = isoaudit("checklist", "check", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "Không có chỗ sai trong 02 phiếu.\n", "")
    assert isoaudit("checklist", "check", "--json", cwd=tmp_path).stdout == "[]\n"


def test_check_of_a_file_that_is_not_there(isoaudit: Run, tmp_path: Path) -> None:
    done = isoaudit("checklist", "check", "phiếu.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == "- phiếu.yaml: không tìm thấy tệp. Kiểm tra lại tên tệp và thư mục đã ghi.\n"


def test_list_without_a_programme(isoaudit: Run, tmp_path: Path, dieu_36: Checklist) -> None:
    shown = isoaudit("checklist", "list", cwd=tmp_path)
    assert (shown.returncode, shown.stderr) == (0, "")
    lines = shown.stdout.splitlines()
    main, annex = lines[: len(dieu_36.criteria)], lines[len(dieu_36.criteria) :]
    assert [line.split()[:2] for line in main] == [[c.id, c.point] for c in dieu_36.criteria]
    assert all(c.question in line for c, line in zip(dieu_36.criteria, main, strict=True))
    assert annex and all(line.startswith("TCVN-") for line in annex)


def test_list_as_json_is_flat(isoaudit: Run, tmp_path: Path, dieu_36: Checklist) -> None:
    done = isoaudit("checklist", "list", "--json", cwd=tmp_path)
    assert done.returncode == 0
    rows = json.loads(done.stdout)
    main = [r for r in rows if r["checklist"] == "dieu-36"]
    assert [(r["checklist"], r["id"], r["point"], r["question"]) for r in main] == [
        ("dieu-36", c.id, c.point, c.question) for c in dieu_36.criteria
    ]
    assert rows[0]["basis"][0] == {"document": "TT26/2014", "article": 36, "clause": 1, "point": "a"}


@pytest.fixture
def office(isoaudit: Run, tmp_path: Path) -> Path:
    """A new programme."""
    folder = tmp_path / "năm 2026"
    done = isoaudit("init", folder, "--authority", AUTHORITY, "--year", 2026)
    assert done.returncode == 0, done.stderr
    return folder


def test_inside_a_programme_its_own_checklists_count(isoaudit: Run, office: Path) -> None:
    own = office / "checklists" / "dieu-36.yaml"
    text = own.read_text(encoding="utf-8")
    first = re.search(r"question: (.*)", text)
    assert first
    own.write_text(text.replace(first[1], "Văn phòng đã sửa câu hỏi này chưa?", 1), encoding="utf-8")
    annex = (EXAMPLES / "positive" / "checklists" / "annex-of-one-criterion.yaml").read_text(encoding="utf-8")
    (office / "checklists" / "annex-of-one-criterion.yaml").write_text(annex, encoding="utf-8")
    rows = json.loads(isoaudit("-C", office, "checklist", "list", "--json").stdout)
    assert {row["checklist"] for row in rows} == {"dieu-36", "annex-of-one-criterion"}
    assert [row["id"] for row in rows if row["question"] == "Văn phòng đã sửa câu hỏi này chưa?"] == ["D36-1-a-01"]
    assert "Văn phòng đã sửa câu hỏi này chưa?" in isoaudit("checklist", "list", cwd=office).stdout
    assert isoaudit("-C", office, "checklist", "check").stdout == "Không có chỗ sai trong 02 phiếu.\n"


def test_a_wrong_checklist_of_a_programme_is_not_listed_and_opens_no_inspection(isoaudit: Run, office: Path) -> None:
    own = office / "checklists" / "dieu-36.yaml"
    own.write_text(own.read_text(encoding="utf-8").replace("id: D36-1-a-02", "id: D36-1-a-01"), encoding="utf-8")
    table = office.parent / "agencies.csv"
    table.write_text(
        "code,name,level,kind,obligation\n99-STP,Sở Tư pháp,tinh,co_quan_chuyen_mon,bat_buoc\n", encoding="utf-8"
    )
    assert isoaudit("-C", office, "agencies", "import", table).returncode == 0
    table.write_text("agency,mode\n99-STP,on_site\n", encoding="utf-8")
    for command in (("checklist", "list"), ("checklist", "check"), ("inspections", "import", table)):
        done = isoaudit("-C", office, *command)
        assert (done.returncode, done.stdout) == (2, ""), command
        assert "dieu-36.yaml:31: mã «D36-1-a-01» đã dùng ở" in done.stderr
    assert json.loads(isoaudit("-C", office, "inspections", "list", "--json").stdout) == []


def test_a_programme_without_checklists_says_so(isoaudit: Run, office: Path) -> None:
    (office / "checklists" / "dieu-36.yaml").unlink()
    done = isoaudit("-C", office, "checklist", "check")
    assert done.returncode == 2
    said = "không có phiếu kiểm tra nào. Thêm tệp .yaml vào thư mục checklists."
    assert done.stderr == f"- {office / 'checklists'}: {said}\n"


def test_a_programme_with_annexes_only_is_told_by_check_too(isoaudit: Run, office: Path) -> None:
    """TT26/2014 Đ36: without the checklist of the 13 points no inspection can be judged"""
    (office / "checklists" / "dieu-36.yaml").unlink()
    shutil.copy(EXAMPLES / "positive" / "checklists" / "annex-of-one-criterion.yaml", office / "checklists")
    for command in ("check", "list"):
        done = isoaudit("-C", office, "checklist", command)
        assert (done.returncode, done.stdout) == (2, ""), command
        assert "cần đúng một phiếu kiểm tra chính, nay có 0." in done.stderr


def test_the_schema_does_not_travel_into_a_programme(office: Path) -> None:
    assert sorted(path.name for path in (office / "checklists").iterdir()) == ["dieu-36.yaml", "law.yaml"]
