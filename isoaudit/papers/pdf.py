"""Word files as PDF; hides LibreOffice.

Many files go through one LibreOffice, which takes seconds to start, and through two at once. Each has a profile of its
own, so that it neither meets nor disturbs the one a person has open. A file it hangs on, or dies of, is left out and
the others are done. The last line of a PDF made here says of which Word file it was made; a PDF without that line is
somebody's own, a signed one perhaps, and stays.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from isoaudit.errors import IsoAuditError, Problem, RunError, problem
from isoaudit.files import read_bounded, reason, write_whole
from isoaudit.office.archive import kind_by_parts
from isoaudit.programs import OFFICE, find

TIMEOUT = 60.0
_AT_ONCE = 2
_PER_CALL = 100
"""Files named in one command: Windows takes 32,767 characters."""
_STAMP = re.compile(rb"\n%isoaudit ([0-9a-f]{64}) ([0-9a-f]{64})\n\Z")
_LARGEST = 200_000_000
"""Bytes read of a Word file; more is cut, and then no Word file."""
_POLL = 0.05
_End = Literal["done", "silent", "died"]
_PLAIN = "pdf:writer_pdf_Export"
_ARCHIVAL = _PLAIN + ':{"SelectPdfVersion":{"type":"long","value":"2"}}'
"""PDF/A-2b."""
_DECLARED = (b"<pdfaid:part>2</pdfaid:part>", b"<pdfaid:conformance>B</pdfaid:conformance>")
"""What the XMP of such a PDF says (ISO 19005-2, 6.6.4)."""


@dataclass(frozen=True)
class Printed:
    """What came of a call."""

    made: tuple[Path, ...]
    """The PDFs that now stand for the Word files as they are, also those that already did."""
    problems: tuple[Problem, ...]
    """Why others do not."""


def to_pdf(paths: Iterable[Path], timeout: float = TIMEOUT) -> Printed:
    """A PDF beside each Word file, of the same name; the Word files are only read.

    ``timeout``: seconds LibreOffice may take over one file. What cannot be done is a problem and stops nothing else:
    ``PDF_001`` (no LibreOffice), ``PDF_002`` (too long), ``PDF_003`` (LibreOffice died), ``PDF_004`` (not a file it can
    read), ``PDF_005`` (a PDF of somebody's own is there), ``FILE_002``, ``FILE_005``.
    """
    wanted = list(dict.fromkeys(paths))
    jobs, problems = _jobs(wanted)
    office = find(OFFICE) if jobs else None
    if office is not None:
        problems += _converted(office, jobs, timeout)
    elif jobs:
        where = os.path.commonpath([job.path.parent.resolve() for job in jobs])
        problems.append(problem("PDF_001", where, count=len(jobs)))
    order = {str(path): number for number, path in enumerate(wanted)}
    problems.sort(key=lambda found: order.get(found.where, -1))
    return Printed(tuple(path.with_suffix(".pdf") for path in wanted if _current(path)), tuple(problems))


def to_pdf_a(documents: Mapping[str, bytes], timeout: float = TIMEOUT) -> tuple[dict[str, bytes], list[Problem]]:
    """PDF/A-2b of Word files, by their names; and why others have none.

    LibreOffice writes the time into them, also within the fonts: made again they have other bytes. Problems: as
    :func:`to_pdf`, and ``ARCHIVE_004`` where what LibreOffice made does not say that it is PDF/A-2b.
    """
    made: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory(prefix="isoaudit-pdf-", ignore_cleanup_errors=True) as folder:
        names = {Path(folder, f"{number:05}.docx"): name for number, name in enumerate(documents)}
        for path, name in names.items():
            path.write_bytes(documents[name])
        jobs, problems = _jobs(list(names))
        if jobs and (office := find(OFFICE)):
            problems += _converted(office, jobs, timeout, _ARCHIVAL)
        elif jobs:
            problems.append(problem("PDF_001", "LibreOffice", count=len(jobs)))
        for path, name in names.items():
            if _current(path):
                data = _STAMP.sub(b"\n", path.with_suffix(".pdf").read_bytes())  # nothing may follow the end of a PDF/A
                if all(words in data for words in _DECLARED):
                    made[name] = data
                else:
                    problems.append(problem("ARCHIVE_004", name))
    called = {str(path): name for path, name in names.items()}
    return made, [Problem(one.code, called.get(one.where, one.where), one.what, one.remedy) for one in problems]


def _converted(office: str, jobs: Sequence[_Job], timeout: float, export: str = _PLAIN) -> list[Problem]:
    """Do the jobs, shared between as many LibreOffices as run at once; what could not be done."""
    shares = [share for share in (jobs[n::_AT_ONCE] for n in range(_AT_ONCE)) if share]
    stop = threading.Event()
    try:
        with (
            tempfile.TemporaryDirectory(prefix="isoaudit-pdf-", ignore_cleanup_errors=True) as folder,
            ThreadPoolExecutor(len(shares)) as pool,
        ):
            runs = [_Run(office, Path(folder, str(n)), timeout, stop, export) for n in range(len(shares))]
            try:
                return [found for several in pool.map(_Run.do, runs, shares) for found in several]
            except BaseException:  # Ctrl-C: LibreOffice does not hear of it, and the pool waits for its threads
                stop.set()
                raise
    except OSError as error:  # the temporary folder failed; _Run.do catches what fails for one file
        return [problem("FILE_005", tempfile.gettempdir(), reason=reason(error))]


def withdraw_stale(folder: Path) -> None:
    """Take away the PDFs made here whose Word file has changed or gone: they are no longer true.

    Raises RunError (``FILE_005``) when one cannot be taken away.
    """
    for path in folder.glob("*.pdf"):
        withdraw_stale_of(path.with_suffix(".docx"))


def withdraw_stale_of(document: Path) -> None:
    """The same for the PDF beside one Word file, and no other."""
    path = document.with_suffix(".pdf")
    made_of = _made_of(path)
    if made_of and made_of != _sha256(document):
        try:
            path.unlink()
        except OSError as error:
            raise RunError(problem("FILE_005", str(path), reason=reason(error))) from error


def stands_for(document: Path) -> bool:
    """Whether the PDF beside a Word file was made here of that file as it is."""
    return _current(document)


@dataclass(frozen=True)
class _Job:
    path: Path
    data: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def _jobs(paths: Sequence[Path]) -> tuple[list[_Job], list[Problem]]:
    """What is to be done: not what is up to date, cannot be read, or would replace somebody's own PDF."""
    jobs, problems = [], []
    for path in paths:
        target = path.with_suffix(".pdf")
        try:
            job = _Job(path, read_bounded(path, _LARGEST))
            if target.exists() and not _made_of(target):
                problems.append(problem("PDF_005", str(path), name=target.name))
            elif (
                kind_by_parts(job.data) != "document"
            ):  # of a workbook by that name LibreOffice would print an empty page
                problems.append(problem("PDF_004", str(path)))
            elif _made_of(target) != job.digest:
                jobs.append(job)
        except OSError as error:
            problems.append(problem("FILE_002", str(path), reason=reason(error)))
    return jobs, problems


def _current(path: Path) -> bool:
    made_of = _made_of(path.with_suffix(".pdf"))
    return bool(made_of) and made_of == _sha256(path)


def _made_of(path: Path) -> str:
    """The SHA-256 of the Word file a PDF was made of here; empty for one that was not, or was changed since."""
    try:
        data = read_bounded(path)
    except OSError:
        return ""
    stamp = _STAMP.search(data)
    if stamp is None or hashlib.sha256(data[: stamp.start()]).hexdigest() != stamp[2].decode():
        return ""
    return stamp[1].decode()


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(read_bounded(path)).hexdigest()
    except OSError:
        return ""


class _Run:
    """One LibreOffice after another on a share of the files, in a folder and with a profile of its own."""

    def __init__(self, office: str, folder: Path, timeout: float, stop: threading.Event, export: str) -> None:
        self._office, self._folder, self._timeout, self._stop = office, folder, timeout, stop
        self._export = export
        self._made = folder / "made"
        self._made.mkdir(parents=True)

    def do(self, jobs: Sequence[_Job]) -> list[Problem]:
        """Make the PDFs; what could not be made."""
        problems: list[Problem] = []
        # Plain short names: all letters are called notice.docx, and folders of users have spaces and accents.
        waiting = {self._folder / f"{number:05}.docx": job for number, job in enumerate(jobs)}
        for draft, job in waiting.items():
            draft.write_bytes(job.data)
        barren = 0
        while waiting and not self._stop.is_set():
            batch = list(waiting)[:_PER_CALL]
            end = self._convert(batch)
            made = [draft for draft in batch if self._pdf(draft)]
            problems += [found for draft in made for found in self._keep(draft, waiting.pop(draft))]
            left = [draft for draft in batch if draft in waiting]
            barren = 0 if made or end == "done" else barren + 1
            if end != "done":  # the first that is missing is what it hung on or died of; twice nothing: it is all of it
                left = left[:1] if barren < 2 else list(waiting)
            problems += [self._failed(end, waiting.pop(draft)) for draft in left]
        return problems

    def _failed(self, end: _End, job: _Job) -> Problem:
        code = {"done": "PDF_004", "silent": "PDF_002", "died": "PDF_003"}[end]
        return problem(code, str(job.path), seconds=f"{self._timeout:g}", name=job.path.name)

    def _pdf(self, draft: Path) -> bytes:
        """The PDF made of a draft; empty when there is none, or only part of one."""
        try:
            data = (self._made / f"{draft.stem}.pdf").read_bytes()
        except OSError:
            return b""
        return data if data.startswith(b"%PDF-") and b"%%EOF" in data[-1024:] else b""

    def _keep(self, draft: Path, job: _Job) -> list[Problem]:
        data = self._pdf(draft)
        stamp = f"\n%isoaudit {job.digest} {hashlib.sha256(data).hexdigest()}\n".encode()
        try:
            write_whole(job.path.with_suffix(".pdf"), data + stamp)
        except IsoAuditError as error:
            return [problem("FILE_005", str(job.path), reason=error.problems[0].what.rstrip("."))]
        return []

    def _convert(self, drafts: Sequence[Path]) -> _End:
        """Run LibreOffice once, until it ends, or finishes no further file within the time."""
        command = [
            self._office,
            "--headless",
            "--norestore",
            "--nologo",
            "--nolockcheck",
            f"-env:UserInstallation={(self._folder / 'profile').as_uri()}",
            "--infilter=MS Word 2007 XML",  # else it takes whatever it cannot read for plain text, and prints that
            *("--convert-to", self._export, "--outdir", str(self._made)),
            *map(str, drafts),
        ]
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=sys.platform != "win32",
            )
        except OSError:
            return "died"
        try:
            return self._watched(process)
        finally:
            _end(process)

    def _watched(self, process: subprocess.Popen[bytes]) -> _End:
        seen, since = 0, time.monotonic()
        while process.poll() is None:
            time.sleep(_POLL)
            count = sum(1 for _ in self._made.iterdir())
            if count > seen:
                seen, since = count, time.monotonic()
            if self._stop.is_set() or time.monotonic() - since > self._timeout:
                return "silent"
        return "done" if process.returncode == 0 else "died"


def _end(process: subprocess.Popen[bytes]) -> None:
    """End LibreOffice with all it started: the program named is a script or a starter for the one that works."""
    if sys.platform == "win32":
        if process.poll() is None:
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True)
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
