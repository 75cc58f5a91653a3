"""The search of the start page: what ``isoaudit search`` finds, with what can be opened of it."""

from __future__ import annotations

from collections.abc import Iterator

from isoaudit.books.doing import Came
from isoaudit.errors import IsoAuditError
from isoaudit.form.page import Action, Field, Line, Made, Record, Section
from isoaudit.journal.programme import Programme
from isoaudit.start.act_forms import Given
from isoaudit.wording import count, label, sentence
from isoaudit.work.kept_files import copy_to_look_at, kept_files
from isoaudit.work.search.years import Found, Hit, search

_SHOWN = 30
"""Results on the page: who sees more types a further word."""
_PAGE = "findings.html"


def section(group: str) -> Section:
    """Where words are typed."""
    asked = (Field("words", label("start_field", "words"), "line"),)
    look = Action("search", label("start_action", "search"), asked, open=True)
    record = Record("year/search", label("start_record", "search"), actions=(look,))
    return Section("search", label("start_section", "search"), label("start_intro", "search"), (record,), group=group)


def find(programme: Programme, given: Given) -> Came:
    """Look for the words typed. Raises IsoAuditError as :func:`isoaudit.work.search.years.search`."""
    found = search(programme, str(given.get("words") or ""), limit=_SHOWN)
    lines = [Line(_sum(found), "good" if found.total else "note"), *(Line(_told(hit), "") for hit in found.hits)]
    beside = [*found.unread, *([label("start_said", "found_beside")] if found.unread else [])]
    return [*lines, *(Line(words, "note") for words in beside)], list(_links(programme, found))


def _sum(found: Found) -> str:
    years = ", ".join(map(str, found.years))
    if not found.total:
        return label("start_said", "found_none").format(years=years)
    which = "found_more" if found.total > len(found.hits) else "found"
    words = label("start_said", which)
    return words.format(count=count(found.total), years=years, shown=count(len(found.hits)))


def _told(hit: Hit) -> str:
    """A result on one line, what was found between ‹ ›."""
    text = "".join(f"‹{piece.text}›" if piece.found else piece.text for piece in hit.pieces)
    what = sentence(" ".join((label("said_kind", hit.kind), hit.place_words)).strip())
    return f"Năm {hit.year}, {hit.name} ({hit.inspection}). {what}: {' '.join(text.split())}"


def _links(programme: Programme, found: Found) -> Iterator[Made]:
    """The working papers and the kept files of this year in which something was found, each once."""
    own = [hit for hit in found.hits if hit.folder == programme.folder]
    pages = {hit.inspection: hit.name for hit in own if (programme.out / hit.inspection / _PAGE).is_file()}
    for inspection, name in pages.items():
        path = (programme.out / inspection / _PAGE).relative_to(programme.folder).as_posix()
        yield Made(f"Phiếu làm việc: {name}", path)
    wanted = {hit.file for hit in own if hit.file}
    for kept in kept_files(programme) if wanted else ():
        if kept.sha256 in wanted:
            try:
                copy = copy_to_look_at(programme, kept)
            except IsoAuditError:  # what was found in it is shown all the same
                continue
            yield Made(copy.name, copy.relative_to(programme.folder).as_posix())
