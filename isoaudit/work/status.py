"""Where the inspections of a programme stand: the rows, and page and workbook of them in ``out``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from isoaudit.errors import IsoAuditError, Problem, problem
from isoaudit.files import parse_json, read_bounded, reason, write_whole
from isoaudit.journal.programme import Programme
from isoaudit.model import Case
from isoaudit.rules.status import StatusRow, in_order, status_row
from isoaudit.runs.edited import Known, ours, place_for, sha256
from isoaudit.work.out import alone_in_out

PAGE, BOOK = "status.html", "status.xlsx"
_INDEX, _WORKING_PAPER = "index.html", "findings.html"
_MEMORY = ".status-written"


@dataclass(frozen=True, slots=True)
class Written:
    """What became of page and workbook."""

    page: Path
    book: Path | None
    """The workbook with these rows; None: it could not be written."""
    edited: bool = False
    """Whether a person worked in the earlier workbook, which stays: the new one has another name."""
    problems: tuple[Problem, ...] = ()


def rows_of(cases: Iterable[Case], day: date) -> list[StatusRow]:
    """Where these cases stand on a day, what is late first."""
    return in_order(status_row(case, day) for case in cases)


@alone_in_out
def refresh_status(programme: Programme, rows: list[StatusRow], day: date, mark: str) -> Written:
    """Page and workbook of the whole year anew; see :func:`write_status`. Raises RunError (RUN_019, FILE_005)."""
    return write_status(programme, rows, day, mark)


def write_status(programme: Programme, rows: list[StatusRow], day: date, mark: str) -> Written:
    """Page and workbook in ``out``, for whoever holds it alone already.

    ``mark`` is that of the journal from before the rows were read. A workbook in which a person worked is not
    overwritten (:mod:`isoaudit.runs.edited`). Where the workbook cannot be written, as when Excel has it open, the page
    says so and the problem is returned. Raises RunError (FILE_005) when the page cannot be written.
    """
    from isoaudit.pages import Beside, as_of, status_html, title_of

    out, settings = programme.out, programme.settings
    title, said = f"{title_of(settings)} - {settings.authority}", f"{as_of(day, mark)}."
    name = ""
    problems: Sequence[Problem] = ()
    try:
        name = _write_book(out, rows, settings.year, title, said)
    except IsoAuditError as error:
        problems = error.problems
    except OSError as error:
        problems = [problem("FILE_005", str(out / BOOK), reason=reason(error))]
    beside = Beside(
        name,
        _note(name, problems),
        (out / _INDEX).is_file(),
        {path.parent.name for path in out.glob(f"*/{_WORKING_PAPER}")},
    )
    page = status_html(rows, settings, day, mark=mark, beside=beside)
    write_whole(out / PAGE, page.encode())
    return Written(out / PAGE, out / name if name else None, name not in ("", BOOK), tuple(problems))


def _note(name: str, problems: Iterable[Problem]) -> str:
    if not name:
        why = " ".join(found.what for found in problems)
        return f"Bảng Excel chưa làm mới được: {why} Bảng đang có là của lần trước."
    return f"Bảng {BOOK} đã được sửa tay nên giữ nguyên; bảng mới là {name}." if name != BOOK else ""


def _write_book(out: Path, rows: list[StatusRow], year: int, title: str, said: str) -> str:
    """Write the workbook where nothing of a person lies; its name. It is not made again of the same rows."""
    made_of = _digest_of(rows, title, said)
    memory = _Memory.read(out / _MEMORY)
    if memory.made_of == made_of and (name := memory.lies_in(out)):
        return name
    from isoaudit.tables.status_book import status_workbook  # slow to import, and often not needed

    data = status_workbook(rows, year, title, said)
    name = place_for(out, BOOK, data, memory.known)
    old = [path for path in ours(out, memory.known) if path.name != name]
    digests = (hashlib.sha256(data).hexdigest(), sha256(out / name))
    # Both are noted before the file is replaced: after a kill in between either is known to be ours.
    known = {name: tuple(dict.fromkeys(digest for digest in digests if digest))}
    _Memory("", known).write(out / _MEMORY)
    write_whole(out / name, data)
    for path in old:
        path.unlink()
    _Memory(made_of, {name: digests[:1]}).write(out / _MEMORY)
    return name


def _digest_of(*parts: object) -> str:
    """A mark of what a workbook is made of, and of the program that makes it."""
    from isoaudit.runs.results import package

    return hashlib.sha256(repr((parts, package())).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Memory:
    """What was written last, and of what."""

    made_of: str
    known: Known

    def lies_in(self, out: Path) -> str:
        """The name of what was written last, where it lies there as written and could go nowhere better; or nothing."""
        named = (name for name, marks in self.known.items() if sha256(out / name) in marks)
        return next((name for name in named if name == BOOK or (out / BOOK).exists()), "")

    @classmethod
    def read(cls, path: Path) -> _Memory:
        try:
            read = parse_json(read_bounded(path))
            known: Mapping[str, list[str]] = read["known"]
            return cls(str(read["made_of"]), {str(name): tuple(map(str, marks)) for name, marks in known.items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls("", {})

    def write(self, path: Path) -> None:
        write_whole(path, json.dumps({"made_of": self.made_of, "known": self.known}, indent=1).encode())
