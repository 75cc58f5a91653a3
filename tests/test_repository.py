"""What the repository promises about itself."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from isoaudit.journal.plain_yaml import load_yaml

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def tracked() -> list[Path]:
    """The files git tracks, or none outside a checkout."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_environment_yml_lists_the_packages_of_pyproject() -> None:
    environment = load_yaml("environment.yml", (ROOT / "environment.yml").read_bytes()).value
    plain = [item for item in environment["dependencies"] if isinstance(item, str)]
    piped = next(item["pip"] for item in environment["dependencies"] if isinstance(item, dict))
    assert piped == PROJECT["dependencies"]
    assert plain == [f"python{PROJECT['requires-python']}", "pip"]


def test_the_packages_the_user_named_are_there() -> None:
    names = {re.split(r"[<>=]", dependency)[0] for dependency in PROJECT["dependencies"]}
    assert {"jupyterlab", "pandas", "papermill", "nbconvert", "great_expectations"} <= names


def test_constraints_are_names_and_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!_-]+", line) for line in lines)
    pinned = {re.sub(r"[-_.]+", "-", line.partition("==")[0]).lower() for line in lines}
    wanted = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]
    for dependency in wanted:
        assert re.sub(r"[-_.]+", "-", re.split(r"[<>=\[]", dependency)[0]).lower() in pinned, dependency


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.name)
def test_a_notebook_template_holds_no_outputs_and_no_rules(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert len(code) <= 13
    assert not any(cell["outputs"] or cell["execution_count"] for cell in code)
    assert not [cell for cell in code if re.search(r"(?m)^\s*(def|class) ", "".join(cell["source"]))]


def test_no_file_names_this_machine_or_a_registry() -> None:
    machine = re.compile(r"(?<![\w.])/(work|root|home|tmp)/\w|https?://[^\s\"']*(pypi|pythonhosted|npmjs|debian)\.")
    texts = {".py", ".md", ".yaml", ".yml", ".toml", ".txt", ".ipynb", ".j2", ".css", ".js", ".csv", ".json", ""}
    for path in tracked():
        if path.suffix in texts and path != Path(__file__) and "example-files" not in path.parts:
            found = machine.search(path.read_text(encoding="utf-8"))
            assert not found, f"{path}: {found and found[0]}"


def test_sources_stay_small() -> None:
    """A module over 400 lines wants to be two."""
    for path in (ROOT / "isoaudit").rglob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, path


def days_of_collection(tree: ast.AST) -> list[int]:
    """The lines that ask for today's date while pytest collects: in a decorator, a default or the module itself."""
    lines = []
    waiting = list(ast.iter_child_nodes(tree))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += [*node.decorator_list, *node.args.defaults, *[one for one in node.args.kw_defaults if one]]
            continue
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ("today", "now", "utcnow"):
            lines.append(node.lineno)
        waiting += ast.iter_child_nodes(node)
    return lines


def test_no_test_works_out_a_day_before_it_runs() -> None:
    """A run that goes past midnight in Việt Nam would hold the day of its collection for tomorrow."""
    sample = "@mark([today() + one])\ndef test(day=now()): today()\nDAY = date.today()"
    assert sorted(days_of_collection(ast.parse(sample))) == [1, 2, 3]
    for path in sorted((ROOT / "tests").rglob("*.py")):
        assert days_of_collection(ast.parse(path.read_text(encoding="utf-8"))) == [], path.name


ASKED_AT_ONCE = re.compile(r"assert .*\.(count|is_(visible|hidden|checked)|inner_text|input_value|get_attribute)\(")


def test_no_browser_test_asks_a_page_at_once() -> None:
    """What a page shows comes a moment after what was done to it: ``expect`` waits for it, ``assert`` does not."""
    assert ASKED_AT_ONCE.search("    assert record.locator('.needed').count() == 1")
    for path in sorted((ROOT / "tests" / "browser").rglob("*.py")):
        asked = [line for line in path.read_text(encoding="utf-8").splitlines() if ASKED_AT_ONCE.search(line)]
        assert not asked, path.name
