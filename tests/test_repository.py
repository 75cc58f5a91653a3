"""What the repository promises about itself."""

from __future__ import annotations

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
