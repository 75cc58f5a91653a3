"""The demo as a newcomer runs it: 80 agencies of a province that does not exist, in a real browser at the end."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import docx
import pytest
from conftest import run_isoaudit

from isoaudit.config import shipped

EXAMPLE = shipped("examples") / "an-binh-2026"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The finished demo; it exits 0 only when exactly the planned inspections are refused."""
    folder = tmp_path_factory.mktemp("demo") / "An Bình"
    done = run_isoaudit("demo", folder)
    assert done.returncode == 0, done.stderr
    assert str(folder / "out" / "index.html") in done.stdout
    return folder


def planned() -> set[str]:
    """The inspections that are to be refused."""
    with (EXAMPLE / "refused.csv").open(encoding="utf-8", newline="") as file:
        return {row["inspection"] for row in csv.DictReader(file)}


def test_all_80_agencies_have_a_working_paper_and_all_but_the_planned_a_letter(demo: Path) -> None:
    record = json.loads((demo / "out" / "run.json").read_text(encoding="utf-8"))
    ids = {outcome["inspection"] for outcome in record["outcomes"]}
    assert len(ids) == 80
    assert {outcome["status"] for outcome in record["outcomes"]} == {"ran"}
    assert {path.parent.name for path in (demo / "out").glob("*/findings.html")} == ids
    letters = {path.parent.name for path in (demo / "out").glob("*/notice.docx")}
    assert letters == ids - planned()
    assert len(letters) >= 66


def test_every_rule_that_refuses_is_shown_once_at_least(demo: Path) -> None:
    rules = set()
    for inspection in planned():
        found = json.loads((demo / "out" / inspection / "findings.json").read_text(encoding="utf-8"))
        rules |= {refusal["rule"] for refusal in found["refused"]}
    assert len(rules) == 6


def test_the_letters_carry_the_findings_and_no_grade(demo: Path) -> None:
    """Every nonconformity stands in its letter with gap and basis; the law knows no grades, so none is printed."""
    for path in sorted((demo / "out").glob("*/notice.docx")):
        found = json.loads((path.parent / "findings.json").read_text(encoding="utf-8"))
        document = docx.Document(str(path))
        cells = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
        text = "\n".join(p.text for p in document.paragraphs) + cells
        for finding in found["findings"]:
            if finding["kind"] == "nonconformity":
                assert finding["gap"] in text, path
                assert finding["legal_basis"][0][1:] in text, path
        for word in ("{{", "}}", "{%", "None", "nặng", "nhẹ)", "tái phạm", "yêu cầu khắc phục", "/CV-"):
            assert word not in text, (path, word)


def test_a_second_run_finds_nothing_to_do(demo: Path) -> None:
    done = run_isoaudit("-C", demo, "run", "findings")
    assert done.returncode == 1  # the refused still need a person
    assert "80 không đổi" in done.stdout


def test_the_journal_of_the_demo_is_whole(demo: Path) -> None:
    assert run_isoaudit("-C", demo, "verify").returncode == 0


def test_demo_never_writes_into_a_folder_in_use(tmp_path: Path) -> None:
    folder = tmp_path / "đã có"
    folder.mkdir()
    (folder / "tệp.txt").write_text("x", encoding="utf-8")
    done = run_isoaudit("demo", folder)
    assert done.returncode == 2
    assert "thư mục đã có nội dung" in done.stderr
