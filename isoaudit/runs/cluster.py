"""The same jobs on a Dask cluster: several machines, no disk in common.

A parcel carries all a job reads and comes back as the files it made. On each machine of the cluster a job runs as it
does here, in a fresh process of its own (:mod:`isoaudit.runs.job`); a Dask worker has threads and is never forked.
``distributed`` is imported here alone, and only when a cluster is asked for.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import re
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from isoaudit import __version__
from isoaudit.errors import Problem, RunError, problem
from isoaudit.files import read_bounded, write_whole
from isoaudit.runs import trust
from isoaudit.runs.job import LOOK, STOP, Engine, Job, default_engine, do, start_method
from isoaudit.runs.results import package

_CONNECT = 10.0  # seconds to find the scheduler
_BETWEEN_LOOKS = 2.0
_LOST = 30.0  # seconds without any machine after which the run goes on without
_TALKERS = ("distributed", "concurrent.futures", "tornado", "asyncio")
_ADDRESS = re.compile(r"([a-z]+://)?[\w.:\[\]-]+:\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A job on its way: all it reads."""

    job: Job
    notebook: bytes
    templates: dict[str, bytes]
    """The office's own Word templates."""
    engine: Engine | None
    package: str
    """The isoaudit that is to do it; see :func:`isoaudit.runs.results.package`."""


@dataclass(frozen=True, slots=True)
class Returned:
    """What became of a job, and the files it made."""

    failure: Problem | None
    note: str
    """What else is to be said of it, in words; mostly empty."""
    files: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Fitness:
    """What a machine of the cluster says of itself."""

    daemon: bool
    """Whether it is forbidden to start processes, as Dask's workers are unless told otherwise."""
    package: str
    version: str


def fitness() -> Fitness:
    """What this process says of itself as a worker."""
    return Fitness(bool(multiprocessing.current_process().daemon), package(), __version__)


def perform(parcel: Parcel) -> Returned:
    """On a machine of the cluster: the job, in a folder that is gone afterwards."""
    if wrong := _unfit(
        "", fitness(), parcel.package
    ):  # a machine that joined during the run was not examined at its start
        return Returned(replace(wrong, where=parcel.job.subject), "", {})
    with tempfile.TemporaryDirectory(prefix="isoaudit-") as folder:
        programme = Path(folder)
        notebook = programme / "notebooks" / parcel.job.kind.path.name
        for target, files in (
            (notebook.parent, {notebook.name: parcel.notebook}),
            (programme / "templates", parcel.templates),
        ):
            target.mkdir(parents=True, exist_ok=True)
            for name, data in files.items():
                (target / name).write_bytes(data)
        engine = parcel.engine or default_engine()
        kind = replace(parcel.job.kind, path=notebook)
        job = replace(parcel.job, kind=kind, out=programme / "out" / parcel.job.subject)
        failure, note = do(job, engine, start_method(engine))
        read = {kind.case, *job.beside}
        files = {
            path.name: path.read_bytes() for path in job.draft.iterdir() if path.is_file() and path.name not in read
        }
        return Returned(failure, note, files)


@dataclass(slots=True)
class Cluster:
    """A cluster one is connected to."""

    client: Any
    executor: Executor
    threads: int
    """How many jobs it does at once."""
    unfit: list[Problem]
    """Machines that take no part, and why."""
    engine: Engine | None = None
    _alive: float = field(default_factory=time.monotonic)
    """When a machine was last known to be there."""
    _looked: float = field(default_factory=time.monotonic)

    def do(self, job: Job) -> tuple[Problem | None, str]:
        """As :func:`isoaudit.runs.job.do`, elsewhere; what comes back is written into the draft folder here."""
        job.prepare()
        returned = self._sent(_packed(job, self.engine))
        if isinstance(returned, Problem):
            return returned, ""
        for name, data in returned.files.items():
            write_whole(job.draft / name, data)
        if notebook := returned.files.get(job.kind.notebook):
            trust.sign_written(notebook, trust.store_of_user())
        return returned.failure, returned.note

    def _sent(self, parcel: Parcel) -> Returned | Problem:
        """What a machine returns; why nothing came back, if nothing did."""
        try:
            future: Future[Returned] = self.executor.submit(perform, parcel)
            while not wait([future], LOOK).done:
                if STOP.is_set() or self._is_lost():
                    future.cancel()
                    return problem("CLUSTER_004", parcel.job.subject)
            return future.result()
        except Exception as error:  # a lost scheduler, a machine that died too often
            code = "CLUSTER_005" if type(error).__name__ == "KilledWorker" else "CLUSTER_004"
            return problem(code, parcel.job.subject)

    def _is_lost(self) -> bool:
        """Whether nobody has been there for a while who could do a job."""
        now = time.monotonic()
        if now - self._looked > _BETWEEN_LOOKS:
            self._looked = now
            with contextlib.suppress(Exception):  # a machine that does not answer counts as none
                if self.client.nthreads():
                    self._alive = time.monotonic()
        return now - self._alive > _LOST


@contextmanager
def connected(address: str, engine: Engine | None = None) -> Iterator[Cluster]:
    """A Dask cluster, by the address of its scheduler, such as ``tcp://10.0.0.5:8786``.

    Raises RunError: CLUSTER_001 (no scheduler there), CLUSTER_002 (``distributed`` is not installed), CLUSTER_003
    (no worker, or none that can do the jobs; each is named).
    """
    if not _ADDRESS.fullmatch(address):
        raise RunError(problem("CLUSTER_001", address))
    try:
        from distributed import Client
    except ImportError:
        raise RunError(problem("CLUSTER_002", address)) from None
    for name in _TALKERS:  # a lost connection is reported by isoaudit, in Vietnamese
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client: Any = Client(address, timeout=_CONNECT, set_as_default=False)
    except Exception as error:  # each protocol raises exceptions of its own
        raise RunError(problem("CLUSTER_001", address)) from error
    try:
        threads: dict[str, int] = client.nthreads()
        answers: dict[str, Any] = client.run(fitness, on_error="return")
        unfit = [wrong for worker in sorted(threads) if (wrong := _unfit(worker, answers.get(worker), package()))]
        fit = sorted(set(threads) - {wrong.where for wrong in unfit})
        if not fit:
            raise RunError(unfit or [problem("CLUSTER_003", address, reason="chưa có máy nào tham gia")])
        # Named only where some are unfit: one that is lost may come back under another address.
        executor = client.get_executor(pure=False, **({"workers": fit} if unfit else {}))
        yield Cluster(client, executor, sum(threads[worker] for worker in fit), unfit, engine)
    finally:
        client.close(timeout=_CONNECT)


def _unfit(worker: str, answer: Fitness | Exception | None, wanted: str) -> Problem | None:
    """Why a worker cannot do the jobs, if it cannot."""
    if isinstance(answer, Fitness) and not answer.daemon and answer.package == wanted:
        return None
    if isinstance(answer, Fitness) and answer.daemon:
        reason = (
            "thiết lập của máy này không cho mở tiến trình mới; chạy lại máy với «--no-nanny», "
            "hoặc đặt DASK_DISTRIBUTED__WORKER__DAEMON=False"
        )
    elif isinstance(answer, Fitness):
        other = (
            f"isoaudit {answer.version}" if answer.version != __version__ else "isoaudit đã sửa đổi, hoặc Python khác"
        )
        reason = f"máy này dùng {other}; cài cùng một bản với máy chạy lệnh"
    else:
        reason = "máy này chưa cài isoaudit, hoặc dùng bản quá cũ"
    return problem("CLUSTER_003", worker, reason=reason)


def _packed(job: Job, engine: Engine | None) -> Parcel:
    own = job.out.parent.parent / "templates"
    templates = {path.name: read_bounded(path) for path in own.glob("*.docx")} if own.is_dir() else {}
    case = job.case if isinstance(job.case, bytes) else job.case.read_bytes()
    return Parcel(replace(job, case=case, signs=False), read_bounded(job.kind.path), templates, engine, package())
