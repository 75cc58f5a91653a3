"""The invented province An Bình: seeded, complete, within the rules of a year, and about nobody real."""

from __future__ import annotations

import csv
import os
import random
import re
import runpy
import shutil
import string
import subprocess
import sys
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any, get_args

import holidays
import pytest

from isoaudit.journal.checklists import parse
from isoaudit.journal.plain_yaml import load_yaml
from isoaudit.journal.settings import read_settings, shipped
from isoaudit.model import Checklist, Verdict
from isoaudit.tables.lists.national_register import COMMUNES

EXAMPLE = shipped("examples") / "an-binh-2026"
MADE = ("inspections.csv", "answers.csv", "refused.csv")
YAMLS = ["texts.yaml", "visit.yaml", "outline.yaml"]
EXAMPLE_FILES = ["agencies.csv", "answers.csv", "inspections.csv", *YAMLS, "isoaudit.toml"]
Row = dict[str, str]

# The 63 provinces before 01/7/2025, among them all 34 of today.
PROVINCES = """
An Giang, Bà Rịa, Vũng Tàu, Bạc Liêu, Bắc Giang, Bắc Kạn, Bắc Ninh, Bến Tre, Bình Dương, Bình Định, Bình Phước,
Bình Thuận, Cà Mau, Cao Bằng, Cần Thơ, Đà Nẵng, Đắk Lắk, Đắk Nông, Điện Biên, Đồng Nai, Đồng Tháp, Gia Lai, Hà Giang,
Hà Nam, Hà Nội, Hà Tĩnh, Hải Dương, Hải Phòng, Hậu Giang, Hòa Bình, Hồ Chí Minh, Hưng Yên, Khánh Hòa, Kiên Giang,
Kon Tum, Lai Châu, Lạng Sơn, Lào Cai, Lâm Đồng, Long An, Nam Định, Nghệ An, Ninh Bình, Ninh Thuận, Phú Thọ, Phú Yên,
Quảng Bình, Quảng Nam, Quảng Ngãi, Quảng Ninh, Quảng Trị, Sóc Trăng, Sơn La, Tây Ninh, Thái Bình, Thái Nguyên,
Thanh Hóa, Thừa Thiên, Tiền Giang, Trà Vinh, Tuyên Quang, Vĩnh Long, Vĩnh Phúc, Yên Bái, Huế
"""
ABSENT = re.compile(
    r"(?<!\w)(tái phạm|nhắc việc|kiểm toán|vi phạm|lỗi|bảng kiểm|gia hạn|nặng|nhẹ|phần trăm|điểm số)(?!\w)|%",
    re.IGNORECASE,
)


def rows(name: str) -> list[Row]:
    """A table of the example."""
    with (EXAMPLE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def answers() -> list[Row]:
    """What was answered."""
    return rows("answers.csv")


@pytest.fixture(scope="module")
def inspections() -> dict[str, Row]:
    """The inspections by id, with the agency's row within."""
    agencies = {row["code"]: row for row in rows("agencies.csv")}
    forms = {"on_site": "TS", "by_record": "HS"}
    found = rows("inspections.csv")
    return {f"2026-{row['agency']}-{forms[row['mode']]}": {**agencies[row["agency"]], **row} for row in found}


@pytest.fixture(scope="module")
def texts() -> dict[str, Any]:
    """The invented texts by criterion and verdict."""
    loaded: dict[str, Any] = load_yaml("texts.yaml", (EXAMPLE / "texts.yaml").read_bytes()).value
    return loaded


@pytest.fixture(scope="module")
def checklist() -> Checklist:
    """The shipped checklist."""
    return parse((shipped("checklists") / "dieu-36.yaml").read_bytes()).checklist


@pytest.mark.parametrize("seed", ["0", "1"])
def test_made_again_elsewhere_every_byte_is_the_same(tmp_path: Path, seed: str) -> None:
    folder = tmp_path / "examples" / EXAMPLE.name
    shutil.copytree(EXAMPLE, folder)
    shutil.copytree(shipped("checklists"), tmp_path / "checklists")
    for name in MADE:
        (folder / name).unlink()
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "America/New_York"}
    subprocess.run([sys.executable, str(folder / "make_answers.py")], cwd=tmp_path, env=environment, check=True)
    for name in MADE:
        assert (folder / name).read_bytes() == (EXAMPLE / name).read_bytes(), name


def test_80_agencies_of_which_24_are_obliged() -> None:
    """QĐ19/2014 Đ2"""
    agencies = rows("agencies.csv")
    assert len({row["code"] for row in agencies}) == len(agencies) == 80
    assert sum(row["obligation"] == "bat_buoc" for row in agencies) == 24
    assert {row["kind"] for row in agencies if row["level"] == "xa"} == {"ubnd_cap_xa"}
    assert {row["obligation"] for row in agencies if row["kind"] == "ubnd_cap_xa"} == {"khuyen_khich"}


def test_every_agency_is_inspected_once_and_26_on_site(inspections: dict[str, Row]) -> None:
    """TT26/2014 Đ33.2.a: every obliged agency at least by record"""
    assert len(rows("inspections.csv")) == 80
    assert {row["code"] for row in inspections.values()} == {row["code"] for row in rows("agencies.csv")}
    assert sum(row["mode"] == "on_site" for row in inspections.values()) == 26


def test_every_agency_but_the_province_says_whose_it_is() -> None:
    """A chi cục belongs to a sở of the register, a sở or a commune to the People's Committee of the province."""
    agencies = {row["name"]: row for row in rows("agencies.csv")}
    for row in agencies.values():
        if row["kind"] == "chi_cuc":
            assert agencies[row["parent"]]["kind"] == "co_quan_chuyen_mon", row["name"]
        else:
            assert row["parent"] == ("" if row["kind"] == "ubnd_tinh" else "UBND tỉnh An Bình"), row["name"]


def test_the_authority_and_its_superior_are_looked_at_by_another_body(answers: list[Row]) -> None:
    """TT26/2014 Đ33.1"""
    units = {row["name"]: row["unit"] for row in rows("inspectors.csv")}
    own = [row for row in answers if row["inspection"] in ("2026-99-CCTDC-HS", "2026-99-SKHCN-HS")]
    assert own
    assert {units[row["inspector"]] for row in own} == {"Văn phòng Ủy ban nhân dân tỉnh An Bình"}


def test_an_office_works_on_the_days_of_the_example() -> None:
    """Nothing is signed, and no report is asked for, on a day off; 31/8/2026 was given for another day."""
    off = holidays.country_holidays("VN", years=(2025, 2026))
    for row in rows("acts.csv"):
        for name in ("on", "arrived", "reply_by"):
            day = date.fromisoformat(row[name]) if row[name] else date(2026, 6, 1)
            assert day.weekday() < 5 and day not in off and day != date(2026, 8, 31), row
    for row in rows("agencies.csv"):
        if declared := row["declaration"].partition(" ngày ")[2]:
            day = date(*map(int, reversed(declared.split("/"))))
            assert day.weekday() < 5 and day not in off, row


def test_the_team_reports_before_the_notice() -> None:
    """TT26/2014 Đ37.2.d"""
    acts = rows("acts.csv")
    reported = {row["inspections"]: row["on"] for row in acts if row["act"] == "team_reported"}
    for row in acts:
        if row["act"] == "notice_issued":
            assert reported[row["inspections"]] < row["on"], row


def test_a_third_of_the_obliged_are_inspected_on_site(inspections: dict[str, Row]) -> None:
    """TT26/2014 Đ33.2.b"""
    obliged = [row for row in inspections.values() if row["obligation"] == "bat_buoc"]
    on_site = sum(row["mode"] == "on_site" for row in obliged)
    assert 3 * on_site >= len(obliged) == 24


def test_on_site_there_is_a_team_with_one_leader_and_one_secretary(inspections: dict[str, Row]) -> None:
    for id, row in inspections.items():
        wanted = 1 if row["mode"] == "on_site" else 0
        assert row["team"].count("(trưởng đoàn)") == row["team"].count("(thư ký)") == wanted, id
        assert row["from"] <= row["to"] and row["period_from"] < row["period_to"] <= row["to"], id


def test_no_visit_falls_on_a_day_off_and_no_team_is_in_two_places(inspections: dict[str, Row]) -> None:
    """A visit takes the whole day (TT26/2014 Đ37.2: announced, inspected, agreed and signed)."""
    visits = [(row["from"], row["team"]) for row in inspections.values() if row["mode"] == "on_site"]
    assert all(date.fromisoformat(day).weekday() < 5 for day, _ in visits)
    assert len(set(visits)) == len(visits)


def test_an_answer_belongs_to_an_inspection_a_criterion_and_a_member(
    answers: list[Row], inspections: dict[str, Row], checklist: Checklist
) -> None:
    criteria = {criterion.id: criterion for criterion in checklist.criteria}
    seen = set()
    for row in answers:
        inspection, criterion = inspections[row["inspection"]], criteria[row["criterion"]]
        assert criterion.kinds == "all" or inspection["kind"] in criterion.kinds
        assert inspection["mode"] == "on_site" or criterion.by_record
        assert inspection["from"] <= row["examined_on"] <= inspection["to"]
        assert not inspection["team"] or f"{row['inspector']} (" in inspection["team"]
        seen.add((row["inspection"], row["criterion"]))
    assert len(seen) == len(answers)


def test_a_body_without_a_system_gets_no_answers(answers: list[Row], inspections: dict[str, Row]) -> None:
    """Its state is recorded, never thirteen nonconformities (TT26/2014 Đ2.1, 3.6)"""
    unbuilt = {id for id, row in inspections.items() if row["qms_status"] == "chua_xay_dung"}
    assert unbuilt
    assert not unbuilt & {row["inspection"] for row in answers}


def test_exactly_the_planned_inspections_lack_something(
    answers: list[Row], inspections: dict[str, Row], checklist: Checklist
) -> None:
    """What an answer must carry, and that every applicable criterion is answered, said here once more."""
    carried = {"nonconforming": ("evidence", "gap"), "observation": ("gap",), "not_applicable": ("note",)}
    carried["not_examined"] = ("note",)
    broken = {
        (row["inspection"], f"{row['verdict']}_without_{field}")
        for row in answers
        for field in carried.get(row["verdict"], ())
        if not row[field].strip()
    }
    given = {(row["inspection"], row["criterion"]) for row in answers}
    for id, inspection in inspections.items():
        for criterion in checklist.criteria if inspection["qms_status"] != "chua_xay_dung" else ():
            concerned = criterion.kinds == "all" or inspection["kind"] in criterion.kinds
            asked = concerned and (inspection["mode"] == "on_site" or criterion.by_record)
            if asked and (id, criterion.id) not in given:
                broken.add((id, "unanswered"))
    verdicts = {(row["inspection"], row["criterion"]): row["verdict"] for row in answers}
    for row in rows("answers-second.csv"):
        if verdicts[row["inspection"], row["criterion"]] != row["verdict"]:
            broken.add((row["inspection"], "conflict"))
    broken |= {(row["inspection"], "blank_left") for row in answers if any("{" in text for text in row.values())}
    planned = {(row["inspection"], row["rule"]) for row in rows("refused.csv")}
    assert broken == planned
    assert {rule for _, rule in planned} == {
        "nonconforming_without_evidence",
        "nonconforming_without_gap",
        "observation_without_gap",
        "not_applicable_without_note",
        "not_examined_without_note",
        "conflict",
        "blank_left",
        "unanswered",
    }


def test_every_verdict_occurs_and_grades_only_for_what_stands_out(answers: list[Row]) -> None:
    """The law knows no grades: none is given to a nonconformity."""
    assert {row["verdict"] for row in answers} == set(get_args(Verdict))
    assert {row["grade"] for row in answers if row["verdict"] == "conforming"} == {"", "good_practice"}
    assert {row["grade"] for row in answers if row["verdict"] != "conforming"} == {""}


def test_one_body_has_very_many_nonconformities_and_some_have_none(
    answers: list[Row], inspections: dict[str, Row]
) -> None:
    found = {row["inspection"]: 0 for row in answers}
    for row in answers:
        found[row["inspection"]] += row["verdict"] == "nonconforming"
    assert max(found.values()) == 15
    assert sum(number == 0 for number in found.values()) >= 6


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    """What makes the tables, without making them."""
    return runpy.run_path(str(EXAMPLE / "make_answers.py"), run_name="names")


@pytest.fixture(scope="module")
def blanked(inspections: dict[str, Row], script: dict[str, Any]) -> Any:
    """A function that blanks digits, codes and the names that vary, so that only the wording is left."""
    names = {row["name"] for row in inspections.values()} | {"UBND tỉnh"}
    names |= {script["field_of"](row, number) for row in inspections.values() for number in range(6)}
    names |= {room for row in inspections.values() for room in script["rooms"](row)}
    longest_first = sorted(names, key=len, reverse=True)
    varying = re.compile("|".join(map(re.escape, longest_first)) + r"|QT-\w+-\d+|/[QK][ĐH]-\w+|\d+")
    return lambda text: varying.sub("_", text)


@pytest.mark.parametrize("field", ["evidence", "gap"])
def test_60_different_wordings_of_nonconformities(answers: list[Row], blanked: Any, field: str) -> None:
    said = {blanked(row[field]) for row in answers if row["verdict"] == "nonconforming" and row[field]}
    assert len(said) >= 60


def test_a_gap_does_not_repeat_its_evidence(answers: list[Row]) -> None:
    for row in answers:
        if row["verdict"] == "nonconforming" and row["evidence"]:
            assert row["gap"] != row["evidence"]
            assert re.search(r"\d", row["evidence"]), row["evidence"]


def test_the_texts_cover_every_criterion(texts: dict[str, Any], checklist: Checklist) -> None:
    assert list(texts) == [criterion.id for criterion in checklist.criteria]
    for criterion in checklist.criteria:
        said = texts[criterion.id]
        assert len(said["conforming"]) >= 2 and said["observation"], criterion.id
        assert len(said.get("nonconforming", ())) >= (criterion.worst == "nonconforming"), criterion.id
        assert set(said) <= {*get_args(Verdict), "good_practice"}


def test_the_texts_leave_open_only_what_is_filled_in(
    texts: dict[str, Any], script: dict[str, Any], answers: list[Row], inspections: dict[str, Row]
) -> None:
    """What nobody has, or a condition that never holds, would leave a text that is never told."""
    holds = {flag for table in ("NEEDS", "TAKES") for needed in script[table].values() for flag in needed}
    holds |= {"on_site", "record", "building", "must_redeclare", "fails_D36-1-a-01", *(f"fails_{id}" for id in texts)}
    told = dict.fromkeys(("co_quan", "ky_hieu", "bao_cao"), "")
    agency = inspections["2026-99-SNV-HS"]
    known = set(script["facts"](agency, frozenset(holds), told, random.Random(0)).words)
    known |= {"phong", "phong_khac", "linh_vuc", "quy_trinh", "n", "m"}
    for part in [part for said in texts.values() for parts in said.values() for part in parts]:
        fields = dict(part) if isinstance(part, dict) else {"evidence": part}
        assert {flag.lstrip("!") for flag in fields.pop("when", "").split()} <= holds, part
        for text in fields.values():
            assert {name for _, name, _, _ in string.Formatter().parse(text) if name is not None} <= known, text
    left = {row["inspection"] for row in answers if set("{}") & set("".join(row.values()))}
    assert left == {row["inspection"] for row in rows("refused.csv") if row["rule"] == "blank_left"}


def test_no_two_texts_are_the_same(texts: dict[str, Any]) -> None:
    said: list[str] = []
    for parts in (parts for by_verdict in texts.values() for parts in by_verdict.values()):
        for part in parts:
            said += [part[name] for name in part if name != "when"] if isinstance(part, dict) else [part]
    wordings = [re.sub(r"\{\w+\}|\d+", "_", text).casefold() for text in said]
    assert sorted({text for text in wordings if wordings.count(text) > 1}) == []


@pytest.mark.parametrize("name", EXAMPLE_FILES)
def test_no_province_is_real(name: str) -> None:
    real = re.compile(r"(?<!\w)(" + "|".join(p.strip() for p in PROVINCES.split(",")) + r")(?!\w)", re.IGNORECASE)
    assert real.findall((EXAMPLE / name).read_text(encoding="utf-8")) == []


def test_no_commune_is_real() -> None:
    """A made-up nonconformity against a real commune is an accusation."""
    with COMMUNES.open(encoding="utf-8", newline="") as file:
        real = {row["commune_name"].split(" ", 1)[1].casefold() for row in csv.DictReader(file)}
    names = {row["name"].split(" ", 2)[2].casefold() for row in rows("agencies.csv") if row["kind"] == "ubnd_cap_xa"}
    assert len(names) == 55
    assert not names & real


def test_every_agency_but_the_committee_of_the_province_has_its_superior_body() -> None:
    """By it the year is added up (isoaudit status --by parent): a Chi cục stands below its Sở."""
    register = rows("agencies.csv")
    assert [row["code"] for row in register if not row["parent"]] == ["99-UBNDT"]
    known = {row["name"] for row in register} | {"UBND tỉnh An Bình"}
    assert {row["parent"] for row in register if row["parent"]} <= known
    assert {row["parent"][:3] for row in register if row["kind"] == "chi_cuc"} == {"Sở "}


def test_the_province_of_the_settings_is_the_invented_one() -> None:
    settings = read_settings(EXAMPLE)
    assert (settings.province, settings.place, settings.year) == ("tỉnh An Bình", "An Bình", 2026)
    assert {row["code"].partition("-")[0] for row in rows("agencies.csv")} == {"99"}, "no real province has this code"


@pytest.mark.parametrize("name", EXAMPLE_FILES)
def test_words_and_letters_are_as_in_papers(name: str) -> None:
    text = (EXAMPLE / name).read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert not [letter for letter in text if unicodedata.category(letter) in ("Cc", "Cs", "Co") and letter != "\n"]
    assert ABSENT.findall(text) == []


def test_our_work_is_never_called_thanh_tra(answers: list[Row]) -> None:
    """Thanh tra tỉnh is a body of the register; the word stands for nothing else."""
    for row in answers:
        said = f"{row['evidence']} {row['gap']} {row['note']}".replace("Thanh tra tỉnh", "")
        assert "thanh tra" not in said.lower(), said
