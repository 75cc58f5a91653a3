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
        "x:2: YAML viết sai: trường «c» có hai lần",
        "x:3: YAML viết sai: trường «a» có hai lần",
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
    """TT26/2014 Đ4, 33, 34, 38, 39, 40, 42; QĐ19/2014 Đ6, 9, 12; nor what the law leaves to the agency (Đ11.2, 11.4)"""
    others = {("TT26/2014", article) for article in (4, 33, 34, 38, 39, 40, 42)}
    others |= {("QĐ19/2014", article) for article in (6, 9, 12)}
    free = {("QĐ19/2014", 11, 2), ("QĐ19/2014", 11, 4)}
    for criterion in dieu_36.criteria:
        assert not {place[:2] for place in cited(criterion)} & others, criterion.id
        assert not {place[:3] for place in cited(criterion)} & free, criterion.id


def test_consultants_are_judged_by_article_41_with_a_caution(dieu_36: Checklist) -> None:
    """TT26/2014 Đ36.2.e with Đ41.2, 41.4, 41.5; Chapter III may have lapsed"""
    mine = [criterion for criterion in dieu_36.criteria if criterion.point == "2.e"]
    clauses = [{place[2] for place in cited(criterion) if place[:2] == ("TT26/2014", 41)} for criterion in mine]
    assert all(clauses)
    assert set.union(*clauses) == {2, 4, 5}
    assert all("Chương III" in (criterion.caution or "") for criterion in mine)


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


# --- the command


def test_check_prints_file_line_and_what_to_do(isoaudit: Run, tmp_path: Path) -> None:
    example = bad(EXAMPLES / "negative" / "checklists" / "several-faults.expected")
    done = isoaudit("checklist", "check", example.files[0], cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert lines[-1] == f"Có {len(example.problems):02d} vấn đề."
    file = example.files[0]
    remedy = "Bỏ «ask»; hoặc cho đánh giá qua hồ sơ: ghi «by_record: true»."
    assert f"- {file}:5: có «ask» nhưng không đánh giá được qua hồ sơ. {remedy}" in lines
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
    assert (done.returncode, done.stdout, done.stderr) == (0, "Không có chỗ sai trong 1 phiếu.\n", "")
    assert isoaudit("checklist", "check", "--json", cwd=tmp_path).stdout == "[]\n"


def test_check_of_a_file_that_is_not_there(isoaudit: Run, tmp_path: Path) -> None:
    done = isoaudit("checklist", "check", "phiếu.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == "- phiếu.yaml: không tìm thấy tệp. Kiểm tra lại tên và đường dẫn.\n"


def test_list_without_a_programme(isoaudit: Run, tmp_path: Path, dieu_36: Checklist) -> None:
    shown = isoaudit("checklist", "list", cwd=tmp_path)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert [line.split()[:2] for line in shown.stdout.splitlines()] == [[c.id, c.point] for c in dieu_36.criteria]
    assert all(c.question in line for c, line in zip(dieu_36.criteria, shown.stdout.splitlines(), strict=True))


def test_list_as_json_is_flat(isoaudit: Run, tmp_path: Path, dieu_36: Checklist) -> None:
    done = isoaudit("checklist", "list", "--json", cwd=tmp_path)
    assert done.returncode == 0
    rows = json.loads(done.stdout)
    assert [(r["checklist"], r["id"], r["point"], r["question"]) for r in rows] == [
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
    assert isoaudit("-C", office, "checklist", "check").stdout == "Không có chỗ sai trong 2 phiếu.\n"


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
        assert "dieu-36.yaml:30: mã «D36-1-a-01» đã dùng ở" in done.stderr
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
