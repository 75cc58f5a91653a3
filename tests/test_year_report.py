"""The reports of a year built once, and what their ids name: Circular 26/2014, Articles 33.2, 38 and 42.4."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from builders import CRITERIA, case, closed
from pydantic import TypeAdapter
from test_year_figures import ALL, DAY, GAP, agency, on_site, received

from isoaudit.model import Case
from isoaudit.rules.year_report import Listed, YearReport, inspection_of, year_report

NUMBERS = TypeAdapter(YearReport)


def report(*cases: Case, register: Any = (), not_held: Any = (), day: date = DAY) -> YearReport:
    return year_report(cases, not_held, register or [one.agency for one in cases], day, year=2026)


def listed(found: YearReport, id: str) -> Listed:
    return next(one for one in found.inspections if one.id == id)


def test_38_1_every_inspection_is_listed_once_with_what_became_of_it() -> None:
    gone = case(code="F", inspection={"cancelled": "cơ quan đang sáp nhập"}).inspection
    silent = case("", mode="by_record", code="E")
    found = report(on_site("A"), case("", code="B"), silent, not_held=[gone])
    assert {one.id: one.outcome for one in found.inspections} == {
        "2026-A-TS": "carried_out",
        "2026-B-TS": "under_way",
        "2026-E-HS": "not_reported",
        "2026-F-TS": "not_held",
    }


def test_38_1_of_what_is_not_carried_out_no_finding_is_known() -> None:
    lines = (f"D36-1-a-01 | {GAP}", *ALL[1:])
    found = report(on_site("A", *lines), case("\n".join(lines), code="B"))
    assert (listed(found, "2026-A-TS").nonconformities, listed(found, "2026-B-TS").nonconformities) == (1, None)


def test_33_2_coverage_counts_obliged_agencies_of_the_register_and_not_inspections() -> None:
    register = [agency("A"), agency("B"), agency("C"), agency("D", obligation="khuyen_khich")]
    found = report(
        on_site("A"),
        received(case("\n".join(f"{c.id} | conforming" for c in CRITERIA if c.by_record), mode="by_record", code="A")),
        received(case("\n".join(f"{c.id} | conforming" for c in CRITERIA if c.by_record), mode="by_record", code="B")),
        on_site("D"),
        register=register,
    )
    assert (found.reached.ids, found.reached.of) == (("A", "B"), ("A", "B", "C"))
    assert found.reached_on_site.ids == ("A",)


def test_42_4_the_register_is_listed_by_block_as_it_stood_on_the_day() -> None:
    register = [
        agency("X", name="UBND xã Bình Minh", level="xa", kind="ubnd_cap_xa"),
        agency("S", name="Sở Y tế"),
        agency("E", name="Sở cũ", valid_to=date(2026, 6, 30)),
    ]
    found = report(register=register)
    assert [(one.code, one.block) for one in found.register] == [("S", "departments"), ("X", "communes")]


def test_38_1_what_is_in_time_beyond_november_names_its_last_day() -> None:
    signed = closed(case("\n".join((f"D36-1-a-01 | {GAP}", *ALL[1:])), code="A"))
    found = report(signed, day=date(2026, 6, 30))
    assert found.figures.waiting_until == date(2026, 8, 18)
    assert report(on_site("A")).figures.waiting_until is None


def test_a_report_written_down_reads_back_as_it_was() -> None:
    found = report(on_site("A", f"D36-1-a-01 | {GAP}", *ALL[1:]), case("", mode="by_record", code="B"))
    assert NUMBERS.validate_json(NUMBERS.dump_json(found)) == found


@pytest.mark.parametrize(("id", "of"), [("2026-A-TS", "2026-A-TS"), ("2026-A-TS/D36-1-a-01", "2026-A-TS")])
def test_a_finding_is_listed_with_its_inspection(id: str, of: str) -> None:
    assert inspection_of(id) == of
