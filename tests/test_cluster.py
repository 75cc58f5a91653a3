"""The jobs on a real Dask cluster on this machine: a scheduler and workers as processes of their own."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import psutil
import pytest
from conftest import AGENCIES, AUTHORITY, cases, run_isoaudit
from kills import ROUNDS, SEED, dice_of
from test_run import conforming, criteria, import_answers

from isoaudit.cli.speech import FEW
from isoaudit.wording import count

HOW_MANY = cases(3, 6)
NAMES = ("99-STP", "99-CCKL", "99-90001", "99-90019", *(f"99-A{n}" for n in range(1, HOW_MANY + 1)))
MORE = "".join(
    f"99-A{n},Sở Thứ {n},tinh,co_quan_chuyen_mon,bat_buoc,da_cong_bo,2015,,12,\n" for n in range(1, HOW_MANY + 1)
)
Start = Callable[..., "psutil.Popen"]


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme of some inspections, not run."""
    folder = tmp_path_factory.mktemp("cluster") / "năm 2026"
    run_isoaudit("init", folder, "--authority", AUTHORITY, "--year", 2026)
    inspections = "agency,mode\n" + "".join(f"{name},on_site\n" for name in NAMES)
    for name, text in (("agencies", AGENCIES + MORE), ("inspections", inspections)):
        table = folder.parent / f"{name}.csv"
        table.write_text(text, encoding="utf-8")
        assert run_isoaudit("-C", folder, name, "import", table).returncode == 0
    rows = [
        row
        for name, kind in (
            *((name, "co_quan_chuyen_mon") for name in ("99-STP", "99-A1", "99-A2")),
            ("99-CCKL", "chi_cuc"),
        )
        for row in conforming(f"2026-{name}-TS", criteria(mode="on_site", kind=kind))
    ]
    rows[3] |= {"verdict": "nonconforming", "gap": "Thiếu 05/12 quy trình."}
    import_answers(folder, rows)
    return folder


@pytest.fixture(scope="module")
def done_here(programme: Path) -> Path:
    """A copy that was run on this machine."""
    folder = Path(shutil.copytree(programme, programme.parent / "ở đây"))
    run_isoaudit("-C", folder, "run", "findings", "--workers", 2)
    return folder


@pytest.fixture
def copy(programme: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(programme, tmp_path / "bản sao"))


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a process of the cluster; all of them are ended afterwards, with what they started."""
    started: list[psutil.Popen] = []

    def run(*command: object, **environment: str) -> psutil.Popen:
        process = psutil.Popen(
            [sys.executable, "-m", "distributed.cli." + str(command[0]), *map(str, command[1:]), "--no-dashboard"],
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=tmp_path,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        with contextlib.suppress(psutil.NoSuchProcess):
            for child in process.children(recursive=True):
                with contextlib.suppress(psutil.NoSuchProcess):
                    child.kill()
            process.kill()
            process.wait(10)


def address(start: Start, tmp_path: Path) -> str:
    """A scheduler on this machine alone; where it is."""
    file = tmp_path / "scheduler.json"
    start("dask_scheduler", "--host", "127.0.0.1", "--port", 0, "--scheduler-file", file)
    until = time.monotonic() + 60
    while not file.is_file():
        assert time.monotonic() < until, "no scheduler"
        time.sleep(0.1)
    return str(json.loads(file.read_text())["address"])


def worker(start: Start, scheduler: str, name: str, *options: str) -> psutil.Popen:
    """A worker that is not watched by a nanny, unless the options say otherwise."""
    how = options or ("--no-nanny",)
    return start("dask_worker", scheduler, "--nthreads", 1, "--host", "127.0.0.1", "--name", name, *how)


def wait_for(scheduler: str, workers: int) -> None:
    from distributed import Client

    with Client(scheduler, timeout=30, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        client.wait_for_workers(workers, timeout=60)  # type: ignore[no-untyped-call]


def files(folder: Path) -> dict[str, bytes]:
    """What was made for the inspections; the stamps hold the marks of the same files."""
    return {
        str(path.relative_to(folder / "out")): path.read_bytes()
        for path in sorted((folder / "out").glob("*/*"))
        if path.is_file()
    }


def statuses(folder: Path) -> dict[str, str]:
    record = json.loads((folder / "out" / "run.json").read_text(encoding="utf-8"))
    return {outcome["inspection"]: outcome["status"] for outcome in record["outcomes"]}


def test_a_cluster_makes_what_this_machine_makes(copy: Path, done_here: Path, start: Start, tmp_path: Path) -> None:
    """Byte for byte, with the office's own template and a letter that a person edited."""
    scheduler = address(start, tmp_path)
    for name in ("một", "hai"):
        worker(start, scheduler, name)
    wait_for(scheduler, 2)
    done = run_isoaudit("-C", copy, "run", "findings", "--scheduler", scheduler)
    assert done.returncode == 1, done.stderr  # most were not answered
    assert "Chạy trên cụm máy, 2 việc cùng lúc." in done.stderr
    assert files(copy) == files(done_here)

    letter = copy / "out" / "2026-99-STP-TS" / "notice.docx"
    edited = docx.Document(str(letter))
    edited.paragraphs[-1].add_run(" Đã sửa tay.")
    edited.save(str(letter))
    own = copy / "templates" / "notice.docx"
    shutil.copyfile(Path(docx.__file__).parent / "templates" / "default.docx", own)
    template = docx.Document(str(own))
    template.add_paragraph("Mẫu riêng: {{ agency }}")
    template.save(str(own))
    before = letter.read_bytes()
    assert run_isoaudit("-C", copy, "run", "findings", "--scheduler", scheduler).returncode == 1
    assert letter.read_bytes() == before
    newer = docx.Document(str(letter.with_name("notice.new.docx")))
    assert [p.text for p in newer.paragraphs][-1] == "Mẫu riêng: Sở Tư pháp"
    assert set(statuses(copy).values()) == {"ran"}
    assert run_isoaudit("-C", copy, "run", "findings", "--scheduler", scheduler).returncode == 1
    assert set(statuses(copy).values()) == {"skipped"}


@pytest.mark.parametrize("number", range(ROUNDS or 1))
def test_a_worker_that_is_killed_costs_nothing(
    number: int, copy: Path, done_here: Path, start: Start, tmp_path: Path
) -> None:
    """At a random moment once the first inspection is done: then jobs lie with it."""
    dice = dice_of("dask", number)
    scheduler = address(start, tmp_path)
    doomed = worker(start, scheduler, "một")
    worker(start, scheduler, "hai")
    wait_for(scheduler, 2)
    with running(copy, scheduler) as command:
        wait_for_papers(copy, dice.randrange(1, len(NAMES) - 2), command)
        time.sleep(dice.random() * 0.5)
        doomed.kill()
        _, said = command.communicate(timeout=240)
    told = f"seed {SEED}, round {number}: {said}"
    assert "Traceback" not in said, told
    assert set(statuses(copy).values()) == {"ran"}, told
    assert files(copy) == files(done_here), told


def test_a_scheduler_that_is_lost_is_said_and_the_rest_is_done_here(
    copy: Path, done_here: Path, start: Start, tmp_path: Path
) -> None:
    scheduler = address(start, tmp_path)
    process = next(p for p in psutil.Process().children() if "distributed.cli.dask_scheduler" in p.cmdline())
    worker(start, scheduler, "một")
    wait_for(scheduler, 1)
    with running(copy, scheduler) as command:
        wait_for_papers(copy, 1, command)
        process.kill()
        _, said = command.communicate(timeout=240)
    found = statuses(copy)
    lost = [id for id, status in found.items() if status == "failed"]
    assert command.returncode == 1 and lost
    assert "Traceback" not in said
    named = [line for line in said.splitlines() if "mất liên lạc với cụm máy, chưa có phiếu." in line]
    assert len(named) >= min(len(lost), FEW), said  # the first as they are lost, the many in one line at the end
    if len(lost) > FEW:
        assert f"{count(len(lost))} chỗ (" in named[-1], said
    run_isoaudit("-C", copy, "run", "findings", "--workers", 2)
    assert {id for id, status in statuses(copy).items() if status == "ran"} == set(lost)
    assert files(copy) == files(done_here)


def test_workers_that_may_not_start_processes_are_named(copy: Path, start: Start, tmp_path: Path) -> None:
    """Dask's nanny makes its worker a daemon, which may have no children; with another setting it can be used."""
    scheduler = address(start, tmp_path)
    nothing = run_isoaudit("-C", copy, "run", "findings", "--scheduler", scheduler)
    assert nothing.returncode == 2 and "chưa có máy nào tham gia" in nothing.stderr
    worker(start, scheduler, "bị cấm", "--nanny")
    wait_for(scheduler, 1)
    refused = run_isoaudit("-C", copy, "run", "findings", "--scheduler", scheduler)
    assert refused.returncode == 2
    assert "không cho mở tiến trình mới" in refused.stderr and "--no-nanny" in refused.stderr
    assert not (copy / "out" / "run.json").exists()
    start("dask_worker", scheduler, "--nthreads", 1, "--host", "127.0.0.1", "--nanny", "--name", "được phép",
          DASK_DISTRIBUTED__WORKER__DAEMON="False")  # fmt: skip
    wait_for(scheduler, 2)
    done = run_isoaudit("-C", copy, "run", "findings", "--scheduler", scheduler)
    assert done.returncode == 1 and "không cho mở tiến trình mới" in done.stderr
    assert "Chạy trên cụm máy, 1 việc cùng lúc." in done.stderr
    assert set(statuses(copy).values()) == {"ran"}


def test_a_scheduler_that_is_not_there_is_said(copy: Path) -> None:
    done = run_isoaudit("-C", copy, "run", "findings", "--scheduler", "tcp://127.0.0.1:9")
    assert done.returncode == 2
    assert "tcp://127.0.0.1:9: không tìm thấy bộ điều phối ở địa chỉ này." in done.stderr
    wrong = run_isoaudit("-C", copy, "run", "findings", "--scheduler", "không phải địa chỉ")
    assert wrong.returncode == 2 and "không tìm thấy bộ điều phối" in wrong.stderr


def test_without_the_extra_it_is_said_how_to_install_it(copy: Path) -> None:
    code = (
        "import sys; sys.modules['distributed'] = None; from isoaudit.cli import run; sys.argv[0] = 'isoaudit'; run()"
    )
    command = [sys.executable, "-c", code, "-C", str(copy), "run", "findings", "--scheduler", "tcp://127.0.0.1:9"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and "isoaudit[cluster]" in done.stderr, done.stderr


@contextlib.contextmanager
def running(folder: Path, scheduler: str) -> Iterator[subprocess.Popen[str]]:
    """The command at work."""
    script = Path(sys.executable).with_name("isoaudit")
    command = [str(script), "-C", str(folder), "run", "findings", "--scheduler", scheduler]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)


def wait_for_papers(folder: Path, number: int, command: subprocess.Popen[str]) -> None:
    until = time.monotonic() + 120
    while len(list(folder.glob("out/*/findings.stamp.json"))) < number:
        assert command.poll() is None and time.monotonic() < until, "the run ended, or does not begin"
        time.sleep(0.05)
