"""The request for reports that lies drafted, laid ready with the outline of each agency beside it.

Circular 26/2014, Article 35.2. The request is made by ``isoaudit paper report_request``: nothing is laid where nobody
made one. An outline goes out as a file with the request; it is no letter, has no number and stands in no book.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from isoaudit.errors import IsoAuditError, Problem, problem
from isoaudit.files import read_bounded, reason
from isoaudit.journal.programme import Programme, today
from isoaudit.model import Case
from isoaudit.office import word
from isoaudit.office.text import document_text
from isoaudit.papers.in_folder import edited_papers
from isoaudit.papers.kinds import kinds
from isoaudit.papers.laid import REQUESTS
from isoaudit.papers.values import PaperSubject, act_of
from isoaudit.papers.values.requests import asked_of
from isoaudit.rules.acts import minutes_of
from isoaudit.work.file_names import safe_name
from isoaudit.work.issuing.folder import Folder, Placed
from isoaudit.work.issuing.names import SHORTEST, Named, file_names
from isoaudit.work.make_papers import FOLDER, REQUEST, groups_of
from isoaudit.work.outline_forms import OUTLINE, outlines_of

_DRAFT = "DỰ THẢO"
_OUTLINE, _OUTLINE_IN_SHORT = "Đề cương báo cáo", "ĐC"
"""What the name of an outline begins with; the short form where the folder leaves little room."""
_LETTER = "Công văn đề nghị báo cáo"


@dataclass(slots=True)
class Requests:
    """The cases of a run as they go by: those that a drafted request is about, and that were not asked yet."""

    programme: Programme
    began_with: str
    """The entry by which the programme began."""
    of_paper: dict[str, list[Case]] = field(default_factory=dict)
    """By the name of a request, without its ending."""
    unsent: set[str] = field(default_factory=set)
    """By which the folder knows what is withdrawn where it is current no more."""
    placed: list[Placed] = field(default_factory=list)
    """The requests that lie there now."""
    outlines: int = 0
    """Agencies whose outline lies beside its request."""
    forms: list[Placed] = field(default_factory=list)
    kept: list[Problem] = field(default_factory=list)

    def add(self, case: Case) -> None:
        """Note a case: nobody is asked who was asked before, has reported, or was inspected without."""
        asked = any(act_of(case, act) for act in ("requested", "report_received"))
        if asked or minutes_of(case.acts):
            return
        stems = list(self._stems(case))
        self.unsent |= {_key(case), *stems}
        found = next((stem for stem in stems if self._file(stem).is_file()), "")
        if found:
            self.of_paper.setdefault(found, []).append(case)

    def _stems(self, case: Case) -> Iterator[str]:
        """What the request of a case may be called: of it alone, of its round, of all; the first made is taken."""
        kind, id = kinds()[REQUEST], case.inspection.id
        for names, round_ in (([id], None), ((), case.inspection.round), ((), None)):
            for subject in groups_of(kind, [case], names, round_):
                yield f"{REQUEST}-{subject}" if subject else REQUEST

    def _file(self, stem: str) -> Path:
        """The request as a person edited it where one did."""
        folder = self.programme.out / FOLDER
        return next(iter(reversed(edited_papers(stem, folder))), folder / f"{stem}.docx")

    def lay(self, files: Folder, all_named: Iterable[Named]) -> None:
        """Lay each request and the outlines that go with it; one that is still a DỰ THẢO waits, and so do these."""
        named = list(all_named)
        start = _OUTLINE if files.room >= len(_OUTLINE) + SHORTEST else _OUTLINE_IN_SHORT
        called = file_names(named, files.room, start)
        requests, outlines = [], []
        for stem, cases in self.of_paper.items():
            subject = stem.removeprefix(REQUEST).lstrip("-")
            name = safe_name(f"{_LETTER} - {subject}" if subject else _LETTER, most=files.room)
            if (data := self._read(self._file(stem), files)) is None:
                continue
            requests.append((f"{REQUESTS}/{name}.docx", data, stem))
            for case in self._addressed(cases, files):
                name = f"{REQUESTS}/{called[case.inspection.id]}"
                outlines += [(f"{name}.{end}", form, _key(case)) for end, form in self._outline(files, case).items()]
        files.expect([*requests, *outlines])
        self.placed += filter(None, (files.place(*one) for one in requests))
        for outline in outlines:
            if placed := files.place(*outline):
                self.forms.append(placed)
                self.outlines += outline[0].endswith(".docx")

    def _read(self, path: Path, files: Folder) -> bytes | None:
        try:
            data = read_bounded(path)
            first = next(iter(document_text(word.opened(str(path), data))), "")
        except OSError as error:
            files.problems.append(problem("FILE_002", str(path), reason=reason(error)))
        except IsoAuditError as error:
            files.problems += error.problems
        else:
            if first.strip().upper() != _DRAFT:
                return data
            self.kept.append(problem("ISSUE_013", str(path)))
        return None

    def _addressed(self, cases: Sequence[Case], files: Folder) -> list[Case]:
        """Those the request goes to, not whoever sends it or receives the reports."""
        try:
            return asked_of(kinds()[REQUEST], PaperSubject(tuple(cases), day=today()))
        except IsoAuditError as error:
            files.problems += error.problems
            return []

    def _outline(self, files: Folder, case: Case) -> Mapping[str, bytes]:
        """The outline by the ending of its file, as a person edited it where one did."""
        folder, stem = self.programme.out / case.inspection.id, kinds()[OUTLINE].file
        try:
            made = outlines_of(case, self.began_with, folder)
            edited = next(iter(reversed(edited_papers(stem, folder))), None)
            return {**made, "docx": read_bounded(edited)} if edited else made
        except OSError as error:
            files.problems.append(problem("FILE_002", str(folder), reason=reason(error)))
        except IsoAuditError as error:
            files.problems += error.problems
        return {}


def _key(case: Case) -> str:
    """By which the folder knows what goes with the request to an agency."""
    return f"{case.inspection.id}/requested"
