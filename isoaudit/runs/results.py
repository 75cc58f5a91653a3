"""What a job made is put where people look, once it is whole; until then what an earlier run made stays.

What is up to date is decided by content: a stamp holds what went in, and the SHA-256 of what came out.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from isoaudit.errors import RunError, problem
from isoaudit.files import parse_json, read_bounded, reason, write_whole
from isoaudit.papers.in_folder import find_template
from isoaudit.runs.edited import newest, ours, place_for, sha256
from isoaudit.runs.job import Job
from isoaudit.runs.kinds import NotebookKind


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is known of the files of one notebook in one folder."""

    inputs: str = ""
    """SHA-256 of what they were made of; empty: what lies there is not known to be whole."""
    files: dict[str, str] = field(default_factory=dict)
    """SHA-256 by name."""
    notebooks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """SHA-256 of the executed notebooks we wrote: what a person changed is not overwritten."""
    letters: tuple[str, ...] | None = None
    """The draft letters written afterwards; None: none were written yet."""

    @classmethod
    def read(cls, path: Path) -> Stamp:
        """The stamp in a file; an empty one where there is none, or none that can be read."""
        try:
            read: dict[str, Any] = parse_json(read_bounded(path))
            letters = read.get("letters")
            return cls(
                str(read["inputs"]),
                {str(name): str(digest) for name, digest in read["files"].items()},
                {str(name): tuple(map(str, digests)) for name, digests in read["notebooks"].items()},
                None if letters is None else tuple(map(str, letters)),
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls()

    def write(self, path: Path) -> None:
        """Raises RunError (FILE_005)."""
        fields = {"inputs": self.inputs, "files": self.files, "notebooks": self.notebooks, "letters": self.letters}
        write_whole(path, json.dumps(fields, indent=1).encode())


def inputs_of(job: Job) -> str:
    """SHA-256 over all that a result depends on: case, notebook, parameters, templates, isoaudit itself."""
    digest = hashlib.sha256()
    if isinstance(job.case, bytes):
        digest.update(job.case)
    else:
        with job.case.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    digest.update(read_bounded(job.kind.path))
    digest.update(json.dumps([sorted(job.given.items()), sorted(job.beside)], ensure_ascii=False).encode())
    for name in sorted(job.beside):
        digest.update(job.beside[name])
    for name in ("notice", "correction_request"):
        digest.update(read_bounded(find_template(name, job.out)))
    digest.update(package().encode())
    return digest.hexdigest()


@cache
def package() -> str:
    """A mark of isoaudit as it is installed here, and of its Python."""
    digest = hashlib.sha256(sys.version.encode())
    root = Path(__file__).parents[1]
    for path in sorted(root.rglob("*")):
        if path.suffix in (".py", ".toml", ".j2", ".css", ".js") and path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()


def up_to_date(job: Job, inputs: str) -> bool:
    """Whether the same inputs made what lies there, and it lies there as made."""
    stamp = Stamp.read(job.out / job.kind.stamp)
    try:
        return stamp.inputs == inputs and all(sha256(job.out / name) == there for name, there in stamp.files.items())
    except OSError:
        return False


def lacking(job: Job) -> list[str]:
    """The files a notebook says it makes and did not."""
    return [name for name in job.kind.makes if not (job.draft / name).is_file()]


def publish(job: Job, inputs: str) -> None:
    """Put what a job made in its place and stamp it. Raises RunError (FILE_005).

    Whoever is killed in the middle leaves no stamp of these inputs, so the next run makes all of it again.
    """
    before = Stamp.read(job.out / job.kind.stamp)
    try:
        notebook, stamp = _put_notebook(job, before)
        names = [*job.kind.makes, job.kind.page, *job.beside, job.kind.case]
        for name in names:
            (job.draft / name).replace(job.out / name)
        for name in before.files.keys() - {*names, notebook} - before.notebooks.keys():
            (job.out / name).unlink(missing_ok=True)
        files = {name: str(sha256(job.out / name)) for name in (*names, notebook)}
    except OSError as error:
        raise RunError(problem("FILE_005", str(job.out), reason=reason(error))) from error
    Stamp(inputs, files, stamp.notebooks).write(job.out / job.kind.stamp)


def keep_stopped(job: Job) -> None:
    """Take away what an earlier run made, and put the case and the stopped notebook there, to be looked at."""
    take_away(job.out, job.kind)
    if not (job.draft / job.kind.notebook).is_file():
        return
    with contextlib.suppress(OSError, RunError):
        _put_notebook(job, Stamp.read(job.out / job.kind.stamp))
        for name in (job.kind.case, *job.beside):
            (job.draft / name).replace(job.out / name)


def take_away(out: Path, kind: NotebookKind) -> None:
    """Remove what an earlier run made: it is no longer known to be true. Notebooks stay, a person may work in them."""
    before = Stamp.read(out / kind.stamp)
    # The stamp goes first: where the command is killed here, results without a stamp are left, and are made anew.
    with contextlib.suppress(OSError, RunError):
        if before.inputs:
            Stamp(notebooks=before.notebooks).write(out / kind.stamp)
    for name in {kind.page, *kind.makes, *before.files} - before.notebooks.keys():
        with contextlib.suppress(OSError):
            (out / name).unlink()


def _put_notebook(job: Job, before: Stamp) -> tuple[str, Stamp]:
    """Put the executed notebook where nothing of a person lies; its name, and the stamp that remembers it."""
    data = (job.draft / job.kind.notebook).read_bytes()
    name = place_for(job.out, job.kind.notebook, data, before.notebooks)
    old = [path for path in ours(job.out, before.notebooks) if path.name != name]
    digests = (hashlib.sha256(data).hexdigest(), sha256(job.out / name))
    # Both digests are written down before the file is replaced, so that after a kill in between either file is still
    # recognised as one isoaudit wrote.
    stamp = Stamp(notebooks={name: tuple(dict.fromkeys(digest for digest in digests if digest))})
    stamp.write(job.out / job.kind.stamp)
    (job.draft / job.kind.notebook).replace(job.out / name)
    for path in old:
        path.unlink()
    return name, Stamp(notebooks={name: digests[:1]})


def discard(draft: Path) -> None:
    """Remove what is left of the folder a job worked in."""
    shutil.rmtree(draft, ignore_errors=True)


def remember_letters(out: Path, kind: NotebookKind, letters: tuple[str, ...]) -> None:
    """Note that the letters of these results are written. Raises RunError (FILE_005)."""
    stamp = Stamp.read(out / kind.stamp)
    Stamp(stamp.inputs, stamp.files, stamp.notebooks, letters).write(out / kind.stamp)


def has_letters(out: Path, kind: NotebookKind) -> bool:
    """Whether the letters of these results were written and are still there; a person may have edited them."""
    letters = Stamp.read(out / kind.stamp).letters
    return letters is not None and all((out / name).is_file() for name in letters)


def present(out: Path, kind: NotebookKind) -> Iterator[str]:
    """The names of the files of a notebook that lie there, its letters left out."""
    names = (kind.case, newest(out, kind.notebook), kind.page, *kind.makes)
    return (name for name in names if (out / name).is_file())


def note_on_edited(out: Path, kind: NotebookKind) -> str:
    """A sentence about a notebook that was left alone because a person edited it; empty if none was."""
    newer = newest(out, kind.notebook)
    if newer == kind.notebook:
        return ""
    return f"Sổ tay {kind.notebook} trong thư mục này đã được sửa tay nên giữ nguyên; bản mới là {newer}."
