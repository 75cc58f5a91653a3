"""What buttons of several books do: an act recorded, a paper made and printed.

What was done already in the same way answers with what it came to: the browser sends again what it got no answer for.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from isoaudit.books.now import Now
from isoaudit.books.signed_copy import one_file
from isoaudit.desk import ActToRecord, Recorded, record
from isoaudit.desk.acts.evidence import evidence_files
from isoaudit.errors import ProcedureError, RunError, problem
from isoaudit.form.page import Field, Line, Made
from isoaudit.model import ActKind
from isoaudit.wording import label, sentence
from isoaudit.work.kept_files import KeptFile, copy_to_look_at
from isoaudit.work.make_papers import PaperOutcome, make_papers, print_papers

Given = Mapping[str, Any]
Came = tuple[list[Line], list[Made]]
"""What is said of it, and the files made."""
_TYPED = re.compile(r" \((?:«--|isoaudit )[^)]*\)")
"""What a warning says in passing of options and commands."""


def day_field() -> Field:
    """The day of an act."""
    return Field("on", label("visit_field", "on"), "date")


def why_field() -> Field:
    """The reason without which something recorded is not taken back or changed."""
    return Field("why", label("visit_field", "why"), "text", lines=2)


def texts(given: Given, *names: str) -> dict[str, str]:
    """What was typed into fields, those that say something."""
    return {name: str(given[name]).strip() for name in names if given.get(name)}


def day_of(given: Given, name: str, where: str) -> date:
    """A day that must be said. Raises ProcedureError (VISIT_003)."""
    typed = str(given.get(name) or "")
    if not typed:
        raise ProcedureError(problem("VISIT_003", where))
    return date.fromisoformat(typed)


def reason(now: Now, given: Given) -> str:
    """The reason that was typed. Raises ProcedureError (VISIT_006) where none was."""
    why = str(given.get("why") or "").strip()
    if not why:
        raise ProcedureError(problem("VISIT_006", now.id))
    return why


def record_act(now: Now, kind: ActKind, given: Given, files: Sequence[str] = (), **fields: Any) -> Recorded:
    """Record an act as given; several files become one. Raises ProcedureError: as :func:`isoaudit.desk.record`."""
    on = day_of(given, "on", label("act", kind))
    with tempfile.TemporaryDirectory() as folder:
        known = evidence_files(now.programme, files)
        kept = [(known[sha256].name, now.programme.journal.files / sha256) for sha256 in files if sha256 in known]
        return record(
            now.programme,
            [ActToRecord(kind, (now.id,), on=on, file=one_file(kept, Path(folder)), **fields)],
        )


def told(now: Now, done: Recorded) -> list[Line]:
    """The warnings of what was recorded."""
    return [Line(sentence(_without_commands(now, warning)), "note") for warning in done.warnings]


def without_commands(warning: str) -> str:
    """A warning without the options of a command."""
    return _TYPED.sub("", warning)


def _without_commands(now: Now, warning: str) -> str:
    """A warning as it is said in the form: of this inspection alone, without the options of a command."""
    words = without_commands(warning.removeprefix(f"{now.id}: "))
    return f"{words.removesuffix(f': {now.id}.')}." if words.endswith(f": {now.id}.") else words


def make_paper(now: Now, kind: str, name: str, *, draft: bool = False) -> Came:
    """Make a paper of the inspection; ``draft``: it is one, whatever the paper itself says. Raises RunError."""
    outcome, file = _made(now, kind)
    lines = [Line(label("visit_said", "draft"), "note")] if outcome.draft or draft else []
    if outcome.edited:
        lines.append(Line(label("visit_said", "edited").format(name=file.name), "note"))
    return [*lines, *(Line(sentence(note)) for note in outcome.notes)], [_to_open(now, file, name)]


def print_paper(now: Now, kind: str, name: str) -> Came:
    """Make a paper and print it as PDF. Raises RunError."""
    printed = print_papers(now.programme, [_made(now, kind)[0]])
    if printed.problems:
        raise RunError(printed.problems)
    return [], [_to_open(now, path, name) for path in printed.made]


def _made(now: Now, kind: str) -> tuple[PaperOutcome, Path]:
    (outcome,) = make_papers(now.programme, kind, [now.id])
    if outcome.file is None:
        raise RunError(outcome.problems)
    return outcome, outcome.file


def _to_open(now: Now, file: Path, name: str) -> Made:
    suffix = " (PDF)" if file.suffix == ".pdf" else " (Word)"
    return Made(f"{name}{suffix}", file.relative_to(now.programme.folder).as_posix())


def open_kept(now: Now, files: Iterable[str]) -> list[Made]:
    """Copies of kept files to be read, under names that can be. Raises RunError for one that was changed."""
    known = evidence_files(now.programme, files).values()
    kept = (KeptFile("", one.sha256, one.name, one.size, one.mime, ()) for one in known)
    copies = ((one.given, copy_to_look_at(now.programme, one)) for one in kept)
    return [Made(name, path.relative_to(now.programme.folder).as_posix()) for name, path in copies]
