"""Figures as words, and the rows they come from: Circular 26/2014, Articles 6, 38.1; Decision 19/2014, Article 12.6."""

from __future__ import annotations

import re

from builders import case
from hypothesis import given
from hypothesis import strategies as st
from test_year_figures import ALL, GAP, agency, on_site
from test_year_report import report

from isoaudit.model import Carried
from isoaudit.rules.figure import figure
from isoaudit.rules.report_tables import (
    Places,
    actions_table,
    december_tables,
    figure_words,
    november_tables,
    percent,
    points_table,
    register_table,
    report_tables,
    runs,
    systems_table,
    traces,
)
from isoaudit.rules.year_report import YearReport


def cell(found: YearReport, key: str, line: str, column: str) -> str:
    table = next(one for one in report_tables(found) if one.key == key)
    place = [one.key for one in table.columns].index(column)
    row = next(one for one in table.lines if one.key == line)
    return figure_words(row.figures[place], shares=table.columns[place].shares)


def test_a_figure_is_written_as_papers_write_numbers() -> None:
    assert figure_words(figure([])) == "0"
    assert figure_words(figure(["a", "b"])) == "02"
    assert figure_words(figure(map(str, range(1200)))) == "1.200"
    assert figure_words(figure(["a"], "abc"), shares=True) == "01/03"
    assert figure_words(figure([], []), shares=True) == "0/0"
    assert percent(figure(["a"], "abc")) == "33,3%"


def test_what_is_not_known_is_said_and_is_never_0() -> None:
    silent = figure([], "ab", "ab")
    assert figure_words(silent) == figure_words(silent, shares=True) == "chưa rõ"
    assert figure_words(figure("a", "abc", "b"), shares=True) == "01/03 (01 chưa rõ)"
    assert percent(silent) == percent(figure("a", "abc", "b")) == percent(figure([], [])) == ""


def test_12_6_a_register_that_says_nothing_of_systems_prints_no_number_of_them() -> None:
    found = report(register=[agency("A"), agency("B")])
    assert cell(found, "register", "departments", "agencies") == "02"
    assert cell(found, "register", "departments", "declared") == "chưa rõ"
    assert cell(found, "systems", "total", "systems") == "chưa rõ"


def test_6_1_systems_and_agencies_are_totalled_apart() -> None:
    both = [
        agency("U", name="UBND tỉnh An Bình", kind="ubnd_tinh", qms_status="da_cong_bo"),
        agency("V", name="Văn phòng UBND tỉnh", qms_status="da_cong_bo"),
        agency("S", qms_status="dang_xay_dung"),
    ]
    found = report(register=both)
    assert cell(found, "systems", "total", "systems") == "01/02"
    assert cell(found, "register", "total", "declared") == "02/03"
    (line,) = [one for one in systems_table(found).lines if one.key == "province"]
    assert (
        Places(found, "agencies").of(line.figures[0], "systems") == "01, 02"
    )  # the one system is traced to both who share it


@given(st.sets(st.integers(1, 400)))
def test_runs_name_every_row_once(numbers: set[int]) -> None:
    named: list[int] = []
    for part in runs(sorted(numbers)):
        first, _, last = part.partition("-")
        named += range(int(first), int(last or first) + 1)
    assert named == sorted(numbers)


def test_38_1_every_figure_that_counts_something_is_traced_to_as_many_rows() -> None:
    worse = (f"D36-1-a-01 | {GAP}", f"D36-1-d-01 | {GAP}", *ALL[2:])
    made = [on_site("A", *worse), on_site("B", worse[0], *ALL[1:]), on_site("C"), case("", mode="by_record", code="D")]
    found = report(*made)
    seen = 0
    register = traces(december_tables(found)[:3], Places(found, "agencies"))
    for trace in (*traces(november_tables(found), Places(found)), *register):
        for _, number, rows in trace.figures:
            several = sum(int(n) - 1 for n in re.findall(r"\((\d+) điểm\)", rows))
            parts = [part.partition(" (")[0].split("-") for part in rows.split(", ")]
            counted = sum(int(part[-1]) - int(part[0]) + 1 for part in parts) + several
            assert counted == int(number.partition("/")[0]), (trace, rows)
            seen += 1
    assert seen > 10
    two_in_one = figure(["2026-A-TS/D36-1-a-01", "2026-A-TS/D36-1-d-01", "2026-B-TS/D36-1-a-01"])
    assert Places(found).of(two_in_one, "findings") == "01 (02 điểm), 02"
    assert Places(found, "agencies").of(two_in_one, "findings") == "01 (02 điểm), 02"
    assert Places(found).of(found.reached, "agencies") == ""  # none of these agencies is obliged


def test_37_2_d_findings_of_an_earlier_year_are_named_by_agency_and_year() -> None:
    (finding,) = on_site("A", f"D36-1-a-01 | {GAP}", *ALL[1:]).agreed
    earlier = {"inspection": "2025-A-TS", "criterion": "D36-1-a-01", "agency": "A", "mode": "on_site", "year": 2025}
    left = Carried.model_validate({**earlier, "finding": finding, "stage": "not_accepted"})
    given = on_site("A").model_copy(update={"carried": (left,)})
    found = report(given)
    stage = next(line for line in actions_table(found).lines if line.key == "not_accepted")
    assert Places(found).of(stage.figures[1], "findings") == f"{given.agency.name} (năm 2025)"


def test_states_without_a_finding_are_left_out_and_the_total_stays() -> None:
    assert [line.key for line in actions_table(report(on_site("A"))).lines] == ["total"]


def test_each_report_has_the_tables_of_its_article() -> None:
    found = report(on_site("A"))
    assert [one.key for one in november_tables(found)] == ["inspections", "coverage", "points", "actions"]
    assert [one.key for one in december_tables(found)] == ["systems", "register", "coverage", "inspections"]
    assert len(points_table(found).lines) == 13 and register_table(found).lines[-1].total
