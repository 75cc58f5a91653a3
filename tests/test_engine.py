"""The engine ``isoaudit-fork`` against a stock kernel, cell by cell; and what it does when something breaks."""

from __future__ import annotations

import copy
import json
import os
import re
import signal
import subprocess
import sys
from multiprocessing import forkserver
from pathlib import Path
from typing import Any, get_args

import edge_notebooks
import papermill
import pytest
from jupyter_client.kernelspec import NoSuchKernel
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError
from papermill.iorw import papermill_io

from isoaudit.errors import RunError
from isoaudit.journal.settings import shipped
from isoaudit.runs.engine import NAME, apart
from isoaudit.runs.engine.here import check_language
from isoaudit.runs.job import Engine, Job, default_engine, do, make_ready, start_method
from isoaudit.runs.kinds import NotebookKind
from isoaudit.runs.warm import invented

pytestmark = pytest.mark.skipif(default_engine() != "fork", reason="this system has no fork server")

CHANGING = (
    ("0x", r"0x[0-9a-f]{6,}", "0x"),  # addresses
    ("ipykernel_", r"\S*ipykernel_\d+\S*?\.py", "cell.py"),  # where a cell's source is said to lie
    (" time", r"(?m)^(CPU times|Wall time): .*$", r"\1"),
    ("<dc:date>", r"<dc:date>.*?</dc:date>", ""),
)


@pytest.fixture(scope="module", autouse=True)
def warm_server() -> None:
    """The fork server of the batch, so that what its warming up leaves behind would be seen."""
    make_ready("fork")


def plain(value: Any) -> Any:
    """A value without what differs between any two runs."""
    if isinstance(value, str):
        for sign, pattern, put in CHANGING:
            if sign not in value:  # a picture is long
                continue
            value = re.sub(pattern, put, value)
        return value
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, list) else value


def comparable(path: Path) -> dict[str, Any]:
    """A notebook as saved, without times and random ids.

    A stream may come in pieces, as the kernel's clock has it: pieces that follow one another are joined.
    """
    notebook = json.loads(path.read_text(encoding="utf-8"))
    about = notebook["metadata"]["papermill"]
    for name in ("start_time", "end_time", "duration", "input_path", "output_path"):
        assert about.pop(name) is not None, name
    for cell in notebook["cells"]:
        if "papermill-error-cell-tag" in cell["metadata"].get("tags", ()):
            cell.pop("id")
            continue
        for name in ("start_time", "end_time", "duration"):
            cell["metadata"]["papermill"].pop(name)
        if "execution" in cell["metadata"]:
            cell["metadata"]["execution"] = sorted(cell["metadata"]["execution"])
        cell["outputs"] = joined(cell.get("outputs", []))
    return dict(plain(notebook))


def joined(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Outputs with the pieces of a stream put together."""
    found: list[dict[str, Any]] = []
    for output in copy.deepcopy(outputs):
        if output["output_type"] == "stream":
            output["text"] = "".join(output["text"])
            if found and found[-1].get("name") == output["name"]:
                found[-1]["text"] += output["text"]
                continue
        found.append(output)
    return found


def run(source: Path, engine: str | None, folder: Path, **options: Any) -> tuple[dict[str, Any], list[Any]]:
    """What an engine makes of a notebook, in a folder of its own; and what papermill raises."""
    place = folder / (engine or "kernel")
    place.mkdir(exist_ok=True)
    target = place / source.name
    raised: list[Any] = []
    os.environ.pop("PYTEST_CURRENT_TEST", None)  # a kernel that sees it does not listen to the programs it calls
    try:
        papermill.execute_notebook(
            str(source), str(target), engine_name=engine, progress_bar=False, cwd=str(place), **options
        )
    except PapermillExecutionError as error:
        raised = [error.cell_index, error.exec_count, error.source, error.ename, error.evalue, error.traceback]
    except (CellTimeoutError, DeadKernelError) as error:
        raised = [type(error), str(error)]
    return comparable(target), plain(raised)


def both(source: Path, folder: Path, **options: Any) -> tuple[tuple[dict[str, Any], list[Any]], ...]:
    """What the engine makes of a notebook, and what a kernel makes of it."""
    return run(source, NAME, folder, **options), run(source, None, folder, **options)


def notebook(folder: Path, *cells: str) -> Path:
    """A notebook of these cells."""
    return edge_notebooks.write(cells, folder / "notebook.ipynb")


def texts(found: dict[str, Any]) -> list[str]:
    """What the cells of a notebook print or give."""
    outputs = [output for cell in found["cells"] for output in cell.get("outputs", ())]
    return ["".join(o.get("text") or o["data"]["text/plain"]) for o in outputs if o["output_type"] != "error"]


# --- the same outputs -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", edge_notebooks.RUNS)
def test_outputs_are_those_of_a_kernel(name: str, tmp_path: Path) -> None:
    ours, theirs = both(edge_notebooks.write(edge_notebooks.RUNS[name], tmp_path / "notebook.ipynb"), tmp_path)
    assert ours[1] == theirs[1] == []
    for one, other in zip(ours[0]["cells"], theirs[0]["cells"], strict=True):
        assert one == other, "".join(one["source"])
    assert ours == theirs


@pytest.mark.parametrize("name", edge_notebooks.STOPS)
def test_what_stops_a_notebook_is_told_as_by_a_kernel(name: str, tmp_path: Path) -> None:
    ours, theirs = both(edge_notebooks.write(edge_notebooks.STOPS[name], tmp_path / "notebook.ipynb"), tmp_path)
    assert ours == theirs


@pytest.mark.parametrize("mode", ["on_site", "by_record"])
def test_the_shipped_notebook_looks_the_same(mode: Any, tmp_path: Path) -> None:
    for engine in (NAME, "kernel"):
        (tmp_path / engine).mkdir()
        (tmp_path / engine / "case.json").write_text(invented(mode).model_dump_json(), encoding="utf-8")
    given = {"parameters": {"case": "case.json", "out": "."}}
    ours, theirs = both(shipped("notebooks") / "findings.ipynb", tmp_path, **given)
    for found in (*ours[0]["cells"], *theirs[0]["cells"]):
        if "injected-parameters" in found["metadata"]["tags"]:
            found.pop("id")
    assert ours == theirs
    assert "image/svg+xml" in json.dumps(ours[0])
    made = [(tmp_path / engine / "findings.json").read_bytes() for engine in (NAME, "kernel")]
    assert made[0] == made[1]


def test_edge_notebooks_show_something_of_each_sort() -> None:
    cells = [cell for cells in (*edge_notebooks.RUNS.values(), *edge_notebooks.STOPS.values()) for cell in cells]
    for sign in ("await ", "update_display", "clear_output", "!echo", "%%capture", "plt.", "sys.exit", "warnings.warn"):
        assert any(sign in cell for cell in cells), sign


def test_what_a_notebook_changes_is_not_there_for_the_next(tmp_path: Path) -> None:
    changing = notebook(
        tmp_path,
        "import os, sys, random, pandas as pd, numpy as np",
        "from isoaudit import wording\nfrom isoaudit.notebooks import findings as working_paper",
        "pd.options.display.max_rows = 3; working_paper.POINT = 'đã đổi'; os.environ['ISOAUDIT_X'] = '1'",
        "sys.path.insert(0, 'lạ'); np.random.seed(1); random.seed(1); np.set_printoptions(precision=1); x = 1",
        "pd.get_option('display.max_rows'), working_paper.POINT",
    )
    assert "đã đổi" in texts(run(changing, NAME, tmp_path)[0])[-1]
    clean = notebook(
        tmp_path,
        "import os, sys, pandas as pd, numpy as np\nfrom isoaudit.notebooks import findings as working_paper",
        "pd.get_option('display.max_rows'), working_paper.POINT, os.environ.get('ISOAUDIT_X'), 'lạ' in sys.path",
        "pd.DataFrame({'n': range(20)})",
        "np.array([1 / 3]), 'x' in globals(), len(In), os.getcwd() == os.path.realpath('.')",
    )
    ours, theirs = both(clean, tmp_path)
    assert ours == theirs


def test_random_numbers_are_others_in_each_process(tmp_path: Path) -> None:
    source = notebook(tmp_path, "import random, numpy as np\nprint(random.random(), np.random.rand())")
    (first,), (second,) = (texts(run(source, NAME, tmp_path)[0]) for _ in range(2))
    assert not set(first.split()) & set(second.split())


# --- what stops a run -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "late",
    [
        "print('bắt đầu', flush=True); import time; time.sleep(60)",
        "import asyncio; print('bắt đầu', flush=True); await asyncio.sleep(60)",
    ],
    ids=["sleeps", "awaits"],
)
def test_a_late_cell_is_stopped_as_by_a_kernel(late: str, tmp_path: Path) -> None:
    ours, theirs = both(notebook(tmp_path, "'xong'", late, "'không tới'"), tmp_path, execution_timeout=2)
    assert ours[1][0] is CellTimeoutError
    for found in (ours[0]["cells"][2], theirs[0]["cells"][2]):
        # a kernel is interrupted and killed at once: it is chance how much of the interruption it still tells
        found["metadata"].pop("execution")
        found["outputs"] = [output for output in found["outputs"] if output["output_type"] != "error"]
    assert ours == theirs
    assert texts(ours[0]) == ["'xong'", "bắt đầu\n"]


@pytest.mark.parametrize(
    "late", ["while True:\n    pass", "import time\ntry:\n    time.sleep(60)\nexcept Exception:\n    pass"]
)
def test_a_cell_cannot_talk_itself_out_of_being_late(late: str, tmp_path: Path) -> None:
    found, raised = run(notebook(tmp_path, "'xong'", late, "'không tới'"), NAME, tmp_path, execution_timeout=1)
    assert raised[0] is CellTimeoutError
    said = texts(found)
    assert said[0] == "'xong'"
    # a cell is interrupted and its process killed at once: it is chance whether the interruption is still printed
    assert [text.strip() for text in said[1:]] in ([], ["KeyboardInterrupt"])


def test_a_cell_that_will_not_stop_is_stopped_with_its_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_GRACE", 1.5)
    stubborn = "import time\nwhile True:\n    try:\n        time.sleep(60)\n    except BaseException:\n        pass"
    found, raised = run(notebook(tmp_path, "'xong'", stubborn), NAME, tmp_path, execution_timeout=1)
    assert raised[0] is CellTimeoutError
    assert texts(found) == ["'xong'"]


def test_a_cell_in_time_is_not_stopped_later(tmp_path: Path) -> None:
    cells = ("import time; time.sleep(0.6); 'một'",) * 4
    found, raised = run(notebook(tmp_path, *cells), NAME, tmp_path, execution_timeout=2)
    assert raised == []
    assert texts(found) == ["'một'"] * 4


def test_a_process_that_dies_is_a_dead_kernel(tmp_path: Path) -> None:
    ours, theirs = both(notebook(tmp_path, "'xong'", "import os; os.kill(os.getpid(), 9)", "1"), tmp_path)
    assert ours[1] == theirs[1] == [DeadKernelError, "Kernel died"]
    for found in (ours[0]["cells"][2], theirs[0]["cells"][2]):  # what a kernel says before it dies
        found["metadata"].pop("execution", None)
        found.pop("execution_count")
    assert ours == theirs


def test_another_language_is_refused_and_an_unknown_one_not_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "kernels" / "khác"
    folder.mkdir(parents=True)
    spec = {"argv": ["khac", "{connection_file}"], "display_name": "Khác", "language": "khac"}
    (folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    source = notebook(tmp_path, "1")
    with pytest.raises(RunError) as refused:
        papermill.execute_notebook(source, tmp_path / "out.ipynb", engine_name=NAME, kernel_name="khác")
    assert refused.value.problems[0].code == "RUN_008"
    for engine in (NAME, None):
        with pytest.raises(NoSuchKernel):
            papermill.execute_notebook(source, tmp_path / "out.ipynb", engine_name=engine, kernel_name="không-có")


def test_python_need_not_lie_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Debian has no «python», and jupyter_client starts its own by that name whatever lies there."""
    monkeypatch.setenv("PATH", "/nowhere")
    check_language.cache_clear()
    try:
        check_language("python3")
    finally:
        check_language.cache_clear()


def test_the_notebook_is_saved_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved: list[str] = []
    real = papermill_io.write
    monkeypatch.setattr(papermill_io, "write", lambda text, path: (saved.append(path), real(text, path)))
    run(notebook(tmp_path, "1", "2"), NAME, tmp_path)
    assert len(saved) == 1


def test_papermills_own_command_knows_the_engine(tmp_path: Path) -> None:
    source = notebook(tmp_path, "import pandas as pd\npd.get_option('display.max_columns')", "print('ra')")
    target = tmp_path / "out.ipynb"
    command = [Path(sys.executable).with_name("papermill"), "--engine", NAME, "--log-output", source, target]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert "ra" in done.stderr
    assert "Executing:" not in done.stderr  # no progress bar
    assert comparable(target) == run(source, None, tmp_path)[0]


# --- in the batch ---------------------------------------------------------------------------------------------------


def job(folder: Path, *cells: str) -> Job:
    """A job whose notebook has these cells after that of the parameters."""
    source = notebook(folder, 'case: str = "case.json"\nout: str = "."', *cells)
    read = json.loads(source.read_text(encoding="utf-8"))
    read["cells"][1]["metadata"]["tags"] = ["parameters"]
    source.write_text(json.dumps(read), encoding="utf-8")
    data = invented("on_site").model_dump_json().encode()
    kind = NotebookKind(source, "Phiếu", "inspection", (), (), ("case", "out"))
    return Job("0", "0", "Phiếu", kind, data, folder / "out", timeout=30)


IN_FORK_ONLY = "import os, threading\nif not any(t.name == 'IOPub' for t in threading.enumerate()):\n    "


@pytest.mark.parametrize("breaks", ["os.kill(os.getpid(), 9)", "os._exit(0)"], ids=["killed", "leaves"])
def test_what_breaks_the_fast_way_is_done_again_on_a_kernel(breaks: str, tmp_path: Path) -> None:
    broken = job(tmp_path, IN_FORK_ONLY + breaks, "'xong'")
    failure, said = do(broken, "fork", start_method("fork"))
    assert failure is None
    assert "đã chạy lại bằng kernel" in said
    assert "xong" in (broken.draft / "notebook.ipynb").read_text(encoding="utf-8")


def test_a_cell_that_raises_is_not_done_again(tmp_path: Path) -> None:
    failure, said = do(job(tmp_path, IN_FORK_ONLY + "raise ValueError('hỏng')"), "fork", start_method("fork"))
    assert failure is not None
    assert (failure.code, said) == ("RUN_003", "")
    assert "hỏng" in failure.what


def test_both_engines_make_the_same_files(tmp_path: Path) -> None:
    made = []
    for engine in get_args(Engine):
        folder = tmp_path / engine
        folder.mkdir()
        source = job(folder, "import pandas as pd\npd.DataFrame({'n': [1]})", "print('ra')")
        assert do(source, engine, start_method(engine)) == (None, "")
        made.append([(source.draft / name).read_bytes() for name in ("notebook.ipynb", "notebook.html")])
    assert made[0] == made[1]


def test_a_killed_fork_server_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed at the worst moment: somebody has just seen that it is there."""
    server = forkserver._forkserver  # type: ignore[attr-defined]
    real, kills = server.ensure_running, [1]

    def found_running() -> None:
        real()
        if kills:
            kills.pop()
            os.kill(server._forkserver_pid, signal.SIGKILL)

    monkeypatch.setattr(server, "ensure_running", found_running)
    assert do(job(tmp_path, "'xong'"), "fork", start_method("fork")) == (None, "")
    assert not kills


def test_warming_up_leaves_a_shell_in_which_nothing_ran() -> None:
    shown = (
        "import isoaudit.runs.preload; from isoaudit.runs.engine import here; import asyncio, sys, threading\n"
        "shell = here.IPKernelApp.instance().shell\n"
        "print(shell.execution_count, [n for n in ('paper', 'case', 'display') if n in shell.user_ns], "
        "threading.active_count(), 'pandas' in sys.modules, 'matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", shown], capture_output=True, text=True, timeout=300, check=True)
    assert done.stdout.split() == ["1", "[]", "1", "True", "False"]
    assert done.stderr == ""
