"""Which notebooks run: ours as shipped, and those this user trusts, in the store that JupyterLab keeps."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from conftest import Run
from hypothesis import given
from hypothesis import strategies as st

from isoaudit.errors import RunError
from isoaudit.files import shipped
from isoaudit.runs import trust
from isoaudit.runs.shape import read_notebook

OURS = shipped("notebooks") / "findings.ipynb"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A trust store of its own, which is not there yet."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    return tmp_path / "jupyter"


def changed(path: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """Our notebook with a change, as another editor writes it."""
    notebook = json.loads(OURS.read_text(encoding="utf-8"))
    change(notebook)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def code(source: str) -> dict[str, Any]:
    return {"cell_type": "code", "id": "new", "source": source, "metadata": {}, "outputs": [], "execution_count": None}


def test_ours_runs_and_so_it_does_with_other_line_ends_indentation_and_output(store: Path, tmp_path: Path) -> None:
    assert trust.problem_of(OURS) is None

    def run_in_another_editor(notebook: dict[str, Any]) -> None:
        cell = notebook["cells"][1]
        cell["source"], cell["execution_count"] = "".join(cell["source"]), 7
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "1"}]
        cell["metadata"]["execution"] = {"iopub.execute_input": "2026-01-01"}
        notebook["metadata"]["language_info"] = {"name": "python", "version": "3.13"}

    path = changed(tmp_path / "another name.ipynb", run_in_another_editor)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert trust.problem_of(path) is None
    assert not store.exists()


CHANGES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "a cell more": (lambda n: n["cells"].insert(2, code("import os")), "thêm ô 3"),
    "a cell changed": (lambda n: n["cells"][2].update(source="import os"), "sửa ô 3"),
    "a cell less": (lambda n: n["cells"].pop(2), "bỏ ô 3"),
    "a text as code": (lambda n: n["cells"].__setitem__(0, {**code(""), "source": n["cells"][0]["source"]}), "sửa ô 1"),
    "a tag": (lambda n: n["cells"][2]["metadata"].update(tags=["parameters"]), "sửa ô 3"),
    "another kernel": (lambda n: n["metadata"]["kernelspec"].update(name="bash"), "khai báo chung"),
    "another kind": (lambda n: n["metadata"].update(isoaudit={"makes": ["x"]}), "khai báo chung"),
}


@pytest.mark.parametrize(("change", "words"), CHANGES.values(), ids=CHANGES.keys())
def test_a_foreign_one_is_refused_with_its_difference_until_it_is_trusted_and_again_when_changed(
    store: Path, tmp_path: Path, change: Callable[[dict[str, Any]], object], words: str
) -> None:
    path = changed(tmp_path / "findings.ipynb", change)
    problem = trust.problem_of(path)
    assert problem and problem.code == "TRUST_001" and words in problem.what
    assert f'isoaudit trust "{path}"' in problem.remedy
    assert not store.exists()
    trust.trust(path)
    assert trust.problem_of(path) is None
    assert trust.problem_of(shutil.copy(path, tmp_path / "copied.ipynb")) is None
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"].append(code("import shutil"))
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert trust.problem_of(path)


@given(st.integers(0, 30), st.text(max_size=30), st.sampled_from(["source", "cell_type"]))
def test_no_change_of_a_cells_text_goes_unseen(place: int, text: str, field: str) -> None:
    notebook = json.loads(OURS.read_text(encoding="utf-8"))
    cells = notebook["cells"]
    cell = cells[place % len(cells)]
    before = "".join(cell[field])
    cell[field] = text
    assert trust._is_shipped(notebook) == (text == before)


def test_another_users_store_means_nothing_here(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = changed(tmp_path / "findings.ipynb", lambda n: n["cells"].append(code("1")))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "of the sender"))
    trust.trust(path)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(store))
    other = changed(tmp_path / "other.ipynb", lambda n: n["cells"].append(code("2")))
    trust.trust(other)
    shutil.copy(tmp_path / "of the sender" / "nbsignatures.db", store / "nbsignatures.db")
    assert trust.problem_of(path)


def test_what_is_saved_in_jupyterlab_is_trusted_by_that(store: Path, tmp_path: Path) -> None:
    from jupyter_server.services.contents.filemanager import FileContentsManager

    shutil.copy(OURS, tmp_path / "findings.ipynb")
    server = FileContentsManager(root_dir=str(tmp_path))
    model = server.get("findings.ipynb")
    model["content"]["cells"].append(nbformat.v4.new_code_cell("x = 1\nx"))
    server.save(model, "findings.ipynb")
    assert trust.difference(tmp_path / "findings.ipynb").changes
    assert trust.problem_of(tmp_path / "findings.ipynb") is None
    server.notary.close()


def test_what_we_sign_is_trusted_in_jupyterlab(store: Path, tmp_path: Path) -> None:
    from jupyter_server.services.contents.filemanager import FileContentsManager

    notebook = nbformat.read(OURS, as_version=4)
    picture = nbformat.v4.new_output("display_data", {"text/html": "<b>1</b>\n<i>2</i>"})
    notebook.cells[2].outputs = [picture]
    (tmp_path / "findings.ipynb").write_text(nbformat.writes(notebook), encoding="utf-8")
    server = FileContentsManager(root_dir=str(tmp_path))
    shown = [c["metadata"]["trusted"] for c in server.get("findings.ipynb")["content"]["cells"] if "outputs" in c]
    assert not any(shown)
    assert trust.sign_written((tmp_path / "findings.ipynb").read_bytes(), store)
    shown = [c["metadata"]["trusted"] for c in server.get("findings.ipynb")["content"]["cells"] if "outputs" in c]
    assert all(shown)
    server.notary.close()


@pytest.mark.parametrize("name", ["a file is there", "a folder above it is a file"])
def test_a_store_that_cannot_be_written_is_said_and_ours_run_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_bytes(b"")
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(in_the_way if name == "a file is there" else in_the_way / "below"))
    assert trust.problem_of(OURS) is None
    path = changed(tmp_path / "findings.ipynb", lambda n: n["cells"].append(code("1")))
    assert trust.problem_of(path)
    with pytest.raises(RunError) as refused:
        trust.trust(path)
    assert [p.code for p in refused.value.problems] == ["TRUST_002"]
    assert not trust.sign_written(path.read_bytes(), trust.store_of_user())
    trust.sign_copied(tmp_path)


def test_what_was_trusted_runs_from_a_store_that_has_become_read_only(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = changed(tmp_path / "findings.ipynb", lambda n: n["cells"].append(code("1")))
    other = changed(tmp_path / "other.ipynb", lambda n: n["cells"].append(code("2")))
    trust.trust(path)
    connect = sqlite3.connect
    uri = f"{(store / 'nbsignatures.db').as_uri()}?mode=ro"
    monkeypatch.setattr(sqlite3, "connect", lambda _, **given: connect(uri, uri=True, **given))
    assert trust.problem_of(path) is None
    assert trust.problem_of(other)


FORMATS = {
    "no JSON": b"print(1)",
    "no notebook": b"[]",
    "of the old kind": b'{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}',
    "cells that are none": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [1]}',
    "a kernel that is none": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": []}, "cells": []}',
    "half a sign": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {"x": "\\ud800"}, "cells": []}',
    "deeper than deep": b'{"nbformat": 4, "cells": [], "metadata": {"x": ' + b"[" * 9000 + b"]" * 9000 + b"}}",
}


@pytest.mark.parametrize("data", FORMATS.values(), ids=FORMATS.keys())
def test_what_is_no_notebook_is_refused_in_words(store: Path, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.ipynb"
    path.write_bytes(data)
    for ask in (trust.problem_of, trust.trust, trust.difference):
        with pytest.raises(RunError) as refused:
            ask(path)
        assert [p.code for p in refused.value.problems] == ["FILE_002"]


def test_a_notebook_without_ids_stays_trusted(store: Path, tmp_path: Path) -> None:
    def without_ids(notebook: dict[str, Any]) -> None:
        notebook["cells"].append(code("1"))
        for cell in notebook["cells"]:
            cell.pop("id", None)

    path = changed(tmp_path / "findings.ipynb", without_ids)
    trust.trust(path)
    assert trust.problem_of(path) is None


def test_the_command_shows_every_sign_then_trusts(
    isoaudit: Run, programme: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = changed(
        programme / "notebooks" / "findings.ipynb", lambda n: n["cells"].insert(2, code("a = 1\rb\x1b[8mc\u202ed"))
    )
    refused = isoaudit("-C", programme, "run", "findings")
    assert refused.returncode == 2
    assert f"{path}: sổ tay này chưa được tin cậy trên máy này (khác bản kèm theo: thêm ô 3)" in refused.stderr
    assert not list((programme / "out").glob("2026*"))
    shown = isoaudit("trust", "--show", path)
    assert shown.returncode == 1
    assert "+a = 1\ufffdb\ufffd[8mc\ufffdd" in shown.stdout
    assert isoaudit("-C", programme, "run", "findings").returncode == 2
    assert isoaudit("trust", path).returncode == 0
    assert isoaudit("trust", "--show", path).returncode == 0
    after = isoaudit("-C", programme, "run", "findings", "99-STP")
    assert "chưa được tin cậy" not in after.stderr and list((programme / "out").glob("2026*"))


def test_init_trusts_what_it_copies_for_the_next_version(isoaudit: Run, store: Path, tmp_path: Path) -> None:
    folder = tmp_path / "năm"
    assert isoaudit("init", folder, "--authority", "Chi cục X tỉnh Y", "--year", 2026).returncode == 0
    copied = folder / "notebooks" / OURS.name
    assert trust._is_signed(copied, read_notebook(copied))
    assert store.stat().st_mode & 0o077 == 0


def test_jupyterlab_asks_for_no_news_and_fetches_none(tmp_path: Path) -> None:
    """faults E4: nothing leaves the laptop, nor is one click away from it."""
    from importlib.resources import files

    import jupyterlab
    from jupyterlab_server.settings_utils import get_settings

    shared = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    places = shared["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert places["isoaudit/runs/jupyterlab-settings.json"].startswith("share/jupyter/lab/settings/overrides.d/")
    own = tmp_path / "overrides.d" / "isoaudit.json"
    own.parent.mkdir()
    own.write_bytes(files("isoaudit.runs").joinpath("jupyterlab-settings.json").read_bytes())
    schemas = Path(jupyterlab.__file__).parent / "schemas"
    name = "@jupyterlab/apputils-extension:notification"
    found, warned = get_settings(str(tmp_path), str(schemas), str(tmp_path), name)
    assert not any(warned)
    asked = {key: said["default"] for key, said in found["schema"]["properties"].items()}
    assert (asked["fetchNews"], asked["checkForUpdates"]) == ("false", False)


def test_a_notebook_run_where_it_lies_says_what_to_open_instead() -> None:
    """faults E3: nbconvert --execute, and ``-p cas``, end in a sentence and not in a traceback."""
    from isoaudit.notebooks import findings

    with pytest.raises(RunError) as refused:
        findings.load(None)
    (said,) = refused.value._render_traceback_()
    assert "gõ sai tên" in said and "isoaudit run" in said and "thư mục «out»" in said
