"""A notebook is a kind: what it says of itself, and how an office adds its own by copying a file."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import openpyxl
import pytest
from conftest import AUTHORITY, run_isoaudit
from nbformat.sign import NotebookNotary
from test_cluster import Start, address, start, wait_for, worker

from isoaudit.errors import RunError
from isoaudit.journal.settings import shipped
from isoaudit.notebooks import findings_table, inspections_table, load, load_year, points_table
from isoaudit.notebooks.tables import FINDING_COLUMNS, INSPECTION_COLUMNS, POINT_COLUMNS
from isoaudit.runs import trust
from isoaudit.runs.kinds import clashes, problems, read_kind

__all__ = ["start"]

ALL = os.environ.get("ISOAUDIT_ALL_AGENCIES") == "1"
EXAMPLE = shipped("examples") / "an-binh-2026"
SOME = ("99-STP", "99-SNV", "99-90001", "99-90002")
"""The agencies of the ordinary test; with ISOAUDIT_ALL_AGENCIES=1 all 80 of the demo."""


def _rows(name: str, keep: Callable[[dict[str, str]], bool], target: Path) -> int:
    with (EXAMPLE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = [row for row in reader if ALL or keep(row)]
        with target.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, reader.fieldnames or [])
            writer.writeheader()
            writer.writerows(rows)
    return len(rows)


def _codes(row: dict[str, str]) -> set[str]:
    """The agency a row of a table is about: itself, or in the id of an inspection."""
    return {row.get("agency", ""), row.get("code", ""), row.get("inspection", "")[len("2026-") : -len("-TS")]}


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some of the demo's agencies, with their answers, in a folder with braces in its name; not run."""
    folder = tmp_path_factory.mktemp("kinds") / "năm {2026} {case"
    run_isoaudit("init", folder, "--authority", AUTHORITY, "--year", 2026)
    codes = set(SOME)
    for name in ("agencies", "inspectors", "inspections", "answers"):
        table = folder.with_name(f"{name}.csv")
        _rows(name, lambda row, all_=name == "inspectors": all_ or bool(_codes(row) & codes), table)
        done = run_isoaudit("-C", folder, name, "import", table)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def own(programme: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(programme, tmp_path / programme.name))


def change(path: Path, alter: Callable[[Any], object], to: Path | None = None) -> Path:
    """Change a notebook, or make another of it, and save it as JupyterLab does: what is saved there is trusted."""
    notebook = nbformat.read(path, as_version=4)
    alter(notebook)
    nbformat.write(notebook, to or path)
    trust.trust(to or path)
    return to or path


def add_third(programme: Path) -> None:
    """As an office does it: a file copied, its title changed, a cell changed."""

    def alter(notebook: Any) -> None:
        notebook.metadata.isoaudit = {"title": "Phiếu của đơn vị", "of": "inspection", "makes": ["so-lieu.csv"]}
        cell = next(cell for cell in notebook.cells if cell.id == "letter")
        cell.source = (
            "from isoaudit.notebooks import findings_table\n"
            "findings_table(inspected).to_csv(f'{out}/so-lieu.csv', index=False)\npaper.lines(['Xong.'])"
        )

    folder = programme / "notebooks"
    change(folder / "findings.ipynb", alter, folder / "don-vi.ipynb")


def made(programme: Path) -> dict[str, bytes]:
    files = (path for path in (programme / "out").glob("2026-*/*") if path.name != "case.json")
    return {str(path.relative_to(programme / "out")): path.read_bytes() for path in files}


def test_an_office_adds_a_third_and_it_runs_the_same_everywhere(own: Path, start: Start, tmp_path: Path) -> None:
    add_third(own)
    assert run_isoaudit("-C", own, "notebooks", "check").returncode == 0
    kernel, cluster = (Path(shutil.copytree(own, tmp_path / name)) for name in ("kernel", "cụm"))
    names = () if ALL else SOME[1:3]  # one of each form
    done = run_isoaudit("-C", own, "run", "don-vi", *names, "--workers", 2)
    assert done.returncode == 0, done.stderr
    here = made(own)
    number = 80 if ALL else len(names)
    for name in ("don-vi.ipynb", "don-vi.html", "so-lieu.csv", "don-vi.stamp.json"):
        assert sum(path.endswith(name) for path in here) == number
    assert not list((own / "out").glob("*/notice*.docx")), "only the findings have letters"
    assert run_isoaudit("-C", kernel, "run", "don-vi", *names, "--engine", "kernel").returncode == 0
    assert made(kernel) == here
    scheduler = address(start, tmp_path)
    worker(start, scheduler, "một")
    wait_for(scheduler, 1)
    assert run_isoaudit("-C", cluster, "run", "don-vi", *names, "--scheduler", scheduler).returncode == 0
    assert made(cluster) == here
    again = run_isoaudit("-C", own, "run", "don-vi", *names)
    assert f"trong đó {number:02d} không đổi" in again.stdout
    assert "Phiếu của đơn vị" in (own / "out" / "index.html").read_text(encoding="utf-8")


def test_the_year_and_what_is_beside_it(own: Path) -> None:
    done = run_isoaudit("-C", own, "run", "findings")
    assert done.returncode in (0, 1), done.stderr
    book = openpyxl.load_workbook(own / "out" / "findings.xlsx")
    sheet = book.worksheets[0]
    found = sum(len(json.loads(path.read_bytes())["findings"]) for path in (own / "out").glob("*/findings.json"))
    assert sheet.max_row == found + 1 and sheet.freeze_panes and sheet.auto_filter.ref
    for name in ("year", "compare"):
        done = run_isoaudit("-C", own, "run", name)
        assert done.returncode == 0, done.stderr
    page = (own / "out" / "year" / "year.html").read_text(encoding="utf-8")
    assert "data:image/svg+xml" in page and "http" not in page.replace("http-equiv", "")
    year = load_year(own / "out" / "year" / "year.json")
    table = findings_table(year)
    assert list(table.columns) == list(FINDING_COLUMNS) and len(table) == found
    assert str(table["due"].dtype) == "datetime64[s]"
    assert list(inspections_table(year).columns) == list(INSPECTION_COLUMNS)
    assert len(points_table(year)) == 13 * (80 if ALL else len(SOME))
    one = load(own / "out" / "2026-99-STP-TS" / "case.json")
    assert list(points_table(one).columns) == list(POINT_COLUMNS)
    index = (own / "out" / "index.html").read_text(encoding="utf-8")
    assert "year/year.html" in index and "2026-99-STP-TS/compare.html" in index
    saved = nbformat.read(own / "out" / "year" / "year.ipynb", as_version=4)
    assert NotebookNotary().check_signature(saved), "JupyterLab would not trust it"


def test_what_a_person_adds_to_an_executed_notebook_stays(own: Path) -> None:
    assert run_isoaudit("-C", own, "run", "findings", "99-STP").returncode in (0, 1)
    path = own / "out" / "2026-99-STP-TS" / "findings.ipynb"
    change(path, lambda notebook: notebook.cells.append(nbformat.v4.new_markdown_cell("Ghi chú của tôi.")))
    mine = path.read_bytes()
    done = run_isoaudit("-C", own, "run", "findings", "99-STP")
    assert path.read_bytes() == mine
    assert path.with_name("findings.new.ipynb").is_file()
    assert "đã được sửa tay nên giữ nguyên; bản mới là findings.new.ipynb" in done.stderr
    assert "findings.new.ipynb" in (own / "out" / "index.html").read_text(encoding="utf-8")
    path.unlink()
    assert run_isoaudit("-C", own, "run", "findings", "99-STP", "--force").returncode in (0, 1)
    assert path.is_file() and not path.with_name("findings.new.ipynb").exists()


@pytest.mark.parametrize("parameters", [(), ("-p", "cas", "x.json")])
def test_a_notebook_that_was_not_prepared_says_what_to_open(parameters: tuple[str, ...], tmp_path: Path) -> None:
    script = Path(sys.executable).with_name("papermill")
    source, target = shipped("notebooks") / "findings.ipynb", tmp_path / "đã chạy.ipynb"
    command = [script, source, target, *parameters, "--no-progress-bar"]
    assert subprocess.run(list(map(str, command)), capture_output=True, timeout=300).returncode != 0
    shown = [
        line
        for cell in nbformat.read(target, as_version=4).cells
        for output in cell.get("outputs", ())
        if output.output_type == "error"
        for line in output.traceback
    ]
    assert len(shown) == 1 and "isoaudit run" in shown[0] and "Traceback" not in shown[0]


def test_parameters_are_passed_on_and_unknown_ones_refused(own: Path) -> None:
    def alter(notebook: Any) -> None:
        notebook.metadata.isoaudit.update(title="Có tham số", makes=[])
        notebook.cells = [cell for cell in notebook.cells if cell.id != "letter"]
        notebook.cells[1].source += "\nquarter = 0"
        notebook.cells.append(nbformat.v4.new_code_cell("paper.lines([f'Quý {quarter + 1}'])"))

    folder = own / "notebooks"
    change(folder / "findings.ipynb", alter, folder / "quy.ipynb")
    assert run_isoaudit("-C", own, "run", "quy", "99-STP", "-p", "quarter=3").returncode == 0
    assert "Quý 4" in (own / "out" / "2026-99-STP-TS" / "quy.html").read_text(encoding="utf-8")
    refused = run_isoaudit("-C", own, "run", "quy", "99-STP", "-p", "quater=3")
    assert refused.returncode == 2 and "quater" in refused.stderr
    unknown = run_isoaudit("-C", own, "run", "khong-co")
    assert (
        unknown.returncode == 2
        and "corrective-action, december-report, findings, inspection, november-report, plan, quy, review, rollout"
        in unknown.stderr
    )


def test_a_letter_does_not_depend_on_a_cell(own: Path) -> None:
    path = own / "notebooks" / "findings.ipynb"
    change(path, lambda n: n.cells.append(nbformat.v4.new_markdown_cell("Ô của đơn vị.")))

    def drop(notebook: Any) -> None:
        cell = next(cell for cell in notebook.cells if cell.id == "letter")
        cell.source = "paper.write_findings(result, out)"

    change(path, drop)
    assert run_isoaudit("-C", own, "run", "findings", "99-STP").returncode in (0, 1)
    assert (own / "out" / "2026-99-STP-TS" / "notice.docx").is_file()


def notebook(folder: Path, name: str = "x.ipynb", cell: str = "case = None\nout = '.'", **about: Any) -> Path:
    """A notebook that says this of itself."""
    made = nbformat.v4.new_notebook()
    made.cells = [nbformat.v4.new_code_cell(cell, metadata={"tags": ["parameters"]})]
    if about:
        made.metadata.isoaudit = about
    nbformat.write(made, folder / name)
    return folder / name


FIT = {"title": "Tên", "of": "inspection"}


@pytest.mark.parametrize(
    ("about", "cell", "codes"),
    [
        (FIT, "case = None\nout = '.'", []),
        ({}, "case = None\nout = '.'", ["NOTEBOOK_002"]),
        ({**FIT, "colour": "red"}, "case = None\nout = '.'", ["NOTEBOOK_003"]),
        ({"of": "agency"}, "x = 1", ["NOTEBOOK_003", "NOTEBOOK_003", "RUN_002"]),
        (FIT, "case = 'case.json'\nout = '.'", ["NOTEBOOK_004"]),
        ({**FIT, "makes": ["../a.csv", "case.json", "a/b", "tốt.csv"]}, "case = None\nout = '.'", ["NOTEBOOK_005"] * 3),
        ({**FIT, "when": "replies", "needs": ["evidence.json"]}, "case = None\nout = '.'", []),
        ({**FIT, "of": "round", "when": "replies"}, "case = None\nout = '.'", ["NOTEBOOK_003"]),
        ({"title": "x", "of": "round", "needs": ["peers.json"]}, "case = None\nout = '.'", ["NOTEBOOK_003"]),
        (FIT, "case = ", ["RUN_002"]),
    ],
)
def test_everything_wrong_with_a_notebook_is_told_at_once(
    about: dict[str, Any], cell: str, codes: list[str], tmp_path: Path
) -> None:
    found = problems([notebook(tmp_path, cell=cell, **about)])
    assert [problem.code for problem in found] == codes
    assert all(problem.remedy for problem in found)


@pytest.mark.parametrize("text", ["{", "[]", '{"cells": 1, "metadata": {}}', "\ud800", "[" * 100_000])
def test_what_is_no_notebook_is_told(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.ipynb"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(RunError) as caught:
        read_kind(path)
    assert [problem.code for problem in caught.value.problems] == ["FILE_002"]


def test_two_notebooks_may_not_make_the_same_file(tmp_path: Path) -> None:
    one = read_kind(notebook(tmp_path, "a.ipynb", **FIT, makes=["x.csv"]))
    other = read_kind(notebook(tmp_path, "b.ipynb", **FIT, makes=["X.csv"]))
    elsewhere = read_kind(notebook(tmp_path, "c.ipynb", title="c", of="programme", makes=["x.csv"]))
    assert [problem.code for problem in clashes(one, [other, elsewhere])] == ["NOTEBOOK_006"]


def test_the_findings_of_a_programme_made_before_still_run(own: Path) -> None:
    """An office that changed nothing is asked for no trust, and what its notebook imports is still there."""
    shutil.copyfile(Path(__file__).parent / "earlier" / "findings.ipynb", own / "notebooks" / "findings.ipynb")
    done = run_isoaudit("-C", own, "run", "findings", "99-STP")
    assert done.returncode in (0, 1), done.stderr
    assert (own / "out" / "2026-99-STP-TS" / "notice.docx").is_file()
    told = run_isoaudit("-C", own, "notebooks", "check")
    assert told.returncode == 2 and "case = None" in told.stderr and "isoaudit" in told.stderr


def test_two_spellings_of_a_round_are_one_run_of_its_notebook(own: Path, tmp_path: Path) -> None:
    """«1» typed for one agency and «Đợt I» for another: one file, of both; asked for in a third spelling."""
    change(own / "notebooks" / "year.ipynb", _of_rounds, own / "notebooks" / "dot.ipynb")
    table = tmp_path / "rounds.csv"
    table.write_text("agency,mode,round\n99-STP,on_site,1\n99-90001,on_site,Đợt I\n", encoding="utf-8")
    assert run_isoaudit("-C", own, "inspections", "import", table).returncode == 0
    wrong = run_isoaudit("-C", own, "run", "dot", "7")
    assert "các đợt đã nhập: đợt 1." in wrong.stderr
    done = run_isoaudit("-C", own, "run", "dot", "đợt 01/2026", "--workers", "1")
    assert done.returncode == 0, done.stderr
    assert [path.name for path in own.joinpath("out").glob("year*")] == ["year-1"]
    year = load_year(own / "out" / "year-1" / "year.json")
    assert {one.agency.code for one in year} == {"99-STP", "99-90001"}
    page = (own / "out" / "year-1" / "dot.html").read_text(encoding="utf-8")
    assert "năm 2026, đợt 1, tính đến" in page and "đợt đợt" not in page


def _of_rounds(notebook: Any) -> None:
    notebook.metadata["isoaudit"] = {**notebook.metadata["isoaudit"], "of": "round"}
