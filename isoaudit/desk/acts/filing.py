"""The file of a paper as it comes in: read once, known by its content; signed minutes compared with what was agreed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from docx.oxml.ns import qn

from isoaudit.errors import IsoAuditError, Problem, ProcedureError, problem
from isoaudit.files import name_as_text, read_bounded, reason
from isoaudit.journal.state import State
from isoaudit.model import Act, Case
from isoaudit.office.kinds import JPEG, LARGEST, MB, PDF, PNG, WORD, mime_of
from isoaudit.office.text import document_text
from isoaudit.office.word import opened
from isoaudit.papers.in_folder import find_template
from isoaudit.papers.render import render_docx
from isoaudit.papers.values import PaperSubject, paper
from isoaudit.rules.findings import judge
from isoaudit.rules.signed_minutes import Difference, differences, elsewhere, named

_PAPERS = (PDF, WORD, JPEG, PNG)
_TRACKED = tuple(map(qn, ("w:ins", "w:del", "w:moveFrom", "w:moveTo")))
_DEADLINE = re.compile(r"chậm nhất\s+(?:là\s+)?(?:vào\s+)?ngày\s+([0-9]{1,2})\s*/\s*([0-9]{1,2})\s*/\s*([0-9]{4})")
_NAMES = "PDF, Word (.docx) hoặc ảnh (JPEG, PNG)"


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A signed or received file."""

    path: Path
    data: bytes
    sha256: str
    mime: str

    @property
    def name(self) -> str:
        """As the person knows it."""
        return name_as_text(self.path)


def read_incoming(path: Path) -> IncomingFile:
    """A file to be kept; what it is says its content, not its name.

    Raises ProcedureError: FILE_001, FILE_002 (not there, not readable), ACT_011 (empty), ACT_012 (too large), ACT_013
    (no PDF, Word document or picture).
    """
    try:
        data = read_bounded(path, LARGEST * MB)
    except FileNotFoundError:
        raise ProcedureError(problem("FILE_001", str(path))) from None
    except OSError as error:
        raise ProcedureError(problem("FILE_002", str(path), reason=reason(error))) from None
    if len(data) > LARGEST * MB:
        raise ProcedureError(problem("ACT_012", str(path), size=-(-path.stat().st_size // MB), most=LARGEST))
    if not data:
        raise ProcedureError(problem("ACT_011", str(path)))
    mime = mime_of(data)
    if mime not in _PAPERS:
        raise ProcedureError(problem("ACT_013", str(path), kinds=_NAMES))
    return IncomingFile(path, data, hashlib.sha256(data).hexdigest(), mime)


def has_tracked_changes(file: IncomingFile) -> bool:
    """Whether a Word document shows changes that nobody has accepted yet: two people may read two texts in it."""
    if file.mime != WORD:
        return False
    changes = opened(str(file.path), file.data).element.body.iter(*_TRACKED)
    return next(changes, None) is not None


def check_minutes(
    signed: IncomingFile, case: Case, state: State, out: Path, day: date | None = None
) -> tuple[list[Problem], tuple[Difference, ...] | None]:
    """Why signed minutes are not those of an inspection; else where they differ, or nothing if that cannot be seen.

    ``out``: the folder of the inspection, beside which the office's own templates are. ``day``: of the signing; minutes
    that print the last day of the two months are held against those that would be printed after it.

    Raises DocumentError (DOCUMENT_…) for a Word document that is broken or made to do harm.
    """
    if signed.mime != WORD:
        return [], None
    paragraphs = document_text(opened(str(signed.path), signed.data))
    names = [agency.name for agency in state.agencies.values()]
    fields = {"agency": case.agency.name}
    if not named(case.agency.name, names, paragraphs):
        others = sorted(name for name in names if named(name, names, paragraphs))
        found = f"; tệp ghi {', '.join(f'«{name}»' for name in others[:3])}" if others else ""
        reason_ = f"không thấy tên «{case.agency.name}»{found}"
        return [problem("ACT_014", signed.name, reason=reason_, **fields)], None
    text = " ".join(paragraphs)
    numbers_of_case = [act.number for act in case.acts if act.kind in ("decided", "decision_amended") and act.number]
    if numbers_of_case and not any(number in text for number in numbers_of_case):
        for other in state.known_of_agency(case.agency.code):
            numbers = {act.number for act in state.acts(other.id) if act.kind == "decided" and act.number}
            if seen := next((number for number in sorted(numbers - set(numbers_of_case)) if number in text), ""):
                reason_ = f"tệp ghi Quyết định số {seen}, là của {other.id}"
                return [problem("ACT_014", signed.name, reason=reason_, **fields)], None
    of_findings = differences(case.agreed, paragraphs)
    if day and printed_deadlines(paragraphs):
        case = case.model_copy(update={"acts": (*case.acts, Act(kind="minutes_signed", on=day))})
    return [], (*of_findings, *elsewhere(_printed(case, state, out), paragraphs, of_findings))


def printed_deadlines(paragraphs: Iterable[str]) -> frozenset[date]:
    """The last days for a report that a text names: «chậm nhất ngày 14/9/2026»."""
    found = set()
    for day, month, year in _DEADLINE.findall(" ".join(paragraphs)):
        with suppress(ValueError):  # no day of the calendar: a person sees it
            found.add(date(int(year), int(month), int(day)))
    return frozenset(found)


def _printed(case: Case, state: State, out: Path) -> tuple[str, ...]:
    """The minutes as they would be printed now; nothing where settings or the office's template do not allow it."""
    inspectors = tuple(state.inspectors_by_name())
    try:
        made = paper("minutes", PaperSubject((case,), {case.inspection.id: judge(case)}, inspectors))
        return document_text(opened("", render_docx(find_template(made.template, out), made.context)))
    except IsoAuditError:
        return ()
