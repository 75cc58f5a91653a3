"""What goes out lies ready: the letters of the inspections chosen in one folder, named by addressee, with their lists.

The folder holds Thông báo and Công văn apart, each letter as Word file and PDF; one PDF for the printer; the rows for
the book of outgoing papers; the list for whoever sends them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from isoaudit.errors import IsoAuditError, Problem, problem
from isoaudit.journal.mark import is_of, mark_of
from isoaudit.journal.programme import Programme, today
from isoaudit.journal.state import State
from isoaudit.model import Act, Case, Inspection, Outcome
from isoaudit.papers import pdf
from isoaudit.papers.laid import FOLDER
from isoaudit.rules.succession import first_standing
from isoaudit.tables.workbooks.outgoing import OutgoingRow, WaitingRow, filled_in, outgoing_book, sending_list
from isoaudit.wording import date_short, label, sentence
from isoaudit.wording.rounds import of_round, round_words
from isoaudit.work.file_names import safe_name
from isoaudit.work.issuing.folder import Folder, Placed
from isoaudit.work.issuing.letters import RESULT, Draft, Letter, Waiting, drafts
from isoaudit.work.issuing.names import FORMS, ON_CORRECTION_IN, Named, file_names
from isoaudit.work.issuing.requests import Requests
from isoaudit.work.letters import drafted
from isoaudit.work.out import alone_in_out
from isoaudit.work.reply_forms import began_with

BOOK, LIST, PRINT = "Sổ văn bản đi.xlsx", "Danh sách gửi.xlsx", "In 2 mặt.pdf"


@dataclass(slots=True)
class Issued:
    """What lies ready, and what there is to be said of it."""

    folder: Path
    letters: list[Letter] = field(default_factory=list)
    """In the order of the book."""
    book: Path | None = None
    sending: Path | None = None
    print: Path | None = None
    pages: int = 0
    """Of the PDF for the printer, blank ones included."""
    blank: int = 0
    forms: int = 0
    """Reply forms that lie beside the letters."""
    requests: int = 0
    """Requests for reports that lie there; they are of no single inspection and stand in no book."""
    outlines: int = 0
    """Agencies whose outline of a report lies beside its request."""
    waiting: Mapping[str, Sequence[Problem]] = field(default_factory=dict)
    """By inspection: why its letter does not go out yet."""
    before: Mapping[str, Act] = field(default_factory=dict)
    """By inspection: its letter went out before and was left out."""
    kept: list[Problem] = field(default_factory=list)
    """Files of people that were left as they are, and what that means."""
    problems: list[Problem] = field(default_factory=list)
    """What could not be written or read; everything else was done."""


def folder_for(programme: Programme, names: Sequence[str] = (), round_: str | None = None) -> Path:
    """Where letters are laid if nobody says where: each choice has a folder, so that the lists of two do not meet."""
    chosen = ""
    if round_ is not None:
        chosen = f" - {safe_name(round_words(round_), most=60)}"
    elif names:
        chosen = f" - {safe_name(names[0], most=60)}" + (f" và {len(names) - 1} cuộc khác" if len(names) > 1 else "")
    return programme.out / f"{FOLDER}{chosen}"


@alone_in_out
def issue(
    programme: Programme,
    names: Iterable[str] = (),
    *,
    round_: str | None = None,
    folder: Path | None = None,
    as_pdf: bool = True,
    on_outcome: Callable[[Outcome], None] | None = None,
) -> Issued:
    """Lay the letters of the inspections named, of a round, or of all into a folder, ready to be signed and sent.

    A letter goes out once nothing it rests on is missing: else it is a DỰ THẢO, and waits. One that went out before is
    left out unless its inspection is named. What a person edited counts: a draft below ``out``, and a file of the
    folder. Each file is written whole or not at all, one that cannot be written costs the others nothing.

    Raises StoreError when the journal was tampered with, RunError when a name or round fits nothing or the year cannot
    be judged, when the folder is a link (FILE_008), cannot be made (FILE_005) or has too long a path (ISSUE_007).
    """
    named = list(names)
    where = folder_for(programme, named, round_) if folder is None else folder
    files = Folder.at(where)
    register = programme.lists()
    chosen = named if round_ is None else [i.id for i in of_round(register.inspections_by_name(), round_)]
    waiting = Waiting(again=bool(named), began_with=began_with(programme), out=programme.out)
    requests = Requests(programme, began_with(programme))

    def add(case: Case) -> None:
        waiting.add(case)
        requests.add(case)

    outcomes = drafted(programme, chosen, on_outcome or (lambda outcome: None), add)
    of_all = [_named(register, inspection) for inspection in register.inspections.values()]
    ready = drafts(programme, waiting, outcomes)
    files.problems += waiting.problems
    issued = Issued(where, waiting=waiting.reasons, before=waiting.issued, problems=files.problems)
    placed = _place(issued, files, ready, {one.inspection: one for one in of_all})
    asking = _place_requests(issued, files, requests, of_all)
    unsent = (outcome.inspection for outcome in outcomes if outcome.inspection not in waiting.issued)
    _withdraw(issued, files, (*unsent, *waiting.unsent, *requests.unsent))
    pages = _print(issued, files, [*asking, *(one.document for one in placed)], as_pdf=as_pdf)
    _write_lists(issued, files, placed, pages, programme, {one.inspection: one.agency for one in of_all})
    files.finish()
    return issued


def _named(register: State, inspection: Inspection) -> Named:
    """What the file of a letter is called by: the body it goes to, which may have followed the one inspected."""
    now = first_standing(register.followed_by(register.agencies[inspection.agency]), today())
    return Named(inspection.id, now.code, now.name, inspection.mode == "on_site")


@dataclass(frozen=True, slots=True)
class _Ready:
    draft: Draft
    document: Path
    """The Word file that goes out."""


def _place(issued: Issued, files: Folder, ready: Iterable[Draft], named: Mapping[str, Named]) -> list[_Ready]:
    """Lay each letter into the folder; those that lie there."""
    ready = list(ready)
    names = file_names(named.values(), files.room)
    laid = []
    at = {one.letter.key: f"{_folder(one.letter, named)}/{names[one.letter.inspection]}.docx" for one in ready}
    files.expect((at[one.letter.key], one.data, one.letter.key) for one in ready)
    for draft in ready:
        id = draft.letter.inspection
        _place_forms(issued, files, draft, names[id])
        placed = files.place(at[draft.letter.key], draft.data, draft.letter.key)
        if draft.edited:
            issued.kept.append(problem("ISSUE_010", id, file=draft.path.name, new=draft.edited))
        if placed is None:
            continue
        if sent := draft.letter.issued:
            said = ", ".join(filter(None, (sent.number and f"số {sent.number}", f"ngày {date_short(sent.on)}")))
            issued.kept.append(problem("ISSUE_012", id, sent=said))
        issued.kept += _told(placed)
        issued.letters.append(draft.letter)
        laid.append(_Ready(draft, placed.path))
    return laid


def _folder(letter: Letter, named: Mapping[str, Named]) -> str:
    """Where a letter lies: those on corrective action by what they tell, that on the result by its kind."""
    return ON_CORRECTION_IN.get(letter.act) or named[letter.inspection].folder


def _place_forms(issued: Issued, files: Folder, draft: Draft, name: str) -> None:
    """Lay the reply form beside its letter, as Word form and as workbook: it is sent with the letter as files."""
    again = "" if draft.letter.act in RESULT else " (báo cáo tiếp)"
    for ending, data in draft.forms.items():
        placed = files.place(f"{FORMS}/Phiếu {name}{again}.{ending}", data, draft.letter.key)
        issued.forms += placed is not None and ending == "xlsx"
        issued.kept += _told(placed) if placed else ()


def _place_requests(issued: Issued, files: Folder, requests: Requests, named: Iterable[Named]) -> list[Path]:
    """Lay the request for reports with its outlines; the Word files that are printed: an outline is sent as a file."""
    requests.lay(files, named)
    issued.requests, issued.outlines = len(requests.placed), requests.outlines
    issued.kept += [*requests.kept, *(one for placed in (*requests.placed, *requests.forms) for one in _told(placed))]
    return [placed.path for placed in requests.placed]


def _told(placed: Placed, edited: str = "ISSUE_005") -> Iterator[Problem]:
    """What is to be said of a file that was left as it was."""
    if placed.kept == "edited before" and placed.new:
        yield problem(edited, str(placed.path), new=placed.new.name)
    elif placed.kept == "foreign" and placed.new:
        yield problem("ISSUE_006", str(placed.new), new=placed.new.name)


def _withdraw(issued: Issued, files: Folder, inspections: Iterable[str]) -> None:
    issued.kept += [problem("ISSUE_008", str(path)) for path in files.withdraw(inspections)]


def _print(issued: Issued, files: Folder, documents: Sequence[Path], *, as_pdf: bool) -> Mapping[Path, int]:
    """A PDF of each letter, and one of all for the printer; pages by Word file, as far as they are known."""
    from isoaudit.papers.joined import join  # imported here: without PDFs it is not needed

    for document in documents:
        try:
            pdf.withdraw_stale_of(document)
        except IsoAuditError as error:
            issued.problems += error.problems
    if as_pdf:
        issued.problems += pdf.to_pdf(documents).problems
    made = {one.with_suffix(".pdf"): one for one in documents if pdf.stands_for(one)}
    joined = join(made)
    issued.problems += joined.problems
    if joined.data and (as_pdf or len(joined.pages) == len(documents)):
        placed = files.place(PRINT, joined.data)
        if placed:
            issued.kept += _told(placed)
            issued.print, issued.pages, issued.blank = placed.new or placed.path, joined.total, joined.blank
        lacking = (one.name for one in documents if one.with_suffix(".pdf") not in joined.pages)
        issued.problems += [problem("ISSUE_009", PRINT, file=name) for name in lacking]
    elif documents:
        files.take_away(PRINT)
    return {made[path]: number for path, number in joined.pages.items()}


def _write_lists(
    issued: Issued,
    files: Folder,
    ready: Sequence[_Ready],
    pages: Mapping[Path, int],
    programme: Programme,
    agencies: Mapping[str, str],
) -> None:
    year = programme.settings.year
    rows = [_row(one.draft, pages.get(one.document)) for one in ready]
    waiting = [
        WaitingRow(agencies.get(id, ""), id, sentence(found.what), found.remedy)
        for id, several in issued.waiting.items()
        for found in several
    ]
    if not rows:
        return
    book = outgoing_book(rows, year, mark_of(programme))
    if placed := files.place(BOOK, book, beside=lambda: _continued(files, rows, programme)):
        issued.kept += _told(placed, "ISSUE_011")
        issued.book = placed.new or placed.path
    if placed := files.place(LIST, sending_list(rows, waiting, year)):
        issued.kept += _told(placed)
        issued.sending = placed.new or placed.path


def _continued(files: Folder, rows: Iterable[OutgoingRow], programme: Programme) -> bytes:
    """The book with what was filled in, in the books that lie in the folder: the later one counts."""
    filled: dict[tuple[str, str], dict[str, str | date]] = {}
    for path in files.versions(BOOK):
        for letter, cells in filled_in(path, today(), partial(is_of, programme)).items():
            filled[letter] = {**filled.get(letter, {}), **cells}
    continued = [replace(row, filled=filled.get((row.inspection, row.act), {})) for row in rows]
    return outgoing_book(continued, programme.settings.year, mark_of(programme))


def _row(draft: Draft, pages: int | None) -> OutgoingRow:
    letter, issued = draft.letter, draft.letter.issued
    return OutgoingRow(
        kind="thông báo" if letter.on_site else "công văn",
        title=draft.title,
        addressees=letter.addressees,
        copies_to=letter.copies_to,
        office=letter.office,
        issuer=letter.issuer,
        signer=letter.signer,
        drafter=letter.drafter,
        inspection=letter.inspection,
        act=label("act", "letter_replaced" if letter.replaces else letter.act),
        about=letter.replaces,
        pages=pages,
        reply_by=letter.reply_by,
        number=issued.number if issued else "",
        day=issued.on if issued else None,
    )
