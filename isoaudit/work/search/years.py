"""A search through the years: this one, and those whose folders can be reached."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from isoaudit.errors import IsoAuditError, RunError, problem
from isoaudit.journal.places import programmes_below
from isoaudit.journal.programme import Programme
from isoaudit.journal.settings import read_settings
from isoaudit.wording import labels, name_key, point_name
from isoaudit.wording.codes import by_code_key, code_key
from isoaudit.wording.searching import Piece, Term, read_query, sentences_with
from isoaudit.work.search.index import rows_with


@dataclass(frozen=True, slots=True)
class Hit:
    """One text that holds all that was looked for."""

    year: int
    folder: Path
    """Of the programme it stands in."""
    inspection: str
    agency: str
    name: str
    kind: str
    place: str
    file: str
    """SHA-256 of the kept file it stands in; empty: it stands in the journal."""
    pieces: tuple[Piece, ...]
    """The sentences in which it stands."""

    @property
    def place_words(self) -> str:
        """Where within the inspection, in words: the name of the paper, the point, the code of the finding."""
        if self.kind == "present":
            return point_name(self.place) if self.place else ""
        return labels()["file_name"].get(self.place, self.place)

    @property
    def command(self) -> tuple[str, ...]:
        """The words of the command, behind ``isoaudit``, that opens what it stands in."""
        if self.file:
            return "files", "open", self.file[:12]
        criterion = self.place.split()[-1] if self.place and self.kind in ("finding", "evidence", "note") else ""
        return ("history", self.inspection, criterion) if criterion else ("history", self.inspection)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found."""

    hits: tuple[Hit, ...]
    """Newest year first, as many as were asked for."""
    total: int
    years: tuple[int, ...]
    """The years that were looked through."""
    unread: tuple[str, ...]
    """The years that could not be, in sentences."""


def search(
    programme: Programme,
    typed: str,
    *,
    agency: str = "",
    kinds: Collection[str] = (),
    year: int | None = None,
    beside: Iterable[Path] = (),
    limit: int = 50,
) -> Found:
    """Look for words through this year and those that can be reached; ``beside``: further folders of years.

    Raises RunError (SEARCH_001) where no word was typed, and what hinders reading this year.
    """
    terms = read_query(typed)
    if not terms:
        raise RunError(problem("SEARCH_001", typed, value=typed))
    years, unread = _years(programme, beside)
    read: list[int] = []
    hits: list[Hit] = []
    total = 0
    for one in years:
        if year is not None and one.settings.year != year:
            continue
        try:
            rows = rows_with(one, terms, _code(one, agency), kinds)
        except IsoAuditError as error:
            if one is programme:
                raise
            unread.append(_unread(one.folder, error))
            continue
        hits += islice(_hits(one, terms, rows), limit - len(hits))  # a common word stands in 100,000 rows
        total += len(rows)
        read.append(one.settings.year)
    return Found(tuple(hits), total, tuple(read), tuple(unread))


def _hits(programme: Programme, terms: Sequence[Term], rows: Iterable[tuple[str, ...]]) -> Iterator[Hit]:
    for inspection, code, name, kind, place, text, file in rows:
        if pieces := sentences_with(text, terms):
            yield Hit(programme.settings.year, programme.folder, inspection, code, name, kind, place, file, pieces)


def _code(programme: Programme, typed: str) -> str:
    """The code of an agency that a code or its name means in this year; one it does not know finds nothing there."""
    if not typed:
        return ""
    known = programme.lists().agencies
    by_name = {name_key(agency.name): code for code, agency in known.items()}
    return by_code_key(known).get(code_key(typed)) or by_name.get(name_key(typed), typed)


def _years(programme: Programme, beside: Iterable[Path]) -> tuple[list[Programme], list[str]]:
    """The years that can be opened, newest first, and which cannot be.

    Those of the same authority that lie beside this one, those named, and of each the year it was begun after.
    """
    named = [Path(folder) for folder in beside]
    near = [folder for folder in programmes_below(programme.folder.parent) if folder != programme.folder]
    found = {programme.folder: programme}
    unread: list[str] = []
    for folder in [*named, *near]:
        try:
            if folder in near and read_settings(folder).authority != programme.settings.authority:
                continue
            one = Programme(folder)
            found.setdefault(one.folder, one)
        except IsoAuditError as error:
            unread.append(_unread(folder, error))
    unread += _not_there(found.values())
    return sorted(found.values(), key=lambda one: (-one.settings.year, one is not programme)), unread


def _not_there(years: Collection[Programme]) -> Iterator[str]:
    """The years others were begun after, and which lie nowhere here."""
    for one in years:
        begun = [entry.payload["after"] for entry in one.journal.entries_of("programme") if entry.payload.get("after")]
        for mark in begun:
            if not any(_has(other, mark) for other in years if other is not one):
                yield f"Năm trước của năm {one.settings.year} (dấu {mark}) không thấy ở cạnh {one.folder.name}."


def _has(programme: Programme, mark: str) -> bool:
    try:
        return all(programme.journal.begins(part.lower()) for part in mark.split("-"))
    except IsoAuditError:  # said where it is searched
        return False


def _unread(folder: Path, error: IsoAuditError) -> str:
    return f"Không tìm được trong {folder}: {error.problems[0].what}"
