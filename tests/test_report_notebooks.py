"""The notebooks of the yearly reports show the figures of the papers (Circular 26/2014, Articles 38.1 and 42.4)."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
from conftest import Run
from test_year_figures import GAP, agency, on_site
from test_year_page import year
from test_year_report import report

from isoaudit.errors import RunError
from isoaudit.journal.settings import shipped
from isoaudit.notebooks import reports
from isoaudit.rules.report_tables import figure_words, points_table
from isoaudit.runs.kinds import read_kind

DAY = "2026-11-30"


def cells(page: str) -> list[list[str]]:
    """The rows of all tables of a page."""
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    return [
        [unescape(re.sub(r"<[^>]+>", "", c)) for c in re.findall(r"<td>(.*?)</td>", row, re.DOTALL)] for row in rows
    ]


@pytest.mark.parametrize("name", ["november", "december"])
def test_notebook_and_json_say_the_same_of_a_programme(isoaudit: Run, programme: Path, name: str) -> None:
    done = isoaudit("-C", programme, "run", f"{name}-report", "-p", f"as_of={DAY}")
    assert done.returncode == 0, done.stderr
    page = (programme / "out" / "year" / f"{name}-report.html").read_text(encoding="utf-8")
    said = json.loads(isoaudit("-C", programme, "year", "--as-of", DAY, "--json").stdout)
    shown = cells(page)
    keys = {"november": ("inspections", "coverage", "points", "actions"), "december": ("systems", "register")}[name]
    tables = [table for table in said["tables"] if table["key"] in keys]
    assert len(tables) == len(keys)
    for line in (line for table in tables for line in table["lines"]):
        assert [line["words"], *(one["words"] for one in line["figures"].values())] in shown
    assert "số liệu tính đến ngày 30/11/2026" in page


def test_a_reference_day_that_is_none_is_refused(isoaudit: Run, programme: Path) -> None:
    done = isoaudit("-C", programme, "run", "november-report", "-p", "as_of=cuối năm")
    assert done.returncode == 2 and "ngày chốt số liệu «cuối năm» không đọc được" in done.stderr
    assert not (programme / "out" / "year" / "november-report.html").exists()


def test_figures_are_prepared_for_a_year_and_not_for_an_inspection(tmp_path: Path) -> None:
    notebook = json.loads((shipped("notebooks") / "november-report.ipynb").read_bytes())
    notebook["metadata"]["isoaudit"]["of"] = "inspection"
    path = tmp_path / "mine.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    with pytest.raises(RunError, match=r"figures\.json"):
        read_kind(path)


def test_each_inspection_stands_in_one_stretch_of_the_bar() -> None:
    found = year()
    point = found.figures.points[0]
    only_observed = set(point.observed.ids) - set(point.nonconforming.ids)
    parts = [len(point.nonconforming.ids), len(only_observed), len(point.clean.ids), len(point.unexamined.ids)]
    assert sum(parts) == len(point.unexamined.of or ()) == 2
    assert "svg" in reports.points_chart(found).data


def test_the_table_of_points_is_that_of_the_paper() -> None:
    found = report(on_site("A", f"D36-1-a-01 | {GAP}"))
    shown = reports.points(found).iloc[0].tolist()
    table = points_table(found)
    line = table.lines[0]
    figures = zip(table.columns, line.figures, strict=True)
    assert shown == [line.words, *(figure_words(one, shares=column.shares) for column, one in figures)]


def test_what_is_open_is_said_and_nothing_open_is_said_too() -> None:
    assert any("không kiểm tra, đang sáp nhập" in text for text in reports.open_points(year()))
    assert reports.open_points(report(register=[agency("A")])) == ["Không có."]
    assert reports.bodies(report(register=[agency("A")])).iloc[0].tolist()[-1] == "Chưa rõ"
