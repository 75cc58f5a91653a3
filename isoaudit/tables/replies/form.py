"""The reply form as an agency sends it back: one row a finding, read whatever was moved, and nothing guessed.

Circular 26/2014, Article 37.2.c prescribes no form; this one is ours, in Excel and in Word. What cannot be read for
certain is listed for a person, who has the signed report (:attr:`ReadForm.unread`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from isoaudit.errors import TableError, excerpt, problem
from isoaudit.tables.cells import Place, Raw, Unfit, heading_keys, word_key
from isoaudit.tables.columns.headings import is_merged
from isoaudit.tables.replies.cells import ReplyCells
from isoaudit.tables.replies.files import FormFile, Grid, read_form_file
from isoaudit.wording import label, labels, name_key, table_words
from isoaudit.wording.codes import DASHES
from isoaudit.wording.form_marks import form_mark, identities

ANSWERED = ("cause", "correction", "action", "status", "day", "done_on", "due_on", "responsible", "evidence")
"""What an agency fills in; ``day`` is one column for both days of a reply."""
_CODE = re.compile(r"(?:(kph)\s*[-.:]?\s*)?0*([1-9][0-9]{0,2})\s*\.?", re.IGNORECASE)
_CODE_BEFORE = re.compile(r"(?:(kph)\s*[-.:]?\s*)?0*([1-9][0-9]{0,2})\s*[.:](?=\s|\Z)", re.IGNORECASE)
"""A code at the beginning of a finding, as the form writes it: «KPH 01. …»."""


@dataclass(frozen=True, slots=True)
class FormRow:
    """What the form says of one finding."""

    place: Place
    code: str
    """``KPH 01``; by record the number in the letter, ``01``."""
    fields: Mapping[str, str]
    """What was filled in and could be read, named as the fields of a reply; days as ISO text, the status its code."""
    finding: str = ""
    """The finding as it stands in the row; empty where the agency took it away."""


@dataclass(frozen=True, slots=True)
class ReadForm:
    """A form that came back."""

    inspection: str
    programme_mark: str
    """Eight digits: of which programme and inspection it was made (:mod:`isoaudit.wording.form_marks`)."""
    rows: tuple[FormRow, ...]
    """The findings of which something was said, as they stand in the file."""
    unread: tuple[str, ...]
    """What could not be read, each at its place, in words; a person looks it up in the report."""
    notes: tuple[str, ...] = ()
    """How words of the agency's own were understood."""

    def is_of(self, programmes: Iterable[str]) -> bool:
        """Whether it was made in a programme with one of these ids (of its entries of kind ``programme``)."""
        return any(form_mark(id, self.inspection) == self.programme_mark for id in programmes)


def read_reply_form(path: Path, file: FormFile | None = None) -> ReadForm:
    """What an agency filled in, in .xlsx or .docx; ``file``: it was opened before.

    Raises TableError: ``REPLYFORM_001`` (another kind of file), ``002`` (too large), ``003`` (nothing says which
    inspection it is of), ``004`` (forms of several), ``005`` (no table of replies), and what :func:`read_form_file`
    raises.
    """
    file = file or read_form_file(path)
    inspection, mark = _whose(path, file)
    reader = _Reader(path.name, ReplyCells(int(inspection[:4])))
    for grid in file.grids:
        reader.read(grid)
    if not reader.tables:
        expected = ", ".join(f"«{label('reply_field', name)}»" for name in ("cause", "correction", "action", "status"))
        raise TableError(problem("REPLYFORM_005", str(path), expected=expected))
    rows = tuple(row for row in reader.combined() if row.fields)
    notes = (*file.notes, *reader.cells.notes())
    return ReadForm(inspection, mark, rows, tuple(reader.unread), notes)


def _whose(path: Path, file: FormFile) -> tuple[str, str]:
    found = identities(file.texts())
    if not found:
        raise TableError(problem("REPLYFORM_003", str(path)))
    if len(found) > 1:
        raise TableError(problem("REPLYFORM_004", str(path), found=[f"{id}/{mark}" for id, mark in found]))
    return found[0]


def read_code(text: str, pattern: re.Pattern[str] = _CODE) -> str:
    """A code as minutes or letter write it, of what somebody typed: ``kph-1`` is KPH 01; empty where it is none."""
    typed = " ".join(text.translate(DASHES).split())
    found = pattern.fullmatch(typed) if pattern is _CODE else pattern.match(typed)
    return f"{'KPH ' if found[1] else ''}{int(found[2]):02d}" if found else ""


@cache
def _headings() -> Mapping[str, str]:
    """The column that each heading names."""
    usual = {word_key(words): name for name, several in table_words()["reply"].items() for words in several}
    return usual | {word_key(words): name for name, words in labels()["reply_field"].items()}


def _named(cells: Sequence[Raw]) -> list[str]:
    """The column each cell of a row names; empty where it names none."""
    known = _headings()
    keys = (heading_keys(raw) if isinstance(raw, str) else () for raw in cells)
    return [next((known[key] for key in tried if key in known), "") for tried in keys]


def _is_heading(named: Sequence[str]) -> bool:
    answered = {name for name in named if name in ANSWERED}
    return len(answered) >= 2 and ("code" in named or "finding" in named)


def _goes_on(cells: Sequence[Raw], named: Sequence[str]) -> bool:
    """Whether a row of a table without a heading is one of the table before: as many cells, and the finding, or else
    the code, where it stood."""
    name, pattern = ("finding", _CODE_BEFORE) if "finding" in named else ("code", _CODE)
    if not named or len(cells) != len(named) or name not in named:
        return False
    raw = cells[named.index(name)]
    return isinstance(raw, str) and bool(read_code(raw, pattern))


def _answers_something(cells: Sequence[Raw], named: Sequence[str]) -> bool:
    """Whether a row that stands below no heading seems to answer a finding: several cells are filled, and there is its
    code or it is as long as the rows of the table before."""
    filled = [raw for raw in cells if raw != "" and not is_merged(raw)]
    codes = (read_code(raw, pattern) for raw in filled if isinstance(raw, str) for pattern in (_CODE, _CODE_BEFORE))
    return len(filled) > 2 and (len(cells) == len(named) or any(code.startswith("KPH") for code in codes))


@dataclass(slots=True)
class _Reader:
    """The tables of one form, as they are gone through."""

    file: str
    cells: ReplyCells
    tables: int = 0
    unread: list[str] = field(default_factory=list)
    found: dict[str, list[FormRow]] = field(default_factory=dict)
    heading: tuple[list[str], Sequence[Raw]] = ([], ())
    """The last heading of a Word document: the column each cell of it names, and its cells."""
    read_rows: dict[tuple[str, int], tuple[str, Sequence[str]]] = field(default_factory=dict)
    """Of which finding a row is, and what its columns are, by sheet and number."""

    def read(self, grid: Grid) -> None:
        """Read the rows below each heading of a sheet or a Word table.

        A Word table without a heading may go on the one before it, where somebody split that; its rows are taken only
        where they show by themselves that their columns are those of the heading.
        """
        named, titles = self.heading if not grid.sheet else ([], ())
        own = False
        for number, cells in grid.rows:
            place = Place(self.file, number, grid.sheet)
            if _is_heading(_named(cells)):
                named, titles, own = _named(cells), cells, True
                self.heading = (named, titles)
                self.tables += 1
                self._say_what_lacks(place, named)
            elif own or _goes_on(cells, named):
                self._read_row(place, cells, named, titles)
            elif _answers_something(cells, named):
                shown = " | ".join(filter(None, map(_shown, cells)))
                self._list(
                    place, f"dòng không nằm dưới dòng tiêu đề của phiếu nên không rõ ô nào là gì: «{excerpt(shown)}»"
                )
        for number, at, words in grid.besides:
            self._say_what_is_no_text(Place(self.file, number, grid.sheet, at), words)

    def _say_what_is_no_text(self, place: Place, words: str) -> None:
        """List a picture, a comment or a note: it is not read, and may be what the agency answered."""
        code, named = self.read_rows.get((place.sheet, place.row), ("", ()))
        title = named[place.column - 1] if 0 < place.column <= len(named) else ""
        if code:
            of = f"{code}, «{label('reply_field', title)}»" if title else code
            self._list(place if place.sheet else replace(place, column=0), f"{of} còn có {words}, không đọc được")
        elif place.sheet:
            where = place.within_file if place.row else f"trang «{place.sheet}»"
            self.unread.append(f"{where}: có {words}, không đọc được.")

    def _say_what_lacks(self, place: Place, named: Sequence[str]) -> None:
        day = {"day"} if {"done_on", "due_on"} & set(named) else set()
        there = {*named, *day, *({"done_on", "due_on"} if "day" in named else ())}
        for name in ("cause", "correction", "action", "status", "day", "responsible", "evidence"):
            if name not in there:
                self._list(place, f"không có cột «{label('reply_field', name)}»")

    def _list(self, place: Place, words: str) -> None:
        self.unread.append(f"{place.within_file}: {words}.")

    def _read_row(self, place: Place, cells: Sequence[Raw], named: Sequence[str], titles: Sequence[Raw]) -> None:
        """Read a row below a heading: of a finding, or nothing that could be told to belong to one."""
        cells = [*cells, *[""] * (len(named) - len(cells))]
        by_name: dict[str, list[tuple[int, Raw]]] = {}
        for at, name in enumerate(named):
            merged = at + 1 < len(cells) and is_merged(cells[at + 1]) and isinstance(cells[at], str)
            raw = Unfit("TABLE_016", {"value": str(cells[at])}) if merged and cells[at] else cells[at]
            by_name.setdefault(name, []).append((at + 1, raw))
        filled = [raw for name, several in by_name.items() if name in ANSWERED for _, raw in several if raw != ""]
        if all(raw == "" or identities([_shown(raw)]) for raw in cells):
            return
        code, why = self._code(by_name)
        if not code:
            said = filled or [raw for raw in cells if raw != ""]
            if filled or why:
                shown = " | ".join(filter(None, map(_shown, said)))
                self._list(place, f"{why or 'không rõ của điểm nào'}: «{excerpt(shown)}»")
            return
        self.read_rows[place.sheet, place.row] = code, named
        self._say_besides(place, code, cells, named, titles)
        answers = {name: several for name, several in by_name.items() if name in ANSWERED}
        fields, unread = self.cells.read(place, code, answers)
        for at, words in unread:
            self._list(replace(place, column=at) if place.sheet else place, f"{code}, {words}")
        finding = next((raw for _, raw in by_name.get("finding", ()) if isinstance(raw, str)), "")
        self.found.setdefault(code, []).append(FormRow(place, code, fields, finding))

    def _code(self, by_name: Mapping[str, Sequence[tuple[int, Raw]]]) -> tuple[str, str]:
        """The code of a row, and why there is none: it is written twice, and both must agree."""
        typed = [raw for _, raw in by_name.get("code", ()) if isinstance(raw, str) and raw.strip()]
        shown = [raw for _, raw in by_name.get("finding", ()) if isinstance(raw, str) and raw.strip()]
        codes = {read_code(raw) for raw in typed}
        before = {code for raw in shown if (code := read_code(raw, _CODE_BEFORE))}
        if "" in codes:
            return "", f"mã «{excerpt(typed[0])}» không đọc được"
        if len(codes | before) > 1:
            return "", f"mã «{excerpt(typed[0] if typed else '')}» khác mã ghi ở điểm không phù hợp"
        return next(iter(codes | before), ""), ""

    def _say_besides(
        self, place: Place, code: str, cells: Sequence[Raw], named: Sequence[str], titles: Sequence[Raw]
    ) -> None:
        """List what stands in columns that no heading known here names."""
        for at, raw in enumerate(cells):
            known = at < len(named) and named[at]
            ordinal = isinstance(raw, str) and raw.strip().rstrip(".").isdecimal()
            if raw == "" or known or is_merged(raw) or ordinal:
                continue
            title = titles[at] if at < len(titles) and isinstance(titles[at], str) else ""
            self._list(place, f"{code}, cột «{excerpt(title)}» không thuộc phiếu: «{excerpt(_shown(raw))}»")

    def combined(self) -> Iterator[FormRow]:
        """The rows, those of one finding together; where two say different things, neither counts and it is listed."""
        for code, several in self.found.items():
            first = several[0]
            if len(several) == 1:
                yield first
                continue
            fields: dict[str, str] = {}
            where = ", ".join(str(row.place.row) for row in several)
            clash = [name for name in dict.fromkeys(n for row in several for n in row.fields) if _differ(several, name)]
            if "status" in clash:
                clash += ["done_on", "due_on"]
            for row in several:
                fields |= {name: text for name, text in row.fields.items() if name not in clash}
            for name in dict.fromkeys(clash):
                said = [row.fields[name] for row in several if name in row.fields]
                if said:
                    shown = "; ".join(f"«{excerpt(text)}»" for text in said)
                    words = f"{code}, «{label('reply_field', name)}» ghi khác nhau ở các dòng {where}: {shown}"
                    self._list(first.place, words)
            yield replace(first, fields=fields)


def _shown(raw: Raw) -> str:
    """What a cell shows, also one that cannot be read."""
    return raw if isinstance(raw, str) else raw.fields.get("value", "")


def _differ(rows: Iterable[FormRow], name: str) -> bool:
    return len({name_key(row.fields[name]) for row in rows if name in row.fields}) > 1
